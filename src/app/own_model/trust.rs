//! How far a model of one's own is to be trusted: its scores by what was decided about it in this project.
//!
//! What it said itself stands at the beginning of a suggestion's reason ("chat/llama3 0.70; …") and so in the decision, because the score of a
//! suggestion is the calibrated one. A curve from the one to the other is fitted to the decisions, drawn towards the model's own scores as long as they are few.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::model::{AnnotationRef, Decision, Document, Layer, Suggestion, SuggestionKey, Verdict};
use crate::preannotate::calibration::Curve;

/// With fewer decisions about a source its scores stay as it gives them.
pub const ENOUGH: usize = 15;

/// How many decisions a model's own scores count for.
const WEIGHT_OF_OWN: f32 = 12.0;

/// Kinds of sources that this is about.
const KINDS: [&str; 3] = ["command", "label-studio", "chat"];

/// Whether suggestions of that source come from a model of one's own.
pub fn is_own(source: &str) -> bool {
    let kind = source.split('/').next().unwrap_or_default();
    KINDS.contains(&kind)
}

/// What was decided about one source.
#[derive(Clone, Debug, PartialEq)]
struct Record {
    right: usize,
    all: usize,
    curve: Curve,
}

/// What was decided about each source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trust(BTreeMap<SmolStr, Record>);

impl Trust {
    /// What the decisions in one layer of these documents say. Another annotator's decisions must not show in what one is asked.
    pub fn of(documents: &[Arc<Document>], layer: &str) -> Self {
        let mut outcomes: BTreeMap<SmolStr, Vec<(f32, bool)>> = BTreeMap::new();
        for layer in documents
            .iter()
            .filter_map(|document| document.layer(layer))
        {
            let about_own = layer
                .decisions()
                .iter()
                .filter(|made| is_own(&made.suggestion.source));
            // A refused argument says nothing of the event that it was offered for.
            let whole = about_own.filter(|made| !matches!(made.key, SuggestionKey::Argument(..)));
            for made in whole {
                let suggestion = &made.suggestion;
                let outcome = (raw_score(suggestion), is_right(layer, made));
                outcomes
                    .entry(suggestion.source.clone())
                    .or_default()
                    .push(outcome);
            }
        }
        let enough = outcomes
            .into_iter()
            .filter(|(_, decided)| decided.len() >= ENOUGH);
        let records = enough.map(|(source, decided)| {
            let record = Record {
                right: decided.iter().filter(|(_, right)| *right).count(),
                all: decided.len(),
                curve: Curve::fit_towards(decided, |raw| raw, WEIGHT_OF_OWN),
            };
            (source, record)
        });
        Self(records.collect())
    }

    /// The suggestion with the score that its source deserves, and with source, own score and record in its reason.
    pub fn calibrated(&self, said: Suggestion) -> Suggestion {
        let record = self.0.get(&said.source);
        let mut reason = format!("{} {:.2}", said.source, said.score);
        if !said.reason.is_empty() {
            reason.push_str(&format!("; {}", said.reason));
        }
        if let Some(record) = record {
            reason.push_str(&format!(
                "; right in {} of {} decided here",
                record.right, record.all
            ));
        }
        Suggestion {
            score: record.map_or(said.score, |record| {
                record.curve.at(said.score).clamp(0.0, 1.0)
            }),
            reason: reason.into(),
            ..said
        }
    }
}

/// What the model said itself; the suggestion's score where the reason does not tell.
fn raw_score(suggestion: &Suggestion) -> f32 {
    let written = suggestion.reason.strip_prefix(suggestion.source.as_str());
    let number = written.and_then(|rest| rest.trim_start().split(';').next());
    let number = number.and_then(|number| number.trim().parse().ok());
    number
        .filter(|number: &f32| (0.0..=1.0).contains(number))
        .unwrap_or(suggestion.score)
}

/// Whether what was suggested holds: taken as it was, or changed in something else than its place and label.
fn is_right(layer: &Layer, made: &Decision) -> bool {
    match made.verdict {
        Verdict::Accepted => true,
        Verdict::Rejected => false,
        Verdict::Corrected => made.annotation.as_ref().is_some_and(|reference| {
            let annotations = &layer.annotations;
            let now = match reference {
                AnnotationRef::Mention(id) => annotations.mention(id).map(|mention| {
                    SuggestionKey::Mention(mention.extent.envelope(), mention.label.clone())
                }),
                AnnotationRef::Event(id) => annotations.event(id).map(|event| {
                    SuggestionKey::Event(event.trigger.envelope(), event.event_type.clone())
                }),
                _ => None,
            };
            now.as_ref() == Some(&made.key)
        }),
    }
}
