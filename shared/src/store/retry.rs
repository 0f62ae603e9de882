//! DynamoDB cancels one of two transactions that write the same item at the same time, and the SDK does not retry it.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling>

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::error::TransactionCanceledException;
use aws_smithy_runtime_api::client::interceptors::context::{Error, InterceptorContext};
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};

/// Retries conflicts and throttling in a transaction like any transient error: with jitter, under one client token.
#[derive(Debug)]
pub(super) struct RetryTransactionConflicts;

impl ClassifyRetry for RetryTransactionConflicts {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let error = context.output_or_error().and_then(Result::err).and_then(|error| error.as_operation_error());
        if error.is_some_and(is_conflict) { RetryAction::transient_error() } else { RetryAction::NoActionIndicated }
    }

    fn name(&self) -> &'static str {
        "transaction conflicts"
    }
}

fn is_conflict(error: &Error) -> bool {
    if let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.downcast_ref() {
        return is_throttled(cancelled) || codes(cancelled).any(|code| code == "TransactionConflict");
    }
    error.downcast_ref().is_some_and(UpdateItemError::is_transaction_conflict_exception)
        || error.downcast_ref().is_some_and(PutItemError::is_transaction_conflict_exception)
        || error.downcast_ref().is_some_and(DeleteItemError::is_transaction_conflict_exception)
}

pub(super) fn is_throttled(cancelled: &TransactionCanceledException) -> bool {
    codes(cancelled).any(|code| matches!(code, "ThrottlingError" | "ProvisionedThroughputExceeded"))
}

fn codes(cancelled: &TransactionCanceledException) -> impl Iterator<Item = &str> {
    cancelled.cancellation_reasons().iter().filter_map(|reason| reason.code())
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::CancellationReason;
    use aws_sdk_dynamodb::types::error::TransactionConflictException;

    use super::*;

    fn cancelled(code: &str) -> Error {
        let reason = CancellationReason::builder().code(code).build();
        let exception = TransactionCanceledException::builder().cancellation_reasons(reason).build();
        Error::erase(TransactWriteItemsError::TransactionCanceledException(exception))
    }

    #[test]
    fn a_conflict_is_retried_and_a_refused_condition_is_not() {
        let conflict = UpdateItemError::TransactionConflictException(TransactionConflictException::builder().build());
        assert!(is_conflict(&Error::erase(conflict)));
        assert!(is_conflict(&cancelled("TransactionConflict")));
        assert!(!is_conflict(&cancelled("ConditionalCheckFailed")));
    }
}
