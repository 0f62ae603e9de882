//! The verdict on a refresh token that is presented to its session: acknowledged rotation.
//!
//! A refresh answers a *successor*, and minting it writes nothing. Only a successor that is presented acknowledges itself:
//! then its predecessor and its siblings die. So a lost answer, a second tab or a retry logs nobody out, and a thief is found
//! as soon as both parties hold different successors. Knows no store: what is written, and under which condition, is there.

use jiff::{SignedDuration, Timestamp};

use super::{Rotation, Session};
use crate::domain::id::TokenId;

/// The position of a refresh token in its session: of one that is presented, or of one that is about to be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenPosition {
    pub generation: u64,
    pub token_id: TokenId,
    pub rotation: Rotation,
}

/// Who holds the refresh token on the client's side. This decides what a late answer can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenHolder {
    /// A program, which stores an answer only while it still holds the token that it sent.
    Client,
    /// A browser's cookie jar, in which the answer that arrives last overwrites every other one.
    CookieJar {
        /// Whether the page asks for a new generation.
        rotate: bool,
    },
}

/// A verified refresh token, as it is presented at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresentedToken {
    pub position: TokenPosition,
    /// When the token was signed, cut to whole seconds.
    pub issued_at: Timestamp,
    pub holder: TokenHolder,
    pub now: Timestamp,
    /// How long an honest request and its answer may take.
    pub leeway: SignedDuration,
}

/// The write that a presented token requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionUpdate {
    /// A successor becomes the session's token if the session is one generation below it.
    Acknowledge {
        from_generation: u64,
        /// Only if the last acknowledgement was before this time.
        after: Option<Timestamp>,
    },
    /// Records a use of the session's own token. It may be used any number of times.
    RecordUse,
    /// Records a use of the login's token in strict mode. The first use starts its leeway.
    RecordStrictUse,
}

/// Which refresh token a successful refresh returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// A successor of the session's token, with an identity of its own.
    Successor,
    /// The presented token, with a later expiry.
    Extended,
    /// None: the client keeps what it has.
    Omitted,
}

/// The judgement of a token whose [`SessionUpdate`] was refused.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// A lost answer, another tab or a retry: answer with tokens of this, the stored session.
    Continue(&'a Session, Renewal),
    /// A successor from a cookie jar that no earlier answer can reach any more: write this.
    Acknowledge(SessionUpdate),
    /// Answer 401 and leave the session as it is.
    Reject(Rejection),
    /// Two parties hold tokens of this session: end it.
    Theft,
}

/// Why a refresh is refused without harm to the session. For logs: the client gets the same answer in every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    NoSession,
    Revoked,
    Ended,
    /// A generation that was never signed: a forged token, or a table that was restored. Worth an alarm.
    FutureGeneration,
    /// A first token that is not the session's.
    WrongFirstToken,
}

/// How a token relates to the session that refused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    /// One generation above the session's token.
    Successor,
    /// The session's token.
    Current,
    /// Of the same generation as the session's token.
    Sibling,
    /// The token that the session's token replaced.
    Predecessor,
    Older,
}

impl PresentedToken {
    /// The first write to try. A program's token is a successor unless it is the login's; what a cookie jar holds is the session's
    /// own token nearly always.
    #[must_use]
    pub fn first_update(&self) -> SessionUpdate {
        match (self.position.generation.checked_sub(1), self.effective_holder(), self.position.rotation) {
            (_, TokenHolder::CookieJar { .. }, _) | (None, TokenHolder::Client, Rotation::Acknowledged) => {
                SessionUpdate::RecordUse
            }
            (None, TokenHolder::Client, Rotation::Strict) => SessionUpdate::RecordStrictUse,
            (Some(from_generation), TokenHolder::Client, Rotation::Strict) => {
                SessionUpdate::Acknowledge { from_generation, after: None }
            }
            (Some(from_generation), TokenHolder::Client, Rotation::Acknowledged) => {
                let after = self.now.checked_sub(self.leeway).unwrap_or(Timestamp::MIN);
                SessionUpdate::Acknowledge { from_generation, after: Some(after) }
            }
        }
    }

    /// Which refresh token to answer after a write that was applied.
    #[must_use]
    pub fn renewal(&self) -> Renewal {
        match self.effective_holder() {
            TokenHolder::Client | TokenHolder::CookieJar { rotate: true } => Renewal::Successor,
            TokenHolder::CookieJar { rotate: false } => Renewal::Extended,
        }
    }

    /// In strict mode every answer is a successor, in a cookie too.
    fn effective_holder(&self) -> TokenHolder {
        match self.position.rotation {
            Rotation::Acknowledged => self.holder,
            Rotation::Strict => TokenHolder::Client,
        }
    }

    /// Judges the token against the item that refused it. `stored` is that item, or none where the session is unknown.
    pub fn judge<'a>(&self, stored: Option<&'a Session>) -> Verdict<'a> {
        let Some(session) = stored else { return Verdict::Reject(Rejection::NoSession) };
        if session.revoked_at.is_some() {
            return Verdict::Reject(Rejection::Revoked);
        }
        if session.ends_at <= self.now {
            return Verdict::Reject(Rejection::Ended);
        }
        if self.position.generation > session.generation.saturating_add(1) {
            return Verdict::Reject(Rejection::FutureGeneration);
        }
        let relation = self.position.relation_to(session);
        if relation == Relation::Sibling && session.generation == 0 {
            return Verdict::Reject(Rejection::WrongFirstToken);
        }
        let renewal = match self.effective_holder() {
            TokenHolder::Client => self.judge_of_client(relation, session),
            TokenHolder::CookieJar { .. } if relation == Relation::Successor && self.outlived_late_answers() => {
                let from_generation = session.generation;
                return Verdict::Acknowledge(SessionUpdate::Acknowledge { from_generation, after: None });
            }
            TokenHolder::CookieJar { .. } => self.judge_of_cookie_jar(relation, session),
        };
        renewal.map_or(Verdict::Theft, |renewal| Verdict::Continue(session, renewal))
    }

    /// Acknowledgements are a leeway apart, so no request meets two of them on its way: a successor that comes earlier is answered with
    /// itself. None is theft.
    fn judge_of_client(&self, relation: Relation, session: &Session) -> Option<Renewal> {
        let within_leeway = self.within_leeway(session);
        match (relation, self.position.rotation) {
            (Relation::Current, Rotation::Acknowledged) => Some(Renewal::Successor),
            (Relation::Current, Rotation::Strict) | (Relation::Sibling | Relation::Predecessor, _) => {
                within_leeway.then_some(Renewal::Successor)
            }
            (Relation::Successor, _) => within_leeway.then_some(Renewal::Extended),
            (Relation::Older, _) => None,
        }
    }

    /// A successor is not answered again before it is acknowledged, so a late answer that overwrites it removes it for good. What is
    /// no longer the session's token must not get into the jar either. None is theft.
    fn judge_of_cookie_jar(&self, relation: Relation, session: &Session) -> Option<Renewal> {
        match relation {
            Relation::Current => Some(self.renewal()),
            Relation::Successor => Some(Renewal::Omitted),
            Relation::Sibling | Relation::Predecessor => self.within_leeway(session).then_some(Renewal::Omitted),
            Relation::Older => None,
        }
    }

    /// The leeway counts from the last acknowledgement and never slides.
    fn within_leeway(&self, session: &Session) -> bool {
        session.acknowledged_at.is_some_and(|acknowledged_at| self.now.duration_since(acknowledged_at) <= self.leeway)
    }

    /// A request and its answer together take a leeway. After one the successor has reached the jar; after two, so has the answer to
    /// every request that was sent with its predecessor until then; after three, a request from a jar which still held the
    /// successor has come. It comes from a jar that keeps the successor.
    fn outlived_late_answers(&self) -> bool {
        let now = Timestamp::from_second(self.now.as_second()).unwrap_or(self.now);
        now.duration_since(self.issued_at) > self.leeway.saturating_mul(3)
    }
}

impl TokenPosition {
    fn relation_to(&self, session: &Session) -> Relation {
        let is_previous = session.previous_token_id == Some(self.token_id);
        if self.generation > session.generation {
            Relation::Successor
        } else if self.generation == session.generation {
            if self.token_id == session.token_id { Relation::Current } else { Relation::Sibling }
        } else if is_previous && self.generation.checked_add(1) == Some(session.generation) {
            Relation::Predecessor
        } else {
            Relation::Older
        }
    }
}
