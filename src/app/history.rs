//! Undo and redo: a list of edits and a cursor in it. Unlimited while the program runs; saving does not touch it.

use crate::model::{DocumentId, Edit};

use super::selection::Selected;

/// One step: the edit, and what to show when it is undone or redone.
#[derive(Clone, Debug)]
pub struct Step {
    /// What was done.
    pub edit: Edit,
    /// The document where it shows.
    pub document: Option<DocumentId>,
    /// What was selected before it.
    pub selected_before: Selected,
    /// What was selected after it.
    pub selected_after: Selected,
}

/// All steps of this run of the program.
#[derive(Debug, Default)]
pub struct History {
    steps: Vec<Step>,
    /// Steps before it are done, those from it on are undone.
    cursor: usize,
}

impl History {
    /// Adds a step that was just done; what had been undone is gone for good.
    pub fn push(&mut self, step: Step) {
        self.steps.truncate(self.cursor);
        self.steps.push(step);
        self.cursor = self.steps.len();
    }

    /// The step that undo would take back.
    pub fn undoable(&self) -> Option<&Step> {
        self.cursor
            .checked_sub(1)
            .and_then(|index| self.steps.get(index))
    }

    /// The step that redo would do again.
    pub fn redoable(&self) -> Option<&Step> {
        self.steps.get(self.cursor)
    }

    /// The last step was taken back.
    pub fn step_back(&mut self) {
        self.cursor = self.cursor.saturating_sub(1);
    }

    /// The next step was done again.
    pub fn step_forward(&mut self) {
        self.cursor = (self.cursor + 1).min(self.steps.len());
    }

    /// Forgets everything: another project was opened.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Number of steps that can be undone.
    pub fn num_undoable(&self) -> usize {
        self.cursor
    }
}
