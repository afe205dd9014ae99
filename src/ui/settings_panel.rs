//! The settings over the window: name, theme, scale, backups, suggestions, keys.

use egui::{Key, Modifiers, RichText, ScrollArea, Ui};

use super::key_names::{NO_KEY, binding_names, command_words};
use super::keymap::{Keymap, spell};
use super::settings::Settings;
use super::{icons, parts, theme, widgets};
use crate::app::command::Command;
use crate::app::models::{ACCURATE, FAST, ModelChoice};

/// Height of a row of the keys.
const KEY_ROW: f32 = 28.0;

/// What the panel remembers while it is open.
#[derive(Default)]
pub(super) struct SettingsPanel {
    filter: String,
    /// Stable name of the key that waits for its new one.
    waiting: Option<String>,
}

impl SettingsPanel {
    /// Whether the next key is a new shortcut, whatever it means otherwise.
    pub(super) fn takes_key(&self) -> bool {
        self.waiting.is_some()
    }

    /// Draws the panel and changes `settings`. True when the sheet for a model of one's own is wanted.
    pub(super) fn ui(&mut self, ui: &mut Ui, settings: &mut Settings, keymap: &Keymap) -> bool {
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
            label(ui, "Suggest with");
            let models = [
                ModelChoice::None,
                ModelChoice::Bundled(FAST),
                ModelChoice::Bundled(ACCURATE),
            ];
            let current = models.iter().position(|model| *model == settings.model);
            let names = ["Rules alone", "Fast model", "Accurate model"];
            let picked = widgets::segmented(ui, "Suggest with", current, &names);
            if let Some(picked) = picked {
                settings.model = models[picked].clone();
            }
        });
        let mut wants_own_model = false;
        ui.horizontal(|ui| {
            label(ui, "Your own model");
            wants_own_model = ui.button("Set up…").clicked();
            let own = &settings.own_model;
            let words = if own.is_on() {
                own.target()
            } else {
                "off: a program, Label Studio backend or chat model"
            };
            parts::muted_line(ui, words);
        });
        ui.horizontal(|ui| {
            label(ui, "Learn");
            ui.checkbox(&mut settings.learn, "from what is decided in the project");
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
            "From this score on, Space and “Accept the rest and finish” accept suggestions, and “Accept all above…” begins with it. Labels and roles have thresholds of their own: Annotate → Suggestions → Thresholds…",
        );
        self.keys_ui(ui, settings, keymap);
        wants_own_model
    }

    /// The key that was waited for. Esc alone keeps the old one.
    fn take_key(&mut self, ui: &Ui, settings: &mut Settings) {
        let Some(name) = self.waiting.clone() else {
            return;
        };
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
                settings.keys.insert(name, spell(shortcut));
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
        let rows: Vec<KeyRow> = key_rows(keymap)
            .into_iter()
            .filter(|row| wanted.is_empty() || row.words.to_lowercase().contains(&wanted))
            .collect();
        if rows.is_empty() {
            parts::muted(ui, "No command of that name.");
        }
        ui.spacing_mut().item_spacing.y = 2.0;
        let height = (ui.ctx().content_rect().height() * 0.36).max(120.0);
        ScrollArea::vertical()
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink([false, true])
            .show_rows(ui, KEY_ROW, rows.len(), |ui, range| {
                for row in rows.get(range).unwrap_or_default() {
                    self.key_row_ui(ui, row, settings);
                }
            });
    }

    fn key_row_ui(&mut self, ui: &mut Ui, row: &KeyRow, settings: &mut Settings) {
        ui.horizontal(|ui| {
            ui.set_height(KEY_ROW);
            ui.add_sized([230.0, 20.0], left(&row.words));
            let theme = theme::of(ui.ctx());
            let place = RichText::new(row.place)
                .size(theme.sizes.small)
                .color(theme.colours.muted);
            ui.add_sized([110.0, 20.0], egui::Label::new(place).truncate());
            let is_waiting = self.waiting.as_ref() == Some(&row.name);
            let written = settings.keys.get(&row.name);
            let shown = match (is_waiting, written) {
                (true, _) => "Press a key… (Esc keeps the old one)",
                (false, Some(written)) if written == NO_KEY => "no key",
                (false, Some(written)) => written.as_str(),
                (false, None) if row.key.is_empty() => "no key",
                (false, None) => &row.key,
            }
            .to_owned();
            let button =
                ui.add(egui::Button::new(shown.as_str()).min_size(egui::vec2(112.0, 20.0)));
            button.widget_info(|| {
                let name = format!("Key of {} ({}): {shown}", row.words, row.place);
                egui::WidgetInfo::labeled(egui::Role::Button, true, name)
            });
            if button.clicked() {
                self.waiting = Some(row.name.clone());
                button.surrender_focus();
            }
            if written.is_some() {
                if ui.button("As it was").clicked() {
                    settings.keys.remove(&row.name);
                }
            } else if !row.key.is_empty() {
                let cross = ui.add(egui::Button::new(icons::X).frame(false));
                let name = format!("No key for {} ({})", row.words, row.place);
                cross.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Button, true, name.as_str())
                });
                if cross.on_hover_text("Take this key away").clicked() {
                    settings.keys.insert(row.name.clone(), NO_KEY.to_owned());
                }
            }
        });
    }
}

/// One key that can be changed.
struct KeyRow {
    /// Stable name.
    name: String,
    /// What it does.
    words: String,
    /// Where it holds.
    place: &'static str,
    /// The key, as it is by default.
    key: String,
}

/// All keys by focus, then the commands that have none.
fn key_rows(keymap: &Keymap) -> Vec<KeyRow> {
    let defaults = Keymap::default();
    let names = binding_names(defaults.bindings());
    let bound = defaults.bindings().iter().zip(names);
    let mut rows: Vec<KeyRow> = bound
        .map(|(binding, name)| KeyRow {
            name,
            words: command_words(&binding.command),
            place: binding.focus.title(),
            key: spell(binding.shortcut),
        })
        .collect();
    let has_key = |command: &Command| {
        let mut all = defaults.bindings().iter();
        all.any(|binding| binding.command == *command)
    };
    let added = |command: &Command| {
        let mut all = keymap.bindings().iter();
        all.find(|binding| binding.command == *command)
    };
    for entry in Command::TABLE {
        if !has_key(&entry.command) {
            rows.push(KeyRow {
                name: entry.name.to_owned(),
                words: command_words(&entry.command),
                place: added(&entry.command).map_or("", |binding| binding.focus.title()),
                key: String::new(),
            });
        }
    }
    rows
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
