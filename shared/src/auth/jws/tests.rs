//! Which tokens are accepted. `tests/hostile_tokens` has those that are refused.

use serde_json::{Value, json};

use super::*;
use crate::auth::access_token::{AccessToken, AccessTokens};
use crate::auth::refresh_token::RefreshTokens;
use crate::domain::email::Email;
use crate::domain::id::{SessionId, TokenId, UserId};
use crate::domain::session::{Rotation, Session, SessionClient, SessionOwner, TokenPosition};

const SECRET: &str = "the-access-secret-of-at-least-32-bytes";
const NEXT: &str = "the-next-access-secret-of-at-least-32-bytes";

const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_000_000 + seconds).unwrap()
}

fn secrets(primary: &str, secondary: Option<&str>) -> TokenSecrets {
    TokenSecrets { primary: primary.into(), secondary: secondary.map(Into::into) }
}

fn parties() -> TokenParties {
    TokenParties { issuer: "todo-lambda".to_owned(), audience: "todo-lambda".to_owned() }
}

fn access(primary: &str, secondary: Option<&str>) -> AccessTokens {
    AccessTokens::new(&secrets(primary, secondary), parties())
}

fn refresh(primary: &str) -> RefreshTokens {
    RefreshTokens::new(&secrets(primary, None), parties(), SignedDuration::from_hours(1))
}

fn session() -> Session {
    let (user_id, email) = (UserId::new(at(0), [7; 10]), Email::parse("Ada@example.com").unwrap());
    let owner = SessionOwner { user_id, email, credential_version: 1 };
    let ids = (SessionId::new([1; 16]), TokenId::new([2; 16]));
    Session::begin(owner, SessionClient::default(), ids, at(0), SignedDuration::from_secs(10_000))
}

fn position() -> TokenPosition {
    TokenPosition { generation: 3, token_id: TokenId::new([2; 16]), rotation: Rotation::Acknowledged }
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[test]
fn a_token_identifies_the_caller_until_it_expires() {
    let tokens = access(SECRET, None);
    let signed = tokens.sign(&session(), LIFETIME, at(0));
    let expected = AccessToken { user_id: session().user_id, session_id: session().id, email: session().email };
    assert_eq!(signed.expires_in, SignedDuration::from_secs(900));
    assert_eq!(tokens.verify(&signed.token, at(899)), Ok(expected));
    assert_eq!(tokens.verify(&signed.token, at(900)), Err(TokenRejected::Expired));
}

#[test]
fn a_token_has_exactly_the_documented_members() {
    let token = access(SECRET, None).sign(&session(), LIFETIME, at(0)).token;
    let header = part(&token, 0);
    assert_eq!((&header["typ"], &header["alg"]), (&json!("at+jwt"), &json!("HS256")));
    let claims = part(&token, 1);
    assert_eq!(claims["email"], "Ada@example.com");
    let mut names: Vec<_> = claims.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["aud", "email", "exp", "iat", "iss", "jti", "sid", "sub"]);
}

#[test]
fn no_token_outlives_its_session() {
    let late = at(9_990);
    assert_eq!(access(SECRET, None).sign(&session(), LIFETIME, late).expires_in, SignedDuration::from_secs(10));
    let tokens = refresh(SECRET);
    let token = tokens.sign(&session(), position(), late);
    assert!(tokens.verify(&token, at(9_999)).is_ok());
    assert_eq!(tokens.verify(&token, at(10_000)), Err(TokenRejected::Expired));
}

#[test]
fn a_refresh_token_keeps_its_position() {
    let tokens = refresh(SECRET);
    let token = tokens.verify(&tokens.sign(&session(), position(), at(0)), at(1)).unwrap();
    assert_eq!((token.user_id, token.session_id, token.position), (session().user_id, session().id, position()));
}

#[test]
fn a_logout_accepts_an_expired_token_but_not_a_forged_one() {
    let tokens = refresh(SECRET);
    let token = tokens.sign(&session(), position(), at(0));
    assert!(tokens.verify_ignoring_expiry(&token, at(9_000)).is_ok());
    assert_eq!(tokens.verify_ignoring_expiry(&token[..token.len() - 1], at(0)), Err(TokenRejected::Invalid));
}

#[test]
fn every_instance_accepts_every_token_during_a_rotation_of_secrets() {
    let before = access(SECRET, None);
    let announced = access(SECRET, Some(NEXT));
    let switched = access(NEXT, Some(SECRET));
    let done = access(NEXT, None);
    let verifies = |verifier: &AccessTokens, signer: &AccessTokens| {
        verifier.verify(&signer.sign(&session(), LIFETIME, at(0)).token, at(0)).is_ok()
    };
    for (one, other) in [(&before, &announced), (&announced, &switched), (&switched, &done)] {
        assert!(verifies(one, one) && verifies(other, other));
        assert!(verifies(one, other) && verifies(other, one));
    }
    assert!(!verifies(&done, &before));
}
