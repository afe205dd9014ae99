//! Documents to a data set folder.

use std::collections::BTreeMap;
use std::io;

use super::card::quoted;
use super::{CARD, SPANS, SPLIT, TOKENS, TRAIN};
use crate::formats::conll::{TagScheme, tags};
use crate::formats::export::{LossReport, Selection, outermost};
use crate::formats::json::fields::{ObjectWriter, write_number, write_string};
use crate::formats::token_table::TokenTable;
use crate::formats::writing::{Output, Writer, WriterOptions};
use crate::model::{
    Annotations, Document, EntityMention, EventMention, Filler, Level, Relation, RelationEnd,
};
use crate::text::Span;

/// A writer of a folder.
pub(in crate::formats) fn write(options: &WriterOptions) -> Box<dyn Writer> {
    let mut writer = DataSet {
        scheme: options.scheme,
        names: vec!["O".to_owned()],
        rows: BTreeMap::new(),
    };
    // Labels of the schema come first and always, so that two exports of one project number their tags alike.
    for entity_type in &options.schema.entity_types {
        writer.declare(&entity_type.name);
    }
    Box::new(writer)
}

struct DataSet {
    scheme: TagScheme,
    /// Names of the tags; a tag's number is its place.
    names: Vec<String>,
    /// How many records each file has, by configuration and split.
    rows: BTreeMap<(&'static str, String), usize>,
}

impl DataSet {
    /// Numbers the tags of a label.
    fn declare(&mut self, label: &str) {
        let mut marks: Vec<char> = [(0, 1), (0, 2), (1, 3), (1, 2)]
            .into_iter()
            .map(|(index, len)| self.scheme.mark(index, len, false))
            .collect();
        if self.scheme == TagScheme::Iob1 {
            marks.push('B');
        }
        for mark in marks {
            self.number(&format!("{mark}-{label}"));
        }
    }

    /// The number of a tag.
    fn number(&mut self, tag: &str) -> usize {
        let known = self.names.iter().position(|known| known == tag);
        known.unwrap_or_else(|| {
            self.names.push(tag.to_owned());
            self.names.len() - 1
        })
    }

    fn append(
        &mut self,
        out: &mut dyn Output,
        (config, split): (&'static str, &str),
        num_rows: usize,
        lines: &[u8],
    ) -> io::Result<()> {
        if num_rows == 0 {
            return Ok(());
        }
        *self.rows.entry((config, split.to_owned())).or_default() += num_rows;
        out.append_to(&path(config, split), lines)
    }

    /// A line for each sentence, and how many there are.
    fn sentences(&mut self, document: &Document, annotations: &Annotations) -> (Vec<u8>, usize) {
        let is_name = |mention: &&EntityMention| mention.level == Level::Name;
        let names: Vec<EntityMention> = annotations
            .mentions()
            .iter()
            .filter(is_name)
            .cloned()
            .collect();
        // Those that are left out here stand among the spans, so nothing is lost.
        let flat: Vec<EntityMention> = outermost(document, &names, &mut LossReport::default())
            .into_iter()
            .cloned()
            .collect();
        let mut table = TokenTable::new(document);
        table.join_sentences(flat.iter().map(|mention| mention.extent.envelope()));
        let tags: Vec<usize> = tags(&table, &flat, self.scheme)
            .into_iter()
            .map(|tag| match tag {
                None => 0,
                Some((mark, mention)) => {
                    self.declare(&mention.label);
                    self.number(&format!("{mark}-{}", mention.label))
                }
            })
            .collect();
        let mut lines = Vec::new();
        for (sentence, number) in table.sentences.iter().zip(1..) {
            let tokens = table.tokens.get(sentence.clone()).unwrap_or_default();
            let mut record = ObjectWriter::new(&mut lines);
            record.string("id", &format!("{}-{number}", document.id));
            record.string("document", document.id.as_str());
            record.list("tokens", tokens, |out, token| {
                write_string(out, document.text().slice(*token));
            });
            let tags = tags.get(sentence.clone()).unwrap_or_default();
            record.list("ner_tags", tags, |out, tag| write_number(out, *tag));
            record.end();
            lines.push(b'\n');
        }
        (lines, table.sentences.len())
    }

    fn card(&self) -> String {
        let mut card =
            "---\npretty_name: \"Dateline\"\ntask_categories:\n- token-classification\n".to_owned();
        let configs = [TOKENS, SPANS].into_iter().filter(|config| {
            let mut files = self.rows.keys();
            files.any(|(known, _)| known == config)
        });
        let configs: Vec<&str> = configs.collect();
        if !configs.is_empty() {
            card.push_str("configs:\n");
        }
        for (index, config) in configs.iter().enumerate() {
            card.push_str(&format!("- config_name: {config}\n"));
            if index == 0 {
                card.push_str("  default: true\n");
            }
            card.push_str("  data_files:\n");
            for (known, split) in self.rows.keys().filter(|(known, _)| known == config) {
                let path = path(known, split);
                card.push_str(&format!("  - split: {split}\n    path: {path}\n"));
            }
        }
        if !configs.is_empty() {
            card.push_str("dataset_info:\n");
        }
        for config in &configs {
            card.push_str(&format!("- config_name: {config}\n  features:\n"));
            if *config == TOKENS {
                card.push_str(TOKEN_FEATURES);
                for (number, name) in self.names.iter().enumerate() {
                    card.push_str(&format!("          '{number}': {}\n", quoted(name)));
                }
            } else {
                card.push_str(SPAN_FEATURES);
            }
        }
        card.push_str("---\n\n# News articles with entities and events\n\n");
        card.push_str("| configuration | split | records |\n| --- | --- | --- |\n");
        for ((config, split), count) in &self.rows {
            card.push_str(&format!("| {config} | {split} | {count} |\n"));
        }
        card.push_str(WORDS);
        card.push_str(&format!("\nTags mark mentions as {}.\n", self.scheme));
        card
    }
}

impl Writer for DataSet {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        _losses: &mut LossReport,
    ) -> io::Result<()> {
        let split = split_of(document);
        let annotations = &selection.annotations;
        let (lines, num_rows) = self.sentences(document, annotations);
        self.append(out, (TOKENS, split), num_rows, &lines)?;
        let line = record(document, annotations);
        self.append(out, (SPANS, split), 1, &line)
    }

    fn finish(&mut self, out: &mut dyn Output) -> io::Result<()> {
        out.file(CARD, self.card().as_bytes())
    }
}

fn path(config: &str, split: &str) -> String {
    format!("data/{config}/{split}.jsonl")
}

/// The split that one of the document's tags names, as `dateline split` gives them, else its own field.
fn split_of(document: &Document) -> &'static str {
    let of_tags = document.tags.iter().find_map(|tag| split_named(tag));
    let mut fields = document.meta.other.iter();
    let of_field = fields.find(|(name, _)| name == SPLIT);
    let of_field = of_field.and_then(|(_, value)| split_named(&value.trim().to_lowercase()));
    of_tags.or(of_field).unwrap_or(TRAIN)
}

fn split_named(name: &str) -> Option<&'static str> {
    Some(match name {
        "train" => TRAIN,
        "validation" | "dev" | "valid" | "val" => "validation",
        "test" => "test",
        _ => return None,
    })
}

/// The features of a sentence, up to the names of its tags.
const TOKEN_FEATURES: &str = "  - name: id
    dtype: string
  - name: document
    dtype: string
  - name: tokens
    sequence: string
  - name: ner_tags
    sequence:
      class_label:
        names:
";

/// The features of a document.
const SPAN_FEATURES: &str = "  - name: id
    dtype: string
  - name: text
    dtype: string
  - name: title
    dtype: string
  - name: byline
    dtype: string
  - name: date
    dtype: string
  - name: url
    dtype: string
  - name: source
    dtype: string
  - name: other_fields
    list:
    - name: name
      dtype: string
    - name: value
      dtype: string
  - name: tags
    sequence: string
  - name: spans
    list:
    - name: id
      dtype: string
    - name: start
      dtype: int64
    - name: end
      dtype: int64
    - name: label
      dtype: string
    - name: text
      dtype: string
    - name: level
      dtype: string
    - name: entity
      dtype: string
  - name: relations
    list:
    - name: id
      dtype: string
    - name: type
      dtype: string
    - name: from
      dtype: string
    - name: to
      dtype: string
  - name: events
    list:
    - name: id
      dtype: string
    - name: type
      dtype: string
    - name: start
      dtype: int64
    - name: end
      dtype: int64
    - name: text
      dtype: string
    - name: chain
      dtype: string
    - name: arguments
      list:
      - name: role
        dtype: string
      - name: mention
        dtype: string
      - name: event
        dtype: string
      - name: start
        dtype: int64
      - name: end
        dtype: int64
      - name: text
        dtype: string
";

const WORDS: &str = "
`tokens` has a sentence a record with one tag for each token: flat, names only, of nested ones the outermost.
`spans` has a document a record with every mention, relation and event. Offsets count Unicode characters as Python does, end exclusive;
`level` is name, nominal or pronoun; mentions with the same `entity`, and events with the same `chain`, are coreferent.
An argument is filled by a mention or an event, named by its id, or by the words at its place.
";

/// A document as one record: every field is there, whatever is in it.
fn record(document: &Document, annotations: &Annotations) -> Vec<u8> {
    let meta = &document.meta;
    let mut line = Vec::new();
    let mut record = ObjectWriter::new(&mut line);
    record.string("id", document.id.as_str());
    record.string("text", document.text().as_str());
    record.string("title", &meta.title);
    record.string("byline", &meta.byline);
    record.string("date", &meta.date);
    record.string("url", &meta.url);
    record.string("source", &meta.source);
    record.list("other_fields", &meta.other, |out, (name, value)| {
        let mut field = ObjectWriter::new(out);
        field.string("name", name);
        field.string("value", value);
        field.end();
    });
    record.list("tags", &document.tags, |out, tag| write_string(out, tag));
    let place = Place(document);
    record.list("spans", annotations.mentions(), |out, mention| {
        let mut span = ObjectWriter::new(out);
        span.string("id", mention.id.as_str());
        place.write(&mut span, Some(mention.extent.envelope()));
        span.string("label", &mention.label);
        span.string("level", mention.level.name());
        let entity = mention.entity.as_ref();
        nullable(
            &mut span,
            "entity",
            entity.map(crate::model::EntityId::as_str),
        );
        span.end();
    });
    record.list("relations", annotations.relations(), write_relation);
    record.list("events", annotations.events(), |out, event| {
        write_event(out, &place, annotations, event);
    });
    record.end();
    line.push(b'\n');
    line
}

/// Where something stands in a document.
struct Place<'a>(&'a Document);

impl Place<'_> {
    fn write(&self, fields: &mut ObjectWriter<'_>, span: Option<Span>) {
        let span = span.unwrap_or_default();
        let chars = self.0.text().chars_from_span(span);
        fields.number("start", chars.start);
        fields.number("end", chars.end);
        fields.string("text", self.0.text().slice(span));
    }
}

fn nullable(fields: &mut ObjectWriter<'_>, name: &'static str, value: Option<&str>) {
    match value {
        Some(value) => fields.string(name, value),
        None => fields.raw(name, "null"),
    }
}

fn write_relation(out: &mut Vec<u8>, relation: &Relation) {
    let end = |end: &RelationEnd| match end {
        RelationEnd::Mention(id) => id.to_smol(),
        RelationEnd::Event(id) => id.to_smol(),
    };
    let mut fields = ObjectWriter::new(out);
    fields.string("id", relation.id.as_str());
    fields.string("type", &relation.relation_type);
    fields.string("from", &end(&relation.from));
    fields.string("to", &end(&relation.to));
    fields.end();
}

fn write_event(
    out: &mut Vec<u8>,
    place: &Place<'_>,
    annotations: &Annotations,
    event: &EventMention,
) {
    let mut fields = ObjectWriter::new(out);
    fields.string("id", event.id.as_str());
    fields.string("type", &event.event_type);
    place.write(&mut fields, Some(event.trigger.envelope()));
    let chain = event.event.as_ref();
    nullable(
        &mut fields,
        "chain",
        chain.map(crate::model::EventChainId::as_str),
    );
    fields.list("arguments", &event.arguments, |out, argument| {
        let mut fields = ObjectWriter::new(out);
        fields.string("role", &argument.role);
        let (mention, event, span) = match &argument.filler {
            Filler::Mention(id) => {
                let mention = annotations.mention(id);
                let span = mention.map(|mention| mention.extent.envelope());
                (Some(id.as_str()), None, span)
            }
            Filler::Event(id) => {
                let event = annotations.event(id);
                let span = event.map(|event| event.trigger.envelope());
                (None, Some(id.as_str()), span)
            }
            Filler::Span(span) => (None, None, Some(*span)),
        };
        nullable(&mut fields, "mention", mention);
        nullable(&mut fields, "event", event);
        place.write(&mut fields, span);
        fields.end();
    });
    fields.end();
}
