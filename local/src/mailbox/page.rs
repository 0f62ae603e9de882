//! The page at `/mailbox`. A mail's HTML is shown in a frame that runs no code and loads nothing.

use askama::Template;
use axum::response::{Html, IntoResponse as _, Response};
use http::StatusCode;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Mail;

#[derive(Template)]
#[template(path = "mailbox.html")]
struct Page<'a> {
    mails: Vec<Shown<'a>>,
}

struct Shown<'a> {
    mail: &'a Mail,
    to: String,
    /// In the machine's time zone.
    time: String,
    text: Vec<Piece<'a>>,
    /// The HTML part, whose links open in a tab of their own.
    html: String,
}

/// A piece of the text part, with all of its white space.
struct Piece<'a> {
    text: &'a str,
    is_link: bool,
}

pub(super) fn render(mails: &[Mail]) -> Response {
    let zone = TimeZone::system();
    match (Page { mails: mails.iter().map(|mail| shown(mail, &zone)).collect() }).render() {
        Ok(page) => Html(page).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn shown<'a>(mail: &'a Mail, zone: &TimeZone) -> Shown<'a> {
    let received = mail.received_at.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    Shown {
        mail,
        to: mail.to.join(", "),
        time: zone.to_datetime(received).strftime("%a %H:%M:%S").to_string(),
        text: pieces(&mail.text),
        html: format!("<base target=\"_blank\">{}", mail.html),
    }
}

/// Whether a word is the address of a page. No other scheme becomes a link.
pub(super) fn is_link(word: &str) -> bool {
    word.starts_with("http://") || word.starts_with("https://")
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let words = text.split_inclusive(char::is_whitespace);
    words
        .flat_map(|word| {
            let (word, space) = word.split_at(word.trim_end().len());
            [Piece { text: word, is_link: is_link(word) }, Piece { text: space, is_link: false }]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mailbox::attachments::Attachment;

    #[test]
    fn only_addresses_of_pages_become_links_and_no_white_space_is_lost() {
        let text = "Open\n  http://127.0.0.1:3000/a#b=c\nnot javascript:alert(1) nor data:x\n";
        let pieces = pieces(text);
        assert_eq!(pieces.iter().map(|piece| piece.text).collect::<String>(), text);
        let links: Vec<_> = pieces.iter().filter(|piece| piece.is_link).map(|piece| piece.text).collect();
        assert_eq!(links, ["http://127.0.0.1:3000/a#b=c"]);
    }

    #[test]
    fn a_mail_cannot_leave_its_frame_or_its_text() {
        let text = "</pre><script>alert(1)</script>".to_owned();
        let html = "\"></iframe><script>alert(2)</script>".to_owned();
        let file = ("<u>.csv".to_owned(), "<u>".to_owned());
        let mail = Mail {
            from: "a@b.c".to_owned(),
            to: vec!["<b>@c.d".to_owned()],
            subject: "<i>".to_owned(),
            text,
            html,
            attachments: vec![Attachment::new("id", 0, file, Vec::new())],
            ..Mail::default()
        };
        let page = Page { mails: vec![shown(&mail, &TimeZone::UTC)] }.render().unwrap();
        for hostile in ["<script>", "<b>", "<i>", "<u>"] {
            assert!(!page.contains(hostile), "{page}");
        }
    }
}
