//! SES v2's operation `SendEmail`, as far as the functions use it: a simple message with a text and an HTML part
//! (<https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html>).

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderName, StatusCode};
use serde::Deserialize;
use serde_json::json;
use shared::http::json::Json;
use shared::http::request_id::RequestId;

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

/// Puts the mail into the mailbox. Refuses, as SES does, an address that no mail can reach.
pub(super) async fn receive(State(mailbox): State<Mailbox>, Json(email): Json<SendEmail>) -> Response {
    let addresses = email.destination.to_addresses.iter().chain([&email.from_email_address]);
    if !addresses.into_iter().all(|address| address.is_ascii() && address.contains('@')) {
        let problem = json!({ "message": "Local address contains control or whitespace, or is not ASCII" });
        return (StatusCode::BAD_REQUEST, [(ERROR_TYPE, "BadRequestException")], Json(problem)).into_response();
    }
    let id = RequestId::random().as_str().to_owned();
    let answer = json!({ "MessageId": id });
    let Message { subject, body: Body { text, html }, headers } = email.content.simple;
    mailbox.add(Mail {
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
