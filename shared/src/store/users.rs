//! The users table: one item per account, keyed by the folded email, so one conditional put guarantees uniqueness.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;

use super::conditional_write::{Refused, conditional};
use super::item::Item;
use super::{StoreError, item, schema};
use crate::config::Environment;
use crate::domain::email::Email;
use crate::domain::user::User;

#[derive(Clone, Debug)]
pub struct Users {
    client: Client,
    table: String,
}

#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignUpOutcome {
    Created,
    EmailTaken,
}

/// The condition that an email has no user.
pub(super) const IS_FREE: &str = "attribute_not_exists(email)";
/// The condition that a user is unchanged since it was read. `:id` and `:version` are the values that were read.
pub(super) const UNCHANGED: &str = "id = :id AND credential_version = :version";

impl Users {
    #[must_use]
    pub fn new(client: Client, environment: &Environment) -> Self {
        Self { client, table: schema::USERS.name(environment).to_owned() }
    }

    /// Stores a user unless the email is taken. A retry finds its own user id and succeeds.
    pub async fn create(&self, user: &User) -> Result<SignUpOutcome, StoreError> {
        let id = item::text(user.id);
        let result = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item_of(user)?))
            .condition_expression(IS_FREE)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match conditional(result)? {
            Ok(_) => Ok(SignUpOutcome::Created),
            Err(Refused(Some(stored))) if stored.get("id") == Some(&id) => Ok(SignUpOutcome::Created),
            Err(Refused(_)) => Ok(SignUpOutcome::EmailTaken),
        }
    }

    /// The user with this email as it is now (a consistent read).
    pub async fn find(&self, email: &Email) -> Result<Option<User>, StoreError> {
        let output = self
            .client
            .get_item()
            .table_name(&self.table)
            .key(schema::USERS.partition_key.name, item::text(email.folded()))
            .consistent_read(true)
            .send()
            .await?;
        item::decode_optional(output.item)
    }
}

/// The user as it is stored.
pub(super) fn item_of(user: &User) -> Result<Item, StoreError> {
    let mut new = item::encode(user)?;
    new.insert(schema::USERS.partition_key.name.to_owned(), item::text(user.email.folded()));
    Ok(new)
}
