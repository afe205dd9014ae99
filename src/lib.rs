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
//! Bytes become a frozen [`text::Text`] with zones, sentences and tokens; a [`model::Document`] holds it with what annotators say about it.

pub mod app;
pub mod cli;
pub mod formats;
pub mod model;
pub mod preannotate;
pub mod project;
pub mod text;
#[cfg(feature = "gui")]
pub mod ui;
