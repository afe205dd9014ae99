//! The part of `dateline train` that learns about events.

use std::fmt::Write as _;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::json;

use super::accuracy::{heading, row};
use super::input::Loaded;
use crate::app::engines::with_models;
use crate::app::models::ModelChoice;
use crate::learn::events::examples::{EventExamples, Marked, examples_of};
use crate::learn::events::trainer::TrainedEvents;
use crate::learn::judge::Proof;
use crate::model::{Document, DocumentStatus, Layer, WordList, bundled};
use crate::preannotate::{EventWeigher, Pipeline};

/// The examples of an input. Its candidates are found as they will be later: among names by the best model that the program has.
pub(super) fn examples(loaded: &Loaded, layer: &str) -> anyhow::Result<Vec<EventExamples>> {
    let teaching: Vec<(&Arc<Document>, &Layer)> = loaded
        .documents
        .iter()
        .filter_map(|document| Some((document, document.layer(layer)?)))
        .filter(|(_, layer)| teaches(layer))
        .collect();
    let marked = Arc::new(match &loaded.project {
        Some(project) => Marked::all_of((*project.schema).clone()),
        None => Marked::occurring(bundled::news(), teaching.iter().map(|(_, layer)| *layer)),
    });
    let names = ModelChoice::default().open()?;
    let rules = |weigher: Arc<dyn EventWeigher>| {
        let rules = Pipeline::knowledge(marked.schema(), &WordList::default());
        with_models(rules.weighed_by(weigher), &names)
    };
    let read =
        |(document, layer): &(&Arc<Document>, &Layer)| examples_of(document, layer, &marked, rules);
    Ok(teaching.par_iter().map(read).collect())
}

/// Whether somebody looked for events in it: it is done, or it came with some.
fn teaches(layer: &Layer) -> bool {
    match layer.status {
        DocumentStatus::Done => true,
        DocumentStatus::New => !layer.annotations.events().is_empty(),
        _ => false,
    }
}

/// The kinds of candidates with their proofs.
fn proofs(events: &TrainedEvents) -> impl Iterator<Item = (&'static str, &Proof)> {
    let triggers = events.triggers.as_ref().map(|proof| ("triggers", proof));
    let arguments = events.arguments.as_ref().map(|proof| ("arguments", proof));
    triggers.into_iter().chain(arguments)
}

/// What was proved, in words, of what is used.
pub(super) fn figures(events: &TrainedEvents) -> Vec<String> {
    let used = proofs(events).filter(|(_, proof)| proof.is_used);
    used.map(|(name, proof)| {
        format!(
            "{name} among the candidates: F1 {:.3}, rules {:.3}, by cross-validation",
            proof.learnt.f1(),
            proof.rules.f1()
        )
    })
    .collect()
}

pub(super) fn as_text(out: &mut String, events: &TrainedEvents) -> std::fmt::Result {
    for (name, proof) in proofs(events) {
        writeln!(out)?;
        heading(out, &format!("{name} among the candidates"))?;
        row(out, "rules", &proof.rules)?;
        row(out, "learnt", &proof.learnt)?;
        let used = if proof.is_used {
            "the model decides"
        } else {
            "not clearly better: the rules go on deciding"
        };
        writeln!(out, "{used}")?;
    }
    Ok(())
}

pub(super) fn as_json(events: &TrainedEvents) -> serde_json::Value {
    let proofs = proofs(events).map(|(name, proof)| {
        let value = json!({
            "rules": super::score::tally_json(&proof.rules),
            "learnt": super::score::tally_json(&proof.learnt),
            "used": proof.is_used,
        });
        (name.to_owned(), value)
    });
    serde_json::Value::Object(proofs.collect())
}
