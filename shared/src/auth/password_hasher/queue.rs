//! The hashing threads and their bounded queue. A full queue refuses jobs: a growing one would delay every response.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::HasherError;
use super::argon2id::Memory;

/// About two seconds of work at the default cost, where nothing else runs. Where a hash takes four times as long, the last
/// caller still gets its answer within the nine seconds that a request may take. With a longer queue, such a machine would
/// finish each job just after its caller has given up. Further callers are asked to retry.
const WAITING_JOBS_PER_THREAD: usize = 64;

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

#[derive(Clone)]
pub(super) struct Queue {
    jobs: Sender<Job>,
    places: Arc<Semaphore>,
}

/// A place for one job at a time. Dropping it frees it.
pub(super) type Place = OwnedSemaphorePermit;

impl Queue {
    pub(super) fn start(threads: usize) -> std::io::Result<Self> {
        let (jobs, receiver) = channel();
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..threads {
            let receiver = Arc::clone(&receiver);
            thread::Builder::new().name("argon2id".to_owned()).spawn(move || work(&receiver))?;
        }
        Ok(Self { jobs, places: Arc::new(Semaphore::new((WAITING_JOBS_PER_THREAD + 1) * threads)) })
    }

    /// Takes a place, if one is free.
    pub(super) fn reserve(&self) -> Result<Place, HasherError> {
        Arc::clone(&self.places).try_acquire_owned().map_err(|_| HasherError::Busy)
    }

    /// Runs a job on one of the threads. If the caller goes away while the job waits, the job is skipped.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        _place: &Place,
        job: impl FnOnce(&mut Memory) -> Result<T, HasherError> + Send + 'static,
    ) -> Result<T, HasherError> {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(move |memory: &mut Memory| {
            if !reply.is_closed() {
                let _ = reply.send(job(memory));
            }
        });
        self.jobs.send(job).map_err(|_| HasherError::Busy)?;
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
