//! A model of events from labelled documents, with the proof that it knows better than the rules.
//!
//! The documents are dealt into folds; what is learnt from all others is asked about each. The penalty and the threshold that do best there are
//! taken, and only if they do better than the rules by more than chance would give a model that learnt nothing. Then the weights are learnt from all.

use rayon::prelude::*;

use super::examples::{EventExamples, Example};
use super::linear::Weights;
use super::{EventModel, Judge};
use crate::model::score::Tally;

/// Number of folds; with fewer documents there are as many as documents.
const FOLDS: usize = 5;

/// Penalties that are tried.
const PENALTIES: [f64; 3] = [3.0, 10.0, 30.0];

/// Thresholds that are tried.
const THRESHOLDS: [f32; 8] = [0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6];

/// By how much (in F1) a model must be better than the rules to be used: the best of several tries is a little better by chance.
const BETTER_BY: f64 = 0.01;

/// How one kind of candidates is decided about on documents that were not learnt from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proof {
    /// By the rules.
    pub rules: Tally,
    /// By what was learnt.
    pub learnt: Tally,
    /// Whether that is used.
    pub is_used: bool,
}

/// A model with its proofs.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainedEvents {
    /// The model.
    pub model: EventModel,
    /// About words that may tell of events; nothing where there were too few.
    pub triggers: Option<Proof>,
    /// About mentions that may fill roles.
    pub arguments: Option<Proof>,
}

/// Learns from documents. The order of the documents decides which lie in one fold.
pub fn train(documents: &[EventExamples]) -> TrainedEvents {
    let triggers = judge(documents, |document| &document.triggers);
    let arguments = judge(documents, |document| &document.arguments);
    let proof = |found: &Option<(Proof, Judge)>| found.as_ref().map(|(proof, _)| *proof);
    let (of_triggers, of_arguments) = (proof(&triggers), proof(&arguments));
    let used = |found: Option<(Proof, Judge)>| {
        found
            .filter(|(proof, _)| proof.is_used)
            .map(|(_, judge)| judge)
    };
    TrainedEvents {
        model: EventModel {
            triggers: used(triggers),
            arguments: used(arguments),
        },
        triggers: of_triggers,
        arguments: of_arguments,
    }
}

/// A judge of one kind of candidates and how good it is; nothing where there is nothing to learn from or to prove it on.
fn judge(
    documents: &[EventExamples],
    kind: impl Fn(&EventExamples) -> &Vec<Example> + Sync,
) -> Option<(Proof, Judge)> {
    let teaching: Vec<&Vec<Example>> = documents
        .iter()
        .map(&kind)
        .filter(|examples| !examples.is_empty())
        .collect();
    let folds = FOLDS.min(teaching.len());
    let all: Vec<&Example> = teaching.iter().copied().flatten().collect();
    let num_right = all.iter().filter(|example| example.is_right).count();
    if folds < 2 || num_right == 0 {
        return None;
    }
    let tries: Vec<(f64, usize)> = PENALTIES
        .iter()
        .flat_map(|penalty| (0..folds).map(move |fold| (*penalty, fold)))
        .collect();
    let answers: Vec<Vec<(f32, bool)>> = tries
        .par_iter()
        .map(|(penalty, fold)| answer(&teaching, folds, *fold, *penalty))
        .collect();
    let mut best: Option<(f64, f32, Tally)> = None;
    for (penalty, answers) in PENALTIES.iter().zip(answers.chunks(folds)) {
        for threshold in THRESHOLDS {
            let tally = tally(answers.iter().flatten().copied(), threshold);
            if best.is_none_or(|(_, _, known)| tally.f1() > known.f1()) {
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
        is_used: learnt.f1() >= rules.f1() + BETTER_BY,
    };
    let weights = Weights::fit(&all, penalty);
    Some((proof, Judge { weights, threshold }))
}

/// What is said about the documents of one fold by what was learnt from the others.
fn answer(
    documents: &[&Vec<Example>],
    folds: usize,
    fold: usize,
    penalty: f64,
) -> Vec<(f32, bool)> {
    let (asked, taught): (Vec<_>, Vec<_>) =
        (0..documents.len()).partition(|number| number % folds == fold);
    let of = |numbers: Vec<usize>| -> Vec<&Example> {
        let numbers = numbers.into_iter();
        numbers.flat_map(|number| documents[number]).collect()
    };
    let weights = Weights::fit(&of(taught), penalty);
    let say = |example: &Example| {
        let probability = weights.probability(example.prior, &example.cues);
        (probability, example.is_right)
    };
    of(asked).into_iter().map(say).collect()
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

    /// Documents of ten candidates each: `right` says which are.
    fn documents(number: usize, right: impl Fn(usize) -> bool) -> Vec<EventExamples> {
        let example = |place: usize| Example {
            cues: vec![(place % 10) as u32, 100],
            prior: 0.6,
            is_right: right(place),
        };
        (0..number)
            .map(|document| EventExamples {
                document: format!("d{document}").into(),
                triggers: (0..10)
                    .map(|place| example(document * 10 + place))
                    .collect(),
                arguments: Vec::new(),
            })
            .collect()
    }

    #[test]
    fn what_is_learnt_is_used_where_it_proves_better_than_the_rules() {
        let trained = train(&documents(12, |place| place % 10 < 4));
        let proof = trained.triggers.expect("enough to learn from");
        assert!(proof.is_used && proof.learnt.f1() > 0.95, "{proof:?}");
        assert!((proof.rules.f1() - 4.0 / 7.0).abs() < 1e-6);
        assert!(trained.model.triggers.is_some() && trained.model.arguments.is_none());
        assert_eq!(trained, train(&documents(12, |place| place % 10 < 4)));
    }

    #[test]
    fn where_nothing_can_be_learnt_the_rules_decide() {
        // Right and wrong have nothing to do with the cues.
        let trained = train(&documents(12, |place| place * 7919 % 13 < 6));
        assert!(!trained.triggers.expect("a proof").is_used);
        assert!(trained.model.is_empty());
        assert_eq!(train(&documents(1, |_| true)).triggers, None);
        assert_eq!(train(&documents(5, |_| false)).triggers, None);
        assert_eq!(train(&[]).arguments, None);
    }
}
