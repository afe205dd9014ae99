//! Work on a stream of any length: read ahead a little, work on all cores, give results back in order.
//!
//! ```text
//! reading thread ──bounded channel──▶ batches on all cores ──▶ results in the order of the input
//! ```
//!
//! A batch is what has arrived, up to a limit: under load cores are kept busy, and a program that sends one line and waits gets its answer at once.
//! Memory holds the channel and one batch, whatever the length of the stream.

use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use rayon::prelude::*;

/// Items that wait while a batch is worked on.
const WAITING: usize = 64;

/// Items of a batch per thread.
const PER_THREAD: usize = 16;

/// Bytes after which a batch is closed.
const BATCH_BYTES: usize = 4 << 20;

/// Runs `work` on every item of `source` in a pool of `threads` threads and hands the results to `deliver` in order; `pause` is called after each
/// batch. `size` is an item's weight in bytes.
///
/// # Errors
/// Those of `deliver`, `pause` and of starting threads. The source is not read to its end then.
pub(super) fn in_order<T, R>(
    source: impl Iterator<Item = T> + Send + 'static,
    threads: usize,
    size: impl Fn(&T) -> usize,
    work: impl Fn(T) -> R + Sync,
    mut deliver: impl FnMut(R) -> anyhow::Result<()>,
    mut pause: impl FnMut() -> anyhow::Result<()>,
) -> anyhow::Result<()>
where
    T: Send + 'static,
    R: Send,
{
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()?;
    let (sender, receiver) = sync_channel(WAITING);
    std::thread::Builder::new()
        .name("reader".into())
        .spawn(move || {
            for item in source {
                if sender.send(item).is_err() {
                    return;
                }
            }
        })?;
    while let Some(batch) = next_batch(&receiver, threads * PER_THREAD, &size) {
        let results: Vec<R> =
            pool.install(|| batch.into_par_iter().with_max_len(1).map(&work).collect());
        for result in results {
            deliver(result)?;
        }
        pause()?;
    }
    Ok(())
}

/// What has arrived, at least one item; `None` at the end of the stream.
fn next_batch<T>(
    receiver: &Receiver<T>,
    limit: usize,
    size: &impl Fn(&T) -> usize,
) -> Option<Vec<T>> {
    let first = receiver.recv().ok()?;
    let mut bytes = size(&first);
    let mut batch = vec![first];
    while batch.len() < limit && bytes < BATCH_BYTES {
        match receiver.try_recv() {
            Ok(item) => {
                bytes += size(&item);
                batch.push(item);
            }
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
        }
    }
    Some(batch)
}

/// Threads to use: what the user says, else all cores.
pub(super) fn threads(wanted: Option<usize>) -> usize {
    wanted
        .filter(|wanted| *wanted > 0)
        .or_else(|| std::thread::available_parallelism().ok().map(Into::into))
        .unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_input() {
        let mut results = Vec::new();
        in_order(
            0..1000_u32,
            3,
            |_| 1,
            |item| {
                if item % 7 == 0 {
                    std::thread::yield_now();
                }
                item * 2
            },
            |result| {
                results.push(result);
                Ok(())
            },
            || Ok(()),
        )
        .unwrap();
        assert_eq!(results, (0..1000).map(|item| item * 2).collect::<Vec<_>>());
    }

    #[test]
    fn an_error_ends_the_work() {
        let done = in_order(
            0..,
            1,
            |_: &u32| 1,
            |item| item,
            |item| {
                if item == 5 {
                    Err(anyhow::anyhow!("full"))
                } else {
                    Ok(())
                }
            },
            || Ok(()),
        );
        assert_eq!(done.unwrap_err().to_string(), "full");
    }
}
