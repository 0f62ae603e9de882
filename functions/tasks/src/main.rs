//! The tasks function's process.

use std::process::ExitCode;

fn main() -> ExitCode {
    shared::lambda::run(|host| Ok(tasks::router(tasks::AppState::new(&host.environment, host.dynamodb, host.clock)?)))
}
