//! The ids of mail requests. They are no secrets.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::id::{InvalidId, RandomBits};

/// A mail's place in the outbox. A new request in the same slot replaces the older one. It is written as 22 characters
/// of base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MailSlot(RandomBits);

impl MailSlot {
    /// From random bits, or from a keyed hash of who and what may have only one request at a time.
    #[must_use]
    pub fn new(bits: [u8; 16]) -> Self {
        Self(RandomBits::new(bits))
    }
}

impl fmt::Display for MailSlot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Names one request: its slot and 128 random bits, written as 44 characters of base64url. It is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailRequestId {
    slot: MailSlot,
    random: RandomBits,
}

impl MailRequestId {
    /// The length of a slot as text.
    const SLOT_CHARACTERS: usize = 22;

    #[must_use]
    pub fn new(slot: MailSlot, random: [u8; 16]) -> Self {
        Self { slot, random: RandomBits::new(random) }
    }

    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let (slot, random) = text.split_at_checked(Self::SLOT_CHARACTERS).ok_or(InvalidId)?;
        let part = |text: &str| RandomBits::try_from(text.to_owned());
        Ok(Self { slot: MailSlot(part(slot)?), random: part(random)? })
    }

    /// The key of the stored request.
    #[must_use]
    pub fn slot(self) -> MailSlot {
        self.slot
    }
}

impl fmt::Display for MailRequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.slot, self.random)
    }
}

impl TryFrom<String> for MailRequestId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::parse(&text)
    }
}

impl From<MailRequestId> for String {
    fn from(id: MailRequestId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_id_is_unchanged_by_writing_and_parsing(slot: [u8; 16], random: [u8; 16]) {
            let id = MailRequestId::new(MailSlot::new(slot), random);
            prop_assert_eq!(MailRequestId::parse(&id.to_string()), Ok(id));
            prop_assert_eq!(id.to_string().len(), 44);
            prop_assert_eq!(id.slot().to_string(), id.to_string()[..22].to_owned());
        }

        #[test]
        fn parsing_an_id_accepts_one_spelling_and_never_panics(text in "\\PC{0,50}|[A-Za-z0-9_-]{44}") {
            if let Ok(id) = MailRequestId::parse(&text) {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
