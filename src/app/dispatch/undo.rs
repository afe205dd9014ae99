//! Undo and redo: what a step was comes into sight before and after it is taken back.

use crate::app::history::Step;
use crate::app::selection::{Focus, Selected};
use crate::app::session::Session;
use crate::model::{Annotation, Change, DocumentId, Edit};
use crate::text::Span;

impl Session {
    /// A step of another document is not taken back unseen: the first press shows where it was, the second takes it back.
    pub(super) fn undo(&mut self) {
        let Some(step) = self.history.undoable().cloned() else {
            return self.notices.info("Nothing to undo");
        };
        let is_of_other_layer = self.is_of_other_layer(&step.edit);
        let is_elsewhere = self.shows_elsewhere(step.document.as_ref()) || is_of_other_layer;
        if is_elsewhere && !self.undo_asked {
            self.show_place_of(&step);
            let place = if is_of_other_layer {
                "layer"
            } else {
                "document"
            };
            self.notices.info(format!(
                "The last step was in this {place}: “{}”. Undo again to take it back.",
                step.edit.label
            ));
            self.undo_asked = true;
            return;
        }
        if self.apply(&step.edit.inverse()) {
            self.history.step_back();
            self.show(step.document.as_ref(), &step.selected_before, &step.edit);
            self.notices.info(format!("Undone: {}", step.edit.label));
        }
    }

    pub(super) fn redo(&mut self) {
        let Some(step) = self.history.redoable().cloned() else {
            return self.notices.info("Nothing to redo");
        };
        if self.apply(&step.edit) {
            self.history.step_forward();
            self.show(step.document.as_ref(), &step.selected_after, &step.edit);
            self.notices
                .info(format!("Done again: {}", step.edit.label));
        }
    }

    /// Opens the layer and the document of a step.
    fn show_place_of(&mut self, step: &Step) {
        if self.is_of_other_layer(&step.edit)
            && let Some(layer) = step.edit.layer()
        {
            self.set_layer(layer);
        }
        if let Some(id) = &step.document
            && self.shows_elsewhere(Some(id))
        {
            self.open_document(id);
        }
    }

    pub(super) fn shows_elsewhere(&self, document: Option<&DocumentId>) -> bool {
        document.is_some_and(|id| {
            self.current.as_ref() != Some(id) && self.project.document(id).is_some()
        })
    }

    /// Opens `document`, selects `selected` if it is there, else what the edit touched.
    pub(super) fn show(&mut self, document: Option<&DocumentId>, selected: &Selected, edit: &Edit) {
        if self.is_of_other_layer(edit)
            && let Some(layer) = edit.layer()
        {
            self.set_layer(layer);
        }
        if let Some(id) = document
            && self.current.as_ref() != Some(id)
        {
            self.open_document(id);
        }
        self.focus = Focus::Article;
        self.selected = selected.clone();
        if self.selected_place().is_none() {
            self.selected = self.touched_by(edit);
        }
        self.reveal = self.selected_place();
    }

    /// Where the selected thing stands; a relation stands where it starts.
    fn selected_place(&self) -> Option<Span> {
        match &self.selected {
            Selected::Relation(id) => self.relation_span(id),
            _ => self.selected_span(),
        }
    }

    /// The first thing of an edit that is there now.
    pub(super) fn touched_by(&self, edit: &Edit) -> Selected {
        let there = edit.changes.iter().find_map(|change| match change {
            Change::Annotation { before, after, .. } => [before, after]
                .into_iter()
                .flatten()
                .find_map(|annotation| match &**annotation {
                    Annotation::Mention(mention) => self
                        .annotations()
                        .mention(&mention.id)
                        .map(|there| Selected::Mention(there.id.clone())),
                    Annotation::Event(event) => self
                        .annotations()
                        .event(&event.id)
                        .map(|there| Selected::Event(there.id.clone())),
                    Annotation::Relation(relation) => self
                        .annotations()
                        .relation(&relation.id)
                        .map(|there| Selected::Relation(there.id.clone())),
                    Annotation::Entity(_) | Annotation::Note(_) => None,
                }),
            Change::Decision { before, after, .. } => {
                let decision = before.as_ref().or(after.as_ref())?;
                self.suggestion(&decision.key)
                    .map(|there| Selected::Suggestion(there.key()))
            }
            _ => None,
        });
        there.unwrap_or_default()
    }
}
