//! Where the schema speaks about its own parts: fillers, ends, rules, what feeds what.

use smol_str::SmolStr;

use crate::model::EventType;
use crate::model::schema::{FillerType, Plover, PloverCondition, Role, Schema};

/// An empty list of feeding labels means the own name: that must be written down before the name changes or others join.
pub(super) fn keep_fed(suggest_from: &mut Vec<SmolStr>, name: &str) {
    if suggest_from.is_empty() {
        suggest_from.push(name.into());
    }
}

/// What fed the one that goes feeds the one that stays.
pub(super) fn feed_from(kept: &mut Vec<SmolStr>, gone: &[SmolStr], gone_name: &str) {
    let own = [SmolStr::new(gone_name)];
    let feeding = if gone.is_empty() { &own } else { gone };
    for label in feeding {
        if !kept.contains(label) {
            kept.push(label.clone());
        }
    }
}

pub(super) fn merge_fillers(kept: &mut Role, gone: &Role) {
    // No list of fillers means that anything may fill the role.
    if kept.fillers.is_empty() || gone.fillers.is_empty() {
        kept.fillers.clear();
        return;
    }
    for filler in &gone.fillers {
        if !kept.fillers.contains(filler) {
            kept.fillers.push(filler.clone());
        }
    }
}

/// Replaces a type's name wherever the schema refers to it, or takes the reference out.
pub(super) fn replace_type(
    schema: &mut Schema,
    from: &str,
    to: Option<&SmolStr>,
    remarks: &mut Vec<String>,
) {
    for event_type in &mut schema.event_types {
        for role in &mut event_type.roles {
            let had_fillers = !role.fillers.is_empty();
            role.fillers = role
                .fillers
                .drain(..)
                .filter_map(|filler| match filler {
                    FillerType::Entity(name) if name == from => to.cloned().map(FillerType::Entity),
                    FillerType::Event(name) if name == from => to.cloned().map(FillerType::Event),
                    other => Some(other),
                })
                .collect();
            dedup(&mut role.fillers);
            if had_fillers && role.fillers.is_empty() {
                remarks.push(format!(
                    "Anything may fill {} of {} from now on",
                    role.name, event_type.name
                ));
            }
        }
        if let Plover::Rules(rules, _) = &mut event_type.plover {
            rules.retain_mut(|rule| match &mut rule.when {
                PloverCondition::RoleLabel(_, label) if label == from => match to {
                    Some(to) => {
                        *label = to.clone();
                        true
                    }
                    None => false,
                },
                _ => true,
            });
        }
    }
    for attributes in [&mut schema.event_attributes, &mut schema.mention_attributes] {
        attributes.retain_mut(|attribute| {
            let was_for_some = !attribute.only_for.is_empty();
            replace_name(&mut attribute.only_for, from, to);
            // An attribute of this type alone would become one of all types.
            let stays = !was_for_some || !attribute.only_for.is_empty();
            if !stays {
                remarks.push(format!("The attribute {} goes as well", attribute.name));
            }
            stays
        });
    }
    for relation in &mut schema.relation_types {
        for ends in [&mut relation.from, &mut relation.to] {
            let was_limited = !ends.is_empty();
            replace_name(ends, from, to);
            if was_limited && ends.is_empty() {
                remarks.push(format!(
                    "Anything may stand at one end of {} from now on",
                    relation.name
                ));
            }
        }
    }
}

pub(super) fn replace_name(names: &mut Vec<SmolStr>, from: &str, to: Option<&SmolStr>) {
    *names = names
        .drain(..)
        .filter_map(|name| {
            if name == from {
                to.cloned()
            } else {
                Some(name)
            }
        })
        .collect();
    dedup(names);
}

/// Keeps the first of equal things, in order.
pub(super) fn dedup<T: PartialEq + Clone>(items: &mut Vec<T>) {
    let mut kept: Vec<T> = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    *items = kept;
}

pub(super) fn replace_role_in_rules(event_type: &mut EventType, from: &str, to: Option<&SmolStr>) {
    let Plover::Rules(rules, _) = &mut event_type.plover else {
        return;
    };
    rules.retain_mut(|rule| match &mut rule.when {
        PloverCondition::RoleLabel(role, _) | PloverCondition::RoleFilled(role) if role == from => {
            match to {
                Some(to) => {
                    *role = to.clone();
                    true
                }
                None => false,
            }
        }
        _ => true,
    });
}

pub(super) fn replace_attribute_in_rules(schema: &mut Schema, from: &str, to: Option<&SmolStr>) {
    for event_type in &mut schema.event_types {
        let Plover::Rules(rules, _) = &mut event_type.plover else {
            continue;
        };
        rules.retain_mut(|rule| match &mut rule.when {
            PloverCondition::Attribute(name, _) if name == from => match to {
                Some(to) => {
                    *name = to.clone();
                    true
                }
                None => false,
            },
            _ => true,
        });
    }
}

/// Adds what only the other list has. An empty list means anything, and so does the union with one.
pub(super) fn union(kept: &mut Vec<SmolStr>, gone: &[SmolStr]) {
    if kept.is_empty() || gone.is_empty() {
        kept.clear();
        return;
    }
    kept.extend(gone.iter().cloned());
    dedup(kept);
}
