//! What can go wrong with project files, said to the person who waits for them: the path last, and what was kept.

use std::io;
use std::path::{Path, PathBuf};

use super::file::{Fault, ReadProject};
use super::lock::Holder;
use super::migrate::FORMAT;

/// Why a project could not be opened, saved or journaled.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file.
    #[error("there is no such file: {0}")]
    Missing(PathBuf),
    /// It is a folder, a device or a pipe.
    #[error("this is not a file: {0}")]
    NotAFile(PathBuf),
    /// It is larger than any project that could be held.
    #[error("the file has {bytes} bytes, more than the {limit} that a project may have: {path}")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The greatest size.
        limit: u64,
        /// Which file.
        path: PathBuf,
    },
    /// A later Dateline wrote it.
    #[error(
        "a later version of Dateline wrote this project (format {format}, this one knows {FORMAT}); nothing was changed: {path}"
    )]
    Newer {
        /// Its format.
        format: u32,
        /// Which file.
        path: PathBuf,
    },
    /// It is not a sound project file.
    #[error("the project file is broken at {}{}: {}", .faults.first().map(ToString::to_string).unwrap_or_default(), more_places(.faults), .path.display())]
    Broken {
        /// The broken places, in order.
        faults: Vec<Fault>,
        /// What could be read, to be offered as a recovered copy.
        sound: Option<Box<ReadProject>>,
        /// Which file.
        path: PathBuf,
    },
    /// Another instance has it open.
    #[error("the project is open elsewhere ({holder}): {path}")]
    InUse {
        /// Who has it open.
        holder: Holder,
        /// Which file.
        path: PathBuf,
    },
    /// Another program wrote to it since it was read.
    #[error("another program changed the project file meanwhile; it was not overwritten: {0}")]
    Changed(PathBuf),
    /// The file or its folder is gone.
    #[error("the project file is no longer there: {0}")]
    Vanished(PathBuf),
    /// The file or its folder may not be written.
    #[error("this place cannot be written: {0}")]
    ReadOnly(PathBuf),
    /// No room is left.
    #[error("the disk is full: {0}")]
    Full(PathBuf),
    /// Anything else that the system refuses.
    #[error("cannot {what} ({source}): {path}")]
    Cannot {
        /// What was tried.
        what: &'static str,
        /// What the system said.
        source: io::Error,
        /// Where.
        path: PathBuf,
    },
    /// An edit could not be written down because it names a document that the project lacks.
    #[error("an edit names a document that is not in the project: {0}")]
    NoDocument(crate::model::DocumentId),
}

fn more_places(faults: &[Fault]) -> String {
    match faults.len() {
        0 | 1 => String::new(),
        2 => " and at one more place".to_owned(),
        places => format!(" and at {} more places", places - 1),
    }
}

impl StoreError {
    /// What the system's error means for whoever tried `what` at `path`.
    pub(super) fn from_io(what: &'static str, path: &Path, source: io::Error) -> Self {
        use io::ErrorKind as Kind;
        let path = path.to_owned();
        match source.kind() {
            Kind::StorageFull | Kind::QuotaExceeded => Self::Full(path),
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Self::ReadOnly(path),
            Kind::NotFound | Kind::NotADirectory => Self::Vanished(path),
            _ => Self::Cannot { what, source, path },
        }
    }

    /// The same error once more, for a second reader: what a file held that could be read is not copied.
    pub(super) fn again(&self) -> Self {
        match self {
            Self::Missing(path) => Self::Missing(path.clone()),
            Self::NotAFile(path) => Self::NotAFile(path.clone()),
            Self::TooLarge { bytes, limit, path } => Self::TooLarge {
                bytes: *bytes,
                limit: *limit,
                path: path.clone(),
            },
            Self::Newer { format, path } => Self::Newer {
                format: *format,
                path: path.clone(),
            },
            Self::Broken {
                faults,
                sound: _,
                path,
            } => Self::Broken {
                faults: faults.clone(),
                sound: None,
                path: path.clone(),
            },
            Self::InUse { holder, path } => Self::InUse {
                holder: holder.clone(),
                path: path.clone(),
            },
            Self::Changed(path) => Self::Changed(path.clone()),
            Self::Vanished(path) => Self::Vanished(path.clone()),
            Self::ReadOnly(path) => Self::ReadOnly(path.clone()),
            Self::Full(path) => Self::Full(path.clone()),
            Self::Cannot { what, source, path } => Self::Cannot {
                what,
                source: io::Error::new(source.kind(), source.to_string()),
                path: path.clone(),
            },
            Self::NoDocument(document) => Self::NoDocument(document.clone()),
        }
    }

    /// Whether the file that the journal continues is no longer there, so that the journal alone would be worth nothing.
    pub(super) fn has_lost_its_base(&self) -> bool {
        matches!(self, Self::Changed(_) | Self::Vanished(_))
    }
}
