//! Which documents the list at the left shows, and in which order; that order is also the one in which one goes from document to document.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::background::Background;
use super::gain::{self, Candidate, Gain, KnownWords, Ranking};
use super::session::Session;
use crate::model::{Change, Document, DocumentId, DocumentStatus, Layer};

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DocumentSort {
    /// As in the project.
    #[default]
    Project,
    /// Those first that teach most per minute; what is done or left out last.
    Gain,
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
    pub const ALL: [Self; 8] = [
        Self::Project,
        Self::Gain,
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
            Self::Gain => "Most to learn first",
            Self::Title => "Name",
            Self::Date => "Date, newest first",
            Self::Status => "Status",
            Self::OpenSuggestions => "Most suggestions left",
            Self::Questions => "Most open questions",
            Self::Length => "Shortest first",
        }
    }

    /// Whether work on a document moves it in this order: then the first open one comes next, else the one behind it.
    const fn moves_with_work(self) -> bool {
        match self {
            Self::Gain | Self::Status | Self::OpenSuggestions | Self::Questions => true,
            Self::Project | Self::Title | Self::Date | Self::Length => false,
        }
    }
}

/// All documents in one order, with what they were put into it for.
type Sequence = (u64, DocumentSort, Arc<[usize]>);

/// The order of documents in a session, and the ranking that goes on.
#[derive(Default)]
pub(super) struct DocumentOrder {
    sort: DocumentSort,
    ranking: Ranking,
    is_due: bool,
    running: Background<(Ranking, KnownWords)>,
    words: KnownWords,
    sequence: RefCell<Option<Sequence>>,
}

impl DocumentOrder {
    /// Makes the next ranking due.
    pub(super) fn note_change(&mut self) {
        self.is_due = true;
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
    /// In which order documents are listed.
    pub fn document_sort(&self) -> DocumentSort {
        self.documents.sort
    }

    /// Lists documents in another order.
    pub fn set_document_sort(&mut self, sort: DocumentSort) {
        if sort != self.documents.sort {
            self.documents.sort = sort;
            self.documents.note_change();
            self.revision += 1;
        }
    }

    /// What a document would teach, where documents are listed by that.
    pub fn gain_of(&self, id: &DocumentId) -> Option<&Gain> {
        let is_on = self.documents.sort == DocumentSort::Gain;
        is_on
            .then(|| self.documents.ranking.gains.get(id))
            .flatten()
    }

    /// Indices of the documents that `filter` lets through, in the order in which documents are listed.
    pub fn listed_documents(&self, filter: &DocumentFilter) -> Vec<usize> {
        let documents = &self.project().documents;
        let words = filter.words.trim().to_lowercase();
        let lets_through = |index: &usize| {
            documents
                .get(*index)
                .is_some_and(|document| self.lets_through(document, filter, &words))
        };
        let sequence = self.document_sequence();
        sequence.iter().copied().filter(lets_through).collect()
    }

    /// Indices of all documents in the order in which they are listed.
    pub fn document_sequence(&self) -> Arc<[usize]> {
        let sort = self.documents.sort;
        let mut kept = self.documents.sequence.borrow_mut();
        match &*kept {
            Some((revision, of, sequence)) if (*revision, *of) == (self.revision, sort) => {
                Arc::clone(sequence)
            }
            _ => {
                let sequence: Arc<[usize]> = self.sorted_documents(sort).into();
                *kept = Some((self.revision, sort, Arc::clone(&sequence)));
                sequence
            }
        }
    }

    fn sorted_documents(&self, sort: DocumentSort) -> Vec<usize> {
        let documents = &self.project().documents;
        let mut listed: Vec<usize> = (0..documents.len()).collect();
        let document = |index: &usize| documents.get(*index);
        match sort {
            DocumentSort::Project => {}
            DocumentSort::Gain => {
                let order = self.documents.ranking.order.iter();
                let places: HashMap<&DocumentId, usize> = order.zip(0..).collect();
                listed.sort_by_cached_key(|index| {
                    let place = document(index).and_then(|document| places.get(&document.id));
                    place.copied().unwrap_or(usize::MAX)
                });
            }
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

    /// The document that stands so many places behind the open one.
    pub(super) fn document_beside(&self, by: isize) -> Option<DocumentId> {
        let here = self.project.index_of(self.current.as_ref()?)?;
        let sequence = self.document_sequence();
        let place = sequence.iter().position(|index| *index == here)?;
        let index = sequence.get(place.checked_add_signed(by)?)?;
        let document = self.project.documents.get(*index)?;
        Some(document.id.clone())
    }

    /// The open document's successor among those that are neither done nor left out: the next in the list, around, or its first where work moves
    /// documents in it.
    pub(super) fn next_unfinished(&self) -> Option<DocumentId> {
        let here = self.project.index_of(self.current.as_ref()?)?;
        let sequence = self.document_sequence();
        let place = sequence.iter().position(|index| *index == here)?;
        let from = if self.documents.sort.moves_with_work() {
            0
        } else {
            place
        };
        let (before, after) = sequence.split_at(from);
        let mut next = after.iter().chain(before).filter(|index| **index != here);
        let found = next.find_map(|index| {
            let document = self.project.documents.get(*index)?;
            self.is_unfinished(document).then_some(document)
        });
        found.map(|document| document.id.clone())
    }

    fn is_unfinished(&self, document: &Document) -> bool {
        matches!(
            self.status_of(document),
            DocumentStatus::New | DocumentStatus::InProgress
        )
    }

    /// Notes changes after which documents are ranked otherwise. Decisions are not among them: nothing moves while one works on a document.
    pub(super) fn note_for_order(&mut self, changes: &[Change]) {
        let ranks = |change: &Change| {
            matches!(
                change,
                Change::Status { .. } | Change::Document { .. } | Change::Layer { .. }
            )
        };
        if changes.iter().any(ranks) {
            self.documents.note_change();
        }
    }

    /// Ranks the documents in the background, if they are listed so and that is due.
    pub(super) fn rank_if_due(&mut self) {
        let is_wanted = self.documents.sort == DocumentSort::Gain && self.documents.is_due;
        if !is_wanted || self.documents.running.is_running() {
            return;
        }
        self.documents.is_due = false;
        let documents = self.project.documents.iter();
        let candidates: Vec<Candidate> = documents
            .map(|document| Candidate {
                is_done: self.is_done(document),
                is_open: self.is_unfinished(document),
                uncertainty: self.uncertainty_of(&document.id),
                document: Arc::clone(document),
            })
            .collect();
        let mut words = std::mem::take(&mut self.documents.words);
        let wake = self.wake();
        self.documents.running.start("rank", wake, move || {
            let ranking = gain::rank(&candidates, &mut words);
            (ranking, words)
        });
    }

    /// Takes in a ranking that is ready. True when documents are listed otherwise by it.
    pub(super) fn poll_ranking(&mut self) -> bool {
        let ranked = self.documents.running.poll();
        ranked.is_some_and(|ranked| self.take_in_ranking(ranked))
    }

    /// Waits until the documents are ranked by what is known now: tests.
    pub fn wait_for_ranking(&mut self) {
        if let Some(ranked) = self.documents.running.wait() {
            self.take_in_ranking(ranked);
        }
        self.documents.note_change();
        self.rank_if_due();
        if let Some(ranked) = self.documents.running.wait() {
            self.take_in_ranking(ranked);
        }
    }

    fn take_in_ranking(&mut self, (ranking, words): (Ranking, KnownWords)) -> bool {
        self.documents.words = words;
        let is_new = ranking != self.documents.ranking;
        self.documents.ranking = ranking;
        self.revision += u64::from(is_new);
        is_new
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
