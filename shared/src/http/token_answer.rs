//! What a login and a refresh answer.

use serde::Serialize;

use crate::auth::access_token::SignedAccessToken;

/// RFC 6749, section 5.1. `expires_in` is in seconds.
#[derive(Debug, Serialize)]
pub struct TokenAnswer {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    refresh_token: String,
}

impl TokenAnswer {
    #[must_use]
    pub fn new(access: SignedAccessToken, refresh_token: String) -> Self {
        let SignedAccessToken { token, expires_in } = access;
        Self { access_token: token, token_type: "bearer", expires_in: expires_in.as_secs(), refresh_token }
    }
}
