//! What was learnt in a project, in a model file beside it: the next start suggests by it at once, and the terminal uses it as any other model.
//! It can be made again from the project, so that nothing is lost where it is missing, damaged or cannot be written.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::output_file::OutputFile;
use crate::learn::decisions::file::{self, StoredLearnt};
use crate::learn::models::{self, Models};
use crate::learn::tagger::About;

/// Where it lies: `news.ron.learnt.dlmodel` beside `news.ron`.
pub fn place(project: &Path) -> PathBuf {
    let mut name = OsString::from(project.file_name().unwrap_or_default());
    name.push(".learnt.dlmodel");
    project.with_file_name(name)
}

/// The model file of what was learnt.
pub fn bytes(stored: &StoredLearnt, name: &str) -> Vec<u8> {
    let strings = stored.learnt.memory.num_suggested();
    let figures = stored.learnt.proof.map(|proof| {
        format!(
            "mentions on documents not learnt from: F1 {:.3}, {:.3} without learning",
            proof.learnt.f1(),
            proof.rules.f1()
        )
    });
    let about = About {
        name: name.to_owned(),
        trained_on: format!(
            "decisions of layer {}; holds {strings} of its strings in clear",
            stored.layer
        ),
        figures: figures.unwrap_or_default(),
        ..About::default()
    };
    models::write(&about, &[file::write(stored)])
}

/// Writes it, whole or not at all.
///
/// # Errors
/// When the place cannot be written.
pub fn write(path: &Path, stored: &StoredLearnt) -> io::Result<()> {
    let stem = path.file_stem().unwrap_or_default();
    let mut out = OutputFile::create(path)?;
    out.write_all(&bytes(stored, &stem.to_string_lossy()))?;
    out.finish()
}

/// What lies beside the project at `project`; nothing where that is missing or cannot be used.
pub fn read(project: &Path) -> Option<StoredLearnt> {
    let path = place(project);
    let file = std::fs::read(&path).ok()?;
    match Models::read(&file) {
        Ok(models) => Some(StoredLearnt::clone(&*models.learnt?)),
        Err(error) => {
            tracing::info!(path = %path.display(), %error, "what was learnt is learnt again");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_lies_beside_its_project_and_one_that_is_damaged_is_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("news.ron");
        let path = place(&project);
        assert_eq!(path, folder.path().join("news.ron.learnt.dlmodel"));
        assert!(read(&project).is_none());
        let stored = StoredLearnt {
            layer: "ana".into(),
            base: "fast".into(),
            ..StoredLearnt::default()
        };
        write(&path, &stored).unwrap();
        let back = read(&project).expect("it is there");
        assert_eq!((back.layer, back.base), (stored.layer, stored.base));
        let mut file = std::fs::read(&path).unwrap();
        *file.last_mut().unwrap() ^= 1;
        std::fs::write(&path, file).unwrap();
        assert!(read(&project).is_none());
    }
}
