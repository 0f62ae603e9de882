//! Ends the sessions that began before a confirmed mail gave their user new credentials.

use jiff::Timestamp;
use shared::domain::mail::MailRequest;
use shared::domain::session::RevocationReason;
use shared::store::sessions::SessionFilter;

use crate::AppState;
use crate::password_check::END_LIMITS;

/// A failure here is not an error of the request, because the credentials have changed. The worker ends the remaining
/// sessions.
pub(crate) async fn end(state: &AppState, confirmed: &MailRequest, now: Timestamp) {
    let below_version = Some(confirmed.credential_version.saturating_add(1));
    let filter = SessionFilter { user_id: confirmed.user_id, except: None, below_version };
    if let Err(error) = state.sessions.end_matching(filter, END_LIMITS, RevocationReason::CredentialsChanged, now).await
    {
        tracing::warn!(?error, "cannot end the sessions; the cleanup worker will");
    }
}
