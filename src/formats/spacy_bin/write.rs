//! Documents to a DocBin. Its columns stand one behind the other for all documents, so they are gathered and written at the end.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

use super::attribute;
use super::msgpack::{
    write_array, write_bool, write_bytes, write_map, write_number, write_score, write_string,
};
use super::strings::Strings;
use crate::formats::export::{LossReport, Selection, outermost};
use crate::formats::json::extras::Extras;
use crate::formats::token_table::TokenTable;
use crate::formats::writing::{Output, Writer, WriterOptions};
use crate::model::{Annotations, Document, EventMention, Filler, Metadata};
use crate::text::Span;

/// The columns of a token.
const COLUMNS: [u64; 5] = [
    attribute::ORTH,
    attribute::ENT_IOB,
    attribute::ENT_TYPE,
    attribute::ENT_KB_ID,
    attribute::SENT_START,
];

/// A writer of a DocBin.
pub(in crate::formats) fn write(_options: &WriterOptions) -> Box<dyn Writer> {
    Box::<DocBin>::default()
}

#[derive(Default)]
struct DocBin {
    strings: Strings,
    tokens: Vec<u8>,
    spaces: Vec<u8>,
    lengths: Vec<u8>,
    cats: Vec<BTreeMap<String, f64>>,
    /// Message packs, one a document.
    span_groups: Vec<Vec<u8>>,
    user_data: Vec<Vec<u8>>,
}

impl Writer for DocBin {
    fn document(
        &mut self,
        _out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        _losses: &mut LossReport,
    ) -> io::Result<()> {
        let extras = Extras::read(&document.unknown_json);
        let cats = extras.record_field("cats");
        self.cats.push(
            cats.and_then(|json| serde_json::from_str(json).ok())
                .unwrap_or_default(),
        );
        let table = TokenTable::all(document);
        let tokens = table.with_blanks(document.text().as_str());
        self.tokens(document, &selection.annotations, &table, &tokens);
        let groups = self.span_groups(document, &selection.annotations, &tokens);
        self.span_groups.push(groups);
        self.user_data
            .push(user_data(document, &selection.annotations));
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Output) -> io::Result<()> {
        let packed = self.packed();
        out.append(&miniz_oxide::deflate::compress_to_vec_zlib(&packed, 6))
    }
}

/// Indices of the tokens of `span`, which are whole.
fn indices(tokens: &[(Span, bool)], span: Span) -> Range<usize> {
    let first = tokens.partition_point(|(token, _)| token.end <= span.start);
    let end = tokens.partition_point(|(token, _)| token.start < span.end);
    first..end.max(first)
}

impl DocBin {
    fn tokens(
        &mut self,
        document: &Document,
        annotations: &Annotations,
        table: &TokenTable,
        tokens: &[(Span, bool)],
    ) {
        let text = document.text();
        let mut rows = vec![[0, 2, 0, 0, u64::MAX]; tokens.len()];
        for (row, (span, has_blank)) in rows.iter_mut().zip(tokens) {
            row[0] = self.strings.number(text.slice(*span));
            self.spaces.push(u8::from(*has_blank));
        }
        // Those that are left out here stand among the spans, so nothing is lost.
        for mention in outermost(document, annotations.mentions(), &mut LossReport::default()) {
            let label = self.strings.number(&mention.label);
            let entry = mention.attributes.get("kb_id");
            let entry = entry.map_or(0, |entry| self.strings.number(entry));
            let places = indices(tokens, mention.extent.envelope());
            for (row, mark) in rows
                .get_mut(places)
                .unwrap_or_default()
                .iter_mut()
                .zip(std::iter::once(3).chain(std::iter::repeat(1)))
            {
                row[1] = mark;
                row[2] = label;
                row[3] = entry;
            }
        }
        let starts = table
            .sentences
            .iter()
            .filter_map(|sentence| table.tokens.get(sentence.start));
        for start in starts {
            let place = tokens.partition_point(|(token, _)| token.start < start.start);
            if let Some(row) = rows.get_mut(place) {
                row[4] = 1;
            }
        }
        if let Some(first) = rows.first_mut() {
            first[4] = 1;
        }
        let bytes = rows.iter().flatten().flat_map(|cell| cell.to_le_bytes());
        self.tokens.extend(bytes);
        let length = i32::try_from(tokens.len()).unwrap_or(i32::MAX);
        self.lengths.extend(length.to_le_bytes());
    }

    /// All mentions as the group `sc`; no group where there is none.
    fn span_groups(
        &mut self,
        document: &Document,
        annotations: &Annotations,
        tokens: &[(Span, bool)],
    ) -> Vec<u8> {
        let mut packed = Vec::new();
        let mentions = annotations.mentions();
        if mentions.is_empty() {
            write_array(&mut packed, 0);
            return packed;
        }
        let mut group = Vec::new();
        write_map(&mut group, 3);
        write_string(&mut group, "name");
        write_string(&mut group, "sc");
        write_string(&mut group, "attrs");
        write_map(&mut group, 0);
        write_string(&mut group, "spans");
        write_array(&mut group, mentions.len());
        for mention in mentions {
            let span = mention.extent.envelope();
            let places = indices(tokens, span);
            let chars = document.text().chars_from_span(span);
            let entry = mention.attributes.get("kb_id");
            let mut bytes = Vec::with_capacity(40);
            for number in [
                self.strings.number(mention.id.as_str()),
                entry.map_or(0, |entry| self.strings.number(entry)),
                self.strings.number(&mention.label),
            ] {
                bytes.extend(number.to_be_bytes());
            }
            for number in [
                places.start as u32,
                places.end as u32,
                chars.start,
                chars.end,
            ] {
                bytes.extend(number.to_be_bytes());
            }
            write_bytes(&mut group, &bytes);
        }
        write_map(&mut packed, 1);
        write_bytes(&mut packed, &group);
        write_array(&mut packed, 1);
        write_string(&mut packed, "sc");
        packed
    }

    fn packed(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.tokens.len() + self.spaces.len());
        write_map(&mut out, 10);
        write_string(&mut out, "version");
        write_string(&mut out, "0.1");
        write_string(&mut out, "attrs");
        write_array(&mut out, COLUMNS.len());
        for column in COLUMNS {
            write_number(&mut out, column);
        }
        for (name, bytes) in [
            ("tokens", &self.tokens),
            ("spaces", &self.spaces),
            ("lengths", &self.lengths),
        ] {
            write_string(&mut out, name);
            write_bytes(&mut out, bytes);
        }
        write_string(&mut out, "strings");
        let strings = self.strings.iter();
        write_array(&mut out, strings.len());
        for string in strings {
            write_string(&mut out, string);
        }
        write_string(&mut out, "cats");
        write_array(&mut out, self.cats.len());
        for cats in &self.cats {
            write_map(&mut out, cats.len());
            for (label, score) in cats {
                write_string(&mut out, label);
                write_score(&mut out, *score);
            }
        }
        write_string(&mut out, "flags");
        write_array(&mut out, self.cats.len());
        for _ in &self.cats {
            write_map(&mut out, 1);
            write_string(&mut out, "has_unknown_spaces");
            write_bool(&mut out, false);
        }
        for (name, packs) in [
            ("span_groups", &self.span_groups),
            ("user_data", &self.user_data),
        ] {
            write_string(&mut out, name);
            write_array(&mut out, packs.len());
            for pack in packs {
                write_bytes(&mut out, pack);
            }
        }
        out
    }
}

/// Id, metadata, tags and events, for `doc.user_data`.
fn user_data(document: &Document, annotations: &Annotations) -> Vec<u8> {
    let mut out = Vec::new();
    let Metadata {
        title,
        byline,
        date,
        url,
        source,
        other,
    } = &document.meta;
    let own = [
        ("title", title),
        ("byline", byline),
        ("date", date),
        ("url", url),
        ("source", source),
    ];
    let own = own.into_iter().filter(|(_, value)| !value.is_empty());
    let other = other.iter().map(|(name, value)| (name.as_str(), value));
    let meta: Vec<(&str, &String)> = own.chain(other).collect();
    write_map(&mut out, 4);
    write_string(&mut out, "id");
    write_string(&mut out, document.id.as_str());
    write_string(&mut out, "meta");
    write_map(&mut out, meta.len());
    for (name, value) in meta {
        write_string(&mut out, name);
        write_string(&mut out, value);
    }
    write_string(&mut out, "tags");
    write_array(&mut out, document.tags.len());
    for tag in &document.tags {
        write_string(&mut out, tag);
    }
    write_string(&mut out, "events");
    write_array(&mut out, annotations.events().len());
    for event in annotations.events() {
        write_event(&mut out, document, annotations, event);
    }
    out
}

fn write_event(
    out: &mut Vec<u8>,
    document: &Document,
    annotations: &Annotations,
    event: &EventMention,
) {
    let place = |out: &mut Vec<u8>, span: Span| {
        let chars = document.text().chars_from_span(span);
        for (name, number) in [("start", chars.start), ("end", chars.end)] {
            write_string(out, name);
            write_number(out, number.into());
        }
    };
    write_map(out, 5);
    write_string(out, "id");
    write_string(out, event.id.as_str());
    write_string(out, "event_type");
    write_string(out, &event.event_type);
    place(out, event.trigger.envelope());
    write_string(out, "arguments");
    write_array(out, event.arguments.len());
    for argument in &event.arguments {
        let (named, span) = match &argument.filler {
            Filler::Mention(id) => (
                Some(("mention", id.as_str())),
                annotations
                    .mention(id)
                    .map(|mention| mention.extent.envelope()),
            ),
            Filler::Event(id) => (
                Some(("event", id.as_str())),
                annotations.event(id).map(|event| event.trigger.envelope()),
            ),
            Filler::Span(span) => (None, Some(*span)),
        };
        write_map(
            out,
            1 + usize::from(named.is_some()) + 2 * usize::from(span.is_some()),
        );
        write_string(out, "role");
        write_string(out, &argument.role);
        if let Some((kind, id)) = named {
            write_string(out, kind);
            write_string(out, id);
        }
        if let Some(span) = span {
            place(out, span);
        }
    }
}
