//! The ids of a task's last writes, kept in the task itself: a repeat that comes after other writes still knows its own work.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::random;
use crate::store::item::Item;

/// The attributes that hold them, the newest write first. The SDK repeats a write within a few seconds: as many writes as there are
/// attributes must overtake it before it is made a second time.
const ATTRIBUTES: [&str; 5] = [NEWEST, "write_2", "write_3", "write_4", "write_5"];
const NEWEST: &str = "write_id";

/// The id of one write, made before its first attempt. Eight bytes tell five writes apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WriteId(AttributeValue);

impl WriteId {
    pub(super) fn new() -> Self {
        Self(AttributeValue::B(Blob::new(random::bytes::<8>())))
    }

    /// Signs an item that is written as a whole.
    pub(super) fn sign(&self, item: &mut Item) {
        item.insert(NEWEST.to_owned(), self.0.clone());
    }

    /// Whether this write, or one that followed it, made the item what it is.
    pub(super) fn has_written(&self, item: &Item) -> bool {
        ATTRIBUTES.iter().any(|attribute| item.get(*attribute) == Some(&self.0))
    }

    /// The condition that this write was not made yet.
    pub(super) fn is_new() -> String {
        ATTRIBUTES.map(|attribute| format!("{attribute} <> :write_id")).join(" AND ")
    }

    /// What an update sets to remember this write, and to forget the oldest one.
    pub(super) fn assignments() -> String {
        let shifted = ATTRIBUTES.windows(2).map(|pair| match pair {
            // Every expression reads the item as it was before the update.
            [from, to] => format!(", {to} = if_not_exists({from}, :no_write)"),
            _ => String::new(),
        });
        format!("{NEWEST} = :write_id{}", shifted.collect::<String>())
    }

    /// The values of both expressions.
    pub(super) fn values(&self) -> [(&'static str, AttributeValue); 2] {
        [(":write_id", self.0.clone()), (":no_write", AttributeValue::Null(true))]
    }
}
