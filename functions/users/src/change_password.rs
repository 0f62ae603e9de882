//! `PUT /users/me/password`: another password, and the end of every other session.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use shared::audit::AuditEvent;
use shared::domain::cleanup::Cleanup;
use shared::domain::password::{NewPassword, Password};
use shared::domain::session::RevocationReason;
use shared::domain::user::User;
use shared::http::client_address::{ClientAddress, ClientNetwork};
use shared::http::current_user::CurrentUser;
use shared::http::json::Json;
use shared::http::{ApiError, InvalidInput};
use shared::store::accounts::AccountChange;

use crate::AppState;
use crate::own_password::{Asked, is_password_of, refused};

#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct PasswordChange {
    current_password: Password,
    new_password: NewPassword,
}

pub(crate) async fn change_password(
    State(state): State<AppState>,
    current_user: CurrentUser,
    address: Option<ClientAddress>,
    Json(PasswordChange { current_password, new_password }): Json<PasswordChange>,
) -> Result<StatusCode, ApiError> {
    new_password.check_against(current_user.email()).map_err(|weak| InvalidInput::body("new_password", weak))?;
    let asked = Asked { current_user: &current_user, network: ClientNetwork::of(address), now: state.clock.now() };
    let (found, attempt) = asked.count(&state).await?;
    let user = found.ok_or(ApiError::InvalidToken)?;
    let new_password = new_password.into_password();
    let version = if is_password_of(&state, &user, &current_password).await? {
        let next = store(&state, &asked, &user, new_password).await?;
        state.attempts.forgive(&attempt).await;
        next
    } else if user.change_may_repeat(asked.now) {
        found_changed(&state, &asked, &new_password).await?
    } else {
        return Err(refused(&attempt));
    };
    let this = Some(current_user.session_id());
    asked.end_sessions(&state, this, Some(version), RevocationReason::PasswordChanged).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Stores the password; the version of the credentials that it makes.
async fn store(state: &AppState, asked: &Asked<'_>, user: &User, new_password: Password) -> Result<u64, ApiError> {
    let hash = state.hasher.hash(new_password.clone()).await?;
    let next = user.credential_version.saturating_add(1);
    let cleanup = Cleanup::of_sessions(user.id, next, asked.now, state.access_token_lifetime);
    match state.accounts.change_password(user, asked.current_user.session_id(), &hash, &cleanup, asked.now).await? {
        AccountChange::Done => {
            AuditEvent::PasswordChanged.record();
            Ok(next)
        }
        AccountChange::SessionEnded => Err(ApiError::InvalidToken),
        AccountChange::CredentialsChanged => found_changed(state, asked, &new_password).await,
    }
}

/// The password is another by now: that is fine if it is the new one, for then this is a repeat. It is one more attempt.
async fn found_changed(state: &AppState, asked: &Asked<'_>, new_password: &Password) -> Result<u64, ApiError> {
    let (found, attempt) = asked.count(state).await?;
    let user = found.ok_or(ApiError::InvalidToken)?;
    if !is_password_of(state, &user, new_password).await? {
        return Err(refused(&attempt));
    }
    state.attempts.forgive(&attempt).await;
    Ok(user.credential_version)
}
