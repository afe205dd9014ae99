//! Decisions that accepted a mention just as it stands, so that the mention's line says all there is to say.

use std::collections::{HashMap, HashSet};

use crate::model::{self, AnnotationRef};

/// Decisions that a mention's line says by the word `accepted`, and those that need a line of their own.
pub(in crate::project) struct WhollyAccepted<'a> {
    /// Ids of mentions whose line carries their decision.
    pub(in crate::project) mentions: HashSet<&'a str>,
    /// The other decisions, in order of their keys.
    pub(in crate::project) other_decisions: Vec<&'a model::Decision>,
}

/// Finds the decisions that accepted a mention just as it stands in `layer`: most of all decisions, and half of a file if each had its own line.
pub(in crate::project) fn wholly_accepted(layer: &model::Layer) -> WhollyAccepted<'_> {
    let mut found = WhollyAccepted {
        mentions: HashSet::new(),
        other_decisions: Vec::new(),
    };
    if layer.decisions().is_empty() {
        return found;
    }
    let by_id: HashMap<&str, &model::EntityMention> = layer
        .annotations
        .mentions()
        .iter()
        .map(|mention| (mention.id.as_str(), mention))
        .collect();
    let is_unambiguous = by_id.len() == layer.annotations.mentions().len();
    for decision in layer.decisions() {
        let accepted = match &decision.annotation {
            Some(AnnotationRef::Mention(id)) => by_id.get(id.as_str()).copied(),
            _ => None,
        };
        match accepted {
            Some(mention) if is_unambiguous && decision_of(mention).as_ref() == Some(decision) => {
                found.mentions.insert(mention.id.as_str());
            }
            _ => found.other_decisions.push(decision),
        }
    }
    found
}

/// The decision that accepted `mention` as it stands, if it was made that way.
pub(super) fn decision_of(mention: &model::EntityMention) -> Option<model::Decision> {
    let suggested = mention.origin.suggested.as_deref()?;
    if mention.origin.status != model::Status::Accepted {
        return None;
    }
    let suggestion = model::Suggestion {
        proposal: model::Proposal::Mention(model::ProposedMention::of(mention)),
        source: suggested.source.clone(),
        score: suggested.score,
        reason: suggested.reason.clone(),
    };
    Some(model::Decision {
        key: suggestion.key(),
        verdict: model::Verdict::Accepted,
        suggestion,
        annotation: Some(AnnotationRef::Mention(mention.id.clone())),
        by: mention.origin.by.clone(),
        at: mention.origin.at,
    })
}
