//! PLOVER codes of events: chosen by a person, else by the schema's rule for the event's type.

use smol_str::SmolStr;

use super::annotation::{Annotations, EventMention, Filler};
use super::schema::{Plover, PloverCondition, Schema};

/// Sectors of actors with what they stand for, the commonest in news first.
///
/// # Source
/// PLOVER manual, draft 0.8 (2021-09): primary and secondary sector codes.
pub const SECTORS: [(&str, &str); 25] = [
    ("GOV", "government"),
    ("MIL", "military"),
    ("COP", "police"),
    ("REB", "rebels"),
    ("OPP", "opposition"),
    ("PTY", "party"),
    ("LEG", "legislature"),
    ("JUD", "courts"),
    ("CVL", "civilians"),
    ("MED", "media"),
    ("JRN", "journalists"),
    ("BUS", "business"),
    ("LAB", "labour"),
    ("EDU", "education"),
    ("REL", "religion"),
    ("SPY", "intelligence"),
    ("PRM", "paramilitary"),
    ("UAF", "unaligned armed forces"),
    ("CRM", "crime"),
    ("REF", "refugees"),
    ("AGR", "agriculture"),
    ("ELI", "elites"),
    ("SOC", "civil society"),
    ("PRE", "former officials"),
    ("UNK", "unknown"),
];

/// A PLOVER code with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// The code; `None` when PLOVER has none.
    pub code: Option<SmolStr>,
    /// Why, in words: "chosen", "fixed by the type", "by rule: Target is FAC".
    pub why: String,
}

/// The PLOVER code of `event` and where it comes from.
pub fn derive(event: &EventMention, annotations: &Annotations, schema: &Schema) -> Derived {
    let code = plover_code(event, annotations, schema);
    let why = match schema
        .event_type(&event.event_type)
        .map(|known| &known.plover)
    {
        _ if event.plover.is_some() => "chosen for this event".to_owned(),
        Some(Plover::Fixed(_)) => "fixed by the type".to_owned(),
        Some(Plover::Rules(rules, _)) => rules
            .iter()
            .find(|rule| holds(&rule.when, event, annotations))
            .map_or_else(
                || "by rule: no other holds".to_owned(),
                |rule| format!("by rule: {}", condition_in_words(&rule.when)),
            ),
        Some(Plover::None) | None => "the type has none".to_owned(),
    };
    Derived { code, why }
}

/// A condition in words: "Target is FAC", "Place is filled", "polarity is negative".
pub fn condition_in_words(condition: &PloverCondition) -> String {
    match condition {
        PloverCondition::RoleLabel(role, label) => format!("{role} is {label}"),
        PloverCondition::RoleFilled(role) => format!("{role} is filled"),
        PloverCondition::Attribute(name, value) => format!("{name} is {value}"),
    }
}

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
