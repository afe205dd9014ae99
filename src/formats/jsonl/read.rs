//! One line of Dateline JSONL to a document.

use std::collections::HashMap;

use smol_str::{SmolStr, format_smolstr};

use crate::formats::json::extras::{self, ExtrasWriter};
use crate::formats::json::fields::{Fields, Word, without_place};
use crate::formats::{FormatError, ImportDiagnostic, Imported};
use crate::model::{
    Annotation, AnnotationRef, Argument, Attributes, Checked, Decision, Document, DocumentId,
    DocumentStatus, Entity, EntityMention, EventMention, Extent, Filler, Layer, Level, MentionId,
    Moment, Note, NoteTarget, Origin, Proposal, ProposedArgument, ProposedEvent, ProposedMention,
    Relation, RelationEnd, Status, SuggestedBy, Suggestion, SuggestionKey, Verdict,
};
use crate::text::{CharSpan, Span, Text, Zone, ZoneKind};

/// What becomes of an annotation that cannot be taken as it is written: off the text, of an unknown status, linked to nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// The whole line is refused, so that a filter never loses a label silently.
    #[default]
    Refuse,
    /// The annotation is left out and reported, so that the rest of the document can be opened.
    Report,
}

/// Reads the record in `line`, which is line `number` of its source, counted from 1.
///
/// # Errors
/// When it is no JSON object with a `text`, or holds an annotation that [`Strictness::Refuse`] does not let pass.
pub fn read_record(
    line: &str,
    number: u64,
    strictness: Strictness,
) -> Result<Imported, FormatError> {
    let syntax = |message: String| FormatError::Syntax {
        line: number,
        message,
    };
    let mut record: Fields<'_> =
        serde_json::from_str(line).map_err(|error| syntax(json_message(&error)))?;
    let text: String = record.need("text").map_err(syntax)?;
    if text.len() > Text::MAX_BYTES {
        return Err(FormatError::TooLarge {
            bytes: text.len() as u64,
        });
    }
    let mut reader = RecordReader {
        number,
        strictness,
        text: Text::new(text),
        extras: ExtrasWriter::default(),
        diagnostics: Vec::new(),
        layers: Vec::new(),
        brought: Vec::new(),
        targets: Targets::default(),
    };
    let document = reader.document(record).map_err(syntax)?;
    Ok(Imported {
        document,
        diagnostics: reader.diagnostics,
    })
}

/// What is wrong with a line that is no record, with the column instead of a place.
fn json_message(error: &serde_json::Error) -> String {
    format!("column {}: {}", error.column(), without_place(error))
}

/// A thing that an argument, a relation or a note may name.
#[derive(Clone)]
struct Target {
    /// `None` for a suggestion, which has no id in the model.
    reference: Option<AnnotationRef>,
    layer: SmolStr,
    span: Span,
    label: SmolStr,
}

/// A layer as it grows.
struct LayerDraft {
    layer: Layer,
    annotations: Vec<Annotation>,
}

/// An event whose arguments wait until every id is known.
struct EventDraft<'a> {
    head: Head,
    trigger: Extent,
    event_type: SmolStr,
    arguments: Vec<Fields<'a>>,
    rejected_argument: Option<Fields<'a>>,
    attributes: Attributes,
    not_stated: Vec<SmolStr>,
    event: Option<SmolStr>,
    plover: Option<SmolStr>,
    rest: Fields<'a>,
}

/// What every annotation says about itself.
struct Head {
    written_id: Option<SmolStr>,
    layer: SmolStr,
    state: State,
    by: SmolStr,
    at: Moment,
    source: Option<SmolStr>,
    score: Option<f32>,
    reason: Option<String>,
}

/// The status of an annotation as records write it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Annotation(Status),
    Suggested,
    Rejected,
}

impl State {
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "suggested" => Some(Self::Suggested),
            "rejected" => Some(Self::Rejected),
            _ => Status::from_name(name).map(Self::Annotation),
        }
    }
}

impl Head {
    fn origin(&self, status: Status) -> Origin {
        let is_suggested = self.source.is_some() || self.score.is_some() || self.reason.is_some();
        Origin {
            status,
            by: self.by.clone(),
            at: self.at,
            suggested: is_suggested.then(|| {
                Box::new(SuggestedBy {
                    source: self.source.clone().unwrap_or_default(),
                    score: self.score.unwrap_or(1.0),
                    reason: self.reason.clone().unwrap_or_default().into(),
                })
            }),
        }
    }

    fn suggestion(&self, proposal: Proposal) -> Suggestion {
        Suggestion {
            proposal,
            source: self.source.clone().unwrap_or_default(),
            score: self.score.unwrap_or(1.0),
            reason: self.reason.clone().unwrap_or_default().into(),
        }
    }
}

type Read<T> = Result<T, String>;

struct RecordReader {
    number: u64,
    strictness: Strictness,
    text: Text,
    extras: ExtrasWriter,
    diagnostics: Vec<ImportDiagnostic>,
    layers: Vec<LayerDraft>,
    brought: Vec<Suggestion>,
    targets: Targets,
}

/// Things by id. A mention, an event and a relation may share one; then the mention is meant, then the event.
#[derive(Default)]
struct Targets {
    mentions: HashMap<SmolStr, Target>,
    events: HashMap<SmolStr, Target>,
    relations: HashMap<SmolStr, Target>,
}

impl Targets {
    fn get(&self, id: &str) -> Option<&Target> {
        self.mentions
            .get(id)
            .or_else(|| self.events.get(id))
            .or_else(|| self.relations.get(id))
    }
}

impl RecordReader {
    fn document(&mut self, mut record: Fields<'_>) -> Read<Document> {
        let id = self.record_id(&mut record)?;
        let mut document = Document::new(id, self.text.clone());
        self.metadata(&mut document, &mut record)?;
        let mut tags: Vec<SmolStr> = record.take("tags")?.unwrap_or_default();
        tags.sort_unstable();
        tags.dedup();
        document.tags = tags;
        document.suggestions_shown = record.take("suggestions_shown")?;
        let zones: Vec<Fields<'_>> = record.take("zones")?.unwrap_or_default();
        let zones = self.each("zones", zones, Self::zone)?;
        document.set_zones(zones);
        self.declare_layers(&mut record)?;

        let entities: Vec<Fields<'_>> = record.take("entities")?.unwrap_or_default();
        self.each("entities", entities, Self::mention)?;
        let events: Vec<Fields<'_>> = record.take("events")?.unwrap_or_default();
        let drafts = self.each("events", events, Self::event_head)?;
        for (index, draft) in drafts.into_iter().enumerate() {
            let done = self.event(draft);
            self.settle("events", index, done)?;
        }
        let relations: Vec<Fields<'_>> = record.take("relations")?.unwrap_or_default();
        self.each("relations", relations, Self::relation)?;
        let chains: Vec<Fields<'_>> = record.take("chains")?.unwrap_or_default();
        self.each("chains", chains, Self::chain)?;
        let notes: Vec<Fields<'_>> = record.take("notes")?.unwrap_or_default();
        self.each("notes", notes, Self::note)?;
        let decisions: Vec<Fields<'_>> = record.take("decisions")?.unwrap_or_default();
        self.each("decisions", decisions, Self::decision)?;

        document.layers = std::mem::take(&mut self.layers)
            .into_iter()
            .map(|draft| {
                let mut layer = draft.layer;
                layer.annotations = draft.annotations.into_iter().collect();
                layer
            })
            .collect();
        document.brought = std::mem::take(&mut self.brought);
        document.unknown_json = std::mem::take(&mut self.extras).finish(&record);
        Ok(document)
    }

    fn record_id(&mut self, record: &mut Fields<'_>) -> Read<DocumentId> {
        if let Some(raw) = record.raw("id")
            && !raw.get().starts_with('"')
            && raw.get() != "null"
        {
            self.extras.keep_id(raw.get());
        }
        let id: Option<Word> = record.take("id")?;
        Ok(id
            .map_or_else(|| format_smolstr!("{}", self.number), |word| word.0)
            .into())
    }

    fn metadata(&mut self, document: &mut Document, record: &mut Fields<'_>) -> Read<()> {
        let Some(mut meta): Option<Fields<'_>> = record.take("meta")? else {
            return Ok(());
        };
        let in_meta = |error| format!("`meta`: {error}");
        let mut text = |name: &str| -> Read<String> {
            let is_text = meta.raw(name).is_some_and(|raw| raw.get().starts_with('"'));
            if is_text {
                Ok(meta.take(name).map_err(in_meta)?.unwrap_or_default())
            } else {
                Ok(String::new())
            }
        };
        document.meta.title = text("title")?;
        document.meta.byline = text("byline")?;
        document.meta.date = text("date")?;
        document.meta.url = text("url")?;
        document.meta.source = text("source")?;
        let others: Vec<String> = meta
            .iter()
            .filter(|(_, raw)| raw.get().starts_with('"'))
            .map(|(name, _)| name.to_owned())
            .collect();
        for name in others {
            let value: Option<String> = meta.take(&name).map_err(in_meta)?;
            document.meta.other.push((name, value.unwrap_or_default()));
        }
        self.extras
            .keep(extras::META, || "meta".to_owned(), &meta, &[]);
        Ok(())
    }

    /// Reads each of `items`; one that cannot be read ends the record or is reported, as the reader was told.
    fn each<'a, T>(
        &mut self,
        list: &str,
        items: Vec<Fields<'a>>,
        read: impl Fn(&mut Self, Fields<'a>) -> Read<T>,
    ) -> Read<Vec<T>> {
        let mut all = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            let done = read(self, item);
            all.extend(self.settle(list, index, done)?);
        }
        Ok(all)
    }

    fn settle<T>(&mut self, list: &str, index: usize, done: Read<T>) -> Read<Option<T>> {
        match (done, self.strictness) {
            (Ok(item), _) => Ok(Some(item)),
            (Err(message), Strictness::Refuse) => Err(format!("{list}[{index}]: {message}")),
            (Err(message), Strictness::Report) => {
                self.report(format!("{list}[{index}] left out: {message}"));
                Ok(None)
            }
        }
    }

    fn report(&mut self, message: String) {
        self.diagnostics
            .push(ImportDiagnostic::at_line(self.number, message));
    }

    fn span(&self, start: u32, end: u32) -> Read<Span> {
        if start > end {
            return Err(format!("it ends at {end}, before it starts at {start}"));
        }
        self.text
            .span_from_chars(CharSpan { start, end })
            .ok_or_else(|| {
                let length = self.text.num_chars();
                format!("{start}–{end} leaves the text of {length} characters")
            })
    }

    fn own_span(&self, fields: &mut Fields<'_>) -> Read<Span> {
        let (start, end) = (fields.need("start")?, fields.need("end")?);
        self.span(start, end)
    }

    fn extent(&mut self, fields: &mut Fields<'_>) -> Read<Extent> {
        let fragments: Option<Vec<(u32, u32)>> = fields.take("fragments")?;
        let envelope = self.own_span(fields)?;
        let Some(fragments) = fragments.filter(|fragments| !fragments.is_empty()) else {
            return Ok(Extent::new(envelope));
        };
        let spans: Vec<Span> = fragments
            .into_iter()
            .map(|(start, end)| self.span(start, end))
            .collect::<Read<_>>()?;
        let num_fragments = spans.len();
        let extent = Extent::from_fragments(spans).ok_or("no fragments")?;
        if extent.fragments().len() < num_fragments {
            let start = self.text.chars_from_span(envelope).start;
            self.report(format!(
                "fragments at {start} touch or overlap; they were joined"
            ));
        }
        if extent.envelope() != envelope {
            return Err("`start` and `end` are not those of its fragments".to_owned());
        }
        Ok(extent)
    }

    /// Takes `text` out and says so when the record's own text reads otherwise.
    fn compare_text(&mut self, fields: &mut Fields<'_>, extent: &Extent) -> Read<()> {
        let written: Option<String> = fields.take("text")?;
        if let Some(written) = written {
            let is_same = if extent.is_discontinuous() {
                written == extent.text_in(&self.text)
                    || written == self.text.slice(extent.envelope())
            } else {
                written == self.text.slice(extent.envelope())
            };
            if !is_same {
                let chars = self.text.chars_from_span(extent.envelope());
                self.report(format!(
                    "{}–{} reads “{}” in the text, “{written}” in the record",
                    chars.start,
                    chars.end,
                    extent.text_in(&self.text)
                ));
            }
        }
        Ok(())
    }

    fn zone(&mut self, mut fields: Fields<'_>) -> Read<Zone> {
        let name: SmolStr = fields.need("kind")?;
        let kind =
            ZoneKind::from_name(&name).ok_or_else(|| format!("no zone is called “{name}”"))?;
        let span = self.own_span(&mut fields)?;
        let chars = self.text.chars_from_span(span);
        let key = || super::zone_key(kind, chars);
        self.extras.keep(extras::ZONES, key, &fields, &[]);
        Ok(Zone { kind, span })
    }

    /// Reads `layers`, or the record's own status where it has none.
    fn declare_layers(&mut self, record: &mut Fields<'_>) -> Read<()> {
        let mut main = Layer::new(Layer::MAIN);
        self.progress(&mut main, record)?;
        let declared: Option<Fields<'_>> = record.take("layers")?;
        let Some(declared) = declared.filter(|declared| !declared.is_empty()) else {
            self.layers.push(LayerDraft {
                layer: main,
                annotations: Vec::new(),
            });
            return Ok(());
        };
        for (name, raw) in declared.iter() {
            let mut fields: Fields<'_> = serde_json::from_str(raw.get())
                .map_err(|error| format!("`layers`: {}", without_place(&error)))?;
            let mut layer = Layer::new(name);
            self.progress(&mut layer, &mut fields)?;
            self.layers.push(LayerDraft {
                layer,
                annotations: Vec::new(),
            });
        }
        Ok(())
    }

    fn progress(&mut self, layer: &mut Layer, fields: &mut Fields<'_>) -> Read<()> {
        let status: Option<SmolStr> = fields.take("status")?;
        let reason: Option<String> = fields.take("skip_reason")?;
        layer.status = match status.as_deref() {
            None | Some("new") => DocumentStatus::New,
            Some("in-progress") => DocumentStatus::InProgress,
            Some("done") => DocumentStatus::Done,
            Some("skipped") => DocumentStatus::Skipped(reason.unwrap_or_default().into()),
            Some(other) => return Err(format!("`status`: no document is “{other}”")),
        };
        layer.was_done = fields.take("was_done")?.unwrap_or_default();
        layer.active_secs = fields.take("active_secs")?.unwrap_or_default();
        let checked: Option<Fields<'_>> = fields.take("checked")?;
        if let Some(mut checked) = checked {
            layer.checked = self
                .checked(&mut checked)
                .map_err(|error| format!("`checked`: {error}"))?;
        }
        Ok(())
    }

    fn checked(&self, fields: &mut Fields<'_>) -> Read<Checked> {
        let mut checked = Checked::default();
        checked.labels = fields.take("labels")?.unwrap_or_default();
        let ranges: Vec<(u32, u32)> = fields.take("ranges")?.unwrap_or_default();
        for (start, end) in ranges {
            checked.add(self.span(start, end)?);
        }
        Ok(checked)
    }

    fn layer(&mut self, name: &str) -> &mut LayerDraft {
        let index = self
            .layers
            .iter()
            .position(|draft| draft.layer.name == name)
            .unwrap_or_else(|| {
                self.layers.push(LayerDraft {
                    layer: Layer::new(name),
                    annotations: Vec::new(),
                });
                self.layers.len() - 1
            });
        &mut self.layers[index]
    }

    fn head(fields: &mut Fields<'_>) -> Read<Head> {
        let status: Option<SmolStr> = fields.take("status")?;
        let state = match &status {
            None => State::Annotation(Status::Added),
            Some(name) => {
                State::from_name(name).ok_or_else(|| format!("`status`: none is “{name}”"))?
            }
        };
        let id: Option<Word> = fields.take("id")?;
        Ok(Head {
            written_id: id.map(|word| word.0),
            layer: fields
                .take("layer")?
                .unwrap_or_else(|| SmolStr::new_static(Layer::MAIN)),
            state,
            by: fields.take("by")?.unwrap_or_default(),
            at: take_moment(fields)?,
            source: fields.take("source")?,
            score: fields.take("score")?,
            reason: fields.take("reason")?,
        })
    }

    /// The id to use: the written one, or one made from what is annotated where none is written or it is taken.
    fn id_for(
        &mut self,
        written: Option<&SmolStr>,
        prefix: char,
        span: Span,
        label: &str,
    ) -> SmolStr {
        let taken = match prefix {
            'v' => &self.targets.events,
            _ => &self.targets.mentions,
        };
        match written {
            Some(id) if !taken.contains_key(id) => return id.clone(),
            Some(id) => self.report(format!(
                "the id {id} is there twice; the second one got a new id"
            )),
            None => {}
        }
        let taken = match prefix {
            'v' => &self.targets.events,
            _ => &self.targets.mentions,
        };
        let spell = |bits| match prefix {
            'v' => crate::model::EventId::from_bits(bits).to_smol(),
            _ => MentionId::from_bits(bits).to_smol(),
        };
        let mut bits = bits_of(&format!("{prefix} {} {} {label}", span.start, span.end));
        while taken.contains_key(&spell(bits)) {
            bits = bits.wrapping_add(1);
        }
        spell(bits)
    }

    fn keep_suggestion_extras(&mut self, head: &Head, key: &SuggestionKey, fields: &Fields<'_>) {
        let mut more: Vec<(&str, &str)> = Vec::new();
        if let Some(id) = &head.written_id {
            more.push(("id", id));
        }
        if head.layer != Layer::MAIN && head.state == State::Suggested {
            more.push(("layer", &head.layer));
        }
        let text = &self.text;
        let is_refused = head.state == State::Rejected;
        self.extras.keep(
            extras::SUGGESTIONS,
            || super::suggestion_key(text, key, is_refused),
            fields,
            &more,
        );
    }

    /// What a mention says, be it annotated, suggested or decided about.
    fn proposed_mention(&mut self, fields: &mut Fields<'_>) -> Read<ProposedMention> {
        let extent = self.extent(fields)?;
        let level: Option<SmolStr> = fields.take("level")?;
        let level = match level {
            None => Level::Name,
            Some(name) => {
                Level::from_name(&name).ok_or_else(|| format!("`level`: none is “{name}”"))?
            }
        };
        let head_range: Option<(u32, u32)> = fields.take("head")?;
        Ok(ProposedMention {
            extent,
            head: head_range
                .map(|(start, end)| self.span(start, end))
                .transpose()?,
            label: fields.need("label")?,
            level,
            value: take_word(fields, "value")?,
            count: take_word(fields, "count")?,
            entity: take_word(fields, "entity")?.map(Into::into),
        })
    }

    fn mention(&mut self, mut fields: Fields<'_>) -> Read<()> {
        let proposed = self.proposed_mention(&mut fields)?;
        self.compare_text(&mut fields, &proposed.extent)?;
        let head = Self::head(&mut fields)?;
        let target = Target {
            reference: None,
            layer: head.layer.clone(),
            span: proposed.extent.envelope(),
            label: proposed.label.clone(),
        };
        match head.state {
            State::Annotation(status) => {
                let id = self.id_for(head.written_id.as_ref(), 'm', target.span, &target.label);
                let mention = EntityMention {
                    attributes: take_attributes(&mut fields)?,
                    ..proposed.taken(id.clone().into(), head.origin(status))
                };
                self.extras
                    .keep(extras::ENTITIES, || id.to_string(), &fields, &[]);
                self.targets.mentions.insert(
                    id,
                    Target {
                        reference: Some(AnnotationRef::Mention(mention.id.clone())),
                        ..target
                    },
                );
                let layer = self.layer(&head.layer);
                layer.annotations.push(Annotation::Mention(mention));
            }
            State::Suggested => {
                let suggestion = head.suggestion(Proposal::Mention(proposed));
                self.keep_suggestion_extras(&head, &suggestion.key(), &fields);
                if let Some(id) = head.written_id {
                    self.targets.mentions.entry(id).or_insert(target);
                }
                self.brought.push(suggestion);
            }
            State::Rejected => {
                let suggestion = head.suggestion(Proposal::Mention(proposed));
                let key = suggestion.key();
                self.keep_suggestion_extras(&head, &key, &fields);
                self.put_rejection(head, key, suggestion);
            }
        }
        Ok(())
    }

    fn put_rejection(&mut self, head: Head, key: SuggestionKey, suggestion: Suggestion) {
        let decision = Decision {
            key,
            verdict: Verdict::Rejected,
            suggestion,
            annotation: None,
            by: head.by,
            at: head.at,
        };
        self.layer(&head.layer).layer.put_decision(decision);
    }

    /// Everything of an event but its arguments, which may name events that come later.
    fn event_head<'a>(&mut self, mut fields: Fields<'a>) -> Read<EventDraft<'a>> {
        let mut trigger: Fields<'a> = fields.need("trigger")?;
        let in_trigger = |error| format!("`trigger`: {error}");
        let extent = self.extent(&mut trigger).map_err(in_trigger)?;
        self.compare_text(&mut trigger, &extent)
            .map_err(in_trigger)?;
        let event_type: SmolStr = fields.need("type")?;
        let mut head = Self::head(&mut fields)?;
        let target = Target {
            reference: None,
            layer: head.layer.clone(),
            span: extent.envelope(),
            label: event_type.clone(),
        };
        if let State::Annotation(_) = head.state {
            let id = self.id_for(head.written_id.as_ref(), 'v', target.span, &target.label);
            let reference = Some(AnnotationRef::Event(id.as_str().into()));
            self.targets.events.insert(
                id.clone(),
                Target {
                    reference,
                    ..target
                },
            );
            head.written_id = Some(id);
        } else if head.state == State::Suggested
            && let Some(id) = head.written_id.clone()
        {
            self.targets.events.entry(id).or_insert(target);
        }
        Ok(EventDraft {
            trigger: extent,
            event_type,
            arguments: fields.take("arguments")?.unwrap_or_default(),
            rejected_argument: fields.take("rejected_argument")?,
            attributes: take_attributes(&mut fields)?,
            not_stated: fields.take("not_stated")?.unwrap_or_default(),
            event: take_word(&mut fields, "event")?,
            plover: fields.take("plover")?,
            head,
            rest: fields,
        })
    }

    fn event(&mut self, draft: EventDraft<'_>) -> Read<()> {
        match draft.head.state {
            State::Annotation(status) => {
                let id = draft.head.written_id.clone().unwrap_or_default();
                let mut arguments = Vec::with_capacity(draft.arguments.len());
                for fields in draft.arguments {
                    arguments.push(self.argument(&draft.head.layer, &id, fields)?);
                }
                self.extras
                    .keep(extras::EVENTS, || id.to_string(), &draft.rest, &[]);
                let event = EventMention {
                    id: id.into(),
                    trigger: draft.trigger,
                    event_type: draft.event_type,
                    arguments,
                    not_stated: draft.not_stated,
                    attributes: draft.attributes,
                    event: draft.event.map(Into::into),
                    plover: draft.plover,
                    origin: draft.head.origin(status),
                };
                let layer = self.layer(&draft.head.layer);
                layer.annotations.push(Annotation::Event(event));
            }
            State::Suggested => {
                debug_assert!(
                    draft.rejected_argument.is_none(),
                    "only refusals name an argument"
                );
                let suggestion = self.proposed_event(&draft)?;
                self.keep_suggestion_extras(&draft.head, &suggestion.key(), &draft.rest);
                self.brought.push(suggestion);
            }
            State::Rejected => {
                let suggestion = self.proposed_event(&draft)?;
                let mut key = suggestion.key();
                if let Some(mut refused) = draft.rejected_argument
                    && let SuggestionKey::Event(trigger, event_type) = key
                {
                    let role = refused.need("role")?;
                    let filler = self.own_span(&mut refused)?;
                    key = SuggestionKey::Argument(trigger, event_type, role, filler);
                }
                self.keep_suggestion_extras(&draft.head, &key, &draft.rest);
                self.put_rejection(draft.head, key, suggestion);
            }
        }
        Ok(())
    }

    /// The place of a filler: as written, or where the thing stands that it names.
    fn filler_span(&self, fields: &mut Fields<'_>, target: Option<&Target>) -> Read<Span> {
        match (fields.take("start")?, fields.take("end")?, target) {
            (Some(start), Some(end), _) => self.span(start, end),
            (_, _, Some(target)) => Ok(target.span),
            (_, _, None) => Err("an argument without a place".to_owned()),
        }
    }

    fn argument(&mut self, layer: &str, event: &str, mut fields: Fields<'_>) -> Read<Argument> {
        let role: SmolStr = fields.need("role")?;
        let named = take_word(&mut fields, "mention")?;
        let target = named.as_ref().and_then(|id| self.targets.get(id)).cloned();
        let span = self.filler_span(&mut fields, target.as_ref())?;
        let filler = match target.filter(|target| target.layer == layer) {
            Some(Target {
                reference: Some(AnnotationRef::Mention(id)),
                ..
            }) => Filler::Mention(id),
            Some(Target {
                reference: Some(AnnotationRef::Event(id)),
                ..
            }) => Filler::Event(id),
            _ => Filler::Span(span),
        };
        let score = fields.take("score")?;
        fields.take::<&serde_json::value::RawValue>("text")?;
        let chars = self.text.chars_from_span(span);
        let key = || super::argument_key(event, &role, chars);
        self.extras.keep(extras::ARGUMENTS, key, &fields, &[]);
        Ok(Argument {
            role,
            filler,
            score,
        })
    }

    fn proposed_event(&self, draft: &EventDraft<'_>) -> Read<Suggestion> {
        let mut arguments = Vec::with_capacity(draft.arguments.len());
        for fields in &draft.arguments {
            let mut fields = fields.clone();
            let role = fields.need("role")?;
            let named = take_word(&mut fields, "mention")?;
            let target = named.as_ref().and_then(|id| self.targets.get(id));
            arguments.push(ProposedArgument {
                role,
                span: self.filler_span(&mut fields, target)?,
                label: target.map(|target| target.label.clone()),
                score: fields.take("score")?.or(draft.head.score).unwrap_or(1.0),
            });
        }
        Ok(draft.head.suggestion(Proposal::Event(ProposedEvent {
            trigger: draft.trigger.envelope(),
            event_type: draft.event_type.clone(),
            arguments,
            attributes: draft.attributes.clone(),
            event: draft.event.clone().map(Into::into),
        })))
    }

    fn relation(&mut self, mut fields: Fields<'_>) -> Read<()> {
        let head = Self::head(&mut fields)?;
        let State::Annotation(status) = head.state else {
            return Err("only mentions and events can be suggested or rejected".to_owned());
        };
        let relation_type: SmolStr = fields.need("type")?;
        let from = self.relation_end(&mut fields, "from")?;
        let to = self.relation_end(&mut fields, "to")?;
        let id = head.written_id.clone().unwrap_or_else(|| {
            let bits = bits_of(&format!("{relation_type} {from:?} {to:?}"));
            crate::model::RelationId::from_bits(bits).to_smol()
        });
        let attributes = take_attributes(&mut fields)?;
        self.extras
            .keep(extras::RELATIONS, || id.to_string(), &fields, &[]);
        let reference = Some(AnnotationRef::Relation(id.as_str().into()));
        self.targets.relations.entry(id.clone()).or_insert(Target {
            reference,
            layer: head.layer.clone(),
            span: Span::default(),
            label: relation_type.clone(),
        });
        let relation = Relation {
            id: id.into(),
            relation_type,
            from,
            to,
            attributes,
            origin: head.origin(status),
        };
        let layer = self.layer(&head.layer);
        layer.annotations.push(Annotation::Relation(relation));
        Ok(())
    }

    fn relation_end(&self, fields: &mut Fields<'_>, name: &str) -> Read<RelationEnd> {
        let id = take_word(fields, name)?.ok_or_else(|| format!("`{name}` is missing"))?;
        match self.targets.get(&id).map(|target| &target.reference) {
            Some(Some(AnnotationRef::Mention(id))) => Ok(RelationEnd::Mention(id.clone())),
            Some(Some(AnnotationRef::Event(id))) => Ok(RelationEnd::Event(id.clone())),
            _ => Err(format!("`{name}`: no mention or event has the id {id}")),
        }
    }

    fn chain(&mut self, mut fields: Fields<'_>) -> Read<()> {
        let id = take_word(&mut fields, "id")?.ok_or("`id` is missing")?;
        let entity = Entity {
            id: id.into(),
            name: fields.take("name")?.unwrap_or_default(),
            country: fields.take("country")?.unwrap_or_default(),
            sectors: fields.take("sectors")?.unwrap_or_default(),
        };
        let layer: Option<SmolStr> = fields.take("layer")?;
        let layer = self.layer(layer.as_deref().unwrap_or(Layer::MAIN));
        layer.annotations.push(Annotation::Entity(entity));
        Ok(())
    }

    fn note(&mut self, mut fields: Fields<'_>) -> Read<()> {
        let head = Self::head(&mut fields)?;
        let State::Annotation(status) = head.state else {
            return Err("only mentions and events can be suggested or rejected".to_owned());
        };
        let text: String = fields.need("text")?;
        let on = match take_word(&mut fields, "on")? {
            Some(id) => match self
                .targets
                .get(&id)
                .and_then(|known| known.reference.clone())
            {
                Some(AnnotationRef::Mention(id)) => NoteTarget::Mention(id),
                Some(AnnotationRef::Event(id)) => NoteTarget::Event(id),
                Some(AnnotationRef::Relation(id)) => NoteTarget::Relation(id),
                _ => return Err(format!("`on`: nothing has the id {id}")),
            },
            None if fields.raw("start").is_some() => NoteTarget::Span(self.own_span(&mut fields)?),
            None => NoteTarget::Document,
        };
        let id = head.written_id.clone().unwrap_or_else(|| {
            let bits = bits_of(&format!("{on:?} {text}"));
            crate::model::NoteId::from_bits(bits).to_smol()
        });
        let open = fields.take("open")?.unwrap_or(false);
        self.extras
            .keep(extras::NOTES, || id.to_string(), &fields, &[]);
        let note = Note {
            id: id.into(),
            on,
            text: text.into(),
            open,
            origin: head.origin(status),
        };
        let layer = self.layer(&head.layer);
        layer.annotations.push(Annotation::Note(note));
        Ok(())
    }

    /// A decision that led to an annotation: the suggestion as it was shown.
    fn decision(&mut self, mut fields: Fields<'_>) -> Read<()> {
        let verdict: SmolStr = fields.need("verdict")?;
        let verdict = Verdict::from_name(&verdict)
            .ok_or_else(|| format!("`verdict`: none is “{verdict}”"))?;
        let on = take_word(&mut fields, "on")?;
        let annotation = on
            .as_ref()
            .and_then(|id| self.targets.get(id))
            .and_then(|target| target.reference.clone());
        let refused: Option<Fields<'_>> = fields.take("rejected_argument")?;
        let (head, suggestion) = if fields.raw("trigger").is_some() {
            let mut trigger: Fields<'_> = fields.need("trigger")?;
            let extent = self.extent(&mut trigger)?;
            let head = Self::head(&mut fields)?;
            let draft = EventDraft {
                head,
                trigger: extent,
                event_type: fields.need("type")?,
                arguments: fields.take("arguments")?.unwrap_or_default(),
                rejected_argument: None,
                attributes: take_attributes(&mut fields)?,
                not_stated: Vec::new(),
                event: take_word(&mut fields, "event")?,
                plover: None,
                rest: Fields::default(),
            };
            let suggestion = self.proposed_event(&draft)?;
            (draft.head, suggestion)
        } else {
            let proposed = self.proposed_mention(&mut fields)?;
            let head = Self::head(&mut fields)?;
            let suggestion = head.suggestion(Proposal::Mention(proposed));
            (head, suggestion)
        };
        let mut key = suggestion.key();
        if let (Some(mut refused), SuggestionKey::Event(trigger, event_type)) = (refused, &key) {
            let role = refused.need("role")?;
            let filler = self.own_span(&mut refused)?;
            key = SuggestionKey::Argument(*trigger, event_type.clone(), role, filler);
        }
        let decision = Decision {
            key,
            verdict,
            suggestion,
            annotation,
            by: head.by,
            at: head.at,
        };
        self.layer(&head.layer).layer.put_decision(decision);
        Ok(())
    }
}

/// Bits to spell an id from, the same for the same words.
fn bits_of(words: &str) -> u64 {
    twox_hash::XxHash3_128::oneshot(words.as_bytes()) as u64
}

fn take_word(fields: &mut Fields<'_>, name: &str) -> Read<Option<SmolStr>> {
    let word: Option<Word> = fields.take(name)?;
    Ok(word.map(|word| word.0))
}

fn take_moment(fields: &mut Fields<'_>) -> Read<Moment> {
    let written: Option<String> = fields.take("at")?;
    let Some(written) = written else {
        return Ok(Moment::default());
    };
    let moment: jiff::Timestamp = written.parse().map_err(|error| format!("`at`: {error}"))?;
    Ok(Moment(moment.as_second()))
}

fn take_attributes(fields: &mut Fields<'_>) -> Read<Attributes> {
    let attributes: Option<Fields<'_>> = fields.take("attributes")?;
    let Some(mut attributes) = attributes else {
        return Ok(Attributes::default());
    };
    let names: Vec<SmolStr> = attributes.iter().map(|(name, _)| name.into()).collect();
    let mut all = Attributes::default();
    for name in names {
        all.set(name.clone(), take_word(&mut attributes, &name)?);
    }
    Ok(all)
}
