//! The lock file beside a project: it keeps a second instance out and says who has the project open.
//!
//! The system's own lock on that file decides; it ends with the process, however that ends. The words in the file are for the reader.
//! A file left behind by a crash has no such lock and is taken over.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use crate::model::Moment;

use super::error::StoreError;
use super::{os, spelling};

/// Who has a project open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    /// Process number; 0 when unknown.
    pub process: u32,
    /// Name of the computer, empty when unknown.
    pub host: String,
    /// Since when; the zero moment when unknown.
    pub since: Moment,
}

impl fmt::Display for Holder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.process == 0 {
            return formatter.write_str("another instance");
        }
        write!(formatter, "process {}", self.process)?;
        if !self.host.is_empty() {
            write!(formatter, " on {}", self.host)?;
        }
        if self.since != Moment::default() {
            write!(formatter, " since {}", spelling::spell_moment(self.since))?;
        }
        Ok(())
    }
}

impl Holder {
    fn me() -> Self {
        Self {
            process: std::process::id(),
            host: os::host_name(),
            since: os::now(),
        }
    }

    fn words(&self) -> String {
        format!(
            "process {}\nhost {}\nsince {}\n",
            self.process,
            self.host,
            spelling::spell_moment(self.since)
        )
    }

    fn read(words: &str) -> Self {
        let mut holder = Self::default();
        for line in words.lines() {
            match line.split_once(' ') {
                Some(("process", number)) => holder.process = number.parse().unwrap_or_default(),
                Some(("host", name)) => name.clone_into(&mut holder.host),
                Some(("since", time)) => {
                    holder.since = spelling::read_moment(time).unwrap_or_default();
                }
                _ => {}
            }
        }
        holder
    }
}

/// A held lock. Dropping it gives the project free.
#[derive(Debug)]
pub(super) struct ProjectLock {
    file: File,
    path: PathBuf,
}

/// What became of an attempt to lock.
#[derive(Debug)]
pub(super) enum Locked {
    /// It is ours; a crashed instance may have left it.
    Ours(ProjectLock, Option<Holder>),
    /// The place takes no lock file (read-only) or no locks (some network drives): nobody is kept out.
    Unguarded,
}

/// The lock file of a project.
pub(super) fn lock_path(project: &Path) -> PathBuf {
    super::sibling(project, ".lock")
}

impl ProjectLock {
    /// Locks the project at `project`.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another instance holds it.
    pub(super) fn acquire(project: &Path) -> Result<Locked, StoreError> {
        let path = lock_path(project);
        // Someone may remove the file between our opening and locking it; then a new one is due.
        for _ in 0..16 {
            if path.parent().is_some_and(os::is_folder_read_only) {
                return Ok(Locked::Unguarded);
            }
            let opened = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path);
            let Ok(file) = opened else {
                return Ok(Locked::Unguarded);
            };
            match file.try_lock() {
                Ok(()) if os::is_same_file(&file, &path) => {
                    let mut lock = Self { file, path };
                    let earlier = lock.introduce();
                    return Ok(Locked::Ours(lock, earlier));
                }
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(StoreError::InUse {
                        holder: Holder::read(&words_of(file)),
                        path: project.to_owned(),
                    });
                }
                Err(TryLockError::Error(_)) => return Ok(Locked::Unguarded),
            }
        }
        Ok(Locked::Unguarded)
    }

    /// Writes down who we are; gives who stood there.
    fn introduce(&mut self) -> Option<Holder> {
        let mut words = String::new();
        let read = (&self.file).take(4096).read_to_string(&mut words);
        let earlier = (read.is_ok() && !words.trim().is_empty()).then(|| Holder::read(&words));
        let written = self
            .file
            .set_len(0)
            .and_then(|()| self.file.rewind())
            .and_then(|()| self.file.write_all(Holder::me().words().as_bytes()));
        if let Err(error) = written {
            // The lock holds without its words.
            tracing::warn!(
                "cannot write the lock file {}: {error}",
                self.path.display()
            );
        }
        earlier
    }
}

impl Drop for ProjectLock {
    fn drop(&mut self) {
        // Removed while it is still locked: nobody can have taken this very file over.
        if os::is_same_file(&self.file, &self.path)
            && let Err(error) = std::fs::remove_file(&self.path)
        {
            tracing::debug!(
                "cannot remove the lock file {}: {error}",
                self.path.display()
            );
        }
    }
}

fn words_of(file: File) -> String {
    let mut words = String::new();
    match file.take(4096).read_to_string(&mut words) {
        Ok(_) => words,
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_instance_is_told_who_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("news.ron");
        let Locked::Ours(lock, None) = ProjectLock::acquire(&project).unwrap() else {
            panic!("the first lock is ours")
        };
        match ProjectLock::acquire(&project) {
            Err(StoreError::InUse { holder, .. }) => {
                assert_eq!(holder.process, std::process::id());
                assert!(holder.since.0 > 0);
            }
            other => panic!("{other:?}"),
        }
        drop(lock);
        assert!(!lock_path(&project).exists());
        assert!(matches!(
            ProjectLock::acquire(&project).unwrap(),
            Locked::Ours(_, None)
        ));
    }

    #[test]
    fn the_lock_of_a_crashed_instance_is_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("news.ron");
        let words = "process 77\nhost newsroom\nsince 2016-05-04T07:07:58Z\n";
        std::fs::write(lock_path(&project), words).unwrap();
        let Locked::Ours(_lock, Some(earlier)) = ProjectLock::acquire(&project).unwrap() else {
            panic!("a lock file without a lock is free")
        };
        assert_eq!(
            earlier.to_string(),
            "process 77 on newsroom since 2016-05-04T07:07:58Z"
        );
    }
}
