//! The mailbox: it receives mails as SES does, keeps the latest ones in memory, and shows them at `/mailbox`. Nothing
//! leaves this machine. Knows nothing of what the mails say.

mod attachments;
mod page;
mod send_email;

use std::collections::VecDeque;
use std::fmt;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::HeaderName;
use http::header::CACHE_CONTROL;
use serde::Serialize;
use shared::clock::Clock;

use crate::style::one_line;
use attachments::Attachment;

/// Enough for a day of trying things out. Without files, they take at most a few megabytes.
const MAX_MAILS: usize = 200;
/// How large the files of all mails may be together, except those of the newest mail.
const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;
/// How large a mail may be (<https://docs.aws.amazon.com/ses/latest/dg/quotas.html>).
const MAX_MAIL_BYTES: usize = 40 * 1024 * 1024;

/// The page loads nothing and runs no code, and a mail that is shown in it cannot either.
const HEADERS: [(HeaderName, &str); 4] = [
    (
        HeaderName::from_static("content-security-policy"),
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'",
    ),
    (HeaderName::from_static("referrer-policy"), "no-referrer"),
    (HeaderName::from_static("x-content-type-options"), "nosniff"),
    (CACHE_CONTROL, "no-store"),
];

/// A mail as it was received.
#[derive(Clone, Debug, Default, Serialize)]
struct Mail {
    id: String,
    /// RFC 3339, in UTC.
    received_at: String,
    from: String,
    to: Vec<String>,
    subject: String,
    text: String,
    html: String,
    /// The headers that the sender added.
    headers: Vec<(String, String)>,
    attachments: Vec<Attachment>,
}

/// The mails of this process. Clones share them.
#[derive(Clone)]
pub(crate) struct Mailbox {
    mails: Arc<Mutex<VecDeque<Mail>>>,
    clock: Clock,
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mailbox").finish_non_exhaustive()
    }
}

impl Mailbox {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { mails: Arc::default(), clock }
    }

    /// The routes of the mailbox, in front of `others`. They have none of the layers of the API's routes.
    pub(crate) fn in_front_of(self, others: Router) -> Router {
        Router::new()
            .route("/v2/email/outbound-emails", post(send_email::receive).layer(DefaultBodyLimit::max(MAX_MAIL_BYTES)))
            .route("/mailbox", get(show))
            .route("/mailbox/", get(show))
            .route("/mailbox/{mail}/{number}", get(attachments::download))
            .route("/mailbox.json", get(list))
            .with_state(self)
            .fallback_service(others)
    }

    fn add(&self, mail: Mail) {
        announce(&mail);
        let mut mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        mails.push_front(mail);
        let kept = kept(&mails);
        mails.truncate(kept);
    }

    fn attachment(&self, mail_id: &str, number: usize) -> Option<Attachment> {
        let mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        mails.iter().find(|mail| mail.id == mail_id)?.attachments.get(number).cloned()
    }

    /// The newest mail first.
    fn all(&self) -> Vec<Mail> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

/// How many of the newest mails are kept: as many as both limits allow, and at least one.
fn kept(mails: &VecDeque<Mail>) -> usize {
    let mut bytes = 0;
    let fit = mails.iter().take_while(|mail| {
        bytes += mail.attachments.iter().map(|attachment| attachment.size).sum::<usize>();
        bytes <= MAX_FILE_BYTES
    });
    fit.count().clamp(1, MAX_MAILS)
}

impl Mail {
    /// The first address of a page in the text.
    fn link(&self) -> Option<&str> {
        self.text.split_whitespace().find(|word| page::is_link(word))
    }
}

async fn show(State(mailbox): State<Mailbox>) -> Response {
    (HEADERS, page::render(&mailbox.all())).into_response()
}

async fn list(State(mailbox): State<Mailbox>) -> Response {
    (HEADERS, shared::http::json::Json(mailbox.all())).into_response()
}

/// One line for the person at the terminal. It goes to stdout like the ready lines, not to the log, which never contains
/// an address or a secret.
fn announce(mail: &Mail) {
    let link = mail.link().map(|link| format!("  {link}")).unwrap_or_default();
    let text = format!("mail to {}: {}{link}", mail.to.join(", "), mail.subject);
    // A terminal that is gone stops nothing.
    let _ = writeln!(std::io::stdout(), "{}", one_line(&text));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(file_bytes: usize) -> Mail {
        let attachments = vec![Attachment::new("id", 0, Default::default(), vec![0; file_bytes])];
        Mail { attachments, ..Mail::default() }
    }

    #[test]
    fn the_newest_mails_are_kept_as_long_as_their_files_take_little_memory() {
        let third = MAX_FILE_BYTES / 3;
        assert_eq!(kept(&VecDeque::from(vec![mail(third), mail(0), mail(third), mail(third), mail(third)])), 4);
        assert_eq!(kept(&VecDeque::from(vec![mail(MAX_FILE_BYTES + 1), mail(0)])), 1);
        assert_eq!(kept(&std::iter::repeat_n(mail(0), MAX_MAILS + 1).collect()), MAX_MAILS);
    }
}
