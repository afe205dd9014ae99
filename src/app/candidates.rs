//! Candidates for a role of an event: what stands near its trigger and may fill it, best first.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::model::suggestion::{Proposal, ProposedArgument, Suggestion};
use crate::model::{Annotations, Filler, Role};
use crate::text::{Segments, Span, Text};

/// What a candidate is: something annotated, or an open suggestion that filling the role would accept.
#[derive(Clone, Debug, PartialEq)]
pub enum CandidateFiller {
    /// Annotated already.
    Annotated(Filler),
    /// The open mention suggestion at this place and label.
    Suggested(Span, SmolStr),
}

/// One candidate of a role.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// What it is.
    pub filler: CandidateFiller,
    /// Where it stands.
    pub span: Span,
    /// Its label.
    pub label: SmolStr,
    /// How likely it fills the role, 0 to 1: the engine's score where there is one, else by distance.
    pub score: f32,
}

/// What candidates are looked for in.
pub struct Field<'a> {
    /// What is annotated.
    pub annotations: &'a Annotations,
    /// What is suggested.
    pub open: &'a [Suggestion],
    /// Sentences and tokens.
    pub segments: &'a Segments,
    /// The text.
    pub text: &'a Text,
}

/// Candidates of `role` for the event at `trigger`, best first, at most `limit`: the engine's own, then what the role may take in the
/// trigger's sentence and the ones beside it, nearer ones first.
pub fn for_role(
    role: &Role,
    trigger: Span,
    proposed: &[ProposedArgument],
    field: &Field<'_>,
    limit: usize,
) -> Vec<Candidate> {
    let Field {
        annotations,
        open,
        segments,
        text,
    } = *field;
    let mut found: BTreeMap<(Span, SmolStr), Candidate> = BTreeMap::new();
    let home = segments.sentence_at(trigger.start);
    let mut offer = |span: Span, label: &SmolStr, filler: CandidateFiller| {
        if span == trigger {
            return;
        }
        let scored = proposed
            .iter()
            .find(|argument| argument.role == role.name && argument.span == span);
        let sentence = segments.sentence_at(span.start);
        let away = match (home, sentence) {
            (Some(home), Some(sentence)) => home.abs_diff(sentence),
            _ => usize::MAX,
        };
        if away > 1 && scored.is_none() {
            return;
        }
        let score = scored.map_or_else(
            || score_by_distance(text, trigger, span, away),
            |argument| argument.score,
        );
        let candidate = Candidate {
            filler,
            span,
            label: label.clone(),
            score,
        };
        found.entry((span, label.clone())).or_insert(candidate);
    };
    for mention in annotations
        .mentions()
        .iter()
        .filter(|mention| role.takes_entity(&mention.label))
    {
        let filler = CandidateFiller::Annotated(Filler::Mention(mention.id.clone()));
        offer(mention.extent.envelope(), &mention.label, filler);
    }
    for event in annotations
        .events()
        .iter()
        .filter(|event| role.takes_event(&event.event_type))
    {
        offer(
            event.trigger.envelope(),
            &event.event_type,
            CandidateFiller::Annotated(Filler::Event(event.id.clone())),
        );
    }
    for suggestion in open {
        let Proposal::Mention(mention) = &suggestion.proposal else {
            continue;
        };
        if role.takes_entity(&mention.label) {
            let span = mention.extent.envelope();
            offer(
                span,
                &mention.label,
                CandidateFiller::Suggested(span, mention.label.clone()),
            );
        }
    }
    let mut candidates: Vec<Candidate> = found.into_values().collect();
    candidates.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.span.cmp(&b.span))
    });
    candidates.truncate(limit);
    candidates
}

/// Falls from 0.3 at the trigger to nothing some hundred characters away; a candidate of another sentence counts a quarter.
fn score_by_distance(text: &Text, trigger: Span, span: Span, sentences_away: usize) -> f32 {
    let gap = if span.end <= trigger.start {
        Span::new(span.end, trigger.start)
    } else {
        Span::new(trigger.end.min(span.start), span.start)
    };
    let chars = text.slice(gap).chars().count() as f32;
    let near = 0.3 / (1.0 + chars / 40.0);
    if sentences_away == 0 {
        near
    } else {
        near / 4.0
    }
}
