//! Events that the knowledge pipeline finds: recall and precision per type over the marked sentences, and scores on the gold articles for tuning.
//!
//! The floors are what the pipeline reaches today less a little; raise them when it gets better. `cargo test --test events -- --nocapture` prints
//! the figures.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dateline::formats::marked;
use dateline::model::score::{Report, ScoreOptions, Tally, score};
use dateline::model::{
    Annotation, Annotations, Document, Filler, Layer, Proposal, WordList, bundled,
};
use dateline::preannotate::ARGUMENTS;
use dateline::preannotate::calibration::{Calibration, calibration_error};
use dateline::preannotate::{Pipeline, PipelineOptions};

/// Whether entity mentions are given, so that only events are tested, or found as well.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MentionsAre {
    Given,
    Found,
}

/// Sentences of `everyday/silent.txt` that are read as events all the same: idioms that only their sense gives away.
const SPEAK_ANYWAY: usize = 9;

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    files
}

fn predict(pipeline: &Pipeline, gold: &Document, mentions: MentionsAre) -> Document {
    let mut document = gold.clone();
    let layer = document.layer_mut(Layer::MAIN);
    let mut kept = Annotations::default();
    if mentions == MentionsAre::Given {
        for mention in layer.annotations.mentions() {
            kept.put(Annotation::Mention(mention.clone()));
        }
    }
    layer.annotations = kept;
    let layer = layer.clone();
    document.brought = pipeline.suggest(&document, &layer);
    document
}

/// One marked sentence: its file's event type, whether it holds an event of it, and the document.
struct Case {
    event_type: String,
    is_positive: bool,
    document: Document,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for path in files("cases/events") {
        let event_type = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut is_positive = true;
        for (number, line) in std::fs::read_to_string(&path).unwrap().lines().enumerate() {
            match line {
                "== positive" => is_positive = true,
                "== negative" => is_positive = false,
                _ if line.is_empty() || line.starts_with('#') => {}
                _ => {
                    let id = format!("{event_type}:{}", number + 1);
                    cases.push(Case {
                        event_type: event_type.clone(),
                        is_positive,
                        document: marked::read(id.as_str().into(), line).unwrap(),
                    });
                }
            }
        }
    }
    assert!(cases.len() > 51 * 9, "{} marked sentences", cases.len());
    cases
}

fn line(name: &str, tally: &Tally) -> String {
    format!(
        "{name:32} P {:5.1}  R {:5.1}  F1 {:5.1}  ({} gold, {} found)\n",
        100.0 * tally.precision(),
        100.0 * tally.recall(),
        100.0 * tally.f1(),
        tally.gold,
        tally.predicted
    )
}

#[expect(clippy::print_stdout, reason = "the figures of the test")]
fn print(title: &str, report: &Report) {
    let mut text = format!("{title}\n");
    for (event_type, tally) in &report.triggers.by_label {
        text.push_str(&line(event_type, tally));
    }
    text.push_str(&line("all triggers", &report.triggers.all));
    text.push_str(&line("all arguments", &report.arguments.all));
    for (name, accuracy) in &report.attributes {
        writeln!(text, "{name:32} {:5.1}", 100.0 * accuracy.share()).unwrap();
    }
    println!("{text}");
}

fn scored(gold: &[Document], mentions: MentionsAre) -> Report {
    let pipeline = Pipeline::knowledge(&bundled::news(), &WordList::default());
    let predicted: Vec<Document> = gold
        .iter()
        .map(|document| predict(&pipeline, document, mentions))
        .collect();
    score(gold, &predicted, &ScoreOptions::default()).unwrap()
}

#[test]
fn every_type_is_found_in_its_marked_sentences() {
    let gold: Vec<Document> = cases().into_iter().map(|case| case.document).collect();
    let report = scored(&gold, MentionsAre::Given);
    print("Marked sentences, mentions given", &report);
    for (event_type, tally) in &report.triggers.by_label {
        assert!(
            tally.recall() >= 0.5,
            "{event_type}: recall {:.2}",
            tally.recall()
        );
        assert!(
            tally.precision() >= 0.5,
            "{event_type}: precision {:.2}",
            tally.precision()
        );
    }
    assert!(
        report.triggers.all.f1() >= 0.97,
        "triggers {:.3}",
        report.triggers.all.f1()
    );
    assert!(
        report.arguments.all.f1() >= 0.89,
        "arguments {:.3}",
        report.arguments.all.f1()
    );
    let found = scored(&gold, MentionsAre::Found);
    print("Marked sentences, mentions found", &found);
    assert!(
        found.triggers.all.f1() >= 0.95,
        "triggers {:.3}",
        found.triggers.all.f1()
    );
}

#[test]
fn other_senses_stay_silent() {
    let pipeline = Pipeline::knowledge(&bundled::news(), &WordList::default());
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    for case in cases().iter().filter(|case| !case.is_positive) {
        let predicted = predict(&pipeline, &case.document, MentionsAre::Given);
        for suggestion in &predicted.brought {
            if let Proposal::Event(event) = &suggestion.proposal
                && event.event_type == case.event_type
            {
                wrong.insert(
                    case.document.id.to_smol().to_string(),
                    format!(
                        "“{}” in: {}",
                        predicted.text().slice(event.trigger),
                        predicted.text().as_str()
                    ),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Lines of a file in `tests/cases/everyday`, without comments, as documents.
fn everyday(name: &str) -> Vec<Document> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/everyday")
        .join(name);
    std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(number, line)| {
            marked::read(format!("{name}:{}", number + 1).as_str().into(), line).unwrap()
        })
        .collect()
}

#[test]
fn everyday_sentences_without_events_stay_silent() {
    let pipeline = Pipeline::knowledge(&bundled::news(), &WordList::default());
    let sentences = everyday("silent.txt");
    let mut wrong = Vec::new();
    for document in &sentences {
        for suggestion in predict(&pipeline, document, MentionsAre::Found).brought {
            if let Proposal::Event(event) = &suggestion.proposal {
                wrong.push(format!(
                    "{} “{}” in: {}",
                    event.event_type,
                    document.text().slice(event.trigger),
                    document.text().as_str()
                ));
            }
        }
    }
    assert!(sentences.len() > 90, "{}", sentences.len());
    assert!(wrong.len() <= SPEAK_ANYWAY, "{wrong:#?}");
}

#[test]
fn everyday_sentences_with_events_are_read() {
    let report = scored(&everyday("telling.txt"), MentionsAre::Found);
    print("Everyday sentences", &report);
    assert!(
        report.triggers.all.f1() >= 0.90,
        "triggers {:.3}",
        report.triggers.all.f1()
    );
    assert!(
        report.arguments.all.f1() >= 0.80,
        "arguments {:.3}",
        report.arguments.all.f1()
    );
}

/// Pairs of classified events of one document: in one chain by gold and prediction, by prediction alone, by gold alone.
fn coreferent_pairs(gold: &[Document], predicted: &[Document]) -> (usize, usize, usize) {
    let (mut both, mut wrong, mut missed) = (0, 0, 0);
    for (gold, predicted) in gold.iter().zip(predicted) {
        let found: Vec<_> = predicted
            .brought
            .iter()
            .filter_map(|suggestion| match &suggestion.proposal {
                Proposal::Event(event) => Some(event),
                Proposal::Mention(_) => None,
            })
            .collect();
        let events: Vec<_> = gold
            .layer(Layer::MAIN)
            .unwrap()
            .annotations
            .events()
            .iter()
            .filter_map(|event| {
                let twin = found.iter().find(|twin| {
                    twin.trigger == event.trigger.envelope() && twin.event_type == event.event_type
                })?;
                Some((event.event.clone(), twin.event.clone()))
            })
            .collect();
        for (index, (gold_one, one)) in events.iter().enumerate() {
            for (gold_other, other) in &events[index + 1..] {
                let is_gold = gold_one.is_some() && gold_one == gold_other;
                let is_found = one.is_some() && one == other;
                both += usize::from(is_gold && is_found);
                wrong += usize::from(!is_gold && is_found);
                missed += usize::from(is_gold && !is_found);
            }
        }
    }
    (both, wrong, missed)
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures of the test")]
fn tellings_of_one_event_are_joined_with_care() {
    let gold = tuning_articles();
    let pipeline = Pipeline::knowledge(&bundled::news(), &WordList::default());
    let predicted: Vec<Document> = gold
        .iter()
        .map(|document| predict(&pipeline, document, MentionsAre::Found))
        .collect();
    let (both, wrong, missed) = coreferent_pairs(&gold, &predicted);
    println!("pairs of tellings: {both} right, {wrong} wrong, {missed} missed");
    assert!(both >= 20, "{both} right");
    assert!(wrong * 5 <= both, "{wrong} wrong beside {both} right");
}

/// The gold articles that rules may be tuned on.
fn tuning_articles() -> Vec<Document> {
    gold_articles("tune")
}

/// The gold articles of a split.
fn gold_articles(split: &str) -> Vec<Document> {
    files("gold")
        .iter()
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            marked::read_file(
                name.as_str().into(),
                &std::fs::read_to_string(path).unwrap(),
            )
            .unwrap()
        })
        .filter(|document| {
            document
                .meta
                .other
                .iter()
                .any(|(key, value)| key == "split" && value == split)
        })
        .collect()
}

#[test]
fn gold_articles_for_tuning_keep_their_scores() {
    let gold = tuning_articles();
    assert!(gold.len() >= 10, "{} articles", gold.len());
    let report = scored(&gold, MentionsAre::Found);
    print("Gold articles for tuning", &report);
    assert!(
        report.triggers.all.f1() >= 0.94,
        "triggers {:.3}",
        report.triggers.all.f1()
    );
    assert!(
        report.arguments.all.f1() >= 0.82,
        "arguments {:.3}",
        report.arguments.all.f1()
    );
}

/// Scores of all suggested events and arguments, and whether gold has the same.
fn outcomes(gold: &[Document], raw_scores: bool) -> Vec<(String, f32, bool)> {
    let options = PipelineOptions {
        raw_scores,
        ..PipelineOptions::default()
    };
    let pipeline = Pipeline::with_options(&bundled::news(), &WordList::default(), &options);
    let mut all = Vec::new();
    for document in gold {
        let annotations = &document.layer(Layer::MAIN).unwrap().annotations;
        let place = |filler: &Filler| match filler {
            Filler::Mention(id) => annotations.mention(id).unwrap().extent.envelope(),
            Filler::Event(id) => annotations.event(id).unwrap().trigger.envelope(),
            Filler::Span(span) => *span,
        };
        for suggestion in predict(&pipeline, document, MentionsAre::Found).brought {
            let Proposal::Event(event) = &suggestion.proposal else {
                continue;
            };
            let twin = annotations.events().iter().find(|twin| {
                twin.trigger.envelope() == event.trigger && twin.event_type == event.event_type
            });
            all.push((
                suggestion.source.to_string(),
                suggestion.score,
                twin.is_some(),
            ));
            for argument in &event.arguments {
                let is_right = twin.is_some_and(|twin| {
                    twin.arguments.iter().any(|known| {
                        known.role == argument.role && place(&known.filler) == argument.span
                    })
                });
                all.push((ARGUMENTS.to_owned(), argument.score, is_right));
            }
        }
    }
    all
}

/// Fits the curves of events and arguments on every other article and everyday sentence, tests them on the rest, and prints what
/// `assets/calibration.tsv` should hold. Articles that are held out take part, as for mentions.
#[test]
#[expect(clippy::print_stdout, reason = "the figures of the test")]
fn calibration_of_events() {
    let mut all = tuning_articles();
    all.extend(gold_articles("held-out"));
    all.extend(everyday("telling.txt"));
    all.extend(everyday("silent.txt"));
    let (even, odd): (Vec<_>, Vec<_>) = all
        .into_iter()
        .enumerate()
        .partition(|(index, _)| index % 2 == 0);
    let documents = |half: Vec<(usize, Document)>| -> Vec<Document> {
        half.into_iter().map(|(_, document)| document).collect()
    };
    let (fitted_on, tested_on) = (documents(even), documents(odd));
    let fresh = Calibration::fit(outcomes(&fitted_on, true));
    println!("{}", fresh.write());
    println!("kind       suggestions  right  error before  error after");
    let (raw, shipped) = (outcomes(&tested_on, true), outcomes(&tested_on, false));
    for kind in ["events", ARGUMENTS] {
        let of = |all: &[(String, f32, bool)]| -> Vec<(f32, bool)> {
            all.iter()
                .filter(|(known, ..)| known == kind)
                .map(|(_, score, right)| (*score, *right))
                .collect()
        };
        let (before, after) = (of(&raw), of(&shipped));
        let right = before.iter().filter(|(_, right)| *right).count();
        let (error_before, error) = (calibration_error(&before), calibration_error(&after));
        println!(
            "{kind:<10} {:>11} {right:>6} {error_before:>13.3} {error:>12.3}",
            before.len()
        );
        assert!(error < 0.10, "{kind}: {error_before} before, {error} after");
    }
}

#[test]
fn the_same_article_gives_the_same_events() {
    let case = cases().swap_remove(7).document;
    let pipeline = Pipeline::knowledge(&bundled::news(), &WordList::default());
    let first = predict(&pipeline, &case, MentionsAre::Found).brought;
    assert_eq!(first, predict(&pipeline, &case, MentionsAre::Found).brought);
    assert!(first.iter().all(|suggestion| !suggestion.reason.is_empty()));
}
