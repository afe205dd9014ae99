//! The data card that goes with an export: what is in it, by which schema, who made it and how, what the format left out, and a hash of each file.
//!
//! # Source
//! Gebru et al., "Datasheets for Datasets" (2021), for the questions that it answers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::io;
use std::path::{Path, PathBuf};

use twox_hash::XxHash3_128;

use super::export::ExportWish;
use super::splits::Split;
use super::statistics::{LabelCount, Statistics, spell_secs};
use crate::formats::export::LossReport;
use crate::learn::bundled;
use crate::model::{Document, Project};

/// What a card tells about.
pub struct DataCard<'a> {
    /// The documents that went out, in a project with their schema.
    pub project: &'a Project,
    /// What was wished for.
    pub wish: &'a ExportWish,
    /// What the format left out.
    pub losses: &'a LossReport,
    /// The day it was written, `YYYY-MM-DD`.
    pub date: &'a str,
}

/// Where the card of an export lies: in its folder, or beside its file.
pub fn place(export: &Path) -> PathBuf {
    if export.is_dir() {
        return export.join("DATA_CARD.md");
    }
    let mut name = export.file_name().unwrap_or_default().to_owned();
    name.push(".card.md");
    export.with_file_name(name)
}

/// Today, as a card is dated.
pub fn today() -> String {
    jiff::Zoned::now().date().to_string()
}

impl DataCard<'_> {
    /// Writes the card of an export that lies at `export`.
    ///
    /// # Errors
    /// When its files cannot be read again, or the card cannot be written.
    pub fn write(&self, export: &Path) -> io::Result<PathBuf> {
        let place = place(export);
        let files = files_of(export, &place)?;
        let mut card = String::new();
        // Writing to a string cannot fail.
        let _infallible = self.put(&mut card, &files);
        std::fs::write(&place, card)?;
        Ok(place)
    }

    fn put(&self, out: &mut String, files: &[FileHash]) -> fmt::Result {
        let Self { wish, date, .. } = self;
        let statistics = Statistics::of(self.project, &wish.layer);
        writeln!(out, "# Data card\n")?;
        writeln!(
            out,
            "Written by Dateline {} on {date}: {} (`{}`), layer `{}`{}.",
            env!("CARGO_PKG_VERSION"),
            wish.format.title,
            wish.format.name,
            wish.layer,
            if wish.with_suggestions {
                ", open suggestions among the labels"
            } else {
                ""
            }
        )?;
        self.put_documents(out, &statistics)?;
        put_labels(
            out,
            "Entities",
            &self.definitions(true),
            &statistics.entity_types,
        )?;
        put_labels(
            out,
            "Events",
            &self.definitions(false),
            &statistics.event_types,
        )?;
        self.put_making(out, &statistics)?;
        self.put_losses(out)?;
        writeln!(
            out,
            "\n## Files\n\n| file | bytes | XXH3-128 (`xxh128sum`) |\n| --- | ---: | --- |"
        )?;
        for file in files {
            writeln!(
                out,
                "| {} | {} | `{:032x}` |",
                file.name, file.bytes, file.hash
            )?;
        }
        Ok(())
    }

    fn put_documents(&self, out: &mut String, statistics: &Statistics) -> fmt::Result {
        let documents = &self.project.documents;
        let tokens: usize = documents
            .iter()
            .map(|document| document.segments().tokens.len())
            .sum();
        writeln!(
            out,
            "\n## Documents\n\n{} documents, {tokens} tokens.\n",
            documents.len()
        )?;
        let names = ["new", "in progress", "done", "skipped"];
        let counts = names
            .iter()
            .zip(statistics.by_status())
            .filter(|(_, count)| *count > 0);
        writeln!(
            out,
            "* Status: {}",
            listed(counts.map(|(name, count)| (*name, count)))
        )?;
        let mut splits: BTreeMap<Option<Split>, usize> = BTreeMap::new();
        let mut sources: BTreeMap<&str, usize> = BTreeMap::new();
        for document in documents {
            *splits.entry(Split::of(document)).or_default() += 1;
            let source = document.meta.source.as_str();
            *sources
                .entry(if source.is_empty() {
                    "not named"
                } else {
                    source
                })
                .or_default() += 1;
        }
        let splits = splits
            .iter()
            .map(|(split, count)| (split.map_or("none", Split::name), *count));
        writeln!(out, "* Splits: {}", listed(splits))?;
        writeln!(out, "* Sources: {}", listed(sources.into_iter()))?;
        let dates: BTreeSet<&str> = documents
            .iter()
            .map(|document| document.meta.date.as_str())
            .filter(|date| !date.is_empty())
            .collect();
        if let (Some(first), Some(last)) = (dates.first(), dates.last()) {
            writeln!(out, "* Published: {first} to {last}")?;
        }
        Ok(())
    }

    /// What the schema says of each entity type, or event type.
    fn definitions(&self, of_entities: bool) -> BTreeMap<&str, &str> {
        let schema = &self.project.schema;
        if of_entities {
            let types = schema.entity_types.iter();
            types
                .map(|known| (known.name.as_str(), known.guidance.definition.as_str()))
                .collect()
        } else {
            let types = schema.event_types.iter();
            types
                .map(|known| (known.name.as_str(), known.guidance.definition.as_str()))
                .collect()
        }
    }

    fn put_making(&self, out: &mut String, statistics: &Statistics) -> fmt::Result {
        let layers = || {
            let documents = self.project.documents.iter();
            documents.filter_map(|document| document.layer(&self.wish.layer))
        };
        let mentions = layers()
            .flat_map(|layer| layer.annotations.mentions())
            .map(|mention| &mention.origin);
        let events = layers()
            .flat_map(|layer| layer.annotations.events())
            .map(|event| &event.origin);
        let annotators: BTreeSet<&str> = mentions
            .chain(events)
            .map(|origin| origin.by.as_str())
            .filter(|by| !by.is_empty())
            .collect();
        writeln!(out, "\n## How the labels were made\n")?;
        let named: Vec<&str> = annotators.into_iter().collect();
        let named = if named.is_empty() {
            "not named".to_owned()
        } else {
            named.join(", ")
        };
        writeln!(out, "* Annotators: {named}")?;
        let settings = &self.project.settings;
        let shows = |document: &Document| settings.shows_suggestions(document, &self.wish.layer);
        let shown = self
            .project
            .documents
            .iter()
            .filter(|document| shows(document));
        writeln!(
            out,
            "* Suggestions were shown in {} of {} documents",
            shown.count(),
            self.project.documents.len()
        )?;
        let all = statistics.all();
        writeln!(
            out,
            "* Of {} labels {} were suggested and taken as they were, {} suggested and changed, {} made by hand; {} suggestions were refused",
            all.total(),
            all.accepted,
            all.corrected,
            all.added,
            all.rejected
        )?;
        let secs = statistics.active_secs();
        if secs > 0 {
            writeln!(out, "* Active work: {}", spell_secs(secs))?;
        }
        writeln!(
            out,
            "* Agreement between annotators: not measured for this export (`dateline score` measures it)"
        )?;
        for known in bundled::models() {
            if let Some(model) = bundled::model(known.name) {
                let about = model.about();
                writeln!(
                    out,
                    "* The model `{}`, which may have suggested, was trained on: {}",
                    known.name, about.trained_on
                )?;
            }
        }
        Ok(())
    }

    fn put_losses(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "\n## What the format does not hold\n")?;
        if self.losses.is_empty() {
            return writeln!(out, "Nothing was left out or changed.");
        }
        for line in self.losses.lines() {
            writeln!(out, "* {line}")?;
        }
        Ok(())
    }
}

/// "3 done, 1 new".
fn listed<'n>(counts: impl Iterator<Item = (&'n str, usize)>) -> String {
    let parts: Vec<String> = counts
        .map(|(name, count)| format!("{count} {name}"))
        .collect();
    parts.join(", ")
}

fn put_labels(
    out: &mut String,
    title: &str,
    definitions: &BTreeMap<&str, &str>,
    counts: &[(smol_str::SmolStr, LabelCount)],
) -> fmt::Result {
    let used = counts.iter().filter(|(_, count)| count.total() > 0);
    writeln!(
        out,
        "\n## {title}\n\n| label | count | suggested and right | definition |\n| --- | ---: | ---: | --- |"
    )?;
    for (label, count) in used {
        let right = count
            .share_right()
            .map_or("–".to_owned(), |share| format!("{:.0} %", share * 100.0));
        let definition = definitions
            .get(label.as_str())
            .copied()
            .unwrap_or("not in the schema");
        let definition = definition.replace('|', "\\|").replace('\n', " ");
        writeln!(
            out,
            "| {label} | {} | {right} | {definition} |",
            count.total()
        )?;
    }
    Ok(())
}

/// A file of an export.
struct FileHash {
    name: String,
    bytes: usize,
    hash: u128,
}

/// The files of an export by name, its card left out.
fn files_of(export: &Path, card: &Path) -> io::Result<Vec<FileHash>> {
    let mut paths = Vec::new();
    if export.is_dir() {
        collect(export, &mut paths)?;
    } else {
        paths.push(export.to_owned());
    }
    paths.retain(|path| path != card);
    paths.sort();
    let read = |path: &PathBuf| {
        let bytes = std::fs::read(path)?;
        let within = path
            .strip_prefix(export)
            .ok()
            .filter(|rest| !rest.as_os_str().is_empty());
        let name = within.map_or_else(|| path.file_name().map(Path::new), Some);
        Ok(FileHash {
            name: name.unwrap_or(path).display().to_string(),
            bytes: bytes.len(),
            hash: XxHash3_128::oneshot(&bytes),
        })
    };
    paths.iter().map(read).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in folder.read_dir()? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), paths)?;
        } else {
            paths.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::workspace::sample_project;
    use crate::formats::export::Reason;
    use crate::model::{Annotation, EntityMention};
    use crate::text::Span;
    use std::sync::Arc;

    #[test]
    fn a_card_tells_what_is_in_an_export_and_how_it_was_made() {
        let folder = tempfile::tempdir().unwrap();
        let export = folder.path().join("train.jsonl");
        std::fs::write(&export, "{}\n").unwrap();
        let mut project = sample_project();
        let mention = EntityMention::new("m1", Span::new(0, 5), "PER");
        let first = Arc::make_mut(&mut project.documents[0]);
        first.layers[0]
            .annotations
            .put(Annotation::Mention(mention));
        let mut losses = LossReport::default();
        losses.note(Reason::Gaps, "mentions", || "“a … b” in d1".to_owned());
        let wish = ExportWish::default();
        let card = DataCard {
            project: &project,
            wish: &wish,
            losses: &losses,
            date: "2026-11-23",
        };
        let place = card.write(&export).unwrap();
        assert_eq!(place, folder.path().join("train.jsonl.card.md"));
        let text = std::fs::read_to_string(&place).unwrap();
        for part in [
            "on 2026-11-23",
            "3 documents,",
            "Splits: 3 none",
            "| PER | 1 | ",
            "1 mention with gaps",
            "| train.jsonl | 3 | `",
        ] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        // The same again: a card does not count itself.
        card.write(&export).unwrap();
        assert_eq!(std::fs::read_to_string(&place).unwrap(), text);
        let of_folder = card.write(folder.path()).unwrap();
        assert_eq!(of_folder, folder.path().join("DATA_CARD.md"));
    }
}
