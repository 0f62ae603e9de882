//! What the mails say: a subject, a text and an HTML part with the same content. Knows nothing of how they are sent.

pub(crate) mod report;

use std::fmt;

use askama::Template;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A mail, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    pub(crate) attachment: Option<Attachment>,
}

/// A file that a mail carries.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Attachment {
    pub(crate) name: &'static str,
    pub(crate) media_type: &'static str,
    pub(crate) content: Vec<u8>,
}

/// Hides the content.
impl fmt::Debug for Attachment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Attachment").field("name", &self.name).finish_non_exhaustive()
    }
}

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

/// The mails of a deployment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Texts<'a> {
    pub(crate) app_name: &'a str,
    /// The address of the page.
    pub(crate) app_url: &'a str,
}

/// What a mail about a new password has beside its address. Both are secrets.
#[derive(Clone, Copy)]
pub(crate) struct ResetSecrets<'a> {
    pub(crate) link: &'a str,
    pub(crate) code: &'a str,
}

impl Texts<'_> {
    /// A link and a code with which the owner of the address can set a new password.
    pub(crate) fn password_reset(
        self,
        email: &str,
        secrets: ResetSecrets<'_>,
        minutes: i64,
    ) -> Result<Message, askama::Error> {
        let Self { app_name, .. } = self;
        let ResetSecrets { link, code } = secrets;
        let subject = format!("Reset your {app_name} password");
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

/// Such as "24 November 2026 at 09:30 UTC": nobody mistakes the month for the day.
fn in_words(time: Timestamp) -> String {
    TimeZone::UTC.to_datetime(time).strftime("%-d %B %Y at %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: Texts<'_> = Texts { app_name: "Ada & Söhne", app_url: "https://app.example.com" };
    const SECRETS: ResetSecrets<'_> =
        ResetSecrets { link: "https://app.example.com/reset-password#request_id=r&token=t", code: "012345" };

    #[test]
    fn both_parts_of_a_reset_have_the_address_the_link_and_the_code() {
        let Message { subject, text, html, .. } = TEXTS.password_reset("ada@example.com", SECRETS, 10).unwrap();
        assert_eq!(subject, "Reset your Ada & Söhne password");
        for part in [&text, &html] {
            assert!(part.contains("ada@example.com") && part.contains(SECRETS.code) && part.contains("10 minutes"));
        }
        assert!(text.lines().any(|line| line == SECRETS.link), "the link has a line of its own: {text}");
        assert!(html.contains("href=\"https://app.example.com/reset-password#request_id=r&#38;token=t\""), "{html}");
    }

    #[test]
    fn both_parts_of_a_notice_say_when_and_what_to_do() {
        let at = Timestamp::from_second(1_795_512_600).unwrap();
        let Message { text, html, .. } = TEXTS.password_changed("ada@example.com", at).unwrap();
        for part in [text, html] {
            assert!(part.contains("24 November 2026 at 09:30 UTC") && part.contains(TEXTS.app_url), "{part}");
        }
    }

    #[test]
    fn html_shows_what_somebody_typed_as_text() {
        let texts = Texts { app_name: "<b>App</b>", ..TEXTS };
        let email = "\"<img/src=x>\"@example.com";
        let reset = texts.password_reset(email, SECRETS, 10).unwrap();
        let notice = texts.password_changed(email, Timestamp::UNIX_EPOCH).unwrap();
        for html in [reset.html, notice.html] {
            assert!(!html.contains("<img") && !html.contains("<b>"), "{html}");
        }
    }

    #[test]
    fn no_part_loads_anything_and_lines_of_text_are_short() {
        let reset = TEXTS.password_reset("ada@example.com", SECRETS, 10).unwrap();
        let notice = TEXTS.password_changed("ada@example.com", Timestamp::UNIX_EPOCH).unwrap();
        for Message { text, html, .. } in [reset, notice] {
            assert!(!html.contains("src=") && !html.contains("url(") && !html.contains("<link"), "{html}");
            assert!(text.lines().all(|line| line.len() <= 78), "{text}");
        }
    }
}
