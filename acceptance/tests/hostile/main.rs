//! A table of hostile requests, sent twice: as API Gateway events to the functions, and as bytes over HTTP. Each gets
//! the expected status and problem type, every response is checked against the OpenAPI document, and the user's data do
//! not change.

#![expect(clippy::unwrap_used, reason = "a failed set-up fails the test")]

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

/// The least number of cases, so that a mistake in the table is noticed.
const MIN_CASES: usize = 400;

fn table() -> Vec<Case> {
    let cases = [account::cases(), authorization::cases(), bodies::cases(), paths::cases(), queries::cases()].concat();
    assert!(cases.len() >= MIN_CASES, "{} cases", cases.len());
    cases
}

/// The values of the placeholders in cases.
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

/// How a response differs from the expected one.
fn mismatch(case: &Case, status: u16, body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let problem = body["type"].as_str().unwrap_or_default().trim_start_matches("/problems/").to_owned();
    let loc = body["errors"][0]["loc"]
        .as_array()
        .map(|loc| loc.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("."));
    let given = (status, problem.as_str(), loc.as_deref());
    let expected = (case.status, case.problem, case.loc);
    (given != expected).then(|| format!("{}: {given:?} instead of {expected:?}: {}", case.name, body["detail"]))
}

/// Whether a new task has the title that was sent, and ignores what clients cannot set.
fn is_echoed(sent: &[u8], body: &[u8]) -> bool {
    // The API ignores an unknown member with a number beyond floats, but this test cannot parse it.
    let Ok(sent) = serde_json::from_slice::<Value>(sent) else { return true };
    let answered: Value = serde_json::from_slice(body).unwrap();
    sent["title"] == answered["title"] && answered["completed"] == false && answered["id"] != sent["id"]
}
