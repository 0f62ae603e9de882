//! The login function's process.

use std::process::ExitCode;

use shared::auth::password_hasher::PasswordHasher;
use shared::config::Argon2Cost;
use shared::lambda::Dependencies;

/// A Lambda instance handles one request at a time.
const HASHING_THREADS: usize = 1;

fn main() -> ExitCode {
    shared::lambda::run(|Dependencies { environment, dynamodb, clock }| {
        let hasher = PasswordHasher::start(Argon2Cost::from_environment(&environment)?, HASHING_THREADS)?;
        Ok(login::router(login::AppState::new(&environment, dynamodb, clock, hasher)?))
    })
}
