//! A write that was applied and whose answer was lost: the SDK sees a fault of the network's other end and repeats it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_runtime_api::http::Response;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{Storable, StoreReplace};

/// Loses the answer of the next write after it was armed, whatever the store did for it.
#[derive(Clone, Debug, Default)]
pub struct LostAnswers(Arc<AtomicBool>);

/// Whether an operation is a write.
#[derive(Debug)]
struct Writes(bool);

impl Storable for Writes {
    type Storer = StoreReplace<Self>;
}

impl LostAnswers {
    pub fn lose_next(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Intercept for LostAnswers {
    fn name(&self) -> &'static str {
        "lost answers"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let target = context.request().headers().get("x-amz-target").unwrap_or_default();
        let reads = target.ends_with("GetItem") || target.ends_with(".Query");
        config.interceptor_state().store_put(Writes(!reads));
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let writes = config.load::<Writes>().is_some_and(|writes| writes.0);
        if writes && self.0.swap(false, Ordering::SeqCst) {
            *context.response_mut() = Response::new(500.try_into()?, SdkBody::empty());
        }
        Ok(())
    }
}
