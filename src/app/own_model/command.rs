//! A program that reads Dateline JSONL on standard input, one document a line, and writes it back with labels, one line each.
//!
//! It is started at the first question and kept: models take their time to load. It is asked one question at a time. When it dies it is started
//! again; when it is too slow, cancelled or out of step it is ended, so that a late answer is never taken for another one. What it writes to standard
//! error is shown when it fails.

use std::sync::{Mutex, PoisonError};

use smol_str::SmolStr;

use super::child::{Heard, LONGEST_LINE, Running};
use super::command_line::words_of;
use super::{Answer, AskError, NotReceived, OwnModel, Wait, one_line, source_name, unlabelled};
use crate::formats::Imported;
use crate::formats::jsonl::{Strictness, WriteOptions, read_record, write_record};
use crate::model::{
    Document, EventMention, Filler, Layer, Proposal, ProposedArgument, ProposedEvent,
    ProposedMention, Suggestion,
};
use crate::preannotate::pipeline::filler_span;
use crate::text::Text;

/// A program as a model.
pub(super) struct CommandModel {
    words: Vec<String>,
    source: SmolStr,
    running: Mutex<Option<Running>>,
}

impl CommandModel {
    /// The program of this command line. It is not started yet.
    pub(super) fn new(line: &str) -> Result<Self, AskError> {
        let words = words_of(line).map_err(AskError::Setting)?;
        if words.is_empty() {
            return Err(AskError::Setting("the command is empty".to_owned()));
        }
        Ok(Self {
            source: source_name("command", name_of(&words)),
            words,
            running: Mutex::default(),
        })
    }

    /// What errors call it.
    fn target(&self) -> String {
        format!("“{}”", one_line(&self.words.join(" "), 80))
    }

    fn bad(&self, why: impl Into<String>) -> AskError {
        AskError::BadAnswer {
            target: self.target(),
            why: why.into(),
        }
    }

    /// The line that answers `record`, by the program that runs or a new one. One that answered before and died over this question is given a
    /// second chance: it may have died of age.
    fn exchange(&self, record: &[u8], wait: &Wait) -> Result<Vec<u8>, AskError> {
        let mut place = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let (mut running, is_new) = match place.take() {
                Some(running) => (running, false),
                None => (Running::start(&self.words)?, true),
            };
            let heard = running.ask(record, wait);
            return match heard {
                Ok(Heard::Line(line)) => {
                    *place = Some(running);
                    Ok(line)
                }
                Ok(Heard::TooLong) => {
                    Err(self.bad(format!("a line of more than {} MB", LONGEST_LINE >> 20)))
                }
                Ok(Heard::Unreadable(why)) => Err(self.bad(why)),
                Err(NotReceived::Cancelled) => Err(AskError::Cancelled),
                Err(NotReceived::TooSlow) => Err(wait.too_slow(
                    &self.target(),
                    "; does it write its answer out at once (flush)? The time can be set",
                )),
                Err(NotReceived::Gone) if !is_new => continue,
                Err(NotReceived::Gone) => Err(running.ended()),
            };
        }
    }

    /// Ends the program: it is out of step.
    fn stop(&self) {
        let mut place = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        *place = None;
    }

    fn asked(&self, document: &Document, wait: &Wait) -> Result<Imported, AskError> {
        let mut record = Vec::new();
        write_record(&mut record, &unlabelled(document), &WriteOptions::default());
        let line = self.exchange(&record, wait)?;
        let answer = self.read(&line, document);
        if answer.is_err() {
            self.stop();
        }
        answer
    }

    /// The record in `line`, if it answers about `document`.
    fn read(&self, line: &[u8], document: &Document) -> Result<Imported, AskError> {
        let Ok(text) = std::str::from_utf8(line) else {
            return Err(self.bad("it is no UTF-8"));
        };
        let imported = read_record(text, 1, Strictness::Report).map_err(|error| {
            let begin = one_line(text, 60);
            self.bad(format!(
                "{error} (it begins “{begin}”; messages belong on standard error)"
            ))
        })?;
        let answered = &imported.document;
        if answered.id != document.id {
            return Err(self.bad(format!(
                "it is about “{}”, the question was about “{}”",
                one_line(answered.id.as_str(), 40),
                document.id
            )));
        }
        if answered.text() != document.text() {
            return Err(self.bad(format!(
                "its text differs {}; a program must give `text` back as it came, since offsets count in it",
                first_difference(document.text(), answered.text())
            )));
        }
        Ok(imported)
    }
}

impl OwnModel for CommandModel {
    fn check(&self, wait: &Wait) -> Result<String, AskError> {
        let words = Text::new("This line asks whether the program answers.");
        let question = Document::new("dateline-check".into(), words);
        self.asked(&question, wait)?;
        Ok(format!("{} answers", self.target()))
    }

    fn ask(&self, document: &Document, wait: &Wait) -> Result<Answer, AskError> {
        let imported = self.asked(document, wait)?;
        let remarks = imported.diagnostics.iter();
        let remarks = remarks
            .map(|remark| one_line(&remark.message, 160))
            .collect();
        Ok(Answer {
            suggestions: labels_of(&imported.document, &self.source),
            remarks,
            tokens: None,
            parts: 1,
        })
    }
}

/// The name to call a program by: its script's, else its own.
fn name_of(words: &[String]) -> &str {
    let file = |word: &'_ String| -> Option<usize> {
        let start = word.rfind(['/', '\\']).map_or(0, |at| at + 1);
        (start < word.len()).then_some(start)
    };
    let is_script = |word: &&String| {
        let name = file(word)
            .and_then(|start| word.get(start..))
            .unwrap_or_default();
        let is_file = name.contains('.') && !name.contains(char::is_whitespace);
        is_file && !word.starts_with('-')
    };
    let named = words.iter().skip(1).find(is_script).or(words.first());
    named
        .and_then(|word| word.get(file(word)?..))
        .unwrap_or_default()
}

/// Where two texts part, in words.
fn first_difference(sent: &Text, back: &Text) -> String {
    let same = sent.as_str().chars().zip(back.as_str().chars());
    let at = same.take_while(|(one, other)| one == other).count();
    let from = |text: &Text| {
        let rest: String = text.as_str().chars().skip(at).take(12).collect();
        one_line(&rest, 12)
    };
    format!(
        "from character {at} on (sent “{}”, came back “{}”)",
        from(sent),
        from(back)
    )
}

/// What an answered record says, as suggestions: its annotations, whatever their status, and its suggestions.
fn labels_of(document: &Document, source: &SmolStr) -> Vec<Suggestion> {
    let mut labels = Vec::new();
    for layer in &document.layers {
        for mention in layer.annotations.mentions() {
            let proposal = Proposal::Mention(ProposedMention::of(mention));
            labels.push(said(proposal, &mention.origin, source));
        }
        for event in layer.annotations.events() {
            let proposal = Proposal::Event(proposed_event(layer, event));
            labels.push(said(proposal, &event.origin, source));
        }
    }
    let brought = document.brought.iter().cloned();
    labels.extend(brought.map(|suggestion| Suggestion {
        source: sub_source(source, &suggestion.source),
        reason: one_line(&suggestion.reason, 120).into(),
        ..suggestion
    }));
    labels
}

fn said(proposal: Proposal, origin: &crate::model::Origin, source: &SmolStr) -> Suggestion {
    let own = origin.suggested.as_deref();
    Suggestion {
        proposal,
        source: own.map_or_else(|| source.clone(), |own| sub_source(source, &own.source)),
        score: own.map_or(1.0, |own| own.score),
        reason: own.map_or_else(Box::default, |own| one_line(&own.reason, 120).into()),
    }
}

/// The source that the program names, under its kind.
fn sub_source(source: &SmolStr, named: &str) -> SmolStr {
    if named.trim().is_empty() {
        source.clone()
    } else {
        source_name("command", named)
    }
}

fn proposed_event(layer: &Layer, event: &EventMention) -> ProposedEvent {
    let label = |filler: &Filler| match filler {
        Filler::Mention(id) => Some(layer.annotations.mention(id)?.label.clone()),
        Filler::Event(id) => Some(layer.annotations.event(id)?.event_type.clone()),
        Filler::Span(_) => None,
    };
    let arguments = event.arguments.iter().filter_map(|argument| {
        Some(ProposedArgument {
            role: argument.role.clone(),
            span: filler_span(layer, &argument.filler)?,
            label: label(&argument.filler),
            score: argument.score.unwrap_or(1.0),
        })
    });
    ProposedEvent {
        trigger: event.trigger.envelope(),
        event_type: event.event_type.clone(),
        arguments: arguments.collect(),
        attributes: event.attributes.clone(),
        event: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_called_by_their_script() {
        let name = |line: &str| CommandModel::new(line).unwrap().source;
        assert_eq!(
            name("python3 models/spacy_ner.py --size large"),
            "command/spacy_ner.py"
        );
        assert_eq!(name("/usr/local/bin/tagger -x"), "command/tagger");
        assert_eq!(name("sh -c 'a.b c'"), "command/sh");
    }
}
