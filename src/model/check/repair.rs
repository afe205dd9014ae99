//! Repairs: the changes that a diagnostic offers, apart from the checks that find it.

use smol_str::SmolStr;

use super::{Diagnostic, Repair};
use crate::model::annotation::{
    Annotation, AnnotationRef, Annotations, Attributes, Filler, NoteTarget, RelationEnd,
};
use crate::model::edit::Change;
use crate::model::project::Project;

/// The changes that mend `diagnostic`; `None` when it offers no repair or the project has changed so that it does not fit any more.
pub fn repair(diagnostic: &Diagnostic, project: &Project) -> Option<Vec<Change>> {
    let repair = diagnostic.repair.as_ref()?;
    let on = diagnostic.on.as_ref()?;
    let layer = project
        .document(&diagnostic.document)?
        .layer(&diagnostic.layer)?;
    let before = layer.annotations.get(on)?;
    let change = |before: Annotation, after: Option<Annotation>| Change::Annotation {
        document: diagnostic.document.clone(),
        layer: diagnostic.layer.clone(),
        before: Some(Box::new(before)),
        after: after.map(Box::new),
    };
    match repair {
        Repair::Remove => Some(vec![change(before, None)]),
        Repair::MergeInto(kept) => {
            layer.annotations.get(kept)?;
            let mut changes: Vec<Change> = rewired(&layer.annotations, on, kept)
                .into_iter()
                .map(|(before, after)| change(before, Some(after)))
                .collect();
            changes.push(change(before, None));
            Some(changes)
        }
        _ => {
            let after = mended(&before, repair)?;
            (after != before).then(|| vec![change(before, Some(after))])
        }
    }
}

/// `before` after a repair that changes nothing else.
fn mended(before: &Annotation, repair: &Repair) -> Option<Annotation> {
    let mut after = before.clone();
    match (&mut after, repair) {
        (Annotation::Mention(mention), Repair::SetExtent(extent)) => {
            mention.extent = extent.clone();
        }
        (Annotation::Event(event), Repair::SetExtent(extent)) => event.trigger = extent.clone(),
        (Annotation::Mention(mention), Repair::DropHead) => mention.head = None,
        (Annotation::Event(event), Repair::RemoveArgument(index)) => {
            event.arguments.get(*index)?;
            event.arguments.remove(*index);
        }
        (Annotation::Note(note), Repair::MoveNoteToDocument) => note.on = NoteTarget::Document,
        (Annotation::Mention(mention), Repair::SetLabel(label)) => mention.label = label.clone(),
        (Annotation::Event(event), Repair::SetLabel(label)) => event.event_type = label.clone(),
        (Annotation::Relation(relation), Repair::SetLabel(label)) => {
            relation.relation_type = label.clone();
        }
        (Annotation::Event(event), Repair::SetRole(index, role)) => {
            event.arguments.get_mut(*index)?.role = role.clone();
        }
        (Annotation::Event(event), Repair::RenameAttribute(from, to)) => {
            rename(&mut event.attributes, from, to);
        }
        (Annotation::Mention(mention), Repair::RenameAttribute(from, to)) => {
            rename(&mut mention.attributes, from, to);
        }
        (Annotation::Event(event), Repair::SetAttribute(name, value)) => {
            event.attributes.set(name.clone(), Some(value.clone()));
        }
        (Annotation::Mention(mention), Repair::SetAttribute(name, value)) => {
            mention.attributes.set(name.clone(), Some(value.clone()));
        }
        _ => return None,
    }
    Some(after)
}

fn rename(attributes: &mut Attributes, from: &SmolStr, to: &SmolStr) {
    let value = attributes.get(from).cloned();
    attributes.set(from.clone(), None);
    attributes.set(to.clone(), value);
}

/// Events, relations and notes that name `gone`, with `kept` in its place: before and after.
fn rewired(
    annotations: &Annotations,
    gone: &AnnotationRef,
    kept: &AnnotationRef,
) -> Vec<(Annotation, Annotation)> {
    let mut all = Vec::new();
    for event in annotations.events() {
        let mut after = event.clone();
        for argument in &mut after.arguments {
            match (&argument.filler, gone, kept) {
                (
                    Filler::Mention(id),
                    AnnotationRef::Mention(gone),
                    AnnotationRef::Mention(kept),
                ) if id == gone => {
                    argument.filler = Filler::Mention(kept.clone());
                }
                (Filler::Event(id), AnnotationRef::Event(gone), AnnotationRef::Event(kept))
                    if id == gone =>
                {
                    argument.filler = Filler::Event(kept.clone());
                }
                _ => {}
            }
        }
        let is_gone = matches!(gone, AnnotationRef::Event(id) if *id == event.id);
        if after != *event && !is_gone {
            all.push((Annotation::Event(event.clone()), Annotation::Event(after)));
        }
    }
    for relation in annotations.relations() {
        let mut after = relation.clone();
        for end in [&mut after.from, &mut after.to] {
            match (&*end, gone, kept) {
                (
                    RelationEnd::Mention(id),
                    AnnotationRef::Mention(gone),
                    AnnotationRef::Mention(kept),
                ) if id == gone => {
                    *end = RelationEnd::Mention(kept.clone());
                }
                (
                    RelationEnd::Event(id),
                    AnnotationRef::Event(gone),
                    AnnotationRef::Event(kept),
                ) if id == gone => {
                    *end = RelationEnd::Event(kept.clone());
                }
                _ => {}
            }
        }
        if after != *relation {
            all.push((
                Annotation::Relation(relation.clone()),
                Annotation::Relation(after),
            ));
        }
    }
    for note in annotations.notes() {
        let mut after = note.clone();
        match (&note.on, gone, kept) {
            (
                NoteTarget::Mention(id),
                AnnotationRef::Mention(gone),
                AnnotationRef::Mention(kept),
            ) if id == gone => {
                after.on = NoteTarget::Mention(kept.clone());
            }
            (NoteTarget::Event(id), AnnotationRef::Event(gone), AnnotationRef::Event(kept))
                if id == gone =>
            {
                after.on = NoteTarget::Event(kept.clone());
            }
            _ => {}
        }
        if after != *note {
            all.push((Annotation::Note(note.clone()), Annotation::Note(after)));
        }
    }
    all
}
