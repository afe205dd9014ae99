//! Writing a note on the selection. What is half typed survives a crash: the window hands it to the journal's side file.

use egui::{Key, Modifiers, Ui};

use crate::app::command::Command;

/// The note that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NoteEditor {
    /// What was typed so far.
    pub text: String,
    /// Whether it asks for an answer.
    pub open: bool,
}

impl NoteEditor {
    /// Draws the editor in the inspector's place.
    pub(super) fn ui(&mut self, ui: &mut Ui, queue: &mut Vec<Command>) {
        ui.heading("Note");
        ui.add_space(6.0);
        let save = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        let leave = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let field = egui::TextEdit::multiline(&mut self.text)
            .hint_text("What should the next reader know?")
            .desired_rows(5)
            .desired_width(f32::INFINITY);
        let response = ui.add(field);
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Note text"));
        if !response.has_focus() {
            response.request_focus();
        }
        ui.checkbox(&mut self.open, "An open question");
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            let saved = ui
                .button("Save note")
                .on_hover_text("Enter saves, Shift+Enter breaks the line")
                .clicked();
            if saved || save {
                queue.push(Command::SaveNote(std::mem::take(&mut self.text), self.open));
            }
            if ui.button("Cancel").clicked() || leave {
                self.text.clear();
                queue.push(Command::Leave);
            }
        });
    }
}
