//! Scores coreference as a whole, found mentions and their chains together: MUC, B-cubed, CEAF-e and their mean, the score of the CoNLL shared tasks.
//!
//! A chain is what mentions of one entity make; mentions alone in theirs are left out on both sides, as in the shared tasks.
//!
//! # Source
//! S. Pradhan et al., Scoring coreference partitions of predicted mentions: a reference implementation, ACL 2014. MUC: M. Vilain et al. 1995.
//! B-cubed: A. Bagga and B. Baldwin 1998. CEAF with entity similarity: X. Luo 2005.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use serde::Serialize;

/// Sums that make up precision and recall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Sums {
    /// What of the prediction is right.
    right: f64,
    /// All of the prediction.
    predicted: f64,
    /// What of gold was found.
    found: f64,
    /// All of gold.
    gold: f64,
}

impl Sums {
    /// Share of the prediction that is right; 0 where nothing was predicted.
    pub fn precision(&self) -> f64 {
        share(self.right, self.predicted)
    }

    /// Share of gold that was found; 0 where there is none.
    pub fn recall(&self) -> f64 {
        share(self.found, self.gold)
    }

    /// Harmonic mean of the two.
    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        share(2.0 * precision * recall, precision + recall)
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.predicted += other.predicted;
        self.found += other.found;
        self.gold += other.gold;
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// The scores of the shared tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct CoreferenceScore {
    /// By links between mentions.
    pub muc: Sums,
    /// By mentions.
    pub b_cubed: Sums,
    /// By entities, each paired with at most one of the other side.
    pub ceaf: Sums,
}

impl CoreferenceScore {
    /// The mean F1 of the three.
    pub fn conll(&self) -> f64 {
        (self.muc.f1() + self.b_cubed.f1() + self.ceaf.f1()) / 3.0
    }

    /// Whether gold has any chain.
    pub fn is_any(&self) -> bool {
        self.ceaf.gold > 0.0
    }

    pub(super) fn add(&mut self, other: Self) {
        self.muc.add(other.muc);
        self.b_cubed.add(other.b_cubed);
        self.ceaf.add(other.ceaf);
    }
}

/// Scores one document, given mentions with their chains on both sides.
pub(super) fn score_coreference<M: Eq + Hash, C: Ord>(
    gold: impl IntoIterator<Item = (M, C)>,
    predicted: impl IntoIterator<Item = (M, C)>,
) -> CoreferenceScore {
    let (gold, predicted) = (chains(gold), chains(predicted));
    let overlaps = Overlaps::new(&gold, &predicted);
    let (found, right) = (overlaps.by_gold(), overlaps.by_predicted());
    let similar = |gold: usize, predicted: usize, both: usize| {
        2.0 * both as f64 / (overlaps.gold[gold] + overlaps.predicted[predicted]) as f64
    };
    let mut weights = vec![vec![0.0; predicted.len()]; gold.len()];
    for ((gold, predicted), both) in &overlaps.both {
        weights[*gold][*predicted] = similar(*gold, *predicted, *both);
    }
    let paired = best_pairing(&weights);
    CoreferenceScore {
        muc: Sums {
            right: right.links,
            predicted: links(&overlaps.predicted),
            found: found.links,
            gold: links(&overlaps.gold),
        },
        b_cubed: Sums {
            right: right.mentions,
            predicted: overlaps.predicted.iter().sum::<usize>() as f64,
            found: found.mentions,
            gold: overlaps.gold.iter().sum::<usize>() as f64,
        },
        ceaf: Sums {
            right: paired,
            predicted: predicted.len() as f64,
            found: paired,
            gold: gold.len() as f64,
        },
    }
}

/// Links that hold chains of these sizes together.
fn links(sizes: &[usize]) -> f64 {
    sizes.iter().map(|size| size - 1).sum::<usize>() as f64
}

/// The mentions of each chain of two and more.
fn chains<M: Eq + Hash, C: Ord>(mentions: impl IntoIterator<Item = (M, C)>) -> Vec<Vec<M>> {
    let mut chains: BTreeMap<C, Vec<M>> = BTreeMap::new();
    for (mention, chain) in mentions {
        chains.entry(chain).or_default().push(mention);
    }
    chains
        .into_values()
        .filter(|chain| chain.len() > 1)
        .collect()
}

/// How many mentions chains of the two sides share.
struct Overlaps {
    gold: Vec<usize>,
    predicted: Vec<usize>,
    /// By the numbers of both; those that share none are not there.
    both: BTreeMap<(usize, usize), usize>,
}

/// What one side's chains keep in the other's.
struct Kept {
    links: f64,
    mentions: f64,
}

impl Overlaps {
    fn new<M: Eq + Hash>(gold: &[Vec<M>], predicted: &[Vec<M>]) -> Self {
        let mut of_predicted: HashMap<&M, usize> = HashMap::new();
        for (number, chain) in predicted.iter().enumerate() {
            of_predicted.extend(chain.iter().map(|mention| (mention, number)));
        }
        let mut both: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (number, chain) in gold.iter().enumerate() {
            for mention in chain {
                if let Some(other) = of_predicted.get(mention) {
                    *both.entry((number, *other)).or_default() += 1;
                }
            }
        }
        let sizes = |chains: &[Vec<M>]| chains.iter().map(Vec::len).collect();
        Self {
            gold: sizes(gold),
            predicted: sizes(predicted),
            both,
        }
    }

    fn by_gold(&self) -> Kept {
        self.kept(&self.gold, |(gold, _)| gold)
    }

    fn by_predicted(&self) -> Kept {
        self.kept(&self.predicted, |(_, predicted)| predicted)
    }

    fn kept(&self, sizes: &[usize], side: impl Fn((usize, usize)) -> usize) -> Kept {
        let mut kept = Kept {
            links: 0.0,
            mentions: 0.0,
        };
        for (chains, both) in &self.both {
            // A chain falls into as many parts as there are chains of the other side in it; each part keeps its own links.
            kept.links += (both - 1) as f64;
            kept.mentions += (both * both) as f64 / sizes[side(*chains)] as f64;
        }
        kept
    }
}

/// The largest sum of weights when each row is paired with at most one column and each column with at most one row (Kuhn 1955; the form with
/// potentials, cubic in the larger side).
fn best_pairing(weights: &[Vec<f64>]) -> f64 {
    let num_columns = weights.first().map_or(0, Vec::len);
    let size = weights.len().max(num_columns);
    let cost = |row: usize, column: usize| {
        let weight = weights.get(row - 1).and_then(|row| row.get(column - 1));
        -weight.copied().unwrap_or(0.0)
    };
    // Row 0 and column 0 stand for none.
    let (mut of_rows, mut of_columns) = (vec![0.0; size + 1], vec![0.0; size + 1]);
    let mut row_of = vec![0; size + 1];
    for row in 1..=size {
        row_of[0] = row;
        let mut at = 0;
        let mut least = vec![f64::INFINITY; size + 1];
        let mut came_from = vec![0; size + 1];
        let mut is_used = vec![false; size + 1];
        while row_of[at] != 0 {
            is_used[at] = true;
            let row = row_of[at];
            let (mut step, mut next) = (f64::INFINITY, 0);
            for column in 1..=size {
                if is_used[column] {
                    continue;
                }
                let rest = cost(row, column) - of_rows[row] - of_columns[column];
                if rest < least[column] {
                    least[column] = rest;
                    came_from[column] = at;
                }
                if least[column] < step {
                    step = least[column];
                    next = column;
                }
            }
            for column in 0..=size {
                if is_used[column] {
                    of_rows[row_of[column]] += step;
                    of_columns[column] -= step;
                } else {
                    least[column] -= step;
                }
            }
            at = next;
        }
        while at != 0 {
            let before = came_from[at];
            row_of[at] = row_of[before];
            at = before;
        }
    }
    (1..=size).map(|column| -cost(row_of[column], column)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Chains as "ab cd": each letter a mention.
    fn score(gold: &str, predicted: &str) -> CoreferenceScore {
        let mentions = |chains: &str| -> Vec<(char, usize)> {
            let chains = chains.split(' ').enumerate();
            chains
                .flat_map(|(number, chain)| chain.chars().map(move |mention| (mention, number)))
                .collect()
        };
        score_coreference(mentions(gold), mentions(predicted))
    }

    fn close(score: f64, known: f64) {
        assert!((score - known).abs() < 1e-6, "{score} {known}");
    }

    /// The worked example of Pradhan et al. 2014, section 4: key {a b c} {d e f g}, response {a b} {c d} {f g h i}.
    #[test]
    fn the_published_example() {
        let score = score("abc defg", "ab cd fghi");
        close(score.muc.recall(), 0.4);
        close(score.muc.precision(), 0.4);
        close(score.b_cubed.recall(), 5.0 / 12.0);
        close(score.b_cubed.precision(), 0.5);
        close(score.ceaf.recall(), 0.65);
        close(score.ceaf.precision(), 1.3 / 3.0);
        close(
            score.conll(),
            (score.muc.f1() + score.b_cubed.f1() + score.ceaf.f1()) / 3.0,
        );
    }

    #[test]
    fn the_same_chains_are_all_right_and_mentions_alone_do_not_count() {
        close(score("ab cde f", "cde ab g").conll(), 1.0);
        assert!(!score("a b c", "ab").is_any());
        close(score("ab", "a b").conll(), 0.0);
    }

    proptest! {
        #[test]
        fn the_pairing_is_the_best_of_all(weights in proptest::collection::vec(proptest::collection::vec(0.0_f64..1.0, 4), 1..5)) {
            fn best(rows: &[Vec<f64>], taken: u32) -> f64 {
                let Some((row, rest)) = rows.split_first() else {
                    return 0.0;
                };
                let free = (0..row.len()).filter(|column| taken >> column & 1 == 0);
                let with = free.map(|column| row[column] + best(rest, taken | 1 << column));
                with.fold(best(rest, taken), f64::max)
            }
            prop_assert!((best_pairing(&weights) - best(&weights, 0)).abs() < 1e-9);
        }
    }
}
