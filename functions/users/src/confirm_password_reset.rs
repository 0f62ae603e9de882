//! `POST /users/password-reset/confirm`: sets a new password with the token or the code of a mail, and ends every
//! session. It does not log in.

use axum::extract::State;
use futures_util::future::try_join;
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use shared::audit::AuditEvent;
use shared::domain::cleanup::Cleanup;
use shared::domain::mail::{MailPurpose, MailRequest, MailRequestId};
use shared::domain::password::{NewPassword, Password};
use shared::domain::session::RevocationReason;
use shared::http::json::Json;
use shared::http::{ApiError, InvalidInput, request_span};
use shared::layers;
use shared::store::StoreError;
use shared::store::accounts::ResetOutcome;
use shared::store::sessions::SessionFilter;

use crate::AppState;
use crate::mail::{self, Mail};
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

/// What the client took from the mail.
enum Proof {
    Token(String),
    Code(String),
}

pub(crate) async fn confirm_password_reset(
    State(state): State<AppState>,
    Json(confirmation): Json<PasswordResetConfirmation>,
) -> Result<StatusCode, ApiError> {
    let (mail, now) = (state.mail()?, state.clock.now());
    let PasswordResetConfirmation { request_id, token, code, new_password } = confirmation;
    let proof = match (token, code) {
        (Some(token), None) => Proof::Token(token),
        (None, Some(code)) => Proof::Code(code),
        (Some(_), Some(_)) | (None, None) => {
            return Err(InvalidInput::body("token", "send either token or code").into());
        }
    };
    // An invalid id is one that was never given out.
    let id = MailRequestId::parse(&request_id).map_err(|_| refused())?;
    let request = proved(mail, id, proof, now).await?.ok_or_else(refused)?;
    request_span::record_user(request.user_id);
    // Not before the proof, because it tells something about the account.
    new_password.check_against(&request.email).map_err(|weak| InvalidInput::body("new_password", weak))?;
    store_password(&state, &request, new_password.into_password(), now).await?;
    layers::best_effort(end_sessions(&state, &request, now)).await;
    Ok(StatusCode::NO_CONTENT)
}

/// The open request whose mail the client has read, if there is one.
async fn proved(
    mail: &Mail,
    id: MailRequestId,
    proof: Proof,
    now: Timestamp,
) -> Result<Option<MailRequest>, StoreError> {
    let purpose = MailPurpose::ResetPassword;
    let request = match proof {
        // Only the mailer could have told it, so a wrong one needs no look at the store.
        Proof::Token(token) if !mail.tokens.token(purpose, id).matches(&token) => None,
        Proof::Token(_) => mail.requests.find(id).await?,
        // Both counts come before the comparison, so concurrent guesses cannot pass together.
        Proof::Code(code) => {
            let counted = try_join(mail.limits.count_code(id.slot(), now), mail.requests.count_try(id, now));
            let (admitted, request) = Box::pin(counted).await?;
            request.filter(|_| mail.tokens.code(purpose, id).matches(&code) && admitted)
        }
    };
    Ok(request.filter(|request| request.purpose == purpose && request.is_open(now)))
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
        ResetOutcome::Done => {
            AuditEvent::PasswordReset.record();
            Ok(())
        }
        ResetOutcome::NoLongerValid => Err(refused()),
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

/// The same error for whatever is wrong with the id, the token or the code. Records an audit event.
fn refused() -> ApiError {
    AuditEvent::PasswordResetRefused.record();
    ApiError::InvalidMailToken
}
