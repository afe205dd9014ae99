//! WikiEvents' JSON lines: a document with its tokens, and events whose arguments may stand anywhere in it.
//!
//! ```json
//! {"doc_id": "a1", "tokens": ["Ali", "died", "."], "text": "Ali died.", "sentences": [[[["Ali", 0, 3], ["died", 4, 8], [".", 8, 9]], "Ali died."]],
//!  "entity_mentions": [{"id": "m1", "sent_idx": 0, "start": 0, "end": 1, "entity_type": "PER", "mention_type": "NAM", "text": "Ali"}],
//!  "event_mentions": [{"id": "v1", "event_type": "Life.Die", "trigger": {"start": 1, "end": 2, "text": "died", "sent_idx": 0},
//!    "arguments": [{"entity_id": "m1", "role": "Victim", "text": "Ali"}]}]}
//! ```
//!
//! Tokens are counted over the document, end exclusive. The character offsets of the tokens cannot be relied on in published files, so the text is
//! read along the tokens, and made of them where they do not fit it.

use std::io;

use smol_str::SmolStr;

use super::Imported;
use super::ace::levels::level_of;
use super::draft::{Draft, Named};
use super::event_records::{write_event, write_mention};
use super::export::{LossReport, Selection};
use super::json::extras::{self, Extras};
use super::json::fields::{Fields, ObjectWriter, Word, write_list, write_number, write_string};
use super::json::record::{Place, records};
use super::reading::{Documents, ReadOptions, Sample, Source};
use super::sentence_tokens::{SentenceTokens, written_tokens};
use super::token_table::FIELD;
use super::writing::{Output, Writer, WriterOptions};
use crate::model::{Argument, Document, EntityMention, EventMention};
use crate::text::Span;

/// Whether the first record is a document of WikiEvents.
pub(super) fn looks_like_wikievents(sample: &Sample<'_>) -> bool {
    sample.has(&["doc_id", "tokens", "sentences"])
        || (sample.has(&["doc_id", "text", "event_mentions"]) && !sample.has(&["sent_id"]))
}

/// Reads documents.
pub(super) fn read(source: Source, options: &ReadOptions) -> Documents {
    records(source, options, read_record)
}

fn read_record(mut record: Fields<'_>, place: &Place<'_>) -> Result<Imported, String> {
    let sentences = sentences(&mut record)?;
    let text: Option<String> = record.take("text")?;
    record.take::<&serde_json::value::RawValue>("tokens")?;
    let made = match text {
        Some(text) => SentenceTokens::along(text, &sentences, place.line),
        None => SentenceTokens::draft(&sentences, place.line),
    };
    let (mut draft, tokens) = made.map_err(|error| error.to_string())?;
    let id: Option<Word> = record.take("doc_id")?;
    let mentions: Vec<Fields<'_>> = record.take("entity_mentions")?.unwrap_or_default();
    for mention in mentions {
        mention_of(mention, &tokens, &mut draft)?;
    }
    let events: Vec<Fields<'_>> = record.take("event_mentions")?.unwrap_or_default();
    for event in events {
        event_of(event, &tokens, &mut draft)?;
    }
    let id = id.map_or_else(|| place.id().into(), |id| id.0);
    Ok(draft.finish(&id, &record))
}

/// The tokens of each sentence: `[[[token, start, end], …], "text"]`.
fn sentences(record: &mut Fields<'_>) -> Result<Vec<Vec<String>>, String> {
    type Sentence = (
        Vec<(String, serde_json::Value, serde_json::Value)>,
        serde_json::Value,
    );
    let sentences: Option<Vec<Sentence>> = record.take("sentences")?;
    match sentences {
        Some(sentences) => Ok(sentences
            .into_iter()
            .map(|(tokens, _)| tokens.into_iter().map(|(token, _, _)| token).collect())
            .collect()),
        None => Ok(vec![record.need("tokens")?]),
    }
}

fn mention_of(
    mut mention: Fields<'_>,
    tokens: &SentenceTokens,
    draft: &mut Draft,
) -> Result<(), String> {
    let id: Option<Word> = mention.take("id")?;
    let (start, end): (i64, i64) = (mention.need("start")?, mention.need("end")?);
    let label: Word = mention.need("entity_type")?;
    let words: Option<String> = mention.take("text")?;
    mention.take::<i64>("sent_idx")?;
    let id = draft.mention_id(id.as_ref().map(|id| id.0.as_str()));
    let Some(span) = tokens.span(start, end) else {
        draft.remark(format!(
            "{id}: tokens {start}–{end} are not in the document; left out"
        ));
        return Ok(());
    };
    compare(draft, id.as_str(), span, words.as_deref());
    let mut read = EntityMention::new(id.clone(), span, label.0);
    let kind: Option<SmolStr> = mention.take("mention_type")?;
    level_of(&mut read, kind);
    draft
        .extras
        .keep(extras::ENTITIES, || id.to_string(), &mention, &[]);
    draft.mention(read);
    Ok(())
}

/// Says so where the tokens of a span read otherwise than what is quoted; spacing does not count.
pub(super) fn compare(draft: &mut Draft, id: &str, span: Span, words: Option<&str>) {
    let squeezed =
        |text: &str| -> String { text.chars().filter(|char| !char.is_whitespace()).collect() };
    let found = draft.text.slice(span).to_owned();
    if let Some(words) = words
        && squeezed(&found) != squeezed(words)
    {
        draft.remark(format!(
            "{id} reads “{found}” in the tokens, “{words}” in the record"
        ));
    }
}

fn event_of(
    mut event: Fields<'_>,
    tokens: &SentenceTokens,
    draft: &mut Draft,
) -> Result<(), String> {
    let id: Option<Word> = event.take("id")?;
    let label: Word = event.need("event_type")?;
    let mut trigger: Fields<'_> = event.need("trigger")?;
    let (start, end): (i64, i64) = (trigger.need("start")?, trigger.need("end")?);
    let words: Option<String> = trigger.take("text")?;
    let id = draft.event_id(id.as_ref().map(|id| id.0.as_str()));
    let Some(span) = tokens.span(start, end) else {
        draft.remark(format!(
            "{id}: tokens {start}–{end} are not in the document; left out"
        ));
        return Ok(());
    };
    compare(draft, id.as_str(), span, words.as_deref());
    let mut read = EventMention::new(id.clone(), span, label.0);
    let arguments: Vec<Fields<'_>> = event.take("arguments")?.unwrap_or_default();
    arguments_of(arguments, &mut read, draft)?;
    draft
        .extras
        .keep(extras::EVENTS, || id.to_string(), &event, &[]);
    draft.event(read);
    Ok(())
}

/// Arguments that name mentions, as WikiEvents and OneIE have them.
pub(super) fn arguments_of(
    arguments: Vec<Fields<'_>>,
    event: &mut EventMention,
    draft: &mut Draft,
) -> Result<(), String> {
    for mut argument in arguments {
        let role: Word = argument.need("role")?;
        let filler: Word = argument.need("entity_id")?;
        match draft.named(&filler.0).and_then(Named::filler) {
            Some(filler) => event.arguments.push(Argument {
                role: role.0,
                filler,
                score: None,
            }),
            None => draft.remark(format!(
                "the filler {} of {} is not there; left out",
                filler.0, role.0
            )),
        }
    }
    Ok(())
}

/// A writer of documents.
pub(super) fn write(_options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(WikiEventsWriter)
}

struct WikiEventsWriter;

impl Writer for WikiEventsWriter {
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
        let mut line = Vec::new();
        let mut record = ObjectWriter::new(&mut line);
        record.string("doc_id", document.id.as_str());
        record.list("tokens", &table.tokens, |out, token| {
            write_string(out, text.slice(*token))
        });
        record.string("text", text.as_str());
        record.list("sentences", &table.sentences, |out, sentence| {
            let tokens = table.tokens.get(sentence.clone()).unwrap_or_default();
            out.push(b'[');
            write_list(out, tokens, |out, token| {
                let chars = text.chars_from_span(*token);
                out.push(b'[');
                write_string(out, text.slice(*token));
                out.extend_from_slice(b", ");
                write_number(out, chars.start);
                out.extend_from_slice(b", ");
                write_number(out, chars.end);
                out.push(b']');
            });
            out.extend_from_slice(b", ");
            let whole = tokens
                .first()
                .zip(tokens.last())
                .map(|(first, last)| first.cover(*last));
            write_string(out, whole.map_or("", |span| text.slice(span)));
            out.push(b']');
        });
        let place = |fields: &mut ObjectWriter<'_>, span: Span| {
            let tokens = table.touching(span);
            fields.number("start", tokens.start);
            fields.number("end", tokens.end);
            fields.string("text", text.slice(span));
            fields.number("sent_idx", table.sentence_of(tokens.start));
        };
        record.list("entity_mentions", annotations.mentions(), |out, mention| {
            write_mention(out, mention, &place, &extras);
        });
        record.list("event_mentions", annotations.events(), |out, event| {
            write_event(out, (document, annotations), event, &place, &extras);
        });
        let own = [
            "doc_id",
            "tokens",
            "text",
            "sentences",
            "entity_mentions",
            "event_mentions",
            FIELD,
        ];
        extras.write_record_except(&mut record, &own);
        record.end();
        line.push(b'\n');
        out.append(&line)
    }
}
