//! The account changes that a mail proves: each uses up its request in the same transaction.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update};
use jiff::Timestamp;

use super::{AccountChangeOutcome, Accounts, ReadUser};
use crate::domain::cleanup::Cleanup;
use crate::domain::mail::MailRequest;
use crate::domain::user::PasswordHash;
use crate::store::{StoreError, item, mail_requests};

#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmationOutcome {
    Done,
    /// The mail request was used or replaced, or the user was deleted or has a different password by now.
    NoLongerValid,
}

impl From<AccountChangeOutcome> for ConfirmationOutcome {
    fn from(outcome: AccountChangeOutcome) -> Self {
        match outcome {
            AccountChangeOutcome::Done => Self::Done,
            AccountChangeOutcome::CredentialsChanged | AccountChangeOutcome::SessionEnded => Self::NoLongerValid,
        }
    }
}

impl Accounts {
    /// Sets a new password with a mail request, if the request is open and the user unchanged since it was made. Orders
    /// the notice. The email is verified too, because its mail was read.
    pub async fn reset_password(
        &self,
        request: &MailRequest,
        hash: &PasswordHash,
        cleanup: &Cleanup,
        notice: &MailRequest,
    ) -> Result<ConfirmationOutcome, StoreError> {
        let read = ReadUser::from(request);
        let used = mail_requests::mark_used(&self.mail_requests_table, request.request_id, notice.created_at)?;
        let members = vec![
            TransactWriteItem::builder().update(self.set_password_verified(read, hash, cleanup)?).build(),
            TransactWriteItem::builder().update(used).build(),
            TransactWriteItem::builder().put(self.put_cleanup(cleanup)?).build(),
            self.put_notice(notice)?,
        ];
        Ok(self.write(members).await?.into())
    }

    /// Marks the email as verified with a mail request, if the request is open and the user unchanged since it was
    /// made.
    pub async fn verify_email(&self, request: &MailRequest, now: Timestamp) -> Result<ConfirmationOutcome, StoreError> {
        let verified = self
            .update_unchanged(ReadUser::from(request))
            .update_expression("SET email_verified = :verified")
            .expression_attribute_values(":verified", AttributeValue::Bool(true));
        let used = mail_requests::mark_used(&self.mail_requests_table, request.request_id, now)?;
        let members = vec![
            TransactWriteItem::builder().update(verified.build()?).build(),
            TransactWriteItem::builder().update(used).build(),
        ];
        Ok(self.write(members).await?.into())
    }

    fn set_password_verified(
        &self,
        user: ReadUser<'_>,
        hash: &PasswordHash,
        cleanup: &Cleanup,
    ) -> Result<Update, StoreError> {
        let update = self
            .update_unchanged(user)
            .update_expression("SET password_hash = :hash, credential_version = :next, email_verified = :verified")
            .expression_attribute_values(":hash", item::text(hash.as_phc()))
            .expression_attribute_values(":next", item::number(cleanup.credential_version))
            .expression_attribute_values(":verified", AttributeValue::Bool(true));
        Ok(update.build()?)
    }
}
