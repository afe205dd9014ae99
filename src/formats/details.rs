//! What formats with attributes or features of their own, whatever their names, say about mentions and events: names and values in words.

use smol_str::SmolStr;

use crate::model::{Annotation, EntityMention, EventMention, Level};

/// The name that tells events from mentions.
pub(super) const KIND: &str = "kind";
/// Its value for events.
pub(super) const EVENT: &str = "event";

/// A name and a value.
pub(super) type Detail = (SmolStr, SmolStr);

/// What is known about a mention besides its place and label.
pub(super) fn of_mention(mention: &EntityMention) -> Vec<Detail> {
    let level = (mention.level != Level::Name).then(|| SmolStr::new_static(mention.level.name()));
    let entity = mention.entity.as_ref().map(crate::model::EntityId::to_smol);
    let own = [
        ("level", level),
        ("value", mention.value.clone()),
        ("count", mention.count.clone()),
        ("entity", entity),
    ];
    let own = own
        .into_iter()
        .filter_map(|(name, value)| Some((name.into(), value?)));
    let others = mention.attributes.iter();
    own.chain(others.map(|(name, value)| (name.clone(), value.clone())))
        .collect()
}

/// What is known about an event besides its trigger, type and arguments, that it is one first.
pub(super) fn of_event(event: &EventMention) -> Vec<Detail> {
    let chain = event
        .event
        .as_ref()
        .map(crate::model::EventChainId::to_smol);
    let own = [
        (KIND, Some(SmolStr::new_static(EVENT))),
        ("event", chain),
        ("plover", event.plover.clone()),
    ];
    let own = own
        .into_iter()
        .filter_map(|(name, value)| Some((name.into(), value?)));
    let others = event.attributes.iter();
    own.chain(others.map(|(name, value)| (name.clone(), value.clone())))
        .collect()
}

/// Sets a detail of a mention, an event or a relation; what is none of the known ones becomes an attribute.
pub(super) fn set(annotation: &mut Annotation, name: &str, value: SmolStr) {
    match (annotation, name) {
        (Annotation::Mention(mention), "level") if Level::from_name(&value).is_some() => {
            mention.level = Level::from_name(&value).unwrap_or_default();
        }
        (Annotation::Mention(mention), "value") => mention.value = Some(value),
        (Annotation::Mention(mention), "count") => mention.count = Some(value),
        (Annotation::Mention(mention), "entity") => mention.entity = Some(value.into()),
        (Annotation::Mention(mention), name) => mention.attributes.set(name, Some(value)),
        (Annotation::Event(_), KIND) if value == EVENT => {}
        (Annotation::Event(event), "event") => event.event = Some(value.into()),
        (Annotation::Event(event), "plover") => event.plover = Some(value),
        (Annotation::Event(event), name) => event.attributes.set(name, Some(value)),
        (Annotation::Relation(relation), name) => relation.attributes.set(name, Some(value)),
        (Annotation::Entity(_) | Annotation::Note(_), _) => {}
    }
}
