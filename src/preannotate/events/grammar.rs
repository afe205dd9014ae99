//! The shape of one sentence: noun phrases, verb groups and what stands between them, and from it subjects, objects and prepositional phrases.
//!
//! No parser: a sentence is cut into chunks once, and each question ("who is the subject of this verb?") is a short walk over them.

use std::ops::Range;

use crate::model::Level;
use crate::preannotate::analysis::{Analysis, Phrase};
use crate::preannotate::findings::{Findings, FoundMention, Label};
use crate::preannotate::lexicon::Parts;
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::{Known, WordId};

/// Mentions by token, for the whole document.
pub(super) struct Mentions {
    /// Indices of mentions by first token, longer ones first.
    by_start: Vec<u32>,
    /// `from[token]`: index in `by_start` of the first mention at or after the token.
    from: Vec<u32>,
}

impl Mentions {
    pub(super) fn new(analysis: &Analysis<'_>, findings: &Findings) -> Self {
        let mut by_start: Vec<u32> = (0..findings.mentions.len() as u32).collect();
        by_start.sort_by_key(|index| {
            findings
                .mentions
                .get(*index as usize)
                .map(|mention| (mention.tokens.start, std::cmp::Reverse(mention.tokens.end)))
        });
        let mut from = Vec::with_capacity(analysis.words.len() + 1);
        let mut next = 0;
        for token in 0..=analysis.words.len() {
            while by_start
                .get(next)
                .and_then(|index| findings.mentions.get(*index as usize))
                .is_some_and(|mention| mention.tokens.start < token)
            {
                next += 1;
            }
            from.push(next as u32);
        }
        Self { by_start, from }
    }

    /// Indices of the mentions that begin inside `tokens`.
    pub(super) fn starting_in(&self, tokens: Range<usize>) -> &[u32] {
        let at = |token: usize| {
            self.from
                .get(token)
                .map_or(self.by_start.len(), |at| *at as usize)
        };
        self.by_start
            .get(at(tokens.start)..at(tokens.end))
            .unwrap_or_default()
    }
}

/// What a chunk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Noun,
    Verb,
    Preposition,
    Comma,
    Conjunction,
    Relative,
    Subordinator,
    Possessive,
    /// Quotes, dashes, colons: a strong boundary.
    Boundary,
    Other,
}

/// Some tokens that belong together.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Head noun, main verb, or the only word.
    pub(super) head: usize,
    /// The mention that a noun phrase is.
    pub(super) mention: Option<usize>,
    pub(super) verb: VerbGroup,
}

/// The auxiliaries of a verb group.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct VerbGroup {
    pub(super) be: bool,
    pub(super) have: bool,
    pub(super) did: bool,
    pub(super) infinitive: bool,
    pub(super) negated: bool,
    /// "will", "could".
    pub(super) modal: Option<WordId>,
    /// No full verb: "was" alone.
    pub(super) copula: bool,
}

/// One sentence cut into chunks.
pub(super) struct Shape<'a> {
    pub(super) analysis: &'a Analysis<'a>,
    pub(super) findings: &'a Findings,
    pub(super) mentions: &'a Mentions,
    pub(super) tokens: Range<usize>,
    pub(super) chunks: Vec<Chunk>,
    /// `at[token - tokens.start]`: the token's chunk.
    at: Vec<u32>,
    /// `tags[token - tokens.start]`.
    tags: Vec<Tag>,
}

/// Verbs whose object does what the infinitive says: "ordered troops to leave".
const OBJECT_CONTROL: &str = "order ask urge tell force allow persuade call expect want help beg press invite command instruct warn require request compel appeal enable encourage convince direct authorise authorize pressure implore oblige leave send get advise lobby challenge push cause permit train";

impl<'a> Shape<'a> {
    pub(super) fn new(
        analysis: &'a Analysis<'a>,
        findings: &'a Findings,
        mentions: &'a Mentions,
        tokens: Range<usize>,
    ) -> Self {
        let mut shape = Self {
            analysis,
            findings,
            mentions,
            at: vec![0; tokens.len()],
            chunks: Vec::with_capacity(tokens.len()),
            tags: analysis
                .words
                .get(tokens.clone())
                .unwrap_or_default()
                .iter()
                .map(|word| word.tag)
                .collect(),
            tokens,
        };
        shape.retag();
        let mut token = shape.tokens.start;
        while token < shape.tokens.end {
            let chunk = shape.chunk_from(token);
            let number = shape.chunks.len() as u32;
            for covered in chunk.start..chunk.end {
                if let Some(slot) = shape.at.get_mut(covered - shape.tokens.start) {
                    *slot = number;
                }
            }
            token = chunk.end;
            shape.chunks.push(chunk);
        }
        shape.find_subordinators();
        shape
    }

    /// "as Hartanto visits Hanoi": a preposition before a subject and its verb opens a clause.
    fn find_subordinators(&mut self) {
        for at in 0..self.chunks.len() {
            let opens = self.kind(at) == Some(Kind::Preposition)
                && self.chunks.get(at).is_some_and(|chunk| {
                    self.analysis
                        .words
                        .get(chunk.head)
                        .is_some_and(|word| word.parts.any(Parts::SUBORDINATOR))
                })
                && self.kind(at + 1) == Some(Kind::Noun)
                && self.kind(at + 2) == Some(Kind::Verb)
                && !self.is_ing(at + 2)
                && self
                    .chunks
                    .get(at + 2)
                    .is_some_and(|verb| !verb.verb.infinitive)
                && !self.is_time(at + 1);
            if opens && let Some(chunk) = self.chunks.get_mut(at) {
                chunk.kind = Kind::Subordinator;
            }
        }
    }

    /// The chunk of a token.
    pub(super) fn chunk_at(&self, token: usize) -> usize {
        token
            .checked_sub(self.tokens.start)
            .and_then(|at| self.at.get(at))
            .map_or(0, |at| *at as usize)
    }

    pub(super) fn kind(&self, chunk: usize) -> Option<Kind> {
        self.chunks.get(chunk).map(|chunk| chunk.kind)
    }

    pub(super) fn mention(&self, index: usize) -> Option<&'a FoundMention> {
        self.findings.mentions.get(index)
    }

    /// The label of a noun phrase.
    pub(super) fn label(&self, chunk: usize) -> Option<Label> {
        self.mention(self.chunks.get(chunk)?.mention?)?.label
    }

    pub(super) fn is_time(&self, chunk: usize) -> bool {
        matches!(self.label(chunk), Some(Label::Date | Label::Time))
    }

    /// The tag of a token of this sentence, put right where the sentence shows more than its neighbours did.
    pub(super) fn tag(&self, token: usize) -> Option<Tag> {
        self.tags
            .get(token.checked_sub(self.tokens.start)?)
            .copied()
    }

    /// Puts tags right: "shot her driver", and the verb of a headline.
    fn retag(&mut self) {
        let words = self
            .analysis
            .words
            .get(self.tokens.clone())
            .unwrap_or_default();
        let is_headline = self.is_headline();
        let mut seen_verb = false;
        for at in 0..words.len() {
            let (Some(word), Some(tag)) = (words.get(at), self.tags.get(at).copied()) else {
                continue;
            };
            let previous = at
                .checked_sub(1)
                .and_then(|before| self.tags.get(before))
                .copied();
            let next = self.tags.get(at + 1).copied();
            let owner_next = matches!(next, Some(Tag::Determiner | Tag::PossessivePronoun));
            let particle_next = matches!(next, Some(Tag::Particle))
                && matches!(
                    self.tags.get(at + 2),
                    Some(Tag::Determiner | Tag::PossessivePronoun)
                );
            let nominal = matches!(tag, Tag::Noun | Tag::Plural | Tag::Adjective);
            let opens = matches!(
                previous,
                None | Some(
                    Tag::Determiner
                        | Tag::PossessivePronoun
                        | Tag::PossessiveMark
                        | Tag::Preposition
                        | Tag::Adjective
                )
            );
            let new = if nominal
                && word.parts.any(Parts::PAST)
                && (owner_next || particle_next)
                && !opens
            {
                Some(Tag::Past)
            } else if is_headline
                && !seen_verb
                && nominal
                && !opens
                && word.parts.any(Parts::VERB.with(Parts::PRESENT))
                && !self.analysis.knowledge.events.senses_of(word.id).is_empty()
                && (word.parts.any(Parts::MOSTLY_VERB)
                    || matches!(previous, Some(Tag::Plural)) && word.parts.any(Parts::VERB)
                    || matches!(previous, Some(Tag::Proper)) && word.parts.any(Parts::PRESENT)
                    || matches!(previous, Some(Tag::Noun | Tag::Number))
                        && word.parts.any(Parts::PRESENT)
                        && !word.parts.any(Parts::MOSTLY_NOUN))
            {
                Some(if word.parts.any(Parts::PRESENT) {
                    Tag::Present
                } else {
                    Tag::Verb
                })
            } else {
                None
            };
            if let (Some(new), Some(slot)) = (new, self.tags.get_mut(at)) {
                *slot = new;
            }
            match self.tags.get(at) {
                Some(tag) if tag.is_finite() => seen_verb = true,
                Some(Tag::Subordinator | Tag::Preposition | Tag::Mark | Tag::Conjunction)
                    if word.is(Known::As) || word.is(Known::Comma) || word.is(Known::And) =>
                {
                    seen_verb = false;
                }
                _ => {}
            }
        }
    }

    fn is(&self, token: usize, known: Known) -> bool {
        token < self.tokens.end
            && self
                .analysis
                .words
                .get(token)
                .is_some_and(|word| word.is(known))
    }

    fn chunk_from(&self, token: usize) -> Chunk {
        if let Some(chunk) = self.noun_from(token) {
            return chunk;
        }
        let tag = self.tag(token).unwrap_or_default();
        if tag.is_auxiliary() || tag.is_verb() || tag == Tag::To {
            return self.verb_from(token);
        }
        if tag == Tag::Negation
            && self
                .tag(token + 1)
                .is_some_and(|next| next == Tag::To || next.is_verb())
        {
            return self.verb_from(token);
        }
        let kind = match tag {
            Tag::Preposition if self.opens_amount(token) => Kind::Other,
            Tag::Preposition => Kind::Preposition,
            Tag::Conjunction => Kind::Conjunction,
            Tag::Relative => Kind::Relative,
            Tag::Subordinator => Kind::Subordinator,
            Tag::PossessiveMark => Kind::Possessive,
            Tag::Mark if self.is(token, Known::Comma) => Kind::Comma,
            Tag::Mark if self.is(token, Known::Hyphen) => Kind::Other,
            Tag::Mark => match self.analysis.written(token) {
                "$" | "€" | "£" | "%" | "/" => Kind::Other,
                _ => Kind::Boundary,
            },
            _ => Kind::Other,
        };
        Chunk {
            kind,
            start: token,
            end: token + 1,
            head: token,
            mention: None,
            verb: VerbGroup::default(),
        }
    }

    /// "at" of "at least three", "over" of "over 50".
    fn opens_amount(&self, token: usize) -> bool {
        let next = self.analysis.form(token + 1);
        matches!(next, "least" | "most") && self.is(token, Known::At)
            || self.analysis.form(token) == "up" && self.is(token + 1, Known::To)
            || matches!(
                self.analysis.form(token),
                "over" | "under" | "around" | "about"
            ) && self.tag(token + 1) == Some(Tag::Number)
                && !self.starts_time(token + 1)
            || self.is(token, Known::Than)
            || self.is(token, Known::To) && self.analysis.form(token.wrapping_sub(1)) == "up"
    }

    fn starts_time(&self, token: usize) -> bool {
        self.mentions
            .starting_in(token..token + 1)
            .iter()
            .filter_map(|index| self.mention(*index as usize))
            .any(|mention| matches!(mention.label, Some(Label::Date | Label::Time)))
    }

    fn noun_from(&self, token: usize) -> Option<Chunk> {
        let phrase = self
            .analysis
            .phrase_of(token)
            .filter(|phrase| phrase.end as usize > token)
            .map(|phrase| self.without_verbs(*phrase, token));
        if self.tag(token).is_some_and(|tag| tag.is_finite()) {
            return None;
        }
        let outer = |from: usize| {
            self.mentions
                .starting_in(from..from + 1)
                .iter()
                .map(|index| *index as usize)
                .find(|index| {
                    self.mention(*index)
                        .is_some_and(|mention| mention.tokens.end <= self.tokens.end)
                })
        };
        let mut end = match (phrase, outer(token)) {
            (Some(phrase), _) => phrase.end as usize,
            (None, Some(mention)) => self.mention(mention)?.tokens.end,
            (None, None) if matches!(self.tag(token), Some(Tag::Pronoun)) => token + 1,
            (None, None) => return None,
        };
        let mut head = phrase.map_or(end - 1, |phrase| phrase.head as usize);
        let mut whole = None;
        if let Some(time) = outer(token).and_then(|index| self.mention(index))
            && matches!(time.label, Some(Label::Date | Label::Time))
            && time.tokens.end < end
            && outer(time.tokens.end).is_some()
        {
            // "at 6 a.m. stones were thrown": the time is a phrase of its own.
            end = time.tokens.end;
            head = end - 1;
        }
        for from in token..end {
            let Some(index) = outer(from) else { continue };
            let Some(mention) = self.mention(index) else {
                continue;
            };
            if mention.tokens.end >= end {
                let value = matches!(
                    mention.label,
                    Some(Label::Date | Label::Time | Label::Money | Label::Title | Label::Sentence)
                );
                let after_noun = from > token
                    && self
                        .tag(from - 1)
                        .is_some_and(|tag| matches!(tag, Tag::Proper | Tag::Noun | Tag::Plural));
                if value && after_noun && self.mention_ending(token, from).is_some() {
                    // "elected Rojas mayor", "lent Ireland 22 billion euros": two phrases.
                    end = from;
                    head = from - 1;
                    whole = self.mention_ending(token, from);
                } else {
                    end = mention.tokens.end;
                    head = mention.head.clamp(from, end - 1);
                    whole = Some(index);
                }
                break;
            }
        }
        if end > self.tokens.end || end <= token {
            return None;
        }
        Some(Chunk {
            kind: Kind::Noun,
            start: token,
            end,
            head,
            mention: whole,
            verb: VerbGroup::default(),
        })
    }

    /// A phrase up to the first token that turned out to be a verb.
    fn without_verbs(&self, mut phrase: Phrase, token: usize) -> Phrase {
        let verb =
            (token + 1..phrase.end as usize).find(|at| self.tag(*at).is_some_and(Tag::is_finite));
        if let Some(verb) = verb {
            phrase.end = verb as u32;
            phrase.head = verb as u32 - 1;
        }
        phrase
    }

    /// The outermost mention in `from..end` that ends at `end`.
    fn mention_ending(&self, from: usize, end: usize) -> Option<usize> {
        self.mentions
            .starting_in(from..end)
            .iter()
            .map(|index| *index as usize)
            .find(|index| {
                self.mention(*index)
                    .is_some_and(|mention| mention.tokens.end == end)
            })
    }

    fn verb_from(&self, token: usize) -> Chunk {
        let mut group = VerbGroup::default();
        let mut at = token;
        let mut head = token;
        group.copula = true;
        while let Some(tag) = self.tag(at) {
            let word = self.analysis.words.get(at);
            match tag {
                Tag::Be => {
                    group.be = true;
                    head = at;
                }
                Tag::Have => {
                    group.have = true;
                    head = at;
                }
                Tag::Do => {
                    group.did = true;
                    head = at;
                }
                Tag::Modal => {
                    group.modal = word.map(|word| word.id);
                    head = at;
                }
                Tag::To if at == token || self.tag(at - 1) == Some(Tag::Negation) => {
                    group.infinitive = true
                }
                Tag::Negation => group.negated = true,
                Tag::Adverb => {}
                _ if tag.is_verb() => {
                    head = at;
                    group.copula = false;
                    at += 1;
                    break;
                }
                _ => break,
            }
            if word.is_some_and(|word| word.parts.any(Parts::NEGATION)) {
                group.negated = true;
            }
            at += 1;
            let after_auxiliary = (group.be || group.have)
                && self
                    .tag(at)
                    .is_some_and(|tag| matches!(tag, Tag::Participle | Tag::Ing));
            if self.noun_starts(at) && !after_auxiliary {
                break;
            }
        }
        Chunk {
            kind: Kind::Verb,
            start: token,
            end: at.max(token + 1),
            head,
            mention: None,
            verb: group,
        }
    }

    fn noun_starts(&self, token: usize) -> bool {
        self.analysis
            .phrase_of(token)
            .is_some_and(|phrase| phrase.start as usize == token)
    }

    /// Whether the main verb can be a passive participle.
    fn is_participle(&self, chunk: &Chunk) -> bool {
        self.analysis
            .words
            .get(chunk.head)
            .is_some_and(|word| word.parts.any(Parts::PARTICIPLE) || word.tag == Tag::Participle)
            && self.tag(chunk.head) != Some(Tag::Ing)
    }

    pub(super) fn is_ing(&self, chunk: usize) -> bool {
        self.chunks
            .get(chunk)
            .is_some_and(|chunk| chunk.kind == Kind::Verb && self.tag(chunk.head) == Some(Tag::Ing))
    }

    /// The base form of a verb group's main verb.
    pub(super) fn lemma(&self, chunk: usize) -> &str {
        self.chunks.get(chunk).map_or("", |chunk| {
            self.analysis.word(self.analysis.verb(chunk.head))
        })
    }

    /// The last chunk before `chunk` that is no adverb.
    pub(super) fn before(&self, chunk: usize) -> Option<usize> {
        (0..chunk)
            .rev()
            .find(|at| self.kind(*at) != Some(Kind::Other))
    }

    /// The next chunk after `chunk` that is no adverb.
    pub(super) fn after(&self, chunk: usize) -> Option<usize> {
        (chunk + 1..self.chunks.len()).find(|at| self.kind(*at) != Some(Kind::Other))
    }

    /// The verb group before `chunk`.
    pub(super) fn verb_before(&self, chunk: usize) -> Option<usize> {
        (0..chunk)
            .rev()
            .find(|at| self.kind(*at) == Some(Kind::Verb))
    }

    /// Whether the verb is passive; `transitive` verbs are also passive as lone participles without an object.
    pub(super) fn is_passive(&self, verb: usize, transitive: bool) -> bool {
        let Some(chunk) = self.chunks.get(verb) else {
            return false;
        };
        if chunk.kind != Kind::Verb || chunk.verb.copula || !self.is_participle(chunk) {
            return false;
        }
        if chunk.verb.be {
            return true;
        }
        if chunk.verb.have || chunk.verb.did || chunk.verb.infinitive || chunk.verb.modal.is_some()
        {
            return false;
        }
        let next = self.after(verb);
        if self
            .analysis
            .words
            .get(chunk.end)
            .is_some_and(|word| word.is(Known::By))
        {
            return true;
        }
        let has_object =
            next.is_some_and(|next| self.kind(next) == Some(Kind::Noun) && !self.is_time(next));
        let Some(before) = self.before(verb) else {
            return !has_object && transitive;
        };
        match self.kind(before) {
            Some(Kind::Conjunction) => {
                let earlier = self.verb_before(before);
                earlier.is_some_and(|earlier| {
                    !self.is_ing(earlier) && !has_object && self.is_passive(earlier, transitive)
                })
            }
            _ if has_object => {
                self.tag(chunk.head) == Some(Tag::Participle)
                    && self.kind(before) == Some(Kind::Comma)
                    && self.label(next.unwrap_or(verb)) == Some(Label::Title)
            }
            Some(Kind::Verb) => matches!(self.lemma(before), "get" | "be"),
            Some(Kind::Comma) => transitive,
            _ if transitive => self.relative_object(verb).is_none(),
            Some(Kind::Noun) => {
                // "the truce agreed in May collapsed": another verb follows, so this one cannot be the clause's own.
                let governed = self
                    .before(before)
                    .is_some_and(|first| matches!(self.kind(first), Some(Kind::Preposition)));
                self.tag(chunk.head) == Some(Tag::Participle) && governed
            }
            _ => false,
        }
    }

    /// The noun phrase that is the surface subject of a verb group.
    pub(super) fn subject(&self, verb: usize) -> Option<usize> {
        self.subject_within(verb, 5)
    }

    fn subject_within(&self, verb: usize, depth: u8) -> Option<usize> {
        let depth = depth.checked_sub(1)?;
        let chunk = self.chunks.get(verb)?;
        if chunk.verb.infinitive && !chunk.verb.be | !chunk.verb.copula {
            return self.controller(verb, depth);
        }
        if self.is_ing(verb) && !chunk.verb.be {
            return self.subject_of_ing(verb, depth);
        }
        let Some(before) = self
            .before(verb)
            .filter(|at| self.kind(*at) != Some(Kind::Subordinator))
        else {
            return self.following_subject(verb);
        };
        match self.kind(before)? {
            Kind::Conjunction => {
                let earlier = self.verb_before(before)?;
                self.subject_within(earlier, depth)
            }
            Kind::Relative => self.antecedent(before),
            Kind::Comma => self.subject_over_comma(before, depth),
            Kind::Noun => self.main_noun(before, depth),
            Kind::Verb if self.is_passive(verb, false) || !chunk.verb.copula => {
                self.subject_within(before, depth)
            }
            _ => None,
        }
    }

    /// "Born in Kasama in 1968, Mutale worked": the subject of the clause that follows.
    fn following_subject(&self, verb: usize) -> Option<usize> {
        let comma = (verb + 1..self.chunks.len()).find(|at| self.kind(*at) == Some(Kind::Comma))?;
        let noun = self.after(comma)?;
        (self.kind(noun) == Some(Kind::Noun) && !self.is_time(noun)).then_some(noun)
    }

    /// From the noun phrase before a verb to the head of its phrase: "the trial of Kolar for war crimes opened".
    fn main_noun(&self, noun: usize, depth: u8) -> Option<usize> {
        let mut at = noun;
        let mut nearest = noun;
        for _ in 0..6 {
            let Some(before) = self.before(at) else {
                return Some(at);
            };
            match self.kind(before)? {
                Kind::Preposition => {
                    let Some(outer) = self.before(before) else {
                        // "On Friday police …" has no noun before it: the phrase is an adverbial.
                        return (!self.is_time(at) && self.label(at) == self.label(nearest))
                            .then_some(nearest);
                    };
                    match self.kind(outer)? {
                        Kind::Noun => {
                            let of = self.analysis.form(self.chunks.get(before)?.head) == "of";
                            let empty = self.chunks.get(outer)?.mention.is_none();
                            if of && empty && self.label(at).is_some() && !self.is_event_noun(outer)
                            {
                                // "none of the 14 crew", "thousands of supporters"
                                return Some(at);
                            }
                            at = outer;
                            nearest = outer;
                        }
                        Kind::Relative => return self.antecedent(outer),
                        Kind::Comma => return self.subject_over_comma(outer, depth),
                        Kind::Verb => return self.subject_within(outer, depth.checked_sub(1)?),
                        _ => return None,
                    }
                }
                Kind::Verb if self.modifies_noun(before) => {
                    return self.subject_within(before, depth.checked_sub(1)?);
                }
                Kind::Conjunction | Kind::Comma if self.is_list_in_phrase(at) => {
                    let first = self.joined_before(at).last().copied()?;
                    at = first;
                }
                Kind::Noun if self.is_time(at) => at = before,
                Kind::Relative if self.is_time(at) => return self.antecedent(before),
                Kind::Comma if self.is_time(at) => return self.subject_over_comma(before, depth),
                _ => return Some(at),
            }
        }
        Some(at)
    }

    /// "the train carrying passengers", "the man who shot her": a verb inside a noun phrase.
    fn modifies_noun(&self, verb: usize) -> bool {
        let before = self.before(verb).and_then(|at| self.kind(at));
        before == Some(Kind::Relative)
            || before == Some(Kind::Noun)
                && self.is_ing(verb)
                && !self.chunks.get(verb).is_some_and(|chunk| chunk.verb.be)
    }

    /// Whether the noun phrase ends a list of like phrases behind a preposition: "observers from the African Union and the EU".
    fn is_list_in_phrase(&self, noun: usize) -> bool {
        let joined = self.joined_before(noun);
        let Some(first) = joined.last() else {
            return false;
        };
        let Some(preposition) = self
            .before(*first)
            .filter(|at| self.kind(*at) == Some(Kind::Preposition))
        else {
            return false;
        };
        let level = |noun: usize| {
            self.chunks
                .get(noun)
                .and_then(|chunk| self.mention(chunk.mention?))
                .map(|mention| (mention.label, mention.level))
        };
        let between = self
            .chunks
            .get(preposition)
            .is_some_and(|chunk| matches!(self.analysis.form(chunk.head), "between" | "among"));
        between
            || level(*first) == level(noun)
                && self
                    .before(preposition)
                    .is_some_and(|at| self.kind(at) == Some(Kind::Noun))
    }

    fn is_event_noun(&self, chunk: usize) -> bool {
        self.chunks
            .get(chunk)
            .and_then(|chunk| self.analysis.words.get(chunk.head))
            .is_some_and(|word| !self.analysis.knowledge.events.senses_of(word.id).is_empty())
    }

    /// The noun phrase that a relative pronoun stands for; the name before an apposition rather than the apposition.
    fn antecedent(&self, relative: usize) -> Option<usize> {
        let mut noun = self.before(relative)?;
        if self.kind(noun) == Some(Kind::Comma) {
            noun = self.before(noun)?;
        }
        if self.label(noun) == Some(Label::Number)
            && let Some(comma) = self
                .before(noun)
                .filter(|at| self.kind(*at) == Some(Kind::Comma))
        {
            // "Brizuelas, 46, who"
            noun = self.before(comma)?;
        }
        if self.kind(noun) == Some(Kind::Preposition) {
            noun = self.before(noun)?;
        }
        if self.kind(noun) != Some(Kind::Noun) {
            return None;
        }
        let who = self
            .analysis
            .form(self.chunks.get(relative)?.head)
            .starts_with("who");
        for _ in 0..3 {
            let is_person = self
                .label(noun)
                .is_some_and(|label| matches!(label, Label::Per | Label::Norp));
            if !(who && !is_person || self.is_time(noun)) {
                break;
            }
            let Some(outer) = self
                .before(noun)
                .filter(|at| self.kind(*at) == Some(Kind::Preposition))
            else {
                break;
            };
            let Some(outer) = self
                .before(outer)
                .filter(|at| self.kind(*at) == Some(Kind::Noun))
            else {
                break;
            };
            noun = outer;
        }
        Some(noun)
    }

    /// "Mutale, an economist who leads the party, won": over the insertion to the noun before it.
    fn subject_over_comma(&self, comma: usize, depth: u8) -> Option<usize> {
        let depth = depth.checked_sub(1)?;
        let opening = (0..comma)
            .rev()
            .take_while(|at| self.kind(*at) != Some(Kind::Boundary))
            .find(|at| self.kind(*at) == Some(Kind::Comma));
        if let Some(opening) = opening
            && let Some(before) = self.before(opening)
            && self.kind(before) == Some(Kind::Noun)
            && !self.is_time(before)
        {
            return self.main_noun(before, depth);
        }
        let before = self.before(comma)?;
        if self.kind(before) == Some(Kind::Noun)
            && self.verb_before(comma).is_none()
            && !self.is_time(before)
        {
            return self.main_noun(before, depth);
        }
        let earlier = self.verb_before(comma)?;
        self.subject_within(earlier, depth)
    }

    fn subject_of_ing(&self, verb: usize, depth: u8) -> Option<usize> {
        let before = self.before(verb)?;
        match self.kind(before)? {
            Kind::Noun => Some(before),
            Kind::Preposition => {
                let outer = self.before(before)?;
                match self.kind(outer)? {
                    Kind::Noun if self.verb_before(outer).is_some() => Some(outer),
                    Kind::Verb => self.subject_within(outer, depth),
                    _ => None,
                }
            }
            Kind::Subordinator => {
                let outer = self.verb_before(before).or_else(|| self.next_verb(verb))?;
                self.subject_within(outer, depth)
            }
            Kind::Comma | Kind::Conjunction => {
                let outer = (0..before)
                    .rev()
                    .find(|at| self.kind(*at) == Some(Kind::Verb))?;
                self.subject_within(outer, depth)
            }
            Kind::Verb => self.controller(verb, depth),
            _ => None,
        }
    }

    fn next_verb(&self, verb: usize) -> Option<usize> {
        (verb + 1..self.chunks.len()).find(|at| self.kind(*at) == Some(Kind::Verb))
    }

    /// Who does what an infinitive says.
    fn controller(&self, verb: usize, depth: u8) -> Option<usize> {
        let before = self.before(verb)?;
        match self.kind(before)? {
            Kind::Verb => self.subject_within(before, depth),
            Kind::Conjunction => {
                let earlier = self.verb_before(before)?;
                self.subject_within(earlier, depth)
            }
            Kind::Noun => {
                let governor = self.verb_before(before);
                let object_control = governor.is_some_and(|governor| {
                    OBJECT_CONTROL
                        .split(' ')
                        .any(|known| known == self.lemma(governor))
                        && !self.is_passive(governor, false)
                });
                if object_control || governor.is_none() {
                    return Some(before);
                }
                let outer = self.before(before)?;
                if self.kind(outer) == Some(Kind::Preposition)
                    && matches!(
                        self.analysis.form(self.chunks.get(outer)?.head),
                        "by" | "for" | "of" | "between" | "on"
                    )
                    && self.label(before).is_some()
                    && !self.is_time(before)
                {
                    return Some(before);
                }
                self.subject_within(governor?, depth)
            }
            Kind::Other | Kind::Preposition | Kind::Comma => {
                let governor = self.verb_before(before)?;
                self.subject_within(governor, depth)
            }
            _ => None,
        }
    }

    /// The noun phrase right after a verb group, over the owner's name: "attacked Syria's army".
    pub(super) fn object(&self, verb: usize) -> Option<usize> {
        let mut at = self.after(verb)?;
        if self.kind(at)? != Kind::Noun {
            return None;
        }
        at = self.owned(at);
        if self.is_time(at) {
            return None;
        }
        Some(self.of_quantity(at))
    }

    /// From an owner to what is owned: "Syria's army" at "Syria" is "army".
    pub(super) fn owned(&self, mut noun: usize) -> usize {
        while self.kind(noun + 1) == Some(Kind::Possessive)
            && self.kind(noun + 2) == Some(Kind::Noun)
        {
            noun += 2;
        }
        noun
    }

    /// "thousands of supporters" at "thousands" is "supporters".
    fn of_quantity(&self, noun: usize) -> usize {
        let counted = self.after(noun).filter(|of| {
            self.kind(*of) == Some(Kind::Preposition)
                && self
                    .chunks
                    .get(*of)
                    .is_some_and(|of| self.is(of.head, Known::Of))
                && self
                    .chunks
                    .get(noun)
                    .is_some_and(|chunk| chunk.mention.is_none())
                && !self.is_event_noun(noun)
        });
        counted
            .and_then(|of| self.after(of))
            .filter(|next| self.kind(*next) == Some(Kind::Noun) && self.label(*next).is_some())
            .map_or(noun, |next| self.owned(next))
    }

    /// The antecedent that is the object of a verb in a relative clause: "whom the court acquitted".
    pub(super) fn relative_object(&self, verb: usize) -> Option<usize> {
        let subject = self
            .before(verb)
            .filter(|at| self.kind(*at) == Some(Kind::Noun))?;
        let mut before = self.before(subject)?;
        if self.kind(before) == Some(Kind::Possessive) {
            before = self.before(self.before(before)?)?;
        }
        (self.kind(before) == Some(Kind::Relative))
            .then(|| self.antecedent(before))
            .flatten()
    }

    /// Prepositional phrases and bare times after `from`, up to the end of the clause: preposition (its word) and noun phrase.
    pub(super) fn phrases_after(&self, from: usize, in_noun: bool) -> Vec<(Option<WordId>, usize)> {
        let mut found = Vec::new();
        let mut at = from + 1;
        let mut preposition: Option<WordId> = None;
        while let Some(kind) = self.kind(at) {
            match kind {
                Kind::Preposition => {
                    preposition = self
                        .chunks
                        .get(at)
                        .and_then(|chunk| self.analysis.words.get(chunk.head))
                        .map(|word| word.id);
                }
                Kind::Noun => {
                    if self.kind(at + 1) == Some(Kind::Possessive) {
                        at += 2;
                        continue;
                    }
                    if preposition.is_some() || self.is_time(at) {
                        let noun = self.of_quantity(at);
                        found.push((preposition, noun));
                        at = noun;
                        for joined in self.joined_after(noun) {
                            found.push((preposition, joined));
                            at = joined;
                        }
                    } else if in_noun && at != from + 1 {
                        break;
                    }
                    preposition = None;
                }
                Kind::Comma => {
                    let next = self.after(at);
                    let goes_on = next.is_some_and(|next| {
                        self.kind(next) == Some(Kind::Preposition)
                            || self.is_time(next)
                            || self.is_passive(next, true)
                                && !self.chunks.get(next).is_some_and(|chunk| chunk.verb.be)
                    });
                    if !goes_on {
                        break;
                    }
                }
                Kind::Verb if in_noun => {
                    let lone = self.is_passive(at, true)
                        && !self
                            .chunks
                            .get(at)
                            .is_some_and(|chunk| chunk.verb.be || chunk.verb.have);
                    if !lone {
                        break;
                    }
                }
                Kind::Verb | Kind::Relative | Kind::Subordinator | Kind::Boundary => break,
                Kind::Conjunction => break,
                Kind::Possessive | Kind::Other => {}
            }
            at += 1;
        }
        found
    }

    /// Adverbials before the subject of a clause: "In January 1970 soldiers arrested her".
    pub(super) fn phrases_before(&self, verb: usize) -> Vec<(Option<WordId>, usize)> {
        let mut found = Vec::new();
        let mut at = verb;
        while at > 0 {
            at -= 1;
            match self.kind(at) {
                Some(Kind::Noun) => {
                    let preposition = self
                        .before(at)
                        .filter(|before| self.kind(*before) == Some(Kind::Preposition));
                    match preposition {
                        Some(preposition) => {
                            let word = self
                                .chunks
                                .get(preposition)
                                .and_then(|chunk| self.analysis.words.get(chunk.head))
                                .map(|word| word.id);
                            found.push((word, at));
                        }
                        None if self.is_time(at) => found.push((None, at)),
                        None => {}
                    }
                }
                // What stands right of another verb belongs to that verb.
                Some(Kind::Verb | Kind::Relative) => return Vec::new(),
                Some(Kind::Subordinator | Kind::Boundary) | None => break,
                Some(Kind::Conjunction) if self.kind(at + 1) != Some(Kind::Noun) => break,
                _ => {}
            }
        }
        found
    }

    /// Noun phrases joined to this one by "and" or commas, to its right.
    pub(super) fn joined_after(&self, noun: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut pending = Vec::new();
        let mut at = noun;
        loop {
            let Some(link) = self.after(at) else { break };
            let conjunction = match self.kind(link) {
                Some(Kind::Conjunction) => true,
                Some(Kind::Comma) => false,
                _ => break,
            };
            let Some(mut next) = self.after(link) else {
                break;
            };
            let mut conjunction = conjunction;
            if !conjunction && self.kind(next) == Some(Kind::Conjunction) {
                conjunction = true;
                let Some(later) = self.after(next) else { break };
                next = later;
            }
            if self.kind(next) != Some(Kind::Noun) || !self.are_alike(noun, next) {
                break;
            }
            next = self.owned(next);
            let runs_into_verb = self.after(next).is_some_and(|verb| {
                self.kind(verb) == Some(Kind::Verb)
                    && !self.is_ing(verb)
                    && !self
                        .chunks
                        .get(verb)
                        .is_some_and(|chunk| chunk.verb.infinitive)
            });
            if runs_into_verb && conjunction && self.verb_before(noun).is_some() {
                break;
            }
            pending.push(next);
            at = next;
            if conjunction {
                found.append(&mut pending);
            }
        }
        found
    }

    /// Noun phrases joined to this one, to its left.
    pub(super) fn joined_before(&self, noun: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut at = noun;
        let mut seen_conjunction = false;
        loop {
            let Some(mut link) = self.before(at) else {
                break;
            };
            match self.kind(link) {
                Some(Kind::Conjunction) => {
                    seen_conjunction = true;
                    if let Some(comma) = self
                        .before(link)
                        .filter(|at| self.kind(*at) == Some(Kind::Comma))
                    {
                        link = comma;
                    }
                }
                Some(Kind::Comma) if seen_conjunction || found.is_empty() && self.is_headline() => {
                }
                Some(Kind::Possessive) => {
                    let Some(owner) = self.before(link) else {
                        break;
                    };
                    at = owner;
                    continue;
                }
                _ => break,
            }
            let Some(next) = self.before(link) else { break };
            if self.kind(next) != Some(Kind::Noun) || !self.are_alike(noun, next) {
                break;
            }
            found.push(next);
            at = next;
        }
        found
    }

    /// Whether the sentence is short and has no full stop, as headlines have.
    fn is_headline(&self) -> bool {
        self.tokens.len() < 20
            && self.tokens.end.checked_sub(1).is_some_and(|last| {
                !self.is(last, Known::Stop) && self.tag(last) != Some(Tag::Mark)
            })
    }

    /// Whether two noun phrases may stand in one list.
    fn are_alike(&self, one: usize, other: usize) -> bool {
        let class = |label: Label| match label {
            Label::Per | Label::Org | Label::Gpe | Label::Norp => 0,
            Label::Loc | Label::Fac => 1,
            Label::Veh | Label::Wea => 2,
            Label::Date | Label::Time => 3,
            _ => 4,
        };
        match (self.label(one), self.label(other)) {
            (Some(one), Some(other)) => {
                one == other
                    || class(one) == class(other) && class(one) != 4
                    || matches!(
                        (one, other),
                        (Label::Gpe, Label::Loc | Label::Fac)
                            | (Label::Loc | Label::Fac, Label::Gpe)
                    )
            }
            _ => false,
        }
    }

    /// The mention to link for a noun phrase: the name beside a nominal in apposition, else its own.
    pub(super) fn filler(&self, noun: usize) -> Option<usize> {
        let own = self.chunks.get(noun)?.mention?;
        let mention = self.mention(own)?;
        if mention.level == Level::Pronoun {
            return Some(self.pronoun_antecedent(noun).unwrap_or(own));
        }
        if mention.level != Level::Nominal
            || mention.count.as_ref().is_some_and(|count| count != "1")
        {
            return Some(own);
        }
        let same = |other: usize| {
            self.chunks
                .get(other)
                .and_then(|chunk| chunk.mention)
                .filter(|index| {
                    self.mention(*index).is_some_and(|found| {
                        found.level == Level::Name
                            && found.label == mention.label
                            && matches!(found.label, Some(Label::Per | Label::Org | Label::Veh))
                    })
                })
        };
        let behind = self
            .after(noun)
            .filter(|at| self.kind(*at) == Some(Kind::Comma))
            .and_then(|comma| self.after(comma))
            .filter(|at| {
                !matches!(
                    self.after(*at).and_then(|next| self.kind(next)),
                    Some(Kind::Conjunction)
                )
            })
            .and_then(same);
        let ahead = || {
            self.before(noun)
                .filter(|at| self.kind(*at) == Some(Kind::Comma))
                .and_then(|comma| self.before(comma))
                .map(|at| self.over_age(at))
                .and_then(same)
                .filter(|_| self.starts_indefinite(noun))
        };
        Some(behind.or_else(ahead).unwrap_or(own))
    }

    /// "Cele, 41," at "41" is "Cele".
    fn over_age(&self, noun: usize) -> usize {
        self.before(noun)
            .filter(|at| {
                self.label(noun) == Some(Label::Number) && self.kind(*at) == Some(Kind::Comma)
            })
            .and_then(|comma| self.before(comma))
            .unwrap_or(noun)
    }

    /// The mention before a pronoun in its sentence that the pronoun most likely means: the first person, not behind "of" or "by".
    fn pronoun_antecedent(&self, noun: usize) -> Option<usize> {
        let chunk = self.chunks.get(noun)?;
        let plural = match self.analysis.form(chunk.head) {
            "he" | "she" | "him" | "her" | "his" => false,
            "they" | "them" | "their" | "those" => true,
            _ => return None,
        };
        let fits = |at: usize| {
            let found = self
                .chunks
                .get(at)
                .filter(|found| found.kind == Kind::Noun)?;
            let index = found.mention?;
            let mention = self.mention(index)?;
            let several = mention.count.as_ref().is_some_and(|count| count != "1")
                || self.tag(mention.head) == Some(Tag::Plural);
            let label_fits = mention.label == Some(Label::Per)
                || plural && matches!(mention.label, Some(Label::Org | Label::Norp));
            (label_fits && several == plural && mention.level != Level::Pronoun).then_some(index)
        };
        let free = |at: &usize| {
            self.before(*at)
                .is_none_or(|before| self.kind(before) != Some(Kind::Preposition))
        };
        (0..noun)
            .filter(free)
            .find_map(fits)
            .or_else(|| (0..noun).rev().find_map(fits))
            .map(|index| {
                let chunk = self
                    .chunks
                    .iter()
                    .position(|chunk| chunk.mention == Some(index));
                chunk.and_then(|at| self.filler(at)).unwrap_or(index)
            })
    }

    fn starts_indefinite(&self, noun: usize) -> bool {
        self.chunks
            .get(noun)
            .is_some_and(|chunk| matches!(self.analysis.form(chunk.start), "a" | "an" | "the"))
    }

    /// The verb that a noun phrase belongs to: as object or in a prepositional phrase behind it, or as its subject.
    pub(super) fn governor(&self, noun: usize) -> Option<(usize, Place)> {
        let mut at = noun;
        let mut place = Place::Object;
        for _ in 0..8 {
            let Some(before) = self.before(at) else { break };
            match self.kind(before)? {
                Kind::Verb => return Some((before, place)),
                Kind::Preposition => place = Place::Phrase,
                Kind::Noun => {
                    place = if place == Place::Phrase {
                        Place::Phrase
                    } else {
                        Place::Second
                    }
                }
                Kind::Possessive => {}
                Kind::Conjunction => {}
                _ => break,
            }
            at = before;
        }
        let mut at = noun;
        for _ in 0..10 {
            let next = self.after(at)?;
            match self.kind(next)? {
                Kind::Verb
                    if self.is_passive(next, self.kind(at) == Some(Kind::Comma))
                        && !self.chunks.get(next)?.verb.be => {}
                Kind::Verb => return Some((next, Place::Subject)),
                Kind::Preposition | Kind::Noun | Kind::Possessive | Kind::Comma => {}
                _ => return None,
            }
            at = next;
        }
        None
    }
}

/// Where a noun phrase stands beside the verb that governs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Subject,
    Object,
    /// A second object: "took them hostage".
    Second,
    /// In a prepositional phrase: "went on strike".
    Phrase,
}
