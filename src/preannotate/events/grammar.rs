//! The shape of one sentence: noun phrases, verb groups and what stands between them, and from it subjects, objects and prepositional phrases.
//!
//! No parser: a sentence is cut into chunks once, and each question ("who is the subject of this verb?") is a short walk over them.

use std::ops::Range;

use crate::preannotate::analysis::{Analysis, Phrase};
use crate::preannotate::findings::{Findings, FoundMention, Label};
use crate::preannotate::lexicon::Parts;
use crate::preannotate::lists::Lists;
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
            let is_noun = shape.tag(chunk.head).is_some_and(Tag::is_noun);
            if chunk.kind == Kind::Other
                && is_noun
                && let Some(last) = shape.chunks.last_mut()
                && last.kind == Kind::Noun
                && last.end == chunk.start
            {
                // "IS attacks": the word that turned out to be a noun heads the phrase before it.
                (last.end, last.head, last.mention) = (chunk.end, chunk.head, None);
                if let Some(slot) = shape.at.get_mut(chunk.start - shape.tokens.start) {
                    *slot = number - 1;
                }
                continue;
            }
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
            let is_title = self.label(at + 1) == Some(Label::Title)
                && self
                    .chunks
                    .get(at)
                    .is_some_and(|chunk| self.is(chunk.head, Known::As));
            if is_title && let Some(chunk) = self.chunks.get_mut(at) {
                chunk.kind = Kind::Preposition;
                continue;
            }
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

    /// Whether a body's name is that of a building as well: "taken to St Mary's Hospital".
    pub(super) fn is_building(&self, mention: usize) -> bool {
        self.mention(mention).is_some_and(|found| {
            found.label == Some(Label::Org)
                && !found.is_fixed
                && matches!(
                    self.analysis.form(found.head),
                    "hospital"
                        | "clinic"
                        | "infirmary"
                        | "airport"
                        | "prison"
                        | "jail"
                        | "school"
                        | "station"
                        | "church"
                        | "cathedral"
                        | "mosque"
                        | "temple"
                        | "stadium"
                        | "hotel"
                        | "museum"
                        | "theatre"
                        | "university"
                )
        })
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

    /// Whether a finite verb stands behind the token before the next mark, "as" or "and".
    fn verb_follows(&self, at: usize) -> bool {
        let words = self
            .analysis
            .words
            .get(self.tokens.clone())
            .unwrap_or_default();
        (at + 1..words.len())
            .map_while(|next| words.get(next).zip(self.tags.get(next)))
            .take_while(|(word, tag)| {
                **tag != Tag::Mark && !word.is(Known::As) && !word.is(Known::And)
            })
            .any(|(_, tag)| tag.is_finite())
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
            let after_comma = at
                .checked_sub(1)
                .and_then(|before| words.get(before))
                .is_some_and(|before| before.is(Known::Comma));
            let new = if nominal && after_comma && word.parts.any(Parts::ING) {
                // ", damaging roads and wounding at least seven"
                Some(Tag::Ing)
            } else if nominal
                && word.parts.any(Parts::PAST)
                && (owner_next || particle_next)
                && (!opens || previous == Some(Tag::Adjective))
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
                        && (!word.parts.any(Parts::MOSTLY_NOUN) || !self.verb_follows(at))
                    || at > 0 && self.analysis.form(self.tokens.start + at - 1) == "police")
            {
                Some(if word.parts.any(Parts::PRESENT) {
                    Tag::Present
                } else {
                    Tag::Verb
                })
            } else {
                None
            };
            let new = new.or_else(|| self.noun_after_all(at, seen_verb, previous));
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

    /// "killed in IS attacks", "on a level crossing in": a word read as a verb where none can stand.
    fn noun_after_all(&self, at: usize, seen_verb: bool, previous: Option<Tag>) -> Option<Tag> {
        let word = self.analysis.words.get(self.tokens.start + at)?;
        let tag = self.tags.get(at)?;
        let before = |steps: usize| {
            at.checked_sub(steps)
                .and_then(|at| self.tags.get(at))
                .copied()
        };
        let next = self.tags.get(at + 1).copied();
        let ends_phrase = next.is_none_or(|next| {
            matches!(
                next,
                Tag::Preposition | Tag::Mark | Tag::Conjunction | Tag::Be | Tag::Have | Tag::Past
            )
        });
        match tag {
            // "the creation of the union in 1995 raised hopes"
            Tag::Adjective
                if !seen_verb
                    && word.parts.any(Parts::PAST)
                    && previous == Some(Tag::Number)
                    && before(2) == Some(Tag::Preposition)
                    && self.starts_time(self.tokens.start + at - 1) =>
            {
                Some(Tag::Past)
            }
            // "a roadside bomb wounded four soldiers": no noun stands before a number or an article.
            Tag::Noun | Tag::Adjective
                if !seen_verb
                    && word.parts.any(Parts::PAST)
                    && matches!(previous, Some(Tag::Noun | Tag::Plural | Tag::Proper))
                    && matches!(
                        next,
                        Some(Tag::Number | Tag::Determiner | Tag::PossessivePronoun)
                    ) =>
            {
                Some(Tag::Past)
            }
            // "to purchase armoured vehicles"
            Tag::Past
                if previous == Some(Tag::Verb)
                    && matches!(before(2), Some(Tag::To | Tag::Modal))
                    && matches!(next, Some(Tag::Noun | Tag::Plural)) =>
            {
                Some(Tag::Adjective)
            }
            // "whose pardon came"
            Tag::Verb | Tag::Present
                if previous == Some(Tag::Relative)
                    && word.parts.any(Parts::ANY_NOUN)
                    && self.is(self.tokens.start + at - 1, Known::Whose) =>
            {
                Some(Tag::Noun)
            }
            // "drivers who park on the bridge"
            Tag::Noun | Tag::Plural
                if previous == Some(Tag::Relative)
                    && self.analysis.form(self.tokens.start + at - 1) == "who"
                    && word.parts.any(Parts::VERB.with(Parts::PRESENT))
                    && matches!(next, Some(Tag::Preposition | Tag::Determiner)) =>
            {
                Some(Tag::Verb)
            }
            // "The government also plans talks"
            Tag::Plural
                if !seen_verb
                    && previous == Some(Tag::Adverb)
                    && matches!(before(2), Some(Tag::Noun | Tag::Proper | Tag::Pronoun))
                    && word.parts.any(Parts::PRESENT)
                    && next.is_some_and(|next| {
                        matches!(
                            next,
                            Tag::Noun | Tag::Plural | Tag::Determiner | Tag::Proper | Tag::To
                        )
                    }) =>
            {
                Some(Tag::Present)
            }
            Tag::Present if seen_verb && word.parts.any(Parts::PLURAL) => {
                let mut first = 1;
                while matches!(
                    before(first),
                    Some(Tag::Proper | Tag::Adjective | Tag::Noun)
                ) {
                    first += 1;
                }
                (first > 1 && before(first) == Some(Tag::Preposition) && ends_phrase)
                    .then_some(Tag::Plural)
            }
            Tag::Ing if word.parts.any(Parts::NOUN) && previous == Some(Tag::Noun) => {
                let first = (self.tokens.start + at).checked_sub(1)?;
                let determined = matches!(before(2), Some(Tag::Determiner | Tag::Number));
                let is_mention = self
                    .mentions
                    .starting_in(first..first + 1)
                    .iter()
                    .any(|index| self.mention(*index as usize).is_some());
                (determined && !is_mention && ends_phrase).then_some(Tag::Noun)
            }
            _ => None,
        }
    }

    pub(super) fn is(&self, token: usize, known: Known) -> bool {
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
        if tag == Tag::Modal && self.starts_time(token) {
            // "in May"
            return Chunk {
                kind: Kind::Noun,
                start: token,
                end: token + 1,
                head: token,
                mention: self.mention_ending(token, token + 1),
                verb: VerbGroup::default(),
            };
        }
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
            Tag::Particle
                if matches!(
                    self.analysis.form(token),
                    "through" | "around" | "along" | "across"
                ) && self.noun_starts(token + 1) =>
            {
                Kind::Preposition
            }
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
        self.is(token, Known::At) && matches!(self.analysis.form(token + 1), "least" | "most")
            || self.is(token + 1, Known::To) && self.analysis.form(token) == "up"
            || self.tag(token + 1) == Some(Tag::Number)
                && [Known::Over, Known::Under, Known::Around, Known::About]
                    .iter()
                    .any(|known| self.is(token, *known))
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
        let is_verb = self.tag(token).is_some_and(|tag| {
            tag.is_finite()
                || tag == Tag::Ing
                    && self
                        .analysis
                        .words
                        .get(token)
                        .is_some_and(|word| word.tag != Tag::Ing)
        });
        if is_verb {
            return None;
        }
        let phrase = self
            .analysis
            .phrase_of(token)
            .filter(|phrase| phrase.end as usize > token)
            .map(|phrase| self.without_verbs(*phrase, token));
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
        let predicate = (token + 1..end).find(|from| {
            outer(*from)
                .and_then(|index| self.mention(index))
                .is_some_and(|time| matches!(time.label, Some(Label::Date | Label::Time)))
        });
        if let Some(from) = predicate
            && (token..from).all(|at| self.tag(at) == Some(Tag::Adjective))
            && outer(token).is_none()
        {
            // "went bankrupt two years ago"
            return None;
        }
        if let Some(time) = outer(token).and_then(|index| self.mention(index))
            && matches!(time.label, Some(Label::Date | Label::Time))
            && time.tokens.end < end
            && outer(time.tokens.end).is_some()
        {
            // "at 6 a.m. stones were thrown": the time is a phrase of its own.
            end = time.tokens.end;
            head = end - 1;
        }
        let phrase_end = end;
        for from in token..phrase_end {
            let Some(index) = outer(from) else { continue };
            let Some(mention) = self.mention(index) else {
                continue;
            };
            if mention.tokens.end >= end {
                let value = matches!(
                    mention.label,
                    Some(Label::Date | Label::Time | Label::Money | Label::Title | Label::Sentence)
                );
                // "elected Gabriela Rojas mayor": a job behind a person's name.
                let value = value
                    || mention.label == Some(Label::Per)
                        && mention.level == crate::model::Level::Nominal
                        && self
                            .mention_ending(token, from)
                            .and_then(|name| self.mention(name))
                            .is_some_and(|name| {
                                name.label == Some(Label::Per)
                                    && name.level == crate::model::Level::Name
                            });
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
                // "have since withdrawn"
                Tag::Preposition | Tag::Subordinator
                    if group.have
                        && self.is(at, Known::Since)
                        && self.tag(at + 1) == Some(Tag::Participle) => {}
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
    pub(super) fn is_participle(&self, chunk: &Chunk) -> bool {
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

    /// The lists that hold it.
    pub(super) fn lemma_lists(&self, chunk: usize) -> Lists {
        self.chunks.get(chunk).map_or(Lists::default(), |chunk| {
            let lists = &self.analysis.knowledge.lists;
            lists.of(self.analysis.verb(chunk.head))
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
        // "shot dead by police" as well as "shot by police"
        let behind = chunk.end + usize::from(self.analysis.form(chunk.end) == "dead");
        if self
            .analysis
            .words
            .get(behind)
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
            _ if transitive => {
                let infinitive_next = next.is_some_and(|next| {
                    self.chunks
                        .get(next)
                        .is_some_and(|next| next.verb.infinitive)
                });
                self.relative_object(verb).is_none() && !infinitive_next
            }
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
}
