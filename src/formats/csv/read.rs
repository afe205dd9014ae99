//! Rows to documents, one in memory at a time.

use std::io::{self, Read as _};

use csv::{ByteRecord, Reader};

use super::columns::{Columns, has_known_name};
use super::dialect::Dialect;
use super::{OTHER, TAGS};
use crate::formats::article::{explicit_date, read_article};
use crate::formats::json::fields::json_pairs;
use crate::formats::reading::{Column, Documents, ReadOptions, Sample, Source};
use crate::formats::{FormatError, ImportDiagnostic, Imported, conll};
use crate::text::decode::decode;

/// Bytes to find out by how a table is written.
const HEAD: u64 = 1 << 18;

/// Whether a source is a table of articles: rows of equally many fields, and a column whose name says that it holds text, or a file's name that says
/// that it is a table.
pub(in crate::formats) fn looks_like_table(sample: &Sample<'_>) -> bool {
    looks_like(sample, &["csv", "tsv", "tab"])
}

/// Whether that table is separated by tabs.
pub(in crate::formats) fn looks_like_tabs(sample: &Sample<'_>) -> bool {
    looks_like_table(sample)
        && Dialect::find(sample.start.as_bytes(), sample.is_whole).separator == b'\t'
}

fn looks_like(sample: &Sample<'_>, endings: &[&str]) -> bool {
    let is_other = sample.json.is_some()
        || sample.start.starts_with("#FORMAT=")
        || sample.start.trim_start().starts_with('<')
        || conll::looks_like_conll(sample, 2)
        || conll::looks_like_conll(sample, 4);
    if is_other || sample.start.trim().is_empty() {
        return false;
    }
    let dialect = Dialect::find(sample.start.as_bytes(), sample.is_whole);
    let rows = dialect.rows(sample.start.as_bytes(), sample.is_whole);
    let Some(first) = rows.first().map(strings) else {
        return false;
    };
    let fits = |row: &&ByteRecord| row.len() == first.len();
    // A table that is broken here and there is one all the same.
    let is_even = rows.iter().filter(fits).count() * 2 >= rows.len();
    let are_names = first.iter().all(|cell| cell.chars().count() <= 40);
    if sample.ends_in(endings) {
        return is_even || first.len() > 1;
    }
    is_even
        && are_names
        && first.len() > 1
        && rows.len() > 1
        && has_known_name(&first, Column::Text)
}

/// The fields of a row; bytes that are no UTF-8 are replaced.
fn strings(row: &ByteRecord) -> Vec<String> {
    row.iter()
        .map(|cell| String::from_utf8_lossy(cell).into_owned())
        .collect()
}

/// Reads the rows of a table.
pub(in crate::formats) fn read(source: Source, options: &ReadOptions) -> Documents {
    match Rows::open(source, options) {
        Ok(rows) => Box::new(rows),
        Err(error) => Box::new(std::iter::once(Err(error))),
    }
}

struct Rows {
    reader: Reader<Source>,
    columns: Columns,
    options: ReadOptions,
    /// What to say with the first document.
    remarks: Vec<String>,
    number: u64,
    /// Whether rows end in a carriage return and a line feed.
    has_crlf: bool,
    has_failed: bool,
}

impl Rows {
    fn open(mut source: Source, options: &ReadOptions) -> Result<Self, FormatError> {
        let mut head = Vec::new();
        (&mut source).take(HEAD).read_to_end(&mut head)?;
        let mut remarks = Vec::new();
        let is_utf8 = match std::str::from_utf8(&head) {
            Ok(_) => true,
            // A character may be cut at the end of the head.
            Err(error) => error.error_len().is_none() && head.len() as u64 == HEAD,
        };
        let (start, is_whole, rest): (Vec<u8>, bool, Source) = if is_utf8 && !head.contains(&0) {
            let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).to_vec();
            let is_whole = (head.len() as u64) < HEAD;
            let all = io::Cursor::new(start.clone()).chain(source);
            (start, is_whole, Box::new(io::BufReader::new(all)))
        } else {
            // UTF-16 from a spreadsheet, or an older encoding: it is decoded as a whole.
            source.read_to_end(&mut head)?;
            let decoded = decode(&head)?;
            remarks.push(format!("read as {}", decoded.encoding));
            let bytes = decoded.characters.into_bytes();
            (bytes.clone(), true, Box::new(io::Cursor::new(bytes)))
        };
        if start.trim_ascii().is_empty() {
            return Err(FormatError::Empty);
        }
        let dialect = Dialect::find(&start, is_whole);
        let rows: Vec<Vec<String>> = dialect.rows(&start, is_whole).iter().map(strings).collect();
        let columns = Columns::find(&rows, options)
            .map_err(|message| FormatError::Syntax { line: 1, message })?;
        remarks.extend(dialect.words());
        remarks.push(columns.words());
        let mut reader = dialect.reader(rest);
        if columns.has_header {
            reader
                .read_byte_record(&mut ByteRecord::new())
                .map_err(io::Error::from)?;
        }
        Ok(Self {
            reader,
            columns,
            options: options.clone(),
            remarks,
            number: 0,
            has_crlf: start
                .split(|byte| *byte == b'\n')
                .next()
                .is_some_and(|line| line.ends_with(b"\r") && line.len() < start.len()),
            has_failed: false,
        })
    }

    /// The parser counts a line feed behind a carriage return with the row after it.
    fn line_behind(&self, row: &ByteRecord) -> u64 {
        let is_first = row.position().is_none_or(|position| position.byte() == 0);
        u64::from(self.has_crlf && !is_first)
    }

    fn row(&mut self, row: &ByteRecord) -> Result<Imported, FormatError> {
        let line = row.position().map_or(0, csv::Position::line) + self.line_behind(row);
        let syntax = |message: String| FormatError::Syntax { line, message };
        let cell = |place: usize| row.get(place).unwrap_or_default();
        let text = self.columns.place(Column::Text).unwrap_or_default();
        let name = self.columns.names.get(text).map_or("", String::as_str);
        // What holds an article is read as an article: zones, encoding, a page among them.
        let mut imported = match read_article("", cell(text)) {
            Ok(imported) => imported,
            Err(FormatError::Empty) => {
                return Err(syntax(format!("nothing stands in column “{name}”")));
            }
            Err(error) => return Err(syntax(format!("column “{name}”: {error}"))),
        };
        for remark in &mut imported.diagnostics {
            remark.line = Some(line);
        }
        let remarks = std::mem::take(&mut self.remarks).into_iter();
        imported
            .diagnostics
            .splice(0..0, remarks.map(ImportDiagnostic::new));
        if row.len() != self.columns.names.len() {
            imported.diagnostics.push(ImportDiagnostic::at_line(
                line,
                format!(
                    "the row has {} of {} fields",
                    row.len(),
                    self.columns.names.len()
                ),
            ));
        }
        self.about(row, line, &mut imported);
        Ok(imported)
    }

    /// Fills in what the other columns say.
    fn about(&self, row: &ByteRecord, line: u64, imported: &mut Imported) {
        let cell = |place: usize| {
            let bytes = row.get(place).unwrap_or_default();
            match std::str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                Err(_) => decode(bytes).map_or_else(
                    |_| String::from_utf8_lossy(bytes).into_owned(),
                    |decoded| decoded.characters,
                ),
            }
        };
        let known = |column: Column| self.columns.place(column).map(cell);
        let document = &mut imported.document;
        let id = known(Column::Id).filter(|id| !id.trim().is_empty());
        document.id = id
            .unwrap_or_else(|| self.options.id(self.number))
            .as_str()
            .into();
        let meta = &mut document.meta;
        self.options.file_name.clone_into(&mut meta.source);
        for (column, field) in [
            (Column::Title, &mut meta.title),
            (Column::Byline, &mut meta.byline),
            (Column::Url, &mut meta.url),
            (Column::Source, &mut meta.source),
        ] {
            if let Some(value) = known(column) {
                *field = value;
            }
        }
        if let Some(written) = known(Column::Date) {
            match explicit_date(&written) {
                Some(date) => meta.date = date,
                None if written.trim().is_empty() => {}
                None => {
                    let place = self.columns.place(Column::Date).unwrap_or_default();
                    let name = self.columns.names.get(place).map_or("date", String::as_str);
                    imported.diagnostics.push(ImportDiagnostic::at_line(
                        line,
                        format!("“{written}” names no day beyond doubt; kept as a further field"),
                    ));
                    meta.other.push((name.to_owned(), written));
                }
            }
        }
        for (place, name) in self.columns.others() {
            let value = cell(place);
            if value.is_empty() {
                continue;
            }
            match name {
                OTHER if value.starts_with('{') => meta.other.extend(json_pairs(&value)),
                TAGS if value.starts_with('[') => {
                    document.tags = serde_json::from_str(&value).unwrap_or_default();
                }
                _ => meta.other.push((name.to_owned(), value)),
            }
        }
        // Fields beyond the last named column.
        for place in self.columns.names.len()..row.len() {
            meta.other.push(((place + 1).to_string(), cell(place)));
        }
    }
}

impl Iterator for Rows {
    type Item = Result<Imported, FormatError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let mut row = ByteRecord::new();
        match self.reader.read_byte_record(&mut row) {
            Ok(false) => None,
            Ok(true) => {
                self.number += 1;
                Some(self.row(&row))
            }
            Err(error) => {
                self.has_failed = true;
                Some(Err(io::Error::from(error).into()))
            }
        }
    }
}
