//! Events by a model that learnt from labelled ones: which candidates of the rules tell of events, and which mentions fill their roles.
//!
//! ```text
//! attributes.rs   which value of an attribute an event has
//! examples.rs   labelled documents as examples: every candidate with its cues and the answer
//! trainer.rs    a model from documents, and whether it knows better than the rules
//! file.rs       files of such models
//! ```
//!
//! A model decides only about what it proved to know better than the rules on documents that it had not seen; about the rest they decide as before.

pub mod attributes;
pub mod examples;
pub mod file;
pub mod trainer;

use super::judge::Judge;
use crate::model::Attributes;
use crate::preannotate::{ArgumentCandidate, AttributeCandidate, EventWeigher, TriggerCandidate};
use attributes::AttributeJudges;

/// A model of events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventModel {
    /// Which words tell of events; nothing where the rules know better.
    pub triggers: Option<Judge>,
    /// Which mentions fill roles; nothing where the rules know better.
    pub arguments: Option<Judge>,
    /// What attributes events have; nothing of those about which the rules know better.
    pub attributes: AttributeJudges,
}

impl EventModel {
    /// Whether it decides about nothing.
    pub fn is_empty(&self) -> bool {
        self.triggers.is_none() && self.arguments.is_none() && self.attributes.is_empty()
    }
}

impl EventWeigher for EventModel {
    fn trigger(&self, candidate: &TriggerCandidate<'_>) -> Option<f32> {
        let judge = self.triggers.as_ref()?;
        Some(judge.score(candidate.prior, candidate.cues))
    }

    fn argument(&self, candidate: &ArgumentCandidate<'_>) -> Option<f32> {
        let judge = self.arguments.as_ref()?;
        Some(judge.score(candidate.prior, candidate.cues))
    }

    fn attributes(&self, candidate: &AttributeCandidate<'_>) -> Option<Attributes> {
        if self.attributes.is_empty() {
            return None;
        }
        let mut attributes = candidate.by_rules.clone();
        for (name, judge) in &self.attributes {
            let value = judge.value(name, candidate.by_rules, candidate.cues);
            attributes.set(name.clone(), value);
        }
        Some(attributes)
    }
}
