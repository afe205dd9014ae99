//! Prodigy's JSON lines: tasks with tokens, spans and relations.
//!
//! ```json
//! {"text": "Ali died.", "tokens": [{"text": "Ali", "start": 0, "end": 3, "id": 0, "ws": true}], "answer": "accept",
//!  "spans": [{"start": 0, "end": 3, "token_start": 0, "token_end": 0, "label": "PER"}]}
//! ```
//!
//! Offsets count Unicode scalar values, end exclusive; `token_end` is the last token of the span. An accepted task is a document that is done, an
//! ignored one is skipped, and what stands in a rejected one was refused. Hashes are left out in writing: Prodigy makes them anew.

use std::collections::HashMap;
use std::io;

use smol_str::SmolStr;

use super::Imported;
use super::draft::{Draft, Named};
use super::export::{LossReport, Selection};
use super::json::extras::{self, Extras};
use super::json::fields::{Fields, ObjectWriter, Word};
use super::json::record::{Place, records, take_about, take_id, write_about, write_id};
use super::offsets_by_evidence::{Offsets, Quoted, Reading, find};
use super::reading::{Documents, ReadOptions, Sample, Source};
use super::token_table::{FIELD, TokenTable, lengths_of};
use super::writing::{Output, Writer, WriterOptions};
use crate::model::{
    Attributes, Decision, Document, DocumentStatus, EntityMention, Moment, Origin, Proposal,
    ProposedMention, Relation, RelationEnd, Suggestion, Verdict,
};
use crate::text::Span;

/// Fields that Prodigy computes from the others, so that they must not be written back.
const COMPUTED: [&str; 2] = ["_input_hash", "_task_hash"];

/// Whether the first record is a task.
pub(super) fn looks_like_prodigy(sample: &Sample<'_>) -> bool {
    let has = |field| sample.has(&[field]);
    has("text")
        && (has("_input_hash") || has("_task_hash") || has("spans") || has("answer"))
        && !has("entities")
        && !sample.record().is_some_and(|record| {
            record
                .get("spans")
                .is_some_and(serde_json::Value::is_object)
        })
}

/// Reads tasks.
pub(super) fn read(source: Source, options: &ReadOptions) -> Documents {
    records(source, options, read_record)
}

/// A token of a task.
struct TaskToken {
    start: i64,
    end: i64,
    words: String,
}

fn read_record(mut record: Fields<'_>, place: &Place<'_>) -> Result<Imported, String> {
    let text: String = record.need("text")?;
    let mut draft = Draft::new(text, Some(place.line)).map_err(|error| error.to_string())?;
    let id = take_id(&mut record, "id", &mut draft)?;
    let (meta, tags) = take_about(&mut record, &mut draft)?;
    let tokens = tokens(&mut record)?;
    let spans: Vec<Fields<'_>> = record.take("spans")?.unwrap_or_default();
    let reading = reading(&spans, &tokens, &mut draft);
    keep_tokens(&tokens, reading, &mut draft);
    let mut by_place: HashMap<(i64, i64), Named> = HashMap::new();
    let mut by_last_token: HashMap<i64, Named> = HashMap::new();
    for span in spans {
        mention_of(span, reading, &mut draft, &mut by_place, &mut by_last_token)?;
    }
    let relations: Vec<Fields<'_>> = record.take("relations")?.unwrap_or_default();
    for relation in relations {
        relation_of(relation, &mut draft, &by_place, &by_last_token)?;
    }
    let answer: Option<SmolStr> = record.take("answer")?;
    let id = id.unwrap_or_else(|| place.id().into());
    let mut imported = draft.finish(&id, &record);
    imported.document.meta = meta;
    imported.document.tags = tags;
    answered(&mut imported, answer.as_deref(), place.line);
    Ok(imported)
}

fn tokens(record: &mut Fields<'_>) -> Result<Vec<TaskToken>, String> {
    let tokens: Vec<Fields<'_>> = record.take("tokens")?.unwrap_or_default();
    tokens
        .into_iter()
        .map(|mut token| {
            Ok(TaskToken {
                start: token.need("start")?,
                end: token.need("end")?,
                words: token.take("text")?.unwrap_or_default(),
            })
        })
        .collect()
}

/// How the offsets are counted: tokens quote their words.
fn reading(spans: &[Fields<'_>], tokens: &[TaskToken], draft: &mut Draft) -> Reading {
    let in_spans: Vec<(i64, i64, String)> = spans
        .iter()
        .filter_map(|span| {
            let mut span = span.clone();
            let words: String = span.take("text").ok().flatten()?;
            Some((span.need("start").ok()?, span.need("end").ok()?, words))
        })
        .collect();
    let in_tokens = tokens.iter().map(|token| Quoted {
        start: token.start,
        end: token.end,
        words: Some(&token.words),
    });
    let quoted: Vec<Quoted<'_>> = in_spans
        .iter()
        .map(|(start, end, words)| Quoted {
            start: *start,
            end: *end,
            words: Some(words),
        })
        .chain(in_tokens)
        .collect();
    let found = find(&draft.text.clone(), &quoted, Reading::PYTHON);
    if let Some(remark) = found.remark(Reading::PYTHON) {
        draft.remark(remark);
    }
    found.reading
}

/// Keeps the tokens as those of the document where they are all of it.
fn keep_tokens(tokens: &[TaskToken], reading: Reading, draft: &mut Draft) {
    let text = draft.text.clone();
    let offsets = Offsets::new(&text, reading);
    let spans: Option<Vec<Span>> = tokens
        .iter()
        .map(|token| offsets.span(token.start, token.end))
        .filter(|span| span.is_none_or(|span| !text.slice(span).trim().is_empty()))
        .collect();
    if let Some(lengths) = spans.and_then(|spans| lengths_of(&text, &spans, &[])) {
        draft.extras.keep_field(FIELD, &lengths);
    }
}

fn mention_of(
    mut span: Fields<'_>,
    reading: Reading,
    draft: &mut Draft,
    by_place: &mut HashMap<(i64, i64), Named>,
    by_last_token: &mut HashMap<i64, Named>,
) -> Result<(), String> {
    let (start, end): (i64, i64) = (span.need("start")?, span.need("end")?);
    let label: Word = span.take("label")?.unwrap_or(Word(SmolStr::default()));
    let last_token: Option<i64> = span.take("token_end")?;
    for computed in ["token_start", "text"] {
        span.take::<&serde_json::value::RawValue>(computed)?;
    }
    let text = draft.text.clone();
    let found = Offsets::new(&text, reading).span(start, end);
    let Some(found) = found.filter(|found| !found.is_empty()) else {
        draft.remark(format!(
            "“{}” {start}–{end} leaves the text; left out",
            label.0
        ));
        return Ok(());
    };
    let id = draft.mention_id(None);
    draft
        .extras
        .keep(extras::ENTITIES, || id.to_string(), &span, &[]);
    let named = Named::Mention(id.clone());
    by_place.insert((start, end), named.clone());
    if let Some(last) = last_token {
        by_last_token.insert(last, named);
    }
    draft.mention(EntityMention::new(id, found, label.0));
    Ok(())
}

/// Relations name their ends by the last token of a span, and by its place where they spell it out.
fn relation_of(
    mut relation: Fields<'_>,
    draft: &mut Draft,
    by_place: &HashMap<(i64, i64), Named>,
    by_last_token: &HashMap<i64, Named>,
) -> Result<(), String> {
    let label: Word = relation.take("label")?.unwrap_or(Word(SmolStr::default()));
    let mut end = |token: &str, span: &str| -> Result<Option<RelationEnd>, String> {
        let last: Option<i64> = relation.take(token)?;
        let spelled: Option<Fields<'_>> = relation.take(span)?;
        let place = spelled.and_then(|mut spelled| {
            let start: i64 = spelled.need("start").ok()?;
            Some((start, spelled.need("end").ok()?))
        });
        let named = place
            .and_then(|place| by_place.get(&place))
            .or_else(|| by_last_token.get(&last?));
        Ok(named.and_then(Named::relation_end))
    };
    let (Some(from), Some(to)) = (end("head", "head_span")?, end("child", "child_span")?) else {
        draft.remark(format!(
            "the relation “{}” links what is no span; left out",
            label.0
        ));
        return Ok(());
    };
    relation.take::<&serde_json::value::RawValue>("color")?;
    let id = draft.relation_id(None);
    draft
        .extras
        .keep(extras::RELATIONS, || id.to_string(), &relation, &[]);
    draft.relation(Relation {
        id,
        relation_type: label.0,
        from,
        to,
        attributes: Attributes::default(),
        origin: Origin::default(),
    });
    Ok(())
}

/// What the answer makes of the document.
fn answered(imported: &mut Imported, answer: Option<&str>, line: u64) {
    let Some(layer) = imported.document.layers.first_mut() else {
        return;
    };
    match answer {
        Some("accept") => layer.status = DocumentStatus::Done,
        Some("ignore") => layer.status = DocumentStatus::Skipped("ignored in Prodigy".into()),
        Some("reject") => {
            let refused = std::mem::take(&mut layer.annotations);
            let count = refused.relations().len();
            for mention in refused.mentions() {
                let suggestion = Suggestion {
                    proposal: Proposal::Mention(ProposedMention::of(mention)),
                    source: "prodigy".into(),
                    score: 1.0,
                    reason: "refused in Prodigy".into(),
                };
                layer.put_decision(Decision {
                    key: suggestion.key(),
                    verdict: Verdict::Rejected,
                    suggestion,
                    annotation: None,
                    by: SmolStr::default(),
                    at: Moment::default(),
                });
            }
            let mut message =
                "the task was rejected: its spans were taken as refused suggestions".to_owned();
            if count > 0 {
                message.push_str(&format!(", {count} relations left out"));
            }
            imported
                .diagnostics
                .push(super::ImportDiagnostic::at_line(line, message));
        }
        _ => {}
    }
}

/// A writer of tasks.
pub(super) fn write(options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(TaskWriter {
        layer: options.layer.clone(),
    })
}

struct TaskWriter {
    layer: SmolStr,
}

impl Writer for TaskWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        _losses: &mut LossReport,
    ) -> io::Result<()> {
        let annotations = &selection.annotations;
        let extras = Extras::read(&document.unknown_json);
        let table = TokenTable::all(document);
        let text = document.text();
        let mut line = Vec::new();
        let mut record = ObjectWriter::new(&mut line);
        write_id(&mut record, document, &extras);
        record.string("text", text.as_str());
        write_about(&mut record, document, &extras);
        let all = table.with_blanks(text.as_str());
        record.list(
            "tokens",
            all.iter().enumerate(),
            |out, (number, (span, has_blank))| {
                let chars = text.chars_from_span(*span);
                let mut token = ObjectWriter::new(out);
                token.string("text", text.slice(*span));
                token.number("start", chars.start);
                token.number("end", chars.end);
                token.number("id", number);
                token.number("ws", *has_blank);
                token.end();
            },
        );
        let spans: Vec<Span> = all.iter().map(|(span, _)| *span).collect();
        let place = |fields: &mut ObjectWriter<'_>, mention: &EntityMention| -> usize {
            let span = mention.extent.envelope();
            let chars = text.chars_from_span(span);
            let first = spans.partition_point(|token| token.end <= span.start);
            let last = spans
                .partition_point(|token| token.start < span.end)
                .saturating_sub(1);
            fields.number("start", chars.start);
            fields.number("end", chars.end);
            fields.number("token_start", first);
            fields.number("token_end", last);
            last
        };
        let mut mentions: HashMap<&str, &EntityMention> = HashMap::new();
        record.list("spans", annotations.mentions(), |out, mention| {
            mentions.insert(mention.id.as_str(), mention);
            let mut span = ObjectWriter::new(out);
            place(&mut span, mention);
            span.string("label", &mention.label);
            extras.write(extras::ENTITIES, || mention.id.to_string(), &mut span, &[]);
            span.end();
        });
        if !annotations.relations().is_empty() {
            record.list("relations", annotations.relations(), |out, relation| {
                let mut fields = ObjectWriter::new(out);
                let ends = [
                    ("head", "head_span", &relation.from),
                    ("child", "child_span", &relation.to),
                ];
                for (token, span, end) in ends {
                    let RelationEnd::Mention(id) = end else {
                        continue;
                    };
                    let Some(mention) = mentions.get(id.as_str()) else {
                        continue;
                    };
                    let mut spelled = ObjectWriter::new(fields.key(span));
                    let last = place(&mut spelled, mention);
                    spelled.string("label", &mention.label);
                    spelled.end();
                    fields.number(token, last);
                }
                fields.string("label", &relation.relation_type);
                extras.write(
                    extras::RELATIONS,
                    || relation.id.to_string(),
                    &mut fields,
                    &[],
                );
                fields.end();
            });
        }
        if let Some(answer) = answer(document, &self.layer) {
            record.string("answer", answer);
        }
        let computed = [
            &COMPUTED[..],
            &["tokens", "spans", "relations", "answer", FIELD],
        ]
        .concat();
        extras.write_record_except(&mut record, &computed);
        record.end();
        line.push(b'\n');
        out.append(&line)
    }
}

/// The answer that the document's status stands for.
fn answer(document: &Document, layer: &str) -> Option<&'static str> {
    let layer = document.layer(layer).or(document.layers.first())?;
    match layer.status {
        DocumentStatus::Done => Some("accept"),
        DocumentStatus::Skipped(_) => Some("ignore"),
        DocumentStatus::New | DocumentStatus::InProgress => None,
    }
}
