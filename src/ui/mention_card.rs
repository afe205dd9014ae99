//! The inspector's card of an entity mention: label, level, value, chain, guideline, and who made it and why.

use egui::{RichText, Ui};

use super::article_text::ArticleText;
use super::{parts, theme, widgets};
use crate::app::command::Command;
use crate::app::selection::{Focus, Selected};
use crate::app::session::Session;
use crate::model::suggestion::{Proposal, SuggestionKey};
use crate::model::{AnnotationRef, EntityId, Level};
use crate::text::Span;

/// What the card shows of an accepted or suggested mention.
struct Card {
    span: Span,
    label: smol_str::SmolStr,
    level: Level,
    value: String,
    entity: Option<EntityId>,
    made_by: String,
    score: Option<f32>,
}

/// Draws the card of the selected mention. `value` is the text of the value field between frames.
pub(super) fn mention_card_ui(
    ui: &mut Ui,
    session: &Session,
    value: &mut Option<(Span, String)>,
    queue: &mut Vec<Command>,
) {
    let Some(card) = card_of(session) else { return };
    let theme = theme::of(ui.ctx());
    let known = session.project().schema.entity_type(&card.label);
    let colour = known.map_or(theme.colours.muted, |known| theme.label(known.colour));
    ui.horizontal(|ui| {
        widgets::swatch(ui, colour);
        let title = known.map_or(card.label.to_string(), |known| {
            format!("{} · {}", known.name, known.title)
        });
        ui.label(
            RichText::new(title)
                .family(theme::semibold())
                .size(theme.sizes.heading),
        );
        if let Some(score) = card.score {
            widgets::pill(ui, &format!("{score:.2}"));
        }
    });
    ArticleText::new(&format!("“{}”", session.words_at(card.span)))
        .colour(theme.colours.muted)
        .show(ui);
    if let Some(known) = known {
        ui.label(
            RichText::new(&known.guidance.definition)
                .color(theme.colours.muted)
                .size(theme.sizes.small),
        );
        parts::guidance_ui(ui, &known.guidance);
    }
    ui.add_space(8.0);
    let levels: Vec<&str> = Level::ALL.iter().map(|level| level.name()).collect();
    let current = Level::ALL.iter().position(|level| *level == card.level);
    if let Some(picked) = widgets::segmented(ui, "level", current, &levels) {
        queue.push(Command::SetLevel(Level::ALL[picked]));
    }
    if known.is_some_and(|known| known.has_value) {
        value_ui(ui, &card, value, queue);
    }
    if *session.focus() == Focus::Coreference {
        antecedents_ui(ui, session, queue);
    } else {
        chain_ui(ui, session, &card, queue);
    }
    notes_ui(ui, session);
    parts::section(ui, "Made by");
    ui.label(
        RichText::new(&card.made_by)
            .color(theme.colours.muted)
            .size(theme.sizes.small),
    );
}

fn card_of(session: &Session) -> Option<Card> {
    match session.selected() {
        Selected::Mention(_) => {
            let mention = session.selected_mention()?;
            let origin = &mention.origin;
            let by = if origin.by.is_empty() {
                "an import"
            } else {
                origin.by.as_str()
            };
            let made_by = match &origin.suggested {
                Some(suggested) => {
                    format!(
                        "{} by {by}, suggested by {} ({:.2}): {}",
                        origin.status.name(),
                        suggested.source,
                        suggested.score,
                        suggested.reason
                    )
                }
                None => format!("added by {by}"),
            };
            Some(Card {
                span: mention.extent.envelope(),
                label: mention.label.clone(),
                level: mention.level,
                value: mention.value.as_deref().unwrap_or_default().to_owned(),
                entity: mention.entity.clone(),
                made_by,
                score: None,
            })
        }
        Selected::Suggestion(SuggestionKey::Mention(..)) => {
            let suggestion = session.selected_suggestion()?;
            let Proposal::Mention(mention) = &suggestion.proposal else {
                return None;
            };
            Some(Card {
                span: mention.extent.envelope(),
                label: mention.label.clone(),
                level: mention.level,
                value: mention.value.as_deref().unwrap_or_default().to_owned(),
                entity: mention.entity.clone(),
                made_by: format!("suggested by {}: {}", suggestion.source, suggestion.reason),
                score: Some(suggestion.score),
            })
        }
        _ => None,
    }
}

fn value_ui(
    ui: &mut Ui,
    card: &Card,
    value: &mut Option<(Span, String)>,
    queue: &mut Vec<Command>,
) {
    if value.as_ref().is_none_or(|(span, _)| *span != card.span) {
        *value = Some((card.span, card.value.clone()));
    }
    let Some((_, text)) = value else { return };
    ui.horizontal(|ui| {
        let label = ui.label("Value");
        let field = ui
            .add(
                egui::TextEdit::singleline(text)
                    .hint_text("2016-05-04")
                    .desired_width(140.0),
            )
            .labelled_by(label.id);
        if field.lost_focus() && *text != card.value {
            queue.push(Command::SetValue(text.trim().into()));
        }
    });
}

fn antecedents_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    parts::section(ui, "Same entity as");
    let earlier = session.antecedents();
    if earlier.is_empty() {
        ui.label("No earlier mention to link with");
    }
    for (number, mention) in earlier.iter().enumerate() {
        let letter = char::from(b'a' + number as u8).to_string();
        let words = session.words_at(mention.extent.envelope());
        if parts::candidate_row(ui, &letter, &words, &mention.label, false).clicked() {
            queue.push(Command::PickAntecedent(number as u8));
        }
    }
}

/// The other mentions of the same entity.
fn chain_ui(ui: &mut Ui, session: &Session, card: &Card, queue: &mut Vec<Command>) {
    let Some(entity) = &card.entity else { return };
    let mentions = session
        .annotations()
        .mentions()
        .iter()
        .filter(|mention| mention.entity.as_ref() == Some(entity));
    let others: Vec<_> = mentions
        .filter(|mention| mention.extent.envelope() != card.span)
        .collect();
    if others.is_empty() {
        return;
    }
    parts::section(ui, "Same entity");
    for mention in others {
        let words = session.words_at(mention.extent.envelope());
        if parts::candidate_row(ui, "", &words, mention.level.name(), false).clicked() {
            queue.push(Command::Select(AnnotationRef::Mention(mention.id.clone())));
        }
    }
    if ui.button("Take out of the chain").clicked() {
        queue.push(Command::UnlinkCoreference);
    }
}

fn notes_ui(ui: &mut Ui, session: &Session) {
    let Selected::Mention(id) = session.selected() else {
        return;
    };
    let target = crate::model::NoteTarget::Mention(id.clone());
    let notes: Vec<_> = session
        .annotations()
        .notes()
        .iter()
        .filter(|note| note.on == target)
        .collect();
    if notes.is_empty() {
        return;
    }
    parts::section(ui, "Notes");
    for note in notes {
        ui.label(format!(
            "{}{}",
            if note.open { "? " } else { "" },
            note.text
        ));
    }
}
