//! `POST /login`.

use axum::extract::State;
use futures_util::future::{join, try_join};
use http::HeaderMap;
use http::header::USER_AGENT;
use jiff::Timestamp;
use shared::audit::AuditEvent;
use shared::auth::password_hasher::Verification;
use shared::auth::token_pair::SignedTokenPair;
use shared::domain::email::Email;
use shared::domain::id::{SessionId, TokenId};
use shared::domain::password::Password;
use shared::domain::session::{PresentedToken, Session};
use shared::domain::user::{PasswordHash, User};
use shared::http::ApiError;
use shared::http::client_address::{ClientAddress, ClientNetwork};
use shared::http::layers;
use shared::http::password_attempts::CountedAttempt;
use shared::http::token_answer::{RefreshTokenPlace, TokenAnswer};
use shared::random;
use shared::store::StoreError;
use shared::store::session_start::{Start, UserChange};

use crate::AppState;
use crate::credentials::Credentials;

/// What is kept of a client's `User-Agent`, in bytes.
const MAX_USER_AGENT_BYTES: usize = 256;

pub(crate) async fn login(
    State(state): State<AppState>,
    address: Option<ClientAddress>,
    headers: HeaderMap,
    Credentials { username, password, place }: Credentials,
) -> Result<TokenAnswer, ApiError> {
    if place == RefreshTokenPlace::Cookie {
        state.allowed_origins.check_login(&headers)?;
    }
    let (now, network) = (state.clock.now(), ClientNetwork::of(address));
    let (user, attempt) = try_join(find(&state, &username), state.attempts.count(&username, &network, now)).await?;
    let admitted = state.attempts.admit(&attempt, user.as_ref()).await;
    admitted.inspect_err(|_| AuditEvent::PasswordThrottled.record_of(&attempt.email))?;
    let (user, stronger_hash) = refusal_recorded(&attempt, verify(&state, user, &password).await)?;
    let session = new_session(&state, &user, &headers, address, now);
    layers::record_session(session.id);
    let change =
        UserChange { stronger_hash, known_networks: user.known_networks.after_login(attempt.network.as_str(), now) };
    refusal_recorded(&attempt, start(&state, &session, &user, change, &attempt).await)?;
    AuditEvent::LoggedIn.record_of(&attempt.email);
    Ok(TokenAnswer::new(first_tokens(&state, &session, now), place))
}

fn refusal_recorded<T>(attempt: &CountedAttempt, outcome: Result<T, ApiError>) -> Result<T, ApiError> {
    if matches!(outcome, Err(ApiError::WrongCredentials)) {
        AuditEvent::LoginRefused.record_of(&attempt.email);
    }
    outcome
}

/// A text that is no address is nobody's: it is answered like an unknown one.
async fn find(state: &AppState, username: &str) -> Result<Option<User>, StoreError> {
    let Ok(email) = Email::parse(username) else { return Ok(None) };
    let found = state.users.find(&email).await?;
    if let Some(user) = &found {
        layers::record_user(user.id);
    }
    Ok(found)
}

/// The user if this is their password, and a stronger hash of it where the stored one is weak. An unknown e-mail costs as much.
async fn verify(
    state: &AppState,
    user: Option<User>,
    password: &str,
) -> Result<(User, Option<PasswordHash>), ApiError> {
    let password = Password::new(password);
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let verification = state.hasher.verify(password.clone(), hash).await?;
    match (user, verification) {
        (Some(user), Verification::Matches) => Ok((user, None)),
        (Some(user), Verification::MatchesWeakHash) => Ok((user, Some(state.hasher.hash(password).await?))),
        (Some(_), Verification::Mismatch) | (None, _) => Err(ApiError::WrongCredentials),
    }
}

/// Writes the session and forgives the attempt, at once. A password that was changed meanwhile is a wrong one now.
async fn start(
    state: &AppState,
    session: &Session,
    user: &User,
    change: UserChange,
    attempt: &CountedAttempt,
) -> Result<(), ApiError> {
    let started = state.session_start.start(session, user, change);
    match join(started, state.attempts.forgive(attempt)).await.0? {
        Start::Started => Ok(()),
        Start::CredentialsChanged => Err(ApiError::WrongCredentials),
    }
}

fn new_session(
    state: &AppState,
    user: &User,
    headers: &HeaderMap,
    address: Option<ClientAddress>,
    now: Timestamp,
) -> Session {
    Session {
        user_id: user.id,
        id: SessionId::new(random::bytes()),
        email: user.email.clone(),
        credential_version: user.credential_version,
        generation: 0,
        token_id: TokenId::new(random::bytes()),
        previous_token_id: None,
        acknowledged_at: None,
        ends_at: now.checked_add(state.session_lifetime).unwrap_or(Timestamp::MAX),
        created_at: now,
        last_used_at: now,
        user_agent: user_agent(headers),
        ip: address.map(|address| address.ip().to_string()),
        revoked_at: None,
    }
}

fn user_agent(headers: &HeaderMap) -> Option<String> {
    let text = String::from_utf8_lossy(headers.get(USER_AGENT)?.as_bytes());
    Some(text[..text.floor_char_boundary(MAX_USER_AGENT_BYTES)].to_owned())
}

fn first_tokens(state: &AppState, session: &Session, now: Timestamp) -> SignedTokenPair {
    let place = PresentedToken { generation: 0, token_id: session.token_id, rotation: state.rotation };
    state.token_pairs.sign(session, place, now)
}
