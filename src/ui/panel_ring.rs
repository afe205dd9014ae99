//! The way from panel to panel by F6: which panels are there, which one has the keyboard, and where in it the keyboard was last.
//!
//! ```text
//! menus → documents → article → inspector or learning → list → queue bar → status line → menus
//! ```
//!
//! Entering a panel gives the focus back to where it was there, else to its first control; a panel without controls takes the focus itself, with a
//! ring around it. Within a panel Tab is egui's own.

use std::collections::HashMap;

use egui::{Context, Id, Rect, Sense, Ui};

use super::theme;

/// A part of the window that the keyboard can be in, in the order of F6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum PanelKind {
    /// The bar at the top.
    Menus,
    /// The list of documents, or the strip that stands for it.
    Documents,
    /// The article.
    Article,
    /// The inspector or the event card, or the strip that stands for it.
    Inspector,
    /// The learning panel, where it stands in the inspector's place.
    Learning,
    /// The list below the article.
    List,
    /// The queue bar.
    QueueBar,
    /// The status line.
    StatusLine,
}

impl PanelKind {
    /// What a screen reader calls it.
    fn name(self) -> &'static str {
        match self {
            Self::Menus => "Menus",
            Self::Documents => "Documents panel",
            Self::Article => "Article",
            Self::Inspector => "Inspector panel",
            Self::Learning => "Learning panel",
            Self::List => "List panel",
            Self::QueueBar => "Queue bar",
            Self::StatusLine => "Status line",
        }
    }

    fn id(self) -> Id {
        Id::unique(("panel", self))
    }
}

/// All of them.
const PANELS: [PanelKind; 8] = [
    PanelKind::Menus,
    PanelKind::Documents,
    PanelKind::Article,
    PanelKind::Inspector,
    PanelKind::Learning,
    PanelKind::List,
    PanelKind::QueueBar,
    PanelKind::StatusLine,
];

/// The panels of this frame, and where the keyboard is.
#[derive(Default)]
pub(super) struct PanelRing {
    /// Panels that were drawn in this frame.
    drawn: Vec<(PanelKind, Rect)>,
    current: Option<PanelKind>,
    last_in: HashMap<PanelKind, Id>,
    /// The panel that was asked for, until the focus has come to it.
    wanted: Option<PanelKind>,
}

impl PanelRing {
    /// F6, or Shift+F6.
    pub(super) fn step(&mut self, forward: bool) {
        let mut there: Vec<PanelKind> = self.drawn.iter().map(|(kind, _)| *kind).collect();
        there.sort_unstable();
        let here = self.wanted.or(self.current).unwrap_or(PanelKind::Article);
        let place = there.iter().position(|kind| *kind == here).unwrap_or(0);
        let by = if forward { 1 } else { there.len().max(1) - 1 };
        self.wanted = there.get((place + by) % there.len().max(1)).copied();
    }

    /// Call before anything is drawn: moves the focus to where it was in the panel that was asked for, or ahead of its first control.
    pub(super) fn begin(&mut self, ctx: &Context, article: Id) {
        let Some(wanted) = self.wanted else {
            self.drawn.clear();
            return;
        };
        let rect = self.rect_of(wanted);
        let known = self.last_in.get(&wanted).copied().filter(|id| {
            let there = ctx.read_response(*id).map(|response| response.rect);
            there
                .zip(rect)
                .is_some_and(|(there, rect)| rect.contains(there.center()))
        });
        self.drawn.clear();
        if wanted == PanelKind::Article {
            ctx.memory_mut(|memory| memory.request_focus(article));
            self.wanted = None;
        } else if let Some(known) = known {
            ctx.memory_mut(|memory| memory.request_focus(known));
            self.wanted = None;
        } else {
            // The panel's own place takes the focus and hands it on to the first control that is drawn after it.
            ctx.memory_mut(|memory| {
                memory.request_focus(wanted.id());
                memory.move_focus(egui::FocusDirection::Next);
            });
        }
    }

    /// Notes where a panel is that takes the focus by itself.
    pub(super) fn seen(&mut self, kind: PanelKind, rect: Rect) {
        self.drawn.push((kind, rect));
    }

    /// Call first thing inside a panel.
    pub(super) fn panel_ui(&mut self, ui: &Ui, kind: PanelKind) {
        let rect = ui.max_rect();
        self.seen(kind, rect);
        let id = kind.id();
        let has_focus = ui.memory(|memory| memory.has_focus(id));
        if !has_focus {
            return;
        }
        let place = ui.interact(rect, id, Sense::focusable_noninteractive());
        place.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Pane, true, kind.name()));
        if place.has_focus() && self.wanted.is_none() {
            let theme = theme::of(ui.ctx());
            let stroke = egui::Stroke::new(theme.sizes.focus_ring, theme.colours.accent);
            let layer = egui::LayerId::new(egui::Order::Middle, id);
            let painter = ui.ctx().layer_painter(layer);
            painter.rect_stroke(rect.shrink(1.0), 4.0, stroke, egui::StrokeKind::Inside);
        }
    }

    /// Call when everything is drawn: notes where the focus is, and gives it to the panel itself where no control took it.
    pub(super) fn end(&mut self, ctx: &Context, article: Id) {
        if ctx.memory(|memory| memory.top_modal_layer().is_some()) {
            return;
        }
        let focused = ctx.memory(egui::Memory::focused);
        let here = focused.and_then(|id| {
            if id == article {
                return Some(PanelKind::Article);
            }
            let centre = ctx.read_response(id)?.rect.center();
            let inside = self.drawn.iter().find(|(_, rect)| rect.contains(centre));
            inside.map(|(kind, _)| *kind)
        });
        if let Some(wanted) = self.wanted.take() {
            if here != Some(wanted) {
                ctx.memory_mut(|memory| memory.request_focus(wanted.id()));
                ctx.request_repaint();
            }
            self.current = Some(wanted);
            return;
        }
        if let (Some(here), Some(id)) = (here, focused) {
            self.current = Some(here);
            if id != here.id() {
                self.last_in.insert(here, id);
            }
        }
    }

    /// A ring around what has the keyboard, whatever it is: many controls show that too faintly. The article and text fields show it themselves.
    pub(super) fn paint_focus(ctx: &Context, article: Id) {
        let focused = ctx.memory(egui::Memory::focused);
        let Some(id) = focused.filter(|id| *id != article) else {
            return;
        };
        if ctx.text_edit_focused() || PANELS.iter().any(|kind| kind.id() == id) {
            return;
        }
        let Some(response) = ctx.read_response(id) else {
            return;
        };
        let rect = response.interact_rect;
        if rect.is_positive() {
            let theme = theme::of(ctx);
            let stroke = egui::Stroke::new(1.5, theme.colours.accent);
            let painter = ctx.layer_painter(response.layer_id);
            painter.rect_stroke(rect.expand(1.0), 5.0, stroke, egui::StrokeKind::Middle);
        }
    }

    fn rect_of(&self, kind: PanelKind) -> Option<Rect> {
        let mut drawn = self.drawn.iter();
        drawn
            .find(|(known, _)| *known == kind)
            .map(|(_, rect)| *rect)
    }
}
