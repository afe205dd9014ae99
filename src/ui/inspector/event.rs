//! The event card: one row a role, candidates by letter, attributes, and who made the event and why.

use egui::{RichText, Sense, Ui, vec2};

use super::{chain, notes, rows};
use crate::app::candidates::CandidateFiller;
use crate::app::command::Command;
use crate::app::decide;
use crate::app::selection::{Focus, Selected};
use crate::app::session::Session;
use crate::model::plover;
use crate::model::schema::{EventType, FillerType, Plover, Role};
use crate::model::schema_check::PLOVER_CODES;
use crate::model::suggestion::{Proposal, SuggestionKey};
use crate::model::{AnnotationRef, Attributes, Filler};
use crate::text::Span;
use crate::ui::article_text::ArticleText;
use crate::ui::theme::Theme;
use crate::ui::{icons, parts, theme, widgets};

/// One filler as the card shows it.
struct Shown {
    words: String,
    score: Option<f32>,
    /// What empties the role of it; `None` for a suggested filler.
    filler: Option<Filler>,
}

/// The event that the card shows, accepted or suggested, in one shape.
struct Card {
    event_type: String,
    trigger: Span,
    fillers: Vec<(String, Shown)>,
    not_stated: Vec<String>,
    attributes: Attributes,
    made_by: String,
    score: Option<f32>,
    /// The PLOVER code and where it comes from; `None` before the event is accepted.
    plover: Option<plover::Derived>,
}

/// Draws the card of the selected event.
pub(super) fn event_card_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    let Some(card) = card_of(session) else { return };
    let theme = theme::of(ui.ctx());
    let schema = &session.project().schema;
    let known = schema.event_type(&card.event_type);
    heading_ui(ui, &theme, &card, known, session);
    if *session.focus() == Focus::Coreference {
        return chain::antecedents_ui(ui, session, queue);
    }
    if let Some(known) = known {
        for (index, role) in known.roles.iter().enumerate() {
            role_ui(ui, &theme, session, &card, index, role, queue);
        }
    } else {
        ui.label(
            RichText::new("The schema does not know this event type.").color(theme.colours.error),
        );
    }
    attributes_ui(ui, session, &card, queue);
    plover_ui(ui, &card, known, queue);
    chain::chain_ui(ui, session, queue);
    chain::relations_ui(ui, session, queue);
    neighbours_ui(ui, session, &card, queue);
    notes::notes_ui(ui, session, queue);
    rows::made_by_ui(ui, &card.made_by);
}

fn card_of(session: &Session) -> Option<Card> {
    match session.selected() {
        Selected::Event(_) => annotated_card(session),
        Selected::Suggestion(SuggestionKey::Event(..)) => suggested_card(session),
        _ => None,
    }
}

fn annotated_card(session: &Session) -> Option<Card> {
    let event = session.selected_event()?;
    let fillers = event.arguments.iter().map(|argument| {
        let shown = Shown {
            words: words_of(session, &argument.filler),
            score: argument.score,
            filler: Some(argument.filler.clone()),
        };
        (argument.role.to_string(), shown)
    });
    Some(Card {
        event_type: event.event_type.to_string(),
        trigger: event.trigger.envelope(),
        fillers: fillers.collect(),
        not_stated: event.not_stated.iter().map(ToString::to_string).collect(),
        attributes: event.attributes.clone(),
        made_by: rows::origin_in_words(&event.origin),
        score: None,
        plover: Some(plover::derive(
            event,
            session.annotations(),
            &session.project().schema,
        )),
    })
}

fn suggested_card(session: &Session) -> Option<Card> {
    let suggestion = session.selected_suggestion()?;
    let Proposal::Event(event) = &suggestion.proposal else {
        return None;
    };
    let ticked = decide::ticked_arguments(
        session.deciding_schema(),
        &event.event_type,
        &event.arguments,
    );
    let fillers = ticked.into_iter().map(|argument| {
        let shown = Shown {
            words: session.words_at(argument.span),
            score: Some(argument.score),
            filler: None,
        };
        (argument.role.to_string(), shown)
    });
    Some(Card {
        event_type: event.event_type.to_string(),
        trigger: event.trigger,
        fillers: fillers.collect(),
        not_stated: Vec::new(),
        attributes: event.attributes.clone(),
        made_by: format!("suggested by {}: {}", suggestion.source, suggestion.reason),
        score: Some(suggestion.score),
        plover: None,
    })
}

/// The words of a filler.
pub(super) fn words_of(session: &Session, filler: &Filler) -> String {
    let annotations = session.annotations();
    let extent = match filler {
        Filler::Mention(id) => annotations
            .mention(id)
            .map(|mention| mention.extent.clone()),
        Filler::Event(id) => annotations.event(id).map(|event| event.trigger.clone()),
        Filler::Span(span) => Some((*span).into()),
    };
    let document = session.document();
    extent
        .zip(document)
        .map(|(extent, document)| extent.text_in(document.text()))
        .unwrap_or_default()
}

fn heading_ui(
    ui: &mut Ui,
    theme: &Theme,
    card: &Card,
    known: Option<&EventType>,
    session: &Session,
) {
    rows::heading_ui(ui, theme.colours.trigger, &card.event_type, card.score);
    let words = session.words_at(card.trigger);
    let definition = known
        .map(|known| known.guidance.definition.as_str())
        .unwrap_or_default();
    ArticleText::new(&format!("“{words}”"))
        .colour(theme.colours.muted)
        .show(ui);
    parts::muted(ui, definition);
    if let Some(known) = known
        .filter(|known| !known.guidance.examples.is_empty() || !known.guidance.cases.is_empty())
    {
        parts::guidance_ui(ui, &known.guidance);
    }
    ui.add_space(8.0);
}

fn role_ui(
    ui: &mut Ui,
    theme: &Theme,
    session: &Session,
    card: &Card,
    index: usize,
    role: &Role,
    queue: &mut Vec<Command>,
) {
    let colours = &theme.colours;
    let active = *session.focus() == (Focus::Card { role: Some(index) });
    let fillers: Vec<&Shown> = card
        .fillers
        .iter()
        .filter(|(name, _)| *name == role.name)
        .map(|(_, shown)| shown)
        .collect();
    let frame = egui::Frame::new()
        .fill(if active {
            colours.accent_fill
        } else {
            egui::Color32::TRANSPARENT
        })
        .corner_radius(theme.sizes.radius)
        .inner_margin(egui::Margin::symmetric(6, 4));
    let response = frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                widgets::kbd(ui, &(index + 1).to_string());
                let (rect, _) = ui.allocate_exact_size(vec2(82.0, 16.0), Sense::hover());
                let font = egui::FontId::proportional(theme.sizes.body);
                ui.painter().text(
                    rect.left_center(),
                    egui::Align2::LEFT_CENTER,
                    role.name.as_str(),
                    font,
                    colours.muted,
                );
                if fillers.is_empty() {
                    empty_role_ui(ui, theme, card, role);
                } else {
                    ui.vertical(|ui| {
                        for shown in &fillers {
                            filler_ui(ui, theme, role, shown, queue);
                        }
                    });
                }
            });
        })
        .response
        .interact(Sense::click());
    let said: Vec<&str> = fillers.iter().map(|shown| shown.words.as_str()).collect();
    let name = format!(
        "{} {}",
        role.name,
        if said.is_empty() {
            "empty".to_owned()
        } else {
            said.join(", ")
        }
    );
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, active, &name));
    if response.on_hover_text(takes(role)).clicked() {
        queue.push(Command::PickRole(index as u8));
    }
    if active {
        candidates_ui(ui, theme, session, index, queue);
    }
}

/// What a role takes, in words.
fn takes(role: &Role) -> String {
    let names: Vec<String> = role
        .fillers
        .iter()
        .map(|filler| match filler {
            FillerType::Entity(name) | FillerType::Event(name) => name.to_string(),
            FillerType::AnyEvent => "any event".to_owned(),
            FillerType::AnySpan => "any text".to_owned(),
        })
        .collect();
    let takes = if names.is_empty() {
        "anything".to_owned()
    } else {
        names.join(", ")
    };
    let number = match role.at_most {
        Some(1) => "one of ",
        _ => "",
    };
    let definition = if role.definition.is_empty() {
        String::new()
    } else {
        format!("{}. ", role.definition.trim_end_matches('.'))
    };
    format!("{definition}Takes {number}{takes}")
}

fn empty_role_ui(ui: &mut Ui, theme: &Theme, card: &Card, role: &Role) {
    let not_stated = card.not_stated.iter().any(|name| *name == role.name);
    let (text, colour) = match (not_stated, role.expected) {
        (true, _) => ("not stated", theme.colours.muted),
        (false, true) => ("expected, not filled", theme.colours.warn),
        (false, false) => ("not filled", theme.colours.faint),
    };
    ui.label(RichText::new(text).color(colour));
}

fn filler_ui(ui: &mut Ui, theme: &Theme, role: &Role, shown: &Shown, queue: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ArticleText::new(&shown.words).strong().show(ui);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if let Some(filler) = &shown.filler {
                let close = egui::Button::new(
                    RichText::new(icons::X)
                        .size(10.0)
                        .color(theme.colours.faint),
                )
                .frame(false);
                let what = format!("Take {} out of {}", shown.words, role.name);
                let response = ui.add(close);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &what));
                if response.on_hover_text(what.clone()).clicked() {
                    queue.push(Command::EmptyRole(role.name.clone(), filler.clone()));
                }
            }
            if let Some(score) = shown.score {
                ui.label(
                    RichText::new(format!("{score:.2}").trim_start_matches('0'))
                        .color(theme.colours.muted)
                        .size(theme.sizes.small),
                );
            }
        });
    });
}

fn candidates_ui(
    ui: &mut Ui,
    theme: &Theme,
    session: &Session,
    index: usize,
    queue: &mut Vec<Command>,
) {
    let candidates = session.candidates(index);
    if candidates.is_empty() {
        ui.horizontal(|ui| {
            ui.add_space(34.0);
            ui.label(
                RichText::new("Nothing near that fits. Select text to fill it.")
                    .color(theme.colours.muted)
                    .size(theme.sizes.small),
            );
        });
    }
    for (number, candidate) in candidates.iter().enumerate() {
        let letter = char::from(b'a' + number as u8).to_string();
        let words = session.words_at(candidate.span);
        let hint = format!("{} · {:.2}", candidate.label, candidate.score);
        let dashed = matches!(candidate.filler, CandidateFiller::Suggested(..));
        if parts::candidate_row(ui, &letter, &words, &hint, dashed).clicked() {
            queue.push(Command::PickCandidate(number as u8));
        }
    }
}

fn attributes_ui(ui: &mut Ui, session: &Session, card: &Card, queue: &mut Vec<Command>) {
    let all = &session.project().schema.event_attributes;
    let mut attributes = rows::of_type(all, &card.event_type).peekable();
    if attributes.peek().is_none() {
        return;
    }
    parts::section(ui, "Attributes");
    let subject = format!("{:?} {}", card.trigger, card.event_type);
    for attribute in attributes {
        let set = card.attributes.get(&attribute.name);
        rows::attribute(ui, session, &subject, (attribute, set), true, queue);
    }
}

/// The PLOVER code, where it comes from, and another in its place.
fn plover_ui(ui: &mut Ui, card: &Card, known: Option<&EventType>, queue: &mut Vec<Command>) {
    let none = Plover::None;
    let by_schema = known.map_or(&none, |known| &known.plover);
    let (shown, why) = match (&card.plover, by_schema) {
        (Some(derived), _) => (
            derived.code.as_deref().unwrap_or("none").to_owned(),
            derived.why.clone(),
        ),
        (None, Plover::Fixed(code)) => (code.to_string(), "fixed by the type".to_owned()),
        (None, Plover::Rules(..)) => (
            "by rule".to_owned(),
            "known once the event is accepted".to_owned(),
        ),
        (None, Plover::None) => ("none".to_owned(), "the type has none".to_owned()),
    };
    rows::row(ui, "PLOVER", |ui| {
        let menu = ui.menu_button(&shown, |ui| {
            egui::ScrollArea::vertical()
                .max_height(320.0)
                .show(ui, |ui| {
                    if ui.button("As the schema says").clicked() {
                        queue.push(Command::SetPlover(None));
                        ui.close();
                    }
                    for code in PLOVER_CODES {
                        if ui.selectable_label(shown == code, code).clicked() {
                            queue.push(Command::SetPlover(Some(code.into())));
                            ui.close();
                        }
                    }
                });
        });
        menu.response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, true, format!("PLOVER: {shown}"))
        });
        parts::muted(ui, &why);
    });
}

/// Other events of the same sentence, to go to with a click.
fn neighbours_ui(ui: &mut Ui, session: &Session, card: &Card, queue: &mut Vec<Command>) {
    let Some(document) = session.document() else {
        return;
    };
    let sentence = document.segments().sentence_at(card.trigger.start);
    let here = |span: Span| {
        span != card.trigger && document.segments().sentence_at(span.start) == sentence
    };
    let events = session
        .annotations()
        .events()
        .iter()
        .filter(|event| here(event.trigger.envelope()));
    let annotated = events.map(|event| {
        (
            event.trigger.envelope(),
            event.event_type.clone(),
            Command::Select(AnnotationRef::Event(event.id.clone())),
        )
    });
    let open = session
        .shown_suggestions()
        .iter()
        .filter(|suggestion| here(suggestion.span()));
    let suggested = open
        .filter(|suggestion| matches!(suggestion.proposal, Proposal::Event(_)))
        .map(|suggestion| {
            (
                suggestion.span(),
                suggestion.label().clone(),
                Command::SelectSuggestion(suggestion.key()),
            )
        });
    let mut all: Vec<_> = annotated.chain(suggested).collect();
    if all.is_empty() {
        return;
    }
    all.sort_by_key(|(span, ..)| *span);
    parts::section(ui, "Also in this sentence");
    for (span, event_type, command) in all {
        if parts::candidate_row(ui, "", &session.words_at(span), &event_type, false).clicked() {
            queue.push(command);
        }
    }
}
