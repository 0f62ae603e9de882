//! Access tokens: short-lived JWTs that name the caller (`at+jwt`, RFC 9068).

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::jws::{self, Claims, RegisteredClaims, TokenRejected, TokenSigner};
use crate::config::{ConfigError, Environment, TokenParties, TokenSecrets};
use crate::domain::email::Email;
use crate::domain::id::{SessionId, TokenId, UserId};
use crate::domain::session::Session;
use crate::random;

/// Signs and verifies access tokens. Clones share the keys.
#[derive(Clone, Debug)]
pub struct AccessTokens {
    signer: Arc<TokenSigner>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    pub user_id: UserId,
    pub session_id: SessionId,
    /// As typed at sign-up.
    pub email: Email,
}

/// An access token for a client and how long it is valid. `Debug` hides the token.
pub struct SignedAccessToken {
    pub token: String,
    pub expires_in: SignedDuration,
}

impl fmt::Debug for SignedAccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SignedAccessToken").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct AccessClaims {
    #[serde(flatten)]
    registered: RegisteredClaims,
    sub: UserId,
    sid: SessionId,
    email: Email,
    jti: TokenId,
}

impl Claims for AccessClaims {
    const TYPE: &str = "at+jwt";

    fn registered(&self) -> &RegisteredClaims {
        &self.registered
    }
}

impl AccessTokens {
    #[must_use]
    pub fn new(secrets: &TokenSecrets, parties: TokenParties) -> Self {
        Self { signer: Arc::new(TokenSigner::new::<AccessClaims>(secrets, parties)) }
    }

    /// For a function that needs access tokens only: requires no other secret.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self::new(&TokenSecrets::access(environment)?, TokenParties::from_environment(environment)))
    }

    /// Signs an access token that is valid for `lifetime`, but no longer than the session.
    #[must_use]
    pub fn sign(&self, session: &Session, lifetime: SignedDuration, now: Timestamp) -> SignedAccessToken {
        let expires_at = jws::expiry(now, lifetime, session.ends_at);
        let token = self.signer.sign(&AccessClaims {
            registered: self.signer.registered(now, expires_at),
            sub: session.user_id,
            sid: session.id,
            email: session.email.clone(),
            jti: TokenId::new(random::bytes()),
        });
        SignedAccessToken { token, expires_in: SignedDuration::from_secs(expires_at.as_second() - now.as_second()) }
    }

    pub fn verify(&self, token: &str, now: Timestamp) -> Result<AccessToken, TokenRejected> {
        let AccessClaims { sub, sid, email, .. } = self.signer.verify(token, now)?;
        Ok(AccessToken { user_id: sub, session_id: sid, email })
    }
}
