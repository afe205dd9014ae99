//! Edits of the schema together with the annotations that they touch: each becomes one step of undo, and can be previewed before it is made.
//!
//! A renamed or merged type keeps its annotations, its refusals and its entries of the word list under the new name, and goes on being fed by the
//! labels of the pre-annotator that fed it before. A deleted type takes its annotations with it.

use std::sync::Arc;

use smol_str::SmolStr;

use super::draft::{Author, Draft};
use super::session::Session;
use crate::model::schema::{AttributeType, FillerType, Plover, PloverCondition, Role, Schema};
use crate::model::suggestion::{Decision, Proposal, SuggestionKey};
use crate::model::{
    Annotation, AnnotationRef, Attributes, Change, EntityType, EventType, Project, WordList,
};

/// A change of the schema that touches annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaEdit {
    /// A new entity type at the end.
    AddEntityType(SmolStr),
    /// A new event type at the end.
    AddEventType(SmolStr),
    /// A new role at the end of an event type: type, role.
    AddRole(SmolStr, SmolStr),
    /// A new attribute of events.
    AddAttribute(SmolStr),
    /// An entity type gets another name: old, new.
    RenameEntityType(SmolStr, SmolStr),
    /// An event type gets another name: old, new.
    RenameEventType(SmolStr, SmolStr),
    /// A role gets another name: event type, old, new.
    RenameRole(SmolStr, SmolStr, SmolStr),
    /// An attribute of events gets another name: old, new.
    RenameAttribute(SmolStr, SmolStr),
    /// An entity type goes, its mentions become those of another: which, into which.
    MergeEntityTypes(SmolStr, SmolStr),
    /// An event type goes, its events become those of another, which gets the roles it lacks: which, into which.
    MergeEventTypes(SmolStr, SmolStr),
    /// A role goes, its fillers fill another: event type, which, into which.
    MergeRoles(SmolStr, SmolStr, SmolStr),
    /// An entity type goes with its mentions.
    DeleteEntityType(SmolStr),
    /// An event type goes with its events.
    DeleteEventType(SmolStr),
    /// A role goes with its arguments: event type, role.
    DeleteRole(SmolStr, SmolStr),
    /// An attribute of events goes with its values.
    DeleteAttribute(SmolStr),
}

/// How much an edit touches, in all layers of all documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Documents.
    pub documents: usize,
    /// Mentions that change or go.
    pub mentions: usize,
    /// Events that change or go.
    pub events: usize,
    /// Relations that go.
    pub relations: usize,
}

impl Touched {
    /// In words: "3 mentions and 1 event in 2 documents".
    pub fn words(&self) -> String {
        let parts: Vec<String> = [
            (self.mentions, "mention"),
            (self.events, "event"),
            (self.relations, "relation"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| plural(count, what))
        .collect();
        if parts.is_empty() {
            return "no annotations".to_owned();
        }
        format!(
            "{} in {}",
            parts.join(", "),
            plural(self.documents, "document")
        )
    }
}

fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A worked-out edit: what it does, and the changes that do it.
#[derive(Clone, Debug)]
pub struct SchemaPlan {
    /// What undo calls it.
    pub label: String,
    /// What it touches.
    pub touched: Touched,
    /// What else happens that a person might not expect, one sentence each.
    pub remarks: Vec<String>,
    /// The changes, schema first.
    pub changes: Vec<Change>,
}

/// Works out `edit` on `project` without making it.
///
/// # Errors
/// In words, when a name is empty or taken, or something is not there.
pub fn plan(project: &Project, edit: &SchemaEdit, author: &Author) -> Result<SchemaPlan, String> {
    let mut schema = Schema::clone(&project.schema);
    let mut remarks = Vec::new();
    let label = change_schema(&mut schema, edit, &mut remarks)?;
    let mut changes = vec![Change::Schema {
        before: Arc::clone(&project.schema),
        after: Arc::new(schema),
    }];
    changes.extend(word_change(project, edit));
    let mut touched = Touched::default();
    for document in &project.documents {
        let first = changes.len();
        for layer in &document.layers {
            let mut draft = Draft::new(document, &layer.name, author.clone());
            change_layer(&mut draft, layer, edit);
            changes.extend(draft.into_changes());
        }
        count_touched(changes.get(first..).unwrap_or_default(), &mut touched);
    }
    Ok(SchemaPlan {
        label,
        touched,
        remarks,
        changes,
    })
}

impl Session {
    /// Makes `edit` as one step. What stands in its way is told, and nothing is changed then.
    pub fn edit_schema(&mut self, edit: &SchemaEdit) -> bool {
        match plan(&self.project, edit, &self.author()) {
            Ok(plan) => self.commit_changes(&plan.label, plan.changes),
            Err(fault) => {
                self.notices.warn(fault);
                false
            }
        }
    }

    /// Puts `after` in place of the schema as one step: for changes that touch no annotation, such as colours and definitions.
    pub fn set_schema(&mut self, label: &str, after: Schema) -> bool {
        if after == *self.project.schema {
            return false;
        }
        let change = Change::Schema {
            before: Arc::clone(&self.project.schema),
            after: Arc::new(after),
        };
        self.commit_changes(label, vec![change])
    }

    /// Whether no document holds any annotation: then another schema can take this one's place without leaving labels that it does not know.
    pub fn is_unlabelled(&self) -> bool {
        let mut layers = self
            .project
            .documents
            .iter()
            .flat_map(|document| &document.layers);
        layers.all(|layer| layer.annotations.is_empty())
    }
}

// The schema itself.

fn change_schema(
    schema: &mut Schema,
    edit: &SchemaEdit,
    remarks: &mut Vec<String>,
) -> Result<String, String> {
    match edit {
        SchemaEdit::AddEntityType(name) => {
            free(schema, name)?;
            let colour = crate::model::schema::LabelColour::Slot(schema.entity_types.len() as u8);
            schema.entity_types.push(EntityType {
                name: name.clone(),
                title: name.to_lowercase(),
                colour,
                ..EntityType::default()
            });
            Ok(format!("Add entity type {name}"))
        }
        SchemaEdit::AddEventType(name) => {
            free(schema, name)?;
            schema.event_types.push(EventType {
                name: name.clone(),
                ..EventType::default()
            });
            Ok(format!("Add event type {name}"))
        }
        SchemaEdit::AddRole(event_type, name) => {
            let known = event_type_mut(schema, event_type)?;
            free_role(known, name)?;
            known.roles.push(Role {
                name: name.clone(),
                ..Role::default()
            });
            Ok(format!("Add role {name} to {event_type}"))
        }
        SchemaEdit::AddAttribute(name) => {
            free_attribute(schema, name)?;
            schema.event_attributes.push(AttributeType {
                name: name.clone(),
                ..AttributeType::default()
            });
            Ok(format!("Add attribute {name}"))
        }
        SchemaEdit::RenameEntityType(from, to) => {
            free(schema, to)?;
            let known = entity_type_mut(schema, from)?;
            keep_fed(&mut known.suggest_from, from);
            known.name = to.clone();
            replace_type(schema, from, Some(to), remarks);
            Ok(format!("Rename {from} to {to}"))
        }
        SchemaEdit::RenameEventType(from, to) => {
            free(schema, to)?;
            let known = event_type_mut(schema, from)?;
            keep_fed(&mut known.suggest_from, from);
            known.name = to.clone();
            replace_type(schema, from, Some(to), remarks);
            Ok(format!("Rename {from} to {to}"))
        }
        SchemaEdit::RenameRole(event_type, from, to) => {
            let known = event_type_mut(schema, event_type)?;
            free_role(known, to)?;
            let role = role_mut(known, from)?;
            keep_fed(&mut role.suggest_from, from);
            role.name = to.clone();
            replace_role_in_rules(known, from, Some(to));
            Ok(format!("Rename role {from} of {event_type} to {to}"))
        }
        SchemaEdit::RenameAttribute(from, to) => {
            free_attribute(schema, to)?;
            attribute_mut(schema, from)?.name = to.clone();
            replace_attribute_in_rules(schema, from, Some(to));
            Ok(format!("Rename attribute {from} to {to}"))
        }
        SchemaEdit::MergeEntityTypes(from, into) => {
            apart(from, into)?;
            let gone = EntityType::clone(entity_type_mut(schema, from)?);
            let kept = entity_type_mut(schema, into)?;
            keep_fed(&mut kept.suggest_from, into);
            feed_from(&mut kept.suggest_from, &gone.suggest_from, from);
            schema.entity_types.retain(|known| known.name != *from);
            replace_type(schema, from, Some(into), remarks);
            Ok(format!("Merge {from} into {into}"))
        }
        SchemaEdit::MergeEventTypes(from, into) => {
            apart(from, into)?;
            let gone = EventType::clone(event_type_mut(schema, from)?);
            let kept = event_type_mut(schema, into)?;
            keep_fed(&mut kept.suggest_from, into);
            feed_from(&mut kept.suggest_from, &gone.suggest_from, from);
            for role in gone.roles {
                if kept.role(&role.name).is_none() {
                    remarks.push(format!("{into} gets the role {}", role.name));
                    kept.roles.push(role);
                }
            }
            schema.event_types.retain(|known| known.name != *from);
            replace_type(schema, from, Some(into), remarks);
            Ok(format!("Merge {from} into {into}"))
        }
        SchemaEdit::MergeRoles(event_type, from, into) => {
            apart(from, into)?;
            let known = event_type_mut(schema, event_type)?;
            let gone = Role::clone(role_mut(known, from)?);
            let kept = role_mut(known, into)?;
            keep_fed(&mut kept.suggest_from, into);
            feed_from(&mut kept.suggest_from, &gone.suggest_from, from);
            if kept.at_most.is_some() {
                kept.at_most = None;
                remarks.push(format!("{into} may have any number of fillers from now on"));
            }
            merge_fillers(kept, &gone);
            known.roles.retain(|role| role.name != *from);
            replace_role_in_rules(known, from, Some(into));
            Ok(format!("Merge role {from} of {event_type} into {into}"))
        }
        SchemaEdit::DeleteEntityType(name) => {
            entity_type_mut(schema, name)?;
            schema.entity_types.retain(|known| known.name != *name);
            replace_type(schema, name, None, remarks);
            Ok(format!("Delete entity type {name}"))
        }
        SchemaEdit::DeleteEventType(name) => {
            event_type_mut(schema, name)?;
            schema.event_types.retain(|known| known.name != *name);
            replace_type(schema, name, None, remarks);
            Ok(format!("Delete event type {name}"))
        }
        SchemaEdit::DeleteRole(event_type, name) => {
            let known = event_type_mut(schema, event_type)?;
            role_mut(known, name)?;
            known.roles.retain(|role| role.name != *name);
            replace_role_in_rules(known, name, None);
            Ok(format!("Delete role {name} of {event_type}"))
        }
        SchemaEdit::DeleteAttribute(name) => {
            attribute_mut(schema, name)?;
            schema.event_attributes.retain(|known| known.name != *name);
            replace_attribute_in_rules(schema, name, None);
            Ok(format!("Delete attribute {name}"))
        }
    }
}

/// A name that can be given: not empty, and no type's yet.
fn free(schema: &Schema, name: &str) -> Result<(), String> {
    if name.trim().is_empty() {
        Err("A type needs a name".to_owned())
    } else if schema.entity_type(name).is_some() || schema.event_type(name).is_some() {
        Err(format!("There is a type {name} already"))
    } else {
        Ok(())
    }
}

fn free_role(event_type: &EventType, name: &str) -> Result<(), String> {
    if name.trim().is_empty() {
        Err("A role needs a name".to_owned())
    } else if event_type.role(name).is_some() {
        Err(format!("{} has a role {name} already", event_type.name))
    } else {
        Ok(())
    }
}

fn free_attribute(schema: &Schema, name: &str) -> Result<(), String> {
    if name.trim().is_empty() {
        Err("An attribute needs a name".to_owned())
    } else if schema
        .event_attributes
        .iter()
        .any(|known| known.name == name)
    {
        Err(format!("There is an attribute {name} already"))
    } else {
        Ok(())
    }
}

fn apart(from: &str, into: &str) -> Result<(), String> {
    if from == into {
        Err(format!("{from} cannot be merged with itself"))
    } else {
        Ok(())
    }
}

fn entity_type_mut<'a>(schema: &'a mut Schema, name: &str) -> Result<&'a mut EntityType, String> {
    let mut types = schema.entity_types.iter_mut();
    types
        .find(|known| known.name == name)
        .ok_or_else(|| format!("There is no entity type {name}"))
}

fn event_type_mut<'a>(schema: &'a mut Schema, name: &str) -> Result<&'a mut EventType, String> {
    let mut types = schema.event_types.iter_mut();
    types
        .find(|known| known.name == name)
        .ok_or_else(|| format!("There is no event type {name}"))
}

fn role_mut<'a>(event_type: &'a mut EventType, name: &str) -> Result<&'a mut Role, String> {
    let fault = format!("{} has no role {name}", event_type.name);
    let mut roles = event_type.roles.iter_mut();
    roles.find(|role| role.name == name).ok_or(fault)
}

fn attribute_mut<'a>(schema: &'a mut Schema, name: &str) -> Result<&'a mut AttributeType, String> {
    let mut attributes = schema.event_attributes.iter_mut();
    attributes
        .find(|known| known.name == name)
        .ok_or_else(|| format!("There is no attribute {name}"))
}

/// An empty list of feeding labels means the own name: that must be written down before the name changes or others join.
fn keep_fed(suggest_from: &mut Vec<SmolStr>, name: &str) {
    if suggest_from.is_empty() {
        suggest_from.push(name.into());
    }
}

/// What fed the one that goes feeds the one that stays.
fn feed_from(kept: &mut Vec<SmolStr>, gone: &[SmolStr], gone_name: &str) {
    let own = [SmolStr::new(gone_name)];
    let feeding = if gone.is_empty() { &own } else { gone };
    for label in feeding {
        if !kept.contains(label) {
            kept.push(label.clone());
        }
    }
}

fn merge_fillers(kept: &mut Role, gone: &Role) {
    // No list of fillers means that anything may fill the role.
    if kept.fillers.is_empty() || gone.fillers.is_empty() {
        kept.fillers.clear();
        return;
    }
    for filler in &gone.fillers {
        if !kept.fillers.contains(filler) {
            kept.fillers.push(filler.clone());
        }
    }
}

/// Replaces a type's name wherever the schema refers to it, or takes the reference out.
fn replace_type(schema: &mut Schema, from: &str, to: Option<&SmolStr>, remarks: &mut Vec<String>) {
    for event_type in &mut schema.event_types {
        for role in &mut event_type.roles {
            let had_fillers = !role.fillers.is_empty();
            role.fillers = role
                .fillers
                .drain(..)
                .filter_map(|filler| match filler {
                    FillerType::Entity(name) if name == from => to.cloned().map(FillerType::Entity),
                    FillerType::Event(name) if name == from => to.cloned().map(FillerType::Event),
                    other => Some(other),
                })
                .collect();
            dedup(&mut role.fillers);
            if had_fillers && role.fillers.is_empty() {
                remarks.push(format!(
                    "Anything may fill {} of {} from now on",
                    role.name, event_type.name
                ));
            }
        }
        if let Plover::Rules(rules, _) = &mut event_type.plover {
            rules.retain_mut(|rule| match &mut rule.when {
                PloverCondition::RoleLabel(_, label) if label == from => match to {
                    Some(to) => {
                        *label = to.clone();
                        true
                    }
                    None => false,
                },
                _ => true,
            });
        }
    }
    for attributes in [&mut schema.event_attributes, &mut schema.mention_attributes] {
        attributes.retain_mut(|attribute| {
            let was_for_some = !attribute.only_for.is_empty();
            replace_name(&mut attribute.only_for, from, to);
            // An attribute of this type alone would become one of all types.
            let stays = !was_for_some || !attribute.only_for.is_empty();
            if !stays {
                remarks.push(format!("The attribute {} goes as well", attribute.name));
            }
            stays
        });
    }
    for relation in &mut schema.relation_types {
        for ends in [&mut relation.from, &mut relation.to] {
            let was_limited = !ends.is_empty();
            replace_name(ends, from, to);
            if was_limited && ends.is_empty() {
                remarks.push(format!(
                    "Anything may stand at one end of {} from now on",
                    relation.name
                ));
            }
        }
    }
}

fn replace_name(names: &mut Vec<SmolStr>, from: &str, to: Option<&SmolStr>) {
    *names = names
        .drain(..)
        .filter_map(|name| {
            if name == from {
                to.cloned()
            } else {
                Some(name)
            }
        })
        .collect();
    dedup(names);
}

/// Keeps the first of equal things, in order.
fn dedup<T: PartialEq + Clone>(items: &mut Vec<T>) {
    let mut kept: Vec<T> = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    *items = kept;
}

fn replace_role_in_rules(event_type: &mut EventType, from: &str, to: Option<&SmolStr>) {
    let Plover::Rules(rules, _) = &mut event_type.plover else {
        return;
    };
    rules.retain_mut(|rule| match &mut rule.when {
        PloverCondition::RoleLabel(role, _) | PloverCondition::RoleFilled(role) if role == from => {
            match to {
                Some(to) => {
                    *role = to.clone();
                    true
                }
                None => false,
            }
        }
        _ => true,
    });
}

fn replace_attribute_in_rules(schema: &mut Schema, from: &str, to: Option<&SmolStr>) {
    for event_type in &mut schema.event_types {
        let Plover::Rules(rules, _) = &mut event_type.plover else {
            continue;
        };
        rules.retain_mut(|rule| match &mut rule.when {
            PloverCondition::Attribute(name, _) if name == from => match to {
                Some(to) => {
                    *name = to.clone();
                    true
                }
                None => false,
            },
            _ => true,
        });
    }
}

// What speaks about the schema.

/// The word list under the new name; entries of a deleted type go.
fn word_change(project: &Project, edit: &SchemaEdit) -> Option<Change> {
    let (from, to) = match edit {
        SchemaEdit::RenameEntityType(from, to) | SchemaEdit::MergeEntityTypes(from, to) => {
            (from, Some(to))
        }
        SchemaEdit::DeleteEntityType(name) => (name, None),
        _ => return None,
    };
    let mut entries = project.words.entries.clone();
    entries.retain_mut(|entry| {
        if entry.label.as_ref() != Some(from) {
            return true;
        }
        entry.label = to.cloned();
        to.is_some()
    });
    (entries != project.words.entries).then(|| Change::Words {
        before: Arc::clone(&project.words),
        after: Arc::new(WordList { entries }),
    })
}

fn change_layer(draft: &mut Draft<'_>, layer: &crate::model::Layer, edit: &SchemaEdit) {
    match edit {
        SchemaEdit::AddEntityType(_)
        | SchemaEdit::AddEventType(_)
        | SchemaEdit::AddRole(..)
        | SchemaEdit::AddAttribute(_) => {}
        SchemaEdit::RenameEntityType(from, to) | SchemaEdit::MergeEntityTypes(from, to) => {
            relabel_mentions(draft, layer, from, to);
            rename_label(draft, layer, from, to);
        }
        SchemaEdit::RenameEventType(from, to) | SchemaEdit::MergeEventTypes(from, to) => {
            change_events(draft, layer, from, |event| event.event_type = to.clone());
            rename_label(draft, layer, from, to);
        }
        SchemaEdit::RenameRole(event_type, from, to)
        | SchemaEdit::MergeRoles(event_type, from, to) => {
            change_events(draft, layer, event_type, |event| {
                let mut arguments = std::mem::take(&mut event.arguments);
                for argument in &mut arguments {
                    if argument.role == *from {
                        argument.role = to.clone();
                    }
                }
                for argument in arguments {
                    let is_there = event.arguments.iter().any(|known| {
                        known.role == argument.role && known.filler == argument.filler
                    });
                    if !is_there {
                        event.arguments.push(argument);
                    }
                }
                replace_name(&mut event.not_stated, from, Some(to));
                // A role with a filler is stated.
                if event.arguments.iter().any(|known| known.role == *to) {
                    event.not_stated.retain(|role| role != to);
                }
            });
            rename_role_in_decisions(draft, layer, event_type, from, to);
        }
        SchemaEdit::RenameAttribute(from, to) => {
            change_all_events(draft, layer, |event| {
                let value = event.attributes.get(from).cloned();
                rename_attribute(&mut event.attributes, from, to, value);
            });
        }
        SchemaEdit::DeleteEntityType(name) => {
            let there = layer.annotations.mentions().iter();
            for mention in there.filter(|mention| mention.label == *name) {
                draft.remove(&AnnotationRef::Mention(mention.id.clone()));
            }
        }
        SchemaEdit::DeleteEventType(name) => {
            let there = layer.annotations.events().iter();
            for event in there.filter(|event| event.event_type == *name) {
                draft.remove(&AnnotationRef::Event(event.id.clone()));
            }
        }
        SchemaEdit::DeleteRole(event_type, name) => {
            change_events(draft, layer, event_type, |event| {
                event.arguments.retain(|argument| argument.role != *name);
                event.not_stated.retain(|role| role != name);
            });
        }
        SchemaEdit::DeleteAttribute(name) => {
            change_all_events(draft, layer, |event| {
                event.attributes.set(name.clone(), None)
            });
        }
    }
    // What was looked for is named by type as well.
    if let Some((from, to)) = renamed_type(edit) {
        let mut checked = layer.checked.clone();
        if checked.labels.iter().any(|label| label == from) {
            replace_name(&mut checked.labels, from, to);
            // No labels at all would mean that all of them were looked for.
            if checked.labels.is_empty() {
                for span in checked.spans().to_vec() {
                    checked.remove(span);
                }
            }
            draft.set_checked(checked);
        }
    }
}

fn renamed_type(edit: &SchemaEdit) -> Option<(&SmolStr, Option<&SmolStr>)> {
    match edit {
        SchemaEdit::RenameEntityType(from, to)
        | SchemaEdit::RenameEventType(from, to)
        | SchemaEdit::MergeEntityTypes(from, to)
        | SchemaEdit::MergeEventTypes(from, to) => Some((from, Some(to))),
        SchemaEdit::DeleteEntityType(name) | SchemaEdit::DeleteEventType(name) => {
            Some((name, None))
        }
        _ => None,
    }
}

fn relabel_mentions(
    draft: &mut Draft<'_>,
    layer: &crate::model::Layer,
    from: &SmolStr,
    to: &SmolStr,
) {
    let there = layer.annotations.mentions().iter();
    for mention in there.filter(|mention| mention.label == *from) {
        let mut mention = mention.clone();
        mention.label = to.clone();
        draft.put(Annotation::Mention(mention));
    }
}

fn change_events(
    draft: &mut Draft<'_>,
    layer: &crate::model::Layer,
    event_type: &SmolStr,
    change: impl Fn(&mut crate::model::EventMention),
) {
    let there = layer.annotations.events().iter();
    for event in there.filter(|event| event.event_type == *event_type) {
        let mut event = event.clone();
        change(&mut event);
        draft.put(Annotation::Event(event));
    }
}

fn change_all_events(
    draft: &mut Draft<'_>,
    layer: &crate::model::Layer,
    change: impl Fn(&mut crate::model::EventMention),
) {
    for event in layer.annotations.events() {
        let mut event = event.clone();
        change(&mut event);
        draft.put(Annotation::Event(event));
    }
}

fn rename_attribute(attributes: &mut Attributes, from: &str, to: &str, value: Option<SmolStr>) {
    if value.is_some() {
        attributes.set(from, None);
        attributes.set(to, value);
    }
}

/// Decisions under a type's new name, so that what was refused stays refused.
fn rename_label(draft: &mut Draft<'_>, layer: &crate::model::Layer, from: &SmolStr, to: &SmolStr) {
    for decision in layer.decisions() {
        let mut renamed = decision.clone();
        let mut swap = |label: &mut SmolStr| {
            if label == from {
                *label = to.clone();
            }
        };
        match &mut renamed.key {
            SuggestionKey::Mention(_, label)
            | SuggestionKey::Event(_, label)
            | SuggestionKey::Argument(_, label, _, _) => swap(label),
        }
        match &mut renamed.suggestion.proposal {
            Proposal::Mention(mention) => swap(&mut mention.label),
            Proposal::Event(event) => {
                swap(&mut event.event_type);
                for argument in &mut event.arguments {
                    argument.label.as_mut().map(&mut swap);
                }
            }
        }
        put_decision(draft, decision, renamed);
    }
}

fn rename_role_in_decisions(
    draft: &mut Draft<'_>,
    layer: &crate::model::Layer,
    event_type: &SmolStr,
    from: &SmolStr,
    to: &SmolStr,
) {
    for decision in layer.decisions() {
        let mut renamed = decision.clone();
        if let SuggestionKey::Argument(_, of, role, _) = &mut renamed.key
            && of == event_type
            && role == from
        {
            *role = to.clone();
        }
        if let Proposal::Event(event) = &mut renamed.suggestion.proposal
            && event.event_type == *event_type
        {
            for argument in event
                .arguments
                .iter_mut()
                .filter(|argument| argument.role == *from)
            {
                argument.role = to.clone();
            }
        }
        put_decision(draft, decision, renamed);
    }
}

/// Puts `renamed` in place of `decision`; where its key is taken, the decision that is there counts.
fn put_decision(draft: &mut Draft<'_>, decision: &Decision, renamed: Decision) {
    if renamed == *decision {
        return;
    }
    if renamed.key == decision.key {
        draft.decide(renamed);
        return;
    }
    draft.undecide(&decision.key);
    if draft.decision(&renamed.key).is_none() {
        draft.decide(renamed);
    }
}

fn count_touched(changes: &[Change], touched: &mut Touched) {
    let mut any = false;
    let mut seen = std::collections::HashSet::new();
    for change in changes {
        let Change::Annotation { before, layer, .. } = change else {
            continue;
        };
        let Some(before) = before else { continue };
        any = true;
        // One annotation may change several times on the way.
        if !seen.insert((layer, before.reference())) {
            continue;
        }
        match &**before {
            Annotation::Mention(_) => touched.mentions += 1,
            Annotation::Event(_) => touched.events += 1,
            Annotation::Relation(_) => touched.relations += 1,
            Annotation::Entity(_) | Annotation::Note(_) => {}
        }
    }
    touched.documents += usize::from(any);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::suggestion::{ProposedMention, Verdict};
    use crate::model::{
        Argument, Document, Edit, EntityMention, EventMention, Extent, Filler, Layer, Level,
        Moment, Origin, Suggestion, WordEntry,
    };
    use crate::text::{Span, Text};

    fn author() -> Author {
        Author {
            by: "ana".into(),
            at: Moment(1),
        }
    }

    fn mention(id: &str, span: Span, label: &str) -> Annotation {
        Annotation::Mention(EntityMention {
            id: id.into(),
            extent: Extent::new(span),
            head: None,
            label: label.into(),
            level: Level::Name,
            value: None,
            count: None,
            entity: None,
            attributes: Attributes::default(),
            origin: Origin::default(),
        })
    }

    fn event(roles: &[(&str, &str)]) -> Annotation {
        let arguments = roles.iter().map(|(role, id)| Argument {
            role: (*role).into(),
            filler: Filler::Mention((*id).into()),
            score: None,
        });
        Annotation::Event(EventMention {
            id: "e1".into(),
            trigger: Extent::new(Span::new(7, 14)),
            event_type: "Conflict.Attack".into(),
            arguments: arguments.collect(),
            not_stated: Vec::new(),
            attributes: [("polarity".into(), "negative".into())]
                .into_iter()
                .collect(),
            event: None,
            plover: None,
            origin: Origin::default(),
        })
    }

    fn refusal(span: Span, label: &str) -> Decision {
        let proposal = ProposedMention {
            extent: Extent::new(span),
            head: None,
            label: label.into(),
            level: Level::Name,
            value: None,
            count: None,
            entity: None,
        };
        Decision {
            key: SuggestionKey::Mention(span, label.into()),
            verdict: Verdict::Rejected,
            suggestion: Suggestion {
                proposal: Proposal::Mention(proposal),
                source: "test".into(),
                score: 0.5,
                reason: "test".into(),
            },
            annotation: None,
            by: "ana".into(),
            at: Moment(0),
        }
    }

    /// "Rebels shelled Tarsa": a GPE that fills Place and Target of an attack, a refused FAC on the same words.
    fn project() -> Project {
        let mut project = Project::new(crate::model::bundled::news());
        let mut document = Document::new("d1".into(), Text::new("Rebels shelled Tarsa."));
        let layer = document.layer_mut(Layer::MAIN);
        layer
            .annotations
            .put(mention("m1", Span::new(15, 20), "GPE"));
        layer
            .annotations
            .put(event(&[("Place", "m1"), ("Target", "m1")]));
        layer.put_decision(refusal(Span::new(15, 20), "FAC"));
        project.documents.push(Arc::new(document));
        project.words = Arc::new(WordList {
            entries: vec![WordEntry {
                text: "Tarsa".into(),
                label: Some("GPE".into()),
                match_case: false,
            }],
        });
        project
    }

    /// Applies `edit`, checks that its inverse leaves no trace, and gives the project as it is after the edit with what was touched.
    fn done(edit: &SchemaEdit) -> (Project, SchemaPlan) {
        let untouched = project();
        let plan = plan(&untouched, edit, &author()).unwrap();
        let step = Edit {
            label: plan.label.clone(),
            by: "ana".into(),
            at: Moment(1),
            changes: plan.changes.clone(),
        };
        let mut changed = untouched.clone();
        step.apply(&mut changed).unwrap();
        assert_ne!(changed, untouched, "{edit:?}");
        let after = changed.clone();
        step.inverse().apply(&mut changed).unwrap();
        assert_eq!(changed, untouched, "{edit:?}");
        (after, plan)
    }

    fn layer(project: &Project) -> &Layer {
        project.documents[0].layer(Layer::MAIN).unwrap()
    }

    #[test]
    fn a_renamed_entity_type_keeps_annotations_words_fillers_and_suggestions() {
        let (project, plan) = done(&SchemaEdit::RenameEntityType("GPE".into(), "STATE".into()));
        assert_eq!(layer(&project).annotations.mentions()[0].label, "STATE");
        assert_eq!(project.words.entries[0].label.as_deref(), Some("STATE"));
        assert_eq!(
            (
                plan.touched.mentions,
                plan.touched.events,
                plan.touched.documents
            ),
            (1, 0, 1)
        );
        let known = project.schema.entity_type("STATE").unwrap();
        assert_eq!(known.suggest_from, ["GPE"]);
        let place = project.schema.event_type("Conflict.Attack").unwrap();
        let place = place.role("Place").unwrap();
        assert!(place.fillers.contains(&FillerType::Entity("STATE".into())));
        assert!(!place.fillers.contains(&FillerType::Entity("GPE".into())));
    }

    #[test]
    fn a_refusal_follows_its_type() {
        let (project, _) = done(&SchemaEdit::MergeEntityTypes("FAC".into(), "LOC".into()));
        let key = |label: &str| SuggestionKey::Mention(Span::new(15, 20), label.into());
        assert!(layer(&project).is_rejected(&key("LOC")));
        assert!(!layer(&project).is_rejected(&key("FAC")));
        let known = project.schema.entity_type("LOC").unwrap();
        assert!(known.suggest_from.contains(&"FAC".into()));
    }

    #[test]
    fn a_deleted_type_takes_its_mentions_out_of_events_and_lists() {
        let (project, plan) = done(&SchemaEdit::DeleteEntityType("GPE".into()));
        assert!(layer(&project).annotations.mentions().is_empty());
        assert!(layer(&project).annotations.events()[0].arguments.is_empty());
        assert!(project.words.entries.is_empty());
        assert_eq!((plan.touched.mentions, plan.touched.events), (1, 1));
        assert_eq!(plan.touched.words(), "1 mention, 1 event in 1 document");
    }

    #[test]
    fn merged_roles_hold_each_filler_once() {
        let edit =
            SchemaEdit::MergeRoles("Conflict.Attack".into(), "Place".into(), "Target".into());
        let (project, _) = done(&edit);
        let arguments = &layer(&project).annotations.events()[0].arguments;
        assert_eq!(arguments.len(), 1);
        assert_eq!(arguments[0].role, "Target");
    }

    #[test]
    fn merged_event_types_keep_every_role() {
        let edit = SchemaEdit::MergeEventTypes("Conflict.Attack".into(), "Life.Die".into());
        let (project, _) = done(&edit);
        let event = &layer(&project).annotations.events()[0];
        let known = project.schema.event_type("Life.Die").unwrap();
        assert_eq!(event.event_type, "Life.Die");
        assert!(
            event
                .arguments
                .iter()
                .all(|argument| known.role(&argument.role).is_some())
        );
    }

    #[test]
    fn every_other_edit_can_be_taken_back() {
        for edit in [
            SchemaEdit::AddEntityType("SHIP".into()),
            SchemaEdit::AddEventType("Weather.Storm".into()),
            SchemaEdit::AddRole("Conflict.Attack".into(), "Witness".into()),
            SchemaEdit::AddAttribute("certainty".into()),
            SchemaEdit::RenameEventType("Conflict.Attack".into(), "Conflict.Assault".into()),
            SchemaEdit::RenameRole("Conflict.Attack".into(), "Place".into(), "Site".into()),
            SchemaEdit::RenameAttribute("polarity".into(), "negation".into()),
            SchemaEdit::DeleteEventType("Conflict.Attack".into()),
            SchemaEdit::DeleteRole("Conflict.Attack".into(), "Place".into()),
            SchemaEdit::DeleteAttribute("polarity".into()),
        ] {
            let (project, _) = done(&edit);
            let findings = crate::model::schema_check::findings(&project.schema);
            assert_eq!(findings, Vec::<String>::new(), "{edit:?}");
        }
    }

    #[test]
    fn names_that_are_taken_or_empty_are_refused() {
        for edit in [
            SchemaEdit::AddEntityType("PER".into()),
            SchemaEdit::AddEntityType(" ".into()),
            SchemaEdit::RenameEntityType("PER".into(), "Conflict.Attack".into()),
            SchemaEdit::MergeEntityTypes("PER".into(), "PER".into()),
            SchemaEdit::DeleteRole("Conflict.Attack".into(), "Nobody".into()),
        ] {
            assert!(plan(&project(), &edit, &author()).is_err(), "{edit:?}");
        }
    }
}
