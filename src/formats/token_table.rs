//! The tokens that token formats write: those that the source of a document had, where it had any, else Dateline's own; boilerplate left out.
//!
//! A document that was read from tokens keeps them in its unknown fields as [`FIELD`]: the lengths of the tokens in scalar values, blanks between
//! them, `|` between sentences. Between tokens the text has nothing but blanks, so lengths are all it takes.

use std::ops::Range;

use crate::model::Document;
use crate::text::{Span, Text};

/// The field of a record that holds the lengths of its source's tokens.
pub(super) const FIELD: &str = "token_lengths";

/// Tokens in the order of the text, and the sentences they form.
#[derive(Clone, Debug, Default)]
pub(super) struct TokenTable {
    /// Places of the tokens.
    pub(super) tokens: Vec<Span>,
    /// Indices of the tokens of each sentence; none is empty.
    pub(super) sentences: Vec<Range<usize>>,
}

impl TokenTable {
    /// All tokens of `document`, boilerplate included.
    pub(super) fn all(document: &Document) -> Self {
        Self::of_source(document).unwrap_or_else(|| Self::own(document))
    }

    /// The tokens of `document` that are written.
    pub(super) fn new(document: &Document) -> Self {
        let mut table = Self::all(document);
        if document.zones().iter().any(|zone| zone.kind.is_skipped()) {
            table = table.without(|span| document.is_skipped(span));
        }
        table
    }

    /// Dateline's own tokens.
    fn own(document: &Document) -> Self {
        let segments = document.segments();
        Self {
            tokens: segments.tokens.iter().map(|token| token.span).collect(),
            sentences: segments
                .sentences
                .iter()
                .map(|sentence| sentence.first_token as usize..sentence.end_token as usize)
                .filter(|range| !range.is_empty())
                .collect(),
        }
    }

    /// The tokens of the source, if the document kept them and they still fit its text.
    fn of_source(document: &Document) -> Option<Self> {
        let json = &document.unknown_json;
        if !json.contains(FIELD) {
            return None;
        }
        let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).ok()?;
        let lengths = fields.get(FIELD)?.as_str()?;
        let text = document.text().as_str();
        let mut table = Self::default();
        let mut at = 0;
        for sentence in lengths.split('|') {
            let first = table.tokens.len();
            for length in sentence.split_ascii_whitespace() {
                let rest = text.get(at..)?;
                let start = at + (rest.len() - rest.trim_start().len());
                let token = text.get(start..)?;
                let end = start + end_of_chars(token, length.parse().ok()?)?;
                table.tokens.push(Span::from_range(start..end));
                at = end;
            }
            if table.tokens.len() > first {
                table.sentences.push(first..table.tokens.len());
            }
        }
        text.get(at..)?.trim().is_empty().then_some(table)
    }

    fn without(self, is_left_out: impl Fn(Span) -> bool) -> Self {
        let mut kept = Self::default();
        for sentence in self.sentences {
            let first = kept.tokens.len();
            let tokens = self.tokens.get(sentence).unwrap_or_default();
            kept.tokens
                .extend(tokens.iter().filter(|span| !is_left_out(**span)));
            if kept.tokens.len() > first {
                kept.sentences.push(first..kept.tokens.len());
            }
        }
        kept
    }

    /// Tokens as spaCy cuts a text: every character lies in one or is the one blank behind it, which is told beside the token. Blanks beyond that, and
    /// what no token holds, are tokens of their own.
    pub(super) fn with_blanks(&self, text: &str) -> Vec<(Span, bool)> {
        let mut all: Vec<(Span, bool)> = Vec::with_capacity(self.tokens.len());
        let mut at = 0;
        let end = text.len() as u32;
        for token in self.tokens.iter().copied().chain([Span::new(end, end)]) {
            let gap = text
                .get(at as usize..token.start as usize)
                .unwrap_or_default();
            let mut rest = gap;
            // The one blank belongs to the token before it.
            if let Some((_, has_blank)) = all.last_mut()
                && let Some(after) = rest.strip_prefix(' ')
            {
                *has_blank = true;
                rest = after;
            }
            if !rest.is_empty() {
                let start = token.start - rest.len() as u32;
                let trimmed = rest.strip_suffix(' ').filter(|kept| !kept.is_empty());
                let kept = trimmed.unwrap_or(rest);
                let span = Span::new(start, start + kept.len() as u32);
                all.push((span, trimmed.is_some()));
            }
            if !token.is_empty() {
                all.push((token, false));
            }
            at = token.end;
        }
        all
    }

    /// Indices of the tokens that share a byte with `span`.
    pub(super) fn touching(&self, span: Span) -> Range<usize> {
        let first = self.tokens.partition_point(|token| token.end <= span.start);
        let end = self.tokens.partition_point(|token| token.start < span.end);
        first..end.max(first)
    }

    /// `span` as whole tokens; `None` where it touches none.
    pub(super) fn snap(&self, span: Span) -> Option<Span> {
        let range = self.touching(span);
        let last = range.end.checked_sub(1)?;
        if range.is_empty() {
            return None;
        }
        Some(self.tokens.get(range.start)?.cover(*self.tokens.get(last)?))
    }

    /// Index of the sentence of a token.
    pub(super) fn sentence_of(&self, token: usize) -> usize {
        self.sentences
            .partition_point(|sentence| sentence.end <= token)
    }

    /// Makes one sentence of those that any of `spans` reaches over, since token labels cannot.
    pub(super) fn join_sentences(&mut self, spans: impl Iterator<Item = Span>) {
        let mut goes_on = vec![false; self.sentences.len()];
        for span in spans {
            let tokens = self.touching(span);
            if tokens.is_empty() {
                continue;
            }
            let (first, last) = (
                self.sentence_of(tokens.start),
                self.sentence_of(tokens.end - 1),
            );
            for flag in goes_on.iter_mut().take(last).skip(first) {
                *flag = true;
            }
        }
        let mut joined: Vec<Range<usize>> = Vec::with_capacity(self.sentences.len());
        let mut is_open = false;
        for (sentence, flag) in self.sentences.drain(..).zip(goes_on) {
            match joined.last_mut() {
                Some(last) if is_open => last.end = sentence.end,
                _ => joined.push(sentence),
            }
            is_open = flag;
        }
        self.sentences = joined;
    }
}

/// Byte length of the first `count` characters; `None` when there are fewer.
fn end_of_chars(text: &str, count: usize) -> Option<usize> {
    let mut indices = text.char_indices().map(|(at, _)| at);
    match indices.nth(count) {
        Some(at) => Some(at),
        None => (text.chars().count() == count).then_some(text.len()),
    }
}

/// The lengths of `tokens` as [`FIELD`] has them; `None` where they are not all of the text, or have blanks at their edges. `starts`: bytes at which
/// sentences begin, sorted.
pub(super) fn lengths_of(text: &Text, tokens: &[Span], starts: &[u32]) -> Option<String> {
    let mut lengths = String::new();
    let mut at = 0;
    for span in tokens {
        let form = text.get(*span)?;
        let is_next = span.start >= at && text.slice(Span::new(at, span.start)).trim().is_empty();
        if !is_next || form.is_empty() || form.trim().len() != form.len() {
            return None;
        }
        if !lengths.is_empty() {
            lengths.push(if starts.binary_search(&span.start).is_ok() {
                '|'
            } else {
                ' '
            });
        }
        lengths.push_str(&form.chars().count().to_string());
        at = span.end;
    }
    let is_all = text.slice(Span::new(at, text.len())).trim().is_empty();
    (is_all && !lengths.is_empty()).then_some(lengths)
}
