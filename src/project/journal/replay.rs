//! Records of a journal, applied to the project that they continue.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use smol_str::SmolStr;

use super::spool_path;
use crate::model::{
    self, Annotation, AnnotationRef, Change, Document, DocumentId, Edit, Project, Schema,
    SuggestionKey,
};
use crate::project::file::{FileHash, read_project};
use crate::project::notice::FileNotice;
use crate::project::spelling::When;
use crate::project::wire::{self, Reader};

/// An edit as a journal has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::project) struct WireEdit {
    #[serde(default)]
    label: String,
    #[serde(default)]
    by: SmolStr,
    #[serde(default)]
    when: When,
    changes: Vec<WireChange>,
}

/// A change as a journal has it: `take` goes, `put` comes, `to` is what stands there afterwards.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum WireChange {
    Annotation {
        document: SmolStr,
        layer: SmolStr,
        #[serde(default)]
        take: Option<wire::Reference>,
        #[serde(default)]
        put: Option<wire::Annotation>,
    },
    Decision {
        document: SmolStr,
        layer: SmolStr,
        #[serde(default)]
        take: Option<wire::Key>,
        #[serde(default)]
        put: Option<Box<wire::Decision>>,
    },
    Status {
        document: SmolStr,
        layer: SmolStr,
        to: wire::DocumentStatus,
    },
    Checked {
        document: SmolStr,
        layer: SmolStr,
        to: wire::Checked,
    },
    ActiveTime {
        document: SmolStr,
        layer: SmolStr,
        to: u32,
    },
    WasDone {
        document: SmolStr,
        layer: SmolStr,
        to: bool,
    },
    Layer {
        document: SmolStr,
        index: u32,
        #[serde(default)]
        take: Option<SmolStr>,
        #[serde(default)]
        put: Option<Box<wire::Layer>>,
    },
    LayerName {
        from: SmolStr,
        to: SmolStr,
    },
    Zones {
        document: SmolStr,
        to: Vec<wire::Zone>,
    },
    Metadata {
        document: SmolStr,
        to: Box<wire::Metadata>,
    },
    Tags {
        document: SmolStr,
        to: Vec<SmolStr>,
    },
    SuggestionsShown {
        document: SmolStr,
        to: Option<bool>,
    },
    Document {
        index: u32,
        #[serde(default)]
        take: Option<SmolStr>,
        #[serde(default)]
        put: Option<WireDocument>,
    },
    Schema {
        to: Box<Schema>,
    },
    Words {
        to: Vec<wire::Word>,
    },
    Settings {
        to: wire::Settings,
    },
}

/// A document that comes: in the record, or in a spool file.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum WireDocument {
    Inline(Box<wire::Document>),
    /// Name and hash of the spool, index in it.
    Spooled(SmolStr, String, u32),
}

/// Why a record cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub(in crate::project) enum ReplayError {
    /// It does not fit the project.
    #[error(transparent)]
    Edit(#[from] model::edit::EditError),
    /// The documents it brings are not where it says.
    #[error("the imported documents are not in the spool file {0}")]
    Spool(SmolStr),
}

/// Documents of spool files, each file read once.
pub(in crate::project) struct Spools<'a> {
    project: &'a Path,
    read: HashMap<SmolStr, Option<Vec<Arc<Document>>>>,
}

impl<'a> Spools<'a> {
    /// The spool files beside the project at `project`.
    pub(in crate::project) fn beside(project: &'a Path) -> Self {
        Self {
            project,
            read: HashMap::new(),
        }
    }

    /// Names of the spools that were read.
    pub(in crate::project) fn names(&self) -> Vec<SmolStr> {
        let mut names: Vec<SmolStr> = self.read.keys().cloned().collect();
        names.sort_unstable();
        names
    }

    fn document(&mut self, name: &SmolStr, hash: &str, index: u32) -> Option<Arc<Document>> {
        let project = self.project;
        self.read
            .entry(name.clone())
            .or_insert_with(|| read_spool(&spool_path(project, name), hash))
            .as_ref()?
            .get(index as usize)
            .cloned()
    }
}

fn read_spool(path: &Path, hash: &str) -> Option<Vec<Arc<Document>>> {
    let bytes = std::fs::read(path).ok()?;
    if Some(FileHash::of(&bytes)) != FileHash::from_hex(hash) {
        return None;
    }
    Some(read_project(&bytes).ok()?.project.documents)
}

impl WireEdit {
    /// Applies the edit to `project` and gives it as the live program had it.
    ///
    /// # Errors
    /// When it does not fit; `project` is as it was then.
    pub(in crate::project) fn replay(
        self,
        project: &mut Project,
        spools: &mut Spools<'_>,
    ) -> Result<Edit, ReplayError> {
        let mut edit = Edit {
            label: self.label,
            by: self.by,
            at: self.when.0,
            changes: Vec::with_capacity(self.changes.len()),
        };
        for change in self.changes {
            let applied = change.into_change(project, spools).and_then(|change| {
                change.apply(project)?;
                Ok(change)
            });
            match applied {
                Ok(change) => edit.changes.push(change),
                Err(error) => {
                    edit.inverse().apply(project)?;
                    return Err(error);
                }
            }
        }
        Ok(edit)
    }
}

impl WireChange {
    /// The change of the model, with what `project` holds now as what was before.
    fn into_change(
        self,
        project: &Project,
        spools: &mut Spools<'_>,
    ) -> Result<Change, ReplayError> {
        let mut notices = Vec::new();
        Ok(match self {
            Self::Annotation {
                document,
                layer,
                take,
                put,
            } => {
                let (id, found) = find(project, document)?;
                Change::Annotation {
                    before: match take.map(wire::Reference::into_model) {
                        Some(known) => Some(annotation_of(found, &layer, &known)?),
                        None => None,
                    },
                    after: put.map(|put| Box::new(reader(found, &mut notices).annotation(put))),
                    document: id,
                    layer,
                }
            }
            Self::Decision {
                document,
                layer,
                take,
                put,
            } => {
                let (id, found) = find(project, document)?;
                let mut reader = reader(found, &mut notices);
                let taken: Option<SuggestionKey> = take.map(|key| reader.suggestion_key(key));
                Change::Decision {
                    before: match taken {
                        Some(key) => Some(decision_about(found, &layer, &key)?),
                        None => None,
                    },
                    after: put.map(|put| Box::new(reader.decision(*put))),
                    document: id,
                    layer,
                }
            }
            Self::Status {
                document,
                layer,
                to,
            } => {
                let (id, found) = find(project, document)?;
                Change::Status {
                    before: found
                        .layer(&layer)
                        .map(|layer| layer.status.clone())
                        .unwrap_or_default(),
                    after: to.into_model(),
                    document: id,
                    layer,
                }
            }
            Self::Checked {
                document,
                layer,
                to,
            } => {
                let (id, found) = find(project, document)?;
                Change::Checked {
                    before: Box::new(
                        found
                            .layer(&layer)
                            .map(|layer| layer.checked.clone())
                            .unwrap_or_default(),
                    ),
                    after: Box::new(reader(found, &mut notices).checked(to)),
                    document: id,
                    layer,
                }
            }
            Self::ActiveTime {
                document,
                layer,
                to,
            } => {
                let (id, found) = find(project, document)?;
                Change::ActiveTime {
                    before: found.layer(&layer).map_or(0, |layer| layer.active_secs),
                    after: to,
                    document: id,
                    layer,
                }
            }
            Self::WasDone {
                document,
                layer,
                to,
            } => {
                let (id, found) = find(project, document)?;
                Change::WasDone {
                    before: found.layer(&layer).is_some_and(|layer| layer.was_done),
                    after: to,
                    document: id,
                    layer,
                }
            }
            Self::Layer {
                document,
                index,
                take,
                put,
            } => {
                let (id, found) = find(project, document)?;
                Change::Layer {
                    index: index as usize,
                    before: match take {
                        Some(name) => Some(Box::new(
                            found
                                .layer(&name)
                                .cloned()
                                .ok_or_else(|| mismatch(found, "a layer"))?,
                        )),
                        None => None,
                    },
                    after: put.map(|put| Box::new(reader(found, &mut notices).layer(*put))),
                    document: id,
                }
            }
            Self::LayerName { from, to } => Change::LayerName {
                before: from,
                after: to,
            },
            Self::Zones { document, to } => {
                let (id, found) = find(project, document)?;
                Change::Zones {
                    before: found.zones().to_vec(),
                    after: reader(found, &mut notices).zones(to),
                    document: id,
                }
            }
            Self::Metadata { document, to } => {
                let (id, found) = find(project, document)?;
                Change::Metadata {
                    before: Box::new(found.meta.clone()),
                    after: Box::new(to.into_model()),
                    document: id,
                }
            }
            Self::Tags { document, to } => {
                let (id, found) = find(project, document)?;
                Change::Tags {
                    before: found.tags.clone(),
                    after: to,
                    document: id,
                }
            }
            Self::SuggestionsShown { document, to } => {
                let (id, found) = find(project, document)?;
                Change::SuggestionsShown {
                    before: found.suggestions_shown,
                    after: to,
                    document: id,
                }
            }
            Self::Document { index, take, put } => {
                let before = match take {
                    Some(id) => Some(Arc::clone(find(project, id)?.1)),
                    None => None,
                };
                Change::Document {
                    index: index as usize,
                    before,
                    after: put
                        .map(|put| bring(put, spools, &mut notices))
                        .transpose()?,
                }
            }
            Self::Schema { to } => Change::Schema {
                before: Arc::clone(&project.schema),
                after: Arc::new(*to),
            },
            Self::Words { to } => Change::Words {
                before: Arc::clone(&project.words),
                after: Arc::new(wire::read_words(to)),
            },
            Self::Settings { to } => Change::Settings {
                before: project.settings.clone(),
                after: to.into_model(),
            },
        })
    }
}

fn find(project: &Project, id: SmolStr) -> Result<(DocumentId, &Arc<Document>), ReplayError> {
    let id = DocumentId::from(id);
    match project.document(&id) {
        Some(found) => Ok((id, found)),
        None => Err(model::edit::EditError::NoDocument(id).into()),
    }
}

fn annotation_of(
    document: &Document,
    layer: &str,
    reference: &AnnotationRef,
) -> Result<Box<Annotation>, ReplayError> {
    document
        .layer(layer)
        .and_then(|layer| layer.annotations.get(reference))
        .map(Box::new)
        .ok_or_else(|| mismatch(document, "an annotation"))
}

fn decision_about(
    document: &Document,
    layer: &str,
    key: &SuggestionKey,
) -> Result<Box<model::Decision>, ReplayError> {
    document
        .layer(layer)
        .and_then(|layer| layer.decision(key).cloned())
        .map(Box::new)
        .ok_or_else(|| mismatch(document, "a decision"))
}

fn mismatch(document: &Document, what: &'static str) -> ReplayError {
    let document = document.id.clone();
    model::edit::EditError::Mismatch { document, what }.into()
}

fn reader<'a>(document: &Document, notices: &'a mut Vec<FileNotice>) -> Reader<'a> {
    Reader::new(document.id.clone(), document.text().clone(), notices)
}

fn bring(
    document: WireDocument,
    spools: &mut Spools<'_>,
    notices: &mut Vec<FileNotice>,
) -> Result<Arc<Document>, ReplayError> {
    match document {
        WireDocument::Inline(document) => Ok(Arc::new(document.into_model(notices))),
        WireDocument::Spooled(spool, hash, index) => spools
            .document(&spool, &hash, index)
            .ok_or(ReplayError::Spool(spool)),
    }
}
