//! CoNLL-2003: one token a line in four columns, `FORM POS CHUNK NER`, one blank between them; a blank line after each sentence and `-DOCSTART-`
//! before each document. Tags are IOB2. Part of speech and chunk are not known and written as `-X-`, so that readers of four columns work.
//!
//! ```text
//! -DOCSTART- -X- -X- O
//!
//! Aleppo -X- -X- B-GPE
//! fell -X- -X- O
//! ```
//!
//! The format is flat: of nested and overlapping mentions the outermost is written, gaps are filled, edges widen to tokens. Events, links, values and
//! offsets have no place in it. Tokens of boilerplate are dropped.

use std::io::{self, Write};

use super::export::{LossReport, Reason, example, outermost};
use crate::model::{Annotations, Document, EntityMention};
use crate::text::Segments;

/// Writes one document and notes what of `annotations` the format cannot hold.
pub fn write_document(
    out: &mut dyn Write,
    document: &Document,
    annotations: &Annotations,
    losses: &mut LossReport,
) -> io::Result<()> {
    let segments = document.segments();
    let tags = tags(document, segments, annotations, losses);
    note_what_has_no_place(document, annotations, losses);
    writeln!(out, "-DOCSTART- -X- -X- O")?;
    writeln!(out)?;
    for sentence in &segments.sentences {
        let mut is_empty = true;
        for index in sentence.first_token as usize..sentence.end_token as usize {
            let Some(token) = segments.tokens.get(index) else {
                continue;
            };
            if document.is_skipped(token.span) {
                continue;
            }
            is_empty = false;
            let form = document.text().slice(token.span);
            write_form(out, form)?;
            match tags.get(index).copied().flatten() {
                None => writeln!(out, " -X- -X- O")?,
                Some((mark, mention)) => {
                    write!(out, " -X- -X- {mark}-")?;
                    write_form(out, &mention.label)?;
                    writeln!(out)?;
                }
            }
        }
        if !is_empty {
            writeln!(out)?;
        }
    }
    Ok(())
}

/// A column: blanks of any kind inside it become `_`, since they separate columns.
fn write_form(out: &mut dyn Write, form: &str) -> io::Result<()> {
    if form.chars().any(char::is_whitespace) {
        let joined = form.split_whitespace().collect::<Vec<_>>().join("_");
        out.write_all(joined.as_bytes())
    } else {
        out.write_all(form.as_bytes())
    }
}

type Tag<'a> = Option<(char, &'a EntityMention)>;

/// The tag of every token: `B` and `I` with the mention, `None` for `O`.
fn tags<'a>(
    document: &Document,
    segments: &Segments,
    annotations: &'a Annotations,
    losses: &mut LossReport,
) -> Vec<Tag<'a>> {
    let mut tags: Vec<Tag<'a>> = vec![None; segments.tokens.len()];
    for mention in outermost(document, annotations.mentions(), losses) {
        let span = mention.extent.envelope();
        let tokens = segments.tokens_in(span);
        if mention.extent.is_discontinuous() {
            losses.note(Reason::Gaps, "mentions", || {
                example(document, &mention.extent)
            });
        }
        if segments.snap(span) != span {
            losses.note(Reason::TokenEdges, "mentions", || {
                example(document, &mention.extent)
            });
        }
        let mut mark = 'B';
        for index in tokens {
            // Two mentions can meet in one token; it belongs to the first.
            if let Some(tag) = tags.get_mut(index).filter(|tag| tag.is_none()) {
                *tag = Some((mark, mention));
                mark = 'I';
            }
        }
        if mark == 'B' {
            losses.note(Reason::NotOutermost, "mentions", || {
                example(document, &mention.extent)
            });
        }
    }
    tags
}

fn note_what_has_no_place(document: &Document, annotations: &Annotations, losses: &mut LossReport) {
    let place = format!("in {}", document.id);
    losses.note_many(
        Reason::NoPlace,
        "events",
        annotations.events().len(),
        &place,
    );
    losses.note_many(
        Reason::NoPlace,
        "relations",
        annotations.relations().len(),
        &place,
    );
    losses.note_many(Reason::NoPlace, "notes", annotations.notes().len(), &place);
    let values = annotations
        .mentions()
        .iter()
        .filter(|mention| mention.value.is_some() || mention.count.is_some())
        .count();
    losses.note_many(Reason::NoPlace, "values", values, &place);
    let chained = annotations
        .mentions()
        .iter()
        .filter(|mention| mention.entity.is_some())
        .count();
    losses.note_many(Reason::NoPlace, "coreference links", chained, &place);
}
