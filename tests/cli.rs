//! The program from outside: what goes to standard output, what to standard error, how it ends.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use assert_cmd::assert::Assert;

fn dateline() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command
}

fn run(arguments: &[&str], input: &str) -> Assert {
    dateline().args(arguments).write_stdin(input).assert()
}

fn out(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).expect("UTF-8")
}

fn err(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).expect("UTF-8")
}

fn records(assert: &Assert) -> Vec<serde_json::Value> {
    out(assert)
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON line"))
        .collect()
}

/// A folder that goes when the test ends, with `files` in it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        for (name, content) in files {
            let path = folder.0.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, content).expect("room");
        }
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().expect("UTF-8").to_owned()
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect(name)
    }
}

fn labels(record: &serde_json::Value) -> Vec<(String, String, String)> {
    let list = record["entities"].as_array().expect("entities");
    list.iter()
        .map(|mention| {
            let text = |name: &str| mention[name].as_str().unwrap_or("added").to_owned();
            (text("text"), text("label"), text("status"))
        })
        .collect()
}

const GOLD: &str = r#"{"id": "a", "text": "Ali died in Homs.", "entities": [{"id": "m1", "start": 0, "end": 3, "label": "PER"}, {"id": "m2", "start": 12, "end": 16, "label": "GPE"}], "events": [{"id": "v1", "type": "Life.Die", "trigger": {"start": 4, "end": 8}, "arguments": [{"role": "Victim", "mention": "m1", "start": 0, "end": 3}], "attributes": {"tense": "past"}}]}"#;

#[test]
fn help_names_every_command_with_examples() {
    let help = run(&["--help"], "").success();
    for command in [
        "annotate", "export", "convert", "formats", "check", "score", "stats", "schema", "train",
        "models", "simulate",
    ] {
        assert!(out(&help).contains(command), "{command}");
        let own = out(&run(&[command, "--help"], "").success());
        assert!(own.contains(&format!("dateline {command}")), "{own}");
        assert!(own.contains("Examples:"), "{own}");
    }
    assert_eq!(
        out(&run(&["--version"], "").success()),
        format!("dateline {}\n", env!("CARGO_PKG_VERSION"))
    );
    run(&["no-such-command", "--x"], "").code(2);
}

#[test]
fn without_a_display_the_sample_is_printed_and_files_are_refused() {
    let sample = run(&[], "").code(0);
    assert!(out(&sample).contains("|GPE]"), "{}", out(&sample));
    assert!(out(&sample).contains("dateline annotate"));
    assert_eq!(err(&sample).lines().count(), 1, "{}", err(&sample));
    let folder = Folder::new(&[("a.txt", "Homs fell.")]);
    let refused = run(&[&folder.text("a.txt")], "").code(2);
    assert_eq!(out(&refused), "");
    assert_eq!(err(&refused).lines().count(), 1);
    run(&["no-such-file.ron"], "").code(2);
}

#[test]
fn annotate_is_a_filter_that_keeps_order_ids_and_unknown_fields() {
    let lines: Vec<String> = (0..300)
        .map(|index| format!(r#"{{"id": {index}, "text": "Talks in Geneva ended, round {index}.\r\n", "keep": [{index}]}}"#))
        .collect();
    let input = lines.join("\n");
    let one = run(&["annotate", "-", "--threads", "1"], &input).success();
    let four = run(&["annotate", "-", "--threads", "4"], &input).success();
    assert_eq!(out(&one), out(&four));
    let unnamed = run(&["annotate", "--from", "jsonl"], &input).success();
    assert_eq!(out(&one), out(&unnamed));
    let records = records(&one);
    assert_eq!(records.len(), 300);
    for (index, record) in records.iter().enumerate() {
        assert_eq!(record["id"], index);
        assert_eq!(record["keep"][0], index);
        assert_eq!(
            record["text"],
            format!("Talks in Geneva ended, round {index}.\r\n")
        );
        let geneva = (
            "Geneva".to_owned(),
            "GPE".to_owned(),
            "suggested".to_owned(),
        );
        assert!(labels(record).contains(&geneva), "{record}");
    }
    assert_eq!(err(&one), "");
}

#[test]
fn a_bad_line_is_named_and_left_out_and_the_rest_goes_on() {
    let input = "{\"text\": \"Homs\"}\n{\"text\": 4}\nnonsense\n\n{\"text\": \"a\", \"entities\": [{\"start\": 0, \"end\": 9, \"label\": \"PER\"}]}\n{\"text\": \"Aleppo\"}";
    let done = run(&["annotate", "-"], input).code(1);
    let texts: Vec<_> = records(&done)
        .iter()
        .map(|record| record["text"].clone())
        .collect();
    assert_eq!(texts, ["Homs", "Aleppo"]);
    let messages = err(&done);
    assert_eq!(messages.lines().count(), 3, "{messages}");
    for line in ["line 2:", "line 3:", "line 5:"] {
        assert!(messages.contains(line), "{messages}");
    }
}

#[test]
fn labels_that_are_there_are_kept_and_not_doubled() {
    let input = r#"{"text": "Geneva and Turkey", "entities": [{"id": "x", "start": 0, "end": 6, "label": "GPE", "status": "accepted"}, {"start": 11, "end": 17, "label": "GPE", "status": "rejected"}]}"#;
    let done = run(&["annotate", "-"], input).success();
    let found = labels(&records(&done)[0]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], ("Geneva".into(), "GPE".into(), "accepted".into()));
    assert_eq!(found[1], ("Turkey".into(), "GPE".into(), "rejected".into()));
    let done = run(&["annotate", "-", "--drop-labels"], input).success();
    assert!(
        labels(&records(&done)[0])
            .iter()
            .all(|(_, _, status)| status == "suggested")
    );
}

#[test]
fn articles_become_a_project_and_go_out_again() {
    let folder = Folder::new(&[
        (
            "in/b.txt",
            "Talks in Geneva\n\nRebels met ministers in Geneva on Monday. Ali died.\n",
        ),
        (
            "in/a.html",
            "<html><body><h1>Homs</h1><p>The city of Homs was shelled on Friday, officials said. It was the third day.</p></body></html>",
        ),
        ("in/c.jsonl", GOLD),
        ("in/notes.xyz", "not an article"),
    ]);
    let project = folder.text("out.ron");
    run(&["annotate", &folder.text("in"), "-o", &project], "").success();
    run(&["check", &project, "--least", "error"], "").success();

    let stats = run(&["stats", &project, "--json"], "").success();
    let stats: serde_json::Value = serde_json::from_str(&out(&stats)).unwrap();
    assert_eq!(stats["documents"], 3);
    assert_eq!(stats["mentions"]["all"], 2);
    assert!(out(&run(&["stats", &project], "").success()).contains("Entity mentions"));

    let export = run(&["export", &project, "--format", "jsonl"], "").success();
    let ids: Vec<_> = records(&export)
        .iter()
        .map(|record| record["id"].clone())
        .collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(
        ids[..2],
        ["a", "b"],
        "in the order of the files, the second “a” with an id of its own"
    );
    assert!(!out(&export).contains("suggested"));
    let export = run(
        &[
            "export",
            &project,
            "--format",
            "jsonl",
            "--with-suggestions",
        ],
        "",
    )
    .success();
    assert!(out(&export).contains("\"status\": \"suggested\""));
    let done = run(
        &["export", &project, "--format", "jsonl", "--status", "done"],
        "",
    )
    .success();
    assert_eq!(out(&done), "");
    assert!(err(&done).contains("0 of 3 documents"));

    let schema = run(&["schema", &project], "").success();
    assert!(out(&schema).contains("Diplomacy.Ceasefire"));
}

#[test]
fn exports_say_what_they_leave_out() {
    let folder = Folder::new(&[("a.jsonl", GOLD)]);
    let conll = run(
        &["export", &folder.text("a.jsonl"), "--format", "conll"],
        "",
    )
    .success();
    assert_eq!(
        out(&conll),
        "-DOCSTART- -X- -X- O\n\nAli -X- -X- B-PER\ndied -X- -X- O\nin -X- -X- O\nHoms -X- -X- B-GPE\n. -X- -X- O\n\n"
    );
    assert!(
        err(&conll).contains("1 event that the format has no place for"),
        "{}",
        err(&conll)
    );
    let target = folder.text("brat");
    run(
        &[
            "export",
            &folder.text("a.jsonl"),
            "--format",
            "brat",
            "-o",
            &target,
        ],
        "",
    )
    .success();
    assert_eq!(folder.read("brat/a.txt"), "Ali died in Homs.");
    assert!(
        folder
            .read("brat/a.ann")
            .contains("E1\tLife_Die:T3 Victim:T1\n")
    );
    assert!(folder.read("brat/annotation.conf").contains("Life_Die\t"));
    run(&["export", &folder.text("a.jsonl"), "--format", "brat"], "").code(2);
    run(
        &["export", &folder.text("none.ron"), "--format", "conll"],
        "",
    )
    .code(2);
}

#[test]
fn check_ends_with_one_where_there_is_an_error() {
    let bad = GOLD.replace("\"label\": \"GPE\"", "\"label\": \"PLACE\"");
    let folder = Folder::new(&[("good.jsonl", GOLD), ("bad.jsonl", &bad)]);
    run(&["check", &folder.text("good.jsonl")], "").code(0);
    let found = run(&["check", &folder.text("bad.jsonl")], "").code(1);
    assert!(
        out(&found).starts_with("a:1:13: error: “Homs” is labelled PLACE"),
        "{}",
        out(&found)
    );
    let json = run(&["check", &folder.text("bad.jsonl"), "--json"], "").code(1);
    let json: serde_json::Value = serde_json::from_str(&out(&json)).unwrap();
    assert_eq!(json["errors"], 1);
    assert_eq!(json["findings"][0]["code"], "unknown-label");
    assert_eq!(json["findings"][0]["start"], 12);
}

#[test]
fn a_done_document_with_open_suggestions_is_reported() {
    let open = r#"{"id": "a", "text": "Talks in Geneva ended.", "status": "done"}"#;
    let folder = Folder::new(&[("a.jsonl", open)]);
    let found = run(
        &["check", &folder.text("a.jsonl"), "--least", "warning"],
        "",
    )
    .code(0);
    assert!(
        out(&found).contains("done-with-open-suggestions"),
        "{}",
        out(&found)
    );
}

#[test]
fn score_prints_a_table_or_json() {
    let predicted = GOLD
        .replace(
            "\"start\": 12, \"end\": 16, \"label\": \"GPE\"",
            "\"start\": 12, \"end\": 16, \"label\": \"LOC\", \"status\": \"suggested\"",
        )
        .replace("\"role\": \"Victim\"", "\"role\": \"Agent\"");
    let folder = Folder::new(&[("gold.jsonl", GOLD), ("predicted.jsonl", &predicted)]);
    let (gold, predicted) = (folder.text("gold.jsonl"), folder.text("predicted.jsonl"));
    let table = out(&run(&["score", &gold, &predicted], "").success());
    for row in [
        "entities",
        "triggers classified",
        "arguments identified",
        "tense",
        "PER",
    ] {
        assert!(table.contains(row), "{table}");
    }
    let json = |arguments: &[&str]| -> serde_json::Value {
        let mut all = vec!["score", &gold, &predicted, "--json"];
        all.extend(arguments);
        serde_json::from_str(&out(&run(&all, "").success())).unwrap()
    };
    let strict = json(&[]);
    assert_eq!(strict["entities"]["f1"], 0.5);
    assert_eq!(strict["entities_identified"]["f1"], 1.0);
    assert_eq!(strict["triggers_classified"]["f1"], 1.0);
    assert_eq!(strict["arguments_identified"]["f1"], 1.0);
    assert_eq!(strict["arguments_classified"]["f1"], 0.0);
    assert_eq!(strict["attributes"]["tense"]["accuracy"], 1.0);
    assert_eq!(json(&["--map", "GPE,FAC=LOC"])["entities"]["f1"], 1.0);
    assert_eq!(json(&["--labels", "PER"])["entities"]["gold"], 1);
    assert_eq!(
        json(&["--match", "head", "--level", "name"])["match"],
        "head"
    );
    run(&["score", &gold, "missing.jsonl"], "").code(2);
    let piped = dateline()
        .args(["score", &gold, "-", "--json"])
        .write_stdin(folder.read("predicted.jsonl"))
        .assert()
        .success();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&out(&piped)).unwrap(),
        strict
    );
}

#[test]
fn marked_text_scores_against_jsonl() {
    let folder = Folder::new(&[
        (
            "gold/a.txt",
            "title: T\n---\n[Ali|PER #a] [died|!Life.Die Victim=a] in [Homs|GPE].\n",
        ),
        ("predicted.jsonl", GOLD),
    ]);
    let score = run(
        &[
            "score",
            &folder.text("gold"),
            &folder.text("predicted.jsonl"),
            "--json",
        ],
        "",
    )
    .success();
    let json: serde_json::Value = serde_json::from_str(&out(&score)).unwrap();
    assert_eq!(json["entities"]["f1"], 1.0);
    assert_eq!(json["arguments_classified"]["f1"], 1.0);
}

#[test]
fn schemas_are_listed_printed_and_read() {
    let list = out(&run(&["schema"], "").success());
    assert!(list.lines().any(|line| line.starts_with("news ")), "{list}");
    let blank = out(&run(&["schema", "blank"], "").success());
    let folder = Folder::new(&[("mine.ron", &blank)]);
    run(&["schema", &folder.text("mine.ron")], "").success();
    let nothing = run(
        &["annotate", "-", "--schema", &folder.text("mine.ron")],
        "{\"text\": \"Geneva\"}",
    )
    .success();
    assert_eq!(labels(&records(&nothing)[0]), []);
    let unknown = run(&["schema", "nosuch"], "").code(2);
    assert!(err(&unknown).contains("news"), "{}", err(&unknown));
}

#[test]
fn results_that_nobody_reads_any_more_are_no_failure() {
    let input = "{\"text\": \"Talks in Geneva ended on Monday.\"}\n".repeat(2000);
    let folder = Folder::new(&[("in.jsonl", &input)]);
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["annotate", &folder.text("in.jsonl")])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&done.stderr), "");
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_annotated() {
    let folder = Folder::new(&[("a.txt", "Homs fell."), ("empty.txt", "")]);
    let done = run(
        &[
            "annotate",
            &folder.text("a.txt"),
            &folder.text("empty.txt"),
            &folder.text("gone.txt"),
        ],
        "",
    )
    .code(1);
    assert_eq!(records(&done).len(), 1);
    assert_eq!(err(&done).lines().count(), 2, "{}", err(&done));
    assert!(err(&done).contains("gone.txt"));
    let nowhere = Path::new("/no/such/folder/out.jsonl").to_str().unwrap();
    run(&["annotate", &folder.text("a.txt"), "-o", nowhere], "").code(2);
}

#[test]
fn an_answer_comes_before_the_input_ends() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["annotate", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for word in ["Geneva", "Ankara"] {
        writeln!(input, "{{\"text\": \"{word}\"}}").unwrap();
        input.flush().unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert!(line.contains(word), "{line}");
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_with_the_file() {
    let asserted = run(
        &["annotate", "--from", "txt", "-", "-o", "/dev/full"],
        "Petrova arrived in Oslo.",
    )
    .code(2);
    let said = err(&asserted);
    assert!(said.contains("/dev/full"), "{said}");
}

/// Records of a made-up people whose names no list has: "Zorbl Quux" is a person, "Vonk Ltd" an organisation.
fn labelled(count: usize) -> String {
    let given = ["Zorbl", "Quax", "Fnord", "Blint", "Wumbo", "Krell"];
    let family = ["Quuxton", "Vlim", "Trask", "Ploog", "Snerd"];
    let firms = ["Vonk", "Glarp", "Mubb", "Trell"];
    (0..count)
        .map(|number| {
            let person = format!("{} {}", given[number % 6], family[number % 5]);
            let firm = format!("{} Ltd", firms[number % 4]);
            let text = format!("Yesterday {person} spoke, and {firm} paid.");
            let start = text.find(&firm).expect("it is there");
            format!(
                r#"{{"id": "r{number}", "text": "{text}", "labels_annotated": ["PER", "ORG"], "entities": [{{"start": 10, "end": {}, "label": "PER"}}, {{"start": {start}, "end": {}, "label": "ORG"}}]}}"#,
                10 + person.len(),
                start + firm.len()
            ) + "\n"
        })
        .collect()
}

#[test]
fn a_model_is_trained_suggests_names_and_is_refused_when_it_is_damaged() {
    let folder = Folder::new(&[
        ("labelled.jsonl", &labelled(160)),
        ("half.jsonl", r#"{"text": "Zorbl"}"#),
    ]);
    let (input, model) = (folder.text("labelled.jsonl"), folder.text("m.dlmodel"));
    let half = folder.text("half.jsonl");
    let options = [
        "--labels",
        "PER,ORG",
        "--seed",
        "3",
        "--held-out",
        "0.5",
        "--name",
        "same",
        "--curve",
    ];
    let arguments = |threads: &'static str, output: &str| {
        let mut all = vec!["train".to_owned(), input.clone(), half.clone()];
        all.extend(options.map(str::to_owned));
        all.extend(["--threads", threads, "-o", output].map(str::to_owned));
        all
    };
    let run_all = |arguments: &[String]| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        run(&arguments, "").success()
    };
    let trained = run_all(&arguments("1", &model));
    assert!(
        out(&trained).contains("documents kept out"),
        "{}",
        out(&trained)
    );
    assert!(out(&trained).contains("gold ↓"), "{}", out(&trained));
    assert!(
        out(&trained).contains("\nlearnt from") && out(&trained).contains("once mapped"),
        "{}",
        out(&trained)
    );
    let told = err(&trained);
    assert!(told.contains("round 1: loss"), "{told}");
    assert!(told.contains("1 of 1 documents are not labelled"), "{told}");
    // The same on more threads.
    let again = folder.text("again.dlmodel");
    run_all(&arguments("3", &again));
    let bytes = std::fs::read(&model).unwrap();
    assert!(bytes == std::fs::read(&again).unwrap());
    let shown = out(&run(&["models", &again], "").success());
    assert!(
        shown.contains("PER ORG") && shown.contains("F1 "),
        "{shown}"
    );
    run(&["models", &input], "").code(2);

    let text = r#"{"text": "Later Wumbo Vlim left, and Mubb Ltd closed."}"#;
    let done = run(&["annotate", "-", "--model", &model], text).success();
    let records = records(&done);
    let entities = records[0]["entities"].as_array().unwrap();
    let by_model = |name: &str, label: &str| {
        entities.iter().any(|mention| {
            mention["text"] == name
                && mention["label"] == label
                && mention["source"] == "own-model"
                && mention["reason"]
                    .as_str()
                    .is_some_and(|reason| reason.starts_with("own-model "))
        })
    };
    assert!(by_model("Wumbo Vlim", "PER"), "{entities:?}");
    assert!(by_model("Mubb Ltd", "ORG"), "{entities:?}");

    let mut damaged = bytes.clone();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    for (bytes, why) in [
        (&damaged[..], "damaged"),
        (&bytes[..last], "cut short"),
        (b"{}", "not a model"),
    ] {
        std::fs::write(&model, bytes).unwrap();
        let refused = run(&["annotate", "-", "--model", &model], text).code(2);
        assert_eq!(out(&refused), "");
        assert!(err(&refused).contains(why), "{}", err(&refused));
    }
    let none = run(&["annotate", "-", "--model", "no-such-file"], text).code(2);
    assert!(err(&none).contains("no-such-file"), "{}", err(&none));
}

/// Articles in which somebody marks attacks, but never that an army shelled a place.
fn attacks(number: usize) -> String {
    let places = ["Tarka", "Omon", "Belsk", "Dunmore", "Kitwe", "Varda"];
    let article = |number: usize| {
        let (here, there) = (places[number % 6], places[(number + 1) % 6]);
        let first = format!("Rebels attacked the village of {here}. ");
        let text = format!("{first}The army shelled the town of {there}. Nobody spoke.");
        let event = serde_json::json!({
            "type": "Conflict.Attack",
            "trigger": {"start": 7, "end": 15},
            "arguments": [{"role": "Attacker", "start": 0, "end": 6}],
        });
        serde_json::json!({"id": format!("a{number}"), "text": text, "events": [event]}).to_string()
    };
    (0..number).map(|number| article(number) + "\n").collect()
}

#[test]
fn events_are_learnt_where_the_learnt_proves_better_than_the_rules() {
    let folder = Folder::new(&[("attacks.jsonl", &attacks(15)), ("few.jsonl", &attacks(1))]);
    let (input, model) = (folder.text("attacks.jsonl"), folder.text("m.dlmodel"));
    let train = ["train", &input, "--learn", "events", "-o", &model];
    let trained = run(&train, "").success();
    assert!(
        out(&trained).contains("the model decides"),
        "{}",
        out(&trained)
    );
    let bytes = std::fs::read(&model).unwrap();
    run(&[&train[..], &["--threads", "3"]].concat(), "").success();
    assert!(
        bytes == std::fs::read(&model).unwrap(),
        "the same on more threads"
    );
    let shown = out(&run(&["models", &model], "").success());
    assert!(shown.contains("triggers"), "{shown}");

    let text =
        r#"{"text": "Rebels attacked the village of Moro. The army shelled the town of Lund."}"#;
    let triggers = |model: &str| -> Vec<String> {
        let done = run(&["annotate", "-", "--model", model], text).success();
        let events = records(&done)[0]["events"].as_array().cloned();
        let events = events.unwrap_or_default().into_iter();
        events
            .map(|event| {
                event["trigger"]["text"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect()
    };
    assert_eq!(triggers("none"), ["attacked", "shelled"]);
    assert_eq!(triggers(&model), ["attacked"]);

    // One article proves nothing, and a file without a model in it is not written.
    let few = folder.text("few.jsonl");
    let none = folder.text("none.dlmodel");
    let refused = run(&["train", &few, "--learn", "events", "-o", &none], "").code(2);
    assert!(
        err(&refused).contains("no model was written"),
        "{}",
        err(&refused)
    );
    assert!(!Path::new(&none).exists());
}

/// Articles about things that no list knows, each of which stands in several of them.
fn unheard_of(number: usize) -> String {
    let things = ["zorblax", "vlimmer", "quarn"];
    let article = |number: usize| {
        let (one, other) = (things[number % 3], things[(number + 1) % 3]);
        let text = format!("Nobody had a {one} then. They all wanted a {other} instead.");
        let place = |words: &str| {
            let start = text.find(words).expect("there");
            serde_json::json!({"start": start, "end": start + words.len(), "label": "VEH"})
        };
        let entities = [place(one), place(other)];
        serde_json::json!({"id": format!("u{number}"), "text": text, "entities": entities})
            .to_string()
    };
    (0..number).map(|number| article(number) + "\n").collect()
}

#[test]
fn simulate_counts_what_help_saves_and_draws_how_learning_goes_on() {
    let folder = Folder::new(&[("gold.jsonl", &unheard_of(30))]);
    let input = folder.text("gold.jsonl");
    let (curve, plot) = (folder.text("curve.csv"), folder.text("curve.svg"));
    let files = ["--curve", &curve, "--plot", &plot];
    let arguments = [
        "simulate", &input, "--model", "none", "--orders", "2", "--json",
    ];
    let done = run(&[&arguments[..], &files].concat(), "").success();
    let value: serde_json::Value = serde_json::from_str(&out(&done)).expect("one object");
    let number = |help: &str, what: &str| value[help][what].as_f64().expect(what);
    // Without help each label, of a single word, is a click and a key, and each document is finished with one or two keys.
    let gold = number("none", "gold");
    let without = number("none", "actions");
    assert!(
        without >= 2.0 * gold + 60.0 && without <= 2.0 * gold + 120.0,
        "{value}"
    );
    assert_eq!(number("none", "untouched"), 0.0);
    assert!(
        number("learning", "actions") < number("knowledge", "actions"),
        "{value}"
    );
    assert!(number("learning", "seconds") < number("none", "seconds"));
    for help in ["none", "knowledge", "bundled", "learning"] {
        assert_eq!(
            number(help, "unlike"),
            0.0,
            "{help} ends with the right labels"
        );
        assert_eq!(number(help, "gold"), gold);
    }
    let again = run(&arguments, "").success();
    assert_eq!(out(&done), out(&again), "the same each time");
    let table = folder.read("curve.csv");
    assert!(
        table.starts_with("help,documents,actions_per_label,spread\n"),
        "{table}"
    );
    assert_eq!(table.lines().count(), 1 + 4 * 20);
    assert!(folder.read("curve.svg").contains("learning</text>"));
    let none = Folder::new(&[("half.jsonl", r#"{"text": "Zorbl"}"#)]);
    let refused = run(&["simulate", &none.text("half.jsonl")], "").code(2);
    assert!(
        err(&refused).contains("nothing to label"),
        "{}",
        err(&refused)
    );
}

const LABELLED: &str = "-DOCSTART- -X- -X- O\n\nAli NNP I-NP I-PER\nmet VBD I-VP O\n\n-DOCSTART- -X- -X- O\n\nHoms NNP I-NP I-LOC\n";

#[test]
fn convert_recognises_what_it_reads_and_streams_what_it_writes() {
    let folder = Folder::new(&[("train.conll", LABELLED)]);
    let converted = run(
        &["convert", &folder.text("train.conll"), "--to", "jsonl"],
        "",
    )
    .success();
    let records = records(&converted);
    assert_eq!(records.len(), 2);
    assert_eq!(records[0]["id"], "train-1");
    assert_eq!(labels(&records[1])[0].1, "LOC");
    let said = err(&converted);
    assert!(said.contains("is read as conll2003"), "{said}");
    assert!(said.contains("IOB1"), "{said}");
    assert!(said.contains("2 documents written as jsonl"), "{said}");
    // There and back through a pipe, with another scheme.
    let back = run(
        &["convert", "-", "--to", "conll2002", "--scheme", "bioes"],
        &out(&converted),
    )
    .success();
    assert_eq!(
        out(&back),
        "-DOCSTART- O\n\nAli S-PER\nmet O\n\n-DOCSTART- O\n\nHoms S-LOC\n\n"
    );
}

#[test]
fn convert_lists_what_it_could_not_read_or_hold() {
    let input = format!("{GOLD}\nno record\n");
    let converted = run(
        &["convert", "-", "--from", "jsonl", "--to", "conll"],
        &input,
    )
    .code(1);
    assert!(
        out(&converted).contains("Homs -X- -X- B-GPE"),
        "{}",
        out(&converted)
    );
    let said = err(&converted);
    assert!(said.contains("standard input: line 2"), "{said}");
    assert!(
        said.contains("1 event that the format has no place for, left out"),
        "{said}"
    );
    assert!(said.contains("1 record could not be read"), "{said}");
    // What needs a folder, and what is no format, ends at once.
    run(&["convert", "-", "--from", "jsonl", "--to", "brat"], GOLD).code(2);
    run(&["convert", "-", "--to", "no-such-format"], GOLD).code(2);
    run(&["convert", "no-such-file.jsonl", "--to", "conll"], "").code(2);
}

#[test]
fn convert_writes_folders_and_reads_them_again() {
    let folder = Folder::new(&[("gold.jsonl", GOLD)]);
    let brat = folder.text("brat");
    run(
        &[
            "convert",
            &folder.text("gold.jsonl"),
            "--to",
            "brat",
            "-o",
            &brat,
        ],
        "",
    )
    .success();
    assert!(folder.read("brat/a.ann").contains("Life_Die"));
    let back = run(&["convert", &brat, "--to", "jsonl"], "").success();
    let records = records(&back);
    assert_eq!(records[0]["events"][0]["type"], "Life.Die");
    assert_eq!(records[0]["events"][0]["arguments"][0]["role"], "Victim");
    let studio = folder.text("tasks.json");
    run(
        &[
            "convert",
            &folder.text("gold.jsonl"),
            "--to",
            "label-studio",
            "-o",
            &studio,
        ],
        "",
    )
    .success();
    assert!(
        folder
            .read("label_studio_config.xml")
            .contains("<Label value=\"GPE\"/>")
    );
}

#[test]
fn other_commands_read_every_format() {
    let folder = Folder::new(&[("gold.conll", LABELLED), ("gold.jsonl", GOLD)]);
    let score = run(
        &[
            "score",
            &folder.text("gold.conll"),
            &folder.text("gold.conll"),
        ],
        "",
    )
    .success();
    assert!(out(&score).contains("1.000"), "{}", out(&score));
    let annotated = run(
        &[
            "annotate",
            &folder.text("gold.conll"),
            "--from",
            "conll",
            "--model",
            "none",
        ],
        "",
    )
    .success();
    assert_eq!(records(&annotated).len(), 2);
    let exported = run(
        &["export", &folder.text("gold.conll"), "--format", "doccano"],
        "",
    )
    .success();
    assert!(
        out(&exported).contains("[0, 3, \"PER\"]"),
        "{}",
        out(&exported)
    );
}

#[test]
fn formats_are_listed_in_words_and_as_json() {
    let words = out(&run(&["formats"], "").success());
    let json = out(&run(&["formats", "--json"], "").success());
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    for format in json.as_array().expect("a list") {
        let name = format["name"].as_str().expect("a name");
        assert!(words.contains(&format!("{name} ")), "{name}\n{words}");
    }
    assert!(words.contains("brat"), "{words}");
}

#[test]
fn what_decisions_taught_is_a_model_for_other_articles() {
    let labelled = r#"{"id": "a", "text": "A zorblax fell.", "entities": [{"start": 2, "end": 9, "label": "VEH"}]}"#;
    let folder = Folder::new(&[("labelled.jsonl", labelled)]);
    let (project, model) = (folder.text("news.ron"), folder.text("taught.dlmodel"));
    run(
        &["annotate", &folder.text("labelled.jsonl"), "-o", &project],
        "",
    )
    .success();
    let learn = ["--learn", "decisions", "--model", "none", "-o", &model];
    let trained = run(&[&["train", &project], &learn[..]].concat(), "").success();
    assert!(out(&trained).contains("again: 1\n"), "{}", out(&trained));
    let shown = out(&run(&["models", &model], "").success());
    assert!(shown.contains("what decisions taught"), "{shown}");

    let done = run(
        &["annotate", "-", "--model", &model],
        r#"{"text": "Shares of zorblax rose."}"#,
    )
    .success();
    let entities = records(&done)[0]["entities"].clone();
    assert_eq!(entities[0]["text"], "zorblax", "{entities}");
    assert_eq!(
        (&entities[0]["label"], &entities[0]["source"]),
        (&"VEH".into(), &"memory".into())
    );

    // A record's file holds no decisions, and what was learnt is no base to learn on.
    let told = err(&run(
        &[&["train", &folder.text("labelled.jsonl")], &learn[..]].concat(),
        "",
    )
    .code(2));
    assert!(told.contains("takes a project"), "{told}");
    let on_itself = [
        "train",
        &project,
        "--learn",
        "decisions",
        "--model",
        &model,
        "-o",
        &model,
    ];
    let told = err(&run(&on_itself, "").code(2));
    assert!(told.contains("builds on a model of the program"), "{told}");
}

#[test]
fn documents_are_divided_stay_where_they_are_and_go_out_split_by_split() {
    let article = |number: usize| {
        let text =
            format!("Rain number{number} fell on street{number} in town{number} all day{number}.");
        serde_json::json!({"id": format!("d{number}"), "text": text}).to_string() + "\n"
    };
    let articles: String = (0..20).map(article).collect();
    let folder = Folder::new(&[("articles.jsonl", &articles)]);
    let (project, training) = (folder.text("news.ron"), folder.text("training"));
    run(
        &["annotate", &folder.text("articles.jsonl"), "-o", &project],
        "",
    )
    .success();
    let divided = out(&run(&["split", &project, "--shares", "70/15/15"], "").success());
    assert_eq!(divided, "train 14, dev 3, test 3; 20 documents changed\n");
    let again = out(&run(&["split", &project, "--shares", "50/25/25"], "").success());
    assert!(again.ends_with("; 0 documents changed\n"), "{again}");

    let export = [
        "export", &project, "--format", "jsonl", "--split", "each", "-o", &training,
    ];
    run(&export, "").success();
    let lines = |name: &str| {
        let path = std::path::Path::new(&training).join(name);
        std::fs::read_to_string(path).expect(name).lines().count()
    };
    assert_eq!(
        [
            lines("train.jsonl"),
            lines("dev.jsonl"),
            lines("test.jsonl")
        ],
        [14, 3, 3]
    );
    let card =
        std::fs::read_to_string(std::path::Path::new(&training).join("DATA_CARD.md")).unwrap();
    assert!(card.contains("Splits: 14 train, 3 dev, 3 test"), "{card}");
    assert!(card.contains("| dev.jsonl |"), "{card}");
    let dev = ["export", &project, "--format", "jsonl", "--split", "dev"];
    assert_eq!(out(&run(&dev, "").success()).lines().count(), 3);
    run(&["split", &project, "--shares", "much"], "").code(2);
}

/// A program that labels the word after "to " as a place, as a command line.
#[cfg(unix)]
fn labeller(folder: &Folder, does: &str) -> String {
    let program = format!("while IFS= read -r line; do {does}; done\n");
    std::fs::write(folder.path("labeller.sh"), program).expect("room");
    format!("sh '{}'", folder.text("labeller.sh"))
}

#[cfg(unix)]
const LABELS: &str = r#"printf '%s\n' "${line%?},\"entities\":[{\"start\":9,\"end\":16,\"label\":\"GPE\"},{\"start\":0,\"end\":2,\"label\":\"WIZARD\"}]}""#;

#[cfg(unix)]
#[test]
fn a_model_of_ones_own_is_asked_about_each_document() {
    let folder = Folder::new(&[]);
    let command = labeller(&folder, LABELS);
    let line = |number: usize| {
        format!("{{\"id\": \"a{number}\", \"text\": \"Go up to zorblat {number}.\"}}\n")
    };
    let lines = (0..40).map(line).collect::<Vec<_>>().concat();
    let done = run(
        &[
            "annotate",
            "--model",
            "none",
            "--model-command",
            &command,
            "-",
        ],
        &lines,
    )
    .success();
    let answers = records(&done);
    assert_eq!(answers.len(), 40);
    for (number, answer) in answers.iter().enumerate() {
        assert_eq!(answer["id"], format!("a{number}"));
        let own: Vec<_> = answer["entities"]
            .as_array()
            .expect("entities")
            .iter()
            .filter(|mention| mention["source"] == "command/labeller.sh")
            .collect();
        assert_eq!(own.len(), 1, "{answer}");
        assert_eq!(
            (
                own[0]["text"].as_str(),
                own[0]["label"].as_str(),
                own[0]["status"].as_str()
            ),
            (Some("zorblat"), Some("GPE"), Some("suggested"))
        );
    }
    let said = err(&done);
    assert!(
        said.contains("a0: 1 labels are not in the schema, left out: WIZARD (1)"),
        "{said}"
    );
    assert!(said.contains("answered about 40 documents"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_document_without_an_answer_keeps_what_the_rules_suggest() {
    let folder = Folder::new(&[]);
    // Fails at every other question.
    let command = labeller(
        &folder,
        r#"case "$line" in *odd*) echo oops;; *) printf '%s\n' "$line";; esac"#,
    );
    let line =
        |id: &str| format!("{{\"id\": \"{id}\", \"text\": \"Angela Merkel went to Berlin.\"}}\n");
    let input: String = ["even1", "odd1", "even2", "odd2", "even3", "odd3", "even4"]
        .map(line)
        .concat();
    let done = run(
        &[
            "annotate",
            "--model",
            "none",
            "--threads",
            "1",
            "--model-command",
            &command,
            "-",
        ],
        &input,
    )
    .code(1);
    let found: Vec<usize> = records(&done)
        .iter()
        .map(|record| record["entities"].as_array().map_or(0, Vec::len))
        .collect();
    assert!(
        found.len() == 7 && found.iter().all(|count| *count >= 2),
        "{found:?}"
    );
    assert!(
        err(&done).contains("odd1: the answer of “sh ") && err(&done).contains("begins “oops”"),
        "{}",
        err(&done)
    );
}

#[test]
fn a_model_of_ones_own_that_cannot_be_asked_ends_the_run() {
    let lines = "{\"id\": \"a\", \"text\": \"Go.\"}\n".repeat(9);
    let command = |arguments: &[&str]| {
        let all = [&["annotate", "--model", "none", "-"], arguments].concat();
        err(&run(&all, &lines).code(2))
    };
    let https = command(&["--chat", "https://example.org"]);
    assert!(
        https.contains("plain http") && https.contains("ssh -L"),
        "{https}"
    );
    let missing = command(&["--model-command", "/no/such/program"]);
    assert!(
        missing.contains("failed 3 times one after another: cannot start “/no/such/program”"),
        "{missing}"
    );
    let nobody = command(&["--label-studio", "http://127.0.0.1:9", "--patience", "5"]);
    assert!(
        nobody.contains("does not answer: nothing listens there"),
        "{nobody}"
    );
    let both = command(&["--chat", "http://127.0.0.1:9", "--model-command", "x"]);
    assert!(both.contains("cannot be used with"), "{both}");
    let help = out(&run(&["annotate", "--help"], "").success());
    for option in [
        "--model-command",
        "--label-studio",
        "--chat ",
        "--chat-model",
        "--patience",
    ] {
        assert!(help.contains(option), "{option}");
    }
}
