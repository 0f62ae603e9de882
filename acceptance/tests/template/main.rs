//! `template.yaml` is code: its routes, variables, tables and permissions equal those in Rust.

#![expect(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

mod functions;
mod permissions;
mod routes;
mod settings;
mod tables;
mod variables;
