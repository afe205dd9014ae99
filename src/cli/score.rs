//! `dateline score`: predicted labels against gold ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use smol_str::SmolStr;

use super::Outcome;
use super::accuracy::{NAME, heading, row};
use super::input::load;
use super::output::{message, print, print_json};
use crate::model::coreference_score::Sums;
use crate::model::score::{MatchMode, Report, ScoreOptions, Table, Tally, score};
use crate::model::{Document, Layer, Level};

const EXAMPLES: &str = "\
Examples:
  dateline score gold.jsonl predicted.jsonl
  dateline score gold.ron predicted.jsonl --match head --level name
  dateline score gold.jsonl predicted.jsonl --map GPE,LOC,FAC=LOC --labels PER,ORG,LOC
  dateline annotate gold.jsonl --drop-labels | dateline score gold.jsonl -

Documents are joined by id; every gold item is matched with at most one predicted item. Predicted are suggested, accepted, corrected and added
annotations; gold leaves suggestions out. Labels that gold does not mark (labels_annotated) are not counted against a prediction.

strict   same first and last character
head     the heads share a character; a mention without a head takes its last word
overlap  the two share a character";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Gold: a JSONL file, a project (.ron), a file or folder of marked text, or -
    gold: PathBuf,
    /// Predicted: the same
    predicted: PathBuf,
    /// When a stretch of text counts as found
    #[arg(
        long = "match",
        value_enum,
        default_value = "strict",
        value_name = "MODE"
    )]
    mode: Mode,
    /// Only these labels and event types, after --map
    #[arg(long, value_name = "A,B,…", value_delimiter = ',')]
    labels: Vec<SmolStr>,
    /// Read some labels as another, in gold and prediction; may be given several times
    #[arg(long, value_name = "A,B=C")]
    map: Vec<String>,
    /// Leave out mentions inside longer ones, on both sides: for gold that marks no names inside names
    #[arg(long)]
    outermost: bool,
    /// Only mentions of these levels
    #[arg(long, value_name = "name,nominal,pronoun", value_delimiter = ',', value_parser = level)]
    level: Vec<Level>,
    /// Only labels and event types that gold uses somewhere
    #[arg(long)]
    shared: bool,
    /// Layer of the gold documents
    #[arg(long, value_name = "NAME", default_value = Layer::MAIN)]
    gold_layer: SmolStr,
    /// Layer of the predicted documents
    #[arg(long, value_name = "NAME", default_value = Layer::MAIN)]
    predicted_layer: SmolStr,
    /// Suggested arguments below this score are candidates, not predictions
    #[arg(long, value_name = "SCORE", default_value_t = 0.5)]
    argument_threshold: f32,
    /// Write one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Mode {
    Strict,
    Head,
    Overlap,
}

/// Reads the name of a level.
pub(super) fn level(name: &str) -> Result<Level, String> {
    Level::from_name(name).ok_or_else(|| "levels are name, nominal and pronoun".to_owned())
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let options = options(arguments)?;
    let gold = documents(&arguments.gold)?;
    let predicted = documents(&arguments.predicted)?;
    let report = score(&gold, &predicted, &options)?;
    tell_what_was_left_out(&report);
    if arguments.json {
        print_json(&as_json(&report, &options))?;
    } else {
        print(&as_text(&report)?)?;
    }
    Ok(Outcome::Fine)
}

fn documents(path: &std::path::Path) -> anyhow::Result<Vec<Document>> {
    let loaded = load(path)?;
    if loaded.documents.is_empty() {
        bail!("no documents in {}", path.display());
    }
    // The project's own list goes first, so that each document has one owner and is moved, not copied.
    drop(loaded.project);
    Ok(loaded
        .documents
        .into_iter()
        .map(Arc::unwrap_or_clone)
        .collect())
}

fn options(arguments: &Arguments) -> anyhow::Result<ScoreOptions> {
    let mut map = BTreeMap::new();
    for rule in &arguments.map {
        let (from, to) = rule
            .split_once('=')
            .with_context(|| format!("--map {rule}: write it as A,B=C"))?;
        for label in from.split(',') {
            map.insert(SmolStr::new(label.trim()), SmolStr::new(to.trim()));
        }
    }
    let labels: BTreeSet<SmolStr> = arguments.labels.iter().cloned().collect();
    Ok(ScoreOptions {
        mode: match arguments.mode {
            Mode::Strict => MatchMode::Strict,
            Mode::Head => MatchMode::Head,
            Mode::Overlap => MatchMode::Overlap,
        },
        labels: (!labels.is_empty()).then_some(labels),
        map,
        levels: (!arguments.level.is_empty()).then(|| arguments.level.clone()),
        only_outermost: arguments.outermost,
        only_gold_labels: arguments.shared,
        gold_layer: arguments.gold_layer.clone(),
        predicted_layer: arguments.predicted_layer.clone(),
        argument_threshold: arguments.argument_threshold,
        ..ScoreOptions::default()
    })
}

fn tell_what_was_left_out(report: &Report) {
    let first = |ids: &[SmolStr]| ids.first().cloned().unwrap_or_default();
    if !report.missing.is_empty() {
        message(&format!(
            "{} of {} gold documents have no prediction and count as missed (first: {})",
            report.missing.len(),
            report.documents,
            first(&report.missing)
        ));
    }
    if !report.surplus.is_empty() {
        message(&format!(
            "{} predicted documents have no gold and are left out (first: {})",
            report.surplus.len(),
            first(&report.surplus)
        ));
    }
    if !report.has_mentions {
        message("gold marks no entity mentions, so they are not scored");
    }
    if !report.has_events {
        message("gold marks no events, so they are not scored");
    }
}

fn as_text(report: &Report) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    heading(&mut out, &format!("{} documents", report.documents))?;
    if report.has_mentions {
        row(&mut out, "entities", &report.mentions.all)?;
        row(&mut out, "entities identified", &report.mentions_identified)?;
    }
    let chains = &report.chains;
    if chains.mentions > 0 {
        writeln!(
            out,
            "{:<NAME$} {:>6.3} {:>6.3} {:>6.3}   {:>6} mentions that both have",
            "coreference (B-cubed)",
            chains.precision(),
            chains.recall(),
            chains.f1(),
            chains.mentions
        )?;
    }
    let coreference = &report.coreference;
    if coreference.is_any() {
        for (name, sums) in [
            ("  MUC, mentions found or not", &coreference.muc),
            ("  B-cubed, likewise", &coreference.b_cubed),
            ("  CEAF-e, likewise", &coreference.ceaf),
        ] {
            writeln!(
                out,
                "{name:<NAME$} {:>6.3} {:>6.3} {:>6.3}",
                sums.precision(),
                sums.recall(),
                sums.f1()
            )?;
        }
        writeln!(
            out,
            "{:<NAME$} {:>20.3}",
            "  CoNLL, the mean of the three",
            coreference.conll()
        )?;
    }
    if report.has_events {
        row(&mut out, "triggers identified", &report.triggers_identified)?;
        row(&mut out, "triggers classified", &report.triggers.all)?;
        row(
            &mut out,
            "arguments identified",
            &report.arguments_identified,
        )?;
        row(&mut out, "arguments classified", &report.arguments.all)?;
    }
    if !report.attributes.is_empty() {
        writeln!(out, "\nattributes of classified events")?;
        for (name, accuracy) in &report.attributes {
            writeln!(
                out,
                "{name:<NAME$} {:>6.3}   {} of {}",
                accuracy.share(),
                accuracy.correct,
                accuracy.events
            )?;
        }
    }
    for (title, table, is_scored) in [
        ("entities by label", &report.mentions, report.has_mentions),
        (
            "triggers by event type",
            &report.triggers,
            report.has_events,
        ),
        ("arguments by role", &report.arguments, report.has_events),
    ] {
        if is_scored && !table.by_label.is_empty() {
            writeln!(out, "\n{title}")?;
            let mut rows: Vec<_> = table.by_label.iter().collect();
            rows.sort_by_key(|(name, tally)| (std::cmp::Reverse(tally.gold), (*name).clone()));
            for (name, tally) in rows {
                row(&mut out, name, tally)?;
            }
        }
    }
    Ok(out)
}

fn as_json(report: &Report, options: &ScoreOptions) -> Value {
    let attributes: serde_json::Map<String, Value> = report
        .attributes
        .iter()
        .map(|(name, accuracy)| {
            let value = json!({"accuracy": accuracy.share(), "correct": accuracy.correct, "events": accuracy.events});
            (name.to_string(), value)
        })
        .collect();
    let mut all = json!({
        "documents": report.documents,
        "missing": report.missing,
        "surplus": report.surplus,
        "match": options.mode,
    });
    if report.has_mentions {
        all["entities"] = tally_json(&report.mentions.all);
        all["entities_identified"] = tally_json(&report.mentions_identified);
        all["entities_by_label"] = table_json(&report.mentions);
    }
    let chains = &report.chains;
    if chains.mentions > 0 {
        all["coreference_b_cubed"] = json!({
            "precision": chains.precision(), "recall": chains.recall(), "f1": chains.f1(),
            "mentions": chains.mentions,
        });
    }
    let coreference = &report.coreference;
    if coreference.is_any() {
        let measure = |sums: &Sums| json!({"precision": sums.precision(), "recall": sums.recall(), "f1": sums.f1()});
        all["coreference"] = json!({
            "muc": measure(&coreference.muc),
            "b_cubed": measure(&coreference.b_cubed),
            "ceaf_e": measure(&coreference.ceaf),
            "conll": coreference.conll(),
        });
    }
    if report.has_events {
        all["triggers_identified"] = tally_json(&report.triggers_identified);
        all["triggers_classified"] = tally_json(&report.triggers.all);
        all["triggers_by_type"] = table_json(&report.triggers);
        all["arguments_identified"] = tally_json(&report.arguments_identified);
        all["arguments_classified"] = tally_json(&report.arguments.all);
        all["arguments_by_role"] = table_json(&report.arguments);
        all["attributes"] = Value::Object(attributes);
    }
    all
}

pub(super) fn tally_json(tally: &Tally) -> Value {
    json!({
        "precision": tally.precision(), "recall": tally.recall(), "f1": tally.f1(),
        "gold": tally.gold, "predicted": tally.predicted, "correct": tally.correct,
    })
}

fn table_json(table: &Table) -> Value {
    let rows = table
        .by_label
        .iter()
        .map(|(name, tally)| (name.to_string(), tally_json(tally)));
    Value::Object(rows.collect())
}
