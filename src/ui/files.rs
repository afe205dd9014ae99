//! Choosing files: the system's dialogs where there are any, else a path field with completion in the window; imports on a thread.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};

use egui::{Key, RichText, ScrollArea, Ui};

use super::{parts, theme};
use crate::app::import::{self, Import};
use crate::app::workspace::Wake;

/// What a chosen path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A project or articles to open.
    Open,
    /// A folder of articles.
    Folder,
    /// Where the project goes.
    SaveAs,
    /// Where training data goes.
    Export,
}

impl Purpose {
    fn prompt(self) -> &'static str {
        match self {
            Self::Open => "Open a project or articles",
            Self::Folder => "Add all articles of a folder",
            Self::SaveAs => "Save the project as",
            Self::Export => "Write training data to",
        }
    }

    fn is_for_writing(self) -> bool {
        matches!(self, Self::SaveAs | Self::Export)
    }
}

/// What was chosen; `None` when the dialog was closed without a choice.
pub type Chosen = Option<Vec<PathBuf>>;

/// Something that lets a person choose a path. Tests hand in one that answers by itself.
pub trait FilePicker {
    /// Starts asking; the answer comes through the channel. `None` when this picker cannot ask here: then the window asks itself.
    fn ask(&self, purpose: Purpose, suggested: &str) -> Option<Receiver<Chosen>>;
}

/// The system's dialogs.
pub struct SystemPicker {
    wake: Wake,
    usable: Arc<AtomicBool>,
}

impl SystemPicker {
    /// Looks in the background whether the system has dialogs at all: without a portal or zenity they would close unseen.
    pub fn new(wake: Wake) -> Self {
        let usable = Arc::new(AtomicBool::new(cfg!(not(target_os = "linux"))));
        let found = Arc::clone(&usable);
        let look = move || {
            if super::portal::has_file_dialogs() {
                found.store(true, Ordering::Relaxed);
            }
        };
        if let Err(error) = std::thread::Builder::new()
            .name("dialogs".to_owned())
            .spawn(look)
        {
            tracing::warn!(%error, "cannot look for the system's dialogs");
        }
        Self { wake, usable }
    }
}

impl FilePicker for SystemPicker {
    fn ask(&self, purpose: Purpose, suggested: &str) -> Option<Receiver<Chosen>> {
        if !self.usable.load(Ordering::Relaxed) {
            return None;
        }
        let (sender, receiver) = channel();
        let (wake, suggested) = (Arc::clone(&self.wake), suggested.to_owned());
        let ask = move || {
            let dialog = rfd::FileDialog::new().set_title(purpose.prompt());
            let chosen = match purpose {
                Purpose::Open => dialog.pick_files(),
                Purpose::Folder => dialog.pick_folder().map(|folder| vec![folder]),
                Purpose::SaveAs | Purpose::Export => dialog
                    .set_file_name(suggested)
                    .save_file()
                    .map(|file| vec![file]),
            };
            if sender.send(chosen).is_ok() {
                wake();
            }
        };
        std::thread::Builder::new()
            .name("file dialog".to_owned())
            .spawn(ask)
            .ok()?;
        Some(receiver)
    }
}

/// A path being typed in the window.
struct PathField {
    purpose: Purpose,
    typed: String,
    cursor: usize,
}

/// Articles being read on a thread.
struct ImportJob {
    result: Receiver<Import>,
    done: Arc<AtomicUsize>,
    total: Arc<AtomicUsize>,
    cancelled: Arc<AtomicBool>,
}

/// What is being chosen and read.
pub struct Files {
    picker: Box<dyn FilePicker>,
    waiting: Option<(Purpose, Receiver<Chosen>)>,
    field: Option<PathField>,
    import: Option<ImportJob>,
}

impl Files {
    /// Asks through `picker`, or in the window where it cannot.
    pub fn new(picker: Box<dyn FilePicker>) -> Self {
        Self {
            picker,
            waiting: None,
            field: None,
            import: None,
        }
    }

    /// Whether the window is asking for a path itself.
    pub fn is_asking(&self) -> bool {
        self.field.is_some()
    }

    /// Asks for a path. `suggested` is a file name for writing.
    pub fn ask(&mut self, purpose: Purpose, suggested: &str) {
        if self.waiting.is_some() {
            return;
        }
        if let Some(receiver) = self.picker.ask(purpose, suggested) {
            self.waiting = Some((purpose, receiver))
        } else {
            let folder = std::env::current_dir().unwrap_or_default();
            let typed = if purpose.is_for_writing() {
                folder.join(suggested)
            } else {
                folder.join("")
            };
            self.field = Some(PathField {
                purpose,
                typed: typed.display().to_string(),
                cursor: 0,
            });
        }
    }

    /// What was chosen since the last call.
    pub fn take(&mut self) -> Option<(Purpose, Vec<PathBuf>)> {
        let (purpose, receiver) = self.waiting.as_ref()?;
        let purpose = *purpose;
        match receiver.try_recv() {
            Ok(chosen) => {
                self.waiting = None;
                chosen.map(|paths| (purpose, paths))
            }
            Err(std::sync::mpsc::TryRecvError::Disconnected) => {
                self.waiting = None;
                None
            }
            Err(std::sync::mpsc::TryRecvError::Empty) => None,
        }
    }

    /// Reads articles on a thread.
    pub fn import(&mut self, paths: Vec<PathBuf>, wake: Wake) {
        let (sender, result) = channel();
        let (done, total) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let cancelled = Arc::new(AtomicBool::new(false));
        let job = ImportJob {
            result,
            done: Arc::clone(&done),
            total: Arc::clone(&total),
            cancelled: Arc::clone(&cancelled),
        };
        let read = move || {
            let import = import::read_files(&paths, |read, of| {
                done.store(read, Ordering::Relaxed);
                total.store(of, Ordering::Relaxed);
                !cancelled.load(Ordering::Relaxed)
            });
            if sender.send(import).is_ok() {
                wake();
            }
        };
        if std::thread::Builder::new()
            .name("import".to_owned())
            .spawn(read)
            .is_ok()
        {
            self.import = Some(job);
        }
    }

    /// Articles that have been read since the last call.
    pub fn take_import(&mut self) -> Option<Import> {
        let import = self.import.as_ref()?.result.try_recv().ok()?;
        self.import = None;
        Some(import)
    }

    /// Files that are read, and all that are to be read, while an import runs.
    pub fn import_progress(&self) -> Option<(usize, usize)> {
        let job = self.import.as_ref()?;
        let (done, total) = (&job.done, &job.total);
        Some((done.load(Ordering::Relaxed), total.load(Ordering::Relaxed)))
    }

    /// Stops reading; what is read so far comes in.
    pub fn cancel_import(&self) {
        if let Some(job) = &self.import {
            job.cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Draws the path field. Gives a path that was typed.
    pub fn ui(&mut self, ui: &mut Ui) -> Option<(Purpose, PathBuf)> {
        let field = self.field.as_mut()?;
        let mut answer = None;
        let mut is_done = false;
        let modal = parts::dialog(ui, "path field").show(ui.ctx(), |ui| {
            ui.set_width(520.0_f32.min(ui.ctx().content_rect().width() - 80.0));
            (answer, is_done) = field.ui(ui);
        });
        if is_done || modal.should_close() {
            self.field = None;
        }
        answer
    }
}

impl PathField {
    /// Draws the field with its completions. Gives what was chosen, and whether asking is over.
    fn ui(&mut self, ui: &mut Ui) -> (Option<(Purpose, PathBuf)>, bool) {
        let theme = theme::of(ui.ctx());
        ui.heading(self.purpose.prompt());
        parts::muted(
            ui,
            "This system offers no file dialog, so type a path. Tab completes it.",
        );
        ui.add_space(6.0);
        let found = completions(&self.typed);
        self.cursor = self.cursor.min(found.len().saturating_sub(1));
        let hit = |key| ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key));
        if hit(Key::ArrowDown) {
            self.cursor = (self.cursor + 1).min(found.len().saturating_sub(1));
        }
        if hit(Key::ArrowUp) {
            self.cursor = self.cursor.saturating_sub(1);
        }
        let completing = hit(Key::Tab);
        let entered = hit(Key::Enter);
        let escaped = hit(Key::Escape);
        let output = egui::TextEdit::singleline(&mut self.typed)
            .desired_width(f32::INFINITY)
            .lock_focus(true)
            .show(ui);
        output
            .response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Path"));
        output.response.request_focus();
        if let Some(path) = found.get(self.cursor).filter(|_| completing) {
            self.typed = path.display().to_string();
            if path.is_dir() {
                self.typed.push(std::path::MAIN_SEPARATOR);
            }
            let end = egui::text::CCursor::new(egui::text::CharIndex(self.typed.chars().count()));
            let mut state = output.state;
            state
                .cursor
                .set_char_range(Some(egui::text::CCursorRange::one(end)));
            state.store(ui.ctx(), output.response.id);
        }
        ScrollArea::vertical().max_height(220.0).show(ui, |ui| {
            for (row, path) in found.iter().enumerate() {
                let name = path
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned())
                    .unwrap_or_default();
                let mark = if path.is_dir() { "/" } else { "" };
                let words = RichText::new(format!("{name}{mark}"));
                let words = if row == self.cursor {
                    words.color(theme.colours.accent)
                } else {
                    words
                };
                if ui.add(egui::Button::new(words).frame(false)).clicked() {
                    self.typed = format!("{}{mark}", path.display());
                }
            }
        });
        ui.add_space(6.0);
        let (mut chosen, mut cancelled) = (entered, escaped);
        ui.horizontal(|ui| {
            chosen |= ui.button("OK").clicked();
            cancelled |= ui.button("Cancel").clicked();
        });
        let answer = chosen.then(|| (self.purpose, PathBuf::from(self.typed.trim())));
        (answer, chosen || cancelled)
    }
}

/// Files and folders that what is typed may go on to, at most forty.
fn completions(typed: &str) -> Vec<PathBuf> {
    let path = Path::new(typed);
    let (folder, start) = if typed.ends_with(std::path::MAIN_SEPARATOR) {
        (path, String::new())
    } else {
        (
            path.parent().unwrap_or(path),
            path.file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
        )
    };
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            name.starts_with(&start) && (!name.starts_with('.') || start.starts_with('.'))
        })
        .collect();
    found.sort();
    found.truncate(40);
    found
}
