//! Projects kept in the user's state folder: those never saved anywhere, and those whose place failed. They are offered at the next start.
//!
//! ```text
//! STATE/kept/d5x…/project.ron          the project, saved and journaled like any other
//! STATE/kept/d5x…/about.ron            where it belongs, and the hash of the file there
//! ```

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::{DocumentId, Moment, Project};

use super::error::StoreError;
use super::file::FileHash;
use super::journal::{Record, Segment};
use super::lock::{Locked, ProjectLock};
use super::save::{self, folder_of, stage};
use super::siblings::find_segments;
use super::store::Places;
use super::{migrate, os};

const PROJECT: &str = "project.ron";
const ABOUT: &str = "about.ron";

/// Where a kept project belongs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The file that could not be written; `None` for a project never saved anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intended: Option<PathBuf>,
    /// Hash of that file when it was last read or written, in hexadecimal digits: only that version may be replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
}

impl About {
    /// A project whose file at `intended` failed.
    pub(super) fn of_failed(intended: PathBuf, hash: FileHash) -> Self {
        match intended.to_str() {
            Some(_) => Self {
                intended: Some(intended),
                hash: Some(hash.to_string()),
            },
            // A name that is no Unicode cannot be written down as it is: it is shown, and never written to.
            None => Self {
                intended: Some(PathBuf::from(intended.to_string_lossy().into_owned())),
                hash: None,
            },
        }
    }

    /// Hash of the file where the project belongs.
    pub(super) fn hash(&self) -> Option<FileHash> {
        self.hash.as_deref().and_then(FileHash::from_hex)
    }
}

/// A project in the state folder that no instance has open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Its folder.
    pub folder: PathBuf,
    /// Where it belongs.
    pub about: About,
    /// When something was last written there.
    pub changed_at: Moment,
    /// Edits in its journal, which are not in its project file yet.
    pub num_edits: usize,
    /// How often its project file was written; 0 when that cannot be read.
    generation: u32,
}

impl Pending {
    /// Its project file.
    pub fn project_path(&self) -> PathBuf {
        self.folder.join(PROJECT)
    }

    /// Whether nothing was ever done in it: it was looked at, never edited, never saved anywhere.
    pub fn is_untouched(&self) -> bool {
        self.about.intended.is_none() && self.num_edits == 0 && self.generation == 1
    }

    /// Removes it for good.
    ///
    /// # Errors
    /// When the folder cannot be removed, or another instance opened it meanwhile.
    pub fn discard(&self) -> Result<(), StoreError> {
        let lock = ProjectLock::acquire(&self.project_path())?;
        let removed = std::fs::remove_dir_all(&self.folder)
            .map_err(|error| StoreError::from_io("remove the kept project", &self.folder, error));
        drop(lock);
        removed
    }
}

/// A place in the state folder, locked.
#[derive(Debug)]
pub(super) struct KeptSpot {
    pub(super) project: PathBuf,
    pub(super) lock: Option<ProjectLock>,
    pub(super) about: About,
}

fn kept_folder(places: &Places) -> PathBuf {
    places.state_dir.join("kept")
}

/// Projects in the state folder that no instance has open, the latest first.
pub fn pending(places: &Places) -> Vec<Pending> {
    let Ok(entries) = kept_folder(places).read_dir() else {
        return Vec::new();
    };
    let mut pending: Vec<Pending> = entries
        .flatten()
        .filter_map(|entry| look_at(&entry.path()))
        .collect();
    pending.sort_by(|a, b| (b.changed_at, &b.folder).cmp(&(a.changed_at, &a.folder)));
    pending
}

/// How often the project at `project` was written, as the first lines of its file say.
fn generation_of(project: &Path) -> u32 {
    use std::io::Read as _;
    let mut head = Vec::new();
    let read = std::fs::File::open(project).and_then(|file| file.take(400).read_to_end(&mut head));
    if read.is_err() {
        return 0;
    }
    let head = String::from_utf8_lossy(&head);
    let number = head
        .split_once("generation:")
        .map(|(_, rest)| rest.trim_start());
    let digits: String = number
        .unwrap_or_default()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().unwrap_or(0)
}

/// Edits in the journal of the project at `project`.
fn count_edits(project: &Path) -> usize {
    let segments = find_segments(project).into_iter();
    let bytes = segments.filter_map(|(_, path)| std::fs::read(path).ok());
    bytes
        .map(|bytes| {
            let records = Segment::read(&bytes).records;
            let is_edit = |record: &&Record| matches!(record, Record::Edit(_));
            records.iter().filter(is_edit).count()
        })
        .sum()
}

fn look_at(folder: &Path) -> Option<Pending> {
    let project = folder.join(PROJECT);
    if !project.is_file() {
        return None;
    }
    // Another instance that has it open keeps its lock; ours goes at once.
    drop(ProjectLock::acquire(&project).ok()?);
    let about = std::fs::read_to_string(folder.join(ABOUT))
        .ok()
        .and_then(|about| migrate::parse(&about).ok())
        .unwrap_or_default();
    let num_edits = count_edits(&project);
    let changed_at = find_segments(&project)
        .into_iter()
        .map(|(_, path)| path)
        .chain([project])
        .filter_map(|path| path.metadata().ok()?.modified().ok())
        .map(os::moment_of)
        .max()
        .unwrap_or_default();
    Some(Pending {
        folder: folder.to_owned(),
        about,
        changed_at,
        num_edits,
        generation: generation_of(&folder.join(PROJECT)),
    })
}

/// Writes `project` to a new folder of the state and locks it.
///
/// # Errors
/// When the state folder cannot be written.
pub(super) fn keep(
    project: &Project,
    generation: u32,
    about: About,
    places: &Places,
) -> Result<(KeptSpot, FileHash), StoreError> {
    let folder = kept_folder(places).join(DocumentId::random().as_str());
    let failed = |error| StoreError::from_io("keep the project", &folder, error);
    std::fs::create_dir_all(&folder).map_err(failed)?;
    let path = folder.join(PROJECT);
    let lock = match ProjectLock::acquire(&path)? {
        Locked::Ours(lock, _) => Some(lock),
        Locked::Unguarded => None,
    };
    let words = migrate::ron_options()
        .to_string(&about)
        .map_err(|error| failed(std::io::Error::other(error)))?;
    let written = save::write_small(&folder.join(ABOUT), words.as_bytes())
        .map_err(failed)
        .and_then(|()| stage(project, generation, &path))
        .and_then(|staged| {
            let hash = staged.hash;
            staged.publish()?;
            Ok(hash)
        });
    match written {
        Ok(hash) => {
            let project = path;
            let spot = KeptSpot {
                project,
                lock,
                about,
            };
            Ok((spot, hash))
        }
        Err(error) => {
            drop(lock);
            remove(&path);
            Err(error)
        }
    }
}

/// Removes the folder of a kept project.
pub(super) fn remove(project: &Path) {
    let folder = folder_of(project);
    if let Err(error) = std::fs::remove_dir_all(folder) {
        tracing::warn!("cannot remove {}: {error}", folder.display());
    }
}
