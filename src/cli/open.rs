//! `dateline [FILE…]`: the window; where there is none, the sample in the terminal.

use std::path::PathBuf;
use std::time::Instant;

use super::Outcome;
use super::output::{is_terminal, message, print};
use crate::app::engines::{open_suggestions, pipeline, without_candidates};
use crate::app::models::ModelChoice;
use crate::app::workspace::sample_project;
use crate::model::{Document, Layer, Proposal, Suggestion};

const COMMANDS: &str = "\
These commands work without a window:
  dateline annotate ARTICLE.txt        suggest labels, as JSONL
  dateline annotate FOLDER -o NEW.ron  make a project of articles
  dateline export PROJECT.ron          write training data
  dateline check PROJECT.ron           list what may be wrong
  dateline score GOLD PREDICTED        compare labels
  dateline stats PROJECT.ron           count documents and labels
  dateline schema                      show what can be labelled
  dateline --help                      all of it, with examples
";

pub(super) fn run(files: Vec<PathBuf>, started: Instant) -> anyhow::Result<Outcome> {
    for file in &files {
        anyhow::ensure!(file.exists(), "there is no such file: {}", file.display());
    }
    let has_files = !files.is_empty();
    let Err(reason) = window(files, started) else {
        return Ok(Outcome::Fine);
    };
    if has_files {
        anyhow::bail!("{reason} `dateline --help` names the commands that work without one.");
    }
    message(&format!(
        "{reason} Here is the sample with its suggested labels."
    ));
    print(&sample())?;
    Ok(Outcome::Fine)
}

/// Opens the window and returns when it is closed; the error says in one sentence why there is none.
#[cfg(feature = "gui")]
fn window(files: Vec<PathBuf>, started: Instant) -> Result<(), String> {
    crate::ui::run(files, started).map_err(|reason| reason.0)
}

/// There is no window in this build.
#[cfg(not(feature = "gui"))]
fn window(_files: Vec<PathBuf>, _started: Instant) -> Result<(), String> {
    Err("This Dateline was built without its window.".to_owned())
}

/// The sample with suggested labels, and the commands that work without a window.
fn sample() -> String {
    let project = sample_project();
    let models = ModelChoice::default().open().unwrap_or_default();
    let pipeline = pipeline(&project.schema, &project.words, &models);
    let mut out = String::new();
    for document in &project.documents {
        let empty = Layer::new(Layer::MAIN);
        let layer = document.layers.first().unwrap_or(&empty);
        let suggestions: Vec<Suggestion> = open_suggestions(document, layer, &pipeline)
            .into_iter()
            .map(|suggestion| without_candidates(suggestion, &project.schema))
            .collect();
        out.push_str(&marked(document, &suggestions, is_terminal()));
        out.push_str("\n\n");
        out.push_str(&events(document, &suggestions));
        out.push('\n');
    }
    out.push_str(COMMANDS);
    out
}

/// The text with its suggested mentions and triggers in brackets, in colour on a terminal.
fn marked(document: &Document, suggestions: &[Suggestion], is_coloured: bool) -> String {
    // At each byte: labels that close there (innermost first), then brackets that open there (outermost first).
    let mut opens: Vec<(u32, std::cmp::Reverse<u32>)> = Vec::new();
    let mut closes: Vec<(u32, std::cmp::Reverse<u32>, &Suggestion)> = Vec::new();
    let mut last: Vec<crate::text::Span> = Vec::new();
    let mut ordered: Vec<&Suggestion> = suggestions.iter().collect();
    ordered.sort_by_key(|suggestion| {
        (
            suggestion.span().start,
            std::cmp::Reverse(suggestion.span().end),
        )
    });
    for suggestion in ordered {
        let span = suggestion.span();
        last.retain(|outer| outer.end > span.start);
        // Brackets cannot show what overlaps without nesting.
        if last.iter().any(|outer| !outer.contains(span)) {
            continue;
        }
        last.push(span);
        opens.push((span.start, std::cmp::Reverse(span.end)));
        closes.push((span.end, std::cmp::Reverse(span.start), suggestion));
    }
    closes.sort_by_key(|(end, start, _)| (*end, *start));
    let (mut opens, mut closes) = (opens.into_iter().peekable(), closes.into_iter().peekable());
    let text = document.text().as_str();
    let mut out = String::with_capacity(text.len() * 2);
    for (at, character) in text.char_indices().chain([(text.len(), '\0')]) {
        while let Some((_, _, suggestion)) = closes.next_if(|(end, _, _)| *end as usize == at) {
            let label = suggestion.label();
            let (colour, plain) = if is_coloured {
                ("\u{1b}[36m", "\u{1b}[0m")
            } else {
                ("", "")
            };
            for part in ["|", colour, label, plain, "]"] {
                out.push_str(part);
            }
        }
        while opens.next_if(|(start, _)| *start as usize == at).is_some() {
            out.push('[');
        }
        if at < text.len() {
            out.push(character);
        }
    }
    out
}

/// One line for each suggested event with its arguments.
fn events(document: &Document, suggestions: &[Suggestion]) -> String {
    let text = document.text();
    let mut lines = Vec::new();
    for suggestion in suggestions {
        let Proposal::Event(event) = &suggestion.proposal else {
            continue;
        };
        let trigger = text.slice(event.trigger);
        let mut line = format!("{} “{trigger}”", event.event_type);
        for argument in &event.arguments {
            let filler = text.slice(argument.span);
            line = format!("{line}  {}: {filler}", argument.role);
        }
        lines.push(line + "\n");
    }
    lines.concat()
}
