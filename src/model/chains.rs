//! Scores coreference chains of mentions: by B-cubed over the mentions that both sides have, and as a whole.
//!
//! # Source
//! A. Bagga and B. Baldwin, Algorithms for scoring coreference chains, LREC workshop on linguistic coreference, 1998. Mentions that only one
//! side has are left out here: they are counted where mentions are scored.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use smol_str::{SmolStr, ToSmolStr as _, format_smolstr};

use super::annotation::Extent;
use super::coreference_score::{CoreferenceScore, score_coreference};
use super::document::Document;
use super::score::ScoreOptions;
use super::suggestion::Proposal;

/// B-cubed over some mentions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct ChainScore {
    /// Mentions that both sides have with the same place and label, at least two of which share an entity in gold.
    pub mentions: usize,
    /// Sum over the mentions: share of the mentions chained with it in the prediction that gold chains with it as well.
    precision_sum: f64,
    /// Sum over the mentions: share of the mentions chained with it in gold that the prediction chains with it as well.
    recall_sum: f64,
}

impl ChainScore {
    /// Mean precision of the mentions; 0 for none.
    pub fn precision(&self) -> f64 {
        self.precision_sum / self.mentions.max(1) as f64
    }

    /// Mean recall of the mentions; 0 for none.
    pub fn recall(&self) -> f64 {
        self.recall_sum / self.mentions.max(1) as f64
    }

    /// Harmonic mean of the two; 0 when both are.
    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall == 0.0 {
            0.0
        } else {
            2.0 * precision * recall / (precision + recall)
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.mentions += other.mentions;
        self.precision_sum += other.precision_sum;
        self.recall_sum += other.recall_sum;
    }
}

/// Extent and label of a mention.
pub(super) type Place = (Extent, SmolStr);

/// Scores one document; nothing where gold has no chain of two mentions.
pub(super) fn score_chains(gold: &Chained, predicted: &Chained) -> ChainScore {
    let gold = &gold.mentions;
    let mut sizes: HashMap<&SmolStr, usize> = HashMap::new();
    for (_, entity) in gold {
        *sizes.entry(entity).or_default() += 1;
    }
    if sizes.values().all(|size| *size < 2) {
        return ChainScore::default();
    }
    let predicted: HashMap<&Place, &SmolStr> = predicted
        .mentions
        .iter()
        .map(|(place, entity)| (place, entity))
        .collect();
    let pairs: Vec<(&SmolStr, &SmolStr)> = gold
        .iter()
        .filter_map(|(place, entity)| Some((entity, *predicted.get(place)?)))
        .collect();
    of_pairs(&pairs)
}

/// Scores the chains of one document together with the finding of their mentions.
pub(super) fn score_chained(gold: &Chained, predicted: &Chained) -> CoreferenceScore {
    score_coreference(
        gold.mentions.iter().cloned(),
        predicted.mentions.iter().cloned(),
    )
}

/// B-cubed of mentions given by their gold and their predicted chain.
fn of_pairs(pairs: &[(&SmolStr, &SmolStr)]) -> ChainScore {
    let (mut in_gold, mut in_predicted, mut in_both) = (
        HashMap::<&SmolStr, f64>::new(),
        HashMap::<&SmolStr, f64>::new(),
        HashMap::<(&SmolStr, &SmolStr), f64>::new(),
    );
    for (gold, predicted) in pairs {
        *in_gold.entry(gold).or_default() += 1.0;
        *in_predicted.entry(predicted).or_default() += 1.0;
        *in_both.entry((gold, predicted)).or_default() += 1.0;
    }
    let mut score = ChainScore::default();
    for (gold, predicted) in pairs {
        let both = in_both[&(*gold, *predicted)];
        score.mentions += 1;
        score.precision_sum += both / in_predicted[predicted];
        score.recall_sum += both / in_gold[gold];
    }
    score
}

/// The chain of a mention: its entity, or one of its own.
fn chain(entity: Option<&impl ToString>, place: &Place) -> SmolStr {
    if let Some(entity) = entity {
        return entity.to_string().to_smolstr();
    }
    let span = place.0.envelope();
    format_smolstr!("alone {}-{} {}", span.start, span.end, place.1)
}

/// The mentions of one side of one document with their chains: only those that are scored as mentions, so that labels and levels that do not
/// count, or that gold does not mark, are left out on both sides alike.
#[derive(Debug, Default)]
pub(super) struct Chained {
    /// In the order of the document, each place once.
    mentions: Vec<(Place, SmolStr)>,
}

impl Chained {
    /// What gold says of the mentions at `scored` places.
    pub(super) fn of_gold(
        document: &Document,
        scored: &HashSet<Place>,
        options: &ScoreOptions,
    ) -> Self {
        let mut chained = Self::default();
        chained.add_layer(document, &options.gold_layer, scored, options);
        chained
    }

    /// What annotations and suggestions say of the mentions at `scored` places.
    pub(super) fn of_predicted(
        document: &Document,
        scored: &HashSet<Place>,
        options: &ScoreOptions,
    ) -> Self {
        let mut chained = Self::default();
        chained.add_layer(document, &options.predicted_layer, scored, options);
        let mut seen: HashSet<Place> = chained
            .mentions
            .iter()
            .map(|(place, _)| place.clone())
            .collect();
        for suggestion in &document.brought {
            let Proposal::Mention(mention) = &suggestion.proposal else {
                continue;
            };
            let place = (mention.extent.clone(), options.mapped(&mention.label));
            if scored.contains(&place) && seen.insert(place.clone()) {
                let chain = chain(mention.entity.as_ref(), &place);
                chained.mentions.push((place, chain));
            }
        }
        chained
    }

    fn add_layer(
        &mut self,
        document: &Document,
        layer: &str,
        scored: &HashSet<Place>,
        options: &ScoreOptions,
    ) {
        let Some(layer) = document.layer(layer) else {
            return;
        };
        for mention in layer.annotations.mentions() {
            let place = (mention.extent.clone(), options.mapped(&mention.label));
            if scored.contains(&place) {
                let chain = chain(mention.entity.as_ref(), &place);
                self.mentions.push((place, chain));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn b_cubed(pairs: &[(&str, &str)]) -> (f64, f64) {
        let owned: Vec<(SmolStr, SmolStr)> = pairs
            .iter()
            .map(|(gold, predicted)| (SmolStr::new(gold), SmolStr::new(predicted)))
            .collect();
        let pairs: Vec<_> = owned
            .iter()
            .map(|(gold, predicted)| (gold, predicted))
            .collect();
        let score = of_pairs(&pairs);
        (score.precision(), score.recall())
    }

    /// The worked example of Bagga and Baldwin: five mentions, two and five; the response merges the first and the last chain.
    #[test]
    fn the_published_example() {
        let truth = [(5, "a", "a"), (2, "b", "b"), (5, "c", "a")];
        let pairs: Vec<_> = truth
            .iter()
            .flat_map(|(num, gold, predicted)| std::iter::repeat_n((*gold, *predicted), *num))
            .collect();
        let (precision, recall) = b_cubed(&pairs);
        assert!((precision - 7.0 / 12.0).abs() < 1e-9, "{precision}");
        assert!((recall - 1.0).abs() < 1e-9);
        let pairs: Vec<_> = [(5, "a", "a"), (2, "b", "c"), (5, "c", "c")]
            .iter()
            .flat_map(|(num, gold, predicted)| std::iter::repeat_n((*gold, *predicted), *num))
            .collect();
        let (precision, _) = b_cubed(&pairs);
        assert!((precision - 16.0 / 21.0).abs() < 1e-9, "{precision}");
    }

    #[test]
    fn split_chains_cost_recall() {
        let (precision, recall) = b_cubed(&[("a", "x"), ("a", "x"), ("a", "y")]);
        assert!((precision - 1.0).abs() < 1e-9);
        assert!((recall - 5.0 / 9.0).abs() < 1e-9);
    }
}
