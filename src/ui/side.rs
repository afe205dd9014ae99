//! What opens beside the article: the find bar above it, problems and lists below it.

use std::collections::HashSet;

use egui::{Key, Panel, RichText, ScrollArea, Ui};

use super::article::SearchHit;
use super::find::FindBar;
use super::found_list::found_list_ui;
use super::lists::{Lists, tab_ui};
use super::panel_ring::{PanelKind, PanelRing};
use super::questions_list::QuestionsList;
use super::suggestions_panel::suggestions_panel_ui;
use super::{icons, parts, theme};
use crate::app::command::Command;
use crate::app::listing::Listed;
use crate::app::session::Session;
use crate::model::DocumentId;
use crate::model::check::{self, Diagnostic, Severity};
use crate::model::suggestion::Suggestion;
use crate::text::Span;

/// Which list is open below the article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Below {
    #[default]
    Nothing,
    Problems,
    List(Listed),
    Found,
    Suggestions,
    Questions,
}

impl Below {
    /// The tabs, from left to right.
    const TABS: [(Self, &'static str); 9] = [
        (Self::Problems, "Problems"),
        (Self::List(Listed::Mentions), "Mentions"),
        (Self::List(Listed::Events), "Events"),
        (Self::List(Listed::Entities), "Entities"),
        (Self::List(Listed::Relations), "Relations"),
        (Self::List(Listed::Rejected), "Rejected"),
        (Self::Found, "Hits"),
        (Self::Suggestions, "Suggestions"),
        (Self::Questions, "Questions"),
    ];

    /// What a command opens.
    fn of(command: &Command) -> Option<Self> {
        Some(match command {
            Command::ShowProblems => Self::Problems,
            Command::ShowMentions => Self::List(Listed::Mentions),
            Command::ShowEvents => Self::List(Listed::Events),
            Command::ShowEntities => Self::List(Listed::Entities),
            Command::ShowRelations => Self::List(Listed::Relations),
            Command::ShowRejected => Self::List(Listed::Rejected),
            Command::ShowFound => Self::Found,
            Command::ShowSuggestions => Self::Suggestions,
            Command::ShowQuestions => Self::Questions,
            _ => return None,
        })
    }
}

/// Lists and search.
#[derive(Default)]
pub(super) struct Side {
    below: Below,
    find: FindBar,
    problems: Problems,
    lists: Lists,
    questions: QuestionsList,
}

/// How much the checks found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ProblemCount {
    /// What is wrong or probably so.
    problems: usize,
    /// What is worth a look.
    hints: usize,
}

impl ProblemCount {
    /// Whether anything is wrong.
    pub(super) fn is_wrong(self) -> bool {
        self.problems > 0
    }

    /// It in words: "No problems, 2 hints".
    pub(super) fn in_words(self) -> String {
        let problems = match self.problems {
            0 => "No problems".to_owned(),
            many => parts::counted(many, "problem"),
        };
        match self.hints {
            0 => problems,
            many => format!("{problems}, {}", parts::counted(many, "hint")),
        }
    }
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
        if let Some(below) = Below::of(command) {
            self.below = if self.below == below {
                Below::Nothing
            } else {
                below
            };
            if below == Below::Found && !self.find.is_open() {
                self.find.obey(&Command::Find);
            }
        } else if self.find.obey(command) {
            if *command == Command::FindEverywhere {
                self.below = Below::Found;
            }
        } else {
            return false;
        }
        true
    }

    /// What the checks found in the open document, counted.
    pub(super) fn problem_count(&mut self, session: &Session) -> ProblemCount {
        self.problems.update(session);
        let list = self.problems.list.iter();
        let hints = list.filter(|problem| problem.severity == Severity::Hint);
        let hints = hints.count();
        ProblemCount {
            problems: self.problems.list.len() - hints,
            hints,
        }
    }

    /// Draws what is open below the article, and gives the search hits to mark in it.
    pub(super) fn bottom_ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        panels: &mut PanelRing,
        queue: &mut Vec<Command>,
    ) -> Vec<SearchHit> {
        self.find.search(ui.ctx(), session);
        if self.below != Below::Nothing {
            let theme = theme::of(ui.ctx());
            let frame = egui::Frame::new()
                .fill(theme.colours.panel)
                .inner_margin(egui::Margin::symmetric(14, 8));
            Panel::bottom("problems")
                .default_size(200.0)
                .size_range(110.0..=520.0)
                .frame(frame)
                .show(ui, |ui| {
                    panels.panel_ui(ui, PanelKind::List);
                    // A short list leaves the panel as high as a long one: it would come up low for the next.
                    ui.set_min_height(ui.available_height());
                    self.tabs_ui(ui, session);
                    match self.below {
                        Below::Nothing => {}
                        Below::Problems => self.problems_ui(ui, session, queue),
                        Below::List(listed) => self.lists.ui(ui, listed, session, queue),
                        Below::Found => found_list_ui(ui, &mut self.find, session, queue),
                        Below::Suggestions => suggestions_panel_ui(ui, session, queue),
                        Below::Questions => self.questions.ui(ui, session, queue),
                    }
                });
        }
        self.find.ui(ui, session, queue)
    }

    fn tabs_ui(&mut self, ui: &mut Ui, session: &Session) {
        let num_problems = self.problem_count(session).problems;
        let mut close = false;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            for (below, title) in Below::TABS {
                let count = match below {
                    Below::Problems => num_problems,
                    Below::Found => self.find.hits().len(),
                    Below::Nothing | Below::List(_) | Below::Suggestions | Below::Questions => 0,
                };
                let title = if count > 0 {
                    format!("{title} {count}")
                } else {
                    title.to_owned()
                };
                if tab_ui(ui, &title, self.below == below) {
                    self.below = below;
                }
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let cross = ui.add(egui::Button::new(icons::X).frame(false));
                cross.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Button, true, "Close the list")
                });
                close = cross.on_hover_text("Close the list").clicked();
            });
        });
        // Esc belongs to a sheet over the window before it belongs to the list.
        let is_covered = ui.memory(|memory| memory.top_modal_layer().is_some());
        close |= !is_covered
            && !self.find.is_open()
            && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
        if close {
            self.below = Below::Nothing;
        }
    }

    fn problems_ui(&mut self, ui: &mut Ui, session: &mut Session, queue: &mut Vec<Command>) {
        self.problems.update(session);
        if self.problems.list.is_empty() {
            parts::muted(ui, "The checks found nothing in this document.");
            return;
        }
        let mut repair = None;
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for problem in &self.problems.list {
                ui.horizontal(|ui| {
                    let theme = theme::of(ui.ctx());
                    let (icon, colour) = match problem.severity {
                        Severity::Error => (icons::WARNING, theme.colours.error),
                        Severity::Warning => (icons::WARNING, theme.colours.warn),
                        Severity::Hint => (icons::INFO, theme.colours.muted),
                    };
                    ui.label(RichText::new(icon).color(colour));
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
        self.list = match (session.document(), session.layer()) {
            (Some(document), Some(layer)) => {
                let schema = &session.project().schema;
                let open = session.open_suggestions().len() - session.num_waiting_here();
                check::check_layer(document, layer, schema, open)
            }
            _ => Vec::new(),
        };
        // What is about to be asked anyway needs no hint.
        let open: HashSet<Span> = session
            .open_suggestions()
            .iter()
            .map(Suggestion::span)
            .collect();
        self.list.retain(|problem| {
            problem.code != check::Code::StringLeftUnlabelled
                || problem.span.is_none_or(|span| !open.contains(&span))
        });
    }
}
