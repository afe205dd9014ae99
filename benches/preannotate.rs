//! Pre-annotation in megabytes of article text a second on one core: everything from sentences to suggestions, on distinct articles.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline::formats::marked;
use dateline::model::{Document, DocumentId, Layer, WordList, bundled};
use dateline::preannotate::Pipeline;
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
    let schema = bundled::schema("news").expect("the program brings it");
    let pipeline = Pipeline::knowledge(&schema, &WordList::default());
    let layer = Layer::new(Layer::MAIN);
    let mut group = criterion.benchmark_group("preannotate");
    group.throughput(Throughput::Bytes(
        texts.iter().map(|text| u64::from(text.len())).sum(),
    ));
    group.bench_function("knowledge", |bencher| {
        bencher.iter(|| {
            for text in &texts {
                let document = Document::new(DocumentId::from("bench"), text.clone());
                black_box(pipeline.suggest(&document, &layer));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, preannotate);
criterion_main!(benches);
