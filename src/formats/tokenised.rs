//! A text made of tokens: what readers of token formats build, with the place of every token.

use super::draft::Draft;
use super::spacing::Spacer;
use super::token_table::FIELD;
use super::{FormatError, Imported, json};
use crate::text::Span;

/// What is known about the blank before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blank<'a> {
    /// Nothing: as English has it.
    Guessed,
    /// This, as the source says.
    Known(&'a str),
}

/// A text that grows token by token. Sentences stand on lines of their own.
#[derive(Debug, Default)]
pub(super) struct TokenisedText {
    text: String,
    tokens: Vec<Span>,
    spacer: Spacer,
    /// Lengths of the tokens as [`FIELD`] has them.
    lengths: String,
    /// Whether some token has a blank at its edge, so that lengths would not do.
    has_odd_token: bool,
    is_sentence_open: bool,
}

impl TokenisedText {
    /// Adds a token.
    pub(super) fn token(&mut self, form: &str, blank: Blank<'_>) {
        let is_first = !self.is_sentence_open;
        if is_first && !self.tokens.is_empty() {
            self.lengths.push('|');
        }
        match blank {
            Blank::Known(blank) => self.text.push_str(blank),
            Blank::Guessed if is_first => {
                if !self.text.is_empty() {
                    self.text.push('\n');
                }
                self.spacer.space_before(form);
            }
            Blank::Guessed => {
                if self.spacer.space_before(form) {
                    self.text.push(' ');
                }
            }
        }
        self.is_sentence_open = true;
        let start = self.text.len();
        self.text.push_str(form);
        self.tokens.push(Span::from_range(start..self.text.len()));
        self.has_odd_token |= form.is_empty() || form.trim().len() != form.len();
        if !self.lengths.is_empty() && !self.lengths.ends_with('|') {
            self.lengths.push(' ');
        }
        push_number(&mut self.lengths, form.chars().count());
    }

    /// Adds blanks after the last token.
    pub(super) fn blank(&mut self, blank: &str) {
        self.text.push_str(blank);
    }

    /// Ends the sentence; one without tokens is none.
    pub(super) fn end_sentence(&mut self) {
        self.is_sentence_open = false;
        self.spacer = Spacer::default();
    }

    /// How many tokens there are.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Bytes of text so far.
    pub(super) fn num_bytes(&self) -> usize {
        self.text.len()
    }

    /// The words from token `first` to the last one; `None` where there are none.
    pub(super) fn words(&self, first: usize) -> Option<&str> {
        let start = self.tokens.get(first)?.start;
        let end = self.tokens.last()?.end;
        self.text.get(start as usize..end as usize)
    }

    /// The document of this text, with its tokens kept.
    pub(super) fn into_draft(self, line: Option<u64>) -> Result<(Draft, TokenPlaces), FormatError> {
        let mut draft = Draft::new(self.text, line)?;
        if !self.has_odd_token && !self.tokens.is_empty() {
            draft.extras.keep_field(FIELD, &self.lengths);
        }
        Ok((draft, TokenPlaces(self.tokens)))
    }
}

/// Where the tokens of a finished text stand.
pub(super) struct TokenPlaces(Vec<Span>);

impl TokenPlaces {
    /// From the start of token `first` to the end of the token before `end`; `None` when that is no token or none at all.
    pub(super) fn span(&self, first: usize, end: usize) -> Option<Span> {
        let last = end.checked_sub(1)?;
        if last < first {
            return None;
        }
        Some(self.0.get(first)?.cover(*self.0.get(last)?))
    }
}

/// Appends a number; most lengths have one digit.
fn push_number(out: &mut String, number: usize) {
    if let Some(digit) = u32::try_from(number)
        .ok()
        .and_then(|number| char::from_digit(number, 10))
    {
        out.push(digit);
    } else {
        out.push_str(&number.to_string());
    }
}

/// The document of a draft that came from no JSON record.
pub(super) fn finish(draft: Draft, id: &str) -> Imported {
    draft.finish(id, &json::fields::Fields::default())
}
