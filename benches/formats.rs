//! How fast brat, CoNLL and JSONL are read and written, in bytes of the format a second on one core.
//!
//! `cargo bench --no-default-features --bench formats`. The articles are made up; 1 in 10 words is a name, every sentence has an event.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline::formats::export::{ExportOptions, LossReport};
use dateline::formats::reading::{Folder, ReadOptions};
use dateline::formats::registry::{self, Format, ReadFrom};
use dateline::formats::writing::{FormatWriter, Output, WriterOptions};
use dateline::model::{
    Annotation, Argument, Document, DocumentId, EntityMention, EventMention, Filler,
};
use dateline::text::{Span, Text};

/// A document of about 3 KB with 60 mentions and 30 events.
fn document(number: usize) -> Document {
    const NAMES: [&str; 5] = [
        "Ana Ruiz",
        "Stephen O’Hara",
        "Lagos",
        "Côte d’Ivoire",
        "Tromsø",
    ];
    let mut text = String::new();
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut triggers: Vec<(usize, usize)> = Vec::new();
    for sentence in 0..30 {
        let name = |index: usize| NAMES[(number + sentence + index) % NAMES.len()];
        let start = text.len();
        text.push_str(name(0));
        places.push((start, text.len()));
        text.push_str(" told reporters on Tuesday that relief workers ");
        let start = text.len();
        text.push_str("attacked");
        triggers.push((start, text.len()));
        write!(text, " the port no. {number} of ").expect("a string");
        let start = text.len();
        text.push_str(name(2));
        places.push((start, text.len()));
        text.push_str(", and asked both sides for a truce. ");
    }
    let mut document = Document::new(
        DocumentId::from(format!("d{number}").as_str()),
        Text::new(text),
    );
    let span = |(start, end): (usize, usize)| Span::from_range(start..end);
    let mut all: Vec<Annotation> = Vec::new();
    for (index, place) in places.iter().enumerate() {
        let mention = EntityMention::new(format!("m{index}").as_str(), span(*place), "GPE");
        all.push(Annotation::Mention(mention));
    }
    for (index, place) in triggers.iter().enumerate() {
        let mut event = EventMention::new(
            format!("v{index}").as_str(),
            span(*place),
            "Conflict.Attack",
        );
        event.arguments.push(Argument {
            role: "Place".into(),
            filler: Filler::Mention(format!("m{}", 2 * index + 1).as_str().into()),
            score: None,
        });
        all.push(Annotation::Event(event));
    }
    document.layers[0].annotations = all.into_iter().collect();
    document
}

/// What was written, to be read again.
#[derive(Clone, Default)]
struct Written {
    file: Vec<u8>,
    names: Vec<String>,
    files: Arc<BTreeMap<String, Vec<u8>>>,
}

impl Written {
    fn num_bytes(&self) -> u64 {
        let files: usize = self.files.values().map(Vec::len).sum();
        (self.file.len() + files) as u64
    }
}

impl Output for Written {
    fn append(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.file.extend_from_slice(bytes);
        Ok(())
    }

    fn file(&mut self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        Arc::make_mut(&mut self.files).insert(name.to_owned(), bytes.to_vec());
        Ok(())
    }
}

impl Folder for Written {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn read(&self, name: &str) -> std::io::Result<Vec<u8>> {
        Ok(self.files[name].clone())
    }
}

fn write(format: &'static Format, documents: &[Document]) -> Written {
    let mut writer = FormatWriter::new(format, &WriterOptions::default()).expect("it is written");
    let (mut out, mut losses) = (Written::default(), LossReport::default());
    for document in documents {
        writer
            .write_everything(&mut out, document, &ExportOptions::default(), &mut losses)
            .expect("room");
    }
    writer.finish(&mut out).expect("room");
    out.names = out.files.keys().cloned().collect();
    out
}

fn read(format: &Format, written: Written) -> usize {
    match format.read.expect("it is read") {
        ReadFrom::File(read) => {
            let source = Box::new(std::io::Cursor::new(written.file));
            read(source, &ReadOptions::default()).flatten().count()
        }
        ReadFrom::Folder(read) => read(Box::new(written)).documents.flatten().count(),
    }
}

fn formats(criterion: &mut Criterion) {
    let documents: Vec<Document> = (0..300).map(document).collect();
    let mut group = criterion.benchmark_group("formats");
    group.sample_size(20);
    for name in ["jsonl", "conll2003", "brat", "spacy-json"] {
        let format = registry::by_name(name).expect("a format");
        let written = write(format, &documents);
        assert_eq!(read(format, written.clone()), documents.len(), "{name}");
        group.throughput(Throughput::Bytes(written.num_bytes()));
        group.bench_function(format!("read {name}"), |bencher| {
            bencher.iter_batched(
                || written.clone(),
                |written| read(format, black_box(written)),
                criterion::BatchSize::LargeInput,
            );
        });
        // Sentences and tokens are cut when they are first asked for; that is measured with the texts.
        group.bench_function(format!("write {name}"), |bencher| {
            bencher.iter(|| write(format, black_box(&documents)));
        });
    }
}

criterion_group!(benches, formats);
criterion_main!(benches);
