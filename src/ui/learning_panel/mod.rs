//! The learning panel, in the inspector's place: how well is suggested, how that goes on, what was learnt from which decisions, and the switches for it.
//!
//! ```text
//! plot.rs      the share that was accepted as it was, as a curve
//! labels.rs    right and found, by label and role
//! strings.rs   strings that were learnt, to go to and to forget
//! ```

mod labels;
mod plot;
mod strings;

use egui::{RichText, ScrollArea, Ui};

use super::sheets::heading_ui;
use super::{parts, theme, widgets};
use crate::app::command::Command;
use crate::app::curve::{self, Accepted};
use crate::app::figures::Figures;
use crate::app::session::Session;
use crate::model::{Allowance, LearntPart};

/// What the panel remembers between frames.
#[derive(Default)]
pub(super) struct LearningPanel {
    /// Whether the curve goes over finished documents.
    by_document: bool,
    labels: labels::LabelsTable,
    strings: strings::StringsList,
}

impl LearningPanel {
    /// Draws the panel. True when it is to be closed.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) -> bool {
        let close = heading_ui(ui, "Learning");
        let figures = std::sync::Arc::clone(session.figures());
        ScrollArea::vertical()
            .id_salt("learning")
            .auto_shrink(false)
            .show(ui, |ui| {
                state_ui(ui, session, queue);
                if figures.num_outcomes == 0 {
                    empty_ui(ui, session);
                } else {
                    self.curve_ui(ui, session, &figures);
                }
                parts_ui(ui, session, queue);
                if figures.num_outcomes > 0 {
                    self.labels.ui(ui, &figures);
                }
                self.strings.ui(ui, session, &figures, queue);
                parts::keep_focus_in_sight(ui);
            });
        close
    }

    fn curve_ui(&mut self, ui: &mut Ui, session: &Session, figures: &Figures) {
        parts::section(ui, "Accepted as they were");
        let theme = theme::of(ui.ctx());
        ui.horizontal_wrapped(|ui| {
            let lately = figures.accepted_lately;
            if let Some(share) = lately.share() {
                let share = format!("{:.0} %", 100.0 * share);
                let share = RichText::new(share).family(theme::semibold());
                ui.label(share.size(theme.sizes.heading));
                let words = parts::counted(lately.decided, "decided suggestion");
                parts::muted(ui, &format!("of the last {words}"));
            }
        });
        if figures.accepted.decided > figures.accepted_lately.decided {
            parts::muted(ui, &in_words(figures.accepted));
        }
        let chosen = Some(usize::from(self.by_document));
        let values = ["Over decisions", "By document"];
        if let Some(picked) = widgets::segmented(ui, "Curve", chosen, &values) {
            self.by_document = picked == 1;
        }
        ui.add_space(2.0);
        if self.by_document {
            plot::plot_ui(ui, plot::Over::Documents, &figures.by_document, session);
        } else {
            plot::plot_ui(ui, plot::Over::Decisions, &figures.by_decision, session);
        }
    }
}

/// A share in words: `71 % of all 312`.
fn in_words(accepted: Accepted) -> String {
    let share = 100.0 * accepted.share().unwrap_or_default();
    format!("{share:.0} % of all {}", accepted.decided)
}

/// Whether decisions teach, and what says that they do not.
fn state_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    let theme = theme::of(ui.ctx());
    let by_project = session.project().settings.learning;
    let off = |ui: &mut Ui, words: &str| {
        ui.label(RichText::new(words).color(theme.colours.warn));
    };
    match (by_project, session.wants_learning()) {
        (Allowance::Off, _) => {
            off(ui, "Learning is off in this project.");
            if ui.button("Project settings…").clicked() {
                queue.push(Command::ShowProjectSettings);
            }
        }
        (_, false) => {
            off(
                ui,
                "Learning is off in your settings: what you decide is counted, and changes no suggestion.",
            );
            if ui.button("Settings…").clicked() {
                queue.push(Command::ShowSettings);
            }
        }
        (Allowance::AfterHandIn, true) => {
            parts::muted(
                ui,
                "In this project only documents that were handed in teach what is suggested in the others.",
            );
        }
        (Allowance::On, true) => {
            let words = if session.learning().is_running() {
                "Learning from what you decided…"
            } else {
                "What you decide teaches what is suggested in the other documents of this layer."
            };
            parts::muted(ui, words);
        }
    }
}

fn empty_ui(ui: &mut Ui, session: &Session) {
    parts::section(ui, "Nothing was decided yet");
    let words = if session.project().documents.is_empty() {
        "Open an article first: File → Open…".to_owned()
    } else {
        format!(
            "Accept suggestions with Enter, refuse them with X, give another label with L, or select text and label it. From the first decision on figures stand here, from {} on a curve.",
            curve::LEAST
        )
    };
    ui.label(words);
}

/// The parts of what was learnt, each with its switch and how far it is.
fn parts_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    parts::section(ui, "What is learnt");
    let learning = session.learning();
    for part in LearntPart::ALL {
        let mut is_used = session.project().settings.uses(part);
        if ui.checkbox(&mut is_used, title(part)).changed() {
            queue.push(Command::UseLearntPart(part, is_used));
        }
        let is_first_lesson = learning.is_running() && learning.learnt().is_empty();
        let words = match (learning.is_on(), is_used) {
            (false, _) => continue,
            (true, true) if is_first_lesson => "Being learnt…".to_owned(),
            (true, true) => learning.in_words(part),
            (true, false) => format!("Not used. {}", learning.in_words(part)),
        };
        ui.indent(("part", part), |ui| parts::muted(ui, &words));
    }
}

fn title(part: LearntPart) -> &'static str {
    match part {
        LearntPart::Strings => "Remembered strings",
        LearntPart::Mentions => "Which mentions are wanted",
        LearntPart::Triggers => "Which words tell of events",
        LearntPart::Roles => "Who fills which role",
        LearntPart::Attributes => "How events are told",
    }
}
