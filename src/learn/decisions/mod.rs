//! What the decisions in a project teach: strings that were labelled and refused, which mentions are wanted, which words tell of events and who
//! takes part in them. Made anew from the decisions each time, so that what is undone is unlearnt.
//!
//! ```text
//! memory.rs     strings with what was decided about them
//! mentions.rs   which of the found mentions are wanted
//! file.rs       what was learnt as a part of a model file
//! ```
//!
//! Text that nobody checked teaches nothing: a finished document teaches by what it does not mark, one in work by its decisions alone.

pub mod file;
pub mod memory;
pub mod mentions;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::events::EventModel;
use super::events::examples::{EventExamples, Marked};
use super::judge::{Aim, Judge, Proof, prove};
use super::linear::Example;
use crate::model::{Document, DocumentStatus, ForgottenString, Layer, LearntPart, Schema};
use crate::preannotate::{Analysis, EventWeigher, Pipeline};
use memory::{Memory, Remembered, Taught};
use mentions::MentionJudge;

/// Makes the pipeline that is learnt on top of, for its schema.
pub type MakePipeline<'m> = dyn Fn() -> Pipeline + Sync + 'm;

/// What was learnt.
#[derive(Clone, Debug, Default)]
pub struct Learnt {
    /// Strings with what was decided about them.
    pub memory: Arc<Memory>,
    /// Which of the found mentions are wanted; nothing where the pipeline knows as well.
    pub mentions: Option<Arc<Judge>>,
    /// Which words tell of events and who takes part.
    pub events: Arc<EventModel>,
    /// How well the judge of mentions does on documents that it did not learn from.
    pub proof: Option<Proof>,
}

impl Learnt {
    /// What these documents teach with their layer of that name. `make` makes the pipeline that will suggest.
    pub fn from(
        documents: &[Arc<Document>],
        layer: &str,
        schema: &Arc<Schema>,
        make: &MakePipeline<'_>,
    ) -> Self {
        let taught = taught(documents, layer);
        let memory = Arc::new(Memory::of(&taught));
        let numbered: Vec<(u32, Taught<'_>)> = (0..).zip(taught).collect();
        let taught = latest(numbered, MOST_TOKENS);
        let found: Vec<Vec<Example>> = taught
            .par_iter()
            .map(|(number, taught)| mention_examples(*taught, *number, &memory, schema, make))
            .collect();
        let found: Vec<&[Example]> = found.iter().map(Vec::as_slice).collect();
        let proved = prove(&found, Aim::LeastWork);
        let proof = proved.as_ref().map(|(proof, _)| *proof);
        let used = proved.filter(|(proof, _)| proof.is_used);
        Self {
            memory,
            mentions: used.map(|(_, judge)| Arc::new(judge)),
            events: Arc::new(events(&taught, schema, make)),
            proof,
        }
    }

    /// Whether it changes no suggestion.
    pub fn is_empty(&self) -> bool {
        self.memory.is_empty() && self.mentions.is_none() && self.events.is_empty()
    }

    /// The same without parts and strings that are not to be used.
    pub fn without(&self, unused: &[LearntPart], forgotten: &[ForgottenString]) -> Self {
        let uses = |part: LearntPart| !unused.contains(&part);
        let memory = match (uses(LearntPart::Strings), forgotten) {
            (false, _) => Arc::default(),
            (true, []) => Arc::clone(&self.memory),
            (true, forgotten) => Arc::new(self.memory.without(forgotten)),
        };
        let EventModel {
            triggers,
            arguments,
            attributes,
        } = EventModel::clone(&self.events);
        Self {
            memory,
            mentions: self.mentions.clone().filter(|_| uses(LearntPart::Mentions)),
            events: Arc::new(EventModel {
                triggers: triggers.filter(|_| uses(LearntPart::Triggers)),
                arguments: arguments.filter(|_| uses(LearntPart::Roles)),
                attributes: if uses(LearntPart::Attributes) {
                    attributes
                } else {
                    BTreeMap::default()
                },
            }),
            proof: self.proof,
        }
    }

    /// The memory alone, for the moment after a decision.
    pub fn memory_of(documents: &[Arc<Document>], layer: &str) -> Memory {
        Memory::of(&taught(documents, layer))
    }

    /// A pipeline with what was learnt.
    pub fn apply(&self, pipeline: Pipeline, schema: &Arc<Schema>) -> Pipeline {
        let remembered = || Remembered {
            memory: Arc::clone(&self.memory),
            schema: Arc::clone(schema),
            left_out: None,
        };
        let mut pipeline = pipeline.with_component(Box::new(remembered()), BEHIND);
        if let Some(judge) = &self.mentions {
            let judge = MentionJudge {
                judge: Arc::clone(judge),
                remembered: Arc::new(remembered()),
            };
            pipeline = pipeline.with_component(Box::new(judge), mentions::AFTER);
        }
        if self.events.is_empty() {
            pipeline
        } else {
            pipeline.weighed_by(Arc::clone(&self.events) as Arc<dyn EventWeigher>)
        }
    }
}

/// Tokens of the articles from which it is learnt which mentions and events are wanted, the latest ones first: as many as the encoder keeps its
/// readings of (`encoder/readings.rs`), so that no lesson has to read again. Strings are remembered from all articles.
const MOST_TOKENS: usize = 150_000;

/// Component behind which remembered strings are suggested: names and nouns are found, and are linked afterwards.
const BEHIND: &str = "numbers";

/// The documents that somebody worked on.
fn taught<'p>(documents: &'p [Arc<Document>], layer: &str) -> Vec<Taught<'p>> {
    let layers = documents
        .iter()
        .filter_map(|document| Some((document, document.layer(layer)?)));
    layers
        .filter(|(_, layer)| {
            layer.status == DocumentStatus::Done
                || !layer.decisions().is_empty()
                || !layer.annotations.is_empty()
        })
        .collect()
}

/// The documents that were decided about last, as many as have that many tokens, in the order in which they stand.
fn latest(mut taught: Vec<(u32, Taught<'_>)>, most_tokens: usize) -> Vec<(u32, Taught<'_>)> {
    taught.sort_by_key(|(number, (_, layer))| {
        let decided = layer.decisions().iter().map(|decision| decision.at);
        std::cmp::Reverse((decided.max(), *number))
    });
    let mut tokens = 0;
    taught.retain(|(_, (document, _))| {
        tokens += document.segments().tokens.len();
        tokens <= most_tokens
    });
    taught.sort_by_key(|(number, _)| *number);
    taught
}

/// The mentions of a document as examples, found as if its own decisions were not known.
fn mention_examples(
    (document, layer): Taught<'_>,
    number: u32,
    memory: &Arc<Memory>,
    schema: &Arc<Schema>,
    make: &MakePipeline<'_>,
) -> Vec<Example> {
    let remembered = || Remembered {
        memory: Arc::clone(memory),
        schema: Arc::clone(schema),
        left_out: Some(number),
    };
    let pipeline = make().with_component(Box::new(remembered()), BEHIND);
    let analysis = Analysis::new(document);
    let mut findings = pipeline.find_until(&analysis, &Layer::new(Layer::MAIN), mentions::AFTER);
    findings.sort_mentions();
    mentions::examples(document, layer, &analysis, &findings, &remembered())
}

/// What finished documents teach about events.
fn events(
    taught: &[(u32, Taught<'_>)],
    schema: &Arc<Schema>,
    make: &MakePipeline<'_>,
) -> EventModel {
    let done: Vec<&Taught<'_>> = taught
        .iter()
        .map(|(_, taught)| taught)
        .filter(|(_, layer)| layer.status == DocumentStatus::Done)
        .collect();
    let marked = Arc::new(Marked::all_of(Schema::clone(schema)));
    let found: Vec<EventExamples> = done
        .par_iter()
        .map(|(document, layer)| {
            super::events::examples::examples_of(document, layer, &marked, |weigher| {
                make().weighed_by(weigher)
            })
        })
        .collect();
    super::events::trainer::train(&found, &schema.event_attributes).model
}
