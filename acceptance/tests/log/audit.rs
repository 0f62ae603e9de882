//! The audit trail: one event for each step that a review needs, with ids and without secrets.

use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::auth::mail_token::MailTokens;
use shared::clock::Clock;
use shared::domain::email::Email;
use shared::domain::mail::{MailPurpose, MailRequestId};
use testkit::{Answer, Api, Dynamodb, Log, Request, clock, environment};

const PASSWORD: &str = "nine quiet herons";

struct Test {
    log: Log,
    dynamodb: Dynamodb,
    api: Api,
    clock: Clock,
    /// Everything that was logged so far.
    logged: String,
}

/// With a log level that shows the audit trail only.
async fn start() -> Test {
    let (clock, mut environment) = (clock(), environment());
    environment.set("LOG_LEVEL", "error");
    environment.set("SIGNUP_MAX_PER_WINDOW", "2");
    let (log, dynamodb) = (Log::catch(&environment), Dynamodb::start().await);
    let api = acceptance::api(&environment, &dynamodb, &clock);
    Test { log, dynamodb, api, clock, logged: String::new() }
}

impl Test {
    async fn send(&self, method: &str, path: &str, token: &str, body: Value) -> Answer {
        let request = Request::new(method, &format!("/api/v1{path}")).json(&body);
        self.api.send(if token.is_empty() { request } else { request.bearer(token) }).await
    }

    async fn login(&self, username: &str, password: &str) -> Answer {
        self.send("POST", "/login", "", json!({"username": username, "password": password})).await
    }

    /// The only event since the last call.
    fn event(&mut self, name: &str) -> Value {
        let lines = self.log.take();
        self.logged.extend(lines.iter().map(Value::to_string));
        let [line] = &lines[..] else { panic!("not one {name}: {lines:?}") };
        assert_eq!((&line["message"], &line["event"]), (&json!("audit"), &json!(name)), "{line}");
        assert!(line["span"]["request_id"].is_string());
        line.clone()
    }
}

fn has_ids(event: &Value) {
    assert!(event["span"]["user_id"].is_string() && event["span"]["session_id"].is_string(), "{event}");
}

#[tokio::test]
async fn every_step_of_an_account_is_logged_without_secrets() {
    let mut test = start().await;
    let ada = json!({"email": "ada@example.com", "password": PASSWORD});
    test.send("POST", "/users/", "", ada.clone()).await;
    let signed_up = test.event("signed_up");
    test.send("POST", "/users/", "", json!({"email": "eve@example.com", "password": PASSWORD})).await;
    test.event("signed_up");
    test.send("POST", "/users/", "", ada).await;
    test.event("sign_up_throttled");

    let tokens = test.login("Ada@example.com", PASSWORD).await;
    let logged_in = test.event("logged_in");
    has_ids(&logged_in);
    test.login("ada@example.com", "wrong").await;
    let refused = test.event("login_refused");
    assert_eq!(refused["email_hash"], logged_in["email_hash"], "the same email");
    assert_eq!(refused["span"]["user_id"], signed_up["span"]["user_id"], "an existing account");
    test.login("nobody@example.com", "wrong").await;
    assert_ne!(test.event("login_refused")["email_hash"], logged_in["email_hash"]);

    let other = test.login("ada@example.com", PASSWORD).await.text("access_token");
    test.event("logged_in");
    let access_token = tokens.text("access_token");
    let sessions = test.api.send(Request::new("GET", "/api/v1/users/me/sessions").bearer(&access_token)).await;
    assert!(test.log.take().is_empty(), "a list is not an event");
    let items = sessions.body["items"].as_array().unwrap();
    let id = items.iter().find(|session| session["current"] == false).unwrap()["id"].as_str().unwrap();
    test.send("DELETE", &format!("/users/me/sessions/{id}"), &access_token, json!({})).await;
    has_ids(&test.event("session_ended"));
    test.send("DELETE", "/users/me/sessions", &access_token, json!({})).await;
    has_ids(&test.event("other_sessions_ended"));
    assert_eq!(test.send("GET", "/users/me", &other, json!({})).await.status, 401);
    has_ids(&test.event("access_token_refused"));

    let change = |current| json!({"current_password": current, "new_password": "ten loud ospreys"});
    test.send("PUT", "/users/me/password", &access_token, change("wrong")).await;
    has_ids(&test.event("password_refused"));
    let tokens = test.send("PUT", "/users/me/password", &access_token, change(PASSWORD)).await;
    has_ids(&test.event("password_changed"));

    let refresh = async |token: &str| test.send("POST", "/refresh", "", json!({"refresh_token": token})).await;
    let first = tokens.text("refresh_token");
    let second = refresh(&first).await.text("refresh_token");
    refresh(&second).await;
    test.clock.advance(SignedDuration::from_secs(60));
    assert_eq!(refresh(&first).await.status, 401);
    let theft = test.log.take();
    assert_eq!(theft.iter().filter(|line| line["event"] == "refresh_token_theft").count(), 1, "{theft:?}");

    let tokens = test.login("ada@example.com", "ten loud ospreys").await;
    test.event("logged_in");
    test.send("POST", "/logout", "", json!({"refresh_token": tokens.text("refresh_token")})).await;
    has_ids(&test.event("logged_out"));
    let access_token = test.login("ada@example.com", "ten loud ospreys").await.text("access_token");
    test.event("logged_in");
    for _ in 0..9 {
        test.login("ada@example.com", "wrong").await;
        test.event("login_refused");
    }
    test.login("ada@example.com", "ten loud ospreys").await;
    test.event("password_throttled");
    test.clock.advance(SignedDuration::from_mins(5));
    test.send("DELETE", "/users/me", &access_token, json!({"password": "ten loud ospreys"})).await;
    has_ids(&test.event("account_deleted"));
    for secret in [PASSWORD, "ten loud ospreys", "wrong", "@example.com", &first, &second, &access_token] {
        assert!(!test.logged.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn every_step_of_a_password_reset_is_logged_without_address_token_or_code() {
    let mut test = start().await;
    test.send("POST", "/users/", "", json!({"email": "ada@example.com", "password": PASSWORD})).await;
    let signed_up = test.event("signed_up");
    let ask = json!({"email": "Ada@example.com"});
    let request_id = test.send("POST", "/users/password-reset", "", ask.clone()).await.text("request_id");
    let requested = test.event("password_reset_requested");
    assert!(requested["span"].get("user_id").is_none(), "nothing shows whether there is an account");
    test.send("POST", "/users/password-reset", "", json!({"email": "nobody@example.com"})).await;
    assert_ne!(test.event("password_reset_requested")["email_hash"], requested["email_hash"]);

    let tokens = MailTokens::from_environment(&environment()).unwrap().unwrap();
    let id = MailRequestId::parse(&request_id).unwrap();
    let (token, code) = (tokens.token(MailPurpose::ResetPassword, id), tokens.code(MailPurpose::ResetPassword, id));
    let confirm = |member: &str, proof: &str| json!({"request_id": request_id, member: proof, "new_password": "ten loud ospreys"});
    for (member, wrong) in [("code", "abcdef"), ("token", "not-the-token")] {
        test.send("POST", "/users/password-reset/confirm", "", confirm(member, wrong)).await;
        test.event("mail_token_refused");
    }
    test.send("POST", "/users/password-reset/confirm", "", confirm("token", token.expose())).await;
    assert_eq!(test.event("password_reset")["span"]["user_id"], signed_up["span"]["user_id"]);
    test.send("POST", "/users/password-reset/confirm", "", confirm("code", code.expose())).await;
    test.event("mail_token_refused");
    for _ in 0..2 {
        test.send("POST", "/users/password-reset", "", ask.clone()).await;
        test.event("password_reset_requested");
    }
    test.send("POST", "/users/password-reset", "", ask).await;
    assert_eq!(test.event("mail_throttled")["email_hash"], requested["email_hash"]);
    let written = ["example.com", "ten loud ospreys", "abcdef", "not-the-token", &request_id];
    for secret in written.into_iter().chain([token.expose(), code.expose()]) {
        assert!(!test.logged.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_report_by_mail_is_logged_with_its_user_and_without_address_or_tasks() {
    let mut test = start().await;
    test.send("POST", "/users/", "", json!({"email": "ada@example.com", "password": PASSWORD})).await;
    test.event("signed_up");
    let token = test.login("ada@example.com", PASSWORD).await.text("access_token");
    test.event("logged_in");
    test.dynamodb.verify_email(&Email::parse("ada@example.com").unwrap()).await;
    test.send("POST", "/tasks/", &token, json!({"title": "a private task"})).await;
    for _ in 0..3 {
        assert_eq!(test.send("POST", "/reports/", &token, json!({})).await.status, 202);
        has_ids(&test.event("report_requested"));
    }
    assert_eq!(test.send("POST", "/reports/", &token, json!({})).await.status, 429);
    has_ids(&test.event("mail_throttled"));
    assert!(!test.logged.contains("example.com") && !test.logged.contains("a private task"));
}

#[tokio::test]
async fn every_step_of_a_change_of_email_is_logged_without_addresses_token_or_code() {
    let mut test = start().await;
    test.send("POST", "/users/", "", json!({"email": "ada@example.com", "password": PASSWORD})).await;
    let signed_up = test.event("signed_up");
    let access_token = test.login("ada@example.com", PASSWORD).await.text("access_token");
    let logged_in = test.event("logged_in");
    let ask = |password: &str| json!({"current_password": password, "new_email": "ada@example.net"});
    test.send("POST", "/users/me/email-change", &access_token, ask("wrong")).await;
    has_ids(&test.event("password_refused"));
    let asked = test.send("POST", "/users/me/email-change", &access_token, ask(PASSWORD)).await;
    let requested = test.event("email_change_requested");
    has_ids(&requested);
    assert!(requested.get("email_hash").is_none(), "the log does not connect a user with the new email");

    let tokens = MailTokens::from_environment(&environment()).unwrap().unwrap();
    let request_id = asked.text("request_id");
    let id = MailRequestId::parse(&request_id).unwrap();
    let (token, code) = (tokens.token(MailPurpose::ChangeEmail, id), tokens.code(MailPurpose::ChangeEmail, id));
    let confirm = |member: &str, proof: &str| json!({"request_id": request_id, member: proof});
    test.send("POST", "/users/email-change/confirm", "", confirm("code", "abcdef")).await;
    test.event("mail_token_refused");
    test.send("POST", "/users/email-change/confirm", "", confirm("token", token.expose())).await;
    assert_eq!(test.event("email_changed")["span"]["user_id"], signed_up["span"]["user_id"]);
    test.send("POST", "/users/email-change/confirm", "", confirm("code", code.expose())).await;
    test.event("mail_token_refused");
    assert_eq!(test.login("ada@example.net", PASSWORD).await.status, 200);
    assert_ne!(test.event("logged_in")["email_hash"], logged_in["email_hash"]);
    for secret in ["example.", PASSWORD, "wrong", "abcdef", &request_id, token.expose(), code.expose()] {
        assert!(!test.logged.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_logout_with_a_lost_response_is_logged() {
    let mut test = start().await;
    test.send("POST", "/users/", "", json!({"email": "ada@example.com", "password": PASSWORD})).await;
    test.event("signed_up");
    let tokens = test.login("ada@example.com", PASSWORD).await;
    test.event("logged_in");
    test.dynamodb.answers.lose_next_of("UpdateItem");
    let body = json!({"refresh_token": tokens.text("refresh_token")});
    assert_eq!(test.send("POST", "/logout", "", body.clone()).await.status, 204);
    test.event("logged_out");
    assert_eq!(test.send("POST", "/logout", "", body).await.status, 204);
    assert!(test.log.take().is_empty(), "the session had already ended");
}

#[tokio::test]
async fn a_refused_access_token_is_logged_but_not_a_missing_or_expired_one() {
    let mut test = start().await;
    test.send("POST", "/users/", "", json!({"email": "ada@example.com", "password": PASSWORD})).await;
    test.event("signed_up");
    let token = test.login("ada@example.com", PASSWORD).await.text("access_token");
    test.event("logged_in");
    let forged = format!("{}AAAA", &token[..token.len() - 4]);
    for wrong in [&*forged, "garbage", "a.b.c"] {
        assert_eq!(test.send("GET", "/users/get_user_data", wrong, json!({})).await.status, 401);
        let event = test.event("access_token_refused");
        assert!(event["span"].get("user_id").is_none(), "the user is unknown");
    }
    for none in ["", "null", "undefined"] {
        let request = Request::new("GET", "/api/v1/users/me").bearer(none);
        assert_eq!(test.api.send(request).await.status, 401);
    }
    assert_eq!(test.api.send(Request::new("GET", "/api/v1/users/me")).await.status, 401);
    test.clock.advance(SignedDuration::from_mins(16));
    assert_eq!(test.send("GET", "/users/me", &token, json!({})).await.status, 401);
    assert_eq!(test.log.take(), Vec::<Value>::new());
    assert!(!test.logged.contains("garbage") && !test.logged.contains(&forged) && !test.logged.contains("a.b.c"));
}

#[tokio::test]
async fn a_foreign_page_is_logged_once_without_its_origin() {
    let mut test = start().await;
    let login = json!({"username": "ada@example.com", "password": "wrong", "session": "cookie"});
    for path in ["/login", "/users/", "/refresh", "/logout"] {
        let request = Request::new("POST", &format!("/api/v1{path}")).header("origin", "https://evil.example.net");
        assert_eq!(test.api.send(request.json(&login)).await.status, 403);
        let event = test.event("foreign_origin_refused");
        assert_eq!(event["span"]["route"].as_str().unwrap(), format!("/api/v1{}", path.trim_end_matches('/')));
    }
    let cookie = Request::new("POST", "/api/v1/refresh").header("cookie", "__Host-refresh_token=x");
    assert_eq!(test.api.send(cookie).await.status, 403);
    test.event("foreign_origin_refused");
    assert!(!test.logged.contains("evil") && !test.logged.contains("@example.com"));
}
