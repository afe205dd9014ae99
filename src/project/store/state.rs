//! What the threads of a store share: which files the project has, which edits are written where, and how that moves on.

use std::cell::RefCell;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Closed, Job, Kept, Places, SaveFailure, SaveState, Spot, State, StoreNotice};
use crate::model::{Edit, Project};
use crate::project::error::StoreError;
use crate::project::file::FileHash;
use crate::project::journal::{
    self, Plan, Record, Segment, Spools, base_line, segment_path, spool_path,
};
use crate::project::os;
use crate::project::recovery::{self, About};
use crate::project::save::{self, folder_of, remove_quietly};
use crate::project::siblings::{
    append_to, copy_segments_aside, find_segments, remove_segments, set_aside_segments,
};
use crate::project::spool::{SpoolBook, due_for_spooling, write_spool};

impl State {
    pub(super) fn new(spot: Spot, base: (u32, FileHash), places: &Places) -> Self {
        Self {
            spot,
            base,
            generation: base.0,
            segment: None,
            dirty: Vec::new(),
            is_folder_dirty: false,
            edits: 0,
            was_edited: false,
            job: None,
            is_saving: false,
            failure: None,
            needs_copy: false,
            saved_at: None,
            is_closing: false,
            backups: places.backups,
            last_backup: None,
            spools: SpoolBook::default(),
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        self.is_saving || self.job.is_some()
    }

    pub(super) fn fail(&mut self, error: StoreError, kept: Kept) {
        tracing::warn!("{error}");
        self.failure = Some(Arc::new(SaveFailure { error, kept }));
    }

    pub(super) fn where_edits_are(&self) -> Kept {
        match &self.spot.about {
            Some(_) => Kept::InState(self.spot.project.clone()),
            None => Kept::InJournal,
        }
    }

    pub(super) fn save_state(&self) -> SaveState {
        if self.is_busy() {
            return SaveState::Saving;
        }
        match (&self.failure, self.edits) {
            (Some(failure), edits) => SaveState::Failed {
                failure: Arc::clone(failure),
                edits,
            },
            (None, 0) => SaveState::Saved { at: self.saved_at },
            (None, edits) => SaveState::Unsaved { edits },
        }
    }

    /// Begins a new segment: what comes from now on is not in the snapshot.
    pub(super) fn enqueue(&mut self, project: Project, to: Option<PathBuf>) {
        let waiting = self.job.take();
        self.generation += 1;
        self.segment = None;
        self.job = Some(Job {
            project,
            generation: self.generation,
            edits: std::mem::take(&mut self.edits) + waiting.as_ref().map_or(0, |job| job.edits),
            to: to.or(waiting.and_then(|job| job.to)),
        });
    }

    /// The segment that edits go to, made when it is first needed.
    pub(super) fn segment(&mut self) -> Result<Arc<File>, StoreError> {
        if let Some(segment) = &self.segment {
            return Ok(Arc::clone(segment));
        }
        let path = segment_path(&self.spot.project, self.generation);
        let failed = |error| StoreError::from_io("write the journal", &path, error);
        if os::is_folder_read_only(folder_of(&path)) {
            return Err(StoreError::ReadOnly(folder_of(&path).to_owned()));
        }
        // A file that may not be written is not edited behind its owner's back either.
        if self.spot.about.is_none() {
            let metadata = self.spot.project.metadata();
            let metadata = metadata.map_err(|error| {
                StoreError::from_io("find the project", &self.spot.project, error)
            })?;
            if metadata.permissions().readonly() {
                return Err(StoreError::ReadOnly(self.spot.project.clone()));
            }
        }
        let mut file = append_to(&path).map_err(failed)?;
        if self.generation == self.base.0 && file.metadata().map_err(failed)?.len() == 0 {
            file.write_all(base_line(self.base.1).as_bytes())
                .map_err(failed)?;
        }
        let file = Arc::new(file);
        self.segment = Some(Arc::clone(&file));
        self.is_folder_dirty = true;
        Ok(file)
    }

    pub(super) fn append(&mut self, edit: &Edit, project: &Project) -> Result<(), StoreError> {
        let due = due_for_spooling(edit, &self.spools);
        if !due.is_empty() {
            let spooled = write_spool(&self.spot.project, &due)?;
            if let Ok(file) = spooled.file.try_clone() {
                self.dirty.push(Arc::new(file));
            }
            self.spools.enter(spooled);
        }
        let used = RefCell::new(Vec::new());
        let line = journal::edit_line(edit, project, &|document| {
            self.spools.use_place(document, &used)
        })?;
        let segment = self.segment()?;
        (&*segment).write_all(line.as_bytes()).map_err(|error| {
            let path = segment_path(&self.spot.project, self.generation);
            StoreError::from_io("write the journal", &path, error)
        })?;
        self.spools.mark_used(used.into_inner(), self.generation);
        if !self.dirty.iter().any(|file| Arc::ptr_eq(file, &segment)) {
            self.dirty.push(segment);
        }
        self.edits += 1;
        Ok(())
    }

    /// Goes on in the state folder with a copy of `project`, which holds all edits.
    pub(super) fn move_to_state(
        &mut self,
        project: &Project,
        places: &Places,
    ) -> Result<(), StoreError> {
        let generation = self.generation + 1;
        let about = self
            .spot
            .about
            .clone()
            .unwrap_or_else(|| About::of_failed(self.spot.project.clone(), self.base.1));
        let (kept, hash) = recovery::keep(project, generation, about, places)?;
        self.spot = kept.into();
        self.base = (generation, hash);
        self.generation = generation;
        self.segment = None;
        self.edits = 0;
        if let Some(job) = &mut self.job {
            // A snapshot that still waits is older than the copy.
            job.project = project.clone();
            job.edits = 0;
            self.generation += 1;
            job.generation = self.generation;
        }
        self.spools = SpoolBook::default();
        self.needs_copy = false;
        let kept = self.where_edits_are();
        self.failure = self.failure.take().map(|failure| {
            Arc::new(SaveFailure {
                error: failure.error.again(),
                kept,
            })
        });
        Ok(())
    }

    /// Copies the segments from `generation` on, and the spools they name, to a project at `target` whose file has `hash`.
    pub(super) fn carry_journal(
        &mut self,
        generation: u32,
        hash: FileHash,
        target: &Path,
    ) -> Result<(), StoreError> {
        for known in generation..=self.generation {
            let old = segment_path(&self.spot.project, known);
            let mut bytes = Vec::new();
            if known == generation {
                bytes.extend_from_slice(base_line(hash).as_bytes());
            }
            match std::fs::read(&old) {
                Ok(edits) => bytes.extend_from_slice(&edits),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(StoreError::from_io("move the journal", &old, error)),
            }
            let new = segment_path(target, known);
            save::write_small(&new, &bytes)
                .map_err(|error| StoreError::from_io("move the journal", &new, error))?;
        }
        for name in self.spools.names() {
            let (old, new) = (
                spool_path(&self.spot.project, name),
                spool_path(target, name),
            );
            std::fs::copy(&old, &new)
                .map_err(|error| StoreError::from_io("move the journal", &new, error))?;
        }
        Ok(())
    }

    /// Applies what a crashed session left beside the project.
    pub(super) fn recover(&mut self, project: &mut Project) -> Option<StoreNotice> {
        let path = self.spot.project.clone();
        let found = find_segments(&path);
        let last = found.iter().map(|(known, _)| *known).max()?;
        let mut segments: Vec<(u32, Segment)> = found
            .iter()
            .filter_map(|(known, path)| Some((*known, Segment::read(&std::fs::read(path).ok()?))))
            .collect();
        let replay = match journal::plan(&segments, self.base.0, self.base.1) {
            Plan::Replay(replay) => replay,
            Plan::Foreign(edits) => {
                let set_aside = set_aside_segments(&path).unwrap_or_default();
                // Segments that could not be renamed must not be appended to.
                self.generation = self.generation.max(last + 1);
                return Some(StoreNotice::JournalOfAnotherVersion { edits, set_aside });
            }
        };
        segments.retain(|(known, _)| replay.contains(known));
        if replay.is_empty() {
            remove_segments(&path, |_| true);
            return None;
        }
        remove_segments(&path, |known| known < self.base.0);
        self.generation = last + 1;
        let is_torn = segments.last().is_some_and(|(_, segment)| segment.is_torn);
        let mut spools = Spools::beside(&path);
        let edits = segments
            .into_iter()
            .flat_map(|(_, segment)| segment.records)
            .filter_map(|record| match record {
                Record::Edit(edit) => Some(edit),
                Record::Base { .. } => None,
            });
        let mut edits = edits.into_iter();
        let mut done = 0;
        let mut stopped = None;
        for edit in edits.by_ref() {
            match edit.replay(project, &mut spools) {
                Ok(_) => done += 1,
                Err(error) => {
                    stopped = Some(error.to_string());
                    break;
                }
            }
        }
        self.spools.enter_used(spools.names(), last);
        self.edits = done;
        self.was_edited = done > 0;
        match stopped {
            Some(reason) => Some(StoreNotice::RecoveredInPart {
                edits: done,
                left: edits.count() + 1,
                reason,
                set_aside: copy_segments_aside(&path),
            }),
            None if done > 0 || is_torn => Some(StoreNotice::Recovered {
                edits: done,
                is_torn,
            }),
            None => None,
        }
    }

    /// Removes what only an open project needs.
    pub(super) fn clear_up(&mut self) -> Closed {
        let project = self.spot.project.clone();
        remove_segments(&project, |_| true);
        for name in self.spools.names() {
            remove_quietly(&spool_path(&project, name));
        }
        let lock = self.spot.lock.take();
        match &self.spot.about {
            None => {
                drop(lock);
                Closed::Saved(project)
            }
            Some(about) if about.intended.is_some() || self.was_edited => {
                drop(lock);
                Closed::Kept(project)
            }
            Some(_) => {
                drop(lock);
                recovery::remove(&project);
                Closed::Nothing
            }
        }
    }
}
