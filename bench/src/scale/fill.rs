//! Stores many items directly. They are copies of items that the product has stored, with other keys and times, so they
//! have the product's own encoding.

use std::collections::HashMap;
use std::ops::Range;

use anyhow::{Context as _, anyhow};
use dynoxide::actions::query::QueryRequest;
use dynoxide::{AttributeValue, Database, ImportOptions, Item};
use jiff::{SignedDuration, Timestamp};
use shared::domain::id::{SessionId, TaskId, UserId};
use shared::store::schema::{SESSIONS, TASKS, TableSchema, USERS};

/// How many items are stored in one transaction of the embedded store.
const CHUNK: usize = 20_000;

/// The first item of a partition.
pub(crate) fn first_item(database: &Database, table: TableSchema, key: &str) -> anyhow::Result<Item> {
    let found = items(database, table, key, Some(1))?;
    found.into_iter().next().with_context(|| format!("{} has no item", table.default_name))
}

/// Up to `limit` items of a partition, without their order.
pub(crate) fn items(
    database: &Database,
    table: TableSchema,
    key: &str,
    limit: Option<usize>,
) -> anyhow::Result<Vec<Item>> {
    let request = QueryRequest {
        table_name: table.default_name.to_owned(),
        key_condition_expression: Some("#key = :key".to_owned()),
        expression_attribute_names: Some(HashMap::from([("#key".to_owned(), table.partition_key.name.to_owned())])),
        expression_attribute_values: Some(HashMap::from([(":key".to_owned(), text(key))])),
        scan_index_forward: true,
        limit,
        ..QueryRequest::default()
    };
    let found = database.query(request).map_err(|error| anyhow!("cannot read the store: {error}"))?;
    Ok(found.items.unwrap_or_default())
}

/// Stores an item.
pub(crate) fn again(database: &Database, table: TableSchema, item: Item) -> anyhow::Result<()> {
    store(database, table, 0..1, |_| Ok(item.clone()))
}

/// Copies of a task, each created a minute before the one with the next lower number.
pub(crate) fn tasks(database: &Database, template: &Item, numbers: Range<u64>) -> anyhow::Result<()> {
    let created = number_in(template, "creation_date")?;
    store(database, TASKS, numbers, |number| {
        let at = minutes_before(created, number + 1)?;
        let id = TaskId::new(at, low_bytes(number));
        let time = at.as_millisecond();
        Ok(with(
            template,
            [("id", self::number(id)), ("creation_date", self::number(time)), ("last_update", self::number(time))],
        ))
    })
}

/// Copies of a user with one session each. The emails are `u0@example.com` and so on.
pub(crate) fn users(database: &Database, user: &Item, session: &Item, numbers: Range<u64>) -> anyhow::Result<()> {
    let created = number_in(user, "created_at")?;
    let id = |number: u64| {
        let mut bits = [0; 10];
        bits[2..].copy_from_slice(&number.to_be_bytes());
        anyhow::Ok(UserId::new(minutes_before(created, number % 500_000)?, bits))
    };
    let email = |number: u64| format!("u{number}@example.com");
    store(database, USERS, numbers.clone(), |number| {
        let email = email(number);
        Ok(with(user, [("email", text(&email)), ("shown_email", text(&email)), ("id", text(id(number)?))]))
    })?;
    store(database, SESSIONS, numbers, |number| {
        let session_id = SessionId::new(u128::from(number).to_be_bytes());
        Ok(with(
            session,
            [("user_id", text(id(number)?)), ("session_id", text(session_id)), ("email", text(email(number)))],
        ))
    })
}

fn store(
    database: &Database,
    table: TableSchema,
    numbers: Range<u64>,
    copy: impl Fn(u64) -> anyhow::Result<Item>,
) -> anyhow::Result<()> {
    for start in numbers.clone().step_by(CHUNK) {
        let chunk = start..numbers.end.min(start + CHUNK as u64);
        let copies = chunk.map(&copy).collect::<anyhow::Result<Vec<_>>>()?;
        let imported = database.import_items(table.default_name, copies, ImportOptions::default());
        imported.map_err(|error| anyhow!("cannot fill {}: {error}", table.default_name))?;
    }
    Ok(())
}

/// The item with other attributes. Each must exist, so that no copy has an attribute that the product does not know.
fn with<const N: usize>(template: &Item, changes: [(&str, AttributeValue); N]) -> Item {
    let mut copy = template.clone();
    for (name, value) in changes {
        if let Some(attribute) = copy.get_mut(name) {
            *attribute = value;
        }
    }
    copy
}

fn minutes_before(milliseconds: i64, minutes: u64) -> anyhow::Result<Timestamp> {
    let minutes = SignedDuration::from_mins(i64::try_from(minutes)?);
    Ok(Timestamp::from_millisecond(milliseconds)?.checked_sub(minutes)?)
}

fn number_in(item: &Item, name: &str) -> anyhow::Result<i64> {
    match item.get(name) {
        Some(AttributeValue::N(number)) => Ok(number.parse()?),
        other => Err(anyhow!("{name} is {other:?}")),
    }
}

fn low_bytes(number: u64) -> [u8; 2] {
    let [.., high, low] = number.to_be_bytes();
    [high, low]
}

fn text(value: impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}
