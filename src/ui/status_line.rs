//! The status line: what is saved, how far one is, what runs in the background.

use egui::{RichText, Ui};

use super::side::ProblemCount;
use super::{icons, parts, theme};
use crate::app::command::Command;
use crate::app::session::Session;

/// What the line says about files.
pub(super) struct FileState {
    /// Name of the project file.
    pub name: String,
    /// "Saved 2 s ago", "Unsaved", "Saving…".
    pub saved: String,
    /// Whether something is wrong with saving.
    pub trouble: bool,
}

/// Work in the background that can be cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JobKind {
    /// Suggesting labels.
    Suggest,
    /// Waiting for a model of one's own.
    Ask,
    /// Reading articles.
    Import,
    /// Writing training data.
    Export,
}

/// Work in the background, with how much of it is done.
#[derive(Clone, Copy, Debug)]
pub(super) struct RunningJob {
    /// Which work.
    pub kind: JobKind,
    /// Files or documents that are through; seconds that were waited.
    pub done: usize,
    /// All of them; nobody knows how long a model takes.
    pub total: usize,
}

impl RunningJob {
    /// What the line says, such as `Suggesting 3 of 12`.
    fn words(self) -> String {
        let doing = match self.kind {
            JobKind::Suggest => "Suggesting",
            JobKind::Import => "Reading",
            JobKind::Export => "Exporting",
            JobKind::Ask => return format!("Asking your model, {} s", self.done),
        };
        format!("{doing} {} of {}", self.done, self.total)
    }
}

/// Draws the line. Gives the work that is to be cancelled.
pub(super) fn status_line_ui(
    ui: &mut Ui,
    session: &Session,
    files: &FileState,
    jobs: &[RunningJob],
    problems: ProblemCount,
    zoom: f32,
    queue: &mut Vec<Command>,
) -> Option<JobKind> {
    let mut cancelled = None;
    let theme = theme::of(ui.ctx());
    let colours = &theme.colours;
    let small = |text: String| {
        RichText::new(text)
            .size(theme.sizes.small)
            .color(colours.muted)
    };
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 18.0;
        // The right side first: what a narrow window has no room for is left out on the left, where the queue bar and the list say it as well.
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(6.0);
            let zoom = egui::Button::new(small(format!("{:.0} %", zoom * 100.0))).frame(false);
            if ui.add(zoom).on_hover_text("Back to normal size").clicked() {
                queue.push(Command::ZoomReset);
            }
            let schema =
                egui::Button::new(small(format!("schema {}", session.project().schema.name)))
                    .frame(false);
            if ui.add(schema).on_hover_text("Edit the schema").clicked() {
                queue.push(Command::ShowSchema);
            }
            let layer = small(format!("layer {}", session.layer_name()));
            let layer = match session.layer_beside() {
                Some(beside) => small(format!("layer {} beside {beside}", session.layer_name())),
                None => layer,
            };
            let button = ui.add(egui::Button::new(layer).frame(false));
            if button
                .on_hover_text("Choose the layer to work on")
                .clicked()
            {
                queue.push(Command::ShowLayers);
            }
            let encoding = session
                .document()
                .map(|document| document.source.encoding.to_string())
                .unwrap_or_default();
            if !encoding.is_empty() {
                ui.label(small(encoding))
                    .on_hover_text("Encoding that was detected");
            }
            let words = small(problems.in_words());
            let words = if problems.is_wrong() {
                words.color(colours.warn)
            } else {
                words
            };
            if ui.add(egui::Button::new(words).frame(false)).clicked() {
                queue.push(Command::ShowProblems);
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add_space(6.0);
                ui.label(small(files.name.clone()));
                let saved = small(files.saved.clone());
                ui.label(if files.trouble {
                    saved.color(colours.error)
                } else {
                    saved
                });
                let progress = session.progress();
                for job in jobs {
                    ui.label(small(job.words()));
                    let cancel = egui::Button::new(small("Cancel".to_owned())).frame(false);
                    if ui.add(cancel).clicked() {
                        cancelled = Some(job.kind);
                    }
                }
                if progress.hidden_here > 0 {
                    let words =
                        small(format!("{} hidden", progress.hidden_here)).color(colours.warn);
                    let button = ui.add(egui::Button::new(words).frame(false));
                    if button
                        .on_hover_text("Choose which suggestions are shown")
                        .clicked()
                    {
                        queue.push(Command::ShowSuggestions);
                    }
                }
                if progress.unsure_here > 0 {
                    drawer_ui(ui, session, progress.unsure_here, queue);
                }
                if_it_fits(
                    ui,
                    small(format!(
                        "{} of {} documents done",
                        progress.done, progress.documents
                    )),
                );
                let left = progress.open_here;
                if_it_fits(
                    ui,
                    small(if left == 1 {
                        "1 suggestion left here".to_owned()
                    } else {
                        format!("{left} suggestions left here")
                    }),
                );
            });
        });
    });
    cancelled
}

/// The drawer of suggestions under their threshold: how many there are, and whether they are shown.
fn drawer_ui(ui: &mut Ui, session: &Session, count: usize, queue: &mut Vec<Command>) {
    let theme = theme::of(ui.ctx());
    let is_open = session.is_drawer_open();
    let (sign, tip) = if is_open {
        (icons::CARET_DOWN, "Puts the unsure ones back")
    } else {
        (
            icons::TRAY,
            "Shows what is under the threshold of its label",
        )
    };
    let name = parts::counted(count, "unsure suggestion");
    let words = RichText::new(format!("{sign} {name}"))
        .size(theme.sizes.small)
        .color(theme.colours.accent);
    let button = ui.add(egui::Button::new(words).frame(false));
    button.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Button, true, is_open, name.as_str())
    });
    if button.on_hover_text(tip).clicked() {
        queue.push(Command::ToggleUnsure);
    }
}

/// A label that is there only where the line has room for the whole of it.
fn if_it_fits(ui: &mut Ui, text: RichText) {
    let wrap = Some(egui::TextWrapMode::Extend);
    let galley =
        egui::WidgetText::from(text).into_galley(ui, wrap, f32::INFINITY, egui::TextStyle::Body);
    if galley.size().x <= ui.available_width() {
        ui.label(galley);
    }
}
