//! Where results and messages go.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// Says something to the person at the terminal, on standard error.
pub(super) fn message(text: &str) {
    // Nobody is left to tell when standard error is closed.
    drop(writeln!(io::stderr().lock(), "dateline: {text}"));
}

/// Whether an error only says that the reader of the results has gone.
pub(super) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Whether a path means standard input or output.
pub(super) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A place for results: standard output, or a file that appears under its name only when it is whole.
pub(super) enum Sink {
    /// Standard output.
    Standard(BufWriter<io::Stdout>),
    /// A file beside the wanted one, and the wanted one.
    File(BufWriter<tempfile::NamedTempFile>, PathBuf),
    /// What is no ordinary file, such as a named pipe, is written as it comes.
    Stream(BufWriter<File>),
}

impl Sink {
    /// Opens `path`; standard output for `None` and `-`.
    pub(super) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path.filter(|path| !is_standard(path)) else {
            return Ok(Self::Standard(BufWriter::with_capacity(
                1 << 16,
                io::stdout(),
            )));
        };
        let cannot = || format!("cannot write {}", path.display());
        if path.exists() && !path.is_file() {
            anyhow::ensure!(!path.is_dir(), "{} is a folder", path.display());
            let file = File::options()
                .write(true)
                .open(path)
                .with_context(cannot)?;
            return Ok(Self::Stream(BufWriter::new(file)));
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let file = tempfile::Builder::new()
            .prefix(".dateline-")
            .permissions_like_new_files()
            .tempfile_in(folder)
            .with_context(cannot)?;
        Ok(Self::File(
            BufWriter::with_capacity(1 << 16, file),
            path.to_owned(),
        ))
    }

    /// Writes what is left and gives the file its name.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Standard(mut out) => out.flush().context("cannot write to standard output"),
            Self::Stream(mut out) => out.flush().context("cannot write"),
            Self::File(out, path) => {
                let cannot = || format!("cannot write {}", path.display());
                let file = out
                    .into_inner()
                    .map_err(io::IntoInnerError::into_error)
                    .with_context(cannot)?;
                file.persist(&path)
                    .map_err(|error| error.error)
                    .with_context(cannot)?;
                Ok(())
            }
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(out) => out.write(bytes),
            Self::File(out, _) => out.write(bytes),
            Self::Stream(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(out) => out.flush(),
            Self::File(out, _) => out.flush(),
            Self::Stream(out) => out.flush(),
        }
    }
}

/// Temporary files are private by default; results are as readable as any file that the user makes.
trait LikeNewFiles {
    fn permissions_like_new_files(&mut self) -> &mut Self;
}

impl LikeNewFiles for tempfile::Builder<'_, '_> {
    #[cfg(unix)]
    fn permissions_like_new_files(&mut self) -> &mut Self {
        use std::os::unix::fs::PermissionsExt as _;
        // The system's mask is applied to this.
        self.permissions(std::fs::Permissions::from_mode(0o666))
    }

    #[cfg(not(unix))]
    fn permissions_like_new_files(&mut self) -> &mut Self {
        self
    }
}

/// Prints text to standard output.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .context("cannot write to standard output")
}

/// Prints a value as JSON with a line end.
pub(super) fn print_json(value: &serde_json::Value) -> anyhow::Result<()> {
    print(&format!("{}\n", serde_json::to_string_pretty(value)?))
}

/// Whether results are read by a person.
pub(super) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}
