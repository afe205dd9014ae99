//! Learns from decisions while a person works: on a thread of its own, after some decisions or a finished document, and never in their way.
//!
//! What was learnt is made anew from the decisions that there are, so that what is undone is unlearnt. What the last lesson taught is stored beside
//! the project (`learnt_file.rs`), so that it suggests from the first moment when the project is opened again; the first lesson replaces it.
//! Suggestions of documents in sight are asked for again; decisions are never touched.

use std::sync::Arc;

use smol_str::SmolStr;

use super::background::Background;
use super::engines;
use super::models::ModelChoice;
use crate::learn::decisions::Learnt;
use crate::learn::decisions::file::StoredLearnt;
use crate::learn::judge::Proof;
use crate::model::{Document, LearntPart, Project, WordList};

/// Decisions after which everything is learnt again; a finished document is enough too. Strings are remembered after each decision.
const DECISIONS: usize = 8;

/// What is learnt from.
struct Lesson {
    /// What was learnt before, where strings alone are to be remembered anew.
    before: Option<Arc<Learnt>>,
    documents: Vec<Arc<Document>>,
    layer: SmolStr,
    schema: Arc<crate::model::Schema>,
    model: ModelChoice,
}

impl Lesson {
    fn learn(self) -> Learnt {
        if let Some(before) = &self.before {
            return Learnt {
                memory: Arc::new(Learnt::memory_of(&self.documents, &self.layer)),
                ..Learnt::clone(before)
            };
        }
        let models = self.model.open().unwrap_or_default();
        let make = || engines::pipeline(&self.schema, &WordList::default(), &models);
        Learnt::from(&self.documents, &self.layer, &self.schema, &make)
    }
}

/// What was learnt in a session, and the learning that goes on.
#[derive(Default)]
pub struct Learning {
    is_on: bool,
    learnt: Arc<Learnt>,
    /// Decisions since the last lesson.
    decisions: usize,
    /// How many of them are remembered already.
    remembered: usize,
    is_due: bool,
    running: Background<Learnt>,
    /// Whether everything is learnt in it, not strings alone.
    is_whole: bool,
    num_lessons: usize,
    /// What lay beside the project when it was opened, until learning starts.
    brought: Option<StoredLearnt>,
}

impl Learning {
    /// Whether decisions teach.
    pub fn is_on(&self) -> bool {
        self.is_on
    }

    /// What was learnt last, all of it.
    pub fn learnt(&self) -> &Arc<Learnt> {
        &self.learnt
    }

    /// Whether a lesson is going on.
    pub fn is_running(&self) -> bool {
        self.running.is_running()
    }

    /// How many lessons there were since learning started.
    pub fn num_lessons(&self) -> usize {
        self.num_lessons
    }

    /// How far a part of it is, in words for the person who taught it.
    pub fn in_words(&self, part: LearntPart) -> String {
        let events = &self.learnt.events;
        match part {
            LearntPart::Strings => match self.learnt.memory.num_suggested() {
                0 => "Nothing is remembered yet".to_owned(),
                1 => "1 string is suggested wherever it stands".to_owned(),
                many => format!("{many} strings are suggested wherever they stand"),
            },
            LearntPart::Mentions => match &self.learnt.proof {
                None => "Not learnt yet: it takes decisions in two documents".to_owned(),
                Some(proof) => proof_in_words(proof),
            },
            LearntPart::Triggers => judge_in_words(events.triggers.is_some()),
            LearntPart::Roles => judge_in_words(events.arguments.is_some()),
            LearntPart::Attributes => judge_in_words(!events.attributes.is_empty()),
        }
    }

    /// Brings what was learnt when the project was last open.
    pub(super) fn bring(&mut self, stored: Option<StoredLearnt>) {
        self.brought = stored;
    }

    /// Starts or stops learning. What was learnt is forgotten when it stops; what was decided before teaches when it starts. What was brought is
    /// used until then, if it was learnt from that layer and on that model.
    pub(super) fn set_on(&mut self, is_on: bool, layer: &str, model: &ModelChoice) {
        let brought = self
            .brought
            .take()
            .filter(|brought| is_on && brought.layer == layer && brought.base == model.to_string());
        *self = Self {
            is_on,
            is_due: is_on,
            learnt: brought.map(|brought| brought.learnt).unwrap_or_default(),
            num_lessons: self.num_lessons,
            ..Self::default()
        };
    }

    /// Notes that something was decided; a finished document makes the next lesson due at once.
    pub(super) fn note_decision(&mut self, is_finished: bool) {
        self.decisions += 1;
        self.is_due |= is_finished || self.decisions >= DECISIONS;
    }

    /// Makes the next lesson due: another layer or schema is worked with.
    pub(super) fn note_change(&mut self) {
        self.is_due = true;
    }

    /// Starts a lesson if one is due and none is going on. `wake` is called when it is over.
    pub(super) fn start_if_due(
        &mut self,
        project: &Project,
        layer: &SmolStr,
        model: &ModelChoice,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) {
        let is_whole = self.is_due;
        let is_wanted = is_whole || self.decisions > self.remembered;
        if !self.is_on || !is_wanted || self.running.is_running() {
            return;
        }
        if is_whole {
            (self.is_due, self.decisions) = (false, 0);
        }
        (self.is_whole, self.remembered) = (is_whole, self.decisions);
        let documents = project.documents.iter();
        let lesson = Lesson {
            before: (!is_whole).then(|| Arc::clone(&self.learnt)),
            documents: documents
                .filter(|document| project.settings.lets_teach(document, layer))
                .cloned()
                .collect(),
            layer: layer.clone(),
            schema: Arc::clone(&project.schema),
            model: model.clone(),
        };
        self.running.start("learn", wake, move || lesson.learn());
    }

    /// Takes in what a lesson taught, if it is over. True when there is something new.
    pub(super) fn poll(&mut self) -> bool {
        let learnt = self.running.poll();
        learnt.is_some_and(|learnt| self.take_in(learnt))
    }

    /// Waits until no lesson is going on: tests.
    pub(super) fn wait(&mut self) -> bool {
        let learnt = self.running.wait();
        learnt.is_some_and(|learnt| self.take_in(learnt))
    }

    fn take_in(&mut self, learnt: Learnt) -> bool {
        let is_new = self.learnt.memory != learnt.memory
            || self.learnt.mentions != learnt.mentions
            || self.learnt.events != learnt.events;
        self.learnt = Arc::new(learnt);
        self.num_lessons += usize::from(self.is_whole);
        is_new
    }
}

fn proof_in_words(proof: &Proof) -> String {
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    let (learnt, rules) = (&proof.learnt, &proof.rules);
    if proof.is_used {
        format!(
            "On documents that it did not learn from {} of its mentions are right and {} of the wanted ones are found; without it {} and {}",
            percent(learnt.precision()),
            percent(learnt.recall()),
            percent(rules.precision()),
            percent(rules.recall()),
        )
    } else {
        "Tried and left out: on documents that it did not learn from it was no better than what suggests without it".to_owned()
    }
}

fn judge_in_words(is_learnt: bool) -> String {
    let words = if is_learnt {
        "Learnt from finished documents, where it proved better than the rules"
    } else {
        "Not learnt yet: finished documents teach it, as soon as it proves better than the rules"
    };
    words.to_owned()
}
