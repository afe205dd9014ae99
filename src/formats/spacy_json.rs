//! spaCy's `Doc.to_json`, one document a line.
//!
//! ```json
//! {"text": "Ali died.", "ents": [{"start": 0, "end": 3, "label": "PER"}], "sents": [{"start": 0, "end": 9}],
//!  "tokens": [{"id": 0, "start": 0, "end": 3}], "spans": {"sc": [{"start": 0, "end": 3, "label": "PER", "kb_id": ""}]}}
//! ```
//!
//! Offsets count Unicode scalar values, end exclusive. `ents` may not overlap: of those that do, the outermost stand there, and all mentions stand in
//! `spans["sc"]`, where spaCy's span categoriser looks for them. Mentions are whole tokens, since spaCy drops others.

use std::collections::BTreeSet;
use std::io;

use smol_str::SmolStr;

use super::Imported;
use super::draft::Draft;
use super::export::{LossReport, Selection, outermost};
use super::json::extras::{self, Extras};
use super::json::fields::{Fields, ObjectWriter, Word, without_place, write_list};
use super::json::record::{Place, records, take_about, take_id, write_about, write_id};
use super::reading::{Documents, ReadOptions, Sample, Source};
use super::token_table::{FIELD, TokenTable, lengths_of};
use super::writing::{Output, Writer, WriterOptions};
use crate::model::{Document, EntityMention};
use crate::text::Span;

/// Whether the first record is a document of spaCy's.
pub(super) fn looks_like_spacy(sample: &Sample<'_>) -> bool {
    let has_groups = sample.record().is_some_and(|record| {
        record
            .get("spans")
            .is_some_and(serde_json::Value::is_object)
    });
    sample.has(&["text"]) && (sample.has(&["ents"]) || has_groups)
}

/// Reads documents.
pub(super) fn read(source: Source, options: &ReadOptions) -> Documents {
    records(source, options, read_record)
}

fn read_record(mut record: Fields<'_>, place: &Place<'_>) -> Result<Imported, String> {
    let text: String = record.need("text")?;
    let mut draft = Draft::new(text, Some(place.line)).map_err(|error| error.to_string())?;
    let id = take_id(&mut record, "id", &mut draft)?;
    let (meta, tags) = take_about(&mut record, &mut draft)?;
    keep_tokens(&mut record, &mut draft)?;
    let mut known: BTreeSet<(Span, SmolStr)> = BTreeSet::new();
    let groups: Option<Fields<'_>> = record.take("spans")?;
    for (name, raw) in groups.iter().flat_map(Fields::iter) {
        let spans: Vec<Fields<'_>> = serde_json::from_str(raw.get())
            .map_err(|error| format!("`spans`: the group “{name}”: {}", without_place(&error)))?;
        let mut in_group: BTreeSet<(Span, SmolStr)> = BTreeSet::new();
        for span in spans {
            let found = mention_of(span, name, &known, &mut draft)?;
            in_group.extend(found);
        }
        known.extend(in_group);
    }
    let ents: Vec<Fields<'_>> = record.take("ents")?.unwrap_or_default();
    for ent in ents {
        // Mentions of the group stand there again.
        mention_of(ent, "sc", &known, &mut draft)?;
    }
    let id = id.unwrap_or_else(|| place.id().into());
    let mut imported = draft.finish(&id, &record);
    imported.document.meta = meta;
    imported.document.tags = tags;
    Ok(imported)
}

/// Keeps the cuts of the source. Whatever else is said about tokens stays among the unknown fields, to be written back.
fn keep_tokens(record: &mut Fields<'_>, draft: &mut Draft) -> Result<(), String> {
    let tokens: Vec<Fields<'_>> = record.take("tokens")?.unwrap_or_default();
    let sentences: Vec<Fields<'_>> = record.take("sents")?.unwrap_or_default();
    let mut starts = Vec::with_capacity(sentences.len());
    for mut sentence in sentences {
        let (start, end) = (sentence.need("start")?, sentence.need("end")?);
        starts.extend(draft.span(start, end).map(|span| span.start));
    }
    let mut spans = Vec::with_capacity(tokens.len());
    let mut has_more = false;
    for mut token in tokens {
        let (start, end) = (token.need("start")?, token.need("end")?);
        token.take::<&serde_json::value::RawValue>("id")?;
        has_more |= !token.is_empty();
        let Some(span) = draft.span(start, end) else {
            draft.remark(format!(
                "the token {start}–{end} leaves the text; tokens are cut anew"
            ));
            return Ok(());
        };
        if !draft.text.slice(span).trim().is_empty() {
            spans.push(span);
        }
    }
    if has_more && draft.line == Some(1) {
        draft.remark("tags, lemmas and dependencies of tokens are not kept");
    }
    if let Some(lengths) = lengths_of(&draft.text, &spans, &starts) {
        draft.extras.keep_field(FIELD, &lengths);
    }
    Ok(())
}

/// Adds a span of `group` unless it is among those `known` already; gives its place and label.
fn mention_of(
    mut span: Fields<'_>,
    group: &str,
    known: &BTreeSet<(Span, SmolStr)>,
    draft: &mut Draft,
) -> Result<Option<(Span, SmolStr)>, String> {
    let (start, end) = (span.need("start")?, span.need("end")?);
    let label: Word = span.take("label")?.unwrap_or(Word(SmolStr::default()));
    let knowledge: Option<SmolStr> = span.take("kb_id")?;
    span.take::<&serde_json::value::RawValue>("text")?;
    let Some(found) = draft.span(start, end) else {
        draft.remark(format!(
            "“{}” {start}–{end} leaves the text; left out",
            label.0
        ));
        return Ok(None);
    };
    let key = (found, label.0.clone());
    if known.contains(&key) {
        return Ok(None);
    }
    let id = draft.mention_id(None);
    let mut mention = EntityMention::new(id.clone(), found, label.0);
    if let Some(entry) = knowledge.filter(|entry| !entry.is_empty()) {
        mention.attributes.set("kb_id", Some(entry));
    }
    if group != "sc" {
        mention.attributes.set("group", Some(group.into()));
    }
    draft
        .extras
        .keep(extras::ENTITIES, || id.to_string(), &span, &[]);
    draft.mention(mention);
    Ok(Some(key))
}

/// A writer of documents.
pub(super) fn write(_options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(DocWriter)
}

struct DocWriter;

impl Writer for DocWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        _losses: &mut LossReport,
    ) -> io::Result<()> {
        let mentions = selection.annotations.mentions();
        let extras = Extras::read(&document.unknown_json);
        let table = TokenTable::all(document);
        let text = document.text();
        let mut line = Vec::new();
        let mut record = ObjectWriter::new(&mut line);
        record.string("text", text.as_str());
        let place = |fields: &mut ObjectWriter<'_>, span: Span| {
            let chars = text.chars_from_span(span);
            fields.number("start", chars.start);
            fields.number("end", chars.end);
        };
        // Those that are left out here stand among the spans, so nothing is lost.
        let ents = outermost(document, mentions, &mut LossReport::default());
        record.list("ents", &ents, |out, mention| {
            let mut ent = ObjectWriter::new(out);
            place(&mut ent, mention.extent.envelope());
            ent.string("label", &mention.label);
            ent.end();
        });
        let sentences = table.sentences.iter().filter_map(|sentence| {
            let tokens = table.tokens.get(sentence.clone())?;
            Some(tokens.first()?.cover(*tokens.last()?))
        });
        record.list("sents", sentences, |out, span| {
            let mut sentence = ObjectWriter::new(out);
            place(&mut sentence, span);
            sentence.end();
        });
        let tokens = table.with_blanks(text.as_str());
        record.list(
            "tokens",
            tokens.iter().enumerate(),
            |out, (number, (span, _))| {
                let mut token = ObjectWriter::new(out);
                token.number("id", number);
                place(&mut token, *span);
                token.end();
            },
        );
        if ents.len() < mentions.len() {
            let mut groups = ObjectWriter::new(record.key("spans"));
            write_list(groups.key("sc"), mentions, |out, mention| {
                let mut span = ObjectWriter::new(out);
                place(&mut span, mention.extent.envelope());
                span.string("label", &mention.label);
                span.string(
                    "kb_id",
                    mention.attributes.get("kb_id").map_or("", SmolStr::as_str),
                );
                span.end();
            });
            groups.end();
        }
        write_id(&mut record, document, &extras);
        write_about(&mut record, document, &extras);
        extras.write_record_except(&mut record, &["ents", "sents", "tokens", "spans", FIELD]);
        record.end();
        line.push(b'\n');
        out.append(&line)
    }
}
