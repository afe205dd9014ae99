//! Where selections begin and end: at tokens, at graphemes, at sentences.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::{Segments, Span, Text};

/// What a selection grows by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A user-perceived character.
    Grapheme,
    /// A token; where the text has none, a word by Unicode's rules.
    Token,
    /// A sentence.
    Sentence,
}

/// `span` widened to whole units. An empty span becomes the unit it stands in, or stays empty where it stands in none (between graphemes always).
pub fn snap(text: &Text, segments: &Segments, span: Span, unit: Unit) -> Span {
    match unit {
        Unit::Grapheme => to_graphemes(text, span),
        Unit::Token => to_tokens(text, segments, span),
        Unit::Sentence => to_sentences(text, segments, span),
    }
}

/// The line that holds `offset`, without its line feed.
fn line_around(text: &Text, offset: u32) -> Span {
    let all = text.as_str();
    let mut offset = (offset as usize).min(all.len());
    while !all.is_char_boundary(offset) {
        offset -= 1;
    }
    let start = all
        .get(..offset)
        .and_then(|head| head.rfind('\n'))
        .map_or(0, |feed| feed + 1);
    let end = all
        .get(offset..)
        .and_then(|tail| tail.find('\n'))
        .map_or(all.len(), |feed| offset + feed);
    Span::from_range(start..end)
}

fn to_graphemes(text: &Text, span: Span) -> Span {
    Span::new(
        grapheme_edge(text, span.start, false),
        grapheme_edge(text, span.end, true),
    )
}

/// `offset`, moved to an edge of the grapheme that it cuts.
fn grapheme_edge(text: &Text, offset: u32, forward: bool) -> u32 {
    let line = line_around(text, offset);
    for (start, grapheme) in text.slice(line).grapheme_indices(true) {
        let start = line.start + start as u32;
        let end = start + grapheme.len() as u32;
        if start < offset && offset < end {
            return if forward { end } else { start };
        }
        if start >= offset {
            break;
        }
    }
    offset.min(text.len())
}

fn to_tokens(text: &Text, segments: &Segments, span: Span) -> Span {
    if span.is_empty() {
        return match segments.token_at(span.start) {
            Some(index) => segments.tokens[index].span,
            None => word_at(text, span.start),
        };
    }
    let trimmed = text.trim(span);
    if trimmed.is_empty() {
        return Span::new(span.start, span.start);
    }
    let snapped = segments.snap(trimmed);
    let has_tokens = !segments.tokens_in(trimmed).is_empty();
    if has_tokens {
        snapped
    } else {
        word_at(text, trimmed.start)
            .cover(word_at(text, trimmed.end - 1))
            .cover(trimmed)
    }
}

/// The word by Unicode's rules around `offset`; empty on blanks.
fn word_at(text: &Text, offset: u32) -> Span {
    let line = line_around(text, offset);
    let words = text.slice(line).split_word_bound_indices();
    let mut around = words.map(|(start, word)| {
        let start = line.start + start as u32;
        (Span::new(start, start + word.len() as u32), word)
    });
    match around.find(|(span, _)| span.contains_offset(offset)) {
        Some((span, word)) if !word.trim().is_empty() => span,
        _ => Span::new(offset, offset),
    }
}

fn to_sentences(text: &Text, segments: &Segments, span: Span) -> Span {
    let around = |offset: u32| match segments.sentence_at(offset) {
        Some(index) if segments.sentences[index].span.start <= offset => {
            segments.sentences[index].span
        }
        Some(_) | None => text.trim(line_around(text, offset)),
    };
    let last = span.end.saturating_sub(u32::from(!span.is_empty()));
    around(span.start).cover(around(last))
}

/// The grapheme boundary after `offset`; the text's end at its end.
pub(super) fn next_grapheme(text: &Text, offset: u32) -> u32 {
    let line = line_around(text, offset);
    let rest = text.slice(Span::new(offset.min(line.end), line.end));
    match rest.graphemes(true).next() {
        Some(grapheme) => offset + grapheme.len() as u32,
        None => (line.end + 1).min(text.len()),
    }
}

/// The grapheme boundary before `offset`; 0 at the start.
pub(super) fn previous_grapheme(text: &Text, offset: u32) -> u32 {
    let line = line_around(text, offset);
    let head = text.slice(Span::new(line.start, offset.max(line.start)));
    match head.graphemes(true).next_back() {
        Some(grapheme) => offset - grapheme.len() as u32,
        None => offset.saturating_sub(1),
    }
}

/// The end of the token at or after `offset`; the text's end after the last.
pub(super) fn next_token(text: &Text, segments: &Segments, offset: u32) -> u32 {
    if segments.tokens.is_empty() {
        let rest = text.slice(Span::new(offset, text.len()));
        let word = rest
            .split_word_bound_indices()
            .find(|(_, word)| !word.trim().is_empty());
        return word.map_or(text.len(), |(start, word)| {
            offset + (start + word.len()) as u32
        });
    }
    let index = segments
        .tokens
        .partition_point(|token| token.span.end <= offset);
    segments
        .tokens
        .get(index)
        .map_or(text.len(), |token| token.span.end)
}

/// The start of the token at or before `offset`; 0 before the first.
pub(super) fn previous_token(text: &Text, segments: &Segments, offset: u32) -> u32 {
    if segments.tokens.is_empty() {
        let head = text.slice(Span::new(0, offset));
        let word = head
            .split_word_bound_indices()
            .rfind(|(_, word)| !word.trim().is_empty());
        return word.map_or(0, |(start, _)| start as u32);
    }
    let index = segments
        .tokens
        .partition_point(|token| token.span.start < offset);
    let before = index
        .checked_sub(1)
        .and_then(|index| segments.tokens.get(index));
    before.map_or(0, |token| token.span.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Sentence, Token, TokenKind};

    fn segments(spans: &[(u32, u32)]) -> Segments {
        Segments {
            tokens: spans
                .iter()
                .map(|(start, end)| Token {
                    span: Span::new(*start, *end),
                    kind: TokenKind::Word,
                })
                .collect(),
            sentences: vec![Sentence {
                span: Span::new(0, spans.last().map_or(0, |span| span.1)),
                first_token: 0,
                end_token: spans.len() as u32,
                cut_off: false,
            }],
            repairs: Vec::new(),
        }
    }

    #[test]
    fn a_touched_token_is_taken_whole() {
        let text = Text::new("Rescue teams left");
        let segments = segments(&[(0, 6), (7, 12), (13, 17)]);
        let of = |start, end, unit| snap(&text, &segments, Span::new(start, end), unit);
        assert_eq!(of(2, 9, Unit::Token), Span::new(0, 12));
        assert_eq!(
            of(6, 7, Unit::Token),
            Span::new(6, 6),
            "a blank alone is no token"
        );
        assert_eq!(of(8, 8, Unit::Token), Span::new(7, 12));
        assert_eq!(of(8, 8, Unit::Sentence), Span::new(0, 17));
        assert_eq!(of(2, 9, Unit::Grapheme), Span::new(2, 9));
    }

    #[test]
    fn a_text_without_tokens_snaps_to_words() {
        let text = Text::new("Zoë waits");
        let none = Segments::default();
        assert_eq!(
            snap(&text, &none, Span::new(1, 1), Unit::Token),
            Span::new(0, 4)
        );
        assert_eq!(next_token(&text, &none, 0), 4);
        assert_eq!(previous_token(&text, &none, 10), 5);
    }

    #[test]
    fn graphemes_are_never_cut() {
        let text = Text::new("e\u{301}te\u{301}\n👩‍👩‍👧 left");
        let whole = snap(&text, &Segments::default(), Span::new(1, 5), Unit::Grapheme);
        assert_eq!(text.slice(whole), "e\u{301}te\u{301}");
        let family = text.as_str().find('👩').unwrap() as u32;
        let after = next_grapheme(&text, family);
        assert_eq!(text.slice(Span::new(family, after)), "👩‍👩‍👧");
        assert_eq!(previous_grapheme(&text, after), family);
        assert_eq!(
            previous_grapheme(&text, family),
            family - 1,
            "over the line feed"
        );
    }
}
