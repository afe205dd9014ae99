//! Where the caret goes when a key moves it.

use egui::Context;

use super::model::ArticleModel;
use super::snap;
use super::view::ArticleView;
use crate::ui::theme;

/// A movement of the caret. Left and right are as seen; next and previous as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaretMove {
    /// One grapheme to the left, which is forwards in right-to-left text.
    Left,
    /// One grapheme to the right.
    Right,
    /// To the next grapheme.
    NextGrapheme,
    /// To the previous grapheme.
    PreviousGrapheme,
    /// To the end of the next token.
    NextToken,
    /// To the start of the previous token.
    PreviousToken,
    /// One row up, keeping to its column.
    RowUp,
    /// One row down, keeping to its column.
    RowDown,
    /// To the start of the row.
    RowStart,
    /// To the end of the row.
    RowEnd,
    /// To the start of this or the previous paragraph.
    ParagraphUp,
    /// To the start of the next paragraph.
    ParagraphDown,
    /// To the start of the text.
    Start,
    /// To the end of the text.
    End,
}

impl ArticleView {
    /// Where a caret at byte `caret` stands after a movement. Lays out the paragraphs around it where needed.
    pub fn caret_after(
        &mut self,
        ctx: &Context,
        model: &ArticleModel,
        caret: u32,
        movement: CaretMove,
    ) -> u32 {
        let text = model.text();
        let caret = caret.min(text.len());
        let column = self.caret_column.take();
        match movement {
            CaretMove::Left => self.sideways(ctx, model, caret, false),
            CaretMove::Right => self.sideways(ctx, model, caret, true),
            CaretMove::NextGrapheme => snap::next_grapheme(text, caret),
            CaretMove::PreviousGrapheme => snap::previous_grapheme(text, caret),
            CaretMove::NextToken => snap::next_token(text, model.segments(), caret),
            CaretMove::PreviousToken => snap::previous_token(text, model.segments(), caret),
            CaretMove::RowUp => self.row_beside(ctx, model, caret, column, false),
            CaretMove::RowDown => self.row_beside(ctx, model, caret, column, true),
            CaretMove::RowStart => self.row_edge(ctx, model, caret, false),
            CaretMove::RowEnd => self.row_edge(ctx, model, caret, true),
            CaretMove::ParagraphUp => {
                let index = model.paragraphs().at(caret);
                let start = |index: usize| {
                    model
                        .paragraph(index)
                        .map_or(0, |paragraph| paragraph.span.start)
                };
                if start(index) < caret {
                    start(index)
                } else {
                    index.checked_sub(1).map_or(0, start)
                }
            }
            CaretMove::ParagraphDown => {
                let next = model.paragraphs().at(caret) + 1;
                model
                    .paragraph(next)
                    .map_or(text.len(), |paragraph| paragraph.span.start)
            }
            CaretMove::Start => 0,
            CaretMove::End => text.len(),
        }
    }

    fn sideways(&mut self, ctx: &Context, model: &ArticleModel, caret: u32, right: bool) -> u32 {
        let index = model.paragraphs().at(caret);
        self.ensure(ctx, model, &theme::of(ctx), index);
        let rtl = self.laid(index).is_some_and(|laid| {
            let local = caret.saturating_sub(laid.span.start);
            let row = laid.shaped.row_of(local);
            let cluster = laid
                .shaped
                .clusters(row)
                .iter()
                .find(|cluster| cluster.start <= local && local < cluster.end);
            cluster.map_or(laid.shaped.rtl, |cluster| cluster.rtl)
        });
        if right == rtl {
            snap::previous_grapheme(model.text(), caret)
        } else {
            snap::next_grapheme(model.text(), caret)
        }
    }

    /// Row of the caret in its paragraph and its place there.
    fn row_and_x(
        &mut self,
        ctx: &Context,
        model: &ArticleModel,
        caret: u32,
    ) -> Option<(usize, usize, f32)> {
        let index = model.paragraphs().at(caret);
        self.ensure(ctx, model, &theme::of(ctx), index);
        let laid = self.laid(index)?;
        let local = caret.saturating_sub(laid.span.start).min(laid.span.len());
        let row = laid.shaped.row_of(local);
        Some((index, row, laid.shaped.caret_x(row, local)))
    }

    fn row_beside(
        &mut self,
        ctx: &Context,
        model: &ArticleModel,
        caret: u32,
        column: Option<(u32, f32)>,
        down: bool,
    ) -> u32 {
        let Some((index, row, here)) = self.row_and_x(ctx, model, caret) else {
            return caret;
        };
        let x = column
            .filter(|(byte, _)| *byte == caret)
            .map_or(here, |(_, x)| x);
        let num_rows = self.laid(index).map_or(0, |laid| laid.rows.len());
        let target = match (down, row) {
            (true, row) if row + 1 < num_rows => Some((index, row + 1)),
            (true, _) => Some((index + 1, 0)),
            (false, 0) => index.checked_sub(1).map(|index| (index, usize::MAX)),
            (false, row) => Some((index, row - 1)),
        };
        let Some((index, row)) = target else {
            return 0;
        };
        if index >= model.paragraphs().len() {
            return model.text().len();
        }
        self.ensure(ctx, model, &theme::of(ctx), index);
        let byte = self.laid(index).map_or(caret, |laid| {
            let row = row.min(laid.rows.len().saturating_sub(1));
            let byte = laid.span.start + laid.shaped.boundary_at(row, x);
            // The very end of a wrapped row is the start of the next one.
            let is_next_row = byte >= laid.row_span(row).end && row + 1 < laid.rows.len();
            if is_next_row {
                snap::previous_grapheme(model.text(), byte)
            } else {
                byte
            }
        });
        self.caret_column = Some((byte, x));
        byte
    }

    fn row_edge(&mut self, ctx: &Context, model: &ArticleModel, caret: u32, at_end: bool) -> u32 {
        let Some((index, row, _)) = self.row_and_x(ctx, model, caret) else {
            return caret;
        };
        let Some(laid) = self.laid(index) else {
            return caret;
        };
        let span = laid.row_span(row);
        if !at_end {
            return span.start;
        }
        if row + 1 == laid.rows.len() {
            span.end
        } else {
            snap::previous_grapheme(model.text(), span.end)
        }
    }
}
