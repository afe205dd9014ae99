//! Restoring an earlier version of the project: each with its age, size, and what it holds more or less than the present one.

use egui::{Key, Modifiers, RichText, ScrollArea, Ui};

use super::{parts, theme};
use crate::app::peek::{self, Peek, ProjectCount};
use crate::app::workspace::{Workspace, now};
use crate::project::Backup;

/// What the dialog shows and which version is chosen.
pub(super) struct BackupsDialog {
    backups: Vec<Backup>,
    peek: Peek,
    present: ProjectCount,
    chosen: Option<usize>,
}

/// What came of a dialog.
pub(super) enum BackupsAnswer {
    /// Nothing yet.
    Open,
    /// It was given up.
    Cancel,
    /// This version is to come back.
    Restore(Backup),
}

impl BackupsDialog {
    /// A dialog over the backups of what is open.
    pub(super) fn new(workspace: &Workspace) -> Self {
        let backups = workspace.backups();
        let paths = backups.iter().map(|backup| backup.path.clone()).collect();
        Self {
            peek: Peek::start(paths, workspace.wake()),
            present: ProjectCount::of(workspace.session.project()),
            chosen: (!backups.is_empty()).then_some(0),
            backups,
        }
    }

    /// Draws the dialog.
    pub(super) fn ui(&mut self, ui: &mut Ui) -> BackupsAnswer {
        ui.heading("Restore a backup");
        if self.backups.is_empty() {
            parts::muted(
                ui,
                "There are no backups of this project yet. A saved project keeps earlier versions of its file beside it.",
            );
            ui.add_space(8.0);
            return if ui.button("Close").clicked() {
                BackupsAnswer::Cancel
            } else {
                BackupsAnswer::Open
            };
        }
        let present = self.present.in_words();
        parts::muted(
            ui,
            &format!(
                "Now: {present}. The present version is kept as a backup when another one comes back."
            ),
        );
        ui.add_space(6.0);
        let hit = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let (down, up) = (hit(Key::ArrowDown), hit(Key::ArrowUp));
        let last = self.backups.len() - 1;
        if let Some(chosen) = &mut self.chosen {
            *chosen = (*chosen + usize::from(down))
                .saturating_sub(usize::from(up))
                .min(last);
        }
        // With a button focused, Enter is that button's.
        let focused = ui.memory(egui::Memory::focused);
        let focused = focused.and_then(|focused| ui.ctx().read_response(focused));
        let is_free = focused.is_none_or(|widget| widget.layer_id != ui.layer_id());
        let entered = is_free && hit(Key::Enter);
        let mut answer = BackupsAnswer::Open;
        ScrollArea::vertical()
            .max_height(320.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for index in 0..self.backups.len() {
                    if self.backup_ui(ui, index) {
                        self.chosen = Some(index);
                    }
                }
            });
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            let chosen = self.chosen.and_then(|chosen| self.backups.get(chosen));
            let restore = ui.add_enabled(chosen.is_some(), egui::Button::new("Restore"));
            if (restore.clicked() || entered)
                && let Some(backup) = chosen
            {
                answer = BackupsAnswer::Restore(backup.clone());
            }
            if ui.button("Cancel").clicked() {
                answer = BackupsAnswer::Cancel;
            }
        });
        answer
    }

    /// One version; true when it was clicked.
    fn backup_ui(&mut self, ui: &mut Ui, index: usize) -> bool {
        let theme = theme::of(ui.ctx());
        let is_chosen = self.chosen == Some(index);
        let holds = match self.peek.get(index) {
            None => "looking into it…".to_owned(),
            Some(Ok(count)) => {
                format!("{} · {}", count.in_words(), count.difference(&self.present))
            }
            Some(Err(error)) => format!("cannot be read: {error}"),
        };
        let Some(backup) = self.backups.get(index) else {
            return false;
        };
        let when = format!("Until {}", peek::ago(now().0 - backup.replaced_at.0));
        let detail = format!(
            "{} · {}",
            peek::date_in_words(backup.replaced_at),
            peek::size_in_words(backup.bytes)
        );
        let fill = if is_chosen {
            theme.colours.accent_fill
        } else {
            egui::Color32::TRANSPARENT
        };
        let row = egui::Frame::new()
            .fill(fill)
            .corner_radius(theme.sizes.radius)
            .inner_margin(egui::Margin::symmetric(10, 6))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.horizontal(|ui| {
                    let words = RichText::new(&when).family(theme::semibold());
                    ui.add(egui::Label::new(words).selectable(false));
                    let detail = RichText::new(&detail)
                        .size(theme.sizes.small)
                        .color(theme.colours.muted);
                    ui.add(egui::Label::new(detail).selectable(false));
                });
                let holds = RichText::new(&holds)
                    .size(theme.sizes.small)
                    .color(theme.colours.muted);
                ui.add(egui::Label::new(holds).selectable(false).truncate());
            })
            .response
            .interact(egui::Sense::click());
        row.widget_info(|| {
            let said = format!("{when}: {holds}");
            egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_chosen, said)
        });
        if row.has_focus() {
            let stroke = egui::Stroke::new(1.5, theme.colours.accent);
            ui.painter()
                .rect_stroke(row.rect, 4.0, stroke, egui::StrokeKind::Inside);
        }
        row.clicked()
    }
}
