//! The pre-annotator on cases written as text and on the gold articles.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dateline::app::engines::with_models;
use dateline::app::models::{ACCURATE, FAST, ModelChoice};
use dateline::formats::marked;
use dateline::model::score::{ScoreOptions, score};
use dateline::model::{
    Annotations, Document, DocumentId, Layer, Level, Proposal, Schema, WordList, bundled,
};
use dateline::preannotate::calibration::{Calibration, calibration_error};
use dateline::preannotate::{Pipeline, PipelineOptions};
use dateline::text::Span;

fn tests_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn news() -> Schema {
    bundled::schema("news").expect("the program brings it")
}

fn files_in(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(tests_folder().join(folder))
        .expect("a folder of the repository")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    files
}

/// A mention as it is compared: place, label, level, value of a date or time.
type Found = (Span, String, Level, String);

fn gold_of(document: &Document) -> BTreeSet<Found> {
    document.layers[0]
        .annotations
        .mentions()
        .iter()
        .map(|mention| {
            let value = mention.value.clone().unwrap_or_default();
            (
                mention.extent.envelope(),
                mention.label.to_string(),
                mention.level,
                value.to_string(),
            )
        })
        .collect()
}

fn without_annotations(mut document: Document) -> Document {
    document.layers[0].annotations = Annotations::default();
    document
}

/// What is suggested, each with its source and score.
fn suggested(pipeline: &Pipeline, document: &Document) -> Vec<(Found, String, f32)> {
    pipeline
        .suggest(document, &document.layers[0])
        .into_iter()
        .filter_map(|suggestion| {
            let Proposal::Mention(mention) = &suggestion.proposal else {
                return None;
            };
            let value = match mention.label.as_str() {
                "DATE" | "TIME" => mention.value.clone().unwrap_or_default().to_string(),
                _ => String::new(),
            };
            let found = (
                suggestion.span(),
                mention.label.to_string(),
                mention.level,
                value,
            );
            Some((found, suggestion.source.to_string(), suggestion.score))
        })
        .collect()
}

#[test]
fn entity_cases() {
    let pipeline = Pipeline::knowledge(&news(), &WordList::default());
    let (mut num_lines, mut wrong) = (0, Vec::new());
    for path in files_in("cases/entities") {
        let source = fs::read_to_string(&path).expect("readable");
        let mut date = String::new();
        for line in source.lines() {
            if let Some(set) = line.strip_prefix("== date ") {
                set.trim().clone_into(&mut date);
                continue;
            }
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            num_lines += 1;
            let mut document = marked::read(DocumentId::from("case"), line).expect(line);
            document.meta.date.clone_from(&date);
            let gold = gold_of(&document);
            let document = without_annotations(document);
            // Pronouns are suggested where an event needs them; the cases leave them out.
            let found: BTreeSet<Found> = suggested(&pipeline, &document)
                .into_iter()
                .map(|(found, ..)| found)
                .filter(|found| found.2 != Level::Pronoun)
                .collect();
            if gold != found {
                let say = |found: &Found| {
                    format!(
                        "{} {} {:?} {}",
                        document.text().slice(found.0),
                        found.1,
                        found.2,
                        found.3
                    )
                };
                let missing: Vec<String> = gold.difference(&found).map(say).collect();
                let spurious: Vec<String> = found.difference(&gold).map(say).collect();
                wrong.push(format!(
                    "{line}\n  missing {missing:?}\n  spurious {spurious:?}"
                ));
            }
        }
    }
    assert!(num_lines > 80, "only {num_lines} lines");
    assert!(
        wrong.is_empty(),
        "{} of {num_lines}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The gold articles of one split, in the order of their names.
fn articles(split: &str) -> Vec<Document> {
    files_in("gold")
        .into_iter()
        .filter_map(|path| {
            let source = fs::read_to_string(&path).expect("readable");
            let name = path.file_stem()?.to_string_lossy().into_owned();
            let document =
                marked::read_file(DocumentId::from(name.as_str()), &source).expect("sound marks");
            let is_split = document
                .meta
                .other
                .iter()
                .any(|(key, value)| key == "split" && value == split);
            is_split.then_some(document)
        })
        .collect()
}

/// Precision, recall and F1 of names and nominals by place and label.
fn accuracy(documents: &[Document]) -> (f64, f64, f64) {
    let pipeline = Pipeline::knowledge(&news(), &WordList::default());
    let (mut right, mut num_gold, mut num_found) = (0, 0, 0);
    for document in documents {
        let plain = |found: &Found| (found.2 != Level::Pronoun).then(|| (found.0, found.1.clone()));
        let gold: BTreeSet<(Span, String)> = gold_of(document).iter().filter_map(plain).collect();
        let document = without_annotations(document.clone());
        let found: BTreeSet<(Span, String)> = suggested(&pipeline, &document)
            .iter()
            .filter_map(|(found, ..)| plain(found))
            .collect();
        right += gold.intersection(&found).count();
        num_gold += gold.len();
        num_found += found.len();
    }
    let (precision, recall) = (
        right as f64 / num_found as f64,
        right as f64 / num_gold as f64,
    );
    (
        precision,
        recall,
        2.0 * precision * recall / (precision + recall),
    )
}

#[test]
fn entities_of_the_gold_articles() {
    let (tuned, held_out) = (accuracy(&articles("tune")), accuracy(&articles("held-out")));
    eprintln!(
        "precision, recall, F1 of entities: {tuned:?} on articles the rules were tuned on, {held_out:?} on the others"
    );
    assert!(tuned.2 > 0.88, "{tuned:?}");
    assert!(held_out.2 > 0.80, "{held_out:?}");
}

/// The gold articles of a split and the same with suggestions instead of labels.
fn suggested_for(split: &str, pipeline: &Pipeline) -> (Vec<Document>, Vec<Document>) {
    let gold = articles(split);
    let suggest = |document: &Document| {
        let mut document = without_annotations(document.clone());
        document.brought = pipeline.suggest(&document, &document.layers[0]);
        document
    };
    let predicted = gold.iter().map(suggest).collect();
    (gold, predicted)
}

/// Names that mean the same thing are chained, over the names that were found: B-cubed.
#[test]
fn chains_of_names_in_the_gold_articles() {
    let pipeline = Pipeline::knowledge(&news(), &WordList::default());
    let options = ScoreOptions {
        levels: Some(vec![Level::Name]),
        ..ScoreOptions::default()
    };
    for (split, least) in [("tune", 0.95), ("held-out", 0.90)] {
        let (gold, predicted) = suggested_for(split, &pipeline);
        let chains = score(&gold, &predicted, &options)
            .expect("comparable")
            .chains;
        eprintln!(
            "B-cubed of {} names, {split}: precision {:.3}, recall {:.3}, F1 {:.3}",
            chains.mentions,
            chains.precision(),
            chains.recall(),
            chains.f1()
        );
        assert!(chains.f1() > least, "{split}: {chains:?}");
    }
}

/// Names, nouns and pronouns, found or not: the score of the shared tasks, and the precision of the links among those found.
#[test]
fn chains_of_all_mentions_in_the_gold_articles() {
    let pipeline = Pipeline::knowledge(&news(), &WordList::default());
    for (split, least, least_precision) in [("tune", 0.85, 0.97), ("held-out", 0.64, 0.96)] {
        let (gold, predicted) = suggested_for(split, &pipeline);
        let report = score(&gold, &predicted, &ScoreOptions::default()).expect("comparable");
        let conll = report.coreference.conll();
        let precision = report.chains.precision();
        eprintln!("{split}: CoNLL {conll:.3}, precision of links found {precision:.3}");
        assert!(conll > least, "{split}: {conll}");
        assert!(precision > least_precision, "{split}: {precision}");
    }
}

#[test]
fn suggesting_twice_gives_the_same() {
    let pipeline = Pipeline::knowledge(&news(), &WordList::default());
    for document in articles("tune") {
        let document = without_annotations(document);
        let layer = Layer::new(Layer::MAIN);
        let first = pipeline.suggest(&document, &layer);
        let fresh = Document::clone(&document);
        assert_eq!(first, pipeline.suggest(&fresh, &layer));
        assert!(first.is_sorted_by_key(|suggestion| suggestion.span().start));
    }
}

#[test]
fn nothing_is_suggested_twice_over_annotations() {
    let pipeline = Pipeline::knowledge(&news(), &WordList::default());
    for document in articles("tune") {
        let taken: BTreeSet<Span> = gold_of(&document)
            .into_iter()
            .map(|(span, ..)| span)
            .collect();
        for suggestion in pipeline.suggest(&document, &document.layers[0]) {
            if matches!(suggestion.proposal, Proposal::Mention(_)) {
                assert!(
                    !taken.contains(&suggestion.span()),
                    "{}",
                    document.text().slice(suggestion.span())
                );
            }
        }
    }
}

/// Outcomes of all suggested mentions: component, score, whether the gold article has the same place and label.
fn outcomes(
    documents: &[Document],
    raw_scores: bool,
    choice: &ModelChoice,
) -> Vec<(String, f32, bool)> {
    let options = PipelineOptions {
        raw_scores,
        ..PipelineOptions::default()
    };
    let rules = Pipeline::with_options(&news(), &WordList::default(), &options);
    let pipeline = with_models(rules, &choice.open().unwrap());
    let mut all = Vec::new();
    for document in documents {
        let gold: BTreeSet<(Span, String)> = gold_of(document)
            .into_iter()
            .map(|found| (found.0, found.1))
            .collect();
        let document = without_annotations(document.clone());
        for ((span, label, ..), source, score) in suggested(&pipeline, &document) {
            all.push((source, score, gold.contains(&(span, label))));
        }
    }
    all
}

fn plain(outcomes: &[(String, f32, bool)]) -> Vec<(f32, bool)> {
    outcomes
        .iter()
        .map(|(_, score, right)| (*score, *right))
        .collect()
}

/// Fits the table on every other article, tests it on the rest, and prints what `assets/calibration.tsv` should hold. Articles that are held out
/// take part: on those that the rules were tuned on alone, every score would promise more than it keeps elsewhere.
fn calibrate(choice: &ModelChoice) {
    let (mut fitted_on, mut tested_on) = (Vec::new(), Vec::new());
    let both_splits = ["tune", "held-out"].into_iter().flat_map(articles);
    for (index, document) in both_splits.enumerate() {
        if index % 2 == 0 {
            &mut fitted_on
        } else {
            &mut tested_on
        }
        .push(document);
    }
    let fresh = Calibration::fit(outcomes(&fitted_on, true, choice));
    println!("with model {choice}:\n{}", fresh.write());
    let (raw, shipped) = (
        outcomes(&tested_on, true, choice),
        outcomes(&tested_on, false, choice),
    );
    let sources: BTreeSet<&String> = raw.iter().map(|(source, ..)| source).collect();
    println!("component      suggestions  right  error before  error after");
    for source in sources {
        let of = |all: &[(String, f32, bool)]| {
            plain(
                &all.iter()
                    .filter(|(known, ..)| known == source)
                    .cloned()
                    .collect::<Vec<_>>(),
            )
        };
        let (before, after) = (of(&raw), of(&shipped));
        let right = before.iter().filter(|(_, right)| *right).count();
        println!(
            "{source:<14} {:>11} {right:>6} {:>13.3} {:>12.3}",
            before.len(),
            calibration_error(&before),
            calibration_error(&after)
        );
    }
    let (before, after) = (
        calibration_error(&plain(&raw)),
        calibration_error(&plain(&shipped)),
    );
    println!("all: {before:.3} before, {after:.3} after");
    assert!(after < 0.08, "{choice}: {before} before, {after} after");
}

#[test]
fn calibration() {
    calibrate(&ModelChoice::None);
}

#[cfg(feature = "models")]
#[test]
fn calibration_of_models() {
    for model in [FAST, ACCURATE] {
        calibrate(&ModelChoice::Bundled(model));
    }
}
