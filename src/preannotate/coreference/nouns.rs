//! Nouns that name again: "the van" after a van, "the commission" after the electoral commission, "the company" after its name.
//!
//! An indefinite noun opens a new thing, a definite one looks back: first for the same noun, as a noun, as a title or in a name; then for a thing of
//! the kind that it stands for. What its modifiers say must have been said before.

use super::Story;
use super::deeds::{Deeds, is_named_so};
use super::facts::{Class, Facts, Gender, Number, Opening, Place};
use crate::preannotate::findings::Findings;
use crate::preannotate::lexicon::Parts;
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::{Known, WordId, WordMap};

/// How many earlier mentions with the same noun are looked at.
const SAME_NOUN: usize = 12;

/// How many mentions a search for a thing of a kind goes back.
const LOOK_BACK: usize = 120;

/// How many sentences back "the man" may reach.
const REACH_OF_MAN: u32 = 3;

/// How many sentences behind the noun that announces it a name may follow.
const REACH_OF_NAME: u32 = 2;

/// How many sentences back "the islands" may reach.
const REACH_OF_PLURAL: u32 = 8;

/// What it is worth that a group was last called by the very noun.
const SAME_WORD: f32 = 1.5;

/// How many words of a group are compared with modifiers.
const MEMBERS: usize = 16;

/// Joins definite nouns with what they name again.
pub(super) fn link(story: &mut Story<'_, '_>, findings: &Findings) {
    let mut index = NounIndex::default();
    let mut deeds: Option<Deeds> = None;
    for number in 0..story.facts.len() {
        if story.looks_back(number) {
            if let Some(earlier) = story.of_kind(number) {
                story.groups.join_by_kind(earlier, number);
                index.push(story, number);
                continue;
            }
            let found = index
                .same_noun(story, number)
                .or_else(|| story.same_count(number))
                .or_else(|| {
                    let deeds = is_named_so(story, number)
                        .then(|| deeds.get_or_insert_with(|| Deeds::of(story, findings)))?;
                    deeds.meant_by(story, number)
                })
                .or_else(|| story.same_people(number));
            if let Some(earlier) = found {
                story.try_join(earlier, number);
            }
        }
        if story.is_new_name(number)
            && let Some(earlier) = index.announced(story, number)
        {
            story.try_join(earlier, number);
        }
        index.push(story, number);
    }
}

/// Mentions by the nouns that they are called by.
#[derive(Default)]
struct NounIndex {
    /// The last entry of a noun.
    last: WordMap<WordId, u32>,
    /// A mention and the entry of the same noun before it plus one.
    entries: Vec<(u32, u32)>,
}

impl NounIndex {
    fn push(&mut self, story: &Story<'_, '_>, number: usize) {
        let facts = &story.facts[number];
        if facts.is_nominal() {
            self.enter(facts.noun, number);
        } else if facts.is_name() && facts.class == Class::Person {
            for token in story.titles_of(number) {
                if story.analysis.words[token].tag.is_noun() {
                    self.enter(story.analysis.noun(token), number);
                }
            }
        } else if facts.is_name()
            && let Some(token) = story.telling_word(facts)
        {
            self.enter(story.analysis.noun(token), number);
        }
    }

    fn enter(&mut self, noun: WordId, number: usize) {
        let entry = self.entries.len() as u32 + 1;
        let before = self.last.insert(noun, entry).unwrap_or(0);
        self.entries.push((number as u32, before));
    }

    /// "their union" before "the Harbour and Allied Workers' Union": the noun that announces a name.
    fn announced(&self, story: &Story<'_, '_>, number: usize) -> Option<usize> {
        let facts = &story.facts[number];
        let noun = story.analysis.noun(story.telling_word(facts)?);
        let entry = self.last.get(&noun).copied()?;
        let (earlier, _) = *self.entries.get((entry as usize).checked_sub(1)?)?;
        let other = &story.facts[earlier as usize];
        let is_open = other.is_nominal()
            && other.opening != Opening::Indefinite
            && other.number == Number::One
            && facts.sentence.saturating_sub(other.sentence) <= REACH_OF_NAME
            && other.tokens().len() == 1
            && story.are_apart(earlier as usize, number);
        is_open.then_some(earlier as usize)
    }

    /// The nearest earlier mention called by the same noun that may be meant.
    fn same_noun(&self, story: &Story<'_, '_>, number: usize) -> Option<usize> {
        let mut entry = self.last.get(&story.facts[number].noun).copied()?;
        for _ in 0..SAME_NOUN {
            let (earlier, before) = *self.entries.get((entry as usize).checked_sub(1)?)?;
            if story.is_same_by_noun(earlier as usize, number) {
                return Some(earlier as usize);
            }
            entry = before;
        }
        None
    }
}

/// A group that may be meant by a noun of its kind.
struct Candidate {
    first: usize,
    nearest: usize,
    mentions: f32,
    is_subject: bool,
}

impl Story<'_, '_> {
    /// Whether a mention is a noun that may name again.
    fn looks_back(&self, number: usize) -> bool {
        let facts = &self.facts[number];
        if !facts.is_nominal() || facts.in_headline {
            return false;
        }
        match facts.opening {
            Opening::Definite | Opening::Owned(_) => true,
            Opening::Indefinite => false,
            Opening::Bare => {
                facts.class == Class::Body
                    && matches!(
                        self.analysis.form(facts.head as usize),
                        "police" | "government" | "parliament" | "congress"
                    )
            }
        }
    }

    /// Whether a body's name, with its article, is the first of its kind.
    fn is_new_name(&self, number: usize) -> bool {
        let facts = &self.facts[number];
        facts.is_name()
            && facts.class == Class::Body
            && self.groups.first(number) == number
            && facts
                .start
                .checked_sub(1)
                .is_some_and(|before| self.analysis.words[before as usize].is(Known::The))
    }

    /// The last word of a body's or place's name before "of" that is an ordinary noun.
    fn telling_word(&self, facts: &Facts) -> Option<usize> {
        let words = &self.analysis.words;
        let end = facts
            .tokens()
            .find(|token| words[*token].is_any(&[Known::Of, Known::For]))
            .unwrap_or(facts.end as usize);
        let last = end.checked_sub(1)?;
        (last > facts.start as usize || end < facts.end as usize)
            .then_some(last)
            .filter(|last| words[*last].parts.any(Parts::NOUN.with(Parts::PLURAL)))
    }

    fn is_same_by_noun(&self, earlier: usize, number: usize) -> bool {
        let (facts, other) = (&self.facts[number], &self.facts[earlier]);
        let far = facts.sentence.saturating_sub(other.sentence);
        self.are_apart(earlier, number)
            && self.groups.may_join(earlier, number)
            && !(self.is_anybody(facts) && far > REACH_OF_MAN)
            && !(facts.number == Number::Many && other.is_name() && facts.class != Class::Body)
            && !(facts.number == Number::Many
                && facts.class != Class::Person
                && far > REACH_OF_PLURAL)
            && self.fits_owner(facts, other)
            && self.holds_words(facts, earlier)
            && self.narrows_alike(number, earlier)
    }

    /// "man", "people": nouns that any person may be called by.
    fn is_anybody(&self, facts: &Facts) -> bool {
        facts.class == Class::Person
            && (!facts.stands_for.is_empty()
                || matches!(
                    self.analysis.word(facts.noun),
                    "person" | "people" | "child" | "victim" | "other" | "one"
                ))
    }

    /// Whether what belongs to somebody belongs to the same one: "her daughter" and "her daughter", "her driver" and "the driver".
    fn fits_owner(&self, facts: &Facts, other: &Facts) -> bool {
        let (Opening::Owned(one), Opening::Owned(two)) = (facts.opening, other.opening) else {
            return !matches!(facts.opening, Opening::Owned(_));
        };
        let owner = |token: u32| self.ending_at(token as usize + 1);
        match (owner(one), owner(two)) {
            (Some(one), Some(two)) if self.groups.is_same(one, two) => true,
            _ => {
                let words = &self.analysis.words;
                words[one as usize].id == words[two as usize].id
            }
        }
    }

    /// Whether all modifiers of a noun were said of the group before.
    pub(super) fn holds_words(&self, facts: &Facts, earlier: usize) -> bool {
        let words = &self.analysis.words;
        facts.tokens().all(|token| {
            let is_free = token == facts.head as usize
                || matches!(words[token].tag, Tag::Number | Tag::Mark)
                || matches!(
                    self.analysis.form(token),
                    "former" | "late" | "new" | "young"
                );
            is_free || self.is_said_of(self.analysis.noun(token), earlier)
        })
    }

    fn is_said_of(&self, noun: WordId, earlier: usize) -> bool {
        self.groups.members(earlier).take(MEMBERS).any(|member| {
            let facts = &self.facts[member];
            let from = if facts.is_name() {
                facts.outer
            } else {
                facts.start
            };
            (from as usize..facts.end as usize).any(|token| self.analysis.noun(token) == noun)
        })
    }

    /// Whether what follows a noun and narrows it down was said of the earlier mention: "the village of Tiringoulou", "the man who".
    fn narrows_alike(&self, number: usize, earlier: usize) -> bool {
        let Some(told) = self.narrowed_by(number) else {
            return true;
        };
        let word = self.analysis.words[told].id;
        let of_earlier = self
            .narrowed_by(earlier)
            .is_some_and(|other| self.analysis.words[other].id == word);
        of_earlier || self.is_said_of(self.analysis.noun(told), earlier)
    }

    /// The telling word of the phrase or clause that narrows a noun down.
    fn narrowed_by(&self, number: usize) -> Option<usize> {
        let words = &self.analysis.words;
        let facts = &self.facts[number];
        let next = facts.end as usize;
        let word = words
            .get(next)
            .filter(|word| word.sentence == facts.sentence)?;
        if word.tag == Tag::Relative {
            let verb = (next + 1..next + 5)
                .find(|token| words.get(*token).is_some_and(|word| word.tag.is_verb()));
            return Some(verb.unwrap_or(next));
        }
        let is_of = word.is(Known::Of);
        let may_narrow = matches!(
            self.analysis.form(next),
            "of" | "in" | "at" | "from" | "with" | "near" | "between" | "for"
        );
        if !may_narrow {
            return None;
        }
        let told = (next + 1..next + 4).find(|token| {
            words.get(*token).is_some_and(|word| {
                !matches!(
                    word.tag,
                    Tag::Determiner | Tag::PossessivePronoun | Tag::Adjective
                )
            })
        })?;
        let is_name = words[told].tag == Tag::Proper
            && self
                .phrase_at(told)
                .is_some_and(|place| self.facts[place].is_name());
        let is_thing = words[told].tag.is_noun();
        (is_of && is_thing || is_name || word.is(Known::With) && facts.class == Class::Person)
            .then_some(told)
    }

    /// "the four": the nearest people of the same count.
    fn same_count(&self, number: usize) -> Option<usize> {
        let facts = &self.facts[number];
        let is_number = self.analysis.words[facts.head as usize].tag == Tag::Number;
        if !is_number || facts.count < 2 {
            return None;
        }
        let back = number.saturating_sub(LOOK_BACK);
        (back..number).rev().find(|earlier| {
            self.facts[*earlier].count == facts.count && self.groups.may_join(*earlier, number)
        })
    }

    /// A thing of the kind that a noun stands for: "the company", "the country".
    fn of_kind(&self, number: usize) -> Option<usize> {
        let facts = &self.facts[number];
        let is_told = facts.stands_for.is_empty()
            || facts.class == Class::Person
            || facts.opening == Opening::Bare
            || facts.number == Number::Many && facts.class != Class::Body
            || facts.count > 0
            || self.narrowed_by(number).is_some();
        if is_told {
            return None;
        }
        let is_owned = matches!(facts.opening, Opening::Owned(_));
        if is_owned && facts.class != Class::Body {
            return None;
        }
        let may_be_any = facts
            .stands_for
            .any(self.analysis.knowledge.kinds.often_unsaid);
        let candidates = self.candidates(number);
        let mut best: Option<(f32, usize)> = None;
        for candidate in &candidates {
            let known = self.groups.known(candidate.first);
            let is_known = known.kinds.any(facts.stands_for);
            let is_open = known.is_named && known.kinds.is_empty() && may_be_any;
            if !is_known && !(is_open && !is_owned && candidate.mentions >= 2.0) {
                continue;
            }
            if is_owned && !known.is_named || !self.holds_words(facts, candidate.first) {
                continue;
            }
            let far = facts
                .sentence
                .saturating_sub(self.facts[candidate.nearest].sentence);
            let mut score = self.salience(candidate, far, facts);
            if is_known {
                score += 2.0;
            }
            if self.facts[candidate.nearest].noun == facts.noun {
                score += SAME_WORD;
            }
            if best.is_none_or(|(known, _)| score > known) {
                best = Some((score, candidate.nearest));
            }
        }
        best.filter(|(score, _)| *score > 0.0)
            .map(|(_, nearest)| nearest)
    }

    fn salience(&self, candidate: &Candidate, far: u32, facts: &Facts) -> f32 {
        let known = self.groups.known(candidate.first);
        let country = self.analysis.knowledge.kinds.country;
        let (per_sentence, per_mention) = if facts.stands_for.any(country) {
            (0.1, 0.5)
        } else {
            (0.3, 0.3)
        };
        let name = if known.is_named { 0.5 } else { 0.0 };
        let subject = if candidate.is_subject { 0.3 } else { 0.0 };
        name + subject + candidate.mentions.min(6.0) * per_mention - far as f32 * per_sentence
    }

    /// The groups of a mention's class that were spoken of before it, nearest first.
    fn candidates(&self, number: usize) -> Vec<Candidate> {
        let facts = &self.facts[number];
        let mut found: Vec<Candidate> = Vec::new();
        for earlier in (number.saturating_sub(LOOK_BACK)..number).rev() {
            let other = &self.facts[earlier];
            if other.class != facts.class || other.is_pronoun() {
                continue;
            }
            let first = self.groups.first(earlier);
            if let Some(known) = found.iter_mut().find(|known| known.first == first) {
                known.mentions += 1.0;
                continue;
            }
            if self.are_apart(earlier, number) && self.groups.may_join(earlier, number) {
                found.push(Candidate {
                    first,
                    nearest: earlier,
                    mentions: 1.0,
                    is_subject: other.place == Place::Subject,
                });
            }
        }
        found
    }

    /// "four of the men" are not the men.
    fn is_part_of(&self, earlier: usize, facts: &Facts) -> bool {
        let end = self.facts[earlier].end;
        end + 1 == facts.outer && self.analysis.words[end as usize].is(Known::Of)
            || self.facts[earlier].overlaps(facts)
    }

    /// "the men" after fighters, "the woman" after the only woman just spoken of.
    fn same_people(&self, number: usize) -> Option<usize> {
        let facts = &self.facts[number];
        let is_anybody = facts.class == Class::Person
            && facts.opening == Opening::Definite
            && facts.tokens().len() == 1
            && self.is_anybody(facts)
            && self.narrowed_by(number).is_none();
        if !is_anybody {
            return None;
        }
        let mut found: Option<usize> = None;
        for earlier in (number.saturating_sub(LOOK_BACK)..number).rev() {
            let other = &self.facts[earlier];
            if facts.sentence.saturating_sub(other.sentence) > REACH_OF_MAN {
                break;
            }
            let known = self.groups.known(earlier);
            let is_sure = match facts.number {
                Number::One => known.gender == facts.gender && facts.gender != Gender::Unknown,
                _ => other.number == Number::Many && other.is_nominal() && !known.is_named,
            };
            if !is_sure || self.is_part_of(earlier, facts) || !self.groups.may_join(earlier, number)
            {
                continue;
            }
            match found {
                Some(before) if !self.groups.is_same(before, earlier) => {
                    // Several may be meant by "the woman"; "the men" are the last ones.
                    return (facts.number != Number::One).then_some(before);
                }
                _ => found = found.or(Some(earlier)),
            }
        }
        found
    }
}
