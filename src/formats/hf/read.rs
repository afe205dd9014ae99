//! A data set folder to documents.

use std::collections::HashMap;

use serde_json::value::RawValue;
use smol_str::SmolStr;

use super::card::{Card, DataFile};
use super::{CARD, SPANS, SPLIT, TRAIN};
use crate::formats::conll::{Decoder, Tag};
use crate::formats::draft::{Draft, Named};
use crate::formats::json::extras;
use crate::formats::json::fields::{Fields, Word, without_place};
use crate::formats::jsonl::Lines;
use crate::formats::offsets_by_evidence::{Offsets, Quoted, Reading, find};
use crate::formats::reading::{Folder, FolderReading};
use crate::formats::tokenised::{Blank, TokenisedText};
use crate::formats::{FormatError, ImportDiagnostic, Imported};
use crate::model::{
    Argument, Attributes, EntityMention, EventMention, Filler, Level, Metadata, Origin, Relation,
};
use crate::text::Span;

/// Fields that hold the tags of tokens, likelier ones first.
const TAG_FIELDS: [&str; 5] = ["ner_tags", "tags", "labels", "ner", "ner_labels"];

/// Whether a folder has a card that names data files or features, and files of JSON lines.
pub(in crate::formats) fn looks_like_hf(folder: &dyn Folder) -> bool {
    if !folder.names().iter().any(|name| name == CARD) {
        return false;
    }
    let has_lines = folder.names().iter().any(|name| is_lines(name));
    let names_data = || {
        let card = folder.read(CARD).unwrap_or_default();
        let card = String::from_utf8_lossy(&card);
        card.starts_with("---") && (card.contains("\nconfigs:") || card.contains("\ndataset_info:"))
    };
    has_lines && names_data()
}

fn is_lines(name: &str) -> bool {
    name.ends_with(".jsonl") || name.ends_with(".json")
}

/// Reads the documents of one configuration: that of spans where there is one, since it holds most, else the first.
pub(in crate::formats) fn read(folder: Box<dyn Folder>) -> FolderReading {
    let has_card = folder.names().iter().any(|name| name == CARD);
    let card = has_card.then(|| folder.read(CARD)).and_then(Result::ok);
    let card = Card::read(&String::from_utf8_lossy(&card.unwrap_or_default()));
    let (config, files, mut remarks) = files(&card, folder.names());
    let has_columns = folder.names().iter().any(|name| name.ends_with(".parquet"));
    if has_columns {
        remarks.push(ImportDiagnostic::new(
            "Parquet files are not read; `datasets` writes them as JSON lines with Dataset.to_json",
        ));
    }
    let names: HashMap<String, Vec<String>> = card
        .names
        .into_iter()
        .filter(|((known, _), _)| known.is_empty() || *known == config)
        .map(|((_, feature), names)| (feature, names))
        .collect();
    let names = std::sync::Arc::new(names);
    let documents = files.into_iter().flat_map(move |(name, split)| {
        let in_file = |error: FormatError| FormatError::InFile {
            file: name.clone(),
            source: Box::new(error),
        };
        let documents: Vec<Result<Imported, FormatError>> = match folder.read(&name) {
            Ok(bytes) => File {
                name: &name,
                split: &split,
                names: &names,
            }
            .documents(&bytes)
            .map(|read| read.map_err(in_file))
            .collect(),
            Err(error) => vec![Err(in_file(error.into()))],
        };
        documents
    });
    FolderReading {
        documents: Box::new(documents),
        schema: None,
        remarks,
    }
}

/// The configuration that is read, its files with their splits, and what to say about the others.
fn files(card: &Card, names: &[String]) -> (String, Vec<(String, String)>, Vec<ImportDiagnostic>) {
    let mut configs: Vec<&str> = card.files.iter().map(|file| file.config.as_str()).collect();
    configs.dedup();
    let wanted = configs
        .iter()
        .find(|config| **config == SPANS)
        .or_else(|| configs.first())
        .copied();
    let Some(wanted) = wanted else {
        let all = names.iter().filter(|name| is_lines(name));
        let all = all.map(|name| (name.clone(), split_of(name).to_owned()));
        return (String::new(), all.collect(), Vec::new());
    };
    let mut remarks = Vec::new();
    if configs.len() > 1 {
        let others: Vec<&str> = configs
            .into_iter()
            .filter(|config| *config != wanted)
            .collect();
        remarks.push(ImportDiagnostic::new(format!(
            "the configuration “{wanted}” is read; {} left out",
            others.join(", ")
        )));
    }
    let of_config = card.files.iter().filter(|file| file.config == wanted);
    let mut found = Vec::new();
    for file in of_config {
        let fitting = names
            .iter()
            .filter(|name| is_lines(name) && fits(file, name));
        found.extend(fitting.map(|name| (name.clone(), file.split.clone())));
    }
    (wanted.to_owned(), found, remarks)
}

/// Whether `name` is what a path with one `*` means.
fn fits(file: &DataFile, name: &str) -> bool {
    match file.path.split_once('*') {
        None => file.path == name,
        Some((start, end)) => {
            let end = end.trim_start_matches('*');
            let rest = name.strip_prefix(start);
            rest.is_some_and(|rest| rest.ends_with(end))
        }
    }
}

/// The split that a file's name tells.
fn split_of(name: &str) -> &'static str {
    if ["valid", "dev"].iter().any(|word| name.contains(word)) {
        "validation"
    } else if name.contains("test") {
        "test"
    } else {
        TRAIN
    }
}

/// One file of records.
struct File<'a> {
    name: &'a str,
    split: &'a str,
    names: &'a HashMap<String, Vec<String>>,
}

impl File<'_> {
    fn documents<'a>(
        &'a self,
        bytes: &'a [u8],
    ) -> impl Iterator<Item = Result<Imported, FormatError>> + 'a {
        Lines::new(bytes).zip(1..).map(|(line, number)| {
            let line = line?;
            let syntax = |message| FormatError::Syntax {
                line: line.number,
                message,
            };
            let record: Fields<'_> = serde_json::from_slice(&line.bytes)
                .map_err(|error| syntax(without_place(&error)))?;
            let stem = self
                .name
                .rsplit_once('.')
                .map_or(self.name, |(stem, _)| stem);
            let id = format!("{stem}-{number}");
            let mut imported = self.record(record, line.number, &id).map_err(syntax)?;
            let other = &mut imported.document.meta.other;
            if self.split != TRAIN && !other.iter().any(|(name, _)| name == SPLIT) {
                other.push((SPLIT.to_owned(), self.split.to_owned()));
            }
            Ok(imported)
        })
    }

    fn record(&self, mut record: Fields<'_>, line: u64, id: &str) -> Result<Imported, String> {
        let own: Option<Word> = record.take("id")?;
        let id = own.map_or_else(|| id.to_owned(), |id| id.0.to_string());
        if record.raw("text").is_none() && record.raw("tokens").is_some() {
            return self.sentence(record, line, &id);
        }
        document(record, line, &id)
    }

    /// Tokens with a tag each.
    fn sentence(&self, mut record: Fields<'_>, line: u64, id: &str) -> Result<Imported, String> {
        let tokens: Vec<String> = record.need("tokens")?;
        let field = TAG_FIELDS
            .into_iter()
            .find(|name| record.raw(name).is_some());
        let field = field.ok_or("no field holds the tags of the tokens")?;
        let tags: Vec<&RawValue> = record.need(field)?;
        if tags.len() != tokens.len() {
            return Err(format!("{} tokens have {} tags", tokens.len(), tags.len()));
        }
        let mut text = TokenisedText::default();
        for token in &tokens {
            text.token(token, Blank::Guessed);
        }
        text.end_sentence();
        let (mut draft, places) = text
            .into_draft(Some(line))
            .map_err(|error| error.to_string())?;
        let mut decoder = Decoder::default();
        let mut found = Vec::new();
        for (index, tag) in tags.iter().enumerate() {
            let tag = self.tag(field, tag.get())?;
            let tag = Tag::read(&tag).ok_or_else(|| format!("“{tag}” is no tag of a token"))?;
            found.extend(decoder.tag(index, tag).into_iter().flatten());
        }
        found.extend(decoder.close(tokens.len()));
        for (first, end, label) in found {
            if let Some(span) = places.span(first, end) {
                let id = draft.mention_id(None);
                draft.mention(EntityMention::new(id, span, label));
            }
        }
        Ok(draft.finish(id, &record))
    }

    /// The name of a tag that may be a number.
    fn tag(&self, field: &str, raw: &str) -> Result<String, String> {
        if raw.starts_with('"') {
            return serde_json::from_str(raw).map_err(|error| without_place(&error));
        }
        let names = self.names.get(field).ok_or_else(|| {
            format!("the tags of `{field}` are numbers, and {CARD} does not name them")
        })?;
        let number: usize = raw
            .parse()
            .map_err(|error| format!("“{raw}” is no tag of a token: {error}"))?;
        names
            .get(number)
            .cloned()
            .ok_or_else(|| format!("the tag {number} has no name in {CARD}"))
    }
}

/// A text with its spans.
fn document(mut record: Fields<'_>, line: u64, id: &str) -> Result<Imported, String> {
    let text: String = record.need("text")?;
    let mut draft = Draft::new(text, Some(line)).map_err(|error| error.to_string())?;
    let mut meta = Metadata::default();
    for (name, field) in [
        ("title", &mut meta.title),
        ("byline", &mut meta.byline),
        ("date", &mut meta.date),
        ("url", &mut meta.url),
        ("source", &mut meta.source),
    ] {
        *field = record.take(name)?.unwrap_or_default();
    }
    let other: Vec<Fields<'_>> = record.take("other_fields")?.unwrap_or_default();
    for mut field in other {
        meta.other.push((field.need("name")?, field.need("value")?));
    }
    let has_words = record
        .raw("tags")
        .is_some_and(|raw| raw.get().starts_with("[\"") || raw.get() == "[]");
    let tags: Vec<SmolStr> = if has_words {
        record.take("tags")?.unwrap_or_default()
    } else {
        Vec::new()
    };
    spans(&mut record, &mut draft)?;
    let events: Vec<Fields<'_>> = record.take("events")?.unwrap_or_default();
    for event in events {
        read_event(event, &mut draft)?;
    }
    let relations: Vec<Fields<'_>> = record.take("relations")?.unwrap_or_default();
    for relation in relations {
        read_relation(relation, &mut draft)?;
    }
    let mut imported = draft.finish(id, &record);
    imported.document.meta = meta;
    imported.document.tags = tags;
    Ok(imported)
}

fn spans(record: &mut Fields<'_>, draft: &mut Draft) -> Result<(), String> {
    let field = if record.raw("spans").is_some() {
        "spans"
    } else {
        "entities"
    };
    let all: Vec<Fields<'_>> = record.take(field)?.unwrap_or_default();
    let mut spans = Vec::with_capacity(all.len());
    for mut span in all {
        let (start, end): (i64, i64) = (span.need("start")?, span.need("end")?);
        let words: Option<String> = span.take("text")?;
        let label: Word = span.need("label")?;
        spans.push((start, end, words, label.0, span));
    }
    let quoted: Vec<Quoted<'_>> = spans
        .iter()
        .map(|(start, end, words, _, _)| Quoted {
            start: *start,
            end: *end,
            words: words.as_deref(),
        })
        .collect();
    let text = draft.text.clone();
    let found = find(&text, &quoted, Reading::PYTHON);
    if let Some(remark) = found.remark(Reading::PYTHON) {
        draft.remark(remark);
    }
    let offsets = Offsets::new(&text, found.reading);
    for (start, end, _, label, mut span) in spans {
        let Some(place) = offsets.span(start, end).filter(|span| !span.is_empty()) else {
            draft.remark(format!("“{label}” {start}–{end} leaves the text; left out"));
            continue;
        };
        let id: Option<Word> = span.take("id")?;
        let id = draft.mention_id(id.as_ref().map(|id| id.0.as_str()));
        let mut mention = EntityMention::new(id.clone(), place, label);
        let level: Option<Word> = span.take("level")?;
        mention.level = level
            .and_then(|level| Level::from_name(&level.0))
            .unwrap_or_default();
        let entity: Option<Word> = span.take("entity")?;
        mention.entity = entity.map(|entity| entity.0.as_str().into());
        draft
            .extras
            .keep(extras::ENTITIES, || id.to_string(), &span, &[]);
        draft.mention(mention);
    }
    Ok(())
}

fn place(fields: &mut Fields<'_>, draft: &Draft) -> Result<Option<Span>, String> {
    let (start, end) = (fields.need("start")?, fields.need("end")?);
    Ok(draft.span(start, end))
}

fn read_event(mut event: Fields<'_>, draft: &mut Draft) -> Result<(), String> {
    let id: Option<Word> = event.take("id")?;
    let event_type: Word = event.need("type")?;
    let Some(trigger) = place(&mut event, draft)? else {
        draft.remark(format!(
            "the trigger of “{}” leaves the text; left out",
            event_type.0
        ));
        return Ok(());
    };
    let id = draft.event_id(id.as_ref().map(|id| id.0.as_str()));
    let mut found = EventMention::new(id, trigger, event_type.0);
    let chain: Option<Word> = event.take("chain")?;
    found.event = chain.map(|chain| chain.0.as_str().into());
    let arguments: Vec<Fields<'_>> = event.take("arguments")?.unwrap_or_default();
    for mut argument in arguments {
        let role: Word = argument.need("role")?;
        let mention: Option<Word> = argument.take("mention")?;
        let event: Option<Word> = argument.take("event")?;
        let filler = match (mention, event) {
            (Some(id), _) => draft.named(&id.0).and_then(Named::filler),
            (_, Some(id)) => Some(Filler::Event(id.0.as_str().into())),
            _ => place(&mut argument, draft)?.map(Filler::Span),
        };
        match filler {
            Some(filler) => found.arguments.push(Argument {
                role: role.0,
                filler,
                score: None,
            }),
            None => draft.remark(format!("what fills {} is not there; left out", role.0)),
        }
    }
    draft.event(found);
    Ok(())
}

fn read_relation(mut relation: Fields<'_>, draft: &mut Draft) -> Result<(), String> {
    let id: Option<Word> = relation.take("id")?;
    let kind: Word = relation.need("type")?;
    let (from, to): (Word, Word) = (relation.need("from")?, relation.need("to")?);
    let end = |id: &str| draft.named(id).and_then(Named::relation_end);
    let (Some(from), Some(to)) = (end(&from.0), end(&to.0)) else {
        draft.remark(format!(
            "the relation “{}” links what is not there; left out",
            kind.0
        ));
        return Ok(());
    };
    let id = draft.relation_id(id.as_ref().map(|id| id.0.as_str()));
    draft.relation(Relation {
        id,
        relation_type: kind.0,
        from,
        to,
        attributes: Attributes::default(),
        origin: Origin::default(),
    });
    Ok(())
}
