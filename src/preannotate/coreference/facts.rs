//! What is known of each mention before any is linked: what it can agree with, how it is introduced, where it stands in its sentence.

use std::ops::Range;

use super::headline::headline;
use super::quotations::{is_within, quotations};
use crate::model::Level;
use crate::preannotate::analysis::Analysis;
use crate::preannotate::findings::{Findings, FoundMention, Label};
use crate::preannotate::gazetteer::Flags;
use crate::preannotate::kinds::{Kinds, WordKinds};
use crate::preannotate::lexicon::{NounKind, Parts};
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::{Known, WordId};
use crate::text::Span;

/// What sort of thing a mention means: only mentions of one class are ever linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Person,
    Body,
    Place,
    Site,
    Vehicle,
    Weapon,
    Occasion,
    /// A pronoun whose class its antecedent gives: "it", "they".
    Open,
}

impl Class {
    pub(super) fn of(label: Option<Label>) -> Option<Self> {
        Some(match label? {
            Label::Per => Self::Person,
            Label::Org => Self::Body,
            Label::Gpe | Label::Loc => Self::Place,
            Label::Fac => Self::Site,
            Label::Veh => Self::Vehicle,
            Label::Wea => Self::Weapon,
            Label::EventName => Self::Occasion,
            _ => return None,
        })
    }
}

/// One or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    One,
    Many,
    /// "the family", "police", or not known.
    Any,
}

impl Number {
    pub(super) fn fits(self, other: Self) -> bool {
        self == other || self == Self::Any || other == Self::Any
    }
}

/// Woman or man, as far as words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Female,
    Male,
    Unknown,
}

impl Gender {
    pub(super) fn fits(self, other: Self) -> bool {
        self == other || self == Self::Unknown || other == Self::Unknown
    }
}

/// What opens the noun phrase of a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// "the", "this", "those".
    Definite,
    /// "a", "some", "no", "every".
    Indefinite,
    /// "his", "the firm's"; the token of the owner.
    Owned(u32),
    /// Nothing.
    Bare,
}

/// Where a mention stands beside the verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Subject,
    Object,
    /// Behind a preposition.
    Phrase,
    /// Before "'s", or a possessive pronoun.
    Owner,
}

/// One mention.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    /// Its number among the findings; none for a pronoun that is no suggestion but keeps in mind who is spoken of.
    pub(super) mention: Option<u32>,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) head: u32,
    /// First token of the whole noun phrase: article, owner, title.
    pub(super) outer: u32,
    pub(super) sentence: u32,
    pub(super) level: Level,
    pub(super) class: Class,
    pub(super) number: Number,
    pub(super) gender: Gender,
    pub(super) opening: Opening,
    pub(super) place: Place,
    /// Base form of the head.
    pub(super) noun: WordId,
    /// Kinds that the head alone may stand for.
    pub(super) stands_for: Kinds,
    /// Kinds that it is of.
    pub(super) kinds: Kinds,
    /// Count of people or things; 0 for none given.
    pub(super) count: u32,
    pub(super) in_headline: bool,
    pub(super) is_quoted: bool,
}

impl Facts {
    pub(super) fn is_name(&self) -> bool {
        self.level == Level::Name
    }

    pub(super) fn is_nominal(&self) -> bool {
        self.level == Level::Nominal
    }

    pub(super) fn is_pronoun(&self) -> bool {
        self.level == Level::Pronoun
    }

    pub(super) fn tokens(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether one of the two lies inside the other's whole phrase. The title of a name is no part of it: "the playwright Obi Nwokolo".
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.reach() < other.end && other.reach() < self.end
    }

    fn reach(&self) -> u32 {
        if self.is_nominal() {
            self.outer
        } else {
            self.start
        }
    }
}

/// The mentions of the document that may be linked, by place, outer ones first.
pub(super) fn gather(analysis: &Analysis<'_>, findings: &Findings) -> Vec<Facts> {
    let reader = Reader {
        analysis,
        headline: headline(analysis),
        quotations: quotations(analysis),
    };
    let mentions = findings.mentions.iter().enumerate();
    let mut facts: Vec<Facts> = mentions
        .filter_map(|(index, mention)| reader.read(index, mention))
        .collect();
    facts.extend(reader.silent_pronouns(findings));
    facts.sort_by_key(|facts| (facts.start, std::cmp::Reverse(facts.end)));
    facts
}

struct Reader<'a, 'd> {
    analysis: &'a Analysis<'d>,
    headline: Span,
    quotations: Vec<Span>,
}

impl Reader<'_, '_> {
    fn read(&self, index: usize, mention: &FoundMention) -> Option<Facts> {
        let analysis = self.analysis;
        let class = Class::of(mention.label)?;
        let head = mention
            .head
            .clamp(mention.tokens.start, mention.tokens.end - 1);
        let word = analysis.words.get(head)?;
        let tokens = &mention.tokens;
        let base = Facts {
            mention: Some(index as u32),
            start: tokens.start as u32,
            end: tokens.end as u32,
            head: head as u32,
            outer: tokens.start as u32,
            sentence: word.sentence,
            level: mention.level,
            class,
            number: Number::Any,
            gender: Gender::Unknown,
            opening: Opening::Bare,
            place: Place::Subject,
            noun: word.id,
            stands_for: Kinds::default(),
            kinds: Kinds::default(),
            count: count_of(mention),
            in_headline: self.headline.contains(word.span),
            is_quoted: is_within(&self.quotations, word.span),
        };
        Some(match mention.level {
            Level::Name => self.name(base),
            Level::Nominal => self.nominal(base),
            Level::Pronoun => self.pronoun(base),
        })
    }

    fn name(&self, mut facts: Facts) -> Facts {
        let phrase = self.analysis.phrase_of(facts.start as usize);
        if let Some(phrase) = phrase.filter(|phrase| phrase.start < facts.start) {
            facts.outer = phrase.start;
        }
        if facts.class == Class::Person {
            facts.number = Number::One;
            facts.gender = self.gender_of_name(&facts);
        } else {
            facts.kinds = self.kinds_of_name(&facts);
        }
        facts.place = self.place_of(&facts);
        facts
    }

    fn nominal(&self, mut facts: Facts) -> Facts {
        let analysis = self.analysis;
        let head = facts.head as usize;
        facts.noun = analysis.noun(head);
        let WordKinds { stands_for, shows } = self.kinds_of_word(head);
        (facts.stands_for, facts.kinds) = (stands_for, shows);
        for token in facts.start as usize..head {
            facts.kinds = facts.kinds.with(self.kinds_of_word(token).shows);
        }
        facts.number = self.number_of_noun(&facts);
        if facts.class == Class::Person && facts.number != Number::Many {
            facts.gender = self.gender_of_words(facts.tokens());
        }
        (facts.outer, facts.opening) = self.opening_of(&facts);
        facts.place = self.place_of(&facts);
        facts
    }

    fn pronoun(&self, mut facts: Facts) -> Facts {
        let word = &self.analysis.words[facts.head as usize];
        let is = |known: &[Known]| word.is_any(known);
        (facts.number, facts.gender) = if is(&[Known::He, Known::Him, Known::His]) {
            (Number::One, Gender::Male)
        } else if is(&[Known::She, Known::Her]) {
            (Number::One, Gender::Female)
        } else if is(&[Known::They, Known::Them, Known::Their]) {
            (Number::Many, Gender::Unknown)
        } else {
            (Number::Any, Gender::Unknown)
        };
        if is(&[Known::It, Known::Its]) {
            facts.number = Number::One;
        }
        if is(&[
            Known::It,
            Known::Its,
            Known::They,
            Known::Them,
            Known::Their,
        ]) {
            facts.class = Class::Open;
        }
        facts.place = if word.tag == Tag::PossessivePronoun {
            Place::Owner
        } else {
            self.place_of(&facts)
        };
        facts
    }

    /// Pronouns for one person that fill no role: who is meant by them stays in mind all the same.
    fn silent_pronouns(&self, findings: &Findings) -> Vec<Facts> {
        let analysis = self.analysis;
        let mut suggested: Vec<usize> = findings
            .mentions
            .iter()
            .filter(|mention| mention.level == Level::Pronoun)
            .map(|mention| mention.tokens.start)
            .collect();
        suggested.sort_unstable();
        let mut found = Vec::new();
        for (token, word) in analysis.words.iter().enumerate() {
            let is_person = matches!(word.tag, Tag::Pronoun | Tag::PossessivePronoun)
                && !word.skipped
                && word.is_any(&[Known::He, Known::She, Known::Him, Known::Her, Known::His]);
            if is_person && suggested.binary_search(&token).is_err() {
                found.push(self.pronoun(Facts {
                    mention: None,
                    start: token as u32,
                    end: token as u32 + 1,
                    head: token as u32,
                    outer: token as u32,
                    sentence: word.sentence,
                    level: Level::Pronoun,
                    class: Class::Person,
                    number: Number::One,
                    gender: Gender::Unknown,
                    opening: Opening::Bare,
                    place: Place::Subject,
                    noun: word.id,
                    stands_for: Kinds::default(),
                    kinds: Kinds::default(),
                    count: 0,
                    in_headline: self.headline.contains(word.span),
                    is_quoted: is_within(&self.quotations, word.span),
                }));
            }
        }
        found
    }

    fn number_of_noun(&self, facts: &Facts) -> Number {
        let analysis = self.analysis;
        let head = facts.head as usize;
        let word = &analysis.words[head];
        let is_plural = word.tag == Tag::Plural
            || word.parts.any(Parts::PLURAL)
                && (!word.parts.any(Parts::NOUN) || facts.noun != word.id)
            || facts.count > 1
            || facts.count == 0 && word.tag == Tag::Number;
        let entry = analysis.knowledge.lexicon.get(word.id);
        let is_crowd = facts.class == Class::Person
            && (entry.is_some_and(|entry| entry.kind == NounKind::Group) || !word.tag.is_noun())
            || matches!(
                analysis.form(head),
                "police" | "staff" | "personnel" | "crew"
            );
        if is_plural {
            Number::Many
        } else if is_crowd && facts.count != 1 {
            Number::Any
        } else {
            Number::One
        }
    }

    fn gender_of_words(&self, tokens: Range<usize>) -> Gender {
        let kinds = &self.analysis.knowledge.kinds;
        for token in tokens {
            let shows = self.kinds_of_word(token).shows;
            if shows.any(kinds.female) {
                return Gender::Female;
            }
            if shows.any(kinds.male) {
                return Gender::Male;
            }
        }
        Gender::Unknown
    }

    fn gender_of_name(&self, facts: &Facts) -> Gender {
        let titled = facts.start.saturating_sub(1)..facts.start;
        let by_title = self.gender_of_words(titled.start as usize..titled.end as usize);
        let own = self.gender_of_words(facts.start as usize..facts.start as usize + 1);
        if by_title != Gender::Unknown {
            return by_title;
        }
        if facts.tokens().len() < 2 {
            return Gender::Unknown;
        }
        if own != Gender::Unknown {
            return own;
        }
        let word = &self.analysis.words[facts.start as usize];
        let flags = self.analysis.gazetteer().person(word.id).flags;
        match (flags.any(Flags::FEMALE), flags.any(Flags::MALE)) {
            (true, false) => Gender::Female,
            (false, true) => Gender::Male,
            _ => Gender::Unknown,
        }
    }

    fn kinds_of_word(&self, token: usize) -> WordKinds {
        let kinds = &self.analysis.knowledge.kinds;
        let known = kinds.of(self.analysis.noun(token));
        if known == WordKinds::default() {
            kinds.of(self.analysis.words[token].id)
        } else {
            known
        }
    }

    /// What kind of thing a name says it names: by the last telling word before "of", else by the lists.
    fn kinds_of_name(&self, facts: &Facts) -> Kinds {
        let analysis = self.analysis;
        let tokens = facts.tokens();
        let front_end = tokens
            .clone()
            .find(|token| analysis.words[*token].is_any(&[Known::Of, Known::For]))
            .unwrap_or(tokens.end);
        let of_word = |token: usize| {
            let shows = self.kinds_of_word(token).shows;
            (!shows.is_empty()).then_some(shows)
        };
        let is_told = tokens.len() > 1;
        let told = (tokens.start..front_end)
            .rev()
            .filter(|_| is_told)
            .find_map(of_word);
        let listed = || {
            let mut kinds = Kinds::default();
            for hit in analysis.hits_at(tokens.start) {
                let row = analysis.row(*hit);
                if hit.tokens() == tokens && Class::of(row.label) == Some(facts.class) {
                    kinds = kinds.with(analysis.knowledge.kinds.of_listed(row.kind));
                }
            }
            kinds
        };
        let listed = listed();
        match told {
            Some(told) if listed.is_empty() || facts.class == Class::Body => told.with(listed),
            _ => listed,
        }
    }

    /// First token of a nominal's phrase, and what opens it.
    fn opening_of(&self, facts: &Facts) -> (u32, Opening) {
        let words = &self.analysis.words;
        let start = facts.start as usize;
        let phrase = self.analysis.phrase_of(facts.head as usize);
        let mut outer = phrase.map_or(start, |phrase| (phrase.start as usize).min(start));
        // "the other five": numbers and loose words between the article and the mention.
        if outer == start
            && let Some(before) = start.checked_sub(1)
            && words[before].sentence == facts.sentence
            && matches!(words[before].tag, Tag::Determiner | Tag::PossessivePronoun)
        {
            outer = before;
        }
        let first = &words[outer];
        let opening = match first.tag {
            Tag::PossessivePronoun => Opening::Owned(outer as u32),
            Tag::Determiner => {
                let definite = [
                    Known::The,
                    Known::This,
                    Known::That,
                    Known::These,
                    Known::Those,
                ];
                if first.is_any(&definite) {
                    Opening::Definite
                } else {
                    Opening::Indefinite
                }
            }
            _ => Opening::Bare,
        };
        let mark = outer
            .checked_sub(1)
            .filter(|mark| words[*mark].tag == Tag::PossessiveMark && opening == Opening::Bare);
        if let Some(owner) = mark.and_then(|mark| mark.checked_sub(1)) {
            let phrase = self.analysis.phrase_of(owner);
            let outer = phrase.map_or(owner, |phrase| phrase.start as usize);
            return (outer as u32, Opening::Owned(owner as u32));
        }
        (outer as u32, opening)
    }

    /// Where a mention stands, told from the word before its phrase and the one behind it.
    fn place_of(&self, facts: &Facts) -> Place {
        let words = &self.analysis.words;
        let next = words.get(facts.end as usize);
        if next.is_some_and(|next| next.tag == Tag::PossessiveMark) {
            return Place::Owner;
        }
        let Some(before) = (facts.outer as usize)
            .checked_sub(1)
            .map(|before| &words[before])
            .filter(|before| before.sentence == facts.sentence)
        else {
            return Place::Subject;
        };
        match before.tag {
            Tag::Preposition | Tag::To | Tag::Particle => Place::Phrase,
            _ if before.is_any(&[Known::Said, Known::Says, Known::Added]) => Place::Subject,
            tag if tag.is_verb() => Place::Object,
            // ", a professor at the university": an apposition, unless its verb follows.
            Tag::Mark if !facts.is_pronoun() && !next.is_some_and(|next| next.tag.is_finite()) => {
                Place::Phrase
            }
            _ => Place::Subject,
        }
    }
}

/// The count without the sign of its hedge.
fn count_of(mention: &FoundMention) -> u32 {
    let Some(count) = &mention.count else {
        return 0;
    };
    let digits = count.trim_start_matches(|sign: char| !sign.is_ascii_digit());
    digits.parse().unwrap_or(0)
}
