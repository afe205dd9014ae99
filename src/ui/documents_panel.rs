//! The list of documents at the left: filter, sort, counts and progress.

use std::sync::Arc;

use egui::{RichText, ScrollArea, Sense, Ui, vec2};
use smol_str::SmolStr;

use super::article_text::ArticleText;
use super::{theme, widgets};
use crate::app::command::Command;
use crate::app::document_list::{DocumentFilter, DocumentSort, ShownDocuments};
use crate::app::gain::Gain;
use crate::app::session::Session;
use crate::model::Document;
use crate::model::layer::DocumentStatus;

/// What the panel remembers between frames.
#[derive(Default)]
pub(super) struct DocumentsPanel {
    filter: DocumentFilter,
    /// Whether the finer filters are unfolded.
    is_unfolded: bool,
    /// Indices of the listed documents, with what they were computed for.
    listed: Vec<usize>,
    key: Option<(u64, DocumentFilter)>,
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
            .show(ui, |ui| self.head_ui(ui, session, queue));
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

    fn head_ui(&mut self, ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
        let theme = theme::of(ui.ctx());
        let num_documents = session.project().documents.len();
        ui.horizontal(|ui| {
            ui.label(RichText::new("Documents").family(theme::semibold()));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                self.unfold_ui(ui);
                let words = if self.listed.len() == num_documents {
                    num_documents.to_string()
                } else {
                    format!("{} of {num_documents}", self.listed.len())
                };
                ui.label(RichText::new(words).color(theme.colours.muted));
            });
        });
        let hint = RichText::new("Filter by title, label, status…").color(theme.colours.faint);
        let field = egui::TextEdit::singleline(&mut self.filter.words)
            .hint_text(hint)
            .desired_width(f32::INFINITY);
        let response = ui.add(field);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Filter documents")
        });
        let count = session.status_count();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 5.0);
            for (shown, title) in [
                (ShownDocuments::Open, format!("Open {}", count.open)),
                (ShownDocuments::Done, format!("Done {}", count.done)),
                (
                    ShownDocuments::Skipped,
                    format!("Skipped {}", count.skipped),
                ),
                (ShownDocuments::All, "All".to_owned()),
            ] {
                let is_it = self.filter.shown == shown;
                if shown == ShownDocuments::Skipped && count.skipped == 0 && !is_it {
                    continue;
                }
                if widgets::chip(ui, &title, is_it).clicked() {
                    self.filter.shown = shown;
                }
            }
        });
        if self.is_unfolded {
            self.narrow_ui(ui, session);
        }
        sort_ui(ui, session, queue);
    }

    /// The sign that unfolds the finer filters.
    fn unfold_ui(&mut self, ui: &mut Ui) {
        let theme = theme::of(ui.ctx());
        let sign = RichText::new(super::icons::FUNNEL_SIMPLE);
        let sign = if self.filter.is_narrow() {
            sign.color(theme.colours.accent)
        } else {
            sign
        };
        let button = ui.add(egui::Button::new(sign).frame(false));
        let is_unfolded = self.is_unfolded;
        button.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::Button, true, is_unfolded, "More filters")
        });
        if button
            .on_hover_text("More filters: label, tag, suggestions, questions")
            .clicked()
        {
            self.is_unfolded = !self.is_unfolded;
        }
    }

    /// The finer filters.
    fn narrow_ui(&mut self, ui: &mut Ui, session: &Session) {
        let filter = &mut self.filter;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 5.0);
            if widgets::chip(ui, "Has suggestions", filter.with_suggestions).clicked() {
                filter.with_suggestions = !filter.with_suggestions;
            }
            if widgets::chip(ui, "Has questions", filter.with_questions).clicked() {
                filter.with_questions = !filter.with_questions;
            }
        });
        let schema = &session.project().schema;
        let entities = schema.shown_entity_types().map(|known| &known.name);
        let events = schema.shown_event_types().map(|known| &known.name);
        let labels: Vec<SmolStr> = entities.chain(events).cloned().collect();
        choice_ui(ui, "Label", "any label", &mut filter.label, &labels);
        choice_ui(ui, "Tag", "any tag", &mut filter.tag, &session.known_tags());
        if filter.is_narrow() && ui.small_button("Clear filters").clicked() {
            *filter = DocumentFilter {
                words: std::mem::take(&mut filter.words),
                shown: filter.shown,
                ..DocumentFilter::default()
            };
        }
    }

    fn empty_ui(&self, ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
        let theme = theme::of(ui.ctx());
        let (text, offer) = if session.project().documents.is_empty() {
            (
                "No articles yet. Open files, drop them here, or paste a text.",
                true,
            )
        } else if !self.filter.words.is_empty() || self.filter.is_narrow() {
            ("No document matches the filter.", false)
        } else if self.filter.shown == ShownDocuments::Open {
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
        let key = (session.revision(), self.filter.clone());
        if self.key.as_ref() != Some(&key) {
            self.listed = session.listed_documents(&self.filter);
            self.key = Some(key);
        }
    }
}

/// The order that is on, and the others to choose from.
fn sort_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    let theme = theme::of(ui.ctx());
    let now = session.document_sort();
    let words = RichText::new(format!("{} {}", super::icons::SORT_ASCENDING, now.title()))
        .size(theme.sizes.small)
        .color(theme.colours.muted);
    let button = egui::Button::new(words).frame(false).truncate();
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        sort_menu_ui(ui, session, queue);
    });
    response.widget_info(|| {
        let said = format!("Order of documents: {}", now.title());
        egui::WidgetInfo::labeled(egui::Role::Button, true, said)
    });
    response.on_hover_text("The order of this list, in which “Next document” goes");
}

/// The orders in which documents can be listed.
pub(super) fn sort_menu_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    for sort in DocumentSort::ALL {
        if ui
            .radio(session.document_sort() == sort, sort.title())
            .clicked()
        {
            queue.push(Command::SetDocumentSort(sort));
            ui.close();
        }
    }
}

/// Why a document stands where it does where those come first that teach most.
fn gain_in_words(gain: &Gain) -> String {
    let unsure = match gain.uncertainty {
        Some(unsure) => format!("its suggestions are {:.0} % unsure", 100.0 * unsure),
        None => "how unsure its suggestions are is not known yet".to_owned(),
    };
    format!(
        "{unsure}, {:.0} % of its words stand in no finished document, {} words long",
        100.0 * gain.novelty,
        gain.num_words
    )
}

/// One of many names, or none of them.
fn choice_ui(ui: &mut Ui, name: &str, none: &str, chosen: &mut Option<SmolStr>, names: &[SmolStr]) {
    let shown = chosen.as_deref().unwrap_or(none).to_owned();
    let response = egui::ComboBox::from_id_salt(("documents", name))
        .selected_text(&shown)
        .width(ui.available_width() - 4.0)
        .height(360.0)
        .show_ui(ui, |ui| {
            ui.selectable_value(chosen, None, none);
            for name in names {
                ui.selectable_value(chosen, Some(name.clone()), name.as_str());
            }
        })
        .response;
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("{name}: {shown}"))
    });
}

/// Status, the reason for which it was left out, and tags: the second line of a document.
fn state_in_words(document: &Document, status: &DocumentStatus, num_questions: usize) -> String {
    let mut parts = Vec::new();
    if !document.meta.date.is_empty() {
        parts.push(document.meta.date.clone());
    }
    parts.push(match status {
        DocumentStatus::Skipped(reason) if !reason.is_empty() => format!("skipped: {reason}"),
        other => other.name().replace('-', " "),
    });
    match num_questions {
        0 => {}
        1 => parts.push("1 question".to_owned()),
        many => parts.push(format!("{many} questions")),
    }
    if !document.tags.is_empty() {
        parts.push(document.tags.join(", "));
    }
    parts.join(" · ")
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
    let left = if open > 0 {
        format!("{open} left")
    } else {
        String::new()
    };
    let font = egui::FontId::proportional(theme.sizes.small);
    let place = egui::pos2(inner.max.x, second);
    let taken = ui
        .painter()
        .text(place, egui::Align2::RIGHT_TOP, left, font, colours.muted);
    let state = state_in_words(document, &status, session.num_questions(document));
    let state_rect = egui::Rect::from_min_max(
        egui::pos2(inner.min.x, second),
        egui::pos2(taken.min.x - 6.0, second + 16.0),
    );
    let builder = egui::UiBuilder::new()
        .max_rect(state_rect)
        .layout(egui::Layout::left_to_right(egui::Align::Center));
    ArticleText::new(&state)
        .size(theme.sizes.small)
        .colour(colours.muted)
        .width(state_rect.width())
        .show(&mut ui.new_child(builder));
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
    let why = session.gain_of(&document.id).map(gain_in_words);
    response.on_hover_text(match why {
        Some(why) => format!("{}\n{why}", document.title()),
        None => document.title().to_owned(),
    });
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
