//! What each recorded event costs in DynamoDB: a change that adds a call or a unit must say so here.

use super::events;

/// Calls, read units and write units. The events are sent in this order; what a user has stored by then counts too.
const COSTS: [(&str, [f64; 3]); 34] = [
    ("users-sign-up", [4.0, 1.0, 6.0]),
    ("users-request-email-verification", [4.0, 1.0, 3.0]),
    ("users-confirm-email-verification", [2.0, 1.0, 4.0]),
    ("users-request-password-reset", [4.0, 1.0, 3.0]),
    ("users-confirm-password-reset", [3.0, 2.0, 8.0]),
    ("login-form", [7.0, 1.5, 8.0]),
    ("login-multipart", [7.0, 1.5, 8.0]),
    ("login-json", [8.0, 1.5, 9.0]),
    ("users-me", [2.0, 2.0, 0.0]),
    ("users-get-user-data", [1.0, 1.0, 0.0]),
    ("tasks-create", [2.0, 1.0, 1.0]),
    ("tasks-create-once", [2.0, 1.0, 4.0]),
    ("tasks-read", [1.0, 2.0, 0.0]),
    ("tasks-replace", [2.0, 1.0, 1.0]),
    ("tasks-patch", [2.0, 1.0, 1.0]),
    ("tasks-patch-nothing", [2.0, 2.0, 0.0]),
    ("tasks-complete", [2.0, 1.0, 1.0]),
    ("tasks-list-page", [2.0, 2.0, 0.0]),
    ("tasks-list-cursor", [2.0, 2.0, 0.0]),
    ("tasks-report", [2.0, 2.0, 0.0]),
    ("tasks-mail-report", [5.0, 2.0, 3.0]),
    ("tasks-delete", [2.0, 1.0, 1.0]),
    ("users-list-sessions", [2.0, 2.0, 0.0]),
    ("users-end-session", [2.0, 1.0, 1.0]),
    ("users-end-other-sessions", [3.0, 2.0, 1.0]),
    ("users-change-password", [8.0, 3.0, 14.0]),
    ("refresh-refresh", [1.0, 0.0, 1.0]),
    ("users-delete-account", [9.0, 3.0, 15.0]),
    ("users-sign-up", [4.0, 1.0, 6.0]),
    ("login-json", [8.0, 1.5, 9.0]),
    ("users-request-email-change", [9.0, 2.0, 10.0]),
    ("users-confirm-email-change", [5.0, 3.0, 11.0]),
    ("refresh-logout", [1.0, 0.0, 0.0]),
    ("refresh-health", [0.0, 0.0, 0.0]),
];

#[tokio::test]
async fn each_event_costs_the_calls_and_units_that_are_written_here() {
    let mut used = Vec::new();
    events::send_all(|name, dynamodb| {
        let calls = u32::try_from(dynamodb.calls.take().len()).unwrap();
        let [read, written] = dynamodb.calls.take_units();
        used.push((name, [f64::from(calls), read, written]));
    })
    .await;
    assert_eq!(used, COSTS);
}
