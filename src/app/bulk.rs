//! Decisions about many suggestions at once: which are shown at all, all from a score on, all like the selected one. Each is counted before it is
//! done, and one step of undo after.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::decide;
use super::draft::Draft;
use super::selection::Focus;
use super::session::Session;
use crate::model::suggestion::{Proposal, Suggestion, SuggestionKey};
use crate::model::{Document, DocumentStatus};

/// Which open suggestions are shown. What is hidden stays open and is counted; it is neither asked about nor decided in bulk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SuggestionFilter {
    /// Sources that are hidden.
    pub hidden_sources: BTreeSet<SmolStr>,
    /// Labels and event types that are hidden.
    pub hidden_labels: BTreeSet<SmolStr>,
    /// Score from which suggestions are shown, in percent.
    pub from_percent: u8,
}

impl SuggestionFilter {
    /// Whether it hides nothing.
    pub fn shows_all(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it shows `suggestion`.
    pub fn shows(&self, suggestion: &Suggestion) -> bool {
        suggestion.score >= f32::from(self.from_percent) / 100.0
            && !self.hidden_sources.contains(&suggestion.source)
            && !self.hidden_labels.contains(suggestion.label())
    }
}

/// Accepting all suggestions from a score on, while the score is being asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AcceptAbove {
    /// The score, in percent.
    pub percent: u8,
    /// Whether all documents are meant.
    pub whole_project: bool,
}

/// Rejecting all suggestions like one of them, while it is being asked how like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectAlike {
    /// The suggestion that was selected, with its words and source.
    pub key: SuggestionKey,
    /// Its words.
    pub words: String,
    /// The component that proposes it.
    pub source: SmolStr,
    /// In what the others are like it.
    pub by: Likeness,
    /// Whether all documents are meant.
    pub whole_project: bool,
}

/// In what suggestions are alike. They always share the label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// The same words.
    Words,
    /// From the same component.
    Source,
    /// Whatever their words.
    Label,
}

impl RejectAlike {
    /// The label that is refused.
    pub fn label(&self) -> &SmolStr {
        match &self.key {
            SuggestionKey::Mention(_, label)
            | SuggestionKey::Event(_, label)
            | SuggestionKey::Argument(_, label, ..) => label,
        }
    }

    fn is_like(&self, suggestion: &Suggestion, document: &Document) -> bool {
        let is_event = matches!(suggestion.proposal, Proposal::Event(_));
        let wants_event = matches!(self.key, SuggestionKey::Event(..));
        is_event == wants_event
            && suggestion.label() == self.label()
            && match self.by {
                Likeness::Label => true,
                Likeness::Source => suggestion.source == self.source,
                Likeness::Words => {
                    let words = document.text().slice(suggestion.span());
                    words.to_lowercase() == self.words.to_lowercase()
                }
            }
    }
}

/// How many suggestions a bulk decision is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BulkCount {
    /// Mention suggestions.
    pub mentions: usize,
    /// Event suggestions.
    pub events: usize,
    /// Documents that hold them.
    pub documents: usize,
    /// Shown suggestions that stay open.
    pub left: usize,
    /// Suggestions that are meant but stand in documents that are done, and stay as they are.
    pub protected: usize,
}

impl BulkCount {
    /// All that are decided.
    pub fn total(&self) -> usize {
        self.mentions + self.events
    }
}

impl Session {
    /// Which suggestions are shown.
    pub fn filter(&self) -> &SuggestionFilter {
        &self.filter
    }

    /// Open suggestions of the open document that the filter hides.
    pub fn num_hidden_here(&self) -> usize {
        self.document()
            .map_or(0, |document| self.num_hidden_in(document))
    }

    /// Open suggestions of the whole project that the filter hides.
    pub fn num_hidden(&self) -> usize {
        let documents = self.project.documents.iter();
        documents.map(|document| self.num_hidden_in(document)).sum()
    }

    fn num_hidden_in(&self, document: &Document) -> usize {
        let open = self.open_suggestions_of(document).len();
        open - self.shown_suggestions_of(document).len() - self.num_waiting_in(document)
    }

    /// Shows other suggestions from now on.
    pub(super) fn set_filter(&mut self, filter: SuggestionFilter) {
        if filter == self.filter {
            return;
        }
        self.filter = filter;
        self.split_all();
    }

    /// Hides the label of the selected suggestion.
    pub(super) fn hide_label(&mut self) {
        let selected = self.selected_suggestion();
        let Some(label) = selected.map(|suggestion| suggestion.label().clone()) else {
            return;
        };
        let mut filter = self.filter.clone();
        filter.hidden_labels.insert(label.clone());
        self.set_filter(filter);
        let hidden = self.num_hidden_here();
        self.notices.info(format!(
            "Suggestions of {label} are hidden, {hidden} hidden here in all. Shift+I shows them again"
        ));
    }

    /// Shows everything again.
    pub(super) fn show_all_suggestions(&mut self) {
        self.set_filter(SuggestionFilter::default());
    }

    /// Asks from which score on suggestions are accepted.
    pub(super) fn ask_above(&mut self) {
        self.focus = Focus::Above(AcceptAbove {
            percent: (self.threshold * 100.0).round() as u8,
            whole_project: false,
        });
    }

    /// Moves the score that is being asked for.
    pub(super) fn move_above(&mut self, by: i8) {
        if let Focus::Above(asked) = &mut self.focus {
            asked.percent = asked.percent.saturating_add_signed(by).min(100);
        }
    }

    /// Sets the score that is being asked for.
    pub(super) fn set_above(&mut self, percent: u8) {
        if let Focus::Above(asked) = &mut self.focus {
            asked.percent = percent.min(100);
        }
    }

    /// Means all documents, or the open one only.
    pub(super) fn toggle_bulk_scope(&mut self) {
        match &mut self.focus {
            Focus::Above(asked) => asked.whole_project = !asked.whole_project,
            Focus::Alike(asked) => asked.whole_project = !asked.whole_project,
            _ => {}
        }
    }

    /// Asks in what suggestions must be like the selected one to be refused with it.
    pub(super) fn ask_alike(&mut self) {
        let Some(suggestion) = self.selected_suggestion() else {
            return;
        };
        self.focus = Focus::Alike(RejectAlike {
            key: suggestion.key(),
            words: self.words_at(suggestion.span()),
            source: suggestion.source.clone(),
            by: Likeness::Words,
            whole_project: false,
        });
    }

    /// Sets in what they must be alike.
    pub(super) fn set_likeness(&mut self, by: Likeness) {
        if let Focus::Alike(asked) = &mut self.focus {
            asked.by = by;
        }
    }

    /// How many suggestions the question that is asked is about.
    pub fn bulk_count(&self) -> BulkCount {
        match &self.focus {
            Focus::Above(asked) => self.count(asked.whole_project, |suggestion, _| {
                is_above(suggestion, asked.percent)
            }),
            Focus::Alike(asked) => self.count(asked.whole_project, |suggestion, document| {
                asked.is_like(suggestion, document)
            }),
            _ => BulkCount::default(),
        }
    }

    /// The documents that a bulk decision is about.
    fn bulk_documents(&self, whole_project: bool) -> Vec<Arc<Document>> {
        if whole_project {
            self.project.documents.clone()
        } else {
            self.document().cloned().into_iter().collect()
        }
    }

    fn count(
        &self,
        whole_project: bool,
        is_meant: impl Fn(&Suggestion, &Document) -> bool,
    ) -> BulkCount {
        let mut count = BulkCount::default();
        for document in self.bulk_documents(whole_project) {
            let before = count.total();
            let is_done = self.status_of(&document) == DocumentStatus::Done;
            for suggestion in self.shown_suggestions_of(&document) {
                match (is_meant(suggestion, &document), &suggestion.proposal) {
                    (false, _) => count.left += 1,
                    (true, _) if is_done => count.protected += 1,
                    (true, Proposal::Mention(_)) => count.mentions += 1,
                    (true, Proposal::Event(_)) => count.events += 1,
                }
            }
            count.documents += usize::from(count.total() > before);
        }
        count
    }

    /// Does what is being asked, as one step.
    pub(super) fn confirm_bulk(&mut self) {
        match std::mem::take(&mut self.focus) {
            Focus::Above(asked) => self.accept_above(asked),
            Focus::Alike(asked) => self.reject_alike(&asked),
            other => self.focus = other,
        }
    }

    fn accept_above(&mut self, asked: AcceptAbove) {
        let schema = Arc::clone(self.deciding_schema());
        let is_meant = |suggestion: &Suggestion, _: &Document| is_above(suggestion, asked.percent);
        let changed = self.decide_all(
            asked.whole_project,
            "Accept",
            is_meant,
            |draft, meant, open| {
                // Mentions first, so that events find them.
                let (mentions, events): (Vec<&Suggestion>, Vec<_>) = meant
                    .iter()
                    .partition(|suggestion| matches!(suggestion.proposal, Proposal::Mention(_)));
                for suggestion in mentions.into_iter().chain(events) {
                    if draft.decision(&suggestion.key()).is_none() {
                        decide::accept(draft, &schema, suggestion, open);
                    }
                }
            },
        );
        if !changed {
            self.notices.info(format!(
                "No suggestion has a score of {:.2} or more",
                f32::from(asked.percent) / 100.0
            ));
        }
    }

    fn reject_alike(&mut self, asked: &RejectAlike) {
        let is_meant =
            |suggestion: &Suggestion, document: &Document| asked.is_like(suggestion, document);
        self.decide_all(
            asked.whole_project,
            "Reject",
            is_meant,
            |draft, meant, _| {
                for suggestion in meant {
                    decide::reject(draft, suggestion);
                }
            },
        );
        self.go_on(None);
    }

    /// Decides about all shown suggestions that are meant, as one step; documents that are done stay as they are.
    fn decide_all(
        &mut self,
        whole_project: bool,
        verb: &str,
        is_meant: impl Fn(&Suggestion, &Document) -> bool,
        decide: impl Fn(&mut Draft<'_>, &[Suggestion], &[Suggestion]),
    ) -> bool {
        let mut changes = Vec::new();
        let mut count = 0;
        let mut spared = 0;
        for document in self.bulk_documents(whole_project) {
            let shown = self.shown_suggestions_of(&document).iter();
            let meant: Vec<Suggestion> = shown
                .filter(|suggestion| is_meant(suggestion, &document))
                .cloned()
                .collect();
            if meant.is_empty() {
                continue;
            }
            if self.status_of(&document) == DocumentStatus::Done {
                spared += meant.len();
                continue;
            }
            count += meant.len();
            let mut draft = Draft::new(&document, &self.layer, self.author());
            decide(&mut draft, &meant, self.open_suggestions_of(&document));
            let edit = draft.finish("");
            changes.extend(edit.map(|edit| edit.changes).unwrap_or_default());
        }
        if spared > 0 {
            self.notices.warn(format!(
                "{spared} of them are in documents that are done and stay as they are. Reopen the documents to decide about them."
            ));
        }
        let what = if count == 1 {
            "suggestion"
        } else {
            "suggestions"
        };
        !changes.is_empty() && self.commit_changes(&format!("{verb} {count} {what}"), changes)
    }
}

fn is_above(suggestion: &Suggestion, percent: u8) -> bool {
    suggestion.score >= f32::from(percent) / 100.0
}
