//! A model of one's own on the command line: which one, and asking it about each document.

use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::bail;
use clap::Args;

use crate::app::own_model::competing::{Rules, together};
use crate::app::own_model::trust::Trust;
use crate::app::own_model::{AskError, Kind, OwnModel, OwnModelChoice, Wait, fitted};
use crate::model::{Document, Layer, Schema, Suggestion, WordList};

/// Failures one after another after which it is not asked any more.
const MOST_FAILURES: u32 = 3;

#[derive(Debug, Args)]
#[command(next_help_heading = "A model of your own, asked about each document")]
pub(super) struct OwnModelArguments {
    /// Program that reads Dateline JSONL, one document a line, and writes it back with labels
    #[arg(long, value_name = "COMMAND", group = "own-model")]
    model_command: Option<String>,
    /// Address of a machine learning backend made for Label Studio, such as http://127.0.0.1:9090
    #[arg(long, value_name = "URL", group = "own-model")]
    label_studio: Option<String>,
    /// Address of a chat model with an OpenAI-compatible interface, such as http://127.0.0.1:11434/v1; a key is read from DATELINE_CHAT_KEY
    #[arg(long, value_name = "URL", group = "own-model")]
    chat: Option<String>,
    /// Name of the chat model; the first one that the server lists where this is not given
    #[arg(long, value_name = "NAME", requires = "chat")]
    chat_model: Option<String>,
    /// Tokens that the chat model takes in at once
    #[arg(long, value_name = "N", requires = "chat")]
    chat_context: Option<u32>,
    /// Seconds that an answer may take
    #[arg(long, value_name = "SECONDS", requires = "own-model")]
    patience: Option<u32>,
}

impl OwnModelArguments {
    fn choice(&self) -> OwnModelChoice {
        let usual = OwnModelChoice::default();
        let kind = match (&self.model_command, &self.label_studio, &self.chat) {
            (Some(_), _, _) => Kind::Command,
            (_, Some(_), _) => Kind::LabelStudio,
            (_, _, Some(_)) => Kind::Chat,
            _ => Kind::Off,
        };
        let given = |given: &Option<String>| given.clone().unwrap_or_default();
        OwnModelChoice {
            kind,
            command: given(&self.model_command),
            label_studio: given(&self.label_studio),
            chat: given(&self.chat),
            chat_model: given(&self.chat_model),
            context: self.chat_context.unwrap_or(usual.context),
            patience: self.patience.unwrap_or(usual.patience),
            each_opened: false,
        }
    }

    /// The model that is wanted, if one is.
    pub(super) fn open(&self, schema: &Schema) -> anyhow::Result<Option<Consulted>> {
        let choice = self.choice();
        let model = choice.open(&Arc::new(schema.clone()))?;
        Ok(model.map(|model| Consulted {
            model,
            wait: choice.wait(),
            target: choice.target().to_owned(),
            answered: AtomicUsize::default(),
            failures: AtomicU32::default(),
            tokens: AtomicU64::default(),
            last_failure: Mutex::default(),
        }))
    }
}

/// A model of one's own at work.
pub(super) struct Consulted {
    model: Box<dyn OwnModel>,
    wait: Wait,
    target: String,
    answered: AtomicUsize,
    /// Failures since the last answer.
    failures: AtomicU32,
    tokens: AtomicU64,
    last_failure: Mutex<Option<AskError>>,
}

impl Consulted {
    /// What is suggested for `document` with the model's answer beside `made`, and whether it failed. A document without an answer keeps `made`.
    pub(super) fn beside(
        &self,
        made: Vec<Suggestion>,
        document: &Document,
        layer: &Layer,
        schema: &Schema,
        messages: &mut Vec<String>,
    ) -> (Vec<Suggestion>, bool) {
        if self.has_given_up() {
            return (made, true);
        }
        let answer = match self.model.ask(document, &self.wait) {
            Ok(answer) => answer,
            Err(error) => {
                self.failures.fetch_add(1, Ordering::Relaxed);
                messages.push(format!("{}: {error}", document.id));
                let mut last = self
                    .last_failure
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                *last = Some(error);
                return (made, true);
            }
        };
        self.failures.store(0, Ordering::Relaxed);
        self.answered.fetch_add(1, Ordering::Relaxed);
        if let Some(tokens) = answer.tokens {
            let all = u64::from(tokens.asked) + u64::from(tokens.answered);
            self.tokens.fetch_add(all, Ordering::Relaxed);
        }
        let (_, refused) = fitted(&answer.suggestions, document, schema);
        let remarks = refused.iter().chain(&answer.remarks);
        messages.extend(remarks.map(|remark| format!("{}: {remark}", document.id)));
        let rules = Rules {
            schema,
            words: &WordList::default(),
            trust: &Trust::default(),
        };
        let suggestions = together(made, &answer.suggestions, document, layer, &rules);
        (suggestions, false)
    }

    fn has_given_up(&self) -> bool {
        self.failures.load(Ordering::Relaxed) >= MOST_FAILURES
    }

    /// Ends the run when the model failed several times one after another: what follows would be the work of the rules alone.
    pub(super) fn still_answers(&self) -> anyhow::Result<()> {
        if !self.has_given_up() {
            return Ok(());
        }
        let last = self
            .last_failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let why = last.as_ref().map(ToString::to_string).unwrap_or_default();
        bail!("the model failed {MOST_FAILURES} times one after another: {why}")
    }

    /// What it did, in a sentence.
    pub(super) fn summary(&self) -> String {
        let answered = self.answered.load(Ordering::Relaxed);
        let tokens = self.tokens.load(Ordering::Relaxed);
        let documents = if answered == 1 {
            "document"
        } else {
            "documents"
        };
        let tokens = if tokens > 0 {
            format!(", {tokens} tokens")
        } else {
            String::new()
        };
        format!(
            "{} answered about {answered} {documents}{tokens}",
            self.target
        )
    }
}
