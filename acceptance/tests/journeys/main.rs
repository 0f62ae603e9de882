//! What people do with the API, and what others try: over HTTP against a started server, or as gateway events through the functions.

#![expect(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

mod cookie_mode;
mod deletion;
mod expiry;
mod foreign_origins;
mod journey;
mod key_rotation;
mod trusted_proxy;
