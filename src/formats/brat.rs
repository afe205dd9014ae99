//! brat standoff: for each document a `.txt` and a `.ann` file, and one `annotation.conf` for the folder.
//!
//! ```text
//! T1 → PER 0 5 → Women                  mention: label, first and last scalar value, words
//! T2 → Life.Die 11 17 → killed           trigger
//! E1 → Life.Die:T2 Victim:T1          event: type and trigger, then arguments
//! A1 → Polarity E1 negative           attribute
//! R1 → Physical.Located Arg1:T1 Arg2:T3
//! * → Equiv T1 T4                    coreferent mentions
//! #1 → AnnotatorNotes T1 → a note
//! ```
//!
//! Offsets count Unicode scalar values, end exclusive. Names keep letters, digits, `-` and `_`; every other character becomes `_`, since brat's
//! parser allows no other, so `Life.Die` is written `Life_Die`. Several fillers of one role are numbered: `Victim`, `Victim2`. Text between fragments and
//! line ends inside a mention split it into fragments, as brat demands. brat reads its files with line ends unified, so a text with carriage returns
//! is written with line feeds and offsets are counted in that.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};

use smol_str::SmolStr;

use super::export::{LossReport, Reason};
use crate::model::schema::{FillerType, Role, Schema};
use crate::model::{
    Annotations, Attributes, Document, Extent, Filler, Level, NoteTarget, RelationEnd,
};
use crate::text::{CharSpan, Span};

/// Writes the text as it goes beside the annotations: the whole text, line ends unified.
pub fn write_text(out: &mut dyn Write, document: &Document) -> io::Result<()> {
    let text = document.text().as_str();
    if text.contains('\r') {
        out.write_all(unified(text).as_bytes())
    } else {
        out.write_all(text.as_bytes())
    }
}

fn unified(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Writes the `.ann` file of `document` and notes what of `annotations` it cannot hold. Zones are listed as notes without an annotation.
pub fn write_annotations(
    out: &mut dyn Write,
    document: &Document,
    annotations: &Annotations,
    losses: &mut LossReport,
) -> io::Result<()> {
    let mut writer = AnnWriter {
        out,
        document,
        places: Places::new(document),
        ids: HashMap::new(),
        spans: BTreeMap::new(),
        counts: [0; 5],
        losses,
    };
    writer.mentions(annotations)?;
    writer.triggers(annotations)?;
    writer.bare_fillers(annotations)?;
    writer.events(annotations)?;
    writer.relations(annotations)?;
    writer.chains(annotations)?;
    writer.attributes(annotations)?;
    writer.notes(annotations)
}

/// A label or role as brat's parser takes it.
pub fn name(label: &str) -> String {
    label
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() || letter == '-' || letter == '_' {
                letter
            } else {
                '_'
            }
        })
        .collect()
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
                let is_whole = start == fragment.start && end == fragment.end;
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
}

/// Which counter an id comes from.
#[derive(Clone, Copy)]
enum Series {
    Text,
    Event,
    Relation,
    Attribute,
    Note,
}

struct AnnWriter<'a> {
    out: &'a mut dyn Write,
    document: &'a Document,
    places: Places<'a>,
    /// brat's id by the id of a mention, event or relation.
    ids: HashMap<String, String>,
    /// brat's id by the place of a trigger and its type, and of a bare filler.
    spans: BTreeMap<(Extent, SmolStr), String>,
    counts: [u32; 5],
    losses: &'a mut LossReport,
}

/// The label of spans that fill a role without being a mention.
const SPAN: &str = "Span";

impl AnnWriter<'_> {
    fn next(&mut self, series: Series) -> String {
        let (prefix, count) = match series {
            Series::Text => ('T', &mut self.counts[0]),
            Series::Event => ('E', &mut self.counts[1]),
            Series::Relation => ('R', &mut self.counts[2]),
            Series::Attribute => ('A', &mut self.counts[3]),
            Series::Note => ('#', &mut self.counts[4]),
        };
        *count += 1;
        format!("{prefix}{count}")
    }

    /// Writes a text-bound annotation and gives its id.
    fn text_bound(&mut self, label: &str, extent: &Extent) -> io::Result<String> {
        let id = self.next(Series::Text);
        let fragments = self.places.fragments(extent);
        let places: Vec<String> = fragments
            .iter()
            .map(|fragment| {
                let chars = self.places.chars(*fragment);
                format!("{} {}", chars.start, chars.end)
            })
            .collect();
        let words: Vec<&str> = fragments
            .iter()
            .map(|fragment| self.document.text().slice(*fragment))
            .collect();
        let (places, words) = (places.join(";"), words.join(" "));
        writeln!(self.out, "{id}\t{} {places}\t{words}", name(label))?;
        Ok(id)
    }

    fn mentions(&mut self, annotations: &Annotations) -> io::Result<()> {
        for mention in annotations.mentions() {
            let id = self.text_bound(&mention.label, &mention.extent)?;
            self.ids.insert(mention.id.to_string(), id);
        }
        Ok(())
    }

    /// Events of one type on the same words share their trigger.
    fn triggers(&mut self, annotations: &Annotations) -> io::Result<()> {
        for event in annotations.events() {
            let key = (event.trigger.clone(), event.event_type.clone());
            if !self.spans.contains_key(&key) {
                let id = self.text_bound(&event.event_type, &event.trigger)?;
                self.spans.insert(key, id);
            }
            let id = self.next(Series::Event);
            self.ids.insert(event.id.to_string(), id);
        }
        Ok(())
    }

    fn bare_fillers(&mut self, annotations: &Annotations) -> io::Result<()> {
        for argument in annotations
            .events()
            .iter()
            .flat_map(|event| &event.arguments)
        {
            let Filler::Span(span) = argument.filler else {
                continue;
            };
            let extent = Extent::new(span);
            let document = self.document;
            self.losses.note(Reason::BareSpan, "role fillings", || {
                super::export::example(document, &extent)
            });
            let key = (extent, SmolStr::new_static(SPAN));
            if !self.spans.contains_key(&key) {
                let id = self.text_bound(SPAN, &key.0)?;
                self.spans.insert(key, id);
            }
        }
        Ok(())
    }

    fn events(&mut self, annotations: &Annotations) -> io::Result<()> {
        for event in annotations.events() {
            let key = (event.trigger.clone(), event.event_type.clone());
            let (Some(id), Some(trigger)) = (self.ids.get(event.id.as_str()), self.spans.get(&key))
            else {
                continue;
            };
            write!(self.out, "{id}\t{}:{trigger}", name(&event.event_type))?;
            let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
            for argument in &event.arguments {
                let filler = match &argument.filler {
                    Filler::Mention(id) => self.ids.get(id.as_str()),
                    Filler::Event(id) => self.ids.get(id.as_str()),
                    Filler::Span(span) => self
                        .spans
                        .get(&(Extent::new(*span), SmolStr::new_static(SPAN))),
                };
                let Some(filler) = filler else {
                    continue;
                };
                let count = counts.entry(&argument.role).or_default();
                *count += 1;
                write!(self.out, " {}", name(&argument.role))?;
                if *count > 1 {
                    write!(self.out, "{count}")?;
                }
                write!(self.out, ":{filler}")?;
            }
            writeln!(self.out)?;
            let what = || format!("{} in {}", event.id, self.document.id);
            for _ in &event.not_stated {
                self.losses
                    .note(Reason::NoPlace, "roles declared as not stated", what);
            }
            if event.event.is_some() {
                self.losses
                    .note(Reason::NoPlace, "links of coreferent events", what);
            }
        }
        Ok(())
    }

    fn relations(&mut self, annotations: &Annotations) -> io::Result<()> {
        for relation in annotations.relations() {
            let end = |end: &RelationEnd| match end {
                RelationEnd::Mention(id) => self.ids.get(id.as_str()).cloned(),
                RelationEnd::Event(id) => self.ids.get(id.as_str()).cloned(),
            };
            if let (Some(from), Some(to)) = (end(&relation.from), end(&relation.to)) {
                let id = self.next(Series::Relation);
                let label = name(&relation.relation_type);
                writeln!(self.out, "{id}\t{label} Arg1:{from} Arg2:{to}")?;
                self.ids.insert(relation.id.to_string(), id);
            }
        }
        Ok(())
    }

    fn chains(&mut self, annotations: &Annotations) -> io::Result<()> {
        let mut chains: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
        for mention in annotations.mentions() {
            if let (Some(entity), Some(id)) = (&mention.entity, self.ids.get(mention.id.as_str())) {
                chains.entry(entity.as_str()).or_default().push(id);
            }
        }
        for ids in chains.values().filter(|ids| ids.len() > 1) {
            write!(self.out, "*\tEquiv")?;
            for id in ids {
                write!(self.out, " {id}")?;
            }
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn attribute(&mut self, on: &str, attribute: &str, value: &str) -> io::Result<()> {
        let Some(on) = self.ids.get(on).cloned() else {
            return Ok(());
        };
        let id = self.next(Series::Attribute);
        // A value is one word.
        let value = value.split_whitespace().collect::<Vec<_>>().join("_");
        writeln!(self.out, "{id}\t{} {on} {value}", attribute_name(attribute))
    }

    fn attributes(&mut self, annotations: &Annotations) -> io::Result<()> {
        let all = |attributes: &Attributes| -> Vec<(SmolStr, SmolStr)> {
            attributes
                .iter()
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        };
        for mention in annotations.mentions() {
            if mention.level != Level::Name {
                self.attribute(mention.id.as_str(), "level", mention.level.name())?;
            }
            for (attribute, value) in [("value", &mention.value), ("count", &mention.count)] {
                if let Some(value) = value {
                    self.attribute(mention.id.as_str(), attribute, value)?;
                }
            }
            for (attribute, value) in all(&mention.attributes) {
                self.attribute(mention.id.as_str(), &attribute, &value)?;
            }
        }
        for event in annotations.events() {
            for (attribute, value) in all(&event.attributes) {
                self.attribute(event.id.as_str(), &attribute, &value)?;
            }
            if let Some(code) = &event.plover {
                self.attribute(event.id.as_str(), "plover", code)?;
            }
        }
        Ok(())
    }

    fn notes(&mut self, annotations: &Annotations) -> io::Result<()> {
        for note in annotations.notes() {
            let on = match &note.on {
                NoteTarget::Mention(id) => self.ids.get(id.as_str()),
                NoteTarget::Event(id) => self.ids.get(id.as_str()),
                NoteTarget::Relation(id) => self.ids.get(id.as_str()),
                NoteTarget::Document | NoteTarget::Span(_) => None,
            };
            let Some(on) = on.cloned() else {
                let example = || format!("{} in {}", note.id, self.document.id);
                self.losses.note(Reason::NoPlace, "notes", example);
                continue;
            };
            let id = self.next(Series::Note);
            let text = note.text.split_whitespace().collect::<Vec<_>>().join(" ");
            writeln!(self.out, "{id}\tAnnotatorNotes {on}\t{text}")?;
        }
        let zones: Vec<_> = self.document.zones().to_vec();
        for zone in zones.iter().filter(|zone| zone.kind.is_skipped()) {
            let label = format!("Zone-{}", zone.kind.name());
            self.text_bound(&label, &Extent::new(zone.span))?;
        }
        Ok(())
    }
}

/// Attributes begin with a capital in brat's own files.
fn attribute_name(attribute: &str) -> String {
    let mut letters = attribute.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect::<String>()
    })
}

/// Writes the folder's `annotation.conf` for the types of `schema` and whatever else `documents` use.
pub fn write_configuration<'a>(
    out: &mut dyn Write,
    schema: &Schema,
    exported: impl IntoIterator<Item = &'a Annotations>,
) -> io::Result<()> {
    let mut used = Used::default();
    for annotations in exported {
        used.add(annotations);
    }
    writeln!(out, "[entities]")?;
    for known in &schema.entity_types {
        writeln!(out, "{}", name(&known.name))?;
        used.labels.remove(known.name.as_str());
    }
    for label in &used.labels {
        writeln!(out, "{}", name(label))?;
    }
    for other in [SPAN, "Zone-boilerplate", "Zone-markup"] {
        writeln!(out, "{other}")?;
    }
    writeln!(out, "\n[relations]")?;
    for known in &schema.relation_types {
        let ends = |labels: &[SmolStr]| {
            if labels.is_empty() {
                "<ANY>".to_owned()
            } else {
                labels
                    .iter()
                    .map(|label| name(label))
                    .collect::<Vec<_>>()
                    .join("|")
            }
        };
        writeln!(
            out,
            "{}\tArg1:{}, Arg2:{}",
            name(&known.name),
            ends(&known.from),
            ends(&known.to)
        )?;
        used.relations.remove(known.name.as_str());
    }
    for label in &used.relations {
        writeln!(out, "{}\tArg1:<ANY>, Arg2:<ANY>", name(label))?;
    }
    writeln!(out, "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>")?;
    writeln!(out, "\n[events]")?;
    for known in &schema.event_types {
        let mut roles: Vec<String> = known
            .roles
            .iter()
            .map(|role| configured_role(schema, role))
            .collect();
        for role in used.events.remove(known.name.as_str()).unwrap_or_default() {
            if known.role(role).is_none() {
                roles.push(format!("{}*:<ANY>", name(role)));
            }
        }
        writeln!(out, "{}\t{}", name(&known.name), roles.join(", "))?;
    }
    for (label, roles) in &used.events {
        let roles: Vec<String> = roles
            .iter()
            .map(|role| format!("{}*:<ANY>", name(role)))
            .collect();
        writeln!(out, "{}\t{}", name(label), roles.join(", "))?;
    }
    writeln!(out, "\n[attributes]")?;
    let levels: Vec<&str> = Level::ALL
        .iter()
        .map(|level| level.name())
        .skip(1)
        .collect();
    used.mention_attributes
        .entry("level")
        .or_default()
        .extend(levels);
    for known in &schema.event_attributes {
        let values = used.event_attributes.entry(&known.name).or_default();
        values.extend(known.values.iter().map(SmolStr::as_str));
    }
    for (kind, attributes) in [
        ("<ENTITY>", &used.mention_attributes),
        ("<EVENT>", &used.event_attributes),
    ] {
        for (attribute, values) in attributes {
            let values: Vec<String> = values
                .iter()
                .map(|value| value.split_whitespace().collect::<Vec<_>>().join("_"))
                .collect();
            writeln!(
                out,
                "{}\tArg:{kind}, Value:{}",
                attribute_name(attribute),
                values.join("|")
            )?;
        }
    }
    Ok(())
}

/// What exported annotations use, to declare what the schema does not.
#[derive(Default)]
struct Used<'a> {
    labels: BTreeSet<&'a str>,
    relations: BTreeSet<&'a str>,
    events: BTreeMap<&'a str, BTreeSet<&'a str>>,
    mention_attributes: BTreeMap<&'a str, BTreeSet<&'a str>>,
    event_attributes: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Used<'a> {
    fn add(&mut self, annotations: &'a Annotations) {
        for mention in annotations.mentions() {
            self.labels.insert(&mention.label);
            for (attribute, value) in mention.attributes.iter() {
                self.mention_attributes
                    .entry(attribute)
                    .or_default()
                    .insert(value);
            }
            for (attribute, value) in [("value", &mention.value), ("count", &mention.count)] {
                if let Some(value) = value {
                    self.mention_attributes
                        .entry(attribute)
                        .or_default()
                        .insert(value);
                }
            }
        }
        for event in annotations.events() {
            let roles = self.events.entry(&event.event_type).or_default();
            roles.extend(
                event
                    .arguments
                    .iter()
                    .map(|argument| argument.role.as_str()),
            );
            for (attribute, value) in event.attributes.iter() {
                self.event_attributes
                    .entry(attribute)
                    .or_default()
                    .insert(value);
            }
            if let Some(code) = &event.plover {
                self.event_attributes
                    .entry("plover")
                    .or_default()
                    .insert(code);
            }
        }
        for relation in annotations.relations() {
            self.relations.insert(&relation.relation_type);
        }
    }
}

/// A role of an event type with how many fillers it takes and of what types.
fn configured_role(schema: &Schema, role: &Role) -> String {
    let count = match role.at_most {
        Some(1) => "?".to_owned(),
        Some(most) => format!("{{0-{most}}}"),
        None => "*".to_owned(),
    };
    let mut fillers: Vec<String> = if role.takes_span() {
        vec!["<ANY>".to_owned()]
    } else {
        role.fillers
            .iter()
            .map(|filler| match filler {
                FillerType::Entity(label) => name(label),
                FillerType::Event(event_type) => name(event_type),
                FillerType::AnyEvent => "<EVENT>".to_owned(),
                FillerType::AnySpan => "<ANY>".to_owned(),
            })
            .collect()
    };
    let norp = name("NORP");
    if schema.entity_type("NORP").is_some()
        && !role.takes_span()
        && role.takes_entity("NORP")
        && !fillers.contains(&norp)
    {
        fillers.push(norp);
    }
    format!("{}{count}:{}", name(&role.name), fillers.join("|"))
}
