//! Backends made for Label Studio: what they are asked, and what becomes of good and bad answers.

use dateline::app::own_model::{Kind, OwnModel, OwnModelChoice};
use dateline::model::{Document, Proposal};
use dateline::text::Text;
use serde_json::Value;

use crate::scripted::{Script, Server};
use crate::{opened, patience, wait};

const TEXT: &str = "😀 Ali died in Homs.";

fn document() -> Document {
    Document::new("d1".into(), Text::new(TEXT))
}

fn backend(address: &str) -> Box<dyn OwnModel> {
    opened(&OwnModelChoice {
        kind: Kind::LabelStudio,
        label_studio: address.to_owned(),
        ..OwnModelChoice::default()
    })
}

/// Answers to health, setup and then to a prediction.
fn scripts(predicted: &str) -> Vec<Script> {
    vec![
        Script::json(r#"{"status": "UP", "model_class": "Mine", "v2": false}"#),
        Script::json(r#"{"model_version": "v7"}"#),
        Script::json(predicted),
    ]
}

const RESULT: &str = r#"{"model_version": "ner-2", "score": 0.5, "result": [
  {"id": "a", "from_name": "label", "to_name": "text", "type": "labels", "value": {"start": 2, "end": 5, "text": "Ali", "labels": ["PER"]}, "score": 0.9},
  {"id": "b", "from_name": "event", "to_name": "text", "type": "labels", "value": {"start": 6, "end": 10, "text": "died", "labels": ["Life.Die"]}},
  {"type": "relation", "from_id": "b", "to_id": "a", "direction": "right", "labels": ["Victim"]}]}"#;

#[test]
fn it_is_asked_as_label_studio_asks_and_read_as_its_files_are() {
    let server = Server::start(scripts(&format!(r#"{{"results": [{RESULT}]}}"#)));
    let model = backend(&server.address());
    let answer = model.ask(&document(), &wait()).unwrap();
    let said: Vec<String> = answer
        .suggestions
        .iter()
        .map(|suggestion| {
            format!(
                "{} {} {} {}",
                document().text().slice(suggestion.span()),
                suggestion.label(),
                suggestion.source,
                suggestion.score
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "Ali PER label-studio/ner-2 0.9",
            "died Life.Die label-studio/ner-2 0.5"
        ]
    );
    let Proposal::Event(event) = &answer.suggestions[1].proposal else {
        panic!("{:?}", answer.suggestions[1])
    };
    assert_eq!(
        (
            event.arguments[0].role.as_str(),
            event.arguments[0].label.as_deref()
        ),
        ("Victim", Some("PER"))
    );

    let requests = server.requests();
    let paths: Vec<&str> = requests
        .iter()
        .map(|request| request.line.as_str())
        .collect();
    assert_eq!(
        paths,
        [
            "GET /health HTTP/1.1",
            "POST /setup HTTP/1.1",
            "POST /predict HTTP/1.1"
        ]
    );
    let setup: Value = serde_json::from_str(&requests[1].body).unwrap();
    let configuration = setup["schema"].as_str().unwrap();
    assert!(
        configuration.contains(r#"<Label value="PER"/>"#)
            && configuration.contains(r#"<Relation value="Victim"/>"#),
        "{configuration}"
    );
    let question: Value = serde_json::from_str(&requests[2].body).unwrap();
    assert_eq!(question["tasks"][0]["data"]["text"], TEXT);
    assert_eq!(question["label_config"], setup["schema"]);
}

#[test]
fn it_is_set_up_once() {
    let mut all = scripts(r#"{"results": []}"#);
    all.push(Script::json(r#"{"results": [[]]}"#));
    let server = Server::start(all);
    let model = backend(&server.address());
    for _ in 0..2 {
        assert_eq!(model.ask(&document(), &wait()).unwrap().suggestions, []);
    }
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn a_backend_that_was_started_again_is_set_up_again() {
    let good = format!(r#"{{"results": [{RESULT}]}}"#);
    let mut all = scripts(&good);
    all.push(Script::status(500, "run setup() before using predict()"));
    all.extend(scripts(&good));
    let server = Server::start(all);
    let model = backend(&server.address());
    for _ in 0..2 {
        assert_eq!(
            model.ask(&document(), &wait()).unwrap().suggestions.len(),
            2
        );
    }
    assert_eq!(server.requests().len(), 7);
}

#[test]
fn predictions_come_in_several_forms() {
    for form in [
        format!("[{RESULT}]"),
        format!("[[{RESULT}]]"),
        RESULT.to_owned(),
    ] {
        let server = Server::start(scripts(&format!(r#"{{"results": {form}}}"#)));
        assert_eq!(
            backend(&server.address())
                .ask(&document(), &wait())
                .unwrap()
                .suggestions
                .len(),
            2,
            "{form}"
        );
    }
}

#[test]
fn what_cannot_be_used_is_refused_in_words() {
    let error = |script: Vec<Script>| {
        let wait = patience(&script[0]);
        let server = Server::start(script);
        backend(&server.address())
            .ask(&document(), &wait)
            .unwrap_err()
            .to_string()
    };
    assert!(error(vec![Script::json(r#"{"status": "DOWN"}"#)]).contains("the backend is DOWN"));
    assert!(
        error(vec![Script::text("<html>welcome</html>")])
            .contains("is not what a Label Studio backend says")
    );
    assert!(
        error(vec![Script::status(500, "Traceback: KeyError")])
            .contains("status 500: Traceback: KeyError")
    );
    assert!(error(vec![Script::status(302, "")]).contains("status 302"));
    assert!(error(scripts("nonsense")).contains("nonsense"));
    assert!(error(scripts(r#"{"results": 7}"#)).contains("no list of predictions"));
    assert!(error(scripts(r#"{"results": [{"result": [{"type": "labels", "value": {"start": "a", "end": 3, "labels": ["PER"]}}]}]}"#)).contains("start"));
    assert!(error(vec![Script::Truncated]).contains("cannot be used"));
    assert!(error(vec![Script::Silent]).contains("gave no answer"));
    assert!(error(vec![Script::Dribble]).contains("gave no answer"));
    assert!(error(vec![Script::Garbage]).contains("cannot be used"));
}

#[test]
fn an_answer_without_end_is_cut_short() {
    let server = Server::start(vec![Script::Endless]);
    let error = backend(&server.address())
        .check(&wait())
        .unwrap_err()
        .to_string();
    assert!(error.contains("more than 64 MB"), "{error}");
}

#[test]
fn regions_off_the_text_are_left_out_and_told() {
    let off = RESULT.replace(
        r#""start": 2, "end": 5, "text": "Ali""#,
        r#""start": 2, "end": 500"#,
    );
    let server = Server::start(scripts(&format!(r#"{{"results": [{off}]}}"#)));
    let answer = backend(&server.address())
        .ask(&document(), &wait())
        .unwrap();
    assert_eq!(answer.suggestions.len(), 1);
    assert!(
        answer
            .remarks
            .iter()
            .any(|remark| remark.contains("leaves the text")),
        "{:?}",
        answer.remarks
    );
}

#[test]
fn nobody_there_is_said_plainly() {
    let server = Server::start(Vec::new());
    let address = server.address();
    drop(server);
    let model = backend(&address);
    let error = model.check(&wait()).unwrap_err().to_string();
    assert!(
        error.contains("nothing listens there") || error.contains("does not answer"),
        "{error}"
    );
}
