//! The list at the left of the schema editor: pick one, move it, add one. The order is that of pickers, cards and digit keys.

use egui::{Key, Modifiers, RichText, ScrollArea, TextEdit, Ui};
use smol_str::SmolStr;

use super::{SchemaPanel, move_by};
use crate::app::schema_edit::{Part, SchemaEdit};
use crate::app::session::Session;
use crate::model::schema::{LabelColour, Schema};
use crate::ui::{icons, parts, theme, widgets};

/// One line of the list.
struct Line {
    name: SmolStr,
    colour: Option<LabelColour>,
    is_on: bool,
}

fn lines(schema: &Schema, part: &Part) -> Vec<Line> {
    let line = |name: &SmolStr, colour: Option<LabelColour>, is_on: bool| Line {
        name: name.clone(),
        colour,
        is_on,
    };
    match part {
        Part::EntityTypes => schema
            .entity_types
            .iter()
            .map(|known| {
                let is_on = !known.off && schema.is_module_shown(&known.module);
                line(&known.name, Some(known.colour), is_on)
            })
            .collect(),
        Part::EventTypes => schema
            .event_types
            .iter()
            .map(|known| {
                let is_on = !known.off && schema.is_module_shown(&known.module);
                line(&known.name, Some(known.colour), is_on)
            })
            .collect(),
        Part::RelationTypes => schema
            .relation_types
            .iter()
            .map(|known| line(&known.name, Some(known.colour), true))
            .collect(),
        Part::EventAttributes | Part::MentionAttributes | Part::Roles(_) => {
            super::names(schema, part)
                .iter()
                .map(|name| line(name, None, true))
                .collect()
        }
    }
}

/// Moves the thing at `index` of a part.
fn reorder(schema: &mut Schema, part: &Part, index: usize, by: isize) {
    match part {
        Part::EntityTypes => move_by(&mut schema.entity_types, index, by),
        Part::EventTypes => move_by(&mut schema.event_types, index, by),
        Part::RelationTypes => move_by(&mut schema.relation_types, index, by),
        Part::EventAttributes => move_by(&mut schema.event_attributes, index, by),
        Part::MentionAttributes => move_by(&mut schema.mention_attributes, index, by),
        Part::Roles(_) => {}
    }
}

impl SchemaPanel {
    /// Draws the list.
    pub(super) fn list_ui(&mut self, ui: &mut Ui, part: &Part, session: &mut Session) {
        let height = ui.available_height() - 66.0;
        let lines = lines(&self.working, part);
        let mut moved = None;
        ScrollArea::vertical()
            .id_salt("schema list")
            .max_height(height)
            .auto_shrink(false)
            .show(ui, |ui| {
                if lines.is_empty() {
                    parts::muted(ui, "Nothing here yet. Type a name below and press Add.");
                }
                for (index, line) in lines.iter().enumerate() {
                    if let Some(by) = self.line_ui(ui, line) {
                        moved = Some((index, by));
                    }
                }
            });
        let picked = lines
            .iter()
            .position(|line| Some(&line.name) == self.picked.as_ref());
        ui.horizontal(|ui| {
            ui.add_enabled_ui(picked.is_some(), |ui| {
                for (icon, name, by) in [
                    (icons::CARET_UP, "Move up", -1),
                    (icons::CARET_DOWN, "Move down", 1),
                ] {
                    if parts::step_button(ui, icon, name) {
                        moved = picked.map(|index| (index, by));
                    }
                }
            });
            parts::muted(ui, "Alt+Up and Alt+Down move a line");
        });
        if let Some((index, by)) = moved {
            reorder(&mut self.working, part, index, by);
            self.commit(session);
        }
        self.add_ui(ui, part, session);
    }

    /// One line; how far it is to be moved.
    fn line_ui(&mut self, ui: &mut Ui, line: &Line) -> Option<isize> {
        let theme = theme::of(ui.ctx());
        let is_picked = self.picked.as_ref() == Some(&line.name);
        let ink = if line.is_on {
            theme.colours.text
        } else {
            theme.colours.faint
        };
        let mut by = None;
        ui.horizontal(|ui| {
            if let Some(colour) = line.colour {
                widgets::swatch(ui, theme.label(colour));
            }
            let words = RichText::new(line.name.as_str()).color(ink);
            let row = ui.add(egui::Button::selectable(is_picked, words).truncate());
            let row = if line.is_on {
                row
            } else {
                row.on_hover_text("Switched off: not offered, not suggested")
            };
            if row.has_focus() {
                let hit = |key| ui.input_mut(|input| input.consume_key(Modifiers::ALT, key));
                by = match (hit(Key::ArrowUp), hit(Key::ArrowDown)) {
                    (true, _) => Some(-1),
                    (_, true) => Some(1),
                    _ => None,
                };
                row.scroll_to_me(None);
            }
            if row.clicked() {
                self.picked = Some(line.name.clone());
                self.preview = None;
            }
        });
        by
    }

    fn add_ui(&mut self, ui: &mut Ui, part: &Part, session: &mut Session) {
        let mut add = false;
        ui.horizontal(|ui| {
            let hint = match part {
                Part::EntityTypes => "New entity type",
                Part::EventTypes => "New Type.Subtype",
                Part::RelationTypes => "New relation type",
                _ => "New attribute",
            };
            let field = ui.add(
                TextEdit::singleline(&mut self.new_name)
                    .hint_text(hint)
                    .desired_width(150.0),
            );
            field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, hint));
            add = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            add |= ui.button("Add").clicked();
        });
        if add && !self.new_name.trim().is_empty() {
            let name = SmolStr::new(self.new_name.trim());
            self.commit(session);
            if session.edit_schema(&SchemaEdit::Add(part.clone(), name.clone())) {
                self.new_name.clear();
                self.picked = Some(name);
            }
        }
    }
}
