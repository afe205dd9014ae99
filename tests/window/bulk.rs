//! Work on much at once: finding, labelling what was found, layers, filters, thresholds.

use std::sync::Arc;

use dateline::app::selection::Focus;
use dateline::app::workspace::Workspace;
use dateline::project::Places;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::hand::{click, click_first, labels, run, shows, shows_words, type_into, window_over};
use crate::harness::{Harnessed, harness_over, press, press_with, project_of, session, settle};

const TEXTS: [&str; 3] = [
    "Zarkon spoke. Talks betw-een Zarkon and others failed.",
    "Nobody saw Zarkon. Zarkonians left.",
    "A quiet day between two storms.",
];

/// The same with a word that no engine takes for a name: what is suggested does not matter here.
const PLAIN: [&str; 3] = [
    "gribble spoke. Talks betw-een gribble and others failed.",
    "Nobody saw gribble. gribblers left.",
    "A quiet day between two storms.",
];

#[test]
fn text_is_found_here_and_everywhere_and_a_broken_word_by_its_whole_form() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(folder.path(), &TEXTS);
    press_with(&mut harness, Modifiers::COMMAND, Key::F);
    type_into(&mut harness, "Find", "zarkon");
    assert!(shows(&harness, "2 hits"));
    click(&mut harness, "Search in: All documents");
    assert!(shows(&harness, "4 hits in 2 documents"));
    click(&mut harness, "Whole words");
    assert!(shows(&harness, "3 hits in 2 documents"));
    click(&mut harness, "Match case");
    assert!(shows(&harness, "no hits"));
    click(&mut harness, "Match case");
    harness.get_by_label("Find").focus();
    press_with(&mut harness, Modifiers::COMMAND, Key::A);
    type_into(&mut harness, "Find", "between");
    assert!(shows(&harness, "2 hits in 2 documents"));
    press(&mut harness, Key::Enter);
    assert!(shows(&harness, "1 of 2 hits in 2 documents"));
    let selection = session(&harness).text_selection().span();
    assert_eq!(session(&harness).words_at(selection), "betw-een");
    press(&mut harness, Key::F3);
    assert_eq!(session(&harness).document().unwrap().id.as_str(), "d3");
    press_with(&mut harness, Modifiers::SHIFT, Key::F3);
    assert_eq!(session(&harness).document().unwrap().id.as_str(), "d1");
}

#[test]
fn esc_in_the_find_field_closes_the_bar() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(folder.path(), &PLAIN);
    press_with(&mut harness, Modifiers::COMMAND, Key::F);
    type_into(&mut harness, "Find", "gribble");
    assert!(shows_words(&harness, "2 hits"));
    press(&mut harness, Key::Escape);
    assert!(!shows(&harness, "Find"));
    // The keys are the article's again.
    press(&mut harness, Key::Tab);
    press_with(&mut harness, Modifiers::COMMAND, Key::F);
    assert!(shows(&harness, "Find"));
}

#[test]
fn a_wrong_expression_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(folder.path(), &TEXTS);
    press_with(&mut harness, Modifiers::COMMAND, Key::F);
    click(&mut harness, "Regular expression");
    type_into(&mut harness, "Find", "Zar(");
    assert!(shows(&harness, "unclosed group (at character 4)"));
    type_into(&mut harness, "Find", "k)on");
    assert!(shows(&harness, "2 hits"));
}

#[test]
fn all_hits_are_labelled_after_a_preview_in_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(folder.path(), &PLAIN);
    let before = session(&harness).project().clone();
    let steps = session(&harness).history().num_undoable();
    press_with(
        &mut harness,
        Modifiers::COMMAND.plus(Modifiers::SHIFT),
        Key::F,
    );
    type_into(&mut harness, "Find", "gribble");
    click(&mut harness, "Whole words");
    assert!(shows_words(&harness, "Go to [gribble] spoke."));
    assert!(shows(&harness, "3 hits in 2 documents"));
    press_with(&mut harness, Modifiers::COMMAND, Key::L);
    type_into(&mut harness, "Label of all hits", "PER");
    press(&mut harness, Key::Enter);
    assert!(shows(&harness, "Label all hits"));
    assert!(shows(&harness, "3 of 3 ticked"));
    // The second place is left out.
    press(&mut harness, Key::Num2);
    assert!(shows(&harness, "2 of 3 ticked"));
    press(&mut harness, Key::Enter);
    assert_eq!(labels(&harness), ["gribble PER", "gribble PER"]);
    assert_eq!(session(&harness).history().num_undoable(), steps + 1);
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(*session(&harness).project(), before);
}

#[test]
fn places_that_are_labelled_otherwise_are_not_ticked() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(folder.path(), &["gribble met gribble and gribble."]);
    for label in ["PER", "ORG"] {
        press_with(&mut harness, Modifiers::COMMAND, Key::F);
        harness.get_by_label("Find").focus();
        press_with(&mut harness, Modifiers::COMMAND, Key::A);
        type_into(&mut harness, "Find", "gribble");
        press_with(&mut harness, Modifiers::COMMAND, Key::L);
        type_into(&mut harness, "Label of all hits", label);
        press(&mut harness, Key::Enter);
        if label == "PER" {
            press(&mut harness, Key::Num1);
            press(&mut harness, Key::Enter);
        }
    }
    assert!(shows(&harness, "1 of 3 ticked"));
    assert!(shows(&harness, "labelled otherwise"));
    press(&mut harness, Key::Enter);
    assert_eq!(
        labels(&harness),
        ["gribble ORG", "gribble PER", "gribble PER"]
    );
}

#[test]
fn found_mentions_are_relabelled_and_deleted_but_for_those_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(folder.path(), &PLAIN);
    press_with(
        &mut harness,
        Modifiers::COMMAND.plus(Modifiers::SHIFT),
        Key::F,
    );
    type_into(&mut harness, "Find", "gribble");
    press_with(&mut harness, Modifiers::COMMAND, Key::L);
    type_into(&mut harness, "Label of all hits", "PER");
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::Enter);
    assert_eq!(labels(&harness).len(), 4);
    // As mentions they can be relabelled: all but the first.
    click(&mut harness, "Search for: Mentions");
    assert!(shows(&harness, "4 hits in 2 documents"));
    let first = "Choose [gribble] spoke. Talks betw-een gribble and others failed.";
    click(&mut harness, first);
    press_with(&mut harness, Modifiers::COMMAND, Key::L);
    type_into(&mut harness, "Label of all hits", "ORG");
    press(&mut harness, Key::Enter);
    let found = labels(&harness);
    assert_eq!(
        found.iter().filter(|label| label.ends_with("ORG")).count(),
        3
    );
    assert_eq!(found[0], "gribble PER");
    run(&mut harness, "Delete all hits");
    assert_eq!(labels(&harness), ["gribble PER"]);
    settle(&mut harness);
    assert!(shows(&harness, "1 hit in 1 document"));
}

#[test]
fn a_layer_is_made_in_the_window_and_found_again_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("project.ron");
    dateline::project::write_file(&project_of(&["Zarkon spoke."]), &path).unwrap();
    let places = || Places::new(folder.path().join("state"));
    let workspace = Workspace::open(&path, "ana", places(), Arc::new(|| {})).unwrap();
    let mut harness = harness_over(workspace, folder.path());
    assert!(shows(&harness, "layer main"));
    click(&mut harness, "layer main");
    assert!(shows(&harness, "Layers"));
    press_with(&mut harness, Modifiers::NONE, Key::Tab);
    click(&mut harness, "Make layer");
    assert_eq!(session(&harness).layer_name(), "ana, round 1");
    click(&mut harness, "Rename layer ana, round 1");
    type_into(&mut harness, "New name of the layer", "0");
    press(&mut harness, Key::Enter);
    assert_eq!(session(&harness).layer_name(), "ana, round 10");
    press(&mut harness, Key::Escape);
    assert!(shows(&harness, "layer ana, round 10"));
    // A label in it, then a crash.
    press_with(&mut harness, Modifiers::COMMAND, Key::F);
    type_into(&mut harness, "Find", "Zarkon");
    press_with(&mut harness, Modifiers::COMMAND, Key::L);
    type_into(&mut harness, "Label of all hits", "PER");
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::Enter);
    assert_eq!(labels(&harness), ["Zarkon PER"]);
    let alive = session(&harness).project().clone();
    drop(harness);
    let workspace = Workspace::open(&path, "ana", places(), Arc::new(|| {})).unwrap();
    assert_eq!(*workspace.session.project(), alive);
    let mut harness = harness_over(workspace, folder.path());
    // F4 goes through the layers, and the other one can be shown beside.
    assert_eq!(session(&harness).layer_name(), "main");
    press_with(&mut harness, Modifiers::SHIFT, Key::F4);
    assert!(shows(&harness, "Zarkon, PER, in the layer beside"));
    press(&mut harness, Key::F4);
    assert_eq!(session(&harness).layer_name(), "ana, round 10");
    assert!(shows(&harness, "Zarkon, PER, accepted"));
    run(&mut harness, "main");
    assert_eq!(session(&harness).layer_name(), "main");
    assert!(!shows(&harness, "Zarkon, PER, accepted"));
}

const NEWS: &str = "Minister visits Norway\n\nForeign minister Elena Petrova arrived in Norway on Tuesday. Petrova said Norway and Sweden had agreed to meet again.";

#[test]
fn all_above_a_score_are_accepted_after_being_counted() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(folder.path(), &[NEWS, NEWS.trim_end_matches('.')]);
    let steps = session(&harness).history().num_undoable();
    let shown = session(&harness).shown_suggestions().len();
    press_with(&mut harness, Modifiers::SHIFT, Key::Enter);
    assert!(shows(&harness, "Accept from 0.50 on?"));
    press(&mut harness, Key::Num9);
    assert!(shows(&harness, "Accept from 0.90 on?"));
    press_with(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    assert!(shows(&harness, "Accept from 0.89 on?"));
    // Up until the score parts them, wherever the engine puts its scores.
    let asked = |harness: &Harnessed| match session(harness).focus() {
        Focus::Above(asked) => asked.percent,
        other => panic!("{other:?}"),
    };
    while session(&harness).bulk_count().left == 0 && asked(&harness) < 100 {
        press_with(&mut harness, Modifiers::SHIFT, Key::ArrowUp);
    }
    let percent = asked(&harness);
    let count = session(&harness).bulk_count();
    assert!(count.total() > 0 && count.left > 0, "{percent} {count:?}");
    assert_eq!(count.total() + count.left, shown);
    press(&mut harness, Key::D);
    assert_eq!(session(&harness).bulk_count().documents, 2);
    press(&mut harness, Key::D);
    press(&mut harness, Key::Enter);
    let left = session(&harness).shown_suggestions();
    let highest = f32::from(percent) / 100.0;
    assert!(left.iter().all(|suggestion| suggestion.score < highest));
    assert_eq!(session(&harness).history().num_undoable(), steps + 1);
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(session(&harness).shown_suggestions().len(), shown);
    assert!(labels(&harness).is_empty());
}

#[test]
fn all_like_the_selected_one_are_rejected_after_being_counted() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(folder.path(), &[NEWS]);
    let gpe = |harness: &Harnessed| {
        let shown = session(harness).shown_suggestions().iter();
        shown
            .filter(|suggestion| suggestion.label() == "GPE")
            .count()
    };
    let all = gpe(&harness);
    click_first(&mut harness, "Norway, GPE, suggested");
    press_with(&mut harness, Modifiers::SHIFT, Key::X);
    assert!(shows(&harness, "Reject every “Norway” GPE?"));
    assert_eq!(session(&harness).bulk_count().mentions, 3);
    press(&mut harness, Key::L);
    assert_eq!(session(&harness).bulk_count().mentions, all);
    press(&mut harness, Key::W);
    press(&mut harness, Key::Enter);
    assert_eq!(gpe(&harness), all - 3);
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(gpe(&harness), all);
}

#[test]
fn hidden_suggestions_are_counted_and_neither_asked_about_nor_decided() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(folder.path(), &[NEWS]);
    let all = session(&harness).shown_suggestions().len();
    let shown = session(&harness).shown_suggestions().iter();
    let gpe = shown
        .filter(|suggestion| suggestion.label() == "GPE")
        .count();
    press(&mut harness, Key::S);
    click(&mut harness, &format!("Show GPE, {gpe} here"));
    assert!(!shows(&harness, "Norway, GPE, suggested"));
    assert!(shows(&harness, &format!("{gpe} hidden")));
    assert!(shows(
        &harness,
        &format!("{gpe} hidden here, {gpe} in all documents")
    ));
    assert_eq!(session(&harness).queue().len(), all - gpe);
    // Accepting everything and finishing leaves them undecided, and says so before.
    press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert!(shows_words(&harness, "hidden suggestions stay undecided"));
    press(&mut harness, Key::A);
    let layer = session(&harness).layer().unwrap();
    assert!(layer.decisions().iter().all(|decision| {
        !matches!(&decision.key, dateline::model::SuggestionKey::Mention(_, label) if label == "GPE")
            || decision.verdict == dateline::model::Verdict::Accepted
    }));
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    press(&mut harness, Key::Escape);
    press_with(&mut harness, Modifiers::SHIFT, Key::I);
    assert_eq!(session(&harness).shown_suggestions().len(), all);
    // H hides the label of the selected one.
    click_first(&mut harness, "Norway, GPE, suggested");
    press(&mut harness, Key::I);
    assert_eq!(session(&harness).num_hidden_here(), gpe);
}

#[test]
fn a_threshold_of_a_role_decides_what_is_ticked_and_is_kept_in_the_project() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(
        folder.path(),
        &["Rebels shelled a hospital in Aleppo on Monday."],
    );
    let ticked = |harness: &Harnessed| {
        let session = session(harness);
        let events = session.shown_suggestions().iter();
        let mut roles: Vec<String> = Vec::new();
        for suggestion in events {
            if let dateline::model::Proposal::Event(event) = &suggestion.proposal {
                let ticked = dateline::app::decide::ticked_arguments(
                    &session.project().schema,
                    &event.event_type,
                    &event.arguments,
                );
                roles.extend(ticked.iter().map(|argument| argument.role.to_string()));
            }
        }
        roles
    };
    let before = ticked(&harness);
    assert!(before.contains(&"Place".to_owned()), "{before:?}");
    run(&mut harness, "Thresholds");
    click(&mut harness, "Thresholds of: Roles");
    for _ in 0..10 {
        click(&mut harness, "Higher threshold of Place");
    }
    assert!(!ticked(&harness).contains(&"Place".to_owned()));
    let place = |harness: &Harnessed| {
        let schema = &session(harness).project().schema;
        schema
            .event_type("Conflict.Attack")
            .unwrap()
            .role("Place")
            .unwrap()
            .tick_from
    };
    assert_eq!(place(&harness), Some(100));
    click(&mut harness, "Automatic threshold of Place");
    assert_eq!(place(&harness), None);
    assert_eq!(ticked(&harness), before);
    click(&mut harness, "Higher threshold of Accept from");
    press(&mut harness, Key::Escape);
    press_with(&mut harness, Modifiers::SHIFT, Key::Enter);
    assert!(shows(&harness, "Accept from 0.55 on?"));
}

#[test]
fn questions_of_all_documents_are_listed_gone_to_and_closed() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(folder.path(), &TEXTS);
    for (name, question) in [
        ("A quiet day", "Which storms?"),
        ("Zarkon spoke", "Who is that?"),
    ] {
        run(&mut harness, name);
        press(&mut harness, Key::N);
        type_into(&mut harness, "Note text", question);
        press(&mut harness, Key::Tab);
        press(&mut harness, Key::Enter);
    }
    press(&mut harness, Key::F7);
    assert!(shows(&harness, "2 in all documents"));
    click(&mut harness, "Go to Which storms?");
    assert_eq!(session(&harness).document().unwrap().id.as_str(), "d3");
    click(&mut harness, "Answered: Which storms?");
    assert!(shows(&harness, "1 in all documents"));
    assert!(!shows(&harness, "Go to Which storms?"));
    press_with(&mut harness, Modifiers::SHIFT, Key::F7);
    assert_eq!(session(&harness).document().unwrap().id.as_str(), "d1");
    click(&mut harness, "Listed: All notes");
    assert!(shows(&harness, "Ask again: Which storms?"));
    // The list of documents can be narrowed to those with questions.
    click(&mut harness, "More filters");
    click(&mut harness, "Has questions");
    assert!(shows_words(&harness, "1 of 3"));
}

#[test]
fn a_document_is_left_out_for_a_reason_that_is_offered_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(folder.path(), &TEXTS);
    let skip = Modifiers::COMMAND.plus(Modifiers::SHIFT);
    press_with(&mut harness, skip, Key::Enter);
    harness.get_by_label("Reason").type_text("an advertisement");
    settle(&mut harness);
    press(&mut harness, Key::Enter);
    assert_eq!(session(&harness).document().unwrap().id.as_str(), "d2");
    press_with(&mut harness, skip, Key::Enter);
    // The reason that was given before is the first that is offered.
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    let reasons: Vec<String> = session(&harness)
        .project()
        .documents
        .iter()
        .map(|document| format!("{:?}", session(&harness).status_of(document)))
        .collect();
    let expected = "Skipped(\"an advertisement\")";
    assert_eq!(reasons, [expected, expected, "New"]);
    click(&mut harness, "Skipped 2");
    assert!(shows_words(&harness, "skipped: an advertisement"));
    press_with(&mut harness, skip, Key::Enter);
    press(&mut harness, Key::Escape);
    assert!(!shows(&harness, "Reason"));
    assert_eq!(session(&harness).status_count().skipped, 2);
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(session(&harness).status_count().skipped, 1);
}

#[test]
fn tags_are_written_by_keys_and_documents_filtered_by_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window_over(folder.path(), &TEXTS);
    press(&mut harness, Key::T);
    harness
        .get_by_label("Tags of the document")
        .type_text("pilot, round 2");
    settle(&mut harness);
    press(&mut harness, Key::Enter);
    press_with(&mut harness, Modifiers::COMMAND, Key::PageDown);
    press(&mut harness, Key::T);
    harness.get_by_label("Tags of the document").type_text("pi");
    settle(&mut harness);
    // Tab takes the known tag that begins like this.
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Enter);
    let tags = |harness: &Harnessed, index: usize| {
        session(harness).project().documents[index].tags.clone()
    };
    assert_eq!(tags(&harness, 0), ["pilot", "round 2"]);
    assert_eq!(tags(&harness, 1), ["pilot"]);
    click(&mut harness, "More filters");
    click(&mut harness, "Tag: any tag");
    click(&mut harness, "round 2");
    assert!(shows(&harness, "1 of 3"));
    click(&mut harness, "Clear filters");
    assert!(!shows(&harness, "1 of 3"));
}
