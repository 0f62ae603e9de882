//! A separate store and API for each case, and a user with one task.

use cleanup::Worker;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use shared::auth::mail_token::MailTokens;
use shared::clock::Clock;
use shared::domain::email::Email;
use shared::domain::mail::{MailPurpose, MailRequestId};
use testkit::{Answer, Api, Dynamodb, FaultProxy, Request, clock, environment};

use crate::routes::{account, post};

pub(crate) const PASSWORD: &str = "a horse that counts to nine";
pub(crate) const NEW_PASSWORD: &str = "a goose that counts to ten";

/// The functions, with a separate store behind a proxy.
pub(crate) struct System {
    pub(crate) api: Api,
    pub(crate) dynamodb: Dynamodb,
    pub(crate) faults: FaultProxy,
    clock: Clock,
}

pub(crate) struct Person {
    pub(crate) api: Api,
    pub(crate) email: String,
    /// The path of the task "Milk".
    pub(crate) task: String,
    access_token: String,
    first_token: String,
    successor_token: String,
    /// A password reset and a change of email that the person has asked for.
    reset: MailRequestId,
    email_change: MailRequestId,
}

/// A task as a client sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    title: String,
    completed: bool,
    etag: String,
}

pub(crate) fn seen(title: &str, completed: bool, version: u32) -> Seen {
    Seen { title: title.to_owned(), completed, etag: format!("\"{version}\"") }
}

impl System {
    pub(crate) async fn start() -> Self {
        let ((dynamodb, faults), clock) = (Dynamodb::behind_faults().await, clock());
        Self { api: acceptance::api(&environment(), &dynamodb, &clock), dynamodb, faults, clock }
    }

    /// What the worker on the stream of the cleanups table does.
    pub(crate) async fn run_worker(&self) {
        let worker = Worker::new(&environment(), &self.dynamodb.client, self.clock.clone());
        let event = json!({"Records": self.dynamodb.stream("cleanups")});
        let failed = worker.handle(serde_json::from_value(event).unwrap(), Timestamp::MAX).await;
        assert_eq!(failed, None, "the worker finishes");
    }

    /// Waits until the leeway is over.
    pub(crate) fn wait_out_the_leeway(&self) {
        self.clock.advance(SignedDuration::from_secs(60));
    }
}

impl Person {
    /// Signs up, logs in, refreshes once without using the successor, creates a task, and verifies the email.
    pub(crate) async fn set_up(system: &System, email: &str) -> Self {
        let (api, email) = (system.api.clone(), email.to_owned());
        assert_eq!(api.send(post("/users/", &account(&email, "email"))).await.status, 201);
        let login = api.send(post("/login", &account(&email, "username"))).await;
        let refresh = api.send(post("/refresh", &json!({"refresh_token": login.text("refresh_token")}))).await;
        let (access_token, first_token) = (login.text("access_token"), login.text("refresh_token"));
        let successor_token = refresh.text("refresh_token");
        let asked = api.send(post("/users/password-reset", &json!({"email": email}))).await;
        let reset = MailRequestId::parse(&asked.text("request_id")).unwrap();
        let email_change = reset; // until it is asked for
        let mut person =
            Self { api, email, task: String::new(), access_token, first_token, successor_token, reset, email_change };
        let created = person.api.send(person.request("POST", "/tasks/").json(&json!({"title": "Milk"}))).await;
        person.task = format!("/tasks/{}", created.body["id"]);
        system.dynamodb.verify_email(&Email::parse(&person.email).unwrap()).await;
        let asked = person.api.send(person.ask_for_email(&person.new_email())).await;
        person.email_change = MailRequestId::parse(&asked.text("request_id")).unwrap();
        system.dynamodb.calls.clear();
        person
    }

    /// An email without an account.
    pub(crate) fn newcomer(&self) -> String {
        format!("new.{}", self.email)
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        Request::new(method, &format!("/api/v1{path}")).bearer(&self.access_token)
    }

    pub(crate) fn get(&self, path: &str) -> Request {
        self.request("GET", path)
    }

    /// The email that the person has asked for.
    pub(crate) fn new_email(&self) -> String {
        format!("changed.{}", self.email)
    }

    pub(crate) fn ask_for_email(&self, new_email: &str) -> Request {
        let body = json!({"current_password": PASSWORD, "new_email": new_email});
        self.request("POST", "/users/me/email-change").json(&body)
    }

    /// Confirms the change of email with the token or the code of its mail.
    pub(crate) fn change_email(&self, member: &str) -> Request {
        let proof = proof(member, MailPurpose::ChangeEmail, self.email_change);
        post("/users/email-change/confirm", &json!({"request_id": self.email_change, member: proof}))
    }

    /// Confirms the reset with the token or the code of its mail.
    pub(crate) fn reset(&self, member: &str) -> Request {
        let proof = proof(member, MailPurpose::ResetPassword, self.reset);
        let body = json!({"request_id": self.reset, member: proof, "new_password": NEW_PASSWORD});
        post("/users/password-reset/confirm", &body)
    }

    /// The body with the refresh token of the login.
    pub(crate) fn first(&self) -> Value {
        json!({"refresh_token": self.first_token})
    }

    /// The body with its successor.
    pub(crate) fn successor(&self) -> Value {
        json!({"refresh_token": self.successor_token})
    }

    /// Sorted by title: the clock stands still, so ids have no order.
    pub(crate) async fn tasks(&self) -> Vec<Seen> {
        let list = self.api.send(self.get("/tasks/")).await;
        let mut tasks = Vec::new();
        for task in list.body["items"].as_array().unwrap() {
            let Answer { body, headers, .. } = self.api.send(self.get(&format!("/tasks/{}", task["id"]))).await;
            assert_eq!(body, *task, "a list and a read return the same");
            let (title, completed) = (body["title"].as_str().unwrap().to_owned(), body["completed"] == true);
            tasks.push(Seen { title, completed, etag: headers["etag"].to_str().unwrap().to_owned() });
        }
        tasks.sort();
        tasks
    }
}

/// The token or the code of a mail.
fn proof(member: &str, purpose: MailPurpose, id: MailRequestId) -> String {
    let tokens = MailTokens::from_environment(&environment()).unwrap().unwrap();
    let proof = if member == "code" { tokens.code(purpose, id) } else { tokens.token(purpose, id) };
    proof.expose().to_owned()
}
