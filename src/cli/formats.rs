//! `dateline formats`: the table of formats, and what each can hold.

use clap::Args;
use serde_json::json;

use super::Outcome;
use super::output::{print, print_json};
use crate::formats::feature::Feature;
use crate::formats::registry::{FORMATS, Format, ReadFrom};

const EXAMPLES: &str = "\
Examples:
  dateline formats             the formats, in words
  dateline formats --json      the same with every feature, for programs";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    if arguments.json {
        let formats: Vec<_> = FORMATS.iter().map(as_json).collect();
        print_json(&json!(formats))?;
    } else {
        print(&as_text())?;
    }
    Ok(Outcome::Fine)
}

fn as_json(format: &Format) -> serde_json::Value {
    let features: Vec<&str> = format
        .features
        .iter()
        .map(|feature| feature.name())
        .collect();
    json!({
        "name": format.name,
        "aliases": format.aliases,
        "title": format.title,
        "summary": format.summary,
        "endings": format.endings,
        "reads": format.read.is_some(),
        "writes": format.write.is_some(),
        "folder": is_folder(format),
        "streams": format.streams,
        "holds": features,
    })
}

fn is_folder(format: &Format) -> bool {
    format.is_folder() || matches!(format.read, Some(ReadFrom::Folder(_)))
}

fn as_text() -> String {
    let mut out = String::new();
    for format in FORMATS {
        let does = match (format.read.is_some(), format.write.is_some()) {
            (true, true) => "reads, writes",
            (true, false) => "reads",
            (false, _) => "writes",
        };
        let shape = match (is_folder(format), format.streams) {
            (true, _) => ", a folder",
            (false, true) => ", a stream",
            (false, false) => "",
        };
        out.push_str(&format!("{:14} {does}{shape}\n", format.name));
        out.push_str(&format!("{:14} {}\n", "", format.summary));
        out.push_str(&format!("{:14} holds {}\n\n", "", holds(format)));
    }
    out
}

fn holds(format: &Format) -> String {
    if format.features.len() == Feature::ALL.len() {
        return "everything".to_owned();
    }
    if format.features.is_empty() {
        return "flat mentions over whole tokens".to_owned();
    }
    let names: Vec<&str> = format
        .features
        .iter()
        .map(|feature| feature.name())
        .collect();
    names.join(" ")
}
