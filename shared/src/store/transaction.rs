//! Why a transaction was cancelled.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::CancellationReason;

/// Which members were refused by their conditions, in the order of the transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusals {
    pub(super) first: bool,
    pub(super) second: bool,
}

/// The refused members, if a condition cancelled the transaction. `None` for any other error.
pub(super) fn refusals<R>(error: &SdkError<TransactWriteItemsError, R>) -> Option<Refusals> {
    let reasons = reasons(error)?;
    let refused = |index: usize| reasons.get(index).is_some_and(is_refusal);
    reasons.iter().any(is_refusal).then(|| Refusals { first: refused(0), second: refused(1) })
}

/// The reason of each member, if the transaction was cancelled.
pub(super) fn reasons<R>(error: &SdkError<TransactWriteItemsError, R>) -> Option<&[CancellationReason]> {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            Some(cancelled.cancellation_reasons())
        }
        _ => None,
    }
}

pub(super) fn is_refusal(reason: &CancellationReason) -> bool {
    reason.code() == Some("ConditionalCheckFailed")
}
