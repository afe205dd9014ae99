//! What screen readers are told: each mark in sight by its words, label and state; each paragraph by its text.

use egui::accesskit::{Action, Node, Rect as NodeRect, Role};
use egui::{Id, Rect, Sense, Ui, pos2};

use super::input::{ArticleEvent, ArticleResponse};
use super::model::{ArticleModel, Mark, MarkKey, MarkState};
use super::view::ArticleView;
use crate::text::Text;

/// A mark in words: "Aleppo, GPE, suggested".
pub fn mark_name(mark: &Mark, text: &Text) -> String {
    let state = match mark.state {
        MarkState::Suggested => "suggested",
        MarkState::Accepted => "accepted",
        MarkState::Beside => "in the layer beside",
    };
    let words = mark.extent.text_in(text).replace('\n', " ");
    format!("{words}, {}, {state}", mark.label)
}

impl ArticleView {
    /// Id under which a mark is known to screen readers and tests.
    pub fn mark_id(&self, key: MarkKey) -> Id {
        self.id.with(("mark", key.0))
    }

    /// Names what is in sight.
    pub(super) fn publish_names(&self, ui: &Ui, model: &ArticleModel) {
        let ctx = ui.ctx();
        let told = ctx.accesskit_node_builder(self.id, |node| {
            node.set_role(Role::Article);
            node.set_label("Article");
            set_bounds(node, self.rect);
        });
        if told.is_none() {
            return; // nobody listens
        }
        for visible in &self.visible {
            let Some(laid) = self.laid(visible.paragraph) else {
                continue;
            };
            let id = self.id.with(("paragraph", visible.paragraph));
            let area = Rect::from_min_size(
                pos2(self.left, visible.top),
                egui::vec2(self.width, laid.height),
            );
            ui.interact(area, id, Sense::hover());
            ctx.accesskit_node_builder(id, |node| {
                node.set_role(Role::Label);
                node.set_value(model.text().slice(laid.span));
                set_bounds(node, area);
            });
            let to_screen = egui::vec2(self.left, visible.top);
            for label in laid.labels.iter().filter(|label| label.is_first) {
                let Some(mark) = model.mark_in(visible.paragraph, label.slot) else {
                    continue;
                };
                let id = self.mark_id(mark.key);
                let area = label.rect.translate(to_screen);
                ui.interact(area, id, Sense::hover());
                ctx.accesskit_node_builder(id, |node| {
                    node.set_role(Role::Button);
                    node.set_label(mark_name(mark, model.text()));
                    node.add_action(Action::Click);
                    node.add_action(Action::ScrollIntoView);
                    node.set_selected(model.current == Some(mark.key));
                    if let Some(score) = mark.score {
                        node.set_description(format!("score {score:.2}"));
                    }
                    // Its label, which belongs to no other mark: a click in the middle of it means this one.
                    set_bounds(node, area);
                });
            }
        }
    }

    /// Clicks that come from screen readers.
    pub(super) fn read_spoken_clicks(
        &self,
        ui: &Ui,
        model: &ArticleModel,
        answer: &mut ArticleResponse,
    ) {
        let has_requests = ui.input(|input| {
            input
                .events
                .iter()
                .any(|event| matches!(event, egui::Event::AccessKitActionRequest(_)))
        });
        if !has_requests {
            return;
        }
        for visible in &self.visible {
            for mark in model.marks_in(visible.paragraph) {
                let id = self.mark_id(mark.key);
                if ui.input(|input| input.has_accesskit_action_request(id, Action::Click)) {
                    answer.events.push(ArticleEvent::MarkClicked {
                        key: mark.key,
                        under: vec![mark.key],
                    });
                }
            }
        }
    }
}

fn set_bounds(node: &mut Node, rect: Rect) {
    node.set_bounds(NodeRect {
        x0: rect.min.x.into(),
        y0: rect.min.y.into(),
        x1: rect.max.x.into(),
        y1: rect.max.y.into(),
    });
}
