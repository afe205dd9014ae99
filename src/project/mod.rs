//! Projects on disk: the file, the journal of edits, saving without loss, locks, backups and recovery.
//!
//! [`Store`] is what the program works with; [`read_file`] and [`write_file`] are enough for a command that converts or checks. Beside a
//! project `news.ron` that is open lie `news.ron.lock` and, while edits wait to be saved, `news.ron.journal-7` and perhaps
//! `news.ron.spool-…`; `news.ron.backups/` holds earlier versions. Nothing here asks a person: what they should know comes back as
//! [`StoreNotice`], [`SaveState`] or [`StoreError`].

mod backup;
mod emit;
mod error;
mod file;
mod journal;
mod lock;
mod migrate;
mod notice;
mod os;
mod quick;
pub mod recovery;
mod save;
mod siblings;
mod spelling;
mod spool;
mod store;
mod wire;

#[cfg(test)]
#[path = "../../tests/common/rich.rs"]
mod rich;

use std::path::{Path, PathBuf};

pub use backup::{Backup, BackupPolicy, list_backups};
pub use error::StoreError;
pub use file::{
    Fault, FileHash, ReadError, ReadProject, project_text, read_project, write_project,
};
pub use lock::Holder;
pub use migrate::FORMAT;
pub use notice::{FileNotice, FileNoticeKind};
pub use save::{MAX_FILE_BYTES, read_file, write_file};
pub use store::{
    Closed, Kept, Opened, Places, SaveFailure, SaveState, Spooler, Store, StoreNotice,
};

/// The file beside `path` whose name goes on with `suffix`.
fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    path.with_file_name(name)
}
