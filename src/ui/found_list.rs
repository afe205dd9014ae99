//! What the find bar found, below the article: every hit in its context, under its document with a count.

use egui::{Align, Layout, RichText, ScrollArea, Sense, Ui, vec2};

use super::article_text::ArticleText;
use super::context::in_context;
use super::find::{FindBar, place_of};
use super::lists::colour_of;
use super::{parts, theme, widgets};
use crate::app::command::Command;
use crate::app::find::{FindKind, Found};
use crate::app::session::Session;
use crate::model::{AnnotationRef, Document};

const ROW_HEIGHT: f32 = 24.0;

/// Characters of context before and after a hit.
const CONTEXT: (usize, usize) = (40, 80);

/// One row: a document's heading or a hit.
#[derive(Clone, Copy)]
enum Row {
    /// The document of this hit, and how many hits it holds.
    Heading { first: usize, count: usize },
    /// This hit.
    Hit(usize),
}

/// Draws the hits of `find`.
pub(super) fn found_list_ui(
    ui: &mut Ui,
    find: &mut FindBar,
    session: &Session,
    queue: &mut Vec<Command>,
) {
    if find.hits().is_empty() {
        parts::muted(ui, nothing(find));
        return;
    }
    tools_ui(ui, find);
    let rows = rows(find);
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .id_salt("hits")
        .auto_shrink(false)
        .show_rows(ui, ROW_HEIGHT, rows.len(), |ui, range| {
            for row in rows.get(range).unwrap_or_default() {
                match *row {
                    Row::Heading { first, count } => heading_ui(ui, find, first, count, session),
                    Row::Hit(index) => hit_ui(ui, find, index, session, queue),
                }
            }
        });
}

fn nothing(find: &FindBar) -> &'static str {
    if !find.problem().is_empty() {
        "The expression cannot be read: see the find bar."
    } else if find.query().is_empty() {
        "Hits will be listed here: type what is looked for into the find bar."
    } else {
        "Nothing was found."
    }
}

/// Which annotations a bulk change takes. Hits in the text are ticked in the preview of their label.
fn tools_ui(ui: &mut Ui, find: &mut FindBar) {
    if find.query().kind == FindKind::Text {
        return;
    }
    let num_hits = find.hits().len();
    let hits = if num_hits == 1 { "hit" } else { "hits" };
    let documents = match find.num_documents() {
        1 => "1 document".to_owned(),
        many => format!("{many} documents"),
    };
    ui.horizontal(|ui| {
        let num_chosen = find.places().len();
        let mut all = num_chosen == num_hits;
        if ui.checkbox(&mut all, "Choose all").changed() {
            let places: Vec<_> = find.hits().iter().filter_map(place_of).collect();
            for place in places {
                find.leave_out(place, !all);
            }
        }
        parts::muted(
            ui,
            &format!("{num_chosen} of {num_hits} {hits} chosen, in {documents}"),
        );
    });
    ui.add_space(2.0);
}

/// Headings only where several documents are searched.
fn rows(find: &FindBar) -> Vec<Row> {
    let mut rows = Vec::with_capacity(find.hits().len() + 8);
    let mut index = 0;
    for hits in find
        .hits()
        .chunk_by(|one, other| one.document == other.document)
    {
        if find.query().all_documents {
            rows.push(Row::Heading {
                first: index,
                count: hits.len(),
            });
        }
        rows.extend((index..index + hits.len()).map(Row::Hit));
        index += hits.len();
    }
    rows
}

fn heading_ui(ui: &mut Ui, find: &FindBar, first: usize, count: usize, session: &Session) {
    let document = find
        .hits()
        .get(first)
        .and_then(|hit| session.project().document(&hit.document));
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), ROW_HEIGHT),
        Layout::left_to_right(Align::Center),
        |ui| {
            let title = document.map_or("", |document| document.title());
            ArticleText::new(title).strong().show(ui);
            widgets::pill(ui, &count.to_string());
        },
    );
}

fn hit_ui(
    ui: &mut Ui,
    find: &mut FindBar,
    index: usize,
    session: &Session,
    queue: &mut Vec<Command>,
) {
    let Some(hit) = find.hits().get(index).cloned() else {
        return;
    };
    let Some(document) = session.project().document(&hit.document) else {
        return;
    };
    let theme = theme::of(ui.ctx());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::hover());
    if find.current() == Some(index) {
        ui.painter()
            .rect_filled(rect, 4.0, theme.colours.accent_fill);
    }
    let builder = egui::UiBuilder::new()
        .max_rect(rect.shrink2(vec2(4.0, 0.0)))
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        let context = in_context(document, hit.span, CONTEXT);
        if let Some(place) = place_of(&hit) {
            let mut is_in = !find.is_left_out(&place);
            let tick = ui.checkbox(&mut is_in, "");
            tick.widget_info(|| {
                let name = format!("Choose {context}");
                egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_in, name)
            });
            if tick.changed() {
                find.leave_out(place, !is_in);
            }
        }
        if let Some(label) = label_of(&hit, document, session) {
            let colour = colour_of(&session.project().schema, &label);
            widgets::swatch(ui, theme.label(colour));
            let label = RichText::new(label.as_str())
                .size(theme.sizes.small)
                .color(theme.colours.muted);
            ui.add(egui::Label::new(label).selectable(false));
        }
        let words = ArticleText::new(&context).sense(Sense::click()).show(ui);
        words.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Go to {context}"))
        });
        if words.has_focus() {
            let stroke = egui::Stroke::new(1.5, theme.colours.accent);
            let rect = words.rect.expand(2.0);
            ui.painter()
                .rect_stroke(rect, 4.0, stroke, egui::StrokeKind::Inside);
        }
        if words.clicked() {
            find.go(index, session, queue);
        }
    });
}

/// The label of an annotation that was found.
fn label_of(hit: &Found, document: &Document, session: &Session) -> Option<smol_str::SmolStr> {
    let annotations = &document.layer(session.layer_name())?.annotations;
    match crate::app::listing::reference(hit.item.as_ref()?)? {
        AnnotationRef::Mention(id) => Some(annotations.mention(&id)?.label.clone()),
        AnnotationRef::Event(id) => Some(annotations.event(&id)?.event_type.clone()),
        _ => None,
    }
}
