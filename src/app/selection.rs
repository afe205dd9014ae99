//! What a person is looking at: the selected thing, the selected text, the caret and the focus. Not undoable, never in the project.

use smol_str::SmolStr;

use super::bulk::{AcceptAbove, RejectAlike};
use crate::model::{EventId, MentionId, RelationId, SuggestionKey};
use crate::text::Span;

/// The one thing that is selected in the article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selected {
    /// Nothing but the caret, or a stretch of text.
    #[default]
    Nothing,
    /// An entity mention.
    Mention(MentionId),
    /// An event mention.
    Event(EventId),
    /// A relation.
    Relation(RelationId),
    /// An open suggestion.
    Suggestion(SuggestionKey),
}

/// Where the keys go. A key has one meaning per focus, and the queue bar shows the keys of the focus one is in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The article: moving, deciding, labelling.
    #[default]
    Article,
    /// The event card; the role that is being filled.
    Card {
        /// Index of the active role in the event type's roles; `None` while none is.
        role: Option<usize>,
    },
    /// A picker with a text field.
    Picker(Picker),
    /// A label is armed: every selection gets it.
    Brush(SmolStr),
    /// The preview of one decision applied to all its matches.
    Propagation,
    /// The question from which score on suggestions are accepted.
    Above(AcceptAbove),
    /// The question which suggestions are refused with the selected one.
    Alike(RejectAlike),
    /// The question before a document is done.
    Finish,
    /// It is asked why the document is left out.
    Skip,
    /// The document's tags are being written.
    Tags,
    /// A note is being written.
    Note,
    /// Choosing the mention to link with.
    Coreference,
    /// Choosing the other end of a relation.
    Relation,
}

/// Which picker is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picker {
    /// Entity types.
    Label,
    /// Event types.
    Event,
    /// Relation types.
    Relation,
    /// Entity and event types, for what was found.
    Found,
    /// Roles of the selected event, for what was linked with it.
    Role,
}

/// A link that is drawn from a trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The event.
    pub from: Selected,
    /// Where it leads.
    pub to: LinkTarget,
}

/// Where a link that is drawn from a trigger leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// To a mark.
    Mark(Selected),
    /// To text that has none.
    Text(Span),
}

/// The caret and the selected text, in bytes of the open document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextSelection {
    /// Where the selection began.
    pub anchor: u32,
    /// Where the caret is.
    pub caret: u32,
}

impl TextSelection {
    /// A caret without selected text.
    pub fn caret(at: u32) -> Self {
        Self {
            anchor: at,
            caret: at,
        }
    }

    /// The selected text; empty at the caret when nothing is selected.
    pub fn span(self) -> Span {
        Span::new(self.anchor.min(self.caret), self.anchor.max(self.caret))
    }

    /// Whether any text is selected.
    pub fn is_empty(self) -> bool {
        self.anchor == self.caret
    }
}

impl From<Span> for TextSelection {
    fn from(span: Span) -> Self {
        Self {
            anchor: span.start,
            caret: span.end,
        }
    }
}
