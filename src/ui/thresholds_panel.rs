//! Thresholds over the window: from which score on suggestions are accepted in bulk, and from which on suggested fillers are ticked, role by role.

use egui::{RichText, ScrollArea, Ui};
use smol_str::SmolStr;

use super::settings::Settings;
use super::{icons, parts, theme};
use crate::app::command::Command;
use crate::app::session::Session;
use crate::model::Schema;

/// Width of the column of names.
const NAME_WIDTH: f32 = 200.0;

/// What the panel remembers while it is open.
#[derive(Default)]
pub(super) struct ThresholdsPanel {
    /// The event type whose roles are listed; `None` lists the roles of all.
    event_type: Option<SmolStr>,
}

/// What a threshold should become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    /// This, in percent.
    Set(u8),
    /// What it is where nobody set it.
    Usual,
}

/// What the thresholds of a role are, over the event types that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    /// All have the usual one.
    Usual,
    /// All have this one, in percent.
    Set(u8),
    /// They differ.
    Mixed,
}

impl ThresholdsPanel {
    /// Draws the panel.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &mut Session, settings: &mut Settings) {
        parts::muted(
            ui,
            "From this score on, Space and “Accept the rest and finish” accept suggestions, and “Accept all above…” begins with it.",
        );
        let percent = (settings.threshold * 100.0).round() as u8;
        if let Some(Wish::Set(percent)) = stepper_ui(ui, "Accept from", Known::Set(percent), false)
        {
            settings.threshold = f32::from(percent) / 100.0;
        }
        parts::section(ui, "Fillers of roles");
        parts::muted(
            ui,
            "A suggested filler is ticked from this score on; below it is a candidate. Kept in the project.",
        );
        ui.add_space(4.0);
        let schema = std::sync::Arc::clone(&session.project().schema);
        let shown = self
            .event_type
            .as_deref()
            .unwrap_or("All event types")
            .to_owned();
        let choice = egui::ComboBox::from_id_salt("event type of thresholds")
            .selected_text(&shown)
            .height(360.0)
            .show_ui(ui, |ui| {
                ui.selectable_value(&mut self.event_type, None, "All event types");
                for known in schema.shown_event_types() {
                    let name = Some(known.name.clone());
                    ui.selectable_value(&mut self.event_type, name, known.name.as_str());
                }
            })
            .response;
        choice.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("Event type: {shown}"))
        });
        ui.add_space(4.0);
        let roles = roles(&schema, self.event_type.as_deref());
        if roles.is_empty() {
            parts::muted(ui, "There are no roles here.");
            return;
        }
        let mut wish = None;
        let height = (ui.ctx().content_rect().height() * 0.45).max(160.0);
        ScrollArea::vertical()
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                let all = known(&schema, self.event_type.as_deref(), None);
                if let Some(threshold) = stepper_ui(ui, "All roles", all, true) {
                    wish = Some((None, threshold));
                }
                for role in roles {
                    let of_role = known(&schema, self.event_type.as_deref(), Some(&role));
                    if let Some(threshold) = stepper_ui(ui, &role, of_role, true) {
                        wish = Some((Some(role), threshold));
                    }
                }
            });
        if let Some((role, threshold)) = wish {
            let percent = match threshold {
                Wish::Set(percent) => Some(percent),
                Wish::Usual => None,
            };
            let event_type = self.event_type.clone();
            session.dispatch(Command::SetRoleThreshold(event_type, role, percent));
        }
    }
}

/// Names of the roles of an event type, or of all of them, in the order of the schema, each once.
fn roles(schema: &Schema, event_type: Option<&str>) -> Vec<SmolStr> {
    let mut names: Vec<SmolStr> = Vec::new();
    let types = schema.shown_event_types();
    for role in types
        .filter(|known| event_type.is_none_or(|name| known.name == name))
        .flat_map(|known| &known.roles)
    {
        if !names.contains(&role.name) {
            names.push(role.name.clone());
        }
    }
    names
}

/// The threshold of a role, or of all roles, of an event type or of all.
fn known(schema: &Schema, event_type: Option<&str>, role: Option<&str>) -> Known {
    let types = schema.shown_event_types();
    let mut set = types
        .filter(|known| event_type.is_none_or(|name| known.name == name))
        .flat_map(|known| &known.roles)
        .filter(|known| role.is_none_or(|name| known.name == name))
        .map(|known| known.tick_from);
    let first = set.next().flatten();
    if set.all(|other| other == first) {
        first.map_or(Known::Usual, Known::Set)
    } else {
        Known::Mixed
    }
}

/// A name with its score and two steps. Gives what was asked for.
fn stepper_ui(ui: &mut Ui, name: &str, known: Known, has_usual: bool) -> Option<Wish> {
    let theme = theme::of(ui.ctx());
    let usual = (Schema::TICKED_FROM * 100.0) as u8;
    let mut wish = None;
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(egui::vec2(NAME_WIDTH, 22.0), egui::Sense::hover());
        let builder = egui::UiBuilder::new()
            .max_rect(rect)
            .layout(egui::Layout::left_to_right(egui::Align::Center));
        ui.new_child(builder).add(egui::Label::new(name).truncate());
        let percent = match known {
            Known::Set(percent) => percent,
            Known::Usual | Known::Mixed => usual,
        };
        if parts::step_button(ui, icons::MINUS, &format!("Lower threshold of {name}")) {
            wish = Some(Wish::Set(percent.saturating_sub(5)));
        }
        let shown = format!("{:.2}", f32::from(percent) / 100.0);
        let words = match known {
            Known::Set(_) => RichText::new(shown),
            Known::Usual => RichText::new(shown).color(theme.colours.muted),
            Known::Mixed => RichText::new("mixed").color(theme.colours.muted),
        };
        ui.add_sized([48.0, 20.0], egui::Label::new(words));
        if parts::step_button(ui, icons::PLUS, &format!("Higher threshold of {name}")) {
            wish = Some(Wish::Set((percent + 5).min(100)));
        }
        if has_usual && known != Known::Usual {
            let button = ui.button("As usual");
            button.widget_info(|| {
                let said = format!("Usual threshold of {name}");
                egui::WidgetInfo::labeled(egui::Role::Button, true, said)
            });
            if button.clicked() {
                wish = Some(Wish::Usual);
            }
        } else if has_usual {
            parts::muted(ui, "usual");
        }
    });
    wish
}
