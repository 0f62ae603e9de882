//! One request under one fault, and what must hold of its answer and of everything afterwards.

use std::fmt;
use std::time::{Duration, Instant};

use serde_json::json;
use testkit::{Answer, Fault};

use crate::person::{EMAIL, NEWCOMER, Person, seen};
use crate::routes::{Effect, Route, account, post};

/// The store is given up after 3.5 seconds; the rest is a busy machine.
const LIMIT: Duration = Duration::from_secs(5);
/// How often the SDK tries a call.
const TRIES: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attempts {
    Every,
    First,
}

pub(crate) struct Case {
    pub(crate) route: &'static Route,
    /// The call that the fault meets.
    pub(crate) operation: String,
    pub(crate) fault: Fault,
    pub(crate) attempts: Attempts,
}

impl fmt::Display for Case {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { route, operation, fault, attempts } = self;
        write!(formatter, "{}, {fault:?} at {attempts:?} attempt of {operation}", route.name)
    }
}

impl Case {
    /// What is wrong, one sentence each.
    pub(crate) async fn run(self) -> Vec<String> {
        let person = Person::arrive().await;
        match self.attempts {
            Attempts::Every => person.faults.break_every(&self.operation, self.fault),
            Attempts::First => person.faults.break_next(&self.operation, self.fault),
        }
        let start = Instant::now();
        let answer = person.api.send((self.route.request)(&person)).await;
        let (took, broken) = (start.elapsed(), person.faults.heal());
        let mut complaints = self.judge(&answer, took, broken);
        complaints.extend(self.look_around(&person, &answer).await);
        complaints
    }

    fn judge(&self, answer: &Answer, took: Duration, broken: usize) -> Vec<String> {
        let fails = self.attempts == Attempts::Every && !self.fault.is_harmless();
        let expected = if fails { 503 } else { self.route.good };
        let mut complaints = Vec::new();
        if answer.status != expected {
            complaints.push(format!("answered {} instead of {expected}: {}", answer.status, answer.body));
        }
        if answer.status == 503 && !answer.headers.contains_key("retry-after") {
            complaints.push("503 without Retry-After".to_owned());
        }
        if took > LIMIT {
            complaints.push(format!("took {took:?}"));
        }
        let enough = if fails { broken >= TRIES } else { broken >= 1 };
        if !enough {
            complaints.push(format!("only {broken} requests met the fault"));
        }
        complaints
    }

    /// After the store is well again.
    async fn look_around(&self, person: &Person, answer: &Answer) -> Vec<String> {
        let mut complaints = Vec::new();
        let acknowledged = answer.status.is_success();
        self.look_at_tasks(person, acknowledged, &mut complaints).await;
        self.look_at_session(person, answer, &mut complaints).await;
        let mut expect = async |what: &str, body, statuses: &[u16]| {
            let path = if what.starts_with("sign-up") { "/users/" } else { "/login" };
            let status = person.api.send(post(path, &body)).await.status.as_u16();
            if !statuses.contains(&status) {
                complaints.push(format!("{what} is answered {status}"));
            }
        };
        if matches!(self.route.effect, Effect::SignsUp) {
            let again: &[u16] = if acknowledged { &[409] } else { &[201, 409] };
            expect("sign-up once more", account(NEWCOMER, "email"), again).await;
            expect("login of the newcomer", account(NEWCOMER, "username"), &[200]).await;
        }
        expect("login", account(EMAIL, "username"), &[200]).await;
        complaints
    }

    async fn look_at_tasks(&self, person: &Person, acknowledged: bool, complaints: &mut Vec<String>) {
        let before = vec![seen("Milk", false, 1)];
        let mut after = before.clone();
        if let Effect::Tasks(change) = self.route.effect {
            change(&mut after);
            after.sort();
        }
        let logged_out = matches!(self.route.effect, Effect::LogsOut);
        if logged_out && person.api.send(person.get("/tasks/")).await.status == 401 {
            return;
        }
        let tasks = person.tasks().await;
        if tasks != after && (acknowledged || tasks != before) {
            complaints.push(format!("acknowledged: {acknowledged}, and the tasks are {tasks:?}"));
        }
    }

    /// A client whose answer was lost comes back a minute later with the token that it presented.
    async fn look_at_session(&self, person: &Person, answer: &Answer, complaints: &mut Vec<String>) {
        person.wait_out_the_leeway();
        let answered = answer.text("refresh_token");
        let tokens = match self.route.effect {
            Effect::Acknowledges => vec![person.successor()],
            _ => vec![person.first(), person.successor()],
        };
        let tokens = tokens.into_iter().chain((!answered.is_empty()).then(|| json!({"refresh_token": answered})));
        let allowed: &[u16] = match self.route.effect {
            Effect::LogsOut if answer.status.is_success() => &[401],
            Effect::LogsOut => &[200, 401],
            _ => &[200],
        };
        for (index, token) in tokens.enumerate() {
            let status = person.api.send(post("/refresh", &token)).await.status.as_u16();
            if !allowed.contains(&status) {
                complaints.push(format!("refresh token {index} is answered {status}"));
            }
        }
        let me = person.api.send(person.get("/users/me")).await.status;
        if me != 200 && !allowed.contains(&me.as_u16()) {
            complaints.push(format!("the access token is answered {me}"));
        }
    }
}
