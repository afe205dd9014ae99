//! A file that appears under its name only when it is whole, so that a failure leaves what stood there before.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::formats::writing::Output;

/// A file that is being written.
pub enum OutputFile {
    /// A file beside the wanted one, and the wanted one.
    Beside(BufWriter<tempfile::NamedTempFile>, PathBuf),
    /// What is no ordinary file, such as a named pipe, is written as it comes.
    Stream(BufWriter<File>),
}

impl OutputFile {
    /// Begins the file that will stand at `path`.
    ///
    /// # Errors
    /// When `path` is a folder, or its folder cannot be written.
    pub fn create(path: &Path) -> io::Result<Self> {
        if path.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if path.exists() && !path.is_file() {
            let file = File::options().write(true).open(path)?;
            return Ok(Self::Stream(BufWriter::new(file)));
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let file =
            like_new_files(tempfile::Builder::new().prefix(".dateline-")).tempfile_in(folder)?;
        let file = BufWriter::with_capacity(1 << 16, file);
        Ok(Self::Beside(file, path.to_owned()))
    }

    /// Writes what is left and gives the file its name.
    ///
    /// # Errors
    /// When the rest cannot be written or the file cannot take its name; what stood there before stays.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Self::Stream(mut out) => out.flush(),
            Self::Beside(out, path) => {
                let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.persist(&path).map_err(|error| error.error)?;
                Ok(())
            }
        }
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Beside(out, _) => out.write(bytes),
            Self::Stream(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Beside(out, _) => out.flush(),
            Self::Stream(out) => out.flush(),
        }
    }
}

/// One file, and what a format puts beside it.
pub struct FileOutput {
    file: OutputFile,
    folder: PathBuf,
}

impl FileOutput {
    /// Begins the file that will stand at `path`.
    ///
    /// # Errors
    /// When `path` is a folder, or its folder cannot be written.
    pub fn create(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: OutputFile::create(path)?,
            folder: path.parent().unwrap_or(Path::new("")).to_owned(),
        })
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// When it cannot be written or named.
    pub fn finish(self) -> io::Result<()> {
        self.file.finish()
    }
}

impl Output for FileOutput {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    fn file(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        write_whole(&self.folder.join(name), bytes)
    }
}

/// A folder of files.
pub struct FolderOutput {
    folder: PathBuf,
    /// Files that grow.
    growing: BTreeMap<String, OutputFile>,
}

impl FolderOutput {
    /// Makes the folder where it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(path: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(path)?;
        Ok(Self {
            folder: path.to_owned(),
            growing: BTreeMap::new(),
        })
    }

    /// Gives the files that grew their names.
    ///
    /// # Errors
    /// When one cannot be written or named.
    pub fn finish(self) -> io::Result<()> {
        self.growing.into_values().try_for_each(OutputFile::finish)
    }
}

impl Output for FolderOutput {
    fn append(&mut self, _bytes: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::IsADirectory.into())
    }

    fn file(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        write_whole(&self.folder.join(name), bytes)
    }

    fn append_to(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let file = match self.growing.entry(name.to_owned()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                let path = self.folder.join(name);
                if let Some(folder) = path.parent() {
                    std::fs::create_dir_all(folder)?;
                }
                free.insert(OutputFile::create(&path)?)
            }
        };
        file.write_all(bytes)
    }
}

/// A stream, which has no place beside it.
pub struct StreamOutput<'a, W>(pub &'a mut W);

impl<W: Write> Output for StreamOutput<'_, W> {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    fn file(&mut self, _name: &str, _bytes: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut out = OutputFile::create(path)?;
    out.write_all(bytes)?;
    out.finish()
}

/// Temporary files are private by default; results are as readable as any file that the user makes.
#[cfg(unix)]
fn like_new_files<'a, 'b>(
    builder: &'a mut tempfile::Builder<'b, 'b>,
) -> &'a mut tempfile::Builder<'b, 'b> {
    use std::os::unix::fs::PermissionsExt as _;
    // The system's mask is applied to this.
    builder.permissions(std::fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn like_new_files<'a, 'b>(
    builder: &'a mut tempfile::Builder<'b, 'b>,
) -> &'a mut tempfile::Builder<'b, 'b> {
    builder
}
