//! OneIE's and TextEE's JSON lines: one sentence (or window) a line, its mentions, relations and events by token.
//!
//! ```json
//! {"doc_id": "a1", "sent_id": "a1-0", "tokens": ["Ali", "died", "."], "sentence": "Ali died.",
//!  "entity_mentions": [{"id": "m1", "text": "Ali", "entity_type": "PER", "mention_type": "NAM", "start": 0, "end": 1}], "relation_mentions": [],
//!  "event_mentions": [{"id": "v1", "event_type": "Life:Die", "trigger": {"text": "died", "start": 1, "end": 2},
//!    "arguments": [{"entity_id": "m1", "text": "Ali", "role": "Victim"}]}]}
//! ```
//!
//! Tokens are counted within the line, end exclusive. Lines of one document follow each other and become one document. Arguments and relations stay
//! within a line. Types keep their spelling ("Life:Die"). Pieces of a word-piece model are the trainer's own business and are left empty.

use std::io;
use std::iter::Peekable;

use smol_str::{SmolStr, format_smolstr};

use super::ace::levels::level_of;
use super::draft::{Draft, Named};
use super::event_records::{write_event, write_mention};
use super::export::{LossReport, Selection};
use super::json::extras::{self, Extras};
use super::json::fields::{Fields, ObjectWriter, Word, without_place, write_string};
use super::jsonl::{Line, Lines};
use super::reading::{Documents, ReadOptions, Sample, Source};
use super::sentence_tokens::{SentenceTokens, tokens_in_sentence, written_tokens};
use super::wikievents::{arguments_of, compare};
use super::writing::{Output, Writer, WriterOptions};
use super::{FormatError, Imported};
use crate::model::{
    Attributes, Document, EntityMention, EventMention, Origin, Relation, RelationEnd,
};
use crate::text::Span;

/// Whether the first record is a sentence of OneIE or a window of TextEE.
pub(super) fn looks_like_oneie(sample: &Sample<'_>) -> bool {
    let has_number = sample.has(&["sent_id"]) || sample.has(&["wnd_id"]);
    has_number
        && sample.has(&["tokens"])
        && (sample.has(&["entity_mentions"]) || sample.has(&["event_mentions"]))
}

/// Reads documents, joining the lines of each.
pub(super) fn read(source: Source, options: &ReadOptions) -> Documents {
    Box::new(Grouped {
        lines: Lines::new(source).peekable(),
        options: options.clone(),
        number: 0,
    })
}

struct Grouped {
    lines: Peekable<Lines<Source>>,
    options: ReadOptions,
    number: u64,
}

/// The document that a line belongs to.
fn doc_id(line: &Line) -> Option<String> {
    let text = std::str::from_utf8(&line.bytes).ok()?;
    let mut fields: Fields<'_> = serde_json::from_str(text).ok()?;
    let id: Word = fields.take("doc_id").ok()??;
    Some(id.0.to_string())
}

impl Iterator for Grouped {
    type Item = Result<Imported, FormatError>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = match self.lines.next()? {
            Ok(line) => line,
            Err(error) => return Some(Err(error.into())),
        };
        self.number += 1;
        let id = doc_id(&first);
        let mut group = vec![first];
        while id.is_some()
            && let Some(Ok(next)) = self.lines.peek()
            && doc_id(next) == id
        {
            match self.lines.next()? {
                Ok(line) => group.push(line),
                Err(error) => return Some(Err(error.into())),
            }
        }
        let id = id.unwrap_or_else(|| self.options.id(self.number));
        Some(read_group(&group, &id))
    }
}

fn read_group(lines: &[Line], id: &str) -> Result<Imported, FormatError> {
    let mut records: Vec<(u64, Fields<'_>)> = Vec::with_capacity(lines.len());
    let mut sentences: Vec<Vec<String>> = Vec::with_capacity(lines.len());
    for line in lines {
        let syntax = |message| FormatError::Syntax {
            line: line.number,
            message,
        };
        let text = std::str::from_utf8(&line.bytes)
            .map_err(|error| syntax(format!("byte {} is no UTF-8", error.valid_up_to() + 1)))?;
        let mut record: Fields<'_> =
            serde_json::from_str(text).map_err(|error| syntax(without_place(&error)))?;
        sentences.push(record.need("tokens").map_err(syntax)?);
        records.push((line.number, record));
    }
    let first = lines.first().map_or(1, |line| line.number);
    let (mut draft, tokens) = SentenceTokens::draft(&sentences, first)?;
    let mut unknown = Fields::default();
    for (index, (number, mut record)) in records.into_iter().enumerate() {
        draft.line = Some(number);
        sentence_of(&mut record, index, &tokens, &mut draft).map_err(|message| {
            FormatError::Syntax {
                line: number,
                message,
            }
        })?;
        if index == 0 {
            unknown = record;
        }
    }
    Ok(draft.finish(id, &unknown))
}

/// Adds what a line says; what it says beyond that stays in `record`.
fn sentence_of(
    record: &mut Fields<'_>,
    index: usize,
    tokens: &SentenceTokens,
    draft: &mut Draft,
) -> Result<(), String> {
    for computed in [
        "doc_id",
        "sent_id",
        "wnd_id",
        "pieces",
        "token_lens",
        "sentence",
        "sentence_starts",
    ] {
        record.take::<&serde_json::value::RawValue>(computed)?;
    }
    let mentions: Vec<Fields<'_>> = record.take("entity_mentions")?.unwrap_or_default();
    for mention in mentions {
        mention_of(mention, index, tokens, draft)?;
    }
    let relations: Vec<Fields<'_>> = record.take("relation_mentions")?.unwrap_or_default();
    for relation in relations {
        relation_of(relation, draft)?;
    }
    let events: Vec<Fields<'_>> = record.take("event_mentions")?.unwrap_or_default();
    for event in events {
        event_of(event, index, tokens, draft)?;
    }
    Ok(())
}

/// The span of `start` and `end` in sentence `index`, compared with the words that are quoted.
fn place_of(
    fields: &mut Fields<'_>,
    id: &str,
    index: usize,
    tokens: &SentenceTokens,
    draft: &mut Draft,
) -> Result<Option<Span>, String> {
    let (start, end): (i64, i64) = (fields.need("start")?, fields.need("end")?);
    let words: Option<String> = fields.take("text")?;
    let span = tokens.span_in(index, start, end);
    match span {
        Some(span) => compare(draft, id, span, words.as_deref()),
        None => draft.remark(format!(
            "{id}: tokens {start}–{end} are not in the sentence; left out"
        )),
    }
    Ok(span)
}

fn mention_of(
    mut mention: Fields<'_>,
    index: usize,
    tokens: &SentenceTokens,
    draft: &mut Draft,
) -> Result<(), String> {
    let id: Option<Word> = mention.take("id")?;
    let label: Word = mention.need("entity_type")?;
    let id = draft.mention_id(id.as_ref().map(|id| id.0.as_str()));
    let Some(span) = place_of(&mut mention, id.as_str(), index, tokens, draft)? else {
        return Ok(());
    };
    let mut read = EntityMention::new(id.clone(), span, label.0);
    let kind: Option<SmolStr> = mention.take("mention_type")?;
    level_of(&mut read, kind);
    draft
        .extras
        .keep(extras::ENTITIES, || id.to_string(), &mention, &[]);
    draft.mention(read);
    Ok(())
}

fn relation_of(mut relation: Fields<'_>, draft: &mut Draft) -> Result<(), String> {
    let id: Option<Word> = relation.take("id")?;
    let label: Word = relation.need("relation_type")?;
    let narrower: Option<SmolStr> = relation.take("relation_subtype")?;
    let arguments: Vec<Fields<'_>> = relation.take("arguments")?.unwrap_or_default();
    let mut ends = Vec::new();
    for mut argument in arguments {
        let filler: Word = argument.need("entity_id")?;
        ends.extend(draft.named(&filler.0).and_then(Named::relation_end));
    }
    let [from, to] = ends.as_slice() else {
        draft.remark(format!(
            "a relation “{}” links what is not there; left out",
            label.0
        ));
        return Ok(());
    };
    // The narrower type stands alone in some files and with the wider one before it in others.
    let relation_type = match narrower {
        Some(narrower) if narrower.starts_with(label.0.as_str()) => narrower,
        Some(narrower) if !narrower.is_empty() => format_smolstr!("{}:{narrower}", label.0),
        _ => label.0,
    };
    let (from, to) = (from.clone(), to.clone());
    let id = draft.relation_id(id.as_ref().map(|id| id.0.as_str()));
    draft.relation(Relation {
        id,
        relation_type,
        from,
        to,
        attributes: Attributes::default(),
        origin: Origin::default(),
    });
    Ok(())
}

fn event_of(
    mut event: Fields<'_>,
    index: usize,
    tokens: &SentenceTokens,
    draft: &mut Draft,
) -> Result<(), String> {
    let id: Option<Word> = event.take("id")?;
    let label: Word = event.need("event_type")?;
    let mut trigger: Fields<'_> = event.need("trigger")?;
    let id = draft.event_id(id.as_ref().map(|id| id.0.as_str()));
    let Some(span) = place_of(&mut trigger, id.as_str(), index, tokens, draft)? else {
        return Ok(());
    };
    let mut read = EventMention::new(id.clone(), span, label.0);
    let arguments: Vec<Fields<'_>> = event.take("arguments")?.unwrap_or_default();
    arguments_of(arguments, &mut read, draft)?;
    draft
        .extras
        .keep(extras::EVENTS, || id.to_string(), &event, &[]);
    draft.event(read);
    Ok(())
}

/// A writer of sentences.
pub(super) fn write(_options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(SentenceWriter)
}

struct SentenceWriter;

impl Writer for SentenceWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        _losses: &mut LossReport,
    ) -> io::Result<()> {
        let annotations = &selection.annotations;
        let table = written_tokens(document, annotations);
        let extras = Extras::read(&document.unknown_json);
        let text = document.text();
        let sentence_of = |span: Span| tokens_in_sentence(&table, span).0;
        let mut lines = Vec::new();
        // A document without a sentence is a line all the same.
        let none = std::iter::once(0..0).filter(|_| table.sentences.is_empty());
        let sentences: Vec<_> = table.sentences.iter().cloned().chain(none).collect();
        for (index, sentence) in sentences.iter().enumerate() {
            let tokens = table.tokens.get(sentence.clone()).unwrap_or_default();
            let whole = tokens
                .first()
                .zip(tokens.last())
                .map(|(first, last)| first.cover(*last));
            let mut record = ObjectWriter::new(&mut lines);
            record.string("doc_id", document.id.as_str());
            record.string("sent_id", &format!("{}-{index}", document.id));
            record.list("tokens", tokens, |out, token| {
                write_string(out, text.slice(*token))
            });
            record.list("pieces", [""; 0], write_string);
            record.list("token_lens", [""; 0], write_string);
            record.string("sentence", whole.map_or("", |span| text.slice(span)));
            let place = |fields: &mut ObjectWriter<'_>, span: Span| {
                let (_, tokens) = tokens_in_sentence(&table, span);
                fields.string("text", text.slice(span));
                fields.number("start", tokens.start);
                fields.number("end", tokens.end);
            };
            let here = |span: Span| sentence_of(span) == index;
            let mentions = annotations.mentions().iter();
            let mentions = mentions.filter(|mention| here(mention.extent.envelope()));
            record.list("entity_mentions", mentions, |out, mention| {
                write_mention(out, mention, &place, &extras);
            });
            let relations = annotations.relations().iter().filter_map(|relation| {
                let end = |end: &RelationEnd| match end {
                    RelationEnd::Mention(id) => annotations.mention(id),
                    RelationEnd::Event(_) => None,
                };
                let (from, to) = (end(&relation.from)?, end(&relation.to)?);
                here(from.extent.envelope()).then_some((relation, from, to))
            });
            record.list(
                "relation_mentions",
                relations,
                |out, (relation, from, to)| {
                    let mut fields = ObjectWriter::new(out);
                    fields.string("id", relation.id.as_str());
                    fields.string("relation_type", &relation.relation_type);
                    fields.string("relation_subtype", &relation.relation_type);
                    fields.list(
                        "arguments",
                        [("Arg-1", from), ("Arg-2", to)],
                        |out, (role, end)| {
                            let mut argument = ObjectWriter::new(out);
                            argument.string("entity_id", end.id.as_str());
                            argument.string("text", &end.extent.text_in(text));
                            argument.string("role", role);
                            argument.end();
                        },
                    );
                    fields.end();
                },
            );
            let events = annotations.events().iter();
            let events = events.filter(|event| here(event.trigger.envelope()));
            record.list("event_mentions", events, |out, event| {
                write_event(out, (document, annotations), event, &place, &extras);
            });
            record.end();
            lines.push(b'\n');
        }
        out.append(&lines)
    }
}
