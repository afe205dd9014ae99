//! The part of `dateline train` that learns names: what it learns from, how it goes, and how good it became.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::json;
use smol_str::SmolStr;

use super::accuracy::{NAME, heading, row};
use super::input::Loaded;
use super::output::message;
use super::score::tally_json;
use crate::learn::examples::{ExampleDocument, Unusable, examples_of};
use crate::learn::report::Reliability;
use crate::learn::tags::TagSet;
use crate::learn::trainer::{CurveStep, Progress, TrainOptions, Trained, learning_curve, train};
use crate::model::corpus::CorpusLabels;
use crate::model::{Document, WordList, bundled};
use crate::preannotate::Pipeline;

/// A model of names with how it was learnt.
pub(super) struct NamesRun {
    pub(super) trained: Trained,
    rounds: Vec<serde_json::Value>,
    curve: Vec<CurveStep>,
    reliability: Option<Reliability>,
}

/// Learns names. With `curve`, also from parts of the documents, to see what more of them bring.
pub(super) fn learn(
    tags: &TagSet,
    documents: Vec<ExampleDocument>,
    options: &TrainOptions,
    curve: bool,
) -> anyhow::Result<NamesRun> {
    let curve = if curve {
        message("names: learning from an eighth, a quarter and half of the documents");
        learning_curve(tags, &documents, options)
    } else {
        Vec::new()
    };
    let mut rounds = Vec::new();
    let tell = |progress: &Progress| {
        message(&format!(
            "round {}: loss {:.4}, F1 of names kept out {:.3}, {} weights",
            progress.epoch, progress.loss, progress.f1, progress.num_weights
        ));
        rounds.push(
            json!({"loss": progress.loss, "f1": progress.f1, "weights": progress.num_weights}),
        );
    };
    let mut trained = train(tags, documents, options, tell)?;
    let (num_learnt, num_held_out) = trained.num_documents;
    let reliability = trained.report.reliability();
    let about = &mut trained.tagger.about;
    about.figures = format!(
        "F1 {:.3} on the names of {num_held_out} documents kept out of {}, round {}, seed {}",
        trained.report.all.f1(),
        num_learnt + num_held_out,
        trained.epoch,
        options.seed
    );
    if let Some(known) = &reliability {
        about.calibration = known.curve.points().to_vec();
    }
    message(&format!(
        "names: {} features, the model of round {}, learnt from {num_learnt} documents",
        trained.tagger.num_features(),
        trained.epoch
    ));
    Ok(NamesRun {
        trained,
        rounds,
        curve,
        reliability,
    })
}

/// The examples of an input; says how many of its documents teach nothing, and why.
pub(super) fn examples(
    input: &Path,
    loaded: &Loaded,
    marked: Option<&Vec<SmolStr>>,
    layer: &str,
    tags: &TagSet,
) -> Vec<ExampleDocument> {
    let rules = Pipeline::knowledge(&bundled::news(), &WordList::default());
    let read = |document: &Arc<Document>| {
        let layer = document.layer(layer).ok_or(Unusable::NotLabelled)?;
        let mut labels = CorpusLabels::of(document);
        if let Some(marked) = marked {
            labels.annotated = Some(marked.clone());
        }
        examples_of(document, layer, &labels, tags, &rules)
    };
    let read: Vec<Result<ExampleDocument, Unusable>> =
        loaded.documents.par_iter().map(read).collect();
    for (why, words) in [
        (Unusable::NotLabelled, "are not labelled, or not done"),
        (Unusable::OtherLabels, "mark none of the labels to learn"),
    ] {
        let count = read
            .iter()
            .filter(|read| read.as_ref().err() == Some(&why))
            .count();
        if count > 0 {
            message(&format!(
                "{}: {count} of {} documents {words} and are left out",
                input.display(),
                read.len()
            ));
        }
    }
    read.into_iter().flatten().collect()
}

impl NamesRun {
    pub(super) fn as_text(&self, out: &mut String, tags: &TagSet) -> std::fmt::Result {
        let report = &self.trained.report;
        let (num_learnt, num_held_out) = self.trained.num_documents;
        heading(out, &format!("{num_held_out} documents kept out"))?;
        let labels = tags.labels().iter().map(SmolStr::as_str);
        let rows = std::iter::once("names").chain(labels);
        for (name, tally) in rows.zip(std::iter::once(&report.all).chain(&report.by_label)) {
            row(out, name, tally)?;
        }
        self.confusion_as_text(out, tags)?;
        if !self.curve.is_empty() {
            writeln!(out)?;
            heading(out, "learnt from")?;
            for step in &self.curve {
                row(out, &format!("{} documents", step.num_documents), &step.all)?;
            }
            row(out, &format!("{num_learnt} documents"), &report.all)?;
        }
        match &self.reliability {
            Some(known) => writeln!(
                out,
                "\nprobabilities are off by {:.3} on average, {:.3} once mapped (expected calibration error on {} names, mapped by other documents)",
                known.before, known.after, known.num_names
            ),
            None => writeln!(
                out,
                "\ntoo few names were kept out to say what probabilities mean"
            ),
        }
    }

    fn confusion_as_text(&self, out: &mut String, tags: &TagSet) -> std::fmt::Result {
        let all = || (0..tags.labels().len()).map(Some).chain([None]);
        write!(out, "\n{:<NAME$}", "gold ↓  model →")?;
        for given in all() {
            write!(out, " {:>6}", name_of(tags, given))?;
        }
        writeln!(out)?;
        for gold in all() {
            write!(out, "{:<NAME$}", name_of(tags, gold))?;
            for given in all() {
                let confusion = &self.trained.report.confusion;
                let count = confusion.get(&(gold, given)).copied().unwrap_or(0);
                write!(out, " {count:>6}")?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    pub(super) fn as_json(&self, tags: &TagSet) -> serde_json::Value {
        let report = &self.trained.report;
        let by_label: serde_json::Map<String, serde_json::Value> = tags
            .labels()
            .iter()
            .zip(&report.by_label)
            .map(|(label, tally)| (label.to_string(), tally_json(tally)))
            .collect();
        let label = |number: &Option<usize>| number.map(|label| &tags.labels()[label]);
        let confusion = report.confusion.iter();
        let confusion = confusion.map(|((gold, given), count)| {
            json!({"gold": label(gold), "model": label(given), "names": count})
        });
        let curve = self.curve.iter();
        let curve = curve
            .map(|step| json!({"documents": step.num_documents, "names": tally_json(&step.all)}));
        let calibration = self.reliability.as_ref().map(|known| {
            json!({
                "error_before": known.before,
                "error": known.after,
                "names": known.num_names,
            })
        });
        json!({
            "about": self.trained.tagger.about,
            "names": tally_json(&report.all),
            "names_by_label": by_label,
            "confusion": confusion.collect::<Vec<_>>(),
            "rounds": self.rounds,
            "curve": curve.collect::<Vec<_>>(),
            "calibration": calibration,
        })
    }
}

/// A label's name in the confusion table.
fn name_of(tags: &TagSet, label: Option<usize>) -> &str {
    label.map_or("–", |label| tags.labels()[label].as_str())
}
