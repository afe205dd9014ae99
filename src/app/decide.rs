//! Decisions and corrections: each function puts one of them into a [`Draft`].

use smol_str::SmolStr;

use super::draft::Draft;
use crate::model::suggestion::{
    Decision, Proposal, ProposedArgument, ProposedEvent, ProposedMention, Suggestion,
    SuggestionKey, Verdict,
};
use crate::model::{
    Annotation, AnnotationRef, Argument, EntityMention, EventId, EventMention, Extent, Filler,
    Level, MentionId, Origin, Schema, Status, SuggestedBy,
};
use crate::text::Span;

/// Where a decision finds the suggestions it needs besides its own: the mentions that an event uses.
pub trait OpenSuggestions {
    /// The open suggestion at `span`, of `label` if that is given and there is one.
    fn suggestion_at(&self, span: Span, label: Option<&str>) -> Option<&Suggestion>;
}

impl OpenSuggestions for [Suggestion] {
    fn suggestion_at(&self, span: Span, label: Option<&str>) -> Option<&Suggestion> {
        let mut there = self.iter().filter(|suggestion| suggestion.span() == span);
        let labelled = there
            .clone()
            .find(|suggestion| Some(suggestion.label().as_str()) == label);
        labelled.or_else(|| there.find(|_| label.is_none()))
    }
}

/// The origin of an annotation made from `suggestion`.
fn origin_of(draft: &Draft<'_>, suggestion: &Suggestion, status: Status) -> Origin {
    Origin {
        status,
        suggested: Some(Box::new(SuggestedBy {
            source: suggestion.source.clone(),
            score: suggestion.score,
            reason: suggestion.reason.clone(),
        })),
        ..added(draft)
    }
}

/// The origin of an annotation made from nothing.
fn added(draft: &Draft<'_>) -> Origin {
    Origin {
        status: Status::Added,
        by: draft.author().by.clone(),
        at: draft.author().at,
        suggested: None,
    }
}

fn record(
    draft: &mut Draft<'_>,
    suggestion: &Suggestion,
    key: SuggestionKey,
    verdict: Verdict,
    made: Option<AnnotationRef>,
) {
    let author = draft.author().clone();
    draft.decide(Decision {
        key,
        verdict,
        suggestion: suggestion.clone(),
        annotation: made,
        by: author.by,
        at: author.at,
    });
}

/// Takes `suggestion` as it is, with the mentions that an event's ticked arguments need. Gives what it made.
pub fn accept(
    draft: &mut Draft<'_>,
    schema: &Schema,
    suggestion: &Suggestion,
    open: &[Suggestion],
) -> AnnotationRef {
    match &suggestion.proposal {
        Proposal::Mention(mention) => {
            AnnotationRef::Mention(accept_mention(draft, suggestion, mention))
        }
        Proposal::Event(event) => {
            AnnotationRef::Event(accept_event(draft, schema, suggestion, event, open))
        }
    }
}

fn accept_mention(
    draft: &mut Draft<'_>,
    suggestion: &Suggestion,
    proposed: &ProposedMention,
) -> MentionId {
    let span = proposed.extent.envelope();
    if let Some(there) = draft
        .mention_at(span, Some(&proposed.label))
        .filter(|there| there.label == proposed.label)
    {
        record(
            draft,
            suggestion,
            suggestion.key(),
            Verdict::Accepted,
            Some(AnnotationRef::Mention(there.id.clone())),
        );
        return there.id;
    }
    let mention = mention_from(draft, suggestion, proposed, Status::Accepted);
    let id = mention.id.clone();
    draft.put(Annotation::Mention(mention));
    record(
        draft,
        suggestion,
        suggestion.key(),
        Verdict::Accepted,
        Some(AnnotationRef::Mention(id.clone())),
    );
    id
}

fn mention_from(
    draft: &Draft<'_>,
    suggestion: &Suggestion,
    proposed: &ProposedMention,
    status: Status,
) -> EntityMention {
    proposed.taken(MentionId::random(), origin_of(draft, suggestion, status))
}

fn accept_event(
    draft: &mut Draft<'_>,
    schema: &Schema,
    suggestion: &Suggestion,
    proposed: &ProposedEvent,
    open: &[Suggestion],
) -> EventId {
    let mut event = event_from(draft, suggestion, proposed, Status::Accepted);
    event.arguments = arguments_from(draft, schema, proposed, open);
    let id = event.id.clone();
    draft.put(Annotation::Event(event));
    record(
        draft,
        suggestion,
        suggestion.key(),
        Verdict::Accepted,
        Some(AnnotationRef::Event(id.clone())),
    );
    id
}

/// What the ticked arguments of a proposed event become; the mentions they need are accepted.
pub fn arguments_from(
    draft: &mut Draft<'_>,
    schema: &Schema,
    proposed: &ProposedEvent,
    open: &[Suggestion],
) -> Vec<Argument> {
    ticked_arguments(schema, &proposed.event_type, &proposed.arguments)
        .into_iter()
        .filter_map(|argument| argument_from(draft, schema, &proposed.event_type, argument, open))
        .collect()
}

fn event_from(
    draft: &Draft<'_>,
    suggestion: &Suggestion,
    proposed: &ProposedEvent,
    status: Status,
) -> EventMention {
    EventMention {
        attributes: proposed.attributes.clone(),
        event: proposed.event.clone(),
        origin: origin_of(draft, suggestion, status),
        ..EventMention::new(
            EventId::random(),
            proposed.trigger,
            proposed.event_type.clone(),
        )
    }
}

/// The arguments that accepting an event takes: those above their role's threshold, as many per role as the schema lets in.
pub fn ticked_arguments<'a>(
    schema: &Schema,
    event_type: &str,
    arguments: &'a [ProposedArgument],
) -> Vec<&'a ProposedArgument> {
    let mut ticked: Vec<&ProposedArgument> = Vec::new();
    for argument in arguments
        .iter()
        .filter(|argument| argument.score >= schema.ticks_from(event_type, &argument.role))
    {
        let role = schema
            .event_type(event_type)
            .and_then(|known| known.role(&argument.role));
        let at_most = role
            .and_then(|role| role.at_most)
            .map_or(usize::MAX, usize::from);
        if ticked
            .iter()
            .filter(|other| other.role == argument.role)
            .count()
            < at_most
        {
            ticked.push(argument);
        }
    }
    ticked
}

/// What a proposed argument becomes: the annotation that stands there, else the suggestion there, accepted; else a bare span if the role takes one.
fn argument_from(
    draft: &mut Draft<'_>,
    schema: &Schema,
    event_type: &str,
    proposed: &ProposedArgument,
    open: &[Suggestion],
) -> Option<Argument> {
    let label = proposed.label.as_deref();
    let filler = if label.is_some_and(|label| schema.event_type(label).is_some()) {
        Some(Filler::Event(draft.event_at(proposed.span, label)?.id))
    } else if let Some(mention) = draft.mention_at(proposed.span, label) {
        Some(Filler::Mention(mention.id))
    } else if let Some(suggestion) = open.suggestion_at(proposed.span, label) {
        match &suggestion.proposal {
            Proposal::Mention(mention) => {
                Some(Filler::Mention(accept_mention(draft, suggestion, mention)))
            }
            Proposal::Event(_) => None,
        }
    } else {
        None
    };
    let takes_span = || {
        schema
            .event_type(event_type)
            .and_then(|known| known.role(&proposed.role))
            .is_some_and(crate::model::Role::takes_span)
    };
    let filler = filler.or_else(|| takes_span().then_some(Filler::Span(proposed.span)))?;
    Some(Argument {
        role: proposed.role.clone(),
        filler,
        score: Some(proposed.score),
    })
}

/// Refuses `suggestion`: it does not come back.
pub fn reject(draft: &mut Draft<'_>, suggestion: &Suggestion) {
    record(draft, suggestion, suggestion.key(), Verdict::Rejected, None);
}

/// Lets a rejected key be suggested again.
pub fn revive(draft: &mut Draft<'_>, key: &SuggestionKey) {
    draft.undecide(key);
}

/// Deletes an annotation. One that came from a suggestion becomes a rejection, so that it is not suggested again.
pub fn delete(draft: &mut Draft<'_>, reference: &AnnotationRef) {
    let decision = draft.decision_that_made(reference);
    draft.remove(reference);
    if let Some(decision) = decision {
        record(
            draft,
            &decision.suggestion.clone(),
            decision.key,
            Verdict::Rejected,
            None,
        );
    }
}

/// Notes that a person changed what a suggestion made.
fn mark_corrected(draft: &mut Draft<'_>, reference: &AnnotationRef, origin: &mut Origin) {
    if origin.status == Status::Accepted {
        origin.status = Status::Corrected;
        if let Some(decision) = draft.decision_that_made(reference) {
            draft.decide(Decision {
                verdict: Verdict::Corrected,
                ..decision
            });
        }
    }
}

/// Puts a changed mention in place of the old one.
pub fn correct_mention(draft: &mut Draft<'_>, mut mention: EntityMention) {
    let reference = AnnotationRef::Mention(mention.id.clone());
    if draft.get(&reference) == Some(Annotation::Mention(mention.clone())) {
        return;
    }
    mark_corrected(draft, &reference, &mut mention.origin);
    draft.put(Annotation::Mention(mention));
}

/// Puts a changed event in place of the old one.
pub fn correct_event(draft: &mut Draft<'_>, mut event: EventMention) {
    let reference = AnnotationRef::Event(event.id.clone());
    if draft.get(&reference) == Some(Annotation::Event(event.clone())) {
        return;
    }
    mark_corrected(draft, &reference, &mut event.origin);
    draft.put(Annotation::Event(event));
}

/// Takes a suggested mention with another label, extent or level than proposed.
pub fn accept_mention_changed(
    draft: &mut Draft<'_>,
    suggestion: &Suggestion,
    change: impl FnOnce(&mut EntityMention),
) -> Option<MentionId> {
    let Proposal::Mention(proposed) = &suggestion.proposal else {
        return None;
    };
    let mut mention = mention_from(draft, suggestion, proposed, Status::Corrected);
    change(&mut mention);
    let id = mention.id.clone();
    draft.put(Annotation::Mention(mention));
    record(
        draft,
        suggestion,
        suggestion.key(),
        Verdict::Corrected,
        Some(AnnotationRef::Mention(id.clone())),
    );
    Some(id)
}

/// Takes a suggested event with a change: its arguments come along as if it had been accepted, then `change` is made.
pub fn accept_event_changed(
    draft: &mut Draft<'_>,
    schema: &Schema,
    suggestion: &Suggestion,
    open: &[Suggestion],
    change: impl FnOnce(&mut EventMention),
) -> Option<EventId> {
    let Proposal::Event(proposed) = &suggestion.proposal else {
        return None;
    };
    let id = accept_event(draft, schema, suggestion, proposed, open);
    if let Some(Annotation::Event(mut event)) = draft.get(&AnnotationRef::Event(id.clone())) {
        change(&mut event);
        correct_event(draft, event);
    }
    Some(id)
}

/// Adds a mention that nobody suggested.
pub fn add_mention(
    draft: &mut Draft<'_>,
    extent: Extent,
    label: impl Into<SmolStr>,
    level: Level,
) -> MentionId {
    let mention = EntityMention {
        level,
        origin: added(draft),
        ..EntityMention::new(MentionId::random(), extent, label)
    };
    let id = mention.id.clone();
    draft.put(Annotation::Mention(mention));
    id
}

/// Adds an event that nobody suggested.
pub fn add_event(draft: &mut Draft<'_>, trigger: Span, event_type: impl Into<SmolStr>) -> EventId {
    let event = EventMention {
        origin: added(draft),
        ..EventMention::new(EventId::random(), trigger, event_type)
    };
    let id = event.id.clone();
    draft.put(Annotation::Event(event));
    id
}

/// Changes an event's type; arguments whose role the new type does not have are dropped.
pub fn retype_event(schema: &Schema, event: &mut EventMention, event_type: &str) {
    event.event_type = event_type.into();
    if let Some(known) = schema.event_type(event_type) {
        event
            .arguments
            .retain(|argument| known.role(&argument.role).is_some());
        event.not_stated.retain(|role| known.role(role).is_some());
    }
}

/// Puts `filler` into `role`, in place of what is there when the role takes one filler only.
pub fn fill_role(schema: &Schema, event: &mut EventMention, role: &str, filler: Filler) {
    let at_most = schema
        .event_type(&event.event_type)
        .and_then(|known| known.role(role))
        .and_then(|known| known.at_most);
    let already = event
        .arguments
        .iter()
        .any(|argument| argument.role == role && argument.filler == filler);
    if already {
        return;
    }
    if at_most == Some(1) {
        event.arguments.retain(|argument| argument.role != role);
    }
    event.not_stated.retain(|known| known != role);
    event.arguments.push(Argument {
        role: role.into(),
        filler,
        score: None,
    });
}

/// Empties `role` of `filler`.
pub fn empty_role(event: &mut EventMention, role: &str, filler: &Filler) {
    event
        .arguments
        .retain(|argument| argument.role != role || argument.filler != *filler);
}
