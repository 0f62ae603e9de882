//! Shows that acknowledged rotation (ADR 3) keeps its promises.
//!
//! `model` is one session in memory, and `world` the page and the thief who present its tokens. `promises` are checked
//! for every order of actions (`exhaustive`, by `search`) and in long random runs (`runs`). `store` runs the same
//! actions through the model and through the refresh function over the embedded DynamoDB (`function`), and compares.

#![allow(clippy::unwrap_used, reason = "a test may panic in its set-up too")]
#![allow(clippy::print_stdout, reason = "--nocapture shows how much was explored")]

mod exhaustive;
mod function;
mod model;
mod promises;
mod runs;
mod search;
mod store;
mod world;
