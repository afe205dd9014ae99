//! Labelled text with inline marks: how test cases and the gold articles are written, for people to read and write by hand.
//!
//! ```text
//! title: Shelling kills two          header lines, only in files, closed by `---`
//! date: 2016-05-04
//! ---
//! [Two [Syrian|NORP] rebels|PER nominal #v count=2] were [killed|!Life.Die Victim=v Place=a] in [Aleppo|GPE #a].
//! ```
//!
//! A mark is `[words|SPEC]`; marks nest; `[`, `]`, `|` and `\` of the text itself are escaped with a backslash.
//! A SPEC that begins with a letter is an entity mention: its label, then in any order `nominal` or `pronoun`, `#id`, `@chain`, `value=…`, `count=…`, `head=word`.
//! A SPEC that begins with `!` is an event with the marked words as its trigger: its type, then `#id`, `@chain`, `Role=id` for each filler
//! (a mention's or an event's id; it may come later) and attributes in lower case such as `polarity=negative`.
//! Several specs on the same words are separated by ` & `.
//!
//! Header keys: `title`, `byline`, `date`, `url`, `source` fill the metadata; each `boilerplate` names the first words of a line that is not part of the
//! article; every other key is kept in [`Metadata::other`](crate::model::Metadata::other).

use std::collections::{BTreeMap, BTreeSet};

use smol_str::{SmolStr, format_smolstr};
use thiserror::Error;

use crate::model::{
    Annotation, Annotations, Argument, Document, DocumentId, EntityId, EntityMention, EventChainId,
    EventId, EventMention, Filler, Level, MentionId,
};
use crate::text::{Span, Text, Zone, ZoneKind};

/// A mark that cannot be read, with its place in the source.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {message}")]
pub struct MarkedError {
    /// Line of the source, counted from 1.
    pub line: u32,
    /// Character in that line, counted from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

/// Reads a file of labelled text: header lines, `---`, then text with marks. A file without `---` has no header.
/// Blank lines around the text are not part of it. Annotations come into the main layer.
///
/// # Errors
/// With the place of the first mark or header line that cannot be read.
pub fn read_file(id: DocumentId, source: &str) -> Result<Document, MarkedError> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let (header, body_at) = split_header(source)?;
    let body = source.get(body_at..).unwrap_or_default();
    let lead = body.len() - body.trim_start_matches(['\n', '\r']).len();
    let body = Parser::new(source, body_at + lead).parse()?;
    let mut document = Document::new(id, body.text);
    document.layer_mut(crate::model::Layer::MAIN).annotations = body.annotations;
    fill_metadata(&mut document, header)?;
    Ok(document)
}

/// Reads marked text without a header, such as one line of a case file.
///
/// # Errors
/// With the place of the first mark that cannot be read.
pub fn read(id: DocumentId, source: &str) -> Result<Document, MarkedError> {
    let marked = Parser::new(source, 0).parse()?;
    let mut document = Document::new(id, marked.text);
    document.layer_mut(crate::model::Layer::MAIN).annotations = marked.annotations;
    Ok(document)
}

/// One `key: value` line of a header.
struct HeaderLine<'a> {
    line: u32,
    key: &'a str,
    value: &'a str,
}

/// The header's lines and the byte at which the text begins.
fn split_header(source: &str) -> Result<(Vec<HeaderLine<'_>>, usize), MarkedError> {
    let mut at = 0;
    let mut lines = Vec::new();
    let mut closing = None;
    for line in source.split_inclusive('\n') {
        at += line.len();
        if line.trim_end() == "---" {
            closing = Some(at);
            break;
        }
        lines.push(line.trim());
    }
    let Some(body_at) = closing else {
        return Ok((Vec::new(), 0));
    };
    let mut header = Vec::new();
    for (index, text) in lines.into_iter().enumerate() {
        let line = index as u32 + 1;
        if text.is_empty() {
            continue;
        }
        let (key, value) = text.split_once(':').ok_or_else(|| MarkedError {
            line,
            column: 1,
            message: "a header line is `key: value`".into(),
        })?;
        header.push(HeaderLine {
            line,
            key: key.trim(),
            value: value.trim(),
        });
    }
    Ok((header, body_at))
}

fn fill_metadata(document: &mut Document, header: Vec<HeaderLine<'_>>) -> Result<(), MarkedError> {
    let mut zones = Vec::new();
    for HeaderLine { line, key, value } in header {
        match key {
            "title" => document.meta.title = value.into(),
            "byline" => document.meta.byline = value.into(),
            "date" => document.meta.date = value.into(),
            "url" => document.meta.url = value.into(),
            "source" => document.meta.source = value.into(),
            "boilerplate" => {
                let found = lines_beginning(document.text(), value);
                if found.is_empty() {
                    return Err(MarkedError {
                        line,
                        column: 1,
                        message: format!("no line of the text begins with “{value}”"),
                    });
                }
                zones.extend(found.into_iter().map(|span| Zone {
                    kind: ZoneKind::Boilerplate,
                    span,
                }));
            }
            _ => document.meta.other.push((key.into(), value.into())),
        }
    }
    zones.sort_by_key(|zone| zone.span);
    zones.dedup();
    document.set_zones(zones);
    Ok(())
}

/// Lines that begin with `words`, without their line feed.
fn lines_beginning(text: &Text, words: &str) -> Vec<Span> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in text.as_str().split_inclusive('\n') {
        if !words.is_empty() && line.trim_start().starts_with(words) {
            found.push(text.trim(Span::from_range(at..at + line.len())));
        }
        at += line.len();
    }
    found
}

struct Marked {
    text: Text,
    annotations: Annotations,
}

/// A mark that was opened: where it began in the source and in the text.
struct Open {
    source_at: usize,
    text_at: usize,
}

/// A spec with the words it marks, before ids are resolved.
struct Spec<'a> {
    source_at: usize,
    extent: Span,
    words: &'a str,
}

struct Parser<'a> {
    source: &'a str,
    at: usize,
    text: String,
    open: Vec<Open>,
    specs: Vec<Spec<'a>>,
}

impl<'a> Parser<'a> {
    fn new(source: &'a str, at: usize) -> Self {
        Self {
            source,
            at,
            text: String::new(),
            open: Vec::new(),
            specs: Vec::new(),
        }
    }

    fn error(&self, at: usize, message: impl Into<String>) -> MarkedError {
        error_at(self.source, at, message)
    }

    fn parse(mut self) -> Result<Marked, MarkedError> {
        let body = self.source.get(self.at..).unwrap_or_default();
        let end = self.source.len() - (body.len() - body.trim_end_matches(['\n', '\r']).len());
        while self.at < end {
            let here = self.at;
            let rest = self.source.get(here..end).unwrap_or_default();
            let Some(character) = rest.chars().next() else {
                break;
            };
            self.at += character.len_utf8();
            match character {
                '\\' => self.escaped(here)?,
                '[' => self.open.push(Open {
                    source_at: here,
                    text_at: self.text.len(),
                }),
                '|' => self.close(here, end)?,
                ']' => {
                    return Err(
                        self.error(here, "`]` without a mark; write `\\]` for the character")
                    );
                }
                '\r' if rest.starts_with("\r\n") => {}
                _ => self.text.push(character),
            }
        }
        if let Some(open) = self.open.pop() {
            return Err(self.error(open.source_at, "this mark is not closed"));
        }
        let text = Text::new(self.text);
        let annotations = resolve(self.source, &text, &self.specs)?;
        Ok(Marked { text, annotations })
    }

    fn escaped(&mut self, backslash: usize) -> Result<(), MarkedError> {
        let next = self
            .source
            .get(self.at..)
            .and_then(|rest| rest.chars().next());
        match next {
            Some(character @ ('[' | ']' | '|' | '\\')) => {
                self.text.push(character);
                self.at += 1;
                Ok(())
            }
            _ => Err(self.error(
                backslash,
                "a backslash stands before `[`, `]`, `|` or another backslash",
            )),
        }
    }

    /// Reads the specs of the innermost open mark, from its `|` at `bar` to its `]`.
    fn close(&mut self, bar: usize, end: usize) -> Result<(), MarkedError> {
        let Some(open) = self.open.pop() else {
            return Err(self.error(bar, "`|` outside a mark; write `\\|` for the character"));
        };
        let rest = self.source.get(self.at..end).unwrap_or_default();
        let length = rest
            .find(['[', ']', '|', '\n'])
            .filter(|length| rest.as_bytes().get(*length) == Some(&b']'))
            .ok_or_else(|| self.error(bar, "the labels after `|` do not end with `]`"))?;
        let extent = Span::from_range(open.text_at..self.text.len());
        if extent.is_empty() {
            return Err(self.error(open.source_at, "a mark without words"));
        }
        let mut at = self.at;
        for words in rest.get(..length).unwrap_or_default().split(" & ") {
            self.specs.push(Spec {
                source_at: at,
                extent,
                words,
            });
            at += words.len() + " & ".len();
        }
        self.at += length + 1;
        Ok(())
    }
}

fn error_at(source: &str, at: usize, message: impl Into<String>) -> MarkedError {
    let before = source.get(..at).unwrap_or(source);
    let line_start = before.rfind('\n').map_or(0, |feed| feed + 1);
    MarkedError {
        line: before.matches('\n').count() as u32 + 1,
        column: before.get(line_start..).unwrap_or_default().chars().count() as u32 + 1,
        message: message.into(),
    }
}

/// A word of a spec after its label or type.
enum Word<'a> {
    Id(&'a str),
    Chain(&'a str),
    Pair(&'a str, &'a str),
    Bare(&'a str),
}

impl<'a> Word<'a> {
    fn new(word: &'a str) -> Self {
        if let Some(id) = word.strip_prefix('#') {
            Self::Id(id)
        } else if let Some(chain) = word.strip_prefix('@') {
            Self::Chain(chain)
        } else if let Some((key, value)) = word.split_once('=') {
            Self::Pair(key, value)
        } else {
            Self::Bare(word)
        }
    }
}

/// What an id names.
enum Named {
    Mention,
    Event,
}

/// Makes annotations of the specs: first every id, then what refers to them.
fn resolve(source: &str, text: &Text, specs: &[Spec<'_>]) -> Result<Annotations, MarkedError> {
    let mut named: BTreeMap<&str, Named> = BTreeMap::new();
    for spec in specs {
        for word in spec.words.split_whitespace().skip(1) {
            if let Word::Id(id) = Word::new(word) {
                let kind = if spec.words.trim_start().starts_with('!') {
                    Named::Event
                } else {
                    Named::Mention
                };
                if id.is_empty() {
                    return Err(error_at(source, spec.source_at, "an id without a name"));
                }
                if named.insert(id, kind).is_some() {
                    let message = format!("the id #{id} names two marks");
                    return Err(error_at(source, spec.source_at, message));
                }
            }
        }
    }
    let mut ids = FreshIds {
        taken: named.keys().copied().collect(),
        mentions: 0,
        events: 0,
    };
    let mut annotations = Vec::with_capacity(specs.len());
    for spec in specs {
        let words = spec.words.trim();
        let made = match words.strip_prefix('!') {
            Some(words) => event(text, spec.extent, words, &named, &mut ids).map(Annotation::Event),
            None => mention(text, spec.extent, words, &mut ids).map(Annotation::Mention),
        };
        annotations.push(made.map_err(|message| error_at(source, spec.source_at, message))?);
    }
    Ok(annotations.into_iter().collect())
}

/// Ids for marks without a name: `m1`, `m2` … and `v1`, `v2` … in the order in which marks close, leaving out names that are taken.
struct FreshIds<'a> {
    taken: BTreeSet<&'a str>,
    mentions: u32,
    events: u32,
}

impl FreshIds<'_> {
    fn mention(&mut self) -> MentionId {
        loop {
            self.mentions += 1;
            let id = format_smolstr!("m{}", self.mentions);
            if !self.taken.contains(id.as_str()) {
                return id.into();
            }
        }
    }

    fn event(&mut self) -> EventId {
        loop {
            self.events += 1;
            let id = format_smolstr!("v{}", self.events);
            if !self.taken.contains(id.as_str()) {
                return id.into();
            }
        }
    }
}

fn mention(
    text: &Text,
    extent: Span,
    words: &str,
    ids: &mut FreshIds<'_>,
) -> Result<EntityMention, String> {
    let mut words = words.split_whitespace();
    let label = words.next().ok_or("a mark without a label")?;
    if !label.starts_with(|first: char| first.is_alphabetic()) {
        return Err(format!("“{label}” is no label"));
    }
    let mut id = None;
    let mut made = EntityMention::new("", extent, label);
    for word in words {
        match Word::new(word) {
            Word::Id(name) => id = Some(MentionId::from(name)),
            Word::Chain(chain) => made.entity = Some(EntityId::from(chain)),
            Word::Pair("value", value) => made.value = Some(value.into()),
            Word::Pair("count", count) => made.count = Some(count.into()),
            Word::Pair("head", head) => made.head = Some(head_span(text, extent, head)?),
            Word::Pair(name, value) if is_attribute(name) => {
                made.attributes.set(name, Some(value.into()));
            }
            Word::Pair(name, _) => return Err(format!("a mention has no `{name}`")),
            Word::Bare(word) => {
                made.level = Level::from_name(word)
                    .ok_or_else(|| format!("“{word}” is no level: nominal or pronoun"))?;
            }
        }
    }
    made.id = id.unwrap_or_else(|| ids.mention());
    Ok(made)
}

/// The last place of `head` as a whole word inside `extent`.
fn head_span(text: &Text, extent: Span, head: &str) -> Result<Span, String> {
    let words = text.slice(extent);
    let is_inner = |at: Option<char>| at.is_some_and(char::is_alphanumeric);
    words
        .match_indices(head)
        .filter(|(at, _)| {
            let before = words
                .get(..*at)
                .and_then(|before| before.chars().next_back());
            let after = words
                .get(at + head.len()..)
                .and_then(|after| after.chars().next());
            !is_inner(before) && !is_inner(after)
        })
        .last()
        .map(|(at, _)| {
            let start = extent.start + at as u32;
            Span::new(start, start + head.len() as u32)
        })
        .ok_or_else(|| format!("the head “{head}” is no word of “{words}”"))
}

fn is_attribute(name: &str) -> bool {
    name.starts_with(|first: char| first.is_lowercase())
}

fn event(
    _text: &Text,
    trigger: Span,
    words: &str,
    named: &BTreeMap<&str, Named>,
    ids: &mut FreshIds<'_>,
) -> Result<EventMention, String> {
    let mut words = words.split_whitespace();
    let event_type = words.next().ok_or("an event without a type")?;
    let mut id = None;
    let mut made = EventMention::new("", trigger, event_type);
    for word in words {
        match Word::new(word) {
            Word::Id(name) => id = Some(EventId::from(name)),
            Word::Chain(chain) => made.event = Some(EventChainId::from(chain)),
            Word::Pair("plover", code) => made.plover = Some(code.into()),
            Word::Pair(name, value) if is_attribute(name) => {
                made.attributes.set(name, Some(SmolStr::new(value)));
            }
            Word::Pair(role, filler) => made.arguments.push(Argument {
                role: role.into(),
                filler: match named.get(filler) {
                    Some(Named::Mention) => Filler::Mention(filler.into()),
                    Some(Named::Event) => Filler::Event(filler.into()),
                    None => return Err(format!("{role}={filler}: no mark has the id #{filler}")),
                },
                score: None,
            }),
            Word::Bare(word) => return Err(format!("“{word}” says nothing about an event")),
        }
    }
    made.id = id.unwrap_or_else(|| ids.event());
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(source: &str) -> (Text, Annotations) {
        let document = read("d".into(), source).unwrap();
        (
            document.text().clone(),
            document.layers[0].annotations.clone(),
        )
    }

    fn fails(source: &str) -> MarkedError {
        read_file("d".into(), source).unwrap_err()
    }

    #[test]
    fn marks_become_mentions_and_events() {
        let (text, annotations) = marked(
            "At least [three [Syrian|NORP] women|PER nominal #w count=3 head=women @c1] were \
             [killed|!Life.Die Victim=w Cause=x polarity=negative @k & !Conflict.Attack #x Target=w] on [Friday|DATE value=2016-05-06].",
        );
        assert_eq!(
            text.as_str(),
            "At least three Syrian women were killed on Friday."
        );
        let mentions = annotations.mentions();
        assert_eq!(mentions.len(), 3);
        assert_eq!(
            text.slice(mentions[0].extent.envelope()),
            "three Syrian women"
        );
        assert_eq!(mentions[0].level, Level::Nominal);
        assert_eq!(mentions[0].count.as_deref(), Some("3"));
        assert_eq!(text.slice(mentions[0].head.unwrap()), "women");
        assert_eq!(mentions[0].entity, Some("c1".into()));
        assert_eq!(
            (mentions[1].label.as_str(), mentions[1].id.as_str()),
            ("NORP", "m1")
        );
        assert_eq!(mentions[2].value.as_deref(), Some("2016-05-06"));
        let events = annotations.events();
        assert_eq!(events.len(), 2);
        let die = annotations.event(&"v1".into()).unwrap();
        assert_eq!(die.arguments[0].filler, Filler::Mention("w".into()));
        assert_eq!(die.arguments[1].filler, Filler::Event("x".into()));
        assert_eq!(die.attributes.get("polarity").unwrap(), "negative");
        assert_eq!(die.event, Some("k".into()));
    }

    #[test]
    fn escapes_and_several_bytes_a_character() {
        let (text, annotations) = marked("“\\[…\\]” \\| \\\\ said [Zoë|PER]");
        assert_eq!(text.as_str(), "“[…]” | \\ said Zoë");
        assert_eq!(
            text.slice(annotations.mentions()[0].extent.envelope()),
            "Zoë"
        );
    }

    #[test]
    fn a_file_has_a_header() {
        let document = read_file(
            "d".into(),
            "title: A title: with colon\ndate: 2020-01-02\nsplit: tune\nboilerplate: Share\n---\n\nShare this\n\n[Aleppo|GPE]\n",
        )
        .unwrap();
        assert_eq!(document.meta.title, "A title: with colon");
        assert_eq!(document.meta.date, "2020-01-02");
        assert_eq!(document.meta.other, [("split".into(), "tune".into())]);
        assert_eq!(document.text().as_str(), "Share this\n\nAleppo");
        let zones = document.zones();
        assert_eq!(zones.len(), 1);
        assert_eq!(document.text().slice(zones[0].span), "Share this");
    }

    #[test]
    fn errors_name_line_and_column() {
        let place = |error: &MarkedError| (error.line, error.column);
        assert_eq!(place(&fails("one\ntwo ] three")), (2, 5));
        assert_eq!(place(&fails("é [open")), (1, 3));
        assert_eq!(place(&fails("[a|PER #x] [b|PER #x]")), (1, 15));
        assert_eq!(
            place(&fails("[a|PER] & [hit|!Conflict.Attack Target=z]")),
            (1, 16)
        );
        assert_eq!(place(&fails("title x\n---\n")), (1, 1));
        assert!(fails("[a|]").message.contains("without a label"));
        assert!(fails("[|PER]").message.contains("without words"));
        assert!(fails("a | b").message.contains("outside"));
        assert!(fails("a \\b").message.contains("backslash"));
        assert!(fails("[old man|PER head=woman]").message.contains("woman"));
        assert!(fails("[a|PER proper]").message.contains("level"));
    }
}
