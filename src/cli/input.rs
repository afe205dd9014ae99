//! What commands read: files and folders as the user names them.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};

use super::output::{is_standard, message};
use crate::app::disk_folder::DiskFolder;
use crate::formats::article::{ArticleKind, read_article};
use crate::formats::jsonl::{Lines, Strictness};
use crate::formats::registry::{self, Format};
use crate::formats::{Imported, marked};
use crate::model::{Document, Project, Schema, bundled};
use crate::project;

/// What a source holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SourceKind {
    /// Dateline JSONL: one record a line
    Jsonl,
    /// Plain text, one article a file
    Txt,
    /// Markdown, one article a file
    Md,
    /// A web page: its main article is taken out
    Html,
    /// Text with inline marks, as the gold articles are written
    Marked,
    /// Labelled documents in another format
    Other(&'static Format),
}

impl SourceKind {
    /// The kind that `name` names: an article's kind, or a format that `dateline formats` lists.
    pub(super) fn from_name(name: &str) -> Result<Self, String> {
        Ok(match name {
            "jsonl" => Self::Jsonl,
            "txt" | "text" => Self::Txt,
            "md" => Self::Md,
            "html" => Self::Html,
            "marked" => Self::Marked,
            other => Self::Other(super::format_names::read_format(other)?),
        })
    }

    /// The kind that a file's ending tells; anything unknown is plain text.
    pub(super) fn of(path: &Path) -> Self {
        let name = path.to_string_lossy();
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match ending.as_deref() {
            Some("jsonl" | "ndjson") => Self::Jsonl,
            Some("csv") => registry::by_name("csv").map_or(Self::Txt, Self::Other),
            Some("tsv" | "tab") => registry::by_name("tsv").map_or(Self::Txt, Self::Other),
            _ => match ArticleKind::from_name(&name) {
                Some(ArticleKind::Html) => Self::Html,
                Some(ArticleKind::Markdown) => Self::Md,
                Some(ArticleKind::Plain) | None => Self::Txt,
            },
        }
    }
}

/// Whether a folder's file is taken when the folder is named: articles and JSONL by their endings.
fn is_taken_from_folder(path: &Path) -> bool {
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    matches!(
        ending.as_deref(),
        Some(
            "txt"
                | "md"
                | "markdown"
                | "html"
                | "htm"
                | "xhtml"
                | "jsonl"
                | "ndjson"
                | "csv"
                | "tsv"
        )
    )
}

/// The files that `inputs` name, folders searched through, by name within a folder.
pub(super) fn files(inputs: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for input in inputs {
        if input.is_dir() {
            let before = all.len();
            add_folder(input, &mut all)?;
            if all.len() == before {
                message(&format!("no articles in {}", input.display()));
            }
        } else {
            all.push(input.clone());
        }
    }
    Ok(all)
}

fn add_folder(folder: &Path, all: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let cannot = || format!("cannot read {}", folder.display());
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(cannot)? {
        entries.push(entry.with_context(cannot)?.path());
    }
    entries.sort();
    for entry in entries {
        let is_hidden = entry
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        // A link to a folder above would be searched for ever.
        if entry.is_dir() && !entry.is_symlink() && !is_hidden {
            add_folder(&entry, all)?;
        } else if entry.is_file() && !is_hidden && is_taken_from_folder(&entry) {
            all.push(entry);
        }
    }
    Ok(())
}

/// Opens a file to read line by line; standard input for `-`.
pub(super) fn open_lines(path: &Path) -> anyhow::Result<Box<dyn BufRead + Send>> {
    if is_standard(path) {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, io::stdin())));
    }
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
}

/// All bytes of a file; of standard input for `-`.
pub(super) fn read_bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let cannot = || format!("cannot read {}", path.display());
    if is_standard(path) {
        let mut bytes = Vec::new();
        io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .context("cannot read standard input")?;
        return Ok(bytes);
    }
    std::fs::read(path).with_context(cannot)
}

/// Ids for articles: the file's name without its ending, numbered where it comes again.
#[derive(Debug, Default)]
pub(super) struct ArticleIds(HashSet<String>);

impl ArticleIds {
    pub(super) fn of(&mut self, path: &Path) -> String {
        let stem = if is_standard(path) {
            "stdin".to_owned()
        } else {
            path.file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
                .unwrap_or_default()
        };
        let mut id = stem.clone();
        let mut count = 1;
        while !self.0.insert(id.clone()) {
            count += 1;
            id = format!("{stem}-{count}");
        }
        id
    }
}

/// Reads one article from a file that holds just one.
pub(super) fn read_one(path: &Path, kind: SourceKind, id: &str) -> anyhow::Result<Imported> {
    let bytes = read_bytes(path)?;
    let at = || format!("{}", path.display());
    if kind == SourceKind::Marked {
        let source = std::str::from_utf8(&bytes).with_context(at)?;
        return Ok(Imported::clean(
            marked::read_file(id.into(), source).with_context(at)?,
        ));
    }
    let name = if is_standard(path) {
        String::new()
    } else {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    // The reader goes by the name's ending, and the user may have said otherwise.
    let ending = match kind {
        SourceKind::Html => ".html",
        SourceKind::Md => ".md",
        SourceKind::Txt | SourceKind::Jsonl | SourceKind::Marked | SourceKind::Other(_) => ".txt",
    };
    let mut imported = read_article(&format!("{name}{ending}"), &bytes).with_context(at)?;
    imported.document.id = id.into();
    imported.document.meta.source = name;
    Ok(imported)
}

/// A set of documents with the schema they are labelled by, if their file says it.
pub(super) struct Loaded {
    pub(super) documents: Vec<Arc<Document>>,
    pub(super) project: Option<Project>,
    /// Whether something in it could not be read as it is; that was said already.
    pub(super) has_problems: bool,
}

/// Reads a project, labelled documents in any format that is read, or a file or folder of marked text, whole.
pub(super) fn load(path: &Path) -> anyhow::Result<Loaded> {
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("ron") => load_project(path),
        Some("txt") => load_marked(&[path.to_owned()]),
        _ if path.is_dir() && is_labelled_folder(path) => load_any(path),
        _ if path.is_dir() => {
            let files = files(&[path.to_owned()])?;
            let is_marked = |file: &PathBuf| file.extension().is_some_and(|ending| ending == "txt");
            load_marked(&files.into_iter().filter(is_marked).collect::<Vec<_>>())
        }
        _ if is_standard(path) => load_jsonl(path),
        _ => load_any(path),
    }
}

/// Whether a folder is of a format that is one, such as brat.
fn is_labelled_folder(path: &Path) -> bool {
    DiskFolder::open(path).is_ok_and(|folder| registry::recognise_folder(&folder).is_some())
}

/// Reads a file or folder of any format, told by its content. Dateline's own records are held to what they say.
fn load_any(path: &Path) -> anyhow::Result<Loaded> {
    let opened = super::source::open(path, None, &Vec::new())?;
    if opened.format == registry::native() {
        return load_jsonl(path);
    }
    let mut documents = Vec::new();
    for remark in &opened.reading.remarks {
        message(&format!("{}: {remark}", path.display()));
    }
    for imported in opened.reading.documents {
        let imported = imported.with_context(|| format!("{}", path.display()))?;
        for diagnostic in &imported.diagnostics {
            message(&format!("{}: {diagnostic}", path.display()));
        }
        documents.push(Arc::new(imported.document));
    }
    Ok(Loaded {
        documents,
        project: None,
        has_problems: false,
    })
}

fn load_project(path: &Path) -> anyhow::Result<Loaded> {
    let read = project::read_file(path)?;
    for notice in &read.notices {
        message(&format!(
            "{}: document {}: {}",
            path.display(),
            notice.document,
            notice.kind
        ));
    }
    Ok(Loaded {
        documents: read.project.documents.clone(),
        has_problems: !read.notices.is_empty(),
        project: Some(read.project),
    })
}

fn load_marked(paths: &[PathBuf]) -> anyhow::Result<Loaded> {
    let mut ids = ArticleIds::default();
    let mut documents = Vec::new();
    for path in paths {
        let id = ids.of(path);
        documents.push(Arc::new(read_one(path, SourceKind::Marked, &id)?.document));
    }
    Ok(Loaded {
        documents,
        project: None,
        has_problems: false,
    })
}

fn load_jsonl(path: &Path) -> anyhow::Result<Loaded> {
    let mut documents = Vec::new();
    let mut has_problems = false;
    for line in Lines::new(open_lines(path)?) {
        let line = line.with_context(|| format!("cannot read {}", path.display()))?;
        let imported = line
            .read(Strictness::Refuse)
            .with_context(|| format!("{}", path.display()))?;
        for diagnostic in &imported.diagnostics {
            message(&format!("{}: {diagnostic}", path.display()));
            has_problems = true;
        }
        documents.push(Arc::new(imported.document));
    }
    Ok(Loaded {
        documents,
        project: None,
        has_problems,
    })
}

/// A schema by the name of a bundled one, or from a schema file or a project.
pub(super) fn load_schema(name: &str) -> anyhow::Result<Schema> {
    let path = Path::new(name);
    if !path.is_file() {
        if let Some(schema) = bundled::schema(name) {
            return Ok(schema);
        }
        let known: Vec<&str> = bundled::schema_names().collect();
        bail!(
            "no schema is called {name}, and there is no such file; bundled are {}",
            known.join(", ")
        );
    }
    let source = std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
    match bundled::read_schema(&source) {
        Ok(schema) => Ok(schema),
        Err(error) => match project::read_file(path) {
            Ok(read) => Ok(Schema::clone(&read.project.schema)),
            Err(_) => bail!("{name} is neither a schema ({error}) nor a project"),
        },
    }
}
