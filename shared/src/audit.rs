//! The audit trail: one event for each action that matters to a security review. The request's span adds the ids of
//! user and session. Events never contain a token, a password or an email. An email appears as its keyed hash.

use crate::auth::keyed_hash::KeyedHash;

/// The target of audit events. They are logged at every `LOG_LEVEL` except `off`.
pub(crate) const TARGET: &str = "audit";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditEvent {
    SignedUp,
    SignUpThrottled,
    LoggedIn,
    LoginRefused,
    PasswordThrottled,
    PasswordRefused,
    PasswordChanged,
    PasswordResetRequested,
    PasswordReset,
    EmailVerificationRequested,
    EmailVerified,
    EmailChangeRequested,
    EmailChanged,
    ReportRequested,
    MailThrottled,
    MailTokenRefused,
    AccountDeleted,
    LoggedOut,
    SessionEnded,
    OtherSessionsEnded,
    /// A login overwrote the session's refresh cookie.
    SessionReplaced,
    /// The user had more active sessions than allowed.
    OldestSessionsEnded,
    RefreshTokenTheft,
    ForgedGeneration,
    AccessTokenRefused,
    ForeignOriginRefused,
}

impl AuditEvent {
    /// The event's name in the log.
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
            Self::PasswordResetRequested => "password_reset_requested",
            Self::PasswordReset => "password_reset",
            Self::EmailVerificationRequested => "email_verification_requested",
            Self::EmailVerified => "email_verified",
            Self::EmailChangeRequested => "email_change_requested",
            Self::EmailChanged => "email_changed",
            Self::ReportRequested => "report_requested",
            Self::MailThrottled => "mail_throttled",
            Self::MailTokenRefused => "mail_token_refused",
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

    /// Logs the event.
    pub fn record(self) {
        tracing::info!(target: TARGET, event = self.name(), "audit");
    }

    /// Logs the event with the hash of the email that the request claims.
    pub fn record_of(self, email: &KeyedHash) {
        tracing::info!(target: TARGET, event = self.name(), email_hash = email.as_str(), "audit");
    }
}
