//! Earlier versions of a project file, kept in a folder beside it.
//!
//! A program that saves every few seconds must not keep every version, or the last good one is gone within a minute. A version is kept when
//! it is the one that was there when the project was opened, or when the last kept one is old enough ([`BackupPolicy::gap_secs`]).

use std::path::{Path, PathBuf};

use crate::model::{Moment, Project};

use super::error::StoreError;
use super::save::stage;

/// How many earlier versions are kept, and how far apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackupPolicy {
    /// The greatest number of kept versions; 0 keeps none.
    pub count: u32,
    /// Seconds between two kept versions of one sitting.
    pub gap_secs: u32,
}

impl Default for BackupPolicy {
    fn default() -> Self {
        Self {
            count: 10,
            gap_secs: 600,
        }
    }
}

/// An earlier version of a project file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Where it lies.
    pub path: PathBuf,
    /// When it was replaced by a later version.
    pub replaced_at: Moment,
    /// How often the project had been saved then.
    pub generation: u32,
    /// Its size.
    pub bytes: u64,
}

/// The folder of a project's backups.
pub(super) fn folder(project: &Path) -> PathBuf {
    super::sibling(project, ".backups")
}

/// Kept versions of the project at `project`, the latest first.
///
/// # Errors
/// When their folder is there and cannot be read.
pub fn list_backups(project: &Path) -> Result<Vec<Backup>, StoreError> {
    let folder = folder(project);
    let failed = |error| StoreError::from_io("list the backups", &folder, error);
    let entries = match folder.read_dir() {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut backups = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        if let Some((replaced_at, generation)) = name.to_str().and_then(read_name) {
            backups.push(Backup {
                path: entry.path(),
                replaced_at,
                generation,
                bytes: entry.metadata().map_or(0, |metadata| metadata.len()),
            });
        }
    }
    backups.sort_by_key(|backup| std::cmp::Reverse((backup.generation, backup.replaced_at)));
    Ok(backups)
}

/// `version-7 2016-05-04T07-07-58Z.ron`: sorts by age, holds no character that a file system refuses.
fn name(generation: u32, at: Moment) -> String {
    let time = super::spelling::spell_moment(at).replace(':', "-");
    format!("version-{generation:06} {time}.ron")
}

fn read_name(name: &str) -> Option<(Moment, u32)> {
    let (generation, time) = name
        .strip_prefix("version-")?
        .strip_suffix(".ron")?
        .split_once(' ')?;
    let (date, clock) = time.split_once('T')?;
    let time = format!("{date}T{}", clock.replace('-', ":"));
    Some((
        super::spelling::read_moment(&time)?,
        generation.parse().ok()?,
    ))
}

/// Keeps the file at `project`, which is about to be replaced, as its `generation`-th version, and drops the oldest ones beyond `count`.
///
/// # Errors
/// When the file cannot be linked or copied.
pub(super) fn keep(
    project: &Path,
    generation: u32,
    at: Moment,
    count: u32,
) -> Result<(), StoreError> {
    if count == 0 {
        return Ok(());
    }
    let kept = place_of(project, generation, at)?;
    if !kept.exists() {
        // A link costs nothing, and the rename that follows leaves it the old content; where links do not exist, a copy does.
        std::fs::hard_link(project, &kept)
            .or_else(|_| std::fs::copy(project, &kept).map(drop))
            .map_err(|error| StoreError::from_io("keep a backup", &kept, error))?;
    }
    drop_oldest(project, count)
}

/// Writes `version`, which is in no file, beside `project` as its `generation`-th version, and drops the oldest ones beyond `count`.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write(
    version: &Project,
    project: &Path,
    generation: u32,
    at: Moment,
    count: u32,
) -> Result<(), StoreError> {
    let kept = place_of(project, generation, at)?;
    stage(version, generation, &kept)?.publish()?;
    drop_oldest(project, count)
}

/// Where a version is kept; its folder is made.
fn place_of(project: &Path, generation: u32, at: Moment) -> Result<PathBuf, StoreError> {
    let folder = folder(project);
    std::fs::create_dir_all(&folder)
        .map_err(|error| StoreError::from_io("keep a backup", &folder, error))?;
    Ok(folder.join(name(generation, at)))
}

fn drop_oldest(project: &Path, count: u32) -> Result<(), StoreError> {
    for old in list_backups(project)?.into_iter().skip(count as usize) {
        std::fs::remove_file(&old.path)
            .map_err(|error| StoreError::from_io("remove an old backup", &old.path, error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_versions_go_first() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("news.ron");
        for generation in 1..=5 {
            std::fs::write(&project, generation.to_string()).unwrap();
            let at = Moment(1_462_345_678 + i64::from(generation));
            keep(&project, generation, at, 3).unwrap();
            // As saving does: a new file takes the name, the link keeps the old one.
            std::fs::remove_file(&project).unwrap();
        }
        let backups = list_backups(&project).unwrap();
        let kept: Vec<_> = backups
            .iter()
            .map(|backup| {
                let content = std::fs::read_to_string(&backup.path).unwrap();
                (backup.generation, backup.replaced_at.0, content)
            })
            .collect();
        assert_eq!(
            kept,
            [
                (5, 1_462_345_683, "5".to_owned()),
                (4, 1_462_345_682, "4".to_owned()),
                (3, 1_462_345_681, "3".to_owned())
            ]
        );
    }
}
