//! Proves who the caller is: tokens and passwords. Knows no HTTP and no store. The caller passes in the current time.

pub mod access_token;
mod jws;
pub mod keyed_hash;
pub mod mail_slots;
pub mod mail_token;
pub mod password_hasher;
pub mod refresh_token;
pub mod token_pair;

pub use jws::TokenRejected;
