//! The body of a login. The first byte selects one of its three content types.
#![no_main]

use axum::body::Body;
use axum::extract::{FromRequest as _, Request};
use axum::http::header::CONTENT_TYPE;
use login::credentials::Credentials;
use serde_json::json;
use shared::http::ApiError;
use shared::http::token_response::TokenTransport;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const MULTIPART: &str = "multipart/form-data; boundary=x";

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((form, body)) = data.split_first() else { return };
    let content_type = [FORM, JSON, MULTIPART][usize::from(*form) % 3];
    match read(content_type, body) {
        Ok(credentials) => check(&credentials),
        Err(ApiError::MalformedBody(_) | ApiError::InvalidInput(_)) => {}
        Err(other) => panic!("{other}"),
    }
});

/// Accepted credentials are not empty, and are the same in every content type.
fn check(credentials: &Credentials) {
    let Credentials { username, password, transport } = credentials;
    assert!(!username.is_empty() && !password.is_empty());
    for (content_type, body) in
        [(FORM, form(credentials)), (JSON, json(credentials)), (MULTIPART, multipart(credentials))]
    {
        // A multipart body cannot contain a text that looks like the end of a part.
        if content_type == MULTIPART
            && [username, password].iter().any(|text| format!("\r\n{text}").contains("\r\n--x"))
        {
            continue;
        }
        let again = match read(content_type, body.as_bytes()) {
            Ok(again) => again,
            Err(ApiError::BodyTooLarge) => continue,
            Err(error) => panic!("{content_type}: {error}: {body:?}"),
        };
        assert_eq!(
            (&again.username, &again.password, again.transport),
            (username, password, *transport),
            "{content_type}"
        );
    }
}

fn read(content_type: &str, body: &[u8]) -> Result<Credentials, ApiError> {
    let request = Request::builder().header(CONTENT_TYPE, content_type).body(Body::from(body.to_vec())).unwrap();
    // This never waits, because the whole body is in memory.
    futures_executor::block_on(Credentials::from_request(request, &()))
}

fn members(credentials: &Credentials) -> Vec<(&'static str, &str)> {
    let mut members = vec![("username", &*credentials.username), ("password", &*credentials.password)];
    if credentials.transport == TokenTransport::Cookie {
        members.push(("session", "cookie"));
    }
    members
}

fn form(credentials: &Credentials) -> String {
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let pairs = members(credentials).into_iter().map(|(name, text)| format!("{name}={}", encode(text)));
    pairs.collect::<Vec<_>>().join("&")
}

fn json(credentials: &Credentials) -> String {
    let members = members(credentials).into_iter().map(|(name, text)| (name.to_owned(), json!(text)));
    serde_json::Value::Object(members.collect()).to_string()
}

fn multipart(credentials: &Credentials) -> String {
    let parts = members(credentials).into_iter();
    let parts =
        parts.map(|(name, text)| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n"));
    parts.collect::<String>() + "--x--\r\n"
}
