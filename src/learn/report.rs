//! How good a model is on documents kept out of its training: precision, recall and F1 per label, and what is taken for what.
//!
//! A name counts as found when the model cuts exactly its tokens and gives it a label that it may have. Names of labels that a document does not
//! mark are not counted, neither as found nor as wrong; names where no model looks are counted as missed.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::decoder::FoundName;
use super::examples::{Example, ExampleDocument};
use super::tagger::Tagger;
use crate::model::score::Tally;
use crate::preannotate::calibration::{Curve, FEWEST, calibration_error};

/// The result of a model on labelled documents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Over all labels.
    pub all: Tally,
    /// By number of label. A name that may have several counts for the one that the model gave it, else for the first.
    pub by_label: Vec<Tally>,
    /// How often tokens of one label were cut as names of another: gold label and the model's, `None` for no name with these edges.
    pub confusion: BTreeMap<(Option<usize>, Option<usize>), usize>,
    /// How probable the model found each of its names, and whether it was right, document by document.
    pub outcomes: Vec<Vec<(f32, bool)>>,
}

/// What probabilities of names mean, measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Reliability {
    /// From the model's probabilities to shares of right names, fitted on every other document.
    pub curve: Curve,
    /// Expected calibration error of the model's own probabilities on the rest of the documents.
    pub before: f32,
    /// The same of those that the curve makes of them.
    pub after: f32,
    /// Names that it was tested on.
    pub num_names: usize,
}

impl Report {
    /// Runs a model over documents, each token's features given by their hashes.
    pub fn measure(tagger: &Tagger, documents: &[ExampleDocument]) -> Self {
        let parts: Vec<Self> = documents
            .par_iter()
            .map(|document| {
                let mut report = Self::empty(tagger);
                for example in &document.examples {
                    report.count(&example.names, &found(tagger, example), example.marked);
                }
                for may_be in &document.out_of_reach {
                    report.count(&[(0..0, *may_be)], &[], 0);
                }
                report
            })
            .collect();
        let mut all = Self {
            outcomes: Vec::new(),
            ..Self::empty(tagger)
        };
        for part in parts {
            all.add(part);
        }
        all
    }

    /// What probabilities of names mean; nothing where there are too few names to say so.
    pub fn reliability(&self) -> Option<Reliability> {
        let half = |rest: usize| -> Vec<(f32, bool)> {
            let documents = self.outcomes.iter().enumerate();
            let documents = documents.filter(|(number, _)| number % 2 == rest);
            documents
                .flat_map(|(_, outcomes)| outcomes)
                .copied()
                .collect()
        };
        let (fitted, tested) = (half(0), half(1));
        if fitted.len().min(tested.len()) < FEWEST {
            return None;
        }
        let curve = Curve::fit(fitted);
        let mapped = tested
            .iter()
            .map(|(score, right)| (curve.at(*score), *right));
        let after = calibration_error(&mapped.collect::<Vec<_>>());
        Some(Reliability {
            before: calibration_error(&tested),
            after,
            num_names: tested.len(),
            curve,
        })
    }

    fn empty(tagger: &Tagger) -> Self {
        Self {
            outcomes: vec![Vec::new()],
            by_label: vec![Tally::default(); tagger.tags().labels().len()],
            ..Self::default()
        }
    }

    fn count(&mut self, gold: &[(Range<usize>, u32)], found: &[FoundName], marked: u32) {
        let mut is_met = vec![false; found.len()];
        for (tokens, may_be) in gold {
            let first = may_be.trailing_zeros() as usize;
            let same = found.iter().position(|name| name.tokens == *tokens);
            let given = same.map(|index| found[index].label);
            let right = given.filter(|label| may_be >> label & 1 == 1);
            let label = right.unwrap_or(first);
            self.all.gold += 1;
            self.by_label[label].gold += 1;
            *self.confusion.entry((Some(label), given)).or_default() += 1;
            if let Some(index) = same {
                is_met[index] = true;
                self.all.predicted += 1;
                self.by_label[found[index].label].predicted += 1;
                self.note(&found[index], right.is_some());
                if right.is_some() {
                    self.all.correct += 1;
                    self.by_label[label].correct += 1;
                }
            }
        }
        for (name, is_met) in found.iter().zip(is_met) {
            if !is_met && marked >> name.label & 1 == 1 {
                self.all.predicted += 1;
                self.by_label[name.label].predicted += 1;
                self.note(name, false);
                *self.confusion.entry((None, Some(name.label))).or_default() += 1;
            }
        }
    }

    fn note(&mut self, name: &FoundName, is_right: bool) {
        if let Some(outcomes) = self.outcomes.last_mut() {
            outcomes.push((name.probability, is_right));
        }
    }

    fn add(&mut self, other: Self) {
        self.all.add(other.all);
        for (own, other) in self.by_label.iter_mut().zip(&other.by_label) {
            own.add(*other);
        }
        for (pair, count) in other.confusion {
            *self.confusion.entry(pair).or_default() += count;
        }
        self.outcomes.extend(other.outcomes);
    }
}

/// What a model finds in an example.
fn found(tagger: &Tagger, example: &Example) -> Vec<FoundName> {
    let mut scores = Vec::with_capacity(example.len() * tagger.tags().stride());
    for token in 0..example.len() {
        tagger.score_token(example.features_of(token), &mut scores);
    }
    // A token that may be anything because its label is not known tells nothing: names on it are not judged.
    let all = tagger.tags().all();
    let is_open = |name: &FoundName| {
        let allowed = &example.allowed[name.tokens.clone()];
        let is_gold = example
            .names
            .iter()
            .any(|(tokens, _)| *tokens == name.tokens);
        !is_gold && allowed.contains(&all)
    };
    let mut names = tagger.decoder().names(&scores);
    names.retain(|name| !is_open(name));
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::lattice::Transitions;
    use crate::learn::tags::{TagSet, begin, inside};

    /// A model that goes by one feature a tag: feature `n` speaks for tag `n`.
    fn tagger() -> Tagger {
        let tags = TagSet::new(vec!["PER".into(), "ORG".into(), "LOC".into()]).unwrap();
        let rows: Vec<Vec<f32>> = (0..7)
            .map(|tag| {
                (0..8)
                    .map(|other| if tag == other { 5.0 } else { 0.0 })
                    .collect()
            })
            .collect();
        let rows = (0..).zip(rows.iter().map(Vec::as_slice));
        Tagger::new(
            tags,
            Transitions::zero(7),
            rows.collect::<Vec<_>>().into_iter(),
        )
    }

    fn example(tags: &[usize], names: &[(Range<usize>, u32)], marked: u32) -> Example {
        Example {
            features: tags.iter().map(|tag| *tag as u32).collect(),
            ends: (1..=tags.len() as u32).collect(),
            allowed: vec![1; tags.len()],
            names: names.to_vec(),
            marked,
        }
    }

    #[test]
    fn probabilities_are_measured_on_documents_that_their_curve_was_not_fitted_on() {
        // Of names said to be sure, six in ten are right.
        let document = |number: usize| vec![(0.95, number % 5 < 3)];
        let report = Report {
            outcomes: (0..200).map(document).collect(),
            ..Report::default()
        };
        let reliability = report.reliability().expect("names enough");
        assert!((reliability.before - 0.35).abs() < 0.01, "{reliability:?}");
        assert!(reliability.after < 0.02, "{reliability:?}");
        assert_eq!(reliability.num_names, 100);
    }

    #[test]
    fn names_are_counted_by_label_and_what_is_not_marked_is_not_held_against_a_model() {
        let documents = [ExampleDocument {
            document: "d".into(),
            examples: vec![
                // A person found whole; an organisation taken for a place; a place where places are not marked.
                example(&[begin(0), inside(0)], &[(0..2, 0b001)], 0b111),
                example(&[begin(2), 0], &[(0..1, 0b010)], 0b111),
                example(&[begin(2)], &[], 0b011),
                // A name that may be an organisation or a place; one too many.
                example(&[begin(2), 0, begin(0)], &[(0..1, 0b110)], 0b111),
            ],
            out_of_reach: vec![0b001],
        }];
        let report = Report::measure(&tagger(), &documents);
        let tally = |gold, predicted, correct| Tally {
            gold,
            predicted,
            correct,
        };
        assert_eq!(report.all, tally(4, 4, 2));
        assert_eq!(
            report.by_label,
            [tally(2, 2, 1), tally(1, 0, 0), tally(1, 2, 1)]
        );
        assert_eq!(report.outcomes.len(), 1);
        let right = report.outcomes[0].iter().filter(|(_, right)| *right);
        assert_eq!((report.outcomes[0].len(), right.count()), (4, 2));
        assert_eq!(report.reliability(), None, "two names say nothing");
        let confused = |gold, given| report.confusion.get(&(gold, given)).copied();
        assert_eq!(confused(Some(1), Some(2)), Some(1));
        assert_eq!(confused(Some(0), None), Some(1));
        assert_eq!(confused(None, Some(0)), Some(1));
    }
}
