//! Dateline turns news articles into training data: it opens articles, suggests the entities and events in them, lets a person correct
//! the labels, and saves a project from which models are trained.
//!
//! # Bird's-eye view
//! Data flows one way, and so do the arrows between modules (`tests/layering.rs` holds them to it):
//!
//! ```text
//! text <- model <- { preannotate, learn, formats, project } <- app <- { ui, cli }
//! ```
//!
//! 1. **Open.** A reader in [`formats`] turns bytes into a [`model::Document`]: frozen [`text::Text`], zones, metadata, perhaps labels.
//! 2. **Suggest.** [`preannotate::Pipeline`] looks at a document, the annotations and decisions made so far, and proposes
//!    [`model::Suggestion`]s. They stay beside the annotations, never among them.
//! 3. **Decide.** The window or a test sends a [`app::command::Command`] to the [`app::session::Session`], which makes a [`model::Edit`] of it.
//! 4. **Keep.** [`project::Store`] journals each edit before the next frame and saves the project in the background.
//! 5. **Export.** A writer in [`formats`] turns layers of documents into training files and reports what they cannot hold.
//!
//! # Code map
//!
//! | module | what it is | start at |
//! | --- | --- | --- |
//! | [`text`] | what a position is: offsets, decoding, zones, sentences, tokens | [`text::Text`], [`text::offset`] |
//! | [`model`] | annotations, suggestions, layers, schema, edits, checks, scores: plain data and rules | [`model::annotation`], [`model::edit`] |
//! | [`preannotate`] | the pre-annotator made of knowledge: gazetteers, rules, lexicon | [`preannotate::pipeline`] |
//! | [`learn`] | models trained on labelled text: features, trainer, decoder, model files | [`learn::features`], [`learn::trainer`] |
//! | [`formats`] | exchange formats, one file each | [`formats::jsonl`] |
//! | [`project`] | the project file, journal, saving, locks, backups, recovery | [`project::Store`] |
//! | [`app`] | the program without its window: commands, session, history, jobs | [`app::command`], [`app::session`] |
//! | `ui` | the window (feature `gui`): panels read the session and push commands | `ui::window` |
//! | [`cli`] | the same job from a terminal, one file a subcommand | [`cli`] |
//!
//! # Invariants
//! * A text never changes after loading, so a span never goes stale. In memory positions are bytes, on disk Unicode scalar values;
//!   [`text::offset`] is the only place that converts.
//! * Every change of a project is an [`model::Edit`] that can be inverted. Undo, journal, recovery and bulk changes all rest on that.
//! * A suggestion that was rejected does not come back from any engine; a decision keeps the whole suggestion, as training data.
//! * Same input, same schema, same output, whatever the number of threads. The model reads no clock and draws ids in one place.
//! * Bad input is data: readers say what they met and give what they could read. A panic in a job costs that job, never an edit.
//!
//! # Deliberately absent
//! No server, no account, no network but the one address of a person's own model once that is switched on ([`app::own_model`], the only place that
//! starts programs or opens connections); no database: a project is one file that a person can read. No state in the window that a project needs.
//! No egui left of `ui`, no disk left of `app` except in [`project`]. No `unsafe`.

pub mod app;
pub mod cli;
pub mod formats;
pub mod learn;
pub mod model;
pub mod preannotate;
pub mod project;
pub mod text;
#[cfg(feature = "gui")]
pub mod ui;
