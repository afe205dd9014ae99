//! The journal: every edit since the project was last saved, one line each.
//!
//! ```text
//! 5c3f0e0a9b1d2e4f base(hash: "0f3a…")
//! 90d1c2b3a4958677 edit(label: "Accept PER", by: "ana", when: "2016-05-04T09:30:00Z", changes: [annotation(…)])
//! ```
//!
//! A line is the XXH3-64 sum of what follows the blank, then RON. A line without an end or with a wrong sum was torn by a crash; the lines before
//! it stand. A record says what is there **afterwards**; what was there before is in the project it is replayed on, so records stay small.
//!
//! Journals come in **segments**, one per generation of the project file: segment 7 continues the 7th saved version. Saving begins segment
//! 8, writes version 8 beside the old file, notes its hash in segment 8, renames it over the old one and only then removes segment 7. At
//! every moment in between, the file on disk and the segments from its generation on give the same project ([`plan`]).

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use smol_str::SmolStr;

use crate::model::{
    self, Annotation, AnnotationRef, Change, Document, DocumentId, Edit, Project, Schema,
    SuggestionKey,
};
use crate::text::Text;

use super::emit::{Emitter, Layout};
use super::error::StoreError;
use super::file::{FileHash, read_project};
use super::migrate;
use super::notice::FileNotice;
use super::spelling::{self, When};
use super::wire::{self, Reader};

/// Characters of the sum at the start of a line.
const SUM_LEN: usize = 16;

/// One line of a journal.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Record {
    /// The segment continues the file with this hash.
    Base {
        /// In hexadecimal digits.
        hash: String,
    },
    /// An edit.
    Edit(WireEdit),
}

/// An edit as a journal has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireEdit {
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

/// Where a document lies that was spooled before its edit was journaled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SpoolPlace {
    /// Name of the spool.
    pub(super) spool: SmolStr,
    /// Hash of its file.
    pub(super) hash: FileHash,
    /// Index of the document in it.
    pub(super) index: u32,
}

/// The line of a journal that says which file its segment continues.
pub(super) fn base_line(hash: FileHash) -> String {
    line(&format!("base(hash: \"{hash}\")"))
}

/// The line of a journal for `edit`. `project` is the project after the edit; `spooled` tells documents that need not be written again.
///
/// # Errors
/// When the edit names a document that neither it nor the project holds.
pub(super) fn edit_line(
    edit: &Edit,
    project: &Project,
    spooled: &dyn Fn(&Arc<Document>) -> Option<SpoolPlace>,
) -> Result<String, StoreError> {
    let Edit {
        label,
        by,
        at,
        changes,
    } = edit;
    let mut out = Emitter::new(Layout::OneLine);
    out.open("edit((");
    out.key("label");
    out.quoted(label);
    out.key("by");
    out.quoted(by);
    out.key("when");
    out.quoted(&spelling::spell_moment(*at));
    out.key("changes");
    out.raw("[");
    for index in 0..changes.len() {
        if index > 0 {
            out.raw(", ");
        }
        write_change(&mut out, changes, index, project, spooled)?;
    }
    out.raw("]))");
    Ok(line(&out.finish()))
}

fn line(record: &str) -> String {
    format!("{:016x} {record}\n", sum(record.as_bytes()))
}

fn sum(record: &[u8]) -> u64 {
    FileHash::of(record).0 as u64
}

/// The text of `document` at the time of change number `at`: documents that come or go within the edit have theirs in it.
fn text_of<'a>(
    changes: &'a [Change],
    at: usize,
    project: &'a Project,
    document: &DocumentId,
) -> Result<&'a Text, StoreError> {
    fn with_id<'a>(
        found: &'a Option<Arc<Document>>,
        document: &DocumentId,
    ) -> Option<&'a Arc<Document>> {
        found.as_ref().filter(|found| found.id == *document)
    }
    let (earlier, later) = changes.split_at(at);
    let came = earlier.iter().rev().find_map(|change| match change {
        Change::Document { after, .. } => with_id(after, document),
        _ => None,
    });
    let goes = || {
        later.iter().find_map(|change| match change {
            Change::Document { before, .. } => with_id(before, document),
            _ => None,
        })
    };
    came.or_else(goes)
        .or_else(|| project.document(document))
        .map(|found| found.text())
        .ok_or_else(|| StoreError::NoDocument(document.clone()))
}

fn write_change(
    out: &mut Emitter,
    changes: &[Change],
    at: usize,
    project: &Project,
    spooled: &dyn Fn(&Arc<Document>) -> Option<SpoolPlace>,
) -> Result<(), StoreError> {
    let Some(change) = changes.get(at) else {
        return Ok(());
    };
    let text = |document: &DocumentId| text_of(changes, at, project, document);
    match change {
        Change::Annotation {
            document,
            layer,
            before,
            after,
        } => {
            open_layered(out, "annotation(", document, layer);
            if let Some(before) = before {
                out.key("take");
                out.reference(&before.reference());
            }
            if let Some(after) = after {
                out.key("put");
                out.annotation(text(document)?, after);
            }
        }
        Change::Decision {
            document,
            layer,
            before,
            after,
        } => {
            open_layered(out, "decision(", document, layer);
            if let Some(before) = before {
                out.key("take");
                out.suggestion_key(text(document)?, &before.key);
            }
            if let Some(after) = after {
                out.key("put");
                out.decision(text(document)?, after);
            }
        }
        Change::Status {
            document,
            layer,
            before: _,
            after,
        } => {
            open_layered(out, "status(", document, layer);
            out.key("to");
            out.status(after);
        }
        Change::Checked {
            document,
            layer,
            before: _,
            after,
        } => {
            open_layered(out, "checked(", document, layer);
            out.key("to");
            out.checked(text(document)?, after);
        }
        Change::ActiveTime {
            document,
            layer,
            before: _,
            after,
        } => {
            open_layered(out, "active_time(", document, layer);
            out.key("to");
            out.number(*after);
        }
        Change::Layer {
            document,
            index,
            before,
            after,
        } => {
            open_named(out, "layer(", document);
            out.key("index");
            out.number(u32::try_from(*index).unwrap_or(u32::MAX));
            if let Some(before) = before {
                out.key("take");
                out.quoted(&before.name);
            }
            if let Some(after) = after {
                out.key("put");
                out.layer(text(document)?, after);
            }
        }
        Change::LayerName { before, after } => {
            out.open("layer_name(");
            out.key("from");
            out.quoted(before);
            out.key("to");
            out.quoted(after);
        }
        Change::Zones {
            document,
            before: _,
            after,
        } => {
            open_named(out, "zones(", document);
            out.key("to");
            out.zones(text(document)?, after);
        }
        Change::Metadata {
            document,
            before: _,
            after,
        } => {
            open_named(out, "metadata(", document);
            out.key("to");
            out.open("(");
            out.metadata_fields(after);
            out.close(")");
        }
        Change::Tags {
            document,
            before: _,
            after,
        } => {
            open_named(out, "tags(", document);
            out.key("to");
            out.strings(after);
        }
        Change::SuggestionsShown {
            document,
            before: _,
            after,
        } => {
            open_named(out, "suggestions_shown(", document);
            out.key("to");
            out.raw(match after {
                None => "None",
                Some(true) => "true",
                Some(false) => "false",
            });
        }
        Change::Document {
            index,
            before,
            after,
        } => {
            out.open("document(");
            out.key("index");
            out.number(u32::try_from(*index).unwrap_or(u32::MAX));
            if let Some(before) = before {
                out.key("take");
                out.quoted(before.id.as_str());
            }
            if let Some(after) = after {
                out.key("put");
                write_document(out, after, spooled(after));
            }
        }
        Change::Schema { before: _, after } => {
            out.open("schema(");
            out.key("to");
            out.raw(&schema_line(after)?);
        }
        Change::Words { before: _, after } => {
            out.open("words(");
            out.key("to");
            out.words(after);
        }
        Change::Settings { before: _, after } => {
            out.open("settings(");
            out.key("to");
            out.settings(after);
        }
    }
    out.close(")");
    Ok(())
}

fn open_named(out: &mut Emitter, kind: &str, document: &DocumentId) {
    out.open(kind);
    out.key("document");
    out.quoted(document.as_str());
}

fn open_layered(out: &mut Emitter, kind: &str, document: &DocumentId, layer: &str) {
    open_named(out, kind, document);
    out.key("layer");
    out.quoted(layer);
}

fn write_document(out: &mut Emitter, document: &Document, spooled: Option<SpoolPlace>) {
    if let Some(SpoolPlace { spool, hash, index }) = spooled {
        out.raw("spooled(");
        out.quoted(&spool);
        out.raw(&format!(", \"{hash}\", {index}"));
    } else {
        out.raw("inline(");
        out.document(document);
    }
    out.raw(")");
}

fn schema_line(schema: &Schema) -> Result<String, StoreError> {
    migrate::ron_options()
        .to_string(schema)
        .map_err(|error| StoreError::Cannot {
            what: "write the schema down",
            source: std::io::Error::other(error),
            path: PathBuf::from(schema.name.as_str()),
        })
}

/// The whole records of a segment.
pub(super) struct Segment {
    /// Records in order.
    pub(super) records: Vec<Record>,
    /// Whether something follows them that is not a whole record.
    pub(super) is_torn: bool,
}

impl Segment {
    /// Reads the bytes of a segment up to the first line that is not whole.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut records = Vec::new();
        let mut rest = bytes;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            let (line, after) = rest.split_at(end);
            let Some(record) = read_line(line) else {
                break;
            };
            records.push(record);
            rest = after.get(1..).unwrap_or_default();
        }
        Self {
            records,
            is_torn: !rest.is_empty(),
        }
    }

    /// The files it may continue.
    fn bases(&self) -> impl Iterator<Item = FileHash> + '_ {
        self.records.iter().filter_map(|record| match record {
            Record::Base { hash } => FileHash::from_hex(hash),
            Record::Edit(_) => None,
        })
    }

    fn num_edits(&self) -> usize {
        self.records
            .iter()
            .filter(|record| matches!(record, Record::Edit(_)))
            .count()
    }
}

fn read_line(line: &[u8]) -> Option<Record> {
    let (written, record) = line.split_at_checked(SUM_LEN)?;
    let record = record.strip_prefix(b" ")?;
    let written = u64::from_str_radix(std::str::from_utf8(written).ok()?, 16).ok()?;
    if written != sum(record) {
        return None;
    }
    migrate::parse(std::str::from_utf8(record).ok()?).ok()
}

/// What to do with the segments found beside a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// Replay these generations, in order.
    Replay(Vec<u32>),
    /// They continue another version of the file, with so many edits.
    Foreign(usize),
}

/// Decides which segments continue the file of that generation and hash. `segments` are sorted by generation.
pub(super) fn plan(segments: &[(u32, Segment)], generation: u32, hash: FileHash) -> Plan {
    let is_ours = segments
        .iter()
        .any(|(known, segment)| *known == generation && segment.bases().any(|base| base == hash));
    if is_ours {
        return Plan::Replay(
            segments
                .iter()
                .map(|(known, _)| *known)
                .filter(|known| *known >= generation)
                .collect(),
        );
    }
    match segments
        .iter()
        .map(|(_, segment)| segment.num_edits())
        .sum()
    {
        0 => Plan::Replay(Vec::new()),
        edits => Plan::Foreign(edits),
    }
}

/// Why a record cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReplayError {
    /// It does not fit the project.
    #[error(transparent)]
    Edit(#[from] model::edit::EditError),
    /// The documents it brings are not where it says.
    #[error("the imported documents are not in the spool file {0}")]
    Spool(SmolStr),
}

/// Documents of spool files, each file read once.
pub(super) struct Spools<'a> {
    project: &'a Path,
    read: HashMap<SmolStr, Option<Vec<Arc<Document>>>>,
}

impl<'a> Spools<'a> {
    /// The spool files beside the project at `project`.
    pub(super) fn beside(project: &'a Path) -> Self {
        Self {
            project,
            read: HashMap::new(),
        }
    }

    /// Names of the spools that were read.
    pub(super) fn names(&self) -> Vec<SmolStr> {
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

/// The spool file of that name.
pub(super) fn spool_path(project: &Path, name: &str) -> PathBuf {
    super::sibling(project, &format!(".spool-{name}"))
}

/// The segment of that generation.
pub(super) fn segment_path(project: &Path, generation: u32) -> PathBuf {
    super::sibling(project, &format!(".journal-{generation}"))
}

impl WireEdit {
    /// Applies the edit to `project` and gives it as the live program had it.
    ///
    /// # Errors
    /// When it does not fit; `project` is as it was then.
    pub(super) fn replay(
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::project::rich::{self, ChangeKind, Choices};

    fn nothing_spooled(_: &Arc<Document>) -> Option<SpoolPlace> {
        None
    }

    fn replay(journal: &[u8], project: &mut Project) -> Vec<Edit> {
        let mut spools = Spools::beside(Path::new("none.ron"));
        Segment::read(journal)
            .records
            .into_iter()
            .map(|record| match record {
                Record::Edit(edit) => edit.replay(project, &mut spools).unwrap(),
                Record::Base { .. } => panic!("no base was written"),
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn every_kind_of_change_comes_back(
            numbers in proptest::collection::vec(any::<u32>(), 20..500),
            change_numbers in proptest::collection::vec(any::<u32>(), 0..100),
        ) {
            let project = Choices::new(&numbers).project();
            for kind in ChangeKind::ALL {
                let Some(change) = Choices::new(&change_numbers).change(kind, &project) else {
                    continue;
                };
                prop_assert_eq!(ChangeKind::of(&change), kind);
                let edit = Edit {
                    label: "Test".to_owned(),
                    by: "ana".into(),
                    at: model::Moment(1),
                    changes: vec![change],
                };
                let mut live = project.clone();
                edit.apply(&mut live).unwrap();
                for (edit, before, after) in
                    [(edit.clone(), &project, &live), (edit.inverse(), &live, &project)]
                {
                    let line = edit_line(&edit, after, &nothing_spooled).unwrap();
                    prop_assert_eq!(line.matches('\n').count(), 1);
                    let mut replayed = before.clone();
                    prop_assert_eq!(replay(line.as_bytes(), &mut replayed), [edit]);
                    prop_assert_eq!(&replayed, after);
                }
            }
        }

        #[test]
        fn a_cut_journal_gives_all_whole_edits((project, edits) in rich::projects_and_edits()) {
            let mut live = project.clone();
            let mut journal = Vec::new();
            let mut ends = Vec::new();
            let mut states = vec![project.clone()];
            for edit in &edits {
                edit.apply(&mut live).unwrap();
                journal.extend(edit_line(edit, &live, &nothing_spooled).unwrap().into_bytes());
                ends.push(journal.len());
                states.push(live.clone());
            }
            // Every byte of the last record, and the ends of the others: what is in the middle of a record does not matter to those before.
            let last = ends.iter().rev().nth(1).copied().unwrap_or_default();
            for cut in (last..=journal.len()).chain(ends.clone()) {
                let whole = ends.iter().filter(|end| **end <= cut).count();
                let segment = Segment::read(&journal[..cut]);
                prop_assert_eq!(segment.records.len(), whole);
                prop_assert_eq!(segment.is_torn, cut > 0 && !ends.contains(&cut));
            }
            for (whole, state) in states.iter().enumerate() {
                let end = if whole == 0 { 0 } else { ends[whole - 1] };
                let mut replayed = project.clone();
                prop_assert_eq!(&replay(&journal[..end], &mut replayed), &edits[..whole]);
                prop_assert_eq!(&replayed, state);
            }
        }
    }

    #[test]
    fn a_flipped_bit_ends_the_journal_there() {
        let mut journal =
            base_line(FileHash(1)) + &base_line(FileHash(2)) + &base_line(FileHash(3));
        let middle = journal.len() / 2;
        let flipped = if journal.as_bytes()[middle] == b'0' {
            "1"
        } else {
            "0"
        };
        journal.replace_range(middle..=middle, flipped);
        let segment = Segment::read(journal.as_bytes());
        assert_eq!(segment.records.len(), 1);
        assert!(segment.is_torn);
    }

    #[test]
    fn an_edit_that_does_not_fit_leaves_the_project_as_it_was() {
        let mut project = Project::new(Schema::default());
        project
            .documents
            .push(Arc::new(Document::new("d1".into(), Text::new("One."))));
        let untouched = project.clone();
        let record = "edit((changes: [tags(document: \"d1\", to: [\"war\"]), tags(document: \"d2\", to: [])]))";
        let mut segment = Segment::read(line(record).as_bytes());
        let Some(Record::Edit(edit)) = segment.records.pop() else {
            panic!("the record is whole")
        };
        assert!(
            edit.replay(&mut project, &mut Spools::beside(Path::new("none.ron")))
                .is_err()
        );
        assert_eq!(project, untouched);
    }
}
