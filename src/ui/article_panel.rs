//! The article in the middle: the session's labels as marks, and what the pointer does there as commands.

use std::collections::HashSet;

use egui::{Key, Modifiers, Ui};
use smol_str::SmolStr;

use super::article::{
    ArcEnd, ArcLink, ArcsShown, ArticleEvent, ArticleModel, ArticleView, Mark, MarkKey, MarkKind,
    MarkState, Reveal, Scroll, ScrollPosition, SearchHit, Tint,
};
use crate::app::command::Command;
use crate::app::decide;
use crate::app::dispatch::relations::selected_end;
use crate::app::selection::{Focus, Selected};
use crate::app::session::Session;
use crate::model::schema::LabelColour;
use crate::model::suggestion::{Proposal, Suggestion, SuggestionKey};
use crate::model::{
    AnnotationRef, Annotations, DocumentId, EntityMention, EventMention, Extent, Filler, Layer,
    Level, RelationEnd, Role, Schema,
};
use crate::text::{Span, Zone};

/// A link that was drawn from a trigger and waits for its role.
struct PendingLink {
    target: LinkTarget,
    pos: egui::Pos2,
    /// Whether it was drawn in this frame: its trigger is selected only from the next one on.
    is_new: bool,
}

/// Where a drawn link ends.
#[derive(Clone)]
enum LinkTarget {
    Mark(Selected),
    Text(Span),
}

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
    link: Option<PendingLink>,
    positions: std::collections::HashMap<DocumentId, ScrollPosition>,
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
            link: None,
            positions: std::collections::HashMap::new(),
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
        self.link_ui(ui, session, queue);
    }

    /// Where the selected thing, or the selected text, is on the screen.
    pub(super) fn selection_rect(&self, session: &Session) -> Option<egui::Rect> {
        let span = session
            .selected_span()
            .unwrap_or_else(|| session.text_selection().span());
        self.view.rect_of(span)
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
        let mut marks = Marks::new(&session.project().schema);
        for mention in session.annotations().mentions() {
            marks.mention(mention);
        }
        for event in session.annotations().events() {
            marks.event(event);
        }
        if let Some(layer) = session.layer_beside_here() {
            marks.beside(layer, session.annotations());
        }
        for suggestion in session.shown_suggestions() {
            marks.suggestion(suggestion);
        }
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
            ArticleEvent::MarkClicked { key, under, .. } => {
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
                if let (Some(from), Some(target)) = (self.selected(from), target) {
                    queue.extend(select(from));
                    let pos = ui
                        .input(|input| input.pointer.interact_pos())
                        .unwrap_or_default();
                    self.link = Some(PendingLink {
                        target,
                        pos,
                        is_new: true,
                    });
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

    /// Asks for the role of a link that was drawn.
    fn link_ui(&mut self, ui: &Ui, session: &Session, queue: &mut Vec<Command>) {
        let Some(link) = &mut self.link else { return };
        if std::mem::take(&mut link.is_new) {
            ui.ctx().request_repaint();
            return;
        }
        let known = session
            .card_event_type()
            .and_then(|name| session.project().schema.event_type(&name).cloned());
        let Some(known) = known else {
            self.link = None;
            return;
        };
        let mut chosen: Option<SmolStr> = None;
        let area = egui::Area::new(egui::Id::unique("link role"))
            .order(egui::Order::Foreground)
            .fixed_pos(link.pos);
        let response = area.show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_min_width(140.0);
                let fitting: Vec<&Role> = known
                    .roles
                    .iter()
                    .filter(|role| fits(role, &link.target, session))
                    .collect();
                if fitting.is_empty() {
                    ui.label("No role takes this");
                }
                for role in fitting {
                    if ui.button(role.name.as_str()).clicked() {
                        chosen = Some(role.name.clone());
                    }
                }
            });
        });
        let clicked_elsewhere = response.response.clicked_elsewhere()
            || ui.input(|input| input.key_pressed(Key::Escape));
        if let Some(role) = chosen {
            queue.push(match link.target.clone() {
                LinkTarget::Mark(mark) => Command::FillRoleWithMark(role, mark),
                LinkTarget::Text(span) => Command::FillRoleWithText(role, span),
            });
            self.link = None;
        } else if clicked_elsewhere {
            self.link = None;
        }
    }
}

/// Whether a role may take what a link was drawn to.
fn fits(role: &Role, target: &LinkTarget, session: &Session) -> bool {
    match target {
        LinkTarget::Text(_) => true,
        LinkTarget::Mark(Selected::Mention(id)) => session
            .annotations()
            .mention(id)
            .is_some_and(|mention| role.takes_entity(&mention.label)),
        LinkTarget::Mark(Selected::Event(id)) => session
            .annotations()
            .event(id)
            .is_some_and(|event| role.takes_event(&event.event_type)),
        LinkTarget::Mark(Selected::Suggestion(SuggestionKey::Mention(_, label))) => {
            role.takes_entity(label)
        }
        LinkTarget::Mark(Selected::Suggestion(SuggestionKey::Event(_, event_type))) => {
            role.takes_event(event_type)
        }
        LinkTarget::Mark(_) => false,
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

/// The chain of the selected mention or event, tinted.
fn chain_tint(session: &Session) -> Vec<Tint> {
    let chain = session.chain_of_selected();
    if chain.len() < 2 {
        return Vec::new();
    }
    let schema = &session.project().schema;
    let label = chain.first().map(|link| link.label.as_str());
    let colour = label.and_then(|label| {
        let entity = schema.entity_type(label).map(|known| known.colour);
        entity.or_else(|| schema.event_type(label).map(|known| known.colour))
    });
    vec![Tint {
        spans: chain.iter().map(|link| link.span).collect(),
        colour: colour.unwrap_or_default(),
    }]
}

/// Marks in the making, with what each stands for.
struct Marks<'a> {
    schema: &'a Schema,
    marks: Vec<Mark>,
    stands_for: Vec<Selected>,
}

impl<'a> Marks<'a> {
    fn new(schema: &'a Schema) -> Self {
        Self {
            schema,
            marks: Vec::new(),
            stands_for: Vec::new(),
        }
    }

    fn push(&mut self, stands_for: Selected, mark: Mark) {
        self.stands_for.push(stands_for);
        self.marks.push(mark);
    }

    fn key(&self) -> MarkKey {
        MarkKey(self.stands_for.len() as u64)
    }

    fn colour(&self, label: &str) -> Option<LabelColour> {
        self.schema
            .entity_type(label)
            .map(|known| known.colour)
            .or(Some(LabelColour::Slot(11)))
    }

    fn mention(&mut self, mention: &EntityMention) {
        let mark = Mark {
            key: self.key(),
            extent: mention.extent.clone(),
            kind: kind_of(mention.level),
            label: mention.label.clone(),
            colour: self.colour(&mention.label),
            state: MarkState::Accepted,
            score: None,
        };
        self.push(Selected::Mention(mention.id.clone()), mark);
    }

    fn event(&mut self, event: &EventMention) {
        let mark = Mark {
            key: self.key(),
            extent: event.trigger.clone(),
            kind: MarkKind::Trigger,
            label: subtype(&event.event_type),
            colour: None,
            state: MarkState::Accepted,
            score: None,
        };
        self.push(Selected::Event(event.id.clone()), mark);
    }

    /// Marks of another layer, but for those that are the same in `own`.
    fn beside(&mut self, layer: &Layer, own: &Annotations) {
        let mentions = own.mentions().iter();
        let own_mentions: HashSet<(Span, &str)> = mentions
            .map(|mention| (mention.extent.envelope(), mention.label.as_str()))
            .collect();
        let events = own.events().iter();
        let own_events: HashSet<(Span, &str)> = events
            .map(|event| (event.trigger.envelope(), event.event_type.as_str()))
            .collect();
        for mention in layer.annotations.mentions() {
            if !own_mentions.contains(&(mention.extent.envelope(), mention.label.as_str())) {
                let mark = Mark {
                    key: self.key(),
                    extent: mention.extent.clone(),
                    kind: kind_of(mention.level),
                    label: mention.label.clone(),
                    colour: self.colour(&mention.label),
                    state: MarkState::Beside,
                    score: None,
                };
                self.push(Selected::Nothing, mark);
            }
        }
        for event in layer.annotations.events() {
            if !own_events.contains(&(event.trigger.envelope(), event.event_type.as_str())) {
                let mark = Mark {
                    key: self.key(),
                    extent: event.trigger.clone(),
                    kind: MarkKind::Trigger,
                    label: subtype(&event.event_type),
                    colour: None,
                    state: MarkState::Beside,
                    score: None,
                };
                self.push(Selected::Nothing, mark);
            }
        }
    }

    fn suggestion(&mut self, suggestion: &Suggestion) {
        let (extent, kind, label, colour) = match &suggestion.proposal {
            Proposal::Mention(mention) => (
                mention.extent.clone(),
                kind_of(mention.level),
                mention.label.clone(),
                self.colour(&mention.label),
            ),
            Proposal::Event(event) => (
                Extent::new(event.trigger),
                MarkKind::Trigger,
                subtype(&event.event_type),
                None,
            ),
        };
        let mark = Mark {
            key: self.key(),
            extent,
            kind,
            label,
            colour,
            state: MarkState::Suggested,
            score: Some(suggestion.score),
        };
        self.push(Selected::Suggestion(suggestion.key()), mark);
    }

    /// Arcs from triggers to what fills their roles.
    fn links(&self, session: &Session) -> Vec<ArcLink> {
        let by_mark: std::collections::HashMap<SelectedKey<'_>, MarkKey> = self
            .stands_for
            .iter()
            .enumerate()
            .filter_map(|(index, mark)| Some((SelectedKey::of(mark)?, MarkKey(index as u64))))
            .collect();
        let by_span: std::collections::HashMap<(Span, bool), MarkKey> = self
            .marks
            .iter()
            .rev()
            .filter(|mark| mark.state != MarkState::Beside)
            .map(|mark| {
                (
                    (mark.extent.envelope(), mark.kind == MarkKind::Trigger),
                    mark.key,
                )
            })
            .collect();
        let mut links = Vec::new();
        for event in session.annotations().events() {
            let Some(from) = by_mark.get(&SelectedKey::Event(event.id.as_str())) else {
                continue;
            };
            for argument in &event.arguments {
                let to = match &argument.filler {
                    Filler::Mention(id) => by_mark
                        .get(&SelectedKey::Mention(id.as_str()))
                        .copied()
                        .map(ArcEnd::Mark),
                    Filler::Event(id) => by_mark
                        .get(&SelectedKey::Event(id.as_str()))
                        .copied()
                        .map(ArcEnd::Mark),
                    Filler::Span(span) => Some(ArcEnd::Span(*span)),
                };
                links.extend(to.map(|to| ArcLink {
                    from: *from,
                    to,
                    role: argument.role.clone(),
                    suggested: false,
                    relation: None,
                }));
            }
        }
        for relation in session.annotations().relations() {
            let mark = |end: &RelationEnd| {
                let key = match end {
                    RelationEnd::Mention(id) => SelectedKey::Mention(id.as_str()),
                    RelationEnd::Event(id) => SelectedKey::Event(id.as_str()),
                };
                by_mark.get(&key).copied()
            };
            let known = self.schema.relation_type(&relation.relation_type);
            let link = mark(&relation.from).zip(mark(&relation.to));
            links.extend(link.map(|(from, to)| ArcLink {
                from,
                to: ArcEnd::Mark(to),
                role: subtype(&relation.relation_type),
                suggested: false,
                relation: Some(known.map(|known| known.colour).unwrap_or_default()),
            }));
        }
        // Suggestions are the last marks, in their own order.
        let first = self.marks.len() - session.shown_suggestions().len();
        for (index, suggestion) in (first..).zip(session.shown_suggestions()) {
            let Proposal::Event(event) = &suggestion.proposal else {
                continue;
            };
            for argument in
                decide::ticked_arguments(self.schema, &event.event_type, &event.arguments)
            {
                let is_event = argument
                    .label
                    .as_deref()
                    .is_some_and(|label| self.schema.event_type(label).is_some());
                let to = by_span
                    .get(&(argument.span, is_event))
                    .map_or(ArcEnd::Span(argument.span), |key| ArcEnd::Mark(*key));
                links.push(ArcLink {
                    from: MarkKey(index as u64),
                    to,
                    role: argument.role.clone(),
                    suggested: true,
                    relation: None,
                });
            }
        }
        links
    }
}

/// An annotation's name for looking its mark up.
#[derive(PartialEq, Eq, Hash)]
enum SelectedKey<'a> {
    Mention(&'a str),
    Event(&'a str),
}

impl<'a> SelectedKey<'a> {
    fn of(selected: &'a Selected) -> Option<Self> {
        match selected {
            Selected::Mention(id) => Some(Self::Mention(id.as_str())),
            Selected::Event(id) => Some(Self::Event(id.as_str())),
            _ => None,
        }
    }
}

fn kind_of(level: Level) -> MarkKind {
    match level {
        Level::Name => MarkKind::Name,
        Level::Nominal | Level::Pronoun => MarkKind::Nominal,
    }
}

/// The last part of an event type's name.
fn subtype(event_type: &str) -> SmolStr {
    event_type.rsplit('.').next().unwrap_or(event_type).into()
}

/// What stands where an article would be.
pub(super) fn empty_ui(ui: &mut Ui, queue: &mut Vec<Command>) {
    let theme = super::theme::of(ui.ctx());
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.3);
        ui.label(egui::RichText::new("Open an article").family(super::theme::semibold()).size(20.0));
        let how = "Text, Markdown, web pages, Dateline JSONL or a Dateline project. Drop files here, or paste a text or a path.";
        ui.label(egui::RichText::new(how).color(theme.colours.muted));
        ui.add_space(12.0);
        ui.horizontal(|ui| {
            ui.add_space((ui.available_width() - 260.0).max(0.0) / 2.0);
            for command in [Command::OpenFiles, Command::OpenFolder, Command::PasteArticle] {
                let label = command.entry().map_or("", |entry| entry.label);
                if ui.button(label).clicked() {
                    queue.push(command);
                }
            }
        });
    });
}
