//! A model of one's own: switched on in its sheet, asked by a click, cancelled, and what it says shown.
#![cfg(unix)]

use std::path::Path;

use dateline::model::Suggestion;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::hand::{click, run, shows, shows_words, type_into, wait_for};
use crate::harness::{Harnessed, harness, press, press_with, session, settle};

/// Labels the seven characters from the sixth on as a place, or does what else is told.
fn program(folder: &Path, does: &str) -> String {
    let script = folder.join("labeller.sh");
    let program = format!("while IFS= read -r line; do {does}; done\n");
    std::fs::write(&script, program).unwrap();
    format!("sh {}", script.display())
}

const LABELS: &str = r#"printf '%s\n' "${line%?},\"entities\":[{\"start\":5,\"end\":12,\"label\":\"GPE\",\"score\":0.8}]}""#;

fn own(harness: &Harnessed) -> Vec<Suggestion> {
    let open = session(harness).open_suggestions().iter();
    open.filter(|suggestion| suggestion.source.starts_with("command/"))
        .cloned()
        .collect()
}

fn with_command(folder: &Path, does: &str) -> Harnessed {
    let mut harness = harness(&["Then zorblat was gone."], folder);
    run(&mut harness, "Your own model…");
    assert!(shows_words(&harness, "Off: nothing is started"));
    click(&mut harness, "Your model: Command");
    assert!(shows_words(&harness, "Nothing can be asked yet"));
    type_into(
        &mut harness,
        "Command of your model",
        &program(folder, does),
    );
    harness
}

#[test]
fn a_command_is_switched_on_shown_and_asked_by_a_click() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = with_command(folder.path(), LABELS);
    assert!(
        shows_words(&harness, "labeller.sh and nowhere else by Dateline"),
        "what is started is shown"
    );
    assert!(own(&harness).is_empty());
    click(&mut harness, "Check");
    wait_for(&mut harness, |harness| {
        shows_words(harness, "labeller.sh” answers")
    });
    assert!(own(&harness).is_empty(), "a check suggests nothing");
    click(&mut harness, "Ask now");
    wait_for(&mut harness, |harness| !own(harness).is_empty());
    assert!(shows_words(&harness, "1 mention and 0 events"));
    press(&mut harness, Key::Escape);
    assert!(!shows(&harness, "Ask now"));
    // The next start knows the model; it is kept for the person, not for the project.
    let settings = std::fs::read_to_string(folder.path().join("config/settings.ron")).unwrap();
    assert!(
        settings.contains("kind: Command") && settings.contains("labeller.sh"),
        "{settings}"
    );
    run(&mut harness, "Your own model…");
    click(&mut harness, "Your model: Off");
    wait_for(&mut harness, |harness| own(harness).is_empty());
}

#[test]
fn waiting_for_an_answer_can_be_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = with_command(folder.path(), "sleep 60");
    click(&mut harness, "Ask now");
    assert!(shows_words(&harness, "Waiting for an answer"));
    assert!(
        shows_words(&harness, "Asking your model"),
        "the status line says it too"
    );
    // The status line behind the sheet has one too, which the sheet keeps from clicks.
    let cancel = harness.query_all_by_label("Cancel").last();
    cancel.unwrap().click();
    settle(&mut harness);
    wait_for(&mut harness, |harness| shows_words(harness, "Cancelled"));
    assert!(shows(&harness, "Ask now"));
}

#[test]
fn what_goes_wrong_is_said_where_it_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = with_command(folder.path(), "echo 'KeyError: text' >&2; exit 1");
    click(&mut harness, "Ask now");
    wait_for(&mut harness, |harness| {
        shows_words(harness, "KeyError: text")
    });
    click(&mut harness, "Your model: Chat model");
    assert!(shows_words(&harness, "on this computer"));
    harness.get_by_label("Address of your model").focus();
    settle(&mut harness);
    press_with(&mut harness, Modifiers::COMMAND, Key::A);
    type_into(
        &mut harness,
        "Address of your model",
        "http://192.168.1.7:8080/",
    );
    assert!(shows_words(&harness, "over the network, not encrypted"));
}
