//! `annotation.conf` to a schema.
//!
//! ```text
//! [entities]            one type a line; what is indented below another is a narrower type of it; `!` marks a mere heading
//! [relations]           Located  Arg1:Person, Arg2:Place|Area
//! [events]              Die      Victim*:Person, Place?:<ENTITY>
//! [attributes]          Negation Arg:<EVENT>          Certainty Arg:<EVENT>, Value:low|high
//! <People>=Person|Group          a macro, used as <People>
//! ```

use std::collections::{BTreeMap, HashMap};

use smol_str::SmolStr;

use super::SPAN;
use super::names::Names;
use crate::model::schema::{
    AttributeType, EntityType, EventType, FillerType, RelationType, Role, Schema,
};

/// Roles as the configuration spells them, by event type, to tell a numbered role ("Victim2") from one that is called so.
#[derive(Debug, Default)]
pub(super) struct Roles(HashMap<SmolStr, Vec<String>>);

impl Roles {
    /// The role that `written` means among the roles `all` of an event: its number goes off where another role of the event is the rest of it, or
    /// where only the rest is declared.
    pub(super) fn role<'r>(&self, event_type: &str, written: &'r str, all: &[&str]) -> &'r str {
        let base = written.trim_end_matches(|char: char| char.is_ascii_digit());
        if base.len() == written.len() || base.is_empty() {
            return written;
        }
        if let Some(declared) = self.0.get(event_type) {
            let is_declared = |role: &str| declared.iter().any(|known| known == role);
            if is_declared(written) {
                return written;
            }
            if is_declared(base) {
                return base;
            }
        }
        // Of "Arg22" beside "Arg2" only the last digit is a number.
        let mut stem = written;
        while stem.len() > base.len() {
            stem = stem.get(..stem.len() - 1).unwrap_or(base);
            if all.contains(&stem) {
                return stem;
            }
        }
        written
    }
}

/// A line of the configuration: its depth of indentation, its type, and what follows it.
type Entry<'a> = (usize, &'a str, &'a str);

/// Reads `configuration`; `names` gives labels that brat cannot spell.
pub(super) fn read_schema(configuration: &str, names: &Names) -> (Schema, Roles) {
    let mut sections: BTreeMap<&str, Vec<Entry<'_>>> = BTreeMap::new();
    let mut macros: HashMap<&str, &str> = HashMap::new();
    let mut section = "";
    for line in configuration.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') || trimmed.chars().all(|char| char == '-')
        {
            continue;
        }
        if let Some(name) = trimmed
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'))
        {
            section = name;
        } else if let Some((name, value)) = trimmed.split_once('=')
            && name.starts_with('<')
        {
            macros.insert(name, value);
        } else if !trimmed.starts_with('<') {
            let depth = line.len() - line.trim_start().len();
            let (name, rest) = trimmed
                .split_once(char::is_whitespace)
                .unwrap_or((trimmed, ""));
            sections
                .entry(section)
                .or_default()
                .push((depth, name, rest.trim()));
        }
    }
    let reader = SchemaReader { names, macros };
    let entries = |section: &str| sections.get(section).map_or(&[][..], Vec::as_slice);
    let mut roles = Roles::default();
    let schema = Schema {
        name: "brat".into(),
        description: "Read from annotation.conf".to_owned(),
        entity_types: reader.entities(entries("entities")),
        relation_types: entries("relations")
            .iter()
            .map(|entry| reader.relation(entry))
            .collect(),
        event_types: entries("events")
            .iter()
            .filter(|(_, name, _)| !name.starts_with('!'))
            .map(|entry| reader.event(entry, &mut roles))
            .collect(),
        ..Schema::default()
    };
    let schema = reader.attributes(entries("attributes"), schema);
    (schema, roles)
}

struct SchemaReader<'a> {
    names: &'a Names,
    macros: HashMap<&'a str, &'a str>,
}

impl SchemaReader<'_> {
    fn entities(&self, entries: &[Entry<'_>]) -> Vec<EntityType> {
        let is_own =
            |name: &str| name == SPAN || name.starts_with("Zone-") || name.starts_with('!');
        entries
            .iter()
            .filter(|(_, name, _)| !is_own(name))
            .map(|(_, name, _)| EntityType {
                name: self.names.label(name),
                ..EntityType::default()
            })
            .collect()
    }

    /// Name and value of `Arg1:A|B, Arg2:C`, macros replaced.
    fn pairs(&self, rest: &str) -> Vec<(String, Vec<String>)> {
        rest.split(',')
            .filter_map(|pair| pair.trim().split_once(':'))
            .map(|(name, types)| (name.trim().to_owned(), self.types(types)))
            .collect()
    }

    fn types(&self, written: &str) -> Vec<String> {
        written
            .split('|')
            .map(str::trim)
            .flat_map(|name| match self.macros.get(name) {
                Some(types) => types
                    .split('|')
                    .map(|name| name.trim().to_owned())
                    .collect(),
                None => vec![name.to_owned()],
            })
            .collect()
    }

    fn relation(&self, (_, name, rest): &Entry<'_>) -> RelationType {
        let mut ends = self
            .pairs(rest)
            .into_iter()
            .filter(|(name, _)| !name.starts_with('<'))
            .map(|(_, types)| {
                let is_any = types.iter().any(|name| name.starts_with('<'));
                let labels = types.iter().map(|name| self.names.label(name));
                if is_any { Vec::new() } else { labels.collect() }
            });
        RelationType {
            name: self.names.label(name),
            from: ends.next().unwrap_or_default(),
            to: ends.next().unwrap_or_default(),
            ..RelationType::default()
        }
    }

    fn event(&self, (_, name, rest): &Entry<'_>, roles: &mut Roles) -> EventType {
        let event_type = self.names.label(name);
        let mut written = Vec::new();
        let all = self.pairs(rest);
        let declared = all.iter().filter(|(name, _)| !name.starts_with('<'));
        let declared: Vec<Role> = declared
            .map(|(name, fillers)| {
                let (role, at_most, expected) = cardinality(name);
                written.push(role.to_owned());
                Role {
                    name: self.names.label(role),
                    fillers: fillers.iter().map(|name| self.filler(name)).collect(),
                    at_most,
                    expected,
                    ..Role::default()
                }
            })
            .collect();
        roles.0.insert(event_type.clone(), written);
        EventType {
            name: event_type,
            roles: declared,
            ..EventType::default()
        }
    }

    fn filler(&self, name: &str) -> FillerType {
        match name {
            "<EVENT>" => FillerType::AnyEvent,
            "<ANY>" | "<ENTITY>" => FillerType::AnySpan,
            label => FillerType::Entity(self.names.label(label)),
        }
    }

    fn attributes(&self, entries: &[Entry<'_>], mut schema: Schema) -> Schema {
        for (_, name, rest) in entries {
            let pairs = self.pairs(rest);
            let find = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted);
            let values = find("Value").map_or_else(Vec::new, |(_, values)| values.clone());
            let attribute = AttributeType {
                name: self.names.label(name),
                values: values
                    .iter()
                    .filter(|value| !value.is_empty())
                    .map(SmolStr::from)
                    .collect(),
                ..AttributeType::default()
            };
            let is_of_events =
                find("Arg").is_some_and(|(_, kinds)| kinds.iter().any(|kind| kind == "<EVENT>"));
            if is_of_events {
                schema.event_attributes.push(attribute);
            } else if !matches!(*name, "Level" | "Value" | "Count") {
                schema.mention_attributes.push(attribute);
            }
        }
        schema
    }
}

/// A role without the mark of how many fillers it takes: `?` at most one, `*` any number, `+` one or more, `{2}`, `{1-3}`.
fn cardinality(written: &str) -> (&str, Option<u8>, bool) {
    if let Some((role, count)) = written.split_once('{') {
        let count = count.trim_end_matches('}');
        let (least, most) = count.split_once('-').unwrap_or((count, count));
        return (role, most.parse().ok(), least != "0");
    }
    match written.chars().next_back() {
        Some('?') => (written.trim_end_matches('?'), Some(1), false),
        Some('*') => (written.trim_end_matches('*'), None, false),
        Some('+') => (written.trim_end_matches('+'), None, true),
        _ => (written, Some(1), true),
    }
}
