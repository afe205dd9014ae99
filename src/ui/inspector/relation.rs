//! The inspector of a relation: its type, its two ends, who made it.

use egui::Ui;

use super::rows;
use super::{chain, notes};
use crate::app::command::Command;
use crate::app::dispatch::relations::selected_end;
use crate::app::selection::Selected;
use crate::app::session::Session;
use crate::ui::{parts, theme, widgets};

/// Draws the card of the selected relation.
pub(super) fn relation_card_ui(ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
    let Selected::Relation(id) = session.selected() else {
        return;
    };
    let Some(relation) = session.annotations().relation(id) else {
        return;
    };
    let theme = theme::of(ui.ctx());
    let known = session
        .project()
        .schema
        .relation_type(&relation.relation_type);
    let colour = known.map_or(theme.colours.muted, |known| theme.label(known.colour));
    rows::heading_ui(ui, colour, &relation.relation_type, None);
    match known {
        Some(known) => {
            parts::muted(ui, &known.guidance.definition);
            parts::guidance_ui(ui, &known.guidance);
        }
        None => {
            parts::muted(ui, "The schema does not know this relation type.");
        }
    }
    ui.add_space(8.0);
    for (title, end) in [("From", &relation.from), ("To", &relation.to)] {
        rows::row(ui, title, |ui| {
            let words = chain::end_in_words(session, end);
            if parts::candidate_row(ui, "", &words, "", false).clicked() {
                queue.extend(chain::select(&selected_end(end)));
            }
        });
    }
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        for (words, key, command) in [
            ("Type…", "L", Command::PickLabel),
            ("Turn round", "Shift R", Command::ReverseRelation),
            ("Delete", "X", Command::Reject),
        ] {
            if widgets::key_button(ui, words, key, false).clicked() {
                queue.push(command);
            }
        }
    });
    notes::notes_ui(ui, session, queue);
    rows::made_by_ui(ui, &rows::origin_in_words(&relation.origin));
}
