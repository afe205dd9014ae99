//! Which documents the list at the left shows, and in which order.

use std::cmp::Reverse;

use smol_str::SmolStr;

use super::session::Session;
use crate::model::{Document, DocumentStatus, Layer};

/// Which documents are listed, by their status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShownDocuments {
    /// New and in progress.
    #[default]
    Open,
    /// Done.
    Done,
    /// Left out.
    Skipped,
    /// All.
    All,
}

/// In which order they are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DocumentSort {
    /// As in the project.
    #[default]
    Project,
    /// By title.
    Title,
    /// By publication date, newest first.
    Date,
    /// In progress first, then new, done, left out.
    Status,
    /// Most open suggestions first.
    OpenSuggestions,
    /// Most open questions first.
    Questions,
    /// Shortest first.
    Length,
}

impl DocumentSort {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 7] = [
        Self::Project,
        Self::Title,
        Self::Date,
        Self::Status,
        Self::OpenSuggestions,
        Self::Questions,
        Self::Length,
    ];

    /// What the menu calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Project => "As in the project",
            Self::Title => "Title",
            Self::Date => "Date, newest first",
            Self::Status => "Status",
            Self::OpenSuggestions => "Most suggestions left",
            Self::Questions => "Most open questions",
            Self::Length => "Shortest first",
        }
    }
}

/// What a document must be like to be listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentFilter {
    /// Words that title, source, status, reason, a tag or a label must hold.
    pub words: String,
    /// Its status.
    pub shown: ShownDocuments,
    /// A label or event type of one of its annotations.
    pub label: Option<SmolStr>,
    /// One of its tags.
    pub tag: Option<SmolStr>,
    /// Whether it must have suggestions left.
    pub with_suggestions: bool,
    /// Whether it must have open questions.
    pub with_questions: bool,
}

impl DocumentFilter {
    /// Whether it asks for more than a status and words.
    pub fn is_narrow(&self) -> bool {
        self.label.is_some() || self.tag.is_some() || self.with_suggestions || self.with_questions
    }
}

/// Documents of each status: open, done, left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatusCount {
    /// New and in progress.
    pub open: usize,
    /// Done.
    pub done: usize,
    /// Left out.
    pub skipped: usize,
}

impl Session {
    /// Indices of the documents that `filter` lets through, in the order of `sort`.
    pub fn listed_documents(&self, filter: &DocumentFilter, sort: DocumentSort) -> Vec<usize> {
        let documents = &self.project().documents;
        let words = filter.words.trim().to_lowercase();
        let mut listed: Vec<usize> = (0..documents.len())
            .filter(|index| {
                documents
                    .get(*index)
                    .is_some_and(|document| self.lets_through(document, filter, &words))
            })
            .collect();
        let document = |index: &usize| documents.get(*index);
        match sort {
            DocumentSort::Project => {}
            DocumentSort::Title => listed.sort_by_cached_key(|index| {
                document(index).map(|document| document.title().to_lowercase())
            }),
            DocumentSort::Date => listed.sort_by_cached_key(|index| {
                Reverse(document(index).map(|document| document.meta.date.clone()))
            }),
            DocumentSort::Status => listed.sort_by_cached_key(|index| {
                document(index).map(|document| match self.status_of(document) {
                    DocumentStatus::InProgress => 0,
                    DocumentStatus::New => 1,
                    DocumentStatus::Done => 2,
                    DocumentStatus::Skipped(_) => 3,
                })
            }),
            DocumentSort::OpenSuggestions => listed.sort_by_cached_key(|index| {
                Reverse(document(index).map(|it| self.shown_suggestions_of(it).len()))
            }),
            DocumentSort::Questions => listed.sort_by_cached_key(|index| {
                Reverse(document(index).map(|document| self.num_questions(document)))
            }),
            DocumentSort::Length => listed
                .sort_by_cached_key(|index| document(index).map(|document| document.text().len())),
        }
        listed
    }

    fn lets_through(&self, document: &Document, filter: &DocumentFilter, words: &str) -> bool {
        let status = self.status_of(document);
        let has_status = match filter.shown {
            ShownDocuments::All => true,
            ShownDocuments::Done => status == DocumentStatus::Done,
            ShownDocuments::Skipped => matches!(status, DocumentStatus::Skipped(_)),
            ShownDocuments::Open => {
                matches!(status, DocumentStatus::New | DocumentStatus::InProgress)
            }
        };
        let layer = document.layer(self.layer_name());
        let tag = filter.tag.as_ref();
        let label = filter.label.as_ref();
        has_status
            && tag.is_none_or(|tag| document.tags.contains(tag))
            && label
                .is_none_or(|label| layer.is_some_and(|layer| has_label(layer, |it| it == label)))
            && (!filter.with_suggestions || !self.shown_suggestions_of(document).is_empty())
            && (!filter.with_questions || self.num_questions(document) > 0)
            && (words.is_empty() || has_words(document, layer, &status, words))
    }

    /// Documents of each status.
    pub fn status_count(&self) -> StatusCount {
        let mut count = StatusCount::default();
        for document in &self.project().documents {
            match self.status_of(document) {
                DocumentStatus::New | DocumentStatus::InProgress => count.open += 1,
                DocumentStatus::Done => count.done += 1,
                DocumentStatus::Skipped(_) => count.skipped += 1,
            }
        }
        count
    }
}

fn has_label(layer: &Layer, is_it: impl Fn(&SmolStr) -> bool) -> bool {
    let annotations = &layer.annotations;
    annotations
        .mentions()
        .iter()
        .any(|mention| is_it(&mention.label))
        || annotations
            .events()
            .iter()
            .any(|event| is_it(&event.event_type))
}

/// Whether title, source, status, the reason for which it was left out, a tag or a label holds `words` (lower case).
fn has_words(
    document: &Document,
    layer: Option<&Layer>,
    status: &DocumentStatus,
    words: &str,
) -> bool {
    let holds = |text: &str| text.to_lowercase().contains(words);
    let reason = match status {
        DocumentStatus::Skipped(reason) => reason,
        _ => "",
    };
    holds(document.title())
        || holds(&document.meta.source)
        || holds(&status.name().replace('-', " "))
        || holds(reason)
        || document.tags.iter().any(|tag| holds(tag))
        || layer.is_some_and(|layer| has_label(layer, |label| holds(label)))
}
