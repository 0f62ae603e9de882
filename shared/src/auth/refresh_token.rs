//! Refresh tokens: a position in a session. Whether that position is still worth anything is judged in `domain::session`.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::de::IntoDeserializer as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::jws::{self, Claims, RegisteredClaims, Signatures, TokenRejected};
use crate::config::{TokenParties, TokenSecrets};
use crate::domain::id::{SessionId, TokenId, UserId};
use crate::domain::session::{Rotation, Session, TokenPosition};

/// Signs and verifies refresh tokens. Clones share the keys.
#[derive(Clone, Debug)]
pub struct RefreshTokens {
    signatures: Arc<Signatures>,
    lifetime: SignedDuration,
}

/// What a verified refresh token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    pub user_id: UserId,
    pub session_id: SessionId,
    pub position: TokenPosition,
    /// When it was signed, in whole seconds.
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
    /// Of this very token (RFC 7519, section 4.1.7).
    jti: TokenId,
    /// In a token that came back with a later expiry: the `jti` that it had first, by which the session knows it.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    origin_jti: Option<TokenId>,
    #[serde(deserialize_with = "text")]
    mode: Rotation,
}

/// Null is not a valid id.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<TokenId>, D::Error> {
    TokenId::deserialize(deserializer).map(Some)
}

/// As we write it. serde would take `{"strict": null}` too.
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
        Self { signatures: Arc::new(Signatures::new::<RefreshClaims>(secrets, parties)), lifetime }
    }

    /// A token for a position in a session: the login's own, or a successor. It idles out after its lifetime, counted anew for
    /// each successor, and does not outlive the session.
    #[must_use]
    pub fn sign(&self, session: &Session, position: TokenPosition, now: Timestamp) -> String {
        self.signatures.sign(&self.claims(session, position, now))
    }

    /// The token of this position once more, with a later expiry and a `jti` of its own.
    #[must_use]
    pub fn sign_extended(&self, session: &Session, position: TokenPosition, jti: TokenId, now: Timestamp) -> String {
        let claims = self.claims(session, position, now);
        self.signatures.sign(&RefreshClaims { jti, origin_jti: Some(position.token_id), ..claims })
    }

    fn claims(&self, session: &Session, position: TokenPosition, now: Timestamp) -> RefreshClaims {
        let expires_at = jws::expiry(now, self.lifetime, session.ends_at);
        RefreshClaims {
            registered: self.signatures.registered(now, expires_at),
            sub: session.user_id,
            sid: session.id,
            generation: position.generation,
            jti: position.token_id,
            origin_jti: None,
            mode: position.rotation,
        }
    }

    /// For how long a token that is signed now works.
    #[must_use]
    pub fn expires_in(&self, session: &Session, now: Timestamp) -> SignedDuration {
        jws::expiry(now, self.lifetime, session.ends_at).duration_since(now)
    }

    pub fn verify(&self, token: &str, now: Timestamp) -> Result<RefreshToken, TokenRejected> {
        self.signatures.verify_current::<RefreshClaims>(token, now).map(RefreshToken::from)
    }

    /// For a logout, which ends a session even with a token that has expired.
    pub fn verify_of_any_age(&self, token: &str, now: Timestamp) -> Result<RefreshToken, TokenRejected> {
        self.signatures.verify::<RefreshClaims>(token, now).map(RefreshToken::from)
    }
}
