//! Documents to text and annotation files.

use std::collections::{BTreeMap, HashMap};

use smol_str::SmolStr;

use super::SPAN;
use super::configuration::{Used, configuration, visual};
use super::names::{Names, attribute_name, name};
use crate::formats::export::{LossReport, Reason, Selection, example};
use crate::formats::file_names::FileNames;
use crate::formats::writing::{Output, Writer, WriterOptions};
use crate::model::{
    Annotations, Attributes, Document, Extent, Filler, Level, NoteTarget, RelationEnd, Schema,
};
use crate::text::{CharSpan, Span, ZoneKind};

/// A writer of a brat folder.
pub(in crate::formats) fn write(options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(FolderWriter {
        schema: options.schema.clone(),
        file_names: FileNames::default(),
        names: Names::default(),
        used: Used::default(),
    })
}

struct FolderWriter {
    schema: Schema,
    file_names: FileNames,
    names: Names,
    used: Used,
}

impl Writer for FolderWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        losses: &mut LossReport,
    ) -> std::io::Result<()> {
        let file = self.file_names.of(document);
        let text = document.text().as_str();
        if text.contains('\r') {
            losses.note_many(
                Reason::Spelling,
                "carriage returns",
                text.matches('\r').count(),
                &format!("in {}", document.id),
            );
            out.file(&format!("{file}.txt"), unified(text).as_bytes())?;
        } else {
            out.file(&format!("{file}.txt"), text.as_bytes())?;
        }
        let mut writer = AnnWriter {
            out: String::with_capacity(text.len()),
            document,
            places: Places::new(document),
            ids: HashMap::new(),
            spans: BTreeMap::new(),
            counts: [0; 6],
            names: &mut self.names,
            losses,
        };
        writer.everything(&selection.annotations);
        let lines = writer.out;
        out.file(&format!("{file}.ann"), lines.as_bytes())?;
        self.used.add(&selection.annotations);
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Output) -> std::io::Result<()> {
        let used = std::mem::take(&mut self.used);
        let lines = configuration(&self.schema, used, &mut self.names);
        out.file("annotation.conf", lines.as_bytes())?;
        out.file("visual.conf", visual(&self.names).as_bytes())
    }
}

fn unified(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Scalar values in the written text, where a carriage return before a line feed is not there.
struct Places<'a> {
    document: &'a Document,
    /// Scalar values of the text at which a dropped carriage return stands.
    dropped: Vec<u32>,
}

impl<'a> Places<'a> {
    fn new(document: &'a Document) -> Self {
        let text = document.text();
        let dropped = text
            .as_str()
            .match_indices("\r\n")
            .map(|(at, _)| text.chars_from_span(Span::new(at as u32, at as u32)).start)
            .collect();
        Self { document, dropped }
    }

    fn chars(&self, span: Span) -> CharSpan {
        let chars = self.document.text().chars_from_span(span);
        let before = |at: u32| self.dropped.partition_point(|dropped| *dropped < at) as u32;
        CharSpan {
            start: chars.start - before(chars.start),
            end: chars.end - before(chars.end),
        }
    }

    /// Fragments without line ends, and without blanks beside them.
    fn fragments(&self, extent: &Extent) -> Vec<Span> {
        let text = self.document.text();
        let mut fragments = Vec::new();
        for fragment in extent.fragments() {
            let mut start = fragment.start;
            for line in text.slice(*fragment).split_inclusive(['\n', '\r']) {
                let end = start + line.len() as u32;
                let trimmed = text.trim(Span::new(start, end));
                let is_whole =
                    start == fragment.start && end == fragment.end && !line.ends_with(['\n', '\r']);
                if is_whole {
                    fragments.push(*fragment);
                } else if !trimmed.is_empty() {
                    fragments.push(trimmed);
                }
                start = end;
            }
        }
        fragments
    }

    /// Whether a gap of `extent` is nothing but blanks with a line end, which a reader takes for the line end inside a mention.
    fn closes_gap(&self, extent: &Extent) -> bool {
        extent.fragments().windows(2).any(|pair| {
            let [left, right] = pair else {
                return false;
            };
            let gap = self.document.text().slice(Span::new(left.end, right.start));
            gap.trim().is_empty() && gap.contains(['\n', '\r'])
        })
    }
}

/// Which counter an id comes from.
#[derive(Clone, Copy)]
enum Series {
    Text,
    Event,
    Relation,
    Attribute,
    Note,
    Reference,
}

struct AnnWriter<'a> {
    out: String,
    document: &'a Document,
    places: Places<'a>,
    /// brat's id by the id of a mention, event or relation.
    ids: HashMap<String, String>,
    /// brat's id by the place of a trigger and its type, and of a bare filler.
    spans: BTreeMap<(Extent, SmolStr), String>,
    counts: [u32; 6],
    names: &'a mut Names,
    losses: &'a mut LossReport,
}

impl AnnWriter<'_> {
    fn everything(&mut self, annotations: &Annotations) {
        self.mentions(annotations);
        self.triggers(annotations);
        self.bare_fillers(annotations);
        self.events(annotations);
        self.relations(annotations);
        self.chains(annotations);
        self.attributes(annotations);
        self.notes(annotations);
        self.zones();
    }

    fn next(&mut self, series: Series) -> String {
        let (prefix, count) = match series {
            Series::Text => ('T', &mut self.counts[0]),
            Series::Event => ('E', &mut self.counts[1]),
            Series::Relation => ('R', &mut self.counts[2]),
            Series::Attribute => ('A', &mut self.counts[3]),
            Series::Note => ('#', &mut self.counts[4]),
            Series::Reference => ('N', &mut self.counts[5]),
        };
        *count += 1;
        format!("{prefix}{count}")
    }

    fn line(&mut self, parts: &[&str]) {
        self.out.extend(parts.iter().copied());
        self.out.push('\n');
    }

    /// The name of a label; notes one that will not be found again.
    fn name(&mut self, label: &str, kind: &'static str) -> String {
        let written = name(label);
        self.remember(&written, label, kind);
        written
    }

    fn remember(&mut self, written: &str, label: &str, kind: &'static str) {
        if !self.names.add(written, label) {
            let document = self.document;
            self.losses.note(Reason::Spelling, kind, || {
                format!("“{label}” in {}", document.id)
            });
        }
    }

    /// Writes a text-bound annotation and gives its id; `None` (noted) for one over line ends alone.
    fn text_bound(&mut self, label: &str, extent: &Extent, kind: &'static str) -> Option<String> {
        let fragments = self.places.fragments(extent);
        let document = self.document;
        let (Some(first), Some(last)) = (fragments.first(), fragments.last()) else {
            self.losses
                .note(Reason::NoToken, kind, || example(document, extent));
            return None;
        };
        if first.cover(*last) != extent.envelope() {
            self.losses
                .note(Reason::Blanks, kind, || example(document, extent));
        }
        if self.places.closes_gap(extent) {
            self.losses
                .note(Reason::Gaps, kind, || example(document, extent));
        }
        let id = self.next(Series::Text);
        self.out.extend([&id, "\t", label]);
        for (index, fragment) in fragments.iter().enumerate() {
            let CharSpan { start, end } = self.places.chars(*fragment);
            self.out.push(if index == 0 { ' ' } else { ';' });
            self.out.push_str(&start.to_string());
            self.out.push(' ');
            self.out.push_str(&end.to_string());
        }
        for (index, fragment) in fragments.iter().enumerate() {
            self.out.push(if index == 0 { '\t' } else { ' ' });
            self.out.push_str(document.text().slice(*fragment));
        }
        self.out.push('\n');
        Some(id)
    }

    fn mentions(&mut self, annotations: &Annotations) {
        for mention in annotations.mentions() {
            let label = self.name(&mention.label, "labels");
            if let Some(id) = self.text_bound(&label, &mention.extent, "mentions") {
                self.ids.insert(mention.id.to_string(), id);
            }
        }
    }

    /// Events of one type on the same words share their trigger.
    fn triggers(&mut self, annotations: &Annotations) {
        for event in annotations.events() {
            let key = (event.trigger.clone(), event.event_type.clone());
            if !self.spans.contains_key(&key) {
                let label = name(&event.event_type);
                if let Some(id) = self.text_bound(&label, &event.trigger, "events") {
                    self.spans.insert(key.clone(), id);
                }
            }
            if self.spans.contains_key(&key) {
                let id = self.next(Series::Event);
                self.ids.insert(event.id.to_string(), id);
            }
        }
    }

    fn bare_fillers(&mut self, annotations: &Annotations) {
        let arguments = annotations
            .events()
            .iter()
            .flat_map(|event| &event.arguments);
        for argument in arguments {
            let Filler::Span(span) = argument.filler else {
                continue;
            };
            let extent = Extent::new(span);
            let document = self.document;
            self.losses.note(Reason::BareSpan, "role fillings", || {
                example(document, &extent)
            });
            let key = (extent, SmolStr::new_static(SPAN));
            if !self.spans.contains_key(&key)
                && let Some(id) = self.text_bound(SPAN, &key.0, "bare spans")
            {
                self.spans.insert(key, id);
            }
        }
    }

    fn events(&mut self, annotations: &Annotations) {
        for event in annotations.events() {
            let key = (event.trigger.clone(), event.event_type.clone());
            let (Some(id), Some(trigger)) = (
                self.ids.get(event.id.as_str()).cloned(),
                self.spans.get(&key).cloned(),
            ) else {
                continue;
            };
            let label = self.name(&event.event_type, "labels");
            self.out.extend([&id, "\t", &label, ":", &trigger]);
            let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
            for argument in &event.arguments {
                let Some(filler) = self.filler(&argument.filler) else {
                    let document = self.document;
                    self.losses.note(Reason::Link, "arguments", || {
                        format!("{} of {} in {}", argument.role, event.id, document.id)
                    });
                    continue;
                };
                let count = counts.entry(&argument.role).or_default();
                *count += 1;
                let number = if *count > 1 {
                    count.to_string()
                } else {
                    String::new()
                };
                let role = self.name(&argument.role, "roles");
                self.out.extend([" ", &role, &number, ":", &filler]);
            }
            self.out.push('\n');
        }
    }

    fn filler(&self, filler: &Filler) -> Option<String> {
        match filler {
            Filler::Mention(id) => self.ids.get(id.as_str()),
            Filler::Event(id) => self.ids.get(id.as_str()),
            Filler::Span(span) => self
                .spans
                .get(&(Extent::new(*span), SmolStr::new_static(SPAN))),
        }
        .cloned()
    }

    fn relations(&mut self, annotations: &Annotations) {
        for relation in annotations.relations() {
            let end = |end: &RelationEnd| match end {
                RelationEnd::Mention(id) => self.ids.get(id.as_str()).cloned(),
                RelationEnd::Event(id) => self.ids.get(id.as_str()).cloned(),
            };
            let (from, to) = (end(&relation.from), end(&relation.to));
            if let (Some(from), Some(to)) = (from, to) {
                let id = self.next(Series::Relation);
                let label = self.name(&relation.relation_type, "labels");
                self.line(&[&id, "\t", &label, " Arg1:", &from, " Arg2:", &to]);
                self.ids.insert(relation.id.to_string(), id);
            } else {
                let document = &self.document.id;
                self.losses.note(Reason::Link, "relations", || {
                    format!("{} in {document}", relation.id)
                });
            }
        }
    }

    fn chains(&mut self, annotations: &Annotations) {
        let mut chains: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for mention in annotations.mentions() {
            if let (Some(entity), Some(id)) = (&mention.entity, self.ids.get(mention.id.as_str())) {
                chains.entry(entity.as_str()).or_default().push(id.clone());
            }
        }
        for ids in chains.values().filter(|ids| ids.len() > 1) {
            self.out.push_str("*\tEquiv");
            for id in ids {
                self.out.extend([" ", id]);
            }
            self.out.push('\n');
        }
    }

    fn attribute(&mut self, on: &str, attribute: &str, value: &str) {
        let Some(on) = self.ids.get(on).cloned() else {
            return;
        };
        if attribute == "reference" && is_reference(value) {
            let id = self.next(Series::Reference);
            self.line(&[&id, "\tReference ", &on, " ", value, "\t"]);
            return;
        }
        let id = self.next(Series::Attribute);
        let written = attribute_name(attribute);
        self.remember(&written, attribute, "attribute names");
        // A value is one word.
        let word = value.split_whitespace().collect::<Vec<_>>().join("_");
        if word != value || word.is_empty() {
            let document = &self.document.id;
            self.losses.note(Reason::Spelling, "attribute values", || {
                format!("“{value}” in {document}")
            });
        }
        let blank = if word.is_empty() { "" } else { " " };
        self.line(&[&id, "\t", &written, " ", &on, blank, &word]);
    }

    fn attributes(&mut self, annotations: &Annotations) {
        let all = |attributes: &Attributes| -> Vec<(SmolStr, SmolStr)> {
            attributes
                .iter()
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        };
        for mention in annotations.mentions() {
            if mention.level != Level::Name {
                self.attribute(mention.id.as_str(), "level", mention.level.name());
            }
            for (attribute, value) in [("value", &mention.value), ("count", &mention.count)] {
                if let Some(value) = value {
                    self.attribute(mention.id.as_str(), attribute, value);
                }
            }
            for (attribute, value) in all(&mention.attributes) {
                self.attribute(mention.id.as_str(), &attribute, &value);
            }
        }
        for event in annotations.events() {
            for (attribute, value) in all(&event.attributes) {
                self.attribute(event.id.as_str(), &attribute, &value);
            }
            if let Some(code) = &event.plover {
                self.attribute(event.id.as_str(), "plover", code);
            }
        }
    }

    fn notes(&mut self, annotations: &Annotations) {
        for note in annotations.notes() {
            let on = match &note.on {
                NoteTarget::Mention(id) => self.ids.get(id.as_str()),
                NoteTarget::Event(id) => self.ids.get(id.as_str()),
                NoteTarget::Relation(id) => self.ids.get(id.as_str()),
                NoteTarget::Document | NoteTarget::Span(_) => None,
            };
            let document = self.document;
            let example = || format!("{} in {}", note.id, document.id);
            let Some(on) = on.cloned() else {
                self.losses.note(Reason::NoPlace, "notes", example);
                continue;
            };
            let text = note.text.split_whitespace().collect::<Vec<_>>().join(" ");
            if *text != *note.text {
                self.losses.note(Reason::Spelling, "notes", example);
            }
            let id = self.next(Series::Note);
            let kind = if note.open {
                "OpenQuestion"
            } else {
                "AnnotatorNotes"
            };
            self.line(&[&id, "\t", kind, " ", &on, "\t", &text]);
        }
    }

    /// Boilerplate and markup are listed, so that readers can leave them out; the other zones would lie over every line.
    fn zones(&mut self) {
        let document = self.document;
        for zone in document.zones() {
            let is_there = document
                .text()
                .get(zone.span)
                .is_some_and(|words| !words.trim().is_empty());
            if zone.kind.is_skipped() && is_there {
                let label = zone_label(zone.kind);
                self.text_bound(&label, &Extent::new(zone.span), "zones");
            } else {
                let example = || format!("{} of {}", zone.kind.name(), document.id);
                self.losses.note(Reason::NoPlace, "zones", example);
            }
        }
    }
}

/// The label of a zone's text-bound annotation.
pub(super) fn zone_label(kind: ZoneKind) -> String {
    format!("Zone-{}", kind.name())
}

/// Whether a value names an entry of a database, as brat's normalisations do: "Wikipedia:534366".
fn is_reference(value: &str) -> bool {
    value.split_once(':').is_some_and(|(database, entry)| {
        !database.is_empty() && !entry.is_empty() && !value.contains(char::is_whitespace)
    })
}
