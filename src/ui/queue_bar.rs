//! The queue bar at the bottom: what is being asked, why, and the keys that answer. It has the one filled button of the window.

use egui::{RichText, Ui};

use super::article_text::ArticleText;
use super::keymap::{FocusKind, Keymap, spell};
use super::{parts, theme, widgets};
use crate::app::bulk::{AcceptAbove, BulkCount, Likeness, RejectAlike};
use crate::app::command::Command;
use crate::app::decide;
use crate::app::selection::{Focus, Picker, Selected};
use crate::app::session::Session;
use crate::model::DocumentStatus;
use crate::model::suggestion::{Proposal, ProposedEvent, Suggestion};

/// Draws the bar.
pub(super) fn queue_bar_ui(
    ui: &mut Ui,
    session: &Session,
    keymap: &Keymap,
    queue: &mut Vec<Command>,
) {
    ui.horizontal_centered(|ui| {
        ui.add_space(8.0);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(8.0);
            keys_ui(ui, session, keymap, queue);
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                question_ui(ui, session);
            });
        });
    });
}

/// The keys of the focus one is in, as buttons; the first is the filled one.
fn keys_ui(ui: &mut Ui, session: &Session, keymap: &Keymap, queue: &mut Vec<Command>) {
    let focus = FocusKind::of(session.focus());
    let asked = session.selected_suggestion().is_some();
    let wide = ui.available_width() > 620.0;
    let bindings: Vec<_> = keymap
        .bar(focus)
        .filter(|binding| is_useful(&binding.command, session, asked))
        .collect();
    for (index, binding) in bindings.iter().enumerate().rev() {
        let word = match (&binding.command, asked) {
            (Command::Reject, false) => "Delete",
            (Command::Accept, false) if focus == FocusKind::Article => "Next",
            _ => binding.bar,
        };
        let word = if wide || index == 0 { word } else { "" };
        // What takes something away never invites.
        let filled = index == 0 && binding.command != Command::Reject;
        if widgets::key_button(ui, word, &spell(binding.shortcut), filled).clicked() {
            queue.push(binding.command.clone());
        }
    }
}

/// Whether a key of the bar can do anything just now.
fn is_useful(command: &Command, session: &Session, asked: bool) -> bool {
    let selected = *session.selected() != Selected::Nothing;
    match command {
        Command::Accept => {
            asked || !matches!(session.focus(), Focus::Article) || !session.queue().is_empty()
        }
        Command::Reject => selected,
        Command::PickLabel => selected || !session.text_selection().is_empty(),
        Command::SameInDocument => {
            let is_relation = matches!(session.selected(), Selected::Relation(_));
            (selected && !is_relation) || (!selected && session.repeatable().is_some())
        }
        Command::NextSuggestion => !session.queue().is_empty() && asked,
        _ => true,
    }
}

fn question_ui(ui: &mut Ui, session: &Session) {
    match session.focus() {
        Focus::Above(asked) => above_ui(ui, session, *asked),
        Focus::Alike(asked) => alike_ui(ui, session, asked),
        Focus::Finish => finish_ui(ui, session),
        Focus::Propagation => propagation_ui(ui, session),
        Focus::Brush(label) => say_ui(
            ui,
            &format!("Brush {label}"),
            "every selection gets this label · 1–9 take another",
        ),
        Focus::Coreference => say_ui(
            ui,
            "Same as…",
            "a letter takes one at the right, or click it in the article",
        ),
        Focus::Relation => {
            let start = session.relation_start().map(|span| session.words_at(span));
            let question = format!("Relation from “{}” to…", start.unwrap_or_default());
            say_ui(
                ui,
                &question,
                "click the other end, or go to it with the arrows",
            );
        }
        Focus::Picker(Picker::Role) => say_ui(
            ui,
            "Which role takes it?",
            "its digit, or a few letters and Enter",
        ),
        Focus::Picker(_) => say_ui(
            ui,
            "Choose a type",
            "type a few letters, Enter takes the first",
        ),
        // The bar is the field's then.
        Focus::Skip | Focus::Tags => {}
        Focus::Note => say_ui(ui, "Note", "Enter saves it, Shift+Enter breaks the line"),
        Focus::Card { role: Some(_) } => say_ui(
            ui,
            "Fill the role",
            "a letter takes a candidate, selecting text makes one",
        ),
        Focus::Article | Focus::Card { role: None } => match session.selected_suggestion() {
            Some(suggestion) => suggestion_ui(ui, session, suggestion),
            None => nothing_asked_ui(ui, session),
        },
    }
}

/// A few words in bold and the reason beside them.
fn say_ui(ui: &mut Ui, words: &str, reason: &str) {
    let theme = theme::of(ui.ctx());
    ui.label(RichText::new(words).family(theme::semibold()));
    ui.add(egui::Label::new(RichText::new(reason).color(theme.colours.muted)).truncate());
}

fn suggestion_ui(ui: &mut Ui, session: &Session, suggestion: &Suggestion) {
    let theme = theme::of(ui.ctx());
    let key = suggestion.key();
    let position = session
        .queue()
        .iter()
        .position(|known| *known == key)
        .map_or(0, |index| index + 1);
    widgets::pill(ui, &format!("{position} of {}", session.queue().len()));
    let words = session.words_at(suggestion.span());
    ArticleText::new(&words).strong().show(ui);
    let what = match &suggestion.proposal {
        Proposal::Mention(mention) => format!(
            "{} · {} · {}",
            mention.label,
            mention.level.name(),
            suggestion.reason
        ),
        Proposal::Event(event) => say_event(session, event),
    };
    let what = if session.is_unsure(suggestion) {
        let threshold = f32::from(session.shown_from(suggestion)) / 100.0;
        format!(
            "unsure, {:.2} is under {threshold:.2} · {what}",
            suggestion.score
        )
    } else {
        what
    };
    ArticleText::new(&what)
        .colour(theme.colours.muted)
        .show(ui)
        .on_hover_text(format!(
            "{} ({:.2}, {})",
            suggestion.reason, suggestion.score, suggestion.source
        ));
}

/// An event in a line: its type, the fillers that accepting would take, and the weakest of them.
fn say_event(session: &Session, event: &ProposedEvent) -> String {
    let ticked = decide::ticked_arguments(
        session.deciding_schema(),
        &event.event_type,
        &event.arguments,
    );
    let mut words = event.event_type.to_string();
    for argument in &ticked {
        words.push_str(&format!(
            " · {} {}",
            argument.role,
            session.words_at(argument.span)
        ));
    }
    let weakest = ticked.iter().min_by(|a, b| a.score.total_cmp(&b.score));
    if let Some(weakest) = weakest.filter(|weakest| weakest.score < 0.7 && ticked.len() > 1) {
        words.push_str(&format!(" · least sure: {}", weakest.role));
    }
    words
}

fn nothing_asked_ui(ui: &mut Ui, session: &Session) {
    let open = session.shown_suggestions().len();
    let unread = session.num_unread();
    let computing = session.document().is_some_and(|document| {
        session.suggestions_shown(document) && !session.is_suggested(document)
    });
    let is_done = session
        .document()
        .is_some_and(|document| session.status_of(document) == DocumentStatus::Done);
    match (session.document().is_some(), open) {
        (true, _) if is_done => say_ui(
            ui,
            "This document is done",
            "Annotate → Reopen document changes it",
        ),
        (false, _) => say_ui(
            ui,
            "No article",
            "Open files, drop them here, or paste a text",
        ),
        (true, _) if computing => {
            say_ui(ui, "Reading the article…", "suggestions come in a moment");
        }
        (true, _) if session.why_no_suggestions().is_some() => say_ui(
            ui,
            session.why_no_suggestions().unwrap_or_default(),
            &format!(
                "{} unread · Space marks one read",
                parts::counted(unread, "sentence")
            ),
        ),
        (true, 0) if session.num_waiting_here() > 0 => say_ui(
            ui,
            "No sure suggestion left here",
            &format!(
                "{} · U shows them",
                parts::counted(session.num_waiting_here(), "unsure suggestion")
            ),
        ),
        (true, 0) if session.num_hidden_here() > 0 => say_ui(
            ui,
            "No suggestion left that is shown",
            &format!(
                "{} are hidden · Shift+I shows them",
                session.num_hidden_here()
            ),
        ),
        (true, 0) if unread > 0 => say_ui(
            ui,
            "No suggestion left here",
            &format!(
                "{} unread · Space marks one read",
                parts::counted(unread, "sentence")
            ),
        ),
        (true, 0) => say_ui(
            ui,
            "Everything here is decided",
            "Ctrl+Enter finishes the document",
        ),
        (true, _) => say_ui(
            ui,
            &parts::counted(open, "suggestion"),
            "Tab or Enter goes to the next",
        ),
    }
}

fn finish_ui(ui: &mut Ui, session: &Session) {
    let open = session.shown_suggestions().len();
    let unread = session.num_unread();
    let hidden = match session.num_hidden_here() {
        0 => None,
        1 => Some("1 hidden suggestion stays undecided".to_owned()),
        many => Some(format!("{many} hidden suggestions stay undecided")),
    };
    let left: Vec<String> = [(open, "open suggestion"), (unread, "unread sentence")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| parts::counted(count, what))
        .chain(hidden)
        .collect();
    say_ui(ui, "Finish this document?", &left.join(" · "));
}

fn above_ui(ui: &mut Ui, session: &Session, asked: AcceptAbove) {
    let count = session.bulk_count();
    say_ui(
        ui,
        &format!("Accept from {:.2} on?", f32::from(asked.percent) / 100.0),
        &format!(
            "{} {} · {} stay open · arrows and digits set the score",
            in_words(&count),
            place(asked.whole_project, &count),
            count.left
        ),
    );
}

fn alike_ui(ui: &mut Ui, session: &Session, asked: &RejectAlike) {
    let count = session.bulk_count();
    let label = asked.label();
    let what = match asked.by {
        Likeness::Words => format!("Reject every “{}” {label}?", asked.words),
        Likeness::Source => format!("Reject every {label} from {}?", asked.source),
        Likeness::Label => format!("Reject every {label}?"),
    };
    ArticleText::new(&what).strong().show(ui);
    let theme = theme::of(ui.ctx());
    let reason = format!(
        "{} {}",
        in_words(&count),
        place(asked.whole_project, &count)
    );
    ui.add(egui::Label::new(RichText::new(reason).color(theme.colours.muted)).truncate());
}

/// What a bulk decision is about: "23 mentions, 4 events".
fn in_words(count: &BulkCount) -> String {
    let say = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {many}")),
    };
    let parts: Vec<String> = [
        say(count.mentions, "mention", "mentions"),
        say(count.events, "event", "events"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        "nothing".to_owned()
    } else {
        parts.join(", ")
    }
}

/// Where it is: "here", "in 3 documents, 5 in done ones spared".
fn place(whole_project: bool, count: &BulkCount) -> String {
    let mut words = match (whole_project, count.documents) {
        (false, _) => "here".to_owned(),
        (true, 1) => "in 1 document".to_owned(),
        (true, many) => format!("in {many} documents"),
    };
    if count.protected > 0 {
        words.push_str(&format!(", {} in done documents spared", count.protected));
    }
    words
}

fn propagation_ui(ui: &mut Ui, session: &Session) {
    let Some(propagation) = session.propagation() else {
        return;
    };
    let ticked = propagation.hits.iter().filter(|hit| hit.ticked).count();
    let reason = format!("{ticked} of {} places ticked", propagation.hits.len());
    say_ui(
        ui,
        &format!(
            "“{}” {} everywhere?",
            propagation.what.words(),
            propagation.what.label()
        ),
        &reason,
    );
}
