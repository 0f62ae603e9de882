//! An answer that says 200 and holds nothing, or no JSON, comes from something that stands in between: it acknowledges nothing.
//!
//! The SDK reads an empty body as an answer without members: a write that was never made would be a success, an item that is
//! there would be missing, and its owner logged out. Bytes that are no JSON it takes for an error, and does not repeat the call.

use aws_sdk_dynamodb::config::interceptors::AfterDeserializationInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};

/// Refuses an empty answer: DynamoDB's shortest one is `{}`.
#[derive(Debug)]
pub(super) struct RefuseEmptyAnswers;

impl Intercept for RefuseEmptyAnswers {
    fn name(&self) -> &'static str {
        "empty answers"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let is_empty = context.response().body().bytes().is_none_or(<[u8]>::is_empty);
        if is_empty && context.output_or_error().is_ok() {
            return Err("a successful answer without a body".into());
        }
        Ok(())
    }
}

/// Has a call repeated whose successful answer could not be read, like one whose connection was lost.
#[derive(Debug)]
pub(super) struct RetryUnreadableAnswers;

impl ClassifyRetry for RetryUnreadableAnswers {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let failed = context.output_or_error().is_some_and(|result| result.is_err());
        let is_success = context.response().is_some_and(|response| response.status().is_success());
        if failed && is_success { RetryAction::transient_error() } else { RetryAction::NoActionIndicated }
    }

    fn name(&self) -> &'static str {
        "unreadable answers"
    }
}
