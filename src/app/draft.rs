//! Drafts: an edit of one document's layer while it is being put together. Every method looks at what the draft has already changed.

use smol_str::SmolStr;

use crate::model::layer::{Checked, DocumentStatus, Layer};
use crate::model::{
    Annotation, AnnotationRef, Argument, Change, Decision, Document, Edit, EntityMention,
    EventMention, Filler, Moment, NoteTarget, RelationEnd, SuggestionKey,
};
use crate::text::Span;

/// Who is at work, and when.
#[derive(Clone, Debug)]
pub struct Author {
    /// Name of the annotator.
    pub by: SmolStr,
    /// The moment of the edit.
    pub at: Moment,
}

/// An edit in the making.
pub struct Draft<'a> {
    document: &'a Document,
    layer_name: SmolStr,
    layer: Option<&'a Layer>,
    author: Author,
    changes: Vec<Change>,
}

impl<'a> Draft<'a> {
    /// Starts an edit of `document` in the layer of that name, which need not exist yet.
    pub fn new(document: &'a Document, layer: &str, author: Author) -> Self {
        Self {
            document,
            layer_name: layer.into(),
            layer: document.layer(layer),
            author,
            changes: Vec::new(),
        }
    }

    /// The document it changes.
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// The layer it changes.
    pub fn layer_name(&self) -> &str {
        &self.layer_name
    }

    /// Who makes it.
    pub fn author(&self) -> &Author {
        &self.author
    }

    /// The thing of that reference, as the draft has it.
    pub fn get(&self, reference: &AnnotationRef) -> Option<Annotation> {
        for change in self.changes.iter().rev() {
            let Change::Annotation { before, after, .. } = change else {
                continue;
            };
            let touched = after
                .as_ref()
                .or(before.as_ref())
                .map(|known| known.reference());
            if touched.as_ref() == Some(reference) {
                return after.as_deref().cloned();
            }
        }
        self.layer?.annotations.get(reference)
    }

    /// All event mentions, as the draft has them, in no particular order.
    pub fn events(&self) -> Vec<EventMention> {
        let base = self
            .layer
            .map(|layer| layer.annotations.events())
            .unwrap_or_default();
        let references = base
            .iter()
            .map(|event| AnnotationRef::Event(event.id.clone()));
        self.current(references)
            .filter_map(|known| {
                if let Annotation::Event(event) = known {
                    Some(event)
                } else {
                    None
                }
            })
            .collect()
    }

    /// What the references of the layer, and all that the draft added, are now.
    fn current(
        &self,
        base: impl Iterator<Item = AnnotationRef>,
    ) -> impl Iterator<Item = Annotation> {
        let mut references: Vec<AnnotationRef> = base.collect();
        for change in &self.changes {
            if let Change::Annotation {
                after: Some(after), ..
            } = change
            {
                let reference = after.reference();
                if !references.contains(&reference) {
                    references.push(reference);
                }
            }
        }
        references
            .into_iter()
            .filter_map(|reference| self.get(&reference))
    }

    /// A mention whose extent's envelope is `span`; one of `label` if there are several.
    pub fn mention_at(&self, span: Span, label: Option<&str>) -> Option<EntityMention> {
        let base = self
            .layer
            .map(|layer| layer.annotations.mentions())
            .unwrap_or_default();
        let there = base
            .iter()
            .filter(|mention| mention.extent.envelope() == span);
        let references = there.map(|mention| AnnotationRef::Mention(mention.id.clone()));
        let mut found: Vec<EntityMention> = self
            .current(references)
            .filter_map(|known| {
                if let Annotation::Mention(mention) = known {
                    Some(mention)
                } else {
                    None
                }
            })
            .filter(|mention| mention.extent.envelope() == span)
            .collect();
        let index = found
            .iter()
            .position(|mention| Some(mention.label.as_str()) == label)
            .unwrap_or_default();
        (index < found.len()).then(|| found.swap_remove(index))
    }

    /// An event whose trigger is `span`; one of `event_type` if there are several.
    pub fn event_at(&self, span: Span, event_type: Option<&str>) -> Option<EventMention> {
        let base = self
            .layer
            .map(|layer| layer.annotations.events())
            .unwrap_or_default();
        let there = base.iter().filter(|event| event.trigger.envelope() == span);
        let references = there.map(|event| AnnotationRef::Event(event.id.clone()));
        let mut found: Vec<EventMention> = self
            .current(references)
            .filter_map(|known| {
                if let Annotation::Event(event) = known {
                    Some(event)
                } else {
                    None
                }
            })
            .filter(|event| event.trigger.envelope() == span)
            .collect();
        let index = found
            .iter()
            .position(|event| Some(event.event_type.as_str()) == event_type)
            .unwrap_or_default();
        (index < found.len()).then(|| found.swap_remove(index))
    }

    /// Adds or replaces an annotation.
    pub fn put(&mut self, annotation: Annotation) {
        let before = self.get(&annotation.reference());
        if before.as_ref() != Some(&annotation) {
            self.change(before, Some(annotation));
        }
    }

    /// Removes an annotation with all that hangs on it: arguments that it fills, relations that end in it. Notes on it stay as notes on its text.
    pub fn remove(&mut self, reference: &AnnotationRef) {
        let Some(annotation) = self.get(reference) else {
            return;
        };
        self.unlink_arguments(reference);
        self.remove_relations_of(reference);
        self.move_notes_to_text(&annotation);
        self.change(Some(annotation), None);
    }

    fn change(&mut self, before: Option<Annotation>, after: Option<Annotation>) {
        self.changes.push(Change::Annotation {
            document: self.document.id.clone(),
            layer: self.layer_name.clone(),
            before: before.map(Box::new),
            after: after.map(Box::new),
        });
    }

    fn unlink_arguments(&mut self, reference: &AnnotationRef) {
        let fills = |argument: &Argument| match (&argument.filler, reference) {
            (Filler::Mention(id), AnnotationRef::Mention(gone)) => id == gone,
            (Filler::Event(id), AnnotationRef::Event(gone)) => id == gone,
            _ => false,
        };
        for mut event in self.events() {
            if event.arguments.iter().any(fills) {
                event.arguments.retain(|argument| !fills(argument));
                self.put(Annotation::Event(event));
            }
        }
    }

    fn remove_relations_of(&mut self, reference: &AnnotationRef) {
        let ends_in = |end: &RelationEnd| match (end, reference) {
            (RelationEnd::Mention(id), AnnotationRef::Mention(gone)) => id == gone,
            (RelationEnd::Event(id), AnnotationRef::Event(gone)) => id == gone,
            _ => false,
        };
        let relations = self
            .layer
            .map(|layer| layer.annotations.relations())
            .unwrap_or_default();
        for relation in relations {
            let reference = AnnotationRef::Relation(relation.id.clone());
            if (ends_in(&relation.from) || ends_in(&relation.to)) && self.get(&reference).is_some()
            {
                self.remove(&reference);
            }
        }
    }

    fn move_notes_to_text(&mut self, annotation: &Annotation) {
        let target = match annotation {
            Annotation::Mention(mention) => (
                NoteTarget::Mention(mention.id.clone()),
                NoteTarget::Span(mention.extent.envelope()),
            ),
            Annotation::Event(event) => (
                NoteTarget::Event(event.id.clone()),
                NoteTarget::Span(event.trigger.envelope()),
            ),
            Annotation::Relation(relation) => (
                NoteTarget::Relation(relation.id.clone()),
                NoteTarget::Document,
            ),
            Annotation::Entity(_) | Annotation::Note(_) => return,
        };
        let notes = self
            .layer
            .map(|layer| layer.annotations.notes())
            .unwrap_or_default();
        for note in notes.iter().filter(|note| note.on == target.0) {
            let moved = crate::model::Note {
                on: target.1.clone(),
                ..note.clone()
            };
            self.put(Annotation::Note(moved));
        }
    }

    /// The decision about `key`, as the draft has it.
    pub fn decision(&self, key: &SuggestionKey) -> Option<Decision> {
        for change in self.changes.iter().rev() {
            let Change::Decision { before, after, .. } = change else {
                continue;
            };
            if after
                .as_ref()
                .or(before.as_ref())
                .is_some_and(|decision| decision.key == *key)
            {
                return after.as_deref().cloned();
            }
        }
        self.layer?.decision(key).cloned()
    }

    /// The decision that made an annotation, if a suggestion stands behind it.
    pub fn decision_that_made(&self, reference: &AnnotationRef) -> Option<Decision> {
        let made = |decision: &Decision| decision.annotation.as_ref() == Some(reference);
        let drafted = self.changes.iter().rev().find_map(|change| match change {
            Change::Decision {
                after: Some(after), ..
            } if made(after) => Some(Decision::clone(after)),
            _ => None,
        });
        drafted.or_else(|| {
            self.layer?
                .decisions()
                .iter()
                .find(|decision| made(decision))
                .cloned()
        })
    }

    /// Records a decision.
    pub fn decide(&mut self, decision: Decision) {
        let before = self.decision(&decision.key);
        self.changes.push(Change::Decision {
            document: self.document.id.clone(),
            layer: self.layer_name.clone(),
            before: before.map(Box::new),
            after: Some(Box::new(decision)),
        });
    }

    /// Takes a decision back.
    pub fn undecide(&mut self, key: &SuggestionKey) {
        let Some(before) = self.decision(key) else {
            return;
        };
        self.changes.push(Change::Decision {
            document: self.document.id.clone(),
            layer: self.layer_name.clone(),
            before: Some(Box::new(before)),
            after: None,
        });
    }

    /// Sets the document's status.
    pub fn set_status(&mut self, after: DocumentStatus) {
        let drafted = self.changes.iter().rev().find_map(|change| match change {
            Change::Status { after, .. } => Some(after.clone()),
            _ => None,
        });
        let before = drafted
            .or_else(|| self.layer.map(|layer| layer.status.clone()))
            .unwrap_or_default();
        if before != after {
            self.changes.push(Change::Status {
                document: self.document.id.clone(),
                layer: self.layer_name.clone(),
                before,
                after,
            });
        }
    }

    /// Sets what was looked through.
    pub fn set_checked(&mut self, after: Checked) {
        let before = self
            .layer
            .map(|layer| layer.checked.clone())
            .unwrap_or_default();
        if before != after {
            self.changes.push(Change::Checked {
                document: self.document.id.clone(),
                layer: self.layer_name.clone(),
                before: Box::new(before),
                after: Box::new(after),
            });
        }
    }

    /// Adds any other change of the document.
    pub fn push(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// What has changed so far. Unlike [`Draft::finish`] it leaves the document's status alone: for changes that are no work on the document.
    pub fn into_changes(self) -> Vec<Change> {
        self.changes
    }

    /// Whether nothing has changed so far.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The finished edit; `None` when it changes nothing. The first decision about a new document begins it.
    pub fn finish(mut self, label: impl Into<String>) -> Option<Edit> {
        if self.changes.is_empty() {
            return None;
        }
        let touches_labels = self
            .changes
            .iter()
            .any(|change| matches!(change, Change::Annotation { .. } | Change::Decision { .. }));
        let is_new = self
            .layer
            .is_none_or(|layer| layer.status == DocumentStatus::New);
        let sets_status = self
            .changes
            .iter()
            .any(|change| matches!(change, Change::Status { .. }));
        if touches_labels && is_new && !sets_status {
            self.set_status(DocumentStatus::InProgress);
        }
        Some(Edit {
            label: label.into(),
            by: self.author.by,
            at: self.author.at,
            changes: self.changes,
        })
    }
}
