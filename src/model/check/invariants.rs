//! The invariants, one function each.

use std::collections::{BTreeMap, HashMap, HashSet};

use smol_str::SmolStr;
use unicode_segmentation::GraphemeCursor;

use super::{Code, Diagnostic, Repair};
use crate::model::annotation::{
    AnnotationRef, Annotations, Argument, Attributes, EntityMention, EventMention, Extent, Filler,
    Level, NoteTarget, RelationEnd,
};
use crate::model::document::Document;
use crate::model::layer::{DocumentStatus, Layer};
use crate::model::schema::{AttributeType, Role, Schema};
use crate::text::{Span, Text, TokenKind};

/// What the functions below look at, and what they found.
pub(super) struct Check<'a> {
    document: &'a Document,
    text: &'a Text,
    layer: &'a Layer,
    annotations: &'a Annotations,
    schema: &'a Schema,
    open_suggestions: usize,
    mentions: HashMap<&'a str, &'a EntityMention>,
    events: HashMap<&'a str, &'a EventMention>,
    found: Vec<Diagnostic>,
}

/// All invariants, in the order in which they are checked.
const INVARIANTS: &[fn(&mut Check<'_>)] = &[
    open_suggestions,
    spans_inside_the_text,
    edges_off_blanks,
    edges_off_punctuation,
    edges_between_graphemes,
    fragments_apart,
    heads_inside,
    fillers_allowed,
    fillers_not_too_many,
    expected_roles_filled,
    arguments_have_triggers,
    ids_name_something,
    ids_are_unique,
    labels_known,
    roles_known,
    attributes_known,
    no_duplicates,
    one_label_for_one_string,
    strings_labelled_throughout,
    nothing_in_boilerplate,
    dates_have_values,
];

impl<'a> Check<'a> {
    /// Looks things up once.
    pub(super) fn new(
        document: &'a Document,
        layer: &'a Layer,
        schema: &'a Schema,
        open_suggestions: usize,
    ) -> Self {
        Self {
            document,
            text: document.text(),
            layer,
            annotations: &layer.annotations,
            schema,
            open_suggestions,
            mentions: layer
                .annotations
                .mentions()
                .iter()
                .map(|mention| (mention.id.as_str(), mention))
                .collect(),
            events: layer
                .annotations
                .events()
                .iter()
                .map(|event| (event.id.as_str(), event))
                .collect(),
            found: Vec::new(),
        }
    }

    /// Checks every invariant and gives what was found, in their order.
    pub(super) fn run(mut self) -> Vec<Diagnostic> {
        for invariant in INVARIANTS {
            invariant(&mut self);
        }
        self.found
    }

    /// Notes a finding about the annotation `on` at `span`.
    fn note(
        &mut self,
        code: Code,
        on: Option<AnnotationRef>,
        span: Option<Span>,
        message: String,
    ) -> &mut Diagnostic {
        self.found.push(Diagnostic {
            code,
            severity: code.severity(),
            document: self.document.id.clone(),
            layer: self.layer.name.clone(),
            on,
            span,
            message,
            hint: None,
            repair: None,
        });
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Mentions and triggers: reference, extent and label.
    fn extents(&self) -> Vec<(AnnotationRef, &'a Extent, &'a SmolStr)> {
        let mentions = self.annotations.mentions().iter().map(|mention| {
            let on = AnnotationRef::Mention(mention.id.clone());
            (on, &mention.extent, &mention.label)
        });
        let events = self.annotations.events().iter().map(|event| {
            let on = AnnotationRef::Event(event.id.clone());
            (on, &event.trigger, &event.event_type)
        });
        mentions.chain(events).collect()
    }

    /// The words of an extent for a message, shortened.
    fn words(&self, extent: &Extent) -> String {
        let words = extent.text_in(self.text);
        if words.chars().count() <= 40 {
            return words;
        }
        let cut: String = words.chars().take(39).collect();
        format!("{cut}…")
    }
}

fn open_suggestions(check: &mut Check<'_>) {
    let open = check.open_suggestions;
    if check.layer.status == DocumentStatus::Done && open > 0 {
        let message = format!("the document is done, and {open} suggestions are still open");
        check
            .note(Code::DoneWithOpenSuggestions, None, None, message)
            .hint = Some("Accept or reject them, or open the document again".into());
    }
}

fn spans_inside_the_text(check: &mut Check<'_>) {
    for (on, extent, label) in check.extents() {
        let is_bad = |span: &Span| span.is_empty() || check.text.get(*span).is_none();
        if let Some(bad) = extent.fragments().iter().copied().find(is_bad) {
            let what = if bad.is_empty() {
                "is empty"
            } else if bad.end > check.text.len() {
                "leaves the text"
            } else {
                "cuts a character"
            };
            let message = format!("{label} at bytes {}–{} {what}", bad.start, bad.end);
            check.note(Code::SpanOutsideText, Some(on), Some(bad), message);
        }
    }
    for event in check.annotations.events() {
        for (index, argument) in event.arguments.iter().enumerate() {
            if let Filler::Span(span) = argument.filler
                && check.text.get(span).is_none_or(str::is_empty)
            {
                let message = format!("the span that fills {} is not in the text", argument.role);
                let on = AnnotationRef::Event(event.id.clone());
                check
                    .note(
                        Code::SpanOutsideText,
                        Some(on),
                        Some(event.trigger.envelope()),
                        message,
                    )
                    .repair = Some(Repair::RemoveArgument(index));
            }
        }
    }
}

/// The extent with each fragment changed by `change`; `None` when nothing is left or nothing changed.
fn changed(extent: &Extent, change: impl Fn(Span) -> Span) -> Option<Extent> {
    let fragments: Vec<Span> = extent
        .fragments()
        .iter()
        .map(|fragment| change(*fragment))
        .filter(|fragment| !fragment.is_empty())
        .collect();
    Extent::from_fragments(fragments).filter(|new| new != extent)
}

fn edges_off_blanks(check: &mut Check<'_>) {
    for (on, extent, label) in check.extents() {
        let is_blank_edged = |span: &Span| {
            let words = check.text.slice(*span);
            !words.is_empty() && words.trim() != words
        };
        if extent.fragments().iter().any(is_blank_edged) {
            let message = format!(
                "{label} “{}” begins or ends with a blank",
                check.words(extent)
            );
            let trimmed = changed(extent, |span| check.text.trim(span));
            check
                .note(
                    Code::EdgeOnBlank,
                    Some(on),
                    Some(extent.envelope()),
                    message,
                )
                .repair = trimmed.map(Repair::SetExtent);
        }
    }
}

/// Marks that no mention begins or ends with, unless their partner is inside as well.
fn is_edge_mark(token: &str) -> bool {
    token
        .chars()
        .all(|mark| ",;:.!?…\"'“”‘’«»()[]{}–—-".contains(mark))
}

/// Whether a bracket or quotation mark at one edge has its partner inside: "(UN)" or "Boko Haram (JAS)".
fn has_partner(words: &str) -> bool {
    [
        ('(', ')'),
        ('[', ']'),
        ('{', '}'),
        ('“', '”'),
        ('«', '»'),
        ('"', '"'),
    ]
    .into_iter()
    .any(|(open, close)| {
        let edged = words.starts_with(open) || words.ends_with(close);
        let count = |mark: char| words.chars().filter(|known| *known == mark).count();
        edged && count(open) == count(close) && (open != close || count(open) == 2)
    })
}

fn edges_off_punctuation(check: &mut Check<'_>) {
    let segments = check.document.segments().clone();
    // The span without punctuation tokens at its edges.
    let stripped = |text: &Text, span: Span| {
        let tokens = segments.tokens_in(span);
        let tokens = segments.tokens.get(tokens).unwrap_or_default();
        let is_mark = |token: &&crate::text::Token| {
            token.kind == TokenKind::Punctuation
                && span.contains(token.span)
                && is_edge_mark(text.slice(token.span))
        };
        let lead = tokens.iter().take_while(is_mark).count();
        let tail = tokens.iter().rev().take_while(is_mark).count();
        if lead + tail == 0 || lead == tokens.len() || has_partner(text.slice(span)) {
            return span;
        }
        match (tokens.get(lead), tokens.get(tokens.len() - 1 - tail)) {
            (Some(first), Some(last)) => {
                let start = if lead > 0 {
                    first.span.start
                } else {
                    span.start
                };
                let end = if tail > 0 { last.span.end } else { span.end };
                Span::new(start, end)
            }
            _ => span,
        }
    };
    for (on, extent, label) in check.extents() {
        let text = check.text;
        if let Some(better) = changed(extent, |span| stripped(text, span)) {
            let message = format!(
                "{label} “{}” begins or ends with punctuation",
                check.words(extent)
            );
            check
                .note(
                    Code::EdgeOnPunctuation,
                    Some(on),
                    Some(extent.envelope()),
                    message,
                )
                .repair = Some(Repair::SetExtent(better));
        }
    }
}

/// Whether a reader sees a border between two characters at `offset`; true at offsets that are in no text, which another check reports.
fn is_grapheme_edge(text: &Text, offset: u32) -> bool {
    let (offset, text) = (offset as usize, text.as_str());
    if !text.is_char_boundary(offset) {
        return true;
    }
    let is_plain = |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii() && *byte != b'\r');
    let bytes = text.as_bytes();
    if is_plain(bytes.get(offset)) && is_plain(offset.checked_sub(1).and_then(|at| bytes.get(at))) {
        return true;
    }
    GraphemeCursor::new(offset, text.len(), true)
        .is_boundary(text, 0)
        .unwrap_or(true)
}

/// The nearest grapheme edge before `offset`, or after it.
fn grapheme_edge(text: &Text, offset: u32, is_forward: bool) -> u32 {
    if is_grapheme_edge(text, offset) {
        return offset;
    }
    let mut cursor = GraphemeCursor::new(offset as usize, text.as_str().len(), true);
    let edge = if is_forward {
        cursor.next_boundary(text.as_str(), 0)
    } else {
        cursor.prev_boundary(text.as_str(), 0)
    };
    edge.ok().flatten().map_or(offset, |edge| edge as u32)
}

fn edges_between_graphemes(check: &mut Check<'_>) {
    for (on, extent, label) in check.extents() {
        let text = check.text;
        let whole = changed(extent, |span| {
            Span::new(
                grapheme_edge(text, span.start, false),
                grapheme_edge(text, span.end, true),
            )
        });
        if let Some(whole) = whole {
            let message = format!("{label} “{}” cuts a character in two", check.words(extent));
            check
                .note(
                    Code::EdgeInsideGrapheme,
                    Some(on),
                    Some(extent.envelope()),
                    message,
                )
                .repair = Some(Repair::SetExtent(whole));
        }
    }
}

fn fragments_apart(check: &mut Check<'_>) {
    for (on, extent, label) in check.extents() {
        let touches = extent
            .fragments()
            .windows(2)
            .any(|pair| matches!(pair, [one, next] if next.start <= one.end));
        if touches {
            let message = format!("fragments of {label} “{}” overlap", check.words(extent));
            let joined = Extent::from_fragments(extent.fragments().to_vec());
            check
                .note(
                    Code::FragmentsOverlap,
                    Some(on),
                    Some(extent.envelope()),
                    message,
                )
                .repair = joined.map(Repair::SetExtent);
        }
    }
}

fn heads_inside(check: &mut Check<'_>) {
    for mention in check.annotations.mentions() {
        if let Some(head) = mention.head
            && (head.is_empty() || !mention.extent.envelope().contains(head))
        {
            let words = check.words(&mention.extent);
            let message = format!("the head of {} “{words}” lies outside it", mention.label);
            let on = AnnotationRef::Mention(mention.id.clone());
            check
                .note(
                    Code::HeadOutsideMention,
                    Some(on),
                    Some(mention.extent.envelope()),
                    message,
                )
                .repair = Some(Repair::DropHead);
        }
    }
}

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

fn fillers_allowed(check: &mut Check<'_>) {
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

fn fillers_not_too_many(check: &mut Check<'_>) {
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

fn expected_roles_filled(check: &mut Check<'_>) {
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

fn arguments_have_triggers(check: &mut Check<'_>) {
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

fn ids_name_something(check: &mut Check<'_>) {
    for event in check.annotations.events() {
        for (index, argument) in event.arguments.iter().enumerate() {
            let missing = match &argument.filler {
                Filler::Mention(id) if !check.mentions.contains_key(id.as_str()) => id.as_str(),
                Filler::Event(id) if !check.events.contains_key(id.as_str()) => id.as_str(),
                Filler::Mention(_) | Filler::Event(_) | Filler::Span(_) => continue,
            };
            let message = format!(
                "{} of {} “{}” names {missing}, which is not there",
                argument.role,
                event.event_type,
                check.words(&event.trigger)
            );
            let on = AnnotationRef::Event(event.id.clone());
            check
                .note(
                    Code::DanglingId,
                    Some(on),
                    Some(event.trigger.envelope()),
                    message,
                )
                .repair = Some(Repair::RemoveArgument(index));
        }
    }
    for relation in check.annotations.relations() {
        for end in [&relation.from, &relation.to] {
            let missing = match end {
                RelationEnd::Mention(id) if !check.mentions.contains_key(id.as_str()) => {
                    id.as_str()
                }
                RelationEnd::Event(id) if !check.events.contains_key(id.as_str()) => id.as_str(),
                RelationEnd::Mention(_) | RelationEnd::Event(_) => continue,
            };
            let message = format!(
                "{} names {missing}, which is not there",
                relation.relation_type
            );
            let on = AnnotationRef::Relation(relation.id.clone());
            check.note(Code::DanglingId, Some(on), None, message).repair = Some(Repair::Remove);
        }
    }
    for note in check.annotations.notes() {
        let missing = match &note.on {
            NoteTarget::Mention(id) if !check.mentions.contains_key(id.as_str()) => id.as_str(),
            NoteTarget::Event(id) if !check.events.contains_key(id.as_str()) => id.as_str(),
            NoteTarget::Relation(id) if check.annotations.relation(id).is_none() => id.as_str(),
            NoteTarget::Document
            | NoteTarget::Span(_)
            | NoteTarget::Mention(_)
            | NoteTarget::Event(_)
            | NoteTarget::Relation(_) => continue,
        };
        let message = format!("a note speaks about {missing}, which is not there");
        let on = AnnotationRef::Note(note.id.clone());
        check.note(Code::DanglingId, Some(on), None, message).repair =
            Some(Repair::MoveNoteToDocument);
    }
}

fn ids_are_unique(check: &mut Check<'_>) {
    let mut seen: HashSet<AnnotationRef> = HashSet::new();
    let annotations = check.annotations;
    let notes = annotations
        .notes()
        .iter()
        .map(|note| AnnotationRef::Note(note.id.clone()));
    let relations = annotations
        .relations()
        .iter()
        .map(|relation| AnnotationRef::Relation(relation.id.clone()));
    let entities = annotations
        .entities()
        .iter()
        .map(|entity| AnnotationRef::Entity(entity.id.clone()));
    let placed: Vec<(AnnotationRef, Option<Span>)> = check
        .extents()
        .into_iter()
        .map(|(on, extent, _)| (on, Some(extent.envelope())))
        .chain(notes.chain(relations).chain(entities).map(|on| (on, None)))
        .collect();
    for (on, span) in placed {
        if !seen.insert(on.clone()) {
            let id = id_of(&on).to_owned();
            check.note(
                Code::DuplicateId,
                Some(on),
                span,
                format!("two things have the id {id}"),
            );
        }
    }
}

/// The id itself.
pub fn id_of(on: &AnnotationRef) -> &str {
    match on {
        AnnotationRef::Mention(id) => id.as_str(),
        AnnotationRef::Event(id) => id.as_str(),
        AnnotationRef::Relation(id) => id.as_str(),
        AnnotationRef::Entity(id) => id.as_str(),
        AnnotationRef::Note(id) => id.as_str(),
    }
}

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

fn labels_known(check: &mut Check<'_>) {
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

fn roles_known(check: &mut Check<'_>) {
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

fn attributes_known(check: &mut Check<'_>) {
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

fn no_duplicates(check: &mut Check<'_>) {
    let mut mentions: HashMap<(&Extent, &SmolStr), &EntityMention> = HashMap::new();
    for mention in check.annotations.mentions() {
        let Some(first) = mentions.get(&(&mention.extent, &mention.label)) else {
            mentions.insert((&mention.extent, &mention.label), mention);
            continue;
        };
        let message = format!(
            "{} “{}” is there twice",
            mention.label,
            check.words(&mention.extent)
        );
        let first = AnnotationRef::Mention(first.id.clone());
        let on = AnnotationRef::Mention(mention.id.clone());
        let is_other = first != on;
        check
            .note(
                Code::DuplicateAnnotation,
                Some(on),
                Some(mention.extent.envelope()),
                message,
            )
            .repair = is_other.then_some(Repair::MergeInto(first));
    }
    type Arguments<'a> = Vec<(&'a SmolStr, &'a Filler)>;
    let mut events: HashMap<(&Extent, &SmolStr, Arguments<'_>), &EventMention> = HashMap::new();
    for event in check.annotations.events() {
        let mut arguments: Arguments<'_> = event
            .arguments
            .iter()
            .map(|argument| (&argument.role, &argument.filler))
            .collect();
        arguments.sort();
        let key = (&event.trigger, &event.event_type, arguments);
        let Some(first) = events.get(&key) else {
            events.insert(key, event);
            continue;
        };
        let message = format!(
            "{} “{}” is there twice",
            event.event_type,
            check.words(&event.trigger)
        );
        let first = AnnotationRef::Event(first.id.clone());
        let on = AnnotationRef::Event(event.id.clone());
        let is_other = first != on;
        check
            .note(
                Code::DuplicateAnnotation,
                Some(on),
                Some(event.trigger.envelope()),
                message,
            )
            .repair = is_other.then_some(Repair::MergeInto(first));
    }
}

/// Names by their words, with label and count of each label, labels by name.
fn labels_by_string<'a>(check: &Check<'a>) -> BTreeMap<&'a str, BTreeMap<&'a str, usize>> {
    let mut strings: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for mention in check.annotations.mentions() {
        if mention.level == Level::Name && !mention.extent.is_discontinuous() {
            let words = check.text.slice(mention.extent.envelope());
            let labels = strings.entry(words).or_default();
            *labels.entry(mention.label.as_str()).or_default() += 1;
        }
    }
    strings
}

fn one_label_for_one_string(check: &mut Check<'_>) {
    let strings = labels_by_string(check);
    for mention in check.annotations.mentions() {
        if mention.level != Level::Name || mention.extent.is_discontinuous() {
            continue;
        }
        let words = check.text.slice(mention.extent.envelope());
        let Some(labels) = strings.get(words).filter(|labels| labels.len() > 1) else {
            continue;
        };
        // The commonest label is taken as meant; of equally common ones the first by name.
        let common = labels
            .iter()
            .max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name)))
            .map(|(name, _)| *name);
        if common != Some(mention.label.as_str()) {
            let message = format!(
                "“{words}” is {} here and {} elsewhere",
                mention.label,
                common.unwrap_or_default()
            );
            let on = AnnotationRef::Mention(mention.id.clone());
            check.note(
                Code::TwoLabelsForOneString,
                Some(on),
                Some(mention.extent.envelope()),
                message,
            );
        }
    }
}

fn strings_labelled_throughout(check: &mut Check<'_>) {
    let strings = labels_by_string(check);
    let wanted: Vec<(&str, &str)> = strings
        .iter()
        .filter(|(words, _)| words.chars().count() > 1 && words.chars().any(char::is_uppercase))
        .filter_map(|(words, labels)| Some((*words, *labels.keys().next()?)))
        .collect();
    let Ok(matcher) = aho_corasick::AhoCorasick::builder()
        .match_kind(aho_corasick::MatchKind::LeftmostLongest)
        .build(wanted.iter().map(|(words, _)| words))
    else {
        return;
    };
    let covered: Vec<Span> = covered_spans(check.annotations);
    let text = check.text.as_str();
    let is_inner = |at: Option<char>| at.is_some_and(char::is_alphanumeric);
    for hit in matcher.find_iter(text) {
        let before = text
            .get(..hit.start())
            .and_then(|before| before.chars().next_back());
        let after = text.get(hit.end()..).and_then(|after| after.chars().next());
        let span = Span::from_range(hit.range());
        let next = covered.partition_point(|known| known.end <= span.start);
        let is_covered = covered.get(next).is_some_and(|known| known.overlaps(span));
        if is_inner(before) || is_inner(after) || is_covered || check.document.is_skipped(span) {
            continue;
        }
        if let Some((words, label)) = wanted.get(hit.pattern().as_usize()) {
            let message = format!("“{words}” is {label} elsewhere and not labelled here");
            check.note(Code::StringLeftUnlabelled, None, Some(span), message);
        }
    }
}

/// Stretches that some mention or trigger covers, joined, by place.
fn covered_spans(annotations: &Annotations) -> Vec<Span> {
    let mentions = annotations
        .mentions()
        .iter()
        .map(|mention| mention.extent.envelope());
    let triggers = annotations
        .events()
        .iter()
        .map(|event| event.trigger.envelope());
    let mut spans: Vec<Span> = mentions.chain(triggers).collect();
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => *last = last.cover(span),
            _ => joined.push(span),
        }
    }
    joined
}

fn nothing_in_boilerplate(check: &mut Check<'_>) {
    for (on, extent, label) in check.extents() {
        if check.document.is_skipped(extent.envelope()) {
            let message = format!(
                "{label} “{}” stands in text that is not part of the article",
                check.words(extent)
            );
            check
                .note(
                    Code::InBoilerplate,
                    Some(on),
                    Some(extent.envelope()),
                    message,
                )
                .hint = Some("Exports leave it out; remove it or lift the zone".into());
        }
    }
}

fn dates_have_values(check: &mut Check<'_>) {
    for mention in check.annotations.mentions() {
        let needs_value = check
            .schema
            .entity_type(&mention.label)
            .is_some_and(|known| known.has_value);
        if needs_value && mention.value.as_ref().is_none_or(SmolStr::is_empty) {
            let message = format!(
                "{} “{}” has no value",
                mention.label,
                check.words(&mention.extent)
            );
            let on = AnnotationRef::Mention(mention.id.clone());
            check.note(
                Code::DateWithoutValue,
                Some(on),
                Some(mention.extent.envelope()),
                message,
            );
        }
    }
}
