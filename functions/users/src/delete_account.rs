//! `DELETE /users/me`: deletes the account with its sessions and tasks.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use shared::access::client_address::ClientAddress;
use shared::access::current_user::CurrentUser;
use shared::access::password_attempts::CountedAttempt;
use shared::audit::AuditEvent;
use shared::domain::cleanup::Cleanup;
use shared::domain::id::UserId;
use shared::domain::password::Password;
use shared::domain::session::RevocationReason;
use shared::domain::user::User;
use shared::http::ApiError;
use shared::http::json::Json;
use shared::store::accounts::AccountChangeOutcome;

use crate::AppState;
use crate::password_check::{PasswordCheck, wrong_password};

#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct AccountDeletion {
    password: Password,
}

pub(crate) async fn delete_account(
    State(state): State<AppState>,
    current_user: CurrentUser,
    address: Option<ClientAddress>,
    Json(AccountDeletion { password }): Json<AccountDeletion>,
) -> Result<StatusCode, ApiError> {
    let check = PasswordCheck::new(&state, &current_user, address)?;
    let (found, attempt) = check.count(&state).await?;
    match found {
        Some(user) => {
            delete(&state, &check, &user, &password, &attempt).await?;
            state.attempts.record_success(&attempt).await;
        }
        // This is a retry. Some sessions may still be active.
        None => require_deletion(&state, current_user.id()).await?,
    }
    check.end_sessions(&state, None, RevocationReason::AccountDeleted).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete(
    state: &AppState,
    check: &PasswordCheck<'_>,
    user: &User,
    password: &Password,
    attempt: &CountedAttempt,
) -> Result<(), ApiError> {
    check.verify(user, password, attempt).await?;
    let cleanup = Cleanup::of_everything(user.id, check.now, state.access_token_lifetime);
    let slots = state.mail.as_ref().map(|mail| mail.slots_of(user)).unwrap_or_default();
    match state.accounts.delete(user, &cleanup, &slots).await? {
        AccountChangeOutcome::Done => {
            AuditEvent::AccountDeleted.record();
            Ok(())
        }
        // A concurrent request has deleted the account, or changed its password or email.
        AccountChangeOutcome::CredentialsChanged | AccountChangeOutcome::SessionEnded => {
            match state.users.find(&user.email).await? {
                Some(found) if found.id == user.id => Err(wrong_password(attempt)),
                Some(_) | None => require_deletion(state, user.id).await,
            }
        }
    }
}

/// An account that is not at the email of the session was deleted or has a new email. Then the session is over.
async fn require_deletion(state: &AppState, user_id: UserId) -> Result<(), ApiError> {
    let order = state.cleanups.find(user_id).await?;
    if order.is_some_and(|order| order.everything) { Ok(()) } else { Err(ApiError::InvalidToken) }
}
