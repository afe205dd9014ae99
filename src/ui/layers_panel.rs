//! Layers over the window: how far each one is, which one is worked on, and making, copying, renaming and deleting them.

use egui::{Align, Key, Layout, RichText, ScrollArea, Ui};
use smol_str::SmolStr;

use super::{icons, parts, theme, widgets};
use crate::app::command::Command;
use crate::app::layers::LayerSummary;
use crate::app::session::Session;
use crate::app::statistics::spell_secs;

/// What the panel remembers while it is open.
#[derive(Default)]
pub(super) struct LayersPanel {
    /// Name of the layer to make.
    fresh: String,
    /// Whether it begins as a copy of the layer that is worked on.
    is_copy: bool,
    /// The layer that is being renamed, with what was typed so far.
    renaming: Option<(SmolStr, String)>,
    /// The layer that will be deleted once that is confirmed.
    deleting: Option<SmolStr>,
    known: Option<(u64, Vec<LayerSummary>)>,
}

impl LayersPanel {
    /// Makes ready for being opened.
    pub(super) fn begin(&mut self, session: &Session) {
        *self = Self {
            fresh: session.next_layer_name(),
            ..Self::default()
        };
    }

    /// Draws the panel.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &mut Session) {
        parts::muted(
            ui,
            "A layer is one annotator’s round: its own labels, decisions and progress on the same articles.",
        );
        ui.add_space(6.0);
        let revision = session.revision();
        if self.known.as_ref().is_none_or(|(of, _)| *of != revision) {
            self.known = Some((revision, session.layer_summaries()));
        }
        let summaries = self
            .known
            .as_ref()
            .map(|(_, summaries)| summaries.clone())
            .unwrap_or_default();
        let mut command = None;
        let height = (ui.ctx().content_rect().height() * 0.5).max(160.0);
        ScrollArea::vertical()
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for summary in &summaries {
                    self.layer_ui(ui, summary, summaries.len(), session, &mut command);
                }
            });
        self.fresh_ui(ui, session, &mut command);
        if let Some(command) = command {
            let made = matches!(command, Command::AddLayer(..));
            session.dispatch(command);
            if made {
                self.fresh = session.next_layer_name();
            }
        }
    }

    fn layer_ui(
        &mut self,
        ui: &mut Ui,
        summary: &LayerSummary,
        num_layers: usize,
        session: &Session,
        command: &mut Option<Command>,
    ) {
        let theme = theme::of(ui.ctx());
        let name = &summary.name;
        let is_open = session.layer_name() == name;
        let fill = if is_open {
            theme.colours.accent_fill
        } else {
            egui::Color32::TRANSPARENT
        };
        egui::Frame::new()
            .fill(fill)
            .corner_radius(theme.sizes.radius)
            .inner_margin(egui::Margin::symmetric(10, 7))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                if let Some((_, typed)) = self.renaming.as_mut().filter(|(of, _)| of == name) {
                    let answer = rename_ui(ui, typed);
                    if answer == RenameAnswer::Rename {
                        *command = Some(Command::RenameLayer(name.clone(), typed.clone()));
                    }
                    if answer != RenameAnswer::StillTyping {
                        self.renaming = None;
                    }
                } else {
                    ui.horizontal(|ui| {
                        name_ui(ui, name, is_open, command);
                        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                            self.tools_ui(ui, name, num_layers, session, command);
                        });
                    });
                }
                parts::muted(ui, &in_words(summary));
                if self.deleting.as_ref() == Some(name) {
                    self.delete_ui(ui, summary, command);
                }
            });
        ui.add_space(2.0);
    }

    fn tools_ui(
        &mut self,
        ui: &mut Ui,
        name: &SmolStr,
        num_layers: usize,
        session: &Session,
        command: &mut Option<Command>,
    ) {
        let tool = |ui: &mut Ui, icon: &str, what: &str, can: bool| {
            let response = ui.add_enabled(can, egui::Button::new(icon).frame(false));
            let said = format!("{what} layer {name}");
            response
                .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, can, said.as_str()));
            response.on_hover_text(what).clicked()
        };
        if tool(ui, icons::TRASH, "Delete", num_layers > 1) {
            self.deleting = Some(name.clone());
        }
        if tool(ui, icons::PENCIL_SIMPLE, "Rename", true) {
            self.renaming = Some((name.clone(), name.to_string()));
        }
        if session.layer_name() == name {
            return;
        }
        let is_shown = session.layer_beside() == Some(name);
        let (icon, what) = if is_shown {
            (icons::EYE, "No longer show beside")
        } else {
            (icons::EYE_SLASH, "Show beside")
        };
        if tool(ui, icon, what, true) {
            *command = Some(Command::ShowLayerBeside((!is_shown).then(|| name.clone())));
        }
    }

    fn delete_ui(&mut self, ui: &mut Ui, summary: &LayerSummary, command: &mut Option<Command>) {
        let theme = theme::of(ui.ctx());
        ui.horizontal(|ui| {
            let words = format!(
                "Delete it with {} mentions and {} events? Undo brings it back.",
                summary.mentions, summary.events
            );
            ui.label(RichText::new(words).color(theme.colours.warn));
            let delete = ui.button("Delete layer");
            if delete.clicked() {
                *command = Some(Command::DeleteLayer(summary.name.clone()));
                self.deleting = None;
            }
            if ui.button("Keep").clicked() {
                self.deleting = None;
            }
        });
    }

    fn fresh_ui(&mut self, ui: &mut Ui, session: &Session, command: &mut Option<Command>) {
        parts::section(ui, "New layer");
        let mut make = false;
        ui.horizontal(|ui| {
            let field = egui::TextEdit::singleline(&mut self.fresh)
                .hint_text("Ana, round 2")
                .desired_width(180.0);
            let field = ui.add(field);
            field.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Name of the new layer")
            });
            make = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let copy = format!("Copy of {}", session.layer_name());
            let values = ["Empty", copy.as_str()];
            let chosen = Some(usize::from(self.is_copy));
            if let Some(picked) = widgets::segmented(ui, "Begins", chosen, &values) {
                self.is_copy = picked == 1;
            }
            let can = !self.fresh.trim().is_empty();
            make |= ui
                .add_enabled(can, egui::Button::new("Make layer"))
                .clicked();
        });
        if self.is_copy {
            parts::muted(
                ui,
                "The copy is to be worked on: what is done becomes in progress, decisions and notes come along.",
            );
        }
        if make && !self.fresh.trim().is_empty() {
            let copy_of = self.is_copy.then(|| SmolStr::new(session.layer_name()));
            *command = Some(Command::AddLayer(self.fresh.trim().to_owned(), copy_of));
        }
    }
}

/// The layer's name, a button that makes it the one that is worked on.
fn name_ui(ui: &mut Ui, name: &SmolStr, is_open: bool, command: &mut Option<Command>) {
    let theme = theme::of(ui.ctx());
    let words = RichText::new(name.as_str()).family(theme::semibold());
    if is_open {
        ui.label(words);
        widgets::pill(ui, "you work on this");
        return;
    }
    let button = ui.add(egui::Button::new(words.color(theme.colours.accent)).frame(false));
    let said = format!("Work on layer {name}");
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, said.as_str()));
    if button.on_hover_text("Work on this layer").clicked() {
        *command = Some(Command::SetLayer(name.clone()));
    }
}

/// What came of typing another name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RenameAnswer {
    StillTyping,
    Rename,
    GiveUp,
}

/// The field for another name.
fn rename_ui(ui: &mut Ui, typed: &mut String) -> RenameAnswer {
    let mut answer = RenameAnswer::StillTyping;
    ui.horizontal(|ui| {
        let escaped = ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
        let field = ui.add(egui::TextEdit::singleline(typed).desired_width(220.0));
        field.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, "New name of the layer")
        });
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if !field.has_focus() && !field.lost_focus() {
            field.request_focus();
        }
        if ui.button("Rename").clicked() || entered {
            answer = RenameAnswer::Rename;
        } else if ui.button("Cancel").clicked() || escaped {
            answer = RenameAnswer::GiveUp;
        }
    });
    answer
}

/// How far a layer is, in a line.
fn in_words(summary: &LayerSummary) -> String {
    let [new, begun, done, skipped] = summary.documents;
    let all: usize = summary.documents.iter().sum();
    let mut words = format!("{done} of {all} documents done, {begun} in progress, {new} new");
    if skipped > 0 {
        words.push_str(&format!(", {skipped} skipped"));
    }
    words.push_str(&format!(
        " · {} mentions, {} events",
        summary.mentions, summary.events
    ));
    match summary.questions {
        0 => {}
        1 => words.push_str(" · 1 open question"),
        many => words.push_str(&format!(" · {many} open questions")),
    }
    if summary.active_secs > 0 {
        words.push_str(&format!(" · {}", spell_secs(summary.active_secs)));
    }
    words
}
