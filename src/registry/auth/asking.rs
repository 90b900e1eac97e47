//! Asking for tokens, and finding out whether whoever signed in is still known.
//!
//! Reference: distribution, `spec/auth/token.md`.

use crate::registry::address::endpoint::Endpoint;
use crate::registry::auth::Authenticator;
use crate::registry::auth::ended::is_end;
use crate::registry::auth::need::Need;
use crate::registry::auth::pass::Pass;
use crate::registry::auth::token::{self, Token};
use crate::registry::auth::token_cache::TokenKey;
use crate::registry::dialect::oci;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::transport::Request;
use crate::registry::line::{Line, Patience};

impl Authenticator {
    /// A token for what `key` says: kept, or asked for; never the `refused` one.
    pub(super) async fn token(
        &self,
        line: &Line,
        endpoint: &Endpoint,
        need: Need<'_>,
        key: TokenKey,
        refused: Option<&str>,
    ) -> Result<Pass, Error> {
        let essential = self.learned.borrow().essential(need, endpoint.kind());
        let ask = async {
            // Found out while this one waited for its turn.
            if let Some(why) = self.ended.why() {
                return Err(why);
            }
            let answer = self.ask_for_token(line, endpoint, &key, &essential).await;
            if let Err(error) = &answer
                && is_end(error)
            {
                let entry = TokenKey { scopes: Vec::new(), ..key.clone() };
                let ask = async {
                    match key.scopes.is_empty() {
                        true => Err(error.clone()),
                        false => self.ask_for_token(line, endpoint, &entry, &[]).await.map(|_| ()),
                    }
                };
                self.ended.find_out(line.now(), ask).await;
            }
            answer
        };
        let (token, is_fresh) = self.tokens.token(&key, line.now(), refused, ask).await?;
        // What ACR grants nobody in particular says that it may pull, and lists repositories as well.
        let says_all = !(self.credentials.is_none() && need == Need::Catalog);
        if token.is_empty && says_all {
            // The token says itself that it is of no use here: asking with it would be, too.
            let lacking = need.lacking(endpoint.kind(), None, Some(&token.value));
            return Err(Error::lacking(&key.realm, lacking).with_kind(self.lacks(need)));
        }
        Ok(Pass::Token { value: token.value, is_fresh, since: token.since, key })
    }

    /// One question to the token server for what `key` says.
    async fn ask_for_token(
        &self,
        line: &Line,
        endpoint: &Endpoint,
        key: &TokenKey,
        essential: &[String],
    ) -> Result<Token, Error> {
        let (credentials, service) = (&self.credentials, key.service.as_deref());
        let request =
            token::request(&key.realm, service, &key.scopes, credentials, endpoint.kind());
        let response = line.send(&request, Patience::Repeatable, None).await?;
        if response.status == 200 {
            return token::read(&request.url, essential, &response, line.now());
        }
        let pass = self.basic().unwrap_or(Pass::Nothing);
        let mut error = self.refusal(endpoint, &request, &response, &pass, None);
        if response.status == 400 && credentials.renewing_token().is_some() {
            error.kind = ErrorKind::TokenRefused;
        }
        Err(error)
    }

    /// Takes in `error`, which `request` with `pass` was refused by: where it says that whoever signed in
    /// is not known, finds out whether that is so of everything. A password alone: tokens find out
    /// when they are asked for.
    pub(crate) async fn take_in(
        &self,
        line: &Line,
        endpoint: &Endpoint,
        request: &Request,
        pass: &Pass,
        error: &Error,
    ) {
        let Pass::Basic { header } = pass else { return };
        if !is_end(error) {
            return;
        }
        let entry = oci::ping::request(endpoint);
        let ask = async {
            if request.url == entry.url {
                return Err(error.clone());
            }
            let signed = entry.clone().with_header("authorization", header.clone());
            let response = line.send(&signed, Patience::Usual, None).await?;
            match response.status {
                401 => Err(self.refusal(endpoint, &entry, &response, pass, None)),
                _ => Ok(()),
            }
        };
        self.ended.find_out(line.now(), ask).await;
    }
}
