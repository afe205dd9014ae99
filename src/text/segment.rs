//! Sentences and tokens of an article, and words broken by stray hyphens.

use unicode_segmentation::GraphemeCursor;

use super::offset::Span;
use super::tokens::Cutter;
use super::{Text, Zone, ZoneKind, repair, sentences};

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
    /// Place in the text, without blanks at the edges; only a word broken at a line end ("for-" and "ces" on the next line) holds any inside.
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
/// Every character that is no blank and no markup lies in exactly one token.
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

/// Cuts `text` into sentences and tokens.
///
/// Tokens end at the edges of zones, sentences at the edges of all zones but quotations and markup. Markup has no tokens: "**Aleppo** fell"
/// is a sentence of two.
pub fn segment(text: &Text, zones: &[Zone]) -> Segments {
    let characters = text.as_str();
    let mut cutter = Cutter::new(characters);
    let fences = Fences::new(characters, zones);
    for piece in fences.pieces() {
        if !fences.is_markup(piece) {
            cutter.cut(piece.start as usize, piece.end as usize);
        }
    }
    let Cutter {
        tokens, hyphenated, ..
    } = cutter;
    let sentences = sentences::split(characters, &tokens, &fences.ends_sentence, zones);
    let repairs = repair::find(characters, &tokens, &hyphenated);
    Segments {
        tokens,
        sentences,
        repairs,
    }
}

/// The edges of zones, as tokens and sentences see them.
struct Fences {
    len: u32,
    /// Where a token ends at the latest: sorted, on cluster boundaries.
    ends_token: Vec<u32>,
    /// The same for sentences.
    ends_sentence: Vec<u32>,
    /// Zones of markup, sorted.
    markup: Vec<Span>,
}

impl Fences {
    fn new(characters: &str, zones: &[Zone]) -> Self {
        let mut fences = Self {
            len: characters.len() as u32,
            ends_token: Vec::new(),
            ends_sentence: Vec::new(),
            markup: Vec::new(),
        };
        for zone in zones {
            if zone.kind == ZoneKind::Quotation {
                continue;
            }
            let edges = [zone.span.start, zone.span.end];
            fences.ends_token.extend(edges);
            if zone.kind == ZoneKind::Markup {
                fences.markup.push(zone.span);
            } else {
                fences.ends_sentence.extend(edges);
            }
        }
        for edges in [&mut fences.ends_token, &mut fences.ends_sentence] {
            edges.sort_unstable();
            edges.dedup();
            edges.retain(|&edge| is_cluster_edge(characters, edge as usize));
        }
        fences.markup.sort_unstable();
        fences
    }

    /// The text between the edges, in order.
    fn pieces(&self) -> impl Iterator<Item = Span> {
        let starts = std::iter::once(0).chain(self.ends_token.iter().copied());
        let ends = self
            .ends_token
            .iter()
            .copied()
            .chain(std::iter::once(self.len));
        starts
            .zip(ends)
            .filter(|(start, end)| start < end)
            .map(|(start, end)| Span::new(start, end))
    }

    fn is_markup(&self, piece: Span) -> bool {
        let first = self.markup.partition_point(|zone| zone.end <= piece.start);
        self.markup
            .get(first)
            .is_some_and(|zone| zone.contains(piece))
    }
}

/// Whether a token may end at `edge`: inside the text and not inside a grapheme cluster.
fn is_cluster_edge(characters: &str, edge: usize) -> bool {
    characters.is_char_boundary(edge)
        && GraphemeCursor::new(edge, characters.len(), true)
            .is_boundary(characters, 0)
            .unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words<'t>(text: &'t Text, segments: &Segments) -> Vec<&'t str> {
        segments
            .tokens
            .iter()
            .map(|token| text.slice(token.span))
            .collect()
    }

    #[test]
    fn markup_has_no_tokens_and_ends_no_sentence() {
        let text = Text::new("**Aleppo** fell.");
        let markup = [Span::new(0, 2), Span::new(8, 10)].map(|span| Zone {
            kind: ZoneKind::Markup,
            span,
        });
        let segments = segment(&text, &markup);
        assert_eq!(words(&text, &segments), ["Aleppo", "fell", "."]);
        assert_eq!(segments.sentences.len(), 1);
    }

    #[test]
    fn the_edge_of_a_zone_ends_a_sentence_and_a_quotation_does_not() {
        let text = Text::new("CAIRO - Egypt said “no” to it.");
        let zone = |kind, start, end| Zone {
            kind,
            span: Span::new(start, end),
        };
        let quote = text.as_str().find('“').unwrap() as u32;
        let zones = [
            zone(ZoneKind::Dateline, 0, 7),
            zone(ZoneKind::Body, 8, text.len()),
            zone(ZoneKind::Quotation, quote, quote + 8),
        ];
        let segments = segment(&text, &zones);
        let sentences: Vec<&str> = segments
            .sentences
            .iter()
            .map(|sentence| text.slice(sentence.span))
            .collect();
        assert_eq!(sentences, ["CAIRO -", "Egypt said “no” to it."]);
    }

    #[test]
    fn a_zone_inside_a_cluster_moves_no_token() {
        let text = Text::new("Cafe\u{301} open");
        let zones = [Zone {
            kind: ZoneKind::Boilerplate,
            span: Span::new(4, 6),
        }];
        assert_eq!(
            words(&text, &segment(&text, &zones)),
            ["Cafe\u{301}", "open"]
        );
    }

    #[test]
    fn a_token_never_reaches_over_the_edge_of_a_zone() {
        let text = Text::new("10a.m. on 5,000");
        let zone = |start, end| Zone {
            kind: ZoneKind::Boilerplate,
            span: Span::new(start, end),
        };
        let segments = segment(&text, &[zone(0, 4), zone(12, 15)]);
        assert_eq!(
            words(&text, &segments),
            ["10a", ".", "m", ".", "on", "5", ",", "000"]
        );
    }

    #[test]
    fn an_article_that_breaks_off_says_so() {
        let cut_off = |text: &str| {
            segment(&Text::new(text), &[])
                .sentences
                .last()
                .is_some_and(|last| last.cut_off)
        };
        assert!(cut_off("The port is closed. Nobody knew what the"));
        assert!(cut_off("The port is closed.\n\nNobody knew..."));
        assert!(!cut_off("The port is closed. Nobody knew why."));
        assert!(!cut_off(
            "The port is closed.\n\n(Reporting by Ana Ruiz and Li Wei)"
        ));
        assert!(!cut_off("Port closed after storm"));
    }

    #[test]
    fn repairs_name_their_token() {
        let text = Text::new(
            "The minis-ters met in Ber-\nlin on Alep-po. Aleppo suf-\nfered a cease-fire.",
        );
        let segments = segment(&text, &[]);
        let found: Vec<(&str, &str)> = segments
            .repairs
            .iter()
            .map(|repair| {
                (
                    text.slice(segments.tokens[repair.token as usize].span),
                    &*repair.form,
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("minis-ters", "ministers"),
                ("Alep-po", "Aleppo"),
                ("suf-\nfered", "suffered")
            ]
        );
        assert_eq!(segments.repair_of(1), Some("ministers"));
    }
}
