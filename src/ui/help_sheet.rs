//! The help sheet: every key by focus, every command by menu, read from the same tables that the program obeys.

use egui::{RichText, ScrollArea, Ui};

use super::key_names::command_words;
use super::keymap::{FocusKind, Keymap, spell};
use super::{parts, theme, widgets};
use crate::app::command::{Command, Menu};

/// Draws the sheet while `open` is true.
pub(super) fn help_sheet_ui(ui: &mut Ui, open: &mut bool, keymap: &Keymap) {
    if !*open {
        return;
    }
    let modal = egui::Modal::new(egui::Id::unique("help")).show(ui.ctx(), |ui| {
        ui.set_width(620.0);
        ui.heading("Keys and commands");
        ui.add_space(6.0);
        let height = ui.ctx().content_rect().height() * 0.75;
        ScrollArea::vertical().max_height(height).show(ui, |ui| {
            for focus in FocusKind::ALL {
                focus_ui(ui, focus, keymap);
            }
            for menu in Menu::ALL {
                menu_ui(ui, menu, keymap);
            }
        });
        ui.add_space(6.0);
        if ui.button("Close").clicked() {
            *open = false;
        }
    });
    if modal.should_close() {
        *open = false;
    }
}

fn focus_ui(ui: &mut Ui, focus: FocusKind, keymap: &Keymap) {
    let bindings: Vec<_> = keymap
        .bindings()
        .iter()
        .filter(|binding| binding.focus == focus)
        .collect();
    if bindings.is_empty() {
        return;
    }
    parts::section(ui, focus.title());
    let mut said: Vec<String> = Vec::new();
    egui::Grid::new(focus.title())
        .num_columns(2)
        .spacing([16.0, 3.0])
        .show(ui, |ui| {
            for binding in bindings {
                let what = meaning(&binding.command);
                if said.contains(&what) {
                    continue;
                }
                let keys = keymap
                    .bindings()
                    .iter()
                    .filter(|other| other.focus == focus && meaning(&other.command) == what);
                let keys: Vec<String> = keys.map(|other| spell(other.shortcut)).collect();
                ui.horizontal(|ui| keys_ui(ui, &keys));
                ui.label(&what);
                ui.end_row();
                said.push(what);
            }
        });
}

/// Keys side by side; a long run such as 1 to 9 as its ends.
fn keys_ui(ui: &mut Ui, keys: &[String]) {
    if keys.len() > 3
        && let (Some(first), Some(last)) = (keys.first(), keys.last())
    {
        widgets::kbd(ui, first);
        ui.label("–");
        widgets::kbd(ui, last);
        return;
    }
    for key in keys {
        widgets::kbd(ui, key);
    }
}

/// A command in words, the same for all numbers of one kind.
fn meaning(command: &Command) -> String {
    match command {
        Command::LabelNumber(_) => "Label the selection with the schema's first labels".to_owned(),
        Command::BrushNumber(_) => "Arm the brush with the schema's first labels".to_owned(),
        Command::PickRole(_) => "Make a role active".to_owned(),
        Command::PickCandidate(_) => "Fill the role with a candidate, or take it out".to_owned(),
        Command::PickAntecedent(_) => "Link with an earlier mention".to_owned(),
        Command::ToggleHit(_) => "Tick or untick a place".to_owned(),
        other => command_words(other),
    }
}

fn menu_ui(ui: &mut Ui, menu: Menu, keymap: &Keymap) {
    let theme = theme::of(ui.ctx());
    parts::section(ui, &format!("Menu {}", menu.title()));
    egui::Grid::new(("menu", menu.title()))
        .num_columns(3)
        .spacing([16.0, 3.0])
        .show(ui, |ui| {
            for entry in Command::TABLE.iter().filter(|entry| entry.menu == menu) {
                ui.label(entry.label);
                ui.label(RichText::new(entry.help).color(theme.colours.muted));
                ui.label(
                    keymap
                        .key_of(&entry.command, FocusKind::Article)
                        .map(spell)
                        .unwrap_or_default(),
                );
                ui.end_row();
            }
        });
}
