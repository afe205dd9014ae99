//! A workspace: the open project with its place on disk. Opens, journals every edit, saves by itself, closes; knows no window.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::engines;
use super::import::{self, Import};
use super::jobs::Suggester;
use super::learnt_file;
use super::models::ModelChoice;
use super::notice::Notices;
use super::session::{Clock, Session};
use crate::model::difference::changes_between;
use crate::model::{Moment, Project, Schema};
use crate::project::{
    Closed, FileNotice, Opened, Places, ReadProject, SaveState, Store, StoreError, StoreNotice,
    recovery,
};

/// A pause in editing of this length saves the project by itself.
const AUTOSAVE_AFTER: Duration = Duration::from_secs(4);

/// How often the place of a project is looked at while nothing happens: it may vanish, or be changed by another program.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Wakes the window when work in the background has something to show.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The open project with its place on disk.
pub struct Workspace {
    /// The project and the work on it.
    pub session: Session,
    store: Option<Store>,
    places: Places,
    wake: Wake,
    last_edit: Option<Instant>,
    state: SaveState,
    /// Whether the place of the project may not be written by this instance.
    read_only: Option<PathBuf>,
    /// A failure that was told already, so that it is told once.
    told_failure: Option<String>,
    is_sample: bool,
    /// How many lessons had been learnt when what they taught was last stored.
    stored_lessons: usize,
}

/// The time of day in seconds since 1970.
pub fn now() -> Moment {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    Moment(since.as_secs() as i64)
}

fn clock() -> Clock {
    Box::new(now)
}

/// The default schema.
pub fn news_schema() -> Schema {
    crate::model::bundled::news()
}

impl Workspace {
    /// A workspace over `project` that has no file yet.
    pub fn unsaved(project: Project, annotator: &str, places: Places, wake: Wake) -> Self {
        let store = Store::create_unsaved(&project, &places);
        let mut workspace = Self::over(project, annotator, places, wake);
        match store {
            Ok(store) => workspace.store = Some(store),
            Err(error) => workspace.session.notices.warn(format!(
                "Edits cannot be journaled until the project is saved: {error}"
            )),
        }
        workspace
    }

    /// The bundled sample project, as an unsaved copy.
    pub fn sample(annotator: &str, places: Places, wake: Wake) -> Self {
        let mut workspace = Self::unsaved(sample_project(), annotator, places, wake);
        workspace.is_sample = true;
        workspace
    }

    /// Opens the project at `path`, with what a crashed run left in its journal.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(
        path: &Path,
        annotator: &str,
        places: Places,
        wake: Wake,
    ) -> Result<Self, StoreError> {
        let opened = Store::open(path, &places)?;
        Ok(Self::opened(opened, annotator, places, wake))
    }

    /// Opens a project that was kept in the user's state folder.
    ///
    /// # Errors
    /// As [`Store::resume`].
    pub fn resume(
        pending: &recovery::Pending,
        annotator: &str,
        places: Places,
        wake: Wake,
    ) -> Result<Self, StoreError> {
        let opened = Store::resume(pending, &places)?;
        Ok(Self::opened(opened, annotator, places, wake))
    }

    /// Shows the project at `path` without a claim on it: another instance has it open. Edits are kept in the state folder until saved elsewhere.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open_copy(
        path: &Path,
        annotator: &str,
        places: Places,
        wake: Wake,
    ) -> Result<Self, StoreError> {
        let read = crate::project::read_file(path)?;
        let mut workspace = Self::unsaved(read.project, annotator, places, wake);
        workspace.read_only = Some(path.to_owned());
        workspace.session.notices.warn(format!(
            "This project is open elsewhere: this is a copy. Save it under another name: {}",
            path.display()
        ));
        Ok(workspace)
    }

    /// The sound documents of a broken project file, as an unsaved copy.
    pub fn recovered(read: ReadProject, annotator: &str, places: Places, wake: Wake) -> Self {
        let mut workspace = Self::unsaved(read.project, annotator, places, wake);
        tell_file_notices(&mut workspace.session.notices, &read.notices);
        workspace
    }

    fn opened(opened: Opened, annotator: &str, places: Places, wake: Wake) -> Self {
        let mut workspace = Self::over(opened.project, annotator, places, wake);
        workspace.store = Some(opened.store);
        if let Some(path) = workspace.path() {
            workspace.session.bring_learnt(learnt_file::read(&path));
        }
        for notice in opened.notices {
            tell_store_notice(&mut workspace.session.notices, &notice);
        }
        tell_file_notices(&mut workspace.session.notices, &opened.file_notices);
        workspace
    }

    fn over(project: Project, annotator: &str, places: Places, wake: Wake) -> Self {
        let threads = std::thread::available_parallelism()
            .map_or(1, |cores| cores.get().saturating_sub(1).clamp(1, 8));
        let suggester = Suggester::start(threads, Arc::clone(&wake));
        Self {
            session: Session::new(
                project,
                annotator,
                engines::maker(&ModelChoice::None, &Arc::default()),
                suggester,
                clock(),
            ),
            store: None,
            places,
            wake,
            last_edit: None,
            state: SaveState::Saved { at: None },
            read_only: None,
            told_failure: None,
            is_sample: false,
            stored_lessons: 0,
        }
    }

    /// Where things live on this computer.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// Wakes the window.
    pub fn wake(&self) -> Wake {
        Arc::clone(&self.wake)
    }

    /// The project file; `None` until it was saved somewhere.
    pub fn path(&self) -> Option<PathBuf> {
        self.store.as_ref()?.path()
    }

    /// Whether it shows the bundled sample, not saved anywhere yet.
    pub fn is_sample(&self) -> bool {
        self.is_sample
    }

    /// What to call the project.
    pub fn name(&self) -> String {
        let file = self.path().and_then(|path| {
            path.file_name()
                .map(|name| name.to_string_lossy().into_owned())
        });
        file.unwrap_or_else(|| {
            if self.is_sample {
                "sample (not saved)".to_owned()
            } else {
                "not saved yet".to_owned()
            }
        })
    }

    /// How the saving stands, as of the last [`Workspace::tick`].
    pub fn save_state(&self) -> &SaveState {
        &self.state
    }

    /// Whether edits wait to be saved to a file.
    pub fn is_unsaved(&self) -> bool {
        !matches!(self.state, SaveState::Saved { .. })
    }

    /// Journals the edits since the last call. Call after every command, before the next frame.
    pub fn journal(&mut self) {
        for edit in self.session.take_journal() {
            self.last_edit = Some(Instant::now());
            if let Some(store) = &self.store
                && let Err(error) = store.append(&edit, self.session.project())
            {
                self.session.notices.error(format!(
                    "Your edits are only in this window, save to another place now: {error}"
                ));
            }
        }
    }

    /// Takes in what the background brought and saves after a pause. Call once per frame; true when something came.
    pub fn tick(&mut self) -> bool {
        let came = self.session.poll();
        let Some(store) = &self.store else {
            return came;
        };
        self.state = store.poll(self.session.project());
        if let SaveState::Failed { failure, .. } = &self.state {
            let message = failure.to_string();
            if self.told_failure.as_ref() != Some(&message) {
                self.session
                    .notices
                    .error(format!("{message}. Use File → Save as…"));
                self.told_failure = Some(message);
            }
        } else {
            self.told_failure = None;
        }
        let paused = self
            .last_edit
            .is_some_and(|at| at.elapsed() >= AUTOSAVE_AFTER);
        if paused && matches!(self.state, SaveState::Unsaved { .. }) && self.path().is_some() {
            self.last_edit = None;
            self.save();
        }
        self.store_learnt();
        came
    }

    /// Stores what was learnt beside the project, when that is new. On a thread of its own, and without a word where it fails: it can be learnt
    /// again.
    fn store_learnt(&mut self) {
        let lessons = self.session.learning().num_lessons();
        if lessons == self.stored_lessons {
            return;
        }
        let Some(path) = self.path() else { return };
        self.stored_lessons = lessons;
        let place = learnt_file::place(&path);
        let stored = self.session.stored_learnt();
        let write = move || {
            let written = if stored.learnt.is_empty() {
                std::fs::remove_file(&place)
            } else {
                learnt_file::write(&place, &stored)
            };
            if let Err(error) = written {
                tracing::info!(path = %place.display(), %error, "what was learnt is not stored");
            }
        };
        let started = std::thread::Builder::new()
            .name("learnt".into())
            .spawn(write);
        if let Err(error) = started {
            tracing::error!(%error, "no thread to store what was learnt on");
        }
    }

    /// When [`Workspace::tick`] wants to be called again although nothing happens.
    pub fn next_tick(&self) -> Option<Duration> {
        match &self.state {
            SaveState::Saving => Some(Duration::from_millis(50)),
            SaveState::Unsaved { .. } if self.path().is_some() => {
                Some(self.last_edit.map_or(AUTOSAVE_AFTER, |at| {
                    AUTOSAVE_AFTER.saturating_sub(at.elapsed())
                }))
            }
            // Without a place nothing is saved by itself: the journal has it.
            SaveState::Unsaved { .. } | SaveState::Saved { .. } => Some(LOOK_EVERY),
            SaveState::Failed { .. } => None,
        }
    }

    /// Saves in the background. False when the project has no file yet: then a place must be asked for.
    pub fn save(&mut self) -> bool {
        let Some(store) = &self.store else {
            return false;
        };
        if store.path().is_none() {
            return false;
        }
        if let Err(error) = store.save(self.session.project().clone()) {
            self.session
                .notices
                .error(format!("Project not saved: {error}"));
        }
        true
    }

    /// Saves to another place in the background; the project lives there from then on.
    pub fn save_as(&mut self, path: &Path) {
        self.is_sample = false;
        self.read_only = None;
        if self.store.is_none() {
            self.store = Store::create_unsaved(self.session.project(), &self.places).ok();
        }
        let saved = match &self.store {
            Some(store) => store.save_as(path, self.session.project().clone()),
            None => crate::project::write_file(self.session.project(), path),
        };
        if let Err(error) = saved {
            self.session
                .notices
                .error(format!("Project not saved: {error}"));
        }
    }

    /// Earlier versions of the project file, newest first.
    pub fn backups(&self) -> Vec<crate::project::Backup> {
        self.store
            .as_ref()
            .and_then(|store| store.backups().ok())
            .unwrap_or_default()
    }

    /// Puts an earlier version in the place of this one, which is kept as a backup: one step, undone as any other.
    pub fn restore(&mut self, backup: &crate::project::Backup) {
        self.journal();
        let Some(store) = &self.store else { return };
        let present = self.session.project();
        let earlier = crate::project::read_file(&backup.path)
            .and_then(|earlier| store.keep_version(present).map(|()| earlier));
        let earlier = match earlier {
            Ok(earlier) => earlier,
            Err(error) => {
                return self.session.notices.error(format!("Not restored: {error}"));
            }
        };
        let changes = changes_between(present, &earlier.project);
        if changes.is_empty() {
            return self.session.notices.info("That version is the same");
        }
        tell_file_notices(&mut self.session.notices, &earlier.notices);
        let when = super::peek::date_in_words(backup.replaced_at);
        let label = format!("Restore the version of {when}");
        if self.session.commit_changes(&label, changes) {
            self.journal();
            self.save();
            self.session
                .notices
                .info("An earlier version is open; undo brings the one before back, which is among the backups too");
        }
    }

    /// Adds what was read, as one step.
    pub fn add(&mut self, import: Import) {
        let (changes, remarks) = import::changes(self.session.project(), import);
        for remark in remarks {
            self.session.notices.warn(remark);
        }
        let first = changes
            .first()
            .and_then(crate::model::Change::document)
            .cloned();
        let count = changes.len();
        if count == 0 {
            return;
        }
        let label = if count == 1 {
            "Add an article".to_owned()
        } else {
            format!("Add {count} articles")
        };
        if self.session.commit_changes(&label, changes)
            && let Some(first) = first
        {
            self.session.open_document(&first);
        }
        self.journal();
    }

    /// Waits until what runs in the background is on disk. For the command line and for tests.
    pub fn wait(&mut self) {
        self.journal();
        if let Some(store) = &self.store {
            store.wait();
            self.state = store.poll(self.session.project());
        }
    }

    /// Saves and closes. What cannot be saved is kept in the state folder and offered at the next start.
    ///
    /// # Errors
    /// When neither worked: the text says where the edits are.
    pub fn close(mut self) -> Result<Option<Closed>, String> {
        self.journal();
        match self.store.take() {
            Some(store) => store
                .close(self.session.project())
                .map(Some)
                .map_err(|failure| failure.to_string()),
            None => Ok(None),
        }
    }
}

/// The bundled sample project.
pub fn sample_project() -> Project {
    let bytes = include_bytes!("../../projects/sample.ron");
    match crate::project::read_project(bytes) {
        Ok(read) => read.project,
        Err(error) => {
            tracing::error!(?error, "the bundled sample cannot be read");
            Project::new(news_schema())
        }
    }
}

fn tell_store_notice(notices: &mut Notices, notice: &StoreNotice) {
    match notice {
        StoreNotice::Recovered { edits, is_torn } => {
            let torn = if *is_torn {
                " The very last one was only half written."
            } else {
                ""
            };
            notices.warn(format!("Dateline did not close properly last time. {edits} edits were recovered from the journal.{torn}"));
        }
        StoreNotice::RecoveredInPart {
            edits,
            left,
            reason,
            ..
        } => {
            notices.error(format!("{edits} edits were recovered from the journal; {left} could not be ({reason}). The journal was set aside."));
        }
        StoreNotice::JournalOfAnotherVersion { edits, .. } => {
            notices.warn(format!("A journal of {edits} edits belongs to another version of this file. It was set aside, not applied."));
        }
        StoreNotice::LockTakenOver(holder) => tracing::info!(%holder, "took over a lock"),
        StoreNotice::NotLocked(path) => {
            notices.warn(format!(
                "This place takes no locks: take care not to open the project twice: {}",
                path.display()
            ));
        }
        StoreNotice::KeptElsewhere(_) => {
            notices.warn("Edits of this project that could not be saved are kept: File → Kept projects… opens them.");
        }
    }
}

fn tell_file_notices(notices: &mut Notices, list: &[FileNotice]) {
    if let Some(first) = list.first() {
        let more = if list.len() > 1 {
            format!(" and {} more like it", list.len() - 1)
        } else {
            String::new()
        };
        notices.warn(format!(
            "In the project file: {}{more}. The Problems list shows them.",
            first.kind
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::command::Command;
    use crate::model::Document;
    use crate::text::Text;

    #[test]
    fn a_project_without_a_place_asks_for_no_frames_once_it_rests() {
        let folder = tempfile::tempdir().unwrap();
        let mut project = Project::new(Schema::default());
        let document = Document::new("d1".into(), Text::new("Rain fell."));
        project.documents.push(Arc::new(document));
        let places = Places::new(folder.path());
        let mut workspace = Workspace::unsaved(project, "ana", places, Arc::new(|| {}));
        workspace
            .session
            .dispatch(Command::SkipBecause("off topic".to_owned()));
        workspace.journal();
        workspace.tick();
        assert!(workspace.is_unsaved());
        workspace.last_edit = Instant::now().checked_sub(AUTOSAVE_AFTER * 2);
        assert_eq!(workspace.next_tick(), Some(LOOK_EVERY));
    }
}
