//! The models inside the binary on the articles written for this project: what they find, and that rules and people keep the last word.
#![cfg(feature = "models")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dateline::app::engines::pipeline;
use dateline::app::models::{ACCURATE, FAST, ModelChoice};
use dateline::formats::marked;
use dateline::model::score::{ScoreOptions, score};
use dateline::model::{
    Annotations, Document, DocumentId, Layer, Level, Proposal, Suggestion, WordList, bundled,
};
use dateline::preannotate::Pipeline;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name)
}

/// The gold articles, by name.
fn articles() -> Vec<Document> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder("gold"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        marked::read_file(
            DocumentId::from(name.as_str()),
            &fs::read_to_string(path).unwrap(),
        )
        .unwrap()
    };
    paths.iter().map(read).collect()
}

fn bare(document: &Document) -> Document {
    let mut document = document.clone();
    document.layers[0].annotations = Annotations::default();
    document
}

/// The models of the binary, each with the name that its suggestions carry.
const MODELS: [(&str, &str); 2] = [(FAST, "model"), (ACCURATE, "encoder")];

fn with(model: &'static str) -> Pipeline {
    let models = ModelChoice::Bundled(model).open().unwrap();
    pipeline(&bundled::news(), &WordList::default(), &models)
}

/// Names of the labels that the model has, as "label text".
fn names(document: &Document, suggestions: &[Suggestion]) -> Vec<String> {
    let of_model = |suggestion: &&Suggestion| {
        matches!(&suggestion.proposal, Proposal::Mention(mention)
            if mention.level == Level::Name
                && matches!(mention.label.as_str(), "PER" | "ORG" | "GPE" | "LOC" | "FAC" | "NORP"))
    };
    suggestions
        .iter()
        .filter(of_model)
        .map(|suggestion| {
            let text = document.text().slice(suggestion.span());
            format!("{} {}", suggestion.label(), text.replace('\n', " "))
        })
        .collect()
}

/// So that a change of features, lists or kernel shows. Written anew by `UPDATE_MODELS=1 cargo test --test models`.
#[test]
fn names_of_some_articles_are_those_that_were_looked_at() {
    for (model, _) in MODELS {
        let engine = with(model);
        for name in ["summit-hanoi", "takeover-ledbury"] {
            let mut all = articles().into_iter();
            let document = all.find(|document| document.id.as_str() == name).unwrap();
            let document = bare(&document);
            let suggestions = engine.suggest(&document, &document.layers[0]);
            let found = names(&document, &suggestions).join("\n") + "\n";
            let path = folder(&format!("cases/models/{model}/{name}.txt"));
            if std::env::var_os("UPDATE_MODELS").is_some() {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &found).unwrap();
            }
            assert_eq!(found, fs::read_to_string(&path).unwrap(), "{model} {name}");
        }
    }
}

#[test]
fn most_names_of_the_gold_articles_are_found() {
    let gold = articles();
    for (model, least) in [(FAST, 0.87), (ACCURATE, 0.89)] {
        let engine = with(model);
        let suggest = |document: &Document| {
            let mut document = bare(document);
            document.brought = engine.suggest(&document, &document.layers[0]);
            document
        };
        let predicted: Vec<Document> = gold.iter().map(suggest).collect();
        let report = score(&gold, &predicted, &ScoreOptions::default()).unwrap();
        let f1 = report.mentions.all.f1();
        eprintln!("F1 of entities with the {model} model: {f1:.3}");
        assert!(f1 > least, "{model}: {f1}");
    }
}

#[test]
fn names_are_cut_at_tokens_and_none_crosses_another() {
    for (model, source) in MODELS {
        let engine = with(model);
        for document in articles().into_iter().take(6) {
            let document = bare(&document);
            let suggestions = engine.suggest(&document, &document.layers[0]);
            let again = with(model).suggest(&document.clone(), &document.layers[0]);
            assert_eq!(suggestions, again);
            let by_model: Vec<&Suggestion> = suggestions
                .iter()
                .filter(|suggestion| suggestion.source == source)
                .collect();
            assert!(!by_model.is_empty());
            for (index, one) in by_model.iter().enumerate() {
                let span = one.span();
                assert_eq!(document.segments().snap(span), span);
                let starts = one.reason.starts_with(&format!("{source} "));
                assert!(starts, "{}", one.reason);
                assert!((0.0..=1.0).contains(&one.score), "{}", one.score);
                for other in &by_model[index + 1..] {
                    assert!(!other.span().overlaps(span), "{one:?} {other:?}");
                }
            }
        }
    }
}

#[test]
fn what_a_person_labelled_and_what_the_rules_own_is_left_alone() {
    let rules = Pipeline::knowledge(&bundled::news(), &WordList::default());
    let owned = |suggestions: &[Suggestion]| {
        suggestions
            .iter()
            .filter(|suggestion| {
                matches!(suggestion.source.as_str(), "timex" | "amounts" | "titles")
            })
            .map(|suggestion| (suggestion.span(), suggestion.label().clone()))
            .collect::<BTreeSet<_>>()
    };
    for (model, source) in MODELS {
        let engine = with(model);
        for document in articles().into_iter().take(6) {
            let labelled = engine.suggest(&document, &document.layers[0]);
            let taken: Vec<_> = document.layers[0].annotations.mentions().iter().collect();
            for suggestion in labelled
                .iter()
                .filter(|suggestion| suggestion.source == source)
            {
                let crosses = taken
                    .iter()
                    .any(|mention| mention.extent.envelope().overlaps(suggestion.span()));
                assert!(!crosses, "{suggestion:?}");
            }
            let document = bare(&document);
            let layer = Layer::new(Layer::MAIN);
            assert_eq!(
                owned(&rules.suggest(&document, &layer)),
                owned(&engine.suggest(&document, &layer))
            );
        }
    }
}
