//! The store: the place where an open project lives, its journal, and saving in the background.
//!
//! The thread that edits calls [`Store::append`] for every edit and [`Store::save`] now and then; both return at once. Two threads work behind
//! it: one syncs the journal within a second, one saves. Where the place of the project fails (read-only, full, gone, changed by another
//! program), the project moves to a folder of the user's state ([`super::recovery`]) and goes on there; nothing is overwritten, nothing lost.

use std::cell::RefCell;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::model::{Edit, Moment, Project};

use super::backup::{self, Backup, BackupPolicy};
use super::error::StoreError;
use super::file::{FileHash, ReadProject};
use super::journal::{self, Plan, Record, Segment, Spools, base_line, segment_path, spool_path};
use super::lock::{Holder, Locked, ProjectLock};
use super::notice::FileNotice;
use super::recovery::{self, About, Pending};
use super::save::{self, Staged, folder_of, remove_quietly, stage};
use super::spool::{SpoolBook, due_for_spooling, write_spool};
use super::{os, sibling};

/// How long the journal's syncing waits for more edits to sync with them.
const SYNC_PAUSE: Duration = Duration::from_millis(60);

/// Where things live on this computer; `app` asks the system for it, tests give a temporary folder.
#[derive(Clone, Debug)]
pub struct Places {
    /// Folder of the user's state: projects without a place of their own, and those whose place failed.
    pub state_dir: PathBuf,
    /// How many earlier versions of a project file are kept.
    pub backups: BackupPolicy,
}

impl Places {
    /// The usual backups, with state in `state_dir`.
    pub fn new(state_dir: impl Into<PathBuf>) -> Self {
        Self {
            state_dir: state_dir.into(),
            backups: BackupPolicy::default(),
        }
    }
}

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

/// An open project's place, journal and saving. One thread edits; dropping the store without [`Store::close`] leaves the journal for recovery.
#[derive(Debug)]
pub struct Store {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    places: Places,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

/// The files of a project: its own place, or a folder of the state.
#[derive(Debug)]
struct Spot {
    /// The project file, links followed.
    project: PathBuf,
    /// `None` where the place takes no locks.
    lock: Option<ProjectLock>,
    /// Set in a folder of the state.
    about: Option<About>,
}

#[derive(Debug)]
struct State {
    spot: Spot,
    /// Generation and hash of the file at the spot.
    base: (u32, FileHash),
    /// Generation of the segment that edits go to.
    generation: u32,
    /// That segment, once it exists.
    segment: Option<Arc<File>>,
    /// Written and not yet synced.
    dirty: Vec<Arc<File>>,
    is_folder_dirty: bool,
    /// Edits since the last snapshot was handed to the saving thread.
    edits: usize,
    /// Whether anything was ever edited or recovered.
    was_edited: bool,
    job: Option<Job>,
    is_saving: bool,
    failure: Option<Arc<SaveFailure>>,
    /// The journal no longer has a file to continue: the next call that brings the project keeps a copy of it.
    needs_copy: bool,
    saved_at: Option<Moment>,
    is_closing: bool,
    backups: BackupPolicy,
    last_backup: Option<Moment>,
    spools: SpoolBook,
}

/// One save.
#[derive(Debug)]
struct Job {
    project: Project,
    generation: u32,
    edits: usize,
    /// A new place, or `None` for where the project lives.
    to: Option<PathBuf>,
}

impl Store {
    /// Opens the project at `path` and recovers what a crashed session left in its journal.
    ///
    /// # Errors
    /// When the file is missing, broken, of a later version, or open in another instance.
    pub fn open(path: &Path, places: &Places) -> Result<Opened, StoreError> {
        let real = os::real_path(path)
            .map_err(|error| StoreError::from_io("find the project", path, error))?;
        if !real.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let mut opened = Self::open_spot(&real, None, places)?;
        for pending in recovery::pending(places) {
            if pending.about.intended.as_deref() == Some(real.as_path()) {
                opened.notices.push(StoreNotice::KeptElsewhere(pending));
            }
        }
        Ok(opened)
    }

    /// Opens a project that was kept in the user's state folder.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn resume(pending: &Pending, places: &Places) -> Result<Opened, StoreError> {
        Self::open_spot(&pending.project_path(), Some(pending.about.clone()), places)
    }

    /// Gives a project without a place one in the user's state folder, until it is saved somewhere.
    ///
    /// # Errors
    /// When the state folder cannot be written.
    pub fn create_unsaved(project: &Project, places: &Places) -> Result<Self, StoreError> {
        let (spot, hash) = recovery::keep(project, 1, About::default(), places)?;
        Self::start(State::new(spot.into(), (1, hash), places), places)
    }

    fn open_spot(real: &Path, about: Option<About>, places: &Places) -> Result<Opened, StoreError> {
        let mut notices = Vec::new();
        let lock = match ProjectLock::acquire(real)? {
            Locked::Ours(lock, earlier) => {
                notices.extend(earlier.map(StoreNotice::LockTakenOver));
                Some(lock)
            }
            Locked::Unguarded => {
                notices.push(StoreNotice::NotLocked(real.to_owned()));
                None
            }
        };
        let bytes = save::read_bytes(real)?;
        let hash = FileHash::of(&bytes);
        let ReadProject {
            mut project,
            generation,
            notices: file_notices,
        } = save::parse_bytes(&bytes, real)?;
        drop(bytes);
        if lock.is_some() {
            save::remove_leftovers(real);
        }
        let spot = Spot {
            project: real.to_owned(),
            lock,
            about,
        };
        let mut state = State::new(spot, (generation, hash), places);
        notices.extend(state.recover(&mut project));
        Ok(Opened {
            store: Self::start(state, places)?,
            project,
            notices,
            file_notices,
        })
    }

    fn start(state: State, places: &Places) -> Result<Self, StoreError> {
        let path = state.spot.project.clone();
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            changed: Condvar::new(),
        });
        let mut store = Self {
            shared,
            threads: Vec::new(),
            places: places.clone(),
        };
        for (name, work) in [
            ("journal", Shared::sync_until_closed as fn(&Shared)),
            ("save", Shared::save_until_closed),
        ] {
            let shared = Arc::clone(&store.shared);
            let thread = std::thread::Builder::new()
                .name(name.to_owned())
                .spawn(move || work(&shared))
                .map_err(|error| StoreError::from_io("start a thread", &path, error))?;
            store.threads.push(thread);
        }
        Ok(store)
    }

    /// Writes `edit` to the journal; `project` is the project after it. Returns when the system has it: a crash of the program loses nothing
    /// then, a loss of power at most the last second.
    ///
    /// Where the journal cannot be written, a copy of the project is kept in the user's state folder.
    ///
    /// # Errors
    /// When nothing could be written anywhere: the edit is only in memory.
    pub fn append(&self, edit: &Edit, project: &Project) -> Result<(), StoreError> {
        if edit.changes.is_empty() {
            return Ok(());
        }
        let mut state = self.shared.lock();
        state.was_edited = true;
        if !state.needs_copy {
            match state.append(edit, project) {
                Ok(()) => {
                    self.shared.changed.notify_all();
                    return Ok(());
                }
                Err(error) => state.fail(error, Kept::OnlyInMemory),
            }
        }
        self.keep_copy(&mut state, project)
    }

    /// A handle with which an import's thread writes many documents down before their edit is appended.
    pub fn spooler(&self) -> Spooler {
        Spooler {
            shared: Arc::clone(&self.shared),
        }
    }

    /// Saves a snapshot in the background. A snapshot that waits behind a running save is replaced.
    ///
    /// # Errors
    /// When the project's place is gone and no copy could be kept either.
    pub fn save(&self, project: Project) -> Result<(), StoreError> {
        self.enqueue(project, None)
    }

    /// Saves to another place in the background; the project lives there once [`Store::poll`] says saved. What is there is replaced.
    ///
    /// # Errors
    /// When the project's place is gone and no copy could be kept either.
    pub fn save_as(&self, path: &Path, project: Project) -> Result<(), StoreError> {
        self.enqueue(project, Some(path.to_owned()))
    }

    fn enqueue(&self, project: Project, to: Option<PathBuf>) -> Result<(), StoreError> {
        let mut state = self.shared.lock();
        if state.needs_copy && to.is_none() {
            self.keep_copy(&mut state, &project)?;
        }
        state.enqueue(project, to);
        self.shared.changed.notify_all();
        Ok(())
    }

    /// How the saving stands. `project` is the project as it is now, kept safe in case its place was found gone.
    pub fn poll(&self, project: &Project) -> SaveState {
        let mut state = self.shared.lock();
        if state.needs_copy && !state.is_busy() {
            // What failed is in the state that is told below.
            self.keep_copy(&mut state, project).ok();
        }
        state.save_state()
    }

    /// Waits until no save is under way.
    pub fn wait(&self) {
        drop(self.shared.wait_idle());
    }

    /// Where the project is saved; `None` until it was saved somewhere. For a project whose place failed, that place.
    pub fn path(&self) -> Option<PathBuf> {
        let state = self.shared.lock();
        match &state.spot.about {
            None => Some(state.spot.project.clone()),
            Some(about) => about.intended.clone(),
        }
    }

    /// How many earlier versions are kept from now on.
    pub fn set_backups(&self, policy: BackupPolicy) {
        self.shared.lock().backups = policy;
    }

    /// Earlier versions of the project, the latest first; none for a project without a place.
    ///
    /// # Errors
    /// When their folder cannot be read.
    pub fn backups(&self) -> Result<Vec<Backup>, StoreError> {
        self.path()
            .map_or_else(|| Ok(Vec::new()), |path| backup::list_backups(&path))
    }

    /// Brings an earlier version back. The present one is saved first and kept as a backup. Gives the earlier version, which is saved as
    /// the newest when this returns.
    ///
    /// # Errors
    /// When the present version cannot be saved or the earlier one cannot be read; the present one stands then.
    pub fn restore(&self, backup: &Backup, current: Project) -> Result<ReadProject, StoreError> {
        let earlier = save::read_file(&backup.path)?;
        for project in [current, earlier.project.clone()] {
            self.shared.lock().last_backup = None;
            self.save(project)?;
            let state = self.shared.wait_idle();
            if let Some(failure) = &state.failure {
                return Err(failure.error.again());
            }
        }
        Ok(earlier)
    }

    /// Saves what is unsaved and gives the project free.
    ///
    /// # Errors
    /// When it could not be saved where it belongs; its edits wait in the journal or the state folder for the next start.
    pub fn close(mut self, project: &Project) -> Result<Closed, Arc<SaveFailure>> {
        let needs_saving = {
            let state = self.shared.wait_idle();
            state.edits > 0 || state.needs_copy || state.failure.is_some()
        };
        if needs_saving && let Err(error) = self.save(project.clone()) {
            let kept = Kept::OnlyInMemory;
            return Err(Arc::new(SaveFailure { error, kept }));
        }
        drop(self.shared.wait_idle());
        self.stop();
        let mut state = self.shared.lock();
        if let Some(failure) = &state.failure {
            return Err(Arc::clone(failure));
        }
        Ok(state.clear_up())
    }

    /// Throws a project away that was never saved anywhere; one that has a place is closed without saving.
    pub fn discard(mut self) {
        drop(self.shared.wait_idle());
        self.stop();
        let mut state = self.shared.lock();
        state.was_edited = false;
        state.clear_up();
    }

    /// Keeps a copy of `project` in the state folder and goes on there.
    fn keep_copy(&self, state: &mut State, project: &Project) -> Result<(), StoreError> {
        let kept = state.move_to_state(project, &self.places);
        if let Err(error) = &kept {
            state.needs_copy = true;
            state.fail(error.again(), Kept::OnlyInMemory);
        }
        self.shared.changed.notify_all();
        kept
    }

    fn stop(&mut self) {
        self.shared.lock().is_closing = true;
        self.shared.changed.notify_all();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of the project store panicked");
            }
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Writes imported documents down ahead of the edit that brings them.
#[derive(Clone, Debug)]
pub struct Spooler {
    shared: Arc<Shared>,
}

impl Spooler {
    /// Writes `documents` beside the project and syncs them; the edit that brings these very documents then journals at once.
    ///
    /// # Errors
    /// When they cannot be written; the edit can be appended all the same.
    pub fn write(&self, documents: &[Arc<crate::model::Document>]) -> Result<(), StoreError> {
        let project = self.shared.lock().spot.project.clone();
        let spooled = write_spool(&project, documents)?;
        spooled.file.sync_all().map_err(|error| {
            StoreError::from_io("write the imported documents", &project, error)
        })?;
        let mut state = self.shared.lock();
        // The project may have moved meanwhile; then the append spools once more, and closing the old place removed this file.
        if state.spot.project == project {
            state.spools.enter(spooled);
        }
        Ok(())
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere must not keep edits from being journaled; every change of the state is made in one go.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_idle(&self) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        while state.is_busy() && !state.is_closing {
            state = self.wait(state);
        }
        state
    }

    fn sync_until_closed(&self) {
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

    fn save_until_closed(&self) {
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

    fn save(&self, job: Job) -> Result<(), StoreError> {
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
    fn save_here(
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
    fn note_base(&self, generation: u32, hash: FileHash, here: &Path) -> Result<(), StoreError> {
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
    fn keep_backup(&self, path: &Path) -> Result<(), StoreError> {
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
    fn move_to(
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

    fn settle(
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

impl State {
    fn new(spot: Spot, base: (u32, FileHash), places: &Places) -> Self {
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

    fn is_busy(&self) -> bool {
        self.is_saving || self.job.is_some()
    }

    fn fail(&mut self, error: StoreError, kept: Kept) {
        tracing::warn!("{error}");
        self.failure = Some(Arc::new(SaveFailure { error, kept }));
    }

    fn where_edits_are(&self) -> Kept {
        match &self.spot.about {
            Some(_) => Kept::InState(self.spot.project.clone()),
            None => Kept::InJournal,
        }
    }

    fn save_state(&self) -> SaveState {
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
    fn enqueue(&mut self, project: Project, to: Option<PathBuf>) {
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
    fn segment(&mut self) -> Result<Arc<File>, StoreError> {
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

    fn append(&mut self, edit: &Edit, project: &Project) -> Result<(), StoreError> {
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
    fn move_to_state(&mut self, project: &Project, places: &Places) -> Result<(), StoreError> {
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
    fn carry_journal(
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
    fn recover(&mut self, project: &mut Project) -> Option<StoreNotice> {
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
    fn clear_up(&mut self) -> Closed {
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

impl Spot {
    /// Gives up a place that the project has moved away from.
    fn leave(self) {
        remove_segments(&self.project, |_| true);
        remove_spools(&self.project);
        drop(self.lock);
        if self.about.is_some() {
            recovery::remove(&self.project);
        }
    }
}

impl From<recovery::KeptSpot> for Spot {
    fn from(kept: recovery::KeptSpot) -> Self {
        Self {
            project: kept.project,
            lock: kept.lock,
            about: Some(kept.about),
        }
    }
}

fn append_to(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

/// How often the project at `path` was saved, 0 when its file does not say.
fn generation_of(path: &Path) -> u32 {
    save::read_file(path).map_or(0, |read| read.generation)
}

/// Files beside `project` whose names go on with `suffix`, and what follows it.
fn find_siblings(project: &Path, suffix: &str) -> Vec<(String, PathBuf)> {
    let prefix = sibling(project, suffix);
    let prefix = prefix.file_name().unwrap_or_default().to_string_lossy();
    let Ok(entries) = folder_of(project).read_dir() else {
        return Vec::new();
    };
    let mut found: Vec<(String, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let rest = name.to_str()?.strip_prefix(&*prefix)?;
            Some((rest.to_owned(), entry.path()))
        })
        .collect();
    found.sort_unstable();
    found
}

/// The segments beside `project`, by generation.
pub(super) fn find_segments(project: &Path) -> Vec<(u32, PathBuf)> {
    let mut segments: Vec<(u32, PathBuf)> = find_siblings(project, ".journal-")
        .into_iter()
        .filter_map(|(generation, path)| Some((generation.parse().ok()?, path)))
        .collect();
    segments.sort_unstable();
    segments
}

fn remove_segments(project: &Path, is_done: impl Fn(u32) -> bool) {
    for (generation, path) in find_segments(project) {
        if is_done(generation) {
            remove_quietly(&path);
        }
    }
}

fn remove_spools(project: &Path) {
    for (_, path) in find_siblings(project, ".spool-") {
        remove_quietly(&path);
    }
}

/// The name under which a segment is set aside.
fn aside_path(segment: &Path) -> PathBuf {
    let time = super::wire::spell_moment(os::now()).replace(':', "-");
    sibling(segment, &format!(".set-aside {time}"))
}

/// Renames the segments beside `project`, so that they are kept and never replayed by mistake.
fn set_aside_segments(project: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut set_aside = Vec::new();
    for (_, path) in find_segments(project) {
        let aside = aside_path(&path);
        std::fs::rename(&path, &aside)
            .map_err(|error| StoreError::from_io("set the journal aside", &path, error))?;
        set_aside.push(aside);
    }
    Ok(set_aside)
}

fn copy_segments_aside(project: &Path) -> Vec<PathBuf> {
    find_segments(project)
        .into_iter()
        .filter_map(|(_, path)| {
            let aside = aside_path(&path);
            std::fs::copy(&path, &aside).ok()?;
            Some(aside)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Change, Document};
    use crate::project::file::project_text;
    use crate::text::Text;

    fn start() -> Project {
        let mut project = Project::new(crate::model::Schema::default());
        let text = Text::new("Shells hit the port.");
        project
            .documents
            .push(Arc::new(Document::new("d1".into(), text)));
        project
    }

    /// Applies the tagging with `tag` and gives the journal's line for it.
    fn tag(project: &mut Project, tag: &str) -> String {
        let before = project.documents[0].tags.clone();
        let edit = Edit {
            label: "Tag".to_owned(),
            by: "ana".into(),
            at: Moment(1),
            changes: vec![Change::Tags {
                document: "d1".into(),
                after: before.iter().cloned().chain([tag.into()]).collect(),
                before,
            }],
        };
        edit.apply(project).unwrap();
        journal::edit_line(&edit, project, &|_| None).unwrap()
    }

    /// The files that a save leaves at each moment: two edits before it, one while it runs. What is opened afterwards must be all three.
    #[test]
    fn a_crash_at_any_moment_of_a_save_replays_each_edit_once() {
        let first = start();
        let mut snapshot = first.clone();
        let old_lines = tag(&mut snapshot, "one") + &tag(&mut snapshot, "two");
        let mut live = snapshot.clone();
        let new_line = tag(&mut live, "three");

        let old_text = project_text(&first, 4).unwrap();
        let new_text = project_text(&snapshot, 5).unwrap();
        let hash = |text: &str| FileHash::of(text.as_bytes());
        let old_journal = base_line(hash(&old_text)) + &old_lines;
        let new_journal = new_line.clone() + &base_line(hash(&new_text));
        // The file, its journals, and whether the staged version is still there.
        type Moment<'a> = (&'a str, &'a str, Vec<(u32, &'a str)>, bool);
        let moments: [Moment<'_>; 6] = [
            (
                "the snapshot is being written",
                &old_text,
                vec![(4, &old_journal), (5, &new_line)],
                true,
            ),
            (
                "no edit came since",
                &old_text,
                vec![(4, &old_journal)],
                true,
            ),
            (
                "its hash is noted",
                &old_text,
                vec![(4, &old_journal), (5, &new_journal)],
                true,
            ),
            (
                "it was renamed",
                &new_text,
                vec![(4, &old_journal), (5, &new_journal)],
                false,
            ),
            (
                "the old journal is removed",
                &new_text,
                vec![(5, &new_journal)],
                false,
            ),
            (
                "a second save has begun",
                &new_text,
                vec![(5, &new_journal), (6, "")],
                true,
            ),
        ];
        for (moment, text, journals, is_staged) in moments {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("news.ron");
            std::fs::write(&path, text).unwrap();
            for (generation, lines) in &journals {
                std::fs::write(segment_path(&path, *generation), lines).unwrap();
            }
            if is_staged {
                stage(&snapshot, 5, &path).unwrap().abandon();
            }
            let expected = if moment == "no edit came since" {
                &snapshot
            } else {
                &live
            };
            let places = Places::new(folder.path().join("state"));
            let opened = Store::open(&path, &places).unwrap();
            assert_eq!(&opened.project, expected, "{moment}");
            let left = folder.path().read_dir().unwrap().flatten();
            let staged =
                left.filter(|entry| entry.path().extension().is_some_and(|end| end == "tmp"));
            assert_eq!(staged.count(), 0, "{moment}");
            // Recovered once, saved, and opened again: still the same.
            opened.store.close(&opened.project).unwrap();
            assert_eq!(
                &Store::open(&path, &places).unwrap().project,
                expected,
                "{moment}"
            );
        }
    }

    #[test]
    fn a_journal_that_fits_only_in_part_is_set_aside_and_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.ron");
        let mut project = start();
        let text = project_text(&project, 2).unwrap();
        let good = tag(&mut project, "one");
        let mut other = start();
        other.documents[0] = Arc::new(Document::new("d2".into(), Text::new("Other.")));
        let text_of_other = journal::edit_line(
            &Edit {
                label: "Tag".to_owned(),
                by: "ana".into(),
                at: Moment(1),
                changes: vec![Change::SuggestionsShown {
                    document: "d2".into(),
                    before: None,
                    after: Some(true),
                }],
            },
            &other,
            &|_| None,
        )
        .unwrap();
        std::fs::write(&path, &text).unwrap();
        let lines = base_line(FileHash::of(text.as_bytes())) + &good + &text_of_other + &good;
        std::fs::write(segment_path(&path, 2), lines).unwrap();
        let opened = Store::open(&path, &Places::new(folder.path().join("state"))).unwrap();
        assert_eq!(opened.project, project);
        let [
            StoreNotice::RecoveredInPart {
                edits: 1,
                left: 2,
                set_aside,
                ..
            },
        ] = &opened.notices[..]
        else {
            panic!("{:?}", opened.notices)
        };
        assert!(set_aside[0].exists());
    }

    #[test]
    fn the_journal_is_synced_within_a_second() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.ron");
        let mut project = start();
        std::fs::write(&path, project_text(&project, 0).unwrap()).unwrap();
        let opened = Store::open(&path, &Places::new(folder.path().join("state"))).unwrap();
        let before = project.documents[0].suggestions_shown;
        let edit = Edit {
            label: "Hide suggestions".to_owned(),
            by: "ana".into(),
            at: Moment(1),
            changes: vec![Change::SuggestionsShown {
                document: "d1".into(),
                before,
                after: Some(false),
            }],
        };
        edit.apply(&mut project).unwrap();
        opened.store.append(&edit, &project).unwrap();
        let since = std::time::Instant::now();
        while !opened.store.shared.lock().dirty.is_empty() {
            assert!(
                since.elapsed() < Duration::from_secs(5),
                "it is never synced"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
