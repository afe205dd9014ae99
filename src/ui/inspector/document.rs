//! The inspector when nothing is selected: what is known about the document, and how far one is with it.

use egui::{RichText, Ui};
use smol_str::SmolStr;

use super::{notes, rows};
use crate::app::command::Command;
use crate::app::session::Session;
use crate::model::{DocumentId, DocumentStatus};
use crate::ui::article_text::ArticleText;
use crate::ui::{parts, theme, widgets};

/// What the card's fields hold while they are being typed in.
#[derive(Default)]
pub(super) struct DocumentCard {
    /// The document and its tags as they were when the field was filled.
    known: Option<(DocumentId, Vec<SmolStr>)>,
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
        // Tags are also written in the queue bar and taken back by undo.
        let known = (document.id.clone(), document.tags.clone());
        if self.known.as_ref() != Some(&known) {
            self.tags = document.tags.join(", ");
            self.known = Some(known);
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
        rows::field(
            ui,
            session,
            (document.id.as_str(), "Published"),
            &rows::Detail::Published,
            (&document.meta.date, "year-month-day"),
            queue,
        );
        rows::row(ui, "Tags", |ui| {
            let field = egui::TextEdit::singleline(&mut self.tags)
                .hint_text("with commas between them")
                .desired_width(ui.available_width() - 12.0);
            let response = ui.add(field);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Tags"));
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
            "{}, {}",
            parts::counted(annotated, "mention"),
            parts::counted(annotations.events().len(), "event")
        )));
        ui.label(muted(format!(
            "{}, {}",
            parts::counted(session.open_suggestions().len(), "open suggestion"),
            parts::counted(session.num_unread(), "unread sentence")
        )));
        let state = match session.status_of(document) {
            DocumentStatus::Skipped(reason) if !reason.is_empty() => format!("skipped: {reason}"),
            other => other.name().replace('-', " "),
        };
        ui.label(muted(format!("status {state}")));
        if document
            .segments()
            .sentences
            .iter()
            .any(|sentence| sentence.cut_off)
        {
            ui.label(muted("The last sentence breaks off".to_owned()));
        }
        let all: Vec<_> = session.annotations().notes().iter().collect();
        notes::list_ui(ui, &all, queue);
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
