//! How files spell moments and positions.

use serde::Deserialize;

use crate::model::Moment;
use crate::text::{CharSpan, Span, Text};

/// A moment, written as an RFC 3339 time in UTC.
#[derive(Clone, Copy, Default)]
pub(super) struct When(pub(super) Moment);

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = When;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a time such as \"2016-05-04T09:30:00Z\"")
            }

            fn visit_str<E: serde::de::Error>(self, written: &str) -> Result<When, E> {
                read_moment(written)
                    .map(When)
                    .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(written), &Self))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

/// `moment` as files have it. Moments outside the years that calendars know are spelled as seconds.
pub(super) fn spell_moment(moment: Moment) -> String {
    jiff::Timestamp::from_second(moment.0)
        .map_or_else(|_| moment.0.to_string(), |timestamp| timestamp.to_string())
}

pub(super) fn read_moment(written: &str) -> Option<Moment> {
    written
        .parse::<jiff::Timestamp>()
        .map(jiff::Timestamp::as_second)
        .ok()
        .or_else(|| written.parse().ok())
        .map(Moment)
}

/// Scalar values before `byte`. A byte beyond the text counts on from its end, so that a span that leaves the text survives a file.
pub(super) fn num_chars_before(text: &Text, byte: u32) -> u32 {
    match byte.checked_sub(text.len()) {
        Some(beyond) => text.num_chars().saturating_add(beyond),
        None => text.chars_from_span(Span::new(0, byte)).end,
    }
}

/// The byte at which scalar value number `char` starts: the reverse of [`num_chars_before`].
pub(super) fn byte_of(text: &Text, char: u32) -> u32 {
    match char.checked_sub(text.num_chars()) {
        Some(beyond) => text.len().saturating_add(beyond),
        None => text
            .span_from_chars(CharSpan {
                start: 0,
                end: char,
            })
            .map_or(text.len(), |span| span.end),
    }
}

/// Whether `crlf_at` names every line feed of `text`, and there is one.
pub(super) fn is_all_line_ends(text: &Text, crlf_at: &[u32]) -> bool {
    !crlf_at.is_empty() && line_ends(text).eq(crlf_at.iter().copied())
}

pub(super) fn line_ends(text: &Text) -> impl Iterator<Item = u32> + '_ {
    memchr::memchr_iter(b'\n', text.as_str().as_bytes()).map(|at| at as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_beyond_the_text_come_back() {
        let text = Text::new("Zoë 👩‍👩‍👧");
        for byte in (0..=text.len())
            .filter(|byte| text.get(Span::new(0, *byte)).is_some())
            .chain([text.len() + 1, text.len() + 77])
        {
            assert_eq!(byte_of(&text, num_chars_before(&text, byte)), byte);
        }
    }

    #[test]
    fn moments_are_times_where_the_calendar_reaches() {
        for moment in [0, 1_462_345_678, -5, i64::MAX, i64::MIN] {
            let moment = Moment(moment);
            assert_eq!(read_moment(&spell_moment(moment)), Some(moment));
        }
        assert_eq!(spell_moment(Moment(1_462_345_678)), "2016-05-04T07:07:58Z");
    }
}
