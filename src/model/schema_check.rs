//! What a schema can get wrong: names that clash, references to types that are not there, keys given twice.
//!
//! A project with such a schema still opens; the findings are for whoever writes or edits the schema.
//!
//! ```
//! use dateline::model::{schema_check, Schema};
//! assert!(schema_check::findings(&Schema::default()).is_empty());
//! ```

use std::collections::BTreeSet;

use super::schema::{AttributeType, FillerType, Guidance, Plover, PloverCondition, Role, Schema};

/// The root codes of PLOVER, in the order of its manual.
///
/// # Source
/// PLOVER manual, draft 0.8 of September 2021.
pub const PLOVER_CODES: [&str; 16] = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];

/// Everything in `schema` that contradicts itself, one sentence each, in the order of the file. Empty for a sound schema.
pub fn findings(schema: &Schema) -> Vec<String> {
    let mut found = Findings::default();
    found.twice("module", schema.modules.iter().map(|known| &*known.name));
    check_entity_types(schema, &mut found);
    check_event_types(schema, &mut found);
    check_attributes(schema, &schema.event_attributes, true, &mut found);
    check_attributes(schema, &schema.mention_attributes, false, &mut found);
    check_relations(schema, &mut found);
    found.0
}

#[derive(Default)]
struct Findings(Vec<String>);

impl Findings {
    fn add(&mut self, finding: String) {
        self.0.push(finding);
    }

    /// Names that are empty or come twice.
    fn twice<'a>(&mut self, what: &str, names: impl Iterator<Item = &'a str>) {
        let mut seen = BTreeSet::new();
        for name in names {
            if name.is_empty() {
                self.add(format!("{what} without a name"));
            } else if !seen.insert(name) {
                self.add(format!("{what} {name} is there twice"));
            }
        }
    }

    /// Hotkeys that are given to two types of one picker.
    fn keys_twice<'a>(&mut self, keys: impl Iterator<Item = (&'a str, Option<char>)>) {
        let mut seen: Vec<(char, &str)> = Vec::new();
        for (name, key) in keys {
            let Some(key) = key else { continue };
            match seen.iter().find(|(known, _)| *known == key) {
                Some((_, other)) => self.add(format!("{name} has the hotkey {key} of {other}")),
                None => seen.push((key, name)),
            }
        }
    }

    fn module(&mut self, schema: &Schema, name: &str, module: &str) {
        if !module.is_empty() && !schema.modules.iter().any(|known| known.name == module) {
            self.add(format!("{name} belongs to the unknown module {module}"));
        }
    }

    /// Examples and decided cases that mark no words, or leave a bracket open.
    fn guidance(&mut self, name: &str, guidance: &Guidance) {
        let marked = guidance
            .examples
            .iter()
            .chain(guidance.cases.iter().map(|case| &case.text));
        for text in marked {
            if let Some(fault) = bracket_fault(text) {
                self.add(format!("{name}: {fault} in “{text}”"));
            }
        }
    }

    fn plover_code(&mut self, name: &str, code: &str) {
        if !PLOVER_CODES.contains(&code) {
            self.add(format!("{name} gives {code}, which is no PLOVER code"));
        }
    }
}

/// What is wrong with the brackets of an example; they mark the words that it is about.
fn bracket_fault(text: &str) -> Option<&'static str> {
    let mut depth = 0_u32;
    let mut num_marks = 0;
    for character in text.chars() {
        match character {
            '[' => depth += 1,
            ']' if depth == 0 => return Some("a bracket is closed that was not opened"),
            ']' => {
                depth -= 1;
                num_marks += 1;
            }
            _ => {}
        }
    }
    match (depth, num_marks) {
        (1.., _) => Some("a bracket stays open"),
        (0, 0) => Some("no words are marked"),
        (0, _) => None,
    }
}

fn check_entity_types(schema: &Schema, found: &mut Findings) {
    let types = &schema.entity_types;
    found.twice("entity type", types.iter().map(|known| &*known.name));
    found.keys_twice(types.iter().map(|known| (&*known.name, known.hotkey)));
    for known in types {
        found.module(schema, &known.name, &known.module);
        found.guidance(&known.name, &known.guidance);
        let subtypes = known.subtypes.iter().map(|subtype| &**subtype);
        found.twice(&format!("subtype of {}:", known.name), subtypes);
    }
}

fn check_event_types(schema: &Schema, found: &mut Findings) {
    let types = &schema.event_types;
    found.twice("event type", types.iter().map(|known| &*known.name));
    found.keys_twice(types.iter().map(|known| (&*known.name, known.hotkey)));
    for known in types {
        if schema.entity_type(&known.name).is_some() {
            found.add(format!(
                "{} is an entity type and an event type",
                known.name
            ));
        }
        found.module(schema, &known.name, &known.module);
        found.guidance(&known.name, &known.guidance);
        let roles = known.roles.iter().map(|role| &*role.name);
        found.twice(&format!("role of {}:", known.name), roles);
        for role in &known.roles {
            check_role(schema, &known.name, role, found);
        }
        check_plover(schema, known, found);
    }
}

fn check_role(schema: &Schema, event_type: &str, role: &Role, found: &mut Findings) {
    for filler in &role.fillers {
        let unknown = match filler {
            FillerType::Entity(label) if schema.entity_type(label).is_none() => label,
            FillerType::Event(name) if schema.event_type(name).is_none() => name,
            FillerType::Entity(_)
            | FillerType::Event(_)
            | FillerType::AnyEvent
            | FillerType::AnySpan => continue,
        };
        found.add(format!(
            "{} of {event_type} takes the unknown type {unknown}",
            role.name
        ));
    }
    if role.at_most == Some(0) {
        found.add(format!("{} of {event_type} takes no filler", role.name));
    }
}

fn check_plover(schema: &Schema, event_type: &super::EventType, found: &mut Findings) {
    let name = &event_type.name;
    match &event_type.plover {
        Plover::None => {}
        Plover::Fixed(code) => found.plover_code(name, code),
        Plover::Rules(rules, otherwise) => {
            for rule in rules {
                check_plover_condition(schema, event_type, &rule.when, found);
                found.plover_code(name, &rule.code);
            }
            if let Some(code) = otherwise {
                found.plover_code(name, code);
            }
        }
    }
}

fn check_plover_condition(
    schema: &Schema,
    event_type: &super::EventType,
    condition: &PloverCondition,
    found: &mut Findings,
) {
    let name = &event_type.name;
    match condition {
        PloverCondition::RoleFilled(role) | PloverCondition::RoleLabel(role, _)
            if event_type.role(role).is_none() =>
        {
            found.add(format!(
                "the PLOVER rule of {name} asks for the unknown role {role}"
            ));
        }
        PloverCondition::RoleLabel(role, label) => {
            let takes = event_type
                .role(role)
                .is_some_and(|role| role.takes_entity(label));
            if !takes {
                found.add(format!(
                    "the PLOVER rule of {name} asks for {label} as {role}, which {role} does not take"
                ));
            }
        }
        PloverCondition::Attribute(attribute, value) => {
            let known = schema.event_attributes.iter().any(|known| {
                known.name == *attribute
                    && (known.values.is_empty() || known.values.contains(value))
            });
            if !known {
                found.add(format!(
                    "the PLOVER rule of {name} asks for the unknown attribute {attribute}={value}"
                ));
            }
        }
        PloverCondition::RoleFilled(_) => {}
    }
}

fn check_attributes(
    schema: &Schema,
    attributes: &[AttributeType],
    of_events: bool,
    found: &mut Findings,
) {
    let what = if of_events {
        "event attribute"
    } else {
        "mention attribute"
    };
    found.twice(what, attributes.iter().map(|known| &*known.name));
    for attribute in attributes {
        let values = attribute.values.iter().map(|value| &**value);
        found.twice(&format!("value of {}:", attribute.name), values);
        if let Some(default) = &attribute.default
            && !attribute.values.is_empty()
            && !attribute.values.contains(default)
        {
            found.add(format!(
                "{default} is the default of {} but none of its values",
                attribute.name
            ));
        }
        for only in &attribute.only_for {
            let known = if of_events {
                schema.event_type(only).is_some()
            } else {
                schema.entity_type(only).is_some()
            };
            if !known {
                found.add(format!(
                    "{} is only for the unknown type {only}",
                    attribute.name
                ));
            }
        }
    }
}

fn check_relations(schema: &Schema, found: &mut Findings) {
    let types = &schema.relation_types;
    found.twice("relation type", types.iter().map(|known| &*known.name));
    for known in types {
        found.guidance(&known.name, &known.guidance);
        for label in known.from.iter().chain(&known.to) {
            if schema.entity_type(label).is_none() {
                found.add(format!("{} joins the unknown type {label}", known.name));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::bundled::read_schema;

    fn findings_of(source: &str) -> Vec<String> {
        findings(&read_schema(source).unwrap())
    }

    #[test]
    fn names_and_hotkeys_clash() {
        let found = findings_of(
            r#"(entity_types: [(name: "PER", hotkey: Some('p')), (name: "PER"), (name: "ORG", hotkey: Some('p')), (name: "")])"#,
        );
        assert_eq!(
            found,
            [
                "entity type PER is there twice",
                "entity type without a name",
                "ORG has the hotkey p of PER"
            ]
        );
    }

    #[test]
    fn references_lead_nowhere() {
        let found = findings_of(
            r#"(
                entity_types: [(name: "PER", module: "people")],
                event_types: [(
                    name: "Attack",
                    roles: [(name: "Attacker", fillers: [Entity("ORG"), Event("War"), AnyEvent], at_most: Some(0))],
                    plover: Rules([(when: RoleFilled("Target"), code: "FIGHT"), (when: RoleLabel("Attacker", "PER"), code: "ASSAULT")], None),
                )],
                event_attributes: [(name: "tense", values: ["past"], default: Some("future"), only_for: ["War"])],
                relation_types: [(name: "Near", from: ["GPE"])],
            )"#,
        );
        assert_eq!(
            found,
            [
                "PER belongs to the unknown module people",
                "Attacker of Attack takes the unknown type ORG",
                "Attacker of Attack takes the unknown type War",
                "Attacker of Attack takes no filler",
                "the PLOVER rule of Attack asks for the unknown role Target",
                "Attack gives FIGHT, which is no PLOVER code",
                "the PLOVER rule of Attack asks for PER as Attacker, which Attacker does not take",
                "future is the default of tense but none of its values",
                "tense is only for the unknown type War",
                "Near joins the unknown type GPE"
            ]
        );
    }

    #[test]
    fn examples_mark_words() {
        assert_eq!(bracket_fault("The [U.S.] army"), None);
        assert_eq!(bracket_fault("[[U.S.] army]"), None);
        assert_eq!(bracket_fault("The army"), Some("no words are marked"));
        assert_eq!(bracket_fault("The [army"), Some("a bracket stays open"));
        assert_eq!(
            bracket_fault("The army]"),
            Some("a bracket is closed that was not opened")
        );
    }
}
