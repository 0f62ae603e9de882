//! `PUT /users/me/password`: sets a new password and replaces all sessions by one new session.

use axum::extract::State;
use futures_util::future::join;
use http::HeaderMap;
use jiff::Timestamp;
use serde::Deserialize;
use shared::access::client_address::{ClientAddress, session_client};
use shared::access::current_user::CurrentUser;
use shared::audit::AuditEvent;
use shared::domain::cleanup::Cleanup;
use shared::domain::id::{SessionId, TokenId};
use shared::domain::password::{NewPassword, Password};
use shared::domain::session::{RevocationReason, Session, SessionClient, SessionOwner};
use shared::domain::user::User;
use shared::http::json::Json;
use shared::http::token_response::{TokenResponse, TokenTransport};
use shared::http::{ApiError, InvalidInput};
use shared::layers;
use shared::random;
use shared::store::accounts::AccountChangeOutcome;

use crate::password_check::PasswordCheck;
use crate::{AppState, mail};

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
    headers: HeaderMap,
    Json(PasswordChange { current_password, new_password }): Json<PasswordChange>,
) -> Result<TokenResponse, ApiError> {
    new_password.check_against(current_user.email()).map_err(|weak| InvalidInput::body("new_password", weak))?;
    let check = PasswordCheck::new(&state, &current_user, address)?;
    let (found, attempt) = check.count(&state).await?;
    let user = found.ok_or(ApiError::InvalidToken)?;
    check.verify(&user, &current_password, &attempt).await?;
    let session = next_session(&state, &user, session_client(&headers, address), check.now);
    store_password(&state, &check, &user, new_password.into_password(), &session).await?;
    let older = layers::best_effort(end_older_sessions(&state, &check, &session));
    join(state.attempts.record_success(&attempt), older).await;
    let transport = transport_of(&state, &headers, &check);
    Ok(TokenResponse::new(state.token_pairs.sign_first(&session, state.rotation, check.now), transport))
}

/// The session that replaces the current one, so that a copied token of the current session stops working.
fn next_session(state: &AppState, user: &User, client: SessionClient, now: Timestamp) -> Session {
    let owner =
        SessionOwner { credential_version: user.credential_version.saturating_add(1), ..SessionOwner::from(user) };
    let ids = (SessionId::new(random::bytes()), TokenId::new(random::bytes()));
    Session::begin(owner, client, ids, now, state.session_lifetime)
}

async fn store_password(
    state: &AppState,
    check: &PasswordCheck<'_>,
    user: &User,
    new_password: Password,
    session: &Session,
) -> Result<(), ApiError> {
    let hash = check.hasher.hash(new_password).await?;
    let cleanup = Cleanup::of_sessions(user.id, session.credential_version, check.now, state.access_token_lifetime);
    let current = check.current_user.session_id();
    let notice = state.mail.as_ref().map(|_| mail::notice_to(user, check.now));
    match state.accounts.change_password(user, &hash, current, session, &cleanup, notice.as_ref()).await? {
        AccountChangeOutcome::Done => {
            AuditEvent::PasswordChanged.record();
            Ok(())
        }
        // A concurrent change came first and ended the current session.
        AccountChangeOutcome::SessionEnded | AccountChangeOutcome::CredentialsChanged => Err(ApiError::InvalidToken),
    }
}

/// A failure here is not an error of the request, because the password has changed. The worker ends the remaining
/// sessions.
async fn end_older_sessions(state: &AppState, check: &PasswordCheck<'_>, session: &Session) {
    let below_version = Some(session.credential_version);
    if let Err(error) = check.end_sessions(state, below_version, RevocationReason::CredentialsChanged).await {
        tracing::warn!(?error, "cannot end the other sessions; the cleanup worker will");
    }
}

/// A browser that sends the current session's cookie gets the new refresh token as a cookie.
fn transport_of(state: &AppState, headers: &HeaderMap, check: &PasswordCheck<'_>) -> TokenTransport {
    let cookies = state.allowed_origins.refresh_tokens(headers).unwrap_or_default();
    let is_current = |cookie: &String| {
        let token = state.token_pairs.refresh.verify_ignoring_expiry(cookie, check.now);
        token.is_ok_and(|token| token.session_id == check.current_user.session_id())
    };
    if cookies.iter().any(is_current) { TokenTransport::Cookie } else { TokenTransport::Body }
}
