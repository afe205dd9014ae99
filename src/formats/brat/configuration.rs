//! The configuration of a brat folder: which types there are, what links them, how they are called.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::SPAN;
use super::names::{Names, attribute_name, name};
use super::write::zone_label;
use crate::model::schema::{FillerType, Role, Schema};
use crate::model::{Annotations, Level};
use crate::text::ZoneKind;

/// What exported annotations use, to declare what the schema does not.
#[derive(Default)]
pub(super) struct Used {
    labels: BTreeSet<SmolStr>,
    relations: BTreeSet<SmolStr>,
    events: BTreeMap<SmolStr, BTreeSet<SmolStr>>,
    mention_attributes: BTreeMap<SmolStr, BTreeSet<SmolStr>>,
    event_attributes: BTreeMap<SmolStr, BTreeSet<SmolStr>>,
}

impl Used {
    /// Adds what one document uses.
    pub(super) fn add(&mut self, annotations: &Annotations) {
        fn put(
            known: &mut BTreeMap<SmolStr, BTreeSet<SmolStr>>,
            attribute: &SmolStr,
            value: &SmolStr,
        ) {
            known
                .entry(attribute.clone())
                .or_default()
                .insert(value.clone());
        }
        for mention in annotations.mentions() {
            self.labels.insert(mention.label.clone());
            for (attribute, value) in mention.attributes.iter() {
                put(&mut self.mention_attributes, attribute, value);
            }
            for (attribute, value) in [("value", &mention.value), ("count", &mention.count)] {
                if let Some(value) = value {
                    put(&mut self.mention_attributes, &attribute.into(), value);
                }
            }
        }
        for event in annotations.events() {
            let roles = self.events.entry(event.event_type.clone()).or_default();
            roles.extend(event.arguments.iter().map(|argument| argument.role.clone()));
            for (attribute, value) in event.attributes.iter() {
                put(&mut self.event_attributes, attribute, value);
            }
            if let Some(code) = &event.plover {
                put(&mut self.event_attributes, &"plover".into(), code);
            }
        }
        for relation in annotations.relations() {
            self.relations.insert(relation.relation_type.clone());
        }
    }
}

/// The folder's `annotation.conf`: the types of `schema` and whatever else the documents use.
pub(super) fn configuration(schema: &Schema, mut used: Used, names: &mut Names) -> String {
    let mut out = String::new();
    let mut named = |label: &str| {
        let written = name(label);
        names.add(&written, label);
        written
    };
    entities(&mut out, schema, &mut used, &mut named);
    relations(&mut out, schema, &mut used, &mut named);
    events(&mut out, schema, &mut used, &mut named);
    attributes(&mut out, schema, &mut used);
    out
}

/// Appends a line.
macro_rules! line {
    ($out:expr, $($format:tt)*) => {{
        $out.push_str(&format!($($format)*));
        $out.push('\n');
    }};
}

fn entities(
    out: &mut String,
    schema: &Schema,
    used: &mut Used,
    named: &mut impl FnMut(&str) -> String,
) {
    line!(out, "[entities]");
    for known in &schema.entity_types {
        line!(out, "{}", named(&known.name));
        used.labels.remove(&known.name);
    }
    for label in used.labels.iter().filter(|label| *label != SPAN) {
        line!(out, "{}", named(label));
    }
    line!(out, "{SPAN}");
    for kind in [ZoneKind::Boilerplate, ZoneKind::Markup] {
        line!(out, "{}", zone_label(kind));
    }
}

fn relations(
    out: &mut String,
    schema: &Schema,
    used: &mut Used,
    named: &mut impl FnMut(&str) -> String,
) {
    line!(out, "\n[relations]");
    for known in &schema.relation_types {
        let mut ends = |labels: &[SmolStr]| {
            if labels.is_empty() {
                return "<ANY>".to_owned();
            }
            let names: Vec<String> = labels.iter().map(|label| named(label)).collect();
            names.join("|")
        };
        let (from, to) = (ends(&known.from), ends(&known.to));
        line!(out, "{}\tArg1:{from}, Arg2:{to}", named(&known.name));
        used.relations.remove(&known.name);
    }
    for label in &used.relations {
        line!(out, "{}\tArg1:<ANY>, Arg2:<ANY>", named(label));
    }
    line!(out, "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>");
}

fn events(
    out: &mut String,
    schema: &Schema,
    used: &mut Used,
    named: &mut impl FnMut(&str) -> String,
) {
    line!(out, "\n[events]");
    for known in &schema.event_types {
        let mut roles: Vec<String> = known
            .roles
            .iter()
            .map(|role| configured_role(schema, role))
            .collect();
        for role in used.events.remove(&known.name).unwrap_or_default() {
            if known.role(&role).is_none() {
                roles.push(format!("{}*:<ANY>", named(&role)));
            }
        }
        line!(out, "{}\t{}", named(&known.name), roles.join(", "));
    }
    for (label, roles) in &used.events {
        let roles: Vec<String> = roles
            .iter()
            .map(|role| format!("{}*:<ANY>", named(role)))
            .collect();
        line!(out, "{}\t{}", named(label), roles.join(", "));
    }
}

fn attributes(out: &mut String, schema: &Schema, used: &mut Used) {
    line!(out, "\n[attributes]");
    let levels = Level::ALL.iter().map(|level| level.name()).skip(1);
    used.mention_attributes
        .entry("level".into())
        .or_default()
        .extend(levels.map(SmolStr::new_static));
    for known in &schema.event_attributes {
        let values = used.event_attributes.entry(known.name.clone()).or_default();
        values.extend(known.values.iter().cloned());
    }
    for (kind, attributes) in [
        ("<ENTITY>", &used.mention_attributes),
        ("<EVENT>", &used.event_attributes),
    ] {
        for (attribute, values) in attributes {
            let values: Vec<String> = values
                .iter()
                .map(|value| value.split_whitespace().collect::<Vec<_>>().join("_"))
                .collect();
            line!(
                out,
                "{}\tArg:{kind}, Value:{}",
                attribute_name(attribute),
                values.join("|")
            );
        }
    }
}

/// A role of an event type with how many fillers it takes and of what types.
fn configured_role(schema: &Schema, role: &Role) -> String {
    let count = match role.at_most {
        Some(1) => "?".to_owned(),
        Some(most) => format!("{{0-{most}}}"),
        None => "*".to_owned(),
    };
    let mut fillers: Vec<String> = if role.takes_span() {
        vec!["<ANY>".to_owned()]
    } else {
        role.fillers
            .iter()
            .map(|filler| match filler {
                FillerType::Entity(label) => name(label),
                FillerType::Event(event_type) => name(event_type),
                FillerType::AnyEvent => "<EVENT>".to_owned(),
                FillerType::AnySpan => "<ANY>".to_owned(),
            })
            .collect()
    };
    let norp = name("NORP");
    if schema.entity_type("NORP").is_some()
        && !role.takes_span()
        && role.takes_entity("NORP")
        && !fillers.contains(&norp)
    {
        fillers.push(norp);
    }
    format!("{}{count}:{}", name(&role.name), fillers.join("|"))
}

/// The folder's `visual.conf`: how names are shown, which is also how a reader finds the labels that brat cannot spell.
pub(super) fn visual(names: &Names) -> String {
    let mut out = String::from("[labels]\n");
    for (written, label) in names.iter() {
        line!(out, "{written} | {label}");
    }
    out.push_str("\n[drawing]\nSPAN_DEFAULT\tfgColor:black, bgColor:#dfe7f5, borderColor:darken\nARC_DEFAULT\tcolor:black, arrowHead:triangle-5\n");
    out
}
