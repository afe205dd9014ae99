//! What lies under the pointer.

use egui::{Pos2, Rect, pos2};

use super::layout::{Laid, Piece};
use super::model::{ArticleModel, Mark, MarkKey, MarkKind};
use super::view::ArticleView;
use crate::text::Span;
use crate::ui::theme::Sizes;

/// What exactly the pointer is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Text, with or without marks.
    Text,
    /// A mark's label.
    Label(MarkKey),
    /// A mark's underline.
    Line(MarkKey),
    /// The knob above a trigger from which links are drawn.
    Knob(MarkKey),
    /// An end of the current mark: fragment and whether it is the fragment's start.
    End {
        key: MarkKey,
        fragment: usize,
        is_start: bool,
    },
    /// Leading, margin.
    Blank,
}

/// The place under the pointer.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) part: Part,
    /// The nearest grapheme boundary.
    pub(super) byte: u32,
    /// The grapheme, when the pointer is on text.
    pub(super) grapheme: Option<Span>,
    /// Marks over that grapheme or that part, the innermost first.
    pub(super) marks: Vec<MarkKey>,
}

impl ArticleView {
    /// What lies at `pos`; `hovered` is the mark that was under the pointer before, whose knob is shown.
    pub(super) fn hit(
        &self,
        model: &ArticleModel,
        sizes: &Sizes,
        pos: Pos2,
        hovered: Option<MarkKey>,
    ) -> Option<Hit> {
        let index = self
            .visible
            .partition_point(|visible| visible.top <= pos.y)
            .saturating_sub(1);
        let visible = self.visible.get(index)?;
        let laid = self.laid(visible.paragraph)?;
        let local = pos2(pos.x - self.left, pos.y - visible.top);
        let mut hit = text_hit(laid, model, visible.paragraph, local);
        if let Some(part) = mark_part(laid, model, visible.paragraph, local, sizes, hovered) {
            hit.part = part;
            if let Part::Label(key) | Part::Line(key) | Part::Knob(key) | Part::End { key, .. } =
                part
            {
                hit.marks.retain(|known| *known != key);
                hit.marks.insert(0, key);
            }
        }
        Some(hit)
    }
}

/// The part of a mark at a place in a paragraph.
fn mark_part(
    laid: &Laid,
    model: &ArticleModel,
    paragraph: usize,
    local: Pos2,
    sizes: &Sizes,
    hovered: Option<MarkKey>,
) -> Option<Part> {
    let pieces = || {
        laid.pieces
            .iter()
            .filter_map(|piece| Some((piece, model.mark_in(paragraph, piece.slot)?)))
    };
    let knob = pieces().find(|(piece, mark)| {
        let shows_knob = hovered == Some(mark.key) || model.current == Some(mark.key);
        shows_knob
            && knob_place(laid, piece, mark).is_some_and(|place| place.distance(local) <= 7.0)
    });
    if let Some((_, mark)) = knob {
        return Some(Part::Knob(mark.key));
    }
    if let Some(part) = model
        .current
        .and_then(|key| end_at(laid, model.mark(key)?, local))
    {
        return Some(part);
    }
    let label = laid
        .labels
        .iter()
        .find(|label| label.rect.expand2(egui::vec2(2.0, 1.0)).contains(local));
    if let Some(mark) = label.and_then(|label| model.mark_in(paragraph, label.slot)) {
        return Some(Part::Label(mark.key));
    }
    let line = pieces().find(|(piece, mark)| {
        mark.kind != MarkKind::Trigger && line_rect(laid, piece, sizes).expand(2.0).contains(local)
    });
    line.map(|(_, mark)| Part::Line(mark.key))
}

fn text_hit(laid: &Laid, model: &ArticleModel, paragraph: usize, local: Pos2) -> Hit {
    let row = laid.row_at(local.y);
    let base = laid.span.start;
    let byte = base + laid.shaped.boundary_at(row, local.x);
    let place = laid.rows.get(row).copied().unwrap_or_default();
    let in_band = place.text_top <= local.y && local.y <= place.text_bottom;
    let cluster = laid.shaped.cluster_at(row, local.x);
    let grapheme = cluster
        .filter(|cluster| in_band && cluster.x0 <= local.x && local.x <= cluster.x1)
        .map(|cluster| Span::new(base + cluster.start, base + cluster.end));
    let mut marks: Vec<&Mark> = match grapheme {
        Some(grapheme) => model
            .marks_in(paragraph)
            .filter(|mark| covers(mark, grapheme))
            .collect(),
        None => Vec::new(),
    };
    // The innermost first; of a trigger and a mention on the same words, the trigger.
    marks.sort_by_key(|mark| (mark.extent.envelope().len(), mark.kind != MarkKind::Trigger));
    Hit {
        part: if grapheme.is_some() {
            Part::Text
        } else {
            Part::Blank
        },
        byte,
        grapheme,
        marks: marks.into_iter().map(|mark| mark.key).collect(),
    }
}

fn covers(mark: &Mark, grapheme: Span) -> bool {
    mark.extent
        .fragments()
        .iter()
        .any(|fragment| fragment.overlaps(grapheme))
}

/// The end of a mark at a place in its paragraph.
fn end_at(laid: &Laid, mark: &Mark, local: Pos2) -> Option<Part> {
    let row = laid.row_at(local.y);
    let place = laid.rows.get(row)?;
    if local.y < place.text_top || local.y > place.text_bottom + 4.0 {
        return None;
    }
    for (fragment, span) in mark.extent.fragments().iter().enumerate() {
        for is_start in [true, false] {
            let reaches = |x: f32| (x - local.x).abs() <= 3.5;
            if end_x(laid, row, *span, is_start).is_some_and(reaches) {
                return Some(Part::End {
                    key: mark.key,
                    fragment,
                    is_start,
                });
            }
        }
    }
    None
}

/// Where a span starts or ends on a row, if it does so there.
pub(super) fn end_x(laid: &Laid, row: usize, span: Span, is_start: bool) -> Option<f32> {
    let bytes = laid.row_span(row);
    let offset = if is_start {
        span.start
    } else {
        span.end.checked_sub(1)?
    };
    if !bytes.contains_offset(offset) || !laid.span.contains_offset(offset) {
        return None;
    }
    let cluster = laid.shaped.clusters(row).iter().find(|cluster| {
        (laid.span.start + cluster.start..laid.span.start + cluster.end).contains(&offset)
    })?;
    Some(if cluster.rtl == is_start {
        cluster.x1
    } else {
        cluster.x0
    })
}

/// The underline of a piece, in the paragraph.
pub(super) fn line_rect(laid: &Laid, piece: &Piece, sizes: &Sizes) -> Rect {
    let place = laid.rows.get(piece.row).copied().unwrap_or_default();
    let top = place.text_bottom + sizes.underline_gap + f32::from(piece.lane) * sizes.lane;
    Rect::from_min_max(
        pos2(piece.x0(), top),
        pos2(piece.x1(), top + sizes.underline),
    )
}

/// The box around a trigger's words on one row, in the paragraph.
pub(super) fn trigger_rect(laid: &Laid, row: usize, x0: f32, x1: f32) -> Rect {
    let place = laid.rows.get(row).copied().unwrap_or_default();
    let rise = (place.baseline - place.text_top) * 0.86;
    Rect::from_min_max(
        pos2(x0 - 1.5, place.baseline - rise),
        pos2(x1 + 1.5, place.text_bottom + 0.5),
    )
}

/// Middle of the knob above a trigger, where its arcs leave.
pub(super) fn knob_place(laid: &Laid, piece: &Piece, mark: &Mark) -> Option<Pos2> {
    let is_knobbed = mark.kind == MarkKind::Trigger && piece.is_start;
    is_knobbed.then(|| trigger_rect(laid, piece.row, piece.x0(), piece.x1()).center_top())
}
