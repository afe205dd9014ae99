//! PubAnnotation's JSON: denotations, attributes of them, and relations between them.
//!
//! ```json
//! {"sourcedb": "news", "sourceid": "a1", "text": "Ali died.", "denotations": [{"id": "T1", "span": {"begin": 0, "end": 3}, "obj": "PER"}],
//!  "attributes": [{"id": "A1", "subj": "T1", "pred": "level", "obj": "name"}], "relations": [{"id": "R1", "subj": "T1", "pred": "in", "obj": "T2"}]}
//! ```
//!
//! Offsets count Unicode scalar values, end exclusive; a span with gaps is a list of spans. The format has no events of its own: a trigger is a
//! denotation with the attribute `kind: event`, and its arguments are relations that begin there. Reading takes one document, a list, or one a line;
//! writing gives a list, or what a reader of lines takes when there is one document.

use std::collections::{HashMap, HashSet};
use std::io;

use smol_str::{SmolStr, format_smolstr};

use super::draft::{Draft, Named};
use super::export::{LossReport, Selection};
use super::json::extras::{self, Extras};
use super::json::fields::{Fields, ObjectWriter, Word};
use super::json::record::{Place, records, take_about, write_about};
use super::reading::{Documents, ReadOptions, Sample, Source};
use super::writing::{Output, Writer, WriterOptions};
use super::{Imported, details};
use crate::model::{
    Annotation, Argument, Attributes, Document, EntityMention, EventId, EventMention, Extent,
    Filler, Origin, Relation, RelationEnd,
};
use crate::text::Span;

/// Whether the first record is annotated as PubAnnotation has it.
pub(super) fn looks_like_pubannotation(sample: &Sample<'_>) -> bool {
    sample.has(&["text"])
        && (sample.has(&["denotations"]) || sample.has(&["tracks"]) || sample.has(&["sourcedb"]))
}

/// Reads documents.
pub(super) fn read(source: Source, options: &ReadOptions) -> Documents {
    records(source, options, read_record)
}

fn read_record(mut record: Fields<'_>, place: &Place<'_>) -> Result<Imported, String> {
    let text: String = record.need("text")?;
    let mut draft = Draft::new(text, Some(place.line)).map_err(|error| error.to_string())?;
    let id: Option<Word> = record.take("sourceid")?;
    let (meta, tags) = take_about(&mut record, &mut draft)?;
    annotations(&mut record, "", &mut draft)?;
    let tracks: Vec<Fields<'_>> = record.take("tracks")?.unwrap_or_default();
    for (mut track, number) in tracks.into_iter().zip(1..) {
        // Ids are unique within a track only.
        annotations(&mut track, &format!("{number}:"), &mut draft)?;
    }
    let id = id.map_or_else(|| place.id().into(), |id| id.0);
    let mut imported = draft.finish(&id, &record);
    imported.document.meta = meta;
    imported.document.tags = tags;
    Ok(imported)
}

/// An attribute or a relation: something about `subj`.
struct Link {
    id: Option<SmolStr>,
    subject: SmolStr,
    predicate: SmolStr,
    object: SmolStr,
}

fn links(record: &mut Fields<'_>, name: &str, prefix: &str) -> Result<Vec<Link>, String> {
    let links: Vec<Fields<'_>> = record.take(name)?.unwrap_or_default();
    links
        .into_iter()
        .map(|mut link| {
            let id: Option<Word> = link.take("id")?;
            let (subject, predicate, object): (Word, Word, Word) =
                (link.need("subj")?, link.need("pred")?, link.need("obj")?);
            Ok(Link {
                id: id.map(|id| id.0),
                subject: format_smolstr!("{prefix}{}", subject.0),
                predicate: predicate.0,
                object: object.0,
            })
        })
        .collect()
}

fn annotations(record: &mut Fields<'_>, prefix: &str, draft: &mut Draft) -> Result<(), String> {
    let denotations: Vec<Fields<'_>> = record.take("denotations")?.unwrap_or_default();
    let attributes = links(record, "attributes", prefix)?;
    let relations = links(record, "relations", prefix)?;
    let events: HashSet<&str> = attributes
        .iter()
        .filter(|link| link.predicate == details::KIND && link.object == details::EVENT)
        .map(|link| link.subject.as_str())
        .collect();
    for denotation in denotations {
        denotation_of(denotation, prefix, &events, draft)?;
    }
    let mut arguments: HashMap<EventId, Vec<Argument>> = HashMap::new();
    for link in &relations {
        let from = draft.named(&link.subject).cloned();
        let to = draft.named(&format!("{prefix}{}", link.object)).cloned();
        let (Some(from), Some(to)) = (from, to) else {
            draft.remark(format!(
                "the relation “{}” of {} links what is not there; left out",
                link.predicate, link.subject
            ));
            continue;
        };
        if let (Named::Event(event), Some(filler)) = (&from, to.filler()) {
            arguments.entry(event.clone()).or_default().push(Argument {
                role: link.predicate.clone(),
                filler,
                score: None,
            });
        } else if let (Some(from), Some(to)) = (from.relation_end(), to.relation_end()) {
            let wanted = link.id.as_ref().map(|id| format_smolstr!("{prefix}{id}"));
            let id = draft.relation_id(wanted.as_deref());
            draft.relation(Relation {
                id,
                relation_type: link.predicate.clone(),
                from,
                to,
                attributes: Attributes::default(),
                origin: Origin::default(),
            });
        }
    }
    for link in attributes {
        attribute(&link, draft);
    }
    let mut of_events: Vec<(EventId, Vec<Argument>)> = arguments.into_iter().collect();
    of_events.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (event, arguments) in of_events {
        if let Some(Annotation::Event(event)) = draft.annotation_mut(&Named::Event(event)) {
            event.arguments = arguments;
        }
    }
    Ok(())
}

/// The place of a denotation: one span, or several.
fn extent(denotation: &mut Fields<'_>, draft: &Draft) -> Result<Option<Extent>, String> {
    let is_list = denotation
        .raw("span")
        .is_some_and(|raw| raw.get().starts_with('['));
    let spans: Vec<Fields<'_>> = if is_list {
        denotation.need("span")?
    } else {
        vec![denotation.need("span")?]
    };
    let mut fragments: Vec<Span> = Vec::with_capacity(spans.len());
    for mut span in spans {
        let (start, end) = (span.need("begin")?, span.need("end")?);
        match draft.span(start, end) {
            Some(span) => fragments.push(span),
            None => return Ok(None),
        }
    }
    Ok(Extent::from_fragments(fragments))
}

fn denotation_of(
    mut denotation: Fields<'_>,
    prefix: &str,
    events: &HashSet<&str>,
    draft: &mut Draft,
) -> Result<(), String> {
    let id: Option<Word> = denotation.take("id")?;
    let label: Word = denotation.need("obj")?;
    let Some(extent) = extent(&mut denotation, draft)? else {
        draft.remark(format!("“{}” leaves the text; left out", label.0));
        return Ok(());
    };
    let written = id.map(|id| format_smolstr!("{prefix}{}", id.0));
    if written.as_deref().is_some_and(|id| events.contains(id)) {
        let id = draft.event_id(written.as_deref());
        draft
            .extras
            .keep(extras::EVENTS, || id.to_string(), &denotation, &[]);
        draft.event(EventMention::new(id, extent, label.0));
    } else {
        let id = draft.mention_id(written.as_deref());
        draft
            .extras
            .keep(extras::ENTITIES, || id.to_string(), &denotation, &[]);
        draft.mention(EntityMention::new(id, extent, label.0));
    }
    Ok(())
}

fn attribute(link: &Link, draft: &mut Draft) {
    let named = draft.named(&link.subject).cloned();
    match named.and_then(|named| draft.annotation_mut(&named)) {
        Some(annotation) => details::set(annotation, &link.predicate, link.object.clone()),
        None => draft.remark(format!(
            "“{}” is about {}, which is not there; left out",
            link.predicate, link.subject
        )),
    }
}

/// A writer of a list of documents.
pub(super) fn write(_options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(ListWriter { has_begun: false })
}

struct ListWriter {
    has_begun: bool,
}

impl Writer for ListWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        _losses: &mut LossReport,
    ) -> io::Result<()> {
        let mut json = if self.has_begun {
            b",\n".to_vec()
        } else {
            b"[\n".to_vec()
        };
        self.has_begun = true;
        write_record(&mut json, document, selection);
        out.append(&json)
    }

    fn finish(&mut self, out: &mut dyn Output) -> io::Result<()> {
        out.append(if self.has_begun { b"\n]\n" } else { b"[]\n" })
    }
}

fn write_record(json: &mut Vec<u8>, document: &Document, selection: &Selection) {
    let annotations = &selection.annotations;
    let extras = Extras::read(&document.unknown_json);
    let mut record = ObjectWriter::new(json);
    record.string("sourceid", document.id.as_str());
    record.string("text", document.text().as_str());
    write_about(&mut record, document, &extras);
    let ids = Ids::new(selection);
    let mut attributes: Vec<(String, SmolStr, SmolStr)> = Vec::new();
    let mut all: Vec<Denotation<'_>> = Vec::new();
    for mention in annotations.mentions() {
        let id = ids.mention(mention.id.as_str());
        let details = details::of_mention(mention).into_iter();
        attributes.extend(details.map(|(name, value)| (id.clone(), name, value)));
        all.push((
            id,
            &mention.extent,
            &mention.label,
            (extras::ENTITIES, mention.id.as_str()),
        ));
    }
    for event in annotations.events() {
        let id = ids.event(event.id.as_str());
        let details = details::of_event(event).into_iter();
        attributes.extend(details.map(|(name, value)| (id.clone(), name, value)));
        all.push((
            id,
            &event.trigger,
            &event.event_type,
            (extras::EVENTS, event.id.as_str()),
        ));
    }
    record.list(
        "denotations",
        all,
        |out, (id, extent, label, (section, key))| {
            let mut denotation = ObjectWriter::new(out);
            denotation.string("id", &id);
            place(&mut denotation, document, extent);
            denotation.string("obj", label);
            extras.write(section, || key.to_owned(), &mut denotation, &[]);
            denotation.end();
        },
    );
    let mut relations: Vec<[String; 4]> = Vec::new();
    for event in annotations.events() {
        let subject = ids.event(event.id.as_str());
        for argument in &event.arguments {
            let filler = match &argument.filler {
                Filler::Mention(id) => ids.mention(id.as_str()),
                Filler::Event(id) => ids.event(id.as_str()),
                Filler::Span(_) => continue,
            };
            relations.push([
                String::new(),
                subject.clone(),
                argument.role.to_string(),
                filler,
            ]);
        }
    }
    for relation in annotations.relations() {
        let end = |end: &RelationEnd| match end {
            RelationEnd::Mention(id) => ids.mention(id.as_str()),
            RelationEnd::Event(id) => ids.event(id.as_str()),
        };
        let id = ids.relation(relation.id.as_str());
        for (name, value) in relation.attributes.iter() {
            attributes.push((id.clone(), name.clone(), value.clone()));
        }
        relations.push([
            id,
            end(&relation.from),
            relation.relation_type.to_string(),
            end(&relation.to),
        ]);
    }
    record.list(
        "attributes",
        attributes.iter().zip(1..),
        |out, ((subject, predicate, object), number)| {
            let mut attribute = ObjectWriter::new(out);
            attribute.string("id", &format!("A{number}"));
            attribute.string("subj", subject);
            attribute.string("pred", predicate);
            attribute.string("obj", object);
            attribute.end();
        },
    );
    record.list(
        "relations",
        &relations,
        |out, [id, subject, predicate, object]| {
            let mut relation = ObjectWriter::new(out);
            relation.string_if_any("id", id);
            relation.string("subj", subject);
            relation.string("pred", predicate);
            relation.string("obj", object);
            relation.end();
        },
    );
    extras.write_record_except(
        &mut record,
        &["denotations", "attributes", "relations", "sourceid"],
    );
    record.end();
}

/// Id, place, label, and where unknown fields of it are kept.
type Denotation<'a> = (String, &'a Extent, &'a SmolStr, (&'static str, &'a str));

fn place(denotation: &mut ObjectWriter<'_>, document: &Document, extent: &Extent) {
    let range = |out: &mut Vec<u8>, span: &Span| {
        let chars = document.text().chars_from_span(*span);
        let mut range = ObjectWriter::new(out);
        range.number("begin", chars.start);
        range.number("end", chars.end);
        range.end();
    };
    if extent.is_discontinuous() {
        denotation.list("span", extent.fragments(), range);
    } else {
        range(denotation.key("span"), &extent.envelope());
    }
}

/// Ids in one namespace: those that a mention and an event share are told apart.
struct Ids {
    mentions: HashSet<String>,
    events: HashSet<String>,
}

impl Ids {
    fn new(selection: &Selection) -> Self {
        let annotations = &selection.annotations;
        Self {
            mentions: annotations
                .mentions()
                .iter()
                .map(|mention| mention.id.to_string())
                .collect(),
            events: annotations
                .events()
                .iter()
                .map(|event| event.id.to_string())
                .collect(),
        }
    }

    fn mention(&self, id: &str) -> String {
        id.to_owned()
    }

    fn event(&self, id: &str) -> String {
        if self.mentions.contains(id) {
            format!("event:{id}")
        } else {
            id.to_owned()
        }
    }

    fn relation(&self, id: &str) -> String {
        if self.mentions.contains(id) || self.events.contains(id) {
            format!("relation:{id}")
        } else {
            id.to_owned()
        }
    }
}
