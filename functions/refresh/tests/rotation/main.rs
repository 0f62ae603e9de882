//! That rotation keeps what it promises: every order of actions up to a depth, long random runs, and the same runs through the
//! function over the embedded DynamoDB, step by step beside the model.

#![allow(clippy::unwrap_used, reason = "a test may panic in its set-up too")]
#![allow(clippy::print_stdout, reason = "how much was explored is to be seen, with --nocapture")]

mod exhaustive;
mod function;
mod model;
mod promises;
mod runs;
mod search;
mod store;
mod world;
