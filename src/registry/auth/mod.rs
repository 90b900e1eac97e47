//! Signing in: what to send along, and what to do after a 401.
//!
//! Reference: RFC 7617 (Basic); distribution, `spec/auth/token.md` (Bearer).

mod asking;
pub(crate) mod challenge;
pub(crate) mod claims;
pub mod credentials;
pub(crate) mod ended;
pub mod need;
pub(crate) mod pass;
pub(crate) mod realm;
pub mod right;
pub(crate) mod token;
pub(crate) mod token_cache;

use std::cell::{Cell, RefCell};

use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::limit;
use crate::registry::auth::challenge::{Challenge, challenges};
use crate::registry::auth::credentials::Credentials;
use crate::registry::auth::ended::Ended;
use crate::registry::auth::need::{Learned, Need};
use crate::registry::auth::pass::Pass;
use crate::registry::auth::token_cache::{TokenCache, TokenKey};
use crate::registry::error::body::ErrorBody;
use crate::registry::error::{Detail, Error, ErrorKind};
use crate::registry::line::Line;
use crate::registry::line::transport::{Request, Response};

/// For how many seconds a token tells which rights there are: after that one that lacks a right is
/// asked for anew, once.
const RECENT_SECONDS: u64 = 60;

/// Signs requests to one registry.
#[derive(Default)]
pub(crate) struct Authenticator {
    credentials: Credentials,
    /// What the registry last asked for.
    way: RefCell<Way>,
    learned: RefCell<Learned>,
    tokens: TokenCache,
    ended: Ended,
    /// Whether it ever offered a way to sign in.
    offers: Cell<bool>,
    /// Whether a password opened what was closed without it.
    is_proven: Cell<bool>,
    /// The host that a challenge named for tokens and that nobody trusts, until somebody is told.
    elsewhere: RefCell<Option<String>>,
}

/// How the registry wants to be asked.
#[derive(Debug, Clone, Default)]
enum Way {
    /// Not known yet, or without any sign-in.
    #[default]
    Open,
    Basic,
    Bearer {
        realm: String,
        service: Option<String>,
    },
}

impl Authenticator {
    /// Signs with `credentials`.
    pub(crate) fn new(credentials: Credentials) -> Self {
        Self { credentials, ..Self::default() }
    }

    /// What to send along at first: what the registry asked for the last time.
    pub(crate) async fn pass(
        &self,
        line: &Line,
        endpoint: &Endpoint,
        need: Need<'_>,
    ) -> Result<Pass, Error> {
        let way = self.way.borrow().clone();
        match way {
            Way::Open => Ok(Pass::Nothing),
            Way::Basic => self.plain(),
            Way::Bearer { realm, service } => {
                let key = self.key(endpoint, need, realm, service);
                self.token(line, endpoint, need, key, None).await
            }
        }
    }

    /// What to send along to an API of the registry's own that knows names and passwords only; an
    /// error where they are known to be refused.
    pub(crate) fn plain(&self) -> Result<Pass, Error> {
        match self.ended.why() {
            Some(why) => Err(why),
            None => Ok(self.basic().unwrap_or(Pass::Nothing)),
        }
    }

    /// The refusal that ended the sign-in, where one did.
    pub(crate) fn ended(&self) -> Option<Error> {
        self.ended.why()
    }

    /// What to send along after `response`, a 401 to `request` with `pass`; an error where nothing
    /// better is left. Each pass is tried once, and a token renewed once.
    pub(crate) async fn next_pass(
        &self,
        line: &Line,
        endpoint: &Endpoint,
        need: Need<'_>,
        request: &Request,
        response: &Response,
        pass: &Pass,
    ) -> Result<Pass, Error> {
        let offers = challenges(&response.headers);
        self.offers.set(true);
        if let Some(why) = self.ended.why() {
            return Err(why);
        }
        let bearer = offers.iter().find(|offer| offer.scheme == "bearer");
        let offers_basic = offers.iter().any(|offer| offer.scheme == "basic");
        let stop = |kind: ErrorKind, scope: Option<&str>| {
            let mut error = self.refusal(endpoint, request, response, pass, kind);
            if let Some(detail) = &mut error.detail {
                detail.lacking = Some(need.lacking(endpoint.kind(), scope, pass.token()));
            }
            Err(error)
        };

        if let Some(offer) = bearer {
            let (realm, service) = read_bearer(offer, endpoint).map_err(|kind| {
                if let ErrorKind::RealmElsewhere { host } = &kind {
                    self.elsewhere.replace(Some(host.clone()));
                }
                self.refusal(endpoint, request, response, pass, kind)
            })?;
            if let Some(scope) = offer.get("scope") {
                self.learned.borrow_mut().take_in(need, scope);
            }
            let way = Way::Bearer { realm: realm.clone(), service: service.clone() };
            let key = self.key(endpoint, need, realm, service);
            let refused = match pass {
                Pass::Token { value, is_fresh, since, key: tried } if *tried == key => {
                    // The right may have been given since then.
                    let is_recent = since.plus_seconds(RECENT_SECONDS) >= line.now();
                    if *is_fresh || (offer.lacks_right() && is_recent) {
                        return stop(self.reason(need, offer), offer.get("scope"));
                    }
                    Some(value.as_str())
                }
                _ => None,
            };
            self.way.replace(way);
            return self.token(line, endpoint, need, key, refused).await;
        }
        // Across origins a browser may hide the challenge: Basic is what is left to try.
        let may_be_basic = offers_basic || offers.is_empty();
        match (pass, self.basic()) {
            (Pass::Basic { .. }, _) if self.is_proven.get() && need.changes() => {
                stop(ErrorKind::InsufficientScope, None)
            }
            (Pass::Basic { .. }, _) => {
                let refused = stop(ErrorKind::CredentialsRefused, None);
                if let Err(error) = &refused {
                    self.take_in(line, endpoint, request, pass, error).await;
                }
                refused
            }
            (_, Some(basic)) if may_be_basic => {
                self.way.replace(Way::Basic);
                Ok(basic)
            }
            (Pass::Token { .. }, Some(_)) => stop(ErrorKind::InsufficientScope, None),
            // It takes passwords, and a token to exchange is none.
            _ if self.credentials.renewing_token().is_some() => stop(ErrorKind::TokenRefused, None),
            _ => stop(ErrorKind::SignInRequired, None),
        }
    }

    /// The host that was named for tokens, and not asked, since this was called last.
    pub(crate) fn take_elsewhere(&self) -> Option<String> {
        self.elsewhere.take()
    }

    /// Takes up an offer of Basic that came with an answer to an unsigned request: zot shows less
    /// to those who do not sign in, instead of asking them to. Whether there is anything to sign
    /// with.
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

    /// Takes note that the registry did with `pass` what it had refused to do without. A token proves the
    /// password where it lets in at all: Harbor grants tokens to nobody, too, which are good for what is
    /// public and do not let in.
    pub(crate) fn opened(&self, pass: &Pass, need: Need<'_>) {
        let proves = match pass {
            Pass::Basic { .. } => true,
            Pass::Token { .. } => need == Need::Entry && self.has_credentials(),
            Pass::Nothing => false,
        };
        self.is_proven.set(self.is_proven.get() || proves);
    }

    /// Whether there is anything to sign with.
    pub(crate) fn has_credentials(&self) -> bool {
        !self.credentials.is_none()
    }

    /// Whether the registry offered a way to sign in: one that never did lets everybody do everything.
    pub(crate) fn offers_sign_in(&self) -> bool {
        self.offers.get()
    }

    /// The error for `response`, as `kind`, without anything that was sent along: servers echo.
    pub(crate) fn refusal(
        &self,
        endpoint: &Endpoint,
        request: &Request,
        response: &Response,
        pass: &Pass,
        kind: impl Into<Option<ErrorKind>>,
    ) -> Error {
        let mut error = Error::of_refusal(request, response);
        if let Some(kind) = kind.into() {
            error.kind = kind;
        } else if response.status == 401 {
            error.kind = self.unknown();
        }
        let is_secret = |text: &str| self.credentials.show_in(text) || pass.shows_in(text);
        // The excerpt is cut, perhaps in the middle of a secret: the whole text tells, and the whole body.
        let body = response.body.get(..limit::SMALL).unwrap_or(&response.body);
        let whole = ErrorBody::read(&response.body).whole;
        if is_secret(&whole) || is_secret(&String::from_utf8_lossy(body)) {
            error.excerpt.clear();
        }
        if error.code.as_deref().is_some_and(is_secret) {
            error.code = None;
        }
        let correlation = correlation(response).filter(|id| !is_secret(id)).map(str::to_owned);
        let detail = Detail { kind: endpoint.kind(), lacking: None, correlation };
        error.detail = Some(Box::new(detail));
        error
    }

    /// `error`, naming the right that is missing, where Harbor's own API refused somebody it knows. Being
    /// read-only it calls DENIED, and a session's missing token it names.
    pub(crate) fn name_right(
        &self,
        mut error: Error,
        endpoint: &Endpoint,
        need: Need<'_>,
    ) -> Error {
        let is_right = error.kind == ErrorKind::Forbidden
            && error.code.as_deref() == Some("FORBIDDEN")
            && !error.excerpt.contains("CSRF")
            && (need.repository().is_some() || need == Need::Catalog)
            && !self.credentials.is_none();
        if let Some(detail) = error.detail.as_mut().filter(|_| is_right) {
            detail.lacking = Some(need.lacking(endpoint.kind(), None, None));
            error.kind = ErrorKind::InsufficientScope;
        }
        error
    }

    fn basic(&self) -> Option<Pass> {
        self.credentials.authorization().map(|header| Pass::Basic { header })
    }

    /// Why a token that was granted does not do. Reference: RFC 6750, section 3.1; distribution also
    /// says `malformed token`.
    fn reason(&self, need: Need<'_>, offer: &Challenge) -> ErrorKind {
        let of_the_token = offer.get("error").is_some_and(|error| error != "insufficient_scope");
        match of_the_token {
            true if self.credentials.is_none() => ErrorKind::SignInRequired,
            true => ErrorKind::GrantRefused,
            false => self.lacks(need),
        }
    }

    /// Nobody, or nobody the registry knows.
    fn unknown(&self) -> ErrorKind {
        match self.credentials {
            Credentials::None => ErrorKind::SignInRequired,
            Credentials::Basic(_) => ErrorKind::CredentialsRefused,
            Credentials::Renewing(_) => ErrorKind::TokenRefused,
        }
    }

    /// The registry knows who asks, or lets everybody in, but not for this. Whoever was let in
    /// without a name can still name repositories, if not list them.
    fn lacks(&self, need: Need<'_>) -> ErrorKind {
        if self.credentials.is_none() && need != Need::Catalog {
            ErrorKind::SignInRequired
        } else {
            ErrorKind::InsufficientScope
        }
    }

    fn key(
        &self,
        endpoint: &Endpoint,
        need: Need<'_>,
        realm: String,
        service: Option<String>,
    ) -> TokenKey {
        let scopes = self.learned.borrow().scopes(need, endpoint.kind());
        TokenKey { realm, service, scopes, account: self.credentials.user().map(str::to_owned) }
    }
}

/// By what ACR's own people find a request, if it is fit to be shown.
fn correlation(response: &Response) -> Option<&str> {
    let id = response.headers.get("x-ms-correlation-request-id")?.trim();
    let fits = (8..=64).contains(&id.len());
    (fits && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')).then_some(id)
}

fn read_bearer(
    offer: &Challenge,
    endpoint: &Endpoint,
) -> Result<(String, Option<String>), ErrorKind> {
    let realm = offer.get("realm").ok_or(ErrorKind::RealmInsecure)?;
    Ok((realm::token_url(realm, endpoint)?, offer.get("service").map(str::to_owned)))
}
