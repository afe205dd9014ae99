//! The window's commands about files: opening, saving, exporting, dropping, pasting, and what to do when that fails.

use std::path::{Path, PathBuf};

use egui::Ui;

use super::backups_dialog::{BackupsAnswer, BackupsDialog};
use super::files::Purpose;
use super::kept_dialog::{KeptAnswer, KeptDialog};
use super::settings::ProjectView;
use super::window::{Window, wake_of};
use crate::app::command::Command;
use crate::app::import;
use crate::app::workspace::{Workspace, news_schema};
use crate::model::Project;
use crate::project::{BackupPolicy, ReadProject, StoreError, recovery};

/// A question about a file that stands over the window.
pub(super) enum FileQuestion {
    /// The project is open in another instance.
    InUse { path: PathBuf, message: String },
    /// The project file is broken; what could be read is offered.
    Broken {
        message: String,
        sound: Option<Box<ReadProject>>,
    },
    /// Which backup to restore.
    Backups(BackupsDialog),
    /// What an earlier run kept.
    Kept(KeptDialog),
    /// What the clipboard holds, to become an article.
    Paste { text: String },
}

impl Window {
    /// Commands about files. What is left over has no meaning here.
    pub(super) fn dispatch_file(&mut self, ctx: &egui::Context, command: Command) {
        match command {
            Command::NewProject | Command::CloseProject => {
                self.replace_workspace(ctx, |annotator, places, wake| {
                    Ok(Workspace::unsaved(
                        Project::new(news_schema()),
                        annotator,
                        places,
                        wake,
                    ))
                });
            }
            Command::OpenFiles => self.files.ask(Purpose::Open, ""),
            Command::OpenFolder => self.files.ask(Purpose::Folder, ""),
            Command::PasteArticle => {
                self.question = Some(FileQuestion::Paste {
                    text: String::new(),
                });
            }
            Command::OpenPath(path) => self.open_paths(ctx, vec![path]),
            Command::Save => {
                self.note_active_time();
                if !self.workspace.save() {
                    self.files.ask(Purpose::SaveAs, "project.ron");
                }
            }
            Command::SaveAs => self.files.ask(Purpose::SaveAs, "project.ron"),
            Command::RestoreBackup => {
                let dialog = BackupsDialog::new(&self.workspace);
                self.question = Some(FileQuestion::Backups(dialog));
            }
            Command::ShowKept => {
                let kept = recovery::pending(self.workspace.places());
                self.ask_about_kept(kept);
            }
            Command::Quit => {
                self.quitting = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            other => tracing::debug!(?other, "nothing does this here"),
        }
    }

    /// Takes in chosen paths, dropped files and articles that have been read.
    pub(super) fn take_files(&mut self, ctx: &egui::Context) {
        if let Some((purpose, paths)) = self.files.take() {
            self.use_paths(ctx, purpose, paths);
        }
        let dropped: Vec<PathBuf> = ctx.input(|input| {
            input
                .raw
                .dropped_files
                .iter()
                .map(|file| file.path().to_owned())
                .collect()
        });
        if !dropped.is_empty() {
            self.open_paths(ctx, dropped);
        }
        if let Some(import) = self.files.take_import() {
            self.workspace.add(import);
        }
    }

    fn use_paths(&mut self, ctx: &egui::Context, purpose: Purpose, paths: Vec<PathBuf>) {
        match purpose {
            Purpose::Open | Purpose::Folder => self.open_paths(ctx, paths),
            Purpose::SaveAs => {
                if let Some(path) = paths.into_iter().next() {
                    let path = if path.extension().is_some() {
                        path
                    } else {
                        path.with_extension("ron")
                    };
                    self.workspace.save_as(&path);
                    self.change_settings(|settings| settings.add_recent(&path));
                }
            }
            Purpose::Export => {
                if let Some(path) = paths.into_iter().next() {
                    self.start_export(ctx, &path);
                }
            }
        }
    }

    /// Opens a project, or adds articles to the open one.
    pub fn open_paths(&mut self, ctx: &egui::Context, paths: Vec<PathBuf>) {
        if let [path] = paths.as_slice()
            && import::is_project(path)
        {
            return self.open_project(ctx, path);
        }
        let (projects, articles): (Vec<PathBuf>, Vec<PathBuf>) =
            paths.into_iter().partition(|path| import::is_project(path));
        if !projects.is_empty() {
            self.workspace
                .session
                .notices
                .warn("A project opens alone: choose it without other files");
        }
        if !articles.is_empty() {
            self.files.import(articles, self.workspace.wake());
        }
    }

    fn open_project(&mut self, ctx: &egui::Context, path: &Path) {
        let is_open = self.replace_workspace(ctx, |annotator, places, wake| {
            Workspace::open(path, annotator, places, wake)
        });
        // Its full path with links followed: that is the same wherever the program is started from.
        if is_open && let Some(place) = self.workspace.path() {
            self.change_settings(|settings| settings.add_recent(&place));
            self.recall_view(&place);
        }
    }

    /// Shows the project at `path` as it was looked at last.
    fn recall_view(&mut self, path: &Path) {
        let Some(view) = self.settings.views.get(path).cloned() else {
            return;
        };
        let session = &mut self.workspace.session;
        session.set_layer(&view.layer);
        if let Some(document) = view.document {
            session.open_document(&document.as_str().into());
        }
        session.dispatch(Command::SetFilter(view.filter));
        session.dispatch(Command::SetOrder(view.order));
        session.dispatch(Command::SetDocumentSort(view.documents));
    }

    /// Remembers how the open project is looked at, so that it opens like this.
    pub(super) fn remember_view(&mut self) {
        let Some(path) = self.workspace.path() else {
            return;
        };
        let session = &self.workspace.session;
        let document = session.document();
        let view = ProjectView {
            layer: session.layer_name().to_owned(),
            document: document.map(|document| document.id.to_string()),
            filter: session.filter().clone(),
            order: session.order(),
            documents: session.document_sort(),
        };
        if self.settings.views.get(&path) != Some(&view) {
            self.change_settings(|settings| {
                settings.views.insert(path, view);
            });
        }
    }

    /// Closes the open project, saved, and shows the one that `open` gives; on failure the open one stays. True when it is open.
    fn replace_workspace(
        &mut self,
        ctx: &egui::Context,
        open: impl FnOnce(
            &str,
            crate::project::Places,
            crate::app::workspace::Wake,
        ) -> Result<Workspace, StoreError>,
    ) -> bool {
        self.note_active_time();
        let mut places = self.workspace.places().clone();
        places.backups = BackupPolicy {
            count: self.settings.backups,
            ..places.backups
        };
        self.workspace.wait();
        match open(&self.settings.annotator, places, wake_of(ctx)) {
            Ok(workspace) => {
                let old = std::mem::replace(&mut self.workspace, workspace);
                if let Err(message) = old.close() {
                    self.workspace.session.notices.error(message);
                }
                return true;
            }
            Err(StoreError::InUse { path, holder }) => {
                self.question = Some(FileQuestion::InUse {
                    message: format!("This project is open elsewhere ({holder})."),
                    path,
                });
            }
            Err(StoreError::Broken {
                faults,
                sound,
                path,
            }) => {
                let message = StoreError::Broken {
                    faults,
                    sound: None,
                    path,
                }
                .to_string();
                self.question = Some(FileQuestion::Broken { message, sound });
            }
            Err(error) => self
                .workspace
                .session
                .notices
                .error(format!("Not opened: {error}")),
        }
        false
    }

    /// Questions and choices over the window.
    pub(super) fn modals_ui(&mut self, ui: &mut Ui) {
        if let Some((purpose, path)) = self.files.ui(ui) {
            self.use_paths(ui.ctx(), purpose, vec![path]);
        }
        let Some(question) = self.question.take() else {
            return;
        };
        let mut keep = Some(question);
        let modal = super::parts::dialog(ui, "file question").show(ui.ctx(), |ui| {
            ui.set_width(520.0_f32.min(ui.ctx().content_rect().width() - 80.0));
            self.question_ui(ui, &mut keep);
        });
        if modal.should_close() {
            keep = None;
        }
        if self.question.is_none() {
            self.question = keep;
        }
    }

    fn question_ui(&mut self, ui: &mut Ui, question: &mut Option<FileQuestion>) {
        match question.take() {
            Some(FileQuestion::InUse { path, message }) => {
                ui.heading("Open elsewhere");
                ui.label(&message);
                ui.add_space(8.0);
                let copy = ui.button("Open a copy").clicked();
                let cancel = ui.button("Cancel").clicked();
                if copy {
                    let wanted = path.clone();
                    let ctx = ui.ctx().clone();
                    self.replace_workspace(&ctx, |annotator, places, wake| {
                        Workspace::open_copy(&wanted, annotator, places, wake)
                    });
                }
                if !copy && !cancel {
                    *question = Some(FileQuestion::InUse { path, message });
                }
            }
            Some(FileQuestion::Broken { message, sound }) => {
                self.broken_ui(ui, question, message, sound);
            }
            Some(FileQuestion::Backups(mut dialog)) => match dialog.ui(ui) {
                BackupsAnswer::Open => *question = Some(FileQuestion::Backups(dialog)),
                BackupsAnswer::Cancel => {}
                BackupsAnswer::Restore(backup) => {
                    self.note_active_time();
                    self.workspace.restore(&backup);
                }
            },
            Some(FileQuestion::Kept(dialog)) => self.kept_ui(ui, question, dialog),
            Some(FileQuestion::Paste { text }) => self.paste_ui(ui, question, text),
            None => {}
        }
    }

    fn broken_ui(
        &mut self,
        ui: &mut Ui,
        question: &mut Option<FileQuestion>,
        message: String,
        sound: Option<Box<ReadProject>>,
    ) {
        ui.heading("The project file is broken");
        ui.label(&message);
        ui.add_space(8.0);
        let count = sound
            .as_ref()
            .map_or(0, |read| read.project.documents.len());
        let offer = format!("Open the {count} sound documents as a copy");
        let open = count > 0 && ui.button(offer).clicked();
        let cancel = ui.button("Cancel").clicked();
        match sound {
            Some(read) if open => {
                let ctx = ui.ctx().clone();
                self.replace_workspace(&ctx, |annotator, places, wake| {
                    Ok(Workspace::recovered(*read, annotator, places, wake))
                });
            }
            sound if !cancel => *question = Some(FileQuestion::Broken { message, sound }),
            _ => {}
        }
    }

    fn kept_ui(
        &mut self,
        ui: &mut Ui,
        question: &mut Option<FileQuestion>,
        mut dialog: KeptDialog,
    ) {
        match dialog.ui(ui) {
            KeptAnswer::Open => *question = Some(FileQuestion::Kept(dialog)),
            KeptAnswer::Later => {}
            KeptAnswer::Resume(pending) => {
                let ctx = ui.ctx().clone();
                self.replace_workspace(&ctx, |annotator, places, wake| {
                    Workspace::resume(&pending, annotator, places, wake)
                });
            }
            KeptAnswer::Discard(pending) => {
                if let Err(error) = pending.discard() {
                    let notices = &mut self.workspace.session.notices;
                    notices.error(format!("Not thrown away: {error}"));
                }
                *question = dialog
                    .without(&pending, self.workspace.wake())
                    .map(FileQuestion::Kept);
            }
        }
    }

    fn paste_ui(&mut self, ui: &mut Ui, question: &mut Option<FileQuestion>, mut text: String) {
        ui.heading("Paste an article");
        ui.label("Paste the text, or paths of files, one a line.");
        egui::ScrollArea::vertical()
            .max_height(280.0)
            .show(ui, |ui| {
                let field = ui.add(
                    egui::TextEdit::multiline(&mut text)
                        .desired_rows(10)
                        .desired_width(f32::INFINITY),
                );
                field.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Article text")
                });
                if text.is_empty() {
                    field.request_focus();
                }
            });
        ui.add_space(8.0);
        let (mut add, mut cancel) = (false, false);
        ui.horizontal(|ui| {
            add = ui.button("Add article").clicked();
            cancel = ui.button("Cancel").clicked();
        });
        if add && !text.trim().is_empty() {
            self.add_pasted(ui.ctx(), &text);
        } else if !cancel {
            *question = Some(FileQuestion::Paste { text });
        }
    }

    /// Paths when every line is one, else a text.
    fn add_pasted(&mut self, ctx: &egui::Context, text: &str) {
        let lines: Vec<PathBuf> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(PathBuf::from)
            .collect();
        if !lines.is_empty() && lines.iter().all(|line| line.exists()) {
            self.open_paths(ctx, lines);
        } else {
            self.workspace.add(import::read_text(text));
        }
    }

    /// Asks about projects that a run before this one could not save, if there are any.
    pub fn offer_kept(&mut self) {
        let mut kept = recovery::pending(self.workspace.places());
        // A crash while the sample was only being looked at is not worth a question.
        kept.retain(|pending| !pending.is_untouched());
        if !kept.is_empty() {
            self.ask_about_kept(kept);
        }
    }

    fn ask_about_kept(&mut self, kept: Vec<recovery::Pending>) {
        let dialog = KeptDialog::new(kept, self.workspace.wake());
        self.question = Some(FileQuestion::Kept(dialog));
    }
}
