//! What is known about suggestions and learning in a project, for the learning panel and the thresholds: counted on a thread of its own whenever
//! something was decided, because a large project takes longer than a frame.

use std::collections::HashMap;
use std::sync::Arc;

use smol_str::SmolStr;

use super::background::Background;
use super::curve::{self, Accepted, CurvePoint};
use super::learnt_strings::{LearntString, learnt_strings};
use super::outcomes::{Outcomes, Subject};
use super::session::Session;
use super::thresholds::Thresholds;
use crate::learn::decisions::memory::Memory;
use crate::model::score::Tally;
use crate::model::{Change, Document, Project, Schema};

/// Mentions and events whose outcomes are called recent.
pub const RECENT: usize = 200;

/// How well a label, event type or role is suggested. Predicted is what was suggested and decided, gold what was wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct SubjectFigures {
    /// Which.
    pub subject: Subject,
    /// Among the last [`RECENT`] mentions and events that were decided or labelled.
    pub recent: Tally,
    /// Among all of them.
    pub all: Tally,
}

/// The figures of a layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// By subject, those that occur: entity types and then event types as the schema has them, each event type before its roles; what the schema does
    /// not know stands at the end.
    pub subjects: Vec<SubjectFigures>,
    /// Mentions and events that were decided or labelled by a person.
    pub num_outcomes: usize,
    /// All suggestions that were decided.
    pub accepted: Accepted,
    /// The last [`curve::WINDOW`] of them.
    pub accepted_lately: Accepted,
    /// The share over decisions.
    pub by_decision: Vec<CurvePoint>,
    /// The share by finished document.
    pub by_document: Vec<CurvePoint>,
    /// Thresholds that follow.
    pub thresholds: Thresholds,
    /// Strings that were learnt.
    pub strings: Vec<LearntString>,
}

impl Figures {
    /// The figures of `project` in its layer of that name. `memory` is what is remembered of it.
    pub fn of(project: &Project, layer: &str, memory: &Memory) -> Self {
        let (documents, schema) = (&project.documents, &*project.schema);
        let outcomes = Outcomes::of(documents, layer, schema);
        let teaching: Vec<Arc<Document>> = documents
            .iter()
            .filter(|document| project.settings.lets_teach(document, layer))
            .cloned()
            .collect();
        let by_decision = curve::by_decision(&outcomes);
        Self {
            subjects: subjects(&outcomes, schema),
            num_outcomes: outcomes.num_whole(),
            accepted: curve::accepted(&outcomes.list),
            accepted_lately: by_decision
                .last()
                .map(|last| last.accepted)
                .unwrap_or_default(),
            by_document: curve::by_document(&outcomes, documents, layer),
            by_decision,
            thresholds: Thresholds::of(&outcomes),
            strings: learnt_strings(&teaching, layer, memory),
        }
    }
}

fn subjects(outcomes: &Outcomes, schema: &Schema) -> Vec<SubjectFigures> {
    let recent = outcomes.tallies(outcomes.last(RECENT));
    let all = outcomes.tallies(&outcomes.list);
    let mut figures: Vec<SubjectFigures> = outcomes
        .subjects
        .iter()
        .zip(recent.into_iter().zip(all))
        .map(|(subject, (recent, all))| SubjectFigures {
            subject: subject.clone(),
            recent,
            all,
        })
        .collect();
    let place = places(schema);
    figures.sort_by_cached_key(|figures| {
        let known = place.get(&figures.subject).copied();
        (known.unwrap_or(usize::MAX), figures.subject.clone())
    });
    figures
}

/// The place of each subject in the order of the schema.
fn places(schema: &Schema) -> HashMap<Subject, usize> {
    let mentions = schema.entity_types.iter();
    let mentions = mentions.map(|known| Subject::Mention(known.name.clone()));
    let events = schema.event_types.iter().flat_map(|known| {
        let roles = known.roles.iter();
        let role = |name: &SmolStr| Subject::Role(known.name.clone(), name.clone());
        let roles = roles.map(move |known| role(&known.name));
        std::iter::once(Subject::Event(known.name.clone())).chain(roles)
    });
    mentions.chain(events).zip(0..).collect()
}

/// The figures of a session, and the counting that goes on.
#[derive(Default)]
pub(super) struct KeptFigures {
    known: Arc<Figures>,
    /// Whether they were counted in the layer that is worked on.
    is_counted: bool,
    is_due: bool,
    running: Background<Figures>,
}

impl KeptFigures {
    /// Makes the next counting due.
    pub(super) fn note_change(&mut self) {
        self.is_due = true;
    }

    /// Whether they were counted in the layer that is worked on.
    pub(super) fn is_counted(&self) -> bool {
        self.is_counted
    }

    /// Forgets the figures of another layer, and makes the counting of this one due.
    pub(super) fn forget(&mut self) {
        *self = Self {
            is_due: true,
            ..Self::default()
        };
    }
}

impl Session {
    /// What is known about suggestions and learning, as of the last counting.
    pub fn figures(&self) -> &Arc<Figures> {
        &self.figures.known
    }

    /// Whether the figures are being counted anew.
    pub fn is_counting(&self) -> bool {
        self.figures.is_due || self.figures.running.is_running()
    }

    /// Notes changes after which the figures are others.
    pub(super) fn note_for_figures(&mut self, changes: &[Change]) {
        let counts = |change: &Change| {
            !matches!(
                change,
                Change::Checked { .. }
                    | Change::ActiveTime { .. }
                    | Change::Tags { .. }
                    | Change::Words { .. }
                    | Change::SuggestionsShown { .. }
            )
        };
        self.figures.is_due |= changes.iter().any(counts);
    }

    /// Counts if that is due and nothing is being counted.
    pub(super) fn count_if_due(&mut self) {
        if !self.figures.is_due || self.figures.running.is_running() {
            return;
        }
        self.figures.is_due = false;
        let (mut project, layer) = (self.project.clone(), self.layer.clone());
        // Fillers were suggested where they are ticked, whoever set the threshold.
        project.schema = Arc::clone(self.deciding_schema());
        let learnt = Arc::clone(self.learning().learnt());
        let wake = self.wake();
        self.figures.running.start("figures", wake, move || {
            let forgotten = &project.settings.forgotten;
            let memory = learnt.without(&[], forgotten).memory;
            Figures::of(&project, &layer, &memory)
        });
    }

    /// Takes in what was counted. True when it is there.
    pub(super) fn poll_figures(&mut self) -> bool {
        let counted = self.figures.running.poll();
        counted.is_some_and(|figures| self.take_in_figures(figures))
    }

    /// Waits for the figures of what was decided so far: tests.
    pub fn wait_for_figures(&mut self) {
        self.figures.running.wait();
        self.figures.is_due = true;
        self.count_if_due();
        if let Some(figures) = self.figures.running.wait() {
            self.take_in_figures(figures);
        }
    }

    fn take_in_figures(&mut self, figures: Figures) -> bool {
        let is_new = *self.figures.known != figures;
        self.figures.known = Arc::new(figures);
        self.figures.is_counted = true;
        self.take_first_thresholds();
        is_new
    }
}
