//! Requests to send a mail to a user. A request holds neither the token nor the code of its mail: whoever has the
//! secret derives both from its id.

mod purpose;
mod request_id;

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use purpose::MailPurpose;
pub use request_id::{MailRequestId, MailSlot};

use super::email::Email;
use super::id::UserId;
use super::time;
use super::user::User;

/// How many codes may be tried for one request, right or wrong.
pub const CODE_TRIES: u64 = 5;
/// An expired request is kept this long, so that the mailer can see that it is too late.
const KEPT_AFTER_EXPIRY: SignedDuration = SignedDuration::from_hours(1);

/// Whether the mailer still has to send the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    Waiting,
    Sent,
}

/// An order to the mailer. For a link it is also what makes the link work only once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRequest {
    pub request_id: MailRequestId,
    pub purpose: MailPurpose,
    pub user_id: UserId,
    /// The user's email when the request was made. It is the key of the user's item.
    pub email: Email,
    /// The email that the user asks for instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_email: Option<Email>,
    /// The user's version when the request was made. A link of an older version than the user's does not work.
    pub credential_version: u64,
    #[serde(with = "time::milliseconds")]
    pub created_at: Timestamp,
    #[serde(with = "time::milliseconds")]
    pub expires_at: Timestamp,
    /// How many codes were tried.
    pub tries: u64,
    #[serde(default, with = "time::optional_milliseconds", skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Timestamp>,
    pub delivery: Delivery,
    /// When the item expires, in epoch seconds.
    pub ttl: i64,
}

impl MailRequest {
    #[must_use]
    pub fn new(request_id: MailRequestId, purpose: MailPurpose, user: &User, now: Timestamp) -> Self {
        let expires_at = expires_at(purpose, now);
        Self {
            request_id,
            purpose,
            user_id: user.id,
            email: user.email.clone(),
            new_email: None,
            credential_version: user.credential_version,
            created_at: now,
            expires_at,
            tries: 0,
            used_at: None,
            delivery: Delivery::Waiting,
            ttl: ttl(expires_at),
        }
    }

    /// A request to confirm the new email of a user.
    #[must_use]
    pub fn of_email_change(request_id: MailRequestId, user: &User, new_email: Email, now: Timestamp) -> Self {
        Self { new_email: Some(new_email), ..Self::new(request_id, MailPurpose::ChangeEmail, user, now) }
    }

    /// Another mail to the same user, at the email of this request.
    #[must_use]
    pub fn followed_by(&self, request_id: MailRequestId, purpose: MailPurpose, now: Timestamp) -> Self {
        let (expires_at, created_at) = (expires_at(purpose, now), now);
        let ttl = ttl(expires_at);
        Self {
            request_id,
            purpose,
            new_email: None,
            created_at,
            expires_at,
            tries: 0,
            used_at: None,
            delivery: Delivery::Waiting,
            ttl,
            ..self.clone()
        }
    }

    /// Where the mail goes. A new email is confirmed by whoever reads its mail.
    #[must_use]
    pub fn recipient(&self) -> &Email {
        self.new_email.as_ref().unwrap_or(&self.email)
    }

    /// Whether its token or code may still be used, as far as this item knows.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}

/// Hides the address.
impl fmt::Debug for MailRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("MailRequest");
        shown.field("request_id", &self.request_id).field("purpose", &self.purpose).field("user_id", &self.user_id);
        shown.finish_non_exhaustive()
    }
}

/// What is stored for an email without an account, so that a request costs the same. The mailer never sees it, because
/// it has no `delivery`. It holds no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decoy {
    pub request_id: MailRequestId,
    /// A random id of nobody, which makes the item as long as a real one.
    pub user_id: UserId,
    #[serde(with = "time::milliseconds")]
    pub created_at: Timestamp,
    #[serde(with = "time::milliseconds")]
    pub expires_at: Timestamp,
    pub tries: u64,
    pub ttl: i64,
}

impl Decoy {
    #[must_use]
    pub fn new(request_id: MailRequestId, purpose: MailPurpose, user_id: UserId, now: Timestamp) -> Self {
        let expires_at = expires_at(purpose, now);
        Self { request_id, user_id, created_at: now, expires_at, tries: 0, ttl: ttl(expires_at) }
    }
}

fn expires_at(purpose: MailPurpose, now: Timestamp) -> Timestamp {
    now.checked_add(purpose.lifetime()).unwrap_or(Timestamp::MAX)
}

fn ttl(expires_at: Timestamp) -> i64 {
    expires_at.checked_add(KEPT_AFTER_EXPIRY).unwrap_or(Timestamp::MAX).as_second()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::PasswordHash;

    fn user(now: Timestamp) -> User {
        let email = Email::parse("Ada@example.com").unwrap();
        User::new(UserId::new(now, [7; 10]), email, PasswordHash::from_phc("hash".to_owned()), now)
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_795_512_600 + seconds).unwrap()
    }

    fn request() -> MailRequest {
        let id = MailRequestId::new(MailSlot::new([1; 16]), [2; 16]);
        MailRequest::new(id, MailPurpose::ResetPassword, &user(at(0)), at(0))
    }

    #[test]
    fn a_reset_is_open_for_ten_minutes_and_until_it_is_used() {
        assert!(request().is_open(at(599)));
        assert!(!request().is_open(at(600)));
        assert!(!MailRequest { used_at: Some(at(1)), ..request() }.is_open(at(2)));
        assert_eq!(request().ttl, at(600 + 3600).as_second());
    }

    #[test]
    fn a_new_email_is_confirmed_at_the_new_address_and_the_notice_goes_to_the_old_one() {
        let new_email = Email::parse("ada@example.net").unwrap();
        let change = MailRequest::of_email_change(request().request_id, &user(at(0)), new_email.clone(), at(0));
        assert_eq!((change.recipient(), change.email.typed()), (&new_email, "Ada@example.com"));
        assert!(change.is_open(at(3599)) && !change.is_open(at(3600)));
        let notice = change.followed_by(request().request_id, MailPurpose::EmailChanged, at(60));
        assert_eq!((notice.recipient().typed(), notice.new_email.is_none()), ("Ada@example.com", true));
    }

    #[test]
    fn a_request_that_an_older_version_stored_has_no_new_email() {
        let stored = serde_json::to_value(request()).unwrap();
        assert!(stored.get("new_email").is_none());
        assert_eq!(serde_json::from_value::<MailRequest>(stored).unwrap(), request());
    }

    #[test]
    fn debug_output_does_not_show_the_address() {
        let new_email = Email::parse("ada@example.com").unwrap();
        let change = MailRequest::of_email_change(request().request_id, &user(at(0)), new_email, at(0));
        for request in [request(), change] {
            assert!(!format!("{request:?}").contains("example.com"));
        }
    }
}
