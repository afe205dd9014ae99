//! Notes on anything, and the project's word list.

use smol_str::SmolStr;
use std::sync::Arc;

use crate::app::selection::{Focus, Selected};
use crate::app::session::Session;
use crate::model::suggestion::SuggestionKey;
use crate::model::{
    Annotation, AnnotationRef, Change, Note, NoteId, NoteTarget, Origin, Status, WordEntry,
    WordList,
};

impl Session {
    /// Opens the editor on a note that is there.
    pub(super) fn edit_note(&mut self, id: NoteId) {
        if self.annotations().note(&id).is_some() {
            self.edited_note = Some(id);
            self.focus = Focus::Note;
        }
    }

    /// The note that the editor is open on; `None` for a new one.
    pub fn edited_note(&self) -> Option<&Note> {
        self.annotations().note(self.edited_note.as_ref()?)
    }

    /// Keeps what was typed: in the note that the editor was opened on, else in a new one on the selection. An emptied note goes.
    pub(super) fn save_note(&mut self, text: &str, open: bool) {
        self.focus = Focus::Article;
        let edited = self.edited_note().cloned();
        self.edited_note = None;
        let text = text.trim();
        match edited {
            Some(note) if text.is_empty() => self.delete_note(&note.id),
            Some(note) => self.put_note(
                "Change note",
                Note {
                    text: text.into(),
                    open,
                    ..note
                },
            ),
            None if text.is_empty() => {}
            None => {
                let author = self.author();
                let note = Note {
                    id: NoteId::random(),
                    on: self.note_target(),
                    text: text.into(),
                    open,
                    origin: Origin {
                        status: Status::Added,
                        by: author.by,
                        at: author.at,
                        suggested: None,
                    },
                };
                self.put_note("Write note", note);
            }
        }
    }

    /// What a note written now is about.
    pub fn note_target(&self) -> NoteTarget {
        match &self.selected {
            Selected::Mention(id) => NoteTarget::Mention(id.clone()),
            Selected::Event(id) => NoteTarget::Event(id.clone()),
            Selected::Relation(id) => NoteTarget::Relation(id.clone()),
            Selected::Suggestion(_) => self
                .selected_span()
                .map_or(NoteTarget::Document, NoteTarget::Span),
            Selected::Nothing if self.text_selection.is_empty() => NoteTarget::Document,
            Selected::Nothing => NoteTarget::Span(self.text_selection.span()),
        }
    }

    fn put_note(&mut self, label: &str, note: Note) {
        self.edit_here(|draft, _| {
            draft.put(Annotation::Note(note));
            label.to_owned()
        });
    }

    pub(super) fn delete_note(&mut self, id: &NoteId) {
        self.edit_here(|draft, _| {
            draft.remove(&AnnotationRef::Note(id.clone()));
            "Delete note".to_owned()
        });
    }

    /// Marks a note as an open question, or as answered.
    pub(super) fn set_note_open(&mut self, id: &NoteId, open: bool) {
        let Some(note) = self.annotations().note(id).cloned() else {
            return;
        };
        let label = if open { "Ask again" } else { "Close question" };
        self.put_note(label, Note { open, ..note });
    }

    pub(super) fn add_word(&mut self, always: bool) {
        let span = self.selected_span().or_else(|| self.text_to_label());
        let Some(span) = span else { return };
        let text = SmolStr::new(self.words_at(span));
        let label = match &self.selected {
            Selected::Mention(id) => self
                .annotations()
                .mention(id)
                .map(|mention| mention.label.clone()),
            Selected::Suggestion(SuggestionKey::Mention(_, label)) => Some(label.clone()),
            _ => self.recent_labels.first().cloned(),
        };
        if always && label.is_none() {
            return self
                .notices
                .info("Select a labelled mention to put it on the word list");
        }
        let mut words = WordList::clone(&self.project.words);
        words.entries.retain(|entry| entry.text != text);
        words.entries.push(WordEntry {
            text: text.clone(),
            label: label.filter(|_| always),
            match_case: true,
        });
        let what = if always {
            format!("Always suggest “{text}”")
        } else {
            format!("Never suggest “{text}”")
        };
        let change = Change::Words {
            before: Arc::clone(&self.project.words),
            after: Arc::new(words),
        };
        self.commit_changes(&what, vec![change]);
    }
}
