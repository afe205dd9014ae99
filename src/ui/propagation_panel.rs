//! The preview of one decision for all its matches: every place in its context, with a tick.

use egui::{RichText, ScrollArea, Sense, Ui, vec2};

use super::article_text::ArticleText;
use super::context::in_context;
use super::theme::Theme;
use super::{parts, theme, widgets};
use crate::app::command::Command;
use crate::app::propagate::{Hit, Repeatable};
use crate::app::session::{Propagation, Session};

/// Characters of context before and after a place: few before, so that the place is in sight in a narrow panel.
const CONTEXT: (usize, usize) = (12, 40);

/// Height of a place with a line of context and one that says where it is and what speaks against it.
const ROW_HEIGHT: f32 = 42.0;

/// The same where there is nothing to say.
const LOW_ROW_HEIGHT: f32 = 26.0;

/// Draws the preview in the inspector's place.
pub(super) fn propagation_panel_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    let Some(propagation) = session.propagation() else {
        return;
    };
    head_ui(ui, propagation, queue);
    let needs_line =
        propagation.whole_project || propagation.hits.iter().any(|hit| !hit.doubt.is_empty());
    let height = if needs_line {
        ROW_HEIGHT
    } else {
        LOW_ROW_HEIGHT
    };
    let available = (ui.available_height() - 48.0).max(120.0);
    let mut area = ScrollArea::vertical()
        .id_salt("places")
        .max_height(available)
        .min_scrolled_height(available.min(height * propagation.hits.len() as f32));
    let cursor = propagation.cursor;
    let cursor_id = ui.scope_id().with("seen cursor");
    let seen = ui.data_mut(|data| data.get_temp::<usize>(cursor_id));
    if seen != Some(cursor) {
        ui.data_mut(|data| data.insert_temp(cursor_id, cursor));
        area = area.vertical_scroll_offset((cursor as f32 * height - available / 2.0).max(0.0));
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        area.show_rows(ui, height, propagation.hits.len(), |ui, rows| {
            for index in rows {
                if let Some(hit) = propagation.hits.get(index) {
                    hit_ui(ui, session, propagation, (index, hit), height, queue);
                }
            }
        });
    });
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        if ui.button("Apply").clicked() {
            queue.push(Command::Accept);
        }
        if ui.button("Cancel").clicked() {
            queue.push(Command::Leave);
        }
    });
}

fn head_ui(ui: &mut Ui, propagation: &Propagation, queue: &mut Vec<Command>) {
    let theme = theme::of(ui.ctx());
    let heading = match propagation.what {
        Repeatable::Found { .. } => "Label all hits",
        _ => "Same everywhere",
    };
    ui.heading(heading);
    let scope = if propagation.whole_project {
        "all documents"
    } else {
        "this document"
    };
    let what = format!(
        "“{}” {} in {scope}",
        propagation.what.words(),
        propagation.what.label()
    );
    ArticleText::new(&what).colour(theme.colours.muted).show(ui);
    let ticked = propagation.hits.iter().filter(|hit| hit.ticked).count();
    ui.horizontal(|ui| {
        parts::muted(
            ui,
            &format!("{ticked} of {} ticked", propagation.hits.len()),
        );
        if ui.small_button("All").clicked() {
            queue.push(Command::TickHits(true));
        }
        if ui.small_button("None").clicked() {
            queue.push(Command::TickHits(false));
        }
    });
    ui.add_space(4.0);
}

fn hit_ui(
    ui: &mut Ui,
    session: &Session,
    propagation: &Propagation,
    (index, hit): (usize, &Hit),
    height: f32,
    queue: &mut Vec<Command>,
) {
    let theme = theme::of(ui.ctx());
    let document = session.project().document(&hit.document);
    let context = document
        .map(|document| in_context(document, hit.span, CONTEXT))
        .unwrap_or_default();
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    if index == propagation.cursor {
        ui.painter()
            .rect_filled(rect, theme.sizes.radius, theme.colours.accent_fill);
    }
    let builder = egui::UiBuilder::new()
        .max_rect(rect.shrink2(vec2(4.0, 3.0)))
        .layout(egui::Layout::left_to_right(egui::Align::Center));
    ui.scope_builder(builder, |ui| {
        if index < 9 {
            widgets::kbd(ui, &(index + 1).to_string());
        } else {
            ui.add_space(26.0);
        }
        let mut ticked = hit.ticked;
        let response = ui.checkbox(&mut ticked, "");
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::CheckBox, true, hit.ticked, &context)
        });
        if response.changed() {
            queue.push(Command::ToggleHit(index));
        }
        let mut words_ui = |ui: &mut Ui| {
            let words = ArticleText::new(&context).sense(Sense::click()).show(ui);
            if words.clicked() {
                let by = index as isize - propagation.cursor as isize;
                queue.push(Command::MoveHit(by));
            }
        };
        if height > LOW_ROW_HEIGHT {
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                words_ui(ui);
                let title = document
                    .filter(|_| propagation.whole_project)
                    .map_or("", |document| document.title());
                second_line_ui(ui, &theme, hit, title);
            });
        } else {
            words_ui(ui);
        }
    });
}

/// What speaks against a place, and its document.
fn second_line_ui(ui: &mut Ui, theme: &Theme, hit: &Hit, title: &str) {
    ui.horizontal(|ui| {
        if !hit.doubt.is_empty() {
            ui.label(
                RichText::new(hit.doubt)
                    .color(theme.colours.warn)
                    .size(theme.sizes.small),
            );
        }
        ArticleText::new(title)
            .size(theme.sizes.small)
            .colour(theme.colours.muted)
            .show(ui);
    });
}
