//! Strings that were learnt, the latest first: from where, to go there, and to be forgotten; and those that were forgotten.

use std::collections::HashSet;

use egui::{Align, Layout, RichText, Role, Sense, Ui, WidgetInfo, vec2};
use smol_str::SmolStr;

use crate::app::command::Command;
use crate::app::figures::Figures;
use crate::app::learnt_strings::{LearntString, MOST_STRINGS};
use crate::app::session::Session;
use crate::model::ForgottenString;
use crate::ui::article_text::ArticleText;
use crate::ui::context::in_context;
use crate::ui::lists::colour_of;
use crate::ui::{icons, parts, theme, widgets};

const ROW_HEIGHT: f32 = 24.0;

/// So many strings are listed until all are asked for.
const FIRST: usize = 20;

/// Characters of context before and after a place.
const CONTEXT: (usize, usize) = (14, 30);

/// What the list remembers between frames.
#[derive(Default)]
pub(super) struct StringsList {
    shows_all: bool,
    /// Strings whose places are unfolded.
    unfolded: HashSet<(SmolStr, SmolStr)>,
}

impl StringsList {
    /// Draws both lists.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        figures: &Figures,
        queue: &mut Vec<Command>,
    ) {
        let forgotten = &session.project().settings.forgotten;
        if session.learning().is_on() {
            self.learnt_ui(ui, session, figures, queue);
        }
        if forgotten.is_empty() {
            return;
        }
        parts::section(ui, "Forgotten");
        for string in forgotten {
            forgotten_ui(ui, string, queue);
        }
    }

    fn learnt_ui(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        figures: &Figures,
        queue: &mut Vec<Command>,
    ) {
        parts::section(ui, "Learnt strings, the latest first");
        if figures.strings.is_empty() {
            parts::muted(
                ui,
                "Strings that you label or refuse will stand here, with where they were learnt from. They are learnt after some decisions or a finished document.",
            );
            return;
        }
        let shown = if self.shows_all { MOST_STRINGS } else { FIRST };
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for string in figures.strings.iter().take(shown) {
                self.string_ui(ui, session, string, queue);
            }
        });
        let left = figures.strings.len().saturating_sub(shown);
        if left > 0 {
            let button = ui.button(format!("Show {left} more"));
            button.widget_info(|| {
                let said = format!("Show {left} more strings");
                WidgetInfo::labeled(Role::Button, true, said)
            });
            self.shows_all |= button.clicked();
        }
    }

    fn string_ui(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        string: &LearntString,
        queue: &mut Vec<Command>,
    ) {
        let key = (string.text.clone(), string.label.clone());
        let is_unfolded = self.unfolded.contains(&key);
        match row_ui(ui, session, string, is_unfolded) {
            Some(Answer::Unfold) if is_unfolded => {
                self.unfolded.remove(&key);
            }
            Some(Answer::Unfold) => {
                self.unfolded.insert(key);
            }
            Some(Answer::Go) => {
                let place = string.places.first().cloned();
                queue.extend(place.map(|(document, span)| Command::GoTo(document, span)));
            }
            Some(Answer::Forget) => queue.push(Command::ForgetString(ForgottenString {
                text: string.text.clone(),
                label: string.label.clone(),
            })),
            None => {}
        }
        if is_unfolded {
            places_ui(ui, session, string, queue);
        }
    }
}

enum Answer {
    Unfold,
    Go,
    Forget,
}

/// What is known about a string: how often it was right, and in how many documents.
fn in_words(string: &LearntString) -> String {
    let evidence = string.evidence;
    let decided = evidence.right + evidence.wrong;
    let documents = parts::counted(string.num_documents, "document");
    if string.is_suggested {
        format!("{} of {decided} right, {documents}", evidence.right)
    } else {
        format!(
            "refused, {} of {decided} wrong, {documents}",
            evidence.wrong
        )
    }
}

fn row_ui(
    ui: &mut Ui,
    session: &Session,
    string: &LearntString,
    is_unfolded: bool,
) -> Option<Answer> {
    let theme = theme::of(ui.ctx());
    let mut answer = None;
    let name = format!("“{}” {}", string.text, string.label);
    let size = vec2(ui.available_width(), ROW_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let builder = egui::UiBuilder::new()
        .max_rect(rect)
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        let sign = if is_unfolded {
            icons::CARET_DOWN
        } else {
            icons::CARET_RIGHT
        };
        let caret = ui.add(egui::Button::new(sign).frame(false));
        caret.widget_info(|| {
            let said = format!("Places of {name}");
            WidgetInfo::selected(Role::Button, true, is_unfolded, said)
        });
        if caret.on_hover_text("Where it was learnt from").clicked() {
            answer = Some(Answer::Unfold);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let forget = ui.add(egui::Button::new(icons::ERASER).frame(false));
            forget
                .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Forget {name}")));
            let tip =
                "Forget this: it is no longer suggested or held back for what was decided about it";
            if forget.on_hover_text(tip).clicked() {
                answer = Some(Answer::Forget);
            }
            let label = RichText::new(string.label.as_str())
                .size(theme.sizes.small)
                .color(theme.colours.muted);
            let label = if string.is_suggested {
                label
            } else {
                label.strikethrough()
            };
            ui.label(label);
            let colour = colour_of(&session.project().schema, &string.label);
            widgets::swatch(ui, theme.label(colour));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let words = ArticleText::new(&string.text)
                    .sense(Sense::click())
                    .show(ui);
                words.widget_info(|| {
                    let said = format!("Go to {name}, {}", in_words(string));
                    WidgetInfo::labeled(Role::Button, true, said)
                });
                if words.on_hover_text(in_words(string)).clicked() {
                    answer = Some(Answer::Go);
                }
            });
        });
    });
    answer
}

fn places_ui(ui: &mut Ui, session: &Session, string: &LearntString, queue: &mut Vec<Command>) {
    let theme = theme::of(ui.ctx());
    ui.indent(("places", &string.text, &string.label), |ui| {
        parts::muted(ui, &in_words(string));
        let mut last = None;
        for (id, span) in &string.places {
            let Some(document) = session.project().document(id) else {
                continue;
            };
            if last.replace(id) != Some(id) {
                ArticleText::new(document.title())
                    .size(theme.sizes.small)
                    .colour(theme.colours.muted)
                    .show(ui);
            }
            let context = in_context(document, *span, CONTEXT);
            let row = parts::candidate_row(ui, "", &context, "", false);
            row.widget_info(|| {
                let said = format!("Go to {context} in {}", document.title());
                WidgetInfo::labeled(Role::Button, true, said)
            });
            if row.on_hover_text(document.title()).clicked() {
                queue.push(Command::GoTo(id.clone(), *span));
            }
        }
    });
}

fn forgotten_ui(ui: &mut Ui, string: &ForgottenString, queue: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let name = format!("“{}” {}", string.text, string.label);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let button = ui.small_button("Remember");
            button.widget_info(|| {
                let said = format!("Remember {name} again");
                WidgetInfo::labeled(Role::Button, true, said)
            });
            if button.clicked() {
                queue.push(Command::RememberString(string.clone()));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ArticleText::new(&name).show(ui);
            });
        });
    });
}
