//! What an edit changes in the schema itself. Every part is a list of named things, and is added to, renamed in, merged in and deleted from alike.

use smol_str::SmolStr;

use super::references::{
    feed_from, keep_fed, merge_fillers, replace_attribute_in_rules, replace_role_in_rules,
    replace_type, union,
};
use super::{Part, SchemaEdit};
use crate::model::schema::{AttributeType, LabelColour, RelationType, Role, Schema};
use crate::model::{EntityType, EventType};

/// A thing of the schema that has a name.
trait Named {
    fn name(&self) -> &SmolStr;
    fn set_name(&mut self, name: SmolStr);
    /// Labels of the pre-annotator that feed it; `None` where nothing does.
    fn fed_by(&mut self) -> Option<&mut Vec<SmolStr>>;
}

macro_rules! named {
    ($($what:ty: $fed:expr;)*) => {
        $(impl Named for $what {
            fn name(&self) -> &SmolStr {
                &self.name
            }

            fn set_name(&mut self, name: SmolStr) {
                self.name = name;
            }

            fn fed_by(&mut self) -> Option<&mut Vec<SmolStr>> {
                let fed: fn(&mut Self) -> Option<&mut Vec<SmolStr>> = $fed;
                fed(self)
            }
        })*
    };
}

named! {
    EntityType: |known| Some(&mut known.suggest_from);
    EventType: |known| Some(&mut known.suggest_from);
    Role: |known| Some(&mut known.suggest_from);
    AttributeType: |_| None;
    RelationType: |_| None;
}

/// Makes `edit` in `schema`.
///
/// # Errors
/// In words, when a name is empty or taken, or something is not there.
pub(super) fn change(
    schema: &mut Schema,
    edit: &SchemaEdit,
    remarks: &mut Vec<String>,
) -> Result<(), String> {
    match edit {
        SchemaEdit::Add(part, name) => {
            free(schema, part, name)?;
            add(schema, part, name)
        }
        SchemaEdit::Rename(part, from, to) => {
            free(schema, part, to)?;
            let known = find(schema, part, from)?;
            if let Some(fed) = known.fed_by() {
                keep_fed(fed, from);
            }
            known.set_name(to.clone());
            refer(schema, part, from, Some(to), remarks);
            Ok(())
        }
        SchemaEdit::Merge(part, from, into) => {
            if from == into {
                return Err(format!("{from} cannot be merged with itself"));
            }
            find(schema, part, into)?;
            let fed = find(schema, part, from)?.fed_by().cloned();
            merge(schema, part, from, into, remarks)?;
            if let (Some(kept), Some(gone)) = (find(schema, part, into)?.fed_by(), fed) {
                keep_fed(kept, into);
                feed_from(kept, &gone, from);
            }
            remove(schema, part, from);
            refer(schema, part, from, Some(into), remarks);
            Ok(())
        }
        SchemaEdit::Delete(part, name) => {
            find(schema, part, name)?;
            remove(schema, part, name);
            refer(schema, part, name, None, remarks);
            Ok(())
        }
    }
}

/// All things of a part.
fn things<'a>(schema: &'a mut Schema, part: &Part) -> Result<Vec<&'a mut dyn Named>, String> {
    fn all<T: Named>(items: &mut [T]) -> Vec<&mut dyn Named> {
        let items = items.iter_mut();
        items.map(|item| item as &mut dyn Named).collect()
    }
    Ok(match part {
        Part::EntityTypes => all(&mut schema.entity_types),
        Part::EventTypes => all(&mut schema.event_types),
        Part::Roles(of) => all(&mut event_type_mut(schema, of)?.roles),
        Part::EventAttributes => all(&mut schema.event_attributes),
        Part::MentionAttributes => all(&mut schema.mention_attributes),
        Part::RelationTypes => all(&mut schema.relation_types),
    })
}

fn find<'a>(schema: &'a mut Schema, part: &Part, name: &str) -> Result<&'a mut dyn Named, String> {
    let things = things(schema, part)?;
    let found = things.into_iter().find(|known| known.name() == name);
    found.ok_or_else(|| format!("There is no {}", part.named(name)))
}

fn event_type_mut<'a>(schema: &'a mut Schema, name: &str) -> Result<&'a mut EventType, String> {
    let mut types = schema.event_types.iter_mut();
    types
        .find(|known| known.name == name)
        .ok_or_else(|| format!("There is no event type {name}"))
}

/// A name that can be given: not empty, and nobody's yet. Entity and event types share their names, because labels are told apart by them.
fn free(schema: &mut Schema, part: &Part, name: &str) -> Result<(), String> {
    if name.trim().is_empty() {
        let noun = part.noun();
        return Err(format!("The {noun} needs a name"));
    }
    let is_taken = match part {
        Part::EntityTypes | Part::EventTypes => {
            schema.entity_type(name).is_some() || schema.event_type(name).is_some()
        }
        _ => find(schema, part, name).is_ok(),
    };
    if is_taken {
        Err(format!("There is a {} already", part.named(name)))
    } else {
        Ok(())
    }
}

fn add(schema: &mut Schema, part: &Part, name: &SmolStr) -> Result<(), String> {
    let name = name.clone();
    match part {
        Part::EntityTypes => schema.entity_types.push(EntityType {
            title: name.to_lowercase(),
            colour: LabelColour::Slot(schema.entity_types.len() as u8),
            name,
            ..EntityType::default()
        }),
        Part::EventTypes => schema.event_types.push(EventType {
            name,
            ..EventType::default()
        }),
        Part::Roles(of) => event_type_mut(schema, of)?.roles.push(Role {
            name,
            ..Role::default()
        }),
        Part::EventAttributes => schema.event_attributes.push(attribute(name)),
        Part::MentionAttributes => schema.mention_attributes.push(attribute(name)),
        Part::RelationTypes => schema.relation_types.push(RelationType {
            colour: LabelColour::Slot(schema.relation_types.len() as u8),
            name,
            ..RelationType::default()
        }),
    }
    Ok(())
}

fn attribute(name: SmolStr) -> AttributeType {
    AttributeType {
        name,
        ..AttributeType::default()
    }
}

fn remove(schema: &mut Schema, part: &Part, name: &str) {
    match part {
        Part::EntityTypes => schema.entity_types.retain(|known| known.name != name),
        Part::EventTypes => schema.event_types.retain(|known| known.name != name),
        Part::Roles(of) => {
            if let Ok(known) = event_type_mut(schema, of) {
                known.roles.retain(|role| role.name != name);
            }
        }
        Part::EventAttributes => schema.event_attributes.retain(|known| known.name != name),
        Part::MentionAttributes => schema.mention_attributes.retain(|known| known.name != name),
        Part::RelationTypes => schema.relation_types.retain(|known| known.name != name),
    }
}

/// Replaces the name wherever the schema refers to it, or takes the reference out.
fn refer(
    schema: &mut Schema,
    part: &Part,
    from: &str,
    to: Option<&SmolStr>,
    remarks: &mut Vec<String>,
) {
    match part {
        Part::EntityTypes | Part::EventTypes => replace_type(schema, from, to, remarks),
        Part::Roles(of) => {
            if let Ok(known) = event_type_mut(schema, of) {
                replace_role_in_rules(known, from, to);
            }
        }
        Part::EventAttributes => replace_attribute_in_rules(schema, from, to),
        Part::MentionAttributes | Part::RelationTypes => {}
    }
}

/// What `into` takes on of `from`, which still stands beside it.
fn merge(
    schema: &mut Schema,
    part: &Part,
    from: &str,
    into: &str,
    remarks: &mut Vec<String>,
) -> Result<(), String> {
    fn both<'a, T: Named + Clone>(
        items: &'a mut [T],
        from: &str,
        into: &str,
    ) -> Option<(T, &'a mut T)> {
        let gone = items.iter().find(|item| item.name() == from)?.clone();
        let kept = items.iter_mut().find(|item| item.name() == into)?;
        Some((gone, kept))
    }
    match part {
        Part::EntityTypes => {}
        Part::EventTypes => {
            let Some((gone, kept)) = both(&mut schema.event_types, from, into) else {
                return Ok(());
            };
            for role in gone.roles {
                if kept.role(&role.name).is_none() {
                    remarks.push(format!("{into} gets the role {}", role.name));
                    kept.roles.push(role);
                }
            }
        }
        Part::Roles(of) => {
            let roles = &mut event_type_mut(schema, of)?.roles;
            let Some((gone, kept)) = both(roles, from, into) else {
                return Ok(());
            };
            if kept.at_most.take().is_some() {
                remarks.push(format!("{into} may have any number of fillers from now on"));
            }
            merge_fillers(kept, &gone);
        }
        Part::EventAttributes | Part::MentionAttributes => {
            let attributes = if *part == Part::EventAttributes {
                &mut schema.event_attributes
            } else {
                &mut schema.mention_attributes
            };
            if let Some((gone, kept)) = both(attributes, from, into) {
                union(&mut kept.values, &gone.values);
                union(&mut kept.only_for, &gone.only_for);
            }
        }
        Part::RelationTypes => {
            if let Some((gone, kept)) = both(&mut schema.relation_types, from, into) {
                union(&mut kept.from, &gone.from);
                union(&mut kept.to, &gone.to);
            }
        }
    }
    Ok(())
}
