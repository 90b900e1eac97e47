//! Asking for tokens, and finding out whether the sign-in is still good.
//!
//! Reference: distribution, `spec/auth/token.md`.

use crate::registry::auth::ended::is_end;
use crate::registry::auth::need::Need;
use crate::registry::auth::pass::Pass;
use crate::registry::auth::signing::Signing;
use crate::registry::auth::token::{self, Token};
use crate::registry::auth::token_cache::TokenKey;
use crate::registry::dialect::oci;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::Patience;
use crate::registry::line::transport::Request;

impl Signing<'_> {
    /// The token for `key`: the kept one, or one that is asked for. Never the `refused` one.
    pub(super) async fn token(&self, key: TokenKey, refused: Option<&str>) -> Result<Pass, Error> {
        let essential = self.auth.learned.borrow().essential(self.need, self.endpoint.kind());
        let ask = async {
            // Another request found that out while this one waited.
            if let Some(why) = self.auth.ended.why() {
                return Err(why);
            }
            let answer = self.ask_for_token(&key, &essential).await;
            if let Err(error) = &answer
                && is_end(error)
            {
                let entry = TokenKey { scopes: Vec::new(), ..key.clone() };
                let ask = async {
                    match key.scopes.is_empty() {
                        true => Err(error.clone()),
                        false => self.ask_for_token(&entry, &[]).await.map(|_| ()),
                    }
                };
                self.auth.ended.find_out(self.line.now(), ask).await;
            }
            answer
        };
        let (token, is_fresh) = self.auth.tokens.token(&key, self.line.now(), refused, ask).await?;
        // ACR's anonymous token says that it may pull, although it lists repositories as well.
        let says_all = !(self.auth.credentials.is_none() && self.need == Need::CATALOG);
        if token.is_empty && says_all {
            // The token says itself that it was granted no right that counts here, so no request is sent
            // with it.
            let lacking = self.need.lacking(self.endpoint.kind(), None, Some(&token.value));
            return Err(Error::lacking(&key.realm, lacking).with_kind(self.lacks()));
        }
        Ok(Pass::Token { value: token.value, is_fresh, since: token.since, key })
    }

    /// Asks the token server once for the token of `key`.
    async fn ask_for_token(&self, key: &TokenKey, essential: &[String]) -> Result<Token, Error> {
        let (credentials, service) = (&self.auth.credentials, key.service.as_deref());
        let request =
            token::request(&key.realm, service, &key.scopes, credentials, self.endpoint.kind());
        let response = self.line.send(&request, Patience::Repeatable, None).await?;
        if response.status == 200 {
            return token::read(&request.url, essential, &response, self.line.now());
        }
        let pass = self.auth.basic().unwrap_or(Pass::Nothing);
        let mut error = self.refusal(&request, &response, &pass, None);
        if response.status == 400 && credentials.renewing_token().is_some() {
            error.kind = ErrorKind::TokenRefused;
        }
        Err(error)
    }

    /// Takes in `error`, by which `request` with `pass` was refused. Where it says that the user is not
    /// known, one more question finds out whether the whole sign-in ended. Only for passwords: with tokens
    /// that is found out when a token is asked for.
    pub(crate) async fn take_in(&self, request: &Request, pass: &Pass, error: &Error) {
        let Pass::Basic { header } = pass else { return };
        if !is_end(error) {
            return;
        }
        let entry = oci::ping::request(self.endpoint);
        let ask = async {
            if request.url == entry.url {
                return Err(error.clone());
            }
            let signed = entry.clone().with_header("authorization", header.clone());
            let response = self.line.send(&signed, Patience::Usual, None).await?;
            match response.status {
                401 => Err(self.refusal(&entry, &response, pass, None)),
                _ => Ok(()),
            }
        };
        self.auth.ended.find_out(self.line.now(), ask).await;
    }
}
