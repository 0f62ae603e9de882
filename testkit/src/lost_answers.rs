//! Loses the response of a write after it was applied: the SDK gets a 500 and retries the write.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_runtime_api::http::Response;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{Storable, StoreReplace};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

/// Loses one response after each `lose_..`, whatever the store did.
#[derive(Clone, Debug, Default)]
pub struct LostAnswers(Arc<Mutex<Option<Loss>>>);

struct Loss {
    of: Lost,
    /// What others do before the SDK retries the call.
    meanwhile: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

#[derive(Debug)]
enum Lost {
    AnyWrite,
    Of { operation: String, saying: String },
}

impl fmt::Debug for Loss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Loss").field("of", &self.of).finish_non_exhaustive()
    }
}

/// The operation that was sent.
#[derive(Debug)]
struct Operation {
    name: String,
    body: String,
}

impl Storable for Operation {
    type Storer = StoreReplace<Self>;
}

impl LostAnswers {
    /// Loses the response of the next write.
    pub fn lose_next(&self) {
        self.arm(Loss { of: Lost::AnyWrite, meanwhile: None });
    }

    /// Loses the next response of this operation, such as `PutItem`.
    pub fn lose_next_of(&self, operation: &str) {
        self.lose_next_containing(operation, "");
    }

    /// Loses the next response of this operation with this text in the request, such as a part of its expression.
    pub fn lose_next_containing(&self, operation: &str, text: &str) {
        let of = Lost::Of { operation: operation.to_owned(), saying: text.to_owned() };
        self.arm(Loss { of, meanwhile: None });
    }

    /// Loses the response of the next write, and lets the SDK retry only when `meanwhile` is done. One thread waits, so
    /// the test needs a runtime with several.
    pub fn lose_next_while(&self, meanwhile: impl Future<Output = ()> + Send + 'static) {
        self.arm(Loss { of: Lost::AnyWrite, meanwhile: Some(Box::pin(meanwhile)) });
    }

    fn arm(&self, loss: Loss) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(loss);
    }

    fn take(&self, sent: &Operation) -> Option<Loss> {
        let mut armed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        armed.take_if(|loss| match &loss.of {
            Lost::AnyWrite => !matches!(&*sent.name, "GetItem" | "BatchGetItem" | "Query"),
            Lost::Of { operation, saying } => sent.name == *operation && sent.body.contains(saying.as_str()),
        })
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
        let name = target.rsplit('.').next().unwrap_or_default().to_owned();
        let body = String::from_utf8_lossy(context.request().body().bytes().unwrap_or_default()).into_owned();
        config.interceptor_state().store_put(Operation { name, body });
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(loss) = config.load::<Operation>().and_then(|operation| self.take(operation)) {
            *context.response_mut() = Response::new(500.try_into()?, SdkBody::empty());
            if let Some(meanwhile) = loss.meanwhile {
                block_in_place(|| Handle::current().block_on(meanwhile));
            }
        }
        Ok(())
    }
}
