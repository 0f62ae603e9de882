//! Access tokens: who calls, for a few minutes (RFC 9068's `at+jwt`).

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::jws::{self, Claims, RegisteredClaims, Signatures, TokenRejected};
use crate::config::{ConfigError, Environment, TokenParties, TokenSecrets};
use crate::domain::email::Email;
use crate::domain::id::{SessionId, TokenId, UserId};
use crate::domain::session::Session;
use crate::random;

/// Signs and verifies access tokens. Clones share the keys. For how long a token works is its signer's to say.
#[derive(Clone, Debug)]
pub struct AccessTokens {
    signatures: Arc<Signatures>,
}

/// What a verified access token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    pub user_id: UserId,
    pub session_id: SessionId,
    /// As it was typed at sign-up.
    pub email: Email,
}

/// An access token for a client, and for how long it works. The token does not print.
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
        Self { signatures: Arc::new(Signatures::new::<AccessClaims>(secrets, parties)) }
    }

    /// With the settings of a function that needs access tokens alone.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self::new(&TokenSecrets::access(environment)?, TokenParties::from_environment(environment)))
    }

    /// An access token for a session, for `lifetime` from `now` on. It does not outlive the session.
    #[must_use]
    pub fn sign(&self, session: &Session, lifetime: SignedDuration, now: Timestamp) -> SignedAccessToken {
        let expires_at = jws::expiry(now, lifetime, session.ends_at);
        let token = self.signatures.sign(&AccessClaims {
            registered: self.signatures.registered(now, expires_at),
            sub: session.user_id,
            sid: session.id,
            email: session.email.clone(),
            jti: TokenId::new(random::bytes()),
        });
        SignedAccessToken { token, expires_in: SignedDuration::from_secs(expires_at.as_second() - now.as_second()) }
    }

    pub fn verify(&self, token: &str, now: Timestamp) -> Result<AccessToken, TokenRejected> {
        let AccessClaims { sub, sid, email, .. } = self.signatures.verify_current(token, now)?;
        Ok(AccessToken { user_id: sub, session_id: sid, email })
    }
}
