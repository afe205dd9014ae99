//! Writing a project file so that at every moment either the old or the new one is whole.
//!
//! [`stage`] writes the new version beside the old one and syncs it; [`Staged::publish`] gives it the old one's name. A crash before the rename
//! leaves the old file, a crash after it the new one.

use std::fs::File;
use std::io::{BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::model::Project;

use super::error::StoreError;
use super::file::{FileHash, ReadError, ReadProject, read_project, write_project};
use super::os;

/// The largest project file that is read: beyond it the texts alone would not fit the memory of a desk computer.
pub const MAX_FILE_BYTES: u64 = 4 << 30;

const BUFFER: usize = 1 << 20;

/// The bytes of the file at `path`.
///
/// # Errors
/// When it is missing, not a plain file, or too large.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, StoreError> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::Missing(path.to_owned()),
        _ => StoreError::Cannot {
            what: "read the project",
            source: error,
            path: path.to_owned(),
        },
    };
    // Asked before opening: to open a pipe would wait for its other end.
    let metadata = path.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(StoreError::NotAFile(path.to_owned()));
    }
    let too_large = |bytes| StoreError::TooLarge {
        bytes,
        limit: MAX_FILE_BYTES,
        path: path.to_owned(),
    };
    if metadata.len() > MAX_FILE_BYTES {
        return Err(too_large(metadata.len()));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    File::open(path)
        .and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes))
        .map_err(failed)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// The project in `bytes` of the file at `path`.
///
/// # Errors
/// When a later version wrote it or it is broken.
pub(super) fn parse_bytes(bytes: &[u8], path: &Path) -> Result<ReadProject, StoreError> {
    read_project(bytes).map_err(|error| match error {
        ReadError::Newer { format } => StoreError::Newer {
            format,
            path: path.to_owned(),
        },
        ReadError::Broken { faults, sound } => StoreError::Broken {
            faults,
            sound,
            path: path.to_owned(),
        },
    })
}

/// Reads the project file at `path`, without lock or journal: to look at it, to export from it, or a backup.
///
/// # Errors
/// When it cannot be read or is broken.
pub fn read_file(path: &Path) -> Result<ReadProject, StoreError> {
    parse_bytes(&read_bytes(path)?, path)
}

/// Writes `project` to `path` in one step, without lock or journal: for exports and converted files.
///
/// # Errors
/// When the place cannot be written; what stood there is as it was.
pub fn write_file(project: &Project, path: &Path) -> Result<(), StoreError> {
    let real =
        os::real_path(path).map_err(|error| StoreError::from_io("find the place", path, error))?;
    stage(project, 0, &real)?.publish()
}

/// The hash of the file at `path`.
fn hash_file(path: &Path) -> std::io::Result<FileHash> {
    let mut hasher = twox_hash::XxHash3_128::new();
    let mut buffer = vec![0; BUFFER];
    let mut file = File::open(path)?;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(FileHash(hasher.finish_128()));
        }
        hasher.write(buffer.get(..read).unwrap_or_default());
    }
}

/// Refuses to go on unless the file at `path` may be written and is still the one with `hash`.
///
/// # Errors
/// [`StoreError::Vanished`], [`StoreError::ReadOnly`] or [`StoreError::Changed`].
pub(super) fn check_unchanged(path: &Path, hash: FileHash) -> Result<(), StoreError> {
    let failed = |error| StoreError::from_io("look at the project file", path, error);
    let metadata = path.metadata().map_err(failed)?;
    if metadata.permissions().readonly() {
        return Err(StoreError::ReadOnly(path.to_owned()));
    }
    if hash_file(path).map_err(failed)? != hash {
        return Err(StoreError::Changed(path.to_owned()));
    }
    Ok(())
}

/// A new version, written and synced beside the place where it belongs.
#[derive(Debug)]
pub(super) struct Staged {
    temporary: tempfile::NamedTempFile,
    target: PathBuf,
    /// Hash of the new version.
    pub(super) hash: FileHash,
}

/// Writes `project` beside `target`, which is a real path and no link.
///
/// # Errors
/// When there is no room or the folder cannot be written; nothing is left behind then.
pub(super) fn stage(
    project: &Project,
    generation: u32,
    target: &Path,
) -> Result<Staged, StoreError> {
    let folder = folder_of(target);
    if os::is_folder_read_only(folder) {
        return Err(StoreError::ReadOnly(folder.to_owned()));
    }
    let failed = |error| StoreError::from_io("write the project", target, error);
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let temporary = os::new_temporary(folder, &name).map_err(failed)?;
    let hash = write_project(
        project,
        generation,
        BufWriter::with_capacity(BUFFER, temporary.as_file()),
    )
    .map_err(failed)?;
    if let Ok(existing) = target.metadata() {
        temporary
            .as_file()
            .set_permissions(existing.permissions())
            .map_err(failed)?;
    }
    temporary.as_file().sync_all().map_err(failed)?;
    Ok(Staged {
        temporary,
        target: target.to_owned(),
        hash,
    })
}

impl Staged {
    /// Puts the new version in the old one's place.
    ///
    /// # Errors
    /// When the rename fails; the old version stands then.
    pub(super) fn publish(self) -> Result<(), StoreError> {
        let failed = |error| StoreError::from_io("replace the project file", &self.target, error);
        self.temporary
            .persist(&self.target)
            .map_err(|error| failed(error.error))?;
        if let Err(error) = os::sync_folder(folder_of(&self.target)) {
            // The new version stands; only a loss of power this very moment could still bring the old one back, with its journal.
            tracing::warn!(
                "cannot sync the folder of {}: {error}",
                self.target.display()
            );
        }
        Ok(())
    }

    /// Leaves the new version where it is, as a crash before the rename would.
    #[cfg(test)]
    pub(super) fn abandon(self) -> PathBuf {
        self.temporary.into_temp_path().keep().unwrap()
    }
}

/// Removes what crashed saves left behind. Only whoever holds the project's lock may.
pub(super) fn remove_leftovers(project: &Path) {
    let name = project.file_name().unwrap_or_default().to_string_lossy();
    let prefix = os::temporary_prefix(&name);
    let Ok(entries) = folder_of(project).read_dir() else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_ours = name
            .to_str()
            .is_some_and(|name| name.starts_with(&prefix) && name.ends_with(".tmp"));
        if is_ours {
            remove_quietly(&entry.path());
        }
    }
}

/// Removes a file that nobody needs any more; where that fails it only takes room.
pub(super) fn remove_quietly(path: &Path) {
    if let Err(error) = std::fs::remove_file(path)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!("cannot remove {}: {error}", path.display());
    }
}

/// The folder that holds `path`.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Writes small `bytes` to `path` and syncs them.
pub(super) fn write_small(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
