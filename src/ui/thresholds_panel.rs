//! Thresholds over the window: from which score on suggestions are accepted in bulk, under which they wait in the drawer, label by label, and from which
//! on suggested fillers are ticked, role by role. The last two are automatic until they are set by hand, and say what they follow from.

use std::sync::Arc;

use egui::{RichText, ScrollArea, Ui};
use smol_str::SmolStr;

use super::settings::Settings;
use super::{icons, parts, theme, widgets};
use crate::app::command::Command;
use crate::app::outcomes::Subject;
use crate::app::session::Session;
use crate::app::thresholds::Automatic;
use crate::model::Schema;

/// Width of the column of names.
const NAME_WIDTH: f32 = 190.0;

/// What the panel remembers while it is open.
#[derive(Default)]
pub(super) struct ThresholdsPanel {
    /// Whether roles are listed, not labels.
    shows_roles: bool,
    /// The event type whose roles are listed; `None` lists the roles of all.
    event_type: Option<SmolStr>,
}

/// What a threshold should become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    /// This, in percent.
    Set(u8),
    /// What follows from what was decided.
    Automatic,
}

impl Wish {
    fn percent(self) -> Option<u8> {
        match self {
            Self::Set(percent) => Some(percent),
            Self::Automatic => None,
        }
    }
}

/// What the thresholds of a name are, over the types that are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Known {
    /// All are automatic: in percent, and what they follow from.
    Automatic(u8, String),
    /// All are set by hand to this, in percent.
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
        if let Some(Wish::Set(percent)) = stepper_ui(ui, "Accept from", &Known::Set(percent), false)
        {
            settings.threshold = f32::from(percent) / 100.0;
        }
        ui.add_space(4.0);
        let chosen = Some(usize::from(self.shows_roles));
        let values = ["Labels and event types", "Roles"];
        if let Some(picked) = widgets::segmented(ui, "Thresholds of", chosen, &values) {
            self.shows_roles = picked == 1;
        }
        let mut wish = None;
        let height = (ui.ctx().content_rect().height() - 260.0).max(160.0);
        ScrollArea::vertical()
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                wish = if self.shows_roles {
                    self.roles_ui(ui, session)
                } else {
                    labels_ui(ui, session)
                };
                parts::keep_focus_in_sight(ui);
            });
        if let Some(wish) = wish {
            session.dispatch(wish);
        }
    }

    /// The thresholds of roles. Gives what was asked for.
    fn roles_ui(&mut self, ui: &mut Ui, session: &Session) -> Option<Command> {
        parts::section(ui, "Fillers of roles ticked from");
        parts::muted(
            ui,
            "A suggested filler is ticked from this score on; below it is a candidate. Automatic: from where one in two was right. Kept in the project.",
        );
        ui.add_space(4.0);
        let schema = Arc::clone(&session.project().schema);
        self.event_type_ui(ui, &schema);
        let event_type = self.event_type.as_deref();
        let roles = roles(&schema, event_type);
        if roles.is_empty() {
            parts::muted(ui, "There are no roles here.");
            return None;
        }
        let mut wish = None;
        let all = known_of_roles(session, event_type, None);
        if let Some(threshold) = stepper_ui(ui, "All roles", &all, true) {
            wish = Some((None, threshold));
        }
        for role in roles {
            let of_role = known_of_roles(session, event_type, Some(&role));
            if let Some(threshold) = stepper_ui(ui, &role, &of_role, true) {
                wish = Some((Some(role), threshold));
            }
        }
        let (role, threshold) = wish?;
        let event_type = self.event_type.clone();
        Some(Command::SetRoleThreshold(
            event_type,
            role,
            threshold.percent(),
        ))
    }

    fn event_type_ui(&mut self, ui: &mut Ui, schema: &Schema) {
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
    }
}

/// The thresholds of labels and event types. Gives what was asked for.
fn labels_ui(ui: &mut Ui, session: &Session) -> Option<Command> {
    parts::section(ui, "Suggestions shown from");
    parts::muted(
        ui,
        "With a lower score a suggestion waits in the drawer, counted in the status line; U opens it. Automatic: from where one in three was right. Kept in the project.",
    );
    ui.add_space(4.0);
    let schema = Arc::clone(&session.project().schema);
    let mentions = schema.shown_entity_types();
    let mentions = mentions.map(|known| (Subject::Mention(known.name.clone()), known.shown_from));
    let events = schema.shown_event_types();
    let events = events.map(|known| (Subject::Event(known.name.clone()), known.shown_from));
    let labels: Vec<(Subject, Option<u8>)> = mentions.chain(events).collect();
    let mut wish = None;
    let by_hand = labels.iter().map(|(_, by_hand)| *by_hand);
    let all = known(by_hand, || {
        (0, "automatic, each by its own decisions".to_owned())
    });
    if let Some(threshold) = stepper_ui(ui, "All labels", &all, true) {
        wish = Some((None, threshold));
    }
    for (subject, by_hand) in &labels {
        let (Subject::Mention(name) | Subject::Event(name)) = subject else {
            continue;
        };
        let automatic = || {
            let found = session.thresholds().automatic(subject);
            let percent = found.map_or(0, |found| found.percent);
            (percent, label_in_words(found))
        };
        let of_label = known(std::iter::once(*by_hand), automatic);
        if let Some(threshold) = stepper_ui(ui, name, &of_label, true) {
            wish = Some((Some(name.clone()), threshold));
        }
    }
    let (label, threshold) = wish?;
    Some(Command::SetLabelThreshold(label, threshold.percent()))
}

/// What the automatic threshold of a label follows from.
fn label_in_words(found: Option<Automatic>) -> String {
    match found {
        None => "automatic: all are shown until enough were decided".to_owned(),
        Some(Automatic {
            percent: 0,
            decided,
            ..
        }) => format!("automatic: unsure ones were right often enough, {decided} decided"),
        Some(found) => format!(
            "automatic: of {} decided under it {} were right",
            found.under, found.right_under
        ),
    }
}

/// What the automatic threshold of a role follows from.
fn role_in_words(found: Option<Automatic>) -> String {
    match found {
        None => "automatic: the usual one until enough were decided".to_owned(),
        Some(found) => format!(
            "automatic: of {} decided under it {} were right, of {} in all",
            found.under, found.right_under, found.decided
        ),
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
fn known_of_roles(session: &Session, event_type: Option<&str>, role: Option<&str>) -> Known {
    let types = session.project().schema.shown_event_types();
    let by_hand = types
        .filter(|known| event_type.is_none_or(|name| known.name == name))
        .flat_map(|known| &known.roles)
        .filter(|known| role.is_none_or(|name| known.name == name))
        .map(|known| known.tick_from);
    let usual = (Schema::TICKED_FROM * 100.0) as u8;
    known(by_hand, || match role {
        None => (usual, "automatic, each by its own decisions".to_owned()),
        Some(role) => {
            let subject = Subject::Role(event_type.unwrap_or_default().into(), role.into());
            let found = session.thresholds().automatic(&subject);
            let percent = found.map_or(usual, |found| found.percent);
            (percent, role_in_words(found))
        }
    })
}

/// What thresholds are that are set by hand so, or that way automatic.
fn known(
    mut by_hand: impl Iterator<Item = Option<u8>>,
    automatic: impl FnOnce() -> (u8, String),
) -> Known {
    let first = by_hand.next().flatten();
    match (by_hand.all(|other| other == first), first) {
        (false, _) => Known::Mixed,
        (true, Some(percent)) => Known::Set(percent),
        (true, None) => {
            let (percent, why) = automatic();
            Known::Automatic(percent, why)
        }
    }
}

/// A name with its score and two steps. Gives what was asked for.
fn stepper_ui(ui: &mut Ui, name: &str, known: &Known, has_automatic: bool) -> Option<Wish> {
    let theme = theme::of(ui.ctx());
    let mut wish = None;
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(egui::vec2(NAME_WIDTH, 22.0), egui::Sense::hover());
        let builder = egui::UiBuilder::new()
            .max_rect(rect)
            .layout(egui::Layout::left_to_right(egui::Align::Center));
        ui.new_child(builder).add(egui::Label::new(name).truncate());
        let percent = match known {
            Known::Set(percent) | Known::Automatic(percent, _) => *percent,
            Known::Mixed => (Schema::TICKED_FROM * 100.0) as u8,
        };
        if parts::step_button(ui, icons::MINUS, &format!("Lower threshold of {name}")) {
            wish = Some(Wish::Set(percent.saturating_sub(5)));
        }
        let shown = format!("{:.2}", f32::from(percent) / 100.0);
        let words = match known {
            Known::Set(_) => RichText::new(shown),
            Known::Automatic(..) => RichText::new(shown).color(theme.colours.muted),
            Known::Mixed => RichText::new("mixed").color(theme.colours.muted),
        };
        ui.add_sized([48.0, 20.0], egui::Label::new(words));
        if parts::step_button(ui, icons::PLUS, &format!("Higher threshold of {name}")) {
            wish = Some(Wish::Set((percent + 5).min(100)));
        }
        match known {
            _ if !has_automatic => {}
            Known::Automatic(_, why) => {
                parts::muted_line(ui, why);
            }
            Known::Set(_) | Known::Mixed => {
                let button = ui.button("Automatic");
                button.widget_info(|| {
                    let said = format!("Automatic threshold of {name}");
                    egui::WidgetInfo::labeled(egui::Role::Button, true, said)
                });
                if button.clicked() {
                    wish = Some(Wish::Automatic);
                }
                parts::muted(ui, "by hand");
            }
        }
    });
    wish
}
