//! The scrollbar: where its thumb stands, dragging it, its picture.

use egui::{CornerRadius, Rect, Ui, pos2, vec2};

use super::input::Drag;
use super::paint::Picture;
use super::view::ArticleView;
use crate::ui::theme::{self, Theme};

impl ArticleView {
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

    pub(super) fn paint_scrollbar(&self, picture: &Picture<'_>, ui: &Ui) {
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
