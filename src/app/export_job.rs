//! An export that runs beside the window, on the documents as they were when it was asked for.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, mpsc};

use super::data_card::{self, DataCard};
use super::export::{ExportError, ExportWish, Exporter};
use super::jobs::EngineMaker;
use super::workspace::Wake;
use crate::formats::export::LossReport;
use crate::model::{Document, Project, Schema};

/// What came of an export.
pub type ExportResult = Result<LossReport, ExportError>;

#[derive(Default)]
struct Shared {
    written: AtomicUsize,
    stopped: AtomicBool,
}

/// An export under way.
pub struct ExportJob {
    wish: ExportWish,
    path: PathBuf,
    total: usize,
    shared: Arc<Shared>,
    result: Receiver<ExportResult>,
}

impl ExportJob {
    /// Starts writing what `wish` asks of `project` to `path`; `wake` is called now and then, and at the end.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start(
        project: &Project,
        engine_maker: EngineMaker,
        wish: ExportWish,
        path: &Path,
        wake: Wake,
    ) -> std::io::Result<Self> {
        let documents: Vec<Arc<Document>> = project
            .documents
            .iter()
            .filter(|document| wish.takes(document))
            .cloned()
            .collect();
        let (schema, words) = (project.schema.clone(), project.words.clone());
        let settings = project.settings.clone();
        let (sender, result) = channel();
        let job = Self {
            wish: wish.clone(),
            path: path.to_owned(),
            total: documents.len(),
            shared: Arc::default(),
            result,
        };
        let (shared, path) = (Arc::clone(&job.shared), path.to_owned());
        let work = move || {
            let goes_on = |written| {
                shared.written.store(written, Ordering::Relaxed);
                if written % 64 == 0 {
                    wake();
                }
                !shared.stopped.load(Ordering::Relaxed)
            };
            let engines = wish.with_suggestions.then(|| engine_maker(&schema, &words));
            let exporter = Exporter {
                wish: &wish,
                schema: &schema,
                engine: engines.as_ref().map(|engines| &*engines.full),
                settings: &settings,
                goes_on: &goes_on,
            };
            let written = exporter.write(documents.iter().map(Arc::as_ref), &path);
            let written = written.and_then(|losses| {
                let exported = Project {
                    documents: documents.clone(),
                    settings,
                    ..Project::new(Schema::clone(&schema))
                };
                put_card(&exported, &wish, &losses, &path).map(|()| losses)
            });
            deliver(&sender, written);
            wake();
        };
        std::thread::Builder::new()
            .name("export".to_owned())
            .spawn(work)?;
        Ok(job)
    }

    /// What is written.
    pub fn wish(&self) -> &ExportWish {
        &self.wish
    }

    /// Where it goes.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Documents written so far, and all that go out.
    pub fn progress(&self) -> (usize, usize) {
        (self.shared.written.load(Ordering::Relaxed), self.total)
    }

    /// Stops after the document that is being written.
    pub fn stop(&self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
    }

    /// What came of it, once; `None` while it runs.
    pub fn poll(&self) -> Option<ExportResult> {
        match self.result.try_recv() {
            Ok(result) => Some(result),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(self.broke_off())),
        }
    }

    /// Waits for the end. For tests and for closing.
    pub fn wait(&self) -> ExportResult {
        self.result
            .recv()
            .unwrap_or_else(|mpsc::RecvError| Err(self.broke_off()))
    }

    /// What is said when the thread ended without a result, which only a bug can bring about.
    fn broke_off(&self) -> ExportError {
        ExportError::Write {
            path: self.path.clone(),
            source: std::io::Error::other("the export broke off"),
        }
    }
}

/// Writes the data card of what was written.
fn put_card(
    exported: &Project,
    wish: &ExportWish,
    losses: &LossReport,
    path: &Path,
) -> Result<(), ExportError> {
    let card = DataCard {
        project: exported,
        wish,
        losses,
        date: &data_card::today(),
    };
    let written = card.write(path);
    written.map(drop).map_err(|source| ExportError::Write {
        path: data_card::place(path),
        source,
    })
}

/// Hands the result over; nobody takes it when the window has gone meanwhile.
fn deliver(sender: &mpsc::Sender<ExportResult>, result: ExportResult) {
    if sender.send(result).is_err() {
        tracing::debug!("an export ended after its window");
    }
}
