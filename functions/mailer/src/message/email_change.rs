//! The mails about a new email: one to the new address, and two notices to the old one. No notice names the new
//! address, because the old mailbox may belong to somebody else by now.

use askama::Template;
use jiff::Timestamp;

use super::{MailSecrets, Message, Texts, in_words};

#[derive(Template)]
#[template(path = "email_change.txt")]
struct EmailChangeText<'a> {
    app_name: &'a str,
    email: &'a str,
    link: &'a str,
    code: &'a str,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "email_change.html")]
struct EmailChangeHtml<'a> {
    subject: &'a str,
    app_name: &'a str,
    email: &'a str,
    link: &'a str,
    code: &'a str,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "email_change_requested.txt")]
struct EmailChangeRequestedText<'a> {
    app_name: &'a str,
    app_url: &'a str,
    email: &'a str,
    asked_at: &'a str,
}

#[derive(Template)]
#[template(path = "email_change_requested.html")]
struct EmailChangeRequestedHtml<'a> {
    subject: &'a str,
    app_name: &'a str,
    app_url: &'a str,
    email: &'a str,
    asked_at: &'a str,
}

#[derive(Template)]
#[template(path = "email_changed.txt")]
struct EmailChangedText<'a> {
    app_name: &'a str,
    email: &'a str,
    changed_at: &'a str,
}

#[derive(Template)]
#[template(path = "email_changed.html")]
struct EmailChangedHtml<'a> {
    subject: &'a str,
    app_name: &'a str,
    email: &'a str,
    changed_at: &'a str,
}

impl Texts<'_> {
    /// A link and a code with which whoever reads the mail confirms the new email.
    pub(crate) fn email_change(self, email: &str, secrets: &MailSecrets) -> Result<Message, askama::Error> {
        let Self { app_name, .. } = self;
        let MailSecrets { link, code, minutes } = secrets;
        let (subject, minutes) = (format!("Confirm your new email for {app_name}"), *minutes);
        let text = EmailChangeText { app_name, email, link, code, minutes }.render()?;
        let html = EmailChangeHtml { subject: &subject, app_name, email, link, code, minutes }.render()?;
        Ok(Message { subject, text, html, attachment: None })
    }

    /// Tells the old email that somebody asked for a new one, while a new password can still stop it.
    pub(crate) fn email_change_requested(self, email: &str, at: Timestamp) -> Result<Message, askama::Error> {
        let Self { app_name, app_url } = self;
        let subject = format!("Somebody asked to change your {app_name} email");
        let asked_at = &in_words(at);
        let text = EmailChangeRequestedText { app_name, app_url, email, asked_at }.render()?;
        let html = EmailChangeRequestedHtml { subject: &subject, app_name, app_url, email, asked_at }.render()?;
        Ok(Message { subject, text, html, attachment: None })
    }

    /// Tells the old email that the account has a new one.
    pub(crate) fn email_changed(self, email: &str, at: Timestamp) -> Result<Message, askama::Error> {
        let Self { app_name, .. } = self;
        let subject = format!("Your {app_name} email was changed");
        let changed_at = &in_words(at);
        let text = EmailChangedText { app_name, email, changed_at }.render()?;
        let html = EmailChangedHtml { subject: &subject, app_name, email, changed_at }.render()?;
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

    fn mails(texts: Texts<'_>, email: &str) -> [Message; 3] {
        [
            texts.email_change(email, &secrets("change-email", 60)).unwrap(),
            texts.email_change_requested(email, AT).unwrap(),
            texts.email_changed(email, AT).unwrap(),
        ]
    }

    #[test]
    fn both_parts_have_the_new_address_the_link_and_the_code() {
        let [change, _, _] = mails(TEXTS, "ada@example.net");
        assert_eq!(change.subject, "Confirm your new email for Ada & Söhne");
        assert_has_secrets(&change, "ada@example.net", "change-email");
        assert!(change.text.contains("60 minutes") && change.html.contains("60 minutes"));
    }

    #[test]
    fn both_parts_of_a_notice_say_when_and_the_first_notice_says_how_to_stop_the_change() {
        let [_, requested, changed] = mails(TEXTS, "ada@example.com");
        assert_eq!(requested.subject, "Somebody asked to change your Ada & Söhne email");
        assert_eq!(changed.subject, "Your Ada & Söhne email was changed");
        for part in [&requested.text, &requested.html, &changed.text, &changed.html] {
            assert!(part.contains("24 November 2026 at 09:30 UTC") && part.contains("ada@example.com"), "{part}");
        }
        for part in [requested.text, requested.html] {
            assert!(part.contains(TEXTS.app_url) && part.contains("Forgot your password?"), "{part}");
        }
    }

    #[test]
    fn html_shows_what_somebody_typed_as_text() {
        let texts = Texts { app_name: "<b>App</b>", ..TEXTS };
        for message in mails(texts, "\"<img/src=x>\"@example.com") {
            assert_shows_typed_text_as_text(&message);
        }
    }

    #[test]
    fn no_part_loads_anything_and_lines_of_text_are_short() {
        for message in mails(TEXTS, "ada@example.com") {
            assert_loads_nothing_and_has_short_lines(&message);
        }
    }
}
