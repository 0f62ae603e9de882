//! A session in memory: the store's conditional writes as the architecture states them, and the product's own verdict on what they
//! refuse. Knows nothing of who presents a token, and why.

use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use shared::domain::email::Email;
use shared::domain::id::{TokenId, UserId};
use shared::domain::session::{Advance, PresentedToken, Rejection, Rotation, Session, Verdict};

/// What a session was begun with, in seconds from its login.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    pub(crate) rotation: Rotation,
    pub(crate) leeway: i32,
    /// How long a refresh token lives.
    pub(crate) lifetime: i32,
    /// How long an access token lives: a page refreshes when that in its storage has expired. None for a page that refreshes at will.
    pub(crate) access_lifetime: Option<i32>,
    pub(crate) ends_at: i32,
}

/// A refresh token as all parties see it, and the end of the access token that was answered with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Token {
    pub(crate) generation: u16,
    pub(crate) id: u16,
    pub(crate) expires_at: i32,
    pub(crate) access_expires_at: Option<i32>,
}

/// What the store holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Stored {
    pub(crate) generation: u16,
    pub(crate) token: u16,
    pub(crate) previous: Option<u16>,
    pub(crate) acknowledged_at: Option<i32>,
    pub(crate) revoked: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Answer {
    /// 200 with a successor.
    Successor(Token),
    /// 401 without a look at the session.
    Expired,
    /// 401, and the session stays as it was.
    Rejected(Rejected),
    /// 401, and the session is revoked.
    Theft,
}

/// [`Rejection`], of which there is no session unknown to this model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Rejected {
    Revoked,
    Ended,
    NeverSigned,
}

impl Terms {
    /// A token that is signed now.
    pub(crate) fn token(&self, generation: u16, id: u16, now: i32) -> Token {
        let after = |lifetime| self.ends_at.min(now.saturating_add(lifetime));
        let (expires_at, access_expires_at) = (after(self.lifetime), self.access_lifetime.map(after));
        Token { generation, id, expires_at, access_expires_at }
    }

    pub(crate) fn within_leeway(&self, acknowledged_at: Option<i32>, now: i32) -> bool {
        acknowledged_at.is_some_and(|at| now - at <= self.leeway)
    }

    pub(crate) fn presented(&self, token: Token) -> PresentedToken {
        let (generation, token_id) = (token.generation.into(), token_id(token.id));
        PresentedToken { generation, token_id, rotation: self.rotation }
    }
}

impl Stored {
    pub(crate) fn at_login() -> Self {
        Self { generation: 0, token: 0, previous: None, acknowledged_at: None, revoked: false }
    }

    /// The one conditional write of a refresh: whether it was applied.
    pub(crate) fn write(&mut self, terms: &Terms, token: Token, now: i32) -> bool {
        let alive = !self.revoked && terms.ends_at > now;
        let is_first = self.generation == 0 && self.token == token.id;
        match terms.presented(token).advance() {
            Advance::Acknowledge { from_generation } if alive && u64::from(self.generation) == from_generation => {
                *self = Self {
                    generation: token.generation,
                    token: token.id,
                    previous: Some(self.token),
                    acknowledged_at: Some(now),
                    revoked: false,
                };
                true
            }
            Advance::UseFirst => alive && is_first,
            Advance::UseFirstOnce if alive && is_first => {
                let in_time = self.acknowledged_at.is_none_or(|at| at >= now - terms.leeway);
                if in_time {
                    self.acknowledged_at.get_or_insert(now);
                }
                in_time
            }
            Advance::Acknowledge { .. } | Advance::UseFirstOnce => false,
        }
    }

    /// A whole refresh of a token; `id` is that of the successor, should there be one.
    pub(crate) fn refresh(&mut self, terms: &Terms, token: Token, now: i32, id: u16) -> Answer {
        if token.expires_at <= now {
            return Answer::Expired;
        }
        if !self.write(terms, token, now) {
            let leeway = SignedDuration::from_secs(terms.leeway.into());
            match terms.presented(token).judge(Some(&self.session(terms)), time(now), leeway) {
                Verdict::Continue(_) => {}
                Verdict::Reject(Rejection::Revoked) => return Answer::Rejected(Rejected::Revoked),
                Verdict::Reject(Rejection::Ended) => return Answer::Rejected(Rejected::Ended),
                Verdict::Reject(_) => return Answer::Rejected(Rejected::NeverSigned),
                Verdict::Theft => {
                    self.revoked = true;
                    return Answer::Theft;
                }
            }
        }
        Answer::Successor(terms.token(self.generation + 1, id, now))
    }

    /// As the product reads it from its store.
    fn session(&self, terms: &Terms) -> Session {
        static LOGIN: LazyLock<Session> = LazyLock::new(|| {
            testkit::session(UserId::new(time(0), [7; 10]), &Email::parse("ada@example.com").unwrap())
        });
        Session {
            generation: self.generation.into(),
            token_id: token_id(self.token),
            previous_token_id: self.previous.map(token_id),
            acknowledged_at: self.acknowledged_at.map(time),
            ends_at: time(terms.ends_at),
            revoked_at: self.revoked.then(|| time(0)),
            ..LOGIN.clone()
        }
    }
}

pub(crate) fn token_id(id: u16) -> TokenId {
    let [first, second] = id.to_be_bytes();
    TokenId::new([2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, first, second])
}

fn time(seconds: i32) -> Timestamp {
    testkit::clock().now().checked_add(SignedDuration::from_secs(seconds.into())).unwrap()
}
