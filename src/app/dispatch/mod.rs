//! Dispatch: the one place where commands change a session. One small function per command.

mod card;
pub mod coreference;
mod deciding;
mod details;
mod labelling;
mod linking;
mod moving;
mod noting;
pub mod relations;
mod spreading;
mod switching;
mod undo;

use self::deciding::Rest;
use self::labelling::{End, Step};
use crate::app::command::Command;
use crate::app::selection::{Focus, Picker};
use crate::app::session::Session;
use crate::model::layer::DocumentStatus;
use crate::model::suggestion::Suggestion;
use crate::text::Span;

/// Candidates that the card letters: a to j.
pub const MAX_CANDIDATES: usize = 10;

impl Session {
    /// Does what `command` asks. Gives it back when it is not the session's business but the window's: files, panels, theme.
    pub fn dispatch(&mut self, command: Command) -> Option<Command> {
        if command != Command::Undo {
            self.undo_asked = false;
        }
        if let Some(why) = self.why_not(&command) {
            self.notices.info(why);
            return None;
        }
        match command {
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::NextSuggestion => self.go_to_suggestion(true),
            Command::PreviousSuggestion => self.go_to_suggestion(false),
            Command::NextMark => self.go_to_mark(true),
            Command::PreviousMark => self.go_to_mark(false),
            Command::NextSentence => self.move_marker(true),
            Command::PreviousSentence => self.move_marker(false),
            Command::NextDocument => self.go_to_document(1),
            Command::PreviousDocument => self.go_to_document(-1),
            Command::CaretLeft => self.move_caret(false),
            Command::CaretRight => self.move_caret(true),
            Command::Leave => self.leave(),
            Command::Accept => self.accept(),
            Command::Reject => self.reject(),
            Command::SameInDocument => self.preview_same(false),
            Command::SameInProject => self.preview_same(true),
            Command::AcceptSentence => self.accept_sentence(),
            Command::AcceptAllAbove => self.ask_above(),
            Command::MoveAbove(by) => self.move_above(by),
            Command::SetAbove(percent) => self.set_above(percent),
            Command::RejectAllLikeThis => self.ask_alike(),
            Command::SetLikeness(by) => self.set_likeness(by),
            Command::ToggleBulkScope => self.toggle_bulk_scope(),
            Command::SetFilter(filter) => self.set_filter(filter),
            Command::HideLabel => self.hide_label(),
            Command::ShowAllSuggestions => self.show_all_suggestions(),
            Command::SetRoleThreshold(event_type, role, percent) => {
                self.set_role_threshold(event_type.as_deref(), role.as_deref(), percent);
            }
            Command::SetLabelThreshold(label, percent) => {
                self.set_label_threshold(label.as_deref(), percent);
            }
            Command::ToggleUnsure => self.toggle_drawer(),
            Command::SetDocumentSort(sort) => self.set_document_sort(sort),
            Command::SetAllowance(kind, allowance) => self.set_allowance(kind, allowance),
            Command::UseLearntPart(part, is_used) => self.use_learnt_part(part, is_used),
            Command::ForgetString(string) => self.forget_string(string),
            Command::RememberString(string) => self.remember_string(&string),
            Command::FinishDocument => self.ask_to_finish(),
            Command::FinishAccepting => self.finish(Rest::Accept),
            Command::FinishRejecting => self.finish(Rest::Reject),
            Command::FinishLeaving => self.finish(Rest::Leave),
            Command::ReopenDocument => {
                self.set_status(DocumentStatus::InProgress, "Reopen document");
            }
            Command::SkipDocument => self.focus = Focus::Skip,
            Command::SkipBecause(reason) => self.skip_document(&reason),
            Command::EditTags => self.focus = Focus::Tags,
            Command::NextQuestion => self.next_question(),
            Command::SetQuestion(document, note, open) => {
                self.set_question(&document, &note, open);
            }
            Command::RemoveDocument => self.remove_document(),
            Command::PickLabel => self.open_picker(Picker::Label),
            Command::PickEvent => self.open_picker(Picker::Event),
            Command::CycleLevel => self.cycle_level(),
            Command::ExtendRight => self.move_end(End::Right, Step::Token, true),
            Command::ShrinkRight => self.move_end(End::Right, Step::Token, false),
            Command::ExtendLeft => self.move_end(End::Left, Step::Token, true),
            Command::ShrinkLeft => self.move_end(End::Left, Step::Token, false),
            Command::ExtendRightByChar => self.move_end(End::Right, Step::Character, true),
            Command::ShrinkRightByChar => self.move_end(End::Right, Step::Character, false),
            Command::ExtendLeftByChar => self.move_end(End::Left, Step::Character, true),
            Command::ShrinkLeftByChar => self.move_end(End::Left, Step::Character, false),
            Command::ArmBrush => self.arm_brush(),
            Command::WriteNote => {
                self.edited_note = None;
                self.focus = Focus::Note;
            }
            Command::EditNote(id) => self.edit_note(id),
            Command::SetNoteOpen(id, open) => self.set_note_open(&id, open),
            Command::DeleteNote(id) => self.delete_note(&id),
            Command::LinkCoreference => self.start_coreference(),
            Command::UnlinkCoreference => self.unlink_coreference(),
            Command::NextInChain => self.step_in_chain(true),
            Command::PreviousInChain => self.step_in_chain(false),
            Command::SplitChain => self.split_chain(),
            Command::LinkRelation => self.link_relation(),
            Command::ReverseRelation => self.reverse_relation(),
            Command::NextHead => self.next_head(),
            Command::SetRelationType(name) => self.set_relation_type(&name),
            Command::BrushNumber(number) => self.brush_number(number),
            Command::AddFragment => self.add_fragment(),
            Command::MergeMentions => self.merge_mentions(),
            Command::SplitMention => self.split_mention(),
            Command::AlwaysSuggest => self.add_word(true),
            Command::NeverSuggest => self.add_word(false),
            Command::SuggestAgain => self.suggest_again(),
            Command::AskOwnModel => self.ask_own_model(),
            Command::ClearSuggestions => self.clear_suggestions(),
            Command::ToggleSuggestionsHere => self.toggle_suggestions_here(),
            Command::ToggleSuggestions => self.toggle_suggestions(),
            Command::OpenCard => self.open_card(),
            Command::NextRole => self.move_role(1),
            Command::PreviousRole => self.move_role(-1),
            Command::NotStated => self.not_stated(),
            Command::CopyRoles => self.copy_roles(),
            Command::OpenDocument(id) => self.open_document(&id),
            Command::Select(reference) => self.select(reference),
            Command::SelectSuggestion(key) => self.select_suggestion(key),
            Command::SelectText(span) => self.select_text(span),
            Command::PlaceCaret(at) => self.place_caret(at),
            Command::LabelNumber(number) => self.label_number(number),
            Command::SetLabel(label) => self.set_label(&label),
            Command::SetEventType(event_type) => self.set_event_type(&event_type),
            Command::SetLevel(level) => self.set_level(level),
            Command::SetValue(value) => self.change_mention("Set value", move |mention| {
                mention.value = (!value.is_empty()).then_some(value);
            }),
            Command::SetCount(count) => self.change_mention("Set count", move |mention| {
                mention.count = (!count.is_empty()).then_some(count);
            }),
            Command::SetHead(head) => self.change_mention("Set head", move |mention| {
                mention.head = head;
            }),
            Command::SetMentionAttribute(name, value) => {
                self.change_mention(&format!("Set {name}"), move |mention| {
                    mention.attributes.set(name, value);
                });
            }
            Command::SetEntityName(name) => {
                self.change_entity("Name the entity", move |entity| entity.name = name);
            }
            Command::SetCountry(country) => {
                self.change_entity("Set country", move |entity| entity.country = country);
            }
            Command::SetSectors(sectors) => {
                self.change_entity("Set sectors", move |entity| entity.sectors = sectors);
            }
            Command::SetExtent(extent) => self.set_selected_extent(extent),
            Command::DrawLink(link) => self.draw_link(*link),
            Command::LinkAs(role) => self.link_as(&role),
            Command::PickRole(number) => self.pick_role(number),
            Command::PickCandidate(number) => self.pick_candidate(number),
            Command::FillRole(role, filler) => self.fill_role(&role, filler),
            Command::EmptyRole(role, filler) => self.empty_role(&role, &filler),
            Command::SetAttribute(name, value) => {
                self.change_event("Set attribute", move |event| {
                    event.attributes.set(name, value);
                })
            }
            Command::SetPlover(code) => {
                self.change_event("Set PLOVER code", move |event| event.plover = code);
            }
            Command::PickAntecedent(number) => self.pick_antecedent(number),
            Command::SaveNote(text, open) => self.save_note(&text, open),
            Command::ToggleHit(index) => self.toggle_hit(index),
            Command::ToggleThisHit => self.toggle_this_hit(),
            Command::MoveHit(by) => self.move_hit(by),
            Command::TickHits(on) => self.tick_hits(on),
            Command::GoTo(document, span) => self.go_to(&document, span),
            Command::GoToAnnotation(document, reference) => {
                self.go_to_annotation(&document, reference);
            }
            Command::PickFoundLabel(found) => self.pick_found_label(found),
            Command::SetFoundLabel(label) => self.set_found_label(&label),
            Command::SetBrush(label) => self.focus = Focus::Brush(label),
            Command::SetLayer(name) => self.set_layer(&name),
            Command::NextLayer => self.next_layer(),
            Command::NextLayerBeside => self.next_layer_beside(),
            Command::ShowLayerBeside(name) => self.show_beside(name),
            Command::AddLayer(name, copy_of) => self.add_layer(&name, copy_of.as_deref()),
            Command::RenameLayer(before, after) => self.rename_layer(&before, &after),
            Command::DeleteLayer(name) => self.delete_layer(&name),
            Command::SetOrder(order) => self.set_order(order),
            Command::SetZone(kind) => self.set_zone(kind),
            Command::SetDate(date) => self.set_date(date),
            Command::SetTags(tags) => self.set_tags(tags),
            Command::Revive(key) => self.revive(&key),
            Command::DeleteMany(references) => self.delete_many(&references),
            Command::RelabelMany(references, label) => self.relabel_many(&references, &label),
            other => return Some(other),
        }
        None
    }

    // Words.

    /// The words at `span` of the open document.
    pub fn words_at(&self, span: Span) -> String {
        self.document()
            .map(|document| document.text().slice(span).to_owned())
            .unwrap_or_default()
    }

    /// A suggestion in words: “Attack “shelling””.
    pub fn say(&self, suggestion: &Suggestion) -> String {
        format!(
            "{} “{}”",
            suggestion.label(),
            self.words_at(suggestion.span())
        )
    }
}
