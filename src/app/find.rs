//! Finding text, mentions and events, in the open document or in all of them.
//!
//! ```text
//! typed        between            security council        (?i)kill(ed|ing)
//! finds        between, betw-een  Security␤Council        killed, Killing
//! ```
//!
//! A search goes through the documents a few megabytes at a time, so that the window can go on drawing while a large project is searched.

use std::ops::Range;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};
use smol_str::SmolStr;

use super::listing::Item;
use super::session::Session;
use crate::model::{Attributes, Document, DocumentId, Layer, Level};
use crate::text::{Segments, Span, Text};

/// A search stops at so many hits.
pub const MAX_HITS: usize = 20_000;

/// An expression that needs more memory than this, in bytes, is refused.
const MAX_EXPRESSION: usize = 4 << 20;

/// What is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FindKind {
    /// Words of the text.
    #[default]
    Text,
    /// Entity mentions.
    Mentions,
    /// Event mentions.
    Events,
}

impl FindKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Text, Self::Mentions, Self::Events];

    /// What the find bar calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Mentions => "Mentions",
            Self::Events => "Events",
        }
    }
}

/// What a person asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FindQuery {
    /// What is looked for.
    pub kind: FindKind,
    /// Words, or a regular expression. Empty finds no text, and annotations whatever their words.
    pub words: String,
    /// Whether upper and lower case must agree.
    pub match_case: bool,
    /// Whether a hit may not begin or end inside a word.
    pub whole_word: bool,
    /// Whether `words` is a regular expression.
    pub is_regex: bool,
    /// Whether all documents are searched.
    pub all_documents: bool,
    /// Only annotations of this label or event type.
    pub label: Option<SmolStr>,
    /// Only mentions of this level.
    pub level: Option<Level>,
    /// Only annotations whose attribute of this name has this value.
    pub attribute: Option<(SmolStr, SmolStr)>,
}

impl FindQuery {
    /// Whether it asks for nothing, so that nothing is found.
    pub fn is_empty(&self) -> bool {
        self.kind == FindKind::Text && self.words.trim().is_empty()
    }

    /// The expression that finds its words; `None` when it has no words.
    ///
    /// # Errors
    /// Says in words what is wrong with a regular expression.
    fn expression(&self) -> Result<Option<Regex>, String> {
        if self.words.trim().is_empty() {
            return Ok(None);
        }
        let pattern = if self.is_regex {
            // Without the signs that are put around it below, so that a fault is named at the place where it was typed.
            build(&self.words, self.match_case)?;
            self.words.clone()
        } else {
            literal(self.words.trim())
        };
        let pattern = if self.whole_word {
            format!(r"\b{{start-half}}(?:{pattern})\b{{end-half}}")
        } else {
            pattern
        };
        build(&pattern, self.match_case).map(Some)
    }
}

fn build(pattern: &str, match_case: bool) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .case_insensitive(!match_case)
        .multi_line(true)
        .size_limit(MAX_EXPRESSION)
        .dfa_size_limit(MAX_EXPRESSION)
        .build()
        .map_err(|error| fault(&error))
}

/// What is wrong with an expression, and where.
fn fault(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "This expression is too large".to_owned(),
        other => {
            let said = other.to_string();
            let what = said
                .lines()
                .rev()
                .find_map(|line| line.strip_prefix("error: "))
                .unwrap_or("this is no regular expression");
            let mut what = what.to_owned();
            // The library draws the expression with four blanks before it and a sign below the fault.
            let sign = said.lines().find_map(|line| {
                let at = line.strip_prefix("    ")?.find('^')?;
                line.trim().chars().all(|sign| sign == '^').then_some(at)
            });
            if let Some(at) = sign {
                what.push_str(&format!(" (at character {})", at + 1));
            }
            what
        }
    }
}

/// A pattern for words as they are typed: blanks stand for any blanks, line ends included, typewriter quotes and hyphens for printed ones too.
fn literal(words: &str) -> String {
    let mut pattern = String::with_capacity(words.len() + 8);
    let mut was_blank = false;
    for character in words.chars() {
        if character.is_whitespace() {
            if !was_blank {
                pattern.push_str(r"\s+");
            }
            was_blank = true;
            continue;
        }
        was_blank = false;
        match character {
            '\'' => pattern.push_str("['’‘]"),
            '"' => pattern.push_str("[\"“”„]"),
            '-' => pattern.push_str(r"[-\u{2010}\u{2011}]"),
            other => pattern.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
        }
    }
    pattern
}

/// One hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its document.
    pub document: DocumentId,
    /// Where it stands: the words, the mention's extent, the trigger.
    pub span: Span,
    /// The annotation; `None` for text.
    pub item: Option<Item>,
}

/// A search under way.
pub struct Finder {
    query: FindQuery,
    expression: Option<Regex>,
    layer: SmolStr,
    /// What is still to be searched, the next one last. They are let go one by one: who holds a document makes its next edit copy it.
    left: Vec<Arc<Document>>,
    hits: Vec<Found>,
    num_documents: usize,
}

impl Finder {
    /// Begins a search over what `session` shows.
    ///
    /// # Errors
    /// Says in words what is wrong with a regular expression.
    pub fn new(query: FindQuery, session: &Session) -> Result<Self, String> {
        let expression = query.expression()?;
        let open = session.document().map(|document| document.id.clone());
        let documents = session.project().documents.iter();
        let mut left: Vec<Arc<Document>> = documents
            .filter(|document| query.all_documents || Some(&document.id) == open.as_ref())
            .cloned()
            .collect();
        if query.is_empty() {
            left.clear();
        }
        left.reverse();
        Ok(Self {
            num_documents: left.len(),
            query,
            expression,
            layer: session.layer_name().into(),
            left,
            hits: Vec::new(),
        })
    }

    /// Searches documents until about `bytes` of text have been read, at least one document.
    pub fn go_on(&mut self, bytes: usize) {
        let mut read = 0;
        while read < bytes && !self.is_done() {
            let Some(document) = self.left.pop() else {
                return;
            };
            // A text whose tokens have to be cut first takes about ten times as long.
            let cost = if document.is_segmented() { 1 } else { 10 };
            read += (document.text().as_str().len() + 64) * cost;
            self.search(&document);
        }
    }

    /// Whether everything was searched, or more was found than anyone can read.
    pub fn is_done(&self) -> bool {
        self.left.is_empty() || self.is_cut_off()
    }

    /// Whether there may be more hits than were taken.
    pub fn is_cut_off(&self) -> bool {
        self.hits.len() >= MAX_HITS
    }

    /// Searched documents, and all there are to search.
    pub fn progress(&self) -> (usize, usize) {
        (self.num_documents - self.left.len(), self.num_documents)
    }

    /// Hits so far, in the order of the project and of the text.
    pub fn hits(&self) -> &[Found] {
        &self.hits
    }

    /// The hits, when it is done.
    pub fn into_hits(self) -> Vec<Found> {
        self.hits
    }

    fn search(&mut self, document: &Document) {
        let left = MAX_HITS - self.hits.len();
        match self.query.kind {
            FindKind::Text => {
                let Some(expression) = &self.expression else {
                    return;
                };
                let spans = spans_in(document, expression);
                self.hits
                    .extend(spans.into_iter().take(left).map(|span| Found {
                        document: document.id.clone(),
                        span,
                        item: None,
                    }));
            }
            FindKind::Mentions | FindKind::Events => {
                let Some(layer) = document.layer(&self.layer) else {
                    return;
                };
                let found = self.annotations_in(document, layer);
                self.hits.extend(found.into_iter().take(left));
            }
        }
    }

    fn annotations_in(&self, document: &Document, layer: &Layer) -> Vec<Found> {
        let found = |span, item| Found {
            document: document.id.clone(),
            span,
            item: Some(item),
        };
        let annotations = &layer.annotations;
        if self.query.kind == FindKind::Mentions {
            let mentions = annotations.mentions().iter().filter(|mention| {
                self.query.level.is_none_or(|level| mention.level == level)
                    && self.agrees(&mention.label, &mention.attributes)
                    && self.has_words(document, mention.extent.fragments())
            });
            mentions
                .map(|mention| found(mention.extent.envelope(), Item::Mention(mention.id.clone())))
                .collect()
        } else {
            let events = annotations.events().iter().filter(|event| {
                self.agrees(&event.event_type, &event.attributes)
                    && self.has_words(document, event.trigger.fragments())
            });
            events
                .map(|event| found(event.trigger.envelope(), Item::Event(event.id.clone())))
                .collect()
        }
    }

    fn agrees(&self, label: &SmolStr, attributes: &Attributes) -> bool {
        self.query
            .label
            .as_ref()
            .is_none_or(|wanted| wanted == label)
            && self
                .query
                .attribute
                .as_ref()
                .is_none_or(|(name, value)| attributes.get(name) == Some(value))
    }

    /// Whether the words of an annotation hold what is looked for, as they stand or with stray hyphens taken out.
    fn has_words(&self, document: &Document, fragments: &[Span]) -> bool {
        let Some(expression) = &self.expression else {
            return true;
        };
        let text = document.text();
        let words: Vec<&str> = fragments
            .iter()
            .map(|fragment| text.slice(*fragment))
            .collect();
        if expression.is_match(&words.join(" ")) {
            return true;
        }
        let mended: Vec<String> = fragments
            .iter()
            .map(|fragment| Mended::of(text, document.segments(), *fragment).words)
            .collect();
        mended != words && expression.is_match(&mended.join(" "))
    }
}

/// Places in a document where `expression` holds, in the text as it stands and with broken words mended; in order, not overlapping.
fn spans_in(document: &Document, expression: &Regex) -> Vec<Span> {
    let text = document.text();
    let as_it_stands = expression
        .find_iter(text.as_str())
        .filter(|found| !found.is_empty());
    let mut spans: Vec<Span> = as_it_stands
        .map(|found| Span::from_range(found.range()))
        .collect();
    let segments = document.segments();
    if segments.repairs.is_empty() {
        return spans;
    }
    let mended = Mended::of(text, segments, text.span());
    let through_repairs = expression
        .find_iter(&mended.words)
        .filter(|found| !found.is_empty())
        .filter_map(|found| mended.span_of(found.range()));
    let fresh: Vec<Span> = through_repairs
        .filter(|span| spans.binary_search(span).is_err())
        .collect();
    // "betw-een" as a whole says more than its halves.
    let is_within_fresh = |span: &Span| {
        let next = fresh.partition_point(|whole| whole.end <= span.start);
        fresh.get(next).is_some_and(|whole| whole.overlaps(*span))
    };
    spans.retain(|span| !is_within_fresh(span));
    spans.extend(fresh);
    spans.sort_unstable();
    spans
}

/// A stretch of text with the words mended that stray hyphens break.
struct Mended {
    words: String,
    pieces: Vec<Piece>,
}

/// A stretch of the mended words and the stretch of the text that it stands for.
struct Piece {
    /// In bytes of the mended words.
    mended: Range<usize>,
    /// In bytes of the text.
    text: Range<usize>,
    /// Whether it belongs to a mended word.
    is_repair: bool,
}

impl Mended {
    fn of(text: &Text, segments: &Segments, within: Span) -> Self {
        let mut mended = Self {
            words: String::new(),
            pieces: Vec::new(),
        };
        let mut from = within.start;
        for repair in &segments.repairs {
            let Some(token) = segments.tokens.get(repair.token as usize) else {
                continue;
            };
            if token.span.start < from || token.span.end > within.end {
                continue;
            }
            mended.copy(text, Span::new(from, token.span.start));
            mended.mend(text, token.span, &repair.form);
            from = token.span.end;
        }
        mended.copy(text, Span::new(from, within.end));
        mended
    }

    fn copy(&mut self, text: &Text, span: Span) {
        if !span.is_empty() {
            let words = text.slice(span);
            self.push(words, span.range(), false);
        }
    }

    /// Adds `form`, letter by letter with the letters it stands for: a hit may begin or end inside the word.
    fn mend(&mut self, text: &Text, token: Span, form: &str) {
        let mut at = token.range().start;
        let mut broken = text.slice(token).chars();
        let mut pieces: Vec<(char, Range<usize>)> = Vec::new();
        for letter in form.chars() {
            let found = broken.by_ref().find_map(|other| {
                let place = at..at + other.len_utf8();
                at = place.end;
                (other == letter).then_some(place)
            });
            match found {
                Some(place) => pieces.push((letter, place)),
                // A form that is more than its letters without the hyphen: each of its letters stands for the whole word.
                None => return self.push(form, token.range(), true),
            }
        }
        for (letter, place) in pieces {
            self.push(letter.encode_utf8(&mut [0; 4]), place, true);
        }
    }

    fn push(&mut self, words: &str, text: Range<usize>, is_repair: bool) {
        let start = self.words.len();
        self.words.push_str(words);
        self.pieces.push(Piece {
            mended: start..self.words.len(),
            text,
            is_repair,
        });
    }

    /// The place in the text of a stretch of the mended words; `None` where it touches no mended word.
    fn span_of(&self, range: Range<usize>) -> Option<Span> {
        let first = self
            .pieces
            .partition_point(|piece| piece.mended.end <= range.start);
        let end = self
            .pieces
            .partition_point(|piece| piece.mended.start < range.end);
        let pieces = self.pieces.get(first..end)?;
        if !pieces.iter().any(|piece| piece.is_repair) {
            return None;
        }
        let (first, last) = (pieces.first()?, pieces.last()?);
        let is_exact = |piece: &Piece| piece.mended.len() == piece.text.len();
        let start = if is_exact(first) {
            first.text.start + range.start.saturating_sub(first.mended.start)
        } else {
            first.text.start
        };
        let end = if is_exact(last) {
            last.text.end - last.mended.end.saturating_sub(range.end)
        } else {
            last.text.end
        };
        Some(Span::from_range(start..end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, query: &FindQuery) -> Vec<String> {
        let document = Document::new("d1".into(), Text::new(text));
        let expression = query.expression().unwrap().unwrap();
        spans_in(&document, &expression)
            .into_iter()
            .map(|span| document.text().slice(span).to_owned())
            .collect()
    }

    fn query(words: &str) -> FindQuery {
        FindQuery {
            words: words.to_owned(),
            ..FindQuery::default()
        }
    }

    #[test]
    fn a_broken_word_is_found_by_the_word_it_stands_for() {
        let text = "Talks betw-een the for-ces went on between them.";
        assert_eq!(found(text, &query("between")), ["betw-een", "between"]);
        assert_eq!(
            found(text, &query("between the forces")),
            ["betw-een the for-ces"]
        );
        assert_eq!(found(text, &query("betw-een")), ["betw-een"]);
        assert_eq!(found(text, &query("twee")), ["tw-ee", "twee"]);
        let whole = FindQuery {
            whole_word: true,
            ..query("twee")
        };
        assert!(found(text, &whole).is_empty());
    }

    #[test]
    fn words_are_found_as_they_are_typed_and_as_they_are_printed() {
        let text = "The Security\nCouncil’s “vote” (U.N.) in U.N.";
        assert_eq!(
            found(text, &query("security council's")),
            ["Security\nCouncil’s"]
        );
        assert_eq!(found(text, &query("\"vote\"")), ["“vote”"]);
        assert_eq!(found(text, &query("(u.n.)")), ["(U.N.)"]);
        let strict = FindQuery {
            match_case: true,
            ..query("security")
        };
        assert!(found(text, &strict).is_empty());
    }

    #[test]
    fn whole_words_end_where_words_end() {
        let whole = |words: &str| FindQuery {
            whole_word: true,
            ..query(words)
        };
        assert_eq!(found("Iran, Iranian, Iran’s", &whole("iran")).len(), 2);
        assert_eq!(found("the U.N. and U.N.A.", &whole("u.n.")), ["U.N."]);
        let either = FindQuery {
            is_regex: true,
            ..whole("kill|killed")
        };
        assert_eq!(found("killed, kill", &either), ["killed", "kill"]);
    }

    #[test]
    fn a_wrong_expression_says_what_is_wrong_and_where() {
        let wrong = |words: &str| {
            let query = FindQuery {
                is_regex: true,
                whole_word: true,
                ..query(words)
            };
            query.expression().unwrap_err()
        };
        assert_eq!(wrong("ab(c"), "unclosed group (at character 3)");
        assert!(wrong("[z-a]").contains("range"), "{}", wrong("[z-a]"));
        assert_eq!(wrong(r"(\w{1000}){1000}"), "This expression is too large");
    }
}
