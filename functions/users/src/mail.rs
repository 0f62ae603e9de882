//! What the routes that send mail share. The state has none of it while mail is off.

use jiff::Timestamp;
use shared::access::mail_limits::MailLimits;
use shared::auth::mail_slots::MailSlots;
use shared::auth::mail_token::MailTokens;
use shared::config::{self, ConfigError, Environment, Secrets};
use shared::domain::mail::{MailPurpose, MailRequest, MailRequestId, MailSlot};
use shared::domain::user::User;
use shared::http::ApiError;
use shared::random;
use shared::store::Client;
use shared::store::mail_requests::MailRequests;

use crate::AppState;

#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) tokens: MailTokens,
    pub(crate) requests: MailRequests,
    pub(crate) limits: MailLimits,
    pub(crate) slots: MailSlots,
}

impl Mail {
    /// `None` while mail is off.
    pub(crate) fn from_environment(environment: &Environment, dynamodb: Client) -> Result<Option<Self>, ConfigError> {
        let requests = MailRequests::new(dynamodb.clone(), environment);
        let limits = MailLimits::new(environment, dynamodb)?;
        let Some(secret) = config::mail_token_secret(environment)? else { return Ok(None) };
        Secrets::both(environment)?.check_differs("MAIL_TOKEN_SECRET", &secret)?;
        let slots = MailSlots::from_environment(environment)?;
        Ok(Some(Self { tokens: MailTokens::new(&secret), requests, limits, slots }))
    }
}

/// An order to tell a user that the password has changed.
pub(crate) fn notice_to(user: &User, now: Timestamp) -> MailRequest {
    MailRequest::new(own_slot(), MailPurpose::PasswordChanged, user, now)
}

/// The same after a reset.
pub(crate) fn notice_after(reset: &MailRequest, now: Timestamp) -> MailRequest {
    reset.followed_by(own_slot(), MailPurpose::PasswordChanged, now)
}

/// A request that replaces no other.
fn own_slot() -> MailRequestId {
    MailRequestId::new(MailSlot::new(random::bytes()), random::bytes())
}

impl AppState {
    pub(crate) fn mail(&self) -> Result<&Mail, ApiError> {
        self.mail.as_ref().ok_or(ApiError::MailNotConfigured)
    }
}
