//! `DELETE /users/me`: the end of the account, of its sessions and its tasks.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use shared::access::client_address::{ClientAddress, ClientNetwork};
use shared::access::current_user::CurrentUser;
use shared::access::password_attempts::CountedAttempt;
use shared::audit::AuditEvent;
use shared::domain::cleanup::Cleanup;
use shared::domain::password::Password;
use shared::domain::session::RevocationReason;
use shared::domain::user::User;
use shared::http::ApiError;
use shared::http::json::Json;
use shared::store::accounts::AccountChangeOutcome;

use crate::AppState;
use crate::password_check::{Asked, is_password_of, refused};

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
    let asked = Asked { current_user: &current_user, network: ClientNetwork::of(address), now: state.clock.now() };
    let (found, attempt) = asked.count(&state).await?;
    // An account that is gone is a repeat, whose sessions may be left.
    if let Some(user) = found {
        delete(&state, &asked, &user, &password, &attempt).await?;
        state.attempts.record_success(&attempt).await;
    }
    asked.end_sessions(&state, None, RevocationReason::AccountDeleted).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete(
    state: &AppState,
    asked: &Asked<'_>,
    user: &User,
    password: &Password,
    attempt: &CountedAttempt,
) -> Result<(), ApiError> {
    if !is_password_of(state, user, password).await? {
        return Err(refused(attempt));
    }
    let cleanup = Cleanup::of_everything(user.id, asked.now, state.access_token_lifetime);
    match state.accounts.delete(user, &cleanup).await? {
        AccountChangeOutcome::Done => {
            AuditEvent::AccountDeleted.record();
            Ok(())
        }
        // Deleted by another request at the same moment, or the password is another by now.
        AccountChangeOutcome::CredentialsChanged | AccountChangeOutcome::SessionEnded => {
            match state.users.find(&user.email).await? {
                Some(found) if found.id == user.id => Err(refused(attempt)),
                Some(_) | None => Ok(()),
            }
        }
    }
}
