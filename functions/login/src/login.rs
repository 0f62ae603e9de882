//! `POST /login`: takes a place in the hashing queue, counts the attempt, verifies the password and starts a session.

use axum::extract::State;
use futures_util::future::{join, join_all, join3, try_join};
use http::HeaderMap;
use jiff::Timestamp;
use shared::access::client_address::{ClientAddress, ClientNetwork, session_client};
use shared::access::password_attempts::CountedAttempt;
use shared::audit::AuditEvent;
use shared::auth::password_hasher::{ReservedHasher, Verification};
use shared::auth::refresh_token::RefreshToken;
use shared::config::EmailVerification;
use shared::domain::email::Email;
use shared::domain::id::{SessionId, TokenId};
use shared::domain::password::Password;
use shared::domain::session::{RevocationReason, Session};
use shared::domain::user::{PasswordHash, User};
use shared::http::ApiError;
use shared::http::request_span;
use shared::http::token_response::{TokenResponse, TokenTransport};
use shared::layers;
use shared::random;
use shared::store::StoreError;
use shared::store::session_start::{StartOutcome, UserChange};
use shared::store::sessions::{EndOutcome, OlderSessions};

use crate::AppState;
use crate::credentials::Credentials;

pub(crate) async fn login(
    State(state): State<AppState>,
    address: Option<ClientAddress>,
    headers: HeaderMap,
    Credentials { username, password, transport }: Credentials,
) -> Result<TokenResponse, ApiError> {
    if transport == TokenTransport::Cookie {
        state.allowed_origins.check_login(&headers)?;
    }
    let hasher = state.hasher.reserve()?;
    let (now, network) = (state.clock.now(), ClientNetwork::of(address));
    let (user, attempt) = try_join(find(&state, &username), state.attempts.count(&username, &network, now)).await?;
    let admitted = state.attempts.admit(&attempt, user.as_ref()).await;
    admitted.inspect_err(|_| AuditEvent::PasswordThrottled.record_of(&attempt.email))?;
    let (user, stronger_hash) = record_refusal(&attempt, verify(hasher, user, &password).await)?;
    if state.verification == EmailVerification::Required && !user.email_verified {
        state.attempts.record_success(&attempt).await;
        return Err(ApiError::EmailNotVerified);
    }
    let session = new_session(&state, &user, &headers, address, now);
    request_span::record_session(session.id);
    let replaced = replaced_sessions(&state, &headers, transport, now);
    let older = start(&state, &session, &user, stronger_hash, &attempt).await?;
    AuditEvent::LoggedIn.record_of(&attempt.email);
    layers::best_effort(end_older_sessions(&state, &session, older, replaced)).await;
    Ok(TokenResponse::new(state.token_pairs.sign_first(&session, state.rotation, now), transport))
}

fn record_refusal<T>(attempt: &CountedAttempt, outcome: Result<T, ApiError>) -> Result<T, ApiError> {
    if matches!(outcome, Err(ApiError::WrongCredentials)) {
        AuditEvent::LoginRefused.record_of(&attempt.email);
    }
    outcome
}

/// The user with this email. An invalid email is treated like an unknown one.
async fn find(state: &AppState, username: &str) -> Result<Option<User>, StoreError> {
    let Ok(email) = Email::parse(username) else { return Ok(None) };
    let found = state.users.find(&email).await?;
    if let Some(user) = &found {
        request_span::record_user(user.id);
    }
    Ok(found)
}

/// The user if the password is theirs, and a stronger hash of it if the stored one is weak. An unknown email takes as
/// long.
async fn verify(
    hasher: ReservedHasher<'_>,
    user: Option<User>,
    password: &str,
) -> Result<(User, Option<PasswordHash>), ApiError> {
    let password = Password::new(password);
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let verification = hasher.verify(password.clone(), hash).await?;
    match (user, verification) {
        (Some(user), Verification::Matches) => Ok((user, None)),
        (Some(user), Verification::MatchesWeakHash) => Ok((user, Some(hasher.hash(password).await?))),
        (Some(_), Verification::Mismatch) | (None, _) => Err(ApiError::WrongCredentials),
    }
}

/// The user's sessions before this login, unless they could not be read in time.
type Older = Option<Result<OlderSessions, StoreError>>;

/// Writes the session. At the same time lowers the counters, because the password was right whatever comes of the
/// session, and reads the user's other sessions, which end only once this one has started.
async fn start(
    state: &AppState,
    session: &Session,
    user: &User,
    stronger_hash: Option<PasswordHash>,
    attempt: &CountedAttempt,
) -> Result<Older, ApiError> {
    let known_networks = user.known_networks.after_login(attempt.network.as_str(), session.created_at);
    let change = UserChange { stronger_hash, known_networks };
    let (started, older, ()) = Box::pin(join3(
        state.session_start.start(session, user, change),
        layers::best_effort(state.sessions.older(user.id, session.created_at)),
        state.attempts.record_success(attempt),
    ))
    .await;
    match started? {
        StartOutcome::Started => Ok(older),
        // The password has changed since it was verified.
        StartOutcome::CredentialsChanged => record_refusal(attempt, Err(ApiError::WrongCredentials)),
    }
}

/// Ends the sessions that this one replaces in the browser, and the user's oldest sessions if there are too many. If
/// that fails, the user is logged in all the same.
async fn end_older_sessions(state: &AppState, session: &Session, older: Older, replaced: Vec<RefreshToken>) {
    let now = session.created_at;
    let excess = async {
        let Some(older) = older else { return Ok(0) };
        state.sessions.enforce_limit(&older?, session.id, state.sessions_max, now).await
    };
    let ended = replaced.iter().map(async |token| {
        state.sessions.end((token.user_id, token.session_id), RevocationReason::Replaced, now).await
    });
    let (excess, ended) = Box::pin(join(excess, join_all(ended))).await;
    match excess {
        Ok(0) => {}
        Ok(_) => AuditEvent::OldestSessionsEnded.record(),
        Err(error) => tracing::warn!(%error, "cannot enforce the limit of sessions"),
    }
    for ended in ended {
        match ended {
            Ok(EndOutcome::Ended) => AuditEvent::SessionReplaced.record(),
            Ok(EndOutcome::NotFound) => {}
            Err(error) => tracing::warn!(%error, "cannot end the session of the replaced cookie"),
        }
    }
}

/// The sessions of the cookies that this login overwrites. Once a cookie is gone, the browser cannot end its session.
fn replaced_sessions(
    state: &AppState,
    headers: &HeaderMap,
    transport: TokenTransport,
    now: Timestamp,
) -> Vec<RefreshToken> {
    if transport == TokenTransport::Body {
        return Vec::new();
    }
    let cookies = state.allowed_origins.refresh_tokens(headers).unwrap_or_default();
    cookies.iter().filter_map(|cookie| state.token_pairs.refresh.verify_ignoring_expiry(cookie, now).ok()).collect()
}

fn new_session(
    state: &AppState,
    user: &User,
    headers: &HeaderMap,
    address: Option<ClientAddress>,
    now: Timestamp,
) -> Session {
    let ids = (SessionId::new(random::bytes()), TokenId::new(random::bytes()));
    Session::begin(user.into(), session_client(headers, address), ids, now, state.session_lifetime)
}
