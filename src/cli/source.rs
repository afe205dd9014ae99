//! Any source in any format that is read: what `convert` reads, and what the other commands read beside projects and Dateline's own records.

use std::io::{BufReader, Read as _};
use std::path::Path;

use anyhow::{Context as _, bail};

use super::columns::Columns;
use super::input::open_lines;
use super::output::is_standard;
use crate::app::disk_folder::DiskFolder;
use crate::formats::reading::{Documents, Folder as _, FolderReading, ReadOptions, Sample, Source};
use crate::formats::registry::{self, Format, ReadFrom};

/// Documents of one source, and what is known about it as a whole.
pub(super) struct Opened {
    /// Its format, told or found.
    pub(super) format: &'static Format,
    /// Its documents.
    pub(super) reading: FolderReading,
}

/// Opens a file, a folder, or standard input for `-`. Where `format` is not told, the content shows it.
/// `columns` are those of a table that the user named.
pub(super) fn open(
    path: &Path,
    format: Option<&'static Format>,
    columns: &Columns,
) -> anyhow::Result<Opened> {
    let at = || format!("cannot read {}", path.display());
    if path.is_dir() {
        return open_folder(path, format, columns);
    }
    let mut source = open_lines(path)?;
    let format = if let Some(format) = format {
        format
    } else {
        let (found, rest) = recognise(path, source).with_context(at)?;
        source = rest;
        found.with_context(|| {
            format!(
                "{} is of no format that can be told by its content; name it with --from",
                path.display()
            )
        })?
    };
    let Some(ReadFrom::File(read)) = format.read else {
        bail!(
            "{} is read from a folder, and {} is none",
            format.name,
            path.display()
        );
    };
    let documents = read(source, &read_options(path, columns));
    Ok(Opened {
        format,
        reading: plain(documents),
    })
}

fn plain(documents: Documents) -> FolderReading {
    FolderReading {
        documents,
        schema: None,
        remarks: Vec::new(),
    }
}

/// What a reader is told about the file at `path`.
fn read_options(path: &Path, columns: &Columns) -> ReadOptions {
    let part = |part: Option<&std::ffi::OsStr>| {
        part.filter(|_| !is_standard(path))
            .map(|part| part.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    ReadOptions {
        stem: part(path.file_stem()),
        file_name: part(path.file_name()),
        columns: columns.clone(),
    }
}

/// The format of a source by its beginning, and the source with its beginning still to be read.
fn recognise(
    path: &Path,
    mut source: Source,
) -> std::io::Result<(Option<&'static Format>, Source)> {
    let mut head = Vec::new();
    (&mut source)
        .take(Sample::BYTES as u64)
        .read_to_end(&mut head)?;
    let name = path.to_string_lossy().to_lowercase();
    let is_whole = head.len() < Sample::BYTES;
    let found = registry::recognise_bytes(&name, &head, is_whole);
    let head = std::io::Cursor::new(head);
    Ok((found, Box::new(BufReader::new(head.chain(source)))))
}

fn open_folder(
    path: &Path,
    format: Option<&'static Format>,
    columns: &Columns,
) -> anyhow::Result<Opened> {
    let folder =
        DiskFolder::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let format = match format {
        Some(format) => format,
        None => match registry::recognise_folder(&folder) {
            Some(format) => format,
            None => registry::recognise_files(folder.names())
                .or_else(|| registry::by_name("text"))
                .context("text is a format")?,
        },
    };
    let reading = match format.read {
        Some(ReadFrom::Folder(read)) => read(Box::new(folder)),
        Some(ReadFrom::File(_)) => plain(each_file(path, format, columns)?),
        None => bail!("{} is written, not read", format.name),
    };
    Ok(Opened { format, reading })
}

/// The documents of all files of a folder whose endings are those of `format`, file after file.
fn each_file(path: &Path, format: &'static Format, columns: &Columns) -> anyhow::Result<Documents> {
    let folder = DiskFolder::open(path)?;
    let names: Vec<String> = folder.names().to_vec();
    let wanted = names.into_iter().filter(|name| {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        format.endings.contains(&ending.to_lowercase().as_str())
    });
    let path = path.to_owned();
    let columns = columns.clone();
    let documents = wanted.flat_map(move |name| -> Documents {
        let file = path.join(&name);
        let Some(ReadFrom::File(read)) = format.read else {
            return Box::new(std::iter::empty());
        };
        match std::fs::File::open(&file) {
            Ok(source) => {
                let mut options = read_options(&file, &columns);
                options.stem = name
                    .rsplit_once('.')
                    .map_or(name.clone(), |(stem, _)| stem.to_owned());
                let source = Box::new(BufReader::with_capacity(1 << 16, source));
                Box::new(read(source, &options).map(move |read| {
                    read.map_err(|error| crate::formats::FormatError::InFile {
                        file: name.clone(),
                        source: Box::new(error),
                    })
                }))
            }
            Err(error) => Box::new(std::iter::once(Err(error.into()))),
        }
    });
    Ok(Box::new(documents))
}
