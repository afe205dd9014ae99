//! The files beside a project: journal segments and spool files, found by name, removed and set aside.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::save::{self, folder_of, remove_quietly};
use super::{os, sibling};

pub(super) fn append_to(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

/// How often the project at `path` was saved, 0 when its file does not say.
pub(super) fn generation_of(path: &Path) -> u32 {
    save::read_file(path).map_or(0, |read| read.generation)
}

/// Files beside `project` whose names go on with `suffix`, and what follows it.
pub(super) fn find_siblings(project: &Path, suffix: &str) -> Vec<(String, PathBuf)> {
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

pub(super) fn remove_segments(project: &Path, is_done: impl Fn(u32) -> bool) {
    for (generation, path) in find_segments(project) {
        if is_done(generation) {
            remove_quietly(&path);
        }
    }
}

pub(super) fn remove_spools(project: &Path) {
    for (_, path) in find_siblings(project, ".spool-") {
        remove_quietly(&path);
    }
}

/// The name under which a segment is set aside.
pub(super) fn aside_path(segment: &Path) -> PathBuf {
    let time = super::spelling::spell_moment(os::now()).replace(':', "-");
    sibling(segment, &format!(".set-aside {time}"))
}

/// Renames the segments beside `project`, so that they are kept and never replayed by mistake.
pub(super) fn set_aside_segments(project: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut set_aside = Vec::new();
    for (_, path) in find_segments(project) {
        let aside = aside_path(&path);
        std::fs::rename(&path, &aside)
            .map_err(|error| StoreError::from_io("set the journal aside", &path, error))?;
        set_aside.push(aside);
    }
    Ok(set_aside)
}

pub(super) fn copy_segments_aside(project: &Path) -> Vec<PathBuf> {
    find_segments(project)
        .into_iter()
        .filter_map(|(_, path)| {
            let aside = aside_path(&path);
            std::fs::copy(&path, &aside).ok()?;
            Some(aside)
        })
        .collect()
}
