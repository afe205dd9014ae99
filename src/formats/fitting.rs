//! What a format can hold of a selection: everything else is taken out or changed here, once for all formats, and noted.
//!
//! Details of what is left out (the head of a mention that has no place) go with it and are not counted again.

use std::collections::{BTreeMap, HashMap, HashSet};

use smol_str::SmolStr;

use super::export::{LossReport, Reason, Selection, example, outermost};
use super::feature::Feature;
use super::registry::Format;
use super::token_table::TokenTable;
use crate::model::{
    Annotation, Attributes, Document, EntityMention, EventMention, Extent, Filler, MentionId, Note,
    NoteTarget, Origin, RelationEnd,
};
use crate::text::Span;

/// The label of a bare span that is written as a mention because the format links only mentions.
pub(super) const SPAN: &str = "Span";

/// `selection` as `format` can hold it; what that changes is noted in `losses`, and so is what was lost in selecting.
pub(super) fn fit(
    document: &Document,
    selection: Selection,
    format: &Format,
    threshold: f32,
    losses: &mut LossReport,
) -> Selection {
    let selection = if format.holds(Feature::Suggestions) {
        selection
    } else {
        let (annotations, losses) = selection.flattened(threshold);
        Selection {
            annotations,
            suggestions: Vec::new(),
            losses,
        }
    };
    let Selection {
        annotations,
        suggestions,
        losses: lost,
    } = selection;
    losses.merge(lost);
    if format.holds(Feature::Layers) {
        return Selection {
            annotations,
            suggestions,
            losses: LossReport::default(),
        };
    }
    let mut fitter = Fitter {
        document,
        format,
        table: (!format.holds(Feature::InsideTokens)).then(|| TokenTable::new(document)),
        losses,
        kept: HashMap::new(),
        bare: BTreeMap::new(),
        made: Vec::new(),
    };
    let mentions = fitter.mentions(annotations.mentions());
    let events = fitter.events(annotations.events());
    let mut all: Vec<Annotation> = mentions.into_iter().map(Annotation::Mention).collect();
    all.extend(fitter.made.drain(..).map(Annotation::Mention));
    all.extend(events.into_iter().map(Annotation::Event));
    fitter.others(&annotations, &mut all);
    fitter.document();
    Selection {
        annotations: all.into_iter().collect(),
        suggestions,
        losses: LossReport::default(),
    }
}

/// Notes the suggestions that came with a document and do not go out.
pub(super) fn note_suggestions(document: &Document, losses: &mut LossReport) {
    losses.note_many(
        Reason::Undecided,
        "suggestions",
        document.brought.len(),
        &format!("in {}", document.id),
    );
}

/// Notes annotations of layers that do not go out.
pub(super) fn note_other_layers(document: &Document, layer: &str, losses: &mut LossReport) {
    for other in document.layers.iter().filter(|other| other.name != layer) {
        let count = other.annotations.mentions().len() + other.annotations.events().len();
        let example = format!("“{}” of {}", other.name, document.id);
        losses.note_many(Reason::OtherLayer, "annotations", count, &example);
    }
}

struct Fitter<'a> {
    document: &'a Document,
    format: &'a Format,
    /// For formats whose places are tokens.
    table: Option<TokenTable>,
    losses: &'a mut LossReport,
    /// Places of the mentions and events that go out, by id.
    kept: HashMap<SmolStr, Span>,
    /// Mentions made of bare spans, by place.
    bare: BTreeMap<Span, MentionId>,
    made: Vec<EntityMention>,
}

impl Fitter<'_> {
    fn holds(&self, feature: Feature) -> bool {
        self.format.holds(feature)
    }

    /// Notes that the format has no place for something about `id`.
    fn no_place(&mut self, kind: &'static str, id: &str) {
        let document = &self.document.id;
        self.losses
            .note(Reason::NoPlace, kind, || format!("{id} in {document}"));
    }

    fn mentions(&mut self, mentions: &[EntityMention]) -> Vec<EntityMention> {
        let mut fitted = Vec::with_capacity(mentions.len());
        for mention in mentions {
            if let Some(extent) = self.extent(&mention.extent, "mentions") {
                let mut mention = mention.clone();
                mention.extent = extent;
                fitted.push(mention);
            }
        }
        // What was widened may stand elsewhere in the order now.
        fitted.sort_by(|a, b| {
            let place = |mention: &EntityMention| {
                let span = mention.extent.envelope();
                (span.start, std::cmp::Reverse(span.end))
            };
            place(a).cmp(&place(b))
        });
        let places: HashMap<SmolStr, &EntityMention> = mentions
            .iter()
            .map(|mention| (mention.id.to_smol(), mention))
            .collect();
        let kept: Vec<EntityMention> = self.arranged(fitted);
        kept.into_iter()
            .map(|mut mention| {
                if let Some(before) = places.get(mention.id.as_str()) {
                    self.note_change(&before.extent, &mention.extent, "mentions");
                }
                self.kept
                    .insert(mention.id.to_smol(), mention.extent.envelope());
                self.mention_details(&mut mention);
                mention
            })
            .collect()
    }

    /// The extent as the format places it; `None` (noted) when it cannot.
    fn extent(&mut self, extent: &Extent, kind: &'static str) -> Option<Extent> {
        let whole = if extent.is_discontinuous() && !self.holds(Feature::Discontinuous) {
            Extent::new(extent.envelope())
        } else {
            extent.clone()
        };
        let is_blank = extent.text_in(self.document.text()).trim().is_empty();
        let Some(table) = self.table.as_ref().filter(|_| !is_blank) else {
            if is_blank {
                self.no_token(extent, kind);
            }
            return (!is_blank).then_some(whole);
        };
        let snapped = whole
            .fragments()
            .iter()
            .map(|fragment| table.snap(*fragment));
        let fragments: Option<Vec<Span>> = snapped.collect();
        let found = fragments.and_then(Extent::from_fragments);
        if found.is_none() {
            self.no_token(extent, kind);
        }
        found
    }

    /// Notes that nothing of `extent` is a token that is written.
    fn no_token(&mut self, extent: &Extent, kind: &'static str) {
        let document = self.document;
        self.losses
            .note(Reason::NoToken, kind, || example(document, extent));
    }

    /// Notes how a place that goes out differs from what was meant.
    fn note_change(&mut self, before: &Extent, after: &Extent, kind: &'static str) {
        let document = self.document;
        if before.is_discontinuous() && !after.is_discontinuous() {
            self.losses
                .note(Reason::Gaps, kind, || example(document, before));
        }
        if before.envelope() != after.envelope() {
            self.losses
                .note(Reason::TokenEdges, kind, || example(document, before));
        }
    }

    /// Of mentions that nest or overlap, those that the format can hold beside each other.
    fn arranged(&mut self, mentions: Vec<EntityMention>) -> Vec<EntityMention> {
        if self.holds(Feature::Overlapping) {
            return mentions;
        }
        if !self.holds(Feature::Nested) {
            return outermost(self.document, &mentions, self.losses)
                .into_iter()
                .cloned()
                .collect();
        }
        let mut open: Vec<Span> = Vec::new();
        let mut kept = Vec::with_capacity(mentions.len());
        for mention in mentions {
            let span = mention.extent.envelope();
            open.retain(|outer| outer.end > span.start);
            if open
                .iter()
                .all(|outer| outer.contains(span) && *outer != span)
            {
                open.push(span);
                kept.push(mention);
            } else {
                let document = self.document;
                self.losses.note(Reason::NotOutermost, "mentions", || {
                    example(document, &mention.extent)
                });
            }
        }
        kept
    }

    fn mention_details(&mut self, mention: &mut EntityMention) {
        let id = mention.id.to_smol();
        if mention.level != crate::model::Level::Name && !self.holds(Feature::Levels) {
            mention.level = crate::model::Level::Name;
            self.no_place("levels", &id);
        }
        if let Some(head) = mention.head {
            if !self.holds(Feature::Heads) {
                mention.head = None;
                self.no_place("heads", &id);
            } else if self.document.text().get(head).is_none() {
                mention.head = None;
                self.losses
                    .note(Reason::OutsideText, "heads", || id.to_string());
            }
        }
        if !self.holds(Feature::Values) {
            for value in [&mut mention.value, &mut mention.count] {
                if value.take().is_some() {
                    self.no_place("values", &id);
                }
            }
        }
        if mention.entity.is_some() && !self.holds(Feature::Coreference) {
            mention.entity = None;
            self.no_place("coreference links", &id);
        }
        self.attributes(&mut mention.attributes, Feature::MentionAttributes, &id);
        self.origin(&mut mention.origin, &id);
    }

    fn attributes(&mut self, attributes: &mut Attributes, feature: Feature, id: &str) {
        if !self.holds(feature) {
            for _ in attributes.iter() {
                self.no_place("attributes", id);
            }
            *attributes = Attributes::default();
        }
    }

    fn origin(&mut self, origin: &mut Origin, id: &str) {
        if *origin != Origin::default() && !self.holds(Feature::Origins) {
            *origin = Origin::default();
            self.no_place("origins", id);
        }
    }

    fn events(&mut self, events: &[EventMention]) -> Vec<EventMention> {
        if !self.holds(Feature::Events) {
            for event in events {
                self.no_place("events", event.id.as_str());
            }
            return Vec::new();
        }
        let mut fitted = Vec::with_capacity(events.len());
        for event in events {
            let Some(trigger) = self.trigger(&event.trigger) else {
                continue;
            };
            self.kept.insert(event.id.to_smol(), trigger.envelope());
            fitted.push(EventMention {
                trigger,
                ..event.clone()
            });
        }
        if let Some(table) = &mut self.table {
            // Writers make one sentence of those that a mention or a trigger reaches over.
            let bare = fitted.iter().flat_map(bare_spans);
            table.join_sentences(self.kept.values().copied().chain(bare));
        }
        for event in &mut fitted {
            self.event_details(event);
        }
        fitted
    }

    fn trigger(&mut self, before: &Extent) -> Option<Extent> {
        let mut trigger = self.extent(before, "events")?;
        self.note_change(before, &trigger, "events");
        if let Some(table) = self.table.as_ref()
            && !self.format.holds(Feature::LongTriggers)
        {
            let tokens = table.touching(trigger.envelope());
            if tokens.len() > 1
                && let Some(last) = table.tokens.get(tokens.end - 1)
            {
                trigger = Extent::new(*last);
                let document = self.document;
                self.losses
                    .note(Reason::LastWord, "triggers", || example(document, before));
            }
        }
        Some(trigger)
    }

    fn event_details(&mut self, event: &mut EventMention) {
        let id = event.id.to_smol();
        let trigger = event.trigger.envelope();
        let arguments = std::mem::take(&mut event.arguments);
        for mut argument in arguments {
            if let Some(filler) = self.filler(&argument.filler, trigger, &id) {
                argument.filler = filler;
                if !self.holds(Feature::Origins) {
                    argument.score = None;
                }
                event.arguments.push(argument);
            }
        }
        if !self.holds(Feature::NotStated) {
            for _ in event.not_stated.drain(..) {
                self.losses
                    .note(Reason::NoPlace, "roles declared as not stated", || {
                        format!("{id} in {}", self.document.id)
                    });
            }
        }
        if !self.holds(Feature::PloverCodes) && event.plover.take().is_some() {
            self.no_place("PLOVER codes", &id);
        }
        if event.event.is_some() && !self.holds(Feature::EventCoreference) {
            event.event = None;
            self.no_place("links of coreferent events", &id);
        }
        self.attributes(&mut event.attributes, Feature::EventAttributes, &id);
        self.origin(&mut event.origin, &id);
    }

    /// What fills the role in this format; `None` (noted) for nothing.
    fn filler(&mut self, filler: &Filler, trigger: Span, event: &str) -> Option<Filler> {
        let document = self.document;
        let example = || format!("{event} in {}", document.id);
        let (span, reason) = match filler {
            Filler::Mention(id) => (
                None,
                (!self.kept.contains_key(id.as_str())).then_some(Reason::Link),
            ),
            Filler::Event(id) if !self.kept.contains_key(id.as_str()) => (None, Some(Reason::Link)),
            Filler::Event(_) => (
                None,
                (!self.holds(Feature::EventArguments)).then_some(Reason::NoPlace),
            ),
            Filler::Span(span) => {
                let words = document.text().get(*span).unwrap_or_default();
                let reason = if words.is_empty() {
                    Some(Reason::OutsideText)
                } else {
                    words.trim().is_empty().then_some(Reason::NoToken)
                };
                (Some(*span), reason)
            }
        };
        if let Some(reason) = reason {
            self.losses.note(reason, "arguments", example);
            return None;
        }
        let place = match filler {
            Filler::Mention(id) => self.kept.get(id.as_str()).copied(),
            Filler::Event(id) => self.kept.get(id.as_str()).copied(),
            Filler::Span(span) => Some(*span),
        };
        if !self.is_reached(trigger, place) {
            self.losses
                .note(Reason::OtherSentence, "arguments", example);
            return None;
        }
        match span {
            Some(span) if !self.holds(Feature::SpanArguments) => self.mention_of_span(span),
            _ => Some(filler.clone()),
        }
    }

    /// Whether an argument at `place` can be linked to `trigger`.
    fn is_reached(&self, trigger: Span, place: Option<Span>) -> bool {
        let (Some(table), Some(place)) = (&self.table, place) else {
            return true;
        };
        let sentence = |span| table.sentence_of(table.touching(span).start);
        self.holds(Feature::ArgumentsAcrossSentences) || sentence(trigger) == sentence(place)
    }

    /// Whether a relation's ends stand as near to each other as an argument must to its trigger.
    fn is_within_reach(&self, ends: [&RelationEnd; 2]) -> bool {
        let place = |end: &RelationEnd| match end {
            RelationEnd::Mention(id) => self.kept.get(id.as_str()).copied(),
            RelationEnd::Event(id) => self.kept.get(id.as_str()).copied(),
        };
        // Where there are no events, relations of the whole document are meant.
        match (place(ends[0]), place(ends[1])) {
            (Some(from), to) if self.holds(Feature::Events) => self.is_reached(from, to),
            _ => true,
        }
    }

    /// A bare span as a mention of its own.
    fn mention_of_span(&mut self, span: Span) -> Option<Filler> {
        let extent = self.extent(&Extent::new(span), "arguments")?;
        let document = self.document;
        self.losses.note(Reason::BareSpan, "role fillings", || {
            example(document, &Extent::new(span))
        });
        let place = extent.envelope();
        if let Some(id) = self.bare.get(&place) {
            return Some(Filler::Mention(id.clone()));
        }
        let mut number = self.bare.len() + 1;
        let mut id = MentionId::from(format!("span{number}").as_str());
        while self.kept.contains_key(id.as_str()) {
            number += 1;
            id = MentionId::from(format!("span{number}").as_str());
        }
        self.kept.insert(id.to_smol(), place);
        self.bare.insert(place, id.clone());
        self.made.push(EntityMention::new(id.clone(), extent, SPAN));
        Some(Filler::Mention(id))
    }

    fn others(&mut self, annotations: &crate::model::Annotations, all: &mut Vec<Annotation>) {
        let mut relations: HashSet<SmolStr> = HashSet::new();
        for relation in annotations.relations() {
            let id = relation.id.to_smol();
            let ends = [&relation.from, &relation.to];
            let links_events = ends.iter().any(|end| matches!(end, RelationEnd::Event(_)));
            let is_linked = ends.iter().all(|end| match end {
                RelationEnd::Mention(id) => self.kept.contains_key(id.as_str()),
                RelationEnd::Event(id) => self.kept.contains_key(id.as_str()),
            });
            if !self.holds(Feature::Relations)
                || (links_events && !self.holds(Feature::RelationsOfEvents))
            {
                self.no_place("relations", &id);
            } else if !is_linked {
                let document = &self.document.id;
                self.losses
                    .note(Reason::Link, "relations", || format!("{id} in {document}"));
            } else if !self.is_within_reach(ends) {
                let document = &self.document.id;
                self.losses.note(Reason::OtherSentence, "relations", || {
                    format!("{id} in {document}")
                });
            } else {
                let mut relation = relation.clone();
                self.attributes(&mut relation.attributes, Feature::RelationAttributes, &id);
                self.origin(&mut relation.origin, &id);
                relations.insert(id);
                all.push(Annotation::Relation(relation));
            }
        }
        for entity in annotations.entities() {
            if self.holds(Feature::EntityRecords) {
                all.push(Annotation::Entity(entity.clone()));
            } else {
                self.no_place("entity records", entity.id.as_str());
            }
        }
        for note in annotations.notes() {
            let is_linked = match &note.on {
                NoteTarget::Mention(id) => self.kept.contains_key(id.as_str()),
                NoteTarget::Event(id) => self.kept.contains_key(id.as_str()),
                NoteTarget::Relation(id) => relations.contains(id.as_str()),
                NoteTarget::Document | NoteTarget::Span(_) => true,
            };
            let needed = match &note.on {
                NoteTarget::Document => Feature::DocumentNotes,
                NoteTarget::Span(_) => Feature::SpanNotes,
                _ => Feature::Notes,
            };
            if !self.holds(needed) {
                self.no_place("notes", note.id.as_str());
            } else if !is_linked {
                let example = || format!("{} in {}", note.id, self.document.id);
                self.losses.note(Reason::Link, "notes", example);
            } else {
                all.push(Annotation::Note(self.note(note.clone())));
            }
        }
    }

    fn note(&mut self, mut note: Note) -> Note {
        let id = note.id.to_smol();
        if note.open && !self.holds(Feature::OpenNotes) {
            note.open = false;
            self.no_place("marks of open questions", &id);
        }
        self.origin(&mut note.origin, &id);
        note
    }

    /// What is known about the document as a whole.
    fn document(&mut self) {
        let document = self.document;
        let place = format!("in {}", document.id);
        if !self.holds(Feature::Zones) {
            let count = document.zones().len();
            self.losses
                .note_many(Reason::NoPlace, "zones", count, &place);
        }
        if !self.holds(Feature::Metadata) {
            let meta = &document.meta;
            let fields = [
                &meta.title,
                &meta.byline,
                &meta.date,
                &meta.url,
                &meta.source,
            ];
            let count = fields.iter().filter(|field| !field.is_empty()).count()
                + meta.other.len()
                + document.tags.len();
            self.losses
                .note_many(Reason::NoPlace, "fields about the document", count, &place);
        }
    }
}

/// Spans that fill roles of `event` without being a mention.
fn bare_spans(event: &EventMention) -> impl Iterator<Item = Span> {
    event
        .arguments
        .iter()
        .filter_map(|argument| match argument.filler {
            Filler::Span(span) => Some(span),
            Filler::Mention(_) | Filler::Event(_) => None,
        })
}
