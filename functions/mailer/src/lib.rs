//! A worker on the stream of the mail requests table. It sends the mail of each new request through SES. It knows no
//! HTTP and no passwords.
//!
//! SES cannot send a mail only once, so the worker records what it has sent. If it is killed between the two, that one
//! mail is sent again, with the same link and code, because they are derived and not stored. A mail that fails for now is
//! delivered again, while the rest of the batch is sent. A mail that SES refuses is parked.

mod event;
mod message;
mod recipient;
mod report;
mod ses;

use jiff::Timestamp;
use reports::ReportError;
use shared::auth::mail_token::MailTokens;
use shared::clock::Clock;
use shared::config::{ConfigError, Environment, MailSettings};
use shared::domain::mail::{Delivery, MailPurpose, MailRequest};
use shared::store::mail_requests::MailRequests;
use shared::store::{Client, StoreError};

pub use shared::lambda::stream::{BatchResponse, StreamEvent, StreamRecord};

use message::{MailSecrets, Message, Texts};
use report::ReportMails;
use ses::SendError;

/// Sends the mails.
#[derive(Clone, Debug)]
pub struct Worker {
    requests: MailRequests,
    ses: aws_sdk_sesv2::Client,
    settings: MailSettings,
    tokens: MailTokens,
    reports: ReportMails,
    clock: Clock,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Sent,
    /// The mail was sent before, its request was used, replaced or deleted, or the account that asked is no longer the
    /// same.
    NotNeeded,
    /// The mail could not be sent while it was of use.
    TooLate,
}

/// Why a mail is not sent.
#[derive(Debug, thiserror::Error)]
enum MailError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Send(#[from] SendError),
    #[error("the text cannot be written: {0}")]
    Text(#[from] askama::Error),
    #[error(transparent)]
    Report(ReportError),
}

/// A failure of the store is the same, whatever was read.
impl From<ReportError> for MailError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Store(error) => Self::Store(error),
            ReportError::Csv(_) => Self::Report(error),
        }
    }
}

impl Worker {
    /// Fails if mail is off.
    pub fn new(environment: &Environment, dynamodb: &Client, clock: Clock) -> Result<Self, ConfigError> {
        let missing = ConfigError::Missing { name: "MAIL_FROM", expected: "the address that mails come from" };
        let settings = MailSettings::from_environment(environment)?.ok_or(missing)?;
        let missing = ConfigError::Missing { name: "MAIL_TOKEN_SECRET", expected: "the secret of links and codes" };
        Ok(Self {
            requests: MailRequests::new(dynamodb.clone(), environment),
            ses: aws_sdk_sesv2::Client::from_conf(ses::configuration(environment, dynamodb)?.build()),
            settings,
            tokens: MailTokens::from_environment(environment)?.ok_or(missing)?,
            reports: ReportMails::new(environment, dynamodb),
            clock,
        })
    }

    /// Sends the mails of a batch one after the other, until `until`. Returns the sequence number of the first record
    /// that is not done. The stream delivers that record and all after it again, even those whose mails were sent.
    pub async fn handle(&self, event: StreamEvent, until: Timestamp) -> Option<String> {
        let mut first_failed = None;
        for (index, record) in event.records.iter().enumerate() {
            let out_of_time = index > 0 && self.clock.now() >= until;
            if out_of_time || !self.process(record).await {
                first_failed.get_or_insert_with(|| record.sequence_number().to_owned());
            }
            if out_of_time {
                break;
            }
        }
        first_failed
    }

    /// Sends a record's mail or parks the record. False if the record must be delivered again.
    async fn process(&self, record: &StreamRecord) -> bool {
        let request = match event::request(record) {
            Ok(Some(request)) => request,
            Ok(None) => return true,
            Err(unreadable) => return self.park(record, unreadable.to_string()).await,
        };
        let MailRequest { user_id, purpose, .. } = request;
        let purpose = purpose.name();
        match self.deliver(&request).await {
            Ok(Outcome::Sent) => tracing::info!(%user_id, purpose, "a mail is sent"),
            Ok(Outcome::NotNeeded) => tracing::debug!(%user_id, purpose, "a mail is not needed"),
            Ok(Outcome::TooLate) => tracing::error!(%user_id, purpose, "a mail expired before it could be sent"),
            Err(MailError::Send(SendError::Refused { code, message })) => {
                tracing::error!(%user_id, purpose, code, "SES refuses a mail");
                return self.park(record, format!("{code}: {message}")).await;
            }
            Err(MailError::Store(StoreError::Damaged(error))) => {
                return self.park(record, format!("a stored item: {error}")).await;
            }
            Err(error) => {
                tracing::error!(%user_id, purpose, %error, "a mail failed");
                return false;
            }
        }
        true
    }

    async fn deliver(&self, seen: &MailRequest) -> Result<Outcome, MailError> {
        let Some(request) = self.requests.find(seen.request_id).await? else { return Ok(Outcome::NotNeeded) };
        if request.delivery == Delivery::Sent || request.used_at.is_some() {
            return Ok(Outcome::NotNeeded);
        }
        if self.clock.now() >= request.expires_at {
            return Ok(Outcome::TooLate);
        }
        let Some(message) = self.message(&request).await? else {
            self.requests.delete(request.request_id).await?;
            return Ok(Outcome::NotNeeded);
        };
        ses::send(&self.ses, &self.settings, request.recipient(), message).await?;
        self.requests.record_sent(&request).await?;
        Ok(Outcome::Sent)
    }

    /// `None` if the mail is no longer needed.
    async fn message(&self, request: &MailRequest) -> Result<Option<Message>, MailError> {
        let texts = Texts { app_name: &self.settings.app_name, app_url: self.settings.app_url.as_str() };
        let (email, at) = (request.recipient().typed(), request.created_at);
        let message = match request.purpose {
            MailPurpose::ResetPassword => texts.password_reset(email, &self.secrets(request, "reset-password")),
            MailPurpose::PasswordChanged => texts.password_changed(email, at),
            MailPurpose::VerifyEmail => texts.verify_email(email, &self.secrets(request, "verify-email")),
            MailPurpose::AccountExists => texts.account_exists(email),
            MailPurpose::ChangeEmail => texts.email_change(email, &self.secrets(request, "change-email")),
            MailPurpose::EmailChangeRequested => texts.email_change_requested(email, at),
            MailPurpose::EmailChanged => texts.email_changed(email, at),
            MailPurpose::Report => return self.reports.write(texts, request, self.clock.now()).await,
        };
        Ok(Some(message?))
    }

    /// The link leads to this path of the page.
    fn secrets(&self, request: &MailRequest, path: &str) -> MailSecrets {
        let MailRequest { request_id, purpose, created_at, expires_at, .. } = *request;
        let (token, code) = (self.tokens.token(purpose, request_id), self.tokens.code(purpose, request_id));
        let (app_url, token) = (self.settings.app_url.as_str(), token.expose());
        MailSecrets {
            link: format!("{app_url}/{path}#request_id={request_id}&token={token}"),
            code: code.expose().to_owned(),
            minutes: expires_at.duration_since(created_at).as_mins(),
        }
    }

    /// Parks a record that fails however often it is delivered. The log has its key, only the table has its content.
    async fn park(&self, record: &StreamRecord, reason: String) -> bool {
        let (sequence_number, parked) = (record.sequence_number(), record.parked(reason));
        match self.requests.park(&parked, self.clock.now()).await {
            Ok(()) => {
                tracing::error!(%sequence_number, parked_as = parked.key(), "a mail request is parked");
                true
            }
            Err(error) => {
                tracing::error!(%sequence_number, %error, "a mail request cannot be parked");
                false
            }
        }
    }
}
