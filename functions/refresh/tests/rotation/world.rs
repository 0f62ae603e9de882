//! Who presents the tokens of one session: the tabs of an honest page, which share their storage, and a thief who has
//! copied it.
//!
//! Like the client in the README, a tab stores a response only if the storage still holds the token that it sent. With
//! a cookie, the storage is the browser's cookie jar, and the response that arrives last overwrites the others.

use shared::domain::session::TokenHolder;

use crate::model::{Outcome, Setup, StoredSession, Token};

pub(crate) const TABS: usize = 3;

/// One session and everybody who holds its tokens, at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) now: i32,
    pub(crate) stored: StoredSession,
    /// The refresh token in the storage that all tabs share.
    pub(crate) storage: Token,
    pub(crate) tabs: [Tab; TABS],
    pub(crate) logged_out: bool,
    pub(crate) thief: Thief,
    /// The id of the next new token.
    pub(crate) next_id: u16,
}

/// How far a tab's refresh has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Tab {
    Idle,
    /// The tab has read the token from the storage at `read_at`. The request is on its way.
    Sent {
        token: Token,
        read_at: i32,
        holder: TokenHolder,
    },
    /// The function received the request at `received_at`, its `now`. It may send its write more than once.
    Received {
        token: Token,
        read_at: i32,
        received_at: i32,
        holder: TokenHolder,
    },
    /// The response was sent at `at` and is on its way. `counts` says whether the function received the request after
    /// the leeway of the thief's last success.
    Responded {
        token: Token,
        returned: Option<Token>,
        at: i32,
        counts: bool,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub(crate) struct Thief {
    pub(crate) tokens: Vec<Token>,
    pub(crate) last_success: Option<i32>,
    /// How many responses that count the page has stored. With a cookie, two as soon as one of its refreshes that count
    /// acknowledges a token. More than two make no difference.
    pub(crate) page_refreshes_since: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Some seconds pass.
    Wait(i32),
    /// A tab reads the storage and sends the token, unless the access token there is still valid.
    Send(usize),
    /// The same with `"rotate": true`.
    SendRotate(usize),
    /// The function receives the tab's request.
    Receive(usize),
    /// The store applies or refuses the write, but its response is lost, so the SDK will retry.
    LoseStoreResponse(usize),
    /// The store responds to the write or its retry, and the function responds to the tab.
    Respond(usize),
    /// The last three actions, or without `retried` two of them, with nothing in between.
    ReceiveAndRespond {
        tab: usize,
        retried: bool,
    },
    /// The tab receives the response and stores its token (see the module's description).
    Store(usize),
    /// The response is lost, or the tab is closed.
    Drop(usize),
    LogOut,
    /// The thief copies the storage.
    ThiefCopies,
    /// The thief presents one of the stolen tokens, and keeps the returned one too.
    ThiefPresents(usize),
    /// The same, as a cookie.
    ThiefPresentsCookie(usize),
    /// Somebody presents a damaged copy of the token in the storage.
    PresentGarbled,
}

/// What the service sees of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Refresh { by: Party, token: Token, holder: TokenHolder, at: i32, retried: bool, outcome: Outcome },
    LogOut { token: Token },
    Garbled { token: Token },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    Page,
    Thief,
}

impl World {
    pub(crate) fn at_login(setup: &Setup) -> Self {
        let (stored, storage) = (StoredSession::at_login(), setup.token(0, 0, 0));
        Self {
            now: 0,
            stored,
            storage,
            tabs: [Tab::Idle; TABS],
            logged_out: false,
            thief: Thief::default(),
            next_id: 1,
        }
    }

    /// Performs an action. An action that is impossible now does nothing.
    pub(crate) fn act(&mut self, setup: &Setup, action: Action) -> Option<Event> {
        let now = self.now;
        match action {
            Action::Wait(seconds) => self.now += seconds,
            Action::Send(tab) => self.send(tab, setup.holder(false)),
            Action::SendRotate(tab) => self.send(tab, setup.holder(true)),
            Action::Receive(tab) => {
                if let Tab::Sent { token, read_at, holder } = self.tabs[tab] {
                    self.tabs[tab] = Tab::Received { token, read_at, received_at: now, holder };
                }
            }
            Action::LoseStoreResponse(tab) => {
                if let Tab::Received { token, received_at, holder, .. } = self.tabs[tab] {
                    self.stored.refresh_with_lost_responses(setup, token, holder, received_at);
                }
            }
            Action::Respond(tab) => return self.respond(setup, tab, false),
            Action::ReceiveAndRespond { tab, retried } => {
                self.act(setup, Action::Receive(tab));
                if retried {
                    self.act(setup, Action::LoseStoreResponse(tab));
                }
                return self.respond(setup, tab, retried);
            }
            Action::Store(tab) => self.store(setup, tab),
            Action::Drop(tab) => {
                if let Tab::Responded { .. } = self.tabs[tab] {
                    self.tabs[tab] = Tab::Idle;
                }
            }
            Action::LogOut => {
                (self.logged_out, self.stored.revoked) = (true, true);
                return Some(Event::LogOut { token: self.storage });
            }
            Action::ThiefCopies => self.thief.tokens.push(self.storage),
            Action::ThiefPresents(index) => return self.present_stolen(setup, index, TokenHolder::Client),
            Action::ThiefPresentsCookie(index) => {
                return self.present_stolen(setup, index, TokenHolder::CookieJar { rotate: false });
            }
            Action::PresentGarbled => return Some(Event::Garbled { token: self.storage }),
        }
        None
    }

    fn send(&mut self, tab: usize, holder: TokenHolder) {
        let expired = self.storage.access_expires_at.is_none_or(|at| at <= self.now);
        if expired && self.tabs[tab] == Tab::Idle {
            self.tabs[tab] = Tab::Sent { token: self.storage, read_at: self.now, holder };
        }
    }

    fn respond(&mut self, setup: &Setup, tab: usize, retried: bool) -> Option<Event> {
        let Tab::Received { token, received_at: at, holder, .. } = self.tabs[tab] else { return None };
        let (generation, outcome) = (self.stored.generation, self.refresh(setup, token, holder, at));
        let granted = if let Outcome::Granted(granted) = outcome { granted } else { None };
        let counts = self.thief.last_success.is_some_and(|last| at > last + setup.leeway);
        if setup.in_cookie && counts && self.stored.generation > generation {
            self.thief.page_refreshes_since = 2;
        }
        self.tabs[tab] = Tab::Responded { token, returned: granted, at: self.now, counts };
        Some(Event::Refresh { by: Party::Page, token, holder, at, retried, outcome })
    }

    fn store(&mut self, setup: &Setup, tab: usize) {
        let Tab::Responded { token, returned, counts, .. } = self.tabs[tab] else { return };
        self.tabs[tab] = Tab::Idle;
        let Some(returned) = returned else { return };
        if setup.in_cookie {
            self.storage = returned;
        } else if self.storage == token {
            self.storage = returned;
            self.thief.page_refreshes_since = 2.min(self.thief.page_refreshes_since + u8::from(counts));
        }
    }

    fn present_stolen(&mut self, setup: &Setup, index: usize, holder: TokenHolder) -> Option<Event> {
        let token = *self.thief.tokens.get(index)?;
        let outcome = self.refresh(setup, token, holder, self.now);
        if let Outcome::Granted(granted) = outcome {
            self.thief.tokens.extend(granted);
            self.thief.last_success = Some(self.now);
        }
        Some(Event::Refresh { by: Party::Thief, token, holder, at: self.now, retried: false, outcome })
    }

    fn refresh(&mut self, setup: &Setup, token: Token, holder: TokenHolder, at: i32) -> Outcome {
        let outcome = self.stored.refresh(setup, token, holder, at, self.next_id);
        self.next_id += u16::from(matches!(outcome, Outcome::Granted(Some(granted)) if granted.id == self.next_id));
        outcome
    }
}

impl Setup {
    fn holder(&self, rotate: bool) -> TokenHolder {
        if self.in_cookie { TokenHolder::CookieJar { rotate } } else { TokenHolder::Client }
    }
}

impl Tab {
    /// The token of a request without a response yet, and when the tab read it from the storage.
    pub(crate) fn pending(&self) -> Option<(Token, i32)> {
        match *self {
            Self::Sent { token, read_at, .. } | Self::Received { token, read_at, .. } => Some((token, read_at)),
            Self::Idle | Self::Responded { .. } => None,
        }
    }
}
