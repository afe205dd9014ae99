//! Decides about candidates by learnt weights, where it is proved that it knows better than what proposed them.
//!
//! The documents are dealt into folds; what is learnt from all others is asked about each. The penalty and the threshold that do best there are
//! taken, and they are used only if they do better than the proposals alone by more than chance would give a model that learnt nothing. Then the
//! weights are learnt from all.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::linear::{Example, Prepared, Weights};
use crate::model::score::Tally;
use crate::preannotate::Cue;

/// Number of folds; with fewer documents there are as many as documents.
const FOLDS: usize = 5;

/// Penalties that are tried.
const PENALTIES: [f64; 3] = [3.0, 10.0, 30.0];

/// Thresholds that are tried; of two that do as well the first is taken.
const THRESHOLDS: [f32; 8] = [0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.3, 0.25];

/// What a model should be best at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Right and found, as gold labels judge it.
    F1,
    /// The least work for who decides: a wrong suggestion is refused with one action, what was not suggested takes two or three.
    LeastWork,
}

/// Actions that a missing suggestion costs, where a wrong one costs one: to point, and to label.
const MISSED: f64 = 2.5;

impl Aim {
    /// How good that is: F1, or the share of work that the suggestions save.
    fn value(self, tally: Tally) -> f64 {
        match self {
            Self::F1 => tally.f1(),
            Self::LeastWork => {
                let wrong = (tally.predicted - tally.correct) as f64;
                let missed = (tally.gold - tally.correct) as f64;
                1.0 - (wrong + MISSED * missed) / (MISSED * tally.gold.max(1) as f64)
            }
        }
    }
}

/// By how much (in F1, or in the share of work) a model must be better than the rules to be used: the best of several tries is a little better by chance.
const BETTER_BY: f64 = 0.01;

/// From so many documents on, with so many candidates of which none was right, none is wanted.
const ENOUGH_DOCUMENTS: usize = 5;
const ENOUGH_CANDIDATES: usize = 20;

/// A threshold that no probability without evidence reaches.
const ABOVE_ALL: f32 = 0.99;

/// How one kind of candidates is decided about on documents that were not learnt from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// By the rules.
    pub rules: Tally,
    /// By what was learnt.
    pub learnt: Tally,
    /// Whether that is used.
    pub is_used: bool,
}

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
    pub fn score(&self, prior: f32, cues: &[Cue]) -> f32 {
        let probability = self.weights.probability(prior, cues);
        let above = probability - self.threshold;
        if above >= 0.0 {
            0.5 + 0.5 * above / (1.0 - self.threshold)
        } else {
            0.5 * probability / self.threshold
        }
    }
}

/// A judge of one kind of candidates, learnt from those of some documents, and how good it is; nothing where there is nothing to learn from or to
/// prove it on. The order of the documents decides which lie in one fold.
pub fn prove(documents: &[&[Example]], aim: Aim) -> Option<(Proof, Judge)> {
    let teaching: Vec<&[Example]> = documents
        .iter()
        .copied()
        .filter(|examples| !examples.is_empty())
        .collect();
    let folds = FOLDS.min(teaching.len());
    let all: Vec<&Example> = teaching.iter().copied().flatten().collect();
    let num_right = all.iter().filter(|example| example.is_right).count();
    if num_right == 0 && teaching.len() >= ENOUGH_DOCUMENTS && all.len() >= ENOUGH_CANDIDATES {
        return Some(none_is_wanted(&all));
    }
    if folds < 2 || num_right == 0 {
        return None;
    }
    let prepared = Prepared::of(&all);
    let fold_of: Vec<usize> = (0..)
        .zip(&teaching)
        .flat_map(|(number, examples)| std::iter::repeat_n(number % folds, examples.len()))
        .collect();
    let tries: Vec<(f64, usize)> = PENALTIES
        .iter()
        .flat_map(|penalty| (0..folds).map(move |fold| (*penalty, fold)))
        .collect();
    let answers: Vec<Vec<(f32, bool)>> = tries
        .par_iter()
        .map(|(penalty, fold)| {
            let (asked, taught): (Vec<usize>, Vec<usize>) =
                (0..all.len()).partition(|example| fold_of[*example] == *fold);
            let weights = prepared.fit(&taught, *penalty);
            let say = |example: &usize| {
                (
                    prepared.probability(*example, &weights),
                    all[*example].is_right,
                )
            };
            asked.iter().map(say).collect()
        })
        .collect();
    let mut best: Option<(f64, f32, Tally)> = None;
    for (penalty, answers) in PENALTIES.iter().zip(answers.chunks(folds)) {
        for threshold in THRESHOLDS {
            let tally = tally(answers.iter().flatten().copied(), threshold);
            if best.is_none_or(|(_, _, known)| aim.value(tally) > aim.value(known)) {
                best = Some((*penalty, threshold, tally));
            }
        }
    }
    let (penalty, threshold, learnt) = best?;
    let rules = tally(
        all.iter().map(|example| (example.prior, example.is_right)),
        0.5,
    );
    let proof = Proof {
        rules,
        learnt,
        is_used: aim.value(learnt) >= aim.value(rules) + BETTER_BY,
    };
    let every: Vec<usize> = (0..all.len()).collect();
    let weights = prepared.weights(&prepared.fit(&every, penalty));
    Some((proof, Judge { weights, threshold }))
}

/// Nobody ever wanted a candidate of this kind: a judge who refuses them all.
fn none_is_wanted(all: &[&Example]) -> (Proof, Judge) {
    let said = all.iter().map(|example| (example.prior, false));
    let proof = Proof {
        rules: tally(said, 0.5),
        learnt: Tally::default(),
        is_used: true,
    };
    let judge = Judge {
        weights: Weights::default(),
        threshold: ABOVE_ALL,
    };
    (proof, judge)
}

fn tally(answers: impl Iterator<Item = (f32, bool)>, threshold: f32) -> Tally {
    let mut tally = Tally::default();
    for (score, is_right) in answers {
        let is_said = score >= threshold;
        tally.gold += usize::from(is_right);
        tally.predicted += usize::from(is_said);
        tally.correct += usize::from(is_said && is_right);
    }
    tally
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

    #[test]
    fn what_nobody_ever_wanted_is_refused() {
        let example = Example {
            cues: vec![1],
            prior: 1.0,
            is_right: false,
        };
        let document = vec![example; 5];
        let (_, judge) = prove(&[&document[..]; 5], Aim::F1).expect("enough");
        assert!(judge.score(1.0, &[1]) < 0.5);
        assert_eq!(prove(&[&document[..]; 3], Aim::F1), None);
    }
}
