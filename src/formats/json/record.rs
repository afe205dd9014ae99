//! Sources of JSON records, and what records of several formats say about their document in the same words.

use std::io::{self, BufRead as _, Read as _};

use serde_json::value::RawValue;
use smol_str::SmolStr;

use super::extras::{self, Extras};
use super::fields::{Fields, ObjectWriter, Word, without_place, write_string};
use crate::formats::draft::Draft;
use crate::formats::jsonl::Lines;
use crate::formats::reading::{Documents, ReadOptions, Source};
use crate::formats::{FormatError, Imported};
use crate::model::{Document, Metadata};

/// Where a record stands in its source.
pub(in crate::formats) struct Place<'a> {
    /// Its line, counted from 1.
    pub(in crate::formats) line: u64,
    /// Its number among the records, counted from 1.
    pub(in crate::formats) number: u64,
    /// What is known about the source.
    pub(in crate::formats) options: &'a ReadOptions,
}

impl Place<'_> {
    /// The id of a document that has none of its own.
    pub(in crate::formats) fn id(&self) -> String {
        self.options.id(self.number)
    }
}

/// Reads one record; an error is told in words, its line is added.
pub(in crate::formats) type ReadRecord = fn(Fields<'_>, &Place<'_>) -> Result<Imported, String>;

/// Documents of a source that has one record a line, a list of records, or one record over many lines.
pub(in crate::formats) fn records(
    source: Source,
    options: &ReadOptions,
    read: ReadRecord,
) -> Documents {
    match try_records(source, options, read) {
        Ok(documents) => documents,
        Err(error) => Box::new(std::iter::once(Err(error))),
    }
}

fn try_records(
    mut source: Source,
    options: &ReadOptions,
    read: ReadRecord,
) -> Result<Documents, FormatError> {
    let mut first = Vec::new();
    // The first line that is not blank tells what the rest is.
    while first.iter().all(u8::is_ascii_whitespace) || first == b"\xEF\xBB\xBF" {
        if source.read_until(b'\n', &mut first)? == 0 {
            break;
        }
    }
    let start = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&first);
    let is_record = serde_json::from_slice::<&RawValue>(start).is_ok()
        && start.trim_ascii_start().starts_with(b"{");
    let looks_like_line =
        start.trim_ascii_start().starts_with(b"{") && start.trim_ascii_end().ends_with(b"}");
    let mut all = io::Cursor::new(first).chain(source);
    let options = options.clone();
    if is_record || looks_like_line {
        let lines = Lines::new(io::BufReader::new(all));
        return Ok(Box::new(lines.zip(1..).map(move |(line, number)| {
            let line = line?;
            let place = Place {
                line: line.number,
                number,
                options: &options,
            };
            let text = std::str::from_utf8(&line.bytes).map_err(|error| FormatError::Syntax {
                line: line.number,
                message: format!("byte {} is no UTF-8", error.valid_up_to() + 1),
            })?;
            read_value(text, &place, read)
        })));
    }
    let mut bytes = Vec::new();
    all.read_to_end(&mut bytes)?;
    let text = String::from_utf8(bytes).map_err(|error| FormatError::NotText {
        reason: format!("byte {} is no UTF-8", error.utf8_error().valid_up_to() + 1),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let documents: Vec<_> = values(text)?
        .into_iter()
        .zip(1..)
        .map(|((line, value), number)| {
            let place = Place {
                line,
                number,
                options: &options,
            };
            read_value(value, &place, read)
        })
        .collect();
    Ok(Box::new(documents.into_iter()))
}

fn read_value(json: &str, place: &Place<'_>, read: ReadRecord) -> Result<Imported, FormatError> {
    let syntax = |message| FormatError::Syntax {
        line: place.line,
        message,
    };
    let record: Fields<'_> = serde_json::from_str(json).map_err(|error| {
        syntax(format!(
            "column {}: {}",
            error.column(),
            without_place(&error)
        ))
    })?;
    read(record, place).map_err(syntax)
}

/// The records of a list, or the values that follow each other, each with its line.
fn values(text: &str) -> Result<Vec<(u64, &str)>, FormatError> {
    let syntax = |error: serde_json::Error| FormatError::Syntax {
        line: error.line() as u64,
        message: without_place(&error),
    };
    let all: Vec<&RawValue> = if text.trim_start().starts_with('[') {
        serde_json::from_str(text).map_err(syntax)?
    } else {
        let stream = serde_json::Deserializer::from_str(text).into_iter();
        stream.collect::<Result<_, _>>().map_err(syntax)?
    };
    let start = text.as_ptr() as usize;
    let mut line = 1;
    let mut counted_to = 0;
    Ok(all
        .into_iter()
        .map(|value| {
            // A raw value is a slice of the text, so its address tells where it stands.
            let at = (value.get().as_ptr() as usize).saturating_sub(start);
            let before = text.get(counted_to..at).unwrap_or_default();
            line += before.matches('\n').count() as u64;
            counted_to = at.max(counted_to);
            (line, value.get())
        })
        .collect())
}

/// The id of a record, kept as it was written where it is a number.
pub(in crate::formats) fn take_id(
    record: &mut Fields<'_>,
    name: &'static str,
    draft: &mut Draft,
) -> Result<Option<SmolStr>, String> {
    if name == "id"
        && let Some(raw) = record.raw(name)
        && !raw.get().starts_with('"')
        && raw.get() != "null"
    {
        draft.extras.keep_id(raw.get());
    }
    let id: Option<Word> = record.take(name)?;
    Ok(id.map(|word| word.0))
}

/// Title, date and the other fields of `meta`, and tags. A `meta` that is no object stays where it is.
pub(in crate::formats) fn take_about(
    record: &mut Fields<'_>,
    draft: &mut Draft,
) -> Result<(Metadata, Vec<SmolStr>), String> {
    let mut about = Metadata::default();
    if record
        .raw("meta")
        .is_some_and(|raw| raw.get().starts_with('{'))
        && let Some(mut meta) = record.take::<Fields<'_>>("meta")?
    {
        let names: Vec<String> = meta
            .iter()
            .filter(|(_, raw)| raw.get().starts_with('"'))
            .map(|(name, _)| name.to_owned())
            .collect();
        for name in names {
            let value: String = meta.take(&name)?.unwrap_or_default();
            match name.as_str() {
                "title" => about.title = value,
                "byline" => about.byline = value,
                "date" => about.date = value,
                "url" => about.url = value,
                "source" => about.source = value,
                _ => about.other.push((name, value)),
            }
        }
        draft
            .extras
            .keep(extras::META, || "meta".to_owned(), &meta, &[]);
    }
    let is_list = record
        .raw("tags")
        .is_some_and(|raw| raw.get().starts_with("[\""));
    let mut tags: Vec<SmolStr> = if is_list {
        record.take("tags")?.unwrap_or_default()
    } else {
        Vec::new()
    };
    tags.sort_unstable();
    tags.dedup();
    Ok((about, tags))
}

/// Writes what [`take_about`] takes.
pub(in crate::formats) fn write_about(
    object: &mut ObjectWriter<'_>,
    document: &Document,
    extras: &Extras<'_>,
) {
    let about = &document.meta;
    if *about != Metadata::default() || extras.has(extras::META) {
        let mut meta = ObjectWriter::new(object.key("meta"));
        for (name, value) in [
            ("title", &about.title),
            ("byline", &about.byline),
            ("date", &about.date),
            ("url", &about.url),
            ("source", &about.source),
        ] {
            meta.string_if_any(name, value);
        }
        for (name, value) in &about.other {
            meta.any_string(name, value);
        }
        extras.write(extras::META, || "meta".to_owned(), &mut meta, &[]);
        meta.end();
    }
    if !document.tags.is_empty() {
        object.list("tags", &document.tags, |out, tag| write_string(out, tag));
    }
}

/// Writes a record's id: a number as it was, else the document's.
pub(in crate::formats) fn write_id(
    object: &mut ObjectWriter<'_>,
    document: &Document,
    extras: &Extras<'_>,
) {
    match extras.numeric_id() {
        Some(id) => object.raw("id", id),
        None => object.string("id", document.id.as_str()),
    }
}
