//! A model of events from labelled documents, with the proof that it knows better than the rules.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::EventModel;
use super::attributes::{AttributeJudge, AttributeJudges, Values, rules_suffice};
use super::examples::EventExamples;
use crate::learn::judge::{Aim, Judge, Proof, prove};
use crate::learn::linear::Example;
use crate::model::schema::AttributeType;

/// A model with its proofs.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainedEvents {
    /// The model.
    pub model: EventModel,
    /// About words that may tell of events; nothing where there were too few.
    pub triggers: Option<Proof>,
    /// About mentions that may fill roles.
    pub arguments: Option<Proof>,
    /// About attributes of events, by name; nothing of those of which the rules were right about all.
    pub attributes: BTreeMap<SmolStr, Proof>,
}

/// Learns from documents, of these attributes too. The order of the documents decides which lie in one fold.
pub fn train(documents: &[EventExamples], attribute_types: &[AttributeType]) -> TrainedEvents {
    let mut attributes = AttributeJudges::new();
    let mut of_attributes = BTreeMap::new();
    for known in attribute_types {
        let Some((proof, judge)) = train_attribute(documents, known) else {
            continue;
        };
        of_attributes.insert(known.name.clone(), proof);
        if proof.is_used {
            attributes.insert(known.name.clone(), judge);
        }
    }
    let prove = |kind: fn(&EventExamples) -> &[Example]| {
        prove(&documents.iter().map(kind).collect::<Vec<_>>(), Aim::F1)
    };
    let triggers = prove(|document| &document.triggers);
    let arguments = prove(|document| &document.arguments);
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
            attributes,
        },
        triggers: of_triggers,
        arguments: of_arguments,
        attributes: of_attributes,
    }
}

/// Learns about one attribute; nothing where the rules make no mistake.
fn train_attribute(
    documents: &[EventExamples],
    known: &AttributeType,
) -> Option<(Proof, AttributeJudge)> {
    let values = Values::of(known)?;
    let examples: Vec<&[Example]> = documents
        .iter()
        .filter_map(|document| document.attributes.get(&known.name))
        .map(Vec::as_slice)
        .collect();
    if rules_suffice(examples.iter().copied().flatten()) {
        return None;
    }
    let (proof, judge) = prove(&examples, Aim::F1)?;
    Some((proof, AttributeJudge { values, judge }))
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
                ..EventExamples::default()
            })
            .collect()
    }

    #[test]
    fn what_is_learnt_is_used_where_it_proves_better_than_the_rules() {
        let trained = train(&documents(12, |place| place % 10 < 4), &[]);
        let proof = trained.triggers.expect("enough to learn from");
        assert!(proof.is_used && proof.learnt.f1() > 0.95, "{proof:?}");
        assert!((proof.rules.f1() - 4.0 / 7.0).abs() < 1e-6);
        assert!(trained.model.triggers.is_some() && trained.model.arguments.is_none());
        assert_eq!(trained, train(&documents(12, |place| place % 10 < 4), &[]));
    }

    #[test]
    fn where_nothing_can_be_learnt_the_rules_decide() {
        // Right and wrong have nothing to do with the cues.
        let trained = train(&documents(12, |place| place * 7919 % 13 < 6), &[]);
        assert!(!trained.triggers.expect("a proof").is_used);
        assert!(trained.model.is_empty());
        assert_eq!(train(&documents(1, |_| true), &[]).triggers, None);
        assert_eq!(train(&documents(1, |_| false), &[]).triggers, None);
        assert_eq!(train(&[], &[]).arguments, None);
    }
}
