//! The window's work in the background: what the status line tells of it, how it is cancelled, and what is said when it ends.

use std::path::Path;
use std::time::Duration;

use super::status_line::{JobKind, RunningJob};
use super::window::{Window, wake_of};
use crate::app::export::{ExportError, ExportWish};
use crate::app::export_job::{ExportJob, ExportResult};
use crate::app::notice::Notices;

impl Window {
    /// What is under way, longest-lived first.
    pub(super) fn running_jobs(&self) -> Vec<RunningJob> {
        let job = |kind, progress: Option<(usize, usize)>| {
            progress.map(|(done, total)| RunningJob { kind, done, total })
        };
        let export = self.export.as_ref().map(ExportJob::progress);
        [
            job(JobKind::Import, self.files.import_progress()),
            job(JobKind::Export, export),
            job(JobKind::Suggest, self.workspace.session.suggesting()),
            job(JobKind::Ask, self.asking()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Seconds that a model of one's own was waited for.
    fn asking(&self) -> Option<(usize, usize)> {
        let secs = self.workspace.session.own_model().waiting_secs()?;
        Some((usize::try_from(secs).unwrap_or(usize::MAX), 0))
    }

    /// Keeps the seconds of a wait moving on the screen.
    pub(super) fn keep_counting(&self, ctx: &egui::Context) {
        if self.asking().is_some() {
            ctx.request_repaint_after(Duration::from_millis(500));
        }
    }

    /// Stops a piece of work.
    pub(super) fn cancel_job(&mut self, job: JobKind) {
        match job {
            JobKind::Suggest => self.workspace.session.cancel_suggesting(),
            JobKind::Ask => self.workspace.session.cancel_own_model(),
            JobKind::Import => self.files.cancel_import(),
            JobKind::Export => {
                if let Some(export) = &self.export {
                    export.stop();
                }
            }
        }
    }

    /// Begins to write what was wished for in the export sheet to `path`.
    pub(super) fn start_export(&mut self, ctx: &egui::Context, path: &Path) {
        let session = &mut self.workspace.session;
        if self.export.is_some() {
            session
                .notices
                .warn("An export is under way: wait for its end or cancel it in the status line");
            return;
        }
        let started = ExportJob::start(
            session.project(),
            session.engine_maker(),
            self.export_wish.clone(),
            path,
            wake_of(ctx),
        );
        match started {
            Ok(job) => self.export = Some(job),
            Err(error) => session
                .notices
                .error(format!("Not exported ({error}): {}", path.display())),
        }
    }

    /// Takes the end of an export in and keeps its progress moving on the screen.
    pub(super) fn take_export(&mut self, ctx: &egui::Context) {
        let Some(job) = &self.export else { return };
        let Some(result) = job.poll() else {
            return ctx.request_repaint_after(Duration::from_millis(100));
        };
        let notices = &mut self.workspace.session.notices;
        tell_export(notices, job.wish(), job.path(), job.progress().0, result);
        self.export = None;
    }
}

/// Says what came of an export, and what the format could not hold.
fn tell_export(
    notices: &mut Notices,
    wish: &ExportWish,
    path: &Path,
    num_documents: usize,
    result: ExportResult,
) {
    let documents = if num_documents == 1 {
        "1 document".to_owned()
    } else {
        format!("{num_documents} documents")
    };
    let losses = match result {
        Ok(losses) => losses,
        Err(ExportError::Stopped) if wish.format.is_folder() => {
            return notices.info(format!(
                "Export stopped; {documents} stand in {}",
                path.display()
            ));
        }
        Err(ExportError::Stopped) => {
            return notices.info("Export stopped; nothing was written");
        }
        Err(error) => return notices.error(format!("Not exported: {error}")),
    };
    notices.info(format!("{documents} exported to {}", path.display()));
    if !losses.is_empty() {
        let losses: Vec<String> = losses.lines().collect();
        notices.warn(format!(
            "Exported, but {} cannot hold everything: {}",
            wish.format.title,
            losses.join("; ")
        ));
    }
}
