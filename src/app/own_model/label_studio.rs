//! A machine learning backend made for Label Studio: what answers there answers here.
//!
//! `GET /health` says whether it is there, `POST /setup` tells it our labels as a labelling configuration, `POST /predict` sends one task and gets its
//! predictions, which are read as Label Studio's own files are. A backend has seen no project of Label Studio's, so it is given a number that none has.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use serde_json::value::RawValue;
use smol_str::SmolStr;

use super::http::{Address, Request, bad, send};
use super::{Answer, AskError, OwnModel, Wait, one_line, source_name, unlabelled};
use crate::formats::label_studio::{configuration, predicted, unlabelled_task};
use crate::model::{Document, Schema, Suggestion};

/// Kind of source, before the model's version.
const KIND: &str = "label-studio";

/// The project that backends are told of. Those that train keep their models by it.
const PROJECT: &str = "dateline";

/// A backend.
pub(super) struct Backend {
    address: Address,
    configuration: String,
    /// What it says its version is, once it was set up.
    version: Mutex<Option<SmolStr>>,
}

/// The answer to `/predict`, as far as it is read here.
#[derive(serde::Deserialize)]
struct Predicted<'a> {
    #[serde(borrow)]
    results: &'a RawValue,
}

impl Backend {
    /// The backend at an address that a person typed, for the labels of `schema`. It is not asked yet.
    pub(super) fn new(typed: &str, schema: &Arc<Schema>) -> Result<Self, AskError> {
        Ok(Self {
            address: Address::read(typed)?,
            configuration: configuration(schema),
            version: Mutex::default(),
        })
    }

    fn call(&self, path: &str, body: Option<Vec<u8>>, wait: &Wait) -> Result<String, AskError> {
        let url = self.address.join(path);
        let request = Request {
            url: url.clone(),
            body,
            key: None,
        };
        send(request, wait)?.good(&url)
    }

    /// Asks whether it is there and tells it our labels, once. Gives its version, empty where it names none.
    fn set_up(&self, wait: &Wait) -> Result<SmolStr, AskError> {
        let mut version = self.version.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(version) = &*version {
            return Ok(version.clone());
        }
        let health = self.call("health", None, wait)?;
        let said: Value = serde_json::from_str(&health).map_err(|_no_json| {
            let url = self.address.join("health");
            bad(
                &url,
                format!(
                    "“{}” is not what a Label Studio backend says",
                    one_line(&health, 60)
                ),
            )
        })?;
        if let Some(status) = said.get("status").and_then(Value::as_str)
            && status != "UP"
        {
            let url = self.address.join("health");
            return Err(bad(
                &url,
                format!("the backend is {}", one_line(status, 40)),
            ));
        }
        let question = serde_json::json!({
            "project": PROJECT,
            "schema": self.configuration,
            "hostname": "",
            "access_token": "",
            "extra_params": null,
        });
        let answer = self.call("setup", Some(question.to_string().into_bytes()), wait)?;
        let said: Value = serde_json::from_str(&answer).unwrap_or_default();
        let named = said.get("model_version").map(|named| match named {
            Value::String(named) => one_line(named, 40),
            Value::Null => String::new(),
            other => one_line(&other.to_string(), 40),
        });
        Ok(version.insert(named.unwrap_or_default().into()).clone())
    }

    /// What it said its version is, if it was set up.
    fn known(&self) -> Option<SmolStr> {
        self.version
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Lets it be set up again before the next question.
    fn forget(&self) {
        *self.version.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn predict(&self, document: &Document, wait: &Wait) -> Result<String, AskError> {
        let task = unlabelled_task(&unlabelled(document));
        let configuration = serde_json::to_string(&self.configuration);
        let configuration = configuration.unwrap_or_default();
        let mut body = b"{\"tasks\": [".to_vec();
        body.extend_from_slice(&task);
        body.extend_from_slice(
            format!("], \"project\": \"{PROJECT}\", \"label_config\": {configuration}, \"params\": {{\"context\": null}}}}")
                .as_bytes(),
        );
        self.call("predict", Some(body), wait)
    }
}

/// The predictions about one task: a list of them, whether the backend gives one list for all tasks, one for each, or one prediction alone.
fn predictions(results: &RawValue) -> Result<String, String> {
    let listed: Result<Vec<&RawValue>, _> = serde_json::from_str(results.get());
    let Ok(listed) = listed else {
        return match results.get().as_bytes().first() {
            Some(b'{') => Ok(format!("[{}]", results.get())),
            _ => Err("`results` is no list of predictions".to_owned()),
        };
    };
    match listed.as_slice() {
        [one] if one.get().starts_with('[') => Ok(one.get().to_owned()),
        _ => Ok(results.get().to_owned()),
    }
}

impl OwnModel for Backend {
    fn check(&self, wait: &Wait) -> Result<String, AskError> {
        self.forget();
        let version = self.set_up(wait)?;
        Ok(if version.is_empty() {
            format!("{} is there", self.address)
        } else {
            format!("{} is there: {version}", self.address)
        })
    }

    fn ask(&self, document: &Document, wait: &Wait) -> Result<Answer, AskError> {
        let is_new = self.known().is_none();
        let mut version = self.set_up(wait)?;
        let mut answer = self.predict(document, wait);
        // A backend that was started again meanwhile has forgotten our labels.
        if !is_new
            && matches!(
                answer,
                Err(AskError::BadAnswer { .. } | AskError::Unreachable { .. })
            )
        {
            self.forget();
            version = self.set_up(wait)?;
            answer = self.predict(document, wait);
        }
        let answer = answer?;
        let url = self.address.join("predict");
        let unusable = |why: String| bad(&url, one_line(&why, 160));
        let read: Predicted<'_> = serde_json::from_str(&answer).map_err(|error| {
            unusable(format!("{error} (it begins “{}”)", one_line(&answer, 60)))
        })?;
        let predictions = predictions(read.results).map_err(unusable)?;
        let imported = predicted(document.text().as_str(), &predictions).map_err(unusable)?;
        let named = |suggestion: &Suggestion| {
            let own = one_line(&suggestion.source, 40);
            source_name(KIND, if own.is_empty() { &version } else { &own })
        };
        let brought = imported.document.brought.into_iter();
        let remarks = imported.diagnostics.iter();
        Ok(Answer {
            suggestions: brought
                .map(|suggestion| Suggestion {
                    source: named(&suggestion),
                    ..suggestion
                })
                .collect(),
            remarks: remarks
                .map(|remark| one_line(&remark.message, 160))
                .collect(),
            tokens: None,
            parts: 1,
        })
    }
}
