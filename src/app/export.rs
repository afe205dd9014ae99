//! Writing training data: which documents, which of their annotations, in which format, and what the format could not hold. The window and the
//! command line both write through an [`Exporter`].

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use smol_str::SmolStr;

use super::engines::{open_suggestions, without_candidates};
use super::jobs::Engine;
use super::output_file::OutputFile;
use crate::formats::export::{ExportOptions, LossReport, Selection};
use crate::formats::jsonl::{WriteOptions, write_record};
use crate::formats::{brat, conll};
use crate::model::{Annotations, Document, DocumentStatus, Layer, Level, Schema, Suggestion};

/// A format that is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExportFormat {
    /// Dateline JSONL: one record a line, everything in it.
    #[default]
    Jsonl,
    /// CoNLL-2003: one token a line, names only.
    Conll,
    /// A folder of text and annotation files for brat.
    Brat,
}

impl ExportFormat {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Jsonl, Self::Conll, Self::Brat];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Jsonl => "JSONL",
            Self::Conll => "CoNLL",
            Self::Brat => "brat",
        }
    }

    /// What it holds, in a sentence.
    pub fn help(self) -> &'static str {
        match self {
            Self::Jsonl => "One record a line with text, mentions, events and decisions.",
            Self::Conll => {
                "One token a line in four columns. Flat: of nested mentions the outermost is written, events have no place."
            }
            Self::Brat => "A folder with a text and an annotation file for each document.",
        }
    }

    /// A file or folder name to begin with.
    pub fn suggested_name(self) -> &'static str {
        match self {
            Self::Jsonl => "training.jsonl",
            Self::Conll => "training.conll",
            Self::Brat => "brat",
        }
    }

    /// Whether it is written as a folder rather than as one file.
    pub fn is_folder(self) -> bool {
        self == Self::Brat
    }

    /// Levels of mentions that it takes unless told otherwise; `None` for all. Flat formats take names.
    pub fn default_levels(self) -> Option<Vec<Level>> {
        match self {
            Self::Conll => Some(vec![Level::Name]),
            Self::Jsonl | Self::Brat => None,
        }
    }
}

/// What to write.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportWish {
    /// In which format.
    pub format: ExportFormat,
    /// Names of the statuses that go out; empty for all.
    pub statuses: Vec<SmolStr>,
    /// Which layer.
    pub layer: SmolStr,
    /// Levels of mentions; `None` for all.
    pub levels: Option<Vec<Level>>,
    /// Whether open suggestions go out as well.
    pub with_suggestions: bool,
    /// Whether rejected suggestions and other decisions go out as well, where the format has a place for them.
    pub with_decisions: bool,
}

impl Default for ExportWish {
    fn default() -> Self {
        Self {
            format: ExportFormat::default(),
            statuses: Vec::new(),
            layer: SmolStr::new_static(Layer::MAIN),
            levels: None,
            with_suggestions: false,
            with_decisions: true,
        }
    }
}

impl ExportWish {
    /// Whether `document` goes out. One without that layer counts as new.
    pub fn takes(&self, document: &Document) -> bool {
        let status = document
            .layer(&self.layer)
            .map_or(DocumentStatus::New.name(), |layer| layer.status.name());
        self.statuses.is_empty() || self.statuses.iter().any(|wanted| wanted == status)
    }
}

/// Why an export did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Something could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// What could not be written; `-` is standard output.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It was stopped by the person who asked for it.
    #[error("stopped")]
    Stopped,
}

impl ExportError {
    fn write(path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Write {
            path: path.to_owned(),
            source,
        }
    }
}

/// Writes documents as a wish says. The caller names the documents, in the order in which they go out.
pub struct Exporter<'a> {
    /// What is wished for.
    pub wish: &'a ExportWish,
    /// The schema of the documents.
    pub schema: &'a Schema,
    /// Makes the suggestions; needed only where they are wished for, because making an engine takes its time.
    pub engine: Option<&'a dyn Engine>,
    /// Whether documents that do not say otherwise have suggestions: the project's setting.
    pub suggestions_shown: bool,
    /// Told the number of documents that are written, after each; `false` stops.
    pub goes_on: &'a dyn Fn(usize) -> bool,
}

impl Exporter<'_> {
    /// Writes to `path`: a file, or a folder for formats that are written as one.
    ///
    /// # Errors
    /// When something cannot be written, or it was stopped. A file keeps what it held before; in a folder whole files may have been written.
    pub fn write<'d>(
        &self,
        documents: impl Iterator<Item = &'d Document>,
        path: &Path,
    ) -> Result<LossReport, ExportError> {
        if self.wish.format.is_folder() {
            return self.write_folder(documents, path);
        }
        let mut out = OutputFile::create(path).map_err(ExportError::write(path))?;
        let losses = self.stream(documents, &mut out, path)?;
        out.finish().map_err(ExportError::write(path))?;
        Ok(losses)
    }

    /// Writes a format that is one file to `out`, which errors call `path`.
    ///
    /// # Errors
    /// When `out` cannot be written, or it was stopped.
    ///
    /// # Panics
    /// When the format is written as a folder.
    pub fn stream<'d>(
        &self,
        documents: impl Iterator<Item = &'d Document>,
        out: &mut impl Write,
        path: &Path,
    ) -> Result<LossReport, ExportError> {
        assert!(
            !self.wish.format.is_folder(),
            "{} is a folder",
            self.wish.format.title()
        );
        let mut losses = LossReport::default();
        for (number, document) in documents.enumerate() {
            let written = match self.wish.format {
                ExportFormat::Conll => self.conll(document, out, &mut losses),
                ExportFormat::Jsonl | ExportFormat::Brat => self.jsonl(document, out, &mut losses),
            };
            written.map_err(ExportError::write(path))?;
            self.tell(number + 1)?;
        }
        Ok(losses)
    }

    fn tell(&self, written: usize) -> Result<(), ExportError> {
        (self.goes_on)(written)
            .then_some(())
            .ok_or(ExportError::Stopped)
    }

    fn suggestions(&self, document: &Document) -> Vec<Suggestion> {
        let shown = document.suggestions_shown.unwrap_or(self.suggestions_shown);
        let engine = self.engine.filter(|_| self.wish.with_suggestions && shown);
        let Some(engine) = engine else {
            return Vec::new();
        };
        let empty = Layer::new(self.wish.layer.clone());
        let layer = document.layer(&self.wish.layer).unwrap_or(&empty);
        open_suggestions(document, layer, engine)
            .into_iter()
            .map(|suggestion| without_candidates(suggestion, self.schema))
            .collect()
    }

    fn select(&self, document: &Document) -> Selection {
        let options = ExportOptions {
            layer: self.wish.layer.clone(),
            levels: self.wish.levels.clone(),
            with_suggestions: self.wish.with_suggestions,
        };
        Selection::new(document, &self.suggestions(document), &options)
    }

    /// Annotations with suggestions among them, for formats that know no suggestions.
    fn flat(&self, document: &Document, losses: &mut LossReport) -> Annotations {
        // Arguments below their threshold are left out already.
        let (annotations, left_out) = self.select(document).flattened(0.0);
        losses.merge(left_out);
        annotations
    }

    fn jsonl(
        &self,
        document: &Document,
        out: &mut impl Write,
        losses: &mut LossReport,
    ) -> io::Result<()> {
        let layer = &self.wish.layer;
        let selection = self.select(document);
        let mut exported = Document::clone(document);
        exported.layers.retain(|known| known.name == *layer);
        exported.layer_mut(layer).annotations = selection.annotations;
        let options = WriteOptions {
            layer: Some(layer),
            suggestions: &selection.suggestions,
            decisions: self.wish.with_decisions,
        };
        let mut record = Vec::new();
        write_record(&mut record, &exported, &options);
        losses.merge(selection.losses);
        out.write_all(&record)
    }

    fn conll(
        &self,
        document: &Document,
        out: &mut impl Write,
        losses: &mut LossReport,
    ) -> io::Result<()> {
        let annotations = self.flat(document, losses);
        conll::write_document(out, document, &annotations, losses)
    }

    fn write_folder<'d>(
        &self,
        documents: impl Iterator<Item = &'d Document>,
        folder: &Path,
    ) -> Result<LossReport, ExportError> {
        std::fs::create_dir_all(folder).map_err(ExportError::write(folder))?;
        let mut losses = LossReport::default();
        let mut names = HashSet::new();
        let mut written = Vec::new();
        for (number, document) in documents.enumerate() {
            let annotations = self.flat(document, &mut losses);
            let name = file_name(document, &mut names);
            write_file(&folder.join(format!("{name}.txt")), |out| {
                brat::write_text(out, document)
            })?;
            write_file(&folder.join(format!("{name}.ann")), |out| {
                brat::write_annotations(out, document, &annotations, &mut losses)
            })?;
            written.push(annotations);
            self.tell(number + 1)?;
        }
        write_file(&folder.join("annotation.conf"), |out| {
            brat::write_configuration(out, self.schema, &written)
        })?;
        Ok(losses)
    }
}

fn write_file(
    path: &Path,
    write: impl FnOnce(&mut OutputFile) -> io::Result<()>,
) -> Result<(), ExportError> {
    let mut out = OutputFile::create(path).map_err(ExportError::write(path))?;
    write(&mut out).map_err(ExportError::write(path))?;
    out.finish().map_err(ExportError::write(path))
}

/// A file name for a document: its id with letters, digits, `-`, `_` and inner points kept, numbered where it comes again.
fn file_name(document: &Document, taken: &mut HashSet<String>) -> String {
    let is_kept = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
    let kept: String = document
        .id
        .as_str()
        .chars()
        .map(|letter| if is_kept(letter) { letter } else { '_' })
        .take(100)
        .collect();
    let stem = match kept.trim_matches('.') {
        "" => "document".to_owned(),
        stem => stem.to_owned(),
    };
    // Some systems do not tell capitals from small letters.
    let mut name = stem.clone();
    let mut count = 1;
    while !taken.insert(name.to_lowercase()) {
        count += 1;
        name = format!("{stem}-{count}");
    }
    name
}
