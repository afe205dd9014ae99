//! Rich ERE: a source file, and its annotations in an `.rich_ere.xml` of the same name, beside it or in another folder.
//!
//! ```xml
//! <deft_ere doc_id="d1"><entities><entity id="ent-1" type="PER"><entity_mention id="m-1" offset="3" length="3" noun_type="NAM">
//!   <mention_text>Ali</mention_text></entity_mention></entity></entities>
//! <hoppers><hopper id="h-1"><event_mention id="em-1" type="life" subtype="die" realis="actual"><trigger offset="7" length="4">died</trigger>
//!   <em_arg entity_id="ent-1" entity_mention_id="m-1" role="victim" realis="true">Ali</em_arg></event_mention></hopper></hoppers></deft_ere>
//! ```
//!
//! Offsets count characters of the raw source, its tags among them, so the text is the source as it is and the tags in it are zoned as markup. A hopper
//! holds the mentions of one event. Fillers are mentions with the filler's type as their label.

use std::collections::HashMap;

use roxmltree::Node;
use smol_str::{SmolStr, format_smolstr};

use super::ace::levels::level_of;
use super::draft::{Draft, Named};
use super::json::fields::Fields;
use super::offsets_by_evidence::{Offsets, Quoted, Reading, find};
use super::reading::{Folder, FolderReading};
use super::{FormatError, Imported, xml};
use crate::model::{
    Argument, Attributes, EntityId, EntityMention, EventMention, Origin, Relation, RelationEnd,
};
use crate::text::decode::decode;
use crate::text::{Span, Zone, ZoneKind};

/// Ending of the annotations.
const ANNOTATIONS: &str = ".rich_ere.xml";

/// Whether a folder has annotations of Rich ERE.
pub(super) fn looks_like_ere(names: &[String]) -> bool {
    names.iter().any(|name| name.ends_with(ANNOTATIONS))
}

/// Reads a folder, the folders in it included.
pub(super) fn read(folder: Box<dyn Folder>) -> FolderReading {
    let names: Vec<String> = folder.names().to_vec();
    let annotated = names.clone().into_iter();
    let annotated = annotated.filter(|name| name.ends_with(ANNOTATIONS));
    let documents = annotated.map(move |name| {
        read_document(&*folder, &names, &name).map_err(|error| FormatError::InFile {
            file: name.clone(),
            source: Box::new(error),
        })
    });
    FolderReading {
        documents: Box::new(documents),
        schema: None,
        remarks: Vec::new(),
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The source of the document `stem`: a file of that name whatever its ending.
fn source<'n>(names: &'n [String], stem: &str) -> Option<&'n String> {
    names.iter().find(|name| {
        let rest = file_name(name).strip_prefix(stem);
        !name.ends_with(ANNOTATIONS)
            && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

fn read_document(
    folder: &dyn Folder,
    names: &[String],
    name: &str,
) -> Result<Imported, FormatError> {
    let characters = xml::characters_of(&folder.read(name)?)?;
    let tree = xml::parse(&characters)?;
    let root = tree.root_element();
    let stem = file_name(name).strip_suffix(ANNOTATIONS).unwrap_or(name);
    let syntax = |message: String| FormatError::Syntax { line: 1, message };
    if !root.has_tag_name("deft_ere") {
        return Err(syntax("the root is no deft_ere".to_owned()));
    }
    let id = root.attribute("doc_id").unwrap_or(stem);
    let source = source(names, stem)
        .or_else(|| source(names, id))
        .ok_or_else(|| syntax(format!("the folder has no source file for {stem}")))?;
    let text = decode(&folder.read(source)?)?.characters;
    let mut draft = Draft::new(text, None)?;
    let text = draft.text.clone();
    let quoted: Vec<Quoted<'_>> = tree.descendants().filter_map(quoted).collect();
    let found = find(&text, &quoted, Reading::PYTHON);
    if let Some(remark) = found.remark(Reading::PYTHON) {
        draft.remark(remark);
    }
    let mut reader = Reader {
        offsets: Offsets::new(&text, found.reading),
        draft,
        named: HashMap::new(),
    };
    reader.everything(root);
    let mut imported = reader.draft.finish(id, &Fields::default());
    imported.document.set_zones(tags(text.as_str()));
    file_name(source).clone_into(&mut imported.document.meta.source);
    Ok(imported)
}

/// The words that an element quotes: a mention has them in a child, other elements are nothing else.
fn quoted<'x>(node: Node<'x, 'x>) -> Option<Quoted<'x>> {
    let (start, end) = place(node)?;
    let child = node
        .children()
        .find(|child| child.has_tag_name("mention_text"));
    Some(Quoted {
        start,
        end,
        words: child.unwrap_or(node).text(),
    })
}

fn place(node: Node<'_, '_>) -> Option<(i64, i64)> {
    let number = |name| node.attribute(name)?.trim().parse::<i64>().ok();
    let (offset, length) = (number("offset")?, number("length")?);
    Some((offset, offset.checked_add(length)?))
}

/// Tags of a source as zones.
fn tags(text: &str) -> Vec<Zone> {
    let mut zones = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + found;
        let rest = text.get(start + 1..).unwrap_or_default();
        let is_tag =
            rest.starts_with(|char: char| char.is_ascii_alphabetic() || "/!?".contains(char));
        let end = rest.find('>').filter(|_| is_tag);
        at = match end {
            Some(end) => {
                let span = Span::from_range(start..start + end + 2);
                zones.push(Zone {
                    kind: ZoneKind::Markup,
                    span,
                });
                start + end + 2
            }
            None => start + 1,
        };
    }
    zones
}

struct Reader<'t> {
    offsets: Offsets<'t>,
    draft: Draft,
    /// What became of a mention or filler, by its id in the file.
    named: HashMap<SmolStr, Named>,
}

/// The elements called `name` below `node`, at whatever depth.
fn below<'x>(node: Node<'x, 'x>, name: &'static str) -> impl Iterator<Item = Node<'x, 'x>> {
    node.descendants()
        .filter(move |child| child.has_tag_name(name))
}

impl Reader<'_> {
    fn everything<'x>(&mut self, root: Node<'x, 'x>) {
        for entity in below(root, "entity") {
            let mentions: Vec<Node<'_, '_>> = below(entity, "entity_mention").collect();
            let id = entity.attribute("id").filter(|_| mentions.len() > 1);
            for mention in mentions {
                self.mention(mention, entity, id.map(EntityId::from));
            }
        }
        for filler in below(root, "filler") {
            self.mention(filler, filler, None);
        }
        for relation in below(root, "relation") {
            for mention in below(relation, "relation_mention") {
                self.relation(relation, mention);
            }
        }
        for hopper in below(root, "hopper") {
            let mentions: Vec<Node<'_, '_>> = below(hopper, "event_mention").collect();
            let id = hopper.attribute("id").filter(|_| mentions.len() > 1);
            for mention in mentions {
                self.event(mention, id);
            }
        }
    }

    fn span(&self, node: Node<'_, '_>) -> Option<Span> {
        let (start, end) = place(node)?;
        let span = self.offsets.span(start, end)?;
        (!span.is_empty()).then_some(span)
    }

    fn left_out(&mut self, node: Node<'_, '_>, why: &str) {
        let id = node.attribute("id").unwrap_or_default();
        let name = node.tag_name().name();
        self.draft
            .remark_at(xml::line(node), format!("{name} {id} {why}; left out"));
    }

    fn mention<'x>(&mut self, node: Node<'x, 'x>, of: Node<'x, 'x>, entity: Option<EntityId>) {
        let Some(span) = self.span(node) else {
            self.left_out(node, "has no place in the text");
            return;
        };
        let written = node.attribute("id").unwrap_or_default();
        let id = self.draft.mention_id(Some(written));
        let label = of.attribute("type").unwrap_or_default();
        let mut mention = EntityMention::new(id, span, label);
        level_of(&mut mention, node.attribute("noun_type").map(SmolStr::new));
        let head = below(node, "nom_head").next();
        mention.head = head
            .and_then(|head| self.span(head))
            .filter(|head| *head != span);
        let specificity = of
            .attribute("specificity")
            .filter(|word| *word != "specific");
        mention
            .attributes
            .set("specificity", specificity.map(SmolStr::new));
        mention.entity = entity;
        self.named
            .insert(written.into(), Named::Mention(mention.id.clone()));
        self.draft.mention(mention);
    }

    /// What an argument names: a mention of an entity or a filler.
    fn filler(&self, argument: Node<'_, '_>) -> Option<&Named> {
        let id = argument
            .attribute("entity_mention_id")
            .or_else(|| argument.attribute("filler_id"))?;
        self.named.get(id)
    }

    fn relation<'x>(&mut self, relation: Node<'x, 'x>, mention: Node<'x, 'x>) {
        let end = |name: &'static str| -> Option<RelationEnd> {
            self.filler(below(mention, name).next()?)?.relation_end()
        };
        let (Some(from), Some(to)) = (end("rel_arg1"), end("rel_arg2")) else {
            self.left_out(mention, "links what is not there");
            return;
        };
        let id = self.draft.relation_id(mention.attribute("id"));
        let mut attributes = Attributes::default();
        attributes.set("realis", mention.attribute("realis").map(SmolStr::new));
        self.draft.relation(Relation {
            id,
            relation_type: type_of(relation),
            from,
            to,
            attributes,
            origin: Origin::default(),
        });
    }

    fn event<'x>(&mut self, node: Node<'x, 'x>, hopper: Option<&str>) {
        let trigger = below(node, "trigger").next();
        let Some(trigger) = trigger.and_then(|trigger| self.span(trigger)) else {
            self.left_out(node, "has no trigger in the text");
            return;
        };
        let id = self.draft.event_id(node.attribute("id"));
        let mut event = EventMention::new(id, trigger, type_of(node));
        event.event = hopper.map(Into::into);
        event
            .attributes
            .set("realis", node.attribute("realis").map(SmolStr::new));
        for argument in below(node, "em_arg") {
            let role = argument.attribute("role").unwrap_or_default();
            match self.filler(argument).and_then(Named::filler) {
                Some(filler) => event.arguments.push(Argument {
                    role: role.into(),
                    filler,
                    score: None,
                }),
                None => self.draft.remark_at(
                    xml::line(argument),
                    format!("what fills {role} of {} is not there; left out", event.id),
                ),
            }
        }
        self.draft.event(event);
    }
}

/// Type and subtype with a point between them.
fn type_of(node: Node<'_, '_>) -> SmolStr {
    let name = node.attribute("type").unwrap_or_default();
    match node
        .attribute("subtype")
        .filter(|subtype| !subtype.is_empty())
    {
        Some(subtype) => format_smolstr!("{name}.{subtype}"),
        None => name.into(),
    }
}
