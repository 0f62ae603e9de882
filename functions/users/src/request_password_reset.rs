//! `POST /users/password-reset`: orders a mail with a link and a code that set a new password.

use axum::extract::State;
use http::StatusCode;
use shared::access::client_address::ClientAddress;
use shared::audit::AuditEvent;
use shared::domain::mail::MailPurpose;
use shared::http::ApiError;
use shared::http::json::Json;

use crate::AppState;
use crate::mail_order::{MailOrder, OrderedMail};

pub(crate) async fn request_password_reset(
    State(state): State<AppState>,
    address: Option<ClientAddress>,
    Json(order): Json<MailOrder>,
) -> Result<(StatusCode, Json<OrderedMail>), ApiError> {
    let (email, ordered) = order.place(&state, address, MailPurpose::ResetPassword, |_| true).await?;
    AuditEvent::PasswordResetRequested.record_of(&email);
    Ok(ordered)
}
