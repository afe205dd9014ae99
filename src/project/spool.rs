//! Spool files: many documents that come at once are written beside the project first, and the journal's record only names them.
//!
//! An import of a thousand articles is one edit, and its record must be written before the next frame. So the import's own thread spools the
//! documents ([`super::Spooler`]), and the record takes microseconds. A spool is a project file that holds nothing but documents; it is
//! removed once a saved version holds them.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::{Arc, Weak};

use smol_str::SmolStr;

use crate::model::{Change, Document, DocumentId, Edit, Project, Schema};

use super::error::StoreError;
use super::file::write_project;
use super::journal::{SpoolPlace, spool_path};
use super::save::remove_quietly;

/// An edit that brings more bytes of text than this is spooled.
const SPOOL_BYTES: u64 = 1 << 20;

/// Which documents lie in which spool file, and which generations of the journal name these.
#[derive(Debug, Default)]
pub(super) struct SpoolBook {
    /// By address of the document. The weak pointer tells whether that very document is still unchanged.
    known: HashMap<usize, (Weak<Document>, SpoolPlace)>,
    /// Spools, and the last segment that names each; none yet for an import that is under way.
    last_use: BTreeMap<SmolStr, Option<u32>>,
}

/// Documents written to a spool file.
#[derive(Debug)]
pub(super) struct Spooled {
    name: SmolStr,
    places: Vec<(Weak<Document>, SpoolPlace)>,
    /// The file, still to be synced where the caller did not.
    pub(super) file: File,
}

/// Writes `documents` to a new spool file beside `project`. Does not sync it.
///
/// # Errors
/// When it cannot be written; nothing is left behind then.
pub(super) fn write_spool(
    project: &Path,
    documents: &[Arc<Document>],
) -> Result<Spooled, StoreError> {
    let name = DocumentId::random().to_smol();
    let path = spool_path(project, &name);
    let failed = |error| StoreError::from_io("write the imported documents", &path, error);
    let file = File::create(&path).map_err(failed)?;
    let mut holder = Project::new(Schema::default());
    holder.documents = documents.to_vec();
    let hash =
        write_project(&holder, 0, BufWriter::with_capacity(1 << 20, &file)).map_err(|error| {
            remove_quietly(&path);
            failed(error)
        })?;
    let places = documents
        .iter()
        .zip(0..)
        .map(|(document, index)| {
            let place = SpoolPlace {
                spool: name.clone(),
                hash,
                index,
            };
            (Arc::downgrade(document), place)
        })
        .collect();
    Ok(Spooled { name, places, file })
}

/// The documents that `edit` brings, where they are too large to be written into the record and lie in no spool yet.
pub(super) fn due_for_spooling(edit: &Edit, book: &SpoolBook) -> Vec<Arc<Document>> {
    let brought: Vec<Arc<Document>> = edit
        .changes
        .iter()
        .filter_map(|change| match change {
            Change::Document { after, .. } => after.as_ref(),
            _ => None,
        })
        .filter(|document| book.place_of(document).is_none())
        .map(Arc::clone)
        .collect();
    let bytes: u64 = brought
        .iter()
        .map(|document| u64::from(document.text().len()))
        .sum();
    if bytes > SPOOL_BYTES {
        brought
    } else {
        Vec::new()
    }
}

impl SpoolBook {
    /// Enters what was spooled.
    pub(super) fn enter(&mut self, spooled: Spooled) {
        self.last_use.insert(spooled.name, None);
        for (document, place) in spooled.places {
            let address = document.as_ptr().addr();
            self.known.insert(address, (document, place));
        }
    }

    /// Enters spools that a recovered journal names.
    pub(super) fn enter_used(&mut self, names: Vec<SmolStr>, generation: u32) {
        self.last_use
            .extend(names.into_iter().map(|name| (name, Some(generation))));
    }

    /// Where `document` lies, if it is the very one that was spooled.
    pub(super) fn place_of(&self, document: &Arc<Document>) -> Option<SpoolPlace> {
        let (spooled, place) = self.known.get(&Arc::as_ptr(document).addr())?;
        let spooled = spooled.upgrade()?;
        Arc::ptr_eq(&spooled, document).then(|| place.clone())
    }

    /// The same, and remembers in `used` that a record is about to name that spool.
    pub(super) fn use_place(
        &self,
        document: &Arc<Document>,
        used: &RefCell<Vec<SmolStr>>,
    ) -> Option<SpoolPlace> {
        let place = self.place_of(document)?;
        used.borrow_mut().push(place.spool.clone());
        Some(place)
    }

    /// The segment of `generation` names these spools.
    pub(super) fn mark_used(&mut self, used: Vec<SmolStr>, generation: u32) {
        for name in used {
            self.last_use.insert(name, Some(generation));
        }
    }

    /// Forgets the spools that only segments before `generation` name, and gives their names.
    pub(super) fn drop_before(&mut self, generation: u32) -> Vec<SmolStr> {
        let is_old = |last: &Option<u32>| last.is_some_and(|last| last < generation);
        let names: Vec<SmolStr> = self
            .last_use
            .iter()
            .filter(|(_, last)| is_old(last))
            .map(|(name, _)| name.clone())
            .collect();
        self.last_use.retain(|_, last| !is_old(last));
        self.known
            .retain(|_, (_, place)| !names.contains(&place.spool));
        names
    }

    /// All spools there are.
    pub(super) fn names(&self) -> impl Iterator<Item = &SmolStr> {
        self.last_use.keys()
    }
}
