//! PLOVER event records: who did what to whom, when and where, one record for each event that has a code; as JSON lines and as a table.
//!
//! ```json
//! {"id": "a1-v1", "date": "2016-05-04", "has_event": true, "actor": [{"code": "SYR", "sector": ["MIL"], "entity_text": "The army", "start": 0, "end": 8}],
//!  "event": ["ASSAULT"], "event_text": ["shelled"], "event_info": {"type": "Conflict.Attack", "start": 9, "end": 16}, "recipient": […],
//!  "event_loc": [{"entity_text": "Homs", "start": 17, "end": 21}], "mode": ["heavy-weapons"], "quad_code": 4, "text": "The army shelled Homs."}
//! ```
//!
//! Offsets count scalar values of the article, end exclusive. Country and sectors are those of the entity that a mention refers to. The date is that of a
//! filler of `Time` whose value is a day, else the article's. Modes are the event's attribute `mode`, several with `;` between them, and those that
//! PLOVER allows with every code: `negation`, `hypothetical`, `future`.
//!
//! # Source
//! PLOVER manual, draft 0.8 (2021-09): fields of a record, quad classes, modes of every type.

use std::collections::HashSet;
use std::io;

use smol_str::SmolStr;

use super::export::{LossReport, Reason, Selection, example};
use super::json::fields::{ObjectWriter, write_list, write_string};
use super::writing::{Output, Writer, WriterOptions};
use crate::model::plover::plover_code;
use crate::model::{
    Annotations, Argument, Document, EventMention, Extent, Filler, MentionId, Schema,
};
use crate::text::Span;

/// A writer of JSON lines.
pub(super) fn write_lines(options: &WriterOptions) -> Box<dyn Writer> {
    writer(options, Shape::Lines)
}

/// A writer of a table separated by tabs.
pub(super) fn write_table(options: &WriterOptions) -> Box<dyn Writer> {
    writer(options, Shape::Table)
}

fn writer(options: &WriterOptions, shape: Shape) -> Box<dyn Writer> {
    Box::new(PloverWriter {
        schema: options.schema.clone(),
        shape,
        has_begun: false,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Lines,
    Table,
}

struct PloverWriter {
    schema: Schema,
    shape: Shape,
    has_begun: bool,
}

/// What a role is in PLOVER's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Actor,
    Recipient,
    Place,
    Time,
}

/// Roles of the event types that PLOVER codes, by what they are there. Who judges acts, who is judged receives.
const PARTS: [(Part, &[&str]); 4] = [
    (
        Part::Actor,
        &[
            "Actor",
            "Agent",
            "Attacker",
            "Giver",
            "Seller",
            "Prosecutor",
            "Plaintiff",
            "Adjudicator",
            "Entity",
            "Party",
            "Org",
            "Participant",
            "Communicator",
        ],
    ),
    (
        Part::Recipient,
        &[
            "Recipient",
            "Target",
            "Victim",
            "Defendant",
            "Person",
            "Beneficiary",
            "Buyer",
        ],
    ),
    (Part::Place, &["Place", "Destination"]),
    (
        Part::Time,
        &["Time", "Time-Within", "Time-Starting", "Date"],
    ),
];

fn part(role: &str) -> Option<Part> {
    let mut parts = PARTS.iter();
    parts
        .find(|(_, roles)| roles.contains(&role))
        .map(|(part, _)| *part)
}

/// The quad class of a code: verbal and material cooperation, verbal and material conflict.
fn quad_code(code: &str) -> Option<u8> {
    Some(match code {
        "AGREE" | "CONSULT" | "SUPPORT" | "CONCEDE" => 1,
        "COOPERATE" | "AID" | "RETREAT" => 2,
        "REQUEST" | "ACCUSE" | "REJECT" | "THREATEN" => 3,
        "PROTEST" | "SANCTION" | "MOBILIZE" | "COERCE" | "ASSAULT" => 4,
        _ => return None,
    })
}

/// Someone or some place in a record.
#[derive(Default)]
struct Participant {
    country: SmolStr,
    sectors: Vec<SmolStr>,
    words: String,
    span: Span,
}

/// One record.
struct Record<'a> {
    document: &'a Document,
    event: &'a EventMention,
    code: SmolStr,
    date: String,
    actors: Vec<Participant>,
    recipients: Vec<Participant>,
    places: Vec<Participant>,
    modes: Vec<String>,
    /// The sentence of the trigger.
    sentence: Span,
    /// Its number in the article, from 1.
    sequence: usize,
}

impl<'a> Record<'a> {
    fn new(
        document: &'a Document,
        annotations: &'a Annotations,
        event: &'a EventMention,
        code: SmolStr,
    ) -> Self {
        let of = |wanted: Part| -> Vec<Participant> {
            let arguments = event.arguments.iter();
            arguments
                .filter(|argument| part(&argument.role) == Some(wanted))
                .filter_map(|argument| participant(document, annotations, argument))
                .collect()
        };
        let (sentence, sequence) = sentence(document, event.trigger.envelope());
        Self {
            document,
            event,
            code,
            date: date(document, annotations, event),
            actors: of(Part::Actor),
            recipients: of(Part::Recipient),
            places: of(Part::Place),
            modes: modes(event),
            sentence,
            sequence,
        }
    }

    fn id(&self) -> String {
        format!("{}-{}", self.document.id, self.event.id)
    }

    fn write_span(&self, fields: &mut ObjectWriter<'_>, span: Span) {
        let chars = self.document.text().chars_from_span(span);
        fields.number("start", chars.start);
        fields.number("end", chars.end);
    }

    fn line(&self) -> Vec<u8> {
        let mut line = Vec::new();
        let mut record = ObjectWriter::new(&mut line);
        let meta = &self.document.meta;
        record.string("id", &self.id());
        record.string("date", &self.date);
        record.number("has_event", true);
        self.participants(&mut record, "actor", &self.actors);
        record.list("event", [&self.code], |out, code| write_string(out, code));
        let trigger = self.event.trigger.text_in(self.document.text());
        record.list("event_text", [&trigger], |out, words| {
            write_string(out, words)
        });
        let mut info = ObjectWriter::new(record.key("event_info"));
        info.string("type", &self.event.event_type);
        self.write_span(&mut info, self.event.trigger.envelope());
        info.end();
        self.participants(&mut record, "recipient", &self.recipients);
        self.participants(&mut record, "event_loc", &self.places);
        record.list("mode", &self.modes, |out, mode| write_string(out, mode));
        if let Some(quad) = quad_code(&self.code) {
            record.number("quad_code", quad);
        }
        record.string("text", self.document.text().slice(self.sentence));
        let mut info = ObjectWriter::new(record.key("text_info"));
        info.number("sequence", self.sequence);
        self.write_span(&mut info, self.sentence);
        info.end();
        record.string_if_any("link", &meta.url);
        record.string_if_any("cite_info", &meta.source);
        record.string_if_any("coder", &self.event.origin.by);
        record.string("text_id", self.document.id.as_str());
        record.end();
        line.push(b'\n');
        line
    }

    fn participants(
        &self,
        record: &mut ObjectWriter<'_>,
        name: &'static str,
        participants: &[Participant],
    ) {
        record.list(name, participants, |out, participant| {
            let mut fields = ObjectWriter::new(out);
            fields.string_if_any("code", &participant.country);
            if !participant.sectors.is_empty() {
                write_list(fields.key("sector"), &participant.sectors, |out, sector| {
                    write_string(out, sector);
                });
            }
            fields.string("entity_text", &participant.words);
            self.write_span(&mut fields, participant.span);
            fields.end();
        });
    }

    fn row(&self) -> String {
        let text = self.document.text();
        let span = |span: Span| {
            let chars = text.chars_from_span(span);
            format!("{}-{}", chars.start, chars.end)
        };
        let mut cells = vec![self.id(), self.date.clone()];
        let joined = |participants: &[Participant], cell: &dyn Fn(&Participant) -> String| {
            let cells: Vec<String> = participants.iter().map(cell).collect();
            cells.join(";")
        };
        let people = |participants: &[Participant]| {
            [
                joined(participants, &|one| one.country.to_string()),
                joined(participants, &|one| one.sectors.join(",")),
                joined(participants, &|one| one.words.replace(';', ",")),
                joined(participants, &|one| span(one.span)),
            ]
        };
        cells.extend(people(&self.actors));
        cells.push(self.code.to_string());
        cells.push(self.event.trigger.text_in(text));
        cells.push(span(self.event.trigger.envelope()));
        cells.extend(people(&self.recipients));
        cells.push(joined(&self.places, &|one| one.words.replace(';', ",")));
        cells.push(joined(&self.places, &|one| span(one.span)));
        cells.push(self.modes.join(";"));
        cells.push(quad_code(&self.code).map_or_else(String::new, |quad| quad.to_string()));
        cells.push(self.document.meta.url.clone());
        cells.push(text.slice(self.sentence).to_owned());
        let cells: Vec<String> = cells
            .into_iter()
            .map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        format!("{}\n", cells.join("\t"))
    }
}

/// The columns of the table.
const COLUMNS: [&str; 19] = [
    "id",
    "date",
    "actor_code",
    "actor_sector",
    "actor_text",
    "actor_span",
    "event",
    "event_text",
    "event_span",
    "recipient_code",
    "recipient_sector",
    "recipient_text",
    "recipient_span",
    "place_text",
    "place_span",
    "mode",
    "quad_code",
    "link",
    "text",
];

impl Writer for PloverWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        losses: &mut LossReport,
    ) -> io::Result<()> {
        self.begin(out)?;
        let annotations = &selection.annotations;
        let mut told: HashSet<&MentionId> = HashSet::new();
        for event in annotations.events() {
            let Some(code) = plover_code(event, annotations, &self.schema) else {
                losses.note(Reason::NoPlace, "events", || {
                    example(document, &event.trigger)
                });
                continue;
            };
            let record = Record::new(document, annotations, event, code);
            out.append(&match self.shape {
                Shape::Lines => record.line(),
                Shape::Table => record.row().into_bytes(),
            })?;
            note_arguments(document, event, &mut told, losses);
            let is_mode = |name: &str| ["mode", "polarity", "modality", "tense"].contains(&name);
            let others = event.attributes.iter().filter(|(name, _)| !is_mode(name));
            losses.note_many(
                Reason::NoPlace,
                "attributes",
                others.count(),
                &format!("{} in {}", event.id, document.id),
            );
        }
        for mention in annotations.mentions() {
            if !told.contains(&mention.id) {
                losses.note(Reason::NoPlace, "mentions", || {
                    example(document, &mention.extent)
                });
            }
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Output) -> io::Result<()> {
        self.begin(out)
    }
}

impl PloverWriter {
    /// A table has a header whatever is in it.
    fn begin(&mut self, out: &mut dyn Output) -> io::Result<()> {
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        if is_first && self.shape == Shape::Table {
            return out.append(format!("{}\n", COLUMNS.join("\t")).as_bytes());
        }
        Ok(())
    }
}

/// Notes the arguments whose role is nothing in PLOVER, and the mentions that are told.
fn note_arguments<'a>(
    document: &Document,
    event: &'a EventMention,
    told: &mut HashSet<&'a MentionId>,
    losses: &mut LossReport,
) {
    for argument in &event.arguments {
        if part(&argument.role).is_none() {
            losses.note(Reason::NoPlace, "arguments", || {
                format!("{} of {} in {}", argument.role, event.id, document.id)
            });
        } else if let Filler::Mention(id) = &argument.filler {
            told.insert(id);
        }
    }
}

fn participant(
    document: &Document,
    annotations: &Annotations,
    argument: &Argument,
) -> Option<Participant> {
    let words = |extent: &Extent| extent.text_in(document.text());
    match &argument.filler {
        Filler::Mention(id) => {
            let mention = annotations.mention(id)?;
            let entity = mention.entity.as_ref();
            let entity = entity.and_then(|entity| annotations.entity(entity));
            Some(Participant {
                country: entity
                    .map(|entity| entity.country.clone())
                    .unwrap_or_default(),
                sectors: entity
                    .map(|entity| entity.sectors.clone())
                    .unwrap_or_default(),
                words: words(&mention.extent),
                span: mention.extent.envelope(),
            })
        }
        Filler::Event(id) => {
            let event = annotations.event(id)?;
            Some(Participant {
                words: words(&event.trigger),
                span: event.trigger.envelope(),
                ..Participant::default()
            })
        }
        Filler::Span(span) => Some(Participant {
            words: words(&Extent::new(*span)),
            span: *span,
            ..Participant::default()
        }),
    }
}

/// The day that a filler of a time role names, else the day of the article.
fn date(document: &Document, annotations: &Annotations, event: &EventMention) -> String {
    let is_day = |value: &SmolStr| {
        let day = value.get(..10)?;
        day.parse::<jiff::civil::Date>().ok()?;
        Some(day.to_owned())
    };
    let times = event
        .arguments
        .iter()
        .filter(|argument| part(&argument.role) == Some(Part::Time));
    let mut days = times.filter_map(|argument| match &argument.filler {
        Filler::Mention(id) => is_day(annotations.mention(id)?.value.as_ref()?),
        Filler::Event(_) | Filler::Span(_) => None,
    });
    days.next().unwrap_or_else(|| document.meta.date.clone())
}

fn modes(event: &EventMention) -> Vec<String> {
    let attribute = |name: &str| event.attributes.get(name).map_or("", SmolStr::as_str);
    let own = attribute("mode").split(';').map(str::trim);
    let mut modes: Vec<String> = own
        .filter(|mode| !mode.is_empty())
        .map(str::to_owned)
        .collect();
    let general = [
        (attribute("polarity") == "negative", "negation"),
        (
            !matches!(attribute("modality"), "" | "asserted" | "actual"),
            "hypothetical",
        ),
        (attribute("tense") == "future", "future"),
    ];
    for (holds, mode) in general {
        if holds && !modes.iter().any(|known| known == mode) {
            modes.push(mode.to_owned());
        }
    }
    modes
}

/// The sentence of `span`, and its number from 1; the span itself where no sentence has it.
fn sentence(document: &Document, span: Span) -> (Span, usize) {
    let sentences = &document.segments().sentences;
    let place = sentences.partition_point(|sentence| sentence.span.end <= span.start);
    match sentences.get(place) {
        Some(sentence) if sentence.span.overlaps(span) => (sentence.span, place + 1),
        _ => (span, place + 1),
    }
}
