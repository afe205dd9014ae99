//! The window driven as a person drives it: by keys and by the names that screen readers hear. No display, bundled fonts only.
#![cfg(feature = "gui")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use dateline::app::workspace::{Workspace, news_schema};
use dateline::model::{Document, Project, Verdict};
use dateline::project::Places;
use dateline::text::Text;
use dateline::ui::files::{Chosen, FilePicker, Files, Purpose};
use dateline::ui::settings::Settings;
use dateline::ui::text_engine::{self, FontSource};
use dateline::ui::window::Window;
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

const ARTICLE: &str = "Minister visits Norway\n\nForeign minister Elena Petrova arrived in Norway on Tuesday. Petrova said Norway and Sweden had agreed to meet again.";

/// Answers every question for a path with the same one.
struct Answer(PathBuf);

impl FilePicker for Answer {
    fn ask(&self, _purpose: Purpose, _suggested: &str) -> Option<Receiver<Chosen>> {
        let (sender, receiver) = channel();
        sender.send(Some(vec![self.0.clone()])).ok()?;
        Some(receiver)
    }
}

type Harnessed = Harness<'static, Window>;

fn settings() -> Settings {
    Settings {
        annotator: "ana".to_owned(),
        dark: Some(false),
        tour_seen: true,
        ..Settings::default()
    }
}

fn window(workspace: Workspace, folder: &Path) -> Window {
    let picker = Files::new(Box::new(Answer(folder.join("project.ron"))));
    Window::new(
        workspace,
        settings(),
        folder.join("config"),
        picker,
        Instant::now(),
    )
}

/// A window of 1280 by 800 over a project of one article, its suggestions computed; everything on disk in `folder`.
fn harness(folder: &Path) -> Harnessed {
    let mut project = Project::new(news_schema());
    let mut document = Document::new("d1".into(), Text::new(ARTICLE));
    document.meta.date = "2026-05-08".to_owned();
    project.documents.push(Arc::new(document));
    let workspace = Workspace::unsaved(
        project,
        "ana",
        Places::new(folder.join("state")),
        Arc::new(|| {}),
    );
    harness_over(workspace, folder)
}

fn harness_over(mut workspace: Workspace, folder: &Path) -> Harnessed {
    workspace.session.wait_for_suggestions();
    let mut harness = Harness::builder()
        .with_size(vec2(1280.0, 800.0))
        .with_step_dt(0.05)
        .with_max_steps(40)
        .with_context_setup(|ctx| text_engine::install(ctx, FontSource::Bundled))
        .build_ui_state(
            |ui, window: &mut Window| window.frame(ui),
            window(workspace, folder),
        );
    settle(&mut harness);
    harness
}

/// A few frames: a key is read in one, its effect drawn in the same, what a pointer asked for in the next.
fn settle(harness: &mut Harnessed) {
    for _ in 0..4 {
        harness.step();
    }
}

fn press(harness: &mut Harnessed, key: Key) {
    press_with(harness, Modifiers::NONE, key);
}

fn press_with(harness: &mut Harnessed, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    settle(harness);
}

fn labels(harness: &Harnessed) -> Vec<String> {
    let session = &harness.state().workspace().session;
    let mentions = session.annotations().mentions().iter();
    mentions
        .map(|mention| {
            format!(
                "{} {}",
                session.words_at(mention.extent.envelope()),
                mention.label
            )
        })
        .collect()
}

#[test]
fn suggestions_are_in_sight_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let harness = harness(folder.path());
    assert!(harness.query_all_by_label("Norway, GPE, suggested").count() >= 2);
    assert!(harness.query_by_label("Filter documents").is_some());
}

#[test]
fn tab_and_enter_accept_x_rejects_and_undo_takes_both_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = harness(folder.path());
    let before = harness.state().workspace().session.project().clone();
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Enter);
    assert_eq!(
        harness
            .state()
            .workspace()
            .session
            .annotations()
            .mentions()
            .len(),
        1
    );
    press(&mut harness, Key::X);
    let layer = harness.state().workspace().session.layer().unwrap().clone();
    assert!(
        layer
            .decisions()
            .iter()
            .any(|decision| decision.verdict == Verdict::Rejected)
    );
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(*harness.state().workspace().session.project(), before);
}

#[test]
fn a_click_on_a_mark_selects_it_and_the_picker_relabels_by_typing() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = harness(folder.path());
    harness
        .query_all_by_label("Norway, GPE, suggested")
        .next()
        .unwrap()
        .click();
    settle(&mut harness);
    press(&mut harness, Key::L);
    harness.get_by_label("Entity type").type_text("organ");
    settle(&mut harness);
    press(&mut harness, Key::Enter);
    assert_eq!(labels(&harness), ["Norway ORG"]);
    assert!(harness.query_by_label("Norway, ORG, accepted").is_some());
}

#[test]
fn a_decision_is_repeated_for_all_matches_after_a_preview() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = harness(folder.path());
    harness
        .query_all_by_label("Norway, GPE, suggested")
        .next()
        .unwrap()
        .click();
    settle(&mut harness);
    press(&mut harness, Key::A);
    assert!(harness.query_by_label("Same everywhere").is_some());
    press(&mut harness, Key::Enter);
    assert_eq!(labels(&harness), ["Norway GPE", "Norway GPE", "Norway GPE"]);
}

#[test]
fn the_palette_finds_a_command_by_a_few_letters() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = harness(folder.path());
    press_with(&mut harness, Modifiers::COMMAND, Key::K);
    harness
        .get_by_label("Search commands")
        .type_text("accept all");
    settle(&mut harness);
    press(&mut harness, Key::Enter);
    // It is asked from which score on; Enter takes the one that is proposed.
    press(&mut harness, Key::Enter);
    assert!(
        harness
            .state()
            .workspace()
            .session
            .annotations()
            .mentions()
            .len()
            > 3
    );
}

#[test]
fn a_note_is_typed_and_saved() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = harness(folder.path());
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Enter);
    press_with(&mut harness, Modifiers::SHIFT, Key::Tab);
    press(&mut harness, Key::N);
    harness
        .get_by_label("Note text")
        .type_text("Is this the right place?");
    settle(&mut harness);
    press(&mut harness, Key::Enter);
    let notes = harness
        .state()
        .workspace()
        .session
        .annotations()
        .notes()
        .to_vec();
    assert_eq!(notes.len(), 1);
    assert_eq!(&*notes[0].text, "Is this the right place?");
}

#[test]
fn a_half_typed_note_survives_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let mut before = harness(folder.path());
    press(&mut before, Key::Tab);
    press(&mut before, Key::N);
    before.get_by_label("Note text").type_text("Is this the ri");
    settle(&mut before);
    drop(before);
    let mut after = harness(folder.path());
    press(&mut after, Key::Tab);
    press(&mut after, Key::N);
    press(&mut after, Key::Enter);
    let notes = after
        .state()
        .workspace()
        .session
        .annotations()
        .notes()
        .to_vec();
    assert_eq!(&*notes[0].text, "Is this the ri");
    assert!(!folder.path().join("config/half-typed-note.txt").exists());
}

#[test]
fn saving_and_opening_again_gives_the_same_state() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("project.ron");
    let mut harness = harness(folder.path());
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::Enter);
    press_with(&mut harness, Modifiers::COMMAND, Key::S);
    let started = Instant::now();
    while harness.state().workspace().is_unsaved() && started.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
        settle(&mut harness);
    }
    let saved = harness.state().workspace().session.project().clone();
    drop(harness);
    let places = Places::new(folder.path().join("state"));
    let opened = Workspace::open(&path, "ana", places, Arc::new(|| {})).unwrap();
    assert_eq!(*opened.session.project(), saved);
}

#[test]
fn what_was_done_before_a_crash_is_there_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("project.ron");
    let mut project = Project::new(news_schema());
    project
        .documents
        .push(Arc::new(Document::new("d1".into(), Text::new(ARTICLE))));
    dateline::project::write_file(&project, &path).unwrap();
    let places = || Places::new(folder.path().join("state"));
    let workspace = Workspace::open(&path, "ana", places(), Arc::new(|| {})).unwrap();
    let mut harness = harness_over(workspace, folder.path());
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::Enter);
    let alive = harness.state().workspace().session.project().clone();
    // Dropped without closing: what a crash leaves is the file and its journal.
    drop(harness);
    let opened = Workspace::open(&path, "ana", places(), Arc::new(|| {})).unwrap();
    assert_eq!(*opened.session.project(), alive);
    assert!(
        opened
            .session
            .notices
            .list()
            .iter()
            .any(|notice| notice.message.contains("recovered"))
    );
}
