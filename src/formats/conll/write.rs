//! Documents to columns.

use std::io;

use super::TagScheme;
use crate::formats::export::{LossReport, Reason, Selection};
use crate::formats::token_table::TokenTable;
use crate::formats::writing::{Output, Writer, WriterOptions};
use crate::model::{Document, EntityMention};

/// A writer of two columns, token and tag.
pub(in crate::formats) fn write_2002(options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(Columns {
        scheme: options.scheme,
        between: " ",
        mark: "-DOCSTART- O\n\n",
    })
}

/// A writer of four columns. Part of speech and chunk are not known and written as `-X-`, so that readers of four columns work.
pub(in crate::formats) fn write_2003(options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(Columns {
        scheme: options.scheme,
        between: " -X- -X- ",
        mark: "-DOCSTART- -X- -X- O\n\n",
    })
}

struct Columns {
    scheme: TagScheme,
    /// What stands between token and tag.
    between: &'static str,
    /// What stands before a document.
    mark: &'static str,
}

impl Writer for Columns {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        losses: &mut LossReport,
    ) -> io::Result<()> {
        let mentions = selection.annotations.mentions();
        let mut table = TokenTable::new(document);
        table.join_sentences(mentions.iter().map(|mention| mention.extent.envelope()));
        let tags = tags(&table, mentions, self.scheme);
        let text = document.text();
        let mut lines = Vec::with_capacity(text.len() as usize * 3);
        lines.extend_from_slice(self.mark.as_bytes());
        for sentence in &table.sentences {
            for index in sentence.clone() {
                let Some(span) = table.tokens.get(index) else {
                    continue;
                };
                let form = text.slice(*span);
                // A line that begins so is read as the beginning of a document.
                push_column(
                    &mut lines,
                    if form == "-DOCSTART-" {
                        "-DOCSTART"
                    } else {
                        form
                    },
                );
                lines.extend_from_slice(self.between.as_bytes());
                push_tag(&mut lines, tags.get(index).copied().flatten());
                lines.push(b'\n');
            }
            lines.push(b'\n');
        }
        note_spelling(document, mentions, &[], losses);
        out.append(&lines)
    }
}

/// The mark and mention of every token; `None` for those outside.
pub(in crate::formats) fn tags<'a>(
    table: &TokenTable,
    mentions: &'a [EntityMention],
    scheme: TagScheme,
) -> Vec<Option<(char, &'a EntityMention)>> {
    let mut tags = vec![None; table.tokens.len()];
    let mut last: Option<(usize, &str)> = None;
    for mention in mentions {
        let tokens = table.touching(mention.extent.envelope());
        let sentences = &table.sentences;
        let begins_sentence = sentences
            .binary_search_by_key(&tokens.start, |sentence| sentence.start)
            .is_ok();
        let touches = !begins_sentence && last == Some((tokens.start, mention.label.as_str()));
        let len = tokens.len();
        last = Some((tokens.end, &mention.label));
        for (index, tag) in tags.iter_mut().skip(tokens.start).take(len).enumerate() {
            *tag = Some((scheme.mark(index, len, touches), mention));
        }
    }
    tags
}

/// Writes `O`, or the mark with the label.
pub(super) fn push_tag(out: &mut Vec<u8>, tag: Option<(char, &EntityMention)>) {
    match tag {
        None => out.push(b'O'),
        Some((mark, mention)) => {
            out.push(mark as u8);
            out.push(b'-');
            push_column(out, &mention.label);
        }
    }
}

/// A column: blanks of any kind inside it become `_`, since they separate columns.
fn push_column(out: &mut Vec<u8>, form: &str) {
    if form.chars().any(char::is_whitespace) {
        let joined = form.split_whitespace().collect::<Vec<_>>().join("_");
        out.extend_from_slice(joined.as_bytes());
    } else {
        out.extend_from_slice(form.as_bytes());
    }
}

/// Notes labels that a column cannot hold: they have blanks, or one of `special`.
pub(super) fn note_spelling(
    document: &Document,
    mentions: &[EntityMention],
    special: &[char],
    losses: &mut LossReport,
) {
    for mention in mentions {
        let is_special = |char: char| char.is_whitespace() || special.contains(&char);
        if mention.label.contains(is_special) {
            let example = || format!("“{}” in {}", mention.label, document.id);
            losses.note(Reason::Spelling, "labels", example);
        }
    }
}
