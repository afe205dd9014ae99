//! Mentions and events as the records of WikiEvents and OneIE hold them; where something stands is for each to say.

use super::ace::levels::mention_type;
use super::json::extras::{self, Extras};
use super::json::fields::ObjectWriter;
use crate::model::{Annotations, Argument, Document, EntityMention, EventMention, Filler};
use crate::text::Span;

/// Writes where a span stands, into a mention or a trigger.
pub(super) type WritePlace<'w> = dyn Fn(&mut ObjectWriter<'_>, Span) + 'w;

/// A mention with its place.
pub(super) fn write_mention(
    out: &mut Vec<u8>,
    mention: &EntityMention,
    place: &WritePlace<'_>,
    extras: &Extras<'_>,
) {
    let mut fields = ObjectWriter::new(out);
    fields.string("id", mention.id.as_str());
    place(&mut fields, mention.extent.envelope());
    fields.string("entity_type", &mention.label);
    fields.string("mention_type", mention_type(mention));
    let key = || mention.id.to_string();
    extras.write(extras::ENTITIES, key, &mut fields, &[]);
    fields.end();
}

/// An event with the place of its trigger, and its arguments.
pub(super) fn write_event(
    out: &mut Vec<u8>,
    (document, annotations): (&Document, &Annotations),
    event: &EventMention,
    place: &WritePlace<'_>,
    extras: &Extras<'_>,
) {
    let mut fields = ObjectWriter::new(out);
    fields.string("id", event.id.as_str());
    fields.string("event_type", &event.event_type);
    let mut trigger = ObjectWriter::new(fields.key("trigger"));
    place(&mut trigger, event.trigger.envelope());
    trigger.end();
    fields.list("arguments", &event.arguments, |out, argument| {
        write_argument(out, document, annotations, argument);
    });
    let key = || event.id.to_string();
    extras.write(extras::EVENTS, key, &mut fields, &[]);
    fields.end();
}

/// An argument that names a mention, with its words.
fn write_argument(
    out: &mut Vec<u8>,
    document: &Document,
    annotations: &Annotations,
    argument: &Argument,
) {
    let Filler::Mention(id) = &argument.filler else {
        debug_assert!(false, "other fillers were made mentions or left out");
        return;
    };
    let mut fields = ObjectWriter::new(out);
    fields.string("entity_id", id.as_str());
    fields.string("role", &argument.role);
    if let Some(mention) = annotations.mention(id) {
        fields.string("text", &mention.extent.text_in(document.text()));
    }
    fields.end();
}
