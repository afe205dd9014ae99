//! An XMI file to a document.

use std::collections::{BTreeMap, HashMap, HashSet};

use roxmltree::Node;
use smol_str::SmolStr;

use super::{COREFERENCE, EVENT, FILLER, METADATA, NAMED_ENTITY, SEGMENTATION};
use crate::formats::draft::{Draft, Named};
use crate::formats::json::fields::{Fields, json_pairs};
use crate::formats::offsets_by_evidence::{Offsets, Reading};
use crate::formats::reading::{Documents, ReadOptions, Sample, Source};
use crate::formats::token_table::{FIELD, lengths_of};
use crate::formats::{FormatError, Imported, xml};
use crate::model::{
    Annotation, Argument, Attributes, EntityMention, EventMention, Filler, Level, Metadata,
    Relation, RelationEnd,
};
use crate::text::Span;

const XMI: &str = "http://www.omg.org/XMI";

/// Whether a source is an XMI file.
pub(in crate::formats) fn looks_like_xmi(sample: &Sample<'_>) -> bool {
    let start = sample.start.trim_start();
    start.starts_with('<') && start.contains("<xmi:XMI")
}

/// Reads one file.
pub(in crate::formats) fn read(source: Source, options: &ReadOptions) -> Documents {
    let read = xml::characters(source).and_then(|characters| read_characters(&characters, options));
    Box::new(std::iter::once(read))
}

fn syntax(line: u64, message: impl Into<String>) -> FormatError {
    FormatError::Syntax {
        line,
        message: message.into(),
    }
}

fn read_characters(characters: &str, options: &ReadOptions) -> Result<Imported, FormatError> {
    let tree = xml::parse(characters)?;
    let root = tree.root_element();
    if root.tag_name().name() != "XMI" {
        return Err(syntax(1, "the root is no xmi:XMI"));
    }
    let sofas: Vec<Node<'_, '_>> = root
        .children()
        .filter(|node| node.tag_name().name() == "Sofa" && node.attribute("sofaString").is_some())
        .collect();
    let is_initial = |sofa: &&Node<'_, '_>| sofa.attribute("sofaID") == Some("_InitialView");
    let sofa = sofas.iter().find(is_initial).or(sofas.first());
    let sofa = sofa.ok_or_else(|| syntax(1, "there is no Sofa with a text"))?;
    let text = sofa.attribute("sofaString").unwrap_or_default();
    let mut draft = Draft::new(text.to_owned(), None)?;
    if sofas.len() > 1 {
        draft.remark(format!(
            "{} other views of the text are not read",
            sofas.len() - 1
        ));
    }
    let text = draft.text.clone();
    let mut reader = Reader {
        sofa: sofa.attribute((XMI, "id")).unwrap_or_default().to_owned(),
        offsets: Offsets::new(&text, Reading::UTF_16),
        draft,
        named: HashMap::new(),
        by_id: HashMap::new(),
        links: HashSet::new(),
        left_out: BTreeMap::new(),
        meta: Metadata::default(),
        tags: Vec::new(),
        id: None,
    };
    reader.everything(root);
    let Reader {
        draft,
        meta,
        mut tags,
        id,
        ..
    } = reader;
    let id = id.unwrap_or_else(|| options.only_id());
    let mut imported = draft.finish(&id, &Fields::default());
    imported.document.meta = meta;
    tags.sort_unstable();
    tags.dedup();
    imported.document.tags = tags;
    Ok(imported)
}

/// What an element of the CAS serves as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Segment,
    Metadata,
    Coreference,
    Mention,
    Event,
    Relation,
    /// A bare span that fills a role.
    Filler,
    /// Nothing that Dateline has a place for.
    Other,
}

struct Reader<'t, 'x> {
    sofa: String,
    offsets: Offsets<'t>,
    draft: Draft,
    /// What became of an element, by its number.
    named: HashMap<&'x str, Named>,
    by_id: HashMap<&'x str, Node<'x, 'x>>,
    /// Numbers of elements that are links: they have a target, and most a role.
    links: HashSet<&'x str>,
    /// Types that are left out, with how many.
    left_out: BTreeMap<String, usize>,
    meta: Metadata,
    tags: Vec<SmolStr>,
    id: Option<String>,
}

/// The full name of an element's type: its package is in its namespace.
fn type_of(node: Node<'_, '_>) -> String {
    let name = node.tag_name();
    let package = name.namespace().unwrap_or_default();
    let package = package.strip_prefix("http:///").unwrap_or(package);
    let package = package.strip_suffix(".ecore").unwrap_or(package);
    format!("{}.{}", package.replace('/', "."), name.name())
}

fn number<'x>(node: Node<'x, 'x>) -> &'x str {
    node.attribute((XMI, "id")).unwrap_or_default()
}

/// The two ends of a relation, as its layer calls them.
fn ends<'x>(node: Node<'x, 'x>) -> Option<(&'x str, &'x str)> {
    let pair = |from, to| Some((node.attribute(from)?, node.attribute(to)?));
    pair("Governor", "Dependent").or_else(|| pair("source", "target"))
}

/// Attributes that every annotation has, and the ends of relations.
const OWN: [&str; 7] = [
    "sofa",
    "begin",
    "end",
    "Governor",
    "Dependent",
    "source",
    "target",
];

/// Features that hold the label, likelier ones first.
const LABELS: [&str; 7] = [
    "value",
    "label",
    "type",
    "category",
    "name",
    "Type",
    "identifier",
];

impl<'x> Reader<'_, 'x> {
    fn everything(&mut self, root: Node<'x, 'x>) {
        let all: Vec<Node<'x, 'x>> = root.children().filter(Node::is_element).collect();
        for node in &all {
            self.by_id.insert(number(*node), *node);
            // A link has no place of its own, and its role may be empty.
            if node.has_attribute("target") && !node.has_attribute("begin") {
                self.links.insert(number(*node));
            }
        }
        let event_types: HashSet<String> = all
            .iter()
            .filter(|node| self.slots(**node).next().is_some())
            .map(|node| type_of(*node))
            .collect();
        let roles: Vec<(Node<'x, 'x>, Role)> = all
            .iter()
            .filter(|node| self.is_annotation(**node))
            .map(|node| (*node, self.role(*node, &event_types)))
            .collect();
        let of = |wanted: Role| {
            let wanted = roles.iter().filter(move |(_, role)| *role == wanted);
            wanted.map(|(node, _)| *node)
        };
        of(Role::Metadata).for_each(|node| self.metadata(node));
        let segments: Vec<_> = of(Role::Segment).collect();
        self.segments(&segments);
        of(Role::Mention).for_each(|node| self.mention(node));
        let events: Vec<_> = of(Role::Event).collect();
        self.events(&events);
        of(Role::Relation).for_each(|node| self.relation(node));
        for node in all
            .iter()
            .filter(|node| node.tag_name().name() == "CoreferenceChain")
        {
            self.chain(*node);
        }
        for node in of(Role::Other) {
            *self.left_out.entry(type_of(node)).or_default() += 1;
        }
        let left_out = self.left_out.iter().map(|(name, count)| {
            let short = name.rsplit('.').next().unwrap_or(name);
            (short, *count)
        });
        self.draft.remark_left_out(left_out);
    }

    /// Whether an element stands on the text that is read.
    fn is_annotation(&self, node: Node<'_, '_>) -> bool {
        node.attribute("begin").is_some() && node.attribute("sofa") == Some(&*self.sofa)
    }

    fn role(&self, node: Node<'_, '_>, event_types: &HashSet<String>) -> Role {
        let name = type_of(node);
        let short = name.rsplit('.').next().unwrap_or_default();
        if name.starts_with(SEGMENTATION) && matches!(short, "Sentence" | "Token") {
            Role::Segment
        } else if name.starts_with(METADATA) || short == "DocumentAnnotation" {
            Role::Metadata
        } else if name.starts_with(COREFERENCE) {
            Role::Coreference
        } else if name == NAMED_ENTITY {
            Role::Mention
        } else if name == EVENT || event_types.contains(&name) {
            Role::Event
        } else if name == FILLER {
            Role::Filler
        } else if name.contains(".api.") {
            // Parts of speech, lemmas, syntax: DKPro's own layers below the mentions.
            Role::Other
        } else if ends(node).is_some() {
            Role::Relation
        } else {
            Role::Mention
        }
    }

    /// The links of an element: feature and number.
    fn slots<'s>(&'s self, node: Node<'x, 'x>) -> impl Iterator<Item = (&'x str, &'x str)> + 's {
        let is_slot = |feature: &roxmltree::Attribute<'x, 'x>| {
            feature.namespace().is_none()
                && !OWN.contains(&feature.name())
                && !LABELS.contains(&feature.name())
                && self.refers(feature.value())
        };
        node.attributes().filter(is_slot).flat_map(|feature| {
            let numbers = feature.value().split_ascii_whitespace();
            numbers.map(move |number| (feature.name(), number))
        })
    }

    /// Whether a value is nothing but numbers of links.
    fn refers(&self, value: &str) -> bool {
        let mut numbers = value.split_ascii_whitespace().peekable();
        numbers.peek().is_some() && numbers.all(|number| self.links.contains(number))
    }

    fn span(&self, node: Node<'_, '_>) -> Option<Span> {
        let offset = |name| node.attribute(name)?.parse().ok();
        self.offsets
            .span(offset("begin")?, offset("end")?)
            .filter(|span| !span.is_empty())
    }

    /// The span of an annotation; one that has none is listed.
    fn place(&mut self, node: Node<'_, '_>) -> Option<Span> {
        let span = self.span(node);
        if span.is_none() {
            let line = xml::line(node);
            let name = node.tag_name().name();
            self.draft
                .remark_at(line, format!("{name} has no words in the text; left out"));
        }
        span
    }

    fn metadata(&mut self, node: Node<'_, '_>) {
        let feature = |name| node.attribute(name).unwrap_or_default().to_owned();
        if node.tag_name().name() == "DocumentMetaData" {
            self.meta.title = feature("documentTitle");
            self.meta.url = feature("documentUri");
            self.id = Some(feature("documentId")).filter(|id| !id.is_empty());
        }
        if node.tag_name().name() == "MetaDataStringField" {
            let (key, value) = (feature("key"), feature("value"));
            match key.as_str() {
                "byline" => self.meta.byline = value,
                "date" => self.meta.date = value,
                "source" => self.meta.source = value,
                "tag" => self.tags.push(value.into()),
                _ => {
                    let name = key.strip_prefix("field:").unwrap_or(&key).to_owned();
                    self.meta.other.push((name, value));
                }
            }
        }
    }

    /// Keeps the cuts of the source.
    fn segments(&mut self, segments: &[Node<'_, '_>]) {
        let mut tokens = Vec::new();
        let mut starts = Vec::new();
        for node in segments {
            let Some(span) = self.span(*node) else {
                continue;
            };
            if node.tag_name().name() == "Token" {
                tokens.push(span);
            } else {
                starts.push(span.start);
            }
        }
        tokens.sort_unstable();
        starts.sort_unstable();
        if let Some(lengths) = lengths_of(&self.draft.text, &tokens, &starts) {
            self.draft.extras.keep_field(FIELD, &lengths);
        }
    }

    /// The label of an annotation and the feature that holds it; the type's own name where none does.
    fn label(&self, node: Node<'x, 'x>) -> (&'x str, SmolStr) {
        let known = LABELS.iter().find_map(|name| {
            let value = node.attribute(*name)?;
            Some((*name, SmolStr::new(value)))
        });
        known.unwrap_or_else(|| ("", node.tag_name().name().into()))
    }

    /// The other features as attributes. Those that refer to elements are no words.
    fn attributes(&self, node: Node<'x, 'x>, known: &[&str]) -> Attributes {
        let mut attributes = Attributes::default();
        for feature in node.attributes().filter(|feature| {
            feature.namespace().is_none()
                && !OWN.contains(&feature.name())
                && !known.contains(&feature.name())
        }) {
            let value = feature.value();
            if feature.name() == "attributes" && value.starts_with('{') {
                for (name, value) in json_pairs(value) {
                    attributes.set(name, Some(value.into()));
                }
                continue;
            }
            if !value.is_empty() && !self.refers(value) {
                attributes.set(feature.name(), Some(value.into()));
            }
        }
        attributes
    }

    fn mention(&mut self, node: Node<'x, 'x>) {
        let Some(span) = self.place(node) else {
            return;
        };
        let (feature, label) = self.label(node);
        let id = self.draft.mention_id(None);
        let mut mention = EntityMention::new(id, span, label);
        let is_own = type_of(node) == NAMED_ENTITY;
        let mut known = vec![feature];
        if is_own {
            let feature = |name: &str| node.attribute(name).map(SmolStr::new);
            mention.value = feature("normalized");
            mention.count = feature("count");
            mention.entity = node.attribute("entity").map(Into::into);
            known.extend(["normalized", "count", "entity"]);
        }
        if let Some(level) = node.attribute("level").and_then(Level::from_name) {
            mention.level = level;
            known.push("level");
        }
        mention.attributes = self.attributes(node, &known);
        self.named
            .insert(number(node), Named::Mention(mention.id.clone()));
        self.draft.mention(mention);
    }

    fn events(&mut self, nodes: &[Node<'x, 'x>]) {
        let mut placed = Vec::with_capacity(nodes.len());
        for node in nodes {
            if let Some(span) = self.place(*node) {
                let id = self.draft.event_id(None);
                self.draft.reserve_event(&id);
                self.named.insert(number(*node), Named::Event(id.clone()));
                placed.push((*node, span, id));
            }
        }
        for (node, span, id) in placed {
            let is_own = type_of(node) == EVENT;
            let (feature, label) = match node.attribute("category").filter(|_| is_own) {
                Some(label) => ("category", label.into()),
                None => self.label(node),
            };
            let mut event = EventMention::new(id, span, label);
            let mut known = vec![feature];
            if is_own {
                event.event = node.attribute("chain").map(Into::into);
                event.plover = node.attribute("plover").map(SmolStr::new);
                known.extend(["chain", "plover"]);
            }
            event.attributes = self.attributes(node, &known);
            let slots: Vec<(&str, &str)> = self.slots(node).collect();
            for (feature, link) in slots {
                event.arguments.extend(self.argument(feature, link));
            }
            self.draft.event(event);
        }
    }

    /// The argument that a link makes.
    fn argument(&mut self, feature: &str, link: &str) -> Option<Argument> {
        let link = *self.by_id.get(link)?;
        let role = link.attribute("role").filter(|role| !role.is_empty());
        let target = link.attribute("target").unwrap_or_default();
        let named = self.named.get(target).and_then(Named::filler);
        let bare = || {
            let node = self.by_id.get(target)?;
            self.span(*node).map(Filler::Span)
        };
        let filler = named.or_else(bare);
        if filler.is_none() {
            let role = role.unwrap_or(feature);
            self.draft.remark_at(
                xml::line(link),
                format!("what fills {role} is not there; left out"),
            );
        }
        Some(Argument {
            role: role.unwrap_or(feature).into(),
            filler: filler?,
            score: None,
        })
    }

    fn relation(&mut self, node: Node<'x, 'x>) {
        let end = |number: &str| -> Option<RelationEnd> {
            self.named.get(number).and_then(Named::relation_end)
        };
        let ends = ends(node).and_then(|(from, to)| Some((end(from)?, end(to)?)));
        let Some((from, to)) = ends else {
            self.draft.remark_at(
                xml::line(node),
                format!(
                    "{} links what is not there; left out",
                    node.tag_name().name()
                ),
            );
            return;
        };
        let (feature, label) = self.label(node);
        let id = self.draft.relation_id(None);
        self.draft.relation(Relation {
            id,
            relation_type: label,
            from,
            to,
            attributes: self.attributes(node, &[feature]),
            origin: crate::model::Origin::default(),
        });
    }

    /// A chain of DKPro's: mentions on the same words get its number as their entity; words that are no mention become one.
    fn chain(&mut self, chain: Node<'x, 'x>) {
        let mut next = chain.attribute("first");
        let mut seen: HashSet<&str> = HashSet::new();
        while let Some(link) = next.filter(|link| seen.insert(link)) {
            let Some(node) = self.by_id.get(link).copied() else {
                return;
            };
            next = node.attribute("next");
            let Some(span) = self.place(node) else {
                continue;
            };
            let entity = format!("c{}", number(chain));
            let kind = node.attribute("referenceType").unwrap_or("Coreference");
            let named = self.draft.mention_at(span).unwrap_or_else(|| {
                let id = self.draft.mention_id(None);
                self.draft
                    .mention(EntityMention::new(id.clone(), span, kind));
                Named::Mention(id)
            });
            if let Some(Annotation::Mention(mention)) = self.draft.annotation_mut(&named) {
                mention.entity = Some(entity.as_str().into());
            }
            self.named.insert(link, named);
        }
    }
}
