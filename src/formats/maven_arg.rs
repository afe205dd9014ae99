//! MAVEN-Arg's JSON lines: a document, events that own several coreferent triggers, entities, and arguments of the events.
//!
//! ```json
//! {"id": "a1", "title": "…", "document": "Ali died.", "events": [{"id": "E1", "type": "Death", "mention": [{"id": "M1", "trigger_word": "died",
//!   "offset": [4, 8]}], "argument": {"Victim": [{"entity_id": "N1"}], "Place": [{"content": "Homs", "offset": [12, 16]}]}}],
//!  "entities": [{"id": "N1", "type": "Person", "mention": [{"id": "P1", "mention": "Ali", "offset": [0, 3]}]}]}
//! ```
//!
//! Offsets count Unicode scalar values, end exclusive. Arguments belong to an event, not to one of its triggers: they go to its first one, and name of
//! an entity the mention that stands nearest to it.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::Imported;
use super::draft::Draft;
use super::json::fields::{Fields, Word};
use super::json::record::{Place, records};
use super::offsets_by_evidence::{Offsets, Quoted, Reading, find};
use super::reading::{Documents, ReadOptions, Sample, Source};
use crate::model::{Argument, EntityMention, EventMention, Filler, MentionId};
use crate::text::Span;

/// Whether the first record is a document of MAVEN-Arg.
pub(super) fn looks_like_maven_arg(sample: &Sample<'_>) -> bool {
    sample.has(&["document", "events"]) || sample.has(&["document", "entities"])
}

/// Reads documents.
pub(super) fn read(source: Source, options: &ReadOptions) -> Documents {
    records(source, options, read_record)
}

/// A mention of an event or an entity.
struct Stretch {
    id: Option<SmolStr>,
    offset: (i64, i64),
    words: Option<String>,
}

impl Stretch {
    fn take(fields: &mut Fields<'_>, words: &str) -> Result<Self, String> {
        let id: Option<Word> = fields.take("id")?;
        Ok(Self {
            id: id.map(|id| id.0),
            offset: fields.need("offset")?,
            words: fields.take(words)?,
        })
    }

    fn quoted(&self) -> Quoted<'_> {
        Quoted {
            start: self.offset.0,
            end: self.offset.1,
            words: self.words.as_deref(),
        }
    }
}

/// An event or an entity with its mentions.
struct Group {
    id: SmolStr,
    label: SmolStr,
    mentions: Vec<Stretch>,
    arguments: Vec<(SmolStr, Value)>,
}

/// What fills a role.
enum Value {
    Entity(SmolStr),
    Stretch(Stretch),
}

fn read_record(mut record: Fields<'_>, place: &Place<'_>) -> Result<Imported, String> {
    let text: String = record.need("document")?;
    let mut draft = Draft::new(text, Some(place.line)).map_err(|error| error.to_string())?;
    let id: Option<Word> = record.take("id")?;
    let title: Option<String> = record.take("title")?;
    let entities = groups(&mut record, "entities", "mention")?;
    let events = groups(&mut record, "events", "trigger_word")?;
    let in_arguments = events.iter().flat_map(|group| &group.arguments);
    let quoted: Vec<Quoted<'_>> = entities
        .iter()
        .chain(&events)
        .flat_map(|group| group.mentions.iter().map(Stretch::quoted))
        .chain(in_arguments.filter_map(|(_, value)| match value {
            Value::Stretch(stretch) => Some(stretch.quoted()),
            Value::Entity(_) => None,
        }))
        .collect();
    let text = draft.text.clone();
    let found = find(&text, &quoted, Reading::PYTHON);
    if let Some(remark) = found.remark(Reading::PYTHON) {
        draft.remark(remark);
    }
    let mut reader = Reader {
        offsets: Offsets::new(&text, found.reading),
        draft,
        entities: HashMap::new(),
    };
    for entity in entities {
        reader.entity(&entity);
    }
    for event in events {
        reader.event(event);
    }
    let id = id.map_or_else(|| place.id().into(), |id| id.0);
    let mut imported = reader.draft.finish(&id, &record);
    imported.document.meta.title = title.unwrap_or_default();
    Ok(imported)
}

fn groups(record: &mut Fields<'_>, name: &str, words: &str) -> Result<Vec<Group>, String> {
    let groups: Vec<Fields<'_>> = record.take(name)?.unwrap_or_default();
    groups
        .into_iter()
        .map(|mut group| {
            let (id, label): (Word, Word) = (group.need("id")?, group.need("type")?);
            let mentions: Vec<Fields<'_>> = group.take("mention")?.unwrap_or_default();
            let mentions = mentions
                .into_iter()
                .map(|mut mention| Stretch::take(&mut mention, words));
            Ok(Group {
                id: id.0,
                label: label.0,
                mentions: mentions.collect::<Result<_, String>>()?,
                arguments: arguments(&mut group)?,
            })
        })
        .collect()
}

fn arguments(group: &mut Fields<'_>) -> Result<Vec<(SmolStr, Value)>, String> {
    let Some(mut roles): Option<Fields<'_>> = group.take("argument")? else {
        return Ok(Vec::new());
    };
    let names: Vec<String> = roles.iter().map(|(name, _)| name.to_owned()).collect();
    let mut all = Vec::new();
    for name in names {
        let fillers: Vec<Fields<'_>> = roles.take(&name)?.unwrap_or_default();
        for mut filler in fillers {
            let entity: Option<Word> = filler.take("entity_id")?;
            let value = match entity {
                Some(entity) => Value::Entity(entity.0),
                None => Value::Stretch(Stretch::take(&mut filler, "content")?),
            };
            all.push((SmolStr::from(&name), value));
        }
    }
    Ok(all)
}

struct Reader<'t> {
    offsets: Offsets<'t>,
    draft: Draft,
    /// Mentions of each entity.
    entities: HashMap<SmolStr, Vec<(Span, MentionId)>>,
}

impl Reader<'_> {
    fn span(&mut self, stretch: &Stretch) -> Option<Span> {
        let (start, end) = stretch.offset;
        let span = self
            .offsets
            .span(start, end)
            .filter(|span| !span.is_empty());
        if span.is_none() {
            self.draft
                .remark(format!("{start}–{end} leaves the text; left out"));
        }
        span
    }

    fn entity(&mut self, entity: &Group) {
        for stretch in &entity.mentions {
            let Some(span) = self.span(stretch) else {
                continue;
            };
            let id = self.draft.mention_id(stretch.id.as_deref());
            let mut mention = EntityMention::new(id.clone(), span, entity.label.clone());
            mention.entity = (entity.mentions.len() > 1).then(|| entity.id.as_str().into());
            self.draft.mention(mention);
            self.entities
                .entry(entity.id.clone())
                .or_default()
                .push((span, id));
        }
    }

    fn event(&mut self, event: Group) {
        let mut arguments = Some(event.arguments);
        for stretch in &event.mentions {
            let Some(span) = self.span(stretch) else {
                continue;
            };
            let id = self.draft.event_id(stretch.id.as_deref());
            let mut read = EventMention::new(id, span, event.label.clone());
            read.event = (event.mentions.len() > 1).then(|| event.id.as_str().into());
            for (role, value) in arguments.take().into_iter().flatten() {
                if let Some(filler) = self.filler(&value, span) {
                    read.arguments.push(Argument {
                        role,
                        filler,
                        score: None,
                    });
                }
            }
            self.draft.event(read);
        }
    }

    fn filler(&mut self, value: &Value, trigger: Span) -> Option<Filler> {
        match value {
            Value::Stretch(stretch) => self.span(stretch).map(Filler::Span),
            Value::Entity(id) => {
                let mentions = self.entities.get(id).into_iter().flatten();
                let nearest = mentions.min_by_key(|(span, _)| span.start.abs_diff(trigger.start));
                let filler = nearest.map(|(_, id)| Filler::Mention(id.clone()));
                if filler.is_none() {
                    self.draft
                        .remark(format!("the filler {id} is not there; left out"));
                }
                filler
            }
        }
    }
}
