//! `POST /users/password-reset/confirm`: sets a new password with the token or the code of a mail, and ends every
//! session. It does not log in.

use axum::extract::State;
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use shared::audit::AuditEvent;
use shared::domain::cleanup::Cleanup;
use shared::domain::mail::{MailPurpose, MailRequest};
use shared::domain::password::NewPassword;
use shared::domain::user::PasswordHash;
use shared::http::json::Json;
use shared::http::{ApiError, InvalidInput};
use shared::layers;
use shared::store::accounts::ConfirmationOutcome;

use crate::mail_proof::{MailProof, refused};
use crate::{AppState, mail, older_sessions};

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
    let hasher = state.hasher.reserve()?;
    let request = proof.check(mail, MailPurpose::ResetPassword, now).await?;
    // Not before the proof, because it tells something about the account.
    new_password.check_against(&request.email).map_err(|weak| InvalidInput::body("new_password", weak))?;
    let hash = hasher.hash(new_password.into_password()).await?;
    store_password(&state, &request, &hash, now).await?;
    layers::best_effort(older_sessions::end(&state, &request, now)).await;
    Ok(StatusCode::NO_CONTENT)
}

async fn store_password(
    state: &AppState,
    request: &MailRequest,
    hash: &PasswordHash,
    now: Timestamp,
) -> Result<(), ApiError> {
    let version = request.credential_version.saturating_add(1);
    let cleanup = Cleanup::of_sessions(request.user_id, version, now, state.access_token_lifetime);
    let notice = mail::notice_after(request, MailPurpose::PasswordChanged, now);
    match state.accounts.reset_password(request, hash, &cleanup, &notice).await? {
        ConfirmationOutcome::Done => {
            AuditEvent::PasswordReset.record();
            Ok(())
        }
        ConfirmationOutcome::NoLongerValid => Err(refused()),
    }
}
