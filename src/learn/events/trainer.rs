//! A model of events from labelled documents, with the proof that it knows better than the rules.
//!
use super::EventModel;
use super::examples::EventExamples;
use crate::learn::judge::{Judge, Proof, prove};
use crate::learn::linear::Example;

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
    let prove = |kind: fn(&EventExamples) -> &[Example]| {
        prove(&documents.iter().map(kind).collect::<Vec<_>>())
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
        },
        triggers: of_triggers,
        arguments: of_arguments,
    }
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
        assert_eq!(train(&documents(1, |_| false)).triggers, None);
        assert_eq!(train(&[]).arguments, None);
    }
}
