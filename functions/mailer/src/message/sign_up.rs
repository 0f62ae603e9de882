//! The mails of a sign-up: to verify the email, or to say that it has an account already.

use askama::Template;

use super::{MailSecrets, Message, Texts};

#[derive(Template)]
#[template(path = "verify_email.txt")]
struct VerifyEmailText<'a> {
    app_name: &'a str,
    email: &'a str,
    link: &'a str,
    code: &'a str,
    hours: i64,
}

#[derive(Template)]
#[template(path = "verify_email.html")]
struct VerifyEmailHtml<'a> {
    subject: &'a str,
    app_name: &'a str,
    email: &'a str,
    link: &'a str,
    code: &'a str,
    hours: i64,
}

#[derive(Template)]
#[template(path = "account_exists.txt")]
struct AccountExistsText<'a> {
    app_name: &'a str,
    app_url: &'a str,
    email: &'a str,
}

#[derive(Template)]
#[template(path = "account_exists.html")]
struct AccountExistsHtml<'a> {
    subject: &'a str,
    app_name: &'a str,
    app_url: &'a str,
    email: &'a str,
}

impl Texts<'_> {
    /// A link and a code with which the owner of the address confirms that it is theirs.
    pub(crate) fn verify_email(self, email: &str, secrets: &MailSecrets) -> Result<Message, askama::Error> {
        let Self { app_name, .. } = self;
        let MailSecrets { link, code, minutes } = secrets;
        let (subject, hours) = (format!("Verify your email for {app_name}"), minutes / 60);
        let text = VerifyEmailText { app_name, email, link, code, hours }.render()?;
        let html = VerifyEmailHtml { subject: &subject, app_name, email, link, code, hours }.render()?;
        Ok(Message { subject, text, html, attachment: None })
    }

    /// Tells the owner of an account that somebody signed up with its email.
    pub(crate) fn account_exists(self, email: &str) -> Result<Message, askama::Error> {
        let Self { app_name, app_url } = self;
        let subject = format!("You already have a {app_name} account");
        let text = AccountExistsText { app_name, app_url, email }.render()?;
        let html = AccountExistsHtml { subject: &subject, app_name, app_url, email }.render()?;
        Ok(Message { subject, text, html, attachment: None })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{TEXTS, assert_has_secrets, assert_loads_nothing_and_has_short_lines, secrets};
    use super::*;

    #[test]
    fn both_parts_of_a_verification_have_the_address_the_link_and_the_code() {
        let mail = TEXTS.verify_email("ada@example.com", &secrets("verify-email", 24 * 60)).unwrap();
        assert_eq!(mail.subject, "Verify your email for Ada & Söhne");
        assert_has_secrets(&mail, "ada@example.com", "verify-email");
        assert_loads_nothing_and_has_short_lines(&mail);
        assert!(mail.text.contains("24 hours") && mail.html.contains("24 hours"));
    }

    #[test]
    fn the_owner_of_an_account_gets_no_link_that_confirms_anything() {
        let Message { text, html, .. } = TEXTS.account_exists("ada@example.com").unwrap();
        for part in [text, html] {
            assert!(part.contains("ada@example.com") && part.contains("https://app.example.com/forgot-password"));
            assert!(!part.contains("token"), "{part}");
        }
    }
}
