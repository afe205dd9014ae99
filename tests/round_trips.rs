//! What is written in a format and read back is what the format says it can hold; the rest is in the loss report, no more and no less.
//!
//! The comparison knows nothing of how formats are fitted or written: it counts what went in and what came back.

use std::collections::BTreeMap;

use dateline::formats::export::{ExportOptions, LossReport, Reason};
use dateline::formats::feature::Feature;
use dateline::formats::reading::{Folder, ReadOptions};
use dateline::formats::registry::{self, Format, ReadFrom};
use dateline::formats::writing::{FormatWriter, Output, WriterOptions};
use dateline::formats::{FormatError, Imported};
use dateline::model::{
    self, Annotation, Annotations, Document, EntityMention, EventMention, Layer, Level, Origin,
};
use dateline::text::{self, Span, ZoneKind};
use proptest::prelude::*;

#[expect(dead_code, reason = "edits are for other tests")]
#[path = "common/rich.rs"]
mod rich;

/// What a writer wrote, to be read again.
#[derive(Clone, Default)]
struct Written {
    file: Vec<u8>,
    names: Vec<String>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Output for Written {
    fn append(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.file.extend_from_slice(bytes);
        Ok(())
    }

    fn file(&mut self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        self.files.insert(name.to_owned(), bytes.to_vec());
        self.names = self.files.keys().cloned().collect();
        Ok(())
    }

    fn append_to(&mut self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        let file = self.files.entry(name.to_owned()).or_default();
        file.extend_from_slice(bytes);
        self.names = self.files.keys().cloned().collect();
        Ok(())
    }
}

impl Folder for Written {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn read(&self, name: &str) -> std::io::Result<Vec<u8>> {
        Ok(self.files[name].clone())
    }
}

fn read(format: &Format, written: Written) -> Vec<Result<Imported, FormatError>> {
    match format.read.expect("it is read") {
        ReadFrom::File(read) => {
            let is_document = |name: &String| {
                let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
                format.is_folder() && format.endings.contains(&ending)
            };
            let others = written.files.into_iter();
            let documents = others.filter(|(name, _)| is_document(name));
            let mut files: Vec<Vec<u8>> = documents.map(|(_, bytes)| bytes).collect();
            if !format.is_folder() {
                files.push(written.file);
            }
            let read = |file| {
                read(
                    Box::new(std::io::Cursor::new(file)),
                    &ReadOptions::default(),
                )
            };
            files.into_iter().flat_map(read).collect()
        }
        ReadFrom::Folder(read) => read(Box::new(written)).documents.collect(),
    }
}

fn write(format: &'static Format, document: &Document) -> (Written, LossReport) {
    let mut writer = FormatWriter::new(format, &WriterOptions::default()).expect("it is written");
    let (mut out, mut losses) = (Written::default(), LossReport::default());
    let options = ExportOptions::default();
    writer
        .write_everything(&mut out, document, &options, &mut losses)
        .expect("room");
    writer.finish(&mut out).expect("room");
    (out, losses)
}

/// One layer, at most one mention and one event at each place, so that what came back can be told apart by its place. Formats of tokens leave
/// boilerplate out, which moves everything behind it; their zones go.
fn prepared(document: &Document, format: &Format) -> Document {
    let mut document = document.clone();
    document.layers.truncate(1);
    document.layers[0].name = Layer::MAIN.into();
    document.unknown_json = Box::default();
    // Names are told apart in every format.
    let mut names: Vec<String> = Vec::new();
    document.meta.other.retain(|(name, _)| {
        let is_new = !names.contains(name);
        names.push(name.clone());
        is_new
    });
    document.tags.sort();
    document.tags.dedup();
    if !format.holds(Feature::InsideTokens) {
        let zones = document.zones().iter().copied();
        let kept =
            zones.filter(|zone| !matches!(zone.kind, ZoneKind::Boilerplate | ZoneKind::Markup));
        let kept = kept.collect();
        document.set_zones(kept);
    }
    let text = document.text().clone();
    let mut mentions: Vec<Span> = Vec::new();
    let mut events: Vec<Span> = Vec::new();
    let kept = document.layers[0].annotations.iter().filter(|annotation| {
        let (places, extent) = match annotation {
            Annotation::Mention(mention) => (&mut mentions, &mention.extent),
            Annotation::Event(event) => (&mut events, &event.trigger),
            _ => return true,
        };
        // What loses a fragment of blanks, or is left out for an empty one, has an envelope where something else may be found.
        let is_empty = |span: &Span| text.get(*span).is_none_or(|words| words.trim().is_empty());
        let is_gone = extent.is_discontinuous() && extent.fragments().iter().any(is_empty);
        // A blank that is an event loses its arguments before it is left out itself.
        let words = extent.text_in(&text);
        if is_gone || (!words.is_empty() && words.trim().is_empty()) {
            return false;
        }
        let place = extent.envelope();
        let is_new = !places.contains(&place);
        places.push(place);
        is_new
    });
    let kept: Annotations = kept.collect();
    document.layers[0].annotations = kept;
    document
}

/// A place counted in characters that are no blank, which token formats keep when they move blanks.
fn place(document: &Document, span: Span) -> (usize, usize) {
    let count = |end: u32| {
        let head = document
            .text()
            .as_str()
            .get(..end as usize)
            .unwrap_or_default();
        head.chars().filter(|char| !is_blank(*char)).count()
    };
    (count(span.start), count(span.end))
}

/// Blanks, and what columns write for blanks inside a token.
fn is_blank(char: char) -> bool {
    char.is_whitespace() || char == '_'
}

fn without_blanks(document: &Document) -> String {
    document
        .text()
        .as_str()
        .chars()
        .filter(|char| !is_blank(*char))
        .collect()
}

/// Where something should be found again: as whole tokens in formats of tokens.
fn expected_place(format: &Format, document: &Document, span: Span) -> (usize, usize) {
    if document.text().get(span).is_none_or(str::is_empty) {
        // It is left out, whatever stands where it would be widened to.
        (usize::MAX, usize::MAX)
    } else if format.holds(Feature::InsideTokens) {
        place(document, span)
    } else {
        place(document, document.segments().snap(span))
    }
}

/// The same for a trigger, of which some formats take one word.
fn expected_trigger(format: &Format, document: &Document, span: Span) -> (usize, usize) {
    let segments = document.segments();
    let last = segments.tokens_in(span).next_back();
    match last.and_then(|last| segments.tokens.get(last)) {
        Some(last) if !format.holds(Feature::LongTriggers) => place(document, last.span),
        _ => expected_place(format, document, span),
    }
}

/// Pairs of what went in and what came back at its place.
fn pairs<'a, T>(
    before: &'a [T],
    after: &'a [T],
    expected: impl Fn(&T) -> (usize, usize),
    found: impl Fn(&T) -> (usize, usize),
    label: impl Fn(&T) -> &str,
) -> Vec<(&'a T, &'a T)> {
    let mut left: Vec<&T> = after.iter().collect();
    let mut pairs = Vec::new();
    for one in before {
        let is_there = |other: &&T| found(other) == expected(one);
        let is_it = |other: &&T| is_there(other) && label(other) == label(one);
        let index = left.iter().position(is_it);
        if let Some(index) = index.or_else(|| left.iter().position(is_there)) {
            pairs.push((one, left.remove(index)));
        }
    }
    pairs
}

/// What is balanced, kind by kind: how many were there, how many came back.
#[derive(Default)]
struct Balance(BTreeMap<&'static str, (usize, usize)>);

impl Balance {
    fn add(&mut self, kind: &'static str, before: usize, after: usize) {
        let entry = self.0.entry(kind).or_default();
        entry.0 += before;
        entry.1 += after;
    }
}

fn mention_details(balance: &mut Balance, before: &EntityMention, after: &EntityMention) {
    let flag = |is: bool| usize::from(is);
    balance.add(
        "levels",
        flag(before.level != Level::Name),
        flag(after.level != Level::Name),
    );
    balance.add(
        "heads",
        flag(before.head.is_some()),
        flag(after.head.is_some()),
    );
    let values =
        |mention: &EntityMention| flag(mention.value.is_some()) + flag(mention.count.is_some());
    balance.add("values", values(before), values(after));
    balance.add(
        "attributes",
        before.attributes.iter().count(),
        after.attributes.iter().count(),
    );
    balance.add(
        "origins",
        flag(before.origin != Origin::default()),
        flag(after.origin != Origin::default()),
    );
}

fn event_details(balance: &mut Balance, before: &EventMention, after: &EventMention) {
    let flag = |is: bool| usize::from(is);
    balance.add("arguments", before.arguments.len(), after.arguments.len());
    balance.add(
        "roles declared as not stated",
        before.not_stated.len(),
        after.not_stated.len(),
    );
    balance.add(
        "PLOVER codes",
        flag(before.plover.is_some()),
        flag(after.plover.is_some()),
    );
    balance.add(
        "links of coreferent events",
        flag(before.event.is_some()),
        flag(after.event.is_some()),
    );
    balance.add(
        "attributes",
        before.attributes.iter().count(),
        after.attributes.iter().count(),
    );
    balance.add(
        "origins",
        flag(before.origin != Origin::default()),
        flag(after.origin != Origin::default()),
    );
}

/// Mentions that share their entity with another one.
fn num_linked(mentions: &[&EntityMention]) -> usize {
    mentions
        .iter()
        .filter(|mention| {
            let same = mentions
                .iter()
                .filter(|other| other.entity == mention.entity);
            mention.entity.is_some() && same.count() > 1
        })
        .count()
}

fn left_out(losses: &LossReport, kind: &str) -> usize {
    losses
        .counts()
        .filter(|(reason, known, _)| *known == kind && !reason.is_written())
        .map(|(_, _, count)| count)
        .sum()
}

fn check(format: &'static Format, original: &Document) {
    let document = prepared(original, format);
    let (written, losses) = write(format, &document);
    let shown = || {
        let files: Vec<String> = written
            .files
            .iter()
            .map(|(name, bytes)| format!("--- {name}\n{}", String::from_utf8_lossy(bytes)))
            .collect();
        format!(
            "{}\n{}\n{}\n{:?}\n{:#?}",
            format.name,
            String::from_utf8_lossy(&written.file),
            files.join("\n"),
            losses.lines().collect::<Vec<_>>(),
            document.layers[0].annotations
        )
    };
    let mut read = read(format, written.clone());
    assert_eq!(read.len(), 1, "one document\n{}", shown());
    let back = read
        .remove(0)
        .unwrap_or_else(|error| panic!("{error}\n{}", shown()));
    assert_eq!(
        without_blanks(&back.document),
        without_blanks(&document),
        "{}",
        shown()
    );
    let has_tokens = !document.segments().tokens.is_empty();
    if format.holds(Feature::ExactText) && has_tokens {
        assert_eq!(
            back.document.text().as_str(),
            document.text().as_str(),
            "{}",
            shown()
        );
    }
    let (before, after) = (
        &document.layers[0].annotations,
        &back.document.layers[0].annotations,
    );
    let mut balance = Balance::default();
    // Mentions made of the bare spans that fill roles were none before.
    let own = after
        .mentions()
        .iter()
        .filter(|mention| mention.label != "Span");
    let own: Vec<EntityMention> = own.cloned().collect();
    let mentions = pairs(
        before.mentions(),
        &own,
        |mention| expected_place(format, &document, mention.extent.envelope()),
        |mention| place(&back.document, mention.extent.envelope()),
        |mention| &mention.label,
    );
    balance.add("mentions", before.mentions().len(), mentions.len());
    let renamed = losses.count(Reason::Spelling, "labels") > 0;
    for (before, after) in &mentions {
        assert!(
            renamed || before.label == after.label,
            "{before:?} {after:?}\n{}",
            shown()
        );
        mention_details(&mut balance, before, after);
    }
    let linked: Vec<&EntityMention> = mentions.iter().map(|(before, _)| *before).collect();
    let linked_back: Vec<&EntityMention> = mentions.iter().map(|(_, after)| *after).collect();
    if format.holds(Feature::Coreference) {
        assert_eq!(num_linked(&linked), num_linked(&linked_back), "{}", shown());
    } else {
        let count = linked
            .iter()
            .filter(|mention| mention.entity.is_some())
            .count();
        balance.add("coreference links", count, num_linked(&linked_back));
    }
    let events = pairs(
        before.events(),
        after.events(),
        |event| expected_trigger(format, &document, event.trigger.envelope()),
        |event| place(&back.document, event.trigger.envelope()),
        |event| &event.event_type,
    );
    balance.add("events", before.events().len(), events.len());
    for (before, after) in &events {
        assert!(
            renamed || before.event_type == after.event_type,
            "{}",
            shown()
        );
        event_details(&mut balance, before, after);
    }
    balance.add(
        "relations",
        before.relations().len(),
        after.relations().len(),
    );
    balance.add(
        "entity records",
        before.entities().len(),
        after.entities().len(),
    );
    balance.add("notes", before.notes().len(), after.notes().len());
    balance.add(
        "suggestions",
        document.brought.len(),
        back.document.brought.len(),
    );
    if format.holds(Feature::Zones) {
        balance.add("zones", document.zones().len(), back.document.zones().len());
    }
    if format.holds(Feature::Metadata) {
        assert_eq!(back.document.meta, document.meta, "{}", shown());
        assert_eq!(back.document.tags, document.tags, "{}", shown());
    }
    // Which of several relations and notes came back is not told apart here; their details are balanced where all or none did.
    let all_or_none = |before: usize, after: usize| before == after || after == 0;
    let is_told = all_or_none(before.relations().len(), after.relations().len())
        && all_or_none(before.notes().len(), after.notes().len());
    if is_told {
        if !after.relations().is_empty() {
            for (annotations, is_before) in [(before, true), (after, false)] {
                for relation in annotations.relations() {
                    let attributes = relation.attributes.iter().count();
                    let origin = usize::from(relation.origin != Origin::default());
                    let side = |count: usize| if is_before { (count, 0) } else { (0, count) };
                    let (a, b) = side(attributes);
                    balance.add("attributes", a, b);
                    let (a, b) = side(origin);
                    balance.add("origins", a, b);
                }
            }
        }
        if !after.notes().is_empty() {
            let count = |annotations: &Annotations| {
                let notes = annotations.notes().iter();
                notes
                    .filter(|note| note.origin != Origin::default())
                    .count()
            };
            balance.add("origins", count(before), count(after));
        }
    }
    for (kind, (before, after)) in balance.0 {
        if !is_told && matches!(kind, "attributes" | "origins") {
            continue;
        }
        assert_eq!(
            before as i64 - after as i64,
            left_out(&losses, kind) as i64,
            "{kind}: {before} went in, {after} came back\n{}",
            shown()
        );
    }
}

/// Articles and tables are written with more than is read back, or less (tests/exports.rs has them); RAMS makes a document of each event, see below.
const APART: [&str; 4] = ["text", "csv", "tsv", "rams"];

fn formats() -> impl Iterator<Item = &'static Format> {
    // Dateline's own records have tests of their own, which compare everything.
    registry::FORMATS
        .iter()
        .filter(|format| format.read.is_some() && format.write.is_some())
        .filter(|format| !format.holds(Feature::Layers) && !APART.contains(&format.name))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_format_gives_back_what_it_holds_and_lists_the_rest(project in rich::projects()) {
        for document in &project.documents {
            for format in formats() {
                check(format, document);
            }
        }
    }

    #[test]
    fn rams_has_a_window_for_each_event_and_lists_the_arguments_outside(project in rich::projects()) {
        let format = registry::by_name("rams").expect("a format");
        for document in &project.documents {
            let document = prepared(document, format);
            let annotations = &document.layers[0].annotations;
            let (written, losses) = write(format, &document);
            let back: Vec<Document> = read(format, written)
                .into_iter()
                .map(|read| read.expect("sound").document)
                .collect();
            let num_events = annotations.events().len() - left_out(&losses, "events");
            assert_eq!(back.len(), num_events, "{losses:?}");
            let arguments = |events: &[EventMention]| -> usize {
                events.iter().map(|event| event.arguments.len()).sum()
            };
            let found: usize = back
                .iter()
                .map(|document| arguments(document.layers[0].annotations.events()))
                .sum();
            // The arguments of an event that is left out go with it.
            if left_out(&losses, "events") == 0 {
                let lost = left_out(&losses, "arguments");
                assert_eq!(arguments(annotations.events()), found + lost, "{losses:?}");
            }
        }
    }

    #[test]
    fn no_reader_panics_whatever_it_is_given(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for format in registry::read() {
            hostile(format, &bytes);
        }
    }

    #[test]
    fn no_reader_panics_at_its_own_format_damaged(
        project in rich::projects(), at in any::<prop::sample::Index>(), cut in any::<prop::sample::Index>(), byte in any::<u8>()
    ) {
        for document in &project.documents {
            for format in formats().chain([registry::native()]) {
                let (mut written, _) = write(format, document);
                for bytes in written.files.values_mut().chain([&mut written.file]) {
                    if !bytes.is_empty() {
                        let index = at.index(bytes.len());
                        bytes[index] = byte;
                        bytes.truncate(cut.index(bytes.len()) + 1);
                    }
                }
                drop(read(format, written));
            }
        }
    }
}

fn hostile(format: &Format, bytes: &[u8]) {
    let mut files = Written {
        file: bytes.to_vec(),
        ..Written::default()
    };
    for name in [
        "a.txt",
        "a.ann",
        "annotation.conf",
        "visual.conf",
        "README.md",
        "a.sgm",
        "a.apf.xml",
        "a.rich_ere.xml",
        "data/train.jsonl",
    ] {
        files.file(name, bytes).expect("room");
    }
    drop(read(format, files));
}
