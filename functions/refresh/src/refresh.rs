//! `POST /refresh`: one conditional write, and a judgement of the item where it refuses.

use axum::extract::State;
use jiff::Timestamp;
use shared::audit::AuditEvent;
use shared::auth::refresh_token::RefreshToken;
use shared::auth::token_pair::SignedTokenPair;
use shared::domain::id::TokenId;
use shared::domain::session::{PresentedToken, Rejection, RevocationReason, Session, Verdict};
use shared::http::ApiError;
use shared::http::layers;
use shared::http::token_answer::TokenAnswer;
use shared::random;
use shared::store::sessions::Advanced;

use crate::AppState;
use crate::presented::Presented;

pub(crate) async fn refresh(
    State(state): State<AppState>,
    Presented { refresh_token, place }: Presented,
) -> Result<TokenAnswer, ApiError> {
    // A cookie that is refused stays: another tab may have set a new one meanwhile, which this late answer would take away.
    Ok(TokenAnswer::new(go_on(&state, &refresh_token).await?, place))
}

async fn go_on(state: &AppState, refresh_token: &str) -> Result<SignedTokenPair, ApiError> {
    let now = state.clock.now();
    // An expired or garbled token never revokes anything, and costs no store call.
    let token = state.token_pairs.refresh.verify(refresh_token, now).map_err(|_| ApiError::InvalidToken)?;
    layers::record_caller(token.user_id, token.session_id);
    let key = (token.user_id, token.session_id);
    match state.sessions.advance(key, token.presented, now, state.leeway).await? {
        Advanced::Done(session) => Ok(successor(state, &session, token, now)),
        Advanced::Refused(stored) => judge(state, stored, token, now).await,
    }
}

async fn judge(
    state: &AppState,
    stored: Option<Session>,
    token: RefreshToken,
    now: Timestamp,
) -> Result<SignedTokenPair, ApiError> {
    match token.presented.judge(stored.as_ref(), now, state.leeway) {
        Verdict::Continue(session) => return Ok(successor(state, session, token, now)),
        Verdict::Theft => {
            tracing::warn!("a refresh token was used by two parties");
            AuditEvent::RefreshTokenTheft.record();
            let key = (token.user_id, token.session_id);
            state.sessions.revoke(key, RevocationReason::RefreshTokenTheft, now).await?;
        }
        Verdict::Reject(Rejection::GenerationFromTheFuture) => {
            tracing::warn!("a generation that was never signed");
            AuditEvent::ForgedGeneration.record();
        }
        Verdict::Reject(Rejection::NoSession | Rejection::Revoked | Rejection::Ended | Rejection::OtherFirstToken) => {}
    }
    Err(ApiError::InvalidToken)
}

/// Fresh tokens of a session: the refresh token is a successor of the stored generation, and minting it writes nothing.
fn successor(state: &AppState, session: &Session, token: RefreshToken, now: Timestamp) -> SignedTokenPair {
    let place = PresentedToken {
        generation: session.generation.saturating_add(1),
        token_id: TokenId::new(random::bytes()),
        rotation: token.presented.rotation,
    };
    state.token_pairs.sign(session, place, now)
}
