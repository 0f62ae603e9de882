//! The cleanup function's process.

use std::process::ExitCode;
use std::sync::Arc;

use cleanup::{BatchResponse, StreamEvent, Worker};

fn main() -> ExitCode {
    shared::lambda::run_worker(|dependencies| {
        let worker = Arc::new(Worker::new(&dependencies.environment, &dependencies.dynamodb, dependencies.clock));
        Ok(move |event: StreamEvent, until| {
            let worker = Arc::clone(&worker);
            async move { BatchResponse::from(worker.handle(event, until).await) }
        })
    })
}
