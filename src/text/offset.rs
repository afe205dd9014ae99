//! Positions in a text and every conversion between their units.
//!
//! In memory a position counts **bytes** of UTF-8 from the start of the text ([`Span`]). On disk and in every export it counts
//! **Unicode scalar values**, what Python's `text[start:end]` counts ([`CharSpan`]). [`CharIndex`] converts; no other file does arithmetic on units.

use std::ops::Range;

/// A half-open range of bytes in a text: `start <= end`, both on character boundaries, may be empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` to `end`, both in bytes.
    ///
    /// # Panics
    /// When `start > end`: that is a bug of the caller.
    pub fn new(start: u32, end: u32) -> Self {
        assert!(start <= end, "span ends before it starts: {start}..{end}");
        Self { start, end }
    }

    /// The same for `usize` ranges as string methods give them. Texts are at most 4 GiB long, checked at loading.
    pub fn from_range(range: Range<usize>) -> Self {
        Self::new(range.start as u32, range.end as u32)
    }

    /// The range as `usize`, to slice with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether every byte of `other` lies inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` lies inside.
    pub fn contains_offset(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The shared bytes, if there are any.
    pub fn intersection(self, other: Span) -> Option<Span> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then(|| Span::new(start, end))
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// A half-open range of Unicode scalar values: the unit of project files, interchange records and exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CharSpan {
    /// First scalar value.
    pub start: u32,
    /// One past the last scalar value.
    pub end: u32,
}

/// Converts between bytes and scalar values of one text in constant time: a checkpoint every 128 bytes, none for a text that is all ASCII.
#[derive(Clone, Debug, Default)]
pub struct CharIndex {
    /// `checkpoints[i]`: scalar values that start before byte `i * STEP`. Empty when bytes and scalar values are the same.
    checkpoints: Vec<u32>,
    num_chars: u32,
}

const STEP: usize = 128;

impl CharIndex {
    /// Indexes `text`.
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self {
                checkpoints: Vec::new(),
                num_chars: text.len() as u32,
            };
        }
        let mut checkpoints = Vec::with_capacity(text.len() / STEP + 1);
        let mut num_chars = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            checkpoints.push(num_chars);
            num_chars += count_char_starts(chunk);
        }
        Self {
            checkpoints,
            num_chars,
        }
    }

    /// Number of scalar values in the text.
    pub fn num_chars(&self) -> u32 {
        self.num_chars
    }

    /// Scalar values before `byte`. A byte inside a character counts that character; a byte past the end gives the number of all.
    pub fn char_from_byte(&self, text: &str, byte: u32) -> u32 {
        let byte = (byte as usize).min(text.len());
        if self.checkpoints.is_empty() {
            return byte as u32;
        }
        let block = (byte / STEP).min(self.checkpoints.len() - 1);
        let counted = text
            .as_bytes()
            .get(block * STEP..byte)
            .map_or(0, count_char_starts);
        self.checkpoints[block] + counted
    }

    /// The byte at which scalar value number `char` starts, the text's length for `char == num_chars`, `None` beyond.
    pub fn byte_from_char(&self, text: &str, char: u32) -> Option<u32> {
        if char > self.num_chars {
            return None;
        }
        if self.checkpoints.is_empty() {
            return Some(char);
        }
        let block = self.checkpoints.partition_point(|&before| before <= char) - 1;
        let mut left = char - self.checkpoints[block];
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate().skip(block * STEP) {
            if is_char_start(*byte) {
                if left == 0 {
                    return Some(at as u32);
                }
                left -= 1;
            }
        }
        Some(bytes.len() as u32)
    }

    /// Scalar values of a span of bytes.
    pub fn chars_from_span(&self, text: &str, span: Span) -> CharSpan {
        CharSpan {
            start: self.char_from_byte(text, span.start),
            end: self.char_from_byte(text, span.end),
        }
    }

    /// Bytes of a range of scalar values; `None` when it is reversed or leaves the text.
    pub fn span_from_chars(&self, text: &str, chars: CharSpan) -> Option<Span> {
        let (start, end) = (
            self.byte_from_char(text, chars.start)?,
            self.byte_from_char(text, chars.end)?,
        );
        (start <= end).then_some(Span { start, end })
    }
}

fn is_char_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn count_char_starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| is_char_start(**byte)).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trips(text: &str) {
        let index = CharIndex::new(text);
        assert_eq!(index.num_chars() as usize, text.chars().count());
        for (chars, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(index.char_from_byte(text, byte as u32) as usize, chars);
            assert_eq!(index.byte_from_char(text, chars as u32), Some(byte as u32));
        }
        assert_eq!(
            index.byte_from_char(text, index.num_chars()),
            Some(text.len() as u32)
        );
        assert_eq!(index.byte_from_char(text, index.num_chars() + 1), None);
    }

    #[test]
    fn bytes_and_scalars_convert_both_ways() {
        for text in [
            "",
            "plain",
            "“quoted” – dash…",
            "👩‍👩‍👧 in Aleppo",
            "e\u{301}te\u{301} à la Une",
            "line\r\nend",
            "حلب",
        ] {
            round_trips(text);
            round_trips(&text.repeat(70));
        }
    }

    #[test]
    fn a_range_outside_the_text_is_refused() {
        let text = "Zoë";
        let index = CharIndex::new(text);
        assert_eq!(
            index.span_from_chars(text, CharSpan { start: 1, end: 3 }),
            Some(Span::new(1, 4))
        );
        assert_eq!(
            index.span_from_chars(text, CharSpan { start: 1, end: 4 }),
            None
        );
        assert_eq!(
            index.span_from_chars(text, CharSpan { start: 2, end: 1 }),
            None
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_round_trips(text in "\\PC{0,300}") {
            round_trips(&text);
        }
    }
}
