//! The hashing threads and their bounded queue. A full queue refuses jobs: a growing one would delay every response.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::oneshot;

use super::HasherError;
use super::argon2id::Memory;

/// About six seconds of work for one thread at the default cost, less than the nine seconds that a request may take.
/// Further callers are asked to retry.
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

    /// Runs a job on one of the threads. If the caller goes away while the job waits, the job is skipped.
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
        // A job that panics drops its reply, so only its own request fails. The thread continues.
        if catch_unwind(AssertUnwindSafe(|| job(&mut memory))).is_err() {
            memory = Memory::default();
        }
    }
}
