//! What the lists below the article show: every mention, event, entity or refused suggestion of a document or of the project, and what is done
//! to several of them at once.

use std::collections::HashSet;

use smol_str::SmolStr;

use super::decide;
use super::draft::Draft;
use super::session::Session;
use crate::model::suggestion::{SuggestionKey, Verdict};
use crate::model::{
    Annotation, AnnotationRef, Annotations, Document, DocumentId, DocumentStatus, EntityId,
    EntityMention, Layer, MentionId, Relation, RelationEnd, RelationId,
};
use crate::text::Span;

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Entity mentions.
    Mentions,
    /// Event mentions.
    Events,
    /// What several mentions refer to.
    Entities,
    /// Relations.
    Relations,
    /// Refused suggestions.
    Rejected,
}

/// Names what a row stands for within its document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Item {
    /// An entity mention.
    Mention(MentionId),
    /// An event mention.
    Event(crate::model::EventId),
    /// An entity, with its first mention.
    Entity(EntityId, MentionId),
    /// A relation, with the place of its other end.
    Relation(RelationId, Span),
    /// A refused suggestion.
    Rejected(SuggestionKey),
}

/// One row of a list. It holds no text: a list of a large project is made anew after every edit, and only a screenful of it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Index of its document in the project.
    pub document: usize,
    /// What it stands for.
    pub item: Item,
    /// Where it stands; an entity stands at its most telling mention.
    pub span: Span,
    /// Label or event type.
    pub label: SmolStr,
    /// Mentions of an entity, filled roles of an event; 1 for a mention.
    pub count: usize,
}

/// The rows that hold `filter` in their label or words, in the order of the project and of the text. An empty filter takes all.
pub fn rows(session: &Session, listed: Listed, whole_project: bool, filter: &str) -> Vec<Row> {
    let open = session.document().map(|document| document.id.clone());
    let wanted = filter.trim().to_lowercase();
    let mut rows = Vec::new();
    for (index, document) in session.project().documents.iter().enumerate() {
        if !whole_project && Some(&document.id) != open.as_ref() {
            continue;
        }
        let Some(layer) = document.layer(session.layer_name()) else {
            continue;
        };
        let first = rows.len();
        add_rows(&mut rows, index, layer, listed);
        if !wanted.is_empty() {
            let text = document.text();
            let is_wanted = |row: &Row| {
                row.label.to_lowercase().contains(&wanted)
                    || text.slice(row.span).to_lowercase().contains(&wanted)
            };
            let found: Vec<Row> = rows.drain(first..).filter(is_wanted).collect();
            rows.extend(found);
        }
    }
    rows
}

fn add_rows(rows: &mut Vec<Row>, document: usize, layer: &Layer, listed: Listed) {
    let annotations = &layer.annotations;
    match listed {
        Listed::Mentions => rows.extend(annotations.mentions().iter().map(|mention| Row {
            document,
            item: Item::Mention(mention.id.clone()),
            span: mention.extent.envelope(),
            label: mention.label.clone(),
            count: 1,
        })),
        Listed::Events => rows.extend(annotations.events().iter().map(|event| Row {
            document,
            item: Item::Event(event.id.clone()),
            span: event.trigger.envelope(),
            label: event.event_type.clone(),
            count: event.arguments.len(),
        })),
        Listed::Entities => rows.extend(entity_rows(document, annotations.mentions())),
        Listed::Relations => rows.extend(relation_rows(document, annotations)),
        Listed::Rejected => {
            let refused = layer
                .decisions()
                .iter()
                .filter(|decision| decision.verdict == Verdict::Rejected);
            rows.extend(refused.map(|decision| {
                let (span, label) = match &decision.key {
                    SuggestionKey::Mention(span, label) | SuggestionKey::Event(span, label) => {
                        (*span, label.clone())
                    }
                    SuggestionKey::Argument(_, _, role, filler) => (*filler, role.clone()),
                };
                Row {
                    document,
                    item: Item::Rejected(decision.key.clone()),
                    span,
                    label,
                    count: 1,
                }
            }));
        }
    }
}

/// One row for each entity, at its longest name, in order of first mention.
fn entity_rows(document: usize, mentions: &[EntityMention]) -> Vec<Row> {
    let mut order: Vec<(&EntityId, Vec<&EntityMention>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for mention in mentions {
        let Some(entity) = &mention.entity else {
            continue;
        };
        let place = *places.entry(entity).or_insert_with(|| {
            order.push((entity, Vec::new()));
            order.len() - 1
        });
        if let Some((_, chain)) = order.get_mut(place) {
            chain.push(mention);
        }
    }
    let row = |(entity, chain): (&EntityId, Vec<&EntityMention>)| {
        let first = chain.first()?;
        let telling = chain.iter().max_by_key(|mention| {
            let is_name = mention.level == crate::model::Level::Name;
            (is_name, mention.extent.envelope().len())
        })?;
        Some(Row {
            document,
            item: Item::Entity(entity.clone(), first.id.clone()),
            span: telling.extent.envelope(),
            label: telling.label.clone(),
            count: chain.len(),
        })
    };
    order.into_iter().filter_map(row).collect()
}

/// One row for each relation, at its start, in the order of the text.
fn relation_rows(document: usize, annotations: &Annotations) -> Vec<Row> {
    let place = |end: &RelationEnd| match end {
        RelationEnd::Mention(id) => {
            let mention = annotations.mention(id);
            mention.map(|mention| mention.extent.envelope())
        }
        RelationEnd::Event(id) => {
            let event = annotations.event(id);
            event.map(|event| event.trigger.envelope())
        }
    };
    let row = |relation: &Relation| {
        let (from, to) = (place(&relation.from)?, place(&relation.to)?);
        Some(Row {
            document,
            item: Item::Relation(relation.id.clone(), to),
            span: from,
            label: relation.relation_type.clone(),
            count: 1,
        })
    };
    let mut rows: Vec<Row> = annotations.relations().iter().filter_map(row).collect();
    rows.sort_by(|one, other| (one.span, &one.label).cmp(&(other.span, &other.label)));
    rows
}

/// The annotation that a row stands for; that of an entity is its first mention, a refused suggestion has none.
pub fn reference(item: &Item) -> Option<AnnotationRef> {
    match item {
        Item::Mention(id) | Item::Entity(_, id) => Some(AnnotationRef::Mention(id.clone())),
        Item::Event(id) => Some(AnnotationRef::Event(id.clone())),
        Item::Relation(id, _) => Some(AnnotationRef::Relation(id.clone())),
        Item::Rejected(_) => None,
    }
}

/// One thing of one document.
pub type Place = (DocumentId, Item);

impl Session {
    /// Deletes all of `places` as one step; an entity goes with all its mentions.
    pub fn delete_listed(&mut self, places: &HashSet<Place>) -> bool {
        self.change_listed(
            places,
            |count| format!("Delete {count} annotations"),
            |draft, items| {
                for reference in references(draft.document(), items, draft.layer_name()) {
                    decide::delete(draft, &reference);
                }
            },
        )
    }

    /// Gives all of `places` another label or event type as one step; an entity's mentions all get it.
    pub fn relabel_listed(&mut self, places: &HashSet<Place>, label: &SmolStr) -> bool {
        let schema = std::sync::Arc::clone(&self.project.schema);
        self.change_listed(
            places,
            |count| format!("Relabel {count} as {label}"),
            |draft, items| {
                for reference in references(draft.document(), items, draft.layer_name()) {
                    match draft.get(&reference) {
                        Some(Annotation::Mention(mention)) => {
                            let label = label.clone();
                            decide::correct_mention(draft, EntityMention { label, ..mention });
                        }
                        Some(Annotation::Event(mut event)) => {
                            decide::retype_event(&schema, &mut event, label);
                            decide::correct_event(draft, event);
                        }
                        Some(Annotation::Relation(mut relation)) => {
                            relation.relation_type = label.clone();
                            draft.put(Annotation::Relation(relation));
                        }
                        _ => {}
                    }
                }
            },
        )
    }

    /// Lets all refused suggestions of `places` come back, as one step.
    pub fn revive_listed(&mut self, places: &HashSet<Place>) -> bool {
        self.change_listed(
            places,
            |count| format!("Revive {count} suggestions"),
            |draft, items| {
                for item in items {
                    if let Item::Rejected(key) = item {
                        decide::revive(draft, key);
                    }
                }
            },
        )
    }

    /// Drafts a change of each document that `places` name, and commits them together. Documents that are done stay as they are.
    fn change_listed(
        &mut self,
        places: &HashSet<Place>,
        label: impl Fn(usize) -> String,
        change: impl Fn(&mut Draft<'_>, &[&Item]),
    ) -> bool {
        let mut changes = Vec::new();
        let mut count = 0;
        let mut num_protected = 0;
        for document in &self.project.documents.clone() {
            let mut items: Vec<&Item> = places
                .iter()
                .filter(|(id, _)| *id == document.id)
                .map(|(_, item)| item)
                .collect();
            if items.is_empty() {
                continue;
            }
            if self.status_of(document) == DocumentStatus::Done {
                num_protected += items.len();
                continue;
            }
            // The order of a set is not the same twice; the order of the edit should be.
            items.sort_by_key(|item| format!("{item:?}"));
            count += items.len();
            let mut draft = Draft::new(document, &self.layer, self.author());
            change(&mut draft, &items);
            changes.extend(
                draft
                    .finish("")
                    .map(|edit| edit.changes)
                    .unwrap_or_default(),
            );
        }
        if num_protected > 0 {
            self.notices.warn(format!(
                "{num_protected} of them are in documents that are done and stay as they are. Reopen the documents to change them."
            ));
        }
        !changes.is_empty() && self.commit_changes(&label(count), changes)
    }
}

/// The annotations that `items` stand for, an entity for all its mentions.
fn references(document: &Document, items: &[&Item], layer: &str) -> Vec<AnnotationRef> {
    let mut all = Vec::new();
    for item in items {
        if let Item::Entity(entity, _) = item {
            let mentions = document
                .layer(layer)
                .map(|layer| layer.annotations.mentions())
                .unwrap_or_default();
            let chain = mentions
                .iter()
                .filter(|mention| mention.entity.as_ref() == Some(entity));
            all.extend(chain.map(|mention| AnnotationRef::Mention(mention.id.clone())));
        } else {
            all.extend(reference(item));
        }
    }
    all
}
