//! Which mentions mean one thing: cases written as text, and what holds for every text.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dateline::formats::marked;
use dateline::model::{
    Annotation, Annotations, Document, Layer, Proposal, Suggestion, WordList, bundled,
};
use dateline::preannotate::{Analysis, Pipeline};

fn pipeline() -> Pipeline {
    Pipeline::knowledge(&bundled::news(), &WordList::default())
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    files
}

/// The mentions of each chain of two and more, as they are written, in the order of the text.
fn chains_of(mentions: impl Iterator<Item = (u32, String, Option<String>)>) -> Vec<Vec<String>> {
    let mut mentions: Vec<_> = mentions.collect();
    mentions.sort();
    let mut chains: BTreeMap<String, Vec<(u32, String)>> = BTreeMap::new();
    for (start, text, chain) in mentions {
        if let Some(chain) = chain {
            chains
                .entry(chain)
                .or_default()
                .push((start, format!("{text}@{start}")));
        }
    }
    let mut chains: Vec<_> = chains
        .into_values()
        .filter(|chain| chain.len() > 1)
        .collect();
    chains.sort();
    let texts = |chain: Vec<(u32, String)>| chain.into_iter().map(|(_, text)| text).collect();
    chains.into_iter().map(texts).collect()
}

/// The chains that a document is marked with.
fn marked_chains(document: &Document) -> Vec<Vec<String>> {
    let mentions = document.layers[0].annotations.mentions().iter();
    chains_of(mentions.map(|mention| {
        let span = mention.extent.envelope();
        let chain = mention.entity.as_ref().map(ToString::to_string);
        (span.start, document.text().slice(span).to_owned(), chain)
    }))
}

/// The chains that are found among the document's own mentions.
fn found_chains(pipeline: &Pipeline, document: &Document) -> Vec<Vec<String>> {
    let mut layer = Layer::new(Layer::MAIN);
    for mention in document.layers[0].annotations.mentions() {
        let mut mention = mention.clone();
        mention.entity = None;
        layer.annotations.put(Annotation::Mention(mention));
    }
    let analysis = Analysis::new(document);
    let findings = pipeline.find(&analysis, &layer);
    let given = findings.mentions.iter().filter(|mention| mention.is_fixed);
    chains_of(given.map(|mention| {
        let chain = mention.entity.as_ref().map(ToString::to_string);
        let text = document.text().slice(mention.span).to_owned();
        (mention.span.start, text, chain)
    }))
}

#[test]
fn cases() {
    let pipeline = pipeline();
    let (mut num_cases, mut wrong) = (0, String::new());
    for path in files("cases/coreference") {
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            num_cases += 1;
            let document = marked::read("case".into(), &line.replace(" ‖ ", "\n\n")).expect(line);
            let (gold, found) = (marked_chains(&document), found_chains(&pipeline, &document));
            if gold != found {
                wrong += &format!("{line}\n  marked {gold:?}\n  found  {found:?}\n");
            }
        }
    }
    assert!(num_cases > 60, "{num_cases}");
    assert!(wrong.is_empty(), "{wrong}");
}

/// The gold articles without their labels.
fn articles() -> Vec<Document> {
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let source = std::fs::read_to_string(&path).unwrap();
        let mut document = marked::read_file(name.as_str().into(), &source).unwrap();
        document.layers[0].annotations = Annotations::default();
        document
    };
    files("gold").into_iter().map(read).collect()
}

fn suggested_chains(
    document: &Document,
    suggestions: &[Suggestion],
    until: u32,
) -> Vec<Vec<String>> {
    let mentions = suggestions.iter().filter_map(|suggestion| {
        let Proposal::Mention(mention) = &suggestion.proposal else {
            return None;
        };
        let span = suggestion.span();
        let chain = mention.entity.as_ref().map(ToString::to_string);
        let text = document.text().slice(span).to_owned();
        (span.end <= until).then_some((span.start, text, chain))
    });
    chains_of(mentions)
}

#[test]
fn text_about_other_things_leaves_the_chains_before_it_alone() {
    let pipeline = pipeline();
    let other = "\n\nIn other news, Ilse Brandvold painted a lighthouse near Tromsø. She said it took an hour.\n";
    for document in articles() {
        let text = document.text().as_str();
        let longer = marked::read(
            document.id.clone(),
            &format!("{text}{other}").replace(['[', ']', '|'], " "),
        );
        let shorter =
            marked::read(document.id.clone(), &text.replace(['[', ']', '|'], " ")).unwrap();
        let longer = longer.unwrap();
        let chains = |document: &Document| {
            let suggestions = pipeline.suggest(document, &document.layers[0]);
            suggested_chains(document, &suggestions, text.trim_end().len() as u32)
        };
        let (before, after) = (chains(&shorter), chains(&longer));
        assert!(!before.is_empty());
        assert_eq!(before, after, "{}", document.id);
    }
}

#[test]
fn no_mention_is_of_a_chain_with_one_that_holds_it_and_no_chain_has_two_labels() {
    let pipeline = pipeline();
    for document in articles() {
        let suggestions = pipeline.suggest(&document, &document.layers[0]);
        let mentions: Vec<_> = suggestions
            .iter()
            .filter_map(|suggestion| match &suggestion.proposal {
                Proposal::Mention(mention) => Some((suggestion.span(), mention)),
                Proposal::Event(_) => None,
            })
            .collect();
        let mut num_linked = 0;
        for (span, mention) in &mentions {
            for (other_span, other) in &mentions {
                if span == other_span || mention.entity.is_none() || mention.entity != other.entity
                {
                    continue;
                }
                num_linked += 1;
                assert!(!span.contains(*other_span), "{}: {span:?}", document.id);
                let places = ["GPE", "LOC", "FAC"];
                let alike = mention.label == other.label
                    || [&mention.label, &other.label]
                        .iter()
                        .all(|label| places.contains(&label.as_str()));
                assert!(alike, "{}: {span:?} {other_span:?}", document.id);
            }
        }
        assert!(num_linked > 5, "{}", document.id);
    }
}

#[test]
fn the_same_text_gives_the_same_chains_and_a_chain_a_person_began_keeps_its_id() {
    let pipeline = pipeline();
    let text = "Grace Mutale won. Mutale thanked the voters of Lusaka. Lusaka danced.";
    let mut document = marked::read("a".into(), text).unwrap();
    let suggestions = pipeline.suggest(&document, &document.layers[0]);
    assert_eq!(
        suggestions,
        pipeline.suggest(&document, &document.layers[0])
    );
    let marked = marked::read(
        "a".into(),
        &text.replacen("Grace Mutale", "[Grace Mutale|PER @w]", 1),
    );
    document.layers[0].annotations = marked.unwrap().layers[0].annotations.clone();
    let suggestions = pipeline.suggest(&document, &document.layers[0]);
    let surname = suggestions
        .iter()
        .find(|suggestion| document.text().slice(suggestion.span()) == "Mutale")
        .expect("the surname is suggested");
    let Proposal::Mention(mention) = &surname.proposal else {
        panic!("a mention")
    };
    assert_eq!(
        mention.entity.as_ref().map(ToString::to_string),
        Some("w".to_owned())
    );
}

#[test]
fn a_mention_that_a_person_drew_over_two_sentences_does_no_harm() {
    let text = "[The rebels met. The [rebels|PER nominal]|PER nominal @a] left; [they|PER pronoun] sang. The [rebels|PER nominal @a] slept.";
    let document = marked::read("a".into(), text).unwrap();
    assert!(!found_chains(&pipeline(), &document).is_empty());
}
