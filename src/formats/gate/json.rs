//! bdocjs: a document as JSON.

use std::io;

use serde_json::value::RawValue;
use smol_str::SmolStr;

use super::annotations::{Marked, about, marked, read_about, take};
use crate::formats::Imported;
use crate::formats::draft::Draft;
use crate::formats::export::{LossReport, Selection};
use crate::formats::json::fields::{Fields, ObjectWriter, Word};
use crate::formats::json::record::{Place, records};
use crate::formats::offsets_by_evidence::{Offsets, Reading};
use crate::formats::reading::{Documents, ReadOptions, Sample, Source};
use crate::formats::writing::{Output, Writer, WriterOptions};
use crate::model::Document;

/// Whether the first record is a document of GATE's.
pub(in crate::formats) fn looks_like_bdoc(sample: &Sample<'_>) -> bool {
    sample.has(&["text", "annotation_sets"])
}

/// Reads documents.
pub(in crate::formats) fn read(source: Source, options: &ReadOptions) -> Documents {
    records(source, options, read_record)
}

fn read_record(mut record: Fields<'_>, place: &Place<'_>) -> Result<Imported, String> {
    let text: String = record.need("text")?;
    let mut draft = Draft::new(text, Some(place.line)).map_err(|error| error.to_string())?;
    let unit: Option<String> = record.take("offset_type")?;
    let reading = match unit.as_deref() {
        Some("j") => Reading::UTF_16,
        _ => Reading::PYTHON,
    };
    let text = draft.text.clone();
    let offsets = Offsets::new(&text, reading);
    let mut all = Vec::new();
    let sets: Option<Fields<'_>> = record.take("annotation_sets")?;
    let names: Vec<String> = sets
        .iter()
        .flat_map(Fields::iter)
        .map(|(name, _)| name.to_owned())
        .collect();
    let mut sets = sets.unwrap_or_default();
    let mut first: i64 = 0;
    for name in names {
        let mut set: Fields<'_> = sets.need(&name)?;
        let annotations: Vec<Fields<'_>> = set.take("annotations")?.unwrap_or_default();
        let mut last = first;
        for mut annotation in annotations {
            let (start, end): (i64, i64) = (annotation.need("start")?, annotation.need("end")?);
            let kind: Word = annotation.need("type")?;
            let number: i64 = annotation.take("id")?.unwrap_or_default();
            let features: Option<Fields<'_>> = annotation.take("features")?;
            let mut features: Vec<(SmolStr, SmolStr)> = words(features.as_ref());
            if !name.is_empty() {
                features.push(("set".into(), name.as_str().into()));
            }
            // Numbers are those of a set.
            let number = first.saturating_add(number);
            last = number.saturating_add(1).max(last);
            all.push(Marked {
                number,
                kind: kind.0,
                span: offsets.span(start, end),
                features,
            });
        }
        first = last;
    }
    take(all, Vec::new(), &mut draft);
    let features: Option<Fields<'_>> = record.take("features")?;
    let features = words(features.as_ref()).into_iter();
    let features = features.map(|(name, value)| (name.to_string(), value.to_string()));
    let name: Option<String> = record.take("name")?;
    let (id, meta, tags) = read_about(features.collect());
    let id = id.or(name.filter(|name| !name.is_empty()));
    let id = id.unwrap_or_else(|| place.id());
    let mut imported = draft.finish(&id, &record);
    imported.document.meta = meta;
    imported.document.tags = tags;
    Ok(imported)
}

/// Features as words; what is no word is kept as it is written, nothing is left out.
fn words(features: Option<&Fields<'_>>) -> Vec<(SmolStr, SmolStr)> {
    let word = |(name, raw): (&str, &RawValue)| {
        let value = serde_json::from_str::<Word>(raw.get());
        let value = value.map_or_else(|_| raw.get().into(), |word| word.0);
        (raw.get() != "null").then(|| (name.into(), value))
    };
    features
        .into_iter()
        .flat_map(Fields::iter)
        .filter_map(word)
        .collect()
}

/// A writer of a document a line.
pub(in crate::formats) fn write(_options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(BdocWriter)
}

struct BdocWriter;

impl Writer for BdocWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        _losses: &mut LossReport,
    ) -> io::Result<()> {
        let mut line = Vec::new();
        let mut record = ObjectWriter::new(&mut line);
        record.string("text", document.text().as_str());
        record.string("offset_type", "p");
        let mut features = ObjectWriter::new(record.key("features"));
        for (name, value) in about(document) {
            features.any_string(&name, &value);
        }
        features.end();
        record.string("name", document.id.as_str());
        let all = marked(&selection.annotations);
        let mut sets = ObjectWriter::new(record.key("annotation_sets"));
        let mut set = ObjectWriter::new(sets.any_key(""));
        set.string("name", "");
        set.number("next_annid", all.len());
        set.list("annotations", all, |out, one| {
            let chars = document
                .text()
                .chars_from_span(one.span.unwrap_or_default());
            let mut annotation = ObjectWriter::new(out);
            annotation.string("type", &one.kind);
            annotation.number("start", chars.start);
            annotation.number("end", chars.end);
            annotation.number("id", one.number);
            let mut features = ObjectWriter::new(annotation.key("features"));
            for (name, value) in &one.features {
                features.any_string(name, value);
            }
            features.end();
            annotation.end();
        });
        set.end();
        sets.end();
        record.end();
        line.push(b'\n');
        out.append(&line)
    }
}
