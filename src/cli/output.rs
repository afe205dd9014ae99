//! Where results and messages go.

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::app::output_file::OutputFile;

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
    /// A file, and its path for messages.
    File(OutputFile, PathBuf),
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
        let file =
            OutputFile::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self::File(file, path.to_owned()))
    }

    /// Writes `record` whole.
    pub(super) fn write_record(&mut self, record: &[u8]) -> anyhow::Result<()> {
        self.write_all(record)
            .with_context(|| format!("cannot write {}", self.name()))
    }

    /// What messages call it.
    fn name(&self) -> String {
        match self {
            Self::Standard(_) => "to standard output".to_owned(),
            Self::File(_, path) => path.display().to_string(),
        }
    }

    /// Writes what is left and gives the file its name.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        let name = self.name();
        match self {
            Self::Standard(mut out) => out.flush(),
            Self::File(out, _) => out.finish(),
        }
        .with_context(|| format!("cannot write {name}"))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(out) => out.write(bytes),
            Self::File(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(out) => out.flush(),
            Self::File(out, _) => out.flush(),
        }
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
