//! Refresh tokens: each names a position in a session. `domain::session` decides whether that position still counts.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::de::IntoDeserializer as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::jws::{self, Claims, RegisteredClaims, TokenRejected, TokenSigner};
use crate::config::{TokenParties, TokenSecrets};
use crate::domain::id::{SessionId, TokenId, UserId};
use crate::domain::not_null;
use crate::domain::session::{Rotation, Session, TokenPosition};

/// Signs and verifies refresh tokens. Clones share the keys.
#[derive(Clone, Debug)]
pub struct RefreshTokens {
    signer: Arc<TokenSigner>,
    lifetime: SignedDuration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    pub user_id: UserId,
    pub session_id: SessionId,
    pub position: TokenPosition,
    /// When the token was signed, in whole seconds.
    pub issued_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
struct RefreshClaims {
    #[serde(flatten)]
    registered: RegisteredClaims,
    sub: UserId,
    sid: SessionId,
    #[serde(rename = "gen")]
    generation: u64,
    /// Identifies this very token (RFC 7519, section 4.1.7).
    jti: TokenId,
    /// Only in a token that was extended: the `jti` of the original, by which the session identifies it.
    #[serde(default, deserialize_with = "not_null::deserialize", skip_serializing_if = "Option::is_none")]
    origin_jti: Option<TokenId>,
    #[serde(deserialize_with = "text")]
    mode: Rotation,
}

/// Accepts only a string, as we write it. serde alone would also accept `{"strict": null}`.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Rotation, D::Error> {
    Rotation::deserialize(String::deserialize(deserializer)?.into_deserializer())
}

impl Claims for RefreshClaims {
    const TYPE: &str = "rt+jwt";

    fn registered(&self) -> &RegisteredClaims {
        &self.registered
    }
}

impl From<RefreshClaims> for RefreshToken {
    fn from(claims: RefreshClaims) -> Self {
        let RefreshClaims { sub, sid, generation, jti, origin_jti, mode, registered } = claims;
        let position = TokenPosition { generation, token_id: origin_jti.unwrap_or(jti), rotation: mode };
        Self { user_id: sub, session_id: sid, position, issued_at: registered.issued_at() }
    }
}

impl RefreshTokens {
    #[must_use]
    pub fn new(secrets: &TokenSecrets, parties: TokenParties, lifetime: SignedDuration) -> Self {
        Self { signer: Arc::new(TokenSigner::new::<RefreshClaims>(secrets, parties)), lifetime }
    }

    /// Signs a token for a position in a session. It expires after its lifetime, or earlier with the session.
    #[must_use]
    pub fn sign(&self, session: &Session, position: TokenPosition, now: Timestamp) -> String {
        self.signer.sign(&self.claims(session, position, now))
    }

    /// Signs the token of this position again, with a later expiry and a new `jti`.
    #[must_use]
    pub fn sign_extended(&self, session: &Session, position: TokenPosition, jti: TokenId, now: Timestamp) -> String {
        let claims = self.claims(session, position, now);
        self.signer.sign(&RefreshClaims { jti, origin_jti: Some(position.token_id), ..claims })
    }

    fn claims(&self, session: &Session, position: TokenPosition, now: Timestamp) -> RefreshClaims {
        let expires_at = jws::expiry(now, self.lifetime, session.ends_at);
        RefreshClaims {
            registered: self.signer.registered(now, expires_at),
            sub: session.user_id,
            sid: session.id,
            generation: position.generation,
            jti: position.token_id,
            origin_jti: None,
            mode: position.rotation,
        }
    }

    /// How long a token that is signed now is valid.
    #[must_use]
    pub fn expires_in(&self, session: &Session, now: Timestamp) -> SignedDuration {
        jws::expiry(now, self.lifetime, session.ends_at).duration_since(now)
    }

    pub fn verify(&self, token: &str, now: Timestamp) -> Result<RefreshToken, TokenRejected> {
        self.signer.verify::<RefreshClaims>(token, now).map(RefreshToken::from)
    }

    /// For logout, which ends a session even with an expired token.
    pub fn verify_ignoring_expiry(&self, token: &str, now: Timestamp) -> Result<RefreshToken, TokenRejected> {
        self.signer.verify_ignoring_expiry::<RefreshClaims>(token, now).map(RefreshToken::from)
    }
}
