//! One forgery: how it is made of a genuine token, and what must come of it.

use shared::auth::TokenRejected;

use crate::forger::{Genuine, Kind};

type Make = Box<dyn Fn(&Genuine) -> String>;

pub(crate) struct Forgery {
    pub(crate) name: String,
    pub(crate) kinds: &'static [Kind],
    /// Whether its signature is the right one: then nothing but what the case is about can be why it is refused.
    pub(crate) sealed: bool,
    pub(crate) refusal: TokenRejected,
    pub(crate) make: Make,
    /// The same token without what is wrong with it, which is accepted.
    pub(crate) control: Make,
}

/// A token under our own secret, of both kinds.
pub(crate) fn sealed(name: impl Into<String>, make: impl Fn(&Genuine) -> String + 'static) -> Forgery {
    Forgery {
        name: name.into(),
        kinds: &[Kind::Access, Kind::Refresh],
        sealed: true,
        refusal: TokenRejected::Invalid,
        make: Box::new(make),
        control: Box::new(Genuine::token),
    }
}

/// A token without our signature, or with another spelling of it.
pub(crate) fn unsealed(name: impl Into<String>, make: impl Fn(&Genuine) -> String + 'static) -> Forgery {
    Forgery { sealed: false, ..sealed(name, make) }
}

impl Forgery {
    pub(crate) fn beside(self, control: impl Fn(&Genuine) -> String + 'static) -> Self {
        Self { control: Box::new(control), ..self }
    }

    pub(crate) fn of_access_tokens(self) -> Self {
        Self { kinds: &[Kind::Access], ..self }
    }

    pub(crate) fn of_refresh_tokens(self) -> Self {
        Self { kinds: &[Kind::Refresh], ..self }
    }

    pub(crate) fn expired(self) -> Self {
        Self { refusal: TokenRejected::Expired, ..self }
    }
}
