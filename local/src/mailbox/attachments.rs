//! The files of mails, and their downloads. A browser never shows one: it is what somebody sent, on this origin.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::Serialize;

use super::{HEADERS, Mailbox};

/// A file of a mail.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Attachment {
    pub(super) name: String,
    /// Its media type, as the sender says.
    #[serde(rename = "type")]
    pub(super) media_type: String,
    /// In bytes.
    pub(super) size: usize,
    /// The path of its download.
    pub(super) url: String,
    #[serde(skip)]
    content: Bytes,
}

impl Attachment {
    /// The attachment of this number in a mail.
    pub(super) fn new(mail_id: &str, number: usize, (name, media_type): (String, String), content: Vec<u8>) -> Self {
        let (size, url) = (content.len(), format!("/mailbox/{mail_id}/{number}"));
        Self { name, media_type, size, url, content: content.into() }
    }

    /// The name as a header can hold it, and no file system misunderstands it.
    fn safe_name(&self) -> String {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_. ".contains(letter);
        let name: String = self.name.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
        if name.trim_matches(['.', ' ']).is_empty() { "attachment".to_owned() } else { name }
    }
}

pub(super) async fn download(
    State(mailbox): State<Mailbox>,
    Path((mail_id, number)): Path<(String, usize)>,
) -> Response {
    let Some(attachment) = mailbox.attachment(&mail_id, number) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", attachment.safe_name())),
    ];
    (HEADERS, headers, attachment.content).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_cannot_leave_its_header_or_directory() {
        for (name, expected) in [
            ("tasks.csv", "tasks.csv"),
            ("a\"; filename=\"b.exe", "a__ filename__b.exe"),
            ("../../etc/passwd", ".._.._etc_passwd"),
            ("a\r\nSet-Cookie: b", "a__Set-Cookie_ b"),
            ("Söhne.csv", "S_hne.csv"),
            ("..", "attachment"),
            ("", "attachment"),
        ] {
            let attachment = Attachment::new("id", 0, (name.to_owned(), "text/html".to_owned()), Vec::new());
            assert_eq!(attachment.safe_name(), expected);
        }
    }
}
