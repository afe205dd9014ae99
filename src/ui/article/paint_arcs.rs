//! The picture of arcs: on the rows, through the gutter, and the link that is being drawn.

use std::collections::BTreeMap;

use egui::{Color32, CornerRadius, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

use super::arc_parts::{ArcPart, gutter_x};
use super::input::Drag;
use super::model::MarkKey;
use super::paint::{Picture, Sheet};
use super::view::ArticleView;
use crate::model::schema::LabelColour;
use crate::ui::text_engine;

/// What runs through the gutter for one event.
struct Trunk {
    x: f32,
    top: f32,
    bottom: f32,
    /// Colour of a relation.
    relation: Option<LabelColour>,
}

impl ArticleView {
    pub(super) fn paint_arcs(&self, ui: &Ui, picture: &Picture<'_>, sheets: &[Sheet<'_>]) {
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
        let mut glyphs = text_engine::with(ui.ctx(), |engine| engine.atlas.meshes(ui.ctx()));
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

    pub(super) fn paint_link(&self, picture: &Picture<'_>) {
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
