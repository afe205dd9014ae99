//! Why a command cannot run just now, in words. Menus and the palette grey such a command and say it; whoever presses its key anyway is told.

use super::command::Command;
use super::selection::{Focus, Selected};
use super::session::Session;
use crate::model::Allowance;
use crate::model::layer::DocumentStatus;
use crate::model::suggestion::{Proposal, SuggestionKey};

const NO_ARTICLE: &str = "Open an article first";
const NO_MENTION: &str = "Select a mention first";
const NO_EVENT: &str = "Select an event first";
const NO_LINKABLE: &str = "Select a mention or an event first";

impl Session {
    /// Why `command` cannot do anything just now; `None` when it can. It never says how to make it possible in more than a sentence.
    pub fn why_not(&self, command: &Command) -> Option<&'static str> {
        if self.document().is_none() && needs_article(command) {
            return Some(NO_ARTICLE);
        }
        let unless = |can: bool, why: &'static str| (!can).then_some(why);
        match command {
            Command::Undo => unless(self.history.undoable().is_some(), "Nothing to undo"),
            Command::Redo => unless(self.history.redoable().is_some(), "Nothing to redo"),
            Command::NextDocument => unless(self.has_document(1), "This is the last document"),
            Command::PreviousDocument => {
                unless(self.has_document(-1), "This is the first document")
            }
            Command::NextSuggestion | Command::PreviousSuggestion => unless(
                !self.queue().is_empty(),
                if let Some(why) = self.why_no_suggestions() {
                    why
                } else if self.num_waiting_here() > 0 {
                    "Only unsure suggestions are left here. U shows them"
                } else if self.num_hidden_here() > 0 {
                    "The open suggestions here are hidden. Shift+I shows them"
                } else {
                    "No open suggestions here"
                },
            ),
            Command::Accept => unless(
                self.is_asking_in_bulk() || !self.queue().is_empty(),
                "No open suggestions here",
            ),
            Command::Reject => unless(self.selected != Selected::Nothing, "Nothing is selected"),
            Command::RejectAllLikeThis => unless(
                self.selected_suggestion().is_some(),
                "Select a suggestion of the kind to reject",
            ),
            Command::HideLabel => unless(
                self.selected_suggestion().is_some(),
                "Select a suggestion of the label to hide",
            ),
            Command::ToggleUnsure => unless(
                self.is_drawer_open() || self.num_unsure_here() > 0,
                "No suggestion here is under its threshold",
            ),
            Command::ToggleSuggestionsHere => self
                .why_no_suggestions()
                .filter(|_| self.project.settings.suggestions == Allowance::AfterHandIn),
            Command::ShowAllSuggestions => {
                unless(!self.filter.shows_all(), "No suggestions are hidden")
            }
            Command::AcceptAllAbove => unless(
                !self.shown_suggestions().is_empty(),
                "No open suggestions here",
            ),
            Command::NextLayer | Command::NextLayerBeside => unless(
                self.project.layer_names().len() > 1,
                "There is one layer only. View → Layers… makes another",
            ),
            Command::SameInDocument | Command::SameInProject | Command::LabelFound
                if self
                    .why_no_propagation(*command != Command::SameInDocument)
                    .is_some() =>
            {
                self.why_no_propagation(*command != Command::SameInDocument)
            }
            Command::SameInDocument | Command::SameInProject => unless(
                self.repeatable.is_some() || self.selected_span().is_some(),
                "Decide about something first; then this does the same everywhere",
            ),
            Command::SkipDocument => unless(
                !matches!(
                    self.document().map(|document| self.status_of(document)),
                    Some(DocumentStatus::Skipped(_))
                ),
                "This document is left out already",
            ),
            Command::AskOwnModel => unless(
                self.own_model().choice().is_on(),
                "No model of your own is switched on. Annotate → Your own model… does that",
            ),
            Command::NextQuestion => unless(self.has_questions(), "There is no open question"),
            Command::ReopenDocument => unless(
                matches!(
                    self.document().map(|document| self.status_of(document)),
                    Some(DocumentStatus::Done | DocumentStatus::Skipped(_))
                ),
                "This document is open already",
            ),
            Command::CycleLevel | Command::NextHead => unless(self.is_on_mention(), NO_MENTION),
            Command::LinkCoreference => {
                unless(self.is_on_mention() || self.is_on_event(), NO_LINKABLE)
            }
            Command::UnlinkCoreference
            | Command::NextInChain
            | Command::PreviousInChain
            | Command::SplitChain => unless(
                self.chain_of_selected().len() > 1,
                "Select a mention or an event that shares its chain with another",
            ),
            Command::LinkRelation => unless(
                self.is_on_mention() || self.is_on_event(),
                "Select the mention or event where the relation starts",
            ),
            Command::ReverseRelation => unless(
                matches!(self.selected, Selected::Relation(_)),
                "Select a relation first",
            ),
            Command::MergeMentions => unless(
                self.selected_mention().is_some(),
                "Select the first of the two mentions",
            ),
            Command::SplitMention => unless(
                self.mention_around_caret().is_some(),
                "Put the caret where the mention is to be split",
            ),
            Command::AddFragment => unless(
                !self.text_selection.is_empty(),
                "Select the text of the new fragment, after its mention",
            ),
            Command::OpenCard | Command::NextRole | Command::PreviousRole | Command::CopyRoles => {
                unless(self.card_event_type().is_some(), NO_EVENT)
            }
            Command::NotStated => unless(
                self.card_role().is_some(),
                "Open the card of an event and pick a role first",
            ),
            _ => None,
        }
    }

    /// Whether a decision about many is being previewed or asked for.
    fn is_asking_in_bulk(&self) -> bool {
        matches!(
            self.focus,
            Focus::Propagation | Focus::Above(_) | Focus::Alike(_)
        )
    }

    fn has_document(&self, by: isize) -> bool {
        self.document_beside(by).is_some()
    }

    /// Whether a mention or the suggestion of one is selected.
    pub(super) fn is_on_mention(&self) -> bool {
        self.selected_mention().is_some()
            || self
                .selected_suggestion()
                .is_some_and(|suggestion| matches!(suggestion.proposal, Proposal::Mention(_)))
    }

    /// Whether an event or the suggestion of one is selected.
    pub(super) fn is_on_event(&self) -> bool {
        self.selected_event().is_some()
            || matches!(
                self.selected,
                Selected::Suggestion(SuggestionKey::Event(..))
            )
    }
}

/// Whether a command is about the open article.
fn needs_article(command: &Command) -> bool {
    !matches!(
        command,
        Command::NewProject
            | Command::OpenFiles
            | Command::OpenFolder
            | Command::PasteArticle
            | Command::Save
            | Command::SaveAs
            | Command::RestoreBackup
            | Command::ShowKept
            | Command::CloseProject
            | Command::Quit
            | Command::Undo
            | Command::Redo
            | Command::CommandPalette
            | Command::Help
            | Command::Tour
            | Command::ToggleDocuments
            | Command::ToggleInspector
            | Command::ShowSettings
            | Command::ShowSchema
            | Command::ShowWords
            | Command::ToggleTheme
            | Command::ToggleAllArcs
            | Command::ToggleSuggestions
            | Command::ShowLayers
            | Command::ShowQuestions
            | Command::NextLayer
            | Command::NextLayerBeside
            | Command::ShowThresholds
            | Command::ShowLearning
            | Command::ShowProjectSettings
            | Command::ShowOwnModel
            | Command::ShowAllSuggestions
            | Command::ZoomIn
            | Command::ZoomOut
            | Command::ZoomReset
            | Command::NextPanel
            | Command::PreviousPanel
            | Command::Leave
    ) && command.entry().is_some()
}
