//! Changing a password.

use serde_json::json;
use testkit::{Answer, Dynamodb, Request, environment};

use crate::{PASSWORD, Test, with_ada};

const NEXT: &str = "battery staple";

impl Test {
    async fn change(&self, token: &str, current: &str, new: &str) -> Answer {
        self.send("PUT", "/password", token, json!({"current_password": current, "new_password": new})).await
    }
}

#[tokio::test]
async fn a_password_change_ends_every_session_and_starts_a_new_one() {
    let (test, token) = with_ada().await;
    let other = test.session().await;
    test.dynamodb.calls.clear();
    let changed = test.change(&token, PASSWORD, NEXT).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    let calls = test.dynamodb.calls.take();
    assert_eq!(calls[..6], ["GetItem", "GetItem", "UpdateItem", "UpdateItem", "UpdateItem", "TransactWriteItems"]);
    let rest = ["DeleteItem", "UpdateItem", "Query", "UpdateItem"];
    assert_eq!(calls[6..], rest, "two counters are lowered, and one session ended");
    for ended in [&token, &other] {
        assert_eq!(test.get("", ended).await.status, 401);
    }
    assert_eq!(test.get("", &changed.text("access_token")).await.status, 200);
    assert!(!changed.text("refresh_token").is_empty() && !changed.headers.contains_key("set-cookie"));
    let sessions = test.get("/sessions", &changed.text("access_token")).await;
    assert_eq!(sessions.body["items"].as_array().unwrap().len(), 1);
    assert_eq!((test.login(PASSWORD).await.status.as_u16(), test.login(NEXT).await.status.as_u16()), (401, 200));
    assert_eq!(test.ada().await.credential_version, 2);
}

#[tokio::test]
async fn a_wrong_current_password_is_403_and_changes_nothing() {
    let (test, token) = with_ada().await;
    let answer = test.change(&token, "wrong horse", NEXT).await;
    assert_eq!((answer.status.as_u16(), answer.text("type").as_str()), (403, "/problems/wrong-password"));
    assert_eq!(test.get("", &token).await.status, 200);
    assert_eq!(test.login(PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_full_hashing_queue_refuses_a_password_without_counting_it() {
    let (test, token) = with_ada().await;
    let places: Vec<_> = std::iter::from_fn(|| test.hasher.reserve().ok()).collect();
    for _ in 0..20 {
        let refused = test.change(&token, PASSWORD, NEXT).await;
        assert_eq!((refused.status.as_u16(), refused.text("type").as_str()), (503, "/problems/unavailable"));
        assert!(refused.headers.contains_key("retry-after"));
    }
    drop(places);
    assert_eq!(test.change(&token, PASSWORD, NEXT).await.status, 200);
}

#[tokio::test]
async fn wrong_passwords_count_like_failed_logins() {
    let (test, token) = with_ada().await;
    for _ in 0..9 {
        assert_eq!(test.change(&token, "wrong horse", NEXT).await.status, 403);
    }
    let refused = test.change(&token, PASSWORD, NEXT).await;
    assert_eq!((refused.status.as_u16(), refused.text("type").as_str()), (429, "/problems/too-many-attempts"));
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(test.login(PASSWORD).await.status, 429);
    assert_eq!(test.send("DELETE", "", &token, json!({"password": PASSWORD})).await.status, 429);
    assert_eq!(test.get("", &token).await.status, 200, "nobody is logged out");
}

#[tokio::test]
async fn wrong_passwords_for_other_emails_count_only_against_unknown_networks() {
    let mut environment = environment();
    environment.set("LOGIN_MAX_FAILURES_PER_NETWORK", "12");
    let test = Test::with(Dynamodb::start().await, &environment);
    assert_eq!(test.sign_up("ada@example.com", PASSWORD).await.status, 201);
    let token = test.session().await;
    let change = json!({"current_password": "wrong horse", "new_password": NEXT});
    for (address, guesses, status) in [("198.51.100.1", 12, 429), ("192.0.2.7", 11, 403)] {
        for number in 0..guesses {
            let guess = json!({"username": format!("{number}@example.com"), "password": "wrong horse"});
            let guess = Request::new("POST", "/api/v1/login").json(&guess).from(address);
            assert_eq!(test.api.send(guess).await.status, 401);
        }
        let request = Request::new("PUT", "/api/v1/users/me/password").bearer(&token).json(&change).from(address);
        assert_eq!(test.api.send(request).await.status, status, "{address}");
    }
}

#[tokio::test]
async fn a_weak_new_password_is_refused_before_the_current_one_is_checked() {
    let (test, token) = with_ada().await;
    for new in ["short", "ADA@example.com", "my todo-lambda", &"x".repeat(257)] {
        let answer = test.change(&token, "wrong horse", new).await;
        assert_eq!((answer.status.as_u16(), &answer.body["errors"][0]["loc"]), (422, &json!(["body", "new_password"])));
    }
    let missing = test.send("PUT", "/password", &token, json!({"new_password": NEXT})).await;
    assert_eq!(missing.body["errors"][0]["loc"], json!(["body", "current_password"]));
}

#[tokio::test]
async fn a_change_with_a_lost_store_response_is_applied_once() {
    let (test, token) = with_ada().await;
    let other = test.session().await;
    test.dynamodb.answers.lose_next_of("TransactWriteItems");
    assert_eq!(test.change(&token, PASSWORD, NEXT).await.status, 200);
    assert_eq!(test.ada().await.credential_version, 2, "applied once");
    assert_eq!(test.change(&token, PASSWORD, NEXT).await.status, 401, "a client that lost the response must log in");
    assert_eq!(test.ada().await.credential_version, 2);
    assert_eq!(test.get("", &other).await.status, 401);
    assert_eq!(test.login(NEXT).await.status, 200);
}

#[tokio::test]
async fn of_two_concurrent_changes_exactly_one_is_applied() {
    let (test, token) = with_ada().await;
    let (one, two) = tokio::join!(test.change(&token, PASSWORD, NEXT), test.change(&token, PASSWORD, "third choice"));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert!([[200, 401], [200, 403]].contains(&statuses), "{statuses:?}");
    let held = if one.status == 200 { NEXT } else { "third choice" };
    assert_eq!(test.login(held).await.status, 200);
    assert_eq!(test.ada().await.credential_version, 2);
}
