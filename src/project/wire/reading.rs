//! From the types of the file to the model, one document at a time; what does not fit is noted and left out.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::wholly_accepted::decision_of;
use super::{
    Allowance, Annotation, Chars, Checked, Crlf, Decision, Document, DocumentStatus, Entity, Event,
    Filler, Key, Layer, LearntPart, Level, Mention, Metadata, Note, NoteTarget, Proposal,
    Reference, Relation, RelationEnd, Settings, Status, SuggestedBy, Suggestion, Verdict, Word,
    Zone, ZoneKind,
};
use crate::model::{
    self, AnnotationRef, Attributes, DocumentId, EntityId, EventChainId, EventId, Extent,
    MentionId, NoteId, RelationId, SuggestionKey,
};
use crate::project::notice::{FileNotice, FileNoticeKind};
use crate::project::spelling::{When, byte_of, line_ends};
use crate::text::{Span, Text};

/// Turns file types into the model, one document at a time, and notes what does not fit.
pub(in crate::project) struct Reader<'a> {
    document: DocumentId,
    text: Text,
    notices: &'a mut Vec<FileNotice>,
}

impl<'a> Reader<'a> {
    /// A reader of things that stand in `text`.
    pub(in crate::project) fn new(
        document: DocumentId,
        text: Text,
        notices: &'a mut Vec<FileNotice>,
    ) -> Self {
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

    pub(in crate::project) fn mention(&mut self, mention: Mention) -> model::EntityMention {
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

    pub(in crate::project) fn event(&mut self, event: Event) -> model::EventMention {
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

    pub(in crate::project) fn annotation(&mut self, annotation: Annotation) -> model::Annotation {
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

    pub(in crate::project) fn suggestion_key(&mut self, key: Key) -> SuggestionKey {
        match key {
            Key::Mention(at, label) => SuggestionKey::Mention(self.span(at, None), label),
            Key::Event(at, label) => SuggestionKey::Event(self.span(at, None), label),
            Key::Argument(at, label, role, filler) => {
                SuggestionKey::Argument(self.span(at, None), label, role, self.span(filler, None))
            }
        }
    }

    pub(in crate::project) fn decision(&mut self, decision: Decision) -> model::Decision {
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

    pub(in crate::project) fn checked(&mut self, checked: Checked) -> model::Checked {
        let mut read = model::Checked::default();
        read.labels = checked.labels;
        for span in checked.spans {
            read.add(self.span(span, None));
        }
        read
    }

    pub(in crate::project) fn zones(&mut self, zones: Vec<Zone>) -> Vec<crate::text::Zone> {
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

    pub(in crate::project) fn layer(&mut self, layer: Layer) -> model::Layer {
        let mut read = model::Layer::new(layer.name);
        read.status = layer.status.into_model();
        read.was_done = layer.was_done;
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
    pub(in crate::project) fn into_model(self, notices: &mut Vec<FileNotice>) -> model::Document {
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
    pub(in crate::project) fn into_model(self) -> model::DocumentStatus {
        match self {
            Self::New => model::DocumentStatus::New,
            Self::InProgress => model::DocumentStatus::InProgress,
            Self::Done => model::DocumentStatus::Done,
            Self::Skipped(reason) => model::DocumentStatus::Skipped(reason.into_boxed_str()),
        }
    }
}

impl Reference {
    pub(in crate::project) fn into_model(self) -> AnnotationRef {
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
    pub(in crate::project) fn into_model(self) -> model::Metadata {
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
    pub(in crate::project) fn into_model(self) -> model::ProjectSettings {
        let suggestions = match (self.suggestions, self.suggestions_shown) {
            (Some(said), _) => read_allowance(said),
            (None, true) => model::Allowance::On,
            (None, false) => model::Allowance::Off,
        };
        let forgotten = self.forgotten.into_iter();
        model::ProjectSettings {
            suggestions,
            propagation: read_allowance(self.propagation),
            learning: read_allowance(self.learning),
            unused: self.unused.into_iter().map(read_part).collect(),
            forgotten: forgotten
                .map(|string| model::ForgottenString {
                    text: string.text,
                    label: string.label,
                })
                .collect(),
            layers: self.layers,
        }
    }
}

fn read_allowance(allowance: Allowance) -> model::Allowance {
    match allowance {
        Allowance::On => model::Allowance::On,
        Allowance::Off => model::Allowance::Off,
        Allowance::AfterHandIn => model::Allowance::AfterHandIn,
    }
}

fn read_part(part: LearntPart) -> model::LearntPart {
    match part {
        LearntPart::Strings => model::LearntPart::Strings,
        LearntPart::Mentions => model::LearntPart::Mentions,
        LearntPart::Triggers => model::LearntPart::Triggers,
        LearntPart::Roles => model::LearntPart::Roles,
        LearntPart::Attributes => model::LearntPart::Attributes,
    }
}

/// The word list of the model.
pub(in crate::project) fn read_words(words: Vec<Word>) -> model::WordList {
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
