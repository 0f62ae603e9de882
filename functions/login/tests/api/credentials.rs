//! Logins with right and wrong credentials and bodies.

use serde_json::json;
use shared::auth::password_hasher::PasswordHasher;
use shared::config::Argon2Cost;
use shared::store::session_start::{SessionStart, StartOutcome, UserChange};
use testkit::{CHEAP, Dynamodb, Request, environment, hasher};

use crate::{over, start};

/// Two round trips: the user and three counters; the session, the query for sessions over the limit, and the counter of
/// the email.
const LOGIN: [&str; 7] =
    ["GetItem", "UpdateItem", "UpdateItem", "UpdateItem", "TransactWriteItems", "Query", "UpdateItem"];

#[tokio::test]
async fn a_login_returns_both_tokens_after_two_round_trips() {
    let test = start(hasher()).await;
    let answer = test.login("ADA@example.com", "correct horse").await;
    assert_eq!(answer.status, 200);
    assert_eq!((&answer.body["token_type"], &answer.body["expires_in"]), (&json!("bearer"), &json!(900)));
    assert!(!answer.text("access_token").is_empty() && !answer.text("refresh_token").is_empty());
    assert_eq!(test.dynamodb.calls.take(), LOGIN);
}

#[tokio::test]
async fn every_content_type_logs_in() {
    let test = start(hasher()).await;
    let multipart = "--x\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\nada@example.com\r\n--x\r\n\
                     Content-Disposition: form-data; name=\"password\"\r\n\r\ncorrect horse\r\n--x--\r\n";
    for (content_type, body) in [
        ("application/x-www-form-urlencoded", "grant_type=password&username=ada%40example.com&password=correct+horse"),
        ("application/x-www-form-urlencoded; charset=utf-8", "username=ada@example.com&password=correct%20horse"),
        ("multipart/form-data; boundary=x", multipart),
        ("application/json", r#"{"username":"ada@example.com","password":"correct horse"}"#),
    ] {
        let answer = test.api.send(Request::new("POST", "/api/v1/login/").body(content_type, body)).await;
        assert_eq!(answer.status, 200, "{content_type}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_email_have_the_same_response() {
    let test = start(hasher()).await;
    let wrong = test.login("ada@example.com", "battery staple").await;
    for username in ["eve@example.com", "no address"] {
        let unknown = test.login(username, "battery staple").await;
        assert_eq!((unknown.status, &unknown.body), (wrong.status, &wrong.body));
    }
    assert_eq!((wrong.status.as_u16(), wrong.text("detail").as_str()), (401, "Incorrect email or password"));
}

#[tokio::test]
async fn a_weaker_hash_is_upgraded_in_the_same_calls() {
    let costly = PasswordHasher::start(Argon2Cost { iterations: 3, ..CHEAP }, 1).unwrap();
    let test = start(costly).await;
    assert_eq!(test.login("ada@example.com", "correct horse").await.status, 200);
    assert_eq!(test.dynamodb.calls.take(), LOGIN);
    let user = test.ada().await;
    assert!(user.password_hash.as_phc().contains("t=3"));
    assert_eq!(test.login("ada@example.com", "correct horse").await.status, 200);
}

#[tokio::test]
async fn the_problem_says_what_is_wrong_with_a_body() {
    let test = start(hasher()).await;
    let form = "application/x-www-form-urlencoded";
    for (content_type, body, status, detail) in [
        (form, "", 422, "body.username: is required"),
        (form, "username=ada@example.com", 422, "body.password: is required"),
        (form, "username=&password=x", 422, "body.username: must not be empty"),
        (form, "username=a&username=b&password=x", 422, "body.username: must be given only once"),
        (form, "username=%ff&password=x", 400, "The body is not valid UTF-8"),
        ("multipart/form-data", "x", 400, "The body is not valid multipart/form-data"),
        ("multipart/form-data; boundary=x", "--x\r\nnonsense", 400, "The body is not valid multipart/form-data"),
        ("application/json", "{", 400, "The body is not valid JSON"),
        ("application/json", r#"{"username":1}"#, 422, "body.username: must be a string"),
        (
            "text/plain",
            "x",
            415,
            "The content type must be application/x-www-form-urlencoded, multipart/form-data or application/json",
        ),
        (
            "application/json",
            &format!("{{\"x\":\"{}\"}}", "x".repeat(65_536)),
            413,
            "The body must be at most 65,536 bytes long",
        ),
    ] {
        let answer = test.api.send(Request::new("POST", "/api/v1/login").body(content_type, body)).await;
        assert_eq!((answer.status.as_u16(), answer.text("detail").as_str()), (status, detail));
    }
}

#[tokio::test]
async fn an_unknown_path_and_a_wrong_method_are_problems() {
    let test = start(hasher()).await;
    let answer = test.api.send(Request::new("GET", "/api/v1/login")).await;
    assert_eq!((answer.status.as_u16(), answer.headers["allow"].to_str().unwrap()), (405, "POST,OPTIONS"));
    assert_eq!(answer.text("type"), "/problems/method-not-allowed");
    let answer = test.api.send(Request::new("POST", "/api/v1/logins")).await;
    assert_eq!((answer.status.as_u16(), answer.text("type").as_str()), (404, "/problems/not-found"));
}

#[tokio::test]
async fn an_outage_is_503_and_never_401() {
    let test = over(Dynamodb::unreachable().await, &environment(), hasher());
    assert_eq!(test.login("ada@example.com", "correct horse").await.status, 503);
}

#[tokio::test]
async fn a_login_with_a_lost_store_response_starts_one_session() {
    let test = start(hasher()).await;
    let verified = test.ada().await;
    test.dynamodb.calls.clear();
    let session = testkit::session(verified.id, &verified.email);
    let starts = SessionStart::new(test.dynamodb.client.clone(), &environment());
    test.dynamodb.answers.lose_next();
    assert_eq!(starts.start(&session, &verified, UserChange::default()).await.unwrap(), StartOutcome::Started);
    assert_eq!(test.dynamodb.calls.take(), ["TransactWriteItems", "TransactWriteItems"]);
}

#[tokio::test]
async fn a_password_that_changed_while_it_was_verified_starts_no_session() {
    let test = start(hasher()).await;
    let mut verified = test.ada().await;
    verified.credential_version = 2;
    let session = testkit::session(verified.id, &verified.email);
    let starts = SessionStart::new(test.dynamodb.client.clone(), &environment());
    let rehash = UserChange { stronger_hash: Some(verified.password_hash.clone()), known_networks: None };
    for change in [UserChange::default(), rehash] {
        assert_eq!(starts.start(&session, &verified, change).await.unwrap(), StartOutcome::CredentialsChanged);
    }
}

#[tokio::test]
async fn a_session_stores_its_client_within_bounds_and_no_part_of_a_token() {
    let test = start(hasher()).await;
    let body = json!({"username": "ada@example.com", "password": "correct horse"});
    let request = Request::new("POST", "/api/v1/login").json(&body).header("user-agent", &"é".repeat(5_000));
    let tokens = test.api.send(request).await;
    let stored = test.dynamodb.client.scan().table_name("sessions").send().await.unwrap().items.unwrap();
    let [session] = &stored[..] else { panic!("{stored:?}") };
    assert_eq!(session["user_agent"].as_s().unwrap(), &"é".repeat(128), "256 bytes");
    assert_eq!(session["ip"].as_s().unwrap(), "192.0.2.7");
    let number = |name: &str| session[name].as_n().unwrap().parse::<i64>().unwrap();
    assert_eq!(number("ttl"), number("ends_at") / 1000 + 86_400);
    let printed = format!("{session:?}");
    for token in [tokens.text("access_token"), tokens.text("refresh_token")] {
        assert!(!token.split('.').any(|part| printed.contains(part)));
    }
}
