//! A folder on the disk as readers of folder formats see it.

use std::io;
use std::path::{Path, PathBuf};

use crate::formats::reading::Folder;

/// The files below a folder; hidden ones are left out.
pub struct DiskFolder {
    path: PathBuf,
    names: Vec<String>,
}

impl DiskFolder {
    /// Lists the files below `path`.
    ///
    /// # Errors
    /// When it, or a folder in it, cannot be listed.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut names = Vec::new();
        list(path, "", &mut names)?;
        names.sort();
        Ok(Self {
            path: path.to_owned(),
            names,
        })
    }
}

impl Folder for DiskFolder {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        std::fs::read(self.path.join(name))
    }
}

fn list(folder: &Path, prefix: &str, names: &mut Vec<String>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        if name.starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            list(&entry.path(), &format!("{prefix}{name}/"), names)?;
        } else {
            names.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}
