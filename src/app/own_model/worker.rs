//! The thread that asks a model of one's own: it opens the model when it is first needed and holds it, so that a program ends when the thread does.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use super::{Answer, AskError, OwnModel, OwnModelChoice, Wait};
use crate::model::{Document, Schema};

/// What is to be asked.
pub(super) enum Job {
    Check(Wait),
    Ask(Arc<Document>, Wait),
}

/// What came of it.
pub(super) enum Done {
    Checked(Result<String, AskError>),
    Asked(Arc<Document>, Result<Answer, AskError>),
}

/// The thread that asks. It holds the model, so that a program is ended when the thread is.
pub(super) struct Worker {
    pub(super) jobs: Sender<Job>,
    pub(super) done: Receiver<Done>,
    pub(super) thread: JoinHandle<()>,
}

impl Worker {
    pub(super) fn start(
        choice: OwnModelChoice,
        schema: Arc<Schema>,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> std::io::Result<Self> {
        let (jobs, waiting) = channel::<Job>();
        let (sender, done) = channel();
        let work = move || {
            let mut model: Option<Box<dyn OwnModel>> = None;
            for job in waiting {
                // Nobody wants it any more where it cannot be delivered.
                let _unwanted = sender.send(do_job(&job, &choice, &schema, &mut model));
                wake();
            }
        };
        let thread = std::thread::Builder::new()
            .name("own-model".into())
            .spawn(work)?;
        Ok(Self { jobs, done, thread })
    }
}

/// Does a job; a panic costs its answer and the model, which is opened anew.
fn do_job(
    job: &Job,
    choice: &OwnModelChoice,
    schema: &Arc<Schema>,
    model: &mut Option<Box<dyn OwnModel>>,
) -> Done {
    let broken =
        || AskError::Setting("asking failed inside Dateline; the log says where".to_owned());
    match job {
        Job::Check(wait) => {
            let check = || opened(choice, schema, model)?.check(wait);
            Done::Checked(catch_unwind(AssertUnwindSafe(check)).unwrap_or_else(|_| Err(broken())))
        }
        Job::Ask(document, wait) => {
            let ask = || opened(choice, schema, model)?.ask(document, wait);
            let asked = catch_unwind(AssertUnwindSafe(ask));
            Done::Asked(
                Arc::clone(document),
                asked.unwrap_or_else(|_| Err(broken())),
            )
        }
    }
}

fn opened<'m>(
    choice: &OwnModelChoice,
    schema: &Arc<Schema>,
    model: &'m mut Option<Box<dyn OwnModel>>,
) -> Result<&'m dyn OwnModel, AskError> {
    if model.is_none() {
        *model = choice.open(schema)?;
    }
    let nobody = || AskError::Setting("no model of your own is switched on".to_owned());
    model.as_deref().ok_or_else(nobody)
}
