//! `dateline models`: what models there are, what they learnt from and how good they are.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Outcome;
use super::output::{print, print_json};
use crate::app::models::{ModelChoice, bundled_names};
use crate::learn::tagger::Tagger;

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
        if let Some(tagger) = choice.open()? {
            let is_standard = choice == ModelChoice::default();
            list.push((choice.size()?, is_standard, tagger));
        }
    }
    if arguments.json {
        let list = list.iter().map(|(size, is_standard, tagger)| {
            json!({
                "about": tagger.about,
                "bytes": size,
                "labels": tagger.tags().labels(),
                "features": tagger.num_features(),
                "weights": tagger.num_weights(),
                "used_where_nothing_is_said": is_standard,
            })
        });
        print_json(&list.collect())?;
        return Ok(Outcome::Fine);
    }
    let mut out = String::new();
    for (size, is_standard, tagger) in &list {
        as_text(&mut out, *size, *is_standard, tagger)?;
    }
    if list.is_empty() {
        out.push_str("no models in this build: it was made without the feature `models`\n");
    }
    print(&out)?;
    Ok(Outcome::Fine)
}

fn as_text(out: &mut String, size: u64, is_standard: bool, tagger: &Tagger) -> std::fmt::Result {
    let about = &tagger.about;
    let standard = if is_standard {
        "   used where nothing else is asked for"
    } else {
        ""
    };
    writeln!(out, "{}{standard}", about.name)?;
    let labels: Vec<&str> = tagger.tags().labels().iter().map(AsRef::as_ref).collect();
    let size = format!(
        "{:.2} MB, {} features",
        size as f64 / 1e6,
        tagger.num_features()
    );
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
