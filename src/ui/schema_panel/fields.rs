//! Small parts of the schema editor's forms: rows, fields, the name, what merges and deletes.

use egui::{ScrollArea, TextEdit, Ui};
use smol_str::SmolStr;

use super::Asked;
use crate::app::schema_edit::{Part, SchemaEdit};
use crate::ui::{icons, parts};

/// A row with its title at the left, so that fields stand below each other.
pub(super) fn row(ui: &mut Ui, title: &str, contents: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        let left = ui.cursor().left();
        ui.label(title);
        ui.add_space((left + 118.0 - ui.cursor().left()).max(0.0));
        contents(ui);
    });
}

pub(super) fn text_row(ui: &mut Ui, title: &str, text: &mut SmolStr) {
    row(ui, title, |ui| {
        let mut typed = text.to_string();
        if field(ui, title, &mut typed, 220.0) {
            *text = typed.into();
        }
    });
}

/// A field of one line; true when it was typed in.
pub(super) fn field(ui: &mut Ui, name: &str, text: &mut String, width: f32) -> bool {
    let response = ui.add(
        TextEdit::singleline(text)
            .hint_text(name)
            .desired_width(width),
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, name));
    response.changed()
}

pub(super) fn multiline(ui: &mut Ui, name: &str, text: &mut String, rows: usize) -> bool {
    let response = ui.add(
        TextEdit::multiline(text)
            .desired_rows(rows)
            .desired_width(f32::INFINITY),
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::MultilineTextInput, true, name));
    response.changed()
}

/// Names with commas between them. What is typed is kept as it is until the field is left.
pub(super) fn list_field(ui: &mut Ui, name: &str, items: &mut Vec<SmolStr>) {
    let id = egui::Id::unique(("schema list field", name));
    let joined = items.join(", ");
    let mut typed = ui
        .data(|data| data.get_temp::<String>(id))
        .unwrap_or(joined);
    let response = ui.add(
        TextEdit::singleline(&mut typed)
            .hint_text("a, b, c")
            .desired_width(300.0),
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, name));
    if response.changed() {
        *items = typed
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(SmolStr::new)
            .collect();
    }
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, typed));
    } else {
        ui.data_mut(|data| data.remove::<String>(id));
    }
}

pub(super) fn delete_button(ui: &mut Ui, name: &str) -> bool {
    let response = ui.add(egui::Button::new(icons::TRASH).frame(false));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    response.on_hover_text(name).clicked()
}

/// The name in a field, with a button that asks for the renaming once it differs.
pub(super) fn name_row(ui: &mut Ui, part: &Part, name: &SmolStr) -> Option<Asked> {
    let id = egui::Id::unique(("schema name", format!("{part:?}"), name.as_str()));
    let mut asked = None;
    row(ui, "Name", |ui| {
        let stored = ui.data(|data| data.get_temp::<String>(id));
        let mut typed = stored.unwrap_or_else(|| name.to_string());
        field(ui, "Name", &mut typed, 220.0);
        let is_other = !typed.trim().is_empty() && typed.trim() != name.as_str();
        if ui
            .add_enabled(is_other, egui::Button::new("Rename…"))
            .clicked()
        {
            let to = SmolStr::new(typed.trim());
            asked = Some(Asked::Edit(SchemaEdit::Rename(
                part.clone(),
                name.clone(),
                to,
            )));
            ui.data_mut(|data| data.remove::<String>(id));
        } else {
            ui.data_mut(|data| data.insert_temp(id, typed));
        }
    });
    asked
}

/// The end of every form: bring one thing together with another, or take it out.
pub(super) fn merge_or_delete_ui(
    ui: &mut Ui,
    part: &Part,
    name: &SmolStr,
    all: &[SmolStr],
) -> Option<Asked> {
    parts::section(ui, "Merge or delete");
    ui.horizontal(|ui| merge_and_delete(ui, part, name, all, "Delete…"))
        .inner
}

/// The same without its title, for things within a form.
pub(super) fn merge_and_delete(
    ui: &mut Ui,
    part: &Part,
    name: &SmolStr,
    all: &[SmolStr],
    delete: &str,
) -> Option<Asked> {
    let mut asked = None;
    let others: Vec<&SmolStr> = all.iter().filter(|other| *other != name).collect();
    ui.add_enabled_ui(!others.is_empty(), |ui| {
        ui.menu_button("Merge into…", |ui| {
            ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
                for other in others {
                    if ui.button(other.as_str()).clicked() {
                        let (from, into) = (name.clone(), other.clone());
                        asked = Some(SchemaEdit::Merge(part.clone(), from, into));
                        ui.close();
                    }
                }
            });
        });
    });
    if ui.button(delete).clicked() {
        asked = Some(SchemaEdit::Delete(part.clone(), name.clone()));
    }
    asked.map(Asked::Edit)
}

/// One of several names, or none of them when `none` gives a word for that; true when it changed.
pub(super) fn pick_ui(
    ui: &mut Ui,
    name: &str,
    chosen: &mut SmolStr,
    choices: &[SmolStr],
    none: Option<&str>,
) -> bool {
    let before = chosen.clone();
    let shown = match (chosen.is_empty(), none) {
        (true, Some(none)) => none.to_owned(),
        (true, None) => "choose…".to_owned(),
        (false, _) => chosen.to_string(),
    };
    let combo = egui::ComboBox::from_id_salt(("schema", name))
        .selected_text(&shown)
        .show_ui(ui, |ui| {
            if let Some(none) = none {
                ui.selectable_value(chosen, SmolStr::default(), none);
            }
            for choice in choices {
                ui.selectable_value(chosen, choice.clone(), choice.as_str());
            }
        });
    combo.response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("{name}: {shown}"))
    });
    *chosen != before
}

/// Several of several names in a menu with ticks; none of them means anything.
pub(super) fn several_ui(ui: &mut Ui, name: &str, chosen: &mut Vec<SmolStr>, choices: &[SmolStr]) {
    let shown = if chosen.is_empty() {
        "anything".to_owned()
    } else {
        chosen.join(", ")
    };
    parts::ticks_menu(ui, name, &shown, |ui| {
        parts::muted(ui, "None ticked: anything");
        for choice in choices {
            let mut on = chosen.contains(choice);
            if ui.checkbox(&mut on, choice.as_str()).changed() {
                if on {
                    chosen.push(choice.clone());
                } else {
                    chosen.retain(|known| known != choice);
                }
            }
        }
    });
}
