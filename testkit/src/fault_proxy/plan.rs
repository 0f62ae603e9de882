//! Which requests to break, and how.

use std::sync::{Mutex, PoisonError};

use super::Fault;
use super::share::Share;

#[derive(Debug, Default)]
pub(super) struct Plan(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    next: Option<Planned>,
    share: Share,
    broken: usize,
}

#[derive(Debug)]
struct Planned {
    operation: String,
    fault: Fault,
    left: usize,
}

impl Plan {
    pub(super) fn set(&self, operation: &str, fault: Fault, left: usize) {
        self.with(|state| state.next = Some(Planned { operation: operation.to_owned(), fault, left }));
    }

    pub(super) fn share(&self, per_mille: u64, faults: &[Fault]) {
        self.with(|state| state.share = Share::new(per_mille, faults));
    }

    pub(super) fn broken(&self) -> Vec<(Fault, usize)> {
        self.with(|state| state.share.broken().to_vec())
    }

    /// Forgets the plan, and returns how many requests it has broken.
    pub(super) fn clear(&self) -> usize {
        self.with(std::mem::take).broken
    }

    /// Whether a request of this operation must be refused before it is sent.
    pub(super) fn takes_refused(&self, operation: &str) -> bool {
        self.take(operation, |fault| fault == Fault::Refused).is_some()
    }

    /// The fault for a request that has arrived.
    pub(super) fn takes(&self, operation: &str) -> Option<Fault> {
        let planned = self.take(operation, |fault| fault != Fault::Refused);
        planned.or_else(|| self.with(|state| state.share.draw(operation)))
    }

    fn take(&self, operation: &str, is_asked: impl Fn(Fault) -> bool) -> Option<Fault> {
        self.with(|state| {
            let planned = state.next.as_mut()?;
            let hits = planned.operation == operation && planned.fault.applies_to(operation) && is_asked(planned.fault);
            if !hits || planned.left == 0 {
                return None;
            }
            planned.left -= 1;
            state.broken += 1;
            Some(planned.fault)
        })
    }

    fn with<T>(&self, of: impl FnOnce(&mut State) -> T) -> T {
        of(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
