//! Labelling: entity mentions and events, their types, levels and extents.

use smol_str::SmolStr;
use std::sync::Arc;

use crate::app::decide;
use crate::app::propagate::Repeatable;
use crate::app::queue;
use crate::app::selection::{Focus, Picker, Selected};
use crate::app::session::Session;
use crate::model::suggestion::{Proposal, SuggestionKey};
use crate::model::{
    AnnotationRef, Document, EntityMention, EventId, EventMention, Extent, Filler, Level, MentionId,
};
use crate::text::{Span, Token};

impl Session {
    pub(super) fn open_picker(&mut self, picker: Picker) {
        // A relation has only a type of its own kind.
        let picker = match &self.selected {
            Selected::Relation(_) => Picker::Relation,
            _ => picker,
        };
        self.focus = Focus::Picker(picker);
    }

    pub(super) fn label_number(&mut self, number: u8) {
        let label = self
            .project
            .schema
            .shown_entity_types()
            .nth(usize::from(number))
            .map(|known| known.name.clone());
        match label {
            Some(label) => self.set_label(&label),
            None => self.notices.info("The schema has fewer labels than that"),
        }
    }

    /// Relabels the selected mention or suggestion; makes a mention of the selected text, or of the token at the caret.
    pub(super) fn set_label(&mut self, label: &SmolStr) {
        let brush = matches!(self.focus, Focus::Brush(_));
        if !brush {
            self.focus = Focus::Article;
        }
        self.note_label(label);
        let next = match &self.selected {
            Selected::Suggestion(key) => queue::next(self.queue(), Some(key)),
            _ => None,
        };
        let was_suggestion = matches!(self.selected, Selected::Suggestion(_));
        let made = match self.selected.clone() {
            Selected::Mention(id) => self.relabel_mention(&id, label),
            Selected::Suggestion(key) => self.relabel_suggestion(&key, label),
            Selected::Event(_) | Selected::Relation(_) | Selected::Nothing => {
                self.label_text(label)
            }
        };
        let Some(id) = made else { return };
        if let Some(mention) = self.annotations().mention(&id).cloned() {
            let words = self.words_at(mention.extent.envelope());
            self.repeatable = Some(Repeatable::Mention {
                words,
                label: mention.label,
                level: mention.level,
            });
        }
        if was_suggestion {
            self.go_on(next);
        } else {
            self.selected = Selected::Mention(id);
        }
    }

    pub(super) fn relabel_mention(&mut self, id: &MentionId, label: &SmolStr) -> Option<MentionId> {
        let mention = self.annotations().mention(id)?.clone();
        let words = self.words_at(mention.extent.envelope());
        self.edit_here(|draft, _| {
            decide::correct_mention(
                draft,
                EntityMention {
                    label: label.clone(),
                    ..mention
                },
            );
            format!("Relabel “{words}” as {label}")
        });
        Some(id.clone())
    }

    pub(super) fn relabel_suggestion(
        &mut self,
        key: &SuggestionKey,
        label: &SmolStr,
    ) -> Option<MentionId> {
        let suggestion = self.suggestion(key)?.clone();
        let words = self.words_at(suggestion.span());
        let mut made = None;
        self.edit_here(|draft, session| {
            made = match &suggestion.proposal {
                Proposal::Mention(mention) if mention.label == *label => {
                    match decide::accept(draft, session.deciding_schema(), &suggestion, &[]) {
                        AnnotationRef::Mention(id) => Some(id),
                        _ => None,
                    }
                }
                Proposal::Mention(_) => {
                    decide::accept_mention_changed(draft, &suggestion, |mention| {
                        mention.label = label.clone();
                    })
                }
                Proposal::Event(event) => {
                    decide::reject(draft, &suggestion);
                    Some(decide::add_mention(
                        draft,
                        Extent::new(event.trigger),
                        label.clone(),
                        Level::Nominal,
                    ))
                }
            };
            format!("Relabel “{words}” as {label}")
        });
        made
    }

    /// Makes a mention of the selected text, or of the token at the caret.
    pub(super) fn label_text(&mut self, label: &SmolStr) -> Option<MentionId> {
        let span = self.text_to_label()?;
        let level = self.guess_level(span);
        let words = self.words_at(span);
        let mut made = None;
        self.edit_here(|draft, _| {
            made = Some(decide::add_mention(
                draft,
                Extent::new(span),
                label.clone(),
                level,
            ));
            format!("Label “{words}” {label}")
        });
        made
    }

    /// The selected text without blanks at its edges, else the token at the caret.
    pub(super) fn text_to_label(&mut self) -> Option<Span> {
        let document = self.document()?;
        let selection = self.text_selection;
        let span = if selection.is_empty() {
            let index = document.segments().token_at(selection.caret);
            index
                .and_then(|index| document.segments().tokens.get(index))
                .map(|token| token.span)
        } else {
            Some(document.text().trim(selection.span()))
        };
        let span = span.filter(|span| !span.is_empty());
        if span.is_none() {
            self.notices.info("Select some text first");
        }
        span
    }

    pub(super) fn guess_level(&self, span: Span) -> Level {
        guess_level(&self.words_at(span))
    }

    pub(super) fn set_event_type(&mut self, event_type: &SmolStr) {
        self.focus = Focus::Article;
        self.note_label(event_type);
        let schema = Arc::clone(self.deciding_schema());
        let made = match self.selected.clone() {
            Selected::Event(id) => {
                self.change_event(&format!("Relabel event as {event_type}"), |event| {
                    decide::retype_event(&schema, event, event_type);
                });
                Some(id)
            }
            Selected::Suggestion(key) => self.retype_suggestion(&key, event_type),
            Selected::Mention(_) | Selected::Relation(_) | Selected::Nothing => {
                self.add_event_at_selection(event_type)
            }
        };
        let Some(id) = made else { return };
        if let Some(trigger) = self
            .annotations()
            .event(&id)
            .map(|event| event.trigger.envelope())
        {
            self.repeatable = Some(Repeatable::Trigger {
                words: self.words_at(trigger),
                event_type: event_type.clone(),
            });
            self.choose(Selected::Event(id), trigger);
            self.focus = Focus::Card { role: None };
        }
    }

    pub(super) fn retype_suggestion(
        &mut self,
        key: &SuggestionKey,
        event_type: &SmolStr,
    ) -> Option<EventId> {
        let suggestion = self.suggestion(key)?.clone();
        let schema = Arc::clone(self.deciding_schema());
        let mut made = None;
        self.edit_here(|draft, session| {
            made = match &suggestion.proposal {
                Proposal::Event(_) => decide::accept_event_changed(
                    draft,
                    &schema,
                    &suggestion,
                    session.open_suggestions(),
                    |event| {
                        decide::retype_event(&schema, event, event_type);
                    },
                ),
                Proposal::Mention(_) => Some(decide::add_event(
                    draft,
                    suggestion.span(),
                    event_type.clone(),
                )),
            };
            format!("Make {} {event_type}", session.say(&suggestion))
        });
        made
    }

    pub(super) fn add_event_at_selection(&mut self, event_type: &SmolStr) -> Option<EventId> {
        let span = match self.selected_span() {
            Some(span) => span,
            None => self.text_to_label()?,
        };
        let words = self.words_at(span);
        let mut made = None;
        self.edit_here(|draft, _| {
            made = Some(decide::add_event(draft, span, event_type.clone()));
            format!("Event “{words}” {event_type}")
        });
        made
    }

    pub(super) fn change_mention(&mut self, label: &str, change: impl FnOnce(&mut EntityMention)) {
        let label = label.to_owned();
        match self.selected.clone() {
            Selected::Mention(id) => {
                let Some(mut mention) = self.annotations().mention(&id).cloned() else {
                    return;
                };
                change(&mut mention);
                self.edit_here(|draft, _| {
                    decide::correct_mention(draft, mention);
                    label
                });
            }
            Selected::Suggestion(key) => {
                let Some(suggestion) = self.suggestion(&key).cloned() else {
                    return;
                };
                let mut made = None;
                self.edit_here(|draft, _| {
                    made = decide::accept_mention_changed(draft, &suggestion, change);
                    label
                });
                if let Some(id) = made {
                    self.selected = Selected::Mention(id);
                }
            }
            _ => self.notices.info("Select a mention first"),
        }
    }

    /// Changes the selected event; a suggested one is accepted with the change.
    pub(super) fn change_event(&mut self, label: &str, change: impl FnOnce(&mut EventMention)) {
        let label = label.to_owned();
        match self.selected.clone() {
            Selected::Event(id) => {
                let Some(mut event) = self.annotations().event(&id).cloned() else {
                    return;
                };
                change(&mut event);
                self.edit_here(|draft, _| {
                    decide::correct_event(draft, event);
                    label
                });
            }
            Selected::Suggestion(key) => {
                let Some(suggestion) = self.suggestion(&key).cloned() else {
                    return;
                };
                let schema = Arc::clone(self.deciding_schema());
                self.edit_event_here(|draft, session| {
                    let open = session.open_suggestions();
                    let made =
                        decide::accept_event_changed(draft, &schema, &suggestion, open, change);
                    (label, made)
                });
            }
            _ => self.notices.info("Select an event first"),
        }
    }

    pub(super) fn cycle_level(&mut self) {
        let level = match (
            self.selected_mention(),
            self.selected_suggestion()
                .map(|suggestion| &suggestion.proposal),
        ) {
            (Some(mention), _) => mention.level,
            (None, Some(Proposal::Mention(mention))) => mention.level,
            _ => return self.notices.info("Select a mention first"),
        };
        let index = Level::ALL
            .iter()
            .position(|known| *known == level)
            .unwrap_or_default();
        self.set_level(Level::ALL[(index + 1) % Level::ALL.len()]);
    }

    pub(super) fn set_level(&mut self, level: Level) {
        self.change_mention(&format!("Level {}", level.name()), |mention| {
            mention.level = level;
        });
    }

    /// Moves the ends of the selected mention, trigger or suggestion; links stay.
    pub(super) fn set_selected_extent(&mut self, extent: Extent) {
        let is_event = match &self.selected {
            Selected::Event(_) => true,
            Selected::Suggestion(key) => matches!(key, SuggestionKey::Event(..)),
            _ => false,
        };
        if is_event {
            self.change_event("Move trigger", |event| event.trigger = extent);
        } else {
            self.change_mention("Change extent", |mention| mention.extent = extent);
        }
        if let Some(mention) = self.selected_mention().cloned() {
            let words = self.words_at(mention.extent.envelope());
            self.repeatable = Some(Repeatable::Mention {
                words,
                label: mention.label,
                level: mention.level,
            });
        }
    }

    /// Moves an end of the selected thing, or of the selected text when nothing is selected.
    pub(super) fn move_end(&mut self, end: End, step: Step, outward: bool) {
        let Some(document) = self.document().cloned() else {
            return;
        };
        let selected = self.selected_span();
        let span = selected.unwrap_or_else(|| self.text_selection.span());
        let Some(moved) = moved_end(&document, span, end, step, outward) else {
            return self.notices.info(if outward {
                "The text ends here"
            } else {
                "Nothing is selected that could shrink"
            });
        };
        if selected.is_some() {
            if !moved.is_empty() {
                self.set_selected_extent(Extent::new(moved));
            }
        } else {
            self.text_selection = moved.into();
        }
        self.reveal = Some(moved);
    }

    pub(super) fn arm_brush(&mut self) {
        self.focus = match (
            &self.focus,
            self.selected_mention(),
            self.recent_labels.first(),
        ) {
            (Focus::Brush(_), ..) => Focus::Article,
            (_, Some(mention), _) => Focus::Brush(mention.label.clone()),
            (_, None, Some(recent)) => Focus::Brush(recent.clone()),
            (_, None, None) => match self.project.schema.shown_entity_types().next() {
                Some(first) => Focus::Brush(first.name.clone()),
                None => Focus::Article,
            },
        };
    }

    pub(super) fn brush_number(&mut self, number: u8) {
        let label = self
            .project
            .schema
            .shown_entity_types()
            .nth(usize::from(number))
            .map(|known| known.name.clone());
        if let Some(label) = label {
            self.focus = Focus::Brush(label);
        }
    }

    pub(super) fn add_fragment(&mut self) {
        let span = self.text_selection.span();
        let Some(id) = self.last_mention_before(span) else {
            return self
                .notices
                .info("Select the text of the new fragment, near its mention");
        };
        if span.is_empty() {
            return self.notices.info("Select the text of the new fragment");
        }
        let Some(mut mention) = self.annotations().mention(&id).cloned() else {
            return;
        };
        let mut fragments = mention.extent.fragments().to_vec();
        fragments.push(span);
        let Some(extent) = Extent::from_fragments(fragments) else {
            return;
        };
        mention.extent = extent;
        self.edit_here(|draft, _| {
            decide::correct_mention(draft, mention);
            "Add a fragment".to_owned()
        });
        self.selected = Selected::Mention(id);
    }

    /// The mention that ends last before the selected text.
    pub(super) fn last_mention_before(&self, span: Span) -> Option<MentionId> {
        let before = self
            .annotations()
            .mentions()
            .iter()
            .filter(|mention| mention.extent.envelope().end <= span.start);
        before
            .max_by_key(|mention| mention.extent.envelope().end)
            .map(|mention| mention.id.clone())
    }

    pub(super) fn merge_mentions(&mut self) {
        let Some(mention) = self.selected_mention().cloned() else {
            return self.notices.info("Select the first of the two mentions");
        };
        let end = mention.extent.envelope().end;
        let after = self
            .annotations()
            .mentions()
            .iter()
            .filter(|other| other.extent.envelope().start >= end);
        let Some(next) = after
            .min_by_key(|other| other.extent.envelope().start)
            .cloned()
        else {
            return self.notices.info("No mention comes after this one");
        };
        let merged = mention.extent.envelope().cover(next.extent.envelope());
        self.edit_here(|draft, session| {
            let kept = Filler::Mention(mention.id.clone());
            let gone = Filler::Mention(next.id.clone());
            for event in session.annotations().events() {
                if event
                    .arguments
                    .iter()
                    .any(|argument| argument.filler == gone)
                {
                    let mut event = event.clone();
                    for argument in event
                        .arguments
                        .iter_mut()
                        .filter(|argument| argument.filler == gone)
                    {
                        argument.filler = kept.clone();
                    }
                    decide::correct_event(draft, event);
                }
            }
            decide::delete(draft, &AnnotationRef::Mention(next.id.clone()));
            decide::correct_mention(
                draft,
                EntityMention {
                    extent: Extent::new(merged),
                    ..mention
                },
            );
            "Merge mentions".to_owned()
        });
    }

    /// The mention that the caret stands inside.
    pub(crate) fn mention_around_caret(&self) -> Option<&EntityMention> {
        let caret = self.text_selection.caret;
        self.annotations().mentions().iter().find(|mention| {
            let span = mention.extent.envelope();
            span.start < caret && caret < span.end
        })
    }

    pub(super) fn split_mention(&mut self) {
        let caret = self.text_selection.caret;
        let Some(mention) = self.mention_around_caret().cloned() else {
            return;
        };
        let span = mention.extent.envelope();
        let text = self
            .document()
            .map(|document| document.text().clone())
            .unwrap_or_default();
        let (left, right) = (
            text.trim(Span::new(span.start, caret)),
            text.trim(Span::new(caret, span.end)),
        );
        let (label, level) = (mention.label.clone(), mention.level);
        self.edit_here(|draft, _| {
            decide::correct_mention(
                draft,
                EntityMention {
                    extent: Extent::new(left),
                    ..mention
                },
            );
            decide::add_mention(draft, Extent::new(right), label, level);
            "Split mention".to_owned()
        });
    }
}

/// Which end of a span moves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Left,
    Right,
}

/// How far it moves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Token,
    Character,
}

/// `span` with one end moved by a token or a grapheme; `None` where there is nowhere to go.
fn moved_end(document: &Document, span: Span, end: End, step: Step, outward: bool) -> Option<Span> {
    let at = if end == End::Left {
        span.start
    } else {
        span.end
    };
    let forward = (end == End::Right) == outward;
    let to = match step {
        Step::Token => token_edge(document, at, end, forward)?,
        Step::Character => grapheme_edge(document.text().as_str(), at, forward)?,
    };
    let (start, stop) = if end == End::Left {
        (to, span.end)
    } else {
        (span.start, to)
    };
    (start <= stop).then(|| Span::new(start, stop))
}

/// The next token edge after or before `at`: starts of tokens for a left end, ends for a right end.
fn token_edge(document: &Document, at: u32, end: End, forward: bool) -> Option<u32> {
    let tokens = &document.segments().tokens;
    let edge = |token: &Token| {
        if end == End::Left {
            token.span.start
        } else {
            token.span.end
        }
    };
    if forward {
        tokens
            .get(tokens.partition_point(|token| edge(token) <= at))
            .map(edge)
    } else {
        tokens
            .partition_point(|token| edge(token) < at)
            .checked_sub(1)
            .and_then(|index| tokens.get(index))
            .map(edge)
    }
}

/// The next grapheme boundary after or before `at`.
fn grapheme_edge(text: &str, at: u32, forward: bool) -> Option<u32> {
    let mut cursor = unicode_segmentation::GraphemeCursor::new(at as usize, text.len(), true);
    let edge = if forward {
        cursor.next_boundary(text, 0)
    } else {
        cursor.prev_boundary(text, 0)
    };
    edge.ok().flatten().map(|edge| edge as u32)
}

/// A mention with a capital letter or a digit is taken for a name, any other for a nominal.
pub(super) fn guess_level(words: &str) -> Level {
    let has_case = words.chars().any(char::is_lowercase);
    let is_name = |character: char| character.is_uppercase() || character.is_numeric();
    if !has_case || words.chars().any(is_name) {
        Level::Name
    } else {
        Level::Nominal
    }
}
