//! Counts a request's calls to DynamoDB, and asks for the capacity that each one consumed.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html>

use aws_sdk_dynamodb::config::interceptors::{
    AfterDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextMut,
    BeforeTransmitInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::{BatchGetItemInput, BatchGetItemOutput};
use aws_sdk_dynamodb::operation::batch_write_item::{BatchWriteItemInput, BatchWriteItemOutput};
use aws_sdk_dynamodb::operation::delete_item::{DeleteItemInput, DeleteItemOutput};
use aws_sdk_dynamodb::operation::get_item::{GetItemInput, GetItemOutput};
use aws_sdk_dynamodb::operation::put_item::{PutItemInput, PutItemOutput};
use aws_sdk_dynamodb::operation::query::{QueryInput, QueryOutput};
use aws_sdk_dynamodb::operation::transact_write_items::{TransactWriteItemsInput, TransactWriteItemsOutput};
use aws_sdk_dynamodb::operation::update_item::{UpdateItemInput, UpdateItemOutput};
use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};
use aws_smithy_runtime_api::client::interceptors::context::{Input, Output};

use super::usage;

/// Meters every operation that the store uses.
#[derive(Debug)]
pub(super) struct Metering;

impl Intercept for Metering {
    fn name(&self) -> &'static str {
        "metering"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(setting) = capacity_setting(context.input_mut()) {
            *setting = Some(ReturnConsumedCapacity::Total);
        }
        Ok(())
    }

    fn read_before_attempt(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        usage::count(|sum| sum.calls += 1);
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Ok(output) = context.output_or_error() {
            let (read, written) = consumed_capacity_of(output);
            let units =
                |charges: &[ConsumedCapacity]| charges.iter().filter_map(|charge| charge.capacity_units).sum::<f64>();
            usage::count(|sum| {
                sum.read_units += units(read);
                sum.write_units += units(written);
            });
        }
        Ok(())
    }
}

/// The member of an operation's input that requests its consumed capacity.
fn capacity_setting(input: &mut Input) -> Option<&mut Option<ReturnConsumedCapacity>> {
    // Tests each type before it borrows, because the borrow checker rejects a chain of `if let` that returns a borrow.
    if input.downcast_ref::<GetItemInput>().is_some() {
        return input.downcast_mut().map(|input: &mut GetItemInput| &mut input.return_consumed_capacity);
    }
    if input.downcast_ref::<QueryInput>().is_some() {
        return input.downcast_mut().map(|input: &mut QueryInput| &mut input.return_consumed_capacity);
    }
    if input.downcast_ref::<PutItemInput>().is_some() {
        return input.downcast_mut().map(|input: &mut PutItemInput| &mut input.return_consumed_capacity);
    }
    if input.downcast_ref::<UpdateItemInput>().is_some() {
        return input.downcast_mut().map(|input: &mut UpdateItemInput| &mut input.return_consumed_capacity);
    }
    if input.downcast_ref::<DeleteItemInput>().is_some() {
        return input.downcast_mut().map(|input: &mut DeleteItemInput| &mut input.return_consumed_capacity);
    }
    if input.downcast_ref::<BatchGetItemInput>().is_some() {
        return input.downcast_mut().map(|input: &mut BatchGetItemInput| &mut input.return_consumed_capacity);
    }
    if input.downcast_ref::<BatchWriteItemInput>().is_some() {
        return input.downcast_mut().map(|input: &mut BatchWriteItemInput| &mut input.return_consumed_capacity);
    }
    input.downcast_mut().map(|input: &mut TransactWriteItemsInput| &mut input.return_consumed_capacity)
}

/// The capacity that a response reports as consumed by reads and by writes.
fn consumed_capacity_of(output: &Output) -> (&[ConsumedCapacity], &[ConsumedCapacity]) {
    if let Some(output) = output.downcast_ref::<GetItemOutput>() {
        (output.consumed_capacity.as_slice(), &[])
    } else if let Some(output) = output.downcast_ref::<QueryOutput>() {
        (output.consumed_capacity.as_slice(), &[])
    } else if let Some(output) = output.downcast_ref::<PutItemOutput>() {
        (&[], output.consumed_capacity.as_slice())
    } else if let Some(output) = output.downcast_ref::<UpdateItemOutput>() {
        (&[], output.consumed_capacity.as_slice())
    } else if let Some(output) = output.downcast_ref::<DeleteItemOutput>() {
        (&[], output.consumed_capacity.as_slice())
    } else if let Some(output) = output.downcast_ref::<BatchGetItemOutput>() {
        (output.consumed_capacity(), &[])
    } else if let Some(output) = output.downcast_ref::<BatchWriteItemOutput>() {
        (&[], output.consumed_capacity())
    } else if let Some(output) = output.downcast_ref::<TransactWriteItemsOutput>() {
        (&[], output.consumed_capacity())
    } else {
        (&[], &[])
    }
}
