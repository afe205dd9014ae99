//! PLOVER codes of events: chosen by a person, else by the schema's rule for the event's type.

use smol_str::SmolStr;

use super::annotation::{Annotations, EventMention, Filler};
use super::schema::{Plover, PloverCondition, Schema};

/// The PLOVER root code of `event`; `None` when PLOVER has none for it.
///
/// # Source
/// PLOVER manual, draft 0.8 (2021-09): root codes by type, modes left to attributes.
pub fn plover_code(
    event: &EventMention,
    annotations: &Annotations,
    schema: &Schema,
) -> Option<SmolStr> {
    if let Some(code) = &event.plover {
        return Some(code.clone());
    }
    match &schema.event_type(&event.event_type)?.plover {
        Plover::None => None,
        Plover::Fixed(code) => Some(code.clone()),
        Plover::Rules(rules, otherwise) => {
            let rule = rules
                .iter()
                .find(|rule| holds(&rule.when, event, annotations));
            rule.map(|rule| rule.code.clone())
                .or_else(|| otherwise.clone())
        }
    }
}

fn holds(condition: &PloverCondition, event: &EventMention, annotations: &Annotations) -> bool {
    let fills = |role: &SmolStr, fits: &dyn Fn(&Filler) -> bool| {
        event
            .arguments
            .iter()
            .any(|argument| argument.role == *role && fits(&argument.filler))
    };
    match condition {
        PloverCondition::RoleFilled(role) => fills(role, &|_| true),
        PloverCondition::RoleLabel(role, label) => fills(role, &|filler| match filler {
            Filler::Mention(id) => annotations
                .mention(id)
                .is_some_and(|mention| mention.label == *label),
            Filler::Event(id) => annotations
                .event(id)
                .is_some_and(|other| other.event_type == *label),
            Filler::Span(_) => false,
        }),
        PloverCondition::Attribute(name, value) => event.attributes.get(name) == Some(value),
    }
}
