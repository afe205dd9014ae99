//! What the pointer does: select, click, drag a mark's end, draw a link.

use egui::{Modifiers, Pos2, Ui};

use super::hit::{Hit, Part};
use super::model::{ArcEnd, ArticleModel, MarkKey, MarkKind};
use super::snap::{Unit, snap};
use super::view::ArticleView;
use crate::text::Span;
use crate::ui::theme::Theme;

/// What the person did in the article.
#[derive(Clone, Debug, PartialEq)]
pub enum ArticleEvent {
    /// Clicked a mark: on its words, underline or label.
    MarkClicked {
        /// The mark: the innermost one under the pointer.
        key: MarkKey,
        /// All marks under the pointer, the innermost first.
        under: Vec<MarkKey>,
    },
    /// Clicked a mark with Ctrl held down (Cmd on a Mac), or with the middle button: it is wrong.
    MarkRefused {
        /// The mark: the innermost one under the pointer.
        key: MarkKey,
    },
    /// Double-clicked a mark's label or underline. (On its words, a double click selects the token.)
    MarkDoubleClicked {
        /// The mark.
        key: MarkKey,
    },
    /// Clicked text without marks.
    CaretPlaced {
        /// Where.
        byte: u32,
    },
    /// Selected text by dragging, double click, triple click or Shift and click.
    Selected {
        /// The selection, whole tokens unless Alt was held.
        span: Span,
        /// The end that moves: where the caret is.
        caret: u32,
        /// Whether the button was let go.
        is_done: bool,
    },
    /// Dragged an end of the current mark; comes once, when the button is let go.
    MarkResized {
        /// The mark.
        key: MarkKey,
        /// Which of its fragments.
        fragment: usize,
        /// The fragment's new span, never empty.
        span: Span,
    },
    /// Drew a line from a trigger's label or knob to a mark or to text.
    Linked {
        /// The trigger's mark.
        from: MarkKey,
        /// Where the line ends.
        to: ArcEnd,
    },
    /// Clicked with the secondary button.
    ContextMenu {
        /// The innermost mark under the pointer.
        mark: Option<MarkKey>,
        /// Where in the text.
        byte: u32,
        /// Where on the screen.
        pos: Pos2,
    },
}

/// What came of a frame.
pub struct ArticleResponse {
    /// The widget's own response: focus, context menu, hover.
    pub response: egui::Response,
    /// What the person did, in order.
    pub events: Vec<ArticleEvent>,
    /// The innermost mark under the pointer.
    pub hovered: Option<MarkKey>,
    /// The nearest place in the text under the pointer.
    pub hovered_byte: Option<u32>,
}

/// What is being dragged.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Drag {
    /// Text from an anchor.
    Select { anchor: u32 },
    /// An end of a mark.
    Resize {
        key: MarkKey,
        fragment: usize,
        fixed: u32,
        span: Span,
    },
    /// A link from a trigger.
    Link {
        from: MarkKey,
        to: Option<ArcEnd>,
        pos: Pos2,
    },
    /// The scrollbar: from its top to where it was taken.
    Scrollbar { grip: f32 },
}

impl ArticleView {
    pub(super) fn interact(
        &mut self,
        ui: &Ui,
        model: &ArticleModel,
        theme: &Theme,
        response: egui::Response,
    ) -> ArticleResponse {
        let hover = response.hover_pos();
        let remembered = ui.ctx().data(|data| data.get_temp::<MarkKey>(self.id));
        let hit = hover.and_then(|pos| self.hit(model, &theme.sizes, pos, remembered));
        let mut answer = ArticleResponse {
            hovered: hit.as_ref().and_then(|hit| hit.marks.first().copied()),
            hovered_byte: hit.as_ref().map(|hit| hit.byte),
            events: Vec::new(),
            response,
        };
        ui.ctx().data_mut(|data| match answer.hovered {
            Some(key) => {
                data.insert_temp(self.id, key);
            }
            None => data.remove::<MarkKey>(self.id),
        });
        self.start_drag(ui, model, theme, &answer.response, remembered);
        self.keep_dragging(ui, model, theme, &mut answer);
        if self.drag.is_none() {
            self.read_clicks(ui, model, theme, &mut answer, remembered);
        }
        self.choose_cursor(ui, hit.as_ref(), hover);
        answer
    }

    fn start_drag(
        &mut self,
        ui: &Ui,
        model: &ArticleModel,
        theme: &Theme,
        response: &egui::Response,
        hovered: Option<MarkKey>,
    ) {
        if !response.drag_started_by(egui::PointerButton::Primary) {
            return;
        }
        response.request_focus();
        let Some(origin) = ui.input(|input| input.pointer.press_origin()) else {
            return;
        };
        if self.scrollbar_track(theme).contains(origin) {
            let thumb = self.scrollbar_thumb(theme);
            let grip = if thumb.y_range().contains(origin.y) {
                origin.y - thumb.top()
            } else {
                thumb.height() / 2.0
            };
            self.drag = Some(Drag::Scrollbar { grip });
            return;
        }
        let Some(hit) = self.hit(model, &theme.sizes, origin, hovered) else {
            return;
        };
        self.drag = Some(drag_from(&hit, model, origin));
    }

    fn keep_dragging(
        &mut self,
        ui: &Ui,
        model: &ArticleModel,
        theme: &Theme,
        answer: &mut ArticleResponse,
    ) {
        let Some(drag) = self.drag.clone() else {
            return;
        };
        let is_done = !answer.response.dragged_by(egui::PointerButton::Primary);
        // A pointer that left the window still ends its drag where it was last seen.
        if let Some(pos) = ui.input(|input| input.pointer.interact_pos()) {
            self.pointer = pos;
        }
        let pos = self.pointer;
        let unit = if ui.input(|input| input.modifiers.alt) {
            Unit::Grapheme
        } else {
            Unit::Token
        };
        let inside = self.rect.shrink(1.0).clamp(pos);
        let hit = self.hit(model, &theme.sizes, inside, None);
        match (drag, hit) {
            (Drag::Scrollbar { grip }, _) => self.drag_scrollbar(theme, pos.y - grip),
            (Drag::Select { anchor }, Some(hit)) => {
                self.scroll_at_edges(ui, pos);
                let swept = Span::new(anchor.min(hit.byte), anchor.max(hit.byte));
                if !swept.is_empty() {
                    let span = snap(model.text(), model.segments(), swept, unit);
                    let caret = if hit.byte < anchor {
                        span.start
                    } else {
                        span.end
                    };
                    answer.events.push(ArticleEvent::Selected {
                        span,
                        caret,
                        is_done,
                    });
                }
            }
            (
                Drag::Resize {
                    key,
                    fragment,
                    fixed,
                    span,
                },
                Some(hit),
            ) => {
                self.scroll_at_edges(ui, pos);
                let swept = Span::new(fixed.min(hit.byte), fixed.max(hit.byte));
                let snapped = snap(model.text(), model.segments(), swept, unit);
                let new = if swept.is_empty() || snapped.is_empty() {
                    span
                } else {
                    snapped
                };
                self.drag = Some(Drag::Resize {
                    key,
                    fragment,
                    fixed,
                    span: new,
                });
                if is_done {
                    answer.events.push(ArticleEvent::MarkResized {
                        key,
                        fragment,
                        span: new,
                    });
                }
            }
            (Drag::Link { from, .. }, Some(hit)) => {
                self.scroll_at_edges(ui, pos);
                let to = link_target(&hit, model, from, unit);
                self.drag = Some(Drag::Link {
                    from,
                    to: to.clone(),
                    pos,
                });
                if let Some(to) = to.filter(|_| is_done) {
                    answer.events.push(ArticleEvent::Linked { from, to });
                }
            }
            (Drag::Select { .. } | Drag::Resize { .. } | Drag::Link { .. }, None) => {}
        }
        if is_done {
            self.drag = None;
        }
    }

    /// Scrolls on while a drag is held at or beyond the upper or lower edge.
    fn scroll_at_edges(&mut self, ui: &Ui, pos: Pos2) {
        let over = (self.rect.top() + 16.0 - pos.y).max(0.0)
            - (pos.y - self.rect.bottom() + 16.0).max(0.0);
        if over != 0.0 {
            self.moved = true;
            let seconds = ui.input(|input| input.stable_dt).min(0.05);
            self.anchor.offset -= over.clamp(-80.0, 80.0) * 12.0 * seconds;
            ui.ctx().request_repaint();
        }
    }

    fn read_clicks(
        &mut self,
        ui: &Ui,
        model: &ArticleModel,
        theme: &Theme,
        answer: &mut ArticleResponse,
        hovered: Option<MarkKey>,
    ) {
        let response = &answer.response;
        let Some(pos) = response.interact_pointer_pos() else {
            return;
        };
        if self.scrollbar_track(theme).contains(pos) {
            if response.clicked() {
                let half = self.scrollbar_thumb(theme).height() / 2.0;
                self.drag_scrollbar(theme, pos.y - half);
            }
            return;
        }
        let Some(hit) = self.hit(model, &theme.sizes, pos, hovered) else {
            return;
        };
        let modifiers = ui.input(|input| input.modifiers);
        if response.secondary_clicked() {
            let mark = hit.marks.first().copied();
            answer.events.push(ArticleEvent::ContextMenu {
                mark,
                byte: hit.byte,
                pos,
            });
        } else if response.middle_clicked() {
            let refused = hit.marks.first();
            let refused = refused.map(|key| ArticleEvent::MarkRefused { key: *key });
            answer.events.extend(refused);
        } else if response.triple_clicked() {
            answer
                .events
                .extend(select_unit(&hit, model, Unit::Sentence));
        } else if response.double_clicked() {
            answer.events.extend(double_click(&hit, model, modifiers));
        } else if response.clicked() {
            response.request_focus();
            answer.events.push(click(hit, model, modifiers));
        }
    }

    fn choose_cursor(&self, ui: &Ui, hit: Option<&Hit>, hover: Option<Pos2>) {
        let icon = match (&self.drag, hit.map(|hit| hit.part)) {
            (Some(Drag::Resize { .. }), _) | (None, Some(Part::End { .. })) => {
                egui::CursorIcon::ResizeHorizontal
            }
            (Some(Drag::Link { .. }), _) | (None, Some(Part::Knob(_))) => {
                egui::CursorIcon::Crosshair
            }
            (Some(Drag::Scrollbar { .. }), _) => egui::CursorIcon::Default,
            (Some(Drag::Select { .. }), _) | (None, Some(Part::Text)) => egui::CursorIcon::Text,
            (None, Some(Part::Label(_) | Part::Line(_))) => egui::CursorIcon::PointingHand,
            (None, Some(Part::Blank) | None) => return,
        };
        if hover.is_some() || self.drag.is_some() {
            ui.ctx().set_cursor_icon(icon);
        }
    }
}

/// What a drag that begins here does: links start from a trigger's label or knob only, ends belong to the current mark, anything else selects.
fn drag_from(hit: &Hit, model: &ArticleModel, pos: Pos2) -> Drag {
    let is_trigger = |key| {
        model
            .mark(key)
            .is_some_and(|mark| mark.kind == MarkKind::Trigger)
    };
    match hit.part {
        Part::Knob(key) | Part::Label(key) if is_trigger(key) => Drag::Link {
            from: key,
            to: None,
            pos,
        },
        Part::End {
            key,
            fragment,
            is_start,
        } => {
            let span = model
                .mark(key)
                .and_then(|mark| mark.extent.fragments().get(fragment).copied());
            match span {
                Some(span) => Drag::Resize {
                    key,
                    fragment,
                    fixed: if is_start { span.end } else { span.start },
                    span,
                },
                None => Drag::Select { anchor: hit.byte },
            }
        }
        Part::Knob(_) | Part::Label(_) | Part::Line(_) | Part::Text | Part::Blank => {
            Drag::Select { anchor: hit.byte }
        }
    }
}

fn link_target(hit: &Hit, model: &ArticleModel, from: MarkKey, unit: Unit) -> Option<ArcEnd> {
    if let Some(key) = hit.marks.iter().find(|key| **key != from) {
        return Some(ArcEnd::Mark(*key));
    }
    if hit.marks.contains(&from) {
        return None;
    }
    let span = snap(model.text(), model.segments(), hit.grapheme?, unit);
    (!span.is_empty()).then_some(ArcEnd::Span(span))
}

fn click(hit: Hit, model: &ArticleModel, modifiers: Modifiers) -> ArticleEvent {
    if modifiers.shift {
        let anchor = match (model.selection, model.caret) {
            (Some(selection), Some(caret)) if caret == selection.start => selection.end,
            (Some(selection), _) => selection.start,
            (None, Some(caret)) => caret,
            (None, None) => hit.byte,
        };
        let swept = Span::new(anchor.min(hit.byte), anchor.max(hit.byte));
        let unit = if modifiers.alt {
            Unit::Grapheme
        } else {
            Unit::Token
        };
        let span = snap(model.text(), model.segments(), swept, unit);
        let caret = if hit.byte < anchor {
            span.start
        } else {
            span.end
        };
        return ArticleEvent::Selected {
            span,
            caret,
            is_done: true,
        };
    }
    match hit.marks.first() {
        Some(key) if modifiers.command => ArticleEvent::MarkRefused { key: *key },
        Some(key) => ArticleEvent::MarkClicked {
            key: *key,
            under: hit.marks.clone(),
        },
        None => ArticleEvent::CaretPlaced { byte: hit.byte },
    }
}

fn double_click(hit: &Hit, model: &ArticleModel, modifiers: Modifiers) -> Option<ArticleEvent> {
    match hit.part {
        Part::Label(key) | Part::Line(key) | Part::Knob(key) => {
            Some(ArticleEvent::MarkDoubleClicked { key })
        }
        Part::Text | Part::End { .. } => {
            let unit = if modifiers.alt {
                Unit::Grapheme
            } else {
                Unit::Token
            };
            select_unit(hit, model, unit)
        }
        Part::Blank => None,
    }
}

fn select_unit(hit: &Hit, model: &ArticleModel, unit: Unit) -> Option<ArticleEvent> {
    let span = snap(model.text(), model.segments(), hit.grapheme?, unit);
    (!span.is_empty()).then_some(ArticleEvent::Selected {
        span,
        caret: span.end,
        is_done: true,
    })
}
