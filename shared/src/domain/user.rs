//! A user: who somebody is and how they prove it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::email::Email;
use super::id::UserId;
use super::known_networks::KnownNetworks;
use super::time;

/// The first password is version 1; each change of it is the next.
const FIRST_CREDENTIAL_VERSION: u64 = 1;

/// So long after a change of the password the same request may come again, because its answer was lost.
const CHANGE_MAY_REPEAT: SignedDuration = SignedDuration::from_mins(15);

/// A user's account. Keyed by the folded e-mail; `id` never changes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    /// As it was typed; the store's key is its folded form.
    #[serde(rename = "shown_email")]
    pub email: Email,
    pub password_hash: PasswordHash,
    /// Grows with each change of the password: a login that verified an older one must not start a session.
    pub credential_version: u64,
    #[serde(with = "time::milliseconds")]
    pub created_at: Timestamp,
    /// When the password was changed last.
    #[serde(default, with = "time::optional_milliseconds", skip_serializing_if = "Option::is_none")]
    pub password_changed_at: Option<Timestamp>,
    /// Written at the sign-up, so that a login can put its own entry into it.
    pub known_networks: KnownNetworks,
}

impl User {
    /// Somebody who has just signed up.
    #[must_use]
    pub fn new(id: UserId, email: Email, password_hash: PasswordHash, created_at: Timestamp) -> Self {
        let credential_version = FIRST_CREDENTIAL_VERSION;
        Self {
            id,
            email,
            password_hash,
            credential_version,
            created_at,
            password_changed_at: None,
            known_networks: KnownNetworks::default(),
        }
    }

    /// Whether a request for another password may be the repeat of one that was done.
    #[must_use]
    pub fn change_may_repeat(&self, now: Timestamp) -> bool {
        self.password_changed_at.is_some_and(|changed_at| now.duration_since(changed_at) <= CHANGE_MAY_REPEAT)
    }
}

/// An argon2id hash in PHC string form. It does not print: it is worth an offline attack.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(String);

impl PasswordHash {
    #[must_use]
    pub fn from_phc(text: String) -> Self {
        Self(text)
    }

    #[must_use]
    pub fn as_phc(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PasswordHash([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_the_password_may_repeat_for_a_quarter_of_an_hour() {
        let (created, id) = (Timestamp::UNIX_EPOCH, UserId::new(Timestamp::UNIX_EPOCH, [0; 10]));
        let hash = PasswordHash::from_phc(String::new());
        let user = User::new(id, Email::parse("ada@example.com").unwrap(), hash, created);
        assert!(!user.change_may_repeat(created), "it was never changed");
        let user = User { password_changed_at: Some(created), ..user };
        assert!(user.change_may_repeat(created + SignedDuration::from_secs(900)));
        assert!(!user.change_may_repeat(created + SignedDuration::from_secs(901)));
    }
}
