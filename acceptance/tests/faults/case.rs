//! One request under one fault, and what must be true of its response and afterwards.

use std::fmt;
use std::time::Duration;

use serde_json::json;
use testkit::{Answer, Fault};
use tokio::time::timeout;

use crate::person::{NEW_PASSWORD, PASSWORD, Person, System, seen};
use crate::routes::{Effect, Route, account, post};

/// Functions give up after 3.5 seconds. The rest is for a busy machine.
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
    /// The call that is broken.
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
    /// Returns what is wrong, one sentence each.
    pub(crate) async fn run(&self, system: &System) -> Vec<String> {
        let person = Person::set_up(system, &format!("{:?}@example.com", self.attempts)).await;
        match self.attempts {
            Attempts::Every => system.faults.break_every(&self.operation, self.fault),
            Attempts::First => system.faults.break_next(&self.operation, self.fault),
        }
        let answer = timeout(LIMIT, person.api.send((self.route.request)(&person))).await;
        let broken = system.faults.heal();
        let Ok(answer) = answer else { return vec![format!("{self}: no response within {LIMIT:?}")] };
        let mut failures = self.judge(&answer, broken);
        self.look_at_account(&person, &answer, &mut failures).await;
        self.look_at_tasks(&person, &answer, &mut failures).await;
        if matches!(self.route.effect, Effect::ResetsPassword { .. } | Effect::ChangesEmail { .. }) {
            // It ends the sessions that the request could not end.
            system.run_worker().await;
        }
        // A client that got no response retries a minute later, with the same token.
        system.wait_out_the_leeway();
        self.look_at_session(&person, &answer, &mut failures).await;
        failures.into_iter().map(|failure| format!("{self}: {failure}")).collect()
    }

    fn judge(&self, answer: &Answer, broken: usize) -> Vec<String> {
        let fails = self.attempts == Attempts::Every && !self.fault.is_harmless() && !self.is_optional();
        let expected = match (fails, self.fault.is_load_of_one_user()) {
            (false, _) => self.route.good,
            (true, false) => 503,
            (true, true) if self.operation == "TransactWriteItems" && !self.is_of_tasks() => 503,
            (true, true) => 429,
        };
        let mut failures = Vec::new();
        if answer.status != expected {
            failures.push(format!("{} instead of {expected}: {}", answer.status, answer.body));
        }
        if fails && !answer.headers.contains_key("retry-after") {
            failures.push(format!("{expected} without Retry-After"));
        }
        let enough = if fails { broken >= TRIES } else { broken >= 1 };
        if !enough {
            failures.push(format!("the fault hit only {broken} requests"));
        }
        failures
    }

    /// Whether the request succeeds although this call fails. A right password lowers the counters of attempts; if that
    /// fails, they stay as they are. If other sessions could not be ended, the next login or the worker ends them.
    fn is_optional(&self) -> bool {
        match self.route.effect {
            Effect::LogsIn | Effect::ChangesPassword => ["DeleteItem", "Query"].contains(&self.operation.as_str()),
            Effect::ResetsPassword { by_code: true } | Effect::ChangesEmail { by_code: true } => {
                self.operation == "Query"
            }
            Effect::ResetsPassword { by_code: false } | Effect::ChangesEmail { by_code: false } => {
                ["Query", "UpdateItem"].contains(&self.operation.as_str())
            }
            Effect::DeletesAccount | Effect::AsksForEmail => self.operation == "DeleteItem",
            _ => false,
        }
    }

    fn is_of_tasks(&self) -> bool {
        matches!(self.route.effect, Effect::Tasks(_))
    }

    /// No account is incomplete: after a failed sign-up, the next one succeeds or conflicts, and the password works.
    async fn look_at_account(&self, person: &Person, answer: &Answer, failures: &mut Vec<String>) {
        let mut expect = async |path: &str, body, statuses: &[u16]| {
            let status = person.api.send(post(path, &body)).await.status.as_u16();
            if !statuses.contains(&status) {
                failures.push(format!("then {path} returns {status}"));
            }
        };
        match self.route.effect {
            Effect::SignsUp => {
                let again: &[u16] = if answer.status.is_success() { &[409] } else { &[201, 409] };
                expect("/users/", account(&person.newcomer(), "email"), again).await;
                expect("/login", account(&person.newcomer(), "username"), &[200]).await;
            }
            Effect::LogsIn => expect("/login", account(&person.email, "username"), &[200]).await,
            Effect::ChangesPassword | Effect::ResetsPassword { .. } => {
                // Either password works, and only the new one after a success.
                let with = |password: &str| json!({"username": person.email, "password": password});
                let old = person.api.send(post("/login", &with(PASSWORD))).await.status;
                let allowed: &[u16] = if answer.status.is_success() || old == 401 { &[200] } else { &[401] };
                expect("/login", with(NEW_PASSWORD), allowed).await;
            }
            Effect::DeletesAccount => {
                let kept = person.api.send(post("/login", &account(&person.email, "username"))).await.status == 200;
                let again: &[u16] = if answer.status.is_success() || !kept { &[201] } else { &[409] };
                expect("/users/", account(&person.email, "email"), again).await;
            }
            Effect::ChangesEmail { .. } => {
                // Either email logs in, and only the new one after a success.
                let old = person.api.send(post("/login", &account(&person.email, "username"))).await.status;
                let allowed: &[u16] = if answer.status.is_success() || old == 401 { &[200] } else { &[401] };
                expect("/login", account(&person.new_email(), "username"), allowed).await;
            }
            Effect::Nothing | Effect::Acknowledges | Effect::LogsOut | Effect::AsksForEmail | Effect::Tasks(_) => {}
        }
    }

    async fn look_at_tasks(&self, person: &Person, answer: &Answer, failures: &mut Vec<String>) {
        let Effect::Tasks(change) = self.route.effect else { return };
        let (before, acknowledged) = (vec![seen("Milk", false, 1)], answer.status.is_success());
        let mut after = before.clone();
        change(&mut after);
        after.sort();
        let tasks = person.tasks().await;
        if tasks != after && (acknowledged || tasks != before) {
            failures.push(format!("acknowledged: {acknowledged}, but the tasks are {tasks:?}"));
        }
    }

    /// Only users who asked for it are logged out.
    async fn look_at_session(&self, person: &Person, answer: &Answer, failures: &mut Vec<String>) {
        let answered = answer.text("refresh_token");
        let tokens = match self.route.effect {
            Effect::Acknowledges => vec![person.successor()],
            _ => vec![person.first(), person.successor()],
        };
        let allowed: &[u16] = match self.route.effect {
            Effect::LogsOut
            | Effect::ChangesPassword
            | Effect::ResetsPassword { .. }
            | Effect::ChangesEmail { .. }
            | Effect::DeletesAccount => {
                if answer.status.is_success() {
                    &[401]
                } else {
                    &[200, 401]
                }
            }
            _ => &[200],
        };
        let tokens = tokens.into_iter().map(|token| (token, allowed));
        let answered = (!answered.is_empty()).then(|| (json!({"refresh_token": answered}), &[200][..]));
        for (index, (token, allowed)) in tokens.chain(answered).enumerate() {
            let status = person.api.send(post("/refresh", &token)).await.status.as_u16();
            if !allowed.contains(&status) {
                failures.push(format!("refresh token {index} gets {status}"));
            }
        }
        let me = person.api.send(person.get("/users/me")).await.status;
        if me != 200 && !allowed.contains(&me.as_u16()) {
            failures.push(format!("the access token gets {me}"));
        }
    }
}
