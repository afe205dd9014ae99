//! The main job as a person does it: suggestions in sight, accepted, refused, relabelled, spread, noted; saved, reopened, and whole after a crash.

use std::path::Path;
use std::sync::Arc;

use dateline::app::workspace::Workspace;
use dateline::model::Verdict;
use dateline::project::{Places, write_file};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::hand::{click_first, labels, run, shows, type_into, wait_for};
use crate::harness::{Harnessed, harness, harness_over, press, press_with, project_of, session};

const ARTICLE: &str = "Minister visits Norway\n\nForeign minister Elena Petrova arrived in Norway on Tuesday. Petrova said Norway and Sweden had agreed to meet again.";

fn window(folder: &Path) -> Harnessed {
    harness(&[ARTICLE], folder)
}

/// Opens the project at `path` as the next start of the program does.
fn reopened(path: &Path, folder: &Path) -> Workspace {
    let places = Places::new(folder.join("state"));
    Workspace::open(path, "ana", places, Arc::new(|| {})).unwrap()
}

fn num_mentions(harness: &Harnessed) -> usize {
    session(harness).annotations().mentions().len()
}

#[test]
fn suggestions_are_in_sight_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let harness = window(folder.path());
    assert!(harness.query_all_by_label("Norway, GPE, suggested").count() >= 2);
    assert!(shows(&harness, "Filter documents"));
}

#[test]
fn tab_and_enter_accept_x_rejects_and_undo_takes_both_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(folder.path());
    let before = session(&harness).project().clone();
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Enter);
    assert_eq!(num_mentions(&harness), 1);
    press(&mut harness, Key::X);
    let mut decisions = session(&harness).layer().unwrap().decisions().iter();
    assert!(decisions.any(|decision| decision.verdict == Verdict::Rejected));
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(*session(&harness).project(), before);
}

#[test]
fn a_click_on_a_mark_selects_it_and_the_picker_relabels_by_typing() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(folder.path());
    click_first(&mut harness, "Norway, GPE, suggested");
    press(&mut harness, Key::L);
    type_into(&mut harness, "Entity type", "organ");
    press(&mut harness, Key::Enter);
    assert_eq!(labels(&harness), ["Norway ORG"]);
    assert!(shows(&harness, "Norway, ORG, accepted"));
}

#[test]
fn a_decision_is_repeated_for_all_matches_after_a_preview() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(folder.path());
    click_first(&mut harness, "Norway, GPE, suggested");
    press(&mut harness, Key::A);
    assert!(shows(&harness, "Same everywhere"));
    press(&mut harness, Key::Enter);
    assert_eq!(labels(&harness), ["Norway GPE", "Norway GPE", "Norway GPE"]);
}

#[test]
fn the_palette_finds_a_command_by_a_few_letters() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(folder.path());
    run(&mut harness, "accept all");
    // It is asked from which score on; Enter takes the one that is proposed.
    press(&mut harness, Key::Enter);
    assert!(num_mentions(&harness) > 3);
}

#[test]
fn a_note_is_typed_and_saved() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(folder.path());
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Enter);
    press_with(&mut harness, Modifiers::SHIFT, Key::Tab);
    press(&mut harness, Key::N);
    type_into(&mut harness, "Note text", "Is this the right place?");
    press(&mut harness, Key::Enter);
    let notes = session(&harness).annotations().notes();
    assert_eq!(notes.len(), 1);
    assert_eq!(&*notes[0].text, "Is this the right place?");
}

#[test]
fn a_half_typed_note_survives_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let mut before = window(folder.path());
    press(&mut before, Key::Tab);
    press(&mut before, Key::N);
    type_into(&mut before, "Note text", "Is this the ri");
    drop(before);
    let mut after = window(folder.path());
    press(&mut after, Key::Tab);
    press(&mut after, Key::N);
    press(&mut after, Key::Enter);
    let notes = session(&after).annotations().notes();
    assert_eq!(&*notes[0].text, "Is this the ri");
    assert!(!folder.path().join("config/half-typed-note.txt").exists());
}

#[test]
fn saving_and_opening_again_gives_the_same_state() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(folder.path());
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::Enter);
    press_with(&mut harness, Modifiers::COMMAND, Key::S);
    wait_for(&mut harness, |harness| {
        !harness.state().workspace().is_unsaved()
    });
    let saved = session(&harness).project().clone();
    drop(harness);
    let opened = reopened(&folder.path().join("project.ron"), folder.path());
    assert_eq!(*opened.session.project(), saved);
}

#[test]
fn what_was_done_before_a_crash_is_there_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("project.ron");
    write_file(&project_of(&[ARTICLE]), &path).unwrap();
    let mut harness = harness_over(reopened(&path, folder.path()), folder.path());
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::Enter);
    let alive = session(&harness).project().clone();
    // Dropped without closing: what a crash leaves is the file and its journal.
    drop(harness);
    let opened = reopened(&path, folder.path());
    assert_eq!(*opened.session.project(), alive);
    let mut notices = opened.session.notices.list().iter();
    assert!(notices.any(|notice| notice.message.contains("recovered")));
}
