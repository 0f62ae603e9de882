//! What the routes that send mail share. The state has none of it while mail is off.

use jiff::Timestamp;
use shared::access::mail_limits::MailLimits;
use shared::auth::mail_slots::MailSlots;
use shared::auth::mail_token::MailTokens;
use shared::config::{self, ConfigError, EmailVerification, Environment, Secrets};
use shared::domain::email::Email;
use shared::domain::mail::{MailPurpose, MailRequest, MailRequestId, MailSlot};
use shared::domain::user::User;
use shared::http::ApiError;
use shared::random;
use shared::store::Client;
use shared::store::mail_requests::MailRequests;

use crate::AppState;

const REQUIRED_BY_VERIFICATION: ConfigError = ConfigError::Missing {
    name: "MAIL_TOKEN_SECRET",
    expected: "the secret of links and codes, which EMAIL_VERIFICATION=required needs",
};

#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) tokens: MailTokens,
    pub(crate) requests: MailRequests,
    pub(crate) limits: MailLimits,
    pub(crate) slots: MailSlots,
    pub(crate) verification: EmailVerification,
}

impl Mail {
    /// `None` while mail is off.
    pub(crate) fn from_environment(environment: &Environment, dynamodb: Client) -> Result<Option<Self>, ConfigError> {
        let requests = MailRequests::new(dynamodb.clone(), environment);
        let limits = MailLimits::new(environment, dynamodb)?;
        let verification = EmailVerification::from_environment(environment)?;
        let Some(secret) = config::mail_token_secret(environment)? else {
            return if verification == EmailVerification::Required { Err(REQUIRED_BY_VERIFICATION) } else { Ok(None) };
        };
        Secrets::both(environment)?.check_differs("MAIL_TOKEN_SECRET", &secret)?;
        let slots = MailSlots::from_environment(environment)?;
        Ok(Some(Self { tokens: MailTokens::new(&secret), requests, limits, slots, verification }))
    }
}

impl Mail {
    /// The id of a new mail that asks to verify an email, or says that it has an account already.
    pub(crate) fn verification_id(&self, email: &Email) -> MailRequestId {
        MailRequestId::new(self.slots.of_email(MailPurpose::VerifyEmail, email), random::bytes())
    }

    /// The slots that may hold an open request of a user.
    pub(crate) fn slots_of(&self, user: &User) -> Vec<MailSlot> {
        let purposes = [MailPurpose::ResetPassword, MailPurpose::VerifyEmail];
        let of_email = purposes.into_iter().map(|purpose| self.slots.of_email(purpose, &user.email));
        of_email.chain([self.slots.of_user(MailPurpose::ChangeEmail, user.id)]).collect()
    }
}

/// An order to tell a user that the password has changed.
pub(crate) fn notice_to(user: &User, now: Timestamp) -> MailRequest {
    MailRequest::new(own_slot(), MailPurpose::PasswordChanged, user, now)
}

/// An order for a notice about a request, to the email that its user has or had.
pub(crate) fn notice_after(request: &MailRequest, purpose: MailPurpose, now: Timestamp) -> MailRequest {
    request.followed_by(own_slot(), purpose, now)
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
