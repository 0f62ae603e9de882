//! The users function's process.

use std::process::ExitCode;

use shared::auth::password_hasher::PasswordHasher;
use shared::config::Argon2Cost;

/// A Lambda instance handles one request at a time.
const HASHING_THREADS: usize = 1;

fn main() -> ExitCode {
    shared::lambda::run(|dependencies| {
        let hasher = PasswordHasher::start(Argon2Cost::from_environment(&dependencies.environment)?, HASHING_THREADS)?;
        Ok(users::router(users::AppState::new(
            &dependencies.environment,
            dependencies.dynamodb,
            dependencies.clock,
            hasher,
        )?))
    })
}
