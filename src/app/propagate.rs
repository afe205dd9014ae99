//! One correction serves everywhere: what a decision means for all other places where the same words stand.

use smol_str::SmolStr;

use crate::model::suggestion::Suggestion;
use crate::model::{Annotations, Document, DocumentId, Level, SuggestionKey};
use crate::text::Span;

/// The decision that can be repeated.
#[derive(Clone, Debug, PartialEq)]
pub enum Repeatable {
    /// These words are a mention of this label and level.
    Mention {
        /// The words.
        words: String,
        /// The label they got.
        label: SmolStr,
        /// The level they got.
        level: Level,
    },
    /// These words are a trigger of this type.
    Trigger {
        /// The words.
        words: String,
        /// The type they got.
        event_type: SmolStr,
    },
    /// Everything that was found is this.
    Found {
        /// What was looked for.
        words: String,
        /// The label or event type they get.
        label: SmolStr,
        /// Whether they become triggers of events rather than mentions.
        is_event: bool,
    },
    /// These words are not this.
    Rejection {
        /// The words.
        words: String,
        /// The label or type that was refused.
        label: SmolStr,
    },
}

impl Repeatable {
    /// The words it is about.
    pub fn words(&self) -> &str {
        match self {
            Self::Mention { words, .. }
            | Self::Trigger { words, .. }
            | Self::Found { words, .. }
            | Self::Rejection { words, .. } => words,
        }
    }

    /// The label or type it gives or refuses.
    pub fn label(&self) -> &SmolStr {
        match self {
            Self::Mention { label, .. }
            | Self::Found { label, .. }
            | Self::Rejection { label, .. } => label,
            Self::Trigger { event_type, .. } => event_type,
        }
    }
}

/// One other place where the decision could hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The document.
    pub document: DocumentId,
    /// The place.
    pub span: Span,
    /// Whether it is taken when the preview is confirmed.
    pub ticked: bool,
    /// Why it is not ticked at first; empty when it is.
    pub doubt: &'static str,
    /// The open suggestion there, if it says the same.
    pub suggestion: Option<SuggestionKey>,
}

/// Other places of the decision's words in `document`, by place.
///
/// Whole words only. A place inside other annotations or with a conflicting suggestion is listed but not ticked; for triggers and
/// rejections only places whose own suggestion agrees are ticked.
pub fn hits(
    what: &Repeatable,
    document: &Document,
    annotations: &Annotations,
    open: &[Suggestion],
    except: Option<Span>,
) -> Vec<Hit> {
    let text = document.text().as_str();
    let places = occurrences(text, what.words());
    places
        .filter(|span| Some(*span) != except)
        .filter_map(|span| hit_at(what, document, annotations, open, span))
        .collect()
}

/// What the decision means at `span`; `None` where it is done already or has no meaning.
pub fn hit_at(
    what: &Repeatable,
    document: &Document,
    annotations: &Annotations,
    open: &[Suggestion],
    span: Span,
) -> Option<Hit> {
    let agreeing = open
        .iter()
        .find(|suggestion| suggestion.span() == span && suggestion.label() == what.label());
    let suggestion = agreeing.map(Suggestion::key);
    let doubt = doubt_about(
        what,
        document,
        annotations,
        open,
        span,
        suggestion.is_some(),
    )?;
    Some(Hit {
        document: document.id.clone(),
        span,
        ticked: doubt.is_empty(),
        doubt,
        suggestion,
    })
}

/// Why a place is not ticked; empty when nothing speaks against it; `None` when it is not worth showing.
fn doubt_about(
    what: &Repeatable,
    document: &Document,
    annotations: &Annotations,
    open: &[Suggestion],
    span: Span,
    agrees: bool,
) -> Option<&'static str> {
    let others = open
        .iter()
        .any(|suggestion| suggestion.span() == span && suggestion.label() != what.label());
    if document.is_skipped(span) {
        return Some("in boilerplate");
    }
    match what {
        Repeatable::Mention { label, .. }
        | Repeatable::Found {
            label,
            is_event: false,
            ..
        } => {
            let same_place = annotations
                .mentions()
                .iter()
                .filter(|mention| mention.extent.envelope().overlaps(span));
            let mut conflict = false;
            for mention in same_place {
                if mention.extent.envelope() == span && mention.label == *label {
                    return None;
                }
                conflict |=
                    mention.extent.envelope() == span || span.contains(mention.extent.envelope());
            }
            Some(if conflict {
                "labelled otherwise"
            } else if others && !agrees {
                "suggested otherwise"
            } else {
                ""
            })
        }
        Repeatable::Found { label, .. } => {
            let mut there = annotations
                .events()
                .iter()
                .filter(|event| event.trigger.envelope() == span);
            if there.clone().any(|event| event.event_type == *label) {
                None
            } else if there.next().is_some() {
                Some("labelled otherwise")
            } else if others && !agrees {
                Some("suggested otherwise")
            } else {
                Some("")
            }
        }
        Repeatable::Trigger { event_type, .. } => {
            let there = annotations
                .events()
                .iter()
                .find(|event| event.trigger.envelope() == span);
            match there {
                Some(event) if event.event_type == *event_type => None,
                Some(_) => Some("labelled otherwise"),
                None if agrees => Some(""),
                None => Some("not suggested here"),
            }
        }
        Repeatable::Rejection { .. } => agrees.then_some(""),
    }
}

/// Whole-word places of `words` in `text`, case included, in order.
pub fn occurrences<'a>(text: &'a str, words: &'a str) -> impl Iterator<Item = Span> + 'a {
    let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let found = (!words.is_empty())
        .then(|| text.match_indices(words))
        .into_iter()
        .flatten();
    found
        .filter(move |(at, matched)| {
            let before = text
                .get(..*at)
                .and_then(|before| before.chars().next_back());
            let after = text
                .get(at + matched.len()..)
                .and_then(|after| after.chars().next());
            !is_word(before) && !is_word(after)
        })
        .map(|(at, matched)| Span::from_range(at..at + matched.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_match() {
        let spans: Vec<Span> = occurrences("Iran, Iranian and Iran’s", "Iran").collect();
        assert_eq!(spans, [Span::new(0, 4), Span::new(18, 22)]);
        assert_eq!(occurrences("x", "").count(), 0);
    }
}
