//! The refresh function's process.

use std::process::ExitCode;

fn main() -> ExitCode {
    shared::lambda::run(|dependencies| {
        Ok(refresh::router(refresh::AppState::new(
            &dependencies.environment,
            dependencies.dynamodb,
            dependencies.clock,
        )?))
    })
}
