//! Converts the errors of other modules to errors of the API.

use super::ApiError;
use crate::auth::TokenRejected;
use crate::auth::password_hasher::HasherError;
use crate::domain::attempt::Throttled;
use crate::http::InvalidInput;
use crate::store::StoreError;

impl From<InvalidInput> for ApiError {
    fn from(invalid: InvalidInput) -> Self {
        Self::InvalidInput(invalid)
    }
}

impl From<Throttled> for ApiError {
    fn from(Throttled { retry_after_seconds }: Throttled) -> Self {
        Self::TooManyAttempts { retry_after_seconds }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::Unavailable(error.into()),
            StoreError::HotKey(_) => Self::TooManyRequests(error.into()),
            StoreError::Damaged(_) => Self::Internal(error.into()),
        }
    }
}

impl From<HasherError> for ApiError {
    fn from(error: HasherError) -> Self {
        match error {
            HasherError::Busy => Self::Unavailable(error.into()),
            HasherError::DamagedHash | HasherError::Refused => Self::Internal(error.into()),
        }
    }
}

/// For access tokens. `/refresh` reports an expired refresh token as invalid, and `/logout` ignores the expiry.
impl From<TokenRejected> for ApiError {
    fn from(rejected: TokenRejected) -> Self {
        match rejected {
            TokenRejected::Invalid => Self::InvalidToken,
            TokenRejected::Expired => Self::ExpiredAccessToken,
        }
    }
}
