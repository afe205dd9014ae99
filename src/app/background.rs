//! One piece of work at a time on a thread of its own: what it makes is taken in when it is there, and nobody waits for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// Work that is going on, or none.
pub struct Background<T> {
    running: Option<Receiver<T>>,
}

impl<T> Default for Background<T> {
    fn default() -> Self {
        Self { running: None }
    }
}

impl<T: Send + 'static> Background<T> {
    /// Whether work is going on.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Starts `work` on a thread of that name; what went on before is given up. `wake` is called when it is over. Work that panics costs what it would
    /// have made, nothing else.
    pub fn start(
        &mut self,
        name: &'static str,
        wake: Arc<dyn Fn() + Send + Sync>,
        work: impl FnOnce() -> T + Send + 'static,
    ) {
        let (sender, receiver) = channel();
        let run = move || {
            if let Ok(made) = catch_unwind(AssertUnwindSafe(work)) {
                // Nobody waits any more when the project was closed meanwhile.
                let _closed = sender.send(made);
            } else {
                tracing::error!(name, "work in the background failed");
            }
            drop(sender);
            wake();
        };
        let started = std::thread::Builder::new().name(name.into()).spawn(run);
        match started {
            Ok(_) => self.running = Some(receiver),
            Err(error) => tracing::error!(%error, name, "no thread for work in the background"),
        }
    }

    /// What was made, once.
    pub fn poll(&mut self) -> Option<T> {
        let made = match self.running.as_ref()?.try_recv() {
            Ok(made) => Some(made),
            Err(TryRecvError::Disconnected) => None,
            Err(TryRecvError::Empty) => return None,
        };
        self.running = None;
        made
    }

    /// Waits for what is made: tests.
    pub fn wait(&mut self) -> Option<T> {
        self.running.take()?.recv().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_comes_once_and_a_panic_costs_nothing_else() {
        let mut background = Background::default();
        assert_eq!(background.wait(), None);
        background.start("test", Arc::new(|| ()), || 7);
        assert!(background.is_running());
        assert_eq!(background.wait(), Some(7));
        assert_eq!(background.poll(), None);
        background.start("test", Arc::new(|| ()), || panic!("on purpose"));
        assert_eq!(background.wait(), None);
        assert!(!background.is_running());
    }
}
