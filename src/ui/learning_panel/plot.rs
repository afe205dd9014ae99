//! The share of suggestions that were accepted as they were, drawn as a curve. One line in one colour, with its last value written beside it: nothing
//! in it is told by colour alone.

use egui::{Align2, FontId, Pos2, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::curve::{CurvePoint, LEAST};
use crate::app::session::Session;
use crate::ui::{parts, theme};

/// Height of the whole drawing.
const HEIGHT: f32 = 142.0;

/// Room for the figures at the left axis.
const LEFT: f32 = 38.0;

/// Room for figures and title of the lower axis.
const BELOW: f32 = 32.0;

/// With more points than this the single ones are not marked.
const MOST_DOTS: usize = 40;

/// What the curve goes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// Decisions, in their order.
    Decisions,
    /// Finished documents, in the order in which they were worked on.
    Documents,
}

impl Over {
    /// Title of the lower axis.
    fn axis(self) -> &'static str {
        match self {
            Self::Decisions => "decisions",
            Self::Documents => "finished documents",
        }
    }

    /// Why there is no curve.
    fn nothing(self) -> String {
        match self {
            Self::Decisions => format!("The curve begins after {LEAST} decisions."),
            Self::Documents => "The curve begins with the first finished document.".to_owned(),
        }
    }
}

fn share(point: &CurvePoint) -> f32 {
    point.accepted.share().unwrap_or_default() as f32
}

/// Draws the curve.
pub(super) fn plot_ui(ui: &mut Ui, over: Over, points: &[CurvePoint], session: &Session) {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        parts::muted(ui, &over.nothing());
        return;
    };
    let size = vec2(ui.available_width(), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let area = Area {
        inner: Rect::from_min_max(rect.min + vec2(LEFT, 8.0), rect.max - vec2(12.0, BELOW)),
        from: first.number as f32,
        to: last.number as f32,
    };
    if ui.is_rect_visible(rect) {
        axes_ui(ui, &area, over, first.number, last.number);
        curve_ui(ui, &area, points);
    }
    response.widget_info(|| {
        let words = format!(
            "Accepted as they were, over {}: {:.0} % at {}, {:.0} % at {}",
            over.axis(),
            100.0 * share(first),
            first.number,
            100.0 * share(last),
            last.number
        );
        WidgetInfo::labeled(Role::Image, true, words)
    });
    let pointed = response.hover_pos().and_then(|at| area.nearest(points, at));
    if let Some(point) = pointed {
        pointer_ui(ui, &area, point);
        response.on_hover_text_at_pointer(in_words(over, point, session));
    }
}

/// Where the curve is drawn.
struct Area {
    inner: Rect,
    from: f32,
    to: f32,
}

impl Area {
    fn place(&self, point: &CurvePoint) -> Pos2 {
        let width = self.to - self.from;
        let along = if width > 0.0 {
            (point.number as f32 - self.from) / width
        } else {
            0.5
        };
        pos2(
            egui::lerp(self.inner.x_range(), along),
            egui::lerp(self.inner.bottom()..=self.inner.top(), share(point)),
        )
    }

    /// The point under which the pointer is, as far as left and right go.
    fn nearest<'p>(&self, points: &'p [CurvePoint], at: Pos2) -> Option<&'p CurvePoint> {
        let distance = |point: &CurvePoint| (self.place(point).x - at.x).abs();
        points
            .iter()
            .min_by(|one, other| distance(one).total_cmp(&distance(other)))
    }
}

fn axes_ui(ui: &Ui, area: &Area, over: Over, first: usize, last: usize) {
    let theme = theme::of(ui.ctx());
    let (painter, inner) = (ui.painter(), area.inner);
    let font = FontId::proportional(theme.sizes.tiny);
    let ink = theme.colours.muted;
    for percent in [0, 50, 100] {
        let y = egui::lerp(inner.bottom()..=inner.top(), percent as f32 / 100.0);
        let line = Stroke::new(1.0, theme.colours.line);
        painter.hline(inner.x_range(), y, line);
        let words = format!("{percent} %");
        let at = pos2(inner.left() - 6.0, y);
        painter.text(at, Align2::RIGHT_CENTER, words, font.clone(), ink);
    }
    let under = inner.bottom() + 4.0;
    let ends: &[(f32, Align2, usize)] = if first == last {
        &[(inner.center().x, Align2::CENTER_TOP, last)]
    } else {
        &[
            (inner.left(), Align2::LEFT_TOP, first),
            (inner.right(), Align2::RIGHT_TOP, last),
        ]
    };
    for (x, align, number) in ends {
        painter.text(pos2(*x, under), *align, number, font.clone(), ink);
    }
    let at = pos2(inner.center().x, under + 13.0);
    painter.text(at, Align2::CENTER_TOP, over.axis(), font, ink);
}

fn curve_ui(ui: &Ui, area: &Area, points: &[CurvePoint]) {
    let theme = theme::of(ui.ctx());
    let (painter, ink) = (ui.painter(), theme.colours.accent);
    let places: Vec<Pos2> = points.iter().map(|point| area.place(point)).collect();
    painter.add(Shape::line(places.clone(), Stroke::new(1.8, ink)));
    let shown = if places.len() <= MOST_DOTS {
        &places[..]
    } else {
        places.get(places.len() - 1..).unwrap_or_default()
    };
    for place in shown {
        painter.circle_filled(*place, 2.6, ink);
    }
    let (Some(last), Some(place)) = (points.last(), places.last()) else {
        return;
    };
    // Where the curve has most room.
    let is_high = place.y < area.inner.center().y;
    let (align, by) = if is_high {
        (Align2::RIGHT_TOP, 12.0)
    } else {
        (Align2::RIGHT_BOTTOM, -12.0)
    };
    let words = format!("{:.0} %", 100.0 * share(last));
    let font = FontId::new(theme.sizes.small, theme::semibold());
    let text = theme.colours.text;
    painter.text(*place + vec2(4.0, by), align, words, font, text);
}

fn pointer_ui(ui: &Ui, area: &Area, point: &CurvePoint) {
    let theme = theme::of(ui.ctx());
    let place = area.place(point);
    let line = Stroke::new(1.0, theme.colours.control);
    ui.painter().vline(place.x, area.inner.y_range(), line);
    ui.painter().circle(
        place,
        4.0,
        theme.colours.paper,
        Stroke::new(1.8, theme.colours.accent),
    );
}

fn in_words(over: Over, point: &CurvePoint, session: &Session) -> String {
    let (accepted, share) = (point.accepted, 100.0 * share(point));
    match over {
        Over::Decisions => format!(
            "Up to decision {}: {share:.0} %, {} of the last {}",
            point.number, accepted.accepted, accepted.decided
        ),
        Over::Documents => {
            let document = session.project().documents.get(point.document as usize);
            let title = document.map_or("", |document| document.title());
            format!(
                "{}. {title}\n{share:.0} %, {} of {}",
                point.number, accepted.accepted, accepted.decided
            )
        }
    }
}
