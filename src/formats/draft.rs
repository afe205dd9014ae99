//! A document as a reader puts it together: annotations under the ids that the source gave them, what they link to, and what was noticed.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::json::extras::ExtrasWriter;
use super::json::fields::Fields;
use super::{FormatError, ImportDiagnostic, Imported};
use crate::model::{
    Annotation, Annotations, Document, EntityMention, EventId, EventMention, Filler, MentionId,
    Note, NoteTarget, Relation, RelationEnd, RelationId, Suggestion,
};
use crate::text::{CharSpan, Span, Text};

/// What an id of the source names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Named {
    Mention(MentionId),
    Event(EventId),
    Relation(RelationId),
}

impl Named {
    /// As the filler of a role.
    pub(super) fn filler(&self) -> Option<Filler> {
        match self {
            Self::Mention(id) => Some(Filler::Mention(id.clone())),
            Self::Event(id) => Some(Filler::Event(id.clone())),
            Self::Relation(_) => None,
        }
    }

    /// As the end of a relation.
    pub(super) fn relation_end(&self) -> Option<RelationEnd> {
        match self {
            Self::Mention(id) => Some(RelationEnd::Mention(id.clone())),
            Self::Event(id) => Some(RelationEnd::Event(id.clone())),
            Self::Relation(_) => None,
        }
    }

    /// As what a note is about.
    pub(super) fn note_target(&self) -> NoteTarget {
        match self {
            Self::Mention(id) => NoteTarget::Mention(id.clone()),
            Self::Event(id) => NoteTarget::Event(id.clone()),
            Self::Relation(id) => NoteTarget::Relation(id.clone()),
        }
    }
}

/// A document in the making.
pub(super) struct Draft {
    /// Its text, frozen.
    pub(super) text: Text,
    /// Line of the source that it stands in, where there is one to name.
    pub(super) line: Option<u64>,
    /// Fields of the source that Dateline does not know.
    pub(super) extras: ExtrasWriter,
    /// Proposals that came with the source.
    pub(super) brought: Vec<Suggestion>,
    annotations: Vec<Annotation>,
    places: HashMap<Named, usize>,
    named: HashMap<SmolStr, Named>,
    counts: [u32; 4],
    diagnostics: Vec<ImportDiagnostic>,
}

impl Draft {
    /// A document of `text` with nothing in it.
    ///
    /// # Errors
    /// When the text is longer than offsets can address.
    pub(super) fn new(text: String, line: Option<u64>) -> Result<Self, FormatError> {
        if text.len() > Text::MAX_BYTES {
            return Err(FormatError::TooLarge {
                bytes: text.len() as u64,
            });
        }
        Ok(Self {
            text: Text::new(text),
            line,
            extras: ExtrasWriter::default(),
            brought: Vec::new(),
            annotations: Vec::new(),
            places: HashMap::new(),
            named: HashMap::new(),
            counts: [0; 4],
            diagnostics: Vec::new(),
        })
    }

    /// Says something about the record.
    pub(super) fn remark(&mut self, message: impl Into<String>) {
        self.diagnostics.push(ImportDiagnostic {
            line: self.line,
            message: message.into(),
        });
    }

    /// Says of which kinds how many annotations have no place in the model.
    pub(super) fn remark_left_out<'k>(&mut self, counts: impl Iterator<Item = (&'k str, usize)>) {
        let counts = counts.map(|(kind, count)| format!("{count} {kind}"));
        let counts: Vec<String> = counts.collect();
        if !counts.is_empty() {
            self.remark(format!(
                "annotations without a place here are not kept: {}",
                counts.join(", ")
            ));
        }
    }

    /// Says something about line `line` of the source.
    pub(super) fn remark_at(&mut self, line: u64, message: impl Into<String>) {
        self.diagnostics
            .push(ImportDiagnostic::at_line(line, message));
    }

    /// A range of Unicode scalar values of the text, end exclusive; `None` when it is reversed, empty or leaves the text.
    pub(super) fn span(&self, start: i64, end: i64) -> Option<Span> {
        let chars = CharSpan {
            start: u32::try_from(start).ok()?,
            end: u32::try_from(end).ok()?,
        };
        self.text
            .span_from_chars(chars)
            .filter(|span| !span.is_empty())
    }

    /// What the source calls `id`.
    pub(super) fn named(&self, id: &str) -> Option<&Named> {
        self.named.get(id)
    }

    /// `wanted` where it is free, else the next of `m1`, `m2` …
    pub(super) fn mention_id(&mut self, wanted: Option<&str>) -> MentionId {
        self.free_id(wanted, 'm', 0).into()
    }

    /// `wanted` where it is free, else the next of `v1`, `v2` …
    pub(super) fn event_id(&mut self, wanted: Option<&str>) -> EventId {
        self.free_id(wanted, 'v', 1).into()
    }

    /// `wanted` where it is free, else the next of `r1`, `r2` …
    pub(super) fn relation_id(&mut self, wanted: Option<&str>) -> RelationId {
        self.free_id(wanted, 'r', 2).into()
    }

    fn free_id(&mut self, wanted: Option<&str>, prefix: char, series: usize) -> SmolStr {
        if let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty()) {
            if !self.named.contains_key(wanted) {
                return wanted.into();
            }
            self.remark(format!(
                "the id {wanted} is there twice; the second one got a new id"
            ));
        }
        loop {
            self.counts[series] += 1;
            let id = smol_str::format_smolstr!("{prefix}{}", self.counts[series]);
            if !self.named.contains_key(&id) {
                return id;
            }
        }
    }

    /// Adds a mention; its id names it from now on.
    pub(super) fn mention(&mut self, mention: EntityMention) {
        let named = Named::Mention(mention.id.clone());
        self.places.insert(named.clone(), self.annotations.len());
        self.named.insert(mention.id.to_smol(), named);
        self.annotations.push(Annotation::Mention(mention));
    }

    /// Takes an id for an event that is added later, so that events can name each other.
    pub(super) fn reserve_event(&mut self, id: &EventId) {
        self.named.insert(id.to_smol(), Named::Event(id.clone()));
    }

    /// Adds an event; its id names it from now on.
    pub(super) fn event(&mut self, event: EventMention) {
        self.reserve_event(&event.id);
        let named = Named::Event(event.id.clone());
        self.places.insert(named, self.annotations.len());
        self.annotations.push(Annotation::Event(event));
    }

    /// Adds a relation; its id names it from now on, unless it names something else.
    pub(super) fn relation(&mut self, relation: Relation) {
        let named = Named::Relation(relation.id.clone());
        self.places.insert(named.clone(), self.annotations.len());
        self.named.entry(relation.id.to_smol()).or_insert(named);
        self.annotations.push(Annotation::Relation(relation));
    }

    /// Adds a note on something, or on the document.
    pub(super) fn note(&mut self, on: NoteTarget, text: &str, open: bool) {
        self.counts[3] += 1;
        let id = smol_str::format_smolstr!("n{}", self.counts[3]);
        self.annotations.push(Annotation::Note(Note {
            id: id.as_str().into(),
            on,
            text: text.into(),
            open,
            origin: crate::model::Origin::default(),
        }));
    }

    /// What `named` names, to change it.
    pub(super) fn annotation_mut(&mut self, named: &Named) -> Option<&mut Annotation> {
        self.annotations.get_mut(*self.places.get(named)?)
    }

    /// The first mention over `span`.
    pub(super) fn mention_at(&self, span: Span) -> Option<Named> {
        self.annotations.iter().find_map(|annotation| {
            let Annotation::Mention(mention) = annotation else {
                return None;
            };
            let is_there = mention.extent.envelope() == span;
            is_there.then(|| Named::Mention(mention.id.clone()))
        })
    }

    /// What there is to say about the text so far, and what was noticed, for readers that make several layers of one text.
    pub(super) fn into_parts(self) -> (Annotations, Vec<String>) {
        let remarks = self.diagnostics.into_iter().map(|remark| remark.message);
        (self.annotations.into_iter().collect(), remarks.collect())
    }

    /// The document, called `id`. `record` holds what of its record nobody took.
    pub(super) fn finish(self, id: &str, record: &Fields<'_>) -> Imported {
        let mut document = Document::new(id.into(), self.text);
        if let Some(layer) = document.layers.first_mut() {
            layer.annotations = self.annotations.into_iter().collect();
        }
        document.brought = self.brought;
        document.unknown_json = self.extras.finish(record);
        Imported {
            document,
            diagnostics: self.diagnostics,
        }
    }
}
