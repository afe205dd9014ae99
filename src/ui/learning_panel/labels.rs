//! How well each label and role is suggested: what share of the suggestions was right, and what share of the wanted was found.

use egui::{Align, Layout, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use crate::app::figures::{Figures, RECENT, SubjectFigures};
use crate::app::outcomes::Subject;
use crate::model::score::Tally;
use crate::ui::{parts, theme, widgets};

const ROW_HEIGHT: f32 = 20.0;

/// Width of a column of figures.
const FIGURE_WIDTH: f32 = 52.0;

/// So many labels and roles are listed until all are asked for.
const FIRST: usize = 12;

/// What the table remembers between frames.
#[derive(Default)]
pub(super) struct LabelsTable {
    /// Whether figures are of everything, not of the latest only.
    of_all: bool,
    shows_all: bool,
}

impl LabelsTable {
    /// Draws the table.
    pub(super) fn ui(&mut self, ui: &mut Ui, figures: &Figures) {
        head_ui(ui, figures, &mut self.of_all);
        let known: Vec<(&SubjectFigures, Tally)> = figures
            .subjects
            .iter()
            .map(|figures| {
                let tally = if self.of_all {
                    figures.all
                } else {
                    figures.recent
                };
                (figures, tally)
            })
            .filter(|(_, tally)| *tally != Tally::default())
            .collect();
        let shown = if self.shows_all { known.len() } else { FIRST };
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (figures, tally) in known.iter().take(shown) {
                subject_ui(ui, figures, *tally);
            }
        });
        let left = known.len().saturating_sub(shown);
        if left > 0 {
            let button = ui.button(format!("Show {left} more"));
            button.widget_info(|| {
                let said = format!("Show {left} more labels and roles");
                WidgetInfo::labeled(Role::Button, true, said)
            });
            self.shows_all |= button.clicked();
        }
    }
}

fn head_ui(ui: &mut Ui, figures: &Figures, of_all: &mut bool) {
    parts::section(ui, "By label and role");
    if figures.num_outcomes > RECENT {
        let latest = format!("Last {RECENT}");
        let values = [latest.as_str(), "All"];
        let chosen = Some(usize::from(*of_all));
        if let Some(picked) = widgets::segmented(ui, "Figures of", chosen, &values) {
            *of_all = picked == 1;
        }
    }
    parts::muted(
        ui,
        "Right (precision): of the suggestions you decided about, how many kept their words and label. Found (recall): of what you wanted, how much had been suggested.",
    );
    ui.add_space(2.0);
    let theme = theme::of(ui.ctx());
    row_ui(ui, |ui| {
        for words in ["Found", "Right"] {
            let words = RichText::new(words)
                .size(theme.sizes.small)
                .color(theme.colours.muted);
            figure_ui(ui, words);
        }
    });
}

fn row_ui(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) -> egui::Response {
    let size = vec2(ui.available_width(), ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let builder = egui::UiBuilder::new()
        .max_rect(rect)
        .layout(Layout::right_to_left(Align::Center));
    contents(&mut ui.new_child(builder));
    response
}

fn figure_ui(ui: &mut Ui, words: RichText) {
    let layout = Layout::right_to_left(Align::Center);
    let size = vec2(FIGURE_WIDTH, ROW_HEIGHT);
    ui.allocate_ui_with_layout(size, layout, |ui| ui.label(words));
}

fn subject_ui(ui: &mut Ui, figures: &SubjectFigures, tally: Tally) {
    let theme = theme::of(ui.ctx());
    let right = percent(tally.correct, tally.predicted);
    let found = percent(tally.correct, tally.gold);
    let (name, is_role) = match &figures.subject {
        Subject::Mention(label) | Subject::Event(label) => (label, false),
        Subject::Role(_, role) => (role, true),
    };
    let response = row_ui(ui, |ui| {
        figure_ui(ui, RichText::new(&found));
        figure_ui(ui, RichText::new(&right));
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let name = RichText::new(name.as_str());
            let name = if is_role {
                ui.add_space(12.0);
                name.color(theme.colours.muted)
            } else {
                name
            };
            ui.add(egui::Label::new(name).truncate());
        });
    });
    let whole = match &figures.subject {
        Subject::Mention(label) => format!("mentions of {label}"),
        Subject::Event(event_type) => format!("events of {event_type}"),
        Subject::Role(event_type, role) => format!("{role} of {event_type}"),
    };
    response.widget_info(|| {
        let said = format!("{whole}: {right} right, {found} found");
        WidgetInfo::labeled(Role::Label, true, said)
    });
    response.on_hover_text(format!(
        "{whole}\nRight: {} of {} that were suggested and decided\nFound: {} of {} that were wanted",
        tally.correct, tally.predicted, tally.correct, tally.gold
    ));
}

/// `84 %`, or a dash where there is nothing to take a share of.
fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        "–".to_owned()
    } else {
        format!("{:.0} %", 100.0 * part as f64 / whole as f64)
    }
}
