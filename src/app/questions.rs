//! Open questions: notes that ask for an answer, over all documents; and why documents were left out.

use std::collections::HashMap;

use super::draft::Draft;
use super::session::Session;
use crate::model::{
    Annotation, AnnotationRef, Annotations, DocumentId, DocumentStatus, Moment, Note, NoteId,
    NoteTarget,
};
use crate::text::Span;

/// Reasons to leave a document out, to begin with.
const REASONS: [&str; 5] = [
    "off topic",
    "no news",
    "duplicate",
    "wrong language",
    "text is damaged",
];

/// So many reasons are offered.
const MAX_REASONS: usize = 8;

/// A note as it is listed: where it is and what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedNote {
    /// Its document.
    pub document: DocumentId,
    /// Which note.
    pub id: NoteId,
    /// The text it is about; `None` for a note on the document.
    pub span: Option<Span>,
    /// What it says.
    pub text: Box<str>,
    /// Whether it asks for an answer.
    pub open: bool,
    /// Who wrote it.
    pub by: smol_str::SmolStr,
    /// When.
    pub at: Moment,
}

impl Session {
    /// Notes of all documents in the layer that is worked on, in the order of the project and of the text: open questions, or all.
    pub fn listed_notes(&self, only_open: bool) -> Vec<ListedNote> {
        let mut listed = Vec::new();
        for document in &self.project.documents {
            let Some(layer) = document.layer(&self.layer) else {
                continue;
            };
            let first = listed.len();
            let notes = layer.annotations.notes().iter();
            listed.extend(
                notes
                    .filter(|note| note.open || !only_open)
                    .map(|note| ListedNote {
                        document: document.id.clone(),
                        id: note.id.clone(),
                        span: place_of(&note.on, &layer.annotations),
                        text: note.text.clone(),
                        open: note.open,
                        by: note.origin.by.clone(),
                        at: note.origin.at,
                    }),
            );
            if let Some(here) = listed.get_mut(first..) {
                here.sort_by_key(|note| note.span);
            }
        }
        listed
    }

    /// Open questions of a document in the layer that is worked on.
    pub fn num_questions(&self, document: &crate::model::Document) -> usize {
        let layer = document.layer(&self.layer);
        let notes = layer.map(|layer| layer.annotations.notes());
        let notes = notes.unwrap_or_default().iter();
        notes.filter(|note| note.open).count()
    }

    /// Whether there is any open question.
    pub(super) fn has_questions(&self) -> bool {
        let mut documents = self.project.documents.iter();
        documents.any(|document| self.num_questions(document) > 0)
    }

    /// Closes a question of any document, or opens it again. A remark changes no label, so documents that are done take it too.
    pub(super) fn set_question(&mut self, id: &DocumentId, note: &NoteId, open: bool) {
        let Some(document) = self.project.document(id).cloned() else {
            return;
        };
        let mut draft = Draft::new(&document, &self.layer, self.author());
        let reference = AnnotationRef::Note(note.clone());
        let Some(Annotation::Note(known)) = draft.get(&reference) else {
            return;
        };
        draft.put(Annotation::Note(Note { open, ..known }));
        let label = if open { "Ask again" } else { "Close question" };
        self.commit_changes(label, draft.into_changes());
    }

    /// Goes to the next open question after the place one is at, in this document or the ones after it, around.
    pub(super) fn next_question(&mut self) {
        let questions = self.listed_notes(true);
        let at = self
            .selected_span()
            .unwrap_or_else(|| self.text_selection.span())
            .start;
        let here = self
            .current
            .as_ref()
            .and_then(|current| self.project.index_of(current));
        let place = |note: &ListedNote| {
            let start = note.span.map_or(0, |span| span.start);
            (self.project.index_of(&note.document), start)
        };
        let is_after = |note: &&ListedNote| place(note) > (here, at);
        let next = questions.iter().find(is_after).or(questions.first());
        if let Some(next) = next.cloned() {
            self.go_to_note(&next);
            self.notices.info(format!("“{}”", next.text));
        }
    }

    /// Shows what a note is about.
    pub(super) fn go_to_note(&mut self, note: &ListedNote) {
        self.go_to_annotation(&note.document, AnnotationRef::Note(note.id.clone()));
    }

    /// Reasons for which documents were left out, the most used ones first, then some to begin with.
    pub fn skip_reasons(&self) -> Vec<String> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for document in &self.project.documents {
            if let Some(layer) = document.layer(&self.layer)
                && let DocumentStatus::Skipped(reason) = &layer.status
                && !reason.is_empty()
            {
                *counts.entry(reason).or_default() += 1;
            }
        }
        let mut used: Vec<(&str, usize)> = counts.into_iter().collect();
        used.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
        let mut reasons: Vec<String> = used
            .into_iter()
            .map(|(reason, _)| reason.to_owned())
            .collect();
        for reason in REASONS {
            if !reasons.iter().any(|known| known == reason) {
                reasons.push(reason.to_owned());
            }
        }
        reasons.truncate(MAX_REASONS);
        reasons
    }

    /// Tags of all documents, the most used ones first.
    pub fn known_tags(&self) -> Vec<smol_str::SmolStr> {
        let mut counts: HashMap<&smol_str::SmolStr, usize> = HashMap::new();
        let documents = self.project.documents.iter();
        for tag in documents.flat_map(|document| &document.tags) {
            *counts.entry(tag).or_default() += 1;
        }
        let mut tags: Vec<_> = counts.into_iter().collect();
        tags.sort_by_key(|(tag, count)| (std::cmp::Reverse(*count), *tag));
        tags.into_iter().map(|(tag, _)| tag.clone()).collect()
    }
}

/// The text that a note is about.
fn place_of(on: &NoteTarget, annotations: &Annotations) -> Option<Span> {
    match on {
        NoteTarget::Document | NoteTarget::Relation(_) => None,
        NoteTarget::Span(span) => Some(*span),
        NoteTarget::Mention(id) => annotations
            .mention(id)
            .map(|mention| mention.extent.envelope()),
        NoteTarget::Event(id) => annotations.event(id).map(|event| event.trigger.envelope()),
    }
}
