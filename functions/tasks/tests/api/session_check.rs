//! An access token works as long as its session does.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use shared::domain::id::SessionId;
use shared::domain::session::RevocationReason;
use shared::store::sessions::Sessions;
use testkit::{Api, clock, environment};

use crate::{Test, start, user};

/// Every route with a valid body, some with an invalid path or query: the session is checked first.
const REQUESTS: [(&str, &str, &str); 11] = [
    ("GET", "/api/v1/tasks/", ""),
    ("GET", "/api/v1/tasks/?size=0", ""),
    ("POST", "/api/v1/tasks/", r#"{"title":"Bread"}"#),
    ("GET", "/api/v1/tasks/ID", ""),
    ("GET", "/api/v1/tasks/none", ""),
    ("PUT", "/api/v1/tasks/ID", r#"{"title":"Bread"}"#),
    ("PATCH", "/api/v1/tasks/ID", "{}"),
    ("PUT", "/api/v1/tasks/complete/ID", r#"{"completed":true}"#),
    ("DELETE", "/api/v1/tasks/ID", ""),
    ("GET", "/api/v1/reports/", ""),
    ("POST", "/api/v1/reports/", ""),
];

async fn every_request_is_refused(test: &Test, path: &str) {
    for (method, target, body) in REQUESTS {
        let request = test.request(method, "").to(&target.replace("/ID", path)).body("application/json", body);
        let answer = test.api.send(request).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("type").as_str()),
            (401, "/problems/invalid-token"),
            "{target}"
        );
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
        assert_eq!(answer.text("detail"), "Could not validate credentials");
    }
}

#[tokio::test]
async fn a_revoked_session_ends_its_access_tokens_immediately_and_no_others() {
    let mut test = start().await;
    let path = test.create("Milk").await;
    let sessions = Sessions::new(test.dynamodb.client.clone(), &environment());
    let key = (user(1).0, SessionId::new([1; 16]));
    let _ = sessions.end(key, RevocationReason::Logout, test.clock.now()).await.unwrap();
    every_request_is_refused(&test, &path).await;
    let (id, email) = user(2);
    test.token = test.dynamodb.sign_in(id, &email).await;
    assert_eq!(test.get("/").await.status, 200);
}

#[tokio::test]
async fn deleted_and_expired_sessions_are_refused_like_revoked_ones() {
    let test = start().await;
    let path = test.create("Milk").await;
    let set = |name: &str, value: Option<Timestamp>| {
        let update = test.dynamodb.client.update_item().table_name("sessions");
        let update = update.key("user_id", text(user(1).0)).key("session_id", text(SessionId::new([1; 16])));
        let update = update.expression_attribute_names("#name", name);
        match value {
            None => update.update_expression("REMOVE #name"),
            Some(time) => update
                .update_expression("SET #name = :value")
                .expression_attribute_values(":value", AttributeValue::N(time.as_millisecond().to_string())),
        }
    };
    set("ends_at", Some(clock().now())).send().await.unwrap();
    every_request_is_refused(&test, &path).await;
    set("ends_at", Some(clock().now().checked_add(SignedDuration::from_hours(1)).unwrap())).send().await.unwrap();
    assert_eq!(test.get(&path).await.status, 200);
    let delete = test.dynamodb.client.delete_item().table_name("sessions");
    delete.key("user_id", text(user(1).0)).key("session_id", text(SessionId::new([1; 16]))).send().await.unwrap();
    every_request_is_refused(&test, &path).await;
}

fn text(value: impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

#[tokio::test]
async fn without_the_session_check_an_access_token_works_until_it_expires() {
    let mut test = start().await;
    let path = test.create("Milk").await;
    let mut environment = environment();
    environment.set("SESSION_CHECK", "off");
    let state = tasks::AppState::new(&environment, test.dynamodb.client.clone(), test.clock.clone()).unwrap();
    test.api = Api::new(tasks::router(state));
    let sessions = Sessions::new(test.dynamodb.client.clone(), &environment);
    let key = (user(1).0, SessionId::new([1; 16]));
    let _ = sessions.end(key, RevocationReason::Logout, test.clock.now()).await.unwrap();
    test.dynamodb.calls.clear();
    assert_eq!(test.get(&path).await.status, 200);
    assert_eq!(test.dynamodb.calls.take(), ["GetItem"], "only the task is read");
    test.clock.advance(SignedDuration::from_mins(15));
    assert_eq!(test.get(&path).await.text("detail"), "Expired Access Token");
}

#[tokio::test]
async fn an_invalid_setting_is_refused_by_name() {
    let mut environment = environment();
    environment.set("SESSION_CHECK", "false");
    let test = start().await;
    let state = tasks::AppState::new(&environment, test.dynamodb.client.clone(), clock());
    assert_eq!(state.unwrap_err().to_string(), "SESSION_CHECK is invalid; it must be on or off");
}
