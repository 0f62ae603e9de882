//! The worker with real stream records over the embedded DynamoDB, and a stand-in for SES.

#![allow(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

mod delivery;
mod failures;
mod outbox;
mod reports;
mod ses;
