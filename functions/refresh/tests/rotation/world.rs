//! Who presents the tokens of one session: the tabs of an honest page, which share their storage as the README's client does, and
//! a thief who has copied that storage. With a cookie the storage is
//! the browser's jar: the answer that arrives last overwrites what is there.

use shared::domain::session::TokenHolder;

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
        holder: TokenHolder,
    },
    /// The function has the request and has asked the clock; its write may be sent more than once.
    Received {
        token: Token,
        since: i32,
        at: i32,
        holder: TokenHolder,
    },
    /// The answer is on its way back. It counts if it was asked for when the leeway of the thief's last success was over.
    Answered {
        token: Token,
        answer: Option<Token>,
        since: i32,
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
    /// The same, and the tab asks for a new generation.
    AskToRotate(usize),
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
    /// The same, as a cookie.
    StealAsCookie(usize),
    /// Somebody presents what is almost the token in the storage.
    Garble,
}

/// What the service saw of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Refresh { by: Party, token: Token, holder: TokenHolder, at: i32, repeated: bool, answer: Answer },
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
            Action::Ask(tab) => self.ask(tab, terms.holder(false)),
            Action::AskToRotate(tab) => self.ask(tab, terms.holder(true)),
            Action::Receive(tab) => {
                if let Tab::Asking { token, since, holder } = self.tabs[tab] {
                    self.tabs[tab] = Tab::Received { token, since, at: now, holder };
                }
            }
            Action::LoseWrite(tab) => {
                if let Tab::Received { token, at, holder, .. } = self.tabs[tab] {
                    self.stored.lose_answers(terms, token, holder, at);
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
            Action::Store(tab) => self.store(terms, tab),
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
            Action::Steal(index) => return self.steal(terms, index, TokenHolder::Client),
            Action::StealAsCookie(index) => return self.steal(terms, index, TokenHolder::CookieJar { rotate: false }),
            Action::Garble => return Some(Event::Garbled { token: self.storage }),
        }
        None
    }

    fn ask(&mut self, tab: usize, holder: TokenHolder) {
        let due = self.storage.access_expires_at.is_none_or(|at| at <= self.now);
        if due && self.tabs[tab] == Tab::Idle {
            self.tabs[tab] = Tab::Asking { token: self.storage, since: self.now, holder };
        }
    }

    fn serve(&mut self, terms: &Terms, tab: usize, repeated: bool) -> Option<Event> {
        let Tab::Received { token, at, holder, .. } = self.tabs[tab] else { return None };
        let (generation, answer) = (self.stored.generation, self.answer(terms, token, holder, at));
        let granted = if let Answer::Granted(granted) = answer { granted } else { None };
        let counts = self.thief.last_success.is_some_and(|last| at > last + terms.leeway);
        if terms.in_cookie && counts && self.stored.generation > generation {
            self.thief.completed_since = 2;
        }
        self.tabs[tab] = Tab::Answered { token, answer: granted, since: self.now, counts };
        Some(Event::Refresh { by: Party::Page, token, holder, at, repeated, answer })
    }

    fn store(&mut self, terms: &Terms, tab: usize) {
        let Tab::Answered { token, answer, counts, .. } = self.tabs[tab] else { return };
        self.tabs[tab] = Tab::Idle;
        let Some(answer) = answer else { return };
        if terms.in_cookie {
            self.storage = answer;
        } else if self.storage == token {
            self.storage = answer;
            self.thief.completed_since = 2.min(self.thief.completed_since + u8::from(counts));
        }
    }

    fn steal(&mut self, terms: &Terms, index: usize, holder: TokenHolder) -> Option<Event> {
        let token = *self.thief.tokens.get(index)?;
        let answer = self.answer(terms, token, holder, self.now);
        if let Answer::Granted(granted) = answer {
            self.thief.tokens.extend(granted);
            self.thief.last_success = Some(self.now);
        }
        Some(Event::Refresh { by: Party::Thief, token, holder, at: self.now, repeated: false, answer })
    }

    fn answer(&mut self, terms: &Terms, token: Token, holder: TokenHolder, at: i32) -> Answer {
        let answer = self.stored.refresh(terms, token, holder, at, self.next);
        self.next += u16::from(matches!(answer, Answer::Granted(Some(granted)) if granted.id == self.next));
        answer
    }
}

impl Terms {
    fn holder(&self, rotate: bool) -> TokenHolder {
        if self.in_cookie { TokenHolder::CookieJar { rotate } } else { TokenHolder::Client }
    }
}

impl Tab {
    /// The token of a request that the store has not answered, and when it was read from the storage.
    pub(crate) fn under_way(&self) -> Option<(Token, i32)> {
        match *self {
            Self::Asking { token, since, .. } | Self::Received { token, since, .. } => Some((token, since)),
            Self::Idle | Self::Answered { .. } => None,
        }
    }
}
