//! The queue: which open suggestion comes next, and what matches what.

use serde::{Deserialize, Serialize};

use crate::model::suggestion::{Proposal, Suggestion, SuggestionKey};
use crate::text::{Segments, Span};

/// In which order suggestions are asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum QueueOrder {
    /// Sentence by sentence, mentions before events.
    #[default]
    Sentences,
    /// All mentions of the document, then all events.
    MentionsFirst,
    /// One label after the other.
    Labels,
    /// The least sure ones first.
    LowestScore,
}

impl QueueOrder {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 4] = [
        Self::Sentences,
        Self::MentionsFirst,
        Self::Labels,
        Self::LowestScore,
    ];

    /// What the menu calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Sentences => "Sentence by sentence",
            Self::MentionsFirst => "All mentions first",
            Self::Labels => "One label at a time",
            Self::LowestScore => "Lowest score first",
        }
    }
}

/// Keys of `open` in the order in which they are asked about.
pub fn ordered(open: &[Suggestion], segments: &Segments, order: QueueOrder) -> Vec<SuggestionKey> {
    let is_event = |suggestion: &Suggestion| matches!(suggestion.proposal, Proposal::Event(_));
    let sentence = |span: Span| segments.sentence_at(span.start).unwrap_or(usize::MAX);
    let mut sorted: Vec<&Suggestion> = open.iter().collect();
    match order {
        QueueOrder::Sentences => {
            sorted.sort_by_key(|suggestion| {
                (
                    sentence(suggestion.span()),
                    is_event(suggestion),
                    suggestion.span(),
                )
            });
        }
        QueueOrder::MentionsFirst => {
            sorted.sort_by_key(|suggestion| (is_event(suggestion), suggestion.span()));
        }
        QueueOrder::Labels => {
            sorted.sort_by_key(|suggestion| {
                (
                    is_event(suggestion),
                    suggestion.label().clone(),
                    suggestion.span(),
                )
            });
        }
        QueueOrder::LowestScore => {
            sorted.sort_by(|a, b| {
                a.score
                    .total_cmp(&b.score)
                    .then_with(|| a.span().cmp(&b.span()))
            });
        }
    }
    sorted.into_iter().map(Suggestion::key).collect()
}

/// The key after `current` in `keys`; the first when there is no current one; `None` at the end.
pub fn next(keys: &[SuggestionKey], current: Option<&SuggestionKey>) -> Option<SuggestionKey> {
    match current.and_then(|current| keys.iter().position(|key| key == current)) {
        Some(index) => keys.get(index + 1).cloned(),
        None => keys.first().cloned(),
    }
}

/// The key before `current` in `keys`; the last when there is no current one; `None` at the start.
pub fn previous(keys: &[SuggestionKey], current: Option<&SuggestionKey>) -> Option<SuggestionKey> {
    match current.and_then(|current| keys.iter().position(|key| key == current)) {
        Some(0) => None,
        Some(index) => keys.get(index - 1).cloned(),
        None => keys.last().cloned(),
    }
}
