//! Finding text in the open document or in all: whole words, case, regular expressions; label all hits.

use egui::{Key, Modifiers, Panel, RichText, Ui};

use super::article::SearchHit;
use super::{icons, theme};
use crate::app::command::Command;
use crate::app::session::Session;
use crate::model::DocumentId;
use crate::text::Span;

/// At most so many hits are marked.
const MAX_HITS: usize = 10_000;

/// The find bar above the article.
#[derive(Default)]
pub(super) struct FindBar {
    is_open: bool,
    wants_focus: bool,
    typed: String,
    match_case: bool,
    is_regex: bool,
    all_documents: bool,
    hits: Vec<(DocumentId, Span)>,
    current: usize,
    problem: String,
    key: Option<(String, bool, bool, bool, u64)>,
}

impl FindBar {
    /// Opens the bar with the focus in its field.
    pub(super) fn open(&mut self) {
        self.is_open = true;
        self.wants_focus = true;
    }

    /// Whether the bar is open.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Draws the bar while it is open, and gives the hits in the open document.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        queue: &mut Vec<Command>,
    ) -> Vec<SearchHit> {
        if !self.is_open {
            return Vec::new();
        }
        let theme = theme::of(ui.ctx());
        let frame = egui::Frame::new()
            .fill(theme.colours.panel)
            .inner_margin(egui::Margin::symmetric(14, 6));
        Panel::top("find")
            .exact_size(40.0)
            .frame(frame)
            .show(ui, |ui| {
                ui.horizontal_centered(|ui| self.bar_ui(ui, session, queue))
            });
        self.search(session);
        let here = session.document().map(|document| document.id.clone());
        let current = self.hits.get(self.current);
        self.hits
            .iter()
            .filter(|(document, _)| Some(document) == here.as_ref())
            .map(|hit| SearchHit {
                span: hit.1,
                current: Some(hit) == current,
            })
            .collect()
    }

    fn bar_ui(&mut self, ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
        let theme = theme::of(ui.ctx());
        let hit = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        let close = hit(Modifiers::NONE, Key::Escape);
        let back = hit(Modifiers::SHIFT, Key::Enter);
        let on = hit(Modifiers::NONE, Key::Enter);
        let field = ui.add(
            egui::TextEdit::singleline(&mut self.typed)
                .hint_text("Find")
                .desired_width(240.0),
        );
        field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Find"));
        if std::mem::take(&mut self.wants_focus) {
            field.request_focus();
        }
        ui.checkbox(&mut self.match_case, "Case");
        ui.checkbox(&mut self.is_regex, "Regular expression");
        ui.checkbox(&mut self.all_documents, "All documents");
        let count = if self.hits.is_empty() {
            0
        } else {
            self.current + 1
        };
        let words = if self.problem.is_empty() {
            format!("{count} of {}", self.hits.len())
        } else {
            self.problem.clone()
        };
        ui.label(RichText::new(words).color(theme.colours.muted));
        let next = ui
            .add(egui::Button::new(icons::ARROW_DOWN))
            .on_hover_text("Next hit (Enter)")
            .clicked()
            || on;
        let previous = ui
            .add(egui::Button::new(icons::ARROW_UP))
            .on_hover_text("Previous hit (Shift+Enter)")
            .clicked()
            || back;
        if (next || previous) && !self.hits.is_empty() {
            let len = self.hits.len();
            self.current = if next {
                (self.current + 1) % len
            } else {
                (self.current + len - 1) % len
            };
            self.go(session, queue);
        }
        if ui
            .add(egui::Button::new(icons::X).frame(false))
            .on_hover_text("Close the find bar")
            .clicked()
            || close
        {
            self.is_open = false;
            self.hits.clear();
            self.key = None;
        }
    }

    /// Shows the current hit.
    fn go(&self, session: &Session, queue: &mut Vec<Command>) {
        let Some((document, span)) = self.hits.get(self.current) else {
            return;
        };
        if session.document().is_some_and(|open| open.id != *document) {
            queue.push(Command::OpenDocument(document.clone()));
        }
        queue.push(Command::SelectText(*span));
    }

    /// Searches anew when anything that decides the hits has changed.
    fn search(&mut self, session: &Session) {
        let key = (
            self.typed.clone(),
            self.match_case,
            self.is_regex,
            self.all_documents,
            session.revision(),
        );
        if self.key.as_ref() == Some(&key) {
            return;
        }
        self.key = Some(key);
        self.hits.clear();
        self.problem.clear();
        if self.typed.is_empty() {
            return;
        }
        let pattern = if self.is_regex {
            self.typed.clone()
        } else {
            regex::escape(&self.typed)
        };
        let built = regex::RegexBuilder::new(&pattern)
            .case_insensitive(!self.match_case)
            .size_limit(1 << 20)
            .build();
        let Ok(expression) = built else {
            self.problem = "This is no regular expression".to_owned();
            return;
        };
        let open = session.document().map(|document| document.id.clone());
        let documents = session
            .project()
            .documents
            .iter()
            .filter(|document| self.all_documents || Some(&document.id) == open.as_ref());
        for document in documents {
            let found = expression
                .find_iter(document.text().as_str())
                .filter(|found| !found.is_empty());
            let left = MAX_HITS - self.hits.len();
            self.hits.extend(
                found
                    .take(left)
                    .map(|found| (document.id.clone(), Span::from_range(found.range()))),
            );
        }
        self.current = self.current.min(self.hits.len().saturating_sub(1));
    }
}
