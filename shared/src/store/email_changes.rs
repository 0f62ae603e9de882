//! The two transactions of a change of email: ordering its mails, and moving the account to its new key. The second one
//! also writes the order to the worker, so sessions that the request does not end are ended later.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};

use super::transaction::{Refusals, refusals};
use super::{StoreError, cleanups, item, mail_requests, schema, users};
use crate::config::Environment;
use crate::domain::cleanup::Cleanup;
use crate::domain::mail::MailRequest;
use crate::domain::user::User;

/// Writes the users, cleanups and mail requests tables together. The SDK sends a client token, so a retry does no harm.
#[derive(Clone, Debug)]
pub struct EmailChanges {
    client: Client,
    users_table: String,
    cleanups_table: String,
    mail_requests_table: String,
}

#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailChangeOutcome {
    Done,
    /// The mail request was used or replaced, or the user was deleted or has different credentials by now.
    NoLongerValid,
    /// The new email belongs to a different account by now.
    EmailTaken,
}

impl EmailChanges {
    #[must_use]
    pub fn new(client: Client, environment: &Environment) -> Self {
        let table = |schema: schema::TableSchema| schema.name(environment).to_owned();
        let (users_table, cleanups_table) = (table(schema::USERS), table(schema::CLEANUPS));
        Self { client, users_table, cleanups_table, mail_requests_table: table(schema::MAIL_REQUESTS) }
    }

    /// Orders the mail to the new email, in place of that of an older change, and the notice to the old one. A late
    /// retry orders neither if a newer change has been asked for.
    pub async fn order(&self, change: &MailRequest, notice: &MailRequest) -> Result<(), StoreError> {
        let members = vec![
            put(mail_requests::put_newest(&self.mail_requests_table, change)?),
            put(mail_requests::put(&self.mail_requests_table, notice)?),
        ];
        self.write(members).await.map(|_| ())
    }

    /// Moves the user to the new email, if the request is open, the user unchanged since it was made, and the new email
    /// free. Orders the notice. `moved` may lack what a login has recorded since the user was read, a known network or
    /// a stronger hash: the next login records it again.
    pub async fn apply(
        &self,
        change: &MailRequest,
        moved: &User,
        cleanup: &Cleanup,
        notice: &MailRequest,
    ) -> Result<EmailChangeOutcome, StoreError> {
        let used = mail_requests::mark_used(&self.mail_requests_table, change.request_id, notice.created_at)?;
        let members = vec![
            TransactWriteItem::builder().delete(self.delete_old(change)?).build(),
            TransactWriteItem::builder().update(used).build(),
            put(self.put_new(moved)?),
            put(cleanups::put(&self.cleanups_table, cleanup)?),
            put(mail_requests::put(&self.mail_requests_table, notice)?),
        ];
        Ok(match self.write(members).await? {
            None => EmailChangeOutcome::Done,
            // Only an open request may show that the new email is taken.
            Some(Refusals { first: false, second: false }) => EmailChangeOutcome::EmailTaken,
            Some(Refusals { .. }) => EmailChangeOutcome::NoLongerValid,
        })
    }

    /// The members that were refused, or `None` if all were written.
    async fn write(&self, members: Vec<TransactWriteItem>) -> Result<Option<Refusals>, StoreError> {
        let Err(error) = self.client.transact_write_items().set_transact_items(Some(members)).send().await else {
            return Ok(None);
        };
        // DynamoDB does not name the limit that throttled it. Account changes are rare, so the table's is assumed.
        refusals(&error).map(Some).ok_or_else(|| StoreError::Unavailable(Box::new(error)))
    }

    fn delete_old(&self, change: &MailRequest) -> Result<Delete, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.users_table)
            .key(schema::USERS.partition_key.name, item::text(change.email.folded()))
            .condition_expression(users::UNCHANGED)
            .expression_attribute_values(":id", item::text(change.user_id))
            .expression_attribute_values(":version", item::number(change.credential_version));
        Ok(delete.build()?)
    }

    fn put_new(&self, moved: &User) -> Result<Put, StoreError> {
        let put = Put::builder()
            .table_name(&self.users_table)
            .set_item(Some(users::item_of(moved)?))
            .condition_expression(users::IS_FREE);
        Ok(put.build()?)
    }
}

fn put(put: Put) -> TransactWriteItem {
    TransactWriteItem::builder().put(put).build()
}
