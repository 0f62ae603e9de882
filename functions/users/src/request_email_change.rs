//! `POST /users/me/email-change`: orders a mail to the new email, and a notice to the old one. The account keeps its
//! email until the mail is confirmed. Nothing tells whether the new email has an account.

use axum::extract::State;
use futures_util::future::join;
use http::StatusCode;
use serde::Deserialize;
use shared::access::client_address::ClientAddress;
use shared::access::current_user::CurrentUser;
use shared::audit::AuditEvent;
use shared::domain::email::Email;
use shared::domain::mail::{MailPurpose, MailRequest, MailRequestId};
use shared::domain::password::Password;
use shared::domain::user::User;
use shared::http::json::Json;
use shared::http::{ApiError, InvalidInput};
use shared::random;

use crate::mail_order::OrderedMail;
use crate::password_check::PasswordCheck;
use crate::{AppState, mail};

const PURPOSE: MailPurpose = MailPurpose::ChangeEmail;

#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct EmailChange {
    current_password: Password,
    new_email: Email,
}

pub(crate) async fn request_email_change(
    State(state): State<AppState>,
    current_user: CurrentUser,
    address: Option<ClientAddress>,
    Json(EmailChange { current_password, new_email }): Json<EmailChange>,
) -> Result<(StatusCode, Json<OrderedMail>), ApiError> {
    state.mail()?;
    if new_email == *current_user.email() {
        return Err(InvalidInput::body("new_email", "must not be the current email").into());
    }
    let check = PasswordCheck::new(&state, &current_user, address)?;
    let (found, attempt) = check.count(&state).await?;
    let user = found.ok_or(ApiError::InvalidToken)?;
    check.verify(&user, &current_password, &attempt).await?;
    let ordered = async {
        // As at sign-up: it is what somebody who knows the email tries first.
        let weak = |_| InvalidInput::body("new_email", "must not be contained in the password; change that first");
        current_password.check_against(&new_email).map_err(weak)?;
        order(&state, &user, new_email, &check).await
    };
    let ((), request_id) = join(state.attempts.record_success(&attempt), ordered).await;
    Ok((StatusCode::ACCEPTED, Json(OrderedMail { request_id: request_id? })))
}

/// Counts the mail for the new email on all networks together: a user is known wherever a login came from, so an own
/// count for each of these networks would let anybody flood any address.
async fn order(
    state: &AppState,
    user: &User,
    new_email: Email,
    check: &PasswordCheck<'_>,
) -> Result<MailRequestId, ApiError> {
    let (mail, now) = (state.mail()?, check.now);
    let counted = mail.limits.count(PURPOSE, &check.network, now).await?;
    mail.limits.admit(counted, (&new_email, None), now).await?;
    let request_id = MailRequestId::new(mail.slots.of_user(PURPOSE, user.id), random::bytes());
    let change = MailRequest::of_email_change(request_id, user, new_email, now);
    let notice = mail::notice_after(&change, MailPurpose::EmailChangeRequested, now);
    state.email_changes.order(&change, &notice).await?;
    AuditEvent::EmailChangeRequested.record();
    Ok(request_id)
}
