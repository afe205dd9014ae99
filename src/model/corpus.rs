//! What a record of a corpus says about its own labels: which it marks at all, and what a label may stand for.
//!
//! Corpora differ in what they annotate. Where one marks no dates, text without a date says nothing; where one has a single label for
//! places, that label may be any of several finer ones. Both stand in the record's own fields, beside its annotations:
//!
//! ```json
//! {"text": "…", "entities": […], "labels_annotated": ["PER", "LOC"], "labels_ambiguous": {"LOC": ["GPE", "LOC", "FAC"]}}
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;
use smol_str::SmolStr;

use super::document::Document;

/// The fields of a record that speak of its labels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorpusLabels {
    /// Labels that are marked throughout; others may occur unmarked. `None` when the record does not say.
    pub annotated: Option<Vec<SmolStr>>,
    /// What a label of the record may stand for; a label that is not here stands for itself.
    pub ambiguous: BTreeMap<SmolStr, Vec<SmolStr>>,
}

/// The fields as they are written.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    labels_annotated: Option<Vec<SmolStr>>,
    labels_ambiguous: Option<BTreeMap<SmolStr, Vec<SmolStr>>>,
    /// The same in records made by older scripts.
    dl_ambiguous: Option<BTreeMap<SmolStr, Vec<SmolStr>>>,
}

impl CorpusLabels {
    /// Reads the fields that came with a document; says nothing where they are absent or of another form.
    pub fn of(document: &Document) -> Self {
        let json = &document.unknown_json;
        if !json.contains("labels_annotated") && !json.contains("_ambiguous") {
            return Self::default();
        }
        let fields: Fields = serde_json::from_str(json).unwrap_or_default();
        let ambiguous = fields.labels_ambiguous.or(fields.dl_ambiguous);
        Self {
            annotated: fields.labels_annotated,
            ambiguous: ambiguous.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DocumentId;
    use crate::text::Text;

    #[test]
    fn fields_are_read_and_what_is_not_said_stays_open() {
        let mut document = Document::new(DocumentId::from("d"), Text::new("text"));
        assert_eq!(CorpusLabels::of(&document), CorpusLabels::default());
        document.unknown_json =
            r#"{"labels_annotated": ["PER"], "dl_ambiguous": {"LOC": ["GPE", "FAC"]}, "x": 1}"#
                .into();
        let labels = CorpusLabels::of(&document);
        assert_eq!(labels.annotated, Some(vec!["PER".into()]));
        assert_eq!(labels.ambiguous["LOC"], ["GPE", "FAC"]);
        document.unknown_json = r#"{"labels_annotated": 5}"#.into();
        assert_eq!(CorpusLabels::of(&document), CorpusLabels::default());
    }
}
