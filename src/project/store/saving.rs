//! The two threads behind a store: one syncs the journal, one saves.

use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, MutexGuard, PoisonError};

use super::{Job, Kept, SYNC_PAUSE, Shared, Spot, State};
use crate::project::error::StoreError;
use crate::project::file::FileHash;
use crate::project::journal::{base_line, segment_path, spool_path};
use crate::project::lock::{Locked, ProjectLock};
use crate::project::save::{self, Staged, folder_of, remove_quietly, stage};
use crate::project::siblings::{append_to, generation_of, remove_segments, set_aside_segments};
use crate::project::{backup, os};

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere must not keep edits from being journaled; every change of the state is made in one go.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn wait_idle(&self) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        while state.is_busy() && !state.is_closing {
            state = self.wait(state);
        }
        state
    }

    pub(super) fn sync_until_closed(&self) {
        let mut state = self.lock();
        loop {
            if state.dirty.is_empty() && !state.is_folder_dirty {
                if state.is_closing {
                    return;
                }
                state = self.wait(state);
                continue;
            }
            if !state.is_closing {
                drop(state);
                std::thread::sleep(SYNC_PAUSE);
                state = self.lock();
            }
            let files = std::mem::take(&mut state.dirty);
            let folder = std::mem::take(&mut state.is_folder_dirty)
                .then(|| folder_of(&state.spot.project).to_owned());
            drop(state);
            let synced = files
                .iter()
                .try_for_each(|file| file.sync_data())
                .and_then(|()| folder.as_deref().map_or(Ok(()), os::sync_folder));
            state = self.lock();
            if let Err(error) = synced {
                let error =
                    StoreError::from_io("sync the journal", &state.spot.project.clone(), error);
                state.fail(error, Kept::OnlyInMemory);
                state.needs_copy = true;
                self.changed.notify_all();
            }
        }
    }

    pub(super) fn save_until_closed(&self) {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.job.take() {
                state.is_saving = true;
                drop(state);
                let edits = job.edits;
                let saved = self.save(job);
                state = self.lock();
                state.is_saving = false;
                if let Err(error) = saved {
                    state.edits += edits;
                    state.needs_copy |= error.has_lost_its_base() && state.spot.about.is_none();
                    let kept = state.where_edits_are();
                    state.fail(error, kept);
                }
                self.changed.notify_all();
            } else if state.is_closing {
                return;
            } else {
                state = self.wait(state);
            }
        }
    }

    pub(super) fn save(&self, job: Job) -> Result<(), StoreError> {
        let (here, about, hash) = {
            let state = self.lock();
            let spot = &state.spot;
            (spot.project.clone(), spot.about.clone(), state.base.1)
        };
        if let Some(path) = &job.to {
            let real = os::real_path(path)
                .map_err(|error| StoreError::from_io("find the place", path, error))?;
            return if real == here {
                self.save_here(&job, &here, None)
            } else {
                self.move_to(&job, &real, None)
            };
        }
        let Some(about) = about else {
            return self.save_here(&job, &here, Some(hash));
        };
        match (&about.intended, about.hash()) {
            (Some(intended), hash @ Some(_)) => {
                // Perhaps its own place takes it again.
                let moved = self.move_to(&job, intended, hash);
                if moved.is_err() {
                    self.save_here(&job, &here, None)?;
                }
                moved
            }
            _ => self.save_here(&job, &here, None),
        }
    }

    /// Saves over the file at `here`, provided that it is the one with the `expected` hash.
    pub(super) fn save_here(
        &self,
        job: &Job,
        here: &Path,
        expected: Option<FileHash>,
    ) -> Result<(), StoreError> {
        if let Some(hash) = expected {
            save::check_unchanged(here, hash)?;
        }
        let staged = stage(&job.project, job.generation, here)?;
        let hash = staged.hash;
        self.note_base(job.generation, hash, here)?;
        if expected.is_some() {
            self.keep_backup(here)?;
        }
        staged.publish()?;
        let mut state = self.lock();
        if state.spot.project != here {
            // An edit found this place gone meanwhile, and the project went on elsewhere.
            return Ok(());
        }
        state.base = (job.generation, hash);
        state.saved_at = Some(os::now());
        if state
            .spot
            .about
            .as_ref()
            .is_none_or(|about| about.intended.is_none())
        {
            state.failure = None;
        }
        state.needs_copy = false;
        let project = state.spot.project.clone();
        let spools = state.spools.drop_before(job.generation);
        drop(state);
        remove_segments(&project, |known| known < job.generation);
        for name in spools {
            remove_quietly(&spool_path(&project, &name));
        }
        Ok(())
    }

    /// Writes down, before the rename, that the segment of `generation` continues the file with `hash`.
    pub(super) fn note_base(
        &self,
        generation: u32,
        hash: FileHash,
        here: &Path,
    ) -> Result<(), StoreError> {
        let mut state = self.lock();
        if state.spot.project != here {
            return Err(StoreError::Vanished(here.to_owned()));
        }
        let path = segment_path(&state.spot.project, generation);
        let failed = |error| StoreError::from_io("write the journal", &path, error);
        let file = if state.generation == generation {
            state.segment()?
        } else {
            Arc::new(append_to(&path).map_err(failed)?)
        };
        (&*file)
            .write_all(base_line(hash).as_bytes())
            .map_err(failed)?;
        drop(state);
        file.sync_data().map_err(failed)?;
        os::sync_folder(folder_of(&path)).map_err(failed)
    }

    /// Keeps the version that is about to be replaced, when one is due.
    pub(super) fn keep_backup(&self, path: &Path) -> Result<(), StoreError> {
        let now = os::now();
        let mut state = self.lock();
        let policy = state.backups;
        let is_due = state
            .last_backup
            .is_none_or(|last| now.0 - last.0 >= i64::from(policy.gap_secs));
        if !is_due {
            return Ok(());
        }
        let generation = state.base.0;
        state.last_backup = Some(now);
        drop(state);
        backup::keep(path, generation, now, policy.count)
    }

    /// Saves to `target` and lives there from now on, with the edits made since the snapshot.
    pub(super) fn move_to(
        &self,
        job: &Job,
        target: &Path,
        expected: Option<FileHash>,
    ) -> Result<(), StoreError> {
        let lock = match ProjectLock::acquire(target)? {
            Locked::Ours(lock, _) => Some(lock),
            Locked::Unguarded => None,
        };
        match (expected, target.metadata()) {
            (Some(hash), _) => save::check_unchanged(target, hash)?,
            (None, Ok(existing)) if existing.permissions().readonly() => {
                return Err(StoreError::ReadOnly(target.to_owned()));
            }
            _ => {}
        }
        let staged = stage(&job.project, job.generation, target)?;
        if target.exists() {
            let count = self.lock().backups.count;
            backup::keep(target, generation_of(target), os::now(), count)?;
            set_aside_segments(target)?;
        }
        self.settle(job, target, lock, staged)
    }

    pub(super) fn settle(
        &self,
        job: &Job,
        target: &Path,
        lock: Option<ProjectLock>,
        staged: Staged,
    ) -> Result<(), StoreError> {
        let hash = staged.hash;
        // From here on no edit may come in until the journal has moved.
        let mut state = self.lock();
        if state.base.0 > job.generation {
            // An edit found the old place gone meanwhile and kept a copy: the snapshot is older than that.
            return Err(StoreError::Vanished(state.spot.project.clone()));
        }
        staged.publish()?;
        let carried = state.carry_journal(job.generation, hash, target);
        let spot = Spot {
            project: target.to_owned(),
            lock,
            about: None,
        };
        let old = std::mem::replace(&mut state.spot, spot);
        state.base = (job.generation, hash);
        state.segment = None;
        state.saved_at = Some(os::now());
        state.last_backup = None;
        state.failure = None;
        state.needs_copy = false;
        if let Err(error) = carried {
            // The old journal cannot be read: the next call that brings the project keeps all of it.
            state.needs_copy = true;
            return Err(error);
        }
        drop(state);
        old.leave();
        Ok(())
    }
}
