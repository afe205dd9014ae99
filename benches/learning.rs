//! How long a lesson takes: what a hundred corrected articles teach, with the readings of the encoder at hand as they are while somebody works.
//!
//! `cargo bench --no-default-features --features models --bench learning`. The articles are the gold ones, each several times under other ids
//! and with other last lines.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use dateline::app::engines::pipeline;
use dateline::app::models::{ModelChoice, bundled_names};
use dateline::formats::marked;
use dateline::learn::decisions::Learnt;
use dateline::model::{self, Document, DocumentId, DocumentStatus, Layer, Schema, WordList};
use dateline::preannotate::Pipeline;

/// How many articles were corrected.
const ARTICLES: usize = 100;

/// The gold articles again and again, all finished.
fn corrected() -> Vec<Arc<Document>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold");
    let mut sources: Vec<String> = fs::read_dir(folder)
        .expect("a folder of the repository")
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let is_article = path.extension().is_some_and(|end| end == "txt");
            is_article.then(|| fs::read_to_string(&path).ok())?
        })
        .collect();
    sources.sort_unstable();
    let sources = sources.iter().cycle().take(ARTICLES);
    let read = |(number, source): (usize, &String)| {
        let id = DocumentId::from(format!("d{number}").as_str());
        let source = format!("{}\n\nEdition {number}.\n", source.trim_end());
        let mut document = marked::read_file(id, &source).expect("an article of the repository");
        for layer in &mut document.layers {
            layer.status = DocumentStatus::Done;
        }
        Arc::new(document)
    };
    sources
        .enumerate()
        .map(|(number, source)| read((number, source)))
        .collect()
}

fn lessons(criterion: &mut Criterion) {
    let documents = corrected();
    let schema: Arc<Schema> = Arc::new(model::bundled::news());
    let words: usize = documents
        .iter()
        .map(|document| document.segments().tokens.len())
        .sum();
    let mut group =
        criterion.benchmark_group(format!("lesson of {ARTICLES} articles, {words} tokens"));
    group.sample_size(10);
    let bundled = bundled_names().map(ModelChoice::Bundled);
    for choice in [ModelChoice::None].into_iter().chain(bundled) {
        let models = choice.open().expect("a model of the program");
        let make = || -> Pipeline { pipeline(&schema, &WordList::default(), &models) };
        // The first lesson reads the articles; while somebody works they have been read when they are finished.
        let learnt = Learnt::from(&documents, Layer::MAIN, &schema, &make);
        assert!(!learnt.is_empty());
        group.bench_function(choice.to_string(), |bencher| {
            bencher.iter(|| Learnt::from(black_box(&documents), Layer::MAIN, &schema, &make));
        });
    }
    group.finish();
}

/// The suggestions of one article with what was learnt, which is what is asked for again after a lesson.
fn refresh(criterion: &mut Criterion) {
    let documents = corrected();
    let schema: Arc<Schema> = Arc::new(model::bundled::news());
    let models = ModelChoice::default()
        .open()
        .expect("a model of the program");
    let make = || pipeline(&schema, &WordList::default(), &models);
    let learnt = Learnt::from(&documents, Layer::MAIN, &schema, &make);
    let (plain, taught) = (make(), learnt.apply(make(), &schema));
    let layer = Layer::new(Layer::MAIN);
    let mut group = criterion.benchmark_group("suggestions of one article again");
    for (name, pipeline) in [("without learning", plain), ("with learning", taught)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| pipeline.suggest(black_box(&documents[0]), &layer));
        });
    }
    group.finish();
}

criterion_group!(benches, lessons, refresh);
criterion_main!(benches);
