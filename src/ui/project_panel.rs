//! Project settings over the window: which help a project gives to everyone who works on it, and when.

use egui::Ui;

use super::{parts, widgets};
use crate::app::allowing::HelpKind;
use crate::app::command::Command;
use crate::app::session::Session;
use crate::model::{Allowance, Layer};

/// Draws the panel.
pub(super) fn project_panel_ui(ui: &mut Ui, session: &mut Session) {
    parts::muted(
        ui,
        "For everyone who works on this project, and kept in its file: for gold labels, for classes, and for annotators who should not be led.",
    );
    ui.add_space(6.0);
    let mut wish = None;
    for kind in HelpKind::ALL {
        parts::section(ui, kind.title());
        let now = kind.of(&session.project().settings);
        let chosen = Allowance::ALL.iter().position(|known| *known == now);
        let values = Allowance::ALL.map(title);
        if let Some(picked) = widgets::segmented(ui, kind.title(), chosen, &values) {
            wish = Allowance::ALL.get(picked).map(|picked| (kind, *picked));
        }
        parts::muted(ui, meaning(kind, now));
    }
    if let Some((kind, allowance)) = wish {
        session.dispatch(Command::SetAllowance(kind, allowance));
    }
    ui.add_space(8.0);
    let documents = session.project().documents.iter();
    let layer = session.layer_name();
    let handed_in = documents.filter(|document| {
        let layer = document.layer(layer);
        layer.is_some_and(Layer::is_handed_in)
    });
    parts::muted(
        ui,
        &format!(
            "A document is handed in when it is done (Ctrl+Enter); reopening it does not take that back. In layer {layer} {} of {} are handed in.",
            handed_in.count(),
            parts::counted(session.project().documents.len(), "document"),
        ),
    );
}

fn title(allowance: Allowance) -> &'static str {
    match allowance {
        Allowance::On => "On",
        Allowance::Off => "Off",
        Allowance::AfterHandIn => "After the first hand-in",
    }
}

/// What a setting means for who works on the project.
fn meaning(kind: HelpKind, allowance: Allowance) -> &'static str {
    match (kind, allowance) {
        (HelpKind::Suggestions, Allowance::On) => {
            "Every document has suggestions, unless they are switched off in it."
        }
        (HelpKind::Suggestions, Allowance::Off) => {
            "No document has suggestions, unless they are switched on in it."
        }
        (HelpKind::Suggestions, Allowance::AfterHandIn) => {
            "A document is labelled without suggestions first. Once it was handed in they show; reopened, it can be compared and mended."
        }
        (HelpKind::Propagation, Allowance::On) => {
            "A decision can be repeated for all its matches at once (A, Shift+A, Ctrl+L)."
        }
        (HelpKind::Propagation, Allowance::Off) => "Every place is decided by itself.",
        (HelpKind::Propagation, Allowance::AfterHandIn) => {
            "A decision can be repeated only in documents that were handed in and are reopened."
        }
        (HelpKind::Learning, Allowance::On) => {
            "What is decided in any document teaches what is suggested in the others."
        }
        (HelpKind::Learning, Allowance::Off) => {
            "Decisions teach nothing: everyone gets the same suggestions."
        }
        (HelpKind::Learning, Allowance::AfterHandIn) => {
            "Only documents that were handed in teach what is suggested in the others."
        }
    }
}
