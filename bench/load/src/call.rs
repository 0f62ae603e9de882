//! One request of a simulated user, with the repeats that a client makes after a 429 or 503.

use std::sync::Arc;
use std::time::Duration;

use goose::goose::TransactionError;
use goose::metrics::GooseRequestMetric;
use goose::prelude::{GooseMethod, GooseRequest, GooseUser};
use serde_json::Value;
use tokio::time::sleep;

use crate::tally::Tally;

/// What holds for all users of a run.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) tally: Arc<Tally>,
    /// The first part of the users' emails.
    pub(crate) label: &'static str,
    /// How often a request is repeated after a 429 or 503. With zero, these are failures.
    pub(crate) repeats: u32,
}

/// A request.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) method: GooseMethod,
    pub(crate) path: &'a str,
    /// The path in tables, with `{id}` for ids.
    pub(crate) name: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<Value>,
    /// A status that is right as well if an earlier attempt has got a 429 or 503, which may have been applied.
    pub(crate) if_repeated: Option<u16>,
}

/// A response with an expected status.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<u64>,
    pub(crate) body: Value,
}

/// Sends a request until its status is expected. Any other status fails the run.
pub(crate) async fn send(
    user: &mut GooseUser,
    rules: &Rules,
    call: &Call<'_>,
    expected: &[u16],
) -> Result<Answer, Box<TransactionError>> {
    let mut repeated = 0;
    loop {
        let (mut metric, answer) = once(user, call).await?;
        rules.tally.add_request();
        if expected.contains(&answer.status) || (repeated > 0 && call.if_repeated == Some(answer.status)) {
            user.set_success(&mut metric)?;
            return Ok(answer);
        }
        let (429 | 503, Some(seconds), true) = (answer.status, answer.retry_after, repeated < rules.repeats) else {
            return Err(Box::new(failure(user, rules, metric, &answer)));
        };
        user.set_success(&mut metric)?;
        rules.tally.add_repeat();
        repeated += 1;
        sleep(Duration::from_secs(seconds)).await;
    }
}

async fn once(user: &mut GooseUser, call: &Call<'_>) -> Result<(GooseRequestMetric, Answer), Box<TransactionError>> {
    let mut builder = user.get_request_builder(&call.method, call.path)?;
    for (name, value) in &call.headers {
        builder = builder.header(*name, value);
    }
    if let Some(body) = &call.body {
        builder = builder.json(body);
    }
    let request = GooseRequest::builder().method(call.method).path(call.path).name(call.name);
    let sent = user.request(request.set_request_builder(builder).build()).await?;
    let mut answer = Answer { status: 0, retry_after: None, body: Value::Null };
    match sent.response {
        Ok(response) => {
            answer.status = response.status().as_u16();
            let header = response.headers().get("retry-after");
            answer.retry_after = header.and_then(|value| value.to_str().ok()?.parse().ok());
            answer.body =
                serde_json::from_slice(&response.bytes().await.map_err(TransactionError::from)?).unwrap_or_default();
        }
        Err(error) => answer.body = Value::String(error.to_string()),
    }
    Ok((sent.request, answer))
}

/// Records that an answer was wrong.
fn failure(user: &mut GooseUser, rules: &Rules, mut metric: GooseRequestMetric, answer: &Answer) -> TransactionError {
    let text = format!("{} {}: {} {}", metric.raw.method, metric.name, answer.status, answer.body);
    rules.tally.add_failure(text.clone());
    match user.set_failure(&text, &mut metric, None, None) {
        Err(error) => *error,
        Ok(()) => TransactionError::Custom(text),
    }
}
