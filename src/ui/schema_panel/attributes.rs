//! The form of an attribute, of events or of mentions: its values, which holds where none is set, which types have it.

use egui::Ui;
use smol_str::SmolStr;

use super::fields::{
    list_field, merge_or_delete_ui, multiline, name_row, pick_ui, row, several_ui,
};
use super::{Asked, names};
use crate::app::schema_edit::Part;
use crate::model::schema::{AttributeType, Schema};
use crate::ui::parts;

/// Draws the form.
pub(super) fn attribute_form_ui(
    ui: &mut Ui,
    schema: &mut Schema,
    part: &Part,
    name: &SmolStr,
) -> Option<Asked> {
    let all = names(schema, part);
    let (attributes, types) = if *part == Part::EventAttributes {
        let types = names(schema, &Part::EventTypes);
        (&mut schema.event_attributes, types)
    } else {
        let types = names(schema, &Part::EntityTypes);
        (&mut schema.mention_attributes, types)
    };
    let known = attributes.iter_mut().find(|known| known.name == *name)?;
    let asked = name_row(ui, part, name);
    let AttributeType {
        definition,
        values,
        default,
        only_for,
        name: _,
    } = known;
    ui.label("What it means");
    multiline(ui, "Definition", definition, 2);
    row(ui, "Values", |ui| list_field(ui, "Values", values));
    parts::muted(ui, "No values: free text.");
    row(ui, "Where none is set", |ui| {
        let mut chosen = default.clone().unwrap_or_default();
        if pick_ui(
            ui,
            "Where none is set",
            &mut chosen,
            values,
            Some("nothing"),
        ) {
            *default = (!chosen.is_empty()).then_some(chosen);
        }
    });
    row(ui, "Only for", |ui| {
        several_ui(ui, "Only for", only_for, &types);
    });
    asked.or(merge_or_delete_ui(ui, part, name, &all))
}
