//! Creates tokens: genuine ones with the public signers, and forgeries from their parts. Forgeries are signed with our
//! own secret where that makes them stronger.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use shared::auth::access_token::AccessTokens;
use shared::auth::refresh_token::RefreshTokens;
use shared::config::{TokenParties, TokenSecrets};
use shared::domain::email::Email;
use shared::domain::id::{SessionId, TokenId, UserId};
use shared::domain::session::{Rotation, Session, SessionClient, SessionOwner, TokenPosition};

/// Signs both kinds of token, so that only `typ` and the claims distinguish them: the worst possible configuration.
pub(crate) const SECRET: &str = "the secret of both kinds, of at least 32 bytes";
/// The secret of a different deployment, to which this one may also rotate.
pub(crate) const NEXT_SECRET: &str = "the next secret of both kinds, of at least 32 bytes";
const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Access,
    Refresh,
}

/// The time at which every token is signed and verified.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_second(1_795_512_600).unwrap()
}

pub(crate) fn secrets(primary: &str, secondary: Option<&str>) -> TokenSecrets {
    TokenSecrets { primary: primary.into(), secondary: secondary.map(Into::into) }
}

pub(crate) fn access_tokens(secrets: &TokenSecrets) -> AccessTokens {
    AccessTokens::new(secrets, parties())
}

pub(crate) fn refresh_tokens(secrets: &TokenSecrets) -> RefreshTokens {
    RefreshTokens::new(secrets, parties(), LIFETIME)
}

fn parties() -> TokenParties {
    TokenParties { issuer: "todo-lambda".to_owned(), audience: "todo-lambda".to_owned() }
}

fn session() -> Session {
    let (user_id, email) = (UserId::new(now(), [7; 10]), Email::parse("Ada@example.com").unwrap());
    let owner = SessionOwner { user_id, email, credential_version: 1 };
    let ids = (SessionId::new([1; 16]), TokenId::new([2; 16]));
    Session::begin(owner, SessionClient::default(), ids, now(), SignedDuration::from_hours(24))
}

pub(crate) fn sign(kind: Kind, secret: &str) -> String {
    let secrets = secrets(secret, None);
    match kind {
        Kind::Access => access_tokens(&secrets).sign(&session(), LIFETIME, now()).token,
        Kind::Refresh => {
            let position =
                TokenPosition { generation: 3, token_id: TokenId::new([2; 16]), rotation: Rotation::Acknowledged };
            refresh_tokens(&secrets).sign(&session(), position, now())
        }
    }
}

/// The parts of a genuine token, and methods that build forgeries from them.
#[derive(Debug)]
pub(crate) struct Genuine {
    pub(crate) kind: Kind,
    pub(crate) header: Value,
    pub(crate) claims: Value,
    /// The `kid` of the next secret.
    pub(crate) other_kid: Value,
}

impl Genuine {
    pub(crate) fn of(kind: Kind) -> Self {
        let token = sign(kind, SECRET);
        let other_kid = part(&sign(kind, NEXT_SECRET), 0)["kid"].clone();
        Self { kind, header: part(&token, 0), claims: part(&token, 1), other_kid }
    }

    pub(crate) fn token(&self) -> String {
        self.of_texts(self.header.to_string(), self.claims.to_string())
    }

    /// The encoded header and claims, without a signature.
    pub(crate) fn message(&self) -> String {
        message(self.header.to_string(), self.claims.to_string())
    }

    /// Any header and claims, signed with our secret.
    #[expect(clippy::unused_self, reason = "reads like the other methods")]
    pub(crate) fn of_texts(&self, header: impl AsRef<[u8]>, claims: impl AsRef<[u8]>) -> String {
        seal(&message(header, claims))
    }

    pub(crate) fn header_text(&self, header: impl AsRef<[u8]>) -> String {
        self.of_texts(header, self.claims.to_string())
    }

    pub(crate) fn claims_text(&self, claims: impl AsRef<[u8]>) -> String {
        self.of_texts(self.header.to_string(), claims)
    }

    pub(crate) fn header_with(&self, name: &str, value: Value) -> String {
        self.header_text(with(&self.header, name, value).to_string())
    }

    pub(crate) fn header_without(&self, name: &str) -> String {
        self.header_text(without(&self.header, name).to_string())
    }

    pub(crate) fn claims_with(&self, name: &str, value: Value) -> String {
        self.claims_text(with(&self.claims, name, value).to_string())
    }

    pub(crate) fn claims_without(&self, name: &str) -> String {
        self.claims_text(without(&self.claims, name).to_string())
    }
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

pub(crate) fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.clone();
    object[name] = value;
    object
}

fn without(object: &Value, name: &str) -> Value {
    let mut object = object.clone();
    object.as_object_mut().unwrap().remove(name).expect("only an existing member can be removed");
    object
}

/// The text of an object with more members before and after its own.
pub(crate) fn around(before: &str, object: &Value, after: &str) -> String {
    let text = object.to_string();
    format!("{{{before}{}{after}}}", &text[1..text.len() - 1])
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn message(header: impl AsRef<[u8]>, claims: impl AsRef<[u8]>) -> String {
    format!("{}.{}", encode(header), encode(claims))
}

pub(crate) fn tag(algorithm: hmac::Algorithm, secret: &[u8], message: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(algorithm, secret), message.as_bytes())
}

/// Adds the HS256 signature under our secret to any message.
pub(crate) fn seal(message: &str) -> String {
    format!("{message}.{}", encode(tag(hmac::HMAC_SHA256, SECRET.as_bytes(), message)))
}

pub(crate) fn is_sealed(token: &str) -> bool {
    token.rsplit_once('.').is_some_and(|(message, _)| seal(message) == token)
}
