//! Events by a model that learnt from labelled ones: which candidates of the rules tell of events, and which mentions fill their roles.
//!
//! ```text
//! examples.rs   labelled documents as examples: every candidate with its cues and the answer
//! linear.rs     weights of cues from examples
//! trainer.rs    a model from documents, and whether it knows better than the rules
//! file.rs       files of such models
//! ```
//!
//! A model decides only about what it proved to know better than the rules on documents that it had not seen; about the rest they decide as before.

pub mod examples;
pub mod file;
pub mod linear;
pub mod trainer;

use crate::preannotate::{ArgumentCandidate, EventWeigher, TriggerCandidate};
use linear::Weights;

/// Decides about one kind of candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct Judge {
    /// What speaks for and against.
    pub weights: Weights,
    /// From this probability on a candidate is right; between 0 and 1.
    pub threshold: f32,
}

impl Judge {
    /// How sure it is of a candidate, on a scale where one half is its threshold.
    fn score(&self, prior: f32, cues: &[u32]) -> f32 {
        let probability = self.weights.probability(prior, cues);
        let above = probability - self.threshold;
        if above >= 0.0 {
            0.5 + 0.5 * above / (1.0 - self.threshold)
        } else {
            0.5 * probability / self.threshold
        }
    }
}

/// A model of events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventModel {
    /// Which words tell of events; nothing where the rules know better.
    pub triggers: Option<Judge>,
    /// Which mentions fill roles; nothing where the rules know better.
    pub arguments: Option<Judge>,
}

impl EventModel {
    /// Whether it decides about nothing.
    pub fn is_empty(&self) -> bool {
        self.triggers.is_none() && self.arguments.is_none()
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_is_where_suggesting_begins() {
        let judge = Judge {
            weights: Weights::default(),
            threshold: 0.3,
        };
        assert!((judge.score(0.3, &[]) - 0.5).abs() < 1e-4);
        assert!(judge.score(0.2, &[]) < 0.5 && judge.score(0.31, &[]) > 0.5);
        assert!(judge.score(1.0, &[]) <= 1.0 && judge.score(0.0, &[]) >= 0.0);
    }
}
