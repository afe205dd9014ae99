//! Work that must not hold up a frame: suggesting labels for documents on threads of its own, the visible document first.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::model::{Document, DocumentId, Layer, Schema, Suggestion, WordList};

/// What proposes labels for a document, given what was annotated and decided so far. Same input, same output.
pub trait Engine: Send + Sync {
    /// Open suggestions, by place.
    fn suggest(&self, document: &Document, layer: &Layer) -> Vec<Suggestion>;

    /// Whether it answers for this document without a person noticing: the quick engine need not be asked first.
    fn is_at_hand(&self, _document: &Document) -> bool {
        true
    }
}

/// The engines of a project.
#[derive(Clone)]
pub struct Engines {
    /// What is asked in the end.
    pub full: Arc<dyn Engine>,
    /// What answers until then, where the other one takes its time.
    pub quick: Option<Arc<dyn Engine>>,
}

impl Engines {
    /// One engine that answers at once.
    pub fn only(engine: impl Engine + 'static) -> Self {
        Self {
            full: Arc::new(engine),
            quick: None,
        }
    }
}

/// Makes the engines for a schema and a word list.
pub type EngineMaker = Arc<dyn Fn(&Schema, &WordList) -> Engines + Send + Sync>;

/// One document to suggest labels for.
struct Request {
    document: Arc<Document>,
    layer: String,
    revision: u64,
    urgent: bool,
    /// Whether the quick engine has answered, or there is none.
    is_last: bool,
}

/// The suggestions of one document, tagged with the revision they were made for.
pub struct Suggested {
    /// Which document.
    pub document: DocumentId,
    /// The revision of the document that was looked at.
    pub revision: u64,
    /// What was found.
    pub suggestions: Vec<Suggestion>,
    /// Whether nothing better is to come.
    pub is_final: bool,
    generation: u64,
}

#[derive(Default)]
struct Queue {
    requests: VecDeque<Request>,
    engines: Option<Engines>,
    /// Counts the engines there were: what older ones still find is not wanted.
    generation: u64,
    /// Number of requests that were handed out and are not answered.
    running: usize,
    closed: bool,
}

impl Queue {
    /// Asks the better engine: at once for the document that is looked at, else when all others have got a first answer.
    fn ask_again(&mut self, mut request: Request) {
        let mut waiting = self.requests.iter();
        if waiting.any(|newer| newer.document.id == request.document.id) {
            return;
        }
        request.is_last = true;
        if request.urgent {
            self.requests.push_front(request);
        } else {
            self.requests.push_back(request);
        }
    }
}

struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
    cancelled: AtomicBool,
}

/// Threads that suggest labels.
pub struct Suggester {
    shared: Arc<Shared>,
    results: Receiver<Suggested>,
    wake: Arc<dyn Fn() + Send + Sync>,
    total: usize,
    answered: usize,
}

impl Suggester {
    /// Starts `threads` threads; `wake` is called after each result.
    pub fn start(threads: usize, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            changed: Condvar::new(),
            cancelled: AtomicBool::new(false),
        });
        let (sender, results) = channel();
        for number in 0..threads.max(1) {
            let (shared, sender, wake) = (Arc::clone(&shared), sender.clone(), Arc::clone(&wake));
            let started = std::thread::Builder::new()
                .name(format!("suggest-{number}"))
                .spawn(move || work(&shared, &sender, &*wake));
            if let Err(error) = started {
                tracing::error!(%error, "no thread for suggestions");
            }
        }
        Self {
            shared,
            results,
            wake,
            total: 0,
            answered: 0,
        }
    }

    /// What is called after each result.
    pub fn wake(&self) -> Arc<dyn Fn() + Send + Sync> {
        Arc::clone(&self.wake)
    }

    /// Uses `engines` from now on; requests that wait are answered by them.
    pub fn set_engines(&mut self, engines: Engines) {
        let mut queue = self.lock();
        queue.engines = Some(engines);
        queue.generation += 1;
        drop(queue);
        self.shared.changed.notify_all();
    }

    /// Puts what waits for this document before all else.
    pub fn hurry(&mut self, document: &DocumentId) {
        let mut queue = self.lock();
        let mut waiting = queue.requests.iter();
        let place = waiting.position(|request| request.document.id == *document);
        if let Some(mut request) = place.and_then(|place| queue.requests.remove(place)) {
            request.urgent = true;
            queue.requests.push_front(request);
        }
    }

    /// Asks for the suggestions of `document`; an urgent request goes before all others, and a newer one replaces one that waits.
    pub fn request(&mut self, document: Arc<Document>, layer: &str, revision: u64, urgent: bool) {
        let mut queue = self
            .shared
            .queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let waiting = queue.requests.len();
        queue
            .requests
            .retain(|request| request.document.id != document.id);
        let replaced = waiting - queue.requests.len();
        let request = Request {
            document,
            layer: layer.to_owned(),
            revision,
            urgent,
            is_last: false,
        };
        if urgent {
            queue.requests.push_front(request);
        } else {
            queue.requests.push_back(request);
        }
        drop(queue);
        self.total += 1 - replaced.min(1);
        self.shared.cancelled.store(false, Ordering::Relaxed);
        self.shared.changed.notify_one();
    }

    /// Results that have come in.
    pub fn poll(&mut self) -> Vec<Suggested> {
        let mut results: Vec<Suggested> = self.results.try_iter().collect();
        self.answered += results.iter().filter(|result| result.is_final).count();
        if self.is_idle() {
            (self.total, self.answered) = (0, 0);
        }
        let generation = self.lock().generation;
        results.retain(|result| result.generation == generation);
        results
    }

    /// Answered and asked requests of the work at hand; `None` when idle.
    pub fn progress(&self) -> Option<(usize, usize)> {
        (!self.is_idle()).then_some((self.answered, self.total.max(self.answered)))
    }

    /// Drops all requests that wait.
    pub fn cancel(&mut self) {
        self.shared.cancelled.store(true, Ordering::Relaxed);
        self.lock().requests.clear();
        (self.total, self.answered) = (0, 0);
    }

    /// Whether nothing waits and nothing runs.
    pub fn is_idle(&self) -> bool {
        let queue = self.lock();
        queue.requests.is_empty() && queue.running == 0
    }

    /// Waits until nothing waits and nothing runs, and gives all results. For the command line and for tests.
    pub fn wait(&mut self) -> Vec<Suggested> {
        let mut queue = self
            .shared
            .queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        while queue.engines.is_some() && (!queue.requests.is_empty() || queue.running > 0) {
            queue = self
                .shared
                .changed
                .wait(queue)
                .unwrap_or_else(PoisonError::into_inner);
        }
        drop(queue);
        self.poll()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.shared
            .queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Suggester {
    fn drop(&mut self) {
        let mut queue = self.lock();
        queue.closed = true;
        queue.requests.clear();
        drop(queue);
        self.shared.changed.notify_all();
    }
}

/// Answers requests until the queue is closed. A panic of an engine costs that document its suggestions, nothing else.
fn work(shared: &Shared, results: &Sender<Suggested>, wake: &(dyn Fn() + Send + Sync)) {
    loop {
        let mut queue = shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let (request, engines, generation) = loop {
            if queue.closed {
                return;
            }
            if let Some(engines) = queue.engines.clone()
                && let Some(request) = queue.requests.pop_front()
            {
                break (request, engines, queue.generation);
            }
            queue = shared
                .changed
                .wait(queue)
                .unwrap_or_else(PoisonError::into_inner);
        };
        queue.running += 1;
        drop(queue);
        let is_first = !request.is_last && !engines.full.is_at_hand(&request.document);
        let quick = engines.quick.as_ref().filter(|_| is_first);
        let is_final = quick.is_none();
        let engine = quick.unwrap_or(&engines.full);
        let empty = Layer::new(request.layer.as_str());
        let layer = request.document.layer(&request.layer).unwrap_or(&empty);
        let suggest = std::panic::AssertUnwindSafe(|| engine.suggest(&request.document, layer));
        let suggestions = std::panic::catch_unwind(suggest).unwrap_or_else(|_| {
            tracing::error!(document = %request.document.id, "the suggestions of this document could not be made");
            Vec::new()
        });
        let suggested = Suggested {
            document: request.document.id.clone(),
            revision: request.revision,
            suggestions,
            is_final,
            generation,
        };
        let delivered = shared.cancelled.load(Ordering::Relaxed) || results.send(suggested).is_ok();
        let mut queue = shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.running -= 1;
        let is_stopped = queue.closed || shared.cancelled.load(Ordering::Relaxed);
        if !is_final && !is_stopped && queue.generation == generation {
            queue.ask_again(request);
        }
        drop(queue);
        shared.changed.notify_all();
        wake();
        if !delivered {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EntityMention, Proposal, ProposedMention};
    use crate::text::{Span, Text};

    /// Suggests the first letter under its name; takes its time when it is slow.
    struct Named(&'static str, bool);

    impl Engine for Named {
        fn suggest(&self, _document: &Document, _layer: &Layer) -> Vec<Suggestion> {
            let mention = EntityMention::new("", Span::new(0, 1), "PER");
            vec![Suggestion {
                proposal: Proposal::Mention(ProposedMention::of(&mention)),
                source: self.0.into(),
                score: 1.0,
                reason: "".into(),
            }]
        }

        fn is_at_hand(&self, _document: &Document) -> bool {
            !self.1
        }
    }

    fn asked(full: Named, quick: Option<Named>) -> Vec<(String, bool)> {
        let mut suggester = Suggester::start(1, Arc::new(|| {}));
        for name in ["a", "b"] {
            let document = Document::new(DocumentId::from(name), Text::new("x"));
            suggester.request(Arc::new(document), Layer::MAIN, 0, name == "b");
        }
        suggester.set_engines(Engines {
            full: Arc::new(full),
            quick: quick.map(|quick| -> Arc<dyn Engine> { Arc::new(quick) }),
        });
        let results = suggester.wait();
        assert_eq!(suggester.progress(), None);
        let told = results.iter().map(|result| {
            let source = &result.suggestions[0].source;
            (format!("{} {source}", result.document), result.is_final)
        });
        told.collect()
    }

    #[test]
    fn the_quick_engine_answers_first_and_the_open_document_is_finished_before_others() {
        let (slow, quick) = (Named("slow", true), Named("quick", false));
        assert_eq!(
            asked(slow, Some(quick)),
            [
                ("b quick".to_owned(), false),
                ("b slow".to_owned(), true),
                ("a quick".to_owned(), false),
                ("a slow".to_owned(), true),
            ]
        );
    }

    #[test]
    fn an_engine_that_is_at_hand_answers_at_once() {
        let (full, quick) = (Named("full", false), Named("quick", false));
        let once = [("b full".to_owned(), true), ("a full".to_owned(), true)];
        assert_eq!(asked(full, Some(quick)), once);
        assert_eq!(asked(Named("full", true), None), once);
    }
}
