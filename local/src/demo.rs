//! `--seed`: a demo user with tasks, created through the API, so that the API's rules apply to them.

use std::io::Write as _;
use std::net::Ipv4Addr;

use anyhow::{Context as _, bail, ensure};
use axum::Router;
use axum::body::{Body, to_bytes};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Request, StatusCode};
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use shared::access::client_address::ClientAddress;
use shared::clock::Clock;
use shared::config::Environment;
use shared::http::route::BASE_PATH;
use tower::ServiceExt as _;

const EMAIL: &str = "demo@example.com";
const PASSWORD: &str = "fifty small tasks";
const TASKS: i64 = 50;
const MAX_ANSWER_BYTES: usize = 64 * 1024;

const VERBS: [&str; 7] = ["Write", "Review", "Plan", "Tidy", "Test", "Measure", "Explain"];
const THINGS: [&str; 8] =
    ["the report", "the budget", "a release", "the garden", "a talk", "a backup", "a shelf", "a trip"];

/// Settings under which a sign-up sends no mail and needs no verification. Nobody reads the mail of the demo user.
pub(crate) fn without_mail(environment: &Environment) -> Environment {
    let mut without_mail = environment.clone();
    without_mail.set("MAIL_TOKEN_SECRET", "");
    without_mail.set("EMAIL_VERIFICATION", "optional");
    without_mail
}

/// Creates the demo user and its tasks unless the user exists, and prints how to log in.
pub(crate) async fn seed(routes: &Router) -> anyhow::Result<()> {
    let sign_up = json!({ "email": EMAIL, "password": PASSWORD });
    match post(routes, "/users/", None, &sign_up).await? {
        (StatusCode::CREATED, _) => make_tasks(routes).await?,
        (StatusCode::CONFLICT, _) => {}
        (status, answer) => bail!("the sign-up failed with {status}: {answer}"),
    }
    // Stdout is for the ready lines.
    writeln!(std::io::stderr(), "demo user: {EMAIL} with password {PASSWORD}").context("cannot write to stderr")
}

async fn make_tasks(routes: &Router) -> anyhow::Result<()> {
    let credentials = json!({ "username": EMAIL, "password": PASSWORD });
    let (status, answer) = post(routes, "/login", None, &credentials).await?;
    ensure!(status == StatusCode::OK, "the login failed with {status}");
    let token = answer["access_token"].as_str().context("the login returned no access token")?;
    let today = TimeZone::UTC.to_datetime(Clock::system().now()).date();
    for task in tasks(today) {
        let (status, answer) = post(routes, "/tasks/", Some(token), &task).await?;
        ensure!(status == StatusCode::CREATED, "creating a task failed with {status}: {answer}");
    }
    Ok(())
}

/// Tasks with different titles. Every third has no deadline, and some deadlines have passed.
fn tasks(today: Date) -> impl Iterator<Item = Value> {
    let names = VERBS.iter().cycle().zip(THINGS.iter().cycle());
    (0..TASKS).zip(names).map(move |(number, (verb, thing))| {
        let deadline = (number % 3 != 0).then(|| today.saturating_add((number - 10).days()).to_string());
        json!({ "title": format!("{verb} {thing}"), "description": "From the demo", "deadline": deadline })
    })
}

async fn post(routes: &Router, path: &str, token: Option<&str>, body: &Value) -> anyhow::Result<(StatusCode, Value)> {
    let request = Request::post(format!("{BASE_PATH}{path}"))
        .header(CONTENT_TYPE, "application/json")
        .extension(ClientAddress::new(Ipv4Addr::LOCALHOST.into()));
    let request = match token {
        Some(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
        None => request,
    };
    let response = routes.clone().oneshot(request.body(Body::from(body.to_string()))?).await?;
    let status = response.status();
    let bytes = to_bytes(response.into_body(), MAX_ANSWER_BYTES).await?;
    Ok((status, serde_json::from_slice(&bytes).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demo_tasks_differ_and_some_have_no_deadline() {
        let today = Date::constant(2030, 1, 31);
        let tasks: Vec<Value> = tasks(today).collect();
        let titles: std::collections::HashSet<&str> = tasks.iter().filter_map(|task| task["title"].as_str()).collect();
        assert_eq!(titles.len(), 50);
        assert_eq!(tasks[0]["deadline"], Value::Null);
        assert_eq!(tasks[11]["deadline"], "2030-02-01");
    }
}
