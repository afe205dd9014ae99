//! Articles as formats among others: text, Markdown and web pages are read, text is written, a file for each document.

use std::io::{self, Read as _};

use super::article::read_article;
use super::export::{LossReport, Selection};
use super::file_names::FileNames;
use super::reading::{Documents, ReadOptions, Source};
use super::writing::{Output, Writer, WriterOptions};
use super::{FormatError, Imported};
use crate::model::Document;

/// Reads one article; what it is goes by the file's name and its content.
pub(super) fn read(source: Source, options: &ReadOptions) -> Documents {
    Box::new(std::iter::once(read_one(source, options)))
}

fn read_one(mut source: Source, options: &ReadOptions) -> Result<Imported, FormatError> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    let name = if options.file_name.is_empty() {
        "article.txt"
    } else {
        &options.file_name
    };
    let mut imported = read_article(name, &bytes)?;
    imported.document.id = options.only_id().as_str().into();
    options
        .file_name
        .clone_into(&mut imported.document.meta.source);
    Ok(imported)
}

/// A writer of a folder of text files.
pub(super) fn write(_options: &WriterOptions) -> Box<dyn Writer> {
    Box::<TextWriter>::default()
}

#[derive(Default)]
struct TextWriter {
    names: FileNames,
}

impl Writer for TextWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        _selection: &Selection,
        _losses: &mut LossReport,
    ) -> io::Result<()> {
        let name = self.names.of(document);
        out.file(&format!("{name}.txt"), document.text().as_str().as_bytes())
    }
}
