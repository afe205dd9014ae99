//! Documents to tasks.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

use smol_str::SmolStr;

use super::{EVENT, FILLER, LABEL};
use crate::formats::export::{LossReport, Reason, Selection};
use crate::formats::json::extras::{self, Extras};
use crate::formats::json::fields::{ObjectWriter, write_list, write_string};
use crate::formats::json::record::write_about;
use crate::formats::writing::{Output, Writer, WriterOptions};
use crate::model::{
    Annotations, Document, Filler, NoteTarget, Proposal, ProposedEvent, RelationEnd, Schema,
    Suggestion,
};
use crate::text::{Span, Text};

/// A writer of a list of tasks, with the labelling configuration beside it.
pub(in crate::formats) fn write(options: &WriterOptions) -> Box<dyn Writer> {
    let mut used = Used::default();
    used.declare(&options.schema);
    Box::new(TaskWriter {
        has_begun: false,
        used,
    })
}

/// The labelling configuration of a schema's labels, as XML. Those that are not offered are left out.
pub fn configuration(schema: &Schema) -> String {
    let mut used = Used::default();
    for known in schema.shown_entity_types() {
        used.labels.add(&known.name);
    }
    for known in schema.shown_event_types() {
        used.events.add(&known.name);
        for role in &known.roles {
            used.links.add(&role.name);
        }
    }
    used.configuration()
}

/// A document as a task without annotations, number 1: what a backend is asked about.
pub fn unlabelled_task(document: &Document) -> Vec<u8> {
    let mut json = Vec::new();
    let mut task = ObjectWriter::new(&mut json);
    task.raw("id", "1");
    let mut data = ObjectWriter::new(task.key("data"));
    data.string("text", document.text().as_str());
    data.string("id", document.id.as_str());
    write_about(&mut data, document, &Extras::read(""));
    data.end();
    task.list("annotations", std::iter::empty::<()>(), |_, ()| ());
    task.list("predictions", std::iter::empty::<()>(), |_, ()| ());
    task.end();
    json
}

struct TaskWriter {
    has_begun: bool,
    used: Used,
}

/// Labels for the configuration, in the order of the schema, then as they come.
#[derive(Default)]
struct Used {
    labels: Labels,
    events: Labels,
    links: Labels,
}

#[derive(Default)]
struct Labels {
    order: Vec<SmolStr>,
    known: BTreeSet<SmolStr>,
}

impl Labels {
    fn add(&mut self, label: &SmolStr) {
        if self.known.insert(label.clone()) {
            self.order.push(label.clone());
        }
    }
}

impl Used {
    fn declare(&mut self, schema: &Schema) {
        for known in &schema.entity_types {
            self.labels.add(&known.name);
        }
        for known in &schema.event_types {
            self.events.add(&known.name);
            for role in &known.roles {
                self.links.add(&role.name);
            }
        }
        for known in &schema.relation_types {
            self.links.add(&known.name);
        }
    }

    fn add(&mut self, annotations: &Annotations) {
        for mention in annotations.mentions() {
            self.labels.add(&mention.label);
        }
        for event in annotations.events() {
            self.events.add(&event.event_type);
            for argument in &event.arguments {
                self.links.add(&argument.role);
            }
        }
        for relation in annotations.relations() {
            self.links.add(&relation.relation_type);
        }
    }

    fn add_suggestion(&mut self, suggestion: &Suggestion) {
        match &suggestion.proposal {
            Proposal::Mention(mention) => self.labels.add(&mention.label),
            Proposal::Event(event) => {
                self.events.add(&event.event_type);
                for argument in &event.arguments {
                    self.links.add(&argument.role);
                }
            }
        }
    }

    /// The labelling configuration for these labels.
    fn configuration(&self) -> String {
        let mut out = String::from("<View>\n");
        for (name, kind, labels) in [
            (LABEL, "Label", &self.labels),
            (EVENT, "Label", &self.events),
        ] {
            out.push_str(&format!("  <Labels name=\"{name}\" toName=\"text\">\n"));
            for label in &labels.order {
                out.push_str(&format!("    <{kind} value=\"{}\"/>\n", escaped(label)));
            }
            out.push_str("  </Labels>\n");
        }
        out.push_str("  <Relations>\n");
        for label in &self.links.order {
            out.push_str(&format!("    <Relation value=\"{}\"/>\n", escaped(label)));
        }
        out.push_str("  </Relations>\n  <Text name=\"text\" value=\"$text\"/>\n</View>\n");
        out
    }
}

/// Text as an XML attribute holds it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push_str(&format!("&#{};", char as u32)),
            char if char.is_control() => out.push('�'),
            char => out.push(char),
        }
    }
    out
}

impl Writer for TaskWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        losses: &mut LossReport,
    ) -> io::Result<()> {
        self.used.add(&selection.annotations);
        for suggestion in &selection.suggestions {
            self.used.add_suggestion(suggestion);
        }
        let mut json = if self.has_begun {
            b",\n".to_vec()
        } else {
            b"[\n".to_vec()
        };
        self.has_begun = true;
        write_task(&mut json, document, selection, losses);
        out.append(&json)
    }

    fn finish(&mut self, out: &mut dyn Output) -> io::Result<()> {
        out.append(if self.has_begun { b"\n]\n" } else { b"[]\n" })?;
        out.file(
            "label_studio_config.xml",
            self.used.configuration().as_bytes(),
        )
    }
}

fn write_task(
    json: &mut Vec<u8>,
    document: &Document,
    selection: &Selection,
    losses: &mut LossReport,
) {
    let extras = Extras::read(&document.unknown_json);
    let mut task = ObjectWriter::new(json);
    if let Some(id) = extras.numeric_id() {
        task.raw("id", id);
    }
    let mut data = ObjectWriter::new(task.key("data"));
    data.string("text", document.text().as_str());
    data.string("id", document.id.as_str());
    write_about(&mut data, document, &extras);
    extras.write(
        extras::META,
        || "data".to_owned(),
        &mut data,
        &["id", "text", "meta", "tags"],
    );
    data.end();
    let annotations = &selection.annotations;
    let has_annotation = !annotations.is_empty() || selection.suggestions.is_empty();
    task.list(
        "annotations",
        has_annotation.then_some(annotations),
        |out, annotations| {
            let mut annotation = ObjectWriter::new(out);
            write_results(&mut annotation, document, annotations, losses);
            annotation.end();
        },
    );
    let mut by_source: BTreeMap<&str, Vec<&Suggestion>> = BTreeMap::new();
    for suggestion in &selection.suggestions {
        by_source
            .entry(suggestion.source.as_str())
            .or_default()
            .push(suggestion);
    }
    task.list("predictions", by_source, |out, (source, suggestions)| {
        let mut prediction = ObjectWriter::new(out);
        prediction.string("model_version", source);
        write_predictions(&mut prediction, document.text(), &suggestions);
        prediction.end();
    });
    extras.write_record_except(
        &mut task,
        &[
            "data",
            "annotations",
            "predictions",
            super::super::token_table::FIELD,
        ],
    );
    task.end();
}

fn write_results(
    annotation: &mut ObjectWriter<'_>,
    document: &Document,
    annotations: &Annotations,
    losses: &mut LossReport,
) {
    let text = document.text();
    let mut notes: HashMap<String, Vec<&str>> = HashMap::new();
    let mentions: BTreeSet<&str> = annotations
        .mentions()
        .iter()
        .map(|mention| mention.id.as_str())
        .collect();
    let event_id = |id: &str| {
        if mentions.contains(id) {
            format!("event:{id}")
        } else {
            id.to_owned()
        }
    };
    for note in annotations.notes() {
        let on = match &note.on {
            NoteTarget::Mention(id) => id.to_string(),
            NoteTarget::Event(id) => event_id(id.as_str()),
            NoteTarget::Relation(_) | NoteTarget::Document | NoteTarget::Span(_) => {
                let example = || format!("{} in {}", note.id, document.id);
                losses.note(Reason::NoPlace, "notes", example);
                continue;
            }
        };
        notes.entry(on).or_default().push(&note.text);
    }
    let mut results: Vec<Vec<u8>> = Vec::new();
    for mention in annotations.mentions() {
        let id = mention.id.to_string();
        results.push(region(
            text,
            &id,
            mention.extent.envelope(),
            (LABEL, &mention.label),
            None,
            notes.get(&id),
        ));
    }
    for event in annotations.events() {
        let id = event_id(event.id.as_str());
        results.push(region(
            text,
            &id,
            event.trigger.envelope(),
            (EVENT, &event.event_type),
            None,
            notes.get(&id),
        ));
    }
    for event in annotations.events() {
        let from = event_id(event.id.as_str());
        for argument in &event.arguments {
            let to = match &argument.filler {
                Filler::Mention(id) => id.to_string(),
                Filler::Event(id) => event_id(id.as_str()),
                Filler::Span(_) => continue,
            };
            results.push(link(&from, &to, &argument.role, None));
        }
    }
    for relation in annotations.relations() {
        let end = |end: &RelationEnd| match end {
            RelationEnd::Mention(id) => id.to_string(),
            RelationEnd::Event(id) => event_id(id.as_str()),
        };
        results.push(link(
            &end(&relation.from),
            &end(&relation.to),
            &relation.relation_type,
            None,
        ));
    }
    annotation.list("result", results, |out, result| {
        out.extend_from_slice(&result)
    });
}

fn region(
    text: &Text,
    id: &str,
    span: Span,
    (control, label): (&str, &str),
    score: Option<f32>,
    notes: Option<&Vec<&str>>,
) -> Vec<u8> {
    let mut json = Vec::new();
    let mut region = ObjectWriter::new(&mut json);
    region.string("id", id);
    region.string("from_name", control);
    region.string("to_name", "text");
    region.string("type", "labels");
    let mut value = ObjectWriter::new(region.key("value"));
    let chars = text.chars_from_span(span);
    value.number("start", chars.start);
    value.number("end", chars.end);
    value.string("text", text.slice(span));
    write_list(value.key("labels"), [label], write_string);
    value.end();
    if let Some(score) = score {
        region.score("score", score);
    }
    if let Some(notes) = notes {
        let mut meta = ObjectWriter::new(region.key("meta"));
        write_list(meta.key("text"), notes.iter().copied(), write_string);
        meta.end();
    }
    region.end();
    json
}

fn link(from: &str, to: &str, label: &str, score: Option<f32>) -> Vec<u8> {
    let mut json = Vec::new();
    let mut link = ObjectWriter::new(&mut json);
    link.string("type", "relation");
    link.string("from_id", from);
    link.string("to_id", to);
    link.string("direction", "right");
    write_list(link.key("labels"), [label], write_string);
    if let Some(score) = score {
        link.score("score", score);
    }
    link.end();
    json
}

/// Regions and links of suggestions; arguments point at the suggestion that stands at their place, or at a region made for them.
fn write_predictions(prediction: &mut ObjectWriter<'_>, text: &Text, suggestions: &[&Suggestion]) {
    let mut ids: BTreeMap<(Span, &str), String> = BTreeMap::new();
    for (suggestion, number) in suggestions.iter().zip(1..) {
        ids.entry((suggestion.span(), suggestion.label().as_str()))
            .or_insert_with(|| format!("s{number}"));
    }
    let mut results = Vec::new();
    let mut made = 0;
    for (suggestion, number) in suggestions.iter().zip(1..) {
        let id = format!("s{number}");
        let score = Some(suggestion.score);
        match &suggestion.proposal {
            Proposal::Mention(mention) => {
                results.push(region(
                    text,
                    &id,
                    suggestion.span(),
                    (LABEL, &mention.label),
                    score,
                    None,
                ));
            }
            Proposal::Event(event) => {
                results.push(region(
                    text,
                    &id,
                    event.trigger,
                    (EVENT, &event.event_type),
                    score,
                    None,
                ));
                arguments(text, &id, event, &ids, &mut made, &mut results);
            }
        }
    }
    prediction.list("result", results, |out, result| {
        out.extend_from_slice(&result)
    });
}

fn arguments(
    text: &Text,
    from: &str,
    event: &ProposedEvent,
    ids: &BTreeMap<(Span, &str), String>,
    made: &mut usize,
    results: &mut Vec<Vec<u8>>,
) {
    for argument in &event.arguments {
        let label = argument
            .label
            .as_deref()
            .unwrap_or(crate::formats::fitting::SPAN);
        let to = ids
            .get(&(argument.span, label))
            .cloned()
            .unwrap_or_else(|| {
                *made += 1;
                let id = format!("{FILLER}{made}");
                let score = Some(argument.score);
                results.push(region(
                    text,
                    &id,
                    argument.span,
                    (LABEL, label),
                    score,
                    None,
                ));
                id
            });
        results.push(link(from, &to, &argument.role, Some(argument.score)));
    }
}
