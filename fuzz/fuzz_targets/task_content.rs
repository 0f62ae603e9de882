//! The body of `POST /tasks/` and `PUT /tasks/{id}`.
#![no_main]

use fuzz::tasks::{check_deadline, check_description, check_title, judge};
use serde_json::{Value, json};
use shared::domain::task::TaskContent;
use shared::http::json;

libfuzzer_sys::fuzz_target!(|body: &[u8]| judge(body, |content| check(content, body)));

fn check(content: &TaskContent, body: &[u8]) {
    check_title(&content.title);
    check_description(&content.description);
    content.deadline.into_iter().for_each(check_deadline);
    let written = json!({
        "title": content.title.as_str(), "description": content.description.as_str(), "deadline": content.deadline,
    });
    // An ignored member may hold a number that does not fit into a `Value`.
    if let Ok(sent) = serde_json::from_slice::<Value>(body) {
        let given = |name: &str, otherwise| sent.get(name).cloned().unwrap_or(otherwise);
        let sent = json!({
            "title": sent["title"], "description": given("description", json!("")), "deadline": given("deadline", json!(null)),
        });
        assert_eq!(written, sent);
    }
    assert_eq!(json::parse::<TaskContent>(written.to_string().as_bytes()).ok().as_ref(), Some(content), "{written}");
}
