//! A session: one login of a user, and why it ends. Knows no store and no token format.

mod rotation;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use rotation::{PresentedToken, Rejection, Renewal, SessionUpdate, TokenHolder, TokenPosition, Verdict};

use super::email::Email;
use super::id::{SessionId, TokenId, UserId};
use super::time;

/// One login of a user. Nothing of a token is in it but ids; times are stored as epoch milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub user_id: UserId,
    #[serde(rename = "session_id")]
    pub id: SessionId,
    /// For the access tokens that refreshes sign: a refresh reads no user.
    pub email: Email,
    /// The user's at the login: sessions of a lower one end when the password changes.
    pub credential_version: u64,
    /// How often a successor was acknowledged; the login's own refresh token is generation 0.
    pub generation: u64,
    /// The `jti` of the acknowledged refresh token of this generation.
    pub token_id: TokenId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_token_id: Option<TokenId>,
    #[serde(default, with = "time::optional_milliseconds", skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Timestamp>,
    /// The absolute end. It never moves.
    #[serde(with = "time::milliseconds")]
    pub ends_at: Timestamp,
    #[serde(with = "time::milliseconds")]
    pub created_at: Timestamp,
    #[serde(with = "time::milliseconds")]
    pub last_used_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    #[serde(default, with = "time::optional_milliseconds", skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
}

/// The user of a new session, as its refreshes see them.
#[derive(Clone, Debug)]
pub struct SessionOwner {
    pub user_id: UserId,
    pub email: Email,
    pub credential_version: u64,
}

impl Session {
    /// A session that begins now, of which the login's refresh token is `token_id`. Nothing is known of its client.
    #[must_use]
    pub fn begin(
        owner: SessionOwner,
        (id, token_id): (SessionId, TokenId),
        now: Timestamp,
        lifetime: SignedDuration,
    ) -> Self {
        Self {
            user_id: owner.user_id,
            id,
            email: owner.email,
            credential_version: owner.credential_version,
            generation: 0,
            token_id,
            previous_token_id: None,
            acknowledged_at: None,
            ends_at: now.checked_add(lifetime).unwrap_or(Timestamp::MAX),
            created_at: now,
            last_used_at: now,
            user_agent: None,
            ip: None,
            revoked_at: None,
        }
    }
}

/// The part of a stored session that decides whether its access tokens still work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct SessionStatus {
    #[serde(with = "time::milliseconds")]
    ends_at: Timestamp,
    #[serde(default, with = "time::optional_milliseconds")]
    revoked_at: Option<Timestamp>,
}

impl SessionStatus {
    /// Whether the session is active at `now`.
    #[must_use]
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.ends_at
    }
}

/// Why a session was ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationReason {
    Logout,
    RefreshTokenTheft,
    /// Its user ended it from another session.
    EndedByUser,
    PasswordChanged,
    AccountDeleted,
    /// Another login took its place in the browser's cookie jar.
    Replaced,
    /// Its user has more sessions than are allowed, and it is the oldest.
    TooMany,
}

/// How long a used refresh token still works; fixed for a session at its login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rotation {
    /// Until one of its successors is presented: made for clients that may lose an answer or never store a successor.
    Acknowledged,
    /// For the leeway after its first use: for clients that store every successor.
    Strict,
}

#[cfg(test)]
mod tests;
