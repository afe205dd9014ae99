//! Pre-annotation in megabytes of article text a second on one core: everything from sentences to suggestions, on distinct articles.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline::app::engines::pipeline;
use dateline::app::models::{ACCURATE, ModelChoice, bundled_names};
use dateline::formats::marked;
use dateline::learn::bundled;
use dateline::learn::model::Model;
use dateline::model::{self, Document, DocumentId, Layer, WordList};
use dateline::preannotate::Pipeline;
use dateline::text::Text;
use rayon::prelude::*;

/// The texts of the gold articles.
fn articles() -> Vec<Text> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold");
    let mut texts: Vec<Text> = fs::read_dir(folder)
        .expect("a folder of the repository")
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let source = fs::read_to_string(&path)
                .ok()
                .filter(|_| path.extension().is_some_and(|end| end == "txt"))?;
            Some(
                marked::read_file(DocumentId::from("bench"), &source)
                    .ok()?
                    .text()
                    .clone(),
            )
        })
        .collect();
    texts.sort_by_key(Text::hash);
    texts
}

/// A document of a text that no model has read before: readings are kept by text.
fn unread(text: &str, number: &mut usize) -> Document {
    *number += 1;
    let text = Text::new(format!("{text}\n\n{number}"));
    Document::new(DocumentId::from("bench"), text)
}

fn choices() -> impl Iterator<Item = ModelChoice> {
    let none = [ModelChoice::None].into_iter();
    none.chain(bundled_names().map(ModelChoice::Bundled))
}

fn made(choice: &ModelChoice) -> Pipeline {
    let schema = model::bundled::schema("news").expect("the program brings it");
    let models = choice.open().expect("a model of the program");
    pipeline(&schema, &WordList::default(), &models)
}

/// Distinct articles on one thread, and the longest of them on all: what a person waits for.
fn preannotate(criterion: &mut Criterion) {
    let texts = articles();
    let longest = texts
        .iter()
        .max_by_key(|text| text.len())
        .expect("articles");
    let layer = Layer::new(Layer::MAIN);
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let one_thread = one_thread.expect("a thread");
    let mut number = 0;
    for choice in choices() {
        let pipeline = made(&choice);
        let mut group = criterion.benchmark_group(choice.to_string());
        group.sample_size(10);
        group.throughput(Throughput::Bytes(
            texts.iter().map(|text| u64::from(text.len())).sum(),
        ));
        group.bench_function("articles", |bencher| {
            bencher.iter(|| {
                for text in &texts {
                    let document = unread(text.as_str(), &mut number);
                    black_box(one_thread.install(|| pipeline.suggest(&document, &layer)));
                }
            });
        });
        group.throughput(Throughput::Bytes(u64::from(longest.len())));
        group.bench_function("the longest", |bencher| {
            bencher.iter(|| {
                let document = unread(longest.as_str(), &mut number);
                black_box(pipeline.suggest(&document, &layer))
            });
        });
        group.finish();
    }
}

/// Ten megabytes on all cores, the way the command line goes through them; the accurate model, which takes minutes for that, is left out.
fn many(criterion: &mut Criterion) {
    let texts = articles();
    let mut number = 0;
    let mut size = 0;
    let mut documents = Vec::new();
    for text in texts.iter().cycle() {
        size += u64::from(text.len());
        documents.push(unread(text.as_str(), &mut number));
        if size > 10_000_000 {
            break;
        }
    }
    let layer = Layer::new(Layer::MAIN);
    let mut group = criterion.benchmark_group("10 MB");
    group.sample_size(10).throughput(Throughput::Bytes(size));
    for choice in choices().filter(|choice| *choice != ModelChoice::Bundled(ACCURATE)) {
        let pipeline = made(&choice);
        group.bench_function(choice.to_string(), |bencher| {
            bencher.iter(|| {
                let suggest = |document: &Document| pipeline.suggest(document, &layer).len();
                documents.par_iter().map(suggest).sum::<usize>()
            });
        });
    }
    group.finish();
}

/// Reading a model file: what the first article waits for.
fn read_model(criterion: &mut Criterion) {
    for model in bundled::models() {
        criterion.bench_function(&format!("read {}", model.name), |bencher| {
            bencher.iter(|| black_box(Model::read_static(black_box(model.file))));
        });
    }
}

criterion_group!(benches, preannotate, many, read_model);
criterion_main!(benches);
