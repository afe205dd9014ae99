//! One correction serves everywhere: previewing and applying a decision to all its matches.

use smol_str::SmolStr;
use std::sync::Arc;

use super::labelling::guess_level;
use crate::app::decide;
use crate::app::draft::Draft;
use crate::app::propagate;
use crate::app::propagate::{Hit, Repeatable};
use crate::app::selection::Focus;
use crate::app::session::{Propagation, Session};
use crate::model::layer::DocumentStatus;
use crate::model::suggestion::{Proposal, Suggestion};
use crate::model::{Annotations, Document, Extent, Level, Schema};
use crate::text::Span;

impl Session {
    pub(super) fn remember_repeatable(&mut self, suggestion: &Suggestion) {
        let words = self.words_at(suggestion.span());
        self.repeatable = Some(match &suggestion.proposal {
            Proposal::Mention(mention) => Repeatable::Mention {
                words,
                label: mention.label.clone(),
                level: mention.level,
            },
            Proposal::Event(event) => Repeatable::Trigger {
                words,
                event_type: event.event_type.clone(),
            },
        });
    }

    /// With a suggestion selected, A means its acceptance for all; otherwise it repeats the last decision.
    pub(super) fn preview_same(&mut self, whole_project: bool) {
        if let Some(suggestion) = self.selected_suggestion().cloned() {
            self.remember_repeatable(&suggestion);
        } else if let Some(mention) = self.selected_mention().cloned() {
            let words = self.words_at(mention.extent.envelope());
            self.repeatable = Some(Repeatable::Mention {
                words,
                label: mention.label,
                level: mention.level,
            });
        } else if let Some(event) = self.selected_event().cloned() {
            let words = self.words_at(event.trigger.envelope());
            self.repeatable = Some(Repeatable::Trigger {
                words,
                event_type: event.event_type,
            });
        }
        let Some(what) = self.repeatable.clone() else {
            return self
                .notices
                .info("Decide about something first; then A does the same everywhere");
        };
        let documents: Vec<Arc<Document>> = if whole_project {
            self.project.documents.clone()
        } else {
            self.document().cloned().into_iter().collect()
        };
        let mut hits = Vec::new();
        for document in &documents {
            let is_let = self.project.settings.lets_propagate(document, &self.layer);
            if !is_let || self.status_of(document) == DocumentStatus::Done {
                continue;
            }
            let empty = Annotations::default();
            let annotations = document
                .layer(&self.layer)
                .map_or(&empty, |layer| &layer.annotations);
            hits.extend(propagate::hits(
                &what,
                document,
                annotations,
                self.open_suggestions_of(document),
                None,
            ));
        }
        if hits.is_empty() {
            return self
                .notices
                .info(format!("No other “{}” to decide about", what.words()));
        }
        self.preview(what, hits, whole_project);
    }

    /// Opens the preview of `hits`.
    pub(in crate::app) fn preview(
        &mut self,
        what: Repeatable,
        hits: Vec<Hit>,
        whole_project: bool,
    ) {
        self.propagation = Some(Propagation {
            what,
            hits,
            whole_project,
            cursor: 0,
        });
        self.focus = Focus::Propagation;
    }

    pub(super) fn toggle_hit(&mut self, index: usize) {
        if let Some(hit) = self
            .propagation
            .as_mut()
            .and_then(|propagation| propagation.hits.get_mut(index))
        {
            hit.ticked = !hit.ticked;
        }
    }

    pub(super) fn toggle_this_hit(&mut self) {
        if let Some(cursor) = self.propagation.as_ref().map(|preview| preview.cursor) {
            self.toggle_hit(cursor);
        }
    }

    pub(super) fn tick_hits(&mut self, on: bool) {
        for hit in self
            .propagation
            .iter_mut()
            .flat_map(|preview| &mut preview.hits)
        {
            hit.ticked = on;
        }
    }

    /// Moves the cursor of the preview and shows the hit there in its article, which may be another document's.
    pub(super) fn move_hit(&mut self, by: isize) {
        let Some(mut preview) = self.propagation.take() else {
            return;
        };
        let last = preview.hits.len().saturating_sub(1);
        preview.cursor = preview.cursor.saturating_add_signed(by).min(last);
        if let Some(hit) = preview.hits.get(preview.cursor).cloned() {
            self.go_to(&hit.document, hit.span);
        }
        self.propagation = Some(preview);
        self.focus = Focus::Propagation;
    }

    /// Applies the ticked hits of the preview, in all documents, as one step.
    pub(super) fn confirm_propagation(&mut self) {
        let Some(propagation) = self.propagation.take() else {
            return;
        };
        self.focus = Focus::Article;
        let schema = Arc::clone(self.deciding_schema());
        let mut changes = Vec::new();
        let mut num_hits = 0;
        for document in &self.project.documents.clone() {
            let mut draft = Draft::new(document, &self.layer, self.author());
            let open = self.open_suggestions_of(document);
            for hit in propagation
                .hits
                .iter()
                .filter(|hit| hit.ticked && hit.document == document.id)
            {
                num_hits += 1;
                let suggestion = hit
                    .suggestion
                    .as_ref()
                    .and_then(|key| open.iter().find(|known| known.key() == *key));
                match (&propagation.what, suggestion) {
                    (Repeatable::Rejection { .. }, Some(suggestion)) => {
                        decide::reject(&mut draft, suggestion);
                    }
                    (Repeatable::Rejection { .. }, None) => {}
                    (_, Some(suggestion)) => {
                        decide::accept(&mut draft, &schema, suggestion, open);
                    }
                    (Repeatable::Mention { label, level, .. }, None) => {
                        relabel_or_add(&mut draft, open, hit.span, label, *level);
                    }
                    (Repeatable::Trigger { event_type, .. }, None) => {
                        decide::add_event(&mut draft, hit.span, event_type.clone());
                    }
                    (
                        Repeatable::Found {
                            label,
                            is_event: true,
                            ..
                        },
                        None,
                    ) => {
                        retype_or_add(&mut draft, &schema, open, hit.span, label);
                    }
                    (Repeatable::Found { label, .. }, None) => {
                        let level = guess_level(document.text().slice(hit.span));
                        relabel_or_add(&mut draft, open, hit.span, label, level);
                    }
                }
            }
            changes.extend(
                draft
                    .finish("")
                    .map(|edit| edit.changes)
                    .unwrap_or_default(),
            );
        }
        if changes.is_empty() {
            return;
        }
        let what = &propagation.what;
        let verb = if matches!(what, Repeatable::Rejection { .. }) {
            "Reject"
        } else {
            "Label"
        };
        self.commit_changes(
            &format!("{verb} {num_hits} × “{}” {}", what.words(), what.label()),
            changes,
        );
        self.go_on(None);
    }
}

/// Makes the event at `span` one of `event_type`: by retyping it, by correcting the suggestion there, or from nothing.
fn retype_or_add(
    draft: &mut Draft<'_>,
    schema: &Schema,
    open: &[Suggestion],
    span: Span,
    event_type: &SmolStr,
) {
    let there = open.iter().find(|suggestion| {
        suggestion.span() == span && matches!(suggestion.proposal, Proposal::Event(_))
    });
    if let Some(mut event) = draft.event_at(span, None) {
        decide::retype_event(schema, &mut event, event_type);
        decide::correct_event(draft, event);
    } else if let Some(suggestion) = there {
        decide::accept_event_changed(draft, schema, suggestion, open, |event| {
            decide::retype_event(schema, event, event_type);
        });
    } else {
        decide::add_event(draft, span, event_type.clone());
    }
}

/// Makes the mention at `span` one of `label`: by correcting the suggestion there, or from nothing.
fn relabel_or_add(
    draft: &mut Draft<'_>,
    open: &[Suggestion],
    span: Span,
    label: &SmolStr,
    level: Level,
) {
    let there = open.iter().find(|suggestion| {
        suggestion.span() == span && matches!(suggestion.proposal, Proposal::Mention(_))
    });
    if let Some(mut mention) = draft.mention_at(span, None) {
        mention.label = label.clone();
        mention.level = level;
        decide::correct_mention(draft, mention);
    } else if let Some(suggestion) = there {
        decide::accept_mention_changed(draft, suggestion, |mention| {
            mention.label = label.clone();
            mention.level = level;
        });
    } else {
        decide::add_mention(draft, Extent::new(span), label.clone(), level);
    }
}
