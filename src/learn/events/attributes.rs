//! Attributes of events by what was learnt: polarity, tense and whatever else the schema lists the values of.
//!
//! Each value of an attribute is a candidate for each event. The likeliest is taken where it is probable enough; else what the rules say stays.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::learn::judge::Judge;
use crate::learn::linear::Example;
use crate::model::Attributes;
use crate::model::schema::AttributeType;
use crate::preannotate::{Cue, Cues};

/// How sure one is of what the rules say before anything was learnt.
const RULES: f32 = 0.9;

/// Judges by attribute.
pub type AttributeJudges = BTreeMap<SmolStr, AttributeJudge>;

/// The values that an attribute may have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// All of them; an empty one where an event may have none.
    pub all: Vec<SmolStr>,
    /// The one that need not be written.
    pub default: SmolStr,
}

/// Decides about one attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributeJudge {
    /// The values that it chooses from.
    pub values: Values,
    /// What speaks for and against each.
    pub judge: Judge,
}

impl Values {
    /// The values of an attribute; nothing of one that takes free text.
    pub fn of(attribute: &AttributeType) -> Option<Self> {
        let mut all = attribute.values.clone();
        let default = attribute.default.clone().unwrap_or_default();
        if all.is_empty() {
            return None;
        }
        if !all.contains(&default) {
            all.push(default.clone());
        }
        Some(Self { all, default })
    }

    /// The value of an attribute among those of an event.
    fn held<'a>(&'a self, name: &str, attributes: &'a Attributes) -> &'a SmolStr {
        attributes.get(name).unwrap_or(&self.default)
    }

    /// How probable a value is as long as nothing was learnt.
    fn prior(&self, value: &SmolStr, by_rules: &SmolStr) -> f32 {
        if value == by_rules {
            RULES
        } else {
            (1.0 - RULES) / (self.all.len().max(2) - 1) as f32
        }
    }

    /// Each value as an example, of an event that has `right` and of which the rules say `by_rules`.
    pub fn examples(
        &self,
        name: &str,
        (by_rules, right): (&Attributes, &Attributes),
        cues: &[Cue],
    ) -> Vec<Example> {
        let (by_rules, right) = (self.held(name, by_rules), self.held(name, right));
        let example = |value: &SmolStr| Example {
            cues: Cues::joined(cues, value),
            prior: self.prior(value, by_rules),
            is_right: value == right,
        };
        self.all.iter().map(example).collect()
    }
}

/// Whether the rules are right about all of these: then there is nothing to learn.
pub fn rules_suffice<'e>(mut examples: impl Iterator<Item = &'e Example>) -> bool {
    examples.all(|example| example.is_right == (example.prior >= 0.5))
}

impl AttributeJudge {
    /// What an event has, of which the rules say `by_rules`; nothing where that is the default.
    pub fn value(&self, name: &str, by_rules: &Attributes, cues: &[Cue]) -> Option<SmolStr> {
        let Values { all, default } = &self.values;
        let by_rules = self.values.held(name, by_rules);
        let probability = |value: &SmolStr| {
            let prior = self.values.prior(value, by_rules);
            let weights = &self.judge.weights;
            weights.probability(prior, &Cues::joined(cues, value))
        };
        let best = all
            .iter()
            .map(|value| (probability(value), value))
            .max_by(|one, other| one.0.total_cmp(&other.0))
            .filter(|(probability, _)| *probability >= self.judge.threshold);
        let value = best.map_or(by_rules, |(_, value)| value);
        (value != default).then(|| value.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::judge::{Aim, prove};

    fn tense() -> Values {
        let attribute = AttributeType {
            name: "tense".into(),
            values: vec!["past".into(), "future".into()],
            default: Some("past".into()),
            ..AttributeType::default()
        };
        Values::of(&attribute).expect("it has values")
    }

    fn attributes(value: Option<&str>) -> Attributes {
        let mut attributes = Attributes::default();
        attributes.set("tense", value.map(SmolStr::new));
        attributes
    }

    #[test]
    fn a_word_that_people_set_an_attribute_by_is_learnt_and_elsewhere_the_rules_stay() {
        let (values, none) = (tense(), attributes(None));
        let future = attributes(Some("future"));
        let document = |number: u32| -> Vec<Example> {
            let event = |telling: bool| {
                let right = if telling { &future } else { &none };
                let cue = if telling { 7 } else { 100 + number };
                values.examples("tense", (&none, right), &[1, cue])
            };
            [true, false, true, false]
                .into_iter()
                .flat_map(event)
                .collect()
        };
        let documents: Vec<Vec<Example>> = (0..10).map(document).collect();
        assert!(!rules_suffice(documents.iter().flatten()));
        let documents: Vec<&[Example]> = documents.iter().map(Vec::as_slice).collect();
        let (proof, judge) = prove(&documents, Aim::F1).expect("enough");
        assert!(proof.is_used, "{proof:?}");
        let judge = AttributeJudge { values, judge };
        assert_eq!(judge.value("tense", &none, &[1, 7]), Some("future".into()));
        assert_eq!(judge.value("tense", &none, &[1, 500]), None);
        assert_eq!(
            judge.value("tense", &future, &[1, 7]),
            Some("future".into())
        );
    }

    #[test]
    fn free_text_has_no_values_and_an_attribute_without_default_may_have_none() {
        let free = AttributeType::default();
        assert_eq!(Values::of(&free), None);
        let values = ["high".into(), "low".into()];
        let known = AttributeType {
            values: values.to_vec(),
            ..AttributeType::default()
        };
        let of = Values::of(&known).expect("it has values");
        assert_eq!((of.all.len(), of.default.as_str()), (3, ""));
    }
}
