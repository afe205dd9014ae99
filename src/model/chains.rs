//! Scores coreference chains of mentions: by B-cubed over the mentions that both sides have, and as a whole.
//!
//! # Source
//! A. Bagga and B. Baldwin, Algorithms for scoring coreference chains, LREC workshop on linguistic coreference, 1998. Mentions that only one
//! side has are left out here: they are counted where mentions are scored.

use std::collections::HashMap;

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

type Place = (Extent, SmolStr);

/// Scores one document; nothing where gold has no chain of two mentions.
pub(super) fn score_chains(
    gold: &Document,
    predicted: &Document,
    options: &ScoreOptions,
) -> ChainScore {
    let gold = gold_entities(gold, options);
    let mut sizes: HashMap<&SmolStr, usize> = HashMap::new();
    for (_, entity) in &gold {
        *sizes.entry(entity).or_default() += 1;
    }
    if sizes.values().all(|size| *size < 2) {
        return ChainScore::default();
    }
    let predicted = predicted_entities(predicted, options);
    let pairs: Vec<(&SmolStr, &SmolStr)> = gold
        .iter()
        .filter_map(|(place, entity)| Some((entity, predicted.get(place)?)))
        .collect();
    of_pairs(&pairs)
}

/// Scores the chains of one document together with the finding of their mentions.
pub(super) fn score_chained(
    gold: &Document,
    predicted: &Document,
    options: &ScoreOptions,
) -> CoreferenceScore {
    score_coreference(
        gold_entities(gold, options),
        predicted_entities(predicted, options),
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

/// In the order of the document, so that sums come out the same every time.
fn gold_entities(document: &Document, options: &ScoreOptions) -> Vec<(Place, SmolStr)> {
    let layer = document.layer(&options.gold_layer);
    let mentions = layer
        .into_iter()
        .flat_map(|layer| layer.annotations.mentions());
    mentions
        .filter(|mention| options.counts_level(mention.level))
        .filter_map(|mention| {
            let label = options.mapped(&mention.label);
            let place = (mention.extent.clone(), label);
            options
                .counts(&place.1)
                .then(|| (place.clone(), chain(mention.entity.as_ref(), &place)))
        })
        .collect()
}

fn predicted_entities(document: &Document, options: &ScoreOptions) -> HashMap<Place, SmolStr> {
    let layer = document.layer(&options.predicted_layer);
    let annotated = layer
        .into_iter()
        .flat_map(|layer| layer.annotations.mentions())
        .map(|mention| (&mention.extent, &mention.label, mention.entity.as_ref()));
    let suggested = document
        .brought
        .iter()
        .filter_map(|suggestion| match &suggestion.proposal {
            Proposal::Mention(mention) => {
                Some((&mention.extent, &mention.label, mention.entity.as_ref()))
            }
            Proposal::Event(_) => None,
        });
    annotated
        .chain(suggested)
        .map(|(extent, label, entity)| {
            let place = (extent.clone(), options.mapped(label));
            let chain = chain(entity, &place);
            (place, chain)
        })
        .collect()
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
