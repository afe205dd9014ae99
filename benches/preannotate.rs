//! Pre-annotation in megabytes of article text a second on one core: everything from sentences to suggestions, on distinct articles.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline::app::engines::pipeline;
use dateline::app::models::{ModelChoice, bundled_names};
use dateline::formats::marked;
use dateline::learn::{bundled, packed};
use dateline::model::{self, Document, DocumentId, Layer, WordList};
use dateline::text::Text;

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

fn preannotate(criterion: &mut Criterion) {
    let texts = articles();
    let schema = model::bundled::schema("news").expect("the program brings it");
    let words = WordList::default();
    let layer = Layer::new(Layer::MAIN);
    let mut group = criterion.benchmark_group("preannotate");
    group.throughput(Throughput::Bytes(
        texts.iter().map(|text| u64::from(text.len())).sum(),
    ));
    let choices = [ModelChoice::None].into_iter();
    for choice in choices.chain(bundled_names().map(ModelChoice::Bundled)) {
        let model = choice.open().expect("a model of the program");
        let pipeline = pipeline(&schema, &words, model);
        let name = match &choice {
            ModelChoice::None => "knowledge".to_owned(),
            other => other.to_string(),
        };
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for text in &texts {
                    let document = Document::new(DocumentId::from("bench"), text.clone());
                    black_box(pipeline.suggest(&document, &layer));
                }
            });
        });
    }
    group.finish();
}

/// Reading a model file: what the first article waits for.
fn read_model(criterion: &mut Criterion) {
    for model in bundled::models() {
        criterion.bench_function(&format!("read {}", model.name), |bencher| {
            bencher.iter(|| black_box(packed::read(black_box(model.file))));
        });
    }
}

criterion_group!(benches, preannotate, read_model);
criterion_main!(benches);
