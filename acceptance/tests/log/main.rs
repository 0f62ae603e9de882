//! What the functions log. A test binary of its own, because every test in it listens to the log: tracing decides once per process
//! whether anybody listens to an event.

#![expect(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

mod audit;
mod metrics;
