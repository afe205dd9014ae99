//! The schema as a whole: name, guideline, modules, what contradicts itself, another one to start from.

use egui::{RichText, Ui};
use smol_str::SmolStr;

use super::SchemaPanel;
use super::fields::{delete_button, field, multiline, text_row};
use crate::app::session::Session;
use crate::model::schema::{Module, Schema};
use crate::model::{bundled, schema_check};
use crate::ui::{parts, theme};

impl SchemaPanel {
    /// Draws the part about the whole.
    pub(super) fn whole_ui(&mut self, ui: &mut Ui, session: &mut Session) {
        let schema = &mut self.working;
        text_row(ui, "Name", &mut schema.name);
        ui.label("What it is for");
        multiline(ui, "Description", &mut schema.description, 2);
        ui.add_space(4.0);
        ui.label("Guideline for all types");
        let mut paragraphs = schema.guideline.join("\n\n");
        if multiline(ui, "Guideline", &mut paragraphs, 6) {
            schema.guideline = paragraphs.split("\n\n").map(str::to_owned).collect();
        }
        modules_ui(ui, schema, &mut self.new_module);
        parts::section(ui, "What contradicts itself");
        let findings = schema_check::findings(schema);
        if findings.is_empty() {
            parts::muted(ui, "Nothing.");
        }
        let theme = theme::of(ui.ctx());
        for finding in findings.iter().take(20) {
            ui.label(RichText::new(finding).color(theme.colours.warn));
        }
        parts::section(ui, "Start from another schema");
        if !session.is_unlabelled() {
            parts::muted(
                ui,
                "Only while nothing is labelled: labels of this schema would be unknown in another. Start a new project for that.",
            );
            return;
        }
        let mut wanted = None;
        ui.horizontal_wrapped(|ui| {
            for name in bundled::schema_names() {
                if ui.button(name).clicked() {
                    wanted = bundled::schema(name);
                }
            }
        });
        if let Some(schema) = wanted {
            let label = format!("Start from the schema {}", schema.name);
            session.set_schema(&label, schema);
        }
    }
}

/// Parts that a project can show or hide. A module that types belong to stays until they are moved.
fn modules_ui(ui: &mut Ui, schema: &mut Schema, new_module: &mut String) {
    parts::section(ui, "Modules");
    if schema.modules.is_empty() {
        parts::muted(
            ui,
            "This schema has no parts that could be hidden. A type joins a module in its form.",
        );
    }
    let is_used = |name: &SmolStr| {
        schema
            .entity_types
            .iter()
            .any(|known| known.module == *name)
            || schema.event_types.iter().any(|known| known.module == *name)
    };
    let used: Vec<bool> = schema
        .modules
        .iter()
        .map(|known| is_used(&known.name))
        .collect();
    let mut gone = None;
    for (index, module) in schema.modules.iter_mut().enumerate() {
        let Module {
            name,
            description,
            shown,
        } = module;
        // Rows come and go: each keeps ids of its own.
        ui.push_id(("module", name.as_str()), |ui| {
            ui.horizontal(|ui| {
                ui.checkbox(shown, name.as_str())
                    .on_hover_text("Whether its types are offered and suggested");
                field(ui, &format!("What {name} holds"), description, 320.0);
                if !used[index] && delete_button(ui, &format!("Delete module {name}")) {
                    gone = Some(index);
                }
            });
        });
    }
    if let Some(index) = gone {
        schema.modules.remove(index);
    }
    ui.horizontal(|ui| {
        field(ui, "New module", new_module, 160.0);
        let name = SmolStr::new(new_module.trim());
        let can = !name.is_empty() && !schema.modules.iter().any(|known| known.name == name);
        if ui
            .add_enabled(can, egui::Button::new("Add module"))
            .clicked()
        {
            schema.modules.push(Module {
                name,
                description: String::new(),
                shown: true,
            });
            new_module.clear();
        }
    });
}
