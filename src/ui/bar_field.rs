//! A text field in the queue bar, for short answers: why a document is left out, its tags. Known answers are a key away.
//!
//! ```text
//! Why is it left out?  [ off topic          ]   off topic · duplicate · wrong language      Skip ⏎   Cancel Esc
//! ```

use egui::{Key, Modifiers, RichText, Ui};
use smol_str::SmolStr;

use super::{theme, widgets};
use crate::app::command::Command;
use crate::app::selection::Focus;
use crate::app::session::Session;

/// What is being asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// Why the document is left out.
    Reason,
    /// Its tags.
    Tags,
}

/// The field and what was typed into it.
#[derive(Default)]
pub(super) struct BarField {
    asked: Option<Asked>,
    typed: String,
    /// The known answer that the arrows are at.
    cursor: Option<usize>,
}

impl BarField {
    /// Draws the field when the bar asks for an answer; false when it asks for none.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) -> bool {
        let asked = match session.focus() {
            Focus::Skip => Asked::Reason,
            Focus::Tags => Asked::Tags,
            _ => {
                self.asked = None;
                return false;
            }
        };
        if self.asked != Some(asked) {
            *self = Self::begin(asked, session);
        }
        let known = self.known(asked, session);
        let hit = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let (down, up, tab) = (hit(Key::ArrowDown), hit(Key::ArrowUp), hit(Key::Tab));
        let (entered, escaped) = (hit(Key::Enter), hit(Key::Escape));
        if (down || up || tab) && !known.is_empty() {
            let last = known.len() - 1;
            let next = match self.cursor {
                None => 0,
                Some(cursor) if up => cursor.checked_sub(1).unwrap_or(last),
                Some(cursor) => (cursor + 1) % known.len(),
            };
            self.cursor = Some(next);
            self.take(asked, &known[next]);
        }
        self.draw(ui, asked, &known, queue);
        if entered {
            queue.push(self.answer(asked));
        } else if escaped {
            queue.push(Command::Leave);
        }
        true
    }

    fn begin(asked: Asked, session: &Session) -> Self {
        let typed = match asked {
            Asked::Reason => String::new(),
            Asked::Tags => session
                .document()
                .map(|document| document.tags.join(", "))
                .unwrap_or_default(),
        };
        Self {
            asked: Some(asked),
            typed,
            cursor: None,
        }
    }

    fn draw(&mut self, ui: &mut Ui, asked: Asked, known: &[String], queue: &mut Vec<Command>) {
        let theme = theme::of(ui.ctx());
        let (question, name, hint, word) = match asked {
            Asked::Reason => ("Why is it left out?", "Reason", "a reason", "Skip"),
            Asked::Tags => ("Tags", "Tags of the document", "pilot, round 2", "Save"),
        };
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(8.0);
            if widgets::key_button(ui, "Cancel", "Esc", false).clicked() {
                queue.push(Command::Leave);
            }
            if widgets::key_button(ui, word, "Enter", true).clicked() {
                queue.push(self.answer(asked));
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add_space(8.0);
                ui.label(RichText::new(question).family(theme::semibold()));
                let width = (ui.available_width() * 0.4).clamp(120.0, 300.0);
                let field = egui::TextEdit::singleline(&mut self.typed)
                    .hint_text(RichText::new(hint).color(theme.colours.faint))
                    .desired_width(width);
                let response = ui.add(field);
                response
                    .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, name));
                if !response.has_focus() {
                    response.request_focus();
                }
                if response.changed() {
                    self.cursor = None;
                }
                for (index, answer) in known.iter().enumerate() {
                    if ui.available_width() < 90.0 {
                        break;
                    }
                    let chip = widgets::chip(ui, answer, self.cursor == Some(index));
                    if chip.on_hover_text("Arrows go through these").clicked() {
                        self.take(asked, answer);
                    }
                }
            });
        });
    }

    /// Answers that were given before and go on with what is typed.
    fn known(&self, asked: Asked, session: &Session) -> Vec<String> {
        match asked {
            Asked::Reason => session.skip_reasons(),
            Asked::Tags => {
                let has: Vec<&str> = self.typed.split(',').map(str::trim).collect();
                let begun = if self.cursor.is_none() {
                    has.last().copied().unwrap_or_default().to_lowercase()
                } else {
                    String::new()
                };
                let tags = session.known_tags().into_iter();
                tags.filter(|tag| {
                    self.cursor.is_some()
                        || (!has.contains(&tag.as_str()) && tag.to_lowercase().starts_with(&begun))
                })
                .take(6)
                .map(|tag| tag.to_string())
                .collect()
            }
        }
    }

    /// Puts a known answer into the field: a reason as it is, a tag in place of the one that is being typed.
    fn take(&mut self, asked: Asked, answer: &str) {
        match asked {
            Asked::Reason => answer.clone_into(&mut self.typed),
            Asked::Tags => {
                let before = self.typed.rsplit_once(',').map_or("", |(before, _)| before);
                self.typed = if before.trim().is_empty() {
                    answer.to_owned()
                } else {
                    format!("{}, {answer}", before.trim_end())
                };
            }
        }
    }

    fn answer(&self, asked: Asked) -> Command {
        match asked {
            Asked::Reason => Command::SkipBecause(self.typed.trim().to_owned()),
            Asked::Tags => {
                let tags = self.typed.split(',').map(str::trim);
                let tags = tags.filter(|tag| !tag.is_empty()).map(SmolStr::new);
                Command::SetTags(tags.collect())
            }
        }
    }
}
