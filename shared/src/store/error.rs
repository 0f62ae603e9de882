//! Errors of the store. An expected "no" is not an error but an outcome of the operation.

use std::error::Error;

use aws_sdk_dynamodb::error::{BuildError, SdkError};
use aws_sdk_dynamodb::types::ThrottlingReason;
use aws_sdk_dynamodb::types::error::{
    ProvisionedThroughputExceededException, RequestLimitExceeded, ThrottlingException,
};

use super::retry;

/// Why an operation failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Throttled, unreachable, timed out or misconfigured.
    #[error("the store does not answer")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// One key is read or written faster than its partition allows. Keys belong to users, so one user causes the load.
    #[error("the store throttled one key")]
    HotKey(#[source] Box<dyn Error + Send + Sync>),
    /// A stored item does not have the shape that this version writes.
    #[error("a stored item cannot be read")]
    Damaged(#[from] serde_dynamo::Error),
}

impl<E, R> From<SdkError<E, R>> for StoreError
where
    SdkError<E, R>: Error + Send + Sync + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        if is_hot_key(&error) { Self::HotKey(Box::new(error)) } else { Self::Unavailable(Box::new(error)) }
    }
}

/// Whether DynamoDB throttles because of one key, not because of a limit of the table or the account. For a
/// transaction, DynamoDB names the throttled member but not the limit. Every member has a key of a single user, so this
/// counts as one key too.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ThrottlingReason.html>
fn is_hot_key(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let mut reasons = throttling_reasons(error).iter().filter_map(ThrottlingReason::reason);
        let is_cancelled = || error.downcast_ref().is_some_and(retry::is_throttled);
        if reasons.any(|reason| reason.ends_with("KeyRangeThroughputExceeded")) || is_cancelled() {
            return true;
        }
        next = error.source();
    }
    false
}

fn throttling_reasons<'a>(error: &'a (dyn Error + 'static)) -> &'a [ThrottlingReason] {
    if let Some(throttled) = error.downcast_ref::<ThrottlingException>() {
        throttled.throttling_reasons()
    } else if let Some(throttled) = error.downcast_ref::<ProvisionedThroughputExceededException>() {
        throttled.throttling_reasons()
    } else if let Some(throttled) = error.downcast_ref::<RequestLimitExceeded>() {
        throttled.throttling_reasons()
    } else {
        &[]
    }
}

/// We left out a required member of a request.
impl From<BuildError> for StoreError {
    fn from(error: BuildError) -> Self {
        Self::Unavailable(Box::new(error))
    }
}
