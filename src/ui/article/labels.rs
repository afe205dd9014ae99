//! Labels beneath the marks of a paragraph: their words, their shapes, their places.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Context, Rect, pos2, vec2};
use smol_str::{SmolStr, StrExt as _, format_smolstr};

use super::lanes::{self, Taken, Wanted};
use super::layout::{Laid, Piece, Setting};
use super::model::{Mark, MarkKind};
use crate::ui::text_engine::{self, Family, ShapedText, Style, Weight};
use crate::ui::theme::Sizes;

/// A label and its place.
#[derive(Clone, Debug)]
pub(super) struct LabelBox {
    /// Place of the mark among the marks of the paragraph.
    pub(super) slot: usize,
    /// Row.
    pub(super) row: usize,
    /// Left top corner and size.
    pub(super) rect: Rect,
    /// What is drawn, cut short where need be.
    pub(super) text: Arc<ShapedText>,
    /// Whether it is the mark's first label, which names it to screen readers.
    pub(super) is_first: bool,
}

/// Shaped labels and role names by their words.
#[derive(Default)]
pub(super) struct LabelCache {
    shaped: HashMap<(SmolStr, bool), Arc<ShapedText>>,
    generation: u64,
    scale: f32,
}

impl LabelCache {
    /// Forgets everything that the atlas or the scale made stale.
    pub(super) fn refresh(&mut self, generation: u64, scale: f32) {
        if self.generation != generation || self.scale != scale || self.shaped.len() > 4000 {
            self.shaped.clear();
            self.generation = generation;
            self.scale = scale;
        }
    }

    pub(super) fn get(
        &mut self,
        ctx: &Context,
        sizes: &Sizes,
        words: &str,
        is_role: bool,
    ) -> Arc<ShapedText> {
        let key = (SmolStr::new(words), is_role);
        let shaped = self.shaped.entry(key).or_insert_with(|| {
            let style = label_style(sizes, is_role);
            Arc::new(text_engine::shape(ctx, words, &style, &[], None))
        });
        shaped.clone()
    }

    /// `words` cut to `width` with an ellipsis.
    fn cut(&mut self, ctx: &Context, sizes: &Sizes, words: &str, width: f32) -> Arc<ShapedText> {
        let ellipsis = self.get(ctx, sizes, "…", false).width();
        let end = self.get(ctx, sizes, words, false).fitting(width - ellipsis);
        let head = words.get(..end as usize).unwrap_or_default().trim_end();
        self.get(ctx, sizes, &format_smolstr!("{head}…"), false)
    }
}

/// The style of labels, or of role names at arcs.
pub(super) fn label_style(sizes: &Sizes, is_role: bool) -> Style {
    let (size, letter_spacing) = if is_role {
        (sizes.arc_label, 0.0)
    } else {
        (sizes.label, 0.3)
    };
    Style {
        letter_spacing,
        ..Style::new(Family::Interface, size).weight(Weight::SemiBold)
    }
}

/// The words of a mark's label as they are drawn.
pub(super) fn label_words(mark: &Mark) -> SmolStr {
    match mark.kind {
        MarkKind::Name => mark.label.to_uppercase_smolstr(),
        MarkKind::Nominal => mark.label.to_lowercase_smolstr(),
        MarkKind::Trigger => mark.label.clone(),
    }
}

impl Laid {
    /// Puts labels beneath the pieces that have one; their lanes.
    pub(super) fn place_labels(
        &mut self,
        marks: &[&Mark],
        on_row: &[usize],
        underlines: &[(Taken, u8)],
        setting: &Setting<'_>,
        labels: &mut LabelCache,
    ) -> Vec<u8> {
        let (ctx, sizes) = (setting.ctx, setting.sizes);
        let mut wanted = Vec::new();
        let mut words = Vec::new();
        for index in on_row {
            let piece = &self.pieces[*index];
            let Some(text) = self.label_of(marks[piece.slot], piece) else {
                continue;
            };
            let width = labels.get(ctx, sizes, &text, false).width();
            let rtl = piece.intervals.iter().all(|interval| interval.rtl);
            let x = if rtl { piece.x1() - width } else { piece.x0() };
            let most = setting.width + sizes.gutter * 0.5 - width;
            wanted.push(Wanted {
                lane: piece.lane,
                x: x.min(most).max(-sizes.gutter * 0.5),
                width,
            });
            words.push((*index, text));
        }
        let placed = lanes::place_labels(&wanted, underlines);
        let height = sizes.label * 1.1;
        for (place, ((index, text), wish)) in placed.iter().zip(words.iter().zip(&wanted)) {
            let piece = &self.pieces[*index];
            let shaped = if place.width + 0.01 < wish.width {
                labels.cut(ctx, sizes, text, place.width)
            } else {
                labels.get(ctx, sizes, text, false)
            };
            // The row's place is not known yet: `stack_rows` moves labels down to it.
            let top = f32::from(place.lane) * sizes.lane + sizes.underline + 0.2;
            self.labels.push(LabelBox {
                slot: piece.slot,
                row: piece.row,
                rect: Rect::from_min_size(pos2(place.x, top), vec2(shaped.width(), height)),
                text: shaped,
                is_first: piece.is_start,
            });
        }
        placed.into_iter().map(|place| place.lane).collect()
    }

    /// The label beneath a piece: where the mark starts, and again where a later fragment starts on another row.
    fn label_of(&self, mark: &Mark, piece: &Piece) -> Option<SmolStr> {
        if piece.is_start {
            return Some(label_words(mark));
        }
        let bytes = self.row_span(piece.row);
        let mut later = mark.extent.fragments().iter().skip(1);
        later
            .any(|fragment| bytes.contains_offset(fragment.start))
            .then(|| format_smolstr!("…{}", label_words(mark)))
    }
}
