//! Writes with a condition. A refused condition is an outcome, not an error.

use std::error::Error;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::error::ConditionalCheckFailedException;

use super::StoreError;
use super::item::Item;

/// The condition of a write was refused. Holds the item that the condition saw (`ALL_OLD`), or `None` if there is none.
pub(super) struct Refused(pub(super) Option<Item>);

pub(super) trait ConditionalError: Error + Send + Sync + 'static {
    fn refusal(&self) -> Option<&ConditionalCheckFailedException>;
}

impl ConditionalError for PutItemError {
    fn refusal(&self) -> Option<&ConditionalCheckFailedException> {
        if let Self::ConditionalCheckFailedException(refusal) = self { Some(refusal) } else { None }
    }
}

impl ConditionalError for UpdateItemError {
    fn refusal(&self) -> Option<&ConditionalCheckFailedException> {
        if let Self::ConditionalCheckFailedException(refusal) = self { Some(refusal) } else { None }
    }
}

impl ConditionalError for DeleteItemError {
    fn refusal(&self) -> Option<&ConditionalCheckFailedException> {
        if let Self::ConditionalCheckFailedException(refusal) = self { Some(refusal) } else { None }
    }
}

/// Separates a refused condition from all other errors of a write.
pub(super) fn conditional<O, E, R>(result: Result<O, SdkError<E, R>>) -> Result<Result<O, Refused>, StoreError>
where
    E: ConditionalError,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let error = match result {
        Ok(output) => return Ok(Ok(output)),
        Err(error) => error,
    };
    match error.as_service_error().and_then(E::refusal) {
        Some(refusal) => Ok(Err(Refused(refusal.item.clone()))),
        None => Err(error.into()),
    }
}
