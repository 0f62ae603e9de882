//! `POST /users/email-change/confirm`: gives the account its new email with the token or the code of a mail, and ends
//! every session. It does not log in.

use axum::extract::State;
use http::StatusCode;
use jiff::Timestamp;
use shared::audit::AuditEvent;
use shared::domain::cleanup::Cleanup;
use shared::domain::mail::{MailPurpose, MailRequest};
use shared::domain::user::User;
use shared::http::ApiError;
use shared::http::json::Json;
use shared::layers;
use shared::store::email_changes::EmailChangeOutcome;

use crate::confirm_email_verification::MailConfirmation;
use crate::mail_proof::{MailProof, refused};
use crate::{AppState, mail, older_sessions};

pub(crate) async fn confirm_email_change(
    State(state): State<AppState>,
    Json(confirmation): Json<MailConfirmation>,
) -> Result<StatusCode, ApiError> {
    let (mail, now) = (state.mail()?, state.clock.now());
    let change = MailProof::try_from(confirmation)?.check(mail, MailPurpose::ChangeEmail, now).await?;
    let new_email = change.new_email.clone().ok_or_else(refused)?;
    let user = find(&state, &change).await?.ok_or_else(refused)?;
    store_email(&state, &change, &user.moved_to(new_email), now).await?;
    layers::best_effort(older_sessions::end(&state, &change, now)).await;
    Ok(StatusCode::NO_CONTENT)
}

/// The user who asked, unless the account was deleted or its credentials have changed since.
async fn find(state: &AppState, change: &MailRequest) -> Result<Option<User>, ApiError> {
    let found = state.users.find(&change.email).await?;
    Ok(found.filter(|user| (user.id, user.credential_version) == (change.user_id, change.credential_version)))
}

async fn store_email(state: &AppState, change: &MailRequest, moved: &User, now: Timestamp) -> Result<(), ApiError> {
    let cleanup = Cleanup::of_sessions(moved.id, moved.credential_version, now, state.access_token_lifetime);
    let notice = mail::notice_after(change, MailPurpose::EmailChanged, now);
    match state.email_changes.apply(change, moved, &cleanup, &notice).await? {
        EmailChangeOutcome::Done => {
            AuditEvent::EmailChanged.record();
            Ok(())
        }
        EmailChangeOutcome::NoLongerValid => Err(refused()),
        // Not a secret here: the client has read a mail to this email.
        EmailChangeOutcome::EmailTaken => Err(ApiError::EmailTaken),
    }
}
