//! Documents to tables, a file for each kind of thing.

use std::collections::BTreeMap;
use std::io;

use smol_str::SmolStr;

use super::{OTHER, TAGS};
use crate::formats::export::{LossReport, Selection};
use crate::formats::json::fields::{json_object, write_list, write_string};
use crate::formats::writing::{Output, Writer, WriterOptions};
use crate::model::{
    Annotations, Attributes, Document, DocumentStatus, EventMention, Extent, Filler, NoteTarget,
    Origin, RelationEnd,
};
use crate::text::Span;

/// Columns that say who made something and from which suggestion.
const ORIGIN: [&str; 5] = ["status", "by", "at", "suggested_by", "score"];

/// A writer of tables separated by commas.
pub(in crate::formats) fn write_commas(options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(TableWriter::new(options, b','))
}

/// A writer of tables separated by tabs.
pub(in crate::formats) fn write_tabs(options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(TableWriter::new(options, b'\t'))
}

/// The tables, in the order of their files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Table {
    Documents,
    Mentions,
    Events,
    Arguments,
    Relations,
    Notes,
    Entities,
    Zones,
    Statistics,
}

impl Table {
    const ALL: [Self; 9] = [
        Self::Documents,
        Self::Mentions,
        Self::Events,
        Self::Arguments,
        Self::Relations,
        Self::Notes,
        Self::Entities,
        Self::Zones,
        Self::Statistics,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Mentions => "mentions",
            Self::Events => "events",
            Self::Arguments => "arguments",
            Self::Relations => "relations",
            Self::Notes => "notes",
            Self::Entities => "entities",
            Self::Zones => "zones",
            Self::Statistics => "statistics",
        }
    }

    fn columns(self) -> Vec<&'static str> {
        let (own, has_origin): (&[&str], bool) = match self {
            Self::Documents => (
                &[
                    "id", "title", "byline", "date", "url", "source", TAGS, "status", OTHER, "text",
                ],
                false,
            ),
            Self::Mentions => (
                &[
                    "document",
                    "id",
                    "label",
                    "level",
                    "start",
                    "end",
                    "text",
                    "fragments",
                    "head_start",
                    "head_end",
                    "value",
                    "count",
                    "entity",
                    "attributes",
                ],
                true,
            ),
            Self::Events => (
                &[
                    "document",
                    "id",
                    "type",
                    "start",
                    "end",
                    "trigger",
                    "fragments",
                    "num_arguments",
                    "not_stated",
                    "chain",
                    "plover",
                    "attributes",
                ],
                true,
            ),
            Self::Arguments => (
                &[
                    "document",
                    "event",
                    "event_type",
                    "trigger",
                    "role",
                    "filler_kind",
                    "filler",
                    "filler_label",
                    "start",
                    "end",
                    "text",
                    "score",
                ],
                false,
            ),
            Self::Relations => (
                &[
                    "document",
                    "id",
                    "type",
                    "from",
                    "from_text",
                    "to",
                    "to_text",
                    "attributes",
                ],
                true,
            ),
            Self::Notes => (
                &[
                    "document", "id", "on_kind", "on", "start", "end", "open", "note",
                ],
                true,
            ),
            Self::Entities => (&["document", "id", "name", "country", "sectors"], false),
            Self::Zones => (&["document", "kind", "start", "end", "text"], false),
            Self::Statistics => (&["kind", "label", "count", "documents"], false),
        };
        let origin = ORIGIN.iter().filter(|_| has_origin);
        own.iter().chain(origin).copied().collect()
    }
}

struct TableWriter {
    separator: u8,
    layer: SmolStr,
    has_begun: bool,
    /// How often each kind and label comes, and in how many documents.
    counts: BTreeMap<(&'static str, SmolStr), (usize, usize)>,
}

impl TableWriter {
    fn new(options: &WriterOptions, separator: u8) -> Self {
        Self {
            separator,
            layer: options.layer.clone(),
            has_begun: false,
            counts: BTreeMap::new(),
        }
    }

    /// Appends `rows` to a table.
    fn append(
        &self,
        out: &mut dyn Output,
        table: Table,
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> io::Result<()> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.separator)
            .from_writer(Vec::new());
        for row in rows {
            writer.write_record(&row)?;
        }
        let bytes = writer
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)?;
        let ending = if self.separator == b'\t' {
            "tsv"
        } else {
            "csv"
        };
        out.append_to(&format!("{}.{ending}", table.name()), &bytes)
    }

    /// Begins every table with its header, so that the folder has the same files whatever is in it.
    fn begin(&mut self, out: &mut dyn Output) -> io::Result<()> {
        if !std::mem::replace(&mut self.has_begun, true) {
            for table in Table::ALL {
                let header = table.columns().into_iter().map(str::to_owned).collect();
                self.append(out, table, [header])?;
            }
        }
        Ok(())
    }

    fn count(&mut self, document: &Document, annotations: &Annotations) {
        let mut here: BTreeMap<(&'static str, SmolStr), usize> = BTreeMap::new();
        let mut add = |kind, label: &str| *here.entry((kind, label.into())).or_default() += 1;
        let status = document.layer(&self.layer).map(|layer| layer.status.name());
        add(
            "document",
            status.unwrap_or_else(|| DocumentStatus::New.name()),
        );
        for mention in annotations.mentions() {
            add("mention", &mention.label);
            add("level", mention.level.name());
        }
        for event in annotations.events() {
            add("event", &event.event_type);
            for argument in &event.arguments {
                add("role", &format!("{}:{}", event.event_type, argument.role));
            }
        }
        for relation in annotations.relations() {
            add("relation", &relation.relation_type);
        }
        for (key, count) in here {
            let total = self.counts.entry(key).or_default();
            total.0 += count;
            total.1 += 1;
        }
    }
}

impl Writer for TableWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        _losses: &mut LossReport,
    ) -> io::Result<()> {
        self.begin(out)?;
        let annotations = &selection.annotations;
        self.count(document, annotations);
        let rows = Rows {
            document,
            annotations,
        };
        self.append(out, Table::Documents, [rows.about(&self.layer)])?;
        self.append(out, Table::Mentions, rows.mentions())?;
        self.append(out, Table::Events, rows.events())?;
        self.append(out, Table::Arguments, rows.arguments())?;
        self.append(out, Table::Relations, rows.relations())?;
        self.append(out, Table::Notes, rows.notes())?;
        self.append(out, Table::Entities, rows.entities())?;
        self.append(out, Table::Zones, rows.zones())
    }

    fn finish(&mut self, out: &mut dyn Output) -> io::Result<()> {
        self.begin(out)?;
        let rows: Vec<Vec<String>> = self
            .counts
            .iter()
            .map(|((kind, label), (count, documents))| {
                vec![
                    (*kind).to_owned(),
                    label.to_string(),
                    count.to_string(),
                    documents.to_string(),
                ]
            })
            .collect();
        self.append(out, Table::Statistics, rows)
    }
}

/// The rows of one document.
struct Rows<'a> {
    document: &'a Document,
    annotations: &'a Annotations,
}

impl Rows<'_> {
    fn id(&self) -> String {
        self.document.id.to_string()
    }

    /// Start and end in scalar values.
    fn place(&self, span: Span) -> [String; 2] {
        let chars = self.document.text().chars_from_span(span);
        [chars.start.to_string(), chars.end.to_string()]
    }

    /// Start, end, words, and the fragments of what has gaps: `0-5;10-15`.
    fn extent(&self, extent: &Extent) -> [String; 4] {
        let [start, end] = self.place(extent.envelope());
        let fragments: Vec<String> = extent
            .fragments()
            .iter()
            .filter(|_| extent.is_discontinuous())
            .map(|fragment| self.place(*fragment).join("-"))
            .collect();
        let words = extent.text_in(self.document.text());
        [start, end, words, fragments.join(";")]
    }

    fn about(&self, layer: &str) -> Vec<String> {
        let document = self.document;
        let meta = &document.meta;
        let status = document.layer(layer).map(|layer| layer.status.name());
        let other = meta
            .other
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        vec![
            self.id(),
            meta.title.clone(),
            meta.byline.clone(),
            meta.date.clone(),
            meta.url.clone(),
            meta.source.clone(),
            list(&document.tags),
            status
                .unwrap_or_else(|| DocumentStatus::New.name())
                .to_owned(),
            json_object(other).unwrap_or_default(),
            document.text().as_str().to_owned(),
        ]
    }

    fn mentions(&self) -> Vec<Vec<String>> {
        let row = |mention: &crate::model::EntityMention| {
            let [start, end, words, fragments] = self.extent(&mention.extent);
            let [head_start, head_end] = mention
                .head
                .map_or_else(Default::default, |head| self.place(head));
            let mut row = vec![
                self.id(),
                mention.id.to_string(),
                mention.label.to_string(),
                mention.level.name().to_owned(),
                start,
                end,
                words,
                fragments,
                head_start,
                head_end,
                text(mention.value.as_ref()),
                text(mention.count.as_ref()),
                text(mention.entity.as_ref()),
                attributes(&mention.attributes),
            ];
            row.extend(origin(&mention.origin));
            row
        };
        self.annotations.mentions().iter().map(row).collect()
    }

    fn events(&self) -> Vec<Vec<String>> {
        let row = |event: &EventMention| {
            let [start, end, words, fragments] = self.extent(&event.trigger);
            let mut row = vec![
                self.id(),
                event.id.to_string(),
                event.event_type.to_string(),
                start,
                end,
                words,
                fragments,
                event.arguments.len().to_string(),
                list(&event.not_stated),
                text(event.event.as_ref()),
                text(event.plover.as_ref()),
                attributes(&event.attributes),
            ];
            row.extend(origin(&event.origin));
            row
        };
        self.annotations.events().iter().map(row).collect()
    }

    fn arguments(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for event in self.annotations.events() {
            let trigger = event.trigger.text_in(self.document.text());
            for argument in &event.arguments {
                let (kind, id, label, extent) = self.filler(&argument.filler);
                let [start, end, words, _] =
                    extent.map_or_else(Default::default, |extent| self.extent(&extent));
                rows.push(vec![
                    self.id(),
                    event.id.to_string(),
                    event.event_type.to_string(),
                    trigger.clone(),
                    argument.role.to_string(),
                    kind.to_owned(),
                    id,
                    label,
                    start,
                    end,
                    words,
                    text(argument.score.as_ref()),
                ]);
            }
        }
        rows
    }

    /// Kind, id, label and place of what fills a role.
    fn filler(&self, filler: &Filler) -> (&'static str, String, String, Option<Extent>) {
        match filler {
            Filler::Mention(id) => {
                let mention = self.annotations.mention(id);
                let label = text(mention.map(|mention| &mention.label));
                let extent = mention.map(|mention| mention.extent.clone());
                ("mention", id.to_string(), label, extent)
            }
            Filler::Event(id) => {
                let event = self.annotations.event(id);
                let label = text(event.map(|event| &event.event_type));
                let extent = event.map(|event| event.trigger.clone());
                ("event", id.to_string(), label, extent)
            }
            Filler::Span(span) => {
                let extent = Some(Extent::new(*span));
                ("span", String::new(), String::new(), extent)
            }
        }
    }

    fn relations(&self) -> Vec<Vec<String>> {
        let end = |end: &RelationEnd| {
            let filler = match end {
                RelationEnd::Mention(id) => Filler::Mention(id.clone()),
                RelationEnd::Event(id) => Filler::Event(id.clone()),
            };
            let (_, id, _, extent) = self.filler(&filler);
            let words = extent.map(|extent| extent.text_in(self.document.text()));
            [id, words.unwrap_or_default()]
        };
        let row = |relation: &crate::model::Relation| {
            let mut row = vec![
                self.id(),
                relation.id.to_string(),
                relation.relation_type.to_string(),
            ];
            row.extend(end(&relation.from));
            row.extend(end(&relation.to));
            row.push(attributes(&relation.attributes));
            row.extend(origin(&relation.origin));
            row
        };
        self.annotations.relations().iter().map(row).collect()
    }

    fn notes(&self) -> Vec<Vec<String>> {
        let row = |note: &crate::model::Note| {
            let mut place = <[String; 2]>::default();
            let (kind, on) = match &note.on {
                NoteTarget::Document => ("document", String::new()),
                NoteTarget::Span(span) => {
                    place = self.place(*span);
                    ("span", String::new())
                }
                NoteTarget::Mention(id) => ("mention", id.to_string()),
                NoteTarget::Event(id) => ("event", id.to_string()),
                NoteTarget::Relation(id) => ("relation", id.to_string()),
            };
            let [start, end] = place;
            let mut row = vec![
                self.id(),
                note.id.to_string(),
                kind.to_owned(),
                on,
                start,
                end,
                note.open.to_string(),
                note.text.to_string(),
            ];
            row.extend(origin(&note.origin));
            row
        };
        self.annotations.notes().iter().map(row).collect()
    }

    fn entities(&self) -> Vec<Vec<String>> {
        let row = |entity: &crate::model::Entity| {
            vec![
                self.id(),
                entity.id.to_string(),
                entity.name.to_string(),
                entity.country.to_string(),
                list(&entity.sectors),
            ]
        };
        self.annotations.entities().iter().map(row).collect()
    }

    fn zones(&self) -> Vec<Vec<String>> {
        let row = |zone: &crate::text::Zone| {
            let [start, end] = self.place(zone.span);
            let words = self.document.text().slice(zone.span).to_owned();
            vec![self.id(), zone.kind.name().to_owned(), start, end, words]
        };
        self.document.zones().iter().map(row).collect()
    }
}

fn text(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

fn attributes(attributes: &Attributes) -> String {
    let pairs = attributes.iter();
    json_object(pairs.map(|(name, value)| (name.as_str(), value.as_str()))).unwrap_or_default()
}

/// Words as a JSON list; nothing where there are none.
fn list(words: &[SmolStr]) -> String {
    if words.is_empty() {
        return String::new();
    }
    let mut json = Vec::new();
    write_list(&mut json, words, |out, word| write_string(out, word));
    String::from_utf8(json).unwrap_or_default()
}

fn origin(origin: &Origin) -> [String; 5] {
    let suggested = origin.suggested.as_deref();
    let moment = jiff::Timestamp::from_second(origin.at.0).ok();
    [
        origin.status.name().to_owned(),
        origin.by.to_string(),
        text(moment.filter(|_| origin.at.0 != 0).as_ref()),
        text(suggested.map(|suggested| &suggested.source)),
        text(suggested.map(|suggested| &suggested.score)),
    ]
}
