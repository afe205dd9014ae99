//! The invariants, one function each, by what they are about.

mod completeness;
mod consistency;
mod ids;
mod roles;
mod spans;
mod words;

use std::collections::HashMap;

use smol_str::SmolStr;

use super::{Code, Diagnostic};
use crate::model::annotation::{AnnotationRef, Annotations, EntityMention, EventMention, Extent};
use crate::model::document::Document;
use crate::model::layer::Layer;
use crate::model::schema::Schema;
use crate::text::{Span, Text};

/// What the functions below look at, and what they found.
pub(super) struct Check<'a> {
    document: &'a Document,
    text: &'a Text,
    layer: &'a Layer,
    annotations: &'a Annotations,
    schema: &'a Schema,
    open_suggestions: usize,
    mentions: HashMap<&'a str, &'a EntityMention>,
    events: HashMap<&'a str, &'a EventMention>,
    found: Vec<Diagnostic>,
}

/// All invariants, in the order in which they are checked.
const INVARIANTS: &[fn(&mut Check<'_>)] = &[
    completeness::open_suggestions,
    spans::spans_inside_the_text,
    spans::edges_off_blanks,
    spans::edges_off_punctuation,
    spans::edges_between_graphemes,
    spans::fragments_apart,
    spans::heads_inside,
    roles::fillers_allowed,
    roles::fillers_not_too_many,
    roles::expected_roles_filled,
    roles::arguments_have_triggers,
    ids::ids_name_something,
    ids::ids_are_unique,
    words::labels_known,
    words::roles_known,
    words::attributes_known,
    consistency::no_duplicates,
    consistency::one_label_for_one_string,
    consistency::strings_labelled_throughout,
    completeness::nothing_in_boilerplate,
    completeness::dates_have_values,
];

impl<'a> Check<'a> {
    /// Looks things up once.
    pub(super) fn new(
        document: &'a Document,
        layer: &'a Layer,
        schema: &'a Schema,
        open_suggestions: usize,
    ) -> Self {
        Self {
            document,
            text: document.text(),
            layer,
            annotations: &layer.annotations,
            schema,
            open_suggestions,
            mentions: layer
                .annotations
                .mentions()
                .iter()
                .map(|mention| (mention.id.as_str(), mention))
                .collect(),
            events: layer
                .annotations
                .events()
                .iter()
                .map(|event| (event.id.as_str(), event))
                .collect(),
            found: Vec::new(),
        }
    }

    /// Checks every invariant and gives what was found, in their order.
    pub(super) fn run(mut self) -> Vec<Diagnostic> {
        for invariant in INVARIANTS {
            invariant(&mut self);
        }
        self.found
    }

    /// Notes a finding about the annotation `on` at `span`.
    fn note(
        &mut self,
        code: Code,
        on: Option<AnnotationRef>,
        span: Option<Span>,
        message: String,
    ) -> &mut Diagnostic {
        self.found.push(Diagnostic {
            code,
            severity: code.severity(),
            document: self.document.id.clone(),
            layer: self.layer.name.clone(),
            on,
            span,
            message,
            hint: None,
            repair: None,
        });
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Mentions and triggers: reference, extent and label.
    fn extents(&self) -> Vec<(AnnotationRef, &'a Extent, &'a SmolStr)> {
        let mentions = self.annotations.mentions().iter().map(|mention| {
            let on = AnnotationRef::Mention(mention.id.clone());
            (on, &mention.extent, &mention.label)
        });
        let events = self.annotations.events().iter().map(|event| {
            let on = AnnotationRef::Event(event.id.clone());
            (on, &event.trigger, &event.event_type)
        });
        mentions.chain(events).collect()
    }

    /// The words of an extent for a message, shortened.
    fn words(&self, extent: &Extent) -> String {
        let words = extent.text_in(self.text);
        if words.chars().count() <= 40 {
            return words;
        }
        let cut: String = words.chars().take(39).collect();
        format!("{cut}…")
    }
}
