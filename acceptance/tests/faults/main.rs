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
use person::{Person, Place};
use routes::{ROUTES, Route};

/// How many cases run at the same time. Most of them wait, so two processors are enough.
const AT_ONCE: usize = 24;
/// The least number of cases, so that a mistake in the tables is noticed.
const AT_LEAST: usize = 740;

/// Every call that a route makes.
async fn calls() -> Vec<(&'static Route, String)> {
    let mut calls = Vec::new();
    for route in &ROUTES {
        let place = Place::open().await;
        let person = Person::arrive(&place, "ada@example.com").await;
        let answer = person.api.send((route.request)(&person)).await;
        assert_eq!(answer.status, route.good, "{}: {}", route.name, answer.body);
        let operations: BTreeSet<_> = place.dynamodb.calls.take().into_iter().collect();
        assert!(!operations.is_empty(), "{} makes no call", route.name);
        calls.extend(operations.into_iter().map(|operation| (route, operation)));
    }
    calls
}

/// Each call under every fault that can happen to it. The two cases of a pair run one after the other, in one place.
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
    let (place, mut complaints) = (Place::open().await, Vec::new());
    for case in cases {
        complaints.extend(case.run(&place).await);
    }
    complaints
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_the_store_loses_nothing_repeats_nothing_and_logs_nobody_out() {
    let (cases, permits, mut running) = (cases().await, Arc::new(Semaphore::new(AT_ONCE)), JoinSet::new());
    assert!(cases.len() * 2 >= AT_LEAST, "{} cases", cases.len() * 2);
    for cases in cases {
        let permits = permits.clone();
        running.spawn(async move {
            let _permit = permits.acquire_owned().await.unwrap();
            let name = cases[0].to_string();
            // In a separate task, a panic becomes a complaint and the other cases continue.
            tokio::spawn(run(cases)).await.unwrap_or_else(|panic| vec![format!("{name}, or after it: {panic}")])
        });
    }
    let complaints: Vec<_> = running.join_all().await.into_iter().flatten().collect();
    assert!(complaints.is_empty(), "{} complaints\n{}", complaints.len(), complaints.join("\n"));
}
