//! How readers are called: a source of bytes or a folder in, documents out one after another, so that a stream of any length needs the memory of one.

use std::io::{self, BufRead};

use super::{FormatError, ImportDiagnostic, Imported};
use crate::model::Schema;

/// Bytes to read from.
pub type Source = Box<dyn BufRead + Send>;

/// Documents as they are read. An error concerns one record and is followed by the records after it, unless the source itself failed.
pub type Documents = Box<dyn Iterator<Item = Result<Imported, FormatError>> + Send>;

/// What a column of a table of articles may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The article itself.
    Text,
    /// Its id.
    Id,
    /// Its title.
    Title,
    /// Who wrote it.
    Byline,
    /// When it was published.
    Date,
    /// Its address.
    Url,
    /// Where it came from.
    Source,
}

impl Column {
    /// All of them, the text first.
    pub const ALL: [Self; 7] = [
        Self::Text,
        Self::Id,
        Self::Title,
        Self::Byline,
        Self::Date,
        Self::Url,
        Self::Source,
    ];

    /// Its word in remarks and options.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Id => "id",
            Self::Title => "title",
            Self::Byline => "byline",
            Self::Date => "date",
            Self::Url => "url",
            Self::Source => "source",
        }
    }
}

/// What a reader is told about its source.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Name of the file without its ending, for ids of documents that have none of their own; empty for a stream.
    pub stem: String,
    /// Name of the file, empty for a stream. Articles keep it as their source.
    pub file_name: String,
    /// Columns of a table that the user named, by name or by number from 1; the others are guessed.
    pub columns: Vec<(Column, String)>,
}

impl ReadOptions {
    /// The id of the document number `number`, counted from 1, of a source that names none.
    pub fn id(&self, number: u64) -> String {
        if self.stem.is_empty() {
            number.to_string()
        } else {
            format!("{}-{number}", self.stem)
        }
    }

    /// The same for a source that holds just one.
    pub fn only_id(&self) -> String {
        if self.stem.is_empty() {
            "1".to_owned()
        } else {
            self.stem.clone()
        }
    }
}

/// The files of a folder, as a reader of such formats sees them.
pub trait Folder: Send {
    /// Names of all files, sorted, relative to the folder, `/` between the parts.
    fn names(&self) -> &[String];

    /// All bytes of the file called `name`.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&self, name: &str) -> io::Result<Vec<u8>>;
}

/// What came of opening a folder.
pub struct FolderReading {
    /// Its documents.
    pub documents: Documents,
    /// The schema that the folder's configuration declares.
    pub schema: Option<Schema>,
    /// What was noticed about the folder as a whole.
    pub remarks: Vec<ImportDiagnostic>,
}

/// The beginning of a source, to tell its format by.
pub struct Sample<'a> {
    /// Name of the file in small letters, empty for a stream.
    pub name: &'a str,
    /// Its first bytes, at most [`Sample::BYTES`], as text; a cut last character is left out.
    pub start: &'a str,
    /// Whether that is all of it.
    pub is_whole: bool,
    /// The first JSON value in it, where it begins with one that is whole.
    pub json: Option<serde_json::Value>,
}

impl<'a> Sample<'a> {
    /// How many bytes a sample holds.
    pub const BYTES: usize = 1 << 20;

    /// A sample of a source called `name` that begins with `bytes`; `None` when they are no UTF-8.
    pub fn new(name: &'a str, bytes: &'a [u8], is_whole: bool) -> Option<Self> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let start = match std::str::from_utf8(bytes) {
            Ok(start) => start,
            Err(error) if !is_whole && error.error_len().is_none() => {
                std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?
            }
            Err(_) => return None,
        };
        let looks_like_json = start.trim_start().starts_with(['{', '[']);
        let json = looks_like_json
            .then(|| {
                let mut values = serde_json::Deserializer::from_str(start).into_iter();
                values.next().and_then(Result::ok)
            })
            .flatten();
        Some(Self {
            name,
            start,
            is_whole,
            json,
        })
    }

    /// Whether the name ends in `.` and one of `endings`.
    pub fn ends_in(&self, endings: &[&str]) -> bool {
        self.name
            .rsplit_once('.')
            .is_some_and(|(_, ending)| endings.contains(&ending))
    }

    /// The first JSON object: of the file, of its first line, or of its list.
    pub fn record(&self) -> Option<&serde_json::Map<String, serde_json::Value>> {
        match self.json.as_ref()? {
            serde_json::Value::Object(record) => Some(record),
            serde_json::Value::Array(items) => items.first()?.as_object(),
            _ => None,
        }
    }

    /// Whether that object has all of `fields`.
    pub fn has(&self, fields: &[&str]) -> bool {
        self.record()
            .is_some_and(|record| fields.iter().all(|field| record.contains_key(*field)))
    }
}
