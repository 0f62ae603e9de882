//! The access and refresh token that a login, a refresh and a password change return.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use super::access_token::{AccessTokens, SignedAccessToken};
use super::refresh_token::RefreshTokens;
use crate::config::{self, ConfigError, Environment, Secrets, TokenParties};
use crate::domain::id::TokenId;
use crate::domain::session::{Rotation, Session, TokenPosition};

/// Signs pairs of tokens and verifies refresh tokens.
#[derive(Clone, Debug)]
pub struct TokenPairs {
    access: AccessTokens,
    access_lifetime: SignedDuration,
    pub refresh: RefreshTokens,
}

/// A pair of tokens for a client. `Debug` hides them.
pub struct SignedTokenPair {
    pub access: SignedAccessToken,
    pub refresh: String,
    pub refresh_expires_in: SignedDuration,
}

impl fmt::Debug for SignedTokenPair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SignedTokenPair").field("access", &self.access).finish_non_exhaustive()
    }
}

impl TokenPairs {
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let (secrets, parties) = (Secrets::both(environment)?, TokenParties::from_environment(environment));
        Ok(Self {
            access: AccessTokens::new(&secrets.access, parties.clone()),
            access_lifetime: config::access_token_lifetime(environment)?,
            refresh: RefreshTokens::new(&secrets.refresh, parties, config::refresh_token_lifetime(environment)?),
        })
    }

    /// The tokens of a new session.
    #[must_use]
    pub fn sign_first(&self, session: &Session, rotation: Rotation, now: Timestamp) -> SignedTokenPair {
        self.sign(session, TokenPosition { generation: 0, token_id: session.token_id, rotation }, now)
    }

    #[must_use]
    pub fn sign_access(&self, session: &Session, now: Timestamp) -> SignedAccessToken {
        self.access.sign(session, self.access_lifetime, now)
    }

    /// Signs an access token for a session and a refresh token for a position in it.
    #[must_use]
    pub fn sign(&self, session: &Session, position: TokenPosition, now: Timestamp) -> SignedTokenPair {
        self.pair(session, self.refresh.sign(session, position, now), now)
    }

    /// Signs an access token for a session and extends the refresh token of a position in it.
    #[must_use]
    pub fn sign_extended(
        &self,
        session: &Session,
        position: TokenPosition,
        jti: TokenId,
        now: Timestamp,
    ) -> SignedTokenPair {
        self.pair(session, self.refresh.sign_extended(session, position, jti, now), now)
    }

    fn pair(&self, session: &Session, refresh: String, now: Timestamp) -> SignedTokenPair {
        let refresh_expires_in = self.refresh.expires_in(session, now);
        SignedTokenPair { access: self.sign_access(session, now), refresh, refresh_expires_in }
    }
}
