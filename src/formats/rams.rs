//! RAMS' JSON lines: one event in a window of five sentences, with links from its trigger to the spans that fill its roles.
//!
//! ```json
//! {"doc_key": "nw_1", "sentences": [["Ali", "died", "in", "Homs", "."]], "ent_spans": [[0, 0, [["evt001arg01victim", 1.0]]]],
//!  "evt_triggers": [[1, 1, [["life.die.n/a", 1.0]]]], "gold_evt_links": [[[1, 1], [0, 0], "evt001arg01victim"]]}
//! ```
//!
//! Tokens are counted over the window and both ends belong to the span. Fillers have no type of their own, so they stay bare spans. A role is written
//! with the numbers of its event and argument before it; those go off.

use super::Imported;
use super::json::fields::{Fields, Word};
use super::json::record::{Place, records};
use super::reading::{Documents, ReadOptions, Sample, Source};
use super::sentence_tokens::SentenceTokens;
use crate::model::{Argument, EventMention, Filler};
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
