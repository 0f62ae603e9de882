//! A response with status 200 but without a JSON body comes from something between us and DynamoDB. It proves nothing.
//!
//! The SDK reads an empty body as a response without members: a write that never happened would look successful, and an
//! existing item would look missing, which would log its owner out. It treats a body that is not JSON as an error and
//! does not retry.

use aws_sdk_dynamodb::config::interceptors::AfterDeserializationInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};

/// Refuses an empty response: the shortest one of DynamoDB is `{}`.
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

/// Retries a call whose successful response could not be read, as after a lost connection.
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
