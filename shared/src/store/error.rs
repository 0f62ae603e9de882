//! What can go wrong with the store. An expected "no" is not here: it is an outcome of the operation.

use std::error::Error;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;

use super::item::Item;

/// Why the store gave no answer. Both are faults of ours, never the client's.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Throttled, unreachable, timed out or misconfigured.
    #[error("the store does not answer")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// An item is not of the shape that this version writes.
    #[error("a stored item cannot be read")]
    Damaged(#[from] serde_dynamo::Error),
}

impl<E, R> From<SdkError<E, R>> for StoreError
where
    SdkError<E, R>: Error + Send + Sync + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        Self::Unavailable(Box::new(error))
    }
}

/// A write whose condition was refused, with the item as the condition saw it (`ALL_OLD`); none where there is no item.
pub(super) struct Refused(pub(super) Option<Item>);

/// The errors of conditional writes.
pub(super) trait ConditionalError: Error + Send + Sync + Sized + 'static {
    fn refused(&mut self) -> Option<Refused>;
}

impl ConditionalError for PutItemError {
    fn refused(&mut self) -> Option<Refused> {
        match self {
            Self::ConditionalCheckFailedException(refusal) => Some(Refused(refusal.item.take())),
            _ => None,
        }
    }
}

impl ConditionalError for UpdateItemError {
    fn refused(&mut self) -> Option<Refused> {
        match self {
            Self::ConditionalCheckFailedException(refusal) => Some(Refused(refusal.item.take())),
            _ => None,
        }
    }
}

impl ConditionalError for DeleteItemError {
    fn refused(&mut self) -> Option<Refused> {
        match self {
            Self::ConditionalCheckFailedException(refusal) => Some(Refused(refusal.item.take())),
            _ => None,
        }
    }
}

/// The answer of a conditional write: what it gave, or its refusal.
pub(super) fn conditional<O, E, R>(result: Result<O, SdkError<E, R>>) -> Result<Result<O, Refused>, StoreError>
where
    E: ConditionalError,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    match result {
        Ok(output) => Ok(Ok(output)),
        Err(SdkError::ServiceError(failure)) => {
            let raw = failure.into_err_and_raw();
            let (mut error, raw) = raw;
            match error.refused() {
                Some(refused) => Ok(Err(refused)),
                None => Err(SdkError::service_error(error, raw).into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}
