//! Who presents the tokens of one session: the tabs of an honest page, which share their storage as the README's client does, and
//! a thief who has copied that storage.

use crate::model::{Answer, Stored, Terms, Token};

pub(crate) const TABS: usize = 3;

/// One session with all who hold its tokens, at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) now: i32,
    pub(crate) stored: Stored,
    /// The refresh token in the storage that all tabs share.
    pub(crate) storage: Token,
    pub(crate) tabs: [Tab; TABS],
    pub(crate) logged_out: bool,
    pub(crate) thief: Thief,
    /// The id of the next token that is signed.
    pub(crate) next: u16,
}

/// What a tab has under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Tab {
    Idle,
    /// The token was read from the storage, and the request is on its way.
    Asking {
        token: Token,
        since: i32,
    },
    /// The function has the request and has asked the clock; its write may be sent more than once.
    Received {
        token: Token,
        at: i32,
    },
    /// The answer is on its way back. It counts if it was asked for when the leeway of the thief's last success was over.
    Answered {
        token: Token,
        successor: Option<Token>,
        counts: bool,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub(crate) struct Thief {
    pub(crate) tokens: Vec<Token>,
    pub(crate) last_success: Option<i32>,
    /// How many refreshes the page has completed since his first success: asked for outside of the leeway, and stored. Beyond two it
    /// does not matter.
    pub(crate) completed_since: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Nobody does anything for some seconds.
    Wait(i32),
    /// A tab reads the storage and sends its token, unless the access token in there is still good.
    Ask(usize),
    /// The request arrives.
    Receive(usize),
    /// Its write is applied, should it be, and the answer of the store is lost: the SDK will repeat it.
    LoseWrite(usize),
    /// The write, or its repeat, is answered.
    Serve(usize),
    /// All of the three, with nobody in between.
    ServeAtOnce {
        tab: usize,
        repeated: bool,
    },
    /// The answer arrives, and is stored if the storage still holds what was presented.
    Store(usize),
    /// The answer is lost, or thrown away.
    Drop(usize),
    LogOut,
    /// The thief copies the storage.
    Copy,
    /// The thief presents one of his tokens and keeps the answer.
    Steal(usize),
    /// Somebody presents what is almost the token in the storage.
    Garble,
}

/// What the service saw of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Refresh { by: Party, token: Token, at: i32, repeated: bool, answer: Answer },
    LogOut { token: Token },
    Garbled { token: Token },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    Page,
    Thief,
}

impl World {
    pub(crate) fn at_login(terms: &Terms) -> Self {
        let (stored, storage) = (Stored::at_login(), terms.token(0, 0, 0));
        Self { now: 0, stored, storage, tabs: [Tab::Idle; TABS], logged_out: false, thief: Thief::default(), next: 1 }
    }

    /// Does an action. One that makes no sense now does nothing.
    pub(crate) fn act(&mut self, terms: &Terms, action: Action) -> Option<Event> {
        let now = self.now;
        match action {
            Action::Wait(seconds) => self.now += seconds,
            Action::Ask(tab) => {
                let due = self.storage.access_expires_at.is_none_or(|at| at <= now);
                if due && self.tabs[tab] == Tab::Idle {
                    self.tabs[tab] = Tab::Asking { token: self.storage, since: now };
                }
            }
            Action::Receive(tab) => {
                if let Tab::Asking { token, .. } = self.tabs[tab] {
                    self.tabs[tab] = Tab::Received { token, at: now };
                }
            }
            Action::LoseWrite(tab) => {
                if let Tab::Received { token, at } = self.tabs[tab]
                    && token.expires_at > at
                {
                    self.stored.write(terms, token, at);
                }
            }
            Action::Serve(tab) => return self.serve(terms, tab, false),
            Action::ServeAtOnce { tab, repeated } => {
                self.act(terms, Action::Receive(tab));
                if repeated {
                    self.act(terms, Action::LoseWrite(tab));
                }
                return self.serve(terms, tab, repeated);
            }
            Action::Store(tab) => self.store(tab),
            Action::Drop(tab) => {
                if let Tab::Answered { .. } = self.tabs[tab] {
                    self.tabs[tab] = Tab::Idle;
                }
            }
            Action::LogOut => {
                (self.logged_out, self.stored.revoked) = (true, true);
                return Some(Event::LogOut { token: self.storage });
            }
            Action::Copy => self.thief.tokens.push(self.storage),
            Action::Steal(index) => return self.steal(terms, index),
            Action::Garble => return Some(Event::Garbled { token: self.storage }),
        }
        None
    }

    fn serve(&mut self, terms: &Terms, tab: usize, repeated: bool) -> Option<Event> {
        let Tab::Received { token, at } = self.tabs[tab] else { return None };
        let answer = self.answer(terms, token, at);
        let successor = if let Answer::Successor(successor) = answer { Some(successor) } else { None };
        let counts = self.thief.last_success.is_some_and(|last| at > last + terms.leeway);
        self.tabs[tab] = Tab::Answered { token, successor, counts };
        Some(Event::Refresh { by: Party::Page, token, at, repeated, answer })
    }

    fn store(&mut self, tab: usize) {
        let Tab::Answered { token, successor, counts } = self.tabs[tab] else { return };
        self.tabs[tab] = Tab::Idle;
        if let Some(successor) = successor
            && self.storage == token
        {
            self.storage = successor;
            self.thief.completed_since = 2.min(self.thief.completed_since + u8::from(counts));
        }
    }

    fn steal(&mut self, terms: &Terms, index: usize) -> Option<Event> {
        let token = *self.thief.tokens.get(index)?;
        let answer = self.answer(terms, token, self.now);
        if let Answer::Successor(successor) = answer {
            self.thief.tokens.push(successor);
            self.thief.last_success = Some(self.now);
        }
        Some(Event::Refresh { by: Party::Thief, token, at: self.now, repeated: false, answer })
    }

    fn answer(&mut self, terms: &Terms, token: Token, at: i32) -> Answer {
        let answer = self.stored.refresh(terms, token, at, self.next);
        self.next += u16::from(matches!(answer, Answer::Successor(_)));
        answer
    }
}

impl Tab {
    /// The token of a request that the store has not answered, and since when it is where it is.
    pub(crate) fn under_way(&self) -> Option<(Token, i32)> {
        match *self {
            Self::Asking { token, since } | Self::Received { token, at: since } => Some((token, since)),
            Self::Idle | Self::Answered { .. } => None,
        }
    }
}
