//! What a person, or an accepted suggestion, says about a text: entity mentions, event mentions, relations, entities and notes.

use smol_str::SmolStr;

use super::id::{EntityId, EventChainId, EventId, MentionId, NoteId, RelationId};
use crate::text::Span;

/// A moment in seconds since 1970-01-01T00:00:00Z. The model never reads a clock: `app` hands moments in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Moment(pub i64);

/// Where a mention stands: one span, or several fragments ("north … Korea" of "north and south Korea").
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Extent {
    /// The span from the first to the last byte.
    envelope: Span,
    /// Empty for a continuous mention; else at least two, sorted, not touching each other.
    fragments: Box<[Span]>,
}

impl Extent {
    /// A continuous extent.
    pub fn new(span: Span) -> Self {
        Self {
            envelope: span,
            fragments: Box::default(),
        }
    }

    /// An extent of several fragments; fragments that touch or overlap become one. `None` when there is none.
    pub fn from_fragments(mut fragments: Vec<Span>) -> Option<Self> {
        fragments.sort_unstable();
        let mut merged: Vec<Span> = Vec::with_capacity(fragments.len());
        for fragment in fragments {
            match merged.last_mut() {
                Some(last) if fragment.start <= last.end => *last = last.cover(fragment),
                _ => merged.push(fragment),
            }
        }
        let envelope = merged.first()?.cover(*merged.last()?);
        let fragments = if merged.len() > 1 {
            merged.into_boxed_slice()
        } else {
            Box::default()
        };
        Some(Self {
            envelope,
            fragments,
        })
    }

    /// From the first to the last byte.
    pub fn envelope(&self) -> Span {
        self.envelope
    }

    /// The fragments, one for a continuous extent.
    pub fn fragments(&self) -> &[Span] {
        if self.fragments.is_empty() {
            std::slice::from_ref(&self.envelope)
        } else {
            &self.fragments
        }
    }

    /// Whether it has gaps.
    pub fn is_discontinuous(&self) -> bool {
        !self.fragments.is_empty()
    }

    /// Its words, fragments joined by one blank.
    pub fn text_in(&self, text: &crate::text::Text) -> String {
        self.fragments()
            .iter()
            .map(|fragment| text.slice(*fragment))
            .collect::<Vec<_>>()
            .join(" ")
    }
}

impl From<Span> for Extent {
    fn from(span: Span) -> Self {
        Self::new(span)
    }
}

/// How a mention refers: ACE's NAM, NOM and PRO.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// "Aleppo".
    #[default]
    Name,
    /// "three women".
    Nominal,
    /// "they".
    Pronoun,
}

impl Level {
    /// All levels, in the order in which a key cycles through them.
    pub const ALL: [Self; 3] = [Self::Name, Self::Nominal, Self::Pronoun];

    /// Its word in files and in the window.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Nominal => "nominal",
            Self::Pronoun => "pronoun",
        }
    }

    /// The level of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// How an annotation came to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Made by a person from nothing.
    #[default]
    Added,
    /// A suggestion taken as it was.
    Accepted,
    /// A suggestion that a person changed.
    Corrected,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Added, Self::Accepted, Self::Corrected];

    /// Its word in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Accepted => "accepted",
            Self::Corrected => "corrected",
        }
    }

    /// The status of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// The suggestion behind an annotation.
#[derive(Clone, Debug, PartialEq)]
pub struct SuggestedBy {
    /// Name of the engine's component.
    pub source: SmolStr,
    /// Its score, 0 to 1.
    pub score: f32,
    /// Why, in words.
    pub reason: Box<str>,
}

/// Who made an annotation, when, and from which suggestion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origin {
    /// How it came to be.
    pub status: Status,
    /// Name of the annotator; empty when imported data does not say.
    pub by: SmolStr,
    /// When; the zero moment when imported data does not say.
    pub at: Moment,
    /// The suggestion it was made from.
    pub suggested: Option<Box<SuggestedBy>>,
}

/// Values of named attributes, sorted by name, each name once. Most things carry none to four.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes(Vec<(SmolStr, SmolStr)>);

impl Attributes {
    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&SmolStr> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// Sets `name`, or removes it with `None`.
    pub fn set(&mut self, name: impl Into<SmolStr>, value: Option<SmolStr>) {
        let name = name.into();
        let place = self.0.binary_search_by(|(known, _)| known.cmp(&name));
        match (place, value) {
            (Ok(index), Some(value)) => self.0[index].1 = value,
            (Ok(index), None) => drop(self.0.remove(index)),
            (Err(index), Some(value)) => self.0.insert(index, (name, value)),
            (Err(_), None) => {}
        }
    }

    /// Name and value, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&SmolStr, &SmolStr)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(SmolStr, SmolStr)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (SmolStr, SmolStr)>>(pairs: I) -> Self {
        let mut attributes = Self::default();
        for (name, value) in pairs {
            attributes.set(name, Some(value));
        }
        attributes
    }
}

/// A stretch of text that refers to an entity, a time or an amount.
#[derive(Clone, Debug, PartialEq)]
pub struct EntityMention {
    /// Unique, survives merging.
    pub id: MentionId,
    /// Where it stands. May overlap and nest.
    pub extent: Extent,
    /// Its head word or name, where that is known.
    pub head: Option<Span>,
    /// Name of an entity type of the schema.
    pub label: SmolStr,
    /// Name, nominal or pronoun.
    pub level: Level,
    /// Normalised value of a date or time, in the manner of TIMEX3.
    pub value: Option<SmolStr>,
    /// Count of people or amount, digits with an optional sign ("3", ">=3", "~200").
    pub count: Option<SmolStr>,
    /// The entity it shares with coreferent mentions.
    pub entity: Option<EntityId>,
    /// Further attributes that the schema names, such as ACE's subtype.
    pub attributes: Attributes,
    /// Who made it, when and from what.
    pub origin: Origin,
}

impl EntityMention {
    /// A name at `extent` with nothing further known about it.
    pub fn new(
        id: impl Into<MentionId>,
        extent: impl Into<Extent>,
        label: impl Into<SmolStr>,
    ) -> Self {
        Self {
            id: id.into(),
            extent: extent.into(),
            head: None,
            label: label.into(),
            level: Level::Name,
            value: None,
            count: None,
            entity: None,
            attributes: Attributes::default(),
            origin: Origin::default(),
        }
    }
}

/// What fills a role.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Filler {
    /// An entity mention of the same layer.
    Mention(MentionId),
    /// An event mention of the same layer.
    Event(EventId),
    /// A bare span, for roles that take any text.
    Span(Span),
}

/// One filled role of an event. The same role may be filled several times.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// Name of a role of the event's type.
    pub role: SmolStr,
    /// What fills it.
    pub filler: Filler,
    /// Score of the suggestion it came from.
    pub score: Option<f32>,
}

/// One occurrence of an event in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct EventMention {
    /// Unique, survives merging.
    pub id: EventId,
    /// The words that evoke it. Several events may share a trigger.
    pub trigger: Extent,
    /// Name of an event type of the schema, such as "Conflict.Attack".
    pub event_type: SmolStr,
    /// Filled roles, in the order in which they were filled.
    pub arguments: Vec<Argument>,
    /// Roles that a person declared to be not stated in the text.
    pub not_stated: Vec<SmolStr>,
    /// Polarity, modality, tense, genericity and whatever else the schema names.
    pub attributes: Attributes,
    /// What it shares with coreferent event mentions.
    pub event: Option<EventChainId>,
    /// PLOVER code chosen by a person, instead of the schema's.
    pub plover: Option<SmolStr>,
    /// Who made it, when and from what.
    pub origin: Origin,
}

impl EventMention {
    /// An event told by `trigger`, with nothing further known about it.
    pub fn new(
        id: impl Into<EventId>,
        trigger: impl Into<Extent>,
        event_type: impl Into<SmolStr>,
    ) -> Self {
        Self {
            id: id.into(),
            trigger: trigger.into(),
            event_type: event_type.into(),
            arguments: Vec::new(),
            not_stated: Vec::new(),
            attributes: Attributes::default(),
            event: None,
            plover: None,
            origin: Origin::default(),
        }
    }
}

/// One end of a relation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RelationEnd {
    /// An entity mention of the same layer.
    Mention(MentionId),
    /// An event mention of the same layer.
    Event(EventId),
}

/// A typed, directed link between two mentions.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// Unique, survives merging.
    pub id: RelationId,
    /// Name of a relation type of the schema.
    pub relation_type: SmolStr,
    /// Where it starts.
    pub from: RelationEnd,
    /// Where it ends.
    pub to: RelationEnd,
    /// Further attributes that the schema names.
    pub attributes: Attributes,
    /// Who made it, when and from what.
    pub origin: Origin,
}

/// What coreferent mentions refer to. Exists only where there is something to say beyond the shared id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// The id that its mentions carry.
    pub id: EntityId,
    /// A name to list it by; empty takes the longest name among its mentions.
    pub name: SmolStr,
    /// ISO 3166 code of its country, empty when it has none.
    pub country: SmolStr,
    /// Sector codes as PLOVER has them (GOV, MIL, REB …), in order of weight.
    pub sectors: Vec<SmolStr>,
}

/// What a note is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NoteTarget {
    /// The whole document.
    Document,
    /// A stretch of text.
    Span(Span),
    /// An entity mention.
    Mention(MentionId),
    /// An event mention.
    Event(EventId),
    /// A relation.
    Relation(RelationId),
}

/// A remark of an annotator, perhaps an open question.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Unique, survives merging.
    pub id: NoteId,
    /// What it is about.
    pub on: NoteTarget,
    /// The remark.
    pub text: Box<str>,
    /// Whether it asks for an answer.
    pub open: bool,
    /// Who made it and when.
    pub origin: Origin,
}

/// Any one thing that a layer holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Annotation {
    /// An entity mention.
    Mention(EntityMention),
    /// An event mention.
    Event(EventMention),
    /// A relation.
    Relation(Relation),
    /// What is known about an entity.
    Entity(Entity),
    /// A note.
    Note(Note),
}

/// Names one thing of a layer: its kind and id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnnotationRef {
    /// An entity mention.
    Mention(MentionId),
    /// An event mention.
    Event(EventId),
    /// A relation.
    Relation(RelationId),
    /// What is known about an entity.
    Entity(EntityId),
    /// A note.
    Note(NoteId),
}

impl AnnotationRef {
    /// The id itself.
    pub fn id(&self) -> &str {
        match self {
            Self::Mention(id) => id.as_str(),
            Self::Event(id) => id.as_str(),
            Self::Relation(id) => id.as_str(),
            Self::Entity(id) => id.as_str(),
            Self::Note(id) => id.as_str(),
        }
    }
}

impl Annotation {
    /// Its kind and id.
    pub fn reference(&self) -> AnnotationRef {
        match self {
            Self::Mention(mention) => AnnotationRef::Mention(mention.id.clone()),
            Self::Event(event) => AnnotationRef::Event(event.id.clone()),
            Self::Relation(relation) => AnnotationRef::Relation(relation.id.clone()),
            Self::Entity(entity) => AnnotationRef::Entity(entity.id.clone()),
            Self::Note(note) => AnnotationRef::Note(note.id.clone()),
        }
    }
}

/// Everything that one layer says about one document.
///
/// Mentions are sorted by start, longer ones first, then id; events by trigger in the same way; relations, entities and notes by id.
/// [`Annotations::put`] keeps that order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotations {
    mentions: Vec<EntityMention>,
    events: Vec<EventMention>,
    relations: Vec<Relation>,
    entities: Vec<Entity>,
    notes: Vec<Note>,
}

/// Start ascending, end descending, id: an outer mention comes before the ones inside it.
fn place_key<'a>(extent: &Extent, id: &'a str) -> (u32, std::cmp::Reverse<u32>, &'a str) {
    let span = extent.envelope();
    (span.start, std::cmp::Reverse(span.end), id)
}

/// Puts `item` where `key` says, into a vector sorted by `key`.
fn insert_sorted<'a, T: 'a, K: Ord>(items: &mut Vec<T>, item: T, key: impl Fn(&T) -> K) {
    let wanted = key(&item);
    let index = items.partition_point(|known| key(known) < wanted);
    items.insert(index, item);
}

impl Annotations {
    /// Entity mentions, by place.
    pub fn mentions(&self) -> &[EntityMention] {
        &self.mentions
    }

    /// Event mentions, by place of their trigger.
    pub fn events(&self) -> &[EventMention] {
        &self.events
    }

    /// Relations, by id.
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// Entities about which more than their mentions is known, by id.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// Notes, by id.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Copies of everything, kind by kind.
    pub fn iter(&self) -> impl Iterator<Item = Annotation> {
        let mentions = self.mentions.iter().cloned().map(Annotation::Mention);
        let events = self.events.iter().cloned().map(Annotation::Event);
        let relations = self.relations.iter().cloned().map(Annotation::Relation);
        let entities = self.entities.iter().cloned().map(Annotation::Entity);
        let notes = self.notes.iter().cloned().map(Annotation::Note);
        mentions
            .chain(events)
            .chain(relations)
            .chain(entities)
            .chain(notes)
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.mentions.is_empty()
            && self.events.is_empty()
            && self.relations.is_empty()
            && self.entities.is_empty()
            && self.notes.is_empty()
    }

    /// The mention of that id.
    pub fn mention(&self, id: &MentionId) -> Option<&EntityMention> {
        self.mentions.iter().find(|mention| mention.id == *id)
    }

    /// The event mention of that id.
    pub fn event(&self, id: &EventId) -> Option<&EventMention> {
        self.events.iter().find(|event| event.id == *id)
    }

    /// The relation of that id.
    pub fn relation(&self, id: &RelationId) -> Option<&Relation> {
        self.relations.iter().find(|relation| relation.id == *id)
    }

    /// What is known about the entity of that id.
    pub fn entity(&self, id: &EntityId) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.id == *id)
    }

    /// The note of that id.
    pub fn note(&self, id: &NoteId) -> Option<&Note> {
        self.notes.iter().find(|note| note.id == *id)
    }

    /// A copy of the thing of that reference.
    pub fn get(&self, reference: &AnnotationRef) -> Option<Annotation> {
        Some(match reference {
            AnnotationRef::Mention(id) => Annotation::Mention(self.mention(id)?.clone()),
            AnnotationRef::Event(id) => Annotation::Event(self.event(id)?.clone()),
            AnnotationRef::Relation(id) => Annotation::Relation(self.relation(id)?.clone()),
            AnnotationRef::Entity(id) => Annotation::Entity(self.entity(id)?.clone()),
            AnnotationRef::Note(id) => Annotation::Note(self.note(id)?.clone()),
        })
    }

    /// Adds `annotation`, in place of the one with the same reference if there is one.
    pub fn put(&mut self, annotation: Annotation) {
        self.take(&annotation.reference());
        match annotation {
            Annotation::Mention(mention) => {
                let key = (mention.extent.clone(), mention.id.clone());
                let index = self.mentions.partition_point(|known| {
                    place_key(&known.extent, known.id.as_str()) < place_key(&key.0, key.1.as_str())
                });
                self.mentions.insert(index, mention);
            }
            Annotation::Event(event) => {
                let key = (event.trigger.clone(), event.id.clone());
                let index = self.events.partition_point(|known| {
                    place_key(&known.trigger, known.id.as_str()) < place_key(&key.0, key.1.as_str())
                });
                self.events.insert(index, event);
            }
            Annotation::Relation(relation) => {
                insert_sorted(&mut self.relations, relation, |known| known.id.clone());
            }
            Annotation::Entity(entity) => {
                insert_sorted(&mut self.entities, entity, |known| known.id.clone());
            }
            Annotation::Note(note) => {
                insert_sorted(&mut self.notes, note, |known| known.id.clone());
            }
        }
    }

    /// Removes the thing of that reference and gives it back.
    pub fn take(&mut self, reference: &AnnotationRef) -> Option<Annotation> {
        fn remove<T>(items: &mut Vec<T>, is_it: impl Fn(&T) -> bool) -> Option<T> {
            let index = items.iter().position(is_it)?;
            Some(items.remove(index))
        }
        match reference {
            AnnotationRef::Mention(id) => {
                remove(&mut self.mentions, |known| known.id == *id).map(Annotation::Mention)
            }
            AnnotationRef::Event(id) => {
                remove(&mut self.events, |known| known.id == *id).map(Annotation::Event)
            }
            AnnotationRef::Relation(id) => {
                remove(&mut self.relations, |known| known.id == *id).map(Annotation::Relation)
            }
            AnnotationRef::Entity(id) => {
                remove(&mut self.entities, |known| known.id == *id).map(Annotation::Entity)
            }
            AnnotationRef::Note(id) => {
                remove(&mut self.notes, |known| known.id == *id).map(Annotation::Note)
            }
        }
    }
}

impl FromIterator<Annotation> for Annotations {
    /// Sorts once, which is what reading a file wants; a reference that comes twice stays twice and is reported by the checks.
    fn from_iter<I: IntoIterator<Item = Annotation>>(annotations: I) -> Self {
        let mut all = Self::default();
        for annotation in annotations {
            match annotation {
                Annotation::Mention(mention) => all.mentions.push(mention),
                Annotation::Event(event) => all.events.push(event),
                Annotation::Relation(relation) => all.relations.push(relation),
                Annotation::Entity(entity) => all.entities.push(entity),
                Annotation::Note(note) => all.notes.push(note),
            }
        }
        all.mentions.sort_by(|a, b| {
            place_key(&a.extent, a.id.as_str()).cmp(&place_key(&b.extent, b.id.as_str()))
        });
        all.events.sort_by(|a, b| {
            place_key(&a.trigger, a.id.as_str()).cmp(&place_key(&b.trigger, b.id.as_str()))
        });
        all.relations.sort_by(|a, b| a.id.cmp(&b.id));
        all.entities.sort_by(|a, b| a.id.cmp(&b.id));
        all.notes.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }
}
