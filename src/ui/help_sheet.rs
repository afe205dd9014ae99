//! The help sheet: every key by focus, every command by menu, read from the same tables that the program obeys.

use egui::{RichText, ScrollArea, Ui};

use super::key_names::command_words;
use super::keymap::{FocusKind, Keymap, spell};
use super::sheets::heading_ui;
use super::{parts, theme, widgets};
use crate::app::command::{Command, Menu};

/// Narrower than this, keys stand in one column.
const TWO_COLUMNS: f32 = 640.0;

/// What the sheet remembers.
#[derive(Default)]
pub(super) struct HelpSheet {
    is_open: bool,
    typed: String,
}

/// A line of keys: the keys, and what they do.
struct Line {
    keys: Vec<String>,
    what: String,
}

impl HelpSheet {
    /// Whether it is open.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Opens it with everything in it, or closes it.
    pub(super) fn toggle(&mut self) {
        self.is_open = !self.is_open;
        self.typed.clear();
    }

    /// Draws it while it is open.
    pub(super) fn ui(&mut self, ui: &Ui, keymap: &Keymap) {
        if !self.is_open {
            return;
        }
        let screen = ui.ctx().content_rect();
        let modal = parts::dialog(ui, "help").show(ui.ctx(), |ui| {
            ui.set_width((screen.width() - 60.0).min(860.0));
            self.contents_ui(ui, keymap, screen.height() * 0.72)
        });
        if modal.inner || modal.should_close() {
            self.is_open = false;
        }
    }

    /// True when it is to be closed.
    fn contents_ui(&mut self, ui: &mut Ui, keymap: &Keymap, height: f32) -> bool {
        let close = heading_ui(ui, "Keys and commands");
        let field = egui::TextEdit::singleline(&mut self.typed)
            .hint_text("Filter by key or words")
            .desired_width(f32::INFINITY);
        let field = ui.add(field);
        field.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Filter keys and commands")
        });
        field.request_focus();
        let typed = self.typed.trim().to_lowercase();
        ScrollArea::vertical()
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink(false)
            .show(ui, |ui| {
                let mut is_empty = true;
                for focus in FocusKind::ALL {
                    is_empty &= !focus_ui(ui, focus, keymap, &typed);
                }
                for menu in Menu::ALL {
                    is_empty &= !menu_ui(ui, menu, keymap, &typed);
                }
                if is_empty {
                    parts::muted(ui, "No key or command of that name");
                }
            });
        close
    }
}

/// The keys of a focus; false when none of them is what is looked for.
fn focus_ui(ui: &mut Ui, focus: FocusKind, keymap: &Keymap, typed: &str) -> bool {
    let lines: Vec<Line> = lines_of(focus, keymap)
        .into_iter()
        .filter(|line| is_found(typed, &[&line.what, &line.keys.join(" ")]))
        .collect();
    if lines.is_empty() {
        return false;
    }
    parts::section(ui, focus.title());
    let num_columns = if ui.available_width() < TWO_COLUMNS {
        1
    } else {
        2
    };
    let num_rows = lines.len().div_ceil(num_columns);
    ui.columns(num_columns, |columns| {
        for (number, lines) in lines.chunks(num_rows).enumerate() {
            lines_ui(&mut columns[number], (focus, number), lines);
        }
    });
    true
}

/// One column of a focus.
fn lines_ui(ui: &mut Ui, (focus, number): (FocusKind, usize), lines: &[Line]) {
    let grid = egui::Grid::new((focus.title(), number)).num_columns(2);
    grid.min_col_width(120.0)
        .spacing([12.0, 3.0])
        .show(ui, |ui| {
            for line in lines {
                ui.horizontal(|ui| keys_ui(ui, &line.keys));
                ui.label(&line.what);
                ui.end_row();
            }
        });
}

/// Every meaning that a focus has keys for, once, with all its keys.
fn lines_of(focus: FocusKind, keymap: &Keymap) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for binding in keymap.bindings() {
        if binding.focus != focus {
            continue;
        }
        let what = meaning(&binding.command);
        let key = spell(binding.shortcut);
        match lines.iter_mut().find(|line| line.what == what) {
            Some(line) => line.keys.push(key),
            None => lines.push(Line {
                keys: vec![key],
                what,
            }),
        }
    }
    lines
}

/// Whether every word of `typed`, in small letters, is in one of `texts`.
fn is_found(typed: &str, texts: &[&str]) -> bool {
    let texts: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
    typed
        .split_whitespace()
        .all(|word| texts.iter().any(|text| text.contains(word)))
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

/// The commands of a menu; false when none of them is what is looked for.
fn menu_ui(ui: &mut Ui, menu: Menu, keymap: &Keymap, typed: &str) -> bool {
    let theme = theme::of(ui.ctx());
    let entries: Vec<_> = Command::TABLE
        .iter()
        .filter(|entry| entry.menu == menu && is_found(typed, &[entry.label, entry.help]))
        .collect();
    if entries.is_empty() {
        return false;
    }
    parts::section(ui, &format!("Menu {}", menu.title()));
    let grid = egui::Grid::new(("menu", menu.title())).num_columns(3);
    grid.spacing([16.0, 3.0]).show(ui, |ui| {
        for entry in entries {
            let key = keymap.key_of(&entry.command, FocusKind::Article);
            ui.horizontal(|ui| keys_ui(ui, &key.map(spell).into_iter().collect::<Vec<_>>()));
            ui.label(entry.label);
            let help = RichText::new(entry.help).color(theme.colours.muted);
            ui.add(egui::Label::new(help).wrap());
            ui.end_row();
        }
    });
    true
}
