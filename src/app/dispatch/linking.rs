//! Coreference, notes and the project's word list.

use smol_str::SmolStr;
use std::sync::Arc;

use super::MAX_CANDIDATES;
use crate::app::decide;
use crate::app::selection::{Focus, Picker, Selected};
use crate::app::session::Session;
use crate::model::suggestion::SuggestionKey;
use crate::model::{
    Annotation, Change, EntityId, EntityMention, Note, NoteId, NoteTarget, Origin, Relation,
    RelationEnd, RelationId, Status, WordEntry, WordList,
};

impl Session {
    pub(super) fn start_coreference(&mut self) {
        if self.selected_mention().is_some()
            || matches!(
                self.selected,
                Selected::Suggestion(SuggestionKey::Mention(..))
            )
        {
            self.focus = Focus::Coreference;
        } else {
            self.notices.info("Select a mention first");
        }
    }

    /// Earlier mentions that the selected one may share an entity with, likeliest first: same words, then same label, then nearness.
    pub fn antecedents(&self) -> Vec<EntityMention> {
        let Some(here) = self.selected_span() else {
            return Vec::new();
        };
        let label = match &self.selected {
            Selected::Mention(id) => self
                .annotations()
                .mention(id)
                .map(|mention| mention.label.clone()),
            Selected::Suggestion(key) => self
                .suggestion(key)
                .map(|suggestion| suggestion.label().clone()),
            _ => None,
        };
        let words = self.words_at(here).to_lowercase();
        let shares = |mention: &EntityMention| {
            let other = self.words_at(mention.extent.envelope()).to_lowercase();
            let last = |words: &str| words.rsplit(' ').next().unwrap_or_default().to_owned();
            if other == words {
                2
            } else {
                i32::from(last(&other) == last(&words))
            }
        };
        let mut earlier: Vec<EntityMention> = self
            .annotations()
            .mentions()
            .iter()
            .filter(|mention| mention.extent.envelope().end <= here.start)
            .cloned()
            .collect();
        earlier.sort_by_key(|mention| {
            (
                std::cmp::Reverse(shares(mention)),
                Some(&mention.label) != label.as_ref(),
                std::cmp::Reverse(mention.extent.envelope().start),
            )
        });
        earlier.truncate(MAX_CANDIDATES);
        earlier
    }

    pub(super) fn pick_antecedent(&mut self, number: u8) {
        let Some(earlier) = self.antecedents().into_iter().nth(usize::from(number)) else {
            return;
        };
        let words = self.words_at(earlier.extent.envelope());
        self.focus = Focus::Article;
        let chain = earlier.entity.clone().unwrap_or_else(EntityId::random);
        if earlier.entity.is_none() {
            let linked = EntityMention {
                entity: Some(chain.clone()),
                ..earlier
            };
            let here = self.selected.clone();
            self.link(linked, &here, chain, &words);
        } else {
            self.change_mention(&format!("Same entity as “{words}”"), |mention| {
                mention.entity = Some(chain);
            });
        }
    }

    /// Puts the earlier mention and the selected one into a new chain, as one step.
    pub(super) fn link(
        &mut self,
        earlier: EntityMention,
        here: &Selected,
        chain: EntityId,
        words: &str,
    ) {
        let label = format!("Same entity as “{words}”");
        match here {
            Selected::Mention(id) => {
                let Some(mention) = self.annotations().mention(id).cloned() else {
                    return;
                };
                self.edit_here(|draft, _| {
                    decide::correct_mention(draft, earlier);
                    decide::correct_mention(
                        draft,
                        EntityMention {
                            entity: Some(chain),
                            ..mention
                        },
                    );
                    label
                });
            }
            Selected::Suggestion(key) => {
                let Some(suggestion) = self.suggestion(key).cloned() else {
                    return;
                };
                self.edit_here(|draft, _| {
                    decide::correct_mention(draft, earlier);
                    decide::accept_mention_changed(draft, &suggestion, |mention| {
                        mention.entity = Some(chain);
                    });
                    label
                });
            }
            _ => {}
        }
    }

    pub(super) fn unlink_coreference(&mut self) {
        self.change_mention("Take out of the chain", |mention| mention.entity = None);
    }

    /// The first press notes where the relation starts, the second where it ends; then its type is asked for.
    pub(super) fn link_relation(&mut self) {
        let here = match &self.selected {
            Selected::Mention(id) => RelationEnd::Mention(id.clone()),
            Selected::Event(id) => RelationEnd::Event(id.clone()),
            _ => return self.notices.info("Select a mention or an event first"),
        };
        match (&self.focus, self.relation_ends.clone()) {
            (Focus::Relation, Some((from, _))) if from != here => {
                self.relation_ends = Some((from, Some(here)));
                self.focus = Focus::Picker(Picker::Relation);
            }
            _ => {
                self.relation_ends = Some((here, None));
                self.focus = Focus::Relation;
            }
        }
    }

    pub(super) fn set_relation_type(&mut self, name: &SmolStr) {
        self.focus = Focus::Article;
        let Some((from, Some(to))) = self.relation_ends.take() else {
            return;
        };
        let author = self.author();
        let origin = Origin {
            status: Status::Added,
            by: author.by,
            at: author.at,
            suggested: None,
        };
        let attributes = crate::model::Attributes::default();
        let relation = Relation {
            id: RelationId::random(),
            relation_type: name.clone(),
            from,
            to,
            attributes,
            origin,
        };
        self.edit_here(|draft, _| {
            draft.put(Annotation::Relation(relation));
            format!("Relation {name}")
        });
    }

    pub(super) fn save_note(&mut self, text: &str, open: bool) {
        self.focus = Focus::Article;
        if text.trim().is_empty() {
            return;
        }
        let on = match &self.selected {
            Selected::Mention(id) => NoteTarget::Mention(id.clone()),
            Selected::Event(id) => NoteTarget::Event(id.clone()),
            Selected::Relation(id) => NoteTarget::Relation(id.clone()),
            Selected::Suggestion(_) => self
                .selected_span()
                .map_or(NoteTarget::Document, NoteTarget::Span),
            Selected::Nothing if self.text_selection.is_empty() => NoteTarget::Document,
            Selected::Nothing => NoteTarget::Span(self.text_selection.span()),
        };
        let author = self.author();
        let origin = Origin {
            status: Status::Added,
            by: author.by,
            at: author.at,
            suggested: None,
        };
        let note = Note {
            id: NoteId::random(),
            on,
            text: text.trim().into(),
            open,
            origin,
        };
        self.edit_here(|draft, _| {
            draft.put(Annotation::Note(note));
            "Write note".to_owned()
        });
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
