//! What mails are for, and how long each is of use.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// What a mail is for. It is part of what a token is derived from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailPurpose {
    /// A link and a code that set a new password.
    ResetPassword,
    /// A notice that the password has changed.
    PasswordChanged,
    /// A link and a code that confirm the email of a new account.
    VerifyEmail,
    /// A notice that somebody signed up with the email of an account.
    AccountExists,
    /// A link and a code that confirm the new email of an account. They go to the new email.
    ChangeEmail,
    /// A notice to the old email that somebody asked for a new one.
    EmailChangeRequested,
    /// A notice to the old email that the account has a new one.
    EmailChanged,
    /// All tasks of the user, as an attached file.
    Report,
}

impl MailPurpose {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ResetPassword => "reset_password",
            Self::PasswordChanged => "password_changed",
            Self::VerifyEmail => "verify_email",
            Self::AccountExists => "account_exists",
            Self::ChangeEmail => "change_email",
            Self::EmailChangeRequested => "email_change_requested",
            Self::EmailChanged => "email_changed",
            Self::Report => "report",
        }
    }

    /// Whether its mail has a token and a code. A notice and a report have neither.
    #[must_use]
    pub fn has_token(self) -> bool {
        match self {
            Self::ResetPassword | Self::VerifyEmail | Self::ChangeEmail => true,
            Self::PasswordChanged
            | Self::AccountExists
            | Self::EmailChangeRequested
            | Self::EmailChanged
            | Self::Report => false,
        }
    }

    /// How long its token works, or how late a mail without one is still worth sending. OWASP ASVS 5.0, 6.5.5, allows ten
    /// minutes for a code.
    #[must_use]
    pub fn lifetime(self) -> SignedDuration {
        match self {
            Self::ResetPassword => SignedDuration::from_mins(10),
            Self::ChangeEmail | Self::Report => SignedDuration::from_hours(1),
            Self::PasswordChanged
            | Self::VerifyEmail
            | Self::AccountExists
            | Self::EmailChangeRequested
            | Self::EmailChanged => SignedDuration::from_hours(24),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_purpose_is_what_is_stored() {
        use MailPurpose::{
            AccountExists, ChangeEmail, EmailChangeRequested, EmailChanged, PasswordChanged, Report, ResetPassword,
            VerifyEmail,
        };
        let sign_up = [VerifyEmail, AccountExists];
        let later = [ResetPassword, PasswordChanged, ChangeEmail, EmailChangeRequested, EmailChanged, Report];
        for purpose in sign_up.into_iter().chain(later) {
            assert_eq!(serde_json::to_value(purpose).unwrap(), purpose.name());
        }
    }
}
