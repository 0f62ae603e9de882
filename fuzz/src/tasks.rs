//! Checks the documented limits of a task's texts and dates.

use serde::de::DeserializeOwned;
use shared::domain::task::{Deadline, Description, Title};
use shared::http::{ApiError, json};

pub fn check_title(title: &Title) {
    assert!((1..=500).contains(&title.as_str().chars().count()));
}

pub fn check_description(description: &Description) {
    assert!(description.as_str().chars().count() <= 10_000);
}

/// A deadline is written as `YYYY-MM-DD` and is a day that exists.
pub fn check_deadline(deadline: Deadline) {
    let text = deadline.to_string();
    let digits = |range: std::ops::Range<usize>| text[range].bytes().all(|byte| byte.is_ascii_digit());
    assert!(text.len() == 10 && digits(0..4) && digits(5..7) && digits(8..10), "{text}");
    assert!(text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-', "{text}");
    assert_eq!(text.parse::<jiff::civil::Date>().ok(), Some(deadline.date()));
}

/// Parses a body as a route does, and checks the result.
pub fn judge<T: DeserializeOwned>(body: &[u8], check: impl Fn(&T)) {
    match json::parse::<T>(body) {
        Ok(accepted) => check(&accepted),
        Err(error) => check_error(&error, body),
    }
}

/// A body is malformed only if it is not JSON. Otherwise the error names a member.
fn check_error(error: &ApiError, body: &[u8]) {
    let is_json = std::str::from_utf8(body).is_ok_and(|text| serde_json::from_str::<serde_json::Value>(text).is_ok());
    match error {
        ApiError::MalformedBody(_) => assert!(!is_json),
        ApiError::InvalidInput(_) => assert!(is_json),
        other => panic!("{other}"),
    }
}
