//! GATE's XML: a file for each document.

use std::collections::{BTreeSet, HashMap};
use std::io;

use roxmltree::Node;
use smol_str::SmolStr;

use super::annotations::{Linked, Marked, about, marked, read_about, take};
use crate::formats::draft::Draft;
use crate::formats::export::{LossReport, Reason, Selection};
use crate::formats::file_names::FileNames;
use crate::formats::json::fields::Fields;
use crate::formats::reading::{Documents, ReadOptions, Sample, Source};
use crate::formats::utf16::Utf16;
use crate::formats::writing::{Output, Writer, WriterOptions};
use crate::formats::{FormatError, Imported, xml};
use crate::model::Document;
use crate::text::Span;

/// Whether a source is a document of GATE's.
pub(in crate::formats) fn looks_like_gate(sample: &Sample<'_>) -> bool {
    let start = sample.start.trim_start();
    start.starts_with('<') && start.contains("<GateDocument")
}

/// Reads one file.
pub(in crate::formats) fn read(source: Source, options: &ReadOptions) -> Documents {
    let read = xml::characters(source).and_then(|characters| document(&characters, options));
    Box::new(std::iter::once(read))
}

fn child<'x>(node: Node<'x, 'x>, name: &str) -> Option<Node<'x, 'x>> {
    node.children().find(|child| child.has_tag_name(name))
}

fn document(characters: &str, options: &ReadOptions) -> Result<Imported, FormatError> {
    let tree = xml::parse(characters)?;
    let root = tree.root_element();
    let text_node = child(root, "TextWithNodes").ok_or_else(|| FormatError::Syntax {
        line: 1,
        message: "there is no element TextWithNodes".to_owned(),
    })?;
    // A node stands where it stands, whatever its id; GATE's own ids are offsets.
    let mut text = String::new();
    let mut nodes: HashMap<&str, u32> = HashMap::new();
    for part in text_node.children() {
        if part.is_text() {
            text.push_str(part.text().unwrap_or_default());
        } else if let Some(id) = part.attribute("id") {
            nodes.insert(id, text.len() as u32);
        }
    }
    let mut draft = Draft::new(text, None)?;
    let mut all = Vec::new();
    let mut linked = Vec::new();
    for set in root.children().filter(Node::is_element) {
        let name = set.attribute("Name").unwrap_or_default();
        if set.has_tag_name("AnnotationSet") {
            let annotations = set
                .children()
                .filter(|node| node.has_tag_name("Annotation"));
            all.extend(annotations.map(|node| annotation(node, name, &nodes)));
        }
        for relation in set
            .descendants()
            .filter(|node| node.has_tag_name("Relation"))
        {
            linked.push(relation_of(relation));
        }
    }
    take(all, linked, &mut draft);
    let features = child(root, "GateDocumentFeatures").map(features);
    let (id, meta, tags) = read_about(features.unwrap_or_default());
    let id = id.unwrap_or_else(|| options.only_id());
    let mut imported = draft.finish(&id, &Fields::default());
    imported.document.meta = meta;
    imported.document.tags = tags;
    Ok(imported)
}

/// Names and values of the features right below `node`.
fn features(node: Node<'_, '_>) -> Vec<(String, String)> {
    let words = |node: Node<'_, '_>| -> String {
        let texts = node.children().filter_map(|part| part.text());
        texts.collect()
    };
    let feature = |feature: Node<'_, '_>| {
        let part = |name: &str| {
            let mut parts = feature.children();
            parts.find(|part| part.has_tag_name(name)).map(words)
        };
        Some((part("Name")?, part("Value")?))
    };
    let all = node.children().filter(|node| node.has_tag_name("Feature"));
    all.filter_map(feature).collect()
}

fn annotation(node: Node<'_, '_>, set: &str, nodes: &HashMap<&str, u32>) -> Marked {
    let place = |name: &str| nodes.get(node.attribute(name)?).copied();
    let span = match (place("StartNode"), place("EndNode")) {
        (Some(start), Some(end)) if start <= end => Some(Span::new(start, end)),
        _ => None,
    };
    let number = node.attribute("Id").and_then(|number| number.parse().ok());
    let mut details: Vec<(SmolStr, SmolStr)> = features(node)
        .into_iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    if !set.is_empty() {
        details.push(("set".into(), set.into()));
    }
    Marked {
        number: number.unwrap_or(-1),
        kind: node.attribute("Type").unwrap_or_default().into(),
        span,
        features: details,
    }
}

fn relation_of(node: Node<'_, '_>) -> Linked {
    let members = node.attribute("Members").map(str::to_owned).or_else(|| {
        let members = node.children().find(|node| node.has_tag_name("Members"))?;
        members.text().map(str::to_owned)
    });
    Linked {
        kind: node.attribute("Type").unwrap_or_default().into(),
        members: members
            .unwrap_or_default()
            .split([';', ',', ' '])
            .filter_map(|number| number.trim().parse().ok())
            .collect(),
    }
}

/// A writer of a folder of files.
pub(in crate::formats) fn write(_options: &WriterOptions) -> Box<dyn Writer> {
    Box::<GateWriter>::default()
}

#[derive(Default)]
struct GateWriter {
    names: FileNames,
}

impl Writer for GateWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        losses: &mut LossReport,
    ) -> io::Result<()> {
        let name = self.names.of(document);
        let odd = document.text().as_str().chars();
        let num_odd = odd.filter(|char| !xml::is_allowed(*char)).count();
        let place = format!("in {}", document.id);
        losses.note_many(Reason::Spelling, "control characters", num_odd, &place);
        let all = marked(&selection.annotations);
        let text = written(document, &all);
        out.file(&format!("{name}.xml"), text.as_bytes())
    }
}

fn written(document: &Document, all: &[Marked]) -> String {
    let mut out = "<?xml version='1.0' encoding='UTF-8'?>\n<GateDocument version=\"3\">\n<GateDocumentFeatures>\n".to_owned();
    for (name, value) in about(document) {
        push_feature(&mut out, &name, &value);
    }
    out.push_str("</GateDocumentFeatures>\n<TextWithNodes>");
    let offsets = Utf16::new(document.text());
    let spans = all.iter().filter_map(|one| one.span);
    let places: BTreeSet<u32> = spans.flat_map(|span| [span.start, span.end]).collect();
    let mut at = 0;
    for place in places {
        xml::push_text(&mut out, document.text().slice(Span::new(at, place)));
        out.push_str(&format!("<Node id=\"{}\"/>", offsets.of(place)));
        at = place;
    }
    let rest = Span::new(at, document.text().len());
    xml::push_text(&mut out, document.text().slice(rest));
    out.push_str("</TextWithNodes>\n<AnnotationSet>\n");
    for one in all {
        let span = one.span.unwrap_or_default();
        out.push_str("<Annotation");
        xml::push_number(&mut out, "Id", one.number);
        xml::push_attribute(&mut out, "Type", &one.kind);
        xml::push_number(&mut out, "StartNode", offsets.of(span.start));
        xml::push_number(&mut out, "EndNode", offsets.of(span.end));
        out.push_str(">\n");
        for (name, value) in &one.features {
            push_feature(&mut out, name, value);
        }
        out.push_str("</Annotation>\n");
    }
    out.push_str("</AnnotationSet>\n</GateDocument>\n");
    out
}

fn push_feature(out: &mut String, name: &str, value: &str) {
    out.push_str("<Feature>\n  <Name className=\"java.lang.String\">");
    xml::push_text(out, name);
    out.push_str("</Name>\n  <Value className=\"java.lang.String\">");
    xml::push_text(out, value);
    out.push_str("</Value>\n</Feature>\n");
}
