//! An annotator who makes every label of an article right, through the same commands as a person, and counts what that takes.
//!
//! They read every suggestion that is shown, mend or refuse those that are wrong, add what is missing, and finish the document, which accepts what
//! is left. They know the right labels but not which suggestions are right: each costs its reading.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::keystrokes::{Cost, Operator};
use crate::app::command::Command;
use crate::app::decide::ticked_arguments;
use crate::app::selection::Selected;
use crate::app::session::Session;
use crate::model::score::Tally;
use crate::model::{
    AnnotationRef, Annotations, EventId, Extent, Filler, Proposal, ProposedEvent, ProposedMention,
    Schema, Suggestion, SuggestionKey,
};
use crate::text::Span;

/// Selecting something with the mouse.
const CLICK: &[Operator] = &[
    Operator::Think,
    Operator::Point,
    Operator::Button,
    Operator::Button,
];

/// Dragging over a stretch of text: two ends.
const DRAG: &[Operator] = &[
    Operator::Think,
    Operator::Point,
    Operator::Button,
    Operator::Point,
    Operator::Button,
];

/// A click with a key held down.
const REFUSAL: &[Operator] = &[
    Operator::Think,
    Operator::Key,
    Operator::Point,
    Operator::Button,
    Operator::Button,
];

/// A key.
const KEY: &[Operator] = &[Operator::Key];

/// A key that follows a decision.
const DECISION: &[Operator] = &[Operator::Think, Operator::Key];

/// The ends of a suggestion are moved at most this many tokens; else it is refused and the text selected anew.
const MOST_MOVES: usize = 2;

/// What an article should have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// Mentions: place and label.
    pub mentions: BTreeSet<(Span, SmolStr)>,
    /// Events.
    pub events: Vec<WantedEvent>,
}

/// An event that an article should have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedEvent {
    /// Place of the trigger.
    pub trigger: Span,
    /// Event type.
    pub event_type: SmolStr,
    /// Roles with the places of their fillers.
    pub arguments: BTreeSet<(SmolStr, Span)>,
}

impl Wanted {
    /// What these annotations say, as far as the schema has it. Of several mentions on one place with one label there is one.
    pub fn of(annotations: &Annotations, schema: &Schema) -> Self {
        let mentions = annotations
            .mentions()
            .iter()
            .filter(|mention| {
                schema
                    .shown_entity_types()
                    .any(|known| known.name == mention.label)
            })
            .map(|mention| (mention.extent.envelope(), mention.label.clone()))
            .collect();
        let place_of = |filler: &Filler| match filler {
            Filler::Mention(id) => annotations
                .mention(id)
                .map(|mention| mention.extent.envelope()),
            Filler::Event(id) => annotations.event(id).map(|event| event.trigger.envelope()),
            Filler::Span(span) => Some(*span),
        };
        let mut events: Vec<WantedEvent> = Vec::new();
        for event in annotations.events() {
            let known = schema
                .shown_event_types()
                .find(|known| known.name == event.event_type);
            let trigger = event.trigger.envelope();
            let is_there = |known: &WantedEvent| {
                known.trigger == trigger && known.event_type == event.event_type
            };
            let Some(known) = known.filter(|_| !events.iter().any(is_there)) else {
                continue;
            };
            let arguments = event.arguments.iter();
            let arguments = arguments
                .filter(|argument| known.role(&argument.role).is_some())
                .filter_map(|argument| Some((argument.role.clone(), place_of(&argument.filler)?)));
            events.push(WantedEvent {
                trigger,
                event_type: event.event_type.clone(),
                arguments: arguments.collect(),
            });
        }
        Self { mentions, events }
    }

    /// Mentions, events and arguments.
    pub fn count(&self) -> usize {
        let arguments: usize = self.events.iter().map(|event| event.arguments.len()).sum();
        self.mentions.len() + self.events.len() + arguments
    }
}

/// What an article took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Effort {
    /// Actions and seconds.
    pub cost: Cost,
    /// Mentions, events and arguments that there should be.
    pub gold: usize,
    /// Suggestions that were shown.
    pub shown: usize,
    /// Suggestions that were taken as they were.
    pub untouched: usize,
    /// How right the suggested mentions were.
    pub mentions: Tally,
    /// How right the suggested arguments of events were that there are.
    pub arguments: Tally,
    /// Labels that the commands did not make as wanted: a role that takes no such filler, for example.
    pub unlike: usize,
}

/// Works on the session's open document.
pub struct Annotator<'s> {
    session: &'s mut Session,
    wanted: &'s Wanted,
    effort: Effort,
}

impl<'s> Annotator<'s> {
    /// Makes the open document what is wanted, and finishes it.
    pub fn work(session: &'s mut Session, wanted: &'s Wanted) -> Effort {
        let mut annotator = Self {
            session,
            wanted,
            effort: Effort {
                gold: wanted.count(),
                ..Effort::default()
            },
        };
        annotator.read_suggestions();
        annotator.add_mentions();
        annotator.decide_about_events();
        annotator.add_events();
        annotator.effort.unlike = annotator.num_unlike_after_finishing();
        annotator.effort
    }

    fn act(&mut self, command: Command, actions: usize, operators: &[Operator]) {
        self.session.dispatch(command);
        self.effort.cost.add(actions, operators);
    }

    fn select(&mut self, key: &SuggestionKey) {
        let is_selected =
            matches!(self.session.selected(), Selected::Suggestion(known) if known == key);
        if !is_selected {
            self.act(Command::SelectSuggestion(key.clone()), 1, CLICK);
        }
    }

    fn refuse(&mut self, suggestion: &Suggestion) {
        // What scores below the threshold is refused by finishing.
        if suggestion.score >= self.session.threshold() {
            // Ctrl and a click refuse it where it stands.
            self.session
                .dispatch(Command::SelectSuggestion(suggestion.key()));
            self.act(Command::Reject, 1, REFUSAL);
        }
    }

    fn keep(&mut self, suggestion: &Suggestion) {
        self.effort.untouched += 1;
        if suggestion.score < self.session.threshold() {
            let key = suggestion.key();
            self.select(&key);
            self.act(Command::Accept, 1, KEY);
        }
    }

    /// Reads everything that is shown, and decides about the mentions.
    fn read_suggestions(&mut self) {
        let shown = self.session.shown_suggestions().to_vec();
        self.effort.shown = shown.len();
        self.effort.mentions.gold = self.wanted.mentions.len();
        let keys: BTreeSet<SuggestionKey> = shown.iter().map(Suggestion::key).collect();
        for suggestion in &shown {
            self.effort.cost.add(0, &[Operator::Read]);
            if let Proposal::Mention(proposed) = &suggestion.proposal {
                self.effort.mentions.predicted += 1;
                self.decide_about_mention(suggestion, proposed, &keys);
            }
        }
    }

    fn decide_about_mention(
        &mut self,
        suggestion: &Suggestion,
        proposed: &ProposedMention,
        shown: &BTreeSet<SuggestionKey>,
    ) {
        let place = proposed.extent.envelope();
        if self
            .wanted
            .mentions
            .contains(&(place, proposed.label.clone()))
        {
            self.effort.mentions.correct += 1;
            return self.keep(suggestion);
        }
        // What another suggestion says, or what is there already, needs no mending of this one.
        let open = |(span, label): &&(Span, SmolStr)| {
            !shown.contains(&SuggestionKey::Mention(*span, label.clone()))
                && !self.has_mention(*span, label)
        };
        let wanted = &self.wanted.mentions;
        let other_label = wanted
            .iter()
            .filter(open)
            .find(|(span, _)| *span == place)
            .map(|(_, label)| label.clone());
        if let Some(label) = other_label {
            self.select(&suggestion.key());
            return self.act(Command::SetLabel(label), 1, DECISION);
        }
        let near = wanted
            .iter()
            .filter(open)
            .filter(|(span, label)| span.overlaps(place) && *label == proposed.label)
            .map(|(span, _)| (self.moves(*span, place), *span))
            .min();
        match near {
            Some((moves, span)) if moves <= MOST_MOVES => {
                self.select(&suggestion.key());
                let keys = vec![Operator::Key; moves];
                self.act(Command::SetExtent(Extent::new(span)), moves, &keys);
                self.effort.cost.add(0, &[Operator::Think]);
            }
            _ => self.refuse(suggestion),
        }
    }

    /// Tokens by which the ends of two places are apart.
    fn moves(&self, one: Span, other: Span) -> usize {
        let Some(document) = self.session.document() else {
            return usize::MAX;
        };
        let segments = document.segments();
        let (one, other) = (segments.tokens_in(one), segments.tokens_in(other));
        one.start.abs_diff(other.start) + one.end.abs_diff(other.end)
    }

    /// Puts the caret into a token, which is enough to label it; drags over more than one.
    fn point_at(&mut self, span: Span) {
        let is_token = self.session.document().is_some_and(|document| {
            let segments = document.segments();
            let token = segments.tokens.get(segments.tokens_in(span).start);
            token.is_some_and(|token| token.span == span)
        });
        if is_token {
            self.act(Command::PlaceCaret(span.start), 1, CLICK);
        } else {
            self.act(Command::SelectText(span), 2, DRAG);
        }
    }

    fn has_mention(&self, span: Span, label: &str) -> bool {
        let mut mentions = self.session.annotations().mentions().iter();
        mentions.any(|mention| mention.extent.envelope() == span && mention.label == label)
    }

    /// Selects and labels what is neither there nor suggested rightly.
    fn add_mentions(&mut self) {
        let wanted = self.wanted;
        for (span, label) in &wanted.mentions {
            let key = SuggestionKey::Mention(*span, label.clone());
            if !self.has_mention(*span, label) && self.session.suggestion(&key).is_none() {
                self.point_at(*span);
                self.act(Command::SetLabel(label.clone()), 1, DECISION);
            }
        }
    }

    fn decide_about_events(&mut self) {
        for suggestion in self.session.shown_suggestions().to_vec() {
            if let Proposal::Event(proposed) = &suggestion.proposal {
                self.decide_about_event(&suggestion, proposed);
            }
        }
    }

    fn decide_about_event(&mut self, suggestion: &Suggestion, proposed: &ProposedEvent) {
        let wanted = self.wanted;
        let here = |event: &&WantedEvent| event.trigger == proposed.trigger;
        let same = |event: &&WantedEvent| event.event_type == proposed.event_type;
        let ticked: BTreeSet<(SmolStr, Span)> = {
            let schema = &self.session.project().schema;
            let ticked = ticked_arguments(schema, &proposed.event_type, &proposed.arguments);
            let ticked = ticked.into_iter();
            ticked
                .map(|argument| (argument.role.clone(), argument.span))
                .collect()
        };
        if let Some(event) = wanted.events.iter().filter(here).find(same) {
            let right = ticked.intersection(&event.arguments).count();
            self.effort.arguments.gold += event.arguments.len();
            self.effort.arguments.predicted += ticked.len();
            self.effort.arguments.correct += right;
            if ticked == event.arguments {
                return self.keep(suggestion);
            }
            self.select(&suggestion.key());
            self.act(Command::Accept, 1, KEY);
            if let Some(id) = self.event_at(event) {
                self.act(Command::Select(AnnotationRef::Event(id)), 1, CLICK);
                self.mend_arguments(event);
            }
            return;
        }
        // A trigger of another type is retyped, unless that type is suggested there as well or made already.
        let other = wanted.events.iter().filter(here).find(|event| {
            let key = SuggestionKey::Event(event.trigger, event.event_type.clone());
            self.session.suggestion(&key).is_none() && self.event_at(event).is_none()
        });
        if let Some(event) = other {
            self.select(&suggestion.key());
            self.act(Command::SetEventType(event.event_type.clone()), 2, DECISION);
            self.mend_arguments(event);
        } else {
            self.refuse(suggestion);
        }
    }

    fn event_at(&self, wanted: &WantedEvent) -> Option<EventId> {
        let mut events = self.session.annotations().events().iter();
        let found = events.find(|event| {
            event.trigger.envelope() == wanted.trigger && event.event_type == wanted.event_type
        })?;
        Some(found.id.clone())
    }

    fn add_events(&mut self) {
        let wanted = self.wanted;
        for event in &wanted.events {
            let key = SuggestionKey::Event(event.trigger, event.event_type.clone());
            if self.event_at(event).is_none() && self.session.suggestion(&key).is_none() {
                self.effort.arguments.gold += event.arguments.len();
                self.point_at(event.trigger);
                self.act(Command::SetEventType(event.event_type.clone()), 2, DECISION);
                self.mend_arguments(event);
            }
        }
    }

    /// Empties and fills the roles of the selected event: a key for each wrong filler, two for each missing one.
    fn mend_arguments(&mut self, wanted: &WantedEvent) {
        for (role, filler, _) in
            self.arguments_at(wanted, |place| !wanted.arguments.contains(place))
        {
            self.act(Command::EmptyRole(role, filler), 1, DECISION);
        }
        let there: BTreeSet<(SmolStr, Span)> = self
            .arguments_at(wanted, |_| true)
            .into_iter()
            .map(|(role, _, span)| (role, span))
            .collect();
        for (role, span) in wanted.arguments.difference(&there) {
            let filler = self.filler_at(*span);
            let operators = [Operator::Think, Operator::Key, Operator::Key];
            self.act(Command::FillRole(role.clone(), filler), 2, &operators);
        }
    }

    /// The arguments of an event that was made, with their places.
    fn arguments_at(
        &self,
        wanted: &WantedEvent,
        is_meant: impl Fn(&(SmolStr, Span)) -> bool,
    ) -> Vec<(SmolStr, Filler, Span)> {
        let annotations = self.session.annotations();
        let event = self.event_at(wanted).and_then(|id| annotations.event(&id));
        let arguments = event
            .map(|event| event.arguments.as_slice())
            .unwrap_or_default();
        let placed = arguments.iter().filter_map(|argument| {
            let span = match &argument.filler {
                Filler::Mention(id) => annotations.mention(id)?.extent.envelope(),
                Filler::Event(id) => annotations.event(id)?.trigger.envelope(),
                Filler::Span(span) => *span,
            };
            Some((argument.role.clone(), argument.filler.clone(), span))
        });
        placed
            .filter(|(role, _, span)| is_meant(&(role.clone(), *span)))
            .collect()
    }

    fn filler_at(&self, span: Span) -> Filler {
        let annotations = self.session.annotations();
        let mut mentions = annotations.mentions().iter();
        let mut events = annotations.events().iter();
        let mention = mentions.find(|mention| mention.extent.envelope() == span);
        let event = events.find(|event| event.trigger.envelope() == span);
        match (mention, event) {
            (Some(mention), _) => Filler::Mention(mention.id.clone()),
            (None, Some(event)) => Filler::Event(event.id.clone()),
            (None, None) => Filler::Span(span),
        }
    }

    /// Finishes the document, which accepts what is left, and counts what differs from what was wanted.
    fn num_unlike_after_finishing(&mut self) -> usize {
        let Some(id) = self.session.document().map(|document| document.id.clone()) else {
            return 0;
        };
        self.act(Command::FinishDocument, 1, DECISION);
        if self
            .session
            .document()
            .is_some_and(|document| document.id == id)
        {
            self.act(Command::FinishAccepting, 1, KEY);
        }
        let project = self.session.project();
        let layer = project
            .document(&id)
            .and_then(|document| document.layer(self.session.layer_name()));
        let made = layer.map(|layer| Wanted::of(&layer.annotations, &project.schema));
        let made = made.unwrap_or_default();
        let mentions = made.mentions.symmetric_difference(&self.wanted.mentions);
        let is_missing = |event: &&WantedEvent| !made.events.contains(event);
        mentions.count() + self.wanted.events.iter().filter(is_missing).count()
    }
}
