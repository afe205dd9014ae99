//! Exchange formats, one file each: named readers of bytes that give documents, and writers back.
//!
//! Bad input is data here, not failure: a reader gives what it could read and says what it met in [`Imported::diagnostics`].
//! It fails with a [`FormatError`] only when there is no document to give. Nothing here opens a file: callers hand bytes and readers down.

mod ace;
pub mod article;
pub mod brat;
mod casie;
pub mod conll;
mod csv;
mod details;
mod doccano;
mod draft;
mod dygie;
mod ere;
mod event_records;
pub mod export;
pub mod feature;
mod file_names;
mod fitting;
mod gate;
mod hf;
mod html;
mod json;
pub mod jsonl;
pub mod label_studio;
mod markdown;
pub mod marked;
mod maven_arg;
pub mod offsets_by_evidence;
mod oneie;
mod plover;
mod prodigy;
mod pubannotation;
mod rams;
pub mod reading;
pub mod registry;
mod sentence_tokens;
mod spacing;
mod spacy_bin;
mod spacy_json;
mod text;
mod token_table;
mod tokenised;
mod utf16;
mod webanno;
mod wikievents;
pub mod writing;
mod xmi;
mod xml;

use thiserror::Error;

use crate::model::Document;

/// One document read from a source, with what the reader had to say about it.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The document: text, zones, metadata and whatever annotations the format carries.
    pub document: Document,
    /// What was noticed on the way, in the order of the source. Empty when everything was read as written.
    pub diagnostics: Vec<ImportDiagnostic>,
}

impl Imported {
    /// A document about which there is nothing to say.
    pub fn clean(document: Document) -> Self {
        Self {
            document,
            diagnostics: Vec::new(),
        }
    }
}

/// Something that a reader noticed and could live with: a field it left out, a guess it made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportDiagnostic {
    /// Line of the source, counted from 1, where there is one to name.
    pub line: Option<u64>,
    /// What happened and what became of it, as a sentence without its final stop.
    pub message: String,
}

impl ImportDiagnostic {
    /// A remark on the whole source.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            line: None,
            message: message.into(),
        }
    }

    /// A remark on line `line` of the source, counted from 1.
    pub fn at_line(line: u64, message: impl Into<String>) -> Self {
        Self {
            line: Some(line),
            message: message.into(),
        }
    }
}

impl std::fmt::Display for ImportDiagnostic {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "line {line}: {}", self.message),
            None => formatter.write_str(&self.message),
        }
    }
}

impl From<crate::text::decode::DecodeError> for FormatError {
    fn from(error: crate::text::decode::DecodeError) -> Self {
        use crate::text::decode::DecodeError;
        match error {
            DecodeError::TooLarge { bytes } => Self::TooLarge { bytes },
            DecodeError::Binary { .. }
            | DecodeError::Known { .. }
            | DecodeError::ControlCharacters { .. } => Self::NotText {
                reason: error.to_string(),
            },
        }
    }
}

/// Why a source gave no document, or a document could not be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FormatError {
    /// The bytes are no text.
    #[error("not a text file: {reason}")]
    NotText {
        /// What gives it away.
        reason: String,
    },
    /// More text than offsets can address.
    #[error("{bytes} bytes are too many: a text may have at most 4 GiB")]
    TooLarge {
        /// Length of the source.
        bytes: u64,
    },
    /// There is nothing to annotate.
    #[error("the file holds no text")]
    Empty,
    /// The name ends in nothing that a reader claims and the content did not say more.
    #[error("no reader for {kind} files")]
    Unsupported {
        /// What it seems to be, such as its ending.
        kind: String,
    },
    /// The source breaks the rules of its format at a line, counted from 1.
    #[error("line {line}: {message}")]
    Syntax {
        /// Where.
        line: u64,
        /// What was expected or found.
        message: String,
    },
    /// One file of a folder gave no document.
    #[error("{file}: {source}")]
    InFile {
        /// Which.
        file: String,
        /// Why not.
        source: Box<FormatError>,
    },
    /// Reading from or writing to the stream failed.
    #[error("reading or writing failed")]
    Io(#[from] std::io::Error),
}
