//! What a report by mail needs. The state has none of it while mail is off.

use shared::access::mail_limits::MailLimits;
use shared::auth::mail_slots::MailSlots;
use shared::config::{self, ConfigError, Environment};
use shared::http::ApiError;
use shared::store::Client;
use shared::store::mail_requests::MailRequests;
use shared::store::users::Users;

use crate::AppState;

#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) users: Users,
    pub(crate) requests: MailRequests,
    pub(crate) limits: MailLimits,
    pub(crate) slots: MailSlots,
}

impl Mail {
    /// `None` while mail is off. This function does not hold `MAIL_TOKEN_SECRET`: a report has no token.
    pub(crate) fn from_environment(environment: &Environment, dynamodb: Client) -> Result<Option<Self>, ConfigError> {
        if config::mail_from(environment)?.is_none() {
            return Ok(None);
        }
        Ok(Some(Self {
            users: Users::new(dynamodb.clone(), environment),
            requests: MailRequests::new(dynamodb.clone(), environment),
            limits: MailLimits::new(environment, dynamodb)?,
            slots: MailSlots::from_environment(environment)?,
        }))
    }
}

impl AppState {
    pub(crate) fn mail(&self) -> Result<&Mail, ApiError> {
        self.mail.as_ref().ok_or(ApiError::MailNotConfigured)
    }
}
