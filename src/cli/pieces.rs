//! `dateline pieces`: documents as the encoder reads them, for the script that trains it (`assets/models/encoder.py`).

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use rayon::prelude::*;
use serde_json::{Value, json};
use smol_str::SmolStr;

use super::Outcome;
use super::input::load;
use super::output::Sink;
use super::train::NameLabels;
use crate::app::models::ModelChoice;
use crate::learn::encoder::pieces::{Chunk, NUM_SHAPES, chunks};
use crate::learn::encoder::vocabulary::Vocabulary;
use crate::learn::examples::allowed_tags;
use crate::learn::features::Context;
use crate::learn::marks::{Marks, NUM_MARKS};
use crate::learn::model::Model;
use crate::learn::tags::{TagMask, TagSet};
use crate::model::corpus::CorpusLabels;
use crate::model::{Document, Layer, WordList, bundled};
use crate::preannotate::{Analysis, Findings, Pipeline};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Labelled documents
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// The encoder's vocabulary, a piece a line
    #[arg(long, value_name = "FILE")]
    vocabulary: PathBuf,
    #[command(flatten)]
    labels: NameLabels,
    /// Model whose answers are written as well, to compare them with those of the script
    #[arg(long, value_name = "NAME|FILE")]
    model: Option<ModelChoice>,
    /// Where they go; standard output where this is not given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let path = &arguments.vocabulary;
    let list =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let vocabulary = Vocabulary::read(&list)
        .with_context(|| format!("{} is no vocabulary of word pieces", path.display()))?;
    let tags = arguments.labels.tags()?;
    let model = match &arguments.model {
        Some(choice) => choice.open()?.names,
        None => None,
    };
    let writer = Writer {
        vocabulary,
        tags,
        rules: Pipeline::knowledge(&bundled::news(), &WordList::default()),
        model,
    };
    let mut sink = Sink::open(arguments.output.as_deref())?;
    let about = json!({
        "labels": writer.tags.labels(),
        "num_shapes": NUM_SHAPES,
        "num_marks": NUM_MARKS,
        "num_pieces": list.lines().count(),
    });
    sink.write_record(format!("{about}\n").as_bytes())?;
    for input in &arguments.inputs {
        let loaded = load(input)?;
        let read = |document: &Arc<Document>| writer.as_json(document);
        let records: Vec<Value> = loaded.documents.par_iter().map(read).collect();
        for record in records {
            sink.write_record(format!("{record}\n").as_bytes())?;
        }
    }
    sink.finish()?;
    Ok(Outcome::Fine)
}

/// What every document needs.
struct Writer {
    vocabulary: Vocabulary,
    tags: TagSet,
    rules: Pipeline,
    model: Option<Arc<Model>>,
}

impl Writer {
    /// A document: its chunks, which tags each token may have, which event types its words tell of, by people and by the rules, and what the model
    /// says of its tokens.
    fn as_json(&self, document: &Document) -> Value {
        let layer = &document.layers[0];
        let nobody = Layer::new(Layer::MAIN);
        let analysis = Analysis::new(document);
        let findings = self
            .rules
            .find_until(&analysis, &nobody, crate::learn::AFTER);
        let context = Context::new(&analysis, &findings, &self.tags);
        let allowed = allowed_tags(&analysis, layer, &CorpusLabels::of(document), &self.tags).ok();
        let told = told_triggers(&self.rules.find(&analysis, &nobody));
        let gold = gold_triggers(&analysis, layer);
        let reading = match self.model.as_deref() {
            Some(Model::Encoder(encoder)) => Some(encoder.read(&analysis)),
            _ => None,
        };
        let stride = self.tags.stride();
        let said = |token: usize| {
            let row = reading.as_ref()?.names.get(token * stride..)?;
            row.get(..self.tags.num_tags())
        };
        let chunks: Vec<Value> = chunks(&context, &self.vocabulary)
            .iter()
            .map(|chunk| {
                let mut value = chunk_json(chunk, allowed.as_deref(), &gold, &told);
                if reading.is_some() {
                    let tokens = chunk.tokens.iter();
                    value["said"] = tokens
                        .map(|(token, _)| json!(said(*token as usize)))
                        .collect();
                }
                value
            })
            .collect();
        json!({"id": document.id.as_str(), "chunks": chunks})
    }
}

/// Tokens of a trigger, its event type, and how sure of it one may be.
type Trigger = (std::ops::Range<usize>, SmolStr, f32);

fn gold_triggers(analysis: &Analysis<'_>, layer: &Layer) -> Vec<Trigger> {
    let events = layer.annotations.events().iter();
    events
        .map(|event| {
            let tokens = analysis.segments.tokens_in(event.trigger.envelope());
            (tokens, event.event_type.clone(), 1.0)
        })
        .collect()
}

fn told_triggers(findings: &Findings) -> Vec<Trigger> {
    let events = findings.events.iter();
    events
        .map(|event| (event.tokens.clone(), event.event_type.clone(), event.score))
        .collect()
}

fn chunk_json(
    chunk: &Chunk,
    allowed: Option<&[TagMask]>,
    gold: &[Trigger],
    told: &[Trigger],
) -> Value {
    let views = &chunk.pieces;
    let bits = |marks: Marks| -> Vec<usize> {
        (0..NUM_MARKS).filter(|bit| marks >> bit & 1 == 1).collect()
    };
    let triggers = |of: &[Trigger]| -> Vec<Value> {
        let tokens = chunk.tokens.iter().zip(0..);
        let all = tokens.flat_map(|((token, _), place)| {
            let here = of
                .iter()
                .filter(|trigger| trigger.0.contains(&(*token as usize)));
            here.map(move |(_, event_type, score)| json!([place, event_type, score]))
        });
        all.collect()
    };
    json!({
        "pieces": views.iter().map(|view| view.piece).collect::<Vec<_>>(),
        "shapes": views.iter().map(|view| view.shape).collect::<Vec<_>>(),
        "inner": views.iter().map(|view| u8::from(view.is_inner)).collect::<Vec<_>>(),
        "first": chunk.tokens.iter().map(|(_, first)| *first).collect::<Vec<_>>(),
        "marks": chunk.tokens.iter().map(|(_, first)| bits(views[usize::from(*first)].marks)).collect::<Vec<_>>(),
        "allowed": allowed.map(|allowed| chunk.tokens.iter().map(|(token, _)| allowed[*token as usize]).collect::<Vec<_>>()),
        "triggers": triggers(gold),
        "told": triggers(told),
    })
}
