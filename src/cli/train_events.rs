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
use crate::learn::events::trainer::{self, TrainedEvents};
use crate::learn::judge::Proof;
use crate::model::schema::AttributeType;
use crate::model::{Document, DocumentStatus, Layer, Schema, WordList, bundled};
use crate::preannotate::{EventWeigher, Pipeline};

/// Adds the attributes of events that an input's schema has and none before it had.
pub(super) fn add_attributes(known: &mut Vec<AttributeType>, loaded: &Loaded) {
    let schema = match &loaded.project {
        Some(project) => Schema::clone(&project.schema),
        None => bundled::news(),
    };
    for attribute in schema.event_attributes {
        if !known.iter().any(|other| other.name == attribute.name) {
            known.push(attribute);
        }
    }
}

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
fn proofs(events: &TrainedEvents) -> impl Iterator<Item = (String, &Proof)> {
    let kinds = [
        ("triggers", &events.triggers),
        ("arguments", &events.arguments),
    ];
    let kinds = kinds.into_iter();
    let kinds = kinds.filter_map(|(name, proof)| Some((name.to_owned(), proof.as_ref()?)));
    let attributes = events.attributes.iter();
    kinds.chain(attributes.map(|(name, proof)| (format!("values of {name}"), proof)))
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
        (name, value)
    });
    serde_json::Value::Object(proofs.collect())
}

/// What was proved of documents so few.
pub(super) struct EventCurveStep {
    num_documents: usize,
    events: TrainedEvents,
}

/// How much better triggers and arguments are decided about the more documents there are: an eighth, a quarter, half and all of them.
pub(super) fn curve(documents: &[EventExamples]) -> Vec<EventCurveStep> {
    let steps = [8, 4, 2, 1].into_iter().map(|part| {
        let some: Vec<EventExamples> = documents.iter().step_by(part).cloned().collect();
        EventCurveStep {
            num_documents: some.len(),
            events: trainer::train(&some, &[]),
        }
    });
    steps.filter(|step| step.num_documents > 1).collect()
}

pub(super) fn curve_as_text(out: &mut String, curve: &[EventCurveStep]) -> std::fmt::Result {
    for step in curve {
        for (name, proof) in proofs(&step.events) {
            writeln!(
                out,
                "{name} learnt from {} documents: F1 {:.3}, rules {:.3}",
                step.num_documents,
                proof.learnt.f1(),
                proof.rules.f1()
            )?;
        }
    }
    Ok(())
}

pub(super) fn curve_as_json(curve: &[EventCurveStep]) -> serde_json::Value {
    let steps = curve.iter().map(|step| {
        let mut value = as_json(&step.events);
        value["documents"] = step.num_documents.into();
        value
    });
    steps.collect()
}
