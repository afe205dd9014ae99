//! The article in the middle: kept up to date with the session, and what the pointer does there as commands.

use std::collections::HashMap;

use egui::{Key, Modifiers, Ui};

use super::article::{
    ArcEnd, ArcsShown, ArticleEvent, ArticleModel, ArticleView, MarkKey, Reveal, Scroll,
    ScrollPosition, SearchHit,
};
use super::article_marks::{Marks, chain_tint};
use crate::app::command::Command;
use crate::app::dispatch::relations::selected_end;
use crate::app::selection::{Focus, Link, LinkTarget, Selected};
use crate::app::session::Session;
use crate::model::suggestion::SuggestionKey;
use crate::model::{AnnotationRef, DocumentId, Extent};
use crate::text::{Span, Zone};

/// What the panel remembers between frames.
pub(super) struct ArticlePanel {
    view: ArticleView,
    model: Option<ArticleModel>,
    /// What `model` was built from.
    built: Option<(DocumentId, u64, Vec<Zone>)>,
    /// What each mark stands for; a mark's key is its index here.
    marks: Vec<Selected>,
    /// The selection while it is being dragged.
    dragged: Option<Span>,
    /// Where the pointer let go of the last link.
    link_end: egui::Pos2,
    positions: HashMap<DocumentId, ScrollPosition>,
    /// Whether the arcs of all events are drawn.
    pub all_arcs: bool,
    /// Whether the document was opened at its start and its first marks are still to come: they push rows down, and the start stays in sight.
    is_fresh: bool,
}

impl Default for ArticlePanel {
    fn default() -> Self {
        Self {
            view: ArticleView::new("main"),
            model: None,
            built: None,
            marks: Vec::new(),
            dragged: None,
            link_end: egui::Pos2::ZERO,
            positions: HashMap::new(),
            all_arcs: false,
            is_fresh: false,
        }
    }
}

impl ArticlePanel {
    /// The id that has the keyboard focus while the article has it.
    pub(super) fn id(&self) -> egui::Id {
        self.view.id()
    }

    /// How long the article was laid out since the last call.
    pub(super) fn take_layout_time(&mut self) -> std::time::Duration {
        self.view.take_layout_time()
    }

    /// Draws the article of the open document. `hits` are search hits, the current one marked.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        hits: &[SearchHit],
        queue: &mut Vec<Command>,
    ) {
        if session.document().is_none() {
            return;
        }
        self.rebuild(session);
        self.read_scroll_keys(ui);
        let reveal = session.take_reveal();
        self.update(session, hits);
        let Some(model) = &self.model else { return };
        if let Some(span) = reveal {
            self.view.reveal(span, Reveal::Gently);
        }
        let answer = self.view.show(ui, model);
        if ui.memory(|memory| memory.has_focus(self.view.id())) {
            let everything = egui::EventFilter {
                tab: true,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(self.view.id(), everything));
        }
        for event in answer.events {
            self.read_event(ui, session, event, queue);
        }
        self.context_menu_ui(&answer.response, session, queue);
    }

    /// Where the selected thing, or the selected text, is on the screen.
    pub(super) fn selection_rect(&self, session: &Session) -> Option<egui::Rect> {
        let span = session
            .selected_span()
            .unwrap_or_else(|| session.text_selection().span());
        self.view.rect_of(span)
    }

    /// Where the pointer let go of the last link that was drawn.
    pub(super) fn link_end(&self) -> egui::Pos2 {
        self.link_end
    }

    fn read_scroll_keys(&mut self, ui: &Ui) {
        if !ui.memory(|memory| memory.has_focus(self.view.id())) {
            return;
        }
        let keys = [
            (Key::PageDown, Scroll::PageDown),
            (Key::PageUp, Scroll::PageUp),
            (Key::Home, Scroll::Start),
            (Key::End, Scroll::End),
        ];
        for (key, scroll) in keys {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                self.view.scroll(scroll);
            }
        }
    }

    /// Builds the model anew for another document, and its marks after every change of labels.
    fn rebuild(&mut self, session: &Session) {
        let Some(document) = session.document() else {
            return;
        };
        let key = (
            document.id.clone(),
            session.revision(),
            document.zones().to_vec(),
        );
        if self.built.as_ref() == Some(&key) {
            return;
        }
        let same_text = self
            .built
            .as_ref()
            .is_some_and(|(id, _, zones)| *id == key.0 && *zones == key.2);
        if !same_text {
            if let (Some(model), Some((id, ..))) = (&self.model, &self.built) {
                self.positions.insert(id.clone(), self.view.position(model));
            }
            self.model = Some(ArticleModel::new(
                document.text(),
                document.zones(),
                document.segments().clone(),
            ));
            self.is_fresh = !self.positions.contains_key(&document.id);
            match self.positions.get(&document.id) {
                Some(position) => self.view.restore(*position),
                None => self.view.scroll(Scroll::Start),
            }
        }
        self.built = Some(key);
        let marks = Marks::of(session);
        let links = marks.links(session);
        if self.is_fresh && !marks.marks.is_empty() {
            self.is_fresh = false;
            self.view.scroll(Scroll::Start);
        }
        self.marks = marks.stands_for;
        if let Some(model) = &mut self.model {
            model.set_marks(marks.marks, links);
        }
    }

    /// Brings what changes without the labels up to date: selection, caret, reading, tints.
    fn update(&mut self, session: &Session, hits: &[SearchHit]) {
        let (Some(model), Some(document)) = (&mut self.model, session.document()) else {
            return;
        };
        // A relation is shown at the mention where it starts.
        let shown = match session.selected() {
            Selected::Relation(id) => session
                .annotations()
                .relation(id)
                .map(|relation| selected_end(&relation.from))
                .unwrap_or_default(),
            other => other.clone(),
        };
        model.current = self
            .marks
            .iter()
            .position(|mark| *mark == shown && *mark != Selected::Nothing)
            .map(|index| MarkKey(index as u64));
        model.arcs_shown = match (self.all_arcs, model.current) {
            (true, _) => ArcsShown::All,
            (false, Some(key)) => ArcsShown::Of(key),
            (false, None) => ArcsShown::None,
        };
        let selection = session.text_selection();
        let chosen = self
            .dragged
            .or_else(|| (!selection.is_empty()).then(|| selection.span()));
        model.selection = chosen;
        model.caret = (model.current.is_none() && chosen.is_none()).then_some(selection.caret);
        model.reading = document
            .segments()
            .sentences
            .get(session.marker())
            .map(|sentence| sentence.span);
        model.read = session
            .layer()
            .map(|layer| layer.checked.spans().to_vec())
            .unwrap_or_default();
        if model.search_hits != hits {
            model.search_hits = hits.to_vec();
        }
        model.tints = chain_tint(session);
    }

    fn read_event(
        &mut self,
        ui: &Ui,
        session: &Session,
        event: ArticleEvent,
        queue: &mut Vec<Command>,
    ) {
        match event {
            ArticleEvent::MarkClicked { key, under } => {
                // A second click on the same place goes to the mark beneath.
                let again = under
                    .iter()
                    .position(|key| self.selected(*key).as_ref() == Some(session.selected()));
                let filling = matches!(session.focus(), Focus::Card { role: Some(_) });
                let key = match again {
                    Some(index) if !filling && under.len() > 1 => under[(index + 1) % under.len()],
                    _ => key,
                };
                match self.selected(key) {
                    // A mark of the layer beside is only looked at.
                    Some(Selected::Nothing) => {
                        queue.extend(self.start_of(key).map(Command::PlaceCaret))
                    }
                    selected => queue.extend(selected.and_then(select)),
                }
            }
            ArticleEvent::MarkRefused { key } => {
                let selected = self.selected(key).filter(|it| *it != Selected::Nothing);
                let is_open = matches!(selected, Some(Selected::Suggestion(_)));
                queue.extend(selected.and_then(select));
                if is_open {
                    queue.push(Command::Reject);
                }
            }
            ArticleEvent::MarkDoubleClicked { key } => {
                if let Some(selected) = self.selected(key).filter(|it| *it != Selected::Nothing) {
                    let is_event = matches!(
                        selected,
                        Selected::Event(_) | Selected::Suggestion(SuggestionKey::Event(..))
                    );
                    queue.extend(select(selected));
                    queue.push(if is_event {
                        Command::OpenCard
                    } else {
                        Command::PickLabel
                    });
                }
            }
            ArticleEvent::CaretPlaced { byte } => queue.push(Command::PlaceCaret(byte)),
            ArticleEvent::Selected { span, is_done, .. } => {
                self.dragged = (!is_done).then_some(span);
                if is_done {
                    queue.push(Command::SelectText(span));
                }
            }
            ArticleEvent::MarkResized {
                key,
                fragment,
                span,
            } => {
                if let Some(extent) = self.resized(key, fragment, span) {
                    queue.extend(self.selected(key).and_then(select));
                    queue.push(Command::SetExtent(extent));
                }
            }
            ArticleEvent::Linked { from, to } => {
                let target = match to {
                    ArcEnd::Mark(key) => self.selected(key).map(LinkTarget::Mark),
                    ArcEnd::Span(span) => Some(LinkTarget::Text(span)),
                };
                if let (Some(from), Some(to)) = (self.selected(from), target) {
                    let pointer = ui.input(|input| input.pointer.interact_pos());
                    self.link_end = pointer.unwrap_or_default();
                    queue.push(Command::DrawLink(Box::new(Link { from, to })));
                }
            }
            ArticleEvent::ContextMenu { mark, .. } => {
                queue.extend(mark.and_then(|key| self.selected(key)).and_then(select));
            }
        }
    }

    /// Where a mark begins.
    fn start_of(&self, key: MarkKey) -> Option<u32> {
        let mark = self.model.as_ref()?.mark(key)?;
        Some(mark.extent.envelope().start)
    }

    fn selected(&self, key: MarkKey) -> Option<Selected> {
        self.marks.get(key.0 as usize).cloned()
    }

    /// The extent of a mark with one fragment replaced.
    fn resized(&self, key: MarkKey, fragment: usize, span: Span) -> Option<Extent> {
        let mark = self.model.as_ref()?.mark(key)?;
        let mut fragments = mark.extent.fragments().to_vec();
        *fragments.get_mut(fragment)? = span;
        Extent::from_fragments(fragments)
    }

    fn context_menu_ui(
        &self,
        response: &egui::Response,
        session: &Session,
        queue: &mut Vec<Command>,
    ) {
        response.context_menu(|ui| {
            let commands = [
                Command::Accept,
                Command::PickLabel,
                Command::PickEvent,
                Command::CycleLevel,
                Command::SameInDocument,
                Command::LinkCoreference,
                Command::LinkRelation,
                Command::WriteNote,
                Command::AlwaysSuggest,
                Command::NeverSuggest,
                Command::Reject,
            ];
            for command in commands {
                let asked = session.selected_suggestion().is_some();
                let can = session.why_not(&command).is_none();
                let Some(entry) = command
                    .entry()
                    .filter(|_| can && (asked || command != Command::Accept))
                else {
                    continue;
                };
                if ui.button(entry.label).clicked() {
                    queue.push(command);
                    ui.close();
                }
            }
        });
    }
}

fn select(selected: Selected) -> Option<Command> {
    match selected {
        Selected::Mention(id) => Some(Command::Select(AnnotationRef::Mention(id))),
        Selected::Event(id) => Some(Command::Select(AnnotationRef::Event(id))),
        Selected::Suggestion(key) => Some(Command::SelectSuggestion(key)),
        Selected::Relation(id) => Some(Command::Select(AnnotationRef::Relation(id))),
        Selected::Nothing => None,
    }
}
