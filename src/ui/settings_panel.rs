//! The settings over the window: name, theme, scale, backups, suggestions, keys.

use egui::{Key, Modifiers, RichText, ScrollArea, Ui};

use super::keymap::{FocusKind, Keymap, spell};
use super::settings::Settings;
use super::{icons, parts, theme, widgets};
use crate::app::command::{Command, Entry};

/// Height of a row of the keys.
const KEY_ROW: f32 = 28.0;

/// What the panel remembers while it is open.
#[derive(Default)]
pub(super) struct SettingsPanel {
    filter: String,
    /// Stable name of the command that waits for its new key.
    waiting: Option<&'static str>,
}

impl SettingsPanel {
    /// Whether the next key is a new shortcut, whatever it means otherwise.
    pub(super) fn takes_key(&self) -> bool {
        self.waiting.is_some()
    }

    /// Draws the panel and changes `settings`.
    pub(super) fn ui(&mut self, ui: &mut Ui, settings: &mut Settings, keymap: &Keymap) {
        self.take_key(ui, settings);
        let label = |ui: &mut Ui, words: &str| ui.add_sized([130.0, 20.0], left(words));
        ui.horizontal(|ui| {
            let title = label(ui, "Annotator");
            let field = egui::TextEdit::singleline(&mut settings.annotator)
                .hint_text("Your name")
                .desired_width(220.0);
            ui.add(field).labelled_by(title.id).on_hover_text(
                "Stands at every annotation made from now on; what is there keeps its name",
            );
        });
        ui.horizontal(|ui| {
            label(ui, "Theme");
            let current = match settings.dark {
                None => 0,
                Some(false) => 1,
                Some(true) => 2,
            };
            let picked = widgets::segmented(
                ui,
                "Theme",
                Some(current),
                &["As the system", "Light", "Dark"],
            );
            if let Some(picked) = picked {
                settings.dark = [None, Some(false), Some(true)][picked];
            }
        });
        ui.horizontal(|ui| {
            label(ui, "Scale");
            let mut percent = (settings.zoom * 100.0).round();
            if parts::step_button(ui, icons::MINUS, "Smaller") {
                percent -= 10.0;
            }
            ui.add_sized([52.0, 20.0], egui::Label::new(format!("{percent:.0} %")));
            if parts::step_button(ui, icons::PLUS, "Larger") {
                percent += 10.0;
            }
            settings.zoom = (percent / 100.0).clamp(0.75, 2.5);
        });
        ui.horizontal(|ui| {
            let title = label(ui, "Backups");
            let drag = egui::DragValue::new(&mut settings.backups).range(0..=100);
            ui.add(drag).labelled_by(title.id);
            parts::muted(
                ui,
                "earlier versions kept beside a project, from its next opening on",
            );
        });
        ui.horizontal(|ui| {
            label(ui, "Accept from");
            let mut percent = (settings.threshold * 100.0).round();
            if parts::step_button(ui, icons::MINUS, "Lower threshold") {
                percent -= 5.0;
            }
            let shown = format!("{:.2}", percent / 100.0);
            ui.add_sized([52.0, 20.0], egui::Label::new(shown));
            if parts::step_button(ui, icons::PLUS, "Higher threshold") {
                percent += 5.0;
            }
            settings.threshold = (percent / 100.0).clamp(0.0, 1.0);
        });
        parts::muted(
            ui,
            "Space and “Accept all above the threshold” take suggestions with this score or a higher one.",
        );
        self.keys_ui(ui, settings, keymap);
    }

    /// The key that was waited for. Esc alone keeps the old one.
    fn take_key(&mut self, ui: &Ui, settings: &mut Settings) {
        let Some(name) = self.waiting else { return };
        let pressed = ui.input_mut(|input| {
            let mut pressed = None;
            input.events.retain(|event| match event {
                egui::Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } => {
                    pressed = Some((*modifiers, *key));
                    false
                }
                egui::Event::Text(_) => false,
                _ => true,
            });
            pressed
        });
        match pressed {
            Some((Modifiers::NONE, Key::Escape)) => self.waiting = None,
            Some((modifiers, key)) => {
                let logical = Modifiers {
                    ctrl: false,
                    mac_cmd: false,
                    ..modifiers
                };
                let shortcut = egui::KeyboardShortcut::new(logical, key);
                settings.keys.insert(name.to_owned(), spell(shortcut));
                self.waiting = None;
            }
            None => {}
        }
    }

    fn keys_ui(&mut self, ui: &mut Ui, settings: &mut Settings, keymap: &Keymap) {
        parts::section(ui, "Keys");
        let theme = theme::of(ui.ctx());
        for clash in keymap.clashes() {
            ui.label(RichText::new(clash).color(theme.colours.error));
        }
        ui.horizontal(|ui| {
            let field = egui::TextEdit::singleline(&mut self.filter)
                .hint_text("Filter commands…")
                .desired_width(220.0);
            ui.add(field).widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Filter commands")
            });
            let any = !settings.keys.is_empty();
            if ui
                .add_enabled(any, egui::Button::new("All keys as they were"))
                .clicked()
            {
                settings.keys.clear();
            }
        });
        let wanted = self.filter.trim().to_lowercase();
        let with_keys: Vec<&Entry> = Command::TABLE
            .iter()
            .filter(|entry| has_key(keymap, &entry.command))
            .filter(|entry| wanted.is_empty() || entry.label.to_lowercase().contains(&wanted))
            .collect();
        if with_keys.is_empty() {
            parts::muted(ui, "No command of that name has a key.");
        }
        ui.spacing_mut().item_spacing.y = 2.0;
        let height = (ui.ctx().content_rect().height() * 0.36).max(120.0);
        ScrollArea::vertical()
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink([false, true])
            .show_rows(ui, KEY_ROW, with_keys.len(), |ui, rows| {
                for entry in with_keys.get(rows).unwrap_or_default() {
                    self.key_row_ui(ui, entry, settings, keymap);
                }
            });
    }

    fn key_row_ui(&mut self, ui: &mut Ui, entry: &Entry, settings: &mut Settings, keymap: &Keymap) {
        ui.horizontal(|ui| {
            ui.set_height(KEY_ROW);
            ui.add_sized([280.0, 20.0], left(entry.label));
            let is_waiting = self.waiting == Some(entry.name);
            let shown = if is_waiting {
                "Press a key… (Esc keeps the old one)".to_owned()
            } else {
                key_in_words(keymap, &entry.command)
            };
            let button =
                ui.add(egui::Button::new(shown.as_str()).min_size(egui::vec2(120.0, 20.0)));
            button.widget_info(|| {
                let name = format!("Key of {}: {shown}", entry.label);
                egui::WidgetInfo::labeled(egui::Role::Button, true, name)
            });
            if button.clicked() {
                self.waiting = Some(entry.name);
                button.surrender_focus();
            }
            if settings.keys.contains_key(entry.name) && ui.button("As it was").clicked() {
                settings.keys.remove(entry.name);
            }
        });
    }
}

/// Words at the left of a box of fixed width.
fn left(words: &str) -> impl egui::Widget + '_ {
    move |ui: &mut Ui| {
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            let width = ui.available_width();
            let response = ui.add(egui::Label::new(words).truncate());
            ui.add_space((width - response.rect.width()).max(0.0));
            response
        })
        .inner
    }
}

fn has_key(keymap: &Keymap, command: &Command) -> bool {
    keymap
        .bindings()
        .iter()
        .any(|binding| binding.command == *command)
}

/// The first key of a command, with where it holds when that is not the article.
fn key_in_words(keymap: &Keymap, command: &Command) -> String {
    if let Some(shortcut) = keymap.key_of(command, FocusKind::Article) {
        return spell(shortcut);
    }
    let mut bindings = keymap.bindings().iter();
    bindings
        .find(|binding| binding.command == *command)
        .map_or_else(String::new, |binding| {
            format!("{} ({})", spell(binding.shortcut), binding.focus.title())
        })
}
