//! A document to one line of Dateline JSONL.

use std::collections::{HashMap, HashSet};

use smol_str::{SmolStr, format_smolstr};

use super::suggestion_key;
use crate::formats::json::extras::{self, Extras};
use crate::formats::json::fields::{ObjectWriter, write_number, write_string};
use crate::model::{
    AnnotationRef, Annotations, Argument, Attributes, Checked, Decision, Document, DocumentStatus,
    EntityId, EntityMention, EventMention, Extent, Filler, Layer, Level, Moment, NoteTarget,
    Origin, Proposal, ProposedEvent, ProposedMention, RelationEnd, Suggestion, SuggestionKey,
    Verdict,
};
use crate::text::{Span, Text};

/// What of a document goes into its record.
#[derive(Clone, Copy, Debug, Default)]
pub struct WriteOptions<'a> {
    /// The only layer to write; `None` writes all.
    pub layer: Option<&'a str>,
    /// Open suggestions, written with status `suggested`. [`Document::brought`] is not written by itself.
    pub suggestions: &'a [Suggestion],
    /// Whether decisions are written: refused suggestions with status `rejected`, those behind annotations in `decisions`.
    pub decisions: bool,
}

/// Appends the record of `document` to `out`, with its line feed. Mentions and events stand in the order of the text.
pub fn write_record(out: &mut Vec<u8>, document: &Document, options: &WriteOptions<'_>) {
    let layers: Vec<&Layer> = document
        .layers
        .iter()
        .filter(|layer| options.layer.is_none_or(|name| layer.name == name))
        .collect();
    let mut writer = RecordWriter {
        text: document.text(),
        extras: Extras::read(&document.unknown_json),
        layers,
        suggestions: options.suggestions,
        suggestion_ids: Vec::new(),
        places: Places::default(),
        mentions: HashMap::new(),
        events: HashMap::new(),
        decisions: options.decisions,
    };
    writer.name_everything();
    writer.write(out, document);
    out.push(b'\n');
}

struct RecordWriter<'a> {
    text: &'a Text,
    extras: Extras<'a>,
    layers: Vec<&'a Layer>,
    suggestions: &'a [Suggestion],
    /// Id of each suggestion.
    suggestion_ids: Vec<SmolStr>,
    /// What proposed arguments mean.
    places: Places<'a>,
    /// Places of annotated mentions by id.
    mentions: HashMap<&'a str, Span>,
    /// Places of annotated events' triggers by id.
    events: HashMap<&'a str, Span>,
    decisions: bool,
}

/// Ids by place and label; of several things with one place and label the first one that was added counts.
#[derive(Default)]
struct Places<'a>(Vec<(Span, &'a str, SmolStr)>);

impl<'a> Places<'a> {
    fn add(&mut self, span: Span, label: &'a str, id: SmolStr) {
        self.0.push((span, label, id));
    }

    /// To be called when all are added.
    fn sort(&mut self) {
        self.0
            .sort_by(|(span, label, _), (other, known, _)| (span, label).cmp(&(other, known)));
    }

    fn get(&self, span: Span, label: &str) -> Option<&SmolStr> {
        let first = self
            .0
            .partition_point(|(known, named, _)| (*known, *named) < (span, label));
        self.0
            .get(first)
            .filter(|(known, named, _)| *known == span && *named == label)
            .map(|(_, _, id)| id)
    }
}

/// A mention or an event to write, annotated or proposed.
enum Item<'a> {
    Mention(&'a Layer, &'a EntityMention),
    Event(&'a Layer, &'a EventMention),
    Suggestion(&'a Suggestion, SmolStr),
    Rejected(&'a Layer, &'a Decision),
}

impl Item<'_> {
    fn place(&self) -> (u32, std::cmp::Reverse<u32>) {
        let span = match self {
            Self::Mention(_, mention) => mention.extent.envelope(),
            Self::Event(_, event) => event.trigger.envelope(),
            Self::Suggestion(suggestion, _) => suggestion.span(),
            Self::Rejected(_, decision) => decision.suggestion.span(),
        };
        (span.start, std::cmp::Reverse(span.end))
    }
}

/// What stands beside a proposal: everything of a suggestion that is not what it proposes.
struct Beside<'a> {
    id: Option<SmolStr>,
    status: &'static str,
    layer: &'a str,
    decided: Option<&'a Decision>,
}

impl<'a> RecordWriter<'a> {
    /// Gives suggestions their ids: those they came with, else `s1`, `s2` … as far as they are free.
    fn name_everything(&mut self) {
        let mut taken: HashSet<SmolStr> = HashSet::new();
        let layers: Vec<&'a Layer> = self.layers.clone();
        for layer in layers {
            for mention in layer.annotations.mentions() {
                self.mentions
                    .insert(mention.id.as_str(), mention.extent.envelope());
                let id = mention.id.to_smol();
                taken.insert(id.clone());
                self.places
                    .add(mention.extent.envelope(), &mention.label, id);
            }
            for event in layer.annotations.events() {
                self.events
                    .insert(event.id.as_str(), event.trigger.envelope());
                let id = event.id.to_smol();
                taken.insert(id.clone());
                self.places
                    .add(event.trigger.envelope(), &event.event_type, id);
            }
        }
        let written: Vec<Option<SmolStr>> = self
            .suggestions
            .iter()
            .map(|suggestion| {
                self.written_id(|| suggestion.key(), false)
                    .filter(|id| taken.insert(id.clone()))
            })
            .collect();
        let mut next = 0_u32;
        for (suggestion, written) in self.suggestions.iter().zip(written) {
            let id = written.unwrap_or_else(|| {
                loop {
                    next += 1;
                    let id = format_smolstr!("s{next}");
                    if !taken.contains(&id) {
                        break id;
                    }
                }
            });
            self.places
                .add(suggestion.span(), suggestion.label(), id.clone());
            self.suggestion_ids.push(id);
        }
        self.places.sort();
    }

    /// The id that a suggestion had in the record it came from.
    fn written_id(&self, key: impl FnOnce() -> SuggestionKey, is_refused: bool) -> Option<SmolStr> {
        if !self.extras.has(extras::SUGGESTIONS) {
            return None;
        }
        let key = suggestion_key(self.text, &key(), is_refused);
        let raw = self.extras.field(extras::SUGGESTIONS, &key, "id")?;
        let id: String = serde_json::from_str(raw).ok()?;
        Some(id.into())
    }

    fn write(&self, out: &mut Vec<u8>, document: &Document) {
        let mut record = ObjectWriter::new(out);
        match self.extras.numeric_id() {
            Some(id) => record.raw("id", id),
            None => record.string("id", document.id.as_str()),
        }
        record.string("text", self.text.as_str());
        self.progress(&mut record);
        if !document.tags.is_empty() {
            record.list("tags", &document.tags, |out, tag| write_string(out, tag));
        }
        if let Some(shown) = document.suggestions_shown {
            record.number("suggestions_shown", shown);
        }
        self.metadata(&mut record, document);
        self.zones(&mut record, document);
        let (entities, events) = self.items();
        record.list("entities", entities, |out, item| self.item(out, &item));
        record.list("events", events, |out, item| self.item(out, &item));
        self.relations(&mut record);
        self.chains(&mut record);
        self.notes(&mut record);
        self.made_decisions(&mut record);
        self.extras.write_record(&mut record);
        record.end();
    }

    /// Status and what was checked: of the record where `main` is all there is, else of each layer.
    fn progress(&self, record: &mut ObjectWriter<'_>) {
        if let Some(first) = self.layers.first() {
            self.layer_progress(record, first);
        }
        if self.layers.iter().all(|layer| layer.name == Layer::MAIN) {
            return;
        }
        let out = record.key("layers");
        let mut layers = ObjectWriter::new(out);
        for layer in &self.layers {
            let out = layers.any_key(&layer.name);
            let mut fields = ObjectWriter::new(out);
            self.layer_progress(&mut fields, layer);
            fields.end();
        }
        layers.end();
    }

    fn layer_progress(&self, fields: &mut ObjectWriter<'_>, layer: &Layer) {
        fields.string("status", layer.status.name());
        if let DocumentStatus::Skipped(reason) = &layer.status {
            fields.string_if_any("skip_reason", reason);
        }
        if layer.was_done {
            fields.number("was_done", true);
        }
        if layer.active_secs > 0 {
            fields.number("active_secs", layer.active_secs);
        }
        if layer.checked != Checked::default() {
            let out = fields.key("checked");
            let mut checked = ObjectWriter::new(out);
            if !layer.checked.labels.is_empty() {
                checked.list("labels", &layer.checked.labels, |out, label| {
                    write_string(out, label);
                });
            }
            checked.list("ranges", layer.checked.spans(), |out, span| {
                self.range(out, *span);
            });
            checked.end();
        }
    }

    fn metadata(&self, record: &mut ObjectWriter<'_>, document: &Document) {
        let meta = &document.meta;
        if *meta == crate::model::Metadata::default() && !self.extras.has(extras::META) {
            return;
        }
        let out = record.key("meta");
        let mut fields = ObjectWriter::new(out);
        fields.string_if_any("title", &meta.title);
        fields.string_if_any("byline", &meta.byline);
        fields.string_if_any("date", &meta.date);
        fields.string_if_any("url", &meta.url);
        fields.string_if_any("source", &meta.source);
        for (name, value) in &meta.other {
            fields.any_string(name, value);
        }
        self.extras
            .write(extras::META, || "meta".to_owned(), &mut fields, &[]);
        fields.end();
    }

    fn zones(&self, record: &mut ObjectWriter<'_>, document: &Document) {
        if document.zones().is_empty() {
            return;
        }
        record.list("zones", document.zones(), |out, zone| {
            let mut fields = ObjectWriter::new(out);
            fields.string("kind", zone.kind.name());
            self.start_end(&mut fields, zone.span);
            let key = || super::zone_key(zone.kind, self.text.chars_from_span(zone.span));
            self.extras.write(extras::ZONES, key, &mut fields, &[]);
            fields.end();
        });
    }

    /// Mentions and events to write, each in the order of the text, annotations before suggestions on the same words.
    fn items(&self) -> (Vec<Item<'a>>, Vec<Item<'a>>) {
        let mut entities = Vec::new();
        let mut events = Vec::new();
        for layer in &self.layers {
            let annotations: &'a Annotations = &layer.annotations;
            entities.extend(
                annotations
                    .mentions()
                    .iter()
                    .map(|mention| Item::Mention(layer, mention)),
            );
            events.extend(
                annotations
                    .events()
                    .iter()
                    .map(|event| Item::Event(layer, event)),
            );
        }
        for (suggestion, id) in self.suggestions.iter().zip(&self.suggestion_ids) {
            match suggestion.proposal {
                Proposal::Mention(_) => entities.push(Item::Suggestion(suggestion, id.clone())),
                Proposal::Event(_) => events.push(Item::Suggestion(suggestion, id.clone())),
            }
        }
        for layer in self.layers.iter().filter(|_| self.decisions) {
            let rejected = layer
                .decisions()
                .iter()
                .filter(|decision| decision.verdict == Verdict::Rejected);
            for decision in rejected {
                match decision.suggestion.proposal {
                    Proposal::Mention(_) => entities.push(Item::Rejected(layer, decision)),
                    Proposal::Event(_) => events.push(Item::Rejected(layer, decision)),
                }
            }
        }
        entities.sort_by_key(Item::place);
        events.sort_by_key(Item::place);
        (entities, events)
    }

    fn item(&self, out: &mut Vec<u8>, item: &Item<'_>) {
        let mut fields = ObjectWriter::new(out);
        match item {
            Item::Mention(layer, mention) => self.mention(&mut fields, layer, mention),
            Item::Event(layer, event) => self.event(&mut fields, layer, event),
            Item::Suggestion(suggestion, id) => self.suggestion(
                &mut fields,
                suggestion,
                None,
                &Beside {
                    id: Some(id.clone()),
                    status: "suggested",
                    layer: Layer::MAIN,
                    decided: None,
                },
            ),
            Item::Rejected(layer, decision) => self.suggestion(
                &mut fields,
                &decision.suggestion,
                Some(&decision.key),
                &Beside {
                    id: self.written_id(|| decision.key.clone(), true),
                    status: "rejected",
                    layer: &layer.name,
                    decided: Some(decision),
                },
            ),
        }
        fields.end();
    }

    fn range(&self, out: &mut Vec<u8>, span: Span) {
        let chars = self.text.chars_from_span(span);
        out.push(b'[');
        write_number(out, chars.start);
        out.extend_from_slice(b", ");
        write_number(out, chars.end);
        out.push(b']');
    }

    fn start_end(&self, fields: &mut ObjectWriter<'_>, span: Span) {
        let chars = self.text.chars_from_span(span);
        fields.number("start", chars.start);
        fields.number("end", chars.end);
    }

    fn extent(&self, fields: &mut ObjectWriter<'_>, extent: &Extent) {
        self.start_end(fields, extent.envelope());
        if extent.is_discontinuous() {
            fields.list("fragments", extent.fragments(), |out, span| {
                self.range(out, *span);
            });
            fields.string("text", &extent.text_in(self.text));
        } else {
            fields.string("text", self.text.slice(extent.envelope()));
        }
    }

    fn mention(&self, fields: &mut ObjectWriter<'_>, layer: &Layer, mention: &EntityMention) {
        fields.string("id", mention.id.as_str());
        self.extent(fields, &mention.extent);
        self.about_mention(
            fields,
            &mention.label,
            mention.level,
            mention.head,
            [
                ("value", mention.value.as_deref()),
                ("count", mention.count.as_deref()),
                ("entity", mention.entity.as_ref().map(EntityId::as_str)),
            ],
        );
        attributes(fields, &mention.attributes);
        origin(fields, &mention.origin);
        layer_name(fields, &layer.name);
        let key = || mention.id.as_str().to_owned();
        self.extras.write(extras::ENTITIES, key, fields, &[]);
    }

    fn about_mention(
        &self,
        fields: &mut ObjectWriter<'_>,
        label: &str,
        level: Level,
        head: Option<Span>,
        words: [(&'static str, Option<&str>); 3],
    ) {
        fields.string("label", label);
        fields.string("level", level.name());
        if let Some(head) = head {
            self.range(fields.key("head"), head);
        }
        for (name, word) in words {
            if let Some(word) = word {
                fields.string(name, word);
            }
        }
    }

    fn event(&self, fields: &mut ObjectWriter<'_>, layer: &Layer, event: &EventMention) {
        fields.string("id", event.id.as_str());
        fields.string("type", &event.event_type);
        let mut trigger = ObjectWriter::new(fields.key("trigger"));
        self.extent(&mut trigger, &event.trigger);
        trigger.end();
        if let Some(chain) = &event.event {
            fields.string("event", chain.as_str());
        }
        fields.list("arguments", &event.arguments, |out, argument| {
            self.argument(out, event, argument);
        });
        if !event.not_stated.is_empty() {
            fields.list("not_stated", &event.not_stated, |out, role| {
                write_string(out, role);
            });
        }
        attributes(fields, &event.attributes);
        if let Some(code) = &event.plover {
            fields.string("plover", code);
        }
        origin(fields, &event.origin);
        layer_name(fields, &layer.name);
        let key = || event.id.as_str().to_owned();
        self.extras.write(extras::EVENTS, key, fields, &[]);
    }

    fn argument(&self, out: &mut Vec<u8>, event: &EventMention, argument: &Argument) {
        let (id, span) = match &argument.filler {
            Filler::Mention(id) => (Some(id.as_str()), self.mentions.get(id.as_str()).copied()),
            Filler::Event(id) => (Some(id.as_str()), self.events.get(id.as_str()).copied()),
            Filler::Span(span) => (None, Some(*span)),
        };
        let mut fields = ObjectWriter::new(out);
        fields.string("role", &argument.role);
        if let Some(id) = id {
            fields.string("mention", id);
        }
        if let Some(span) = span {
            self.start_end(&mut fields, span);
            let key = || {
                let chars = self.text.chars_from_span(span);
                super::argument_key(event.id.as_str(), &argument.role, chars)
            };
            self.extras.write(extras::ARGUMENTS, key, &mut fields, &[]);
        }
        if let Some(score) = argument.score {
            fields.score("score", score);
        }
        fields.end();
    }

    /// `decided`: what a decision was about, where that may be only an argument.
    fn suggestion(
        &self,
        fields: &mut ObjectWriter<'_>,
        suggestion: &Suggestion,
        decided: Option<&SuggestionKey>,
        beside: &Beside<'_>,
    ) {
        if let Some(id) = &beside.id {
            fields.string("id", id);
        }
        match &suggestion.proposal {
            Proposal::Mention(mention) => self.proposed_mention(fields, mention),
            Proposal::Event(event) => self.proposed_event(fields, event, decided),
        }
        fields.string("status", beside.status);
        fields.string_if_any("source", &suggestion.source);
        fields.score("score", suggestion.score);
        fields.string_if_any("reason", &suggestion.reason);
        if let Some(decision) = beside.decided {
            fields.string_if_any("by", &decision.by);
            moment(fields, decision.at);
        }
        layer_name(fields, beside.layer);
        let is_refused = match beside.status {
            "rejected" => true,
            _ if beside.decided.is_some() => return,
            _ => false,
        };
        let key = || {
            let own = || suggestion.key();
            let key = decided.map_or_else(own, SuggestionKey::clone);
            suggestion_key(self.text, &key, is_refused)
        };
        self.extras.write(extras::SUGGESTIONS, key, fields, &["id"]);
    }

    fn proposed_mention(&self, fields: &mut ObjectWriter<'_>, mention: &ProposedMention) {
        self.extent(fields, &mention.extent);
        self.about_mention(
            fields,
            &mention.label,
            mention.level,
            mention.head,
            [
                ("value", mention.value.as_deref()),
                ("count", mention.count.as_deref()),
                ("entity", mention.entity.as_ref().map(EntityId::as_str)),
            ],
        );
    }

    fn proposed_event(
        &self,
        fields: &mut ObjectWriter<'_>,
        event: &ProposedEvent,
        decided: Option<&SuggestionKey>,
    ) {
        fields.string("type", &event.event_type);
        let mut trigger = ObjectWriter::new(fields.key("trigger"));
        self.start_end(&mut trigger, event.trigger);
        trigger.string("text", self.text.slice(event.trigger));
        trigger.end();
        if let Some(chain) = &event.event {
            fields.string("event", chain.as_str());
        }
        fields.list("arguments", &event.arguments, |out, argument| {
            let mut fields = ObjectWriter::new(out);
            fields.string("role", &argument.role);
            let named = argument
                .label
                .as_ref()
                .and_then(|label| self.places.get(argument.span, label));
            if let Some(id) = named {
                fields.string("mention", id);
            }
            self.start_end(&mut fields, argument.span);
            fields.score("score", argument.score);
            fields.end();
        });
        if let Some(SuggestionKey::Argument(_, _, role, filler)) = decided {
            let mut refused = ObjectWriter::new(fields.key("rejected_argument"));
            refused.string("role", role);
            self.start_end(&mut refused, *filler);
            refused.end();
        }
        attributes(fields, &event.attributes);
    }

    /// What all layers hold of one kind, each with its layer.
    fn of_layers<T>(&self, kind: impl Fn(&'a Layer) -> &'a [T]) -> Vec<(&'a Layer, &'a T)> {
        let with_layer = |layer: &&'a Layer| {
            let layer: &'a Layer = layer;
            kind(layer).iter().map(move |one| (layer, one))
        };
        self.layers.iter().flat_map(with_layer).collect()
    }

    fn relations(&self, record: &mut ObjectWriter<'_>) {
        let relations = self.of_layers(|layer| layer.annotations.relations());
        if relations.is_empty() {
            return;
        }
        let end = |end: &RelationEnd| match end {
            RelationEnd::Mention(id) => id.to_smol(),
            RelationEnd::Event(id) => id.to_smol(),
        };
        record.list("relations", relations, |out, (layer, relation)| {
            let mut fields = ObjectWriter::new(out);
            fields.string("id", relation.id.as_str());
            fields.string("type", &relation.relation_type);
            fields.string("from", &end(&relation.from));
            fields.string("to", &end(&relation.to));
            attributes(&mut fields, &relation.attributes);
            origin(&mut fields, &relation.origin);
            layer_name(&mut fields, &layer.name);
            let key = || relation.id.as_str().to_owned();
            self.extras.write(extras::RELATIONS, key, &mut fields, &[]);
            fields.end();
        });
    }

    fn chains(&self, record: &mut ObjectWriter<'_>) {
        let chains = self.of_layers(|layer| layer.annotations.entities());
        if chains.is_empty() {
            return;
        }
        record.list("chains", chains, |out, (layer, entity)| {
            let mut fields = ObjectWriter::new(out);
            fields.string("id", entity.id.as_str());
            fields.string_if_any("name", &entity.name);
            fields.string_if_any("country", &entity.country);
            if !entity.sectors.is_empty() {
                fields.list("sectors", &entity.sectors, |out, code| {
                    write_string(out, code);
                });
            }
            layer_name(&mut fields, &layer.name);
            fields.end();
        });
    }

    fn notes(&self, record: &mut ObjectWriter<'_>) {
        let notes = self.of_layers(|layer| layer.annotations.notes());
        if notes.is_empty() {
            return;
        }
        record.list("notes", notes, |out, (layer, note)| {
            let mut fields = ObjectWriter::new(out);
            fields.string("id", note.id.as_str());
            match &note.on {
                NoteTarget::Document => {}
                NoteTarget::Span(span) => self.start_end(&mut fields, *span),
                NoteTarget::Mention(id) => fields.string("on", id.as_str()),
                NoteTarget::Event(id) => fields.string("on", id.as_str()),
                NoteTarget::Relation(id) => fields.string("on", id.as_str()),
            }
            fields.string("text", &note.text);
            fields.number("open", note.open);
            origin(&mut fields, &note.origin);
            layer_name(&mut fields, &layer.name);
            let key = || note.id.as_str().to_owned();
            self.extras.write(extras::NOTES, key, &mut fields, &[]);
            fields.end();
        });
    }

    /// The suggestions behind annotations, as they were shown.
    fn made_decisions(&self, record: &mut ObjectWriter<'_>) {
        let made: Vec<_> = self
            .layers
            .iter()
            .filter(|_| self.decisions)
            .flat_map(|layer| {
                layer
                    .decisions()
                    .iter()
                    .map(move |decision| (layer, decision))
            })
            .filter(|(_, decision)| decision.verdict != Verdict::Rejected)
            .collect();
        if made.is_empty() {
            return;
        }
        record.list("decisions", made, |out, (layer, decision)| {
            let mut fields = ObjectWriter::new(out);
            fields.string("verdict", decision.verdict.name());
            match &decision.annotation {
                Some(AnnotationRef::Mention(id)) => fields.string("on", id.as_str()),
                Some(AnnotationRef::Event(id)) => fields.string("on", id.as_str()),
                Some(AnnotationRef::Relation(id)) => fields.string("on", id.as_str()),
                Some(AnnotationRef::Entity(_) | AnnotationRef::Note(_)) | None => {}
            }
            let beside = Beside {
                id: None,
                status: "suggested",
                layer: &layer.name,
                decided: Some(decision),
            };
            self.suggestion(
                &mut fields,
                &decision.suggestion,
                Some(&decision.key),
                &beside,
            );
            fields.end();
        });
    }
}

fn attributes(fields: &mut ObjectWriter<'_>, attributes: &Attributes) {
    if attributes.is_empty() {
        return;
    }
    let mut object = ObjectWriter::new(fields.key("attributes"));
    for (name, value) in attributes.iter() {
        object.any_string(name, value);
    }
    object.end();
}

/// Status, source, score and reason of the suggestion, annotator and moment.
fn origin(fields: &mut ObjectWriter<'_>, origin: &Origin) {
    if *origin != Origin::default() {
        fields.string("status", origin.status.name());
    }
    if let Some(suggested) = &origin.suggested {
        fields.string_if_any("source", &suggested.source);
        fields.score("score", suggested.score);
        fields.string_if_any("reason", &suggested.reason);
    }
    fields.string_if_any("by", &origin.by);
    moment(fields, origin.at);
}

/// `at`, left out for the zero moment, which says that it is not known.
fn moment(fields: &mut ObjectWriter<'_>, at: Moment) {
    if at == Moment::default() {
        return;
    }
    if let Ok(timestamp) = jiff::Timestamp::from_second(at.0) {
        fields.string("at", &timestamp.to_string());
    }
}

fn layer_name(fields: &mut ObjectWriter<'_>, layer: &str) {
    if layer != Layer::MAIN {
        fields.string("layer", layer);
    }
}
