//! The mails about a password: its reset, and the notice of a new one.

use askama::Template;
use jiff::Timestamp;

use super::{MailSecrets, Message, Texts, in_words};

#[derive(Template)]
#[template(path = "password_reset.txt")]
struct PasswordResetText<'a> {
    app_name: &'a str,
    email: &'a str,
    link: &'a str,
    code: &'a str,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "password_reset.html")]
struct PasswordResetHtml<'a> {
    subject: &'a str,
    app_name: &'a str,
    email: &'a str,
    link: &'a str,
    code: &'a str,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "password_changed.txt")]
struct PasswordChangedText<'a> {
    app_name: &'a str,
    app_url: &'a str,
    email: &'a str,
    changed_at: &'a str,
}

#[derive(Template)]
#[template(path = "password_changed.html")]
struct PasswordChangedHtml<'a> {
    subject: &'a str,
    app_name: &'a str,
    app_url: &'a str,
    email: &'a str,
    changed_at: &'a str,
}

impl Texts<'_> {
    /// A link and a code with which the owner of the address can set a new password.
    pub(crate) fn password_reset(self, email: &str, secrets: &MailSecrets) -> Result<Message, askama::Error> {
        let Self { app_name, .. } = self;
        let MailSecrets { link, code, minutes } = secrets;
        let (subject, minutes) = (format!("Reset your {app_name} password"), *minutes);
        let text = PasswordResetText { app_name, email, link, code, minutes }.render()?;
        let html = PasswordResetHtml { subject: &subject, app_name, email, link, code, minutes }.render()?;
        Ok(Message { subject, text, html, attachment: None })
    }

    /// Tells the owner of an account that its password was changed.
    pub(crate) fn password_changed(self, email: &str, at: Timestamp) -> Result<Message, askama::Error> {
        let Self { app_name, app_url } = self;
        let subject = format!("Your {app_name} password was changed");
        let changed_at = &in_words(at);
        let text = PasswordChangedText { app_name, app_url, email, changed_at }.render()?;
        let html = PasswordChangedHtml { subject: &subject, app_name, app_url, email, changed_at }.render()?;
        Ok(Message { subject, text, html, attachment: None })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{
        AT, TEXTS, assert_has_secrets, assert_loads_nothing_and_has_short_lines, assert_shows_typed_text_as_text,
        secrets,
    };
    use super::*;

    #[test]
    fn both_parts_of_a_reset_have_the_address_the_link_and_the_code() {
        let reset = TEXTS.password_reset("ada@example.com", &secrets("reset-password", 10)).unwrap();
        assert_eq!(reset.subject, "Reset your Ada & Söhne password");
        assert_has_secrets(&reset, "ada@example.com", "reset-password");
        assert!(reset.text.contains("10 minutes") && reset.html.contains("10 minutes"));
    }

    #[test]
    fn both_parts_of_a_notice_say_when_and_what_to_do() {
        let Message { text, html, .. } = TEXTS.password_changed("ada@example.com", AT).unwrap();
        for part in [text, html] {
            assert!(part.contains("24 November 2026 at 09:30 UTC") && part.contains(TEXTS.app_url), "{part}");
        }
    }

    #[test]
    fn html_shows_what_somebody_typed_as_text() {
        let (texts, email) = (Texts { app_name: "<b>App</b>", ..TEXTS }, "\"<img/src=x>\"@example.com");
        assert_shows_typed_text_as_text(&texts.password_reset(email, &secrets("reset-password", 10)).unwrap());
        assert_shows_typed_text_as_text(&texts.password_changed(email, AT).unwrap());
    }

    #[test]
    fn no_part_loads_anything_and_lines_of_text_are_short() {
        let reset = TEXTS.password_reset("ada@example.com", &secrets("reset-password", 10)).unwrap();
        assert_loads_nothing_and_has_short_lines(&reset);
        assert_loads_nothing_and_has_short_lines(&TEXTS.password_changed("ada@example.com", AT).unwrap());
    }
}
