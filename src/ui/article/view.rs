//! The widget's memory: where it is scrolled to, which paragraphs are laid out, what is in sight.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use egui::{Context, EventFilter, Id, Pos2, Rect, Sense, Ui, pos2};

use super::input::{ArticleResponse, Drag};
use super::labels::LabelCache;
use super::layout::{self, Laid, Setting};
use super::model::{ArcsShown, ArticleModel};
use super::scroll::{Anchor, Heights};
use crate::text::Span;
use crate::ui::text_engine;
use crate::ui::theme::{self, Sizes, Theme};

/// Paragraphs kept laid out; the least recently used go first.
const MOST_LAID: usize = 400;

/// How far to scroll.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scroll {
    /// Points, downwards.
    By(f32),
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// To the first line.
    Start,
    /// To the last line.
    End,
}

/// Where in the view a place is brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reveal {
    /// Nowhere if it is in sight with some lines around it; else as little as it takes, or to the middle if it is far.
    Gently,
    /// To the middle.
    Centre,
}

/// A position in a document to come back to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ScrollPosition {
    /// First byte of the paragraph at the top edge.
    pub byte: u32,
    /// How far its top lies above that edge, in points.
    pub offset: f32,
}

/// A paragraph in sight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visible {
    pub(super) paragraph: usize,
    /// Its top on the screen.
    pub(super) top: f32,
}

/// What layouts depend on besides the model.
#[derive(Clone, Debug, PartialEq)]
struct Ground {
    document: u64,
    scale: f32,
    width: f32,
    generation: u64,
    theme: Option<Theme>,
}

/// The article widget's state between frames.
pub struct ArticleView {
    pub(super) id: Id,
    /// Where it was drawn last.
    pub(super) rect: Rect,
    /// Left edge of the text column on the screen.
    pub(super) left: f32,
    /// Width of the text column.
    pub(super) width: f32,
    pub(super) visible: Vec<Visible>,
    pub(super) drag: Option<Drag>,
    /// Where the pointer was last seen during a drag.
    pub(super) pointer: Pos2,
    pub(super) heights: Heights,
    pub(super) anchor: Anchor,
    /// Horizontal place that up and down keep to.
    pub(super) caret_column: Option<(u32, f32)>,
    laid: HashMap<usize, Laid>,
    labels: LabelCache,
    ground: Option<Ground>,
    version: (u64, ArcsShown),
    wanted: Option<(Span, Reveal)>,
    /// Whether the person scrolled or the ground changed since the last layout: only then is the position held inside the article, so that rows that
    /// move apart never push away the one that is being looked at.
    pub(super) moved: bool,
    restore: Option<ScrollPosition>,
    frame: u64,
    /// Time spent laying out since it was asked for last.
    layout_time: Duration,
}

impl ArticleView {
    /// A view at the top of whatever it will show. `id` keeps apart views that are on the screen at once.
    pub fn new(id: impl std::hash::Hash + std::fmt::Debug) -> Self {
        Self {
            id: Id::unique(("article", id)),
            rect: Rect::ZERO,
            left: 0.0,
            width: 1.0,
            visible: Vec::new(),
            drag: None,
            pointer: Pos2::ZERO,
            heights: Heights::default(),
            anchor: Anchor::default(),
            caret_column: None,
            laid: HashMap::new(),
            labels: LabelCache::default(),
            ground: None,
            version: (0, ArcsShown::None),
            wanted: None,
            moved: true,
            restore: None,
            frame: 0,
            layout_time: Duration::ZERO,
        }
    }

    /// The widget's id, which has the keyboard focus while the article has it.
    pub fn id(&self) -> Id {
        self.id
    }

    /// Brings `span` into sight in the next frame.
    pub fn reveal(&mut self, span: Span, reveal: Reveal) {
        self.wanted = Some((span, reveal));
    }

    /// Scrolls.
    pub fn scroll(&mut self, scroll: Scroll) {
        self.moved = true;
        let page = (self.rect.height() - 60.0).max(40.0);
        match scroll {
            Scroll::By(points) => self.anchor.offset += points,
            Scroll::PageUp => self.anchor.offset -= page,
            Scroll::PageDown => self.anchor.offset += page,
            Scroll::Start => {
                self.anchor = Anchor {
                    paragraph: 0,
                    offset: f32::MIN,
                }
            }
            Scroll::End => {
                let last = self.heights.len().saturating_sub(1);
                self.anchor = Anchor {
                    paragraph: last,
                    offset: self.heights.get(last),
                };
            }
        }
    }

    /// Where it stands, to come back to with [`ArticleView::restore`].
    pub fn position(&self, model: &ArticleModel) -> ScrollPosition {
        ScrollPosition {
            byte: model
                .paragraph(self.anchor.paragraph)
                .map_or(0, |paragraph| paragraph.span.start),
            offset: self.anchor.offset,
        }
    }

    /// Goes back to a position in the next frame, after the document was changed.
    pub fn restore(&mut self, position: ScrollPosition) {
        self.restore = Some(position);
    }

    /// The bytes in sight, from the first row to the last.
    pub fn visible_span(&self) -> Option<Span> {
        let row_in_sight = |visible: &Visible, last: bool| {
            let laid = self.laid.get(&visible.paragraph)?;
            let edge = if last {
                self.rect.bottom() - 1.0
            } else {
                self.rect.top()
            };
            Some(laid.row_span(laid.row_at(edge - visible.top)))
        };
        let first = row_in_sight(self.visible.first()?, false)?;
        let last = row_in_sight(self.visible.last()?, true)?;
        Some(first.cover(last))
    }

    /// Draws the article into the space that is left and reports what the person does there.
    pub fn show(&mut self, ui: &mut Ui, model: &ArticleModel) -> ArticleResponse {
        let theme = theme::of(ui.ctx());
        let rect = ui.available_rect_before_wrap();
        let response = ui.allocate_rect(rect, Sense::hover());
        let response = ui.interact(response.rect, self.id, Sense::click_and_drag());
        self.frame += 1;
        self.update_ground(ui.ctx(), model, &theme, rect);
        self.follow_changes(ui, model, &theme);
        self.read_wheel(ui, &response);
        self.go_to_wanted(ui.ctx(), model, &theme);
        self.lay_out_visible(ui.ctx(), model, &theme);
        self.keep_keys(ui);
        let mut answer = self.interact(ui, model, &theme, response);
        self.read_spoken_clicks(ui, model, &mut answer);
        if ui.is_rect_visible(rect) {
            self.paint(ui, model, &theme, &answer);
            self.publish_names(ui, model);
        }
        self.forget_old();
        answer
    }

    /// While the article has the focus, Tab, arrows and Escape are its own: egui would move the focus with them.
    fn keep_keys(&self, ui: &Ui) {
        let filter = EventFilter {
            tab: true,
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: true,
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
    }

    /// Drops layouts when the document, the width, the scale or the theme is another.
    fn update_ground(&mut self, ctx: &Context, model: &ArticleModel, theme: &Theme, rect: Rect) {
        let sizes = &*theme.sizes;
        let scale = ctx.pixels_per_point();
        let gutter = sizes.gutter.min(rect.width() * 0.12);
        let width = sizes
            .measure
            .min(rect.width() - 2.0 * gutter - sizes.scrollbar)
            .max(60.0);
        self.rect = rect;
        self.width = (width * scale).floor() / scale;
        self.left = ((rect.left() + (rect.width() - self.width) / 2.0) * scale).round() / scale;
        let generation = text_engine::with(ctx, |engine| engine.atlas.generation());
        self.labels.refresh(generation, scale);
        let ground = Ground {
            document: model.document(),
            scale,
            width: self.width,
            generation,
            theme: Some(theme.clone()),
        };
        if self.ground.as_ref() == Some(&ground) {
            return;
        }
        let is_new_document = self
            .ground
            .as_ref()
            .is_none_or(|known| known.document != ground.document);
        let same_estimates = !is_new_document
            && self
                .ground
                .as_ref()
                .is_some_and(|known| known.width == ground.width && known.theme == ground.theme);
        self.laid.clear();
        self.ground = Some(ground);
        self.moved = true;
        if is_new_document {
            self.anchor = Anchor {
                paragraph: 0,
                offset: f32::MIN,
            };
            self.drag = None;
            self.caret_column = None;
        }
        if !same_estimates {
            // A row keeps about its share of the paragraph when the paragraph becomes taller or flatter.
            let height_before = self.heights.get(self.anchor.paragraph);
            let estimates = (0..model.paragraphs().len())
                .map(|index| layout::estimate(model, index, sizes, self.width));
            self.heights = Heights::new(estimates.collect());
            if !is_new_document && height_before > 0.0 && self.anchor.offset > 0.0 {
                let share = self.anchor.offset / height_before;
                self.ensure(ctx, model, theme, self.anchor.paragraph);
                self.anchor.offset = share * self.heights.get(self.anchor.paragraph);
            }
        }
        if let Some(position) = self.restore.take() {
            self.anchor = Anchor {
                paragraph: model.paragraphs().at(position.byte),
                offset: position.offset,
            };
        }
    }

    /// When marks or arcs changed, rows may move apart: keeps the row under the pointer, else the current mark's, where it is.
    fn follow_changes(&mut self, ui: &Ui, model: &ArticleModel, theme: &Theme) {
        if self.version == model.version() {
            return;
        }
        self.version = model.version();
        // Where somebody asked to be goes before where one was.
        if self.moved {
            return;
        }
        let pointer = ui
            .input(|input| input.pointer.hover_pos())
            .filter(|pos| self.rect.contains(*pos));
        let under_pointer = pointer.and_then(|pos| self.visible_row_at(pos.y));
        let of_current = || {
            let mark = model.mark(model.current?)?;
            self.visible_row_of(mark.extent.envelope().start)
        };
        let Some((paragraph, row, y)) = under_pointer.or_else(of_current) else {
            return;
        };
        self.ensure(ui.ctx(), model, theme, paragraph);
        if let Some(place) = self
            .laid
            .get(&paragraph)
            .and_then(|laid| laid.rows.get(row))
        {
            self.anchor = Anchor {
                paragraph,
                offset: place.text_top - (y - self.rect.top()),
            };
        }
    }

    /// Paragraph, row and height on the screen of the text of the row at a height.
    fn visible_row_at(&self, y: f32) -> Option<(usize, usize, f32)> {
        let index = self
            .visible
            .partition_point(|visible| visible.top <= y)
            .checked_sub(1)?;
        let visible = self.visible.get(index)?;
        let laid = self.laid.get(&visible.paragraph)?;
        let row = laid.row_at(y - visible.top);
        Some((
            visible.paragraph,
            row,
            visible.top + laid.rows.get(row)?.text_top,
        ))
    }

    /// The same for the row of a byte, when it is in sight.
    pub(super) fn visible_row_of(&self, byte: u32) -> Option<(usize, usize, f32)> {
        let visible = self.visible.iter().find(|visible| {
            self.laid
                .get(&visible.paragraph)
                .is_some_and(|laid| laid.span.contains_offset(byte))
        })?;
        let laid = self.laid.get(&visible.paragraph)?;
        let row = laid.rows_of(Span::new(byte, byte + 1)).start;
        let y = visible.top + laid.rows.get(row)?.text_top;
        (self.rect.top() <= y && y < self.rect.bottom()).then_some((visible.paragraph, row, y))
    }

    fn read_wheel(&mut self, ui: &Ui, response: &egui::Response) {
        if response.contains_pointer() {
            let delta = ui.input(|input| input.smooth_scroll_delta().y);
            self.anchor.offset -= delta;
            self.moved |= delta != 0.0;
        }
    }

    fn go_to_wanted(&mut self, ctx: &Context, model: &ArticleModel, theme: &Theme) {
        let Some((span, reveal)) = self.wanted.take() else {
            return;
        };
        let paragraph = model.paragraphs().at(span.start);
        self.ensure(ctx, model, theme, paragraph);
        let Some(laid) = self.laid.get(&paragraph) else {
            return;
        };
        let row = laid
            .shaped
            .row_of(span.start.saturating_sub(laid.span.start));
        let last = laid.rows_of(span).last().unwrap_or(row);
        let (Some(first_place), Some(last_place)) = (laid.rows.get(row), laid.rows.get(last))
        else {
            return;
        };
        let (row_top, row_bottom) = (first_place.top, last_place.bottom);
        let view_height = self.rect.height();
        let centred = Anchor {
            paragraph,
            offset: f32::midpoint(row_top, row_bottom) - view_height * 0.42,
        };
        if reveal == Reveal::Centre {
            self.moved = true;
            self.anchor = centred;
            return;
        }
        let margin = (view_height * 0.18).min(110.0);
        let top_edge = self.heights.before(self.anchor.paragraph)
            + f64::from(self.anchor.offset.max(-theme.sizes.top_margin));
        let paragraph_top = (self.heights.before(paragraph) - top_edge) as f32;
        let (top, bottom) = (paragraph_top + row_top, paragraph_top + row_bottom);
        if top >= margin && bottom <= view_height - margin {
            return;
        }
        self.moved = true;
        if top < -view_height || bottom > 2.0 * view_height {
            self.anchor = centred;
        } else if top < margin {
            self.anchor.offset = self.anchor.offset.max(-theme.sizes.top_margin) + top - margin;
        } else {
            self.anchor.offset =
                self.anchor.offset.max(-theme.sizes.top_margin) + bottom - (view_height - margin);
        }
    }

    /// Lays out what is in sight, and keeps the position inside the article.
    fn lay_out_visible(&mut self, ctx: &Context, model: &ArticleModel, theme: &Theme) {
        let num = model.paragraphs().len();
        self.visible.clear();
        if num == 0 {
            return;
        }
        self.normalise_anchor(ctx, model, theme);
        let bottom = self.fill(ctx, model, theme);
        let margin_bottom = self.rect.bottom() - theme.sizes.top_margin;
        let at_end = self
            .visible
            .last()
            .is_some_and(|visible| visible.paragraph + 1 == num);
        if self.moved && at_end && bottom < margin_bottom {
            self.anchor.offset -= margin_bottom - bottom;
            self.normalise_anchor(ctx, model, theme);
            self.fill(ctx, model, theme);
        }
        self.moved = false;
    }

    /// Makes the anchor the paragraph that really lies at the top edge.
    fn normalise_anchor(&mut self, ctx: &Context, model: &ArticleModel, theme: &Theme) {
        let last = model.paragraphs().len().saturating_sub(1);
        self.anchor.paragraph = self.anchor.paragraph.min(last);
        let slack = if self.moved { 0.0 } else { 160.0 };
        let least = -theme.sizes.top_margin - slack;
        let height = self.rect.height();
        // A jump of more than a few screens goes by the estimated heights.
        if self.anchor.offset.abs() > 4.0 * height + 4000.0 {
            let y = self.heights.before(self.anchor.paragraph) + f64::from(self.anchor.offset);
            self.anchor = if y < 0.0 {
                Anchor {
                    paragraph: 0,
                    offset: least,
                }
            } else {
                self.heights.at(y)
            };
        }
        while self.anchor.offset < 0.0 && self.anchor.paragraph > 0 {
            self.anchor.paragraph -= 1;
            self.ensure(ctx, model, theme, self.anchor.paragraph);
            self.anchor.offset += self.heights.get(self.anchor.paragraph);
        }
        loop {
            self.ensure(ctx, model, theme, self.anchor.paragraph);
            let height = self.heights.get(self.anchor.paragraph);
            if self.anchor.offset < height || self.anchor.paragraph == last {
                break;
            }
            self.anchor.offset -= height;
            self.anchor.paragraph += 1;
        }
        self.anchor.offset = self.anchor.offset.max(least);
    }

    /// Lays out from the anchor to the bottom edge; the bottom of the last paragraph.
    fn fill(&mut self, ctx: &Context, model: &ArticleModel, theme: &Theme) -> f32 {
        self.visible.clear();
        let mut top = self.rect.top() - self.anchor.offset;
        for paragraph in self.anchor.paragraph..model.paragraphs().len() {
            if top >= self.rect.bottom() {
                break;
            }
            self.ensure(ctx, model, theme, paragraph);
            self.visible.push(Visible { paragraph, top });
            top += self.heights.get(paragraph);
        }
        top
    }

    /// Lays out one paragraph, or only places its marks anew where that is all that changed.
    pub(super) fn ensure(
        &mut self,
        ctx: &Context,
        model: &ArticleModel,
        theme: &Theme,
        index: usize,
    ) {
        let Some(paragraph) = model.paragraph(index) else {
            return;
        };
        let began = Instant::now();
        let sizes: &Sizes = &theme.sizes;
        let setting = Setting {
            ctx,
            sizes,
            width: self.width,
        };
        let labels = &mut self.labels;
        let laid = self
            .laid
            .entry(index)
            .or_insert_with(|| Laid::new(model, index, paragraph, &setting, labels));
        if laid.version != model.version() {
            laid.version = model.version();
            if laid.fingerprint != model.fingerprint(index) {
                laid.place(model, index, &setting, labels);
            }
        }
        laid.used = self.frame;
        self.heights.set(index, laid.height);
        self.layout_time += began.elapsed();
    }

    /// How long paragraphs were laid out since the last call.
    pub fn take_layout_time(&mut self) -> Duration {
        std::mem::take(&mut self.layout_time)
    }

    /// A paragraph that was laid out.
    pub(super) fn laid(&self, paragraph: usize) -> Option<&Laid> {
        self.laid.get(&paragraph)
    }

    fn forget_old(&mut self) {
        if self.laid.len() > MOST_LAID {
            let frame = self.frame;
            self.laid.retain(|_, laid| laid.used + 30 > frame);
        }
        if self.laid.len() > MOST_LAID * 2 {
            let frame = self.frame;
            self.laid.retain(|_, laid| laid.used == frame);
        }
    }

    /// The rectangle of a span's first row on the screen, for popups; `None` when it is out of sight.
    pub fn rect_of(&self, span: Span) -> Option<Rect> {
        let (paragraph, row, _) = self.visible_row_of(span.start)?;
        let top = self
            .visible
            .iter()
            .find(|visible| visible.paragraph == paragraph)?
            .top;
        let laid = self.laid.get(&paragraph)?;
        let intervals = laid.intervals(row, span);
        let place = laid.rows.get(row)?;
        Some(Rect::from_min_max(
            pos2(self.left + intervals.first()?.x0, top + place.text_top),
            pos2(self.left + intervals.last()?.x1, top + place.bottom),
        ))
    }
}
