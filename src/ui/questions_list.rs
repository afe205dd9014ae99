//! Open questions of all documents, below the article: what is asked, about which words, by whom; to go to and to close.

use egui::{Align, Layout, RichText, ScrollArea, Sense, Ui, vec2};

use super::article_text::ArticleText;
use super::context::one_line;
use super::{parts, theme, widgets};
use crate::app::command::Command;
use crate::app::questions::ListedNote;
use crate::app::session::Session;
use crate::model::AnnotationRef;

const ROW_HEIGHT: f32 = 28.0;

/// Width of the column that holds the words in question.
const WORDS_WIDTH: f32 = 170.0;

/// What the list remembers between frames.
#[derive(Default)]
pub(super) struct QuestionsList {
    /// Whether remarks and closed questions are listed as well.
    shows_all: bool,
    notes: Vec<ListedNote>,
    key: Option<(u64, bool)>,
}

impl QuestionsList {
    /// Draws the list.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
        let key = (session.revision(), self.shows_all);
        if self.key != Some(key) {
            self.key = Some(key);
            self.notes = session.listed_notes(!self.shows_all);
        }
        ui.horizontal(|ui| {
            let chosen = Some(usize::from(self.shows_all));
            let values = ["Open questions", "All notes"];
            if let Some(picked) = widgets::segmented(ui, "Listed", chosen, &values) {
                self.shows_all = picked == 1;
            }
            parts::muted(ui, &format!("{} in all documents", self.notes.len()));
        });
        ui.add_space(2.0);
        if self.notes.is_empty() {
            parts::muted(
                ui,
                "Questions will be listed here: press N, write what you want to know and tick “An open question”.",
            );
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical()
            .id_salt("questions")
            .auto_shrink(false)
            .show_rows(ui, ROW_HEIGHT, self.notes.len(), |ui, rows| {
                for note in self.notes.get(rows).unwrap_or_default() {
                    note_ui(ui, note, session, queue);
                }
            });
    }
}

fn note_ui(ui: &mut Ui, note: &ListedNote, session: &Session, queue: &mut Vec<Command>) {
    let Some(document) = session.project().document(&note.document) else {
        return;
    };
    let theme = theme::of(ui.ctx());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::hover());
    let builder = egui::UiBuilder::new()
        .max_rect(rect)
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        let word = if note.open { "Answered" } else { "Ask again" };
        let button = ui.add(egui::Button::new(word).min_size(vec2(64.0, 20.0)));
        button.widget_info(|| {
            let said = format!("{word}: {}", note.text);
            egui::WidgetInfo::labeled(egui::Role::Button, true, said)
        });
        if button.clicked() {
            queue.push(Command::SetQuestion(
                note.document.clone(),
                note.id.clone(),
                !note.open,
            ));
        }
        let words = note
            .span
            .map(|span| one_line(document.text().slice(span)))
            .unwrap_or_default();
        let words = if words.is_empty() {
            "the document".to_owned()
        } else {
            format!("“{words}”")
        };
        ArticleText::new(&words)
            .colour(theme.colours.muted)
            .width(WORDS_WIDTH)
            .show(ui);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let who = if note.by.is_empty() {
                "import"
            } else {
                &note.by
            };
            ui.label(
                RichText::new(who)
                    .size(theme.sizes.small)
                    .color(theme.colours.muted),
            );
            ArticleText::new(document.title())
                .size(theme.sizes.small)
                .colour(theme.colours.muted)
                .width(190.0)
                .show(ui);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = one_line(&note.text);
                let go = ArticleText::new(&text).sense(Sense::click()).show(ui);
                go.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Go to {text}"))
                });
                if go.has_focus() {
                    let stroke = egui::Stroke::new(1.5, theme.colours.accent);
                    let rect = go.rect.expand(2.0);
                    ui.painter()
                        .rect_stroke(rect, 4.0, stroke, egui::StrokeKind::Inside);
                }
                if go.clicked() {
                    let reference = AnnotationRef::Note(note.id.clone());
                    queue.push(Command::GoToAnnotation(note.document.clone(), reference));
                }
            });
        });
    });
}
