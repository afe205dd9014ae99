//! The bar at the top: name, menus, the way into the command palette, and who is at work.

use std::path::{Path, PathBuf};

use egui::{RichText, Ui};

use super::documents_panel::sort_menu_ui;
use super::keymap::{FocusKind, Keymap, spell};
use super::{parts, theme};
use crate::app::command::{Command, Entry, Menu};
use crate::app::queue::QueueOrder;
use crate::app::session::Session;
use crate::text::ZoneKind;

/// Draws the bar.
pub(super) fn top_bar_ui(
    ui: &mut Ui,
    session: &Session,
    keymap: &Keymap,
    recent: &[PathBuf],
    queue: &mut Vec<Command>,
) {
    let theme = theme::of(ui.ctx());
    ui.horizontal_centered(|ui| {
        ui.add_space(6.0);
        ui.label(
            RichText::new("Dateline")
                .family(theme::semibold())
                .size(theme.sizes.heading - 1.0),
        );
        ui.add_space(8.0);
        ui.scope(|ui| {
            egui::containers::menu::menu_style(ui.style_mut());
            for menu in Menu::ALL {
                let title = RichText::new(menu.title()).color(theme.colours.muted);
                ui.menu_button(title, |ui| {
                    menu_ui(ui, menu, session, keymap, recent, queue);
                });
            }
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(6.0);
            let who = if session.annotator().is_empty() {
                "Your name…"
            } else {
                session.annotator()
            };
            let button =
                egui::Button::new(RichText::new(who).color(theme.colours.muted)).frame(false);
            if ui
                .add(button)
                .on_hover_text("Annotator: change the name")
                .clicked()
            {
                queue.push(Command::ShowSettings);
            }
            ui.add_space(10.0);
            if parts::search_button(ui, "Search commands, labels, text…", "Ctrl K").clicked() {
                queue.push(Command::CommandPalette);
            }
        });
    });
}

fn menu_ui(
    ui: &mut Ui,
    menu: Menu,
    session: &Session,
    keymap: &Keymap,
    recent: &[PathBuf],
    queue: &mut Vec<Command>,
) {
    ui.set_min_width(240.0);
    let entries: Vec<&Entry> = Command::TABLE
        .iter()
        .filter(|entry| entry.menu == menu)
        .collect();
    let mut drawn = Vec::new();
    for entry in &entries {
        let Some(title) = submenu(&entry.command) else {
            entry_ui(ui, entry, session, keymap, queue);
            if entry.command == Command::OpenFolder && !recent.is_empty() {
                ui.menu_button("Open recent", |ui| recent_ui(ui, recent, queue));
            }
            continue;
        };
        if drawn.contains(&title) {
            continue;
        }
        drawn.push(title);
        ui.menu_button(title, |ui| {
            let inner = entries.iter();
            for entry in inner.filter(|entry| submenu(&entry.command) == Some(title)) {
                entry_ui(ui, entry, session, keymap, queue);
            }
        });
    }
    if menu == Menu::View {
        ui.separator();
        ui.menu_button("Order of documents", |ui| sort_menu_ui(ui, session, queue));
    }
    if menu == Menu::Annotate {
        ui.separator();
        ui.menu_button("Order of suggestions", |ui| {
            for order in QueueOrder::ALL {
                if ui.radio(session.order() == order, order.title()).clicked() {
                    queue.push(Command::SetOrder(order));
                    ui.close();
                }
            }
        });
        ui.menu_button("Zone", |ui| {
            for kind in ZoneKind::ALL {
                if ui.button(kind.name()).clicked() {
                    queue.push(Command::SetZone(Some(kind)));
                    ui.close();
                }
            }
            if ui.button("No zone").clicked() {
                queue.push(Command::SetZone(None));
                ui.close();
            }
        });
    }
}

fn entry_ui(
    ui: &mut Ui,
    entry: &Entry,
    session: &Session,
    keymap: &Keymap,
    queue: &mut Vec<Command>,
) {
    let shortcut = keymap
        .key_of(&entry.command, FocusKind::Article)
        .map(spell)
        .unwrap_or_default();
    let why_not = session.why_not(&entry.command);
    let button = egui::Button::new(entry.label).shortcut_text(shortcut);
    let button = ui
        .add_enabled(why_not.is_none(), button)
        .on_hover_text(entry.help)
        .on_disabled_hover_text(why_not.unwrap_or_default());
    if button.clicked() {
        queue.push(entry.command.clone());
        ui.close();
    }
}

/// The submenu in which a command stands, so that every menu is in sight as a whole in a low window.
fn submenu(command: &Command) -> Option<&'static str> {
    Some(match command {
        Command::FindNext
        | Command::FindPrevious
        | Command::ShowFound
        | Command::LabelFound
        | Command::DeleteFound => "Hits",
        Command::ExtendRight
        | Command::ShrinkRight
        | Command::ExtendLeft
        | Command::ShrinkLeft
        | Command::ExtendRightByChar
        | Command::ShrinkRightByChar
        | Command::ExtendLeftByChar
        | Command::ShrinkLeftByChar => "Extent",
        Command::ShowMentions
        | Command::ShowEvents
        | Command::ShowEntities
        | Command::ShowRelations
        | Command::ShowRejected => "Lists",
        Command::ZoomIn | Command::ZoomOut | Command::ZoomReset => "Scale",
        Command::NextPanel
        | Command::PreviousPanel
        | Command::NextDocument
        | Command::PreviousDocument => "Go to",
        Command::SameInDocument
        | Command::SameInProject
        | Command::AcceptAllAbove
        | Command::RejectAllLikeThis => "Many at once",
        Command::FinishAccepting | Command::FinishRejecting | Command::FinishLeaving => {
            "Finish with the rest"
        }
        Command::OpenCard
        | Command::NextRole
        | Command::PreviousRole
        | Command::NotStated
        | Command::CopyRoles => "Event card",
        Command::LinkCoreference
        | Command::UnlinkCoreference
        | Command::NextInChain
        | Command::PreviousInChain
        | Command::SplitChain
        | Command::LinkRelation
        | Command::ReverseRelation => "Chains and relations",
        Command::NextMark
        | Command::PreviousMark
        | Command::NextSentence
        | Command::PreviousSentence
        | Command::CaretLeft
        | Command::CaretRight
        | Command::Leave => "Move",
        Command::SuggestAgain
        | Command::AskOwnModel
        | Command::ShowOwnModel
        | Command::ClearSuggestions
        | Command::ToggleSuggestionsHere
        | Command::ToggleSuggestions
        | Command::ShowSuggestions
        | Command::HideLabel
        | Command::ShowAllSuggestions
        | Command::ToggleUnsure
        | Command::ShowThresholds => "Suggestions",
        _ => return None,
    })
}

fn recent_ui(ui: &mut Ui, recent: &[PathBuf], queue: &mut Vec<Command>) {
    for path in recent {
        let button = ui.button(project_name(path));
        if button.on_hover_text(path.display().to_string()).clicked() {
            queue.push(Command::OpenPath(path.clone()));
            ui.close();
        }
    }
}

/// What a project file is listed by: its name and folder.
pub(super) fn project_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let folder = path.parent().and_then(Path::file_name);
    match folder {
        Some(folder) => format!("{} – {}", name.to_string_lossy(), folder.to_string_lossy()),
        None => name.to_string_lossy().into_owned(),
    }
}
