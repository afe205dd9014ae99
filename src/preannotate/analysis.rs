//! What every rule needs to know about a document, worked out once: normal forms, shapes, parts of speech, noun phrases, clauses.

use super::gazetteer::{Gazetteer, Hit, Row};
use super::knowledge::Knowledge;
use super::lexicon::Parts;
use super::lists::Lists;
use super::seen::{Seen, SeenKey, SeenWords};
use super::tagger::{Tag, tag_sentence};
use super::words::{Known, Vocabulary, WordId, normalize_into};
use crate::model::Document;
use crate::text::{Segments, Sentence, Span, TokenKind};

/// How a token is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shape {
    /// "rebels".
    Lower,
    /// "Aleppo", "McCain", "I".
    Capital,
    /// "NATO", "U.S.", "F-16".
    Upper,
    /// A capital inside: "al-Qaeda", "iPhone".
    Inner,
    /// Begins with a digit.
    Digits,
    /// Punctuation, symbols, letters without case.
    #[default]
    Other,
}

impl Shape {
    /// Whether a capital letter says that it may be a name.
    pub fn is_capitalised(self) -> bool {
        matches!(self, Self::Capital | Self::Upper | Self::Inner)
    }

    /// The shape of `token`.
    pub fn of(token: &str) -> Self {
        if token.is_ascii() {
            return Self::of_ascii(token.as_bytes());
        }
        let mut letters = token.chars().filter(|letter| letter.is_alphabetic());
        let first = token.chars().next();
        if first.is_some_and(|first| first.is_ascii_digit()) {
            return Self::Digits;
        }
        let Some(letter) = letters.next() else {
            return Self::Other;
        };
        let (mut upper, mut lower) = (0_u32, 0_u32);
        for letter in letters {
            if letter.is_uppercase() {
                upper += 1;
            } else if letter.is_lowercase() {
                lower += 1;
            }
        }
        if letter.is_uppercase() {
            Self::of_capital(upper, lower)
        } else if upper > 0 {
            Self::Inner
        } else if letter.is_lowercase() {
            Self::Lower
        } else {
            Self::Other
        }
    }

    /// The same for letters that nearly all words are made of.
    fn of_ascii(token: &[u8]) -> Self {
        if token.first().is_some_and(u8::is_ascii_digit) {
            return Self::Digits;
        }
        let Some(first) = token.iter().position(u8::is_ascii_alphabetic) else {
            return Self::Other;
        };
        let (mut upper, mut lower) = (0, 0);
        for byte in &token[first + 1..] {
            upper += u32::from(byte.is_ascii_uppercase());
            lower += u32::from(byte.is_ascii_lowercase());
        }
        if token[first].is_ascii_uppercase() {
            Self::of_capital(upper, lower)
        } else if upper > 0 {
            Self::Inner
        } else {
            Self::Lower
        }
    }

    /// A capital first letter and, behind it, some of either case.
    fn of_capital(upper: u32, lower: u32) -> Self {
        if upper > lower {
            Self::Upper
        } else {
            Self::Capital
        }
    }
}

/// How a sentence uses capitals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseStyle {
    /// Names are capitalised, other words are not.
    #[default]
    Normal,
    /// "Rebels Agree Truce in Old City": capitals say little.
    Title,
    /// "REBELS AGREE TRUCE": capitals say nothing.
    Upper,
}

/// Endings that hint at the part of speech of an unknown word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// No hint.
    #[default]
    None,
    /// -ly
    Ly,
    /// -ing
    Ing,
    /// -ed
    Ed,
    /// -s, but not -ss
    S,
    /// -ous, -ive, -ful, -less, -able, -ical, -ish
    Adjectival,
}

impl Ending {
    fn of(form: &str) -> Self {
        if form.len() < 4 {
            return Self::None;
        }
        if form.ends_with("ly") {
            Self::Ly
        } else if form.ends_with("ing") {
            Self::Ing
        } else if form.ends_with("ed") {
            Self::Ed
        } else if ["ous", "ive", "ful", "less", "able", "ical", "ish"]
            .iter()
            .any(|end| form.ends_with(end))
        {
            Self::Adjectival
        } else if form.ends_with('s') && !form.ends_with("ss") {
            Self::S
        } else {
            Self::None
        }
    }
}

/// A token with what is known about it.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Its place in the text.
    pub span: Span,
    /// Number of its normal form; a broken word has the number of its repaired form.
    pub id: WordId,
    /// What the token is made of.
    pub kind: TokenKind,
    /// How it is written.
    pub shape: Shape,
    /// What it can be.
    pub parts: Parts,
    /// Its ending.
    pub ending: Ending,
    /// What it is here.
    pub tag: Tag,
    /// Index of its sentence.
    pub sentence: u32,
    /// Whether it opens its sentence or a quotation in it, where any word has a capital.
    pub initial: bool,
    /// Whether it lies in boilerplate or markup: no rule may propose anything on it.
    pub skipped: bool,
    /// Whether blank space stands before it.
    pub spaced: bool,
}

impl Word {
    /// Whether it is that word.
    pub fn is(&self, known: Known) -> bool {
        self.id == known.id()
    }

    /// Whether it is one of those words.
    pub fn is_any(&self, known: &[Known]) -> bool {
        known.iter().any(|known| self.is(*known))
    }

    /// Whether it is punctuation.
    pub fn is_mark(&self) -> bool {
        self.kind == TokenKind::Punctuation
    }
}

/// A noun phrase without what follows its head: "the three Syrian rebels". Indices count the document's tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// First token, the determiner or possessive pronoun where there is one.
    pub start: u32,
    /// First token after determiner and possessive pronoun.
    pub core: u32,
    /// The head noun: the last noun.
    pub head: u32,
    /// One past the last token, which is the head.
    pub end: u32,
}

/// All that rules see of a document.
pub struct Analysis<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its sentences and tokens.
    pub segments: &'a Segments,
    /// What the program knows.
    pub knowledge: &'static Knowledge,
    /// One per token.
    pub words: Vec<Word>,
    /// One per sentence.
    pub styles: Vec<CaseStyle>,
    /// Noun phrases, by place, not overlapping.
    pub phrases: Vec<Phrase>,
    /// `phrase_at[token]`: index of the phrase that holds the token plus one, 0 for none.
    phrase_at: Vec<u32>,
    /// `clauses[token]`: number of its clause, counted through the document; tokens of one clause are neighbours.
    pub clauses: Vec<u32>,
    /// Listed forms found in the document, by first token, shorter ones first.
    hits: Vec<Hit>,
    /// `hits_from[token]`: index of the first hit at or after the token; one more than tokens.
    hits_from: Vec<u32>,
    /// Bit by bit the known words that occur.
    present: Vec<u64>,
    /// Words of this document that the program does not know.
    local: Vocabulary,
    /// Room for the normal form of a word.
    form: String,
}

thread_local! {
    static SEEN: std::cell::RefCell<SeenWords> = std::cell::RefCell::new(SeenWords::new());
}

impl<'a> Analysis<'a> {
    /// Analyses `document`.
    pub fn new(document: &'a Document) -> Self {
        let knowledge = Knowledge::get();
        let segments: &'a Segments = document.segments();
        let mut analysis = Self {
            document,
            segments,
            knowledge,
            words: Vec::with_capacity(segments.tokens.len()),
            styles: Vec::with_capacity(segments.sentences.len()),
            phrases: Vec::new(),
            phrase_at: vec![0; segments.tokens.len()],
            clauses: Vec::with_capacity(segments.tokens.len()),
            hits: Vec::with_capacity(segments.tokens.len()),
            hits_from: Vec::with_capacity(segments.tokens.len() + 1),
            present: vec![0; knowledge.vocabulary.len() / 64 + 1],
            local: Vocabulary::default(),
            form: String::new(),
        };
        analysis.read_words();
        analysis.tag();
        analysis.find_hits();
        analysis.find_phrases();
        analysis.find_clauses();
        analysis
    }

    /// The document's text.
    pub fn text(&self) -> &'a str {
        self.document.text().as_str()
    }

    /// A token as it is written; empty past the end.
    pub fn written(&self, token: usize) -> &'a str {
        self.words
            .get(token)
            .and_then(|word| self.text().get(word.span.range()))
            .unwrap_or_default()
    }

    /// A token's normal form.
    pub fn form(&self, token: usize) -> &str {
        self.words.get(token).map_or("", |word| self.word(word.id))
    }

    /// The normal form of a number.
    pub fn word(&self, id: WordId) -> &str {
        let known = self.knowledge.vocabulary.len();
        if id.index() < known {
            self.knowledge.vocabulary.word(id)
        } else {
            self.local.word(WordId(id.0 - known as u32))
        }
    }

    /// The lists that hold a token's word.
    pub fn lists(&self, token: usize) -> Lists {
        let word = self.words.get(token);
        word.map_or(Lists::default(), |word| self.knowledge.lists.of(word.id))
    }

    /// Base form of the token as a verb ("fled" is "flee").
    pub fn verb(&self, token: usize) -> WordId {
        self.base(token, |entry| entry.verb)
    }

    /// Base form of the token as a noun ("women" is "woman").
    pub fn noun(&self, token: usize) -> WordId {
        self.base(token, |entry| entry.noun)
    }

    fn base(&self, token: usize, pick: impl Fn(&super::lexicon::Entry) -> WordId) -> WordId {
        let Some(word) = self.words.get(token) else {
            return WordId(u32::MAX);
        };
        self.knowledge.lexicon.get(word.id).map_or(word.id, pick)
    }

    /// The tokens of a sentence.
    pub fn tokens_of(&self, sentence: usize) -> std::ops::Range<usize> {
        self.segments
            .sentences
            .get(sentence)
            .map_or(0..0, |sentence| {
                sentence.first_token as usize..sentence.end_token as usize
            })
    }

    /// The sentence of a token.
    pub fn sentence_of(&self, token: usize) -> Option<&'a Sentence> {
        let word = self.words.get(token)?;
        self.segments.sentences.get(word.sentence as usize)
    }

    /// The phrase that holds a token.
    pub fn phrase_of(&self, token: usize) -> Option<&Phrase> {
        let number = *self.phrase_at.get(token)? as usize;
        self.phrases.get(number.checked_sub(1)?)
    }

    /// The span from the first to the last of some tokens. The range must not be empty.
    pub fn span_of(&self, tokens: std::ops::Range<usize>) -> Span {
        match (
            self.words.get(tokens.start),
            self.words.get(tokens.end.saturating_sub(1)),
        ) {
            (Some(first), Some(last)) => first.span.cover(last.span),
            _ => Span::default(),
        }
    }

    /// The listed forms that begin at a token, shorter ones first.
    pub fn hits_at(&self, token: usize) -> &[Hit] {
        let from = |at: usize| {
            self.hits_from
                .get(at)
                .map_or(self.hits.len(), |from| *from as usize)
        };
        self.hits
            .get(from(token)..from(token + 1))
            .unwrap_or_default()
    }

    /// The listed forms that begin inside some tokens, by first token.
    pub fn hits_in(&self, tokens: std::ops::Range<usize>) -> &[Hit] {
        let from = |at: usize| {
            self.hits_from
                .get(at)
                .map_or(self.hits.len(), |from| *from as usize)
        };
        self.hits
            .get(from(tokens.start)..from(tokens.end))
            .unwrap_or_default()
    }

    /// The gazetteers.
    pub fn gazetteer(&self) -> &'static Gazetteer {
        &self.knowledge.gazetteer
    }

    /// The row of a hit.
    pub fn row(&self, hit: Hit) -> &'static Row {
        self.knowledge.gazetteer.row(hit)
    }

    /// Whether a known word occurs anywhere in the document.
    pub fn occurs(&self, word: WordId) -> bool {
        self.present
            .get(word.index() / 64)
            .is_some_and(|bits| bits >> (word.index() % 64) & 1 == 1)
    }

    /// How the sentence of a token uses capitals.
    pub fn style_of(&self, token: usize) -> CaseStyle {
        self.words
            .get(token)
            .and_then(|word| self.styles.get(word.sentence as usize))
            .copied()
            .unwrap_or_default()
    }

    fn read_words(&mut self) {
        let text = self.text();
        let skipped = SkippedZones::of(self.document);
        let mut repairs = self.segments.repairs.iter().peekable();
        let mut end_before = 0;
        SEEN.with_borrow_mut(|seen| {
            for (number, sentence) in self.segments.sentences.iter().enumerate() {
                let mut initial = true;
                for index in sentence.first_token..sentence.end_token {
                    let Some(token) = self.segments.tokens.get(index as usize) else {
                        continue;
                    };
                    let written = text.get(token.span.range()).unwrap_or_default();
                    while repairs.peek().is_some_and(|repair| repair.token < index) {
                        repairs.next();
                    }
                    let repair = repairs.peek().filter(|repair| repair.token == index);
                    let (id, mut word) = match repair {
                        Some(repair) => self.look_up(&repair.form, seen),
                        None => self.look_up(written, seen),
                    };
                    if token.kind == TokenKind::Punctuation {
                        word.shape = Shape::Other;
                    }
                    if let Some(bits) = self.present.get_mut(id.index() / 64) {
                        *bits |= 1 << (id.index() % 64);
                    }
                    self.words.push(Word {
                        span: token.span,
                        id,
                        kind: token.kind,
                        shape: word.shape,
                        parts: word.parts,
                        ending: word.ending,
                        tag: Tag::Mark,
                        sentence: number as u32,
                        initial,
                        skipped: skipped.hold(token.span),
                        spaced: index == 0 || end_before < token.span.start,
                    });
                    end_before = token.span.end;
                    initial = (initial && word.shape == Shape::Other)
                        || token.kind == TokenKind::Punctuation && opens_speech(written);
                }
            }
        });
    }

    /// Number, shape and parts of speech of a word as it is written.
    fn look_up(&mut self, written: &str, seen: &mut SeenWords) -> (WordId, Seen) {
        let key = SeenKey::of(written);
        let known = key.and_then(|key| seen.get(key));
        if let Some(word) = known
            && let Some(id) = word.listed
        {
            return (id, word);
        }
        normalize_into(written, &mut self.form);
        let word = known.unwrap_or_else(|| {
            let listed = self.knowledge.vocabulary.get(&self.form);
            let parts = |id| self.knowledge.lexicon.parts(id);
            let word = Seen {
                listed,
                parts: listed.map_or(Parts::default(), parts),
                shape: Shape::of(written),
                ending: Ending::of(&self.form),
            };
            if let Some(key) = key {
                seen.put(key, word);
            }
            word
        });
        let known = self.knowledge.vocabulary.len() as u32;
        let own = || WordId(known + self.local.intern(&self.form).0);
        (word.listed.unwrap_or_else(own), word)
    }

    fn tag(&mut self) {
        for sentence in &self.segments.sentences {
            let range = sentence.first_token as usize..sentence.end_token as usize;
            let Some(words) = self.words.get_mut(range) else {
                self.styles.push(CaseStyle::Normal);
                continue;
            };
            let style = style_of(words);
            tag_sentence(words, style);
            self.styles.push(style);
        }
    }

    fn find_hits(&mut self) {
        let gazetteer = &self.knowledge.gazetteer;
        for (sentence, style) in self.segments.sentences.iter().zip(&self.styles) {
            let end = (sentence.end_token as usize).min(self.words.len());
            for token in sentence.first_token as usize..end {
                self.hits_from.push(self.hits.len() as u32);
                if !self.words[token].skipped {
                    gazetteer.hits_at(&self.words, token, end, *style, &mut self.hits);
                }
            }
        }
        self.hits_from.push(self.hits.len() as u32);
    }

    fn find_phrases(&mut self) {
        for number in 0..self.segments.sentences.len() {
            let range = self.tokens_of(number);
            let mut at = range.start;
            while at < range.end {
                match self.phrase_from(at, range.end) {
                    Some(phrase) => {
                        at = phrase.end as usize;
                        self.phrases.push(phrase);
                        let number = self.phrases.len() as u32;
                        for token in phrase.start..phrase.end {
                            if let Some(slot) = self.phrase_at.get_mut(token as usize) {
                                *slot = number;
                            }
                        }
                    }
                    None => at += 1,
                }
            }
        }
    }

    /// The phrase that begins at token `start`, if one does.
    fn phrase_from(&self, start: usize, limit: usize) -> Option<Phrase> {
        let tag = |at: usize| {
            self.words
                .get(at)
                .filter(|_| at < limit)
                .map(|word| word.tag)
        };
        let mut core = start;
        while matches!(tag(core), Some(Tag::Determiner | Tag::PossessivePronoun)) {
            core += 1;
        }
        let (mut at, mut head) = (core, None);
        while let Some(found) = tag(at) {
            match found {
                Tag::Noun | Tag::Plural | Tag::Proper => head = Some(at),
                Tag::Number if head.is_some_and(|head| tag(head) != Some(Tag::Proper)) => break,
                Tag::Adjective if head.is_some_and(|head| self.ends_before_adjective(head, at)) => {
                    break;
                }
                Tag::Number | Tag::Adjective => {}
                Tag::Participle | Tag::Ing => {
                    // "wounded soldiers", "ruling party": only before more of the phrase, and never after its noun ("rebels backed by").
                    let goes_on =
                        tag(at + 1).is_some_and(|next| next.is_noun() || next == Tag::Adjective);
                    let opens = at == start && (found == Tag::Ing || self.belongs_to_verb(at));
                    if head.is_some() || !goes_on || opens {
                        break;
                    }
                }
                Tag::Adverb if head.is_none() && tag(at + 1) == Some(Tag::Adjective) => {}
                _ => break,
            }
            at += 1;
        }
        let head = head?;
        Some(Phrase {
            start: start as u32,
            core: core as u32,
            head: head as u32,
            end: head as u32 + 1,
        })
    }

    /// "1,200 people last year": an adjective behind a plural, or one of time, begins a phrase of its own.
    fn ends_before_adjective(&self, head: usize, adjective: usize) -> bool {
        self.words[head].tag == Tag::Plural
            || matches!(
                self.form(adjective),
                "last" | "next" | "early" | "late" | "same"
            )
    }

    /// Whether a participle at the start of a phrase is part of a verb: "has cleaned offices", "they freed hostages".
    fn belongs_to_verb(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| {
            let word = &self.words[before];
            word.sentence == self.words[at].sentence
                && (word.tag.is_auxiliary()
                    || word.tag.is_noun()
                    || matches!(
                        word.tag,
                        Tag::Pronoun | Tag::Relative | Tag::Adverb | Tag::Negation
                    ))
        })
    }

    fn find_clauses(&mut self) {
        let mut clause = 0;
        for sentence in &self.segments.sentences {
            for index in sentence.first_token..sentence.end_token {
                let at = index as usize;
                let opens = index > sentence.first_token && self.opens_clause(at);
                if opens {
                    clause += 1;
                }
                self.clauses.push(clause);
            }
            clause += 1;
        }
    }

    /// Whether a new clause begins at a token: at a subordinator, a relative, a strong mark, or a conjunction before a subject and its verb.
    fn opens_clause(&self, at: usize) -> bool {
        let Some(word) = self.words.get(at) else {
            return false;
        };
        match word.tag {
            Tag::Subordinator | Tag::Relative => true,
            Tag::Mark => matches!(
                self.written(at),
                ";" | ":" | "—" | "–" | "“" | "”" | "\"" | "(" | ")"
            ),
            Tag::Conjunction => {
                let verb = (at + 1..at + 8)
                    .map_while(|next| self.words.get(next).map(|word| (next, word.tag)))
                    .take_while(|(_, tag)| !matches!(tag, Tag::Mark | Tag::Conjunction))
                    .find(|(_, tag)| tag.is_finite());
                verb.is_some_and(|(next, _)| next > at + 1)
            }
            _ => false,
        }
    }
}

/// Whether the token after this mark begins a quotation or a line of its own.
fn opens_speech(mark: &str) -> bool {
    matches!(mark, "“" | "‘" | "\"" | "«" | "•" | ":" | "—")
}

/// Counts capitals: a sentence of at least three longer words in which nearly all are capitalised says little by them.
fn style_of(words: &[Word]) -> CaseStyle {
    let (mut long, mut upper, mut lower) = (0, 0, 0);
    for word in words.iter().filter(|word| word.kind == TokenKind::Word) {
        let closed = word.parts.any(Parts::CLOSED);
        if word.span.len() < 3 || closed && word.shape != Shape::Upper {
            continue;
        }
        long += 1;
        match word.shape {
            Shape::Upper => upper += 1,
            Shape::Capital => {}
            _ => lower += 1,
        }
    }
    if long >= 3 && upper * 10 >= long * 8 {
        CaseStyle::Upper
    } else if long >= 4
        && lower * 10 <= long * 2
        && words.iter().any(is_capital_common)
        && words
            .last()
            .is_some_and(|last| last.kind != TokenKind::Punctuation)
    {
        CaseStyle::Title
    } else {
        CaseStyle::Normal
    }
}

fn is_capital_common(word: &Word) -> bool {
    word.shape == Shape::Capital && !word.initial && word.parts.any(Parts::ANY_VERB)
}

/// Zones that no rule may touch, to look tokens up in order.
struct SkippedZones(Vec<Span>);

impl SkippedZones {
    fn of(document: &Document) -> Self {
        Self(
            document
                .zones()
                .iter()
                .filter(|zone| zone.kind.is_skipped())
                .map(|zone| zone.span)
                .collect(),
        )
    }

    fn hold(&self, span: Span) -> bool {
        let first = self.0.partition_point(|zone| zone.end <= span.start);
        self.0.get(first).is_some_and(|zone| zone.overlaps(span))
    }
}
