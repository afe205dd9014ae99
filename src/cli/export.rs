//! `dateline export`: training data from a project, with a report of what the format could not hold.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use smol_str::SmolStr;

use super::Outcome;
use super::engine::{ARGUMENT_THRESHOLD, open_suggestions, without_candidates};
use super::input::{Loaded, load, load_schema};
use super::output::{Sink, is_standard, message};
use super::score::level;
use crate::formats::export::{ExportOptions, LossReport, Selection};
use crate::formats::jsonl::{WriteOptions, write_record};
use crate::formats::{brat, conll};
use crate::model::{Annotations, Document, Layer, Level, Schema, Suggestion, WordList};
use crate::preannotate::Pipeline;

const EXAMPLES: &str = "\
Examples:
  dateline export news.ron --format jsonl -o train.jsonl --status done
  dateline export news.ron --format conll -o train.conll --level name
  dateline export news.ron --format brat -o brat/
  dateline export news.ron --format jsonl --with-suggestions

jsonl   Dateline JSONL: everything
conll   CoNLL-2003, four columns, IOB2: names, of nested ones the outermost, boilerplate dropped
brat    a folder with a .txt and a .ann for each document and annotation.conf

What a format cannot hold is listed on standard error.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// A project (.ron) or a JSONL file
    #[arg(value_name = "PROJECT")]
    project: PathBuf,
    /// What to write
    #[arg(long, value_enum)]
    format: Format,
    /// The file, or for brat the folder, to write; standard output where this is not given
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Only documents of these statuses
    #[arg(long, value_enum, value_delimiter = ',')]
    status: Vec<WantedStatus>,
    /// The layer to write
    #[arg(long, value_name = "NAME", default_value = Layer::MAIN)]
    layer: SmolStr,
    /// Only mentions of these levels; conll takes names where this is not given
    #[arg(long, value_name = "name,nominal,pronoun", value_delimiter = ',', value_parser = level)]
    level: Vec<Level>,
    /// Write open suggestions as well
    #[arg(long)]
    with_suggestions: bool,
    /// Write rejected suggestions and other decisions as well (jsonl)
    #[arg(long)]
    with_decisions: bool,
    /// Schema of a JSONL file; a project has its own
    #[arg(long, value_name = "NAME|FILE", default_value = "news")]
    schema: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Jsonl,
    Conll,
    Brat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WantedStatus {
    New,
    InProgress,
    Done,
    Skipped,
}

impl WantedStatus {
    fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InProgress => "in-progress",
            Self::Done => "done",
            Self::Skipped => "skipped",
        }
    }
}

/// What is exported and how.
struct Export<'a> {
    arguments: &'a Arguments,
    schema: Schema,
    documents: Vec<Arc<Document>>,
    /// Makes suggestions, where they are asked for.
    pipeline: Option<Pipeline>,
    options: ExportOptions,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Loaded {
        documents,
        project,
        has_problems,
    } = load(&arguments.project)?;
    let (schema, words) = match &project {
        Some(project) => (
            Schema::clone(&project.schema),
            WordList::clone(&project.words),
        ),
        None => (load_schema(&arguments.schema)?, WordList::default()),
    };
    let total = documents.len();
    let documents: Vec<Arc<Document>> = documents
        .into_iter()
        .filter(|document| wants(arguments, document))
        .collect();
    let levels = match (arguments.level.is_empty(), arguments.format) {
        (false, _) => Some(arguments.level.clone()),
        (true, Format::Conll) => Some(vec![Level::Name]),
        (true, Format::Jsonl | Format::Brat) => None,
    };
    let export = Export {
        arguments,
        pipeline: arguments
            .with_suggestions
            .then(|| Pipeline::knowledge(&schema, &words)),
        schema,
        documents,
        options: ExportOptions {
            layer: arguments.layer.clone(),
            levels,
            with_suggestions: arguments.with_suggestions,
        },
    };
    let losses = match arguments.format {
        Format::Jsonl => export.jsonl()?,
        Format::Conll => export.conll()?,
        Format::Brat => export.brat()?,
    };
    message(&format!(
        "{} of {total} documents written",
        export.documents.len()
    ));
    for line in losses.lines() {
        message(&line);
    }
    Ok(if has_problems {
        Outcome::Problems
    } else {
        Outcome::Fine
    })
}

fn wants(arguments: &Arguments, document: &Document) -> bool {
    let Some(layer) = document.layer(&arguments.layer) else {
        return arguments.status.is_empty() || arguments.status.contains(&WantedStatus::New);
    };
    arguments.status.is_empty()
        || arguments
            .status
            .iter()
            .any(|wanted| wanted.name() == layer.status.name())
}

impl Export<'_> {
    fn suggestions(&self, document: &Document) -> Vec<Suggestion> {
        let Some(pipeline) = &self.pipeline else {
            return Vec::new();
        };
        let empty = Layer::new(self.options.layer.clone());
        let layer = document.layer(&self.options.layer).unwrap_or(&empty);
        open_suggestions(document, layer, pipeline)
            .into_iter()
            .map(without_candidates)
            .collect()
    }

    fn select(&self, document: &Document) -> Selection {
        Selection::new(document, &self.suggestions(document), &self.options)
    }

    /// Annotations with suggestions among them, for formats that know no suggestions.
    fn flat(&self, document: &Document) -> (Annotations, LossReport) {
        self.select(document).flattened(ARGUMENT_THRESHOLD)
    }

    fn jsonl(&self) -> anyhow::Result<LossReport> {
        let mut sink = Sink::open(self.arguments.output.as_deref())?;
        let mut losses = LossReport::default();
        let mut record = Vec::new();
        for document in &self.documents {
            let selection = self.select(document);
            let mut exported = Document::clone(document);
            exported
                .layers
                .retain(|layer| layer.name == self.options.layer);
            exported.layer_mut(&self.options.layer).annotations = selection.annotations;
            record.clear();
            let options = WriteOptions {
                layer: Some(&self.options.layer),
                suggestions: &selection.suggestions,
                decisions: self.arguments.with_decisions,
            };
            write_record(&mut record, &exported, &options);
            sink.write_all(&record)?;
            losses.merge(selection.losses);
        }
        sink.finish()?;
        Ok(losses)
    }

    fn conll(&self) -> anyhow::Result<LossReport> {
        let mut sink = Sink::open(self.arguments.output.as_deref())?;
        let mut losses = LossReport::default();
        for document in &self.documents {
            let (annotations, left_out) = self.flat(document);
            losses.merge(left_out);
            conll::write_document(&mut sink, document, &annotations, &mut losses)?;
        }
        sink.finish()?;
        Ok(losses)
    }

    fn brat(&self) -> anyhow::Result<LossReport> {
        let Some(folder) = self
            .arguments
            .output
            .as_deref()
            .filter(|path| !is_standard(path))
        else {
            bail!("brat is written as a folder: name it with -o FOLDER");
        };
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let mut losses = LossReport::default();
        let mut names = HashSet::new();
        let mut exported = Vec::with_capacity(self.documents.len());
        for document in &self.documents {
            let (annotations, left_out) = self.flat(document);
            losses.merge(left_out);
            let name = file_name(document, &mut names);
            write_file(&folder.join(format!("{name}.txt")), |sink| {
                brat::write_text(sink, document)
            })?;
            write_file(&folder.join(format!("{name}.ann")), |sink| {
                brat::write_annotations(sink, document, &annotations, &mut losses)
            })?;
            exported.push(annotations);
        }
        write_file(&folder.join("annotation.conf"), |sink| {
            brat::write_configuration(sink, &self.schema, &exported)
        })?;
        Ok(losses)
    }
}

fn write_file(
    path: &Path,
    write: impl FnOnce(&mut Sink) -> std::io::Result<()>,
) -> anyhow::Result<()> {
    let mut sink = Sink::open(Some(path))?;
    write(&mut sink).with_context(|| format!("cannot write {}", path.display()))?;
    sink.finish()
}

/// A file name for a document: its id with letters, digits, `-`, `_` and inner points kept, numbered where it comes again.
fn file_name(document: &Document, taken: &mut HashSet<String>) -> String {
    let kept: String = document
        .id
        .as_str()
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() || "-_.".contains(letter) {
                letter
            } else {
                '_'
            }
        })
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
