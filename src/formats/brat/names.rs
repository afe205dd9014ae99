//! Labels as brat's parser takes them, and how they are found again.

use std::collections::BTreeMap;

use smol_str::SmolStr;

/// A label or role as brat's parser takes it: letters, digits, `-` and `_`; every other character becomes `_`.
pub(super) fn name(label: &str) -> String {
    if label.is_empty() {
        return "_".to_owned();
    }
    label
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() || letter == '-' || letter == '_' {
                letter
            } else {
                '_'
            }
        })
        .collect()
}

/// The same for attributes, which begin with a capital in brat's own files.
pub(super) fn attribute_name(attribute: &str) -> String {
    let name = name(attribute);
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The names that a folder uses for labels, written into `visual.conf` so that a reader finds the labels again.
#[derive(Debug, Default)]
pub(super) struct Names {
    labels: BTreeMap<String, SmolStr>,
}

impl Names {
    /// Uses `written` for `label`; false when a reader will not find the label again.
    pub(super) fn add(&mut self, written: &str, label: &str) -> bool {
        if written == label {
            return self.labels.get(written).is_none_or(|known| known == label);
        }
        let can_be_listed = !label.is_empty()
            && label.trim() == label
            && !label.contains(|char: char| char.is_control() || char == '|');
        if !can_be_listed {
            return false;
        }
        let known = self
            .labels
            .entry(written.to_owned())
            .or_insert_with(|| label.into());
        known == label
    }

    /// The label that `written` stands for.
    pub(super) fn label(&self, written: &str) -> SmolStr {
        self.labels
            .get(written)
            .cloned()
            .unwrap_or_else(|| written.into())
    }

    /// Written name and label, sorted.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.labels
            .iter()
            .map(|(written, label)| (written.as_str(), label.as_str()))
    }

    /// Reads the `[labels]` of a `visual.conf`: those that spell out what their name is made of.
    pub(super) fn read(configuration: &str) -> Self {
        let mut names = Self::default();
        let mut is_labels = false;
        for line in configuration.lines().map(str::trim) {
            if let Some(section) = line.strip_prefix('[') {
                is_labels = section.starts_with("labels]");
            } else if is_labels
                && !line.starts_with('#')
                && let Some((written, forms)) = line.split_once('|')
            {
                let written = written.trim();
                let label = forms.split('|').next().unwrap_or_default().trim();
                // Other tools list words for the screen there, which are no labels.
                if name(label) == written || attribute_name(label) == written {
                    names.labels.insert(written.to_owned(), label.into());
                }
            }
        }
        names
    }
}
