//! Roles of an event type: who may fill them, how many, in which order.

use egui::Ui;
use smol_str::SmolStr;

use super::Asked;
use super::fields::{field, merge_and_delete, name_row, row};
use crate::app::schema_edit::{Part, SchemaEdit};
use crate::model::schema::{FillerType, Role};
use crate::ui::{icons, parts};

/// All roles, and a field for a new one.
pub(super) fn roles_ui(
    ui: &mut Ui,
    event_type: &SmolStr,
    roles: &mut [Role],
    labels: &[SmolStr],
    new_role: &mut String,
) -> Option<Asked> {
    parts::section(ui, "Roles");
    if roles.is_empty() {
        parts::muted(
            ui,
            "No roles yet: who did it, to whom, where? Add them below.",
        );
    }
    let part = Part::Roles(event_type.clone());
    let names: Vec<SmolStr> = roles.iter().map(|role| role.name.clone()).collect();
    let mut asked = None;
    let mut moved = None;
    for (index, role) in roles.iter_mut().enumerate() {
        ui.horizontal_top(|ui| {
            // The order is that of the event card and its digit keys.
            for (icon, way, by) in [
                (icons::CARET_UP, "up", -1_isize),
                (icons::CARET_DOWN, "down", 1),
            ] {
                let can = index
                    .checked_add_signed(by)
                    .is_some_and(|to| to < names.len());
                let button = egui::Button::new(icon).frame(false);
                let response = ui.add_enabled(can, button);
                let name = format!("Move {} {way}", role.name);
                response.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Button, can, name.as_str())
                });
                if response.on_hover_text(name.clone()).clicked() {
                    moved = Some((index, by));
                }
            }
            ui.vertical(|ui| {
                asked = asked.take().or(role_ui(ui, &part, role, &names, labels));
            });
        });
    }
    if let Some((index, by)) = moved {
        super::move_by(roles, index, by);
    }
    ui.horizontal(|ui| {
        field(ui, "New role", new_role, 160.0);
        let can = !new_role.trim().is_empty();
        if ui.add_enabled(can, egui::Button::new("Add role")).clicked() {
            let name = SmolStr::new(new_role.trim());
            asked = Some(Asked::Edit(SchemaEdit::Add(part.clone(), name)));
        }
    });
    asked
}

fn role_ui(
    ui: &mut Ui,
    part: &Part,
    role: &mut Role,
    names: &[SmolStr],
    labels: &[SmolStr],
) -> Option<Asked> {
    let name = role.name.clone();
    let mut asked = None;
    let title = format!(
        "{name} · {}{}",
        fillers_in_words(&role.fillers),
        if role.expected { " · expected" } else { "" }
    );
    egui::CollapsingHeader::new(title)
        .id_salt(("role", format!("{part:?}"), name.as_str()))
        .show(ui, |ui| {
            asked = name_row(ui, part, &name);
            row(ui, "Meaning", |ui| {
                field(ui, "Meaning", &mut role.definition, 300.0);
            });
            row(ui, "Filled by", |ui| {
                fillers_ui(ui, &mut role.fillers, labels);
            });
            row(ui, "At most", |ui| {
                let mut most = role.at_most.unwrap_or(0);
                let drag = egui::DragValue::new(&mut most)
                    .range(0..=20)
                    .custom_formatter(|value, _| {
                        if value < 0.5 {
                            "any number".to_owned()
                        } else {
                            format!("{value:.0}")
                        }
                    });
                if ui.add(drag).changed() {
                    role.at_most = (most > 0).then_some(most);
                }
                ui.checkbox(
                    &mut role.expected,
                    "Expected: the card says when it is empty",
                );
            });
            ui.horizontal(|ui| {
                let wish = merge_and_delete(ui, part, &name, names, "Delete role…");
                asked = asked.take().or(wish);
            });
        });
    asked
}

fn fillers_in_words(fillers: &[FillerType]) -> String {
    if fillers.is_empty() {
        return "anything".to_owned();
    }
    let words = fillers.iter().map(|filler| match filler {
        FillerType::Entity(name) | FillerType::Event(name) => name.as_str(),
        FillerType::AnyEvent => "any event",
        FillerType::AnySpan => "any text",
    });
    words.collect::<Vec<_>>().join(", ")
}

fn fillers_ui(ui: &mut Ui, fillers: &mut Vec<FillerType>, labels: &[SmolStr]) {
    let mut choices: Vec<FillerType> = labels.iter().cloned().map(FillerType::Entity).collect();
    choices.extend([FillerType::AnyEvent, FillerType::AnySpan]);
    for filler in fillers.iter() {
        if !choices.contains(filler) {
            choices.push(filler.clone());
        }
    }
    let shown = fillers_in_words(fillers);
    parts::ticks_menu(ui, "Filled by", &shown, |ui| {
        parts::muted(ui, "None ticked: anything");
        for choice in choices {
            let mut on = fillers.contains(&choice);
            let words = fillers_in_words(std::slice::from_ref(&choice));
            if ui.checkbox(&mut on, words).changed() {
                if on {
                    fillers.push(choice);
                } else {
                    fillers.retain(|known| *known != choice);
                }
            }
        }
    });
}
