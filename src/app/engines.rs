//! The engines that suggest labels, as the session uses them, and what of their suggestions is still open.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use smol_str::SmolStr;

use super::jobs::{Engine, EngineMaker, Engines};
use super::models::ModelChoice;
use crate::learn::bundled::{self, ACCURATE, FAST};
use crate::learn::decisions::Learnt;
use crate::learn::model::Model;
use crate::learn::models::Models;
use crate::learn::names::ModelNames;
use crate::model::{Document, Layer, Proposal, Schema, Suggestion, WordList};
use crate::preannotate::{EventWeigher, Pipeline};
use crate::text::Span;

impl Engine for Pipeline {
    fn suggest(&self, document: &Document, layer: &Layer) -> Vec<Suggestion> {
        Self::suggest(self, document, layer)
    }
}

/// The pre-annotator with one of the program's own models. It is made when it is first asked, by the thread that asks: a model takes a moment to
/// open, and no window should wait for it.
struct ModelEngine {
    schema: Schema,
    words: WordList,
    model: &'static str,
    learnt: Arc<Learnt>,
    made: OnceLock<(Pipeline, Option<Arc<Model>>)>,
}

impl ModelEngine {
    fn shared(
        schema: &Schema,
        words: &WordList,
        model: &'static str,
        learnt: &Arc<Learnt>,
    ) -> Arc<dyn Engine> {
        Arc::new(Self {
            schema: schema.clone(),
            words: words.clone(),
            model,
            learnt: Arc::clone(learnt),
            made: OnceLock::new(),
        })
    }

    fn made(&self) -> &(Pipeline, Option<Arc<Model>>) {
        self.made.get_or_init(|| {
            let model = bundled::model(self.model);
            let models = model.clone().map(Models::from).unwrap_or_default();
            let pipeline = pipeline(&self.schema, &self.words, &models);
            let schema = Arc::new(self.schema.clone());
            (self.learnt.apply(pipeline, &schema), model)
        })
    }
}

impl Engine for ModelEngine {
    fn suggest(&self, document: &Document, layer: &Layer) -> Vec<Suggestion> {
        self.made().0.suggest(document, layer)
    }

    fn is_at_hand(&self, document: &Document) -> bool {
        let model = self.made().1.as_ref();
        model.is_none_or(|model| model.is_at_hand(document))
    }
}

/// The pre-annotator for a schema and a word list, with those models that there are.
pub fn pipeline(schema: &Schema, words: &WordList, models: &Models) -> Pipeline {
    let pipeline = with_models(Pipeline::knowledge(schema, words), models);
    match &models.learnt {
        Some(stored) => stored.learnt.apply(pipeline, &Arc::new(schema.clone())),
        None => pipeline,
    }
}

/// The same of a pipeline of rules, without what decisions taught. Models of events alone stand on the names of the best model that the program has.
pub fn with_models(rules: Pipeline, models: &Models) -> Pipeline {
    let rules = match &models.events {
        Some(events) => rules.weighed_by(Arc::clone(events) as Arc<dyn EventWeigher>),
        None => rules,
    };
    let of_program = || bundled::model(ACCURATE);
    let names = models.names.clone();
    let names = names.or_else(|| models.events.as_ref().and_then(|_| of_program()));
    match names {
        Some(model) => {
            let second = match &*model {
                Model::Tagger(_) => None,
                Model::Encoder(_) => bundled::model(FAST),
            };
            let names = ModelNames::new(model).beside(second);
            rules.with_component(Box::new(names), crate::learn::AFTER)
        }
        None => rules,
    }
}

/// Makes the engines that go with a choice of model: rules and lists alone, or with one of the program's models. Where that takes its time, the
/// fast one answers first. Models in files are for the command line.
/// Each takes what was learnt in the project into account.
pub fn maker(choice: &ModelChoice, learnt: &Arc<Learnt>) -> EngineMaker {
    let learnt = Arc::clone(learnt);
    let ModelChoice::Bundled(name) = *choice else {
        return Arc::new(move |schema, words| {
            let schema = Arc::new(schema.clone());
            Engines::only(learnt.apply(Pipeline::knowledge(&schema, words), &schema))
        });
    };
    Arc::new(move |schema, words| Engines {
        full: ModelEngine::shared(schema, words, name, &learnt),
        quick: (name == ACCURATE).then(|| ModelEngine::shared(schema, words, FAST, &learnt)),
    })
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
