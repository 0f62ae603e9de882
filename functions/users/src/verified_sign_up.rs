//! A sign-up that the owner of the email must confirm. Nothing tells whether the email has an account: the response, the
//! store's calls and the work are the same, and only the mail says which it is.

use std::time::Duration;

use jiff::Timestamp;
use shared::access::client_address::ClientNetwork;
use shared::audit::AuditEvent;
use shared::auth::password_hasher::{ReservedHasher, Verification};
use shared::domain::email::Email;
use shared::domain::id::UserId;
use shared::domain::mail::{MailPurpose, MailRequest, MailRequestId};
use shared::domain::password::Password;
use shared::domain::user::User;
use shared::http::{ApiError, request_span};
use shared::layers;
use shared::random;
use shared::store::sign_ups::OwnerMailOutcome;
use shared::store::users::SignUpOutcome;

use crate::AppState;
use crate::mail::Mail;

/// A concurrent sign-up or deletion changes what must be done, so it is tried again once.
const TRIES: usize = 2;

/// Longer than the work, most of which is the password's hash.
const LEAST_TIME: Duration = Duration::from_millis(250);

pub(crate) struct VerifiedSignUp<'a> {
    pub(crate) state: &'a AppState,
    pub(crate) mail: &'a Mail,
    pub(crate) hasher: ReservedHasher<'a>,
    pub(crate) email: Email,
    pub(crate) password: Password,
    pub(crate) now: Timestamp,
}

impl VerifiedSignUp<'_> {
    /// Returns the id that belongs to the code in the mail.
    pub(crate) async fn accept(self, network: &ClientNetwork) -> Result<MailRequestId, ApiError> {
        layers::no_sooner_than(LEAST_TIME, self.create_or_mail_owner(network)).await
    }

    async fn create_or_mail_owner(self, network: &ClientNetwork) -> Result<MailRequestId, ApiError> {
        let id = self.mail.verification_id(&self.email);
        let mut user = self.find_and_count(network).await?;
        for _ in 0..TRIES {
            let done = match &user {
                None => self.create(id).await?,
                Some(user) => self.mail_owner(user, id).await?,
            };
            if done {
                return Ok(id);
            }
            user = self.state.users.find(&self.email).await?;
        }
        Err(ApiError::TooManyRequests("the account changed during each try of its sign-up".into()))
    }

    async fn find_and_count(&self, network: &ClientNetwork) -> Result<Option<User>, ApiError> {
        let user = self.state.users.find(&self.email).await?;
        let whose = (&self.email, user.as_ref());
        self.mail.limits.count_email(MailPurpose::VerifyEmail, network, whose, self.now).await?;
        Ok(user)
    }

    /// False if the email is taken by now.
    async fn create(&self, id: MailRequestId) -> Result<bool, ApiError> {
        let hash = self.hasher.hash(self.password.clone()).await?;
        let user = User::new(UserId::new(self.now, random::bytes()), self.email.clone(), hash, self.now);
        let verification = MailRequest::new(id, MailPurpose::VerifyEmail, &user, self.now);
        match self.state.sign_ups.create(&user, &verification).await? {
            SignUpOutcome::Created => {
                record_sign_up(&user);
                Ok(true)
            }
            SignUpOutcome::EmailTaken => Ok(false),
        }
    }

    /// False if the user has changed by now.
    async fn mail_owner(&self, user: &User, id: MailRequestId) -> Result<bool, ApiError> {
        let hash = Some(user.password_hash.clone());
        let verification = self.hasher.verify(self.password.clone(), hash).await?;
        let mail = MailRequest::new(id, purpose(user, verification), user, self.now);
        Ok(self.state.sign_ups.mail_owner(user, &mail).await? == OwnerMailOutcome::Ordered)
    }
}

/// Whoever knows the password of an account that is not verified repeats the sign-up and gets the same mail. Anybody
/// else must not get a link that confirms an account with a password of somebody else: the notice says how to set one.
fn purpose(user: &User, verification: Verification) -> MailPurpose {
    match verification {
        Verification::Matches | Verification::MatchesWeakHash if !user.email_verified => MailPurpose::VerifyEmail,
        Verification::Matches | Verification::MatchesWeakHash | Verification::Mismatch => MailPurpose::AccountExists,
    }
}

pub(crate) fn record_sign_up(user: &User) {
    request_span::record_user(user.id);
    AuditEvent::SignedUp.record();
}
