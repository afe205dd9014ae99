//! The session as a person drives it, without a window: commands in, annotations and notices out.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dateline::app::command::Command;
use dateline::app::jobs::{Engine, EngineMaker, Engines, Suggester};
use dateline::app::selection::{Focus, Selected};
use dateline::app::session::Session;
use dateline::learn::decisions::file::StoredLearnt;
use dateline::model::layer::DocumentStatus;
use dateline::model::schema::{EntityType, EventType, FillerType, Role};
use dateline::model::suggestion::{
    ProposedArgument, ProposedEvent, ProposedMention, Suggestion, SuggestionKey, Verdict,
};
use dateline::model::{
    AnnotationRef, Attributes, Document, Extent, Filler, Layer, Level, Moment, Project, Proposal,
    Schema, Status,
};
use dateline::text::{Span, Text, ZoneKind};

const ARTICLE: &str = "Rebels shelled a hospital in Aleppo.\n\nAleppo was calm on Friday.";

/// Proposes a mention for every "Aleppo" and "hospital", and an attack with two arguments for "shelled".
struct Scripted;

fn suggestion(proposal: Proposal, score: f32) -> Suggestion {
    Suggestion {
        proposal,
        source: "scripted".into(),
        score,
        reason: "scripted".into(),
    }
}

fn mention((at, words): (usize, &str), label: &str, level: Level) -> Suggestion {
    let extent = Extent::new(Span::from_range(at..at + words.len()));
    let mention = ProposedMention {
        extent,
        head: None,
        label: label.into(),
        level,
        value: None,
        count: None,
        entity: None,
    };
    suggestion(Proposal::Mention(mention), 0.9)
}

fn attack(text: &str, (at, words): (usize, &str)) -> Suggestion {
    let argument = |role: &str, filler: &str, label: &str, score| {
        let at = text.find(filler)?;
        let span = Span::from_range(at..at + filler.len());
        Some(ProposedArgument {
            role: role.into(),
            span,
            label: Some(label.into()),
            score,
        })
    };
    let arguments = [
        argument("Target", "hospital", "FAC", 0.9),
        argument("Place", "Aleppo", "GPE", 0.3),
    ];
    let event = ProposedEvent {
        trigger: Span::from_range(at..at + words.len()),
        event_type: "Conflict.Attack".into(),
        arguments: arguments.into_iter().flatten().collect(),
        attributes: Attributes::default(),
        event: None,
    };
    suggestion(Proposal::Event(event), 0.8)
}

impl Engine for Scripted {
    fn suggest(&self, document: &Document, layer: &Layer) -> Vec<Suggestion> {
        let text = document.text().as_str();
        let names = text
            .match_indices("Aleppo")
            .map(|found| mention(found, "GPE", Level::Name));
        let nominals = text
            .match_indices("hospital")
            .map(|found| mention(found, "FAC", Level::Nominal));
        let attacks = text
            .match_indices("shelled")
            .map(|found| attack(text, found));
        let mut all: Vec<Suggestion> = names.chain(nominals).chain(attacks).collect();
        all.retain(|suggestion| !layer.is_rejected(&suggestion.key()));
        all.sort_by_key(Suggestion::span);
        all
    }
}

fn role(name: &str, fillers: &[&str], at_most: Option<u8>) -> Role {
    let fillers = fillers
        .iter()
        .map(|label| FillerType::Entity((*label).into()))
        .collect();
    Role {
        name: name.into(),
        fillers,
        at_most,
        ..Role::default()
    }
}

fn schema() -> Schema {
    let entity = |name: &str| EntityType {
        name: name.into(),
        ..EntityType::default()
    };
    let attack = vec![
        role("Attacker", &["PER", "ORG"], None),
        role("Target", &["FAC", "PER"], Some(1)),
        role("Place", &["GPE", "FAC"], Some(1)),
    ];
    let die = vec![
        role("Victim", &["PER"], None),
        role("Place", &["GPE"], Some(1)),
    ];
    Schema {
        name: "test".into(),
        entity_types: ["PER", "ORG", "GPE", "FAC"]
            .into_iter()
            .map(entity)
            .collect(),
        event_types: vec![
            EventType {
                name: "Conflict.Attack".into(),
                roles: attack,
                ..EventType::default()
            },
            EventType {
                name: "Life.Die".into(),
                roles: die,
                ..EventType::default()
            },
        ],
        ..Schema::default()
    }
}

fn session() -> Session {
    let mut project = Project::new(schema());
    project
        .documents
        .push(Arc::new(Document::new("d1".into(), Text::new(ARTICLE))));
    project.documents.push(Arc::new(Document::new(
        "d2".into(),
        Text::new("Aleppo again."),
    )));
    let maker: EngineMaker = Arc::new(|_, _| Engines::only(Scripted));
    let mut session = Session::new(
        project,
        "ana",
        maker,
        Suggester::start(1, Arc::new(|| {})),
        Box::new(|| Moment(0)),
    );
    session.wait_for_suggestions();
    session
}

fn run(session: &mut Session, commands: impl IntoIterator<Item = Command>) {
    for command in commands {
        assert_eq!(session.dispatch(command), None, "the session does it");
    }
}

fn mentions(session: &Session) -> Vec<(String, String, Status)> {
    let mentions = session.annotations().mentions().iter();
    mentions
        .map(|known| {
            (
                session.words_at(known.extent.envelope()),
                known.label.to_string(),
                known.origin.status,
            )
        })
        .collect()
}

fn span_of(words: &str) -> Span {
    let at = ARTICLE.find(words).unwrap();
    Span::from_range(at..at + words.len())
}

fn attack_key() -> SuggestionKey {
    SuggestionKey::Event(span_of("shelled"), "Conflict.Attack".into())
}

fn hospital_key() -> SuggestionKey {
    SuggestionKey::Mention(span_of("hospital"), "FAC".into())
}

#[test]
fn accepting_everything_by_keyboard_labels_the_document() {
    let mut session = session();
    run(&mut session, [Command::NextSuggestion]);
    for _ in 0..4 {
        run(&mut session, [Command::Accept]);
    }
    assert!(session.open_suggestions().is_empty());
    let labels: Vec<String> = mentions(&session)
        .into_iter()
        .map(|(words, label, _)| format!("{words} {label}"))
        .collect();
    assert_eq!(labels, ["hospital FAC", "Aleppo GPE", "Aleppo GPE"]);
    assert_eq!(session.annotations().events().len(), 1);
}

#[test]
fn accepting_an_event_accepts_the_mentions_it_uses_and_only_ticked_arguments() {
    let mut session = session();
    run(
        &mut session,
        [Command::SelectSuggestion(attack_key()), Command::Accept],
    );
    let event = &session.annotations().events()[0];
    let roles: Vec<&str> = event
        .arguments
        .iter()
        .map(|argument| argument.role.as_str())
        .collect();
    assert_eq!(roles, ["Target"], "the place scores under the threshold");
    assert_eq!(mentions(&session)[0].0, "hospital");
}

#[test]
fn a_rejected_suggestion_stays_away_until_it_is_revived() {
    let (mut session, key) = (session(), hospital_key());
    run(
        &mut session,
        [
            Command::SelectSuggestion(key.clone()),
            Command::Reject,
            Command::SuggestAgain,
        ],
    );
    session.wait_for_suggestions();
    assert!(session.suggestion(&key).is_none());
    assert_eq!(
        session.layer().unwrap().decision(&key).unwrap().verdict,
        Verdict::Rejected
    );
    run(
        &mut session,
        [Command::Revive(key.clone()), Command::SuggestAgain],
    );
    session.wait_for_suggestions();
    assert!(session.suggestion(&key).is_some());
}

#[test]
fn relabelling_a_suggestion_corrects_it_and_remembers_the_decision() {
    let (mut session, key) = (session(), hospital_key());
    run(
        &mut session,
        [
            Command::SelectSuggestion(key.clone()),
            Command::SetLabel("ORG".into()),
        ],
    );
    assert_eq!(
        mentions(&session),
        [("hospital".to_owned(), "ORG".to_owned(), Status::Corrected)]
    );
    assert_eq!(
        session.layer().unwrap().decision(&key).unwrap().verdict,
        Verdict::Corrected
    );
}

#[test]
fn deleting_an_accepted_mention_rejects_its_suggestion() {
    let (mut session, key) = (session(), hospital_key());
    run(
        &mut session,
        [Command::SelectSuggestion(key.clone()), Command::Accept],
    );
    let reference = AnnotationRef::Mention(session.annotations().mentions()[0].id.clone());
    run(&mut session, [Command::Select(reference), Command::Reject]);
    assert!(session.annotations().mentions().is_empty());
    assert!(session.layer().unwrap().is_rejected(&key));
}

#[test]
fn a_deleted_mention_leaves_no_argument_that_points_to_it() {
    let mut session = session();
    run(
        &mut session,
        [Command::SelectSuggestion(attack_key()), Command::Accept],
    );
    let reference = AnnotationRef::Mention(session.annotations().mentions()[0].id.clone());
    run(&mut session, [Command::Select(reference), Command::Reject]);
    assert!(session.annotations().events()[0].arguments.is_empty());
}

#[test]
fn an_extent_grows_by_tokens_and_keeps_its_links() {
    let mut session = session();
    run(
        &mut session,
        [Command::SelectSuggestion(attack_key()), Command::Accept],
    );
    let id = session.annotations().mentions()[0].id.clone();
    run(
        &mut session,
        [
            Command::Select(AnnotationRef::Mention(id.clone())),
            Command::ExtendRight,
        ],
    );
    assert_eq!(mentions(&session)[0].0, "hospital in");
    assert_eq!(
        session.annotations().events()[0].arguments[0].filler,
        Filler::Mention(id)
    );
}

#[test]
fn one_key_does_the_same_for_all_matches_in_one_step() {
    let mut session = session();
    let key = SuggestionKey::Mention(span_of("Aleppo"), "GPE".into());
    run(
        &mut session,
        [Command::SelectSuggestion(key), Command::SameInProject],
    );
    assert_eq!(*session.focus(), Focus::Propagation);
    assert_eq!(session.propagation().unwrap().hits.len(), 3);
    run(&mut session, [Command::Accept]);
    let labelled = |session: &Session| -> usize {
        let layers = session
            .project()
            .documents
            .iter()
            .filter_map(|document| document.layer(Layer::MAIN));
        layers.map(|layer| layer.annotations.mentions().len()).sum()
    };
    assert_eq!(labelled(&session), 3);
    run(&mut session, [Command::Undo]);
    assert_eq!(labelled(&session), 0);
}

#[test]
fn roles_are_filled_by_number_and_letter() {
    let mut session = session();
    run(
        &mut session,
        [
            Command::SelectSuggestion(attack_key()),
            Command::OpenCard,
            Command::PickRole(2),
        ],
    );
    let place = session
        .candidates(2)
        .iter()
        .position(|candidate| candidate.label == "GPE")
        .unwrap();
    run(&mut session, [Command::PickCandidate(place as u8)]);
    let roles: Vec<&str> = session.annotations().events()[0]
        .arguments
        .iter()
        .map(|argument| argument.role.as_str())
        .collect();
    assert_eq!(roles, ["Target", "Place"]);
    // The suggestion has become an event, and its card goes on where it was.
    assert!(matches!(session.selected(), Selected::Event(_)));
    assert_eq!(*session.focus(), Focus::Card { role: Some(2) });
}

#[test]
fn with_a_role_active_selected_text_makes_the_mention_and_fills_the_role_in_one_step() {
    let mut session = session();
    let before = session.project().clone();
    let select = Command::SelectText(span_of("Rebels"));
    run(
        &mut session,
        [
            Command::SelectSuggestion(attack_key()),
            Command::OpenCard,
            Command::PickRole(0),
            select,
        ],
    );
    assert_eq!(session.annotations().events()[0].arguments.len(), 2);
    assert_eq!(mentions(&session)[0].1, "PER");
    run(&mut session, [Command::Undo]);
    assert_eq!(*session.project(), before);
}

#[test]
fn space_accepts_the_sentence_marks_it_read_and_goes_on() {
    let mut session = session();
    run(&mut session, [Command::AcceptSentence]);
    assert_eq!(session.annotations().mentions().len(), 2);
    assert_eq!(session.marker(), 1);
    assert!(session.layer().unwrap().checked.covers(Span::new(0, 36)));
    assert_eq!(session.num_unread(), 1);
}

#[test]
fn space_goes_on_past_boilerplate() {
    let mut session = session();
    run(
        &mut session,
        [
            Command::SelectText(Span::new(38, 64)),
            Command::SetZone(Some(ZoneKind::Boilerplate)),
            Command::PreviousSentence,
            Command::AcceptSentence,
        ],
    );
    assert_eq!(session.marker(), 0, "nothing is left to read");
    run(&mut session, [Command::NextSentence]);
    assert_eq!(session.marker(), 1, "its own key still goes there");
}

#[test]
fn finishing_asks_while_something_is_open_and_protects_the_document_after() {
    let mut session = session();
    run(&mut session, [Command::FinishDocument]);
    assert_eq!(*session.focus(), Focus::Finish);
    run(&mut session, [Command::FinishRejecting]);
    let first = session.project().documents[0].clone();
    assert_eq!(session.status_of(&first), DocumentStatus::Done);
    assert_eq!(
        session.document().unwrap().id,
        session.project().documents[1].id,
        "the next one opens"
    );
    let open = Command::OpenDocument(first.id.clone());
    run(
        &mut session,
        [
            open,
            Command::SelectText(Span::new(0, 6)),
            Command::LabelNumber(0),
        ],
    );
    assert!(session.annotations().mentions().is_empty());
    assert!(!session.notices.list().is_empty());
}

#[test]
fn undoing_everything_gives_the_project_back_as_it_was() {
    let mut session = session();
    let before = session.project().clone();
    let work = [
        Command::NextSuggestion,
        Command::Accept,
        Command::Accept,
        Command::Accept,
        Command::SelectText(Span::new(0, 6)),
        Command::LabelNumber(0),
        Command::CycleLevel,
        Command::ExtendRight,
        Command::SaveNote("Who are they?".to_owned(), true),
        Command::SetDate("2026-05-04".to_owned()),
        Command::SetTags(vec!["pilot".into()]),
        Command::NeverSuggest,
        Command::AcceptSentence,
        Command::FinishDocument,
        Command::FinishAccepting,
        Command::RemoveDocument,
    ];
    run(&mut session, work);
    let after = session.project().clone();
    let mut presses = 0;
    while session.history().undoable().is_some() {
        run(&mut session, [Command::Undo]);
        presses += 1;
        assert!(presses < 100, "undo comes to an end");
    }
    assert_eq!(*session.project(), before);
    while session.history().redoable().is_some() {
        run(&mut session, [Command::Redo]);
    }
    assert_eq!(*session.project(), after);
}

#[test]
fn a_suggestion_rejected_in_one_layer_is_open_in_another() {
    let (mut session, key) = (session(), hospital_key());
    run(
        &mut session,
        [Command::SelectSuggestion(key.clone()), Command::Reject],
    );
    // What is asked for anew does not hold the rejected one.
    run(&mut session, [Command::SuggestAgain]);
    session.wait_for_suggestions();
    assert!(session.suggestion(&key).is_none());
    run(
        &mut session,
        [Command::AddLayer("Ben, round 1".to_owned(), None)],
    );
    session.wait_for_suggestions();
    assert!(session.suggestion(&key).is_some(), "nobody refused it here");
    run(&mut session, [Command::SetLayer("main".into())]);
    assert!(session.suggestion(&key).is_none());
}

/// Articles about a thing that no list knows.
const ZORBLAX: [(&str, &str); 3] = [
    ("d1", "Shares of zorblax fell."),
    ("d2", "A crate of zorblax lay there."),
    ("d3", "More zorblax lay beside it."),
];

/// A session on articles that the rules read, which learns.
fn learning_session(articles: &[(&str, &str)]) -> Session {
    let mut project = Project::new(dateline::model::bundled::news());
    for (id, text) in articles {
        let document = Document::new((*id).into(), Text::new(*text));
        project.documents.push(Arc::new(document));
    }
    let maker: EngineMaker = Arc::new(|schema, words| {
        Engines::only(dateline::preannotate::Pipeline::knowledge(schema, words))
    });
    let suggester = Suggester::start(1, Arc::new(|| {}));
    let mut session = Session::new(project, "ana", maker, suggester, Box::new(|| Moment(0)));
    session.set_learning(true);
    session.wait_for_suggestions();
    session
}

fn suggested_words(session: &Session, id: &str) -> Vec<String> {
    let document = session.project().document(&id.into()).expect(id);
    let open = session.open_suggestions_of(document).iter();
    open.map(|suggestion| {
        let words = document.text().slice(suggestion.span());
        format!("{words} {}", suggestion.label())
    })
    .collect()
}

fn label(session: &mut Session, words: &str, label: &str) {
    let text = session.document().expect("open").text().as_str().to_owned();
    let at = text.find(words).expect(words);
    let span = Span::from_range(at..at + words.len());
    run(
        session,
        [Command::SelectText(span), Command::SetLabel(label.into())],
    );
}

#[test]
fn a_label_teaches_the_other_documents_and_its_undo_unteaches_them() {
    let mut session = learning_session(&ZORBLAX[..2]);
    assert!(suggested_words(&session, "d2").is_empty());
    label(&mut session, "zorblax", "VEH");
    session.wait_for_learning();
    assert_eq!(suggested_words(&session, "d2"), ["zorblax VEH"]);
    run(&mut session, [Command::Undo]);
    session.wait_for_learning();
    assert!(suggested_words(&session, "d2").is_empty());
}

#[test]
fn what_was_learnt_never_touches_a_decision() {
    let mut session = learning_session(&ZORBLAX);
    label(&mut session, "zorblax", "VEH");
    session.wait_for_learning();
    run(&mut session, [Command::OpenDocument("d2".into())]);
    let key = session.open_suggestions()[0].key();
    run(
        &mut session,
        [Command::SelectSuggestion(key.clone()), Command::Reject],
    );
    session.wait_for_learning();
    assert!(
        suggested_words(&session, "d2").is_empty(),
        "what was refused stays away"
    );
    run(&mut session, [Command::OpenDocument("d1".into())]);
    assert_eq!(mentions(&session)[0].1, "VEH");
    // A document that is not open gets its new suggestions when it is.
    run(&mut session, [Command::OpenDocument("d3".into())]);
    session.wait_for_suggestions();
    assert_eq!(suggested_words(&session, "d3"), ["zorblax VEH"]);
}

#[test]
fn what_one_layer_taught_does_not_show_in_another() {
    let mut session = learning_session(&ZORBLAX[..2]);
    label(&mut session, "zorblax", "VEH");
    session.wait_for_learning();
    run(&mut session, [Command::AddLayer("ben".to_owned(), None)]);
    run(&mut session, [Command::SetLayer("ben".into())]);
    session.wait_for_learning();
    assert!(suggested_words(&session, "d1").is_empty());
    assert!(suggested_words(&session, "d2").is_empty());
    run(&mut session, [Command::SetLayer(Layer::MAIN.into())]);
    session.wait_for_learning();
    assert_eq!(suggested_words(&session, "d2"), ["zorblax VEH"]);
}

#[test]
fn what_was_learnt_is_forgotten_when_learning_is_switched_off() {
    let mut session = learning_session(&ZORBLAX[..2]);
    label(&mut session, "zorblax", "VEH");
    session.wait_for_learning();
    session.set_learning(false);
    session.wait_for_suggestions();
    assert!(suggested_words(&session, "d2").is_empty());
    session.set_learning(true);
    session.wait_for_learning();
    assert_eq!(suggested_words(&session, "d2"), ["zorblax VEH"]);
}

#[test]
fn what_was_learnt_last_time_suggests_until_the_first_lesson_is_over() {
    let mut before = learning_session(&ZORBLAX[..1]);
    label(&mut before, "zorblax", "VEH");
    before.wait_for_learning();
    let stored = before.stored_learnt();
    let mut session = learning_session(&ZORBLAX[1..]);
    session.set_learning(false);
    session.bring_learnt(Some(stored.clone()));
    session.set_learning(true);
    session.wait_for_suggestions();
    assert_eq!(suggested_words(&session, "d2"), ["zorblax VEH"]);
    // Nothing was decided in this project, so that there is nothing to learn.
    session.wait_for_learning();
    assert!(suggested_words(&session, "d2").is_empty());

    let of_another = StoredLearnt {
        layer: "ben".into(),
        ..stored
    };
    let mut session = learning_session(&ZORBLAX[1..]);
    session.set_learning(false);
    session.bring_learnt(Some(of_another));
    session.set_learning(true);
    session.wait_for_suggestions();
    assert!(suggested_words(&session, "d2").is_empty());
}

#[test]
fn a_string_is_remembered_at_once_and_the_rest_is_learnt_later() {
    let mut session = learning_session(&ZORBLAX[..2]);
    session.wait_for_learning();
    let lessons = session.learning().num_lessons();
    label(&mut session, "zorblax", "VEH");
    let until = Instant::now() + Duration::from_mins(1);
    while suggested_words(&session, "d2").is_empty() && Instant::now() < until {
        session.poll();
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(suggested_words(&session, "d2"), ["zorblax VEH"]);
    assert_eq!(session.learning().num_lessons(), lessons);
}
