//! What a login and a refresh answer.

use std::fmt;

use serde::Serialize;

use crate::auth::token_pair::SignedTokenPair;

/// RFC 6749, section 5.1. `expires_in` is in seconds. It does not print.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Tokens))]
pub struct TokenAnswer {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    refresh_token: String,
}

impl fmt::Debug for TokenAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TokenAnswer").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

impl From<SignedTokenPair> for TokenAnswer {
    fn from(SignedTokenPair { access, refresh }: SignedTokenPair) -> Self {
        let expires_in = access.expires_in.as_secs();
        Self { access_token: access.token, token_type: "bearer", expires_in, refresh_token: refresh }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::auth::access_token::SignedAccessToken;

    #[test]
    fn no_token_prints() {
        let access = SignedAccessToken { token: "secret".to_owned(), expires_in: SignedDuration::from_mins(15) };
        let pair = SignedTokenPair { access, refresh: "secret".to_owned() };
        let printed = format!("{pair:?}");
        assert!(!format!("{printed}{:?}", TokenAnswer::from(pair)).contains("secret"), "{printed}");
    }
}
