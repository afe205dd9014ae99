//! Dialogs about files: what an earlier run kept, earlier versions, dropped files, pasted paths, statistics.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dateline::app::bulk::SuggestionFilter;
use dateline::app::command::Command;
use dateline::app::queue::QueueOrder;
use dateline::app::workspace::Workspace;
use dateline::model::WordEntry;
use dateline::project::{Places, list_backups, read_file, write_file};
use dateline::text::Span;
use dateline::ui::settings::Settings;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::hand::{click, labels, run, shows, shows_words, type_into, wait_for, window_over};
use crate::harness::{Harnessed, harness_over, press, press_with, project_of, session, settle};

fn places(folder: &Path) -> Places {
    Places::new(folder.join("state"))
}

/// Labels the first word of the open document.
fn label_first(harness: &mut Harnessed, label: &str) {
    press(harness, Key::Escape);
    run(harness, "Label…");
    type_into(harness, "Entity type", label);
    press(harness, Key::Enter);
}

#[test]
fn what_a_crash_left_without_a_place_is_offered_opened_or_thrown_away() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let mut crashed = window_over(folder.path(), &["Zarkon spoke."]);
        label_first(&mut crashed, "PER");
        assert_eq!(labels(&crashed), ["Zarkon PER"]);
        // Dropped without closing, as a crash leaves it.
        drop(crashed);
    }
    // One in which nothing was done is not worth a question.
    drop(window_over(folder.path(), &["Only looked at."]));
    let mut harness = window_over(folder.path(), &["Another day."]);
    harness.state_mut().offer_kept();
    settle(&mut harness);
    assert!(shows(&harness, "Kept projects"));
    let buttons = |harness: &Harnessed| -> Vec<egui::Rect> {
        let all = harness.query_all_by_label_contains("Never saved");
        all.map(|node| node.rect()).collect()
    };
    let before = buttons(&harness);
    wait_for(&mut harness, |harness| {
        !shows_words(harness, "looking into it…")
    });
    assert!(shows_words(&harness, "“Zarkon spoke.”"));
    // What is found out about a project comes late and moves nothing under the pointer.
    assert_eq!(buttons(&harness), before);
    assert!(!shows_words(&harness, "“Only looked at.”"));
    let first = |harness: &Harnessed, word: &str| {
        let node = harness.query_all_by_label_contains(word).next();
        node.unwrap().click();
    };
    first(&harness, "Discard… Never saved");
    settle(&mut harness);
    first(&harness, "Discard for good Never saved");
    settle(&mut harness);
    first(&harness, "Open Never saved");
    settle(&mut harness);
    assert_eq!(labels(&harness), ["Zarkon PER"]);
    assert!(!shows(&harness, "Kept projects"));
    run(&mut harness, "Kept projects");
    wait_for(&mut harness, |harness| {
        shows_words(harness, "“Only looked at.”")
    });
    first(&harness, "Discard… Never saved");
    settle(&mut harness);
    first(&harness, "Discard for good Never saved");
    settle(&mut harness);
    run(&mut harness, "Kept projects");
    assert!(shows_words(&harness, "Nothing is kept"));
    press(&mut harness, Key::Escape);
    assert!(!shows(&harness, "Kept projects"));
}

#[test]
fn an_earlier_version_comes_back_and_the_present_one_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("project.ron");
    write_file(&project_of(&["Zarkon spoke."]), &path).unwrap();
    let workspace = Workspace::open(&path, "ana", places(folder.path()), Arc::new(|| {})).unwrap();
    let mut harness = harness_over(workspace, folder.path());
    label_first(&mut harness, "PER");
    press_with(&mut harness, Modifiers::COMMAND, Key::S);
    wait_for(&mut harness, |harness| {
        !harness.state().workspace().is_unsaved()
    });
    assert_eq!(list_backups(&path).unwrap().len(), 1);
    run(&mut harness, "Restore a backup");
    wait_for(&mut harness, |harness| {
        shows_words(
            harness,
            "1 document, 0 annotations · 1 annotation fewer than now",
        )
    });
    assert!(shows_words(&harness, "Now: 1 document, 1 annotation."));
    click(&mut harness, "Restore");
    assert!(labels(&harness).is_empty());
    assert!(!shows(&harness, "Restore a backup"));
    // A step like any other: undone, done again, saved by one save.
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(labels(&harness), ["Zarkon PER"]);
    press_with(&mut harness, Modifiers::COMMAND, Key::Y);
    assert!(labels(&harness).is_empty());
    press_with(&mut harness, Modifiers::COMMAND, Key::S);
    wait_for(&mut harness, |harness| {
        !harness.state().workspace().is_unsaved()
    });
    let restored = session(&harness).project().clone();
    assert_eq!(read_file(&path).unwrap().project, restored);
    // The version before is the newest backup: restoring it brings it back later, too.
    assert!(list_backups(&path).unwrap().len() >= 2);
    run(&mut harness, "Restore a backup");
    wait_for(&mut harness, |harness| {
        shows_words(harness, "1 annotation more than now")
    });
    press(&mut harness, Key::Enter);
    assert_eq!(labels(&harness), ["Zarkon PER"]);
}

#[test]
fn a_project_opens_as_it_was_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["one.ron", "other.ron"] {
        write_file(&project_of(&["Oslo fell.", "Bergen fell."]), &path(name)).unwrap();
    }
    let mut harness = window_over(folder.path(), &["Zarkon spoke."]);
    let open = |harness: &mut Harnessed, name: &str| {
        let ctx = harness.ctx.clone();
        harness.state_mut().open_paths(&ctx, vec![path(name)]);
        settle(harness);
        wait_for(harness, |harness| {
            session(harness).suggesting().is_none() && !session(harness).queue().is_empty()
        });
    };
    let shown = |harness: &Harnessed| {
        let session = session(harness);
        let document = session.document().unwrap().id.to_string();
        (document, session.num_hidden(), session.order())
    };
    open(&mut harness, "one.ron");
    let usual = shown(&harness);
    harness
        .state_mut()
        .ask(Command::SetOrder(QueueOrder::MentionsFirst));
    settle(&mut harness);
    press_with(&mut harness, Modifiers::COMMAND, Key::PageDown);
    let hidden_labels = ["GPE".into()].into();
    harness
        .state_mut()
        .ask(Command::SetFilter(SuggestionFilter {
            hidden_labels,
            ..SuggestionFilter::default()
        }));
    settle(&mut harness);
    let changed = shown(&harness);
    assert_eq!(
        (changed.0.as_str(), changed.2),
        ("d2", QueueOrder::MentionsFirst)
    );
    assert!(changed.1 > 0);
    open(&mut harness, "other.ron");
    assert_eq!(shown(&harness), usual);
    let ctx = harness.ctx.clone();
    harness.state_mut().open_paths(&ctx, vec![path("one.ron")]);
    wait_for(&mut harness, |harness| shown(harness) == changed);
    let (settings, problem) = Settings::load(&path("config"));
    assert_eq!(problem, None);
    // What was only opened has nothing to remember.
    let mut views = settings.views.values();
    assert_eq!(views.next().unwrap().document.as_deref(), Some("d2"));
    assert_eq!(views.next(), None);
}

#[test]
fn dropped_files_and_folders_and_pasted_paths_become_documents() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("articles");
    std::fs::create_dir(&inner).unwrap();
    let write = |path: PathBuf, text: &str| {
        std::fs::write(&path, text).unwrap();
        path
    };
    let one = write(folder.path().join("one.txt"), "One fine day.");
    write(inner.join("two.txt"), "Two fine days.");
    write(inner.join("not an article.bin"), "0101");
    let three = write(
        folder.path().join("three.md"),
        "# Three\n\nThree fine days.",
    );
    let mut harness = window_over(folder.path(), &["Zarkon spoke."]);
    let drop = |harness: &mut Harnessed, paths: &[&Path]| {
        let files = paths
            .iter()
            .map(|path| -> egui::DroppedFileHandle { Arc::new(Dropped((*path).to_owned())) });
        harness.input_mut().dropped_files = files.collect();
        settle(harness);
    };
    let num = |harness: &Harnessed| session(harness).project().documents.len();
    drop(&mut harness, &[&one, &inner]);
    wait_for(&mut harness, |harness| num(harness) == 3);
    // Dropped again: noticed, not added.
    drop(&mut harness, &[&one]);
    wait_for(&mut harness, |harness| {
        shows_words(harness, "Already in the project")
    });
    assert_eq!(num(&harness), 3);
    press_with(
        &mut harness,
        Modifiers::COMMAND.plus(Modifiers::SHIFT),
        Key::V,
    );
    type_into(&mut harness, "Article text", &three.display().to_string());
    click(&mut harness, "Add article");
    wait_for(&mut harness, |harness| num(harness) == 4);
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(num(&harness), 3);
}

/// A file as the desktop hands it over.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn statistics_and_the_word_list_show_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut workspace = Workspace::unsaved(
        project_of(&["Zarkon spoke.", "Nobody came."]),
        "ana",
        places(folder.path()),
        Arc::new(|| {}),
    );
    workspace
        .session
        .dispatch(Command::SelectText(Span::new(0, 6)));
    workspace.session.dispatch(Command::SetLabel("PER".into()));
    workspace.session.put_word(WordEntry {
        text: "Zarkon".into(),
        label: Some("PER".into()),
        match_case: true,
    });
    let mut harness = harness_over(workspace, folder.path());
    run(&mut harness, "Statistics");
    assert!(shows(
        &harness,
        "0 of 2 documents done, 1 in progress, 1 new, 0 skipped"
    ));
    for column in [
        "Label",
        "Total",
        "Accepted",
        "Corrected",
        "Added",
        "Rejected",
        "Right",
    ] {
        assert!(shows(&harness, column), "{column}");
    }
    press(&mut harness, Key::Escape);
    run(&mut harness, "Word list");
    assert!(shows(&harness, "case counts"));
    click(&mut harness, "Take off the list “Zarkon”");
    assert!(session(&harness).project().words.entries.is_empty());
    assert!(shows_words(&harness, "The list is empty"));
}
