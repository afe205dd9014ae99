//! `dateline export`: training data from a project, with a report of what the format could not hold.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use smol_str::SmolStr;

use super::Outcome;
use super::format_names::{scheme, written_format};
use super::input::{Loaded, load, load_schema};
use super::output::{Sink, is_standard, message};
use super::score::level;
use crate::app::data_card::{self, DataCard};
use crate::app::engines::pipeline;
use crate::app::export::{ExportWish, Exporter};
use crate::app::jobs::Engine;
use crate::app::models::ModelChoice;
use crate::app::splits::Split;
use crate::formats::conll::TagScheme;
use crate::formats::export::LossReport;
use crate::formats::registry::Format;
use crate::model::{Document, Layer, Level, Project, Schema, WordList};

const EXAMPLES: &str = "\
Examples:
  dateline export news.ron --format jsonl -o train.jsonl --status done
  dateline export news.ron --format conll -o train.conll --level name
  dateline export news.ron --format brat -o brat/
  dateline export news.ron --format jsonl --with-suggestions

`dateline formats` lists the formats and what each can hold. What a format cannot hold is listed on standard error.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// A project (.ron) or a JSONL file
    #[arg(value_name = "PROJECT")]
    project: PathBuf,
    /// What to write: a name that `dateline formats` lists
    #[arg(long, value_name = "FORMAT", value_parser = written_format)]
    format: &'static Format,
    /// How token labels mark beginnings and ends (conll2002, conll2003, conllu)
    #[arg(long, value_name = "iob1|iob2|ioe2|bioes|bilou|bmes", default_value = "iob2", value_parser = scheme)]
    scheme: TagScheme,
    /// The file, or for formats of several files the folder, to write; standard output where this is not given
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Only documents of these statuses
    #[arg(long, value_enum, value_delimiter = ',')]
    status: Vec<WantedStatus>,
    /// Only documents of these splits (see `dateline split`); `each` writes a folder with a file for each
    #[arg(
        long,
        value_enum,
        value_name = "train,dev,test|each",
        value_delimiter = ','
    )]
    split: Vec<WantedSplit>,
    /// The layer to write
    #[arg(long, value_name = "NAME", default_value = Layer::MAIN)]
    layer: SmolStr,
    /// Only mentions of these levels; flat formats take names where this is not given
    #[arg(long, value_name = "name,nominal,pronoun", value_delimiter = ',', value_parser = level)]
    level: Vec<Level>,
    /// Write open suggestions as well
    #[arg(long)]
    with_suggestions: bool,
    /// Model that suggests beside the rules: none, one that `dateline models` lists, or a file
    #[arg(long, value_name = "none|NAME|FILE", default_value_t)]
    model: ModelChoice,
    /// Write rejected suggestions and other decisions as well (jsonl)
    #[arg(long)]
    with_decisions: bool,
    /// Write no data card beside the export
    #[arg(long)]
    no_card: bool,
    /// Schema of a JSONL file; a project has its own
    #[arg(long, value_name = "NAME|FILE", default_value = "news")]
    schema: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WantedStatus {
    New,
    InProgress,
    Done,
    Skipped,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WantedSplit {
    Train,
    Dev,
    Test,
    Each,
}

impl WantedSplit {
    fn split(self) -> Option<Split> {
        match self {
            Self::Train => Some(Split::Train),
            Self::Dev => Some(Split::Dev),
            Self::Test => Some(Split::Test),
            Self::Each => None,
        }
    }
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
    let wish = wish(arguments);
    let total = documents.len();
    let engine = if wish.with_suggestions {
        Some(pipeline(&schema, &words, &arguments.model.open()?))
    } else {
        None
    };
    let settings = project.map(|project| project.settings).unwrap_or_default();
    let exporter = |wish: &ExportWish, output: Option<&Path>| {
        let wanted = documents.iter().map(Arc::as_ref);
        let wanted: Vec<&Document> = wanted.filter(|document| wish.takes(document)).collect();
        let exporter = Exporter {
            wish,
            schema: &schema,
            engine: engine.as_ref().map(|engine| -> &dyn Engine { engine }),
            settings: &settings,
            goes_on: &|_| true,
        };
        let losses = write(&exporter, &wanted, output)?;
        let of = match wish.splits.as_slice() {
            [split] => format!(" ({})", split.name()),
            _ => String::new(),
        };
        message(&format!(
            "{} of {total} documents written{of}",
            wanted.len()
        ));
        anyhow::Ok(losses)
    };
    let losses = if arguments.split.contains(&WantedSplit::Each) {
        each_split(arguments, &wish, exporter)?
    } else {
        exporter(&wish, arguments.output.as_deref())?
    };
    for line in losses.lines() {
        message(&line);
    }
    let output = arguments.output.as_deref();
    if let Some(path) = output.filter(|path| !arguments.no_card && !is_standard(path)) {
        let with_split = arguments.split.contains(&WantedSplit::Each);
        let takes = |document: &&Arc<Document>| {
            wish.takes(document) && (!with_split || Split::of(document).is_some())
        };
        let exported = Project {
            documents: documents.iter().filter(takes).cloned().collect(),
            settings,
            ..Project::new(schema)
        };
        let card = DataCard {
            project: &exported,
            wish: &wish,
            losses: &losses,
            date: &data_card::today(),
        };
        let place = card.write(path);
        place.with_context(|| format!("cannot write the data card of {}", path.display()))?;
    }
    Ok(if has_problems {
        Outcome::Problems
    } else {
        Outcome::Fine
    })
}

/// Writes each split to its own file, or folder, in the folder that was named.
fn each_split(
    arguments: &Arguments,
    wish: &ExportWish,
    write: impl Fn(&ExportWish, Option<&Path>) -> anyhow::Result<LossReport>,
) -> anyhow::Result<LossReport> {
    let named = arguments.output.as_deref();
    let Some(folder) = named.filter(|path| !is_standard(path)) else {
        bail!("--split each writes a folder: name it with -o FOLDER");
    };
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut losses = LossReport::default();
    for split in Split::ALL {
        let wish = ExportWish {
            splits: vec![split],
            ..wish.clone()
        };
        let format = wish.format;
        let name = match format.endings.first().filter(|_| !format.is_folder()) {
            Some(ending) => format!("{}.{ending}", split.name()),
            None => split.name().to_owned(),
        };
        losses.merge(write(&wish, Some(&folder.join(name)))?);
    }
    Ok(losses)
}

fn wish(arguments: &Arguments) -> ExportWish {
    let format = arguments.format;
    ExportWish {
        format,
        splits: arguments
            .split
            .iter()
            .filter_map(|wanted| wanted.split())
            .collect(),
        scheme: arguments.scheme,
        statuses: arguments
            .status
            .iter()
            .map(|wanted| SmolStr::new_static(wanted.name()))
            .collect(),
        layer: arguments.layer.clone(),
        levels: if arguments.level.is_empty() {
            format.default_levels()
        } else {
            Some(arguments.level.clone())
        },
        with_suggestions: arguments.with_suggestions,
        with_decisions: arguments.with_decisions,
    }
}

fn write(
    exporter: &Exporter<'_>,
    documents: &[&Document],
    output: Option<&Path>,
) -> anyhow::Result<LossReport> {
    let documents = documents.iter().copied();
    let file = output.filter(|path| !is_standard(path));
    match file {
        Some(path) => Ok(exporter.write(documents, path)?),
        None if exporter.wish.format.is_folder() => {
            let name = exporter.wish.format.name;
            bail!("{name} is written as a folder: name it with -o FOLDER")
        }
        None => {
            let mut sink = Sink::open(None)?;
            let losses = exporter.stream(documents, &mut sink, Path::new("-"))?;
            sink.finish()?;
            Ok(losses)
        }
    }
}
