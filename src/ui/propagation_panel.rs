//! The preview of one decision for all its matches: every place in its context, with a tick.

use egui::{RichText, ScrollArea, Ui};

use super::article_text::ArticleText;
use super::{theme, widgets};
use crate::app::command::Command;
use crate::app::propagate::Hit;
use crate::app::session::Session;
use crate::text::Span;

/// Characters of context on each side of a place.
const CONTEXT: usize = 28;

/// Draws the preview in the inspector's place.
pub(super) fn propagation_panel_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    let Some(propagation) = session.propagation() else {
        return;
    };
    let theme = theme::of(ui.ctx());
    ui.heading("Same everywhere");
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
    ui.add_space(8.0);
    ScrollArea::vertical()
        .max_height((ui.available_height() - 48.0).max(120.0))
        .show(ui, |ui| {
            for (index, hit) in propagation.hits.iter().enumerate() {
                hit_ui(ui, session, index, hit, queue);
            }
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

fn hit_ui(ui: &mut Ui, session: &Session, index: usize, hit: &Hit, queue: &mut Vec<Command>) {
    let theme = theme::of(ui.ctx());
    let context = context_of(session, hit);
    ui.horizontal(|ui| {
        if index < 9 {
            widgets::kbd(ui, &(index + 1).to_string());
        }
        let mut ticked = hit.ticked;
        let response = ui.checkbox(&mut ticked, "");
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::CheckBox, true, hit.ticked, &context)
        });
        if response.changed() {
            queue.push(Command::ToggleHit(index));
        }
        ui.vertical(|ui| {
            ArticleText::new(&context).show(ui);
            if !hit.doubt.is_empty() {
                ui.label(
                    RichText::new(hit.doubt)
                        .color(theme.colours.warn)
                        .size(theme.sizes.small),
                );
            }
        });
    });
}

/// The place with a few words on each side.
fn context_of(session: &Session, hit: &Hit) -> String {
    let Some(document) = session.project().document(&hit.document) else {
        return String::new();
    };
    let text = document.text();
    let before = text.slice(Span::new(0, hit.span.start));
    let after = text.slice(Span::new(hit.span.end, text.len()));
    let line_before = before.rsplit('\n').next().unwrap_or_default();
    let line_after = after.split('\n').next().unwrap_or_default();
    let lead: String = line_before
        .chars()
        .rev()
        .take(CONTEXT)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let tail: String = line_after.chars().take(CONTEXT).collect();
    format!("…{lead}[{}]{tail}…", text.slice(hit.span))
}
