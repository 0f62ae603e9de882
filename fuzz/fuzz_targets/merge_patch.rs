//! The body of `PATCH /tasks/{id}` (RFC 7396).
#![no_main]

use fuzz::tasks::{check_deadline, check_description, check_title, judge};
use serde_json::{Map, Value, json};
use shared::domain::task::TaskChange;
use shared::http::json;

libfuzzer_sys::fuzz_target!(|body: &[u8]| judge(body, |change| check(change, body)));

fn check(change: &TaskChange, body: &[u8]) {
    change.title.iter().for_each(check_title);
    change.description.iter().for_each(check_description);
    change.deadline.iter().flatten().copied().for_each(check_deadline);
    // An ignored member may hold a number that does not fit into a `Value`.
    if let Ok(sent) = serde_json::from_slice::<Value>(body) {
        assert_eq!(written(change), read_by_hand(&sent));
    }
    let written = Value::Object(written(change)).to_string();
    assert_eq!(json::parse::<TaskChange>(written.as_bytes()).ok().as_ref(), Some(change), "{written}");
    assert_eq!(change.is_empty(), written == "{}");
}

/// The change as a merge patch.
fn written(change: &TaskChange) -> Map<String, Value> {
    let members = [
        ("title", change.title.as_ref().map(|title| json!(title.as_str()))),
        ("description", change.description.as_ref().map(|description| json!(description.as_str()))),
        ("deadline", change.deadline.map(|deadline| json!(deadline))),
        ("completed", change.completed.map(Value::from)),
    ];
    members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// The known members of the body. Removing the description makes it empty.
fn read_by_hand(sent: &Value) -> Map<String, Value> {
    let mut members = sent.as_object().unwrap().clone();
    members.retain(|name, _| ["title", "description", "deadline", "completed"].contains(&name.as_str()));
    if members.get("description") == Some(&Value::Null) {
        members["description"] = json!("");
    }
    members
}
