//! All tables. The local server and the tests create them from here, and the deployment must match.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, StreamSpecification,
    StreamViewType, TimeToLiveSpecification,
};

use super::StoreError;
use crate::config::Environment;

/// Increases when an older version could not read what this one writes, or the reverse.
pub const VERSION: u32 = 2;

/// A table: the variable with its name, its key, and the attribute that expires its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableSchema {
    pub variable: &'static str,
    pub default_name: &'static str,
    pub partition_key: KeyAttribute,
    pub sort_key: Option<KeyAttribute>,
    pub ttl: Option<&'static str>,
    /// Whether a stream delivers the old and new image of each change.
    pub stream: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyAttribute {
    pub name: &'static str,
    pub kind: KeyKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    Text,
    Number,
}

pub const USERS: TableSchema = TableSchema {
    variable: "USERS_TABLE",
    default_name: "users",
    partition_key: KeyAttribute { name: "email", kind: KeyKind::Text },
    sort_key: None,
    ttl: None,
    stream: false,
};

pub const SESSIONS: TableSchema = TableSchema {
    variable: "SESSIONS_TABLE",
    default_name: "sessions",
    partition_key: KeyAttribute { name: "user_id", kind: KeyKind::Text },
    sort_key: Some(KeyAttribute { name: "session_id", kind: KeyKind::Text }),
    ttl: Some("ttl"),
    stream: false,
};

pub const TASKS: TableSchema = TableSchema {
    variable: "TASKS_TABLE",
    default_name: "tasks",
    partition_key: KeyAttribute { name: "owner_id", kind: KeyKind::Text },
    sort_key: Some(KeyAttribute { name: "id", kind: KeyKind::Number }),
    ttl: None,
    stream: false,
};

pub const LOGIN_ATTEMPTS: TableSchema = TableSchema {
    variable: "LOGIN_ATTEMPTS_TABLE",
    default_name: "login_attempts",
    partition_key: KeyAttribute { name: "key", kind: KeyKind::Text },
    sort_key: None,
    ttl: Some("ttl"),
    stream: false,
};

pub const IDEMPOTENCY_KEYS: TableSchema = TableSchema {
    variable: "IDEMPOTENCY_KEYS_TABLE",
    default_name: "idempotency_keys",
    partition_key: KeyAttribute { name: "owner_id", kind: KeyKind::Text },
    sort_key: Some(KeyAttribute { name: "key", kind: KeyKind::Text }),
    ttl: Some("ttl"),
    stream: false,
};

pub const CLEANUPS: TableSchema = TableSchema {
    variable: "CLEANUPS_TABLE",
    default_name: "cleanups",
    partition_key: KeyAttribute { name: "user_id", kind: KeyKind::Text },
    sort_key: None,
    ttl: Some("ttl"),
    stream: true,
};

/// The outbox.
pub const MAIL_REQUESTS: TableSchema = TableSchema {
    variable: "MAIL_REQUESTS_TABLE",
    default_name: "mail_requests",
    partition_key: KeyAttribute { name: "slot", kind: KeyKind::Text },
    sort_key: None,
    ttl: Some("ttl"),
    stream: true,
};

pub const TABLES: &[TableSchema] = &[USERS, SESSIONS, TASKS, LOGIN_ATTEMPTS, IDEMPOTENCY_KEYS, CLEANUPS, MAIL_REQUESTS];

impl TableSchema {
    #[must_use]
    pub fn name<'a>(&self, environment: &'a Environment) -> &'a str {
        environment.get(self.variable).unwrap_or(self.default_name)
    }

    fn keys(&self) -> impl Iterator<Item = (KeyAttribute, KeyType)> {
        let sort_key = self.sort_key.map(|key| (key, KeyType::Range));
        [(self.partition_key, KeyType::Hash)].into_iter().chain(sort_key)
    }
}

/// Creates the missing tables in an emulator. In a deployment the template creates them.
pub async fn create_missing(client: &Client, environment: &Environment) -> Result<(), StoreError> {
    for table in TABLES {
        if create(client, table, table.name(environment)).await? {
            set_ttl(client, table, table.name(environment)).await?;
        }
    }
    Ok(())
}

/// Returns whether the table is new.
async fn create(client: &Client, table: &TableSchema, name: &str) -> Result<bool, StoreError> {
    let stream =
        || StreamSpecification::builder().stream_enabled(true).stream_view_type(StreamViewType::NewAndOldImages);
    let stream = table.stream.then(|| stream().build()).transpose()?;
    let mut request = client.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    request = request.set_stream_specification(stream);
    for (key, role) in table.keys() {
        let kind = match key.kind {
            KeyKind::Text => ScalarAttributeType::S,
            KeyKind::Number => ScalarAttributeType::N,
        };
        let element = KeySchemaElement::builder().attribute_name(key.name).key_type(role).build();
        let definition = AttributeDefinition::builder().attribute_name(key.name).attribute_type(kind).build();
        request = request.key_schema(element?).attribute_definitions(definition?);
    }
    match request.send().await {
        Ok(_) => Ok(true),
        Err(error) if error.as_service_error().is_some_and(CreateTableError::is_resource_in_use_exception) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

async fn set_ttl(client: &Client, table: &TableSchema, name: &str) -> Result<(), StoreError> {
    let Some(attribute) = table.ttl else { return Ok(()) };
    let specification = TimeToLiveSpecification::builder().attribute_name(attribute).enabled(true).build()?;
    client.update_time_to_live().table_name(name).time_to_live_specification(specification).send().await?;
    Ok(())
}
