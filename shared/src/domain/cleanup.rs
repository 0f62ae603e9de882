//! What is left to do after a change of a user's credentials or the end of an account.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::id::UserId;

/// A request that was under way is over by then, whatever its token's age.
const AFTER_LAST_TOKEN: SignedDuration = SignedDuration::from_hours(1);

/// An order to the worker: sessions that must end, and for a deleted account everything else that is the user's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cleanup {
    pub user_id: UserId,
    /// Sessions of a lower one end.
    pub credential_version: u64,
    /// Whether the account is gone: sessions and tasks are deleted.
    pub everything: bool,
    /// How often the worker has started itself again.
    pub pass: u64,
    /// When the item itself goes, in epoch seconds, which starts the last sweep: no access token of before works by then.
    pub ttl: i64,
}

impl Cleanup {
    /// After a change of the password to this version of the credentials.
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

    /// After the end of an account.
    #[must_use]
    pub fn of_everything(user_id: UserId, now: Timestamp, token_lifetime: SignedDuration) -> Self {
        Self { everything: true, ..Self::of_sessions(user_id, u64::MAX, now, token_lifetime) }
    }
}

/// A record of the stream that cannot be followed, put aside until an operator has looked at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedRecord {
    key: String,
    pub record: String,
    pub reason: String,
}

/// No user's id begins like this.
const PARKED: &str = "parked#";
/// A quarter of what an item may hold: a record of ours has less than one kilobyte.
const MAX_RECORD_BYTES: usize = 100_000;
const MAX_REASON_BYTES: usize = 1_000;

impl ParkedRecord {
    /// Under the number of its change, so that it is parked once.
    #[must_use]
    pub fn new(sequence_number: &str, record: &str, mut reason: String) -> Self {
        let record = record[..record.floor_char_boundary(MAX_RECORD_BYTES)].to_owned();
        reason.truncate(reason.floor_char_boundary(MAX_REASON_BYTES));
        Self { key: format!("{PARKED}{sequence_number}"), record, reason }
    }

    /// Whether an item's key is that of a parked record.
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
    fn the_last_sweep_comes_when_no_access_token_of_before_works() {
        let now = Timestamp::from_second(1_795_512_600).unwrap();
        let cleanup = Cleanup::of_everything(UserId::new(now, [7; 10]), now, SignedDuration::from_mins(15));
        assert_eq!(cleanup.ttl, now.as_second() + 15 * 60 + 3600);
        assert!(cleanup.everything);
    }
}
