//! People named by what they did or what befell them: "the kidnappers" are those who kidnapped, "the injured" those who were injured.

use super::Story;
use super::facts::{Class, Facts};
use crate::preannotate::findings::{Findings, FoundEvent, FoundFiller};

/// Nouns for people, the events that make people be called so, and the role in them.
const DEEDS: &[(&str, &str, &str)] = &[
    ("suspect detainee arrestee", "Justice.Arrest-Jail", "Person"),
    (
        "kidnapper abductor captor hostage-taker",
        "Conflict.Abduct",
        "Agent",
    ),
    (
        "hostage captive abductee kidnapped",
        "Conflict.Abduct",
        "Person",
    ),
    (
        "attacker assailant gunman bomber shooter raider robber",
        "Conflict.Attack",
        "Attacker",
    ),
    ("killer murderer", "Life.Die", "Agent"),
    ("dead victim fatality", "Life.Die", "Victim"),
    ("injured wounded casualty victim", "Life.Injure", "Victim"),
    (
        "protester protestor demonstrator marcher striker picket crowd",
        "Conflict.Demonstrate",
        "Entity",
    ),
    ("defendant accused", "Justice.Charge-Indict", "Defendant"),
    ("defendant accused", "Justice.Trial-Hearing", "Defendant"),
    ("winner", "Sport.Result", "Winner"),
    ("buyer purchaser", "Transaction.Transfer-Ownership", "Buyer"),
    ("seller", "Transaction.Transfer-Ownership", "Seller"),
    ("plaintiff", "Justice.Sue", "Plaintiff"),
    (
        "passenger traveller evacuee",
        "Movement.Transport",
        "Artifact",
    ),
];

/// How many events a noun looks back over.
const LOOK_BACK: usize = 40;

/// Arguments below this score are candidates, not readings.
const THRESHOLD: f32 = 0.5;

/// What befell whom, by the mentions of the story.
#[derive(Debug, Default)]
pub(super) struct Deeds {
    /// Indices of [`DEEDS`] with mentions, by mention.
    done: Vec<(usize, u32)>,
}

impl Deeds {
    /// Only those events that somebody is named by.
    pub(super) fn of(story: &Story<'_, '_>, findings: &Findings) -> Self {
        let mut number_of = vec![u32::MAX; findings.mentions.len()];
        for (number, facts) in story.facts.iter().enumerate() {
            if let Some(slot) = facts
                .mention
                .and_then(|index| number_of.get_mut(index as usize))
            {
                *slot = number as u32;
            }
        }
        let mut deeds = Self::default();
        for event in &findings.events {
            for (deed, role) in deeds_of(event) {
                for argument in &event.arguments {
                    if let FoundFiller::Mention(index) = argument.filler
                        && argument.role == role
                        && argument.score >= THRESHOLD
                        && let Some(number) = number_of.get(index).filter(|at| **at != u32::MAX)
                    {
                        deeds.done.push((deed, *number));
                    }
                }
            }
        }
        deeds.done.sort_by_key(|(_, number)| *number);
        deeds
    }

    /// The nearest earlier people that a noun for a deed means.
    pub(super) fn meant_by(&self, story: &Story<'_, '_>, number: usize) -> Option<usize> {
        let facts = &story.facts[number];
        if facts.class != Class::Person || facts.count > 0 || facts.tokens().len() > 1 {
            return None;
        }
        let named = |deed: usize| {
            DEEDS[deed]
                .0
                .split(' ')
                .any(|noun| is_called(story, facts, noun))
        };
        (0..DEEDS.len()).any(named).then_some(())?;
        let behind = self.done.partition_point(|done| (done.1 as usize) < number);
        self.done
            .get(..behind)?
            .iter()
            .rev()
            .take(LOOK_BACK)
            .find(|(deed, earlier)| {
                let earlier = *earlier as usize;
                named(*deed)
                    && story.are_apart(earlier, number)
                    && story.groups.may_join(earlier, number)
            })
            .map(|(_, earlier)| *earlier as usize)
    }
}

fn is_called(story: &Story<'_, '_>, facts: &Facts, noun: &str) -> bool {
    let head = facts.head as usize;
    story.analysis.word(facts.noun) == noun || story.analysis.form(head) == noun
}

/// The deeds that an event is, with the roles of those named by them.
fn deeds_of(event: &FoundEvent) -> impl Iterator<Item = (usize, &'static str)> + '_ {
    DEEDS
        .iter()
        .enumerate()
        .filter(|(_, (_, event_type, _))| event.event_type == *event_type)
        .map(|(deed, (_, _, role))| (deed, *role))
}
