//! Checks the caller's password again before a change that cannot be undone. A wrong password is a 403 and counts like
//! a failed login.

use futures_util::future::try_join;
use jiff::Timestamp;
use shared::access::client_address::{ClientAddress, ClientNetwork};
use shared::access::current_user::CurrentUser;
use shared::access::password_attempts::CountedAttempt;
use shared::audit::AuditEvent;
use shared::auth::password_hasher::{ReservedHasher, Verification};
use shared::domain::password::Password;
use shared::domain::session::RevocationReason;
use shared::domain::user::User;
use shared::http::ApiError;
use shared::store::sessions::{EndLimits, SessionFilter};

use crate::AppState;

/// This many sessions end within some tenths of a second.
pub(crate) const END_LIMITS: EndLimits = EndLimits { sessions: 500, queries: 10 };

/// Whose password is checked, from where and when, with a place in the hashing queue.
pub(crate) struct PasswordCheck<'a> {
    pub(crate) hasher: ReservedHasher<'a>,
    pub(crate) current_user: &'a CurrentUser,
    pub(crate) network: ClientNetwork,
    pub(crate) now: Timestamp,
}

impl<'a> PasswordCheck<'a> {
    /// Refuses if the queue is full, before the attempt counts.
    pub(crate) fn new(
        state: &'a AppState,
        current_user: &'a CurrentUser,
        address: Option<ClientAddress>,
    ) -> Result<Self, ApiError> {
        let hasher = state.hasher.reserve()?;
        Ok(Self { hasher, current_user, network: ClientNetwork::of(address), now: state.clock.now() })
    }

    /// Counts an attempt at the caller's password and reads the account. `None` if the account is deleted, even if its
    /// email belongs to a new one.
    pub(crate) async fn count(&self, state: &AppState) -> Result<(Option<User>, CountedAttempt), ApiError> {
        let email = self.current_user.email();
        let count = state.attempts.count(email.folded(), &self.network, self.now);
        let (found, attempt) = Box::pin(try_join(state.users.find(email), count)).await?;
        let found = found.filter(|found| found.id == self.current_user.id());
        let admitted = state.attempts.admit(&attempt, found.as_ref()).await;
        admitted.inspect_err(|_| AuditEvent::PasswordThrottled.record_of(&attempt.email))?;
        Ok((found, attempt))
    }

    /// Verifies the password of the counted attempt.
    pub(crate) async fn verify(
        &self,
        user: &User,
        password: &Password,
        attempt: &CountedAttempt,
    ) -> Result<(), ApiError> {
        match self.hasher.verify(password.clone(), Some(user.password_hash.clone())).await? {
            Verification::Matches | Verification::MatchesWeakHash => Ok(()),
            Verification::Mismatch => Err(wrong_password(attempt)),
        }
    }

    /// Ends the caller's sessions, as many as fit into one request. The worker ends the rest.
    pub(crate) async fn end_sessions(
        &self,
        state: &AppState,
        below_version: Option<u64>,
        reason: RevocationReason,
    ) -> Result<(), ApiError> {
        let filter = SessionFilter { user_id: self.current_user.id(), except: None, below_version };
        state.sessions.end_matching(filter, END_LIMITS, reason, self.now).await?;
        Ok(())
    }
}

/// The error for a wrong password. Records an audit event.
pub(crate) fn wrong_password(attempt: &CountedAttempt) -> ApiError {
    AuditEvent::PasswordRefused.record_of(&attempt.email);
    ApiError::WrongPassword
}
