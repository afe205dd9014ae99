//! The picture: backgrounds, text, underlines, labels, trigger marks, arcs, caret, scrollbar, in this order.
//!
//! Straight lines are put on whole pixels and drawn as plain rectangles, which keeps them sharp and cheap.

use egui::{
    Color32, CornerRadius, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2,
};

use super::hit::{end_x, knob_place, line_rect, trigger_rect};
use super::input::{ArticleResponse, Drag};
use super::layout::{Laid, Piece};
use super::model::{ArcEnd, ArticleModel, Mark, MarkKey, MarkKind, MarkState};
use super::view::{ArticleView, Visible};
use crate::text::Span;
use crate::ui::text_engine::{self, Meshes};
use crate::ui::theme::Theme;

/// Place of the reading bar, left of the column.
const READING_BAR: f32 = -40.0;

/// A paragraph on the screen.
pub(super) struct Sheet<'a> {
    pub(super) laid: &'a Laid,
    pub(super) index: usize,
    /// Left top corner on the screen.
    pub(super) origin: Pos2,
}

/// One frame's drawing.
pub(super) struct Picture<'a> {
    pub(super) model: &'a ArticleModel,
    pub(super) theme: &'a Theme,
    pub(super) painter: Painter,
    pub(super) scale: f32,
    hovered: Option<MarkKey>,
}

impl ArticleView {
    pub(super) fn paint(
        &self,
        ui: &Ui,
        model: &ArticleModel,
        theme: &Theme,
        answer: &ArticleResponse,
    ) {
        let picture = Picture {
            model,
            theme,
            painter: ui.painter_at(self.rect),
            scale: ui.ctx().pixels_per_point(),
            hovered: answer.hovered,
        };
        picture
            .painter
            .rect_filled(self.rect, CornerRadius::ZERO, theme.colours.paper);
        let sheets: Vec<_> = self
            .visible
            .iter()
            .filter_map(|visible| self.sheet(visible))
            .collect();
        let mut under = Mesh::default();
        for sheet in &sheets {
            picture.backgrounds(sheet, &mut under);
            picture.drag_background(sheet, self.drag.as_ref(), &mut under);
        }
        picture.painter.add(Shape::mesh(under));
        for sheet in &sheets {
            picture.trigger_fills(sheet);
        }
        let mut glyphs = text_engine::with(ui.ctx(), |engine| engine.atlas.meshes(ui.ctx()));
        let mut lines = Mesh::default();
        for sheet in &sheets {
            picture.text(sheet, self.rect, &mut glyphs);
            picture.labels(sheet, &mut glyphs);
            picture.underlines(sheet, &mut lines);
        }
        picture.painter.extend(glyphs.into_shapes());
        picture.painter.add(Shape::mesh(lines));
        for sheet in &sheets {
            picture.trigger_outlines(sheet);
            picture.rings(sheet);
        }
        self.paint_arcs(ui, &picture, &sheets);
        for sheet in &sheets {
            picture.knobs_and_handles(sheet);
            picture.caret(sheet);
        }
        self.paint_link(&picture);
        self.paint_scrollbar(&picture, ui);
    }

    fn sheet(&self, visible: &Visible) -> Option<Sheet<'_>> {
        Some(Sheet {
            laid: self.laid(visible.paragraph)?,
            index: visible.paragraph,
            origin: pos2(self.left, visible.top),
        })
    }
}

impl Sheet<'_> {
    fn pieces<'m>(&self, model: &'m ArticleModel) -> impl Iterator<Item = (&Piece, &'m Mark)> {
        let index = self.index;
        self.laid
            .pieces
            .iter()
            .filter_map(move |piece| Some((piece, model.mark_in(index, piece.slot)?)))
    }

    pub(super) fn on_screen(&self, rect: Rect) -> Rect {
        rect.translate(self.origin.to_vec2())
    }

    /// Where a span stands, row by row, text height.
    fn bands(&self, span: Span) -> impl Iterator<Item = Rect> {
        self.laid.rows_of(span).flat_map(move |row| {
            let place = self.laid.rows[row];
            let intervals = self.laid.intervals(row, span);
            intervals.into_iter().map(move |interval| {
                self.on_screen(Rect::from_min_max(
                    pos2(interval.x0, place.text_top),
                    pos2(interval.x1, place.text_bottom),
                ))
            })
        })
    }
}

impl Picture<'_> {
    fn snap(&self, value: f32) -> f32 {
        (value * self.scale).round() / self.scale
    }

    /// `rect` on whole pixels, at least one wide and high.
    fn crisp(&self, rect: Rect) -> Rect {
        let least = 1.0 / self.scale;
        let min = pos2(self.snap(rect.left()), self.snap(rect.top()));
        let size = vec2(
            self.snap(rect.width()).max(least),
            self.snap(rect.height()).max(least),
        );
        Rect::from_min_size(min, size)
    }

    fn fill(&self, mesh: &mut Mesh, rect: Rect, colour: Color32) {
        mesh.add_colored_rect(self.crisp(rect), colour);
    }

    pub(super) fn colour_of(&self, mark: &Mark) -> Color32 {
        if mark.state == MarkState::Beside {
            return self.theme.colours.muted;
        }
        match (mark.colour, mark.kind) {
            (Some(colour), _) => self.theme.label(colour),
            (None, MarkKind::Trigger) => self.theme.colours.trigger,
            (None, MarkKind::Name | MarkKind::Nominal) => self.theme.colours.muted,
        }
    }

    fn backgrounds(&self, sheet: &Sheet<'_>, mesh: &mut Mesh) {
        let colours = &self.theme.colours;
        let model = self.model;
        let reach = sheet.laid.span;
        let margin = sheet.origin.x - self.painter.clip_rect().left();
        let bar_left = READING_BAR.max(3.0 - margin);
        let bar = |mesh: &mut Mesh, span: Span, width: f32, colour: Color32| {
            for row in sheet.laid.rows_of(span) {
                let place = sheet.laid.rows[row];
                let rect = Rect::from_min_max(
                    pos2(bar_left, place.text_top - 1.0),
                    pos2(bar_left + width, place.text_bottom + 1.0),
                );
                self.fill(mesh, sheet.on_screen(rect), colour);
            }
        };
        for span in model.read.iter().filter(|span| span.overlaps(reach)) {
            bar(mesh, *span, 2.0, colours.read);
        }
        if let Some(span) = model.reading {
            for band in sheet.bands(span) {
                self.fill(mesh, band, colours.reading_fill);
            }
            bar(mesh, span, 3.0, colours.reading_marker);
        }
        for tint in &model.tints {
            let colour = self.theme.fill_of(self.theme.label(tint.colour));
            for span in tint.spans.iter().filter(|span| span.overlaps(reach)) {
                for band in sheet.bands(*span) {
                    self.fill(mesh, band, colour);
                }
            }
        }
        let first = model
            .search_hits
            .partition_point(|hit| hit.span.end <= reach.start);
        for hit in model.search_hits[first..]
            .iter()
            .take_while(|hit| hit.span.start < reach.end)
        {
            let colour = if hit.current {
                colours.search_current
            } else {
                colours.search
            };
            for band in sheet.bands(hit.span) {
                self.fill(mesh, band, colour);
            }
        }
        if let Some(span) = model.selection {
            for band in sheet.bands(span) {
                self.fill(mesh, band, colours.selection);
            }
        }
    }

    /// What a drag would change.
    fn drag_background(&self, sheet: &Sheet<'_>, drag: Option<&Drag>, mesh: &mut Mesh) {
        let span = match drag {
            Some(Drag::Resize { span, .. }) => *span,
            Some(Drag::Link {
                to: Some(ArcEnd::Span(span)),
                ..
            }) => *span,
            Some(Drag::Link {
                to: Some(ArcEnd::Mark(key)),
                ..
            }) => match self.model.mark(*key) {
                Some(mark) => mark.extent.envelope(),
                None => return,
            },
            Some(Drag::Link { to: None, .. } | Drag::Select { .. } | Drag::Scrollbar { .. })
            | None => return,
        };
        for band in sheet.bands(span) {
            self.fill(mesh, band, self.theme.colours.accent_fill);
        }
    }

    fn trigger_boxes<'s>(
        &self,
        sheet: &'s Sheet<'_>,
    ) -> impl Iterator<Item = (&'s Piece, &Mark, Rect)> {
        let triggers = sheet
            .pieces(self.model)
            .filter(|(_, mark)| mark.kind == MarkKind::Trigger);
        triggers.flat_map(move |(piece, mark)| {
            piece.intervals.iter().map(move |interval| {
                let rect = trigger_rect(sheet.laid, piece.row, interval.x0, interval.x1);
                (piece, mark, self.crisp(sheet.on_screen(rect)))
            })
        })
    }

    fn trigger_fills(&self, sheet: &Sheet<'_>) {
        let radius = CornerRadius::same(self.theme.sizes.trigger_radius as u8);
        for (_, mark, rect) in self
            .trigger_boxes(sheet)
            .filter(|(_, mark, _)| mark.state == MarkState::Accepted)
        {
            let fill = match mark.colour {
                Some(_) => self.theme.fill_of(self.colour_of(mark)),
                None => self.theme.colours.trigger_fill,
            };
            self.painter.rect_filled(rect, radius, fill);
            let edge =
                Rect::from_min_max(pos2(rect.left(), rect.bottom() - self.snap(2.0)), rect.max);
            let low = CornerRadius {
                nw: 0,
                ne: 0,
                ..radius
            };
            self.painter.rect_filled(edge, low, self.colour_of(mark));
        }
    }

    fn text(&self, sheet: &Sheet<'_>, view: Rect, glyphs: &mut Meshes) {
        let colours = &self.theme.colours;
        let inks = [colours.text, colours.muted, colours.faint];
        for (row, place) in sheet.laid.rows.iter().enumerate() {
            let origin = sheet.origin + vec2(0.0, place.baseline);
            let on_screen = sheet.origin.y + place.bottom >= view.top()
                && sheet.origin.y + place.top <= view.bottom();
            if on_screen {
                sheet.laid.shaped.paint_row(glyphs, row, origin, &inks);
            }
        }
    }

    fn labels(&self, sheet: &Sheet<'_>, glyphs: &mut Meshes) {
        for label in &sheet.laid.labels {
            let Some(mark) = self.model.mark_in(sheet.index, label.slot) else {
                continue;
            };
            let rect = sheet.on_screen(label.rect);
            let baseline = rect.top() + self.theme.sizes.label * 0.93;
            label.text.paint_row(
                glyphs,
                0,
                pos2(rect.left(), baseline),
                &[self.colour_of(mark)],
            );
        }
    }

    fn underlines(&self, sheet: &Sheet<'_>, mesh: &mut Mesh) {
        let sizes = &self.theme.sizes;
        for (piece, mark) in sheet.pieces(self.model) {
            if mark.kind == MarkKind::Trigger {
                continue;
            }
            let line = sheet.on_screen(line_rect(sheet.laid, piece, sizes));
            let colour = self.colour_of(mark);
            for interval in &piece.intervals {
                let part = Rect::from_min_max(
                    pos2(sheet.origin.x + interval.x0, line.top()),
                    pos2(sheet.origin.x + interval.x1, line.bottom()),
                );
                let height = self.snap(sizes.underline_suggested).max(1.0 / self.scale);
                let thin = Rect::from_min_size(part.min, vec2(part.width(), height));
                match mark.state {
                    MarkState::Suggested => self.dashes(mesh, thin, colour),
                    MarkState::Beside => self.dots(mesh, thin, colour),
                    MarkState::Accepted => self.fill(mesh, part, colour),
                }
            }
            for pair in piece.intervals.windows(2) {
                let gap = Rect::from_min_max(
                    pos2(sheet.origin.x + pair[0].x1, line.center().y - 0.5),
                    pos2(sheet.origin.x + pair[1].x0, line.center().y + 0.5),
                );
                self.dots(mesh, gap, colour);
            }
        }
    }

    /// Dashes that begin and end with a whole one.
    fn dashes(&self, mesh: &mut Mesh, line: Rect, colour: Color32) {
        let (dash, blank) = (4.5, 3.0);
        let num = ((line.width() + blank) / (dash + blank)).round().max(1.0);
        let period = (line.width() + blank) / num;
        for index in 0..num as u32 {
            let x0 = line.left() + index as f32 * period;
            let rect = Rect::from_min_max(
                pos2(x0, line.top()),
                pos2(x0 + period - blank, line.bottom()),
            );
            self.fill(mesh, rect, colour);
        }
    }

    /// Dots that join the fragments of one mention.
    fn dots(&self, mesh: &mut Mesh, line: Rect, colour: Color32) {
        let mut x = line.left() + 2.0;
        while x + 1.0 < line.right() {
            self.fill(
                mesh,
                Rect::from_min_size(pos2(x, line.top()), vec2(1.0, 1.0)),
                colour,
            );
            x += 3.0;
        }
    }

    fn trigger_outlines(&self, sheet: &Sheet<'_>) {
        let radius = self.theme.sizes.trigger_radius;
        for (_, mark, rect) in self.trigger_boxes(sheet) {
            let (dash, gap) = match mark.state {
                MarkState::Suggested => (3.2, 2.2),
                MarkState::Beside => (1.0, 2.0),
                MarkState::Accepted => continue,
            };
            if self.model.current != Some(mark.key) {
                let stroke = Stroke::new(1.2, self.colour_of(mark));
                let outline = rounded_outline(rect.shrink(0.6), radius);
                self.painter
                    .extend(Shape::dashed_line(&outline, stroke, dash, gap));
            }
        }
    }

    /// The focus ring of the current mark.
    fn rings(&self, sheet: &Sheet<'_>) {
        let Some(current) = self.model.current else {
            return;
        };
        let width = self.theme.sizes.focus_ring;
        let stroke = Stroke::new(width, self.theme.colours.accent);
        let radius = CornerRadius::same(self.theme.sizes.trigger_radius as u8);
        for (piece, _) in sheet
            .pieces(self.model)
            .filter(|(_, mark)| mark.key == current)
        {
            for interval in &piece.intervals {
                let rect = sheet.on_screen(trigger_rect(
                    sheet.laid,
                    piece.row,
                    interval.x0,
                    interval.x1,
                ));
                self.painter.rect_stroke(
                    self.crisp(rect.expand(0.5)),
                    radius,
                    stroke,
                    StrokeKind::Middle,
                );
            }
        }
    }

    fn knobs_and_handles(&self, sheet: &Sheet<'_>) {
        let colours = &self.theme.colours;
        for (piece, mark) in sheet.pieces(self.model) {
            if self.hovered == Some(mark.key)
                && let Some(place) = knob_place(sheet.laid, piece, mark)
            {
                let middle = place + sheet.origin.to_vec2();
                self.painter
                    .circle(middle, 3.5, colours.paper, Stroke::new(1.5, colours.accent));
            }
        }
        let Some(mark) = self
            .model
            .current
            .and_then(|key| self.model.mark(key))
            .filter(|mark| self.hovered == Some(mark.key))
        else {
            return;
        };
        for span in mark.extent.fragments() {
            for row in sheet.laid.rows_of(*span) {
                let place = sheet.laid.rows[row];
                for is_start in [true, false] {
                    if let Some(x) = end_x(sheet.laid, row, *span, is_start) {
                        let rect = Rect::from_min_max(
                            pos2(x - 1.5, place.text_top + 4.0),
                            pos2(x + 1.5, place.text_bottom),
                        );
                        self.painter.rect_filled(
                            self.crisp(sheet.on_screen(rect)),
                            CornerRadius::same(1),
                            colours.accent,
                        );
                    }
                }
            }
        }
    }

    fn caret(&self, sheet: &Sheet<'_>) {
        let Some(caret) = self.model.caret else {
            return;
        };
        let is_here =
            self.model.paragraphs().at(caret) == sheet.index && caret <= sheet.laid.span.end;
        if !is_here || caret < sheet.laid.span.start {
            return;
        }
        let local = caret - sheet.laid.span.start;
        let row = sheet.laid.shaped.row_of(local);
        let Some(place) = sheet.laid.rows.get(row) else {
            return;
        };
        let x = sheet.laid.shaped.caret_x(row, local);
        let rect = Rect::from_min_max(
            pos2(x - 0.75, place.text_top + 1.0),
            pos2(x + 0.75, place.text_bottom),
        );
        let mut mesh = Mesh::default();
        self.fill(&mut mesh, sheet.on_screen(rect), self.theme.colours.caret);
        self.painter.add(Shape::mesh(mesh));
    }
}

/// Points around a rounded rectangle, clockwise, closed.
fn rounded_outline(rect: Rect, radius: f32) -> Vec<Pos2> {
    let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
    let corners = [
        (pos2(rect.right() - radius, rect.top() + radius), -0.25),
        (pos2(rect.right() - radius, rect.bottom() - radius), 0.0),
        (pos2(rect.left() + radius, rect.bottom() - radius), 0.25),
        (pos2(rect.left() + radius, rect.top() + radius), 0.5),
    ];
    let mut points: Vec<Pos2> = corners
        .into_iter()
        .flat_map(|(middle, turn)| {
            (0..=3).map(move |step| {
                let angle = std::f32::consts::TAU * (turn + 0.25 * step as f32 / 3.0);
                middle + radius * vec2(angle.cos(), angle.sin())
            })
        })
        .collect();
    points.extend(points.first().copied());
    points
}
