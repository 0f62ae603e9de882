//! What users do with the API and what others try, over HTTP to a server or as gateway events to all functions.

#![expect(clippy::unwrap_used, reason = "a failed set-up fails the test")]

mod cookie_mode;
mod deletion;
mod expiry;
mod foreign_origins;
mod journey;
mod key_rotation;
mod trusted_proxy;
