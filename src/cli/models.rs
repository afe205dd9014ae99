//! `dateline models`: what models there are, what they learnt from and how good they are.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use smol_str::SmolStr;

use super::Outcome;
use super::output::{print, print_json};
use crate::app::models::{ModelChoice, bundled_names};
use crate::learn::model::Model;
use crate::learn::models::Models;

const EXAMPLES: &str = "\
Examples:
  dateline models
  dateline models mine.dlmodel --json
  dateline annotate articles/ --model fast -o news.ron";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Model files to show; the models of the program where none is given
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write a JSON list
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let choices: Vec<ModelChoice> = if arguments.files.is_empty() {
        bundled_names().map(ModelChoice::Bundled).collect()
    } else {
        let files = arguments.files.iter().cloned();
        files.map(ModelChoice::File).collect()
    };
    let mut list = Vec::new();
    for choice in choices {
        list.push((choice.size()?, choice.open()?));
    }
    if arguments.json {
        let list = list.iter().map(|(size, models)| as_json(*size, models));
        print_json(&list.collect())?;
        return Ok(Outcome::Fine);
    }
    let mut out = String::new();
    for (size, models) in &list {
        as_text(&mut out, *size, models)?;
    }
    if list.is_empty() {
        out.push_str("no models in this build: it was made without the feature `models`\n");
    }
    print(&out)?;
    Ok(Outcome::Fine)
}

fn as_json(size: u64, models: &Models) -> serde_json::Value {
    let mut value = json!({"about": models.about, "bytes": size});
    if let Some(names) = &models.names {
        value["labels"] = json!(names.tags().labels());
        if let Model::Tagger(tagger) = &**names {
            value["features"] = tagger.num_features().into();
            value["weights"] = tagger.num_weights().into();
        }
    }
    if let Some(events) = &models.events {
        value["decides"] = json!({
            "triggers": events.triggers.is_some(),
            "arguments": events.arguments.is_some(),
            "attributes": events.attributes.keys().collect::<Vec<_>>(),
        });
    }
    if let Some(stored) = &models.learnt {
        value["learnt"] = super::train_decisions::as_json(stored);
    }
    value
}

fn as_text(out: &mut String, size: u64, models: &Models) -> std::fmt::Result {
    let about = &models.about;
    writeln!(out, "{}", about.name)?;
    let mut finds = Vec::new();
    if let Some(names) = &models.names {
        finds.extend(names.tags().labels().iter().map(SmolStr::as_str));
    }
    if let Some(events) = &models.events {
        let judges = [
            (&events.triggers, "triggers"),
            (&events.arguments, "arguments"),
        ];
        finds.extend(
            judges
                .iter()
                .filter(|(judge, _)| judge.is_some())
                .map(|(_, name)| name),
        );
        finds.extend(events.attributes.keys().map(SmolStr::as_str));
    }
    if models.learnt.is_some() {
        finds.push("what decisions taught");
    }
    let size = match models.names.as_deref() {
        Some(Model::Tagger(tagger)) => {
            format!(
                "{:.2} MB, {} features",
                size as f64 / 1e6,
                tagger.num_features()
            )
        }
        _ => format!("{:.2} MB", size as f64 / 1e6),
    };
    for (title, text) in [
        ("finds", &finds.join(" ")),
        ("size", &size),
        ("data", &about.trained_on),
        ("licence", &about.licence),
        ("figures", &about.figures),
    ] {
        if !text.is_empty() {
            writeln!(out, "  {title:<8} {text}")?;
        }
    }
    Ok(())
}
