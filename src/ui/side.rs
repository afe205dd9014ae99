//! What opens beside the article: problems and search below it; settings over it.

use egui::{Key, Panel, RichText, ScrollArea, Ui};

use super::article::SearchHit;
use super::find::FindBar;
use super::{icons, parts, theme};
use crate::app::command::Command;
use crate::app::session::Session;
use crate::model::DocumentId;
use crate::model::check::{self, Diagnostic, Severity};

/// Which list is open below the article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Below {
    #[default]
    Nothing,
    Problems,
}

/// Lists, search and settings.
#[derive(Default)]
pub(super) struct Side {
    below: Below,
    find: FindBar,
    problems: Problems,
}

/// What the checks found in the open document, with what it was computed for.
#[derive(Default)]
struct Problems {
    key: Option<(u64, Option<DocumentId>)>,
    list: Vec<Diagnostic>,
}

impl Side {
    /// Opens or closes what `command` names; false when it names nothing here.
    pub(super) fn open(&mut self, command: &Command) -> bool {
        match command {
            Command::ShowProblems => {
                self.below = if self.below == Below::Problems {
                    Below::Nothing
                } else {
                    Below::Problems
                };
            }
            Command::Find => self.find.open(),
            _ => return false,
        }
        true
    }

    /// Whether something is open that reads keys itself.
    pub(super) fn has_modal(&self) -> bool {
        false
    }

    /// Number of problems in the open document, hints left out.
    pub(super) fn num_problems(&mut self, session: &Session) -> usize {
        self.problems.update(session);
        self.problems
            .list
            .iter()
            .filter(|problem| problem.severity != Severity::Hint)
            .count()
    }

    /// Draws what is open below the article, and gives the search hits to mark in it.
    pub(super) fn bottom_ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        queue: &mut Vec<Command>,
    ) -> Vec<SearchHit> {
        if self.below == Below::Problems {
            let theme = theme::of(ui.ctx());
            let frame = egui::Frame::new()
                .fill(theme.colours.panel)
                .inner_margin(egui::Margin::symmetric(14, 8));
            Panel::bottom("problems")
                .default_size(170.0)
                .size_range(90.0..=420.0)
                .frame(frame)
                .show(ui, |ui| self.problems_ui(ui, session, queue));
        }
        self.find.ui(ui, session, queue)
    }

    fn problems_ui(&mut self, ui: &mut Ui, session: &mut Session, queue: &mut Vec<Command>) {
        self.problems.update(session);
        ui.horizontal(|ui| {
            ui.label(RichText::new("Problems").family(theme::semibold()));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let close = ui
                    .add(egui::Button::new(icons::X).frame(false))
                    .on_hover_text("Close the problems");
                if close.clicked()
                    || ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape))
                {
                    self.below = Below::Nothing;
                }
            });
        });
        if self.problems.list.is_empty() {
            parts::muted(ui, "The checks found nothing in this document.");
            return;
        }
        let mut repair = None;
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for problem in &self.problems.list {
                ui.horizontal(|ui| {
                    let theme = theme::of(ui.ctx());
                    let colour = match problem.severity {
                        Severity::Error => theme.colours.error,
                        Severity::Warning => theme.colours.warn,
                        Severity::Hint => theme.colours.muted,
                    };
                    ui.label(RichText::new(icons::WARNING).color(colour));
                    let words = egui::Button::new(RichText::new(&problem.message))
                        .frame(false)
                        .truncate();
                    if problem.repair.is_some()
                        && ui
                            .button("Repair")
                            .on_hover_text(problem.hint.as_deref().unwrap_or(&problem.message))
                            .clicked()
                    {
                        repair = Some(problem.clone());
                    }
                    if ui
                        .add(words)
                        .on_hover_text(problem.hint.as_deref().unwrap_or(&problem.message))
                        .clicked()
                    {
                        queue.extend(go_to(problem));
                    }
                });
            }
        });
        if let Some(problem) = repair
            && let Some(changes) = check::repair(&problem, session.project())
        {
            session.commit_changes(&format!("Repair: {}", problem.message), changes);
        }
    }
}

/// The command that shows where a problem is.
fn go_to(problem: &Diagnostic) -> Option<Command> {
    match (&problem.on, problem.span) {
        (Some(reference), _) => Some(Command::Select(reference.clone())),
        (None, Some(span)) => Some(Command::SelectText(span)),
        (None, None) => None,
    }
}

impl Problems {
    fn update(&mut self, session: &Session) {
        let key = (
            session.revision(),
            session.document().map(|document| document.id.clone()),
        );
        if self.key.as_ref() == Some(&key) {
            return;
        }
        self.key = Some(key);
        self.list = match session.document() {
            Some(document) => match session.layer() {
                Some(layer) => check::check_layer(
                    document,
                    layer,
                    &session.project().schema,
                    session.open_suggestions().len(),
                ),
                None => Vec::new(),
            },
            None => Vec::new(),
        };
    }
}
