//! Documents to XMI files.

use std::collections::{BTreeMap, HashMap};
use std::io;

use smol_str::SmolStr;

use super::type_system;
use crate::formats::export::{LossReport, Reason, Selection};
use crate::formats::file_names::FileNames;
use crate::formats::json::fields::json_object;
use crate::formats::token_table::TokenTable;
use crate::formats::utf16::Utf16;
use crate::formats::writing::{Output, Writer, WriterOptions};
use crate::formats::xml::{is_allowed, push_attribute, push_number};
use crate::model::{
    Annotations, Attributes, Document, EntityMention, EventMention, Filler, Level, RelationEnd,
};
use crate::text::Span;

/// A writer of a folder of XMI files.
pub(in crate::formats) fn write(_options: &WriterOptions) -> Box<dyn Writer> {
    Box::<XmiWriter>::default()
}

#[derive(Default)]
struct XmiWriter {
    names: FileNames,
}

impl Writer for XmiWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        losses: &mut LossReport,
    ) -> io::Result<()> {
        let name = self.names.of(document);
        let odd = document.text().as_str().chars();
        let num_odd = odd.filter(|char| !is_allowed(*char)).count();
        let place = format!("in {}", document.id);
        losses.note_many(Reason::Spelling, "control characters", num_odd, &place);
        let mut cas = Cas {
            out: String::new(),
            document,
            offsets: Utf16::new(document.text()),
            next: 1,
            members: Vec::new(),
            ids: HashMap::new(),
            fillers: BTreeMap::new(),
        };
        cas.everything(&selection.annotations);
        out.file(&format!("{name}.xmi"), cas.finish().as_bytes())
    }

    fn finish(&mut self, out: &mut dyn Output) -> io::Result<()> {
        out.file("TypeSystem.xml", type_system::description().as_bytes())
    }
}

/// A CAS that is being written. The text, its sofa, has the number 1.
struct Cas<'a> {
    out: String,
    document: &'a Document,
    offsets: Utf16,
    next: u32,
    members: Vec<u32>,
    /// Numbers of mentions and events.
    ids: HashMap<Named, u32>,
    fillers: BTreeMap<Span, u32>,
}

/// A mention or an event by its id.
#[derive(PartialEq, Eq, Hash)]
enum Named {
    Mention(SmolStr),
    Event(SmolStr),
}

impl Cas<'_> {
    fn number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// Begins an annotation over `span`; its features follow.
    fn begin(&mut self, element: &str, number: u32, span: Span) {
        self.members.push(number);
        self.out.push_str("  <");
        self.out.push_str(element);
        push_number(&mut self.out, "xmi:id", number);
        push_number(&mut self.out, "sofa", 1);
        push_number(&mut self.out, "begin", self.offsets.of(span.start));
        push_number(&mut self.out, "end", self.offsets.of(span.end));
    }

    fn feature(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            push_attribute(&mut self.out, name, value);
        }
    }

    fn attributes(&mut self, attributes: &Attributes) {
        let pairs = attributes.iter();
        let json = json_object(pairs.map(|(name, value)| (name.as_str(), value.as_str())));
        self.feature("attributes", json.as_deref());
    }

    fn end(&mut self) {
        self.out.push_str("/>\n");
    }

    fn everything(&mut self, annotations: &Annotations) {
        self.metadata();
        self.segments();
        for mention in annotations.mentions() {
            self.mention(mention);
        }
        for event in annotations.events() {
            let number = self.number();
            self.ids.insert(Named::Event(event.id.to_smol()), number);
        }
        for event in annotations.events() {
            self.event(event);
        }
        for relation in annotations.relations() {
            self.relation(annotations, relation);
        }
    }

    fn metadata(&mut self) {
        let document = self.document;
        let meta = &document.meta;
        let number = self.number();
        let whole = document.text().span();
        self.begin("metadata:DocumentMetaData", number, whole);
        self.feature("language", Some("x-unspecified"));
        self.feature("documentTitle", Some(&meta.title));
        self.feature("documentId", Some(document.id.as_str()));
        self.feature("documentUri", Some(&meta.url));
        self.end();
        let own = [
            ("byline", &meta.byline),
            ("date", &meta.date),
            ("source", &meta.source),
        ];
        let own = own.into_iter().filter(|(_, value)| !value.is_empty());
        let other = meta.other.iter();
        let other = other.map(|(name, value)| (name.as_str(), value.as_str()));
        let tags = document.tags.iter().map(|tag| ("tag", tag.as_str()));
        let all: Vec<(String, &str)> = own
            .map(|(name, value)| (name.to_owned(), value.as_str()))
            // Told apart from fields that are called the same elsewhere.
            .chain(other.map(|(name, value)| (format!("field:{name}"), value)))
            .chain(tags.map(|(name, value)| (name.to_owned(), value)))
            .collect();
        for (name, value) in all {
            let number = self.number();
            self.begin("metadata:MetaDataStringField", number, Span::default());
            self.feature("key", Some(&name));
            self.feature("value", Some(value));
            self.end();
        }
    }

    fn segments(&mut self) {
        let table = TokenTable::all(self.document);
        for sentence in &table.sentences {
            let tokens = table.tokens.get(sentence.clone()).unwrap_or_default();
            if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
                let number = self.number();
                self.begin("segmentation:Sentence", number, first.cover(*last));
                self.end();
            }
        }
        for token in &table.tokens {
            let number = self.number();
            self.begin("segmentation:Token", number, *token);
            self.end();
        }
    }

    fn mention(&mut self, mention: &EntityMention) {
        let number = self.number();
        self.ids
            .insert(Named::Mention(mention.id.to_smol()), number);
        self.begin("ner:NamedEntity", number, mention.extent.envelope());
        self.feature("value", Some(&mention.label));
        let level = (mention.level != Level::Name).then(|| mention.level.name());
        self.feature("level", level);
        self.feature("normalized", mention.value.as_deref());
        self.feature("count", mention.count.as_deref());
        let entity = mention.entity.as_ref();
        self.feature("entity", entity.map(crate::model::EntityId::as_str));
        self.attributes(&mention.attributes);
        self.end();
    }

    fn event(&mut self, event: &EventMention) {
        let Some(number) = self.ids.get(&Named::Event(event.id.to_smol())).copied() else {
            return;
        };
        let mut links: Vec<(u32, &str, u32)> = Vec::new();
        for argument in &event.arguments {
            if let Some(target) = self.filler(&argument.filler) {
                links.push((self.number(), &argument.role, target));
            }
        }
        self.begin("custom:Event", number, event.trigger.envelope());
        self.feature("category", Some(&event.event_type));
        let chain = event.event.as_ref();
        self.feature("chain", chain.map(crate::model::EventChainId::as_str));
        self.feature("plover", event.plover.as_deref());
        self.attributes(&event.attributes);
        if !links.is_empty() {
            let numbers: Vec<String> = links.iter().map(|(link, ..)| link.to_string()).collect();
            self.feature("arguments", Some(&numbers.join(" ")));
        }
        self.end();
        for (link, role, target) in links {
            self.out.push_str("  <custom:EventArgumentsLink");
            push_number(&mut self.out, "xmi:id", link);
            push_attribute(&mut self.out, "role", role);
            push_number(&mut self.out, "target", target);
            self.end();
        }
    }

    /// The number of what fills a role; a bare span becomes an annotation of its own.
    fn filler(&mut self, filler: &Filler) -> Option<u32> {
        match filler {
            Filler::Mention(id) => self.ids.get(&Named::Mention(id.to_smol())).copied(),
            Filler::Event(id) => self.ids.get(&Named::Event(id.to_smol())).copied(),
            Filler::Span(span) => {
                if let Some(known) = self.fillers.get(span) {
                    return Some(*known);
                }
                let number = self.number();
                self.fillers.insert(*span, number);
                self.begin("custom:Filler", number, *span);
                self.end();
                Some(number)
            }
        }
    }

    fn relation(&mut self, annotations: &Annotations, relation: &crate::model::Relation) {
        let end = |end: &RelationEnd| match end {
            RelationEnd::Mention(id) => (
                self.ids.get(&Named::Mention(id.to_smol())).copied(),
                annotations
                    .mention(id)
                    .map(|mention| mention.extent.envelope()),
            ),
            RelationEnd::Event(id) => (
                self.ids.get(&Named::Event(id.to_smol())).copied(),
                annotations.event(id).map(|event| event.trigger.envelope()),
            ),
        };
        let ((Some(from), _), (Some(to), Some(span))) = (end(&relation.from), end(&relation.to))
        else {
            debug_assert!(false, "what links to nothing was left out");
            return;
        };
        let number = self.number();
        self.begin("custom:Relation", number, span);
        self.feature("label", Some(&relation.relation_type));
        self.attributes(&relation.attributes);
        push_number(&mut self.out, "Governor", from);
        push_number(&mut self.out, "Dependent", to);
        self.end();
    }

    fn finish(self) -> String {
        let package = |path: &str| format!("http:///{path}.ecore");
        let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmi:XMI".to_owned();
        for (prefix, uri) in [
            ("xmi", "http://www.omg.org/XMI".to_owned()),
            ("cas", package("uima/cas")),
            (
                "segmentation",
                package("de/tudarmstadt/ukp/dkpro/core/api/segmentation/type"),
            ),
            (
                "metadata",
                package("de/tudarmstadt/ukp/dkpro/core/api/metadata/type"),
            ),
            ("ner", package("de/tudarmstadt/ukp/dkpro/core/api/ner/type")),
            ("custom", package("webanno/custom")),
        ] {
            push_attribute(&mut out, &format!("xmlns:{prefix}"), &uri);
        }
        out.push_str(" xmi:version=\"2.0\">\n  <cas:NULL xmi:id=\"0\"/>\n");
        out.push_str(&self.out);
        out.push_str("  <cas:Sofa xmi:id=\"1\" sofaNum=\"1\" sofaID=\"_InitialView\" mimeType=\"text/plain\"");
        push_attribute(&mut out, "sofaString", self.document.text().as_str());
        out.push_str("/>\n  <cas:View sofa=\"1\"");
        let members: Vec<String> = self.members.iter().map(u32::to_string).collect();
        push_attribute(&mut out, "members", &members.join(" "));
        out.push_str("/>\n</xmi:XMI>\n");
        out
    }
}
