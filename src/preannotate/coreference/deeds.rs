//! People named by what they did or what befell them: "the kidnappers" are those who kidnapped, "the injured" those who were injured.

use super::Story;
use super::facts::{Class, Facts};
use crate::preannotate::findings::{Findings, FoundEvent, FoundFiller};
use crate::preannotate::lists::Lists;

/// Nouns for people, the events that make people be called so, and the role in them. [`Lists::NAMED_BY_DEED`] holds the same nouns.
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

    /// The nearest earlier people that a noun for a deed means; to be asked where [`is_named_so`].
    pub(super) fn meant_by(&self, story: &Story<'_, '_>, number: usize) -> Option<usize> {
        let facts = &story.facts[number];
        let named = |deed: usize| {
            DEEDS[deed]
                .0
                .split(' ')
                .any(|noun| is_called(story, facts, noun))
        };
        let behind = self.done.partition_point(|done| (done.1 as usize) < number);
        self.done
            .get(..behind)?
            .iter()
            .rev()
            .take(LOOK_BACK)
            .find(|(deed, earlier)| {
                let earlier = *earlier as usize;
                named(*deed)
                    && !story.facts[earlier].is_pronoun()
                    && story.are_apart(earlier, number)
                    && story.groups.may_join(earlier, number)
            })
            .map(|(_, earlier)| *earlier as usize)
    }
}

/// Whether a mention is a noun for people by their deed.
pub(super) fn is_named_so(story: &Story<'_, '_>, number: usize) -> bool {
    let facts = &story.facts[number];
    let lists = &story.analysis.knowledge.lists;
    let listed = lists
        .of(facts.noun)
        .with(story.analysis.lists(facts.head as usize));
    facts.class == Class::Person
        && facts.count == 0
        && facts.tokens().len() == 1
        && listed.any(Lists::NAMED_BY_DEED)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preannotate::lists::ListTable;
    use crate::preannotate::words::Vocabulary;

    #[test]
    fn every_noun_for_a_deed_is_in_the_list_that_is_asked_first() {
        let mut vocabulary = Vocabulary::with_known(2_000);
        let lists = ListTable::load(&mut vocabulary);
        let nouns: Vec<&str> = DEEDS.iter().flat_map(|deed| deed.0.split(' ')).collect();
        for noun in &nouns {
            let listed = lists.of(vocabulary.intern(noun));
            assert!(listed.any(Lists::NAMED_BY_DEED), "{noun}");
        }
        let num_listed = (0..vocabulary.len() as u32)
            .map(crate::preannotate::words::WordId)
            .filter(|word| lists.of(*word).any(Lists::NAMED_BY_DEED));
        let distinct: std::collections::BTreeSet<&str> = nouns.into_iter().collect();
        assert_eq!(num_listed.count(), distinct.len());
    }
}
