//! `dateline train`: a model of names and events from labelled documents, or of what the decisions in a project teach.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use serde_json::json;
use smol_str::SmolStr;

use super::input::{Loaded, load};
use super::output::{Sink, message, print, print_json};
use super::train_names::NamesRun;
use super::{Outcome, stream, train_decisions, train_events, train_names};
use crate::app::learnt_file;
use crate::app::models::ModelChoice;
use crate::learn::events::file;
use crate::learn::events::trainer::{self, TrainedEvents};
use crate::learn::examples::ExampleDocument;
use crate::learn::tagger::About;
use crate::learn::tags::TagSet;
use crate::learn::trainer::TrainOptions;
use crate::learn::{models, packed};
use crate::model::Layer;

const EXAMPLES: &str = "\
Examples:
  dateline train news.ron -o mine.dlmodel
  dateline train corpora/*.jsonl news.ron --seed 7 -o mine.dlmodel
  dateline train tweets.jsonl --marks tweets.jsonl=PER,ORG -o mine.dlmodel
  dateline train news.ron --learn decisions --layer ana -o ana.dlmodel
  dateline annotate articles/ --model mine.dlmodel -o news.ron

What a document teaches about names: those that are labelled, and that there are no others of the labels it marks. Which these are is said by --marks for its file,
else by the record's own labels_annotated, else they are all labels: of a document that is done, or that came with labels. Documents in work
and unlabelled ones are left out. A label that is not marked may stand anywhere, so corpora with different labels can be mixed. A record's
labels_ambiguous, such as {\"PLACE\": [\"GPE\", \"LOC\", \"FAC\"]}, says what a label of it may stand for; \"O\" among them: perhaps no name at all.

About events it teaches which words tell of them and who fills their roles. A project marks all types of its schema, other files those that
occur in them. What was learnt is proved on documents that were not learnt from, and where the rules do better there, they go on deciding.

Decisions teach what the window learns from them: which strings are labelled how, which of the suggestions of --model are wanted, which words
tell of events and who fills their roles. Such a model holds strings of the articles in clear.

For names a share of the documents is kept out, chosen by their ids and the seed. Training stops when names there are no longer found better, and the
model of the best round is written. The same seed and documents give the same model, whatever the number of threads.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Labelled documents: projects (.ron), JSONL files, files or folders of marked text
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// Where the model goes
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// What to learn
    #[arg(
        long,
        value_enum,
        value_name = "names,events|decisions",
        value_delimiter = ',',
        default_value = "names,events"
    )]
    learn: Vec<Subject>,
    /// Model whose suggestions were decided about, for --learn decisions: none, or one that `dateline models` lists
    #[arg(long, value_name = "none|NAME", default_value_t)]
    model: ModelChoice,
    #[command(flatten)]
    labels: NameLabels,
    /// Labels that a file marks, whatever its records say; may be given several times
    #[arg(long, value_name = "FILE=A,B,…")]
    marks: Vec<String>,
    /// Layer of the documents
    #[arg(long, value_name = "NAME", default_value = Layer::MAIN)]
    layer: SmolStr,
    /// Decides what is kept out and in which order documents are learnt from
    #[arg(long, value_name = "NUMBER", default_value_t = TrainOptions::default().seed)]
    seed: u64,
    /// The most rounds over all documents
    #[arg(long, value_name = "N", default_value_t = TrainOptions::default().max_epochs)]
    epochs: usize,
    /// Share of documents kept out
    #[arg(long, value_name = "SHARE", default_value_t = TrainOptions::default().held_out, value_parser = share)]
    held_out: f64,
    /// Features that occur less often are left out
    #[arg(long, value_name = "N", default_value_t = TrainOptions::default().min_count)]
    min_count: u32,
    /// Length of the first steps
    #[arg(long, value_name = "NUMBER", default_value_t = TrainOptions::default().rate)]
    rate: f32,
    /// Penalty that keeps weights at nothing: the higher, the smaller the model
    #[arg(long, value_name = "NUMBER", default_value_t = TrainOptions::default().sparsity)]
    sparsity: f32,
    /// Penalty on large weights
    #[arg(long, value_name = "NUMBER", default_value_t = TrainOptions::default().decay)]
    decay: f32,
    /// Also learn from an eighth, a quarter and half of the documents, to see whether more of them would help; takes about twice as long
    #[arg(long)]
    curve: bool,
    /// Threads to work with; all cores where this is not given
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Name of the model; its file's name where this is not given
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// What the model was trained on, in words
    #[arg(long, value_name = "TEXT", default_value = "")]
    trained_on: String,
    /// Licence of the model
    #[arg(long, value_name = "TEXT", default_value = "")]
    licence: String,
    /// Write the report as one JSON object
    #[arg(long)]
    json: bool,
}

/// What can be learnt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Subject {
    /// Names: people, bodies, places
    Names,
    /// Events and who takes part in them
    Events,
    /// What the decisions in a project teach
    Decisions,
}

/// Which labels a model of names learns.
#[derive(Debug, Args)]
pub(super) struct NameLabels {
    /// Labels of names to learn
    #[arg(
        long,
        value_name = "A,B,…",
        value_delimiter = ',',
        default_value = "PER,ORG,GPE,LOC,FAC,NORP"
    )]
    labels: Vec<SmolStr>,
}

impl NameLabels {
    /// Their tags.
    pub(super) fn tags(&self) -> anyhow::Result<TagSet> {
        TagSet::new(self.labels.clone()).with_context(|| {
            format!(
                "--labels takes one to {} labels, each once",
                TagSet::MAX_LABELS
            )
        })
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(share),
        _ => Err("a share lies between 0 and 1".to_owned()),
    }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let tags = arguments.labels.tags()?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(stream::threads(arguments.threads))
        .build()?;
    let marks = marks(arguments)?;
    let wants = |subject| arguments.learn.contains(&subject);
    if wants(Subject::Decisions) {
        return pool.install(|| run_decisions(arguments));
    }
    let mut documents = Vec::new();
    let mut events = Vec::new();
    let mut attributes = Vec::new();
    for input in &arguments.inputs {
        let loaded = load(input)?;
        if loaded.documents.is_empty() {
            bail!("no documents in {}", input.display());
        }
        if wants(Subject::Names) {
            let marked = marks.get(input.as_path());
            let found = pool
                .install(|| train_names::examples(input, &loaded, marked, &arguments.layer, &tags));
            documents.extend(found);
        }
        if wants(Subject::Events) {
            let found = pool.install(|| train_events::examples(&loaded, &arguments.layer));
            events.extend(found?);
            train_events::add_attributes(&mut attributes, &loaded);
        }
    }
    if documents.is_empty() && events.is_empty() {
        bail!("nothing to learn from: no document has labels of the kinds to learn");
    }
    let names = if documents.is_empty() {
        None
    } else {
        Some(pool.install(|| learn_names(arguments, &tags, documents))?)
    };
    let curve = if arguments.curve {
        pool.install(|| train_events::curve(&events))
    } else {
        Vec::new()
    };
    let events =
        (!events.is_empty()).then(|| pool.install(|| trainer::train(&events, &attributes)));
    write(arguments, names.as_ref(), events.as_ref())?;
    if arguments.json {
        let mut value = as_json(&tags, names.as_ref(), events.as_ref());
        if arguments.curve {
            value["events_curve"] = train_events::curve_as_json(&curve);
        }
        print_json(&value)?;
    } else {
        let mut out = as_text(&tags, names.as_ref(), events.as_ref())?;
        train_events::curve_as_text(&mut out, &curve)?;
        print(&out)?;
    }
    Ok(Outcome::Fine)
}

fn run_decisions(arguments: &Arguments) -> anyhow::Result<Outcome> {
    if arguments.learn.len() > 1 {
        bail!("--learn decisions stands alone: it builds on models of names and events");
    }
    let loaded: anyhow::Result<Vec<Loaded>> =
        arguments.inputs.iter().map(|input| load(input)).collect();
    let stored = train_decisions::learn(&loaded?, &arguments.layer, &arguments.model)?;
    let name = about(arguments, String::new()).name;
    write_file(arguments, &learnt_file::bytes(&stored, &name))?;
    if arguments.json {
        print_json(&train_decisions::as_json(&stored))?;
    } else {
        print(&train_decisions::as_text(&stored))?;
    }
    Ok(Outcome::Fine)
}

fn learn_names(
    arguments: &Arguments,
    tags: &TagSet,
    documents: Vec<ExampleDocument>,
) -> anyhow::Result<NamesRun> {
    let options = TrainOptions {
        seed: arguments.seed,
        max_epochs: arguments.epochs,
        held_out: arguments.held_out,
        min_count: arguments.min_count,
        rate: arguments.rate,
        sparsity: arguments.sparsity,
        decay: arguments.decay,
        ..TrainOptions::default()
    };
    let mut names = train_names::learn(tags, documents, &options, arguments.curve)?;
    let known = &mut names.trained.tagger.about;
    *known = About {
        calibration: std::mem::take(&mut known.calibration),
        ..about(arguments, std::mem::take(&mut known.figures))
    };
    Ok(names)
}

/// What the user says of the model, with its figures.
fn about(arguments: &Arguments, figures: String) -> About {
    let file_name = || {
        let stem = arguments.output.file_stem();
        stem.map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    About {
        name: arguments.name.clone().unwrap_or_else(file_name),
        trained_on: arguments.trained_on.clone(),
        licence: arguments.licence.clone(),
        figures,
        ..About::default()
    }
}

/// Writes what was learnt; where that is nothing that the rules do not know better, there is no file.
fn write(
    arguments: &Arguments,
    names: Option<&NamesRun>,
    events: Option<&TrainedEvents>,
) -> anyhow::Result<()> {
    let names = names.map(|names| &names.trained.tagger);
    let of_events = events.filter(|events| !events.model.is_empty());
    let file = match (names, of_events) {
        (None, None) => {
            bail!("no model was written: too little was learnt to know better than the rules")
        }
        (Some(names), None) => packed::write(names),
        (names, Some(events)) => {
            let mut figures: Vec<String> = names
                .iter()
                .map(|names| names.about.figures.clone())
                .collect();
            figures.extend(train_events::figures(events));
            let names = names.map(packed::write);
            let parts: Vec<Vec<u8>> = names
                .into_iter()
                .chain([file::write(&events.model)])
                .collect();
            models::write(&about(arguments, figures.join("; ")), &parts)
        }
    };
    write_file(arguments, &file)
}

fn write_file(arguments: &Arguments, file: &[u8]) -> anyhow::Result<()> {
    let mut sink = Sink::open(Some(&arguments.output))?;
    sink.write_record(file)?;
    sink.finish()?;
    message(&format!(
        "{}: {} bytes",
        arguments.output.display(),
        file.len()
    ));
    Ok(())
}

/// What `--marks` says of each input.
fn marks(arguments: &Arguments) -> anyhow::Result<HashMap<&Path, Vec<SmolStr>>> {
    let mut marks = HashMap::new();
    for rule in &arguments.marks {
        let (path, labels) = rule
            .rsplit_once('=')
            .with_context(|| format!("--marks {rule}: write it as FILE=A,B"))?;
        let input = arguments
            .inputs
            .iter()
            .find(|input| input.as_path() == Path::new(path))
            .with_context(|| format!("--marks {rule}: {path} is not among the inputs"))?;
        let labels = labels.split(',').map(|label| SmolStr::new(label.trim()));
        marks.insert(input.as_path(), labels.collect());
    }
    Ok(marks)
}

fn as_text(
    tags: &TagSet,
    names: Option<&NamesRun>,
    events: Option<&TrainedEvents>,
) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    if let Some(names) = names {
        names.as_text(&mut out, tags)?;
    }
    if let Some(events) = events {
        train_events::as_text(&mut out, events)?;
    }
    Ok(out)
}

fn as_json(
    tags: &TagSet,
    names: Option<&NamesRun>,
    events: Option<&TrainedEvents>,
) -> serde_json::Value {
    let mut value = names.map_or_else(|| json!({}), |names| names.as_json(tags));
    if let Some(events) = events {
        value["events"] = train_events::as_json(events);
    }
    value
}
