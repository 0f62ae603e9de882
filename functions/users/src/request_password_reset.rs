//! `POST /users/password-reset`: orders a mail with a link and a code. The response, the store's calls and the time do
//! not tell whether there is an account.

use axum::extract::State;
use futures_util::future::try_join;
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shared::access::client_address::{ClientAddress, ClientNetwork};
use shared::audit::AuditEvent;
use shared::domain::email::Email;
use shared::domain::id::UserId;
use shared::domain::mail::{Decoy, MailPurpose, MailRequest, MailRequestId};
use shared::domain::user::User;
use shared::http::ApiError;
use shared::http::json::Json;
use shared::random;
use shared::store::StoreError;

use crate::AppState;
use crate::mail::Mail;

const PURPOSE: MailPurpose = MailPurpose::ResetPassword;

#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct PasswordResetRequest {
    email: Email,
}

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RequestedPasswordReset {
    /// Belongs to the code in the mail. Keep it until the user enters the code.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    request_id: MailRequestId,
}

pub(crate) async fn request_password_reset(
    State(state): State<AppState>,
    address: Option<ClientAddress>,
    Json(PasswordResetRequest { email }): Json<PasswordResetRequest>,
) -> Result<(StatusCode, Json<RequestedPasswordReset>), ApiError> {
    let (mail, now, network) = (state.mail()?, state.clock.now(), ClientNetwork::of(address));
    let counted = mail.limits.count(PURPOSE, &network, now);
    let (user, counted) = Box::pin(try_join(state.users.find(&email), counted)).await?;
    mail.limits.admit(counted, (&email, user.as_ref()), now).await?;
    let request_id = MailRequestId::new(mail.slots.of_email(PURPOSE, &email), random::bytes());
    order(mail, request_id, user.as_ref(), now).await?;
    AuditEvent::PasswordResetRequested.record_of(&mail.limits.email_hash(&email));
    Ok((StatusCode::ACCEPTED, Json(RequestedPasswordReset { request_id })))
}

/// One write in both cases. It ends an older request for the same email.
async fn order(mail: &Mail, id: MailRequestId, user: Option<&User>, now: Timestamp) -> Result<(), StoreError> {
    if let Some(user) = user {
        return mail.requests.replace(&MailRequest::new(id, PURPOSE, user, now)).await;
    }
    let nobody = UserId::new(now, random::bytes());
    mail.requests.replace_with_decoy(&Decoy::new(id, PURPOSE, nobody, now)).await
}
