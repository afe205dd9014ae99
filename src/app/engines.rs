//! The engines that suggest labels, as the session uses them.

use std::sync::Arc;

use super::jobs::{Engine, EngineMaker};
use crate::model::{Document, Layer, Suggestion};
use crate::preannotate::Pipeline;

/// The pre-annotator made of knowledge.
struct Knowledge(Pipeline);

impl Engine for Knowledge {
    fn suggest(&self, document: &Document, layer: &Layer) -> Vec<Suggestion> {
        self.0.suggest(document, layer)
    }
}

/// Makes the pre-annotator made of knowledge for a schema and a word list.
pub fn knowledge() -> EngineMaker {
    Arc::new(|schema, words| Arc::new(Knowledge(Pipeline::knowledge(schema, words))))
}
