//! Which versions of the file there are, and how older ones become the model.
//!
//! Version 1 is the first one, so nothing older exists yet. Fields that it gained later are absent in older files, take what was meant there as their
//! default, and are written only where they say something else. The next version gets types of its own beside [`super::wire`] and one step that
//! turns the types of version 1 into them; the three functions here then ask for the version and begin at its step, so that a file of any
//! age passes through every later step in turn.

use serde::de::DeserializeOwned;

use crate::model;

use super::notice::FileNotice;
use super::{quick, wire};

/// The version that this program writes.
pub const FORMAT: u32 = 1;

/// `ron` as project files use it: a present optional field is written without `Some`.
pub(super) fn ron_options() -> ron::Options {
    ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
}

/// Reads `source` with plain `ron`, which refuses nesting deeper than 128 levels.
pub(super) fn parse<T: DeserializeOwned>(source: &str) -> Result<T, ron::error::SpannedError> {
    ron_options().from_str(source)
}

/// Everything of a file but its documents.
pub(super) struct Head {
    pub(super) generation: u32,
    pub(super) settings: model::ProjectSettings,
    pub(super) words: model::WordList,
    pub(super) schema: model::Schema,
}

/// A file whose list of documents was cut out.
///
/// # Errors
/// When it is not RON of a known version.
pub(super) fn head(source: &str) -> Result<Head, ron::error::SpannedError> {
    let file: wire::File<wire::Document> = parse(source)?;
    Ok(head_of(file).0)
}

/// One document of a file: read in the narrow form in which Dateline writes it, else with `ron`.
///
/// # Errors
/// When it is not RON of a known version.
pub(super) fn document(
    source: &str,
    notices: &mut Vec<FileNotice>,
) -> Result<model::Document, ron::error::SpannedError> {
    let document: wire::Document = match quick::read(source) {
        Ok(document) => document,
        Err(_) => parse(source)?,
    };
    Ok(document.into_model(notices))
}

/// A file in whatever layout a person or another tool gave it, read in one go.
///
/// # Errors
/// When it is not RON of a known version.
pub(super) fn whole(
    source: &str,
    notices: &mut Vec<FileNotice>,
) -> Result<(u32, Head, Vec<model::Document>), ron::error::SpannedError> {
    let file: wire::File<wire::Document> = parse(source)?;
    let format = file.format;
    let (head, documents) = head_of(file);
    let documents = documents
        .into_iter()
        .map(|document| document.into_model(notices))
        .collect();
    Ok((format, head, documents))
}

fn head_of(file: wire::File<wire::Document>) -> (Head, Vec<wire::Document>) {
    let head = Head {
        generation: file.generation,
        settings: file.settings.into_model(),
        words: wire::read_words(file.words),
        schema: file.schema,
    };
    (head, file.documents)
}
