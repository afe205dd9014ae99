//! A model of one's own in a session: off until switched on, asked when told to, its suggestions treated like all others.

use std::sync::Arc;

use dateline::app::command::Command;
use dateline::app::engines;
use dateline::app::jobs::Suggester;
use dateline::app::models::ModelChoice;
use dateline::app::notice::Severity;
use dateline::app::own_model::{Kind, OwnModelChoice};
use dateline::app::session::Session;
use dateline::model::bundled::news;
use dateline::model::{Document, DocumentId, Moment, Project, Suggestion};
use dateline::text::Text;

use crate::scripted::{Script, Server};

/// Words that no rule and no list labels.
const ARTICLES: [&str; 2] = ["They saw zorblat there.", "Then zorblat was gone."];

fn session() -> Session {
    let mut project = Project::new(news());
    for (number, text) in ARTICLES.iter().enumerate() {
        let id = format!("d{}", number + 1);
        project.documents.push(Arc::new(Document::new(
            id.as_str().into(),
            Text::new(*text),
        )));
    }
    let mut session = Session::new(
        project,
        "ana",
        engines::maker(&ModelChoice::None, &Arc::default()),
        Suggester::start(1, Arc::new(|| {})),
        Box::new(|| Moment(0)),
    );
    session.wait_for_suggestions();
    session
}

/// Labels every "zorblat" as a place.
fn labeller(folder: &tempfile::TempDir) -> OwnModelChoice {
    let log = folder.path().join("asked");
    let script = folder.path().join("labeller.sh");
    let program = format!(
        r#"while IFS= read -r line; do
  printf '%s\n' "$line" >> {log}
  case "$line" in *'They saw'*) at=9;; *) at=5;; esac
  printf '%s\n' "${{line%?}},\"entities\":[{{\"start\":$at,\"end\":$((at+7)),\"label\":\"GPE\",\"score\":0.8,\"status\":\"suggested\"}},{{\"start\":0,\"end\":4,\"label\":\"WIZARD\"}}]}}"
done
"#,
        log = log.display()
    );
    std::fs::write(&script, program).unwrap();
    OwnModelChoice {
        kind: Kind::Command,
        command: format!("sh {}", script.display()),
        ..OwnModelChoice::default()
    }
}

fn num_asked(folder: &tempfile::TempDir) -> usize {
    let log = std::fs::read_to_string(folder.path().join("asked"));
    log.map_or(0, |log| log.lines().count())
}

fn own(session: &Session) -> Vec<Suggestion> {
    let open = session.open_suggestions().iter();
    open.filter(|suggestion| suggestion.source.starts_with("command/"))
        .cloned()
        .collect()
}

#[test]
fn nothing_is_asked_before_a_click() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = session();
    session.dispatch(Command::AskOwnModel);
    assert!(
        session.notices.list()[0]
            .message
            .contains("No model of your own is switched on")
    );
    session.set_own_model(&labeller(&folder));
    session.open_document(&DocumentId::from("d2"));
    session.open_document(&DocumentId::from("d1"));
    session.wait_for_own_model();
    assert_eq!((num_asked(&folder), own(&session).len()), (0, 0));

    session.dispatch(Command::AskOwnModel);
    session.wait_for_own_model();
    assert_eq!(num_asked(&folder), 1);
    let suggested = own(&session);
    assert_eq!(session.words_at(suggested[0].span()), "zorblat");
    assert_eq!(
        (suggested[0].score, suggested[0].source.as_str()),
        (0.8, "command/labeller.sh")
    );
    assert!(
        suggested[0].reason.starts_with("command/labeller.sh 0.80"),
        "{}",
        suggested[0].reason
    );
    let told = session
        .notices
        .list()
        .iter()
        .find(|notice| notice.severity == Severity::Warning)
        .unwrap();
    assert!(
        told.message.contains("1 mention and 0 events") && told.message.contains("WIZARD (1)"),
        "{}",
        told.message
    );
}

#[test]
fn its_suggestions_are_decided_about_like_all_others() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = session();
    session.set_own_model(&labeller(&folder));
    session.dispatch(Command::AskOwnModel);
    session.wait_for_own_model();
    let key = own(&session)[0].key();
    session.dispatch(Command::SelectSuggestion(key));
    session.dispatch(Command::Reject);
    session.dispatch(Command::AskOwnModel);
    session.wait_for_own_model();
    assert_eq!(own(&session), [], "what was rejected does not come back");
    session.dispatch(Command::Undo);
    session.dispatch(Command::SuggestAgain);
    session.wait_for_suggestions();
    assert_eq!(own(&session).len(), 1);
    let key = own(&session)[0].key();
    session.dispatch(Command::SelectSuggestion(key));
    session.dispatch(Command::Accept);
    let mention = &session.annotations().mentions()[0];
    let by = mention.origin.suggested.as_ref().unwrap();
    assert_eq!(
        (mention.label.as_str(), by.source.as_str()),
        ("GPE", "command/labeller.sh")
    );

    session.set_own_model(&OwnModelChoice::default());
    session.wait_for_suggestions();
    assert_eq!(own(&session), []);
    assert_eq!(
        session.annotations().mentions().len(),
        1,
        "switching it off touches no decision"
    );
}

#[test]
fn each_document_that_is_opened_is_asked_about_once_where_that_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = session();
    session.set_own_model(&OwnModelChoice {
        each_opened: true,
        ..labeller(&folder)
    });
    session.wait_for_own_model();
    assert_eq!(own(&session).len(), 1, "the open one is open");
    for id in ["d2", "d1", "d2"] {
        session.open_document(&DocumentId::from(id));
        session.wait_for_own_model();
        assert_eq!(own(&session).len(), 1);
    }
    assert_eq!(num_asked(&folder), 2);
}

#[test]
fn a_document_that_was_passed_by_is_asked_about_when_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = session();
    session.set_own_model(&OwnModelChoice {
        each_opened: true,
        ..labeller(&folder)
    });
    // All before the first answer.
    session.open_document(&DocumentId::from("d2"));
    session.open_document(&DocumentId::from("d1"));
    session.wait_for_own_model();
    assert_eq!((num_asked(&folder), own(&session).len()), (1, 1));
    session.open_document(&DocumentId::from("d2"));
    session.wait_for_own_model();
    assert_eq!((num_asked(&folder), own(&session).len()), (2, 1));
}

#[test]
fn a_model_that_fails_is_not_asked_again_by_itself() {
    let server = Server::start(vec![Script::status(500, "out of memory")]);
    let mut session = session();
    session.set_own_model(&OwnModelChoice {
        kind: Kind::Chat,
        chat: server.address(),
        chat_model: "x".to_owned(),
        each_opened: true,
        ..OwnModelChoice::default()
    });
    session.wait_for_own_model();
    let notice = session.notices.list().last().unwrap().clone();
    assert_eq!(notice.severity, Severity::Error);
    assert!(
        notice.message.contains("status 500: out of memory"),
        "{}",
        notice.message
    );
    session.open_document(&DocumentId::from("d2"));
    session.wait_for_own_model();
    assert_eq!(server.requests().len(), 1);
    session.dispatch(Command::AskOwnModel);
    session.wait_for_own_model();
    assert_eq!(server.requests().len(), 2);
    assert!(session.own_model().last().unwrap().is_error);
}

#[test]
fn closing_the_session_does_not_wait_for_an_answer_and_ends_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let late = folder.path().join("late");
    let mut session = session();
    session.set_own_model(&OwnModelChoice {
        kind: Kind::Command,
        command: format!(
            "sh -c 'read line; sleep 2; touch {}; sleep 60'",
            late.display()
        ),
        ..OwnModelChoice::default()
    });
    session.dispatch(Command::AskOwnModel);
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(session.own_model().waiting_secs().is_some());
    let started = std::time::Instant::now();
    drop(session);
    assert!(
        started.elapsed() < std::time::Duration::from_secs(2),
        "{:?}",
        started.elapsed()
    );
    std::thread::sleep(std::time::Duration::from_millis(2500));
    assert!(!late.exists());
}
