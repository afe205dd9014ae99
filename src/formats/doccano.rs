//! doccano's JSON lines, of both kinds: labels as triples, and entities with relations between them.
//!
//! ```json
//! {"id": 1, "text": "Ali died in Homs.", "label": [[0, 3, "PER"], [12, 16, "GPE"]],
//!  "entities": [{"id": 1, "start_offset": 0, "end_offset": 3, "label": "PER"}], "relations": [{"id": 1, "from_id": 1, "to_id": 2, "type": "in"}]}
//! ```
//!
//! Offsets count Unicode scalar values, end exclusive. Either kind is read, from `text` or `data`, `label` or `labels`. Both are written into one
//! record, so that whichever import of doccano is chosen finds its own.

use std::collections::HashMap;
use std::io;

use smol_str::SmolStr;

use super::Imported;
use super::draft::{Draft, Named};
use super::export::{LossReport, Selection};
use super::json::extras::{self, Extras};
use super::json::fields::{Fields, ObjectWriter, Word, write_list, write_number, write_string};
use super::json::record::{Place, records, take_about, take_id, write_about, write_id};
use super::reading::{Documents, ReadOptions, Sample, Source};
use super::writing::{Output, Writer, WriterOptions};
use crate::model::{
    Attributes, Document, EntityMention, NoteTarget, Origin, Relation, RelationEnd,
};
use crate::text::CharSpan;

/// Whether the first record has triples, or entities with doccano's offsets.
pub(super) fn looks_like_doccano(sample: &Sample<'_>) -> bool {
    let Some(record) = sample.record() else {
        return false;
    };
    let first = |name: &str| record.get(name).and_then(|list| list.as_array()?.first());
    let has_triples = ["label", "labels"].iter().any(|name| {
        first(name).is_some_and(|item| item.as_array().is_some_and(|item| item.len() == 3))
    });
    let is_empty = record
        .get("label")
        .or(record.get("labels"))
        .is_some_and(serde_json::Value::is_array);
    let has_offsets = first("entities").is_some_and(|item| item.get("start_offset").is_some());
    let has_comments = record.contains_key("Comments");
    sample.has(&["text"]) && (has_triples || has_offsets || is_empty || has_comments)
        || sample.has(&["data"]) && has_triples
}

/// Reads doccano's lines.
pub(super) fn read(source: Source, options: &ReadOptions) -> Documents {
    records(source, options, read_record)
}

fn read_record(mut record: Fields<'_>, place: &Place<'_>) -> Result<Imported, String> {
    let text: Option<String> = match record.take("text")? {
        Some(text) => Some(text),
        None => record.take("data")?,
    };
    let text = text.ok_or("`text` is missing")?;
    let mut draft = Draft::new(text, Some(place.line)).map_err(|error| error.to_string())?;
    let id = take_id(&mut record, "id", &mut draft)?;
    let (meta, tags) = take_about(&mut record, &mut draft)?;
    let mut known: HashMap<SmolStr, Named> = HashMap::new();
    let entities: Option<Vec<Fields<'_>>> = record.take("entities")?;
    let has_entities = entities.is_some();
    for entity in entities.unwrap_or_default() {
        entity_of(entity, &mut draft, &mut known)?;
    }
    for name in ["label", "labels"] {
        // Labels of whole texts stand there too, as words; those stay as they are.
        let is_spans = record.raw(name).is_some_and(|raw| {
            raw.get()
                .chars()
                .filter(|char| !char.is_whitespace())
                .take(2)
                .eq("[[".chars())
                || raw.get() == "[]"
        });
        if !is_spans {
            continue;
        }
        let triples: Vec<(i64, i64, Word)> = record.take(name)?.unwrap_or_default();
        for (start, end, label) in triples.into_iter().filter(|_| !has_entities) {
            mention(&mut draft, start, end, label.0);
        }
    }
    let relations: Vec<Fields<'_>> = record.take("relations")?.unwrap_or_default();
    for relation in relations {
        relation_of(relation, &mut draft, &known)?;
    }
    let comments: Vec<String> = record.take("Comments")?.unwrap_or_default();
    for comment in comments {
        draft.note(NoteTarget::Document, &comment, false);
    }
    let id = id.unwrap_or_else(|| place.id().into());
    let mut imported = draft.finish(&id, &record);
    imported.document.meta = meta;
    imported.document.tags = tags;
    Ok(imported)
}

/// Adds a mention; one that leaves the text is left out and listed.
fn mention(draft: &mut Draft, start: i64, end: i64, label: SmolStr) -> Option<Named> {
    let Some(span) = draft.span(start, end) else {
        draft.remark(format!("“{label}” {start}–{end} leaves the text; left out"));
        return None;
    };
    let id = draft.mention_id(None);
    draft.mention(EntityMention::new(id.clone(), span, label));
    Some(Named::Mention(id))
}

fn entity_of(
    mut entity: Fields<'_>,
    draft: &mut Draft,
    known: &mut HashMap<SmolStr, Named>,
) -> Result<(), String> {
    let id: Option<Word> = entity.take("id")?;
    let (start, end) = (entity.need("start_offset")?, entity.need("end_offset")?);
    let label: Word = entity.need("label")?;
    if let Some(named) = mention(draft, start, end, label.0) {
        if let Named::Mention(id) = &named {
            draft
                .extras
                .keep(extras::ENTITIES, || id.to_string(), &entity, &[]);
        }
        if let Some(id) = id {
            known.insert(id.0, named);
        }
    }
    Ok(())
}

fn relation_of(
    mut relation: Fields<'_>,
    draft: &mut Draft,
    known: &HashMap<SmolStr, Named>,
) -> Result<(), String> {
    relation.take::<Word>("id")?;
    let (from, to): (Word, Word) = (relation.need("from_id")?, relation.need("to_id")?);
    let relation_type: Word = relation.need("type")?;
    let end = |id: &Word| known.get(&id.0).and_then(Named::relation_end);
    let (Some(from_end), Some(to_end)) = (end(&from), end(&to)) else {
        draft.remark(format!(
            "the relation from {} to {} links what is not there; left out",
            from.0, to.0
        ));
        return Ok(());
    };
    let id = draft.relation_id(None);
    draft
        .extras
        .keep(extras::RELATIONS, || id.to_string(), &relation, &[]);
    draft.relation(Relation {
        id,
        relation_type: relation_type.0,
        from: from_end,
        to: to_end,
        attributes: Attributes::default(),
        origin: Origin::default(),
    });
    Ok(())
}

/// A writer of doccano's lines.
pub(super) fn write(_options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(DoccanoWriter)
}

struct DoccanoWriter;

impl Writer for DoccanoWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        _losses: &mut LossReport,
    ) -> io::Result<()> {
        let annotations = &selection.annotations;
        let extras = Extras::read(&document.unknown_json);
        let mut line = Vec::new();
        let mut record = ObjectWriter::new(&mut line);
        write_id(&mut record, document, &extras);
        record.string("text", document.text().as_str());
        write_about(&mut record, document, &extras);
        let chars =
            |mention: &EntityMention| document.text().chars_from_span(mention.extent.envelope());
        record.list("label", annotations.mentions(), |out, mention| {
            let CharSpan { start, end } = chars(mention);
            out.push(b'[');
            write_number(out, start);
            out.extend_from_slice(b", ");
            write_number(out, end);
            out.extend_from_slice(b", ");
            write_string(out, &mention.label);
            out.push(b']');
        });
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        record.list(
            "entities",
            annotations.mentions().iter().zip(1..),
            |out, (mention, number)| {
                numbers.insert(mention.id.as_str(), number);
                let CharSpan { start, end } = chars(mention);
                let mut entity = ObjectWriter::new(out);
                entity.number("id", number);
                entity.string("label", &mention.label);
                entity.number("start_offset", start);
                entity.number("end_offset", end);
                extras.write(
                    extras::ENTITIES,
                    || mention.id.to_string(),
                    &mut entity,
                    &[],
                );
                entity.end();
            },
        );
        record.list(
            "relations",
            annotations.relations().iter().zip(1..),
            |out, (relation, number)| {
                let end = |end: &RelationEnd| match end {
                    RelationEnd::Mention(id) => {
                        numbers.get(id.as_str()).copied().unwrap_or_default()
                    }
                    RelationEnd::Event(_) => 0,
                };
                let mut fields = ObjectWriter::new(out);
                fields.number("id", number);
                fields.number("from_id", end(&relation.from));
                fields.number("to_id", end(&relation.to));
                fields.string("type", &relation.relation_type);
                extras.write(
                    extras::RELATIONS,
                    || relation.id.to_string(),
                    &mut fields,
                    &[],
                );
                fields.end();
            },
        );
        let comments: Vec<&str> = annotations.notes().iter().map(|note| &*note.text).collect();
        if !comments.is_empty() {
            write_list(record.key("Comments"), comments, write_string);
        }
        extras.write_record_except(&mut record, &["data", "label", "labels", "Comments"]);
        record.end();
        line.push(b'\n');
        out.append(&line)
    }
}
