//! The project's word list as a person edits it: entries added, changed, taken out and brought in from tab-separated lines.

use std::sync::Arc;

use smol_str::SmolStr;

use super::session::Session;
use crate::model::{Change, Schema, WordEntry, WordList};

/// What stands for "never suggest" in tab-separated lines.
pub const NEVER: &str = "never";

/// Entries of tab-separated lines: string, then label or `never`, then perhaps `case`. Blank lines and lines that begin with `#` are passed over;
/// what cannot be read is named with its line.
pub fn parse(lines: &str, schema: &Schema) -> (Vec<WordEntry>, Vec<String>) {
    let mut entries = Vec::new();
    let mut remarks = Vec::new();
    for (index, line) in lines.lines().enumerate() {
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        match parse_line(line, schema) {
            Ok(entry) => entries.push(entry),
            Err(fault) => remarks.push(format!("Line {}: {fault}", index + 1)),
        }
    }
    (entries, remarks)
}

fn parse_line(line: &str, schema: &Schema) -> Result<WordEntry, String> {
    let mut columns = line.split('\t').map(str::trim);
    let text = columns.next().unwrap_or_default();
    let label = columns.next().unwrap_or_default();
    let case = columns.next().unwrap_or_default();
    if text.is_empty() {
        return Err("there is no string before the tab".to_owned());
    }
    let label = match label {
        "" => return Err(format!("“{text}” has no label after a tab")),
        NEVER => None,
        known if schema.entity_type(known).is_some() => Some(SmolStr::new(known)),
        unknown => return Err(format!("the schema has no entity type “{unknown}”")),
    };
    let match_case = match case {
        "" => false,
        "case" => true,
        other => {
            return Err(format!(
                "“{other}” is not “case”, the only word that may stand in the third column"
            ));
        }
    };
    Ok(WordEntry {
        text: text.into(),
        label,
        match_case,
    })
}

impl Session {
    /// Puts `entry` on the word list, in place of an entry for the same string and case.
    pub fn put_word(&mut self, entry: WordEntry) -> bool {
        let label = format!("Word list: “{}”", entry.text);
        let mut entries = self.project.words.entries.clone();
        put(&mut entries, entry);
        self.set_words(&label, entries)
    }

    /// Takes entry number `index` off the word list.
    pub fn remove_word(&mut self, index: usize) -> bool {
        let mut entries = self.project.words.entries.clone();
        if index >= entries.len() {
            return false;
        }
        let gone = entries.remove(index);
        self.set_words(&format!("Word list: take out “{}”", gone.text), entries)
    }

    /// Brings in tab-separated lines as one step. Gives what could not be read.
    pub fn import_words(&mut self, lines: &str) -> Vec<String> {
        let (fresh, remarks) = parse(lines, &self.project.schema);
        let mut entries = self.project.words.entries.clone();
        let count = fresh.len();
        for entry in fresh {
            put(&mut entries, entry);
        }
        self.set_words(&format!("Word list: bring in {count} strings"), entries);
        remarks
    }

    fn set_words(&mut self, label: &str, entries: Vec<WordEntry>) -> bool {
        if entries == self.project.words.entries {
            return false;
        }
        let change = Change::Words {
            before: Arc::clone(&self.project.words),
            after: Arc::new(WordList { entries }),
        };
        self.commit_changes(label, vec![change])
    }
}

fn put(entries: &mut Vec<WordEntry>, entry: WordEntry) {
    let same = entries
        .iter_mut()
        .find(|known| known.text == entry.text && known.match_case == entry.match_case);
    match same {
        Some(known) => *known = entry,
        None => entries.push(entry),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_and_faults_named() {
        let schema = crate::model::bundled::news();
        let lines = "# fighters\nLiwa Vega\tORG\nthe Square\tnever\tcase\n\nno label\nNile\tRIVER\nOdd\tGPE\tupper\n";
        let (entries, remarks) = parse(lines, &schema);
        let read: Vec<_> = entries
            .iter()
            .map(|entry| (&*entry.text, entry.label.as_deref(), entry.match_case))
            .collect();
        assert_eq!(
            read,
            [
                ("Liwa Vega", Some("ORG"), false),
                ("the Square", None, true)
            ]
        );
        assert_eq!(remarks.len(), 3);
        assert!(remarks[1].starts_with("Line 6:"), "{}", remarks[1]);
    }

    #[test]
    fn a_string_stands_on_the_list_once() {
        let entry = |label: Option<&str>| WordEntry {
            text: "Vega".into(),
            label: label.map(SmolStr::new),
            match_case: false,
        };
        let mut entries = vec![entry(Some("ORG"))];
        put(&mut entries, entry(None));
        assert_eq!(entries, [entry(None)]);
    }
}
