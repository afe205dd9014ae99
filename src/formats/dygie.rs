//! DyGIE++'s JSON lines: sentences of tokens, and everything else as token numbers.
//!
//! ```json
//! {"doc_key": "a1", "sentences": [["Ali", "died", "."]], "ner": [[[0, 0, "PER"]]], "relations": [[]],
//!  "clusters": [], "events": [[[[1, "Life.Die"], [0, 0, "Victim"]]]]}
//! ```
//!
//! Tokens are counted over the document and both ends belong to the span. A trigger is one token. Arguments and relations stay within a sentence;
//! arguments are spans, and name the mention that stands there. Fields that begin with `_`, and predictions, are kept as they are.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::io;

use smol_str::{SmolStr, format_smolstr};

use super::Imported;
use super::draft::Draft;
use super::export::{LossReport, Selection};
use super::json::extras::Extras;
use super::json::fields::{Fields, ObjectWriter, Word, write_list, write_number, write_string};
use super::json::record::{Place, records};
use super::reading::{Documents, ReadOptions, Sample, Source};
use super::sentence_tokens::{SentenceTokens, written_tokens};
use super::token_table::{FIELD, TokenTable};
use super::writing::{Output, Writer, WriterOptions};
use crate::model::{
    Annotation, Annotations, Argument, Attributes, Document, EntityMention, EventMention, Filler,
    MentionId, Origin, Relation, RelationEnd,
};
use crate::text::Span;

/// The label of a span that a cluster names and no entity does.
const MENTION: &str = "Mention";

/// Whether the first record is a document of DyGIE++.
pub(super) fn looks_like_dygie(sample: &Sample<'_>) -> bool {
    sample.has(&["doc_key", "sentences"]) && !sample.has(&["evt_triggers"])
}

/// Reads documents.
pub(super) fn read(source: Source, options: &ReadOptions) -> Documents {
    records(source, options, read_record)
}

/// Span and label, in tokens.
type Labelled = (i64, i64, Word);

/// Two spans and the relation between them, in tokens.
type Linked = (i64, i64, i64, i64, Word);

fn read_record(mut record: Fields<'_>, place: &Place<'_>) -> Result<Imported, String> {
    let sentences: Vec<Vec<String>> = record.need("sentences")?;
    let (draft, tokens) =
        SentenceTokens::draft(&sentences, place.line).map_err(|error| error.to_string())?;
    let mut reader = Reader {
        draft,
        tokens,
        places: HashMap::new(),
        doubles: Vec::new(),
    };
    let id: Option<Word> = record.take("doc_key")?;
    let ner: Vec<Vec<Labelled>> = record.take("ner")?.unwrap_or_default();
    for (first, last, label) in ner.into_iter().flatten() {
        reader.mention(first, last, label.0);
    }
    let clusters: Vec<Vec<(i64, i64)>> = record.take("clusters")?.unwrap_or_default();
    for (cluster, number) in clusters.into_iter().zip(1..) {
        reader.cluster(&cluster, number);
    }
    let relations: Vec<Vec<Linked>> = record.take("relations")?.unwrap_or_default();
    for relation in relations.into_iter().flatten() {
        reader.relation(relation);
    }
    let events: Vec<Vec<Vec<Vec<Word>>>> = record.take("events")?.unwrap_or_default();
    for event in events.into_iter().flatten() {
        reader.event(&event);
    }
    let id = id.map_or_else(|| place.id().into(), |id| id.0);
    Ok(reader.draft.finish(&id, &record))
}

struct Reader {
    draft: Draft,
    tokens: SentenceTokens,
    /// The first mention at each place.
    places: HashMap<Span, MentionId>,
    /// Further mentions on the same words as another.
    doubles: Vec<(Span, MentionId)>,
}

impl Reader {
    /// The span of tokens `first` to `last`; noted when the document has none such.
    fn span(&mut self, first: i64, last: i64) -> Option<Span> {
        let span = self.tokens.span(first, last + 1);
        if span.is_none() {
            self.draft.remark(format!(
                "tokens {first}–{last} are not in the document; left out"
            ));
        }
        span
    }

    fn mention(&mut self, first: i64, last: i64, label: SmolStr) -> Option<MentionId> {
        let span = self.span(first, last)?;
        let id = self.draft.mention_id(None);
        self.draft
            .mention(EntityMention::new(id.clone(), span, label));
        match self.places.entry(span) {
            Entry::Occupied(_) => self.doubles.push((span, id.clone())),
            Entry::Vacant(place) => drop(place.insert(id.clone())),
        }
        Some(id)
    }

    /// The mention at `span` that a cluster means: of several on the same words, the first that is in no cluster yet.
    fn unlinked(&mut self, span: Span) -> Option<MentionId> {
        let first = self.places.get(&span).cloned()?;
        let doubles = self.doubles.iter().filter(|(place, _)| *place == span);
        let all: Vec<MentionId> = std::iter::once(first.clone())
            .chain(doubles.map(|(_, id)| id.clone()))
            .collect();
        let free = all.into_iter().find(|id| {
            let named = self.draft.named(id.as_str()).cloned();
            let annotation = named.and_then(|named| self.draft.annotation_mut(&named));
            matches!(annotation, Some(Annotation::Mention(mention)) if mention.entity.is_none())
        });
        Some(free.unwrap_or(first))
    }

    fn cluster(&mut self, cluster: &[(i64, i64)], number: usize) {
        for (first, last) in cluster {
            let Some(span) = self.span(*first, *last) else {
                continue;
            };
            let known = self.unlinked(span);
            let id = known.or_else(|| self.mention(*first, *last, SmolStr::new_static(MENTION)));
            let named = id.and_then(|id| self.draft.named(id.as_str()).cloned());
            if let Some(named) = named
                && let Some(Annotation::Mention(mention)) = self.draft.annotation_mut(&named)
            {
                mention.entity = Some(format_smolstr!("c{number}").as_str().into());
            }
        }
    }

    fn relation(&mut self, (from, from_last, to, to_last, label): Linked) {
        let (Some(from), Some(to)) = (self.span(from, from_last), self.span(to, to_last)) else {
            return;
        };
        let (Some(from), Some(to)) = (self.places.get(&from), self.places.get(&to)) else {
            let label = label.0;
            self.draft.remark(format!(
                "a relation “{label}” links what is no entity; left out"
            ));
            return;
        };
        let (from, to) = (
            RelationEnd::Mention(from.clone()),
            RelationEnd::Mention(to.clone()),
        );
        let id = self.draft.relation_id(None);
        self.draft.relation(Relation {
            id,
            relation_type: label.0,
            from,
            to,
            attributes: Attributes::default(),
            origin: Origin::default(),
        });
    }

    /// Trigger first, then arguments; some files give triggers two ends.
    fn event(&mut self, parts: &[Vec<Word>]) {
        let number = |word: &Word| word.0.parse::<i64>().ok();
        let trigger = parts.first().and_then(|trigger| match trigger.as_slice() {
            [token, label] => Some((number(token)?, number(token)?, label)),
            [first, last, label] => Some((number(first)?, number(last)?, label)),
            _ => None,
        });
        let Some((first, last, label)) = trigger else {
            self.draft.remark("an event without a trigger; left out");
            return;
        };
        let Some(span) = self.span(first, last) else {
            return;
        };
        let id = self.draft.event_id(None);
        let mut event = EventMention::new(id, span, label.0.clone());
        for part in parts.iter().skip(1) {
            let [first, last, role] = part.as_slice() else {
                self.draft
                    .remark("an argument without place and role; left out");
                continue;
            };
            let (Some(first), Some(last)) = (number(first), number(last)) else {
                self.draft
                    .remark("an argument without place and role; left out");
                continue;
            };
            let Some(span) = self.span(first, last) else {
                continue;
            };
            event.arguments.push(Argument {
                role: role.0.clone(),
                filler: match self.places.get(&span) {
                    Some(id) => Filler::Mention(id.clone()),
                    None => Filler::Span(span),
                },
                score: None,
            });
        }
        self.draft.event(event);
    }
}

/// A writer of documents.
pub(super) fn write(_options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(DygieWriter)
}

struct DygieWriter;

impl Writer for DygieWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        _losses: &mut LossReport,
    ) -> io::Result<()> {
        let annotations = &selection.annotations;
        let table = written_tokens(document, annotations);
        let extras = Extras::read(&document.unknown_json);
        let mut line = Vec::new();
        let mut record = ObjectWriter::new(&mut line);
        record.string("doc_key", document.id.as_str());
        let text = document.text();
        record.list("sentences", &table.sentences, |out, sentence| {
            let tokens = table.tokens.get(sentence.clone()).unwrap_or_default();
            write_list(out, tokens, |out, token| {
                write_string(out, text.slice(*token))
            });
        });
        let parts = Parts::new(&table, annotations);
        for (name, lists) in [
            ("ner", parts.ner),
            ("relations", parts.relations),
            ("events", parts.events),
        ] {
            record.list(name, lists, |out, list| {
                write_list(out, list, |out, item| out.extend_from_slice(&item));
            });
        }
        record.list("clusters", parts.clusters.values(), |out, cluster| {
            write_list(out, cluster, |out, item| out.extend_from_slice(item));
        });
        let own = [
            "doc_key",
            "sentences",
            "ner",
            "relations",
            "events",
            "clusters",
            FIELD,
        ];
        extras.write_record_except(&mut record, &own);
        record.end();
        line.push(b'\n');
        out.append(&line)
    }
}

/// What is said about each sentence, one JSON list an item.
struct Parts<'a> {
    ner: Vec<Vec<Vec<u8>>>,
    relations: Vec<Vec<Vec<u8>>>,
    events: Vec<Vec<Vec<u8>>>,
    clusters: BTreeMap<&'a str, Vec<Vec<u8>>>,
}

impl<'a> Parts<'a> {
    fn new(table: &TokenTable, annotations: &'a Annotations) -> Self {
        let empty = vec![Vec::new(); table.sentences.len()];
        let mut parts = Self {
            ner: empty.clone(),
            relations: empty.clone(),
            events: empty,
            clusters: BTreeMap::new(),
        };
        let mut places: HashMap<&str, [usize; 2]> = HashMap::new();
        for mention in annotations.mentions() {
            let ends = ends(table, mention.extent.envelope());
            places.insert(mention.id.as_str(), ends);
            put(&mut parts.ner, table, ends, item(&ends, &mention.label));
            if let Some(entity) = &mention.entity {
                parts
                    .clusters
                    .entry(entity.as_str())
                    .or_default()
                    .push(numbers(&ends));
            }
        }
        parts.clusters.retain(|_, cluster| cluster.len() > 1);
        for relation in annotations.relations() {
            let end = |end: &RelationEnd| match end {
                RelationEnd::Mention(id) => places.get(id.as_str()).copied(),
                RelationEnd::Event(_) => None,
            };
            if let (Some(from), Some(to)) = (end(&relation.from), end(&relation.to)) {
                let json = item(&[from[0], from[1], to[0], to[1]], &relation.relation_type);
                put(&mut parts.relations, table, from, json);
            }
        }
        for event in annotations.events() {
            let trigger = ends(table, event.trigger.envelope());
            let mut members = vec![item(&[trigger[1]], &event.event_type)];
            for argument in &event.arguments {
                let place = match &argument.filler {
                    Filler::Mention(id) => places.get(id.as_str()).copied(),
                    Filler::Span(span) => Some(ends(table, *span)),
                    Filler::Event(_) => None,
                };
                members.extend(place.map(|place| item(&place, &argument.role)));
            }
            let mut json = Vec::new();
            write_list(&mut json, members, |out, member| {
                out.extend_from_slice(&member)
            });
            put(&mut parts.events, table, trigger, json);
        }
        parts
    }
}

/// First and last token of a span.
fn ends(table: &TokenTable, span: Span) -> [usize; 2] {
    let tokens = table.touching(span);
    [tokens.start, tokens.end.saturating_sub(1)]
}

/// Adds an item to the sentence of its first token.
fn put(lists: &mut [Vec<Vec<u8>>], table: &TokenTable, ends: [usize; 2], json: Vec<u8>) {
    if let Some(list) = lists.get_mut(table.sentence_of(ends[0])) {
        list.push(json);
    }
}

fn numbers(numbers: &[usize]) -> Vec<u8> {
    let mut json = Vec::new();
    write_list(&mut json, numbers, write_number);
    json
}

/// Numbers and a label in one list.
fn item(numbers: &[usize], label: &str) -> Vec<u8> {
    let mut json = self::numbers(numbers);
    json.pop();
    json.extend_from_slice(b", ");
    write_string(&mut json, label);
    json.push(b']');
    json
}
