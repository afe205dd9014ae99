//! A DocBin to documents.

use std::collections::BTreeSet;
use std::io::Read as _;

use smol_str::SmolStr;

use super::msgpack::Value;
use super::strings::ByNumber;
use super::{attribute, looks_like_zlib};
use crate::formats::draft::{Draft, Named};
use crate::formats::json::fields::{Fields, ObjectWriter, write_number};
use crate::formats::reading::{Documents, ReadOptions, Source};
use crate::formats::token_table::{FIELD, lengths_of};
use crate::formats::{FormatError, Imported};
use crate::model::{Argument, EntityMention, EventMention, Filler, Metadata};
use crate::text::{CharSpan, Span};

/// Unpacked data may be so many times as long as packed: tokens are mostly zeros, but what is longer is made to fill the memory.
const MOST_TIMES: usize = 400;

/// Reads all documents.
pub(in crate::formats) fn read(source: Source, options: &ReadOptions) -> Documents {
    match read_all(source, options) {
        Ok(documents) => Box::new(documents.into_iter()),
        Err(error) => Box::new(std::iter::once(Err(error))),
    }
}

fn broken(message: impl Into<String>) -> FormatError {
    FormatError::Syntax {
        line: 1,
        message: format!("this is no .spacy file: {}", message.into()),
    }
}

fn read_all(
    mut source: Source,
    options: &ReadOptions,
) -> Result<Vec<Result<Imported, FormatError>>, FormatError> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    if !looks_like_zlib(&bytes) {
        return Err(broken("it is not packed by zlib"));
    }
    let most = bytes.len().saturating_mul(MOST_TIMES).max(1 << 20);
    let unpacked = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&bytes, most)
        .map_err(|error| broken(format!("it cannot be unpacked ({error})")))?;
    let message = Value::read(&unpacked).ok_or_else(|| broken("it is cut or damaged"))?;
    let bin = Bin::of(&message).ok_or_else(|| broken("it is no DocBin"))?;
    Ok((0..bin.lengths.len())
        .map(|index| bin.document(index, options))
        .collect())
}

/// The parts of a DocBin.
struct Bin<'a> {
    message: &'a Value<'a>,
    columns: Vec<u64>,
    tokens: &'a [u8],
    spaces: &'a [u8],
    /// First token and number of tokens of each document.
    lengths: Vec<(usize, usize)>,
    strings: ByNumber<'a>,
}

impl<'a> Bin<'a> {
    fn of(message: &'a Value<'a>) -> Option<Self> {
        let columns: Option<Vec<u64>> = message
            .get("attrs")?
            .items()
            .iter()
            .map(|column| column.number().map(|column| column as u64))
            .collect();
        let mut first = 0_usize;
        let lengths = message.get("lengths")?.bytes()?.chunks_exact(4);
        let lengths: Option<Vec<(usize, usize)>> = lengths
            .map(|chunk| {
                let length = u32::from_le_bytes(chunk.try_into().ok()?) as usize;
                let start = first;
                first = first.checked_add(length)?;
                Some((start, length))
            })
            .collect();
        let bin = Self {
            message,
            columns: columns?,
            tokens: message.get("tokens")?.bytes()?,
            spaces: message.get("spaces")?.bytes()?,
            lengths: lengths?,
            strings: ByNumber::new(
                message
                    .get("strings")?
                    .items()
                    .iter()
                    .filter_map(Value::string),
            ),
        };
        let has_all = first
            .checked_mul(bin.columns.len() * 8)
            .is_some_and(|bytes| bytes <= bin.tokens.len());
        (has_all && bin.column(attribute::ORTH).is_some()).then_some(bin)
    }

    fn column(&self, attribute: u64) -> Option<usize> {
        self.columns.iter().position(|known| *known == attribute)
    }

    /// What the column of `attribute` says about token `token`; 0 where there is no such column.
    fn cell(&self, token: usize, attribute: u64) -> u64 {
        let cell = || {
            let at = (token * self.columns.len() + self.column(attribute)?) * 8;
            let bytes = self.tokens.get(at..at + 8)?;
            Some(u64::from_le_bytes(bytes.try_into().ok()?))
        };
        cell().unwrap_or_default()
    }

    /// The item of a list that has one a document.
    fn of_document(&self, list: &str, index: usize) -> Option<&'a Value<'a>> {
        self.message.get(list)?.items().get(index)
    }

    fn document(&self, index: usize, options: &ReadOptions) -> Result<Imported, FormatError> {
        let (first, length) = self.lengths.get(index).copied().unwrap_or_default();
        let number = index as u64 + 1;
        let flags = self.of_document("flags", index);
        let is_spaced =
            flags.and_then(|flags| flags.get("has_unknown_spaces")) != Some(&Value::Bool(true));
        let mut text = String::new();
        let mut tokens: Vec<Span> = Vec::with_capacity(length);
        for token in first..first + length {
            let word = self.cell(token, attribute::ORTH);
            let word = self.strings.get(word).ok_or_else(|| {
                broken(format!(
                    "a token of document {number} is not among its strings"
                ))
            })?;
            let start = text.len();
            text.push_str(word);
            tokens.push(Span::from_range(start..text.len()));
            if !is_spaced || self.spaces.get(token) == Some(&1) {
                text.push(' ');
            }
        }
        let mut draft = Draft::new(text, None)?;
        if !is_spaced {
            draft.remark("it is not known where blanks stand: one was put behind every token");
        }
        self.keep_tokens(first, &tokens, &mut draft);
        let mut known = self.groups(index, &tokens, &mut draft);
        self.ents(first, &tokens, &mut known, &mut draft);
        let pack = self.of_document("user_data", index).and_then(Value::bytes);
        let data = pack.and_then(Value::read).unwrap_or(Value::Nothing);
        for event in data.get("events").map(Value::items).unwrap_or_default() {
            read_event(event, &mut draft);
        }
        let cats = cats_json(self.of_document("cats", index));
        let rest: Fields<'_> = serde_json::from_str(&cats).unwrap_or_default();
        let id = data.get("id").and_then(Value::string);
        let id = id.map_or_else(|| options.id(number), str::to_owned);
        let mut imported = draft.finish(&id, &rest);
        imported.document.meta = metadata(&data);
        let tags = data.get("tags").map(Value::items).unwrap_or_default();
        imported.document.tags = tags
            .iter()
            .filter_map(|tag| tag.string().map(Into::into))
            .collect();
        Ok(imported)
    }

    /// Keeps the cuts of the source.
    fn keep_tokens(&self, first: usize, tokens: &[Span], draft: &mut Draft) {
        let is_start = |token: &usize| self.cell(first + token, attribute::SENT_START) == 1;
        let starts: Vec<u32> = (0..tokens.len())
            .filter(is_start)
            .filter_map(|token| tokens.get(token).map(|span| span.start))
            .collect();
        let is_word = |span: &&Span| !draft.text.slice(**span).trim().is_empty();
        let words: Vec<Span> = tokens.iter().filter(is_word).copied().collect();
        if let Some(lengths) = lengths_of(&draft.text, &words, &starts) {
            draft.extras.keep_field(FIELD, &lengths);
        }
    }

    /// The spans of all groups.
    fn groups(&self, index: usize, tokens: &[Span], draft: &mut Draft) -> BTreeSet<Known> {
        let mut known = BTreeSet::new();
        let pack = self
            .of_document("span_groups", index)
            .and_then(Value::bytes)
            .unwrap_or_default();
        let groups: Vec<Value<'_>> = match Value::read(pack) {
            Some(Value::Map(pairs)) => pairs.into_iter().map(|(group, _)| group).collect(),
            Some(Value::Array(groups)) => groups,
            _ => Vec::new(),
        };
        for group in &groups {
            let Some(group) = group.bytes().and_then(Value::read) else {
                continue;
            };
            let name = group.get("name").and_then(Value::string).unwrap_or("sc");
            // A group may say the same twice, groups say it of each other.
            let mut in_group = BTreeSet::new();
            for span in group.get("spans").map(Value::items).unwrap_or_default() {
                let found = span.bytes().and_then(|bytes| self.span(bytes, tokens));
                match found {
                    Some((known_span, id, entry)) if !known.contains(&known_span) => {
                        add_mention(draft, &known_span, id, entry, name);
                        in_group.insert(known_span);
                    }
                    Some(_) => {}
                    None => draft.remark(format!(
                        "a span of the group “{name}” is not in the document; left out"
                    )),
                }
            }
            known.extend(in_group);
        }
        known
    }

    /// Place and label of a packed span, its id and its entry in a knowledge base.
    fn span(&self, bytes: &[u8], tokens: &[Span]) -> Option<(Known, &'a str, &'a str)> {
        let long = |at: usize| {
            let eight = bytes.get(at..at + 8)?.try_into().ok()?;
            Some(u64::from_be_bytes(eight))
        };
        let short = |at: usize| {
            let four = bytes.get(at..at + 4)?.try_into().ok()?;
            Some(u32::from_be_bytes(four) as usize)
        };
        let label = self.strings.get(long(16)?)?;
        let (first, end) = (short(24)?, short(28)?);
        let span = tokens.get(first)?.cover(*tokens.get(end.checked_sub(1)?)?);
        let id = self.strings.get(long(0)?).unwrap_or_default();
        let entry = self.strings.get(long(8)?).unwrap_or_default();
        (first < end).then_some(((span, label.into()), id, entry))
    }

    /// The entities, as far as no group has them.
    fn ents(&self, first: usize, tokens: &[Span], known: &mut BTreeSet<Known>, draft: &mut Draft) {
        let mut open: Option<(Span, u64, u64)> = None;
        for (index, span) in tokens.iter().chain([&Span::default()]).enumerate() {
            let token = first + index;
            let is_over = index == tokens.len();
            let mark = if is_over {
                2
            } else {
                self.cell(token, attribute::ENT_IOB)
            };
            if mark == 1
                && let Some((open, _, _)) = &mut open
            {
                *open = open.cover(*span);
                continue;
            }
            if let Some((span, label, entry)) = open.take() {
                let label = self.strings.get(label).unwrap_or_default();
                let found = (span, SmolStr::new(label));
                if !known.contains(&found) {
                    let entry = self.strings.get(entry).unwrap_or_default();
                    add_mention(draft, &found, "", entry, "sc");
                    known.insert(found);
                }
            }
            if mark == 3 || mark == 1 {
                open = Some((
                    *span,
                    self.cell(token, attribute::ENT_TYPE),
                    self.cell(token, attribute::ENT_KB_ID),
                ));
            }
        }
    }
}

/// Place and label of a mention.
type Known = (Span, SmolStr);

fn add_mention(draft: &mut Draft, (span, label): &Known, id: &str, entry: &str, group: &str) {
    let id = draft.mention_id((!id.is_empty()).then_some(id));
    let mut mention = EntityMention::new(id, *span, label.clone());
    if !entry.is_empty() {
        mention.attributes.set("kb_id", Some(entry.into()));
    }
    if group != "sc" {
        mention.attributes.set("group", Some(group.into()));
    }
    draft.mention(mention);
}

/// An event of `doc.user_data["events"]`.
fn read_event(event: &Value<'_>, draft: &mut Draft) {
    let place = |value: &Value<'_>, draft: &Draft| {
        let number = |name| value.get(name)?.number()?.try_into().ok();
        let (start, end) = (number("start")?, number("end")?);
        draft.text.span_from_chars(CharSpan { start, end })
    };
    let event_type = event.get("event_type").and_then(Value::string);
    let (Some(event_type), Some(trigger)) = (event_type, place(event, draft)) else {
        draft.remark("an event has no type or no place in the text; left out");
        return;
    };
    let id = draft.event_id(event.get("id").and_then(Value::string));
    let mut found = EventMention::new(id, trigger, event_type);
    for argument in event.get("arguments").map(Value::items).unwrap_or_default() {
        let named = |kind| argument.get(kind).and_then(Value::string);
        let filler = match (named("mention"), named("event")) {
            (Some(id), _) => draft.named(id).and_then(Named::filler),
            (_, Some(id)) => Some(Filler::Event(id.into())),
            _ => place(argument, draft).map(Filler::Span),
        };
        match (named("role"), filler) {
            (Some(role), Some(filler)) => found.arguments.push(Argument {
                role: role.into(),
                filler,
                score: None,
            }),
            _ => draft.remark(format!(
                "an argument of {} has no role or no filler; left out",
                found.id
            )),
        }
    }
    draft.event(found);
}

fn metadata(data: &Value<'_>) -> Metadata {
    let mut meta = Metadata::default();
    let Some(Value::Map(pairs)) = data.get("meta") else {
        return meta;
    };
    for (name, value) in pairs {
        let (Some(name), Some(value)) = (name.string(), value.string()) else {
            continue;
        };
        let field = match name {
            "title" => &mut meta.title,
            "byline" => &mut meta.byline,
            "date" => &mut meta.date,
            "url" => &mut meta.url,
            "source" => &mut meta.source,
            _ => {
                meta.other.push((name.to_owned(), value.to_owned()));
                continue;
            }
        };
        value.clone_into(field);
    }
    meta
}

/// Labels of the text as a whole, as a field of a record; an empty record where there are none.
fn cats_json(cats: Option<&Value<'_>>) -> String {
    let mut json = Vec::new();
    let mut record = ObjectWriter::new(&mut json);
    if let Some(Value::Map(pairs)) = cats
        && !pairs.is_empty()
    {
        let mut cats = ObjectWriter::new(record.key("cats"));
        for (label, score) in pairs {
            if let (Some(label), Some(score)) = (label.string(), score.score()) {
                write_number(cats.any_key(label), score);
            }
        }
        cats.end();
    }
    record.end();
    String::from_utf8(json).unwrap_or_default()
}
