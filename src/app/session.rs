//! A session: one open project, the suggestions beside it, what is selected, and the history. It knows neither window nor disk.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use smol_str::SmolStr;

use super::bulk::SuggestionFilter;
use super::document_list::DocumentOrder;
use super::draft::{Author, Draft};
use super::drawer::Drawer;
use super::engines::{self, open_of, with_brought};
use super::figures::KeptFigures;
use super::finding::FoundPlaces;
use super::gain;
use super::history::{History, Step};
use super::jobs::{EngineMaker, Suggester};
use super::learning::Learning;
use super::models::ModelChoice;
use super::notice::Notices;
use super::own_model::asking::Asking;
use super::propagate::{Hit, Repeatable};
use super::queue::{self, QueueOrder};
use super::selection::{Focus, LinkTarget, Selected, TextSelection};
use crate::learn::decisions::Learnt;
use crate::learn::decisions::file::StoredLearnt;
use crate::model::layer::DocumentStatus;
use crate::model::suggestion::{Suggestion, SuggestionKey};
use crate::model::{
    Allowance, Annotations, Change, Document, DocumentId, Edit, EntityMention, EventId,
    EventMention, Layer, Moment, NoteId, Project,
};
use crate::text::Span;

/// Tells the time. Tests hand in a clock that stands still.
pub type Clock = Box<dyn Fn() -> Moment>;

/// Suggestions of one document.
#[derive(Default)]
struct DocumentSuggestions {
    /// What the engine proposed.
    proposed: Vec<Suggestion>,
    /// Those of them that nobody has decided about, by place.
    open: Vec<Suggestion>,
    /// Those of them that are shown: by the filter, and not waiting in the drawer; `None` when all are.
    shown: Option<Vec<Suggestion>>,
    /// How many the filter shows that are under their threshold.
    num_unsure: usize,
    /// Keys of those that are shown, in the order of the queue.
    queue: Vec<SuggestionKey>,
    /// How unsure the open ones are; `None` without any.
    uncertainty: Option<f32>,
    /// Whether more was learnt since they were made.
    is_outdated: bool,
}

/// How many documents get new suggestions when something was learnt; the others get them when they are opened.
const IN_SIGHT: usize = 20;

/// The preview of one decision applied to all its matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Propagation {
    /// The decision.
    pub what: Repeatable,
    /// The other places, in the order of the project.
    pub hits: Vec<Hit>,
    /// Whether it covers all documents.
    pub whole_project: bool,
    /// Index of the hit that keys act on.
    pub cursor: usize,
}

/// Counts that are always in sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Documents of the project.
    pub documents: usize,
    /// Of these, done.
    pub done: usize,
    /// Open suggestions of the open document that are shown.
    pub open_here: usize,
    /// Open suggestions of the open document that are hidden.
    pub hidden_here: usize,
    /// Open suggestions of the open document that are under their threshold.
    pub unsure_here: usize,
}

/// One open project and everything about working on it.
pub struct Session {
    pub(super) project: Project,
    pub(super) annotator: SmolStr,
    pub(super) layer: SmolStr,
    /// The layer that is looked at beside it.
    pub(super) beside: Option<SmolStr>,
    pub(super) current: Option<DocumentId>,
    pub(super) selected: Selected,
    pub(super) text_selection: TextSelection,
    pub(super) focus: Focus,
    pub(super) order: QueueOrder,
    pub(super) threshold: f32,
    pub(super) filter: SuggestionFilter,
    pub(super) repeatable: Option<Repeatable>,
    pub(super) propagation: Option<Propagation>,
    /// What was found and waits for its label.
    pub(super) found: Option<FoundPlaces>,
    pub(super) recent_labels: Vec<SmolStr>,
    /// Index of the sentence that is being read, per document.
    pub(super) markers: HashMap<DocumentId, usize>,
    pub(super) reveal: Option<Span>,
    pub(super) undo_asked: bool,
    /// The ends of the relation that is being made: where it starts, and where it ends once that was picked.
    pub(super) relation_ends: Option<(Selected, Option<Selected>)>,
    /// Where the link leads that waits for its role.
    pub(super) linked: Option<LinkTarget>,
    /// The note that the editor is open on; a new one without it.
    pub(super) edited_note: Option<NoteId>,
    pub(super) history: History,
    /// What the person should be told.
    pub notices: Notices,
    suggestions: BTreeMap<DocumentId, DocumentSuggestions>,
    suggester: Suggester,
    engine_maker: EngineMaker,
    model: ModelChoice,
    /// Whether the person wants decisions to teach; the project may say otherwise.
    wants_learning: bool,
    learning: Learning,
    pub(super) figures: KeptFigures,
    pub(super) drawer: Drawer,
    pub(super) documents: DocumentOrder,
    pub(super) own_model: Asking,
    revisions: HashMap<DocumentId, u64>,
    pub(super) revision: u64,
    clock: Clock,
    journal: Vec<Edit>,
}

impl Session {
    /// Suggestions from this score on are accepted by Space and by bulk commands.
    pub const THRESHOLD: f32 = 0.5;

    /// A session over `project`, with its first document open.
    pub fn new(
        project: Project,
        annotator: &str,
        engine_maker: EngineMaker,
        suggester: Suggester,
        clock: Clock,
    ) -> Self {
        let mut session = Self {
            project,
            annotator: annotator.into(),
            layer: Layer::MAIN.into(),
            beside: None,
            current: None,
            selected: Selected::Nothing,
            text_selection: TextSelection::default(),
            focus: Focus::Article,
            order: QueueOrder::default(),
            threshold: Self::THRESHOLD,
            filter: SuggestionFilter::default(),
            repeatable: None,
            propagation: None,
            found: None,
            recent_labels: Vec::new(),
            markers: HashMap::new(),
            reveal: None,
            undo_asked: false,
            relation_ends: None,
            linked: None,
            edited_note: None,
            history: History::default(),
            notices: Notices::default(),
            suggestions: BTreeMap::new(),
            suggester,
            engine_maker,
            model: ModelChoice::None,
            wants_learning: false,
            learning: Learning::default(),
            figures: KeptFigures::default(),
            drawer: Drawer::default(),
            documents: DocumentOrder::default(),
            own_model: Asking::default(),
            revisions: HashMap::new(),
            revision: 0,
            clock,
            journal: Vec::new(),
        };
        if let Some(first) = session.project.layer_names().first() {
            session.layer = first.clone();
        }
        session.drawer.follow(&session.project.schema);
        session.figures.note_change();
        session.renew_engine();
        let first = session
            .project
            .documents
            .first()
            .map(|document| document.id.clone());
        if let Some(first) = first {
            session.open_document(&first);
        }
        session.request_all();
        session
    }

    /// The project as it is now.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Name of the person at work.
    pub fn annotator(&self) -> &str {
        &self.annotator
    }

    /// Renames the person at work; what was done stays under the old name.
    pub fn set_annotator(&mut self, name: &str) {
        self.annotator = name.into();
    }

    /// The layer that is being worked on.
    pub fn layer_name(&self) -> &str {
        &self.layer
    }

    /// What is selected.
    pub fn selected(&self) -> &Selected {
        &self.selected
    }

    /// The caret and the selected text.
    pub fn text_selection(&self) -> TextSelection {
        self.text_selection
    }

    /// Where the keys go.
    pub fn focus(&self) -> &Focus {
        &self.focus
    }

    /// Moves the focus.
    pub fn set_focus(&mut self, focus: Focus) {
        self.focus = focus;
    }

    /// The order of the queue.
    pub fn order(&self) -> QueueOrder {
        self.order
    }

    /// Suggestions from this score on are accepted by Space and by bulk commands.
    pub fn threshold(&self) -> f32 {
        self.threshold
    }

    /// Sets that score, 0 to 1.
    pub fn set_threshold(&mut self, threshold: f32) {
        self.threshold = threshold.clamp(0.0, 1.0);
    }

    /// The decision that A would repeat.
    pub fn repeatable(&self) -> Option<&Repeatable> {
        self.repeatable.as_ref()
    }

    /// The preview that is open.
    pub fn propagation(&self) -> Option<&Propagation> {
        self.propagation.as_ref()
    }

    /// Labels that were used last, latest first.
    pub fn recent_labels(&self) -> &[SmolStr] {
        &self.recent_labels
    }

    /// Undo and redo.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Changes with everything that a view of the project might show.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The place that should come into sight, once.
    pub fn take_reveal(&mut self) -> Option<Span> {
        self.reveal.take()
    }

    /// The edits since the last call, for the journal.
    pub fn take_journal(&mut self) -> Vec<Edit> {
        std::mem::take(&mut self.journal)
    }

    /// The open document.
    pub fn document(&self) -> Option<&Arc<Document>> {
        self.project.document(self.current.as_ref()?)
    }

    /// The layer of the open document that is being worked on; `None` while nothing was done in it.
    pub fn layer(&self) -> Option<&Layer> {
        self.document()?.layer(&self.layer)
    }

    /// Annotations of the open document's layer.
    pub fn annotations(&self) -> &Annotations {
        static NOTHING: std::sync::LazyLock<Annotations> =
            std::sync::LazyLock::new(Annotations::default);
        self.layer().map_or(&NOTHING, |layer| &layer.annotations)
    }

    /// Status of a document in the layer that is being worked on.
    pub fn status_of(&self, document: &Document) -> DocumentStatus {
        document
            .layer(&self.layer)
            .map(|layer| layer.status.clone())
            .unwrap_or_default()
    }

    /// Whether suggestions are shown in `document`.
    pub fn suggestions_shown(&self, document: &Document) -> bool {
        let settings = &self.project.settings;
        settings.shows_suggestions(document, &self.layer)
    }

    /// Open suggestions of the open document, hidden ones included, by place; empty while they are switched off.
    pub fn open_suggestions(&self) -> &[Suggestion] {
        self.document()
            .map_or(&[], |document| self.open_suggestions_of(document))
    }

    /// Open suggestions of `document`, by place; empty while they are switched off or not yet computed.
    pub fn open_suggestions_of(&self, document: &Document) -> &[Suggestion] {
        if !self.suggestions_shown(document) {
            return &[];
        }
        self.suggestions
            .get(&document.id)
            .map_or(&[], |known| &known.open)
    }

    /// Open suggestions of the open document that are shown, by place.
    pub fn shown_suggestions(&self) -> &[Suggestion] {
        self.document()
            .map_or(&[], |document| self.shown_suggestions_of(document))
    }

    /// Open suggestions of `document` that are shown, by place.
    pub fn shown_suggestions_of(&self, document: &Document) -> &[Suggestion] {
        if !self.suggestions_shown(document) {
            return &[];
        }
        self.suggestions
            .get(&document.id)
            .map_or(&[], |known| known.shown.as_ref().unwrap_or(&known.open))
    }

    /// Open suggestions of `document` that the filter shows and that are under their threshold.
    pub(super) fn num_unsure_in(&self, document: &Document) -> usize {
        if !self.suggestions_shown(document) {
            return 0;
        }
        self.suggestions
            .get(&document.id)
            .map_or(0, |known| known.num_unsure)
    }

    /// How unsure the open suggestions of a document are; `None` while there are none.
    pub(super) fn uncertainty_of(&self, id: &DocumentId) -> Option<f32> {
        self.suggestions.get(id)?.uncertainty
    }

    /// Whether the suggestions of `document` have been computed.
    pub fn is_suggested(&self, document: &Document) -> bool {
        self.suggestions.contains_key(&document.id)
    }

    /// Keys of the open suggestions in the order of the queue.
    pub fn queue(&self) -> &[SuggestionKey] {
        let Some(document) = self.document() else {
            return &[];
        };
        if !self.suggestions_shown(document) {
            return &[];
        }
        self.suggestions
            .get(&document.id)
            .map_or(&[], |known| &known.queue)
    }

    /// The open suggestion of that key.
    pub fn suggestion(&self, key: &SuggestionKey) -> Option<&Suggestion> {
        self.open_suggestions()
            .iter()
            .find(|suggestion| suggestion.key() == *key)
    }

    /// The selected suggestion.
    pub fn selected_suggestion(&self) -> Option<&Suggestion> {
        match &self.selected {
            Selected::Suggestion(key) => self.suggestion(key),
            _ => None,
        }
    }

    /// The selected mention.
    pub fn selected_mention(&self) -> Option<&EntityMention> {
        match &self.selected {
            Selected::Mention(id) => self.annotations().mention(id),
            _ => None,
        }
    }

    /// The selected event.
    pub fn selected_event(&self) -> Option<&EventMention> {
        match &self.selected {
            Selected::Event(id) => self.annotations().event(id),
            _ => None,
        }
    }

    /// Where the selected thing stands.
    pub fn selected_span(&self) -> Option<Span> {
        match &self.selected {
            Selected::Nothing | Selected::Relation(_) => None,
            Selected::Mention(id) => self
                .annotations()
                .mention(id)
                .map(|mention| mention.extent.envelope()),
            Selected::Event(id) => self
                .annotations()
                .event(id)
                .map(|event| event.trigger.envelope()),
            Selected::Suggestion(key) => self.suggestion(key).map(Suggestion::span),
        }
    }

    /// Index of the sentence that is being read in the open document.
    pub fn marker(&self) -> usize {
        self.current
            .as_ref()
            .and_then(|current| self.markers.get(current))
            .copied()
            .unwrap_or_default()
    }

    /// Counts that are always in sight.
    pub fn progress(&self) -> Progress {
        let done = self
            .project
            .documents
            .iter()
            .filter(|document| self.status_of(document) == DocumentStatus::Done)
            .count();
        Progress {
            documents: self.project.documents.len(),
            done,
            open_here: self.shown_suggestions().len(),
            hidden_here: self.num_hidden_here(),
            unsure_here: self.num_unsure_here(),
        }
    }

    /// Answered and asked documents while suggestions are being computed.
    pub fn suggesting(&self) -> Option<(usize, usize)> {
        self.suggester.progress()
    }

    /// Makes engines that suggest as this session does.
    pub fn engine_maker(&self) -> EngineMaker {
        self.own_model.beside_made(&self.engine_maker)
    }

    /// What is called when work in the background has something to show.
    pub(super) fn wake(&self) -> Arc<dyn Fn() + Send + Sync> {
        self.suggester.wake()
    }

    /// Stops computing suggestions.
    pub fn cancel_suggesting(&mut self) {
        self.suggester.cancel();
    }

    /// Who is at work, now.
    pub fn author(&self) -> Author {
        Author {
            by: self.annotator.clone(),
            at: (self.clock)(),
        }
    }

    /// Shows `id`: its first open suggestion is selected, the marker stands where it stood.
    pub fn open_document(&mut self, id: &DocumentId) {
        if self.project.document(id).is_none() {
            return;
        }
        self.current = Some(id.clone());
        self.selected = Selected::Nothing;
        self.focus = Focus::Article;
        self.propagation = None;
        self.text_selection = TextSelection::default();
        self.revision += 1;
        self.take_thresholds();
        if let Some(document) = self.document().cloned() {
            let is_outdated = |known: &DocumentSuggestions| known.is_outdated;
            if self.suggestions.get(&document.id).is_none_or(is_outdated) {
                self.request(&document, true);
            } else {
                self.suggester.hurry(&document.id);
            }
        }
        self.ask_about_opened();
    }

    /// Makes `edit` in the open document, as a step of undo. The closure fills the draft and says what was done.
    pub(super) fn edit_here(&mut self, fill: impl FnOnce(&mut Draft<'_>, &Self) -> String) -> bool {
        let Some(document) = self.document().cloned() else {
            return false;
        };
        if self.status_of(&document) == DocumentStatus::Done {
            self.notices.warn(
                "This document is done. Reopen it to change it (Annotate → Reopen document).",
            );
            return false;
        }
        let mut draft = Draft::new(&document, &self.layer, self.author());
        let label = fill(&mut draft, self);
        match draft.finish(label) {
            Some(edit) => self.commit(edit),
            None => false,
        }
    }

    /// The same for an edit of the selected event, which `fill` names: it stays selected, and the card open, also where it was a suggestion until now.
    pub(super) fn edit_event_here(
        &mut self,
        fill: impl FnOnce(&mut Draft<'_>, &Self) -> (String, Option<EventId>),
    ) {
        let focus = self.focus.clone();
        let mut edited = None;
        let is_edited = self.edit_here(|draft, session| {
            let (label, event) = fill(draft, session);
            edited = event;
            label
        });
        if let Some(id) = edited.filter(|_| is_edited) {
            self.selected = Selected::Event(id);
            self.focus = focus;
        }
    }

    /// Applies `edit`, journals it and makes it a step of undo.
    pub fn commit(&mut self, edit: Edit) -> bool {
        let selected_before = self.selected.clone();
        let document = edit.documents().first().map(|id| DocumentId::clone(id));
        if !self.apply(&edit) {
            return false;
        }
        self.history.push(Step {
            edit,
            document,
            selected_before,
            selected_after: Selected::Nothing,
        });
        true
    }

    /// Applies `edit` and journals it.
    pub(super) fn apply(&mut self, edit: &Edit) -> bool {
        if let Err(error) = edit.apply(&mut self.project) {
            self.notices.error(format!(
                "“{}” could not be done: {error}. Nothing was changed.",
                edit.label
            ));
            return false;
        }
        self.journal.push(edit.clone());
        self.after_changes(&edit.changes);
        true
    }

    fn after_changes(&mut self, changes: &[Change]) {
        self.revision += 1;
        self.undo_asked = false;
        self.note_for_figures(changes);
        self.note_for_order(changes);
        let mut engine_changed = false;
        for change in changes {
            match change {
                Change::Decision { .. } | Change::Annotation { .. } => {
                    self.learning.note_decision(false);
                }
                Change::Status { after, .. } => {
                    self.learning.note_decision(*after == DocumentStatus::Done);
                }
                Change::Schema { before, after } => {
                    engine_changed |= !before.suggests_like(after);
                    self.follow_thresholds();
                }
                Change::Settings { before, after } => self.follow_settings(before, after),
                Change::Words { .. } => engine_changed = true,
                Change::Document {
                    after: Some(document),
                    ..
                } => {
                    let document = Arc::clone(document);
                    self.request(&document, false);
                }
                Change::Document {
                    before: Some(document),
                    after: None,
                    ..
                } => {
                    self.suggestions.remove(&document.id);
                }
                _ => {}
            }
        }
        let touched: Vec<DocumentId> = changes
            .iter()
            .filter_map(Change::document)
            .cloned()
            .collect();
        for id in touched {
            *self.revisions.entry(id.clone()).or_default() += 1;
            self.refresh_open(&id);
        }
        if engine_changed {
            self.renew_engine();
            self.request_all();
        }
        self.keep_layer(changes);
        self.forget_what_is_gone();
    }

    /// The open document or the selected thing may have gone with an edit.
    fn forget_what_is_gone(&mut self) {
        if self.document().is_none() {
            self.current = None;
            self.selected = Selected::Nothing;
            if let Some(first) = self
                .project
                .documents
                .first()
                .map(|document| document.id.clone())
            {
                self.open_document(&first);
            }
        }
        let gone = match &self.selected {
            Selected::Nothing => false,
            Selected::Mention(id) => self.annotations().mention(id).is_none(),
            Selected::Event(id) => self.annotations().event(id).is_none(),
            Selected::Relation(id) => self.annotations().relation(id).is_none(),
            Selected::Suggestion(key) => self.suggestion(key).is_none(),
        };
        if gone {
            self.selected = Selected::Nothing;
            if matches!(self.focus, Focus::Card { .. }) {
                self.focus = Focus::Article;
            }
        }
    }

    pub(super) fn renew_engine(&mut self) {
        let engines = (self.engine_maker())(&self.project.schema, &self.project.words);
        self.suggester.set_engines(engines);
    }

    /// Which model suggests beside the rules.
    pub fn model(&self) -> &ModelChoice {
        &self.model
    }

    /// Lets other engines suggest whatever is asked for from now on.
    pub fn suggest_with(&mut self, maker: EngineMaker) {
        self.engine_maker = maker;
        self.renew_engine();
    }

    /// Lets another model suggest from now on.
    pub fn set_model(&mut self, model: ModelChoice) {
        if model != self.model {
            self.model = model;
            self.learning.note_change();
            self.suggest_with(engines::maker(&self.model, &self.learnt_in_use()));
            self.request_all();
        }
    }

    /// What was learnt from decisions, and whether that goes on.
    pub fn learning(&self) -> &Learning {
        &self.learning
    }

    /// Whether the person wants decisions to teach.
    pub fn wants_learning(&self) -> bool {
        self.wants_learning
    }

    /// Lets decisions teach what is suggested elsewhere, as far as the project lets them, or stops that and forgets what they taught.
    pub fn set_learning(&mut self, is_on: bool) {
        self.wants_learning = is_on;
        if self.should_learn() != self.learning.is_on() {
            self.learn_anew();
        }
    }

    fn should_learn(&self) -> bool {
        self.wants_learning && self.project.settings.learning != Allowance::Off
    }

    /// Forgets what was learnt, from another layer or other documents, and begins again where that is wanted: what one annotator decided must not show
    /// in what another is asked.
    pub(super) fn learn_anew(&mut self) {
        let is_on = self.should_learn();
        self.figures.note_change();
        let had_learnt = !self.learning.learnt().is_empty();
        self.learning.set_on(is_on, &self.layer, &self.model);
        if had_learnt || !self.learning.learnt().is_empty() {
            self.use_learnt();
        }
        self.learn_if_due();
    }

    /// Brings what was learnt when the project was last open, before learning starts.
    pub fn bring_learnt(&mut self, stored: Option<StoredLearnt>) {
        self.learning.bring(stored);
    }

    /// What was learnt, as it is stored.
    pub fn stored_learnt(&self) -> StoredLearnt {
        StoredLearnt {
            layer: self.layer.clone(),
            base: self.model.to_string().into(),
            learnt: self.learnt_in_use(),
        }
    }

    fn learn_if_due(&mut self) {
        let wake = self.suggester.wake();
        self.learning
            .start_if_due(&self.project, &self.layer, &self.model, wake);
    }

    /// Makes the next lesson due.
    pub(super) fn learn_soon(&mut self) {
        self.learning.note_change();
    }

    /// What was learnt, without what the project does not use.
    fn learnt_in_use(&self) -> Arc<Learnt> {
        let settings = &self.project.settings;
        let learnt = self.learning.learnt();
        if settings.unused.is_empty() && settings.forgotten.is_empty() {
            Arc::clone(learnt)
        } else {
            Arc::new(learnt.without(&settings.unused, &settings.forgotten))
        }
    }

    /// Suggests by what was learnt from now on: at once in the open document and those that come next, elsewhere when they are opened.
    pub(super) fn use_learnt(&mut self) {
        self.suggest_with(engines::maker(&self.model, &self.learnt_in_use()));
        for known in self.suggestions.values_mut() {
            known.is_outdated = true;
        }
        let open = self.current.as_ref();
        let from = open.and_then(|id| self.project.index_of(id)).unwrap_or(0);
        let (before, after) = self.project.documents.split_at(from);
        let next: Vec<Arc<Document>> = after
            .iter()
            .chain(before)
            .filter(|document| self.status_of(document) != DocumentStatus::Done)
            .take(IN_SIGHT)
            .cloned()
            .collect();
        for document in next.iter().skip(1) {
            self.request(document, false);
        }
        if let Some(first) = next.first() {
            self.request(first, true);
        }
    }

    /// Asks for the suggestions of all documents, the open one first.
    pub(super) fn request_all(&mut self) {
        let documents = self.project.documents.clone();
        for document in &documents {
            self.request(document, false);
        }
        if let Some(document) = self.document().cloned() {
            self.request(&document, true);
        }
    }

    /// Asks for the suggestions of `document`.
    pub(super) fn request(&mut self, document: &Arc<Document>, urgent: bool) {
        let revision = self
            .revisions
            .get(&document.id)
            .copied()
            .unwrap_or_default();
        self.suggester
            .request(Arc::clone(document), &self.layer, revision, urgent);
    }

    /// Takes the open suggestions of the open document away until it is suggested again.
    pub(super) fn clear_suggestions(&mut self) {
        if let Some(id) = self.current.clone() {
            self.suggestions.insert(id, DocumentSuggestions::default());
            self.selected = Selected::Nothing;
            self.revision += 1;
        }
    }

    /// Takes in suggestions that have been computed. True when anything came. Call once per frame.
    pub fn poll(&mut self) -> bool {
        self.learn_if_due();
        let has_learnt = self.learning.poll();
        if has_learnt {
            self.use_learnt();
            self.figures.note_change();
        }
        let was_answered = self.poll_own_model();
        let results = self.suggester.poll();
        let is_suggested = self.take_in(results);
        self.count_if_due();
        let is_counted = self.poll_figures();
        self.rank_if_due();
        self.poll_ranking() || is_suggested || has_learnt || is_counted || was_answered
    }

    /// Waits until everything that was decided has been learnt, and for the suggestions that follow: tests.
    pub fn wait_for_learning(&mut self) {
        // A lesson that goes on may have begun before the last decision.
        let before = self.learning.wait();
        self.learning.note_change();
        self.learn_if_due();
        if self.learning.wait() || before {
            self.use_learnt();
        }
        self.wait_for_suggestions();
    }

    /// Waits for all suggestions: the command line and tests.
    pub fn wait_for_suggestions(&mut self) {
        let results = self.suggester.wait();
        self.take_in(results);
    }

    fn take_in(&mut self, results: Vec<super::jobs::Suggested>) -> bool {
        let any = !results.is_empty();
        for result in results {
            let Some(document) = self.project.document(&result.document) else {
                continue;
            };
            let mut proposed = with_brought(document, result.suggestions);
            proposed.extend(self.looked_at(&result.document, &proposed));
            proposed.sort_by_key(Suggestion::span);
            let known = self.suggestions.entry(result.document.clone());
            let known = known.or_default();
            (known.proposed, known.is_outdated) = (proposed, false);
            self.refresh_open(&result.document);
        }
        if any {
            self.revision += 1;
            self.forget_what_is_gone();
        }
        if any && self.suggester.is_idle() {
            self.documents.note_change();
        }
        any
    }

    /// The suggestion under the person's eyes, where better ones no longer hold it: it stays.
    fn looked_at(&self, id: &DocumentId, proposed: &[Suggestion]) -> Option<Suggestion> {
        let Selected::Suggestion(key) = &self.selected else {
            return None;
        };
        if self.current.as_ref() != Some(id) || proposed.iter().any(|known| known.key() == *key) {
            return None;
        }
        self.suggestion(key).cloned()
    }

    /// Works out anew which suggestions of a document are open.
    pub(super) fn refresh_open(&mut self, id: &DocumentId) {
        let Some(document) = self.project.document(id).cloned() else {
            return;
        };
        let Some(known) = self.suggestions.get_mut(id) else {
            return;
        };
        let empty = Layer::new(self.layer.clone());
        let layer = document.layer(&self.layer).unwrap_or(&empty);
        known.open = open_of(&known.proposed, layer);
        known.uncertainty = gain::uncertainty(known.open.iter().map(|open| open.score));
        self.split_open(&document);
    }

    /// Works out anew which open suggestions of a document are shown, and in which order they are asked about.
    fn split_open(&mut self, document: &Document) {
        let (filter, drawer) = (&self.filter, &self.drawer);
        let Some(known) = self.suggestions.get_mut(&document.id) else {
            return;
        };
        let is_unsure = |open: &&Suggestion| filter.shows(open) && drawer.is_unsure(open);
        known.num_unsure = known.open.iter().filter(is_unsure).count();
        let waits = |open: &Suggestion| !drawer.is_open && drawer.is_unsure(open);
        let is_whole = filter.shows_all() && (drawer.is_open || known.num_unsure == 0);
        known.shown = (!is_whole).then(|| {
            let open = known.open.iter();
            let shown = open.filter(|open| filter.shows(open) && !waits(open));
            shown.cloned().collect()
        });
        let shown = known.shown.as_ref().unwrap_or(&known.open);
        known.queue = queue::ordered(shown, document.segments(), self.order);
    }

    /// Works out anew what is shown of the open suggestions of all documents: other ones are wanted, or in another order.
    pub(super) fn split_all(&mut self) {
        for document in self.project.documents.clone() {
            self.split_open(&document);
        }
        self.revision += 1;
        if let Selected::Suggestion(key) = &self.selected
            && !self.queue().contains(key)
        {
            self.selected = Selected::Nothing;
            self.focus = Focus::Article;
        }
    }

    /// Remembers that `label` was used.
    pub(super) fn note_label(&mut self, label: &SmolStr) {
        self.recent_labels.retain(|known| known != label);
        self.recent_labels.insert(0, label.clone());
        self.recent_labels.truncate(8);
    }
}
