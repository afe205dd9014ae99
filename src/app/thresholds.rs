//! From which scores on suggestions are shown and fillers ticked, label by label and role by role: set by hand, kept in the schema, or automatic, from
//! what was decided in the project.
//!
//! What is suggested with a score `s` is right in a share that grows with `s`. That share is estimated by isotonic regression over the decided
//! suggestions of a subject (pool adjacent violators), and the threshold is the lowest score at which it is still worth while:
//!
//! * a **label**: one in three is right. Reading and refusing two wrong ones costs about what making a right one by hand does; under it a suggestion
//!   waits in the drawer.
//! * a **role**: one in two is right. Under it a filler is offered on the event card and not ticked.
//!
//! Scores are taken in steps of 5 %, and nothing is hidden on the word of a few decisions.
//!
//! # Source
//! Ayer, Brunk, Ewing, Reid, Silverman (1955), An empirical distribution function for sampling with incomplete information: the pooling.

use std::collections::{BTreeMap, HashMap};

use smol_str::SmolStr;

use super::outcomes::{Outcomes, Subject};
use super::session::Session;
use crate::model::suggestion::{Proposal, Suggestion};
use crate::model::{Change, Schema};

/// A label's suggestion is worth showing where this share is right.
const WORTH_SHOWING: f64 = 1.0 / 3.0;

/// A filler is worth ticking where this share is right.
const WORTH_TICKING: f64 = 0.5;

/// Nothing is hidden on the word of fewer decided suggestions under the threshold.
const LEAST_UNDER: usize = 8;

/// A role's threshold is the usual one until so many of its fillers were decided.
const LEAST_FILLERS: usize = 12;

/// Only the last so many decisions about a subject count: what suggests gets better.
const LATEST: usize = 400;

/// No automatic threshold is higher, in percent: what is as good as certain is always shown.
const HIGHEST: u8 = 95;

/// A threshold that follows from decisions, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Automatic {
    /// The threshold, in percent; 0 where everything is worth while.
    pub percent: u8,
    /// Decided suggestions that it follows from.
    pub decided: usize,
    /// Those of them that have a lower score.
    pub under: usize,
    /// Those of these that were right.
    pub right_under: usize,
}

/// Automatic thresholds by subject. A role without an event type stands for all of that name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thresholds {
    automatic: BTreeMap<Subject, Automatic>,
}

impl Thresholds {
    /// What follows from these decisions.
    pub fn of(outcomes: &Outcomes) -> Self {
        let mut decided: HashMap<Subject, Vec<(f32, bool)>> = HashMap::new();
        // The latest first, so that the others are left out.
        for outcome in outcomes.list.iter().rev() {
            let subject = outcomes.subjects.get(outcome.subject as usize);
            let (Some(score), Some(subject)) = (outcome.score, subject) else {
                continue;
            };
            let mut note = |subject: Subject| {
                let known = decided.entry(subject).or_default();
                if known.len() < LATEST {
                    known.push((score, outcome.is_wanted));
                }
            };
            if let Subject::Role(_, role) = subject {
                note(Subject::Role(SmolStr::default(), role.clone()));
            }
            note(subject.clone());
        }
        let automatic = decided.into_iter().filter_map(|(subject, decided)| {
            let threshold = match subject {
                Subject::Role(..) => of_role(decided),
                Subject::Mention(_) | Subject::Event(_) => of_label(decided),
            };
            Some((subject, threshold?))
        });
        Self {
            automatic: automatic.collect(),
        }
    }

    /// The automatic threshold of a subject; of a role about which too little was decided, that of all roles of its name.
    pub fn automatic(&self, subject: &Subject) -> Option<Automatic> {
        let own = self.automatic.get(subject);
        let of_name = || match subject {
            Subject::Role(_, role) => {
                let of_name = Subject::Role(SmolStr::default(), role.clone());
                self.automatic.get(&of_name)
            }
            _ => None,
        };
        own.or_else(of_name).copied()
    }

    /// The score in percent under which a suggestion waits in the drawer.
    pub fn shown_from(&self, schema: &Schema, suggestion: &Suggestion) -> u8 {
        let label = suggestion.label();
        let (by_hand, subject) = match suggestion.proposal {
            Proposal::Mention(_) => {
                let known = schema.entity_type(label);
                let by_hand = known.and_then(|known| known.shown_from);
                (by_hand, Subject::Mention(label.clone()))
            }
            Proposal::Event(_) => {
                let known = schema.event_type(label);
                let by_hand = known.and_then(|known| known.shown_from);
                (by_hand, Subject::Event(label.clone()))
            }
        };
        let automatic = || self.automatic(&subject).map_or(0, |found| found.percent);
        by_hand.unwrap_or_else(automatic)
    }

    /// The schema in which every role has its threshold: its own, else the automatic one, else none.
    pub fn filled_in(&self, schema: &Schema) -> Schema {
        let mut schema = schema.clone();
        for known in &mut schema.event_types {
            for role in &mut known.roles {
                let subject = Subject::Role(known.name.clone(), role.name.clone());
                let automatic = self.automatic(&subject).map(|found| found.percent);
                role.tick_from = role.tick_from.or(automatic);
            }
        }
        schema
    }
}

/// The threshold of a label: from there on one in three is right.
fn of_label(decided: Vec<(f32, bool)>) -> Option<Automatic> {
    if decided.len() < LEAST_UNDER {
        return None;
    }
    let found = with_counts(lowest_worth(&decided, WORTH_SHOWING), &decided);
    if found.under < LEAST_UNDER {
        return Some(with_counts(0, &decided));
    }
    Some(found)
}

/// The threshold of a role: from there on one in two is right.
fn of_role(decided: Vec<(f32, bool)>) -> Option<Automatic> {
    (decided.len() >= LEAST_FILLERS)
        .then(|| with_counts(lowest_worth(&decided, WORTH_TICKING), &decided))
}

fn with_counts(percent: u8, decided: &[(f32, bool)]) -> Automatic {
    let under = decided.iter().filter(|(score, _)| step(*score) < percent);
    Automatic {
        percent,
        decided: decided.len(),
        under: under.clone().count(),
        right_under: under.filter(|(_, is_right)| *is_right).count(),
    }
}

/// A score in percent, rounded down to a step of five.
fn step(score: f32) -> u8 {
    // A little more, so that 0.45 is not rounded down to 0.40 for the sake of its last bit.
    let steps = (score.clamp(0.0, 1.0) * 20.0 + 1e-3).floor();
    steps as u8 * 5
}

/// Decided suggestions whose scores lie beside each other.
struct Block {
    /// The lowest of the scores, as a step.
    lowest: u8,
    right: usize,
    all: usize,
}

impl Block {
    fn share(&self) -> f64 {
        self.right as f64 / self.all as f64
    }
}

/// The lowest score, in percent and in steps of five, from which on a share of `worth` is right.
fn lowest_worth(decided: &[(f32, bool)], worth: f64) -> u8 {
    let mut steps: BTreeMap<u8, (usize, usize)> = BTreeMap::new();
    for (score, is_right) in decided {
        let (right, all) = steps.entry(step(*score)).or_default();
        *right += usize::from(*is_right);
        *all += 1;
    }
    // Of higher scores than any that was decided nothing is known.
    let above_decided = steps.keys().last().map_or(0, |highest| highest + 5);
    let mut pooled: Vec<Block> = Vec::new();
    for (lowest, (right, all)) in steps {
        let mut block = Block { lowest, right, all };
        while let Some(before) = pooled.pop_if(|before| before.share() >= block.share()) {
            block = Block {
                lowest: before.lowest,
                right: before.right + block.right,
                all: before.all + block.all,
            };
        }
        pooled.push(block);
    }
    let first = pooled.iter().find(|block| block.share() >= worth);
    let lowest = first.map_or(above_decided, |block| block.lowest);
    lowest.min(HIGHEST)
}

impl Session {
    /// Sets the score, in percent, under which suggestions of a label or event type wait in the drawer; `None` makes it automatic. Without a label: all.
    pub(super) fn set_label_threshold(&mut self, label: Option<&str>, percent: Option<u8>) {
        let percent = percent.map(|percent| percent.min(100));
        let mut schema = self.project.schema.as_ref().clone();
        let is_meant = |name: &SmolStr| label.is_none_or(|label| name == label);
        for known in &mut schema.entity_types {
            if is_meant(&known.name) {
                known.shown_from = percent;
            }
        }
        for known in &mut schema.event_types {
            if is_meant(&known.name) {
                known.shown_from = percent;
            }
        }
        self.set_thresholds(label.unwrap_or("all labels"), percent, schema);
    }

    /// Sets the score, in percent, from which suggested fillers are ticked: of a role of one event type, of a role wherever it is, or of all roles.
    pub(super) fn set_role_threshold(
        &mut self,
        event_type: Option<&str>,
        role: Option<&str>,
        percent: Option<u8>,
    ) {
        let percent = percent.map(|percent| percent.min(100));
        let mut schema = self.project.schema.as_ref().clone();
        let types = schema.event_types.iter_mut();
        for known in types.filter(|known| event_type.is_none_or(|name| known.name == name)) {
            let roles = known.roles.iter_mut();
            for known in roles.filter(|known| role.is_none_or(|name| known.name == name)) {
                known.tick_from = percent;
            }
        }
        self.set_thresholds(role.unwrap_or("all roles"), percent, schema);
    }

    fn set_thresholds(&mut self, what: &str, percent: Option<u8>, schema: Schema) {
        if schema == *self.project.schema {
            return;
        }
        let label = match percent {
            Some(percent) => format!("Threshold of {what}: {:.2}", f32::from(percent) / 100.0),
            None => format!("Automatic threshold of {what}"),
        };
        let change = Change::Schema {
            before: std::sync::Arc::clone(&self.project.schema),
            after: std::sync::Arc::new(schema),
        };
        self.commit_changes(&label, vec![change]);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `10:000010 60:1111`: at scores of 10 and 60 %, which were right.
    fn decided(written: &str) -> Vec<(f32, bool)> {
        let groups = written.split_whitespace();
        groups
            .flat_map(|group| {
                let (score, right) = group.split_once(':').expect("a colon");
                let score: f32 = score.parse().expect("a number");
                right
                    .chars()
                    .map(move |right| (score / 100.0, right == '1'))
            })
            .collect()
    }

    #[test]
    fn a_label_is_shown_from_where_one_in_three_is_right() {
        for (written, expected) in [
            ("20:0000000000 60:1111", Some((60, 10, 0))),
            ("20:0000000000 45:0111", Some((45, 10, 0))),
            // Seldom right is not right often enough, and lies under the threshold with the rest.
            ("20:0000100000 30:000000 70:1111111", Some((70, 16, 1))),
            // One lucky one among many wrong ones is pooled with them.
            ("10:1 20:0000000000 60:1111", Some((60, 11, 1))),
            // Too few to hide anything.
            ("20:0000000 60:11111111", Some((0, 0, 0))),
            ("20:000 60:1", None),
            ("20:111111 60:111111", Some((0, 0, 0))),
            // Nothing is known of scores above those that were decided.
            ("20:000000 60:000000", Some((65, 12, 0))),
        ] {
            let found = of_label(decided(written));
            let found = found.map(|found| (found.percent, found.under, found.right_under));
            assert_eq!(found, expected, "{written}");
        }
    }

    #[test]
    fn a_role_is_ticked_from_where_one_in_two_is_right() {
        for (written, expected) in [
            ("20:000000 40:0101 60:111", Some(40)),
            ("20:000000 40:0001 60:1111", Some(60)),
            ("40:111111111111", Some(40)),
            ("40:11111111111", None),
        ] {
            let found = of_role(decided(written)).map(|found| found.percent);
            assert_eq!(found, expected, "{written}");
        }
    }

    proptest! {
        #[test]
        fn what_is_hidden_was_seldom_right_and_the_order_of_decisions_does_not_matter(
            mut decided in proptest::collection::vec((0_u8..=100, any::<bool>()), 0..120)
        ) {
            let scores = |list: &[(u8, bool)]| -> Vec<(f32, bool)> {
                list.iter().map(|(score, right)| (f32::from(*score) / 100.0, *right)).collect()
            };
            let found = of_label(scores(&decided));
            if let Some(found) = found {
                prop_assert!(found.percent.is_multiple_of(5) && found.percent <= HIGHEST);
                prop_assert!(found.under == 0 || found.under >= LEAST_UNDER);
                if found.percent < HIGHEST {
                    prop_assert!(found.right_under * 3 <= found.under);
                }
            }
            decided.reverse();
            prop_assert_eq!(of_label(scores(&decided)), found);
        }
    }
}
