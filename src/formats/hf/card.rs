//! The YAML header of a data set's card: which files there are, and what the numbers of class labels stand for.

use std::collections::BTreeMap;

use crate::formats::json::fields::write_string;

/// A file of a configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DataFile {
    pub(super) config: String,
    pub(super) split: String,
    /// Its path in the folder; `*` stands for anything.
    pub(super) path: String,
}

/// What a card says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Card {
    pub(super) files: Vec<DataFile>,
    /// Names of class labels by configuration and feature; the number is the place.
    pub(super) names: BTreeMap<(String, String), Vec<String>>,
}

impl Card {
    /// Reads the header of `readme`, as far as it says that. Cards are written by `datasets` itself or after its example, so lines are enough.
    pub(super) fn read(readme: &str) -> Self {
        let mut card = Self::default();
        let mut lines = readme.lines();
        if lines.next().map(str::trim_end) != Some("---") {
            return card;
        }
        let (mut config, mut split, mut feature) = (String::new(), String::new(), String::new());
        // Indentation of the line `names:` while its list goes on.
        let mut names_at: Option<usize> = None;
        for line in lines.take_while(|line| line.trim_end() != "---") {
            let indent = line.len() - line.trim_start().len();
            let (item, is_item) = match line.trim().strip_prefix("- ") {
                Some(item) => (item.trim(), true),
                None => (line.trim(), false),
            };
            let (key, value) = item.split_once(':').unwrap_or((item, ""));
            let value = unquoted(value);
            let is_over = names_at.is_some_and(|at| indent < at || (indent == at && !is_item));
            if is_over {
                names_at = None;
            }
            if names_at.is_some() {
                let number = unquoted(key).parse::<usize>().ok();
                let name = match number.filter(|_| item.contains(':')) {
                    Some(_) => value,
                    None => unquoted(item),
                };
                let key = (config.clone(), feature.clone());
                card.names.entry(key).or_default().push(name);
                continue;
            }
            match key {
                "config_name" => config = value,
                "split" => split = value,
                "path" if !value.is_empty() => card.files.push(DataFile {
                    config: config.clone(),
                    split: split.clone(),
                    path: value,
                }),
                "name" => feature = value,
                "names" => names_at = Some(indent),
                _ => {}
            }
        }
        card
    }
}

/// A scalar without its quotation marks.
fn unquoted(scalar: &str) -> String {
    let scalar = scalar.trim();
    if let Some(inner) = scalar
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
    {
        return inner.replace("''", "'");
    }
    if scalar.starts_with('"') {
        return serde_json::from_str(scalar)
            .unwrap_or_else(|_| scalar.trim_matches('"').to_owned());
    }
    scalar.to_owned()
}

/// A scalar that YAML reads as this string.
pub(super) fn quoted(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + 2);
    write_string(&mut out, text);
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_tells_files_and_names() {
        let card = Card::read(
            "---\nlicense: mit\nconfigs:\n- config_name: default\n  data_files:\n  - split: train\n    path: data/train-*.jsonl\n  - split: test\n    path: \"data/test.jsonl\"\ndataset_info:\n  features:\n  - name: tokens\n    sequence: string\n  - name: ner_tags\n    sequence:\n      class_label:\n        names:\n          '0': O\n          '1': \"B-PER\"\n  - name: topic\n    dtype:\n      class_label:\n        names:\n        - war\n        - 'it''s'\n  - name: x\n---\nnames:\n- no\n",
        );
        let paths: Vec<_> = card
            .files
            .iter()
            .map(|file| (file.split.as_str(), file.path.as_str()))
            .collect();
        assert_eq!(
            paths,
            [("train", "data/train-*.jsonl"), ("test", "data/test.jsonl")]
        );
        let names = |feature: &str| card.names[&("default".to_owned(), feature.to_owned())].clone();
        assert_eq!(names("ner_tags"), ["O", "B-PER"]);
        assert_eq!(names("topic"), ["war", "it's"]);
        assert_eq!(card.names.len(), 2);
    }
}
