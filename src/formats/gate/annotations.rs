//! Annotations with features, between both forms of a document and Dateline's model.

use std::collections::{BTreeMap, HashMap};

use smol_str::{SmolStr, format_smolstr};

use super::LAYOUT;
use crate::formats::details::{self, Detail};
use crate::formats::draft::{Draft, Named};
use crate::model::{
    Annotation, Annotations, Argument, Attributes, Document, EntityMention, EventId, EventMention,
    Filler, Metadata, Origin, Relation, RelationEnd,
};
use crate::text::Span;

/// Before the name of a role.
const ROLE: &str = "role:";
/// Before the type of a relation.
const RELATION: &str = "relation:";
/// The feature of a document that holds its id.
const ID: &str = "id";
/// The feature of a document that holds a tag; several have numbers.
const TAG: &str = "tag:";
/// Before the name of a field that is called like one of those above.
const FIELD: &str = "field:";

/// An annotation as the files have it.
#[derive(Clone, Debug)]
pub(super) struct Marked {
    pub(super) number: i64,
    pub(super) kind: SmolStr,
    /// `None` where it leaves the text.
    pub(super) span: Option<Span>,
    pub(super) features: Vec<Detail>,
}

/// A relation of a set of relations.
pub(super) struct Linked {
    pub(super) kind: SmolStr,
    pub(super) members: Vec<i64>,
}

/// Takes what was read into `draft`.
pub(super) fn take(marked: Vec<Marked>, linked: Vec<Linked>, draft: &mut Draft) {
    let mut reader = Reader {
        draft,
        named: HashMap::new(),
        left_out: BTreeMap::new(),
    };
    reader.everything(marked, linked);
}

struct Reader<'d> {
    draft: &'d mut Draft,
    named: HashMap<i64, Named>,
    left_out: BTreeMap<SmolStr, usize>,
}

impl Reader<'_> {
    fn everything(&mut self, marked: Vec<Marked>, linked: Vec<Linked>) {
        let mut placed: Vec<(Marked, Named)> = Vec::with_capacity(marked.len());
        for one in marked {
            let Some(span) = one.span.filter(|span| !span.is_empty()) else {
                self.draft.remark(format!(
                    "{} {} has no words in the text; left out",
                    one.kind, one.number
                ));
                continue;
            };
            if LAYOUT.contains(&one.kind.as_str()) {
                *self.left_out.entry(one.kind).or_default() += 1;
                continue;
            }
            let is_event = one
                .features
                .iter()
                .any(|(name, value)| name == details::KIND && value == details::EVENT);
            let named = if is_event {
                let id = self.draft.event_id(None);
                self.draft
                    .event(EventMention::new(id.clone(), span, one.kind.clone()));
                Named::Event(id)
            } else {
                let id = self.draft.mention_id(None);
                self.draft
                    .mention(EntityMention::new(id.clone(), span, one.kind.clone()));
                Named::Mention(id)
            };
            self.named.insert(one.number, named.clone());
            placed.push((one, named));
        }
        for (one, named) in placed {
            for (name, value) in &one.features {
                self.feature(&named, name, value);
            }
        }
        for link in linked {
            let ends: Vec<i64> = link.members;
            match ends.as_slice() {
                [from, to] => self.relation(*from, *to, link.kind),
                _ => self.draft.remark(format!(
                    "the relation “{}” has {} members, not two; left out",
                    link.kind,
                    ends.len()
                )),
            }
        }
        let left_out = self.left_out.iter();
        let left_out = left_out.map(|(name, count)| (name.as_str(), *count));
        self.draft.remark_left_out(left_out);
    }

    fn feature(&mut self, named: &Named, name: &str, value: &SmolStr) {
        match (named, name.strip_prefix(ROLE), name.strip_prefix(RELATION)) {
            (Named::Event(event), Some(role), _) => self.arguments(event, role, value),
            (_, _, Some(kind)) => {
                for to in numbers(value) {
                    self.relation_of(named, to, kind.into());
                }
            }
            _ => {
                if let Some(annotation) = self.draft.annotation_mut(named) {
                    details::set(annotation, name, value.clone());
                }
            }
        }
    }

    fn arguments(&mut self, event: &EventId, role: &str, value: &str) {
        for number in numbers(value) {
            let Some(filler) = self.named.get(&number).and_then(Named::filler) else {
                self.draft.remark(format!(
                    "what fills {role} of {event} is not there; left out"
                ));
                continue;
            };
            let named = Named::Event(event.clone());
            if let Some(Annotation::Event(event)) = self.draft.annotation_mut(&named) {
                event.arguments.push(Argument {
                    role: role.into(),
                    filler,
                    score: None,
                });
            }
        }
    }

    fn relation(&mut self, from: i64, to: i64, kind: SmolStr) {
        match self.named.get(&from).cloned() {
            Some(from) => self.relation_of(&from, to, kind),
            None => self.draft.remark(format!(
                "the relation “{kind}” links what is not there; left out"
            )),
        }
    }

    fn relation_of(&mut self, from: &Named, to: i64, kind: SmolStr) {
        let to = self.named.get(&to).and_then(Named::relation_end);
        let (Some(from), Some(to)) = (from.relation_end(), to) else {
            self.draft.remark(format!(
                "the relation “{kind}” links what is not there; left out"
            ));
            return;
        };
        let id = self.draft.relation_id(None);
        self.draft.relation(Relation {
            id,
            relation_type: kind,
            from,
            to,
            attributes: Attributes::default(),
            origin: Origin::default(),
        });
    }
}

fn numbers(value: &str) -> impl Iterator<Item = i64> {
    value
        .split(';')
        .filter_map(|number| number.trim().parse().ok())
}

/// Mentions and events as annotations with features, numbered in the order of mentions, then events.
pub(super) fn marked(annotations: &Annotations) -> Vec<Marked> {
    let mentions = annotations.mentions();
    let events = annotations.events();
    let number_of = |named: &Named| -> Option<usize> {
        match named {
            Named::Mention(id) => mentions.iter().position(|mention| mention.id == *id),
            Named::Event(id) => events
                .iter()
                .position(|event| event.id == *id)
                .map(|place| place + mentions.len()),
            Named::Relation(_) => None,
        }
    };
    let relations = |end: &RelationEnd| -> Vec<Detail> {
        let from = annotations.relations().iter();
        let from = from.filter(|relation| relation.from == *end);
        let links = from.filter_map(|relation| {
            let to = match &relation.to {
                RelationEnd::Mention(id) => Named::Mention(id.clone()),
                RelationEnd::Event(id) => Named::Event(id.clone()),
            };
            Some((relation.relation_type.as_str(), number_of(&to)?))
        });
        grouped(RELATION, links)
    };
    let of_mentions = mentions.iter().zip(0..).map(|(mention, number)| {
        let mut features = details::of_mention(mention);
        features.extend(relations(&RelationEnd::Mention(mention.id.clone())));
        Marked {
            number,
            kind: mention.label.clone(),
            span: Some(mention.extent.envelope()),
            features,
        }
    });
    let first_event = mentions.len() as i64;
    let of_events = events.iter().zip(first_event..).map(|(event, number)| {
        let mut features = details::of_event(event);
        let fillers = event.arguments.iter().filter_map(|argument| {
            let filler = match &argument.filler {
                Filler::Mention(id) => Named::Mention(id.clone()),
                Filler::Event(id) => Named::Event(id.clone()),
                Filler::Span(_) => return None,
            };
            Some((argument.role.as_str(), number_of(&filler)?))
        });
        features.extend(grouped(ROLE, fillers));
        features.extend(relations(&RelationEnd::Event(event.id.clone())));
        Marked {
            number,
            kind: event.event_type.clone(),
            span: Some(event.trigger.envelope()),
            features,
        }
    });
    of_mentions.chain(of_events).collect()
}

/// One feature for each name, with all numbers.
fn grouped<'a>(prefix: &str, links: impl Iterator<Item = (&'a str, usize)>) -> Vec<Detail> {
    let mut grouped: Vec<(SmolStr, String)> = Vec::new();
    for (name, number) in links {
        let name = format_smolstr!("{prefix}{name}");
        match grouped.iter_mut().find(|(known, _)| *known == name) {
            Some((_, numbers)) => numbers.push_str(&format!(";{number}")),
            None => grouped.push((name, number.to_string())),
        }
    }
    grouped
        .into_iter()
        .map(|(name, numbers)| (name, numbers.into()))
        .collect()
}

/// What is known about a document, as its features.
pub(super) fn about(document: &Document) -> Vec<(String, String)> {
    let meta = &document.meta;
    let own = [
        (ID, document.id.as_str()),
        ("title", &meta.title),
        ("byline", &meta.byline),
        ("date", &meta.date),
        ("url", &meta.url),
        ("source", &meta.source),
    ];
    let own = own.into_iter().filter(|(_, value)| !value.is_empty());
    let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let other = meta.other.iter();
    let other = other.map(|(name, value)| (format!("{FIELD}{name}"), value.clone()));
    let tags = document.tags.iter().zip(1..);
    let tags = tags.map(|(tag, number)| (format!("{TAG}{number}"), tag.to_string()));
    own.chain(other).chain(tags).collect()
}

/// The features of a document read again: its id, what is known about it, its tags.
pub(super) fn read_about(
    features: Vec<(String, String)>,
) -> (Option<String>, Metadata, Vec<SmolStr>) {
    let (mut id, mut meta, mut tags) = (None, Metadata::default(), Vec::new());
    for (name, value) in features {
        match name.as_str() {
            ID => id = Some(value),
            "title" => meta.title = value,
            "byline" => meta.byline = value,
            "date" => meta.date = value,
            "url" => meta.url = value,
            "source" => meta.source = value,
            _ if name.starts_with(TAG) => tags.push(value.into()),
            _ => {
                let name = name.strip_prefix(FIELD).unwrap_or(&name).to_owned();
                meta.other.push((name, value));
            }
        }
    }
    (id, meta, tags)
}
