//! The form of a relation type: what it may join, its colour, its guideline.

use egui::Ui;
use smol_str::SmolStr;

use super::fields::{merge_or_delete_ui, name_row, row, several_ui};
use super::types::{colour_ui, guidance_form_ui};
use super::{Asked, names};
use crate::app::schema_edit::Part;
use crate::model::schema::{RelationType, Schema};

/// Draws the form.
pub(super) fn relation_form_ui(ui: &mut Ui, schema: &mut Schema, name: &SmolStr) -> Option<Asked> {
    let part = Part::RelationTypes;
    let all = names(schema, &part);
    let mut ends = names(schema, &Part::EntityTypes);
    ends.extend(names(schema, &Part::EventTypes));
    let mut types = schema.relation_types.iter_mut();
    let known = types.find(|known| known.name == *name)?;
    let mut asked = name_row(ui, &part, name);
    let RelationType {
        guidance,
        from,
        to,
        colour,
        name: _,
    } = known;
    row(ui, "From", |ui| several_ui(ui, "From", from, &ends));
    row(ui, "To", |ui| several_ui(ui, "To", to, &ends));
    row(ui, "Colour", |ui| colour_ui(ui, colour));
    if guidance_form_ui(ui, guidance) {
        asked = Some(Asked::Case);
    }
    asked.or(merge_or_delete_ui(ui, &part, name, &all))
}
