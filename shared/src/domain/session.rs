//! A session: one login of a user, until it ends. Knows no store and no token format.

mod rotation;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use rotation::{PresentedToken, Rejection, Renewal, SessionUpdate, TokenHolder, TokenPosition, Verdict};

use super::email::Email;
use super::id::{SessionId, TokenId, UserId};
use super::time;
use super::user::User;

/// One login of a user. It holds ids of tokens and nothing else of them. Times are stored as epoch milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub user_id: UserId,
    #[serde(rename = "session_id")]
    pub id: SessionId,
    /// Copied into every access token that a refresh signs, so a refresh does not read the user.
    pub email: Email,
    /// The user's version at login. A password change ends all sessions of a lower version.
    pub credential_version: u64,
    /// How many successors have been acknowledged. The login's own refresh token is generation 0.
    pub generation: u64,
    /// The id of the session's current refresh token: the one last acknowledged, or the login's own.
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

/// What a new session copies from its user.
#[derive(Clone, Debug)]
pub struct SessionOwner {
    pub user_id: UserId,
    pub email: Email,
    pub credential_version: u64,
}

impl From<&User> for SessionOwner {
    fn from(user: &User) -> Self {
        Self { user_id: user.id, email: user.email.clone(), credential_version: user.credential_version }
    }
}

/// What a new session records of its client, for the list of the user's sessions.
#[derive(Clone, Debug, Default)]
pub struct SessionClient {
    pub user_agent: Option<String>,
    pub ip: Option<String>,
}

impl Session {
    /// A session that begins now. `token_id` is that of the login's refresh token.
    #[must_use]
    pub fn begin(
        owner: SessionOwner,
        client: SessionClient,
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
            user_agent: client.user_agent,
            ip: client.ip,
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
    #[must_use]
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.ends_at
    }
}

/// Why a session ended before `ends_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationReason {
    Logout,
    RefreshTokenTheft,
    /// The user ended it from another session.
    EndedByUser,
    /// The user has a new password or a new email.
    CredentialsChanged,
    AccountDeleted,
    /// Another login replaced it in the browser's cookie jar.
    Replaced,
    /// The user had more active sessions than allowed, and this one was the least recently used.
    TooMany,
}

/// When a used refresh token stops working. Fixed for a session at its login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rotation {
    /// When one of its successors is presented. For clients that may lose a response or never store a successor.
    Acknowledged,
    /// A leeway after its first use. For clients that store every successor.
    Strict,
}

#[cfg(test)]
mod tests;
