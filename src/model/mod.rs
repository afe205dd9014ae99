//! The annotation model: plain data and its rules. No input or output, no clock, no window.
//!
//! Read [`annotation`] first, then [`suggestion`], [`layer`], [`document`], [`project`] and [`edit`].

pub mod annotation;
pub mod bundled;
pub mod chains;
pub mod check;
pub mod coreference_score;
pub mod corpus;
pub mod difference;
pub mod document;
pub mod edit;
pub mod id;
pub mod layer;
pub mod near_copies;
pub mod plover;
pub mod project;
pub mod schema;
pub mod schema_check;
pub mod score;
pub mod settings;
pub mod suggestion;
pub mod time_value;

pub use annotation::{
    Annotation, AnnotationRef, Annotations, Argument, Attributes, Entity, EntityMention,
    EventMention, Extent, Filler, Level, Moment, Note, NoteTarget, Origin, Relation, RelationEnd,
    Status, SuggestedBy,
};
pub use document::{Document, Metadata, SourceInfo};
pub use edit::{Change, Edit};
pub use id::{DocumentId, EntityId, EventChainId, EventId, MentionId, NoteId, RelationId};
pub use layer::{Checked, DocumentStatus, Layer};
pub use project::{Project, WordEntry, WordList};
pub use schema::{EntityType, EventType, Role, Schema};
pub use settings::{Allowance, ForgottenString, LearntPart, ProjectSettings};
pub use suggestion::{
    Decision, Proposal, ProposedArgument, ProposedEvent, ProposedMention, Suggestion,
    SuggestionKey, Verdict,
};
