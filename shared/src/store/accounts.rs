//! Account changes that affect several tables, each in one transaction. The transaction also writes the order to the
//! worker, so whatever the request does not finish is finished later.

mod confirmation;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem, Update};

pub use confirmation::ConfirmationOutcome;

use super::transaction::{Refusals, refusals};
use super::{StoreError, item, mail_requests, schema, sessions, users};
use crate::config::Environment;
use crate::domain::cleanup::Cleanup;
use crate::domain::email::Email;
use crate::domain::id::{SessionId, UserId};
use crate::domain::mail::{MailRequest, MailSlot};
use crate::domain::session::{RevocationReason, Session};
use crate::domain::user::{PasswordHash, User};

/// Changes accounts in the users, sessions, cleanups and mail requests tables together.
#[derive(Clone, Debug)]
pub struct Accounts {
    client: Client,
    users_table: String,
    sessions_table: String,
    cleanups_table: String,
    mail_requests_table: String,
}

/// The user whose password changes, as read before.
#[derive(Clone, Copy, Debug)]
struct ReadUser<'a> {
    email: &'a Email,
    id: UserId,
    credential_version: u64,
}

impl<'a> From<&'a User> for ReadUser<'a> {
    fn from(User { email, id, credential_version, .. }: &'a User) -> Self {
        Self { email, id: *id, credential_version: *credential_version }
    }
}

impl<'a> From<&'a MailRequest> for ReadUser<'a> {
    fn from(MailRequest { email, user_id, credential_version, .. }: &'a MailRequest) -> Self {
        Self { email, id: *user_id, credential_version: *credential_version }
    }
}

#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountChangeOutcome {
    Done,
    /// The user was deleted or has a different password by now.
    CredentialsChanged,
    /// The session of the request has ended.
    SessionEnded,
}

impl Accounts {
    #[must_use]
    pub fn new(client: Client, environment: &Environment) -> Self {
        let table = |schema: schema::TableSchema| schema.name(environment).to_owned();
        let (users_table, sessions_table) = (table(schema::USERS), table(schema::SESSIONS));
        let (cleanups_table, mail_requests_table) = (table(schema::CLEANUPS), table(schema::MAIL_REQUESTS));
        Self { client, users_table, sessions_table, cleanups_table, mail_requests_table }
    }

    /// Sets a new password and replaces the current session with a new one, if the user is unchanged since it was read.
    /// Orders the notice, if there is one.
    pub async fn change_password(
        &self,
        user: &User,
        hash: &PasswordHash,
        current: SessionId,
        new: &Session,
        cleanup: &Cleanup,
        notice: Option<&MailRequest>,
    ) -> Result<AccountChangeOutcome, StoreError> {
        let put = Put::builder().table_name(&self.sessions_table).set_item(Some(sessions::item_of(new)?)).build()?;
        let mut members = vec![
            TransactWriteItem::builder()
                .update(self.set_password(ReadUser::from(user), hash, new.credential_version)?)
                .build(),
            TransactWriteItem::builder().update(self.end_session(current, new)?).build(),
            TransactWriteItem::builder().put(put).build(),
            TransactWriteItem::builder().put(self.put_cleanup(cleanup)?).build(),
        ];
        if let Some(notice) = notice {
            members.push(self.put_notice(notice)?);
        }
        self.write(members).await
    }

    /// Deletes the user, if it is unchanged since it was read, and the mail requests in some slots.
    pub async fn delete(
        &self,
        user: &User,
        cleanup: &Cleanup,
        mail_slots: &[MailSlot],
    ) -> Result<AccountChangeOutcome, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.users_table)
            .key(schema::USERS.partition_key.name, item::text(user.email.folded()))
            .condition_expression(users::UNCHANGED)
            .expression_attribute_values(":id", item::text(user.id))
            .expression_attribute_values(":version", item::number(user.credential_version));
        let mut members = vec![
            TransactWriteItem::builder().delete(delete.build()?).build(),
            TransactWriteItem::builder().put(self.put_cleanup(cleanup)?).build(),
        ];
        for slot in mail_slots {
            let delete = mail_requests::delete(&self.mail_requests_table, *slot)?;
            members.push(TransactWriteItem::builder().delete(delete).build());
        }
        self.write(members).await
    }

    /// The SDK sends a client token, so a retry does no harm.
    async fn write(&self, members: Vec<TransactWriteItem>) -> Result<AccountChangeOutcome, StoreError> {
        let Err(error) = self.client.transact_write_items().set_transact_items(Some(members)).send().await else {
            return Ok(AccountChangeOutcome::Done);
        };
        match refusals(&error) {
            Some(Refusals { first: true, .. }) => Ok(AccountChangeOutcome::CredentialsChanged),
            Some(Refusals { second: true, .. }) => Ok(AccountChangeOutcome::SessionEnded),
            // DynamoDB does not name the limit that throttled it. Account changes are rare, so the table's is assumed.
            Some(_) | None => Err(StoreError::Unavailable(Box::new(error))),
        }
    }

    fn set_password(&self, user: ReadUser<'_>, hash: &PasswordHash, version: u64) -> Result<Update, StoreError> {
        let update = self
            .update_unchanged(user)
            .update_expression("SET password_hash = :hash, credential_version = :next")
            .expression_attribute_values(":hash", item::text(hash.as_phc()))
            .expression_attribute_values(":next", item::number(version));
        Ok(update.build()?)
    }

    fn update_unchanged(&self, user: ReadUser<'_>) -> UpdateBuilder {
        Update::builder()
            .table_name(&self.users_table)
            .key(schema::USERS.partition_key.name, item::text(user.email.folded()))
            .condition_expression(users::UNCHANGED)
            .expression_attribute_values(":id", item::text(user.id))
            .expression_attribute_values(":version", item::number(user.credential_version))
    }

    fn end_session(&self, current: SessionId, new: &Session) -> Result<Update, StoreError> {
        let update = Update::builder()
            .table_name(&self.sessions_table)
            .key("user_id", item::text(new.user_id))
            .key("session_id", item::text(current))
            .update_expression(sessions::END)
            .condition_expression("attribute_exists(user_id) AND attribute_not_exists(revoked_at)")
            .expression_attribute_names("#ttl", "ttl");
        let values = sessions::end_values(RevocationReason::CredentialsChanged, new.created_at)?.into_iter();
        let update = values.fold(update, |update, (name, value)| update.expression_attribute_values(name, value));
        Ok(update.build()?)
    }

    fn put_notice(&self, notice: &MailRequest) -> Result<TransactWriteItem, StoreError> {
        let put = mail_requests::put(&self.mail_requests_table, notice)?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    fn put_cleanup(&self, cleanup: &Cleanup) -> Result<Put, StoreError> {
        let put = Put::builder().table_name(&self.cleanups_table).set_item(Some(item::encode(cleanup)?));
        Ok(put.build()?)
    }
}
