//! The project's word list over the window: strings that are always suggested with a label, or never.

use egui::{Align, Layout, RichText, ScrollArea, Ui};
use smol_str::SmolStr;

use super::article_text::ArticleText;
use super::{icons, parts, theme};
use crate::app::session::Session;
use crate::model::WordEntry;

const ROW_HEIGHT: f32 = 28.0;

/// What the panel remembers while it is open.
#[derive(Default)]
pub(super) struct WordsPanel {
    text: String,
    label: Option<SmolStr>,
    match_case: bool,
    /// The entry that the fields hold; `None` while they hold a new one.
    editing: Option<WordEntry>,
    filter: String,
    /// Tab-separated lines to bring in; `None` while that is folded.
    lines: Option<String>,
    remarks: Vec<String>,
}

impl WordsPanel {
    /// Draws the panel.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &mut Session) {
        parts::muted(
            ui,
            "A string with a label is suggested wherever it stands as whole words; one marked “never” is left alone. W and Shift+W put the selection here.",
        );
        ui.add_space(6.0);
        self.entry_ui(ui, session);
        ui.add_space(6.0);
        self.list_ui(ui, session);
        ui.add_space(6.0);
        self.import_ui(ui, session);
    }

    fn entry_ui(&mut self, ui: &mut Ui, session: &mut Session) {
        let mut put = false;
        ui.horizontal(|ui| {
            let field = egui::TextEdit::singleline(&mut self.text)
                .hint_text("String")
                .desired_width(220.0);
            let field = ui.add(field);
            field.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::TextInput, true, "String of the word list")
            });
            put = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let shown = self.label.as_deref().unwrap_or("never").to_owned();
            egui::ComboBox::from_id_salt("word label")
                .selected_text(shown)
                .show_ui(ui, |ui| {
                    ui.selectable_value(&mut self.label, None, "never");
                    for known in session.project().schema.shown_entity_types() {
                        let label = Some(known.name.clone());
                        ui.selectable_value(&mut self.label, label, known.name.as_str());
                    }
                });
            ui.checkbox(&mut self.match_case, "Match case");
            let words = if self.editing.is_some() {
                "Change"
            } else {
                "Add"
            };
            let can = !self.text.trim().is_empty();
            put |= ui.add_enabled(can, egui::Button::new(words)).clicked();
            if self.editing.is_some() && ui.button("Cancel").clicked() {
                self.clear_fields();
            }
        });
        if put && !self.text.trim().is_empty() {
            self.put(session);
        }
    }

    fn put(&mut self, session: &mut Session) {
        let entry = WordEntry {
            text: self.text.trim().into(),
            label: self.label.clone(),
            match_case: self.match_case,
        };
        let old = self.editing.take();
        let is_moved = old
            .as_ref()
            .is_some_and(|old| (&old.text, old.match_case) != (&entry.text, entry.match_case));
        if is_moved {
            let words = &session.project().words.entries;
            let index = words.iter().position(|known| Some(known) == old.as_ref());
            if let Some(index) = index {
                session.remove_word(index);
            }
        }
        session.put_word(entry);
        self.clear_fields();
    }

    fn clear_fields(&mut self) {
        self.text.clear();
        self.match_case = false;
        self.editing = None;
    }

    fn list_ui(&mut self, ui: &mut Ui, session: &mut Session) {
        let words = std::sync::Arc::clone(&session.project().words);
        if words.entries.is_empty() {
            parts::muted(
                ui,
                "The list is empty. Add a string above, or bring in lines below.",
            );
            return;
        }
        let field = egui::TextEdit::singleline(&mut self.filter)
            .hint_text("Filter the list…")
            .desired_width(220.0);
        ui.add(field).widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Filter the word list")
        });
        let wanted = self.filter.trim().to_lowercase();
        let shown: Vec<usize> = (0..words.entries.len())
            .filter(|index| {
                let entry = &words.entries[*index];
                wanted.is_empty()
                    || entry.text.to_lowercase().contains(&wanted)
                    || entry.label.as_deref().unwrap_or("never") == wanted
            })
            .collect();
        let mut gone = None;
        ScrollArea::vertical()
            .max_height(260.0)
            .min_scrolled_height(260.0)
            .auto_shrink([false, true])
            .show_rows(ui, ROW_HEIGHT, shown.len(), |ui, rows| {
                for index in shown.get(rows).unwrap_or_default() {
                    let entry = &words.entries[*index];
                    match entry_row_ui(ui, entry) {
                        Some(EntryAnswer::Edit) => {
                            self.text = entry.text.to_string();
                            self.label = entry.label.clone();
                            self.match_case = entry.match_case;
                            self.editing = Some(entry.clone());
                        }
                        Some(EntryAnswer::Delete) => gone = Some(*index),
                        None => {}
                    }
                }
            });
        if let Some(index) = gone {
            session.remove_word(index);
        }
    }

    fn import_ui(&mut self, ui: &mut Ui, session: &mut Session) {
        let Some(lines) = &mut self.lines else {
            if ui.button("Bring in lines…").clicked() {
                self.lines = Some(String::new());
            }
            return;
        };
        parts::muted(
            ui,
            "One string a line: string, tab, label or “never”; “case” in a third column makes case count.",
        );
        ScrollArea::vertical()
            .id_salt("word lines")
            .max_height(140.0)
            .show(ui, |ui| {
                let field = egui::TextEdit::multiline(lines)
                    .desired_rows(5)
                    .desired_width(f32::INFINITY)
                    .lock_focus(true);
                ui.add(field).widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Tab-separated lines")
                });
            });
        let (mut add, mut cancel) = (false, false);
        ui.horizontal(|ui| {
            let can = !lines.trim().is_empty();
            add = ui.add_enabled(can, egui::Button::new("Bring in")).clicked();
            cancel = ui.button("Cancel").clicked();
        });
        if add {
            self.remarks = session.import_words(lines);
        }
        if cancel || (add && self.remarks.is_empty()) {
            self.lines = None;
            self.remarks.clear();
        }
        let theme = theme::of(ui.ctx());
        for remark in self.remarks.iter().take(6) {
            ui.label(RichText::new(remark).color(theme.colours.warn));
        }
    }
}

enum EntryAnswer {
    Edit,
    Delete,
}

fn entry_row_ui(ui: &mut Ui, entry: &WordEntry) -> Option<EntryAnswer> {
    let mut answer = None;
    ui.horizontal(|ui| {
        ui.set_height(ROW_HEIGHT - 4.0);
        ArticleText::new(&entry.text).width(230.0).show(ui);
        let label = entry.label.as_deref().unwrap_or("never");
        ui.add_sized(
            [70.0, 20.0],
            egui::Label::new(label).truncate().selectable(false),
        );
        parts::muted(ui, if entry.match_case { "case counts" } else { "" });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let named = |ui: &mut Ui, icon: &str, what: &str| {
                let response = ui.add(egui::Button::new(icon).frame(false));
                let name = format!("{what} “{}”", entry.text);
                response.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Button, true, name.as_str())
                });
                response.on_hover_text(what).clicked()
            };
            if named(ui, icons::TRASH, "Take off the list") {
                answer = Some(EntryAnswer::Delete);
            }
            if named(ui, icons::PENCIL_SIMPLE, "Change") {
                answer = Some(EntryAnswer::Edit);
            }
        });
    });
    answer
}
