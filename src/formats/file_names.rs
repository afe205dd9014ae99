//! Names of files for documents.

use std::collections::HashSet;

use crate::model::Document;

/// Gives each document of an export a file name of its own.
#[derive(Debug, Default)]
pub(super) struct FileNames(HashSet<String>);

impl FileNames {
    /// The document's id with letters, digits, `-`, `_` and inner points kept, numbered where it comes again.
    pub(super) fn of(&mut self, document: &Document) -> String {
        let is_kept = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
        let kept: String = document
            .id
            .as_str()
            .chars()
            .map(|letter| if is_kept(letter) { letter } else { '_' })
            .take(100)
            .collect();
        let stem = match kept.trim_matches('.') {
            "" => "document".to_owned(),
            stem => stem.to_owned(),
        };
        // Some systems do not tell capitals from small letters.
        let mut name = stem.clone();
        let mut count = 1;
        while !self.0.insert(name.to_lowercase()) {
            count += 1;
            name = format!("{stem}-{count}");
        }
        name
    }
}
