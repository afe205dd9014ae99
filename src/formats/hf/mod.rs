//! A data set folder as Hugging Face's `datasets` loads it: JSON lines, and a card that names their columns.
//!
//! ```text
//! README.md                  configs, features and the names of the tags, as YAML; then words
//! data/tokens/train.jsonl    {"id": "a1-1", "document": "a1", "tokens": ["Ali", "died"], "ner_tags": [1, 0]}
//! data/spans/train.jsonl     {"id": "a1", "text": "Ali died", "spans": [{"start": 0, "end": 3, "label": "PER"}], "events": […]}
//! ```
//!
//! The same documents go out twice. `load_dataset(folder)` gives sentences of tokens with one tag each: flat, names, the outermost ones.
//! `load_dataset(folder, "spans")` gives whole documents with every mention, relation and event; offsets count scalar values, end exclusive, and a column
//! has the same fields in every record, as Arrow wants it. A document whose tag, or else whose field `split`, is `validation`, `dev` or `test` goes into that file.

mod card;
mod read;
mod write;

pub(super) use read::{looks_like_hf, read};
pub(super) use write::write;

/// The configuration of sentences with tags.
const TOKENS: &str = "tokens";
/// The configuration of documents with spans.
const SPANS: &str = "spans";
/// The field of a document that names its split.
const SPLIT: &str = "split";
/// The split of what names none.
const TRAIN: &str = "train";
/// The card.
const CARD: &str = "README.md";
