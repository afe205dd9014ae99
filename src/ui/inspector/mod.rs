//! The inspector at the right: what is known about the selected thing, and the place where it is edited.
//!
//! ```text
//! mention.rs    a mention: level, head, value or count, attributes, its entity
//! event.rs      the event card: roles, attributes, PLOVER code
//! relation.rs   a relation: its type and ends
//! chain.rs      what it shares a chain with, and what it may be linked with
//! notes.rs      remarks and open questions on it
//! document.rs   the article itself, when nothing is selected
//! rows.rs       the rows that all of them are made of
//! ```

mod chain;
mod document;
mod event;
mod mention;
mod note_editor;
mod notes;
mod relation;
mod rows;

use egui::{ScrollArea, Ui};

use super::parts;
use super::propagation_panel::propagation_panel_ui;
use crate::app::command::Command;
use crate::app::selection::{Focus, Selected};
use crate::app::session::Session;
use crate::model::suggestion::SuggestionKey;

pub(super) use note_editor::NoteEditor;
pub(super) use rows::take_pending;

/// What the inspector remembers between frames.
#[derive(Default)]
pub(super) struct Inspector {
    document: document::DocumentCard,
}

impl Inspector {
    /// Draws what belongs to the selection or the focus.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        note: &mut NoteEditor,
        queue: &mut Vec<Command>,
    ) {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            match (session.focus(), session.selected()) {
                (Focus::Propagation, _) => propagation_panel_ui(ui, session, queue),
                (Focus::Note, _) => note.ui(ui, session.edited_note(), queue),
                (_, Selected::Event(_) | Selected::Suggestion(SuggestionKey::Event(..))) => {
                    event::event_card_ui(ui, session, queue);
                }
                (_, Selected::Mention(_) | Selected::Suggestion(_)) => {
                    mention::mention_card_ui(ui, session, queue);
                }
                (_, Selected::Relation(_)) => relation::relation_card_ui(ui, session, queue),
                (_, Selected::Nothing) => self.document.ui(ui, session, queue),
            }
            parts::keep_focus_in_sight(ui);
        });
    }
}
