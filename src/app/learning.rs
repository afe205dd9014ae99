//! Learns from decisions while a person works: on a thread of its own, after some decisions or a finished document, and never in their way.
//!
//! What was learnt is made anew from the decisions that there are, so that what is undone is unlearnt. What the last lesson taught is stored beside
//! the project (`learnt_file.rs`), so that it suggests from the first moment when the project is opened again; the first lesson replaces it.
//! Suggestions of documents in sight are asked for again; decisions are never touched.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use smol_str::SmolStr;

use super::engines;
use super::models::ModelChoice;
use crate::learn::decisions::Learnt;
use crate::learn::decisions::file::StoredLearnt;
use crate::model::{Document, Project, WordList};

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

/// A lesson that goes on.
struct Running {
    is_whole: bool,
    receiver: Receiver<Learnt>,
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
    running: Option<Running>,
    num_lessons: usize,
    /// What lay beside the project when it was opened, until learning starts.
    brought: Option<StoredLearnt>,
}

impl Learning {
    /// Whether decisions teach.
    pub fn is_on(&self) -> bool {
        self.is_on
    }

    /// What was learnt last.
    pub fn learnt(&self) -> &Arc<Learnt> {
        &self.learnt
    }

    /// Whether a lesson is going on.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// How many lessons there were since learning started.
    pub fn num_lessons(&self) -> usize {
        self.num_lessons
    }

    /// What was learnt, in words for the person who taught it.
    pub fn in_words(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let strings = self.learnt.memory.num_suggested();
        if strings > 0 {
            let words = if strings == 1 {
                "string is"
            } else {
                "strings are"
            };
            lines.push(format!("{strings} {words} suggested wherever they stand"));
        }
        if let Some(proof) = self.learnt.proof.filter(|proof| proof.is_used) {
            lines.push(format!(
                "Mentions: {:.0} % of those suggested are right, {:.0} % without learning (on documents that were not learnt from)",
                100.0 * proof.learnt.precision(),
                100.0 * proof.rules.precision(),
            ));
        }
        let events = &self.learnt.events;
        for (judge, what) in [
            (&events.triggers, "which words tell of events"),
            (&events.arguments, "who fills which role"),
        ] {
            if judge.is_some() {
                lines.push(format!("It was learnt {what}"));
            }
        }
        let attributes: Vec<&str> = events.attributes.keys().map(SmolStr::as_str).collect();
        if !attributes.is_empty() {
            lines.push(format!(
                "It was learnt how events are told: {}",
                attributes.join(", ")
            ));
        }
        if lines.is_empty() {
            lines.push("Nothing yet: finish a document, or decide a little more".to_owned());
        }
        lines
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
        if !self.is_on || !is_wanted || self.running.is_some() {
            return;
        }
        if is_whole {
            (self.is_due, self.decisions) = (false, 0);
        }
        self.remembered = self.decisions;
        let lesson = Lesson {
            before: (!is_whole).then(|| Arc::clone(&self.learnt)),
            documents: project.documents.clone(),
            layer: layer.clone(),
            schema: Arc::clone(&project.schema),
            model: model.clone(),
        };
        let (sender, receiver) = channel();
        let work = move || {
            // A lesson that fails costs what it would have taught, nothing else.
            if let Ok(learnt) = catch_unwind(AssertUnwindSafe(|| lesson.learn())) {
                // Nobody waits any more when the project was closed meanwhile.
                let _closed = sender.send(learnt);
            } else {
                tracing::error!("learning from decisions failed");
            }
            drop(sender);
            wake();
        };
        let started = std::thread::Builder::new().name("learn".into()).spawn(work);
        match started {
            Ok(_) => self.running = Some(Running { is_whole, receiver }),
            Err(error) => tracing::error!(%error, "no thread to learn on"),
        }
    }

    /// Takes in what a lesson taught, if it is over. True when there is something new.
    pub(super) fn poll(&mut self) -> bool {
        let Some(running) = &self.running else {
            return false;
        };
        match running.receiver.try_recv() {
            Ok(learnt) => {
                self.num_lessons += usize::from(running.is_whole);
                self.running = None;
                let is_new = self.learnt.memory != learnt.memory
                    || self.learnt.mentions != learnt.mentions
                    || self.learnt.events != learnt.events;
                self.learnt = Arc::new(learnt);
                is_new
            }
            Err(TryRecvError::Disconnected) => {
                self.running = None;
                false
            }
            Err(TryRecvError::Empty) => false,
        }
    }

    /// Waits until no lesson is going on: tests.
    pub(super) fn wait(&mut self) -> bool {
        let Some(running) = self.running.take() else {
            return false;
        };
        match running.receiver.recv() {
            Ok(learnt) => {
                let (sender, receiver) = channel();
                let _sent = sender.send(learnt);
                self.running = Some(Running {
                    receiver,
                    ..running
                });
                self.poll()
            }
            Err(_) => false,
        }
    }
}
