//! Edits of the schema together with the annotations that they touch: each becomes one step of undo, and can be previewed before it is made.
//!
//! A renamed or merged type keeps its annotations, its refusals and its entries of the word list under the new name, and goes on being fed by the
//! labels of the pre-annotator that fed it before. A deleted type takes its annotations with it.
//!
//! ```text
//! types.rs         what changes in the schema itself, for every part of it in one way
//! references.rs    where the schema speaks about its own parts
//! annotations.rs   what changes in the layers and the word list
//! ```

mod annotations;
mod references;
#[cfg(test)]
mod tests;
mod types;

use std::sync::Arc;

use smol_str::SmolStr;

use super::draft::{Author, Draft};
use super::session::Session;
use crate::model::schema::Schema;
use crate::model::{Annotation, Change, Project};

/// A part of the schema that holds named things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Entity types.
    EntityTypes,
    /// Event types.
    EventTypes,
    /// Roles of the event type of that name.
    Roles(SmolStr),
    /// Attributes of events.
    EventAttributes,
    /// Attributes of mentions.
    MentionAttributes,
    /// Relation types.
    RelationTypes,
}

impl Part {
    /// What one thing of it is called: "entity type".
    pub fn noun(&self) -> &'static str {
        match self {
            Self::EntityTypes => "entity type",
            Self::EventTypes => "event type",
            Self::Roles(_) => "role",
            Self::EventAttributes | Self::MentionAttributes => "attribute",
            Self::RelationTypes => "relation type",
        }
    }

    /// One thing of it in words: "role Place of Conflict.Attack".
    fn named(&self, name: &str) -> String {
        match self {
            Self::Roles(event_type) => format!("role {name} of {event_type}"),
            _ => format!("{} {name}", self.noun()),
        }
    }
}

/// A change of the schema that touches annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaEdit {
    /// A new thing of that name at the end.
    Add(Part, SmolStr),
    /// Another name: old, new.
    Rename(Part, SmolStr, SmolStr),
    /// One goes, what is labelled by it is labelled by another, which takes on what only the first had: which, into which.
    Merge(Part, SmolStr, SmolStr),
    /// One goes with everything that is labelled by it.
    Delete(Part, SmolStr),
}

impl SchemaEdit {
    /// What an edit means for everything that names the thing: its old name, and the new one or nothing. `None` for a new thing.
    fn replacement(&self) -> Option<(&Part, &SmolStr, Option<&SmolStr>)> {
        match self {
            Self::Add(..) => None,
            Self::Rename(part, from, to) | Self::Merge(part, from, to) => {
                Some((part, from, Some(to)))
            }
            Self::Delete(part, name) => Some((part, name, None)),
        }
    }

    fn label(&self) -> String {
        match self {
            Self::Add(part, name) => format!("Add {}", part.named(name)),
            Self::Rename(part, from, to) => format!("Rename {} to {to}", part.named(from)),
            Self::Merge(part, from, into) => format!("Merge {} into {into}", part.named(from)),
            Self::Delete(part, name) => format!("Delete {}", part.named(name)),
        }
    }
}

/// How much an edit touches, in all layers of all documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Documents.
    pub documents: usize,
    /// Mentions that change or go.
    pub mentions: usize,
    /// Events that change or go.
    pub events: usize,
    /// Relations that go.
    pub relations: usize,
}

impl Touched {
    /// In words: "3 mentions and 1 event in 2 documents".
    pub fn words(&self) -> String {
        let parts: Vec<String> = [
            (self.mentions, "mention"),
            (self.events, "event"),
            (self.relations, "relation"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| plural(count, what))
        .collect();
        if parts.is_empty() {
            return "no annotations".to_owned();
        }
        format!(
            "{} in {}",
            parts.join(", "),
            plural(self.documents, "document")
        )
    }
}

fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A worked-out edit: what it does, and the changes that do it.
#[derive(Clone, Debug)]
pub struct SchemaPlan {
    /// What undo calls it.
    pub label: String,
    /// What it touches.
    pub touched: Touched,
    /// What else happens that a person might not expect, one sentence each.
    pub remarks: Vec<String>,
    /// The changes, schema first.
    pub changes: Vec<Change>,
}

/// Works out `edit` on `project` without making it.
///
/// # Errors
/// In words, when a name is empty or taken, or something is not there.
pub fn plan(project: &Project, edit: &SchemaEdit, author: &Author) -> Result<SchemaPlan, String> {
    let mut schema = Schema::clone(&project.schema);
    let mut remarks = Vec::new();
    types::change(&mut schema, edit, &mut remarks)?;
    let mut changes = vec![Change::Schema {
        before: Arc::clone(&project.schema),
        after: Arc::new(schema),
    }];
    let mut touched = Touched::default();
    if let Some(replacement) = edit.replacement() {
        changes.extend(annotations::word_change(project, replacement));
        for document in &project.documents {
            let first = changes.len();
            for layer in &document.layers {
                let mut draft = Draft::new(document, &layer.name, author.clone());
                annotations::change_layer(&mut draft, layer, replacement);
                changes.extend(draft.into_changes());
            }
            count_touched(changes.get(first..).unwrap_or_default(), &mut touched);
        }
    }
    Ok(SchemaPlan {
        label: edit.label(),
        touched,
        remarks,
        changes,
    })
}

impl Session {
    /// Makes `edit` as one step. What stands in its way is told, and nothing is changed then.
    pub fn edit_schema(&mut self, edit: &SchemaEdit) -> bool {
        match plan(&self.project, edit, &self.author()) {
            Ok(plan) => self.commit_changes(&plan.label, plan.changes),
            Err(fault) => {
                self.notices.warn(fault);
                false
            }
        }
    }

    /// Puts `after` in place of the schema as one step: for changes that touch no annotation, such as colours and definitions.
    pub fn set_schema(&mut self, label: &str, after: Schema) -> bool {
        if after == *self.project.schema {
            return false;
        }
        let change = Change::Schema {
            before: Arc::clone(&self.project.schema),
            after: Arc::new(after),
        };
        self.commit_changes(label, vec![change])
    }

    /// Whether no document holds any annotation: then another schema can take this one's place without leaving labels that it does not know.
    pub fn is_unlabelled(&self) -> bool {
        let mut layers = self
            .project
            .documents
            .iter()
            .flat_map(|document| &document.layers);
        layers.all(|layer| layer.annotations.is_empty())
    }
}

fn count_touched(changes: &[Change], touched: &mut Touched) {
    let mut any = false;
    let mut seen = std::collections::HashSet::new();
    for change in changes {
        let Change::Annotation { before, layer, .. } = change else {
            continue;
        };
        let Some(before) = before else { continue };
        any = true;
        // One annotation may change several times on the way.
        if !seen.insert((layer, before.reference())) {
            continue;
        }
        match &**before {
            Annotation::Mention(_) => touched.mentions += 1,
            Annotation::Event(_) => touched.events += 1,
            Annotation::Relation(_) => touched.relations += 1,
            Annotation::Entity(_) | Annotation::Note(_) => {}
        }
    }
    touched.documents += usize::from(any);
}
