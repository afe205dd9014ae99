//! What to export, over the window; where it goes is asked next.

use egui::Ui;
use smol_str::SmolStr;

use super::parts;
use crate::app::export::ExportWish;
use crate::app::session::Session;
use crate::formats::feature::Feature;
use crate::formats::registry;
use crate::model::Level;

/// What the panel remembers: the last wish, so that the next export begins with it.
#[derive(Default)]
pub(super) struct ExportPanel {
    /// What is wished for.
    pub(super) wish: ExportWish,
}

impl ExportPanel {
    /// Draws the choices; true when they are made and a place is to be asked for.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &Session) -> bool {
        let wish = &mut self.wish;
        format_ui(ui, wish);
        parts::section(ui, "Documents");
        statuses_ui(ui, wish);
        layer_ui(ui, wish, session);
        let documents = &session.project().documents;
        let count = documents
            .iter()
            .filter(|document| wish.takes(document))
            .count();
        parts::muted(ui, &format!("{count} of {} documents", documents.len()));
        parts::section(ui, "Annotations");
        levels_ui(ui, wish);
        ui.checkbox(
            &mut wish.with_suggestions,
            "Open suggestions as well, marked as such where the format can",
        );
        if wish.format.holds(Feature::Layers) {
            ui.checkbox(
                &mut wish.with_decisions,
                "Decisions as well: what was accepted, corrected and rejected",
            );
        }
        ui.add_space(10.0);
        let has_levels = wish.levels.as_ref().is_none_or(|levels| !levels.is_empty());
        let can = count > 0 && has_levels;
        let go = ui.add_enabled(can, egui::Button::new("Choose where…"));
        if count == 0 {
            parts::muted(
                ui,
                "No document is of these statuses: Ctrl+Enter in an article marks it done.",
            );
        }
        go.clicked()
    }
}

/// Which format, with what it is.
fn format_ui(ui: &mut Ui, wish: &mut ExportWish) {
    ui.horizontal(|ui| {
        let title = ui.label("Format");
        let list = egui::ComboBox::from_id_salt("export-format")
            .selected_text(wish.format.title)
            .show_ui(ui, |ui| {
                for format in registry::written() {
                    if ui
                        .selectable_label(wish.format == format, format.title)
                        .clicked()
                    {
                        wish.format = format;
                        wish.levels = format.default_levels();
                    }
                }
            });
        list.response.labelled_by(title.id);
    });
    parts::muted(ui, wish.format.summary);
}

/// Which statuses go out; all of them when all are ticked.
fn statuses_ui(ui: &mut Ui, wish: &mut ExportWish) {
    ui.horizontal(|ui| {
        for (name, words) in STATUSES {
            let was = wish.statuses.is_empty() || wish.statuses.iter().any(|known| known == name);
            let mut on = was;
            ui.checkbox(&mut on, words);
            if on != was {
                wish.statuses = toggled(&STATUSES.map(|(name, _)| name), &wish.statuses, name);
            }
        }
    });
}

/// Words of statuses in files, and on the screen.
const STATUSES: [(&str, &str); 4] = [
    ("new", "New"),
    ("in-progress", "In progress"),
    ("done", "Done"),
    ("skipped", "Skipped"),
];

/// `chosen` with `name` in or out, in the order of `all`. Nothing chosen means all, so the last one cannot be taken out.
fn toggled(all: &[&'static str], chosen: &[SmolStr], name: &str) -> Vec<SmolStr> {
    let is_chosen = |known: &str| chosen.is_empty() || chosen.iter().any(|other| other == known);
    let next: Vec<SmolStr> = all
        .iter()
        .filter(|known| is_chosen(known) != (**known == name))
        .map(|known| SmolStr::new_static(known))
        .collect();
    if next.len() == all.len() {
        Vec::new()
    } else if next.is_empty() {
        chosen.to_vec()
    } else {
        next
    }
}

/// Which levels of mentions go out.
fn levels_ui(ui: &mut Ui, wish: &mut ExportWish) {
    ui.horizontal(|ui| {
        ui.label("Levels");
        let mut levels = wish.levels.clone().unwrap_or_else(|| Level::ALL.to_vec());
        for level in Level::ALL {
            let mut on = levels.contains(&level);
            if ui.checkbox(&mut on, level.name()).changed() {
                levels.retain(|known| *known != level);
                levels.extend(on.then_some(level));
            }
        }
        let all = levels.len() == Level::ALL.len();
        wish.levels = (!all).then_some(levels);
    });
}

fn layer_ui(ui: &mut Ui, wish: &mut ExportWish, session: &Session) {
    let layers = session.project().layer_names();
    // Most projects have one layer, and nobody wants to choose among one.
    if layers.len() < 2 {
        wish.layer = session.layer_name().into();
        return;
    }
    egui::ComboBox::from_label("Layer")
        .selected_text(wish.layer.as_str())
        .show_ui(ui, |ui| {
            for layer in layers {
                ui.selectable_value(&mut wish.layer, layer.clone(), layer.as_str());
            }
        });
}
