//! `dateline simulate`: how much work suggestions save, on labelled documents.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Args;
use indicatif::ProgressBar;
use serde_json::json;
use smol_str::SmolStr;

use super::input::{Loaded, load};
use super::output::{Sink, print, print_json};
use super::{Outcome, simulate_curve};
use crate::app::models::ModelChoice;
use crate::app::simulation::annotator::Effort;
use crate::app::simulation::{Help, Simulation};
use crate::model::corpus::CorpusLabels;
use crate::model::score::Tally;
use crate::model::{Document, EntityType, Layer, Schema, bundled};

const EXAMPLES: &str = "\
Examples:
  dateline simulate gold.jsonl
  dateline simulate news.ron --orders 10 --curve curve.csv --plot curve.svg

An annotator who makes every label right goes through the documents with the program's own commands, with four kinds of help: none; knowledge,
which is dictionaries and rules; bundled, which is these with a model; learning, which also learns from what was decided in the documents before.
They read each suggestion, mend or refuse the wrong ones, add what is missing, and finish the document, which accepts the rest.

actions   keys, clicks, and ends of dragged stretches of text
seconds   by the keystroke-level model, with half a second to read a suggestion; reading the article itself is not counted

Documents of a project are labelled by its schema, others by the part of schema `news` that their labels use. A model that has learnt from the same
documents makes its help look better than it is: for a fair figure give it documents that it has not seen.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Labelled documents: projects (.ron), JSONL files, files or folders of marked text
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// Model of the help that has one
    #[arg(long, value_name = "NAME|FILE", default_value_t)]
    model: ModelChoice,
    /// Layer of the right labels
    #[arg(long, value_name = "NAME", default_value = Layer::MAIN)]
    layer: SmolStr,
    /// Orders of the documents that are tried: that of the files, then others by chance
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    orders: u32,
    /// Decides which orders
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// Write actions per label by place in the order, as CSV
    #[arg(long, value_name = "FILE")]
    curve: Option<PathBuf>,
    /// Draw the same as SVG
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Write one JSON object
    #[arg(long)]
    json: bool,
}

/// The efforts of one kind of help: for each order, those of its documents.
pub(super) type Runs = Vec<Vec<Effort>>;

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let simulation = simulation(arguments)?;
    let orders: Vec<Vec<usize>> = (0..arguments.orders)
        .map(|number| order(simulation.gold.len(), number, arguments.seed))
        .collect();
    let steps = Help::ALL.len() * orders.len() * simulation.gold.len();
    let bar = ProgressBar::new(steps as u64);
    let runs: Vec<(Help, Runs)> = Help::ALL
        .iter()
        .map(|help| {
            let runs = orders
                .iter()
                .map(|order| simulation.run(*help, order, || bar.inc(1)));
            (*help, runs.collect())
        })
        .collect();
    bar.finish_and_clear();
    for (path, write) in [
        (
            &arguments.curve,
            simulate_curve::csv as fn(&[(Help, Runs)]) -> String,
        ),
        (&arguments.plot, simulate_curve::svg),
    ] {
        if let Some(path) = path {
            let mut sink = Sink::open(Some(path))?;
            sink.write_record(write(&runs).as_bytes())?;
            sink.finish()?;
        }
    }
    if arguments.json {
        print_json(&as_json(&runs))?;
    } else {
        print(&as_text(&runs, simulation.gold.len())?)?;
    }
    Ok(Outcome::Fine)
}

fn simulation(arguments: &Arguments) -> anyhow::Result<Simulation> {
    let mut gold: Vec<Arc<Document>> = Vec::new();
    let mut schema = None;
    for input in &arguments.inputs {
        let Loaded {
            documents, project, ..
        } = load(input)?;
        if let Some(project) = project {
            schema = schema.or(Some(Arc::clone(&project.schema)));
        }
        gold.extend(documents);
    }
    let is_labelled = |document: &Arc<Document>| {
        let layer = document.layer(&arguments.layer);
        layer.is_some_and(|layer| !layer.annotations.is_empty())
    };
    gold.retain(is_labelled);
    if gold.is_empty() {
        bail!(
            "nothing to label: no document has labels in layer {}",
            arguments.layer
        );
    }
    let mut ids = BTreeSet::new();
    if let Some(double) = gold
        .iter()
        .find(|document| !ids.insert(document.id.clone()))
    {
        bail!("the id {} is there twice", double.id);
    }
    let schema = schema.unwrap_or_else(|| Arc::new(schema_of(&gold, &arguments.layer)));
    let models = arguments.model.open().context("--model")?;
    Ok(Simulation {
        schema,
        gold,
        layer: arguments.layer.clone(),
        models,
    })
}

/// The part of schema `news` that the labels of these documents use; a label that it has not stands beside, and is fed by those that the documents
/// say it may stand for.
fn schema_of(documents: &[Arc<Document>], layer: &str) -> Schema {
    let mut labels: BTreeMap<SmolStr, Vec<SmolStr>> = BTreeMap::new();
    let mut roles: BTreeMap<SmolStr, BTreeSet<SmolStr>> = BTreeMap::new();
    for document in documents {
        let corpus = CorpusLabels::of(document);
        let Some(layer) = document.layer(layer) else {
            continue;
        };
        for mention in layer.annotations.mentions() {
            labels.entry(mention.label.clone()).or_default();
        }
        for (label, stands_for) in corpus.ambiguous {
            labels.insert(label, stands_for);
        }
        for event in layer.annotations.events() {
            let used = event.arguments.iter().map(|argument| argument.role.clone());
            roles
                .entry(event.event_type.clone())
                .or_default()
                .extend(used);
        }
    }
    let news = bundled::news();
    let mut schema = Schema {
        entity_types: Vec::new(),
        event_types: Vec::new(),
        ..news.clone()
    };
    for (name, stands_for) in labels {
        let known = news.entity_types.iter().find(|known| known.name == name);
        schema.entity_types.push(EntityType {
            suggest_from: stands_for,
            name: name.clone(),
            off: false,
            module: SmolStr::default(),
            ..known.cloned().unwrap_or_default()
        });
    }
    for (name, used) in roles {
        if let Some(known) = news.event_types.iter().find(|known| known.name == name) {
            let mut known = known.clone();
            known.roles.retain(|role| used.contains(&role.name));
            (known.off, known.module) = (false, SmolStr::default());
            schema.event_types.push(known);
        }
    }
    schema
}

/// Order number `number` of so many documents: the first is theirs.
fn order(count: usize, number: u32, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    if number > 0 {
        let key = |index: &usize| {
            let bytes = [seed, u64::from(number), *index as u64].map(u64::to_le_bytes);
            twox_hash::XxHash3_128::oneshot(&bytes.concat())
        };
        order.sort_by_key(key);
    }
    order
}

/// Sums of some efforts.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    actions: usize,
    seconds: f64,
    gold: usize,
    shown: usize,
    untouched: usize,
    unlike: usize,
    mentions: Tally,
    arguments: Tally,
}

impl Sum {
    fn of<'e>(efforts: impl Iterator<Item = &'e Effort>) -> Self {
        let add = |sum: &mut Tally, more: Tally| {
            sum.gold += more.gold;
            sum.predicted += more.predicted;
            sum.correct += more.correct;
        };
        efforts.fold(Self::default(), |mut sum, effort| {
            sum.actions += effort.cost.actions;
            sum.seconds += effort.cost.seconds;
            sum.gold += effort.gold;
            sum.shown += effort.shown;
            sum.untouched += effort.untouched;
            sum.unlike += effort.unlike;
            add(&mut sum.mentions, effort.mentions);
            add(&mut sum.arguments, effort.arguments);
            sum
        })
    }

    fn all(runs: &Runs) -> Self {
        Self::of(runs.iter().flatten())
    }

    fn second_half(runs: &Runs) -> Self {
        Self::of(runs.iter().flat_map(|run| &run[run.len() / 2..]))
    }

    fn share_untouched(&self) -> f64 {
        self.untouched as f64 / (self.shown as f64).max(1.0)
    }

    fn json(&self) -> serde_json::Value {
        json!({
            "actions": self.actions,
            "seconds": self.seconds,
            "gold": self.gold,
            "untouched": self.share_untouched(),
            "shown": self.shown,
            "taken_untouched": self.untouched,
            "unlike": self.unlike,
            "mentions": super::score::tally_json(&self.mentions),
            "arguments": super::score::tally_json(&self.arguments),
        })
    }
}

fn as_json(runs: &[(Help, Runs)]) -> serde_json::Value {
    let all = runs.iter().map(|(help, runs)| {
        let mut value = Sum::all(runs).json();
        value["second_half"] = Sum::second_half(runs).json();
        (help.name().to_owned(), value)
    });
    serde_json::Value::Object(all.collect())
}

fn as_text(runs: &[(Help, Runs)], num_documents: usize) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    for is_second_half in [false, true] {
        let sum = |runs: &Runs| {
            if is_second_half {
                Sum::second_half(runs)
            } else {
                Sum::all(runs)
            }
        };
        let title = if is_second_half {
            "second half".to_owned()
        } else {
            format!("{num_documents} documents")
        };
        let without = runs.first().map_or(0, |(_, runs)| sum(runs).actions);
        writeln!(
            out,
            "{title:<16}{:>9}{:>9}{:>9}{:>9}{:>11}{:>11}{:>11}",
            "actions", "a label", "saved", "seconds", "untouched", "mention F1", "role F1"
        )?;
        for (help, runs) in runs {
            let sum = sum(runs);
            writeln!(
                out,
                "{:<16}{:>9}{:>9.2}{:>8.1}%{:>9.0}{:>10.1}%{:>11.3}{:>11.3}",
                help.name(),
                sum.actions,
                sum.actions as f64 / (sum.gold as f64).max(1.0),
                100.0 * (1.0 - sum.actions as f64 / (without as f64).max(1.0)),
                sum.seconds,
                100.0 * sum.share_untouched(),
                sum.mentions.f1(),
                sum.arguments.f1(),
            )?;
        }
        writeln!(out)?;
    }
    let unlike: usize = runs.iter().map(|(_, runs)| Sum::all(runs).unlike).sum();
    if unlike > 0 {
        writeln!(
            out,
            "{unlike} labels could not be made as the gold has them, such as fillers that a role does not take"
        )?;
    }
    Ok(out)
}
