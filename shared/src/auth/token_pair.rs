//! The two tokens that a login and a refresh answer. Only these two functions hold the secrets of both kinds.

use jiff::Timestamp;

use super::access_token::{AccessTokens, SignedAccessToken};
use super::refresh_token::RefreshTokens;
use crate::config::{ConfigError, Environment, Lifetimes, Secrets, TokenParties};
use crate::domain::session::{PresentedToken, Session};

/// Signs pairs of tokens, and verifies the refresh tokens among them.
#[derive(Clone, Debug)]
pub struct TokenPairs {
    access: AccessTokens,
    pub refresh: RefreshTokens,
}

/// A pair for a client.
#[derive(Debug)]
pub struct SignedTokenPair {
    pub access: SignedAccessToken,
    pub refresh: String,
}

impl TokenPairs {
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let (secrets, parties) = (Secrets::both(environment)?, TokenParties::from_environment(environment));
        let lifetimes = Lifetimes::from_environment(environment)?;
        Ok(Self {
            access: AccessTokens::new(&secrets.access, parties.clone(), lifetimes.access_token),
            refresh: RefreshTokens::new(&secrets.refresh, parties, lifetimes.refresh_token),
        })
    }

    /// An access token of a session, and a refresh token of a place in it.
    #[must_use]
    pub fn sign(&self, session: &Session, place: PresentedToken, now: Timestamp) -> SignedTokenPair {
        SignedTokenPair { access: self.access.sign(session, now), refresh: self.refresh.sign(session, place, now) }
    }
}
