//! The list of documents at the left: filter, sort, counts and progress.

use std::sync::Arc;

use egui::{RichText, ScrollArea, Sense, Ui, vec2};

use super::article_text::ArticleText;
use super::{theme, widgets};
use crate::app::command::Command;
use crate::app::session::Session;
use crate::model::Document;
use crate::model::layer::DocumentStatus;

/// Which documents are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shown {
    /// New and in progress.
    #[default]
    Open,
    /// Done and skipped.
    Done,
    /// All.
    All,
}

/// In which order they are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sort {
    /// As in the project.
    #[default]
    Project,
    /// By title.
    Title,
    /// By publication date, newest first.
    Date,
    /// Most open suggestions first.
    OpenSuggestions,
}

impl Sort {
    const ALL: [Self; 4] = [
        Self::Project,
        Self::Title,
        Self::Date,
        Self::OpenSuggestions,
    ];

    fn title(self) -> &'static str {
        match self {
            Self::Project => "As in the project",
            Self::Title => "Title",
            Self::Date => "Date",
            Self::OpenSuggestions => "Open suggestions",
        }
    }
}

/// What the panel remembers between frames.
#[derive(Default)]
pub(super) struct DocumentsPanel {
    filter: String,
    shown: Shown,
    sort: Sort,
    /// Indices of the listed documents, with what they were computed for.
    listed: Vec<usize>,
    key: Option<(u64, String, Shown, Sort)>,
}

const ROW_HEIGHT: f32 = 58.0;

impl DocumentsPanel {
    /// Draws the panel.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
        let margin = egui::Margin {
            left: 14,
            right: 12,
            top: 10,
            bottom: 4,
        };
        egui::Frame::new()
            .inner_margin(margin)
            .show(ui, |ui| self.head_ui(ui, session));
        self.list(session);
        if self.listed.is_empty() {
            egui::Frame::new()
                .inner_margin(14.0)
                .show(ui, |ui| self.empty_ui(ui, session, queue));
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().auto_shrink(false).show_rows(
            ui,
            ROW_HEIGHT,
            self.listed.len(),
            |ui, rows| {
                for index in rows {
                    let Some(document) = self
                        .listed
                        .get(index)
                        .and_then(|index| session.project().documents.get(*index))
                    else {
                        continue;
                    };
                    document_ui(ui, document, session, queue);
                }
            },
        );
    }

    fn head_ui(&mut self, ui: &mut Ui, session: &Session) {
        let theme = theme::of(ui.ctx());
        let progress = session.progress();
        ui.horizontal(|ui| {
            ui.label(RichText::new("Documents").family(theme::semibold()));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                self.sort_ui(ui);
                ui.label(RichText::new(progress.documents.to_string()).color(theme.colours.muted));
            });
        });
        let hint = RichText::new("Filter by title, label, status…").color(theme.colours.faint);
        let field = egui::TextEdit::singleline(&mut self.filter)
            .hint_text(hint)
            .desired_width(f32::INFINITY);
        let response = ui.add(field);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Filter documents")
        });
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let open = progress.documents - progress.done;
            for (shown, title) in [
                (Shown::Open, format!("Open {open}")),
                (Shown::Done, format!("Done {}", progress.done)),
                (Shown::All, "All".to_owned()),
            ] {
                if widgets::chip(ui, &title, self.shown == shown).clicked() {
                    self.shown = shown;
                }
            }
        });
    }

    fn sort_ui(&mut self, ui: &mut Ui) {
        let button = egui::Button::new(super::icons::SORT_ASCENDING).frame(false);
        let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
            for sort in Sort::ALL {
                if ui.radio(self.sort == sort, sort.title()).clicked() {
                    self.sort = sort;
                    ui.close();
                }
            }
        });
        response.on_hover_text("Sort documents");
    }

    fn empty_ui(&self, ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
        let theme = theme::of(ui.ctx());
        let (text, offer) = if session.project().documents.is_empty() {
            (
                "No articles yet. Open files, drop them here, or paste a text.",
                true,
            )
        } else if !self.filter.is_empty() {
            ("No document matches the filter.", false)
        } else if self.shown == Shown::Open {
            ("Everything is done.", false)
        } else {
            ("Documents that are done will be listed here.", false)
        };
        ui.label(RichText::new(text).color(theme.colours.muted));
        if offer && ui.button("Open…").clicked() {
            queue.push(Command::OpenFiles);
        }
    }

    /// Works out which documents are listed, when anything that decides it has changed.
    fn list(&mut self, session: &Session) {
        let key = (
            session.revision(),
            self.filter.clone(),
            self.shown,
            self.sort,
        );
        if self.key.as_ref() == Some(&key) {
            return;
        }
        self.key = Some(key);
        let documents = &session.project().documents;
        let is_shown = |document: &Arc<Document>| {
            let finished = matches!(
                session.status_of(document),
                DocumentStatus::Done | DocumentStatus::Skipped(_)
            );
            match self.shown {
                Shown::Open => !finished,
                Shown::Done => finished,
                Shown::All => true,
            }
        };
        let wanted = self.filter.trim().to_lowercase();
        self.listed = (0..documents.len())
            .filter(|index| {
                is_shown(&documents[*index])
                    && (wanted.is_empty() || matches_filter(&documents[*index], session, &wanted))
            })
            .collect();
        match self.sort {
            Sort::Project => {}
            Sort::Title => self
                .listed
                .sort_by_key(|index| documents[*index].title().to_lowercase()),
            Sort::Date => self
                .listed
                .sort_by_key(|index| std::cmp::Reverse(documents[*index].meta.date.clone())),
            Sort::OpenSuggestions => {
                self.listed.sort_by_key(|index| {
                    std::cmp::Reverse(session.shown_suggestions_of(&documents[*index]).len())
                });
            }
        }
    }
}

/// Whether title, status, a tag, a label or the source holds `wanted` (lower case).
fn matches_filter(document: &Document, session: &Session, wanted: &str) -> bool {
    let holds = |text: &str| text.to_lowercase().contains(wanted);
    let annotations = document
        .layer(session.layer_name())
        .map(|layer| &layer.annotations);
    holds(document.title())
        || holds(session.status_of(document).name())
        || holds(&document.meta.source)
        || document.tags.iter().any(|tag| holds(tag))
        || annotations.is_some_and(|annotations| {
            annotations
                .mentions()
                .iter()
                .any(|mention| holds(&mention.label))
                || annotations
                    .events()
                    .iter()
                    .any(|event| holds(&event.event_type))
        })
}

fn document_ui(ui: &mut Ui, document: &Arc<Document>, session: &Session, queue: &mut Vec<Command>) {
    let theme = theme::of(ui.ctx());
    let colours = &theme.colours;
    let is_open = session
        .document()
        .is_some_and(|open| open.id == document.id);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::click());
    let status = session.status_of(document);
    let open = session.shown_suggestions_of(document).len();
    let name = format!("{}, {}, {open} left", document.title(), status.name());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_open, &name));
    let painter = ui.painter();
    if is_open {
        painter.rect_filled(rect, 0.0, colours.accent_fill);
        painter.rect_filled(rect.with_max_x(rect.min.x + 3.0), 0.0, colours.accent);
    } else if response.hovered() {
        painter.rect_filled(rect, 0.0, colours.hover);
    }
    if response.has_focus() {
        // The rows beside it come into sight as well, so that Tab and the arrows find them.
        ui.scroll_to_rect(rect.expand2(vec2(0.0, ROW_HEIGHT)), None);
        painter.rect_stroke(
            rect.shrink(1.0),
            4.0,
            egui::Stroke::new(1.5, colours.accent),
            egui::StrokeKind::Inside,
        );
    }
    let inner = rect.shrink2(vec2(14.0, 8.0));
    let title_rect = inner.with_max_y(inner.min.y + 17.0);
    // A child of its own, so that the row's height stays what was allocated.
    let builder = egui::UiBuilder::new()
        .max_rect(title_rect)
        .layout(egui::Layout::left_to_right(egui::Align::Center));
    ArticleText::new(document.title())
        .medium()
        .show(&mut ui.new_child(builder));
    let second = inner.min.y + 21.0;
    let date = if document.meta.date.is_empty() {
        String::new()
    } else {
        format!("{} · ", document.meta.date)
    };
    let font = egui::FontId::proportional(theme.sizes.small);
    let left = egui::pos2(inner.min.x, second);
    ui.painter().text(
        left,
        egui::Align2::LEFT_TOP,
        format!("{date}{}", status.name().replace('-', " ")),
        font.clone(),
        colours.muted,
    );
    if open > 0 {
        let right = egui::pos2(inner.max.x, second);
        ui.painter().text(
            right,
            egui::Align2::RIGHT_TOP,
            format!("{open} left"),
            font,
            colours.muted,
        );
    }
    let bar = egui::Rect::from_min_size(
        egui::pos2(inner.min.x, inner.max.y - 3.0),
        vec2(inner.width(), 3.0),
    );
    ui.painter().rect_filled(bar, 2.0, colours.line);
    let share = share_done(document, session, open);
    ui.painter().rect_filled(
        bar.with_max_x(bar.min.x + bar.width() * share),
        2.0,
        colours.ok,
    );
    if response.clicked() {
        queue.push(Command::OpenDocument(document.id.clone()));
    }
    response.on_hover_text(document.title());
}

/// Share of a document's suggestions that were decided; all for a finished one.
fn share_done(document: &Document, session: &Session, open: usize) -> f32 {
    let Some(layer) = document.layer(session.layer_name()) else {
        return 0.0;
    };
    if matches!(
        layer.status,
        DocumentStatus::Done | DocumentStatus::Skipped(_)
    ) {
        return 1.0;
    }
    let decided = layer.annotations.mentions().len() + layer.annotations.events().len();
    if decided + open == 0 {
        0.0
    } else {
        decided as f32 / (decided + open) as f32
    }
}
