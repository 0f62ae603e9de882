//! A user: who somebody is and how they prove it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::email::Email;
use super::id::UserId;
use super::known_networks::KnownNetworks;
use super::time;

/// The first password is version 1; each change of it is the next.
const FIRST_CREDENTIAL_VERSION: u64 = 1;

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
    /// Written at the sign-up, so that a login can put its own entry into it.
    pub known_networks: KnownNetworks,
}

impl User {
    /// Somebody who has just signed up.
    #[must_use]
    pub fn new(id: UserId, email: Email, password_hash: PasswordHash, created_at: Timestamp) -> Self {
        let credential_version = FIRST_CREDENTIAL_VERSION;
        Self { id, email, password_hash, credential_version, created_at, known_networks: KnownNetworks::default() }
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
