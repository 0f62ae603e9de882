use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;

fn deadline(text: &str) -> Result<Deadline, InvalidDeadline> {
    Deadline::try_from(text.to_owned())
}

/// RFC 7396, section 2, for objects without nesting.
fn merge_patch(mut target: Map<String, Value>, patch: &Map<String, Value>) -> Map<String, Value> {
    for (name, value) in patch {
        if value.is_null() {
            target.remove(name);
        } else {
            target.insert(name.clone(), value.clone());
        }
    }
    target
}

/// Applies the change to the members that a client sees.
fn apply(change: TaskChange, target: &Map<String, Value>) -> Map<String, Value> {
    let mut changed = target.clone();
    let mut set = |name: &str, value: Option<Value>| value.map(|value| changed.insert(name.to_owned(), value));
    set("title", change.title.map(|title| json!(title.as_str())));
    set("description", change.description.map(|description| json!(description.as_str())));
    set("deadline", change.deadline.map(|deadline| json!(deadline)));
    set("completed", change.completed.map(|completed| json!(completed)));
    changed
}

/// A missing description is shown as "", a missing deadline as null.
fn shown(mut task: Map<String, Value>) -> Map<String, Value> {
    task.entry("description").or_insert_with(|| json!(""));
    task.entry("deadline").or_insert(Value::Null);
    task
}

prop_compose! {
    fn any_patch()(
        title in proptest::option::of("\\PC{1,20}"),
        description in proptest::option::of(prop_oneof![Just(Value::Null), "\\PC{0,20}".prop_map(Value::from)]),
        deadline in proptest::option::of(prop_oneof![
            Just(Value::Null),
            (1..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(y, m, d)| json!(format!("{y:04}-{m:02}-{d:02}"))),
        ]),
        completed in proptest::option::of(any::<bool>()),
        unknown in proptest::option::of(any::<u32>()),
    ) -> Map<String, Value> {
        [
            ("title", title.map(Value::from)),
            ("description", description),
            ("deadline", deadline),
            ("completed", completed.map(Value::from)),
            ("owner_id", unknown.map(Value::from)),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name.to_owned(), value)))
        .collect()
    }
}

proptest! {
    #[test]
    fn a_change_does_what_rfc_7396_says(patch in any_patch()) {
        let target = json!({"title": "Old", "description": "old", "deadline": "2026-01-01", "completed": true});
        let Value::Object(target) = target else { unreachable!() };
        let change: TaskChange = serde_json::from_value(Value::Object(patch.clone())).unwrap();
        let known: Map<_, _> = patch.into_iter().filter(|(name, _)| name != "owner_id").collect();
        prop_assert_eq!(apply(change, &target), shown(merge_patch(target, &known)));
    }

    #[test]
    fn every_calendar_date_is_a_deadline_and_is_written_unchanged(year in 0..=9999_i16, day in 1..=365_i16) {
        let date = Date::constant(year, 1, 1).with().day_of_year(day).build().unwrap();
        prop_assert_eq!(deadline(&date.to_string()).unwrap().to_string(), date.to_string());
    }

    #[test]
    fn a_text_is_kept_exactly_as_it_was_sent(text: String) {
        if let Ok(title) = Title::try_from(text.clone()) {
            prop_assert_eq!(title.as_str(), text.as_str());
        }
        if let Ok(description) = Description::try_from(text.clone()) {
            prop_assert_eq!(description.as_str(), text.as_str());
        }
    }

    #[test]
    fn parsing_a_deadline_never_panics(text: String) {
        let _ = deadline(&text);
    }
}

#[test]
fn invalid_calendar_dates_are_refused() {
    for text in [
        "",
        "2023-02-30",
        "2023-02-29",
        "2023-13-01",
        "2023-00-10",
        "20230101",
        "2023-1-1",
        "2023-01-01T00:00",
        "01/02/2023",
        "-000001-01-01",
        "+002023-01-01",
        "2023-01-01[Europe/Vienna]",
        " 2023-01-01",
        "２０２３-01-01",
        "10000-01-01",
        "2023-W01-1",
    ] {
        assert_eq!(deadline(text), Err(InvalidDeadline), "{text}");
    }
    assert!(deadline("2024-02-29").is_ok());
}

#[test]
fn lengths_are_counted_in_characters() {
    let of = |length| "é".repeat(length);
    assert_eq!(Title::try_from(of(0)), Err(InvalidTitle));
    assert!(Title::try_from(of(500)).is_ok());
    assert_eq!(Title::try_from(of(501)), Err(InvalidTitle));
    assert!(Description::try_from(of(10_000)).is_ok());
    assert_eq!(Description::try_from(of(10_001)), Err(InvalidDescription));
}

#[test]
fn a_merge_patch_cannot_remove_a_required_member() {
    assert!(serde_json::from_value::<TaskChange>(json!({"title": null})).is_err());
    assert!(serde_json::from_value::<TaskChange>(json!({"completed": null})).is_err());
    assert!(serde_json::from_value::<TaskChange>(json!({})).unwrap().is_empty());
}
