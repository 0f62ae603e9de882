//! A forgery: how it is made from a genuine token, and how it must be refused.

use shared::auth::TokenRejected;

use crate::forger::{Genuine, Kind};

type Make = Box<dyn Fn(&Genuine) -> String>;

pub(crate) struct Forgery {
    pub(crate) name: String,
    pub(crate) kinds: &'static [Kind],
    /// Whether the signature is valid. Then only the fault itself can be the reason for the refusal.
    pub(crate) sealed: bool,
    pub(crate) refusal: TokenRejected,
    pub(crate) make: Make,
    /// The same token without the fault, which is accepted.
    pub(crate) control: Make,
}

/// A forgery of both kinds with a valid signature.
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

/// A forgery without a valid signature, or with a different spelling of it.
pub(crate) fn unsealed(name: impl Into<String>, make: impl Fn(&Genuine) -> String + 'static) -> Forgery {
    Forgery { sealed: false, ..sealed(name, make) }
}

impl Forgery {
    pub(crate) fn with_control(self, control: impl Fn(&Genuine) -> String + 'static) -> Self {
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
