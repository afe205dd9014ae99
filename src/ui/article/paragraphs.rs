//! The paragraphs of an article: what is laid out at a time.
//!
//! A paragraph ends at a line feed; blank lines make none. Long ones are cut after about [`LONGEST`] bytes at a blank, so that no single layout takes
//! noticeable time. Between the paragraphs lie only blanks and line feeds.

use std::ops::Range;

use crate::text::{Span, Text, Zone, ZoneKind};
use crate::ui::text_engine::{Family, Ink, Stretch, Weight};

/// Length in bytes from which a paragraph is cut.
const LONGEST: usize = 1800;

// Ink 0 is that of running text.

/// Ink of byline and dateline.
pub(super) const MUTED_INK: Ink = 1;
/// Ink of boilerplate and markup.
pub(super) const FAINT_INK: Ink = 2;

/// How a paragraph is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Look {
    Headline,
    Byline,
    Body,
    Boilerplate,
}

/// A stretch within a running paragraph that is set differently: dateline, boilerplate, markup.
#[derive(Clone, Debug)]
struct Inset {
    span: Span,
    kind: ZoneKind,
}

/// One paragraph.
#[derive(Clone, Debug)]
pub(super) struct Paragraph {
    /// Its bytes, without the blanks around them.
    pub(super) span: Span,
    /// How it is set.
    pub(super) look: Look,
    /// Whether it goes on from the one before, which was too long.
    pub(super) continues: bool,
    insets: Vec<Inset>,
}

impl Paragraph {
    /// The stretches of its text that are set differently.
    pub(super) fn stretches(&self, small: f32) -> Vec<Stretch> {
        let base = self.span.start;
        let ink = match self.look {
            Look::Headline | Look::Body => None,
            Look::Byline => Some(MUTED_INK),
            Look::Boilerplate => Some(FAINT_INK),
        };
        let whole = ink.map(|ink| Stretch {
            range: 0..self.span.len() as usize,
            ink,
            weight: None,
            font: None,
        });
        let insets = self.insets.iter().map(|inset| {
            let range = (inset.span.start - base) as usize..(inset.span.end - base) as usize;
            if inset.kind == ZoneKind::Dateline {
                Stretch {
                    range,
                    ink: MUTED_INK,
                    weight: Some(Weight::SemiBold),
                    font: None,
                }
            } else {
                Stretch {
                    range,
                    ink: FAINT_INK,
                    weight: None,
                    font: Some((Family::Interface, small)),
                }
            }
        });
        whole.into_iter().chain(insets).collect()
    }
}

/// All paragraphs of a text, by place.
#[derive(Clone, Debug, Default)]
pub(super) struct Paragraphs {
    list: Vec<Paragraph>,
}

impl Paragraphs {
    /// Cuts `text`; `zones` are sorted by start.
    pub(super) fn new(text: &Text, zones: &[Zone]) -> Self {
        let mut list = Vec::new();
        let mut start = 0_u32;
        for line in text.as_str().split('\n') {
            let line_span = text.trim(Span::new(start, start + line.len() as u32));
            start += line.len() as u32 + 1;
            for (index, span) in cut(text, line_span).into_iter().enumerate() {
                list.push(paragraph(span, zones, index > 0));
            }
        }
        Self { list }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&Paragraph> {
        self.list.get(index)
    }

    #[cfg(test)]
    fn iter(&self) -> impl Iterator<Item = &Paragraph> {
        self.list.iter()
    }

    /// Indices of the paragraphs that share a byte with `span`; for an empty span, the one it stands in.
    pub(super) fn touching(&self, span: Span) -> Range<usize> {
        let first = self
            .list
            .partition_point(|paragraph| paragraph.span.end <= span.start);
        let end = self
            .list
            .partition_point(|paragraph| paragraph.span.start < span.end);
        first..end.max(first)
    }

    /// The same for a span that starts in paragraph `first` or later: quick when it is near.
    pub(super) fn touching_from(&self, first: usize, span: Span) -> Range<usize> {
        let rest = self.list.get(first..).unwrap_or_default();
        let skipped = rest
            .iter()
            .take_while(|paragraph| paragraph.span.end <= span.start);
        let first = first + skipped.count();
        let rest = self.list.get(first..).unwrap_or_default();
        let touched = rest
            .iter()
            .take_while(|paragraph| paragraph.span.start < span.end);
        first..first + touched.count()
    }

    /// Index of the paragraph in which a caret at `offset` stands: the last one that starts at or before it.
    pub(super) fn at(&self, offset: u32) -> usize {
        self.list
            .partition_point(|paragraph| paragraph.span.start <= offset)
            .saturating_sub(1)
    }
}

/// `span` in pieces of at most about [`LONGEST`] bytes, cut after a blank where there is one, else between characters.
fn cut(text: &Text, span: Span) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut rest = span;
    while rest.len() as usize > LONGEST + LONGEST / 4 {
        let slice = text.slice(rest);
        let mut at = LONGEST;
        while !slice.is_char_boundary(at) {
            at -= 1;
        }
        let head = slice.get(..at).unwrap_or(slice);
        let after_blank = head
            .rfind(char::is_whitespace)
            .filter(|blank| *blank > LONGEST / 2);
        let length =
            after_blank.map_or_else(|| last_grapheme_start(head), |blank| blank + 1) as u32;
        let piece = text.trim(Span::new(rest.start, rest.start + length));
        if !piece.is_empty() {
            pieces.push(piece);
        }
        rest = text.trim(Span::new(rest.start + length, rest.end));
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

/// Where the last grapheme of `head` starts: its end may belong to a longer one.
fn last_grapheme_start(head: &str) -> usize {
    use unicode_segmentation::UnicodeSegmentation as _;
    let last = head.grapheme_indices(true).next_back();
    last.map(|(start, _)| start)
        .filter(|start| *start > 0)
        .unwrap_or(head.len())
}

fn paragraph(span: Span, zones: &[Zone], continues: bool) -> Paragraph {
    let mut look = Look::Body;
    let mut insets = Vec::new();
    let end = zones.partition_point(|zone| zone.span.start < span.end);
    for zone in &zones[..end] {
        let Some(shared) = zone.span.intersection(span) else {
            continue;
        };
        let is_most = shared.len() * 2 > span.len();
        match zone.kind {
            ZoneKind::Headline if is_most => look = Look::Headline,
            ZoneKind::Byline if is_most => look = Look::Byline,
            ZoneKind::Boilerplate | ZoneKind::Markup if shared == span => look = Look::Boilerplate,
            ZoneKind::Dateline | ZoneKind::Boilerplate | ZoneKind::Markup => insets.push(Inset {
                span: shared,
                kind: zone.kind,
            }),
            ZoneKind::Headline | ZoneKind::Byline | ZoneKind::Body | ZoneKind::Quotation => {}
        }
    }
    Paragraph {
        span,
        look,
        continues,
        insets,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(text: &str) -> Vec<String> {
        let text = Text::new(text);
        let paragraphs = Paragraphs::new(&text, &[]);
        paragraphs
            .iter()
            .map(|paragraph| text.slice(paragraph.span).to_owned())
            .collect()
    }

    #[test]
    fn blank_lines_make_no_paragraph() {
        assert_eq!(spans("One.\n\n  Two. \n\n"), ["One.", "Two."]);
        assert!(spans(" \n\n").is_empty());
    }

    #[test]
    fn long_lines_are_cut_at_blanks_and_lose_nothing() {
        let line = "harbour pilots waited ".repeat(400);
        let pieces = spans(&line);
        assert!(pieces.len() > 3);
        assert!(pieces.iter().all(|piece| piece.len() <= LONGEST * 5 / 4));
        assert_eq!(pieces.join(" "), line.trim());
    }

    #[test]
    fn a_line_without_blanks_is_cut_between_graphemes() {
        let line = "港e\u{301}".repeat(2000);
        let pieces = spans(&line);
        assert_eq!(pieces.concat(), line);
        assert!(pieces.iter().all(|piece| !piece.starts_with('\u{301}')));
    }

    #[test]
    fn the_zone_that_covers_most_of_a_line_gives_its_look() {
        let text = Text::new("Port reopens\nBy A. Writer\nSOUTHPORT (Wire) – Ships left.\nShare");
        let zone = |kind, start, end| Zone {
            kind,
            span: Span::new(start, end),
        };
        let zones = [
            zone(ZoneKind::Headline, 0, 12),
            zone(ZoneKind::Byline, 13, 25),
            zone(ZoneKind::Dateline, 26, 46),
            zone(ZoneKind::Boilerplate, 59, 64),
        ];
        let paragraphs = Paragraphs::new(&text, &zones);
        let looks: Vec<_> = paragraphs.iter().map(|paragraph| paragraph.look).collect();
        assert_eq!(
            looks,
            [Look::Headline, Look::Byline, Look::Body, Look::Boilerplate]
        );
        assert_eq!(paragraphs.get(2).unwrap().stretches(12.0).len(), 1);
    }

    #[test]
    fn a_place_between_paragraphs_belongs_to_the_one_before() {
        let text = Text::new("One.\n\nTwo.");
        let paragraphs = Paragraphs::new(&text, &[]);
        assert_eq!(
            [0, 4, 5, 6, 10].map(|offset| paragraphs.at(offset)),
            [0, 0, 0, 1, 1]
        );
        assert_eq!(paragraphs.touching(Span::new(2, 8)), 0..2);
        assert_eq!(paragraphs.touching(Span::new(4, 5)), 1..1);
        for (start, end) in [(0, 1), (2, 8), (4, 5), (6, 10), (10, 10)] {
            let span = Span::new(start, end);
            assert_eq!(paragraphs.touching_from(0, span), paragraphs.touching(span));
        }
    }
}
