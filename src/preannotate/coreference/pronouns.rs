//! Whom and what pronouns mean: the most salient earlier mention that agrees in number, gender and kind.
//!
//! Salient is what was spoken of last, as a subject before an object, and often. A subject and an object of one verb are two.

use super::Story;
use super::facts::{Class, Facts, Gender, Number, Opening, Place};
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::Known;

/// How many mentions and sentences a pronoun may reach back.
const LOOK_BACK: usize = 60;
const REACH: u32 = 6;

/// How many tokens a subject and the object of its verb may be apart.
const LONGEST_CLAUSE: u32 = 40;

/// How many mentions make a thing as salient as can be.
const OFTEN: u32 = 5;

/// Links each pronoun, in the order of the text, so that a pronoun keeps in mind who is spoken of.
pub(super) fn link(story: &mut Story<'_, '_>) {
    // By the first mention of a group: how often it was mentioned so far.
    let mut spoken_of = vec![0_u32; story.facts.len()];
    for number in 0..story.facts.len() {
        if story.facts[number].is_pronoun()
            && story.is_alone(number)
            && let Some(meant) = story.meant_by(number, &spoken_of)
        {
            story.groups.join(meant, number);
        }
        spoken_of[story.groups.first(number)] += 1;
    }
}

impl Story<'_, '_> {
    /// Whether it is not yet known who is meant: at most an apposition or predicate of the same sentence belongs to the pronoun.
    fn is_alone(&self, pronoun: usize) -> bool {
        let known = self.groups.known(pronoun);
        let sentence = self.facts[pronoun].sentence;
        known.size == 1
            || !known.is_named
                && self
                    .groups
                    .members(pronoun)
                    .all(|member| self.facts[member].sentence == sentence)
    }

    fn meant_by(&self, pronoun: usize, spoken_of: &[u32]) -> Option<usize> {
        let word = &self.analysis.words[self.facts[pronoun].head as usize];
        if word.is(Known::I) || self.analysis.form(self.facts[pronoun].head as usize) == "me" {
            return self.speaker(pronoun);
        }
        let is_third = word.is_any(&[
            Known::He,
            Known::She,
            Known::Him,
            Known::Her,
            Known::His,
            Known::They,
            Known::Them,
            Known::It,
        ]);
        if !is_third {
            return None;
        }
        let facts = &self.facts[pronoun];
        let mut best: Option<(f32, usize)> = None;
        for earlier in (pronoun.saturating_sub(LOOK_BACK)..pronoun).rev() {
            let other = &self.facts[earlier];
            let reach = if facts.class == Class::Open { 1 } else { REACH };
            if facts.sentence.saturating_sub(other.sentence) > reach {
                break;
            }
            if self.groups.is_same(earlier, pronoun)
                || !self.agrees(earlier, pronoun)
                || self.is_other_by_verb(other, facts)
            {
                continue;
            }
            let score = self.likeliness(earlier, pronoun, spoken_of);
            if best.is_none_or(|(known, _)| score > known) {
                best = Some((score, earlier));
            }
        }
        best.map(|(_, earlier)| earlier)
    }

    fn agrees(&self, earlier: usize, pronoun: usize) -> bool {
        let (facts, other) = (&self.facts[pronoun], &self.facts[earlier]);
        let known = self.groups.known(earlier);
        if other.end > facts.start || other.class == Class::Open {
            return false;
        }
        match (facts.class, facts.number) {
            (Class::Person, _) => {
                other.class == Class::Person
                    && other.number == Number::One
                    && known.number != Number::Many
                    && known.gender.fits(facts.gender)
            }
            (_, Number::Many) => match other.class {
                Class::Person => other.number != Number::One && !other.is_pronoun(),
                Class::Body => true,
                _ => false,
            },
            _ if other.number == Number::Many => false,
            _ => match other.class {
                Class::Body | Class::Vehicle | Class::Site => true,
                // A state acts as a body does: "Belgium said it would".
                Class::Place => {
                    other.is_name()
                        && other.place == Place::Subject
                        && other.sentence == facts.sentence
                }
                _ => false,
            },
        }
    }

    /// Whether one is the doer and the other the object of one verb, so that they are two.
    fn is_other_by_verb(&self, other: &Facts, pronoun: &Facts) -> bool {
        let bound = matches!(pronoun.place, Place::Object | Place::Phrase)
            && pronoun.start < other.end + LONGEST_CLAUSE
            && other.place == Place::Subject
            && other.sentence == pronoun.sentence;
        if !bound {
            return false;
        }
        let words = &self.analysis.words;
        let between = other.end as usize..pronoun.start as usize;
        let opens_clause = |tag: Tag| matches!(tag, Tag::Subordinator | Tag::Relative);
        let mut num_verbs = 0;
        let mut in_verb = false;
        for token in between {
            let tag = words[token].tag;
            if opens_clause(tag) {
                return false;
            }
            let is_verb = tag.is_verb() || tag.is_auxiliary();
            num_verbs += u32::from(is_verb && !in_verb);
            in_verb = is_verb || in_verb && matches!(tag, Tag::Adverb | Tag::To | Tag::Negation);
        }
        num_verbs == 1
    }

    /// How much speaks for an earlier mention that agrees. The weights were fitted on the open corpora and the articles for tuning, one digit each.
    fn likeliness(&self, earlier: usize, pronoun: usize, spoken_of: &[u32]) -> f32 {
        let (facts, other) = (&self.facts[pronoun], &self.facts[earlier]);
        let known = self.groups.known(earlier);
        let mut score = -(facts.sentence.saturating_sub(other.sentence) as f32);
        score += match other.place {
            Place::Subject => 0.8,
            Place::Object => 0.2,
            Place::Owner => 0.4,
            Place::Phrase => 0.0,
        };
        if facts.gender != Gender::Unknown && known.gender == facts.gender {
            score += 0.7;
        }
        if known.is_named {
            score += 0.6;
        }
        if other.is_name() {
            score += 0.1;
        } else if other.is_pronoun() {
            score += 0.2;
        } else if other.opening == Opening::Indefinite {
            score -= 0.2;
        }
        if other.in_headline {
            score -= 1.0;
        }
        if other.is_quoted != facts.is_quoted {
            score -= 1.0;
        }
        if facts.class == Class::Open {
            // "It" and "they" mean a body oftener than the place where it is.
            score += match other.class {
                Class::Body => 0.3,
                Class::Place => -1.5,
                _ => 0.0,
            };
        }
        let often = spoken_of[self.groups.first(earlier)].min(OFTEN);
        score + 0.2 * often as f32
    }
}
