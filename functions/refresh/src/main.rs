//! The refresh function's process.

use std::process::ExitCode;

use shared::lambda::Dependencies;

fn main() -> ExitCode {
    shared::lambda::run(|Dependencies { environment, dynamodb, clock }| {
        Ok(refresh::router(refresh::AppState::new(&environment, dynamodb, clock)?))
    })
}
