//! What an edit of the schema changes outside it: annotations, decisions, what was looked for, the word list.

use std::sync::Arc;

use smol_str::SmolStr;

use super::Part;
use super::references::replace_name;
use crate::app::draft::Draft;
use crate::model::suggestion::{Decision, Proposal, SuggestionKey};
use crate::model::{
    Annotation, AnnotationRef, Attributes, Change, EntityMention, EventMention, Layer, Project,
    Relation, WordList,
};

/// A thing of the schema, its old name, and its new one or nothing when it goes.
pub(super) type Replacement<'a> = (&'a Part, &'a SmolStr, Option<&'a SmolStr>);

/// The word list under the new name; entries of a deleted type go.
pub(super) fn word_change(project: &Project, (part, from, to): Replacement<'_>) -> Option<Change> {
    if *part != Part::EntityTypes {
        return None;
    }
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

/// Changes a layer as the replacement wants it.
pub(super) fn change_layer(
    draft: &mut Draft<'_>,
    layer: &Layer,
    (part, from, to): Replacement<'_>,
) {
    let annotations = &layer.annotations;
    match part {
        Part::EntityTypes => {
            let there = annotations.mentions().iter();
            for mention in there.filter(|mention| mention.label == *from) {
                match to.cloned() {
                    Some(label) => draft.put(Annotation::Mention(EntityMention {
                        label,
                        ..mention.clone()
                    })),
                    None => draft.remove(&AnnotationRef::Mention(mention.id.clone())),
                }
            }
        }
        Part::EventTypes => {
            if let Some(to) = to {
                change_events(draft, layer, from, |event| event.event_type = to.clone());
            } else {
                let there = annotations.events().iter();
                for event in there.filter(|event| event.event_type == *from) {
                    draft.remove(&AnnotationRef::Event(event.id.clone()));
                }
            }
        }
        Part::Roles(event_type) => change_role(draft, layer, event_type, from, to),
        Part::EventAttributes => {
            for event in annotations.events() {
                let mut event = event.clone();
                replace_attribute(&mut event.attributes, from, to);
                draft.put(Annotation::Event(event));
            }
        }
        Part::MentionAttributes => {
            for mention in annotations.mentions() {
                let mut mention = mention.clone();
                replace_attribute(&mut mention.attributes, from, to);
                draft.put(Annotation::Mention(mention));
            }
        }
        Part::RelationTypes => {
            let there = annotations.relations().iter();
            for relation in there.filter(|relation| relation.relation_type == *from) {
                match to.cloned() {
                    Some(relation_type) => draft.put(Annotation::Relation(Relation {
                        relation_type,
                        ..relation.clone()
                    })),
                    None => draft.remove(&AnnotationRef::Relation(relation.id.clone())),
                }
            }
        }
    }
    if matches!(part, Part::EntityTypes | Part::EventTypes) {
        if let Some(to) = to {
            rename_label(draft, layer, from, to);
        }
        replace_in_checked(draft, layer, from, to);
    }
}

/// What was looked for is named by type as well.
fn replace_in_checked(draft: &mut Draft<'_>, layer: &Layer, from: &SmolStr, to: Option<&SmolStr>) {
    let mut checked = layer.checked.clone();
    if !checked.labels.iter().any(|label| label == from) {
        return;
    }
    replace_name(&mut checked.labels, from, to);
    // No labels at all would mean that all of them were looked for.
    if checked.labels.is_empty() {
        for span in checked.spans().to_vec() {
            checked.remove(span);
        }
    }
    draft.set_checked(checked);
}

fn change_role(
    draft: &mut Draft<'_>,
    layer: &Layer,
    event_type: &SmolStr,
    from: &SmolStr,
    to: Option<&SmolStr>,
) {
    let Some(to) = to else {
        return change_events(draft, layer, event_type, |event| {
            event.arguments.retain(|argument| argument.role != *from);
            event.not_stated.retain(|role| role != from);
        });
    };
    change_events(draft, layer, event_type, |event| {
        let mut arguments = std::mem::take(&mut event.arguments);
        for argument in &mut arguments {
            if argument.role == *from {
                argument.role = to.clone();
            }
        }
        for argument in arguments {
            let is_there = event
                .arguments
                .iter()
                .any(|known| known.role == argument.role && known.filler == argument.filler);
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

/// The value goes to the new name, unless there is one already; without a new name it goes.
fn replace_attribute(attributes: &mut Attributes, from: &SmolStr, to: Option<&SmolStr>) {
    let Some(value) = attributes.get(from).cloned() else {
        return;
    };
    attributes.set(from.clone(), None);
    if let Some(to) = to
        && attributes.get(to).is_none()
    {
        attributes.set(to.clone(), Some(value));
    }
}

fn change_events(
    draft: &mut Draft<'_>,
    layer: &Layer,
    event_type: &SmolStr,
    change: impl Fn(&mut EventMention),
) {
    let there = layer.annotations.events().iter();
    for event in there.filter(|event| event.event_type == *event_type) {
        let mut event = event.clone();
        change(&mut event);
        draft.put(Annotation::Event(event));
    }
}

/// Decisions under a type's new name, so that what was refused stays refused.
fn rename_label(draft: &mut Draft<'_>, layer: &Layer, from: &SmolStr, to: &SmolStr) {
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
    layer: &Layer,
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
