//! The writes of a sign-up that orders a mail: the account and the mail's request together, so that none is lost.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{ConditionCheck, Put, TransactWriteItem};

use super::transaction::refusals;
use super::users::SignUpOutcome;
use super::{StoreError, item, mail_requests, schema, users};
use crate::config::Environment;
use crate::domain::mail::MailRequest;
use crate::domain::user::User;

/// Writes the users and mail requests tables together. The SDK sends a client token, so a retry does no harm.
#[derive(Clone, Debug)]
pub struct SignUps {
    client: Client,
    users_table: String,
    mail_requests_table: String,
}

#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerMailOutcome {
    Ordered,
    /// The user was deleted or has a different password by now.
    UserChanged,
}

impl SignUps {
    #[must_use]
    pub fn new(client: Client, environment: &Environment) -> Self {
        let users_table = schema::USERS.name(environment).to_owned();
        Self { client, users_table, mail_requests_table: schema::MAIL_REQUESTS.name(environment).to_owned() }
    }

    /// Stores a user and orders a mail, unless the email is taken.
    pub async fn create(&self, user: &User, mail: &MailRequest) -> Result<SignUpOutcome, StoreError> {
        let put = Put::builder()
            .table_name(&self.users_table)
            .set_item(Some(users::item_of(user)?))
            .condition_expression(users::IS_FREE);
        let user = TransactWriteItem::builder().put(put.build()?).build();
        Ok(if self.write(user, mail).await? { SignUpOutcome::Created } else { SignUpOutcome::EmailTaken })
    }

    /// Orders a mail to the user who has the email already. It costs as much as a creation.
    pub async fn mail_owner(&self, user: &User, mail: &MailRequest) -> Result<OwnerMailOutcome, StoreError> {
        let check = ConditionCheck::builder()
            .table_name(&self.users_table)
            .key(schema::USERS.partition_key.name, item::text(user.email.folded()))
            .condition_expression(users::UNCHANGED)
            .expression_attribute_values(":id", item::text(user.id))
            .expression_attribute_values(":version", item::number(user.credential_version));
        let check = TransactWriteItem::builder().condition_check(check.build()?).build();
        Ok(if self.write(check, mail).await? { OwnerMailOutcome::Ordered } else { OwnerMailOutcome::UserChanged })
    }

    /// False if the condition on the user was not met.
    async fn write(&self, user: TransactWriteItem, mail: &MailRequest) -> Result<bool, StoreError> {
        let put = TransactWriteItem::builder().put(mail_requests::put(&self.mail_requests_table, mail)?).build();
        match self.client.transact_write_items().transact_items(user).transact_items(put).send().await {
            Ok(_) => Ok(true),
            Err(error) if refusals(&error).is_some() => Ok(false),
            // DynamoDB does not name the limit that throttled it. Nobody is logged in yet, so the table's is assumed.
            Err(error) => Err(StoreError::Unavailable(Box::new(error))),
        }
    }
}
