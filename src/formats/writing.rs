//! How writers are called: one document after another is selected, fitted to what the format holds, and written; what that left out is counted.

use std::io;

use super::conll::TagScheme;
use super::export::{ExportOptions, LossReport, Selection};
use super::fitting;
use super::jsonl::{WriteOptions, write_record};
use super::registry::{Format, WriteTo};
use crate::model::{Document, Schema, Suggestion};

/// Where a writer writes.
pub trait Output {
    /// Appends to the one file of a format that is written as one.
    ///
    /// # Errors
    /// When it cannot be written.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Writes a whole file: of the folder, or beside the one file. A stream has no place beside it and takes nothing.
    ///
    /// # Errors
    /// When it cannot be written.
    fn file(&mut self, name: &str, bytes: &[u8]) -> io::Result<()>;

    /// Appends to a file of the folder, for formats whose files grow with every document. A name is either appended to or written as a whole.
    ///
    /// # Errors
    /// When it cannot be written, or there is no folder.
    fn append_to(&mut self, name: &str, _bytes: &[u8]) -> io::Result<()> {
        Err(io::Error::new(
            io::ErrorKind::NotADirectory,
            name.to_owned(),
        ))
    }
}

/// A stream: what belongs beside it goes nowhere.
impl Output for Vec<u8> {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.extend_from_slice(bytes);
        Ok(())
    }

    fn file(&mut self, _name: &str, _bytes: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

/// What a writer is told before the first document.
#[derive(Clone, Debug, Default)]
pub struct WriterOptions {
    /// The schema of the documents, for formats that declare their labels.
    pub schema: Schema,
    /// How token labels mark the beginning and end of a mention.
    pub scheme: TagScheme,
    /// Whether decisions go out, where the format holds them.
    pub decisions: bool,
    /// The layer that goes out.
    pub layer: smol_str::SmolStr,
}

/// Writes the documents of one export. What it is given fits the format already.
pub trait Writer: Send {
    /// Writes one document. `selection` holds what of it goes out; the rest of the document is its text and what is known about it.
    ///
    /// # Errors
    /// When `out` cannot be written.
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        losses: &mut LossReport,
    ) -> io::Result<()>;

    /// Writes what comes after the last document.
    ///
    /// # Errors
    /// When `out` cannot be written.
    fn finish(&mut self, _out: &mut dyn Output) -> io::Result<()> {
        Ok(())
    }
}

/// A format's writer, and what stands before every writer: selecting and fitting.
pub struct FormatWriter {
    format: &'static Format,
    writer: Box<dyn Writer>,
}

impl FormatWriter {
    /// A writer of `format`; `None` for formats that are only read.
    pub fn new(format: &'static Format, options: &WriterOptions) -> Option<Self> {
        let make = match format.write? {
            WriteTo::File(make) | WriteTo::Folder(make) => make,
        };
        Some(Self {
            format,
            writer: make(options),
        })
    }

    /// Writes what `options` select of `document` and of `suggestions`.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        suggestions: &[Suggestion],
        options: &ExportOptions,
        losses: &mut LossReport,
    ) -> io::Result<()> {
        let selection = Selection::new(document, suggestions, options);
        let fitted = fitting::fit(document, selection, self.format, options.threshold, losses);
        self.writer.document(out, document, &fitted, losses)
    }

    /// Writes a document that was read from another format: all layers where the format holds them, else the first one. Suggestions that came with
    /// it go out where the format tells them from annotations, and are listed as left out elsewhere, unless `with_suggestions` wants them as annotations.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write_everything(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        options: &ExportOptions,
        losses: &mut LossReport,
    ) -> io::Result<()> {
        use super::feature::Feature;
        if self.format.holds(Feature::Layers) {
            let mut record = Vec::new();
            let options = WriteOptions {
                layer: None,
                suggestions: &document.brought,
                decisions: true,
            };
            write_record(&mut record, document, &options);
            return out.append(&record);
        }
        let told_apart = self.format.holds(Feature::Suggestions);
        if !told_apart && !options.with_suggestions {
            fitting::note_suggestions(document, losses);
        }
        let options = ExportOptions {
            with_suggestions: told_apart || options.with_suggestions,
            ..options.clone()
        };
        fitting::note_other_layers(document, &options.layer, losses);
        self.write(out, document, &document.brought, &options, losses)
    }

    /// Writes what comes after the last document.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn finish(mut self, out: &mut dyn Output) -> io::Result<()> {
        self.writer.finish(out)
    }
}
