//! That the schema knows the labels, roles, attributes and values that annotations use.

use smol_str::SmolStr;

use super::Check;
use crate::model::annotation::{AnnotationRef, Attributes, Extent};
use crate::model::check::{Code, Repair};
use crate::model::schema::AttributeType;

/// The known name that differs from `name` only in case and in `.`, `-`, `_`, `:` and blanks, if there is exactly one.
fn meant<'a>(name: &str, known: impl Iterator<Item = &'a SmolStr>) -> Option<SmolStr> {
    let plain = |name: &str| -> String {
        name.chars()
            .filter(|letter| !matches!(letter, '.' | '-' | '_' | ':' | ' '))
            .flat_map(char::to_lowercase)
            .collect()
    };
    let wanted = plain(name);
    let mut alike = known.filter(|known| plain(known) == wanted);
    let first = alike.next()?;
    alike.next().is_none().then(|| first.clone())
}

pub(super) fn labels_known(check: &mut Check<'_>) {
    let schema = check.schema;
    for (on, extent, label) in check.extents() {
        let better = match on {
            AnnotationRef::Event(_) if schema.event_type(label).is_none() => {
                meant(label, schema.event_types.iter().map(|known| &known.name))
            }
            AnnotationRef::Mention(_) if schema.entity_type(label).is_none() => {
                meant(label, schema.entity_types.iter().map(|known| &known.name))
            }
            _ => continue,
        };
        let message = format!(
            "“{}” is labelled {label}, which schema {} does not have",
            check.words(extent),
            schema.name
        );
        check
            .note(
                Code::UnknownLabel,
                Some(on),
                Some(extent.envelope()),
                message,
            )
            .repair = better.map(Repair::SetLabel);
    }
    for relation in check.annotations.relations() {
        let label = &relation.relation_type;
        if schema.relation_type(label).is_none() {
            let better = meant(label, schema.relation_types.iter().map(|known| &known.name));
            let message = format!(
                "a relation is of type {label}, which schema {} does not have",
                schema.name
            );
            let on = AnnotationRef::Relation(relation.id.clone());
            check
                .note(Code::UnknownLabel, Some(on), None, message)
                .repair = better.map(Repair::SetLabel);
        }
    }
}

pub(super) fn roles_known(check: &mut Check<'_>) {
    for event in check.annotations.events() {
        let Some(event_type) = check.schema.event_type(&event.event_type) else {
            continue;
        };
        for (index, argument) in event.arguments.iter().enumerate() {
            if event_type.role(&argument.role).is_none() {
                let better = meant(
                    &argument.role,
                    event_type.roles.iter().map(|role| &role.name),
                );
                let message = format!(
                    "{} “{}” has a role {}, which the schema does not give it",
                    event.event_type,
                    check.words(&event.trigger),
                    argument.role
                );
                let on = AnnotationRef::Event(event.id.clone());
                check
                    .note(
                        Code::UnknownRole,
                        Some(on),
                        Some(event.trigger.envelope()),
                        message,
                    )
                    .repair = better.map(|role| Repair::SetRole(index, role));
            }
        }
    }
}

/// The schema's own attribute for ACE-style subtypes; its values stand on the entity type.
const SUBTYPE: &str = "subtype";

pub(super) fn attributes_known(check: &mut Check<'_>) {
    for event in check.annotations.events() {
        let on = AnnotationRef::Event(event.id.clone());
        let known = &check.schema.event_attributes;
        check_attributes(
            check,
            &on,
            &event.trigger,
            &event.event_type,
            &event.attributes,
            known,
        );
    }
    for mention in check.annotations.mentions() {
        let on = AnnotationRef::Mention(mention.id.clone());
        let known = &check.schema.mention_attributes;
        let subtypes = check
            .schema
            .entity_type(&mention.label)
            .map(|known| known.subtypes.as_slice())
            .unwrap_or_default();
        if subtypes.is_empty() {
            check_attributes(
                check,
                &on,
                &mention.extent,
                &mention.label,
                &mention.attributes,
                known,
            );
            continue;
        }
        let mut others = mention.attributes.clone();
        others.set(SUBTYPE, None);
        check_attributes(check, &on, &mention.extent, &mention.label, &others, known);
        if let Some(value) = mention.attributes.get(SUBTYPE)
            && !subtypes.contains(value)
        {
            let message = format!("{} has no subtype {value}", mention.label);
            let better = meant(value, subtypes.iter());
            check
                .note(
                    Code::UnknownValue,
                    Some(on),
                    Some(mention.extent.envelope()),
                    message,
                )
                .repair = better.map(|value| Repair::SetAttribute(SUBTYPE.into(), value));
        }
    }
}

fn check_attributes(
    check: &mut Check<'_>,
    on: &AnnotationRef,
    extent: &Extent,
    label: &SmolStr,
    attributes: &Attributes,
    known: &[AttributeType],
) {
    for (name, value) in attributes.iter() {
        let found = known.iter().find(|known| {
            known.name == *name && (known.only_for.is_empty() || known.only_for.contains(label))
        });
        let Some(found) = found else {
            let message = format!("{label} “{}” has no attribute {name}", check.words(extent));
            let better = meant(name, known.iter().map(|known| &known.name))
                .filter(|better| better != name && attributes.get(better).is_none());
            check
                .note(
                    Code::UnknownAttribute,
                    Some(on.clone()),
                    Some(extent.envelope()),
                    message,
                )
                .repair = better.map(|better| Repair::RenameAttribute(name.clone(), better));
            continue;
        };
        if !found.values.is_empty() && !found.values.contains(value) {
            let message = format!(
                "{name} of {label} “{}” is {value}, which it cannot be",
                check.words(extent)
            );
            let better = meant(value, found.values.iter());
            check
                .note(
                    Code::UnknownValue,
                    Some(on.clone()),
                    Some(extent.envelope()),
                    message,
                )
                .repair = better.map(|value| Repair::SetAttribute(name.clone(), value));
        }
    }
}
