//! What a person sees of learning, without a window: figures of what they decided, strings to forget, parts to switch, unsure suggestions in the drawer,
//! the order of documents, and what a project allows. Commands in, suggestions and figures out.

use std::sync::Arc;

use dateline::app::allowing::HelpKind;
use dateline::app::command::Command;
use dateline::app::document_list::{DocumentFilter, DocumentSort, ShownDocuments};
use dateline::app::jobs::{Engine, EngineMaker, Engines, Suggester};
use dateline::app::outcomes::Subject;
use dateline::app::selection::{Focus, Selected};
use dateline::app::session::Session;
use dateline::model::schema::{EntityType, EventType, Role};
use dateline::model::suggestion::{ProposedArgument, ProposedEvent, ProposedMention};
use dateline::model::{
    Allowance, Attributes, Document, DocumentStatus, EntityMention, Extent, Filler,
    ForgottenString, Layer, LearntPart, Moment, Project, Proposal, Schema, Suggestion,
};
use dateline::project::{project_text, read_project};
use dateline::text::{Span, Text};

/// Suggests what its words say: `PER40` is a person of score 0.40, `Attack` an attack that kills the word behind it and happens in the word before it.
struct Spelled;

impl Engine for Spelled {
    fn suggest(&self, document: &Document, layer: &Layer) -> Vec<Suggestion> {
        let text = document.text().as_str();
        let words: Vec<(usize, &str)> = text
            .split_whitespace()
            .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
            .map(|(at, word)| (at, word.trim_end_matches('.')))
            .collect();
        let span = |index: usize| {
            let (at, word) = words[index];
            Span::from_range(at..at + word.len())
        };
        let mut all = Vec::new();
        for (index, (_, word)) in words.iter().enumerate() {
            let (label, score) = word.split_at(word.len().min(3));
            if let Ok(score) = score.parse::<u8>() {
                let mention = EntityMention::new("", span(index), label);
                let proposal = Proposal::Mention(ProposedMention::of(&mention));
                all.push(suggestion(proposal, f32::from(score) / 100.0));
            }
            if *word == "Attack" {
                let argument = |role: &str, index, score| ProposedArgument {
                    role: role.into(),
                    span: span(index),
                    label: None,
                    score,
                };
                let event = ProposedEvent {
                    trigger: span(index),
                    event_type: "Attack".into(),
                    arguments: vec![
                        argument("Victim", index + 1, 0.9),
                        argument("Place", index - 1, 0.3),
                    ],
                    attributes: Attributes::default(),
                    event: None,
                };
                all.push(suggestion(Proposal::Event(event), 0.9));
            }
        }
        all.retain(|suggestion| !layer.is_rejected(&suggestion.key()));
        all
    }
}

fn suggestion(proposal: Proposal, score: f32) -> Suggestion {
    Suggestion {
        proposal,
        source: "spelled".into(),
        score,
        reason: "spelled".into(),
    }
}

fn schema() -> Schema {
    let entity = |name: &str| EntityType {
        name: name.into(),
        ..EntityType::default()
    };
    let role = |name: &str| Role {
        name: name.into(),
        ..Role::default()
    };
    Schema {
        name: "test".into(),
        entity_types: ["PER", "ORG", "GPE"].into_iter().map(entity).collect(),
        event_types: vec![EventType {
            name: "Attack".into(),
            roles: vec![role("Victim"), role("Place")],
            ..EventType::default()
        }],
        ..Schema::default()
    }
}

fn session_of(schema: Schema, maker: EngineMaker, texts: &[&str]) -> Session {
    let mut project = Project::new(schema);
    for (text, number) in texts.iter().zip(1..) {
        let id = format!("d{number}");
        let document = Document::new(id.as_str().into(), Text::new(*text));
        project.documents.push(Arc::new(document));
    }
    let suggester = Suggester::start(1, Arc::new(|| {}));
    let mut session = Session::new(project, "ana", maker, suggester, Box::new(|| Moment(7)));
    session.wait_for_suggestions();
    session
}

/// A session over texts in which [`Spelled`] suggests.
fn session(texts: &[&str]) -> Session {
    let maker: EngineMaker = Arc::new(|_, _| Engines::only(Spelled));
    session_of(schema(), maker, texts)
}

/// A session over articles that the rules read, which learns.
fn learning_session(texts: &[&str]) -> Session {
    let maker: EngineMaker = Arc::new(|schema, words| {
        Engines::only(dateline::preannotate::Pipeline::knowledge(schema, words))
    });
    let mut session = session_of(dateline::model::bundled::news(), maker, texts);
    session.set_learning(true);
    session
}

fn run(session: &mut Session, commands: impl IntoIterator<Item = Command>) {
    for command in commands {
        assert_eq!(session.dispatch(command), None, "the session does it");
    }
}

fn open(session: &mut Session, id: &str) {
    run(session, [Command::OpenDocument(id.into())]);
    session.wait_for_suggestions();
}

fn span_of(session: &Session, words: &str) -> Span {
    let text = session.document().expect("open").text().as_str();
    let at = text.find(words).expect(words);
    Span::from_range(at..at + words.len())
}

fn pick(session: &mut Session, words: &str) {
    let span = span_of(session, words);
    let open = session.open_suggestions().iter();
    let mut there = open.filter(|suggestion| suggestion.span() == span);
    let key = there.next().expect(words).key();
    run(session, [Command::SelectSuggestion(key)]);
}

fn label(session: &mut Session, words: &str, label: &str) {
    let span = span_of(session, words);
    let commands = [Command::SelectText(span), Command::SetLabel(label.into())];
    run(session, commands);
}

/// Words of the open suggestions of a document that are shown.
fn shown(session: &Session, id: &str) -> Vec<String> {
    let document = session.project().document(&id.into()).expect(id);
    let shown = session.shown_suggestions_of(document).iter();
    shown
        .map(|suggestion| document.text().slice(suggestion.span()).to_owned())
        .collect()
}

/// `PER 1/2/3`: one right, of two suggested and three wanted.
fn figures(session: &mut Session) -> Vec<String> {
    session.wait_for_figures();
    let subjects = session.figures().subjects.iter();
    subjects
        .map(|figures| {
            let name = match &figures.subject {
                Subject::Mention(name) | Subject::Event(name) => name.to_string(),
                Subject::Role(event_type, role) => format!("{event_type}.{role}"),
            };
            let tally = figures.all;
            format!(
                "{name} {}/{}/{}",
                tally.correct, tally.predicted, tally.gold
            )
        })
        .collect()
}

#[test]
fn figures_tell_right_from_wrong_and_what_was_missed() {
    let mut session = session(&["GPE90 met PER80 and PER70 beside a convoy."]);
    session.wait_for_figures();
    assert_eq!(session.figures().num_outcomes, 0);
    pick(&mut session, "GPE90");
    run(&mut session, [Command::Accept]);
    pick(&mut session, "PER80");
    run(&mut session, [Command::SetLabel("ORG".into())]);
    pick(&mut session, "PER70");
    run(&mut session, [Command::Reject]);
    label(&mut session, "a convoy", "ORG");
    assert_eq!(
        figures(&mut session),
        ["PER 0/2/0", "ORG 0/0/2", "GPE 1/1/1"]
    );
    let figures_now = Arc::clone(session.figures());
    assert_eq!(figures_now.num_outcomes, 5);
    assert_eq!(figures_now.accepted.share(), Some(1.0 / 3.0));
    // Too few for the curve over decisions, and nothing is finished.
    assert!(figures_now.by_decision.is_empty() && figures_now.by_document.is_empty());
    run(&mut session, [Command::FinishLeaving]);
    session.wait_for_figures();
    let by_document = &session.figures().by_document;
    assert_eq!(by_document.len(), 1);
    assert_eq!(by_document[0].accepted.decided, 3);
}

#[test]
fn fillers_are_counted_with_their_event() {
    let mut session = session(&["Here Attack PER90 elsewhere."]);
    pick(&mut session, "Attack");
    run(&mut session, [Command::Accept]);
    label(&mut session, "Here", "GPE");
    let place = session.annotations().mentions()[0].id.clone();
    let event = session.annotations().events()[0].id.clone();
    run(
        &mut session,
        [
            Command::Select(dateline::model::AnnotationRef::Event(event)),
            Command::FillRole("Place".into(), Filler::Mention(place)),
        ],
    );
    // The victim came with the event; the place had been proposed, but was not sure enough to be ticked.
    assert_eq!(
        figures(&mut session),
        [
            "PER 1/1/1",
            "GPE 0/0/1",
            "Attack 1/1/1",
            "Attack.Victim 1/1/1",
            "Attack.Place 0/0/1"
        ]
    );
}

#[test]
fn what_came_with_imported_data_and_what_another_layer_says_is_not_counted() {
    let mut session = session(&["PER90 spoke.", "ORG90 spoke."]);
    pick(&mut session, "PER90");
    run(&mut session, [Command::Accept]);
    assert_eq!(figures(&mut session), ["PER 1/1/1"]);
    run(&mut session, [Command::AddLayer("ben".to_owned(), None)]);
    assert!(figures(&mut session).is_empty());
    let mut project = Project::new(schema());
    let mut document = Document::new("d1".into(), Text::new("PER90 spoke."));
    let mention = EntityMention::new("m1", Extent::new(Span::new(0, 5)), "PER");
    let layer = document.layer_mut(Layer::MAIN);
    layer
        .annotations
        .put(dateline::model::Annotation::Mention(mention));
    project.documents.push(Arc::new(document));
    let maker: EngineMaker = Arc::new(|_, _| Engines::only(Spelled));
    let suggester = Suggester::start(1, Arc::new(|| {}));
    let mut session = Session::new(project, "ana", maker, suggester, Box::new(|| Moment(7)));
    assert!(figures(&mut session).is_empty());
}

const ZORBLAX: [&str; 2] = ["Shares of zorblax fell.", "A crate of zorblax lay there."];

fn forget_zorblax() -> ForgottenString {
    ForgottenString {
        text: "zorblax".into(),
        label: "VEH".into(),
    }
}

#[test]
fn a_learnt_string_is_listed_with_its_place_forgotten_and_remembered_again() {
    let mut session = learning_session(&ZORBLAX);
    label(&mut session, "zorblax", "VEH");
    session.wait_for_learning();
    session.wait_for_figures();
    let strings = session.figures().strings.clone();
    assert_eq!(strings.len(), 1);
    assert_eq!((&*strings[0].text, &*strings[0].label), ("zorblax", "VEH"));
    assert_eq!(strings[0].places, [("d1".into(), Span::new(10, 17))]);
    assert_eq!(shown(&session, "d2"), ["zorblax"]);
    run(&mut session, [Command::ForgetString(forget_zorblax())]);
    session.wait_for_suggestions();
    session.wait_for_figures();
    assert!(shown(&session, "d2").is_empty());
    assert!(session.figures().strings.is_empty());
    // It survives the next lesson, and is in the project's file.
    session.wait_for_learning();
    assert!(shown(&session, "d2").is_empty());
    let text = project_text(session.project(), 1).expect("text");
    let read = read_project(text.as_bytes()).expect("sound").project;
    assert_eq!(read.settings.forgotten, [forget_zorblax()]);
    run(&mut session, [Command::Undo]);
    session.wait_for_suggestions();
    assert_eq!(shown(&session, "d2"), ["zorblax"]);
    run(&mut session, [Command::Redo]);
    session.wait_for_suggestions();
    assert!(shown(&session, "d2").is_empty());
    run(&mut session, [Command::RememberString(forget_zorblax())]);
    session.wait_for_suggestions();
    assert_eq!(shown(&session, "d2"), ["zorblax"]);
}

#[test]
fn a_refused_string_is_listed_as_refused() {
    let mut session = learning_session(&["Mali, Mali and Mali met.", "Mali left."]);
    assert_eq!(shown(&session, "d2"), ["Mali"]);
    for _ in 0..3 {
        pick_first(&mut session);
        run(&mut session, [Command::Reject]);
    }
    session.wait_for_learning();
    session.wait_for_figures();
    assert!(shown(&session, "d2").is_empty());
    let refused: Vec<bool> = session
        .figures()
        .strings
        .iter()
        .map(|string| string.is_suggested)
        .collect();
    assert_eq!(refused, [false]);
    run(
        &mut session,
        [Command::ForgetString(ForgottenString {
            text: "Mali".into(),
            label: "GPE".into(),
        })],
    );
    session.wait_for_suggestions();
    assert_eq!(shown(&session, "d2"), ["Mali"]);
}

fn pick_first(session: &mut Session) {
    let key = session.queue().first().expect("a suggestion").clone();
    run(session, [Command::SelectSuggestion(key)]);
}

#[test]
fn a_part_that_is_switched_off_suggests_nothing_until_it_is_on_again() {
    let mut session = learning_session(&ZORBLAX);
    label(&mut session, "zorblax", "VEH");
    session.wait_for_learning();
    let switch = |is_used| Command::UseLearntPart(LearntPart::Strings, is_used);
    run(&mut session, [switch(false)]);
    session.wait_for_suggestions();
    assert!(shown(&session, "d2").is_empty());
    assert_eq!(session.project().settings.unused, [LearntPart::Strings]);
    run(&mut session, [switch(true)]);
    session.wait_for_suggestions();
    assert_eq!(shown(&session, "d2"), ["zorblax"]);
    assert!(session.project().settings.unused.is_empty());
}

#[test]
fn suggestions_under_a_threshold_set_by_hand_wait_in_the_drawer() {
    let mut session = session(&["PER40 met PER80 and ORG30."]);
    assert_eq!(session.queue().len(), 3);
    let before = session.project().clone();
    run(
        &mut session,
        [Command::SetLabelThreshold(Some("PER".into()), Some(60))],
    );
    assert_eq!(shown(&session, "d1"), ["PER80", "ORG30"]);
    assert_eq!(session.queue().len(), 2);
    assert_eq!(
        (session.num_unsure_here(), session.num_hidden_here()),
        (1, 0)
    );
    run(&mut session, [Command::ToggleUnsure]);
    assert_eq!(shown(&session, "d1"), ["PER40", "PER80", "ORG30"]);
    // The drawer opens on what was in it, which can be accepted and taken back.
    assert!(
        session
            .selected_suggestion()
            .is_some_and(|it| session.is_unsure(it))
    );
    run(&mut session, [Command::Accept]);
    assert_eq!(session.annotations().mentions().len(), 1);
    assert_eq!(session.num_unsure_here(), 0);
    run(&mut session, [Command::Undo]);
    assert!(session.annotations().is_empty());
    assert_eq!(session.num_unsure_here(), 1);
    run(&mut session, [Command::ToggleUnsure]);
    assert_eq!(shown(&session, "d1"), ["PER80", "ORG30"]);
    assert_eq!(*session.selected(), Selected::Nothing);
    run(&mut session, [Command::Undo]);
    assert_eq!(*session.project(), before);
    assert_eq!(session.queue().len(), 3);
}

#[test]
fn what_waits_in_the_drawer_is_neither_accepted_nor_refused_nor_asked_about() {
    let mut session = session(&["PER40 met PER80."]);
    run(
        &mut session,
        [
            Command::SetLabelThreshold(Some("PER".into()), Some(60)),
            Command::FinishAccepting,
        ],
    );
    let decisions = session.layer().expect("a layer").decisions().len();
    assert_eq!((decisions, session.annotations().mentions().len()), (1, 1));
    run(&mut session, [Command::Undo]);
    // With everything read and the rest decided, finishing asks nothing.
    pick(&mut session, "PER80");
    run(&mut session, [Command::Accept, Command::AcceptSentence]);
    run(&mut session, [Command::FinishDocument]);
    assert_eq!(*session.focus(), Focus::Article);
    let document = &session.project().documents[0];
    assert_eq!(session.status_of(document), DocumentStatus::Done);
}

#[test]
fn an_automatic_threshold_holds_from_the_next_document_on() {
    let unsure = ["PER20"; 10].join(" ");
    let article = format!("{unsure} PER80 PER80.");
    let mut session = session(&[&article, "PER20 met PER80.", "PER20 left."]);
    session.wait_for_figures();
    for _ in 0..9 {
        pick_first(&mut session);
        run(&mut session, [Command::Reject]);
    }
    session.wait_for_figures();
    // Nothing goes under the eyes of who works on a document.
    assert_eq!(shown(&session, "d1"), ["PER20", "PER80", "PER80"]);
    run(&mut session, [Command::FinishAccepting]);
    session.wait_for_figures();
    open(&mut session, "d2");
    assert_eq!(shown(&session, "d2"), ["PER80"]);
    assert_eq!(session.num_unsure_here(), 1);
    let subject = Subject::Mention("PER".into());
    let why = session.thresholds().automatic(&subject).expect("automatic");
    assert!(
        why.percent > 20 && why.under >= 8 && why.right_under == 0,
        "{why:?}"
    );
    // By hand it is what the hand says.
    run(
        &mut session,
        [Command::SetLabelThreshold(Some("PER".into()), Some(0))],
    );
    assert_eq!(shown(&session, "d2"), ["PER20", "PER80"]);
    run(&mut session, [Command::Undo]);
    assert_eq!(shown(&session, "d2"), ["PER80"]);
}

#[test]
fn a_project_that_is_opened_again_has_its_thresholds_at_once() {
    let article = format!("{} PER80 PER80.", ["PER20"; 10].join(" "));
    let mut before = session(&[&article, "PER20 met PER80."]);
    for _ in 0..10 {
        pick_first(&mut before);
        run(&mut before, [Command::Reject]);
    }
    run(&mut before, [Command::FinishAccepting]);
    let maker: EngineMaker = Arc::new(|_, _| Engines::only(Spelled));
    let suggester = Suggester::start(1, Arc::new(|| {}));
    let project = before.project().clone();
    let mut session = Session::new(project, "ana", maker, suggester, Box::new(|| Moment(7)));
    session.wait_for_suggestions();
    session.wait_for_figures();
    assert_eq!(shown(&session, "d2"), ["PER80"]);
    // Another annotator's layer has its own.
    run(&mut session, [Command::AddLayer("ben".to_owned(), None)]);
    session.wait_for_figures();
    session.wait_for_suggestions();
    assert_eq!(shown(&session, "d2"), ["PER20", "PER80"]);
}

#[test]
fn suggestions_come_after_the_first_hand_in_and_stay_when_it_is_reopened() {
    let mut session = session(&["PER90 spoke.", "PER90 left."]);
    let after = Command::SetAllowance(HelpKind::Suggestions, Allowance::AfterHandIn);
    run(&mut session, [after]);
    assert!(session.queue().is_empty());
    assert!(session.why_no_suggestions().is_some());
    assert!(session.why_not(&Command::ToggleSuggestionsHere).is_some());
    label(&mut session, "PER90", "ORG");
    run(&mut session, [Command::FinishLeaving]);
    open(&mut session, "d1");
    run(&mut session, [Command::ReopenDocument]);
    assert_eq!(session.why_no_suggestions(), None);
    assert!(session.layer().expect("a layer").is_handed_in());
    let text = project_text(session.project(), 1).expect("text");
    let read = read_project(text.as_bytes()).expect("sound").project;
    assert_eq!(read, *session.project());
    // The other document was not handed in, and not having reopened this one is as if it had not been done before.
    open(&mut session, "d2");
    assert!(session.why_no_suggestions().is_some());
    open(&mut session, "d1");
    run(&mut session, [Command::Undo]);
    let layer = session.layer().expect("a layer");
    assert_eq!(
        (&layer.status, layer.was_done),
        (&DocumentStatus::Done, false)
    );
    run(&mut session, [Command::Undo]);
    assert!(session.why_no_suggestions().is_some());
}

#[test]
fn propagation_that_a_project_forbids_says_why() {
    let mut session = session(&["PER90 met PER90 again."]);
    pick(&mut session, "PER90");
    assert_eq!(session.why_not(&Command::SameInDocument), None);
    for allowance in [Allowance::Off, Allowance::AfterHandIn] {
        run(
            &mut session,
            [Command::SetAllowance(HelpKind::Propagation, allowance)],
        );
        for command in [Command::SameInDocument, Command::SameInProject] {
            let why = session.why_not(&command).expect("a reason");
            assert!(why.contains("project"), "{why}");
            run(&mut session, [command]);
            assert_eq!(*session.focus(), Focus::Article);
        }
    }
    run(
        &mut session,
        [Command::FinishLeaving, Command::ReopenDocument],
    );
    pick(&mut session, "PER90");
    assert_eq!(session.why_not(&Command::SameInDocument), None);
}

#[test]
fn a_project_decides_whether_and_from_what_is_learnt() {
    let mut session = learning_session(&ZORBLAX);
    label(&mut session, "zorblax", "VEH");
    session.wait_for_learning();
    let learning = |allowance| Command::SetAllowance(HelpKind::Learning, allowance);
    run(&mut session, [learning(Allowance::Off)]);
    session.wait_for_suggestions();
    assert!(!session.learning().is_on());
    assert!(shown(&session, "d2").is_empty());
    // The person's own setting does not overrule the project.
    session.set_learning(true);
    assert!(!session.learning().is_on());
    run(&mut session, [learning(Allowance::AfterHandIn)]);
    session.wait_for_learning();
    assert!(shown(&session, "d2").is_empty());
    open(&mut session, "d1");
    run(&mut session, [Command::FinishLeaving]);
    session.wait_for_learning();
    assert_eq!(shown(&session, "d2"), ["zorblax"]);
}

fn order(session: &Session, shown: ShownDocuments) -> Vec<String> {
    let filter = DocumentFilter {
        shown,
        ..DocumentFilter::default()
    };
    let documents = &session.project().documents;
    session
        .listed_documents(&filter)
        .into_iter()
        .map(|index| documents[index].id.to_string())
        .collect()
}

#[test]
fn the_next_document_follows_the_order_of_the_list() {
    let texts = ["Charlie slept.", "Alpha slept.", "Bravo slept."];
    let mut session = session(&texts);
    let current = |session: &Session| session.document().expect("open").id.to_string();
    run(&mut session, [Command::NextDocument]);
    assert_eq!(current(&session), "d2");
    run(
        &mut session,
        [Command::SetDocumentSort(DocumentSort::Title)],
    );
    assert_eq!(order(&session, ShownDocuments::All), ["d2", "d3", "d1"]);
    assert!(session.why_not(&Command::PreviousDocument).is_some());
    run(&mut session, [Command::NextDocument]);
    assert_eq!(current(&session), "d3");
    run(&mut session, [Command::FinishLeaving]);
    assert_eq!(current(&session), "d1");
    assert!(session.why_not(&Command::NextDocument).is_some());
    // Around, past what is done.
    run(&mut session, [Command::SkipBecause("off topic".to_owned())]);
    assert_eq!(current(&session), "d2");
}

#[test]
fn the_document_that_teaches_most_comes_next_and_a_finished_one_never() {
    let sure = "PER99 spoke about weather yesterday evening quietly.";
    let unsure = "PER50 spoke about weather yesterday evening quietly.";
    let mut session = session(&[sure, sure, unsure, "PER80 slept."]);
    run(&mut session, [Command::SetDocumentSort(DocumentSort::Gain)]);
    session.wait_for_ranking();
    assert_eq!(order(&session, ShownDocuments::Open)[0], "d3");
    // Decisions move nothing.
    pick(&mut session, "PER99");
    run(&mut session, [Command::Accept]);
    let before = order(&session, ShownDocuments::Open);
    assert!(!session.poll() || order(&session, ShownDocuments::Open) == before);
    run(&mut session, [Command::FinishLeaving]);
    assert_eq!(session.document().expect("open").id.as_str(), "d3");
    session.wait_for_ranking();
    assert!(!order(&session, ShownDocuments::Open).contains(&"d1".to_owned()));
    assert_eq!(order(&session, ShownDocuments::All).last().unwrap(), "d1");
    assert!(session.gain_of(&"d1".into()).is_none());
    for _ in 0..3 {
        run(&mut session, [Command::FinishLeaving]);
    }
    session.wait_for_ranking();
    assert!(order(&session, ShownDocuments::Open).is_empty());
}

#[test]
fn old_project_files_say_what_they_said_and_new_words_are_written_only_where_needed() {
    for (written, suggestions) in [
        ("(suggestions_shown: true)", Allowance::On),
        ("(suggestions_shown: false)", Allowance::Off),
    ] {
        let file = format!("Project(\nformat: 1,\nsettings: {written},\ndocuments: [\n])\n");
        let project = read_project(file.as_bytes()).expect(written).project;
        assert_eq!(project.settings.suggestions, suggestions);
        assert_eq!(project.settings.learning, Allowance::On);
        assert!(
            project_text(&project, 1)
                .expect("text")
                .contains(&format!("settings: {written},"))
        );
    }
    let mut project = Project::new(Schema::default());
    project.settings.suggestions = Allowance::AfterHandIn;
    project.settings.learning = Allowance::Off;
    project.settings.unused = vec![LearntPart::Roles];
    project.settings.forgotten = vec![forget_zorblax()];
    let text = project_text(&project, 1).expect("text");
    assert!(
        text.contains("suggestions: after_hand_in, learning: off, unused: [roles], forgotten: [(text: \"zorblax\", label: \"VEH\")]"),
        "{text}"
    );
    let read = read_project(text.as_bytes()).expect("sound").project;
    assert_eq!(read.settings, project.settings);
}
