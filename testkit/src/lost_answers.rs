//! A write that was applied and whose answer was lost: the SDK sees a fault of the network's other end and repeats it.

use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_runtime_api::http::Response;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{Storable, StoreReplace};

/// Loses one answer after it was armed, whatever the store did for it.
#[derive(Clone, Debug, Default)]
pub struct LostAnswers(Arc<Mutex<Armed>>);

#[derive(Clone, Debug, Default)]
enum Armed {
    #[default]
    Not,
    ForAnyWrite,
    For {
        operation: String,
        saying: String,
    },
}

/// The operation whose answer comes.
#[derive(Debug)]
struct Operation {
    name: String,
    body: String,
}

impl Storable for Operation {
    type Storer = StoreReplace<Self>;
}

impl LostAnswers {
    /// Loses the answer of the next write.
    pub fn lose_next(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Armed::ForAnyWrite;
    }

    /// Loses the next answer of this operation, such as `PutItem`.
    pub fn lose_next_of(&self, operation: &str) {
        self.lose_next_saying(operation, "");
    }

    /// Loses the next answer of this operation whose request has this text, such as a part of its expression.
    pub fn lose_next_saying(&self, operation: &str, text: &str) {
        let armed = Armed::For { operation: operation.to_owned(), saying: text.to_owned() };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = armed;
    }

    fn loses(&self, sent: &Operation) -> bool {
        let mut armed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let loses = match &*armed {
            Armed::Not => false,
            Armed::ForAnyWrite => !matches!(&*sent.name, "GetItem" | "BatchGetItem" | "Query"),
            Armed::For { operation, saying } => sent.name == *operation && sent.body.contains(saying),
        };
        if loses {
            *armed = Armed::Not;
        }
        loses
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
        if config.load::<Operation>().is_some_and(|operation| self.loses(operation)) {
            *context.response_mut() = Response::new(500.try_into()?, SdkBody::empty());
        }
        Ok(())
    }
}
