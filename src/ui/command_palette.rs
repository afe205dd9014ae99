//! The command palette: any command, document or label by typing.
//!
//! ```text
//! +--------------------------------------+
//! | acc|                                 |
//! | Accept                        Enter  |
//! | Accept the sentence           Space  |
//! +--------------------------------------+
//! ```

use egui::{Align2, Key, RichText, ScrollArea, Ui, vec2};

use super::keymap::{FocusKind, Keymap, spell};
use super::{theme, widgets};
use crate::app::command::Command;
use crate::app::queue::QueueOrder;
use crate::app::session::Session;
use crate::text::ZoneKind;

/// What the palette remembers while it is open.
#[derive(Default)]
pub(super) struct CommandPalette {
    open: bool,
    typed: String,
    cursor: usize,
}

/// One line of the palette.
struct Line {
    title: String,
    hint: String,
    /// Why it cannot run just now.
    why_not: Option<&'static str>,
    command: Command,
}

/// At most so many lines are found: nobody reads further.
const MAX_LINES: usize = 60;

/// Points between the window's upper edge and the palette: below the top bar, above the middle of a small window.
const FROM_TOP: f32 = 64.0;

impl CommandPalette {
    /// Opens it empty, or closes it.
    pub(super) fn toggle(&mut self) {
        *self = Self {
            open: !self.open,
            ..Self::default()
        };
    }

    /// Whether it is open.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// Draws it when it is open. What was picked is put into `queue` and the palette closes.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        keymap: &Keymap,
        queue: &mut Vec<Command>,
    ) {
        if !self.open {
            return;
        }
        let mut picked = None;
        let id = egui::Id::unique("command palette");
        // Hung from the top, so that the field stays where it is while letters make the list shorter.
        let area = egui::Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, FROM_TOP));
        let modal = egui::Modal::new(id).area(area).show(ui.ctx(), |ui| {
            ui.set_width(460.0);
            picked = self.contents_ui(ui, session, keymap);
        });
        if modal.should_close() {
            self.open = false;
        }
        if let Some(command) = picked {
            self.open = false;
            queue.push(command);
        }
    }

    fn contents_ui(&mut self, ui: &mut Ui, session: &Session, keymap: &Keymap) -> Option<Command> {
        let hit = |key| ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key));
        let (down, up, entered) = (hit(Key::ArrowDown), hit(Key::ArrowUp), hit(Key::Enter));
        let field = egui::TextEdit::singleline(&mut self.typed)
            .hint_text("Search commands, documents, labels…")
            .desired_width(f32::INFINITY);
        let response = ui.add(field);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Search commands")
        });
        response.request_focus();
        if response.changed() {
            self.cursor = 0;
        }
        // Only now is known what this frame's letters find, which is what its Enter means.
        let lines = self.lines(session, keymap);
        let last = lines.len().saturating_sub(1);
        self.cursor = (self.cursor + usize::from(down))
            .saturating_sub(usize::from(up))
            .min(last);
        ui.add_space(4.0);
        let mut picked = entered
            .then(|| lines.get(self.cursor).map(|line| line.command.clone()))
            .flatten();
        ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
            for (row, line) in lines.iter().enumerate() {
                if line_ui(ui, line, row == self.cursor).clicked() {
                    picked = Some(line.command.clone());
                }
            }
            if lines.is_empty() {
                ui.label("Nothing of that name");
            }
        });
        picked
    }

    fn lines(&self, session: &Session, keymap: &Keymap) -> Vec<Line> {
        let typed = self.typed.trim().to_lowercase();
        let mut lines: Vec<Line> = Command::TABLE
            .iter()
            .filter(|entry| entry.command != Command::CommandPalette)
            .map(|entry| Line {
                title: entry.label.to_owned(),
                hint: keymap
                    .key_of(&entry.command, FocusKind::Article)
                    .map(spell)
                    .unwrap_or_default(),
                why_not: session.why_not(&entry.command),
                command: entry.command.clone(),
            })
            .chain(choice_lines(session))
            .filter(|line| is_match(&line.title, &typed))
            .collect();
        // What cannot run stays findable, below what can.
        lines.sort_by_key(|line| {
            let title = line.title.to_lowercase();
            let is_it = title.trim_end_matches('…') == typed;
            (line.why_not.is_some(), !is_it, !title.starts_with(&typed))
        });
        if typed.len() >= 2 {
            lines.extend(layer_lines(session, &typed));
            lines.extend(label_lines(session, &typed));
            lines.extend(document_lines(session, &typed));
        }
        lines.truncate(MAX_LINES);
        lines
    }
}

/// Whether every word of `typed`, in small letters, is somewhere in `title`.
fn is_match(title: &str, typed: &str) -> bool {
    let title = title.to_lowercase();
    typed.split_whitespace().all(|word| title.contains(word))
}

/// Commands that choose one of a few things: the zone of the selection, the order of suggestions.
fn choice_lines(session: &Session) -> impl Iterator<Item = Line> + use<'_> {
    let zones = ZoneKind::ALL.into_iter().map(|kind| {
        let title = format!("Zone: {}", kind.name());
        (title, Command::SetZone(Some(kind)))
    });
    let no_zone = [("Zone: none".to_owned(), Command::SetZone(None))];
    let orders = QueueOrder::ALL.into_iter().map(|order| {
        let title = format!("Order of suggestions: {}", order.title());
        (title, Command::SetOrder(order))
    });
    zones
        .chain(no_zone)
        .chain(orders)
        .map(|(title, command)| Line {
            title,
            hint: String::new(),
            why_not: session.why_not(&command),
            command,
        })
}

fn label_lines(session: &Session, typed: &str) -> Vec<Line> {
    let schema = &session.project().schema;
    let entities = schema.shown_entity_types().map(|known| {
        (
            known.name.clone(),
            Command::SetLabel(known.name.clone()),
            "label",
        )
    });
    let events = schema.shown_event_types().map(|known| {
        (
            known.name.clone(),
            Command::SetEventType(known.name.clone()),
            "event",
        )
    });
    entities
        .chain(events)
        .filter(|(name, ..)| is_match(name, typed))
        .map(|(name, command, hint)| Line {
            title: name.to_string(),
            hint: hint.to_owned(),
            why_not: None,
            command,
        })
        .collect()
}

fn layer_lines(session: &Session, typed: &str) -> Vec<Line> {
    let names = session.project().layer_names().into_iter();
    names
        .filter(|name| name != session.layer_name() && name.to_lowercase().contains(typed))
        .map(|name| Line {
            why_not: None,
            title: name.to_string(),
            hint: "layer".to_owned(),
            command: Command::SetLayer(name),
        })
        .collect()
}

fn document_lines(session: &Session, typed: &str) -> Vec<Line> {
    let documents = session.project().documents.iter();
    documents
        .filter(|document| is_match(document.title(), typed))
        .take(20)
        .map(|document| Line {
            title: document.title().to_owned(),
            hint: "document".to_owned(),
            why_not: None,
            command: Command::OpenDocument(document.id.clone()),
        })
        .collect()
}

fn line_ui(ui: &mut Ui, line: &Line, current: bool) -> egui::Response {
    let theme = theme::of(ui.ctx());
    let fill = if current {
        theme.colours.accent_fill
    } else {
        egui::Color32::TRANSPARENT
    };
    let frame = egui::Frame::new()
        .fill(fill)
        .corner_radius(theme.sizes.radius)
        .inner_margin(egui::Margin::symmetric(8, 4));
    let response = frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                let ink = if line.why_not.is_some() {
                    theme.colours.muted
                } else {
                    theme.colours.text
                };
                ui.label(RichText::new(&line.title).color(ink));
                if let Some(why_not) = line.why_not {
                    let reason = RichText::new(why_not)
                        .size(theme.sizes.small)
                        .color(theme.colours.muted);
                    ui.add(egui::Label::new(reason).truncate());
                    return;
                }
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if !line.hint.is_empty() {
                        widgets::kbd(ui, &line.hint);
                    }
                });
            });
        })
        .response
        .interact(egui::Sense::click());
    response
        .widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, current, &line.title));
    if current {
        response.scroll_to_me(None);
    }
    response
}
