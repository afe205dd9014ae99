//! Edits as lines of a journal.

use std::path::PathBuf;
use std::sync::Arc;

use super::{SpoolPlace, sum};
use crate::model::{Change, Document, DocumentId, Edit, Project, Schema};
use crate::project::emit::{Emitter, Layout};
use crate::project::error::StoreError;
use crate::project::file::FileHash;
use crate::project::{migrate, spelling};
use crate::text::Text;

/// The line of a journal that says which file its segment continues.
pub(in crate::project) fn base_line(hash: FileHash) -> String {
    line(&format!("base(hash: \"{hash}\")"))
}

/// The line of a journal for `edit`. `project` is the project after the edit; `spooled` tells documents that need not be written again.
///
/// # Errors
/// When the edit names a document that neither it nor the project holds.
pub(in crate::project) fn edit_line(
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

pub(super) fn line(record: &str) -> String {
    format!("{:016x} {record}\n", sum(record.as_bytes()))
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
        Change::WasDone {
            document,
            layer,
            before: _,
            after,
        } => {
            open_layered(out, "was_done(", document, layer);
            out.key("to");
            out.raw(if *after { "true" } else { "false" });
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
