//! What to export, over the window; where it goes is asked next.

use egui::Ui;

use super::{parts, widgets};
use crate::app::export::{ExportFormat, ExportWish};
use crate::app::session::Session;
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
        let titles = ExportFormat::ALL.map(ExportFormat::title);
        let current = ExportFormat::ALL
            .iter()
            .position(|format| *format == wish.format);
        if let Some(picked) = widgets::segmented(ui, "Format", current, &titles) {
            wish.format = ExportFormat::ALL[picked];
            // Flat formats take names unless told otherwise.
            wish.levels = [
                true,
                wish.format != ExportFormat::Conll,
                wish.format != ExportFormat::Conll,
            ];
        }
        parts::muted(ui, wish.format.help());
        parts::section(ui, "Documents");
        ui.checkbox(&mut wish.only_done, "Only documents that are done");
        layer_ui(ui, wish, session);
        let documents = &session.project().documents;
        let count = documents
            .iter()
            .filter(|document| wish.takes(document))
            .count();
        parts::muted(ui, &format!("{count} of {} documents", documents.len()));
        parts::section(ui, "Annotations");
        ui.horizontal(|ui| {
            ui.label("Levels");
            for (level, on) in Level::ALL.iter().zip(&mut wish.levels) {
                ui.checkbox(on, level.name());
            }
        });
        ui.checkbox(
            &mut wish.with_suggestions,
            "Open suggestions as well, marked as such where the format can",
        );
        ui.add_space(10.0);
        let can = count > 0 && wish.levels.contains(&true);
        let go = ui.add_enabled(can, egui::Button::new("Choose where…"));
        if count == 0 {
            parts::muted(ui, "No document is done yet: finish one with Ctrl+Enter.");
        }
        go.clicked()
    }
}

fn layer_ui(ui: &mut Ui, wish: &mut ExportWish, session: &Session) {
    let mut layers: Vec<smol_str::SmolStr> = Vec::new();
    for document in &session.project().documents {
        for layer in &document.layers {
            if !layers.contains(&layer.name) {
                layers.push(layer.name.clone());
            }
        }
    }
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
