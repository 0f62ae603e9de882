//! A to-do and the changes that can be made to it.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};

use super::id::{TaskId, UserId};
use super::{not_null, time};

const MAX_TITLE_CHARACTERS: usize = 500;
const MAX_DESCRIPTION_CHARACTERS: usize = 10_000;

/// Why a text is refused as a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 500 characters long")]
pub struct InvalidTitle;

/// 1 to 500 characters, kept exactly as sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Title(String);

impl Title {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Title {
    type Error = InvalidTitle;

    fn try_from(text: String) -> Result<Self, InvalidTitle> {
        if (1..=MAX_TITLE_CHARACTERS).contains(&text.chars().count()) { Ok(Self(text)) } else { Err(InvalidTitle) }
    }
}

/// Why a text is refused as a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be at most 10,000 characters long")]
pub struct InvalidDescription;

/// Up to 10,000 characters, kept exactly as sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Description(String);

impl Description {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Description {
    type Error = InvalidDescription;

    fn try_from(text: String) -> Result<Self, InvalidDescription> {
        if text.chars().count() <= MAX_DESCRIPTION_CHARACTERS { Ok(Self(text)) } else { Err(InvalidDescription) }
    }
}

/// Why a text is not a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a valid date in the format YYYY-MM-DD")]
pub struct InvalidDeadline;

/// A calendar date without a time zone, `YYYY-MM-DD` (`full-date` of RFC 3339).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Deadline(Date);

impl Deadline {
    #[must_use]
    pub fn date(self) -> Date {
        self.0
    }

    /// `DD/MM/YYYY`, such as `31/12/2026`.
    #[must_use]
    pub fn day_first(self) -> String {
        format!("{:02}/{:02}/{:04}", self.0.day(), self.0.month(), self.0.year())
    }
}

impl fmt::Display for Deadline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl TryFrom<String> for Deadline {
    type Error = InvalidDeadline;

    /// A date has exactly one text. Other spellings, such as `20261231` and `2026-W53-4`, are refused.
    fn try_from(text: String) -> Result<Self, InvalidDeadline> {
        let date: Date = text.parse().map_err(|_| InvalidDeadline)?;
        if date.to_string() == text && text.len() == 10 { Ok(Self(date)) } else { Err(InvalidDeadline) }
    }
}

impl From<Deadline> for String {
    fn from(deadline: Deadline) -> Self {
        deadline.to_string()
    }
}

/// A task as it is stored. Times are epoch milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub owner_id: UserId,
    pub id: TaskId,
    pub title: Title,
    #[serde(default)]
    pub description: Description,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Deadline>,
    pub completed: bool,
    #[serde(with = "time::milliseconds")]
    pub creation_date: Timestamp,
    #[serde(with = "time::milliseconds")]
    pub last_update: Timestamp,
    /// Increases with each change. It is the task's `ETag`.
    pub version: u64,
}

/// What a client sends to create or replace a task. The other members of a task cannot be set this way.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TaskContent {
    pub title: Title,
    #[serde(default)]
    pub description: Description,
    #[serde(default)]
    pub deadline: Option<Deadline>,
}

impl Task {
    /// A new task: not completed, version 1.
    #[must_use]
    pub fn new(owner_id: UserId, id: TaskId, content: TaskContent, now: Timestamp) -> Self {
        let TaskContent { title, description, deadline } = content;
        Self {
            owner_id,
            id,
            title,
            description,
            deadline,
            completed: false,
            creation_date: now,
            last_update: now,
            version: 1,
        }
    }
}

/// What a request changes in a task. A member that is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct TaskChange {
    #[serde(default, deserialize_with = "not_null::deserialize")]
    pub title: Option<Title>,
    /// A merge patch removes a member with null (RFC 7396, section 2). A removed description is empty.
    #[serde(default, deserialize_with = "present_or_removed")]
    pub description: Option<Description>,
    /// `Some(None)` removes the deadline.
    #[serde(default, deserialize_with = "not_null::deserialize")]
    pub deadline: Option<Option<Deadline>>,
    #[serde(default, deserialize_with = "not_null::deserialize")]
    pub completed: Option<bool>,
}

impl TaskChange {
    /// Replaces everything that a client writes except `completed`, which stays as it is.
    #[must_use]
    pub fn replace(content: TaskContent) -> Self {
        let TaskContent { title, description, deadline } = content;
        Self { title: Some(title), description: Some(description), deadline: Some(deadline), completed: None }
    }

    #[must_use]
    pub fn complete(completed: bool) -> Self {
        Self { completed: Some(completed), ..Self::default() }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn present_or_removed<'de, T: Deserialize<'de> + Default, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Ok(Some(Option::deserialize(deserializer)?.unwrap_or_default()))
}

#[cfg(test)]
mod tests;
