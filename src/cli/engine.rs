//! Suggestions without a window.

use std::collections::HashSet;

pub(super) use crate::app::decide::ARGUMENT_THRESHOLD;
use crate::model::{Document, Layer, Proposal, Suggestion};
use crate::preannotate::Pipeline;

/// Open suggestions of a document: those it brought that nobody decided about, then what `pipeline` adds.
pub(super) fn open_suggestions(
    document: &Document,
    layer: &Layer,
    pipeline: &Pipeline,
) -> Vec<Suggestion> {
    let brought = document
        .brought
        .iter()
        .filter(|suggestion| layer.decision(&suggestion.key()).is_none());
    merged(
        brought.cloned().collect(),
        pipeline.suggest(document, layer),
    )
}

/// `first`, and what of `more` is not among it.
pub(super) fn merged(mut first: Vec<Suggestion>, more: Vec<Suggestion>) -> Vec<Suggestion> {
    let known: HashSet<_> = first.iter().map(Suggestion::key).collect();
    first.extend(
        more.into_iter()
            .filter(|suggestion| !known.contains(&suggestion.key())),
    );
    first
}

/// The suggestion without the arguments that are mere candidates.
pub(super) fn without_candidates(mut suggestion: Suggestion) -> Suggestion {
    if let Proposal::Event(event) = &mut suggestion.proposal {
        event
            .arguments
            .retain(|argument| argument.score >= ARGUMENT_THRESHOLD);
    }
    suggestion
}
