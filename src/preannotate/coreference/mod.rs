//! Mentions of one thing: names, nouns and pronouns of a document as chains.
//!
//! A sieve: the surest links come first, and each later step sees what is known of the things that the earlier ones have put together. What a
//! step finds is only joined where number, gender, count and names agree. Precision comes first: a wrong link is easily overlooked by a person,
//! a missing one costs one key.
//!
//! ```text
//! names.rs        equal names, spellings that the lists know as one, surnames, acronyms
//! beside.rs       appositions and predicates: "Mario Dini, the prime minister", "the town of Homs"
//! headline.rs     what the headline says before the story tells it
//! nouns.rs        "the van" after a van, "the company" after its name
//! deeds.rs        "the kidnappers" after those who kidnapped
//! quotations.rs   who speaks: "I", "we"
//! pronouns.rs     "he", "her", "it", "they"
//! facts.rs        what is known of a mention before any is linked
//! groups.rs       sets of mentions that grow by joining
//! ```
//!
//! # Source
//! K. Raghunathan et al., A multi-pass sieve for coreference resolution, EMNLP 2010; H. Lee et al., Deterministic coreference resolution based on
//! entity-centric, precision-ranked rules, Computational Linguistics 2013.

mod beside;
mod deeds;
mod facts;
mod groups;
mod headline;
mod names;
mod nouns;
mod pronouns;
mod quotations;

use super::analysis::Analysis;
use super::findings::{Findings, FoundMention, Label};
use super::pipeline::Component;
use crate::model::EntityId;
use facts::{Class, Facts};
use groups::Groups;

/// The component. Gives the mentions of each chain of two or more one entity id, which follows from the document's id and the first mention.
pub(super) struct Coreference;

impl Component for Coreference {
    fn name(&self) -> &'static str {
        "coreference"
    }

    fn needs(&self) -> &'static [&'static str] {
        &["names", "consistency", "nominals", "events"]
    }

    fn adds(&self) -> &'static [&'static str] {
        &["entity ids"]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        let mut story = Story::new(analysis, findings);
        names::link(&mut story, findings);
        beside::link(&mut story);
        headline::link(&mut story);
        nouns::link(&mut story, findings);
        pronouns::link(&mut story);
        story.write(findings);
    }
}

/// The mentions of a document and which of them are one, so far.
struct Story<'a, 'd> {
    analysis: &'a Analysis<'d>,
    facts: Vec<Facts>,
    groups: Groups,
    /// `from_outer[token]`: the longest mention whose whole phrase begins there plus one, 0 for none.
    from_outer: Vec<u32>,
    /// `ending[token]`: the longest mention that ends before the token plus one, 0 for none.
    ending: Vec<u32>,
}

impl<'a, 'd> Story<'a, 'd> {
    fn new(analysis: &'a Analysis<'d>, findings: &Findings) -> Self {
        let facts = facts::gather(analysis, findings);
        let mut groups = Groups::default();
        let mut from_outer = vec![0; analysis.words.len() + 1];
        let mut ending = vec![0; analysis.words.len() + 1];
        for (number, facts) in facts.iter().enumerate() {
            let mention = facts
                .mention
                .and_then(|index| findings.mentions.get(index as usize));
            groups.push(facts, mention.and_then(|mention| mention.entity.clone()));
            // Longer ones come first among those of one start, so the first to come stays.
            for (slots, at) in [(&mut from_outer, facts.outer), (&mut ending, facts.end)] {
                if let Some(slot) = slots.get_mut(at as usize).filter(|slot| **slot == 0) {
                    *slot = number as u32 + 1;
                }
            }
        }
        Self {
            analysis,
            facts,
            groups,
            from_outer,
            ending,
        }
    }

    /// The longest mention whose phrase begins at a token.
    fn phrase_at(&self, token: usize) -> Option<usize> {
        (*self.from_outer.get(token)? as usize).checked_sub(1)
    }

    /// The longest mention that ends before a token.
    fn ending_at(&self, token: usize) -> Option<usize> {
        (*self.ending.get(token)? as usize).checked_sub(1)
    }

    /// Whether two mentions may be linked as far as their places in the text go: not one inside the other.
    fn are_apart(&self, one: usize, other: usize) -> bool {
        !self.facts[one].overlaps(&self.facts[other])
    }

    /// Joins two mentions where nothing speaks against it.
    fn try_join(&mut self, one: usize, other: usize) -> bool {
        self.groups.try_join(one, other)
    }

    /// Gives each group with two suggestions and more an entity id.
    fn write(&self, findings: &mut Findings) {
        let mut sizes = vec![0_u32; self.facts.len()];
        for (number, facts) in self.facts.iter().enumerate() {
            if facts.mention.is_some() {
                sizes[self.groups.first(number)] += 1;
            }
        }
        let mut ids: Vec<Option<EntityId>> = vec![None; self.facts.len()];
        for (number, facts) in self.facts.iter().enumerate() {
            let first = self.groups.first(number);
            let Some(mention) = facts
                .mention
                .filter(|_| sizes[first] > 1)
                .and_then(|index| findings.mentions.get_mut(index as usize))
            else {
                continue;
            };
            let given = || self.groups.known(first).given.clone();
            let id = ids[first].get_or_insert_with(|| {
                given().unwrap_or_else(|| entity_id(self.analysis, mention))
            });
            mention.entity = Some(id.clone());
            if facts.class == Class::Open && !mention.is_fixed {
                mention.label = self.label_of(number).or(mention.label);
            }
        }
    }

    /// What a pronoun that may mean people or things is here.
    fn label_of(&self, pronoun: usize) -> Option<Label> {
        match self.groups.known(pronoun).class {
            Class::Person => Some(Label::Per),
            Class::Body => Some(Label::Org),
            Class::Place => Some(Label::Gpe),
            Class::Site => Some(Label::Fac),
            Class::Vehicle => Some(Label::Veh),
            Class::Weapon => Some(Label::Wea),
            Class::Occasion | Class::Open => None,
        }
    }
}

/// The same document and first mention always give the same id.
fn entity_id(analysis: &Analysis<'_>, first: &FoundMention) -> EntityId {
    let seed = format!(
        "{}:{}-{}",
        analysis.document.id, first.span.start, first.span.end
    );
    EntityId::from_bits(twox_hash::XxHash3_128::oneshot(seed.as_bytes()) as u64)
}
