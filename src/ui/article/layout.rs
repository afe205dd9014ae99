//! One paragraph laid out: its rows with their leading, the pieces of its marks, their labels, its arcs.
//!
//! Wrapping comes first and knows nothing of marks, so that labelling never moves a word to another row; then lanes are counted for each row, and
//! the rows are moved apart just as far as their lanes need. Positions are points from the paragraph's left top corner.

use std::ops::Range;

use egui::{Context, vec2};

use super::arc_parts::ArcPart;
use super::labels::{LabelBox, LabelCache, label_style};
use super::lanes::{self, Taken};
use super::model::{ArcsShown, ArticleModel, Mark, MarkKind};
use super::paragraphs::{Look, Paragraph};
use crate::text::Span;
use crate::ui::text_engine::{self, Family, Interval, ShapedText, Style, Weight};
use crate::ui::theme::Sizes;

/// A row with its leading.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RowPlace {
    /// Top of the row, arcs included.
    pub(super) top: f32,
    /// Top of the text.
    pub(super) text_top: f32,
    /// Baseline.
    pub(super) baseline: f32,
    /// Bottom of the text.
    pub(super) text_bottom: f32,
    /// Bottom of the row, lanes included.
    pub(super) bottom: f32,
}

/// The part of a mark on one row.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Place of the mark among the marks of the paragraph.
    pub(super) slot: usize,
    /// Row.
    pub(super) row: usize,
    /// Its stretches from left to right; several for fragments and where directions mix.
    pub(super) intervals: Vec<Interval>,
    /// Lane of its underline; 0 for triggers, which have none.
    pub(super) lane: u8,
    /// Whether the mark's first byte is here.
    pub(super) is_start: bool,
}

impl Piece {
    pub(super) fn x0(&self) -> f32 {
        self.intervals.first().map_or(0.0, |interval| interval.x0)
    }

    pub(super) fn x1(&self) -> f32 {
        self.intervals.last().map_or(0.0, |interval| interval.x1)
    }
}

/// A paragraph laid out.
#[derive(Clone, Debug)]
pub(super) struct Laid {
    pub(super) shaped: ShapedText,
    pub(super) look: Look,
    pub(super) span: Span,
    pub(super) rows: Vec<RowPlace>,
    pub(super) pieces: Vec<Piece>,
    pub(super) labels: Vec<LabelBox>,
    pub(super) arcs: Vec<ArcPart>,
    /// Height, the gap below included.
    pub(super) height: f32,
    /// See [`ArticleModel::fingerprint`].
    pub(super) fingerprint: u64,
    /// See [`ArticleModel::version`].
    pub(super) version: (u64, ArcsShown),
    /// Frame in which it was last used.
    pub(super) used: u64,
}

/// What layout needs besides the model.
pub(super) struct Setting<'a> {
    pub(super) ctx: &'a Context,
    pub(super) sizes: &'a Sizes,
    /// Width of the column.
    pub(super) width: f32,
}

impl Laid {
    /// Shapes, wraps and places a paragraph.
    pub(super) fn new(
        model: &ArticleModel,
        index: usize,
        paragraph: &Paragraph,
        setting: &Setting<'_>,
        labels: &mut LabelCache,
    ) -> Self {
        let sizes = setting.sizes;
        let style = style_of(paragraph.look, sizes);
        let shaped = text_engine::shape(
            setting.ctx,
            model.text().slice(paragraph.span),
            &style,
            &paragraph.stretches(sizes.boilerplate),
            Some(setting.width),
        );
        let mut laid = Self {
            shaped,
            look: paragraph.look,
            span: paragraph.span,
            rows: Vec::new(),
            pieces: Vec::new(),
            labels: Vec::new(),
            arcs: Vec::new(),
            height: 0.0,
            fingerprint: 0,
            version: model.version(),
            used: 0,
        };
        laid.place(model, index, setting, labels);
        laid
    }

    /// Places marks, labels and arcs anew on the same rows.
    pub(super) fn place(
        &mut self,
        model: &ArticleModel,
        index: usize,
        setting: &Setting<'_>,
        labels: &mut LabelCache,
    ) {
        let sizes = setting.sizes;
        self.fingerprint = model.fingerprint(index);
        self.pieces = self.pieces_of(model, index);
        self.labels.clear();
        let marks: Vec<&Mark> = model.marks_in(index).collect();
        let mut lanes_below = vec![0_u8; self.shaped.rows.len()];
        for (row, num_lanes) in lanes_below.iter_mut().enumerate() {
            *num_lanes = self.place_row(&marks, row, setting, labels);
        }
        let lanes_above = self.route_arcs(model, index, setting, labels);
        self.stack_rows(sizes, &lanes_above, &lanes_below);
        let next_continues = model
            .paragraph(index + 1)
            .is_some_and(|next| next.continues);
        self.height = self.rows.last().map_or(0.0, |row| row.bottom)
            + if next_continues {
                0.0
            } else {
                gap_below(self.look, sizes)
            };
    }

    fn pieces_of(&self, model: &ArticleModel, index: usize) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (slot, mark) in model.marks_in(index).enumerate() {
            let envelope = mark.extent.envelope();
            for row in self.rows_of(envelope) {
                let intervals = self.intervals_of(mark, row);
                if intervals.is_empty() {
                    continue;
                }
                let bytes = self.row_span(row);
                pieces.push(Piece {
                    slot,
                    row,
                    intervals,
                    lane: 0,
                    is_start: bytes.contains_offset(envelope.start),
                });
            }
        }
        pieces
    }

    /// The bytes of a row, in the document.
    pub(super) fn row_span(&self, row: usize) -> Span {
        let range = &self.shaped.rows[row].range;
        Span::new(self.span.start + range.start, self.span.start + range.end)
    }

    /// Rows that a span of the document touches.
    pub(super) fn rows_of(&self, span: Span) -> Range<usize> {
        let Some(shared) = span.intersection(self.span) else {
            return 0..0;
        };
        let first = self.shaped.row_of(shared.start - self.span.start);
        let last = self.shaped.row_of(shared.end - 1 - self.span.start);
        first..last + 1
    }

    /// Where a span of the document stands on a row.
    pub(super) fn intervals(&self, row: usize, span: Span) -> Vec<Interval> {
        let Some(shared) = span.intersection(self.span) else {
            return Vec::new();
        };
        let base = self.span.start;
        self.shaped
            .intervals(row, &(shared.start - base..shared.end - base))
    }

    fn intervals_of(&self, mark: &Mark, row: usize) -> Vec<Interval> {
        let fragments = mark.extent.fragments().iter();
        let mut intervals: Vec<_> = fragments
            .flat_map(|fragment| self.intervals(row, *fragment))
            .collect();
        intervals.sort_by(|one, other| one.x0.total_cmp(&other.x0));
        intervals
    }

    /// Underline lanes and labels of one row; the number of lanes.
    fn place_row(
        &mut self,
        marks: &[&Mark],
        row: usize,
        setting: &Setting<'_>,
        labels: &mut LabelCache,
    ) -> u8 {
        let is_line = |piece: &Piece| marks[piece.slot].kind != MarkKind::Trigger;
        let on_row: Vec<usize> = (0..self.pieces.len())
            .filter(|index| self.pieces[*index].row == row)
            .collect();
        if on_row.is_empty() {
            return 0;
        }
        let lines: Vec<usize> = on_row
            .iter()
            .copied()
            .filter(|index| is_line(&self.pieces[*index]))
            .collect();
        let taken: Vec<_> = lines
            .iter()
            .map(|index| Taken {
                x0: self.pieces[*index].x0(),
                x1: self.pieces[*index].x1(),
            })
            .collect();
        let lanes = lanes::stack(&taken);
        for (index, lane) in lines.iter().zip(&lanes) {
            self.pieces[*index].lane = *lane;
        }
        let underlines: Vec<_> = taken.into_iter().zip(lanes.iter().copied()).collect();
        let placed = self.place_labels(marks, &on_row, &underlines, setting, labels);
        lanes
            .into_iter()
            .chain(placed)
            .map(|lane| lane + 1)
            .max()
            .unwrap_or(0)
    }

    /// Moves the rows apart and everything on them along.
    fn stack_rows(&mut self, sizes: &Sizes, lanes_above: &[u8], lanes_below: &[u8]) {
        let base_height = row_height(self.look, sizes);
        self.rows.clear();
        let mut top = 0.0;
        for (index, row) in self.shaped.rows.iter().enumerate() {
            let above = match lanes_above[index] {
                0 => 0.0,
                num => sizes.arc_gap + f32::from(num) * sizes.arc_lane - sizes.arc_lane * 0.35,
            };
            let text_height = row.ascent + row.descent;
            let height = base_height.max(text_height);
            let text_top = top + above + (height - text_height) / 2.0;
            let text_bottom = text_top + text_height;
            let below = match lanes_below[index] {
                0 => 0.0,
                num => sizes.first_lane + f32::from(num - 1) * sizes.lane,
            };
            let place = RowPlace {
                top,
                text_top,
                baseline: text_top + row.ascent,
                text_bottom,
                bottom: top + above + height + below,
            };
            top = place.bottom;
            self.rows.push(place);
        }
        for label in &mut self.labels {
            let down = self.rows[label.row].text_bottom + sizes.underline_gap;
            label.rect = label.rect.translate(vec2(0.0, down));
        }
        for arc in &mut self.arcs {
            let place = &self.rows[arc.row];
            arc.y = place.text_top - sizes.arc_gap - arc.y * sizes.arc_lane;
        }
    }

    /// The row at a height: the one whose leading holds it.
    pub(super) fn row_at(&self, y: f32) -> usize {
        self.rows
            .partition_point(|row| row.bottom <= y)
            .min(self.rows.len().saturating_sub(1))
    }
}

fn style_of(look: Look, sizes: &Sizes) -> Style {
    let (style, word_spacing) = match look {
        Look::Headline => (
            Style::new(Family::Reading, sizes.headline).weight(Weight::SemiBold),
            sizes.word_spacing,
        ),
        Look::Body => (
            Style::new(Family::Reading, sizes.reading),
            sizes.word_spacing,
        ),
        Look::Byline => (Style::new(Family::Interface, sizes.byline), 0.0),
        Look::Boilerplate => (Style::new(Family::Interface, sizes.boilerplate), 0.0),
    };
    Style {
        word_spacing,
        ..style
    }
}

/// The styles in which articles are set, what there is most of first.
pub fn styles(sizes: &Sizes) -> Vec<Style> {
    let looks = [Look::Body, Look::Headline, Look::Boilerplate, Look::Byline];
    let mut styles: Vec<Style> = looks.map(|look| style_of(look, sizes)).into();
    styles.insert(1, label_style(sizes, false));
    styles.push(label_style(sizes, true));
    styles
}

/// Height of a row without annotations.
pub(super) fn row_height(look: Look, sizes: &Sizes) -> f32 {
    match look {
        Look::Headline => sizes.headline_row,
        Look::Body => sizes.row,
        Look::Byline | Look::Boilerplate => sizes.small_row,
    }
}

/// Gap below a paragraph.
pub(super) fn gap_below(look: Look, sizes: &Sizes) -> f32 {
    match look {
        Look::Headline | Look::Byline => sizes.paragraph_gap * 0.8,
        Look::Body | Look::Boilerplate => sizes.paragraph_gap,
    }
}

/// Height that a paragraph probably has, before it is laid out.
pub(super) fn estimate(model: &ArticleModel, index: usize, sizes: &Sizes, width: f32) -> f32 {
    let Some(paragraph) = model.paragraph(index) else {
        return 0.0;
    };
    let size = style_of(paragraph.look, sizes).size;
    let per_row = (width / (size * 0.52)).max(8.0);
    let rows = (f32::max(paragraph.span.len() as f32, 1.0) / per_row).ceil();
    let annotated = rows.min(model.num_marks_in(index) as f32);
    rows * row_height(paragraph.look, sizes)
        + annotated * sizes.first_lane
        + gap_below(paragraph.look, sizes)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, LazyLock};

    use super::*;
    use crate::model::Extent;
    use crate::text::{Segments, Text};
    use crate::ui::article::model::{ArcEnd, ArcLink, MarkKey, MarkState};
    use crate::ui::text_engine::FontSource;
    use crate::ui::theme::Theme;

    const SENTENCE: &str = "Four crane drivers were hurt in a Red Shore militia rocket attack on a warehouse in Kaldvik on Tuesday night, \
        the port authority said, and two of them remain in hospital while the owners and the union go on talking.";

    fn mark(key: u64, start: u32, end: u32, kind: MarkKind, label: &str) -> Mark {
        Mark {
            key: MarkKey(key),
            extent: Extent::new(Span::new(start, end)),
            kind,
            label: label.into(),
            colour: None,
            state: MarkState::Accepted,
            score: None,
        }
    }

    fn lay_out(marks: Vec<Mark>, arcs: Vec<ArcLink>, width: f32) -> Laid {
        static FONTS: LazyLock<Context> = LazyLock::new(|| {
            let ctx = Context::default();
            text_engine::install(&ctx, FontSource::Bundled);
            ctx
        });
        let ctx = &*FONTS;
        let mut model = ArticleModel::new(&Text::new(SENTENCE), &[], Arc::new(Segments::default()));
        model.set_marks(marks, arcs);
        model.arcs_shown = ArcsShown::All;
        let sizes = Theme::light().sizes;
        let setting = Setting {
            ctx,
            sizes: &sizes,
            width,
        };
        let paragraph = model.paragraph(0).expect("one paragraph").clone();
        Laid::new(&model, 0, &paragraph, &setting, &mut LabelCache::default())
    }

    /// The heights from the first to the last pixel of each row's text.
    fn text_bands(laid: &Laid) -> Vec<(f32, f32)> {
        laid.rows
            .iter()
            .map(|row| (row.text_top, row.text_bottom))
            .collect()
    }

    #[test]
    fn without_marks_rows_have_the_least_height() {
        let laid = lay_out(Vec::new(), Vec::new(), 400.0);
        let sizes = Theme::light().sizes;
        assert!(laid.rows.len() > 3);
        for row in &laid.rows {
            assert_eq!(row.bottom - row.top, sizes.row);
        }
    }

    #[test]
    fn a_mark_over_two_rows_has_a_piece_on_each_and_one_label() {
        let laid = lay_out(
            vec![mark(1, 0, SENTENCE.len() as u32, MarkKind::Name, "ORG")],
            Vec::new(),
            400.0,
        );
        assert_eq!(laid.pieces.len(), laid.rows.len());
        assert_eq!(laid.labels.len(), 1);
    }

    #[test]
    fn marks_wrap_nothing_anew() {
        let bare = lay_out(Vec::new(), Vec::new(), 400.0);
        let marked = lay_out(
            vec![mark(1, 5, 30, MarkKind::Trigger, "Transfer-Ownership")],
            Vec::new(),
            400.0,
        );
        let ends = |laid: &Laid| {
            laid.shaped
                .rows
                .iter()
                .map(|row| row.range.end)
                .collect::<Vec<_>>()
        };
        assert_eq!(ends(&bare), ends(&marked));
    }

    #[test]
    fn an_arc_to_another_row_leaves_by_the_gutter_and_comes_back_there() {
        let marks = vec![
            mark(1, 0, 4, MarkKind::Trigger, "Attack"),
            mark(2, 150, 160, MarkKind::Name, "PER"),
        ];
        let link = ArcLink {
            from: MarkKey(1),
            to: ArcEnd::Mark(MarkKey(2)),
            role: "Target".into(),
            suggested: false,
            relation: None,
        };
        let laid = lay_out(marks, vec![link], 400.0);
        let [leaving, coming] = &laid.arcs[..] else {
            panic!("{:?}", laid.arcs);
        };
        assert!(leaving.leaves_trigger && leaving.to < 0.0 && leaving.role.is_none());
        assert!(coming.from < 0.0 && coming.role.is_some() && coming.row > leaving.row);
        for arc in &laid.arcs {
            let row = laid.rows[arc.row];
            assert!(
                row.top < arc.y && arc.y < row.text_top,
                "the line lies in the leading of its row"
            );
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(40))]
        #[test]
        fn nothing_covers_text_or_another_label(
            spans in proptest::collection::vec((0_u32..200, 1_u32..40, 0_u8..3, 0_usize..4), 1..40),
            width in 180_u16..700,
        ) {
            let labels = ["GPE", "Transfer-Ownership", "ORGANISATION", "Die"];
            let marks: Vec<_> = (0..)
                .zip(&spans)
                .map(|(key, (start, length, kind, label))| {
                    let kind = [MarkKind::Name, MarkKind::Nominal, MarkKind::Trigger][usize::from(*kind)];
                    mark(key, *start, (start + length).min(SENTENCE.len() as u32), kind, labels[*label])
                })
                .collect();
            let arcs = (1..spans.len() as u64)
                .map(|key| ArcLink { from: MarkKey(0), to: ArcEnd::Mark(MarkKey(key)), role: "Participant".into(), suggested: false, relation: None })
                .collect();
            let laid = lay_out(marks, arcs, f32::from(width));
            let bands = text_bands(&laid);
            for label in &laid.labels {
                for (top, bottom) in &bands {
                    proptest::prop_assert!(label.rect.top() >= *bottom || label.rect.bottom() <= *top + 2.0, "{:?} {top} {bottom}", label.rect);
                }
            }
            for (index, one) in laid.labels.iter().enumerate() {
                for other in &laid.labels[index + 1..] {
                    let apart = !one.rect.shrink(0.1).intersects(other.rect.shrink(0.1));
                    proptest::prop_assert!(apart, "{:?} {:?}", one.rect, other.rect);
                }
            }
            for pair in laid.rows.windows(2) {
                proptest::prop_assert!(pair[0].bottom <= pair[1].top + 0.01);
            }
        }
    }
}
