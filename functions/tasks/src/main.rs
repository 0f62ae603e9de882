//! The tasks function's process.

use std::process::ExitCode;

fn main() -> ExitCode {
    shared::lambda::run(|dependencies| {
        Ok(tasks::router(tasks::AppState::new(&dependencies.environment, dependencies.dynamodb, dependencies.clock)?))
    })
}
