//! Writes the model as RON text in the layout of project files and journals.
//!
//! Written by hand and not through serde, for three reasons: one annotation stands on a line while its parts stay on that line; letters of
//! every script stay as they are where serde's writer would escape joiners and vowel signs; and a project of many megabytes is written in
//! the time of one frame's patience. What is written here is read by [`super::wire`] with plain `ron`; the properties in `tests/project.rs`
//! hold the two together, and every model struct is taken apart field by field, so that a new field cannot be forgotten.
//!
//! ```text
//! Document(id: "d0000000000001", title: "Truce", date: "2016-05-04", encoding: "UTF-8",
//!  text: "Shells hit Aleppo.",
//!  zones: [(body, 0, 18)],
//!  layers: [
//!  (name: "main", status: done,
//!   mentions: [
//!    (id: "m0000000000001", at: (11, 17), text: "Aleppo", label: "GPE", by: "ana", when: "2016-05-05T09:30:00Z"),
//!   ],
//!  ),
//!  ]),
//! ```

use crate::model::{
    Allowance, Annotation, AnnotationRef, Argument, Attributes, Checked, Decision, Document,
    DocumentStatus, Entity, EntityMention, EventMention, Extent, Filler, ForgottenString, Layer,
    Level, Metadata, Moment, Note, NoteTarget, Origin, ProjectSettings, Proposal, ProposedArgument,
    ProposedEvent, ProposedMention, Relation, RelationEnd, SourceInfo, Status, SuggestedBy,
    Suggestion, SuggestionKey, WordEntry, WordList,
};
use crate::text::{Span, Text, Zone};

use super::spelling::{self, num_chars_before};
use super::wire;

/// Whether list items and long fields start on lines of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// The project file: one annotation a line.
    Lines,
    /// A record of the journal: all on one line.
    OneLine,
}

/// A growing RON text.
#[derive(Debug)]
pub(super) struct Emitter {
    out: String,
    layout: Layout,
    /// Whether the innermost open struct has no field yet.
    is_first: bool,
}

impl Emitter {
    /// An empty text.
    pub(super) fn new(layout: Layout) -> Self {
        Self {
            out: String::new(),
            layout,
            is_first: true,
        }
    }

    /// What was written.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Text that is already RON.
    pub(super) fn raw(&mut self, ron: &str) {
        self.out.push_str(ron);
    }

    /// Opens a struct, a tuple or a list.
    pub(super) fn open(&mut self, bracket: &str) {
        self.out.push_str(bracket);
        self.is_first = true;
    }

    /// Closes what [`Emitter::open`] opened.
    pub(super) fn close(&mut self, bracket: &str) {
        self.out.push_str(bracket);
        self.is_first = false;
    }

    /// A comma where one is due.
    fn separate(&mut self) {
        if self.is_first {
            self.is_first = false;
        } else {
            self.out.push_str(", ");
        }
    }

    /// Begins a field.
    pub(super) fn key(&mut self, name: &str) {
        self.separate();
        self.out.push_str(name);
        self.out.push_str(": ");
    }

    /// Begins a field on a line of its own.
    fn line_key(&mut self, depth: usize, name: &str) {
        if !self.is_first {
            self.out.push(',');
        }
        self.is_first = false;
        self.line(depth);
        self.out.push_str(name);
        self.out.push_str(": ");
    }

    fn line(&mut self, depth: usize) {
        match self.layout {
            Layout::Lines => {
                self.out.push('\n');
                self.out.extend(std::iter::repeat_n(' ', depth));
            }
            Layout::OneLine => self.out.push(' '),
        }
    }

    /// A list with one item a line, left out when it is empty.
    fn lines<'a, T: 'a>(
        &mut self,
        depth: usize,
        name: &str,
        items: impl IntoIterator<Item = &'a T>,
        mut write: impl FnMut(&mut Self, &'a T),
    ) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_none() {
            return;
        }
        self.line_key(depth, name);
        self.open("[");
        for item in items {
            self.line(depth + 1);
            self.is_first = true;
            write(self, item);
            self.out.push(',');
        }
        self.line(depth);
        self.close("]");
    }

    /// A list on one line, left out when it is empty.
    fn list<'a, T: 'a>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = &'a T>,
        mut write: impl FnMut(&mut Self, &'a T),
    ) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_none() {
            return;
        }
        self.key(name);
        self.open("[");
        for item in items {
            self.separate();
            write(self, item);
        }
        self.close("]");
    }

    /// A number.
    pub(super) fn number(&mut self, mut number: u32) {
        let mut digits = [0_u8; 10];
        let mut start = digits.len();
        loop {
            start -= 1;
            digits[start] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        self.out
            .extend(digits.iter().skip(start).map(|digit| char::from(*digit)));
    }

    /// A string in quotes. What could end the line, the string or the reader's patience is escaped; letters of all scripts stay.
    pub(super) fn quoted(&mut self, string: &str) {
        self.out.push('"');
        let mut plain = 0;
        for (at, char) in string.char_indices() {
            if !needs_escape(char) {
                continue;
            }
            self.out.push_str(string.get(plain..at).unwrap_or_default());
            plain = at + char.len_utf8();
            match char {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                _ => self.out.extend(char.escape_unicode()),
            }
        }
        self.out.push_str(string.get(plain..).unwrap_or_default());
        self.out.push('"');
    }

    /// A field with a string, left out when that is empty.
    fn string(&mut self, name: &str, string: &str) {
        if !string.is_empty() {
            self.key(name);
            self.quoted(string);
        }
    }

    fn optional_string(&mut self, name: &str, string: Option<&str>) {
        if let Some(string) = string {
            self.key(name);
            self.quoted(string);
        }
    }

    fn score(&mut self, score: f32) {
        self.out.push_str(&format!("{score:?}"));
    }

    fn moment(&mut self, name: &str, moment: Moment) {
        if moment != Moment::default() {
            self.key(name);
            self.quoted(&spelling::spell_moment(moment));
        }
    }

    /// `(start, end)` in Unicode scalar values.
    fn span(&mut self, text: &Text, span: Span) {
        self.out.push('(');
        self.number(num_chars_before(text, span.start));
        self.out.push_str(", ");
        self.number(num_chars_before(text, span.end));
        self.out.push(')');
    }

    fn extent(&mut self, text: &Text, extent: &Extent) {
        self.key("at");
        self.span(text, extent.envelope());
        if extent.is_discontinuous() {
            self.list("parts", extent.fragments(), |out, fragment| {
                out.span(text, *fragment);
            });
            self.key("text");
            self.quoted(&extent.text_in(text));
        } else {
            self.key("text");
            self.quoted(text.slice(extent.envelope()));
        }
    }

    fn attributes(&mut self, attributes: &Attributes) {
        if attributes.is_empty() {
            return;
        }
        self.key("attributes");
        self.open("{");
        for (name, value) in attributes.iter() {
            self.separate();
            self.quoted(name);
            self.out.push_str(": ");
            self.quoted(value);
        }
        self.close("}");
    }

    fn suggested_by(&mut self, name: &str, suggested: &SuggestedBy) {
        let SuggestedBy {
            source,
            score,
            reason,
        } = suggested;
        self.key(name);
        self.out.push('(');
        self.quoted(source);
        self.out.push_str(", ");
        self.score(*score);
        self.out.push_str(", ");
        self.quoted(reason);
        self.out.push(')');
    }

    /// `is_whole`: the layer holds the very decision that accepted this, so the word `accepted` says both.
    fn origin(&mut self, origin: &Origin, is_whole: bool) {
        let Origin {
            status,
            by,
            at,
            suggested,
        } = origin;
        if *status != Status::default() && !is_whole {
            self.key("status");
            self.raw(status.name());
        }
        self.string("by", by);
        self.moment("when", *at);
        if let Some(suggested) = suggested {
            let name = if is_whole { "accepted" } else { "suggested" };
            self.suggested_by(name, suggested);
        }
    }

    fn mention_parts(
        &mut self,
        text: &Text,
        (extent, head, label, level): (&Extent, Option<Span>, &str, Level),
        (value, count, entity): (Option<&str>, Option<&str>, Option<&str>),
    ) {
        self.extent(text, extent);
        self.key("label");
        self.quoted(label);
        if level != Level::default() {
            self.key("level");
            self.raw(level.name());
        }
        if let Some(head) = head {
            self.key("head");
            self.span(text, head);
        }
        self.optional_string("value", value);
        self.optional_string("count", count);
        self.optional_string("entity", entity);
    }

    fn mention(&mut self, text: &Text, mention: &EntityMention, is_whole: bool) {
        let EntityMention {
            id,
            extent,
            head,
            label,
            level,
            value,
            count,
            entity,
            attributes,
            origin,
        } = mention;
        self.open("(");
        self.key("id");
        self.quoted(id.as_str());
        self.mention_parts(
            text,
            (extent, *head, label, *level),
            (
                value.as_deref(),
                count.as_deref(),
                entity
                    .as_ref()
                    .map(super::super::model::id::EntityId::as_str),
            ),
        );
        self.attributes(attributes);
        self.origin(origin, is_whole);
        self.close(")");
    }

    fn argument(&mut self, text: &Text, argument: &Argument) {
        let Argument {
            role,
            filler,
            score,
        } = argument;
        self.open("(");
        self.key("role");
        self.quoted(role);
        self.key("filler");
        match filler {
            Filler::Mention(id) => self.named_id("mention", id.as_str()),
            Filler::Event(id) => self.named_id("event", id.as_str()),
            Filler::Span(span) => {
                self.raw("span(");
                self.span(text, *span);
                self.raw(", ");
                self.quoted(text.slice(*span));
                self.raw(")");
            }
        }
        if let Some(score) = score {
            self.key("score");
            self.score(*score);
        }
        self.close(")");
    }

    fn named_id(&mut self, kind: &str, id: &str) {
        self.raw(kind);
        self.raw("(");
        self.quoted(id);
        self.raw(")");
    }

    fn event(&mut self, text: &Text, event: &EventMention) {
        let EventMention {
            id,
            trigger,
            event_type,
            arguments,
            not_stated,
            attributes,
            event,
            plover,
            origin,
        } = event;
        self.open("(");
        self.key("id");
        self.quoted(id.as_str());
        self.extent(text, trigger);
        self.key("type");
        self.quoted(event_type);
        self.list("arguments", arguments, |out, argument| {
            out.argument(text, argument);
        });
        self.list("not_stated", not_stated, |out, role| out.quoted(role));
        self.attributes(attributes);
        self.optional_string(
            "event",
            event
                .as_ref()
                .map(super::super::model::id::EventChainId::as_str),
        );
        self.optional_string("plover", plover.as_deref());
        self.origin(origin, false);
        self.close(")");
    }

    fn relation_end(&mut self, name: &str, end: &RelationEnd) {
        self.key(name);
        match end {
            RelationEnd::Mention(id) => self.named_id("mention", id.as_str()),
            RelationEnd::Event(id) => self.named_id("event", id.as_str()),
        }
    }

    fn relation(&mut self, relation: &Relation) {
        let Relation {
            id,
            relation_type,
            from,
            to,
            attributes,
            origin,
        } = relation;
        self.open("(");
        self.key("id");
        self.quoted(id.as_str());
        self.key("type");
        self.quoted(relation_type);
        self.relation_end("from", from);
        self.relation_end("to", to);
        self.attributes(attributes);
        self.origin(origin, false);
        self.close(")");
    }

    fn entity(&mut self, entity: &Entity) {
        let Entity {
            id,
            name,
            country,
            sectors,
        } = entity;
        self.open("(");
        self.key("id");
        self.quoted(id.as_str());
        self.string("name", name);
        self.string("country", country);
        self.list("sectors", sectors, |out, sector| out.quoted(sector));
        self.close(")");
    }

    fn note(&mut self, text: &Text, note: &Note) {
        let Note {
            id,
            on,
            text: remark,
            open,
            origin,
        } = note;
        self.open("(");
        self.key("id");
        self.quoted(id.as_str());
        match on {
            NoteTarget::Document => {}
            NoteTarget::Span(span) => {
                self.key("on");
                self.raw("span");
                self.span(text, *span);
            }
            NoteTarget::Mention(id) => {
                self.key("on");
                self.named_id("mention", id.as_str());
            }
            NoteTarget::Event(id) => {
                self.key("on");
                self.named_id("event", id.as_str());
            }
            NoteTarget::Relation(id) => {
                self.key("on");
                self.named_id("relation", id.as_str());
            }
        }
        self.key("text");
        self.quoted(remark);
        if *open {
            self.key("open");
            self.raw("true");
        }
        self.origin(origin, false);
        self.close(")");
    }

    /// Any annotation with its kind, as journals have it.
    pub(super) fn annotation(&mut self, text: &Text, annotation: &Annotation) {
        match annotation {
            Annotation::Mention(mention) => {
                self.raw("mention(");
                self.mention(text, mention, false);
            }
            Annotation::Event(event) => {
                self.raw("event(");
                self.event(text, event);
            }
            Annotation::Relation(relation) => {
                self.raw("relation(");
                self.relation(relation);
            }
            Annotation::Entity(entity) => {
                self.raw("entity(");
                self.entity(entity);
            }
            Annotation::Note(note) => {
                self.raw("note(");
                self.note(text, note);
            }
        }
        self.raw(")");
    }

    /// Kind and id of an annotation.
    pub(super) fn reference(&mut self, reference: &AnnotationRef) {
        match reference {
            AnnotationRef::Mention(id) => self.named_id("mention", id.as_str()),
            AnnotationRef::Event(id) => self.named_id("event", id.as_str()),
            AnnotationRef::Relation(id) => self.named_id("relation", id.as_str()),
            AnnotationRef::Entity(id) => self.named_id("entity", id.as_str()),
            AnnotationRef::Note(id) => self.named_id("note", id.as_str()),
        }
    }

    /// What a suggestion is about.
    pub(super) fn suggestion_key(&mut self, text: &Text, key: &SuggestionKey) {
        let (kind, span, label) = match key {
            SuggestionKey::Mention(span, label) => ("mention", span, label),
            SuggestionKey::Event(span, label) => ("event", span, label),
            SuggestionKey::Argument(span, label, ..) => ("argument", span, label),
        };
        self.raw(kind);
        self.raw("(");
        self.span(text, *span);
        self.raw(", ");
        self.quoted(label);
        if let SuggestionKey::Argument(_, _, role, filler) = key {
            self.raw(", ");
            self.quoted(role);
            self.raw(", ");
            self.span(text, *filler);
        }
        self.raw(")");
    }

    fn proposed_argument(&mut self, text: &Text, argument: &ProposedArgument) {
        let ProposedArgument {
            role,
            span,
            label,
            score,
        } = argument;
        self.open("(");
        self.key("role");
        self.quoted(role);
        self.key("at");
        self.span(text, *span);
        self.key("text");
        self.quoted(text.slice(*span));
        self.optional_string("label", label.as_deref());
        self.key("score");
        self.score(*score);
        self.close(")");
    }

    fn proposal(&mut self, text: &Text, proposal: &Proposal) {
        self.key("proposal");
        match proposal {
            Proposal::Mention(mention) => {
                let ProposedMention {
                    extent,
                    head,
                    label,
                    level,
                    value,
                    count,
                    entity,
                } = mention;
                self.open("mention(");
                self.mention_parts(
                    text,
                    (extent, *head, label, *level),
                    (
                        value.as_deref(),
                        count.as_deref(),
                        entity
                            .as_ref()
                            .map(super::super::model::id::EntityId::as_str),
                    ),
                );
            }
            Proposal::Event(event) => {
                let ProposedEvent {
                    trigger,
                    event_type,
                    arguments,
                    attributes,
                    event,
                } = event;
                self.open("event(");
                self.key("at");
                self.span(text, *trigger);
                self.key("text");
                self.quoted(text.slice(*trigger));
                self.key("type");
                self.quoted(event_type);
                self.list("arguments", arguments, |out, argument| {
                    out.proposed_argument(text, argument);
                });
                self.attributes(attributes);
                self.optional_string(
                    "event",
                    event
                        .as_ref()
                        .map(super::super::model::id::EventChainId::as_str),
                );
            }
        }
        self.close(")");
    }

    fn suggestion_fields(&mut self, text: &Text, suggestion: &Suggestion) {
        let Suggestion {
            proposal,
            source,
            score,
            reason,
        } = suggestion;
        self.proposal(text, proposal);
        self.key("source");
        self.quoted(source);
        self.key("score");
        self.score(*score);
        self.string("reason", reason);
    }

    /// A decision with the whole suggestion.
    pub(super) fn decision(&mut self, text: &Text, decision: &Decision) {
        let Decision {
            key,
            verdict,
            suggestion,
            annotation,
            by,
            at,
        } = decision;
        self.open("(");
        self.key("verdict");
        self.raw(verdict.name());
        if *key != suggestion.key() {
            self.key("key");
            self.suggestion_key(text, key);
        }
        self.suggestion_fields(text, suggestion);
        if let Some(annotation) = annotation {
            self.key("annotation");
            self.reference(annotation);
        }
        self.string("by", by);
        self.moment("when", *at);
        self.close(")");
    }

    /// A document's status.
    pub(super) fn status(&mut self, status: &DocumentStatus) {
        match status {
            DocumentStatus::New => self.raw("new"),
            DocumentStatus::InProgress => self.raw("in_progress"),
            DocumentStatus::Done => self.raw("done"),
            DocumentStatus::Skipped(reason) => self.named_id("skipped", reason),
        }
    }

    /// What was looked through.
    pub(super) fn checked(&mut self, text: &Text, checked: &Checked) {
        self.open("(");
        self.list("labels", &checked.labels, |out, label| out.quoted(label));
        self.list("spans", checked.spans(), |out, span| out.span(text, *span));
        self.close(")");
    }

    /// A layer.
    pub(super) fn layer(&mut self, text: &Text, layer: &Layer) {
        self.open("(");
        self.key("name");
        self.quoted(&layer.name);
        if layer.status != DocumentStatus::default() {
            self.key("status");
            self.status(&layer.status);
        }
        if layer.was_done {
            self.key("was_done");
            self.raw("true");
        }
        if layer.active_secs != 0 {
            self.key("active_secs");
            self.number(layer.active_secs);
        }
        if layer.checked != Checked::default() {
            self.key("checked");
            self.checked(text, &layer.checked);
        }
        let whole = wire::wholly_accepted(layer);
        let annotations = &layer.annotations;
        self.lines(2, "mentions", annotations.mentions(), |out, mention| {
            out.mention(text, mention, whole.mentions.contains(mention.id.as_str()));
        });
        self.lines(2, "events", annotations.events(), |out, event| {
            out.event(text, event);
        });
        self.lines(2, "relations", annotations.relations(), Self::relation);
        self.lines(2, "entities", annotations.entities(), Self::entity);
        self.lines(2, "notes", annotations.notes(), |out, note| {
            out.note(text, note);
        });
        self.lines(2, "decisions", whole.other_decisions, |out, decision| {
            out.decision(text, decision);
        });
        self.close(")");
    }

    /// What is known about a document, as fields of the struct that is open.
    pub(super) fn metadata_fields(&mut self, meta: &Metadata) {
        let Metadata {
            title,
            byline,
            date,
            url,
            source,
            other,
        } = meta;
        self.string("title", title);
        self.string("byline", byline);
        self.string("date", date);
        self.string("url", url);
        self.string("source", source);
        self.list("other", other, |out, (name, value)| {
            out.raw("(");
            out.quoted(name);
            out.raw(", ");
            out.quoted(value);
            out.raw(")");
        });
    }

    fn source_fields(&mut self, text: &Text, source: &SourceInfo) {
        let SourceInfo {
            encoding,
            crlf_at,
            had_cr,
            original,
        } = source;
        self.string("encoding", encoding);
        if spelling::is_all_line_ends(text, crlf_at) {
            self.key("crlf");
            self.raw("all");
        } else if !crlf_at.is_empty() {
            self.key("crlf");
            self.open("at([");
            for at in crlf_at {
                self.separate();
                self.number(num_chars_before(text, *at));
            }
            self.close("])");
        }
        if *had_cr {
            self.key("had_cr");
            self.raw("true");
        }
        if let Some(original) = original {
            self.line_key(1, "original");
            self.quoted(original);
        }
    }

    /// Strings as a list.
    pub(super) fn strings(&mut self, strings: &[smol_str::SmolStr]) {
        self.open("[");
        for string in strings {
            self.separate();
            self.quoted(string);
        }
        self.close("]");
    }

    /// Zones as a list.
    pub(super) fn zones(&mut self, text: &Text, zones: &[Zone]) {
        self.open("[");
        for Zone { kind, span } in zones {
            self.separate();
            self.raw("(");
            self.raw(kind.name());
            self.raw(", ");
            self.number(num_chars_before(text, span.start));
            self.raw(", ");
            self.number(num_chars_before(text, span.end));
            self.raw(")");
        }
        self.close("]");
    }

    /// A whole document.
    pub(super) fn document(&mut self, document: &Document) {
        let text = document.text();
        let Document {
            id,
            meta,
            tags,
            source,
            suggestions_shown,
            brought,
            unknown_json,
            layers,
            ..
        } = document;
        self.open("Document(");
        self.key("id");
        self.quoted(id.as_str());
        self.metadata_fields(meta);
        self.list("tags", tags, |out, tag| out.quoted(tag));
        if let Some(shown) = suggestions_shown {
            self.key("suggestions_shown");
            self.raw(if *shown { "true" } else { "false" });
        }
        self.source_fields(text, source);
        if !unknown_json.is_empty() {
            self.line_key(1, "unknown_json");
            self.quoted(unknown_json);
        }
        self.line_key(1, "text");
        self.quoted(text.as_str());
        if !document.zones().is_empty() {
            self.line_key(1, "zones");
            self.zones(text, document.zones());
        }
        self.lines(1, "brought", brought, |out, suggestion| {
            out.open("(");
            out.suggestion_fields(text, suggestion);
            out.close(")");
        });
        self.lines(1, "layers", layers, |out, layer| out.layer(text, layer));
        self.close(")");
    }

    /// The word list, one entry a line.
    pub(super) fn words(&mut self, words: &WordList) {
        self.open("[");
        for WordEntry {
            text,
            label,
            match_case,
        } in &words.entries
        {
            self.line(1);
            self.open("(");
            self.key("text");
            self.quoted(text);
            self.optional_string("label", label.as_deref());
            if *match_case {
                self.key("match_case");
                self.raw("true");
            }
            self.close("),");
        }
        self.close("]");
    }

    fn forgotten(&mut self, string: &ForgottenString) {
        let ForgottenString { text, label } = string;
        self.open("(");
        self.key("text");
        self.quoted(text);
        self.key("label");
        self.quoted(label);
        self.close(")");
    }

    /// What holds for everyone.
    pub(super) fn settings(&mut self, settings: &ProjectSettings) {
        let ProjectSettings {
            suggestions,
            propagation,
            learning,
            unused,
            forgotten,
            layers,
        } = settings;
        self.open("(");
        self.key("suggestions_shown");
        self.raw(if *suggestions == Allowance::On {
            "true"
        } else {
            "false"
        });
        // What the first version could not say is written only where it says something, so that its files and these are the same for the rest.
        if *suggestions == Allowance::AfterHandIn {
            self.key("suggestions");
            self.raw(suggestions.name());
        }
        for (name, allowance) in [("propagation", propagation), ("learning", learning)] {
            if *allowance != Allowance::default() {
                self.key(name);
                self.raw(allowance.name());
            }
        }
        self.list("unused", unused, |out, part| out.raw(part.name()));
        self.list("forgotten", forgotten, Self::forgotten);
        self.list("layers", layers, |out, name| out.quoted(name));
        self.close(")");
    }
}

/// Quotes, backslashes and whatever an editor, a terminal or a version control system might change, break a line at or hide.
fn needs_escape(char: char) -> bool {
    match char {
        ' '..='~' => matches!(char, '"' | '\\'),
        '\u{2028}' | '\u{2029}' | '\u{feff}' => true,
        _ => char.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_and_never_hold_a_line_end() {
        for string in [
            "plain",
            "“curly” and \"straight\" \\ back",
            "line\r\nend\u{2028}next\u{85}\u{0}\u{feff}",
            "👩‍👩‍👧 हिन्दी e\u{301}",
        ] {
            let mut out = Emitter::new(Layout::OneLine);
            out.quoted(string);
            let written = out.finish();
            assert!(!written.contains(['\n', '\r', '\u{2028}']), "{written}");
            assert_eq!(ron::from_str::<String>(&written).unwrap(), string);
        }
        let mut out = Emitter::new(Layout::OneLine);
        out.quoted("👩‍👩‍👧 हिन्दी");
        assert_eq!(out.finish(), "\"👩‍👩‍👧 हिन्दी\"");
    }

    #[test]
    fn numbers_are_spelled_in_full() {
        for number in [0, 7, 10, 4_294_967_295] {
            let mut out = Emitter::new(Layout::OneLine);
            out.number(number);
            assert_eq!(out.finish(), number.to_string());
        }
    }
}
