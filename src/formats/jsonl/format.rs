//! Dateline JSONL as a format among others.

use std::io;

use super::{Lines, Strictness, WriteOptions, write_record};
use crate::formats::export::{LossReport, Selection};
use crate::formats::reading::{Documents, ReadOptions, Sample, Source};
use crate::formats::writing::{Output, Writer, WriterOptions};
use crate::model::{Document, Layer};
use smol_str::SmolStr;

/// Whether the first record is one of Dateline's: a text, and annotations as it writes them or none at all.
pub(in crate::formats) fn looks_like_jsonl(sample: &Sample<'_>) -> bool {
    let has_mention = |record: &serde_json::Map<String, serde_json::Value>| {
        let Some(entities) = record.get("entities") else {
            return true;
        };
        let first = entities.as_array().and_then(|list| list.first());
        first.is_none_or(|first| first.get("start").is_some() && first.get("label").is_some())
    };
    sample.has(&["text"]) && sample.record().is_some_and(has_mention)
}

/// Reads records, one a line.
pub(in crate::formats) fn read(source: Source, _options: &ReadOptions) -> Documents {
    Box::new(Lines::new(source).map(|line| line?.read(Strictness::Refuse)))
}

/// A writer of records.
pub(in crate::formats) fn write(options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(RecordWriter {
        layer: options.layer.clone(),
        decisions: options.decisions,
        record: Vec::new(),
    })
}

struct RecordWriter {
    layer: SmolStr,
    decisions: bool,
    record: Vec<u8>,
}

impl Writer for RecordWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        _losses: &mut LossReport,
    ) -> io::Result<()> {
        let layer: &str = if self.layer.is_empty() {
            Layer::MAIN
        } else {
            &self.layer
        };
        let mut exported = Document::clone(document);
        exported.layers.retain(|known| known.name == layer);
        exported.layer_mut(layer).annotations = selection.annotations.clone();
        let options = WriteOptions {
            layer: Some(layer),
            suggestions: &selection.suggestions,
            decisions: self.decisions,
        };
        self.record.clear();
        write_record(&mut self.record, &exported, &options);
        out.append(&self.record)
    }
}
