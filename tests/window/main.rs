//! The whole window without a display, a driver or a pointer: what a person does by keys, by the names that screen readers hear, and by clicks on them.
#![cfg(feature = "gui")]

mod article;
mod bulk;
mod commands;
mod dialogs;
mod hand;
mod harness;
mod inspector;
mod learning;
mod main_job;
mod own_model;
mod schema_editor;
