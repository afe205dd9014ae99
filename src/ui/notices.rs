//! Notices over the article: information goes by itself, warnings and errors stay until they are read.

use std::time::Duration;

use egui::{Align2, RichText, Ui, vec2};

use super::{icons, theme};
use crate::app::notice::{Notices, Severity};

/// How long information stays.
const INFO_SECS: f64 = 4.0;

/// When the newest information came up, and what it says.
#[derive(Default)]
pub(super) struct NoticeClock {
    shown: Option<(String, f64)>,
}

impl NoticeClock {
    /// Draws the notices at the bottom of the article.
    pub(super) fn ui(&mut self, ui: &mut Ui, notices: &mut Notices) {
        self.expire(ui, notices);
        if notices.list().is_empty() {
            return;
        }
        let theme = theme::of(ui.ctx());
        let mut read = None;
        let place = ui.max_rect().center_bottom() - vec2(0.0, 12.0);
        egui::Area::new(egui::Id::unique("notices"))
            .pivot(Align2::CENTER_BOTTOM)
            .fixed_pos(place)
            .show(ui.ctx(), |ui| {
                for (index, notice) in notices.list().iter().enumerate() {
                    let (icon, colour) = match notice.severity {
                        Severity::Info => (icons::INFO, theme.colours.muted),
                        Severity::Warning => (icons::WARNING, theme.colours.warn),
                        Severity::Error => (icons::WARNING, theme.colours.error),
                    };
                    egui::Frame::popup(ui.style())
                        .fill(theme.colours.paper)
                        .show(ui, |ui| {
                            ui.set_max_width(560.0);
                            ui.horizontal_wrapped(|ui| {
                                ui.label(RichText::new(icon).color(colour));
                                ui.label(&notice.message);
                                if notice.severity != Severity::Info && ui.button("Read").clicked()
                                {
                                    read = Some(index);
                                }
                            });
                        });
                }
            });
        if let Some(index) = read {
            notices.dismiss(index);
        }
    }

    fn expire(&mut self, ui: &Ui, notices: &mut Notices) {
        let info = notices
            .list()
            .iter()
            .find(|notice| notice.severity == Severity::Info)
            .map(|notice| notice.message.clone());
        let now = ui.input(|input| input.time);
        match (info, &self.shown) {
            (Some(message), Some((known, since))) if message == *known => {
                if now - since > INFO_SECS {
                    notices.clear_info();
                    self.shown = None;
                } else {
                    ui.ctx().request_repaint_after(Duration::from_secs_f64(
                        INFO_SECS - (now - since) + 0.05,
                    ));
                }
            }
            (Some(message), _) => {
                self.shown = Some((message, now));
                ui.ctx()
                    .request_repaint_after(Duration::from_secs_f64(INFO_SECS + 0.05));
            }
            (None, _) => self.shown = None,
        }
    }
}
