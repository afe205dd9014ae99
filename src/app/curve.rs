//! How the share of suggestions that were accepted as they were goes on: over decisions in their order, and over finished documents.

use std::sync::Arc;

use super::outcomes::{Outcome, Outcomes};
use crate::model::suggestion::Verdict;
use crate::model::{Document, DocumentStatus};

/// A point over decisions tells of so many decisions up to it.
pub const WINDOW: usize = 50;

/// With fewer decisions the curve does not begin: the first few say nothing.
pub const LEAST: usize = 5;

/// More points than this are not drawn.
const MOST_POINTS: usize = 240;

/// How many of the decided suggestions were accepted as they were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Those.
    pub accepted: usize,
    /// All that were decided.
    pub decided: usize,
}

impl Accepted {
    /// The share, 0 to 1; `None` while nothing was decided.
    pub fn share(self) -> Option<f64> {
        (self.decided > 0).then(|| self.accepted as f64 / self.decided as f64)
    }

    fn add(&mut self, verdict: Verdict) {
        self.accepted += usize::from(verdict == Verdict::Accepted);
        self.decided += 1;
    }

    fn take_back(&mut self, verdict: Verdict) {
        self.accepted -= usize::from(verdict == Verdict::Accepted);
        self.decided -= 1;
    }
}

impl FromIterator<Verdict> for Accepted {
    fn from_iter<I: IntoIterator<Item = Verdict>>(verdicts: I) -> Self {
        let mut sum = Self::default();
        for verdict in verdicts {
            sum.add(verdict);
        }
        sum
    }
}

/// One point of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurvePoint {
    /// Number of the decision or of the finished document, from 1.
    pub number: usize,
    /// What it tells of: the decisions up to it, or those in the document.
    pub accepted: Accepted,
    /// Index of the document in which it was decided.
    pub document: u32,
}

/// What was said to suggestions, in order, with the index of the document.
fn verdicts(list: &[Outcome]) -> impl Iterator<Item = (Verdict, u32)> {
    list.iter()
        .filter_map(|outcome| Some((outcome.verdict?, outcome.document)))
}

/// What was said to all suggestions of a list.
pub fn accepted(list: &[Outcome]) -> Accepted {
    verdicts(list).map(|(verdict, _)| verdict).collect()
}

/// The share over the last [`WINDOW`] decisions, at each decision from the fifth on, thinned out to what can be drawn. The last decision always has its
/// point.
pub fn by_decision(outcomes: &Outcomes) -> Vec<CurvePoint> {
    let all: Vec<(Verdict, u32)> = verdicts(&outcomes.list).collect();
    let step = all.len().div_ceil(MOST_POINTS).max(1);
    let mut sum = Accepted::default();
    let mut points = Vec::new();
    for (index, (verdict, document)) in all.iter().enumerate() {
        sum.add(*verdict);
        if let Some((old, _)) = index.checked_sub(WINDOW).and_then(|old| all.get(old)) {
            sum.take_back(*old);
        }
        let number = index + 1;
        if number >= LEAST && (all.len() - number).is_multiple_of(step) {
            points.push(CurvePoint {
                number,
                accepted: sum,
                document: *document,
            });
        }
    }
    points
}

/// The share in each document that is done, in the order in which the last suggestion of each was decided.
pub fn by_document(
    outcomes: &Outcomes,
    documents: &[Arc<Document>],
    layer: &str,
) -> Vec<CurvePoint> {
    let mut sums = vec![Accepted::default(); documents.len()];
    let mut order: Vec<u32> = Vec::new();
    for (verdict, document) in verdicts(&outcomes.list) {
        if let Some(sum) = sums.get_mut(document as usize) {
            sum.add(verdict);
        }
    }
    let mut is_listed = vec![false; documents.len()];
    // From the last decision backwards: where a document comes first, it was decided about last.
    let from_last: Vec<u32> = verdicts(&outcomes.list)
        .map(|(_, document)| document)
        .collect();
    for document in from_last.into_iter().rev() {
        if let Some(listed) = is_listed.get_mut(document as usize)
            && !std::mem::replace(listed, true)
        {
            order.push(document);
        }
    }
    let is_done = |document: &&u32| {
        let document = documents.get(**document as usize);
        let layer = document.and_then(|document| document.layer(layer));
        layer.is_some_and(|layer| layer.status == DocumentStatus::Done)
    };
    order
        .iter()
        .rev()
        .filter(is_done)
        .zip(1..)
        .map(|(document, number)| CurvePoint {
            number,
            accepted: sums.get(*document as usize).copied().unwrap_or_default(),
            document: *document,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::outcomes::Subject;
    use crate::model::Moment;

    fn outcomes(accepted: &[bool]) -> Outcomes {
        let list = accepted.iter().zip(0..).map(|(accepted, at)| Outcome {
            at: Moment(at),
            document: 0,
            subject: 0,
            score: Some(0.5),
            is_suggested: true,
            is_wanted: *accepted,
            verdict: Some(if *accepted {
                Verdict::Accepted
            } else {
                Verdict::Rejected
            }),
        });
        Outcomes {
            subjects: vec![Subject::Mention("PER".into())],
            list: list.collect(),
        }
    }

    proptest! {
        #[test]
        fn every_point_tells_of_the_decisions_just_before_it(
            accepted in proptest::collection::vec(any::<bool>(), 0..700)
        ) {
            let points = by_decision(&outcomes(&accepted));
            prop_assert!(points.len() <= MOST_POINTS);
            let last = points.last().map(|point| point.number);
            prop_assert_eq!(last, (accepted.len() >= LEAST).then_some(accepted.len()));
            for point in points {
                let before = &accepted[point.number.saturating_sub(WINDOW)..point.number];
                let right = before.iter().filter(|accepted| **accepted).count();
                prop_assert_eq!(point.accepted, Accepted { accepted: right, decided: before.len() });
            }
        }
    }
}
