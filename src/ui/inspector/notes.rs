//! Remarks and open questions on the selected thing: read, answered, changed, deleted.

use egui::{RichText, Ui, WidgetInfo};

use crate::app::command::Command;
use crate::app::session::Session;
use crate::model::{Note, NoteTarget};
use crate::ui::{icons, parts, theme};

/// Draws the notes on the selected thing, or those on the whole document when nothing is selected.
pub(super) fn notes_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    let target = session.note_target();
    let span = session.selected_span();
    let is_here = |note: &&Note| {
        note.on == target
            || matches!((&note.on, span), (NoteTarget::Span(on), Some(span)) if *on == span)
    };
    let notes: Vec<&Note> = session
        .annotations()
        .notes()
        .iter()
        .filter(is_here)
        .collect();
    list_ui(ui, &notes, queue);
}

/// Draws notes under their title; nothing when there are none.
pub(super) fn list_ui(ui: &mut Ui, notes: &[&Note], queue: &mut Vec<Command>) {
    if notes.is_empty() {
        return;
    }
    parts::section(ui, "Notes");
    for note in notes {
        note_ui(ui, note, queue);
    }
}

fn note_ui(ui: &mut Ui, note: &Note, queue: &mut Vec<Command>) {
    let theme = theme::of(ui.ctx());
    let ink = if note.open {
        theme.colours.warn
    } else {
        theme.colours.text
    };
    ui.label(RichText::new(&*note.text).color(ink));
    ui.horizontal(|ui| {
        let kind = match (note.open, note.origin.by.is_empty()) {
            (true, true) => "open question".to_owned(),
            (true, false) => format!("open question of {}", note.origin.by),
            (false, true) => "note".to_owned(),
            (false, false) => format!("note of {}", note.origin.by),
        };
        parts::muted(ui, &kind);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if sign(ui, icons::TRASH, "Delete note") {
                queue.push(Command::DeleteNote(note.id.clone()));
            }
            if sign(ui, icons::PENCIL_SIMPLE, "Change note") {
                queue.push(Command::EditNote(note.id.clone()));
            }
            let (words, open) = if note.open {
                ("Answered", false)
            } else {
                ("Ask again", true)
            };
            if ui.small_button(words).clicked() {
                queue.push(Command::SetNoteOpen(note.id.clone(), open));
            }
        });
    });
    ui.add_space(4.0);
}

fn sign(ui: &mut Ui, icon: &str, name: &str) -> bool {
    let response = ui.add(egui::Button::new(icon).frame(false));
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, name));
    response.on_hover_text(name).clicked()
}
