//! What both kinds of token share: JWS compact serialisation (RFC 7515), with HS256 only.
//!
//! A token's header must have exactly the members that we write. A different `alg`, or a `jku`, `jwk`, `x5u`, `crit` or
//! `zip`, is refused before anything follows it. `exp`, `nbf` and `iat` are checked here against the injected clock.

mod hs256;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, crypto};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::config::{TokenParties, TokenSecrets};
use crate::domain::not_null;

/// Our longest token has about 900 bytes. A longer one than this is refused before it is decoded.
const MAX_TOKEN_BYTES: usize = 4096;
/// How far ahead the clock of the function that signed a token may be, in seconds. `exp` has no leeway.
const CLOCK_LEEWAY_SECONDS: i64 = 10;

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenRejected {
    #[error("the token is invalid")]
    Invalid,
    #[error("the token has expired")]
    Expired,
}

/// A time in a token (RFC 7519, section 2): whole seconds from 1970 to the year 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
struct NumericDate(i64);

impl TryFrom<i64> for NumericDate {
    type Error = &'static str;

    fn try_from(seconds: i64) -> Result<Self, &'static str> {
        let is_a_time = (0..=Timestamp::MAX.as_second()).contains(&seconds);
        if is_a_time { Ok(Self(seconds)) } else { Err("is no time since 1970") }
    }
}

impl From<NumericDate> for i64 {
    fn from(date: NumericDate) -> Self {
        date.0
    }
}

/// The claims that every token has (RFC 7519, section 4.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RegisteredClaims {
    iss: String,
    aud: String,
    iat: NumericDate,
    exp: NumericDate,
    #[serde(default, deserialize_with = "not_null::deserialize", skip_serializing_if = "Option::is_none")]
    nbf: Option<NumericDate>,
}

impl RegisteredClaims {
    /// When the token was signed, in whole seconds.
    pub(super) fn issued_at(&self) -> Timestamp {
        Timestamp::from_second(self.iat.0).unwrap_or(Timestamp::MAX)
    }
}

/// Claims of one kind of token.
pub(super) trait Claims: Serialize + DeserializeOwned {
    /// The header's `typ`. It prevents one kind of token from being accepted as the other (RFC 8725, section 3.11).
    const TYPE: &str;

    fn registered(&self) -> &RegisteredClaims;
}

/// The only members that a header may have. Any other member is refused, even if it is null, and so are repeated ones.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenHeader {
    alg: String,
    typ: String,
    kid: String,
}

/// Reads one part of a compact token: a JSON object in base64url. serde alone would also take an array of the values.
fn decode<T: DeserializeOwned>(part: &str) -> Option<T> {
    let json = URL_SAFE_NO_PAD.decode(part).ok()?;
    if json.first() == Some(&b'{') { serde_json::from_slice(&json).ok() } else { None }
}

#[derive(Debug)]
struct Key {
    header: TokenHeader,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl Key {
    fn new(secret: &SecretString, token_type: &str) -> Self {
        let bytes = secret.expose_secret().as_bytes();
        let header = TokenHeader { alg: "HS256".to_owned(), typ: token_type.to_owned(), kid: key_id(bytes) };
        Self { header, encoding: EncodingKey::from_secret(bytes), decoding: DecodingKey::from_secret(bytes) }
    }
}

/// Identifies a secret without revealing it: 64 bits of a keyed hash.
fn key_id(secret: &[u8]) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), b"todo-lambda key id");
    URL_SAFE_NO_PAD.encode(&tag.as_ref()[..8])
}

/// Signs and verifies tokens of one kind.
#[derive(Debug)]
pub(super) struct TokenSigner {
    primary: Key,
    secondary: Option<Key>,
    parties: TokenParties,
}

impl TokenSigner {
    pub(super) fn new<C: Claims>(secrets: &TokenSecrets, parties: TokenParties) -> Self {
        hs256::install();
        Self {
            primary: Key::new(&secrets.primary, C::TYPE),
            secondary: secrets.secondary.as_ref().map(|secret| Key::new(secret, C::TYPE)),
            parties,
        }
    }

    /// The registered claims of a token. Both times are cut to whole seconds.
    pub(super) fn registered(&self, now: Timestamp, expires_at: Timestamp) -> RegisteredClaims {
        let TokenParties { issuer, audience } = self.parties.clone();
        let (iat, exp) = (NumericDate(now.as_second()), NumericDate(expires_at.as_second()));
        RegisteredClaims { iss: issuer, aud: audience, iat, exp, nbf: None }
    }

    /// # Panics
    ///
    /// Never: strings and numbers serialise, and HMAC accepts a key of any length.
    #[expect(clippy::expect_used, reason = "strings and numbers serialise, and HMAC accepts a key of any length")]
    pub(super) fn sign<C: Claims>(&self, claims: &C) -> String {
        let TokenHeader { alg: _, typ, kid } = &self.primary.header;
        let header = Header { typ: Some(typ.clone()), kid: Some(kid.clone()), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, claims, &self.primary.encoding).expect("claims are signable")
    }

    /// Returns the claims of a token that we signed, even if it has expired.
    pub(super) fn verify_ignoring_expiry<C: Claims>(&self, token: &str, now: Timestamp) -> Result<C, TokenRejected> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenRejected::Invalid);
        }
        let claims: C = self.signed_claims(token).ok_or(TokenRejected::Invalid)?;
        let registered = claims.registered();
        let from_the_future = [Some(registered.iat), registered.nbf]
            .into_iter()
            .flatten()
            .any(|date| date.0 > now.as_second().saturating_add(CLOCK_LEEWAY_SECONDS));
        let ours = registered.iss == self.parties.issuer && registered.aud == self.parties.audience;
        if ours && !from_the_future { Ok(claims) } else { Err(TokenRejected::Invalid) }
    }

    /// Reads the claims only after the header and the signature are proved to be ours.
    fn signed_claims<C: Claims>(&self, token: &str) -> Option<C> {
        let (message, signature) = token.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        let header: TokenHeader = decode(header)?;
        let mut keys = std::iter::once(&self.primary).chain(&self.secondary);
        let key = keys.find(|key| key.header == header)?;
        let is_ours = crypto::verify(signature, message.as_bytes(), &key.decoding, Algorithm::HS256);
        if is_ours.ok()? { decode(claims) } else { None }
    }

    /// Returns the claims of a token that we signed and that has not expired.
    pub(super) fn verify<C: Claims>(&self, token: &str, now: Timestamp) -> Result<C, TokenRejected> {
        let claims: C = self.verify_ignoring_expiry(token, now)?;
        if now.as_second() < claims.registered().exp.0 { Ok(claims) } else { Err(TokenRejected::Expired) }
    }
}

/// `lifetime` after `now`, but not after `end`.
pub(super) fn expiry(now: Timestamp, lifetime: SignedDuration, end: Timestamp) -> Timestamp {
    now.checked_add(lifetime).map_or(end, |expires_at| expires_at.min(end))
}

#[cfg(test)]
mod tests;
