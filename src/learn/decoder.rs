//! From the scores of tags to names: the best legal sequence, and how probable each name of it is.

use std::ops::Range;

use super::lattice::{Posterior, TransitionOdds, Transitions};
use super::tags::{TagSet, spans};

/// A name that a model finds.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundName {
    /// Its tokens, counted from the row's first.
    pub tokens: Range<usize>,
    /// Number of its label.
    pub label: usize,
    /// How probable exactly this name is.
    pub probability: f32,
}

/// Tags with the weights between neighbouring ones.
#[derive(Clone, Debug)]
pub struct Decoder {
    tags: TagSet,
    transitions: Transitions,
    odds: TransitionOdds,
}

impl Decoder {
    /// A decoder of these tags and weights.
    pub fn new(tags: TagSet, transitions: Transitions) -> Self {
        Self {
            odds: transitions.odds(),
            tags,
            transitions,
        }
    }

    /// The tags.
    pub fn tags(&self) -> &TagSet {
        &self.tags
    }

    /// The weights between them.
    pub fn transitions(&self) -> &Transitions {
        &self.transitions
    }

    /// How probable each tag of a row of tokens is; `None` where the scores are no numbers.
    pub fn posterior(&self, scores: &[f32]) -> Option<Posterior> {
        let (posterior, _) = self.odds.posterior(scores, self.tags.stride(), None)?;
        Some(posterior)
    }

    /// The names of a row of tokens whose tags have these scores, [`TagSet::stride`] numbers a token, by place, with their probabilities.
    pub fn names(&self, scores: &[f32]) -> Vec<FoundName> {
        let stride = self.tags.stride();
        let tags = self.transitions.best(scores, stride);
        let found = spans(&tags);
        if found.is_empty() {
            return Vec::new();
        }
        let posterior = self.posterior(scores);
        found
            .into_iter()
            .map(|(tokens, label)| FoundName {
                probability: posterior.as_ref().map_or(1.0, |posterior| {
                    self.odds.name(posterior, tokens.clone(), label) as f32
                }),
                tokens,
                label,
            })
            .collect()
    }
}
