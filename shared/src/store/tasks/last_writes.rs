//! The ids of a task's last writes, stored in the task. A retry recognises its own write even if others followed it.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::random;
use crate::store::item::Item;

/// The attributes that hold the ids, the newest first. The SDK retries a write within a few seconds. For a retry to be
/// applied a second time, as many writes as there are attributes must come between.
const ATTRIBUTES: [&str; 5] = [NEWEST, "write_2", "write_3", "write_4", "write_5"];
const NEWEST: &str = "write_id";

/// The id of a write, created before its first attempt. Eight bytes are enough to distinguish five writes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TaskWriteId(AttributeValue);

impl TaskWriteId {
    pub(super) fn new() -> Self {
        Self(AttributeValue::B(Blob::new(random::bytes::<8>())))
    }

    /// Adds the id to an item that is written as a whole.
    pub(super) fn mark(&self, item: &mut Item) {
        item.insert(NEWEST.to_owned(), self.0.clone());
    }

    /// Whether this write is among the last ones of the item.
    pub(super) fn is_in(&self, item: &Item) -> bool {
        ATTRIBUTES.iter().any(|attribute| item.get(*attribute) == Some(&self.0))
    }

    /// The condition that this write is not among the last ones.
    pub(super) fn not_written() -> String {
        ATTRIBUTES.map(|attribute| format!("{attribute} <> :write_id")).join(" AND ")
    }

    /// The assignments of an update that add this write and drop the oldest one.
    pub(super) fn assignments() -> String {
        let shifted = ATTRIBUTES.windows(2).map(|pair| match pair {
            // All expressions read the item as it was before the update.
            [from, to] => format!(", {to} = if_not_exists({from}, :no_write)"),
            _ => String::new(),
        });
        format!("{NEWEST} = :write_id{}", shifted.collect::<String>())
    }

    /// The values of the condition and of the assignments.
    pub(super) fn values(&self) -> [(&'static str, AttributeValue); 2] {
        [(":write_id", self.0.clone()), (":no_write", AttributeValue::Null(true))]
    }
}
