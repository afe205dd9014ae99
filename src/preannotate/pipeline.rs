//! The pipeline: named components in a fixed order, and the way from their findings to suggestions in the project's schema.

use std::collections::BTreeSet;
use std::sync::Arc;

use smol_str::SmolStr;

use super::analysis::Analysis;
use super::calibration::Calibration;
use super::events::EventWeigher;
use super::findings::{Findings, FoundEvent, FoundFiller, FoundMention, Label};
use super::word_list::ProjectWords;
use crate::model::{
    Document, EventMention, Extent, Filler, Layer, Proposal, ProposedArgument, ProposedEvent,
    ProposedMention, Schema, Suggestion, SuggestionKey, WordList,
};
use crate::text::Span;

/// A part of the pre-annotator. Same analysis and findings in, same findings out.
pub trait Component: Send + Sync {
    /// Stable name; lands in [`Suggestion::source`] and in training data.
    fn name(&self) -> &'static str;
    /// What it reads from the findings: names of labels or components.
    fn needs(&self) -> &'static [&'static str];
    /// What it adds to the findings.
    fn adds(&self) -> &'static [&'static str];
    /// Does its work on one document.
    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings);
}

/// Which parts of the pipeline run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PipelineOptions {
    /// Names of components to leave out.
    pub without: Vec<SmolStr>,
    /// Whether scores stay as the components give them, to fit the calibration on.
    pub raw_scores: bool,
}

/// The pre-annotator for one schema and word list. Cheap to make: what it knows is shared by the whole program.
pub struct Pipeline {
    components: Vec<Box<dyn Component>>,
    labels: LabelMap,
    raw_scores: bool,
}

impl Pipeline {
    /// The pre-annotator made of knowledge: dictionaries and rules.
    pub fn knowledge(schema: &Schema, words: &WordList) -> Self {
        Self::with_options(schema, words, &PipelineOptions::default())
    }

    /// The same with some components left out.
    pub fn with_options(schema: &Schema, words: &WordList, options: &PipelineOptions) -> Self {
        let mut components: Vec<Box<dyn Component>> = vec![Box::new(ProjectWords::new(words))];
        components.extend(super::entity_components());
        components.extend(super::event_components());
        components.retain(|component| !options.without.iter().any(|name| name == component.name()));
        Self {
            components,
            labels: LabelMap::new(schema),
            raw_scores: options.raw_scores,
        }
    }

    /// The same with one more component behind the named one, or at the end where there is none of that name.
    pub fn with_component(mut self, component: Box<dyn Component>, behind: &str) -> Self {
        let place = self
            .components
            .iter()
            .position(|known| known.name() == behind);
        let place = place.map_or(self.components.len(), |place| place + 1);
        self.components.insert(place, component);
        self
    }

    /// The same with the candidates for events and arguments before `weigher`, which has the last word about them.
    pub fn weighed_by(mut self, weigher: Arc<dyn EventWeigher>) -> Self {
        let mut components = self.components.iter_mut();
        if let Some(events) = components.find(|known| known.name() == super::events::NAME) {
            *events = super::event_component(Some(weigher));
        }
        self
    }

    /// Name, needs and additions of each component, in order.
    pub fn components(&self) -> impl Iterator<Item = &dyn Component> {
        self.components.iter().map(AsRef::as_ref)
    }

    /// What is proposed for `document` beside what `layer` already says: sorted by place, mentions before events, outer before inner.
    ///
    /// Leaves out what was refused or corrected, what an annotation already covers, and labels that the schema has not or hides.
    pub fn suggest(&self, document: &Document, layer: &Layer) -> Vec<Suggestion> {
        let analysis = Analysis::new(document);
        let findings = self.find(&analysis, layer);
        let never = findings.never_spans(&analysis);
        Finisher::new(self, layer).suggestions(&findings, &never)
    }

    /// What the components find, with the layer's annotations among it.
    pub fn find(&self, analysis: &Analysis<'_>, layer: &Layer) -> Findings {
        self.run(&self.components, analysis, layer)
    }

    /// The same when the components behind the named one do not run.
    pub fn find_until(&self, analysis: &Analysis<'_>, layer: &Layer, last: &str) -> Findings {
        let mut names = self.components.iter().map(|component| component.name());
        let place = names.position(|name| name == last);
        let end = place.map_or(self.components.len(), |place| place + 1);
        self.run(&self.components[..end], analysis, layer)
    }

    fn run(
        &self,
        components: &[Box<dyn Component>],
        analysis: &Analysis<'_>,
        layer: &Layer,
    ) -> Findings {
        let mut findings = self.labels.fixed(analysis, layer);
        for component in components {
            component.run(analysis, &mut findings);
        }
        findings
    }
}

/// Which type of the schema each label of the pre-annotator feeds.
struct LabelMap {
    /// By [`Label`], in its order.
    entities: Vec<Option<SmolStr>>,
    /// Schema's entity type and the label that feeds it.
    reverse: Vec<(SmolStr, Label)>,
    /// Entity types of the schema that may be suggested.
    shown: BTreeSet<SmolStr>,
    /// The schema, for event types and roles.
    schema: Schema,
}

impl LabelMap {
    fn new(schema: &Schema) -> Self {
        let entities = Label::ALL
            .iter()
            .map(|label| {
                let known = schema.entity_type_fed_by(label.name())?;
                Some(known.name.clone())
            })
            .collect();
        let reverse = schema
            .entity_types
            .iter()
            .filter_map(|known| {
                let label = Label::ALL
                    .iter()
                    .find(|label| known.is_fed_by(label.name()))?;
                Some((known.name.clone(), *label))
            })
            .collect();
        Self {
            entities,
            reverse,
            shown: schema
                .shown_entity_types()
                .map(|known| known.name.clone())
                .collect(),
            schema: schema.clone(),
        }
    }

    /// The schema's entity type for a found mention.
    fn entity(&self, mention: &FoundMention) -> Option<SmolStr> {
        match &mention.schema_label {
            Some(label) => self.shown.get(label).cloned(),
            None => self.entities.get(mention.label? as usize)?.clone(),
        }
    }

    /// The schema's event type that an event type of the pre-annotator feeds.
    fn event(&self, event_type: &str) -> Option<&crate::model::EventType> {
        self.schema.event_type_fed_by(event_type)
    }

    /// The layer's own annotations as findings, so that rules see them.
    fn fixed(&self, analysis: &Analysis<'_>, layer: &Layer) -> Findings {
        let mut findings = Findings::default();
        for mention in layer.annotations.mentions() {
            let span = mention.extent.envelope();
            let tokens = analysis.segments.tokens_in(span);
            if tokens.is_empty() {
                continue;
            }
            let head = mention
                .head
                .and_then(|head| analysis.segments.token_at(head.start))
                .unwrap_or(tokens.end - 1);
            findings.mentions.push(FoundMention {
                tokens,
                span,
                head,
                label: self
                    .reverse
                    .iter()
                    .find(|(name, _)| *name == mention.label)
                    .map(|(_, label)| *label),
                schema_label: Some(mention.label.clone()),
                level: mention.level,
                value: mention.value.clone(),
                count: mention.count.clone(),
                entity: mention.entity.clone(),
                country: "",
                source: "annotation",
                score: 1.0,
                reason: "annotated".into(),
                is_fixed: true,
            });
        }
        for event in layer.annotations.events() {
            findings.events.extend(fixed_event(analysis, event));
        }
        findings
    }
}

fn fixed_event(analysis: &Analysis<'_>, event: &EventMention) -> Option<FoundEvent> {
    let span = event.trigger.envelope();
    let tokens = analysis.segments.tokens_in(span);
    (!tokens.is_empty()).then(|| FoundEvent {
        tokens,
        span,
        event_type: event.event_type.clone(),
        arguments: Vec::new(),
        attributes: event.attributes.clone(),
        event: event.event.clone(),
        source: "annotation",
        score: 1.0,
        reason: "annotated".into(),
        is_fixed: true,
    })
}

/// Turns findings into suggestions for one layer.
struct Finisher<'a> {
    pipeline: &'a Pipeline,
    layer: &'a Layer,
}

impl<'a> Finisher<'a> {
    fn new(pipeline: &'a Pipeline, layer: &'a Layer) -> Self {
        Self { pipeline, layer }
    }

    fn suggestions(&self, findings: &Findings, never: &[Span]) -> Vec<Suggestion> {
        let mut suggestions: Vec<Suggestion> = findings
            .mentions
            .iter()
            .filter_map(|mention| self.mention(mention))
            .chain(
                findings
                    .events
                    .iter()
                    .filter_map(|event| self.event(event, findings)),
            )
            .filter(|suggestion| !self.layer.is_settled(|| suggestion.key()))
            .filter(|suggestion| !never.iter().any(|span| span.contains(suggestion.span())))
            .collect();
        put_in_order(&mut suggestions);
        suggestions
    }

    fn mention(&self, mention: &FoundMention) -> Option<Suggestion> {
        if mention.is_fixed || self.layer.is_taken(mention.span) {
            return None;
        }
        let label = self.pipeline.labels.entity(mention)?;
        Some(Suggestion {
            proposal: Proposal::Mention(ProposedMention {
                extent: Extent::new(mention.span),
                head: None,
                label,
                level: mention.level,
                value: mention.value.clone(),
                count: mention.count.clone(),
                entity: mention.entity.clone(),
            }),
            source: SmolStr::new_static(mention.source),
            score: self.score(mention.source, mention.score),
            reason: mention.reason.as_ref().into(),
        })
    }

    fn score(&self, source: &str, raw: f32) -> f32 {
        if self.pipeline.raw_scores {
            raw
        } else {
            Calibration::shipped().score(source, raw)
        }
    }

    fn event(&self, event: &FoundEvent, findings: &Findings) -> Option<Suggestion> {
        let known = self.pipeline.labels.event(&event.event_type)?;
        let annotated = |existing: &EventMention| {
            existing.trigger.envelope() == event.span && existing.event_type == known.name
        };
        if event.is_fixed || self.layer.annotations.events().iter().any(annotated) {
            return None;
        }
        let mut arguments: Vec<ProposedArgument> = event
            .arguments
            .iter()
            .filter_map(|argument| {
                let mut roles = known.roles.iter();
                let role = roles.find(|role| role.is_fed_by(argument.role))?;
                let (span, label) = match argument.filler {
                    FoundFiller::Mention(index) => {
                        let mention = findings.mentions.get(index)?;
                        let label = self.pipeline.labels.entity(mention)?;
                        role.takes_entity(&label).then_some(())?;
                        (mention.span, Some(label))
                    }
                    FoundFiller::Event(index) => {
                        let filler = findings.events.get(index)?;
                        let name = self.pipeline.labels.event(&filler.event_type)?.name.clone();
                        role.takes_event(&name).then_some(())?;
                        (filler.span, Some(name))
                    }
                    FoundFiller::Span(span) => {
                        role.takes_span().then_some(())?;
                        (span, None)
                    }
                };
                let key = || {
                    let (event_type, role) = (known.name.clone(), role.name.clone());
                    SuggestionKey::Argument(event.span, event_type, role, span)
                };
                (!self.layer.is_settled(key)).then(|| ProposedArgument {
                    role: role.name.clone(),
                    span,
                    label,
                    score: self.score(argument.source, argument.score),
                })
            })
            .collect();
        let place = |role: &str| known.roles.iter().position(|known| known.name == role);
        arguments.sort_by(|a, b| {
            place(&a.role)
                .cmp(&place(&b.role))
                .then(b.score.total_cmp(&a.score))
                .then(a.span.cmp(&b.span))
        });
        arguments
            .dedup_by(|later, earlier| later.role == earlier.role && later.span == earlier.span);
        Some(Suggestion {
            proposal: Proposal::Event(ProposedEvent {
                trigger: event.span,
                event_type: known.name.clone(),
                arguments,
                attributes: event.attributes.clone(),
                event: event.event.clone(),
            }),
            source: SmolStr::new_static(event.source),
            score: self.score(event.source, event.score),
            reason: event.reason.as_ref().into(),
        })
    }
}

/// Sorts suggestions by place, mentions before events, outer before inner; of two about the same the surer one is kept.
pub fn put_in_order(suggestions: &mut Vec<Suggestion>) {
    suggestions.sort_by(|a, b| order(a).cmp(&order(b)).then(b.score.total_cmp(&a.score)));
    suggestions.dedup_by(|later, earlier| later.key_order() == earlier.key_order());
}

/// Start ascending, mentions before events, end descending, label.
fn order(suggestion: &Suggestion) -> (u32, bool, std::cmp::Reverse<u32>, &SmolStr) {
    let span = suggestion.span();
    (
        span.start,
        matches!(suggestion.proposal, Proposal::Event(_)),
        std::cmp::Reverse(span.end),
        suggestion.label(),
    )
}

/// Argument of an existing event as a place, for rules that look at annotated events.
pub fn filler_span(layer: &Layer, filler: &Filler) -> Option<Span> {
    match filler {
        Filler::Mention(id) => Some(layer.annotations.mention(id)?.extent.envelope()),
        Filler::Event(id) => Some(layer.annotations.event(id)?.trigger.envelope()),
        Filler::Span(span) => Some(*span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Annotation, Decision, EntityMention};
    use crate::model::{DocumentId, EntityType, Moment, Verdict, WordEntry};
    use crate::text::Text;

    fn schema(types: &[(&'static str, &[&'static str])]) -> Schema {
        Schema {
            entity_types: types
                .iter()
                .map(|(name, from)| EntityType {
                    name: SmolStr::new_static(name),
                    suggest_from: from.iter().map(|from| SmolStr::new_static(from)).collect(),
                    ..EntityType::default()
                })
                .collect(),
            ..Schema::default()
        }
    }

    fn word_list(entries: &[(&str, Option<&str>)]) -> WordList {
        WordList {
            entries: entries
                .iter()
                .map(|(text, label)| WordEntry {
                    text: SmolStr::new(text),
                    label: label.map(SmolStr::new),
                    match_case: false,
                })
                .collect(),
        }
    }

    fn document(text: &str) -> Document {
        Document::new(DocumentId::from("d1"), Text::new(text))
    }

    /// Text and label of each suggested mention.
    fn suggested(pipeline: &Pipeline, document: &Document, layer: &Layer) -> Vec<(String, String)> {
        pipeline
            .suggest(document, layer)
            .iter()
            .map(|suggestion| {
                let text = document.text().slice(suggestion.span()).to_owned();
                (text, suggestion.label().to_string())
            })
            .collect()
    }

    fn pair(text: &str, label: &str) -> (String, String) {
        (text.to_owned(), label.to_owned())
    }

    #[test]
    fn listed_strings_are_suggested_and_the_longest_wins() {
        let words = word_list(&[("zorblat front", Some("ORG")), ("zorblat", Some("GPE"))]);
        let pipeline = Pipeline::knowledge(&schema(&[("ORG", &[]), ("GPE", &[])]), &words);
        let document = document("the zorblat front left zorblat");
        let layer = Layer::new(Layer::MAIN);
        assert_eq!(
            suggested(&pipeline, &document, &layer),
            [pair("zorblat front", "ORG"), pair("zorblat", "GPE")]
        );
    }

    #[test]
    fn what_was_refused_or_annotated_does_not_come_back() {
        let words = word_list(&[("zorblat", Some("GPE"))]);
        let pipeline = Pipeline::knowledge(&schema(&[("GPE", &[])]), &words);
        let document = document("zorblat and zorblat");
        let mut layer = Layer::new(Layer::MAIN);
        let both = pipeline.suggest(&document, &layer);
        assert_eq!(both.len(), 2);
        layer.put_decision(Decision {
            key: both[0].key(),
            verdict: Verdict::Rejected,
            suggestion: both[0].clone(),
            annotation: None,
            by: SmolStr::default(),
            at: Moment(0),
        });
        assert_eq!(pipeline.suggest(&document, &layer), both[1..]);
        layer
            .annotations
            .put(Annotation::Mention(EntityMention::new(
                "m1",
                both[1].span(),
                "PER",
            )));
        assert_eq!(pipeline.suggest(&document, &layer), []);
    }

    #[test]
    fn a_string_that_is_never_suggested_stays_silent() {
        let words = word_list(&[("zorblat", Some("GPE")), ("zorblat", None)]);
        let pipeline = Pipeline::knowledge(&schema(&[("GPE", &[])]), &words);
        let layer = Layer::new(Layer::MAIN);
        assert_eq!(suggested(&pipeline, &document("zorblat"), &layer), []);
    }
}
