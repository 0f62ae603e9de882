//! Acknowledged rotation: which refresh tokens of a session still work, and when a reused one means theft (RFC 9700,
//! section 4.14.2; ADR 3 has the reasons).
//!
//! A refresh returns a *successor*, one generation above the session's token. Signing it writes nothing, so the old
//! token keeps working. When the successor is itself presented, the client must have received it: it is *acknowledged*
//! and becomes the session's token. Only then do its predecessor and its siblings (the other successors of that
//! predecessor) stop working, after a leeway of a few seconds. So a lost response, a second tab or a retry logs nobody
//! out, and theft is detected when the owner and the thief present different successors, once the leeway is over.
//!
//! A cookie jar keeps the response that arrives last, and no page can prevent that. So a refresh from a cookie returns
//! the same token with a later expiry, unless the page asks for a successor. That successor is acknowledged only when
//! no late response can overwrite it any more.
//!
//! A refresh first tries the write of [`PresentedToken::first_update`]. If the stored session refuses it,
//! [`PresentedToken::judge`] decides from that session. The store knows how the write and its condition are expressed.

use jiff::{SignedDuration, Timestamp};

use super::{Rotation, Session};
use crate::domain::id::TokenId;

/// Where a refresh token belongs in its session. Describes a token that is presented or about to be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenPosition {
    pub generation: u64,
    pub token_id: TokenId,
    pub rotation: Rotation,
}

/// Who holds the refresh token on the client's side. This decides what a late response can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenHolder {
    /// A program. It stores a response only while it still holds the token that it sent.
    Client,
    /// A browser's cookie jar. The response that arrives last overwrites all others.
    CookieJar {
        /// Whether the page asks for a new generation.
        rotate: bool,
    },
}

/// A verified refresh token and the circumstances in which it is presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresentedToken {
    pub position: TokenPosition,
    /// When the token was signed, in whole seconds.
    pub issued_at: Timestamp,
    pub holder: TokenHolder,
    pub now: Timestamp,
    /// How long a request and its response may take, and how long a replaced token still works.
    pub leeway: SignedDuration,
}

/// The write that a presented token requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionUpdate {
    /// Makes a successor the session's token, if the session is still at `from_generation`.
    Acknowledge {
        from_generation: u64,
        /// Requires that the last acknowledgement was before this time.
        after: Option<Timestamp>,
    },
    /// Records a use of the session's own token, which may be used any number of times.
    RecordUse,
    /// Records a use of the login's token in strict mode. The first use starts its leeway.
    RecordStrictUse,
}

/// Which refresh token a successful refresh returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// A successor of the session's token, with a new id.
    Successor,
    /// The presented token, with a later expiry.
    Extended,
    /// No token: the client keeps the one it has.
    Omitted,
}

/// The decision about a token whose [`SessionUpdate`] was refused.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// A lost response, a second tab or a retry: return tokens for this stored session.
    Continue(&'a Session, Renewal),
    /// A cookie's successor that no late response can overwrite any more: try this write.
    Acknowledge(SessionUpdate),
    /// Respond with 401 and leave the session as it is.
    Reject(Rejection),
    /// Two parties hold tokens of this session: end it.
    Theft,
}

/// Why a refresh is refused and the session left alone. For logs only: the client gets the same response every time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    NoSession,
    Revoked,
    Ended,
    /// No token of this generation was ever signed: it is forged, or the table was restored. Worth an alarm.
    FutureGeneration,
    /// A token of generation 0 that is not the session's, while the session is still at generation 0.
    WrongFirstToken,
}

/// How a token relates to the session that refused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    /// One generation above the session's token.
    Successor,
    /// The session's token.
    Current,
    /// A different token of the same generation as the session's token.
    Sibling,
    /// The token that the session's token replaced.
    Predecessor,
    Older,
}

impl PresentedToken {
    /// The write to try first. A program nearly always presents a successor, except for the login's token. A cookie jar
    /// nearly always holds the session's own token.
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

    /// Which refresh token to return after the first update succeeded.
    #[must_use]
    pub fn renewal(&self) -> Renewal {
        match self.effective_holder() {
            TokenHolder::Client | TokenHolder::CookieJar { rotate: true } => Renewal::Successor,
            TokenHolder::CookieJar { rotate: false } => Renewal::Extended,
        }
    }

    /// In strict mode a cookie is treated like a program: every response carries a successor.
    fn effective_holder(&self) -> TokenHolder {
        match self.position.rotation {
            Rotation::Acknowledged => self.holder,
            Rotation::Strict => TokenHolder::Client,
        }
    }

    /// Judges the token against the stored session that refused it. `None` means that the session is unknown.
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

    /// `None` is theft. Acknowledgements are at least a leeway apart, so at most one of them overtakes a request on its
    /// path. A successor that is presented earlier is returned with a later expiry.
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

    /// `None` is theft. A successor is not sent again before it is acknowledged, so a late response that overwrites it
    /// removes it from the jar for good. A sibling or predecessor is never sent: it must not stay in the jar.
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

    /// Whether no late response can overwrite the successor any more. A request and its response together take at most
    /// one leeway. After one leeway, the successor has reached the jar. After two, so have the responses to all
    /// requests that were sent with its predecessor until then. After three, all requests have arrived that were sent
    /// while the jar held the successor, before such a response overwrote it. A request that comes later is from a jar
    /// that keeps the successor.
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
