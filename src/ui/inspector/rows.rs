//! Rows of the inspector: a title at the left, what it says and how it is changed at the right. One style for everything.
//!
//! A field keeps what is typed until it is left or a command comes; what cannot be read stays in it with the reason beneath.

use egui::{Id, RichText, Sense, TextEdit, Ui, WidgetInfo, vec2};
use smol_str::SmolStr;

use crate::app::command::Command;
use crate::app::reading::{self, Reading};
use crate::app::session::Session;
use crate::model::Origin;
use crate::model::schema::AttributeType;
use crate::ui::{parts, theme, widgets};

/// Width of the titles' column.
const TITLE_WIDTH: f32 = 78.0;

/// Least height of a row.
const ROW_HEIGHT: f32 = 24.0;

/// Something that is typed, and what it sets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Detail {
    /// The normalised value of a date or time.
    Value,
    /// A count or amount.
    Count,
    /// The name that an entity is listed by.
    EntityName,
    /// The country of an entity.
    Country,
    /// An attribute of a mention.
    MentionAttribute(SmolStr),
    /// An attribute of an event.
    EventAttribute(SmolStr),
    /// The article's publication date.
    Published,
}

impl Detail {
    fn read(&self, session: &Session, typed: &str) -> Reading {
        let typed = typed.trim();
        match self {
            Self::Value => session.read_time(typed),
            Self::Count => reading::read_count(typed),
            Self::Country => reading::read_country(typed),
            Self::Published => reading::read_date(typed),
            Self::EntityName | Self::MentionAttribute(_) | Self::EventAttribute(_) => {
                Ok((!typed.is_empty()).then(|| typed.into()))
            }
        }
    }

    fn command(&self, value: Option<SmolStr>) -> Command {
        match self {
            Self::Value => Command::SetValue(value.unwrap_or_default()),
            Self::Count => Command::SetCount(value.unwrap_or_default()),
            Self::EntityName => Command::SetEntityName(value.unwrap_or_default()),
            Self::Country => Command::SetCountry(value.unwrap_or_default()),
            Self::MentionAttribute(name) => Command::SetMentionAttribute(name.clone(), value),
            Self::EventAttribute(name) => Command::SetAttribute(name.clone(), value),
            Self::Published => Command::SetDate(value.unwrap_or_default().to_string()),
        }
    }
}

/// What was typed into a field that nobody has left yet.
#[derive(Clone, Debug)]
pub(in crate::ui) struct PendingField {
    detail: Detail,
    typed: String,
}

impl PendingField {
    /// The command that keeps it.
    ///
    /// # Errors
    /// In words, when it cannot be read.
    pub(in crate::ui) fn command(&self, session: &Session) -> Result<Command, String> {
        let value = self.detail.read(session, &self.typed)?;
        Ok(self.detail.command(value))
    }
}

fn pending_id() -> Id {
    Id::unique("inspector field in work")
}

/// What is being typed in the inspector, taken out: any command means that the person is through with it.
pub(in crate::ui) fn take_pending(ctx: &egui::Context) -> Option<PendingField> {
    ctx.data_mut(|data| {
        let pending = data.get_temp(pending_id());
        data.remove::<PendingField>(pending_id());
        pending
    })
}

/// A row: `title`, then whatever `contents` draws.
pub(super) fn row<R>(ui: &mut Ui, title: &str, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let theme = theme::of(ui.ctx());
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(TITLE_WIDTH, ROW_HEIGHT), Sense::hover());
        let font = egui::FontId::proportional(theme.sizes.body);
        ui.painter().text(
            rect.left_center(),
            egui::Align2::LEFT_CENTER,
            title,
            font,
            theme.colours.muted,
        );
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.vertical(|ui| {
            ui.set_min_height(ROW_HEIGHT);
            contents(ui)
        })
        .inner
    })
    .inner
}

/// A choice among a few values: side by side where there is room, else in a menu. Gives the index that was picked.
pub(super) fn choice(
    ui: &mut Ui,
    title: &str,
    current: Option<usize>,
    values: &[&str],
) -> Option<usize> {
    row(ui, title, |ui| {
        if widgets::segmented_width(ui, values) <= ui.available_width() {
            return widgets::segmented(ui, title, current, values);
        }
        let shown = current.and_then(|index| values.get(index).copied());
        let mut picked = None;
        let menu = egui::ComboBox::from_id_salt(("inspector", title))
            .selected_text(shown.unwrap_or("—"))
            .width(ui.available_width() - 8.0)
            .show_ui(ui, |ui| {
                for (index, value) in values.iter().enumerate() {
                    if ui
                        .selectable_label(current == Some(index), *value)
                        .clicked()
                    {
                        picked = Some(index);
                    }
                }
            });
        menu.response.widget_info(|| {
            let name = format!("{title}: {}", shown.unwrap_or("not set"));
            WidgetInfo::labeled(egui::Role::ComboBox, true, name)
        });
        picked
    })
}

/// A text field. `subject` tells the fields of one thing from those of another, `value` is what holds now, `hint` what it could be.
pub(super) fn field(
    ui: &mut Ui,
    session: &Session,
    (subject, title): (&str, &str),
    detail: &Detail,
    (value, hint): (&str, &str),
    queue: &mut Vec<Command>,
) {
    let id = Id::unique(("inspector field", subject, detail));
    row(ui, title, |ui| {
        let kept: Option<String> = ui.data(|data| data.get_temp(id));
        let mut typed = kept.clone().unwrap_or_else(|| value.to_owned());
        let before = typed.clone();
        let edit = TextEdit::singleline(&mut typed)
            .id(id)
            .hint_text(hint)
            .desired_width(ui.available_width() - 12.0);
        let response = ui.add(edit);
        response.widget_info(|| {
            let mut info = WidgetInfo::text_edit(true, &before, &typed, hint);
            info.label = Some(title.to_owned());
            info
        });
        if response.changed() {
            ui.data_mut(|data| {
                data.insert_temp(id, typed.clone());
                let pending = PendingField {
                    detail: detail.clone(),
                    typed: typed.clone(),
                };
                data.insert_temp(pending_id(), pending);
            });
        }
        let reads = || detail.read(session, &typed);
        if response.lost_focus() {
            let escaped = ui.input(|input| input.key_pressed(egui::Key::Escape));
            take_pending(ui.ctx());
            match reads() {
                Ok(new) if !escaped => {
                    ui.data_mut(|data| data.remove::<String>(id));
                    if new.as_deref().unwrap_or_default() != value {
                        queue.push(detail.command(new));
                    }
                }
                Err(_) if !escaped => {}
                _ => ui.data_mut(|data| data.remove::<String>(id)),
            }
        } else if kept.is_some() && !response.has_focus() {
            match reads() {
                Err(fault) => {
                    let theme = theme::of(ui.ctx());
                    ui.label(
                        RichText::new(fault)
                            .size(theme.sizes.small)
                            .color(theme.colours.error),
                    );
                }
                // It was kept on the way to something else.
                Ok(_) => ui.data_mut(|data| data.remove::<String>(id)),
            }
        }
    });
}

/// One attribute of the schema: its values to choose from, or a field for free text.
pub(super) fn attribute(
    ui: &mut Ui,
    session: &Session,
    subject: &str,
    (attribute, set): (&AttributeType, Option<&SmolStr>),
    of_event: bool,
    queue: &mut Vec<Command>,
) {
    let name = attribute.name.clone();
    let title = capitalised(&name);
    if attribute.values.is_empty() {
        let detail = if of_event {
            Detail::EventAttribute(name)
        } else {
            Detail::MentionAttribute(name)
        };
        let value = set.map(SmolStr::as_str).unwrap_or_default();
        return field(ui, session, (subject, &title), &detail, (value, ""), queue);
    }
    let holds = set.or(attribute.default.as_ref());
    let current = holds.and_then(|holds| attribute.values.iter().position(|value| value == holds));
    let shown: Vec<&str> = attribute
        .values
        .iter()
        .map(|value| match value.as_str() {
            "unspecified" => "—",
            other => other,
        })
        .collect();
    if let Some(picked) = choice(ui, &title, current, &shown) {
        let value = attribute.values.get(picked).cloned();
        queue.push(if of_event {
            Command::SetAttribute(name, value)
        } else {
            Command::SetMentionAttribute(name, value)
        });
    }
}

/// Attributes that a type has.
pub(super) fn of_type<'a>(
    attributes: &'a [AttributeType],
    name: &str,
) -> impl Iterator<Item = &'a AttributeType> {
    attributes.iter().filter(move |attribute| {
        attribute.only_for.is_empty() || attribute.only_for.iter().any(|known| known == name)
    })
}

/// "polarity" as a title.
pub(super) fn capitalised(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// Who made an annotation, and from which suggestion, in words.
pub(super) fn origin_in_words(origin: &Origin) -> String {
    let by = if origin.by.is_empty() {
        "an import"
    } else {
        origin.by.as_str()
    };
    match &origin.suggested {
        Some(suggested) => format!(
            "{} by {by}, suggested by {} ({:.2}): {}",
            origin.status.name(),
            suggested.source,
            suggested.score,
            suggested.reason
        ),
        None => format!("added by {by}"),
    }
}

/// The last section of every card.
pub(super) fn made_by_ui(ui: &mut Ui, words: &str) {
    parts::section(ui, "Made by");
    parts::muted(ui, words);
}

/// The head of a card: colour, name, score.
pub(super) fn heading_ui(ui: &mut Ui, colour: egui::Color32, title: &str, score: Option<f32>) {
    let theme = theme::of(ui.ctx());
    ui.horizontal(|ui| {
        widgets::swatch(ui, colour);
        let words = RichText::new(title)
            .family(theme::semibold())
            .size(theme.sizes.heading);
        ui.add(egui::Label::new(words).truncate());
        if let Some(score) = score {
            widgets::pill(ui, &format!("{score:.2}"));
        }
    });
}
