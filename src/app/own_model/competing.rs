//! An answer beside what the engine suggests, so that one suggestion per thing reaches the person.
//!
//! Two mentions are about one thing when they stand in the same place, cross each other, or are one thing cut differently ("rebels", "Syrian rebels",
//! but not "a son of the president", "the president"); two events when their triggers share a word. The surer one is kept. Where both say the same, one suggestion says that both do. What lost is named by no argument
//! any more: arguments mean the winner then. What was annotated, refused or corrected is left out, and the project's own words always win.

use std::collections::HashSet;
use std::sync::Arc;

use smol_str::SmolStr;

use super::answers::Answers;
use super::fitting::fitted;
use super::trust::Trust;
use crate::app::jobs::{Engine, Engines};
use crate::model::{
    Document, Layer, Proposal, ProposedArgument, ProposedEvent, Role, Schema, Suggestion,
    SuggestionKey, WordList,
};
use crate::preannotate::pipeline::put_in_order;
use crate::preannotate::{WORD_LIST, never_suggested};
use crate::text::{Span, Text};

/// What decides about an answer besides the document.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// The project's schema.
    pub schema: &'a Schema,
    /// Words that are never suggested are not suggested by anybody.
    pub words: &'a WordList,
    /// How far each source is to be trusted.
    pub trust: &'a Trust,
}

/// What is suggested where `made` is what the engine suggests and `said` what a model of one's own does.
pub fn together(
    made: Vec<Suggestion>,
    said: &[Suggestion],
    document: &Document,
    layer: &Layer,
    rules: &Rules<'_>,
) -> Vec<Suggestion> {
    let (fitting, _) = fitted(said, document, rules.schema);
    let never = never_suggested(rules.words, document);
    let is_wanted = |suggestion: &Suggestion| {
        let span = suggestion.span();
        !layer.is_settled(|| suggestion.key())
            && !is_annotated(suggestion, layer)
            && !document.is_skipped(span)
            && !never.iter().any(|place| place.contains(span))
    };
    let wanted = fitting.into_iter().filter(is_wanted);
    let (mentions, events): (Vec<Suggestion>, Vec<Suggestion>) = wanted
        .map(|said| rules.trust.calibrated(said))
        .partition(|said| matches!(said.proposal, Proposal::Mention(_)));
    let mut contest = Contest {
        kept: made,
        renamed: Vec::new(),
        text: document.text(),
        schema: rules.schema,
    };
    for mention in surest_first(mentions) {
        contest.mention(mention);
    }
    for event in surest_first(events) {
        contest.event(event, layer);
    }
    contest.finish(layer)
}

fn surest_first(mut suggestions: Vec<Suggestion>) -> Vec<Suggestion> {
    suggestions.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.key_order().cmp(&b.key_order()))
    });
    let mut seen = HashSet::new();
    suggestions.retain(|suggestion| seen.insert(suggestion.key()));
    suggestions
}

fn is_annotated(suggestion: &Suggestion, layer: &Layer) -> bool {
    match &suggestion.proposal {
        Proposal::Mention(_) => layer.is_taken(suggestion.span()),
        Proposal::Event(event) => {
            let mut events = layer.annotations.events().iter();
            events.any(|known| known.trigger.envelope().overlaps(event.trigger))
        }
    }
}

/// A mention as arguments name it.
type Named = (Span, SmolStr);

struct Contest<'a> {
    kept: Vec<Suggestion>,
    /// Mentions that lost, with what won.
    renamed: Vec<(Named, Named)>,
    text: &'a Text,
    schema: &'a Schema,
}

impl Contest<'_> {
    /// Lets a mention compete with those that are kept so far.
    fn mention(&mut self, said: Suggestion) {
        let rivals: Vec<usize> = (0..self.kept.len())
            .filter(|index| is_rival(&self.kept[*index], &said, self.text))
            .collect();
        if let Some(same) = rivals
            .iter()
            .find(|index| self.kept[**index].key_order() == said.key_order())
        {
            agree(&mut self.kept[*same], &said);
            return;
        }
        let strongest = rivals
            .iter()
            .copied()
            .max_by(|a, b| strength(&self.kept[*a]).total_cmp(&strength(&self.kept[*b])));
        let winner = match strongest {
            Some(rival) if strength(&self.kept[rival]) >= said.score => {
                let winner = named(&self.kept[rival]);
                self.renamed.push((named(&said), winner));
                return;
            }
            _ => named(&said),
        };
        for index in rivals.into_iter().rev() {
            let loser = self.kept.remove(index);
            self.renamed.push((named(&loser), winner.clone()));
        }
        self.kept.push(said);
    }

    /// Lets an event compete. Its fillers are what stands at their places.
    fn event(&mut self, mut said: Suggestion, layer: &Layer) {
        if let Proposal::Event(event) = &mut said.proposal {
            self.name_fillers(event, layer);
        }
        let is_rival = |known: &Suggestion| {
            matches!(known.proposal, Proposal::Event(_)) && known.span().overlaps(said.span())
        };
        let rivals: Vec<usize> = (0..self.kept.len())
            .filter(|index| is_rival(&self.kept[*index]))
            .collect();
        let same = rivals
            .iter()
            .copied()
            .find(|index| self.kept[*index].label() == said.label());
        if let Some(same) = same {
            let before = named(&self.kept[same]);
            agree_on_event(&mut self.kept[same], said);
            let now = named(&self.kept[same]);
            if before != now {
                self.renamed.push((before, now));
            }
            return;
        }
        if rivals
            .iter()
            .any(|index| strength(&self.kept[*index]) >= said.score)
        {
            return;
        }
        for index in rivals.into_iter().rev() {
            let loser = self.kept.remove(index);
            self.renamed.push((named(&loser), named(&said)));
        }
        self.kept.push(said);
    }

    /// Finds what is meant by fillers that have a place alone: a mention there, suggested or annotated, that the role takes.
    fn name_fillers(&self, event: &mut ProposedEvent, layer: &Layer) {
        let Some(known) = self.schema.event_type(&event.event_type) else {
            return;
        };
        for argument in event
            .arguments
            .iter_mut()
            .filter(|argument| argument.label.is_none())
        {
            if let Some(role) = known.role(&argument.role) {
                argument.label = self.label_at(argument.span, role, layer);
            }
        }
    }

    fn label_at(&self, span: Span, role: &Role, layer: &Layer) -> Option<SmolStr> {
        let takes = |suggestion: &&Suggestion| {
            suggestion.span() == span
                && match &suggestion.proposal {
                    Proposal::Mention(mention) => role.takes_entity(&mention.label),
                    Proposal::Event(event) => role.takes_event(&event.event_type),
                }
        };
        let suggested = self
            .kept
            .iter()
            .find(takes)
            .map(|known| known.label().clone());
        let annotated = || {
            let mut mentions = layer.annotations.mentions().iter();
            let there = mentions
                .find(|known| known.extent.envelope() == span && role.takes_entity(&known.label));
            there.map(|known| known.label.clone())
        };
        suggested.or_else(annotated)
    }

    /// What is kept, its arguments naming what is kept, those that were refused left out.
    fn finish(mut self, layer: &Layer) -> Vec<Suggestion> {
        let (renamed, schema) = (self.renamed, self.schema);
        for suggestion in &mut self.kept {
            if let Proposal::Event(event) = &mut suggestion.proposal {
                settle_arguments(event, &renamed, schema, layer);
            }
        }
        put_in_order(&mut self.kept);
        self.kept
    }
}

/// Words that say that what follows them is another thing than what stands before.
const PREPOSITIONS: [&str; 14] = [
    "of", "in", "for", "at", "from", "to", "with", "by", "on", "near", "against", "between",
    "over", "under",
];

/// Whether two suggestions of mentions are about one thing.
fn is_rival(known: &Suggestion, said: &Suggestion, text: &Text) -> bool {
    if !matches!(known.proposal, Proposal::Mention(_)) {
        return false;
    }
    let (one, other) = (known.span(), said.span());
    let (outer, inner) = if one.contains(other) {
        (one, other)
    } else {
        (other, one)
    };
    if one == other || !outer.contains(inner) {
        return one.overlaps(other);
    }
    known.label() == said.label() && !is_behind_preposition(outer, inner, text)
}

/// Whether the inner mention hangs on a word before it in the outer one.
fn is_behind_preposition(outer: Span, inner: Span, text: &Text) -> bool {
    let before = text.slice(Span::new(outer.start, inner.start));
    let mut words = before.split_whitespace();
    words.any(|word| PREPOSITIONS.contains(&word.to_lowercase().as_str()))
}

fn strength(suggestion: &Suggestion) -> f32 {
    if suggestion.source == WORD_LIST {
        f32::INFINITY
    } else {
        suggestion.score
    }
}

fn named(suggestion: &Suggestion) -> Named {
    (suggestion.span(), suggestion.label().clone())
}

/// Two say the same: the engine's words are kept, since it knows values and chains, and both are named.
fn agree(kept: &mut Suggestion, said: &Suggestion) {
    kept.reason = format!("{}; {} says so too", kept.reason, said.reason).into();
    if said.score > kept.score && kept.source != WORD_LIST {
        kept.score = said.score;
        kept.source = said.source.clone();
        // Calibration reads the model's own score there.
        kept.reason = format!(
            "{}; {}",
            said.reason,
            before_agreement(&kept.reason, &said.reason)
        )
        .into();
    }
    if let (Proposal::Mention(kept), Proposal::Mention(said)) = (&mut kept.proposal, &said.proposal)
    {
        kept.value = kept.value.take().or_else(|| said.value.clone());
        kept.count = kept.count.take().or_else(|| said.count.clone());
        kept.head = kept.head.or(said.head);
    }
}

/// The reason that stood before [`agree`] added another.
fn before_agreement<'r>(both: &'r str, added: &str) -> &'r str {
    let ending = format!("; {added} says so too");
    both.strip_suffix(ending.as_str()).unwrap_or(both)
}

/// Two events of one type at one place: the surer one tells where, the fillers of both are offered.
fn agree_on_event(kept: &mut Suggestion, said: Suggestion) {
    let (mut winner, loser) = if said.score > strength(kept) {
        (said, kept.clone())
    } else {
        (kept.clone(), said)
    };
    winner.reason = format!("{}; {} says so too", winner.reason, loser.reason).into();
    if let (Proposal::Event(event), Proposal::Event(other)) = (&mut winner.proposal, loser.proposal)
    {
        for argument in other.arguments {
            let same = |known: &&mut ProposedArgument| {
                known.role == argument.role && known.span == argument.span
            };
            match event.arguments.iter_mut().find(same) {
                Some(known) => known.score = known.score.max(argument.score),
                None => event.arguments.push(argument),
            }
        }
        for (name, value) in other.attributes.iter() {
            if event.attributes.get(name).is_none() {
                event.attributes.set(name.clone(), Some(value.clone()));
            }
        }
        event.event = event.event.take().or(other.event);
    }
    *kept = winner;
}

/// Lets arguments mean what won, drops those that were refused or mean nothing, and puts them in the order of the card.
fn settle_arguments(
    event: &mut ProposedEvent,
    renamed: &[(Named, Named)],
    schema: &Schema,
    layer: &Layer,
) {
    let Some(known) = schema.event_type(&event.event_type) else {
        return;
    };
    let (trigger, event_type) = (event.trigger, event.event_type.clone());
    let mut arguments = std::mem::take(&mut event.arguments);
    arguments.retain_mut(|argument| {
        let Some(role) = known.role(&argument.role) else {
            return false;
        };
        let mut steps = 0;
        while let Some(label) = &argument.label
            && let Some((_, (span, now))) = renamed
                .iter()
                .find(|(lost, _)| lost.0 == argument.span && lost.1 == *label)
            && steps < renamed.len()
        {
            (argument.span, argument.label) = (*span, Some(now.clone()));
            steps += 1;
        }
        let is_taken = match &argument.label {
            None => role.takes_span(),
            Some(label) => role.takes_entity(label) || role.takes_event(label),
        };
        let key = || {
            SuggestionKey::Argument(
                trigger,
                event_type.clone(),
                argument.role.clone(),
                argument.span,
            )
        };
        is_taken && !layer.is_settled(key)
    });
    let place = |role: &SmolStr| known.roles.iter().position(|known| known.name == *role);
    arguments.sort_by(|a, b| {
        let by_role = place(&a.role).cmp(&place(&b.role));
        by_role
            .then(b.score.total_cmp(&a.score))
            .then(a.span.cmp(&b.span))
    });
    arguments.dedup_by(|later, earlier| later.role == earlier.role && later.span == earlier.span);
    event.arguments = arguments;
}

/// An engine with the answers of a model of one's own beside it.
struct Beside {
    engine: Arc<dyn Engine>,
    answers: Arc<Answers>,
    schema: Schema,
    words: WordList,
}

impl Engine for Beside {
    fn suggest(&self, document: &Document, layer: &Layer) -> Vec<Suggestion> {
        let made = self.engine.suggest(document, layer);
        let Some(said) = self.answers.about(document) else {
            return made;
        };
        let trust = self.answers.trust();
        let rules = Rules {
            schema: &self.schema,
            words: &self.words,
            trust: &trust,
        };
        together(made, &said, document, layer, &rules)
    }

    fn is_at_hand(&self, document: &Document) -> bool {
        self.engine.is_at_hand(document)
    }
}

/// These engines with `answers` beside each.
pub(in crate::app) fn beside(
    engines: Engines,
    answers: &Arc<Answers>,
    schema: &Schema,
    words: &WordList,
) -> Engines {
    let wrap = |engine: Arc<dyn Engine>| -> Arc<dyn Engine> {
        Arc::new(Beside {
            engine,
            answers: Arc::clone(answers),
            schema: schema.clone(),
            words: words.clone(),
        })
    };
    Engines {
        full: wrap(engines.full),
        quick: engines.quick.map(wrap),
    }
}
