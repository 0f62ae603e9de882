//! The refresh function's process.

use std::process::ExitCode;

fn main() -> ExitCode {
    shared::lambda::run(|host| {
        Ok(refresh::router(refresh::AppState::new(&host.environment, host.dynamodb, host.clock)?))
    })
}
