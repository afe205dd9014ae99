//! Learning in the window: the panel, its switches, forgetting; the drawer; the order of documents; what the project allows.

use dateline::app::command::Command;
use dateline::app::document_list::DocumentSort;
use dateline::model::{Allowance, LearntPart};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::hand::{click, run, shows, shows_words, wait_for, window_over};
use crate::harness::{Harnessed, focused, learning_harness, press, press_with, session, settle};

const ZORBLAX: [&str; 2] = ["Shares of zorblax fell.", "A crate of zorblax lay there."];

fn ask(harness: &mut Harnessed, command: Command) {
    harness.state_mut().ask(command);
    settle(harness);
}

/// Presses what has this name by keys: it may have to come into sight first.
fn press_on(harness: &mut Harnessed, name: &str) {
    harness.get_by_label(name).focus();
    settle(harness);
    press(harness, Key::Enter);
}

/// Labels words of the open document.
fn label(harness: &mut Harnessed, words: &str, label: &str) {
    let text = session(harness).document().unwrap().text().as_str();
    let at = text.find(words).unwrap();
    let span = dateline::text::Span::from_range(at..at + words.len());
    ask(harness, Command::SelectText(span));
    ask(harness, Command::SetLabel(label.into()));
}

/// Words of the suggestions that are shown in the open document.
fn suggested(harness: &Harnessed) -> Vec<String> {
    let session = session(harness);
    let shown = session.shown_suggestions().iter();
    shown
        .map(|suggestion| session.words_at(suggestion.span()))
        .collect()
}

/// A window in which "zorblax" was labelled in a finished document, with the other one open and the panel beside it.
fn taught(folder: &std::path::Path) -> Harnessed {
    let mut harness = learning_harness(&ZORBLAX, folder);
    label(&mut harness, "zorblax", "VEH");
    ask(&mut harness, Command::FinishLeaving);
    press(&mut harness, Key::F5);
    wait_for(&mut harness, |harness| suggested(harness) == ["zorblax"]);
    wait_for(&mut harness, |harness| {
        shows(harness, "Forget “zorblax” VEH")
    });
    harness
}

#[test]
fn an_empty_panel_says_what_will_stand_there_and_how_to_get_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = learning_harness(&ZORBLAX, folder.path());
    run(&mut harness, "Learning");
    assert!(shows(&harness, "Close learning"));
    assert!(shows(&harness, "Nothing was decided yet"));
    assert!(shows_words(&harness, "Accept suggestions with Enter"));
    assert!(shows_words(&harness, "Strings that you label or refuse"));
    press(&mut harness, Key::F5);
    assert!(!shows(&harness, "Close learning"));
    // Without learning it says that it is off, and whose wish that is.
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(folder.path(), &ZORBLAX);
    press(&mut harness, Key::F5);
    assert!(shows_words(&harness, "Learning is off in your settings"));
}

#[test]
fn the_panel_is_read_and_a_learnt_string_is_gone_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = taught(folder.path());
    wait_for(&mut harness, |harness| {
        shows(harness, "mentions of VEH: – right, 0 % found")
    });
    assert!(shows_words(
        &harness,
        "1 string is suggested wherever it stands"
    ));
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Enter);
    wait_for(&mut harness, |harness| {
        shows(harness, "mentions of VEH: 100 % right, 50 % found")
    });
    click(&mut harness, "Curve: By document");
    assert!(shows_words(
        &harness,
        "The curve begins with the first finished document"
    ));
    ask(&mut harness, Command::FinishLeaving);
    wait_for(&mut harness, |harness| {
        shows_words(
            harness,
            "Accepted as they were, over finished documents: 100 % at 1",
        )
    });
    press_on(&mut harness, "Places of “zorblax” VEH");
    press_on(
        &mut harness,
        "Go to Shares of [zorblax] fell. in Shares of zorblax fell.",
    );
    let session = session(&harness);
    assert_eq!(session.document().unwrap().id.as_str(), "d1");
    assert_eq!(session.words_at(session.text_selection().span()), "zorblax");
}

#[test]
fn a_string_is_forgotten_remembered_and_undone_in_the_panel() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = taught(folder.path());
    press_on(&mut harness, "Forget “zorblax” VEH");
    wait_for(&mut harness, |harness| suggested(harness).is_empty());
    wait_for(&mut harness, |harness| {
        !shows(harness, "Forget “zorblax” VEH")
    });
    assert!(shows(&harness, "Remember “zorblax” VEH again"));
    press_on(&mut harness, "Remember “zorblax” VEH again");
    wait_for(&mut harness, |harness| suggested(harness) == ["zorblax"]);
    ask(&mut harness, Command::Undo);
    wait_for(&mut harness, |harness| suggested(harness).is_empty());
    ask(&mut harness, Command::Undo);
    wait_for(&mut harness, |harness| suggested(harness) == ["zorblax"]);
    assert!(!shows(&harness, "Forgotten"));
}

#[test]
fn a_part_is_switched_off_by_keys_and_its_effect_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = taught(folder.path());
    for _ in 0..8 {
        press(&mut harness, Key::F6);
        if focused(&harness).as_deref() == Some("Close learning") {
            break;
        }
    }
    for _ in 0..12 {
        press(&mut harness, Key::Tab);
        if focused(&harness).as_deref() == Some("Remembered strings") {
            break;
        }
    }
    assert_eq!(focused(&harness).as_deref(), Some("Remembered strings"));
    press(&mut harness, Key::Space);
    wait_for(&mut harness, |harness| suggested(harness).is_empty());
    assert!(shows_words(&harness, "Not used."));
    let unused = &session(&harness).project().settings.unused;
    assert_eq!(*unused, [LearntPart::Strings]);
    click(&mut harness, "Remembered strings");
    wait_for(&mut harness, |harness| suggested(harness) == ["zorblax"]);
}

#[test]
fn the_panel_makes_room_for_the_event_card() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(folder.path(), &["Rebels shelled a hospital in Aleppo."]);
    press(&mut harness, Key::F5);
    assert!(shows(&harness, "Close learning"));
    let key = session(&harness)
        .open_suggestions()
        .iter()
        .find(|open| matches!(open.proposal, dateline::model::Proposal::Event(_)))
        .map(dateline::model::Suggestion::key)
        .unwrap();
    ask(&mut harness, Command::SelectSuggestion(key));
    ask(&mut harness, Command::OpenCard);
    assert!(!shows(&harness, "Close learning"));
    ask(&mut harness, Command::Leave);
    assert!(shows(&harness, "Close learning"));
}

#[test]
fn unsure_suggestions_are_counted_in_sight_and_shown_by_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(folder.path(), &["The minister visited Norway and Sweden."]);
    let all = session(&harness).queue().len();
    run(&mut harness, "Thresholds");
    assert!(shows_words(
        &harness,
        "automatic: all are shown until enough were decided"
    ));
    for _ in 0..20 {
        click(&mut harness, "Higher threshold of GPE");
    }
    press(&mut harness, Key::Escape);
    let left = session(&harness).queue().len();
    let unsure = all - left;
    assert!(unsure > 0);
    let name = if unsure == 1 {
        "1 unsure suggestion".to_owned()
    } else {
        format!("{unsure} unsure suggestions")
    };
    assert!(shows(&harness, &name));
    press(&mut harness, Key::U);
    assert_eq!(session(&harness).queue().len(), all);
    assert!(shows_words(&harness, "is under 1.00"));
    press(&mut harness, Key::Enter);
    assert_eq!(session(&harness).annotations().mentions().len(), 1);
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(session(&harness).annotations().is_empty());
    click(&mut harness, &name);
    assert_eq!(session(&harness).queue().len(), left);
    run(&mut harness, "Thresholds");
    click(&mut harness, "Automatic threshold of GPE");
    press(&mut harness, Key::Escape);
    assert_eq!(session(&harness).queue().len(), all);
}

#[test]
fn documents_are_listed_and_gone_through_in_the_order_that_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let texts = ["Charlie slept.", "Alpha slept.", "Bravo slept."];
    let mut harness = window_over(folder.path(), &texts);
    click(&mut harness, "Order of documents: As in the project");
    click(&mut harness, "Name");
    assert!(shows(&harness, "Order of documents: Name"));
    assert_eq!(session(&harness).document_sort(), DocumentSort::Title);
    press(&mut harness, Key::Escape);
    ask(&mut harness, Command::PreviousDocument);
    assert_eq!(session(&harness).document().unwrap().id.as_str(), "d3");
    ask(&mut harness, Command::SetDocumentSort(DocumentSort::Gain));
    assert!(shows(&harness, "Order of documents: Most to learn first"));
    wait_for(&mut harness, |harness| {
        session(harness).gain_of(&"d1".into()).is_some()
    });
}

#[test]
fn what_a_project_switches_off_is_said_where_it_is_missed() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = learning_harness(&["The minister visited Norway."], folder.path());
    assert!(!session(&harness).queue().is_empty());
    run(&mut harness, "Project settings");
    click(&mut harness, "Suggestions: After the first hand-in");
    click(&mut harness, "Propagation: Off");
    click(&mut harness, "Learning: Off");
    assert!(shows_words(&harness, "0 of 1 document are handed in"));
    press(&mut harness, Key::Escape);
    let settings = session(&harness).project().settings.clone();
    assert_eq!(settings.suggestions, Allowance::AfterHandIn);
    assert_eq!(
        (settings.propagation, settings.learning),
        (Allowance::Off, Allowance::Off)
    );
    assert!(shows_words(
        &harness,
        "In this project suggestions come once the document was handed in"
    ));
    press(&mut harness, Key::F5);
    assert!(shows(&harness, "Learning is off in this project."));
    press(&mut harness, Key::A);
    let told = session(&harness).notices.list().iter();
    assert!(
        told.map(|notice| &notice.message)
            .any(|message| message.contains("Propagation is off in this project"))
    );
}
