//! `dateline stats`: how much there is, how much of it is done, and what was labelled how often.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use smol_str::SmolStr;

use super::Outcome;
use super::input::load;
use super::output::{print, print_json};
use crate::model::{Document, Level, Status, Verdict};

const EXAMPLES: &str = "\
Examples:
  dateline stats news.ron
  dateline stats news.ron --layer ana --json";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// A project (.ron), a JSONL file, or marked text
    #[arg(value_name = "PROJECT")]
    project: PathBuf,
    /// Only this layer; all layers together where this is not given
    #[arg(long, value_name = "NAME")]
    layer: Option<String>,
    /// Write one JSON object
    #[arg(long)]
    json: bool,
}

/// Counts over all documents.
#[derive(Debug, Default)]
struct Counts {
    documents: usize,
    characters: u64,
    words: usize,
    sentences: usize,
    active_secs: u64,
    statuses: BTreeMap<&'static str, usize>,
    levels: BTreeMap<&'static str, usize>,
    origins: BTreeMap<&'static str, usize>,
    labels: BTreeMap<SmolStr, usize>,
    event_types: BTreeMap<SmolStr, usize>,
    roles: BTreeMap<SmolStr, usize>,
    relations: BTreeMap<SmolStr, usize>,
    mentions: usize,
    events: usize,
    arguments: usize,
    rejected: usize,
    notes: usize,
    brought: usize,
}

impl Counts {
    fn add(&mut self, document: &Document, only: Option<&str>) {
        let segments = document.segments();
        self.documents += 1;
        self.characters += u64::from(document.text().num_chars());
        self.sentences += segments.sentences.len();
        self.words += segments
            .tokens
            .iter()
            .filter(|token| token.kind != crate::text::TokenKind::Punctuation)
            .count();
        self.brought += document.brought.len();
        let layers = document
            .layers
            .iter()
            .filter(|layer| only.is_none_or(|name| layer.name == name));
        for layer in layers {
            let annotations = &layer.annotations;
            *self.statuses.entry(layer.status.name()).or_default() += 1;
            self.active_secs += u64::from(layer.active_secs);
            self.mentions += annotations.mentions().len();
            self.events += annotations.events().len();
            self.notes += annotations.notes().len();
            for mention in annotations.mentions() {
                *self.labels.entry(mention.label.clone()).or_default() += 1;
                *self.levels.entry(mention.level.name()).or_default() += 1;
                *self
                    .origins
                    .entry(mention.origin.status.name())
                    .or_default() += 1;
            }
            for event in annotations.events() {
                *self
                    .event_types
                    .entry(event.event_type.clone())
                    .or_default() += 1;
                *self.origins.entry(event.origin.status.name()).or_default() += 1;
                self.arguments += event.arguments.len();
                for argument in &event.arguments {
                    *self.roles.entry(argument.role.clone()).or_default() += 1;
                }
            }
            for relation in annotations.relations() {
                *self
                    .relations
                    .entry(relation.relation_type.clone())
                    .or_default() += 1;
            }
            self.rejected += layer
                .decisions()
                .iter()
                .filter(|decision| decision.verdict == Verdict::Rejected)
                .count();
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let loaded = load(&arguments.project)?;
    let mut counts = Counts::default();
    for document in &loaded.documents {
        counts.add(document, arguments.layer.as_deref());
    }
    if arguments.json {
        print_json(&counts.json())?;
    } else {
        print(&counts.table()?)?;
    }
    Ok(if loaded.has_problems {
        Outcome::Problems
    } else {
        Outcome::Fine
    })
}

impl Counts {
    fn json(&self) -> serde_json::Value {
        json!({
            "documents": self.documents,
            "characters": self.characters,
            "words": self.words,
            "sentences": self.sentences,
            "status": self.statuses,
            "active_secs": self.active_secs,
            "mentions": {"all": self.mentions, "labels": self.labels, "levels": self.levels},
            "events": {"all": self.events, "types": self.event_types, "arguments": self.arguments, "roles": self.roles},
            "relations": self.relations,
            "notes": self.notes,
            "status_of_annotations": self.origins,
            "rejected": self.rejected,
            "suggestions": self.brought,
        })
    }

    fn table(&self) -> Result<String, std::fmt::Error> {
        let mut out = String::new();
        let statuses = join(&self.statuses);
        writeln!(out, "documents   {:>8}  {statuses}", self.documents)?;
        writeln!(
            out,
            "text        {:>8}  words in {} sentences, {} characters",
            self.words, self.sentences, self.characters
        )?;
        if self.active_secs > 0 {
            let (hours, minutes) = (self.active_secs / 3600, self.active_secs / 60 % 60);
            writeln!(out, "active time {hours:>8}  hours {minutes} minutes")?;
        }
        writeln!(
            out,
            "mentions    {:>8}  {}",
            self.mentions,
            join_in_order(Level::ALL.map(Level::name), &self.levels)
        )?;
        writeln!(
            out,
            "events      {:>8}  with {} arguments",
            self.events, self.arguments
        )?;
        let origins = join_in_order(Status::ALL.map(Status::name), &self.origins);
        writeln!(
            out,
            "annotations {:>8}  {origins}",
            self.mentions + self.events
        )?;
        for (name, count) in [
            ("rejected", self.rejected),
            ("suggested", self.brought),
            ("notes", self.notes),
        ] {
            if count > 0 {
                writeln!(out, "{name:<11} {count:>8}")?;
            }
        }
        for (title, table) in [
            ("Entity mentions", &self.labels),
            ("Events", &self.event_types),
            ("Roles", &self.roles),
            ("Relations", &self.relations),
        ] {
            if table.is_empty() {
                continue;
            }
            writeln!(out, "\n{title}")?;
            let mut rows: Vec<_> = table.iter().collect();
            rows.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), (*name).clone()));
            for (name, count) in rows {
                writeln!(out, "{count:>8}  {name}")?;
            }
        }
        Ok(out)
    }
}

fn join(counts: &BTreeMap<&'static str, usize>) -> String {
    join_in_order(counts.keys().copied(), counts)
}

fn join_in_order(
    order: impl IntoIterator<Item = &'static str>,
    counts: &BTreeMap<&'static str, usize>,
) -> String {
    order
        .into_iter()
        .filter_map(|name| Some(format!("{} {name}", counts.get(name)?)))
        .collect::<Vec<_>>()
        .join(", ")
}
