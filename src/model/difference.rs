//! What turns one state of a project into another, as changes: for an earlier version that comes back.

use std::collections::HashMap;
use std::sync::Arc;

use super::document::Document;
use super::edit::Change;
use super::id::DocumentId;
use super::project::Project;

/// The changes that make `then` of `now`, in the order in which they apply; none when they are the same. Documents that are the same in both are
/// left alone, those that differ are replaced as a whole.
pub fn changes_between(now: &Project, then: &Project) -> Vec<Change> {
    let mut changes = Vec::new();
    if now.settings != then.settings {
        changes.push(Change::Settings {
            before: now.settings.clone(),
            after: then.settings.clone(),
        });
    }
    if now.schema != then.schema {
        changes.push(Change::Schema {
            before: Arc::clone(&now.schema),
            after: Arc::clone(&then.schema),
        });
    }
    if now.words != then.words {
        changes.push(Change::Words {
            before: Arc::clone(&now.words),
            after: Arc::clone(&then.words),
        });
    }
    let staying = staying(now, then);
    // From the last to the first, so that each goes, and comes back when this is undone, at the place where it stands.
    for (index, document) in now.documents.iter().enumerate().rev() {
        if !staying.contains_key(&document.id) {
            changes.push(Change::Document {
                index,
                before: Some(Arc::clone(document)),
                after: None,
            });
        }
    }
    // From the first to the last: what stays stands at its place by the time it is come to.
    for (index, document) in then.documents.iter().enumerate() {
        let before = staying.get(&document.id).copied();
        if before.is_none_or(|before| before != document) {
            changes.push(Change::Document {
                index,
                before: before.map(Arc::clone),
                after: Some(Arc::clone(document)),
            });
        }
    }
    changes
}

/// Documents of `now` that are also in `then`, but for those that would have to move past another one.
fn staying<'a>(now: &'a Project, then: &Project) -> HashMap<&'a DocumentId, &'a Arc<Document>> {
    let places: HashMap<&DocumentId, usize> = then
        .documents
        .iter()
        .enumerate()
        .map(|(index, document)| (&document.id, index))
        .collect();
    let mut next = 0;
    let mut staying = HashMap::new();
    for document in &now.documents {
        if let Some(place) = places.get(&document.id).filter(|place| **place >= next) {
            next = place + 1;
            staying.insert(&document.id, document);
        }
    }
    staying
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Edit, Moment, Schema};
    use crate::text::Text;

    /// A project of documents with these numbers, each with a tag.
    fn project(documents: &[(u8, u8)]) -> Project {
        let mut project = Project::new(Schema::default());
        for (number, tag) in documents {
            let id = format!("d{number}");
            let mut document = Document::new(id.as_str().into(), Text::new("Aleppo fell."));
            document.tags.push(tag.to_string().into());
            project.documents.push(Arc::new(document));
        }
        project
    }

    fn edit(changes: Vec<Change>) -> Edit {
        Edit {
            label: "Restore".to_owned(),
            by: "ana".into(),
            at: Moment(1),
            changes,
        }
    }

    #[test]
    fn what_is_the_same_is_left_alone() {
        let now = project(&[(1, 0), (2, 0), (3, 0)]);
        assert_eq!(changes_between(&now, &now), []);
        let then = project(&[(1, 0), (2, 7), (3, 0)]);
        let changes = changes_between(&now, &then);
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].document(), Some(&"d2".into()));
    }

    #[test]
    fn schema_words_and_settings_come_back_too() {
        let now = project(&[(1, 0)]);
        let mut then = now.clone();
        then.settings.suggestions = crate::model::Allowance::Off;
        then.schema = Arc::new(crate::model::bundled::news());
        let mut changed = now.clone();
        edit(changes_between(&now, &then))
            .apply(&mut changed)
            .unwrap();
        assert_eq!(changed, then);
    }

    proptest::proptest! {
        #[test]
        fn the_changes_lead_there_and_their_inverse_leads_back(
            mut one in proptest::collection::vec((0_u8..9, 0_u8..2), 0..9),
            mut other in proptest::collection::vec((0_u8..9, 0_u8..2), 0..9),
        ) {
            for list in [&mut one, &mut other] {
                let mut seen = std::collections::HashSet::new();
                list.retain(|(number, _)| seen.insert(*number));
            }
            let (now, then) = (project(&one), project(&other));
            let edit = edit(changes_between(&now, &then));
            let mut changed = now.clone();
            edit.apply(&mut changed).unwrap();
            proptest::prop_assert_eq!(&changed, &then);
            edit.inverse().apply(&mut changed).unwrap();
            proptest::prop_assert_eq!(&changed, &now);
        }
    }
}
