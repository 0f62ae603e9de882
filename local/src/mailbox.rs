//! The mailbox: it receives mails as SES does, keeps the latest ones in memory, and shows them at `/mailbox`. Nothing
//! leaves this machine. Knows nothing of what the mails say.

mod page;
mod send_email;

use std::collections::VecDeque;
use std::fmt;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::HeaderName;
use http::header::CACHE_CONTROL;
use serde::Serialize;
use shared::clock::Clock;

use crate::style::one_line;

/// Enough for a day of trying things out, and at most a few megabytes.
const MAX_MAILS: usize = 200;

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
#[derive(Clone, Debug, Serialize)]
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
            .route("/v2/email/outbound-emails", post(send_email::receive))
            .route("/mailbox", get(show))
            .route("/mailbox/", get(show))
            .route("/mailbox.json", get(list))
            .with_state(self)
            .fallback_service(others)
    }

    fn add(&self, mail: Mail) {
        announce(&mail);
        let mut mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        mails.push_front(mail);
        mails.truncate(MAX_MAILS);
    }

    /// The newest mail first.
    fn all(&self) -> Vec<Mail> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
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
