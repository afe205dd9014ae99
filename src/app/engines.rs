//! The engines that suggest labels, as the session uses them, and what of their suggestions is still open.

use std::collections::HashSet;
use std::sync::Arc;

use smol_str::SmolStr;

use super::jobs::{Engine, EngineMaker};
use crate::learn::names::ModelNames;
use crate::learn::tagger::Tagger;
use crate::model::{Document, Layer, Proposal, Schema, Suggestion, WordList};
use crate::preannotate::Pipeline;
use crate::text::Span;

impl Engine for Pipeline {
    fn suggest(&self, document: &Document, layer: &Layer) -> Vec<Suggestion> {
        Self::suggest(self, document, layer)
    }
}

/// The pre-annotator for a schema and a word list, with names by a model where there is one.
pub fn pipeline(schema: &Schema, words: &WordList, model: Option<Arc<Tagger>>) -> Pipeline {
    let rules = Pipeline::knowledge(schema, words);
    match model {
        Some(tagger) => {
            rules.with_component(Box::new(ModelNames::new(tagger)), crate::learn::AFTER)
        }
        None => rules,
    }
}

/// Makes the pre-annotator made of knowledge for a schema and a word list.
pub fn knowledge() -> EngineMaker {
    Arc::new(|schema, words| Arc::new(Pipeline::knowledge(schema, words)))
}

/// Open suggestions of a document, by place: those it brought and those of `engine` that nobody decided about.
pub fn open_suggestions(
    document: &Document,
    layer: &Layer,
    engine: &dyn Engine,
) -> Vec<Suggestion> {
    open_of(
        &with_brought(document, engine.suggest(document, layer)),
        layer,
    )
}

/// Suggestions that the document brought and those that an engine made, by place, each once.
pub fn with_brought(document: &Document, made: Vec<Suggestion>) -> Vec<Suggestion> {
    let mut all: Vec<Suggestion> = document.brought.iter().cloned().chain(made).collect();
    all.sort_by(|a, b| {
        let by_place = a.span().cmp(&b.span());
        by_place.then_with(|| a.key_order().cmp(&b.key_order()))
    });
    all.dedup_by(|later, earlier| later.key_order() == earlier.key_order());
    all
}

/// Those of `proposed` that nobody has decided about and that say nothing an annotation says already.
pub(super) fn open_of(proposed: &[Suggestion], layer: &Layer) -> Vec<Suggestion> {
    let mentions = layer.annotations.mentions().iter();
    let mentions: HashSet<Span> = mentions.map(|mention| mention.extent.envelope()).collect();
    let events = layer.annotations.events().iter();
    let events: HashSet<(Span, SmolStr)> = events
        .map(|event| (event.trigger.envelope(), event.event_type.clone()))
        .collect();
    let is_open = |suggestion: &&Suggestion| {
        let said = match &suggestion.proposal {
            Proposal::Mention(mention) => mentions.contains(&mention.extent.envelope()),
            Proposal::Event(event) => events.contains(&(event.trigger, event.event_type.clone())),
        };
        !said && layer.decision(&suggestion.key()).is_none()
    };
    proposed.iter().filter(is_open).cloned().collect()
}

/// The suggestion without the arguments that are mere candidates.
pub fn without_candidates(mut suggestion: Suggestion, schema: &Schema) -> Suggestion {
    if let Proposal::Event(event) = &mut suggestion.proposal {
        let event_type = &event.event_type;
        event
            .arguments
            .retain(|argument| argument.score >= schema.ticks_from(event_type, &argument.role));
    }
    suggestion
}
