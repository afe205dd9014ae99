//! What a format can hold, feature by feature: the words of `dateline formats`, of the loss report, and of the tests.

/// Something that one format can say about a text and another cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Feature {
    /// The text comes back character by character, not only its tokens.
    ExactText,
    /// Mentions and triggers may begin and end inside a token.
    InsideTokens,
    /// Mentions inside mentions.
    Nested,
    /// Mentions that overlap without nesting, or stand on the same words.
    Overlapping,
    /// Mentions and triggers with gaps.
    Discontinuous,
    /// Name, nominal and pronoun.
    Levels,
    /// The head of a mention.
    Heads,
    /// Normalised values and counts of mentions.
    Values,
    /// Attributes of mentions.
    MentionAttributes,
    /// Mentions that refer to the same entity.
    Coreference,
    /// Name, country and sectors of an entity.
    EntityRecords,
    /// Relations between mentions.
    Relations,
    /// Relations whose ends are events.
    RelationsOfEvents,
    /// Attributes of relations.
    RelationAttributes,
    /// Events with their triggers and arguments.
    Events,
    /// Triggers of several words.
    LongTriggers,
    /// Arguments in another sentence than their trigger.
    ArgumentsAcrossSentences,
    /// Events that fill a role of another event.
    EventArguments,
    /// Roles that are filled by words which are no mention.
    SpanArguments,
    /// Attributes of events.
    EventAttributes,
    /// Event mentions that tell of the same event.
    EventCoreference,
    /// PLOVER codes of events.
    PloverCodes,
    /// Roles that are declared as not stated.
    NotStated,
    /// Notes on annotations.
    Notes,
    /// Notes on a document as a whole.
    DocumentNotes,
    /// Notes on stretches of text.
    SpanNotes,
    /// Whether a note is an open question.
    OpenNotes,
    /// Suggestions, told apart from annotations.
    Suggestions,
    /// Headline, body, boilerplate and the other zones.
    Zones,
    /// Title, date, address and whatever else is known about a document.
    Metadata,
    /// Who made an annotation, when, and from which suggestion.
    Origins,
    /// Several layers, the decisions in them, and how far the work is.
    Layers,
}

impl Feature {
    /// All of them, in the order of tables.
    pub const ALL: [Self; 32] = [
        Self::ExactText,
        Self::InsideTokens,
        Self::Nested,
        Self::Overlapping,
        Self::Discontinuous,
        Self::Levels,
        Self::Heads,
        Self::Values,
        Self::MentionAttributes,
        Self::Coreference,
        Self::EntityRecords,
        Self::Relations,
        Self::RelationsOfEvents,
        Self::RelationAttributes,
        Self::Events,
        Self::LongTriggers,
        Self::ArgumentsAcrossSentences,
        Self::EventArguments,
        Self::SpanArguments,
        Self::EventAttributes,
        Self::EventCoreference,
        Self::PloverCodes,
        Self::NotStated,
        Self::Notes,
        Self::DocumentNotes,
        Self::SpanNotes,
        Self::OpenNotes,
        Self::Suggestions,
        Self::Zones,
        Self::Metadata,
        Self::Origins,
        Self::Layers,
    ];

    /// Its word in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::ExactText => "exact-text",
            Self::InsideTokens => "inside-tokens",
            Self::Nested => "nested",
            Self::Overlapping => "overlapping",
            Self::Discontinuous => "discontinuous",
            Self::Levels => "levels",
            Self::Heads => "heads",
            Self::Values => "values",
            Self::MentionAttributes => "mention-attributes",
            Self::Coreference => "coreference",
            Self::EntityRecords => "entity-records",
            Self::Relations => "relations",
            Self::RelationsOfEvents => "relations-of-events",
            Self::RelationAttributes => "relation-attributes",
            Self::Events => "events",
            Self::LongTriggers => "long-triggers",
            Self::ArgumentsAcrossSentences => "arguments-across-sentences",
            Self::EventArguments => "event-arguments",
            Self::SpanArguments => "span-arguments",
            Self::EventAttributes => "event-attributes",
            Self::EventCoreference => "event-coreference",
            Self::PloverCodes => "plover-codes",
            Self::NotStated => "not-stated",
            Self::Notes => "notes",
            Self::DocumentNotes => "document-notes",
            Self::SpanNotes => "span-notes",
            Self::OpenNotes => "open-notes",
            Self::Suggestions => "suggestions",
            Self::Zones => "zones",
            Self::Metadata => "metadata",
            Self::Origins => "origins",
            Self::Layers => "layers",
        }
    }
}
