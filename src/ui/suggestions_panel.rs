//! Which suggestions are shown, below the article so that the effect is in sight: by source, label and score; on and off here and in the project.

use std::collections::{BTreeMap, BTreeSet};

use egui::{RichText, ScrollArea, Ui};
use smol_str::SmolStr;

use super::{icons, parts, theme, widgets};
use crate::app::bulk::SuggestionFilter;
use crate::app::command::Command;
use crate::app::session::Session;
use crate::model::{Allowance, Proposal};

/// How many open suggestions here have each name.
type Counts = BTreeMap<SmolStr, usize>;

/// Draws the panel.
pub(super) fn suggestions_panel_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    let mut filter = session.filter().clone();
    let (mut sources, mut mentions, mut events) = (Counts::new(), Counts::new(), Counts::new());
    for suggestion in session.open_suggestions() {
        *sources.entry(suggestion.source.clone()).or_default() += 1;
        let labels = match suggestion.proposal {
            Proposal::Mention(_) => &mut mentions,
            Proposal::Event(_) => &mut events,
        };
        *labels.entry(suggestion.label().clone()).or_default() += 1;
    }
    // What is hidden is listed also where this document holds none of it, so that it can be shown again.
    for source in &filter.hidden_sources {
        sources.entry(source.clone()).or_default();
    }
    let schema = &session.project().schema;
    for label in &filter.hidden_labels {
        let is_event = schema.event_type(label).is_some();
        let labels = if is_event { &mut events } else { &mut mentions };
        labels.entry(label.clone()).or_default();
    }
    ScrollArea::vertical()
        .id_salt("suggestions shown")
        .auto_shrink(false)
        .show(ui, |ui| {
            switches_ui(ui, session, &mut filter, queue);
            chips_ui(ui, "Sources", &sources, &mut filter.hidden_sources);
            chips_ui(ui, "Mentions", &mentions, &mut filter.hidden_labels);
            chips_ui(ui, "Events", &events, &mut filter.hidden_labels);
        });
    if filter != *session.filter() {
        queue.push(Command::SetFilter(filter));
    }
}

/// Switches, the score, and how many are hidden.
fn switches_ui(
    ui: &mut Ui,
    session: &Session,
    filter: &mut SuggestionFilter,
    queue: &mut Vec<Command>,
) {
    let theme = theme::of(ui.ctx());
    ui.horizontal_wrapped(|ui| {
        let mut in_project = session.project().settings.suggestions != Allowance::Off;
        if ui.checkbox(&mut in_project, "In this project").changed() {
            queue.push(Command::ToggleSuggestions);
        }
        if let Some(document) = session.document() {
            let mut here = session.suggestions_shown(document);
            let why_not = session.why_not(&Command::ToggleSuggestionsHere);
            let tick = egui::Checkbox::new(&mut here, "In this document");
            let tick = ui.add_enabled(why_not.is_none(), tick);
            if tick
                .on_disabled_hover_text(why_not.unwrap_or_default())
                .changed()
            {
                queue.push(Command::ToggleSuggestionsHere);
            }
        }
        let mut is_open = session.is_drawer_open();
        let words = format!("Unsure ones too, {} here", session.num_unsure_here());
        let why_not = session.why_not(&Command::ToggleUnsure);
        let tick = egui::Checkbox::new(&mut is_open, words);
        let tick = ui.add_enabled(why_not.is_none(), tick);
        if tick
            .on_hover_text("Suggestions under the threshold of their label: Thresholds…")
            .on_disabled_hover_text(why_not.unwrap_or_default())
            .changed()
        {
            queue.push(Command::ToggleUnsure);
        }
        ui.add_space(8.0);
        ui.label("From score");
        if parts::step_button(ui, icons::MINUS, "Lower score to show from") {
            filter.from_percent = filter.from_percent.saturating_sub(5);
        }
        let shown = format!("{:.2}", f32::from(filter.from_percent) / 100.0);
        ui.add_sized([36.0, 20.0], egui::Label::new(shown));
        if parts::step_button(ui, icons::PLUS, "Higher score to show from") {
            filter.from_percent = (filter.from_percent + 5).min(100);
        }
        ui.add_space(8.0);
        if ui.button("Thresholds…").clicked() {
            queue.push(Command::ShowThresholds);
        }
        if ui.button("Suggest again").clicked() {
            queue.push(Command::SuggestAgain);
        }
        let clear = ui.button("Clear").on_hover_text(
            "Takes the open suggestions of this document away until it is suggested again",
        );
        if clear.clicked() {
            queue.push(Command::ClearSuggestions);
        }
        let can = !filter.shows_all();
        if ui.add_enabled(can, egui::Button::new("Show all")).clicked() {
            *filter = SuggestionFilter::default();
        }
        let (here, all) = (session.num_hidden_here(), session.num_hidden());
        let words = if all == 0 {
            RichText::new("Nothing is hidden").color(theme.colours.muted)
        } else {
            RichText::new(format!("{here} hidden here, {all} in all documents"))
                .color(theme.colours.warn)
        };
        ui.label(words.size(theme.sizes.small));
    });
}

/// A chip for each name with its count, on while it is shown.
fn chips_ui(ui: &mut Ui, title: &str, counts: &Counts, hidden: &mut BTreeSet<SmolStr>) {
    ui.add_space(4.0);
    widgets::section_label(ui, title);
    if counts.is_empty() {
        parts::muted(ui, "No open suggestions here.");
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 5.0);
        for (name, count) in counts {
            let is_shown = !hidden.contains(name);
            let chip = widgets::chip(ui, &format!("{name} {count}"), is_shown);
            chip.widget_info(|| {
                let said = format!("Show {name}, {count} here");
                egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_shown, said)
            });
            if chip.clicked() {
                if is_shown {
                    hidden.insert(name.clone());
                } else {
                    hidden.remove(name);
                }
            }
        }
    });
}
