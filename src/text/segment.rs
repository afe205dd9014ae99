//! Sentences and tokens of an article, and words broken by stray hyphens.

use super::offset::Span;

/// What a token is made of; rules ask this before they look at characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with inner apostrophes, hyphens and abbreviation points ("U.S.", "cease-fire", "O’Brien").
    Word,
    /// Begins with a digit or is a number with its sign ("270,000", "3.5", "10.30", "5th").
    Number,
    /// "'s", "’s" and a lone possessive apostrophe.
    Possessive,
    /// Everything else: quotes, commas, brackets, dashes, symbols.
    Punctuation,
}

/// A token: its place and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Place in the text, without blanks.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
}

/// A sentence: its place and its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Place in the text, without blanks at the edges.
    pub span: Span,
    /// Index of its first token in [`Segments::tokens`].
    pub first_token: u32,
    /// One past the index of its last token.
    pub end_token: u32,
    /// Whether it breaks off without an end: the cut ending of a scraped article.
    pub cut_off: bool,
}

/// A word broken by a stray hyphen ("for-ces") and the form it stands for ("forces"). The text stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The token.
    pub token: u32,
    /// The word without the stray hyphen.
    pub form: Box<str>,
}

/// Sentences and tokens of one text, in order. Sentences do not overlap; every token lies in exactly one sentence.
#[derive(Clone, Debug, Default)]
pub struct Segments {
    /// All tokens, by place.
    pub tokens: Vec<Token>,
    /// All sentences, by place.
    pub sentences: Vec<Sentence>,
    /// Broken words, by token.
    pub repairs: Vec<Repair>,
}

impl Segments {
    /// The tokens of one sentence.
    pub fn tokens_of(&self, sentence: &Sentence) -> &[Token] {
        self.tokens
            .get(sentence.first_token as usize..sentence.end_token as usize)
            .unwrap_or_default()
    }

    /// Index of the sentence that holds the byte at `offset`, or the next one after it; `None` past the last.
    pub fn sentence_at(&self, offset: u32) -> Option<usize> {
        let index = self
            .sentences
            .partition_point(|sentence| sentence.span.end <= offset);
        (index < self.sentences.len()).then_some(index)
    }

    /// Index of the token that holds the byte at `offset`, if one does.
    pub fn token_at(&self, offset: u32) -> Option<usize> {
        let index = self
            .tokens
            .partition_point(|token| token.span.end <= offset);
        self.tokens
            .get(index)
            .filter(|token| token.span.start <= offset)
            .map(|_| index)
    }

    /// Indices of the tokens that share a byte with `span`.
    pub fn tokens_in(&self, span: Span) -> std::ops::Range<usize> {
        let first = self
            .tokens
            .partition_point(|token| token.span.end <= span.start);
        let end = self
            .tokens
            .partition_point(|token| token.span.start < span.end);
        first..end.max(first)
    }

    /// `span` widened to whole tokens; `span` itself where it touches none.
    pub fn snap(&self, span: Span) -> Span {
        let range = self.tokens_in(span);
        match (
            self.tokens.get(range.start),
            range
                .end
                .checked_sub(1)
                .and_then(|last| self.tokens.get(last)),
        ) {
            (Some(first), Some(last)) if !range.is_empty() => first.span.cover(last.span),
            _ => span,
        }
    }

    /// The repaired form of a token, if it is a broken word.
    pub fn repair_of(&self, token: usize) -> Option<&str> {
        let index = self
            .repairs
            .binary_search_by_key(&(token as u32), |repair| repair.token)
            .ok()?;
        self.repairs.get(index).map(|repair| &*repair.form)
    }
}

/// Cuts `text` into sentences and tokens. Zones that are skipped make sentences of their own.
pub fn segment(text: &super::Text, zones: &[super::Zone]) -> Segments {
    crate::text::tokens::cut(text, zones)
}
