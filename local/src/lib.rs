//! The development server: every function's routes over one embedded DynamoDB, in one process.
//!
//! A library with a thin `main`, so that tests and tools can start it in their own process.

mod api;
mod cors;
mod data_directory;
mod demo;
mod development_secrets;
mod env_file;
pub mod functions;
mod hashing_threads;
mod lambda_env;
mod mailbox;
pub mod openapi;
mod options;
pub mod page;
mod pages;
mod server;
mod server_task;
mod stop_signals;
mod store;
mod stream_worker;
mod style;
pub mod terminal_log;

pub use options::Options;
pub use server::Server;
pub use stop_signals::StopSignals;
pub use style::{Style, one_line};
