//! A session and the verdict on a refresh token that is presented to it: acknowledged rotation.
//!
//! A refresh answers a *successor*, and minting it writes nothing. Only a successor that is presented acknowledges itself:
//! then its predecessor and its siblings die. So a lost answer, a second tab or a retry logs nobody out, and a thief is found
//! as soon as both parties hold different successors. Knows no store: what is written, and under which condition, is there.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

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

/// As much of a stored session as an access token is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Standing {
    #[serde(with = "time::milliseconds")]
    ends_at: Timestamp,
    #[serde(default, with = "time::optional_milliseconds")]
    revoked_at: Option<Timestamp>,
}

impl Standing {
    /// Whether the session goes on at `now`.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
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

/// What a verified refresh token says of its place in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresentedToken {
    pub generation: u64,
    pub token_id: TokenId,
    pub rotation: Rotation,
}

/// The one write that a presented token asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advance {
    /// A successor shows up: it becomes the session's token if the session stands one generation below it.
    Acknowledge { from_generation: u64 },
    /// The login's token, as often as it is still the session's token.
    UseFirst,
    /// The login's token in strict mode: its first use starts its leeway.
    UseFirstOnce,
}

/// The judgement of a token whose [`Advance`] was refused.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// A lost answer, another tab or a retry: answer with a fresh successor of this, the stored session.
    Continue(&'a Session),
    /// Answer 401 and leave the session as it is.
    Reject(Rejection),
    /// Two parties hold tokens of this session: end it.
    Theft,
}

/// Why a refresh is refused without harm to the session. For logs: the client is told the same in every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    NoSession,
    Revoked,
    Ended,
    /// A generation that was never signed: a forged token, or a table that was restored. Worth an alarm.
    GenerationFromTheFuture,
    /// A first token that is not the session's.
    OtherFirstToken,
}

impl PresentedToken {
    #[must_use]
    pub fn advance(&self) -> Advance {
        match (self.generation.checked_sub(1), self.rotation) {
            (Some(from_generation), _) => Advance::Acknowledge { from_generation },
            (None, Rotation::Acknowledged) => Advance::UseFirst,
            (None, Rotation::Strict) => Advance::UseFirstOnce,
        }
    }

    /// Judges the token against the item that refused it. `stored` is that item, or none where the session is unknown;
    /// `leeway` counts from the last acknowledgement and never slides.
    pub fn judge<'a>(&self, stored: Option<&'a Session>, now: Timestamp, leeway: SignedDuration) -> Verdict<'a> {
        let Some(session) = stored else { return Verdict::Reject(Rejection::NoSession) };
        if session.revoked_at.is_some() {
            return Verdict::Reject(Rejection::Revoked);
        }
        if session.ends_at <= now {
            return Verdict::Reject(Rejection::Ended);
        }
        if self.generation > session.generation.saturating_add(1) {
            return Verdict::Reject(Rejection::GenerationFromTheFuture);
        }
        self.judge_known(session, within_leeway(session, now, leeway))
    }

    fn judge_known<'a>(&self, session: &'a Session, within_leeway: bool) -> Verdict<'a> {
        let current = self.generation == session.generation;
        let same_token = self.token_id == session.token_id;
        let predecessor = self.generation.checked_add(1) == Some(session.generation)
            && session.previous_token_id == Some(self.token_id);
        let goes_on = if current && same_token {
            self.rotation == Rotation::Acknowledged || within_leeway
        } else if current && session.generation == 0 {
            return Verdict::Reject(Rejection::OtherFirstToken);
        } else {
            (current || predecessor) && within_leeway
        };
        if goes_on { Verdict::Continue(session) } else { Verdict::Theft }
    }
}

fn within_leeway(session: &Session, now: Timestamp, leeway: SignedDuration) -> bool {
    session.acknowledged_at.is_some_and(|acknowledged_at| now.duration_since(acknowledged_at) <= leeway)
}

#[cfg(test)]
mod tests;
