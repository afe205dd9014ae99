//! What is done to everything that was found: text is labelled after a preview, annotations are relabelled at once.

use std::collections::HashSet;

use smol_str::SmolStr;

use super::find::FindKind;
use super::listing::Place;
use super::propagate::{self, Hit, Repeatable};
use super::selection::{Focus, Picker};
use super::session::Session;
use crate::model::{Annotations, DocumentId, DocumentStatus};
use crate::text::Span;

/// What was found and waits for a label.
#[derive(Clone, Debug, PartialEq)]
pub enum FoundPlaces {
    /// Places in the text, in the order of the project, and the words that found them.
    Text(String, Vec<(DocumentId, Span)>),
    /// Mentions or events that get another label.
    Annotations(FindKind, HashSet<Place>),
}

impl FoundPlaces {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(_, places) => places.len(),
            Self::Annotations(_, places) => places.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Session {
    /// What was found and waits for its label.
    pub fn found(&self) -> Option<&FoundPlaces> {
        self.found.as_ref()
    }

    /// Opens the picker for the label of what was found.
    pub(super) fn pick_found_label(&mut self, found: FoundPlaces) {
        if found.is_empty() {
            return self
                .notices
                .info("Nothing was found that could be labelled");
        }
        self.found = Some(found);
        self.focus = Focus::Picker(Picker::Found);
    }

    /// Gives what was found its label: annotations at once, text after a preview with a tick per hit.
    pub(super) fn set_found_label(&mut self, label: &SmolStr) {
        self.focus = Focus::Article;
        match self.found.take() {
            Some(FoundPlaces::Annotations(_, places)) => {
                self.note_label(label);
                self.relabel_listed(&places, label);
            }
            Some(FoundPlaces::Text(words, places)) => {
                self.note_label(label);
                self.preview_found(words, &places, label);
            }
            None => {}
        }
    }

    fn preview_found(&mut self, words: String, places: &[(DocumentId, Span)], label: &SmolStr) {
        let what = Repeatable::Found {
            words,
            label: label.clone(),
            is_event: self.project.schema.event_type(label).is_some(),
        };
        let mut num_protected = 0;
        let mut hits: Vec<Hit> = Vec::new();
        for places in places.chunk_by(|one, other| one.0 == other.0) {
            let document = places.first().and_then(|(id, _)| self.project.document(id));
            let Some(document) = document else { continue };
            if self.status_of(document) == DocumentStatus::Done {
                num_protected += places.len();
                continue;
            }
            let empty = Annotations::default();
            let annotations = document
                .layer(&self.layer)
                .map_or(&empty, |layer| &layer.annotations);
            let open = self.open_suggestions_of(document);
            hits.extend(places.iter().filter_map(|(_, span)| {
                let span = document.text().trim(*span);
                (!span.is_empty())
                    .then(|| propagate::hit_at(&what, document, annotations, open, span))
                    .flatten()
            }));
        }
        if num_protected > 0 {
            self.notices.warn(format!(
                "{num_protected} of them are in documents that are done and stay as they are. Reopen the documents to label them."
            ));
        }
        if hits.is_empty() {
            return self
                .notices
                .info(format!("Nothing is left to be labelled {label}"));
        }
        let first = hits.first().map(|hit| &hit.document);
        let whole_project = hits.iter().any(|hit| Some(&hit.document) != first);
        self.preview(what, hits, whole_project);
    }
}
