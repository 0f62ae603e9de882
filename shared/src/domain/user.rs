//! A user's account: who the user is and how the user proves it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::email::Email;
use super::id::UserId;
use super::known_networks::KnownNetworks;
use super::time;

/// The version of the first password. Each password change adds one.
const FIRST_CREDENTIAL_VERSION: u64 = 1;

/// A user's account. The folded email is its key. `id` never changes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    /// As typed. The store's key is the folded form.
    #[serde(rename = "shown_email")]
    pub email: Email,
    /// Whether somebody with access to the email's mailbox has confirmed it.
    #[serde(default)]
    pub email_verified: bool,
    pub password_hash: PasswordHash,
    /// A login that verified the password of a lower version must not start a session.
    pub credential_version: u64,
    #[serde(with = "time::milliseconds")]
    pub created_at: Timestamp,
    /// Written at sign-up, so that a login can add its own entry.
    pub known_networks: KnownNetworks,
}

impl User {
    /// A user who has just signed up.
    #[must_use]
    pub fn new(id: UserId, email: Email, password_hash: PasswordHash, created_at: Timestamp) -> Self {
        let credential_version = FIRST_CREDENTIAL_VERSION;
        Self {
            id,
            email,
            email_verified: false,
            password_hash,
            credential_version,
            created_at,
            known_networks: KnownNetworks::default(),
        }
    }

    /// The same user with a new email, which somebody with access to its mailbox has confirmed. Sessions of the old
    /// email have a lower version.
    #[must_use]
    pub fn moved_to(self, email: Email) -> Self {
        let credential_version = self.credential_version.saturating_add(1);
        Self { email, email_verified: true, credential_version, ..self }
    }
}

/// An argon2id hash as a PHC string. `Debug` hides it, because it can be attacked offline.
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
