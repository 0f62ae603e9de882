//! What the mails say: a subject, a text and an HTML part with the same content. Knows nothing of how they are sent.

mod email_change;
mod password;
pub(crate) mod report;
mod sign_up;

use std::fmt;

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

/// The mails of a deployment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Texts<'a> {
    pub(crate) app_name: &'a str,
    /// The address of the page.
    pub(crate) app_url: &'a str,
}

/// With what the reader of a mail proves to have read it. Link and code are secrets.
pub(crate) struct MailSecrets {
    pub(crate) link: String,
    pub(crate) code: String,
    /// How long both work.
    pub(crate) minutes: i64,
}

/// Such as "24 November 2026 at 09:30 UTC": nobody mistakes the month for the day.
fn in_words(time: Timestamp) -> String {
    TimeZone::UTC.to_datetime(time).strftime("%-d %B %Y at %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const TEXTS: Texts<'_> = Texts { app_name: "Ada & Söhne", app_url: "https://app.example.com" };
    /// 24 November 2026 at 09:30 UTC.
    pub(super) const AT: Timestamp = Timestamp::constant(1_795_512_600, 0);

    /// The secrets of a mail with a link to this path.
    pub(super) fn secrets(path: &str, minutes: i64) -> MailSecrets {
        MailSecrets { link: link(path), code: "012345".to_owned(), minutes }
    }

    fn link(path: &str) -> String {
        format!("{}/{path}#request_id=r&token=t", TEXTS.app_url)
    }

    /// Both parts name the address, and the link has a line of its own in the text.
    pub(super) fn assert_has_secrets(message: &Message, email: &str, path: &str) {
        let Message { text, html, .. } = message;
        for part in [text, html] {
            assert!(part.contains(email) && part.contains("012345"), "{part}");
        }
        assert!(text.lines().any(|line| line == link(path)), "{text}");
        assert!(html.contains(&format!("href=\"{}\"", link(path).replace('&', "&#38;"))), "{html}");
    }

    /// For mails of an app whose name is `<b>App</b>` to the address `"<img/src=x>"@example.com`.
    pub(super) fn assert_shows_typed_text_as_text(message: &Message) {
        let html = &message.html;
        assert!(!html.contains("<img") && !html.contains("<b>"), "{html}");
    }

    pub(super) fn assert_loads_nothing_and_has_short_lines(message: &Message) {
        let Message { text, html, .. } = message;
        assert!(!html.contains("src=") && !html.contains("url(") && !html.contains("<link"), "{html}");
        assert!(text.lines().all(|line| line.len() <= 78), "{text}");
    }
}
