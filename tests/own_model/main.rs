//! Models of one's own, asked through the calls that the window and the command line use, against servers that answer as they are told.

mod chat;
#[cfg(unix)]
mod command;
mod competing;
mod label_studio;
mod scripted;
#[cfg(unix)]
mod session;

use std::sync::Arc;
use std::time::Duration;

use dateline::app::own_model::{OwnModel, OwnModelChoice, Wait};
use dateline::model::bundled::news;

/// The model of a choice, for the bundled schema.
fn opened(choice: &OwnModelChoice) -> Box<dyn OwnModel> {
    choice.open(&Arc::new(news())).unwrap().unwrap()
}

/// Patience enough for a machine that has other things to do.
fn wait() -> Wait {
    Wait::of(Duration::from_secs(20))
}

/// Little patience with a server that never comes to an end, much with all others.
fn patience(script: &scripted::Script) -> Wait {
    use scripted::Script;
    match script {
        Script::Silent | Script::Dribble => Wait::of(Duration::from_millis(500)),
        _ => wait(),
    }
}
