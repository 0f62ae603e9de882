//! A write that was applied and whose answer was lost: the SDK sees a fault of the network's other end and repeats it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_dynamodb::config::interceptors::BeforeDeserializationInterceptorContextMut;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_runtime_api::http::Response;
use aws_smithy_types::body::SdkBody;

/// Loses the answer that comes next after it was armed, whatever the store did for it.
#[derive(Clone, Debug, Default)]
pub struct LostAnswers(Arc<AtomicBool>);

impl LostAnswers {
    pub fn lose_next(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Intercept for LostAnswers {
    fn name(&self) -> &'static str {
        "lost answers"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if self.0.swap(false, Ordering::SeqCst) {
            *context.response_mut() = Response::new(500.try_into()?, SdkBody::empty());
        }
        Ok(())
    }
}
