//! `POST /users/password-reset/confirm`: sets a new password with the token or the code of a mail, and ends every
//! session. It does not log in.

use axum::extract::State;
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use shared::audit::AuditEvent;
use shared::domain::cleanup::Cleanup;
use shared::domain::mail::{MailPurpose, MailRequest};
use shared::domain::password::{NewPassword, Password};
use shared::domain::session::RevocationReason;
use shared::http::json::Json;
use shared::http::{ApiError, InvalidInput};
use shared::layers;
use shared::store::accounts::ConfirmationOutcome;
use shared::store::sessions::SessionFilter;

use crate::AppState;
use crate::mail;
use crate::mail_proof::{MailProof, refused};
use crate::password_check::END_LIMITS;

#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct PasswordResetConfirmation {
    request_id: String,
    /// From the link. Send either this or `code`.
    token: Option<String>,
    /// The six digits in the mail.
    code: Option<String>,
    new_password: NewPassword,
}

pub(crate) async fn confirm_password_reset(
    State(state): State<AppState>,
    Json(confirmation): Json<PasswordResetConfirmation>,
) -> Result<StatusCode, ApiError> {
    let (mail, now) = (state.mail()?, state.clock.now());
    let PasswordResetConfirmation { request_id, token, code, new_password } = confirmation;
    let proof = MailProof::new(request_id, token, code)?;
    let request = proof.check(mail, MailPurpose::ResetPassword, now).await?;
    // Not before the proof, because it tells something about the account.
    new_password.check_against(&request.email).map_err(|weak| InvalidInput::body("new_password", weak))?;
    store_password(&state, &request, new_password.into_password(), now).await?;
    layers::best_effort(end_sessions(&state, &request, now)).await;
    Ok(StatusCode::NO_CONTENT)
}

async fn store_password(
    state: &AppState,
    request: &MailRequest,
    new_password: Password,
    now: Timestamp,
) -> Result<(), ApiError> {
    let hash = state.hasher.hash(new_password).await?;
    let version = request.credential_version.saturating_add(1);
    let cleanup = Cleanup::of_sessions(request.user_id, version, now, state.access_token_lifetime);
    let notice = mail::notice_after(request, now);
    match state.accounts.reset_password(request, &hash, &cleanup, &notice).await? {
        ConfirmationOutcome::Done => {
            AuditEvent::PasswordReset.record();
            Ok(())
        }
        ConfirmationOutcome::NoLongerValid => Err(refused()),
    }
}

/// A failure here is not an error of the request, because the password has changed. The worker ends the remaining
/// sessions.
async fn end_sessions(state: &AppState, request: &MailRequest, now: Timestamp) {
    let below_version = Some(request.credential_version.saturating_add(1));
    let filter = SessionFilter { user_id: request.user_id, except: None, below_version };
    if let Err(error) = state.sessions.end_matching(filter, END_LIMITS, RevocationReason::PasswordChanged, now).await {
        tracing::warn!(?error, "cannot end the sessions; the cleanup worker will");
    }
}
