//! Suggestions: what an engine proposes, and what a person decided about it. They live beside annotations, never among them.

use smol_str::SmolStr;

use super::annotation::{
    Annotation, AnnotationRef, Attributes, EntityMention, Extent, Level, Moment, Origin,
};
use super::id::{EntityId, EventChainId, MentionId};
use crate::text::Span;

/// A proposed entity mention.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedMention {
    /// Where.
    pub extent: Extent,
    /// Its head word or name, where the engine knows it.
    pub head: Option<Span>,
    /// Entity type.
    pub label: SmolStr,
    /// Name, nominal or pronoun.
    pub level: Level,
    /// Normalised value of a date or time.
    pub value: Option<SmolStr>,
    /// Count of people or amount.
    pub count: Option<SmolStr>,
    /// Proposed coreference: suggestions that share it, and annotations that carry it, mean the same entity.
    pub entity: Option<EntityId>,
}

impl ProposedMention {
    /// The proposal that says just what `mention` says.
    pub fn of(mention: &EntityMention) -> Self {
        Self {
            extent: mention.extent.clone(),
            head: mention.head,
            label: mention.label.clone(),
            level: mention.level,
            value: mention.value.clone(),
            count: mention.count.clone(),
            entity: mention.entity.clone(),
        }
    }

    /// The mention that it becomes when it is taken as it stands.
    pub fn taken(&self, id: MentionId, origin: Origin) -> EntityMention {
        EntityMention {
            id,
            extent: self.extent.clone(),
            head: self.head,
            label: self.label.clone(),
            level: self.level,
            value: self.value.clone(),
            count: self.count.clone(),
            entity: self.entity.clone(),
            attributes: Attributes::default(),
            origin,
        }
    }
}

/// A proposed filler of a role. Fillers are named by their place: the annotation or suggestion that stands there is meant.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedArgument {
    /// Role of the event's type.
    pub role: SmolStr,
    /// Extent's envelope of the mention, trigger of the event, or the bare span.
    pub span: Span,
    /// Label of the mention or type of the event that is meant; `None` for a bare span.
    pub label: Option<SmolStr>,
    /// Score of this argument, 0 to 1. Candidates below the role's threshold are offered, not ticked.
    pub score: f32,
}

/// A proposed event mention.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedEvent {
    /// The trigger.
    pub trigger: Span,
    /// Event type.
    pub event_type: SmolStr,
    /// Candidates for its roles, best first within a role.
    pub arguments: Vec<ProposedArgument>,
    /// Polarity, modality, tense, genericity.
    pub attributes: Attributes,
    /// Proposed coreference: suggestions that share it, and annotations that carry it, tell of the same event.
    pub event: Option<EventChainId>,
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq)]
pub enum Proposal {
    /// An entity mention.
    Mention(ProposedMention),
    /// An event mention with its arguments.
    Event(ProposedEvent),
}

/// A machine's proposal with its source, score and reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// What is proposed.
    pub proposal: Proposal,
    /// Stable name of the component that proposes it.
    pub source: SmolStr,
    /// How sure it is, 0 to 1.
    pub score: f32,
    /// Why, in words for the annotator: "listed country", "honorific before a name".
    pub reason: Box<str>,
}

/// What a suggestion is about: a rejected key does not come back from any engine.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SuggestionKey {
    /// Mention: place and label.
    Mention(Span, SmolStr),
    /// Event: trigger and type.
    Event(Span, SmolStr),
    /// Argument: trigger, type, role and filler's place.
    Argument(Span, SmolStr, SmolStr, Span),
}

impl Suggestion {
    /// What it is about.
    pub fn key(&self) -> SuggestionKey {
        match &self.proposal {
            Proposal::Mention(mention) => {
                SuggestionKey::Mention(mention.extent.envelope(), mention.label.clone())
            }
            Proposal::Event(event) => SuggestionKey::Event(event.trigger, event.event_type.clone()),
        }
    }

    /// Place of the mention or of the trigger.
    pub fn span(&self) -> Span {
        match &self.proposal {
            Proposal::Mention(mention) => mention.extent.envelope(),
            Proposal::Event(event) => event.trigger,
        }
    }

    /// The order of [`Suggestion::key`], without making one: of two suggestions with equal ones the keys are equal too.
    pub fn key_order(&self) -> (bool, Span, &SmolStr) {
        let is_event = matches!(self.proposal, Proposal::Event(_));
        (is_event, self.span(), self.label())
    }

    /// Entity or event type.
    pub fn label(&self) -> &SmolStr {
        match &self.proposal {
            Proposal::Mention(mention) => &mention.label,
            Proposal::Event(event) => &event.event_type,
        }
    }
}

/// What a person said to a suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Taken as it was.
    Accepted,
    /// Taken and changed.
    Corrected,
    /// Refused.
    Rejected,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Accepted, Self::Corrected, Self::Rejected];

    /// Its word in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Corrected => "corrected",
            Self::Rejected => "rejected",
        }
    }

    /// The verdict of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

/// A decision about a suggestion: itself training data, so it keeps the whole suggestion. One per key in a layer; the last one counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// What was decided about. For a refused argument this names the argument, while `suggestion` is the event's.
    pub key: SuggestionKey,
    /// What was decided.
    pub verdict: Verdict,
    /// The suggestion as it was shown.
    pub suggestion: Suggestion,
    /// The annotation made from it.
    pub annotation: Option<AnnotationRef>,
    /// Who decided.
    pub by: SmolStr,
    /// When.
    pub at: Moment,
}

impl Decision {
    /// Whether `annotation` is the one this decision made.
    pub fn made(&self, annotation: &Annotation) -> bool {
        self.annotation.as_ref() == Some(&annotation.reference())
    }
}
