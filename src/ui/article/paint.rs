//! The picture: backgrounds, text, underlines, labels, trigger marks, arcs, caret, scrollbar, in this order.
//!
//! Straight lines are put on whole pixels and drawn as plain rectangles, which keeps them sharp and cheap.

use std::collections::BTreeMap;

use egui::{
    Color32, CornerRadius, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2,
};

use super::hit::{end_x, knob_place, line_rect, trigger_rect};
use super::input::{ArticleResponse, Drag};
use super::layout::{ArcPart, Laid, Piece, gutter_x};
use super::model::{ArcEnd, ArticleModel, Mark, MarkKey, MarkKind, MarkState};
use super::view::{ArticleView, Visible};
use crate::model::schema::LabelColour;
use crate::text::Span;
use crate::ui::text_engine::{self, Meshes};
use crate::ui::theme::{self, Theme};

/// Place of the reading bar, left of the column.
const READING_BAR: f32 = -40.0;

/// A paragraph on the screen.
struct Sheet<'a> {
    laid: &'a Laid,
    index: usize,
    /// Left top corner on the screen.
    origin: Pos2,
}

/// One frame's drawing.
struct Picture<'a> {
    model: &'a ArticleModel,
    theme: &'a Theme,
    painter: Painter,
    scale: f32,
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
        let mut glyphs = text_engine::with(ui.ctx(), |engine| engine.atlas.meshes());
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

    fn on_screen(&self, rect: Rect) -> Rect {
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

    fn colour_of(&self, mark: &Mark) -> Color32 {
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

/// What runs through the gutter for one event.
struct Trunk {
    x: f32,
    top: f32,
    bottom: f32,
    /// Colour of a relation.
    relation: Option<LabelColour>,
}

impl ArticleView {
    fn paint_arcs(&self, ui: &Ui, picture: &Picture<'_>, sheets: &[Sheet<'_>]) {
        let colours = &picture.theme.colours;
        let mut names = Vec::new();
        for sheet in sheets {
            for part in &sheet.laid.arcs {
                let colour = picture.arc_colour(part);
                picture.arc(
                    sheet,
                    part,
                    Stroke::new(picture.theme.sizes.arc_line, colour),
                );
                if let Some(role) = &part.role {
                    names.push((
                        sheet.on_screen(Rect::from_center_size(
                            pos2(part.to, part.y),
                            vec2(role.width() + 6.0, 11.0),
                        )),
                        role,
                        colour,
                    ));
                }
            }
        }
        for ((key, _), trunk) in self.trunks(picture, sheets) {
            let line = [pos2(trunk.x, trunk.top), pos2(trunk.x, trunk.bottom)];
            let line = line.map(|point| picture.sharp(point));
            let width = picture.theme.sizes.arc_line;
            if let Some(colour) = trunk.relation {
                let stroke = Stroke::new(width, picture.theme.label(colour));
                picture.painter.extend(dotted(&line, stroke));
                continue;
            }
            let colour = picture
                .model
                .mark(key)
                .map_or(colours.trigger, |mark| picture.colour_of(mark));
            picture
                .painter
                .line_segment(line, Stroke::new(width, colour));
        }
        let mut glyphs = text_engine::with(ui.ctx(), |engine| engine.atlas.meshes());
        for (rect, role, colour) in names {
            picture
                .painter
                .rect_filled(rect, CornerRadius::same(5), colours.paper);
            let baseline = rect.center().y + picture.theme.sizes.arc_label * 0.36;
            role.paint_row(&mut glyphs, 0, pos2(rect.left() + 3.0, baseline), &[colour]);
        }
        picture.painter.extend(glyphs.into_shapes());
    }

    /// The lines in the gutter, from the highest to the lowest end of each event; an end out of sight lies beyond the edge.
    fn trunks(
        &self,
        picture: &Picture<'_>,
        sheets: &[Sheet<'_>],
    ) -> BTreeMap<(MarkKey, bool), Trunk> {
        let mut trunks: BTreeMap<(MarkKey, bool), Trunk> = BTreeMap::new();
        // The roles of an event share a line, its relations another one.
        let mut reach = |key: MarkKey, relation: Option<LabelColour>, x: f32, y: f32| {
            let trunk = trunks.entry((key, relation.is_some())).or_insert(Trunk {
                x,
                top: y,
                bottom: y,
                relation,
            });
            trunk.top = trunk.top.min(y);
            trunk.bottom = trunk.bottom.max(y);
        };
        for sheet in sheets {
            for arc in picture.model.arcs_in(sheet.index) {
                let x = self.left + gutter_x(arc, picture.model.arcs_shown);
                for end in [arc.from_span, arc.to_span] {
                    let paragraph = picture.model.paragraphs().at(end.start);
                    let is_above = sheets.first().is_some_and(|first| paragraph < first.index);
                    let is_below = sheets.last().is_some_and(|last| paragraph > last.index);
                    if is_above {
                        reach(arc.link.from, arc.link.relation, x, self.rect.top() - 2.0);
                    } else if is_below {
                        reach(
                            arc.link.from,
                            arc.link.relation,
                            x,
                            self.rect.bottom() + 2.0,
                        );
                    }
                }
            }
            for part in sheet.laid.arcs.iter().filter(|part| part.in_gutter) {
                let x = if part.leaves_trigger {
                    part.to
                } else {
                    part.from
                };
                let y = sheet.origin.y + part.y;
                reach(part.link.0, part.relation, self.left + x, y);
            }
        }
        // An event whose arcs all stay on their rows has no line here.
        trunks.retain(|_, trunk| trunk.bottom - trunk.top > 1.0);
        trunks
    }

    fn paint_link(&self, picture: &Picture<'_>) {
        let Some(Drag::Link { from, pos, .. }) = &self.drag else {
            return;
        };
        let Some(mark) = picture.model.mark(*from) else {
            return;
        };
        let Some(rect) = self.rect_of(mark.extent.envelope()) else {
            return;
        };
        let stroke = Stroke::new(1.6, picture.theme.colours.accent);
        let start = pos2(rect.center().x, rect.top());
        picture.painter.line_segment([start, *pos], stroke);
        picture
            .painter
            .circle_filled(*pos, 3.5, picture.theme.colours.accent);
    }

    /// The strip at the right edge in which the scrollbar lies.
    pub(super) fn scrollbar_track(&self, theme: &Theme) -> Rect {
        let width = theme.sizes.scrollbar + 4.0;
        Rect::from_min_max(
            pos2(self.rect.right() - width, self.rect.top()),
            self.rect.max,
        )
    }

    fn content_height(&self, theme: &Theme) -> f64 {
        self.heights.total() + 2.0 * f64::from(theme.sizes.top_margin)
    }

    pub(super) fn scrollbar_thumb(&self, theme: &Theme) -> Rect {
        let track = self.scrollbar_track(theme).shrink2(vec2(2.0, 2.0));
        let total = self.content_height(theme).max(1.0);
        let view = f64::from(self.rect.height());
        let height = ((view / total) as f32 * track.height())
            .clamp(28.0_f32.min(track.height()), track.height());
        let top = self.heights.before(self.anchor.paragraph)
            + f64::from(self.anchor.offset + theme.sizes.top_margin);
        let share = (top / (total - view).max(1.0)).clamp(0.0, 1.0) as f32;
        Rect::from_min_size(
            pos2(
                track.left(),
                track.top() + share * (track.height() - height),
            ),
            vec2(track.width(), height),
        )
    }

    /// Scrolls so that the thumb's top comes to `y` on the screen.
    pub(super) fn drag_scrollbar(&mut self, theme: &Theme, y: f32) {
        let track = self.scrollbar_track(theme).shrink2(vec2(2.0, 2.0));
        let thumb = self.scrollbar_thumb(theme);
        let room = (track.height() - thumb.height()).max(1.0);
        let share = ((y - track.top()) / room).clamp(0.0, 1.0);
        let reach = (self.content_height(theme) - f64::from(self.rect.height())).max(0.0);
        let top = f64::from(share) * reach - f64::from(theme.sizes.top_margin);
        self.anchor = self.heights.at(top);
        self.moved = true;
        if top < 0.0 {
            self.anchor.offset = top as f32;
        }
    }

    fn paint_scrollbar(&self, picture: &Picture<'_>, ui: &Ui) {
        if self.content_height(picture.theme) <= f64::from(self.rect.height()) {
            return;
        }
        let thumb = self.scrollbar_thumb(picture.theme);
        let is_near = ui
            .input(|input| input.pointer.hover_pos())
            .is_some_and(|pos| self.scrollbar_track(picture.theme).contains(pos));
        let is_dragged = matches!(self.drag, Some(Drag::Scrollbar { .. }));
        let colours = &picture.theme.colours;
        let colour = if is_near || is_dragged {
            colours.muted
        } else {
            theme::mix(colours.paper, colours.ornament, 0.6)
        };
        picture
            .painter
            .rect_filled(thumb, CornerRadius::same(4), colour);
    }
}

impl Picture<'_> {
    fn arc_colour(&self, part: &ArcPart) -> Color32 {
        if let Some(colour) = part.relation {
            return self.theme.label(colour);
        }
        self.model
            .mark(part.link.0)
            .map_or(self.theme.colours.trigger, |mark| self.colour_of(mark))
    }

    /// A point moved so that a thin line through it fills pixels.
    fn sharp(&self, point: Pos2) -> Pos2 {
        let middle = |value: f32| ((value * self.scale).floor() + 0.5) / self.scale;
        pos2(middle(point.x), middle(point.y))
    }

    fn arc(&self, sheet: &Sheet<'_>, part: &ArcPart, stroke: Stroke) {
        let place = sheet.laid.rows[part.row];
        let cap_top = place.baseline - (place.baseline - place.text_top) * 0.86;
        let on_screen = |x: f32, y: f32| self.sharp(pos2(x, y) + sheet.origin.to_vec2());
        let mut points = Vec::with_capacity(8);
        let from = if part.leaves_trigger {
            // Lines of higher lanes leave the trigger further out.
            let side = if part.to < part.from { -1.0 } else { 1.0 };
            let lane = ((place.text_top - part.y) / self.theme.sizes.arc_lane).max(0.0);
            let x = part.from + side * (1.5 + 3.0 * lane);
            points.push(on_screen(x, cap_top - 1.0));
            x
        } else {
            part.from
        };
        points.push(on_screen(from, part.y));
        points.push(on_screen(part.to, part.y));
        if part.role.is_some() {
            points.push(on_screen(part.to, cap_top - 1.0));
        }
        let rounded = round_corners(&points, 4.0);
        if part.relation.is_some() {
            self.painter.extend(dotted(&rounded, stroke));
        } else if part.suggested {
            self.painter
                .extend(Shape::dashed_line(&rounded, stroke, 4.0, 2.5));
        } else {
            self.painter.add(Shape::line(rounded, stroke));
        }
        if part.role.is_some() {
            let tip = on_screen(part.to, cap_top - 0.5);
            let wings = [tip + vec2(-3.0, -4.0), tip, tip + vec2(3.0, -4.0)];
            self.painter.add(Shape::line(wings.to_vec(), stroke));
        }
    }
}

/// The line of a relation.
fn dotted(points: &[Pos2], stroke: Stroke) -> Vec<Shape> {
    let dot = stroke.width * 0.9;
    Shape::dotted_line(points, stroke.color, dot * 2.6, dot)
}

/// A polyline of right angles with its corners rounded.
fn round_corners(points: &[Pos2], radius: f32) -> Vec<Pos2> {
    let mut rounded = Vec::with_capacity(points.len() * 4);
    for (index, corner) in points.iter().enumerate() {
        let (Some(before), Some(after)) = (
            index.checked_sub(1).and_then(|index| points.get(index)),
            points.get(index + 1),
        ) else {
            rounded.push(*corner);
            continue;
        };
        let (to_before, to_after) = (*before - *corner, *after - *corner);
        let reach = radius
            .min(to_before.length() / 2.0)
            .min(to_after.length() / 2.0);
        let start = *corner + to_before.normalized() * reach;
        let end = *corner + to_after.normalized() * reach;
        for step in 0..=3 {
            let t = step as f32 / 3.0;
            let one = start + (*corner - start) * t;
            let other = *corner + (end - *corner) * t;
            rounded.push(one + (other - one) * t);
        }
    }
    rounded
}
