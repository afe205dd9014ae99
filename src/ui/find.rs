//! The find bar above the article: text, mentions or events, here or in all documents; what was found is listed below the article.
//!
//! ```text
//! +----------------------------------------------------------------+
//! | [ security council          ]   3 of 12 in 4 documents  ↓ ↑  × |
//! | Aa  Word  .*   Here|All documents   Text|Mentions|Events       |
//! |                                        List   Label all…       |
//! +----------------------------------------------------------------+
//! ```

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use egui::{Key, Modifiers, Panel, RichText, Ui};
use smol_str::SmolStr;

use super::article::SearchHit;
use super::{icons, theme, widgets};
use crate::app::command::Command;
use crate::app::find::{FindKind, FindQuery, Finder, Found, MAX_HITS};
use crate::app::finding::FoundPlaces;
use crate::app::listing::{Place, reference};
use crate::app::session::Session;
use crate::model::schema::AttributeType;
use crate::model::{DocumentId, Level};

/// So much text is searched in a frame, in bytes: a few milliseconds.
const BYTES_A_FRAME: usize = 1 << 20;

/// What decides the hits: the query, the open document where only that is searched, and what is searched.
#[derive(Clone, Debug, PartialEq)]
struct Searched {
    query: FindQuery,
    open: Option<DocumentId>,
    layer: SmolStr,
    contents: u64,
}

/// What was asked for by a key or a menu and is done when the bar is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Next,
    Previous,
    Label,
    Delete,
}

/// The find bar above the article.
#[derive(Default)]
pub(super) struct FindBar {
    is_open: bool,
    wants_focus: bool,
    query: FindQuery,
    finder: Option<Finder>,
    hits: Vec<Found>,
    num_documents: usize,
    /// Number of the hit that was gone to; `None` until one was.
    current: Option<usize>,
    problem: String,
    key: Option<Searched>,
    /// The revision that `key` was made for.
    seen: Option<(u64, FindQuery)>,
    /// Annotations that were found and are left as they are.
    left_out: HashSet<Place>,
    wish: Option<Wish>,
}

impl FindBar {
    /// Does what a command asks of the bar; false when it asks nothing of it.
    pub(super) fn obey(&mut self, command: &Command) -> bool {
        match command {
            Command::Find | Command::FindEverywhere => {
                self.query.all_documents |= *command == Command::FindEverywhere;
                self.wants_focus = true;
            }
            Command::FindNext => self.wish = Some(Wish::Next),
            Command::FindPrevious => self.wish = Some(Wish::Previous),
            Command::LabelFound => self.wish = Some(Wish::Label),
            Command::DeleteFound => self.wish = Some(Wish::Delete),
            _ => return false,
        }
        self.wants_focus |= !self.is_open;
        self.is_open = true;
        true
    }

    /// Whether the bar is open.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// What was found.
    pub(super) fn hits(&self) -> &[Found] {
        if self.is_open { &self.hits } else { &[] }
    }

    /// What is looked for.
    pub(super) fn query(&self) -> &FindQuery {
        &self.query
    }

    /// How many documents hold hits.
    pub(super) fn num_documents(&self) -> usize {
        self.num_documents
    }

    /// What is wrong with the expression; empty when nothing is.
    pub(super) fn problem(&self) -> &str {
        &self.problem
    }

    /// Number of the hit that was gone to.
    pub(super) fn current(&self) -> Option<usize> {
        self.current
    }

    /// Whether a bulk change leaves an annotation out that was found.
    pub(super) fn is_left_out(&self, place: &Place) -> bool {
        self.left_out.contains(place)
    }

    /// Takes an annotation out of bulk changes, or in again.
    pub(super) fn leave_out(&mut self, place: Place, out: bool) {
        if out {
            self.left_out.insert(place);
        } else {
            self.left_out.remove(&place);
        }
    }

    /// Draws the bar while it is open, and gives the hits in the open document.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        queue: &mut Vec<Command>,
    ) -> Vec<SearchHit> {
        if !self.is_open {
            return Vec::new();
        }
        let theme = theme::of(ui.ctx());
        let frame = egui::Frame::new()
            .fill(theme.colours.panel)
            .inner_margin(egui::Margin::symmetric(14, 8));
        Panel::top("find")
            .resizable(false)
            .frame(frame)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 6.0;
                self.field_ui(ui, session, queue);
                self.options_ui(ui, session, queue);
            });
        if let Some(wish) = self.wish.take() {
            self.grant(wish, session, queue);
        }
        let here = session.document().map(|document| document.id.clone());
        let marked = |(index, hit): (usize, &Found)| SearchHit {
            span: hit.span,
            current: Some(index) == self.current,
        };
        let mut marks: Vec<SearchHit> = self
            .hits
            .iter()
            .enumerate()
            .filter(|(_, hit)| Some(&hit.document) == here.as_ref())
            .map(marked)
            .collect();
        // Nested mentions overlap; the article marks places that do not.
        marks.dedup_by(|next, mark| next.span.start < mark.span.end && !next.current);
        marks
    }

    fn field_ui(&mut self, ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
        let theme = theme::of(ui.ctx());
        let wants_focus = std::mem::take(&mut self.wants_focus);
        if wants_focus {
            self.take_selection(session);
        }
        let id = ui.make_persistent_id("find field");
        if ui.memory(|memory| memory.has_focus(id)) {
            let hit = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
            if hit(Modifiers::SHIFT, Key::Enter) {
                self.wish = Some(Wish::Previous);
            } else if hit(Modifiers::NONE, Key::Enter) {
                self.wish = Some(Wish::Next);
            }
            if hit(Modifiers::NONE, Key::Escape) {
                self.close();
                return;
            }
        }
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 330.0).clamp(140.0, 420.0);
            let hint = match self.query.kind {
                FindKind::Text => "Find",
                FindKind::Mentions => "Words of the mention; empty finds all",
                FindKind::Events => "Words of the trigger; empty finds all",
            };
            let field = egui::TextEdit::singleline(&mut self.query.words)
                .id(id)
                .hint_text(hint)
                .desired_width(width);
            let mut output = field.show(ui);
            // Esc closes the bar: egui would only take the focus away with it.
            let own_keys = egui::EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
                ..egui::EventFilter::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, own_keys));
            output
                .response
                .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Find"));
            if wants_focus {
                output.response.request_focus();
                let end = egui::text::CCursor::new(egui::text::CharIndex(
                    self.query.words.chars().count(),
                ));
                let start = egui::text::CCursor::new(egui::text::CharIndex(0));
                let all = egui::text::CCursorRange::two(start, end);
                output.state.cursor.set_char_range(Some(all));
                output.state.store(ui.ctx(), id);
            }
            let (words, is_wrong) = self.summary();
            let words = RichText::new(words).color(if is_wrong {
                theme.colours.error
            } else {
                theme.colours.muted
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let button = |ui: &mut Ui, icon: &str, name: &str, keys: &str, framed: bool| {
                    let button = egui::Button::new(icon).frame(framed);
                    let response = ui.add(button);
                    response
                        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
                    response.on_hover_text(format!("{name} ({keys})")).clicked()
                };
                if button(ui, icons::X, "Close the find bar", "Esc", false) {
                    self.close();
                }
                if button(
                    ui,
                    icons::ARROW_UP,
                    "Previous hit",
                    "Shift+Enter, Shift+F3",
                    true,
                ) {
                    self.wish = Some(Wish::Previous);
                }
                if button(ui, icons::ARROW_DOWN, "Next hit", "Enter, F3", true) {
                    self.wish = Some(Wish::Next);
                }
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.add(egui::Label::new(words).truncate());
                });
            });
        });
        if !self.is_open {
            queue.push(Command::Leave);
        }
    }

    fn options_ui(&mut self, ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let query = &mut self.query;
            toggle_ui(ui, "Aa", "Match case", &mut query.match_case);
            toggle_ui(ui, "Word", "Whole words", &mut query.whole_word);
            toggle_ui(ui, ".*", "Regular expression", &mut query.is_regex);
            ui.add_space(6.0);
            let scope = usize::from(query.all_documents);
            let scopes = ["Here", "All documents"];
            if let Some(picked) = widgets::segmented(ui, "Search in", Some(scope), &scopes) {
                query.all_documents = picked == 1;
            }
            let kind = FindKind::ALL.iter().position(|kind| *kind == query.kind);
            if let Some(picked) =
                widgets::segmented(ui, "Search for", kind, &FindKind::ALL.map(FindKind::title))
            {
                query.kind = FindKind::ALL[picked];
                (query.label, query.level, query.attribute) = (None, None, None);
            }
            filters_ui(ui, query, session);
            ui.add_space(6.0);
            if ui
                .button("List")
                .on_hover_text("Hits in context, below the article")
                .clicked()
            {
                queue.push(Command::ShowFound);
            }
            let any = !self.hits.is_empty();
            let (label, help) = match self.query.kind {
                FindKind::Text => ("Label all…", "Ctrl+L: a label for all hits, previewed"),
                _ => ("Relabel all…", "Ctrl+L: another label for all hits"),
            };
            if ui
                .add_enabled(any, egui::Button::new(label))
                .on_hover_text(help)
                .clicked()
            {
                self.wish = Some(Wish::Label);
            }
            if self.query.kind != FindKind::Text
                && ui
                    .add_enabled(any, egui::Button::new("Delete all"))
                    .on_hover_text("One step: Ctrl+Z brings all of them back")
                    .clicked()
            {
                self.wish = Some(Wish::Delete);
            }
        });
    }

    fn close(&mut self) {
        self.is_open = false;
        self.finder = None;
        self.hits.clear();
        self.key = None;
        self.seen = None;
        self.current = None;
    }

    /// What is selected in the article is probably what is looked for.
    fn take_selection(&mut self, session: &Session) {
        let selected = session
            .selected_span()
            .unwrap_or_else(|| session.text_selection().span());
        let words = session.words_at(selected);
        if !words.trim().is_empty() && words.len() < 200 {
            self.query.words = if self.query.is_regex {
                regex::escape(words.trim())
            } else {
                super::context::one_line(&words)
            };
        }
    }

    /// How many hits there are, or what is wrong.
    fn summary(&self) -> (String, bool) {
        if !self.problem.is_empty() {
            return (self.problem.clone(), true);
        }
        if self.query.is_empty() {
            return (String::new(), false);
        }
        let count = match self.hits.len() {
            0 => "no hits".to_owned(),
            1 => "1 hit".to_owned(),
            MAX_HITS => format!("the first {MAX_HITS} hits"),
            many => format!("{many} hits"),
        };
        let mut words = match self.current {
            Some(current) => format!("{} of {count}", current + 1),
            None => count,
        };
        if self.query.all_documents && self.num_documents > 0 {
            words.push_str(&match self.num_documents {
                1 => " in 1 document".to_owned(),
                many => format!(" in {many} documents"),
            });
        }
        if let Some(finder) = &self.finder {
            let (done, all) = finder.progress();
            words.push_str(&format!(" · searched {done} of {all}"));
        }
        (words, false)
    }

    fn grant(&mut self, wish: Wish, session: &mut Session, queue: &mut Vec<Command>) {
        if self.hits.is_empty() {
            return session.notices.info("Nothing was found");
        }
        match wish {
            Wish::Next => self.step(true, session, queue),
            Wish::Previous => self.step(false, session, queue),
            Wish::Label => queue.push(Command::PickFoundLabel(self.places())),
            Wish::Delete => {
                if let FoundPlaces::Annotations(_, places) = self.places() {
                    session.delete_listed(&places);
                } else {
                    session
                        .notices
                        .info("Text is not deleted: look for mentions or events");
                }
            }
        }
    }

    /// What a bulk change is about.
    pub(super) fn places(&self) -> FoundPlaces {
        if self.query.kind == FindKind::Text {
            let places = self.hits.iter();
            let places = places.map(|hit| (hit.document.clone(), hit.span));
            return FoundPlaces::Text(self.query.words.trim().to_owned(), places.collect());
        }
        let places = self
            .hits
            .iter()
            .filter_map(place_of)
            .filter(|place| !self.left_out.contains(place));
        FoundPlaces::Annotations(self.query.kind, places.collect())
    }

    /// Goes to the hit after (or before) the current one; the first time to the one nearest to the caret.
    fn step(&mut self, forward: bool, session: &Session, queue: &mut Vec<Command>) {
        let len = self.hits.len();
        let index = match self.current {
            Some(current) if forward => (current + 1) % len,
            Some(current) => (current + len - 1) % len,
            None => self.nearest(forward, session),
        };
        self.go(index, session, queue);
    }

    fn nearest(&self, forward: bool, session: &Session) -> usize {
        let Some(open) = session.document() else {
            return 0;
        };
        let caret = session.text_selection().caret;
        let project = session.project();
        let here = project.index_of(&open.id);
        let after = self.hits.partition_point(|hit| {
            if hit.document == open.id {
                hit.span.start < caret
            } else {
                project.index_of(&hit.document) < here
            }
        });
        let len = self.hits.len();
        if forward {
            after % len
        } else {
            (after + len - 1) % len
        }
    }

    /// Shows hit number `index`.
    pub(super) fn go(&mut self, index: usize, session: &Session, queue: &mut Vec<Command>) {
        let Some(hit) = self.hits.get(index) else {
            return;
        };
        self.current = Some(index);
        if session.project().document(&hit.document).is_none() {
            return;
        }
        let document = hit.document.clone();
        queue.push(match hit.item.as_ref().and_then(reference) {
            Some(reference) => Command::GoToAnnotation(document, reference),
            None => Command::GoTo(document, hit.span),
        });
    }

    /// Searches anew when anything that decides the hits has changed, a stretch of a large project in each frame.
    pub(super) fn search(&mut self, ctx: &egui::Context, session: &Session) {
        if !self.is_open {
            return;
        }
        let seen = (session.revision(), self.query.clone());
        if self.seen.as_ref() != Some(&seen) {
            self.seen = Some(seen);
            self.begin(session);
        }
        let Some(finder) = &mut self.finder else {
            return;
        };
        finder.go_on(BYTES_A_FRAME);
        if finder.is_done() {
            if let Some(finder) = self.finder.take() {
                self.take(finder.into_hits());
            }
        } else {
            ctx.request_repaint();
        }
    }

    fn begin(&mut self, session: &Session) {
        let key = self.key_of(session);
        if self.key.as_ref() == Some(&key) {
            return;
        }
        let same_query = self
            .key
            .as_ref()
            .is_some_and(|known| known.query == key.query);
        if !same_query {
            self.hits.clear();
            self.current = None;
            self.left_out.clear();
        }
        self.key = Some(key);
        match Finder::new(self.query.clone(), session) {
            Ok(finder) => {
                self.problem.clear();
                self.finder = Some(finder);
            }
            Err(problem) => {
                self.problem = problem;
                self.finder = None;
                self.hits.clear();
            }
        }
    }

    /// Takes in new hits; the one that was gone to stays the current one if it is still there.
    fn take(&mut self, hits: Vec<Found>) {
        let was = self
            .current
            .and_then(|current| self.hits.get(current).cloned());
        self.hits = hits;
        self.current = was.and_then(|was| self.hits.iter().position(|hit| *hit == was));
        self.num_documents = self
            .hits
            .chunk_by(|one, other| one.document == other.document)
            .count();
    }

    fn key_of(&self, session: &Session) -> Searched {
        // Texts never change, so only the set of documents matters to a search for words.
        let mut contents = DefaultHasher::new();
        if self.query.kind == FindKind::Text {
            for document in &session.project().documents {
                document.id.hash(&mut contents);
            }
        } else {
            session.revision().hash(&mut contents);
        }
        let open = (!self.query.all_documents)
            .then(|| session.document().map(|document| document.id.clone()))
            .flatten();
        Searched {
            query: self.query.clone(),
            open,
            layer: session.layer_name().into(),
            contents: contents.finish(),
        }
    }
}

/// The place of an annotation that was found.
pub(super) fn place_of(hit: &Found) -> Option<Place> {
    Some((hit.document.clone(), hit.item.clone()?))
}

/// A chip that is on or off, told to screen readers by what it does rather than by its sign.
fn toggle_ui(ui: &mut Ui, sign: &str, name: &str, on: &mut bool) {
    let response = widgets::chip(ui, sign, *on);
    if response.clicked() {
        *on = !*on;
    }
    let is_on = *on;
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_on, name));
    response.on_hover_text(name);
}

/// Which annotations are looked for: label, level, attribute.
fn filters_ui(ui: &mut Ui, query: &mut FindQuery, session: &Session) {
    let schema = &session.project().schema;
    let (labels, attributes): (Vec<SmolStr>, &[AttributeType]) = match query.kind {
        FindKind::Text => return,
        FindKind::Mentions => (
            schema
                .entity_types
                .iter()
                .map(|known| known.name.clone())
                .collect(),
            &schema.mention_attributes,
        ),
        FindKind::Events => (
            schema
                .event_types
                .iter()
                .map(|known| known.name.clone())
                .collect(),
            &schema.event_attributes,
        ),
    };
    let labels = labels
        .into_iter()
        .map(|label| (label.to_string(), Some(label)));
    choice_ui(ui, "Label", "any label", &mut query.label, labels);
    if query.kind == FindKind::Mentions {
        let levels = Level::ALL.map(|level| (level.name().to_owned(), Some(level)));
        choice_ui(ui, "Level", "any level", &mut query.level, levels);
    }
    let values = attributes.iter().flat_map(|attribute| {
        attribute.values.iter().map(|value| {
            let pair = (attribute.name.clone(), value.clone());
            (format!("{} {value}", attribute.name), Some(pair))
        })
    });
    let values: Vec<_> = values.collect();
    if !values.is_empty() {
        choice_ui(
            ui,
            "Attribute",
            "any attribute",
            &mut query.attribute,
            values,
        );
    }
}

/// A choice among many values, or none of them.
fn choice_ui<T: Clone + PartialEq>(
    ui: &mut Ui,
    name: &str,
    none: &str,
    chosen: &mut Option<T>,
    values: impl IntoIterator<Item = (String, Option<T>)>,
) {
    let values: Vec<(String, Option<T>)> = values.into_iter().collect();
    let shown = values
        .iter()
        .find(|(_, value)| chosen.is_some() && value == chosen)
        .map_or(none, |(title, _)| title);
    let shown = shown.to_owned();
    let response = egui::ComboBox::from_id_salt(("find", name))
        .selected_text(&shown)
        .height(360.0)
        .show_ui(ui, |ui| {
            ui.selectable_value(chosen, None, none);
            for (title, value) in values {
                ui.selectable_value(chosen, value, title);
            }
        })
        .response;
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("{name}: {shown}"))
    });
}
