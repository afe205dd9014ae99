//! The types of project files and journals, version 1, apart from the model so that the model can change while old files still open.
//!
//! They are only read; [`super::emit`] writes them. Positions count Unicode scalar values. Fields that are absent take their default, unknown
//! fields are refused: a field this program does not know would be lost at the next save.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;
use smol_str::SmolStr;

use crate::model;
use crate::model::{
    AnnotationRef, Attributes, DocumentId, EntityId, EventChainId, EventId, Extent, MentionId,
    Moment, NoteId, RelationId, Schema, SuggestionKey,
};
use crate::text::{CharSpan, Span, Text};

use super::notice::{FileNotice, FileNoticeKind};

/// Half-open range of Unicode scalar values.
type Chars = (u32, u32);

/// A whole project file; `D` is a document, or nothing that exists for a file whose documents are read apart.
#[derive(Deserialize)]
#[serde(rename = "Project", deny_unknown_fields)]
pub(super) struct File<D> {
    pub(super) format: u32,
    #[serde(default)]
    pub(super) generation: u32,
    #[serde(default)]
    pub(super) settings: Settings,
    #[serde(default)]
    pub(super) words: Vec<Word>,
    #[serde(default)]
    pub(super) schema: Schema,
    pub(super) documents: Vec<D>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    #[serde(default = "yes")]
    suggestions_shown: bool,
    #[serde(default)]
    layers: Vec<SmolStr>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            suggestions_shown: true,
            layers: Vec::new(),
        }
    }
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Word {
    text: SmolStr,
    #[serde(default)]
    label: Option<SmolStr>,
    #[serde(default)]
    match_case: bool,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Metadata {
    title: String,
    byline: String,
    date: String,
    url: String,
    source: String,
    other: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    id: SmolStr,
    #[serde(default)]
    title: String,
    #[serde(default)]
    byline: String,
    #[serde(default)]
    date: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    other: Vec<(String, String)>,
    #[serde(default)]
    tags: Vec<SmolStr>,
    #[serde(default)]
    suggestions_shown: Option<bool>,
    #[serde(default)]
    encoding: SmolStr,
    #[serde(default)]
    crlf: Crlf,
    #[serde(default)]
    had_cr: bool,
    #[serde(default)]
    original: Option<String>,
    #[serde(default)]
    unknown_json: String,
    text: String,
    #[serde(default)]
    zones: Vec<Zone>,
    #[serde(default)]
    brought: Vec<Suggestion>,
    #[serde(default)]
    layers: Vec<Layer>,
}

/// Line feeds that were a carriage return and line feed in the source.
#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub(super) enum Crlf {
    #[default]
    None,
    All,
    At(Vec<u32>),
}

#[derive(Deserialize)]
pub(super) struct Zone(ZoneKind, u32, u32);

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ZoneKind {
    Headline,
    Byline,
    Dateline,
    Body,
    Quotation,
    Boilerplate,
    Markup,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Layer {
    name: SmolStr,
    #[serde(default)]
    status: DocumentStatus,
    #[serde(default)]
    active_secs: u32,
    #[serde(default)]
    checked: Checked,
    #[serde(default)]
    mentions: Vec<Mention>,
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    relations: Vec<Relation>,
    #[serde(default)]
    entities: Vec<Entity>,
    #[serde(default)]
    notes: Vec<Note>,
    #[serde(default)]
    decisions: Vec<Decision>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub(super) enum DocumentStatus {
    #[default]
    New,
    InProgress,
    Done,
    Skipped(String),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Checked {
    labels: Vec<SmolStr>,
    spans: Vec<Chars>,
}

#[derive(Deserialize, Clone, Copy, Default)]
#[serde(rename_all = "snake_case")]
enum Level {
    #[default]
    Name,
    Nominal,
    Pronoun,
}

#[derive(Deserialize, Clone, Copy, Default)]
#[serde(rename_all = "snake_case")]
enum Status {
    #[default]
    Added,
    Accepted,
    Corrected,
}

/// Source, score and reason of a suggestion.
#[derive(Deserialize)]
struct SuggestedBy(SmolStr, f32, Box<str>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mention {
    id: SmolStr,
    at: Chars,
    #[serde(default)]
    parts: Vec<Chars>,
    #[serde(default)]
    text: Option<SmolStr>,
    label: SmolStr,
    #[serde(default)]
    level: Level,
    #[serde(default)]
    head: Option<Chars>,
    #[serde(default)]
    value: Option<SmolStr>,
    #[serde(default)]
    count: Option<SmolStr>,
    #[serde(default)]
    entity: Option<SmolStr>,
    #[serde(default)]
    attributes: BTreeMap<SmolStr, SmolStr>,
    #[serde(default)]
    status: Status,
    #[serde(default)]
    by: SmolStr,
    #[serde(default)]
    when: When,
    #[serde(default)]
    suggested: Option<SuggestedBy>,
    /// Status, suggestion and the decision that accepted exactly this, in one.
    #[serde(default)]
    accepted: Option<SuggestedBy>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Filler {
    Mention(SmolStr),
    Event(SmolStr),
    Span(Chars, SmolStr),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Argument {
    role: SmolStr,
    filler: Filler,
    #[serde(default)]
    score: Option<f32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    id: SmolStr,
    at: Chars,
    #[serde(default)]
    parts: Vec<Chars>,
    #[serde(default)]
    text: Option<SmolStr>,
    #[serde(rename = "type")]
    event_type: SmolStr,
    #[serde(default)]
    arguments: Vec<Argument>,
    #[serde(default)]
    not_stated: Vec<SmolStr>,
    #[serde(default)]
    attributes: BTreeMap<SmolStr, SmolStr>,
    #[serde(default)]
    event: Option<SmolStr>,
    #[serde(default)]
    plover: Option<SmolStr>,
    #[serde(default)]
    status: Status,
    #[serde(default)]
    by: SmolStr,
    #[serde(default)]
    when: When,
    #[serde(default)]
    suggested: Option<SuggestedBy>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum RelationEnd {
    Mention(SmolStr),
    Event(SmolStr),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Relation {
    id: SmolStr,
    #[serde(rename = "type")]
    relation_type: SmolStr,
    from: RelationEnd,
    to: RelationEnd,
    #[serde(default)]
    attributes: BTreeMap<SmolStr, SmolStr>,
    #[serde(default)]
    status: Status,
    #[serde(default)]
    by: SmolStr,
    #[serde(default)]
    when: When,
    #[serde(default)]
    suggested: Option<SuggestedBy>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entity {
    id: SmolStr,
    #[serde(default)]
    name: SmolStr,
    #[serde(default)]
    country: SmolStr,
    #[serde(default)]
    sectors: Vec<SmolStr>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum NoteTarget {
    #[default]
    Document,
    Span(u32, u32),
    Mention(SmolStr),
    Event(SmolStr),
    Relation(SmolStr),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Note {
    id: SmolStr,
    #[serde(default)]
    on: NoteTarget,
    text: Box<str>,
    #[serde(default)]
    open: bool,
    #[serde(default)]
    status: Status,
    #[serde(default)]
    by: SmolStr,
    #[serde(default)]
    when: When,
    #[serde(default)]
    suggested: Option<SuggestedBy>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reference {
    Mention(SmolStr),
    Event(SmolStr),
    Relation(SmolStr),
    Entity(SmolStr),
    Note(SmolStr),
}

/// Any annotation with its kind.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Annotation {
    Mention(Box<Mention>),
    Event(Box<Event>),
    Relation(Box<Relation>),
    Entity(Box<Entity>),
    Note(Box<Note>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProposedArgument {
    role: SmolStr,
    at: Chars,
    #[serde(default)]
    text: Option<SmolStr>,
    #[serde(default)]
    label: Option<SmolStr>,
    score: f32,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Proposal {
    Mention {
        at: Chars,
        #[serde(default)]
        parts: Vec<Chars>,
        #[serde(default)]
        text: Option<SmolStr>,
        label: SmolStr,
        #[serde(default)]
        level: Level,
        #[serde(default)]
        head: Option<Chars>,
        #[serde(default)]
        value: Option<SmolStr>,
        #[serde(default)]
        count: Option<SmolStr>,
        #[serde(default)]
        entity: Option<SmolStr>,
    },
    Event {
        at: Chars,
        #[serde(default)]
        text: Option<SmolStr>,
        #[serde(rename = "type")]
        event_type: SmolStr,
        #[serde(default)]
        arguments: Vec<ProposedArgument>,
        #[serde(default)]
        attributes: BTreeMap<SmolStr, SmolStr>,
        #[serde(default)]
        event: Option<SmolStr>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Suggestion {
    proposal: Proposal,
    source: SmolStr,
    score: f32,
    #[serde(default)]
    reason: Box<str>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Accepted,
    Corrected,
    Rejected,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Key {
    Mention(Chars, SmolStr),
    Event(Chars, SmolStr),
    Argument(Chars, SmolStr, SmolStr, Chars),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    verdict: Verdict,
    /// Absent: what the suggestion itself is about.
    #[serde(default)]
    key: Option<Key>,
    proposal: Proposal,
    source: SmolStr,
    score: f32,
    #[serde(default)]
    reason: Box<str>,
    #[serde(default)]
    annotation: Option<Reference>,
    #[serde(default)]
    by: SmolStr,
    #[serde(default)]
    when: When,
}

/// A moment, written as an RFC 3339 time in UTC.
#[derive(Clone, Copy, Default)]
pub(super) struct When(pub(super) Moment);

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = When;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a time such as \"2016-05-04T09:30:00Z\"")
            }

            fn visit_str<E: serde::de::Error>(self, written: &str) -> Result<When, E> {
                read_moment(written)
                    .map(When)
                    .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(written), &Self))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

/// `moment` as files have it. Moments outside the years that calendars know are spelled as seconds.
pub(super) fn spell_moment(moment: Moment) -> String {
    jiff::Timestamp::from_second(moment.0)
        .map_or_else(|_| moment.0.to_string(), |timestamp| timestamp.to_string())
}

pub(super) fn read_moment(written: &str) -> Option<Moment> {
    written
        .parse::<jiff::Timestamp>()
        .map(jiff::Timestamp::as_second)
        .ok()
        .or_else(|| written.parse().ok())
        .map(Moment)
}

/// Scalar values before `byte`. A byte beyond the text counts on from its end, so that a span that leaves the text survives a file.
pub(super) fn num_chars_before(text: &Text, byte: u32) -> u32 {
    match byte.checked_sub(text.len()) {
        Some(beyond) => text.num_chars().saturating_add(beyond),
        None => text.chars_from_span(Span::new(0, byte)).end,
    }
}

/// The byte at which scalar value number `char` starts: the reverse of [`num_chars_before`].
fn byte_of(text: &Text, char: u32) -> u32 {
    match char.checked_sub(text.num_chars()) {
        Some(beyond) => text.len().saturating_add(beyond),
        None => text
            .span_from_chars(CharSpan {
                start: 0,
                end: char,
            })
            .map_or(text.len(), |span| span.end),
    }
}

/// Whether `crlf_at` names every line feed of `text`, and there is one.
pub(super) fn is_all_line_ends(text: &Text, crlf_at: &[u32]) -> bool {
    !crlf_at.is_empty() && line_ends(text).eq(crlf_at.iter().copied())
}

fn line_ends(text: &Text) -> impl Iterator<Item = u32> + '_ {
    memchr::memchr_iter(b'\n', text.as_str().as_bytes()).map(|at| at as u32)
}

/// Decisions that a mention's line says by the word `accepted`, and those that need a line of their own.
pub(super) struct WhollyAccepted<'a> {
    /// Ids of mentions whose line carries their decision.
    pub(super) mentions: HashSet<&'a str>,
    /// The other decisions, in order of their keys.
    pub(super) other_decisions: Vec<&'a model::Decision>,
}

/// Finds the decisions that accepted a mention just as it stands in `layer`: most of all decisions, and half of a file if each had its own line.
pub(super) fn wholly_accepted(layer: &model::Layer) -> WhollyAccepted<'_> {
    let mut found = WhollyAccepted {
        mentions: HashSet::new(),
        other_decisions: Vec::new(),
    };
    if layer.decisions().is_empty() {
        return found;
    }
    let by_id: HashMap<&str, &model::EntityMention> = layer
        .annotations
        .mentions()
        .iter()
        .map(|mention| (mention.id.as_str(), mention))
        .collect();
    let is_unambiguous = by_id.len() == layer.annotations.mentions().len();
    for decision in layer.decisions() {
        let accepted = match &decision.annotation {
            Some(AnnotationRef::Mention(id)) => by_id.get(id.as_str()).copied(),
            _ => None,
        };
        match accepted {
            Some(mention) if is_unambiguous && decision_of(mention).as_ref() == Some(decision) => {
                found.mentions.insert(mention.id.as_str());
            }
            _ => found.other_decisions.push(decision),
        }
    }
    found
}

/// The decision that accepted `mention` as it stands, if it was made that way.
fn decision_of(mention: &model::EntityMention) -> Option<model::Decision> {
    let suggested = mention.origin.suggested.as_deref()?;
    if mention.origin.status != model::Status::Accepted {
        return None;
    }
    let suggestion = model::Suggestion {
        proposal: model::Proposal::Mention(model::ProposedMention {
            extent: mention.extent.clone(),
            head: mention.head,
            label: mention.label.clone(),
            level: mention.level,
            value: mention.value.clone(),
            count: mention.count.clone(),
            entity: mention.entity.clone(),
        }),
        source: suggested.source.clone(),
        score: suggested.score,
        reason: suggested.reason.clone(),
    };
    Some(model::Decision {
        key: suggestion.key(),
        verdict: model::Verdict::Accepted,
        suggestion,
        annotation: Some(AnnotationRef::Mention(mention.id.clone())),
        by: mention.origin.by.clone(),
        at: mention.origin.at,
    })
}

/// Turns file types into the model, one document at a time, and notes what does not fit.
pub(super) struct Reader<'a> {
    document: DocumentId,
    text: Text,
    notices: &'a mut Vec<FileNotice>,
}

impl<'a> Reader<'a> {
    /// A reader of things that stand in `text`.
    pub(super) fn new(document: DocumentId, text: Text, notices: &'a mut Vec<FileNotice>) -> Self {
        Self {
            document,
            text,
            notices,
        }
    }

    fn notice(&mut self, annotation: Option<&AnnotationRef>, span: Span, kind: FileNoticeKind) {
        self.notices.push(FileNotice {
            document: self.document.clone(),
            annotation: annotation.cloned(),
            span,
            kind,
        });
    }

    fn span(&mut self, (start, end): Chars, of: Option<&AnnotationRef>) -> Span {
        let (start, end) = (byte_of(&self.text, start), byte_of(&self.text, end));
        let span = Span::new(start.min(end), start.max(end));
        if start > end {
            self.notice(of, span, FileNoticeKind::Reversed);
        } else if end > self.text.len() {
            self.notice(of, span, FileNoticeKind::OutsideText);
        }
        span
    }

    /// An extent whose stored text is compared with what stands there.
    fn extent(
        &mut self,
        at: Chars,
        parts: Vec<Chars>,
        stored: Option<SmolStr>,
        of: Option<&AnnotationRef>,
    ) -> Extent {
        let envelope = self.span(at, of);
        let fragments: Vec<Span> = parts.into_iter().map(|part| self.span(part, of)).collect();
        let extent = Extent::from_fragments(fragments).unwrap_or_else(|| Extent::new(envelope));
        if let Some(stored) = stored {
            let is_same = if extent.is_discontinuous() {
                extent.text_in(&self.text) == stored
            } else {
                self.text.slice(extent.envelope()) == stored
            };
            if !is_same {
                let found = extent.text_in(&self.text);
                let kind = FileNoticeKind::TextDiffers { stored, found };
                self.notice(of, extent.envelope(), kind);
            }
        }
        extent
    }

    fn plain_span(
        &mut self,
        at: Chars,
        stored: Option<SmolStr>,
        of: Option<&AnnotationRef>,
    ) -> Span {
        self.extent(at, Vec::new(), stored, of).envelope()
    }

    pub(super) fn mention(&mut self, mention: Mention) -> model::EntityMention {
        let id = MentionId::from(mention.id);
        let reference = AnnotationRef::Mention(id.clone());
        let of = Some(&reference);
        let status = match mention.accepted {
            Some(_) => model::Status::Accepted,
            None => read_status(mention.status),
        };
        model::EntityMention {
            extent: self.extent(mention.at, mention.parts, mention.text, of),
            head: mention.head.map(|head| self.span(head, of)),
            label: mention.label,
            level: read_level(mention.level),
            value: mention.value,
            count: mention.count,
            entity: mention.entity.map(EntityId::from),
            attributes: read_attributes(mention.attributes),
            origin: model::Origin {
                status,
                by: mention.by,
                at: mention.when.0,
                suggested: read_suggested(mention.accepted.or(mention.suggested)),
            },
            id,
        }
    }

    pub(super) fn event(&mut self, event: Event) -> model::EventMention {
        let id = EventId::from(event.id);
        let reference = AnnotationRef::Event(id.clone());
        let of = Some(&reference);
        let arguments = event
            .arguments
            .into_iter()
            .map(|argument| model::Argument {
                role: argument.role,
                filler: match argument.filler {
                    Filler::Mention(id) => model::Filler::Mention(MentionId::from(id)),
                    Filler::Event(id) => model::Filler::Event(EventId::from(id)),
                    Filler::Span(at, stored) => {
                        model::Filler::Span(self.plain_span(at, Some(stored), of))
                    }
                },
                score: argument.score,
            })
            .collect();
        model::EventMention {
            trigger: self.extent(event.at, event.parts, event.text, of),
            event_type: event.event_type,
            arguments,
            not_stated: event.not_stated,
            attributes: read_attributes(event.attributes),
            event: event.event.map(EventChainId::from),
            plover: event.plover,
            origin: read_origin(event.status, event.by, event.when, event.suggested),
            id,
        }
    }

    fn note(&mut self, note: Note) -> model::Note {
        let id = NoteId::from(note.id);
        let reference = AnnotationRef::Note(id.clone());
        model::Note {
            on: match note.on {
                NoteTarget::Document => model::NoteTarget::Document,
                NoteTarget::Span(start, end) => {
                    model::NoteTarget::Span(self.span((start, end), Some(&reference)))
                }
                NoteTarget::Mention(id) => model::NoteTarget::Mention(MentionId::from(id)),
                NoteTarget::Event(id) => model::NoteTarget::Event(EventId::from(id)),
                NoteTarget::Relation(id) => model::NoteTarget::Relation(RelationId::from(id)),
            },
            text: note.text,
            open: note.open,
            origin: read_origin(note.status, note.by, note.when, note.suggested),
            id,
        }
    }

    pub(super) fn annotation(&mut self, annotation: Annotation) -> model::Annotation {
        match annotation {
            Annotation::Mention(mention) => model::Annotation::Mention(self.mention(*mention)),
            Annotation::Event(event) => model::Annotation::Event(self.event(*event)),
            Annotation::Relation(relation) => model::Annotation::Relation(read_relation(*relation)),
            Annotation::Entity(entity) => model::Annotation::Entity(read_entity(*entity)),
            Annotation::Note(note) => model::Annotation::Note(self.note(*note)),
        }
    }

    fn proposal(&mut self, proposal: Proposal) -> model::Proposal {
        match proposal {
            Proposal::Mention {
                at,
                parts,
                text,
                label,
                level,
                head,
                value,
                count,
                entity,
            } => model::Proposal::Mention(model::ProposedMention {
                extent: self.extent(at, parts, text, None),
                head: head.map(|head| self.span(head, None)),
                label,
                level: read_level(level),
                value,
                count,
                entity: entity.map(EntityId::from),
            }),
            Proposal::Event {
                at,
                text,
                event_type,
                arguments,
                attributes,
                event,
            } => model::Proposal::Event(model::ProposedEvent {
                trigger: self.plain_span(at, text, None),
                event_type,
                arguments: arguments
                    .into_iter()
                    .map(|argument| model::ProposedArgument {
                        role: argument.role,
                        span: self.plain_span(argument.at, argument.text, None),
                        label: argument.label,
                        score: argument.score,
                    })
                    .collect(),
                attributes: read_attributes(attributes),
                event: event.map(EventChainId::from),
            }),
        }
    }

    fn suggestion(&mut self, suggestion: Suggestion) -> model::Suggestion {
        model::Suggestion {
            proposal: self.proposal(suggestion.proposal),
            source: suggestion.source,
            score: suggestion.score,
            reason: suggestion.reason,
        }
    }

    pub(super) fn suggestion_key(&mut self, key: Key) -> SuggestionKey {
        match key {
            Key::Mention(at, label) => SuggestionKey::Mention(self.span(at, None), label),
            Key::Event(at, label) => SuggestionKey::Event(self.span(at, None), label),
            Key::Argument(at, label, role, filler) => {
                SuggestionKey::Argument(self.span(at, None), label, role, self.span(filler, None))
            }
        }
    }

    pub(super) fn decision(&mut self, decision: Decision) -> model::Decision {
        let suggestion = model::Suggestion {
            proposal: self.proposal(decision.proposal),
            source: decision.source,
            score: decision.score,
            reason: decision.reason,
        };
        model::Decision {
            key: decision
                .key
                .map_or_else(|| suggestion.key(), |key| self.suggestion_key(key)),
            verdict: match decision.verdict {
                Verdict::Accepted => model::Verdict::Accepted,
                Verdict::Corrected => model::Verdict::Corrected,
                Verdict::Rejected => model::Verdict::Rejected,
            },
            suggestion,
            annotation: decision.annotation.map(Reference::into_model),
            by: decision.by,
            at: decision.when.0,
        }
    }

    pub(super) fn checked(&mut self, checked: Checked) -> model::Checked {
        let mut read = model::Checked::default();
        read.labels = checked.labels;
        for span in checked.spans {
            read.add(self.span(span, None));
        }
        read
    }

    pub(super) fn zones(&mut self, zones: Vec<Zone>) -> Vec<crate::text::Zone> {
        use crate::text::ZoneKind as Kind;
        zones
            .into_iter()
            .map(|Zone(kind, start, end)| crate::text::Zone {
                kind: match kind {
                    ZoneKind::Headline => Kind::Headline,
                    ZoneKind::Byline => Kind::Byline,
                    ZoneKind::Dateline => Kind::Dateline,
                    ZoneKind::Body => Kind::Body,
                    ZoneKind::Quotation => Kind::Quotation,
                    ZoneKind::Boilerplate => Kind::Boilerplate,
                    ZoneKind::Markup => Kind::Markup,
                },
                span: self.span((start, end), None),
            })
            .collect()
    }

    pub(super) fn layer(&mut self, layer: Layer) -> model::Layer {
        let mut read = model::Layer::new(layer.name);
        read.status = layer.status.into_model();
        read.active_secs = layer.active_secs;
        read.checked = self.checked(layer.checked);
        let mut decisions = Vec::with_capacity(layer.decisions.len());
        let mut annotations = Vec::with_capacity(layer.mentions.len() + layer.events.len());
        for mention in layer.mentions {
            let is_whole = mention.accepted.is_some();
            let mention = self.mention(mention);
            if is_whole {
                decisions.extend(decision_of(&mention));
            }
            annotations.push(model::Annotation::Mention(mention));
        }
        for event in layer.events {
            annotations.push(model::Annotation::Event(self.event(event)));
        }
        annotations.extend(
            layer
                .relations
                .into_iter()
                .map(|relation| model::Annotation::Relation(read_relation(relation))),
        );
        annotations.extend(
            layer
                .entities
                .into_iter()
                .map(|entity| model::Annotation::Entity(read_entity(entity))),
        );
        for note in layer.notes {
            annotations.push(model::Annotation::Note(self.note(note)));
        }
        read.annotations = annotations.into_iter().collect();
        for decision in layer.decisions {
            decisions.push(self.decision(decision));
        }
        // In order of keys each one goes to the end, which costs nothing.
        decisions.sort_by(|a, b| a.key.cmp(&b.key));
        for decision in decisions {
            read.put_decision(decision);
        }
        read
    }
}

impl Document {
    /// The document of the model; what does not fit its text goes to `notices`.
    pub(super) fn into_model(self, notices: &mut Vec<FileNotice>) -> model::Document {
        let id = DocumentId::from(self.id);
        let text = Text::new(self.text);
        let mut document = model::Document::new(id.clone(), text.clone());
        document.meta = model::Metadata {
            title: self.title,
            byline: self.byline,
            date: self.date,
            url: self.url,
            source: self.source,
            other: self.other,
        };
        document.tags = self.tags;
        document.source = model::SourceInfo {
            encoding: self.encoding,
            crlf_at: match self.crlf {
                Crlf::None => Vec::new(),
                Crlf::All => line_ends(&text).collect(),
                Crlf::At(chars) => chars.into_iter().map(|char| byte_of(&text, char)).collect(),
            },
            had_cr: self.had_cr,
            original: self.original.map(Into::into),
        };
        document.suggestions_shown = self.suggestions_shown;
        document.unknown_json = self.unknown_json.into_boxed_str();
        let mut reader = Reader::new(id, text, notices);
        let zones = reader.zones(self.zones);
        document.set_zones(zones);
        document.brought = self
            .brought
            .into_iter()
            .map(|suggestion| reader.suggestion(suggestion))
            .collect();
        let layers: Vec<model::Layer> = self
            .layers
            .into_iter()
            .map(|layer| reader.layer(layer))
            .collect();
        if !layers.is_empty() {
            document.layers = layers;
        }
        document
    }
}

impl DocumentStatus {
    pub(super) fn into_model(self) -> model::DocumentStatus {
        match self {
            Self::New => model::DocumentStatus::New,
            Self::InProgress => model::DocumentStatus::InProgress,
            Self::Done => model::DocumentStatus::Done,
            Self::Skipped(reason) => model::DocumentStatus::Skipped(reason.into_boxed_str()),
        }
    }
}

impl Reference {
    pub(super) fn into_model(self) -> AnnotationRef {
        match self {
            Self::Mention(id) => AnnotationRef::Mention(MentionId::from(id)),
            Self::Event(id) => AnnotationRef::Event(EventId::from(id)),
            Self::Relation(id) => AnnotationRef::Relation(RelationId::from(id)),
            Self::Entity(id) => AnnotationRef::Entity(EntityId::from(id)),
            Self::Note(id) => AnnotationRef::Note(NoteId::from(id)),
        }
    }
}

impl Metadata {
    pub(super) fn into_model(self) -> model::Metadata {
        model::Metadata {
            title: self.title,
            byline: self.byline,
            date: self.date,
            url: self.url,
            source: self.source,
            other: self.other,
        }
    }
}

impl Settings {
    pub(super) fn into_model(self) -> model::ProjectSettings {
        model::ProjectSettings {
            suggestions_shown: self.suggestions_shown,
            layers: self.layers,
        }
    }
}

/// The word list of the model.
pub(super) fn read_words(words: Vec<Word>) -> model::WordList {
    model::WordList {
        entries: words
            .into_iter()
            .map(|word| model::WordEntry {
                text: word.text,
                label: word.label,
                match_case: word.match_case,
            })
            .collect(),
    }
}

fn read_level(level: Level) -> model::Level {
    match level {
        Level::Name => model::Level::Name,
        Level::Nominal => model::Level::Nominal,
        Level::Pronoun => model::Level::Pronoun,
    }
}

fn read_status(status: Status) -> model::Status {
    match status {
        Status::Added => model::Status::Added,
        Status::Accepted => model::Status::Accepted,
        Status::Corrected => model::Status::Corrected,
    }
}

fn read_attributes(attributes: BTreeMap<SmolStr, SmolStr>) -> Attributes {
    attributes.into_iter().collect()
}

fn read_suggested(suggested: Option<SuggestedBy>) -> Option<Box<model::SuggestedBy>> {
    suggested.map(|SuggestedBy(source, score, reason)| {
        Box::new(model::SuggestedBy {
            source,
            score,
            reason,
        })
    })
}

fn read_origin(
    status: Status,
    by: SmolStr,
    when: When,
    suggested: Option<SuggestedBy>,
) -> model::Origin {
    model::Origin {
        status: read_status(status),
        by,
        at: when.0,
        suggested: read_suggested(suggested),
    }
}

fn read_relation(relation: Relation) -> model::Relation {
    let end = |end| match end {
        RelationEnd::Mention(id) => model::RelationEnd::Mention(MentionId::from(id)),
        RelationEnd::Event(id) => model::RelationEnd::Event(EventId::from(id)),
    };
    model::Relation {
        id: RelationId::from(relation.id),
        relation_type: relation.relation_type,
        from: end(relation.from),
        to: end(relation.to),
        attributes: read_attributes(relation.attributes),
        origin: read_origin(
            relation.status,
            relation.by,
            relation.when,
            relation.suggested,
        ),
    }
}

fn read_entity(entity: Entity) -> model::Entity {
    model::Entity {
        id: EntityId::from(entity.id),
        name: entity.name,
        country: entity.country,
        sectors: entity.sectors,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_beyond_the_text_come_back() {
        let text = Text::new("Zoë 👩‍👩‍👧");
        for byte in (0..=text.len())
            .filter(|byte| text.get(Span::new(0, *byte)).is_some())
            .chain([text.len() + 1, text.len() + 77])
        {
            assert_eq!(byte_of(&text, num_chars_before(&text, byte)), byte);
        }
    }

    #[test]
    fn moments_are_times_where_the_calendar_reaches() {
        for moment in [0, 1_462_345_678, -5, i64::MAX, i64::MIN] {
            let moment = Moment(moment);
            assert_eq!(read_moment(&spell_moment(moment)), Some(moment));
        }
        assert_eq!(spell_moment(Moment(1_462_345_678)), "2016-05-04T07:07:58Z");
    }
}
