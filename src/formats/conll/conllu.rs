//! CoNLL-U: ten columns with tabs between them, the text of each sentence above it, blanks told exactly.
//!
//! ```text
//! # newdoc id = a1
//! # sent_id = a1-1
//! # text = Aleppo fell.
//! 1 → Aleppo → _ → _ → _ → _ → _ → _ → _ → NE=B-GPE
//! 2 → fell → _ → _ → _ → _ → _ → _ → _ → SpaceAfter=No
//! ```
//!
//! The label stands in the last column under `NE` (read as `NER`, `Entity` and `name` too). Blanks other than one are told by `SpacesAfter`, as UD's tools
//! have it, so the text comes back exactly. Multiword ranges (`3-4`) give the token and hide their words; empty nodes (`5.1`) are no tokens.

use std::io::{self, BufRead as _};

use super::scheme::{Decoder, Tag};
use super::write::{note_spelling, push_tag, tags};
use crate::formats::export::{LossReport, Selection};
use crate::formats::reading::{Documents, ReadOptions, Sample, Source};
use crate::formats::token_table::TokenTable;
use crate::formats::tokenised::{Blank, TokenisedText, finish};
use crate::formats::writing::{Output, Writer, WriterOptions};
use crate::formats::{FormatError, Imported};
use crate::model::{Document, EntityMention};
use crate::text::Span;

/// Whether a source has ten columns and token numbers.
pub(in crate::formats) fn looks_like_conllu(sample: &Sample<'_>) -> bool {
    let lines = sample.start.lines().filter(|line| !line.is_empty());
    let mut tokens = lines
        .filter(|line| !line.starts_with('#'))
        .take(20)
        .peekable();
    if tokens.peek().is_none() {
        return sample.start.starts_with("# newdoc") || sample.ends_in(&["conllu"]);
    }
    tokens.all(|line| {
        line.split('\t').count() == 10 && line.starts_with(|first: char| first.is_ascii_digit())
    })
}

/// Reads CoNLL-U.
pub(in crate::formats) fn read_conllu(source: Source, options: &ReadOptions) -> Documents {
    Box::new(Reader {
        source,
        options: options.clone(),
        number: 0,
        num_documents: 0,
        document: None,
        is_done: false,
    })
}

struct Reader {
    source: Source,
    options: ReadOptions,
    number: u64,
    num_documents: u64,
    document: Option<Growing>,
    is_done: bool,
}

#[derive(Default)]
struct Growing {
    id: Option<String>,
    text: TokenisedText,
    decoder: Decoder,
    mentions: Vec<(usize, usize, String)>,
    remarks: Vec<(u64, String)>,
    /// Blank before the next token.
    blank: Option<String>,
    /// Whether the source says so, rather than leaving it to be one blank.
    is_blank_told: bool,
    /// Words up to this number belong to the multiword token before them.
    hidden_to: u32,
    /// Text that the comment above the sentence gives, and where the sentence begins.
    written: Option<(u64, String, usize)>,
    has_other_columns: bool,
    is_marked: bool,
}

impl Growing {
    fn end_sentence(&mut self) {
        let at = self.text.len();
        self.mentions.extend(self.decoder.close(at));
        self.text.end_sentence();
        self.hidden_to = 0;
        if let Some((line, written, first)) = self.written.take()
            && let Some(words) = self.text.words(first)
            && words != written
        {
            let message =
                "the tokens read otherwise than `# text`; the tokens were taken".to_owned();
            self.remarks.push((line, message));
        }
    }
}

impl Iterator for Reader {
    type Item = Result<Imported, FormatError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut bytes = Vec::new();
        while !self.is_done {
            bytes.clear();
            match self.source.read_until(b'\n', &mut bytes) {
                Ok(0) => self.is_done = true,
                Ok(_) => {
                    self.number += 1;
                    let line = String::from_utf8_lossy(&bytes);
                    let line = line.trim_end_matches(['\n', '\r']);
                    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
                    if let Some(document) = self.line(line) {
                        return Some(self.finished(document));
                    }
                }
                Err(error) => {
                    self.is_done = true;
                    return Some(Err(error.into()));
                }
            }
        }
        let last = self.document.take()?;
        Some(self.finished(last))
    }
}

impl Reader {
    /// Takes a line; gives the document that it ends.
    fn line(&mut self, line: &str) -> Option<Growing> {
        if let Some(mark) = line.strip_prefix("# newdoc") {
            let id = mark.split_once('=').map(|(_, id)| id.trim().to_owned());
            let fresh = Growing {
                id: id.filter(|id| !id.is_empty()),
                is_marked: true,
                ..Growing::default()
            };
            let before = self.document.replace(fresh);
            return before.filter(|before| before.is_marked || before.text.len() > 0);
        }
        let number = self.number;
        let document = self.document.get_or_insert_default();
        if let Some(comment) = line.strip_prefix('#') {
            if let Some((name, text)) = comment.split_once('=')
                && name.trim() == "text"
            {
                let text = text.strip_prefix(' ').unwrap_or(text).to_owned();
                document.written = Some((number, text, document.text.len()));
            }
        } else if line.is_empty() {
            document.end_sentence();
        } else {
            document.token(line, number);
        }
        None
    }

    fn finished(&mut self, mut growing: Growing) -> Result<Imported, FormatError> {
        growing.end_sentence();
        if let Some(blank) = growing.blank.take()
            && growing.is_blank_told
        {
            growing.text.blank(&blank);
        }
        self.num_documents += 1;
        let id = growing.id.take().unwrap_or_else(|| {
            if self.num_documents == 1 && self.is_done {
                self.options.only_id()
            } else {
                self.options.id(self.num_documents)
            }
        });
        let has_other_columns = growing.has_other_columns;
        let (mut draft, places) = growing.text.into_draft(None)?;
        for (line, message) in growing.remarks {
            draft.remark_at(line, message);
        }
        if has_other_columns && self.num_documents == 1 {
            draft.remark("lemmas, parts of speech, features and dependencies are not kept");
        }
        for (first, end, label) in growing.mentions {
            if let Some(span) = places.span(first, end) {
                let id = draft.mention_id(None);
                draft.mention(EntityMention::new(id, span, label));
            }
        }
        Ok(finish(draft, &id))
    }
}

impl Growing {
    fn token(&mut self, line: &str, number: u64) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, form, between @ .., misc] = columns.as_slice() else {
            let message = format!("{} columns where ten are needed; left out", columns.len());
            self.remarks.push((number, message));
            return;
        };
        if columns.len() != 10 {
            let message = format!(
                "{} columns where ten are needed; the last is read as MISC",
                columns.len()
            );
            self.remarks.push((number, message));
        }
        if id.contains('.') {
            return;
        }
        self.has_other_columns |= between.iter().any(|column| *column != "_");
        let (first, last) = id.split_once('-').unwrap_or((id, id));
        let (first, last) = (first.parse::<u32>().ok(), last.parse::<u32>().ok());
        if let Some(first) = first
            && first <= self.hidden_to
        {
            return;
        }
        if id.contains('-') {
            self.hidden_to = last.unwrap_or_default();
        }
        let misc = Misc::read(misc);
        let index = self.text.len();
        self.mentions
            .extend(self.decoder.tag(index, misc.tag).into_iter().flatten());
        let form = misc.form.as_deref().unwrap_or(form);
        match (&misc.before, self.blank.take()) {
            (Some(before), _) => self.text.token(form, Blank::Known(before)),
            (None, Some(blank)) => self.text.token(form, Blank::Known(&blank)),
            (None, None) => self.text.token(form, Blank::Known("")),
        }
        self.is_blank_told = misc.after.is_some();
        self.blank = Some(misc.after.unwrap_or_else(|| " ".to_owned()));
    }
}

/// What the last column says.
struct Misc<'a> {
    tag: Tag<'a>,
    /// Blanks before the token, where they are told.
    before: Option<String>,
    /// Blanks after it, where they are told.
    after: Option<String>,
    /// The token with its inner blanks.
    form: Option<String>,
}

impl<'a> Misc<'a> {
    fn read(misc: &'a str) -> Self {
        let mut read = Self {
            tag: Tag::Outside,
            before: None,
            after: None,
            form: None,
        };
        for (key, value) in misc.split('|').filter_map(|pair| pair.split_once('=')) {
            match key {
                "NE" | "NER" | "Entity" | "name" => {
                    read.tag = Tag::read(value).unwrap_or(Tag::Outside);
                }
                "SpaceAfter" if value == "No" => read.after = Some(String::new()),
                "SpacesAfter" => read.after = Some(unescaped(value)),
                "SpacesBefore" => read.before = Some(unescaped(value)),
                "SpacesInToken" => read.form = Some(unescaped(value)),
                _ => {}
            }
        }
        read
    }
}

/// Blanks as UD's tools spell them.
const ESCAPES: [(char, &str); 6] = [
    (' ', "\\s"),
    ('\t', "\\t"),
    ('\n', "\\n"),
    ('\r', "\\r"),
    ('|', "\\p"),
    ('\\', "\\\\"),
];

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for char in text.chars() {
        match ESCAPES.iter().find(|(plain, _)| *plain == char) {
            Some((_, escape)) => out.push_str(escape),
            None => out.push(char),
        }
    }
    out
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let found = ESCAPES.iter().find(|(_, escape)| rest.starts_with(escape));
        let len = if let Some((plain, escape)) = found {
            out.push(*plain);
            escape.len()
        } else {
            out.push(char);
            char.len_utf8()
        };
        rest = rest.get(len..).unwrap_or_default();
    }
    out
}

/// A writer of CoNLL-U.
pub(in crate::formats) fn write_conllu(options: &WriterOptions) -> Box<dyn Writer> {
    Box::new(ConlluWriter {
        scheme: options.scheme,
    })
}

struct ConlluWriter {
    scheme: super::TagScheme,
}

impl Writer for ConlluWriter {
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
        let id = one_line(document.id.as_str());
        let mut lines = format!("# newdoc id = {id}\n").into_bytes();
        let mut before = leading_blank(document, &table);
        for (number, sentence) in table.sentences.iter().enumerate() {
            let tokens = table.tokens.get(sentence.clone()).unwrap_or_default();
            let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
                continue;
            };
            let words = one_line(text.slice(first.cover(*last)));
            lines.extend_from_slice(
                format!("# sent_id = {id}-{}\n# text = {words}\n", number + 1).as_bytes(),
            );
            for (place, index) in sentence.clone().enumerate() {
                let Some(span) = table.tokens.get(index).copied() else {
                    continue;
                };
                let next = table.tokens.get(index + 1).copied();
                let form = text.slice(span);
                let spelled = one_line(form);
                lines.extend_from_slice(
                    format!("{}\t{spelled}\t_\t_\t_\t_\t_\t_\t_\t", place + 1).as_bytes(),
                );
                let mut misc = Vec::new();
                if let Some(tag @ Some(_)) = tags.get(index).copied() {
                    misc.extend_from_slice(b"NE=");
                    push_tag(&mut misc, tag);
                    // It would end the field.
                    misc.iter_mut()
                        .filter(|byte| **byte == b'|')
                        .for_each(|byte| *byte = b'_');
                }
                let blanks = [
                    before
                        .take()
                        .map(|blank| format!("SpacesBefore={}", escaped(&blank))),
                    (spelled != form).then(|| format!("SpacesInToken={}", escaped(form))),
                    blank_after(document, span, next),
                ];
                for field in blanks.into_iter().flatten() {
                    if !misc.is_empty() {
                        misc.push(b'|');
                    }
                    misc.extend_from_slice(field.as_bytes());
                }
                if misc.is_empty() {
                    misc.push(b'_');
                }
                lines.extend_from_slice(&misc);
                lines.push(b'\n');
            }
            lines.push(b'\n');
        }
        if table.sentences.is_empty() {
            lines.push(b'\n');
        }
        note_spelling(document, mentions, &['|'], losses);
        out.append(&lines)
    }
}

/// Line ends and tabs as blanks, since a line holds one token.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

/// Blanks before the first token, if there are any.
fn leading_blank(document: &Document, table: &TokenTable) -> Option<String> {
    let first = table.tokens.first()?;
    let blank = document.text().slice(Span::new(0, first.start));
    (!blank.is_empty() && blank.trim().is_empty()).then(|| blank.to_owned())
}

/// What is told about the blanks between a token and the next; nothing for one blank. What stands between them without being a token is left out.
fn blank_after(document: &Document, token: Span, next: Option<Span>) -> Option<String> {
    let text = document.text();
    let end = next.map_or(text.len(), |next| next.start);
    let between = text.slice(Span::new(token.end, end.max(token.end)));
    if !between.trim().is_empty() {
        return Some("SpacesAfter=\\n".to_owned());
    }
    match (between, next) {
        ("", Some(_)) => Some("SpaceAfter=No".to_owned()),
        (" ", Some(_)) | ("", None) => None,
        (blank, _) => Some(format!("SpacesAfter={}", escaped(blank))),
    }
}
