//! The mail with a user's report. The tasks are read when the mail is written, so the file is up to date, and nothing of
//! them is stored or logged. It does not know SES.

use jiff::Timestamp;
use reports::Report;
use shared::config::Environment;
use shared::domain::mail::MailRequest;
use shared::store::tasks::Tasks;
use shared::store::users::Users;
use shared::store::{Client, StoreError};

use crate::MailError;
use crate::message::report::Coverage;
use crate::message::{Attachment, Message, Texts};

/// The largest file, in bytes. SES accepts mails of 40 MB, but many mailboxes do not
/// (<https://docs.aws.amazon.com/ses/latest/dg/attachments.html>).
const MAX_FILE_BYTES: usize = 4 * 1024 * 1024;

#[derive(Clone, Debug)]
pub(crate) struct ReportMails {
    users: Users,
    tasks: Tasks,
}

impl ReportMails {
    pub(crate) fn new(environment: &Environment, dynamodb: &Client) -> Self {
        let users = Users::new(dynamodb.clone(), environment);
        Self { users, tasks: Tasks::new(dynamodb.clone(), environment) }
    }

    /// The report, or a mail that says that it would be too large. `None` if the account is not the one that asked: it
    /// was deleted, or its email or password has changed.
    pub(crate) async fn write(
        &self,
        texts: Texts<'_>,
        request: &MailRequest,
        now: Timestamp,
    ) -> Result<Option<Message>, MailError> {
        if !self.is_current(request).await? {
            return Ok(None);
        }
        let (email, fits) = (request.email.typed(), |csv: &[u8]| csv.len() <= MAX_FILE_BYTES);
        let message = match reports::of_tasks(&self.tasks, request.user_id, now, fits).await? {
            Report::Complete { csv, tasks } => {
                texts.report(email, Coverage { tasks, written_at: now }, attachment(csv))?
            }
            Report::TooLarge | Report::TooMuchToRead => texts.report_too_large(email, request.created_at)?,
        };
        Ok(Some(message))
    }

    async fn is_current(&self, request: &MailRequest) -> Result<bool, StoreError> {
        let user = self.users.find(&request.email).await?;
        let asked = (request.user_id, request.credential_version);
        Ok(user.is_some_and(|user| (user.id, user.credential_version) == asked))
    }
}

fn attachment(csv: Vec<u8>) -> Attachment {
    Attachment { name: reports::FILE_NAME, media_type: reports::MEDIA_TYPE, content: csv }
}
