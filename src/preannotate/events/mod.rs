//! Events from knowledge: words that tell of them, the sense that a sentence gives those words, who takes part, and how it is told.
//!
//! ```text
//! lexicon.rs      assets/lexicon/triggers.tsv: words, event types, frames of roles, conditions of sense
//! grammar.rs      the shape of a sentence: noun phrases, verb groups, active and passive
//! clauses.rs      who is subject and object of what, prepositional phrases, lists, appositions
//! senses.rs       which reading of a word holds here
//! arguments.rs    which phrase fills which role
//! attributes.rs   polarity, modality, tense
//! ```

mod arguments;
mod attributes;
mod clauses;
mod grammar;
mod lexicon;
mod senses;

pub use lexicon::EventLexicon;

use std::ops::Range;

use super::analysis::Analysis;
use super::findings::{Findings, FoundArgument, FoundEvent, FoundFiller, FoundMention, Label};
use super::lexicon::Parts;
use super::pipeline::Component;
use super::tagger::Tag;
use super::words::Known;
use crate::model::Level;
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
        let first_pronoun = findings.mentions.len();
        add_pronouns(analysis, findings);
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
        keep_used_pronouns(findings, first_pronoun, &mut found);
        findings.events.extend(found);
    }
}

/// Personal pronouns as mentions, so that they can fill roles.
fn add_pronouns(analysis: &Analysis<'_>, findings: &mut Findings) {
    let mut taken = vec![false; analysis.words.len()];
    for mention in &findings.mentions {
        if let Some(tokens) = taken.get_mut(mention.tokens.clone()) {
            tokens.fill(true);
        }
    }
    for (token, word) in analysis.words.iter().enumerate() {
        let is_pronoun =
            word.tag == Tag::Pronoun && !word.skipped && word.parts.any(Parts::PRONOUN);
        let owner = word.tag == Tag::PossessivePronoun && word.is_any(&[Known::His, Known::Her]);
        if (is_pronoun || owner)
            && taken.get(token) == Some(&false)
            && matches!(
                analysis.form(token),
                "he" | "she" | "him" | "her" | "his" | "they" | "them" | "i" | "me"
            )
        {
            findings.mentions.push(FoundMention {
                tokens: token..token + 1,
                span: word.span,
                head: token,
                label: Some(Label::Per),
                schema_label: None,
                level: Level::Pronoun,
                value: None,
                count: None,
                entity: None,
                country: "",
                source: "events",
                score: 0.6,
                reason: "pronoun that takes part in an event".into(),
                is_fixed: false,
            });
        }
    }
}

/// Takes back the pronouns from index `first` that fill no role.
fn keep_used_pronouns(findings: &mut Findings, first: usize, events: &mut [FoundEvent]) {
    let mut used = vec![false; findings.mentions.len() - first];
    for argument in events.iter().flat_map(|event| &event.arguments) {
        if let FoundFiller::Mention(index) = argument.filler
            && argument.score >= arguments::THRESHOLD
            && let Some(slot) = index.checked_sub(first).and_then(|at| used.get_mut(at))
        {
            *slot = true;
        }
    }
    let mut places = Vec::with_capacity(used.len());
    let mut next = first;
    for is_used in &used {
        places.push(next);
        next += usize::from(*is_used);
    }
    for event in events {
        event.arguments.retain_mut(|argument| {
            let FoundFiller::Mention(index) = &mut argument.filler else {
                return true;
            };
            let Some(at) = index.checked_sub(first) else {
                return true;
            };
            *index = places.get(at).copied().unwrap_or(*index);
            used.get(at) == Some(&true)
        });
    }
    let mut number = 0;
    findings.mentions.retain(|_| {
        number += 1;
        (number - 1_usize)
            .checked_sub(first)
            .is_none_or(|at| used.get(at) == Some(&true))
    });
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
    let mut readings: Vec<Reading<'_>> = Vec::new();
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
