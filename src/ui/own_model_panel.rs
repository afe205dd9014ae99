//! A model of one's own: which one, where it is, what is sent to it, and asking it. Off until somebody switches it on.

use egui::{DragValue, Response, RichText, Role, TextEdit, Ui, WidgetInfo};

use super::{parts, theme, widgets};
use crate::app::own_model::{Kind, OwnModelChoice};
use crate::app::session::Session;

/// Width of the names at the left.
const NAME_WIDTH: f32 = 110.0;

/// Kinds in the order of the choice, with their names.
const KINDS: [(Kind, &str); 4] = [
    (Kind::Off, "Off"),
    (Kind::Command, "Command"),
    (Kind::LabelStudio, "Label Studio backend"),
    (Kind::Chat, "Chat model"),
];

/// Draws the panel and changes `choice`.
pub(super) fn own_model_ui(ui: &mut Ui, session: &mut Session, choice: &mut OwnModelChoice) {
    parts::muted(
        ui,
        "A program or server of yours that suggests labels beside Dateline’s rules and models. It is asked when you say so, never before.",
    );
    ui.add_space(6.0);
    let current = KINDS.iter().position(|(kind, _)| *kind == choice.kind);
    let names = KINDS.map(|(_, name)| name);
    if let Some(picked) = widgets::segmented(ui, "Your model", current, &names) {
        choice.kind = KINDS[picked].0;
    }
    ui.add_space(6.0);
    match choice.kind {
        Kind::Off => {
            parts::muted(
                ui,
                "Off: nothing is started, and nothing leaves this program.",
            );
            return;
        }
        Kind::Command => command_ui(ui, choice),
        Kind::LabelStudio => field_ui(
            ui,
            "Address",
            &mut choice.label_studio,
            "http://127.0.0.1:9090",
            "The backend’s own address, not Label Studio’s",
        ),
        Kind::Chat => chat_ui(ui, choice),
    }
    row(ui, "Wait at most", |ui| {
        number_ui(
            ui,
            "Seconds to wait at most",
            &mut choice.patience,
            1..=3600,
            " s",
        );
    });
    sent_ui(ui, choice);
    ui.checkbox(
        &mut choice.each_opened,
        "Ask for each document that is opened, without a click",
    );
    // What was typed holds at once: the buttons below mean it.
    session.set_own_model(choice);
    ui.add_space(8.0);
    asking_ui(ui, session);
}

fn command_ui(ui: &mut Ui, choice: &mut OwnModelChoice) {
    field_ui(
        ui,
        "Command",
        &mut choice.command,
        "python3 my_model.py",
        "Words are cut as a shell cuts them. For pipes and variables write sh -c \"…\"",
    );
    parts::muted(
        ui,
        "It reads Dateline JSONL, one document a line, and writes each line back with its labels. It is started at the first question and kept.",
    );
}

fn chat_ui(ui: &mut Ui, choice: &mut OwnModelChoice) {
    field_ui(
        ui,
        "Address",
        &mut choice.chat,
        "http://127.0.0.1:11434/v1",
        "An OpenAI-compatible address: Ollama usually has port 11434, llama.cpp’s server 8080, vLLM 8000",
    );
    field_ui(
        ui,
        "Model",
        &mut choice.chat_model,
        "the first one that the server lists",
        "Its name on the server",
    );
    row(ui, "Context", |ui| {
        let tokens = number_ui(
            ui,
            "Tokens of context",
            &mut choice.context,
            1024..=1_000_000,
            " tokens",
        );
        tokens.on_hover_text(
            "How much the server lets the model take in at once. Long articles are asked about in parts that fit",
        );
    });
}

/// A name at the left and a field for it.
fn field_ui(ui: &mut Ui, name: &str, value: &mut String, hint: &str, help: &str) {
    row(ui, name, |ui| {
        let width = ui.available_width();
        let field = TextEdit::singleline(value).hint_text(hint);
        let field = ui.add(field.desired_width(width)).on_hover_text(help);
        let spoken = format!("{name} of your model");
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, &spoken));
    });
}

fn row(ui: &mut Ui, name: &str, contents: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.allocate_ui_with_layout(
            egui::vec2(NAME_WIDTH, 20.0),
            egui::Layout::left_to_right(egui::Align::Center),
            |ui| {
                ui.set_min_width(NAME_WIDTH);
                ui.label(name);
            },
        );
        contents(ui);
    });
}

/// A number with its unit.
fn number_ui(
    ui: &mut Ui,
    name: &str,
    value: &mut u32,
    range: std::ops::RangeInclusive<u32>,
    unit: &str,
) -> Response {
    let drag = DragValue::new(value).range(range).suffix(unit);
    let drag = ui.add(drag);
    drag.widget_info(|| WidgetInfo::labeled(Role::SpinButton, true, name));
    drag
}

/// What is sent, and where to.
fn sent_ui(ui: &mut Ui, choice: &OwnModelChoice) {
    let theme = theme::of(ui.ctx());
    let target = choice.target();
    ui.add_space(4.0);
    if target.is_empty() {
        parts::muted(ui, "Nothing can be asked yet.");
        return;
    }
    let what = match choice.kind {
        Kind::Off => return,
        Kind::Command => "Its text, zones, title, byline, date and source go to",
        Kind::LabelStudio => {
            "Its text, title, byline, date and source, and the names of your labels, go to"
        }
        Kind::Chat => "Its sentences and date, and the definitions of your labels, go to",
    };
    let end = match (choice.kind, choice.stays_here()) {
        (Kind::Command, _) => "and nowhere else by Dateline.",
        (_, true) => "on this computer.",
        (_, false) => "over the network, not encrypted.",
    };
    let words = RichText::new(format!(
        "{what} {target} {end} Annotations and decisions are not sent."
    ))
    .size(theme.sizes.small);
    let colour = if choice.stays_here() {
        theme.colours.muted
    } else {
        theme.colours.warn
    };
    ui.label(words.color(colour));
}

/// The buttons that ask, and what came of it.
fn asking_ui(ui: &mut Ui, session: &mut Session) {
    let theme = theme::of(ui.ctx());
    let waiting = session.own_model().waiting_secs();
    let can_ask = !session.own_model().choice().target().is_empty();
    if let Some(document) = session.document() {
        parts::muted_line(ui, &format!("Open document: “{}”", document.title()));
    }
    ui.horizontal(|ui| {
        if let Some(secs) = waiting {
            if ui.button("Cancel").clicked() {
                session.cancel_own_model();
            }
            ui.label(
                RichText::new(format!("Waiting for an answer, {secs} s"))
                    .color(theme.colours.muted),
            );
            ui.ctx()
                .request_repaint_after(std::time::Duration::from_millis(250));
            return;
        }
        let has_document = session.document().is_some();
        let ask = ui.add_enabled(can_ask && has_document, egui::Button::new("Ask now"));
        if ask
            .on_hover_text("Asks for labels of the open document")
            .clicked()
        {
            session.dispatch(crate::app::command::Command::AskOwnModel);
        }
        let check = ui.add_enabled(can_ask, egui::Button::new("Check"));
        if check
            .on_hover_text("Asks whether it is there, without sending an article")
            .clicked()
        {
            session.check_own_model();
        }
    });
    if let Some(told) = session.own_model().last() {
        let colour = if told.is_error {
            theme.colours.error
        } else {
            theme.colours.text
        };
        ui.add_space(4.0);
        ui.label(
            RichText::new(&told.words)
                .color(colour)
                .size(theme.sizes.small),
        );
    }
}
