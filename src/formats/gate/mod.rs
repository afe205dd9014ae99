//! GATE's documents: as XML, and as the JSON of its Python library (bdocjs).
//!
//! ```xml
//! <GateDocument version="3"><GateDocumentFeatures>…</GateDocumentFeatures>
//! <TextWithNodes><Node id="0"/>Ali<Node id="3"/> died.</TextWithNodes>
//! <AnnotationSet><Annotation Id="0" Type="PER" StartNode="0" EndNode="3"><Feature>
//!   <Name className="java.lang.String">level</Name><Value className="java.lang.String">nominal</Value></Feature></Annotation></AnnotationSet></GateDocument>
//! ```
//! ```json
//! {"text": "Ali died.", "offset_type": "p", "features": {}, "annotation_sets": {"": {"name": "", "next_annid": 1, "annotations": [
//!   {"type": "PER", "start": 0, "end": 3, "id": 0, "features": {"level": "nominal"}}]}}}
//! ```
//!
//! A node's id is its offset: UTF-16 code units in XML, end exclusive; in JSON scalar values (`p`) or UTF-16 (`j`), as the document says. Neither has
//! events: a trigger is an annotation with the feature `kind: event`, its arguments are features named `role:Victim` with the numbers of what fills the
//! role, `;` between them, and a relation is a feature `relation:Located` of where it begins. In XML relations of a `RelationSet` are read too.
//! Annotations of all sets are read; the name of a set that is not the default one becomes the attribute `set`.

mod annotations;
mod json;
mod xml;

pub(super) use json::{looks_like_bdoc, read as read_bdoc, write as write_bdoc};
pub(super) use xml::{looks_like_gate, read as read_xml, write as write_xml};

/// Types that say how a text is cut or laid out, which nobody labelled. They are counted and left out.
const LAYOUT: [&str; 7] = [
    "Token",
    "SpaceToken",
    "Sentence",
    "Split",
    "paragraph",
    "Lookup",
    "DEFAULT_TOKEN",
];
