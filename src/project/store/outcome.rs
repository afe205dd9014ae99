//! What a store answers: how a project was opened, how its saving stands, how it was closed.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::Store;
use crate::model::{Moment, Project};
use crate::project::error::StoreError;
use crate::project::lock::Holder;
use crate::project::notice::FileNotice;
use crate::project::recovery::Pending;

/// A project that was opened.
#[derive(Debug)]
pub struct Opened {
    /// Where it lives from now on.
    pub store: Store,
    /// The project, with the edits of a crashed session.
    pub project: Project,
    /// What the person should know about opening it.
    pub notices: Vec<StoreNotice>,
    /// What in the file did not fit.
    pub file_notices: Vec<FileNotice>,
}

/// What a person should know about how a project was opened.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreNotice {
    /// The last session did not end properly; its edits were taken from the journal.
    Recovered {
        /// How many edits.
        edits: usize,
        /// Whether the very last one was only half written and is missing.
        is_torn: bool,
    },
    /// The journal fitted only up to a point. The rest was set aside.
    RecoveredInPart {
        /// Edits that were recovered.
        edits: usize,
        /// Edits that were not.
        left: usize,
        /// Why.
        reason: String,
        /// Copies of the journal.
        set_aside: Vec<PathBuf>,
    },
    /// A journal lay beside the project that continues another version of it. It was not applied but set aside.
    JournalOfAnotherVersion {
        /// How many edits it holds.
        edits: usize,
        /// The journal's new names.
        set_aside: Vec<PathBuf>,
    },
    /// A crashed instance had left its lock, which was taken over.
    LockTakenOver(Holder),
    /// The place takes no locks, so nobody is kept from opening the project twice.
    NotLocked(PathBuf),
    /// Edits of this project that its place did not take were kept elsewhere and wait to be opened.
    KeptElsewhere(Pending),
}

/// How the saving stands.
#[derive(Clone, Debug)]
pub enum SaveState {
    /// Everything is in the project file.
    Saved {
        /// Since when; `None` when nothing was changed since it was opened.
        at: Option<Moment>,
    },
    /// Edits are in the journal and not yet in the file.
    Unsaved {
        /// How many.
        edits: usize,
    },
    /// A save is under way.
    Saving,
    /// The project cannot be saved where it belongs.
    Failed {
        /// Why, and where the edits are.
        failure: Arc<SaveFailure>,
        /// Edits since the last attempt.
        edits: usize,
    },
}

/// Why saving failed, and what became of the edits.
#[derive(Debug)]
pub struct SaveFailure {
    /// Why.
    pub error: StoreError,
    /// Where the edits are.
    pub kept: Kept,
}

/// Where edits are that could not be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In the journal beside the project.
    InJournal,
    /// In a copy of the whole project in the user's state folder.
    InState(PathBuf),
    /// Only in the running program: neither place can be written.
    OnlyInMemory,
}

impl fmt::Display for SaveFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Project not saved. ")?;
        match &self.kept {
            Kept::InJournal => write!(formatter, "Your edits are in its journal. ")?,
            Kept::InState(_) => write!(
                formatter,
                "Your edits are kept and will be offered at the next start. "
            )?,
            Kept::OnlyInMemory => write!(
                formatter,
                "Your edits are only in this window: save to another place now. "
            )?,
        }
        write!(formatter, "Reason: {}", self.error)
    }
}

/// How a project was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// All is in this file.
    Saved(PathBuf),
    /// It has no place of its own yet and will be offered at the next start.
    Kept(PathBuf),
    /// It never had a place, and nothing was done in it.
    Nothing,
}
