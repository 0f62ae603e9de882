//! Fifty stored tasks.

use jiff::Timestamp;
use serde_json::{Value, json};
use shared::domain::id::UserId;

const TASKS: u64 = 50;

/// What DynamoDB answers to a Query for them.
pub(crate) fn answer(now: Timestamp) -> Value {
    let items: Vec<_> = tasks(now).map(attributes).collect();
    json!({ "Count": TASKS, "ScannedCount": TASKS, "Items": items })
}

fn tasks(now: Timestamp) -> impl Iterator<Item = Value> {
    let owner = UserId::new(now, [1; 10]).to_string();
    let time = now.as_millisecond();
    (1..=TASKS).map(move |id| {
        json!({
            "owner_id": owner, "id": id, "title": "Write the quarterly report", "description": "And send it to the team",
            "deadline": "2030-06-01", "completed": false, "creation_date": time, "last_update": time, "version": 1,
        })
    })
}

/// An item in DynamoDB's JSON.
fn attributes(task: Value) -> Value {
    let typed = |value: Value| match value {
        Value::Number(number) => json!({ "N": number.to_string() }),
        Value::Bool(value) => json!({ "BOOL": value }),
        other => json!({ "S": other }),
    };
    task.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), typed(value.clone()))).collect()
}
