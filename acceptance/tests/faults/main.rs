//! Every route under every fault of the store, at each attempt of a call or only at the first. No confirmed change is
//! lost, nothing is done twice, nobody is logged out, and a server error is a 503 within the time limit.
//!
//! The clients have the time limits and retries of the functions. A proxy in front of the embedded store causes the
//! faults.

#![expect(clippy::unwrap_used, reason = "a failed set-up fails the test")]

mod case;
mod person;
mod routes;
mod time_limits;

use std::collections::BTreeSet;
use std::sync::Arc;

use testkit::Fault;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use case::{Attempts, Case};
use person::{Person, System};
use routes::{ROUTES, Route};

/// How many cases run at the same time. Most of them wait, so two processors are enough.
const MAX_CONCURRENT_CASES: usize = 24;
/// The least number of cases, so that a mistake in the tables is noticed.
const MIN_CASES: usize = 2_400;

/// Every route with each operation that it calls.
async fn calls() -> Vec<(&'static Route, String)> {
    let mut calls = Vec::new();
    for route in &ROUTES {
        let system = System::start().await;
        let person = Person::set_up(&system, "ada@example.com").await;
        let answer = person.api.send((route.request)(&person)).await;
        assert_eq!(answer.status, route.good, "{}: {}", route.name, answer.body);
        let operations: BTreeSet<_> = system.dynamodb.calls.take().into_iter().collect();
        assert!(!operations.is_empty(), "{} makes no call", route.name);
        calls.extend(operations.into_iter().map(|operation| (route, operation)));
    }
    calls
}

/// Each call under every fault that can happen to it. The two cases of a pair run one after the other, in one system.
async fn cases() -> Vec<[Case; 2]> {
    let calls = calls().await;
    let cases = Fault::ALL.into_iter().flat_map(|fault| {
        let concerned = calls.iter().filter(move |(_, operation)| fault.applies_to(operation));
        concerned.map(move |(route, operation)| {
            [Attempts::First, Attempts::Every].map(|attempts| Case {
                route,
                operation: operation.clone(),
                fault,
                attempts,
            })
        })
    });
    cases.collect()
}

async fn run(cases: [Case; 2]) -> Vec<String> {
    let (system, mut failures) = (System::start().await, Vec::new());
    for case in cases {
        failures.extend(case.run(&system).await);
    }
    failures
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_the_store_loses_nothing_repeats_nothing_and_logs_nobody_out() {
    let (cases, permits, mut running) = (cases().await, Arc::new(Semaphore::new(MAX_CONCURRENT_CASES)), JoinSet::new());
    assert!(cases.len() * 2 >= MIN_CASES, "{} cases", cases.len() * 2);
    for cases in cases {
        let permits = permits.clone();
        running.spawn(async move {
            let _permit = permits.acquire_owned().await.unwrap();
            let name = cases[0].to_string();
            // In a separate task, a panic becomes a failure and the other cases continue.
            tokio::spawn(run(cases)).await.unwrap_or_else(|panic| vec![format!("{name}, or after it: {panic}")])
        });
    }
    let failures: Vec<_> = running.join_all().await.into_iter().flatten().collect();
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}
