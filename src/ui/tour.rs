//! A quiet card at the lower right of the article: the question for the annotator's name, once, and the two-minute tour over the sample.

use egui::{Align2, RichText, Ui, vec2};

use super::settings::Settings;
use super::{icons, parts, theme};

/// One step: its title, and what to do.
struct Step {
    title: &'static str,
    words: &'static str,
}

const STEPS: [Step; 7] = [
    Step {
        title: "Two minutes through Dateline",
        words: "The article stands in the middle. Dashed lines under words are suggestions that nobody has decided about; solid ones are accepted. Filled words are triggers of events.",
    },
    Step {
        title: "Decide about suggestions",
        words: "Tab goes to the next suggestion and shows why it was made. Enter accepts it, X rejects it. After an answer the next one is selected by itself.",
    },
    Step {
        title: "Correct what is wrong",
        words: "L gives another label, Shift and the arrows move the end of the selected words. Select words with the mouse and press 1 to 9 to label what was missed.",
    },
    Step {
        title: "One answer for all",
        words: "After any decision, A offers the same for every match in this document. Each place is shown with a tick before anything happens.",
    },
    Step {
        title: "Events and their roles",
        words: "Select a trigger and press K: a digit picks a role, a letter picks who fills it. E makes an event of the selected word.",
    },
    Step {
        title: "Sentence by sentence",
        words: "Space accepts what is left in a sentence, marks it read and goes on. Ctrl+Enter finishes the document; it asks when something was left open.",
    },
    Step {
        title: "Nothing is lost",
        words: "Every step is kept as you make it; Ctrl+Z takes back any of them. Ctrl+S gives the project a file, Ctrl+K finds every command, F1 shows all keys.",
    },
];

/// Which card is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Card {
    #[default]
    Nothing,
    Name,
    Step(usize),
}

/// The card.
#[derive(Default)]
pub(super) struct Tour {
    card: Card,
    /// Whether the tour follows the question for the name.
    then_tour: bool,
    name: String,
}

impl Tour {
    /// What a start of the program shows: the question for the name until it was asked, then the tour until it was seen, over the sample.
    pub(super) fn at_start(settings: &Settings, is_sample: bool) -> Self {
        let wants_tour = is_sample && !settings.tour_seen;
        let wants_name = settings.annotator.is_empty() && !settings.name_asked;
        Self {
            card: match (wants_name, wants_tour) {
                (true, _) => Card::Name,
                (false, true) => Card::Step(0),
                (false, false) => Card::Nothing,
            },
            then_tour: wants_tour,
            name: String::new(),
        }
    }

    /// Begins the tour.
    pub(super) fn begin(&mut self) {
        self.card = Card::Step(0);
    }

    /// Whether a card is shown.
    pub(super) fn is_open(&self) -> bool {
        self.card != Card::Nothing
    }

    /// Draws the card over the lower right of `area` and changes `settings` by what is answered.
    pub(super) fn ui(&mut self, ui: &Ui, area: egui::Rect, settings: &mut Settings) {
        let theme = theme::of(ui.ctx());
        egui::Area::new(egui::Id::unique("tour"))
            .pivot(Align2::RIGHT_BOTTOM)
            .fixed_pos(area.right_bottom() - vec2(18.0, 14.0))
            .constrain(true)
            .show(ui.ctx(), |ui| {
                egui::Frame::popup(ui.style())
                    .fill(theme.colours.panel)
                    .inner_margin(egui::Margin::symmetric(14, 12))
                    .show(ui, |ui| {
                        ui.set_width(300.0);
                        match self.card {
                            Card::Nothing => {}
                            Card::Name => self.name_ui(ui, settings),
                            Card::Step(step) => self.step_ui(ui, step, settings),
                        }
                    });
            });
    }

    fn name_ui(&mut self, ui: &mut Ui, settings: &mut Settings) {
        ui.label(RichText::new("Who is annotating?").family(theme::semibold()));
        parts::muted(
            ui,
            "The name stands at everything you decide. It can be changed in the settings.",
        );
        ui.add_space(4.0);
        let (mut keep, mut later) = (false, false);
        ui.horizontal(|ui| {
            let field = egui::TextEdit::singleline(&mut self.name)
                .hint_text("Your name")
                .desired_width(150.0);
            let field = ui.add(field);
            field.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Your name")
            });
            keep = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            keep |= ui.button("Keep").clicked();
            later = ui.button("Not now").clicked();
        });
        keep &= !self.name.trim().is_empty();
        if keep {
            settings.annotator = self.name.trim().to_owned();
        }
        if keep || later {
            settings.name_asked = true;
            self.card = if self.then_tour {
                Card::Step(0)
            } else {
                Card::Nothing
            };
        }
    }

    fn step_ui(&mut self, ui: &mut Ui, step: usize, settings: &mut Settings) {
        let theme = theme::of(ui.ctx());
        let Some(shown) = STEPS.get(step) else {
            self.card = Card::Nothing;
            return;
        };
        let mut close = false;
        ui.horizontal(|ui| {
            ui.label(RichText::new(shown.title).family(theme::semibold()));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let cross = ui.add(egui::Button::new(icons::X).frame(false));
                cross.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Button, true, "Close the tour")
                });
                close = cross.clicked();
            });
        });
        ui.label(shown.words);
        ui.add_space(6.0);
        let is_last = step + 1 == STEPS.len();
        ui.horizontal(|ui| {
            if ui.button(if is_last { "Close" } else { "Next" }).clicked() {
                close |= is_last;
                self.card = Card::Step(step + 1);
            }
            if step > 0 && ui.button("Back").clicked() {
                self.card = Card::Step(step - 1);
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(
                    RichText::new(format!("{} of {}", step + 1, STEPS.len()))
                        .size(theme.sizes.small)
                        .color(theme.colours.muted),
                );
            });
        });
        if close {
            self.card = Card::Nothing;
            settings.tour_seen = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_asked_before_the_tour_and_both_once() {
        let fresh = Settings::default();
        let tour = Tour::at_start(&fresh, true);
        assert_eq!((tour.card, tour.then_tour), (Card::Name, true));
        let named = Settings {
            annotator: "Ana".to_owned(),
            ..Settings::default()
        };
        assert_eq!(Tour::at_start(&named, true).card, Card::Step(0));
        assert_eq!(Tour::at_start(&named, false).card, Card::Nothing);
        let seen = Settings {
            name_asked: true,
            tour_seen: true,
            ..Settings::default()
        };
        assert_eq!(Tour::at_start(&seen, true).card, Card::Nothing);
    }
}
