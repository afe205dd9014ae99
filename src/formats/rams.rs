//! RAMS' JSON lines: one event in a window of five sentences, with links from its trigger to the spans that fill its roles.
//!
//! ```json
//! {"doc_key": "nw_1", "sentences": [["Ali", "died", "in", "Homs", "."]], "ent_spans": [[0, 0, [["evt001arg01victim", 1.0]]]],
//!  "evt_triggers": [[1, 1, [["life.die.n/a", 1.0]]]], "gold_evt_links": [[[1, 1], [0, 0], "evt001arg01victim"]]}
//! ```
//!
//! Tokens are counted over the window and both ends belong to the span. Fillers have no type of their own, so they stay bare spans. A role is written
//! with the numbers of its event and argument before it; those go off.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::ops::Range;

use super::Imported;
use super::export::{LossReport, Reason, Selection, example};
use super::json::fields::{Fields, ObjectWriter, Word, write_list, write_number, write_string};
use super::json::record::{Place, records};
use super::reading::{Documents, ReadOptions, Sample, Source};
use super::sentence_tokens::{SentenceTokens, written_tokens};
use super::token_table::TokenTable;
use super::writing::{Output, Writer, WriterOptions};
use crate::model::{Argument, Document, EventMention, Filler, MentionId};
use crate::text::Span;

/// Whether the first record is a window of RAMS.
pub(super) fn looks_like_rams(sample: &Sample<'_>) -> bool {
    sample.has(&["doc_key", "sentences", "evt_triggers"])
}

/// Reads windows, each as a document.
pub(super) fn read(source: Source, options: &ReadOptions) -> Documents {
    records(source, options, read_record)
}

type Labelled = (i64, i64, Vec<(Word, f32)>);
type Link = ((i64, i64), (i64, i64), Word);

fn read_record(mut record: Fields<'_>, place: &Place<'_>) -> Result<Imported, String> {
    let sentences: Vec<Vec<String>> = record.need("sentences")?;
    let (mut draft, tokens) =
        SentenceTokens::draft(&sentences, place.line).map_err(|error| error.to_string())?;
    let id: Option<Word> = record.take("doc_key")?;
    let address: Option<String> = record.take("source_url")?;
    let triggers: Vec<Labelled> = record.need("evt_triggers")?;
    let links: Vec<Link> = record.take("gold_evt_links")?.unwrap_or_default();
    let mut num_linked = 0;
    for (first, last, types) in triggers {
        let (Some(span), Some((label, _))) = (tokens.span(first, last + 1), types.first()) else {
            draft.remark(format!(
                "the trigger {first}–{last} is not in the window or has no type; left out"
            ));
            continue;
        };
        let id = draft.event_id(None);
        let mut event = EventMention::new(id, span, label.0.clone());
        for (trigger, (from, to), role) in &links {
            if *trigger != (first, last) {
                continue;
            }
            num_linked += 1;
            match tokens.span(*from, to + 1) {
                Some(span) => event.arguments.push(argument(span, &role.0)),
                None => draft.remark(format!(
                    "tokens {from}–{to} are not in the window; left out"
                )),
            }
        }
        draft.event(event);
    }
    if num_linked < links.len() {
        draft.remark(format!(
            "{} links begin at no trigger; left out",
            links.len() - num_linked
        ));
    }
    let id = id.map_or_else(|| place.id().into(), |id| id.0);
    let mut imported = draft.finish(&id, &record);
    imported.document.meta.url = address.unwrap_or_default();
    Ok(imported)
}

fn argument(span: Span, role: &str) -> Argument {
    Argument {
        role: plain_role(role).into(),
        filler: Filler::Span(span),
        score: None,
    }
}

/// "victim" of "evt001arg01victim".
fn plain_role(role: &str) -> &str {
    let after = |text: &'_ str, prefix: &str| -> Option<usize> {
        let rest = text.strip_prefix(prefix)?;
        let digits = rest.len()
            - rest
                .trim_start_matches(|char: char| char.is_ascii_digit())
                .len();
        (digits > 0).then_some(prefix.len() + digits)
    };
    let plain = after(role, "evt").and_then(|at| {
        let rest = role.get(at..)?;
        rest.get(after(rest, "arg")?..)
    });
    plain.filter(|plain| !plain.is_empty()).unwrap_or(role)
}

/// A writer of windows.
pub(super) fn write(_options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(WindowWriter)
}

struct WindowWriter;

/// Sentences before and after that of the trigger.
const AROUND: usize = 2;

impl Writer for WindowWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        losses: &mut LossReport,
    ) -> io::Result<()> {
        let annotations = &selection.annotations;
        let table = written_tokens(document, annotations);
        let mut told: HashSet<&MentionId> = HashSet::new();
        for (event, number) in annotations.events().iter().zip(1..) {
            let window = Window::around(&table, event.trigger.envelope());
            let mut arguments: Vec<(Range<usize>, &str)> = Vec::new();
            for argument in &event.arguments {
                let place = match &argument.filler {
                    Filler::Mention(id) => annotations
                        .mention(id)
                        .map(|mention| mention.extent.envelope()),
                    Filler::Event(id) => {
                        annotations.event(id).map(|event| event.trigger.envelope())
                    }
                    Filler::Span(span) => Some(*span),
                };
                match place.and_then(|place| window.tokens(&table, place)) {
                    Some(tokens) => {
                        arguments.push((tokens, &argument.role));
                        if let Filler::Mention(id) = &argument.filler {
                            told.insert(id);
                        }
                    }
                    None => losses.note(Reason::Window, "arguments", || {
                        format!("{} of {} in {}", argument.role, event.id, document.id)
                    }),
                }
            }
            if let Some(trigger) = window.tokens(&table, event.trigger.envelope()) {
                let texts = window.sentences(&table, document);
                let key = format!("{}-{number}", document.id);
                out.append(&record(
                    document,
                    &key,
                    &texts,
                    (event, trigger),
                    &arguments,
                ))?;
            }
        }
        for mention in annotations.mentions() {
            if !told.contains(&mention.id) {
                losses.note(Reason::NoPlace, "mentions", || {
                    example(document, &mention.extent)
                });
            }
        }
        losses.note_many(
            Reason::NoPlace,
            "labels of fillers",
            told.len(),
            &format!("in {}", document.id),
        );
        if annotations.events().is_empty() {
            let id = &document.id;
            losses.note(Reason::NoPlace, "documents without events", || {
                id.to_string()
            });
        }
        Ok(())
    }
}

/// The sentences around a trigger.
struct Window {
    sentences: Range<usize>,
    /// Tokens of the document.
    tokens: Range<usize>,
}

impl Window {
    fn around(table: &TokenTable, trigger: Span) -> Self {
        let sentence = table.sentence_of(table.touching(trigger).start);
        let end = (sentence + AROUND + 1).min(table.sentences.len());
        let sentences = sentence.saturating_sub(AROUND).min(end)..end;
        let within = table.sentences.get(sentences.clone()).unwrap_or_default();
        let tokens = match (within.first(), within.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        };
        Self { sentences, tokens }
    }

    /// The tokens of `span` counted over the window; `None` where they are not all in it.
    fn tokens(&self, table: &TokenTable, span: Span) -> Option<Range<usize>> {
        let tokens = table.touching(span);
        let is_inside = tokens.start >= self.tokens.start && tokens.end <= self.tokens.end;
        let start = self.tokens.start;
        (is_inside && !tokens.is_empty()).then(|| tokens.start - start..tokens.end - start)
    }

    /// The words of its sentences.
    fn sentences<'d>(&self, table: &TokenTable, document: &'d Document) -> Vec<Vec<&'d str>> {
        let sentences = table.sentences.get(self.sentences.clone());
        let words = |sentence: &Range<usize>| {
            let tokens = table.tokens.get(sentence.clone()).unwrap_or_default();
            let words = tokens.iter().map(|token| document.text().slice(*token));
            words.collect()
        };
        sentences.unwrap_or_default().iter().map(words).collect()
    }
}

/// A line. Roles get the numbers that RAMS has before them: of the event, always one here, and of the argument.
fn record(
    document: &Document,
    key: &str,
    sentences: &[Vec<&str>],
    (event, trigger): (&EventMention, Range<usize>),
    arguments: &[(Range<usize>, &str)],
) -> Vec<u8> {
    let place = |out: &mut Vec<u8>, tokens: &Range<usize>| {
        let ends = [tokens.start, tokens.end.saturating_sub(1)];
        write_list(out, ends, write_number);
    };
    let labelled = |out: &mut Vec<u8>, tokens: &Range<usize>, labels: &[String]| {
        out.push(b'[');
        write_number(out, tokens.start);
        out.extend_from_slice(b", ");
        write_number(out, tokens.end.saturating_sub(1));
        out.extend_from_slice(b", ");
        write_list(out, labels, |out, label| {
            out.push(b'[');
            write_string(out, label);
            out.extend_from_slice(b", 1.0]");
        });
        out.push(b']');
    };
    let links: Vec<(&Range<usize>, String)> = arguments
        .iter()
        .zip(1..)
        .map(|((tokens, role), number)| (tokens, format!("evt001arg{number:02}{role}")))
        .collect();
    let mut fillers: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    for (tokens, link) in &links {
        let labels = fillers.entry((tokens.start, tokens.end)).or_default();
        labels.push(link.clone());
    }
    let mut line = Vec::new();
    let mut fields = ObjectWriter::new(&mut line);
    fields.string("doc_key", key);
    fields.list("sentences", sentences, |out, sentence| {
        write_list(out, sentence, |out, word| write_string(out, word));
    });
    fields.list("ent_spans", &fillers, |out, ((start, end), labels)| {
        labelled(out, &(*start..*end), labels);
    });
    fields.list("evt_triggers", [&trigger], |out, trigger| {
        labelled(out, trigger, &[event.event_type.to_string()]);
    });
    fields.list("gold_evt_links", &links, |out, (tokens, link)| {
        out.push(b'[');
        place(out, &trigger);
        out.extend_from_slice(b", ");
        place(out, tokens);
        out.extend_from_slice(b", ");
        write_string(out, link);
        out.push(b']');
    });
    fields.string("source_url", &document.meta.url);
    fields.end();
    line.push(b'\n');
    line
}
