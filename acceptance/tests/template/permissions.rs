//! The permissions of each function are exactly the actions that it uses on each table.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use local::{Options, Server};
use serde_json::json;
use shared::auth::mail_token::MailTokens;
use shared::config::Environment;
use shared::domain::cleanup::Cleanup;
use shared::domain::email::Email;
use shared::domain::id::{SessionId, UserId};
use shared::domain::mail::{MailPurpose, MailRequestId};
use shared::store::schema;
use testkit::{Api, CHEAP_HASHES, Dynamodb, Request, clock, environment};

use crate::functions::{every_function, start, start_cleanup, start_mailer};
use crate::tables::resource_of;
use acceptance::template::{Template, differences};

/// Recorded events and their functions, sorted so that each event finds what it needs.
const EVENTS: [(&str, &str); 18] = [
    ("UsersFunction", "users-sign-up"),
    ("LoginFunction", "login-form"),
    ("LoginFunction", "login-json"),
    ("UsersFunction", "users-me"),
    ("TasksFunction", "tasks-create"),
    ("TasksFunction", "tasks-create-once"),
    ("TasksFunction", "tasks-read"),
    ("TasksFunction", "tasks-replace"),
    ("TasksFunction", "tasks-patch-nothing"),
    ("TasksFunction", "tasks-complete"),
    ("TasksFunction", "tasks-list-page"),
    ("TasksFunction", "tasks-report"),
    ("TasksFunction", "tasks-delete"),
    ("UsersFunction", "users-list-sessions"),
    ("UsersFunction", "users-end-other-sessions"),
    ("RefreshFunction", "refresh-refresh"),
    ("RefreshFunction", "refresh-logout"),
    ("RefreshFunction", "refresh-health"),
];

const EMAIL: &str = "ada@example.com";
/// The password that `users-change-password` sets and `users-delete-account` names.
const NEW_PASSWORD: &str = "ten loud ospreys";

/// Tokens and ids from earlier responses.
#[derive(Default)]
struct Known {
    access_token: String,
    refresh_token: String,
    task: String,
}

#[tokio::test]
async fn each_functions_policy_is_exactly_what_it_uses() {
    let (template, dynamodb) = (Template::read(), Dynamodb::start().await);
    dynamodb.calls.clear();
    let mut known = Known::default();
    let mut seen: BTreeMap<_, _> = every_function().into_iter().map(|function| (function, BTreeSet::new())).collect();
    let mut note = |function| seen.get_mut(function).unwrap().extend(dynamodb.calls.take_permissions());
    for (function, event) in EVENTS {
        send(&start(function, &dynamodb, &environment()), event, &mut known).await;
        note(function);
    }
    sign_up_where_the_email_must_be_verified(&dynamodb, &mut known).await;
    note("UsersFunction");
    leave_sessions(&dynamodb).await;
    log_in_with_all_that_a_login_may_write(&dynamodb, &mut known).await;
    note("LoginFunction");
    send(&start("UsersFunction", &dynamodb, &environment()), "users-change-password", &mut known).await;
    let request_id = ask_for_a_reset(&dynamodb).await;
    note("UsersFunction");
    dynamodb.verify_email(&Email::parse(EMAIL).unwrap()).await;
    send(&start("TasksFunction", &dynamodb, &environment()), "tasks-mail-report", &mut known).await;
    note("TasksFunction");
    send_mails(&dynamodb).await;
    note("MailerFunction");
    reset_the_password(&dynamodb, request_id).await;
    note("UsersFunction");
    log_in(&start("LoginFunction", &dynamodb, &environment()), NEW_PASSWORD, &mut known).await;
    note("LoginFunction");
    for environment in [environment(), without_session_check()] {
        // The second time the account is gone.
        send(&start("UsersFunction", &dynamodb, &environment), "users-delete-account", &mut known).await;
        note("UsersFunction");
    }
    clean_up(&dynamodb).await;
    note("CleanupFunction");
    for (function, seen) in seen {
        let seen: BTreeSet<_> = seen.into_iter().map(|(table, action)| (resource_of_table(&table), action)).collect();
        assert_eq!(differences(&template.permissions(function), &seen), Vec::<String>::new(), "{function}");
    }
}

fn without_session_check() -> Environment {
    let mut environment = environment();
    environment.set("SESSION_CHECK", "off");
    environment
}

/// With a taken email, whose owner gets a mail.
async fn sign_up_where_the_email_must_be_verified(dynamodb: &Dynamodb, known: &mut Known) {
    let mut environment = environment();
    environment.set("EMAIL_VERIFICATION", "required");
    send(&start("UsersFunction", dynamodb, &environment), "users-sign-up", known).await;
}

async fn send(function: &Api, event: &str, known: &mut Known) {
    let text = fs::read_to_string(format!("../events/{event}.json")).unwrap();
    let text = text.replace("ACCESS_TOKEN", &known.access_token).replace("REFRESH_TOKEN", &known.refresh_token);
    let answer = function.send_event(&text.replace("TASK_ID", &known.task)).await;
    assert!(answer.status.is_success(), "{event}: {} {}", answer.status, answer.body);
    match event {
        "login-form" | "users-change-password" => {
            (known.access_token, known.refresh_token) = (answer.text("access_token"), answer.text("refresh_token"));
        }
        "tasks-create" => known.task = answer.body["id"].to_string(),
        _ => {}
    }
}

/// Stores two sessions: one that ended long ago, which the next login deletes, and an active one, which it may end.
async fn leave_sessions(dynamodb: &Dynamodb) {
    let sessions = dynamodb.client.scan().table_name("sessions").send().await.unwrap().items.unwrap();
    for (id, ends_at) in [(8, Some("1")), (9, None)] {
        let mut session = sessions[0].clone();
        session.remove("revoked_at");
        session.insert("session_id".to_owned(), AttributeValue::S(SessionId::new([id; 16]).to_string()));
        session.extend(ends_at.map(|ends_at| ("ends_at".to_owned(), AttributeValue::N(ends_at.to_owned()))));
        dynamodb.client.put_item().table_name("sessions").set_item(Some(session)).send().await.unwrap();
    }
    dynamodb.calls.clear();
}

/// The hash was made with a lower cost, and there are too many active sessions.
async fn log_in_with_all_that_a_login_may_write(dynamodb: &Dynamodb, known: &mut Known) {
    let mut stricter: Environment = environment();
    stricter.set("ARGON2_ITERATIONS", "3");
    stricter.set("SESSIONS_MAX_PER_USER", "1");
    log_in(&start("LoginFunction", dynamodb, &stricter), "nine quiet herons", known).await;
}

async fn log_in(login: &Api, password: &str, known: &mut Known) {
    let user = json!({"username": EMAIL, "password": password});
    let answer = login.send(Request::new("POST", "/api/v1/login").json(&user)).await;
    assert_eq!(answer.status, 200);
    known.access_token = answer.text("access_token");
}

async fn ask_for_a_reset(dynamodb: &Dynamodb) -> MailRequestId {
    let users = start("UsersFunction", dynamodb, &environment());
    let email = json!({"email": EMAIL});
    let answer = users.send(Request::new("POST", "/api/v1/users/password-reset").json(&email)).await;
    assert_eq!(answer.status, 202, "{}", answer.body);
    MailRequestId::parse(&answer.text("request_id")).unwrap()
}

/// Tries a wrong code, and then uses the link.
async fn reset_the_password(dynamodb: &Dynamodb, request_id: MailRequestId) {
    let users = start("UsersFunction", dynamodb, &environment());
    let tokens = MailTokens::from_environment(&environment()).unwrap().unwrap();
    let token = tokens.token(MailPurpose::ResetPassword, request_id).expose().to_owned();
    for (proof, value, status) in [("code", "wrong!".to_owned(), 400), ("token", token, 204)] {
        let confirmation = json!({"request_id": request_id, "new_password": NEW_PASSWORD, proof: value});
        let answer = users.send(Request::new("POST", "/api/v1/users/password-reset/confirm").json(&confirmation)).await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
}

/// A reset, a notice, a report, and a request that nobody can read. A development server receives the mails.
async fn send_mails(dynamodb: &Dynamodb) {
    let server = Server::start(&Options::ephemeral(), CHEAP_HASHES.into_iter().collect()).await.unwrap();
    let mut environment = environment();
    environment.set("AWS_ENDPOINT_URL_SESV2", format!("http://{}", server.address()));
    let mailer = start_mailer(dynamodb, &environment);
    let mut records = dynamodb.stream("mail_requests");
    records.push(json!({"dynamodb": {"SequenceNumber": "1", "NewImage": {"delivery": {"S": "waiting"}}}}));
    let event = serde_json::from_value(json!({"Records": records})).unwrap();
    assert_eq!(mailer.handle(event, Timestamp::MAX).await, None);
    server.stop().await.unwrap();
}

/// Both kinds of orders. The worker has no time to finish one of them.
async fn clean_up(dynamodb: &Dynamodb) {
    let worker = start_cleanup(dynamodb, &environment());
    let (now, user_id) = (clock().now(), UserId::new(clock().now(), [9; 10]));
    dynamodb.put("tasks", (0..600).map(|id| json!({"owner_id": user_id, "id": id}))).await;
    dynamodb.sign_in(user_id, &Email::parse("eve@example.com").unwrap()).await;
    let lifetime = SignedDuration::from_mins(15);
    dynamodb.put("cleanups", [Cleanup::of_sessions(user_id, 2, now, lifetime)]).await;
    dynamodb.put("cleanups", [Cleanup::of_everything(user_id, now, lifetime)]).await;
    for record in dynamodb.stream("cleanups").split_off(2) {
        let event = serde_json::from_value(json!({"Records": [record]})).unwrap();
        assert_eq!(worker.handle(event, now).await, None);
    }
}

fn resource_of_table(name: &str) -> String {
    let table = schema::TABLES.iter().find(|table| table.default_name == name).unwrap();
    resource_of(table.variable)
}

#[test]
fn the_mailer_alone_may_send_mail() {
    let template = Template::read();
    let senders = every_function().into_iter().filter(|function| {
        template.statements(function).iter().any(|statement| format!("{statement:?}").contains("ses:"))
    });
    assert_eq!(senders.collect::<Vec<_>>(), ["MailerFunction"]);
}
