//! Where a model that learnt from decisions has its say: every word that may tell of an event and every phrase that may fill a role goes before it
//! as a candidate with its cues, those that the rules choose and those that they pass over.
//!
//! The rules read a sentence as ever. Their readings, and those that only their conditions rule out, are weighed first; then, for each event that
//! is left, all mentions of its sentence in all roles that take them. A mention fills one role of an event, the likeliest.

use std::ops::Range;

use super::argument_cues::ArgumentLook;
use super::grammar::Shape;
use super::senses::Reading;
use super::trigger_cues;
use super::{arguments, attribute_cues};
use crate::model::{Attributes, Role};
use crate::preannotate::analysis::Analysis;
use crate::preannotate::candidate::Cue;
use crate::preannotate::findings::{FoundArgument, FoundEvent, FoundFiller};
use crate::text::Span;

/// Name of what a weigher decided about, in place of that of the rules.
pub(super) const WEIGHED: &str = "event-model";

/// Arguments less probable than this are not even offered.
const LEAST_OFFERED: f32 = 0.15;

/// A word, or several, that may tell of an event.
#[derive(Clone, Debug)]
pub struct TriggerCandidate<'a> {
    /// Its place in the text.
    pub span: Span,
    /// The event type that it may tell of.
    pub event_type: &'a str,
    /// How sure the rules are, 0 to 1; nothing where they pass it over.
    pub prior: f32,
    /// What is the case with it.
    pub cues: &'a [Cue],
}

/// A mention that may fill a role of an event.
#[derive(Clone, Debug)]
pub struct ArgumentCandidate<'a> {
    /// Place of the trigger in the text.
    pub trigger: Span,
    /// The event type.
    pub event_type: &'a str,
    /// The role.
    pub role: &'static str,
    /// Place of the mention in the text.
    pub filler: Span,
    /// Place of its head word.
    pub head: Span,
    /// How sure the rules are, 0 to 1; nothing where they do not see it there.
    pub prior: f32,
    /// What is the case with it.
    pub cues: &'a [Cue],
}

/// An event whose attributes may differ from what the rules say.
#[derive(Clone, Debug)]
pub struct AttributeCandidate<'a> {
    /// Place of the trigger in the text.
    pub trigger: Span,
    /// The event type.
    pub event_type: &'a str,
    /// What the rules say.
    pub by_rules: &'a Attributes,
    /// What is the case with it.
    pub cues: &'a [Cue],
}

/// What decides about candidates.
pub trait EventWeigher: Send + Sync {
    /// How sure it is that the word tells of an event of that type, 0 to 1; from 0.5 on it is suggested. Nothing: the rules decide.
    fn trigger(&self, candidate: &TriggerCandidate<'_>) -> Option<f32>;
    /// How sure it is that the mention fills that role, 0 to 1; from 0.5 on it is filled in. Nothing: the rules decide.
    fn argument(&self, candidate: &ArgumentCandidate<'_>) -> Option<f32>;
    /// The attributes of an event. Nothing: the rules decide.
    fn attributes(&self, candidate: &AttributeCandidate<'_>) -> Option<Attributes>;
}

/// Gives events the attributes that the weigher says they have.
pub(super) fn weigh_attributes(
    weigher: &dyn EventWeigher,
    analysis: &Analysis<'_>,
    events: &mut [FoundEvent],
) {
    for event in events {
        let cues = attribute_cues::of(analysis, event);
        let weighed = weigher.attributes(&AttributeCandidate {
            trigger: event.span,
            event_type: &event.event_type,
            by_rules: &event.attributes,
            cues: cues.as_slice(),
        });
        if let Some(attributes) = weighed {
            event.attributes = attributes;
        }
    }
}

/// Keeps the readings that the weigher finds probable, with its score.
pub(super) fn weigh_triggers(
    weigher: &dyn EventWeigher,
    shape: &Shape<'_>,
    readings: &mut Vec<Reading<'_>>,
) {
    let scores: Vec<Option<f32>> = (0..readings.len())
        .filter_map(|number| {
            let reading = readings.get(number)?;
            let cues = trigger_cues::of(shape, readings, number);
            let score = weigher.trigger(&TriggerCandidate {
                span: shape.analysis.span_of(reading.tokens.clone()),
                event_type: &reading.sense.event_type.name,
                prior: reading.score,
                cues: cues.as_slice(),
            });
            Some(score)
        })
        .collect();
    for (reading, score) in readings.iter_mut().zip(scores) {
        if let Some(score) = score {
            (reading.score, reading.source) = (score, WEIGHED);
        }
    }
    readings.retain(|reading| reading.score >= 0.5);
}

/// Gives the events of a sentence the arguments that the weigher finds probable. `events` are those of `readings`, in the same order.
pub(super) fn weigh_arguments(
    weigher: &dyn EventWeigher,
    shape: &Shape<'_>,
    readings: &[Reading<'_>],
    events: &mut [FoundEvent],
) {
    let by_rules: Vec<Vec<FoundArgument>> =
        events.iter().map(|event| event.arguments.clone()).collect();
    for (number, event) in events.iter_mut().enumerate() {
        let look = ArgumentLook::new(shape, readings, &by_rules, number);
        let Some(look) = look else { continue };
        let mut weighed = Weighed::default();
        for mention in candidates(shape, &event.arguments) {
            weighed.add_likeliest_role(weigher, &look, event, mention);
        }
        if !weighed.has_opinion {
            continue;
        }
        let others = event.arguments.drain(..);
        let others = others.filter(|other| !matches!(other.filler, FoundFiller::Mention(_)));
        weighed.arguments.extend(others);
        keep_as_many_as_fit(&mut weighed.arguments, |role| look.role(role));
        event.arguments = weighed.arguments;
    }
}

/// Mentions that may fill a role: those of the sentence, and those that the rules found beyond it.
fn candidates(shape: &Shape<'_>, by_rules: &[FoundArgument]) -> Vec<usize> {
    let tokens: Range<usize> = shape.tokens.clone();
    let here = shape.mentions.starting_in(tokens).iter();
    let mut all: Vec<usize> = here.map(|index| *index as usize).collect();
    for argument in by_rules {
        if let FoundFiller::Mention(index) = argument.filler
            && !all.contains(&index)
        {
            all.push(index);
        }
    }
    all
}

/// What the weigher says about the mentions around one event.
#[derive(Default)]
struct Weighed {
    arguments: Vec<FoundArgument>,
    /// Whether it says anything.
    has_opinion: bool,
}

impl Weighed {
    /// Asks about a mention in every role that takes it.
    fn add_likeliest_role(
        &mut self,
        weigher: &dyn EventWeigher,
        look: &ArgumentLook<'_, '_>,
        event: &FoundEvent,
        mention: usize,
    ) {
        let Some(found) = look.shape.mention(mention) else {
            return;
        };
        let head = look.shape.analysis.span_of(found.head..found.head + 1);
        let mut best: Option<FoundArgument> = None;
        for role in look.roles_that_take(mention) {
            let cues = look.cues(mention, role);
            let score = weigher.argument(&ArgumentCandidate {
                trigger: event.span,
                event_type: &event.event_type,
                role,
                filler: found.span,
                head,
                prior: look.prior(mention, role),
                cues: cues.as_slice(),
            });
            self.has_opinion |= score.is_some();
            if let Some(score) = score
                && score >= LEAST_OFFERED
                && best.as_ref().is_none_or(|best| score > best.score)
            {
                best = Some(FoundArgument {
                    role,
                    filler: FoundFiller::Mention(mention),
                    score,
                    source: WEIGHED,
                });
            }
        }
        self.arguments.extend(best);
    }
}

/// Sorts by role, the likeliest first, and makes mere offers of those beyond the number that a role takes.
fn keep_as_many_as_fit<'r>(
    arguments: &mut [FoundArgument],
    role: impl Fn(&str) -> Option<&'r Role>,
) {
    arguments.sort_by(|a, b| a.role.cmp(b.role).then_with(|| b.score.total_cmp(&a.score)));
    let (mut before, mut same) = ("", 0);
    for argument in arguments {
        same = if argument.role == before { same + 1 } else { 0 };
        before = argument.role;
        let most = role(before).and_then(|role| role.at_most);
        if most.is_some_and(|most| same >= usize::from(most)) {
            argument.score = argument.score.min(arguments::WEAK);
        }
    }
}
