//! The write of a login: one transaction that adds the session and checks that the password is still the verified one.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{ConditionCheck, Put, TransactWriteItem, Update};

use super::transaction::refusals;
use super::{StoreError, item, schema, sessions, users};
use crate::config::Environment;
use crate::domain::known_networks::NetworkSeen;
use crate::domain::session::Session;
use crate::domain::user::{PasswordHash, User};

/// Starts sessions in the users and sessions tables together.
#[derive(Clone, Debug)]
pub struct SessionStart {
    client: Client,
    users_table: String,
    sessions_table: String,
}

#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartOutcome {
    Started,
    /// The user was deleted or has a different password by now.
    CredentialsChanged,
}

/// What a login changes in its user.
#[derive(Clone, Debug, Default)]
pub struct UserChange {
    pub stronger_hash: Option<PasswordHash>,
    pub known_networks: Option<NetworkSeen>,
}

impl SessionStart {
    #[must_use]
    pub fn new(client: Client, environment: &Environment) -> Self {
        let users_table = schema::USERS.name(environment).to_owned();
        Self { client, users_table, sessions_table: schema::SESSIONS.name(environment).to_owned() }
    }

    /// Writes the session and the changes of the user, if the user's credentials are still those that were verified.
    /// The SDK sends a client token, so a retry does no harm.
    pub async fn start(&self, session: &Session, user: &User, change: UserChange) -> Result<StartOutcome, StoreError> {
        let user = match update_expression(&change) {
            Some(expression) => TransactWriteItem::builder().update(self.update(user, change, &expression)?).build(),
            None => TransactWriteItem::builder().condition_check(self.check(user)?).build(),
        };
        let session = TransactWriteItem::builder().put(self.put(session)?).build();
        match self.client.transact_write_items().transact_items(user).transact_items(session).send().await {
            Ok(_) => Ok(StartOutcome::Started),
            Err(error) if refusals(&error).is_some() => Ok(StartOutcome::CredentialsChanged),
            // DynamoDB does not name the limit that throttled it. Nobody is logged in yet, so the table's is assumed.
            Err(error) => Err(StoreError::Unavailable(Box::new(error))),
        }
    }

    fn check(&self, user: &User) -> Result<ConditionCheck, StoreError> {
        let check = ConditionCheck::builder()
            .table_name(&self.users_table)
            .key(schema::USERS.partition_key.name, item::text(user.email.folded()))
            .condition_expression(users::UNCHANGED)
            .expression_attribute_values(":id", item::text(user.id))
            .expression_attribute_values(":version", item::number(user.credential_version));
        Ok(check.build()?)
    }

    fn update(&self, user: &User, change: UserChange, expression: &str) -> Result<Update, StoreError> {
        let update = Update::builder()
            .table_name(&self.users_table)
            .key(schema::USERS.partition_key.name, item::text(user.email.folded()))
            .update_expression(expression)
            .condition_expression(users::UNCHANGED)
            .expression_attribute_values(":id", item::text(user.id))
            .expression_attribute_values(":version", item::number(user.credential_version));
        let update = match change.stronger_hash {
            Some(hash) => update.expression_attribute_values(":hash", item::text(hash.as_phc())),
            None => update,
        };
        let Some(seen) = change.known_networks else { return Ok(update.build()?) };
        let update = update
            .expression_attribute_names("#seen", seen.network)
            .expression_attribute_values(":seen", item::number(seen.at_seconds));
        let forgotten = seen.forgotten.into_iter().enumerate();
        let update = forgotten.fold(update, |update, (index, network)| {
            update.expression_attribute_names(format!("#forgotten{index}"), network)
        });
        Ok(update.build()?)
    }

    fn put(&self, session: &Session) -> Result<Put, StoreError> {
        let new = sessions::item_of(session)?;
        let put = Put::builder().table_name(&self.sessions_table).set_item(Some(new));
        Ok(put.build()?)
    }
}

/// Each network is a separate entry of the map, so concurrent logins do not overwrite each other's.
fn update_expression(change: &UserChange) -> Option<String> {
    let hash = change.stronger_hash.as_ref().map(|_| "password_hash = :hash");
    let seen = change.known_networks.as_ref().map(|_| "known_networks.#seen = :seen");
    let set: Vec<_> = hash.into_iter().chain(seen).collect();
    let forgotten = change.known_networks.iter().flat_map(|seen| 0..seen.forgotten.len());
    let removed: Vec<_> = forgotten.map(|index| format!("known_networks.#forgotten{index}")).collect();
    let remove = if removed.is_empty() { String::new() } else { format!(" REMOVE {}", removed.join(", ")) };
    (!set.is_empty()).then(|| format!("SET {}{remove}", set.join(", ")))
}
