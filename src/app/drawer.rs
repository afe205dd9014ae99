//! The drawer: suggestions under their threshold wait there, counted, until they are wanted. Open, it shows them in the article and in the queue.
//!
//! Automatic thresholds change only when a document is opened, so that nothing comes or goes under the eyes of who works on it.

use std::sync::Arc;

use super::selection::Selected;
use super::session::Session;
use super::thresholds::Thresholds;
use crate::model::suggestion::Suggestion;
use crate::model::{Document, Schema};

/// The drawer, and the thresholds that hold.
#[derive(Default)]
pub(super) struct Drawer {
    thresholds: Thresholds,
    /// Whether they are those of the layer that is worked on.
    is_taken: bool,
    /// The project's schema with every threshold in it.
    schema: Arc<Schema>,
    pub(super) is_open: bool,
}

impl Drawer {
    /// Takes the thresholds that `schema` sets by hand.
    pub(super) fn follow(&mut self, schema: &Schema) {
        self.schema = Arc::new(self.thresholds.filled_in(schema));
    }

    /// Whether a suggestion is under its threshold.
    pub(super) fn is_unsure(&self, suggestion: &Suggestion) -> bool {
        let percent = self.thresholds.shown_from(&self.schema, suggestion);
        suggestion.score < f32::from(percent) / 100.0
    }
}

impl Session {
    /// The project's schema in which every role has the threshold that holds: what accepting an event ticks.
    pub fn deciding_schema(&self) -> &Arc<Schema> {
        &self.drawer.schema
    }

    /// The automatic thresholds that hold.
    pub fn thresholds(&self) -> &Thresholds {
        &self.drawer.thresholds
    }

    /// The score in percent under which a suggestion waits in the drawer.
    pub fn shown_from(&self, suggestion: &Suggestion) -> u8 {
        let drawer = &self.drawer;
        drawer.thresholds.shown_from(&drawer.schema, suggestion)
    }

    /// Whether a suggestion is under its threshold.
    pub fn is_unsure(&self, suggestion: &Suggestion) -> bool {
        self.drawer.is_unsure(suggestion)
    }

    /// Whether suggestions under their threshold are shown.
    pub fn is_drawer_open(&self) -> bool {
        self.drawer.is_open
    }

    /// Open suggestions of the open document that are under their threshold, whether they are shown or wait.
    pub fn num_unsure_here(&self) -> usize {
        self.document()
            .map_or(0, |document| self.num_unsure_in(document))
    }

    /// The same of the whole project.
    pub fn num_unsure(&self) -> usize {
        let documents = self.project.documents.iter();
        documents.map(|document| self.num_unsure_in(document)).sum()
    }

    /// Those of a document that wait.
    pub(super) fn num_waiting_in(&self, document: &Document) -> usize {
        if self.drawer.is_open {
            0
        } else {
            self.num_unsure_in(document)
        }
    }

    /// Those of the open document that wait.
    pub fn num_waiting_here(&self) -> usize {
        self.document()
            .map_or(0, |document| self.num_waiting_in(document))
    }

    /// Opens the drawer and goes to the first suggestion in it, or closes it.
    pub(super) fn toggle_drawer(&mut self) {
        self.drawer.is_open = !self.drawer.is_open;
        self.split_all();
        if !self.drawer.is_open {
            return;
        }
        let first = self.queue().iter().find(|key| {
            let suggestion = self.suggestion(key);
            suggestion.is_some_and(|suggestion| self.drawer.is_unsure(suggestion))
        });
        if let Some(key) = first.cloned() {
            self.select_suggestion(key);
        }
    }

    /// Lets the automatic thresholds hold that follow from what was decided last.
    pub(super) fn take_thresholds(&mut self) {
        if !self.figures.is_counted() {
            return;
        }
        self.drawer.is_taken = true;
        let latest = &self.figures().thresholds;
        if *latest != self.drawer.thresholds {
            self.drawer.thresholds = latest.clone();
            self.follow_thresholds();
        }
    }

    /// The same where none of this layer hold yet.
    pub(super) fn take_first_thresholds(&mut self) {
        if !self.drawer.is_taken {
            self.take_thresholds();
        }
    }

    /// Thresholds of another layer say nothing here: those that are counted next hold at once.
    pub(super) fn forget_thresholds(&mut self) {
        self.drawer.is_taken = false;
        self.figures.forget();
    }

    /// Shows what the thresholds let through that hold now. What is selected stays in sight.
    pub(super) fn follow_thresholds(&mut self) {
        self.drawer.follow(&self.project.schema);
        let selected = self.selected.clone();
        self.split_all();
        if let Selected::Suggestion(_) = &selected {
            self.selected = selected;
        }
    }
}
