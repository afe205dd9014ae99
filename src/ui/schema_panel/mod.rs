//! The schema editor over the window: types, roles, attributes and relations at the left, what is said about one of them at the right.
//!
//! Fields work on a copy of the schema, which becomes one step of undo when the last text field is left. Renaming, merging and deleting touch
//! annotations: they are previewed with counts and made by `app::schema_edit`.
//!
//! ```text
//! list.rs         the list at the left, its order
//! types.rs        forms of entity and event types
//! roles.rs        roles of an event type
//! plover.rs       its PLOVER code
//! attributes.rs   form of an attribute
//! relations.rs    form of a relation type
//! whole.rs        name, guideline, modules
//! fields.rs       what the forms are made of
//! ```

mod attributes;
mod fields;
mod list;
mod plover;
mod relations;
mod roles;
mod types;
mod whole;

use std::sync::Arc;

use egui::{Align, Layout, RichText, ScrollArea, Ui};
use smol_str::SmolStr;

use super::{parts, theme, widgets};
use crate::app::schema_edit::{self, Part, SchemaEdit, SchemaPlan};
use crate::app::selection::Selected;
use crate::app::session::Session;
use crate::model::SuggestionKey;
use crate::model::schema::{DecidedCase, Guidance, Schema};
use crate::text::Span;

/// What is listed, with its tab; without a part the schema as a whole.
const TABS: [(Option<Part>, &str); 6] = [
    (Some(Part::EntityTypes), "Entity types"),
    (Some(Part::EventTypes), "Event types"),
    (Some(Part::RelationTypes), "Relations"),
    (Some(Part::EventAttributes), "Event attributes"),
    (Some(Part::MentionAttributes), "Mention attributes"),
    (None, "Schema"),
];

/// What the editor remembers between frames.
pub(super) struct SchemaPanel {
    part: Option<Part>,
    picked: Option<SmolStr>,
    new_name: String,
    new_role: String,
    new_module: String,
    /// The schema that `working` began as.
    base: Option<Arc<Schema>>,
    working: Schema,
    /// An edit that touches annotations, with what it would do, until it is made or dropped.
    preview: Option<(SchemaEdit, Result<SchemaPlan, String>)>,
}

impl Default for SchemaPanel {
    fn default() -> Self {
        Self {
            part: Some(Part::EntityTypes),
            picked: None,
            new_name: String::new(),
            new_role: String::new(),
            new_module: String::new(),
            base: None,
            working: Schema::default(),
            preview: None,
        }
    }
}

impl SchemaPanel {
    /// Puts the selected words among the decided cases of their type, and shows that type, so that the decision can be written.
    pub(super) fn add_case(&mut self, session: &mut Session) {
        let Some((label, span)) = labelled_selection(session) else {
            session
                .notices
                .info("Select a mention or an event first: the case is kept with its type");
            return;
        };
        self.take_in(session);
        let text = case_text(session, span);
        if let Some(guidance) = guidance_mut(&mut self.working, &label) {
            guidance.cases.push(DecidedCase {
                text,
                decision: format!("{label}: "),
            });
        }
        self.show_type(label);
    }

    /// Comes up at the type of what is selected in the article, otherwise where it was left.
    pub(super) fn begin(&mut self, session: &Session) {
        self.take_in(session);
        if let Some((label, _)) = labelled_selection(session) {
            self.show_type(label);
        }
    }

    fn show_type(&mut self, label: SmolStr) {
        let is_entity = self.working.entity_type(&label).is_some();
        self.part = Some(if is_entity {
            Part::EntityTypes
        } else {
            Part::EventTypes
        });
        self.picked = Some(label);
    }

    /// Draws the editor.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &mut Session) {
        self.take_in(session);
        ui.horizontal(|ui| {
            let titles = TABS.map(|(_, title)| title);
            let current = TABS.iter().position(|(part, _)| *part == self.part);
            if let Some(index) = widgets::segmented(ui, "Part", current, &titles) {
                self.part = TABS[index].0.clone();
                self.picked = None;
                self.preview = None;
            }
        });
        ui.add_space(6.0);
        let height = (ui.ctx().content_rect().height() * 0.62).max(240.0);
        let Some(part) = self.part.clone() else {
            ScrollArea::vertical()
                .max_height(height)
                .auto_shrink(false)
                .show(ui, |ui| {
                    self.whole_ui(ui, session);
                    parts::keep_focus_in_sight(ui);
                });
            self.commit_when_left(ui, session);
            return;
        };
        ui.allocate_ui_with_layout(
            egui::vec2(ui.available_width(), height),
            Layout::left_to_right(Align::Min),
            |ui| {
                ui.allocate_ui_with_layout(
                    egui::vec2(250.0, height),
                    Layout::top_down(Align::Min),
                    |ui| {
                        ui.set_max_width(250.0);
                        self.list_ui(ui, &part, session);
                    },
                );
                ui.separator();
                ui.vertical(|ui| {
                    ScrollArea::vertical()
                        .id_salt("schema form")
                        .auto_shrink(false)
                        .show(ui, |ui| {
                            ui.set_width(ui.available_width() - 12.0);
                            self.form_ui(ui, &part, session);
                            parts::keep_focus_in_sight(ui);
                        });
                });
            },
        );
        self.preview_ui(ui, session);
        self.commit_when_left(ui, session);
    }

    /// What is typed becomes a step once its field is left.
    fn commit_when_left(&mut self, ui: &Ui, session: &mut Session) {
        if !ui.ctx().text_edit_focused() {
            self.commit(session);
        }
    }

    /// Takes the session's schema in, unless the copy of it is being worked on.
    fn take_in(&mut self, session: &Session) {
        let schema = &session.project().schema;
        if !self
            .base
            .as_ref()
            .is_some_and(|base| Arc::ptr_eq(base, schema))
        {
            self.working = Schema::clone(schema);
            self.base = Some(Arc::clone(schema));
        }
    }

    /// Makes what was typed a step of undo.
    pub(super) fn commit(&mut self, session: &mut Session) {
        let is_changed = self
            .base
            .as_ref()
            .is_some_and(|base| **base != self.working);
        if is_changed {
            let what = self.picked.as_deref().unwrap_or(&self.working.name);
            session.set_schema(
                &format!("Change {what} in the schema"),
                self.working.clone(),
            );
            self.base = Some(Arc::clone(&session.project().schema));
        }
    }

    fn ask(&mut self, edit: SchemaEdit, session: &mut Session) {
        self.commit(session);
        let plan = schema_edit::plan(session.project(), &edit, &session.author());
        self.preview = Some((edit, plan));
    }

    fn preview_ui(&mut self, ui: &mut Ui, session: &mut Session) {
        let Some((edit, plan)) = &self.preview else {
            return;
        };
        let theme = theme::of(ui.ctx());
        let (mut apply, mut cancel) = (false, false);
        egui::Frame::new()
            .fill(theme.colours.accent_fill)
            .corner_radius(6)
            .inner_margin(egui::Margin::symmetric(10, 8))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                match plan {
                    Ok(plan) => {
                        ui.label(format!("{}: touches {}.", plan.label, plan.touched.words()));
                        for remark in plan.remarks.iter().take(4) {
                            parts::muted(ui, remark);
                        }
                    }
                    Err(fault) => {
                        ui.label(RichText::new(fault).color(theme.colours.error));
                    }
                }
                ui.horizontal(|ui| {
                    apply = plan.is_ok() && ui.button("Apply").clicked();
                    cancel = ui.button("Cancel").clicked();
                });
            });
        if apply {
            let edit = edit.clone();
            if session.edit_schema(&edit) {
                self.picked = picked_after(&edit, self.picked.take());
            }
        }
        if apply || cancel {
            self.preview = None;
        }
    }

    fn form_ui(&mut self, ui: &mut Ui, part: &Part, session: &mut Session) {
        let Some(picked) = self.picked.clone() else {
            let noun = part.noun();
            let hint = format!(
                "Pick one at the left to see and change what is said about it, or add a new {noun}."
            );
            parts::muted(ui, &hint);
            return;
        };
        let schema = &mut self.working;
        let asked = match part {
            Part::EntityTypes => types::entity_form_ui(ui, schema, &picked),
            Part::EventTypes => types::event_form_ui(ui, schema, &picked, &mut self.new_role),
            Part::EventAttributes | Part::MentionAttributes => {
                attributes::attribute_form_ui(ui, schema, part, &picked)
            }
            Part::RelationTypes => relations::relation_form_ui(ui, schema, &picked),
            Part::Roles(_) => None,
        };
        match asked {
            Some(Asked::Edit(edit @ SchemaEdit::Add(..))) => {
                self.commit(session);
                if session.edit_schema(&edit) {
                    self.new_role.clear();
                }
            }
            Some(Asked::Edit(edit)) => self.ask(edit, session),
            Some(Asked::Case) => self.add_words_as_case(&picked, session),
            None => {}
        }
    }

    fn add_words_as_case(&mut self, picked: &SmolStr, session: &mut Session) {
        let span = session.selected_span().or_else(|| {
            let selection = session.text_selection();
            (!selection.is_empty()).then(|| selection.span())
        });
        let Some(span) = span else {
            return session
                .notices
                .info("Select words in the article first: they become the case");
        };
        let text = case_text(session, span);
        if let Some(guidance) = guidance_mut(&mut self.working, picked) {
            guidance.cases.push(DecidedCase {
                text,
                decision: format!("{picked}: "),
            });
        }
    }
}

/// What a form asks for beyond changing the copy.
enum Asked {
    Edit(SchemaEdit),
    Case,
}

/// What is picked after an edit: the same thing under its new name, or nothing when it went.
fn picked_after(edit: &SchemaEdit, before: Option<SmolStr>) -> Option<SmolStr> {
    match edit {
        SchemaEdit::Add(Part::Roles(_), _)
        | SchemaEdit::Rename(Part::Roles(_), ..)
        | SchemaEdit::Merge(Part::Roles(_), ..)
        | SchemaEdit::Delete(Part::Roles(_), _) => before,
        SchemaEdit::Add(_, name)
        | SchemaEdit::Rename(_, _, name)
        | SchemaEdit::Merge(_, _, name) => Some(name.clone()),
        SchemaEdit::Delete(..) => None,
    }
}

/// Names of all things of a part, in their order.
fn names(schema: &Schema, part: &Part) -> Vec<SmolStr> {
    fn all<'a>(names: impl Iterator<Item = &'a SmolStr>) -> Vec<SmolStr> {
        names.cloned().collect()
    }
    match part {
        Part::EntityTypes => all(schema.entity_types.iter().map(|known| &known.name)),
        Part::EventTypes => all(schema.event_types.iter().map(|known| &known.name)),
        Part::Roles(of) => schema.event_type(of).map_or_else(Vec::new, |known| {
            all(known.roles.iter().map(|role| &role.name))
        }),
        Part::EventAttributes => all(schema.event_attributes.iter().map(|known| &known.name)),
        Part::MentionAttributes => all(schema.mention_attributes.iter().map(|known| &known.name)),
        Part::RelationTypes => all(schema.relation_types.iter().map(|known| &known.name)),
    }
}

/// Moves one of several things up or down; nothing happens at the ends.
fn move_by<T>(items: &mut [T], index: usize, by: isize) {
    if let Some(to) = index.checked_add_signed(by)
        && to < items.len()
        && index < items.len()
    {
        items.swap(index, to);
    }
}

fn guidance_mut<'a>(schema: &'a mut Schema, name: &str) -> Option<&'a mut Guidance> {
    let entities = schema.entity_types.iter_mut();
    let events = schema.event_types.iter_mut();
    let relations = schema.relation_types.iter_mut();
    entities
        .map(|known| (&known.name, &mut known.guidance))
        .chain(events.map(|known| (&known.name, &mut known.guidance)))
        .chain(relations.map(|known| (&known.name, &mut known.guidance)))
        .find(|(known, _)| *known == name)
        .map(|(_, guidance)| guidance)
}

/// Label and place of the selected mention, event or suggestion.
fn labelled_selection(session: &Session) -> Option<(SmolStr, Span)> {
    let span = session.selected_span()?;
    let label = match session.selected() {
        Selected::Mention(_) => session.selected_mention()?.label.clone(),
        Selected::Event(_) => session.selected_event()?.event_type.clone(),
        Selected::Suggestion(
            SuggestionKey::Mention(_, label)
            | SuggestionKey::Event(_, label)
            | SuggestionKey::Argument(_, label, ..),
        ) => label.clone(),
        Selected::Nothing | Selected::Relation(_) => return None,
    };
    Some((label, span))
}

/// The sentence around `span` with the words in brackets, as decided cases are written.
fn case_text(session: &Session, span: Span) -> String {
    let Some(document) = session.document() else {
        return String::new();
    };
    let text = document.text();
    let sentences = &document.segments().sentences;
    let around = sentences
        .iter()
        .find(|sentence| sentence.span.contains(span))
        .map_or(span, |sentence| sentence.span);
    // Brackets of the article would read as marks.
    let plain = |part: &str| part.replace('[', "(").replace(']', ")");
    let before = plain(text.slice(Span::new(around.start, span.start)));
    let words = plain(text.slice(span));
    let after = plain(text.slice(Span::new(span.end, around.end)));
    let sentence = format!("{before}[{words}]{after}");
    sentence.split_whitespace().collect::<Vec<_>>().join(" ")
}
