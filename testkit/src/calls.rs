//! The DynamoDB operations that requests cause, the permissions that these need, and the capacity that they consume.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::config::interceptors::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use serde_json::Value;

/// Records each operation that is sent.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    operations: Arc<Mutex<Vec<String>>>,
    permissions: Arc<Mutex<BTreeSet<(String, String)>>>,
    units: Arc<Mutex<[f64; 2]>>,
}

impl Calls {
    /// The operations since the last call.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.operations.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Forgets all operations so far.
    pub fn clear(&self) {
        drop((self.take(), self.take_permissions(), self.take_units()));
    }

    /// The read and write units that the store has reported since the last call.
    #[must_use]
    pub fn take_units(&self) -> [f64; 2] {
        std::mem::take(&mut *self.units.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The tables and the IAM actions that were needed on each since the last call. A transaction needs the actions of
    /// its members (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html>).
    #[must_use]
    pub fn take_permissions(&self) -> BTreeSet<(String, String)> {
        std::mem::take(&mut *self.permissions.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The tables and actions in the body of a request.
fn permissions(operation: &str, body: &Value) -> Vec<(String, String)> {
    let on_table = |body: &Value, action: &str| Some((body["TableName"].as_str()?.to_owned(), action.to_owned()));
    if let Some(tables) = body["RequestItems"].as_object() {
        return tables.keys().map(|table| (table.clone(), operation.to_owned())).collect();
    }
    let Some(members) = body["TransactItems"].as_array() else {
        return on_table(body, operation).into_iter().collect();
    };
    let members = members.iter().filter_map(Value::as_object).flatten();
    let action =
        |kind: &str| if kind == "ConditionCheck" { "ConditionCheckItem".to_owned() } else { format!("{kind}Item") };
    members.filter_map(|(kind, member)| on_table(member, &action(kind))).collect()
}

/// The units in an answer, of one table or of several.
fn consumed_units(answer: &Value) -> f64 {
    let consumed = &answer["ConsumedCapacity"];
    let tables = consumed.as_array().map_or(std::slice::from_ref(consumed), Vec::as_slice);
    tables.iter().filter_map(|table| table["CapacityUnits"].as_f64()).sum()
}

impl Intercept for Calls {
    fn name(&self) -> &'static str {
        "calls"
    }

    fn read_before_attempt(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let target = context.request().headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        let body: Value = serde_json::from_slice(context.request().body().bytes().unwrap_or_default())?;
        self.permissions.lock().unwrap_or_else(PoisonError::into_inner).extend(permissions(&operation, &body));
        self.operations.lock().unwrap_or_else(PoisonError::into_inner).push(operation);
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let operation = config.load::<Metadata>().map(Metadata::name).unwrap_or_default();
        let answer = serde_json::from_slice(context.response().body().bytes().unwrap_or_default()).unwrap_or_default();
        let is_write = !["GetItem", "BatchGetItem", "Query"].contains(&operation);
        self.units.lock().unwrap_or_else(PoisonError::into_inner)[usize::from(is_write)] += consumed_units(&answer);
        Ok(())
    }
}
