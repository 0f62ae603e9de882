//! The work that is left after a password change or the deletion of an account.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::id::UserId;

/// Requests that were under way when the last old access token expired have finished by then.
const AFTER_LAST_TOKEN: SignedDuration = SignedDuration::from_hours(1);

/// An order to the worker: to end sessions or, for a deleted account, to delete everything that belongs to the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cleanup {
    pub user_id: UserId,
    /// Sessions of a lower version end.
    pub credential_version: u64,
    /// Whether the account is deleted. Then the user's sessions and tasks are deleted too.
    pub everything: bool,
    /// How often the worker has started itself again for this order.
    pub pass: u64,
    /// When the item expires, in epoch seconds. Its expiry starts the last sweep. No access token from before the
    /// change works by then.
    pub ttl: i64,
}

impl Cleanup {
    /// For a password change to `credential_version`.
    #[must_use]
    pub fn of_sessions(
        user_id: UserId,
        credential_version: u64,
        now: Timestamp,
        token_lifetime: SignedDuration,
    ) -> Self {
        let end = now.checked_add(token_lifetime).and_then(|end| end.checked_add(AFTER_LAST_TOKEN));
        let ttl = end.unwrap_or(Timestamp::MAX).as_second();
        Self { user_id, credential_version, everything: false, pass: 0, ttl }
    }

    /// For the deletion of an account.
    #[must_use]
    pub fn of_everything(user_id: UserId, now: Timestamp, token_lifetime: SignedDuration) -> Self {
        Self { everything: true, ..Self::of_sessions(user_id, u64::MAX, now, token_lifetime) }
    }
}

/// A stream record that the worker cannot process. It is kept until an operator has looked at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedRecord {
    key: String,
    pub record: String,
    pub reason: String,
}

/// No user id starts with this.
const PARKED: &str = "parked#";
/// A quarter of DynamoDB's item limit. The records we expect have less than one kilobyte.
const MAX_RECORD_BYTES: usize = 100_000;
const MAX_REASON_BYTES: usize = 1_000;

impl ParkedRecord {
    /// The sequence number is part of the key, so a record is parked only once.
    #[must_use]
    pub fn new(sequence_number: &str, record: &str, mut reason: String) -> Self {
        let record = record[..record.floor_char_boundary(MAX_RECORD_BYTES)].to_owned();
        reason.truncate(reason.floor_char_boundary(MAX_REASON_BYTES));
        Self { key: format!("{PARKED}{sequence_number}"), record, reason }
    }

    #[must_use]
    pub fn is_key(key: &str) -> bool {
        key.starts_with(PARKED)
    }

    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_sweep_starts_when_no_earlier_access_token_works() {
        let now = Timestamp::from_second(1_795_512_600).unwrap();
        let cleanup = Cleanup::of_everything(UserId::new(now, [7; 10]), now, SignedDuration::from_mins(15));
        assert_eq!(cleanup.ttl, now.as_second() + 15 * 60 + 3600);
        assert!(cleanup.everything);
    }
}
