//! The store: the place where an open project lives, its journal, and saving in the background.
//!
//! The thread that edits calls [`Store::append`] for every edit and [`Store::save`] now and then; both return at once. Two threads work behind
//! it: one syncs the journal within a second, one saves. Where the place of the project fails (read-only, full, gone, changed by another
//! program), the project moves to a folder of the user's state ([`super::recovery`]) and goes on there; nothing is overwritten, nothing lost.

mod outcome;
mod saving;
mod state;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

pub use outcome::{Closed, Kept, Opened, SaveFailure, SaveState, StoreNotice};

use super::backup::{self, Backup, BackupPolicy};
use super::error::StoreError;
use super::file::{FileHash, ReadProject};
use super::lock::{Locked, ProjectLock};
use super::os;
use super::recovery::{self, About, Pending};
use super::save;
use super::siblings::{remove_segments, remove_spools};
use super::spool::{SpoolBook, write_spool};
use crate::model::{Edit, Moment, Project};

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

    /// Keeps `project`, the version as it is now, among the backups: before something takes the place of all of it. What is in the file already is
    /// kept as it is, what is not is written there. Kept also where no backups are kept otherwise.
    ///
    /// # Errors
    /// When the project has no place, or its backups cannot be written.
    pub fn keep_version(&self, project: &Project) -> Result<(), StoreError> {
        let is_saved = matches!(self.poll(project), SaveState::Saved { .. });
        let mut state = self.shared.wait_idle();
        let (now, (generation, _)) = (os::now(), state.base);
        let count = state.backups.count.max(2);
        let path = match &state.spot.about {
            None => state.spot.project.clone(),
            Some(about) => about
                .intended
                .clone()
                .ok_or_else(|| StoreError::Missing(state.spot.project.clone()))?,
        };
        state.last_backup = Some(now);
        drop(state);
        if is_saved {
            backup::keep(&path, generation, now, count)
        } else {
            backup::write(project, &path, generation, now, count)
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Change, Document};
    use crate::project::file::project_text;
    use crate::project::journal::{self, base_line, segment_path};
    use crate::project::save::stage;
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
