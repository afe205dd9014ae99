//! Moving: between suggestions, marks, sentences and documents, and the caret.

use crate::app::queue;
use crate::app::selection::{Focus, Selected, TextSelection};
use crate::app::session::Session;
use crate::model::suggestion::{Suggestion, SuggestionKey};
use crate::model::{AnnotationRef, DocumentId, NoteTarget};
use crate::text::Span;

impl Session {
    pub(super) fn go_to_suggestion(&mut self, forward: bool) {
        let current = match &self.selected {
            Selected::Suggestion(key) => Some(key.clone()),
            _ => None,
        };
        let keys = self.queue();
        let to = match (&current, self.selected_span()) {
            (None, Some(span)) => self.key_beside(span.start, forward),
            _ if forward => queue::next(keys, current.as_ref()),
            _ => queue::previous(keys, current.as_ref()),
        };
        let around = if forward {
            self.queue().first()
        } else {
            self.queue().last()
        };
        if let Some(key) = to.or_else(|| around.cloned()) {
            self.select_suggestion(key);
        }
    }

    /// The key of the queue nearest after (or before) a place in the text.
    pub(super) fn key_beside(&self, at: u32, forward: bool) -> Option<SuggestionKey> {
        let start = |key: &SuggestionKey| {
            self.suggestion(key)
                .map(|suggestion| suggestion.span().start)
        };
        let keys = self.queue().iter();
        if forward {
            keys.filter(|key| start(key).is_some_and(|start| start >= at))
                .min_by_key(|key| start(key))
                .cloned()
        } else {
            keys.filter(|key| start(key).is_some_and(|start| start < at))
                .max_by_key(|key| start(key))
                .cloned()
        }
    }

    /// Shows a place of a document, perhaps another one, and selects its text. Unlike text that is selected by hand it fills no role and gets
    /// no brush's label.
    pub(super) fn go_to(&mut self, id: &DocumentId, span: Span) {
        if self.current.as_ref() != Some(id) {
            self.open_document(id);
        }
        self.choose(Selected::Nothing, span);
        self.text_selection = span.into();
    }

    /// Shows an annotation of a document, perhaps another one, and selects it.
    pub(in crate::app) fn go_to_annotation(&mut self, id: &DocumentId, reference: AnnotationRef) {
        if self.current.as_ref() != Some(id) {
            self.open_document(id);
        }
        self.focus = Focus::Article;
        self.select(reference);
    }

    /// Everything that can be selected in the open document, by place.
    pub(super) fn marks(&self) -> Vec<(Span, Selected)> {
        let annotations = self.annotations();
        let mentions = annotations.mentions().iter().map(|mention| {
            (
                mention.extent.envelope(),
                Selected::Mention(mention.id.clone()),
            )
        });
        let events = annotations
            .events()
            .iter()
            .map(|event| (event.trigger.envelope(), Selected::Event(event.id.clone())));
        let open = self
            .shown_suggestions()
            .iter()
            .map(|suggestion| (suggestion.span(), Selected::Suggestion(suggestion.key())));
        let mut marks: Vec<(Span, Selected)> = mentions.chain(events).chain(open).collect();
        marks.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        marks
    }

    pub(super) fn go_to_mark(&mut self, forward: bool) {
        let marks = self.marks();
        let here = marks
            .iter()
            .position(|(_, selected)| *selected == self.selected);
        let index = match here {
            Some(index) if forward => (index + 1 < marks.len()).then_some(index + 1),
            Some(index) => index.checked_sub(1),
            None => {
                let after =
                    marks.partition_point(|(span, _)| span.start < self.text_selection.caret);
                if forward {
                    (after < marks.len()).then_some(after)
                } else {
                    after.checked_sub(1)
                }
            }
        };
        match index.and_then(|index| marks.get(index)).cloned() {
            Some((span, selected)) => self.choose(selected, span),
            None if marks.is_empty() => self.notices.info("Nothing is marked here yet"),
            None if forward => self.notices.info("This is the last mark"),
            None => self.notices.info("This is the first mark"),
        }
    }

    pub(super) fn choose(&mut self, selected: Selected, span: Span) {
        let keeps = matches!(
            (&self.focus, &selected),
            (Focus::Card { .. }, Selected::Event(_)) | (Focus::Relation, _)
        );
        if !keeps {
            self.focus = Focus::Article;
        }
        self.selected = selected;
        self.text_selection = TextSelection::caret(span.start);
        self.reveal = Some(span);
        if let Some(sentence) = self
            .document()
            .and_then(|document| document.segments().sentence_at(span.start))
        {
            self.put_marker(sentence);
        }
    }

    pub(super) fn select(&mut self, reference: AnnotationRef) {
        let annotations = self.annotations();
        let found = match &reference {
            AnnotationRef::Mention(id) => annotations
                .mention(id)
                .map(|known| (Selected::Mention(id.clone()), known.extent.envelope())),
            AnnotationRef::Event(id) => annotations
                .event(id)
                .map(|known| (Selected::Event(id.clone()), known.trigger.envelope())),
            AnnotationRef::Relation(id) => self
                .relation_span(id)
                .map(|span| (Selected::Relation(id.clone()), span)),
            AnnotationRef::Entity(id) => annotations
                .mentions()
                .iter()
                .find(|mention| mention.entity.as_ref() == Some(id))
                .map(|first| (Selected::Mention(first.id.clone()), first.extent.envelope())),
            AnnotationRef::Note(id) => annotations
                .note(id)
                .and_then(|note| self.place_of_note(&note.on)),
        };
        if let Some((selected, span)) = found {
            self.pick(selected, span);
        }
    }

    pub(in crate::app) fn select_suggestion(&mut self, key: SuggestionKey) {
        if let Some(span) = self.suggestion(&key).map(Suggestion::span) {
            self.pick(Selected::Suggestion(key), span);
        }
    }

    /// What picking something means where one is: it fills the active role, is the other end of a relation, the one to link with, or is selected.
    fn pick(&mut self, what: Selected, span: Span) {
        match self.focus {
            Focus::Card { role: Some(_) } => self.fill_active_role_with(&what),
            Focus::Relation => self.relate_to(&what),
            Focus::Coreference => self.link_with(&what),
            _ => self.choose(what, span),
        }
    }

    /// What a note is about, to be selected.
    fn place_of_note(&self, on: &NoteTarget) -> Option<(Selected, Span)> {
        let selected = match on {
            NoteTarget::Mention(id) => Selected::Mention(id.clone()),
            NoteTarget::Event(id) => Selected::Event(id.clone()),
            NoteTarget::Relation(id) => {
                return Some((Selected::Relation(id.clone()), self.relation_span(id)?));
            }
            NoteTarget::Span(span) => return Some((Selected::Nothing, *span)),
            NoteTarget::Document => return Some((Selected::Nothing, Span::default())),
        };
        let span = self.span_of(&selected)?;
        Some((selected, span))
    }

    /// Selected text fills the active role, gets the brush's label, or just stays selected.
    pub(super) fn select_text(&mut self, span: Span) {
        if span.is_empty() {
            return self.place_caret(span.start);
        }
        match self.focus.clone() {
            Focus::Card { role: Some(_) } => self.fill_active_role_with_text(span),
            Focus::Brush(label) => {
                self.selected = Selected::Nothing;
                self.text_selection = span.into();
                self.set_label(&label);
            }
            _ => {
                self.selected = Selected::Nothing;
                self.text_selection = span.into();
                self.focus = Focus::Article;
            }
        }
    }

    pub(super) fn place_caret(&mut self, at: u32) {
        self.selected = Selected::Nothing;
        self.text_selection = TextSelection::caret(at);
        if !matches!(self.focus, Focus::Brush(_)) {
            self.focus = Focus::Article;
        }
        if let Some(sentence) = self
            .document()
            .and_then(|document| document.segments().sentence_at(at))
        {
            self.put_marker(sentence);
        }
    }

    /// With a mark selected the arrows go from mark to mark, else the caret goes from token to token.
    pub(super) fn move_caret(&mut self, right: bool) {
        if self.selected_span().is_some() {
            return self.go_to_mark(right);
        }
        let Some(document) = self.document() else {
            return;
        };
        let tokens = &document.segments().tokens;
        let at = self.text_selection.caret;
        let to = if right {
            tokens.get(tokens.partition_point(|token| token.span.start <= at))
        } else {
            tokens
                .partition_point(|token| token.span.start < at)
                .checked_sub(1)
                .and_then(|index| tokens.get(index))
        };
        if let Some(to) = to.map(|token| token.span.start) {
            self.place_caret(to);
            self.reveal = Some(Span::new(to, to));
        }
    }

    pub(super) fn put_marker(&mut self, sentence: usize) {
        if let Some(current) = self.current.clone() {
            self.markers.insert(current, sentence);
        }
    }

    pub(super) fn move_marker(&mut self, forward: bool) {
        let Some(document) = self.document() else {
            return;
        };
        let num_sentences = document.segments().sentences.len();
        let marker = self.marker();
        self.go_to_sentence(if forward {
            (marker + 1).min(num_sentences.saturating_sub(1))
        } else {
            marker.saturating_sub(1)
        });
    }

    /// On to the next sentence of the article: boilerplate has nothing to read. At the end the marker stays.
    pub(super) fn read_on(&mut self) {
        let Some(document) = self.document() else {
            return;
        };
        let marker = self.marker();
        let mut behind = document.segments().sentences.iter().enumerate();
        let next = behind
            .find(|(index, sentence)| *index > marker && !document.is_skipped(sentence.span))
            .map_or(marker, |(index, _)| index);
        self.go_to_sentence(next);
    }

    fn go_to_sentence(&mut self, to: usize) {
        let sentence = self
            .document()
            .and_then(|document| document.segments().sentences.get(to));
        let Some(span) = sentence.map(|sentence| sentence.span) else {
            return;
        };
        self.put_marker(to);
        self.selected = Selected::Nothing;
        self.text_selection = TextSelection::caret(span.start);
        self.reveal = Some(span);
        let first = self
            .queue()
            .iter()
            .find(|key| {
                self.suggestion(key)
                    .is_some_and(|known| span.contains(known.span()))
            })
            .cloned();
        if let Some(key) = first {
            self.select_suggestion(key);
        }
    }

    pub(super) fn go_to_document(&mut self, by: isize) {
        if let Some(id) = self.document_beside(by) {
            self.open_document(&id);
        }
    }

    /// Back by one step: from the role to the card, from anything else to the article, there to nothing selected.
    pub(super) fn leave(&mut self) {
        self.focus = match std::mem::take(&mut self.focus) {
            Focus::Card { role: Some(_) } => Focus::Card { role: None },
            Focus::Article => {
                self.selected = Selected::Nothing;
                self.text_selection = TextSelection::caret(self.text_selection.caret);
                Focus::Article
            }
            _ => Focus::Article,
        };
        self.propagation = None;
        self.relation_ends = None;
        self.linked = None;
        self.edited_note = None;
    }
}
