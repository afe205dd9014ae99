//! The lists below the article: all mentions, events, entities and refused suggestions, here or in all documents, and what is done to several at once.

use std::collections::HashSet;

use egui::{Align, Button, Layout, RichText, ScrollArea, Ui};
use smol_str::SmolStr;

use super::article_text::ArticleText;
use super::context::{in_context, one_line};
use super::{parts, theme, widgets};
use crate::app::command::Command;
use crate::app::listing::{self, Item, Listed, Place, Row};
use crate::app::session::Session;
use crate::model::schema::LabelColour;
use crate::model::{Document, DocumentId, Schema};

const ROW_HEIGHT: f32 = 24.0;
/// Width of the column that holds the label.
const LABEL_WIDTH: f32 = 168.0;
/// Width of the column that holds the words.
const WORDS_WIDTH: f32 = 230.0;
/// Characters of context before and after the words.
const CONTEXT: (usize, usize) = (40, 40);

/// What decides which rows there are: revision, open document, list, all documents, filter.
type Key = (u64, Option<DocumentId>, Listed, bool, String);

/// What the lists remember between frames.
#[derive(Default)]
pub(super) struct Lists {
    filter: String,
    whole_project: bool,
    rows: Vec<Row>,
    key: Option<Key>,
    chosen: HashSet<Place>,
}

impl Lists {
    /// Draws the list of `listed` into the panel below the article.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        listed: Listed,
        session: &mut Session,
        queue: &mut Vec<Command>,
    ) {
        self.update(session, listed);
        self.tools_ui(ui, listed, session);
        if self.rows.is_empty() {
            parts::muted(ui, &self.nothing(listed));
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let height = ROW_HEIGHT;
        let mut toggled = None;
        ScrollArea::vertical()
            .id_salt(("list", listed_name(listed)))
            .auto_shrink(false)
            .show_rows(ui, height, self.rows.len(), |ui, range| {
                for row in self.rows.get(range).unwrap_or_default() {
                    let Some(document) = session.project().documents.get(row.document) else {
                        continue;
                    };
                    let place = (document.id.clone(), row.item.clone());
                    let is_chosen = self.chosen.contains(&place);
                    let schema = &session.project().schema;
                    let answer = row_ui(ui, row, document, schema, is_chosen, self.whole_project);
                    match answer {
                        Some(RowAnswer::Go) => go_to(row, document, session, queue),
                        Some(RowAnswer::Toggle) => toggled = Some(place),
                        None => {}
                    }
                }
            });
        if let Some(place) = toggled
            && !self.chosen.remove(&place)
        {
            self.chosen.insert(place);
        }
    }

    fn tools_ui(&mut self, ui: &mut Ui, listed: Listed, session: &mut Session) {
        let theme = theme::of(ui.ctx());
        ui.horizontal(|ui| {
            let hint = RichText::new("Filter by label or words…").color(theme.colours.faint);
            let field = egui::TextEdit::singleline(&mut self.filter)
                .hint_text(hint)
                .desired_width(220.0);
            ui.add(field).widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Filter the list")
            });
            ui.checkbox(&mut self.whole_project, "All documents");
            let all_chosen = !self.rows.is_empty() && self.chosen.len() >= self.rows.len();
            let mut ticked = all_chosen;
            let tick = ui.add_enabled(
                !self.rows.is_empty(),
                egui::Checkbox::new(&mut ticked, "Choose all"),
            );
            if tick.changed() {
                self.choose_all(session, ticked);
            }
            parts::muted(ui, &format!("{} rows", self.rows.len()));
            if !self.chosen.is_empty() {
                self.actions_ui(ui, listed, session);
            }
        });
        ui.add_space(2.0);
    }

    fn actions_ui(&mut self, ui: &mut Ui, listed: Listed, session: &mut Session) {
        parts::muted(ui, &format!("{} chosen:", self.chosen.len()));
        if listed == Listed::Rejected {
            let revive = ui
                .button("Revive")
                .on_hover_text("These may be suggested again");
            if revive.clicked() && session.revive_listed(&self.chosen) {
                self.chosen.clear();
            }
            return;
        }
        let mut label = None;
        ui.menu_button("Relabel…", |ui| {
            ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                for name in names(&session.project().schema, listed) {
                    if ui.button(name.as_str()).clicked() {
                        label = Some(name);
                        ui.close();
                    }
                }
            });
        });
        if let Some(label) = label
            && session.relabel_listed(&self.chosen, &label)
        {
            self.chosen.clear();
        }
        let delete = ui
            .button("Delete")
            .on_hover_text("One step: Ctrl+Z brings all of them back");
        if delete.clicked() && session.delete_listed(&self.chosen) {
            self.chosen.clear();
        }
    }

    fn choose_all(&mut self, session: &Session, on: bool) {
        self.chosen.clear();
        if on {
            let documents = &session.project().documents;
            let places = self.rows.iter().filter_map(|row| {
                let document = documents.get(row.document)?;
                Some((document.id.clone(), row.item.clone()))
            });
            self.chosen.extend(places);
        }
    }

    fn nothing(&self, listed: Listed) -> String {
        if !self.filter.trim().is_empty() {
            return "Nothing here holds the words of the filter.".to_owned();
        }
        let what = match listed {
            Listed::Mentions => {
                "Mentions will be listed here: accept a suggestion, or select text and press a digit or L."
            }
            Listed::Events => {
                "Events will be listed here: accept a suggestion, or select a word and press E."
            }
            Listed::Entities => {
                "Entities will be listed here: select a mention and press C to link it with an earlier one."
            }
            Listed::Relations => {
                "Relations will be listed here: select a mention, press R, select another, press Enter."
            }
            Listed::Rejected => {
                "Suggestions that you reject with X will be listed here, so that they can come back."
            }
        };
        what.to_owned()
    }

    /// Makes the rows anew when anything that decides them has changed.
    fn update(&mut self, session: &Session, listed: Listed) {
        let open = session.document().map(|document| document.id.clone());
        let key = (
            session.revision(),
            open,
            listed,
            self.whole_project,
            self.filter.clone(),
        );
        if self.key.as_ref() == Some(&key) {
            return;
        }
        self.rows = listing::rows(session, listed, self.whole_project, &self.filter);
        if !self.chosen.is_empty() {
            let documents = &session.project().documents;
            let there: HashSet<Place> = self
                .rows
                .iter()
                .filter_map(|row| {
                    let document = documents.get(row.document)?;
                    Some((document.id.clone(), row.item.clone()))
                })
                .collect();
            self.chosen.retain(|place| there.contains(place));
        }
        self.key = Some(key);
    }
}

fn listed_name(listed: Listed) -> &'static str {
    match listed {
        Listed::Mentions => "mentions",
        Listed::Events => "events",
        Listed::Entities => "entities",
        Listed::Relations => "relations",
        Listed::Rejected => "rejected",
    }
}

/// Labels that the things of a list may get.
fn names(schema: &Schema, listed: Listed) -> Vec<SmolStr> {
    match listed {
        Listed::Events => schema
            .shown_event_types()
            .map(|known| known.name.clone())
            .collect(),
        Listed::Relations => schema
            .relation_types
            .iter()
            .map(|known| known.name.clone())
            .collect(),
        Listed::Mentions | Listed::Entities | Listed::Rejected => schema
            .shown_entity_types()
            .map(|known| known.name.clone())
            .collect(),
    }
}

enum RowAnswer {
    Go,
    Toggle,
}

fn row_ui(
    ui: &mut Ui,
    row: &Row,
    document: &Document,
    schema: &Schema,
    is_chosen: bool,
    with_title: bool,
) -> Option<RowAnswer> {
    let theme = theme::of(ui.ctx());
    let colours = &theme.colours;
    let words = one_line(document.text().slice(row.span));
    let mut answer = None;
    let width = ui.available_width();
    let (rect, _) = ui.allocate_exact_size(egui::vec2(width, ROW_HEIGHT), egui::Sense::hover());
    if is_chosen {
        ui.painter().rect_filled(rect, 4.0, colours.accent_fill);
    }
    let inner = egui::UiBuilder::new()
        .max_rect(rect)
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(inner, |ui| {
        let mut ticked = is_chosen;
        let tick = ui.checkbox(&mut ticked, "");
        tick.widget_info(|| {
            let name = format!("Choose {} {words}", row.label);
            egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_chosen, name)
        });
        if tick.changed() {
            answer = Some(RowAnswer::Toggle);
        }
        let left = ui.cursor().left();
        widgets::swatch(ui, theme.label(colour_of(schema, &row.label)));
        let label = RichText::new(row.label.as_str())
            .size(theme.sizes.small)
            .color(colours.muted);
        let label_width = LABEL_WIDTH - (ui.cursor().left() - left);
        ui.allocate_ui_with_layout(
            egui::vec2(label_width, ROW_HEIGHT),
            Layout::left_to_right(Align::Center),
            |ui| ui.add(egui::Label::new(label).truncate().selectable(false)),
        );
        ui.add_space((left + LABEL_WIDTH - ui.cursor().left()).max(0.0));
        let go = ui
            .push_id(("row", row.document, format!("{:?}", row.item)), |ui| {
                ArticleText::new(&words)
                    .width(WORDS_WIDTH)
                    .sense(egui::Sense::click())
                    .show(ui)
            })
            .inner;
        go.widget_info(|| {
            egui::WidgetInfo::labeled(
                egui::Role::Button,
                true,
                format!("Go to {} {words}", row.label),
            )
        });
        if go.has_focus() {
            // The rows beside it come into sight as well, so that Tab and the arrows find them.
            ui.scroll_to_rect(rect.expand2(egui::vec2(0.0, ROW_HEIGHT)), None);
        }
        if go.clicked() {
            answer = Some(RowAnswer::Go);
        }
        let detail = detail_of(row, document, with_title);
        ArticleText::new(&detail)
            .size(theme.sizes.small)
            .colour(colours.muted)
            .show(ui);
    });
    answer
}

/// What stands behind the words: how many, the context, the document.
fn detail_of(row: &Row, document: &Document, with_title: bool) -> String {
    let mut detail = match &row.item {
        Item::Entity(..) => format!("{} mentions", row.count),
        Item::Event(_) => match row.count {
            0 => "no roles filled".to_owned(),
            1 => "1 role filled".to_owned(),
            many => format!("{many} roles filled"),
        },
        Item::Relation(_, to) => format!("→ {}", one_line(document.text().slice(*to))),
        Item::Rejected(crate::model::SuggestionKey::Argument(trigger, event_type, ..)) => {
            format!(
                "role of {event_type} “{}”",
                one_line(document.text().slice(*trigger))
            )
        }
        Item::Mention(_) | Item::Rejected(_) => in_context(document, row.span, CONTEXT),
    };
    if with_title {
        detail = format!("{} · {detail}", document.title());
    }
    detail
}

pub(super) fn colour_of(schema: &Schema, label: &str) -> LabelColour {
    let entity = schema.entity_type(label).map(|known| known.colour);
    entity
        .or_else(|| schema.event_type(label).map(|known| known.colour))
        .or_else(|| schema.relation_type(label).map(|known| known.colour))
        .unwrap_or_default()
}

fn go_to(row: &Row, document: &Document, session: &Session, queue: &mut Vec<Command>) {
    if session.document().is_none_or(|open| open.id != document.id) {
        queue.push(Command::OpenDocument(document.id.clone()));
    }
    queue.push(match listing::reference(&row.item) {
        Some(reference) => Command::Select(reference),
        None => Command::SelectText(row.span),
    });
}

/// A tab above the list: its title with a count, and whether it is the open one.
pub(super) fn tab_ui(ui: &mut Ui, title: &str, is_open: bool) -> bool {
    let theme = theme::of(ui.ctx());
    let words = RichText::new(title).family(if is_open {
        theme::semibold()
    } else {
        egui::FontFamily::Proportional
    });
    let words = if is_open {
        words.color(theme.colours.accent)
    } else {
        words.color(theme.colours.muted)
    };
    let response = ui.add(Button::new(words).frame(false));
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, is_open, title));
    response.clicked()
}
