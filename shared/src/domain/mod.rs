//! The product's values and pure decisions. Knows no runtime, no HTTP, no store and no token format.

pub mod attempt;
pub mod cleanup;
pub mod email;
pub mod id;
pub mod idempotency_key;
pub mod known_networks;
pub mod mail;
pub mod not_null;
pub mod password;
pub mod password_limits;
pub mod report;
pub mod session;
pub mod task;
pub mod time;
pub mod user;
