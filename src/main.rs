//! The `dateline` program.

use std::time::Instant;

fn main() {
    let started = Instant::now();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    #[cfg(feature = "gui")]
    if let Err(reason) = dateline::ui::run(
        std::env::args_os().skip(1).map(Into::into).collect(),
        started,
    ) {
        tracing::error!("{}", reason.0);
    }
    let _ = started;
}
