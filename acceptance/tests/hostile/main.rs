//! Hostile requests as a table, sent twice: as API Gateway events through the functions' routers, and as bytes over HTTP.
//! Each has its expected status and problem type; every answer is held against the OpenAPI document too; and at the end what
//! the user had is as it was.

#![expect(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

mod account;
mod authorization;
mod bodies;
mod case;
mod events;
mod over_http;
mod paths;
mod queries;

use case::Case;
use serde_json::Value;

/// The fewest cases that the table may have: a mistake in it must not go unnoticed.
const AT_LEAST: usize = 400;

fn table() -> Vec<Case> {
    let cases = [account::cases(), authorization::cases(), bodies::cases(), paths::cases(), queries::cases()].concat();
    assert!(cases.len() >= AT_LEAST, "{} cases", cases.len());
    cases
}

/// What the placeholders of the cases stand for.
struct Known {
    access_token: String,
    refresh_token: String,
    task: String,
}

impl Known {
    fn fill(&self, text: &str) -> String {
        let filled = text.replace("{token}", &self.access_token).replace("{refresh}", &self.refresh_token);
        filled.replace("{task}", &self.task)
    }

    fn fill_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        std::str::from_utf8(bytes).map_or_else(|_| bytes.to_vec(), |text| self.fill(text).into_bytes())
    }
}

/// How an answer differs from what is expected.
fn complaint(case: &Case, status: u16, body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let problem = body["type"].as_str().unwrap_or_default().trim_start_matches("/problems/").to_owned();
    let loc = body["errors"][0]["loc"]
        .as_array()
        .map(|loc| loc.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("."));
    let given = (status, problem.as_str(), loc.as_deref());
    let expected = (case.status, case.problem, case.loc);
    (given != expected).then(|| format!("{}: {given:?} instead of {expected:?}: {}", case.name, body["detail"]))
}

/// A new task's texts come back exactly as they were sent.
fn is_echoed(sent: &[u8], body: &[u8]) -> bool {
    // A number that no float holds is ignored with its member, but this test cannot read it.
    let Ok(sent) = serde_json::from_slice::<Value>(sent) else { return true };
    let answered: Value = serde_json::from_slice(body).unwrap();
    sent["title"] == answered["title"] && answered["completed"] == false && answered["id"] != sent["id"]
}
