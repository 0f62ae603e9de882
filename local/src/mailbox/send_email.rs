//! SES v2's operation `SendEmail`, as far as the functions use it: a simple message with a text part, an HTML part and
//! files (<https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html>).

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, StatusCode};
use serde::{Deserialize, Deserializer};
use serde_json::json;
use shared::http::json::Json;
use shared::http::request_id::RequestId;

use super::attachments::Attachment;
use super::{Mail, Mailbox};

/// Names the error in a response of SES.
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SendEmail {
    from_email_address: String,
    destination: Destination,
    content: Content,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Destination {
    to_addresses: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    simple: Message,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    subject: Part,
    body: Body,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(default)]
    attachments: Vec<File>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    text: Part,
    html: Part,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Part {
    data: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Header {
    name: String,
    value: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct File {
    #[serde(rename = "FileName")]
    name: String,
    #[serde(default)]
    content_type: String,
    #[serde(deserialize_with = "base64")]
    raw_content: Vec<u8>,
}

fn base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    STANDARD.decode(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}

/// Puts the mail into the mailbox. Refuses, as SES does, an address that no mail can reach. Not `Json`, whose bodies are
/// much smaller than a mail with a file.
pub(super) async fn receive(State(mailbox): State<Mailbox>, body: Bytes) -> Response {
    let Ok(email) = serde_json::from_slice::<SendEmail>(&body) else { return refused("The mail cannot be read") };
    let addresses = email.destination.to_addresses.iter().chain([&email.from_email_address]);
    if !addresses.into_iter().all(|address| address.is_ascii() && address.contains('@')) {
        return refused("Local address contains control or whitespace, or is not ASCII");
    }
    let id = RequestId::random().as_str().to_owned();
    let answer = json!({ "MessageId": id });
    let Message { subject, body: Body { text, html }, headers, attachments } = email.content.simple;
    mailbox.add(Mail {
        attachments: received(&id, attachments),
        id,
        received_at: mailbox.clock.now().to_string(),
        from: email.from_email_address,
        to: email.destination.to_addresses,
        subject: subject.data,
        text: text.data,
        html: html.data,
        headers: headers.into_iter().map(|header| (header.name, header.value)).collect(),
    });
    Json(answer).into_response()
}

fn received(mail_id: &str, files: Vec<File>) -> Vec<Attachment> {
    let attachment = |(number, File { name, content_type, raw_content })| {
        Attachment::new(mail_id, number, (name, content_type), raw_content)
    };
    files.into_iter().enumerate().map(attachment).collect()
}

fn refused(message: &str) -> Response {
    let problem = Json(json!({ "message": message }));
    (StatusCode::BAD_REQUEST, [(ERROR_TYPE, "BadRequestException")], problem).into_response()
}
