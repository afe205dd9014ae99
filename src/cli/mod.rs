//! The command line: the same jobs as in the window, without one. One file a command; each goes through the calls that the window uses.
//!
//! Results go to standard output, messages to standard error. A command ends with 0 when all is well, 1 when it found problems (findings of a check,
//! lines that could not be read), 2 when it could not do its work at all.

mod accuracy;
mod annotate;
mod check;
mod columns;
mod convert;
mod export;
mod format_names;
mod formats;
mod input;
mod models;
mod open;
mod output;
mod own_model;
mod pieces;
mod schema;
mod score;
mod simulate;
mod simulate_curve;
mod source;
mod split;
mod stats;
mod stream;
mod train;
mod train_decisions;
mod train_events;
mod train_names;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, Subcommand};

const EXAMPLES: &str = "\
Examples:
  dateline                                      open the sample project in a window
  dateline news.ron                             open a project
  dateline articles/*.txt                       open articles as a new project
  dateline annotate articles/ -o news.ron       suggest labels for a folder of articles
  cat in.jsonl | dateline annotate - > out.jsonl
  dateline export news.ron --format brat -o labelled/ --status done
  dateline convert train.conll --to spacy-json -o train.jsonl
  dateline check news.ron
  dateline score gold.jsonl predicted.jsonl --match head

Exit status: 0 all is well, 1 problems were found, 2 it could not be done.";

/// Turns news articles into training data: opens them, suggests entities and events, lets you correct them, saves a project
#[derive(Debug, Parser)]
#[command(name = "dateline", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
struct Arguments {
    /// A project (.ron) or articles (.txt, .md, .html, .jsonl, folders) to open in the window; nothing opens the sample project
    files: Vec<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Suggest labels for articles: files, folders or standard input
    Annotate(annotate::Arguments),
    /// Write training data from a project
    Export(export::Arguments),
    /// Divide the documents of a project into train, dev and test
    Split(split::Arguments),
    /// Turn labelled documents from one format into another
    Convert(convert::Arguments),
    /// List the formats that are read and written, and what each can hold
    Formats(formats::Arguments),
    /// List what may be wrong in a project
    Check(check::Arguments),
    /// Compare predicted labels with gold ones
    Score(score::Arguments),
    /// Measure how much work suggestions save, on labelled documents
    Simulate(simulate::Arguments),
    /// Count documents, labels and progress
    Stats(stats::Arguments),
    /// Show a schema, or the names of the bundled ones
    Schema(schema::Arguments),
    /// Train a model that suggests names and events, from labelled documents
    Train(train::Arguments),
    /// List the models that suggest labels
    Models(models::Arguments),
    /// Write documents as the encoder reads them, for the script that trains it
    #[command(hide = true)]
    Pieces(pieces::Arguments),
}

/// How a command ended, when it could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is well.
    Fine,
    /// Something was found or left out that the caller must know of.
    Problems,
}

/// Reads the program's arguments and does what they say. `started` is when the program did.
pub fn main(started: Instant) -> ExitCode {
    start_logging();
    let arguments = Arguments::parse();
    let done = match arguments.command {
        None => open::run(arguments.files, started),
        Some(Command::Annotate(arguments)) => annotate::run(&arguments),
        Some(Command::Export(arguments)) => export::run(&arguments),
        Some(Command::Split(arguments)) => split::run(&arguments),
        Some(Command::Convert(arguments)) => convert::run(&arguments),
        Some(Command::Formats(arguments)) => formats::run(&arguments),
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Score(arguments)) => score::run(&arguments),
        Some(Command::Simulate(arguments)) => simulate::run(&arguments),
        Some(Command::Stats(arguments)) => stats::run(&arguments),
        Some(Command::Schema(arguments)) => schema::run(&arguments),
        Some(Command::Train(arguments)) => train::run(&arguments),
        Some(Command::Models(arguments)) => models::run(&arguments),
        Some(Command::Pieces(arguments)) => pieces::run(&arguments),
    };
    match done {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        // Whoever reads the results has seen enough, as `head` does.
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::message(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Log lines go to standard error as far as `RUST_LOG` asks for them.
fn start_logging() {
    use tracing_subscriber::EnvFilter;
    // What libraries remark about the system means nothing to a person; what ends the program is said in its own words.
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("dateline=warn"));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if let Err(error) = subscriber.try_init() {
        output::message(&format!("no log: {error}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_sound() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }
}
