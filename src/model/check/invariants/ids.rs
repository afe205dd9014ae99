//! That every id names one thing, and that the thing is there.

use std::collections::HashSet;

use super::Check;
use crate::model::annotation::{AnnotationRef, Filler, NoteTarget, RelationEnd};
use crate::model::check::{Code, Repair};
use crate::text::Span;

pub(super) fn ids_name_something(check: &mut Check<'_>) {
    for event in check.annotations.events() {
        for (index, argument) in event.arguments.iter().enumerate() {
            let missing = match &argument.filler {
                Filler::Mention(id) if !check.mentions.contains_key(id.as_str()) => id.as_str(),
                Filler::Event(id) if !check.events.contains_key(id.as_str()) => id.as_str(),
                Filler::Mention(_) | Filler::Event(_) | Filler::Span(_) => continue,
            };
            let message = format!(
                "{} of {} “{}” names {missing}, which is not there",
                argument.role,
                event.event_type,
                check.words(&event.trigger)
            );
            let on = AnnotationRef::Event(event.id.clone());
            check
                .note(
                    Code::DanglingId,
                    Some(on),
                    Some(event.trigger.envelope()),
                    message,
                )
                .repair = Some(Repair::RemoveArgument(index));
        }
    }
    for relation in check.annotations.relations() {
        for end in [&relation.from, &relation.to] {
            let missing = match end {
                RelationEnd::Mention(id) if !check.mentions.contains_key(id.as_str()) => {
                    id.as_str()
                }
                RelationEnd::Event(id) if !check.events.contains_key(id.as_str()) => id.as_str(),
                RelationEnd::Mention(_) | RelationEnd::Event(_) => continue,
            };
            let message = format!(
                "{} names {missing}, which is not there",
                relation.relation_type
            );
            let on = AnnotationRef::Relation(relation.id.clone());
            check.note(Code::DanglingId, Some(on), None, message).repair = Some(Repair::Remove);
        }
    }
    for note in check.annotations.notes() {
        let missing = match &note.on {
            NoteTarget::Mention(id) if !check.mentions.contains_key(id.as_str()) => id.as_str(),
            NoteTarget::Event(id) if !check.events.contains_key(id.as_str()) => id.as_str(),
            NoteTarget::Relation(id) if check.annotations.relation(id).is_none() => id.as_str(),
            NoteTarget::Document
            | NoteTarget::Span(_)
            | NoteTarget::Mention(_)
            | NoteTarget::Event(_)
            | NoteTarget::Relation(_) => continue,
        };
        let message = format!("a note speaks about {missing}, which is not there");
        let on = AnnotationRef::Note(note.id.clone());
        check.note(Code::DanglingId, Some(on), None, message).repair =
            Some(Repair::MoveNoteToDocument);
    }
}

pub(super) fn ids_are_unique(check: &mut Check<'_>) {
    let mut seen: HashSet<AnnotationRef> = HashSet::new();
    let annotations = check.annotations;
    let notes = annotations
        .notes()
        .iter()
        .map(|note| AnnotationRef::Note(note.id.clone()));
    let relations = annotations
        .relations()
        .iter()
        .map(|relation| AnnotationRef::Relation(relation.id.clone()));
    let entities = annotations
        .entities()
        .iter()
        .map(|entity| AnnotationRef::Entity(entity.id.clone()));
    let placed: Vec<(AnnotationRef, Option<Span>)> = check
        .extents()
        .into_iter()
        .map(|(on, extent, _)| (on, Some(extent.envelope())))
        .chain(notes.chain(relations).chain(entities).map(|on| (on, None)))
        .collect();
    for (on, span) in placed {
        if !seen.insert(on.clone()) {
            let id = on.id().to_owned();
            check.note(
                Code::DuplicateId,
                Some(on),
                span,
                format!("two things have the id {id}"),
            );
        }
    }
}
