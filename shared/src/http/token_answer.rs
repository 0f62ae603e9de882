//! What a login and a refresh answer.

use serde::Serialize;

use crate::auth::token_pair::SignedTokenPair;

/// RFC 6749, section 5.1. `expires_in` is in seconds.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Tokens))]
pub struct TokenAnswer {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    refresh_token: String,
}

impl From<SignedTokenPair> for TokenAnswer {
    fn from(SignedTokenPair { access, refresh }: SignedTokenPair) -> Self {
        let expires_in = access.expires_in.as_secs();
        Self { access_token: access.token, token_type: "bearer", expires_in, refresh_token: refresh }
    }
}
