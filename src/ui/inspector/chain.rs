//! What the selected mention or event shares with others: its chain in context, candidates to link with, its relations.

use egui::{CornerRadius, Sense, Ui, WidgetInfo, vec2};

use crate::app::command::Command;
use crate::app::dispatch::coreference::Link;
use crate::app::dispatch::relations::selected_end;
use crate::app::selection::Selected;
use crate::app::session::Session;
use crate::model::{AnnotationRef, Relation, RelationEnd};
use crate::text::Span;
use crate::ui::article_text::ArticleText;
use crate::ui::key_names::letter;
use crate::ui::{parts, theme, widgets};

/// Characters of context on each side.
const CONTEXT: usize = 26;
/// Height of the chain before it scrolls.
const MOST_HEIGHT: f32 = 260.0;

/// What to link with, by letter.
pub(super) fn antecedents_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    parts::section(ui, "Same as…");
    for (number, link) in session.antecedents().iter().enumerate() {
        let number = number as u8;
        let hint = match link.num_in_chain {
            1 => link.label.to_string(),
            many if link.level.is_empty() => format!("{} · told {many} times", link.label),
            many => format!("{} · {many} mentions", link.label),
        };
        if link_ui(ui, session, &letter(number).to_string(), link, &hint, false).clicked() {
            queue.push(Command::PickAntecedent(number));
        }
    }
    let others = session.chain_of_selected().len();
    if others > 1 {
        parts::muted(
            ui,
            &format!(
                "All {others} of this chain come along. To move this one alone, take it out first (Shift+C)."
            ),
        );
    }
    parts::muted(ui, "Or click the other one in the article.");
}

/// The chain that the selected thing belongs to.
pub(super) fn chain_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    let chain = session.chain_of_selected();
    if chain.len() < 2 {
        return;
    }
    let is_event = chain.iter().all(|link| link.level.is_empty());
    parts::section(
        ui,
        if is_event {
            "Same event"
        } else {
            "Same entity"
        },
    );
    egui::ScrollArea::vertical()
        .id_salt("chain")
        .max_height(MOST_HEIGHT)
        .show(ui, |ui| {
            for link in &chain {
                let is_selected = link.what == *session.selected();
                let hint = if is_event {
                    link.label.as_str()
                } else {
                    link.level
                };
                if link_ui(ui, session, "", link, hint, is_selected).clicked() {
                    queue.extend(select(&link.what));
                }
            }
        });
    ui.add_space(2.0);
    ui.horizontal_wrapped(|ui| {
        for (words, key, command) in [
            ("Next", "G", Command::NextInChain),
            ("Split here", "", Command::SplitChain),
            ("Take out", "Shift C", Command::UnlinkCoreference),
        ] {
            let help = command.entry().map_or("", |entry| entry.help);
            let button = widgets::key_button(ui, words, key, false);
            if button.on_hover_text(help).clicked() {
                queue.push(command);
            }
        }
    });
}

/// Relations that start or end at the selected thing.
pub(super) fn relations_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    let here = session.selected();
    let is_here = |end: &RelationEnd| selected_end(end) == *here;
    let relations: Vec<&Relation> = session
        .annotations()
        .relations()
        .iter()
        .filter(|relation| is_here(&relation.from) || is_here(&relation.to))
        .collect();
    if relations.is_empty() {
        return;
    }
    parts::section(ui, "Relations");
    for relation in relations {
        let starts_here = is_here(&relation.from);
        let other = if starts_here {
            &relation.to
        } else {
            &relation.from
        };
        let words = end_in_words(session, other);
        let arrow = if starts_here { "→" } else { "←" };
        let row = parts::candidate_row(
            ui,
            "",
            &format!("{arrow} {words}"),
            &relation.relation_type,
            false,
        );
        if row.clicked() {
            let reference = AnnotationRef::Relation(relation.id.clone());
            queue.push(Command::Select(reference));
        }
    }
}

/// The words of one end of a relation.
pub(super) fn end_in_words(session: &Session, end: &RelationEnd) -> String {
    let annotations = session.annotations();
    let span = match end {
        RelationEnd::Mention(id) => annotations
            .mention(id)
            .map(|mention| mention.extent.envelope()),
        RelationEnd::Event(id) => annotations.event(id).map(|event| event.trigger.envelope()),
    };
    span.map(|span| session.words_at(span)).unwrap_or_default()
}

/// The command that selects something.
pub(super) fn select(what: &Selected) -> Option<Command> {
    match what {
        Selected::Mention(id) => Some(Command::Select(AnnotationRef::Mention(id.clone()))),
        Selected::Event(id) => Some(Command::Select(AnnotationRef::Event(id.clone()))),
        Selected::Relation(id) => Some(Command::Select(AnnotationRef::Relation(id.clone()))),
        Selected::Suggestion(key) => Some(Command::SelectSuggestion(key.clone())),
        Selected::Nothing => None,
    }
}

/// Two lines: the words with a hint at the right, and beneath them the sentence around.
fn link_ui(
    ui: &mut Ui,
    session: &Session,
    letter: &str,
    link: &Link,
    hint: &str,
    is_selected: bool,
) -> egui::Response {
    let theme = theme::of(ui.ctx());
    let colours = &theme.colours;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 40.0), Sense::click());
    let radius = CornerRadius::same(5);
    if is_selected || response.hovered() {
        let fill = if is_selected {
            colours.accent_fill
        } else {
            colours.hover
        };
        ui.painter().rect_filled(rect, radius, fill);
    }
    if response.has_focus() {
        response.scroll_to_me(None);
    }
    let words = session.words_at(link.span);
    let inner = rect.shrink2(vec2(6.0, 3.0));
    let builder = egui::UiBuilder::new()
        .max_rect(inner.with_max_y(inner.min.y + 17.0))
        .layout(egui::Layout::right_to_left(egui::Align::Center));
    ui.scope_builder(builder, |ui| {
        parts::muted(ui, hint);
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            if !letter.is_empty() {
                widgets::kbd(ui, letter);
            }
            let is_suggested = matches!(link.what, Selected::Suggestion(_));
            let ink = if is_suggested {
                colours.muted
            } else {
                colours.text
            };
            ArticleText::new(&words).medium().colour(ink).show(ui);
        });
    });
    let builder = egui::UiBuilder::new()
        .max_rect(inner.with_min_y(inner.min.y + 18.0))
        .layout(egui::Layout::left_to_right(egui::Align::Center));
    ui.scope_builder(builder, |ui| {
        ArticleText::new(&context_of(session, link.span))
            .size(theme.sizes.small)
            .colour(colours.muted)
            .show(ui);
    });
    response.widget_info(|| {
        let name = format!("{words}, {hint}, {}", context_of(session, link.span));
        WidgetInfo::selected(egui::Role::Button, true, is_selected, name)
    });
    response
}

/// A few words on each side of a place, within its paragraph.
fn context_of(session: &Session, span: Span) -> String {
    let Some(document) = session.document() else {
        return String::new();
    };
    let text = document.text();
    let before = text.slice(Span::new(0, span.start));
    let line = before.rsplit('\n').next().unwrap_or_default();
    let skipped = line.chars().count().saturating_sub(CONTEXT);
    let lead: String = line.chars().skip(skipped).collect();
    let after = text.slice(Span::new(span.end, text.len()));
    let line = after.split('\n').next().unwrap_or_default();
    let tail: String = line.chars().take(CONTEXT * 2).collect();
    let dots = if skipped > 0 { "…" } else { "" };
    format!("{dots}{lead}{}{tail}", text.slice(span))
}
