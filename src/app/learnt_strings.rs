//! Strings that were learnt, the latest first, each with the places it was learnt from.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::learn::decisions::memory::{Evidence, Memory, Words};
use crate::model::suggestion::Verdict;
use crate::model::{Document, DocumentId, Layer, Moment, SuggestionKey};
use crate::text::Span;

/// So many places of a string are kept.
const MOST_PLACES: usize = 30;

/// So many strings are listed.
pub const MOST_STRINGS: usize = 300;

/// What was learnt about a string.
#[derive(Clone, Debug, PartialEq)]
pub struct LearntString {
    /// The string, as it stands where it was decided about last.
    pub text: SmolStr,
    /// The label.
    pub label: SmolStr,
    /// Whether it is suggested with that label; else it was refused so often that it is not.
    pub is_suggested: bool,
    /// How often the label was right and wrong.
    pub evidence: Evidence,
    /// When it was decided about last.
    pub at: Moment,
    /// Where it was labelled or refused, the latest first.
    pub places: Vec<(DocumentId, Span)>,
    /// In how many documents.
    pub num_documents: usize,
}

/// What was decided about one string with one label.
struct Decided<'p> {
    places: Vec<(Moment, usize, &'p Arc<Document>, Span)>,
}

/// What `memory` holds from these documents in their layer of that name; at most [`MOST_STRINGS`].
pub fn learnt_strings(
    documents: &[Arc<Document>],
    layer: &str,
    memory: &Memory,
) -> Vec<LearntString> {
    let mut decided: HashMap<(Words, SmolStr), Decided<'_>> = HashMap::new();
    for (number, document) in documents.iter().enumerate() {
        let Some(layer) = document.layer(layer) else {
            continue;
        };
        for (span, label, at) in decided_in(layer) {
            let Some(words) = Words::of(document, span) else {
                continue;
            };
            let key = (words, label.clone());
            let places = &mut decided
                .entry(key)
                .or_insert_with(|| Decided { places: Vec::new() })
                .places;
            places.push((at, number, document, span));
        }
    }
    let mut strings: Vec<LearntString> = decided
        .into_iter()
        .filter_map(|((words, label), decided)| listed(&words, label, decided, memory))
        .collect();
    strings.sort_by(|one, other| {
        let key = |string: &LearntString| (Reverse(string.at), string.text.clone());
        key(one).cmp(&key(other)).then(one.label.cmp(&other.label))
    });
    strings.truncate(MOST_STRINGS);
    strings
}

/// Places that were labelled or refused, with the label and the moment.
fn decided_in(layer: &Layer) -> impl Iterator<Item = (Span, &SmolStr, Moment)> {
    let mentions = layer.annotations.mentions().iter();
    let labelled = mentions.map(|mention| {
        let span = mention.extent.envelope();
        (span, &mention.label, mention.origin.at)
    });
    let decisions = layer.decisions().iter();
    let refused = decisions.filter_map(|decision| match &decision.key {
        SuggestionKey::Mention(span, label) if decision.verdict != Verdict::Accepted => {
            Some((*span, label, decision.at))
        }
        _ => None,
    });
    labelled.chain(refused)
}

fn listed(
    words: &Words,
    label: SmolStr,
    mut decided: Decided<'_>,
    memory: &Memory,
) -> Option<LearntString> {
    let suggests = memory.suggests(words).filter(|(usual, _)| **usual == label);
    let refuses = || memory.refuses(words, &label);
    let (is_suggested, evidence) = match suggests {
        Some((_, evidence)) => (true, evidence),
        None => (false, refuses()?),
    };
    let places = &mut decided.places;
    places.sort_by_key(|(at, number, _, span)| (Reverse(*at), *number, *span));
    places.dedup_by_key(|(_, number, _, span)| (*number, *span));
    let (at, _, document, span) = *places.first()?;
    let mut numbers: Vec<usize> = places.iter().map(|(_, number, ..)| *number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    Some(LearntString {
        text: document.text().slice(span).into(),
        label,
        is_suggested,
        evidence,
        at,
        places: places
            .iter()
            .take(MOST_PLACES)
            .map(|(_, _, document, span)| (document.id.clone(), *span))
            .collect(),
        num_documents: numbers.len(),
    })
}
