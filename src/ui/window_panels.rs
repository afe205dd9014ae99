//! Where things stand in the window: bars, side panels and the article, with what opens over them; narrow windows show less.

use std::path::PathBuf;

use egui::{CentralPanel, Frame, Margin, Panel, Ui};

use super::panel_ring::PanelKind;
use super::queue_bar::queue_bar_ui;
use super::status_line::{FileState, status_line_ui};
use super::theme::Theme;
use super::top_bar::top_bar_ui;
use super::window::Window;
use crate::app::command::Command;
use crate::app::selection::{Focus, Picker};
use crate::project::SaveState;

/// Under this width only one side panel is open: two would leave the article less than 50 characters.
const NARROW: f32 = 1110.0;

/// Under this width none is open until it is asked for.
const VERY_NARROW: f32 = 860.0;

/// Which side panel a narrow window shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NarrowPanel {
    /// The list of documents.
    Documents,
    /// The inspector.
    Inspector,
    /// Both are strips.
    Neither,
}

impl Window {
    /// Draws all panels and what stands over them.
    pub(super) fn draw(&mut self, ui: &mut Ui) {
        let theme = super::theme::of(ui.ctx());
        let quiet = |margin: Margin| Frame::new().fill(theme.colours.panel).inner_margin(margin);
        let width = ui.ctx().content_rect().width();
        let problems = self.side.problem_count(&self.workspace.session);
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
                    problems,
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
        if !self.tour.is_open() {
            return;
        }
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
        self.remember_view();
        if let Some(wish) = wish {
            self.files
                .ask(super::files::Purpose::Export, &wish.format.suggested_name());
            self.export_wish = wish;
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
        if self.shows_learning(ui.ctx()) {
            self.learning_ui(ui, quiet(Margin::symmetric(14, 12)));
        } else if self.settings.inspector_shown {
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

    /// Whether the learning panel stands in the inspector's place: it makes room where the inspector is worked in, and where a narrow window shows
    /// something else.
    fn shows_learning(&self, ctx: &egui::Context) -> bool {
        let width = ctx.content_rect().width();
        let has_room = match self.narrow_open {
            _ if width >= NARROW => true,
            Some(asked) => asked == NarrowPanel::Inspector,
            None => width >= VERY_NARROW,
        };
        let needs_inspector = matches!(
            self.workspace.session.focus(),
            Focus::Card { .. }
                | Focus::Propagation
                | Focus::Note
                | Focus::Coreference
                | Focus::Relation
        );
        self.settings.learning_shown && !needs_inspector && has_room
    }

    fn learning_ui(&mut self, ui: &mut Ui, frame: Frame) {
        let panel = Panel::right("learning")
            .default_size(self.settings.inspector_width)
            .size_range(260.0..=520.0);
        let mut close = false;
        let shown = panel.frame(frame).show(ui, |ui| {
            self.panels.panel_ui(ui, PanelKind::Learning);
            let session = &self.workspace.session;
            close = self.learning.ui(ui, session, &mut self.queue);
        });
        self.settings.inspector_width = shown.response.rect.width();
        if close {
            self.toggle_learning(ui.ctx());
        }
    }

    /// Opens the learning panel, or closes it where it is in sight.
    pub(super) fn toggle_learning(&mut self, ctx: &egui::Context) {
        let is_open = self.shows_learning(ctx);
        if !is_open {
            self.narrow_open = Some(NarrowPanel::Inspector);
            self.workspace.session.set_focus(Focus::Article);
        }
        self.change_settings(|settings| settings.learning_shown = !is_open);
    }

    /// The icon that stands for a panel in a narrow window.
    fn strip_ui(&mut self, ui: &mut Ui, icon: &str, name: &str, panel: NarrowPanel) {
        let button = ui.add(egui::Button::new(icon).frame(false));
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
        if button.on_hover_text(name).clicked() {
            self.narrow_open = Some(panel);
        }
    }

    /// The picker hangs below the selection, where the pointer is after a link was drawn, or stands in the upper third when neither is in sight.
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
        let place = if picker == Picker::Role {
            self.article.link_end()
        } else {
            let selection = self.article.selection_rect(&self.workspace.session);
            selection.map_or(area.center_top() + egui::vec2(-150.0, 60.0), |selection| {
                let below = selection.left_bottom() + egui::vec2(0.0, 18.0);
                if below.y + size.y > area.bottom() {
                    let top = selection.top() - size.y - 8.0;
                    egui::pos2(selection.left(), top.max(area.top() + 8.0))
                } else {
                    below
                }
            })
        };
        egui::Area::new(egui::Id::unique("picker"))
            .order(egui::Order::Foreground)
            .fixed_pos(place)
            // Over a panel's edge it would share the pointer with it.
            .constrain_to(area)
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
}

/// What stands where an article would be: how to get one, and what was open lately.
fn empty_ui(ui: &mut Ui, recent: &[PathBuf], queue: &mut Vec<Command>) {
    let theme = super::theme::of(ui.ctx());
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.3);
        ui.label(egui::RichText::new("Open an article").family(super::theme::semibold()).size(20.0));
        let how = "Text, Markdown, web pages, Dateline JSONL or a Dateline project. Drop files here, or paste a text or a path.";
        ui.label(egui::RichText::new(how).color(theme.colours.muted));
        ui.add_space(12.0);
        let commands = [Command::OpenFiles, Command::OpenFolder, Command::PasteArticle];
        let labels = commands.each_ref().map(|command| command.entry().map_or("", |entry| entry.label));
        let padding = 2.0 * ui.spacing().button_padding.x;
        let words = labels.map(|label| super::widgets::width_of(ui, label) + padding);
        let width = words.iter().sum::<f32>() + 2.0 * ui.spacing().item_spacing.x;
        ui.horizontal(|ui| {
            ui.add_space((ui.available_width() - width).max(0.0) / 2.0);
            for (command, label) in commands.into_iter().zip(labels) {
                if ui.button(label).clicked() {
                    queue.push(command);
                }
            }
        });
    });
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
