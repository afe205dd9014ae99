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
//! A frame reads keys and does what they ask, then draws, then does what pointers asked for. Panels read the session and push commands.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use egui::{CentralPanel, Frame, Margin, Panel, Ui};

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
use super::notices::NoticeClock;
use super::panel_ring::{PanelKind, PanelRing};
use super::pickers::PickerState;
use super::queue_bar::queue_bar_ui;
use super::settings::Settings;
use super::sheets::Sheets;
use super::side::Side;
use super::status_line::{FileState, status_line_ui};
use super::theme::Theme;
use super::top_bar::top_bar_ui;
use super::tour::Tour;
use crate::app::active_time::ActiveClock;
use crate::app::command::Command;
use crate::app::selection::{Focus, Picker};
use crate::app::workspace::Workspace;
use crate::model::DocumentStatus;
use crate::project::SaveState;

/// Under this width only one side panel is open: two would leave the article less than 50 characters.
const NARROW: f32 = 1110.0;

/// Under this width none is open until it is asked for.
const VERY_NARROW: f32 = 860.0;

/// Which side panel a narrow window shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NarrowPanel {
    /// The list of documents.
    Documents,
    /// The inspector.
    Inspector,
    /// Both are strips.
    Neither,
}

/// The window and everything it shows.
pub struct Window {
    pub(super) workspace: Workspace,
    pub(super) settings: Settings,
    pub(super) settings_folder: PathBuf,
    pub(super) keymap: Keymap,
    pub(super) files: Files,
    pub(super) side: Side,
    pub(super) article: ArticlePanel,
    documents: DocumentsPanel,
    palette: CommandPalette,
    bar_field: BarField,
    picker: PickerState,
    pub(super) note: NoteEditor,
    inspector: Inspector,
    notices: NoticeClock,
    help: HelpSheet,
    pub(super) sheets: Sheets,
    tour: Tour,
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
    narrow_open: Option<NarrowPanel>,
    panels: PanelRing,
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
        self.remember_layer();
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

    fn draw(&mut self, ui: &mut Ui) {
        let theme = super::theme::of(ui.ctx());
        let quiet = |margin: Margin| Frame::new().fill(theme.colours.panel).inner_margin(margin);
        let width = ui.ctx().content_rect().width();
        let num_problems = self.side.num_problems(&self.workspace.session);
        Panel::top("top")
            .exact_size(40.0)
            .frame(quiet(Margin::symmetric(8, 0)))
            .show(ui, |ui| {
                self.panels.panel_ui(ui, PanelKind::Menus);
                top_bar_ui(
                    ui,
                    &self.workspace.session,
                    &self.keymap,
                    &self.settings.recent,
                    &mut self.queue,
                );
            });
        Panel::bottom("status")
            .exact_size(26.0)
            .frame(quiet(Margin::symmetric(8, 0)))
            .show(ui, |ui| {
                self.panels.panel_ui(ui, PanelKind::StatusLine);
                let files = self.file_state();
                let cancelled = status_line_ui(
                    ui,
                    &self.workspace.session,
                    &files,
                    &self.running_jobs(),
                    num_problems,
                    self.settings.zoom,
                    &mut self.queue,
                );
                if let Some(job) = cancelled {
                    self.cancel_job(job);
                }
            });
        let bar = Frame::new()
            .fill(theme.colours.paper)
            .inner_margin(Margin::symmetric(8, 0));
        Panel::bottom("queue")
            .exact_size(50.0)
            .frame(bar)
            .show(ui, |ui| {
                self.panels.panel_ui(ui, PanelKind::QueueBar);
                let session = &self.workspace.session;
                if !self.bar_field.ui(ui, session, &mut self.queue) {
                    queue_bar_ui(ui, session, &self.keymap, &mut self.queue);
                }
            });
        self.side_panels_ui(ui, &theme, width);
        CentralPanel::default()
            .frame(Frame::new().fill(theme.colours.paper))
            .show(ui, |ui| {
                let hits = self.side.bottom_ui(
                    ui,
                    &mut self.workspace.session,
                    &mut self.panels,
                    &mut self.queue,
                );
                let area = ui.available_rect_before_wrap();
                self.panels.seen(PanelKind::Article, area);
                if self.workspace.session.document().is_some() {
                    self.article
                        .ui(ui, &mut self.workspace.session, &hits, &mut self.queue);
                } else {
                    empty_ui(ui, &self.settings.recent, &mut self.queue);
                }
                // Notices stand at the bottom of the article: the card makes room for them.
                let has_notices = !self.workspace.session.notices.list().is_empty();
                let bottom = area.bottom() - if has_notices { 84.0 } else { 0.0 };
                self.tour_ui(ui, area.with_max_y(bottom));
                self.picker_ui(ui, area);
                self.notices.ui(ui, &mut self.workspace.session.notices);
            });
        self.palette
            .ui(ui, &self.workspace.session, &self.keymap, &mut self.queue);
        self.help.ui(ui, &self.keymap);
        self.sheets_ui(ui);
        self.modals_ui(ui);
    }

    fn tour_ui(&mut self, ui: &Ui, area: egui::Rect) {
        let mut settings = self.settings.clone();
        self.tour.ui(ui, area, &mut settings);
        self.take_settings(settings);
    }

    fn sheets_ui(&mut self, ui: &Ui) {
        if !self.sheets.is_open() {
            return;
        }
        let mut settings = self.settings.clone();
        let session = &mut self.workspace.session;
        let wish = self.sheets.ui(ui, session, &mut settings, &self.keymap);
        self.take_settings(settings);
        self.remember_layer();
        if let Some(wish) = wish {
            self.files
                .ask(super::files::Purpose::Export, wish.format.suggested_name());
            self.export_wish = wish;
        }
    }

    /// Takes settings that a panel changed: keys and name hold at once.
    fn take_settings(&mut self, changed: Settings) {
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

    /// Documents and inspector. In a narrow window only one of them is open and the other a strip with an icon, so that the article keeps its
    /// measure; in a very narrow one both are strips until one is asked for.
    fn side_panels_ui(&mut self, ui: &mut Ui, theme: &Theme, width: f32) {
        let quiet = |margin: Margin| Frame::new().fill(theme.colours.panel).inner_margin(margin);
        let is_narrow = width < NARROW;
        let open_here = self.narrow_open.unwrap_or(if width < VERY_NARROW {
            NarrowPanel::Neither
        } else {
            NarrowPanel::Inspector
        });
        if self.settings.documents_shown {
            if !is_narrow || open_here == NarrowPanel::Documents {
                let panel = Panel::left("documents")
                    .default_size(self.settings.documents_width)
                    .size_range(160.0..=420.0);
                let shown = panel.frame(quiet(Margin::ZERO)).show(ui, |ui| {
                    self.panels.panel_ui(ui, PanelKind::Documents);
                    self.documents
                        .ui(ui, &self.workspace.session, &mut self.queue)
                });
                self.settings.documents_width = shown.response.rect.width();
            } else {
                Panel::left("documents strip")
                    .exact_size(36.0)
                    .resizable(false)
                    .frame(quiet(Margin::symmetric(4, 10)))
                    .show(ui, |ui| {
                        self.panels.panel_ui(ui, PanelKind::Documents);
                        self.strip_ui(
                            ui,
                            super::icons::LIST_BULLETS,
                            "Documents",
                            NarrowPanel::Documents,
                        );
                    });
            }
        }
        if self.settings.inspector_shown {
            if !is_narrow || open_here == NarrowPanel::Inspector {
                let panel = Panel::right("inspector")
                    .default_size(self.settings.inspector_width)
                    .size_range(220.0..=520.0);
                let shown = panel
                    .frame(quiet(Margin::symmetric(14, 12)))
                    .show(ui, |ui| {
                        self.panels.panel_ui(ui, PanelKind::Inspector);
                        let session = &self.workspace.session;
                        self.inspector
                            .ui(ui, session, &mut self.note, &mut self.queue);
                    });
                self.settings.inspector_width = shown.response.rect.width();
            } else {
                Panel::right("inspector strip")
                    .exact_size(36.0)
                    .resizable(false)
                    .frame(quiet(Margin::symmetric(4, 10)))
                    .show(ui, |ui| {
                        self.panels.panel_ui(ui, PanelKind::Inspector);
                        self.strip_ui(
                            ui,
                            super::icons::SIDEBAR_SIMPLE,
                            "Inspector",
                            NarrowPanel::Inspector,
                        );
                    });
            }
        }
    }

    /// The icon that stands for a panel in a narrow window.
    fn strip_ui(&mut self, ui: &mut Ui, icon: &str, name: &str, panel: NarrowPanel) {
        let button = ui.add(egui::Button::new(icon).frame(false));
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
        if button.on_hover_text(name).clicked() {
            self.narrow_open = Some(panel);
        }
    }

    /// The picker hangs below the selection, or stands in the upper third when that is out of sight.
    fn picker_ui(&mut self, ui: &Ui, area: egui::Rect) {
        let Focus::Picker(picker) = *self.workspace.session.focus() else {
            return;
        };
        // Relation types have long names.
        let width = if picker == Picker::Relation {
            460.0
        } else {
            300.0
        };
        let size = egui::vec2(width, 380.0);
        let place = self.article.selection_rect(&self.workspace.session).map_or(
            area.center_top() + egui::vec2(-150.0, 60.0),
            |rect| {
                let below = rect.left_bottom() + egui::vec2(0.0, 18.0);
                if below.y + size.y > area.bottom() {
                    egui::pos2(
                        rect.left(),
                        (rect.top() - size.y - 8.0).max(area.top() + 8.0),
                    )
                } else {
                    below
                }
            },
        );
        egui::Area::new(egui::Id::unique("picker"))
            .order(egui::Order::Foreground)
            .fixed_pos(place)
            .constrain(true)
            .show(ui.ctx(), |ui| {
                Frame::popup(ui.style()).show(ui, |ui| {
                    ui.set_width(size.x);
                    self.picker
                        .ui(ui, picker, &self.workspace.session, &mut self.queue);
                });
            });
    }

    fn file_state(&self) -> FileState {
        let (saved, trouble) = match self.workspace.save_state() {
            SaveState::Saved { at: Some(at) } => (
                format!(
                    "Saved {}",
                    crate::app::peek::ago(crate::app::workspace::now().0 - at.0)
                ),
                false,
            ),
            SaveState::Saved { at: None } => ("No changes".to_owned(), false),
            SaveState::Unsaved { edits } => (format!("{edits} unsaved, in the journal"), false),
            SaveState::Saving => ("Saving…".to_owned(), false),
            SaveState::Failed { .. } => ("Not saved".to_owned(), true),
        };
        FileState {
            name: self.workspace.name(),
            saved,
            trouble,
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

/// What stands where an article would be: how to get one, and what was open lately.
fn empty_ui(ui: &mut Ui, recent: &[PathBuf], queue: &mut Vec<Command>) {
    super::article_panel::empty_ui(ui, queue);
    if recent.is_empty() {
        return;
    }
    ui.vertical_centered(|ui| {
        ui.add_space(18.0);
        super::parts::muted(ui, "Open again");
        for path in recent.iter().take(6) {
            let name = super::top_bar::project_name(path);
            let link = ui.link(name).on_hover_text(path.display().to_string());
            if link.clicked() {
                queue.push(Command::OpenPath(path.clone()));
            }
        }
    });
}

/// Keeps the wake function of a context for threads.
pub fn wake_of(ctx: &egui::Context) -> crate::app::workspace::Wake {
    let ctx = ctx.clone();
    Arc::new(move || ctx.request_repaint())
}
