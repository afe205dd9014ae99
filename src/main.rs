//! The `dateline` program: the window, or a command.

use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    dateline::cli::main(Instant::now())
}
