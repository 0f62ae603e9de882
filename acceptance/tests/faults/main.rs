//! Every route under every fault of the store, once at every attempt of a call and once at the first alone. Nothing that was
//! acknowledged is lost, nothing is done twice, nobody is logged out, and a fault of ours is 503 within the time limit.
//!
//! The clients have the functions' own time limits and retries. A fault is made by a proxy in front of the embedded store.

#![expect(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

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

/// As many places at once as leave two processors time for each: most of them wait.
const AT_ONCE: usize = 24;
/// The fewest cases that there may be: a mistake in the table must not go unnoticed.
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

/// Each of them under every fault that it can meet. Cases of one place follow one another.
async fn cases() -> Vec<[Case; 2]> {
    let calls = calls().await;
    let cases = Fault::ALL.into_iter().flat_map(|fault| {
        let concerned = calls.iter().filter(move |(_, operation)| fault.concerns(operation));
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
async fn a_fault_of_the_store_loses_nothing_doubles_nothing_and_logs_nobody_out() {
    let (cases, permits, mut running) = (cases().await, Arc::new(Semaphore::new(AT_ONCE)), JoinSet::new());
    assert!(cases.len() * 2 >= AT_LEAST, "{} cases", cases.len() * 2);
    for cases in cases {
        let permits = permits.clone();
        running.spawn(async move {
            let _permit = permits.acquire_owned().await.unwrap();
            let name = cases[0].to_string();
            // A task of its own: a panic becomes a complaint, and the other cases go on.
            tokio::spawn(run(cases)).await.unwrap_or_else(|panic| vec![format!("{name}, or after it: {panic}")])
        });
    }
    let complaints: Vec<_> = running.join_all().await.into_iter().flatten().collect();
    assert!(complaints.is_empty(), "{} complaints\n{}", complaints.len(), complaints.join("\n"));
}
