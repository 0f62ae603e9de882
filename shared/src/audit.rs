//! The audit trail: one event for each thing that a security review asks for. The request's span adds the ids of user and session.
//! Never a token, a password or an e-mail: an e-mail is named by its keyed hash.

use crate::auth::keyed_hash::KeyedHash;

/// The target of these events. They are logged at any `LOG_LEVEL` but `off`.
pub(crate) const TARGET: &str = "audit";

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditEvent {
    SignedUp,
    SignUpThrottled,
    LoggedIn,
    LoginRefused,
    PasswordThrottled,
    PasswordRefused,
    PasswordChanged,
    AccountDeleted,
    LoggedOut,
    SessionEnded,
    OtherSessionsEnded,
    /// A login overwrote its cookie.
    SessionReplaced,
    /// The user had more sessions than are allowed.
    OldestSessionsEnded,
    RefreshTokenTheft,
    ForgedGeneration,
    AccessTokenRefused,
    ForeignOriginRefused,
}

impl AuditEvent {
    /// Its name in the log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SignedUp => "signed_up",
            Self::SignUpThrottled => "sign_up_throttled",
            Self::LoggedIn => "logged_in",
            Self::LoginRefused => "login_refused",
            Self::PasswordThrottled => "password_throttled",
            Self::PasswordRefused => "password_refused",
            Self::PasswordChanged => "password_changed",
            Self::AccountDeleted => "account_deleted",
            Self::LoggedOut => "logged_out",
            Self::SessionEnded => "session_ended",
            Self::OtherSessionsEnded => "other_sessions_ended",
            Self::SessionReplaced => "session_replaced",
            Self::OldestSessionsEnded => "oldest_sessions_ended",
            Self::RefreshTokenTheft => "refresh_token_theft",
            Self::ForgedGeneration => "forged_generation",
            Self::AccessTokenRefused => "access_token_refused",
            Self::ForeignOriginRefused => "foreign_origin_refused",
        }
    }

    /// Writes it down.
    pub fn record(self) {
        tracing::info!(target: TARGET, event = self.name(), "audit");
    }

    /// Writes it down with the e-mail that somebody claimed.
    pub fn record_of(self, email: &KeyedHash) {
        tracing::info!(target: TARGET, event = self.name(), email_hash = email.as_str(), "audit");
    }
}
