//! Signing: the pass of a request's first try, and the pass of the next one after a 401.
//!
//! Reference: RFC 7617 (Basic); distribution, `spec/auth/token.md` (Bearer).

use crate::registry::address::endpoint::Endpoint;
use crate::registry::auth::authenticator::{Authenticator, Way};
use crate::registry::auth::challenge::{Challenge, challenges};
use crate::registry::auth::need::Need;
use crate::registry::auth::pass::Pass;
use crate::registry::auth::realm;
use crate::registry::auth::token_cache::TokenKey;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::Line;
use crate::registry::line::transport::{Request, Response};

/// Seconds for which a token's rights count as current. A token that lacks a right is asked for anew after
/// that time, once.
const RECENT_SECONDS: u64 = 60;

/// The signing of one request: the sign-in, the line, the registry, and the purpose.
#[derive(Clone, Copy)]
pub(crate) struct Signing<'a> {
    pub(crate) auth: &'a Authenticator,
    pub(crate) line: &'a Line,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) need: Need<'a>,
}

impl Signing<'_> {
    /// The pass for the first try: by the scheme that the registry last asked for.
    pub(crate) async fn pass(&self) -> Result<Pass, Error> {
        let way = self.auth.way.borrow().clone();
        match way {
            Way::Open => Ok(Pass::Nothing),
            Way::Basic => self.plain(),
            Way::Bearer { realm, service } => {
                let key = self.key(realm, service);
                self.token(key, None).await
            }
        }
    }

    /// The pass for an API of the registry's own that takes names and passwords only; an error where they are
    /// known to be refused.
    pub(crate) fn plain(&self) -> Result<Pass, Error> {
        match self.auth.ended.why() {
            Some(why) => Err(why),
            None => Ok(self.auth.basic().unwrap_or(Pass::Nothing)),
        }
    }

    /// The pass for the next try after `response`, a 401 to `request` with `pass`; an error where no better pass
    /// is left. Each pass is tried once, and a token renewed once.
    pub(crate) async fn next_pass(
        &self,
        request: &Request,
        response: &Response,
        pass: &Pass,
    ) -> Result<Pass, Error> {
        let offers = challenges(&response.headers);
        self.auth.offers.set(true);
        if let Some(why) = self.auth.ended.why() {
            return Err(why);
        }
        let bearer = offers.iter().find(|offer| offer.scheme == "bearer");
        let offers_basic = offers.iter().any(|offer| offer.scheme == "basic");
        let stop = |kind: ErrorKind, scope: Option<&str>| {
            let mut error = self.refusal(request, response, pass, kind);
            if let Some(detail) = &mut error.detail {
                detail.lacking = Some(self.need.lacking(self.endpoint.kind(), scope, pass.token()));
            }
            Err(error)
        };

        if let Some(offer) = bearer {
            let (realm, service) = read_bearer(offer, self.endpoint).map_err(|kind| {
                if let ErrorKind::RealmElsewhere { host } = &kind {
                    self.auth.elsewhere.replace(Some(host.clone()));
                }
                self.refusal(request, response, pass, kind)
            })?;
            if let Some(scope) = offer.get("scope") {
                self.auth.learned.borrow_mut().take_in(self.need, scope);
            }
            let way = Way::Bearer { realm: realm.clone(), service: service.clone() };
            let key = self.key(realm, service);
            let refused = match pass {
                Pass::Token { value, is_fresh, since, key: tried } if *tried == key => {
                    // The right may have been given since then.
                    let is_recent = since.plus_seconds(RECENT_SECONDS) >= self.line.now();
                    if *is_fresh || (offer.lacks_right() && is_recent) {
                        return stop(self.reason(offer), offer.get("scope"));
                    }
                    Some(value.as_str())
                }
                _ => None,
            };
            self.auth.way.replace(way);
            return self.token(key, refused).await;
        }
        // Across origins a browser may hide the challenge. Basic is tried then.
        let may_be_basic = offers_basic || offers.is_empty();
        match (pass, self.auth.basic()) {
            (Pass::Basic { .. }, _) => {
                let refused = stop(ErrorKind::CredentialsRefused, None);
                if let Err(error) = &refused {
                    self.take_in(request, pass, error).await;
                }
                // A password that was good may have been changed since. One that still is lacks the right.
                let is_good = self.auth.is_proven.get() && self.auth.ended.why().is_none();
                match is_good && self.need.changes() {
                    true => stop(ErrorKind::InsufficientScope, None),
                    false => refused,
                }
            }
            (_, Some(basic)) if may_be_basic => {
                self.auth.way.replace(Way::Basic);
                Ok(basic)
            }
            (Pass::Token { .. }, Some(_)) => stop(ErrorKind::InsufficientScope, None),
            // The registry takes passwords, and a token to exchange is not one.
            _ if self.auth.credentials.renewing_token().is_some() => {
                stop(ErrorKind::TokenRefused, None)
            }
            _ => stop(ErrorKind::SignInRequired, None),
        }
    }

    /// Records that the registry answered with `pass`, and had refused without. A token proves the password
    /// only by an answer to `GET /v2/`: Harbor grants tokens to the anonymous, too, which read public
    /// repositories but do not pass there.
    pub(crate) fn opened(&self, pass: &Pass) {
        let proves = match pass {
            Pass::Basic { .. } => true,
            Pass::Token { .. } => self.need == Need::ENTRY && self.auth.has_credentials(),
            Pass::Nothing => false,
        };
        self.auth.is_proven.set(self.auth.is_proven.get() || proves);
    }

    fn key(&self, realm: String, service: Option<String>) -> TokenKey {
        let scopes = self.auth.learned.borrow().scopes(self.need, self.endpoint.kind());
        TokenKey {
            realm,
            service,
            scopes,
            account: self.auth.credentials.user().map(str::to_owned),
        }
    }
}

fn read_bearer(
    offer: &Challenge,
    endpoint: &Endpoint,
) -> Result<(String, Option<String>), ErrorKind> {
    let realm = offer.get("realm").ok_or(ErrorKind::RealmInsecure)?;
    Ok((realm::token_url(realm, endpoint)?, offer.get("service").map(str::to_owned)))
}
