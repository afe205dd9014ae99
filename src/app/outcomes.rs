//! What became of suggestions, one by one: which were right, which were wrong, and what was wanted that nobody had suggested. The learning panel's
//! figures and the automatic thresholds are both counted from this.
//!
//! ```text
//! suggested  [Aleppo|GPE]   accepted     right
//! suggested  [Reuters|PER]  relabelled   PER wrong; ORG wanted, not suggested
//! suggested  [Friday|DATE]  refused      wrong
//!            [a convoy|VEH] labelled     wanted, not suggested
//! ```
//!
//! Only what a person of this layer decided counts: open suggestions say nothing yet, and labels that came with imported data were never asked about.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use smol_str::SmolStr;

use crate::model::score::Tally;
use crate::model::suggestion::{Decision, ProposedArgument, Verdict};
use crate::model::{
    AnnotationRef, Annotations, Document, EventMention, Filler, Layer, Moment, Proposal, Schema,
    Status, SuggestionKey,
};
use crate::text::Span;

/// What a suggestion or an annotation is an instance of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Mentions of this label.
    Mention(SmolStr),
    /// Events of this type.
    Event(SmolStr),
    /// Fillers of this role of this event type.
    Role(SmolStr, SmolStr),
}

/// One thing that was suggested, wanted or both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// When it was decided.
    pub at: Moment,
    /// Index of its document.
    pub document: u32,
    /// Index of its subject in [`Outcomes::subjects`].
    pub subject: u32,
    /// How sure it was, 0 to 1; `None` where nobody proposed it.
    pub score: Option<f32>,
    /// Whether it was suggested: proposed, and for a filler ticked.
    pub is_suggested: bool,
    /// Whether it was wanted.
    pub is_wanted: bool,
    /// What was said to it; `None` for fillers, which are decided with their event, and where nobody proposed it.
    pub verdict: Option<Verdict>,
}

/// The outcomes of a layer, in the order in which they were decided.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcomes {
    /// What they are instances of, in no particular order.
    pub subjects: Vec<Subject>,
    /// The outcomes.
    pub list: Vec<Outcome>,
}

impl Outcomes {
    /// The outcomes of these documents in their layer of that name. Fillers were suggested where they reach the threshold of `schema`.
    pub fn of(documents: &[Arc<Document>], layer: &str, schema: &Schema) -> Self {
        let mut collector = Collector {
            schema,
            numbers: HashMap::new(),
            outcomes: Self::default(),
            document: 0,
        };
        for (document, number) in documents.iter().zip(0..) {
            if let Some(layer) = document.layer(layer) {
                collector.document = number;
                collector.add_layer(layer);
            }
        }
        let mut outcomes = collector.outcomes;
        // Stable: what was decided in one step stays in the order of the text.
        outcomes
            .list
            .sort_by_key(|outcome| (outcome.at, outcome.document));
        outcomes
    }

    /// How much was right in `list` by subject, in the order of [`Outcomes::subjects`]: predicted is what was suggested, gold what was wanted.
    pub fn tallies(&self, list: &[Outcome]) -> Vec<Tally> {
        let mut tallies = vec![Tally::default(); self.subjects.len()];
        for outcome in list {
            if let Some(tally) = tallies.get_mut(outcome.subject as usize) {
                tally.predicted += usize::from(outcome.is_suggested);
                tally.gold += usize::from(outcome.is_wanted);
                tally.correct += usize::from(outcome.is_suggested && outcome.is_wanted);
            }
        }
        tallies
    }

    /// How many of them are mentions or events.
    pub fn num_whole(&self) -> usize {
        let list = self.list.iter();
        list.filter(|outcome| self.is_whole(outcome)).count()
    }

    fn is_whole(&self, outcome: &Outcome) -> bool {
        let subject = self.subjects.get(outcome.subject as usize);
        !matches!(subject, Some(Subject::Role(..)) | None)
    }

    /// The end of the list that holds the last `count` mentions and events, with their fillers.
    pub fn last(&self, count: usize) -> &[Outcome] {
        let whole = self.list.iter().enumerate().rev();
        let first = whole
            .filter(|(_, outcome)| self.is_whole(outcome))
            .nth(count.saturating_sub(1));
        let from = first.map_or(0, |(index, _)| index);
        self.list.get(from..).unwrap_or_default()
    }
}

struct Collector<'s> {
    schema: &'s Schema,
    numbers: HashMap<Subject, u32>,
    outcomes: Outcomes,
    document: u32,
}

impl Collector<'_> {
    fn number(&mut self, subject: Subject) -> u32 {
        if let Some(known) = self.numbers.get(&subject) {
            return *known;
        }
        let number = self.outcomes.subjects.len() as u32;
        self.outcomes.subjects.push(subject.clone());
        self.numbers.insert(subject, number);
        number
    }

    fn push(&mut self, subject: Subject, at: Moment, outcome: Outcome) {
        let (subject, document) = (self.number(subject), self.document);
        self.outcomes.list.push(Outcome {
            at,
            document,
            subject,
            ..outcome
        });
    }

    fn add_layer(&mut self, layer: &Layer) {
        let annotations = &layer.annotations;
        let mut found: HashSet<&AnnotationRef> = HashSet::new();
        for decision in layer.decisions() {
            let made = decision.annotation.as_ref();
            let (subject, is_right) = match &decision.key {
                SuggestionKey::Mention(span, label) => (
                    Subject::Mention(label.clone()),
                    is_mention(annotations, made, *span, label),
                ),
                SuggestionKey::Event(span, event_type) => {
                    let event = event_made(annotations, made, *span, event_type);
                    if let Some(event) = event {
                        self.add_fillers(decision, event, annotations);
                    }
                    (Subject::Event(event_type.clone()), event.is_some())
                }
                // A refused filler is seen by its absence from the event.
                SuggestionKey::Argument(..) => continue,
            };
            if is_right {
                found.extend(made);
            }
            self.push(
                subject,
                decision.at,
                Outcome {
                    score: Some(decision.suggestion.score),
                    is_suggested: true,
                    is_wanted: is_right,
                    verdict: Some(decision.verdict),
                    ..UNKNOWN
                },
            );
        }
        self.add_missed(annotations, &found);
    }

    /// What a person labelled that nobody had suggested so.
    fn add_missed(&mut self, annotations: &Annotations, found: &HashSet<&AnnotationRef>) {
        for mention in annotations.mentions() {
            let origin = &mention.origin;
            let is_own = origin.status != Status::Accepted && !origin.by.is_empty();
            if is_own && !found.contains(&AnnotationRef::Mention(mention.id.clone())) {
                self.push(Subject::Mention(mention.label.clone()), origin.at, MISSED);
            }
        }
        for event in annotations.events() {
            let origin = &event.origin;
            let is_own = origin.status != Status::Accepted && !origin.by.is_empty();
            if is_own && !found.contains(&AnnotationRef::Event(event.id.clone())) {
                self.push(Subject::Event(event.event_type.clone()), origin.at, MISSED);
                for argument in &event.arguments {
                    let role = Subject::Role(event.event_type.clone(), argument.role.clone());
                    self.push(role, origin.at, MISSED);
                }
            }
        }
    }

    /// Who was proposed for the roles of an event, and who fills them.
    fn add_fillers(&mut self, decision: &Decision, event: &EventMention, own: &Annotations) {
        let Proposal::Event(proposed) = &decision.suggestion.proposal else {
            return;
        };
        let event_type = &event.event_type;
        let fillers: Vec<(&SmolStr, Span)> = event
            .arguments
            .iter()
            .filter_map(|argument| Some((&argument.role, place_of(&argument.filler, own)?)))
            .collect();
        let mut seen: HashSet<(&SmolStr, Span)> = HashSet::new();
        for ProposedArgument {
            role, span, score, ..
        } in &proposed.arguments
        {
            if !seen.insert((role, *span)) {
                continue;
            }
            let outcome = Outcome {
                score: Some(*score),
                is_suggested: *score >= self.schema.ticks_from(event_type, role),
                is_wanted: fillers.contains(&(role, *span)),
                ..UNKNOWN
            };
            let subject = Subject::Role(event_type.clone(), role.clone());
            self.push(subject, decision.at, outcome);
        }
        for (role, span) in fillers {
            if !seen.contains(&(role, span)) {
                let subject = Subject::Role(event_type.clone(), role.clone());
                self.push(subject, decision.at, MISSED);
            }
        }
    }
}

/// Nothing known; [`Collector::push`] says where and when.
const UNKNOWN: Outcome = Outcome {
    at: Moment(0),
    document: 0,
    subject: 0,
    score: None,
    is_suggested: false,
    is_wanted: false,
    verdict: None,
};

/// Wanted, and nobody had proposed it.
const MISSED: Outcome = Outcome {
    is_wanted: true,
    ..UNKNOWN
};

/// Whether what a decision made still is a mention of that label at that place.
fn is_mention(own: &Annotations, made: Option<&AnnotationRef>, span: Span, label: &str) -> bool {
    let Some(AnnotationRef::Mention(id)) = made else {
        return false;
    };
    let mention = own.mention(id);
    mention.is_some_and(|mention| mention.label == label && mention.extent.envelope() == span)
}

/// What a decision made, if it still is an event of that type at that place.
fn event_made<'a>(
    own: &'a Annotations,
    made: Option<&AnnotationRef>,
    span: Span,
    event_type: &str,
) -> Option<&'a EventMention> {
    let Some(AnnotationRef::Event(id)) = made else {
        return None;
    };
    let event = own.event(id)?;
    (event.event_type == event_type && event.trigger.envelope() == span).then_some(event)
}

fn place_of(filler: &Filler, own: &Annotations) -> Option<Span> {
    match filler {
        Filler::Mention(id) => Some(own.mention(id)?.extent.envelope()),
        Filler::Event(id) => Some(own.event(id)?.trigger.envelope()),
        Filler::Span(span) => Some(*span),
    }
}
