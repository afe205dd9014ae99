//! The program without its window: a [`session::Session`] holds one open project and takes [`command::Command`]s; everything a person can do
//! passes through here, so it can be tested and driven without a display.
//!
//! Read [`command`], then [`session`] and [`dispatch`].

pub mod active_time;
pub mod allowing;
mod availability;
pub mod background;
pub mod bulk;
pub mod candidates;
pub mod command;
pub mod curve;
pub mod data_card;
pub mod decide;
pub mod disk_folder;
pub mod dispatch;
pub mod document_list;
pub mod draft;
mod drawer;
pub mod engines;
pub mod export;
pub mod export_job;
pub mod figures;
pub mod find;
pub mod finding;
pub mod gain;
pub mod history;
pub mod import;
pub mod jobs;
pub mod layers;
pub mod learning;
pub mod learnt_file;
pub mod learnt_strings;
pub mod listing;
pub mod models;
pub mod notice;
pub mod outcomes;
pub mod output_file;
pub mod own_model;
pub mod peek;
pub mod propagate;
pub mod questions;
pub mod queue;
pub mod reading;
pub mod schema_edit;
pub mod selection;
pub mod session;
pub mod simulation;
pub mod splits;
pub mod statistics;
pub mod thresholds;
pub mod words;
pub mod workspace;
