//! Layers: one annotator's round over a document, with its annotations, decisions and progress.

use std::collections::HashMap;
use std::hash::Hash;

use smol_str::SmolStr;

use super::annotation::{Annotation, AnnotationRef, Annotations, Filler, NoteTarget, RelationEnd};
use super::id::{EntityId, EventChainId, EventId, MentionId, NoteId, RelationId};
use super::suggestion::{Decision, SuggestionKey, Verdict};
use crate::text::Span;

/// How far the work on a document is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum DocumentStatus {
    /// Nothing was decided yet.
    #[default]
    New,
    /// Begun.
    InProgress,
    /// Finished; protected from stray keys.
    Done,
    /// Left out, with the reason in words.
    Skipped(Box<str>),
}

impl DocumentStatus {
    /// Its word in files and in the window.
    pub fn name(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InProgress => "in-progress",
            Self::Done => "done",
            Self::Skipped(_) => "skipped",
        }
    }
}

/// What a person has looked through, so that absence is told from not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Labels (entity and event types) that were looked for; empty means all of the schema.
    pub labels: Vec<SmolStr>,
    /// Read stretches, sorted, not touching each other.
    spans: Vec<Span>,
}

impl Checked {
    /// Read stretches, sorted, not touching each other.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Marks `span` as read.
    pub fn add(&mut self, span: Span) {
        self.spans.push(span);
        self.spans.sort_unstable();
        let mut merged: Vec<Span> = Vec::with_capacity(self.spans.len());
        for span in &self.spans {
            match merged.last_mut() {
                Some(last) if span.start <= last.end => *last = last.cover(*span),
                _ => merged.push(*span),
            }
        }
        self.spans = merged;
    }

    /// Marks `span` as not read.
    pub fn remove(&mut self, span: Span) {
        self.spans = self
            .spans
            .iter()
            .flat_map(|read| {
                let before = (read.start < span.start)
                    .then(|| Span::new(read.start, read.end.min(span.start)));
                let after =
                    (read.end > span.end).then(|| Span::new(read.start.max(span.end), read.end));
                [before, after]
            })
            .flatten()
            .filter(|read| !read.is_empty())
            .collect();
    }

    /// Whether all of `span` was read.
    pub fn covers(&self, span: Span) -> bool {
        self.spans.iter().any(|read| read.contains(span))
    }
}

/// One annotator's round over one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layer {
    /// Annotator and round; `main` unless a project has several.
    pub name: SmolStr,
    /// Status of the document in this layer.
    pub status: DocumentStatus,
    /// Whether it was done before and was reopened since.
    pub was_done: bool,
    /// What was looked through.
    pub checked: Checked,
    /// Seconds of active work on the document.
    pub active_secs: u32,
    /// What it says.
    pub annotations: Annotations,
    /// What was decided about suggestions, in order of their keys.
    decisions: Vec<Decision>,
}

impl Layer {
    /// The name of a project's first layer.
    pub const MAIN: &'static str = "main";

    /// An empty layer.
    pub fn new(name: impl Into<SmolStr>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// A copy under another name, to be worked on: everything in it has an id of its own, what was done is in progress again, and no time was
    /// spent on it yet.
    pub fn copied(&self, name: impl Into<SmolStr>) -> Self {
        let mut fresh = FreshIds::default();
        let status = match &self.status {
            DocumentStatus::Done => DocumentStatus::InProgress,
            other => other.clone(),
        };
        let decisions = self.decisions.iter().map(|decision| Decision {
            annotation: decision
                .annotation
                .as_ref()
                .map(|reference| fresh.reference(reference)),
            ..decision.clone()
        });
        Self {
            name: name.into(),
            status,
            was_done: false,
            checked: self.checked.clone(),
            active_secs: 0,
            decisions: decisions.collect(),
            annotations: self
                .annotations
                .iter()
                .map(|annotation| fresh.annotation(annotation))
                .collect(),
        }
    }

    /// Whether the document was handed in: it is done, or was before it was reopened.
    pub fn is_handed_in(&self) -> bool {
        self.was_done || self.status == DocumentStatus::Done
    }

    /// Decisions, in order of their keys.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// The decision about `key`.
    pub fn decision(&self, key: &SuggestionKey) -> Option<&Decision> {
        let index = self
            .decisions
            .binary_search_by(|known| known.key.cmp(key))
            .ok()?;
        self.decisions.get(index)
    }

    /// Whether `key` was refused.
    pub fn is_rejected(&self, key: &SuggestionKey) -> bool {
        self.decision(key)
            .is_some_and(|decision| decision.verdict == Verdict::Rejected)
    }

    /// Whether a suggestion of that key was refused or corrected: it is not made again. The key is asked for only where anything was decided.
    pub fn is_settled(&self, key: impl FnOnce() -> SuggestionKey) -> bool {
        !self.decisions.is_empty()
            && self
                .decision(&key())
                .is_some_and(|decision| decision.verdict != Verdict::Accepted)
    }

    /// Whether a mention is annotated on exactly this place, or crosses it.
    pub fn is_taken(&self, span: Span) -> bool {
        let mentions = self.annotations.mentions();
        let end = mentions.partition_point(|known| known.extent.envelope().start < span.end);
        mentions.iter().take(end).any(|known| {
            let known = known.extent.envelope();
            known == span || known.overlaps(span) && !known.contains(span) && !span.contains(known)
        })
    }

    /// Puts `decision` in place of an earlier one about the same key.
    pub fn put_decision(&mut self, decision: Decision) {
        match self
            .decisions
            .binary_search_by(|known| known.key.cmp(&decision.key))
        {
            Ok(index) => self.decisions[index] = decision,
            Err(index) => self.decisions.insert(index, decision),
        }
    }

    /// Takes the decision about `key` back.
    pub fn take_decision(&mut self, key: &SuggestionKey) -> Option<Decision> {
        let index = self
            .decisions
            .binary_search_by(|known| known.key.cmp(key))
            .ok()?;
        Some(self.decisions.remove(index))
    }
}

/// New ids for old ones, the same for the same.
#[derive(Default)]
struct FreshIds {
    mentions: HashMap<MentionId, MentionId>,
    events: HashMap<EventId, EventId>,
    relations: HashMap<RelationId, RelationId>,
    entities: HashMap<EntityId, EntityId>,
    chains: HashMap<EventChainId, EventChainId>,
    notes: HashMap<NoteId, NoteId>,
}

fn fresh<T: Clone + Eq + Hash>(known: &mut HashMap<T, T>, old: &T, make: fn() -> T) -> T {
    known.entry(old.clone()).or_insert_with(make).clone()
}

impl FreshIds {
    fn mention(&mut self, id: &MentionId) -> MentionId {
        fresh(&mut self.mentions, id, MentionId::random)
    }

    fn event(&mut self, id: &EventId) -> EventId {
        fresh(&mut self.events, id, EventId::random)
    }

    fn relation(&mut self, id: &RelationId) -> RelationId {
        fresh(&mut self.relations, id, RelationId::random)
    }

    fn entity(&mut self, id: &EntityId) -> EntityId {
        fresh(&mut self.entities, id, EntityId::random)
    }

    fn reference(&mut self, old: &AnnotationRef) -> AnnotationRef {
        match old {
            AnnotationRef::Mention(id) => AnnotationRef::Mention(self.mention(id)),
            AnnotationRef::Event(id) => AnnotationRef::Event(self.event(id)),
            AnnotationRef::Relation(id) => AnnotationRef::Relation(self.relation(id)),
            AnnotationRef::Entity(id) => AnnotationRef::Entity(self.entity(id)),
            AnnotationRef::Note(id) => {
                AnnotationRef::Note(fresh(&mut self.notes, id, NoteId::random))
            }
        }
    }

    fn end(&mut self, old: &RelationEnd) -> RelationEnd {
        match old {
            RelationEnd::Mention(id) => RelationEnd::Mention(self.mention(id)),
            RelationEnd::Event(id) => RelationEnd::Event(self.event(id)),
        }
    }

    fn annotation(&mut self, mut copy: Annotation) -> Annotation {
        match &mut copy {
            Annotation::Mention(mention) => {
                mention.id = self.mention(&mention.id);
                mention.entity = mention.entity.as_ref().map(|id| self.entity(id));
            }
            Annotation::Event(event) => {
                event.id = self.event(&event.id);
                let chain = event.event.as_ref();
                event.event = chain.map(|id| fresh(&mut self.chains, id, EventChainId::random));
                for argument in &mut event.arguments {
                    match &mut argument.filler {
                        Filler::Mention(id) => *id = self.mention(id),
                        Filler::Event(id) => *id = self.event(id),
                        Filler::Span(_) => {}
                    }
                }
            }
            Annotation::Relation(relation) => {
                relation.id = self.relation(&relation.id);
                relation.from = self.end(&relation.from);
                relation.to = self.end(&relation.to);
            }
            Annotation::Entity(entity) => entity.id = self.entity(&entity.id),
            Annotation::Note(note) => {
                note.id = fresh(&mut self.notes, &note.id, NoteId::random);
                match &mut note.on {
                    NoteTarget::Mention(id) => *id = self.mention(id),
                    NoteTarget::Event(id) => *id = self.event(id),
                    NoteTarget::Relation(id) => *id = self.relation(id),
                    NoteTarget::Document | NoteTarget::Span(_) => {}
                }
            }
        }
        copy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_marks_merge_and_split() {
        let mut checked = Checked::default();
        checked.add(Span::new(10, 20));
        checked.add(Span::new(0, 10));
        assert_eq!(checked.spans(), [Span::new(0, 20)]);
        checked.remove(Span::new(5, 8));
        assert_eq!(checked.spans(), [Span::new(0, 5), Span::new(8, 20)]);
        assert!(checked.covers(Span::new(9, 20)));
        assert!(!checked.covers(Span::new(4, 9)));
    }
}
