//! Programs that read and write Dateline JSONL: well, badly, too slowly, not at all.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use dateline::app::own_model::{Answer, AskError, Kind, OwnModel, OwnModelChoice, Wait};
use dateline::model::{
    Decision, Document, EntityMention, Layer, Moment, Proposal, ProposedMention, Suggestion,
    Verdict,
};
use dateline::text::{Span, Text};
use smol_str::SmolStr;

use crate::{opened, wait};

type Model = Box<dyn OwnModel>;

const TEXT: &str = "Ali met “Zoë” in Homs.";

fn document() -> Document {
    let mut document = Document::new("d1".into(), Text::new(TEXT));
    document.meta.date = "2026-05-08".to_owned();
    document
}

/// A model of the shell script that runs for each line, which it has as `$line`.
fn each_line(script: &str) -> Model {
    shell(&format!("while IFS= read -r line; do {script}; done"))
}

fn shell(script: &str) -> Model {
    let script = script.replace('\'', r"'\''");
    opened(&choice(&format!("sh -c '{script}'")))
}

fn choice(command: &str) -> OwnModelChoice {
    OwnModelChoice {
        kind: Kind::Command,
        command: command.to_owned(),
        ..OwnModelChoice::default()
    }
}

/// The answer with these lists behind the text of the document.
fn answers(lists: &str) -> String {
    let record = format!(r#"{{"id":"d1","text":"{TEXT}",{lists}}}"#);
    format!("printf '%s\\n' '{record}'")
}

/// Words and labels of what was suggested.
fn said(answer: &Answer) -> Vec<String> {
    let text = document().text().clone();
    let one = |suggestion: &Suggestion| {
        format!(
            "{} {} {} {:.1}",
            text.slice(suggestion.span()),
            suggestion.label(),
            suggestion.source,
            suggestion.score
        )
    };
    answer.suggestions.iter().map(one).collect()
}

#[test]
fn labels_of_any_status_come_back_as_suggestions() {
    let model = each_line(&answers(
        r#""entities":[{"id":"m1","start":0,"end":3,"label":"PER","status":"accepted","score":0.8,"source":"names"},{"id":"m2","start":9,"end":12,"label":"PER","status":"suggested","source":"names","score":0.5},{"id":"m3","start":17,"end":21,"label":"GPE"}],"events":[{"id":"v1","type":"Contact.Meet","trigger":{"start":4,"end":7},"arguments":[{"role":"Participant","mention":"m1","start":0,"end":3},{"role":"Place","mention":"m3","start":17,"end":21,"score":0.4}]}]"#,
    ));
    let answer = model.ask(&document(), &wait()).unwrap();
    assert_eq!(
        said(&answer),
        [
            "Ali PER command/names 0.8",
            "Homs GPE command/sh 1.0",
            "met Contact.Meet command/sh 1.0",
            "Zoë PER command/names 0.5",
        ]
    );
    let event = answer
        .suggestions
        .iter()
        .find_map(|suggestion| match &suggestion.proposal {
            Proposal::Event(event) => Some(event),
            Proposal::Mention(_) => None,
        });
    let arguments: Vec<String> = event
        .unwrap()
        .arguments
        .iter()
        .map(|argument| {
            format!(
                "{} {} {:?} {}",
                argument.role,
                document().text().slice(argument.span),
                argument.label,
                argument.score
            )
        })
        .collect();
    assert_eq!(
        arguments,
        [
            r#"Participant Ali Some("PER") 1"#,
            r#"Place Homs Some("GPE") 0.4"#
        ]
    );
}

#[test]
fn the_program_is_sent_the_article_and_no_labels_or_decisions() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sent");
    let model = each_line(&format!(
        r#"printf '%s\n' "$line" > {}; printf '%s\n' "$line""#,
        path.display()
    ));
    let mut labelled = document();
    let suggestion = Suggestion {
        proposal: Proposal::Mention(ProposedMention::of(&EntityMention::new(
            "m1",
            Span::new(0, 3),
            "SECRET",
        ))),
        source: "x".into(),
        score: 1.0,
        reason: "".into(),
    };
    labelled.brought = vec![suggestion.clone()];
    labelled.tags = vec!["SECRET".into()];
    labelled.unknown_json = r#"{"SECRET": 1}"#.into();
    labelled.layer_mut(Layer::MAIN).put_decision(Decision {
        key: suggestion.key(),
        verdict: Verdict::Rejected,
        suggestion,
        annotation: None,
        by: "SECRET".into(),
        at: Moment(0),
    });
    assert_eq!(model.ask(&labelled, &wait()).unwrap().suggestions, []);
    let sent = std::fs::read_to_string(path).unwrap();
    assert!(
        sent.contains("“Zoë”") && sent.contains("2026-05-08"),
        "{sent}"
    );
    assert!(!sent.contains("SECRET"), "{sent}");
}

#[test]
fn it_is_kept_alive_and_started_again_when_it_dies() {
    // Answers twice, naming its process; then ends.
    let model = shell(
        r#"n=0; while [ $n -lt 2 ] && IFS= read -r line; do n=$((n+1)); printf '%s\n' "${line%?},\"entities\":[{\"start\":0,\"end\":3,\"label\":\"P$$\"}]}"; done"#,
    );
    let label = || {
        model.ask(&document(), &wait()).unwrap().suggestions[0]
            .label()
            .clone()
    };
    let labels: Vec<SmolStr> = (0..5).map(|_| label()).collect();
    assert_eq!(labels[0], labels[1]);
    assert_eq!(labels[2], labels[3]);
    assert!(
        labels[0] != labels[2] && labels[2] != labels[4],
        "{labels:?}"
    );
}

#[test]
fn what_it_says_on_standard_error_is_shown_when_it_fails() {
    let model =
        shell("echo 'Traceback' >&2; echo 'ImportError: no module named spacy' >&2; exit 3");
    let error = model.ask(&document(), &wait()).unwrap_err().to_string();
    assert!(
        error.contains("ImportError: no module named spacy") && error.contains('3'),
        "{error}"
    );
    let error = model_error(&opened(&choice("/no/such/program")));
    assert!(error.contains("cannot start “/no/such/program”"), "{error}");
    for line in ["  ", "a 'b"] {
        assert!(
            choice(line).open(&std::sync::Arc::default()).is_err(),
            "{line}"
        );
    }
}

#[test]
fn answers_that_cannot_be_used_are_refused_in_words() {
    let refused = |script: &str| model_error(&each_line(script));
    let text = refused(r#"printf '%s\n' '{"id":"d1","text":"Ali met nobody"}'"#);
    assert!(
        text.contains("its text differs from character 8") && text.contains("nobody"),
        "{text}"
    );
    let id = refused(&answers(r#""entities":[]"#).replace("d1", "d2"));
    assert!(
        id.contains("about “d2”, the question was about “d1”"),
        "{id}"
    );
    let no_record = refused("echo Loading the model...");
    assert!(
        no_record.contains("Loading the model") && no_record.contains("standard error"),
        "{no_record}"
    );
    assert!(refused(r"printf '\377\376\n'").contains("no UTF-8"));
    let off = each_line(&answers(
        r#""entities":[{"start":0,"end":999,"label":"PER"},{"start":0,"end":3,"label":"PER"}]"#,
    ));
    let answer = off.ask(&document(), &wait()).unwrap();
    assert_eq!(said(&answer), ["Ali PER command/sh 1.0"]);
    assert!(
        answer.remarks[0].contains("leaves the text"),
        "{:?}",
        answer.remarks
    );
}

fn model_error(model: &Model) -> String {
    model.ask(&document(), &wait()).unwrap_err().to_string()
}

#[test]
fn a_slow_program_is_ended_with_what_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("late");
    // The program's own child would write a file if it lived on.
    let model = each_line(&format!("(sleep 1; touch {}) & sleep 30", path.display()));
    let started = Instant::now();
    let error = model
        .ask(&document(), &Wait::of(Duration::from_millis(100)))
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("gave no answer in 0 s; does it write"),
        "{error}"
    );
    assert!(started.elapsed() < Duration::from_secs(5));
    std::thread::sleep(Duration::from_millis(1300));
    assert!(!path.exists());
}

#[test]
fn waiting_ends_when_it_is_cancelled() {
    let model = each_line("sleep 30");
    let wait = wait();
    let switch = wait.switch();
    let cancel = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(100));
        switch.store(true, Ordering::Relaxed);
    });
    assert_eq!(
        model.ask(&document(), &wait).unwrap_err(),
        AskError::Cancelled
    );
    cancel.join().unwrap();
}

#[test]
fn a_program_that_reads_nothing_and_writes_without_end_does_no_harm() {
    let mut long = document();
    let text = "Ali met Zoë. ".repeat(20_000);
    long = Document::new(long.id, Text::new(text));
    // More than a pipe holds is never read by it; it is not waited for longer than patience.
    let deaf = shell("exec sleep 30");
    assert!(matches!(
        deaf.ask(&long, &Wait::of(Duration::from_millis(200))),
        Err(AskError::TooSlow { .. })
    ));
    let chatty = shell("while :; do echo '{}'; done");
    let error = chatty.ask(&long, &wait()).unwrap_err().to_string();
    assert!(error.contains("`text` is missing"), "{error}");
}

#[test]
fn a_line_without_end_is_none() {
    let endless = shell("exec tr '\\0' x < /dev/zero");
    let error = model_error(&endless);
    assert!(error.contains("a line of more than 64 MB"), "{error}");
}

#[test]
fn it_is_checked_without_an_article() {
    let echo = each_line(r#"printf '%s\n' "$line""#);
    assert!(echo.check(&wait()).unwrap().contains("answers"));
    assert!(shell("exit 1").check(&wait()).is_err());
}
