//! The window: what it is made of, and how a frame goes.
//!
//! ```text
//! +--------------------------------------------------------------+
//! | top bar: menus, palette, annotator                           |
//! +-----------+--------------------------------+-----------------+
//! | documents | article                        | inspector       |
//! +-----------+--------------------------------+-----------------+
//! | queue bar: the question and its keys                         |
//! | status line                                                  |
//! +--------------------------------------------------------------+
//! ```
//!
//! A frame reads keys and does what they ask, then draws (`window_panels.rs`), then does what pointers asked for. Panels read the session and push
//! commands.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use egui::Ui;

use super::article_panel::ArticlePanel;
use super::bar_field::BarField;
use super::command_palette::CommandPalette;
use super::documents_panel::DocumentsPanel;
use super::files::Files;
use super::frame_log::FrameLog;
use super::help_sheet::HelpSheet;
use super::inspector::{Inspector, NoteEditor, take_pending};
use super::key_names::is_function_key;
use super::keymap::{FocusKind, Keymap};
use super::learning_panel::LearningPanel;
use super::notices::NoticeClock;
use super::panel_ring::PanelRing;
use super::pickers::PickerState;
use super::settings::Settings;
use super::sheets::Sheets;
use super::side::Side;
use super::theme::Theme;
use super::tour::Tour;
use super::window_panels::NarrowPanel;
use crate::app::active_time::ActiveClock;
use crate::app::command::Command;
use crate::app::selection::Focus;
use crate::app::workspace::Workspace;
use crate::model::DocumentStatus;

/// The window and everything it shows.
pub struct Window {
    pub(super) workspace: Workspace,
    pub(super) settings: Settings,
    pub(super) settings_folder: PathBuf,
    pub(super) keymap: Keymap,
    pub(super) files: Files,
    pub(super) side: Side,
    pub(super) article: ArticlePanel,
    pub(super) documents: DocumentsPanel,
    pub(super) palette: CommandPalette,
    pub(super) bar_field: BarField,
    pub(super) picker: PickerState,
    pub(super) note: NoteEditor,
    pub(super) inspector: Inspector,
    pub(super) learning: LearningPanel,
    pub(super) notices: NoticeClock,
    pub(super) help: HelpSheet,
    pub(super) sheets: Sheets,
    pub(super) tour: Tour,
    /// What is exported once a place for it was chosen.
    pub(super) export_wish: crate::app::export::ExportWish,
    /// The export that is under way.
    pub(super) export: Option<crate::app::export_job::ExportJob>,
    active: ActiveClock,
    pub(super) queue: Vec<Command>,
    title: String,
    styled: Option<bool>,
    log: FrameLog,
    last_frame_secs: Option<f32>,
    pub(super) quitting: bool,
    /// What of the note is in its file: a half-typed note survives a crash.
    kept_note: String,
    /// The side panel that was asked for while the window is narrow.
    pub(super) narrow_open: Option<NarrowPanel>,
    pub(super) panels: PanelRing,
    pub(super) question: Option<super::window_files::FileQuestion>,
}

impl Window {
    /// A window over `workspace`.
    pub fn new(
        workspace: Workspace,
        settings: Settings,
        settings_folder: PathBuf,
        files: Files,
        started: Instant,
    ) -> Self {
        let (keymap, problems) = Keymap::remapped(&settings.keys);
        let tour = Tour::at_start(&settings, workspace.is_sample());
        let mut window = Self {
            workspace,
            settings,
            settings_folder,
            keymap,
            files,
            side: Side::default(),
            article: ArticlePanel::default(),
            documents: DocumentsPanel::default(),
            palette: CommandPalette::default(),
            bar_field: BarField::default(),
            picker: PickerState::default(),
            note: NoteEditor::default(),
            inspector: Inspector::default(),
            learning: LearningPanel::default(),
            notices: NoticeClock::default(),
            help: HelpSheet::default(),
            sheets: Sheets::default(),
            tour,
            export_wish: crate::app::export::ExportWish::default(),
            export: None,
            active: ActiveClock::default(),
            queue: Vec::new(),
            title: String::new(),
            styled: None,
            log: FrameLog::new(started),
            last_frame_secs: None,
            quitting: false,
            kept_note: String::new(),
            narrow_open: None,
            panels: PanelRing::default(),
            question: None,
        };
        let model = window.settings.model.clone();
        window.workspace.session.set_model(model);
        let own_model = &window.settings.own_model;
        window.workspace.session.set_own_model(own_model);
        window.take_half_typed_note();
        for problem in problems {
            window
                .workspace
                .session
                .notices
                .warn(format!("Own keys: {problem}"));
        }
        window
    }

    /// The workspace, for tests.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Asks for `command`, which is done in the next frame: for tests.
    pub fn ask(&mut self, command: Command) {
        self.queue.push(command);
    }

    /// Whether the person asked to leave.
    pub fn is_quitting(&self) -> bool {
        self.quitting
    }

    /// One frame.
    pub fn frame(&mut self, ui: &mut Ui) {
        self.log.begin(self.last_frame_secs.take());
        self.style(ui);
        self.workspace.tick();
        self.take_files(ui.ctx());
        self.take_export(ui.ctx());
        self.keep_counting(ui.ctx());
        self.count_time(ui);
        self.note_action(ui);
        self.read_keys(ui);
        self.panels.begin(ui.ctx(), self.article.id());
        self.draw(ui);
        self.panels.end(ui.ctx(), self.article.id());
        PanelRing::paint_focus(ui.ctx(), self.article.id());
        // Panels that change the project by themselves have done so by now.
        self.workspace.journal();
        let goes_on = !self.queue.is_empty();
        if goes_on {
            self.dispatch_all(ui.ctx());
            ui.ctx().request_repaint();
        }
        self.keep_half_typed_note();
        self.update_title(ui.ctx());
        if let Some(pause) = self.workspace.next_tick() {
            ui.ctx().request_repaint_after(pause);
        }
        self.keep_window_size(ui.ctx());
        self.end_log(ui.ctx(), goes_on);
    }

    /// Seconds that the last frame took with painting, for the log.
    pub(super) fn set_last_frame_secs(&mut self, secs: Option<f32>) {
        self.last_frame_secs = secs;
    }

    /// Remembers how large the window is, for the next start.
    fn keep_window_size(&mut self, ctx: &egui::Context) {
        self.settings.pixels_per_point = ctx.pixels_per_point();
        let (size, is_whole_screen) = ctx.input(|input| {
            let viewport = input.viewport();
            let is_whole_screen =
                viewport.maximized == Some(true) || viewport.fullscreen == Some(true);
            (viewport.inner_rect.map(|rect| rect.size()), is_whole_screen)
        });
        if let Some(size) = size
            && !is_whole_screen
        {
            // The window is measured in points of the system, whatever the scale of the interface.
            let scale = self.settings.zoom;
            self.settings.window_size = [size.x * scale, size.y * scale];
        }
    }

    /// Tells the log of a key or click in this frame.
    fn note_action(&mut self, ui: &Ui) {
        ui.input(|input| {
            for event in &input.events {
                match event {
                    egui::Event::Key {
                        key, pressed: true, ..
                    } => self.log.act(|| format!("key {}", key.name())),
                    egui::Event::PointerButton { pressed: true, .. } => {
                        self.log.act(|| "click".to_owned());
                    }
                    _ => (),
                }
            }
        });
    }

    fn end_log(&mut self, ctx: &egui::Context, goes_on: bool) {
        let session = &self.workspace.session;
        let document = session.document();
        self.log.show(document.map(|document| &document.id));
        let is_annotated = document.is_some_and(|document| {
            session.is_suggested(document) || !session.suggestions_shown(document)
        });
        if self
            .log
            .end(goes_on, is_annotated, self.article.take_layout_time())
        {
            ctx.request_repaint();
        }
    }

    fn note_path(&self) -> PathBuf {
        self.settings_folder.join("half-typed-note.txt")
    }

    /// A note that was being typed when the program ended.
    fn take_half_typed_note(&mut self) {
        let Ok(text) = std::fs::read_to_string(self.note_path()) else {
            return;
        };
        self.note.text.clone_from(&text);
        self.kept_note = text;
        self.workspace.session.notices.warn(
            "A half-typed note was kept. Select what it is about and press N to go on with it.",
        );
    }

    /// Writes what is being typed into a note to its file, and removes the file when the note is saved or given up.
    fn keep_half_typed_note(&mut self) {
        if self.note.text == self.kept_note {
            return;
        }
        self.kept_note.clone_from(&self.note.text);
        let path = self.note_path();
        let written = if self.kept_note.is_empty() {
            std::fs::remove_file(&path)
        } else {
            std::fs::create_dir_all(&self.settings_folder)
                .and_then(|()| std::fs::write(&path, &self.kept_note))
        };
        if let Err(error) = written.or_else(|error| {
            if error.kind() == std::io::ErrorKind::NotFound {
                Ok(())
            } else {
                Err(error)
            }
        }) {
            tracing::warn!(%error, path = %path.display(), "the half-typed note is not kept");
        }
    }

    /// Theme and scale, when they change.
    fn style(&mut self, ui: &Ui) {
        let system_dark = ui.ctx().system_theme() == Some(egui::Theme::Dark);
        let dark = self.settings.dark.unwrap_or(system_dark);
        if self.styled != Some(dark) {
            let theme = if dark { Theme::dark() } else { Theme::light() };
            theme.apply(ui.ctx());
            self.styled = Some(dark);
        }
        let session = &mut self.workspace.session;
        if (session.threshold() - self.settings.threshold).abs() > f32::EPSILON {
            session.set_threshold(self.settings.threshold);
        }
        if *session.model() != self.settings.model {
            session.set_model(self.settings.model.clone());
        }
        session.set_own_model(&self.settings.own_model);
        session.set_learning(self.settings.learn);
        if (ui.ctx().zoom_factor() - self.settings.zoom).abs() > 0.001 {
            ui.ctx().set_zoom_factor(self.settings.zoom);
        }
    }

    /// Does what keys ask for, one after another, so that a burst of keys in one frame means what it would mean spread over several: the key
    /// that opens a picker is a command, the letters after it belong to the picker.
    fn read_keys(&mut self, ui: &Ui) {
        if self.sheets.takes_key() {
            return;
        }
        let focused = ui.memory(egui::Memory::focused);
        if focused.is_none() && !self.has_own_keys() {
            ui.memory_mut(|memory| memory.request_focus(self.article.id()));
        }
        let in_article = focused.is_none_or(|id| id == self.article.id());
        let in_text = ui.ctx().text_edit_focused();
        let events = ui.input_mut(|input| std::mem::take(&mut input.events));
        let mut kept = Vec::with_capacity(events.len());
        let mut was_command = false;
        for event in events {
            let command = self.command_of(&event, in_article && !in_text);
            // A key that was a command also arrives as typed text, which nobody waits for.
            let is_echo = was_command && matches!(event, egui::Event::Text(_));
            if let Some(command) = command {
                was_command = true;
                self.queue.push(command);
                self.dispatch_all(ui.ctx());
            } else if !is_echo {
                was_command &= !matches!(event, egui::Event::Key { pressed: true, .. });
                kept.push(event);
            }
        }
        ui.input_mut(|input| input.events = kept);
    }

    /// The command that an event asks for; keys that a text field or another panel has stay theirs, except those that hold everywhere.
    fn command_of(&self, event: &egui::Event, in_article: bool) -> Option<Command> {
        let egui::Event::Key {
            key,
            physical_key,
            pressed: true,
            modifiers,
            ..
        } = event
        else {
            return None;
        };
        let focus = if in_article && !self.has_own_keys() {
            FocusKind::of(self.workspace.session.focus())
        } else if modifiers.command || is_function_key(*key) {
            FocusKind::Anywhere
        } else {
            return None;
        };
        self.keymap
            .command(focus, *modifiers, *key, *physical_key)
            .cloned()
    }

    /// Whether something is open that reads keys itself.
    fn has_own_keys(&self) -> bool {
        self.palette.is_open()
            || self.help.is_open()
            || self.files.is_asking()
            || self.sheets.is_open()
            || self.question.is_some()
            || matches!(
                self.workspace.session.focus(),
                Focus::Picker(_) | Focus::Note | Focus::Skip | Focus::Tags
            )
    }

    /// Does everything that was asked for, in order, and journals it before the next frame.
    fn dispatch_all(&mut self, ctx: &egui::Context) {
        self.keep_typed(ctx);
        for command in std::mem::take(&mut self.queue) {
            if matches!(command, Command::SetLayer(_) | Command::NextLayer) {
                // The time so far belongs to the layer that is left.
                self.note_active_time();
            }
            if let Some(rest) = self.workspace.session.dispatch(command) {
                self.dispatch_window(ctx, rest);
            }
            self.workspace.journal();
        }
        if !matches!(self.workspace.session.focus(), Focus::Picker(_)) {
            self.picker.close();
        }
        self.remember_view();
    }

    /// Keeps what stands half typed in a field of the inspector: it is about what is selected now, and the commands to come may select something else.
    fn keep_typed(&mut self, ctx: &egui::Context) {
        let Some(pending) = take_pending(ctx) else {
            return;
        };
        let session = &mut self.workspace.session;
        match pending.command(session) {
            Ok(command) => {
                session.dispatch(command);
                self.workspace.journal();
            }
            Err(fault) => session.notices.warn(format!("Not kept: {fault}")),
        }
    }

    /// Commands that are the window's business.
    fn dispatch_window(&mut self, ctx: &egui::Context, command: Command) {
        match command {
            Command::CommandPalette => self.palette.toggle(),
            Command::Help => self.help.toggle(),
            Command::ToggleDocuments => self
                .change_settings(|settings| settings.documents_shown = !settings.documents_shown),
            Command::ToggleInspector => self
                .change_settings(|settings| settings.inspector_shown = !settings.inspector_shown),
            Command::ToggleTheme => {
                let dark = self.styled.unwrap_or_default();
                self.change_settings(|settings| settings.dark = Some(!dark));
            }
            Command::ToggleAllArcs => self.article.all_arcs = !self.article.all_arcs,
            Command::ZoomIn => {
                self.change_settings(|settings| settings.zoom = (settings.zoom + 0.1).min(2.5));
            }
            Command::ZoomOut => {
                self.change_settings(|settings| settings.zoom = (settings.zoom - 0.1).max(0.75));
            }
            Command::ZoomReset => self.change_settings(|settings| settings.zoom = 1.0),
            Command::NextPanel | Command::PreviousPanel => {
                self.panels.step(command == Command::NextPanel);
                ctx.request_repaint();
            }
            Command::ShowLearning => self.toggle_learning(ctx),
            Command::Tour => self.tour.begin(),
            Command::ShowStatistics | Command::ShowLayers => {
                self.note_active_time();
                self.sheets.open(&command, &mut self.workspace.session);
            }
            other => {
                let opened =
                    self.side.open(&other) || self.sheets.open(&other, &mut self.workspace.session);
                if !opened {
                    self.dispatch_file(ctx, other);
                }
            }
        }
    }

    /// Changes the settings and writes them.
    pub(super) fn change_settings(&mut self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings);
        if let Err(error) = self.settings.save(&self.settings_folder) {
            self.workspace.session.notices.warn(format!(
                "Settings not saved ({error}): {}",
                self.settings_folder.display()
            ));
        }
    }

    /// Takes settings that a panel changed: keys and name hold at once.
    pub(super) fn take_settings(&mut self, changed: Settings) {
        if changed == self.settings {
            return;
        }
        if changed.keys != self.settings.keys {
            self.keymap = Keymap::remapped(&changed.keys).0;
        }
        if changed.annotator != self.settings.annotator {
            self.workspace
                .session
                .set_annotator(changed.annotator.trim());
        }
        self.change_settings(|settings| *settings = changed);
    }

    /// Counts this frame as work on the open document if a key, the wheel or the pointer was used.
    fn count_time(&mut self, ui: &Ui) {
        let (is_used, now) = ui.input(|input| {
            let is_work = |event: &egui::Event| {
                matches!(
                    event,
                    egui::Event::Key { .. }
                        | egui::Event::Text(_)
                        | egui::Event::PointerMoved(_)
                        | egui::Event::PointerButton { .. }
                        | egui::Event::MouseWheel { .. }
                )
            };
            (input.events.iter().any(is_work), input.time)
        });
        // Looking at what is done is no work on it, and leaves its project as it is.
        let session = &self.workspace.session;
        let open = session
            .document()
            .filter(|document| session.status_of(document) != DocumentStatus::Done)
            .map(|document| document.id.clone());
        if is_used && let Some((left, secs)) = self.active.work(open.as_ref(), now) {
            self.workspace.session.add_active_time(&left, secs);
        }
    }

    /// Writes down the time worked so far: before saving and closing.
    pub(super) fn note_active_time(&mut self) {
        if let Some((document, secs)) = self.active.take() {
            self.workspace.session.add_active_time(&document, secs);
            self.workspace.journal();
        }
    }

    fn update_title(&mut self, ctx: &egui::Context) {
        let mark = if self.workspace.is_unsaved() {
            "• "
        } else {
            ""
        };
        let title = format!("{mark}{} – Dateline", self.workspace.name());
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Saves and closes the workspace when the program ends.
    pub fn close(mut self) -> Result<(), String> {
        self.note_active_time();
        // Sizes of panels and window change with every move of the pointer, so they are written only here.
        self.change_settings(|_| ());
        self.workspace.close().map(drop)
    }
}

/// Keeps the wake function of a context for threads.
pub fn wake_of(ctx: &egui::Context) -> crate::app::workspace::Wake {
    let ctx = ctx.clone();
    Arc::new(move || ctx.request_repaint())
}
