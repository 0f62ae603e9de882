//! The recorded API Gateway events in `events/`: each is sent to the function that its name begins with.

use std::collections::BTreeSet;
use std::fs;

use jiff::SignedDuration;
use serde_json::Value;
use shared::auth::mail_token::MailTokens;
use shared::domain::email::Email;
use shared::domain::mail::{MailPurpose, MailRequestId};
use testkit::{Api, Dynamodb, clock, environment};

use crate::stream_events::STREAM_EVENTS;

/// Sorted so that each event finds what it needs.
const EVENTS: [(&str, u16); 34] = [
    ("users-sign-up", 201),
    ("users-request-email-verification", 202),
    ("users-confirm-email-verification", 204),
    ("users-request-password-reset", 202),
    ("users-confirm-password-reset", 204),
    ("login-form", 200),
    ("login-multipart", 200),
    ("login-json", 200),
    ("users-me", 200),
    ("users-get-user-data", 200),
    ("tasks-create", 201),
    ("tasks-create-once", 201),
    ("tasks-read", 200),
    ("tasks-replace", 200),
    ("tasks-patch", 200),
    ("tasks-patch-nothing", 200),
    ("tasks-complete", 200),
    ("tasks-list-page", 200),
    ("tasks-list-cursor", 200),
    ("tasks-report", 200),
    ("tasks-mail-report", 202),
    ("tasks-delete", 204),
    ("users-list-sessions", 200),
    ("users-end-session", 204),
    ("users-end-other-sessions", 204),
    ("users-change-password", 200),
    ("refresh-refresh", 200),
    ("users-delete-account", 204),
    ("users-sign-up", 201),
    ("login-json", 200),
    ("users-request-email-change", 202),
    ("users-confirm-email-change", 204),
    ("refresh-logout", 204),
    ("refresh-health", 200),
];

#[tokio::test]
async fn every_recorded_event_succeeds_in_its_function() {
    send_all(|_, _| ()).await;
}

/// Sends each event, and calls `sent` after it with its name and the store.
pub(crate) async fn send_all(mut sent: impl FnMut(&'static str, &Dynamodb)) {
    let (dynamodb, clock) = (Dynamodb::start().await, clock());
    let functions = acceptance::functions(&environment(), &dynamodb, &clock);
    let [login, refresh, users, tasks] = functions.separate().map(Api::new);
    let names = ["ACCESS_TOKEN", "REFRESH_TOKEN", "TASK_ID", "SESSION_ID", "REQUEST_ID", "MAIL_TOKEN"];
    let mut known = names.map(|name| (name, String::new()));
    for (name, status) in EVENTS {
        let mut event = fs::read_to_string(format!("../events/{name}.json")).unwrap();
        for (placeholder, value) in &known {
            event = event.replace(placeholder, value);
        }
        if name == "tasks-mail-report" {
            dynamodb.verify_email(&Email::parse("ada@example.com").unwrap()).await;
        }
        let api = match name.split('-').next().unwrap() {
            "login" => &login,
            "refresh" => &refresh,
            "users" => &users,
            "tasks" => &tasks,
            other => panic!("there is no function {other}"),
        };
        clock.advance(SignedDuration::from_secs(1));
        let answer = api.send_event(&event).await;
        assert_eq!(answer.status, status, "{name}: {}", answer.body);
        sent(name, &dynamodb);
        if name.starts_with("login") || name == "users-change-password" {
            known[0].1 = answer.text("access_token");
            known[1].1 = answer.text("refresh_token");
        } else if name == "tasks-create" {
            known[2].1 = answer.body["id"].to_string();
        } else if let Some(purpose) = purpose_of(name) {
            known[4].1 = answer.text("request_id");
            known[5].1 = token_in_mail(purpose, &known[4].1);
        } else if name == "users-list-sessions" {
            let sessions = answer.body["items"].as_array().unwrap();
            let other = sessions.iter().find(|session| session["current"] == false).unwrap();
            other["id"].as_str().unwrap().clone_into(&mut known[3].1);
        }
    }
}

/// What the mail is for that an event asks for.
fn purpose_of(event: &str) -> Option<MailPurpose> {
    match event {
        "users-request-password-reset" => Some(MailPurpose::ResetPassword),
        "users-request-email-verification" => Some(MailPurpose::VerifyEmail),
        "users-request-email-change" => Some(MailPurpose::ChangeEmail),
        _ => None,
    }
}

/// The token that the mailer would put into the link.
fn token_in_mail(purpose: MailPurpose, request_id: &str) -> String {
    let tokens = MailTokens::from_environment(&environment()).unwrap().unwrap();
    let id = MailRequestId::parse(request_id).unwrap();
    tokens.token(purpose, id).expose().to_owned()
}

#[test]
fn every_route_of_the_document_has_an_event_and_every_event_is_sent() {
    let names = fs::read_dir("../events").unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut files: BTreeSet<_> = names.filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect();
    for name in STREAM_EVENTS {
        assert!(files.remove(name), "{name}");
    }
    assert_eq!(files, EVENTS.map(|(name, _)| name.to_owned()).into());
    let mut recorded = BTreeSet::new();
    for name in files {
        let event: Value =
            serde_json::from_str(&fs::read_to_string(format!("../events/{name}.json")).unwrap()).unwrap();
        let path = event["rawPath"].as_str().unwrap().replace("TASK_ID", "{id}").replace("SESSION_ID", "{id}");
        let method = event["requestContext"]["http"]["method"].as_str().unwrap().to_lowercase();
        recorded.insert((path.trim_end_matches('/').to_owned(), method));
    }
    let document: Value = serde_json::from_str(&local::openapi::document().to_json().unwrap()).unwrap();
    let mut described = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let path = format!("/api/v1{}", path.trim_end_matches('/'));
        described.extend(operations.as_object().unwrap().keys().map(|method| (path.clone(), method.clone())));
    }
    assert_eq!(recorded, described);
}
