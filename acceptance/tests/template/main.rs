//! `template.yaml` and `docs/settings.md` have the same routes, variables, tables and permissions as the code.

#![expect(clippy::unwrap_used, reason = "a failed set-up fails the test")]

mod functions;
mod page;
mod permissions;
mod routes;
mod settings;
mod tables;
mod variables;
