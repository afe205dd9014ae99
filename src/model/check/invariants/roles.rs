//! Who fills the roles of an event, and that there is an event to fill them.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::Check;
use crate::model::annotation::{AnnotationRef, Argument, EventMention, Filler};
use crate::model::check::Code;
use crate::model::schema::Role;

/// An event with its type's role of each argument, as far as the schema knows them.
fn known_arguments<'a>(
    check: &Check<'a>,
    event: &'a EventMention,
) -> Vec<(usize, &'a Argument, &'a Role)> {
    let Some(event_type) = check.schema.event_type(&event.event_type) else {
        return Vec::new();
    };
    event
        .arguments
        .iter()
        .enumerate()
        .filter_map(|(index, argument)| Some((index, argument, event_type.role(&argument.role)?)))
        .collect()
}

pub(super) fn fillers_allowed(check: &mut Check<'_>) {
    for event in check.annotations.events() {
        for (_, argument, role) in known_arguments(check, event) {
            let (is_allowed, what) = match &argument.filler {
                Filler::Mention(id) => match check.mentions.get(id.as_str()) {
                    Some(mention) => (role.takes_entity(&mention.label), mention.label.as_str()),
                    None => continue,
                },
                Filler::Event(id) => match check.events.get(id.as_str()) {
                    Some(filler) => (
                        role.takes_event(&filler.event_type),
                        filler.event_type.as_str(),
                    ),
                    None => continue,
                },
                Filler::Span(_) => (role.takes_span(), "a bare span"),
            };
            if !is_allowed {
                let message = format!(
                    "{} of {} “{}” is filled by {what}, which it does not take",
                    argument.role,
                    event.event_type,
                    check.words(&event.trigger)
                );
                let on = AnnotationRef::Event(event.id.clone());
                check.note(
                    Code::FillerNotAllowed,
                    Some(on),
                    Some(event.trigger.envelope()),
                    message,
                );
            }
        }
    }
}

pub(super) fn fillers_not_too_many(check: &mut Check<'_>) {
    for event in check.annotations.events() {
        let mut counts: BTreeMap<&SmolStr, (usize, u8)> = BTreeMap::new();
        for (_, argument, role) in known_arguments(check, event) {
            if let Some(at_most) = role.at_most {
                counts.entry(&argument.role).or_insert((0, at_most)).0 += 1;
            }
        }
        for (role, (count, at_most)) in counts {
            if count > usize::from(at_most) {
                let message = format!(
                    "{role} of {} “{}” has {count} fillers and takes {at_most}",
                    event.event_type,
                    check.words(&event.trigger)
                );
                let on = AnnotationRef::Event(event.id.clone());
                check.note(
                    Code::TooManyFillers,
                    Some(on),
                    Some(event.trigger.envelope()),
                    message,
                );
            }
        }
    }
}

pub(super) fn expected_roles_filled(check: &mut Check<'_>) {
    for event in check.annotations.events() {
        let Some(event_type) = check.schema.event_type(&event.event_type) else {
            continue;
        };
        let empty: Vec<&str> = event_type
            .roles
            .iter()
            .filter(|role| role.expected && !event.not_stated.contains(&role.name))
            .filter(|role| {
                !event
                    .arguments
                    .iter()
                    .any(|argument| argument.role == role.name)
            })
            .map(|role| role.name.as_str())
            .collect();
        if !empty.is_empty() {
            let message = format!(
                "{} “{}” has no {}",
                event.event_type,
                check.words(&event.trigger),
                empty.join(", ")
            );
            let on = AnnotationRef::Event(event.id.clone());
            check
                .note(
                    Code::ExpectedRoleEmpty,
                    Some(on),
                    Some(event.trigger.envelope()),
                    message,
                )
                .hint =
                Some("Fill it, or declare it as not stated with 0 on the event card".into());
        }
    }
}

pub(super) fn arguments_have_triggers(check: &mut Check<'_>) {
    for event in check.annotations.events() {
        let words = check.text.slice(event.trigger.envelope());
        if !event.arguments.is_empty() && words.trim().is_empty() {
            let message = format!("{} has arguments and no trigger", event.event_type);
            let on = AnnotationRef::Event(event.id.clone());
            check.note(
                Code::ArgumentWithoutTrigger,
                Some(on),
                Some(event.trigger.envelope()),
                message,
            );
        }
    }
}
