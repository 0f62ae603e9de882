//! The refresh function over the embedded DynamoDB, which repeats what the model has done.

use std::collections::HashMap;

use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::json;
use shared::auth::token_pair::TokenPairs;
use shared::clock::Clock;
use shared::domain::email::Email;
use shared::domain::id::{SessionId, UserId};
use shared::domain::session::{Session, SessionClient, TokenHolder, TokenPosition};
use shared::domain::user::{PasswordHash, User};
use shared::store::session_start::{SessionStart, StartOutcome, UserChange};
use shared::store::users::Users;
use testkit::{Answer as Response, Api, Dynamodb, Request, clock, environment};

use crate::model::{Outcome, Setup, Token, token_id};
use crate::world::{Event, World};

pub(crate) struct Function {
    dynamodb: Dynamodb,
    api: Api,
    pub(crate) clock: Clock,
    token_pairs: TokenPairs,
    user: User,
    starts: SessionStart,
}

/// A session in the store, and the real token for each token of the model.
pub(crate) struct RealSession {
    session: Session,
    pub(crate) tokens: HashMap<Token, String>,
}

impl Function {
    pub(crate) async fn start() -> Self {
        let (dynamodb, environment, clock) = (Dynamodb::start().await, environment(), clock());
        let email = Email::parse("ada@example.com").unwrap();
        let password_hash = PasswordHash::from_phc("unused".to_owned());
        let user = User::new(UserId::new(clock.now(), [7; 10]), email, password_hash, clock.now());
        let _ = Users::new(dynamodb.client.clone(), &environment).create(&user).await.unwrap();
        let state = refresh::AppState::new(&environment, dynamodb.client.clone(), clock.clone()).unwrap();
        Self {
            api: Api::new(refresh::router(state)),
            token_pairs: TokenPairs::from_environment(&environment).unwrap(),
            starts: SessionStart::new(dynamodb.client.clone(), &environment),
            dynamodb,
            clock,
            user,
        }
    }

    /// Starts a separate session for a run, at the time when the previous run has ended.
    pub(crate) async fn begin(&self, setup: &Setup, number: u16) -> RealSession {
        let (ids, lifetime) = ((session_id(number), token_id(0)), SignedDuration::from_secs(setup.ends_at.into()));
        let session = Session::begin((&self.user).into(), SessionClient::default(), ids, self.clock.now(), lifetime);
        assert_eq!(
            self.starts.start(&session, &self.user, UserChange::default()).await.unwrap(),
            StartOutcome::Started
        );
        let mut real = RealSession { session, tokens: HashMap::new() };
        let first = setup.token(0, 0, 0);
        real.tokens.insert(first, self.sign(&real, setup.position(first)));
        real
    }

    /// Signs a token for any position in a session, even one that outlives the session.
    pub(crate) fn sign(&self, real: &RealSession, position: TokenPosition) -> String {
        let endless = Session { ends_at: jiff::Timestamp::MAX, ..real.session.clone() };
        self.token_pairs.refresh.sign(&endless, position, self.clock.now())
    }

    /// The HTTP status of a refresh.
    pub(crate) async fn refresh(&self, token: &str) -> u16 {
        self.post("/api/v1/refresh", token).await.status.as_u16()
    }

    async fn refresh_as(&self, holder: TokenHolder, token: &str) -> Response {
        let TokenHolder::CookieJar { rotate } = holder else { return self.post("/api/v1/refresh", token).await };
        let cookie = format!("__Host-refresh_token={token}");
        let request = Request::new("POST", "/api/v1/refresh").header("cookie", &cookie);
        let request = request.header("sec-fetch-site", "same-origin");
        self.api.send(if rotate { request.json(&json!({"rotate": true})) } else { request }).await
    }

    async fn post(&self, path: &str, token: &str) -> Response {
        self.api.send(Request::new("POST", path).json(&json!({"refresh_token": token}))).await
    }

    /// Repeats an event of the model, and compares the responses.
    pub(crate) async fn replay(&self, real: &mut RealSession, event: Event) -> Result<(), TestCaseError> {
        match event {
            Event::Refresh { token, holder, at, retried, outcome, .. } => {
                if retried && token.expires_at > at {
                    self.dynamodb.answers.lose_next();
                }
                let response = self.refresh_as(holder, &real.tokens[&token]).await;
                let expected = if let Outcome::Granted(_) = outcome { 200 } else { 401 };
                prop_assert_eq!(response.status.as_u16(), expected, "{:?} {}", event, response.body);
                if let Outcome::Granted(granted) = outcome {
                    let returned = refresh_token(holder, &response);
                    prop_assert_eq!(returned.is_some(), granted.is_some(), "{:?}", event);
                    if let (Some(returned), Some(granted)) = (returned, granted) {
                        let signed =
                            self.token_pairs.refresh.verify_ignoring_expiry(&returned, self.clock.now()).unwrap();
                        prop_assert_eq!(signed.position.generation, u64::from(granted.generation));
                        real.tokens.insert(granted, returned);
                    }
                }
            }
            Event::LogOut { token } => {
                prop_assert_eq!(self.post("/api/v1/logout", &real.tokens[&token]).await.status.as_u16(), 204);
            }
            Event::Garbled { token } => {
                let mut garbled = real.tokens[&token].clone();
                garbled.insert(garbled.len() / 2, 'x');
                prop_assert_eq!(self.refresh(&garbled).await, 401);
            }
        }
        Ok(())
    }

    /// Compares the stored session with the model's at the end of a run.
    pub(crate) async fn compare(&self, real: &RealSession, world: &World) -> Result<(), TestCaseError> {
        let items = self.dynamodb.client.scan().table_name("sessions").send().await.unwrap().items.unwrap();
        let id = real.session.id.to_string();
        let item = items.into_iter().find(|item| item["session_id"].as_s() == Ok(&id)).unwrap();
        let number = |name: &str| item.get(name).map(|value| value.as_n().unwrap().parse::<i64>().unwrap());
        let text = |name: &str| item.get(name).map(|value| value.as_s().unwrap().clone());
        let real_id = |id: u16| {
            let (_, token) = real.tokens.iter().find(|(token, _)| token.id == id).unwrap();
            let token = self.token_pairs.refresh.verify_ignoring_expiry(token, self.clock.now()).unwrap();
            token.position.token_id.to_string()
        };
        let (stored, login) = (&world.stored, real.session.created_at.as_millisecond());
        prop_assert_eq!(number("generation"), Some(stored.generation.into()));
        prop_assert_eq!(text("token_id"), Some(real_id(stored.token)));
        prop_assert_eq!(text("previous_token_id"), stored.previous.map(real_id));
        prop_assert_eq!(number("acknowledged_at"), stored.acknowledged_at.map(|at| login + i64::from(at) * 1_000));
        prop_assert_eq!(item.contains_key("revoked_at"), stored.revoked);
        Ok(())
    }
}

/// The refresh token in a response's body or cookie.
fn refresh_token(holder: TokenHolder, response: &Response) -> Option<String> {
    match holder {
        TokenHolder::Client => Some(response.text("refresh_token")),
        TokenHolder::CookieJar { .. } => {
            let cookie = response.headers.get("set-cookie")?.to_str().unwrap();
            Some(cookie.split_once('=').unwrap().1.split(';').next().unwrap().to_owned())
        }
    }
}

fn session_id(number: u16) -> SessionId {
    let [first, second] = number.to_be_bytes();
    SessionId::new([first, second, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
}
