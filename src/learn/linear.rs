//! Weights of cues: how probable it is that a candidate is right, from what is the case with it and from what the rules say.
//!
//! The rules' own certainty is where a candidate starts (as logarithm of its odds); each cue moves it by its weight. Weights are found by logistic
//! regression with a penalty on their squares, so that a cue without evidence moves nothing and a model of nothing is the rules.
//!
//! # Source
//! Yu, Huang and Lin, "Dual coordinate descent methods for logistic regression and maximum entropy models" (2011): one number per example is
//! changed at a time, in a fixed order, so that the same examples always give the same weights.

use crate::preannotate::Cue;

/// What the rules are taken to be sure of at most, and at least.
const SUREST: f32 = 0.95;

/// Times that all examples are gone through at most.
const MAX_ROUNDS: usize = 60;

/// Steps towards an example's best number at most.
const MAX_STEPS: usize = 12;

/// Change of an example's number under which it counts as settled, as a share of its range.
const SETTLED: f64 = 3e-3;

/// Cues that occur in fewer examples are left out.
const MIN_COUNT: u32 = 2;

/// A candidate with the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// What is the case with it.
    pub cues: Vec<Cue>,
    /// How sure the rules are, 0 to 1.
    pub prior: f32,
    /// Whether it is right.
    pub is_right: bool,
}

/// Weights of cues.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    /// By cue.
    weights: Vec<(Cue, f32)>,
}

impl Weights {
    /// Weights as a file holds them; nothing where they are not by cue or not finite.
    pub fn new(weights: Vec<(Cue, f32)>) -> Option<Self> {
        let in_order = weights.windows(2).all(|two| two[0].0 < two[1].0);
        let finite = weights.iter().all(|(_, weight)| weight.is_finite());
        (in_order && finite).then_some(Self { weights })
    }

    /// By cue.
    pub fn as_slice(&self) -> &[(Cue, f32)] {
        &self.weights
    }

    /// How probable a candidate with those cues is.
    pub fn probability(&self, prior: f32, cues: &[Cue]) -> f32 {
        let weight = |cue: &Cue| {
            let at = self.weights.binary_search_by_key(cue, |(known, _)| *known);
            at.map_or(0.0, |at| self.weights[at].1)
        };
        let sum: f32 = distinct(cues).iter().map(weight).sum();
        sigmoid(f64::from(start(prior) + sum)) as f32
    }

    /// Weights that make the answers of the examples probable. `penalty` on the squares of weights says how much evidence a cue must have.
    pub fn fit(examples: &[&Example], penalty: f64) -> Self {
        let prepared = Prepared::of(examples);
        let all: Vec<usize> = (0..examples.len()).collect();
        prepared.weights(&prepared.fit(&all, penalty))
    }
}

/// Examples whose cues are numbered, to learn from some of them again and again.
pub struct Prepared {
    /// By number.
    cues: Vec<Cue>,
    /// Numbers of the cues, example after example, each ascending.
    columns: Vec<u32>,
    /// Where each example's numbers end.
    ends: Vec<usize>,
    starts: Vec<f64>,
    is_right: Vec<bool>,
}

impl Prepared {
    /// Numbers the cues of examples.
    pub fn of(examples: &[&Example]) -> Self {
        let mut cues: Vec<Cue> = examples
            .iter()
            .flat_map(|example| &example.cues)
            .copied()
            .collect();
        cues.sort_unstable();
        cues.dedup();
        let (mut columns, mut ends) = (Vec::new(), Vec::with_capacity(examples.len()));
        for example in examples {
            let own = distinct(&example.cues);
            columns.extend(
                own.iter()
                    .map(|cue| cues.partition_point(|known| known < cue) as u32),
            );
            ends.push(columns.len());
        }
        Self {
            cues,
            columns,
            ends,
            starts: examples
                .iter()
                .map(|example| f64::from(start(example.prior)))
                .collect(),
            is_right: examples.iter().map(|example| example.is_right).collect(),
        }
    }

    fn columns_of(&self, example: usize) -> &[u32] {
        let from = example.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.columns[from..self.ends[example]]
    }

    /// A weight for each numbered cue, learnt from the examples of those numbers.
    pub fn fit(&self, examples: &[usize], penalty: f64) -> Vec<f32> {
        let mut counts = vec![0_u32; self.cues.len()];
        for example in examples {
            for column in self.columns_of(*example) {
                counts[*column as usize] += 1;
            }
        }
        let rows: Vec<Row> = examples
            .iter()
            .map(|example| Row {
                columns: self
                    .columns_of(*example)
                    .iter()
                    .copied()
                    .filter(|column| counts[*column as usize] >= MIN_COUNT)
                    .collect(),
                start: self.starts[*example],
                sign: if self.is_right[*example] { 1.0 } else { -1.0 },
            })
            .collect();
        let weights = descend(&rows, self.cues.len(), 1.0 / penalty);
        let kept = |weight: f64| {
            if weight.abs() > 1e-3 {
                weight as f32
            } else {
                0.0
            }
        };
        weights.into_iter().map(kept).collect()
    }

    /// How probable the example of that number is by weights of [`Prepared::fit`].
    pub fn probability(&self, example: usize, weights: &[f32]) -> f32 {
        let columns = self.columns_of(example).iter();
        let sum: f32 = columns.map(|column| weights[*column as usize]).sum();
        sigmoid(f64::from(self.starts[example] as f32 + sum)) as f32
    }

    /// Weights of [`Prepared::fit`] by cue.
    pub fn weights(&self, weights: &[f32]) -> Weights {
        let pairs = self.cues.iter().copied().zip(weights.iter().copied());
        Weights {
            weights: pairs.filter(|(_, weight)| *weight != 0.0).collect(),
        }
    }
}

/// An example as the descent sees it.
struct Row {
    columns: Vec<u32>,
    start: f64,
    sign: f64,
}

/// Goes through the examples, changing one's number at a time, until none changes much. The number of an example lies between 0 and `range`.
fn descend(rows: &[Row], num_weights: usize, range: f64) -> Vec<f64> {
    let mut numbers = vec![range * 0.5; rows.len()];
    let mut weights = vec![0.0; num_weights];
    for (row, number) in rows.iter().zip(&numbers) {
        for column in &row.columns {
            weights[*column as usize] += row.sign * number;
        }
    }
    for _ in 0..MAX_ROUNDS {
        let mut most: f64 = 0.0;
        for (row, number) in rows.iter().zip(&mut numbers) {
            let columns = row.columns.iter();
            let sum: f64 = columns.map(|column| weights[*column as usize]).sum();
            let margin = row.sign * (row.start + sum);
            let better = settle(*number, row.columns.len() as f64, margin, range);
            let change = better - *number;
            for column in &row.columns {
                weights[*column as usize] += row.sign * change;
            }
            *number = better;
            most = most.max(change.abs());
        }
        if most < SETTLED * range {
            break;
        }
    }
    weights
}

/// The number that suits an example best while all others stay: the root of a slope that rises with the number, by Newton's steps, halved where
/// they would leave the range.
fn settle(number: f64, squares: f64, margin: f64, range: f64) -> f64 {
    let edge = range * 1e-9;
    let mut at = number.clamp(edge, range - edge);
    for _ in 0..MAX_STEPS {
        let slope = squares * (at - number) + margin + (at / (range - at)).ln();
        let step = slope / (squares + range / (at * (range - at)));
        let next = at - step;
        at = if next <= 0.0 {
            at * 0.1
        } else if next >= range {
            range - (range - at) * 0.1
        } else {
            next
        };
        if step.abs() < edge {
            break;
        }
    }
    at.clamp(edge, range - edge)
}

fn distinct(cues: &[Cue]) -> Vec<Cue> {
    let mut cues = cues.to_vec();
    cues.sort_unstable();
    cues.dedup();
    cues
}

/// Where a candidate starts.
fn start(prior: f32) -> f32 {
    let prior = prior.clamp(1.0 - SUREST, SUREST);
    (prior / (1.0 - prior)).ln()
}

fn sigmoid(number: f64) -> f64 {
    1.0 / (1.0 + (-number).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(cues: &[Cue], prior: f32, is_right: bool) -> Example {
        Example {
            cues: cues.to_vec(),
            prior,
            is_right,
        }
    }

    #[test]
    fn without_evidence_the_rules_are_believed() {
        let nothing = Weights::default();
        for prior in [0.1_f32, 0.5, 0.9] {
            assert!((nothing.probability(prior, &[1, 2]) - prior).abs() < 1e-4);
        }
        assert!(nothing.probability(1.0, &[]) <= SUREST);
    }

    #[test]
    fn a_cue_that_always_decides_is_learnt_and_one_that_never_does_is_not() {
        let examples: Vec<Example> = (0..60)
            .map(|number| {
                let is_right = number % 2 == 0;
                let telling = if is_right { 10 } else { 20 };
                example(&[telling, 30 + number % 3], 0.5, is_right)
            })
            .collect();
        let weights = Weights::fit(&examples.iter().collect::<Vec<_>>(), 1.0);
        assert!(weights.probability(0.5, &[10]) > 0.85);
        assert!(weights.probability(0.5, &[20]) < 0.15);
        assert!((weights.probability(0.5, &[30]) - 0.5).abs() < 0.15);
        assert!((weights.probability(0.5, &[99]) - 0.5).abs() < 1e-4);
    }

    #[test]
    fn weights_are_where_the_slope_is_nothing() {
        // With one cue in all examples, 30 of 40 right: sum(y - p) = penalty * weight.
        let examples: Vec<Example> = (0..40)
            .map(|number| example(&[7], 0.5, number % 4 != 0))
            .collect();
        let weights = Weights::fit(&examples.iter().collect::<Vec<_>>(), 2.0);
        let weight = f64::from(weights.as_slice()[0].1);
        let slope = 30.0 - 40.0 * sigmoid(weight) - 2.0 * weight;
        assert!(slope.abs() < 0.05, "{slope}");
    }

    #[test]
    fn the_order_of_examples_hardly_matters_and_the_same_order_not_at_all() {
        let examples: Vec<Example> = (0..30)
            .map(|number| example(&[number % 5, 5 + number % 7], 0.3, number % 3 == 0))
            .collect();
        let forward: Vec<&Example> = examples.iter().collect();
        let backward: Vec<&Example> = examples.iter().rev().collect();
        assert_eq!(Weights::fit(&forward, 1.0), Weights::fit(&forward, 1.0));
        for cue in 0..12 {
            let one = Weights::fit(&forward, 1.0).probability(0.3, &[cue]);
            let other = Weights::fit(&backward, 1.0).probability(0.3, &[cue]);
            assert!((one - other).abs() < 0.01);
        }
    }
}
