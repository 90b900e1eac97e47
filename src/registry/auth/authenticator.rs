//! The sign-in to one registry: the credentials, the scheme that the registry asks for, and the tokens.
//!
//! Reference: RFC 7617 (Basic); distribution, `spec/auth/token.md` (Bearer).

use std::cell::{Cell, RefCell};

use crate::registry::auth::challenge::challenges;
use crate::registry::auth::credentials::Credentials;
use crate::registry::auth::ended::Ended;
use crate::registry::auth::learned::Learned;
use crate::registry::auth::pass::Pass;
use crate::registry::auth::token_cache::TokenCache;
use crate::registry::error::Error;
use crate::registry::line::transport::Response;

/// The sign-in to one registry, shared by all requests.
#[derive(Default)]
pub(crate) struct Authenticator {
    pub(super) credentials: Credentials,
    /// The scheme that the registry last asked for.
    pub(super) way: RefCell<Way>,
    pub(super) learned: RefCell<Learned>,
    pub(super) tokens: TokenCache,
    pub(super) ended: Ended,
    /// Whether the registry ever offered a way to sign in.
    pub(super) offers: Cell<bool>,
    /// Whether the password proved good: the registry answered with it, and had refused without.
    pub(super) is_proven: Cell<bool>,
    /// The host that a challenge named for tokens and that nobody trusts; `None` once it was reported.
    pub(super) elsewhere: RefCell<Option<String>>,
}

/// The scheme by which requests are signed.
#[derive(Debug, Clone, Default)]
pub(super) enum Way {
    /// Without any sign-in, or not known yet.
    #[default]
    Open,
    Basic,
    Bearer {
        realm: String,
        service: Option<String>,
    },
}

impl Authenticator {
    /// A sign-in with `credentials`.
    pub(crate) fn new(credentials: Credentials) -> Self {
        Self { credentials, ..Self::default() }
    }

    /// The refusal that ended the sign-in; `None` while it is good.
    pub(crate) fn ended(&self) -> Option<Error> {
        self.ended.why()
    }

    /// The untrusted host that was named for tokens since the last call of this function. Nothing was sent
    /// there.
    pub(crate) fn take_elsewhere(&self) -> Option<String> {
        self.elsewhere.take()
    }

    /// Takes up an offer of Basic that came with the answer to an unsigned request that was not refused:
    /// zot shows less without a sign-in, instead of asking for one. Returns whether requests are signed
    /// from now on.
    pub(crate) fn takes_up(&self, response: &Response) -> bool {
        let is_unsigned = matches!(*self.way.borrow(), Way::Open);
        let offered = challenges(&response.headers).iter().any(|offer| offer.scheme == "basic");
        self.offers.set(self.offers.get() || offered);
        let takes = is_unsigned && offered && !self.credentials.is_none();
        if takes {
            self.way.replace(Way::Basic);
        }
        takes
    }

    /// Whether there is anything to sign with.
    pub(crate) fn has_credentials(&self) -> bool {
        !self.credentials.is_none()
    }

    /// Whether the registry offered a way to sign in: one that never did lets everybody do everything.
    pub(crate) fn offers_sign_in(&self) -> bool {
        self.offers.get()
    }

    /// The pass of name and password; `None` without them.
    pub(super) fn basic(&self) -> Option<Pass> {
        self.credentials.authorization().map(|header| Pass::Basic { header })
    }
}
