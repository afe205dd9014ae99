//! Checking and scoring documents of 5,000 and 20,000 mentions: the mentions a second stay the same where time grows with the document.
//!
//! `cargo bench --no-default-features --bench model`

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use dateline::formats::marked;
use dateline::model::bundled;
use dateline::model::check::check_layer;
use dateline::model::score::{MatchMode, ScoreOptions, score};
use dateline::model::{Document, Layer};

/// Deaths of as many people, each with a name of their own.
fn deaths(count: u32) -> Document {
    let mut source = String::new();
    for index in 0..count {
        write!(
            source,
            "[Name{index}|PER #m{index}] [died|!Life.Die Victim=m{index}] and "
        )
        .expect("writing to a string");
    }
    marked::read("deaths".into(), &source).expect("sound marks")
}

/// The same name again and again.
fn repeats(count: u32) -> Document {
    marked::read("repeats".into(), &"[Ali|PER] and ".repeat(count as usize)).expect("sound marks")
}

fn check(criterion: &mut Criterion) {
    let schema = bundled::news();
    let mut group = criterion.benchmark_group("check");
    for count in [5_000, 20_000] {
        let document = deaths(count);
        let layer = document
            .layer(Layer::MAIN)
            .expect("marks are in the main layer");
        group.throughput(Throughput::Elements(u64::from(count)));
        group.bench_with_input(
            BenchmarkId::from_parameter(count),
            layer,
            |bencher, layer| {
                bencher.iter(|| check_layer(black_box(&document), layer, &schema, 0));
            },
        );
    }
    group.finish();
}

fn overlap(criterion: &mut Criterion) {
    let options = ScoreOptions {
        mode: MatchMode::Overlap,
        ..ScoreOptions::default()
    };
    let mut group = criterion.benchmark_group("score by overlap");
    for count in [5_000, 20_000] {
        let document = [repeats(count)];
        group.throughput(Throughput::Elements(u64::from(count)));
        group.bench_with_input(
            BenchmarkId::from_parameter(count),
            &document,
            |bencher, document| {
                bencher.iter(|| score(black_box(document), black_box(document), &options));
            },
        );
    }
    group.finish();
}

criterion_group!(benches, check, overlap);
criterion_main!(benches);
