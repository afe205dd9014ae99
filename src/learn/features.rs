//! What a model sees of a token: its word and shape, its neighbours, what the lists and the knowledge pipeline say of it, and how the document
//! uses the same word elsewhere. Every feature is a number, the hash of its kind and contents: a model keeps weights by that number.
//!
//! Names can only be where capitals are, so only those stretches are looked at. Such an island holds the capitalised words of a sentence and
//! what stands between close ones ("Bank *of* England", "Paris*,* France"); everything else is outside of names.
//!
//! A hash depends on written words and on names of labels and kinds, never on numbers that change when a list grows. Changing a feature here
//! makes the bundled model worse at once and asks for a new training (`assets/models/README.md`).

use std::ops::Range;

use super::tags::TagSet;
use crate::model::Level;
use crate::preannotate::analysis::{Analysis, CaseStyle, Shape};
use crate::preannotate::cues::{ends_title, is_say_verb};
use crate::preannotate::gazetteer::{Flags, RowClass};
use crate::preannotate::lexicon::Parts;
use crate::preannotate::words::{Known, WordId, WordMap};
use crate::preannotate::{Findings, FoundMention, Label};
use crate::text::TokenKind;

/// What the knowledge pipeline says of a document, token by token.
pub struct Context<'a, 'd> {
    analysis: &'a Analysis<'d>,
    /// Tokens that names by a model must leave alone: titles, dates, amounts, what a person labelled.
    blocked: Vec<bool>,
    /// The outermost name that the rules found there.
    told: Vec<Option<Told>>,
    /// How the document uses a capitalised word, over all its occurrences.
    uses: WordMap<WordId, Uses>,
}

/// What the rules say of a token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Told {
    /// Label of the name it is in.
    pub label: Label,
    /// Whether it is that name's first token.
    pub is_first: bool,
    /// How sure the rules are, 0 to 1.
    pub score: f32,
}

impl Told {
    /// How sure the rules are, in three steps from 0 on.
    pub fn sureness(self) -> u16 {
        match self.score {
            score if score < 0.6 => 0,
            score if score < 0.85 => 1,
            _ => 2,
        }
    }

    /// Never 0.
    fn code(self) -> u16 {
        1 + (self.label as u16) * 8 + u16::from(self.is_first) * 4 + self.sureness()
    }
}

/// The same without how sure the rules are.
fn plain(told: u16) -> u16 {
    told.checked_sub(1).map_or(0, |code| 1 + code / 4)
}

/// How a document uses a word, as a set of bits, and what the rules call it.
#[derive(Clone, Copy, Default)]
struct Uses {
    bits: u16,
    /// Label that the rules give its occurrences, weighed by score, by the order of [`Label::ALL`]'s first six.
    labels: [f32; 6],
}

impl Uses {
    /// The label that the rules give it most.
    fn most(&self) -> Option<usize> {
        let most = self.labels.iter().zip(0..);
        let most = most.max_by(|a, b| a.0.total_cmp(b.0))?;
        (*most.0 > 0.0).then_some(most.1)
    }
}

const IN_LOWER_CASE: u16 = 1;
const INSIDE_SENTENCE: u16 = 1 << 1;
const BEHIND_TITLE: u16 = 1 << 2;
const BEHIND_IN: u16 = 1 << 3;
const BEFORE_SAID: u16 = 1 << 4;
const BEHIND_THE: u16 = 1 << 5;
const BEHIND_CAPITAL: u16 = 1 << 6;
const BEFORE_CAPITAL: u16 = 1 << 7;
const BEFORE_BRACKET: u16 = 1 << 8;
const BEFORE_HEAD: u16 = 1 << 9;
const POSSESSIVE: u16 = 1 << 10;

/// Kinds of features; each has hashes of its own.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Kind {
    Bias,
    Word,
    Written,
    Shape,
    Prefix,
    Suffix,
    WordAt,
    ShapeAt,
    EdgeAt,
    WordPair,
    ShapePair,
    ShapeTriple,
    Part,
    PartAt,
    PartTriple,
    Listed,
    ListedShape,
    ListedAt,
    Told,
    ToldAt,
    ToldTriple,
    ToldWord,
    ToldShape,
    Used,
    UsedAs,
    Initial,
    Style,
    Before,
    Behind,
    First,
    Last,
    Place,
}

fn feature(kind: Kind, a: u32, b: u32) -> u32 {
    let mut hash =
        (u64::from(a) << 32 | u64::from(b)) ^ (kind as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    hash = (hash ^ hash >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    hash = (hash ^ hash >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (hash >> 32) as u32
}

/// FNV-1a folded to 32 bits: short, and the same everywhere.
fn hash_of(bytes: &[u8]) -> u32 {
    let hash = bytes.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    });
    (hash ^ hash >> 32) as u32
}

fn combine(a: u32, b: u32) -> u32 {
    (a.rotate_left(13) ^ b).wrapping_mul(0x9E37_79B1)
}

/// Capitals, small letters, digits and other marks of a word, runs cut after two: "Xx", "X.X.", "dd".
fn shape_code(written: &str) -> u32 {
    let mut shape = [0_u8; 24];
    let mut len = 0;
    for character in written.chars() {
        let class = if character.is_uppercase() {
            b'X'
        } else if character.is_alphabetic() {
            b'x'
        } else if character.is_numeric() {
            b'd'
        } else if character.is_ascii() {
            character as u8
        } else {
            b'?'
        };
        let is_run = len >= 2 && shape[len - 1] == class && shape[len - 2] == class;
        if !is_run {
            let Some(slot) = shape.get_mut(len) else {
                break;
            };
            *slot = class;
            len += 1;
        }
    }
    hash_of(&shape[..len])
}

/// Stretches of tokens of one sentence where names can be, by place.
pub fn islands(context: &Context<'_, '_>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let words = &context.analysis.words;
    for sentence in 0..context.analysis.segments.sentences.len() {
        let tokens = context.analysis.tokens_of(sentence);
        let mut last_capital: Option<usize> = None;
        for at in tokens {
            let word = &words[at];
            if context.blocked[at] || word.skipped {
                last_capital = None;
                continue;
            }
            if !word.shape.is_capitalised() {
                continue;
            }
            match (last_capital, found.last_mut()) {
                (Some(last), Some(island)) if at - last <= BRIDGE => island.end = at + 1,
                _ => found.push(at..at + 1),
            }
            last_capital = Some(at);
        }
    }
    // "158th Fighter Wing", "Boeing 747": a number beside a capital may belong to the name.
    let joins = |at: usize, beside: usize| {
        words.get(at).is_some_and(|word| {
            word.kind == TokenKind::Number
                && word.sentence == words[beside].sentence
                && !context.blocked[at]
                && !word.skipped
        })
    };
    let mut free_from = 0;
    for index in 0..found.len() {
        let Range { start, end } = found[index];
        if start > free_from && joins(start - 1, start) {
            found[index].start -= 1;
        }
        let is_free = found.get(index + 1).is_none_or(|next| next.start > end);
        if is_free && joins(end, end - 1) {
            found[index].end += 1;
        }
        free_from = found[index].end;
    }
    found
}

/// How far apart two capitalised words may stand with what is between them in one island.
const BRIDGE: usize = 4;

impl<'a, 'd> Context<'a, 'd> {
    /// Looks at a document after the rules for names have run. Names of labels outside `tags` stay theirs.
    pub fn new(analysis: &'a Analysis<'d>, findings: &Findings, tags: &TagSet) -> Self {
        let mut context = Self {
            analysis,
            blocked: vec![false; analysis.words.len()],
            told: vec![None; analysis.words.len()],
            uses: WordMap::default(),
        };
        let mut names: Vec<&FoundMention> = Vec::new();
        for mention in &findings.mentions {
            if is_open(mention, tags) {
                names.push(mention);
            } else if let Some(blocked) = context.blocked.get_mut(mention.tokens.clone()) {
                blocked.fill(true);
            }
        }
        for tokens in &findings.never {
            if let Some(blocked) = context.blocked.get_mut(tokens.clone()) {
                blocked.fill(true);
            }
        }
        // Outer names last, so that they stand where inner ones stood.
        names.sort_by_key(|name| name.tokens.len());
        for name in &names {
            let Some(label) = name.label else { continue };
            for token in name.tokens.clone() {
                context.told[token] = Some(Told {
                    label,
                    is_first: token == name.tokens.start,
                    score: name.score,
                });
            }
        }
        context.read_uses(&names);
        context
    }

    fn read_uses(&mut self, names: &[&FoundMention]) {
        let words = &self.analysis.words;
        for (at, word) in words.iter().enumerate() {
            if word.skipped || word.kind != TokenKind::Word {
                continue;
            }
            if !word.shape.is_capitalised() {
                continue;
            }
            let same = |other: usize| {
                words
                    .get(other)
                    .filter(|other| other.sentence == word.sentence)
            };
            let mut bits = 0;
            if !word.initial {
                bits |= INSIDE_SENTENCE;
            }
            if let Some((index, before)) = at
                .checked_sub(1)
                .and_then(|before| Some((before, same(before)?)))
            {
                if before.is_any(&[Known::In, Known::At, Known::From, Known::Near]) {
                    bits |= BEHIND_IN;
                }
                if before.is(Known::The) {
                    bits |= BEHIND_THE;
                }
                if before.shape.is_capitalised() {
                    bits |= if ends_title(self.analysis, index) {
                        BEHIND_TITLE
                    } else {
                        BEHIND_CAPITAL
                    };
                }
            }
            if let Some(behind) = same(at + 1) {
                if behind.shape.is_capitalised() {
                    bits |= BEFORE_CAPITAL;
                    if self
                        .analysis
                        .hits_at(at + 1)
                        .iter()
                        .any(|hit| self.analysis.row(*hit).class == RowClass::Head)
                    {
                        bits |= BEFORE_HEAD;
                    }
                } else if behind.is(Known::OpenBracket) {
                    bits |= BEFORE_BRACKET;
                } else if behind.is(Known::Possessive) {
                    bits |= POSSESSIVE;
                } else if behind.shape == Shape::Lower && is_say_verb(self.analysis, at + 1) {
                    bits |= BEFORE_SAID;
                }
            }
            self.uses.entry(word.id).or_default().bits |= bits;
        }
        for word in words {
            if word.shape == Shape::Lower
                && let Some(uses) = self.uses.get_mut(&word.id)
            {
                uses.bits |= IN_LOWER_CASE;
            }
        }
        for name in names {
            let Some(label) = name.label.map(|label| label as usize) else {
                continue;
            };
            for token in name.tokens.clone() {
                if let Some(uses) = self.uses.get_mut(&words[token].id)
                    && let Some(sum) = uses.labels.get_mut(label)
                {
                    *sum += name.score;
                }
            }
        }
    }

    /// Whether the rules cut exactly these tokens as a name.
    pub fn is_cut_by_rules(&self, tokens: &Range<usize>) -> bool {
        let mut told = tokens.clone().map(|token| self.told(token));
        let starts = told.next().flatten().is_some_and(|told| told.is_first);
        starts
            && told.all(|told| told.is_some_and(|told| !told.is_first))
            && self.told(tokens.end).is_none_or(|told| told.is_first)
    }

    /// The document that it looks at.
    pub fn analysis(&self) -> &'a Analysis<'d> {
        self.analysis
    }

    /// Whether names by a model must leave a token alone: titles, dates, amounts, what a person labelled.
    pub fn is_blocked(&self, token: usize) -> bool {
        self.blocked.get(token) == Some(&true)
    }

    /// How the document uses a capitalised word over all its occurrences: a set of bits, and the number of the label that the rules give it most.
    pub fn uses_of(&self, token: usize) -> Option<(u16, Option<usize>)> {
        let word = self.analysis.words.get(token)?;
        if !word.shape.is_capitalised() {
            return None;
        }
        let uses = self.uses.get(&word.id)?;
        Some((uses.bits, uses.most()))
    }

    /// What the rules say of a token.
    pub fn told(&self, token: usize) -> Option<Told> {
        self.told.get(token).copied().flatten()
    }
}

/// Whether a mention is a name of the rules that a model with these labels may overrule.
pub fn is_open(mention: &FoundMention, tags: &TagSet) -> bool {
    !mention.is_fixed
        && mention.schema_label.is_none()
        && mention.level == Level::Name
        && matches!(mention.source, "names" | "gazetteer")
        && mention
            .label
            .is_some_and(|label| tags.label(label.name()).is_some())
}

/// What is worked out once for a token and asked for by its neighbours as well.
#[derive(Clone, Default)]
struct TokenView {
    word: u32,
    shape: u32,
    part: u32,
    told: u16,
    /// Codes of the lists, in [`Reader::listed`].
    listed: Range<usize>,
    is_initial: bool,
    style: u32,
}

/// Reads features, island by island. Keeps its room from one to the next.
#[derive(Default)]
pub struct Reader {
    views: Vec<TokenView>,
    /// Codes of the lists, by token.
    codes: Vec<(usize, u32)>,
    listed: Vec<u32>,
    features: Vec<u32>,
}

/// Tokens beside an island that its features look at.
const MARGIN: usize = 2;

impl Reader {
    /// Calls `take` with the features of each token of an island, in order.
    pub fn read(
        &mut self,
        context: &Context<'_, '_>,
        island: &Range<usize>,
        mut take: impl FnMut(&[u32]),
    ) {
        let analysis = context.analysis;
        let sentence = analysis.tokens_of(analysis.words[island.start].sentence as usize);
        let around = island.start.saturating_sub(MARGIN).max(sentence.start)
            ..(island.end + MARGIN).min(sentence.end);
        self.views.clear();
        self.listed.clear();
        for at in around.clone() {
            let view = self.view(context, at);
            self.views.push(view);
        }
        self.add_listed(analysis, &around);
        let before = around.start..island.start;
        let ends = IslandEnds {
            before: self
                .views
                .get(before.len().wrapping_sub(1))
                .map_or(1, |view| view.word),
            behind: self
                .views
                .get(island.end - around.start)
                .map_or(1, |view| view.word),
        };
        for at in island.clone() {
            self.features.clear();
            self.add_features(context, at, &around, island, &ends);
            take(&self.features);
        }
    }

    fn view(&self, context: &Context<'_, '_>, at: usize) -> TokenView {
        let word = &context.analysis.words[at];
        let style = match context.analysis.style_of(at) {
            CaseStyle::Normal => 0,
            CaseStyle::Title => 1,
            CaseStyle::Upper => 2,
        };
        TokenView {
            word: hash_of(context.analysis.form(at).as_bytes()),
            shape: shape_code(context.analysis.written(at)),
            part: word.tag as u32,
            told: context.told(at).map_or(0, Told::code),
            listed: 0..0,
            is_initial: word.initial,
            style,
        }
    }

    /// What the lists say of the tokens around an island; hits that begin before it count as well.
    fn add_listed(&mut self, analysis: &Analysis<'_>, around: &Range<usize>) {
        let mut codes = std::mem::take(&mut self.codes);
        codes.clear();
        for at in around.clone() {
            for hit in analysis.hits_at(at) {
                let row = analysis.row(*hit);
                let label = row.label.map_or(0, |label| label as u32 + 1);
                let class = match row.class {
                    RowClass::Name => 1,
                    RowClass::Head => 2,
                    RowClass::Start => 3,
                    RowClass::Cue => 4,
                    RowClass::Noun => 5,
                    RowClass::Other => 6,
                };
                let kind = hash_of(row.kind.as_bytes());
                let tokens = hit.tokens();
                let marks = u32::from(
                    row.flags.0 & (Flags::COMMON.0 | Flags::PERSON.0 | Flags::AMBIGUOUS.0),
                );
                for token in tokens.start..tokens.end.min(around.end) {
                    let place = match (tokens.len(), token == tokens.start) {
                        (1, _) => 0,
                        (_, true) => 1,
                        (_, false) => 2,
                    };
                    if row.class == RowClass::Name {
                        codes.push((token, feature(Kind::Listed, label << 8 | place, marks)));
                    }
                    codes.push((
                        token,
                        feature(Kind::Listed, class << 8 | place, combine(label, kind)),
                    ));
                }
            }
            let word = &analysis.words[at];
            let person = analysis.gazetteer().person(word.id);
            let share = |lists: u8| u32::from(lists.min(4).next_power_of_two());
            if person.given > 0 {
                codes.push((at, feature(Kind::Listed, 1 << 16, share(person.given))));
            }
            if person.surname > 0 {
                codes.push((at, feature(Kind::Listed, 1 << 17, share(person.surname))));
            }
            if word.parts.any(Parts::COMMON) {
                codes.push((at, feature(Kind::Listed, 1 << 18, 0)));
            }
        }
        codes.sort_unstable();
        codes.dedup();
        let mut rest = codes.as_slice();
        for (view, at) in self.views.iter_mut().zip(around.clone()) {
            let own = rest.partition_point(|(token, _)| *token <= at);
            let start = self.listed.len();
            self.listed
                .extend(rest[..own].iter().map(|(_, code)| *code));
            view.listed = start..self.listed.len();
            rest = &rest[own..];
        }
        self.codes = codes;
    }

    fn add_features(
        &mut self,
        context: &Context<'_, '_>,
        at: usize,
        around: &Range<usize>,
        island: &Range<usize>,
        ends: &IslandEnds,
    ) {
        let analysis = context.analysis;
        let place = at - around.start;
        let view = self.views[place].clone();
        let beside = |offset: isize| {
            place
                .checked_add_signed(offset)
                .and_then(|place| self.views.get(place))
        };
        let out = &mut self.features;
        let mut add = |kind: Kind, a: u32, b: u32| out.push(feature(kind, a, b));
        add(Kind::Bias, 0, 0);
        add(Kind::Word, view.word, 0);
        add(Kind::Written, hash_of(analysis.written(at).as_bytes()), 0);
        add(Kind::Shape, view.shape, 0);
        let form = analysis.form(at).as_bytes();
        for len in 1..=4.min(form.len()) {
            add(Kind::Prefix, hash_of(&form[..len]), len as u32);
            if len > 1 {
                add(Kind::Suffix, hash_of(&form[form.len() - len..]), len as u32);
            }
        }
        for offset in [-2_isize, -1, 1, 2] {
            let side = offset as u32;
            match beside(offset) {
                Some(other) => {
                    add(Kind::WordAt, other.word, side);
                    add(Kind::ShapeAt, other.shape, side);
                }
                None => add(Kind::EdgeAt, side, 0),
            }
        }
        let (before, behind) = (beside(-1), beside(1));
        let told = |view: Option<&TokenView>| view.map_or(0, |view| u32::from(plain(view.told)));
        let shape = |view: Option<&TokenView>| view.map_or(0, |view| view.shape);
        let part = |view: Option<&TokenView>| view.map_or(99, |view| view.part);
        if let Some(before) = before {
            add(Kind::WordPair, before.word, view.word);
            add(Kind::ShapePair, before.shape, view.shape);
            add(Kind::PartAt, before.part, 0);
        }
        if let Some(behind) = behind {
            add(Kind::WordPair, combine(view.word, 7), behind.word);
            add(Kind::PartAt, behind.part, 1);
        }
        add(
            Kind::ShapeTriple,
            combine(shape(before), view.shape),
            shape(behind),
        );
        add(Kind::Part, view.part, 0);
        add(
            Kind::PartTriple,
            part(before) << 8 | view.part,
            part(behind),
        );
        for code in &self.listed[view.listed.clone()] {
            add(Kind::Listed, *code, 0);
            add(Kind::ListedShape, *code, view.shape);
        }
        for (side, other) in [(0, before), (1, behind)] {
            for code in other.map_or(&[][..], |other| &self.listed[other.listed.clone()]) {
                add(Kind::ListedAt, *code, side);
            }
        }
        let own = u32::from(view.told);
        let own_plain = u32::from(plain(view.told));
        add(Kind::Told, own, 0);
        add(Kind::ToldAt, told(before), 0);
        add(Kind::ToldAt, told(behind), 1);
        add(
            Kind::ToldTriple,
            told(before) << 16 | own_plain,
            told(behind),
        );
        add(Kind::ToldWord, own_plain, view.word);
        add(Kind::ToldShape, own, view.shape);
        if analysis.words[at].shape.is_capitalised()
            && let Some(uses) = context.uses.get(&analysis.words[at].id)
        {
            for bit in 0..11 {
                if uses.bits >> bit & 1 == 1 {
                    add(Kind::Used, bit, 0);
                }
            }
            add(
                Kind::Used,
                100 + u32::from(uses.bits & (IN_LOWER_CASE | INSIDE_SENTENCE)),
                view.shape,
            );
            if let Some(label) = uses.most() {
                add(Kind::UsedAs, label as u32, 0);
                add(Kind::UsedAs, 100 + label as u32, own_plain);
            }
        }
        add(Kind::Initial, u32::from(view.is_initial), view.shape);
        add(Kind::Style, view.style, view.shape);
        let (from_start, to_end) = (at - island.start, island.end - 1 - at);
        add(Kind::Before, ends.before, from_start.min(3) as u32);
        add(Kind::Behind, ends.behind, to_end.min(3) as u32);
        let views = &self.views;
        let word_of = |token: usize| views[token - around.start].word;
        // The words that open and close the run of capitals that the token is in.
        let is_capital = |token: &usize| analysis.words[*token].shape.is_capitalised();
        if is_capital(&at) {
            let first = (island.start..at)
                .rev()
                .take_while(is_capital)
                .last()
                .unwrap_or(at);
            let last = (at + 1..island.end)
                .take_while(is_capital)
                .last()
                .unwrap_or(at);
            add(Kind::First, word_of(first), (at - first).min(3) as u32);
            add(Kind::Last, word_of(last), (last - at).min(3) as u32);
            add(
                Kind::Place,
                (at - first).min(4) as u32,
                (last - at).min(4) as u32,
            );
        }
    }
}

/// Words beside an island.
struct IslandEnds {
    before: u32,
    behind: u32,
}
