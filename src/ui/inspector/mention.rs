//! The inspector of a mention: level, head, value or count, attributes, what its entity is, its chain, who made it and why.

use egui::Ui;
use smol_str::SmolStr;

use super::rows::{self, Detail};
use super::{chain, notes};
use crate::app::command::Command;
use crate::app::reading::country_name;
use crate::app::selection::{Focus, Selected};
use crate::app::session::Session;
use crate::model::plover::SECTORS;
use crate::model::schema::AttributeType;
use crate::model::suggestion::{Proposal, ProposedMention, SuggestionKey};
use crate::model::{Attributes, EntityType, Level};
use crate::ui::article_text::ArticleText;
use crate::ui::{parts, theme};

/// The mention that the card shows, annotated or suggested, in one shape.
struct Card {
    mention: ProposedMention,
    attributes: Attributes,
    made_by: String,
    score: Option<f32>,
}

impl Card {
    /// Tells its fields from those of another mention.
    fn subject(&self) -> String {
        format!(
            "{:?} {}",
            self.mention.extent.envelope(),
            self.mention.label
        )
    }
}

/// Draws the card of the selected mention.
pub(super) fn mention_card_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    let Some(card) = card_of(session) else { return };
    let theme = theme::of(ui.ctx());
    let known = session.project().schema.entity_type(&card.mention.label);
    let colour = known.map_or(theme.colours.muted, |known| theme.label(known.colour));
    let title = known.map_or(card.mention.label.to_string(), |known| {
        format!("{} · {}", known.name, known.title)
    });
    rows::heading_ui(ui, colour, &title, card.score);
    let words = session
        .document()
        .map(|document| card.mention.extent.text_in(document.text()));
    ArticleText::new(&format!("“{}”", words.unwrap_or_default()))
        .colour(theme.colours.muted)
        .show(ui);
    if let Some(known) = known {
        parts::muted(ui, &known.guidance.definition);
        parts::guidance_ui(ui, &known.guidance);
    }
    ui.add_space(8.0);
    if *session.focus() == Focus::Coreference {
        return chain::antecedents_ui(ui, session, queue);
    }
    details_ui(ui, session, &card, known, queue);
    if known.is_none_or(|known| !known.has_value) {
        entity_ui(ui, session, &card, queue);
    }
    chain::chain_ui(ui, session, queue);
    chain::relations_ui(ui, session, queue);
    notes::notes_ui(ui, session, queue);
    rows::made_by_ui(ui, &card.made_by);
}

fn card_of(session: &Session) -> Option<Card> {
    match session.selected() {
        Selected::Mention(_) => {
            let mention = session.selected_mention()?;
            Some(Card {
                mention: ProposedMention::of(mention),
                attributes: mention.attributes.clone(),
                made_by: rows::origin_in_words(&mention.origin),
                score: None,
            })
        }
        Selected::Suggestion(SuggestionKey::Mention(..)) => {
            let suggestion = session.selected_suggestion()?;
            let Proposal::Mention(mention) = &suggestion.proposal else {
                return None;
            };
            Some(Card {
                mention: mention.clone(),
                attributes: Attributes::default(),
                made_by: format!("suggested by {}: {}", suggestion.source, suggestion.reason),
                score: Some(suggestion.score),
            })
        }
        _ => None,
    }
}

fn details_ui(
    ui: &mut Ui,
    session: &Session,
    card: &Card,
    known: Option<&EntityType>,
    queue: &mut Vec<Command>,
) {
    let subject = card.subject();
    let levels: Vec<&str> = Level::ALL.iter().map(|level| level.name()).collect();
    let current = Level::ALL
        .iter()
        .position(|level| *level == card.mention.level);
    if let Some(picked) = rows::choice(ui, "Level", current, &levels) {
        queue.push(Command::SetLevel(Level::ALL[picked]));
    }
    head_ui(ui, session, card, queue);
    if known.is_some_and(|known| known.has_value) {
        rows::field(
            ui,
            session,
            (&subject, "Value"),
            &Detail::Value,
            (
                card.mention.value.as_deref().unwrap_or_default(),
                "a date, or next Tuesday",
            ),
            queue,
        );
        published_ui(ui, session, queue);
    } else {
        rows::field(
            ui,
            session,
            (&subject, "Count"),
            &Detail::Count,
            (
                card.mention.count.as_deref().unwrap_or_default(),
                "3, >=3 or at least three",
            ),
            queue,
        );
    }
    if let Some(known) = known.filter(|known| !known.subtypes.is_empty()) {
        let subtype = AttributeType {
            name: "subtype".into(),
            values: known.subtypes.clone(),
            ..AttributeType::default()
        };
        let set = card.attributes.get("subtype");
        rows::attribute(ui, session, &subject, (&subtype, set), false, queue);
    }
    for attribute in rows::of_type(
        &session.project().schema.mention_attributes,
        &card.mention.label,
    ) {
        let set = card.attributes.get(&attribute.name);
        rows::attribute(ui, session, &subject, (attribute, set), false, queue);
    }
}

/// The head among the mention's words; nothing to choose where there is one word only.
fn head_ui(ui: &mut Ui, session: &Session, card: &Card, queue: &mut Vec<Command>) {
    let choices = session.head_choices();
    if choices.len() < 2 {
        return;
    }
    let words: Vec<String> = choices.iter().map(|span| session.words_at(*span)).collect();
    let mut shown: Vec<&str> = words.iter().map(String::as_str).collect();
    shown.push("—");
    let current = match card.mention.head {
        None => Some(choices.len()),
        Some(head) => choices.iter().position(|span| *span == head),
    };
    if let Some(picked) = rows::choice(ui, "Head", current, &shown) {
        queue.push(Command::SetHead(choices.get(picked).copied()));
    }
}

/// The article's date, from which relative times count.
fn published_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    let Some(document) = session.document() else {
        return;
    };
    rows::field(
        ui,
        session,
        (document.id.as_str(), "Published"),
        &Detail::Published,
        (&document.meta.date, "year-month-day"),
        queue,
    );
    if document.meta.date.is_empty() {
        parts::muted(
            ui,
            "Without the article's date, times such as “Tuesday” have no value.",
        );
    }
}

/// What is known about the entity behind the mention, shared by all its mentions.
fn entity_ui(ui: &mut Ui, session: &Session, card: &Card, queue: &mut Vec<Command>) {
    let entity = session.entity_of_selected();
    let members = session.chain_of_selected().len();
    parts::section(
        ui,
        &match members {
            0 | 1 => "Entity".to_owned(),
            many => format!("Entity of {many} mentions"),
        },
    );
    let subject = entity.map_or_else(|| card.subject(), |entity| entity.id.to_string());
    let name = entity.map_or("", |entity| entity.name.as_str());
    let longest = longest_name(session);
    rows::field(
        ui,
        session,
        (&subject, "Name"),
        &Detail::EntityName,
        (name, &longest),
        queue,
    );
    let country = entity.map_or("", |entity| entity.country.as_str());
    rows::field(
        ui,
        session,
        (&subject, "Country"),
        &Detail::Country,
        (country, "name or code"),
        queue,
    );
    if let Some(name) = country_name(country) {
        rows::row(ui, "", |ui| parts::muted(ui, name));
    }
    let sectors = entity.map(|entity| entity.sectors.clone());
    sectors_ui(ui, &sectors.unwrap_or_default(), queue);
}

/// The longest name among the mentions of the entity: what it is listed by when nobody named it.
fn longest_name(session: &Session) -> String {
    let chain = session.chain_of_selected();
    let names = chain
        .iter()
        .filter(|link| link.level == Level::Name.name())
        .map(|link| session.words_at(link.span));
    names.max_by_key(String::len).unwrap_or_default()
}

fn sectors_ui(ui: &mut Ui, sectors: &[SmolStr], queue: &mut Vec<Command>) {
    let shown = if sectors.is_empty() {
        "none".to_owned()
    } else {
        sectors.join(", ")
    };
    rows::row(ui, "Sectors", |ui| {
        parts::ticks_menu(ui, "Sectors", &shown, |ui| {
            for (code, words) in SECTORS {
                let mut on = sectors.iter().any(|known| known == code);
                if ui.checkbox(&mut on, format!("{code} · {words}")).changed() {
                    let mut after = sectors.to_vec();
                    after.retain(|known| known != code);
                    if on {
                        after.push(SmolStr::new_static(code));
                    }
                    queue.push(Command::SetSectors(after));
                }
            }
        });
    });
}
