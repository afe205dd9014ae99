//! The text of an article, frozen when it is loaded.

use std::fmt;
use std::sync::Arc;

use super::offset::{CharIndex, CharSpan, Span};

/// The characters of one article with their offset index and hash. Never changes; cloning shares it.
#[derive(Clone)]
pub struct Text(Arc<Inner>);

struct Inner {
    characters: Box<str>,
    index: CharIndex,
    hash: TextHash,
}

/// XXH3-128 of the UTF-8 bytes of a text: equal texts are found by it, as duplicates and when projects are merged.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextHash(pub u128);

impl fmt::Debug for TextHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl fmt::Display for TextHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

impl Text {
    /// The longest text that offsets can address, in bytes.
    pub const MAX_BYTES: usize = u32::MAX as usize;

    /// Freezes `characters`. Readers refuse longer input than [`Text::MAX_BYTES`] before they come here.
    ///
    /// # Panics
    /// When `characters` is longer than [`Text::MAX_BYTES`].
    pub fn new(characters: impl Into<Box<str>>) -> Self {
        let characters = characters.into();
        assert!(
            characters.len() <= Self::MAX_BYTES,
            "a text of more than 4 GiB"
        );
        let index = CharIndex::new(&characters);
        let hash = TextHash(twox_hash::XxHash3_128::oneshot(characters.as_bytes()));
        Self(Arc::new(Inner {
            characters,
            index,
            hash,
        }))
    }

    /// All characters.
    pub fn as_str(&self) -> &str {
        &self.0.characters
    }

    /// Length in bytes.
    pub fn len(&self) -> u32 {
        self.0.characters.len() as u32
    }

    /// Whether there is no character at all.
    pub fn is_empty(&self) -> bool {
        self.0.characters.is_empty()
    }

    /// Number of Unicode scalar values.
    pub fn num_chars(&self) -> u32 {
        self.0.index.num_chars()
    }

    /// The whole text as a span.
    pub fn span(&self) -> Span {
        Span::new(0, self.len())
    }

    /// Hash of the characters.
    pub fn hash(&self) -> TextHash {
        self.0.hash
    }

    /// The characters of `span`; empty when it leaves the text or cuts a character (the checks report such spans).
    pub fn slice(&self, span: Span) -> &str {
        self.get(span).unwrap_or_default()
    }

    /// The characters of `span`, `None` when it leaves the text or cuts a character.
    pub fn get(&self, span: Span) -> Option<&str> {
        self.0.characters.get(span.range())
    }

    /// `span` counted in Unicode scalar values.
    pub fn chars_from_span(&self, span: Span) -> CharSpan {
        self.0.index.chars_from_span(self.as_str(), span)
    }

    /// A range of scalar values as bytes; `None` when it is reversed or leaves the text.
    pub fn span_from_chars(&self, chars: CharSpan) -> Option<Span> {
        self.0.index.span_from_chars(self.as_str(), chars)
    }

    /// `span` without blanks at its edges (empty at its start when it is all blank).
    pub fn trim(&self, span: Span) -> Span {
        let slice = self.slice(span);
        let lead = slice.len() - slice.trim_start().len();
        let kept = slice.trim().len();
        let start = span.start + if kept == 0 { 0 } else { lead as u32 };
        Span::new(start, start + kept as u32)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || (self.hash() == other.hash() && self.as_str() == other.as_str())
    }
}

impl Eq for Text {}

impl Default for Text {
    fn default() -> Self {
        Self::new("")
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Text({} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trimming_keeps_the_inner_blanks() {
        let text = Text::new("  New York \n");
        assert_eq!(text.trim(text.span()), Span::new(2, 10));
        assert_eq!(text.trim(Span::new(0, 2)), Span::new(0, 0));
    }

    #[test]
    fn a_span_that_cuts_a_character_gives_nothing() {
        let text = Text::new("Zoë");
        assert_eq!(text.get(Span::new(0, 3)), None);
        assert_eq!(text.get(Span::new(0, 9)), None);
        assert_eq!(text.slice(Span::new(0, 4)), "Zoë");
    }
}
