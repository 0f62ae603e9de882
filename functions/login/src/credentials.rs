//! The body of a login in its three content types: form-urlencoded (as in OAuth 2.0), multipart (a browser's
//! `FormData`) and JSON.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;
use multer::Multipart;
use percent_encoding::percent_decode;
use serde::Deserialize;
use shared::http::token_response::TokenTransport;
use shared::http::{ApiError, InvalidInput, body, json};

const FORM: &str = "valid multipart/form-data";
const CONTENT_TYPES: &str = "application/x-www-form-urlencoded, multipart/form-data or application/json";

/// The email and password as they were sent, neither of them empty, and how the client gets its refresh token.
#[expect(missing_debug_implementations, reason = "a password must not be printed")]
pub struct Credentials {
    pub username: String,
    pub password: String,
    pub transport: TokenTransport,
}

#[derive(Default, Deserialize)]
struct Fields {
    username: Option<String>,
    password: Option<String>,
    session: Option<String>,
}

impl Fields {
    /// Sets one field of a form. An unknown field is ignored, and a duplicate is an error.
    fn set(&mut self, name: &str, value: String) -> Result<(), InvalidInput> {
        let (field, name) = match name {
            "username" => (&mut self.username, "username"),
            "password" => (&mut self.password, "password"),
            "session" => (&mut self.session, "session"),
            _ => return Ok(()),
        };
        if field.replace(value).is_some() { Err(InvalidInput::body(name, "must be given only once")) } else { Ok(()) }
    }
}

impl TryFrom<Fields> for Credentials {
    type Error = InvalidInput;

    fn try_from(fields: Fields) -> Result<Self, InvalidInput> {
        let required = |field: Option<String>, name| match field {
            None => Err(InvalidInput::body(name, "is required")),
            Some(text) if text.is_empty() => Err(InvalidInput::body(name, "must not be empty")),
            Some(text) => Ok(text),
        };
        let (username, password) = (required(fields.username, "username")?, required(fields.password, "password")?);
        let transport = match fields.session.as_deref() {
            None => TokenTransport::Body,
            Some("cookie") => TokenTransport::Cookie,
            Some(_) => return Err(InvalidInput::body("session", "must be cookie or be omitted")),
        };
        Ok(Self { username, password, transport })
    }
}

impl<S: Send + Sync> FromRequest<S> for Credentials {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let fields = match body::media_type(request.headers()).as_deref() {
            Some("application/x-www-form-urlencoded") => form(&body::read(request).await?)?,
            Some("multipart/form-data") => multipart(request).await?,
            Some("application/json") => json::parse::<Fields>(&body::read(request).await?)?,
            _ => return Err(ApiError::UnsupportedMediaType(CONTENT_TYPES)),
        };
        Ok(Self::try_from(fields)?)
    }
}

/// <https://url.spec.whatwg.org/#urlencoded-parsing>, except that invalid UTF-8 is an error and not replaced.
fn form(body: &[u8]) -> Result<Fields, ApiError> {
    let mut fields = Fields::default();
    for pair in body.split(|byte| *byte == b'&') {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let (name, value) = (decode(halves.next().unwrap_or_default())?, decode(halves.next().unwrap_or_default())?);
        fields.set(&name, value)?;
    }
    Ok(fields)
}

fn decode(text: &[u8]) -> Result<String, ApiError> {
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let decoded = percent_decode(&spaced).decode_utf8();
    decoded.map(std::borrow::Cow::into_owned).map_err(|_| ApiError::MalformedBody("valid UTF-8"))
}

/// RFC 7578.
async fn multipart(request: Request) -> Result<Fields, ApiError> {
    let malformed = |_| ApiError::MalformedBody(FORM);
    let content_type =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let boundary = multer::parse_boundary(content_type).map_err(malformed)?;
    let bytes = body::read(request).await?;
    let mut parts = Multipart::new(Body::from(bytes).into_data_stream(), boundary);
    let mut fields = Fields::default();
    while let Some(part) = parts.next_field().await.map_err(malformed)? {
        let name = part.name().unwrap_or_default().to_owned();
        let value = part.bytes().await.map_err(malformed)?;
        let value = String::from_utf8(value.into()).map_err(|_| ApiError::MalformedBody("valid UTF-8"))?;
        fields.set(&name, value)?;
    }
    Ok(fields)
}
