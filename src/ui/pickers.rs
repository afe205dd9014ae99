//! Type pickers: type a few letters, Enter takes the first. A schema's hotkey puts its type first; then come recently used types.
//!
//! A hotkey does not pick by itself: whoever types the rest of the word would then give commands to the article. Only the digit of a role does.

use egui::{Key, RichText, ScrollArea, Ui};
use smol_str::SmolStr;

use super::{theme, widgets};
use crate::app::command::Command;
use crate::app::find::FindKind;
use crate::app::finding::FoundPlaces;
use crate::app::selection::Picker;
use crate::app::session::Session;
use crate::model::Schema;
use crate::model::schema::LabelColour;

/// What the picker remembers while it is open.
#[derive(Default)]
pub(super) struct PickerState {
    typed: String,
    cursor: usize,
    open: Option<Picker>,
}

/// One type that can be picked.
struct Choice {
    name: SmolStr,
    title: String,
    colour: Option<LabelColour>,
    hotkey: Option<char>,
}

impl Choice {
    fn has_hotkey(&self, typed: &str) -> bool {
        self.hotkey.is_some_and(|hotkey| typed.chars().eq([hotkey]))
    }
}

impl PickerState {
    /// Draws the picker over the article.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        picker: Picker,
        session: &Session,
        queue: &mut Vec<Command>,
    ) {
        if self.open != Some(picker) {
            *self = Self {
                open: Some(picker),
                ..Self::default()
            };
        }
        let choices = choices(picker, session);
        let hit = |key| ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key));
        let (down, up, entered, escaped) = (
            hit(Key::ArrowDown),
            hit(Key::ArrowUp),
            hit(Key::Enter),
            hit(Key::Escape),
        );
        let prompt = match picker {
            Picker::Label => "Entity type",
            Picker::Event => "Event type",
            Picker::Relation => "Relation type",
            Picker::Found => "Label of all hits",
            Picker::Role => "Role",
        };
        let field = egui::TextEdit::singleline(&mut self.typed)
            .hint_text(prompt)
            .desired_width(f32::INFINITY);
        let response = ui.add(field);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, prompt));
        response.request_focus();
        if response.changed() {
            self.cursor = 0;
        }
        // Only now is known what this frame's letters leave to choose from, which is what its Enter means.
        let found = matching(&choices, &self.typed, session.recent_labels());
        let last = found.len().saturating_sub(1);
        self.cursor = (self.cursor + usize::from(down))
            .saturating_sub(usize::from(up))
            .min(last);
        // A digit alone means what it means in the card.
        let is_answer = picker == Picker::Role
            && found
                .first()
                .is_some_and(|choice| choice.has_hotkey(&self.typed));
        if let Some(choice) = found.get(self.cursor).filter(|_| entered || is_answer) {
            queue.push(pick(picker, choice.name.clone()));
        }
        if escaped {
            queue.push(Command::Leave);
        }
        ui.add_space(4.0);
        // As high as its choices: a popup would otherwise keep what little room it had in its first frame.
        let list = ScrollArea::vertical()
            .max_height(320.0)
            .min_scrolled_height(320.0);
        list.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for (row, choice) in found.iter().enumerate() {
                let response = choice_ui(ui, choice, row == self.cursor);
                if (down || up) && row == self.cursor {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    queue.push(pick(picker, choice.name.clone()));
                }
            }
            if found.is_empty() {
                ui.label("Nothing of that name");
            }
        });
    }

    /// Forgets what was typed.
    pub(super) fn close(&mut self) {
        *self = Self::default();
    }
}

fn pick(picker: Picker, name: SmolStr) -> Command {
    match picker {
        Picker::Label => Command::SetLabel(name),
        Picker::Event => Command::SetEventType(name),
        Picker::Relation => Command::SetRelationType(name),
        Picker::Found => Command::SetFoundLabel(name),
        Picker::Role => Command::LinkAs(name),
    }
}

fn choices(picker: Picker, session: &Session) -> Vec<Choice> {
    let schema = &session.project().schema;
    match picker {
        Picker::Label => entity_choices(schema).collect(),
        Picker::Event => event_choices(schema).collect(),
        Picker::Relation => session
            .relation_choices()
            .into_iter()
            .map(|choice| Choice {
                title: if choice.is_reversed {
                    "the other way round".to_owned()
                } else {
                    String::new()
                },
                colour: schema.relation_type(&choice.name).map(|known| known.colour),
                name: choice.name,
                hotkey: None,
            })
            .collect(),
        Picker::Role => session
            .link_choices()
            .into_iter()
            .map(|choice| Choice {
                name: choice.name,
                title: String::new(),
                colour: None,
                hotkey: char::from_digit(choice.number as u32 + 1, 10),
            })
            .collect(),
        Picker::Found => match session.found() {
            Some(FoundPlaces::Annotations(FindKind::Mentions, _)) => {
                entity_choices(schema).collect()
            }
            Some(FoundPlaces::Annotations(..)) => event_choices(schema).collect(),
            Some(FoundPlaces::Text(..)) | None => entity_choices(schema)
                .chain(event_choices(schema))
                .collect(),
        },
    }
}

fn entity_choices(schema: &Schema) -> impl Iterator<Item = Choice> {
    schema.shown_entity_types().map(|known| Choice {
        name: known.name.clone(),
        title: known.title.clone(),
        colour: Some(known.colour),
        hotkey: known.hotkey,
    })
}

fn event_choices(schema: &Schema) -> impl Iterator<Item = Choice> {
    schema.shown_event_types().map(|known| Choice {
        name: known.name.clone(),
        title: String::new(),
        colour: None,
        hotkey: known.hotkey,
    })
}

/// Choices whose name or title holds what was typed: a hotkey's first, then those that begin with it, then recently used ones, then the schema's order.
fn matching<'a>(choices: &'a [Choice], typed: &str, recent: &[SmolStr]) -> Vec<&'a Choice> {
    let typed = typed.trim().to_lowercase();
    let rank = |choice: &&Choice| {
        let name = choice.name.to_lowercase();
        let starts = name.starts_with(&typed)
            || name
                .rsplit('.')
                .next()
                .is_some_and(|last| last.starts_with(&typed));
        let recency = recent
            .iter()
            .position(|label| *label == choice.name)
            .unwrap_or(usize::MAX);
        (!choice.has_hotkey(&typed), !starts, recency)
    };
    let mut found: Vec<&Choice> = choices
        .iter()
        .filter(|choice| {
            choice.name.to_lowercase().contains(&typed)
                || choice.title.to_lowercase().contains(&typed)
                || choice.has_hotkey(&typed)
        })
        .collect();
    found.sort_by_key(rank);
    found
}

fn choice_ui(ui: &mut Ui, choice: &Choice, current: bool) -> egui::Response {
    let theme = theme::of(ui.ctx());
    let colour = choice
        .colour
        .map_or(theme.colours.trigger, |colour| theme.label(colour));
    let fill = if current {
        theme.colours.accent_fill
    } else {
        egui::Color32::TRANSPARENT
    };
    let frame = egui::Frame::new()
        .fill(fill)
        .corner_radius(theme.sizes.radius)
        .inner_margin(egui::Margin::symmetric(6, 1));
    let response = frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                widgets::swatch(ui, colour);
                ui.label(RichText::new(choice.name.as_str()).family(theme::medium()));
                ui.label(RichText::new(&choice.title).color(theme.colours.muted));
                if let Some(hotkey) = choice.hotkey {
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        widgets::kbd(ui, &hotkey.to_string())
                    });
                }
            });
        })
        .response
        .interact(egui::Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Button, true, current, choice.name.as_str())
    });
    response
}
