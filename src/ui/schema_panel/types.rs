//! The forms of entity and event types: name, look, subtypes, what feeds them, roles, guideline.

use egui::Ui;
use smol_str::SmolStr;

use super::fields::{
    delete_button, field, list_field, merge_or_delete_ui, multiline, name_row, row,
};
use super::{Asked, names, plover, roles};
use crate::app::schema_edit::Part;
use crate::model::schema::{EntityType, EventType, Guidance, LabelColour, Schema};
use crate::ui::{parts, theme};

/// The form of an entity type.
pub(super) fn entity_form_ui(ui: &mut Ui, schema: &mut Schema, name: &SmolStr) -> Option<Asked> {
    let part = Part::EntityTypes;
    let all = names(schema, &part);
    let modules: Vec<SmolStr> = schema
        .modules
        .iter()
        .map(|known| known.name.clone())
        .collect();
    let mut types = schema.entity_types.iter_mut();
    let known = types.find(|known| known.name == *name)?;
    let mut asked = name_row(ui, &part, name);
    let EntityType {
        title,
        guidance,
        colour,
        hotkey,
        module,
        subtypes,
        suggest_from,
        has_value,
        off,
        name: _,
        // Has a sheet of its own.
        shown_from: _,
    } = known;
    row(ui, "In words", |ui| {
        field(ui, "In words", title, 220.0);
    });
    look_ui(ui, colour, hotkey, module, &modules, off);
    ui.checkbox(has_value, "Its mentions carry a value, as dates do");
    row(ui, "Subtypes", |ui| list_field(ui, "Subtypes", subtypes));
    row(ui, "Suggested from", |ui| {
        list_field(ui, "Suggested from", suggest_from);
    });
    if guidance_form_ui(ui, guidance) {
        asked = Some(Asked::Case);
    }
    asked.or(merge_or_delete_ui(ui, &part, name, &all))
}

/// The form of an event type.
pub(super) fn event_form_ui(
    ui: &mut Ui,
    schema: &mut Schema,
    name: &SmolStr,
    new_role: &mut String,
) -> Option<Asked> {
    let part = Part::EventTypes;
    let all = names(schema, &part);
    let labels = names(schema, &Part::EntityTypes);
    let modules: Vec<SmolStr> = schema
        .modules
        .iter()
        .map(|known| known.name.clone())
        .collect();
    let attributes = schema.event_attributes.clone();
    let mut types = schema.event_types.iter_mut();
    let known = types.find(|known| known.name == *name)?;
    let mut asked = name_row(ui, &part, name);
    let EventType {
        guidance,
        colour,
        hotkey,
        module,
        roles,
        plover,
        suggest_from,
        off,
        name: _,
        // Has a sheet of its own.
        shown_from: _,
    } = known;
    look_ui(ui, colour, hotkey, module, &modules, off);
    row(ui, "Suggested from", |ui| {
        list_field(ui, "Suggested from", suggest_from);
    });
    asked = asked.or(roles::roles_ui(ui, name, roles, &labels, new_role));
    parts::section(ui, "PLOVER code");
    plover::plover_form_ui(ui, plover, roles, &labels, &attributes);
    if guidance_form_ui(ui, guidance) {
        asked = Some(Asked::Case);
    }
    asked.or(merge_or_delete_ui(ui, &part, name, &all))
}

/// Definition, examples and decided cases; true when the selection is to become a case.
pub(super) fn guidance_form_ui(ui: &mut Ui, guidance: &mut Guidance) -> bool {
    parts::section(ui, "Guideline");
    ui.label("Definition");
    multiline(ui, "Definition", &mut guidance.definition, 2);
    ui.add_space(4.0);
    ui.label("Examples, the words in [square brackets]");
    let mut gone = None;
    for (index, example) in guidance.examples.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            field(ui, &format!("Example {}", index + 1), example, 430.0);
            if delete_button(ui, &format!("Delete example {}", index + 1)) {
                gone = Some(index);
            }
        });
    }
    if let Some(index) = gone {
        guidance.examples.remove(index);
    }
    if ui.button("Add an example").clicked() {
        guidance.examples.push("[words]".to_owned());
    }
    ui.add_space(4.0);
    ui.label("Decided cases");
    let mut gone = None;
    for (index, case) in guidance.cases.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            ui.vertical(|ui| {
                field(ui, &format!("Case {}", index + 1), &mut case.text, 430.0);
                let name = format!("Decision of case {}", index + 1);
                field(ui, &name, &mut case.decision, 430.0);
            });
            if delete_button(ui, &format!("Delete case {}", index + 1)) {
                gone = Some(index);
            }
        });
    }
    if let Some(index) = gone {
        guidance.cases.remove(index);
    }
    ui.button("Add the selected words as a case").clicked()
}

pub(super) fn look_ui(
    ui: &mut Ui,
    colour: &mut LabelColour,
    hotkey: &mut Option<char>,
    module: &mut SmolStr,
    modules: &[SmolStr],
    off: &mut bool,
) {
    row(ui, "Colour", |ui| colour_ui(ui, colour));
    row(ui, "Key in the picker", |ui| {
        let mut typed = hotkey.map(String::from).unwrap_or_default();
        if field(ui, "Key in the picker", &mut typed, 36.0) {
            *hotkey = typed.chars().last();
        }
        if !modules.is_empty() {
            ui.label("Module");
            let shown = if module.is_empty() {
                "core".to_owned()
            } else {
                module.to_string()
            };
            egui::ComboBox::from_id_salt("module")
                .selected_text(shown)
                .show_ui(ui, |ui| {
                    ui.selectable_value(module, SmolStr::default(), "core");
                    for name in modules {
                        ui.selectable_value(module, name.clone(), name.as_str());
                    }
                });
        }
    });
    let mut on = !*off;
    if ui.checkbox(&mut on, "Offered and suggested").changed() {
        *off = !on;
    }
}

pub(super) fn colour_ui(ui: &mut Ui, colour: &mut LabelColour) {
    let theme = theme::of(ui.ctx());
    ui.spacing_mut().item_spacing.x = 4.0;
    for slot in 0..theme::NUM_LABEL_SLOTS as u8 {
        let is_on = *colour == LabelColour::Slot(slot);
        let (rect, response) = ui.allocate_exact_size(egui::vec2(20.0, 20.0), egui::Sense::click());
        let fill = theme.label(LabelColour::Slot(slot));
        ui.painter().rect_filled(rect.shrink(3.0), 4.0, fill);
        if is_on || response.has_focus() {
            let stroke = egui::Stroke::new(2.0, theme.colours.accent);
            ui.painter()
                .rect_stroke(rect, 5.0, stroke, egui::StrokeKind::Inside);
        }
        let name = format!("Colour {}", slot + 1);
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_on, &name)
        });
        if response.clicked() {
            *colour = LabelColour::Slot(slot);
        }
    }
    let mut own = match *colour {
        LabelColour::Rgb(red, green, blue) => [red, green, blue],
        LabelColour::Slot(_) => {
            let [red, green, blue, _] = theme.label(*colour).to_array();
            [red, green, blue]
        }
    };
    let picker = ui.color_edit_button_srgb(&mut own);
    picker.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ColorWell, true, "Own colour"));
    if picker.changed() {
        let [red, green, blue] = own;
        *colour = LabelColour::Rgb(red, green, blue);
    }
}
