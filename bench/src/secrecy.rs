//! Whether the time of an answer tells who has an account: pairs of requests that should take equally long.

use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;
use shared::auth::mail_token::MailTokens;
use shared::config::Environment;
use shared::domain::mail::{MailPurpose, MailRequestId};

use crate::people::event_of;
use crate::process::{Process, Program};
use crate::stack::Stack;
use crate::store;

const SECRET: (&str, &str) = ("MAIL_TOKEN_SECRET", "the-mail-secret-of-at-least-thirty-two-bytes");
const LIMITS: [(&str, &str); 2] = [("MAIL_MAX_PER_EMAIL", "1000000"), ("MAIL_MAX_PER_NETWORK", "1000000")];
const WARM_UP: usize = 20;

/// The wall times of two kinds of requests, in microseconds. Those of one index were measured next to each other.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) name: &'static str,
    pub(crate) first: Vec<f64>,
    pub(crate) second: Vec<f64>,
}

pub(crate) async fn measure(folder: &Path, pairs: usize) -> anyhow::Result<Vec<Comparison>> {
    let stack = Stack::product(folder, &store::start().await?);
    let mut users = started(&stack, "optional").await?;
    for name in ["kno", "ver"] {
        users.invoke(&event_of("users-sign-up", name)?, 201).await?;
    }
    verify(&mut users, "ver").await?;
    let mut comparisons = Vec::from(resets(&mut users, pairs).await?);
    comparisons.extend(verifications(&mut users, pairs).await?);
    comparisons.push(sign_ups(&mut started(&stack, "required").await?, pairs).await?);
    Ok(comparisons)
}

async fn resets(users: &mut Process, pairs: usize) -> anyhow::Result<[Comparison; 2]> {
    let requests = [event_of("users-request-password-reset", "kno")?, event_of("users-request-password-reset", "unk")?];
    let confirmation = event_of("users-confirm-password-reset", "kno")?;
    let confirmation = confirmation.replace(r#"\"token\":\"MAIL_TOKEN\""#, r#"\"code\":\"000000\""#);
    let mut asked = Comparison::of("`POST /users/password-reset`: known, unknown email");
    let mut refused = Comparison::of("its confirmation with a wrong code: known, unknown email");
    for index in 0..WARM_UP + pairs {
        let answers = round(users, &requests, 202, index).await?;
        let ids = [0, 1].map(|which: usize| answers[which].0["request_id"].as_str().unwrap_or_default());
        let confirmations = ids.map(|id| confirmation.replace("REQUEST_ID", id));
        let refusals = round(users, &confirmations, 400, index).await?;
        asked.add(index, answers[0].1, answers[1].1);
        refused.add(index, refusals[0].1, refusals[1].1);
    }
    Ok([asked, refused])
}

async fn verifications(users: &mut Process, pairs: usize) -> anyhow::Result<[Comparison; 2]> {
    let events = ["kno", "unk", "ver"].map(|name| event_of("users-request-email-verification", name));
    let events = events.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    let mut unverified = Comparison::of("`POST /users/email-verification`: unverified, unknown email");
    let mut verified = Comparison::of("the same: verified, unknown email");
    for index in 0..WARM_UP + pairs {
        let answers = round(users, &events, 202, index).await?;
        unverified.add(index, answers[0].1, answers[1].1);
        verified.add(index, answers[2].1, answers[1].1);
    }
    Ok([unverified, verified])
}

async fn sign_ups(users: &mut Process, pairs: usize) -> anyhow::Result<Comparison> {
    let taken = event_of("users-sign-up", "kno")?;
    let mut compared = Comparison::of("`POST /users/` with `EMAIL_VERIFICATION=required`: taken, new email");
    for index in 0..WARM_UP + pairs {
        let events = [taken.clone(), event_of("users-sign-up", &format!("new-{index}"))?];
        let answers = round(users, &events, 202, index).await?;
        compared.add(index, answers[0].1, answers[1].1);
    }
    Ok(compared)
}

/// Sends each event once, in an order that changes with the index. The answers are in the order of the events.
async fn round(users: &mut Process, events: &[String], status: u16, index: usize) -> anyhow::Result<Vec<(Value, f64)>> {
    let mut answers = vec![(Value::Null, 0.0); events.len()];
    for step in 0..events.len() {
        let which = (index + step) % events.len();
        let (body, cost) = users.invoke(&events[which], status).await?;
        answers[which] = (body, cost.wall.as_secs_f64() * 1e6);
    }
    Ok(answers)
}

/// Confirms the email of a user, as the link in a mail does.
async fn verify(users: &mut Process, name: &str) -> anyhow::Result<()> {
    let (answer, _) = users.invoke(&event_of("users-request-email-verification", name)?, 202).await?;
    let id = answer["request_id"].as_str().context("the answer has no request id")?;
    let tokens = MailTokens::from_environment(&Environment::from_iter([SECRET]))?.context("there is a secret")?;
    let token = tokens.token(MailPurpose::VerifyEmail, MailRequestId::parse(id)?);
    let confirmation = event_of("users-confirm-email-verification", name)?;
    let confirmation = confirmation.replace("REQUEST_ID", id).replace("MAIL_TOKEN", token.expose());
    users.invoke(&confirmation, 204).await?;
    Ok(())
}

async fn started(stack: &Stack, verification: &str) -> anyhow::Result<Process> {
    let Program { mut variables, .. } = stack.program("users");
    let settings = [SECRET, ("EMAIL_VERIFICATION", verification)].into_iter().chain(LIMITS);
    variables.extend(settings.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let mut process = Process::start(&Program { variables, ..stack.program("users") }).await?;
    process.ready().await?;
    Ok(process)
}

impl Comparison {
    fn of(name: &'static str) -> Self {
        Self { name, first: Vec::new(), second: Vec::new() }
    }

    fn add(&mut self, index: usize, first: f64, second: f64) {
        if index >= WARM_UP {
            self.first.push(first);
            self.second.push(second);
        }
    }
}
