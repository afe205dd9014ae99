//! Texts with tags and their annotations to documents.

use std::collections::{BTreeSet, HashMap};

use roxmltree::Node;
use smol_str::SmolStr;

use super::kinds::{joined, time_label, value_label};
use super::levels::level_of;
use super::text::{Decoded, Places, Stripped, zone};
use super::{ANNOTATIONS, EVENT_ATTRIBUTES, TEXT};
use crate::formats::article::explicit_date;
use crate::formats::draft::{Draft, Named};
use crate::formats::json::fields::Fields;
use crate::formats::offsets_by_evidence::Quoted;
use crate::formats::reading::{Folder, FolderReading};
use crate::formats::{FormatError, Imported, xml};
use crate::model::{
    Argument, Attributes, EntityMention, EventMention, Origin, Relation, RelationEnd,
};
use crate::text::{Span, Zone};

/// Whether a folder has annotations beside texts.
pub(in crate::formats) fn looks_like_ace(names: &[String]) -> bool {
    stems(names).next().is_some()
}

/// Names without their ending of files that have both parts, in the order of the names.
fn stems(names: &[String]) -> impl Iterator<Item = String> {
    let known: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    names.iter().filter_map(move |name| {
        let stem = name.strip_suffix(ANNOTATIONS)?;
        known
            .contains(format!("{stem}{TEXT}").as_str())
            .then(|| stem.to_owned())
    })
}

/// Reads a folder, the folders in it included.
pub(in crate::formats) fn read(folder: Box<dyn Folder>) -> FolderReading {
    let stems: Vec<String> = stems(folder.names()).collect();
    let documents = stems.into_iter().map(move |stem| {
        read_document(&*folder, &stem).map_err(|(file, error)| FormatError::InFile {
            file,
            source: Box::new(error),
        })
    });
    FolderReading {
        documents: Box::new(documents),
        schema: None,
        remarks: Vec::new(),
    }
}

fn read_document(folder: &dyn Folder, stem: &str) -> Result<Imported, (String, FormatError)> {
    let load = |ending: &str| -> Result<(String, String), (String, FormatError)> {
        let name = format!("{stem}{ending}");
        let read = folder.read(&name).map_err(FormatError::from);
        match read.and_then(|bytes| xml::characters_of(&bytes)) {
            Ok(characters) => Ok((name, characters)),
            Err(error) => Err((name, error)),
        }
    };
    let (_, sgm) = load(TEXT)?;
    let (name, apf) = load(ANNOTATIONS)?;
    let short = stem.rsplit('/').next().unwrap_or(stem);
    annotated(&sgm, &apf, short).map_err(|error| (name, error))
}

fn annotated(sgm: &str, apf: &str, stem: &str) -> Result<Imported, FormatError> {
    let stripped = Stripped::of(sgm);
    let decoded = Decoded::of(&stripped.raw);
    let tree = xml::parse(apf)?;
    let quoted: Vec<Quoted<'_>> = tree
        .descendants()
        .filter(|node| node.has_tag_name("charseq"))
        .filter_map(quoted)
        .collect();
    let (places, remark) = decoded.find(&quoted);
    let mut draft = Draft::new(decoded.text.as_str().to_owned(), None)?;
    if let Some(remark) = remark {
        draft.remark(remark);
    }
    let mut reader = Reader {
        places,
        draft,
        named: HashMap::new(),
    };
    let document = tree
        .descendants()
        .find(|node| node.has_tag_name("document"));
    let document = document.ok_or_else(|| FormatError::Syntax {
        line: 1,
        message: "there is no element document".to_owned(),
    })?;
    reader.everything(document);
    let id = document.attribute("DOCID").unwrap_or(stem);
    let mut imported = reader.draft.finish(id, &Fields::default());
    let zones = stripped.elements.iter().filter_map(|(name, span)| {
        let span = decoded.text.trim(decoded.span(*span)?);
        let kind = zone(name).filter(|_| !span.is_empty())?;
        // The whole text is no part of it.
        (span != decoded.text.span()).then_some(Zone { kind, span })
    });
    imported.document.set_zones(zones.collect());
    let date = ["DATETIME", "DATE", "DATE_TIME"]
        .iter()
        .find_map(|name| stripped.words(name))
        .and_then(date);
    let meta = &mut imported.document.meta;
    meta.date = date.unwrap_or_default();
    let headline = stripped.words("HEADLINE").unwrap_or_default();
    meta.title = headline.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(imported)
}

/// A day as the corpora write it: `2003-03-31`, `20030331` with more behind it, or in words.
fn date(words: &str) -> Option<String> {
    let digits = words
        .get(..8)
        .filter(|start| start.chars().all(|char| char.is_ascii_digit()));
    let compact = digits.and_then(|digits| {
        let part = |from: usize, to: usize| digits.get(from..to);
        Some(format!("{}-{}-{}", part(0, 4)?, part(4, 6)?, part(6, 8)?))
    });
    let compact = compact.filter(|day| day.parse::<jiff::civil::Date>().is_ok());
    compact.or_else(|| explicit_date(words))
}

fn quoted<'x>(node: Node<'x, 'x>) -> Option<Quoted<'x>> {
    let offset = |name| node.attribute(name)?.trim().parse().ok();
    Some(Quoted {
        start: offset("START")?,
        end: offset("END")?,
        words: node.text(),
    })
}

struct Reader<'d> {
    places: Places<'d>,
    draft: Draft,
    /// What became of a mention, by its id in the file.
    named: HashMap<SmolStr, Named>,
}

/// The elements called `name` right below `node`.
fn children<'x>(node: Node<'x, 'x>, name: &'static str) -> impl Iterator<Item = Node<'x, 'x>> {
    node.children()
        .filter(move |child| child.has_tag_name(name))
}

/// The id of what a mention is one of, mentions of several types being of one entity: `a1-E1` of `a1-E1.2`.
fn common(id: &str) -> &str {
    let last = id.rfind('-').unwrap_or(0);
    match id.rfind('.') {
        Some(point) if point > last => id.get(..point).unwrap_or(id),
        _ => id,
    }
}

impl Reader<'_> {
    fn everything(&mut self, document: Node<'_, '_>) {
        let shared = self.shared(document);
        for entity in children(document, "entity") {
            let label = entity.attribute("TYPE").unwrap_or_default();
            let mut attributes = Attributes::default();
            attributes.set("subtype", entity.attribute("SUBTYPE").map(SmolStr::new));
            let class = entity.attribute("CLASS").filter(|class| *class != "SPC");
            attributes.set("class", class.map(SmolStr::new));
            for mention in children(entity, "entity_mention") {
                self.mention(mention, entity, label.into(), &attributes, &shared);
            }
        }
        for value in children(document, "value") {
            let subtype = value.attribute("SUBTYPE").unwrap_or_default();
            let (label, rest) = value_label(value.attribute("TYPE").unwrap_or_default(), subtype);
            let mut attributes = Attributes::default();
            attributes.set("subtype", Some(rest).filter(|rest| !rest.is_empty()));
            for mention in children(value, "value_mention") {
                self.mention(mention, value, label.clone(), &attributes, &shared);
            }
        }
        for time in children(document, "timex2") {
            let label = SmolStr::new_static(time_label(time.attribute("VAL")));
            for mention in children(time, "timex2_mention") {
                self.mention(
                    mention,
                    time,
                    label.clone(),
                    &Attributes::default(),
                    &shared,
                );
            }
        }
        for relation in children(document, "relation") {
            for mention in children(relation, "relation_mention") {
                self.relation(relation, mention);
            }
        }
        for event in children(document, "event") {
            for mention in children(event, "event_mention") {
                self.event(event, mention, &shared);
            }
        }
    }

    /// Ids of entities and events that several mentions share.
    fn shared(&self, document: Node<'_, '_>) -> BTreeSet<SmolStr> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for thing in document.children().filter(Node::is_element) {
            let is_mention = |node: &Node<'_, '_>| node.tag_name().name().ends_with("_mention");
            let count = thing.children().filter(is_mention).count();
            let id = thing.attribute("ID").unwrap_or_default();
            *counts.entry(common(id)).or_default() += count;
        }
        let shared = counts.into_iter().filter(|(_, count)| *count > 1);
        shared.map(|(id, _)| SmolStr::new(id)).collect()
    }

    /// The place that a child such as `extent` gives.
    fn place(&self, node: Node<'_, '_>, child: &'static str) -> Option<Span> {
        let charseq = children(node, child).next()?;
        let charseq = charseq
            .children()
            .find(|node| node.has_tag_name("charseq"))?;
        let offset = |name| charseq.attribute(name)?.trim().parse().ok();
        self.places.span(offset("START")?, offset("END")?)
    }

    fn left_out(&mut self, node: Node<'_, '_>, why: &str) {
        let id = node.attribute("ID").unwrap_or_default();
        let name = node.tag_name().name();
        self.draft
            .remark_at(xml::line(node), format!("{name} {id} {why}; left out"));
    }

    fn mention(
        &mut self,
        node: Node<'_, '_>,
        of: Node<'_, '_>,
        label: SmolStr,
        attributes: &Attributes,
        shared: &BTreeSet<SmolStr>,
    ) {
        let Some(span) = self.place(node, "extent") else {
            self.left_out(node, "has no place in the text");
            return;
        };
        let written = node.attribute("ID").unwrap_or_default();
        let id = self.draft.mention_id(Some(written));
        let mut mention = EntityMention::new(id, span, label);
        mention.attributes = attributes.clone();
        level_of(&mut mention, node.attribute("TYPE").map(SmolStr::new));
        mention.head = self.place(node, "head").filter(|head| *head != span);
        mention.value = of.attribute("VAL").map(SmolStr::new);
        let entity = common(of.attribute("ID").unwrap_or_default());
        mention.entity = shared.contains(entity).then(|| entity.into());
        self.named
            .insert(written.into(), Named::Mention(mention.id.clone()));
        self.draft.mention(mention);
    }

    fn relation(&mut self, relation: Node<'_, '_>, mention: Node<'_, '_>) {
        let end = |role: &str| -> Option<RelationEnd> {
            let mut arguments = children(mention, "relation_mention_argument");
            let argument = arguments.find(|argument| argument.attribute("ROLE") == Some(role))?;
            let named = self.named.get(argument.attribute("REFID")?)?;
            named.relation_end()
        };
        let (Some(from), Some(to)) = (end("Arg-1"), end("Arg-2")) else {
            self.left_out(mention, "links what is not there");
            return;
        };
        let id = self.draft.relation_id(mention.attribute("ID"));
        let name = relation.attribute("TYPE").unwrap_or_default();
        self.draft.relation(Relation {
            id,
            relation_type: joined(name, relation.attribute("SUBTYPE")),
            from,
            to,
            attributes: Attributes::default(),
            origin: Origin::default(),
        });
    }

    fn event(&mut self, of: Node<'_, '_>, node: Node<'_, '_>, shared: &BTreeSet<SmolStr>) {
        let Some(trigger) = self.place(node, "anchor") else {
            self.left_out(node, "has no anchor in the text");
            return;
        };
        let id = self.draft.event_id(node.attribute("ID"));
        let name = of.attribute("TYPE").unwrap_or_default();
        let mut event = EventMention::new(id, trigger, joined(name, of.attribute("SUBTYPE")));
        for (written, name, otherwise) in EVENT_ATTRIBUTES {
            let value = of.attribute(written).filter(|value| *value != otherwise);
            let value = value.map(|value| SmolStr::new(value.to_lowercase()));
            event.attributes.set(name, value);
        }
        let chain = common(of.attribute("ID").unwrap_or_default());
        event.event = shared.contains(chain).then(|| chain.into());
        for argument in children(node, "event_mention_argument") {
            let filler = argument.attribute("REFID").unwrap_or_default();
            let role = argument.attribute("ROLE").unwrap_or_default();
            match self.named.get(filler).and_then(Named::filler) {
                Some(filler) => event.arguments.push(Argument {
                    role: role.into(),
                    filler,
                    score: None,
                }),
                None => self.draft.remark_at(
                    xml::line(argument),
                    format!("the filler {filler} of {role} is not there; left out"),
                ),
            }
        }
        self.draft.event(event);
    }
}
