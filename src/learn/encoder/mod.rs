//! The accurate engine: an encoder that reads sentences in their context and says of every word what it may be.
//!
//! ```text
//! vocabulary.rs  words as numbered pieces
//! pieces.rs      a document as chunks of pieces, with what the rules and lists say of each word
//! network.rs     from pieces to what each token may be
//! product.rs     its matrix products
//! math.rs        the functions between them
//! weights.rs     what a file holds of it
//! readings.rs    documents that were read lately
//! file.rs        model files
//! ```
//!
//! The matrix products are those of `rten-gemm`, with weights laid out once and whole numbers where the processor can: pure Rust without unsafe
//! code of ours, and the fastest of those that were measured (`assets/models/README.md`).

use std::sync::Arc;

use super::decoder::Decoder;
use super::features::Context;
use super::lattice::Transitions;
use super::tagger::About;
use super::tags::TagSet;
use rayon::prelude::*;

pub mod file;
mod math;
mod network;
pub mod pieces;
mod product;
mod readings;
#[cfg(test)]
mod tiny;
pub mod vocabulary;
mod weights;

use crate::model::{Document, Layer, WordList, bundled};
use crate::preannotate::{Analysis, Pipeline};
use network::{Network, Said};
use pieces::chunks;
use readings::{Key, Readings};
use vocabulary::Vocabulary;

/// An encoder with its vocabulary.
pub struct Encoder {
    /// What is known about it.
    pub about: About,
    decoder: Decoder,
    vocabulary: Vocabulary,
    network: Network,
    /// Rules and lists that it learnt to listen to: those of the program alone, never a project's.
    rules: Pipeline,
    readings: Readings,
}

/// What an encoder says of a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Logarithms of the odds of each tag, [`TagSet::stride`] numbers a token; all nothing where nothing was read.
    pub names: Vec<f32>,
}

/// Chunks that are read in one go: enough for large matrix products, few enough that the threads share an article.
const TOGETHER: usize = 4;

impl std::fmt::Debug for Encoder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Encoder")
            .field("about", &self.about)
            .finish_non_exhaustive()
    }
}

impl Encoder {
    fn new(about: About, tags: TagSet, vocabulary: Vocabulary, network: Network) -> Self {
        let transitions = Transitions::zero(tags.num_tags());
        Self {
            about,
            decoder: Decoder::new(tags, transitions),
            vocabulary,
            network,
            rules: Pipeline::knowledge(&bundled::news(), &WordList::default()),
            readings: Readings::default(),
        }
    }

    /// Its labels and tags.
    pub fn tags(&self) -> &TagSet {
        self.decoder.tags()
    }

    /// From scores of tags to names.
    pub fn decoder(&self) -> &Decoder {
        &self.decoder
    }

    /// Whether the document was read lately.
    pub fn has_read(&self, document: &Document) -> bool {
        self.readings.get(Key::of(document)).is_some()
    }

    /// Reads a document as if nothing was labelled in it. The same on any number of threads.
    pub fn read(&self, analysis: &Analysis<'_>) -> Arc<Reading> {
        let key = Key::of(analysis.document);
        if let Some(reading) = self.readings.get(key) {
            return reading;
        }
        let nobody = Layer::new(Layer::MAIN);
        let findings = self.rules.find_until(analysis, &nobody, super::AFTER);
        let context = Context::new(analysis, &findings, self.tags());
        let reading = Arc::new(self.read_anew(&context));
        let num_tokens = analysis.words.len();
        self.readings.put(key, num_tokens, Arc::clone(&reading));
        reading
    }

    fn read_anew(&self, context: &Context<'_, '_>) -> Reading {
        let chunks = chunks(context, &self.vocabulary);
        let said: Vec<Said> = chunks
            .par_chunks(TOGETHER)
            .map(|chunks| self.network.read(chunks))
            .collect();
        let stride = self.tags().stride();
        let mut reading = Reading {
            names: vec![0.0; context.analysis().words.len() * stride],
        };
        for (chunks, said) in chunks.chunks(TOGETHER).zip(&said) {
            let tokens = chunks.iter().flat_map(|chunk| &chunk.tokens);
            for ((token, _), names) in tokens.zip(said.names.rows()) {
                let token = *token as usize;
                let own = &mut reading.names[token * stride..(token + 1) * stride];
                for (own, score) in own.iter_mut().zip(names) {
                    *own = *score;
                }
            }
        }
        reading
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DocumentId;
    use crate::text::zone::{Zone, ZoneKind};
    use crate::text::{Span, Text};

    fn document(text: &str) -> Document {
        Document::new(DocumentId::from("d"), Text::new(text))
    }

    /// Every form of text that an article may have, long enough for several chunks.
    fn long_text() -> String {
        let lines = [
            "The minister of Norway met Petrova in Oslo.",
            "for-ces betw-een “Oslo” and the U.S. met, Dr. Petrova said 3.5 % of €5 m",
            "МОСКВА 東京 e\u{301}te\u{301} 🙂 #x",
            &"norway ".repeat(150),
        ];
        lines.join("\n\n").repeat(3)
    }

    #[test]
    fn chunks_hold_every_token_once_and_are_never_too_long() {
        let encoder = tiny::encoder(2);
        let document = document(&long_text());
        let analysis = Analysis::new(&document);
        let findings = encoder.rules.find(&analysis, &Layer::new(Layer::MAIN));
        let context = Context::new(&analysis, &findings, encoder.tags());
        let chunks = chunks(&context, &encoder.vocabulary);
        assert!(chunks.len() > TOGETHER, "{}", chunks.len());
        let tokens: Vec<u32> = chunks
            .iter()
            .flat_map(|chunk| chunk.tokens.iter().map(|(token, _)| *token))
            .collect();
        let all: Vec<u32> = (0..analysis.words.len() as u32)
            .filter(|token| !analysis.words[*token as usize].skipped)
            .collect();
        assert_eq!(tokens, all);
        for chunk in &chunks {
            assert!(chunk.pieces.len() <= pieces::MOST);
            assert_eq!(chunk.pieces[0].piece, encoder.vocabulary.start());
            assert_eq!(
                chunk.pieces.last().map(|view| view.piece),
                Some(encoder.vocabulary.end())
            );
            for (_, first) in &chunk.tokens {
                assert!(!chunk.pieces[usize::from(*first)].is_inner);
            }
            for view in &chunk.pieces {
                assert!(usize::from(view.shape) < pieces::NUM_SHAPES);
            }
        }
    }

    #[test]
    fn a_chunk_is_read_the_same_alone_and_beside_others_and_on_any_number_of_threads() {
        let encoder = tiny::encoder(3);
        let document = document(&long_text());
        let analysis = Analysis::new(&document);
        let findings = encoder.rules.find(&analysis, &Layer::new(Layer::MAIN));
        let context = Context::new(&analysis, &findings, encoder.tags());
        let chunks = chunks(&context, &encoder.vocabulary);
        let together = encoder.network.read(&chunks);
        let mut row = 0;
        for chunk in &chunks {
            let alone = encoder.network.read(std::slice::from_ref(chunk));
            for own in alone.names.rows() {
                let other = together.names.row(row);
                for (own, other) in own.iter().zip(other) {
                    assert!((own - other).abs() < 1e-5, "{own} {other}");
                }
                row += 1;
            }
        }
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.unwrap().install(|| encoder.read_anew(&context))
        };
        assert_eq!(on(1), on(3));
    }

    #[test]
    fn a_reading_is_kept_until_text_or_zones_change() {
        let encoder = tiny::encoder(4);
        let mut document = document("The minister of Norway met Petrova.\n\nOslo met.");
        assert!(!encoder.has_read(&document));
        let reading = encoder.read(&Analysis::new(&document));
        assert!(encoder.has_read(&document));
        assert_eq!(
            reading.names.len(),
            document.segments().tokens.len() * encoder.tags().stride()
        );
        document.set_zones(vec![Zone {
            kind: ZoneKind::Boilerplate,
            span: Span::new(37, 46),
        }]);
        assert!(!encoder.has_read(&document));
        let skipped = encoder.read(&Analysis::new(&document));
        assert!(skipped.names.ends_with(&[0.0; 8]));
    }
}
