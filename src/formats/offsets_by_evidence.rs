//! In which unit a source counts its offsets, found by comparing: a span that quotes its words shows whether it was read as it was meant.
//!
//! ```text
//! text   “😀 Zoë met Ali”        span 5–8 "met"
//! as scalar values  "et "    as UTF-16  "met"  ←
//! ```
//!
//! Files of one format come counted in scalar values, in UTF-16 and in bytes, with ends that belong to the span or do not, with `\r\n` counted as one,
//! and shifted by a constant. The documented reading is tried first; another is taken only when it fits more of the quoted spans.

use std::collections::HashMap;

use crate::text::{CharSpan, Span, Text};

/// What a source counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Unicode scalar values, as Python does.
    Chars,
    /// UTF-16 code units, as JavaScript and Java do.
    Utf16,
    /// Bytes of UTF-8.
    Bytes,
    /// Scalar values, a carriage return with its line feed being one.
    CharsOfUnifiedLines,
}

impl Unit {
    /// What it counts, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Chars => "Unicode characters",
            Self::Utf16 => "UTF-16 units",
            Self::Bytes => "bytes",
            Self::CharsOfUnifiedLines => "Unicode characters with CRLF as one",
        }
    }
}

/// One way to read offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What is counted.
    pub unit: Unit,
    /// Whether the end is the last unit of the span rather than the one after it.
    pub end_inclusive: bool,
    /// What to add to every offset.
    pub shift: i64,
}

impl Reading {
    /// The reading that nearly all formats document: scalar values, end exclusive.
    pub const PYTHON: Self = Self {
        unit: Unit::Chars,
        end_inclusive: false,
        shift: 0,
    };

    /// The reading of tools that count in UTF-16, end exclusive.
    pub const UTF_16: Self = Self {
        unit: Unit::Utf16,
        end_inclusive: false,
        shift: 0,
    };
}

impl std::fmt::Display for Reading {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let end = if self.end_inclusive {
            "inclusive"
        } else {
            "exclusive"
        };
        write!(formatter, "{}, end {end}", self.unit.words())?;
        if self.shift != 0 {
            write!(formatter, ", shifted by {:+}", self.shift)?;
        }
        Ok(())
    }
}

/// A span as a source writes it, with the words it quotes.
#[derive(Clone, Copy, Debug)]
pub struct Quoted<'a> {
    /// Its start as written.
    pub start: i64,
    /// Its end as written.
    pub end: i64,
    /// Its words; `None` where the source does not quote them.
    pub words: Option<&'a str>,
}

/// Offsets of one text read in one way.
pub struct Offsets<'t> {
    text: &'t Text,
    reading: Reading,
    /// `starts[i]`: byte at which unit `i` starts, [`INSIDE`] where that is inside a character. Empty where scalar values are counted.
    starts: Vec<u32>,
}

const INSIDE: u32 = u32::MAX;

impl<'t> Offsets<'t> {
    /// Offsets of `text` under `reading`.
    pub fn new(text: &'t Text, reading: Reading) -> Self {
        let starts = match reading.unit {
            Unit::Chars => Vec::new(),
            other => starts(text.as_str(), other),
        };
        Self {
            text,
            reading,
            starts,
        }
    }

    /// The span from `start` to `end` as written; `None` when it is reversed, leaves the text or cuts a character.
    pub fn span(&self, start: i64, end: i64) -> Option<Span> {
        let last = i64::from(self.reading.end_inclusive);
        let (start, end) = (start + self.reading.shift, end + self.reading.shift + last);
        let (start, end) = (u32::try_from(start).ok()?, u32::try_from(end).ok()?);
        if start > end {
            return None;
        }
        if self.reading.unit == Unit::Chars {
            return self.text.span_from_chars(CharSpan { start, end });
        }
        let byte = |offset: u32| {
            let byte = *self.starts.get(offset as usize)?;
            (byte != INSIDE).then_some(byte)
        };
        Some(Span::new(byte(start)?, byte(end)?))
    }

    /// How many of `spans` read as they are quoted.
    fn num_matching(&self, spans: &[Quoted<'_>]) -> usize {
        let is_same = |quoted: &&Quoted<'_>| {
            let found = self.span(quoted.start, quoted.end);
            match (found, quoted.words) {
                (Some(span), Some(words)) => reads(self.text.slice(span), words),
                _ => false,
            }
        };
        spans.iter().filter(is_same).count()
    }
}

/// Where each unit of `text` starts, and one past the last.
fn starts(text: &str, unit: Unit) -> Vec<u32> {
    let mut starts = Vec::with_capacity(text.len() + 1);
    let mut is_after_return = false;
    for (at, char) in text.char_indices() {
        let at = at as u32;
        match unit {
            Unit::Chars => starts.push(at),
            Unit::Utf16 => {
                starts.push(at);
                if char.len_utf16() == 2 {
                    starts.push(INSIDE);
                }
            }
            Unit::Bytes => {
                starts.push(at);
                starts.extend(std::iter::repeat_n(INSIDE, char.len_utf8() - 1));
            }
            Unit::CharsOfUnifiedLines => {
                if !(char == '\n' && is_after_return) {
                    starts.push(at);
                }
                is_after_return = char == '\r';
            }
        }
    }
    starts.push(text.len() as u32);
    starts
}

/// Whether `found` are the words that were quoted; blanks may have been collapsed in quoting.
pub fn reads(found: &str, quoted: &str) -> bool {
    let is_trimmed = found.trim().len() == found.len();
    found == quoted || is_trimmed && found.split_whitespace().eq(quoted.split_whitespace())
}

/// What was found out about the offsets of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The reading that fits best; the documented one where none fits better.
    pub reading: Reading,
    /// How many spans quote words.
    pub num_quoted: usize,
    /// How many of them read as quoted under it.
    pub num_matching: usize,
    /// How many do under the documented reading.
    pub num_as_documented: usize,
}

impl Found {
    /// What to tell the reader about it; `None` where everything is as documented.
    pub fn remark(&self, documented: Reading) -> Option<String> {
        if self.reading == documented && self.num_matching == self.num_quoted {
            return None;
        }
        let Self {
            num_quoted,
            num_matching,
            num_as_documented,
            ..
        } = self;
        Some(if self.reading == documented {
            format!(
                "{num_matching} of {num_quoted} spans read as they are quoted ({documented}); no other reading of the offsets fits more"
            )
        } else {
            format!(
                "offsets read as {}: {num_matching} of {num_quoted} spans fit, as documented ({documented}) {num_as_documented} would",
                self.reading
            )
        })
    }
}

/// The reading under which most of `spans` quote what is there.
pub fn find(text: &Text, spans: &[Quoted<'_>], documented: Reading) -> Found {
    let quoted: Vec<Quoted<'_>> = spans
        .iter()
        .copied()
        .filter(|span| span.words.is_some_and(|words| !words.trim().is_empty()))
        .collect();
    let as_documented = Offsets::new(text, documented).num_matching(&quoted);
    let mut best = Found {
        reading: documented,
        num_quoted: quoted.len(),
        num_matching: as_documented,
        num_as_documented: as_documented,
    };
    for reading in other_readings(text, &quoted, documented) {
        if best.num_matching == quoted.len() {
            break;
        }
        let num_matching = Offsets::new(text, reading).num_matching(&quoted);
        if num_matching > best.num_matching {
            best.reading = reading;
            best.num_matching = num_matching;
        }
    }
    best
}

/// Readings to try, likelier ones first.
fn other_readings(text: &Text, quoted: &[Quoted<'_>], documented: Reading) -> Vec<Reading> {
    let mut units = vec![documented.unit];
    if !text.as_str().is_ascii() {
        units.extend([Unit::Chars, Unit::Utf16, Unit::Bytes]);
    }
    if text.as_str().contains("\r\n") {
        units.push(Unit::CharsOfUnifiedLines);
    }
    let mut all = Vec::new();
    for unit in units {
        for end_inclusive in [documented.end_inclusive, !documented.end_inclusive] {
            all.push(Reading {
                unit,
                end_inclusive,
                shift: 0,
            });
        }
    }
    // One emoji before everything shifts as much as another unit does; the unit is the likelier reason.
    let shifted = all.iter().filter_map(|reading| {
        let shift = likely_shift(text, quoted, *reading)?;
        Some(Reading { shift, ..*reading })
    });
    let shifted: Vec<Reading> = shifted.collect();
    all.extend(shifted);
    all
}

/// The constant by which most of `quoted` are off, looked for where a quoted text occurs once.
fn likely_shift(text: &Text, quoted: &[Quoted<'_>], reading: Reading) -> Option<i64> {
    let starts = starts(text.as_str(), reading.unit);
    let mut votes: HashMap<i64, usize> = HashMap::new();
    for span in quoted.iter().take(200) {
        let words = span.words?;
        let mut places = text.as_str().match_indices(words);
        let (Some((at, _)), None) = (places.next(), places.next()) else {
            continue;
        };
        // Units that start inside a character stand for the character before them.
        let unit = starts.iter().position(|start| *start == at as u32)?;
        *votes.entry(unit as i64 - span.start).or_default() += 1;
    }
    let (shift, count) = votes
        .into_iter()
        .max_by_key(|(shift, count)| (*count, -shift.abs(), *shift))?;
    (shift != 0 && count > 1).then_some(shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted<'a>(spans: &[(i64, i64, &'a str)]) -> Vec<Quoted<'a>> {
        spans
            .iter()
            .map(|&(start, end, words)| Quoted {
                start,
                end,
                words: Some(words),
            })
            .collect()
    }

    fn found(text: &str, spans: &[(i64, i64, &str)]) -> Found {
        find(&Text::new(text), &quoted(spans), Reading::PYTHON)
    }

    #[test]
    fn each_unit_is_told_by_what_spans_quote() {
        let text = "😀 Zoë met Ali\r\nin Rome";
        let cases: [(&[(i64, i64, &str)], Unit, bool, i64); 6] = [
            (
                &[(2, 5, "Zoë"), (10, 13, "Ali"), (18, 22, "Rome")],
                Unit::Chars,
                false,
                0,
            ),
            (
                &[(3, 6, "Zoë"), (11, 14, "Ali"), (19, 23, "Rome")],
                Unit::Utf16,
                false,
                0,
            ),
            (
                &[(5, 9, "Zoë"), (14, 17, "Ali"), (22, 26, "Rome")],
                Unit::Bytes,
                false,
                0,
            ),
            (
                &[(2, 4, "Zoë"), (10, 12, "Ali"), (18, 21, "Rome")],
                Unit::Chars,
                true,
                0,
            ),
            (
                &[(2, 5, "Zoë"), (10, 13, "Ali"), (17, 21, "Rome")],
                Unit::CharsOfUnifiedLines,
                false,
                0,
            ),
            (
                &[(5, 8, "Zoë"), (13, 16, "Ali"), (21, 25, "Rome")],
                Unit::Chars,
                false,
                -3,
            ),
        ];
        for (spans, unit, end_inclusive, shift) in cases {
            let found = found(text, spans);
            let reading = Reading {
                unit,
                end_inclusive,
                shift,
            };
            assert_eq!(
                (found.reading, found.num_matching),
                (reading, 3),
                "{spans:?}"
            );
            let text = Text::new(text);
            let offsets = Offsets::new(&text, reading);
            for (start, end, words) in spans {
                assert_eq!(text.slice(offsets.span(*start, *end).unwrap()), *words);
            }
        }
    }

    #[test]
    fn what_is_documented_holds_where_nothing_fits_better() {
        let nothing = found("Ali met Zoë", &[]);
        assert_eq!(nothing.remark(Reading::PYTHON), None);
        let wrong = found("Ali met Zoë", &[(0, 3, "Ali"), (4, 7, "saw")]);
        assert_eq!(wrong.reading, Reading::PYTHON);
        assert!(wrong.remark(Reading::PYTHON).unwrap().starts_with("1 of 2"));
        let shifted = found("Ali met Zoë", &[(7, 10, "Ali"), (11, 14, "met")]);
        assert_eq!(
            shifted.remark(Reading::PYTHON).unwrap(),
            "offsets read as Unicode characters, end exclusive, shifted by -7: 2 of 2 spans fit, as documented (Unicode characters, end exclusive) 0 would"
        );
    }

    #[test]
    fn a_span_that_leaves_the_text_or_cuts_a_character_is_none() {
        let text = Text::new("😀a");
        assert_eq!(Offsets::new(&text, Reading::UTF_16).span(1, 2), None);
        assert_eq!(Offsets::new(&text, Reading::UTF_16).span(2, 4), None);
        assert_eq!(Offsets::new(&text, Reading::PYTHON).span(-1, 1), None);
        assert_eq!(Offsets::new(&text, Reading::PYTHON).span(2, 1), None);
    }
}
