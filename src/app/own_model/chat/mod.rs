//! A chat model behind an OpenAI-compatible address: llama.cpp's server, Ollama, vLLM and others.
//!
//! ```text
//! prompt.rs   what it is told: the schema's definitions, as many of them as its context has room for, and the form of its answer
//! parts.rs    the article in parts that fit, sentences numbered
//! answer.rs   an answer, read as labels of one part and nothing else
//! quotes.rs   where quoted words stand in the text
//! ```
//!
//! An article may hold words meant for the model ("ignore your instructions …"). They can change the labels that it gives to that article, and nothing
//! more: an answer is a list of quoted words with labels, words that the part does not hold are no labels, and labels that the schema has not are refused.

mod answer;
mod parts;
mod prompt;
mod quotes;

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use self::answer::Said;
use self::parts::{Part, parts_of};
use self::prompt::{Prompt, tokens_in};
use super::http::{Address, Request, bad, send};
use super::{Answer, AskError, OwnModel, Tokens, Wait, one_line, source_name};
use crate::model::{Document, Schema};

/// The variable of the environment that holds the key of a server that asks for one.
const KEY: &str = "DATELINE_CHAT_KEY";

/// The environment's variables are the program's, not the project's.
fn key() -> Option<String> {
    std::env::var(KEY).ok().filter(|key| !key.trim().is_empty())
}

/// How often a part may be cut in two because its answer did not fit.
const MOST_CUTS: usize = 4;

/// A chat model.
pub(super) struct ChatModel {
    address: Address,
    /// Its name: the one that was given, or the first one that the server lists, once that was asked.
    name: Mutex<Option<String>>,
    is_named: bool,
    /// Whether the server takes a form for answers; one that refused it once is not told again.
    takes_form: Mutex<bool>,
    schema: Arc<Schema>,
    prompt: Prompt,
}

/// What the server answers to one question.
struct Reply {
    content: String,
    tokens: Tokens,
    /// Whether the answer ended because there was no more room for it.
    is_cut: bool,
}

/// What has been understood so far of a document.
#[derive(Default)]
struct Understood {
    answer: Answer,
    tokens: Tokens,
    /// Parts whose answer was read.
    read: usize,
    /// Parts whose answer was none, the first with the reason.
    failed: usize,
    failure: Option<AskError>,
}

impl ChatModel {
    /// The model of that name at an address that a person typed. It is not asked yet.
    pub(super) fn new(
        typed: &str,
        name: &str,
        context: u32,
        schema: &Arc<Schema>,
    ) -> Result<Self, AskError> {
        let name = name.trim();
        Ok(Self {
            address: Address::read(typed)?
                .without("/chat/completions")
                .without("/v1"),
            name: Mutex::new((!name.is_empty()).then(|| name.to_owned())),
            is_named: !name.is_empty(),
            takes_form: Mutex::new(true),
            schema: Arc::clone(schema),
            prompt: Prompt::new(schema, context)?,
        })
    }

    fn call(
        &self,
        path: &str,
        body: Option<&Value>,
        wait: &Wait,
    ) -> Result<super::http::Reply, AskError> {
        let request = Request {
            url: self.address.join(path),
            body: body.map(|body| body.to_string().into_bytes()),
            key: key(),
        };
        send(request, wait)
    }

    /// Names of the models that the server has.
    fn listed(&self, wait: &Wait) -> Result<Vec<String>, AskError> {
        let url = self.address.join("v1/models");
        let body = self.call("v1/models", None, wait)?.good(&url)?;
        let said: Value = serde_json::from_str(&body).map_err(|_no_json| {
            bad(
                &url,
                format!("“{}” is no list of models", one_line(&body, 60)),
            )
        })?;
        let data = said.get("data").and_then(Value::as_array);
        let names = data
            .into_iter()
            .flatten()
            .filter_map(|model| model.get("id")?.as_str());
        Ok(names.map(|name| one_line(name, 100)).collect())
    }

    fn name(&self, wait: &Wait) -> Result<String, AskError> {
        let mut name = self.name.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(name) = &*name {
            return Ok(name.clone());
        }
        let first = self.listed(wait)?.into_iter().next();
        let first = first.ok_or_else(|| {
            bad(
                &self.address.to_string(),
                "it lists no model; name one in the settings",
            )
        })?;
        Ok(name.insert(first).clone())
    }

    /// Asks about one part.
    fn ask_part(
        &self,
        name: &str,
        part: &Part,
        document: &Document,
        wait: &Wait,
    ) -> Result<Reply, AskError> {
        let question = self.prompt.question(document, part);
        let mut body = json!({
            "model": name,
            "messages": [
                {"role": "system", "content": self.prompt.system()},
                {"role": "user", "content": question},
            ],
            "temperature": 0,
            "stream": true,
            "stream_options": {"include_usage": true},
            "max_tokens": self.prompt.room_for_answer(&question),
        });
        let takes_form = || {
            self.takes_form
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        let is_told = *takes_form();
        if is_told {
            body["response_format"] = self.prompt.form().clone();
        }
        let url = self.address.join("v1/chat/completions");
        let mut reply = self.call("v1/chat/completions", Some(&body), wait)?;
        if is_told
            && matches!(reply.status, 400 | 422 | 501)
            && let Some(fields) = body.as_object_mut()
        {
            fields.remove("response_format");
            reply = self.call("v1/chat/completions", Some(&body), wait)?;
            *takes_form() &= !(200..300).contains(&reply.status);
        }
        let body = reply.good(&url)?;
        let mut reply = read_reply(&body).map_err(|why| bad(&url, why))?;
        if reply.tokens == Tokens::default() {
            reply.tokens = Tokens {
                asked: tokens_in(self.prompt.system()) + tokens_in(&question),
                answered: tokens_in(&reply.content),
                is_estimate: true,
            };
        }
        Ok(reply)
    }

    /// Asks about a part, in halves where the answer does not fit.
    fn understand(
        &self,
        name: &str,
        part: Part,
        document: &Document,
        wait: &Wait,
        understood: &mut Understood,
    ) -> Result<(), AskError> {
        let source = source_name("chat", name);
        let mut waiting = vec![(part, 0)];
        while let Some((part, cuts)) = waiting.pop() {
            let reply = self.ask_part(name, &part, document, wait)?;
            understood.answer.parts += 1;
            understood.tokens.add(reply.tokens);
            if reply.is_cut
                && cuts < MOST_CUTS
                && let Some((first, second)) = part.halves()
            {
                waiting.push((second, cuts + 1));
                waiting.push((first, cuts + 1));
                continue;
            }
            let why = if reply.is_cut {
                " (cut off: there is no room for more)"
            } else {
                ""
            };
            match Said::read(&reply.content) {
                Ok(said) => {
                    understood.read += 1;
                    let found = said.found_in(document, &part, &self.schema, &source);
                    understood.answer.suggestions.extend(found.suggestions);
                    understood.answer.remarks.extend(found.remarks);
                }
                Err(problem) => {
                    understood.failed += 1;
                    let target = self.address.to_string();
                    understood
                        .failure
                        .get_or_insert(bad(&target, format!("{problem}{why}")));
                }
            }
        }
        Ok(())
    }
}

impl OwnModel for ChatModel {
    fn check(&self, wait: &Wait) -> Result<String, AskError> {
        let listed = self.listed(wait)?;
        let name = self.name(wait)?;
        let others: Vec<&str> = listed
            .iter()
            .map(String::as_str)
            .filter(|known| *known != name)
            .collect();
        let is_known = others.len() < listed.len();
        let others = if others.is_empty() {
            String::new()
        } else {
            format!("; it has {}", one_line(&others.join(", "), 120))
        };
        Ok(if is_known || !self.is_named {
            format!("{} is there with {name}{others}", self.address)
        } else {
            format!(
                "{} is there, but does not list {name}{others}",
                self.address
            )
        })
    }

    fn ask(&self, document: &Document, wait: &Wait) -> Result<Answer, AskError> {
        let name = self.name(wait)?;
        let mut understood = Understood::default();
        let parts = parts_of(document, self.prompt.room_for_part());
        for part in parts.parts {
            self.understand(&name, part, document, wait, &mut understood)?;
        }
        let Understood {
            mut answer,
            tokens,
            read,
            failed,
            failure,
        } = understood;
        match failure {
            // What one part says is worth keeping where another failed.
            Some(failure) if read > 0 => {
                answer.remarks.push(format!(
                    "{failed} of {} parts have no answer: {failure}",
                    read + failed
                ));
            }
            Some(failure) => return Err(failure),
            None => {}
        }
        if parts.left_out > 0 {
            answer.remarks.push(format!(
                "{} sentences are longer than a part may be and were not sent",
                parts.left_out
            ));
        }
        answer.tokens = Some(tokens);
        Ok(answer)
    }
}

/// What a server said, streamed or in one piece.
fn read_reply(body: &str) -> Result<Reply, String> {
    let mut reply = Reply {
        content: String::new(),
        tokens: Tokens::default(),
        is_cut: false,
    };
    let trimmed = body.trim_start();
    if trimmed.starts_with('{') {
        let said = serde_json::from_str(trimmed)
            .map_err(|error| format!("{error} (it begins “{}”)", one_line(body, 60)))?;
        take_in(&said, &mut reply)?;
        return Ok(reply);
    }
    let mut is_any = false;
    for line in body.lines() {
        let Some(event) = line.strip_prefix("data:") else {
            continue;
        };
        let event = event.trim();
        if event.is_empty() || event == "[DONE]" {
            continue;
        }
        let said = serde_json::from_str(event)
            .map_err(|error| format!("{error} (in “{}”)", one_line(event, 60)))?;
        take_in(&said, &mut reply)?;
        is_any = true;
    }
    if is_any {
        Ok(reply)
    } else {
        Err(format!(
            "“{}” is no answer of a chat model",
            one_line(body, 60)
        ))
    }
}

/// Adds one piece of an answer, or the whole of it.
fn take_in(said: &Value, reply: &mut Reply) -> Result<(), String> {
    if let Some(error) = said.get("error").filter(|error| !error.is_null()) {
        let message = error
            .get("message")
            .and_then(Value::as_str)
            .or(error.as_str());
        return Err(one_line(message.unwrap_or("it names no reason"), 200));
    }
    let choice = said.get("choices").and_then(|choices| choices.get(0));
    if let Some(choice) = choice {
        let message = choice.get("delta").or_else(|| choice.get("message"));
        let content = message
            .and_then(|message| message.get("content"))
            .and_then(Value::as_str);
        reply.content.push_str(content.unwrap_or_default());
        reply.is_cut |= choice.get("finish_reason").and_then(Value::as_str) == Some("length");
    }
    if let Some(usage) = said.get("usage").filter(|usage| !usage.is_null()) {
        let count = |name: &str| {
            let count = usage.get(name).and_then(Value::as_u64).unwrap_or_default();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        reply.tokens = Tokens {
            asked: count("prompt_tokens"),
            answered: count("completion_tokens"),
            is_estimate: false,
        };
    }
    Ok(())
}
