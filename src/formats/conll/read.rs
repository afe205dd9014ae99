//! Columns to documents, one document in memory at a time.

use std::io::{self, BufRead as _, Read as _};

use super::scheme::{Decoder, SchemeEvidence, Tag};
use crate::formats::reading::{Documents, ReadOptions, Sample, Source};
use crate::formats::tokenised::{Blank, TokenisedText, finish};
use crate::formats::{FormatError, Imported};
use crate::model::EntityMention;

/// A document without a mark of its own end is closed at the first sentence end after so many bytes of text, so that memory stays flat.
const LONG_BYTES: usize = 1 << 20;

/// How the columns of a file are meant, as its beginning shows.
#[derive(Clone, Debug, Default)]
struct Layout {
    has_tabs: bool,
    /// Columns of most lines.
    num_columns: usize,
    /// Column of the token: the second one where the first counts tokens.
    form: usize,
    /// Whether documents are marked.
    has_marks: bool,
    evidence: SchemeEvidence,
    /// Whether columns between token and tag say anything.
    has_more: bool,
    /// Tags that are labels alone, without a mark.
    num_bare: usize,
}

/// Whether `line` begins a document.
fn is_document_mark(line: &str) -> bool {
    line.starts_with("-DOCSTART-") || line.starts_with("# newdoc")
}

impl Layout {
    fn columns<'a>(&self, line: &'a str) -> Vec<&'a str> {
        if self.has_tabs {
            line.split('\t').collect()
        } else {
            line.split([' ', '\t'])
                .filter(|column| !column.is_empty())
                .collect()
        }
    }

    /// Looks at the beginning of a file.
    fn of(start: &str) -> Self {
        let lines = || start.lines().filter(|line| !line.trim().is_empty());
        let is_token = |line: &&str| !line.starts_with("# ") && !is_document_mark(line);
        let mut layout = Self {
            has_tabs: lines()
                .filter(is_token)
                .take(200)
                .any(|line| line.contains('\t')),
            has_marks: lines().any(is_document_mark),
            ..Self::default()
        };
        let mut counts = std::collections::BTreeMap::<usize, usize>::new();
        for line in lines().filter(is_token) {
            *counts.entry(layout.columns(line).len()).or_default() += 1;
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        layout.num_columns = most.map_or(2, |(columns, _)| columns);
        layout.form = usize::from(layout.is_numbered(start));
        for line in start.lines() {
            layout.look_at(line);
        }
        layout
    }

    /// Whether the first column counts the tokens of each sentence.
    fn is_numbered(&self, start: &str) -> bool {
        let mut expected = 1;
        let mut num_tokens = 0;
        for line in start.lines().take(1000) {
            if line.trim().is_empty() || is_document_mark(line) {
                expected = 1;
                continue;
            }
            let columns = self.columns(line);
            if self.is_comment(line, &columns) {
                continue;
            }
            if columns.len() < 3
                || columns.first().and_then(|first| first.parse().ok()) != Some(expected)
            {
                return false;
            }
            expected += 1;
            num_tokens += 1;
        }
        num_tokens > 1
    }

    fn look_at(&mut self, line: &str) {
        if line.trim().is_empty() {
            self.evidence.end_sentence();
            return;
        }
        let columns = self.columns(line);
        if is_document_mark(line) || self.is_comment(line, &columns) {
            return;
        }
        let Some((last, others)) = columns
            .split_last()
            .filter(|(_, others)| !others.is_empty())
        else {
            return;
        };
        match Tag::read(last) {
            Some(tag) => self.evidence.tag(tag),
            None => self.num_bare += 1,
        }
        let says_something = |column: &&str| !matches!(*column, "_" | "-X-" | "O" | "-" | "");
        self.has_more |= others
            .get(self.form + 1..)
            .is_some_and(|more| more.iter().any(says_something));
    }

    /// A line that begins with `#` and is no token called so.
    fn is_comment(&self, line: &str, columns: &[&str]) -> bool {
        line.starts_with('#')
            && (columns.len() != self.num_columns
                || columns.last().is_none_or(|tag| Tag::read(tag).is_none()))
    }

    /// What to tell about the file as a whole.
    fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        match self.evidence.scheme() {
            Some(super::TagScheme::Iob2) | None => {}
            Some(scheme) => remarks.push(format!(
                "the tags are read as {scheme}, as their marks show"
            )),
        }
        if self.num_bare > 0 {
            remarks.push("tags without a mark such as B- are read as labels; neighbours of one label become one mention".to_owned());
        }
        if self.has_more {
            remarks.push("columns between the token and its label are not kept".to_owned());
        }
        remarks
    }
}

/// Whether a source looks like token columns with labels.
pub(in crate::formats) fn looks_like_conll(sample: &Sample<'_>, num_columns: usize) -> bool {
    if sample.json.is_some() || sample.start.trim_start().starts_with('<') {
        return false;
    }
    let layout = Layout::of(sample.start);
    let (mut num_tagged, mut num_others) = (0, 0);
    for line in sample.start.lines().take(400) {
        let columns = layout.columns(line);
        if line.trim().is_empty() || is_document_mark(line) || layout.is_comment(line, &columns) {
            continue;
        }
        let is_tagged =
            columns.len() > 1 && columns.last().is_some_and(|tag| Tag::read(tag).is_some());
        if is_tagged {
            num_tagged += 1;
        } else {
            num_others += 1;
        }
    }
    let fits = if num_columns == 2 {
        layout.num_columns == 2
    } else {
        layout.num_columns != 2
    };
    // A line or two may be broken; text has no labels at all.
    let is_labelled = num_tagged > 0 && num_others * 5 <= num_tagged;
    (is_labelled || num_others == 0 && sample.start.starts_with("-DOCSTART-")) && fits
}

/// Reads token columns.
pub(in crate::formats) fn read(mut source: Source, options: &ReadOptions) -> Documents {
    let mut head = Vec::new();
    let read = (&mut source)
        .take(Sample::BYTES as u64)
        .read_to_end(&mut head);
    if let Err(error) = read {
        return Box::new(std::iter::once(Err(error.into())));
    }
    let is_whole = head.len() < Sample::BYTES;
    let (head, encoding) = match text_of(head, is_whole, &mut source) {
        Ok(done) => done,
        Err(error) => return Box::new(std::iter::once(Err(error))),
    };
    let start = match std::str::from_utf8(&head) {
        Ok(start) => start,
        Err(error) => std::str::from_utf8(head.get(..error.valid_up_to()).unwrap_or_default())
            .unwrap_or_default(),
    };
    let layout = Layout::of(start.strip_prefix('\u{feff}').unwrap_or(start));
    let mut remarks = layout.remarks();
    remarks.extend(encoding);
    Box::new(Reader {
        source: Box::new(io::Cursor::new(head).chain(source)),
        options: options.clone(),
        layout,
        remarks,
        line: Vec::new(),
        number: 0,
        num_documents: 0,
        document: None,
        is_done: false,
    })
}

/// The beginning of a source as UTF-8; a source in an older encoding is decoded whole.
fn text_of(
    mut head: Vec<u8>,
    is_whole: bool,
    source: &mut Source,
) -> Result<(Vec<u8>, Option<String>), FormatError> {
    let is_utf8 = match std::str::from_utf8(&head) {
        Ok(_) => true,
        Err(error) => !is_whole && error.error_len().is_none(),
    };
    if is_utf8 && !head.contains(&0) {
        return Ok((head, None));
    }
    source.read_to_end(&mut head)?;
    let decoded = crate::text::decode::decode(&head)?;
    let remark = decoded.is_guessed.then(|| {
        format!(
            "read as {}, which was guessed from the bytes",
            decoded.encoding
        )
    });
    Ok((decoded.characters.into_bytes(), remark))
}

struct Reader {
    source: Source,
    options: ReadOptions,
    layout: Layout,
    /// What is to be said with the first document.
    remarks: Vec<String>,
    line: Vec<u8>,
    number: u64,
    num_documents: u64,
    document: Option<Growing>,
    is_done: bool,
}

/// A document as it grows.
#[derive(Default)]
struct Growing {
    id: Option<String>,
    text: TokenisedText,
    decoder: Decoder,
    mentions: Vec<(usize, usize, String)>,
    remarks: Vec<(u64, String)>,
    /// Whether the source marks its beginning, so that it counts even when it is empty.
    is_marked: bool,
}

impl Growing {
    fn end_sentence(&mut self) {
        let at = self.text.len();
        self.mentions.extend(self.decoder.close(at));
        self.text.end_sentence();
    }

    fn token(&mut self, form: &str, tag: Tag<'_>) {
        let index = self.text.len();
        self.mentions
            .extend(self.decoder.tag(index, tag).into_iter().flatten());
        self.text.token(form, Blank::Guessed);
    }
}

impl Iterator for Reader {
    type Item = Result<Imported, FormatError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_done {
            self.line.clear();
            match self.source.read_until(b'\n', &mut self.line) {
                Ok(0) => self.is_done = true,
                Ok(_) => {
                    self.number += 1;
                    let line = std::mem::take(&mut self.line);
                    let finished = self.line(&line);
                    self.line = line;
                    if let Some(document) = finished {
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
    fn line(&mut self, bytes: &[u8]) -> Option<Growing> {
        let mut line = String::from_utf8_lossy(bytes);
        if matches!(line, std::borrow::Cow::Owned(_)) {
            let message = "some bytes are no UTF-8 and were replaced by �".to_owned();
            let document = self.document.get_or_insert_default();
            document.remarks.push((self.number, message));
        }
        if self.number == 1 && line.starts_with('\u{feff}') {
            line = line.trim_start_matches('\u{feff}').to_owned().into();
        }
        let line = line.trim_end_matches(['\n', '\r']);
        if is_document_mark(line) {
            let fresh = Growing {
                id: id_of_mark(line),
                is_marked: true,
                ..Growing::default()
            };
            return self.document.replace(fresh).filter(is_document);
        }
        if line.trim_matches([' ', '\t']).is_empty() {
            let document = self.document.as_mut()?;
            document.end_sentence();
            let is_long = !self.layout.has_marks && document.text.num_bytes() > LONG_BYTES;
            return if is_long { self.document.take() } else { None };
        }
        self.token(line);
        None
    }

    fn token(&mut self, line: &str) {
        let columns = self.layout.columns(line);
        if self.layout.is_comment(line, &columns) {
            return;
        }
        let number = self.number;
        let document = self.document.get_or_insert_default();
        let form = columns.get(self.layout.form).or(columns.first());
        let (Some(form), Some(last)) = (form, columns.last()) else {
            return;
        };
        if columns.len() < 2 {
            let message = format!("“{form}” has no label; it is taken as outside of all mentions");
            document.remarks.push((number, message));
            document.token(form, Tag::Outside);
            return;
        }
        // A label alone goes on as long as it is the same.
        let tag = Tag::read(last).unwrap_or(Tag::Inside('I', last));
        document.token(form, tag);
    }

    fn finished(&mut self, mut growing: Growing) -> Result<Imported, FormatError> {
        growing.end_sentence();
        self.num_documents += 1;
        let id = match growing.id.take() {
            Some(id) => id,
            None if self.layout.has_marks || self.num_documents > 1 || !self.is_done => {
                self.options.id(self.num_documents)
            }
            None => self.options.only_id(),
        };
        let (mut draft, places) = growing.text.into_draft(None)?;
        for remark in self.remarks.drain(..) {
            draft.remark(remark);
        }
        for (line, message) in growing.remarks {
            draft.remark_at(line, message);
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

/// Whether what stood before a mark is a document: an empty one counts when it was marked.
fn is_document(growing: &Growing) -> bool {
    growing.is_marked || growing.text.len() > 0
}

/// The id that a mark names: `# newdoc id = d1`, `-DOCSTART- (d1)`.
fn id_of_mark(line: &str) -> Option<String> {
    if let Some(rest) = line.strip_prefix("# newdoc") {
        let id = rest.split_once('=')?.1.trim();
        return (!id.is_empty()).then(|| id.to_owned());
    }
    let inside = line.split_once('(')?.1.split_once(')')?.0.trim();
    (!inside.is_empty()).then(|| inside.to_owned())
}
