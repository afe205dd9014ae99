//! Statistics over the window: progress, time, labels, and how often a suggestion was right.

use egui::{Grid, RichText, ScrollArea, Ui};

use super::article_text::ArticleText;
use super::{parts, theme, widgets};
use crate::app::session::Session;
use crate::app::statistics::{LabelCount, Statistics, spell_secs};
use crate::model::DocumentStatus;

/// What the panel remembers between frames: the figures and the revision they are of.
#[derive(Default)]
pub(super) struct StatisticsPanel {
    known: Option<(u64, Statistics)>,
}

impl StatisticsPanel {
    /// Draws the figures.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &Session) {
        let revision = session.revision();
        if self.known.as_ref().is_none_or(|(of, _)| *of != revision) {
            let statistics = Statistics::of(session.project(), session.layer_name());
            self.known = Some((revision, statistics));
        }
        let Some((_, statistics)) = &self.known else {
            return;
        };
        if statistics.documents.is_empty() {
            ui.label("Figures will stand here when there are articles: File → Open…");
            return;
        }
        overview_ui(ui, statistics, session.layer_name());
        let height = (ui.ctx().content_rect().height() * 0.55).max(160.0);
        ScrollArea::vertical()
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                labels_ui(ui, "Mentions", &statistics.entity_types);
                labels_ui(ui, "Events", &statistics.event_types);
                documents_ui(ui, statistics);
            });
    }
}

fn overview_ui(ui: &mut Ui, statistics: &Statistics, layer: &str) {
    let [new, begun, done, skipped] = statistics.by_status();
    let all = statistics.documents.len();
    let finished = done + skipped;
    ui.label(format!(
        "{done} of {all} documents done, {begun} in progress, {new} new, {skipped} skipped"
    ));
    widgets::progress(ui, finished as f32 / all.max(1) as f32);
    ui.add_space(4.0);
    let sum = statistics.all();
    parts::muted(
        ui,
        &format!(
            "layer {layer} · {} of active work · {} annotations · {}",
            spell_secs(statistics.active_secs()),
            sum.total(),
            share(&sum, "of the decided suggestions were right as suggested")
        ),
    );
}

fn share(count: &LabelCount, what: &str) -> String {
    count.share_right().map_or_else(
        || "no suggestion was decided yet".to_owned(),
        |share| format!("{:.0} % {what}", share * 100.0),
    )
}

fn heading(ui: &mut Ui, words: &str) -> egui::Response {
    let theme = theme::of(ui.ctx());
    let words = RichText::new(words)
        .size(theme.sizes.small)
        .color(theme.colours.muted);
    ui.label(words)
}

/// A number at the right of its column.
fn number(ui: &mut Ui, words: String) {
    cell(ui, |ui| ui.label(words));
}

/// A cell of fixed width, its contents at the right.
fn cell(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> egui::Response) {
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    ui.allocate_ui_with_layout(egui::vec2(CELL_WIDTH, 18.0), layout, contents);
}

/// The first cell of a row, as wide in every table, so that their columns stand below one another.
fn first_cell(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> egui::Response) {
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let size = egui::vec2(FIRST_WIDTH, 18.0);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_width(FIRST_WIDTH);
        contents(ui)
    });
}

fn labels_ui(ui: &mut Ui, title: &str, counts: &[(smol_str::SmolStr, LabelCount)]) {
    parts::section(ui, title);
    if counts.is_empty() {
        parts::muted(ui, "None yet.");
        return;
    }
    Grid::new(("labels", title))
        .num_columns(7)
        .min_col_width(CELL_WIDTH)
        .spacing([10.0, 3.0])
        .show(ui, |ui| {
            for words in [
                "Label",
                "Total",
                "Accepted",
                "Corrected",
                "Added",
                "Rejected",
                "Right",
            ] {
                if words == "Label" {
                    first_cell(ui, |ui| heading(ui, words));
                } else {
                    cell(ui, |ui| heading(ui, words));
                }
            }
            ui.end_row();
            for (label, count) in counts {
                first_cell(ui, |ui| ui.add(egui::Label::new(label.as_str()).truncate()));
                for figure in [
                    count.total(),
                    count.accepted,
                    count.corrected,
                    count.added,
                    count.rejected,
                ] {
                    number(ui, figure.to_string());
                }
                let right = count
                    .share_right()
                    .map_or_else(|| "–".to_owned(), |share| format!("{:.0} %", share * 100.0));
                number(ui, right);
                ui.end_row();
            }
        });
}

/// Width of the first column of every table.
const FIRST_WIDTH: f32 = 170.0;

/// Width of the other columns.
const CELL_WIDTH: f32 = 64.0;

/// More documents than this are not listed one by one.
const MAX_DOCUMENTS: usize = 500;

fn documents_ui(ui: &mut Ui, statistics: &Statistics) {
    parts::section(ui, "Documents");
    Grid::new("documents")
        .num_columns(6)
        .min_col_width(CELL_WIDTH)
        .spacing([10.0, 3.0])
        .show(ui, |ui| {
            first_cell(ui, |ui| heading(ui, "Title"));
            heading(ui, "Status");
            for words in ["Mentions", "Events", "Arguments", "Time"] {
                cell(ui, |ui| heading(ui, words));
            }
            ui.end_row();
            for document in statistics.documents.iter().take(MAX_DOCUMENTS) {
                first_cell(ui, |ui| {
                    ArticleText::new(&document.title)
                        .width(FIRST_WIDTH)
                        .show(ui)
                });
                let status = ui.label(document.status.name().replace('-', " "));
                if let DocumentStatus::Skipped(reason) = &document.status
                    && !reason.is_empty()
                {
                    status.on_hover_text(reason.as_ref());
                }
                number(ui, document.mentions.to_string());
                number(ui, document.events.to_string());
                number(ui, document.arguments.to_string());
                number(ui, spell_secs(u64::from(document.active_secs)));
                ui.end_row();
            }
        });
    let left = statistics.documents.len().saturating_sub(MAX_DOCUMENTS);
    if left > 0 {
        parts::muted(ui, &format!("and {left} more; the sums above count all"));
    }
}
