//! Reads and writes whole project files.
//!
//! ```text
//! #![enable(implicit_some)]
//! Project(
//! format: 1,
//! generation: 7,
//! settings: (suggestions_shown: true),
//! words: [],
//! schema: (…),
//! documents: [
//! Document(id: "d0000000000001", …),
//! Document(id: "d0000000000002", …),
//! ])
//! ```
//!
//! Every document starts a line with `Document(`. Strings never hold a line end (it is escaped), so in a file that Dateline wrote such a line
//! can only begin a document, and the file is cut at these lines without being parsed: documents load on all cores, and one that is
//! broken does not take the others with it. A file that was laid out anew by hand or by a tool is read in one go instead.

use std::fmt;
use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::{Document, DocumentId, Project, ProjectSettings, Schema, WordList};

use super::emit::{Emitter, Layout};
use super::migrate::{self, FORMAT, Head};
use super::notice::{FileNotice, FileNoticeKind};

/// What every document's first line begins with.
const OPENING: &str = "Document(";

/// The same with the line end before it.
const LINE_AND_OPENING: &[u8] = b"\nDocument(";

/// Documents that are turned into text at a time when saving: enough for all cores, little enough to hold.
const BATCH: usize = 256;

/// XXH3-128 of the bytes of a project file: a journal names the file it continues by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileHash(pub u128);

impl fmt::Display for FileHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

impl FileHash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(twox_hash::XxHash3_128::oneshot(bytes))
    }

    /// The hash that [`FileHash::to_string`](ToString::to_string) spelled.
    pub fn from_hex(written: &str) -> Option<Self> {
        u128::from_str_radix(written, 16).ok().map(Self)
    }
}

/// A project as a file held it.
#[derive(Debug)]
pub struct ReadProject {
    /// The project.
    pub project: Project,
    /// How often it had been saved.
    pub generation: u32,
    /// What did not fit and was read all the same.
    pub notices: Vec<FileNotice>,
}

/// A place in a project file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line of the whole file, from 1.
    pub line: usize,
    /// Column in that line in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "line {}, column {}: {}",
            self.line, self.column, self.message
        )
    }
}

/// Why a project file cannot be read as it is.
#[derive(Debug)]
pub enum ReadError {
    /// A later version of Dateline wrote it.
    Newer {
        /// Its version.
        format: u32,
    },
    /// Parts of it are not what they should be.
    Broken {
        /// The broken places, in order; at least one.
        faults: Vec<Fault>,
        /// Whatever could be read, if any document could.
        sound: Option<Box<ReadProject>>,
    },
}

/// Reads a project file.
///
/// # Errors
/// [`ReadError::Newer`] for a later version, [`ReadError::Broken`] for anything else that cannot be read, with the documents that can.
pub fn read_project(bytes: &[u8]) -> Result<ReadProject, ReadError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let parts = Parts::cut(bytes);
    let format = parts.format();
    if let Some(format) = format.filter(|format| *format > FORMAT) {
        return Err(ReadError::Newer { format });
    }
    let (read, faults) = parts.read();
    if faults.is_empty() && parts.is_regular {
        return Ok(read);
    }
    // Perhaps it is sound RON that someone laid out anew.
    match read_whole(bytes) {
        Ok(whole) => Ok(whole),
        Err(ReadError::Broken { .. }) if !faults.is_empty() && parts.num_documents() > 0 => {
            let sound = (!read.project.documents.is_empty()).then(|| Box::new(read));
            Err(ReadError::Broken { faults, sound })
        }
        Err(error) => Err(error),
    }
}

/// Reads a file without regard to its lines.
fn read_whole(bytes: &[u8]) -> Result<ReadProject, ReadError> {
    let broken = |fault| ReadError::Broken {
        faults: vec![fault],
        sound: None,
    };
    let source = std::str::from_utf8(bytes).map_err(|error| broken(not_utf8(bytes, 0, &error)))?;
    let mut notices = Vec::new();
    match migrate::whole(source, &mut notices) {
        Ok((format, ..)) if format > FORMAT => Err(ReadError::Newer { format }),
        Ok((_, head, documents)) => {
            let documents = documents.into_iter().map(Arc::new).collect();
            Ok(assemble(head, documents, notices))
        }
        Err(error) => match migrate::parse::<Probe>(source) {
            Ok(Probe { format }) if format > FORMAT => Err(ReadError::Newer { format }),
            _ => Err(broken(fault_at(source, 0, &error))),
        },
    }
}

/// The version of a file that holds fields this program does not know.
#[derive(serde::Deserialize)]
#[serde(rename = "Project")]
struct Probe {
    format: u32,
}

fn assemble(
    head: Head,
    mut documents: Vec<Arc<Document>>,
    mut notices: Vec<FileNotice>,
) -> ReadProject {
    let Head {
        generation,
        settings,
        words,
        schema,
    } = head;
    part_duplicate_ids(&mut documents, &mut notices);
    ReadProject {
        project: Project {
            documents,
            schema: Arc::new(schema),
            words: Arc::new(words),
            settings,
        },
        generation,
        notices,
    }
}

/// Gives a document whose id came earlier in the file a new one.
fn part_duplicate_ids(documents: &mut [Arc<Document>], notices: &mut Vec<FileNotice>) {
    let mut seen = std::collections::HashSet::with_capacity(documents.len());
    for document in documents {
        if seen.insert(document.id.clone()) {
            continue;
        }
        let old = document.id.clone();
        let document = Arc::make_mut(document);
        document.id = DocumentId::random();
        seen.insert(document.id.clone());
        notices.push(FileNotice {
            document: document.id.clone(),
            annotation: None,
            span: document.text().span(),
            kind: FileNoticeKind::DuplicateDocument { id: old },
        });
    }
}

/// A file cut at the lines that begin a document.
struct Parts<'a> {
    bytes: &'a [u8],
    /// What comes before the first document.
    head: Range<usize>,
    /// From each document's opening to the next one's.
    documents: Vec<Range<usize>>,
    /// Whether head and end are where Dateline puts them.
    is_regular: bool,
}

impl<'a> Parts<'a> {
    fn cut(bytes: &'a [u8]) -> Self {
        let starts: Vec<usize> = memchr::memmem::find_iter(bytes, LINE_AND_OPENING)
            .map(|at| at + 1)
            .collect();
        let first = starts.first().copied().unwrap_or(bytes.len());
        let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
        let mut documents: Vec<Range<usize>> = starts
            .iter()
            .zip(ends)
            .map(|(start, end)| *start..end)
            .collect();
        let mut is_regular =
            ends_with_word(bytes.get(..first).unwrap_or_default(), b"documents: [");
        // The last document ends where the list does: at the last line that begins with a bracket.
        match documents.last_mut() {
            Some(last) => {
                let chunk = bytes.get(last.clone()).unwrap_or_default();
                match memchr::memmem::rfind(chunk, b"\n]") {
                    Some(end) if is_end_of_file(chunk.get(end..).unwrap_or_default()) => {
                        last.end = last.start + end;
                    }
                    _ => is_regular = false,
                }
            }
            None => is_regular = false,
        }
        Self {
            bytes,
            head: 0..first,
            documents,
            is_regular,
        }
    }

    fn num_documents(&self) -> usize {
        self.documents.len()
    }

    fn head_text(&self) -> String {
        String::from_utf8_lossy(self.bytes.get(self.head.clone()).unwrap_or_default()).into_owned()
    }

    /// The version, from the line that says it.
    fn format(&self) -> Option<u32> {
        let start = self.bytes.get(..self.bytes.len().min(4096))?;
        String::from_utf8_lossy(start)
            .lines()
            .find_map(|line| line.trim().strip_prefix("format:"))
            .and_then(|rest| rest.trim().trim_end_matches(',').trim().parse().ok())
    }

    /// Reads head and documents apart; the faults are in order of their lines.
    fn read(&self) -> (ReadProject, Vec<Fault>) {
        if self.documents.is_empty() {
            let read = assemble(empty_head(), Vec::new(), Vec::new());
            return (read, Vec::new());
        }
        let mut faults = Vec::new();
        let head = self.read_head(&mut faults);
        let read: Vec<_> = self
            .documents
            .par_iter()
            .map(|range| self.read_document(range.clone()))
            .collect();
        let mut documents = Vec::with_capacity(read.len());
        let mut notices = Vec::new();
        for one in read {
            match one {
                Ok((document, its_notices)) => {
                    documents.push(document);
                    notices.extend(its_notices);
                }
                Err(fault) => faults.push(fault),
            }
        }
        (assemble(head, documents, notices), faults)
    }

    fn read_document(
        &self,
        range: Range<usize>,
    ) -> Result<(Arc<Document>, Vec<FileNotice>), Fault> {
        let chunk = self
            .bytes
            .get(range.clone())
            .unwrap_or_default()
            .trim_ascii_end();
        let chunk = chunk.strip_suffix(b",").unwrap_or(chunk);
        let source = std::str::from_utf8(chunk)
            .map_err(|error| not_utf8(chunk, self.lines_before(range.start), &error))?;
        let mut notices = Vec::new();
        let document = migrate::document(source, &mut notices)
            .map_err(|error| fault_at(source, self.lines_before(range.start), &error))?;
        Ok((Arc::new(document), notices))
    }

    fn lines_before(&self, at: usize) -> usize {
        let before = self.bytes.get(..at).unwrap_or_default();
        memchr::memchr_iter(b'\n', before).count()
    }

    /// The head, or as many of its fields as can be read.
    fn read_head(&self, faults: &mut Vec<Fault>) -> Head {
        let text = self.head_text();
        match migrate::head(&format!("{text}])")) {
            Ok(head) => head,
            Err(error) => {
                faults.push(fault_at(&text, 0, &error));
                salvage_head(&text)
            }
        }
    }
}

fn empty_head() -> Head {
    Head {
        generation: 0,
        settings: ProjectSettings::default(),
        words: WordList::default(),
        schema: Schema::default(),
    }
}

/// Reads the fields of a broken head one by one.
fn salvage_head(text: &str) -> Head {
    let mut head = empty_head();
    if let Some(settings) = field(text, "settings") {
        head.settings = super::wire::Settings::into_model(settings);
    }
    if let Some(words) = field(text, "words") {
        head.words = super::wire::read_words(words);
    }
    if let Some(schema) = field(text, "schema") {
        head.schema = schema;
    }
    head.generation = field(text, "generation").unwrap_or_default();
    head
}

/// The value of a field that starts a line and ends before the next such field.
fn field<T: serde::de::DeserializeOwned>(text: &str, name: &str) -> Option<T> {
    const FIELDS: [&str; 6] = [
        "\nformat: ",
        "\ngeneration: ",
        "\nsettings: ",
        "\nwords: ",
        "\nschema: ",
        "\ndocuments: ",
    ];
    let opening = format!("\n{name}: ");
    let start = text.find(&opening)? + opening.len();
    let rest = text.get(start..)?;
    let end = FIELDS
        .iter()
        .filter_map(|next| rest.find(next))
        .min()
        .unwrap_or(rest.len());
    let value = rest.get(..end)?.trim_end().trim_end_matches(',');
    migrate::parse(value).ok()
}

fn ends_with_word(bytes: &[u8], word: &[u8]) -> bool {
    bytes.trim_ascii_end().ends_with(word)
}

/// Whether nothing but the closing brackets follows.
fn is_end_of_file(bytes: &[u8]) -> bool {
    let mut marks = bytes
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace() && **byte != b',');
    marks.next() == Some(&b']') && marks.next() == Some(&b')') && marks.next().is_none()
}

/// Where in the file `error` lies: `ron` names the blank before a token as well as the token.
fn fault_at(source: &str, lines_before: usize, error: &ron::error::SpannedError) -> Fault {
    let start = error.span.start;
    let (mut line, mut column) = (start.line, start.col);
    let rest = source.split_inclusive('\n').skip(line - line.min(1));
    let chars = rest.flat_map(str::chars).skip(column - column.min(1));
    for blank in chars.take_while(|char| char.is_whitespace()) {
        if blank == '\n' {
            (line, column) = (line + 1, 1);
        } else {
            column += 1;
        }
    }
    Fault {
        line: lines_before + line,
        column,
        message: error.code.to_string(),
    }
}

fn not_utf8(bytes: &[u8], lines_before: usize, error: &std::str::Utf8Error) -> Fault {
    let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
    let line_start = memchr::memrchr(b'\n', good).map_or(0, |at| at + 1);
    let in_line = good.get(line_start..).unwrap_or_default();
    Fault {
        line: lines_before + memchr::memchr_iter(b'\n', good).count() + 1,
        column: String::from_utf8_lossy(in_line).chars().count() + 1,
        message: "this is not UTF-8 text".to_owned(),
    }
}

/// Writes `project` as its `generation`-th version and gives the hash of what was written.
///
/// # Errors
/// What `writer` reports.
pub fn write_project(
    project: &Project,
    generation: u32,
    writer: impl Write,
) -> std::io::Result<FileHash> {
    let mut writer = Hashing {
        writer,
        hasher: twox_hash::XxHash3_128::new(),
    };
    writer.write_all(head_text(project, generation)?.as_bytes())?;
    for batch in project.documents.chunks(BATCH) {
        let texts: Vec<String> = batch
            .par_iter()
            .map(|document| document_text(document))
            .collect();
        for text in texts {
            writer.write_all(text.as_bytes())?;
        }
    }
    writer.write_all(b"])\n")?;
    writer.flush()?;
    Ok(FileHash(writer.hasher.finish_128()))
}

/// The project as the text of its file.
///
/// # Errors
/// Only when the schema cannot be written, which no schema that was read causes.
pub fn project_text(project: &Project, generation: u32) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    write_project(project, generation, &mut bytes)?;
    String::from_utf8(bytes).map_err(std::io::Error::other)
}

fn head_text(project: &Project, generation: u32) -> std::io::Result<String> {
    let Project {
        documents: _,
        schema,
        words,
        settings,
    } = project;
    let mut out = Emitter::new(Layout::Lines);
    out.raw("#![enable(implicit_some)]\n// A project of Dateline. Positions count Unicode scalar values from 0; an end is one past the last.\nProject(\nformat: ");
    out.number(FORMAT);
    out.raw(",\ngeneration: ");
    out.number(generation);
    out.raw(",\nsettings: ");
    out.settings(settings);
    out.raw(",\nwords: ");
    out.words(words);
    out.raw(",\nschema: ");
    out.raw(&schema_text(schema)?);
    out.raw(",\ndocuments: [\n");
    Ok(out.finish())
}

/// A schema with one type a line, indented so that no line of it looks like a field of the project.
fn schema_text(schema: &Schema) -> std::io::Result<String> {
    let layout = ron::ser::PrettyConfig::new()
        .depth_limit(2)
        .indentor(" ")
        .new_line("\n");
    migrate::ron_options()
        .to_string_pretty(schema, layout)
        .map_err(std::io::Error::other)
}

/// A document as it stands in a file, with its opening line first and the comma and line end last.
pub(super) fn document_text(document: &Document) -> String {
    let mut out = Emitter::new(Layout::Lines);
    out.document(document);
    out.raw(",\n");
    let text = out.finish();
    debug_assert!(text.starts_with(OPENING), "documents open as they are cut");
    text
}

/// Hashes what passes through.
struct Hashing<W> {
    writer: W,
    hasher: twox_hash::XxHash3_128,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.writer.write(bytes)?;
        self.hasher.write(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}
