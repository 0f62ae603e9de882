//! The model beside the real function: every action is done by both, and each answer and the item in the end are the same.

use std::cell::Cell;
use std::collections::HashMap;

use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::json;
use shared::auth::token_pair::TokenPairs;
use shared::clock::Clock;
use shared::domain::email::Email;
use shared::domain::id::{SessionId, UserId};
use shared::domain::session::{Rotation, Session};
use shared::domain::user::{PasswordHash, User};
use shared::store::session_start::{SessionStart, Start, UserChange};
use shared::store::users::Users;
use testkit::{Answer as Response, Api, Dynamodb, Request, clock, environment};

use crate::model::{Answer, Terms, token_id};
use crate::promises::in_time;
use crate::runs::{draws, of_all, of_tabs, runner, terms};
use crate::world::{Action, Event, World};

struct Function {
    dynamodb: Dynamodb,
    api: Api,
    clock: Clock,
    token_pairs: TokenPairs,
    user: User,
    starts: SessionStart,
}

/// One session in the store, and the real tokens by their ids in the model.
struct Begun {
    session: Session,
    tokens: HashMap<u16, String>,
}

impl Function {
    async fn start() -> Self {
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

    /// A session of its own for a run: it begins when the run before it is over.
    async fn begin(&self, terms: &Terms, number: u16) -> Begun {
        let now = self.clock.now();
        let after = |seconds: i32| now.checked_add(SignedDuration::from_secs(seconds.into())).unwrap();
        let session = Session {
            id: session_id(number),
            token_id: token_id(0),
            created_at: now,
            last_used_at: now,
            ends_at: after(terms.ends_at),
            ..testkit::session(self.user.id, &self.user.email)
        };
        assert_eq!(self.starts.start(&session, &self.user, UserChange::default()).await.unwrap(), Start::Started);
        let first = terms.presented(terms.token(0, 0, 0));
        let first = self.token_pairs.refresh.sign(&session, first, now);
        Begun { session, tokens: HashMap::from([(0, first)]) }
    }

    async fn post(&self, path: &str, token: &str) -> Response {
        self.api.send(Request::new("POST", path).json(&json!({"refresh_token": token}))).await
    }

    /// Does what the model did, and compares.
    async fn follow(&self, begun: &mut Begun, event: Event) -> Result<(), TestCaseError> {
        match event {
            Event::Refresh { token, at, repeated, answer, .. } => {
                if repeated && token.expires_at > at {
                    self.dynamodb.answers.lose_next();
                }
                let response = self.post("/api/v1/refresh", &begun.tokens[&token.id]).await;
                let expected = if let Answer::Successor(_) = answer { 200 } else { 401 };
                prop_assert_eq!(response.status.as_u16(), expected, "{:?} {}", event, response.body);
                if let Answer::Successor(successor) = answer {
                    begun.tokens.insert(successor.id, response.text("refresh_token"));
                }
            }
            Event::LogOut { token } => {
                prop_assert_eq!(self.post("/api/v1/logout", &begun.tokens[&token.id]).await.status.as_u16(), 204);
            }
            Event::Garbled { token } => {
                let mut garbled = begun.tokens[&token.id].clone();
                garbled.insert(garbled.len() / 2, 'x');
                prop_assert_eq!(self.post("/api/v1/refresh", &garbled).await.status.as_u16(), 401);
            }
        }
        Ok(())
    }
}

fn session_id(number: u16) -> SessionId {
    let [first, second] = number.to_be_bytes();
    SessionId::new([first, second, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
}

/// What is compared of a session in the end: the model's names of tokens are the store's.
async fn compare(function: &Function, begun: &Begun, world: &World) -> Result<(), TestCaseError> {
    let items = function.dynamodb.client.scan().table_name("sessions").send().await.unwrap().items.unwrap();
    let id = begun.session.id.to_string();
    let item = items.into_iter().find(|item| item["session_id"].as_s() == Ok(&id)).unwrap();
    let number = |name: &str| item.get(name).map(|value| value.as_n().unwrap().parse::<i64>().unwrap());
    let text = |name: &str| item.get(name).map(|value| value.as_s().unwrap().clone());
    let real = |id: u16| {
        let token = function.token_pairs.refresh.verify_of_any_age(&begun.tokens[&id], function.clock.now()).unwrap();
        token.presented.token_id.to_string()
    };
    let (stored, login) = (&world.stored, begun.session.created_at.as_millisecond());
    prop_assert_eq!(number("generation"), Some(stored.generation.into()));
    prop_assert_eq!(text("token_id"), Some(real(stored.token)));
    prop_assert_eq!(text("previous_token_id"), stored.previous.map(real));
    prop_assert_eq!(number("acknowledged_at"), stored.acknowledged_at.map(|at| login + i64::from(at) * 1_000));
    prop_assert_eq!(item.contains_key("revoked_at"), stored.revoked);
    Ok(())
}

/// A run with a thief, of tabs alone, or of a page in time; now and then somebody logs out, or presents what is no token.
fn of_kind(kind: u32, terms: &Terms, world: &World, draw: u32) -> Action {
    let action = match draw % 60 {
        0 => Action::LogOut,
        1..4 => Action::Garble,
        _ if kind == 0 => of_all(world, draw / 60),
        _ => of_tabs(world, draw / 60, true),
    };
    if kind == 2 && !in_time(terms, world, action) { Action::Wait(0) } else { action }
}

impl Function {
    /// Does a run; the first draw chooses its kind. How many refreshes were answered, and how many refused.
    async fn run(&self, terms: &Terms, number: u16, draws: Vec<u32>) -> Result<(u32, u32), TestCaseError> {
        const LOOKS_AT_THE_DEAD: u32 = 4;
        let (mut begun, mut world) = (self.begin(terms, number).await, World::at_login(terms));
        let (mut answered, mut refused, mut after_the_end) = (0, 0, 0);
        for draw in &draws[1..] {
            let action = of_kind(draws[0] % 3, terms, &world, *draw);
            if let Action::Wait(seconds) = action {
                self.clock.advance(SignedDuration::from_secs(seconds.into()));
            }
            let Some(event) = world.act(terms, action) else { continue };
            self.follow(&mut begun, event).await?;
            match event {
                Event::Refresh { answer: Answer::Successor(_), .. } => answered += 1,
                Event::Refresh { .. } => refused += 1,
                Event::LogOut { .. } | Event::Garbled { .. } => {}
            }
            after_the_end += u32::from(world.stored.revoked || world.now >= terms.ends_at);
            if after_the_end > LOOKS_AT_THE_DEAD {
                break;
            }
        }
        compare(self, &begun, &world).await?;
        Ok((answered, refused))
    }
}

#[test]
fn model_and_store_answer_alike_at_every_step() {
    const CASES: u32 = 30;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let function = runtime.block_on(Function::start());
    let (sessions, counts) = (Cell::new(0), Cell::new((0, 0)));
    for rotation in [Rotation::Acknowledged, Rotation::Strict] {
        let terms = terms(rotation);
        let outcome = runner(CASES).run(&draws(80), |draws| {
            sessions.set(sessions.get() + 1);
            let (answered, refused) = runtime.block_on(function.run(&terms, sessions.get(), draws))?;
            counts.set((counts.get().0 + answered, counts.get().1 + refused));
            Ok(())
        });
        outcome.unwrap();
    }
    let (answered, refused) = counts.get();
    println!("{} sessions in the store: {answered} refreshes answered, {refused} refused", sessions.get());
    assert!(answered >= 450 && refused >= 180, "too few");
}
