//! A session in memory: the store's conditional writes as the architecture states them, and the product's own verdict on what they
//! refuse. Knows nothing of who presents a token, and why.

use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use shared::domain::email::Email;
use shared::domain::id::{TokenId, UserId};
use shared::domain::session::{
    PresentedToken, Rejection, Renewal, Rotation, Session, SessionUpdate, TokenHolder, TokenPosition, Verdict,
};

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
    /// Whether the page's token is in a cookie.
    pub(crate) in_cookie: bool,
}

/// No lifetime that a search would reach.
pub(crate) const NEVER: i32 = i32::MAX;

/// A refresh token as all parties see it, and the end of the access token that was answered with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Token {
    pub(crate) generation: u16,
    pub(crate) id: u16,
    pub(crate) issued_at: i32,
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
    /// 200 with this refresh token, or with none.
    Granted(Option<Token>),
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
        Token { generation, id, issued_at: now, expires_at, access_expires_at }
    }

    /// How long a request of an honest page takes at the most.
    pub(crate) fn request_time(&self) -> i32 {
        if self.in_cookie { self.leeway / 2 } else { self.leeway }
    }

    pub(crate) fn within_leeway(&self, acknowledged_at: Option<i32>, now: i32) -> bool {
        acknowledged_at.is_some_and(|at| now - at <= self.leeway)
    }

    pub(crate) fn position(&self, token: Token) -> TokenPosition {
        let (generation, token_id) = (token.generation.into(), token_id(token.id));
        TokenPosition { generation, token_id, rotation: self.rotation }
    }

    fn presented(&self, token: Token, holder: TokenHolder, now: i32) -> PresentedToken {
        PresentedToken {
            position: self.position(token),
            issued_at: time(token.issued_at),
            holder,
            now: time(now),
            leeway: SignedDuration::from_secs(self.leeway.into()),
        }
    }
}

impl Stored {
    pub(crate) fn at_login() -> Self {
        Self { generation: 0, token: 0, previous: None, acknowledged_at: None, revoked: false }
    }

    /// One conditional write of a refresh: whether it was applied.
    fn write(&mut self, terms: &Terms, token: Token, now: i32, update: SessionUpdate) -> bool {
        let alive = !self.revoked && terms.ends_at > now;
        let is_own = self.generation == token.generation && self.token == token.id;
        match update {
            SessionUpdate::Acknowledge { from_generation, after } => {
                let in_order = self.acknowledged_at.is_none_or(|at| after.is_none_or(|after| time(at) < after));
                let applied = alive && in_order && u64::from(self.generation) == from_generation;
                if applied {
                    *self = Self {
                        generation: token.generation,
                        token: token.id,
                        previous: Some(self.token),
                        acknowledged_at: Some(now),
                        revoked: false,
                    };
                }
                applied
            }
            SessionUpdate::RecordUse => alive && is_own,
            SessionUpdate::RecordStrictUse if alive && is_own => {
                let in_time = self.acknowledged_at.is_none_or(|at| at >= now - terms.leeway);
                if in_time {
                    self.acknowledged_at.get_or_insert(now);
                }
                in_time
            }
            SessionUpdate::RecordStrictUse => false,
        }
    }

    /// A whole refresh of a token; `id` is that of the successor, should there be one.
    pub(crate) fn refresh(&mut self, terms: &Terms, token: Token, holder: TokenHolder, now: i32, id: u16) -> Answer {
        if token.expires_at <= now {
            return Answer::Expired;
        }
        let presented = terms.presented(token, holder, now);
        let mut update = presented.first_update();
        let renewal = loop {
            if self.write(terms, token, now, update) {
                break presented.renewal();
            }
            match presented.judge(Some(&self.session(terms))) {
                Verdict::Continue(_, renewal) => break renewal,
                Verdict::Acknowledge(next) => update = next,
                Verdict::Reject(Rejection::Revoked) => return Answer::Rejected(Rejected::Revoked),
                Verdict::Reject(Rejection::Ended) => return Answer::Rejected(Rejected::Ended),
                Verdict::Reject(_) => return Answer::Rejected(Rejected::NeverSigned),
                Verdict::Theft => {
                    self.revoked = true;
                    return Answer::Theft;
                }
            }
        };
        Answer::Granted(match renewal {
            Renewal::Successor => Some(terms.token(self.generation + 1, id, now)),
            Renewal::Extended => Some(terms.token(token.generation, token.id, now)),
            Renewal::Omitted => None,
        })
    }

    /// What is applied when every answer of the store is lost: never the end of the session, which comes after an answer.
    pub(crate) fn lose_answers(&mut self, terms: &Terms, token: Token, holder: TokenHolder, now: i32) {
        let revoked = self.revoked;
        self.refresh(terms, token, holder, now, 0);
        self.revoked = revoked;
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
