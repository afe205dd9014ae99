//! A person's own model: a program, a Label Studio backend or a chat model that suggests labels beside the rules and Dateline's models.
//!
//! ```text
//! command.rs        a program that reads and writes Dateline JSONL
//! child.rs          that program as a child process, kept alive, ended with what it started
//! command_line.rs   the words of a command line
//! http.rs           one request to an address on this computer or its network
//! label_studio.rs   a backend made for Label Studio
//! chat/             a chat model: what it is asked, in which parts, and how its answer finds its places in the text
//! fitting.rs        what of an answer the schema allows
//! competing.rs      an answer beside what the engine suggests: one suggestion per thing
//! trust.rs          scores by what was decided about the source in this project
//! answers.rs        what was said, shared with the engines
//! worker.rs         the thread that asks
//! asking.rs         asks for a session: when, about what, and what the person is told
//! ```
//!
//! It is off until somebody switches it on. Nothing is sent before a click, or a switch that says so in words, and only to the address or command that
//! is shown. What comes back is untrusted: it is read as labels of the document that was asked about and as nothing else.

mod answers;
pub mod asking;
mod chat;
mod child;
mod command;
mod command_line;
pub mod competing;
mod fitting;
mod http;
mod label_studio;
pub mod trust;
mod worker;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use thiserror::Error;

pub use fitting::fitted;

use crate::model::{Document, Schema, Suggestion};

/// What kind of model it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// None: nothing is asked.
    #[default]
    Off,
    /// A program that reads and writes Dateline JSONL.
    Command,
    /// A backend made for Label Studio.
    LabelStudio,
    /// A chat model behind an OpenAI-compatible address.
    Chat,
}

/// Which model of one's own is asked, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnModelChoice {
    /// What kind of model it is.
    pub kind: Kind,
    /// The command line of the program.
    pub command: String,
    /// Address of the Label Studio backend.
    pub label_studio: String,
    /// Address of the chat model, with or without `/v1`.
    pub chat: String,
    /// Name of the chat model; empty takes the first one that the server lists.
    pub chat_model: String,
    /// Tokens that the chat model takes in at once, question and answer together.
    pub context: u32,
    /// Seconds that an answer may take.
    pub patience: u32,
    /// Whether each document is asked about when it is opened, without a click.
    pub each_opened: bool,
}

impl Default for OwnModelChoice {
    fn default() -> Self {
        Self {
            kind: Kind::Off,
            command: String::new(),
            label_studio: "http://127.0.0.1:9090".to_owned(),
            chat: "http://127.0.0.1:11434/v1".to_owned(),
            chat_model: String::new(),
            context: 8192,
            patience: 120,
            each_opened: false,
        }
    }
}

impl OwnModelChoice {
    /// Whether there is one.
    pub fn is_on(&self) -> bool {
        self.kind != Kind::Off
    }

    /// What is started or sent to, in words for a person; empty where there is none.
    pub fn target(&self) -> &str {
        match self.kind {
            Kind::Off => "",
            Kind::Command => self.command.trim(),
            Kind::LabelStudio => self.label_studio.trim(),
            Kind::Chat => self.chat.trim(),
        }
    }

    /// Whether what is asked stays on this computer. What a program does with it is its own affair.
    pub fn stays_here(&self) -> bool {
        match self.kind {
            Kind::Off | Kind::Command => true,
            Kind::LabelStudio | Kind::Chat => {
                http::Address::read(self.target()).is_ok_and(|address| address.is_here())
            }
        }
    }

    /// The model, for questions under `schema`; `None` where there is none. Nothing is started or sent yet.
    ///
    /// # Errors
    /// When the command or the address cannot be one.
    pub fn open(&self, schema: &Arc<Schema>) -> Result<Option<Box<dyn OwnModel>>, AskError> {
        Ok(match self.kind {
            Kind::Off => None,
            Kind::Command => Some(Box::new(command::CommandModel::new(&self.command)?)),
            Kind::LabelStudio => Some(Box::new(label_studio::Backend::new(
                &self.label_studio,
                schema,
            )?)),
            Kind::Chat => Some(Box::new(chat::ChatModel::new(
                &self.chat,
                &self.chat_model,
                self.context,
                schema,
            )?)),
        })
    }

    /// How long to wait for an answer, with a switch to stop waiting.
    pub fn wait(&self) -> Wait {
        Wait::of(Duration::from_secs(u64::from(self.patience.max(1))))
    }
}

/// A model of one's own, ready to be asked. May be asked from several threads; one that can answer but one question at a time sees to it itself.
pub trait OwnModel: Send + Sync {
    /// Asks whether it is there, without sending an article. Gives what it says of itself.
    ///
    /// # Errors
    /// When it is not.
    fn check(&self, wait: &Wait) -> Result<String, AskError>;

    /// Asks for labels of `document`: its text and what is known about it are sent, not its labels or decisions.
    ///
    /// # Errors
    /// When there is no answer, or none that can be used.
    fn ask(&self, document: &Document, wait: &Wait) -> Result<Answer, AskError>;
}

/// Tokens that a chat model counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Of the questions.
    pub asked: u32,
    /// Of the answers.
    pub answered: u32,
    /// Whether the server did not count, so that they are estimated.
    pub is_estimate: bool,
}

impl Tokens {
    fn add(&mut self, other: Self) {
        self.asked = self.asked.saturating_add(other.asked);
        self.answered = self.answered.saturating_add(other.answered);
        self.is_estimate |= other.is_estimate;
    }
}

/// What a model of one's own says about a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// What it suggests, as it said it: labels that the schema has not may be among it.
    pub suggestions: Vec<Suggestion>,
    /// What could not be used, in words.
    pub remarks: Vec<String>,
    /// Tokens that it took, where that is counted.
    pub tokens: Option<Tokens>,
    /// Requests that it took.
    pub parts: usize,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AskError {
    /// The person cancelled it.
    #[error("cancelled")]
    Cancelled,
    /// The command or the address cannot be one.
    #[error("{0}")]
    Setting(String),
    /// Nobody answers.
    #[error("{target} does not answer: {why}")]
    Unreachable {
        /// Who was asked.
        target: String,
        /// What the system says, and what may help.
        why: String,
    },
    /// It took too long.
    #[error("{target} gave no answer in {secs} s{hint}")]
    TooSlow {
        /// Who was asked.
        target: String,
        /// How long was waited, in seconds.
        secs: u64,
        /// What may help; begins with a semicolon or is empty.
        hint: &'static str,
    },
    /// The program ended.
    #[error("the command ended without an answer ({how}){said}")]
    Ended {
        /// How it ended.
        how: String,
        /// The end of what it wrote to standard error; begins with a colon or is empty.
        said: String,
    },
    /// The answer is none.
    #[error("the answer of {target} cannot be used: {why}")]
    BadAnswer {
        /// Who was asked.
        target: String,
        /// What is wrong with it.
        why: String,
    },
}

/// How long an answer is waited for, and whether it still is.
#[derive(Clone, Debug)]
pub struct Wait {
    patience: Duration,
    cancelled: Arc<AtomicBool>,
}

/// How often it is looked whether a question was cancelled.
const LOOK_EVERY: Duration = Duration::from_millis(40);

impl Wait {
    /// Waits this long for each request.
    pub fn of(patience: Duration) -> Self {
        Self {
            patience,
            cancelled: Arc::default(),
        }
    }

    /// The switch that stops the waiting.
    pub fn switch(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancelled)
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    fn too_slow(&self, target: &str, hint: &'static str) -> AskError {
        AskError::TooSlow {
            target: target.to_owned(),
            secs: self.patience.as_secs(),
            hint,
        }
    }

    /// What comes out of `receiver`, as long as that is waited for.
    fn receive<T>(&self, receiver: &std::sync::mpsc::Receiver<T>) -> Result<T, NotReceived> {
        use std::sync::mpsc::RecvTimeoutError;
        let until = Instant::now() + self.patience;
        loop {
            if self.is_cancelled() {
                return Err(NotReceived::Cancelled);
            }
            match receiver.recv_timeout(LOOK_EVERY) {
                Ok(value) => return Ok(value),
                Err(RecvTimeoutError::Disconnected) => return Err(NotReceived::Gone),
                Err(RecvTimeoutError::Timeout) if Instant::now() >= until => {
                    return Err(NotReceived::TooSlow);
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

/// Why nothing was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NotReceived {
    Cancelled,
    TooSlow,
    Gone,
}

/// The document as it is sent: text, zones and what is known about it, no labels and no decisions.
fn unlabelled(document: &Document) -> Document {
    let mut sent = Document::new(document.id.clone(), document.text().clone());
    sent.meta = document.meta.clone();
    sent.set_zones(document.zones().to_vec());
    sent
}

/// Name of the source of suggestions: the kind of model and which one, so that none can pass for a part of Dateline itself.
fn source_name(kind: &str, name: &str) -> SmolStr {
    let name = one_line(name, 40);
    if name.is_empty() {
        kind.into()
    } else {
        smol_str::format_smolstr!("{kind}/{name}")
    }
}

/// Foreign words on one line, without control characters, cut to about `most` characters.
fn one_line(words: &str, most: usize) -> String {
    let mut line = String::new();
    let mut is_blank = true;
    for (count, character) in words.chars().enumerate() {
        if count >= most * 4 || line.chars().count() >= most {
            line.push('…');
            break;
        }
        let is_odd = character.is_control() || is_direction_mark(character);
        if character.is_whitespace() || is_odd {
            if !is_blank {
                line.push(' ');
            }
            is_blank = true;
        } else {
            line.push(character);
            is_blank = false;
        }
    }
    line.trim_end().to_owned()
}

/// Marks that turn the direction of what follows, and with it the meaning of a line.
fn is_direction_mark(character: char) -> bool {
    matches!(character, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_words_stay_on_one_line_and_end() {
        assert_eq!(one_line("a\u{1b}[31m\n\tb\u{202E}c ", 40), "a [31m b c");
        assert_eq!(one_line(&"ä".repeat(99), 5), "äääää…");
        assert_eq!(source_name("chat", "llama3:8b\n"), "chat/llama3:8b");
        assert_eq!(source_name("command", "  "), "command");
    }

    #[test]
    fn it_is_off_at_first_and_its_addresses_are_on_this_computer() {
        let choice = OwnModelChoice::default();
        assert!(!choice.is_on() && !choice.each_opened);
        assert!(
            choice
                .open(&Arc::default())
                .is_ok_and(|model| model.is_none())
        );
        for kind in [Kind::LabelStudio, Kind::Chat] {
            let choice = OwnModelChoice {
                kind,
                ..OwnModelChoice::default()
            };
            assert!(choice.stays_here(), "{}", choice.target());
        }
    }
}
