//! What all tests use: an embedded DynamoDB on a free port, called with the real AWS SDK, and routers that get API
//! Gateway events. This is a crate, not a feature of `shared`, so that no function can contain the embedded DynamoDB.

#![expect(clippy::expect_used, clippy::unwrap_used, clippy::missing_panics_doc, reason = "a failure fails the test")]

mod api;
mod calls;
pub mod contract;
mod dynamodb;
mod fault_proxy;
pub mod journey;
mod log;
mod lost_answers;
pub mod person;

pub use api::{Answer, Api, Request};
pub use calls::Calls;
pub use dynamodb::Dynamodb;
pub use fault_proxy::{Fault, FaultProxy};
pub use log::Log;
pub use lost_answers::LostAnswers;

use jiff::{SignedDuration, Timestamp};
use shared::auth::access_token::AccessTokens;
use shared::auth::password_hasher::PasswordHasher;
use shared::clock::Clock;
use shared::config::{Argon2Cost, Environment};
use shared::domain::email::Email;
use shared::domain::id::{SessionId, TokenId, UserId};
use shared::domain::session::{Session, SessionClient, SessionOwner};

/// A low cost of hashing, for quick tests.
pub const CHEAP: Argon2Cost = Argon2Cost { memory_kib: 64, iterations: 1, parallelism: 1 };

/// The same cost as settings.
pub const CHEAP_HASHES: [(&str, &str); 2] = [("ARGON2_MEMORY_KIB", "64"), ("ARGON2_ITERATIONS", "1")];

/// The settings of a test: the defaults, secrets, mail, and high limits for sign-ups and resets from
/// one network.
#[must_use]
pub fn environment() -> Environment {
    [
        ("ACCESS_TOKEN_SECRET", "the-access-secret-of-at-least-thirty-two-bytes"),
        ("REFRESH_TOKEN_SECRET", "the-refresh-secret-of-at-least-thirty-two-bytes"),
        ("SIGNUP_MAX_PER_WINDOW", "100000"),
        ("MAIL_MAX_PER_NETWORK", "100000"),
        ("MAIL_FROM", "todo@example.org"),
        ("MAIL_TOKEN_SECRET", "the-mail-secret-of-at-least-thirty-two-bytes"),
        ("APP_URL", "https://app.example.org"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_SECRET_ACCESS_KEY", "local"),
    ]
    .into_iter()
    .collect()
}

/// A clock that shows 2026-11-24T09:30:00Z until a test moves it.
#[must_use]
pub fn clock() -> Clock {
    Clock::manual(Timestamp::from_second(1_795_512_600).expect("a time in range"))
}

/// A hasher with one thread.
#[must_use]
pub fn hasher() -> PasswordHasher {
    PasswordHasher::start(CHEAP, 1).expect("a thread starts")
}

/// A session that starts now and ends in 90 days. Its refresh token has generation 0.
#[must_use]
pub fn session(user_id: UserId, email: &Email) -> Session {
    let owner = SessionOwner { user_id, email: email.clone(), credential_version: 1 };
    let ids = (SessionId::new([1; 16]), TokenId::new([2; 16]));
    Session::begin(owner, SessionClient::default(), ids, clock().now(), SignedDuration::from_hours(90 * 24))
}

/// An access token of such a session, as a login signs it.
#[must_use]
pub fn access_token(tokens: &AccessTokens, user_id: UserId, email: &Email) -> String {
    tokens.sign(&session(user_id, email), SignedDuration::from_mins(15), clock().now()).token
}
