//! Repeats one operation, so that `scripts/instructions.sh` can count the instructions that it takes.
//!
//! Usage: instructions verify|sign|judge|decode|list|random COUNT

mod list;
mod task_items;

use std::hint::black_box;

use anyhow::bail;
use jiff::{SignedDuration, Timestamp};
use shared::auth::access_token::AccessTokens;
use shared::config::Environment;
use shared::domain::email::Email;
use shared::domain::id::{SessionId, TokenId, UserId};
use shared::domain::session::{
    PresentedToken, Rotation, Session, SessionClient, SessionOwner, TokenHolder, TokenPosition, Verdict,
};

const QUARTER_HOUR: SignedDuration = SignedDuration::from_mins(15);
const LEEWAY: SignedDuration = SignedDuration::from_secs(10);

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [operation, count] = arguments.as_slice() else { bail!("usage: instructions OPERATION COUNT") };
    let (now, count) = (Timestamp::from_second(1_795_512_600)?, count.parse()?);
    let (tokens, session) = (AccessTokens::from_environment(&environment())?, session(now)?);
    let token = tokens.sign(&session, QUARTER_HOUR, now).token;
    match operation.as_str() {
        "verify" => repeat(count, || tokens.verify(black_box(&token), now).is_ok()),
        "sign" => repeat(count, || tokens.sign(black_box(&session), QUARTER_HOUR, now).token),
        "judge" => {
            let presented = presented(&session, now);
            repeat(count, || black_box(&presented).judge(Some(black_box(&session))) == Verdict::Theft);
        }
        "decode" => list::decode(count, &environment(), now)?,
        "random" => repeat(count, || aws_lc_rs::rand::fill(&mut [0; 32])),
        "list" => list::repeat(count, &environment(), now, &token)?,
        other => bail!("there is no operation {other}"),
    }
    Ok(())
}

fn repeat<T>(count: usize, operation: impl Fn() -> T) {
    for _ in 0..count {
        black_box(operation());
    }
}

fn environment() -> Environment {
    [
        ("ACCESS_TOKEN_SECRET", "the-access-secret-of-at-least-thirty-two-bytes"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_SECRET_ACCESS_KEY", "local"),
        ("SESSION_CHECK", "off"),
    ]
    .into_iter()
    .collect()
}

fn session(now: Timestamp) -> anyhow::Result<Session> {
    let (user_id, email) = (UserId::new(now, [1; 10]), Email::parse("ada@example.com")?);
    let owner = SessionOwner { user_id, email, credential_version: 1 };
    let ids = (SessionId::new([1; 16]), TokenId::new([2; 16]));
    Ok(Session::begin(owner, SessionClient::default(), ids, now, SignedDuration::from_hours(24)))
}

/// The session's own token, a minute after the login.
fn presented(session: &Session, issued_at: Timestamp) -> PresentedToken {
    let position = TokenPosition { generation: 0, token_id: session.token_id, rotation: Rotation::Acknowledged };
    PresentedToken { position, issued_at, holder: TokenHolder::Client, now: issued_at, leeway: LEEWAY }
}
