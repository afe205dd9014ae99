//! Where an annotation stands: inside the text, on the edges of words, its fragments apart, its head within.

use unicode_segmentation::GraphemeCursor;

use super::Check;
use crate::model::annotation::{AnnotationRef, Extent, Filler};
use crate::model::check::{Code, Repair};
use crate::text::{Span, Text, TokenKind};

pub(super) fn spans_inside_the_text(check: &mut Check<'_>) {
    for (on, extent, label) in check.extents() {
        let is_bad = |span: &Span| span.is_empty() || check.text.get(*span).is_none();
        if let Some(bad) = extent.fragments().iter().copied().find(is_bad) {
            let what = if bad.is_empty() {
                "is empty"
            } else if bad.end > check.text.len() {
                "leaves the text"
            } else {
                "cuts a character"
            };
            let message = format!("{label} at bytes {}–{} {what}", bad.start, bad.end);
            check.note(Code::SpanOutsideText, Some(on), Some(bad), message);
        }
    }
    for event in check.annotations.events() {
        for (index, argument) in event.arguments.iter().enumerate() {
            if let Filler::Span(span) = argument.filler
                && check.text.get(span).is_none_or(str::is_empty)
            {
                let message = format!("the span that fills {} is not in the text", argument.role);
                let on = AnnotationRef::Event(event.id.clone());
                check
                    .note(
                        Code::SpanOutsideText,
                        Some(on),
                        Some(event.trigger.envelope()),
                        message,
                    )
                    .repair = Some(Repair::RemoveArgument(index));
            }
        }
    }
}

/// The extent with each fragment changed by `change`; `None` when nothing is left or nothing changed.
fn changed(extent: &Extent, change: impl Fn(Span) -> Span) -> Option<Extent> {
    let fragments: Vec<Span> = extent
        .fragments()
        .iter()
        .map(|fragment| change(*fragment))
        .filter(|fragment| !fragment.is_empty())
        .collect();
    Extent::from_fragments(fragments).filter(|new| new != extent)
}

pub(super) fn edges_off_blanks(check: &mut Check<'_>) {
    for (on, extent, label) in check.extents() {
        let is_blank_edged = |span: &Span| {
            let words = check.text.slice(*span);
            !words.is_empty() && words.trim() != words
        };
        if extent.fragments().iter().any(is_blank_edged) {
            let message = format!(
                "{label} “{}” begins or ends with a blank",
                check.words(extent)
            );
            let trimmed = changed(extent, |span| check.text.trim(span));
            check
                .note(
                    Code::EdgeOnBlank,
                    Some(on),
                    Some(extent.envelope()),
                    message,
                )
                .repair = trimmed.map(Repair::SetExtent);
        }
    }
}

/// Marks that no mention begins or ends with, unless their partner is inside as well.
fn is_edge_mark(token: &str) -> bool {
    token
        .chars()
        .all(|mark| ",;:.!?…\"'“”‘’«»()[]{}–—-".contains(mark))
}

/// Whether a bracket or quotation mark at one edge has its partner inside: "(UN)" or "Boko Haram (JAS)".
fn has_partner(words: &str) -> bool {
    [
        ('(', ')'),
        ('[', ']'),
        ('{', '}'),
        ('“', '”'),
        ('«', '»'),
        ('"', '"'),
    ]
    .into_iter()
    .any(|(open, close)| {
        let edged = words.starts_with(open) || words.ends_with(close);
        let count = |mark: char| words.chars().filter(|known| *known == mark).count();
        edged && count(open) == count(close) && (open != close || count(open) == 2)
    })
}

pub(super) fn edges_off_punctuation(check: &mut Check<'_>) {
    let segments = check.document.segments().clone();
    // The span without punctuation tokens at its edges.
    let stripped = |text: &Text, span: Span| {
        let tokens = segments.tokens_in(span);
        let tokens = segments.tokens.get(tokens).unwrap_or_default();
        let is_mark = |token: &&crate::text::Token| {
            token.kind == TokenKind::Punctuation
                && span.contains(token.span)
                && is_edge_mark(text.slice(token.span))
        };
        let lead = tokens.iter().take_while(is_mark).count();
        let tail = tokens.iter().rev().take_while(is_mark).count();
        if lead + tail == 0 || lead == tokens.len() || has_partner(text.slice(span)) {
            return span;
        }
        match (tokens.get(lead), tokens.get(tokens.len() - 1 - tail)) {
            (Some(first), Some(last)) => {
                let start = if lead > 0 {
                    first.span.start
                } else {
                    span.start
                };
                let end = if tail > 0 { last.span.end } else { span.end };
                Span::new(start, end)
            }
            _ => span,
        }
    };
    for (on, extent, label) in check.extents() {
        let text = check.text;
        if let Some(better) = changed(extent, |span| stripped(text, span)) {
            let message = format!(
                "{label} “{}” begins or ends with punctuation",
                check.words(extent)
            );
            check
                .note(
                    Code::EdgeOnPunctuation,
                    Some(on),
                    Some(extent.envelope()),
                    message,
                )
                .repair = Some(Repair::SetExtent(better));
        }
    }
}

/// Whether a reader sees a border between two characters at `offset`; true at offsets that are in no text, which another check reports.
fn is_grapheme_edge(text: &Text, offset: u32) -> bool {
    let (offset, text) = (offset as usize, text.as_str());
    if !text.is_char_boundary(offset) {
        return true;
    }
    let is_plain = |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii() && *byte != b'\r');
    let bytes = text.as_bytes();
    if is_plain(bytes.get(offset)) && is_plain(offset.checked_sub(1).and_then(|at| bytes.get(at))) {
        return true;
    }
    GraphemeCursor::new(offset, text.len(), true)
        .is_boundary(text, 0)
        .unwrap_or(true)
}

/// The nearest grapheme edge before `offset`, or after it.
fn grapheme_edge(text: &Text, offset: u32, is_forward: bool) -> u32 {
    if is_grapheme_edge(text, offset) {
        return offset;
    }
    let mut cursor = GraphemeCursor::new(offset as usize, text.as_str().len(), true);
    let edge = if is_forward {
        cursor.next_boundary(text.as_str(), 0)
    } else {
        cursor.prev_boundary(text.as_str(), 0)
    };
    edge.ok().flatten().map_or(offset, |edge| edge as u32)
}

pub(super) fn edges_between_graphemes(check: &mut Check<'_>) {
    for (on, extent, label) in check.extents() {
        let text = check.text;
        let whole = changed(extent, |span| {
            Span::new(
                grapheme_edge(text, span.start, false),
                grapheme_edge(text, span.end, true),
            )
        });
        if let Some(whole) = whole {
            let message = format!("{label} “{}” cuts a character in two", check.words(extent));
            check
                .note(
                    Code::EdgeInsideGrapheme,
                    Some(on),
                    Some(extent.envelope()),
                    message,
                )
                .repair = Some(Repair::SetExtent(whole));
        }
    }
}

pub(super) fn fragments_apart(check: &mut Check<'_>) {
    for (on, extent, label) in check.extents() {
        let touches = extent
            .fragments()
            .windows(2)
            .any(|pair| matches!(pair, [one, next] if next.start <= one.end));
        if touches {
            let message = format!("fragments of {label} “{}” overlap", check.words(extent));
            let joined = Extent::from_fragments(extent.fragments().to_vec());
            check
                .note(
                    Code::FragmentsOverlap,
                    Some(on),
                    Some(extent.envelope()),
                    message,
                )
                .repair = joined.map(Repair::SetExtent);
        }
    }
}

pub(super) fn heads_inside(check: &mut Check<'_>) {
    for mention in check.annotations.mentions() {
        if let Some(head) = mention.head
            && (head.is_empty() || !mention.extent.envelope().contains(head))
        {
            let words = check.words(&mention.extent);
            let message = format!("the head of {} “{words}” lies outside it", mention.label);
            let on = AnnotationRef::Mention(mention.id.clone());
            check
                .note(
                    Code::HeadOutsideMention,
                    Some(on),
                    Some(mention.extent.envelope()),
                    message,
                )
                .repair = Some(Repair::DropHead);
        }
    }
}
