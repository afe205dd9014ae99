//! Formats and tag schemes as the command line names them.

use crate::formats::conll::TagScheme;
use crate::formats::registry::{self, Format};

/// The format called `name`, which must be written.
pub(super) fn written_format(name: &str) -> Result<&'static Format, String> {
    match registry::by_name(name) {
        Some(format) if format.write.is_some() => Ok(format),
        Some(format) => Err(format!("{} is read, not written", format.name)),
        None => Err(unknown(registry::written())),
    }
}

/// The format called `name`, which must be read.
pub(super) fn read_format(name: &str) -> Result<&'static Format, String> {
    match registry::by_name(name) {
        Some(format) if format.read.is_some() => Ok(format),
        Some(format) => Err(format!("{} is written, not read", format.name)),
        None => Err(unknown(registry::read())),
    }
}

fn unknown(known: impl Iterator<Item = &'static Format>) -> String {
    let names: Vec<&str> = known.map(|format| format.name).collect();
    format!("the formats are {}", names.join(", "))
}

/// The scheme called `name`.
pub(super) fn scheme(name: &str) -> Result<TagScheme, String> {
    TagScheme::from_name(name).ok_or_else(|| {
        let names = TagScheme::ALL.map(TagScheme::name);
        format!("the schemes are {}", names.join(", "))
    })
}
