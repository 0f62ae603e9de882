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

/// A write that a presented token asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advance {
    /// A successor becomes the session's token if the session stands one generation below it.
    Acknowledge {
        from_generation: u64,
        /// Only if the last acknowledgement was before this time.
        after: Option<Timestamp>,
    },
    /// The session's own token is used, as often as it is presented.
    Use,
    /// The login's token in strict mode: its first use starts its leeway.
    UseFirstOnce,
}

/// Which refresh token a successful refresh answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// A successor of the session's token, with an identity of its own.
    Successor,
    /// The presented token again, with a later expiry.
    SameToken,
    /// None: the client keeps what it has.
    Unchanged,
}

/// The judgement of a token whose [`Advance`] was refused.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// A lost answer, another tab or a retry: answer with tokens of this, the stored session.
    Continue(&'a Session, Renewal),
    /// A successor from a cookie jar that no earlier answer can reach any more: write this.
    Acknowledge(Advance),
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
    GenerationFromTheFuture,
    /// A first token that is not the session's.
    OtherFirstToken,
}

/// What a token is to the session that refused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standpoint {
    /// One generation above the session's token.
    Successor,
    /// The session's token.
    Own,
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
    pub fn advance(&self) -> Advance {
        match (self.position.generation.checked_sub(1), self.effective_holder(), self.position.rotation) {
            (_, TokenHolder::CookieJar { .. }, _) | (None, TokenHolder::Client, Rotation::Acknowledged) => Advance::Use,
            (None, TokenHolder::Client, Rotation::Strict) => Advance::UseFirstOnce,
            (Some(from_generation), TokenHolder::Client, Rotation::Strict) => {
                Advance::Acknowledge { from_generation, after: None }
            }
            (Some(from_generation), TokenHolder::Client, Rotation::Acknowledged) => {
                let after = self.now.checked_sub(self.leeway).unwrap_or(Timestamp::MIN);
                Advance::Acknowledge { from_generation, after: Some(after) }
            }
        }
    }

    /// Which refresh token to answer after a write that was applied.
    #[must_use]
    pub fn renewal(&self) -> Renewal {
        match self.effective_holder() {
            TokenHolder::Client | TokenHolder::CookieJar { rotate: true } => Renewal::Successor,
            TokenHolder::CookieJar { rotate: false } => Renewal::SameToken,
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
            return Verdict::Reject(Rejection::GenerationFromTheFuture);
        }
        let standpoint = self.position.standpoint(session);
        if standpoint == Standpoint::Sibling && session.generation == 0 {
            return Verdict::Reject(Rejection::OtherFirstToken);
        }
        let renewal = match self.effective_holder() {
            TokenHolder::Client => self.judge_of_client(standpoint, session),
            TokenHolder::CookieJar { .. } if standpoint == Standpoint::Successor && self.outlived_all_answers() => {
                let from_generation = session.generation;
                return Verdict::Acknowledge(Advance::Acknowledge { from_generation, after: None });
            }
            TokenHolder::CookieJar { .. } => self.judge_of_cookie_jar(standpoint, session),
        };
        renewal.map_or(Verdict::Theft, |renewal| Verdict::Continue(session, renewal))
    }

    /// Acknowledgements are a leeway apart, so no request meets two of them on its way: a successor that comes earlier is answered with
    /// itself. None is theft.
    fn judge_of_client(&self, standpoint: Standpoint, session: &Session) -> Option<Renewal> {
        let within_leeway = self.within_leeway(session);
        match (standpoint, self.position.rotation) {
            (Standpoint::Own, Rotation::Acknowledged) => Some(Renewal::Successor),
            (Standpoint::Own, Rotation::Strict) | (Standpoint::Sibling | Standpoint::Predecessor, _) => {
                within_leeway.then_some(Renewal::Successor)
            }
            (Standpoint::Successor, _) => within_leeway.then_some(Renewal::SameToken),
            (Standpoint::Older, _) => None,
        }
    }

    /// A successor is not answered again before it is acknowledged, so a late answer that overwrites it removes it for good. What is
    /// no longer the session's token must not get into the jar either. None is theft.
    fn judge_of_cookie_jar(&self, standpoint: Standpoint, session: &Session) -> Option<Renewal> {
        match standpoint {
            Standpoint::Own => Some(self.renewal()),
            Standpoint::Successor => Some(Renewal::Unchanged),
            Standpoint::Sibling | Standpoint::Predecessor => self.within_leeway(session).then_some(Renewal::Unchanged),
            Standpoint::Older => None,
        }
    }

    /// The leeway counts from the last acknowledgement and never slides.
    fn within_leeway(&self, session: &Session) -> bool {
        session.acknowledged_at.is_some_and(|acknowledged_at| self.now.duration_since(acknowledged_at) <= self.leeway)
    }

    /// A request and its answer together take a leeway. After one the successor has reached the jar; after two, so has the answer to
    /// every request that was sent with its predecessor until then; after three, a request from a jar which still held the
    /// successor has come. It comes from a jar that keeps the successor.
    fn outlived_all_answers(&self) -> bool {
        let now = Timestamp::from_second(self.now.as_second()).unwrap_or(self.now);
        now.duration_since(self.issued_at) > self.leeway.saturating_mul(3)
    }
}

impl TokenPosition {
    fn standpoint(&self, session: &Session) -> Standpoint {
        let is_previous = session.previous_token_id == Some(self.token_id);
        if self.generation > session.generation {
            Standpoint::Successor
        } else if self.generation == session.generation {
            if self.token_id == session.token_id { Standpoint::Own } else { Standpoint::Sibling }
        } else if is_previous && self.generation.checked_add(1) == Some(session.generation) {
            Standpoint::Predecessor
        } else {
            Standpoint::Older
        }
    }
}
