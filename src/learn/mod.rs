//! Models that learn: features, trainers, decoders and model files of the engines that are trained on labelled text.
//!
//! ```text
//! tags.rs       labels as tags of tokens
//! features.rs   what a model sees of a token
//! lattice.rs    the best tags of a row of tokens, and how probable names are
//! examples.rs   labelled documents as examples, where a missing label may be unknown
//! decoder.rs    from scores of tags to names
//! trainer.rs    weights from examples
//! linear.rs     weights of cues, for candidates that are right or wrong
//! judge.rs      decides about candidates where it is proved that it knows better
//! judge_bytes.rs   judges as model files hold them
//! report.rs     how good they are on documents kept out
//! tagger.rs     a model of the fast engine: weights by feature
//! model.rs      a model of names of either engine
//! models.rs     what suggests beside the rules, and files that hold several models
//! sealed.rs     the envelope of model files
//! packed.rs     files of the fast engine's models
//! bundled.rs    the models inside the binary
//! names.rs      names by a model as a component of the pipeline
//! events/       events and arguments by a model
//! decisions/    what the decisions in a project teach
//! marks.rs      what the rules and lists say of a token, for the encoder
//! encoder/      the accurate engine
//! ```

/// The component of the pipeline behind which names by a model are asked for: what it finds is among the features.
pub const AFTER: &str = "names";

pub mod bundled;
pub mod decisions;
pub mod decoder;
pub mod encoder;
pub mod events;
pub mod examples;
pub mod features;
pub mod judge;
mod judge_bytes;
pub mod lattice;
pub mod linear;
pub mod marks;
pub mod model;
pub mod models;
pub mod names;
pub mod packed;
pub mod report;
pub mod sealed;
pub mod tagger;
pub mod tags;
pub mod trainer;
