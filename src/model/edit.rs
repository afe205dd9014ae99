//! Edits: every change to a project as data that can be applied, inverted, journaled and shown.

use std::sync::Arc;

use smol_str::SmolStr;

use super::annotation::{Annotation, AnnotationRef, Moment};
use super::document::{Document, Metadata};
use super::id::DocumentId;
use super::layer::{Checked, DocumentStatus, Layer};
use super::project::{Project, WordList};
use super::schema::Schema;
use super::settings::ProjectSettings;
use super::suggestion::Decision;
use crate::text::Zone;

/// One change of one thing: what it was before and what it is after. Swapping the two inverts it.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// An annotation of a layer appears, changes or goes.
    Annotation {
        /// Which document.
        document: DocumentId,
        /// Which layer of it.
        layer: SmolStr,
        /// The annotation as it was.
        before: Option<Box<Annotation>>,
        /// The annotation as it is.
        after: Option<Box<Annotation>>,
    },
    /// A decision about a suggestion is made, changed or taken back.
    Decision {
        /// Which document.
        document: DocumentId,
        /// Which layer of it.
        layer: SmolStr,
        /// The decision as it was.
        before: Option<Box<Decision>>,
        /// The decision as it is.
        after: Option<Box<Decision>>,
    },
    /// A document's status in a layer.
    Status {
        /// Which document.
        document: DocumentId,
        /// Which layer of it.
        layer: SmolStr,
        /// The status as it was.
        before: DocumentStatus,
        /// The status as it is.
        after: DocumentStatus,
    },
    /// What was looked through in a layer.
    Checked {
        /// Which document.
        document: DocumentId,
        /// Which layer of it.
        layer: SmolStr,
        /// As it was.
        before: Box<Checked>,
        /// As it is.
        after: Box<Checked>,
    },
    /// Seconds of active work.
    ActiveTime {
        /// Which document.
        document: DocumentId,
        /// Which layer of it.
        layer: SmolStr,
        /// Seconds before.
        before: u32,
        /// Seconds after.
        after: u32,
    },
    /// Whether a document was done before in a layer, and was reopened since.
    WasDone {
        /// Which document.
        document: DocumentId,
        /// Which layer of it.
        layer: SmolStr,
        /// Before.
        before: bool,
        /// After.
        after: bool,
    },
    /// A layer of a document comes or goes as a whole, at its place among the document's layers.
    Layer {
        /// Which document.
        document: DocumentId,
        /// Index of the layer before (when it goes) or after (when it comes).
        index: usize,
        /// The layer that goes.
        before: Option<Box<Layer>>,
        /// The layer that comes.
        after: Option<Box<Layer>>,
    },
    /// A layer gets another name, in all documents.
    LayerName {
        /// Its name before.
        before: SmolStr,
        /// Its name after, which no layer has yet.
        after: SmolStr,
    },
    /// A document's zones.
    Zones {
        /// Which document.
        document: DocumentId,
        /// Zones before.
        before: Vec<Zone>,
        /// Zones after.
        after: Vec<Zone>,
    },
    /// What is known about a document.
    Metadata {
        /// Which document.
        document: DocumentId,
        /// As it was.
        before: Box<Metadata>,
        /// As it is.
        after: Box<Metadata>,
    },
    /// A document's tags.
    Tags {
        /// Which document.
        document: DocumentId,
        /// Tags before.
        before: Vec<SmolStr>,
        /// Tags after.
        after: Vec<SmolStr>,
    },
    /// Whether suggestions are shown in a document.
    SuggestionsShown {
        /// Which document.
        document: DocumentId,
        /// Before.
        before: Option<bool>,
        /// After.
        after: Option<bool>,
    },
    /// A document comes in or goes, at its place in the project.
    Document {
        /// Index in the project before (when it goes) or after (when it comes).
        index: usize,
        /// The document that goes.
        before: Option<Arc<Document>>,
        /// The document that comes.
        after: Option<Arc<Document>>,
    },
    /// The schema.
    Schema {
        /// As it was.
        before: Arc<Schema>,
        /// As it is.
        after: Arc<Schema>,
    },
    /// The project's word list.
    Words {
        /// As it was.
        before: Arc<WordList>,
        /// As it is.
        after: Arc<WordList>,
    },
    /// What holds for everyone who works on the project.
    Settings {
        /// As they were.
        before: ProjectSettings,
        /// As they are.
        after: ProjectSettings,
    },
}

/// Changes that belong together: one step of undo, one record of the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// What happened, for the menu: "Accept Attack “shelling”".
    pub label: String,
    /// Who did it.
    pub by: SmolStr,
    /// When.
    pub at: Moment,
    /// The changes, in the order in which they apply.
    pub changes: Vec<Change>,
}

/// A change that does not fit the project it was applied to: a journal of another project, or a bug.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The document is not there.
    #[error("there is no document {0}")]
    NoDocument(DocumentId),
    /// What the change expects to find is something else.
    #[error("{what} of document {document} is not what the change expects")]
    Mismatch {
        /// Which document.
        document: DocumentId,
        /// Which part of it.
        what: &'static str,
    },
    /// No layer has that name.
    #[error("there is no layer “{0}”")]
    NoLayer(SmolStr),
    /// A layer of that name is there already.
    #[error("there is a layer “{0}” already")]
    LayerThere(SmolStr),
}

impl Edit {
    /// The edit that undoes this one.
    pub fn inverse(&self) -> Self {
        let changes = self.changes.iter().rev().map(Change::inverse).collect();
        Self {
            label: self.label.clone(),
            by: self.by.clone(),
            at: self.at,
            changes,
        }
    }

    /// Applies all changes to `project`.
    ///
    /// # Errors
    /// When one does not fit; the changes before it are taken back, so the project is as it was.
    pub fn apply(&self, project: &mut Project) -> Result<(), EditError> {
        for (done, change) in self.changes.iter().enumerate() {
            if let Err(error) = change.apply(project) {
                for applied in self.changes.iter().take(done).rev() {
                    // An inverse of what was just applied always fits.
                    applied.inverse().apply(project)?;
                }
                return Err(error);
            }
        }
        Ok(())
    }

    /// The layer that it changes first; `None` when it changes none.
    pub fn layer(&self) -> Option<&SmolStr> {
        self.changes.iter().find_map(Change::layer)
    }

    /// The documents it touches, each once, in order of the changes.
    pub fn documents(&self) -> Vec<&DocumentId> {
        let mut touched: Vec<&DocumentId> = Vec::new();
        for document in self.changes.iter().filter_map(Change::document) {
            if !touched.contains(&document) {
                touched.push(document);
            }
        }
        touched
    }
}

impl Change {
    /// The change back.
    pub fn inverse(&self) -> Self {
        let mut inverse = self.clone();
        match &mut inverse {
            Self::Annotation { before, after, .. } => std::mem::swap(before, after),
            Self::Decision { before, after, .. } => std::mem::swap(before, after),
            Self::Status { before, after, .. } => std::mem::swap(before, after),
            Self::Checked { before, after, .. } => std::mem::swap(before, after),
            Self::ActiveTime { before, after, .. } => std::mem::swap(before, after),
            Self::WasDone { before, after, .. } => std::mem::swap(before, after),
            Self::Layer { before, after, .. } => std::mem::swap(before, after),
            Self::LayerName { before, after } => std::mem::swap(before, after),
            Self::Zones { before, after, .. } => std::mem::swap(before, after),
            Self::Metadata { before, after, .. } => std::mem::swap(before, after),
            Self::Tags { before, after, .. } => std::mem::swap(before, after),
            Self::SuggestionsShown { before, after, .. } => std::mem::swap(before, after),
            Self::Document { before, after, .. } => std::mem::swap(before, after),
            Self::Schema { before, after } => std::mem::swap(before, after),
            Self::Words { before, after } => std::mem::swap(before, after),
            Self::Settings { before, after } => std::mem::swap(before, after),
        }
        inverse
    }

    /// The document it touches; `None` for changes of the project as a whole.
    pub fn document(&self) -> Option<&DocumentId> {
        match self {
            Self::Annotation { document, .. }
            | Self::Decision { document, .. }
            | Self::Status { document, .. }
            | Self::Checked { document, .. }
            | Self::ActiveTime { document, .. }
            | Self::WasDone { document, .. }
            | Self::Layer { document, .. }
            | Self::Zones { document, .. }
            | Self::Metadata { document, .. }
            | Self::Tags { document, .. }
            | Self::SuggestionsShown { document, .. } => Some(document),
            Self::Document { before, after, .. } => after
                .as_ref()
                .or(before.as_ref())
                .map(|document| &document.id),
            Self::LayerName { .. }
            | Self::Schema { .. }
            | Self::Words { .. }
            | Self::Settings { .. } => None,
        }
    }

    /// The layer in which something changes; `None` for changes that belong to no layer, and for layers that come or go.
    pub fn layer(&self) -> Option<&SmolStr> {
        match self {
            Self::Annotation { layer, .. }
            | Self::Decision { layer, .. }
            | Self::Status { layer, .. }
            | Self::Checked { layer, .. }
            | Self::ActiveTime { layer, .. }
            | Self::WasDone { layer, .. } => Some(layer),
            Self::Layer { .. }
            | Self::LayerName { .. }
            | Self::Zones { .. }
            | Self::Metadata { .. }
            | Self::Tags { .. }
            | Self::SuggestionsShown { .. }
            | Self::Document { .. }
            | Self::Schema { .. }
            | Self::Words { .. }
            | Self::Settings { .. } => None,
        }
    }

    /// Applies it to `project`.
    ///
    /// # Errors
    /// When the project does not hold what the change expects; nothing is changed then.
    pub fn apply(&self, project: &mut Project) -> Result<(), EditError> {
        match self {
            Self::Annotation {
                document,
                layer,
                before,
                after,
            } => {
                let annotations = &mut document_mut(project, document)?
                    .layer_mut(layer)
                    .annotations;
                let reference = |annotation: &Option<Box<Annotation>>| {
                    annotation.as_ref().map(|known| known.reference())
                };
                let found = reference(before)
                    .or(reference(after))
                    .and_then(|known: AnnotationRef| annotations.get(&known));
                if found.as_ref() != before.as_deref() {
                    return Err(EditError::Mismatch {
                        document: document.clone(),
                        what: "an annotation",
                    });
                }
                if let Some(reference) = reference(before) {
                    annotations.take(&reference);
                }
                if let Some(after) = after {
                    annotations.put(Annotation::clone(after));
                }
            }
            Self::Decision {
                document,
                layer,
                before,
                after,
            } => {
                let layer = document_mut(project, document)?.layer_mut(layer);
                let key = before
                    .as_ref()
                    .or(after.as_ref())
                    .map(|decision| &decision.key);
                let Some(key) = key else { return Ok(()) };
                if layer.decision(key) != before.as_deref() {
                    return Err(EditError::Mismatch {
                        document: document.clone(),
                        what: "a decision",
                    });
                }
                layer.take_decision(key);
                if let Some(after) = after {
                    layer.put_decision(Decision::clone(after));
                }
            }
            Self::Status {
                document,
                layer,
                before,
                after,
            } => {
                replace(
                    &mut document_mut(project, document)?.layer_mut(layer).status,
                    before,
                    after,
                    document,
                    "the status",
                )?;
            }
            Self::Checked {
                document,
                layer,
                before,
                after,
            } => {
                let checked = &mut document_mut(project, document)?.layer_mut(layer).checked;
                replace(
                    checked,
                    before.as_ref(),
                    after.as_ref(),
                    document,
                    "what was checked",
                )?;
            }
            Self::ActiveTime {
                document,
                layer,
                before,
                after,
            } => {
                let active = &mut document_mut(project, document)?
                    .layer_mut(layer)
                    .active_secs;
                replace(active, before, after, document, "the active time")?;
            }
            Self::WasDone {
                document,
                layer,
                before,
                after,
            } => {
                let was_done = &mut document_mut(project, document)?.layer_mut(layer).was_done;
                replace(was_done, before, after, document, "whether it was done")?;
            }
            Self::Layer {
                document,
                index,
                before,
                after,
            } => apply_layer(
                document_mut(project, document)?,
                *index,
                before.as_deref(),
                after.as_deref(),
            )?,
            Self::LayerName { before, after } => rename_layer(project, before, after)?,
            Self::Zones {
                document,
                before,
                after,
            } => {
                let found = document_mut(project, document)?;
                if found.zones() != before.as_slice() {
                    return Err(EditError::Mismatch {
                        document: document.clone(),
                        what: "zones",
                    });
                }
                found.set_zones(after.clone());
            }
            Self::Metadata {
                document,
                before,
                after,
            } => {
                replace(
                    &mut document_mut(project, document)?.meta,
                    before.as_ref(),
                    after.as_ref(),
                    document,
                    "metadata",
                )?;
            }
            Self::Tags {
                document,
                before,
                after,
            } => {
                replace(
                    &mut document_mut(project, document)?.tags,
                    before,
                    after,
                    document,
                    "tags",
                )?;
            }
            Self::SuggestionsShown {
                document,
                before,
                after,
            } => {
                let shown = &mut document_mut(project, document)?.suggestions_shown;
                replace(shown, before, after, document, "the suggestions switch")?;
            }
            Self::Document {
                index,
                before,
                after,
            } => apply_document(project, *index, before.as_ref(), after.as_ref())?,
            Self::Schema { after, .. } => project.schema = Arc::clone(after),
            Self::Words { after, .. } => project.words = Arc::clone(after),
            Self::Settings { after, .. } => project.settings = after.clone(),
        }
        self.drop_empty_layer(project);
        Ok(())
    }

    /// A layer that holds nothing and is not the first is as good as absent, so that a change and its inverse leave no trace.
    fn drop_empty_layer(&self, project: &mut Project) {
        let (Self::Annotation {
            document, layer, ..
        }
        | Self::Decision {
            document, layer, ..
        }
        | Self::Status {
            document, layer, ..
        }
        | Self::Checked {
            document, layer, ..
        }
        | Self::ActiveTime {
            document, layer, ..
        }
        | Self::WasDone {
            document, layer, ..
        }) = self
        else {
            return;
        };
        if let Some(document) = project.document_mut(document) {
            let first = document.layers.first().map(|known| known.name.clone());
            document.layers.retain(|known| {
                known.name != *layer
                    || Some(&known.name) == first.as_ref()
                    || *known != Layer::new(layer.clone())
            });
        }
    }
}

fn document_mut<'a>(
    project: &'a mut Project,
    id: &DocumentId,
) -> Result<&'a mut Document, EditError> {
    project
        .document_mut(id)
        .ok_or_else(|| EditError::NoDocument(id.clone()))
}

/// Puts `after` where `before` stands.
fn replace<T: PartialEq + Clone>(
    place: &mut T,
    before: &T,
    after: &T,
    document: &DocumentId,
    what: &'static str,
) -> Result<(), EditError> {
    if place != before {
        return Err(EditError::Mismatch {
            document: document.clone(),
            what,
        });
    }
    *place = after.clone();
    Ok(())
}

/// Removes, adds or replaces a layer at `index`. A document never stays without any.
fn apply_layer(
    document: &mut Document,
    index: usize,
    before: Option<&Layer>,
    after: Option<&Layer>,
) -> Result<(), EditError> {
    let position =
        before.and_then(|before| document.layers.iter().position(|known| known == before));
    let is_last = document.layers.len() == 1;
    if (before.is_some() && position.is_none()) || (after.is_none() && is_last) {
        return Err(EditError::Mismatch {
            document: document.id.clone(),
            what: "a layer",
        });
    }
    let name = |layer: Option<&Layer>| layer.map(|layer| layer.name.clone());
    if let Some(after) = after
        && name(before) != name(Some(after))
        && document.layer(&after.name).is_some()
    {
        return Err(EditError::LayerThere(after.name.clone()));
    }
    if let Some(position) = position {
        document.layers.remove(position);
    }
    if let Some(after) = after {
        let index = index.min(document.layers.len());
        document.layers.insert(index, after.clone());
    }
    Ok(())
}

/// Renames a layer in all documents and among those that were made.
fn rename_layer(project: &mut Project, before: &SmolStr, after: &SmolStr) -> Result<(), EditError> {
    if project.has_layer(after) {
        return Err(EditError::LayerThere(after.clone()));
    }
    if !project.has_layer(before) {
        return Err(EditError::NoLayer(before.clone()));
    }
    for document in &mut project.documents {
        if document.layer(before).is_some() {
            Arc::make_mut(document).layer_mut(before).name = after.clone();
        }
    }
    let made = project.settings.layers.iter_mut();
    for name in made.filter(|name| *name == before) {
        *name = after.clone();
    }
    Ok(())
}

/// Removes, adds or replaces a document at `index`.
fn apply_document(
    project: &mut Project,
    index: usize,
    before: Option<&Arc<Document>>,
    after: Option<&Arc<Document>>,
) -> Result<(), EditError> {
    if let Some(before) = before {
        let found = project
            .index_of(&before.id)
            .ok_or_else(|| EditError::NoDocument(before.id.clone()))?;
        project.documents.remove(found);
    }
    if let Some(after) = after {
        if project.index_of(&after.id).is_some() {
            return Err(EditError::Mismatch {
                document: after.id.clone(),
                what: "the id",
            });
        }
        let index = index.min(project.documents.len());
        project.documents.insert(index, Arc::clone(after));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Annotations, EntityMention};
    use crate::text::{Span, Text};

    fn project() -> Project {
        let mut project = Project::new(Schema::default());
        project.documents.push(Arc::new(Document::new(
            "d1".into(),
            Text::new("Aleppo fell."),
        )));
        project
    }

    fn mention(label: &str) -> Box<Annotation> {
        Box::new(Annotation::Mention(EntityMention::new(
            "m1",
            Span::new(0, 6),
            label,
        )))
    }

    fn edit(changes: Vec<Change>) -> Edit {
        Edit {
            label: "Test".into(),
            by: "ana".into(),
            at: Moment(0),
            changes,
        }
    }

    #[test]
    fn a_change_and_its_inverse_leave_no_trace_even_in_a_new_layer() {
        let untouched = project();
        let mut changed = untouched.clone();
        let add = edit(vec![Change::Annotation {
            document: "d1".into(),
            layer: "round-2".into(),
            before: None,
            after: Some(mention("GPE")),
        }]);
        add.apply(&mut changed).unwrap();
        assert_eq!(
            changed.documents[0]
                .layer("round-2")
                .unwrap()
                .annotations
                .mentions()
                .len(),
            1
        );
        add.inverse().apply(&mut changed).unwrap();
        assert_eq!(changed, untouched);
    }

    #[test]
    fn an_edit_that_does_not_fit_changes_nothing() {
        let untouched = project();
        let mut changed = untouched.clone();
        let wrong = edit(vec![
            Change::Annotation {
                document: "d1".into(),
                layer: Layer::MAIN.into(),
                before: None,
                after: Some(mention("GPE")),
            },
            Change::ActiveTime {
                document: "d1".into(),
                layer: Layer::MAIN.into(),
                before: 5,
                after: 6,
            },
        ]);
        assert!(wrong.apply(&mut changed).is_err());
        assert_eq!(changed, untouched);
        assert_eq!(
            changed.documents[0].layers[0].annotations,
            Annotations::default()
        );
    }
}
