//! Loading and saving a project of 10,000 articles of 3 KB with 60 annotations each.
//!
//! `cargo bench --no-default-features --bench project`; `DATELINE_BENCH_ARTICLES=1000` makes it smaller. At the end it prints the size of the
//! file and the greatest memory the process held (Linux).

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline::model::{
    Annotation, Argument, Attributes, Document, DocumentId, EntityMention, EventId, EventMention,
    Extent, Filler, Level, MentionId, Moment, Origin, Project, Schema,
};
use dateline::project::{
    Places, SaveState, Store, project_text, read_file, read_project, write_file,
};
use dateline::text::{Span, Text, Zone, ZoneKind};

const ARTICLE_BYTES: usize = 3000;
const MENTIONS: u64 = 48;
const EVENTS: u64 = 12;

const SENTENCES: [&str; 6] = [
    "Rebels shelled the eastern district of the city on Tuesday, killing at least three women and a doctor. ",
    "“We heard two blasts near the school,” said Mariam Haddad, a teacher who lives in the quarter. ",
    "The foreign ministry of the republic denied that its aircraft had flown over the border. ",
    "Relief workers asked both sides for a truce so that food and medicine could reach the hospital. ",
    "Police arrested eleven people after the protest in front of the parliament in the capital.\n\n",
    "Prime Minister Anders Holm met delegates of the union for talks about wages in the ports. ",
];

/// The next number of a fixed sequence (splitmix64).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

fn article(number: u64) -> Document {
    let mut random = number;
    let mut characters = String::new();
    while characters.len() < ARTICLE_BYTES {
        characters.push_str(SENTENCES[(next(&mut random) % SENTENCES.len() as u64) as usize]);
    }
    let text = Text::new(characters);
    let words: Vec<Span> = words_of(text.as_str());
    let word = |random: &mut u64| words[(next(random) % words.len() as u64) as usize];
    let mut document = Document::new(DocumentId::from_bits(next(&mut random)), text.clone());
    document.meta.title = format!("Report {number}");
    document.meta.date = "2016-05-04".to_owned();
    document.meta.source = format!("agency/{number}.txt");
    document.set_zones(vec![Zone {
        kind: ZoneKind::Body,
        span: text.span(),
    }]);
    let origin = Origin {
        by: "ana".into(),
        at: Moment(1_462_345_678 + number as i64),
        ..Origin::default()
    };
    let mut annotations = Vec::new();
    let mut ids = Vec::new();
    for _ in 0..MENTIONS {
        let id = MentionId::from_bits(next(&mut random));
        ids.push(id.clone());
        let labels = ["PER", "GPE", "ORG", "DATE", "FAC"];
        annotations.push(Annotation::Mention(EntityMention {
            id,
            extent: Extent::new(word(&mut random)),
            head: None,
            label: labels[(next(&mut random) % 5) as usize].into(),
            level: if next(&mut random).is_multiple_of(3) {
                Level::Nominal
            } else {
                Level::Name
            },
            value: None,
            count: None,
            entity: None,
            attributes: Attributes::default(),
            origin: origin.clone(),
        }));
    }
    for _ in 0..EVENTS {
        let filler = |random: &mut u64| {
            Filler::Mention(ids[(next(random) % ids.len() as u64) as usize].clone())
        };
        annotations.push(Annotation::Event(EventMention {
            id: EventId::from_bits(next(&mut random)),
            trigger: Extent::new(word(&mut random)),
            event_type: "Conflict.Attack".into(),
            arguments: ["Attacker", "Target"]
                .into_iter()
                .map(|role| Argument {
                    role: role.into(),
                    filler: filler(&mut random),
                    score: None,
                })
                .collect(),
            not_stated: Vec::new(),
            attributes: Attributes::default(),
            event: None,
            plover: None,
            origin: origin.clone(),
        }));
    }
    document.layers[0].annotations = annotations.into_iter().collect();
    document
}

fn words_of(text: &str) -> Vec<Span> {
    let mut words = Vec::new();
    let mut start = 0;
    for (at, char) in text.char_indices() {
        if char == ' ' || char == '\n' {
            if at > start {
                words.push(Span::from_range(start..at));
            }
            start = at + char.len_utf8();
        }
    }
    words
}

fn project() -> Project {
    let articles = std::env::var("DATELINE_BENCH_ARTICLES")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(10_000);
    let mut project = Project::new(Schema::default());
    project.documents = (0..articles)
        .map(|number| Arc::new(article(number)))
        .collect();
    project
}

/// The greatest memory this process held so far, in MB.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1000)
}

fn load_and_save(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("bench.ron");
    write_file(&project(), &path).expect("the project is written");
    let bytes = path.metadata().expect("it is there").len();

    // Memory first, before measuring holds several projects at a time: one open, one saved.
    let opened = Store::open(&path, &Places::new(folder.path().join("state"))).expect("it opens");
    report(&format!(
        "file of {:.1} MB, after opening",
        bytes as f64 / 1e6
    ));
    let (store, project) = (opened.store, opened.project);
    store.save(project.clone()).expect("the save begins");
    store.wait();
    assert!(matches!(store.poll(&project), SaveState::Saved { .. }));
    report("after saving");

    let mut group = criterion.benchmark_group("project");
    group.sample_size(10).throughput(Throughput::Bytes(bytes));
    group.bench_function("open", |bencher| {
        bencher.iter_with_large_drop(|| read_file(&path).expect("it opens"));
    });
    let read = std::fs::read(&path).expect("it is there");
    group.bench_function("parse", |bencher| {
        bencher.iter_with_large_drop(|| read_project(&read).expect("it is sound"));
    });
    drop(read);
    group.bench_function("emit", |bencher| {
        bencher.iter(|| black_box(project_text(&project, 1).expect("it is written")).len());
    });
    group.bench_function("save", |bencher| {
        bencher.iter(|| {
            store.save(project.clone()).expect("the save begins");
            store.wait();
        });
    });
    group.finish();
    store.close(&project).expect("it closes");
}

#[expect(clippy::print_stderr, reason = "a benchmark reports on standard error")]
fn report(what: &str) {
    match peak_memory() {
        Some(megabytes) => eprintln!("{what}: at most {megabytes} MB of memory so far"),
        None => eprintln!("{what}"),
    }
}

criterion_group!(benches, load_and_save);
criterion_main!(benches);
