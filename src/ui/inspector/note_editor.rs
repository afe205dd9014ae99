//! Writing a note on the selection. What is half typed survives a crash: the window hands it to the journal's side file.

use egui::{Key, Modifiers, Ui};

use crate::app::command::Command;
use crate::model::{Note, NoteId};

/// The note that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) struct NoteEditor {
    /// What was typed so far.
    pub text: String,
    /// Whether it asks for an answer.
    pub open: bool,
    /// The note whose words these were at first; `None` for a new one.
    editing: Option<NoteId>,
}

impl NoteEditor {
    /// Draws the editor in the inspector's place, on a note that is there or on a new one.
    pub(super) fn ui(&mut self, ui: &mut Ui, edited: Option<&Note>, queue: &mut Vec<Command>) {
        let wanted = edited.map(|note| note.id.clone());
        if self.editing != wanted {
            self.text = edited.map(|note| note.text.to_string()).unwrap_or_default();
            self.open = edited.is_some_and(|note| note.open);
            self.editing = wanted;
        }
        ui.heading(if edited.is_some() {
            "Change the note"
        } else {
            "Note"
        });
        ui.add_space(6.0);
        let save = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        let leave = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        // The field keeps the keyboard, so the tick below it has a key of its own.
        self.open ^= ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Tab));
        let field = egui::TextEdit::multiline(&mut self.text)
            .hint_text("What should the next reader know?")
            .desired_rows(5)
            .lock_focus(true)
            .desired_width(f32::INFINITY);
        let response = ui.add(field);
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Note text"));
        if !response.has_focus() {
            response.request_focus();
        }
        ui.checkbox(&mut self.open, "An open question")
            .on_hover_text("Tab sets it");
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            let saved = ui
                .button("Save note")
                .on_hover_text("Enter saves, Shift+Enter breaks the line")
                .clicked();
            if saved || save {
                queue.push(Command::SaveNote(std::mem::take(&mut self.text), self.open));
                self.open = false;
                self.editing = None;
            }
            if ui.button("Cancel").clicked() || leave {
                *self = Self::default();
                queue.push(Command::Leave);
            }
        });
    }
}
