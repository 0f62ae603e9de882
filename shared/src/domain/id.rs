//! Identifiers. Each is built from a time and random bytes of the caller, so the same input gives the same id.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text is not an id of the expected kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a valid id")]
pub struct InvalidId;

/// A user's id: a `UUIDv7` (RFC 9562, section 5.7) in its canonical lower-case form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserId(Uuid);

impl UserId {
    #[must_use]
    pub fn new(now: Timestamp, random: [u8; 10]) -> Self {
        let milliseconds = u64::try_from(now.as_millisecond()).unwrap_or(0);
        Self(uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid())
    }

    /// Accepts only the canonical form, so each user id has exactly one text.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let uuid = Uuid::try_parse(text).map_err(|_| InvalidId)?;
        let canonical = uuid.get_version_num() == 7 && uuid.hyphenated().to_string() == text;
        if canonical { Ok(Self(uuid)) } else { Err(InvalidId) }
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(formatter)
    }
}

impl TryFrom<String> for UserId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::parse(&text)
    }
}

impl From<UserId> for String {
    fn from(id: UserId) -> Self {
        id.to_string()
    }
}

/// 128 random bits, written as 22 characters of base64url (RFC 4648, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct RandomBits([u8; 16]);

impl RandomBits {
    pub(super) fn new(bits: [u8; 16]) -> Self {
        Self(bits)
    }
}

impl fmt::Display for RandomBits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl TryFrom<String> for RandomBits {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidId)?;
        bytes.try_into().map(Self).map_err(|_| InvalidId)
    }
}

impl From<RandomBits> for String {
    fn from(bits: RandomBits) -> Self {
        bits.to_string()
    }
}

/// A session's id, unique among the sessions of its user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(RandomBits);

impl SessionId {
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        RandomBits::try_from(text.to_owned()).map(Self)
    }

    #[must_use]
    pub fn new(random: [u8; 16]) -> Self {
        Self(RandomBits(random))
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A token's id (`jti`, RFC 7519, section 4.1.7). It distinguishes refresh tokens of the same generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenId(RandomBits);

impl TokenId {
    #[must_use]
    pub fn new(random: [u8; 16]) -> Self {
        Self(RandomBits(random))
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Identifies a conditional write. It is stored in the item, so that a retry of the write recognises its own result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WriteId(RandomBits);

impl WriteId {
    #[must_use]
    pub fn new(random: [u8; 16]) -> Self {
        Self(RandomBits(random))
    }
}

impl fmt::Display for WriteId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// 2020-01-01T00:00:00Z in Unix milliseconds. Task ids count from here, so they stay below 2^53 until 2089.
const TASK_EPOCH_MILLISECONDS: i64 = 1_577_836_800_000;
/// Random bits below the milliseconds of a task id.
const TASK_RANDOM_BITS: u32 = 12;
/// Ids are below 2^53, so a JavaScript client can hold them as numbers.
const TASK_ID_END: u64 = 1 << 53;

/// A task's id: 41 bits of milliseconds since 2020, then 12 random bits. Unique per owner, sorted by creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct TaskId(u64);

impl TaskId {
    #[must_use]
    pub fn new(now: Timestamp, random: [u8; 2]) -> Self {
        let milliseconds = u64::try_from(now.as_millisecond() - TASK_EPOCH_MILLISECONDS).unwrap_or(0);
        let random = u64::from(u16::from_be_bytes(random)) & ((1 << TASK_RANDOM_BITS) - 1);
        Self(((milliseconds << TASK_RANDOM_BITS) | random).clamp(1, TASK_ID_END - 1))
    }

    /// Accepts only decimal digits without leading zeros, so each task has exactly one path.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let id: u64 = text.parse().map_err(|_| InvalidId)?;
        if id.to_string() == text { Self::try_from(id) } else { Err(InvalidId) }
    }

    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl TryFrom<u64> for TaskId {
    type Error = InvalidId;

    fn try_from(id: u64) -> Result<Self, InvalidId> {
        if (1..TASK_ID_END).contains(&id) { Ok(Self(id)) } else { Err(InvalidId) }
    }
}

impl From<TaskId> for u64 {
    fn from(id: TaskId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(milliseconds).unwrap()
    }

    proptest! {
        #[test]
        fn a_later_task_has_a_greater_id(
            earlier in TASK_EPOCH_MILLISECONDS..3_776_860_055_551_i64,
            later in 1..1_000_000_i64,
            random in any::<[[u8; 2]; 2]>(),
        ) {
            prop_assert!(TaskId::new(at(earlier), random[0]) < TaskId::new(at(earlier + later), random[1]));
        }

        #[test]
        fn a_task_id_is_a_javascript_number_at_any_time(milliseconds: i64, random: [u8; 2]) {
            let now = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX);
            let id = TaskId::new(now, random).number();
            prop_assert!((1..1 << 53).contains(&id));
        }

        #[test]
        fn ids_are_unchanged_by_writing_and_parsing(now in 0..4_000_000_000_000_i64, random: [u8; 16]) {
            let user = UserId::new(at(now), random[..10].try_into().unwrap());
            prop_assert_eq!(UserId::parse(&user.to_string()), Ok(user));
            let task = TaskId::new(at(now), [random[0], random[1]]);
            prop_assert_eq!(TaskId::parse(&task.to_string()), Ok(task));
            let session = SessionId::new(random);
            prop_assert_eq!(serde_json::from_value::<SessionId>(session.to_string().into()).unwrap(), session);
        }

        #[test]
        fn parsing_an_id_never_panics(text: String) {
            let _ = (UserId::parse(&text), TaskId::parse(&text));
        }
    }

    #[test]
    fn a_task_id_has_one_spelling() {
        for text in ["", "0", "007", "+7", "-7", "7.0", "7e0", " 7", "٧", "9007199254740992", "18446744073709551616"] {
            assert_eq!(TaskId::parse(text), Err(InvalidId), "{text}");
        }
        assert_eq!(TaskId::parse("9007199254740991").map(TaskId::number), Ok(9_007_199_254_740_991));
    }

    #[test]
    fn a_user_id_has_one_spelling() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        assert!(UserId::parse(id).is_ok());
        for text in
            [&id.to_uppercase(), &id.replace('-', ""), &format!("{{{id}}}"), "00000000-0000-0000-0000-000000000000"]
        {
            assert_eq!(UserId::parse(text), Err(InvalidId), "{text}");
        }
    }
}
