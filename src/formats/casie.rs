//! CASIE's JSON: one news article on computer security a file, its events grouped by what they tell of.
//!
//! ```json
//! {"sourcefile": "1.txt", "info": {"title": "…", "date": "2018_05_04", "link": "…"}, "content": "Ali sued.", "cyberevent": {"hopper": [{"index": "h-1",
//!   "events": [{"index": "E1", "type": "Attack", "subtype": "Ransom", "realis": "Actual", "nugget": {"startOffset": 4, "endOffset": 8, "text": "sued"},
//!     "argument": [{"startOffset": 0, "endOffset": 3, "type": "Person", "role": {"type": "Attacker"}, "text": "Ali"}]}]}]}}
//! ```
//!
//! Offsets count Unicode scalar values, end exclusive, and in some of the published files are shifted by a constant, which the quoted words show.

use std::collections::HashMap;

use smol_str::{SmolStr, format_smolstr};

use super::Imported;
use super::draft::Draft;
use super::json::extras;
use super::json::fields::{Fields, Word};
use super::json::record::{Place, records};
use super::offsets_by_evidence::{Offsets, Quoted, Reading, find};
use super::reading::{Documents, ReadOptions, Sample, Source};
use crate::model::{Argument, EntityMention, EventMention, Filler, MentionId};
use crate::text::Span;

/// Whether the first record is an article of CASIE.
pub(super) fn looks_like_casie(sample: &Sample<'_>) -> bool {
    sample.has(&["content", "cyberevent"]) || sample.has(&["sourcefile", "content"])
}

/// Reads articles.
pub(super) fn read(source: Source, options: &ReadOptions) -> Documents {
    records(source, options, read_record)
}

/// A stretch of text with its words.
struct Stretch {
    start: i64,
    end: i64,
    words: String,
}

impl Stretch {
    fn take(fields: &mut Fields<'_>) -> Result<Self, String> {
        Ok(Self {
            start: fields.need("startOffset")?,
            end: fields.need("endOffset")?,
            words: fields.take("text")?.unwrap_or_default(),
        })
    }

    fn quoted(&self) -> Quoted<'_> {
        Quoted {
            start: self.start,
            end: self.end,
            words: Some(&self.words),
        }
    }
}

struct CasieEvent<'a> {
    id: Option<SmolStr>,
    label: SmolStr,
    realis: Option<SmolStr>,
    chain: Option<SmolStr>,
    trigger: Stretch,
    arguments: Vec<CasieArgument>,
    rest: Fields<'a>,
}

struct CasieArgument {
    label: SmolStr,
    role: SmolStr,
    place: Stretch,
}

fn read_record(mut record: Fields<'_>, place: &Place<'_>) -> Result<Imported, String> {
    let text: String = record.need("content")?;
    let mut draft = Draft::new(text, Some(place.line)).map_err(|error| error.to_string())?;
    let events = events(&mut record)?;
    let quoted: Vec<Quoted<'_>> = events
        .iter()
        .flat_map(|event| {
            let arguments = event
                .arguments
                .iter()
                .map(|argument| argument.place.quoted());
            std::iter::once(event.trigger.quoted()).chain(arguments)
        })
        .collect();
    let text = draft.text.clone();
    let found = find(&text, &quoted, Reading::PYTHON);
    if let Some(remark) = found.remark(Reading::PYTHON) {
        draft.remark(remark);
    }
    let mut reader = Reader {
        offsets: Offsets::new(&text, found.reading),
        draft,
        mentions: HashMap::new(),
    };
    for event in events {
        reader.event(event);
    }
    let mut draft = reader.draft;
    let file: Option<SmolStr> = record.take("sourcefile")?;
    let mut meta = crate::model::Metadata::default();
    if let Some(mut info) = record.take::<Fields<'_>>("info")? {
        meta.title = info.take("title")?.unwrap_or_default();
        meta.url = info.take("link")?.unwrap_or_default();
        let date: String = info.take("date")?.unwrap_or_default();
        meta.date = date.replace('_', "-");
        draft
            .extras
            .keep(extras::META, || "meta".to_owned(), &info, &[]);
    }
    let stem = file
        .as_deref()
        .map(|file| file.rsplit_once('.').map_or(file, |(stem, _)| stem));
    let id = match stem {
        Some(stem) if !stem.is_empty() => stem.to_owned(),
        _ if place.number == 1 => place.options.only_id(),
        _ => place.id(),
    };
    meta.source = file.unwrap_or_default().to_string();
    let mut imported = draft.finish(&id, &record);
    imported.document.meta = meta;
    Ok(imported)
}

fn events<'a>(record: &mut Fields<'a>) -> Result<Vec<CasieEvent<'a>>, String> {
    let Some(mut all): Option<Fields<'a>> = record.take("cyberevent")? else {
        return Ok(Vec::new());
    };
    let hoppers: Vec<Fields<'a>> = all.take("hopper")?.unwrap_or_default();
    let mut events = Vec::new();
    for mut hopper in hoppers {
        let chain: Option<Word> = hopper.take("index")?;
        let members: Vec<Fields<'a>> = hopper.take("events")?.unwrap_or_default();
        // One event tells of nothing that another does.
        let chain = chain.map(|chain| chain.0).filter(|_| members.len() > 1);
        for member in members {
            events.push(event_of(member, chain.clone())?);
        }
    }
    Ok(events)
}

fn event_of(mut event: Fields<'_>, chain: Option<SmolStr>) -> Result<CasieEvent<'_>, String> {
    let label: Word = event.need("type")?;
    let narrower: Option<SmolStr> = event.take("subtype")?;
    let mut nugget: Fields<'_> = event.need("nugget")?;
    let written: Vec<Fields<'_>> = event.take("argument")?.unwrap_or_default();
    let mut arguments = Vec::with_capacity(written.len());
    for mut argument in written {
        let mut role: Fields<'_> = argument.need("role")?;
        let name: Word = role.need("type")?;
        let label: Option<Word> = argument.take("type")?;
        arguments.push(CasieArgument {
            label: label.map(|label| label.0).unwrap_or_default(),
            role: name.0,
            place: Stretch::take(&mut argument)?,
        });
    }
    let id: Option<Word> = event.take("index")?;
    Ok(CasieEvent {
        id: id.map(|id| id.0),
        label: match narrower {
            Some(narrower) if !narrower.is_empty() => format_smolstr!("{}.{narrower}", label.0),
            _ => label.0,
        },
        realis: event.take("realis")?,
        chain,
        trigger: Stretch::take(&mut nugget)?,
        arguments,
        rest: event,
    })
}

struct Reader<'t> {
    offsets: Offsets<'t>,
    draft: Draft,
    /// A filler that several events share is one mention.
    mentions: HashMap<(Span, SmolStr), MentionId>,
}

impl Reader<'_> {
    fn span(&mut self, place: &Stretch) -> Option<Span> {
        let span = self.offsets.span(place.start, place.end);
        let span = span.filter(|span| !span.is_empty());
        if span.is_none() {
            self.draft.remark(format!(
                "“{}” {}–{} leaves the text; left out",
                place.words, place.start, place.end
            ));
        }
        span
    }

    fn event(&mut self, event: CasieEvent<'_>) {
        let Some(span) = self.span(&event.trigger) else {
            return;
        };
        let id = self.draft.event_id(event.id.as_deref());
        let mut read = EventMention::new(id.clone(), span, event.label);
        read.event = event.chain.map(|chain| chain.as_str().into());
        read.attributes.set("realis", event.realis);
        for argument in event.arguments {
            let Some(span) = self.span(&argument.place) else {
                continue;
            };
            read.arguments.push(Argument {
                role: argument.role,
                filler: Filler::Mention(self.mention(span, argument.label)),
                score: None,
            });
        }
        self.draft
            .extras
            .keep(extras::EVENTS, || id.to_string(), &event.rest, &[]);
        self.draft.event(read);
    }

    fn mention(&mut self, span: Span, label: SmolStr) -> MentionId {
        let key = (span, label);
        if let Some(id) = self.mentions.get(&key) {
            return id.clone();
        }
        let id = self.draft.mention_id(None);
        let mention = EntityMention::new(id.clone(), span, key.1.clone());
        self.draft.mention(mention);
        self.mentions.insert(key, id.clone());
        id
    }
}
