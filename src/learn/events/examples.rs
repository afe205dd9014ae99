//! Labelled events as examples to learn from: every candidate of a document with its cues and whether the labels say the same.
//!
//! What a set of documents does not mark is unknown, not absent: a candidate teaches only where its event type, or its role of that type, is
//! among what the set marks ([`Marked`]): all that the schema of a project has, or what occurs among the labels of a corpus.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use smol_str::SmolStr;

use super::attributes::Values;
use crate::learn::linear::Example;
use crate::model::{
    Annotations, Attributes, Document, EventMention, EventType, Filler, Layer, Schema,
};
use crate::preannotate::{
    Analysis, ArgumentCandidate, AttributeCandidate, EventWeigher, Pipeline, TriggerCandidate,
};
use crate::text::Span;

/// The examples of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventExamples {
    /// The document's id: what keeps it on one side of a division.
    pub document: SmolStr,
    /// Words that may tell of an event.
    pub triggers: Vec<Example>,
    /// Mentions that may fill a role of an event that is there.
    pub arguments: Vec<Example>,
    /// Values that the attributes of such an event may have.
    pub attributes: BTreeMap<SmolStr, Vec<Example>>,
}

/// Which event types and roles a set of documents marks, in the words of its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    schema: Schema,
    types: BTreeSet<SmolStr>,
    roles: BTreeSet<(SmolStr, SmolStr)>,
    attributes: BTreeSet<SmolStr>,
}

impl Marked {
    /// All that a schema has, for documents that were looked through for it.
    pub fn all_of(schema: Schema) -> Self {
        let mut marked = Self::nothing_of(schema);
        for known in marked.schema.shown_event_types() {
            marked.types.insert(known.name.clone());
            let roles = known.roles.iter();
            let roles = roles.map(|role| (known.name.clone(), role.name.clone()));
            marked.roles.extend(roles);
        }
        let attributes = marked.schema.event_attributes.iter();
        marked.attributes = attributes.map(|known| known.name.clone()).collect();
        marked
    }

    /// What occurs in these layers, for corpora that do not say what they mark.
    pub fn occurring<'l>(schema: Schema, layers: impl Iterator<Item = &'l Layer>) -> Self {
        let mut marked = Self::nothing_of(schema);
        for event in layers.flat_map(|layer| layer.annotations.events()) {
            marked.types.insert(event.event_type.clone());
            for argument in &event.arguments {
                let role = (event.event_type.clone(), argument.role.clone());
                marked.roles.insert(role);
            }
            let attributes = event.attributes.iter();
            let names = attributes.map(|(name, _)| name.clone());
            marked.attributes.extend(names);
        }
        marked
    }

    fn nothing_of(schema: Schema) -> Self {
        Self {
            schema,
            types: BTreeSet::new(),
            roles: BTreeSet::new(),
            attributes: BTreeSet::new(),
        }
    }

    /// The schema in whose words it speaks.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }
}

/// The examples of a document's layer. `rules` is the pipeline that will be asked later: its candidates are what is learnt from.
pub fn examples_of(
    document: &Document,
    layer: &Layer,
    marked: &Arc<Marked>,
    rules: impl FnOnce(Arc<dyn EventWeigher>) -> Pipeline,
) -> EventExamples {
    let recorder = Arc::new(Recorder {
        gold: layer
            .annotations
            .events()
            .iter()
            .map(|event| Gold::of(event, &layer.annotations))
            .collect(),
        marked: Arc::clone(marked),
        found: Mutex::default(),
    });
    let pipeline = rules(Arc::clone(&recorder) as Arc<dyn EventWeigher>);
    pipeline.find(&Analysis::new(document), &Layer::new(Layer::MAIN));
    let mut found = recorder
        .found
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    EventExamples {
        document: SmolStr::new(document.id.as_str()),
        ..std::mem::take(&mut *found)
    }
}

/// An event as a person labelled it.
struct Gold {
    trigger: Span,
    event_type: SmolStr,
    /// Role and head of the filler.
    arguments: Vec<(SmolStr, Span)>,
    attributes: Attributes,
}

impl Gold {
    fn of(event: &EventMention, annotations: &Annotations) -> Self {
        let head_of = |filler: &Filler| match filler {
            Filler::Mention(id) => {
                let mention = annotations.mention(id)?;
                Some(mention.head.unwrap_or_else(|| mention.extent.envelope()))
            }
            Filler::Span(span) => Some(*span),
            Filler::Event(_) => None,
        };
        Self {
            trigger: event.trigger.envelope(),
            event_type: event.event_type.clone(),
            arguments: event
                .arguments
                .iter()
                .filter_map(|argument| Some((argument.role.clone(), head_of(&argument.filler)?)))
                .collect(),
            attributes: event.attributes.clone(),
        }
    }
}

/// Writes down what is put before it. Of events it lets those through that are labelled, or that the rules see, so that arguments are looked for
/// in the same company as later.
struct Recorder {
    gold: Vec<Gold>,
    marked: Arc<Marked>,
    found: Mutex<EventExamples>,
}

impl Recorder {
    /// What the schema calls an event type of the pre-annotator.
    fn event_type(&self, name: &str) -> Option<&EventType> {
        let known = self.marked.schema.event_type_fed_by(name)?;
        self.marked.types.contains(&known.name).then_some(known)
    }

    fn gold(&self, trigger: Span, event_type: &EventType) -> Option<&Gold> {
        let mut gold = self.gold.iter();
        gold.find(|gold| gold.event_type == event_type.name && gold.trigger.overlaps(trigger))
    }

    fn found(&self) -> std::sync::MutexGuard<'_, EventExamples> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl EventWeigher for Recorder {
    fn trigger(&self, candidate: &TriggerCandidate<'_>) -> Option<f32> {
        let event_type = self.event_type(candidate.event_type)?;
        let is_right = self.gold(candidate.span, event_type).is_some();
        self.found().triggers.push(Example {
            cues: candidate.cues.to_vec(),
            prior: candidate.prior,
            is_right,
        });
        is_right.then_some(1.0)
    }

    fn argument(&self, candidate: &ArgumentCandidate<'_>) -> Option<f32> {
        let event_type = self.event_type(candidate.event_type)?;
        let mut roles = event_type.roles.iter();
        let role = roles.find(|role| role.is_fed_by(candidate.role))?;
        let key = (event_type.name.clone(), role.name.clone());
        let gold = self.gold(candidate.trigger, event_type)?;
        if self.marked.roles.contains(&key) {
            let is_right = gold.arguments.iter().any(|(known, head)| {
                *known == role.name && (head.overlaps(candidate.head) || *head == candidate.filler)
            });
            self.found().arguments.push(Example {
                cues: candidate.cues.to_vec(),
                prior: candidate.prior,
                is_right,
            });
        }
        None
    }

    fn attributes(&self, candidate: &AttributeCandidate<'_>) -> Option<Attributes> {
        let event_type = self.event_type(candidate.event_type)?;
        let gold = self.gold(candidate.trigger, event_type)?;
        let marked = self.marked.schema.event_attributes.iter().filter(|known| {
            let has_it = known.only_for.is_empty() || known.only_for.contains(&event_type.name);
            has_it && self.marked.attributes.contains(&known.name)
        });
        for known in marked {
            if let Some(values) = Values::of(known) {
                let said = (candidate.by_rules, &gold.attributes);
                let examples = values.examples(&known.name, said, candidate.cues);
                let mut found = self.found();
                let all = found.attributes.entry(known.name.clone()).or_default();
                all.extend(examples);
            }
        }
        None
    }
}
