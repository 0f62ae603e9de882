//! Conversion between items and structs.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::value::MapDeserializer;
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde_dynamo::Deserializer;

use super::StoreError;

pub(super) type Item = HashMap<String, AttributeValue>;

pub(super) fn encode<T: Serialize>(value: &T) -> Result<Item, StoreError> {
    Ok(serde_dynamo::aws_sdk_dynamodb_1::to_item(value)?)
}

/// Decodes attribute by attribute: `from_item` would first copy the item into a map of its own, which takes longer than
/// all the rest.
pub(super) fn decode<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    let attributes = item.into_iter().map(|(name, value)| (name, Attribute(value)));
    Ok(T::deserialize(MapDeserializer::new(attributes))?)
}

struct Attribute(AttributeValue);

impl IntoDeserializer<'_, serde_dynamo::Error> for Attribute {
    type Deserializer = Deserializer;

    fn into_deserializer(self) -> Deserializer {
        Deserializer::from_attribute_value(self.0.into())
    }
}

pub(super) fn decode_optional<T: DeserializeOwned>(item: Option<Item>) -> Result<Option<T>, StoreError> {
    item.map(decode).transpose()
}

pub(super) fn text(value: impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

pub(super) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// Whether the write with this `write_id` wrote the item.
pub(super) fn is_written_by(item: &Item, write_id: &AttributeValue) -> bool {
    item.get("write_id") == Some(write_id)
}
