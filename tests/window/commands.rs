//! Every command of the table without a pointer: by its key where it has one, and by the palette. Each must change or show something, and most of
//! them something that is known beforehand. Panels are reached by F6, marks of the article by name.
use std::collections::BTreeSet;

use dateline::app::command::{Command, Menu};
use dateline::app::selection::{Focus, Picker, Selected};
use dateline::app::session::Session;
use dateline::model::layer::DocumentStatus;
use dateline::model::suggestion::SuggestionKey;
use dateline::model::{DocumentId, Level, Project};
use dateline::ui::article::{Mark, MarkKey, MarkKind, MarkState, mark_name};
use dateline::ui::keymap::{FocusKind, Keymap};
use egui::accesskit::Toggled;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::hand;
use crate::harness::{
    Harnessed, focused, harness, press, press_with, selected_words, session, settle, spoken,
    tab_to, type_text,
};

const ARTICLES: [&str; 3] = [
    "Minister visits Norway\n\nForeign minister Elena Petrova arrived in Norway on Tuesday. Petrova said Norway and Sweden had agreed to meet again.\n\n\
     Gunmen attacked a hospital in Oslo on Monday and killed two nurses. Police arrested a man after the attack.",
    "Quiet day\n\nNobody left Bergen on Friday.",
    "Another day\n\nThe mayor of Trondheim resigned.",
];

/// Everything that a command can change or show.
#[derive(Clone, PartialEq)]
struct Seen {
    project: Project,
    document: Option<DocumentId>,
    selected: Selected,
    focus: Focus,
    caret: dateline::app::selection::TextSelection,
    spoken: BTreeSet<String>,
    notices: Vec<String>,
    dark: bool,
    num_shapes: usize,
    queue: usize,
    files: usize,
}

fn seen(harness: &Harnessed, folder: &std::path::Path) -> Seen {
    let session = session(harness);
    let notices = session.notices.list().iter();
    Seen {
        project: session.project().clone(),
        document: session.document().map(|document| document.id.clone()),
        selected: session.selected().clone(),
        focus: session.focus().clone(),
        caret: session.text_selection(),
        spoken: spoken(harness),
        notices: notices.map(|notice| notice.message.clone()).collect(),
        dark: harness.ctx.global_style().visuals.dark_mode,
        num_shapes: harness.output().shapes.len(),
        queue: session.queue().len(),
        files: std::fs::read_dir(folder).map_or(0, std::iter::Iterator::count),
    }
}

fn on_event(session: &Session) -> bool {
    matches!(
        session.selected(),
        Selected::Suggestion(SuggestionKey::Event(..))
    )
}

fn on(words: &'static str) -> impl Fn(&Session) -> bool {
    move |session| selected_words(session) == words
}

/// Selects "Elena Petrova" as text, by keys alone.
fn select_name(harness: &mut Harnessed) {
    tab_to(harness, on("Elena Petrova"));
    press(harness, Key::Escape);
    press_with(harness, Modifiers::SHIFT, Key::ArrowRight);
    press_with(harness, Modifiers::SHIFT, Key::ArrowRight);
    assert!(!session(harness).text_selection().is_empty());
}

/// Makes a relation between "Elena Petrova" and "Petrova", by keys alone.
fn relate(harness: &mut Harnessed) {
    tab_to(harness, on("Elena Petrova"));
    press(harness, Key::R);
    for _ in 0..20 {
        press(harness, Key::ArrowRight);
        if selected_words(session(harness)) == "Petrova" {
            break;
        }
    }
    press(harness, Key::Enter);
    harness.get_by_label("Relation type").type_text("family");
    settle(harness);
    press(harness, Key::Enter);
}

/// What must hold before a command can show what it does.
fn prepare(harness: &mut Harnessed, command: &Command) {
    match command {
        Command::Undo => press(harness, Key::Enter),
        Command::Redo => {
            press(harness, Key::Enter);
            press_with(harness, Modifiers::COMMAND, Key::Z);
        }
        Command::ReopenDocument => {
            hand::run(harness, "Leave the rest and finish");
            press_with(harness, Modifiers::COMMAND, Key::PageUp);
        }
        Command::PreviousDocument => press_with(harness, Modifiers::COMMAND, Key::PageDown),
        Command::ExtendLeft | Command::ShrinkLeft | Command::ShrinkRight => select_name(harness),
        Command::ExtendLeftByChar
        | Command::ShrinkLeftByChar
        | Command::ShrinkRightByChar
        | Command::ExtendRightByChar => tab_to(harness, on("Elena Petrova")),
        Command::AddFragment => {
            tab_to(harness, on("Elena Petrova"));
            press(harness, Key::Enter);
            press(harness, Key::Escape);
            press_with(harness, Modifiers::SHIFT, Key::ArrowRight);
        }
        Command::MergeMentions => {
            press(harness, Key::Enter);
            press(harness, Key::Enter);
            press(harness, Key::Comma);
            press(harness, Key::Comma);
        }
        Command::SplitMention => {
            select_name(harness);
            press(harness, Key::Num1);
            press(harness, Key::Escape);
            press(harness, Key::ArrowLeft);
        }
        Command::OpenCard | Command::NextRole | Command::PreviousRole => tab_to(harness, on_event),
        Command::NotStated => {
            tab_to(harness, on_event);
            press(harness, Key::K);
            press(harness, Key::Num1);
        }
        Command::CopyRoles => {
            tab_to(harness, on("killed"));
            press(harness, Key::K);
        }
        Command::LinkCoreference => tab_to(harness, on("Sweden")),
        Command::UnlinkCoreference
        | Command::NextInChain
        | Command::PreviousInChain
        | Command::SplitChain => {
            tab_to(harness, on("Norway"));
            press(harness, Key::Enter);
            tab_to(harness, on("Norway"));
        }
        Command::LinkRelation => tab_to(harness, on("Norway")),
        Command::ReverseRelation => relate(harness),
        Command::ShowAllSuggestions => press(harness, Key::I),
        Command::ToggleUnsure => {
            let all = Command::SetLabelThreshold(Some("GPE".into()), Some(100));
            harness.state_mut().ask(all);
            settle(harness);
        }
        Command::NextQuestion => {
            press_with(harness, Modifiers::COMMAND, Key::PageDown);
            press(harness, Key::N);
            type_text(harness, "Why so quiet?");
            harness.get_by_label("An open question").click();
            settle(harness);
            press(harness, Key::Enter);
            press_with(harness, Modifiers::COMMAND, Key::PageUp);
        }
        Command::NextLayer | Command::NextLayerBeside => {
            hand::run(harness, "Layers…");
            harness.get_by_label("Make layer").click();
            settle(harness);
            press(harness, Key::Escape);
            press(harness, Key::F4);
        }
        Command::PreviousSentence => {
            press(harness, Key::ArrowDown);
            press(harness, Key::ArrowDown);
        }
        Command::AskOwnModel => {
            hand::run(harness, "Your own model…");
            hand::click(harness, "Your model: Command");
            // Gives every document back as it came.
            hand::type_into(harness, "Command of your model", "cat");
            press(harness, Key::Escape);
        }
        Command::ZoomReset => press_with(harness, Modifiers::COMMAND, Key::Plus),
        Command::PreviousMark | Command::PreviousSuggestion => {
            for _ in 0..3 {
                press(harness, Key::Tab);
            }
        }
        Command::CaretLeft | Command::CaretRight => {
            press(harness, Key::Tab);
            press(harness, Key::Escape);
            press(harness, Key::ArrowRight);
        }
        _ => {}
    }
}

/// What the command must have done, where that can be said.
#[expect(clippy::too_many_lines, reason = "one line a command")]
fn is_done(command: &Command, before: &Seen, after: &Seen, harness: &Harnessed) -> bool {
    let now = session(harness);
    let says = |label: &str| harness.query_all_by_label_contains(label).count() > 0;
    let num = |seen: &Seen| {
        seen.project
            .documents
            .iter()
            .filter_map(|document| document.layer("main"))
            .map(|layer| {
                let annotations = &layer.annotations;
                (annotations.mentions().len(), annotations.events().len())
            })
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    let has_decisions = |least: usize| {
        now.layer()
            .is_some_and(|layer| layer.decisions().len() >= least)
    };
    let opens = |words: &str| {
        let is_new = |line: &&String| line.contains(words) && !before.spoken.contains(*line);
        after.spoken.iter().any(|line| is_new(&line))
    };
    match command {
        Command::NewProject | Command::CloseProject => now.project().documents.is_empty(),
        Command::Quit => harness.state().is_quitting(),
        Command::PasteArticle => says("Paste an article"),
        Command::Save | Command::SaveAs => after.files > before.files,
        Command::Export => opens("Close export"),
        Command::RestoreBackup => says("Restore a backup"),
        Command::ShowKept => says("Nothing is kept"),
        Command::Undo => num(after).0 < num(before).0,
        Command::Redo | Command::Accept => num(after).0 > num(before).0,
        Command::PickLabel => after.focus == Focus::Picker(Picker::Label),
        Command::PickEvent => after.focus == Focus::Picker(Picker::Event),
        Command::CycleLevel => now
            .selected_mention()
            .is_some_and(|mention| mention.level != Level::Name),
        Command::NextHead => now
            .selected_mention()
            .is_some_and(|mention| mention.head.is_some()),
        Command::ExtendLeft | Command::ExtendRight => {
            let len = |seen: &Seen| seen.caret.span().len();
            len(after) > len(before) || num(after).0 > num(before).0
        }
        Command::ShrinkLeft | Command::ShrinkRight => {
            after.caret.span().len() < before.caret.span().len()
        }
        Command::AddFragment => now.annotations().mentions().iter().any(|mention| {
            mention.extent.is_discontinuous() || mention.extent.envelope().len() > 13
        }),
        Command::MergeMentions => num(after).0 + 1 == num(before).0,
        Command::SplitMention => num(after).0 == num(before).0 + 1,
        Command::RemoveDocument => after.project.documents.len() == 2,
        Command::Help => says("Keys and commands"),
        Command::Tour => says("Two minutes through Dateline"),
        Command::ShowSettings => opens("Close settings"),
        Command::ShowSchema | Command::SaveCase => opens("Close schema"),
        Command::ShowWords => opens("Close word list"),
        Command::ShowStatistics => opens("Close statistics"),
        Command::ShowLearning => opens("Close learning"),
        Command::ShowProjectSettings => opens("Close project settings"),
        Command::ToggleUnsure => after.queue > before.queue,
        Command::ShowProblems
        | Command::ShowMentions
        | Command::ShowEvents
        | Command::ShowEntities
        | Command::ShowRelations
        | Command::ShowFound
        | Command::ShowQuestions
        | Command::ShowSuggestions
        | Command::ShowRejected => opens("Close the list"),
        Command::Find | Command::FindEverywhere => opens("Close the find bar"),
        Command::FindNext | Command::FindPrevious | Command::LabelFound | Command::DeleteFound => {
            opens("Close the find bar") && opens("Nothing was found")
        }
        Command::ShowLayers => opens("Close layers"),
        Command::NextQuestion => after.document != before.document && says("Why so quiet?"),
        Command::SkipDocument => after.focus == Focus::Skip && says("Reason"),
        Command::EditTags => after.focus == Focus::Tags && says("Tags of the document"),
        Command::NextLayer => now.layer_name() != "main",
        Command::NextLayerBeside => now.layer_beside().is_some(),
        Command::ShowThresholds => opens("Close thresholds"),
        Command::ShowOwnModel => opens("Close your own model"),
        Command::AskOwnModel => says("0 mentions and 0 events"),
        Command::HideLabel => after.queue < before.queue,
        Command::ShowAllSuggestions => after.queue > before.queue,
        Command::RejectAllLikeThis => matches!(after.focus, Focus::Alike(_)),
        Command::ToggleTheme => after.dark != before.dark,
        Command::ToggleAllArcs => after.num_shapes != before.num_shapes,
        Command::ToggleDocuments => {
            says("Filter documents")
                != before
                    .spoken
                    .iter()
                    .any(|line| line.starts_with("Filter documents"))
        }
        Command::ToggleInspector => after.spoken.len() < before.spoken.len(),
        Command::ZoomIn => says("110 %"),
        Command::ZoomOut => says("90 %"),
        Command::ZoomReset => says("100 %"),
        Command::NextPanel | Command::PreviousPanel => {
            focused(harness).is_some_and(|label| label != "Article")
        }
        Command::NextDocument | Command::PreviousDocument => after.document != before.document,
        Command::Reject => has_decisions(1) && num(after) == num(before),
        Command::SameInDocument | Command::SameInProject => {
            after.focus == Focus::Propagation || after.notices != before.notices
        }
        Command::AcceptAllAbove => matches!(after.focus, Focus::Above(_)),
        Command::FinishDocument => after.focus == Focus::Finish,
        Command::FinishAccepting | Command::FinishRejecting | Command::FinishLeaving => {
            let first = &now.project().documents[0];
            now.status_of(first) == DocumentStatus::Done
        }
        Command::ReopenDocument => {
            let first = &now.project().documents[0];
            now.status_of(first) == DocumentStatus::InProgress
        }
        Command::OpenCard => after.focus == Focus::Card { role: None },
        Command::NextRole => after.focus == Focus::Card { role: Some(0) },
        Command::PreviousRole => matches!(after.focus, Focus::Card { role: Some(1..) }),
        Command::NotStated => now
            .annotations()
            .events()
            .iter()
            .any(|event| !event.not_stated.is_empty()),
        Command::CopyRoles => {
            let killed = now.selected_event();
            killed.is_some_and(|event| event.arguments.iter().any(|known| known.role == "Place"))
        }
        Command::LinkCoreference => after.focus == Focus::Coreference,
        Command::UnlinkCoreference => now
            .selected_mention()
            .is_some_and(|mention| mention.entity.is_none()),
        Command::SplitChain => now.chain_of_selected().len() < 2,
        Command::NextInChain | Command::PreviousInChain => {
            after.selected != before.selected && selected_words(now) == "Norway"
        }
        Command::LinkRelation => after.focus == Focus::Relation,
        Command::ReverseRelation => {
            let ends = |seen: &Seen| {
                let relations = seen.project.documents[0].layers[0].annotations.relations();
                (relations[0].from.clone(), relations[0].to.clone())
            };
            ends(after).0 == ends(before).1 && ends(after).1 == ends(before).0
        }
        Command::ArmBrush => matches!(after.focus, Focus::Brush(_)),
        Command::WriteNote => after.focus == Focus::Note && says("Note text"),
        Command::AlwaysSuggest | Command::NeverSuggest => now.project().words.entries.len() == 1,
        Command::ClearSuggestions | Command::ToggleSuggestionsHere | Command::ToggleSuggestions => {
            after.queue == 0 && before.queue > 0
        }
        Command::Leave => {
            after.selected == Selected::Nothing && before.selected != Selected::Nothing
        }
        _ => true,
    }
}

/// Runs one command in a fresh window and says what is wrong.
fn run(command: &Command, by_key: bool) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut harness = harness(&ARTICLES, folder.path());
    press(&mut harness, Key::Tab);
    prepare(&mut harness, command);
    let entry = command.entry().ok_or("no entry")?;
    if let Some(why) = session(&harness).why_not(command) {
        return Err(format!("cannot run where it was prepared: {why}"));
    }
    let before = seen(&harness, folder.path());
    if by_key {
        let focus = FocusKind::of(session(&harness).focus());
        let Some(key) = Keymap::default().key_of(command, focus) else {
            return Ok(());
        };
        harness.key_press_modifiers(key.modifiers, key.logical_key);
    } else {
        press_with(&mut harness, Modifiers::COMMAND, Key::K);
        harness
            .get_by_label("Search commands")
            .type_text(entry.label);
        settle(&mut harness);
        let first = harness.query_all_by_label(entry.label);
        if !first
            .into_iter()
            .any(|node| node.accesskit_node().toggled() == Some(Toggled::True))
        {
            return Err("its label is not the first line of the palette".to_owned());
        }
        harness.key_press(Key::Enter);
    }
    settle(&mut harness);
    // Files are written in the background.
    let started = std::time::Instant::now();
    let mut after = seen(&harness, folder.path());
    while !is_done(command, &before, &after, &harness) {
        if started.elapsed() > std::time::Duration::from_secs(45) {
            return Err(format!(
                "did not do what it should; notices: {:?}",
                after.notices
            ));
        }
        std::thread::sleep(std::time::Duration::from_millis(30));
        harness.step();
        after = seen(&harness, folder.path());
    }
    if after == before && *command != Command::Quit {
        return Err("changed nothing, showed nothing, said nothing".to_owned());
    }
    Ok(())
}

fn check_menu(menu: Menu) {
    let mut wrong = Vec::new();
    for entry in Command::TABLE.iter().filter(|entry| entry.menu == menu) {
        for by_key in [true, false] {
            // The palette is what opens the palette.
            if entry.command == Command::CommandPalette && !by_key {
                continue;
            }
            if let Err(fault) = run(&entry.command, by_key) {
                let way = if by_key { "by key" } else { "by palette" };
                wrong.push(format!("{} {way}: {fault}", entry.name));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_command_about_files_runs_without_a_pointer() {
    check_menu(Menu::File);
}

#[test]
fn every_command_of_editing_runs_without_a_pointer() {
    check_menu(Menu::Edit);
}

#[test]
fn every_command_of_the_view_runs_without_a_pointer() {
    check_menu(Menu::View);
}

#[test]
fn every_command_of_annotating_runs_without_a_pointer() {
    check_menu(Menu::Annotate);
}

#[test]
fn every_command_of_schema_and_help_runs_without_a_pointer() {
    check_menu(Menu::Schema);
    check_menu(Menu::Help);
}

#[test]
fn a_command_that_cannot_run_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let mut silent = Vec::new();
    let mut harness = harness(&[], folder.path());
    for entry in Command::TABLE {
        if session(&harness).why_not(&entry.command).is_none() {
            continue;
        }
        hand::run(&mut harness, entry.label);
        let notices = session(&harness).notices.list();
        let why = session(&harness).why_not(&entry.command).unwrap_or("?");
        if !notices.iter().any(|notice| notice.message == why) {
            silent.push(entry.name);
        }
    }
    assert!(silent.is_empty(), "{silent:?}");
    // Without an article that is most of them.
    let num = Command::TABLE
        .iter()
        .filter(|entry| session(&harness).why_not(&entry.command).is_some());
    assert!(num.count() > 50);
}

#[test]
fn every_mark_in_sight_is_found_by_words_type_and_state() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = harness(&ARTICLES, folder.path());
    for _ in 0..3 {
        press(&mut harness, Key::Tab);
        press(&mut harness, Key::Enter);
    }
    tab_to(&mut harness, on_event);
    press(&mut harness, Key::Enter);
    let session = session(&harness);
    let text = session.document().unwrap().text();
    let subtype = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
    let mark = |extent: dateline::model::Extent, label: &str, state: MarkState| Mark {
        key: MarkKey(0),
        extent,
        kind: MarkKind::Name,
        label: label.into(),
        colour: None,
        state,
        score: None,
    };
    let annotations = session.annotations();
    let mut marks = Vec::new();
    for mention in annotations.mentions() {
        marks.push(mark(
            mention.extent.clone(),
            &mention.label,
            MarkState::Accepted,
        ));
    }
    for event in annotations.events() {
        let label = subtype(&event.event_type);
        marks.push(mark(event.trigger.clone(), &label, MarkState::Accepted));
    }
    let states = marks.len();
    for suggestion in session.open_suggestions() {
        let label = subtype(suggestion.label());
        marks.push(mark(suggestion.span().into(), &label, MarkState::Suggested));
    }
    assert!(
        states >= 4 && marks.len() > states + 5,
        "{states} {}",
        marks.len()
    );
    for mark in &marks {
        let name = mark_name(mark, text);
        let same = marks.iter().filter(|other| mark_name(other, text) == name);
        let found = harness.query_all_by_label(&name).count();
        assert_eq!(found, same.count(), "{name}");
    }
}

/// Presses F6 until the focus is on something of that name, at most once around.
fn go_to_panel(harness: &mut Harnessed, name: &str) {
    for _ in 0..8 {
        press(harness, Key::F6);
        if focused(harness).as_deref() == Some(name) {
            return;
        }
    }
    panic!("F6 does not lead to “{name}”");
}

#[test]
fn f6_goes_round_all_panels_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = harness(&ARTICLES, folder.path());
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::F8);
    let mut round = vec![focused(&harness)];
    for _ in 0..6 {
        press(&mut harness, Key::F6);
        round.push(focused(&harness));
    }
    let different: BTreeSet<_> = round.iter().collect();
    assert_eq!(different.len(), 7, "{round:?}");
    press(&mut harness, Key::F6);
    assert_eq!(focused(&harness), round[0], "{round:?}");
    for back in round.iter().rev() {
        press_with(&mut harness, Modifiers::SHIFT, Key::F6);
        assert_eq!(focused(&harness), *back, "{round:?}");
    }
}

#[test]
fn a_panel_is_worked_in_by_tab_and_remembers_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = harness(&ARTICLES, folder.path());
    press(&mut harness, Key::Tab);
    press_with(&mut harness, Modifiers::SHIFT, Key::F6);
    for _ in 0..6 {
        if focused(&harness).as_deref() == Some("Filter documents") {
            break;
        }
        press(&mut harness, Key::Tab);
    }
    type_text(&mut harness, "another");
    assert_eq!(harness.query_all_by_label_contains("Quiet day").count(), 0);
    press(&mut harness, Key::F6);
    assert_eq!(focused(&harness).as_deref(), Some("Article"));
    press_with(&mut harness, Modifiers::SHIFT, Key::F6);
    assert_eq!(focused(&harness).as_deref(), Some("Filter documents"));
}

#[test]
fn the_inspector_is_worked_in_by_keys() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = harness(&ARTICLES, folder.path());
    tab_to(&mut harness, on("Norway"));
    press(&mut harness, Key::F6);
    for _ in 0..8 {
        if focused(&harness).as_deref() == Some("Level: nominal") {
            break;
        }
        press(&mut harness, Key::Tab);
    }
    press(&mut harness, Key::Enter);
    let mention = session(&harness).selected_mention().cloned().unwrap();
    assert_eq!(mention.level, Level::Nominal);
}

#[test]
fn the_queue_bar_is_reached_and_its_button_pressed() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = harness(&ARTICLES, folder.path());
    press(&mut harness, Key::Tab);
    let before = session(&harness).annotations().mentions().len();
    // The buttons are laid out from the right.
    go_to_panel(&mut harness, "Next");
    for _ in 0..6 {
        if focused(&harness).as_deref() == Some("Accept") {
            break;
        }
        press(&mut harness, Key::Tab);
    }
    press(&mut harness, Key::Enter);
    assert_eq!(session(&harness).annotations().mentions().len(), before + 1);
}
