//! `dateline check`: the Problems list of a project in the terminal.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::Outcome;
use super::input::{Loaded, load, load_schema};
use super::output::{message, print, print_json};
use crate::app::engines::{open_suggestions, pipeline};
use crate::app::models::ModelChoice;
use crate::model::check::{Diagnostic, Severity, check_layer};
use crate::model::{AnnotationRef, Document, DocumentStatus, Schema, WordList};

const EXAMPLES: &str = "\
Examples:
  dateline check news.ron
  dateline check news.ron --least warning
  dateline check labels.jsonl --schema ace2005 --json

The exit status is 1 when there is an error; warnings and hints alone give 0.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// A project (.ron) or a JSONL file
    #[arg(value_name = "PROJECT")]
    project: PathBuf,
    /// Schema to check a JSONL file against; a project has its own
    #[arg(long, value_name = "NAME|FILE", default_value = "news")]
    schema: String,
    /// The mildest findings to list
    #[arg(long, value_enum, default_value = "hint")]
    least: Least,
    /// Only this layer
    #[arg(long, value_name = "NAME")]
    layer: Option<String>,
    /// Model that suggests beside the rules, for what is still open in documents that are done: none, one that `dateline models` lists, or a file
    #[arg(long, value_name = "none|NAME|FILE", default_value_t)]
    model: ModelChoice,
    /// Write one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Least {
    Error,
    Warning,
    Hint,
}

impl Least {
    fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Hint => Severity::Hint,
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Loaded {
        documents,
        project,
        has_problems,
    } = load(&arguments.project)?;
    let schema = match &project {
        Some(project) => Schema::clone(&project.schema),
        None => load_schema(&arguments.schema)?,
    };
    let words = project
        .as_ref()
        .map(|project| WordList::clone(&project.words));
    let pipeline = pipeline(
        &schema,
        &words.unwrap_or_default(),
        &arguments.model.open()?,
    );
    let settings = project.map(|project| project.settings).unwrap_or_default();
    let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
    let mut text = String::new();
    let mut list = Vec::new();
    for document in &documents {
        let layers = document.layers.iter().filter(|layer| {
            arguments
                .layer
                .as_ref()
                .is_none_or(|name| layer.name == name.as_str())
        });
        for layer in layers {
            let is_done = layer.status == DocumentStatus::Done;
            let is_shown = settings.shows_suggestions(document, &layer.name);
            let open = if is_done && is_shown {
                open_suggestions(document, layer, &pipeline).len()
            } else {
                0
            };
            for diagnostic in check_layer(document, layer, &schema, open) {
                *counts.entry(diagnostic.severity).or_default() += 1;
                if diagnostic.severity > arguments.least.severity() {
                    continue;
                }
                if arguments.json {
                    list.push(as_json(document, &diagnostic));
                } else {
                    writeln!(text, "{}", as_line(document, &diagnostic))?;
                }
            }
        }
    }
    let count = |severity| counts.get(&severity).copied().unwrap_or_default();
    let (errors, warnings, hints) = (
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Hint),
    );
    if arguments.json {
        print_json(&json!({
            "documents": documents.len(), "errors": errors, "warnings": warnings, "hints": hints, "findings": list,
        }))?;
    } else {
        print(&text)?;
        message(&format!(
            "{} documents: {errors} errors, {warnings} warnings, {hints} hints",
            documents.len()
        ));
    }
    Ok(if errors > 0 || has_problems {
        Outcome::Problems
    } else {
        Outcome::Fine
    })
}

/// Line and column of a finding in its article, both from 1, the column in characters.
fn place(document: &Document, diagnostic: &Diagnostic) -> Option<(usize, usize)> {
    let span = diagnostic.span?;
    let before = document.text().as_str().get(..span.start as usize)?;
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    Some((line, column))
}

fn as_line(document: &Document, diagnostic: &Diagnostic) -> String {
    let place = match place(document, diagnostic) {
        Some((line, column)) => format!("{}:{line}:{column}", document.id),
        None => document.id.to_string(),
    };
    let layer = if diagnostic.layer == crate::model::Layer::MAIN {
        String::new()
    } else {
        format!(" (layer {})", diagnostic.layer)
    };
    format!(
        "{place}: {}: {} [{}]{layer}",
        diagnostic.severity.name(),
        diagnostic.message,
        diagnostic.code.name()
    )
}

fn as_json(document: &Document, diagnostic: &Diagnostic) -> serde_json::Value {
    let chars = diagnostic
        .span
        .map(|span| document.text().chars_from_span(span));
    json!({
        "document": document.id.as_str(),
        "layer": diagnostic.layer.as_str(),
        "code": diagnostic.code.name(),
        "severity": diagnostic.severity.name(),
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "on": diagnostic.on.as_ref().map(AnnotationRef::id),
        "start": chars.map(|chars| chars.start),
        "end": chars.map(|chars| chars.end),
        "repair": diagnostic.repair.as_ref().map(crate::model::check::Repair::title),
    })
}
