//! Events from knowledge: words that tell of them, the sense that a sentence gives those words, who takes part, and how it is told.
//!
//! ```text
//! lexicon.rs      assets/lexicon/triggers.tsv: words, event types, frames of roles, conditions of sense
//! grammar.rs      the shape of a sentence: noun phrases, verb groups, who is subject and object of what
//! senses.rs       which reading of a word holds here
//! arguments.rs    which phrase fills which role
//! attributes.rs   polarity, modality, tense
//! ```

mod arguments;
mod attributes;
mod grammar;
mod lexicon;
mod senses;

pub use lexicon::EventLexicon;

use std::ops::Range;

use super::analysis::Analysis;
use super::findings::{Findings, FoundArgument, FoundEvent, FoundFiller};
use super::pipeline::Component;
use grammar::{Mentions, Shape};
use senses::Reading;

/// Finds events and their arguments among the mentions found before.
pub(super) struct Events;

impl Component for Events {
    fn name(&self) -> &'static str {
        "events"
    }

    fn needs(&self) -> &'static [&'static str] {
        &[
            "PER", "ORG", "GPE", "LOC", "FAC", "VEH", "WEA", "DATE", "TIME",
        ]
    }

    fn adds(&self) -> &'static [&'static str] {
        &["events"]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        let mentions = Mentions::new(analysis, findings);
        let topics = senses::Topics::of(analysis);
        let mut found = Vec::new();
        for sentence in 0..analysis.segments.sentences.len() {
            let tokens = analysis.tokens_of(sentence);
            if has_trigger_word(analysis, tokens.clone()) {
                read_sentence(analysis, findings, &mentions, topics, tokens, &mut found);
            }
        }
        let first = findings.events.len();
        for event in &mut found {
            for argument in &mut event.arguments {
                if let FoundFiller::Event(index) = &mut argument.filler {
                    *index += first;
                }
            }
        }
        findings.events.extend(found);
    }
}

fn has_trigger_word(analysis: &Analysis<'_>, mut tokens: Range<usize>) -> bool {
    let lexicon = &analysis.knowledge.events;
    tokens.any(|token| {
        analysis
            .words
            .get(token)
            .is_some_and(|word| !lexicon.senses_of(word.id).is_empty() && !word.skipped)
    })
}

/// Reads one sentence and adds its events.
fn read_sentence(
    analysis: &Analysis<'_>,
    findings: &Findings,
    mentions: &Mentions,
    topics: senses::Topics,
    tokens: Range<usize>,
    found: &mut Vec<FoundEvent>,
) {
    let shape = Shape::new(analysis, findings, mentions, tokens.clone());
    let mut readings: Vec<Reading> = Vec::new();
    for token in tokens {
        if readings.last().is_some_and(|last| token < last.tokens.end) {
            continue;
        }
        readings.extend(senses::read(&shape, topics, token));
    }
    let first = found.len();
    for reading in &readings {
        let arguments = arguments::fill(&shape, reading);
        found.push(FoundEvent {
            tokens: reading.tokens.clone(),
            span: analysis.span_of(reading.tokens.clone()),
            event_type: reading.sense.event_type.name.clone(),
            arguments,
            attributes: attributes::of(&shape, reading),
            source: "events",
            score: reading.score,
            reason: reading.reason(&shape).into(),
            is_fixed: false,
        });
    }
    arguments::share(
        &shape,
        &readings,
        found.get_mut(first..).unwrap_or_default(),
    );
    for number in 0..readings.len() {
        if let Some((role, topic, score)) = arguments::topic(&shape, &readings, number)
            && let Some(event) = found.get_mut(first + number)
        {
            event.arguments.push(FoundArgument {
                role,
                filler: FoundFiller::Event(first + topic),
                score,
            });
        }
    }
}
