//! Documents to texts with tags and their annotations.

use std::collections::{BTreeMap, HashMap};
use std::io;

use smol_str::SmolStr;

use super::kinds::{Kind, kind_of, split, time_label};
use super::levels::mention_type;
use super::{ANNOTATIONS, EVENT_ATTRIBUTES, TEXT};
use crate::formats::export::{LossReport, Reason, Selection, example};
use crate::formats::file_names::FileNames;
use crate::formats::writing::{Output, Writer, WriterOptions};
use crate::formats::xml::{is_allowed, push_attribute, push_number, push_text};
use crate::model::{
    Annotations, Document, EntityMention, EventMention, Filler, Relation, RelationEnd,
};
use crate::text::Span;

/// A writer of a folder.
pub(in crate::formats) fn write(_options: &WriterOptions) -> Box<dyn Writer> {
    Box::<AceWriter>::default()
}

#[derive(Default)]
struct AceWriter {
    names: FileNames,
}

impl Writer for AceWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        losses: &mut LossReport,
    ) -> io::Result<()> {
        let name = self.names.of(document);
        let source = SourceText::of(document.text().as_str());
        let place = format!("in {}", document.id);
        losses.note_many(
            Reason::Spelling,
            "control characters",
            source.num_odd,
            &place,
        );
        let sgm = format!("<DOC><BODY><TEXT>{}</TEXT></BODY></DOC>", source.written);
        out.file(&format!("{name}{TEXT}"), sgm.as_bytes())?;
        let mut apf = Apf {
            out: String::new(),
            document,
            annotations: &selection.annotations,
            source: &source,
            losses,
            mentions: HashMap::new(),
        };
        let xml = apf.document(&name);
        out.file(&format!("{name}{ANNOTATIONS}"), xml.as_bytes())
    }
}

/// The text as the `.sgm` file has it between its tags.
struct SourceText {
    written: String,
    /// For each byte of the document at which a character begins, and for its end: the characters before it and the byte in `written`.
    places: Vec<(u32, u32)>,
    num_odd: usize,
}

impl SourceText {
    fn of(text: &str) -> Self {
        let mut source = Self {
            written: String::with_capacity(text.len()),
            places: Vec::with_capacity(text.len() + 1),
            num_odd: 0,
        };
        let mut count = 0;
        let mut chars = text.chars().peekable();
        while let Some(char) = chars.next() {
            let before = source.written.len();
            for _ in 0..char.len_utf8() {
                source.places.push((count, before as u32));
            }
            match char {
                '&' => source.written.push_str("&amp;"),
                '<' => source.written.push_str("&lt;"),
                // Readers unify line ends before they count.
                '\r' if chars.peek() == Some(&'\n') => {}
                '\r' => source.written.push('\n'),
                char if is_allowed(char) => source.written.push(char),
                _ => {
                    source.num_odd += 1;
                    source.written.push(' ');
                }
            }
            let added = source.written.get(before..).unwrap_or_default();
            count += added.chars().count() as u32;
        }
        source.places.push((count, source.written.len() as u32));
        source
    }

    /// First and last character of `span`, and its words as written.
    fn place(&self, span: Span) -> (u32, u32, &str) {
        let at = |byte: u32| self.places.get(byte as usize).copied().unwrap_or_default();
        let ((start, from), (end, to)) = (at(span.start), at(span.end));
        let words = self.written.get(from as usize..to as usize);
        (start, end.saturating_sub(1), words.unwrap_or_default())
    }
}

/// Names, subtype and class: what mentions of one entity must agree in.
type Group<'a> = (String, Vec<&'a EntityMention>);

struct Apf<'a, 'l> {
    out: String,
    document: &'a Document,
    annotations: &'a Annotations,
    source: &'a SourceText,
    losses: &'l mut LossReport,
    /// The id of each mention and of what it is one of.
    mentions: HashMap<&'a str, (String, String)>,
}

impl<'a> Apf<'a, '_> {
    fn document(&mut self, name: &str) -> String {
        let mut head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE source_file SYSTEM \"apf.v5.1.1.dtd\">\n<source_file".to_owned();
        push_attribute(&mut head, "URI", &format!("{name}{TEXT}"));
        head.push_str(
            " SOURCE=\"newswire\" TYPE=\"text\" AUTHOR=\"Dateline\" ENCODING=\"UTF-8\">\n<document",
        );
        push_attribute(&mut head, "DOCID", self.document.id.as_str());
        head.push_str(">\n");
        self.entities();
        self.relations();
        self.events();
        format!("{head}{}</document>\n</source_file>\n", self.out)
    }

    fn open(&mut self, element: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(element);
        for (name, value) in attributes {
            push_attribute(&mut self.out, name, value);
        }
        self.out.push_str(">\n");
    }

    fn close(&mut self, element: &str) {
        self.out.push_str(&format!("</{element}>\n"));
    }

    /// `<extent>` or another element with the place and words of a span.
    fn stretch(&mut self, element: &str, span: Span) {
        let (start, last, words) = self.source.place(span);
        self.out.push_str(&format!("<{element}><charseq"));
        push_number(&mut self.out, "START", start);
        push_number(&mut self.out, "END", last);
        self.out.push('>');
        push_text(&mut self.out, words);
        self.out.push_str(&format!("</charseq></{element}>\n"));
    }

    /// Mentions by what they are mentions of, in the order of the text.
    fn groups(&self) -> Vec<Group<'a>> {
        let mut groups: Vec<Group<'a>> = Vec::new();
        let mut known: BTreeMap<(SmolStr, [&str; 3]), usize> = BTreeMap::new();
        // Number of an entity, and how many types its mentions have.
        let mut entities: BTreeMap<SmolStr, (usize, usize)> = BTreeMap::new();
        let mut count = 0;
        for mention in self.annotations.mentions() {
            let attribute = |name| mention.attributes.get(name).map_or("", SmolStr::as_str);
            let agreed = [
                mention.label.as_str(),
                attribute("subtype"),
                attribute("class"),
            ];
            let entity = mention.entity.as_ref().map(crate::model::EntityId::to_smol);
            let found = entity
                .as_ref()
                .and_then(|entity| known.get(&(entity.clone(), agreed)).copied());
            if let Some(group) = found.and_then(|place| groups.get_mut(place)) {
                group.1.push(mention);
                continue;
            }
            let number = match &entity {
                None => {
                    count += 1;
                    format!("{count}")
                }
                Some(entity) => {
                    let (number, variants) = entities.entry(entity.clone()).or_insert_with(|| {
                        count += 1;
                        (count, 0)
                    });
                    *variants += 1;
                    match variants {
                        1 => format!("{number}"),
                        other => format!("{number}.{other}"),
                    }
                }
            };
            if let Some(entity) = entity {
                known.insert((entity, agreed), groups.len());
            }
            groups.push((number, vec![mention]));
        }
        groups
    }

    fn entities(&mut self) {
        for (number, mentions) in self.groups() {
            let Some(first) = mentions.first() else {
                continue;
            };
            match kind_of(&first.label) {
                Kind::Entity => self.entity(&number, &mentions),
                Kind::Value(name, subtype) => self.value(&number, &mentions, &name, &subtype),
                Kind::Time => self.time(&number, &mentions),
            }
        }
    }

    /// Remembers what a mention is called, and lists what of it has no place.
    fn remember(&mut self, mention: &'a EntityMention, id: &str, of: &str) {
        self.mentions
            .insert(mention.id.as_str(), (id.to_owned(), of.to_owned()));
        let document = &self.document.id;
        let example = || format!("{} in {document}", mention.id);
        let known = ["subtype", "class", "mention_type"];
        let others = mention.attributes.iter();
        for _ in others.filter(|(name, _)| !known.contains(&name.as_str())) {
            self.losses.note(Reason::NoPlace, "attributes", example);
        }
        if mention.count.is_some() {
            self.losses.note(Reason::NoPlace, "values", example);
        }
    }

    fn entity(&mut self, number: &str, mentions: &[&'a EntityMention]) {
        let Some(first) = mentions.first() else {
            return;
        };
        let id = format!("{}-E{number}", self.document.id);
        let mut attributes = vec![("ID", id.as_str()), ("TYPE", &first.label)];
        if let Some(subtype) = first.attributes.get("subtype") {
            attributes.push(("SUBTYPE", subtype));
        }
        let class = first.attributes.get("class").map_or("SPC", SmolStr::as_str);
        attributes.push(("CLASS", class));
        self.open("entity", &attributes);
        for (mention, number) in mentions.iter().zip(1..) {
            let mention_id = format!("{id}-{number}");
            self.remember(mention, &mention_id, &id);
            self.note_value(mention);
            let kind = mention_type(mention);
            self.open(
                "entity_mention",
                &[("ID", &mention_id), ("TYPE", kind), ("LDCTYPE", kind)],
            );
            let extent = mention.extent.envelope();
            self.stretch("extent", extent);
            // Readers of the format want a head, so what has none is its own.
            let head = mention.head.filter(|head| !head.is_empty());
            self.stretch("head", head.unwrap_or(extent));
            if mention.head.is_some() && head.is_none_or(|head| head == extent) {
                let document = self.document;
                self.losses.note(Reason::NoPlace, "heads", || {
                    example(document, &mention.extent)
                });
            }
            self.close("entity_mention");
        }
        self.close("entity");
    }

    /// Only times have a value.
    fn note_value(&mut self, mention: &EntityMention) {
        if mention.value.is_some() {
            let document = &self.document.id;
            self.losses.note(Reason::NoPlace, "values", || {
                format!("{} in {document}", mention.id)
            });
        }
    }

    /// Values and times have neither levels nor heads.
    fn note_plain(&mut self, mention: &EntityMention) {
        let document = &self.document.id;
        let example = || format!("{} in {document}", mention.id);
        if mention.level != crate::model::Level::Name {
            self.losses.note(Reason::NoPlace, "levels", example);
        }
        if mention.head.is_some() {
            self.losses.note(Reason::NoPlace, "heads", example);
        }
    }

    fn value(&mut self, number: &str, mentions: &[&'a EntityMention], name: &str, subtype: &str) {
        let Some(first) = mentions.first() else {
            return;
        };
        let id = format!("{}-V{number}", self.document.id);
        let own = first.attributes.get("subtype").map_or("", SmolStr::as_str);
        let subtype = if own.is_empty() { subtype } else { own };
        let mut attributes = vec![("ID", id.as_str()), ("TYPE", name)];
        if !subtype.is_empty() {
            attributes.push(("SUBTYPE", subtype));
        }
        self.open("value", &attributes);
        for (mention, number) in mentions.iter().zip(1..) {
            let mention_id = format!("{id}-{number}");
            self.remember(mention, &mention_id, &id);
            self.note_value(mention);
            self.note_plain(mention);
            self.open("value_mention", &[("ID", &mention_id)]);
            self.stretch("extent", mention.extent.envelope());
            self.close("value_mention");
        }
        self.close("value");
    }

    fn time(&mut self, number: &str, mentions: &[&'a EntityMention]) {
        // Times of one entity may have several values; each is a time of its own, by the same number.
        for (mention, variant) in mentions.iter().zip(1..) {
            let point = if variant > 1 {
                format!(".{variant}")
            } else {
                String::new()
            };
            let id = format!("{}-T{number}{point}", self.document.id);
            let mention_id = format!("{id}-1");
            self.remember(mention, &mention_id, &id);
            self.note_plain(mention);
            let value = mention.value.as_deref();
            if time_label(value) != mention.label {
                let document = &self.document.id;
                self.losses.note(Reason::Spelling, "labels", || {
                    format!("“{}” in {document}", mention.label)
                });
            }
            let mut attributes = vec![("ID", id.as_str())];
            if let Some(value) = value {
                attributes.push(("VAL", value));
            }
            self.open("timex2", &attributes);
            self.open("timex2_mention", &[("ID", &mention_id)]);
            self.stretch("extent", mention.extent.envelope());
            self.close("timex2_mention");
            self.close("timex2");
        }
    }

    fn relations(&mut self) {
        for (relation, number) in self.annotations.relations().iter().zip(1..) {
            self.relation(relation, number);
        }
    }

    fn relation(&mut self, relation: &'a Relation, number: usize) {
        let end = |end: &'a RelationEnd| match end {
            RelationEnd::Mention(id) => self.mention(id.as_str()),
            RelationEnd::Event(_) => None,
        };
        let (Some(from), Some(to)) = (end(&relation.from), end(&relation.to)) else {
            debug_assert!(false, "what links to nothing was left out");
            return;
        };
        let id = format!("{}-R{number}", self.document.id);
        let mut attributes = vec![("ID", id.as_str())];
        attributes.extend(named(&relation.relation_type));
        self.open("relation", &attributes);
        for (role, (_, of, _)) in [("Arg-1", &from), ("Arg-2", &to)] {
            self.empty("relation_argument", &[("REFID", of), ("ROLE", role)]);
        }
        let mention_id = format!("{id}-1");
        self.open("relation_mention", &[("ID", &mention_id)]);
        self.stretch("extent", from.2.cover(to.2));
        for (role, (id, _, span)) in [("Arg-1", &from), ("Arg-2", &to)] {
            self.open(
                "relation_mention_argument",
                &[("REFID", id), ("ROLE", role)],
            );
            self.stretch("extent", *span);
            self.close("relation_mention_argument");
        }
        self.close("relation_mention");
        self.close("relation");
    }

    /// Id and place of a mention, and the id of what it is one of.
    fn mention(&self, id: &str) -> Option<(String, String, Span)> {
        let (mention, of) = self.mentions.get(id)?;
        let place = self.annotations.mention(&id.into())?.extent.envelope();
        Some((mention.clone(), of.clone(), place))
    }

    fn empty(&mut self, element: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(element);
        for (name, value) in attributes {
            push_attribute(&mut self.out, name, value);
        }
        self.out.push_str("/>\n");
    }

    fn events(&mut self) {
        let mut groups: Vec<(String, Vec<&'a EventMention>)> = Vec::new();
        let mut chains: BTreeMap<SmolStr, (usize, usize)> = BTreeMap::new();
        let mut count = 0;
        for event in self.annotations.events() {
            let agrees = |other: &&&EventMention| {
                other.event == event.event
                    && other.event_type == event.event_type
                    && ace_attributes(other) == ace_attributes(event)
            };
            let known = groups.iter_mut().find(|(_, members)| {
                event.event.is_some() && members.first().as_ref().is_some_and(agrees)
            });
            if let Some((_, members)) = known {
                members.push(event);
                continue;
            }
            let number = match &event.event {
                None => {
                    count += 1;
                    format!("{count}")
                }
                Some(chain) => {
                    let (number, variants) = chains.entry(chain.to_smol()).or_insert_with(|| {
                        count += 1;
                        (count, 0)
                    });
                    *variants += 1;
                    match variants {
                        1 => format!("{number}"),
                        other => format!("{number}.{other}"),
                    }
                }
            };
            groups.push((number, vec![event]));
        }
        for (number, members) in groups {
            self.event(&number, &members);
        }
        self.note_single_chains();
    }

    /// An event that no other mention tells of is no chain in the file.
    fn note_single_chains(&mut self) {
        let events = self.annotations.events();
        for event in events.iter().filter(|event| event.event.is_some()) {
            let same = events.iter().filter(|other| other.event == event.event);
            if same.count() == 1 {
                let document = &self.document.id;
                self.losses
                    .note(Reason::NoPlace, "links of coreferent events", || {
                        format!("{} in {document}", event.id)
                    });
            }
        }
    }

    fn event(&mut self, number: &str, members: &[&'a EventMention]) {
        let Some(first) = members.first() else {
            return;
        };
        let id = format!("{}-EV{number}", self.document.id);
        let values = ace_attributes(first);
        let mut attributes = vec![("ID", id.as_str())];
        attributes.extend(named(&first.event_type));
        for ((name, ..), value) in EVENT_ATTRIBUTES.iter().zip(&values) {
            attributes.push((name, value));
        }
        self.open("event", &attributes);
        let mut told: Vec<(String, &str)> = Vec::new();
        for argument in members.iter().flat_map(|event| &event.arguments) {
            if let Filler::Mention(id) = &argument.filler
                && let Some((_, of, _)) = self.mention(id.as_str())
                && !told.contains(&(of.clone(), argument.role.as_str()))
            {
                self.empty(
                    "event_argument",
                    &[("REFID", &of), ("ROLE", &argument.role)],
                );
                told.push((of, &argument.role));
            }
        }
        for (event, number) in members.iter().zip(1..) {
            self.event_mention(event, &format!("{id}-{number}"));
        }
        self.close("event");
    }

    fn event_mention(&mut self, event: &'a EventMention, id: &str) {
        let arguments: Vec<(&str, (String, String, Span))> = event
            .arguments
            .iter()
            .filter_map(|argument| match &argument.filler {
                Filler::Mention(id) => Some((argument.role.as_str(), self.mention(id.as_str())?)),
                Filler::Event(_) | Filler::Span(_) => None,
            })
            .collect();
        let trigger = event.trigger.envelope();
        let extent = arguments
            .iter()
            .fold(trigger, |extent, (_, (.., span))| extent.cover(*span));
        self.open("event_mention", &[("ID", id)]);
        self.stretch("extent", extent);
        self.stretch("ldc_scope", extent);
        self.stretch("anchor", trigger);
        for (role, (mention, _, span)) in &arguments {
            self.open(
                "event_mention_argument",
                &[("REFID", mention), ("ROLE", role)],
            );
            self.stretch("extent", *span);
            self.close("event_mention_argument");
        }
        self.close("event_mention");
        let document = &self.document.id;
        let known = |name: &str| EVENT_ATTRIBUTES.iter().any(|(_, own, _)| *own == name);
        for _ in event.attributes.iter().filter(|(name, _)| !known(name)) {
            self.losses.note(Reason::NoPlace, "attributes", || {
                format!("{} in {document}", event.id)
            });
        }
    }
}

/// Type and subtype as attributes.
fn named(name: &str) -> Vec<(&str, &str)> {
    let (name, subtype) = split(name);
    let subtype = subtype.map(|subtype| ("SUBTYPE", subtype));
    std::iter::once(("TYPE", name)).chain(subtype).collect()
}

/// What ACE wants to know about an event, in its words.
fn ace_attributes(event: &EventMention) -> [String; 4] {
    EVENT_ATTRIBUTES.map(|(_, name, otherwise)| match event.attributes.get(name) {
        None => otherwise.to_owned(),
        Some(value) => {
            let mut chars = value.chars();
            let first = chars.next().map(|char| char.to_ascii_uppercase());
            first.into_iter().chain(chars).collect()
        }
    })
}
