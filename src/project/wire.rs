//! The types of project files and journals, version 1, apart from the model so that the model can change while old files still open.
//!
//! They are only read; [`super::emit`] writes them. Positions count Unicode scalar values. Fields that are absent take their default, unknown
//! fields are refused: a field this program does not know would be lost at the next save.

mod reading;
mod wholly_accepted;

use std::collections::BTreeMap;

use serde::Deserialize;
use smol_str::SmolStr;

pub(super) use reading::{Reader, read_words};
pub(super) use wholly_accepted::wholly_accepted;

use super::spelling::When;
use crate::model::Schema;

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
    /// Says more than `suggestions_shown` where it is there.
    #[serde(default)]
    suggestions: Option<Allowance>,
    #[serde(default)]
    propagation: Allowance,
    #[serde(default)]
    learning: Allowance,
    #[serde(default)]
    unused: Vec<LearntPart>,
    #[serde(default)]
    forgotten: Vec<ForgottenString>,
    #[serde(default)]
    layers: Vec<SmolStr>,
}

#[derive(Deserialize, Clone, Copy, Default)]
#[serde(rename_all = "snake_case")]
enum Allowance {
    #[default]
    On,
    Off,
    AfterHandIn,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum LearntPart {
    Strings,
    Mentions,
    Triggers,
    Roles,
    Attributes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ForgottenString {
    text: SmolStr,
    label: SmolStr,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            suggestions_shown: true,
            suggestions: None,
            propagation: Allowance::default(),
            learning: Allowance::default(),
            unused: Vec::new(),
            forgotten: Vec::new(),
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
    was_done: bool,
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
