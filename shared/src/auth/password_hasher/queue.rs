//! The threads and the bounded queue before them. Full means busy: a queue that grows would answer everybody too late.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::oneshot;

use super::HasherError;
use super::argon2id::Memory;

/// About six seconds of work for one thread at the default cost, below the nine that a request has; who would wait longer is told to
/// come again.
const WAITING_JOBS: usize = 192;

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

#[derive(Clone)]
pub(super) struct Queue(SyncSender<Job>);

impl Queue {
    pub(super) fn start(threads: usize) -> std::io::Result<Self> {
        let (sender, receiver) = sync_channel(WAITING_JOBS);
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..threads {
            let receiver = Arc::clone(&receiver);
            thread::Builder::new().name("argon2id".to_owned()).spawn(move || work(&receiver))?;
        }
        Ok(Self(sender))
    }

    /// Runs a job on one of the threads. A caller that goes away while its job waits costs nothing.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Memory) -> Result<T, HasherError> + Send + 'static,
    ) -> Result<T, HasherError> {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(move |memory: &mut Memory| {
            if !reply.is_closed() {
                let _ = reply.send(job(memory));
            }
        });
        self.0.try_send(job).map_err(|(TrySendError::Full(_) | TrySendError::Disconnected(_))| HasherError::Busy)?;
        answer.await.unwrap_or(Err(HasherError::Busy))
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Queue")
    }
}

fn work(receiver: &Mutex<Receiver<Job>>) {
    let mut memory = Memory::default();
    let next = || receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
    while let Ok(job) = next() {
        // One job that panics is one answer that fails (its reply is dropped), not the end of the thread.
        if catch_unwind(AssertUnwindSafe(|| job(&mut memory))).is_err() {
            memory = Memory::default();
        }
    }
}
