//! `dateline annotate`: articles in, articles with suggested labels out. A filter whose memory stays flat, whatever goes through it.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::columns::{ColumnArguments, Columns};
use super::input::{ArticleIds, SourceKind, files, load_schema, open_lines, read_one};
use super::output::{Sink, is_standard, message};
use super::own_model::{Consulted, OwnModelArguments};
use super::{Outcome, stream};
use crate::app::engines::{pipeline, with_brought, without_candidates};
use crate::app::models::ModelChoice;
use crate::formats::Imported;
use crate::formats::jsonl::{Line, Lines, Strictness, WriteOptions, write_record};
use crate::formats::registry::Format;
use crate::model::{Document, Layer, Project, Schema, Suggestion, WordList};
use crate::preannotate::Pipeline;
use crate::project;
use crate::text::zone::find_zones;

const EXAMPLES: &str = "\
Examples:
  dateline annotate article.txt                        one article, JSONL on standard output
  dateline annotate articles/ pages/*.html -o news.ron a project to open in the window
  cat in.jsonl | dateline annotate --threads 8 > out.jsonl
  dateline annotate gold.jsonl --drop-labels | dateline score gold.jsonl -
  dateline annotate articles.csv --text-column body -o news.ron
  dateline annotate articles/ --model mine.dlmodel -o news.ron
  dateline annotate articles/ --model-command 'python3 my_model.py' -o news.ron
  dateline annotate articles/ --chat http://127.0.0.1:11434 --chat-model llama3.1

Labels that are there already are kept, and duplicates of them are not added. A line or file that cannot be read is reported with its
number and left out; the exit status is then 1.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Files, folders, or - for standard input; what is piped in where none is named
    inputs: Vec<PathBuf>,
    /// Where results go: a project (.ron), a JSONL file, or - for JSONL on standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What the inputs hold: txt, md, html, or a format that `dateline formats` lists; by their endings where this is not given, JSONL for standard input
    #[arg(long, value_name = "FORMAT", value_parser = SourceKind::from_name)]
    from: Option<SourceKind>,
    #[command(flatten)]
    columns: ColumnArguments,
    /// Schema to suggest labels of: the name of a bundled one, a schema file or a project
    #[arg(long, value_name = "NAME|FILE", default_value = "news")]
    schema: String,
    /// Threads to work with; all cores where this is not given
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Leave out the labels that came with the input, to measure suggestions against them
    #[arg(long)]
    drop_labels: bool,
    /// Model that suggests beside the rules: none, one that `dateline models` lists, or a file that `dateline train` wrote
    #[arg(long, value_name = "none|NAME|FILE", default_value_t)]
    model: ModelChoice,
    /// Write unlikely arguments of events as well, with their scores
    #[arg(long)]
    candidates: bool,
    #[command(flatten)]
    own_model: OwnModelArguments,
}

/// One thing to annotate, before it is read.
enum Work {
    /// A line of a JSONL file; the path for messages.
    Line(Arc<Path>, Line),
    /// A file with one article, with the id to give it.
    File(PathBuf, SourceKind, String),
    /// A document of another format, read already.
    Document(Arc<Path>, Box<Imported>),
    /// What could not even be opened or read.
    Failed(String),
}

/// An annotated document, or why there is none.
struct Done {
    /// Messages about it.
    messages: Vec<String>,
    result: Option<Annotated>,
    is_bad: bool,
}

enum Annotated {
    /// Its JSONL record.
    Record(Vec<u8>),
    /// For a project.
    Document(Box<Document>),
}

/// What every thread needs.
struct Annotator {
    pipeline: Pipeline,
    schema: Schema,
    drop_labels: bool,
    candidates: bool,
    for_project: bool,
    own_model: Option<Consulted>,
}

/// What is named; where nothing is, standard input, unless that is a terminal at which somebody would wait in vain.
fn named_or_piped(named: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    if !named.is_empty() {
        return Ok(named.to_vec());
    }
    if io::stdin().is_terminal() {
        bail!(
            "nothing to annotate: name files or folders, or pipe text in (see dateline annotate --help)"
        );
    }
    Ok(vec![PathBuf::from("-")])
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let schema = load_schema(&arguments.schema)?;
    let project_path = arguments.output.as_deref().filter(|path| {
        path.extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("ron"))
    });
    let annotator = Annotator {
        pipeline: pipeline(&schema, &WordList::default(), &arguments.model.open()?),
        schema: schema.clone(),
        drop_labels: arguments.drop_labels,
        candidates: arguments.candidates,
        for_project: project_path.is_some(),
        own_model: arguments.own_model.open(&schema)?,
    };
    let named = named_or_piped(&arguments.inputs)?;
    let paths = match arguments.from {
        // A folder may be one source, not many.
        Some(SourceKind::Other(_)) => named,
        _ => files(&named)?,
    };
    let works = works(paths, arguments.from, arguments.columns.named());
    let threads = stream::threads(arguments.threads);
    // A model shares out the chunks of an article among these.
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()?;
    let progress = progress();
    let mut is_bad = false;
    let mut documents: Vec<Arc<Document>> = Vec::new();
    let mut sink = match project_path {
        Some(_) => None,
        None => Some(Sink::open(arguments.output.as_deref())?),
    };
    let is_live = arguments.output.as_deref().is_none_or(is_standard);
    let sink_cell = std::cell::RefCell::new(&mut sink);
    stream::in_order(
        works,
        threads,
        Work::size,
        |work| annotator.annotate(work),
        |done| {
            for text in &done.messages {
                progress.suspend(|| message(text));
            }
            is_bad |= done.is_bad;
            match done.result {
                Some(Annotated::Record(record)) => {
                    progress.inc(1);
                    if let Some(sink) = sink_cell.borrow_mut().as_mut() {
                        sink.write_record(&record)?;
                    }
                }
                Some(Annotated::Document(document)) => {
                    progress.inc(1);
                    documents.push(Arc::from(document));
                }
                None => {}
            }
            Ok(())
        },
        || {
            // Whoever waits for the answer to what was sent so far gets it.
            if is_live && let Some(sink) = sink_cell.borrow_mut().as_mut() {
                sink.flush()?;
            }
            annotator
                .own_model
                .as_ref()
                .map_or(Ok(()), Consulted::still_answers)
        },
    )?;
    progress.finish_and_clear();
    if let Some(consulted) = &annotator.own_model {
        message(&consulted.summary());
    }
    if let Some(sink) = sink {
        sink.finish()?;
    }
    if let Some(path) = project_path {
        write_project(path, schema, documents)?;
    }
    Ok(if is_bad {
        Outcome::Problems
    } else {
        Outcome::Fine
    })
}

/// A spinner with a count where a person watches; nothing in a pipe.
fn progress() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
    let style = ProgressStyle::with_template("{spinner} {pos} documents, {per_sec}, {elapsed}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

/// Everything to annotate, one after another, read when it is asked for.
fn works(
    paths: Vec<PathBuf>,
    from: Option<SourceKind>,
    columns: Columns,
) -> impl Iterator<Item = Work> + Send + 'static {
    let mut ids = ArticleIds::default();
    paths
        .into_iter()
        .flat_map(move |path| -> Box<dyn Iterator<Item = Work> + Send> {
            let kind = from.unwrap_or_else(|| {
                if is_standard(&path) {
                    SourceKind::Jsonl
                } else {
                    SourceKind::of(&path)
                }
            });
            if let SourceKind::Other(format) = kind {
                return documents(&path, format, &columns);
            }
            if kind != SourceKind::Jsonl {
                let id = ids.of(&path);
                return Box::new(std::iter::once(Work::File(path, kind, id)));
            }
            match open_lines(&path) {
                Err(error) => Box::new(std::iter::once(Work::Failed(format!("{error:#}")))),
                Ok(source) => {
                    let path: Arc<Path> = path.into();
                    let mut has_failed = false;
                    let lines = Lines::new(source).map_while(move |line| {
                        if has_failed {
                            return None;
                        }
                        Some(match line {
                            Ok(line) => Work::Line(Arc::clone(&path), line),
                            Err(error) => {
                                has_failed = true;
                                Work::Failed(format!("{}: {error}", path.display()))
                            }
                        })
                    });
                    Box::new(lines)
                }
            }
        })
}

/// The documents of a source in another format, read one after another.
fn documents(
    path: &Path,
    format: &'static Format,
    columns: &Columns,
) -> Box<dyn Iterator<Item = Work> + Send> {
    let opened = match super::source::open(path, Some(format), columns) {
        Ok(opened) => opened,
        Err(error) => return Box::new(std::iter::once(Work::Failed(format!("{error:#}")))),
    };
    let path: Arc<Path> = path.into();
    Box::new(opened.reading.documents.map(move |read| match read {
        Ok(imported) => Work::Document(Arc::clone(&path), Box::new(imported)),
        Err(error) => Work::Failed(format!("{}: {error}", path.display())),
    }))
}

impl Work {
    fn size(&self) -> usize {
        match self {
            Self::Line(_, line) => line.bytes.len(),
            Self::File(path, _, _) => path
                .metadata()
                .map_or(0, |metadata| metadata.len() as usize),
            Self::Document(_, imported) => imported.document.text().len() as usize,
            Self::Failed(_) => 0,
        }
    }

    /// Reads the document, with what to call it in messages.
    fn read(self) -> (String, Result<Imported, String>) {
        match self {
            Self::Line(path, line) => {
                let name = if is_standard(&path) {
                    "standard input".to_owned()
                } else {
                    path.display().to_string()
                };
                let imported = line
                    .read(Strictness::Refuse)
                    .map(with_zones)
                    .map_err(|error| format!("{name}: {error}"));
                (name, imported)
            }
            Self::File(path, kind, id) => {
                let imported = read_one(&path, kind, &id).map_err(|error| format!("{error:#}"));
                (path.display().to_string(), imported)
            }
            Self::Document(path, imported) => {
                (path.display().to_string(), Ok(with_zones(*imported)))
            }
            Self::Failed(message) => (String::new(), Err(message)),
        }
    }
}

/// A record of several lines that says nothing about zones is zoned like any article.
fn with_zones(mut imported: Imported) -> Imported {
    let document = &mut imported.document;
    if document.zones().is_empty() && document.text().as_str().contains('\n') {
        let zones = find_zones(document.text());
        document.set_zones(zones);
    }
    imported
}

impl Annotator {
    fn annotate(&self, work: Work) -> Done {
        let (name, imported) = work.read();
        let imported = match imported {
            Ok(imported) => imported,
            Err(message) => {
                return Done {
                    messages: vec![message],
                    result: None,
                    is_bad: true,
                };
            }
        };
        let mut messages: Vec<String> = imported
            .diagnostics
            .iter()
            .map(|diagnostic| format!("{name}: {diagnostic}"))
            .collect();
        let mut document = imported.document;
        if self.drop_labels {
            drop_labels(&mut document);
        }
        let (suggestions, is_bad) = self.suggestions(&document, &mut messages);
        let result = if self.for_project {
            document.brought = suggestions;
            Annotated::Document(Box::new(document))
        } else {
            let mut record = Vec::new();
            let options = WriteOptions {
                layer: None,
                suggestions: &suggestions,
                decisions: true,
            };
            write_record(&mut record, &document, &options);
            Annotated::Record(record)
        };
        Done {
            messages,
            result: Some(result),
            is_bad,
        }
    }

    /// What the record brought, what the pipeline adds, and what a model of one's own says; whether that one failed.
    fn suggestions(
        &self,
        document: &Document,
        messages: &mut Vec<String>,
    ) -> (Vec<Suggestion>, bool) {
        let empty = Layer::new(Layer::MAIN);
        let layer = document.layers.first().unwrap_or(&empty);
        let mut added = self.pipeline.suggest(document, layer);
        let mut has_failed = false;
        if let Some(consulted) = &self.own_model {
            (added, has_failed) = consulted.beside(added, document, layer, &self.schema, messages);
        }
        if !self.candidates && !self.for_project {
            let keep = |suggestion| without_candidates(suggestion, &self.schema);
            added = added.into_iter().map(keep).collect();
        }
        (with_brought(document, added), has_failed)
    }
}

/// Leaves the text and what is known about it.
fn drop_labels(document: &mut Document) {
    document.layers = vec![Layer::new(Layer::MAIN)];
    document.brought = Vec::new();
}

fn write_project(path: &Path, schema: Schema, documents: Vec<Arc<Document>>) -> anyhow::Result<()> {
    let mut project = Project::new(schema);
    let mut ids = std::collections::HashSet::new();
    for mut document in documents {
        if !ids.insert(document.id.clone()) {
            let id = crate::model::DocumentId::random();
            message(&format!(
                "the id {} is there twice; the second document got the id {id}",
                document.id
            ));
            Arc::make_mut(&mut document).id = id;
        }
        project.documents.push(document);
    }
    project::write_file(&project, path)?;
    Ok(())
}
