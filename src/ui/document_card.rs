//! The inspector when nothing is selected: what is known about the document, and how far one is with it.

use egui::{RichText, Ui};
use smol_str::SmolStr;

use super::article_text::ArticleText;
use super::{parts, theme, widgets};
use crate::app::command::Command;
use crate::app::session::Session;
use crate::model::DocumentId;

/// What the card's fields hold while they are being typed in.
#[derive(Default)]
pub(super) struct DocumentCard {
    document: Option<DocumentId>,
    date: String,
    tags: String,
}

impl DocumentCard {
    /// Draws the card.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &Session, queue: &mut Vec<Command>) {
        let theme = theme::of(ui.ctx());
        let Some(document) = session.document() else {
            ui.label(
                RichText::new("The selected mention or event will be shown here.")
                    .color(theme.colours.muted),
            );
            return;
        };
        if self.document.as_ref() != Some(&document.id) {
            self.document = Some(document.id.clone());
            self.date.clone_from(&document.meta.date);
            self.tags = document.tags.join(", ");
        }
        ArticleText::new(document.title()).strong().show(ui);
        ui.add_space(6.0);
        let muted = |text: String| {
            RichText::new(text)
                .color(theme.colours.muted)
                .size(theme.sizes.small)
        };
        for line in [
            &document.meta.byline,
            &document.meta.source,
            &document.meta.url,
        ] {
            if !line.is_empty() {
                ui.label(muted(line.clone()));
            }
        }
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            let label = ui.label("Published");
            let field = egui::TextEdit::singleline(&mut self.date)
                .hint_text("2026-11-22")
                .desired_width(110.0);
            let response = ui
                .add(field)
                .labelled_by(label.id)
                .on_hover_text("Relative dates such as “Tuesday” count from it");
            if response.lost_focus() && self.date != document.meta.date {
                queue.push(Command::SetDate(self.date.trim().to_owned()));
            }
        });
        ui.horizontal(|ui| {
            let label = ui.label("Tags");
            let field = egui::TextEdit::singleline(&mut self.tags)
                .hint_text("pilot, round 2")
                .desired_width(ui.available_width() - 8.0);
            let response = ui.add(field).labelled_by(label.id);
            if response.lost_focus() && self.tags != document.tags.join(", ") {
                let tags = self
                    .tags
                    .split(',')
                    .map(str::trim)
                    .filter(|tag| !tag.is_empty())
                    .map(SmolStr::new)
                    .collect();
                queue.push(Command::SetTags(tags));
            }
        });
        parts::section(ui, "In this document");
        let annotations = session.annotations();
        let annotated = annotations.mentions().len();
        ui.label(muted(format!(
            "{annotated} mentions, {} events",
            annotations.events().len()
        )));
        ui.label(muted(format!(
            "{} suggestions open, {} sentences unread",
            session.open_suggestions().len(),
            session.num_unread()
        )));
        ui.label(muted(format!(
            "status {}",
            session.status_of(document).name()
        )));
        if document
            .segments()
            .sentences
            .iter()
            .any(|sentence| sentence.cut_off)
        {
            ui.label(muted("The last sentence breaks off".to_owned()));
        }
        notes_ui(ui, session);
        parts::section(ui, "How to");
        for (key, what) in [
            ("Tab", "next suggestion"),
            ("Enter", "accept"),
            ("X", "reject"),
            ("1–9", "label the selected text"),
            ("Space", "accept the sentence"),
            ("F1", "all keys"),
        ] {
            ui.horizontal(|ui| {
                widgets::kbd(ui, key);
                ui.label(muted(what.to_owned()));
            });
        }
    }
}

fn notes_ui(ui: &mut Ui, session: &Session) {
    let notes = session.annotations().notes();
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
