//! Fields of a record that Dateline does not know, and ids that the model has no place for, kept as raw JSON in [`Document::unknown_json`].
//!
//! Unknown fields of the record itself stand there under their names. Those of the things inside it stand under a section such as [`ENTITIES`]:
//! an object from the thing's key (its id, or place and label) to an object of its unknown fields.
//!
//! [`Document::unknown_json`]: crate::model::Document::unknown_json

use std::collections::BTreeMap;

use super::fields::{Fields, ObjectWriter};

/// A record id that was no string.
pub(in crate::formats) const ID: &str = "#id";
/// Unknown fields of `meta` (under its own name).
pub(in crate::formats) const META: &str = "#meta";
/// Unknown fields of entity mentions, by id.
pub(in crate::formats) const ENTITIES: &str = "#entities";
/// Unknown fields of event mentions, by id.
pub(in crate::formats) const EVENTS: &str = "#events";
/// Unknown fields of arguments, by event id, role and place.
pub(in crate::formats) const ARGUMENTS: &str = "#arguments";
/// Unknown fields of relations, by id.
pub(in crate::formats) const RELATIONS: &str = "#relations";
/// Unknown fields of notes, by id.
pub(in crate::formats) const NOTES: &str = "#notes";
/// Unknown fields of zones, by kind and place.
pub(in crate::formats) const ZONES: &str = "#zones";
/// Ids and unknown fields of suggestions and refused suggestions, by place and label.
pub(in crate::formats) const SUGGESTIONS: &str = "#suggestions";

const SECTIONS: [&str; 8] = [
    META,
    ENTITIES,
    EVENTS,
    ARGUMENTS,
    RELATIONS,
    NOTES,
    ZONES,
    SUGGESTIONS,
];

/// Collects unknown fields while a record is read.
#[derive(Debug, Default)]
pub(in crate::formats) struct ExtrasWriter {
    sections: BTreeMap<&'static str, BTreeMap<String, Vec<u8>>>,
    numeric_id: Option<String>,
    /// Fields of the record itself that a reader makes: name, and value as a JSON string.
    made: Vec<(&'static str, Vec<u8>)>,
}

impl ExtrasWriter {
    /// Adds a field to the record itself.
    pub(in crate::formats) fn keep_field(&mut self, name: &'static str, value: &str) {
        let mut json = Vec::with_capacity(value.len() + 2);
        super::fields::write_string(&mut json, value);
        self.made.push((name, json));
    }

    /// Keeps what is left of `fields` under `key`, with `more` fields before it.
    pub(in crate::formats) fn keep(
        &mut self,
        section: &'static str,
        key: impl FnOnce() -> String,
        fields: &Fields<'_>,
        more: &[(&str, &str)],
    ) {
        if fields.is_empty() && more.is_empty() {
            return;
        }
        let mut json = Vec::new();
        let mut object = ObjectWriter::new(&mut json);
        for (name, value) in more {
            object.any_string(name, value);
        }
        for (name, value) in fields.iter() {
            object.raw(name, value.get());
        }
        object.end();
        self.sections
            .entry(section)
            .or_default()
            .insert(key(), json);
    }

    /// Keeps a record id that is no string as it was written.
    pub(in crate::formats) fn keep_id(&mut self, raw: &str) {
        self.numeric_id = Some(raw.to_owned());
    }

    /// All of it with the record's own unknown fields, as one object; empty when there are none.
    pub(in crate::formats) fn finish(self, record: &Fields<'_>) -> Box<str> {
        if record.is_empty()
            && self.sections.is_empty()
            && self.numeric_id.is_none()
            && self.made.is_empty()
        {
            return Box::default();
        }
        let mut json = Vec::new();
        let mut object = ObjectWriter::new(&mut json);
        for (name, value) in record.iter() {
            object.raw(name, value.get());
        }
        for (name, value) in &self.made {
            object.key(name).extend_from_slice(value);
        }
        if let Some(id) = &self.numeric_id {
            object.raw(ID, id);
        }
        for (section, things) in &self.sections {
            let out = object.key(section);
            let mut section = ObjectWriter::new(out);
            for (key, fields) in things {
                section.any_key(key).extend_from_slice(fields);
            }
            section.end();
        }
        object.end();
        String::from_utf8(json).map(Into::into).unwrap_or_default()
    }
}

/// Unknown fields, to write them back where they were.
#[derive(Debug, Default)]
pub(in crate::formats) struct Extras<'a> {
    record: Fields<'a>,
    numeric_id: Option<&'a str>,
    sections: BTreeMap<&'static str, BTreeMap<String, Fields<'a>>>,
}

impl<'a> Extras<'a> {
    /// Reads what [`ExtrasWriter::finish`] gave; nothing from what is no such object.
    pub(in crate::formats) fn read(json: &'a str) -> Self {
        let mut record: Fields<'a> = serde_json::from_str(json).unwrap_or_default();
        let mut sections = BTreeMap::new();
        for section in SECTIONS {
            let things: Option<BTreeMap<String, Fields<'a>>> =
                record.take(section).unwrap_or_default();
            if let Some(things) = things {
                sections.insert(section, things);
            }
        }
        let numeric_id = record.raw(ID).map(serde_json::value::RawValue::get);
        Self {
            record,
            numeric_id,
            sections,
        }
    }

    /// A record id that was no string, as it was written.
    pub(in crate::formats) fn numeric_id(&self) -> Option<&'a str> {
        self.numeric_id
    }

    /// Whether there is nothing for any thing inside the record, so that no key needs to be made.
    pub(in crate::formats) fn has(&self, section: &'static str) -> bool {
        self.sections.contains_key(section)
    }

    /// A field of a thing.
    pub(in crate::formats) fn field(
        &self,
        section: &'static str,
        key: &str,
        name: &str,
    ) -> Option<&'a str> {
        let raw = self.sections.get(section)?.get(key)?.raw(name)?;
        Some(raw.get())
    }

    /// A field of the record itself.
    pub(in crate::formats) fn record_field(&self, name: &str) -> Option<&'a str> {
        self.record.raw(name).map(serde_json::value::RawValue::get)
    }

    /// Writes the unknown fields of a thing into its object, all but those in `except`.
    pub(in crate::formats) fn write(
        &self,
        section: &'static str,
        key: impl FnOnce() -> String,
        object: &mut ObjectWriter<'_>,
        except: &[&str],
    ) {
        let Some(things) = self.sections.get(section) else {
            return;
        };
        if let Some(fields) = things.get(&key()) {
            for (name, value) in fields.iter().filter(|(name, _)| !except.contains(name)) {
                object.raw(name, value.get());
            }
        }
    }

    /// Writes the record's own unknown fields.
    pub(in crate::formats) fn write_record(&self, object: &mut ObjectWriter<'_>) {
        self.write_record_except(object, &[]);
    }

    /// Writes the record's own unknown fields, all but those in `except`, which the format uses itself.
    pub(in crate::formats) fn write_record_except(
        &self,
        object: &mut ObjectWriter<'_>,
        except: &[&str],
    ) {
        let is_written = |name: &str| name != ID && !except.contains(&name);
        for (name, value) in self.record.iter().filter(|(name, _)| is_written(name)) {
            object.raw(name, value.get());
        }
    }
}
