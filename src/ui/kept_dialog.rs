//! Projects that an earlier run kept in the state folder, because they had no place or their place failed: to open, to leave, or to throw away.

use egui::{RichText, ScrollArea, Ui};

use super::{parts, theme};
use crate::app::peek::{self, Peek, ProjectCount};
use crate::app::workspace::{Wake, now};
use crate::project::recovery::Pending;

/// Room for the buttons of a row, the longer word included.
const BUTTONS: f32 = 196.0;

/// What the dialog shows.
pub(super) struct KeptDialog {
    kept: Vec<Pending>,
    peek: Peek,
    /// The one that will be thrown away once that is confirmed.
    discarding: Option<usize>,
}

/// What came of the dialog.
pub(super) enum KeptAnswer {
    /// Nothing yet.
    Open,
    /// All are left for later.
    Later,
    /// This one is opened.
    Resume(Pending),
    /// This one is thrown away; the others stay in sight.
    Discard(Pending),
}

impl KeptDialog {
    /// A dialog over `kept`, the latest first.
    pub(super) fn new(kept: Vec<Pending>, wake: Wake) -> Self {
        let paths = kept.iter().map(Pending::project_path).collect();
        Self {
            peek: Peek::start(paths, wake),
            kept,
            discarding: None,
        }
    }

    /// The same dialog over the others; `None` when there are none.
    pub(super) fn without(mut self, gone: &Pending, wake: Wake) -> Option<Self> {
        self.kept.retain(|pending| pending.folder != gone.folder);
        (!self.kept.is_empty()).then(|| Self::new(self.kept, wake))
    }

    /// Draws the dialog.
    pub(super) fn ui(&mut self, ui: &mut Ui) -> KeptAnswer {
        ui.heading("Kept projects");
        if self.kept.is_empty() {
            parts::muted(
                ui,
                "Nothing is kept. What cannot be saved in its place is kept here and offered at the next start.",
            );
        } else {
            parts::muted(
                ui,
                "An earlier run could not save these in a place of their own. Their edits are complete.",
            );
        }
        ui.add_space(6.0);
        let mut answer = KeptAnswer::Open;
        ScrollArea::vertical()
            .max_height(340.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for index in 0..self.kept.len() {
                    self.kept_ui(ui, index, &mut answer);
                    ui.add_space(4.0);
                }
            });
        ui.add_space(6.0);
        let word = if self.kept.is_empty() {
            "Close"
        } else {
            "Keep for later"
        };
        if ui.button(word).clicked() {
            answer = KeptAnswer::Later;
        }
        answer
    }

    fn kept_ui(&mut self, ui: &mut Ui, index: usize, answer: &mut KeptAnswer) {
        let Some(pending) = self.kept.get(index) else {
            return;
        };
        let holds = match self.peek.get(index) {
            None => "looking into it…".to_owned(),
            Some(Ok(count)) => holds_in_words(count, pending.num_edits),
            Some(Err(error)) => format!("cannot be read: {error}"),
        };
        let (name, place) = match &pending.about.intended {
            Some(path) => (
                path.file_name()
                    .map(|name| name.to_string_lossy().into_owned())
                    .unwrap_or_default(),
                format!("belongs to {}", path.display()),
            ),
            None => ("Never saved".to_owned(), "has no place yet".to_owned()),
        };
        let when = peek::ago(now().0 - pending.changed_at.0);
        ui.horizontal(|ui| {
            ui.vertical(|ui| {
                ui.set_width(ui.available_width() - BUTTONS);
                // Always one line each: what it holds comes late, and must not move the buttons under the pointer.
                let title = RichText::new(format!("{name}, {when}")).family(theme::semibold());
                ui.add(egui::Label::new(title).truncate());
                parts::muted_line(ui, &place);
                parts::muted_line(ui, &holds);
            });
            let button = |ui: &mut Ui, word: &str| {
                let button = ui.button(word);
                button.widget_info(|| {
                    let said = format!("{word} {name}, {when}");
                    egui::WidgetInfo::labeled(egui::Role::Button, true, said)
                });
                button.clicked()
            };
            if button(ui, "Open") {
                *answer = KeptAnswer::Resume(pending.clone());
            }
            if self.discarding == Some(index) {
                if button(ui, "Discard for good") {
                    *answer = KeptAnswer::Discard(pending.clone());
                }
            } else if button(ui, "Discard…") {
                self.discarding = Some(index);
            }
        });
    }
}

/// What a kept project holds: its file as it was last written, and the edits since.
fn holds_in_words(count: &ProjectCount, num_edits: usize) -> String {
    let mut words = count.in_words();
    match num_edits {
        0 => {}
        1 => words.push_str(" and 1 edit since"),
        many => words.push_str(&format!(" and {many} edits since")),
    }
    if !count.first_title.is_empty() {
        words.push_str(&format!(" · “{}”", count.first_title));
    }
    words
}
