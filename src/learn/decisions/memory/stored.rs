//! A memory as a file holds it. Which document taught what is left out: it matters to learning alone, and a file that goes to others need not tell.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{Evidence, LONGEST, Memory, Record, Words};
use crate::model::Level;

/// A string with what was decided about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredString {
    /// The normal forms of its tokens.
    words: Vec<String>,
    /// Whether it begins with a capital.
    capital: bool,
    labels: BTreeMap<SmolStr, StoredRecord>,
}

/// What a label means for a string.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct StoredRecord {
    right: u32,
    wrong: u32,
    /// How often each level was given.
    levels: [u32; Level::ALL.len()],
}

impl From<&Record> for StoredRecord {
    fn from(record: &Record) -> Self {
        let Evidence { right, wrong } = record.all;
        Self {
            right,
            wrong,
            levels: record.levels,
        }
    }
}

impl From<StoredRecord> for Record {
    fn from(stored: StoredRecord) -> Self {
        let StoredRecord {
            right,
            wrong,
            levels,
        } = stored;
        Self {
            all: Evidence { right, wrong },
            by_document: BTreeMap::new(),
            levels,
        }
    }
}

impl Memory {
    /// Its strings, by their words.
    pub fn stored(&self) -> Vec<StoredString> {
        let strings = self.strings.iter();
        strings
            .map(|(words, labels)| StoredString {
                words: words.forms.clone(),
                capital: words.is_capitalised,
                labels: labels
                    .iter()
                    .map(|(label, record)| (label.clone(), record.into()))
                    .collect(),
            })
            .collect()
    }

    /// The memory of these strings. Such that no memory holds are left out.
    pub fn from_stored(strings: Vec<StoredString>) -> Self {
        let strings = strings.into_iter();
        let fits = |string: &StoredString| (1..=LONGEST).contains(&string.words.len());
        let mut memory = Self {
            strings: strings
                .filter(fits)
                .map(|string| {
                    let words = Words {
                        forms: string.words,
                        is_capitalised: string.capital,
                    };
                    let labels = string.labels.into_iter();
                    (
                        words,
                        labels
                            .map(|(label, record)| (label, record.into()))
                            .collect(),
                    )
                })
                .collect(),
            firsts: BTreeMap::new(),
        };
        memory.note_firsts();
        memory
    }
}
