//! What all simulated users of a run count together. Goose forgets what happens before all users have started.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Counts, and the first findings.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    requests: AtomicU64,
    repeats: AtomicU64,
    accepted_logins: AtomicU64,
    refused_logins: AtomicU64,
    /// Users whose list was compared at the end.
    compared: AtomicU64,
    failures: Mutex<Failures>,
}

#[derive(Debug, Default)]
struct Failures {
    count: usize,
    first: Vec<String>,
}

/// As many failures as are described.
const DESCRIBED: usize = 10;

impl Tally {
    pub(crate) fn add_request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn add_repeat(&self) {
        self.repeats.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn add_accepted_login(&self) {
        self.accepted_logins.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn add_refused_login(&self) {
        self.refused_logins.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn add_compared(&self) {
        self.compared.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn add_failure(&self, text: String) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.count += 1;
        if failures.first.len() < DESCRIBED {
            failures.first.push(text);
        }
    }

    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    pub(crate) fn repeats(&self) -> u64 {
        self.repeats.load(Ordering::Relaxed)
    }

    pub(crate) fn accepted_logins(&self) -> u64 {
        self.accepted_logins.load(Ordering::Relaxed)
    }

    pub(crate) fn refused_logins(&self) -> u64 {
        self.refused_logins.load(Ordering::Relaxed)
    }

    pub(crate) fn compared(&self) -> u64 {
        self.compared.load(Ordering::Relaxed)
    }

    pub(crate) fn failures(&self) -> usize {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).count
    }

    /// The first failures, one a line.
    pub(crate) fn described(&self) -> String {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).first.join("\n")
    }
}
