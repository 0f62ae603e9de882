//! The functions at each stage of a rotation, with the old and the next secret, over one DynamoDB.

use jiff::SignedDuration;
use local::functions::Functions;
use serde_json::json;
use shared::auth::password_hasher::PasswordHasher;
use shared::clock::Clock;
use testkit::{Answer, Api, Dynamodb, Request, clock, environment, hasher};

const OLD: &str = "the-old-secret-with-more-than-thirty-two-bytes";
const NEXT: &str = "the-next-secret-with-more-than-thirty-two-bytes";
/// The primary and the secondary secret, before the rotation and after each step.
const STAGES: [(&str, Option<&str>); 4] = [(OLD, None), (OLD, Some(NEXT)), (NEXT, Some(OLD)), (NEXT, None)];

const LOGIN: usize = 0;
const REFRESH: usize = 1;
const USERS: usize = 2;
const TASKS: usize = 3;

/// Which secret is rotated: that of access tokens in all four functions, or that of refresh tokens in login and
/// refresh.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Secret {
    Access,
    Refresh,
}

/// One running instance of each function.
pub(crate) struct Fleet([Api; 4]);

#[derive(Clone)]
pub(crate) struct Tokens {
    access: String,
    refresh: String,
    /// How they were obtained, for messages.
    from: String,
}

pub(crate) struct Deployment {
    dynamodb: Dynamodb,
    clock: Clock,
    hasher: PasswordHasher,
    secret: Secret,
    pub(crate) requests: usize,
    /// Every response that was not a 200.
    pub(crate) refused: Vec<String>,
}

impl Secret {
    fn name(self) -> &'static str {
        match self {
            Self::Access => "ACCESS_TOKEN_SECRET",
            Self::Refresh => "REFRESH_TOKEN_SECRET",
        }
    }

    fn functions(self) -> usize {
        match self {
            Self::Access => 4,
            Self::Refresh => 2,
        }
    }
}

impl Deployment {
    /// With one user, who signed up before the rotation.
    pub(crate) async fn start(secret: Secret) -> Self {
        let (dynamodb, clock, hasher) = (Dynamodb::start().await, clock(), hasher());
        let deployment = Self { dynamodb, clock, hasher, secret, requests: 0, refused: Vec::new() };
        let body = json!({"email": "ada@example.com", "password": "nine quiet herons"});
        let answer = deployment.fleet(0).0[USERS].send(Request::new("POST", "/api/v1/users/").json(&body)).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        deployment
    }

    pub(crate) fn wait(&self, time: SignedDuration) {
        self.clock.advance(time);
    }

    /// All functions as they are deployed at a stage.
    pub(crate) fn fleet(&self, stage: usize) -> Fleet {
        let (mut environment, name, (primary, secondary)) = (environment(), self.secret.name(), STAGES[stage]);
        environment.set(name, primary);
        if let Some(secondary) = secondary {
            environment.set(&format!("{name}_SECONDARY"), secondary);
        }
        let functions = Functions::start(&environment, &self.dynamodb.client, &self.clock, &self.hasher).unwrap();
        Fleet(functions.separate().map(Api::new))
    }

    /// All mixtures of functions during an update from one stage to another: first with none updated, last with all.
    pub(crate) fn between(&self, from: usize, to: usize) -> Vec<Fleet> {
        let (old, new) = (self.fleet(from), self.fleet(to));
        let pick = |changed: usize, function: usize| {
            let fleet = if changed & (1 << function) == 0 { &old } else { &new };
            fleet.0[function].clone()
        };
        let sets = 0..1 << self.secret.functions();
        sets.map(|changed| Fleet([LOGIN, REFRESH, USERS, TASKS].map(|function| pick(changed, function)))).collect()
    }

    pub(crate) async fn log_in(&mut self, fleet: &Fleet, from: String) -> Tokens {
        let body = json!({"username": "ada@example.com", "password": "nine quiet herons"});
        let answer = fleet.0[LOGIN].send(Request::new("POST", "/api/v1/login").json(&body)).await;
        self.note(&answer, &format!("a login, {from}"));
        Tokens { access: answer.text("access_token"), refresh: answer.text("refresh_token"), from }
    }

    /// Calls the functions that require an access token.
    pub(crate) async fn read(&mut self, fleet: &Fleet, tokens: &Tokens) {
        for (function, path) in [(USERS, "/api/v1/users/me"), (TASKS, "/api/v1/tasks/")] {
            let answer = fleet.0[function].send(Request::new("GET", path).bearer(&tokens.access)).await;
            self.note(&answer, &format!("{path}, {}", tokens.from));
        }
    }

    /// The tokens of a refresh, if it succeeds.
    pub(crate) async fn refresh(&mut self, fleet: &Fleet, tokens: &Tokens) -> Option<Tokens> {
        let body = json!({"refresh_token": tokens.refresh});
        let answer = fleet.0[REFRESH].send(Request::new("POST", "/api/v1/refresh").json(&body)).await;
        let from = format!("a refresh, {}", tokens.from);
        let answered = self.note(&answer, &from);
        answered.then(|| Tokens { access: answer.text("access_token"), refresh: answer.text("refresh_token"), from })
    }

    fn note(&mut self, answer: &Answer, what: &str) -> bool {
        self.requests += 1;
        let answered = answer.status == 200;
        if !answered {
            self.refused.push(format!("{what}: {}", answer.status));
        }
        answered
    }
}
