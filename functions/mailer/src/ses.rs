//! Sends mail through SES v2. Knows nothing of what a mail says. Errors that are logged never contain an address, which
//! the messages of SES may.

use std::time::Duration;

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::retry::RetryConfig;
use aws_sdk_sesv2::config::timeout::TimeoutConfig;
use aws_sdk_sesv2::config::{BehaviorVersion, Builder};
use aws_sdk_sesv2::error::{BuildError, ProvideErrorMetadata as _, SdkError};
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{
    self, AttachmentContentDisposition, AttachmentContentTransferEncoding, Body, Content, Destination, EmailContent,
    MessageHeader,
};
use aws_smithy_async::rt::sleep::TokioSleep;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::config::{ConfigError, Environment, MailSettings};
use shared::domain::email::Email;
use shared::store::{Client as DynamoDb, client};

use crate::message::{Attachment, Message};
use crate::recipient::{Recipient, Unreachable};

const CONNECT_LIMIT: Duration = Duration::from_secs(2);
/// Long, because SES may have sent the mail of an attempt that timed out, and has no way to send it only once.
const ATTEMPT_LIMIT: Duration = Duration::from_secs(10);
const ATTEMPTS: u32 = 3;
/// A new account may send one mail a second.
const FIRST_BACKOFF: Duration = Duration::from_millis(500);
const UTF_8: &str = "UTF-8";
/// An encoded word has at most 75 characters (RFC 2047, section 2).
const MAX_WORD_BYTES: usize = 45;

/// No mailbox answers with its own automatic mail (RFC 3834).
const AUTOMATIC: (&str, &str) = ("Auto-Submitted", "auto-generated");

/// Why a mail was not sent.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SendError {
    /// SES will never send this mail.
    #[error("SES refuses the mail: {code}")]
    Refused { code: String, message: String },
    /// A later attempt may succeed.
    #[error("SES does not send the mail: {0}")]
    ForNow(String),
}

impl From<Unreachable> for SendError {
    fn from(reason: Unreachable) -> Self {
        Self::Refused { code: reason.code().to_owned(), message: reason.to_string() }
    }
}

/// The settings of the function's client: `AWS_ENDPOINT_URL_SESV2` for an emulator, and otherwise those of its DynamoDB
/// client, whose TLS it shares.
pub(crate) fn configuration(environment: &Environment, dynamodb: &DynamoDb) -> Result<Builder, ConfigError> {
    let timeouts =
        TimeoutConfig::builder().connect_timeout(CONNECT_LIMIT).operation_attempt_timeout(ATTEMPT_LIMIT).build();
    let mut builder = Builder::new()
        .behavior_version(BehaviorVersion::latest())
        .region(client::region(environment)?)
        .credentials_provider(client::credentials(environment)?)
        .sleep_impl(TokioSleep::new())
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(FIRST_BACKOFF));
    builder.set_http_client(dynamodb.config().http_client());
    builder.set_endpoint_url(environment.get("AWS_ENDPOINT_URL_SESV2").map(str::to_owned));
    Ok(builder)
}

/// Sends one mail. SES writes its headers, `Message-ID` too, so no text can add one.
pub(crate) async fn send(
    client: &Client,
    settings: &MailSettings,
    to: &Email,
    message: Message,
) -> Result<(), SendError> {
    let to = Recipient::of(to)?;
    let Message { subject, text, html, attachment } = message;
    let invalid = |error: BuildError| SendError::ForNow(error.to_string());
    let content = |data: String| Content::builder().data(data).charset(UTF_8).build().map_err(invalid);
    let header = MessageHeader::builder().name(AUTOMATIC.0).value(AUTOMATIC.1).build().map_err(invalid)?;
    let body = Body::builder().text(content(text)?).html(content(html)?).build();
    let attachments = attachment.map(encoded).transpose().map_err(invalid)?.map(|attachment| vec![attachment]);
    let simple = types::Message::builder().subject(content(subject)?).body(body).headers(header);
    let simple = simple.set_attachments(attachments).build();
    let request = client
        .send_email()
        .from_email_address(named(&settings.app_name, settings.from.typed()))
        .destination(Destination::builder().to_addresses(to.as_str()).build())
        .set_configuration_set_name(settings.configuration_set.clone())
        .content(EmailContent::builder().simple(simple).build());
    request.send().await.map(|_| ()).map_err(|error| classified(&error))
}

/// The default encoding, seven bits, would damage a file (<https://docs.aws.amazon.com/ses/latest/dg/attachments.html>).
fn encoded(attachment: Attachment) -> Result<types::Attachment, BuildError> {
    let Attachment { name, media_type, content } = attachment;
    types::Attachment::builder()
        .file_name(name)
        .content_type(media_type)
        .content_disposition(AttachmentContentDisposition::Attachment)
        .content_transfer_encoding(AttachmentContentTransferEncoding::Base64)
        .raw_content(Blob::new(content))
        .build()
}

/// The header `From`, with a name that is quoted, or encoded if it is not ASCII (RFC 5322, section 3.4; RFC 2047).
fn named(name: &str, address: &str) -> String {
    if name.is_ascii() {
        let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
        return format!("\"{quoted}\" <{address}>");
    }
    let (mut rest, mut encoded) = (name, String::new());
    while !rest.is_empty() {
        let (word, others) = rest.split_at(rest.floor_char_boundary(MAX_WORD_BYTES));
        encoded = format!("{encoded}=?UTF-8?B?{}?= ", STANDARD.encode(word));
        rest = others;
    }
    format!("{encoded}<{address}>")
}

/// What an operator or time can change is for now: an outage, a limit, a paused account, a missing permission or
/// configuration set.
fn classified(error: &SdkError<SendEmailError>) -> SendError {
    let Some(refusal) = error.as_service_error() else { return SendError::ForNow(error.to_string()) };
    let code = refusal.code().unwrap_or("an unknown error").to_owned();
    if refusal.is_bad_request_exception() || refusal.is_message_rejected() {
        return SendError::Refused { code, message: refusal.message().unwrap_or_default().to_owned() };
    }
    SendError::ForNow(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_its_quotes_and_add_an_address() {
        assert_eq!(named("Todo", "a@example.com"), "\"Todo\" <a@example.com>");
        assert_eq!(named("x\" <e@e.com>, \"", "a@example.com"), "\"x\\\" <e@e.com>, \\\"\" <a@example.com>");
        assert_eq!(named("a\\", "a@example.com"), "\"a\\\\\" <a@example.com>");
    }

    #[test]
    fn a_name_beyond_ascii_is_encoded_in_short_words() {
        assert_eq!(named("Söhne", "a@example.com"), "=?UTF-8?B?U8O2aG5l?= <a@example.com>");
        let long = named(&"ö".repeat(50), "a@example.com");
        assert!(long.is_ascii() && long.split(' ').all(|word| word.len() <= 75), "{long}");
        assert_eq!(long.split(' ').count(), 4);
    }
}
