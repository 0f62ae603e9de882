//! Sends gateway events through the refresh function's router, over the embedded DynamoDB.

#![allow(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

use jiff::SignedDuration;
use serde_json::json;
use shared::auth::token_pair::TokenPairs;
use shared::clock::Clock;
use shared::domain::email::Email;
use shared::domain::id::{TokenId, UserId};
use shared::domain::session::{Rotation, TokenPosition};
use shared::domain::user::{PasswordHash, User};
use shared::store::session_start::{SessionStart, StartOutcome, UserChange};
use shared::store::users::Users;
use testkit::{Answer, Api, Dynamodb, Request, clock, environment};

struct Test {
    dynamodb: Dynamodb,
    api: Api,
    clock: Clock,
    /// The login's refresh token.
    first: String,
}

async fn start(rotation: Rotation) -> Test {
    start_over(Dynamodb::start().await, rotation).await
}

async fn start_over(dynamodb: Dynamodb, rotation: Rotation) -> Test {
    let (environment, clock) = (environment(), clock());
    let now = clock.now();
    let email = Email::parse("ada@example.com").unwrap();
    let user = User::new(UserId::new(now, [7; 10]), email, PasswordHash::from_phc("unused".to_owned()), now);
    let session = testkit::session(user.id, &user.email);
    let _ = Users::new(dynamodb.client.clone(), &environment).create(&user).await;
    let started =
        SessionStart::new(dynamodb.client.clone(), &environment).start(&session, &user, UserChange::default()).await;
    assert!(matches!(started, Ok(StartOutcome::Started) | Err(_)));
    let position = TokenPosition { generation: 0, token_id: session.token_id, rotation };
    let first = TokenPairs::from_environment(&environment).unwrap().refresh.sign(&session, position, now);
    let state = refresh::AppState::new(&environment, dynamodb.client.clone(), clock.clone()).unwrap();
    dynamodb.calls.clear();
    Test { api: Api::new(refresh::router(state)), dynamodb, clock, first }
}

impl Test {
    async fn post(&self, path: &str, token: &str) -> Answer {
        self.api.send(Request::new("POST", path).json(&json!({"refresh_token": token}))).await
    }

    async fn refresh(&self, token: &str) -> Answer {
        self.post("/api/v1/refresh", token).await
    }

    async fn refresh_cookie(&self, token: &str, rotate: bool) -> Answer {
        let request = Request::new("POST", "/api/v1/refresh").header("sec-fetch-site", "same-origin");
        let request = request.header("cookie", &format!("__Host-refresh_token={token}"));
        self.api.send(request.json(&json!({"rotate": rotate}))).await
    }

    /// The successor from a refresh that must succeed.
    async fn successor(&self, token: &str) -> String {
        let answer = self.refresh(token).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.text("refresh_token")
    }

    async fn refused(&self, token: &str) {
        let answer = self.refresh(token).await;
        assert_eq!((answer.status.as_u16(), answer.text("detail").as_str()), (401, "Could not validate credentials"));
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
    }

    fn wait(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }
}

/// The refresh token that a response sets as a cookie.
fn cookie(answer: &Answer) -> Option<String> {
    assert_eq!((answer.status.as_u16(), answer.body.get("refresh_token")), (200, None), "{}", answer.body);
    let cookie = answer.headers.get("set-cookie")?.to_str().unwrap();
    Some(cookie.split(['=', ';']).nth(1).unwrap().to_owned())
}

/// The token id, which stays the same when a token is returned with a later expiry.
fn identity(token: &str) -> TokenId {
    let tokens = TokenPairs::from_environment(&environment()).unwrap().refresh;
    tokens.verify_ignoring_expiry(token, jiff::Timestamp::MAX).unwrap().position.token_id
}

#[tokio::test]
async fn a_refresh_is_one_call_and_returns_both_tokens() {
    let test = start(Rotation::Acknowledged).await;
    let answer = test.refresh(&test.first).await;
    assert_eq!((answer.status.as_u16(), &answer.body["expires_in"]), (200, &json!(900)));
    assert_eq!(test.dynamodb.calls.take(), ["UpdateItem"]);
    test.successor(&answer.text("refresh_token")).await;
    assert_eq!(test.dynamodb.calls.take(), ["UpdateItem"]);
}

#[tokio::test]
async fn a_client_that_keeps_its_first_token_stays_logged_in() {
    let test = start(Rotation::Acknowledged).await;
    for _ in 0..20 {
        test.successor(&test.first).await;
        test.wait(60 * 60);
    }
}

#[tokio::test]
async fn a_lost_response_logs_nobody_out_however_late_it_is_noticed() {
    let test = start(Rotation::Acknowledged).await;
    let kept = test.successor(&test.first).await;
    let _lost = test.successor(&kept).await;
    test.wait(3600);
    let next = test.successor(&kept).await;
    test.successor(&next).await;
}

#[tokio::test]
async fn two_tabs_that_refresh_at_the_same_time_both_stay_logged_in() {
    let test = start(Rotation::Acknowledged).await;
    let (one, other) = (test.successor(&test.first).await, test.successor(&test.first).await);
    test.successor(&one).await;
    test.wait(10);
    test.successor(&other).await;
    test.successor(&test.first).await;
}

#[tokio::test]
async fn a_successor_within_the_leeway_of_an_acknowledgement_is_returned_itself() {
    let test = start(Rotation::Acknowledged).await;
    let second = test.successor(&test.first).await;
    let third = test.successor(&second).await;
    test.wait(10);
    let again = test.successor(&third).await;
    assert_eq!(identity(&again), identity(&third));
    assert_ne!(again, third, "it is a different JWT, which expires later");
    assert_eq!(test.dynamodb.calls.take(), ["UpdateItem"; 3]);
    test.successor(&second).await;
    test.wait(1);
    let fourth = test.successor(&again).await;
    assert_ne!(identity(&fourth), identity(&third));
    test.successor(&third).await;
}

#[tokio::test]
async fn a_slow_request_is_not_theft_while_other_tabs_refresh_at_will() {
    let test = start(Rotation::Acknowledged).await;
    let mut storage = test.successor(&test.first).await;
    let slow = storage.clone();
    for _ in 0..9 {
        test.wait(1);
        storage = test.successor(&storage).await;
    }
    test.successor(&slow).await;
    test.wait(60);
    test.successor(&storage).await;
}

#[tokio::test]
async fn a_cookie_is_refreshed_in_one_call_and_its_successor_acknowledged_in_two() {
    let test = start(Rotation::Acknowledged).await;
    assert_eq!(test.refresh_cookie(&test.first, false).await.status, 200);
    assert_eq!(test.dynamodb.calls.take(), ["UpdateItem"]);
    let rotated = cookie(&test.refresh_cookie(&test.first, true).await).unwrap();
    assert_eq!(test.dynamodb.calls.take(), ["UpdateItem"]);
    test.wait(30);
    assert_eq!(cookie(&test.refresh_cookie(&rotated, true).await), None, "one second too early");
    test.wait(1);
    test.dynamodb.calls.clear();
    let kept = cookie(&test.refresh_cookie(&rotated, false).await).unwrap();
    assert_eq!((identity(&kept), test.dynamodb.calls.take().len()), (identity(&rotated), 2));
    assert_eq!(cookie(&test.refresh_cookie(&kept, false).await).map(|kept| identity(&kept)), Some(identity(&kept)));
    assert_eq!(test.dynamodb.calls.take(), ["UpdateItem"]);
}

#[tokio::test]
async fn in_strict_mode_a_cookie_rotates_with_every_refresh() {
    let test = start(Rotation::Strict).await;
    let next = cookie(&test.refresh_cookie(&test.first, false).await).unwrap();
    assert_ne!(identity(&next), identity(&test.first));
    let third = cookie(&test.refresh_cookie(&next, false).await).unwrap();
    assert_ne!(identity(&third), identity(&next));
}

#[tokio::test]
async fn a_sibling_after_the_leeway_is_theft_and_ends_the_session_for_both() {
    let test = start(Rotation::Acknowledged).await;
    let (honest, thief) = (test.successor(&test.first).await, test.successor(&test.first).await);
    let next = test.successor(&honest).await;
    test.wait(11);
    test.dynamodb.calls.clear();
    test.refused(&thief).await;
    assert_eq!(test.dynamodb.calls.take(), ["UpdateItem", "UpdateItem"]);
    test.refused(&honest).await;
    test.refused(&next).await;
}

#[tokio::test]
async fn a_predecessor_works_within_the_leeway_and_its_new_successor_after_it() {
    let test = start(Rotation::Acknowledged).await;
    let next = test.successor(&test.first).await;
    test.successor(&next).await;
    test.wait(10);
    let late = test.successor(&test.first).await;
    test.wait(60);
    test.successor(&late).await;
}

#[tokio::test]
async fn a_predecessor_after_the_leeway_is_theft() {
    let test = start(Rotation::Acknowledged).await;
    let next = test.successor(&test.first).await;
    test.successor(&next).await;
    test.wait(11);
    test.refused(&test.first).await;
    test.refused(&next).await;
}

#[tokio::test]
async fn in_strict_mode_a_token_works_again_only_within_the_leeway_of_its_first_use() {
    let test = start(Rotation::Strict).await;
    test.successor(&test.first).await;
    test.wait(10);
    let next = test.successor(&test.first).await;
    test.wait(1);
    test.refused(&test.first).await;
    test.refused(&next).await;
}

#[tokio::test]
async fn in_strict_mode_each_successor_works() {
    let test = start(Rotation::Strict).await;
    let mut token = test.first.clone();
    for _ in 0..5 {
        token = test.successor(&token).await;
        test.wait(3600);
    }
}

#[tokio::test]
async fn an_idle_token_expires_and_its_successor_does_not() {
    let test = start(Rotation::Acknowledged).await;
    test.wait(13 * 86_400);
    let next = test.successor(&test.first).await;
    test.wait(2 * 86_400);
    test.refused(&test.first).await;
    test.successor(&next).await;
}

#[tokio::test]
async fn a_session_ends_after_ninety_days_however_often_it_is_used() {
    let test = start(Rotation::Acknowledged).await;
    let mut token = test.first.clone();
    for _ in 0..8 {
        test.wait(11 * 86_400);
        token = test.successor(&token).await;
    }
    test.wait(2 * 86_400);
    test.refused(&token).await;
}

#[tokio::test]
async fn sixty_four_concurrent_refreshes_of_one_token_all_succeed() {
    let test = start(Rotation::Acknowledged).await;
    let token = test.successor(&test.first).await;
    let refresh = |_| Request::new("POST", "/api/v1/refresh").json(&json!({"refresh_token": token}));
    let mut successors = Vec::new();
    for answer in test.api.send_concurrently((0..64).map(refresh)).await {
        assert_eq!(answer.status, 200, "{}", answer.body);
        successors.push(answer.text("refresh_token"));
    }
    successors.sort();
    successors.dedup();
    assert_eq!(successors.len(), 64);
    test.successor(&successors[0]).await;
    test.successor(&successors[63]).await;
}

#[tokio::test]
async fn after_a_logout_no_token_of_the_session_works() {
    let test = start(Rotation::Acknowledged).await;
    let next = test.successor(&test.first).await;
    test.dynamodb.calls.clear();
    let answer = test.post("/api/v1/logout/", &test.first).await;
    assert_eq!(answer.status, 204);
    assert_eq!(test.dynamodb.calls.take(), ["UpdateItem"]);
    test.refused(&test.first).await;
    test.refused(&next).await;
    assert_eq!(test.post("/api/v1/logout", &next).await.status, 204);
}

#[tokio::test]
async fn no_token_works_after_a_refresh_and_a_logout_raced() {
    for _ in 0..8 {
        let test = start(Rotation::Acknowledged).await;
        let token = test.successor(&test.first).await;
        let (raced, logout) = tokio::join!(test.refresh(&token), test.post("/api/v1/logout", &token));
        assert_eq!(logout.status, 204);
        assert!(raced.status == 200 || raced.status == 401);
        test.refused(&token).await;
        if raced.status == 200 {
            test.refused(&raced.text("refresh_token")).await;
        }
    }
}

#[tokio::test]
async fn a_logout_is_204_for_any_token_and_calls_the_store_only_for_valid_ones() {
    let test = start(Rotation::Acknowledged).await;
    for token in ["", "null", "a.b.c"] {
        assert_eq!(test.post("/api/v1/logout", token).await.status, 204);
    }
    assert!(test.dynamodb.calls.take().is_empty());
    test.wait(15 * 86_400);
    assert_eq!(test.post("/api/v1/logout", &test.first).await.status, 204);
    assert_eq!(test.dynamodb.calls.take(), ["UpdateItem"]);
}

#[tokio::test]
async fn an_invalid_token_costs_no_store_call() {
    let test = start(Rotation::Acknowledged).await;
    test.refused("a.b.c").await;
    let null = test.api.send(Request::new("POST", "/api/v1/refresh").json(&json!({"refresh_token": null}))).await;
    assert_eq!((null.status.as_u16(), &null.body["errors"][0]["loc"]), (422, &json!(["body", "refresh_token"])));
    assert!(test.dynamodb.calls.take().is_empty());
}

#[tokio::test]
async fn health_does_not_call_the_store() {
    let test = start(Rotation::Acknowledged).await;
    let answer = test.api.send(Request::new("GET", "/api/v1/health")).await;
    assert_eq!((answer.status.as_u16(), answer.body), (200, json!({"status": "ok"})));
    assert!(test.dynamodb.calls.take().is_empty());
}

#[tokio::test]
async fn an_outage_is_503_and_never_401() {
    let test = start_over(Dynamodb::unreachable().await, Rotation::Acknowledged).await;
    assert_eq!(test.refresh(&test.first).await.status, 503);
    assert_eq!(test.post("/api/v1/logout", &test.first).await.status, 503);
}

#[tokio::test]
async fn a_write_with_a_lost_response_is_safely_retried() {
    for rotation in [Rotation::Acknowledged, Rotation::Strict] {
        let test = start(rotation).await;
        test.dynamodb.answers.lose_next();
        let next = test.successor(&test.first).await;
        test.dynamodb.answers.lose_next();
        let next = test.successor(&next).await;
        assert_eq!(test.dynamodb.calls.take(), ["UpdateItem"; 4]);
        test.dynamodb.answers.lose_next();
        assert_eq!(test.post("/api/v1/logout", &next).await.status, 204);
        test.refused(&next).await;
    }
}
