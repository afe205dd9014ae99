//! How an event type's PLOVER code is found: none, always the same, or by rules on fillers and attributes, in their order.

use egui::Ui;
use smol_str::SmolStr;

use super::fields::{delete_button, pick_ui, row};
use crate::model::schema::{AttributeType, Plover, PloverCondition, PloverRule, Role};
use crate::model::schema_check::PLOVER_CODES;
use crate::ui::{parts, widgets};

/// Draws the form.
pub(super) fn plover_form_ui(
    ui: &mut Ui,
    plover: &mut Plover,
    roles: &[Role],
    labels: &[SmolStr],
    attributes: &[AttributeType],
) {
    let current = match plover {
        Plover::None => 0,
        Plover::Fixed(_) => 1,
        Plover::Rules(..) => 2,
    };
    let picked = widgets::segmented(
        ui,
        "PLOVER code",
        Some(current),
        &["None", "Always", "By rule"],
    );
    if let Some(picked) = picked.filter(|picked| *picked != current) {
        let code = first_code(plover);
        *plover = match picked {
            0 => Plover::None,
            1 => Plover::Fixed(code),
            _ => Plover::Rules(Vec::new(), Some(code)),
        };
    }
    match plover {
        Plover::None => {
            parts::muted(
                ui,
                "PLOVER has no code for it; one can still be chosen on an event.",
            );
        }
        Plover::Fixed(code) => row(ui, "Code", |ui| {
            pick_ui(ui, "Code", code, &codes(), None);
        }),
        Plover::Rules(rules, otherwise) => {
            rules_ui(ui, rules, otherwise, roles, labels, attributes)
        }
    }
}

/// The code that the form goes on with when the way of finding it changes.
fn first_code(plover: &Plover) -> SmolStr {
    let known = match plover {
        Plover::None => None,
        Plover::Fixed(code) => Some(code.clone()),
        Plover::Rules(rules, otherwise) => otherwise
            .clone()
            .or_else(|| rules.first().map(|rule| rule.code.clone())),
    };
    known.unwrap_or_else(|| SmolStr::new_static(PLOVER_CODES[0]))
}

fn codes() -> Vec<SmolStr> {
    PLOVER_CODES
        .iter()
        .map(|code| SmolStr::new_static(code))
        .collect()
}

fn rules_ui(
    ui: &mut Ui,
    rules: &mut Vec<PloverRule>,
    otherwise: &mut Option<SmolStr>,
    roles: &[Role],
    labels: &[SmolStr],
    attributes: &[AttributeType],
) {
    parts::muted(ui, "The first rule that holds gives the code.");
    let roles: Vec<SmolStr> = roles.iter().map(|role| role.name.clone()).collect();
    let mut gone = None;
    for (index, rule) in rules.iter_mut().enumerate() {
        let number = index + 1;
        ui.horizontal(|ui| {
            ui.label("If");
            condition_ui(ui, number, &mut rule.when, &roles, labels, attributes);
            ui.label("then");
            pick_ui(
                ui,
                &format!("Code of rule {number}"),
                &mut rule.code,
                &codes(),
                None,
            );
            if delete_button(ui, &format!("Delete rule {number}")) {
                gone = Some(index);
            }
        });
    }
    if let Some(index) = gone {
        rules.remove(index);
    }
    ui.horizontal(|ui| {
        ui.label("Otherwise");
        let mut code = otherwise.clone().unwrap_or_default();
        if pick_ui(ui, "Otherwise", &mut code, &codes(), Some("no code")) {
            *otherwise = (!code.is_empty()).then_some(code);
        }
    });
    let first = roles.first().cloned();
    if ui
        .add_enabled(first.is_some(), egui::Button::new("Add a rule"))
        .clicked()
        && let Some(role) = first
    {
        rules.push(PloverRule {
            when: PloverCondition::RoleFilled(role),
            code: SmolStr::new_static(PLOVER_CODES[0]),
        });
    }
}

/// What a rule asks: of a role that it is filled, or by what; of an attribute its value.
fn condition_ui(
    ui: &mut Ui,
    number: usize,
    condition: &mut PloverCondition,
    roles: &[SmolStr],
    labels: &[SmolStr],
    attributes: &[AttributeType],
) {
    let attribute_names: Vec<SmolStr> = attributes.iter().map(|known| known.name.clone()).collect();
    let (mut about, mut value) = match condition {
        PloverCondition::RoleFilled(role) => (role.clone(), SmolStr::default()),
        PloverCondition::RoleLabel(role, label) => (role.clone(), label.clone()),
        PloverCondition::Attribute(name, value) => (name.clone(), value.clone()),
    };
    let subjects: Vec<SmolStr> = roles.iter().chain(&attribute_names).cloned().collect();
    let is_other = pick_ui(
        ui,
        &format!("Rule {number} about"),
        &mut about,
        &subjects,
        None,
    );
    let attribute = attributes
        .iter()
        .find(|known| known.name == about && !roles.contains(&about));
    if is_other {
        value = attribute
            .and_then(|known| known.values.first().cloned())
            .unwrap_or_default();
    }
    ui.label("is");
    let title = format!("Rule {number} value");
    if let Some(attribute) = attribute {
        pick_ui(ui, &title, &mut value, &attribute.values, None);
        *condition = PloverCondition::Attribute(about, value);
    } else {
        pick_ui(ui, &title, &mut value, labels, Some("filled"));
        *condition = if value.is_empty() {
            PloverCondition::RoleFilled(about)
        } else {
            PloverCondition::RoleLabel(about, value)
        };
    }
}
