//! The host of a function that receives its own events instead of HTTP requests.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use lambda_http::lambda_runtime::{self, LambdaEvent, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Dependencies, StartError, report, runtime, set_up};

/// How long before Lambda's time limit a worker stops.
const SPARE: SignedDuration = SignedDuration::from_mins(1);

/// Runs a worker until its environment shuts down. Each event comes with the time until which the worker may run.
pub fn run_worker<E, A, F, W>(worker: impl FnOnce(Dependencies) -> Result<W, StartError>) -> ExitCode
where
    E: DeserializeOwned,
    A: Serialize,
    F: Future<Output = A>,
    W: Fn(E, Timestamp) -> F,
{
    report(set_up().and_then(|dependencies| {
        let worker = Arc::new(worker(dependencies)?);
        let serve = service_fn(move |event: LambdaEvent<E>| {
            let worker = Arc::clone(&worker);
            async move {
                let until = until(event.context.deadline);
                Ok::<_, lambda_runtime::Error>(worker(event.payload, until).await)
            }
        });
        runtime()?.block_on(lambda_runtime::run(serve)).map_err(StartError::Lambda)
    }))
}

/// `deadline` is in milliseconds since the epoch.
fn until(deadline: u64) -> Timestamp {
    let deadline = SignedDuration::try_from(Duration::from_millis(deadline)).unwrap_or(SignedDuration::MAX);
    Timestamp::from_duration(deadline).and_then(|deadline| deadline.checked_sub(SPARE)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_stops_a_minute_before_its_limit() {
        assert_eq!(until(1_795_512_600_000), Timestamp::from_second(1_795_512_540).unwrap());
        assert_eq!(until(u64::MAX), Timestamp::MAX);
    }
}
