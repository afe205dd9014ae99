//! Asks a model of one's own while a person works: on a thread of its own, when it is told to, about one document at a time.
//!
//! Answers are kept as they came, for as long as the session lasts. What of them is suggested is worked out with the engine's suggestions each time,
//! so that decisions, schema and word list hold for them as for all others.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

use super::answers::Answers;
use super::trust::Trust;
use super::worker::{Done, Job, Worker};
use super::{Answer, AskError, OwnModelChoice, competing, fitted};
use crate::app::jobs::EngineMaker;
use crate::app::session::Session;
use crate::model::layer::DocumentStatus;
use crate::model::{Document, DocumentId, Proposal, Schema, Suggestion};

/// Remarks on an answer that are shown.
const MOST_REMARKS: usize = 4;

/// What is going on.
struct GoingOn {
    /// The document that is asked about; `None` while it is only checked whether anybody answers.
    document: Option<DocumentId>,
    since: Instant,
    cancelled: Arc<AtomicBool>,
}

/// What came of the last question, for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// In a sentence or two.
    pub words: String,
    /// Whether it failed.
    pub is_error: bool,
}

/// The questions of a session.
#[derive(Default)]
pub struct Asking {
    choice: OwnModelChoice,
    answers: Arc<Answers>,
    worker: Option<Worker>,
    /// Threads that are told to end.
    retired: Vec<JoinHandle<()>>,
    going_on: Option<GoingOn>,
    /// The document that is asked about next.
    next: Option<Arc<Document>>,
    last: Option<Told>,
    /// Documents that were asked about: none of them is asked about again by itself.
    asked: BTreeSet<DocumentId>,
    /// Whether nothing is asked by itself until the next click: the last question failed.
    is_paused: bool,
}

impl Asking {
    /// Which model is asked.
    pub fn choice(&self) -> &OwnModelChoice {
        &self.choice
    }

    /// Seconds since the question that waits for its answer.
    pub fn waiting_secs(&self) -> Option<u64> {
        self.going_on
            .as_ref()
            .map(|going_on| going_on.since.elapsed().as_secs())
    }

    /// What came of the last question.
    pub fn last(&self) -> Option<&Told> {
        self.last.as_ref()
    }

    /// Makes the engines that `maker` makes, with the answers beside them where there may be any.
    pub(in crate::app) fn beside_made(&self, maker: &EngineMaker) -> EngineMaker {
        if !self.choice.is_on() {
            return EngineMaker::clone(maker);
        }
        let (maker, answers) = (EngineMaker::clone(maker), Arc::clone(&self.answers));
        Arc::new(move |schema, words| {
            competing::beside(maker(schema, words), &answers, schema, words)
        })
    }

    /// Stops asking.
    pub fn cancel(&mut self) {
        self.next = None;
        if let Some(going_on) = &self.going_on {
            going_on.cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Lets the thread end, with what it holds.
    fn retire(&mut self) {
        self.cancel();
        self.going_on = None;
        if let Some(worker) = self.worker.take() {
            drop(worker.jobs);
            self.retired.push(worker.thread);
        }
        self.retired.retain(|thread| !thread.is_finished());
    }

    fn start(
        &mut self,
        document: Option<Arc<Document>>,
        schema: &Arc<Schema>,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) {
        let wait = self.choice.wait();
        let going_on = GoingOn {
            document: document.as_ref().map(|document| document.id.clone()),
            since: Instant::now(),
            cancelled: wait.switch(),
        };
        let job = match document {
            Some(document) => {
                self.asked.insert(document.id.clone());
                Job::Ask(document, wait)
            }
            None => Job::Check(wait),
        };
        if self.worker.is_none() {
            match Worker::start(self.choice.clone(), Arc::clone(schema), wake) {
                Ok(worker) => self.worker = Some(worker),
                Err(error) => return self.tell(format!("No thread to ask on: {error}"), true),
            }
        }
        if self
            .worker
            .as_ref()
            .is_some_and(|worker| worker.jobs.send(job).is_ok())
        {
            self.going_on = Some(going_on);
        }
    }

    fn tell(&mut self, words: String, is_error: bool) {
        self.last = Some(Told { words, is_error });
    }

    /// What has come in.
    fn poll(&mut self) -> Option<(Done, Instant)> {
        let done = self.worker.as_ref()?.done.try_recv().ok()?;
        let going_on = self.going_on.take()?;
        Some((done, going_on.since))
    }
}

impl Drop for Asking {
    /// Waits for programs to be ended: nothing may outlive the session.
    fn drop(&mut self) {
        self.retire();
        for thread in self.retired.drain(..) {
            if thread.join().is_err() {
                tracing::error!("the thread that asks a model panicked");
            }
        }
    }
}

impl Session {
    /// The questions to a model of one's own.
    pub fn own_model(&self) -> &Asking {
        &self.own_model
    }

    /// Lets another model be asked from now on, or none. What another one said is forgotten.
    pub fn set_own_model(&mut self, choice: &OwnModelChoice) {
        if *choice == self.own_model.choice {
            return;
        }
        let own = &mut self.own_model;
        let was_on = own.choice.is_on();
        let is_other = own.choice.kind != choice.kind
            || own.choice.target() != choice.target()
            || own.choice.chat_model != choice.chat_model;
        own.choice = choice.clone();
        own.retire();
        own.is_paused = false;
        if !is_other {
            return;
        }
        own.last = None;
        own.asked.clear();
        let changed = own.answers.clear();
        if was_on != choice.is_on() {
            self.renew_engine();
        }
        self.request_each(&changed);
        if !was_on && !choice.target().is_empty() {
            self.ask_about_opened();
        }
    }

    /// Asks for labels of the open document.
    pub(in crate::app) fn ask_own_model(&mut self) {
        self.own_model.is_paused = false;
        if let Some(document) = self.document().cloned() {
            self.ask_about(document);
        }
    }

    /// Asks whether the model is there, without sending an article.
    pub fn check_own_model(&mut self) {
        if self.own_model.going_on.is_none() {
            let (schema, wake) = (Arc::clone(&self.project.schema), self.wake());
            self.own_model.last = None;
            self.own_model.start(None, &schema, wake);
        }
    }

    /// Stops asking.
    pub fn cancel_own_model(&mut self) {
        self.own_model.cancel();
    }

    /// Asks about the open document where that is wanted for each that is opened.
    pub(in crate::app) fn ask_about_opened(&mut self) {
        let own = &self.own_model;
        if !own.choice.is_on() {
            return;
        }
        self.renew_trust();
        let own = &self.own_model;
        if !own.choice.each_opened || own.is_paused {
            return;
        }
        // What was passed by is asked about when it is opened again.
        self.own_model.next = None;
        let Some(document) = self.document().cloned() else {
            return;
        };
        let is_over = !matches!(
            self.status_of(&document),
            DocumentStatus::New | DocumentStatus::InProgress
        );
        if !is_over && !self.own_model.asked.contains(&document.id) {
            self.ask_about(document);
        }
    }

    fn ask_about(&mut self, document: Arc<Document>) {
        if let Some(going_on) = &self.own_model.going_on {
            let is_same = going_on.document.as_ref() == Some(&document.id);
            self.own_model.next = (!is_same).then_some(document);
            return;
        }
        let (schema, wake) = (Arc::clone(&self.project.schema), self.wake());
        self.own_model.start(Some(document), &schema, wake);
    }

    /// Takes answers in. True when anything came.
    pub(in crate::app) fn poll_own_model(&mut self) -> bool {
        let Some((done, since)) = self.own_model.poll() else {
            return false;
        };
        match done {
            Done::Checked(Ok(said)) => self.own_model.tell(said, false),
            Done::Checked(Err(error)) => self.own_model.tell(in_a_sentence(&error), true),
            Done::Asked(document, Ok(answer)) => self.take_answer(&document, answer, since),
            Done::Asked(_, Err(AskError::Cancelled)) => {
                self.own_model.tell("Cancelled".to_owned(), false)
            }
            Done::Asked(document, Err(error)) => {
                self.own_model.is_paused = true;
                self.own_model.next = None;
                self.own_model.asked.remove(&document.id);
                let words = in_a_sentence(&error);
                self.notices.error(format!("Your model: {words}"));
                self.own_model.tell(words, true);
            }
        }
        if let Some(next) = self.own_model.next.take() {
            self.ask_about(next);
        }
        self.revision += 1;
        true
    }

    fn take_answer(&mut self, document: &Document, answer: Answer, since: Instant) {
        let Some(document) = self.project.document(&document.id).cloned() else {
            return;
        };
        let (fitting, mut remarks) = fitted(&answer.suggestions, &document, &self.project.schema);
        remarks.extend(answer.remarks.iter().cloned());
        let words = summary(&fitting, &answer, since.elapsed().as_secs_f32());
        self.own_model.answers.put(&document, answer.suggestions);
        self.renew_trust();
        let is_open = self.current.as_ref() == Some(&document.id);
        self.request(&document, is_open);
        let more = remarks.len().saturating_sub(MOST_REMARKS);
        remarks.truncate(MOST_REMARKS);
        if more > 0 {
            remarks.push(format!("and {more} more remarks"));
        }
        let whole = if remarks.is_empty() {
            words
        } else {
            format!("{words}. {}", remarks.join("; "))
        };
        let told = format!("Your model on “{}”: {whole}", document.title());
        if remarks.is_empty() {
            self.notices.info(told);
        } else {
            self.notices.warn(told);
        }
        self.own_model.tell(whole, false);
    }

    /// Works out anew how far the model is to be trusted.
    fn renew_trust(&mut self) {
        let trust = Trust::of(&self.project.documents, &self.layer);
        self.own_model.answers.set_trust(trust);
    }

    fn request_each(&mut self, documents: &BTreeSet<DocumentId>) {
        let known: Vec<Arc<Document>> = documents
            .iter()
            .filter_map(|id| self.project.document(id).cloned())
            .collect();
        for document in known {
            let is_open = self.current.as_ref() == Some(&document.id);
            self.request(&document, is_open);
        }
    }

    /// Waits until no question is open, and for the suggestions that follow: tests.
    pub fn wait_for_own_model(&mut self) {
        while self.own_model.going_on.is_some() {
            if !self.poll_own_model() {
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
        }
        self.wait_for_suggestions();
    }
}

/// An error as a sentence begins.
fn in_a_sentence(error: &AskError) -> String {
    let words = error.to_string();
    let mut letters = words.chars();
    let first = letters
        .next()
        .filter(|first| first.is_lowercase() && !words.starts_with("http"));
    first.map_or_else(
        || words.clone(),
        |first| first.to_uppercase().chain(letters).collect(),
    )
}

/// What an answer holds: "12 mentions and 3 events, 12 s, 3 parts, 4,210 tokens".
pub fn summary(fitting: &[Suggestion], answer: &Answer, secs: f32) -> String {
    let is_mention = |suggestion: &&Suggestion| matches!(suggestion.proposal, Proposal::Mention(_));
    let mentions = fitting.iter().filter(is_mention).count();
    let counted =
        |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let mut words = format!(
        "{} and {}, {secs:.1} s",
        counted(mentions, "mention"),
        counted(fitting.len() - mentions, "event")
    );
    if answer.parts > 1 {
        words.push_str(&format!(", {} requests", answer.parts));
    }
    if let Some(tokens) = answer.tokens {
        let about = if tokens.is_estimate { "about " } else { "" };
        words.push_str(&format!(
            ", {about}{} tokens asked and {} answered",
            tokens.asked, tokens.answered
        ));
    }
    words
}
