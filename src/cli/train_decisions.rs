//! The part of `dateline train` that learns what the decisions in a project teach, as the window does while somebody works.

use std::sync::Arc;

use anyhow::{Context as _, bail};
use serde_json::json;
use smol_str::SmolStr;

use super::input::Loaded;
use crate::app::engines;
use crate::app::models::ModelChoice;
use crate::learn::decisions::Learnt;
use crate::learn::decisions::file::StoredLearnt;
use crate::model::WordList;

/// What the decisions of a layer teach on top of `base`.
pub(super) fn learn(
    loaded: &[Loaded],
    layer: &SmolStr,
    base: &ModelChoice,
) -> anyhow::Result<StoredLearnt> {
    let [
        Loaded {
            documents, project, ..
        },
    ] = loaded
    else {
        bail!("--learn decisions takes one project: decisions of several have no schema in common");
    };
    let project = project
        .as_ref()
        .context("--learn decisions takes a project (.ron): other files hold no decisions")?;
    if let ModelChoice::File(path) = base {
        bail!(
            "--learn decisions builds on a model of the program, not on {}",
            path.display()
        );
    }
    if !documents
        .iter()
        .any(|document| document.layer(layer).is_some())
    {
        bail!("no document has a layer called {layer}");
    }
    let models = base.open()?;
    let make = || engines::pipeline(&project.schema, &WordList::default(), &models);
    let learnt = Learnt::from(documents, layer, &project.schema, &make);
    if learnt.is_empty() {
        bail!("no model was written: the decisions of layer {layer} teach nothing yet");
    }
    Ok(StoredLearnt {
        layer: layer.clone(),
        base: base.to_string().into(),
        learnt: Arc::new(learnt),
    })
}

/// What was learnt, in words.
pub(super) fn as_text(stored: &StoredLearnt) -> String {
    let learnt = &stored.learnt;
    let mut lines = vec![format!(
        "strings suggested where they stand again: {}",
        learnt.memory.num_suggested()
    )];
    match learnt.proof {
        Some(proof) => lines.push(format!(
            "mentions on documents not learnt from: F1 {:.3}, {:.3} without learning; {}",
            proof.learnt.f1(),
            proof.rules.f1(),
            if proof.is_used {
                "used"
            } else {
                "not clearly better, so not used"
            }
        )),
        None => lines.push("mentions: too little to prove anything on".to_owned()),
    }
    let decides = |is_so: bool| if is_so { "learnt" } else { "as before" };
    lines.push(format!(
        "which words tell of events: {}",
        decides(learnt.events.triggers.is_some())
    ));
    lines.push(format!(
        "who fills which role: {}",
        decides(learnt.events.arguments.is_some())
    ));
    let attributes: Vec<&str> = learnt
        .events
        .attributes
        .keys()
        .map(SmolStr::as_str)
        .collect();
    if !attributes.is_empty() {
        lines.push(format!("attributes of events: {}", attributes.join(", ")));
    }
    lines.push(String::new());
    lines.join("\n")
}

pub(super) fn as_json(stored: &StoredLearnt) -> serde_json::Value {
    let learnt = &stored.learnt;
    json!({
        "layer": stored.layer,
        "base": stored.base,
        "strings": learnt.memory.num_suggested(),
        "mentions": learnt.proof.map(|proof| json!({
            "rules": super::score::tally_json(&proof.rules),
            "learnt": super::score::tally_json(&proof.learnt),
            "used": proof.is_used,
        })),
        "triggers": learnt.events.triggers.is_some(),
        "arguments": learnt.events.arguments.is_some(),
        "attributes": learnt.events.attributes.keys().collect::<Vec<_>>(),
    })
}
