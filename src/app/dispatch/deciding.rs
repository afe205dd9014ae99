//! Deciding about suggestions, one or many, and finishing documents.

use smol_str::SmolStr;
use std::sync::Arc;

use crate::app::decide;
use crate::app::propagate::Repeatable;
use crate::app::queue;
use crate::app::selection::{Focus, Selected};
use crate::app::session::Session;
use crate::model::layer::DocumentStatus;
use crate::model::suggestion::{Proposal, Suggestion, SuggestionKey};
use crate::model::{Annotation, AnnotationRef, Change, Edit, EntityMention};
use crate::text::Span;

impl Session {
    pub(super) fn accept(&mut self) {
        match self.focus {
            Focus::Propagation => return self.confirm_propagation(),
            Focus::Above(_) | Focus::Alike(_) => return self.confirm_bulk(),
            _ => {}
        }
        let Some(suggestion) = self.selected_suggestion().cloned() else {
            return self.go_to_suggestion(true);
        };
        let key = suggestion.key();
        let next = queue::next(self.queue(), Some(&key));
        let done = self.edit_here(|draft, session| {
            decide::accept(
                draft,
                session.deciding_schema(),
                &suggestion,
                session.open_suggestions(),
            );
            format!("Accept {}", session.say(&suggestion))
        });
        if done {
            self.remember_repeatable(&suggestion);
            self.go_on(next);
        }
    }

    /// Selects `next` if it is still open, else the first open suggestion after where one was.
    pub(in crate::app) fn go_on(&mut self, next: Option<SuggestionKey>) {
        let next = next.filter(|key| self.suggestion(key).is_some());
        if let Some(key) = next.or_else(|| self.key_beside(self.text_selection.caret, true)) {
            self.select_suggestion(key)
        } else {
            self.selected = Selected::Nothing;
            self.focus = Focus::Article;
        }
    }

    pub(super) fn reject(&mut self) {
        match self.selected.clone() {
            Selected::Suggestion(key) => self.reject_suggestion(&key),
            Selected::Mention(id) => self.delete(&AnnotationRef::Mention(id)),
            Selected::Event(id) => self.delete(&AnnotationRef::Event(id)),
            Selected::Relation(id) => self.delete(&AnnotationRef::Relation(id)),
            Selected::Nothing => self.notices.info("Nothing is selected"),
        }
    }

    pub(super) fn reject_suggestion(&mut self, key: &SuggestionKey) {
        let Some(suggestion) = self.suggestion(key).cloned() else {
            return;
        };
        let next = queue::next(self.queue(), Some(key));
        let done = self.edit_here(|draft, session| {
            decide::reject(draft, &suggestion);
            format!("Reject {}", session.say(&suggestion))
        });
        if done {
            let words = self.words_at(suggestion.span());
            self.repeatable = Some(Repeatable::Rejection {
                words,
                label: suggestion.label().clone(),
            });
            self.go_on(next);
        }
    }

    pub(super) fn delete(&mut self, reference: &AnnotationRef) {
        let what = match reference {
            AnnotationRef::Relation(id) => self
                .annotations()
                .relation(id)
                .map(|relation| format!("relation {}", relation.relation_type)),
            _ => self
                .selected_span()
                .map(|span| format!("“{}”", self.words_at(span))),
        };
        let what = what.unwrap_or_default();
        self.edit_here(|draft, _| {
            decide::delete(draft, reference);
            format!("Delete {what}")
        });
    }

    pub(super) fn delete_many(&mut self, references: &[AnnotationRef]) {
        self.edit_here(|draft, _| {
            for reference in references {
                decide::delete(draft, reference);
            }
            format!("Delete {} annotations", references.len())
        });
    }

    pub(super) fn relabel_many(&mut self, references: &[AnnotationRef], label: &SmolStr) {
        let schema = Arc::clone(self.deciding_schema());
        self.edit_here(|draft, _| {
            for reference in references {
                match draft.get(reference) {
                    Some(Annotation::Mention(mention)) => decide::correct_mention(
                        draft,
                        EntityMention {
                            label: label.clone(),
                            ..mention
                        },
                    ),
                    Some(Annotation::Event(mut event)) => {
                        decide::retype_event(&schema, &mut event, label);
                        decide::correct_event(draft, event);
                    }
                    _ => {}
                }
            }
            format!("Relabel {} as {label}", references.len())
        });
    }

    pub(super) fn revive(&mut self, key: &SuggestionKey) {
        self.edit_here(|draft, _| {
            decide::revive(draft, key);
            "Revive a suggestion".to_owned()
        });
    }

    /// Accepts `suggestions` as one step: mentions first, so that events find them.
    pub(super) fn accept_many(
        &mut self,
        suggestions: Vec<Suggestion>,
        label: &str,
        read: Option<Span>,
    ) {
        let schema = Arc::clone(self.deciding_schema());
        let label = label.to_owned();
        self.edit_here(|draft, session| {
            let open = session.open_suggestions();
            let (mentions, events): (Vec<_>, Vec<_>) = suggestions
                .iter()
                .partition(|suggestion| matches!(suggestion.proposal, Proposal::Mention(_)));
            for suggestion in mentions.into_iter().chain(events) {
                if draft.decision(&suggestion.key()).is_none() {
                    decide::accept(draft, &schema, suggestion, open);
                }
            }
            if let Some(span) = read {
                let mut checked = session
                    .layer()
                    .map(|layer| layer.checked.clone())
                    .unwrap_or_default();
                checked.add(span);
                draft.set_checked(checked);
            }
            label
        });
    }

    pub(super) fn accept_sentence(&mut self) {
        let Some(document) = self.document().cloned() else {
            return;
        };
        let Some(sentence) = document.segments().sentences.get(self.marker()).copied() else {
            return;
        };
        let sure: Vec<Suggestion> = self
            .shown_suggestions()
            .iter()
            .filter(|suggestion| {
                sentence.span.overlaps(suggestion.span()) && suggestion.score >= self.threshold
            })
            .cloned()
            .collect();
        self.accept_many(sure, "Accept the sentence", Some(sentence.span));
        if self.status_of(&document) != DocumentStatus::Done {
            self.read_on();
        }
    }

    /// Number of sentences outside boilerplate that nobody has read.
    pub fn num_unread(&self) -> usize {
        let Some(document) = self.document() else {
            return 0;
        };
        let checked = self
            .layer()
            .map(|layer| layer.checked.clone())
            .unwrap_or_default();
        let unread = |span: Span| !document.is_skipped(span) && !checked.covers(span);
        document
            .segments()
            .sentences
            .iter()
            .filter(|sentence| unread(sentence.span))
            .count()
    }

    /// Finishes at once when everything is read and decided, else asks in the bar.
    pub(super) fn ask_to_finish(&mut self) {
        let Some(document) = self.document() else {
            return;
        };
        if self.status_of(document) == DocumentStatus::Done {
            return self.go_to_next_unfinished();
        }
        // What waits in the drawer is left there without a question.
        let is_decided = self.shown_suggestions().is_empty() && self.num_hidden_here() == 0;
        if is_decided && self.num_unread() == 0 {
            return self.finish(Rest::Leave);
        }
        self.focus = Focus::Finish;
    }

    pub(super) fn finish(&mut self, rest: Rest) {
        let schema = Arc::clone(self.deciding_schema());
        let done = self.edit_here(|draft, session| {
            let open = session.open_suggestions();
            // What is hidden is neither accepted nor refused unseen.
            let shown = session.shown_suggestions();
            let sure = |suggestion: &&Suggestion| suggestion.score >= session.threshold;
            if rest == Rest::Accept {
                for suggestion in shown.iter().filter(sure) {
                    if draft.decision(&suggestion.key()).is_none() {
                        decide::accept(draft, &schema, suggestion, open);
                    }
                }
            }
            if rest != Rest::Leave {
                for suggestion in shown {
                    if draft.decision(&suggestion.key()).is_none() {
                        decide::reject(draft, suggestion);
                    }
                }
                let mut checked = session
                    .layer()
                    .map(|layer| layer.checked.clone())
                    .unwrap_or_default();
                checked.add(draft.document().text().span());
                draft.set_checked(checked);
            }
            draft.set_status(DocumentStatus::Done);
            "Finish document".to_owned()
        });
        self.focus = Focus::Article;
        if done {
            self.go_to_next_unfinished();
        }
    }

    pub(super) fn go_to_next_unfinished(&mut self) {
        match self.next_unfinished() {
            Some(id) => self.open_document(&id),
            None => self.notices.info("All documents are done"),
        }
    }

    pub(super) fn set_status(&mut self, status: DocumentStatus, label: &str) {
        let Some(document) = self.document().cloned() else {
            return;
        };
        let before = self.status_of(&document);
        if before == status {
            return;
        }
        let was_done = document
            .layer(&self.layer)
            .is_some_and(|layer| layer.was_done);
        let mut changes = Vec::new();
        if before == DocumentStatus::Done && !was_done {
            // That it was handed in once is remembered.
            changes.push(Change::WasDone {
                document: document.id.clone(),
                layer: self.layer.clone(),
                before: false,
                after: true,
            });
        }
        changes.push(Change::Status {
            document: document.id.clone(),
            layer: self.layer.clone(),
            before,
            after: status,
        });
        self.commit_changes(label, changes);
    }

    /// Leaves the document out; an empty reason says only that.
    pub(super) fn skip_document(&mut self, reason: &str) {
        self.focus = Focus::Article;
        let label = if reason.is_empty() {
            "Skip document".to_owned()
        } else {
            format!("Skip document: {reason}")
        };
        self.set_status(DocumentStatus::Skipped(reason.into()), &label);
        self.go_to_next_unfinished();
    }

    pub(super) fn remove_document(&mut self) {
        let Some(document) = self.document().cloned() else {
            return;
        };
        let Some(index) = self.project.index_of(&document.id) else {
            return;
        };
        let label = format!("Remove “{}”", document.title());
        self.commit_changes(
            &label,
            vec![Change::Document {
                index,
                before: Some(document),
                after: None,
            }],
        );
        let beside = self
            .project
            .documents
            .get(index)
            .or(self.project.documents.last())
            .map(|document| document.id.clone());
        if let Some(id) = beside {
            self.open_document(&id);
        }
    }

    /// Commits changes that need no draft.
    pub fn commit_changes(&mut self, label: &str, changes: Vec<Change>) -> bool {
        let author = self.author();
        self.commit(Edit {
            label: label.to_owned(),
            by: author.by,
            at: author.at,
            changes,
        })
    }
}

/// What happens to open suggestions when a document is finished.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    Accept,
    Reject,
    Leave,
}
