//! Guesses the part of speech of each word from what it can be and from its neighbours. Rules only, left to right, one pass a sentence.

use super::analysis::{CaseStyle, Shape, Word};
use super::lexicon::Parts;
use super::words::Known;
use crate::text::TokenKind;

/// What a word is in its sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tag {
    /// Quotes, commas, brackets, dashes, symbols.
    #[default]
    Mark,
    /// "'s" after a noun.
    PossessiveMark,
    /// Digits or a number word.
    Number,
    /// "the", "this", "some".
    Determiner,
    /// "his", "their".
    PossessivePronoun,
    /// "he", "someone".
    Pronoun,
    /// "in", "by".
    Preposition,
    /// "to" before a base form.
    To,
    /// "up" in "blew up".
    Particle,
    /// "and", "or", "but".
    Conjunction,
    /// "that", "because".
    Subordinator,
    /// "who", "which", "that" after a noun.
    Relative,
    /// "will", "could".
    Modal,
    /// Forms of "be".
    Be,
    /// Forms of "have".
    Have,
    /// Forms of "do".
    Do,
    /// "not", "never".
    Negation,
    /// Base form of a verb, as infinitive, imperative or plural present.
    Verb,
    /// Third person present.
    Present,
    /// Past tense.
    Past,
    /// Past participle.
    Participle,
    /// Form in -ing, as verb, noun or adjective.
    Ing,
    /// Singular or mass noun.
    Noun,
    /// Plural noun.
    Plural,
    /// Capitalised where a common word would not be.
    Proper,
    /// Adjective.
    Adjective,
    /// Adverb.
    Adverb,
}

impl Tag {
    /// Whether it is a common or proper noun.
    pub fn is_noun(self) -> bool {
        matches!(self, Self::Noun | Self::Plural | Self::Proper)
    }

    /// Whether it is a full verb in any form.
    pub fn is_verb(self) -> bool {
        matches!(
            self,
            Self::Verb | Self::Present | Self::Past | Self::Participle | Self::Ing
        )
    }

    /// Whether it is an auxiliary or modal.
    pub fn is_auxiliary(self) -> bool {
        matches!(self, Self::Be | Self::Have | Self::Do | Self::Modal)
    }

    /// Whether it can carry a finite clause: present or past of a full verb, an auxiliary, a modal.
    pub fn is_finite(self) -> bool {
        self.is_auxiliary() || matches!(self, Self::Present | Self::Past | Self::Verb)
    }

    /// Whether it may stand between a determiner and the head of its phrase.
    pub fn is_modifier(self) -> bool {
        matches!(
            self,
            Self::Adjective
                | Self::Number
                | Self::Participle
                | Self::Ing
                | Self::Noun
                | Self::Plural
                | Self::Proper
        )
    }
}

/// Sets the tags of one sentence.
pub fn tag_sentence(words: &mut [Word], style: CaseStyle) {
    for index in 0..words.len() {
        words[index].tag = tag_of(words, index, style);
    }
}

/// The tag before `index`, adverbs and negations skipped.
fn previous_content(words: &[Word], index: usize) -> Option<Tag> {
    words
        .get(..index)?
        .iter()
        .rev()
        .map(|word| word.tag)
        .find(|tag| !matches!(tag, Tag::Adverb | Tag::Negation))
}

fn tag_of(words: &[Word], index: usize, style: CaseStyle) -> Tag {
    let word = &words[index];
    match word.kind {
        TokenKind::Punctuation => return Tag::Mark,
        TokenKind::Possessive => return Tag::PossessiveMark,
        TokenKind::Number => return Tag::Number,
        TokenKind::Word => {}
    }
    if is_proper(word, style) {
        return Tag::Proper;
    }
    let parts = word.parts;
    if (parts.any(Parts::CLOSED) || parts.any(Parts::PARTICLE))
        && let Some(tag) = closed_tag(words, index)
    {
        return tag;
    }
    if parts.any(Parts::NUMBER) {
        return Tag::Number;
    }
    if parts.any(open_classes()) {
        open_tag(words, index)
    } else {
        guess_unknown(words, index, style)
    }
}

fn open_classes() -> Parts {
    Parts::ANY_NOUN
        .with(Parts::ANY_VERB)
        .with(Parts::ADJECTIVE)
        .with(Parts::ADVERB)
}

/// Whether capitals make it a name: everywhere but at the start of a sentence or in a headline, where only unknown words count.
fn is_proper(word: &Word, style: CaseStyle) -> bool {
    if !word.shape.is_capitalised() {
        return false;
    }
    let known = word.parts.any(Parts::COMMON);
    match style {
        CaseStyle::Normal if word.initial => !known,
        CaseStyle::Normal => !(word.parts.any(Parts::CLOSED) && word.shape == Shape::Capital),
        CaseStyle::Title | CaseStyle::Upper => !known,
    }
}

fn closed_tag(words: &[Word], index: usize) -> Option<Tag> {
    let word = &words[index];
    let parts = word.parts;
    let next = words.get(index + 1);
    let before = index.checked_sub(1).map(|at| words[at].tag);
    let next_can = |wanted: Parts| next.is_some_and(|next| next.parts.any(wanted));
    if word.is(Known::To) {
        let verb = next_can(Parts::VERB)
            && !next.is_some_and(|next| {
                next.shape.is_capitalised() || next.parts.any(Parts::DETERMINER)
            });
        return Some(if verb { Tag::To } else { Tag::Preposition });
    }
    if word.is(Known::That) {
        return Some(match before {
            Some(tag) if tag.is_noun() => Tag::Relative,
            Some(Tag::Preposition) => Tag::Determiner,
            _ => Tag::Subordinator,
        });
    }
    if parts.any(Parts::BE) && word.kind == TokenKind::Word {
        return Some(Tag::Be);
    }
    if parts.any(Parts::HAVE) {
        return Some(Tag::Have);
    }
    if parts.any(Parts::DO) {
        return Some(Tag::Do);
    }
    if parts.any(Parts::MODAL) {
        let noun = matches!(
            before,
            Some(Tag::Determiner | Tag::PossessivePronoun | Tag::PossessiveMark)
        ) && parts.any(Parts::NOUN);
        return Some(if noun { Tag::Noun } else { Tag::Modal });
    }
    if word.is(Known::Her) {
        let owner = next.is_some_and(|next| {
            next.shape.is_capitalised()
                || next.parts.any(Parts::ANY_NOUN.with(Parts::ADJECTIVE))
                    && !next.parts.any(Parts::CLOSED)
        });
        return Some(if owner {
            Tag::PossessivePronoun
        } else {
            Tag::Pronoun
        });
    }
    if word.is(Known::No) {
        return Some(Tag::Determiner);
    }
    if parts.any(Parts::NEGATION) && !parts.any(Parts::PREPOSITION.with(Parts::CONJUNCTION)) {
        return Some(Tag::Negation);
    }
    if parts.any(Parts::PARTICLE)
        && before.is_some_and(Tag::is_verb)
        && !word.is(Known::In)
        && !word.is(Known::On)
    {
        return Some(Tag::Particle);
    }
    if parts.any(Parts::RELATIVE) {
        return Some(Tag::Relative);
    }
    if parts.any(Parts::POSSESSIVE) {
        return Some(Tag::PossessivePronoun);
    }
    if parts.any(Parts::CONJUNCTION) {
        return Some(Tag::Conjunction);
    }
    if parts.any(Parts::PREPOSITION) {
        let opens = parts.any(Parts::SUBORDINATOR) && opens_clause(words, index);
        return Some(if opens {
            Tag::Subordinator
        } else {
            Tag::Preposition
        });
    }
    if parts.any(Parts::SUBORDINATOR) {
        return Some(Tag::Subordinator);
    }
    if parts.any(Parts::NUMBER) && next.is_some_and(may_follow_determiner) {
        return Some(Tag::Number);
    }
    if parts.any(Parts::DETERMINER) {
        let alone = parts.any(Parts::PRONOUN) && !next.is_some_and(may_follow_determiner);
        return Some(if alone { Tag::Pronoun } else { Tag::Determiner });
    }
    if parts.any(Parts::PRONOUN) {
        return Some(Tag::Pronoun);
    }
    None
}

fn may_follow_determiner(word: &Word) -> bool {
    word.shape.is_capitalised()
        || word.kind == TokenKind::Number
        || word.parts.any(
            Parts::ANY_NOUN
                .with(Parts::ADJECTIVE)
                .with(Parts::NUMBER)
                .with(Parts::PARTICIPLE),
        ) && !word.parts.any(Parts::CLOSED)
}

/// Whether "after", "before", "as" … is followed by a subject and a finite verb before the next mark.
fn opens_clause(words: &[Word], index: usize) -> bool {
    let Some(next) = words.get(index + 1) else {
        return false;
    };
    if next.parts.any(Parts::ING) {
        return false;
    }
    let mut seen_subject = false;
    for word in words.iter().skip(index + 1).take(9) {
        if word.kind == TokenKind::Punctuation {
            return false;
        }
        let parts = word.parts;
        if seen_subject
            && (parts.any(
                Parts::BE
                    .with(Parts::HAVE)
                    .with(Parts::MODAL)
                    .with(Parts::DO),
            ) || parts.any(Parts::PAST) && !parts.any(Parts::ANY_NOUN.with(Parts::ADJECTIVE)))
        {
            return true;
        }
        if parts.any(Parts::PREPOSITION) && !seen_subject {
            return false;
        }
        seen_subject |= word.shape.is_capitalised()
            || parts.any(Parts::ANY_NOUN.with(Parts::PRONOUN))
            || word.kind == TokenKind::Number;
    }
    false
}

fn open_tag(words: &[Word], index: usize) -> Tag {
    let word = &words[index];
    let parts = word.parts;
    let before = index.checked_sub(1).map(|at| words[at].tag);
    let content = previous_content(words, index);
    let next = words.get(index + 1);
    let nominal_next = next.is_some_and(|next| {
        next.shape.is_capitalised()
            || next.parts.any(Parts::ANY_NOUN.with(Parts::ADJECTIVE))
                && !next.parts.any(Parts::CLOSED)
    });
    let object_next = next.is_some_and(|next| {
        next.shape.is_capitalised()
            || next.kind == TokenKind::Number
            || next.parts.any(
                Parts::DETERMINER
                    .with(Parts::POSSESSIVE)
                    .with(Parts::PRONOUN)
                    .with(Parts::NUMBER),
            )
    });
    let noun = if parts.any(Parts::NOUN) {
        Some(Tag::Noun)
    } else if parts.any(Parts::PLURAL) {
        Some(Tag::Plural)
    } else {
        None
    };
    match content {
        Some(Tag::To | Tag::Modal | Tag::Do) if parts.any(Parts::VERB) => return Tag::Verb,
        Some(Tag::Be) if parts.any(Parts::ING) => return Tag::Ing,
        Some(Tag::Be | Tag::Have) if parts.any(Parts::PARTICIPLE) => return Tag::Participle,
        _ => {}
    }
    let in_phrase = matches!(
        before,
        Some(
            Tag::Determiner
                | Tag::PossessivePronoun
                | Tag::PossessiveMark
                | Tag::Adjective
                | Tag::Number
        )
    );
    if in_phrase {
        if nominal_next {
            if parts.any(Parts::ADJECTIVE) && !parts.any(Parts::MOSTLY_NOUN) {
                return Tag::Adjective;
            }
            if parts.any(Parts::PARTICIPLE) && noun.is_none() {
                return Tag::Participle;
            }
            if parts.any(Parts::ING) {
                return Tag::Ing;
            }
        }
        if let Some(noun) = noun {
            return noun;
        }
        if parts.any(Parts::ADJECTIVE) {
            return Tag::Adjective;
        }
    }
    if before == Some(Tag::Conjunction)
        && parts.any(Parts::VERB)
        && parts.any(Parts::MOSTLY_VERB)
        && !nominal_next
    {
        return Tag::Verb;
    }
    if parts.any(Parts::ING) && !(parts.any(Parts::MOSTLY_NOUN) && !object_next) {
        return Tag::Ing;
    }
    if parts.any(Parts::PAST.with(Parts::PARTICIPLE))
        && !(noun.is_some() && parts.any(Parts::MOSTLY_NOUN))
    {
        return past_or_participle(words, index);
    }
    if parts.any(Parts::PRESENT) && parts.any(Parts::PLURAL) {
        let subject = matches!(before, Some(Tag::Proper | Tag::Pronoun | Tag::Relative))
            || matches!(before, Some(Tag::Noun)) && object_next;
        let verb = subject
            && (object_next || parts.any(Parts::MOSTLY_VERB) || before == Some(Tag::Pronoun));
        return if verb { Tag::Present } else { Tag::Plural };
    }
    if parts.any(Parts::PRESENT) {
        return Tag::Present;
    }
    if parts.any(Parts::VERB) {
        let subject = matches!(before, Some(Tag::Plural | Tag::Pronoun | Tag::Relative));
        if noun.is_none() && !parts.any(Parts::ADJECTIVE) {
            return Tag::Verb;
        }
        if subject && (object_next || parts.any(Parts::MOSTLY_VERB) || before == Some(Tag::Pronoun))
        {
            return Tag::Verb;
        }
        if parts.any(Parts::MOSTLY_VERB) && noun.is_none() && !nominal_next {
            return Tag::Verb;
        }
    }
    if parts.any(Parts::ADVERB)
        && !(noun.is_some() && parts.any(Parts::MOSTLY_NOUN))
        && !(parts.any(Parts::ADJECTIVE) && nominal_next)
    {
        return Tag::Adverb;
    }
    if parts.any(Parts::ADJECTIVE)
        && (noun.is_none() || nominal_next && !parts.any(Parts::MOSTLY_NOUN))
    {
        return Tag::Adjective;
    }
    noun.unwrap_or(if parts.any(Parts::ADJECTIVE) {
        Tag::Adjective
    } else if parts.any(Parts::VERB) {
        Tag::Verb
    } else {
        Tag::Noun
    })
}

/// A form such as "killed": past tense after a subject, participle after an auxiliary, before "by" and inside a noun phrase.
fn past_or_participle(words: &[Word], index: usize) -> Tag {
    let parts = words[index].parts;
    if !parts.any(Parts::PAST) {
        return Tag::Participle;
    }
    if !parts.any(Parts::PARTICIPLE) {
        return Tag::Past;
    }
    let next = words.get(index + 1);
    if next.is_some_and(|next| next.is(Known::By)) {
        return Tag::Participle;
    }
    match previous_content(words, index) {
        Some(Tag::Be | Tag::Have | Tag::Determiner | Tag::PossessivePronoun | Tag::Adjective) => {
            Tag::Participle
        }
        Some(Tag::Preposition | Tag::PossessiveMark | Tag::Number)
            if next.is_some_and(|next| next.parts.any(Parts::ANY_NOUN)) =>
        {
            Tag::Participle
        }
        None if next
            .is_some_and(|next| next.parts.any(Parts::ANY_NOUN.with(Parts::PREPOSITION))) =>
        {
            Tag::Participle
        }
        _ => Tag::Past,
    }
}

/// Words that the lexicon does not know, by ending and place.
fn guess_unknown(words: &[Word], index: usize, style: CaseStyle) -> Tag {
    let word = &words[index];
    if word.shape.is_capitalised() && style == CaseStyle::Normal {
        return Tag::Proper;
    }
    match word.ending {
        super::analysis::Ending::Ly => Tag::Adverb,
        super::analysis::Ending::Ing => Tag::Ing,
        super::analysis::Ending::Ed => past_or_participle(words, index),
        super::analysis::Ending::S => Tag::Plural,
        super::analysis::Ending::Adjectival => Tag::Adjective,
        super::analysis::Ending::None => Tag::Noun,
    }
}
