//! The slots of mail requests that replace an older one. A slot does not show whose it is, and exists for every email,
//! with or without an account.

use super::keyed_hash::KeyedHasher;
use crate::config::{ConfigError, Environment};
use crate::domain::email::Email;
use crate::domain::id::UserId;
use crate::domain::mail::{MailPurpose, MailSlot};

#[derive(Clone, Debug)]
pub struct MailSlots(KeyedHasher);

impl MailSlots {
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        KeyedHasher::from_environment(environment).map(Self)
    }

    /// The slot of what an email has only one of, such as a reset.
    #[must_use]
    pub fn of_email(&self, purpose: MailPurpose, email: &Email) -> MailSlot {
        self.of(purpose, email.folded())
    }

    /// The slot of what a user has only one of, whatever the email.
    #[must_use]
    pub fn of_user(&self, purpose: MailPurpose, user_id: UserId) -> MailSlot {
        self.of(purpose, &user_id.to_string())
    }

    fn of(&self, purpose: MailPurpose, whose: &str) -> MailSlot {
        MailSlot::new(self.0.bits(&["mail", purpose.name(), whose]))
    }
}
