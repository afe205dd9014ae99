//! Writing training data: which documents, which of their annotations, in which format, and what the format could not hold. The window and the
//! command line both write through an [`Exporter`].

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use smol_str::SmolStr;

use super::engines::{open_suggestions, without_candidates};
use super::jobs::Engine;
use super::output_file::{FileOutput, FolderOutput, StreamOutput};
use super::splits::Split;
use crate::formats::conll::TagScheme;
use crate::formats::export::{ExportOptions, LossReport};
use crate::formats::registry::{self, Format};
use crate::formats::writing::{FormatWriter, Output, WriterOptions};
use crate::model::{Document, DocumentStatus, Layer, Level, ProjectSettings, Schema, Suggestion};

/// What to write.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportWish {
    /// In which format: one that is written.
    pub format: &'static Format,
    /// How token labels mark beginnings and ends, for formats that have them.
    pub scheme: TagScheme,
    /// Names of the statuses that go out; empty for all.
    pub statuses: Vec<SmolStr>,
    /// Splits whose documents go out; empty for all, those without a split too.
    pub splits: Vec<Split>,
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
            format: registry::native(),
            scheme: TagScheme::default(),
            statuses: Vec::new(),
            splits: Vec::new(),
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
        let has_status =
            self.statuses.is_empty() || self.statuses.iter().any(|wanted| wanted == status);
        let has_split = self.splits.is_empty()
            || Split::of(document).is_some_and(|split| self.splits.contains(&split));
        has_status && has_split
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
    /// The format is only read.
    #[error("{0} is read, not written")]
    NotWritten(&'static str),
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
    /// Says which documents have suggestions.
    pub settings: &'a ProjectSettings,
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
            let mut out = FolderOutput::create(path).map_err(ExportError::write(path))?;
            let losses = self.put(documents, &mut out, path)?;
            out.finish().map_err(ExportError::write(path))?;
            return Ok(losses);
        }
        let mut out = FileOutput::create(path).map_err(ExportError::write(path))?;
        let losses = self.put(documents, &mut out, path)?;
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
        let format = self.wish.format;
        assert!(!format.is_folder(), "{} is a folder", format.title);
        self.put(documents, &mut StreamOutput(out), path)
    }

    fn put<'d>(
        &self,
        documents: impl Iterator<Item = &'d Document>,
        out: &mut dyn Output,
        path: &Path,
    ) -> Result<LossReport, ExportError> {
        let options = WriterOptions {
            schema: Schema::clone(self.schema),
            scheme: self.wish.scheme,
            decisions: self.wish.with_decisions,
            layer: self.wish.layer.clone(),
        };
        let Some(mut writer) = FormatWriter::new(self.wish.format, &options) else {
            return Err(ExportError::NotWritten(self.wish.format.name));
        };
        let wanted = ExportOptions {
            layer: self.wish.layer.clone(),
            levels: self.wish.levels.clone(),
            with_suggestions: self.wish.with_suggestions,
            // Each role's own threshold was applied when the suggestions were made.
            threshold: 0.0,
        };
        let mut losses = LossReport::default();
        for (number, document) in documents.enumerate() {
            let suggestions = self.suggestions(document);
            writer
                .write(out, document, &suggestions, &wanted, &mut losses)
                .map_err(ExportError::write(path))?;
            self.tell(number + 1)?;
        }
        writer.finish(out).map_err(ExportError::write(path))?;
        Ok(losses)
    }

    fn tell(&self, written: usize) -> Result<(), ExportError> {
        (self.goes_on)(written)
            .then_some(())
            .ok_or(ExportError::Stopped)
    }

    fn suggestions(&self, document: &Document) -> Vec<Suggestion> {
        let shown = self.settings.shows_suggestions(document, &self.wish.layer);
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
}
