//! The tasks function's process.

use std::process::ExitCode;

use shared::lambda::Dependencies;

fn main() -> ExitCode {
    shared::lambda::run(|Dependencies { environment, dynamodb, clock }| {
        Ok(tasks::router(tasks::AppState::new(&environment, dynamodb, clock)?))
    })
}
