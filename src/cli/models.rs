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
        if let Some(model) = choice.open()? {
            list.push((choice.size()?, model));
        }
    }
    if arguments.json {
        let list = list.iter().map(|(size, model)| as_json(*size, model));
        print_json(&list.collect())?;
        return Ok(Outcome::Fine);
    }
    let mut out = String::new();
    for (size, model) in &list {
        as_text(&mut out, *size, model)?;
    }
    if list.is_empty() {
        out.push_str("no models in this build: it was made without the feature `models`\n");
    }
    print(&out)?;
    Ok(Outcome::Fine)
}

fn as_json(size: u64, model: &Model) -> serde_json::Value {
    let mut value = json!({
        "about": model.about(),
        "bytes": size,
        "labels": model.tags().labels(),
    });
    match model {
        Model::Tagger(tagger) => {
            value["features"] = tagger.num_features().into();
            value["weights"] = tagger.num_weights().into();
        }
        Model::Encoder(encoder) => {
            value["event_types"] = encoder.known_event_types().map(SmolStr::as_str).collect();
        }
    }
    value
}

fn as_text(out: &mut String, size: u64, model: &Model) -> std::fmt::Result {
    let about = model.about();
    writeln!(out, "{}", about.name)?;
    let labels: Vec<&str> = model.tags().labels().iter().map(SmolStr::as_str).collect();
    let more = match model {
        Model::Tagger(tagger) => format!("{} features", tagger.num_features()),
        Model::Encoder(encoder) => format!("{} event types", encoder.known_event_types().count()),
    };
    let size = format!("{:.2} MB, {more}", size as f64 / 1e6);
    for (title, text) in [
        ("labels", &labels.join(" ")),
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
