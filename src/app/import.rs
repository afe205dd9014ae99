//! Bringing articles in: files and folders become documents, what went wrong is said by name, duplicates are noticed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk_folder::DiskFolder;
use crate::formats::reading::{Documents, ReadOptions, Sample};
use crate::formats::registry::{self, Format, ReadFrom};
use crate::formats::{Imported, article, jsonl};
use crate::model::{Change, Document, Project};
use crate::text::TextHash;

/// What came of reading files.
#[derive(Default)]
pub struct Import {
    /// Documents that were read, in the order of the files.
    pub documents: Vec<Arc<Document>>,
    /// What to tell the person: files that could not be read, and what readers remarked.
    pub remarks: Vec<String>,
}

/// Endings of files that hold articles.
const ENDINGS: [&str; 13] = [
    "txt", "text", "md", "markdown", "html", "htm", "xhtml", "jsonl", "ndjson", "csv", "tsv",
    "spacy", "xmi",
];

/// Endings of files that hold labelled documents; which format it is their content tells.
const LABELLED: [&str; 14] = [
    "csv",
    "tsv",
    "tab",
    "spacy",
    "xmi",
    "xml",
    "jsonl",
    "ndjson",
    "jsonlines",
    "json",
    "conll",
    "conllu",
    "iob",
    "bio",
];

/// Whether `path` is a Dateline project.
pub fn is_project(path: &Path) -> bool {
    has_ending(path, &["ron"])
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}

/// `paths` with folders replaced by the articles below them, sorted within each folder.
pub fn expand(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut entries: Vec<PathBuf> = std::fs::read_dir(path)
                .into_iter()
                .flatten()
                .flatten()
                .map(|entry| entry.path())
                .collect();
            entries.retain(|entry| entry.is_dir() || has_ending(entry, &ENDINGS));
            entries.sort();
            files.extend(expand(&entries));
        } else {
            files.push(path.clone());
        }
    }
    files
}

/// Reads all articles at `paths`, folders included. `tick` is told how many files of how many are read; reading stops when it says no.
pub fn read_files(paths: &[PathBuf], mut tick: impl FnMut(usize, usize) -> bool) -> Import {
    let mut import = Import::default();
    let (folders, paths): (Vec<PathBuf>, Vec<PathBuf>) = paths
        .iter()
        .cloned()
        .partition(|path| labelled_folder(path).is_some());
    for folder in &folders {
        read_folder(folder, &mut import);
    }
    let files = expand(&paths);
    if files.is_empty() && folders.is_empty() {
        import
            .remarks
            .push("There is no article in this folder".to_owned());
    }
    for (index, path) in files.iter().enumerate() {
        if !tick(index, files.len()) {
            import
                .remarks
                .push(format!("Stopped after {index} of {} files", files.len()));
            break;
        }
        match std::fs::read(path) {
            Ok(bytes) => read_file(path, &bytes, &mut import),
            Err(error) => import
                .remarks
                .push(format!("Cannot read ({error}): {}", path.display())),
        }
    }
    import
}

fn read_file(path: &Path, bytes: &[u8], import: &mut Import) {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    if has_ending(path, &LABELLED) {
        return read_labelled(path, bytes, import);
    }
    match article::read_article(&name, bytes) {
        Ok(imported) => take(imported, &name, import),
        Err(error) => import
            .remarks
            .push(format!("Not opened, {error}: {}", path.display())),
    }
}

/// A text that was pasted.
pub fn read_text(text: &str) -> Import {
    let mut import = Import::default();
    match article::read_article("pasted.txt", text.as_bytes()) {
        Ok(mut imported) => {
            imported.document.meta.source = "pasted".to_owned();
            take(imported, "pasted text", &mut import);
        }
        Err(error) => import.remarks.push(format!("Not pasted: {error}")),
    }
    import
}

/// The format of a folder that is one source, such as brat's.
fn labelled_folder(path: &Path) -> Option<(&'static Format, DiskFolder)> {
    if !path.is_dir() {
        return None;
    }
    let folder = DiskFolder::open(path).ok()?;
    let format = registry::recognise_folder(&folder)?;
    Some((format, folder))
}

fn read_folder(path: &Path, import: &mut Import) {
    let Some((format, folder)) = labelled_folder(path) else {
        return;
    };
    if let Some(ReadFrom::Folder(read)) = format.read {
        let reading = read(Box::new(folder));
        let name = path.display().to_string();
        let remarks = reading.remarks.iter();
        import
            .remarks
            .extend(remarks.map(|remark| format!("{remark}: {name}")));
        take_all(reading.documents, &name, import);
    }
}

/// A file of labelled documents, in the format that its content shows.
fn read_labelled(path: &Path, bytes: &[u8], import: &mut Import) {
    let name = path.display().to_string();
    let start = bytes.get(..Sample::BYTES).unwrap_or(bytes);
    let lower = name.to_lowercase();
    let format = registry::recognise_bytes(&lower, start, start.len() == bytes.len())
        .filter(|format| format.name != "text");
    match format.and_then(|format| format.read) {
        Some(ReadFrom::File(read)) if format != Some(registry::native()) => {
            let part = |part: Option<&std::ffi::OsStr>| {
                part.map(|part| part.to_string_lossy().into_owned())
                    .unwrap_or_default()
            };
            let options = ReadOptions {
                stem: part(path.file_stem()),
                file_name: part(path.file_name()),
                columns: Vec::new(),
            };
            let source = Box::new(std::io::Cursor::new(bytes.to_vec()));
            take_all(read(source, &options), &name, import);
        }
        _ if has_ending(path, &["jsonl", "ndjson", "jsonlines", "json"]) => {
            read_lines(path, bytes, import);
        }
        _ => import.remarks.push(format!(
            "Not opened, what is in it is of no format that Dateline reads: {name}"
        )),
    }
}

fn take_all(documents: Documents, name: &str, import: &mut Import) {
    for read in documents {
        match read {
            Ok(imported) => take(imported, name, import),
            Err(error) => import
                .remarks
                .push(format!("One record not opened, {error}: {name}")),
        }
    }
}

fn read_lines(path: &Path, bytes: &[u8], import: &mut Import) {
    for line in jsonl::Lines::new(bytes) {
        let read = line
            .map_err(Into::into)
            .and_then(|line| line.read(jsonl::Strictness::Report));
        match read {
            Ok(imported) => take(imported, &path.display().to_string(), import),
            Err(error) => import.remarks.push(format!(
                "One record not opened, {error}: {}",
                path.display()
            )),
        }
    }
}

fn take(imported: Imported, name: &str, import: &mut Import) {
    import.remarks.extend(
        imported
            .diagnostics
            .iter()
            .map(|remark| format!("{remark}: {name}")),
    );
    import.documents.push(Arc::new(imported.document));
}

/// The changes that add `import` to `project`, at its end. Texts that are there already are left out and named; ids that are taken are made new.
pub fn changes(project: &Project, import: Import) -> (Vec<Change>, Vec<String>) {
    let mut known: HashMap<TextHash, String> = project
        .documents
        .iter()
        .map(|document| (document.text().hash(), document.title().to_owned()))
        .collect();
    let mut ids: std::collections::HashSet<_> = project
        .documents
        .iter()
        .map(|document| document.id.clone())
        .collect();
    let mut remarks = import.remarks;
    let mut changes = Vec::new();
    for mut document in import.documents {
        if let Some(title) = known.get(&document.text().hash()) {
            remarks.push(format!(
                "Already in the project, not added again: “{title}”"
            ));
            continue;
        }
        if !ids.insert(document.id.clone()) {
            let fresh = crate::model::DocumentId::random();
            ids.insert(fresh.clone());
            Arc::make_mut(&mut document).id = fresh;
        }
        known.insert(document.text().hash(), document.title().to_owned());
        changes.push(Change::Document {
            index: project.documents.len() + changes.len(),
            before: None,
            after: Some(document),
        });
    }
    (changes, remarks)
}
