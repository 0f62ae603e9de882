//! What the functions log. It is a separate test binary, because tracing decides once per process whether somebody
//! listens to an event. Here every test listens.

#![expect(clippy::unwrap_used, reason = "a failed set-up fails the test")]

mod audit;
mod metrics;
