//! Events from knowledge: words that tell of them, the sense that a sentence gives those words, who takes part, and how it is told.
//!
//! ```text
//! lexicon.rs      assets/lexicon/triggers.tsv: words, event types, frames of roles, conditions of sense
//! grammar.rs      the shape of a sentence: noun phrases, verb groups, active and passive
//! clauses.rs      who is subject and object of what, prepositional phrases, lists, appositions
//! hanging.rs      what a clause takes from the one it hangs on: "where", "when", "a series of", "behind"
//! topics.rs       what the document is about, as far as it decides between readings
//! around.rs       what stands around a word that may tell of an event
//! senses.rs       which reading of the word holds here
//! conditions.rs   whether the conditions of a reading are met
//! arguments.rs    which phrase fills which role
//! attributes.rs   polarity, modality, tense, genericity
//! attribute_cues.rs   what is the case with an event, for a model of its attributes
//! coreference.rs  tellings of one event
//! weighing.rs     where a model that learnt from decisions has its say about all this
//! *_cues.rs       what such a model is told of triggers and arguments
//! ```

mod argument_cues;
mod arguments;
mod around;
mod attribute_cues;
mod attributes;
mod clauses;
mod conditions;
mod coreference;
mod grammar;
mod hanging;
mod lexicon;
mod senses;
mod topics;
mod trigger_cues;
mod weighing;

pub use arguments::ARGUMENTS;
pub use lexicon::EventLexicon;
pub use weighing::{ArgumentCandidate, AttributeCandidate, EventWeigher, TriggerCandidate};

use std::ops::Range;
use std::sync::Arc;

use super::analysis::Analysis;
use super::findings::{Findings, FoundArgument, FoundEvent, FoundFiller, FoundMention, Label};
use super::lexicon::{NounKind, Parts};
use super::numbers;
use super::pipeline::Component;
use super::tagger::Tag;
use super::words::Known;
use crate::model::Level;
use grammar::{Mentions, Shape};
use senses::Reading;
use topics::Topics;

/// Finds events and their arguments among the mentions found before.
#[derive(Default)]
pub(super) struct Events {
    /// Decides about what the rules find and what they pass over; without it they decide alone.
    pub(super) weigher: Option<Arc<dyn EventWeigher>>,
}

/// Name of the component.
pub(super) const NAME: &str = "events";

impl Component for Events {
    fn name(&self) -> &'static str {
        NAME
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
        findings.sort_mentions();
        let first_pronoun = findings.mentions.len();
        add_pronouns(analysis, findings);
        add_people(analysis, findings);
        let mentions = Mentions::new(analysis, findings);
        let topics = Topics::of(analysis);
        let mut found = Vec::new();
        for sentence in 0..analysis.segments.sentences.len() {
            let tokens = analysis.tokens_of(sentence);
            if has_trigger_word(analysis, tokens.clone()) {
                let shape = Shape::new(analysis, findings, &mentions, tokens);
                self.read_sentence(&shape, topics, &mut found);
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
        relabel_fillers(analysis, findings, &found);
        keep_used(findings, first_pronoun, &mut found);
        attributes::look_ahead(analysis, findings, &mut found);
        if let Some(weigher) = self.weigher.as_deref() {
            weighing::weigh_attributes(weigher, analysis, &mut found);
        }
        findings.events.extend(found);
    }
}

/// Gives tellings of one event one chain, once it is known which mentions mean the same.
pub(super) struct Tellings;

impl Component for Tellings {
    fn name(&self) -> &'static str {
        "tellings"
    }

    fn needs(&self) -> &'static [&'static str] {
        &["events", "entity ids"]
    }

    fn adds(&self) -> &'static [&'static str] {
        &["event ids"]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        coreference::link(analysis, findings);
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
            && let Some(label) = pronoun_label(analysis, token)
        {
            findings.mentions.push(FoundMention {
                tokens: token..token + 1,
                span: word.span,
                head: token,
                label: Some(label),
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

/// Nouns for people that no list holds ("a cook", "two surfers") as mentions, so that they can fill roles; those that fill none are taken back.
fn add_people(analysis: &Analysis<'_>, findings: &mut Findings) {
    let mut taken = vec![false; analysis.words.len()];
    let mut people = vec![false; analysis.words.len()];
    for mention in &findings.mentions {
        if let Some(tokens) = taken.get_mut(mention.tokens.clone()) {
            tokens.fill(true);
        }
        if mention.label == Some(Label::Per)
            && let Some(tokens) = people.get_mut(mention.tokens.clone())
        {
            tokens.fill(true);
        }
    }
    let mut next = 0;
    for token in 0..analysis.words.len() {
        let Some(phrase) = analysis
            .phrase_of(token)
            .filter(|phrase| phrase.head as usize == token && phrase.core as usize >= next)
        else {
            continue;
        };
        next = token + 1;
        let Some(word) = analysis.words.get(token) else {
            continue;
        };
        let is_person = matches!(word.tag, Tag::Noun | Tag::Plural)
            && !word.skipped
            && taken.get(token) == Some(&false)
            && analysis
                .knowledge
                .lexicon
                .get(word.id)
                .is_some_and(|entry| entry.kind == NounKind::Person && entry.person_tenths >= 7);
        // "elected Gabriela Rojas mayor": the job begins behind the name.
        let start = (phrase.core as usize..token)
            .rev()
            .find(|at| people.get(*at) == Some(&true))
            .map_or(phrase.core as usize, |last| last + 1);
        let tokens = start..token + 1;
        let is_plain = analysis
            .words
            .get(tokens.clone())
            .unwrap_or_default()
            .iter()
            .all(|word| {
                matches!(
                    word.tag,
                    Tag::Noun | Tag::Plural | Tag::Adjective | Tag::Number | Tag::Proper
                )
            });
        // "any man", "every reader" mean nobody in particular.
        let is_anyone = matches!(
            analysis.form(phrase.start as usize),
            "any" | "every" | "each" | "what" | "which"
        );
        if !is_person || !is_plain || is_anyone || tokens.is_empty() {
            continue;
        }
        let count = numbers::read(analysis, tokens.start)
            .filter(|amount| amount.end <= token)
            .map(|amount| numbers::spell(amount.value).into());
        findings.mentions.push(FoundMention {
            span: analysis.span_of(tokens.clone()),
            tokens,
            head: token,
            label: Some(Label::Per),
            schema_label: None,
            level: Level::Nominal,
            value: None,
            count,
            entity: None,
            country: "",
            source: "events",
            score: 0.65,
            reason: "people that take part in an event".into(),
            is_fixed: false,
        });
    }
}

/// What a pronoun most likely stands for, if it can fill a role.
fn pronoun_label(analysis: &Analysis<'_>, token: usize) -> Option<Label> {
    match analysis.form(token) {
        "he" | "she" | "him" | "her" | "his" | "they" | "them" | "i" | "me" | "we" | "us" => {
            Some(Label::Per)
        }
        "those" if analysis.form(token + 1) == "who" => Some(Label::Per),
        "it" => Some(Label::Org),
        _ => None,
    }
}

/// Makes the bare numbers and jobs that fill roles what they are there: people, posts.
fn relabel_fillers(analysis: &Analysis<'_>, findings: &mut Findings, events: &[FoundEvent]) {
    for argument in events.iter().flat_map(|event| &event.arguments) {
        let FoundFiller::Mention(index) = argument.filler else {
            continue;
        };
        let Some(mention) = findings
            .mentions
            .get_mut(index)
            .filter(|mention| argument.score >= arguments::THRESHOLD && !mention.is_fixed)
        else {
            continue;
        };
        match (mention.label, argument.role) {
            (Some(Label::Number), _) => {
                mention.label = Some(Label::Per);
                mention.level = Level::Nominal;
                mention.count = numbers::read(analysis, mention.tokens.start)
                    .map(|amount| numbers::spell(amount.value).into());
                mention.source = "events";
                mention.score = 0.7;
                mention.reason = "number that stands for people in an event".into();
            }
            (Some(Label::Org), "Destination" | "Origin" | "Place") => {
                mention.label = Some(Label::Fac);
                mention.source = "events";
                mention.reason = "building where an event takes place".into();
            }
            (Some(Label::Per), "Position") if mention.level == Level::Nominal => {
                mention.label = Some(Label::Title);
                mention.level = Level::Name;
                mention.source = "events";
                mention.reason = "job that someone takes up or leaves".into();
            }
            _ => {}
        }
    }
}

/// Takes back the mentions from index `first` that fill no role.
fn keep_used(findings: &mut Findings, first: usize, events: &mut [FoundEvent]) {
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

impl Events {
    /// Reads one sentence and adds its events.
    fn read_sentence(&self, shape: &Shape<'_>, topics: Topics, found: &mut Vec<FoundEvent>) {
        let mut readings: Vec<Reading<'_>> = Vec::new();
        for token in shape.tokens.clone() {
            if readings.last().is_some_and(|last| token < last.tokens.end) {
                continue;
            }
            readings.extend(if self.weigher.is_some() {
                senses::read_or_overruled(shape, topics, token)
            } else {
                senses::read(shape, topics, token)
            });
        }
        if let Some(weigher) = self.weigher.as_deref() {
            weighing::weigh_triggers(weigher, shape, &mut readings);
        }
        let first = found.len();
        found.extend(readings.iter().map(|reading| event_of(shape, reading)));
        let events = found.get_mut(first..).unwrap_or_default();
        arguments::share(shape, &readings, events);
        for number in 0..readings.len() {
            if let Some((role, topic, score)) = arguments::topic(shape, &readings, number)
                && let Some(event) = events.get_mut(number)
            {
                event.arguments.push(FoundArgument {
                    role,
                    filler: FoundFiller::Event(first + topic),
                    score,
                    source: arguments::ARGUMENTS,
                });
            }
        }
        if let Some(weigher) = self.weigher.as_deref() {
            weighing::weigh_arguments(weigher, shape, &readings, events);
        }
    }
}

/// A reading as an event, with the arguments that the rules see.
fn event_of(shape: &Shape<'_>, reading: &Reading<'_>) -> FoundEvent {
    FoundEvent {
        tokens: reading.tokens.clone(),
        span: shape.analysis.span_of(reading.tokens.clone()),
        event_type: reading.sense.event_type.name.clone(),
        arguments: arguments::fill(shape, reading),
        attributes: attributes::of(shape, reading),
        event: None,
        source: reading.source,
        score: reading.score,
        reason: reading.reason(shape).into(),
        is_fixed: false,
    }
}
