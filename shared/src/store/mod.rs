//! DynamoDB, the only store. Correctness comes from condition expressions, never from a read before a write, and every
//! write is safe to retry. Knows the AWS SDK and the domain, but no HTTP and no tokens.

pub mod accounts;
pub mod attempt_counters;
mod backoff;
mod broken_answers;
pub mod cleanups;
pub mod client;
mod conditional_write;
pub mod email_changes;
mod error;
mod item;
pub mod mail_requests;
mod metering;
mod retry;
pub mod schema;
pub mod session_and_task;
pub mod session_start;
pub mod sessions;
pub mod sign_ups;
pub mod tasks;
mod transaction;
pub mod usage;
pub mod user_items;
pub mod users;

pub use aws_sdk_dynamodb::Client;
pub use error::StoreError;
