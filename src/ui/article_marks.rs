//! What the article shows of a session: its annotations, those of a layer beside it and its suggestions as marks, links between them as arcs, the
//! chain of what is selected as a tint.

use std::collections::{HashMap, HashSet};

use smol_str::SmolStr;

use super::article::{ArcEnd, ArcLink, Mark, MarkKey, MarkKind, MarkState, Tint};
use crate::app::decide;
use crate::app::selection::Selected;
use crate::app::session::Session;
use crate::model::schema::LabelColour;
use crate::model::suggestion::{Proposal, Suggestion};
use crate::model::{
    Annotations, EntityMention, EventMention, Extent, Filler, Layer, Level, RelationEnd, Schema,
};
use crate::text::Span;

/// The marks of an article, with what each stands for; a mark's key is its index.
pub(super) struct Marks<'a> {
    schema: &'a Schema,
    pub(super) marks: Vec<Mark>,
    pub(super) stands_for: Vec<Selected>,
}

impl<'a> Marks<'a> {
    /// The marks of the open document, suggestions last.
    pub(super) fn of(session: &'a Session) -> Self {
        let mut marks = Self {
            schema: session.deciding_schema(),
            marks: Vec::new(),
            stands_for: Vec::new(),
        };
        let own = session.annotations();
        for mention in own.mentions() {
            let stands_for = Selected::Mention(mention.id.clone());
            marks.mention(stands_for, mention, MarkState::Accepted);
        }
        for event in own.events() {
            let stands_for = Selected::Event(event.id.clone());
            marks.event(stands_for, event, MarkState::Accepted);
        }
        if let Some(layer) = session.layer_beside_here() {
            marks.beside(layer, own);
        }
        for suggestion in session.shown_suggestions() {
            marks.suggestion(suggestion);
        }
        marks
    }

    fn push(
        &mut self,
        stands_for: Selected,
        extent: Extent,
        look: (MarkKind, SmolStr, MarkState),
        score: Option<f32>,
    ) {
        let (kind, label, state) = look;
        let colour = (kind != MarkKind::Trigger).then(|| self.colour(&label));
        self.marks.push(Mark {
            key: MarkKey(self.stands_for.len() as u64),
            extent,
            kind,
            label,
            colour,
            state,
            score,
        });
        self.stands_for.push(stands_for);
    }

    fn colour(&self, label: &str) -> LabelColour {
        let known = self.schema.entity_type(label);
        known.map_or(LabelColour::Slot(11), |known| known.colour)
    }

    fn mention(&mut self, stands_for: Selected, mention: &EntityMention, state: MarkState) {
        let look = (kind_of(mention.level), mention.label.clone(), state);
        self.push(stands_for, mention.extent.clone(), look, None);
    }

    fn event(&mut self, stands_for: Selected, event: &EventMention, state: MarkState) {
        let look = (MarkKind::Trigger, subtype(&event.event_type), state);
        self.push(stands_for, event.trigger.clone(), look, None);
    }

    /// Marks of another layer, but for those that are the same in `own`. They are only looked at.
    fn beside(&mut self, layer: &Layer, own: &Annotations) {
        let mentions = own.mentions().iter();
        let own_mentions: HashSet<(Span, &str)> = mentions
            .map(|mention| (mention.extent.envelope(), mention.label.as_str()))
            .collect();
        let events = own.events().iter();
        let own_events: HashSet<(Span, &str)> = events
            .map(|event| (event.trigger.envelope(), event.event_type.as_str()))
            .collect();
        for mention in layer.annotations.mentions() {
            if !own_mentions.contains(&(mention.extent.envelope(), mention.label.as_str())) {
                self.mention(Selected::Nothing, mention, MarkState::Beside);
            }
        }
        for event in layer.annotations.events() {
            if !own_events.contains(&(event.trigger.envelope(), event.event_type.as_str())) {
                self.event(Selected::Nothing, event, MarkState::Beside);
            }
        }
    }

    fn suggestion(&mut self, suggestion: &Suggestion) {
        let (extent, kind, label) = match &suggestion.proposal {
            Proposal::Mention(mention) => (
                mention.extent.clone(),
                kind_of(mention.level),
                mention.label.clone(),
            ),
            Proposal::Event(event) => (
                Extent::new(event.trigger),
                MarkKind::Trigger,
                subtype(&event.event_type),
            ),
        };
        self.push(
            Selected::Suggestion(suggestion.key()),
            extent,
            (kind, label, MarkState::Suggested),
            Some(suggestion.score),
        );
    }

    /// Arcs from triggers to what fills their roles.
    pub(super) fn links(&self, session: &Session) -> Vec<ArcLink> {
        let by_mark: HashMap<SelectedKey<'_>, MarkKey> = self
            .stands_for
            .iter()
            .enumerate()
            .filter_map(|(index, mark)| Some((SelectedKey::of(mark)?, MarkKey(index as u64))))
            .collect();
        let by_span: HashMap<(Span, bool), MarkKey> = self
            .marks
            .iter()
            .rev()
            .filter(|mark| mark.state != MarkState::Beside)
            .map(|mark| {
                (
                    (mark.extent.envelope(), mark.kind == MarkKind::Trigger),
                    mark.key,
                )
            })
            .collect();
        let mut links = Vec::new();
        for event in session.annotations().events() {
            let Some(from) = by_mark.get(&SelectedKey::Event(event.id.as_str())) else {
                continue;
            };
            for argument in &event.arguments {
                let to = match &argument.filler {
                    Filler::Mention(id) => by_mark
                        .get(&SelectedKey::Mention(id.as_str()))
                        .copied()
                        .map(ArcEnd::Mark),
                    Filler::Event(id) => by_mark
                        .get(&SelectedKey::Event(id.as_str()))
                        .copied()
                        .map(ArcEnd::Mark),
                    Filler::Span(span) => Some(ArcEnd::Span(*span)),
                };
                links.extend(to.map(|to| ArcLink {
                    from: *from,
                    to,
                    role: argument.role.clone(),
                    suggested: false,
                    relation: None,
                }));
            }
        }
        for relation in session.annotations().relations() {
            let mark = |end: &RelationEnd| {
                let key = match end {
                    RelationEnd::Mention(id) => SelectedKey::Mention(id.as_str()),
                    RelationEnd::Event(id) => SelectedKey::Event(id.as_str()),
                };
                by_mark.get(&key).copied()
            };
            let known = self.schema.relation_type(&relation.relation_type);
            let link = mark(&relation.from).zip(mark(&relation.to));
            links.extend(link.map(|(from, to)| ArcLink {
                from,
                to: ArcEnd::Mark(to),
                role: subtype(&relation.relation_type),
                suggested: false,
                relation: Some(known.map(|known| known.colour).unwrap_or_default()),
            }));
        }
        // Suggestions are the last marks, in their own order.
        let first = self.marks.len() - session.shown_suggestions().len();
        for (index, suggestion) in (first..).zip(session.shown_suggestions()) {
            let Proposal::Event(event) = &suggestion.proposal else {
                continue;
            };
            for argument in
                decide::ticked_arguments(self.schema, &event.event_type, &event.arguments)
            {
                let is_event = argument
                    .label
                    .as_deref()
                    .is_some_and(|label| self.schema.event_type(label).is_some());
                let to = by_span
                    .get(&(argument.span, is_event))
                    .map_or(ArcEnd::Span(argument.span), |key| ArcEnd::Mark(*key));
                links.push(ArcLink {
                    from: MarkKey(index as u64),
                    to,
                    role: argument.role.clone(),
                    suggested: true,
                    relation: None,
                });
            }
        }
        links
    }
}

/// An annotation's name for looking its mark up.
#[derive(PartialEq, Eq, Hash)]
enum SelectedKey<'a> {
    Mention(&'a str),
    Event(&'a str),
}

impl<'a> SelectedKey<'a> {
    fn of(selected: &'a Selected) -> Option<Self> {
        match selected {
            Selected::Mention(id) => Some(Self::Mention(id.as_str())),
            Selected::Event(id) => Some(Self::Event(id.as_str())),
            _ => None,
        }
    }
}

fn kind_of(level: Level) -> MarkKind {
    match level {
        Level::Name => MarkKind::Name,
        Level::Nominal | Level::Pronoun => MarkKind::Nominal,
    }
}

/// The last part of an event type's name.
fn subtype(event_type: &str) -> SmolStr {
    event_type.rsplit('.').next().unwrap_or(event_type).into()
}

/// The chain of the selected mention or event, tinted.
pub(super) fn chain_tint(session: &Session) -> Vec<Tint> {
    let chain = session.chain_of_selected();
    if chain.len() < 2 {
        return Vec::new();
    }
    let schema = &session.project().schema;
    let label = chain.first().map(|link| link.label.as_str());
    let colour = label.and_then(|label| {
        let entity = schema.entity_type(label).map(|known| known.colour);
        entity.or_else(|| schema.event_type(label).map(|known| known.colour))
    });
    vec![Tint {
        spans: chain.iter().map(|link| link.span).collect(),
        colour: colour.unwrap_or_default(),
    }]
}
