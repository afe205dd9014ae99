//! Writing training data: which documents, which of their annotations, in which format, and what the format could not hold.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use super::decide::ARGUMENT_THRESHOLD;
use super::session::Session;
use crate::formats::export::{ExportOptions, LossReport, Selection};
use crate::formats::jsonl::{WriteOptions, write_record};
use crate::formats::{brat, conll};
use crate::model::{Document, DocumentStatus, Level};

/// A format that the window writes.
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
}

/// What to write.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportWish {
    /// In which format.
    pub format: ExportFormat,
    /// Whether documents that are not done are left out.
    pub only_done: bool,
    /// Which layer.
    pub layer: smol_str::SmolStr,
    /// Levels of mentions, in the order of [`Level::ALL`].
    pub levels: [bool; 3],
    /// Whether open suggestions go out as well.
    pub with_suggestions: bool,
}

impl Default for ExportWish {
    fn default() -> Self {
        Self {
            format: ExportFormat::default(),
            only_done: false,
            layer: crate::model::Layer::MAIN.into(),
            levels: [true; 3],
            with_suggestions: false,
        }
    }
}

impl ExportWish {
    /// The levels that are wanted; `None` for all.
    fn levels(&self) -> Option<Vec<Level>> {
        if self.levels == [true; 3] {
            return None;
        }
        let wanted = Level::ALL.into_iter().zip(self.levels);
        Some(
            wanted
                .filter(|(_, on)| *on)
                .map(|(level, _)| level)
                .collect(),
        )
    }

    /// Whether `document` goes out.
    pub fn takes(&self, document: &Document) -> bool {
        let layer = document.layer(&self.layer);
        !self.only_done || layer.is_some_and(|layer| layer.status == DocumentStatus::Done)
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Exported {
    /// Documents that were written.
    pub num_documents: usize,
    /// What the format could not hold.
    pub losses: LossReport,
}

/// Writes what `wish` asks for to `path`, a folder for brat.
///
/// # Errors
/// When a file cannot be written.
pub fn export(session: &Session, wish: &ExportWish, path: &Path) -> io::Result<Exported> {
    let options = ExportOptions {
        layer: wish.layer.clone(),
        levels: wish.levels(),
        with_suggestions: wish.with_suggestions,
    };
    let documents = session.project().documents.iter();
    let documents: Vec<&Document> = documents
        .map(|document| &**document)
        .filter(|document| wish.takes(document))
        .collect();
    let select = |document: &Document| {
        Selection::new(document, session.open_suggestions_of(document), &options)
    };
    let losses = match wish.format {
        ExportFormat::Jsonl => write_jsonl(&documents, select, &options, path)?,
        ExportFormat::Conll => write_conll(&documents, select, path)?,
        ExportFormat::Brat => write_brat(&documents, select, &session.project().schema, path)?,
    };
    Ok(Exported {
        num_documents: documents.len(),
        losses,
    })
}

fn write_jsonl(
    documents: &[&Document],
    select: impl Fn(&Document) -> Selection,
    options: &ExportOptions,
    path: &Path,
) -> io::Result<LossReport> {
    let mut losses = LossReport::default();
    let mut out = BufWriter::new(File::create(path)?);
    let mut record = Vec::new();
    for document in documents {
        let selection = select(document);
        let mut exported = Document::clone(document);
        exported.layers.retain(|layer| layer.name == options.layer);
        exported.layer_mut(&options.layer).annotations = selection.annotations;
        record.clear();
        let write = WriteOptions {
            layer: Some(&options.layer),
            suggestions: &selection.suggestions,
            decisions: true,
        };
        write_record(&mut record, &exported, &write);
        out.write_all(&record)?;
        losses.merge(selection.losses);
    }
    out.flush()?;
    Ok(losses)
}

fn write_conll(
    documents: &[&Document],
    select: impl Fn(&Document) -> Selection,
    path: &Path,
) -> io::Result<LossReport> {
    let mut losses = LossReport::default();
    let mut out = BufWriter::new(File::create(path)?);
    for document in documents {
        let (annotations, left_out) = select(document).flattened(ARGUMENT_THRESHOLD);
        losses.merge(left_out);
        conll::write_document(&mut out, document, &annotations, &mut losses)?;
    }
    out.flush()?;
    Ok(losses)
}

fn write_brat(
    documents: &[&Document],
    select: impl Fn(&Document) -> Selection,
    schema: &crate::model::Schema,
    folder: &Path,
) -> io::Result<LossReport> {
    std::fs::create_dir_all(folder)?;
    let mut losses = LossReport::default();
    let mut names = HashSet::new();
    let mut written = Vec::with_capacity(documents.len());
    let create = |name: String| File::create(folder.join(name)).map(BufWriter::new);
    for document in documents {
        let (annotations, left_out) = select(document).flattened(ARGUMENT_THRESHOLD);
        losses.merge(left_out);
        let name = file_name(document, &mut names);
        let mut text = create(format!("{name}.txt"))?;
        brat::write_text(&mut text, document)?;
        text.flush()?;
        let mut ann = create(format!("{name}.ann"))?;
        brat::write_annotations(&mut ann, document, &annotations, &mut losses)?;
        ann.flush()?;
        written.push(annotations);
    }
    let mut configuration = create("annotation.conf".to_owned())?;
    brat::write_configuration(&mut configuration, schema, &written)?;
    configuration.flush()?;
    Ok(losses)
}

/// The id of a document as a file name that no other document has, not even on a system that takes capitals for small letters.
fn file_name(document: &Document, taken: &mut HashSet<String>) -> String {
    let allowed = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    let cleaned: String = document
        .id
        .as_str()
        .chars()
        .map(|letter| if allowed(letter) { letter } else { '_' })
        .take(80)
        .collect();
    let mut name = cleaned.clone();
    let mut number = 2;
    while !taken.insert(name.to_lowercase()) {
        name = format!("{cleaned}-{number}");
        number += 1;
    }
    name
}
