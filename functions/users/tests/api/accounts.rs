//! Signing up, and reading the own account.

use serde_json::json;
use testkit::{Dynamodb, Request, environment};

use crate::Test;

#[tokio::test]
async fn a_sign_up_is_one_counted_write_and_returns_the_email_as_it_was_typed() {
    let test = Test::start().await;
    let answer = test.sign_up("Ada@Example.com", "correct horse").await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.body["email"], "Ada@Example.com");
    assert_eq!(answer.body["created_at"], "2026-11-24T09:30:00.000Z");
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert_eq!(test.dynamodb.calls.take(), ["UpdateItem", "GetItem", "UpdateItem", "TransactWriteItems"]);
}

#[tokio::test]
async fn an_email_is_taken_in_any_case() {
    let test = Test::start().await;
    test.sign_up("ada@example.com", "correct horse").await;
    let answer = test.sign_up(" ADA@example.COM ", "battery staple").await;
    assert_eq!((answer.status.as_u16(), answer.text("type").as_str()), (409, "/problems/email-taken"));
}

#[tokio::test]
async fn a_wrong_member_is_named() {
    let test = Test::start().await;
    for (email, password, member) in [
        ("ada", "correct horse", "email"),
        ("ada@example.com", "short", "password"),
        ("ada@example.com", &"x".repeat(257), "password"),
        ("ada@example.com", "Password1", "password"),
        ("ada@example.com", "ADA@example.com", "password"),
        ("herons@example.com", "nine quiet Herons", "password"),
        ("ada@example.com", "my Todo-Lambda", "password"),
    ] {
        let answer = test.sign_up(email, password).await;
        assert_eq!(answer.status, 422);
        assert_eq!(answer.body["errors"][0]["loc"], json!(["body", member]));
    }
    assert!(test.dynamodb.calls.take().is_empty());
}

#[tokio::test]
async fn a_full_hashing_queue_refuses_a_sign_up_without_counting_it() {
    for verification in ["optional", "required"] {
        let mut environment = environment();
        environment.set("EMAIL_VERIFICATION", verification);
        let test = Test::with(Dynamodb::start().await, &environment);
        let places: Vec<_> = std::iter::from_fn(|| test.hasher.reserve().ok()).collect();
        let refused = test.sign_up("ada@example.com", "correct horse").await;
        assert_eq!((refused.status.as_u16(), refused.text("type").as_str()), (503, "/problems/unavailable"));
        assert!(refused.headers.contains_key("retry-after"));
        assert!(test.dynamodb.calls.take().is_empty(), "{verification}");
        drop(places);
        assert!(test.sign_up("ada@example.com", "correct horse").await.status.is_success());
    }
}

#[tokio::test]
async fn me_is_the_user_of_the_access_token() {
    let test = Test::start().await;
    let created = test.sign_up("Ada@example.com", "correct horse").await;
    let user = test.ada().await;
    let token = test.dynamodb.sign_in(user.id, &user.email).await;

    let me = test.api.send(Request::new("GET", "/api/v1/users/me").bearer(&token)).await;
    assert_eq!((me.status.as_u16(), &me.body), (200, &created.body));
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "GetItem"], "the session and the user");

    let data = test.api.send(Request::new("GET", "/api/v1/users/get_user_data").bearer(&token)).await;
    assert_eq!(data.body, json!({"email": "Ada@example.com"}));
    assert_eq!(test.dynamodb.calls.take(), ["GetItem"], "the session");
}

#[tokio::test]
async fn a_request_without_a_token_is_told_how_to_authenticate() {
    let test = Test::start().await;
    for header in ["", "Bearer null", "Bearer ", "Basic YTpi", "Bearer a,Bearer b"] {
        let answer = test.api.send(Request::new("GET", "/api/v1/users/me").header("authorization", header)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("detail").as_str()),
            (401, "Could not validate credentials"),
            "{header}"
        );
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
    }
}

#[tokio::test]
async fn an_outage_is_503() {
    let test = Test::over(Dynamodb::unreachable().await);
    let answer = test.sign_up("ada@example.com", "correct horse").await;
    assert_eq!((answer.status.as_u16(), answer.headers["retry-after"].to_str().unwrap()), (503, "1"));
}

#[tokio::test]
async fn a_sign_up_with_a_lost_store_response_is_no_conflict() {
    let test = Test::start().await;
    test.dynamodb.answers.lose_next_of("TransactWriteItems");
    assert_eq!(test.sign_up("ada@example.com", "correct horse").await.status, 201);
    let calls = ["UpdateItem", "GetItem", "UpdateItem", "TransactWriteItems", "TransactWriteItems"];
    assert_eq!(test.dynamodb.calls.take(), calls);
    assert_eq!(test.sign_up("ada@example.com", "correct horse").await.status, 409);
}

#[tokio::test]
async fn a_network_creates_twenty_accounts_in_a_window_and_then_waits() {
    let mut environment = environment();
    environment.set("SIGNUP_MAX_PER_WINDOW", "");
    let test = Test::with(Dynamodb::start().await, &environment);
    let sign_up = |index: u32, address: &str| {
        let user = json!({"email": format!("ada{index}@example.com"), "password": "correct horse"});
        test.api.send(Request::new("POST", "/api/v1/users/").json(&user).from(address))
    };
    for index in 0..20 {
        assert_eq!(sign_up(index, "192.0.2.7").await.status, 201);
    }
    let refused = sign_up(20, "192.0.2.7").await;
    assert_eq!((refused.status.as_u16(), refused.text("type").as_str()), (429, "/problems/too-many-attempts"));
    assert!(refused.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() <= 300);
    assert_eq!(sign_up(0, "192.0.2.7").await.status, 429, "a refusal does not reveal which emails are taken");
    assert_eq!(sign_up(20, "192.0.2.8").await.status, 201, "a different network");
}
