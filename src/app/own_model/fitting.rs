//! What of an answer the schema allows: labels and roles that it has, under its own names, at places that hold words.

use std::collections::BTreeMap;

use smol_str::SmolStr;
use twox_hash::XxHash3_128;

use super::one_line;
use crate::model::{
    Attributes, Document, EventType, Extent, Proposal, ProposedArgument, ProposedEvent,
    ProposedMention, Schema, Suggestion,
};
use crate::text::{Span, Text};

/// No model from outside is surer than this before decisions speak for it: many say 1 or nothing whatever they say.
pub(super) const MOST_SURE: f32 = 0.95;

/// Names that a remark lists.
const LISTED: usize = 5;

/// What is left of `said` under `schema`, and in words what was refused.
pub fn fitted(
    said: &[Suggestion],
    document: &Document,
    schema: &Schema,
) -> (Vec<Suggestion>, Vec<String>) {
    let mut fitter = Fitter {
        document,
        schema,
        refused: Refused::default(),
    };
    let fitting = said
        .iter()
        .filter_map(|suggestion| fitter.suggestion(suggestion))
        .collect();
    (fitting, fitter.refused.remarks())
}

/// What was refused, by kind and name.
#[derive(Default)]
struct Refused {
    labels: BTreeMap<String, usize>,
    roles: BTreeMap<String, usize>,
    places: usize,
}

impl Refused {
    fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        for (what, names) in [("labels", &self.labels), ("roles", &self.roles)] {
            let count: usize = names.values().sum();
            if count == 0 {
                continue;
            }
            let listed: Vec<String> = names
                .iter()
                .take(LISTED)
                .map(|(name, count)| format!("{name} ({count})"))
                .collect();
            let more = if names.len() > LISTED { " …" } else { "" };
            remarks.push(format!(
                "{count} {what} are not in the schema, left out: {}{more}",
                listed.join(", ")
            ));
        }
        if self.places > 0 {
            remarks.push(format!("{} places hold no words, left out", self.places));
        }
        remarks
    }
}

struct Fitter<'a> {
    document: &'a Document,
    schema: &'a Schema,
    refused: Refused,
}

impl Fitter<'_> {
    fn suggestion(&mut self, said: &Suggestion) -> Option<Suggestion> {
        let proposal = match &said.proposal {
            Proposal::Mention(mention) => Proposal::Mention(self.mention(mention, &said.source)?),
            Proposal::Event(event) => Proposal::Event(self.event(event, &said.source)?),
        };
        Some(Suggestion {
            proposal,
            source: said.source.clone(),
            score: fitted_score(said.score),
            reason: said.reason.clone(),
        })
    }

    /// The schema's entity type for a label: of that name, or one that says that it is suggested from it.
    fn entity_type(&self, label: &str) -> Option<SmolStr> {
        let mut shown = self.schema.shown_entity_types();
        let named = shown.find(|known| known.name == label);
        named
            .or_else(|| self.schema.entity_type_fed_by(label))
            .map(|known| known.name.clone())
    }

    fn event_type(&self, name: &str) -> Option<&EventType> {
        let mut shown = self.schema.shown_event_types();
        let named = shown.find(|known| known.name == name);
        named.or_else(|| self.schema.event_type_fed_by(name))
    }

    /// `span` without blanks at its ends, if it holds any words.
    fn place(&mut self, span: Span) -> Option<Span> {
        let text: &Text = self.document.text();
        let trimmed = text.get(span).map(|_| text.trim(span));
        let place = trimmed.filter(|place| !place.is_empty());
        if place.is_none() {
            self.refused.places += 1;
        }
        place
    }

    fn mention(&mut self, said: &ProposedMention, source: &str) -> Option<ProposedMention> {
        let Some(label) = self.entity_type(&said.label) else {
            *self
                .refused
                .labels
                .entry(one_line(&said.label, 40))
                .or_default() += 1;
            return None;
        };
        let extent = if said.extent.is_discontinuous() {
            self.place(said.extent.envelope())?;
            said.extent.clone()
        } else {
            Extent::new(self.place(said.extent.envelope())?)
        };
        let short = |words: &SmolStr| -> SmolStr { one_line(words, 60).into() };
        let head = said.head.filter(|head| {
            let is_word = self
                .document
                .text()
                .get(*head)
                .is_some_and(|words| !words.trim().is_empty());
            is_word && extent.envelope().contains(*head)
        });
        Some(ProposedMention {
            head,
            extent,
            label,
            level: said.level,
            value: said.value.as_ref().map(short),
            count: said.count.as_ref().map(short),
            entity: said
                .entity
                .as_ref()
                .map(|id| crate::model::EntityId::from_bits(self.own_bits(source, id.as_str()))),
        })
    }

    fn event(&mut self, said: &ProposedEvent, source: &str) -> Option<ProposedEvent> {
        let Some(known) = self.event_type(&said.event_type).cloned() else {
            *self
                .refused
                .labels
                .entry(one_line(&said.event_type, 40))
                .or_default() += 1;
            return None;
        };
        let trigger = self.place(said.trigger)?;
        let arguments = said
            .arguments
            .iter()
            .filter_map(|argument| self.argument(argument, &known))
            .collect();
        Some(ProposedEvent {
            trigger,
            arguments,
            attributes: self.attributes(&said.attributes, &known.name),
            event: said.event.as_ref().map(|id| {
                crate::model::EventChainId::from_bits(self.own_bits(source, id.as_str()))
            }),
            event_type: known.name,
        })
    }

    fn argument(
        &mut self,
        said: &ProposedArgument,
        event_type: &EventType,
    ) -> Option<ProposedArgument> {
        let named = event_type.role(&said.role);
        let mut roles = event_type.roles.iter();
        let Some(role) = named.or_else(|| roles.find(|role| role.is_fed_by(&said.role))) else {
            let name = format!("{} of {}", one_line(&said.role, 40), event_type.name);
            *self.refused.roles.entry(name).or_default() += 1;
            return None;
        };
        let label = match &said.label {
            None => None,
            Some(label) => {
                let entity = self
                    .entity_type(label)
                    .filter(|label| role.takes_entity(label));
                let event = || {
                    let known = self.event_type(label)?;
                    role.takes_event(&known.name).then(|| known.name.clone())
                };
                // A filler that the role does not take is no filler.
                Some(entity.or_else(event)?)
            }
        };
        Some(ProposedArgument {
            role: role.name.clone(),
            span: self.place(said.span)?,
            label,
            score: fitted_score(said.score),
        })
    }

    /// Those attributes that the schema has for the type, with values that it has.
    fn attributes(&self, said: &Attributes, event_type: &str) -> Attributes {
        let known = said.iter().filter(|(name, value)| {
            let mut types = self.schema.event_attributes.iter();
            types.any(|known| {
                known.name == **name
                    && (known.values.is_empty() || known.values.contains(value))
                    && (known.only_for.is_empty()
                        || known.only_for.iter().any(|only| only == event_type))
            })
        });
        known
            .map(|(name, value)| (name.clone(), one_line(value, 60).into()))
            .collect()
    }

    /// An id that a model gives means nothing outside its answer about this document, so it is made one that no annotation has by chance.
    fn own_bits(&self, source: &str, id: &str) -> u64 {
        let whole = [self.document.id.as_str(), source, id].join("\n");
        XxHash3_128::oneshot(whole.as_bytes()) as u64
    }
}

fn fitted_score(score: f32) -> f32 {
    if score.is_finite() {
        score.clamp(0.0, MOST_SURE)
    } else {
        0.5
    }
}
