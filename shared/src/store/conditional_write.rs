//! Writes with a condition. A refused condition is an outcome, not an error.

use std::error::Error;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::types::error::ConditionalCheckFailedException;

use super::StoreError;
use super::item::Item;

/// The condition of a write was refused. Holds the item that the condition saw (`ALL_OLD`), or `None` if there is none.
pub(super) struct Refused(pub(super) Option<Item>);

/// Separates a refused condition from all other errors of a write.
pub(super) fn conditional<O, E, R>(result: Result<O, SdkError<E, R>>) -> Result<Result<O, Refused>, StoreError>
where
    E: Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let error = match result {
        Ok(output) => return Ok(Ok(output)),
        Err(error) => error,
    };
    match error.as_service_error().and_then(Error::source).and_then(<dyn Error>::downcast_ref) {
        Some(ConditionalCheckFailedException { item, .. }) => Ok(Err(Refused(item.clone()))),
        None => Err(error.into()),
    }
}
