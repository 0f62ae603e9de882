//! A session in memory. It repeats the store's conditional writes, and asks the product's own code which write to try
//! and what a refused write means. It does not know who presents a token.
//!
//! All times are in seconds since the login.

use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use shared::domain::email::Email;
use shared::domain::id::{TokenId, UserId};
use shared::domain::session::{
    PresentedToken, Rejection, Renewal, Rotation, Session, SessionUpdate, TokenHolder, TokenPosition, Verdict,
};

/// The settings of the service, and what kind of client the session has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup {
    pub(crate) rotation: Rotation,
    pub(crate) leeway: i32,
    /// The lifetime of a refresh token.
    pub(crate) lifetime: i32,
    /// The lifetime of an access token, for a page that refreshes only when its access token has expired. `None` for a
    /// page that refreshes at any time.
    pub(crate) access_lifetime: Option<i32>,
    pub(crate) ends_at: i32,
    /// Whether the page keeps its token in a cookie.
    pub(crate) in_cookie: bool,
}

/// Later than any search reaches.
pub(crate) const NEVER: i32 = i32::MAX;

/// A refresh token, and when the access token that was returned with it expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Token {
    pub(crate) generation: u16,
    pub(crate) id: u16,
    pub(crate) issued_at: i32,
    pub(crate) expires_at: i32,
    pub(crate) access_expires_at: Option<i32>,
}

/// The session's item in the store. Tokens are named by their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct StoredSession {
    pub(crate) generation: u16,
    pub(crate) token: u16,
    pub(crate) previous: Option<u16>,
    pub(crate) acknowledged_at: Option<i32>,
    pub(crate) revoked: bool,
}

/// The outcome of a refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Outcome {
    /// 200 with this refresh token, or without one.
    Granted(Option<Token>),
    /// 401, and the session is not read.
    Expired,
    /// 401, and the session is unchanged.
    Rejected(Rejected),
    /// 401, and the session is revoked.
    Theft,
}

/// A [`Rejection`] that is possible here, where the session always exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Rejected {
    Revoked,
    Ended,
    NeverSigned,
}

impl Setup {
    /// A token that is signed at `now`.
    pub(crate) fn token(&self, generation: u16, id: u16, now: i32) -> Token {
        let after = |lifetime| self.ends_at.min(now.saturating_add(lifetime));
        let (expires_at, access_expires_at) = (after(self.lifetime), self.access_lifetime.map(after));
        Token { generation, id, issued_at: now, expires_at, access_expires_at }
    }

    /// The longest time that a request of an honest page takes. With a cookie, the response may take as long again.
    pub(crate) fn max_request_time(&self) -> i32 {
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

impl StoredSession {
    pub(crate) fn at_login() -> Self {
        Self { generation: 0, token: 0, previous: None, acknowledged_at: None, revoked: false }
    }

    /// Tries one conditional write of a refresh. Returns whether it was applied.
    fn apply(&mut self, setup: &Setup, token: Token, now: i32, update: SessionUpdate) -> bool {
        let active = !self.revoked && setup.ends_at > now;
        let is_own = self.generation == token.generation && self.token == token.id;
        match update {
            SessionUpdate::Acknowledge { from_generation, after } => {
                let last_is_old_enough =
                    self.acknowledged_at.is_none_or(|at| after.is_none_or(|after| time(at) < after));
                let applied = active && last_is_old_enough && u64::from(self.generation) == from_generation;
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
            SessionUpdate::RecordUse => active && is_own,
            SessionUpdate::RecordStrictUse if active && is_own => {
                let in_time = self.acknowledged_at.is_none_or(|at| at >= now - setup.leeway);
                if in_time {
                    self.acknowledged_at.get_or_insert(now);
                }
                in_time
            }
            SessionUpdate::RecordStrictUse => false,
        }
    }

    /// A whole refresh. `id` is for the successor, if one is returned.
    pub(crate) fn refresh(&mut self, setup: &Setup, token: Token, holder: TokenHolder, now: i32, id: u16) -> Outcome {
        if token.expires_at <= now {
            return Outcome::Expired;
        }
        let presented = setup.presented(token, holder, now);
        let mut update = presented.first_update();
        let renewal = loop {
            if self.apply(setup, token, now, update) {
                break presented.renewal();
            }
            match presented.judge(Some(&self.session(setup))) {
                Verdict::Continue(_, renewal) => break renewal,
                Verdict::Acknowledge(next) => update = next,
                Verdict::Reject(Rejection::Revoked) => return Outcome::Rejected(Rejected::Revoked),
                Verdict::Reject(Rejection::Ended) => return Outcome::Rejected(Rejected::Ended),
                Verdict::Reject(_) => return Outcome::Rejected(Rejected::NeverSigned),
                Verdict::Theft => {
                    self.revoked = true;
                    return Outcome::Theft;
                }
            }
        };
        Outcome::Granted(match renewal {
            Renewal::Successor => Some(setup.token(self.generation + 1, id, now)),
            Renewal::Extended => Some(setup.token(token.generation, token.id, now)),
            Renewal::Omitted => None,
        })
    }

    /// Applies the writes of a refresh whose store responses are lost. The session does not end, because the function
    /// cannot detect theft without a response.
    pub(crate) fn refresh_with_lost_responses(&mut self, setup: &Setup, token: Token, holder: TokenHolder, now: i32) {
        let revoked = self.revoked;
        self.refresh(setup, token, holder, now, 0);
        self.revoked = revoked;
    }

    /// The session as the product reads it from its store.
    fn session(&self, setup: &Setup) -> Session {
        static LOGIN: LazyLock<Session> = LazyLock::new(|| {
            testkit::session(UserId::new(time(0), [7; 10]), &Email::parse("ada@example.com").unwrap())
        });
        Session {
            generation: self.generation.into(),
            token_id: token_id(self.token),
            previous_token_id: self.previous.map(token_id),
            acknowledged_at: self.acknowledged_at.map(time),
            ends_at: time(setup.ends_at),
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
