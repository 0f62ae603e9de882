//! Checks tokens: a verifier accepts only those with our signature, audience and issuer, of its kind, and valid now.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};
use shared::auth::access_token::AccessTokens;
use shared::auth::refresh_token::RefreshTokens;
use shared::config::{TokenParties, TokenSecrets};
use shared::domain::email::Email;

/// Signs both kinds of token, so that they differ only in `typ` and claims.
const SECRET: &str = "the secret of both kinds, of at least 32 bytes";
/// The key id of that secret, which the seeds contain.
const KEY_ID: &str = "yv48ReTK2vg";
const NOW: i64 = 1_795_512_600;
const LEEWAY: i64 = 10;
/// The last second of the year 9999.
const END_OF_TIME: i64 = 253_402_300_799;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Access,
    Refresh,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Access => "at+jwt",
            Self::Refresh => "rt+jwt",
        }
    }

    fn header(self) -> Value {
        json!({"alg": "HS256", "typ": self.name(), "kid": KEY_ID})
    }

    fn claims(self) -> Value {
        let mut claims = json!({
            "iss": "todo-lambda", "aud": "todo-lambda", "sub": "01890a5d-ac96-774b-bcce-b302099a8057",
            "sid": "AQEBAQEBAQEBAQEBAQEBAQ", "jti": "AgICAgICAgICAgICAgICAg", "iat": NOW, "exp": NOW + 900,
        });
        let own = match self {
            Self::Access => json!({"email": "Ada@example.com"}),
            Self::Refresh => json!({"gen": 3, "mode": "acknowledged"}),
        };
        merge(&mut claims, &own);
        claims
    }
}

/// Checks a token made from the fuzzer's bytes. The first byte selects one of three forms: the token itself; header and
/// claims, separated by a line break, which are then signed; or members that replace those of a valid token, which is
/// then signed again.
pub fn judge(kind: Kind, data: &[u8]) {
    let Some((form, rest)) = data.split_first() else { return };
    let token = match form % 3 {
        0 => std::str::from_utf8(rest).ok().map(str::to_owned),
        1 => rest.iter().position(|byte| *byte == b'\n').map(|end| sign(&rest[..end], &rest[end + 1..])),
        _ => serde_json::from_slice(rest).ok().map(|edits| edited(kind, &edits)),
    };
    if let Some(token) = token {
        judge_token(kind, &token);
    }
}

fn sign(header: &[u8], claims: &[u8]) -> String {
    seal(&format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims)))
}

fn seal(message: &str) -> String {
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    format!("{message}.{}", crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap())
}

fn edited(kind: Kind, edits: &Value) -> String {
    let (mut header, mut claims) = (kind.header(), kind.claims());
    merge(&mut header, &edits["header"]);
    merge(&mut claims, &edits["claims"]);
    sign(header.to_string().as_bytes(), claims.to_string().as_bytes())
}

fn merge(object: &mut Value, members: &Value) {
    for (name, value) in members.as_object().into_iter().flatten() {
        object[name] = value.clone();
    }
}

fn judge_token(kind: Kind, token: &str) {
    let secrets = TokenSecrets { primary: SECRET.into(), secondary: None };
    let parties = || TokenParties { issuer: "todo-lambda".to_owned(), audience: "todo-lambda".to_owned() };
    let access = AccessTokens::new(&secrets, parties());
    let refresh = RefreshTokens::new(&secrets, parties(), SignedDuration::from_mins(15));
    let now = Timestamp::from_second(NOW).unwrap();
    let (as_access, as_refresh) = (access.verify(token, now), refresh.verify(token, now));
    let of_any_age = refresh.verify_ignoring_expiry(token, now);
    if let Ok(accepted) = &as_access {
        assert_eq!(kind, Kind::Access, "{token}");
        let claims = claims_of(kind, token);
        assert!(claims["exp"].as_i64().unwrap() > NOW, "{claims}");
        assert_eq!(claims["sub"], accepted.user_id.to_string());
        assert_eq!(claims["sid"], accepted.session_id.to_string());
        assert_eq!(Email::parse(claims["email"].as_str().unwrap()).unwrap(), accepted.email);
    }
    if let Ok(accepted) = &of_any_age {
        assert_eq!(kind, Kind::Refresh, "{token}");
        let claims = claims_of(kind, token);
        assert_eq!(as_refresh.is_ok(), claims["exp"].as_i64().unwrap() > NOW, "{claims}");
        assert_eq!(claims["sub"], accepted.user_id.to_string());
        assert_eq!(claims["sid"], accepted.session_id.to_string());
        assert_eq!(claims["jti"], accepted.position.token_id.to_string());
        assert_eq!(claims["gen"], accepted.position.generation);
        assert_eq!(claims["mode"], json!(accepted.position.rotation));
    }
    assert!(as_refresh.is_err() || as_refresh.as_ref().ok() == of_any_age.as_ref().ok());
}

/// The claims of an accepted token, after checking what both kinds have in common.
fn claims_of(kind: Kind, token: &str) -> Value {
    let (message, _) = token.rsplit_once('.').unwrap();
    assert_eq!(seal(message), token);
    let (header, claims) = message.split_once('.').unwrap();
    let read = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    let claims = read(claims);
    assert_eq!(read(header), kind.header());
    assert_eq!((&claims["iss"], &claims["aud"]), (&json!("todo-lambda"), &json!("todo-lambda")));
    let time = |name: &str| claims[name].as_i64().unwrap();
    assert!((0..=NOW + LEEWAY).contains(&time("iat")) && (0..=END_OF_TIME).contains(&time("exp")), "{claims}");
    assert!(claims.get("nbf").is_none() || (0..=NOW + LEEWAY).contains(&time("nbf")), "{claims}");
    claims
}
