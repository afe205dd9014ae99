//! Rich projects and edits for properties: emoji and combining marks, nested and discontinuous mentions, events in events, decisions,
//! notes, zones, several layers, and every kind of change.
//!
//! Everything is built from a list of numbers, so that a failing case shrinks to a short list. A test that uses this file has `model` and
//! `text` of the library at its root.

use std::sync::Arc;

use proptest::prelude::*;
use smol_str::SmolStr;

use crate::model::schema::{
    AttributeType, DecidedCase, FillerType, Guidance, LabelColour, Module, Plover, PloverCondition,
    PloverRule, RelationType,
};
use crate::model::{
    Allowance, Annotation, AnnotationRef, Argument, Attributes, Change, Checked, Decision,
    Document, DocumentId, DocumentStatus, Edit, Entity, EntityId, EntityMention, EntityType,
    EventChainId, EventId, EventMention, EventType, Extent, Filler, ForgottenString, Layer,
    LearntPart, Level, MentionId, Metadata, Moment, Note, NoteId, NoteTarget, Origin, Project,
    ProjectSettings, Proposal, ProposedArgument, ProposedEvent, ProposedMention, Relation,
    RelationEnd, RelationId, Role, Schema, SourceInfo, Status, SuggestedBy, Suggestion,
    SuggestionKey, Verdict, WordEntry, WordList,
};
use crate::text::{Span, Text, Zone, ZoneKind};

/// Projects of up to four documents.
pub(crate) fn projects() -> impl Strategy<Value = Project> {
    choices(600).prop_map(|numbers| Choices::new(&numbers).project())
}

/// A project and edits that fit it one after the other.
pub(crate) fn projects_and_edits() -> impl Strategy<Value = (Project, Vec<Edit>)> {
    (choices(500), choices(400)).prop_map(|(numbers, edit_numbers)| {
        let project = Choices::new(&numbers).project();
        let edits = Choices::new(&edit_numbers).edits(&project);
        (project, edits)
    })
}

fn choices(most: usize) -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::vec(any::<u32>(), 0..most)
}

/// Kinds of [`Change`], so that a test can ask for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ChangeKind {
    Annotation,
    Decision,
    Status,
    Checked,
    ActiveTime,
    WasDone,
    Layer,
    LayerName,
    Zones,
    Metadata,
    Tags,
    SuggestionsShown,
    Document,
    Schema,
    Words,
    Settings,
}

impl ChangeKind {
    pub(crate) const ALL: [Self; 16] = [
        Self::Annotation,
        Self::Decision,
        Self::Status,
        Self::Checked,
        Self::ActiveTime,
        Self::WasDone,
        Self::Layer,
        Self::LayerName,
        Self::Zones,
        Self::Metadata,
        Self::Tags,
        Self::SuggestionsShown,
        Self::Document,
        Self::Schema,
        Self::Words,
        Self::Settings,
    ];

    /// A new kind of change does not compile until it is made here.
    pub(crate) fn of(change: &Change) -> Self {
        match change {
            Change::Annotation { .. } => Self::Annotation,
            Change::Decision { .. } => Self::Decision,
            Change::Status { .. } => Self::Status,
            Change::Checked { .. } => Self::Checked,
            Change::ActiveTime { .. } => Self::ActiveTime,
            Change::WasDone { .. } => Self::WasDone,
            Change::Layer { .. } => Self::Layer,
            Change::LayerName { .. } => Self::LayerName,
            Change::Zones { .. } => Self::Zones,
            Change::Metadata { .. } => Self::Metadata,
            Change::Tags { .. } => Self::Tags,
            Change::SuggestionsShown { .. } => Self::SuggestionsShown,
            Change::Document { .. } => Self::Document,
            Change::Schema { .. } => Self::Schema,
            Change::Words { .. } => Self::Words,
            Change::Settings { .. } => Self::Settings,
        }
    }
}

const PIECES: [&str; 16] = [
    "Shells hit ",
    "“Aleppo” ",
    "👩‍👩‍👧 ",
    "e\u{301}te\u{301} ",
    "\n",
    "حلب ",
    "three women ",
    "\t",
    "\"quoted\" \\ ",
    "U.S. ",
    "北京",
    "betw-een ",
    "\u{2028}",
    "हिन्दी ",
    "\nDocument(id: \"x\"),\n])\n",
    "Gen. Smith’s men ",
];

const STRINGS: [&str; 9] = [
    "",
    "PER",
    "Conflict.Attack",
    "a \"quoted\" \\ line\r\nand another",
    "👍🏽 naïve",
    "\nDocument(",
    "a name that is longer than what fits into a short string",
    "GPE",
    "{\"id\": [1, null]}",
];

/// Numbers that decide what is built; when they end, the first and smallest of everything is taken.
pub(crate) struct Choices<'a> {
    numbers: std::slice::Iter<'a, u32>,
}

impl<'a> Choices<'a> {
    pub(crate) fn new(numbers: &'a [u32]) -> Self {
        Self {
            numbers: numbers.iter(),
        }
    }

    /// A number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        self.numbers.next().map_or(0, |number| *number as usize) % limit.max(1)
    }

    fn yes(&mut self) -> bool {
        self.below(2) == 1
    }

    fn some<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.yes().then(|| make(self))
    }

    fn many<T>(&mut self, limit: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(limit)).map(|_| make(self)).collect()
    }

    fn of<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    fn string(&mut self) -> String {
        self.of(&STRINGS).to_owned()
    }

    fn word(&mut self) -> SmolStr {
        self.of(&STRINGS).into()
    }

    fn score(&mut self) -> f32 {
        match self.below(4) {
            0 => 1.0,
            1 => 1e-7,
            2 => 1.0 / 3.0,
            _ => self.below(1001) as f32 / 1000.0,
        }
    }

    fn moment(&mut self) -> Moment {
        Moment(self.of(&[0, 1_462_345_678, -1, i64::MAX]))
    }

    fn text(&mut self) -> Text {
        let pieces = self.many(24, |choices| choices.of(&PIECES));
        Text::new(pieces.concat())
    }

    /// A span on character boundaries; now and then one that leaves the text, as a damaged file has it.
    fn span(&mut self, text: &Text) -> Span {
        if self.below(40) == 39 {
            return Span::new(text.len() + 1, text.len() + 5);
        }
        let mut bounds: Vec<u32> = text
            .as_str()
            .char_indices()
            .map(|(at, _)| at as u32)
            .collect();
        bounds.push(text.len());
        let (a, b) = (self.of(&bounds), self.of(&bounds));
        Span::new(a.min(b), a.max(b))
    }

    fn extent(&mut self, text: &Text) -> Extent {
        let first = self.span(text);
        if self.below(4) == 3 {
            let mut fragments = self.many(3, |choices| choices.span(text));
            fragments.push(first);
            Extent::from_fragments(fragments).expect("there is the first one")
        } else {
            Extent::new(first)
        }
    }

    fn attributes(&mut self) -> Attributes {
        self.many(3, |choices| (choices.word(), choices.word()))
            .into_iter()
            .collect()
    }

    fn suggested_by(&mut self) -> SuggestedBy {
        SuggestedBy {
            source: self.word(),
            score: self.score(),
            reason: self.string().into(),
        }
    }

    fn origin(&mut self) -> Origin {
        Origin {
            status: self.of(&Status::ALL),
            by: self.word(),
            at: self.moment(),
            suggested: self.some(|choices| Box::new(choices.suggested_by())),
        }
    }

    fn level(&mut self) -> Level {
        self.of(&Level::ALL)
    }

    fn mention_id(&mut self) -> MentionId {
        MentionId::from(format!("m{}", self.below(9)).as_str())
    }

    fn event_id(&mut self) -> EventId {
        EventId::from(format!("v{}", self.below(5)).as_str())
    }

    fn relation_id(&mut self) -> RelationId {
        RelationId::from(format!("r{}", self.below(4)).as_str())
    }

    fn entity_id(&mut self) -> EntityId {
        EntityId::from(format!("c{}", self.below(4)).as_str())
    }

    fn mention(&mut self, text: &Text) -> EntityMention {
        EntityMention {
            id: self.mention_id(),
            extent: self.extent(text),
            head: self.some(|choices| choices.span(text)),
            label: self.word(),
            level: self.level(),
            value: self.some(Self::word),
            count: self.some(Self::word),
            entity: self.some(Self::entity_id),
            attributes: self.attributes(),
            origin: self.origin(),
        }
    }

    fn event(&mut self, text: &Text) -> EventMention {
        EventMention {
            id: self.event_id(),
            trigger: self.extent(text),
            event_type: self.word(),
            arguments: self.many(4, |choices| Argument {
                role: choices.word(),
                filler: match choices.below(3) {
                    0 => Filler::Mention(choices.mention_id()),
                    1 => Filler::Event(choices.event_id()),
                    _ => Filler::Span(choices.span(text)),
                },
                score: choices.some(Self::score),
            }),
            not_stated: self.many(3, Self::word),
            attributes: self.attributes(),
            event: self.some(|choices| EventChainId::from(choices.word())),
            plover: self.some(Self::word),
            origin: self.origin(),
        }
    }

    fn relation_end(&mut self) -> RelationEnd {
        if self.yes() {
            RelationEnd::Event(self.event_id())
        } else {
            RelationEnd::Mention(self.mention_id())
        }
    }

    fn annotation(&mut self, text: &Text) -> Annotation {
        match self.below(7) {
            0..=2 => Annotation::Mention(self.mention(text)),
            3 => Annotation::Event(self.event(text)),
            4 => Annotation::Relation(Relation {
                id: self.relation_id(),
                relation_type: self.word(),
                from: self.relation_end(),
                to: self.relation_end(),
                attributes: self.attributes(),
                origin: self.origin(),
            }),
            5 => Annotation::Entity(Entity {
                id: self.entity_id(),
                name: self.word(),
                country: self.word(),
                sectors: self.many(3, Self::word),
            }),
            _ => Annotation::Note(Note {
                id: NoteId::from(format!("n{}", self.below(3)).as_str()),
                on: match self.below(5) {
                    0 => NoteTarget::Document,
                    1 => NoteTarget::Span(self.span(text)),
                    2 => NoteTarget::Mention(self.mention_id()),
                    3 => NoteTarget::Event(self.event_id()),
                    _ => NoteTarget::Relation(self.relation_id()),
                },
                text: self.string().into(),
                open: self.yes(),
                origin: self.origin(),
            }),
        }
    }

    fn suggestion(&mut self, text: &Text) -> Suggestion {
        let proposal = if self.below(3) == 2 {
            Proposal::Event(ProposedEvent {
                trigger: self.span(text),
                event_type: self.word(),
                arguments: self.many(3, |choices| ProposedArgument {
                    role: choices.word(),
                    span: choices.span(text),
                    label: choices.some(Self::word),
                    score: choices.score(),
                }),
                attributes: self.attributes(),
                event: self.some(|choices| EventChainId::from(choices.word())),
            })
        } else {
            Proposal::Mention(ProposedMention {
                extent: self.extent(text),
                head: self.some(|choices| choices.span(text)),
                label: self.word(),
                level: self.level(),
                value: self.some(Self::word),
                count: self.some(Self::word),
                entity: self.some(Self::entity_id),
            })
        };
        Suggestion {
            proposal,
            source: self.word(),
            score: self.score(),
            reason: self.string().into(),
        }
    }

    fn reference(&mut self) -> AnnotationRef {
        match self.below(3) {
            0 => AnnotationRef::Mention(self.mention_id()),
            1 => AnnotationRef::Event(self.event_id()),
            _ => AnnotationRef::Relation(self.relation_id()),
        }
    }

    fn decision(&mut self, text: &Text) -> Decision {
        let suggestion = self.suggestion(text);
        let key = if self.below(4) == 3 {
            SuggestionKey::Argument(self.span(text), self.word(), self.word(), self.span(text))
        } else {
            suggestion.key()
        };
        Decision {
            key,
            verdict: self.of(&Verdict::ALL),
            suggestion,
            annotation: self.some(Self::reference),
            by: self.word(),
            at: self.moment(),
        }
    }

    /// A mention taken as it was suggested, and the decision that took it: the most frequent pair of all.
    fn acceptance(&mut self, text: &Text) -> (EntityMention, Decision) {
        let mut mention = self.mention(text);
        let suggested = self.suggested_by();
        mention.origin.status = Status::Accepted;
        mention.origin.suggested = Some(Box::new(suggested.clone()));
        let suggestion = Suggestion {
            proposal: Proposal::Mention(ProposedMention::of(&mention)),
            source: suggested.source,
            score: suggested.score,
            reason: suggested.reason,
        };
        let decision = Decision {
            key: suggestion.key(),
            verdict: Verdict::Accepted,
            suggestion,
            annotation: Some(AnnotationRef::Mention(mention.id.clone())),
            by: mention.origin.by.clone(),
            at: mention.origin.at,
        };
        (mention, decision)
    }

    fn status(&mut self) -> DocumentStatus {
        match self.below(4) {
            0 => DocumentStatus::New,
            1 => DocumentStatus::InProgress,
            2 => DocumentStatus::Done,
            _ => DocumentStatus::Skipped(self.string().into()),
        }
    }

    fn checked(&mut self, text: &Text) -> Checked {
        let mut checked = Checked::default();
        checked.labels = self.many(3, Self::word);
        for _ in 0..self.below(3) {
            checked.add(self.span(text));
        }
        checked
    }

    fn fill_layer(&mut self, layer: &mut Layer, text: &Text) {
        layer.status = self.status();
        layer.checked = self.checked(text);
        layer.active_secs = self.below(7000) as u32;
        layer.was_done = self.yes();
        for _ in 0..self.below(9) {
            let annotation = self.annotation(text);
            layer.annotations.put(annotation);
        }
        for _ in 0..self.below(4) {
            let (mention, decision) = self.acceptance(text);
            layer.annotations.put(Annotation::Mention(mention));
            layer.put_decision(decision);
        }
        for _ in 0..self.below(4) {
            let decision = self.decision(text);
            layer.put_decision(decision);
        }
    }

    fn metadata(&mut self) -> Metadata {
        Metadata {
            title: self.string(),
            byline: self.string(),
            date: self.of(&["", "2016-05-04"]).to_owned(),
            url: self.string(),
            source: self.string(),
            other: self.many(3, |choices| (choices.string(), choices.string())),
        }
    }

    fn source_info(&mut self, text: &Text) -> SourceInfo {
        let line_ends: Vec<u32> = text
            .as_str()
            .match_indices('\n')
            .map(|(at, _)| at as u32)
            .collect();
        let crlf_at = match self.below(3) {
            0 => Vec::new(),
            1 => line_ends,
            _ => line_ends.into_iter().filter(|_| self.yes()).collect(),
        };
        SourceInfo {
            encoding: self.of(&["", "UTF-8", "windows-1252"]).into(),
            crlf_at,
            had_cr: self.yes(),
            original: self.some(|choices| choices.string().into()),
        }
    }

    /// Zones in the order in which documents keep them.
    fn zones(&mut self, text: &Text) -> Vec<Zone> {
        let zones = self.many(5, |choices| Zone {
            kind: choices.of(&ZoneKind::ALL),
            span: choices.span(text),
        });
        let mut document = Document::new(DocumentId::from("any"), text.clone());
        document.set_zones(zones);
        document.zones().to_vec()
    }

    fn document(&mut self, id: &str) -> Document {
        let text = self.text();
        let mut document = Document::new(DocumentId::from(id), text.clone());
        document.meta = self.metadata();
        document.tags = self.many(3, Self::word);
        document.source = self.source_info(&text);
        document.suggestions_shown = self.some(Self::yes);
        document.unknown_json = self.of(&["", "{\"stars\": 3, \"x\": [1, \"ü\"]}"]).into();
        document.brought = self.many(3, |choices| choices.suggestion(&text));
        document.set_zones(self.zones(&text));
        self.fill_layer(&mut document.layers[0], &text);
        if self.yes() {
            let mut second = Layer::new("ben, round 2");
            self.fill_layer(&mut second, &text);
            if second != Layer::new("ben, round 2") {
                document.layers.push(second);
            }
        }
        document
    }

    fn guidance(&mut self) -> Guidance {
        Guidance {
            definition: self.string(),
            examples: self.many(2, Self::string),
            cases: self.many(2, |choices| DecidedCase {
                text: choices.string(),
                decision: choices.string(),
            }),
        }
    }

    fn colour(&mut self) -> LabelColour {
        if self.yes() {
            LabelColour::Rgb(1, 128, 255)
        } else {
            LabelColour::Slot(self.below(20) as u8)
        }
    }

    fn schema(&mut self) -> Schema {
        Schema {
            name: self.word(),
            description: self.string(),
            guideline: self.many(2, Self::string),
            modules: self.many(2, |choices| Module {
                name: choices.word(),
                description: choices.string(),
                shown: choices.yes(),
            }),
            entity_types: self.many(3, |choices| EntityType {
                name: choices.word(),
                title: choices.string(),
                guidance: choices.guidance(),
                colour: choices.colour(),
                hotkey: choices.some(|choices| choices.of(&['p', '\'', 'é'])),
                subtypes: choices.many(2, Self::word),
                has_value: choices.yes(),
                off: choices.yes(),
                ..EntityType::default()
            }),
            event_types: self.many(3, |choices| EventType {
                name: choices.word(),
                guidance: choices.guidance(),
                roles: choices.many(3, |choices| Role {
                    name: choices.word(),
                    fillers: vec![
                        FillerType::Entity("PER".into()),
                        FillerType::AnyEvent,
                        FillerType::AnySpan,
                    ],
                    at_most: choices.of(&[Some(1), None, Some(3)]),
                    expected: choices.yes(),
                    ..Role::default()
                }),
                plover: match choices.below(3) {
                    0 => Plover::None,
                    1 => Plover::Fixed("ASSAULT".into()),
                    _ => Plover::Rules(
                        vec![PloverRule {
                            when: PloverCondition::RoleLabel("Target".into(), "PER".into()),
                            code: "ASSAULT".into(),
                        }],
                        choices.some(|_| "COERCE".into()),
                    ),
                },
                ..EventType::default()
            }),
            event_attributes: self.many(2, |choices| AttributeType {
                name: choices.word(),
                values: choices.many(3, Self::word),
                default: choices.some(Self::word),
                ..AttributeType::default()
            }),
            relation_types: self.many(2, |choices| RelationType {
                name: choices.word(),
                colour: choices.colour(),
                ..RelationType::default()
            }),
            ..Schema::default()
        }
    }

    fn words(&mut self) -> WordList {
        WordList {
            entries: self.many(4, |choices| WordEntry {
                text: choices.word(),
                label: choices.some(Self::word),
                match_case: choices.yes(),
            }),
        }
    }

    fn settings(&mut self) -> ProjectSettings {
        ProjectSettings {
            suggestions: self.of(&Allowance::ALL),
            propagation: self.of(&Allowance::ALL),
            learning: self.of(&Allowance::ALL),
            unused: self.of(&[vec![], vec![LearntPart::Strings, LearntPart::Roles]]),
            forgotten: self.many(2, |choices| ForgottenString {
                text: choices.word(),
                label: choices.word(),
            }),
            layers: self.of(&[vec![], vec![Layer::MAIN.into(), "made".into()]]),
        }
    }

    /// A project of up to four documents.
    pub(crate) fn project(&mut self) -> Project {
        let mut project = Project::new(self.schema());
        project.words = Arc::new(self.words());
        project.settings = self.settings();
        for number in 0..self.below(5) {
            let document = self.document(&format!("d{number}"));
            project.documents.push(Arc::new(document));
        }
        project
    }

    /// Edits that fit `project` one after the other.
    pub(crate) fn edits(&mut self, project: &Project) -> Vec<Edit> {
        let mut project = project.clone();
        self.many(12, |choices| choices.edit(&mut project))
    }

    fn edit(&mut self, project: &mut Project) -> Edit {
        let mut edit = Edit {
            label: self.string(),
            by: self.word(),
            at: self.moment(),
            changes: Vec::new(),
        };
        for _ in 0..=self.below(3) {
            let kind = self.of(&ChangeKind::ALL);
            let Some(change) = self.change(kind, project) else {
                continue;
            };
            change.apply(project).expect("it was made for this project");
            edit.changes.push(change);
        }
        edit
    }

    /// A change of that kind that fits `project`; `None` where it has no document to change.
    pub(crate) fn change(&mut self, kind: ChangeKind, project: &Project) -> Option<Change> {
        match kind {
            ChangeKind::Document => return Some(self.document_change(project)),
            ChangeKind::Schema => {
                return Some(Change::Schema {
                    before: Arc::clone(&project.schema),
                    after: Arc::new(self.schema()),
                });
            }
            ChangeKind::Words => {
                return Some(Change::Words {
                    before: Arc::clone(&project.words),
                    after: Arc::new(self.words()),
                });
            }
            ChangeKind::LayerName => {
                return Some(Change::LayerName {
                    before: self.of(&project.layer_names()),
                    after: format!("renamed {}", self.below(1000)).into(),
                })
                .filter(|change| change.apply(&mut project.clone()).is_ok());
            }
            ChangeKind::Settings => {
                return Some(Change::Settings {
                    before: project.settings.clone(),
                    after: self.settings(),
                });
            }
            _ => {}
        }
        if project.documents.is_empty() {
            return None;
        }
        let found = Arc::clone(&project.documents[self.below(project.documents.len())]);
        Some(self.change_of_document(kind, &found))
    }

    fn change_of_document(&mut self, kind: ChangeKind, found: &Document) -> Change {
        let text = found.text().clone();
        let document = found.id.clone();
        let layer = SmolStr::new(self.of(&[Layer::MAIN, "ben, round 2", "new"]));
        let empty = Layer::new(layer.clone());
        let in_layer = found.layer(&layer).unwrap_or(&empty);
        match kind {
            ChangeKind::Annotation => {
                let annotation = self.annotation(&text);
                let before = in_layer.annotations.get(&annotation.reference());
                let goes = before.is_some() && self.yes();
                Change::Annotation {
                    document,
                    layer,
                    before: before.map(Box::new),
                    after: (!goes).then(|| Box::new(annotation)),
                }
            }
            ChangeKind::Decision => {
                let known = in_layer.decisions();
                let before = (!known.is_empty() && self.yes()).then(|| self.of(known));
                let mut decision = self.decision(&text);
                if let Some(before) = &before {
                    decision.key = before.key.clone();
                }
                let before = before.or_else(|| in_layer.decision(&decision.key).cloned());
                let goes = before.is_some() && self.yes();
                Change::Decision {
                    document,
                    layer,
                    before: before.map(Box::new),
                    after: (!goes).then(|| Box::new(decision)),
                }
            }
            ChangeKind::Status => Change::Status {
                document,
                before: in_layer.status.clone(),
                after: self.status(),
                layer,
            },
            ChangeKind::Checked => Change::Checked {
                document,
                before: Box::new(in_layer.checked.clone()),
                after: Box::new(self.checked(&text)),
                layer,
            },
            ChangeKind::ActiveTime => Change::ActiveTime {
                document,
                before: in_layer.active_secs,
                after: self.below(9000) as u32,
                layer,
            },
            ChangeKind::WasDone => Change::WasDone {
                document,
                before: in_layer.was_done,
                after: self.yes(),
                layer,
            },
            ChangeKind::Layer => {
                let index = found.layers.iter().position(|known| known.name == layer);
                let goes = found.layers.len() > 1 && self.yes();
                let mut fresh = Layer::new(layer);
                self.fill_layer(&mut fresh, &text);
                Change::Layer {
                    document,
                    index: index.unwrap_or(found.layers.len()),
                    before: index.map(|index| Box::new(found.layers[index].clone())),
                    after: (index.is_none() || !goes).then(|| Box::new(fresh)),
                }
            }
            ChangeKind::Zones => Change::Zones {
                document,
                before: found.zones().to_vec(),
                after: self.zones(&text),
            },
            ChangeKind::Metadata => Change::Metadata {
                document,
                before: Box::new(found.meta.clone()),
                after: Box::new(self.metadata()),
            },
            ChangeKind::Tags => Change::Tags {
                document,
                before: found.tags.clone(),
                after: self.many(3, Self::word),
            },
            ChangeKind::SuggestionsShown => Change::SuggestionsShown {
                document,
                before: found.suggestions_shown,
                after: self.some(Self::yes),
            },
            ChangeKind::Document
            | ChangeKind::LayerName
            | ChangeKind::Schema
            | ChangeKind::Words
            | ChangeKind::Settings => unreachable!("made by `change`"),
        }
    }

    /// A document comes, goes, or is replaced.
    fn document_change(&mut self, project: &Project) -> Change {
        let num_documents = project.documents.len();
        let what = if num_documents == 0 { 0 } else { self.below(3) };
        if what == 0 {
            let id = (0..=num_documents)
                .map(|number| format!("d{number}"))
                .find(|id| project.index_of(&DocumentId::from(id.as_str())).is_none())
                .expect("one of these numbers is free");
            return Change::Document {
                index: self.below(num_documents + 1),
                before: None,
                after: Some(Arc::new(self.document(&id))),
            };
        }
        let index = self.below(num_documents);
        let before = Arc::clone(&project.documents[index]);
        let after = (what == 1).then(|| Arc::new(self.document(before.id.as_str())));
        Change::Document {
            index,
            before: Some(before),
            after,
        }
    }
}
