//! A simulated user: the tokens, and what the tasks must be according to the answers so far.

use std::collections::BTreeMap;
use std::sync::Arc;

use goose::goose::{TransactionError, TransactionResult};
use goose::prelude::{GooseMethod, GooseUser};
use serde_json::{Value, json};

use crate::call::{Answer, Call, Rules, send};

pub(crate) const PASSWORD: &str = "nine quiet herons";

/// How many tasks a list has. A creation adds one until the next deletion.
const TASKS: usize = 10;

#[derive(Debug)]
pub(crate) struct Person {
    rules: Arc<Rules>,
    email: String,
    access_token: String,
    refresh_token: String,
    tasks: BTreeMap<u64, Task>,
    /// How many writes there were, which also makes titles and keys unique.
    writes: usize,
}

#[derive(Clone, Debug, PartialEq)]
struct Task {
    title: String,
    completed: bool,
}

impl Task {
    fn of(view: &Value) -> Self {
        let title = view["title"].as_str().unwrap_or_default().to_owned();
        Self { title, completed: view["completed"].as_bool().unwrap_or_default() }
    }
}

impl Person {
    /// Signs up, logs in and creates the tasks.
    pub(crate) async fn join(user: &mut GooseUser, rules: Arc<Rules>) -> Result<Self, Box<TransactionError>> {
        let email = format!("{}-{}@example.com", rules.label, user.weighted_users_index);
        sign_up(user, &rules, &email).await?;
        let (access_token, refresh_token) = (String::new(), String::new());
        let mut person = Self { rules, email, access_token, refresh_token, tasks: BTreeMap::new(), writes: 0 };
        person.log_in(user).await?;
        for _ in 0..TASKS {
            person.create(user).await?;
        }
        Ok(person)
    }

    pub(crate) async fn log_in(&mut self, user: &mut GooseUser) -> TransactionResult {
        let answer = send(user, &self.rules, &log_in(&self.email), &[200]).await?;
        self.keep(&answer);
        Ok(())
    }

    pub(crate) async fn refresh(&mut self, user: &mut GooseUser) -> TransactionResult {
        let body = Some(json!({"refresh_token": self.refresh_token}));
        let refresh = Call { body, ..call(GooseMethod::Post, "/api/v1/refresh", "/refresh") };
        let answer = send(user, &self.rules, &refresh, &[200]).await?;
        self.keep(&answer);
        Ok(())
    }

    /// Lists the tasks, which must be those that the answers so far say.
    pub(crate) async fn list(&mut self, user: &mut GooseUser) -> TransactionResult {
        let list = call(GooseMethod::Get, "/api/v1/tasks/", "/tasks/");
        let answer = self.authorized(user, list, 200).await?;
        let views = answer.body["items"].as_array().map(Vec::as_slice).unwrap_or_default();
        let found: BTreeMap<_, _> =
            views.iter().filter_map(|view| Some((view["id"].as_u64()?, Task::of(view)))).collect();
        if found == self.tasks && views.len() == self.tasks.len() && answer.body["total"] == self.tasks.len() {
            return Ok(());
        }
        let text = format!("{}: expected {:?}, got {}", self.email, self.tasks, answer.body);
        self.rules.tally.add_failure(text.clone());
        Err(Box::new(TransactionError::Custom(text)))
    }

    /// The comparison at the end of a run.
    pub(crate) async fn compare(&mut self, user: &mut GooseUser) -> TransactionResult {
        self.list(user).await?;
        self.rules.tally.add_compared();
        Ok(())
    }

    /// Creates, changes and deletes in turn.
    pub(crate) async fn write(&mut self, user: &mut GooseUser) -> TransactionResult {
        match self.writes % 3 {
            _ if self.tasks.len() < TASKS => self.create(user).await,
            0 => self.create(user).await,
            1 => self.change(user).await,
            _ => self.delete(user).await,
        }
    }

    async fn create(&mut self, user: &mut GooseUser) -> TransactionResult {
        self.writes += 1;
        let title = format!("Task {} of {}", self.writes, self.email);
        let headers = vec![("idempotency-key", format!("{}-{}", self.email, self.writes))];
        let body = Some(json!({"title": title, "deadline": "2030-06-01"}));
        let create = Call { headers, body, ..call(GooseMethod::Post, "/api/v1/tasks/", "/tasks/") };
        let answer = self.authorized(user, create, 201).await?;
        self.tasks.insert(answer.body["id"].as_u64().unwrap_or_default(), Task { title, completed: false });
        Ok(())
    }

    /// Changes the last task.
    async fn change(&mut self, user: &mut GooseUser) -> TransactionResult {
        self.writes += 1;
        let Some((&id, task)) = self.tasks.last_key_value() else { return Ok(()) };
        let task = Task { title: format!("Change {} of {}", self.writes, self.email), completed: !task.completed };
        let body = Some(json!({"title": task.title, "completed": task.completed}));
        let path = format!("/api/v1/tasks/{id}");
        let change = Call { body, ..call(GooseMethod::Patch, &path, "/tasks/{id}") };
        self.authorized(user, change, 200).await?;
        self.tasks.insert(id, task);
        Ok(())
    }

    /// Deletes the first task.
    async fn delete(&mut self, user: &mut GooseUser) -> TransactionResult {
        self.writes += 1;
        let Some((&id, _)) = self.tasks.first_key_value() else { return Ok(()) };
        let path = format!("/api/v1/tasks/{id}");
        let delete = Call { if_repeated: Some(404), ..call(GooseMethod::Delete, &path, "/tasks/{id}") };
        self.authorized(user, delete, 204).await?;
        self.tasks.remove(&id);
        Ok(())
    }

    /// Sends a request with the access token. After a 401 the token is refreshed, and the request repeated.
    async fn authorized(
        &mut self,
        user: &mut GooseUser,
        mut call: Call<'_>,
        expected: u16,
    ) -> Result<Answer, Box<TransactionError>> {
        let headers = call.headers.clone();
        let with = |token: &str| [headers.clone(), vec![("authorization", format!("Bearer {token}"))]].concat();
        call.headers = with(&self.access_token);
        let answer = send(user, &self.rules, &call, &[expected, 401]).await?;
        if answer.status != 401 {
            return Ok(answer);
        }
        self.refresh(user).await?;
        call.headers = with(&self.access_token);
        send(user, &self.rules, &call, &[expected]).await
    }

    fn keep(&mut self, tokens: &Answer) {
        let token = |name: &str| tokens.body[name].as_str().unwrap_or_default().to_owned();
        (self.access_token, self.refresh_token) = (token("access_token"), token("refresh_token"));
    }
}

pub(crate) async fn sign_up(user: &mut GooseUser, rules: &Rules, email: &str) -> TransactionResult {
    let body = Some(json!({"email": email, "password": PASSWORD}));
    let sign_up = Call { body, ..call(GooseMethod::Post, "/api/v1/users/", "/users/") };
    send(user, rules, &sign_up, &[201]).await.map(drop)
}

pub(crate) fn log_in(email: &str) -> Call<'static> {
    let body = Some(json!({"username": email, "password": PASSWORD}));
    Call { body, ..call(GooseMethod::Post, "/api/v1/login", "/login") }
}

fn call<'a>(method: GooseMethod, path: &'a str, name: &'static str) -> Call<'a> {
    Call { method, path, name, headers: Vec::new(), body: None, if_repeated: None }
}
