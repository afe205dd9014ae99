//! How fast a text becomes tokens, sentences and zones, in bytes a second on one core.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline::text::Text;
use dateline::text::segment::segment;
use dateline::text::zone::find_zones;

/// A made-up article of about `len` bytes whose sentences differ in names and numbers.
fn article(len: usize) -> String {
    const PLACES: [&str; 6] = [
        "Lagos",
        "Halifax",
        "Côte d’Ivoire",
        "Port-au-Prince",
        "Split",
        "Tromsø",
    ];
    const NAMES: [&str; 5] = [
        "Gen. Femi Adeyemi",
        "Ana Ruiz",
        "Stephen O’Hara",
        "J. K. Moreau",
        "Li Wei",
    ];
    let mut text = String::from("Ports reopen after storm\n\nBy Ana Ruiz\n\n");
    let mut count = 1_000;
    while text.len() < len {
        let (place, name) = (PLACES[count % 6], NAMES[count % 5]);
        write!(
            text,
            "The port of {place} reopened on Wednesday, {name} said, after {count} days of U.N.-brokered talks and a cease-fire that cost ${count}m. \
             “We won’t leave the harbour’s gates to al-Qaeda-affiliated groups,” {name} told reporters at 10:30 a.m. \
             Some 3.5% of the {count},000 rebels’ weapons weren’t found; the rest were burnt in for-ces’ camps near {place}.\n\n"
        )
        .expect("writing to a string");
        if count % 7 == 0 {
            text.push_str("Advertisement\n\n");
        }
        count += 1;
    }
    text
}

fn text(criterion: &mut Criterion) {
    let long = article(1_000_000);
    let mut group = criterion.benchmark_group("text");
    group.throughput(Throughput::Bytes(long.len() as u64));
    let frozen = Text::new(long.as_str());
    let zones = find_zones(&frozen);
    group.bench_function("segment 1 MB", |bencher| {
        bencher.iter(|| segment(black_box(&frozen), black_box(&zones)));
    });
    group.bench_function("zones 1 MB", |bencher| {
        bencher.iter(|| find_zones(black_box(&frozen)));
    });
    let short = Text::new(article(3_000));
    let short_zones = find_zones(&short);
    group.throughput(Throughput::Bytes(u64::from(short.len())));
    group.bench_function("segment 3 KB", |bencher| {
        bencher.iter(|| segment(black_box(&short), black_box(&short_zones)));
    });
    group.bench_function("zones 3 KB", |bencher| {
        bencher.iter(|| find_zones(black_box(&short)));
    });
    group.finish();
}

criterion_group!(benches, text);
criterion_main!(benches);
