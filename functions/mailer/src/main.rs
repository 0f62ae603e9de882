//! The mailer function's process.

use std::process::ExitCode;
use std::sync::Arc;

use mailer::{BatchResponse, StreamEvent, Worker};
use shared::lambda::Dependencies;

fn main() -> ExitCode {
    shared::lambda::run_worker(|Dependencies { environment, dynamodb, clock }| {
        let worker = Arc::new(Worker::new(&environment, &dynamodb, clock)?);
        Ok(move |event: StreamEvent, until| {
            let worker = Arc::clone(&worker);
            async move { BatchResponse::from(worker.handle(event, until).await) }
        })
    })
}
