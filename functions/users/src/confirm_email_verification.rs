//! `POST /users/email-verification/confirm`: marks an email as verified with the token or the code of a mail. It does
//! not log in.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use shared::audit::AuditEvent;
use shared::domain::mail::MailPurpose;
use shared::http::ApiError;
use shared::http::json::Json;
use shared::store::accounts::ConfirmationOutcome;

use crate::AppState;
use crate::mail_proof::{MailProof, refused};

#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct MailConfirmation {
    request_id: String,
    /// From the link. Send either this or `code`.
    token: Option<String>,
    /// The six digits in the mail.
    code: Option<String>,
}

impl TryFrom<MailConfirmation> for MailProof {
    type Error = ApiError;

    fn try_from(MailConfirmation { request_id, token, code }: MailConfirmation) -> Result<Self, ApiError> {
        Ok(Self::new(request_id, token, code)?)
    }
}

pub(crate) async fn confirm_email_verification(
    State(state): State<AppState>,
    Json(confirmation): Json<MailConfirmation>,
) -> Result<StatusCode, ApiError> {
    let (mail, now) = (state.mail()?, state.clock.now());
    let request = MailProof::try_from(confirmation)?.check(mail, MailPurpose::VerifyEmail, now).await?;
    match state.accounts.verify_email(&request, now).await? {
        ConfirmationOutcome::Done => {
            AuditEvent::EmailVerified.record();
            Ok(StatusCode::NO_CONTENT)
        }
        ConfirmationOutcome::NoLongerValid => Err(refused()),
    }
}
